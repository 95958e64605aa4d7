/* SPDX-License-Identifier: Apache-2.0
 * docx_vml.c: VML (ECMA-376 part 4, 14.1) has no place in the form. A shape with text, a picture
 * or a text path becomes one of three records of our own; every other shape goes. Embedded objects
 * and controls show themselves by a VML picture, which is what stays of them.
 */
#include "base/base64.h"
#include "disarm/office/ooxml_refer.h"

#define EMU_PX 9525
#define EMU_TWIP 635
#define GROUPS_MAX 16u

/* Attributes of the three records that say where they stand come in this order from `float` on. */
enum place_attr {
	PLACE_FLOAT,
	PLACE_X,
	PLACE_Y,
	PLACE_FROM_H,
	PLACE_FROM_V,
	PLACE_ALIGN_H,
	PLACE_ALIGN_V,
	PLACE_WRAP,
	PLACE_ROTATION,
};

struct place {
	int64_t x, y, cx, cy, rotation;
	bool floats, vertical, behind, has_x, has_y;
	const char *from_h, *from_v, *align_h, *align_v, *wrap;
};

/* A v:group's own units: emu = offset + (n - origin) * size / units. */
struct frame {
	int64_t offset_x, offset_y, origin_x, origin_y, size_x, size_y, units_x, units_y;
};

struct vml {
	struct ooxml *c;
	bool object;	/* w:object: what is shown stands for something removed */
	int64_t cx, cy; /* extent that w:object states */
	uint32_t n_groups;
	struct frame groups[GROUPS_MAX];
	struct place outer; /* of the outermost group: its members hang where it hangs */
	uint32_t put;	    /* records made */
};

struct shape {
	struct place place;
	bool text_box, picture, text_path;
	struct view image, title, string, style_of_path, fill, line;
	bool filled, stroked;
};

struct word_pair {
	const char *from, *to;
};

static const char *map_word(const struct word_pair *pairs, size_t n, struct view word)
{
	for (size_t i = 0; i < n; i++)
		if (view_eq_nocase(word, view_str(pairs[i].from)))
			return pairs[i].to;
	return NULL;
}

/* ---- style="name:value;..." ---- */

static struct view style_value(struct view style, const char *name)
{
	while (style.n > 0) {
		size_t end = view_find(style, 0, ';');
		struct view one = view_sub(style, 0, end);
		size_t colon = view_find(one, 0, ':');
		if (colon < one.n &&
		    view_eq_nocase(view_trim(view_sub(one, 0, colon)), view_str(name)))
			return view_trim(view_sub(one, colon + 1, one.n));
		style = view_sub(style, end + 1, style.n);
	}
	return VIEW("");
}

static bool clamp_emu(int64_t *n)
{
	*n = max_of(-(int64_t)DOC_EMU_MAX, min_of(*n, (int64_t)DOC_EMU_MAX));
	return true;
}

/* A length along one axis; inside a group plain numbers are the group's units. */
static bool length(const struct vml *v, struct view text, bool vertical, bool position,
		   int64_t *ret)
{
	const struct frame *f = v->n_groups ? &v->groups[v->n_groups - 1] : NULL;
	if (!f)
		return ooxml_parse_length(text, EMU_PX, ret) && clamp_emu(ret);
	int64_t n, size = vertical ? f->size_y : f->size_x,
		   units = vertical ? f->units_y : f->units_x;
	if (!ooxml_parse_length(text, 1, &n) || !clamp_emu(&n) || units <= 0)
		return false;
	n -= position ? (vertical ? f->origin_y : f->origin_x) : 0;
	*ret = n * size / units + (position ? (vertical ? f->offset_y : f->offset_x) : 0);
	return clamp_emu(ret);
}

static void read_anchor(struct view style, struct place *p)
{
	static const struct word_pair from_h[] = {
	    {"margin", "margin"},	  {"page", "page"},
	    {"text", "column"},		  {"char", "character"},
	    {"left-margin-area", "page"}, {"right-margin-area", "margin"}};
	static const struct word_pair from_v[] = {
	    {"margin", "margin"}, {"page", "page"}, {"text", "paragraph"}, {"line", "line"}};
	static const struct word_pair align_h[] = {{"left", "left"},
						   {"center", "center"},
						   {"right", "right"},
						   {"inside", "left"},
						   {"outside", "right"}};
	static const struct word_pair align_v[] = {
	    {"top", "top"}, {"center", "center"}, {"bottom", "bottom"}};
	p->from_h = map_word(from_h, array_len(from_h),
			     style_value(style, "mso-position-horizontal-relative"));
	p->from_v = map_word(from_v, array_len(from_v),
			     style_value(style, "mso-position-vertical-relative"));
	p->align_h =
	    map_word(align_h, array_len(align_h), style_value(style, "mso-position-horizontal"));
	p->align_v =
	    map_word(align_v, array_len(align_v), style_value(style, "mso-position-vertical"));
}

/* The first of two names that has a length. */
static bool either(const struct vml *v, struct view style, const char *a, const char *b,
		   bool vertical, int64_t *ret)
{
	int64_t first = 0, second = 0;
	bool has_first = length(v, style_value(style, a), vertical, true, &first);
	bool has_second = length(v, style_value(style, b), vertical, false, &second);
	*ret = first + second;
	return clamp_emu(ret) && (has_first || has_second);
}

static void read_place(const struct vml *v, struct view style, struct place *p)
{
	int64_t degrees;
	*p = (struct place){.cx = v->cx, .cy = v->cy};
	if (!length(v, style_value(style, "width"), false, false, &p->cx) || p->cx < 1)
		p->cx = v->cx;
	if (!length(v, style_value(style, "height"), true, false, &p->cy) || p->cy < 1)
		p->cy = v->cy;
	p->floats = view_eq(style_value(style, "position"), VIEW("absolute"));
	p->has_x = either(v, style, "left", "margin-left", false, &p->x);
	p->has_y = either(v, style, "top", "margin-top", true, &p->y);
	struct view z = style_value(style, "z-index");
	p->behind = z.n && z.p[0] == '-';
	if (view_int(style_value(style, "rotation"), -36000, 36000, &degrees) == OK)
		p->rotation = (degrees % 360 + 360) % 360 * 60000;
	if (v->n_groups == 0) {
		read_anchor(style, p);
		return;
	}
	p->floats = true;
	p->behind = p->behind || v->outer.behind;
	p->from_h = v->outer.from_h;
	p->from_v = v->outer.from_v;
	p->wrap = v->outer.wrap;
}

/* ---- looking at a shape before anything of it is put ---- */

static bool is_true(struct view v, bool otherwise)
{
	if (v.n == 0)
		return otherwise;
	return v.p[0] == 't' || v.p[0] == '1';
}

static const char *wrap_of(struct view type)
{
	static const struct word_pair wraps[] = {{"square", "square"},
						 {"tight", "square"},
						 {"through", "square"},
						 {"none", "none"},
						 {"topAndBottom", "topAndBottom"}};
	return map_word(wraps, array_len(wraps), type);
}

static void look_inside(struct vml *v, struct shape *s)
{
	struct ooxml *c = v->c;
	if (ooxml_is(&c->x, NS_VML, "textbox")) {
		struct view style = ooxml_plain(c, XML_NS_NONE, "style");
		s->text_box = true;
		s->place.vertical =
		    view_starts(style_value(style, "layout-flow"), VIEW("vertical"));
	} else if (ooxml_is(&c->x, NS_VML, "imagedata")) {
		s->picture = true;
		s->image = ooxml_plain(c, DOC_NS_R, "id");
		if (s->image.n == 0)
			s->image = ooxml_plain(c, NS_OFFICE, "relid");
		s->title = ooxml_plain(c, NS_OFFICE, "title");
	} else if (ooxml_is(&c->x, NS_VML, "textpath")) {
		s->string = ooxml_plain(c, XML_NS_NONE, "string");
		s->style_of_path = ooxml_plain(c, XML_NS_NONE, "style");
		s->text_path = s->string.n > 0 && is_true(ooxml_plain(c, XML_NS_NONE, "on"), true);
	} else if (ooxml_is(&c->x, NS_VML_WORD, "wrap")) {
		s->place.wrap = wrap_of(ooxml_plain(c, XML_NS_NONE, "type"));
	}
}

static enum err look_at_shape(struct vml *v, struct shape *s)
{
	struct ooxml *c = v->c;
	*s = (struct shape){0};
	read_place(v, ooxml_plain(c, XML_NS_NONE, "style"), &s->place);
	s->fill = ooxml_plain(c, XML_NS_NONE, "fillcolor");
	s->line = ooxml_plain(c, XML_NS_NONE, "strokecolor");
	s->filled = is_true(ooxml_plain(c, XML_NS_NONE, "filled"), true);
	s->stroked = is_true(ooxml_plain(c, XML_NS_NONE, "stroked"), true);
	struct xml_mark mark = xml_mark(&c->x);
	while (true) {
		try(xml_next(&c->x));
		if (c->x.kind == XML_CLOSE && c->x.depth == mark.depth)
			break;
		if (c->x.kind != XML_OPEN)
			continue;
		look_inside(v, s);
		try(xml_skip(&c->x));
	}
	xml_rewind(&c->x, &mark);
	return OK;
}

/* ---- records ---- */

static void put_word(struct ooxml *c, unsigned type, unsigned number, const char *word)
{
	const struct doc_attr *a = doc_attr_at(type, number);
	int found = word ? doc_enum_find(a->list, view_str(word)) : DOC_NONE_FOUND;
	if (found != DOC_NONE_FOUND)
		(void)document_int(c->w, number, found);
}

static void put_place(struct ooxml *c, unsigned type, unsigned first, const struct place *p)
{
	if (p->rotation)
		(void)document_int(c->w, first + PLACE_ROTATION, p->rotation);
	if (!p->floats)
		return;
	(void)document_int(c->w, first + PLACE_FLOAT, 1);
	if (p->has_x)
		(void)document_int(c->w, first + PLACE_X, p->x);
	if (p->has_y)
		(void)document_int(c->w, first + PLACE_Y, p->y);
	put_word(c, type, first + PLACE_FROM_H, p->from_h);
	put_word(c, type, first + PLACE_FROM_V, p->from_v);
	put_word(c, type, first + PLACE_ALIGN_H, p->align_h);
	put_word(c, type, first + PLACE_ALIGN_V, p->align_v);
	const char *wrap = p->wrap;
	if (!wrap || strcmp(wrap, "none") == 0)
		wrap = p->behind ? "behind" : "none";
	put_word(c, type, first + PLACE_WRAP, wrap);
}

static void put_extent(struct ooxml *c, unsigned cx, unsigned cy, const struct place *p)
{
	(void)document_int(c->w, cx, max_of(p->cx, (int64_t)1));
	(void)document_int(c->w, cy, max_of(p->cy, (int64_t)1));
}

/* "#rrggbb", "#rgb" or one of the sixteen names; anything behind a blank is a palette's. */
static bool parse_colour(struct view v, int64_t *ret)
{
	static const struct {
		const char *name;
		int64_t rgb;
	} names[] = {
	    {"black", 0},	  {"silver", 0xc0c0c0}, {"gray", 0x808080},   {"white", 0xffffff},
	    {"maroon", 0x800000}, {"red", 0xff0000},	{"purple", 0x800080}, {"fuchsia", 0xff00ff},
	    {"green", 0x008000},  {"lime", 0x00ff00},	{"olive", 0x808000},  {"yellow", 0xffff00},
	    {"navy", 0x000080},	  {"blue", 0x0000ff},	{"teal", 0x008080},   {"aqua", 0x00ffff}};
	v = view_sub(v, 0, view_find(v, 0, ' '));
	for (size_t i = 0; i < array_len(names); i++) {
		if (view_eq_nocase(v, view_str(names[i].name))) {
			*ret = names[i].rgb;
			return true;
		}
	}
	if ((v.n != 7 && v.n != 4) || v.p[0] != '#')
		return false;
	int64_t rgb = 0;
	for (size_t i = 1; i < v.n; i++) {
		int digit = hex_digit(v.p[i]);
		if (digit < 0)
			return false;
		rgb = rgb << 4 | digit;
		if (v.n == 4)
			rgb = rgb << 4 | digit;
	}
	*ret = rgb;
	return true;
}

static void put_colour(struct ooxml *c, unsigned number, bool on, struct view colour)
{
	int64_t rgb;
	if (on && parse_colour(colour, &rgb))
		(void)document_int(c->w, number, rgb);
}

static enum err put_picture(struct vml *v, const struct shape *s)
{
	struct ooxml *c = v->c;
	uint32_t blob;
	if (!ooxml_can_hold(c, DOC_T_sk_picture))
		return xml_skip(&c->x);
	try(ooxml_blob(c, s->image, s->place.cx, s->place.cy, &blob));
	document_open(c->w, DOC_T_sk_picture);
	(void)document_int(c->w, DOC_A_sk_picture__image, blob);
	put_extent(c, DOC_A_sk_picture__cx, DOC_A_sk_picture__cy, &s->place);
	if (s->title.n)
		(void)document_view(c->w, DOC_A_sk_picture__title, ooxml_clean(c, s->title, false));
	put_place(c, DOC_T_sk_picture, DOC_A_sk_picture__float, &s->place);
	document_close(c->w);
	v->put++;
	return xml_skip(&c->x);
}

/* The path's style names the letters: font-family:"..." and font-weight, font-style. */
static enum err put_text_path(struct vml *v, const struct shape *s)
{
	struct ooxml *c = v->c;
	struct view font = style_value(s->style_of_path, "font-family");
	if (!ooxml_can_hold(c, DOC_T_sk_textPath))
		return xml_skip(&c->x);
	while (font.n && (font.p[0] == '"' || font.p[0] == '\''))
		font = view_sub(font, 1, font.n - 2);
	document_open(c->w, DOC_T_sk_textPath);
	put_extent(c, DOC_A_sk_textPath__cx, DOC_A_sk_textPath__cy, &s->place);
	put_place(c, DOC_T_sk_textPath, DOC_A_sk_textPath__float, &s->place);
	(void)document_view(c->w, DOC_A_sk_textPath__string, ooxml_clean(c, s->string, false));
	if (font.n)
		(void)document_view(c->w, DOC_A_sk_textPath__font, ooxml_clean(c, font, false));
	put_colour(c, DOC_A_sk_textPath__fill, s->filled, s->fill);
	if (view_eq(style_value(s->style_of_path, "font-weight"), VIEW("bold")))
		(void)document_int(c->w, DOC_A_sk_textPath__bold, 1);
	if (view_eq(style_value(s->style_of_path, "font-style"), VIEW("italic")))
		(void)document_int(c->w, DOC_A_sk_textPath__italic, 1);
	document_close(c->w);
	v->put++;
	return xml_skip(&c->x);
}

/* Everything below the shape but the text box goes; of that, its story stays. */
static enum err put_box_content(struct ooxml *c)
{
	bool put = false;
	while (true) {
		try(xml_next(&c->x));
		if (c->x.kind == XML_CLOSE)
			return OK;
		if (c->x.kind != XML_OPEN)
			continue;
		if (ooxml_is(&c->x, NS_VML, "textbox") && !put) {
			put = true;
			try(ooxml_children(c));
		} else {
			try(xml_skip(&c->x));
		}
	}
}

static enum err put_text_box(struct vml *v, const struct shape *s)
{
	struct ooxml *c = v->c;
	if (!ooxml_can_hold(c, DOC_T_sk_textBox))
		return xml_skip(&c->x);
	document_open(c->w, DOC_T_sk_textBox);
	put_extent(c, DOC_A_sk_textBox__cx, DOC_A_sk_textBox__cy, &s->place);
	put_place(c, DOC_T_sk_textBox, DOC_A_sk_textBox__float, &s->place);
	put_colour(c, DOC_A_sk_textBox__fill, s->filled, s->fill);
	put_colour(c, DOC_A_sk_textBox__line, s->stroked, s->line.n ? s->line : VIEW("black"));
	if (s->place.vertical)
		(void)document_int(c->w, DOC_A_sk_textBox__vertical, 1);
	enum err err = put_box_content(c);
	document_close(c->w);
	v->put++;
	return err;
}

static enum err put_shape(struct vml *v)
{
	struct shape s;
	try(look_at_shape(v, &s));
	if (s.picture)
		return put_picture(v, &s);
	if (s.text_box)
		return put_text_box(v, &s);
	if (s.text_path)
		return put_text_path(v, &s);
	if (!v->object)
		ooxml_count(v->c, FINDING_VML);
	return xml_skip(&v->c->x);
}

/* ---- groups and what else stands in w:pict and w:object ---- */

static void pair(struct view v, int64_t *a, int64_t *b)
{
	size_t comma = view_find(v, 0, ',');
	(void)ooxml_number(view_trim(view_sub(v, 0, comma)), -DOC_EMU_MAX, DOC_EMU_MAX, a);
	(void)ooxml_number(view_trim(view_sub(v, comma + 1, v.n)), -DOC_EMU_MAX, DOC_EMU_MAX, b);
}

static enum err put_inside(struct vml *v);

/* How text goes around the outermost group is said behind its shapes. A group that stands in the
 * line as a character does has no record: its members float where it is, and text keeps clear. */
static enum err look_at_group(struct vml *v, const struct place *p)
{
	struct ooxml *c = v->c;
	v->outer = *p;
	if (!p->floats) {
		v->outer.wrap = "topAndBottom";
		return OK;
	}
	struct xml_mark mark = xml_mark(&c->x);
	while (true) {
		try(xml_next(&c->x));
		if (c->x.kind == XML_CLOSE && c->x.depth == mark.depth)
			break;
		if (c->x.kind != XML_OPEN)
			continue;
		if (ooxml_is(&c->x, NS_VML_WORD, "wrap"))
			v->outer.wrap = wrap_of(ooxml_plain(c, XML_NS_NONE, "type"));
		try(xml_skip(&c->x));
	}
	xml_rewind(&c->x, &mark);
	return OK;
}

static enum err put_group(struct vml *v)
{
	struct ooxml *c = v->c;
	struct place p;
	struct frame f = {.units_x = 1000, .units_y = 1000};
	if (v->n_groups == GROUPS_MAX)
		return xml_skip(&c->x);
	read_place(v, ooxml_plain(c, XML_NS_NONE, "style"), &p);
	if (v->n_groups == 0)
		try(look_at_group(v, &p));
	pair(ooxml_plain(c, XML_NS_NONE, "coordsize"), &f.units_x, &f.units_y);
	pair(ooxml_plain(c, XML_NS_NONE, "coordorigin"), &f.origin_x, &f.origin_y);
	f.offset_x = p.x;
	f.offset_y = p.y;
	f.size_x = p.cx;
	f.size_y = p.cy;
	v->groups[v->n_groups++] = f;
	enum err err = put_inside(v);
	v->n_groups--;
	return err;
}

static enum err put_one(struct vml *v)
{
	static const char *const shapes[] = {"shape",	 "rect", "roundrect", "oval", "line",
					     "polyline", "arc",	 "curve",     "image"};
	struct ooxml *c = v->c;
	if (ooxml_is(&c->x, NS_VML, "group"))
		return put_group(v);
	for (size_t i = 0; i < array_len(shapes); i++)
		if (ooxml_is(&c->x, NS_VML, shapes[i]))
			return put_shape(v);
	if (c->x.name.ns == DOC_NS_W && view_eq(c->x.name.local, VIEW("drawing"))) {
		v->put++;
		return ooxml_element(c);
	}
	/* v:shapetype, o:OLEObject, w:control and the like: nothing of them is shown, and what they
	 * relate to is reported as a part. */
	return xml_skip(&c->x);
}

static enum err put_inside(struct vml *v)
{
	while (true) {
		try(xml_next(&v->c->x));
		if (v->c->x.kind == XML_CLOSE)
			return OK;
		if (v->c->x.kind == XML_OPEN)
			try(put_one(v));
	}
}

static void put_object_frame(struct vml *v)
{
	struct ooxml *c = v->c;
	if (!ooxml_can_hold(c, DOC_T_sk_picture))
		return;
	struct place p = {.cx = v->cx, .cy = v->cy};
	document_open(c->w, DOC_T_sk_picture);
	(void)document_int(c->w, DOC_A_sk_picture__image, document_blob(c->w, 0, p.cx, p.cy));
	put_extent(c, DOC_A_sk_picture__cx, DOC_A_sk_picture__cy, &p);
	document_close(c->w);
}

enum err docx_vml(struct ooxml *c)
{
	struct vml v = {
	    .c = c, .object = ooxml_is(&c->x, DOC_NS_W, "object"), .cx = 914400, .cy = 914400};
	int64_t twips;
	if (v.object && view_int(ooxml_plain(c, DOC_NS_W, "dxaOrig"), 1, 80000, &twips) == OK)
		v.cx = twips * EMU_TWIP;
	if (v.object && view_int(ooxml_plain(c, DOC_NS_W, "dyaOrig"), 1, 80000, &twips) == OK)
		v.cy = twips * EMU_TWIP;
	try(put_inside(&v));
	if (v.object && v.put == 0)
		put_object_frame(&v);
	if (v.object)
		ooxml_count(c, FINDING_OBJECT_PICTURE);
	return OK;
}
