/* SPDX-License-Identifier: Apache-2.0
 * office.c: what documents, workbooks and presentations have in common: cropped pictures, names.
 */
#include "inspect/tree.h"

/* What a document says is cut off of a side, as ST_Percentage: thousandths of one in a hundred. */
#define CROP_WHOLE 100000
#define CROP_LEAST 1000			    /* less hides nothing worth a question */
#define CROP_MOST (CROP_WHOLE - CROP_LEAST) /* something is always left */

/* --- words that stand on no page --- */

/* Alternative texts, names of fields and shapes, tips, headers of sheets, comments, what a chart
 * shows: looked at where there is room for a number in them. */
static int by_address(const void *a, const void *b)
{
	const uint8_t *const *x = a, *const *y = b;
	return *x < *y ? -1 : *x > *y;
}

struct known {
	const uint8_t **at; /* where pieces have their text, ascending */
	size_t n;
};

static enum err pieces_known(const struct scan *s, struct known *ret)
{
	size_t n = s->pieces.n / sizeof(struct piece);
	ret->n = n;
	ret->at = arena_array(s->i->mem, n + 1, sizeof *ret->at);
	if (!ret->at)
		return E_NO_MEMORY;
	for (size_t i = 0; i < n; i++)
		ret->at[i] = scan_piece(s, (uint32_t)i)->text.p;
	qsort(ret->at, n, sizeof *ret->at, by_address);
	return OK;
}

/* Where another text may stand without anything that hangs on it. */
static bool free_words(uint8_t dialect)
{
	return dialect == DOC_TEXT_RUN || dialect == DOC_TEXT_NAME || dialect == DOC_TEXT_LONG ||
	       dialect == DOC_TEXT_TIP || dialect == DOC_TEXT_XSTRING;
}

static void take_words(struct scan *s, const struct known *k, struct piece p,
		       struct find_place place, uint8_t dialect)
{
	struct block b = {.place = place};
	if (!letters_number(p.text) ||
	    bsearch(&p.text.p, k->at, k->n, sizeof *k->at, by_address) != NULL)
		return;
	p.kind = free_words(dialect) ? PIECE_TEXT : PIECE_FIXED;
	scan_text(s, scan_piece_add(s, &p));
	(void)scan_block_end(s, &b);
}

/* Targets of links and names of bookmarks: nothing takes their place. */
static void take_name(struct scan *s, const struct known *k, struct view name)
{
	take_words(s, k, (struct piece){.text = name}, (struct find_place){.at = FIND_AT_FILE},
		   DOC_TEXT_DEFINEDNAME);
}

static struct find_place place_of(const struct tree *t, uint32_t node);

/* Constants in a formula: told, for what hangs on them nobody knows. */
static void formula_digits(struct tree *t, const struct known *k, struct view v,
			   struct find_place place)
{
	for (size_t at = 0, n = 0; at <= v.n; at++) {
		if (at < v.n && v.p[at] >= '0' && v.p[at] <= '9') {
			n++;
			continue;
		}
		if (n >= 12)
			take_words(t->s, k, (struct piece){.text = view_sub(v, at - n, n)}, place,
				   DOC_TEXT_DEFINEDNAME);
		n = 0;
	}
}

static enum err unread(struct tree *t)
{
	struct known k;
	try(pieces_known(t->s, &k));
	for (uint32_t i = 0; i < tree_nodes(t) && t->s->err == OK; i++) {
		const struct node *n = tree_node(t, i);
		const struct doc_attr *text = &doc_types[n->type].text;
		for (uint32_t a = 0; a < n->n_values; a++) {
			const struct leaf_value *v =
			    &((struct leaf_value *)(void *)t->values.p)[n->values + a];
			const struct doc_attr *of = doc_attr_at(n->type, v->number);
			if (of->class == DOC_FORMULA)
				formula_digits(t, &k, v->view, place_of(t, i));
			if (of->class == DOC_TEXT)
				take_words(t->s, &k, tree_value_piece(v), place_of(t, i),
					   of->dialect);
		}
		if (text->class == DOC_FORMULA)
			formula_digits(t, &k, n->text, place_of(t, i));
		if (text->class == DOC_TEXT)
			take_words(t->s, &k,
				   (struct piece){.at = n->text_at,
						  .n = n->text_end - n->text_at,
						  .text = n->text},
				   place_of(t, i), text->dialect);
	}
	for (uint32_t i = 0; i < t->d.n_links; i++)
		take_name(t->s, &k, t->d.links[i]);
	for (uint32_t i = 0; t->d.bookmarks && i < t->d.idents[DOC_IDENT_BOOKMARK]; i++)
		take_name(t->s, &k, t->d.bookmarks[i]);
	return t->s->err;
}

enum err scan_office(struct scan *s)
{
	struct tree *t = arena_alloc(s->i->mem, sizeof *t);
	if (!t)
		return E_NO_MEMORY;
	enum err e = tree_read(s, t);
	if (e == OK)
		e = s->form.parts[0].kind == FORM_DOCUMENT ? office_word(t)
		    : s->form.parts[0].kind == FORM_SHEET  ? office_sheet(t)
							   : office_slides(t);
	if (e == OK)
		e = unread(t);
	if (e == OK) {
		office_crops(t);
		office_authors(t);
	}
	tree_free(t);
	return e == OK ? s->err : e;
}

/* --- crops --- */

/* What some use of a picture shows of it, in SHARES: left, top, right, bottom. */
struct shown {
	uint32_t box[4];
	uint32_t uses, first; /* node of the first use */
	bool all;
};

static void see(const struct tree *t, uint32_t blip, struct shown *all)
{
	int64_t blob = tree_int(t, tree_node(t, blip), DOC_A_a_blip__r_embed, -1);
	uint32_t up = tree_node(t, blip)->up;
	uint32_t crop = up == SCAN_NO ? SCAN_NO : tree_child(t, up, DOC_T_a_srcRect);
	int64_t cut[4] = {0, 0, 0, 0};
	if (blob < 0 || t->d.blobs[blob].part == 0)
		return;
	for (unsigned i = 0; i < 4 && crop != SCAN_NO; i++)
		cut[i] = tree_int(t, tree_node(t, crop), DOC_A_a_srcRect__l + i, 0);
	struct shown *s = &all[t->d.blobs[blob].part];
	bool whole = true;
	uint32_t box[4];
	for (unsigned i = 0; i < 4; i++) {
		cut[i] = cut[i] < 0 ? 0 : min_of(cut[i], (int64_t)CROP_MOST);
		whole = whole && cut[i] < CROP_LEAST;
		box[i] = (uint32_t)(i < 2 ? cut[i] : CROP_WHOLE - cut[i]) * (SHARES / CROP_WHOLE);
	}
	s->all |= whole || box[0] >= box[2] || box[1] >= box[3];
	for (unsigned i = 0; i < 4; i++)
		if (s->uses == 0 || (i < 2 ? box[i] < s->box[i] : box[i] > s->box[i]))
			s->box[i] = box[i];
	if (s->uses++ == 0)
		s->first = blip;
}

static struct find_place place_of(const struct tree *t, uint32_t node)
{
	const struct node *n = tree_node(t, node);
	struct find_place at = {.at = FIND_AT_FILE};
	if (n->kind == DOC_PART_SLIDE)
		at = (struct find_place){.at = FIND_AT_SLIDE, .number = n->part + 1};
	return at;
}

void office_crops(struct tree *t)
{
	struct scan *s = t->s;
	struct shown *all = arena_array(s->i->mem, s->form.n, sizeof *all);
	if (!all) {
		s->err = E_NO_MEMORY;
		return;
	}
	for (uint32_t i = 0; i < tree_nodes(t); i++)
		if (tree_node(t, i)->type == DOC_T_a_blip)
			see(t, i, all);
	for (uint32_t part = 1; part < s->form.n && s->err == OK; part++) {
		struct find_place at;
		char words[64];
		if (all[part].uses == 0 || all[part].all ||
		    s->form.parts[part].kind != FORM_IMAGE ||
		    !image_hides(s->form.parts[part].body, all[part].box))
			continue;
		uint64_t seen = (uint64_t)(all[part].box[2] - all[part].box[0]) *
				(all[part].box[3] - all[part].box[1]);
		(void)snprintf(words, sizeof words, "画像の%u%%が隠れています",
			       (unsigned)(100 - seen * 100 / SHARES / SHARES));
		at = place_of(t, all[part].first);
		uint32_t c = scan_find(s, FIND_CROPPED, &at, view_str(words),
				       view_of(all[part].box, sizeof all[part].box));
		if (c == SCAN_NO)
			continue;
		scan_candidate(s, c)->picture = part;
		memcpy(scan_candidate(s, c)->shown, all[part].box, sizeof all[part].box);
		scan_edit(s, c, &(struct edit){.kind = EDIT_PART, .at = part});
	}
}

/* --- names --- */

void office_authors(struct tree *t)
{
	static const char *const attrs[] = {"author", "initials", "name"};
	struct scan *s = t->s;
	struct find_place at = {.at = FIND_AT_FILE};
	scope_end(buf_free) struct buf names = buf_new(4096);
	uint32_t c = SCAN_NO, count = 0;
	for (uint32_t i = 0; i < tree_nodes(t) && s->err == OK; i++) {
		const struct node *n = tree_node(t, i);
		bool note =
		    n->type == DOC_T_x_author && n->text.n > 0 && !view_eq(n->text, VIEW("-"));
		for (uint32_t k = 0; k <= n->n_values; k++) {
			const struct leaf_value *v =
			    &((struct leaf_value *)(void *)t->values.p)[n->values + k];
			struct view name = n->text;
			if (k < n->n_values) {
				const struct doc_attr *a = doc_attr_at(n->type, v->number);
				name = v->view;
				bool person = a->class == DOC_TEXT && a->dialect == DOC_TEXT_PERSON;
				bool known = false;
				for (size_t x = 0; x < array_len(attrs); x++)
					known |= strcmp(a->local, attrs[x]) == 0;
				if (!person || !known || name.n == 0 || view_eq(name, VIEW("-")))
					continue;
			} else if (!note) {
				continue;
			}
			if (c == SCAN_NO)
				c = scan_find(s, FIND_AUTHOR, &at, name, VIEW("names"));
			if (!view_has(buf_view(&names), name)) {
				buf_str(&names, names.n ? "、" : "");
				buf_put(&names, name);
				count++;
			}
			if (k < n->n_values)
				tree_set_value(t, c, v, VIEW("-"));
			else
				tree_set_text(t, c, i, VIEW("-"));
		}
	}
	if (c == SCAN_NO)
		return;
	scan_candidate(s, c)->find.count = max_of(count, 1u);
	find_word_set(&scan_candidate(s, c)->find.excerpt, buf_view(&names));
	scan_candidate(s, c)->words = arena_copy(s->i->mem, buf_view(&names));
}
