/* SPDX-License-Identifier: Apache-2.0
 * table.c: rows of cells -> csv or tsv: UTF-8 with byte order mark, quoted as RFC 4180 says.
 */
#include "form/class.h"
#include "form/forms_gen.h"
#include "rebuild/preview.h"

static enum err read_cell(struct rebuild *r, struct cursor *c, bool first, struct view *ret)
{
	struct form_table_cell cell;
	struct form_cell_text text;
	struct form_cell_number number;
	struct form_cell_date date;
	try(form_table_cell_read(c, &cell));
	if (cell.value == FORM_TABLE_CELL_VALUE_NUMBER) {
		try(form_cell_number_read(c, &number));
		*ret = number.text;
	} else if (cell.value == FORM_TABLE_CELL_VALUE_DATE) {
		try(form_cell_date_read(c, &date));
		*ret = date.text;
	} else {
		try(form_cell_text_read(c, &text));
		if ((r->limits->options & LIMITS_CSV_GUARD) &&
		    (class_formula(text.text) || (first && class_directive(text.text))))
			return E_FORM;
		*ret = text.text;
	}
	return OK;
}

static void put_marked(struct buf *out, struct view v)
{
	buf_u8(out, '"');
	for (size_t at = 0; at < v.n;) {
		size_t mark = view_find(v, at, '"');
		buf_put(out, view_sub(v, at, mark - at));
		if (mark < v.n)
			buf_str(out, "\"\"");
		at = mark + 1;
	}
	buf_u8(out, '"');
}

static enum err put_row(struct rebuild *r, struct cursor *c, const struct form_table *head,
			bool top, bool ended)
{
	static const char separators[] = {',', '\t', ';'}; /* as enum form_table_separator */
	struct form_table_row row;
	struct view text;
	try(form_table_row_read(c, &row));
	if (row.cells == 0 && !ended)
		return E_FORM; /* reads as if there were no such row */
	for (uint32_t i = 0; i < row.cells; i++) {
		try(read_cell(r, c, top && i == 0, &text));
		if (i > 0)
			buf_u8(r->out, (uint8_t)separators[head->separator]);
		/* One empty cell without marks would read as an empty line. */
		if (head->quoting == FORM_TABLE_QUOTING_ALL || class_needs_marks(text) ||
		    (row.cells == 1 && text.n == 0))
			put_marked(r->out, text);
		else
			buf_put(r->out, text);
		preview_put(r, i > 0 ? VIEW(" | ") : VIEW(""));
		preview_put(r, text);
	}
	preview_put(r, VIEW("\n"));
	return OK;
}

static enum err rebuild(struct rebuild *r)
{
	struct cursor c = cursor_of(r->form->parts[0].body);
	struct form_table head;
	if (r->form->n != 1)
		return E_FORM;
	try(form_table_read(&c, &head));
	if (head.rows == 0)
		return E_FORM;
	buf_put(r->out, VIEW("\xef\xbb\xbf"));
	for (uint32_t i = 0; i < head.rows; i++) {
		bool ended = i + 1 < head.rows || head.ended;
		try(put_row(r, &c, &head, i == 0, ended));
		if (ended)
			buf_put(r->out, head.newline == FORM_TABLE_NEWLINE_CRLF ? VIEW("\r\n")
										: VIEW("\n"));
	}
	memcpy(r->ext, head.separator == FORM_TABLE_SEPARATOR_TAB ? "tsv" : "csv", 4);
	return cursor_done(&c) ? r->out->err : E_FORM;
}

const struct target target_table = {"table", FORM_TABLE, rebuild};
