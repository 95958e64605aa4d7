/* SPDX-License-Identifier: Apache-2.0
 * original.h: the words about originals that leave as they are (元ファイルの交付, 確認方式); a part of
 * bodies.h, by the same rules. Who signs what, and why three must agree: notary/order.h.
 */
#ifndef TBL_ORIGINAL_H
#define TBL_ORIGINAL_H

enum original_format {
#define ORIGINAL_FORMAT(name, number, extensions, ja, en) ORIGINAL_FORMAT_##name = number,
#include "tbl/original_formats.h"
#undef ORIGINAL_FORMAT
	ORIGINAL_FORMAT_COUNT
};

/* A second opinion, never the reason to hand anything over. */
enum scan_result { SCAN_NONE, SCAN_OFF, SCAN_UNREACHED, SCAN_CLEAN, SCAN_FOUND, SCAN_TOO_LARGE, SCAN_COUNT };

/* LOOK: inspect it where it is; nothing leaves. GIVE: it crosses, once. */
enum order_kind { ORDER_NONE, ORDER_LOOK, ORDER_GIVE, ORDER_KIND_COUNT };
/* 交付申請: a person asks. 確認方式: a standing rule of the policy for the unit and the format. */
enum original_way { ORIGINAL_WAY_NONE, ORIGINAL_WAY_ASKED, ORIGINAL_WAY_RULE, ORIGINAL_WAY_COUNT };

/* The notary's word about one original; useless without its signature. */
struct order {
	uint32_t version, kind; /* 1; enum order_kind */
	uint32_t way, format;   /* enum original_way; RULE: the enum original_format it must be */
	uint8_t id[ID_LEN];     /* of the request: one order of each kind */
	uint8_t item[ID_LEN];
	uint8_t original[HASH_LEN];
	uint64_t length;
	int64_t time, expires;
	uint8_t policy[HASH_LEN];
	char destination[CODE_MAX]; /* "originals" */
	char recipient[CODE_MAX];   /* the applicant, who alone may take it */
	char name[NAME_MAX_];       /* as it will be called: marked 無変換 */
	struct warrant warrant;     /* GIVE: another person's; LOOK: zero */
	uint8_t log[HASH_LEN];      /* SHA-256 of the notary's public key */
	uint8_t signature[SIG_LEN];
};

/* The receipt of the originals program, signed with its own key: what was found, and for GIVE that
 * these bytes are the original, unconverted. */
struct said {
	uint32_t version, kind; /* 1; of the order */
	uint32_t err, scan;     /* enum err: OK, or why it does not cross; enum scan_result */
	uint32_t format, zero;  /* enum original_format */
	uint8_t id[ID_LEN], item[ID_LEN];
	uint8_t original[HASH_LEN];
	uint64_t length;
	int64_t time;
	char scanner[64]; /* what the scanner called what it found; printable ASCII */
	uint8_t signature[SIG_LEN];
};

struct body_order {
	struct order order;
};

struct body_said {
	struct said said;
};

struct body_original {
	struct order order;
	struct said said;
};

struct body_handed {
	uint8_t id[ID_LEN]; /* of the request */
	uint32_t err, zero; /* E_REPLAY: it was there before */
};

struct body_stepup_for {
	struct ticket ticket;
	char code[16];
	uint8_t what[HASH_LEN];
};

struct body_warrant {
	struct warrant warrant;
};

enum original_act {
	ORIGINAL_ACT_NONE,
	ORIGINAL_ACT_ASK,      /* the recipient, with a reason: `id` is the item */
	ORIGINAL_ACT_ASK_RULE, /* 確認方式 */
	ORIGINAL_ACT_APPROVE,  /* another person, with a warrant for `what` */
	ORIGINAL_ACT_RETURN,   /* with a reason */
	ORIGINAL_ACT_TAKE,     /* the applicant, once */
	ORIGINAL_ACT_COUNT
};

struct body_original_act {
	struct ticket ticket;
	uint32_t act, zero;
	uint8_t id[ID_LEN];         /* the request; ASK: the item */
	uint8_t original[HASH_LEN]; /* that the page showed */
	struct warrant warrant;
	char reason[TEXT_MAX_];
};

enum handover_state {
	HANDOVER_NONE,
	HANDOVER_ASKED,    /* 検査待ち */
	HANDOVER_WAITING,  /* 承認待ち */
	HANDOVER_ORDERED,  /* 引渡し中 */
	HANDOVER_HERE,     /* 受け取れます */
	HANDOVER_TAKEN,    /* 交付済 */
	HANDOVER_RETURNED, /* 不承認 */
	HANDOVER_REFUSED,  /* 交付不可 */
	HANDOVER_EXPIRED,  /* 期限切れ */
	HANDOVER_STATE_COUNT
};

/* What who asks may do with a request now. */
enum may_original { MAY_DECIDE_ORIGINAL = 1, MAY_TAKE_ORIGINAL = 2 };

struct body_row_original {
	uint8_t id[ID_LEN], item[ID_LEN], original[HASH_LEN];
	uint8_t what[HASH_LEN]; /* that a warrant must be for; zero before it is inspected */
	char number[32], name[NAME_MAX_];
	char applicant[128], recipient[128], approver[128];
	char reason[TEXT_MAX_], decision[TEXT_MAX_];
	char clause[TEXT_MAX_]; /* of the rule, or of the exception in force */
	char scanner[64];
	uint64_t size;
	int64_t asked, due, decided, taken; /* due: of what is next; 0 none */
	uint32_t state, err;   /* enum handover_state */
	uint32_t way, scan, format, may;
};

/* 元ファイル保管庫 of one direction. */
struct body_row_vault {
	uint64_t kept, deleted, soon; /* soon: to be deleted within seven days */
	int64_t oldest, next;         /* accepted first; when the next is due, 0 none */
	uint32_t direction, days;     /* days: how long the policy keeps one */
	uint32_t preserved, enabled;  /* 1: 証拠保全; the program that hands over is enabled */
};

#endif
