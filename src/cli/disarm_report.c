/* SPDX-License-Identifier: Apache-2.0
 * disarm_report.c: passages as JSON.
 */
#include "cli/disarm_report.h"

#include "sys/file.h"

#define VERSION 1

static const char *const formats[] = {
#define FORMAT(name, extensions, ja, en) #name,
#include "tbl/formats.h"
#undef FORMAT
};

const char *disarm_report_format(const struct passage *p)
{
	bool asked = p->disarm.wall_us > 0; /* else its zero means nothing */
	return asked && p->disarm.format < array_len(formats) ? formats[p->disarm.format] : NULL;
}

static const char *const places[PLACE_COUNT] = {
    [PLACE_FILE] = "file",   [PLACE_PART] = "part",   [PLACE_PAGE] = "page",
    [PLACE_SHEET] = "sheet", [PLACE_SLIDE] = "slide", [PLACE_LINE] = "line",
};

static const char *const kinds[] = {
    [FINDING_KIND_REMOVED] = "removed",
    [FINDING_KIND_LOST] = "lost",
    [FINDING_KIND_KEPT] = "kept",
};

static json_t *hex(const uint8_t hash[32])
{
	scope_end(buf_free) struct buf b = buf_new(64);
	buf_hex(&b, view_of(hash, 32));
	return json_stringn((const char *)b.p, b.n);
}

static json_t *two_languages(const char *ja, const char *en)
{
	return json_pack("{s:s, s:s}", "ja", ja, "en", en);
}

static json_t *finding(const struct finding *f)
{
	const struct finding_text *t = finding_text((enum finding_code)f->code);
	json_t *o =
	    json_pack("{s:s, s:s, s:o, s:{s:s, s:i}, s:i}", "code", t->name, "kind", kinds[t->kind],
		      "text", two_languages(t->ja, t->en), "place", "kind", places[f->place_kind],
		      "number", (int)f->place, "count", (int)f->count);
	if (o && f->text_len)
		(void)json_object_set_new(o, "detail", json_stringn(f->text, f->text_len));
	if (o && f->has_hash)
		(void)json_object_set_new(o, "sha256", hex(f->hash));
	return o;
}

/* One lock's share: its own clock, as the zygote measured it. */
static json_t *stage(const struct body_work_done *d)
{
	return json_pack("{s:f, s:f, s:I}", "cpu_ms", (double)d->cpu_us / 1000, "wall_ms",
			 (double)d->wall_us / 1000, "memory_kb", (json_int_t)d->memory_kb);
}

static bool is_limit(enum err e)
{
	return view_starts(view_str(err_text(e)->name), VIEW("E_LIMIT_"));
}

static json_t *original(const struct passage *p, const char *input)
{
	json_t *name = json_string(input);
	if (!name) /* a name that is not UTF-8 */
		name = json_string("");
	return json_pack("{s:o, s:I, s:o}", "name", name, "size", (json_int_t)p->size, "sha256",
			 hex(p->hash));
}

static json_t *result(const struct passage *p, const char *output)
{
	uint8_t hash[32];
	uint64_t size;
	if (!output || p->out < 0 || file_hash(p->out, hash, &size) != OK)
		return json_null();
	return json_pack("{s:s, s:I, s:o}", "name", output, "size", (json_int_t)size, "sha256",
			 hex(hash));
}

bool disarm_report_add(struct disarm_report *r, const struct passage *p, const char *input,
		       const char *output)
{
	const struct err_text *e = err_text(p->err);
	json_t *findings = json_array(), *limits = json_array();
	for (uint32_t i = 0; i < p->report.n; i++)
		(void)json_array_append_new(findings, finding(&p->report.rows[i]));
	if (is_limit(p->err))
		(void)json_array_append_new(limits, json_string(e->name));
	json_t *o =
	    json_pack("{s:o, s:s?, s:s, s:s, s:o, s:o, s:o, s:b, s:o, s:{s:o, s:o}, s:f}",
		      "original", original(p, input), "format", disarm_report_format(p), "result",
		      p->err == OK		  ? "passed"
		      : e->kind == ERR_KIND_FAULT ? "failed"
						  : "refused",
		      "code", e->name, "text", two_languages(e->ja, e->en), "output",
		      result(p, output), "findings", findings, "findings_full", p->report.full,
		      "limits_met", limits, "stages", "disarm", stage(&p->disarm), "rebuild",
		      stage(&p->rebuild), "wall_ms", (double)(p->ended_us - p->begun_us) / 1000);
	if (o && p->err != OK)
		(void)json_object_set_new(o, "todo", two_languages(e->todo_ja, e->todo_en));
	if (!r->items)
		r->items = json_array();
	return o && json_array_append_new(r->items, o) == 0;
}

bool disarm_report_print(const struct disarm_report *r, FILE *to)
{
	json_t *items = r->items ? json_incref(r->items) : json_array();
	json_t *all = json_pack("{s:i, s:s, s:o}", "version", VERSION, "program",
				"sekisho " SEKISHO_VERSION, "items", items);
	bool ok = all && json_dumpf(all, to, JSON_INDENT(2) | JSON_REAL_PRECISION(7)) == 0 &&
		  fputc('\n', to) != EOF;
	json_decref(all);
	return ok;
}

void disarm_report_free(struct disarm_report *r)
{
	json_decref(r->items);
	r->items = NULL;
}
