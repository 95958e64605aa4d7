/* SPDX-License-Identifier: Apache-2.0
 * bodies.h: the fixed bodies of tbl/messages.h. Plain bytes and fixed-width numbers, no pointers, no
 * implicit padding; host byte order, for both ends run on machines of one kind. Text fields are
 * UTF-8, NUL-padded; the last byte is always NUL. Who receives one checks it: body_text_ok.
 */
#ifndef TBL_BODIES_H
#define TBL_BODIES_H

#include "form/limits.h"
#include "form/report.h"

#define ID_LEN 16     /* item id: random bytes; shown as 32 hex digits */
#define HASH_LEN 32   /* SHA-256 */
#define NAME_MAX_ 208 /* file name: at most 200 bytes (DESIGN rule 5) and NULs */
#define CODE_MAX 32   /* unit code or staff number, ASCII */
#define TEXT_MAX_ 256 /* a reason or purpose, an outside recipient */
#define SIG_LEN 64    /* Ed25519 */
#define PASSWORD_LEN 512 /* candidates for a file's password, UTF-8, one a line */
#define PART_PIECE ((size_t)1 << 20) /* bytes of each piece of an upload; the last one is shorter */
#define PASSWORD_TRIES 5 /* times that one may be typed for an item */

enum direction { DIRECTION_NONE, DIRECTION_IN, DIRECTION_OUT, DIRECTION_TRIAL }; /* 取込 / 庁外送付 / 試行 */
enum recipient_kind { RECIPIENT_NONE, RECIPIENT_UNIT, RECIPIENT_PERSON, RECIPIENT_OUTSIDE };
enum grade { GRADE_NONE, GRADE_1, GRADE_2, GRADE_3 }; /* 機密性区分 */

enum item_state {
#define STATE(name, number, final, ja, en) STATE_##name = number,
#include "tbl/states.h"
#undef STATE
	STATE_COUNT
};

struct body_none {
	uint64_t zero;
};

struct body_start {
	uint32_t half;       /* 'I' or 'L' */
	uint32_t evaluation; /* 1: one user id for all; said on every page */
	uint32_t uid, gid;   /* to become, when root */
	uint64_t epoch;      /* counts the keeper's starts */
	char root[480];      /* directory to be confined to; "" = empty */
};

struct body_wire {
	uint32_t peer; /* enum role */
	uint32_t half;
};

/* What the owner says of an item; durable with it. */
struct envelope {
	uint32_t version; /* 1 */
	uint8_t direction, recipient_kind, grade, zero;
	uint64_t size;
	int64_t accepted; /* seconds since 1970, set by belt */
	uint8_t id[ID_LEN];
	uint8_t hash[HASH_LEN];    /* of the original, set by belt */
	uint8_t session[HASH_LEN]; /* Internet side: SHA-256 of the browser's own cookie; else zero */
	char name[NAME_MAX_];      /* as the owner's file is called; checked by belt, cleaned by name rules */
	char sender[CODE_MAX];     /* staff number (LGWAN side), "" from the Internet */
	char unit[CODE_MAX];       /* the sender's 所属 */
	char recipient[TEXT_MAX_]; /* unit code, staff number or outside address */
	char reason[TEXT_MAX_];
};

/* A file of a trial (試行) says so in its id: its last bytes, which the belt gives to nothing else.
 * Notary and release take no such id, whatever anybody says of it. */
#define TRIAL_MARK "TRIAL\0\1"
#define TRIAL_MARK_LEN 7

static inline bool id_is_trial(const uint8_t id[ID_LEN])
{
	return memcmp(id + ID_LEN - TRIAL_MARK_LEN, TRIAL_MARK, TRIAL_MARK_LEN) == 0;
}

/* A signed statement of auth: who is at the browser. */
struct ticket {
	char person[CODE_MAX], unit[CODE_MAX];
	uint32_t roles; /* 1 << enum person_role (policy/policy.h) */
	uint32_t zero;
	int64_t issued, expires, stepped_up; /* stepped_up: until when a second factor counts; 0 none */
	uint8_t session[ID_LEN];
	uint8_t signature[SIG_LEN]; /* Ed25519 by auth's key */
};

struct body_open {
	uint64_t size_hint; /* Content-Length, or 0 */
};

struct body_upload {
	uint64_t upload; /* belt's number of it, valid on this wire only */
};

struct body_seal {
	uint64_t upload;
	uint64_t size; /* what was written: must match the file */
	struct envelope envelope;
	struct ticket ticket; /* LGWAN side: of who sends it; else zero */
};

struct body_done {
	uint32_t err; /* enum err */
	uint32_t zero;
	uint64_t count;
	uint8_t id[ID_LEN]; /* the item, where there is one */
	char number[32];    /* 受付番号 as shown, where there is one */
};

struct body_own {
	uint8_t session[HASH_LEN];
	uint64_t most;
};

struct body_own_row {
	uint8_t id[ID_LEN];
	uint8_t link[ID_LEN]; /* 照会用リンク: who has it may ask for this one item's state */
	char number[32];
	char name[NAME_MAX_];
	char recipient[TEXT_MAX_];
	uint64_t size;
	int64_t accepted, changed;
	uint32_t state, err;
};

/* Three of these must balance: accepted = released + refused + returned + expired + withdrawn +
 * open. */
struct body_counts {
	uint64_t accepted, released, refused, returned, expired, withdrawn, held, open;
	uint64_t day; /* days since 1970 in Japan; 0 = since the beginning */
};

/* Which day's counts are asked for: days since 1970 in Japan, 0 all. */
struct body_day {
	uint64_t day;
};

/* The Internet half's two counters in one answer; a day's `released` is of deliveries that day. */
struct body_cable_counts {
	struct body_counts belt, release;
	uint32_t has_release, zero; /* 0: release did not answer */
};

struct body_work {
	struct limits limits;
	char ext[16]; /* declared extension, lower-case */
	uint64_t input;
	uint64_t aside; /* how many bytes at the input's end are another worker's output, not the original */
	char password[PASSWORD_LEN]; /* disarm only; "": none was typed. Wiped wherever it was */
};

/* What a worker that did well has written. */
enum work_next {
	WORK_OVER,    /* the form, or the file */
	WORK_MEMBERS, /* disarm: a container of hostile members, each to be disarmed by itself */
	WORK_CONVERT, /* disarm: a list of pages that the converter must draw first (disarm/drawn.h) */
	WORK_NEXT_COUNT
};

struct body_work_done {
	uint32_t err;
	uint32_t format; /* enum format_id, disarm only; FORMAT_ID_COUNT when unknown */
	uint32_t next, zero; /* enum work_next */
	uint64_t cpu_us, wall_us, memory_kb;
	uint64_t output, extra; /* bytes written */
	char ext[16];           /* rebuild: the extension of what it wrote */
};

struct body_hello {
	uint64_t nonce; /* new at every start of either end */
	uint64_t answer; /* the other's nonce when answering, else 0 */
	uint8_t policy[HASH_LEN];
};

struct body_offer {
	struct envelope envelope;
};

struct body_item {
	uint8_t id[ID_LEN];
};

/* store -> belt: WANT again, with what the owner typed; never kept. */
struct body_unlock {
	uint8_t id[ID_LEN];
	char password[PASSWORD_LEN];
	uint32_t leave_out; /* 1: what it does not open is left out of the archive */
	uint32_t zero;
};

struct body_form {
	uint8_t id[ID_LEN];
	uint8_t hash[HASH_LEN]; /* of the original that was disarmed */
	uint32_t err;           /* not OK: the form is empty */
	uint32_t format;
	uint64_t cpu_us;
};

struct body_state {
	uint8_t id[ID_LEN];
	uint32_t state, err;
	int64_t changed;
};

struct body_rebuild {
	uint8_t id[ID_LEN];
	struct limits limits;
};

struct body_rebuilt {
	uint8_t id[ID_LEN];
	uint32_t err, zero;
	uint64_t length, cpu_us;
	uint8_t output[HASH_LEN];
	char ext[16];
};

struct body_stage {
	uint8_t id[ID_LEN];
	uint8_t output[HASH_LEN];
	uint64_t length;
};

struct body_staged {
	uint8_t id[ID_LEN];
	uint8_t output[HASH_LEN];
	uint32_t err, zero;
};

/* What a receipt binds; the notary fills time, position and signature. */
struct binding {
	uint8_t id[ID_LEN];
	uint8_t original[HASH_LEN], output[HASH_LEN];
	uint64_t length;
	uint32_t form_version;
	uint8_t direction, recipient_kind, grade, zero;
	uint8_t policy[HASH_LEN];
	uint8_t approval[HASH_LEN]; /* SHA-256 of the approval's canonical text; zero: none was needed */
	char name[NAME_MAX_];       /* of the output */
	char sender[CODE_MAX];
	char destination[CODE_MAX]; /* inbox of the LGWAN half, or outbox of the Internet half */
	char recipient[TEXT_MAX_];
};

struct body_sign {
	struct binding binding;
	uint8_t salt[HASH_LEN]; /* of the commitment to name, sender and recipient; the store keeps it */
	uint32_t life;          /* seconds until the receipt expires (limits.receipt_minutes); 0: a week */
	uint32_t zero;
};

struct receipt {
	uint32_t version; /* 1 */
	uint32_t type;    /* 1: rebuilt file */
	uint8_t log[HASH_LEN]; /* log id: SHA-256 of the public key */
	uint64_t epoch, position; /* leaf index in the ledger */
	int64_t time, expires;
	struct binding binding;
	uint8_t commitment[HASH_LEN]; /* to name, sender, recipient: notary/receipt.h */
	uint8_t salt[HASH_LEN];       /* of the commitment; never in the ledger */
	uint8_t signature[SIG_LEN]; /* over notary/receipt.c's canonical bytes of all but texts and salt */
};

struct body_signed {
	uint8_t id[ID_LEN];
	uint32_t err, zero;
	uint64_t position;
	int64_t time;
	uint64_t tree_size;
	uint8_t root[HASH_LEN];
};

struct body_receipt {
	struct receipt receipt;
};

struct body_delivered {
	uint8_t id[ID_LEN];
	uint32_t err; /* E_REPLAY: the journal had it: delivered before, not again */
	uint32_t half;
	uint64_t position;
	int64_t time;
};

/* Everything else that is remembered: tbl/events.h. Personal data is committed to, not written. */
struct body_log {
	uint64_t row; /* the store's own row number */
	uint32_t event, zero;
	uint8_t id[ID_LEN]; /* item, or zero */
	uint8_t commitment[HASH_LEN];
};

struct body_logged {
	uint64_t row, position, tree_size;
	int64_t time;
	uint8_t leaf[HASH_LEN], root[HASH_LEN];
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
	ACT_APPROVE, /* needs a step-up; both hashes must match */
	ACT_RETURN,  /* 差戻し, with a reason */
	ACT_RETRY,   /* operator: held -> again */
	ACT_REFUSE,  /* operator: held -> refused, with a reason */
	ACT_URGENT,  /* 緊急送付: the applicant asks, with a reason */
	ACT_CONFIRM, /* a colleague of the same 所属 confirms it: a fresh sign-in or step-up; both hashes */
	ACT_AFTER_YES, /* 事後承認 by the manager: a step-up; both hashes */
	ACT_AFTER_NO,  /* 事後不承認, with a reason */
	ACT_COUNT
};

struct body_act {
	struct ticket ticket;
	uint32_t act, zero;
	uint8_t id[ID_LEN];
	uint8_t original[HASH_LEN], output[HASH_LEN];
	char reason[TEXT_MAX_];
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

#include "tbl/original.h"

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

#include "tbl/bodies_upload.h"

#endif
