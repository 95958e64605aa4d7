/* SPDX-License-Identifier: Apache-2.0
 * key_file.c: reading a signing key, leaving no second copy of it in memory.
 */
#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>

#include "notary/key_file.h"
#include "sys/file.h"
#include "sys/wire.h"

enum err key_file_read(int dir, bool evaluation, struct signing_key *ret)
{
	scope_end(close_fd) int fd = openat(dir, "key", O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	scope_end(buf_free) struct buf text = buf_new(KEY_TEXT_MAX);
	if (fd < 0)
		return errno == ENOENT ? E_CONFIG : err_of_errno(errno);
	enum err e = file_read(fd, KEY_TEXT_MAX, &text);
	if (e == OK)
		e = signing_key_read(buf_view(&text), ret);
	if (text.p)
		OPENSSL_cleanse(text.p, text.n);
	try(e);
	return public_key_is_evaluation(&ret->public) == evaluation ? OK : E_CONFIG;
}
