/* SPDX-License-Identifier: Apache-2.0
 * office_sheet.c: cells of a workbook; sheets, rows and columns that are not shown; comments.
 */
#include "inspect/tree.h"

#define STATE_VISIBLE 0
#define SHORT 4u /* letters of a cell that may be one box of a number written box by box */

struct page { /* a sheet */
	struct view name;
	uint32_t node, root; /* its entry in the book; its part, SCAN_NO: a chart */
	bool hidden;
};

struct strings {
	uint32_t first, n; /* pieces; n 0: none */
	uint32_t letters;
};

struct book {
	struct tree *t;
	struct page *pages;
	uint32_t n;
	struct strings *strings;
	uint32_t n_strings;
	struct find_place at;		  /* of the sheet being read */
	uint32_t hidden[64][2], n_hidden; /* columns, from 1 */
	uint8_t *white;			  /* by look */
	uint32_t n_white;
};

static struct find_place place(const struct book *b, uint32_t sheet, uint32_t row, uint32_t column)
{
	struct find_place at = {
	    .at = FIND_AT_SHEET, .number = sheet + 1, .row = row, .column = column};
	find_word_set(&at.name, b->pages[sheet].name);
	return at;
}

static enum err list_sheets(struct book *b)
{
	struct tree *t = b->t;
	b->pages =
	    arena_array(t->s->i->mem, (size_t)t->d.idents[DOC_IDENT_SHEET] + 1, sizeof *b->pages);
	b->strings = arena_array(t->s->i->mem, (size_t)t->d.idents[DOC_IDENT_STRING] + 1,
				 sizeof *b->strings);
	if (!b->pages || !b->strings)
		return E_NO_MEMORY;
	for (uint32_t i = 0; i < tree_nodes(t); i++) {
		const struct node *n = tree_node(t, i);
		if (n->type != DOC_T_sk_sheet && n->type != DOC_T_sk_chartSheet)
			continue;
		const struct leaf_value *name = tree_value(t, n, DOC_A_sk_sheet__name);
		struct page *p = &b->pages[b->n++];
		p->node = i;
		p->name = name ? name->view : VIEW("");
		p->hidden = tree_int(t, n, DOC_A_sk_sheet__state, STATE_VISIBLE) != STATE_VISIBLE;
		p->root =
		    tree_part(t, n->type == DOC_T_sk_sheet ? DOC_PART_SHEET : DOC_PART_CHARTSHEET,
			      (uint32_t)tree_int(t, n, DOC_A_sk_sheet__part, 0));
	}
	return OK;
}

static bool reading(const struct tree *t, uint32_t node)
{
	return tree_above(t, node, DOC_T_x_rPh) != SCAN_NO;
}

static void list_strings(struct book *b)
{
	struct tree *t = b->t;
	for (uint32_t i = 0; i < tree_nodes(t); i++) {
		if (tree_node(t, i)->type != DOC_T_x_si)
			continue;
		struct strings *now = &b->strings[b->n_strings++];
		for (uint32_t k = i + 1; k < tree_node(t, i)->after; k++) {
			if (tree_node(t, k)->type != DOC_T_x_t || reading(t, k))
				continue;
			uint32_t piece = tree_piece(t, k);
			now->first = now->n++ ? now->first : piece;
			now->letters += (uint32_t)utf8_count(tree_node(t, k)->text);
		}
	}
}

/* --- cells --- */

static bool all_digits(struct view v)
{
	struct cursor c = cursor_of(v);
	while (cursor_left(&c) > 0) {
		uint32_t x = letter_plain(utf8_next(&c));
		if (x < '0' || x > '9')
			return false;
	}
	return v.n > 0;
}

static void value_letters(struct book *b, uint32_t cell, const struct leaf_value *v,
			  struct view text)
{
	struct tree *t = b->t;
	uint32_t f = tree_child(t, cell, DOC_T_sk_f);
	struct piece p = {.kind = PIECE_VALUE, .at = v->at, .n = v->end - v->at, .text = text};
	if (f != SCAN_NO) {
		p.extra = tree_node(t, f)->at;
		p.n_extra = tree_node(t, f)->end - p.extra;
	}
	scan_text(t->s, scan_piece_add(t->s, &p));
}

static void string_letters(struct book *b, uint32_t cell, const struct leaf_value *v)
{
	const struct strings *of = &b->strings[v->n];
	struct view first = of->n ? scan_piece(b->t->s, of->first)->text : VIEW("");
	if (of->n == 1 && of->letters <= SHORT && all_digits(first)) {
		value_letters(b, cell, v, first);
		return;
	}
	for (uint32_t i = 0; i < of->n; i++)
		scan_text(b->t->s, of->first + i);
}

/* Returns its block. */
static uint32_t cell(struct book *b, uint32_t i, uint32_t sheet, uint32_t row, uint32_t in_row)
{
	struct tree *t = b->t;
	const struct node *n = tree_node(t, i);
	const struct leaf_value *number = tree_value(t, n, DOC_A_sk_c__number),
				*text = tree_value(t, n, DOC_A_sk_c__text),
				*string = tree_value(t, n, DOC_A_sk_c__string);
	uint32_t column = (uint32_t)tree_int(t, n, DOC_A_sk_c__col, 0) + 1;
	if (number)
		value_letters(b, i, number, number->view);
	else if (text)
		value_letters(b, i, text, text->view);
	else if (string && string->n < b->n_strings)
		string_letters(b, i, string);
	for (uint32_t k = i + 1; k < tree_node(t, i)->after; k++)
		if (tree_node(t, k)->type == DOC_T_x_t && !reading(t, k))
			scan_text(t->s, tree_piece(t, k));
	struct block block = {.place = place(b, sheet, row, column),
			      .row = in_row,
			      .table = sheet + 1,
			      .column = column};
	return scan_block_end(t->s, &block);
}

/* Cells that show nothing, of one sheet one find. */
static void pale(struct book *b, uint32_t i, uint32_t block, uint32_t sheet, uint32_t *candidate)
{
	struct tree *t = b->t;
	int64_t look = tree_int(t, tree_node(t, i), DOC_A_sk_c__style, 0);
	if (block == SCAN_NO || look >= b->n_white || !b->white[look])
		return;
	if (*candidate == SCAN_NO) {
		*candidate =
		    scan_find_letters(t->s, FIND_HIDDEN_TEXT, block, 0, scan_block(t->s, block)->n);
		sheet_fix_formulas(t, *candidate, sheet);
	} else {
		scan_count(t->s, *candidate, 1);
	}
	tree_cut(t, *candidate, i);
}

static bool row_hidden(const struct tree *t, const struct node *n)
{
	const struct leaf_value *height = tree_value(t, n, DOC_A_x_row__ht);
	return tree_int(t, n, DOC_A_x_row__hidden, 0) != 0 ||
	       (height && view_eq(height->view, VIEW("0")));
}

static void find_hidden_columns(struct book *b, uint32_t root)
{
	struct tree *t = b->t;
	b->n_hidden = 0;
	for (uint32_t i = root + 1; i < tree_node(t, root)->after; i++) {
		const struct node *n = tree_node(t, i);
		if (n->type != DOC_T_x_col || b->n_hidden == array_len(b->hidden))
			continue;
		const struct leaf_value *width = tree_value(t, n, DOC_A_x_col__width);
		if (!tree_int(t, n, DOC_A_x_col__hidden, 0) &&
		    !(width && view_eq(width->view, VIEW("0"))))
			continue;
		b->hidden[b->n_hidden][0] = (uint32_t)tree_int(t, n, DOC_A_x_col__min, 0);
		b->hidden[b->n_hidden++][1] = (uint32_t)tree_int(t, n, DOC_A_x_col__max, 0);
	}
}

/* --- what is not shown --- */

static void row_words(const struct scan *s, uint32_t from, struct buf *out)
{
	for (uint32_t i = from; i < scan_blocks(s) && out->n < 600; i++) {
		const struct block *b = scan_block(s, i);
		if (b->joined)
			continue;
		buf_str(out, out->n ? "　" : "");
		scan_words(s, b->first, min_of(b->n, 60u), out);
	}
}

struct rows {
	uint32_t candidate, last;
};

static void hidden_row(struct book *b, uint32_t i, uint32_t sheet, uint32_t row, uint32_t first,
		       struct rows *r)
{
	struct tree *t = b->t;
	struct scan *s = t->s;
	struct find_place at = place(b, sheet, row, 0);
	scope_end(buf_free) struct buf words = buf_new(4096);
	row_words(s, first, &words);
	if (words.n == 0)
		return;
	if (r->candidate == SCAN_NO || row != r->last + 1) {
		r->candidate =
		    scan_find(s, FIND_HIDDEN_CELLS, &at, buf_view(&words), buf_view(&words));
		sheet_fix_formulas(t, r->candidate, sheet);
	} else {
		scan_count(s, r->candidate, 1);
	}
	r->last = row;
	for (uint32_t c = i + 1; c < tree_node(t, i)->after; c = tree_node(t, c)->after)
		tree_cut(t, r->candidate, c);
}

/* After the cells of the sheet are read: those of columns that are not shown. */
static void hidden_columns(struct book *b, uint32_t root, uint32_t sheet, uint32_t first)
{
	struct tree *t = b->t;
	struct scan *s = t->s;
	for (uint32_t k = 0; k < b->n_hidden; k++) {
		scope_end(buf_free) struct buf words = buf_new(4096);
		for (uint32_t i = first; i < scan_blocks(s) && words.n < 600; i++) {
			const struct block *o = scan_block(s, i);
			if (o->column < b->hidden[k][0] || o->column > b->hidden[k][1] || o->joined)
				continue;
			buf_str(&words, words.n ? "　" : "");
			scan_words(s, o->first, min_of(o->n, 60u), &words);
		}
		if (words.n == 0)
			continue;
		struct find_place at = place(b, sheet, 0, b->hidden[k][0]);
		uint32_t c =
		    scan_find(s, FIND_HIDDEN_CELLS, &at, buf_view(&words), buf_view(&words));
		if (c == SCAN_NO)
			continue;
		scan_candidate(s, c)->find.count =
		    min_of(b->hidden[k][1] - b->hidden[k][0] + 1, 16384u);
		sheet_fix_formulas(t, c, sheet);
		for (uint32_t i = root; i < tree_node(t, root)->after; i++) {
			const struct node *n = tree_node(t, i);
			uint32_t column = (uint32_t)tree_int(t, n, DOC_A_sk_c__col, 0) + 1;
			if (n->type == DOC_T_sk_c && column >= b->hidden[k][0] &&
			    column <= b->hidden[k][1])
				tree_cut(t, c, i);
		}
	}
}

/* Everything in it goes, it stays as an empty sheet that is not shown: so no formula of another
 * sheet loses its place. */
static void hidden_sheet(struct book *b, uint32_t sheet, uint32_t first)
{
	static const uint16_t gone[] = {DOC_T_x_row,
					DOC_T_x_mergeCells,
					DOC_T_x_conditionalFormatting,
					DOC_T_x_dataValidations,
					DOC_T_x_hyperlinks,
					DOC_T_x_drawing,
					DOC_T_x_legacyDrawing,
					DOC_T_x_tableParts,
					DOC_T_x_autoFilter,
					DOC_T_x_sortState,
					DOC_T_x_headerFooter};
	struct tree *t = b->t;
	struct scan *s = t->s;
	struct find_place at = place(b, sheet, 0, 0);
	scope_end(buf_free) struct buf words = buf_new(4096);
	char name[32];
	const struct page *p = &b->pages[sheet];
	row_words(s, first, &words);
	bool empty = words.n == 0 &&
		     (p->root == SCAN_NO || tree_below(t, p->root, DOC_T_x_drawing) == SCAN_NO);
	if (empty && view_starts(p->name, VIEW("削除")))
		return; /* it was emptied by us */
	uint32_t c =
	    scan_find(s, FIND_HIDDEN_SHEET, &at, words.n ? buf_view(&words) : p->name, p->name);
	if (c == SCAN_NO)
		return;
	if (p->root == SCAN_NO || tree_node(t, p->root)->kind != DOC_PART_SHEET) {
		scan_candidate(s, c)->find.erasable = false;
		return;
	}
	(void)snprintf(name, sizeof name, "削除%u", sheet + 1);
	tree_set_value(t, c, tree_value(t, tree_node(t, p->node), DOC_A_sk_sheet__name),
		       view_str(name));
	for (uint32_t i = p->root + 1; i < tree_node(t, p->root)->after; i++)
		for (size_t k = 0; k < array_len(gone); k++)
			if (tree_node(t, i)->type == gone[k])
				tree_cut(t, c, i);
	sheet_fix_formulas(t, c, sheet);
}

/* --- comments, words elsewhere --- */

static uint32_t sheet_of_comments(const struct book *b, uint32_t part)
{
	for (uint32_t k = 0; k < b->n; k++) {
		if (b->pages[k].root == SCAN_NO)
			continue;
		uint32_t i = tree_below(b->t, b->pages[k].root, DOC_T_x_legacyDrawing);
		if (i != SCAN_NO &&
		    tree_int(b->t, tree_node(b->t, i), DOC_A_x_legacyDrawing__r_id, -1) == part)
			return k;
	}
	return SCAN_NO;
}

static void place_cell(struct view ref, struct find_place *at)
{
	for (size_t i = 0; i < ref.n; i++) {
		if (ref.p[i] >= 'A' && ref.p[i] <= 'Z')
			at->column = at->column * 26u + ref.p[i] - 'A' + 1u;
		else if (ref.p[i] >= '0' && ref.p[i] <= '9')
			at->row = at->row * 10u + ref.p[i] - '0';
	}
	at->column = min_of(at->column, 16384u);
	at->row = min_of(at->row, 1048576u);
}

static void comment(struct book *b, uint32_t i)
{
	struct tree *t = b->t;
	const struct leaf_value *ref = tree_value(t, tree_node(t, i), DOC_A_x_comment__ref);
	uint32_t sheet = sheet_of_comments(b, tree_node(t, i)->part);
	scope_end(buf_free) struct buf words = buf_new(1 << 16);
	struct find_place at = {.at = FIND_AT_FILE};
	for (uint32_t k = i + 1; k < tree_node(t, i)->after; k++)
		if (tree_node(t, k)->type == DOC_T_x_t && !reading(t, k))
			buf_put(&words, tree_node(t, k)->text);
	if (sheet != SCAN_NO) {
		at = place(b, sheet, 0, 0);
		if (ref)
			place_cell(ref->view, &at);
	}
	tree_cut(t, scan_find(t->s, FIND_COMMENTS, &at, buf_view(&words), buf_view(&words)), i);
}

static void other_words(struct book *b, uint32_t i)
{
	struct tree *t = b->t;
	const struct node *n = tree_node(t, i);
	struct block block = {.place = {.at = FIND_AT_FILE}};
	if (doc_types[n->type].text.class == DOC_TEXT &&
	    doc_types[n->type].text.dialect == DOC_TEXT_HEADFOOT)
		scan_text(t->s, tree_piece(t, i));
	for (uint32_t k = i + 1; n->type == DOC_T_a_p && k < n->after; k++)
		if (tree_node(t, k)->type == DOC_T_a_t)
			scan_text(t->s, tree_piece(t, k));
	(void)scan_block_end(t->s, &block);
}

static void hidden_names(struct book *b)
{
	struct tree *t = b->t;
	struct find_place at = {.at = FIND_AT_FILE};
	uint32_t c = SCAN_NO;
	for (uint32_t i = 0; i < tree_nodes(t); i++) {
		const struct node *n = tree_node(t, i);
		const struct leaf_value *name =
		    n->type == DOC_T_sk_name ? tree_value(t, n, DOC_A_sk_name__name) : NULL;
		if (!name || !tree_int(t, n, DOC_A_sk_name__hidden, 0))
			continue;
		if (c == SCAN_NO)
			c = scan_find(t->s, FIND_HIDDEN_DATA, &at, name->view, VIEW("names"));
		else
			scan_count(t->s, c, 1);
	}
}

static void sheet(struct book *b, uint32_t k)
{
	struct tree *t = b->t;
	const struct page *p = &b->pages[k];
	struct rows rows = {.candidate = SCAN_NO};
	uint32_t first = scan_blocks(t->s), white = SCAN_NO;
	if (p->root != SCAN_NO && tree_node(t, p->root)->kind == DOC_PART_SHEET) {
		find_hidden_columns(b, p->root);
		for (uint32_t i = p->root; i < tree_node(t, p->root)->after && t->s->err == OK;
		     i++) {
			if (tree_node(t, i)->type != DOC_T_x_row)
				continue;
			uint32_t row = (uint32_t)tree_int(t, tree_node(t, i), DOC_A_x_row__r, 1);
			uint32_t from = scan_blocks(t->s), in_row = ++t->s->rows;
			for (uint32_t c = i + 1; c < tree_node(t, i)->after;
			     c = tree_node(t, c)->after) {
				uint32_t block = cell(b, c, k, row, in_row);
				if (!p->hidden)
					pale(b, c, block, k, &white);
			}
			scan_boxes(t->s, from);
			if (!p->hidden && row_hidden(t, tree_node(t, i)))
				hidden_row(b, i, k, row, from, &rows);
		}
		if (!p->hidden)
			hidden_columns(b, p->root, k, first);
	}
	if (p->hidden)
		hidden_sheet(b, k, first);
}

enum err office_sheet(struct tree *t)
{
	struct book b = {.t = t};
	try(list_sheets(&b));
	b.white = sheet_white(t, &b.n_white);
	if (!b.white)
		return E_NO_MEMORY;
	list_strings(&b);
	for (uint32_t k = 0; k < b.n && t->s->err == OK; k++)
		sheet(&b, k);
	for (uint32_t i = 0; i < tree_nodes(t) && t->s->err == OK; i++) {
		if (tree_node(t, i)->type == DOC_T_x_comment)
			comment(&b, i);
		else
			other_words(&b, i);
	}
	hidden_names(&b);
	return t->s->err;
}
