/* SPDX-License-Identifier: Apache-2.0
 * hold_parts.h: inside router/: what hold.c and hold_look.c share. hold.h is the face.
 */
#ifndef ROUTER_HOLD_PARTS_H
#define ROUTER_HOLD_PARTS_H

#include "router/hold.h"
#include "zone/rules/compile.h"

/* What the policy in force stands for now. */
struct hold_made {
	struct arena mem;
	struct zone_allowed allowed;
	struct buf rules, flows;
	uint32_t generation;
};

struct hold_made hold_made_new(void);
void hold_made_free(struct hold_made *m);
enum err hold_make(const struct hold *h, int64_t now, struct hold_made *ret) must_use;

/* What the kernel holds, read back and proved. */
struct zone_view_result {
	enum zone_proved proved;
	enum err err; /* why nothing was proved */
	char words[ZONE_SENTENCE];
};
void hold_check(const struct zone_allowed *allowed, struct zone_view_result *ret);
/* The same against the policy in force, into h->state. */
void hold_prove(struct hold *h, int64_t now);
/* h->state into the file `status`. */
void hold_note(const struct hold *h);

#endif
