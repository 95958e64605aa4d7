/* SPDX-License-Identifier: Apache-2.0
 * compare.h: two policies, key by key, by the table of keys alone.
 *
 * Entries of lists are matched by what they are called (code, staff number, domain ...), never by
 * where they stand; of recipients' rules, whose order decides, a changed order is told too. A key
 * that is not there has its default, so writing a default out is no difference.
 */
#ifndef POLICY_COMPARE_H
#define POLICY_COMPARE_H

#include "policy/read/schema.h"

enum policy_change_kind {
	CHANGE_ADDED,	/* an entry of a list: only in b */
	CHANGE_REMOVED, /* only in a */
	CHANGE_VALUE,
	CHANGE_ORDER, /* of a list whose order means something */
};

struct policy_change {
	enum policy_change_kind kind;
	const struct policy_key *key; /* of the value, or of the list */
	struct view path;	      /* "people[2001].roles" */
	struct view name_ja, name_en; /* "職員 2001 ＞ 役割" */
	struct view a, b;	      /* as the file writes it; {NULL, 0} where there is none */
	struct view a_ja, b_ja, a_en, b_en;  /* with words in words */
	const char *meaning_ja, *meaning_en; /* NULL: nothing is known to follow */
};

#define POLICY_CHANGES_MAX 5000

struct policy_changes {
	struct policy_change *rows;
	size_t n, more; /* more: found, and not kept */
};

/* Everything lives in mem, which should be as large as a policy's. E_NO_MEMORY. */
enum err policy_compare(const struct policy *a, const struct policy *b, struct arena *mem,
			struct policy_changes *ret) must_use;

/* compare_text.c: a value as the file writes it, or with its words in Japanese or English; of maps
 * and lists of records nothing. */
enum policy_language { POLICY_RAW, POLICY_JA, POLICY_EN };
void policy_value_text(const struct policy *p, const struct policy_key *key, const uint8_t *record,
		       enum policy_language l, struct buf *out);
/* What an entry of a list is called: its code, number ...; the same of two entries: the same thing.
 */
void policy_entry_name(const struct policy *p, enum policy_record record, const uint8_t *at,
		       struct buf *out);
/* compare_meaning.c: finds what it means for what runs. */
void policy_change_mean(struct policy_change *c, int order);

#endif
