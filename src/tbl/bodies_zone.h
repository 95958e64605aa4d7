/* SPDX-License-Identifier: Apache-2.0
 * bodies_zone.h: portal, store, notary and zone: a rule set between zones, from its request to the
 * kernel. What is signed and checked: notary/zone_permit.h.
 * A part of tbl/bodies.h, which says what holds of all, and included by it alone.
 */
#ifndef TBL_BODIES_ZONE_H
#define TBL_BODIES_ZONE_H

#define ZONE_SET_MAX ((size_t)8 << 20) /* bytes of a rule set that can be asked for */
#define ZONE_WORDS_MAX ((size_t)1 << 20) /* of what it changes */
#define ZONE_SENTENCE 512                /* bytes of a line of words */
#define ZONE_RECORD 368                  /* a leaf of the ledger (notary/leaf.h) */

/* What is asked for, all of which the approver's second factor names. */
struct zone_request {
	uint8_t id[ID_LEN];
	uint8_t rules[HASH_LEN];  /* SHA-256 of the rule set as nftables reads it */
	uint8_t words[HASH_LEN];  /* of what it changes, as the approver reads it (zone/rules/flows.h) */
	uint8_t policy[HASH_LEN]; /* it was made from */
	uint64_t length;          /* of the rule set */
	uint64_t base;            /* position + 1 of the permit it changes; 0: nothing was in force */
	int64_t made;             /* the time it was made for: special flows end */
	uint32_t generation, zero;
	char applicant[CODE_MAX];
};

/* The permit without which no rules are loaded. */
struct zone_permit {
	struct zone_request request;
	struct warrant warrant;    /* auth's word about the approver, for this request */
	uint8_t leaf[ZONE_RECORD]; /* the notary's; zero where it is asked for one */
	struct warrant asked;      /* auth's word about the applicant, for the same request */
};

struct body_zone_permit {
	struct zone_permit permit;
};

enum zone_proved { ZONE_NOT_PROVED, ZONE_PROVED, ZONE_LEAKS, ZONE_PROVED_COUNT };

/* What the kernel holds, as the zone process sees it. */
struct body_zone_state {
	uint8_t id[ID_LEN];         /* of the request in force; zero: none, nothing is forwarded */
	uint64_t position;          /* of its leaf */
	int64_t applied, loaded;    /* first; into this kernel. 0: never */
	int64_t checked, drifted;   /* last looked at; since when it is not what was signed, 0: it is */
	uint32_t generation, flows; /* how many flows may pass */
	uint32_t proved, err;       /* enum zone_proved; why it could not be proved */
	uint8_t policy[HASH_LEN];   /* of the request in force */
	char words[ZONE_SENTENCE];  /* what is wrong, one line; Japanese */
};

enum zone_stage {
	ZONE_STAGE_NONE,
	ZONE_STAGE_WAITING,  /* 承認待ち */
	ZONE_STAGE_APPROVED, /* 署名・適用中 */
	ZONE_STAGE_APPLIED,  /* 適用済 */
	ZONE_STAGE_RETURNED, /* 差戻し */
	ZONE_STAGE_REFUSED,  /* 適用不可 */
	ZONE_STAGE_REPLACED, /* 新しい申請に置き換え */
	/* As a page says it; rows of the store know of neither. */
	ZONE_STAGE_NAMED,  /* 申請者の確認待ち: WAITING, and the applicant has not said so yet */
	ZONE_STAGE_LAPSED, /* 失効: REFUSED, approved too long ago */
	ZONE_STAGE_COUNT
};

enum zone_act { ZONE_ACT_NONE, ZONE_ACT_APPROVE, ZONE_ACT_RETURN, ZONE_ACT_ASK, ZONE_ACT_COUNT };

/* A person's decision: an approval, and the applicant's own word, bring a warrant for what the page
 * showed. */
struct body_zone_act {
	struct ticket ticket;
	uint32_t act, zero;
	uint8_t id[ID_LEN];
	struct warrant warrant;
	char reason[TEXT_MAX_];
};

/* What runs, and the newest request for a change. */
struct body_row_zone {
	struct body_zone_state state; /* all zero: no zone process has spoken */
	uint32_t heard;		      /* 1: it has */
	uint32_t may;		      /* a sum of 1 << enum zone_act */
	uint32_t stage, err;	      /* of the newest request; NONE: there was none */
	uint8_t what[HASH_LEN]; /* that a warrant must be for */
	struct zone_request request; /* of which `what` is: the portal asks for a code for nothing else */
	int64_t asked, decided, applied;
	int64_t until; /* where it is approved: it is not loaded from then on */
	uint32_t role, zero; /* enum person_role that decides */
	char applicant[128], approver[128];
	char reason[TEXT_MAX_], decision[TEXT_MAX_];
	char running_by[128]; /* who approved what runs */
	char clause[CODE_MAX * 4];
};

/* What `sekisho zone apply` leaves for the store (lgwan/store/notes/zone-...): this, the rules, then
 * the words. */
#define ZONE_NOTE_MAGIC "sekisho zone ask1\n"
struct zone_note {
	char magic[24];
	struct zone_request request;
	uint64_t words; /* bytes */
	char reason[TEXT_MAX_];
};

/* A report of the console (notary/zone_report.h), which is the descriptor, and its leaf. */
struct body_zone_report {
	uint8_t leaf[ZONE_RECORD];
};

/* The answer to a permit: OK, it is in force; else why not. */
struct body_zone_done {
	uint8_t id[ID_LEN];
	uint32_t err, zero;
};

#endif
