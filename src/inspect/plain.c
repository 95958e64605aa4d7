/* SPDX-License-Identifier: Apache-2.0
 * plain.c: lines of a text, cells of a table.
 */
#include "form/forms_gen.h"
#include "inspect/detect.h"

static enum err lines(struct scan *s, struct cursor *c)
{
	struct form_text head;
	try(form_text_read(c, &head));
	for (uint32_t i = 0; i < head.lines && s->err == OK; i++) {
		size_t before = c->at;
		struct form_text_line line;
		try(form_text_line_read(c, &line));
		struct piece p = {.kind = PIECE_TEXT,
				  .at = (uint32_t)before,
				  .n = (uint32_t)(c->at - before),
				  .text = line.line};
		struct block b = {.place = {.at = FIND_AT_LINE, .number = i + 1}};
		scan_text(s, scan_piece_add(s, &p));
		(void)scan_block_end(s, &b);
	}
	return cursor_done(c) ? s->err : E_FORM;
}

static enum err cell(struct scan *s, struct cursor *c, uint32_t row, uint32_t column)
{
	size_t before = c->at;
	struct form_table_cell cell;
	struct form_cell_text text;
	struct form_cell_number number;
	struct form_cell_date date;
	try(form_table_cell_read(c, &cell));
	size_t inside = c->at;
	struct piece p = {.kind = PIECE_CELL, .at = (uint32_t)before};
	switch (cell.value) {
	case FORM_TABLE_CELL_VALUE_TEXT:
		try(form_cell_text_read(c, &text));
		p = (struct piece){.kind = PIECE_TEXT, .at = (uint32_t)inside, .text = text.text};
		break;
	case FORM_TABLE_CELL_VALUE_NUMBER:
		try(form_cell_number_read(c, &number));
		p.text = number.text;
		break;
	case FORM_TABLE_CELL_VALUE_DATE:
		try(form_cell_date_read(c, &date));
		p.text = date.text;
		break;
	case FORM_TABLE_CELL_VALUE_COUNT:
		return E_FORM;
	}
	p.n = (uint32_t)c->at - p.at;
	struct block b = {.place = {.at = FIND_AT_LINE, .number = row},
			  .row = row,
			  .table = 1,
			  .column = column + 1};
	scan_text(s, scan_piece_add(s, &p));
	(void)scan_block_end(s, &b);
	return OK;
}

static enum err rows(struct scan *s, struct cursor *c)
{
	struct form_table head;
	try(form_table_read(c, &head));
	for (uint32_t i = 0; i < head.rows && s->err == OK; i++) {
		struct form_table_row row;
		uint32_t first = scan_blocks(s);
		try(form_table_row_read(c, &row));
		for (uint32_t k = 0; k < row.cells && s->err == OK; k++)
			try(cell(s, c, i + 1, k));
		scan_boxes(s, first);
	}
	return cursor_done(c) ? s->err : E_FORM;
}

enum err scan_plain(struct scan *s)
{
	struct cursor c = cursor_of(s->form.parts[0].body);
	return s->form.parts[0].kind == FORM_TEXT ? lines(s, &c) : rows(s, &c);
}
