/* SPDX-License-Identifier: Apache-2.0
 * xlsx.h: what the files of the workbook reader share besides ooxml.h.
 *
 * Formulas name sheets, tables and other names before those are put into the form, so the workbook
 * is looked through first: which sheets stay, in which order, and which names can be said.
 */
#ifndef DISARM_OFFICE_XLSX_H
#define DISARM_OFFICE_XLSX_H

#include "disarm/office/formula.h"
#include "disarm/office/ooxml_refer.h"
#include "form/grid.h"

struct xlsx_sheet {
	struct view name;
	uint32_t part;
	bool chart;
	int64_t state; /* 0 visible, 1 hidden, 2 very hidden */
};

struct xlsx_name {
	struct view name, text;
	struct view tokens; /* empty: cannot be said */
	uint32_t scope;	    /* a sheet; FORMULA_NO: the whole workbook */
	int64_t built_in;   /* place in the list of sk:name; -1: a name of its own */
	bool hidden, kept;
};

struct xlsx_table {
	struct view name, id;
};

/* A formula that other cells share, as it stands in the first. */
struct xlsx_shared {
	uint32_t si, column, row;
	struct view tokens; /* empty: cannot be said */
	enum finding_code why;
};

#define XLSX_RULE_ATTRS 16
#define XLSX_COMPARED_MAX 400000000u
#define XLSX_SHIFTED_MAX ((uint64_t)64 << 20)

/* A data validation or conditional format looked at before it is put. */
struct xlsx_rule {
	uint32_t n_attrs, n_formulas;
	struct {
		uint8_t number;
		struct view value;
	} attrs[XLSX_RULE_ATTRS];
	struct view formulas[2], places;
};

struct xlsx_box {
	uint32_t row, column;
	int64_t corners[8];
	bool shown;
};

struct xlsx {
	uint32_t n_sheets, n_names, n_tables, n_shared;
	uint32_t room_sheets, room_names, room_tables, room_shared;
	struct xlsx_sheet *sheets;
	struct xlsx_name *names;
	struct xlsx_table *tables;
	struct xlsx_shared *shared;
	uint32_t n_rules, room_rules;
	struct xlsx_rule *rules; /* of the sheet, from its extension */
	bool plain_rules;	 /* the sheet has a list of them, too */
	uint32_t n_boxes, room_boxes;
	struct xlsx_box *boxes;		/* of the list of comments being read */
	uint32_t here;			/* the sheet being read; FORMULA_NO */
	uint32_t row, column;		/* of the cell before, from one; 0 at the beginning */
	bool windows;			/* there is a list of windows */
	uint64_t compared;		/* names and shared formulas, to find one */
	uint64_t shifted;		/* bytes of tokens of shared formulas said again */
	uint32_t looked[FINDING_COUNT]; /* counted before any part: of the workbook */
};

/* xlsx_look.c: fills sheets, names and tables; `main` is the workbook. */
enum err xlsx_look(struct ooxml *c, uint32_t main) must_use;
/* xlsx_cell.c: a row with its cells; hook of x:row. */
enum err xlsx_row(struct ooxml *c, unsigned type, bool *ret_done) must_use;
/* xlsx_formula.c: text to tokens in the arena; *ret empty and *ret_why said when they cannot be
 * said. */
enum err xlsx_tokens(struct ooxml *c, struct view text, enum formula_grammar grammar,
		     struct view *ret, enum finding_code *ret_why) must_use;
/* The same formula so many columns and rows further; empty where it would leave the sheet. */
/* E_LIMIT_SIZE when all of them together are too many. */
enum err xlsx_shift(struct ooxml *c, struct view tokens, int64_t columns, int64_t rows,
		    struct view *ret) must_use;
bool xlsx_formula(struct ooxml *c, const struct doc_attr *a, struct view text, unsigned number);
/* xlsx_text.c: _xHHHH_ and codes of headers and footers; hook of every text. */
enum err xlsx_text(struct ooxml *c, unsigned type, struct view *text) must_use;
enum err xlsx_xstring(struct ooxml *c, struct view v, struct view *ret) must_use;

/* xlsx_rules.c: hooks of x:cfRule, x:dataValidation and their list; what a sheet has of them in its
 * extension, and how that is put where it has no list. */
enum err xlsx_cf_rule(struct ooxml *c, unsigned type, bool *ret_done) must_use;
enum err xlsx_validation(struct ooxml *c, unsigned type, bool *ret_done) must_use;
enum err xlsx_validations(struct ooxml *c, unsigned type, bool *ret_done) must_use;
enum err xlsx_extended(struct ooxml *c, struct view bytes) must_use;
enum err xlsx_validations_alone(struct ooxml *c) must_use;
/* xlsx_box.c: the boxes of the list of comments just begun; puts that of the cell in s->row,
 * column. */
enum err xlsx_boxes(struct ooxml *c) must_use;
void xlsx_put_box(struct ooxml *c);

/* One more element of an array in the arena; NULL: no memory. */
void *xlsx_more(struct ooxml *c, void *array, uint32_t *n, uint32_t *room, size_t size);

#endif
