/* SPDX-License-Identifier: Apache-2.0
 * record.h: the log: a row in the transaction of what it tells of, and a leaf in the ledger soon
 * after.
 *
 * The leaf holds no person and no text, only SHA-256(salt || u32 length || who || u32 length ||
 * text) (big-endian lengths, as in receipts). A row without a position has not been confirmed by
 * the notary; it is sent again at every meeting until it is. The notary gives the same leaf again
 * for the same row.
 */
#ifndef STORE_RECORD_H
#define STORE_RECORD_H

#include "notary/leaf.h"
#include "store/store.h"

/* Inside the transaction. `who` a staff number or "", `text` a reason or "". */
enum err record_add(enum event event, const uint8_t id[ID_LEN], const char *who,
		    const char *text) must_use;
/* Sends what the notary has not confirmed; call when a transaction is through. */
void record_send(void);
void record_again(void);   /* the notary is a new one: from the beginning */
void record_refused(void); /* the notary could not keep a row now */
void record_tick(void);

void record_commitment(const uint8_t salt[HASH_LEN], const char *who, const char *text,
		       uint8_t ret[HASH_LEN]);

#endif
