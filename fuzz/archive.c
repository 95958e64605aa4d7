/* SPDX-License-Identifier: Apache-2.0
 * archive.c: any bytes as an archive that somebody sent; what disarm's worker makes of it must be a
 * container that the belt reads to its end. The first byte says whether a password was typed.
 */
#include "disarm/disarm.h"
#include "form/container.h"
#include "form/name.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct report report; /* large: not on the stack */

static void read_back(struct view form, uint32_t most)
{
	struct container c;
	struct form_container_member m;
	enum err e = container_open(form, FORM_CONTAINER_STAGE_MEMBERS, &c);
	assert(e == OK && c.n <= most);
	while (c.at < c.n) {
		e = container_next(&c, &m);
		assert(e == OK && name_check_path(m.path) == OK);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct limits limits = limits_default;
	if (n == 0 || n > 1 << 20)
		return 0;
	limits.output = 8 << 20;
	limits.archive_members = 64;
	limits.options |= data[0] & 2 ? LIMITS_LEAVE_LOCKED : 0;
	struct arena mem = arena_new((size_t)32 << 20);
	struct buf out = buf_new(limits.output);
	const struct format *format;
	report = (struct report){0};
	struct disarm d = {.in = view_of(data + 1, n - 1),
			   .ext = VIEW("zip"),
			   .limits = &limits,
			   .mem = &mem,
			   .password = data[0] & 1 ? VIEW("nope\nkanri-2026") : VIEW(""),
			   .out = &out,
			   .report = &report};
	if (disarm_run(&d, &format) == OK && d.members)
		read_back(buf_view(&out), limits.archive_members);
	buf_free(&out);
	arena_free(&mem);
	return 0;
}
