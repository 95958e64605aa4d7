/* SPDX-License-Identifier: Apache-2.0
 * keys.h: one key of the table in words: for `policy keys` and the manual page.
 */
#ifndef POLICY_KEYS_H
#define POLICY_KEYS_H

#include "policy/read/schema.h"

/* "number 1 to 4096 (200)", "one of allow, deny (deny)"; Japanese unless `english`. */
void policy_key_describe(const struct policy_key *key, bool english, struct buf *out);

/* The keys that one kind of file may hold: of RECORD_policy or RECORD_register_definition. */
struct policy_key_list {
	const struct policy_key *keys;
	size_t n;
};
struct policy_key_list policy_keys_of(enum policy_record file);

#endif
