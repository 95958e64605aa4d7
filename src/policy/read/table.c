/* SPDX-License-Identifier: Apache-2.0
 * table.c: the tables of keys, words and targets as arrays.
 */
#include "policy/read/schema.h"

const struct policy_record_row policy_records[RECORD_COUNT] = {
#define RECORD(record, ja, en) [RECORD_##record] = {#record, sizeof(struct record), ja, en},
#define KEY(record, name, kind, of, need, min, max, fallback, ja, en)
#define LIST(record, name, kind, of, need, min, max, ja, en)
#include "tbl/policy.h"
#include "tbl/register.h"
#undef RECORD
#undef KEY
#undef LIST
};

/* `of` means something else for each kind. */
#define OF_NUMBER(of) 0
#define OF_YES(of) 0
#define OF_TEXT(of) 0
#define OF_CODE(of) 0
#define OF_CHOICE(of) WORDS_##of
#define OF_WORDS(of) WORDS_##of
#define OF_REF(of) REF_##of
#define OF_MAP(of) RECORD_##of
#define OF_RECORDS(of) RECORD_##of
#define OF_REFS(of) REF_##of
#define OF_TEXTS(of) 0

const struct policy_key policy_keys[] = {
#define RECORD(record, ja, en)
#define KEY(record, name, kind, of, need, min, max, fallback, ja, en) \
	{#name,                                                       \
	 ja,                                                          \
	 en,                                                          \
	 min,                                                         \
	 max,                                                         \
	 fallback,                                                    \
	 offsetof(struct record, name),                               \
	 0,                                                           \
	 RECORD_##record,                                             \
	 KIND_##kind,                                                 \
	 OF_##kind(of),                                               \
	 need},
#define LIST(record, name, kind, of, need, min, max, ja, en) \
	{#name,                                              \
	 ja,                                                 \
	 en,                                                 \
	 min,                                                \
	 max,                                                \
	 0,                                                  \
	 offsetof(struct record, name),                      \
	 offsetof(struct record, name##_count),              \
	 RECORD_##record,                                    \
	 KIND_##kind,                                        \
	 OF_##kind(of),                                      \
	 need},
#include "tbl/policy.h"
#include "tbl/register.h"
#undef RECORD
#undef KEY
#undef LIST
};
const size_t policy_keys_count = array_len(policy_keys);

const struct policy_word policy_words[] = {
#define WORD(set, value, word, ja, en) {WORDS_##set, value, word, ja, en},
#include "tbl/policy_words.h"
#undef WORD
};
const size_t policy_words_count = array_len(policy_words);

#define TARGET_AT(member, type)                                                   \
	offsetof(struct policy, member), offsetof(struct policy, member##_count), \
	    sizeof(struct type)

const struct policy_target_row policy_targets[REF_COUNT] = {
    [REF_ZONE] = {"系", "zone", "zones", "code", TARGET_AT(zones, policy_zone)},
    [REF_ORGAN] = {"機関", "organ", "organs", "code", TARGET_AT(organs, policy_organ)},
    [REF_UNIT] = {"所属", "unit", "units", "code", TARGET_AT(units, policy_unit)},
    [REF_PERSON] = {"職員番号", "staff number", "people", "number",
		    TARGET_AT(people, policy_person)},
    [REF_NETWORK] = {"ネットワーク", "network", "networks", "code",
		     TARGET_AT(networks, policy_network)},
    [REF_TRAFFIC] = {"通信", "traffic", "traffic", "code", TARGET_AT(traffic, policy_traffic)},
};

_Static_assert(offsetof(struct policy_zone, code) == 0 &&
		   offsetof(struct policy_organ, code) == 0 &&
		   offsetof(struct policy_unit, code) == 0 &&
		   offsetof(struct policy_person, number) == 0 &&
		   offsetof(struct policy_network, code) == 0 &&
		   offsetof(struct policy_traffic, code) == 0,
	       "policy_target_code reads the code where the struct begins");

const struct policy_word *policy_word(enum policy_word_set set, uint32_t value)
{
	for (size_t i = 0; i < policy_words_count; i++)
		if (policy_words[i].set == set && policy_words[i].value == value)
			return &policy_words[i];
	return NULL;
}

bool policy_key_is_public(const struct policy_key *key)
{
	return key->presence == MUST_PUBLIC || key->presence == MAY_PUBLIC;
}

bool policy_key_is_must(const struct policy_key *key)
{
	return key->presence == MUST || key->presence == MUST_PUBLIC;
}

uint32_t policy_target_count(const struct policy *p, enum policy_target t)
{
	uint32_t n;
	memcpy(&n, (const uint8_t *)p + policy_targets[t].count_at, sizeof n);
	return n;
}

const char *policy_target_code(const struct policy *p, enum policy_target t, uint32_t i)
{
	const char *list;
	assert(i < policy_target_count(p, t));
	memcpy(&list, (const uint8_t *)p + policy_targets[t].list_at, sizeof list);
	return list + i * policy_targets[t].size;
}

uint32_t policy_find(const struct policy *p, enum policy_target t, const uint32_t *sorted,
		     struct view code)
{
	uint32_t low = 0, high = policy_target_count(p, t);
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		struct view here = view_str(policy_target_code(p, t, sorted[middle]));
		size_t n = min_of(here.n, code.n);
		int order = n ? memcmp(here.p, code.p, n) : 0;
		if (order == 0 && here.n == code.n)
			return sorted[middle];
		if (order < 0 || (order == 0 && here.n < code.n))
			low = middle + 1;
		else
			high = middle;
	}
	return POLICY_NONE;
}
