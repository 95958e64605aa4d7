/* SPDX-License-Identifier: Apache-2.0
 * check.h: 送付前点検: what the inspector found in what is to go out, kept with the item until it
 * ends, and what its sender decides about it.
 *
 * The LGWAN half's belt has every outbound form inspected and offers it with its finds (INSPECTED).
 * When the output is staged, finds that the policy wants decided hold the item in CHECKING. Only
 * its sender decides, about the output that the page showed:
 *
 *   消して送る     these finds go: the item is disarmed again with the list of them (ERASE),
 * inspected again, rebuilt to another output; older approvals named the old one and are void
 *   このまま送る    with a reason, bound to this output; not where the policy stops a kind of find
 *   取り下げる     the item ends
 *
 * Nothing of a find's text or picture is in the log: kinds and numbers only.
 */
#ifndef STORE_CHECK_H
#define STORE_CHECK_H

#include "form/finds.h"
#include "store/item.h"

/* What is (still) there of an item's finds, in the eyes of the policy in force. */
struct check {
	uint32_t left, erased;
	uint32_t ask;	   /* of those left: to be decided; among them: */
	uint32_t stop;	   /* left only with a manager's approval */
	uint32_t never;	   /* never left */
	uint32_t erasable; /* of those left */
	bool personal;	   /* personal numbers are left: a manager, a reason, and never urgent */
	bool decided;	   /* its sender sends this very output as it is */
	int64_t due;
	char who[CODE_MAX], reason[TEXT_MAX_];
};

/* Inside the caller's transaction. */
enum err check_take(const struct item *i,
		    const struct finds *f) must_use; /* replaces what was left */
enum err check_findings(struct item *i) must_use; /* after it: the report, without what is erased */
enum err check_forget(const uint8_t id[ID_LEN]) must_use;
/* Nothing waits for its sender any more. */
enum err check_over(const uint8_t id[ID_LEN]) must_use;
/* The output is staged and waits for its sender: until when, the log's row, the notice. */
enum err check_begin(const struct item *i) must_use;

enum err check_get(const struct item *i, struct check *ret) must_use;
/* What the policy wants of a find, at most `most`, in an item of that grade. */
enum policy_find check_wanted(uint32_t kind, uint32_t most, uint8_t grade);
/* "コメント 3、個人番号 1", of those erased or left: never what was found. */
enum err check_words(const uint8_t id[ID_LEN], bool erased, char ret[TEXT_MAX_]) must_use;
/* What it needs before it goes, with what is left in it. */
struct policy_demand check_demand(const struct item *i, const struct check *c);
/* Before there is an output: might somebody have to look at it? */
bool check_may_ask(const struct item *i, const struct check *c);
/* As a row says it: 0 nothing, 1 an approval, 2 with a reason. */
uint32_t check_needs(const struct policy_demand *d);
/* How many finds its sender has had erased so far. E_LIMIT_COUNT: more than a list holds. */
enum err check_chosen(const uint8_t id[ID_LEN], uint32_t *ret) must_use;
/* Before the belt is asked for its form: what is to be erased from it. E_NOT_FOUND: nothing. */
enum err check_list(const uint8_t id[ID_LEN], int *ret_fd) must_use;

bool check_is_sender(const struct policy_person *p, const struct item *i);
/* Its sender decides about finds while it waits for that, and takes it back until somebody decided
 * that it goes. */
bool check_may(const struct policy_person *p, const struct item *i, enum choice c);
void check_tick(void); /* nobody decided in time */

/* query_check.c: for who decides, in CHECKING and later */
void query_finds(struct incoming *in, const struct body_query *q, const struct policy_person *p);
void query_find_picture(struct incoming *in, const struct body_query *q,
			const struct policy_person *p);

#endif
