/* SPDX-License-Identifier: Apache-2.0
 * crossing.h: everything that a policy says about crossing between zones, as one list: the file
 * gates first, then the traffic, each in the order of the file. What is not in it does not cross.
 */
#ifndef POLICY_CROSSING_H
#define POLICY_CROSSING_H

#include "policy/ask/network.h"

enum crossing_kind {
#define CROSSING(kind, style, ja, en, label_ja, label_en) CROSSING_##kind,
#include "tbl/crossings.h"
#undef CROSSING
	CROSSING_KIND_COUNT
};
enum crossing_state {
#define CROSSING_STATE(state, ja, en) CROSSING_STATE_##state,
#include "tbl/crossings.h"
#undef CROSSING_STATE
};

struct crossing {
	enum crossing_kind kind;
	enum crossing_state state;
	uint32_t from, to; /* zones; both the same: between the body's only zone and outside */
	enum direction direction;      /* of files */
	enum policy_gate_kind gate;    /* of files */
	const struct policy_gate *row; /* of files where the policy lists its gates, else NULL */
	const struct policy_traffic *traffic; /* NULL for files */
	struct view clause;
};

/* In mem, ret_n of them; NULL when out of memory. `now`: 特定通信 ends with its day. */
const struct crossing *policy_crossings(const struct policy *p, int64_t now, struct arena *mem,
					size_t *ret_n) must_use;

struct crossing_text {
	const char *style, *ja, *en, *label_ja, *label_en;
};
const struct crossing_text *crossing_kind_text(enum crossing_kind k);
const struct crossing_text *crossing_state_text(enum crossing_state s); /* without a style */
const struct crossing_text *between_text(enum policy_between b);	/* without a style */
/* "TCP 443"; the protocol alone where there are no ports. */
void crossing_ports(const struct policy_traffic *t, bool english, struct buf *out);

#endif
