/* SPDX-License-Identifier: Apache-2.0
 * package_samples.h: a folder of office files made by a script, through both locks: each must give
 * what want.txt says; no canary may be in any form or output; every output must be one that a
 * second passage leaves as it is. For tests; the folder is the program's argument.
 */
#ifndef TESTS_PACKAGE_SAMPLES_H
#define TESTS_PACKAGE_SAMPLES_H

#include "disarm/office/opc.h"
#include "locks.h"
#include "tap.h"

#define CANARIES_MAX 256

static struct arena memory;
static struct view canaries[CANARIES_MAX];
static size_t n_canaries;
static const char *folder;

static inline struct view load(const char *name)
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

static inline bool holds(struct view hay, struct view needle)
{
	return view_has(hay, needle);
}

/* ---- what must hold of every output ---- */

static inline bool canary_in(struct view bytes, const char *where, const char *name)
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

static inline bool link_allowed(const struct opc_relation *r)
{
	return r->kind == REL_HYPERLINK && (view_starts(r->target, VIEW("http://")) ||
					    view_starts(r->target, VIEW("https://")) ||
					    view_starts(r->target, VIEW("mailto:")));
}

static inline bool relations_clean(struct opc *o)
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

static inline bool parts_clean(struct opc *o, const char *name)
{
	static const char *const never[] = {
	    "DDE",	  "INCLUDE",	"o:OLEObject",	    "w:control",    "w:altChunk",
	    "w:object",	  "vbaProject", "attachedTemplate", "<!DOCTYPE",    "javascript",
	    "w:rsid",	  "w:pict",	"WEBSERVICE",	    "externalLink", "oleObject",
	    "macrosheet", "codeName",	"printerSettings"};
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

/* A part of what was rebuilt has this text; `where` is how the part's name ends. */
static inline bool output_says(const struct locks *l, const char *where, const char *text)
{
	static struct report report;
	struct arena mem scope_end(arena_free) = arena_new((size_t)1 << 28);
	struct opc o;
	report.n = 0;
	if (opc_open(buf_view(&l->out), &l->limits, &mem, &report, &o) != OK)
		return false;
	for (uint32_t i = 0; i < o.zip.n; i++) {
		struct view content;
		if (view_ends(opc_name(&o, i), view_str(where)) &&
		    opc_read(&o, i, &content) == OK && holds(content, view_str(text)))
			return true;
	}
	return false;
}

static inline bool output_clean(const struct locks *l, const char *name)
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

static inline bool wanted(struct view list, enum err e)
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
static inline bool settles(const struct locks *l)
{
	struct locks *again = locks_run(buf_view(&l->out), l->ext, &l->limits);
	bool same = again->disarmed == OK && again->rebuilt == OK && locks_stable(again);
	locks_free(again);
	return same;
}

static inline bool file_holds(const char *name, struct view want)
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

static inline void every_sample(void)
{
	struct view rest = load("want.txt");
	size_t n = 0, good = 0;
	while (rest.n > 0) {
		char name[256];
		struct view line = view_take(&rest, '\n');
		size_t blank = view_find(line, 0, ' ');
		(void)snprintf(name, sizeof name, "%.*s", (int)blank, (const char *)line.p);
		n++;
		good += file_holds(name, view_sub(line, blank + 1, line.n));
	}
	expect(n > 20);
	expect(good == n);
}

/* False: no folder was given, and the test says so. */
static inline bool samples_begin(int argc, char **argv, const char *what)
{
	if (argc < 2) {
		tap_skip(what, "no folder given");
		return false;
	}
	folder = argv[1];
	memory = arena_new((size_t)1 << 30);
	struct view rest = load("canaries.txt");
	while (rest.n > 0 && n_canaries < CANARIES_MAX)
		canaries[n_canaries++] = view_take(&rest, '\n');
	expect(n_canaries > 50);
	return true;
}

struct wanted_finding {
	const char *file;
	enum finding_code code;
	uint32_t count;
};

static inline void expect_findings(const struct wanted_finding *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct locks *l =
		    locks_run(load(rows[i].file), strrchr(rows[i].file, '.') + 1, NULL);
		uint32_t found = locks_found(l, rows[i].code);
		bool same = found == rows[i].count;
		tap_result(same, finding_text(rows[i].code)->name, rows[i].file, __LINE__);
		if (!same)
			printf("# %u, not %u\n", found, rows[i].count);
		locks_free(l);
	}
}

/* Files that are the same but for their kind give the same form. */
static inline void expect_same(const char *first, const char *const *others, size_t n)
{
	const char *ext = strrchr(first, '.') + 1;
	struct locks *f = locks_run(load(first), ext, NULL);
	for (size_t i = 0; i < n; i++) {
		struct locks *l = locks_run(load(others[i]), strrchr(others[i], '.') + 1, NULL);
		tap_result(l->disarmed == OK && view_eq(buf_view(&l->form), buf_view(&f->form)),
			   others[i], __FILE__, __LINE__);
		locks_free(l);
	}
	expect(strcmp(f->ext, ext) == 0);
	locks_free(f);
}

/* A file cut short anywhere, or with bytes changed: an error or a clean output, never a crash.
 * Its form with bits changed: the same. */
static inline void expect_bent(const char *name, size_t rounds)
{
	const char *ext = strrchr(name, '.') + 1;
	struct view in = load(name);
	uint8_t *copy = arena_alloc(&memory, in.n);
	uint32_t seed = 1;
	size_t ok = 0, bad = 0;
	for (size_t i = 0; copy && i < rounds; i++) {
		memcpy(copy, in.p, in.n);
		size_t n = i % 4 ? in.n : in.n * i / rounds;
		for (size_t j = 0; j < i % 4; j++) {
			seed = seed * 1664525u + 1013904223u;
			copy[(seed >> 8) % in.n] = (uint8_t)(seed >> 24);
		}
		struct locks *l = locks_run(view_of(copy, n), ext, NULL);
		ok += l->disarmed == OK;
		bad += l->disarmed == OK && l->rebuilt != OK;
		locks_free(l);
	}
	expect(bad == 0);
	expect(ok < rounds / 2);
	struct locks *l = locks_run(in, ext, NULL);
	expect(locks_mutate(l, rounds) > rounds / 2);
	locks_free(l);
}

#endif
