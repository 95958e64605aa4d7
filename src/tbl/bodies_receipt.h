/* SPDX-License-Identifier: Apache-2.0
 * bodies_receipt.h: store, notary and release: what is staged, signed, delivered and remembered.
 * A part of tbl/bodies.h, which says what holds of all, and included by it alone.
 */
#ifndef TBL_BODIES_RECEIPT_H
#define TBL_BODIES_RECEIPT_H

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

#define RULE_VOICES_MAX 6           /* people whose approval a rule can ask for */
#define VOTES_MAX (RULE_VOICES_MAX + 1) /* and the manager's, for what was found in it */

/* One approval as the notary counts it: auth's word that this person gave a second factor for a
 * list of decisions with this one in it (notary/picks.h). */
struct vote {
	struct warrant warrant;
	struct place_among among;
};

struct body_sign {
	struct binding binding;
	uint8_t salt[HASH_LEN]; /* of the commitment to name, sender and recipient; the store keeps it */
	uint32_t life;          /* seconds until the receipt expires (limits.receipt_minutes); 0: a week */
	uint32_t votes;         /* how many of `vote` */
	char unit[CODE_MAX];    /* of the sender; "" inbound */
	struct vote vote[VOTES_MAX];
	struct ticket colleague; /* 緊急送付: who confirmed it; else zero */
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

#endif
