/* SPDX-License-Identifier: Apache-2.0
 * policy_hash.h: the number by which items and receipts name a policy, without reading the policy:
 * SHA-256 of the file without byte order mark, its line ends as one LF. The same as struct
 * policy's `hash` (a test holds them together); here because the notary contains no parser.
 */
#ifndef NOTARY_POLICY_HASH_H
#define NOTARY_POLICY_HASH_H

#include "base/buf.h"

enum err policy_hash(struct view file, uint8_t ret[32]) must_use;

#endif
