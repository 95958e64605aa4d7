/* SPDX-License-Identifier: Apache-2.0
 * observe.c: any bytes as results of the probe program, two files one behind the other, and the
 * verdict over them; what can be read comes out again as it was understood.
 */
#include "town.h"
#include "zone/observe/observe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void both_ways(const struct observe_text *t, struct arena *mem)
{
	struct buf out = buf_new(OBSERVE_FILE_MAX);
	struct observe_text again;
	uint32_t line;
	observe_write(t, &out);
	enum err e = observe_read(buf_view(&out), mem, &again, &line);
	assert(e == OK && again.tries_count == t->tries_count &&
	       again.listens_count == t->listens_count && again.got_count == t->got_count);
	(void)e;
	buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena mem = arena_new((size_t)64 << 20);
	struct view rest = view_of(data, n);
	struct observe o;
	if (observe_begin(&town, 1790000100, &mem, &o) == OK) {
		for (int i = 0; i < 2 && rest.n > 0; i++) {
			static const struct view end = {(const uint8_t *)"\nend\n", 5};
			struct observe_text t;
			uint32_t line;
			size_t at = 0;
			while (at < rest.n && !view_starts(view_sub(rest, at, rest.n), end))
				at++;
			struct view file = view_sub(rest, 0, at + end.n);
			rest = view_sub(rest, file.n, rest.n);
			if (observe_read(file, &mem, &t, &line) != OK)
				continue;
			both_ways(&t, &mem);
			enum err ignored = observe_result(&o, &t);
			(void)ignored;
		}
		observe_end(&o);
		assert(!observe_ensures(&o) || observe_weakest(&o) == OBSERVE_PROBED);
	}
	arena_free(&mem);
	return 0;
}
