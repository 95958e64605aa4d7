/* SPDX-License-Identifier: Apache-2.0
 * verify.c: reads a copy of the ledger and says what does not fit, and where.
 */
#include "base/arena.h"
#include "notary/receipt.h"
#include "notary/verify.h"
#include "notary/zone_permit.h"

/* One line of the leaves. Unreadable ones take the position their place gives them. */
struct row {
	uint64_t position;
	size_t line;
	int64_t time;
	uint64_t epoch;
	struct merkle_hash hash;
	uint8_t previous[HASH_LEN];
	bool readable, bad; /* bad: already complained about */
};

struct head_row {
	struct checkpoint head;
	size_t line;
};

struct work {
	const struct public_key *key;
	struct verdict *v;
	struct arena mem; /* of rows */
	struct row *rows; /* by line, then by position */
	size_t rows_n;
	struct head_row *heads; /* well signed and in order */
	size_t heads_n, heads_room;
};

static void work_free(struct work *w)
{
	arena_free(&w->mem);
	free(w->heads);
}

static void complain(struct work *w, struct problem_found p)
{
	if (w->v->problems < PROBLEMS_MAX)
		w->v->problem[w->v->problems] = p;
	w->v->problems++;
}

static void complain_of(struct work *w, enum problem what, struct row *r, uint64_t from,
			uint64_t to)
{
	r->bad = true;
	complain(w, (struct problem_found){.what = what, .line = r->line, .from = from, .to = to});
}

static size_t count_lines(struct view v)
{
	size_t n = 0;
	for (size_t at = 0; at < v.n; n++)
		at = view_find(v, at, '\n') + 1;
	return n;
}

static void read_row(struct work *w, struct view line, struct row *r)
{
	struct leaf l;
	r->readable = leaf_line_read(line, &l) == OK;
	if (!r->readable)
		return;
	r->position = l.position;
	r->time = l.time;
	r->epoch = l.epoch;
	r->hash = leaf_hash(&l);
	memcpy(r->previous, l.previous, HASH_LEN);
	bool report = l.event == EVENT_ZONE_PROVED || l.event == EVENT_ZONE_OBSERVED;
	if ((l.event == EVENT_ZONE_SET || report) && zone_leaf_check(w->key, &l) != OK)
		complain_of(w, report ? PROBLEM_ZONE_REPORT : PROBLEM_ZONE_SET, r, l.position, 0);
	if (l.event != EVENT_RECEIPT)
		return;
	w->v->receipts++;
	if (receipt_check_leaf(w->key, &l) != OK)
		complain_of(w, PROBLEM_RECEIPT, r, l.position, 0);
}

static enum err read_rows(struct work *w, const struct ledger_copy *c)
{
	size_t n = count_lines(c->leaves), at = 0;
	w->mem = arena_new(SIZE_MAX / 2);
	w->rows = arena_array(&w->mem, max_of(n, (size_t)1), sizeof *w->rows);
	if (!w->rows)
		return E_NO_MEMORY;
	for (size_t i = 0; i < n; i++) {
		size_t end = min_of(view_find(c->leaves, at, '\n') + 1, c->leaves.n);
		struct row *r = &w->rows[i];
		r->line = c->leaves_line + i;
		read_row(w, view_sub(c->leaves, at, end - at), r);
		at = end;
	}
	w->rows_n = n;
	w->v->leaves = n;
	return OK;
}

static enum err add_head(struct work *w, const struct checkpoint *head, size_t line)
{
	if (w->heads_n == w->heads_room) {
		size_t room = w->heads_room ? w->heads_room * 2 : 64;
		struct head_row *p = reallocarray(w->heads, room, sizeof *p);
		if (!p)
			return E_NO_MEMORY;
		w->heads = p;
		w->heads_room = room;
	}
	assert(w->heads && w->heads_n < w->heads_room);
	w->heads[w->heads_n++] = (struct head_row){*head, line};
	return OK;
}

static enum err read_heads(struct work *w, const struct ledger_copy *c)
{
	struct cursor cur = cursor_of(c->heads);
	size_t line = c->heads_line, from = 0;
	while (cursor_left(&cur) > 0) {
		struct checkpoint head;
		struct view note = checkpoint_next(&cur);
		struct problem_found p = {.in_heads = true, .line = line};
		enum err e = checkpoint_read(note, w->key, &head);
		const struct checkpoint *last = w->heads_n ? &w->heads[w->heads_n - 1].head : NULL;
		if (e == OK && last &&
		    (head.size < last->size ||
		     (head.size == last->size && !merkle_same(&head.root, &last->root)))) {
			p.what = PROBLEM_HEAD_ORDER;
			p.from = head.size;
			p.to = last->size;
		} else if (e == OK) {
			try(add_head(w, &head, line));
		} else {
			p.what = e == E_SIGNATURE ? PROBLEM_HEAD_SIGNATURE : PROBLEM_HEAD_BROKEN;
		}
		if (p.what != PROBLEM_NONE)
			complain(w, p);
		line += count_lines(view_sub(c->heads, from, cur.at - from));
		from = cur.at;
		w->v->heads++;
	}
	return OK;
}

static int by_position(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	if (x->position != y->position)
		return x->position < y->position ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

/* Lines that stand out of their order; then the rows are put in order. An unreadable line takes
 * the position after the line before it. */
static enum err put_in_order(struct work *w)
{
	uint64_t next = 0;
	bool moved = false;
	for (size_t i = 0; i < w->rows_n; i++) {
		struct row *r = &w->rows[i];
		if (!r->readable) {
			r->position = next;
			complain_of(w, PROBLEM_LINE, r, next, 0);
		}
		moved |= r->position < next;
		next = r->position + 1;
	}
	if (!moved)
		return OK;
	/* Where a line belongs is its rank among the positions that are there. */
	struct row *sorted = arena_array(&w->mem, w->rows_n, sizeof *sorted);
	if (!sorted)
		return E_NO_MEMORY;
	memcpy(sorted, w->rows, w->rows_n * sizeof *sorted);
	qsort(sorted, w->rows_n, sizeof *sorted, by_position);
	for (size_t i = 0; i < w->rows_n; i++)
		if (w->rows[i].position != sorted[i].position)
			complain_of(w, PROBLEM_MOVED, &w->rows[i], w->rows[i].position,
				    sorted[i].position);
	w->rows = sorted;
	return OK;
}

static bool chained(const struct row *a, const struct row *b)
{
	return memcmp(b->previous, a->hash.b, HASH_LEN) == 0;
}

static bool readable_next(const struct work *w, size_t i)
{
	return i + 1 < w->rows_n && w->rows[i + 1].readable &&
	       w->rows[i + 1].position == w->rows[i].position + 1;
}

/* The chain is broken between row i and the next: the one whose other neighbour still agrees with
 * it is whole, so the other was edited. */
static void blame(struct work *w, size_t i)
{
	struct row *a = &w->rows[i], *b = &w->rows[i + 1];
	if (a->bad || b->bad)
		return; /* its own signature already told */
	bool b_whole = readable_next(w, i + 1) && chained(b, &w->rows[i + 2]);
	bool b_broken = readable_next(w, i + 1) && !b_whole;
	if (b_whole)
		complain_of(w, PROBLEM_EDITED, a, a->position, 0);
	else if (b_broken)
		complain_of(w, PROBLEM_EDITED, b, b->position, 0);
	else
		complain_of(w, PROBLEM_EDITED_EITHER, b, a->position, b->position);
}

static void check_chain(struct work *w)
{
	uint64_t next = 0;
	for (size_t i = 0; i < w->rows_n; i++) {
		struct row *r = &w->rows[i];
		if (r->position > next)
			complain(w, (struct problem_found){.what = PROBLEM_MISSING,
							   .line = r->line,
							   .from = next,
							   .to = r->position - 1});
		else if (i > 0 && r->position + 1 == next)
			complain_of(w, PROBLEM_EXTRA, r, r->position, 0);
		next = r->position + 1;
		if (i == 0 && r->position == 0 && r->readable && !r->bad &&
		    !view_is_zero(view_of(r->previous, HASH_LEN)))
			complain_of(w, PROBLEM_EDITED, r, 0, 0);
		if (!r->readable || !readable_next(w, i))
			continue;
		struct row *after = &w->rows[i + 1];
		if (!chained(r, after))
			blame(w, i);
		else if (after->time < r->time || after->epoch < r->epoch)
			complain_of(w, PROBLEM_TIME, after, after->position, 0);
	}
}

/* Every head against the tree of as many leaves. One mismatch is told once: all later roots
 * differ with it. */
static void check_roots(struct work *w)
{
	struct merkle tree = {0};
	size_t h = 0;
	uint64_t good = 0;
	bool told = w->v->problems > 0, whole = true;
	for (size_t i = 0; i <= w->rows_n; i++) {
		for (; h < w->heads_n && w->heads[h].head.size == i; h++) {
			struct merkle_hash root = merkle_root(&tree);
			if (whole && merkle_same(&root, &w->heads[h].head.root)) {
				good = i;
				w->v->head_size = i;
				w->v->head_root = root;
			} else if (!told) {
				complain(w, (struct problem_found){.what = PROBLEM_HEAD_ROOT,
								   .in_heads = true,
								   .line = w->heads[h].line,
								   .from = good,
								   .to = i - 1});
				told = true;
			}
		}
		if (i == w->rows_n)
			break;
		whole &= w->rows[i].readable && w->rows[i].position == i;
		merkle_push(&tree, &w->rows[i].hash);
	}
	uint64_t end = w->rows_n ? w->rows[w->rows_n - 1].position + 1 : 0;
	if (w->heads_n > 0 && w->heads[w->heads_n - 1].head.size > end)
		complain(w, (struct problem_found){.what = PROBLEM_CUT,
						   .from = w->heads[w->heads_n - 1].head.size,
						   .to = end});
	/* The chain alone proves nothing: whoever rewrites it from the start can chain it again. */
	if (w->v->heads == 0)
		complain(w, (struct problem_found){.what = PROBLEM_NO_HEAD, .in_heads = true});
}

enum err ledger_verify(const struct ledger_copy *c, const struct public_key *k, struct verdict *ret)
{
	scope_end(work_free) struct work w = {.key = k, .v = ret};
	*ret = (struct verdict){0};
	try(read_rows(&w, c));
	try(read_heads(&w, c));
	try(put_in_order(&w));
	check_chain(&w);
	check_roots(&w);
	if (w.rows_n > 0) {
		ret->first_time = w.rows[0].time;
		ret->last_time = w.rows[w.rows_n - 1].time;
	}
	return OK;
}

enum err ledger_copy_head(const struct ledger_copy *c, const struct public_key *k,
			  uint64_t position, struct checkpoint *ret, struct view *ret_note)
{
	struct cursor cur = cursor_of(c->heads);
	bool any = false;
	while (cursor_left(&cur) > 0) {
		struct checkpoint head;
		struct view note = checkpoint_next(&cur);
		if (checkpoint_read(note, k, &head) != OK || head.size <= position)
			continue;
		*ret = head;
		*ret_note = note;
		any = true;
	}
	return any ? OK : E_NOT_FOUND;
}

static struct view next_line(struct cursor *c)
{
	struct view rest = view_sub(c->v, c->at, SIZE_MAX);
	size_t n = view_find(rest, 0, '\n');
	struct view line = cursor_take(c, min_of(n, rest.n));
	if (n < rest.n)
		cursor_skip(c, 1);
	return line;
}

enum err ledger_copy_read(struct view file, struct ledger_copy *ret)
{
	struct cursor c = cursor_of(file);
	struct ledger_copy copy = {.leaves_line = 4};
	struct view word = next_line(&c), key = next_line(&c), leaves = next_line(&c);
	if (!view_eq(word, VIEW(EXPORT_WORD)) || !view_starts(key, VIEW("public ")) ||
	    !view_eq(leaves, VIEW("leaves")))
		return E_BROKEN;
	copy.public = view_sub(key, 7, SIZE_MAX);
	size_t from = c.at, lines = 0;
	while (cursor_left(&c) > 0) {
		size_t start = c.at;
		if (view_eq(next_line(&c), VIEW("heads"))) {
			copy.leaves = view_sub(file, from, start - from);
			copy.heads = view_sub(file, c.at, SIZE_MAX);
			copy.heads_line = copy.leaves_line + lines + 1;
			*ret = copy;
			return OK;
		}
		lines++;
	}
	/* Cut off within the leaves: there is a ledger to complain about. */
	copy.leaves = view_sub(file, from, SIZE_MAX);
	copy.heads = view_of(file.p, 0);
	copy.heads_line = copy.leaves_line + lines;
	*ret = copy;
	return OK;
}

void ledger_copy_write(const struct ledger_copy *c, struct buf *b)
{
	struct view key = view_trim(c->public);
	buf_str(b, EXPORT_WORD "\npublic ");
	buf_put(b, key);
	buf_str(b, "\nleaves\n");
	buf_put(b, c->leaves);
	buf_str(b, "heads\n");
	buf_put(b, c->heads);
}
