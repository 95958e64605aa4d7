/* SPDX-License-Identifier: Apache-2.0
 * balance.h: 今日の収支: intake's journals, the store and release's journals, counted apart.
 *
 *   row.in[0], out[0]   the belt of the Internet half; of the LGWAN half
 *   row.in[1], out[1]   this database
 *   row.in[2], out[2]   release of the LGWAN half (released only); of the Internet half
 *
 * They balance when what both belts accepted and ended, what the store says of it and what both
 * releases delivered are the same, all since the beginning. The counts are taken while items move,
 * so a difference is asked about once more before it is called one.
 */
#ifndef STORE_BALANCE_H
#define STORE_BALANCE_H

#include "store/item.h"

/* Answers the portal's question later, by this tag. */
void balance_ask(uint64_t tag, uint64_t day);
void balance_tick(void);

#endif
