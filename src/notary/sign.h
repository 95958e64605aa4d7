/* SPDX-License-Identifier: Apache-2.0
 * sign.h: Ed25519 keys (RFC 8032, by OpenSSL 3) and their one spelling as text.
 *
 * A key carries a name; the name and the public key together make the four-byte key id of a C2SP
 * signed note. The public half is written as a Go note verifier key, "name+keyid+base64", so that
 * other people's tools can read it; the private half as one line of our own.
 * A name that begins with KEY_EVALUATION was made without root: production refuses it.
 */
#ifndef NOTARY_SIGN_H
#define NOTARY_SIGN_H

#include "base/base64.h"

#define KEY_LEN 32
#define SIGNATURE_LEN 64
#define DIGEST_LEN 32
#define KEY_NAME_MAX 64
#define KEY_TEXT_MAX 256 /* either half as text */
#define KEY_EVALUATION "sekisho.evaluation/"
#define KEY_PRODUCTION "sekisho/"

struct public_key {
	char name[KEY_NAME_MAX]; /* printable ASCII without space and plus; origin of the
				    checkpoints */
	uint8_t key[KEY_LEN];
};

struct signing_key {
	struct public_key public;
	uint8_t seed[KEY_LEN];
};

/* A new random key named "sekisho/WHAT/xxxxxxxx" (first bytes of its log id). */
enum err signing_key_new(const char *what, bool evaluation, struct signing_key *ret) must_use;
enum err signing_key_from_seed(const char *name, const uint8_t seed[KEY_LEN],
			       struct signing_key *ret) must_use;
void signing_key_write(const struct signing_key *k, struct buf *b);
enum err signing_key_read(struct view text, struct signing_key *ret) must_use; /* E_CONFIG */
void signing_key_wipe(struct signing_key *k); /* also as scope_end(signing_key_wipe) */

void public_key_write(const struct public_key *k, struct buf *b);
enum err public_key_read(struct view text, struct public_key *ret) must_use; /* E_CONFIG */
bool public_key_is_evaluation(const struct public_key *k);
/* First four bytes of SHA-256(name, newline, 0x01, key): C2SP signed-note, Ed25519. */
uint32_t public_key_id(const struct public_key *k);
/* Log id as in receipts: SHA-256 of the 32 bytes. */
void public_key_log_id(const struct public_key *k, uint8_t ret[DIGEST_LEN]);

/* A text field in bytes that are hashed or signed: u32 length, big-endian, and its bytes up to the
 * first zero, at most `size`. */
void sign_put_text(struct buf *b, const char *field, size_t size);
enum err sign_bytes(const struct signing_key *k, struct view v,
		    uint8_t ret[SIGNATURE_LEN]) must_use;
/* OK or E_SIGNATURE. */
enum err sign_check(const struct public_key *k, struct view v,
		    const uint8_t signature[SIGNATURE_LEN]) must_use;

/* OpenSSL loads what it needs on first use: called before a process's doors close. */
enum err sign_warm(void) must_use;

void sha256(struct view v, uint8_t ret[DIGEST_LEN]);
enum err random_bytes(void *p, size_t n) must_use;

#endif
