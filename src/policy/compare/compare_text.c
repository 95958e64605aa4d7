/* SPDX-License-Identifier: Apache-2.0
 * compare_text.c: values of a policy as people read them, and what entries are called.
 */
#include "policy/compare/compare.h"

static uint32_t get_u32(const uint8_t *at)
{
	uint32_t x;
	memcpy(&x, at, sizeof x);
	return x;
}

static void put_word(const struct policy_key *key, uint32_t value, enum policy_language l,
		     struct buf *out)
{
	const struct policy_word *w = policy_word((enum policy_word_set)key->of, value);
	if (w)
		buf_str(out, l == POLICY_RAW ? w->word : l == POLICY_JA ? w->ja : w->en);
}

static void put_words(const struct policy_key *key, uint32_t bits, enum policy_language l,
		      struct buf *out)
{
	for (uint32_t i = 0, n = 0; i < 32; i++)
		if (bits & 1u << i) {
			buf_str(out, !n++ ? "" : l == POLICY_JA ? "、" : ", ");
			put_word(key, i, l, out);
		}
}

/* Codes in the file's words; for people with the name behind. */
static void put_ref(const struct policy *p, const struct policy_key *key, uint32_t i,
		    enum policy_language l, struct buf *out)
{
	if (i == POLICY_NONE)
		return;
	buf_str(out, policy_target_code(p, (enum policy_target)key->of, i));
	if (l != POLICY_RAW && key->of == REF_PERSON)
		buf_fmt(out, " %.*s", (int)p->people[i].name.n, (const char *)p->people[i].name.p);
}

static void put_refs(const struct policy *p, const struct policy_key *key, const uint8_t *record,
		     enum policy_language l, struct buf *out)
{
	const uint32_t *list;
	uint32_t n = get_u32(record + key->count_at);
	memcpy(&list, record + key->at, sizeof list);
	for (uint32_t i = 0; i < n; i++) {
		buf_str(out, i == 0 ? "" : l == POLICY_JA ? "、" : ", ");
		put_ref(p, key, list[i], l, out);
	}
}

void policy_value_text(const struct policy *p, const struct policy_key *key, const uint8_t *record,
		       enum policy_language l, struct buf *out)
{
	const uint8_t *at = record + key->at;
	struct view text;
	switch (key->kind) {
	case KIND_NUMBER:
		if (key->fallback != POLICY_NONE || get_u32(at) != POLICY_NONE)
			buf_int(out, get_u32(at)); /* else it says nothing */
		break;
	case KIND_YES:
		if (l == POLICY_JA)
			buf_str(out, *(const bool *)at ? "はい" : "いいえ");
		else
			buf_str(out, *(const bool *)at ? "true" : "false");
		break;
	case KIND_TEXT:
		memcpy(&text, at, sizeof text);
		buf_put(out, text);
		break;
	case KIND_CODE:
		buf_str(out, (const char *)at);
		break;
	case KIND_CHOICE:
		put_word(key, get_u32(at), l, out);
		break;
	case KIND_WORDS:
		put_words(key, get_u32(at), l, out);
		break;
	case KIND_REF:
		put_ref(p, key, get_u32(at), l, out);
		break;
	case KIND_REFS:
		put_refs(p, key, record, l, out);
		break;
	case KIND_MAP:
	case KIND_RECORDS:
	case KIND_TEXTS: /* of registers alone */
	case KIND_COUNT:
		break;
	}
}

#define IDENTITY_KEYS 5

/* Keys that together say which entry it is; of any other record its first key does. */
static const struct {
	enum policy_record record;
	const char *keys[IDENTITY_KEYS];
} identities[] = {
    {RECORD_policy_gate, {"kind", "direction", "units"}},
    {RECORD_policy_confirm, {"unit", "format"}},
    {RECORD_policy_asset_kind, {"kind", "name"}},
    {RECORD_policy_version, {"version", "day"}},
    {RECORD_policy_rule, {"direction", "grades", "formats", "from_bytes", "recipients"}},
};

static const struct policy_key *key_of(enum policy_record record, const char *name)
{
	for (size_t i = 0; i < policy_keys_count; i++)
		if (policy_keys[i].record == record &&
		    (!name || strcmp(policy_keys[i].name, name) == 0))
			return &policy_keys[i];
	return NULL;
}

/* A value as a part of a name: entries by theirs; a number that nobody chose is no name. */
static void put_identity(const struct policy *p, const struct policy_key *key,
			 const uint8_t *record, struct buf *out)
{
	const uint8_t *list;
	if (key->kind == KIND_NUMBER) {
		if (get_u32(record + key->at) != (uint32_t)key->fallback)
			buf_fmt(out, "%s:%u", key->name, get_u32(record + key->at));
		return;
	}
	if (key->kind != KIND_RECORDS) {
		policy_value_text(p, key, record, POLICY_RAW, out);
		return;
	}
	memcpy(&list, record + key->at, sizeof list);
	for (uint32_t i = 0; i < get_u32(record + key->count_at); i++) {
		buf_str(out, i ? ", " : "");
		policy_entry_name(p, (enum policy_record)key->of,
				  list + i * policy_records[key->of].size, out);
	}
}

void policy_entry_name(const struct policy *p, enum policy_record record, const uint8_t *at,
		       struct buf *out)
{
	const char *const first[IDENTITY_KEYS] = {NULL}, *const *keys = first;
	for (size_t i = 0; i < array_len(identities); i++)
		if (identities[i].record == record)
			keys = identities[i].keys;
	size_t begun = out->n;
	for (size_t i = 0; i < IDENTITY_KEYS && (i == 0 || keys[i]); i++) {
		const struct policy_key *key = key_of(record, keys[i]);
		size_t before = out->n;
		if (!key)
			continue;
		buf_str(out, before > begun ? " " : "");
		size_t space = out->n;
		put_identity(p, key, at, out);
		if (out->n == space) /* it says nothing: no blank for it */
			out->n = before;
	}
	if (out->n == begun)
		buf_str(out, "-"); /* a rule for everything */
}
