/* SPDX-License-Identifier: Apache-2.0
 * bodies.h: the fixed bodies of tbl/messages.h. Plain bytes and fixed-width numbers, no pointers, no
 * implicit padding; host byte order, for both ends run on machines of one kind. Text fields are
 * UTF-8, NUL-padded; the last byte is always NUL. Who receives one checks it: body_text_ok.
 * Here is what more than one wire carries; the rest stands by wire in the files named at the end.
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
/* 自治体機密性: 3 where a body tells no 3A, 3B and 3C apart. Names: tbl/policy_words.h. */
enum grade { GRADE_NONE, GRADE_1, GRADE_2, GRADE_3, GRADE_3C, GRADE_3B, GRADE_3A, GRADE_COUNT };

/* 3A, 3B and 3C are 3. */
static inline enum grade grade_level(enum grade g)
{
	return g > GRADE_3 ? GRADE_3 : g;
}

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

/* The answer to whatever has no body of its own for it. */
struct body_done {
	uint32_t err; /* enum err */
	uint32_t zero;
	uint64_t count;
	uint8_t id[ID_LEN]; /* the item, where there is one */
	char number[32];    /* 受付番号 as shown, where there is one */
};

/* Whatever is said or asked of one item and needs no more than which. */
struct body_item {
	uint8_t id[ID_LEN];
};

/* By wire. Each needs those above it. */
#include "tbl/bodies_door.h"
#include "tbl/bodies_work.h"
#include "tbl/bodies_cable.h"
#include "tbl/bodies_people.h"
#include "tbl/bodies_receipt.h"
#include "tbl/bodies_ask.h"
#include "tbl/bodies_row.h"
#include "tbl/original.h"
#include "tbl/bodies_upload.h"
#include "tbl/bodies_zone.h"

#endif
