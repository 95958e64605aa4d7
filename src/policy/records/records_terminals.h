/* SPDX-License-Identifier: Apache-2.0
 * records_terminals.h: Windows terminals; included by policy.h.
 */
#ifndef POLICY_RECORDS_TERMINALS_H
#define POLICY_RECORDS_TERMINALS_H

#include "policy/records/records.h"

#define POLICY_DEVICE_ID_MAX 199 /* Windows: 200 with its NUL */

struct policy_device {
	struct view id, name;
};

struct policy_terminal {
	uint32_t zone;
	enum policy_permit read, write, execute;
	bool listed_only;
	const struct policy_device *devices;
	uint32_t devices_count;
	bool bitlocker, removable_encrypted, card_lock;
	uint32_t fresh_days;
};

#endif
