/* SPDX-License-Identifier: Apache-2.0
 * report.c: findings in, bytes out, and back with every value checked.
 */
#include "form/report.h"
#include "form/class.h"
#include "form/forms_gen.h"

#define TEXT_CODE_POINTS 80

static const struct finding_text texts[FINDING_COUNT] = {
#define FINDING(name, kind, ja, en) {FINDING_KIND_##kind, #name, ja, en},
#include "tbl/findings.h"
#undef FINDING
};

const struct finding_text *finding_text(enum finding_code code)
{
	assert(code < FINDING_COUNT);
	return &texts[code];
}

/* Any bytes become a word. */
static uint32_t clean_text(struct view text, char ret[FINDING_TEXT_MAX])
{
	struct buf out = buf_new(FINDING_TEXT_MAX);
	struct cursor c = cursor_of(text);
	for (unsigned n = 0; n < TEXT_CODE_POINTS && cursor_left(&c) > 0; n++)
		utf8_put(&out, utf8_shown_in_line(&c));
	uint32_t n = out.err == OK ? (uint32_t)out.n : 0;
	if (n)
		memcpy(ret, out.p, n);
	buf_free(&out);
	return n;
}

static bool same(const struct finding *a, const struct finding *b)
{
	return a->code == b->code && a->place_kind == b->place_kind && a->place == b->place &&
	       view_eq(view_of(a->text, a->text_len), view_of(b->text, b->text_len));
}

static void count_up(struct finding *f, uint32_t more)
{
	if (ckd_add(&f->count, f->count, more))
		f->count = UINT32_MAX;
}

/* Every code that was seen is told, however much of others a file can make us say: the last row of
 * a code with several goes to its first. */
static void make_room(struct report *r, const struct finding *f)
{
	for (uint32_t i = r->n; i > 1; i--)
		for (uint32_t k = 0; k < i - 1; k++) {
			if (r->rows[k].code != r->rows[i - 1].code)
				continue;
			count_up(&r->rows[k], r->rows[i - 1].count);
			r->rows[i - 1] = *f;
			return;
		}
}
static_assert(FINDING_COUNT < REPORT_MAX, "some code has several rows in a full report");

void report_add_many(struct report *r, enum finding_code code, enum place_kind kind, uint32_t place,
		     struct view text, const uint8_t hash[32], uint32_t count)
{
	assert(code < FINDING_COUNT && kind < PLACE_COUNT && r->n <= REPORT_MAX);
	if (count == 0)
		return;
	struct finding f = {.code = (uint16_t)code, .count = count};
	if (kind != PLACE_FILE && place != 0) {
		f.place_kind = (uint8_t)kind;
		f.place = place;
	}
	f.text_len = clean_text(text, f.text);
	if (hash) {
		f.has_hash = 1;
		memcpy(f.hash, hash, sizeof f.hash);
	}
	struct finding *of_code = NULL;
	for (uint32_t i = 0; i < r->n; i++) {
		struct finding *old = &r->rows[i];
		if (!of_code && old->code == f.code)
			of_code = old;
		if (same(old, &f)) {
			count_up(old, count);
			return;
		}
	}
	if (r->n < REPORT_MAX) {
		r->rows[r->n++] = f;
		return;
	}
	r->full = true;
	if (of_code)
		count_up(of_code, count);
	else
		make_room(r, &f);
}

void report_add(struct report *r, enum finding_code code, enum place_kind kind, uint32_t place,
		struct view text, const uint8_t hash[32])
{
	report_add_many(r, code, kind, place, text, hash, 1);
}

void report_write(const struct report *r, struct buf *out)
{
	buf_put(out, VIEW("SKR1"));
	buf_put(out, view_of(form_report_spec.hash, sizeof form_report_spec.hash));
	form_report_write(out, &(struct form_report){.full = r->full, .findings = r->n});
	for (uint32_t i = 0; i < r->n; i++) {
		const struct finding *f = &r->rows[i];
		struct form_report_finding row = {
		    .code = f->code,
		    .place_kind = (enum form_report_finding_place_kind)f->place_kind,
		    .place = f->place,
		    .count = f->count,
		    .hashed = f->has_hash,
		    .text = view_of(f->text, f->text_len),
		};
		memcpy(row.hash, f->hash, sizeof row.hash);
		form_report_finding_write(out, &row);
	}
}

static enum err row_read(struct cursor *c, struct finding *ret)
{
	struct form_report_finding row;
	try(form_report_finding_read(c, &row));
	bool at_file = row.place_kind == FORM_REPORT_FINDING_PLACE_KIND_FILE;
	if (at_file != (row.place == 0) ||
	    (!row.hashed && !view_is_zero(view_of(row.hash, sizeof row.hash))) ||
	    utf8_count(row.text) > TEXT_CODE_POINTS)
		return E_FORM;
	ret->code = (uint16_t)row.code;
	ret->place_kind = (uint8_t)row.place_kind;
	ret->place = row.place;
	ret->count = row.count;
	ret->has_hash = row.hashed;
	memcpy(ret->hash, row.hash, sizeof ret->hash);
	ret->text_len = (uint32_t)row.text.n;
	if (row.text.n)
		memcpy(ret->text, row.text.p, row.text.n);
	return OK;
}

enum err report_read(struct view bytes, struct report *ret)
{
	struct cursor c = cursor_of(bytes);
	struct view magic = cursor_take(&c, 4), hash = cursor_take(&c, 32);
	struct form_report head;
	*ret = (struct report){0}; /* never half a report */
	if (!view_eq(magic, VIEW("SKR1")) || !view_eq(hash, view_of(form_report_spec.hash, 32)))
		return E_FORM;
	try(form_report_read(&c, &head));
	ret->full = head.full;
	enum err e = OK;
	for (; e == OK && ret->n < head.findings; ret->n++)
		e = row_read(&c, &ret->rows[ret->n]);
	if (e == OK && cursor_done(&c))
		return OK;
	*ret = (struct report){0};
	return E_FORM;
}
