/* SPDX-License-Identifier: Apache-2.0
 * clear.h: files leave 受取一覧 when limits.retention.inbox_days are over, counted from delivery.
 *
 * The store asks release (CLEAR); the row and its log entry follow release's word (CLEARED), so a
 * death in between only means that it is asked again. Item, receipt and counters stay.
 */
#ifndef STORE_CLEAR_H
#define STORE_CLEAR_H

#include "store/item.h"

/* Until when the file may be opened, seconds since 1970; 0: it is not in the inbox. */
int64_t clear_due(const struct item *i);
/* Once a second; asks every ten minutes, or at once after release has come up. */
void clear_tick(void);
void clear_again(void);

#endif
