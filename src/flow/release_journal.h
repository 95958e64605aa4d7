/* SPDX-License-Identifier: Apache-2.0
 * release_journal.h: what was delivered: release's own memory and the third counter.
 *
 *   J <id> <time> <position> <output> <destination>   will be delivered, once, whatever happens now
 *   D <id> <time>                                     is delivered
 *
 * An item has one J and one D for ever. A half has one destination, so the item alone is the key.
 * Written by release and read by nobody else. A last line torn by a crash is cut off at opening:
 * nothing was moved yet when J was torn, and D is told again by the file's place.
 */
#ifndef FLOW_RELEASE_JOURNAL_H
#define FLOW_RELEASE_JOURNAL_H

#include "flow/id_index.h"

struct release_row {
	uint8_t id[ID_LEN], output[HASH_LEN];
	uint64_t position;
	int64_t journaled, delivered; /* delivered: 0 not yet */
	char destination[CODE_MAX];
};

struct release_journal {
	int fd;
	struct release_row *rows; /* in order of their J */
	size_t n, room;
	struct id_index by_id;
};

/* Takes `fd` (reading and appending). E_BROKEN: a whole line that is not ours. */
enum err release_journal_open(int fd, struct release_journal *ret) must_use;
void release_journal_close(struct release_journal *j);

struct release_row *release_journal_find(const struct release_journal *j, const uint8_t id[ID_LEN]);
/* Both durable when OK. J of an item that has one is E_REPLAY. */
enum err release_journal_will(struct release_journal *j, const struct release_row *row) must_use;
enum err release_journal_done(struct release_journal *j, struct release_row *row,
			      int64_t now) must_use;
/* Items delivered on that day (Japan), or all for day 0. */
uint64_t release_journal_count(const struct release_journal *j, uint64_t day);

#endif
