/* SPDX-License-Identifier: Apache-2.0
 * docx.c: Word files made by tools/make_docx_samples.py through both locks.
 *
 * The argument is the folder it wrote. Every file must give what want.txt says; no canary may be
 * in any form or output; every output must be one that a second passage leaves as it is.
 */
#include "disarm/opc.h"
#include "locks.h"
#include "tap.h"

#define CANARIES_MAX 256

static struct arena memory;
static struct view canaries[CANARIES_MAX];
static size_t n_canaries;
static const char *folder;

static struct view load(const char *name)
{
	char path[1024];
	(void)snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *f = fopen(path, "rb");
	uint8_t *p = arena_alloc(&memory, 1u << 20);
	size_t n = f && p ? fread(p, 1, 1u << 20, f) : 0;
	if (f)
		(void)fclose(f);
	return view_of(p, n);
}

static struct view next_line(struct view *rest)
{
	size_t end = view_find(*rest, 0, '\n');
	struct view line = view_sub(*rest, 0, end);
	*rest = view_sub(*rest, end + 1, rest->n);
	return line;
}

static bool holds(struct view hay, struct view needle)
{
	return view_has(hay, needle);
}

/* ---- what must hold of every output ---- */

static bool canary_in(struct view bytes, const char *where, const char *name)
{
	for (size_t i = 0; i < n_canaries; i++) {
		if (!holds(bytes, canaries[i]))
			continue;
		printf("# %s of %s holds %.*s\n", where, name, (int)canaries[i].n,
		       (const char *)canaries[i].p);
		return true;
	}
	return false;
}

static bool link_allowed(const struct opc_relation *r)
{
	return r->kind == REL_HYPERLINK && (view_starts(r->target, VIEW("http://")) ||
					    view_starts(r->target, VIEW("https://")) ||
					    view_starts(r->target, VIEW("mailto:")));
}

static bool relations_clean(struct opc *o)
{
	bool clean = true;
	for (uint32_t i = 0; i <= o->zip.n && clean; i++) {
		struct opc_relations r;
		clean = opc_relations(o, i < o->zip.n ? i : OPC_ROOT, &r) == OK;
		for (uint32_t j = 0; clean && j < r.n; j++)
			clean = (r.rows[j].external ? link_allowed(&r.rows[j])
						    : r.rows[j].part != OPC_NONE) &&
				r.rows[j].kind != REL_UNKNOWN;
	}
	return clean;
}

static bool parts_clean(struct opc *o, const char *name)
{
	static const char *const never[] = {
	    "DDE",	  "INCLUDE",	      "o:OLEObject", "w:control",  "w:altChunk", "w:object",
	    "vbaProject", "attachedTemplate", "<!DOCTYPE",   "javascript", "w:rsid",	 "w:pict"};
	for (uint32_t i = 0; i < o->zip.n; i++) {
		struct view content;
		if (opc_read(o, i, &content) != OK || canary_in(content, "a part", name))
			return false;
		bool xml = view_ends(opc_name(o, i), VIEW("xml"));
		for (size_t j = 0; xml && j < array_len(never); j++) {
			if (!holds(content, view_str(never[j])))
				continue;
			printf("# %s holds %s\n", name, never[j]);
			return false;
		}
	}
	return true;
}

static bool output_clean(const struct locks *l, const char *name)
{
	static struct report report;
	struct arena mem scope_end(arena_free) = arena_new((size_t)1 << 28);
	struct opc o;
	struct view out = buf_view(&l->out);
	report.n = 0;
	if (opc_open(out, &l->limits, &mem, &report, &o) != OK)
		return false;
	return report.n == 0 && relations_clean(&o) && parts_clean(&o, name) &&
	       !canary_in(buf_view(&l->form), "form", name) && !canary_in(out, "output", name);
}

/* ---- each file ---- */

static bool wanted(struct view list, enum err e)
{
	while (list.n > 0) {
		size_t end = view_find(list, 0, ' ');
		if (view_eq(view_sub(list, 0, end), view_str(err_text(e)->name)))
			return true;
		list = view_sub(list, end + 1, list.n);
	}
	return false;
}

/* VML and frames come out as drawings, so the form may differ once; after that it may not. */
static bool settles(const struct locks *l)
{
	struct locks *again = locks_run(buf_view(&l->out), l->ext, &l->limits);
	bool same = again->disarmed == OK && again->rebuilt == OK && locks_stable(again);
	locks_free(again);
	return same;
}

static bool file_holds(const char *name, struct view want)
{
	struct locks *l = locks_run(load(name), strrchr(name, '.') + 1, NULL);
	bool ok = wanted(want, l->disarmed);
	if (!ok)
		printf("# %s gives %s, not %.*s\n", name, err_text(l->disarmed)->name, (int)want.n,
		       (const char *)want.p);
	if (l->disarmed == OK) {
		bool rebuilt = l->rebuilt == OK, clean = rebuilt && output_clean(l, name);
		bool stable = clean && settles(l);
		if (!stable)
			printf("# %s: rebuilt %d clean %d stable %d\n", name, rebuilt, clean,
			       stable);
		ok = ok && stable;
	}
	locks_free(l);
	return ok;
}

static void every_sample(void)
{
	struct view rest = load("want.txt");
	size_t n = 0, good = 0;
	while (rest.n > 0) {
		char name[256];
		struct view line = next_line(&rest);
		size_t blank = view_find(line, 0, ' ');
		(void)snprintf(name, sizeof name, "%.*s", (int)blank, (const char *)line.p);
		n++;
		good += file_holds(name, view_sub(line, blank + 1, line.n));
	}
	expect(n > 40);
	expect(good == n);
}

/* ---- what the report must say ---- */

static void findings(void)
{
	static const struct {
		const char *file;
		enum finding_code code;
		uint32_t count;
	} rows[] = {
	    {"bad/macro.docm", FINDING_MACRO, 1},
	    {"bad/macro-lying.docx", FINDING_MACRO, 1},
	    {"bad/ole.docx", FINDING_OLE, 1},
	    {"bad/ole.docx", FINDING_OBJECT_PICTURE, 1},
	    {"bad/ole-link.docx", FINDING_EXTERNAL, 1},
	    {"bad/activex.docx", FINDING_ACTIVEX, 1},
	    {"bad/external-image.docx", FINDING_EXTERNAL, 1},
	    {"bad/altchunk.docx", FINDING_ALTCHUNK, 1},
	    {"bad/dde.docx", FINDING_FIELD, 1},
	    {"bad/dde-quote.docx", FINDING_FIELD, 1},
	    {"bad/dde-simple.docx", FINDING_FIELD, 1},
	    {"bad/dde-nested.docx", FINDING_FIELD, 1},
	    {"bad/includepicture.docx", FINDING_FIELD, 1},
	    {"bad/includetext.docx", FINDING_FIELD, 1},
	    {"bad/hyperlink-field.docx", FINDING_LINK_BAD, 1},
	    {"bad/links.docx", FINDING_LINK_BAD, 12},
	    {"bad/links.docx", FINDING_LINK, 1},
	    {"bad/gap.docx", FINDING_GAP, 1},
	    {"bad/tail.docx", FINDING_TRAILING, 1},
	    {"bad/head.docx", FINDING_TRAILING, 1},
	    {"bad/metadata.docx", FINDING_TEMPLATE, 1},
	    {"bad/metadata.docx", FINDING_SIGNATURE, 1},
	    {"bad/metadata.docx", FINDING_THUMBNAIL, 1},
	    {"bad/metadata.docx", FINDING_PRINTER, 1},
	    {"bad/metadata.docx", FINDING_FONT, 1},
	    {"bad/metadata.docx", FINDING_GLOSSARY, 1},
	    {"bad/metadata.docx", FINDING_CUSTOM_XML, 1},
	    {"bad/metadata.docx", FINDING_UNKNOWN_PART, 1},
	    {"good/everything.docx", FINDING_COMMENTS, 1},
	    {"good/everything.docx", FINDING_TRACKED, 2},
	    {"good/everything.docx", FINDING_HIDDEN_TEXT, 1},
	    {"good/everything.docx", FINDING_LINK, 1},
	    {"good/everything.docx", FINDING_PICTURE, 1},
	    {"good/everything.docx", FINDING_UNKNOWN_ELEMENT, 0},
	    {"good/everything.docx", FINDING_UNKNOWN_ATTRIBUTE, 0},
	    {"good/everything.docx", FINDING_BAD_VALUE, 0},
	    {"good/everything.docx", FINDING_FIELD_TEXT, 0},
	    {"good/strict.docx", FINDING_BAD_VALUE, 0},
	    {"good/strict.docx", FINDING_UNKNOWN_ELEMENT, 0},
	};
	for (size_t i = 0; i < array_len(rows); i++) {
		struct locks *l =
		    locks_run(load(rows[i].file), strrchr(rows[i].file, '.') + 1, NULL);
		uint32_t n = locks_found(l, rows[i].code);
		bool same = n == rows[i].count;
		tap_result(same, finding_text(rows[i].code)->name, rows[i].file, __LINE__);
		if (!same)
			printf("# %u, not %u\n", n, rows[i].count);
		locks_free(l);
	}
}

/* All four kinds, and Strict, are one document. */
static void one_document(void)
{
	static const char *const same[] = {"good/everything.docm", "good/everything.dotx",
					   "good/everything.dotm", "good/strict.docx"};
	struct locks *first = locks_run(load("good/everything.docx"), "docx", NULL);
	for (size_t i = 0; i < array_len(same); i++) {
		struct locks *l = locks_run(load(same[i]), strrchr(same[i], '.') + 1, NULL);
		expect(l->disarmed == OK && view_eq(buf_view(&l->form), buf_view(&first->form)));
		locks_free(l);
	}
	expect(strcmp(first->ext, "docx") == 0);
	locks_free(first);
}

static void options(void)
{
	struct limits limits = limits_default;
	struct view author = VIEW("関所 太郎"), comment = VIEW("確認してください");
	struct locks *l = locks_run(load("good/everything.docx"), "docx", &limits);
	expect(holds(buf_view(&l->form), author) && holds(buf_view(&l->form), comment));
	locks_free(l);
	limits.options = LIMITS_DROP_PERSON;
	l = locks_run(load("good/everything.docx"), "docx", &limits);
	expect(l->rebuilt == OK && !holds(buf_view(&l->form), author));
	expect(holds(buf_view(&l->form), comment));
	locks_free(l);
	limits.options = LIMITS_DROP_COMMENTS;
	l = locks_run(load("good/everything.docx"), "docx", &limits);
	expect(l->rebuilt == OK && !holds(buf_view(&l->form), comment));
	expect(!holds(buf_view(&l->form), author));
	locks_free(l);
}

/* The text that a reader of the file sees is all there, in its order. */
static void text_kept(void)
{
	static const char *const words[] = {
	    "関所の見本",   "せきしょ",
	    "こちら",	    "目的",
	    "範囲",	    "所属",
	    "総務課",	    "コメント付き",
	    "追加した文字", "消した文字",
	    "枠の中の文章", "旧形式の枠",
	    "隠し文字",	    "令和8年11月21日",
	    "x=1",
	};
	struct locks *l = locks_run(load("good/everything.docx"), "docx", NULL);
	struct view form = buf_view(&l->form);
	size_t at = 0;
	for (size_t i = 0; i < array_len(words); i++) {
		struct view rest = view_sub(form, at, form.n);
		const uint8_t *hit = memmem(rest.p, rest.n, words[i], strlen(words[i]));
		if (!hit)
			printf("# %s is missing or out of order\n", words[i]);
		expect(hit != NULL);
		at += hit ? (size_t)(hit - rest.p) : 0;
	}
	locks_free(l);
}

/* Cut short anywhere, or with bytes changed: an error or a clean output, never a crash. */
static void bent_files(void)
{
	struct view in = load("good/everything.docx");
	uint8_t *copy = arena_alloc(&memory, in.n);
	uint32_t seed = 1, ok = 0, bad = 0;
	for (size_t i = 0; copy && i < 400; i++) {
		memcpy(copy, in.p, in.n);
		size_t n = i % 4 ? in.n : in.n * i / 400;
		for (size_t j = 0; j < i % 4; j++) {
			seed = seed * 1664525u + 1013904223u;
			copy[(seed >> 8) % in.n] = (uint8_t)(seed >> 24);
		}
		struct locks *l = locks_run(view_of(copy, n), "docx", NULL);
		ok += l->disarmed == OK;
		bad += l->disarmed == OK && l->rebuilt != OK;
		locks_free(l);
	}
	expect(bad == 0);
	expect(ok < 200);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		tap_skip("Word samples", "no folder given");
		return tap_done();
	}
	folder = argv[1];
	memory = arena_new((size_t)1 << 30);
	struct view rest = load("canaries.txt");
	while (rest.n > 0 && n_canaries < CANARIES_MAX)
		canaries[n_canaries++] = next_line(&rest);
	expect(n_canaries > 50);
	every_sample();
	findings();
	one_document();
	options();
	text_kept();
	bent_files();
	arena_free(&memory);
	return tap_done();
}
