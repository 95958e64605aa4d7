/* SPDX-License-Identifier: Apache-2.0
 * leaf.h: one record of the ledger: LEAF_LEN bytes, big-endian, every field at a fixed place
 * (docs/ledger.md draws it). Holds no personal data: names, senders and recipients only as a salted
 * commitment, so they can be deleted and the tree still verifies.
 *
 * In the file a leaf is one line: base64 of the record and a newline, LEAF_LINE bytes, so that line
 * k + 1 of the file is leaf k. What goes into the Merkle tree are the LEAF_LEN bytes.
 */
#ifndef NOTARY_LEAF_H
#define NOTARY_LEAF_H

#include "notary/merkle.h"
#include "notary/sign.h"
#include "tbl/bodies.h"

#define LEAF_VERSION 1
#define LEAF_LEN 368
#define LEAF_SIGNED 272 /* the first bytes of a signed leaf: what its signature covers */
#define LEAF_LINE (BASE64_LEN(LEAF_LEN) + 1)

enum event {
	EVENT_NONE,
#define EVENT(name, number, ja, en) EVENT_##name = number,
#include "tbl/events.h"
#undef EVENT
	EVENT_END
};

enum receipt_type {
	RECEIPT_NONE,
	RECEIPT_REBUILT = 1,	   /* a file rebuilt from its plain form */
	RECEIPT_EVALUATION = 0x80, /* or'ed in: made in evaluation mode, refused by production */
};

struct leaf {
	uint32_t version;
	uint32_t event;	   /* enum event */
	uint64_t epoch;	   /* counts the notary's starts */
	uint64_t position; /* from 0 */
	int64_t time;	   /* seconds since 1970; never less than the leaf before */
	/* START: bytes of a torn last line that were cut off. CLOCK: seconds the clock moved (two's
	 * complement). What the store asked to log: its row number. ZONE_SET: the generation. Else
	 * 0.
	 */
	uint64_t value;
	uint8_t item[ID_LEN];
	/* receipts, rule sets of zones (zone_permit.h) and reports of them (zone_report.h) only,
	 * from here to approval (policy: every leaf) */
	uint8_t original[HASH_LEN], output[HASH_LEN];
	uint64_t length;
	uint32_t form_version;
	uint8_t direction, recipient_kind, grade, type;
	uint8_t policy[HASH_LEN]; /* in force when the leaf was written */
	uint8_t approval[HASH_LEN];
	char destination[CODE_MAX];
	int64_t expires;
	uint8_t commitment[HASH_LEN];
	uint8_t signature[SIG_LEN]; /* of those: over the log id and the first LEAF_SIGNED bytes */
	uint8_t previous[HASH_LEN]; /* leaf hash of the leaf before; zero for the first */
};

/* Name of an event in both languages; false: not in the table. */
bool event_text(uint32_t event, const char **ret_name, const char **ret_ja, const char **ret_en);

void leaf_write(const struct leaf *l, uint8_t ret[LEAF_LEN]);
/* Accepts exactly what leaf_write can have written: known version and event, a clean destination,
 * receipt fields only in receipts. E_BROKEN else. */
enum err leaf_read(struct view record, struct leaf *ret) must_use;
struct merkle_hash leaf_hash(const struct leaf *l);

void leaf_line_write(const struct leaf *l, struct buf *b);
enum err leaf_line_read(struct view line, struct leaf *ret) must_use; /* with its newline */

#endif
