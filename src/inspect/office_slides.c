/* SPDX-License-Identifier: Apache-2.0
 * office_slides.c: words of a presentation; hidden slides, notes, comments, what lies outside the
 * slide or below a filled shape.
 */
#include "inspect/tree.h"

#define COVER_LEAST 90 /* percent of a text's frame */
#define DECK_MAX 4096u

struct frame {
	int64_t x, y, cx, cy;
	bool known;
};

struct deck {
	struct tree *t;
	uint32_t order[DECK_MAX]; /* by slide part: its place, from 1; 0: not shown anywhere */
	uint32_t entry[DECK_MAX]; /* node of its entry */
	int64_t cx, cy;
};

static struct find_place place(const struct deck *d, uint32_t part)
{
	struct find_place at = {.at = FIND_AT_SLIDE,
				.number = part < DECK_MAX ? d->order[part] : 0};
	if (at.number == 0)
		at.at = FIND_AT_FILE;
	return at;
}

static void order(struct deck *d)
{
	struct tree *t = d->t;
	uint32_t n = 0;
	for (uint32_t i = 0; i < tree_nodes(t); i++) {
		const struct node *o = tree_node(t, i);
		if (o->type == DOC_T_p_sldSz) {
			d->cx = tree_int(t, o, DOC_A_p_sldSz__cx, 0);
			d->cy = tree_int(t, o, DOC_A_p_sldSz__cy, 0);
		}
		int64_t part =
		    o->type == DOC_T_p_sldId ? tree_int(t, o, DOC_A_p_sldId__r_id, -1) : -1;
		if (part < 0 || part >= DECK_MAX)
			continue;
		d->order[part] = ++n;
		d->entry[part] = i;
	}
}

/* Which slide a notes part, or a list of comments, belongs to. */
static uint32_t slide_of(const struct tree *t, uint8_t kind, uint32_t part)
{
	const struct tree_relation *r = (const struct tree_relation *)(void *)t->relations.p;
	for (size_t i = 0; i < t->relations.n / sizeof *r; i++) {
		if (r[i].kind == DOC_PART_SLIDE && r[i].to == kind && r[i].number == part)
			return r[i].part;
		if (r[i].kind == kind && r[i].part == part && r[i].to == DOC_PART_SLIDE)
			return r[i].number;
	}
	return SCAN_NO;
}

/* --- words --- */

static uint32_t words(struct deck *d, uint32_t p, const struct find_place *at)
{
	struct tree *t = d->t;
	struct block b = {.place = *at};
	uint32_t tr = tree_above(t, p, DOC_T_a_tr), tc = tree_above(t, p, DOC_T_a_tc);
	for (uint32_t i = p + 1; i < tree_node(t, p)->after; i++) {
		if (tree_node(t, i)->type == DOC_T_a_t)
			scan_text(t->s, tree_piece(t, i));
		else if (tree_node(t, i)->type == DOC_T_a_br)
			scan_put(t->s, ' ');
	}
	if (tr != SCAN_NO && tc != SCAN_NO) {
		b.row = tr + 1;
		b.table = tree_above(t, tr, DOC_T_a_tbl) + 1;
		for (uint32_t i = tr + 1; i < tc; i = tree_node(t, i)->after)
			b.column++;
	}
	return scan_block_end(t->s, &b);
}

static void erase_below(struct deck *d, uint32_t candidate, uint32_t node)
{
	struct tree *t = d->t;
	for (uint32_t i = node; candidate != SCAN_NO && i < tree_node(t, node)->after; i++)
		if (tree_node(t, i)->type == DOC_T_a_t)
			tree_set_text(t, candidate, i, VIEW(""));
}

static void words_below(const struct tree *t, uint32_t node, struct buf *out)
{
	for (uint32_t i = node + 1; i < tree_node(t, node)->after && out->n < 2000; i++) {
		if (tree_node(t, i)->type == DOC_T_a_t)
			buf_put(out, tree_node(t, i)->text);
		else if (tree_node(t, i)->type == DOC_T_a_p && out->n > 0)
			buf_u8(out, '\n');
	}
}

static bool nothing(struct view v)
{
	return view_trim(v).n == 0;
}

static void notes(struct deck *d, uint32_t root)
{
	struct tree *t = d->t;
	scope_end(buf_free) struct buf b = buf_new(4096);
	struct find_place at = place(d, slide_of(t, DOC_PART_NOTES, tree_node(t, root)->part));
	uint32_t c = SCAN_NO;
	for (uint32_t i = root; i < tree_node(t, root)->after;
	     i++) /* the slide's number is a field */
		if (tree_node(t, i)->type == DOC_T_a_t &&
		    tree_above(t, i, DOC_T_a_fld) == SCAN_NO) {
			buf_str(&b, b.n ? " " : "");
			buf_put(&b, view_sub(tree_node(t, i)->text, 0, 1000));
		}
	if (nothing(buf_view(&b)))
		return;
	c = scan_find(t->s, FIND_NOTES, &at, buf_view(&b), buf_view(&b));
	erase_below(d, c, root);
}

/* --- what is not shown --- */

static void cut_jumps(struct deck *d, uint32_t candidate, uint32_t part)
{
	struct tree *t = d->t;
	for (uint32_t i = 0; i < tree_nodes(t); i++)
		if (tree_node(t, i)->type == DOC_T_sk_slideJump &&
		    tree_int(t, tree_node(t, i), DOC_A_sk_slideJump__slide, -1) == part)
			tree_cut(t, candidate, i);
}

static void hidden(struct deck *d, uint32_t root)
{
	struct tree *t = d->t;
	uint32_t part = tree_node(t, root)->part, left = 0;
	struct find_place at = place(d, part);
	scope_end(buf_free) struct buf b = buf_new(4096);
	if (tree_int(t, tree_node(t, root), DOC_A_p_sld__show, 1) || at.number == 0)
		return;
	words_below(t, root, &b);
	uint32_t c = scan_find(t->s, FIND_HIDDEN_SLIDE, &at,
			       b.n ? buf_view(&b) : VIEW("（文字なし）"), buf_view(&b));
	for (uint32_t i = 0; i < DECK_MAX; i++)
		left += d->order[i] != 0;
	if (c == SCAN_NO)
		return;
	if (left < 2) {
		scan_candidate(t->s, c)->find.erasable = false; /* nothing would be left */
		return;
	}
	tree_cut(t, c, d->entry[part]);
	cut_jumps(d, c, part);
}

static struct frame frame_of(const struct tree *t, uint32_t shape)
{
	struct frame f = {0};
	for (uint32_t i = shape + 1; i < tree_node(t, shape)->after; i++) {
		const struct node *n = tree_node(t, i);
		if (!tree_is(n, "off") || i + 1 >= tree_nodes(t) ||
		    !tree_is(tree_node(t, i + 1), "ext"))
			continue;
		f.x = tree_int(t, n, 0, 0);
		f.y = tree_int(t, n, 1, 0);
		f.cx = tree_int(t, tree_node(t, i + 1), 0, 0);
		f.cy = tree_int(t, tree_node(t, i + 1), 1, 0);
		f.known = f.cx > 0 && f.cy > 0;
		break;
	}
	return f;
}

static int64_t overlap(int64_t a, int64_t an, int64_t b, int64_t bn)
{
	int64_t from = max_of(a, b), to = min_of(a + an, b + bn);
	return to > from ? to - from : 0;
}

/* Filled with one colour that is not seen through. */
static bool filled(const struct tree *t, uint32_t shape)
{
	uint32_t pr = tree_child(t, shape, DOC_T_p_spPr);
	uint32_t fill = pr == SCAN_NO ? SCAN_NO : tree_child(t, pr, DOC_T_a_solidFill);
	if (fill == SCAN_NO)
		return false;
	for (uint32_t i = fill + 1; i < tree_node(t, fill)->after; i++)
		if (tree_is(tree_node(t, i), "alpha"))
			return false;
	return true;
}

static bool has_words(const struct tree *t, uint32_t shape)
{
	for (uint32_t i = shape; i < tree_node(t, shape)->after; i++)
		if (tree_node(t, i)->type == DOC_T_a_t && !nothing(tree_node(t, i)->text))
			return true;
	return false;
}

/* A shape whose words lie below a later filled one. Where that covers only a part of its frame,
 * nobody knows which words: then it is shown, and a person has to. */
static void covered(struct deck *d, uint32_t shape, const struct find_place *at)
{
	struct tree *t = d->t;
	struct frame f = frame_of(t, shape);
	uint32_t up = tree_node(t, shape)->up;
	scope_end(buf_free) struct buf b = buf_new(4096);
	if (!f.known || up == SCAN_NO || !has_words(t, shape) || tree_is(tree_node(t, up), "grpSp"))
		return;
	for (uint32_t i = tree_node(t, shape)->after; i < tree_node(t, up)->after;
	     i = tree_node(t, i)->after) {
		struct frame over = frame_of(t, i);
		bool pic = tree_node(t, i)->type == DOC_T_p_pic;
		if (!over.known || !(pic || (tree_node(t, i)->type == DOC_T_p_sp && filled(t, i) &&
					     !has_words(t, i))))
			continue;
		int64_t wide = overlap(f.x, f.cx, over.x, over.cx) * 100 / f.cx,
			high = overlap(f.y, f.cy, over.y, over.cy) * 100 / f.cy;
		bool all = wide >= COVER_LEAST && high >= COVER_LEAST;
		if (!all && (pic || wide * high < 1000))
			continue;
		words_below(t, shape, &b);
		uint32_t c = scan_find(t->s, FIND_COVERED, at, buf_view(&b), buf_view(&b));
		if (c == SCAN_NO)
			return;
		if (all) {
			erase_below(d, c, shape);
			return;
		}
		scan_candidate(t->s, c)->find.erasable = false;
		scan_candidate(t->s, c)->find.severity = FIND_ASK;
		return;
	}
}

static void outside(struct deck *d, uint32_t shape, const struct find_place *at)
{
	struct tree *t = d->t;
	struct frame f = frame_of(t, shape);
	uint32_t up = tree_node(t, shape)->up;
	scope_end(buf_free) struct buf b = buf_new(4096);
	bool in_group = up != SCAN_NO && tree_is(tree_node(t, up), "grpSp");
	if (!f.known || d->cx == 0 || in_group ||
	    (overlap(f.x, f.cx, 0, d->cx) > 0 && overlap(f.y, f.cy, 0, d->cy) > 0))
		return;
	words_below(t, shape, &b);
	if (nothing(buf_view(&b)))
		return;
	uint32_t c = scan_find(t->s, FIND_OFF_PAGE, at, buf_view(&b), buf_view(&b));
	erase_below(d, c, shape);
}

static void tiny(struct deck *d, uint32_t p, uint32_t block)
{
	struct tree *t = d->t;
	uint32_t at = scan_block(t->s, block)->first, first = at;
	for (uint32_t i = p + 1; i < tree_node(t, p)->after; i++) {
		const struct node *n = tree_node(t, i);
		if (n->type == DOC_T_a_br)
			at++;
		if (n->type != DOC_T_a_t)
			continue;
		uint32_t letters = (uint32_t)utf8_count(n->text),
			 rpr = tree_child(t, n->up, DOC_T_a_rPr);
		if (letters > 0 && rpr != SCAN_NO &&
		    tree_int(t, tree_node(t, rpr), DOC_A_a_rPr__sz, 1800) <= 200) {
			uint32_t c =
			    scan_find_letters(t->s, FIND_HIDDEN_TEXT, block, at - first, letters);
			scan_erase_letters(t->s, c, EDIT_EMPTY, at, letters);
		}
		at += letters;
	}
}

static void slide(struct deck *d, uint32_t root)
{
	struct tree *t = d->t;
	struct find_place at = place(d, tree_node(t, root)->part);
	if (at.number == 0)
		return;
	hidden(d, root);
	uint32_t row_ends = 0, row = 0; /* of the table's row that is read; its first block */
	for (uint32_t i = root; i < tree_node(t, root)->after && t->s->err == OK; i++) {
		const struct node *n = tree_node(t, i);
		if (row_ends && i >= row_ends) {
			scan_boxes(t->s, row);
			row_ends = 0;
		}
		if (n->type == DOC_T_a_tr) {
			row_ends = n->after;
			row = scan_blocks(t->s);
		}
		if (n->type == DOC_T_a_p) {
			uint32_t block = words(d, i, &at);
			if (block != SCAN_NO)
				tiny(d, i, block);
		}
		if (n->type == DOC_T_p_sp || n->type == DOC_T_p_graphicFrame) {
			covered(d, i, &at);
			outside(d, i, &at);
		}
	}
	if (row_ends)
		scan_boxes(t->s, row);
}

static void comment(struct deck *d, uint32_t i)
{
	struct tree *t = d->t;
	struct find_place at =
	    place(d, slide_of(t, DOC_PART_SLIDE_COMMENTS, tree_node(t, i)->part));
	uint32_t text = tree_child(t, i, DOC_T_p_text);
	struct view v = text == SCAN_NO ? VIEW("") : tree_node(t, text)->text;
	tree_cut(t, scan_find(t->s, FIND_COMMENTS, &at, v, v), i);
}

enum err office_slides(struct tree *t)
{
	struct deck *d = arena_alloc(t->s->i->mem, sizeof *d);
	struct find_place whole = {.at = FIND_AT_FILE};
	if (!d)
		return E_NO_MEMORY;
	d->t = t;
	order(d);
	for (uint32_t i = 0; i < tree_nodes(t) && t->s->err == OK; i++) {
		const struct node *n = tree_node(t, i);
		if (n->up == SCAN_NO && n->kind == DOC_PART_SLIDE)
			slide(d, i);
		if (n->up == SCAN_NO && n->kind == DOC_PART_NOTES)
			notes(d, i);
		if (n->type == DOC_T_p_cm)
			comment(d, i);
		if (n->type == DOC_T_a_p && n->kind != DOC_PART_SLIDE)
			(void)words(d, i, &whole);
	}
	return t->s->err;
}
