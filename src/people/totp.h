/* SPDX-License-Identifier: Apache-2.0
 * totp.h: one-time codes: RFC 6238, HMAC-SHA-1, six digits, steps of 30 seconds, by liboath.
 */
#ifndef PEOPLE_TOTP_H
#define PEOPLE_TOTP_H

#include "base/buf.h"

#define TOTP_SECRET_LEN 20
#define TOTP_STEP 30
#define TOTP_DIGITS 6
#define TOTP_TEXT 32 /* characters of the secret in base32 */

struct totp_code {
	char s[TOTP_DIGITS + 1];
};

/* Once, before privileges go: liboath prepares itself. */
enum err totp_begin(void) must_use;

enum err totp_of(const uint8_t secret[TOTP_SECRET_LEN], int64_t now,
		 struct totp_code *ret) must_use;
/* OK and the step it belongs to, of this step, the one before and the one after; only one later
 * than `after` counts, so that no code counts twice. E_SIGNIN. */
enum err totp_check(const uint8_t secret[TOTP_SECRET_LEN], const char *code, int64_t now,
		    uint64_t after, uint64_t *ret_step) must_use;

/* RFC 4648 base32 without padding; spaces and small letters are read too. */
void totp_secret_write(const uint8_t secret[TOTP_SECRET_LEN], struct buf *b);
enum err totp_secret_read(struct view text, uint8_t ret[TOTP_SECRET_LEN]) must_use;
/* otpauth://totp/ISSUER:ACCOUNT?secret=...&issuer=ISSUER, percent-encoded. */
void totp_uri(struct view issuer, struct view account, const uint8_t secret[TOTP_SECRET_LEN],
	      struct buf *b);

#endif
