/* SPDX-License-Identifier: Apache-2.0
 * zone_kept.c: any bytes as the rule set that the zone process keeps, as the note of a request, and
 * as a permit: nothing is read beyond its end, and nothing but what was signed is a permit.
 */
#include "router/hold.h"
#include "store/zone.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is taken lies within the file, one part behind the other. */
static void parts(struct view file, size_t head, struct view a, struct view b)
{
	assert(a.n + b.n + head == file.n);
	assert(a.n == 0 || a.p == file.p + head);
	assert(b.n == 0 || b.p == file.p + head + a.n); /* an empty one is nowhere (view_sub) */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct public_key nobody = {.name = "sekisho/ledger/x"};
	struct view v = view_of(data, size), a, b;
	struct hold_head head;
	struct zone_note note;
	struct zone_permit permit = {0};
	struct zone_change change;
	struct leaf leaf;
	scope_end(buf_free) struct buf out = buf_new((size_t)4 << 20);
	if (hold_read(v, &head, &a, &b) == OK) {
		parts(v, sizeof head, a, b);
		(void)zone_flows_count(b);
		if (zone_flows_change(a, b, &out, &change) == OK)
			assert(change.gained + change.lost <= size);
	}
	if (zone_note_read(v, &note, &a, &b) == OK)
		parts(v, sizeof note, a, b);
	memcpy(&permit, data, min_of(size, sizeof permit));
	assert(zone_permit_check(&nobody, &nobody, false, &permit, &leaf) != OK);
	return 0;
}
