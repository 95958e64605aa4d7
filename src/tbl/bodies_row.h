/* SPDX-License-Identifier: Apache-2.0
 * bodies_row.h: store to portal: the rows that answer a query.
 * A part of tbl/bodies.h, which says what holds of all, and included by it alone.
 */
#ifndef TBL_BODIES_ROW_H
#define TBL_BODIES_ROW_H

/* What the person who asks may do with an item now. */
enum may {
	MAY_APPROVE = 1,  /* and return */
	MAY_URGENT = 2,   /* ask for 緊急送付 */
	MAY_CONFIRM = 4,  /* as a colleague */
	MAY_AFTER = 8,    /* 事後承認 */
	MAY_OPERATE = 16, /* retry, give up */
	MAY_CHECK = 32,	  /* decide what becomes of its finds */
	MAY_ASK_ORIGINAL = 64, /* 元ファイルの交付申請 */
	MAY_ASK_BY_RULE = 128,  /* 確認方式で受け取る */
	MAY_WITHDRAW = 256,	/* take back what they sent */
};

/* 緊急送付, step by step. */
enum urgency { URGENCY_NONE, URGENCY_ASKED, URGENCY_SENT, URGENCY_APPROVED, URGENCY_OBJECTED };

struct body_row_item {
	struct envelope envelope;
	char number[32];           /* 受付番号 */
	char receipt[32];          /* 通過記録番号, "" before */
	char output_name[NAME_MAX_];
	char sender_name[128], recipient_name[128];
	char decided_by[128], decision[TEXT_MAX_]; /* approval or return, and its reason */
	uint8_t output[HASH_LEN];
	uint64_t output_size, cpu_us;
	uint32_t state, err, format, removed, lost, kept; /* number of findings of each kind */
	int64_t changed, due; /* due: for a decision; delivered: until when it can be opened */
	int64_t cleared;      /* when its file left the inbox; 0: not yet */
	uint32_t needs; /* 0 nothing, 1 one approver, 2 manager and reason */
	uint32_t fetched; /* how often the file was downloaded */
	uint32_t may_unlock, tries; /* 1: who asks may type its password; how often one was typed */
	uint32_t may;     /* a sum of enum may */
	uint32_t urgency; /* enum urgency */
	int64_t after_due; /* 事後承認 until; 0: none */
	char urgent_reason[TEXT_MAX_]; /* why it cannot wait */
	char urgent_by[128];           /* the colleague who confirmed */
	char after_by[128], after_reason[TEXT_MAX_];
	/* 送付前点検: left; of these to be decided, and never as it is; and erased */
	uint32_t finds, finds_ask, finds_never, finds_erased;
	uint32_t finds_erasable, finds_personal; /* of those left; 1: personal numbers among them */
	char left_by[128], left_reason[TEXT_MAX_]; /* who sends it as it is, and why */
	uint32_t wanted, given; /* of a request: how many people it needs, how many have approved */
	uint32_t alone, zero;   /* 1: not in bulk */
	char given_by[TEXT_MAX_]; /* their names */
	char clause[64];          /* of the rule that asks for it */
};

/* One step of an item; or, with `holder`, somebody who has it in hand now (time: since when). */
struct body_row_step {
	int64_t time;
	uint32_t state, err; /* of the item from then on; state 0: an event that changed no state */
	uint32_t event;      /* tbl/events.h, or 0 */
	uint32_t holder;     /* enum holder */
	char who[128], text[TEXT_MAX_];
};

enum holder {
	HOLDER_NONE,
	HOLDER_SYSTEM,
	HOLDER_APPROVER,
	HOLDER_DEPUTY,
	HOLDER_OPERATOR,
	HOLDER_RECIPIENT,
	HOLDER_SENDER,
	HOLDER_OUTSIDE
};

struct body_row_away {
	int64_t since, until;
	char person[CODE_MAX];
	char name[128], deputy[128]; /* deputy: who decides meanwhile, "" nobody is named */
};

struct body_row_preserved {
	int64_t since, asked; /* asked: when its end was asked for, 0: it was not */
	uint32_t may; /* a sum of 1 << enum preserve: what who asks may do now */
	uint32_t zero;
	char by[128], reason[TEXT_MAX_];
	char asked_by[128], asked_reason[TEXT_MAX_];
};

#define FIND_WORDS 328 /* bytes of a text of form/finds.h, NUL-padded */

/* One find of the inspector's (form/finds.h). Its picture: QUERY_FIND_PICTURE. */
struct body_row_find {
	uint64_t id;	 /* 0: more of its kind than are listed */
	uint32_t number; /* of the row */
	uint32_t kind, count;
	uint32_t weight; /* enum policy_find: what the policy wants of it */
	uint32_t member, at, place, row, column; /* struct find_place */
	uint32_t erasable, erased, picture; /* 1: yes */
	char file[FIND_WORDS], name[FIND_WORDS], text[FIND_WORDS];
};

struct body_row_finding {
	struct finding finding;
};

struct body_row_person {
	uint32_t kind; /* RECIPIENT_UNIT or RECIPIENT_PERSON */
	uint32_t roles;
	char code[CODE_MAX], unit[CODE_MAX], name[128];
};

struct body_row_balance {
	struct body_counts in[3], out[3]; /* intake's journal, store, release's journal */
	int64_t oldest; /* when the oldest open item was accepted; 0 none */
	int64_t backup, restore_test; /* when the last one was made, and tested; 0 never */
	uint64_t tree_size;
	int64_t head_time;
	uint32_t balanced, cable; /* 1: the three agree; 1: the other half answers */
	uint32_t mails_failed, mails_waiting; /* notices given up in 30 days; tried three times and more */
};

struct body_row_log {
	uint64_t position;
	int64_t time;
	uint32_t event, zero;
	uint8_t id[ID_LEN];
	char who[128], text[TEXT_MAX_];
};

#endif
