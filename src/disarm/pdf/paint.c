/* SPDX-License-Identifier: Apache-2.0
 * pdf/paint.c: colours and graphics state dictionaries (ISO 32000-2 8.6.8 and 8.4.5).
 */
#include "disarm/pdf/content.h"

static void begin_colour(struct content *c, bool stroke, enum form_op_colour_value value)
{
	struct form_op_colour colour = {
	    .side = stroke ? FORM_OP_COLOUR_SIDE_STROKE : FORM_OP_COLOUR_SIDE_FILL, .value = value};
	text_flush(c);
	ops_begin(&c->ops, FORM_PAGE_OP_OP_COLOUR);
	form_op_colour_write(&c->ops.bytes, &colour);
}

void paint_colour(struct content *c, bool stroke, const struct colour_space *space,
		  const double *components)
{
	struct colour colour = colour_of(space, components);
	uint32_t v[4] = {0};
	if (c->uncoloured || c->ghost)
		return;
	for (uint32_t i = 0; i < colour.n; i++)
		v[i] = micro_unit(colour.v[i]);
	double rgb[3];
	colour_to_rgb(&colour, rgb);
	c->r->tones |= rgb[0] != rgb[1] || rgb[1] != rgb[2] || (rgb[0] != 0 && rgb[0] != 1);
	if (colour.n == 1) {
		begin_colour(c, stroke, FORM_OP_COLOUR_VALUE_GREY);
		form_colour_grey_write(&c->ops.bytes, &(struct form_colour_grey){.grey = v[0]});
	} else if (colour.n == 3) {
		begin_colour(c, stroke, FORM_OP_COLOUR_VALUE_RGB);
		form_colour_rgb_write(&c->ops.bytes, &(struct form_colour_rgb){{v[0], v[1], v[2]}});
	} else {
		begin_colour(c, stroke, FORM_OP_COLOUR_VALUE_CMYK);
		form_colour_cmyk_write(&c->ops.bytes,
				       &(struct form_colour_cmyk){{v[0], v[1], v[2], v[3]}});
	}
}

static void set_space(struct content *c, bool stroke, const struct colour_space *space)
{
	if (stroke) {
		c->now.paint.stroke = space;
		c->own.stroke = true;
	} else {
		c->now.paint.fill = space;
		c->own.fill = true;
	}
}

/* One of the operators that say space and colour at once. */
static void device(struct content *c, bool stroke, const struct colour_space *space,
		   const struct pdf_obj *a)
{
	double v[4] = {0};
	for (uint32_t i = 0; i < space->n; i++)
		v[i] = pdf_number(&a[i], 0);
	set_space(c, stroke, space);
	paint_colour(c, stroke, space, v);
}

void op_stroke_grey(struct content *c, const struct pdf_obj *a)
{
	device(c, true, &colour_grey, a);
}

void op_fill_grey(struct content *c, const struct pdf_obj *a)
{
	device(c, false, &colour_grey, a);
}

void op_stroke_rgb(struct content *c, const struct pdf_obj *a)
{
	device(c, true, &colour_rgb, a);
}

void op_fill_rgb(struct content *c, const struct pdf_obj *a)
{
	device(c, false, &colour_rgb, a);
}

void op_stroke_cmyk(struct content *c, const struct pdf_obj *a)
{
	device(c, true, &colour_cmyk, a);
}

void op_fill_cmyk(struct content *c, const struct pdf_obj *a)
{
	device(c, false, &colour_cmyk, a);
}

static const struct colour_space *named(struct content *c, const struct pdf_obj *name)
{
	struct reader *r = c->r;
	const struct pdf_obj *o =
	    pdf_get_view(&r->pdf, pdf_get(&r->pdf, c->resources, "ColorSpace"), name->bytes);
	if (o->kind == PDF_NULL || o->kind == PDF_NAME)
		return colour_space_read(&r->pdf, name, c->resources);
	uintptr_t known = memo_get(&r->memo, o, MEMO_COLOUR);
	if (known != 0)
		return (const struct colour_space *)known;
	const struct colour_space *s = colour_space_read(&r->pdf, o, c->resources);
	if (s)
		memo_put(&r->pdf, &r->memo, o, MEMO_COLOUR, (uintptr_t)s);
	return s;
}

static void space(struct content *c, bool stroke, const struct pdf_obj *name)
{
	double first[COLOUR_COMPONENTS];
	const struct colour_space *s = named(c, name);
	const struct pdf_obj *all = pdf_get(&c->r->pdf, c->resources, "ColorSpace");
	if (!s && pdf_get_view(&c->r->pdf, all, name->bytes)->kind == PDF_NULL) {
		content_missing(c, "cs");
		return;
	}
	if (!s) {
		content_spoil(c, "ColorSpace");
		return;
	}
	set_space(c, stroke, s);
	if (s->kind == COLOUR_PATTERN)
		return; /* nothing is painted with it before a pattern is named */
	colour_first(s, first);
	paint_colour(c, stroke, s, first);
}

void op_stroke_space(struct content *c, const struct pdf_obj *a)
{
	space(c, true, a);
}

void op_fill_space(struct content *c, const struct pdf_obj *a)
{
	space(c, false, a);
}

static void pattern(struct content *c, bool stroke, const struct pdf_obj *name)
{
	struct reader *r = c->r;
	const struct colour_space *s = stroke ? c->now.paint.stroke : c->now.paint.fill;
	const struct pdf_obj *o =
	    pdf_get_view(&r->pdf, pdf_get(&r->pdf, c->resources, "Pattern"), name->bytes);
	double v[COLOUR_COMPONENTS] = {0};
	bool uncoloured = false;
	struct form_colour_pattern p = {0};
	if (c->uncoloured || c->ghost)
		return;
	if (o->kind == PDF_NULL) {
		content_missing(c, "scn");
		return;
	}
	node_id node = pattern_node(c, o, &uncoloured);
	if (node == 0)
		return;
	if (uncoloured) {
		const struct colour_space *base =
		    s->kind == COLOUR_PATTERN && s->base ? s->base : &colour_grey;
		for (uint32_t i = 0; i < base->n && i + 1 < c->n_args; i++)
			v[i] = pdf_number(&c->args[i], 0);
		struct colour colour = colour_of(base, v);
		p.space = colour.n == 1	  ? FORM_COLOUR_PATTERN_SPACE_GREY
			  : colour.n == 3 ? FORM_COLOUR_PATTERN_SPACE_RGB
					  : FORM_COLOUR_PATTERN_SPACE_CMYK;
		for (uint32_t i = 0; i < colour.n; i++)
			p.colour[i] = micro_unit(colour.v[i]);
	}
	begin_colour(c, stroke, FORM_OP_COLOUR_VALUE_PATTERN);
	size_t at = c->ops.bytes.n;
	form_colour_pattern_write(&c->ops.bytes, &p);
	ops_gap(&c->ops, at, node);
}

static void colour(struct content *c, bool stroke)
{
	const struct colour_space *s = stroke ? c->now.paint.stroke : c->now.paint.fill;
	double v[COLOUR_COMPONENTS] = {0};
	c->inherits |= stroke ? !c->own.stroke : !c->own.fill;
	if (c->n_args > 0 && c->args[c->n_args - 1].kind == PDF_NAME) {
		pattern(c, stroke, &c->args[c->n_args - 1]);
		return;
	}
	if (s->kind == COLOUR_PATTERN)
		return;
	for (uint32_t i = 0; i < s->n && i < c->n_args; i++)
		v[i] = pdf_number(&c->args[i], 0);
	paint_colour(c, stroke, s, v);
}

void op_stroke_colour(struct content *c, unused_arg const struct pdf_obj *a)
{
	colour(c, true);
}

void op_fill_colour(struct content *c, unused_arg const struct pdf_obj *a)
{
	colour(c, false);
}

/* --- graphics state dictionaries --- */

static void alpha(struct content *c, enum form_op_alpha_side side, const struct pdf_obj *o)
{
	if (!pdf_is_number(o))
		return;
	struct form_op_alpha a = {.side = side, .alpha = micro_unit(pdf_number(o, 1))};
	ops_begin(&c->ops, FORM_PAGE_OP_OP_ALPHA);
	form_op_alpha_write(&c->ops.bytes, &a);
}

static const char *const modes[] = {
    [FORM_OP_BLEND_MODE_NORMAL] = "Normal",
    [FORM_OP_BLEND_MODE_MULTIPLY] = "Multiply",
    [FORM_OP_BLEND_MODE_SCREEN] = "Screen",
    [FORM_OP_BLEND_MODE_OVERLAY] = "Overlay",
    [FORM_OP_BLEND_MODE_DARKEN] = "Darken",
    [FORM_OP_BLEND_MODE_LIGHTEN] = "Lighten",
    [FORM_OP_BLEND_MODE_COLOR_DODGE] = "ColorDodge",
    [FORM_OP_BLEND_MODE_COLOR_BURN] = "ColorBurn",
    [FORM_OP_BLEND_MODE_HARD_LIGHT] = "HardLight",
    [FORM_OP_BLEND_MODE_SOFT_LIGHT] = "SoftLight",
    [FORM_OP_BLEND_MODE_DIFFERENCE] = "Difference",
    [FORM_OP_BLEND_MODE_EXCLUSION] = "Exclusion",
    [FORM_OP_BLEND_MODE_HUE] = "Hue",
    [FORM_OP_BLEND_MODE_SATURATION] = "Saturation",
    [FORM_OP_BLEND_MODE_COLOR] = "Color",
    [FORM_OP_BLEND_MODE_LUMINOSITY] = "Luminosity",
};

/* The first mode that is known; what is not is Normal (11.3.5). */
static void blend(struct content *c, const struct pdf_obj *o)
{
	uint32_t n = o->kind == PDF_ARRAY ? o->n : 1;
	enum form_op_blend_mode mode = FORM_OP_BLEND_MODE_COUNT;
	if (o->kind == PDF_NULL)
		return;
	for (uint32_t i = 0; i < n && mode == FORM_OP_BLEND_MODE_COUNT; i++) {
		const struct pdf_obj *name = o->kind == PDF_ARRAY ? pdf_at(&c->r->pdf, o, i) : o;
		for (size_t k = 0; k < array_len(modes); k++)
			if (pdf_is(name, modes[k]))
				mode = (enum form_op_blend_mode)k;
	}
	if (mode == FORM_OP_BLEND_MODE_COUNT)
		mode = FORM_OP_BLEND_MODE_NORMAL;
	ops_begin(&c->ops, FORM_PAGE_OP_OP_BLEND);
	form_op_blend_write(&c->ops.bytes, &(struct form_op_blend){mode});
}

static void overprint(struct content *c, const struct pdf_obj *gs)
{
	struct pdf *pdf = &c->r->pdf;
	const struct pdf_obj *stroke = pdf_get(pdf, gs, "OP"), *fill = pdf_get(pdf, gs, "op");
	const struct pdf_obj *mode = pdf_get(pdf, gs, "OPM");
	if (stroke->kind != PDF_BOOL && fill->kind != PDF_BOOL && mode->kind == PDF_NULL)
		return;
	struct form_op_overprint *now = &c->now.overprint;
	if (stroke->kind == PDF_BOOL)
		now->stroke = now->fill = stroke->flag;
	if (fill->kind == PDF_BOOL)
		now->fill = fill->flag;
	if (mode->kind != PDF_NULL)
		now->mode = pdf_int(mode, 0) == 1;
	ops_begin(&c->ops, FORM_PAGE_OP_OP_OVERPRINT);
	form_op_overprint_write(&c->ops.bytes, now);
}

static void soft_mask(struct content *c, const struct pdf_obj *o)
{
	node_id mask = 0;
	if (o->kind == PDF_NULL || c->ghost)
		return;
	if (pdf_is_dict(o)) {
		mask = mask_node(c, o);
		if (mask == 0)
			return; /* spoilt */
	}
	ops_begin(&c->ops, FORM_PAGE_OP_OP_MASK);
	size_t at = c->ops.bytes.n;
	form_op_mask_write(&c->ops.bytes, &(struct form_op_mask){0});
	ops_gap(&c->ops, at, mask);
}

void op_states(struct content *c, const struct pdf_obj *a)
{
	static const struct {
		const char *key;
		void (*run)(struct content *c, const struct pdf_obj *a);
	} numbers[] = {{"LW", op_width}, {"LC", op_cap}, {"LJ", op_join}, {"ML", op_miter}};
	struct pdf *pdf = &c->r->pdf;
	const struct pdf_obj *gs =
	    pdf_get_view(pdf, pdf_get(pdf, c->resources, "ExtGState"), a->bytes);
	const struct pdf_obj *dash = pdf_get(pdf, gs, "D"), *font = pdf_get(pdf, gs, "Font");
	text_flush(c);
	for (size_t i = 0; i < array_len(numbers); i++) {
		const struct pdf_obj *o = pdf_get(pdf, gs, numbers[i].key);
		if (pdf_is_number(o))
			numbers[i].run(c, o);
	}
	if (pdf_at(pdf, dash, 0)->kind == PDF_ARRAY && pdf_is_number(pdf_at(pdf, dash, 1)))
		op_dash(c, (const struct pdf_obj[2]){*pdf_at(pdf, dash, 0), *pdf_at(pdf, dash, 1)});
	if (font->kind == PDF_ARRAY && font->n == 2)
		text_font(c, &font->items[0], pdf_number(pdf_at(pdf, font, 1), 0));
	overprint(c, gs);
	alpha(c, FORM_OP_ALPHA_SIDE_STROKE, pdf_get(pdf, gs, "CA"));
	alpha(c, FORM_OP_ALPHA_SIDE_FILL, pdf_get(pdf, gs, "ca"));
	blend(c, pdf_get(pdf, gs, "BM"));
	soft_mask(c, pdf_get(pdf, gs, "SMask"));
}
