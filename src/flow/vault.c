/* SPDX-License-Identifier: Apache-2.0
 * vault.c: the writing side of the vault: what the belt links. It cannot read anything back.
 */
#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include "flow/item.h"
#include "flow/vault.h"
#include "flow/vault_crypt.h"
#include "sys/file.h"
#include "sys/log.h"
#include "sys/names.h"
#include "sys/wire.h"

static enum err make_dir(int at, const char *name, int *ret)
{
	if (mkdirat(at, name, 0700) != 0 && errno != EEXIST)
		return err_of_errno(errno);
	*ret = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return *ret >= 0 ? OK : err_of_errno(errno);
}

static enum err read_public(int root, uint8_t ret[VAULT_KEY_LEN])
{
	scope_end(close_fd) int fd = openat(root, "vault.pub", O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	scope_end(buf_free) struct buf b = buf_new(VAULT_KEY_LEN);
	if (fd < 0 || file_read(fd, VAULT_KEY_LEN, &b) != OK || b.n != VAULT_KEY_LEN)
		return E_CONFIG;
	memcpy(ret, b.p, VAULT_KEY_LEN);
	return OK;
}

/* Half-made files of a crash: they were never promised to anyone. */
static void sweep(const struct vault *v)
{
	(void)unlinkat(v->dir, "making", 0);
	if (names_remove(v->keys, VIEW(".new.")) != OK)
		log_warn("vault: half-made keys stay");
}

enum err vault_open(int root, struct vault *ret)
{
	struct vault v = {.dir = -1, .data = -1, .keys = -1};
	enum err e = read_public(root, v.public_key);
	if (e == OK)
		e = make_dir(root, "vault", &v.dir);
	if (e == OK)
		e = make_dir(v.dir, "data", &v.data);
	if (e == OK)
		e = make_dir(v.dir, "keys", &v.keys);
	if (e == OK)
		e = file_sync_dir(v.dir);
	if (e == OK)
		e = file_sync_dir(root);
	if (e != OK) {
		vault_close(&v);
		return e;
	}
	sweep(&v);
	*ret = v;
	return OK;
}

void vault_close(struct vault *v)
{
	close_fd(&v->dir);
	close_fd(&v->data);
	close_fd(&v->keys);
}

static bool there(int dir, const char *name)
{
	struct stat st;
	return fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

bool vault_has(const struct vault *v, const uint8_t id[ID_LEN])
{
	return vault_has_key(v, id) && there(v->data, item_hex(id).s);
}

bool vault_has_key(const struct vault *v, const uint8_t id[ID_LEN])
{
	return there(v->keys, item_hex(id).s);
}

/* Reads until `n` bytes or the end. */
static enum err read_chunk(int fd, uint8_t *at, size_t n, uint64_t from, size_t *ret)
{
	size_t got = 0;
	while (got < n) {
		ssize_t r = pread(fd, at + got, n - got, (off_t)(from + got));
		if (r < 0 && errno != EINTR)
			return err_of_errno(errno);
		if (r == 0)
			break;
		got += r > 0 ? (size_t)r : 0;
	}
	*ret = got;
	return OK;
}

struct chunks {
	uint8_t plain[VAULT_CHUNK + 1]; /* one byte more says whether this is the last */
	uint8_t sealed[VAULT_CHUNK + VAULT_TAG];
};

static void free_chunks(struct chunks **c)
{
	if (*c)
		OPENSSL_cleanse((*c)->plain, sizeof(*c)->plain);
	free(*c);
}

static enum err seal_all(int from, int to, const uint8_t key[VAULT_KEY], struct view header)
{
	scope_end(free_chunks) struct chunks *c = malloc(sizeof *c);
	if (!c)
		return E_NO_MEMORY;
	for (uint64_t i = 0;; i++) {
		size_t n = 0;
		try(read_chunk(from, c->plain, VAULT_CHUNK + 1, i * VAULT_CHUNK, &n));
		bool last = n <= VAULT_CHUNK;
		n = min_of(n, VAULT_CHUNK);
		try(vault_seal(key, vault_nonce(i, last), header, view_of(c->plain, n), c->sealed,
			       c->sealed + n));
		try(file_write(to, view_of(c->sealed, n + VAULT_TAG)));
		if (last)
			return fsync(to) == 0 ? OK : err_of_errno(errno);
	}
}

static enum err write_data(struct vault *v, const uint8_t key[VAULT_KEY], struct view header,
			   int from)
{
	scope_end(close_fd) int to =
	    openat(v->dir, "making", O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0400);
	if (to < 0)
		return err_of_errno(errno);
	try(file_write(to, header));
	return seal_all(from, to, key, header);
}

static enum err write_key(struct vault *v, const uint8_t id[ID_LEN], const uint8_t key[VAULT_KEY])
{
	uint8_t own[VAULT_KEY], wrapping[VAULT_KEY], wrap[VAULT_WRAP];
	memcpy(wrap, vault_wrap_magic, sizeof vault_wrap_magic);
	try(vault_pair(own, wrap + 4));
	enum err e = vault_agree(own, v->public_key, wrap + 4, v->public_key, id, wrapping);
	if (e ==
	    OK) /* used once: the ephemeral key makes it new each time, so the nonce may be zero */
		e = vault_seal(wrapping, vault_nonce(0, false), view_of(id, ID_LEN),
			       view_of(key, VAULT_KEY), wrap + 4 + VAULT_KEY,
			       wrap + 4 + 2 * VAULT_KEY);
	OPENSSL_cleanse(own, sizeof own);
	OPENSSL_cleanse(wrapping, sizeof wrapping);
	return e == OK ? file_replace(v->keys, item_hex(id).s, view_of(wrap, sizeof wrap)) : e;
}

/* Data first, then its key: what has a key is whole. */
static enum err put(struct vault *v, const uint8_t id[ID_LEN], const uint8_t hash[HASH_LEN],
		    const uint8_t key[VAULT_KEY], int from)
{
	uint8_t header[VAULT_HEADER];
	vault_header(id, hash, header);
	try(write_data(v, key, view_of(header, sizeof header), from));
	if (renameat(v->dir, "making", v->data, item_hex(id).s) != 0)
		return err_of_errno(errno);
	try(file_sync_dir(v->data));
	return write_key(v, id, key);
}

enum err vault_put(struct vault *v, const uint8_t id[ID_LEN], const uint8_t hash[HASH_LEN],
		   int from)
{
	uint8_t key[VAULT_KEY];
	if (vault_has(v, id))
		return OK;
	if (RAND_priv_bytes(key, sizeof key) != 1)
		return E_INTERNAL;
	enum err e = put(v, id, hash, key, from);
	OPENSSL_cleanse(key, sizeof key);
	if (e != OK) {
		(void)unlinkat(v->dir, "making", 0);
		(void)unlinkat(v->data, item_hex(id).s, 0);
	}
	return e;
}

enum err vault_warm(uint8_t scratch[VAULT_KEY_LEN])
{
	static const uint8_t id[ID_LEN];
	uint8_t own[VAULT_KEY], peer[VAULT_KEY], tag[VAULT_TAG];
	try(vault_pair(own, peer));
	try(vault_agree(own, peer, peer, peer, id, scratch));
	return vault_seal(scratch, vault_nonce(0, true), VIEW("warm"), VIEW("warm"), own, tag);
}

enum err vault_delete(struct vault *v, const uint8_t id[ID_LEN])
{
	if (unlinkat(v->keys, item_hex(id).s, 0) != 0 && errno != ENOENT)
		return err_of_errno(errno);
	try(file_sync_dir(v->keys));
	return unlinkat(v->data, item_hex(id).s, 0) == 0 || errno == ENOENT ? OK
									    : err_of_errno(errno);
}

enum err vault_lend(const struct vault *v, const uint8_t id[ID_LEN], int ret_fds[2])
{
	const int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC;
	scope_end(close_fd) int data = openat(v->data, item_hex(id).s, flags);
	if (data < 0)
		return errno == ENOENT ? E_NOT_FOUND : err_of_errno(errno);
	scope_end(close_fd) int key = openat(v->keys, item_hex(id).s, flags);
	if (key < 0)
		return errno == ENOENT ? E_NOT_FOUND : err_of_errno(errno);
	ret_fds[0] = take_fd(&data);
	ret_fds[1] = take_fd(&key);
	return OK;
}
