/* SPDX-License-Identifier: Apache-2.0
 * compare.c: two structs and the table of keys: what differs.
 */
#include "policy/compare/compare.h"

#define TEXT_MAX ((size_t)256 << 10)

struct names { /* of where we are, in three ways */
	struct view path, ja, en;
};

struct compare {
	const struct policy *a, *b;
	struct arena *mem;
	struct policy_changes *out;
	enum err err;
};

struct entry {
	struct view name;
	uint32_t index;
};

/* Nothing is told with a part of it cut away: two long names would be the same. */
static struct view keep(struct compare *x, const struct buf *b)
{
	struct view v = b->err == OK ? arena_copy(x->mem, buf_view(b)) : (struct view){NULL, 0};
	if (!v.p)
		x->err = E_NO_MEMORY;
	return v;
}

static struct view joined(struct compare *x, struct view above, const char *between,
			  struct view name)
{
	scope_end(buf_free) struct buf out = buf_new(above.n + strlen(between) + name.n);
	buf_put(&out, above);
	buf_str(&out, above.n ? between : "");
	buf_put(&out, name);
	return keep(x, &out);
}

static struct view put_together(struct compare *x, struct view first, const char *between,
				struct view name, const char *end)
{
	scope_end(buf_free) struct buf out = buf_new(TEXT_MAX);
	buf_put(&out, first);
	buf_str(&out, between);
	buf_put(&out, name);
	buf_str(&out, end);
	return keep(x, &out);
}

/* The first sentence of what a key is: enough to name it; without brackets that go on after it. */
static struct view title(const char *text, const char *end)
{
	const char *stop = strstr(text, end), *open = strstr(text, "（");
	if (!stop)
		return view_str(text);
	const char *shut = open ? strstr(open, "）") : NULL;
	return view_of(text, (size_t)((open && open < stop && shut > stop ? open : stop) - text));
}

static struct view title_of(const struct policy_key *k, enum policy_language l)
{
	return l == POLICY_RAW	? view_str(k->name)
	       : l == POLICY_JA ? title(k->ja, "。")
				: title(k->en, ";");
}

static struct names below(struct compare *x, const struct names *above, const struct policy_key *k)
{
	return (struct names){.path = joined(x, above->path, ".", title_of(k, POLICY_RAW)),
			      .ja = joined(x, above->ja, " ＞ ", title_of(k, POLICY_JA)),
			      .en = joined(x, above->en, " > ", title_of(k, POLICY_EN))};
}

/* "people[2001]", "職員 2001": an entry by its record's name, not by the list's. */
static struct names entry_names(struct compare *x, const struct names *above,
				const struct policy_key *list, struct view name)
{
	struct names ret;
	const struct policy_record_row *row = &policy_records[list->of];
	struct view in_path = put_together(x, view_str(list->name), "[", name, "]");
	ret.path = joined(x, above->path, ".", in_path);
	ret.ja = joined(x, above->ja, " ＞ ", put_together(x, view_str(row->ja), " ", name, ""));
	ret.en = joined(x, above->en, " > ", put_together(x, view_str(row->en), " ", name, ""));
	return ret;
}

static struct policy_change *new_row(struct compare *x, enum policy_change_kind kind,
				     const struct policy_key *key, const struct names *at)
{
	struct policy_changes *out = x->out;
	if (out->n == POLICY_CHANGES_MAX) {
		out->more++;
		return NULL;
	}
	struct policy_change *c = &out->rows[out->n++];
	*c = (struct policy_change){
	    .kind = kind, .key = key, .path = at->path, .name_ja = at->ja, .name_en = at->en};
	return c;
}

/* --- values --- */

static struct view value(struct compare *x, const struct policy *p, const struct policy_key *key,
			 const uint8_t *record, enum policy_language l)
{
	scope_end(buf_free) struct buf out = buf_new(TEXT_MAX);
	policy_value_text(p, key, record, l, &out);
	return keep(x, &out);
}

static int order_of(const struct policy_key *key, const uint8_t *a, const uint8_t *b,
		    struct view ta, struct view tb)
{
	uint32_t m = 0, n = 0;
	if (key->kind == KIND_NUMBER || key->kind == KIND_CHOICE) {
		memcpy(&m, a + key->at, sizeof m);
		memcpy(&n, b + key->at, sizeof n);
	} else if (key->kind == KIND_YES) {
		m = *(const bool *)(a + key->at);
		n = *(const bool *)(b + key->at);
	} else if (key->kind == KIND_TEXT && ta.n == 10 && tb.n == 10) { /* 2027-03-31 */
		int order = memcmp(tb.p, ta.p, 10);
		return order < 0 ? -1 : order > 0;
	}
	return n < m ? -1 : n > m;
}

static void compare_value(struct compare *x, const struct policy_key *key, const uint8_t *a,
			  const uint8_t *b, const struct names *above)
{
	struct view ta = value(x, x->a, key, a, POLICY_RAW),
		    tb = value(x, x->b, key, b, POLICY_RAW);
	if (x->err != OK || view_eq(ta, tb))
		return;
	struct names at = below(x, above, key);
	struct policy_change *c = new_row(x, CHANGE_VALUE, key, &at);
	if (!c)
		return;
	c->a = ta;
	c->b = tb;
	c->a_ja = value(x, x->a, key, a, POLICY_JA);
	c->b_ja = value(x, x->b, key, b, POLICY_JA);
	c->a_en = value(x, x->a, key, a, POLICY_EN);
	c->b_en = value(x, x->b, key, b, POLICY_EN);
	policy_change_mean(c, order_of(key, a, b, ta, tb));
}

/* --- lists --- */

static int by_name(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	size_t n = min_of(x->name.n, y->name.n);
	int order = n ? memcmp(x->name.p, y->name.p, n) : 0;
	if (order == 0)
		order = (x->name.n > y->name.n) - (x->name.n < y->name.n);
	return order ? order : (x->index > y->index) - (x->index < y->index);
}

struct list {
	const struct policy *p;
	const uint8_t *at;
	struct entry *entries;
	uint32_t n;
};

static struct list list_of(struct compare *x, const struct policy *p, const struct policy_key *key,
			   const uint8_t *record)
{
	struct list ret = {.p = p};
	memcpy(&ret.at, record + key->at, sizeof ret.at);
	memcpy(&ret.n, record + key->count_at, sizeof ret.n);
	ret.entries = arena_array(x->mem, max_of(ret.n, 1u), sizeof *ret.entries);
	if (!ret.entries) {
		x->err = E_NO_MEMORY;
		ret.n = 0;
		return ret;
	}
	size_t size = policy_records[key->of].size;
	for (uint32_t i = 0; i < ret.n; i++) {
		scope_end(buf_free) struct buf name = buf_new(TEXT_MAX);
		policy_entry_name(p, (enum policy_record)key->of, ret.at + i * size, &name);
		ret.entries[i] = (struct entry){.name = keep(x, &name), .index = i};
	}
	qsort(ret.entries, ret.n, sizeof *ret.entries, by_name);
	return ret;
}

static bool is_default(const struct policy_key *key, const uint8_t *record)
{
	uint32_t x = 0;
	if (policy_key_is_must(key))
		return false;
	if (key->kind == KIND_YES)
		return *(const bool *)(record + key->at) == (key->fallback != 0);
	if (key->kind != KIND_NUMBER && key->kind != KIND_CHOICE)
		return false;
	memcpy(&x, record + key->at, sizeof x);
	return x == (uint32_t)key->fallback;
}

/* "氏名: 村上 勇、役割: 承認者": what an entry says beyond its defaults, shortly. */
static struct view summary(struct compare *x, const struct list *l, const struct policy_key *list,
			   const uint8_t *at, enum policy_language lang)
{
	scope_end(buf_free) struct buf out = buf_new(TEXT_MAX);
	for (size_t i = 0; i < policy_keys_count && out.n < 400; i++) {
		const struct policy_key *key = &policy_keys[i];
		if (key->record != (enum policy_record)list->of || is_default(key, at))
			continue;
		size_t before = out.n;
		if (out.n)
			buf_str(&out, lang == POLICY_JA ? "、" : ", ");
		buf_put(&out, title_of(key, lang));
		buf_str(&out, ": ");
		size_t begun = out.n;
		policy_value_text(l->p, key, at, lang, &out);
		if (out.n == begun)
			out.n = before;
	}
	return keep(x, &out);
}

static void one_side(struct compare *x, const struct policy_key *key, const struct list *l,
		     const struct entry *e, enum policy_change_kind kind, const struct names *above)
{
	struct names at = entry_names(x, above, key, e->name);
	struct policy_change *c = new_row(x, kind, key, &at);
	const uint8_t *entry = l->at + e->index * policy_records[key->of].size;
	if (!c)
		return;
	bool removed = kind == CHANGE_REMOVED;
	*(removed ? &c->a : &c->b) = summary(x, l, key, entry, POLICY_RAW);
	*(removed ? &c->a_ja : &c->b_ja) = summary(x, l, key, entry, POLICY_JA);
	*(removed ? &c->a_en : &c->b_en) = summary(x, l, key, entry, POLICY_EN);
	policy_change_mean(c, 0);
}

static void compare_record(struct compare *x, enum policy_record record, const uint8_t *a,
			   const uint8_t *b, const struct names *at);

/* What both have stands in another order: told only where the first that matches decides. */
static void compare_order(struct compare *x, const struct policy_key *key, const uint32_t *partner,
			  uint32_t n, const struct names *above)
{
	uint32_t last = 0;
	bool moved = false;
	if (key->of != RECORD_policy_destination && key->of != RECORD_policy_rule)
		return;
	for (uint32_t i = 0; i < n; i++) {
		if (partner[i] == POLICY_NONE)
			continue;
		moved = moved || partner[i] < last;
		last = partner[i];
	}
	struct names at = below(x, above, key);
	struct policy_change *c = moved ? new_row(x, CHANGE_ORDER, key, &at) : NULL;
	if (c) {
		c->meaning_ja = "最初に当てはまる規則が変わります";
		c->meaning_en = "another rule may match first";
	}
}

static void compare_lists(struct compare *x, const struct policy_key *key, const uint8_t *ra,
			  const uint8_t *rb, const struct names *above)
{
	struct list a = list_of(x, x->a, key, ra), b = list_of(x, x->b, key, rb);
	size_t size = policy_records[key->of].size;
	uint32_t *partner = arena_array(x->mem, max_of(a.n, 1u), sizeof *partner);
	if (!partner)
		x->err = E_NO_MEMORY;
	for (uint32_t i = 0, k = 0; x->err == OK && (i < a.n || k < b.n);) {
		int order = i == a.n ? 1 : k == b.n ? -1 : 0;
		if (order == 0 && !view_eq(a.entries[i].name, b.entries[k].name))
			order = by_name(&a.entries[i], &b.entries[k]);
		if (order < 0) {
			partner[a.entries[i].index] = POLICY_NONE;
			one_side(x, key, &a, &a.entries[i++], CHANGE_REMOVED, above);
		} else if (order > 0) {
			one_side(x, key, &b, &b.entries[k++], CHANGE_ADDED, above);
		} else {
			const struct entry *ea = &a.entries[i++], *eb = &b.entries[k++];
			struct names at = entry_names(x, above, key, ea->name);
			partner[ea->index] = eb->index;
			compare_record(x, (enum policy_record)key->of, a.at + ea->index * size,
				       b.at + eb->index * size, &at);
		}
	}
	if (x->err == OK)
		compare_order(x, key, partner, a.n, above);
}

/* --- records --- */

/* What a command wrote, and no person decided. */
static bool is_made(const struct policy_key *key)
{
	return key->record == RECORD_policy &&
	       (strcmp(key->name, "public_of") == 0 || strcmp(key->name, "joined_of") == 0);
}

static void compare_record(struct compare *x, enum policy_record record, const uint8_t *a,
			   const uint8_t *b, const struct names *at)
{
	for (size_t i = 0; i < policy_keys_count && x->err == OK; i++) {
		const struct policy_key *key = &policy_keys[i];
		if (key->record != record || is_made(key))
			continue;
		if (key->kind == KIND_MAP) {
			struct names down = below(x, at, key);
			compare_record(x, (enum policy_record)key->of, a + key->at, b + key->at,
				       &down);
		} else if (key->kind == KIND_RECORDS) {
			compare_lists(x, key, a, b, at);
		} else {
			compare_value(x, key, a, b, at);
		}
	}
}

enum err policy_compare(const struct policy *a, const struct policy *b, struct arena *mem,
			struct policy_changes *ret)
{
	static const struct names top;
	*ret = (struct policy_changes){.rows =
					   arena_array(mem, POLICY_CHANGES_MAX, sizeof *ret->rows)};
	struct compare x = {.a = a, .b = b, .mem = mem, .out = ret};
	if (!ret->rows)
		return E_NO_MEMORY;
	compare_record(&x, RECORD_policy, (const uint8_t *)a, (const uint8_t *)b, &top);
	return x.err;
}
