/* SPDX-License-Identifier: Apache-2.0
 * disarm.c: sekisho-disarm: lock 1 in jailed workers, one item a life.
 */
#include "disarm/disarm.h"
#include "disarm/pdf/face.h"
#include "sys/file.h"
#include "sys/zygote.h"

static struct report report;

static enum err run(struct worker *w)
{
	const struct format *format = NULL;
	struct arena mem = arena_new((size_t)w->work->limits.memory);
	struct disarm d = {.in = w->in,
			   .ext = view_str(w->work->ext),
			   .aside = w->aside,
			   .limits = &w->work->limits,
			   .mem = &mem,
			   .password = view_str(w->work->password),
			   .out = w->out,
			   .report = &report};
	enum err e = disarm_run(&d, &format);
	w->done->format = FORMAT_ID_COUNT;
	w->done->next = e == OK && d.members ? WORK_MEMBERS : WORK_OVER;
	for (uint32_t i = 0; format && i < FORMAT_ID_COUNT; i++)
		if (disarm_formats[i] == format)
			w->done->format = i;
	if (d.wanted.n > 0)
		w->done->next = WORK_CONVERT;
	report_write(&report, w->extra);
	return e == OK ? w->extra->err : e;
}

/* Workers open no file: the fonts that stand in for missing ones are mapped while it is possible.
 * One that is not installed stays missing; `sekisho status` tells which. */
static void warm(void)
{
	struct view bytes;
	disarm_warm();
	for (enum pdf_face i = 0; i < PDF_FACE_COUNT; i++)
		if (file_map(pdf_face_file(i), &bytes) == OK)
			pdf_face_give(i, bytes);
}

int main(int argc, char **argv)
{
	static const struct zygote z = {.self = ROLE_disarm, .warm = warm, .run = run, .pool = 4};
	return zygote_main(&z, argc, argv);
}
