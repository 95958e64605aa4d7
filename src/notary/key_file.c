/* SPDX-License-Identifier: Apache-2.0
 * key_file.c: reading a signing key, leaving no second copy of it in memory.
 */
#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>

#include "notary/key_file.h"
#include "sys/file.h"
#include "sys/wire.h"

static enum err text_read(int dir, const char *name, struct buf *text)
{
	scope_end(close_fd) int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return errno == ENOENT ? E_NOT_FOUND : err_of_errno(errno);
	return file_read(fd, KEY_TEXT_MAX, text);
}

enum err key_file_read(int dir, bool evaluation, struct signing_key *ret)
{
	scope_end(buf_free) struct buf text = buf_new(KEY_TEXT_MAX);
	enum err e = text_read(dir, "key", &text);
	if (e == OK)
		e = signing_key_read(buf_view(&text), ret);
	if (text.p)
		OPENSSL_cleanse(text.p, text.n);
	try(e == E_NOT_FOUND ? E_CONFIG : e);
	return public_key_is_evaluation(&ret->public) == evaluation ? OK : E_CONFIG;
}

enum err public_key_file_read(int dir, const char *name, bool evaluation, struct public_key *ret)
{
	scope_end(buf_free) struct buf text = buf_new(KEY_TEXT_MAX);
	try(text_read(dir, name, &text));
	try(public_key_read(buf_view(&text), ret));
	return public_key_is_evaluation(ret) == evaluation ? OK : E_CONFIG;
}
