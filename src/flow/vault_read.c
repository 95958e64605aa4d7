/* SPDX-License-Identifier: Apache-2.0
 * vault_read.c: the reading side of the vault: for the originals program, `sekisho init` and tests.
 */
#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <unistd.h>

#include "base/buf.h"
#include "flow/item.h"
#include "flow/vault.h"
#include "flow/vault_crypt.h"
#include "sys/file.h"
#include "sys/wire.h"

enum err vault_new_key(uint8_t ret_private[VAULT_KEY_LEN], uint8_t ret_public[VAULT_KEY_LEN])
{
	return vault_pair(ret_private, ret_public);
}

static int open_file(int dir, const uint8_t id[ID_LEN])
{
	return openat(dir, item_hex(id).s, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
}

static enum err unwrap(int fd, const uint8_t private_key[VAULT_KEY], const uint8_t id[ID_LEN],
		       uint8_t ret_key[VAULT_KEY])
{
	uint8_t recipient[VAULT_KEY], wrapping[VAULT_KEY];
	scope_end(buf_free) struct buf b = buf_new(VAULT_WRAP);
	if (file_read(fd, VAULT_WRAP, &b) != OK || b.n != VAULT_WRAP ||
	    !view_starts(buf_view(&b), VIEW("SKW1")))
		return E_SIGNATURE;
	try(vault_public_of(private_key, recipient));
	try(vault_agree(private_key, b.p + 4, b.p + 4, recipient, id, wrapping));
	enum err e =
	    vault_unseal(wrapping, vault_nonce(0, false), view_of(id, ID_LEN),
			 view_of(b.p + 4 + VAULT_KEY, VAULT_KEY), b.p + 4 + 2 * VAULT_KEY, ret_key);
	OPENSSL_cleanse(wrapping, sizeof wrapping);
	return e;
}

struct chunks {
	uint8_t sealed[VAULT_CHUNK + VAULT_TAG + 1];
	uint8_t plain[VAULT_CHUNK];
};

static void free_chunks(struct chunks **c)
{
	if (*c)
		OPENSSL_cleanse((*c)->plain, sizeof(*c)->plain);
	free(*c);
}

/* Whoever has the public half can seal: `most` is checked on the way, not only by the hash. */
static enum err unseal_all(int from, int to, const uint8_t key[VAULT_KEY], struct view header,
			   uint64_t most)
{
	const size_t whole = VAULT_CHUNK + VAULT_TAG;
	scope_end(free_chunks) struct chunks *c = malloc(sizeof *c);
	if (!c)
		return E_NO_MEMORY;
	for (uint64_t i = 0;; i++) {
		ssize_t r = pread(from, c->sealed, whole + 1, (off_t)(header.n + i * whole));
		if (r < (ssize_t)VAULT_TAG)
			return r < 0 ? err_of_errno(errno) : E_SIGNATURE;
		bool last = (size_t)r <= whole;
		size_t n = min_of((size_t)r, whole) - VAULT_TAG;
		if (n > most)
			return E_SIGNATURE;
		most -= n;
		try(vault_unseal(key, vault_nonce(i, last), header, view_of(c->sealed, n),
				 c->sealed + n, c->plain));
		try(file_write(to, view_of(c->plain, n)));
		if (last)
			return OK;
	}
}

enum err vault_open_sealed(int data, int wrapped, const uint8_t private_key[VAULT_KEY_LEN],
			   const uint8_t id[ID_LEN], const uint8_t hash[HASH_LEN], uint64_t most,
			   int to)
{
	uint8_t header[VAULT_HEADER], found[VAULT_HEADER], key[VAULT_KEY];
	vault_header(id, hash, header);
	if (pread(data, found, sizeof found, 0) != (ssize_t)sizeof found ||
	    memcmp(header, found, sizeof found) != 0)
		return E_SIGNATURE;
	try(unwrap(wrapped, private_key, id, key));
	enum err e = unseal_all(data, to, key, view_of(header, sizeof header), most);
	OPENSSL_cleanse(key, sizeof key);
	return e;
}

enum err vault_get(const struct vault *v, const uint8_t private_key[VAULT_KEY_LEN],
		   const uint8_t id[ID_LEN], const uint8_t hash[HASH_LEN], int to)
{
	scope_end(close_fd) int data = open_file(v->data, id);
	if (data < 0)
		return errno == ENOENT ? E_NOT_FOUND : err_of_errno(errno);
	scope_end(close_fd) int key = open_file(v->keys, id);
	if (key < 0)
		return errno == ENOENT ? E_NOT_FOUND : err_of_errno(errno);
	return vault_open_sealed(data, key, private_key, id, hash, UINT64_MAX, to);
}
