/* SPDX-License-Identifier: Apache-2.0
 * secret.h: what auth knows of one person: one small file, auth/people/NUMBER:
 *
 *   sekisho-person/1
 *   password $argon2id$v=19$m=65536,t=3,p=1$SALT$HASH      (RFC 9106; parameters in the text)
 *   totp JBSWY3DPEHPK3PXP...  or -                          base32
 *   step 0        newest step of the one-time codes that was used
 *   failed 0      wrong passwords since the last right one
 *   until 0       no try counts before that time
 *   codes 0       wrong one-time codes since the last right one (a right password ends no count
 *                 of codes: who has the password could guess on). Not in older files.
 */
#ifndef PEOPLE_SECRET_H
#define PEOPLE_SECRET_H

#include "people/totp.h"
#include "tbl/bodies.h"

#define SECRET_TEXT_MAX 1024
#define PASSWORD_ENCODED 128

struct secret {
	char password[PASSWORD_ENCODED];
	bool has_totp;
	uint8_t totp[TOTP_SECRET_LEN];
	uint64_t step;
	uint32_t failed, codes;
	int64_t until;
};

/* RFC 9106 section 4, its second choice (64 MiB, 3 passes), on one lane: no threads in auth. */
struct cost {
	uint32_t memory_kib, passes;
};
extern const struct cost cost_default, cost_test;

enum err secret_set_password(struct secret *s, const char *password, struct cost c) must_use;
/* OK or E_SIGNIN. */
enum err secret_check_password(const struct secret *s, const char *password) must_use;

void secret_write(const struct secret *s, struct buf *b);
enum err secret_read(struct view text, struct secret *ret) must_use; /* E_BROKEN */
/* Below the directory auth/people. The number is a code of the policy. E_NOT_FOUND, E_BROKEN. */
enum err secret_load(int dir, const char *number, struct secret *ret) must_use;
enum err secret_save(int dir, const char *number, const struct secret *s) must_use;
/* ASCII letters, digits, '-', '_', at most 31: what may name a file. */
bool secret_number_ok(const char *number);

#endif
