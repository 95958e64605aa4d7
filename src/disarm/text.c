/* SPDX-License-Identifier: Apache-2.0
 * text.c: plain text, line by line.
 */
#include "base/utf8.h"
#include "disarm/find.h"
#include "disarm/lines.h"
#include "form/class.h"
#include "form/forms_gen.h"

#define LINE_MAX_BYTES ((size_t)16 << 20)

static bool probe(struct view in, struct view ext)
{
	/* A file without an extension may be text; one with another extension is not called text.
	 */
	bool named = ext.n == 0 || view_eq(ext, VIEW("txt")) || view_eq(ext, VIEW("text")) ||
		     view_eq(ext, VIEW("log")) || view_eq(ext, VIEW("md"));
	return named && lines_probe(in);
}

/* Nothing that clean text may hold. */
static bool blank(struct view line)
{
	struct cursor c = cursor_of(line);
	while (cursor_left(&c) > 0)
		if (!utf8_forbidden(utf8_next(&c)))
			return false;
	return true;
}

/* Cuts off a last line without an end of which nothing would remain, and counts the others. */
static uint64_t measure(struct view *text, bool *ret_ended)
{
	uint64_t n = 0;
	*ret_ended = true;
	for (size_t at = 0, from = 0; at < text->n; from = at, n++) {
		struct view line = lines_next(*text, &at, ret_ended);
		if (!*ret_ended && blank(line)) {
			text->n = from;
			*ret_ended = true;
			return n;
		}
	}
	return n;
}

static enum err put_lines(struct disarm *d, struct view text)
{
	struct buf scratch scope_end(buf_free) = buf_new(LINE_MAX_BYTES + 1);
	uint32_t number = 0;
	bool ended;
	for (size_t at = 0; at < text.n;) {
		struct view line = lines_next(text, &at, &ended);
		number += number < UINT32_MAX;
		if (!class_line(line)) {
			buf_clear(&scratch);
			uint32_t out = lines_clean(line, &scratch);
			report_add_many(d->report, FINDING_FORBIDDEN_CHAR, PLACE_LINE, number,
					VIEW(""), NULL, out);
			line = buf_view(&scratch);
		}
		if (line.n > LINE_MAX_BYTES || scratch.err != OK)
			return E_LIMIT_SIZE;
		if (number == 1 && class_foreign(line))
			return E_TYPE_MISMATCH; /* what stood before it would be gone */
		form_text_line_write(d->out, &(struct form_text_line){line});
	}
	return d->out->err;
}

static enum err disarm(struct disarm *d)
{
	struct lines l scope_end(lines_close) = {0};
	struct form_text head = {0};
	try(lines_open(d, &l));
	uint64_t n = measure(&l.text, &head.ended);
	if (n == 0)
		return E_EMPTY;
	if (n > UINT32_MAX)
		return E_LIMIT_COUNT;
	head.lines = (uint32_t)n;
	head.newline = l.crlf ? FORM_TEXT_NEWLINE_CRLF : FORM_TEXT_NEWLINE_LF;
	struct form_writer w = form_begin(d->out);
	form_part_begin(&w, FORM_TEXT);
	form_text_write(d->out, &head);
	try(put_lines(d, l.text));
	form_part_end(&w);
	return d->out->err;
}

const struct format format_text = {"text", probe, disarm};
