/* SPDX-License-Identifier: Apache-2.0
 * merkle.c: RFC 6962 section 2.1: hashing, growing, proofs and their verification (the checking
 * walks follow RFC 9162 sections 2.1.3.2 and 2.1.4.2).
 */
#include <openssl/evp.h>

#include "notary/merkle.h"

static void free_md(EVP_MD_CTX **p)
{
	EVP_MD_CTX_free(*p);
}

static struct merkle_hash hash_of(uint8_t prefix, struct view a, struct view b)
{
	scope_end(free_md) EVP_MD_CTX *md = EVP_MD_CTX_new();
	struct merkle_hash h = {{0}};
	unsigned n = TREE_HASH;
	/* SHA-256 of memory fails only without memory or without the algorithm: there is no going
	 * on. */
	bool done = md && EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1 &&
		    EVP_DigestUpdate(md, &prefix, 1) == 1 && EVP_DigestUpdate(md, a.p, a.n) == 1 &&
		    EVP_DigestUpdate(md, b.p, b.n) == 1 && EVP_DigestFinal_ex(md, h.b, &n) == 1;
	assert(done && n == TREE_HASH);
	return h;
}

static struct merkle_hash node(const struct merkle_hash *left, const struct merkle_hash *right)
{
	return hash_of(1, view_of(left->b, TREE_HASH), view_of(right->b, TREE_HASH));
}

struct merkle_hash merkle_leaf(struct view record)
{
	return hash_of(0, record, view_of("", 0));
}

bool merkle_same(const struct merkle_hash *a, const struct merkle_hash *b)
{
	return memcmp(a->b, b->b, TREE_HASH) == 0;
}

void merkle_push(struct merkle *m, const struct merkle_hash *leaf)
{
	struct merkle_hash h = *leaf;
	unsigned level = 0;
	for (; m->size >> level & 1; level++)
		h = node(&m->full[level], &h);
	m->full[level] = h;
	m->size++;
}

struct merkle_hash merkle_root(const struct merkle *m)
{
	struct merkle_hash h = {{0}};
	bool any = false;
	for (unsigned level = 0; level < 64; level++) {
		if (!(m->size >> level & 1))
			continue;
		h = any ? node(&m->full[level], &h) : m->full[level];
		any = true;
	}
	if (!any) /* the empty tree: the hash of nothing */
		(void)EVP_Digest("", 0, h.b, NULL, EVP_sha256(), NULL);
	return h;
}

struct merkle_hash merkle_root_of(const struct merkle_hash *leaf, uint64_t n)
{
	struct merkle m = {0};
	for (uint64_t i = 0; i < n; i++)
		merkle_push(&m, &leaf[i]);
	return merkle_root(&m);
}

/* Largest power of two smaller than n; n > 1. */
static uint64_t split_of(uint64_t n)
{
	return (uint64_t)1 << (63 - __builtin_clzll(n - 1));
}

static void path_put(struct merkle_path *path, struct merkle_hash h)
{
	assert(path->n < MERKLE_PATH_MAX);
	path->hash[path->n++] = h;
}

static void path_turn(struct merkle_path *path)
{
	for (size_t i = 0; i < path->n / 2; i++) {
		struct merkle_hash h = path->hash[i];
		path->hash[i] = path->hash[path->n - 1 - i];
		path->hash[path->n - 1 - i] = h;
	}
}

void merkle_inclusion(const struct merkle_hash *leaf, uint64_t n, uint64_t index,
		      struct merkle_path *ret)
{
	assert(index < n);
	*ret = (struct merkle_path){0};
	while (n > 1) { /* downwards; the proof is told upwards */
		uint64_t k = split_of(n);
		if (index < k) {
			path_put(ret, merkle_root_of(leaf + k, n - k));
			n = k;
		} else {
			path_put(ret, merkle_root_of(leaf, k));
			leaf += k;
			index -= k;
			n -= k;
		}
	}
	path_turn(ret);
}

void merkle_consistency(const struct merkle_hash *leaf, uint64_t n, uint64_t m,
			struct merkle_path *ret)
{
	assert(m > 0 && m <= n);
	*ret = (struct merkle_path){0};
	bool whole = true; /* the old tree is a subtree the verifier knows by its root */
	while (m < n) {
		uint64_t k = split_of(n);
		if (m <= k) {
			path_put(ret, merkle_root_of(leaf + k, n - k));
			n = k;
		} else {
			path_put(ret, merkle_root_of(leaf, k));
			leaf += k;
			m -= k;
			n -= k;
			whole = false;
		}
	}
	if (!whole)
		path_put(ret, merkle_root_of(leaf, n));
	path_turn(ret);
}

enum err merkle_check_inclusion(const struct merkle_hash *leaf, uint64_t index, uint64_t n,
				const struct merkle_path *path, const struct merkle_hash *root)
{
	if (index >= n || path->n > MERKLE_PATH_MAX)
		return E_HASH;
	uint64_t at = index, last = n - 1;
	struct merkle_hash h = *leaf;
	for (size_t i = 0; i < path->n; i++) {
		if (last == 0)
			return E_HASH;
		if ((at & 1) || at == last) {
			h = node(&path->hash[i], &h);
			while (!(at & 1) && at != 0) {
				at >>= 1;
				last >>= 1;
			}
		} else {
			h = node(&h, &path->hash[i]);
		}
		at >>= 1;
		last >>= 1;
	}
	return last == 0 && merkle_same(&h, root) ? OK : E_HASH;
}

enum err merkle_check_consistency(uint64_t m, const struct merkle_hash *old_root, uint64_t n,
				  const struct merkle_hash *new_root,
				  const struct merkle_path *path)
{
	if (m == 0 || m > n || path->n > MERKLE_PATH_MAX)
		return E_HASH;
	if (m == n)
		return path->n == 0 && merkle_same(old_root, new_root) ? OK : E_HASH;
	bool power = (m & (m - 1)) == 0;
	if (path->n == 0 && !power)
		return E_HASH;
	uint64_t at = m - 1, last = n - 1;
	for (; at & 1; at >>= 1)
		last >>= 1;
	struct merkle_hash a = power ? *old_root : path->hash[0], b = a;
	for (size_t i = power ? 0 : 1; i < path->n; i++) {
		if (last == 0)
			return E_HASH;
		if ((at & 1) || at == last) {
			a = node(&path->hash[i], &a);
			b = node(&path->hash[i], &b);
			while (!(at & 1) && at != 0) {
				at >>= 1;
				last >>= 1;
			}
		} else {
			b = node(&b, &path->hash[i]);
		}
		at >>= 1;
		last >>= 1;
	}
	return last == 0 && merkle_same(&a, old_root) && merkle_same(&b, new_root) ? OK : E_HASH;
}
