/* SPDX-License-Identifier: Apache-2.0
 * zip.c: any bytes as a zip package; every member read, and found again by its name.
 */
#include "disarm/office/opc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct report report; /* large: not on the stack */
static const struct limits limits = {.memory = 16 << 20, .parts = 64, .ratio = 1032};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena mem = arena_new((size_t)64 << 20);
	struct view in = view_of(data, n), content;
	struct zip z;
	struct opc o;
	report.n = 0;
	if (zip_open(in, &limits, &mem, &z) == OK) {
		zip_report(&z, &report);
		for (uint32_t i = 0; i < z.n; i++) {
			assert(zip_find(&z, z.members[i].name) == i);
			if (zip_read(&z, i, &mem, &content) == OK)
				assert(content.n == z.members[i].size);
		}
	}
	if (opc_open(in, &limits, &mem, &report, &o) == OK) {
		struct opc_relations r;
		for (uint32_t i = 0; i < o.zip.n; i++)
			if (opc_relations(&o, i, &r) == OK)
				for (uint32_t j = 0; j < r.n; j++)
					assert(opc_by_id(&r, r.rows[j].id) == &r.rows[j]);
		opc_report_unreached(&o);
	}
	arena_free(&mem);
	return 0;
}
