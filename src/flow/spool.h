/* SPDX-License-Identifier: Apache-2.0
 * spool.h: the truth of acceptance: one directory an item, below the belt's own directory.
 *
 *   tmp/        what is being made; emptied at every start
 *   new/ID/     original, envelope: accepted. The rename into new/ *is* the acceptance
 *   done/ID/    envelope, state: ended; the original is gone (the vault has it)
 *
 * An upload is a file without a name of which the asker gets a write-only descriptor. Sealing it
 * takes a copy of our own, so that a late write reaches nothing, then: hash, envelope, fsync of
 * both and of their directory, rename into new/, fsync of new/. Whatever fails or dies
 * before the rename leaves nothing behind; after it, nothing is lost.
 */
#ifndef FLOW_SPOOL_H
#define FLOW_SPOOL_H

#include "base/buf.h"
#include "tbl/bodies.h"

struct spool {
	int root, tmp, fresh, done; /* directories; `root` stays the caller's */
	uint64_t next;		    /* names in tmp/ */
};

/* Makes the directories, empties tmp/. */
enum err spool_open(int root, struct spool *ret) must_use;
void spool_close(struct spool *s);

/* A nameless file: `ret_write` goes to the asker, `ret_read` stays. Both are the caller's. */
enum err spool_upload(struct spool *s, int *ret_read, int *ret_write) must_use;

/* Accepts what `from` holds under e->id. Fills e->hash; e->size must be the file's. E_CHANGED:
 * the file is not as long as was said. E_LIMIT_SIZE, E_EMPTY, E_NO_SPACE: nothing is left. */
enum err spool_accept(struct spool *s, int from, uint64_t most, struct envelope *e) must_use;

/* Takes an acceptance back that nobody was told of. */
enum err spool_withdraw(struct spool *s, const uint8_t id[ID_LEN]) must_use;

enum err spool_original(const struct spool *s, const uint8_t id[ID_LEN], int *ret_fd) must_use;
/* From new/ or done/. E_NOT_FOUND; E_BROKEN when it does not read. */
enum err spool_envelope(const struct spool *s, const uint8_t id[ID_LEN],
			struct envelope *ret) must_use;
enum err spool_state(const struct spool *s, const uint8_t id[ID_LEN],
		     struct body_state *ret) must_use;

/* The end, in two steps so that the vault and the journal can stand between: the final state
 * is durable beside the original; then the directory moves to done/ and the original is deleted.
 * Both may be said again after a crash. */
enum err spool_set_state(struct spool *s, const struct body_state *state) must_use;
enum err spool_finish(struct spool *s, const uint8_t id[ID_LEN]) must_use;
bool spool_is_done(const struct spool *s, const uint8_t id[ID_LEN]);
/* Forgets an ended item (envelope and state): after the time the policy keeps it. */
enum err spool_forget(struct spool *s, const uint8_t id[ID_LEN]) must_use;

/* Every item of new/ or done/, in no order. Names that are not ids are E_BROKEN. `each` may finish
 * or forget the item it is given; its error ends the walk. */
typedef enum err (*spool_each)(const uint8_t id[ID_LEN], void *context);
enum err spool_walk(const struct spool *s, bool done, spool_each each, void *context) must_use;

/* Bytes free for an ordinary user on the spool's file system. */
uint64_t spool_free_bytes(const struct spool *s);

#endif
