/* SPDX-License-Identifier: Apache-2.0
 * hash.c: SHA-256, by libcrypto. Alone in its file so that programs that do not hash do not link
 * it.
 */
#include <errno.h>
#include <openssl/evp.h>
#include <unistd.h>

#include "sys/file.h"

static const EVP_MD *sha256;

/* libcrypto reads its configuration and sets up its tables at first use. That must be before any
 * jail closes, and whoever links this file would forget it. */
__attribute__((constructor)) static void warm(void)
{
	uint8_t scratch[32];
	sha256 = EVP_sha256();
	hash_bytes(VIEW(""), scratch);
}

void hash_bytes(struct view v, uint8_t ret[32])
{
	unsigned n = 0;
	int ok = EVP_Digest(v.p, v.n, ret, &n, sha256, NULL);
	assert(ok == 1 && n == 32);
	(void)ok;
}

bool hash_is(struct view v, const uint8_t hash[32])
{
	uint8_t own[32];
	hash_bytes(v, own);
	return memcmp(own, hash, sizeof own) == 0;
}

static void free_context(EVP_MD_CTX **c)
{
	EVP_MD_CTX_free(*c);
}

enum err file_hash(int fd, uint8_t ret[32], uint64_t *ret_size)
{
	uint8_t chunk[32768], digest[EVP_MAX_MD_SIZE];
	uint64_t at = 0;
	unsigned n = 0;
	scope_end(free_context) EVP_MD_CTX *c = EVP_MD_CTX_new();
	if (!c || EVP_DigestInit_ex(c, sha256, NULL) != 1)
		return E_NO_MEMORY;
	for (;;) {
		ssize_t r = pread(fd, chunk, sizeof chunk, (off_t)at);
		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return err_of_errno(errno);
		if (r == 0)
			break;
		if (EVP_DigestUpdate(c, chunk, (size_t)r) != 1)
			return E_INTERNAL;
		at += (uint64_t)r;
	}
	if (EVP_DigestFinal_ex(c, digest, &n) != 1 || n != 32)
		return E_INTERNAL;
	memcpy(ret, digest, 32);
	*ret_size = at;
	return OK;
}
