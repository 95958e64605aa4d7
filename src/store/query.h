/* SPDX-License-Identifier: Apache-2.0
 * query.h: fixed questions of the portal, answered for the person of the ticket and nobody else.
 *
 * Every answer is rows of one kind and DONE; 50 rows a page (people: 1,000). QUERY_INBOX: text
 * "unit" or "mine". QUERY_BALANCE: text "" since the beginning, "today" of items accepted today.
 */
#ifndef STORE_QUERY_H
#define STORE_QUERY_H

#include "store/item.h"

#define QUERY_PAGE 50
#define QUERY_LOOKED_AT 20000 /* rows of one list: nobody's 10,000 files hide another's */

/* Files under way from release to the portal. */
void query_forget(enum role peer);
void query_tick(void);

typedef void (*query_answer)(struct incoming *in, const struct body_query *q,
			     const struct policy_person *p);
/* query_file.c: the file or the preview of one item. */
void query_file(struct incoming *in, const struct body_query *q, const struct policy_person *p);
void query_preview(struct incoming *in, const struct body_query *q, const struct policy_person *p);
/* query_history.c */
void query_history(struct incoming *in, const struct body_query *q, const struct policy_person *p);
/* away.c */
void query_away(struct incoming *in, const struct body_query *q, const struct policy_person *p);
/* One that this person may see. */
enum err query_seen(const uint8_t id[ID_LEN], const struct policy_person *p,
		    struct item *ret) must_use;
/* Rows of items in a list that `also` (NULL: all) wants, QUERY_PAGE of them after `skip`; then
 * DONE. */
typedef bool (*query_wanted)(const struct policy_person *p, const struct item *i);
void query_items(struct incoming *in, struct db_rows *rows, const struct policy_person *p,
		 query_wanted also, size_t skip);
/* Rows of these, without DONE. */
void query_item_rows(struct incoming *in, const struct policy_person *p, uint8_t (*ids)[ID_LEN],
		     size_t n);
/* query_log.c */
void query_people(struct incoming *in, const struct body_query *q, const struct policy_person *p);
void query_log(struct incoming *in, const struct body_query *q, const struct policy_person *p);
void query_balance(struct incoming *in, const struct body_query *q, const struct policy_person *p);

/* These bytes as a sealed memory file, which goes with an answer. */
enum err query_sealed(const char *name, struct view bytes, int *ret) must_use;
/* An answer to a question whose message is gone: row, then DONE. */
void query_row(uint64_t tag, enum msg m, const void *body, const int *fds);
void query_done(uint64_t tag, enum err e, uint64_t count);

#endif
