/* SPDX-License-Identifier: Apache-2.0
 * schema.c: the tree against the table of keys: values converted, everything else named.
 */
#include "policy/read/schema.h"

#include "base/utf8.h"

#define DAY_LENGTH 10 /* 2027-03-31 */

static struct view name_of(const struct yaml_node *node)
{
	return node->key.p ? node->key : VIEW("-");
}

static void complain(struct schema_reader *s, enum mistake_code code, const struct yaml_node *node,
		     struct mistake_values values)
{
	mistake_add(s->m, code, node->line, node->column, yaml_path(node, s->mem), values);
}

static void complain_at_key(struct schema_reader *s, enum mistake_code code,
			    const struct yaml_node *node, struct mistake_values values)
{
	mistake_add(s->m, code, node->key_line, node->key_column, yaml_path(node, s->mem), values);
}

static void *take(struct schema_reader *s, size_t count, size_t size)
{
	void *p = arena_array(s->mem, count, size);
	if (!p)
		s->err = E_NO_MEMORY;
	return p;
}

/* "allow, deny": the words of a set. */
static struct view word_list(struct schema_reader *s, enum policy_word_set set)
{
	scope_end(buf_free) struct buf out = buf_new(1024);
	for (size_t i = 0; i < policy_words_count; i++)
		if (policy_words[i].set == set)
			buf_fmt(&out, "%s%s", out.n ? ", " : "", policy_words[i].word);
	return arena_copy(s->mem, buf_view(&out));
}

static struct view key_list(struct schema_reader *s, enum policy_record record)
{
	scope_end(buf_free) struct buf out = buf_new(4096);
	for (size_t i = 0; i < policy_keys_count; i++)
		if (policy_keys[i].record == record)
			buf_fmt(&out, "%s%s", out.n ? ", " : "", policy_keys[i].name);
	return arena_copy(s->mem, buf_view(&out));
}

/* --- one value --- */

static void put_u32(uint8_t *at, uint32_t x)
{
	memcpy(at, &x, sizeof x);
}

static void put_bool(uint8_t *at, bool x)
{
	memcpy(at, &x, sizeof x);
}

/* How such a value is written, for the texts of NO_VALUE and WANT_TEXT. */
static void put_hint(struct schema_reader *s, const struct policy_key *key, struct view *ret_ja,
		     struct view *ret_en)
{
	scope_end(buf_free) struct buf ja = buf_new(2048);
	scope_end(buf_free) struct buf en = buf_new(2048);
	if (key->kind == KIND_NUMBER) {
		buf_fmt(&ja, "%lld から %lld までの整数を書いてください", (long long)key->min,
			(long long)key->max);
		buf_fmt(&en, "write a whole number from %lld to %lld", (long long)key->min,
			(long long)key->max);
	} else if (key->kind == KIND_YES) {
		buf_str(&ja, "true か false と書いてください");
		buf_str(&en, "write true or false");
	} else if (key->kind == KIND_CHOICE || key->kind == KIND_WORDS) {
		struct view words = word_list(s, (enum policy_word_set)key->of);
		buf_str(&ja, "次から選んでください: ");
		buf_put(&ja, words);
		buf_str(&en, "choose from: ");
		buf_put(&en, words);
	} else {
		buf_fmt(&ja, "%sを書いてください", key->ja);
		buf_fmt(&en, "write: %s", key->en);
	}
	*ret_ja = arena_copy(s->mem, buf_view(&ja));
	*ret_en = arena_copy(s->mem, buf_view(&en));
}

/* A single value that is there; says what is wrong otherwise. */
static bool want_scalar(struct schema_reader *s, const struct policy_key *key,
			const struct yaml_node *node)
{
	bool empty = yaml_is_null(node);
	if (node->absent)
		return false;
	if (node->kind == YAML_SCALAR && !empty)
		return true;
	struct view ja, en;
	put_hint(s, key, &ja, &en);
	complain(s, empty ? MISTAKE_NO_VALUE : MISTAKE_WANT_TEXT, node,
		 VALUES(view_str(key->name), ja, en));
	return false;
}

static void load_number(struct schema_reader *s, const struct policy_key *key,
			const struct yaml_node *node, uint8_t *at)
{
	int64_t x;
	if (!want_scalar(s, key, node))
		return;
	struct mistake_values values =
	    VALUES(node->text, mistake_number(s->m, key->min), mistake_number(s->m, key->max));
	if (!node->plain || view_int(node->text, INT64_MIN, INT64_MAX, &x) != OK) {
		complain(s, MISTAKE_BAD_NUMBER, node, values);
		return;
	}
	if (x < key->min || x > key->max) {
		complain(s, MISTAKE_OUT_OF_RANGE, node, values);
		return;
	}
	put_u32(at, (uint32_t)x);
}

static void load_yes(struct schema_reader *s, const struct policy_key *key,
		     const struct yaml_node *node, uint8_t *at)
{
	if (!want_scalar(s, key, node))
		return;
	bool yes = view_eq(node->text, VIEW("true"));
	if (!node->plain || (!yes && !view_eq(node->text, VIEW("false"))))
		complain(s, MISTAKE_BAD_YES, node, VALUES(node->text));
	else
		put_bool(at, yes);
}

static void load_text(struct schema_reader *s, const struct policy_key *key,
		      const struct yaml_node *node, uint8_t *at)
{
	if (!want_scalar(s, key, node))
		return;
	bool clean = utf8_clean(node->text);
	for (size_t i = 0; clean && i < node->text.n; i++)
		clean = node->text.p[i] >= ' ';
	if (!clean) {
		complain(s, MISTAKE_TEXT_CONTROL, node, VALUES({0}));
		return;
	}
	/* Three bytes a character on average: what fits the fixed fields of messages. */
	size_t count = utf8_count(node->text), most = (size_t)key->max;
	if (count < (size_t)key->min || count > most || node->text.n > most * 3) {
		if (key->min == DAY_LENGTH && key->max == DAY_LENGTH) { /* the only such texts */
			complain(s, MISTAKE_BAD_DAY, node, VALUES(node->text));
			return;
		}
		complain(s, MISTAKE_TEXT_LENGTH, node,
			 VALUES(mistake_number(s->m, (int64_t)count),
				mistake_number(s->m, key->min), mistake_number(s->m, key->max)));
		return;
	}
	memcpy(at, &node->text, sizeof node->text);
}

static bool code_ok(struct view v, size_t most)
{
	bool ok = v.n >= 1 && v.n <= most;
	for (size_t i = 0; ok && i < v.n; i++) {
		uint8_t c = v.p[i];
		ok = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		     c == '-' || c == '_';
	}
	return ok;
}

static void load_code(struct schema_reader *s, const struct policy_key *key,
		      const struct yaml_node *node, uint8_t *at)
{
	if (!want_scalar(s, key, node))
		return;
	if (!code_ok(node->text, (size_t)key->max)) {
		complain(s, MISTAKE_BAD_CODE, node,
			 VALUES(node->text, mistake_number(s->m, key->max)));
		return;
	}
	memcpy(at, node->text.p, node->text.n); /* the rest of char[CODE_MAX] is zero */
}

static const struct policy_word *find_word(struct schema_reader *s, enum policy_word_set set,
					   const struct yaml_node *node)
{
	for (size_t i = 0; i < policy_words_count; i++)
		if (policy_words[i].set == set &&
		    view_eq(node->text, view_str(policy_words[i].word)))
			return &policy_words[i];
	complain(s, MISTAKE_BAD_WORD, node, VALUES(node->text, word_list(s, set)));
	return NULL;
}

static void load_choice(struct schema_reader *s, const struct policy_key *key,
			const struct yaml_node *node, uint8_t *at)
{
	if (!want_scalar(s, key, node))
		return;
	const struct policy_word *word = find_word(s, (enum policy_word_set)key->of, node);
	if (word)
		put_u32(at, word->value);
}

static void expect_later(struct schema_reader *s, const struct policy_key *key,
			 const struct yaml_node *node, uint32_t *slot)
{
	*slot = POLICY_NONE;
	if (!want_scalar(s, key, node))
		return;
	struct schema_ref *ref = take(s, 1, sizeof *ref);
	if (!ref)
		return;
	*ref = (struct schema_ref){NULL, (enum policy_target)key->of, node, slot};
	*s->refs_end = ref;
	s->refs_end = &ref->next;
}

static void load_ref(struct schema_reader *s, const struct policy_key *key,
		     const struct yaml_node *node, uint8_t *at)
{
	expect_later(s, key, node, (uint32_t *)(void *)at);
}

/* --- several values --- */

static bool want_list(struct schema_reader *s, const struct policy_key *key,
		      const struct yaml_node *node)
{
	struct view name = view_str(key->name);
	if (node->kind != YAML_LIST) {
		complain(s, MISTAKE_WANT_LIST, node, VALUES(name));
		return false;
	}
	if (node->count < (uint64_t)key->min) {
		complain(s, MISTAKE_LIST_SHORT, node, VALUES(name, mistake_number(s->m, key->min)));
		return false;
	}
	if (node->count > (uint64_t)key->max) {
		complain(s, MISTAKE_LIST_LONG, node, VALUES(name, mistake_number(s->m, key->max)));
		return false;
	}
	return true;
}

/* Short lists only: pair by pair. */
static bool is_repeated(const struct yaml_node *item)
{
	for (const struct yaml_node *n = item->parent->first; n != item; n = n->next)
		if (n->kind == YAML_SCALAR && item->kind == YAML_SCALAR &&
		    view_eq(n->text, item->text))
			return true;
	return false;
}

static void load_words(struct schema_reader *s, const struct policy_key *key,
		       const struct yaml_node *node, uint8_t *at)
{
	uint32_t bits = 0;
	if (!want_list(s, key, node))
		return;
	for (const struct yaml_node *n = node->first; n; n = n->next) {
		if (!want_scalar(s, key, n))
			continue;
		const struct policy_word *word = find_word(s, (enum policy_word_set)key->of, n);
		if (!word)
			continue;
		if (bits & 1u << word->value)
			complain(s, MISTAKE_REPEATED, n, VALUES(n->text));
		bits |= 1u << word->value;
	}
	put_u32(at, bits);
}

static void put_list(const struct policy_key *key, uint8_t *record, const void *list,
		     uint32_t count)
{
	memcpy(record + key->at, &list, sizeof list);
	memcpy(record + key->count_at, &count, sizeof count);
}

static void load_refs(struct schema_reader *s, const struct policy_key *key,
		      const struct yaml_node *node, uint8_t *record)
{
	if (!want_list(s, key, node))
		return;
	uint32_t *slots = take(s, node->count, sizeof *slots);
	if (!slots)
		return;
	for (const struct yaml_node *n = node->first; n; n = n->next) {
		if (is_repeated(n))
			complain(s, MISTAKE_REPEATED, n, VALUES(n->text));
		expect_later(s, key, n, &slots[n->index]);
	}
	put_list(key, record, slots, node->count);
}

/* Each as a TEXT of up to so many characters. */
static void load_texts(struct schema_reader *s, const struct policy_key *key,
		       const struct yaml_node *node, uint8_t *record)
{
	static const struct policy_key one = {
	    .name = "-", .ja = "文字列", .en = "a text", .min = 1, .max = 60, .kind = KIND_TEXT};
	if (!want_list(s, key, node))
		return;
	struct view *list = take(s, node->count, sizeof *list);
	if (!list)
		return;
	for (const struct yaml_node *n = node->first; n; n = n->next) {
		if (is_repeated(n))
			complain(s, MISTAKE_REPEATED, n, VALUES(n->text));
		load_text(s, &one, n, (uint8_t *)&list[n->index]);
	}
	put_list(key, record, list, node->count);
}

static void load_records(struct schema_reader *s, const struct policy_key *key,
			 const struct yaml_node *node, uint8_t *record)
{
	if (!want_list(s, key, node))
		return;
	size_t size = policy_records[key->of].size;
	uint8_t *list = take(s, node->count, size);
	if (!list)
		return;
	for (const struct yaml_node *n = node->first; n && s->err == OK; n = n->next)
		schema_load(s, (enum policy_record)key->of, n, list + n->index * size);
	put_list(key, record, list, node->count);
}

static void load_map(struct schema_reader *s, const struct policy_key *key,
		     const struct yaml_node *node, uint8_t *at)
{
	schema_load(s, (enum policy_record)key->of, node, at);
}

/* --- one record --- */

static void load_key(struct schema_reader *s, const struct policy_key *key,
		     const struct yaml_node *node, uint8_t *record)
{
	static const struct {
		void (*load)(struct schema_reader *, const struct policy_key *,
			     const struct yaml_node *, uint8_t *);
		bool whole; /* writes more than one member: gets the record, not the member */
	} by_kind[KIND_COUNT] = {
	    [KIND_NUMBER] = {load_number, false},  [KIND_YES] = {load_yes, false},
	    [KIND_TEXT] = {load_text, false},	   [KIND_CODE] = {load_code, false},
	    [KIND_CHOICE] = {load_choice, false},  [KIND_WORDS] = {load_words, false},
	    [KIND_REF] = {load_ref, false},	   [KIND_MAP] = {load_map, false},
	    [KIND_RECORDS] = {load_records, true}, [KIND_REFS] = {load_refs, true},
	    [KIND_TEXTS] = {load_texts, true},
	};
	by_kind[key->kind].load(s, key, node, by_kind[key->kind].whole ? record : record + key->at);
}

static void set_fallback(struct schema_reader *s, const struct policy_key *key, uint8_t *record)
{
	uint8_t *at = record + key->at;
	switch (key->kind) {
	case KIND_NUMBER:
	case KIND_CHOICE:
		put_u32(at, (uint32_t)key->fallback);
		break;
	case KIND_YES:
		put_bool(at, key->fallback != 0);
		break;
	case KIND_REF:
		put_u32(at, POLICY_NONE);
		break;
	case KIND_MAP:
		schema_load(s, (enum policy_record)key->of, NULL, at);
		break;
	case KIND_TEXT:
	case KIND_CODE:
	case KIND_WORDS:
	case KIND_RECORDS:
	case KIND_REFS:
	case KIND_TEXTS:
	case KIND_COUNT:
		break; /* zero: empty */
	}
}

static void complain_unknown(struct schema_reader *s, enum policy_record record,
			     const struct yaml_node *node)
{
	struct view names[64];
	size_t n = 0;
	for (size_t i = 0; i < policy_keys_count && n < array_len(names); i++)
		if (policy_keys[i].record == record)
			names[n++] = view_str(policy_keys[i].name);
	int nearest = mistake_nearest(node->key, names, n);
	if (nearest >= 0)
		complain_at_key(s, MISTAKE_KEY_NEAR, node, VALUES(node->key, names[nearest]));
	else
		complain_at_key(s, MISTAKE_KEY_UNKNOWN, node,
				VALUES(node->key, key_list(s, record)));
}

static bool is_known(enum policy_record record, struct view name)
{
	for (size_t i = 0; i < policy_keys_count; i++)
		if (policy_keys[i].record == record && view_eq(name, view_str(policy_keys[i].name)))
			return true;
	return false;
}

/* Does an unknown key of this map look like `key` misspelt? Then one complaint is enough. */
static bool is_misspelt(enum policy_record record, const struct yaml_node *map,
			const struct policy_key *key)
{
	struct view name = view_str(key->name);
	for (const struct yaml_node *n = map->first; n; n = n->next)
		if (!is_known(record, n->key) && mistake_nearest(n->key, &name, 1) == 0)
			return true;
	return false;
}

static bool is_wanted(const struct schema_reader *s, const struct policy_key *key)
{
	return policy_key_is_must(key) && (!s->is_public || policy_key_is_public(key));
}

void schema_load(struct schema_reader *s, enum policy_record record, const struct yaml_node *map,
		 void *ret)
{
	if (map && map->kind != YAML_MAP) {
		if (!map->absent)
			complain(s, MISTAKE_WANT_MAP, map,
				 VALUES(name_of(map), key_list(s, record)));
		map = NULL;
	}
	for (size_t i = 0; i < policy_keys_count && s->err == OK; i++) {
		const struct policy_key *key = &policy_keys[i];
		if (key->record != record)
			continue;
		const struct yaml_node *node = yaml_member(map, key->name);
		set_fallback(s, key, ret);
		if (node && !node->absent)
			load_key(s, key, node, ret);
		else if (map && !node && is_wanted(s, key) && !is_misspelt(record, map, key))
			complain(s, MISTAKE_MISSING, map,
				 VALUES(view_str(key->name), view_str(key->ja), view_str(key->en)));
	}
	for (const struct yaml_node *n = map ? map->first : NULL; n; n = n->next)
		if (!is_known(record, n->key))
			complain_unknown(s, record, n);
}
