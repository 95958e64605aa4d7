/* SPDX-License-Identifier: Apache-2.0
 * away.h: 不在設定: who has said that they are not here, and from when until when.
 *
 * It takes nothing away from who is away; it lets the deputy that the policy names decide at once,
 * and sends the deputy what would have been sent to them.
 */
#ifndef STORE_AWAY_H
#define STORE_AWAY_H

#include "store/item.h"

struct away {
	int64_t since, until; /* until 0: open */
};

/* E_NOT_FOUND: nothing is set. What is set for later counts, what is over does not. */
enum err away_get(const char *person, struct away *ret) must_use;
/* Now. For struct policy_request. */
bool away_now(const struct policy_person *person);

#endif
