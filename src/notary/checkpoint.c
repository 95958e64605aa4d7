/* SPDX-License-Identifier: Apache-2.0
 * checkpoint.c: signed notes, and proofs that carry one.
 */
#include "base/utf8.h"
#include "notary/checkpoint.h"

#define DASH "\xe2\x80\x94 " /* U+2014 and a space */
#define PROOF_WORD "c2sp.org/tlog-proof@v1"

enum err checkpoint_write(const struct signing_key *k, const struct checkpoint *c, struct buf *b)
{
	uint8_t bytes[4 + SIGNATURE_LEN];
	scope_end(buf_free) struct buf text = buf_new(512), tail = buf_new(4);
	buf_fmt(&text, "%s\n%llu\n", k->public.name, (unsigned long long)c->size);
	base64_put(&text, view_of(c->root.b, TREE_HASH));
	buf_u8(&text, '\n');
	buf_u32be(&tail, public_key_id(&k->public));
	if (text.err != OK || tail.err != OK)
		return text.err != OK ? text.err : tail.err;
	memcpy(bytes, tail.p, 4);
	try(sign_bytes(k, buf_view(&text), bytes + 4));
	buf_put(b, buf_view(&text));
	buf_fmt(b, "\n" DASH "%s ", k->public.name);
	base64_put(b, view_of(bytes, sizeof bytes));
	buf_u8(b, '\n');
	return b->err;
}

/* One line without its newline; the last line must have one too. */
static struct view take_line(struct cursor *c)
{
	struct view rest = view_sub(c->v, c->at, SIZE_MAX);
	size_t n = view_find(rest, 0, '\n');
	if (n == rest.n)
		c->bad = true;
	struct view line = cursor_take(c, n);
	cursor_skip(c, 1);
	return line;
}

/* Decimal without leading zeroes. */
static enum err read_number(struct view v, uint64_t *ret)
{
	int64_t n;
	if (v.n == 0 || (v.n > 1 && v.p[0] == '0'))
		return E_BROKEN;
	try(view_int(v, 0, INT64_MAX, &n));
	*ret = (uint64_t)n;
	return OK;
}

/* A line of this key: its signature. Every other well-formed line is somebody else's business. */
static enum err read_signature(struct view line, const struct public_key *k, bool *ret_ours,
			       uint8_t ret[SIGNATURE_LEN])
{
	uint8_t bytes[4 + SIGNATURE_LEN];
	struct view rest = view_sub(line, sizeof DASH - 1, SIZE_MAX), name = view_str(k->name);
	if (!view_starts(line, VIEW(DASH)))
		return E_BROKEN;
	size_t space = view_find(rest, 0, ' ');
	if (space == 0 || space >= rest.n)
		return E_BROKEN;
	struct cursor c = cursor_of(view_of(bytes, 4));
	*ret_ours = view_eq(view_sub(rest, 0, space), name) &&
		    base64_read(view_sub(rest, space + 1, SIZE_MAX), bytes, sizeof bytes) == OK &&
		    cursor_u32be(&c) == public_key_id(k);
	if (*ret_ours)
		memcpy(ret, bytes + 4, SIGNATURE_LEN);
	return OK;
}

enum err checkpoint_read(struct view note, const struct public_key *k, struct checkpoint *ret)
{
	if (note.n > CHECKPOINT_MAX)
		return E_LIMIT_SIZE;
	struct cursor c = cursor_of(note);
	struct checkpoint head = {0};
	struct view origin = take_line(&c), size = take_line(&c), root = take_line(&c);
	struct view text = view_sub(note, 0, c.at);
	if (c.bad || take_line(&c).n != 0 || c.bad || read_number(size, &head.size) != OK ||
	    base64_read(root, head.root.b, TREE_HASH) != OK || !utf8_valid(note))
		return E_BROKEN;
	bool signed_by_us = false;
	for (int i = 0; cursor_left(&c) > 0; i++) {
		uint8_t signature[SIGNATURE_LEN];
		bool ours = false;
		struct view line = take_line(&c);
		if (c.bad || i == CHECKPOINT_SIGNERS_MAX)
			return E_BROKEN;
		try(read_signature(line, k, &ours, signature));
		if (ours)
			try(sign_check(k, text, signature));
		signed_by_us |= ours;
	}
	if (!signed_by_us || !view_eq(origin, view_str(k->name)))
		return E_SIGNATURE;
	*ret = head;
	return OK;
}

struct view checkpoint_next(struct cursor *c)
{
	size_t start = c->at, empty = 0;
	while (cursor_left(c) > 0) {
		struct view rest = view_sub(c->v, c->at, SIZE_MAX);
		size_t n = view_find(rest, 0, '\n');
		cursor_skip(c, min_of(n + 1, rest.n));
		if (n == 0 && ++empty == 2) /* the line between text and signatures is the first */
			return view_of(c->v.p + start, c->at - 1 - start);
	}
	return view_of(c->v.p + start, c->at - start);
}

void proof_write(const struct proof *p, struct view note, struct buf *b)
{
	buf_str(b, PROOF_WORD "\nextra ");
	base64_put(b, view_of(p->record, p->record_len));
	buf_fmt(b, "\nindex %llu\n", (unsigned long long)p->index);
	for (size_t i = 0; i < p->path.n; i++) {
		base64_put(b, view_of(p->path.hash[i].b, TREE_HASH));
		buf_u8(b, '\n');
	}
	buf_u8(b, '\n');
	buf_put(b, note);
}

static enum err read_extra(struct view line, struct proof *p)
{
	if (!view_starts(line, VIEW("extra ")))
		return E_BROKEN;
	struct view text = view_sub(line, 6, SIZE_MAX);
	if (text.n == 0 || text.n % 4 != 0)
		return E_BROKEN;
	size_t pad = text.p[text.n - 1] != '=' ? 0 : text.p[text.n - 2] != '=' ? 1 : 2;
	p->record_len = text.n / 4 * 3 - pad;
	if (p->record_len > sizeof p->record)
		return E_LIMIT_SIZE;
	return base64_read(text, p->record, p->record_len);
}

enum err proof_read(struct view text, const struct public_key *k, struct proof *ret,
		    struct checkpoint *ret_head)
{
	if (text.n > PROOF_MAX)
		return E_LIMIT_SIZE;
	struct cursor c = cursor_of(text);
	struct proof p = {0};
	struct checkpoint head;
	struct view word = take_line(&c), extra = take_line(&c), index = take_line(&c);
	if (c.bad || !view_eq(word, VIEW(PROOF_WORD)) || !view_starts(index, VIEW("index ")))
		return E_BROKEN;
	try(read_extra(extra, &p));
	try(read_number(view_sub(index, 6, SIZE_MAX), &p.index));
	for (;;) {
		struct view line = take_line(&c);
		if (c.bad)
			return E_BROKEN;
		if (line.n == 0)
			break;
		if (p.path.n == MERKLE_PATH_MAX)
			return E_BROKEN;
		try(base64_read(line, p.path.hash[p.path.n++].b, TREE_HASH));
	}
	try(checkpoint_read(view_sub(text, c.at, SIZE_MAX), k, &head));
	struct merkle_hash leaf = merkle_leaf(view_of(p.record, p.record_len));
	try(merkle_check_inclusion(&leaf, p.index, head.size, &p.path, &head.root));
	*ret = p;
	*ret_head = head;
	return OK;
}
