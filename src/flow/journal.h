/* SPDX-License-Identifier: Apache-2.0
 * journal.h: intake's own counter: an append-only file, one line an event, and its index in memory.
 *
 *   A <id> <direction> <time> <owner>    accepted; owner: first 8 bytes of the session hash in hex
 *   F <id> <state> <time> <err>          ended, in a final state of tbl/states.h, and why
 *
 * It is written by belt and read by nobody else, so that its sums can be held against the store's
 * and release's. Each event of an item counts once, however often it is told. A last line torn
 * by a crash is cut off at the next start; the spool tells the same again (spool.h).
 */
#ifndef FLOW_JOURNAL_H
#define FLOW_JOURNAL_H

#include "flow/id_index.h"

struct journal_row {
	uint8_t id[ID_LEN];
	uint64_t owner;
	int64_t accepted, changed;
	uint32_t err;
	uint8_t direction;
	uint8_t state; /* what the store last said; only final ones are on disk */
};

struct journal {
	int fd;
	struct journal_row *rows; /* in order of acceptance */
	size_t n, room;
	struct id_index by_id;
};

/* Takes `fd` (opened for reading and appending). E_BROKEN: a whole line that is not ours. */
enum err journal_open(int fd, struct journal *ret) must_use;
void journal_close(struct journal *j);

/* Durable when they return OK; an event already there is OK and writes nothing. */
enum err journal_accepted(struct journal *j, const struct envelope *e) must_use;
enum err journal_ended(struct journal *j, const struct body_state *s) must_use;
/* A state that is not final: remembered in memory, for the figures and for the item's owner. */
void journal_note(struct journal *j, const struct body_state *s);

const struct journal_row *journal_find(const struct journal *j, const uint8_t id[ID_LEN]);
uint64_t journal_owner(const uint8_t session[HASH_LEN]);
/* Of items accepted on that day (Japan), or of all for day 0. `open` counts `held` too. */
struct body_counts journal_counts(const struct journal *j, uint64_t day);

#endif
