/* SPDX-License-Identifier: Apache-2.0
 * write.c: a policy as text again: the part of it that the Internet half may know.
 */
#include "policy/read/schema.h"

static void indent(struct buf *out, unsigned depth)
{
	buf_fill(out, ' ', (size_t)depth * 2);
}

/* Loaded texts hold no control characters, so two escapes are enough for a double-quoted scalar. */
static void put_quoted(struct buf *out, struct view v)
{
	buf_str(out, "\"");
	for (size_t i = 0; i < v.n; i++) {
		if (v.p[i] == '"' || v.p[i] == '\\')
			buf_str(out, "\\");
		buf_u8(out, v.p[i]);
	}
	buf_str(out, "\"");
}

static uint32_t get_u32(const uint8_t *at)
{
	uint32_t x;
	memcpy(&x, at, sizeof x);
	return x;
}

static void put_word(struct buf *out, const struct policy_key *key, uint32_t value)
{
	const struct policy_word *word = policy_word((enum policy_word_set)key->of, value);
	assert(word);
	buf_str(out, word->word);
}

/* A value that fits on the key's own line; false when there is nothing to write. */
static bool put_scalar(const struct policy *p, struct buf *out, const struct policy_key *key,
		       const uint8_t *at)
{
	struct view text = {NULL, 0};
	uint32_t x = 0;
	switch (key->kind) {
	case KIND_NUMBER:
		buf_int(out, get_u32(at));
		return true;
	case KIND_YES:
		buf_str(out, *(const bool *)at ? "true" : "false");
		return true;
	case KIND_TEXT:
		memcpy(&text, at, sizeof text);
		put_quoted(out, text);
		return true;
	case KIND_CODE:
		put_quoted(out, view_str((const char *)at));
		return true;
	case KIND_CHOICE:
		put_word(out, key, get_u32(at));
		return true;
	case KIND_REF:
		x = get_u32(at);
		put_quoted(out, view_str(policy_target_code(p, (enum policy_target)key->of, x)));
		return true;
	case KIND_WORDS:
	case KIND_MAP:
	case KIND_RECORDS:
	case KIND_REFS:
	case KIND_TEXTS:
	case KIND_COUNT:
		break;
	}
	return false;
}

static bool is_absent(const struct policy_key *key, const uint8_t *record)
{
	const uint8_t *at = record + key->at;
	struct view text;
	switch (key->kind) {
	case KIND_TEXT:
		memcpy(&text, at, sizeof text);
		return text.n == 0;
	case KIND_CODE:
		return *at == 0;
	case KIND_REF:
		return get_u32(at) == POLICY_NONE;
	case KIND_RECORDS:
	case KIND_REFS:
	case KIND_TEXTS:
		return get_u32(record + key->count_at) == 0;
	case KIND_NUMBER:
	case KIND_YES:
	case KIND_CHOICE:
	case KIND_WORDS:
	case KIND_MAP:
	case KIND_COUNT:
		break;
	}
	return false;
}

static void put_refs(const struct policy *p, struct buf *out, const struct policy_key *key,
		     const uint8_t *record)
{
	const uint32_t *list;
	uint32_t count = get_u32(record + key->count_at);
	memcpy(&list, record + key->at, sizeof list);
	for (uint32_t i = 0; i < count; i++) {
		buf_str(out, i ? ", " : "[");
		put_quoted(out,
			   view_str(policy_target_code(p, (enum policy_target)key->of, list[i])));
	}
	buf_str(out, "]");
}

static void write_record(const struct policy *p, struct buf *out, enum policy_record record,
			 const uint8_t *at, unsigned depth, bool in_list);

static void write_list(const struct policy *p, struct buf *out, const struct policy_key *key,
		       const uint8_t *record, unsigned depth)
{
	const uint8_t *list;
	uint32_t count = get_u32(record + key->count_at);
	memcpy(&list, record + key->at, sizeof list);
	for (uint32_t i = 0; i < count; i++)
		write_record(p, out, (enum policy_record)key->of,
			     list + i * policy_records[key->of].size, depth, true);
}

static void write_record(const struct policy *p, struct buf *out, enum policy_record record,
			 const uint8_t *at, unsigned depth, bool in_list)
{
	bool first = true;
	for (size_t i = 0; i < policy_keys_count; i++) {
		const struct policy_key *key = &policy_keys[i];
		if (key->record != record || !policy_key_is_public(key) || is_absent(key, at))
			continue;
		indent(out, depth);
		buf_str(out, !in_list ? "" : first ? "- " : "  ");
		first = false;
		buf_fmt(out, "%s:", key->name);
		if (key->kind == KIND_MAP || key->kind == KIND_RECORDS) {
			buf_str(out, "\n");
			unsigned below = depth + (in_list ? 2 : 1);
			if (key->kind == KIND_MAP)
				write_record(p, out, (enum policy_record)key->of, at + key->at,
					     below, false);
			else
				write_list(p, out, key, at, below);
			continue;
		}
		buf_str(out, " ");
		if (key->kind == KIND_REFS) {
			put_refs(p, out, key, at);
		} else {
			bool written = put_scalar(p, out, key, at + key->at);
			assert(written); /* no public key is of another kind */
		}
		buf_str(out, "\n");
	}
}

void schema_write_public(const struct policy *p, struct buf *out)
{
	write_record(p, out, RECORD_policy, (const uint8_t *)p, 0, false);
}
