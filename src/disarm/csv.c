/* SPDX-License-Identifier: Apache-2.0
 * csv.c: tables in text (RFC 4180 and what offices make of it): commas, tabs or semicolons.
 *
 * A quoted cell may hold separators, newlines and doubled quotation marks; a quotation mark inside
 * an unquoted cell is itself. Cells keep their text byte for byte; only one that a spreadsheet
 * would run (class_formula) gets an apostrophe in front, and is reported.
 */
#include "base/utf8.h"
#include "disarm/find.h"
#include "disarm/lines.h"
#include "form/class.h"
#include "form/forms_gen.h"

#define CELL_MAX ((size_t)1 << 20)
#define ROW_MAX 65536
#define SAMPLE_ROWS 200

static const uint8_t separators[] = {',', '\t', ';'}; /* as enum form_table_separator */

/* One row: cells as ranges of `bytes`, which holds them unquoted and clean. */
struct row {
	struct buf bytes;
	uint32_t n;
	bool ended, carriage_return; /* how the row ends */
	bool all_marked, any_freely; /* every cell has marks; some cell without need */
	uint32_t left_out;
	uint32_t end[ROW_MAX];
};

static bool probe(struct view in, struct view ext)
{
	return (view_eq(ext, VIEW("csv")) || view_eq(ext, VIEW("tsv"))) && lines_probe(in);
}

/* Unescaped text of the quoted cell that starts at `at` (after its mark); moves past the end mark.
 */
static void quoted(struct view text, size_t *at, struct row *row)
{
	while (*at < text.n) {
		size_t mark = view_find(text, *at, '"');
		bool doubled = mark + 1 < text.n && text.p[mark + 1] == '"';
		row->left_out +=
		    lines_clean(view_sub(text, *at, mark + doubled - *at), &row->bytes);
		*at = mark + 1 + doubled;
		if (!doubled)
			break;
	}
}

static bool ends_row(uint8_t c)
{
	return c == '\n' || c == '\r';
}

static size_t plain_end(struct view text, size_t at, uint8_t separator)
{
	while (at < text.n && text.p[at] != separator && !ends_row(text.p[at]))
		at++;
	return at;
}

static enum err next_row(struct view text, uint8_t separator, size_t *at, struct row *row)
{
	size_t i = *at;
	buf_clear(&row->bytes);
	row->n = row->left_out = 0;
	row->all_marked = true;
	row->any_freely = false;
	row->ended = row->carriage_return = false;
	for (bool more = i < text.n && !ends_row(text.p[i]); more;) {
		size_t start = row->bytes.n;
		bool mark = i < text.n && text.p[i] == '"';
		if (mark) {
			i++;
			quoted(text, &i, row);
		}
		size_t end = plain_end(text, i, separator);
		row->left_out += lines_clean(view_sub(text, i, end - i), &row->bytes);
		struct view cell = view_sub(buf_view(&row->bytes), start, row->bytes.n);
		row->all_marked = row->all_marked && mark;
		row->any_freely =
		    row->any_freely || (mark && cell.n > 0 && !class_needs_marks(cell));
		if (row->n == ROW_MAX)
			return E_LIMIT_COUNT;
		if (row->bytes.err != OK || row->bytes.n - start > CELL_MAX)
			return E_LIMIT_SIZE;
		row->end[row->n++] = (uint32_t)row->bytes.n;
		more = end < text.n && text.p[end] == separator;
		i = end + more;
	}
	if (i < text.n) {
		row->ended = true;
		row->carriage_return = text.p[i] == '\r';
		i += text.p[i] == '\r' && i + 1 < text.n && text.p[i + 1] == '\n' ? 2 : 1;
	}
	*at = i;
	return OK;
}

/* The separator by which most of the first rows have the same number of cells, more than one. */
static enum err choose_separator(struct view text, struct view ext, struct row *row,
				 enum form_table_separator *ret)
{
	uint32_t best = 0;
	*ret = view_eq(ext, VIEW("tsv")) ? FORM_TABLE_SEPARATOR_TAB : FORM_TABLE_SEPARATOR_COMMA;
	if (*ret == FORM_TABLE_SEPARATOR_TAB)
		return OK;
	for (size_t s = 0; s < array_len(separators); s++) {
		uint32_t same = 0, width = 0, rows = 0;
		for (size_t at = 0; at < text.n && rows < SAMPLE_ROWS; rows++) {
			if (next_row(text, separators[s], &at, row) != OK) {
				same = 0; /* no separator that makes such rows */
				break;
			}
			same += row->n > 1 && (width == 0 || row->n == width);
			width = row->n > 1 ? row->n : width;
		}
		if (same > best) {
			best = same;
			*ret = (enum form_table_separator)s;
		}
	}
	return OK;
}

static enum err measure(struct view text, uint8_t separator, struct row *row,
			struct form_table *head)
{
	uint64_t rows = 0;
	bool all = true, freely = false;
	head->ended = true;
	for (size_t at = 0; at < text.n; rows++) {
		try(next_row(text, separator, &at, row));
		all = all && row->all_marked;
		freely = freely || row->any_freely;
		head->ended = row->ended;
		if (row->carriage_return)
			head->newline = FORM_TABLE_NEWLINE_CRLF;
	}
	if (rows > UINT32_MAX)
		return E_LIMIT_COUNT;
	head->rows = (uint32_t)rows;
	head->quoting = all && freely ? FORM_TABLE_QUOTING_ALL : FORM_TABLE_QUOTING_NEEDED;
	return OK;
}

/* A cell's text as it stands, or with an apostrophe in front when a spreadsheet would obey it. */
static void put_text(struct disarm *d, uint32_t row, bool first, struct view text)
{
	bool obeyed = class_formula(text) || (first && class_directive(text));
	form_table_cell_write(d->out, &(struct form_table_cell){FORM_TABLE_CELL_VALUE_TEXT});
	if (!obeyed || !(d->limits->options & LIMITS_CSV_GUARD)) {
		form_cell_text_write(d->out, &(struct form_cell_text){text});
		return;
	}
	report_add(d->report, FINDING_FORMULA_TEXT, PLACE_LINE, row, text, NULL);
	buf_varint(d->out, text.n + 1);
	buf_u8(d->out, '\'');
	buf_put(d->out, text);
}

static void put_cell(struct disarm *d, uint32_t row, bool first, struct view text)
{
	if (text.n <= 64 && class_number(text)) {
		form_table_cell_write(d->out,
				      &(struct form_table_cell){FORM_TABLE_CELL_VALUE_NUMBER});
		form_cell_number_write(d->out, &(struct form_cell_number){text});
	} else if (text.n <= 32 && class_date(text)) {
		form_table_cell_write(d->out,
				      &(struct form_table_cell){FORM_TABLE_CELL_VALUE_DATE});
		form_cell_date_write(d->out, &(struct form_cell_date){text});
	} else {
		put_text(d, row, first, text);
	}
}

static enum err put_rows(struct disarm *d, struct view text, uint8_t separator, struct row *row)
{
	uint32_t number = 0;
	for (size_t at = 0; at < text.n;) {
		try(next_row(text, separator, &at, row));
		number++;
		report_add_many(d->report, FINDING_FORBIDDEN_CHAR, PLACE_LINE, number, VIEW(""),
				NULL, row->left_out);
		form_table_row_write(d->out, &(struct form_table_row){row->n});
		for (uint32_t i = 0, from = 0; i < row->n; from = row->end[i++])
			put_cell(d, number, number == 1 && i == 0,
				 view_sub(buf_view(&row->bytes), from, row->end[i] - from));
	}
	return d->out->err;
}

/* Excel obeys a first line "sep=X" whatever its locale. The line goes; what it says is done where
 * it names a separator that we know. */
static bool take_directive(struct disarm *d, struct view *text, enum form_table_separator *ret)
{
	bool ended;
	size_t at = 0;
	struct view line = lines_next(*text, &at, &ended);
	if (line.n > 6 || !class_directive(line))
		return false;
	disarm_found(d, FINDING_UNKNOWN_ELEMENT, "sep=", line);
	*text = view_sub(*text, at, text->n);
	for (size_t s = 0; s < array_len(separators); s++)
		if (line.n > 4 && line.p[4] == separators[s]) {
			*ret = (enum form_table_separator)s;
			return true;
		}
	return false;
}

static enum err read_table(struct disarm *d, struct view text, struct row *row)
{
	struct form_table head = {.newline = FORM_TABLE_NEWLINE_LF};
	if (!take_directive(d, &text, &head.separator))
		try(choose_separator(text, d->ext, row, &head.separator));
	if (text.n == 0)
		return E_EMPTY;
	uint8_t separator = separators[head.separator];
	try(measure(text, separator, row, &head));
	struct form_writer w = form_begin(d->out);
	form_part_begin(&w, FORM_TABLE);
	form_table_write(d->out, &head);
	try(put_rows(d, text, separator, row));
	form_part_end(&w);
	return d->out->err;
}

static enum err disarm(struct disarm *d)
{
	struct lines l scope_end(lines_close) = {0};
	struct row *row = arena_alloc(d->mem, sizeof *row);
	if (!row)
		return E_NO_MEMORY;
	try(lines_open(d, &l));
	row->bytes = buf_new(d->limits->output);
	enum err result = read_table(d, l.text, row);
	buf_free(&row->bytes);
	return result;
}

const struct format format_csv = {"csv", probe, disarm};
