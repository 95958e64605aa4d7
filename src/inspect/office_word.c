/* SPDX-License-Identifier: Apache-2.0
 * office_word.c: paragraphs of a document; changes, comments, text that cannot be seen.
 */
#include "inspect/tree.h"

#define TINY_HALF_POINTS 4 /* two points and less */
#define WHITE 0xffffff

enum look { LOOK_SEEN, LOOK_HIDDEN, LOOK_COVERED };

struct word {
	struct tree *t;
	uint32_t paragraph;	  /* number in the document */
	uint32_t changes, before; /* candidate of tracked changes; how many of them */
	uint32_t style_hidden;	  /* of styles: how many are hidden */
	uint8_t *hidden;	  /* by style */
	uint32_t *rows;		  /* by node of a w:tr: number of the row */
	struct buf changed;	  /* words for the picture */
};

static bool on(const struct tree *t, uint32_t node)
{
	return node != SCAN_NO && tree_int(t, tree_node(t, node), 0, 1) != 0;
}

static uint32_t child_named(const struct tree *t, uint32_t node, const char *local)
{
	for (uint32_t i = node + 1; node != SCAN_NO && i < tree_node(t, node)->after;
	     i = tree_node(t, i)->after)
		if (tree_is(tree_node(t, i), local))
			return i;
	return SCAN_NO;
}

/* Fill behind a run: its own shading, its paragraph's, its cell's. -2: none that is known. */
static int64_t fill_behind(const struct tree *t, uint32_t run, uint32_t rpr)
{
	uint32_t holders[3] = {rpr, SCAN_NO, SCAN_NO};
	uint32_t p = tree_above(t, run, DOC_T_w_p), tc = tree_above(t, run, DOC_T_w_tc);
	holders[1] = child_named(t, p, "pPr");
	holders[2] = child_named(t, tc, "tcPr");
	for (unsigned i = 0; i < 3; i++) {
		uint32_t shd =
		    holders[i] == SCAN_NO ? SCAN_NO : tree_child(t, holders[i], DOC_T_w_shd);
		int64_t fill =
		    shd == SCAN_NO ? -1 : tree_int(t, tree_node(t, shd), DOC_A_w_shd__w_fill, -1);
		if (fill >= 0)
			return fill;
		if (shd != SCAN_NO && tree_value(t, tree_node(t, shd), DOC_A_w_shd__w_themeFill))
			return -3; /* some colour of the theme */
	}
	return tc == SCAN_NO ? -2 : -3; /* a table's style may colour its cells */
}

static bool dark(int64_t rgb)
{
	return rgb >= 0 && (rgb >> 16 & 0xff) < 0x40 && (rgb >> 8 & 0xff) < 0x40 &&
	       (rgb & 0xff) < 0x40;
}

static enum look look_at(const struct word *w, uint32_t run)
{
	const struct tree *t = w->t;
	uint32_t rpr = child_named(t, run, "rPr");
	if (rpr == SCAN_NO)
		return LOOK_SEEN;
	uint32_t style = child_named(t, rpr, "rStyle");
	int64_t of = style == SCAN_NO ? -1 : tree_int(t, tree_node(t, style), 0, -1);
	uint32_t vanish = tree_child(t, rpr, DOC_T_w_vanish);
	if (vanish != SCAN_NO ? on(t, vanish) : of >= 0 && w->hidden[of])
		return LOOK_HIDDEN;
	uint32_t size = tree_child(t, rpr, DOC_T_w_sz), colour = tree_child(t, rpr, DOC_T_w_color),
		 light = tree_child(t, rpr, DOC_T_w_highlight);
	if (size != SCAN_NO && tree_int(t, tree_node(t, size), 0, 24) <= TINY_HALF_POINTS)
		return LOOK_HIDDEN;
	bool themed =
	    colour != SCAN_NO && tree_value(t, tree_node(t, colour), DOC_A_w_color__w_themeColor);
	int64_t ink = colour == SCAN_NO || themed
			  ? -1
			  : tree_int(t, tree_node(t, colour), DOC_A_w_color__w_val, -1);
	int64_t fill = fill_behind(t, run, rpr);
	bool black_light = light != SCAN_NO && tree_int(t, tree_node(t, light), 0, 16) == 0;
	bool white_light = light != SCAN_NO && tree_int(t, tree_node(t, light), 0, 16) == 7;
	if (black_light && !themed && (ink == -1 || dark(ink)))
		return LOOK_COVERED;
	if (light != SCAN_NO && !white_light)
		return LOOK_SEEN;
	if (dark(fill) && dark(ink))
		return LOOK_COVERED;
	if (ink == WHITE && (fill == WHITE || fill == -2))
		return LOOK_HIDDEN;
	return fill >= 0 && ink == fill ? LOOK_HIDDEN : LOOK_SEEN;
}

/* --- paragraphs --- */

/* Letters that cannot be seen, side by side in one block, are one find. */
struct unseen {
	enum look look;
	uint32_t from, n;
};

static void end_unseen(struct word *w, struct buf *all, struct unseen *u, uint32_t at)
{
	u->n = at - u->from;
	if (u->look != LOOK_SEEN && u->n > 0)
		buf_put(all, view_of(u, sizeof *u));
	u->look = LOOK_SEEN;
	if (all->err != OK)
		w->t->s->err = all->err;
}

static uint32_t letters_now(const struct scan *s)
{
	return (uint32_t)(s->letters.n / sizeof(struct letter)) - s->open;
}

static void letter_of(struct word *w, uint32_t node)
{
	const struct node *n = tree_node(w->t, node);
	if (n->type == DOC_T_w_t || n->type == DOC_T_w_delText || n->type == DOC_T_a_t)
		scan_text(w->t->s, tree_piece(w->t, node));
	else if (n->type == DOC_T_w_br || n->type == DOC_T_w_cr || tree_is(n, "tab"))
		scan_put(w->t->s, ' ');
}

static bool own(const struct tree *t, uint32_t node, uint32_t paragraph)
{
	uint32_t up = tree_node(t, node)->up;
	while (up != SCAN_NO && tree_node(t, up)->type != DOC_T_w_p &&
	       tree_node(t, up)->type != DOC_T_a_p)
		up = tree_node(t, up)->up;
	return up == paragraph;
}

static bool blank(const struct scan *s, uint32_t first, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (!letter_space(scan_letters(s)[first + i].x))
			return false;
	return true;
}

static void paragraph(struct word *w, uint32_t p)
{
	struct tree *t = w->t;
	struct scan *s = t->s;
	scope_end(buf_free) struct buf all = buf_new((size_t)4 << 20);
	struct unseen now = {.look = LOOK_SEEN};
	uint32_t run = SCAN_NO;
	struct block b = {.place = {.at = FIND_AT_PARAGRAPH, .number = w->paragraph}};
	for (uint32_t i = p + 1; i < tree_node(t, p)->after && s->err == OK; i++) {
		if (!own(t, i, p))
			continue;
		uint32_t of = tree_above(t, i, DOC_T_w_r);
		if (of != SCAN_NO && of != run) {
			enum look look = look_at(w, of);
			run = of;
			if (look != now.look) {
				end_unseen(w, &all, &now, letters_now(s));
				now = (struct unseen){.look = look, .from = letters_now(s)};
			}
		}
		letter_of(w, i);
	}
	end_unseen(w, &all, &now, letters_now(s));
	uint32_t tr = tree_above(t, p, DOC_T_w_tr), tc = tree_above(t, p, DOC_T_w_tc);
	if (tr != SCAN_NO && tc != SCAN_NO) {
		b.row = tr + 1;
		b.table = tree_above(t, tr, DOC_T_w_tbl) + 1;
		for (uint32_t i = tr + 1; i < tc; i = tree_node(t, i)->after)
			b.column++;
	}
	uint32_t block = scan_block_end(s, &b);
	for (size_t i = 0; block != SCAN_NO && i < all.n / sizeof now; i++) {
		const struct unseen *u = &((struct unseen *)(void *)all.p)[i];
		uint32_t first = scan_block(s, block)->first + u->from;
		if (blank(s, first, u->n))
			continue;
		uint32_t c =
		    scan_find_letters(s, u->look == LOOK_COVERED ? FIND_COVERED : FIND_HIDDEN_TEXT,
				      block, u->from, u->n);
		scan_erase_letters(s, c, EDIT_EMPTY, first, u->n);
	}
}

/* --- changes --- */

static void words_below(const struct tree *t, uint32_t node, struct buf *out)
{
	for (uint32_t i = node + 1; i < tree_node(t, node)->after; i++) {
		const struct node *n = tree_node(t, i);
		if (n->type == DOC_T_w_t || n->type == DOC_T_w_delText)
			buf_put(out, n->text);
		else if (n->type == DOC_T_w_p && out->n > 0)
			buf_u8(out, ' ');
	}
}

static void note_change(struct word *w, const char *what, uint32_t node)
{
	scope_end(buf_free) struct buf text = buf_new(1 << 20);
	if (w->changed.n > 1500)
		return;
	words_below(w->t, node, &text);
	if (text.n == 0)
		return;
	buf_str(&w->changed, w->changed.n ? "\n" : "");
	buf_str(&w->changed, what);
	buf_put(&w->changed, view_sub(buf_view(&text), 0, 300));
}

static bool change(const struct node *n)
{
	static const char *const names[] = {
	    "ins",	  "del",	  "moveFrom",	 "moveTo",	  "rPrChange",
	    "pPrChange",  "sectPrChange", "tblPrChange", "tblPrExChange", "tblGridChange",
	    "tcPrChange", "trPrChange",	  "cellIns",	 "cellDel",	  "cellMerge"};
	for (size_t i = 0; i < array_len(names); i++)
		if (tree_is(n, names[i]))
			return doc_namespaces[doc_types[n->type].prefix].prefix[0] == 'w' &&
			       doc_types[n->type].prefix == doc_types[DOC_T_w_p].prefix;
	return tree_is(n, "moveFromRangeStart") || tree_is(n, "moveFromRangeEnd") ||
	       tree_is(n, "moveToRangeStart") || tree_is(n, "moveToRangeEnd");
}

static void take_change(struct word *w, uint32_t i)
{
	struct tree *t = w->t;
	struct find_place at = {.at = FIND_AT_FILE};
	const struct node *n = tree_node(t, i);
	bool holder = n->inside < n->end - 1;
	bool inside = tree_is(n, "ins") || tree_is(n, "moveTo"),
	     away = tree_is(n, "del") || tree_is(n, "moveFrom");
	if (w->changes == SCAN_NO)
		w->changes = scan_find(t->s, FIND_TRACKED, &at, VIEW("-"), VIEW("changes"));
	if (inside || away || !tree_is(n, "moveFromRangeEnd"))
		w->before++;
	if (holder && inside) {
		note_change(w, "挿入：", i);
		tree_unwrap(t, w->changes, i);
		return;
	}
	if (holder && away)
		note_change(w, "削除：", i);
	uint32_t row = n->up != SCAN_NO && away && tree_is(tree_node(t, n->up), "trPr")
			   ? tree_node(t, n->up)->up
			   : SCAN_NO;
	tree_cut(t, w->changes, row != SCAN_NO ? row : i);
}

/* --- comments --- */

static void cut_marks(struct tree *t, uint32_t candidate, int64_t id)
{
	for (uint32_t i = 0; i < tree_nodes(t); i++) {
		const struct node *n = tree_node(t, i);
		bool mark = n->type == DOC_T_w_commentRangeStart ||
			    n->type == DOC_T_w_commentRangeEnd ||
			    n->type == DOC_T_w_commentReference;
		if (mark && tree_int(t, n, 0, -1) == id)
			tree_cut(t, candidate, i);
	}
}

static void comment(struct word *w, uint32_t i)
{
	struct tree *t = w->t;
	scope_end(buf_free) struct buf text = buf_new(1 << 20);
	struct find_place at = {.at = FIND_AT_FILE};
	const struct leaf_value *who = tree_value(t, tree_node(t, i), DOC_A_w_comment__w_author);
	if (who && who->view.n && !view_eq(who->view, VIEW("-"))) {
		buf_put(&text, who->view);
		buf_str(&text, "：");
	}
	words_below(t, i, &text);
	uint32_t c = scan_find(t->s, FIND_COMMENTS, &at, buf_view(&text), buf_view(&text));
	if (c == SCAN_NO)
		return;
	tree_cut(t, c, i);
	cut_marks(t, c, tree_int(t, tree_node(t, i), DOC_A_w_comment__w_id, -1));
}

/* --- all --- */

static void hidden_styles(struct word *w)
{
	struct tree *t = w->t;
	for (uint32_t i = 0; i < tree_nodes(t); i++) {
		if (tree_node(t, i)->type != DOC_T_w_style)
			continue;
		int64_t id = tree_int(t, tree_node(t, i), DOC_A_w_style__w_styleId, -1);
		uint32_t rpr = child_named(t, i, "rPr");
		uint32_t vanish = rpr == SCAN_NO ? SCAN_NO : tree_child(t, rpr, DOC_T_w_vanish);
		if (id >= 0 && on(t, vanish))
			w->hidden[id] = 1;
	}
}

enum err office_word(struct tree *t)
{
	struct word w = {.t = t, .changes = SCAN_NO, .changed = buf_new(1 << 16)};
	struct scan *s = t->s;
	uint32_t inside = 0; /* nodes before this one lie in a change that goes as a whole */
	uint32_t row_ends = 0, row = 0; /* of the table's row that is read; its first block */
	w.hidden = arena_alloc(s->i->mem, (size_t)t->d.idents[DOC_IDENT_STYLE] + 1);
	if (!w.hidden)
		return E_NO_MEMORY;
	hidden_styles(&w);
	for (uint32_t i = 0; i < tree_nodes(t) && s->err == OK; i++) {
		const struct node *n = tree_node(t, i);
		if (row_ends && i >= row_ends) {
			scan_boxes(s, row);
			row_ends = 0;
		}
		if (n->type == DOC_T_w_tr) {
			row_ends = n->after;
			row = scan_blocks(s);
		}
		w.paragraph += n->type == DOC_T_w_p && n->kind == DOC_PART_BODY;
		if (n->type == DOC_T_w_p && n->kind != DOC_PART_COMMENTS)
			paragraph(&w, i);
		if (n->type == DOC_T_w_comment)
			comment(&w, i);
		if (change(n) && i >= inside) {
			take_change(&w, i);
			if (tree_is(n, "del") || tree_is(n, "moveFrom"))
				inside = tree_node(t, i)->after;
		}
	}
	if (row_ends)
		scan_boxes(s, row);
	if (w.changes != SCAN_NO) {
		struct candidate *c = scan_candidate(s, w.changes);
		c->find.count = w.before;
		c->words = arena_copy(s->i->mem, buf_view(&w.changed));
		find_word_set(&c->find.excerpt,
			      w.changed.n ? buf_view(&w.changed) : VIEW("書式の変更"));
	}
	buf_free(&w.changed);
	return s->err;
}
