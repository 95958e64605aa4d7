/* SPDX-License-Identifier: Apache-2.0
 * order.h: the three signatures without which no original (元ファイル) leaves the vault.
 *
 *   warrant  auth      this person gave a fresh second factor for exactly this (order_subject;
 *                      decisions about items take the same word, for a list: picks.h)
 *   order    notary    this original, of this item, to this recipient under this name, until then
 *   said     originals these are its bytes, unconverted; this is what the inspection found
 *
 * The notary signs an order to hand one over only with another person's warrant for it; the program
 * that decrypts and release, which keeps the result, check both again. So neither a captured notary
 * nor a captured auth nor a captured store gets one out alone.
 *
 * Signed (Ed25519) are, big-endian, texts as u32 length and bytes:
 *   subject  SHA-256("sekisho original v1\n" || way || format || id || item || original || length
 * || destination || recipient || name) warrant  "sekisho warrant v1\n" || person || issued ||
 * expires || what order    "sekisho order v1\n" || log || version || kind || time || expires ||
 * policy || subject || person || issued || expires || what || signature of the warrant said
 * "sekisho unconverted v1\n" || version || kind || err || scan || format || id || item || original
 * || length || time || scanner
 */
#ifndef NOTARY_ORDER_H
#define NOTARY_ORDER_H

#include "notary/sign.h"
#include "tbl/bodies.h"

#define ORDER_VERSION 1
#define ORDER_DESTINATION "originals"
#define ORDER_LIFE_MAX ((int64_t)31 * 86400)

/* What an approval of it names: the request and all that it says of the file. */
void order_subject(const struct order *o, uint8_t ret[HASH_LEN]);

enum err warrant_sign(const struct signing_key *k, struct warrant *w) must_use;
/* auth's word, for `what`, good at that time? E_SIGNATURE, E_CHANGED (for something else),
 * E_EXPIRED. */
enum err warrant_check(const struct public_key *auth, const struct warrant *w,
		       const uint8_t what[HASH_LEN], int64_t time) must_use;

/* E_PROTOCOL: its shape (texts, kinds, times; a LOOK with a warrant). For GIVE the warrant too:
 * E_SELF_APPROVAL, and as above. */
enum err order_shape(const struct public_key *auth, const struct order *o) must_use;
/* Fills log and signature of an otherwise complete one. */
enum err order_sign(const struct signing_key *k, struct order *o) must_use;
/* Shape, log, signature; E_EXPIRED. */
enum err order_check(const struct public_key *notary, const struct public_key *auth,
		     const struct order *o, int64_t now) must_use;
/* SHA-256 of all that was signed and the signature: what the ledger's leaf commits to. */
void order_commitment(const struct order *o, uint8_t ret[HASH_LEN]);

enum err said_sign(const struct signing_key *k, struct said *s) must_use;
enum err said_check(const struct public_key *k, const struct said *s) must_use;
/* Is it about this order? */
bool said_of(const struct said *s, const struct order *o);

#endif
