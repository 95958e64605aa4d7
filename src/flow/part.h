/* SPDX-License-Identifier: Apache-2.0
 * part.h: uploads that come in pieces, so that a lost connection, a closed browser or a restart
 * costs one piece and not the file. They are no items: nothing is accepted, counted or offered
 * before the whole of one goes through spool_accept like any other upload.
 *
 *   incoming/ID/envelope   what its owner said of it, before its first byte; "SKE1" (item.h)
 *   incoming/ID/bytes      whole pieces, then perhaps bytes that no hash vouches for yet
 *   incoming/ID/hashes     32 bytes a piece that is on disk, SHA-256 of it
 *
 * A piece is PART_PIECE bytes, the last one what is left. It is fsynced before its hash is appended
 * and fsynced; a crash between the two leaves bytes that the next piece overwrites.
 *
 * Same file, provably: the chain is 32 zero bytes, then SHA-256(chain, SHA-256(piece)) for each
 * piece. Who appends says the chain that he has from his own file up to there; if it is not ours,
 * it is another file, and nothing is taken. ID becomes the item's: finishing twice makes one item.
 */
#ifndef FLOW_PART_H
#define FLOW_PART_H

#include "tbl/bodies.h"

#define PARTS_MAX 2048		     /* at once */
#define PARTS_OWN 256		     /* of one owner */
#define PARTS_SOURCE (PARTS_MAX / 4) /* of one address; in bytes, three quarters of all */
#define PART_IDLE 3600 /* seconds: one not touched for so long makes room for a new one */

struct part {
	uint8_t id[ID_LEN];
	uint8_t owner[HASH_LEN];  /* part_owner */
	uint8_t source[HASH_LEN]; /* the address it was opened from, hashed; else the owner */
	uint64_t size, have;	  /* bytes declared; bytes of pieces on disk */
	uint8_t chain[HASH_LEN];  /* over `have` */
	int64_t touched;
};

struct parts {
	int dir;
	struct part *rows;
	size_t n, room;
	uint64_t bytes; /* on disk, of all */
};

/* Whose it is: a browser of the Internet side (its session), or a person of the LGWAN side. */
void part_owner(const struct envelope *e, uint8_t ret[HASH_LEN]);
void part_owner_person(const char *person, uint8_t ret[HASH_LEN]);

/* Makes the directory, takes up what is there; what does not read is deleted: nobody was promised
 * anything of it. */
enum err parts_open(int root, struct parts *ret) must_use;
void parts_close(struct parts *ps);

/* NULL unless it is that owner's. */
struct part *parts_find(struct parts *ps, const uint8_t owner[HASH_LEN], const uint8_t id[ID_LEN]);
/* A new one for a whole envelope. E_BUSY: too many, and none of them idle; or the owner, or the
 * source, has too many. A source of zeros is none: the owner's own. */
enum err parts_new(struct parts *ps, const struct envelope *e, const uint8_t source[HASH_LEN],
		   int64_t now) must_use;
/* Bytes on disk of everything from where p came from. */
uint64_t parts_of_source(const struct parts *ps, const struct part *p);

/* All of `from`, `size` bytes, as the next piece. E_PROTOCOL: not as long as the next piece is.
 * E_LIMIT_SIZE: more than was declared. E_CHANGED: another file, or another place of it; E_HASH:
 * the bytes are not those that were meant. Nothing of it counts then. */
struct piece {
	int from;
	uint64_t size, offset;
	const uint8_t *before, *hash; /* HASH_LEN each */
};
enum err part_append(struct parts *ps, struct part *p, const struct piece *piece,
		     int64_t now) must_use;

/* Its bytes, each piece hashed again, to be accepted from; its envelope. E_EMPTY: not whole yet. */
enum err part_whole(const struct parts *ps, const struct part *p, int *ret_fd,
		    struct envelope *ret) must_use;
enum err part_envelope(const struct parts *ps, const struct part *p, struct envelope *ret) must_use;
void part_drop(struct parts *ps, struct part *p); /* the rows move */
/* Drops all not touched since `before`. How many. */
size_t parts_expire(struct parts *ps, int64_t before);
/* Drops the one that was idle longest, at least PART_IDLE. False: there is none. */
bool parts_evict(struct parts *ps, int64_t now);

#endif
