/* SPDX-License-Identifier: Apache-2.0
 * hash.h: SHA-256 of what was removed, for reports.
 */
#ifndef DISARM_HASH_H
#define DISARM_HASH_H

#include "base/view.h"

/* FIPS 180-4. Pure: no provider is loaded, no file is opened, so it works inside the jail. */
void disarm_sha256(struct view v, uint8_t ret[32]);

#endif
