/* SPDX-License-Identifier: Apache-2.0
 * disarm.c: sekisho-disarm: lock 1 in jailed workers, one item a life.
 */
#include "disarm/disarm.h"
#include "sys/zygote.h"

static struct report report;

static enum err run(struct worker *w)
{
	const struct format *format = NULL;
	struct arena mem = arena_new((size_t)w->work->limits.memory);
	struct disarm d = {.in = w->in,
			   .ext = view_str(w->work->ext),
			   .limits = &w->work->limits,
			   .mem = &mem,
			   .password = view_str(w->work->password),
			   .out = w->out,
			   .report = &report};
	enum err e = disarm_run(&d, &format);
	w->done->format = FORMAT_ID_COUNT;
	for (uint32_t i = 0; format && i < FORMAT_ID_COUNT; i++)
		if (disarm_formats[i] == format)
			w->done->format = i;
	report_write(&report, w->extra);
	return e == OK ? w->extra->err : e;
}

int main(int argc, char **argv)
{
	static const struct zygote z = {
	    .self = ROLE_disarm, .warm = disarm_warm, .run = run, .pool = 4};
	return zygote_main(&z, argc, argv);
}
