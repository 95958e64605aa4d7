/* SPDX-License-Identifier: Apache-2.0
 * flight.h: items of which somebody was asked something: disarm, rebuild, sign, deliver.
 *
 * Only in memory. After a start everything that is under way in the database is here and due at
 * once; a peer that comes back makes due what it was asked; and what is not answered in time is
 * asked again. Every question may be asked twice.
 */
#ifndef STORE_FLIGHT_H
#define STORE_FLIGHT_H

#include "store/item.h"

enum err flight_begin(void) must_use; /* from the database */
void flight_end(void);
/* The item is under way in this state, or is not (any other state). */
void flight_note(const struct item *i);
/* What the list has no row for (no memory then, or more than it took at the start) is found again
 * in the database. Call now and then. */
void flight_refresh(void);
/* Asked again not before `seconds` from now. */
void flight_later(const uint8_t id[ID_LEN], unsigned seconds);
/* The notary was asked with that tag to rebuild it: only the answer to the newest question counts.
 * 0: to none. */
void flight_asked(const uint8_t id[ID_LEN], uint64_t tag);
uint64_t flight_tag(const uint8_t id[ID_LEN]);
/* Everything in `state` (and of that direction, unless NONE) is due now. */
void flight_due(enum item_state state, enum direction d);
/* Asks what is due, and starts waiting items while the window is open. */
void flight_pump(void);

#endif
