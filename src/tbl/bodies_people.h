/* SPDX-License-Identifier: Apache-2.0
 * bodies_people.h: auth and mailer: who somebody is, and what somebody is told.
 * A part of tbl/bodies.h, which says what holds of all, and included by it alone.
 */
#ifndef TBL_BODIES_PEOPLE_H
#define TBL_BODIES_PEOPLE_H

/* One person's fresh second factor for exactly one thing; signed by auth. */
struct warrant {
	char person[CODE_MAX];
	int64_t issued, expires;
	uint8_t what[HASH_LEN]; /* order_subject, picks_subject of decisions, zone_subject */
	uint8_t signature[SIG_LEN];
};

#define PICKS_DEPTH 6
#define PICKS_MAX 64 /* decisions that one second factor may be given for; the policy says fewer */

struct pick {
	uint8_t id[ID_LEN];
	uint8_t original[HASH_LEN], output[HASH_LEN];
	uint8_t terms[HASH_LEN]; /* what else the page showed: notary/picks.h; zero where nothing is approved */
};

/* Where a pick stands in the list that a warrant names (notary/picks.h). */
struct place_among {
	uint32_t index, count, depth, zero; /* depth: how many of `path` */
	uint8_t root[HASH_LEN], path[PICKS_DEPTH][HASH_LEN];
};

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
enum notice_page { NOTICE_PAGE_ITEM, NOTICE_PAGE_ZONE, NOTICE_PAGE_COUNT };
struct body_notice {
	uint64_t number; /* the store's own: the mail's Message-ID is made of it */
	uint32_t kind, page; /* page: enum notice_page, where its link leads */
	int64_t made, due; /* due: the date the text names, 0 none */
	uint8_t id[ID_LEN];
	char item[32];        /* 受付番号, or the generation of a rule set */
	char name[NAME_MAX_]; /* "" where the policy keeps names out of mails */
	char to[TEXT_MAX_];
};

/* OK: the relay took it. E_RECIPIENT: it never will. Anything else: later. */
struct body_noticed {
	uint64_t number;
	uint32_t err, zero;
};

#endif
