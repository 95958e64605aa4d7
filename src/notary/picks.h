/* SPDX-License-Identifier: Apache-2.0
 * picks.h: what one entry of a second factor approves: a list of decisions, and nothing else.
 *
 * The warrant of auth (order.h) names the list:
 *   what = SHA-256("sekisho decisions v1\n" || act u32 || count u32 || root)      big-endian
 *   root   of the Merkle tree (merkle.h) whose leaves are the picks: id || original || output ||
 *          terms
 *   terms  SHA-256("sekisho terms v1\n" || direction u8 || kind of recipient u8 || grade u8 ||
 *          name of the output || sender || unit || recipient), texts as u32 length and bytes:
 *          what the portal showed, so that nothing else goes out under this approval
 *
 * Each decision is asked of the store by itself, with the warrant and its place in the list: how
 * long the list is, its root, and the path from the pick to it. So forty items are approved with
 * one code, one that somebody else was faster with stops no other, and no code approves what was
 * not in the list it was typed for. Count is part of `what`: no list is longer than it says.
 */
#ifndef NOTARY_PICKS_H
#define NOTARY_PICKS_H

#include "base/err.h"
#include "tbl/bodies.h"

/* Of the envelope: direction, recipient, grade, sender and unit. */
void picks_terms(const struct envelope *e, const char *output_name, uint8_t ret[HASH_LEN]);
/* 0 < n <= PICKS_MAX. */
void picks_subject(enum act act, const struct pick *picks, size_t n, uint8_t ret[HASH_LEN]);
/* Where the one at `index` stands among them. */
void picks_place(const struct pick *picks, size_t n, size_t index, struct place_among *ret);
/* What a warrant for a list with this pick at that place names. E_HASH: it is not there. */
enum err pick_subject(enum act act, const struct pick *pick, const struct place_among *at,
		      uint8_t ret[HASH_LEN]) must_use;

#endif
