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
bool portal_envelope(struct request *r, struct envelope *ret);

/* After an upload: to the list when all went well, else a page of what became of each file;
 * a fragment for our own script. `list`: "/?sent=" or "/send?sent=". */
void respond_sent(struct request *r, const char *list, bool out);

/* "Word 文書、テキスト": what the policy lets pass in this side's direction. */
const char *site_kinds(struct request *r);
/* True when this answer is an error, which the browser has then been told. */
bool respond_if_failed(struct request *r, const struct ask *a);

/* rows.c: rows of the store as the pages show them; strings live in the request. */
const struct item_row *rows_items(struct request *r, const struct ask *a, size_t *ret_count,
				  bool *ret_moving);
void rows_item(struct request *r, const struct body_row_item *b, struct item_row *ret);
void rows_findings(struct request *r, const struct ask *a, struct finding_groups *ret);
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
