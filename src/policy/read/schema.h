/* SPDX-License-Identifier: Apache-2.0
 * schema.h: the tables of keys (tbl/policy.h, and tbl/register.h for registers) compiled in, and
 * the two things done with them: tree to struct, struct to text.
 */
#ifndef POLICY_SCHEMA_H
#define POLICY_SCHEMA_H

#include "policy/policy.h"
#include "policy/read/word_sets.h"
#include "policy/read/yaml.h"

enum policy_record {
#define RECORD(record, ja, en) RECORD_##record,
#define KEY(record, name, kind, of, need, min, max, fallback, ja, en)
#define LIST(record, name, kind, of, need, min, max, ja, en)
#include "tbl/policy.h"
#include "tbl/register.h"
#undef RECORD
#undef KEY
#undef LIST
	RECORD_COUNT
};

enum policy_kind {
	KIND_NUMBER,
	KIND_YES,
	KIND_TEXT,
	KIND_CODE,
	KIND_CHOICE,
	KIND_WORDS,
	KIND_REF,
	KIND_MAP,
	KIND_RECORDS,
	KIND_REFS,
	KIND_TEXTS,
	KIND_COUNT
};

enum policy_presence { MUST, MAY, MUST_PUBLIC, MAY_PUBLIC };
enum policy_target {
	REF_ZONE,
	REF_ORGAN,
	REF_UNIT,
	REF_PERSON,
	REF_NETWORK,
	REF_TRAFFIC,
	REF_COUNT
};

struct policy_record_row {
	const char *name;
	size_t size;
	const char *ja, *en;
};

struct policy_key {
	const char *name;
	const char *ja, *en;
	int64_t min, max, fallback;
	size_t at, count_at;	   /* in the record's struct; count_at of lists only */
	enum policy_record record; /* whose key it is */
	enum policy_kind kind;
	uint32_t of; /* record, word set or target, by kind */
	enum policy_presence presence;
};

struct policy_word {
	enum policy_word_set set;
	uint32_t value;
	const char *word, *ja, *en;
};

/* What a reference may point at: an array in struct policy and the code in its elements. */
struct policy_target_row {
	const char *ja, *en;
	const char *section, *code; /* the keys it is written under */
	size_t list_at, count_at, size;
};

extern const struct policy_record_row policy_records[RECORD_COUNT];
extern const struct policy_key policy_keys[];
extern const size_t policy_keys_count;
extern const struct policy_word policy_words[];
extern const size_t policy_words_count;
extern const struct policy_target_row policy_targets[REF_COUNT];

const struct policy_word *policy_word(enum policy_word_set set, uint32_t value); /* or NULL */
bool policy_key_is_public(const struct policy_key *key);
bool policy_key_is_must(const struct policy_key *key);
uint32_t policy_target_count(const struct policy *p, enum policy_target t);
/* The code of element i: every such struct begins with it. */
const char *policy_target_code(const struct policy *p, enum policy_target t, uint32_t i);

/* Binary search by code; POLICY_NONE. */
uint32_t policy_find(const struct policy *p, enum policy_target t, const uint32_t *sorted,
		     struct view code);

/* A reference met on the way, to be resolved when everything is there. */
struct schema_ref {
	struct schema_ref *next;
	enum policy_target target;
	const struct yaml_node *node;
	uint32_t *slot;
};

struct schema_reader {
	struct arena *mem;
	struct policy_mistakes *m;
	bool is_public; /* only public keys are asked for */
	int64_t now;	/* for what ends with a day; 0: not asked */
	struct schema_ref *refs, **refs_end;
	enum err err;
};

/* Fills the record's zeroed struct. Mistakes go to m, our own failures to s->err. */
void schema_load(struct schema_reader *s, enum policy_record record, const struct yaml_node *map,
		 void *ret);
void schema_write_public(const struct policy *p, struct buf *out); /* as YAML */

#endif
