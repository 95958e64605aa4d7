/* SPDX-License-Identifier: Apache-2.0
 * bodies_ask.h: portal to store: what a person asks for and does. Each is with a ticket of auth's.
 * A part of tbl/bodies.h, which says what holds of all, and included by it alone.
 */
#ifndef TBL_BODIES_ASK_H
#define TBL_BODIES_ASK_H

enum query {
	QUERY_NONE,
	QUERY_INBOX,    /* 受取一覧: text "mine" or "unit" -> ROW_ITEM */
	QUERY_SENT,     /* own outbound items -> ROW_ITEM */
	QUERY_PENDING,  /* 承認待ち for this approver -> ROW_ITEM */
	QUERY_STUCK,    /* operator: text "held", "refused", "waiting"; "": held, then refused -> ROW_ITEM */
	QUERY_ITEM,     /* one -> ROW_ITEM */
	QUERY_FINDINGS, /* of one -> ROW_FINDING */
	QUERY_FILE,     /* of one -> ROW_FD */
	QUERY_PREVIEW,  /* of one -> ROW_FD */
	QUERY_PEOPLE,   /* units and persons of the body -> ROW_PERSON */
	QUERY_BALANCE,  /* -> ROW_BALANCE */
	QUERY_LOG,      /* newest entries -> ROW_LOG */
	QUERY_INBOX_NEW, /* how many of QUERY_INBOX nobody has opened yet -> DONE.count */
	QUERY_HISTORY,   /* いまどこ: of one, every step and who has it now -> ROW_STEP */
	QUERY_CONFIRM,   /* 緊急送付 that this person may confirm as a colleague -> ROW_ITEM */
	QUERY_AFTER,     /* 事後承認 this person may decide; operator and CISO: all that are late -> ROW_ITEM */
	QUERY_AWAY,      /* one's own 不在設定, then who of one's units is away now -> ROW_AWAY */
	QUERY_PRESERVED, /* 証拠保全: as it is now -> ROW_PRESERVED; since 0: it is off */
	QUERY_CHECKING,  /* own outbound items that wait for their check -> ROW_ITEM */
	QUERY_FINDS,     /* 送付前点検 of one -> ROW_FIND */
	QUERY_FIND_PICTURE, /* of one; `page` is the find's number -> ROW_FD */
	QUERY_ORIGINALS, /* 元ファイルの交付: text "mine", "decide", "item" (with id) -> ROW_ORIGINAL */
	QUERY_VAULT,     /* operator, CISO, auditor: 元ファイル保管庫 -> ROW_VAULT, one a half */
	QUERY_TRIALS,      /* 試行: the newest, for operators -> ROW_TRIAL */
	QUERY_TRIAL_FILES, /* of one (id), 200 a page -> ROW_TRIAL_FILE */
	QUERY_ZONE, /* the rules between zones -> ROW_ZONE; text "words": what the newest request changes
		       -> ROW_FD */
	QUERY_ZONE_REPORT, /* the newest, text "proof" or "boundary" -> ROW_ZONE_REPORT or none */
	QUERY_ZONE_DRIFT,  /* when the kernel's rules were not what was signed, newest first -> ROW_LOG */
	QUERY_COUNT
};

struct body_query {
	struct ticket ticket;
	uint32_t query, page; /* 50 rows a page, from 0 */
	uint8_t id[ID_LEN];
	char text[CODE_MAX];
};

enum act {
	ACT_NONE,
	ACT_APPROVE, /* needs a warrant for a list with it; both hashes must match */
	ACT_RETURN,  /* 差戻し, with a reason */
	ACT_RETRY,   /* operator: held -> again */
	ACT_REFUSE,  /* operator: held -> refused, with a reason */
	ACT_URGENT,  /* 緊急送付: the applicant asks, with a reason */
	ACT_CONFIRM, /* a colleague of the same 所属 confirms it: a fresh sign-in or step-up; both hashes */
	ACT_AFTER_YES, /* 事後承認 by the manager: a warrant; both hashes */
	ACT_AFTER_NO,  /* 事後不承認, with a reason */
	ACT_COUNT
};

struct body_act {
	struct ticket ticket;
	uint32_t act, zero;
	struct pick pick; /* the item; its hashes where the act is about what they name */
	char reason[TEXT_MAX_];
	struct warrant warrant; /* APPROVE, AFTER_YES; else zero */
	struct place_among among;
};

struct body_password {
	struct ticket ticket;
	uint8_t id[ID_LEN];
	char password[PASSWORD_LEN];
	uint32_t leave_out, zero; /* as in body_unlock */
};

/* 不在設定. `since` 0: back again; `until` 0: until then. */
struct body_away {
	struct ticket ticket;
	int64_t since, until;
};

/* 証拠保全: from BEGIN until END nothing is deleted in either half. Each needs a step-up; all but KEEP a
 * reason. END is by another person than ASK_END. */
enum preserve { PRESERVE_NONE, PRESERVE_BEGIN, PRESERVE_ASK_END, PRESERVE_KEEP, PRESERVE_END, PRESERVE_COUNT };

struct body_preserve {
	struct ticket ticket;
	uint32_t act, zero; /* enum preserve */
	int64_t since; /* of the preservation that the page showed; BEGIN: 0 */
	char reason[TEXT_MAX_];
};

/* 送付前点検: what the sender decides, about the output that the page showed. */
enum choice {
	CHOICE_NONE,
	CHOICE_ERASE,	  /* 消して送る: these finds */
	CHOICE_ERASE_ALL, /* all that can be erased */
	CHOICE_AS_IS,	  /* このまま送る, with a reason */
	CHOICE_WITHDRAW,  /* 取り下げる */
	CHOICE_COUNT
};

#define CHECK_FINDS 200 /* FINDS_MAX of form/finds.h */

struct body_check {
	struct ticket ticket;
	uint32_t choice, n; /* how many of `finds` */
	uint8_t id[ID_LEN];
	uint8_t output[HASH_LEN];
	uint64_t finds[CHECK_FINDS]; /* their ids */
	char reason[TEXT_MAX_];
};

/* Every condition that is not zero or "" must hold; only what the person may see is found. */
struct body_search {
	struct ticket ticket;
	uint32_t page, state, direction, zero;
	int64_t from, to;  /* accepted: from <= t < to */
	char words[128];   /* in the file's name; two characters are enough */
	char number[64];   /* 受付番号 or 通過記録番号, or how one begins */
	char party[128];   /* sender or recipient: staff number, unit code, name or address */
};

#endif
