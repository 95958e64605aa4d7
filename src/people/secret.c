/* SPDX-License-Identifier: Apache-2.0
 * secret.c: a person's secrets to a small text file and back; argon2id.
 */
#include <argon2.h>
#include <errno.h>
#include <fcntl.h>

#include "notary/sign.h"
#include "people/secret.h"
#include "sys/file.h"
#include "sys/wire.h"

#define WORD "sekisho-person/1"
#define SALT_LEN 16

const struct cost cost_default = {.memory_kib = 65536, .passes = 3},
		  cost_test = {.memory_kib = 64, .passes = 1};

enum err secret_set_password(struct secret *s, const char *password, struct cost c)
{
	uint8_t salt[SALT_LEN];
	char encoded[PASSWORD_ENCODED];
	try(random_bytes(salt, sizeof salt));
	int r = argon2id_hash_encoded(c.passes, c.memory_kib, 1, password, strlen(password), salt,
				      sizeof salt, DIGEST_LEN, encoded, sizeof encoded);
	if (r != ARGON2_OK)
		return r == ARGON2_MEMORY_ALLOCATION_ERROR ? E_NO_MEMORY : E_INTERNAL;
	memcpy(s->password, encoded, sizeof encoded);
	return OK;
}

enum err secret_check_password(const struct secret *s, const char *password)
{
	int r = argon2id_verify(s->password, password, strlen(password));
	if (r == ARGON2_MEMORY_ALLOCATION_ERROR)
		return E_NO_MEMORY;
	return r == ARGON2_OK ? OK : E_SIGNIN;
}

bool secret_number_ok(const char *number)
{
	size_t n = strlen(number);
	for (size_t i = 0; i < n; i++) {
		char c = number[i];
		if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		      c == '-' || c == '_'))
			return false;
	}
	return n > 0 && n < CODE_MAX;
}

void secret_write(const struct secret *s, struct buf *b)
{
	buf_fmt(b, WORD "\npassword %s\ntotp ", s->password);
	if (s->has_totp)
		totp_secret_write(s->totp, b);
	else
		buf_u8(b, '-');
	buf_fmt(b, "\nstep %llu\nfailed %u\nuntil %lld\ncodes %u\n", (unsigned long long)s->step,
		(unsigned)s->failed, (long long)s->until, (unsigned)s->codes);
}

/* What stands after `key` and a space on the next line; {NULL, 0} when it is another line. */
static struct view line_of(struct view *rest, const char *key)
{
	size_t end = view_find(*rest, 0, '\n'), n = strlen(key);
	struct view line = view_sub(*rest, 0, end);
	bool ok =
	    end < rest->n && view_starts(line, view_str(key)) && line.n > n && line.p[n] == ' ';
	*rest = view_sub(*rest, end + 1, SIZE_MAX);
	return ok ? view_sub(line, n + 1, SIZE_MAX) : view_of(NULL, 0);
}

enum err secret_read(struct view text, struct secret *ret)
{
	struct secret s = {0};
	int64_t step, failed, codes = 0;
	size_t first = view_find(text, 0, '\n');
	struct view rest = view_sub(text, first + 1, SIZE_MAX);
	struct view password = line_of(&rest, "password"), totp = line_of(&rest, "totp");
	struct view number = line_of(&rest, "step"), tries = line_of(&rest, "failed"),
		    until = line_of(&rest, "until");
	if (rest.n != 0)
		try(view_int(line_of(&rest, "codes"), 0, UINT32_MAX, &codes));
	if (!view_eq(view_sub(text, 0, first), VIEW(WORD)) || rest.n != 0 || password.n == 0 ||
	    password.n >= sizeof s.password || memchr(password.p, 0, password.n))
		return E_BROKEN;
	memcpy(s.password, password.p, password.n);
	s.has_totp = !view_eq(totp, VIEW("-"));
	if (s.has_totp)
		try(totp_secret_read(totp, s.totp));
	try(view_int(number, 0, INT64_MAX, &step));
	try(view_int(tries, 0, UINT32_MAX, &failed));
	try(view_int(until, 0, INT64_MAX, &s.until));
	s.step = (uint64_t)step;
	s.failed = (uint32_t)failed;
	s.codes = (uint32_t)codes;
	*ret = s;
	return OK;
}

enum err secret_load(int dir, const char *number, struct secret *ret)
{
	if (!secret_number_ok(number))
		return E_NOT_FOUND;
	scope_end(close_fd) int fd = openat(dir, number, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	scope_end(buf_free) struct buf text = buf_new(SECRET_TEXT_MAX);
	if (fd < 0)
		return errno == ENOENT ? E_NOT_FOUND : err_of_errno(errno);
	try(file_read(fd, SECRET_TEXT_MAX, &text));
	return secret_read(buf_view(&text), ret);
}

enum err secret_save(int dir, const char *number, const struct secret *s)
{
	scope_end(buf_free) struct buf text = buf_new(SECRET_TEXT_MAX);
	secret_write(s, &text);
	return text.err != OK ? text.err : file_replace(dir, number, buf_view(&text));
}
