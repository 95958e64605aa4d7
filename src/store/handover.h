/* SPDX-License-Identifier: Apache-2.0
 * handover.h: 元ファイルの交付: one request for the original of one item, from its asking to its
 * one download; every step a row, a log row and a leaf.
 *
 *   ASKED    the recipient wants it. The notary orders the originals program to look; nothing
 * leaves WAITING  what it found is shown to who decides: another person, with a warrant for its
 * hash ORDERED  approved: the notary orders to give; the bytes cross to release HERE     the
 * applicant can take it, once, until `due` TAKEN; RETURNED, REFUSED, EXPIRED
 *
 * 確認方式 goes the same way, by a standing rule of the policy in place of the request's own
 * ground. Nothing moves on because of time but to EXPIRED. What is under way is asked again until
 * it is answered; every question may be asked twice, and release keeps one file a request.
 */
#ifndef STORE_HANDOVER_H
#define STORE_HANDOVER_H

#include "notary/leaf.h"
#include "notary/order.h"
#include "store/query.h"

#define HANDOVER_OPEN_MAX 20 /* requests of one person that are not over */

struct handover {
	uint8_t id[ID_LEN], item[ID_LEN];
	enum original_way way;
	enum original_format rule;
	enum handover_state state;
	enum err err;
	int64_t changed, asked, due, decided, taken, cleared;
	enum scan_result scan;
	enum original_format format;
	char applicant[CODE_MAX], approver[CODE_MAX];
	char reason[TEXT_MAX_], decision[TEXT_MAX_], clause[TEXT_MAX_], scanner[64];
	struct warrant warrant;
};

/* Reads originals.pub of the store's directory, where there is one. */
enum err handover_begin(int dir, bool evaluation) must_use;
enum err handover_get(const uint8_t id[ID_LEN], struct handover *ret) must_use;
/* Inside the transaction: to that state with all that may change, and what is logged of it.
 * E_CHANGED: it is in another state by now. */
enum err handover_move(struct handover *h, enum handover_state to, enum event event,
		       const char *who, const char *text) must_use;
/* The same in a transaction of its own, and told to whom it concerns. */
enum err handover_step(struct handover *h, enum handover_state to, enum err why, enum event event,
		       const char *who, const char *text) must_use;
/* The order as it is or would be asked for: to look, or to give. */
void handover_order(const struct handover *h, const struct item *i, enum order_kind kind,
		    struct order *ret);
/* OK, or why that person may not decide it. */
enum err handover_may_decide(const struct handover *h, const struct item *i,
			     const struct policy_person *p) must_use;
/* Under the policy in force, and still in the vault? */
enum err handover_allowed(const uint8_t item[ID_LEN]) must_use;
/* By which rule a file that could not be read may be taken, for that person; NULL: none. */
const struct policy_confirm *handover_rule(const struct item *i);
uint32_t handover_may_ask(const struct policy_person *p, const struct item *i); /* enum may */

void query_originals(struct incoming *in, const struct body_query *q,
		     const struct policy_person *p);
void query_vault(struct incoming *in, const struct body_query *q, const struct policy_person *p);

/* handover_drive.c */
void handover_tick(void);
void handover_again(void); /* a peer is a new one: everything is due */
void handover_deadlines(int64_t now);
/* Asks release for the bytes of one that is HERE; answered by handover_fetched. */
enum err handover_take(struct incoming *in, const struct handover *h) must_use;
void handover_fetched(struct incoming *in);
bool handover_refused(struct incoming *in, uint32_t err); /* a DONE that is about one of these */
bool handover_cleared(const uint8_t id[ID_LEN]);	  /* and about no item */
void handover_forget(enum role peer);

#endif
