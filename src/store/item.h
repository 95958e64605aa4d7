/* SPDX-License-Identifier: Apache-2.0
 * item.h: an item as the database knows it.
 */
#ifndef STORE_ITEM_H
#define STORE_ITEM_H

#include "store/store.h"

struct item {
	struct envelope envelope;
	char number[32];
	enum item_state state;
	enum err err;
	int64_t changed;
	uint32_t faults;
	uint8_t policy[HASH_LEN]; /* it was disarmed under */
	uint32_t form_version, format, needs;
	uint8_t output[HASH_LEN];
	uint64_t output_size, cpu_us;
	char output_name[NAME_MAX_];
	uint32_t removed, lost, kept, fetched;
	uint8_t salt[HASH_LEN], approval[HASH_LEN];
	int64_t position, signed_at; /* -1, 0 before */
	int64_t cleared;	     /* when its file left the inbox; 0: not yet */
};

/* E_NOT_FOUND. */
enum err item_get(const uint8_t id[ID_LEN], struct item *ret) must_use;
/* A new row in state `state`; OK and *ret_new false when there is one already. */
enum err item_put(const struct envelope *e, enum item_state state, bool *ret_new) must_use;
enum err item_set(const struct item *i) must_use; /* all that may change */

/* Replaces what was found before, counts it into `i`. */
enum err item_findings(struct item *i, const struct report *r) must_use;
enum err item_preview(const uint8_t id[ID_LEN], struct view text) must_use;

/* Remembers the state it is in now and who brought it there; inside the transaction. */
enum err item_step(const struct item *i, const char *who) must_use;

/* In `ids`, at most `most`; how many in *ret_n. */
enum err item_list(struct db_rows *rows, uint8_t (*ids)[ID_LEN], size_t most,
		   size_t *ret_n) must_use;

#endif
