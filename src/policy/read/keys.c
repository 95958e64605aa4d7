/* SPDX-License-Identifier: Apache-2.0
 * keys.c: what a key takes, and what it is when it is not there.
 */
#include "policy/read/keys.h"

static void put_words(const struct policy_key *key, struct buf *out)
{
	const char *between = "";
	for (size_t i = 0; i < policy_words_count; i++)
		if (policy_words[i].set == (enum policy_word_set)key->of) {
			buf_fmt(out, "%s%s", between, policy_words[i].word);
			between = ", ";
		}
}

static void put_kind(const struct policy_key *key, bool en, struct buf *out)
{
	long long min = (long long)key->min, max = (long long)key->max;
	switch (key->kind) {
	case KIND_NUMBER:
		if (min == max)
			buf_fmt(out, "%lld", min);
		else
			buf_fmt(out, en ? "number %lld to %lld" : "整数 %lld〜%lld", min, max);
		break;
	case KIND_YES:
		buf_str(out, en ? "true or false" : "true か false");
		break;
	case KIND_TEXT:
		if (min == max)
			buf_fmt(out, en ? "text of %lld characters" : "文字列 %lld文字", min);
		else
			buf_fmt(out,
				en ? "text of %lld to %lld characters" : "文字列 %lld〜%lld文字",
				min, max);
		break;
	case KIND_CODE:
		buf_fmt(out, en ? "code of at most %lld" : "符号 %lld文字以内", max);
		break;
	case KIND_CHOICE:
		buf_str(out, en ? "one of " : "どれか1つ: ");
		put_words(key, out);
		break;
	case KIND_WORDS:
		buf_str(out, en ? "list of " : "一覧: ");
		put_words(key, out);
		break;
	case KIND_REF:
		buf_fmt(out, en ? "a %s of this file" : "このファイルにある%s",
			en ? policy_targets[key->of].en : policy_targets[key->of].ja);
		break;
	case KIND_REFS:
		buf_fmt(out, en ? "list of %ss of this file" : "このファイルにある%sの一覧",
			en ? policy_targets[key->of].en : policy_targets[key->of].ja);
		break;
	case KIND_MAP:
		buf_fmt(out, en ? "keys: %s" : "キーの組: %s",
			en ? policy_records[key->of].en : policy_records[key->of].ja);
		break;
	case KIND_RECORDS:
		buf_fmt(out, en ? "list of keys: %s" : "キーの組の一覧: %s",
			en ? policy_records[key->of].en : policy_records[key->of].ja);
		break;
	case KIND_TEXTS:
		buf_fmt(out, en ? "list of %lld to %lld texts" : "文字列の一覧 %lld〜%lld件", min,
			max);
		break;
	case KIND_COUNT:
		break;
	}
}

void policy_key_describe(const struct policy_key *key, bool english, struct buf *out)
{
	put_kind(key, english, out);
	if (policy_key_is_must(key))
		return;
	if (key->kind == KIND_NUMBER && key->fallback <= key->max)
		buf_fmt(out, english ? " (%lld)" : "（%lld）", (long long)key->fallback);
	if (key->kind == KIND_YES)
		buf_fmt(out, english ? " (%s)" : "（%s）", key->fallback ? "true" : "false");
	if (key->kind == KIND_CHOICE) {
		const struct policy_word *w =
		    policy_word((enum policy_word_set)key->of, (uint32_t)key->fallback);
		if (w)
			buf_fmt(out, english ? " (%s)" : "（%s）", w->word);
	}
}

struct policy_key_list policy_keys_of(enum policy_record file)
{
	size_t policy = 0;
	while (policy_keys[policy].record < RECORD_register_definition)
		policy++;
	if (file == RECORD_policy)
		return (struct policy_key_list){policy_keys, policy};
	return (struct policy_key_list){policy_keys + policy, policy_keys_count - policy};
}
