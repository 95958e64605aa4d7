/* SPDX-License-Identifier: Apache-2.0
 * originals.c: an order checked, an original opened, inspected, signed for.
 */
#include "flow/originals.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/stat.h>

#include "flow/probe.h"
#include "notary/key_file.h"
#include "sys/file.h"
#include "sys/wire.h"

static enum err read_vault_key(int dir, uint8_t ret[VAULT_KEY_LEN])
{
	scope_end(close_fd) int fd = openat(dir, "vault.key", O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	scope_end(buf_free) struct buf b = buf_new(VAULT_KEY_LEN);
	if (fd < 0)
		return errno == ENOENT ? E_CONFIG : err_of_errno(errno);
	enum err e = file_read(fd, VAULT_KEY_LEN, &b);
	if (e == OK && b.n != VAULT_KEY_LEN)
		e = E_CONFIG;
	if (e == OK)
		memcpy(ret, b.p, VAULT_KEY_LEN);
	if (b.p)
		OPENSSL_cleanse(b.p, b.n);
	return e;
}

/* Nothing here is of use without all four. */
enum err originals_open(int dir, bool evaluation, struct originals *ret)
{
	enum err e = read_vault_key(dir, ret->vault_key);
	if (e == OK)
		e = key_file_read(dir, evaluation, &ret->key);
	if (e == OK)
		e = public_key_file_read(dir, "notary.pub", evaluation, &ret->notary);
	if (e == OK)
		e = public_key_file_read(dir, "auth.pub", evaluation, &ret->auth);
	return e == E_NOT_FOUND ? E_CONFIG : e;
}

void originals_wipe(struct originals *o)
{
	OPENSSL_cleanse(o->vault_key, sizeof o->vault_key);
	signing_key_wipe(&o->key);
}

/* The bytes, sealed, and by their own hash those that the order names. */
static enum err open_original(const struct originals *o, const struct order *order, int data,
			      int wrapped, int *ret)
{
	uint8_t hash[HASH_LEN];
	uint64_t size;
	struct stat st;
	/* A belt lends files; another thing could be waited for without end. */
	if (fstat(data, &st) != 0 || !S_ISREG(st.st_mode) || fstat(wrapped, &st) != 0 ||
	    !S_ISREG(st.st_mode))
		return E_SIGNATURE;
	if (order->length > o->most)
		return E_LIMIT_SIZE;
	scope_end(close_fd) int fd = memfd_new("original");
	if (fd < 0)
		return E_NO_MEMORY;
	try(vault_open_sealed(data, wrapped, o->vault_key, order->item, order->original,
			      order->length, fd));
	try(memfd_seal(fd));
	try(file_hash(fd, hash, &size));
	if (size != order->length || memcmp(hash, order->original, HASH_LEN) != 0)
		return E_HASH;
	*ret = take_fd(&fd);
	return OK;
}

/* Why it does not cross, of what the two inspections found. 確認方式 wants both to agree. */
static enum err verdict(const struct originals *o, const struct order *order, const struct said *s)
{
	bool rule = order->way == ORIGINAL_WAY_RULE;
	if (s->scan == SCAN_FOUND)
		return E_BROKEN;
	if ((o->scan_demanded || rule) && s->scan != SCAN_CLEAN)
		return E_POLICY;
	if (rule && s->format != order->format)
		return E_TYPE_MISMATCH;
	return OK;
}

static enum err inspect(const struct originals *o, const struct order *order, int fd,
			struct said *s)
{
	enum original_format format;
	try(probe_file(fd, &format));
	s->format = format;
	s->scan = o->scan ? o->scan(fd, order->length, s->scanner) : SCAN_OFF;
	return verdict(o, order, s);
}

enum err originals_do(const struct originals *o, const struct order *order, int data, int wrapped,
		      int64_t now, struct said *ret, int *ret_fd)
{
	scope_end(close_fd) int fd = -1;
	*ret_fd = -1;
	try(order_check(&o->notary, &o->auth, order, now));
	*ret = (struct said){.version = ORDER_VERSION,
			     .kind = order->kind,
			     .scan = SCAN_OFF,
			     .length = order->length,
			     .time = now};
	memcpy(ret->id, order->id, ID_LEN);
	memcpy(ret->item, order->item, ID_LEN);
	memcpy(ret->original, order->original, HASH_LEN);
	enum err e = open_original(o, order, data, wrapped, &fd);
	if (e == OK)
		e = inspect(o, order, fd, ret);
	if (err_text(e)->kind == ERR_KIND_FAULT)
		return e; /* ours: it is asked again */
	ret->err = (uint32_t)e;
	try(said_sign(&o->key, ret));
	if (e == OK && order->kind == ORDER_GIVE)
		*ret_fd = take_fd(&fd);
	return OK;
}
