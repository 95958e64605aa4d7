/* SPDX-License-Identifier: Apache-2.0
 * sheet_white.c: which looks of cells show nothing: white letters on no fill or a white one, or the
 * number format that says nothing (;;;).
 */
#include "inspect/tree.h"

#define THEME_LIGHT 0 /* of a theme's colours, the first: paper */
#define INDEX_WHITE 9

struct looks {
	const struct tree *t;
	uint8_t *fonts, *fills; /* by place: 1 white letters; 1 nothing or white behind */
	uint32_t n_fonts, n_fills;
};

/* -1: not said. Tints and other places of the theme are some colour. */
static int white(const struct tree *t, uint32_t colour)
{
	const struct node *n = tree_node(t, colour);
	const struct leaf_value *rgb = tree_value(t, n, DOC_A_x_color__rgb);
	bool tinted = tree_value(t, n, DOC_A_x_color__tint) != NULL;
	if (rgb)
		return view_eq(view_sub(rgb->view, 1, 3), VIEW("\xff\xff\xff"));
	if (tree_value(t, n, DOC_A_x_color__theme))
		return !tinted && tree_int(t, n, DOC_A_x_color__theme, -1) == THEME_LIGHT;
	if (tree_value(t, n, DOC_A_x_color__indexed))
		return tree_int(t, n, DOC_A_x_color__indexed, -1) == INDEX_WHITE;
	return -1;
}

static uint8_t font_of(const struct tree *t, uint32_t font)
{
	uint32_t colour = tree_child(t, font, DOC_T_x_color);
	return colour != SCAN_NO && white(t, colour) == 1;
}

static uint8_t fill_of(const struct tree *t, uint32_t fill)
{
	uint32_t pattern = tree_child(t, fill, DOC_T_x_patternFill);
	int64_t kind = pattern == SCAN_NO ? -1
					  : tree_int(t, tree_node(t, pattern),
						     DOC_A_x_patternFill__patternType, 0);
	uint32_t colour = kind == 1 ? tree_child(t, pattern, DOC_T_x_fgColor) : SCAN_NO;
	return kind == 0 || (colour != SCAN_NO && white(t, colour) == 1);
}

static bool says_nothing(const struct tree *t, int64_t format)
{
	for (uint32_t i = 0; i < tree_nodes(t); i++) {
		const struct node *n = tree_node(t, i);
		if (n->type != DOC_T_x_numFmt ||
		    tree_int(t, n, DOC_A_x_numFmt__numFmtId, -1) != format)
			continue;
		const struct leaf_value *code = tree_value(t, n, DOC_A_x_numFmt__formatCode);
		return code &&
		       (view_eq(code->view, VIEW(";;;")) || view_eq(code->view, VIEW(";;")));
	}
	return false;
}

static uint8_t look_of(const struct looks *l, const struct node *xf)
{
	int64_t font = tree_int(l->t, xf, DOC_A_x_xf__fontId, 0),
		fill = tree_int(l->t, xf, DOC_A_x_xf__fillId, 0);
	int64_t format = tree_int(l->t, xf, DOC_A_x_xf__numFmtId, 0);
	bool pale = font < l->n_fonts && l->fonts[font] && fill < l->n_fills && l->fills[fill];
	return pale || (format >= 164 && says_nothing(l->t, format));
}

static bool child_of(const struct tree *t, const struct node *n, unsigned type)
{
	return n->up != SCAN_NO && tree_node(t, n->up)->type == type;
}

uint8_t *sheet_white(struct tree *t, uint32_t *ret_n)
{
	struct arena *mem = t->s->i->mem;
	struct looks l = {.t = t};
	l.fonts = arena_alloc(mem, (size_t)t->d.idents[DOC_IDENT_FONT] + 1);
	l.fills = arena_alloc(mem, (size_t)t->d.idents[DOC_IDENT_FILL] + 1);
	uint8_t *xfs = arena_alloc(mem, (size_t)t->d.idents[DOC_IDENT_XF] + 1);
	*ret_n = 0;
	if (!l.fonts || !l.fills || !xfs)
		return NULL;
	for (uint32_t i = 0; i < tree_nodes(t); i++) {
		const struct node *n = tree_node(t, i);
		if (n->type == DOC_T_x_font && child_of(t, n, DOC_T_x_fonts))
			l.fonts[l.n_fonts++] = font_of(t, i);
		else if (n->type == DOC_T_x_fill && child_of(t, n, DOC_T_x_fills))
			l.fills[l.n_fills++] = fill_of(t, i);
		else if (n->type == DOC_T_x_xf && child_of(t, n, DOC_T_x_cellXfs))
			xfs[(*ret_n)++] = look_of(&l, n);
	}
	return xfs;
}
