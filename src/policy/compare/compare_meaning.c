/* SPDX-License-Identifier: Apache-2.0
 * compare_meaning.c: tbl/policy_meanings.h, row by row.
 */
#include "policy/compare/compare.h"

enum wanted { WANT_ADDED, WANT_REMOVED, WANT_MORE, WANT_LESS, WANT_OTHER, WANT_ANY };

static const struct {
	enum policy_record record;
	const char *key;
	enum wanted change;
	const char *ja, *en;
} rows[] = {
#define MEANING(record, key, change, ja, en) {RECORD_##record, #key, WANT_##change, ja, en},
#include "tbl/policy_meanings.h"
#undef MEANING
};

static const struct {
	enum policy_word_set set;
	enum wanted change;
	const char *ja, *en;
} sets[] = {
#define SET_MEANING(set, change, ja, en) {WORDS_##set, WANT_##change, ja, en},
#include "tbl/policy_meanings.h"
#undef SET_MEANING
};

static bool fits(enum wanted want, const struct policy_change *c, int order)
{
	switch (want) {
	case WANT_ADDED:
		return c->kind == CHANGE_ADDED;
	case WANT_REMOVED:
		return c->kind == CHANGE_REMOVED;
	case WANT_MORE:
		return c->kind == CHANGE_VALUE && order > 0;
	case WANT_LESS:
		return c->kind == CHANGE_VALUE && order < 0;
	case WANT_OTHER:
		return c->kind == CHANGE_VALUE && order == 0;
	case WANT_ANY:
		return true;
	}
	return false;
}

void policy_change_mean(struct policy_change *c, int order)
{
	bool entry = c->kind != CHANGE_VALUE;
	enum policy_record record = entry ? (enum policy_record)c->key->of : c->key->record;
	for (size_t i = 0; i < array_len(rows) && !c->meaning_ja; i++) {
		bool any = strcmp(rows[i].key, "ANY") == 0;
		bool same = any || (!entry && strcmp(rows[i].key, c->key->name) == 0);
		if (rows[i].record == record && same && fits(rows[i].change, c, order)) {
			c->meaning_ja = rows[i].ja;
			c->meaning_en = rows[i].en;
		}
	}
	for (size_t i = 0; i < array_len(sets) && !c->meaning_ja; i++)
		if (!entry && c->key->kind == KIND_CHOICE &&
		    (enum policy_word_set)c->key->of == sets[i].set &&
		    fits(sets[i].change, c, order)) {
			c->meaning_ja = sets[i].ja;
			c->meaning_en = sets[i].en;
		}
}
