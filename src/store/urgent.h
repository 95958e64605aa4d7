/* SPDX-License-Identifier: Apache-2.0
 * urgent.h: 緊急送付 and 事後承認.
 *
 *   applicant   ACT_URGENT: while it waits, with a reason; the policy allows it and one approver
 *               would have been enough: never grade 3, never with a personal number
 *
 *   colleague   ACT_CONFIRM: of the same 所属, not the manager; the item goes out under an approval
 *               text that says so
 *
 *   manager     ACT_AFTER_YES, ACT_AFTER_NO: by the first working noon that is an hour away or
 *               more, or CISO and operators are told (OVERDUE); what went out cannot be called back
 *
 * Every step is an event of the ledger.
 */
#ifndef STORE_URGENT_H
#define STORE_URGENT_H

#include "store/item.h"

struct afterwards {
	enum urgency urgency;
	int64_t confirmed, due, late;
	char colleague[CODE_MAX], manager[CODE_MAX], reason[TEXT_MAX_];
};

/* E_NOT_FOUND: nobody sent it urgently. */
enum err urgent_after(const uint8_t id[ID_LEN], struct afterwards *ret) must_use;

/* May this person ask for it, confirm it, decide it afterwards, now? */
enum err urgent_may_ask(const struct policy_person *p, const struct item *i) must_use;
enum err urgent_may_confirm(const struct policy_person *p, const struct item *i) must_use;
enum err urgent_may_after(const struct policy_person *p, const struct item *i) must_use;
/* Did this person confirm it or decide it afterwards? */
bool urgent_took_part(const struct policy_person *p, const struct item *i);

enum err urgent_ask(struct item *i, const struct policy_person *p, const char *reason) must_use;
enum err urgent_confirm(struct item *i, const struct policy_person *p,
			const struct ticket *ticket) must_use;
enum err urgent_decide(struct item *i, const struct policy_person *p, bool yes,
		       const char *reason) must_use;

/* What is overdue is told. */
void urgent_tick(void);
/* The fields of a row that tell of it. */
void urgent_row(const struct item *i, struct body_row_item *row);

#endif
