/* SPDX-License-Identifier: Apache-2.0
 * locks.c: both locks in one process, for tests and figures: no jail, no wire.
 *
 *   locks [-o DIR] [-n TIMES] [-q] FILE...
 *
 * A line a file: name, error, CPU microseconds of each lock, sizes. With -o the rebuilt file goes
 * to DIR under its name and new extension, the report beside it (NAME.report), the form (.form).
 */
#include <sys/resource.h>
#include <unistd.h>

#include "disarm/disarm.h"
#include "faces.h"
#include "rebuild/rebuild.h"
#include "whole.h"

static double cpu(void)
{
	struct rusage r;
	getrusage(RUSAGE_SELF, &r);
	return (double)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) * 1e6 +
	       (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec);
}

static void write_file(const char *dir, const char *name, const char *ext, struct view v)
{
	char path[4096];
	(void)snprintf(path, sizeof path, "%s/%s%s%s", dir, name, *ext ? "." : "", ext);
	if (!whole_write(path, v))
		fprintf(stderr, "%s: cannot write\n", path);
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

struct run {
	struct buf in, form, out, preview;
	struct report report;
	double disarm_us, rebuild_us;
	char ext[8];
};

static enum err disarm_one(struct run *r, const char *name)
{
	struct arena mem = arena_new((size_t)1 << 30);
	const char *dot = strrchr(name, '.');
	const struct format *format = NULL;
	struct disarm d = {.in = buf_view(&r->in),
			   .ext = view_str(dot ? dot + 1 : ""),
			   .limits = &limits_default,
			   .mem = &mem,
			   .out = &r->form,
			   .report = &r->report};
	r->report.n = 0;
	buf_clear(&r->form);
	double from = cpu();
	enum err err = disarm_run(&d, &format);
	arena_free(&mem);
	r->disarm_us += cpu() - from;
	return err;
}

static enum err rebuild_one(struct run *r)
{
	struct arena mem = arena_new((size_t)1 << 30);
	struct form form = {0};
	struct rebuild job = {.form = &form,
			      .limits = &limits_default,
			      .mem = &mem,
			      .out = &r->out,
			      .preview = &r->preview};
	buf_clear(&r->out);
	buf_clear(&r->preview);
	double from = cpu();
	enum err err = rebuild_run(buf_view(&r->form), &job);
	memcpy(r->ext, job.ext, sizeof r->ext);
	arena_free(&mem);
	r->rebuild_us += cpu() - from;
	return err;
}

static void print_report(const struct report *report, struct buf *to)
{
	for (uint32_t i = 0; i < report->n; i++) {
		const struct finding *f = &report->rows[i];
		buf_fmt(to, "%s %u %u ", finding_text((enum finding_code)f->code)->name, f->place,
			f->count);
		buf_put(to, view_of(f->text, f->text_len));
		buf_u8(to, '\n');
	}
}

static void one_file(const char *path, const char *dir, int times)
{
	static struct run r;
	const char *name = base_name(path), *step = "disarm";
	enum err err = OK;
	r.in = buf_new((size_t)1 << 28);
	r.form = buf_new((size_t)1 << 29);
	r.out = buf_new((size_t)1 << 29);
	r.preview = buf_new((size_t)1 << 20);
	r.disarm_us = r.rebuild_us = 0;
	if (!whole_read(path, &r.in))
		err = E_IO;
	for (int i = 0; i < times && err == OK; i++) {
		step = "disarm";
		if ((err = disarm_one(&r, name)) != OK)
			break;
		step = "rebuild";
		err = rebuild_one(&r);
	}
	printf("%s\t%s\t%s\t%.0f\t%.0f\t%zu\t%zu\t%zu\n", path, err == OK ? "-" : step,
	       err_text(err)->name, r.disarm_us / times, r.rebuild_us / times, r.in.n, r.form.n,
	       r.out.n);
	fflush(stdout);
	if (dir) {
		struct buf text = buf_new((size_t)1 << 20);
		print_report(&r.report, &text);
		write_file(dir, name, "report", buf_view(&text));
		write_file(dir, name, "form", buf_view(&r.form));
		if (err == OK)
			write_file(dir, name, r.ext, buf_view(&r.out));
		buf_free(&text);
	}
	buf_free(&r.in);
	buf_free(&r.form);
	buf_free(&r.out);
	buf_free(&r.preview);
}

int main(int argc, char **argv)
{
	const char *dir = NULL;
	int times = 1, option;
	while ((option = getopt(argc, argv, "o:n:")) != -1) {
		if (option == 'o')
			dir = optarg;
		else if (option == 'n')
			times = (int)strtol(optarg, NULL, 10);
		else
			return 2;
	}
	if (times < 1)
		times = 1;
	disarm_warm();
	(void)faces_give();
	for (int i = optind; i < argc; i++)
		one_file(argv[i], dir, times);
	return 0;
}
