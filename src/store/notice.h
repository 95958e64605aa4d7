/* SPDX-License-Identifier: Apache-2.0
 * notice.h: お知らせメール: a queue in the database, and the reminders that feed it.
 *
 * Rows are written in the transaction of what they tell of, one for each address and event: told
 * once however often that is looked at. Without a relay in the policy there are none.
 * sekisho-mailer gets them by message (NOTICE) and says what became of each (NOTICED); what was not
 * taken is tried again, later each time, for three days. A mail holds the item's number, never more
 * of the file than its name, and that only where the policy says so.
 */
#ifndef STORE_NOTICE_H
#define STORE_NOTICE_H

#include "store/approve.h"

enum notice {
	NOTICE_NONE,
#define NOTICE(name, number, subject_ja, subject_en, ja, en) NOTICE_##name = number,
#include "tbl/notices.h"
#undef NOTICE
	NOTICE_COUNT
};

/* All inside the caller's transaction. */
enum err notice_step(const struct item *i) must_use; /* it has just reached this state */
enum err notice_asked(const struct item *i, const struct approval *a) must_use;
enum err notice_urgent(const struct item *i, const struct approval *a) must_use;
/* AFTER to the manager, OVERDUE to CISO and operators, OBJECTED to applicant, CISO and operators.
 */
enum err notice_after(const struct item *i, enum notice kind) must_use;
enum err notice_check(const struct item *i, int64_t due) must_use; /* 送付前点検: to its sender */
/* 元ファイルの交付: to one person; `round` tells requests apart. */
enum err notice_original(const struct item *i, enum notice kind, int64_t round,
			 const struct policy_person *to) must_use;
/* A change of the rules between zones waits: everybody who may approve it. */
enum err notice_zone(const struct zone_request *r) must_use;
/* Once, at `due`; asked again it moves. */
enum err notice_remind(const struct item *i, enum notice kind, int64_t due) must_use;

/* For who looks after the system. */
struct notice_counts {
	int64_t failed, waiting; /* given up in the last 30 days; tried three times or more */
};
enum err notice_counts(struct notice_counts *ret) must_use;

void notice_send(void); /* notice_send.c */
void notice_tick(void);
void notice_mailer_up(void);

#endif
