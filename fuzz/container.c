/* SPDX-License-Identifier: Apache-2.0
 * container.c: any bytes as the body of a container: read at every stage, and written as a zip by
 * lock 2. The zip that comes out is read back: strictly, each name once, contents as given.
 */
#include "disarm/zip.h"
#include "form/container.h"
#include "rebuild/rebuild.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void read_all(struct view form)
{
	for (int stage = 0; stage < FORM_CONTAINER_STAGE_COUNT; stage++) {
		struct container c;
		struct form_container_member m;
		enum err e = container_open(form, (enum form_container_stage)stage, &c);
		for (uint32_t i = 0; e == OK && c.at < c.n; i++) {
			e = container_next(&c, &m);
			assert(i < c.n);
		}
	}
}

static void read_zip(struct view made)
{
	struct arena mem = arena_new((size_t)64 << 20);
	struct limits limits = limits_default;
	struct zip z;
	struct view content;
	limits.parts = limits.archive_members = UINT32_MAX;
	enum err e = zip_open(made, &limits, &mem, &z);
	assert(e == OK && z.gaps == 0 && z.comments == 0 && z.prefix.n + z.suffix.n == 0);
	for (uint32_t i = 0; i < z.n; i++) {
		e = zip_read(&z, i, &mem, &content);
		assert(e == OK);
	}
	arena_free(&mem);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena mem = arena_new((size_t)64 << 20);
	struct buf form = buf_new(n + 256), out = buf_new(16 << 20), preview = buf_new(4096);
	struct form_writer w = form_begin(&form);
	struct rebuild r = {
	    .limits = &limits_default, .mem = &mem, .out = &out, .preview = &preview};
	form_part_begin(&w, FORM_CONTAINER);
	buf_put(&form, view_of(data, n));
	form_part_end(&w);
	if (form.err == OK) {
		read_all(buf_view(&form));
		if (rebuild_run(buf_view(&form), &r) == OK)
			read_zip(buf_view(&out));
	}
	buf_free(&form);
	buf_free(&out);
	buf_free(&preview);
	arena_free(&mem);
	return 0;
}
