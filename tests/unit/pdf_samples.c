/* SPDX-License-Identifier: Apache-2.0
 * pdf_samples.c: PDFs made by tools/make_pdf_samples.py through both locks. With a folder, what
 * comes out is left there for tests/check/pdf_check.py, which looks for canaries too.
 *
 * good/, alive/: pass, and what comes out passes again. bad/: refused as bad/want.tsv says.
 */
#include <dirent.h>

#include "faces.h"
#include "locks.h"
#include "tap.h"
#include "whole.h"

static const char *leave; /* folder for outputs, or NULL */

static struct buf load(const char *folder, const char *name)
{
	char path[1024];
	struct buf b = buf_new((size_t)16 << 20);
	(void)snprintf(path, sizeof path, PDF_SAMPLES "/%s/%s", folder, name);
	(void)whole_read(path, &b);
	return b;
}

static void save(const char *folder, const char *name, struct view v)
{
	char path[1024];
	(void)snprintf(path, sizeof path, "%s/%s-%s", leave, folder, name);
	expect(whole_write(path, v));
}

static void passes(const char *folder, const char *name)
{
	struct buf in scope_end(buf_free) = load(folder, name);
	struct locks *l = locks_run(buf_view(&in), "pdf", NULL);
	struct locks *again = l->rebuilt == OK ? locks_run(buf_view(&l->out), "pdf", NULL) : NULL;
	char what[512];
	(void)snprintf(what, sizeof what, "%s/%s: %s, %s", folder, name,
		       err_text(l->disarmed)->name, err_text(l->rebuilt)->name);
	tap_result(l->disarmed == OK && l->rebuilt == OK && again && again->disarmed == OK &&
		       again->rebuilt == OK,
		   what, __FILE__, __LINE__);
	if (leave && l->rebuilt == OK)
		save(folder, name, buf_view(&l->out));
	if (again)
		locks_free(again);
	locks_free(l);
}

static void all_pass(const char *folder)
{
	char path[1024];
	uint32_t n = 0;
	(void)snprintf(path, sizeof path, PDF_SAMPLES "/%s", folder);
	DIR *dir = opendir(path);
	for (struct dirent *e; dir && (e = readdir(dir)) != NULL;)
		if (e->d_name[0] != '.') {
			passes(folder, e->d_name);
			n++;
		}
	if (dir)
		(void)closedir(dir);
	expect(n > 40);
}

static void refused(const char *name, const char *want)
{
	struct buf in scope_end(buf_free) = load("bad", name);
	struct locks *l = locks_run(buf_view(&in), "pdf", NULL);
	enum err e = l->disarmed == OK ? l->rebuilt : l->disarmed;
	char what[512];
	(void)snprintf(what, sizeof what, "bad/%s: %s, wanted %s", name, err_text(e)->name, want);
	tap_result(strcmp(err_text(e)->name, want) == 0, what, __FILE__, __LINE__);
	locks_free(l);
}

static void all_refused(void)
{
	struct buf list scope_end(buf_free) = load("bad", "want.tsv");
	struct view rest = buf_view(&list);
	while (rest.n > 0) {
		size_t tab = view_find(rest, 0, '\t'), end = view_find(rest, 0, '\n');
		char name[128], want[64];
		(void)snprintf(name, sizeof name, "%.*s", (int)tab, (const char *)rest.p);
		(void)snprintf(want, sizeof want, "%.*s", (int)(end - tab - 1),
			       (const char *)rest.p + tab + 1);
		refused(name, want);
		rest = view_sub(rest, end + 1, rest.n);
	}
}

static uint32_t found(const char *folder, const char *name, enum finding_code code)
{
	struct buf in scope_end(buf_free) = load(folder, name);
	struct locks *l = locks_run(buf_view(&in), "pdf", NULL);
	uint32_t n = locks_found(l, code);
	locks_free(l);
	return n;
}

/* A JPEG crosses as its coefficients: nothing is encoded twice, and files do not grow. */
static void pictures(void)
{
	static const char *const names[] = {"colour", "grey", "inks", "progressive"};
	for (size_t i = 0; i < array_len(names); i++) {
		char name[64];
		(void)snprintf(name, sizeof name, "image-jpeg-%s.pdf", names[i]);
		struct buf in scope_end(buf_free) = load("good", name);
		struct locks *l = locks_run(buf_view(&in), "pdf", NULL);
		expect(l->rebuilt == OK && view_has(buf_view(&l->out), VIEW("/DCTDecode")));
		expect(l->out.n < in.n * 5 / 4 + 1024);
		locks_free(l);
	}
	expect(found("good", "image-jpx.pdf", FINDING_PICTURE_BROKEN) == 0);
}

/* What acts is told. */
static void findings(void)
{
	static const struct {
		const char *name;
		enum finding_code code;
	} rows[] = {
	    {"script-open.pdf", FINDING_PDF_SCRIPT},
	    {"script-names.pdf", FINDING_PDF_SCRIPT},
	    {"script-field.pdf", FINDING_PDF_SCRIPT},
	    {"chain-link.pdf", FINDING_PDF_SCRIPT},
	    {"launch-link.pdf", FINDING_PDF_ACTION},
	    {"submit-open.pdf", FINDING_PDF_ACTION},
	    {"remote-link.pdf", FINDING_EXTERNAL},
	    {"embedded-open.pdf", FINDING_EXTERNAL},
	    {"attachment.pdf", FINDING_PDF_ATTACHMENT},
	    {"annotation-richmedia.pdf", FINDING_PDF_MEDIA},
	    {"xfa.pdf", FINDING_PDF_XFA},
	    {"bad-uri-link.pdf", FINDING_LINK_BAD},
	    {"unc-uri-link.pdf", FINDING_LINK_BAD},
	    {"metadata.pdf", FINDING_METADATA},
	    {"layer-off.pdf", FINDING_PDF_LAYER},
	};
	for (size_t i = 0; i < array_len(rows); i++)
		tap_result(found("alive", rows[i].name, rows[i].code) > 0, rows[i].name, __FILE__,
			   __LINE__);
	expect(found("good", "fields.pdf", FINDING_PDF_FIELD) == 3);
	expect(found("good", "links.pdf", FINDING_LINK) == 1);
	expect(found("good", "links.pdf", FINDING_LINK_BAD) == 1);
	expect(found("good", "text.pdf", FINDING_PDF_OPERATOR) == 0);
}

int main(int argc, char **argv)
{
	leave = argc > 1 ? argv[1] : NULL;
	disarm_warm();
	(void)faces_give();
	all_pass("good");
	all_pass("alive");
	if (!leave) {
		all_refused();
		findings();
		pictures();
	}
	return tap_done();
}
