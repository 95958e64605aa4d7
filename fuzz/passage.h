/* SPDX-License-Identifier: Apache-2.0
 * passage.h: any bytes through both locks. What lock 1 makes of anything, lock 2 must accept, and
 * what lock 2 writes, lock 1 must read as the same kind again.
 */
#ifndef FUZZ_PASSAGE_H
#define FUZZ_PASSAGE_H

#include "disarm/disarm.h"
#include "rebuild/rebuild.h"

static struct report passage_report; /* large: not on the stack */

static const struct limits passage_limits = {.input = 1 << 20,
					     .output = 16 << 20,
					     .memory = 256 << 20,
					     .pixels = 1 << 20,
					     .seconds = 10,
					     .parts = 256,
					     .elements = 100,
					     .depth = 64,
					     .ratio = 1032,
					     .options = LIMITS_CSV_GUARD};

/* Our own limits may stop a passage at any step; nothing else may once lock 1 has agreed. */
static inline bool passage_limited(enum err e)
{
	return e == E_LIMIT_SIZE || e == E_LIMIT_COUNT || e == E_LIMIT_MEMORY ||
	       e == E_LIMIT_PIXELS || e == E_NO_MEMORY;
}

static inline enum err passage_disarm(struct view in, struct view ext, struct arena *mem,
				      struct buf *form)
{
	const struct format *format;
	passage_report = (struct report){0};
	struct disarm d = {.in = in,
			   .ext = ext,
			   .limits = &passage_limits,
			   .mem = mem,
			   .out = form,
			   .report = &passage_report};
	return disarm_run(&d, &format);
}

static inline void passage_report_reads(void)
{
	static struct report back;
	struct buf b = buf_new(1 << 20);
	report_write(&passage_report, &b);
	enum err e = report_read(buf_view(&b), &back);
	assert(e == OK);
	buf_free(&b);
}

/* Rebuilds `form`; what comes out must be readable again. `trusted`: it came from lock 1. */
static inline void passage_rebuild(struct view form, struct arena *mem, bool trusted)
{
	struct buf out = buf_new(passage_limits.output), preview = buf_new(512),
		   again = buf_new(passage_limits.output * 2);
	struct rebuild r = {
	    .limits = &passage_limits, .mem = mem, .out = &out, .preview = &preview};
	enum err e = rebuild_run(form, &r);
	assert(!trusted || e == OK || passage_limited(e));
	if (e == OK) {
		assert(out.n > 0 && preview.err == OK);
		e = out.n <= passage_limits.input
			? passage_disarm(buf_view(&out), view_str(r.ext), mem, &again)
			: OK;
		assert(e == OK || passage_limited(e));
	}
	buf_free(&out);
	buf_free(&preview);
	buf_free(&again);
}

static inline int passage(const uint8_t *data, size_t n, const char *ext)
{
	struct arena mem = arena_new((size_t)256 << 20);
	struct buf form = buf_new(passage_limits.output);
	enum err e = passage_disarm(view_of(data, n), view_str(ext), &mem, &form);
	passage_report_reads();
	if (e == OK)
		passage_rebuild(buf_view(&form), &mem, true);
	buf_free(&form);
	arena_free(&mem);
	return 0;
}

#endif
