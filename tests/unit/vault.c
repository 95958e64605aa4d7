/* SPDX-License-Identifier: Apache-2.0
 * vault.c: what goes into the vault comes out only whole, only as itself, only with its key.
 */
#include <fcntl.h>
#include <openssl/rand.h>
#include <unistd.h>

#include "base/buf.h"
#include "flow/item.h"
#include "flow/vault.h"
#include "flow/vault_crypt.h"
#include "sys/file.h"
#include "sys/wire.h"
#include "tap.h"

static char place[] = "/tmp/sekisho-vault-XXXXXX";
static int root;
static uint8_t secret[VAULT_KEY_LEN];

static int memory_of(struct view v)
{
	int fd = memfd_new("test");
	expect(fd >= 0 && file_write(fd, v) == OK);
	return fd;
}

static enum err get(struct vault *v, const uint8_t id[ID_LEN], const uint8_t hash[HASH_LEN],
		    struct buf *ret)
{
	scope_end(close_fd) int to = memfd_new("out");
	try(vault_get(v, secret, id, hash, to));
	return file_read(to, ret->cap, ret);
}

static void round_trips(struct vault *v)
{
	static const size_t sizes[] = {
	    1, 100, VAULT_CHUNK - 1, VAULT_CHUNK, VAULT_CHUNK + 1, 2 * VAULT_CHUNK, 300000};
	struct buf data = buf_new(1 << 20), back = buf_new(1 << 20);
	for (size_t i = 0; i < array_len(sizes); i++) {
		uint8_t id[ID_LEN] = {(uint8_t)i, 1}, hash[HASH_LEN];
		buf_clear(&data);
		buf_clear(&back);
		uint8_t *at = buf_grow(&data, sizes[i]);
		expect(at && RAND_bytes(at, (int)sizes[i]) == 1);
		hash_bytes(buf_view(&data), hash);
		scope_end(close_fd) int from = memory_of(buf_view(&data));
		expect(!vault_has(v, id));
		expect_err(vault_put(v, id, hash, from), OK);
		expect_err(vault_put(v, id, hash, from), OK);
		expect(vault_has(v, id));
		expect_err(get(v, id, hash, &back), OK);
		expect(view_eq(buf_view(&data), buf_view(&back)));
	}
	buf_free(&data);
	buf_free(&back);
}

/* Writes the data file again, changed. */
static void rewrite(struct vault *v, const uint8_t id[ID_LEN], struct view bytes)
{
	expect_err(file_replace(v->data, item_hex(id).s, bytes), OK);
}

static void changes_are_caught(struct vault *v)
{
	const uint8_t id[ID_LEN] = {5, 1},
		      other[ID_LEN] = {4, 1}; /* two chunks; one chunk and a byte */
	const size_t sealed = VAULT_CHUNK + VAULT_TAG;
	struct buf file = buf_new(1 << 20), out = buf_new(1 << 20), made = buf_new(1 << 20);
	uint8_t hash[HASH_LEN], zero[HASH_LEN] = {0};
	scope_end(close_fd) int fd = openat(v->data, item_hex(id).s, O_RDONLY | O_CLOEXEC);
	expect_err(file_read(fd, 1 << 20, &file), OK);
	struct view f = buf_view(&file);
	memcpy(hash, f.p + 4 + ID_LEN, HASH_LEN);
	expect_err(get(v, id, hash, &out), OK);
	expect_err(get(v, id, zero, &out), E_SIGNATURE);
	expect_err(get(v, other, hash, &out), E_SIGNATURE);

	rewrite(v, id, view_sub(f, 0, VAULT_HEADER + sealed)); /* cut at a chunk's end */
	expect_err(get(v, id, hash, &out), E_SIGNATURE);
	rewrite(v, id, view_sub(f, 0, f.n - 1));
	expect_err(get(v, id, hash, &out), E_SIGNATURE);
	rewrite(v, id, view_sub(f, 0, VAULT_HEADER));
	expect_err(get(v, id, hash, &out), E_SIGNATURE);
	buf_put(&made, view_sub(f, 0, VAULT_HEADER)); /* chunks exchanged */
	buf_put(&made, view_sub(f, VAULT_HEADER + sealed, sealed));
	buf_put(&made, view_sub(f, VAULT_HEADER, sealed));
	rewrite(v, id, buf_view(&made));
	expect_err(get(v, id, hash, &out), E_SIGNATURE);
	bool caught = true;
	for (size_t i = 0; i < f.n; i += 4999) {
		file.p[i] ^= 0x40;
		rewrite(v, id, f);
		caught &= get(v, id, hash, &out) == E_SIGNATURE;
		file.p[i] ^= 0x40;
	}
	expect(caught);
	rewrite(v, id, f);
	secret[0] ^= 8;
	expect_err(get(v, id, hash, &out), E_SIGNATURE);
	secret[0] ^= 8;
	buf_clear(&out);
	expect_err(get(v, id, hash, &out), OK);
	buf_free(&file);
	buf_free(&out);
	buf_free(&made);
}

/* Anybody with the public half, a captured belt among them, seals what it likes: more than the
 * original was long is not written, whatever comes after. */
static void more_than_it_was(struct vault *v)
{
	const uint8_t id[ID_LEN] = {9, 9}, hash[HASH_LEN] = {1};
	struct buf data = buf_new(1 << 20);
	int fds[2] = {-1, -1};
	uint8_t *at = buf_grow(&data, 300000);
	if (!expect(at != NULL))
		return;
	memset(at, 'x', 300000);
	scope_end(close_fd) int from = memory_of(buf_view(&data));
	scope_end(close_fd) int little = memfd_new("out"), all = memfd_new("out");
	expect_err(vault_put(v, id, hash, from), OK);
	expect_err(vault_lend(v, id, fds), OK);
	expect_err(vault_open_sealed(fds[0], fds[1], secret, id, hash, VAULT_CHUNK + 1, little),
		   E_SIGNATURE);
	expect(lseek(little, 0, SEEK_END) <= (off_t)VAULT_CHUNK + 1);
	expect(lseek(fds[1], 0, SEEK_SET) == 0);
	expect_err(vault_open_sealed(fds[0], fds[1], secret, id, hash, 300000, all), OK);
	expect_err(vault_delete(v, id), OK);
	close_fd(&fds[0]);
	close_fd(&fds[1]);
	buf_free(&data);
}

static void deletion(struct vault *v)
{
	const uint8_t id[ID_LEN] = {5, 1}, hash[HASH_LEN] = {0};
	struct buf out = buf_new(10);
	expect_err(vault_delete(v, id), OK);
	expect_err(vault_delete(v, id), OK);
	expect(!vault_has(v, id));
	expect_err(get(v, id, hash, &out), E_NOT_FOUND);
	buf_free(&out);
}

int main(void)
{
	struct vault v;
	uint8_t public_key[VAULT_KEY_LEN];
	if (!expect(mkdtemp(place) != NULL))
		return tap_done();
	root = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	expect_err(vault_open(root, &v), E_CONFIG);
	expect_err(vault_new_key(secret, public_key), OK);
	expect_err(file_replace(root, "vault.pub", view_of(public_key, sizeof public_key)), OK);
	expect_err(vault_open(root, &v), OK);
	round_trips(&v);
	changes_are_caught(&v);
	more_than_it_was(&v);
	deletion(&v);
	for (uint8_t i = 0; i < 7; i++) {
		const uint8_t id[ID_LEN] = {i, 1};
		expect_err(vault_delete(&v, id), OK);
	}
	vault_close(&v);
	expect(unlinkat(root, "vault/data", AT_REMOVEDIR) == 0 &&
	       unlinkat(root, "vault/keys", AT_REMOVEDIR) == 0 &&
	       unlinkat(root, "vault", AT_REMOVEDIR) == 0 && unlinkat(root, "vault.pub", 0) == 0);
	expect(rmdir(place) == 0);
	return tap_done();
}
