/* SPDX-License-Identifier: Apache-2.0
 * item.h: what an item is called, and the two small files that stand beside its original.
 *
 * An item's id is 16 random bytes, 32 hex digits in the file system. People see its 受付番号:
 * era year, month and day of acceptance (Japan) and six characters of the id in Crockford's
 * alphabet (no I, L, O, U): "R8-1121-7K3QF2".
 *
 * envelope   "SKE1", the fields of struct envelope in order, then the SHA-256 of all that
 * state      "SKS1", the fields of struct body_state in order, then the SHA-256 of all that
 *
 * Numbers are little-endian; a text is its length (u16) and its bytes. There is one spelling of
 * every value. The hash finds a file that a crash or a disk tore; it is not a signature.
 */
#ifndef FLOW_ITEM_H
#define FLOW_ITEM_H

#include "base/buf.h"
#include "tbl/bodies.h"

#define ITEM_FILE_MAX 2048 /* bytes of either file */

struct item_hex {
	char s[2 * ID_LEN + 1];
};

struct item_number {
	char s[32];
};

struct item_hex item_hex(const uint8_t id[ID_LEN]);
/* Exactly 32 lower-case hex digits. */
enum err item_from_hex(const char *s, uint8_t ret[ID_LEN]) must_use;
/* 受付番号, as R8-1121-7G2K9M: day of acceptance and the id's first 30 bits. */
struct item_number item_number(const uint8_t id[ID_LEN], int64_t accepted);
/* 通過記録番号, as R8-通過第12号: year of signature and position in the ledger, so that who reads
 * it can say `sekisho ledger prove 12`. */
struct item_number item_receipt_number(int64_t position, int64_t signed_at);
/* Days since 1970 in Japan. */
uint64_t item_day(int64_t t);
bool item_same(const uint8_t a[ID_LEN], const uint8_t b[ID_LEN]);

/* Copies clean text into a field of a body, NUL-padded; false when it does not fit. */
bool item_set_text(char *field, size_t size, struct view v);

/* Texts clean and NUL-padded, numbers of the closed sets, sender and session as the direction
 * demands, a size, a name. Not: whether the recipient exists (the store knows). */
bool envelope_ok(const struct envelope *e);
void envelope_write(const struct envelope *e, struct buf *out);
enum err envelope_read(struct view v, struct envelope *ret) must_use; /* E_BROKEN */

void item_state_write(const struct body_state *s, struct buf *out);
enum err item_state_read(struct view v, struct body_state *ret) must_use; /* E_BROKEN */

#endif
