/* SPDX-License-Identifier: Apache-2.0
 * inspect_run.c: for tests/check/inspect_check.py: a file through lock 1, inspection and lock 2.
 *
 *   test-inspect_run IN OUT ALL|NONE|ID...
 *
 * Standard output: a line a find, fields by tab: id, kind, severity, erasable, count, at, number,
 * row, column, erased so far, width of its picture, excerpt. OUT: the rebuilt file, beside it
 * OUT.ID.png. The last line is "error NAME".
 */
#include "disarm/disarm.h"
#include "faces.h"
#include "form/name.h"
#include "inspect/inspect.h"
#include "rebuild/rebuild.h"
#include "whole.h"

static struct finds finds;
static struct report report;

static enum err to_form(const char *path, struct arena *mem, struct buf *form)
{
	char ext[9];
	const struct format *format;
	static struct limits limits;
	scope_end(buf_free) struct buf in = buf_new((size_t)64 << 20);
	limits = limits_default;
	name_ext(view_str(path), ext);
	(void)whole_read(path, &in);
	struct disarm d = {.in = buf_view(&in),
			   .ext = view_str(ext),
			   .limits = &limits,
			   .mem = mem,
			   .out = form,
			   .report = &report};
	try(disarm_run(&d, &format));
	return form->err;
}

static enum err check(struct view form, const struct erase *e, struct arena *mem, struct buf *out)
{
	struct inspect i = {
	    .limits = &limits_default, .mem = mem, .erase = e, .out = out, .finds = &finds};
	return inspect_run(form, &i);
}

static enum err build(struct view form, struct arena *mem, const char *path)
{
	scope_end(buf_free) struct buf out = buf_new((size_t)256 << 20), preview = buf_new(1 << 16);
	struct rebuild r = {
	    .limits = &limits_default, .mem = mem, .out = &out, .preview = &preview};
	try(rebuild_run(form, &r));
	return whole_write(path, buf_view(&out)) ? OK : E_IO;
}

/* Finds must come back from their own bytes as they are. */
static enum err print(const char *path)
{
	scope_end(buf_free) struct buf b = buf_new((size_t)16 << 20);
	finds_write(&finds, &b);
	try(finds_read(buf_view(&b), &finds));
	for (uint32_t i = 0; i < finds.n; i++) {
		const struct find *f = &finds.rows[i];
		const struct find_text *t = find_text(f->kind);
		scope_end(buf_free) struct buf png = buf_new((size_t)1 << 20);
		char name[4096];
		printf("%016llx\t%s\t%d\t%d\t%u\t%d\t%u\t%u\t%u\t%u\t%u\t%.*s\n",
		       (unsigned long long)f->id, t->name, (int)f->severity, f->erasable, f->count,
		       (int)f->place.at, f->place.number, f->place.row, f->place.column,
		       finds.erased, f->width, (int)f->excerpt.n, f->excerpt.text);
		find_png(f, &png);
		(void)snprintf(name, sizeof name, "%s.%016llx.png", path,
			       (unsigned long long)f->id);
		if (f->width && !whole_write(name, buf_view(&png)))
			return E_IO;
	}
	return b.err;
}

static enum err run(int argc, char **argv)
{
	scope_end(arena_free) struct arena mem = arena_new((size_t)1 << 31);
	scope_end(buf_free) struct buf form = buf_new((size_t)256 << 20),
				       now = buf_new((size_t)256 << 20);
	scope_end(buf_free) struct buf font = buf_new((size_t)64 << 20);
	struct erase e = {0};
	disarm_warm();
	(void)faces_give();
	for (unsigned n = 0; inspect_font_file(n) && font.n == 0; n++)
		if (whole_read(inspect_font_file(n), &font))
			inspect_font_give(buf_view(&font));
	try(to_form(argv[1], &mem, &form));
	if (strcmp(argv[3], "ALL") == 0) {
		try(check(buf_view(&form), NULL, &mem, &now));
		for (uint32_t i = 0; i < finds.n; i++)
			if (finds.rows[i].erasable)
				try(erase_add(&e, finds.rows[i].id));
		buf_clear(&now);
	}
	for (int i = 3; i < argc && strcmp(argv[3], "ALL") != 0 && strcmp(argv[3], "NONE") != 0;
	     i++)
		try(erase_add(&e, strtoull(argv[i], NULL, 16)));
	try(check(buf_view(&form), &e, &mem, &now));
	try(print(argv[2]));
	return build(buf_view(&now), &mem, argv[2]);
}

int main(int argc, char **argv)
{
	if (argc < 4)
		return 2;
	enum err e = run(argc, argv);
	printf("error %s\n", err_text(e)->name);
	return e == OK ? 0 : 1;
}
