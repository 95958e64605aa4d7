/* SPDX-License-Identifier: Apache-2.0
 * inspect.c: sekisho-inspect: 送付前点検 in jailed workers, one item a life. Between disarm and
 * rebuild of what goes out: a plain form in, a plain form and finds out. Opens no source format.
 */
#include "inspect/inspect.h"
#include "sys/file.h"
#include "sys/zygote.h"

static struct finds finds;
static struct erase list;

static enum err run(struct worker *w)
{
	struct arena mem = arena_new((size_t)w->work->limits.memory);
	struct inspect i = {.limits = &w->work->limits,
			    .mem = &mem,
			    .erase = &list,
			    .out = w->out,
			    .finds = &finds};
	try(erase_read(w->aside, &list));
	try(inspect_run(w->in, &i));
	finds_write(&finds, w->extra);
	return w->extra->err;
}

/* Workers open no file: the font that words the pictures is mapped while it is possible. */
static void warm(void)
{
	struct view bytes;
	for (unsigned n = 0; inspect_font_file(n); n++)
		if (file_map(inspect_font_file(n), &bytes) == OK) {
			inspect_font_give(bytes);
			return;
		}
}

int main(int argc, char **argv)
{
	static const struct zygote z = {.self = ROLE_inspect, .warm = warm, .run = run, .pool = 2};
	return zygote_main(&z, argc, argv);
}
