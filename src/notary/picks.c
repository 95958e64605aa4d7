/* SPDX-License-Identifier: Apache-2.0
 * picks.c: the list of decisions as a tree, and the places in it.
 */
#include "notary/picks.h"

#include "base/buf.h"
#include "notary/merkle.h"
#include "notary/sign.h"

_Static_assert(sizeof(struct pick) == ID_LEN + 3 * HASH_LEN, "a pick is hashed as it lies");
_Static_assert(PICKS_MAX <= 1 << PICKS_DEPTH, "the deepest place must fit");

#define TERMS_MAX 1024

void picks_terms(const struct envelope *e, const char *output_name, uint8_t ret[HASH_LEN])
{
	scope_end(buf_free) struct buf b = buf_new(TERMS_MAX);
	buf_str(&b, "sekisho terms v1\n");
	buf_u8(&b, e->direction);
	buf_u8(&b, e->recipient_kind);
	buf_u8(&b, e->grade);
	sign_put_text(&b, output_name, NAME_MAX_);
	sign_put_text(&b, e->sender, sizeof e->sender);
	sign_put_text(&b, e->unit, sizeof e->unit);
	sign_put_text(&b, e->recipient, sizeof e->recipient);
	assert(b.err == OK);
	sha256(buf_view(&b), ret);
}

static struct merkle_hash leaf_of(const struct pick *p)
{
	return merkle_leaf(view_of(p, sizeof *p));
}

static void subject(enum act act, uint32_t count, const uint8_t root[HASH_LEN],
		    uint8_t ret[HASH_LEN])
{
	scope_end(buf_free) struct buf b = buf_new(128);
	buf_str(&b, "sekisho decisions v1\n");
	buf_u32be(&b, (uint32_t)act);
	buf_u32be(&b, count);
	buf_put(&b, view_of(root, HASH_LEN));
	assert(b.err == OK);
	sha256(buf_view(&b), ret);
}

static void leaves_of(const struct pick *picks, size_t n, struct merkle_hash ret[PICKS_MAX])
{
	assert(n > 0 && n <= PICKS_MAX);
	for (size_t i = 0; i < n; i++)
		ret[i] = leaf_of(&picks[i]);
}

void picks_subject(enum act act, const struct pick *picks, size_t n, uint8_t ret[HASH_LEN])
{
	struct merkle_hash leaves[PICKS_MAX], root;
	leaves_of(picks, n, leaves);
	root = merkle_root_of(leaves, n);
	subject(act, (uint32_t)n, root.b, ret);
}

void picks_place(const struct pick *picks, size_t n, size_t index, struct place_among *ret)
{
	struct merkle_hash leaves[PICKS_MAX], root;
	struct merkle_path path;
	*ret = (struct place_among){.index = (uint32_t)index, .count = (uint32_t)n};
	leaves_of(picks, n, leaves);
	root = merkle_root_of(leaves, n);
	merkle_inclusion(leaves, n, index, &path);
	assert(path.n <= PICKS_DEPTH);
	ret->depth = (uint32_t)path.n;
	memcpy(ret->root, root.b, HASH_LEN);
	for (size_t i = 0; i < path.n; i++)
		memcpy(ret->path[i], path.hash[i].b, HASH_LEN);
}

enum err pick_subject(enum act act, const struct pick *pick, const struct place_among *at,
		      uint8_t ret[HASH_LEN])
{
	struct merkle_hash leaf = leaf_of(pick), root;
	struct merkle_path path = {.n = at->depth};
	if (at->count > PICKS_MAX || at->depth > PICKS_DEPTH || at->zero != 0)
		return E_HASH;
	memcpy(root.b, at->root, HASH_LEN);
	for (size_t i = 0; i < path.n; i++)
		memcpy(path.hash[i].b, at->path[i], HASH_LEN);
	try(merkle_check_inclusion(&leaf, at->index, at->count, &path, &root));
	subject(act, at->count, at->root, ret);
	return OK;
}
