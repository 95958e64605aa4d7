/* SPDX-License-Identifier: Apache-2.0
 * clause_diff.c: two published texts, clause by clause.
 *
 * Below matched parents children are matched by topic, then by a common name (X（Y） and Y have
 * one), then, for those without, by how alike their words are (Dice's coefficient over pairs of
 * characters).
 */
#include "policy/published/clause_parts.h"

#define LIKELY 50  /* percent that make two texts the same clause reworded */
#define GRAMS 600  /* characters compared */
#define UNLIKE 40  /* clauses a side that are compared by their words, for each parent */
#define EXCERPT 40 /* characters shown of what differs */

struct grams {
	uint64_t row[GRAMS];
	uint32_t n;
};

struct differ {
	const struct clause_tree *a, *b;
	struct clause_diff out;
	uint32_t *of_a, *of_b; /* the other's clause, or CLAUSE_NONE */
	struct grams *left, *right;
};

static int by_value(const void *x, const void *y)
{
	uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
	return (a > b) - (a < b);
}

static void grams_of(const struct clause *clause, struct grams *ret)
{
	const struct view parts[] = {clause->name, clause->plain};
	uint64_t before = 0;
	ret->n = 0;
	for (size_t i = 0; i < array_len(parts); i++)
		for (struct cursor c = cursor_of(parts[i]);
		     cursor_left(&c) > 0 && ret->n < GRAMS;) {
			uint64_t x = utf8_next(&c);
			ret->row[ret->n++] = before << 32 | x;
			before = x;
		}
	qsort(ret->row, ret->n, sizeof ret->row[0], by_value);
}

static unsigned alike(const struct grams *a, const struct grams *b)
{
	uint32_t i = 0, k = 0, same = 0;
	while (i < a->n && k < b->n) {
		if (a->row[i] == b->row[k]) {
			same++;
			i++;
			k++;
		} else if (a->row[i] < b->row[k]) {
			i++;
		} else {
			k++;
		}
	}
	return a->n + b->n ? same * 200 / (a->n + b->n) : 100;
}

/* The next child of `parent` (CLAUSE_NONE: of the text) at or after `from`; CLAUSE_NONE at the end.
 */
static uint32_t child(const struct clause_tree *t, uint32_t parent, uint32_t from)
{
	uint8_t depth = parent == CLAUSE_NONE ? 0 : t->clauses[parent].depth;
	for (uint32_t i = from; i < t->n && t->clauses[i].depth > depth; i++)
		if (t->clauses[i].parent == parent)
			return i;
	return CLAUSE_NONE;
}

#define each_child(i, t, parent)                                                        \
	(uint32_t i = child((t), (parent), (parent) == CLAUSE_NONE ? 0 : (parent) + 1); \
	 i != CLAUSE_NONE; i = child((t), (parent), i + 1))

static bool same_name(struct view a, struct view b)
{
	struct view names_a[2], names_b[2];
	clause_names(a, names_a);
	clause_names(b, names_b);
	for (size_t i = 0; i < 2; i++)
		for (size_t k = 0; k < 2; k++)
			if (names_a[i].n > 0 && view_eq(names_a[i], names_b[k]))
				return true;
	return false;
}

static bool same_topic(const struct clause *a, const struct clause *b)
{
	return a->topic != TOPIC_NONE && a->topic == b->topic;
}

/* First names that are wholly the same, then common ones: "X（Y）" must not take "Y（Z）" from its
 * own. */
static bool fits(const struct clause *a, const struct clause *b, unsigned pass)
{
	if (pass == 0)
		return same_topic(a, b) || (a->name.n > 0 && view_eq(a->name, b->name));
	if (pass == 1)
		return a->name.n == 0 && view_eq(a->plain, b->plain);
	return same_name(a->name, b->name);
}

static void pair(struct differ *d, uint32_t a, uint32_t b)
{
	d->of_a[a] = b;
	d->of_b[b] = a;
}

static uint32_t unmatched(const struct clause_tree *t, uint32_t parent, const uint32_t *of,
			  struct grams *ret, uint32_t ids[UNLIKE])
{
	uint32_t n = 0;
	for
		each_child(i, t, parent) if (of[i] == CLAUSE_NONE && n < UNLIKE)
		{
			grams_of(&t->clauses[i], &ret[n]);
			ids[n++] = i;
		}
	return n;
}

static void match_words(struct differ *d, uint32_t pa, uint32_t pb)
{
	uint32_t ids_a[UNLIKE], ids_b[UNLIKE];
	uint32_t na = unmatched(d->a, pa, d->of_a, d->left, ids_a);
	uint32_t nb = unmatched(d->b, pb, d->of_b, d->right, ids_b);
	for (;;) {
		uint32_t best_a = 0, best_b = 0;
		unsigned best = 0;
		for (uint32_t i = 0; i < na; i++)
			for (uint32_t k = 0; k < nb; k++) {
				if (d->of_a[ids_a[i]] != CLAUSE_NONE ||
				    d->of_b[ids_b[k]] != CLAUSE_NONE)
					continue;
				unsigned x = alike(&d->left[i], &d->right[k]);
				if (x > best) {
					best = x;
					best_a = ids_a[i];
					best_b = ids_b[k];
				}
			}
		if (best < LIKELY)
			return;
		pair(d, best_a, best_b);
	}
}

static void match(struct differ *d, uint32_t pa, uint32_t pb)
{
	for (unsigned pass = 0; pass < 3; pass++)
		for
			each_child(i, d->a, pa)
			{
				if (d->of_a[i] != CLAUSE_NONE)
					continue;
			for
				each_child(k, d->b,
					   pb) if (d->of_b[k] == CLAUSE_NONE &&
						   d->of_a[i] == CLAUSE_NONE &&
						   fits(&d->a->clauses[i], &d->b->clauses[k], pass))
				    pair(d, i, k);
			}
	match_words(d, pa, pb);
}

/* What stands between the common beginning and the common end. */
static void differing(struct view a, struct view b, struct clause_pair *ret)
{
	size_t front = 0, back = 0, most = min_of(a.n, b.n);
	while (front < most && a.p[front] == b.p[front])
		front++;
	while (front > 0 && ((front < a.n && (a.p[front] & 0xc0) == 0x80) ||
			     (front < b.n && (b.p[front] & 0xc0) == 0x80)))
		front--;
	while (back < most - front && a.p[a.n - 1 - back] == b.p[b.n - 1 - back])
		back++;
	while (back > 0 && (a.p[a.n - back] & 0xc0) == 0x80)
		back--;
	ret->differs_a = view_sub(a, front, a.n - front - back);
	ret->differs_b = view_sub(b, front, b.n - front - back);
	ret->differs_a.n = clause_prefix(ret->differs_a, EXCERPT);
	ret->differs_b.n = clause_prefix(ret->differs_b, EXCERPT);
}

static void put(struct differ *d, uint32_t a, uint32_t b)
{
	struct clause_pair p = {.a = a, .b = b, .differs_a = VIEW(""), .differs_b = VIEW("")};
	if (a != CLAUSE_NONE && b != CLAUSE_NONE) {
		const struct clause *x = &d->a->clauses[a], *y = &d->b->clauses[b];
		bool same = view_eq(x->plain, y->plain), named = view_eq(x->name, y->name);
		grams_of(x, d->left);
		grams_of(y, d->right);
		p.alike = (uint8_t)(same && named ? 100 : min_of(alike(d->left, d->right), 99u));
		if (!same)
			differing(x->plain, y->plain, &p);
		else if (!named)
			differing(x->name, y->name, &p);
	}
	d->out.pairs[d->out.n++] = p;
}

/* A clause with all below it that only one text has. */
static void put_alone(struct differ *d, const struct clause_tree *t, uint32_t at)
{
	for (uint32_t i = at; i < t->n && (i == at || t->clauses[i].depth > t->clauses[at].depth);
	     i++)
		put(d, t == d->a ? i : CLAUSE_NONE, t == d->a ? CLAUSE_NONE : i);
}

/* As deep as a tree of clauses: CLAUSE_DEPTH_MAX. */
static void walk(struct differ *d, uint32_t pa, uint32_t pb)
{
	match(d, pa, pb);
	for
		each_child(i, d->a, pa)
		{
			if (d->of_a[i] == CLAUSE_NONE) {
				put_alone(d, d->a, i);
			} else {
				put(d, i, d->of_a[i]);
				walk(d, i, d->of_a[i]);
			}
		}
	for
		each_child(k, d->b, pb) if (d->of_b[k] == CLAUSE_NONE) put_alone(d, d->b, k);
}

enum err clause_diff(const struct clause_tree *a, const struct clause_tree *b, struct arena *mem,
		     struct clause_diff *ret)
{
	struct differ d = {.a = a, .b = b};
	d.of_a = arena_array(mem, (size_t)a->n + 1, sizeof *d.of_a);
	d.of_b = arena_array(mem, (size_t)b->n + 1, sizeof *d.of_b);
	d.left = arena_array(mem, UNLIKE, sizeof *d.left);
	d.right = arena_array(mem, UNLIKE, sizeof *d.right);
	d.out.pairs = arena_array(mem, (size_t)a->n + b->n + 1, sizeof *d.out.pairs);
	if (!d.of_a || !d.of_b || !d.left || !d.right || !d.out.pairs)
		return E_NO_MEMORY;
	memset(d.of_a, 0xff, a->n * sizeof *d.of_a);
	memset(d.of_b, 0xff, b->n * sizeof *d.of_b);
	walk(&d, CLAUSE_NONE, CLAUSE_NONE);
	*ret = d.out;
	return OK;
}
