/* SPDX-License-Identifier: Apache-2.0
 * pages_resource.c: what a list of operators uses, by our own names: kind and number.
 */
#include "rebuild/pages.h"

#define STATES_MOST 1024u

static const char state_letters[] = "FSBMO";

/* A graphics state dictionary with one entry; its name says kind and value. */
struct pages_state {
	uint32_t kind, value;
};

void pages_list_begin(struct pages *p)
{
	buf_clear(&p->used);
	buf_clear(&p->states);
	p->spaces = 0;
	p->serial++;
}

void pages_use(struct pages *p, uint32_t ref)
{
	if (p->stamps[ref - 1] == p->serial)
		return;
	p->stamps[ref - 1] = p->serial;
	buf_put(&p->used, view_of(&ref, sizeof ref));
}

enum err pages_use_state(struct pages *p, enum pages_state_kind kind, uint32_t value)
{
	struct pages_state want = {kind, value};
	const struct pages_state *all = (const void *)p->states.p;
	size_t n = p->states.n / sizeof want, i = 0;
	while (i < n && (all[i].kind != want.kind || all[i].value != value))
		i++;
	if (i == STATES_MOST)
		return E_LIMIT_COUNT;
	if (i == n)
		buf_put(&p->states, view_of(&want, sizeof want));
	buf_fmt(&p->content, "/%c%u gs\n", state_letters[kind], value);
	return OK;
}

static const struct {
	const char *name;
	char letter;
	unsigned kinds;
} categories[] = {
    {"Font", 'F', 1u << FORM_PAGE_ITEM_KIND_FONT | 1u << FORM_PAGE_ITEM_KIND_DRAWN},
    {"XObject", 'X',
     1u << FORM_PAGE_ITEM_KIND_IMAGE | 1u << FORM_PAGE_ITEM_KIND_BITS |
	 1u << FORM_PAGE_ITEM_KIND_GROUP},
    {"Pattern", 'P', 1u << FORM_PAGE_ITEM_KIND_TILING | 1u << FORM_PAGE_ITEM_KIND_GRADIENT},
    {"Shading", 'S', 1u << FORM_PAGE_ITEM_KIND_SHADING},
};

static void put_states(const struct pages *p, struct buf *b)
{
	static const char *const blends[] = {"Normal",	  "Multiply",	"Screen",     "Overlay",
					     "Darken",	  "Lighten",	"ColorDodge", "ColorBurn",
					     "HardLight", "SoftLight",	"Difference", "Exclusion",
					     "Hue",	  "Saturation", "Color",      "Luminosity"};
	const struct pages_state *all = (const void *)p->states.p;
	for (size_t i = 0; i < p->states.n / sizeof *all; i++) {
		uint32_t value = all[i].value;
		buf_fmt(b, "/%c%u<<", state_letters[all[i].kind], value);
		if (all[i].kind == PAGES_STATE_FILL_ALPHA ||
		    all[i].kind == PAGES_STATE_STROKE_ALPHA) {
			buf_str(b, all[i].kind == PAGES_STATE_FILL_ALPHA ? "/ca " : "/CA ");
			pdf_fixed(b, value, 6);
		}
		if (all[i].kind == PAGES_STATE_BLEND)
			buf_fmt(b, "/BM/%s", blends[value]);
		if (all[i].kind == PAGES_STATE_MASK && value)
			buf_fmt(b, "/SMask %u 0 R", value);
		if (all[i].kind == PAGES_STATE_MASK && !value)
			buf_str(b, "/SMask/None");
		if (all[i].kind == PAGES_STATE_OVERPRINT)
			buf_fmt(b, "/OP %s/op %s/OPM %u", value & 4 ? "true" : "false",
				value & 2 ? "true" : "false", value & 1);
		buf_str(b, ">>");
	}
}

void pages_resources(struct pages *p, struct buf *b)
{
	static const char *const spaces[] = {"/Ugray[/Pattern/DeviceGray]",
					     "/Urgb[/Pattern/DeviceRGB]",
					     "/Ucmyk[/Pattern/DeviceCMYK]"};
	const uint32_t *used = (const void *)p->used.p;
	buf_str(b, "<<");
	for (size_t k = 0; k < array_len(categories); k++) {
		bool any = false;
		for (size_t i = 0; i < p->used.n / sizeof *used; i++) {
			const struct pages_item *item = &p->items[used[i] - 1];
			if (!(categories[k].kinds >> item->kind & 1))
				continue;
			if (!any)
				buf_fmt(b, "/%s<<", categories[k].name);
			any = true;
			buf_fmt(b, "/%c%u %u 0 R", categories[k].letter, used[i], item->object);
		}
		buf_str(b, any ? ">>" : "");
	}
	if (p->states.n) {
		buf_str(b, "/ExtGState<<");
		put_states(p, b);
		buf_str(b, ">>");
	}
	if (p->spaces) {
		buf_str(b, "/ColorSpace<<");
		for (unsigned i = 0; i < array_len(spaces); i++)
			buf_str(b, p->spaces >> i & 1 ? spaces[i] : "");
		buf_str(b, ">>");
	}
	buf_str(b, ">>");
}
