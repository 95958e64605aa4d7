/* SPDX-License-Identifier: Apache-2.0
 * pages_both.h: the handlers of tbl/routes.h, and what they share.
 */
#ifndef WEB_PAGES_BOTH_H
#define WEB_PAGES_BOTH_H

#include "web/http.h"

#define GATE(method, pattern, who, handler, upload) void handler(struct request *r);
#define PORTAL(method, pattern, who, handler, upload) void handler(struct request *r);
#include "tbl/routes.h"
#undef GATE
#undef PORTAL

extern const struct route gate_routes[], portal_routes[];
bool gate_envelope(struct request *r, struct envelope *ret);
/* pages_trial.c: a file of that trial; operators only. */
bool trial_envelope(struct request *r, const char *batch, struct envelope *ret);
/* pages_portal.c: may this person's unit send from here? */
bool portal_sends(const struct request *r);
bool portal_envelope(struct request *r, struct envelope *ret);

/* After an upload: to the list when all went well, else a page of what became of each file;
 * a fragment for our own script. `list`: "/?sent=" or "/send?sent=". */
void respond_sent(struct request *r, const char *list, bool out);

/* "Word 文書、テキスト": what the policy lets pass in this side's direction. */
const char *site_kinds(struct request *r);
/* True when this answer is an error, which the browser has then been told. */
bool respond_if_failed(struct request *r, const struct ask *a);

/* pages_away.c: the asker's own row and the others'; "2026-11-21" as its first second in Japan. */
const struct away_row *rows_away(struct request *r, const struct ask *a, struct away_row *ret_own,
				 size_t *ret_n);
bool rows_day(const char *text, int64_t *ret);

/* pages_decide.c: after a POST, back to the list with what happened; and there, what was told. */
void respond_back(struct request *r, const char *list, enum err e, const char *done);
void rows_told(struct request *r, struct trouble *ret);
/* What is to be done to the item of the address, for the exact bytes that the page showed. */
struct ask *ask_act(struct request *r, enum act act);
struct ask *ask_act_as(struct request *r, enum act act, const struct ticket *ticket);
/* A POST with a code that counts for `what` alone (notary/order.h, picks.h) and raises no session:
 * asked as its first step, false without a code; then auth's word. E_STEPUP: the code was wrong. */
bool ask_warrant(struct request *r, const uint8_t what[HASH_LEN]);
enum err take_warrant(const struct request *r, struct warrant *ret) must_use;
/* The whole of a POST by which somebody approves one thing with a code for it alone: its hash is
 * the form's `what`. True: the approval is to be asked now, under *ret; else it was answered, or
 * auth is asked. */
bool approve_one(struct request *r, const char *list, const char *done,
		 struct warrant *ret) must_use;
/* The whole of a POST that acts and may bring a code with it. True: the act is to be asked now;
 * when all is over (`*ret_over`) `*ret_err` says how it went. */
bool with_code(struct request *r, bool *ret_over, enum err *ret_err);
/* The whole of a POST that needs a reason (retry does not). */
void act_with_reason(struct request *r, enum act act, const char *list, const char *done);

/* pages_preserve.c: 証拠保全 as the store answered; all zero when it did not. */
struct body_row_preserved rows_preserved(const struct ask *a);

/* pages_zone.c: the rules between zones as the store answered; all zero when it did not. */
struct zone_state rows_zone(struct request *r, const struct ask *a);

/* pages_zone_report.c: three asks more for the page of the rules, and what they gave. */
struct body_row_zone;
void zone_reports_ask(struct request *r);
void zone_reports_fill(struct request *r, size_t first, const struct body_row_zone *now,
		       struct page_zone *page);

/* pages_originals.c: requests for originals as the store answered. */
const struct original_row *rows_originals(struct request *r, const struct ask *a, size_t *ret_n);

/* pages_portal.c: what was typed does not stay in memory. */
void request_forget_passwords(struct request *r);
/* Asks for 届いたもの in two steps: false while it waits. asks[1] and [2] end with the counts of
 * what is new in 自分あて and 所属あて. */
bool pages_inbox(struct request *r, bool *ret_unit, const struct ask **ret_list);
/* Whose first screen a page is; several roles give tabs (screens.html). */
enum screen { SCREEN_NONE, SCREEN_CLERK, SCREEN_HEAD, SCREEN_OFFICER };
/* pages_decide.c: what each card shows of an item: findings and preview, asked for and filled in.
 */
#define CARDS_MAX ((size_t)40)
#define CARDS_ASKED ((size_t)10) /* at once: a peer keeps no more than 4,096 rows for us */
void cards_preview(struct request *r, int fd, struct pending *ret);
/* Step by step, from the request's ask `first` on. False: everything is there. */
bool cards_ask(struct request *r, const struct ask *list, size_t first);
void cards_fill(struct request *r, const struct ask *list, size_t first, struct pending *rows,
		size_t *ret_n, uint64_t *ret_all);

/* rows.c: rows of the store as the pages show them; strings live in the request. */
const struct item_row *rows_items(struct request *r, const struct ask *a, size_t *ret_count,
				  bool *ret_moving);
/* 機密性区分 of this body, lowest first, with what each needs. */
const struct grade_choice *rows_grades(struct request *r, size_t *ret_n);
void rows_item(struct request *r, const struct body_row_item *b, struct item_row *ret);
void rows_findings(struct request *r, const struct ask *a, struct finding_groups *ret);
/* pages_check.c: finds of 送付前点検, left or erased; none where who asks may not see them. */
const struct find_row *rows_finds(struct request *r, const struct ask *a, const uint8_t *id,
				  bool erased, size_t *ret_n);
/* 50 rows a page: is there one before, one after? */
struct pager {
	uint64_t page, prev, next;
	bool has_prev, has_next;
};
struct pager rows_pager(struct request *r, const struct ask *a);
/* A preview is clean text or, of a picture, a small PNG: both written by lock 2. */
bool rows_is_picture(const void *p, size_t n);
uint64_t rows_sent(struct request *r); /* ?sent=N after an upload */
/* ?done=KEY after a POST: the words for it, or WORD_none. */
enum word rows_notice(struct request *r);

#endif
