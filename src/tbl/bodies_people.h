/* SPDX-License-Identifier: Apache-2.0
 * bodies_people.h: auth and mailer: who somebody is, and what somebody is told.
 * A part of tbl/bodies.h, which says what holds of all, and included by it alone.
 */
#ifndef TBL_BODIES_PEOPLE_H
#define TBL_BODIES_PEOPLE_H

struct body_signin {
	char person[CODE_MAX];
	char password[128];
	char address[64]; /* of the browser, for the log and the slow-down */
};

struct body_stepup {
	struct ticket ticket;
	char code[16];
};

struct body_ticket {
	struct ticket ticket;
	char name[128]; /* the person's name */
};

/* One mail. The mailer words it (tbl/notices.h). */
struct body_notice {
	uint64_t number; /* the store's own: the mail's Message-ID is made of it */
	uint32_t kind, zero;
	int64_t made, due; /* due: the date the text names, 0 none */
	uint8_t id[ID_LEN];
	char item[32];        /* 受付番号 */
	char name[NAME_MAX_]; /* "" where the policy keeps names out of mails */
	char to[TEXT_MAX_];
};

/* OK: the relay took it. E_RECIPIENT: it never will. Anything else: later. */
struct body_noticed {
	uint64_t number;
	uint32_t err, zero;
};

#endif
