/* SPDX-License-Identifier: Apache-2.0
 * pdf/font_simple.c: fonts of one-byte codes: Type 1, TrueType, Type 3 (ISO 32000-2 9.6).
 *
 * Which glyph a TrueType code shows is viewers' practice rather than the standard's; the order of
 * the rules here is that of poppler, by which fidelity is measured, and where its rule finds
 * nothing the next one is tried.
 */
#include "disarm/pdf/font_parts.h"

#define WIDTH_MOST 1e9

/* The base encoding, by name; false: none is named. */
static bool named_encoding(const struct pdf_obj *o, enum pdf_encoding *ret)
{
	static const struct {
		const char *name;
		enum pdf_encoding encoding;
	} rows[] = {
	    {"WinAnsiEncoding", PDF_ENCODING_WIN},
	    {"MacRomanEncoding", PDF_ENCODING_MAC},
	    {"StandardEncoding", PDF_ENCODING_STANDARD},
	};
	for (size_t i = 0; i < array_len(rows); i++) {
		if (pdf_is(o, rows[i].name)) {
			*ret = rows[i].encoding;
			return true;
		}
	}
	return false;
}

/* What names codes when the dictionary does not. */
static enum pdf_encoding implied_encoding(const struct pdf_font *f)
{
	if (!f->program && f->stand_in.face == PDF_FACE_SYMBOL)
		return PDF_ENCODING_SYMBOL;
	if (!f->program && f->stand_in.face == PDF_FACE_DINGBATS)
		return PDF_ENCODING_DINGBATS;
	return f->truetype ? PDF_ENCODING_WIN : PDF_ENCODING_STANDARD;
}

static void take_differences(struct pdf_font *f, const struct pdf_obj *list)
{
	int64_t code = 0;
	for (uint32_t i = 0; list->kind == PDF_ARRAY && i < list->n; i++) {
		const struct pdf_obj *o = pdf_at(f->set->pdf, list, i);
		if (pdf_is_number(o))
			code = pdf_int(o, 0);
		else if (o->kind == PDF_NAME && code >= 0 && code < 256)
			f->names[code++] = o->bytes;
	}
}

static void load_encoding(struct pdf_font *f)
{
	struct pdf *pdf = f->set->pdf;
	const struct pdf_obj *o = pdf_get(pdf, f->dict, "Encoding");
	const struct pdf_obj *differences = pdf_get(pdf, o, "Differences");
	enum pdf_encoding base = implied_encoding(f);
	bool pictorial = base == PDF_ENCODING_SYMBOL || base == PDF_ENCODING_DINGBATS;
	/* Producers name WinAnsi for Symbol too; no viewer believes it. */
	bool named = !pictorial &&
		     named_encoding(pdf_is_dict(o) ? pdf_get(pdf, o, "BaseEncoding") : o, &base);
	f->mac_encoding = named && base == PDF_ENCODING_MAC;
	f->has_encoding = named || differences->kind == PDF_ARRAY;
	/* A program has an encoding of its own; then names are at most a guess at the text. */
	f->fallback_names = f->program && !named;
	for (unsigned code = 0; code < 256 && !f->type3; code++)
		f->names[code] = pdf_encoding_name(base, (uint8_t)code);
	if (f->fallback_names && pdf_program_kind(f->program) != PDF_PROGRAM_TRUETYPE)
		memset(f->names, 0, sizeof f->names);
	take_differences(f, differences);
}

static void load_widths(struct pdf_font *f)
{
	struct pdf *pdf = f->set->pdf;
	const struct pdf_obj *list = pdf_get(pdf, f->dict, "Widths");
	int64_t first = pdf_int(pdf_get(pdf, f->dict, "FirstChar"), 0);
	double missing = pdf_number(pdf_get(pdf, f->descriptor, "MissingWidth"), 0);
	f->has_widths = list->kind == PDF_ARRAY;
	for (unsigned code = 0; code < 256; code++)
		f->widths[code] = missing;
	for (uint32_t i = 0; f->has_widths && i < list->n && i < 256; i++) {
		double w = pdf_number(pdf_at(pdf, list, i), missing);
		if (first + i >= 0 && first + i < 256 && w >= -WIDTH_MOST && w <= WIDTH_MOST)
			f->widths[first + i] = w;
	}
}

enum err pdf_font_load_simple(struct pdf_font *f)
{
	static const double thousandths[6] = {0.001, 0, 0, 0.001, 0, 0};
	struct pdf *pdf = f->set->pdf;
	f->stand_in = pdf_face_for(f->base, f->flags, PDF_COLLECTION_NONE);
	load_encoding(f);
	load_widths(f);
	if (!pdf_numbers(pdf, pdf_get(pdf, f->dict, "FontMatrix"), f->matrix, 6))
		memcpy(f->matrix, thousandths, sizeof thousandths);
	f->procs = pdf_get(pdf, f->dict, "CharProcs");
	f->resources = pdf_get(pdf, f->dict, "Resources");
	return OK;
}

enum rule {
	RULE_END,
	RULE_UNICODE,  /* the name's Unicode in a Unicode cmap */
	RULE_MAC_NAME, /* the name's code in the Macintosh cmap */
	RULE_SYMBOL,   /* the code in the (3,0) cmap, in any of the blocks producers use */
	RULE_MAC_CODE, /* the code in the Macintosh cmap */
	RULE_CODE,     /* the code in the (3,1) cmap */
	RULE_NAME,     /* the name in the post table */
};

static uint32_t by_rule(struct pdf_font *f, enum rule rule, uint32_t code)
{
	static const uint32_t blocks[] = {0xf000, 0, 0xf100, 0xf200};
	struct pdf_program *p = f->program;
	struct view name = f->names[code];
	struct pdf_text_of text;
	uint32_t glyph = 0;
	switch (rule) {
	case RULE_UNICODE:
		text = pdf_name_text(name);
		return text.n == 1 ? pdf_program_by_unicode(p, text.c[0]) : 0;
	case RULE_MAC_NAME:
		return pdf_mac_code(name) ? pdf_program_by_char(p, 1, 0, pdf_mac_code(name)) : 0;
	case RULE_SYMBOL:
		for (size_t i = 0; i < array_len(blocks) && glyph == 0; i++)
			glyph = pdf_program_by_char(p, 3, 0, blocks[i] + code);
		return glyph;
	case RULE_MAC_CODE:
		return pdf_program_by_char(p, 1, 0, code);
	case RULE_CODE:
		return pdf_program_by_char(p, 3, 1, code);
	case RULE_NAME:
		return pdf_program_by_name(p, name);
	case RULE_END:
		break;
	}
	return 0;
}

static uint32_t truetype_glyph(struct pdf_font *f, uint32_t code)
{
	static const enum rule mac[] = {RULE_MAC_NAME, RULE_UNICODE,  RULE_NAME,
					RULE_SYMBOL,   RULE_MAC_CODE, RULE_END};
	static const enum rule named[] = {RULE_UNICODE, RULE_MAC_NAME, RULE_NAME,
					  RULE_SYMBOL,	RULE_MAC_CODE, RULE_END};
	static const enum rule symbolic[] = {RULE_SYMBOL,  RULE_MAC_NAME, RULE_NAME,
					     RULE_UNICODE, RULE_MAC_CODE, RULE_END};
	static const enum rule coded[] = {RULE_SYMBOL, RULE_MAC_CODE, RULE_UNICODE,
					  RULE_CODE,   RULE_NAME,     RULE_END};
	const enum rule *rules = coded;
	if (f->has_encoding && f->mac_encoding && pdf_program_has_cmap(f->program, 1, 0))
		rules = mac;
	else if (f->has_encoding)
		rules = f->flags & FLAG_SYMBOLIC ? symbolic : named;
	for (; *rules != RULE_END; rules++) {
		uint32_t glyph = by_rule(f, *rules, code);
		if (glyph != 0)
			return glyph;
	}
	return pdf_program_has_any_cmap(f->program) ? 0 : code;
}

/* Type 1 and CFF: by name; without a name by the program's own encoding. */
static uint32_t named_glyph(struct pdf_font *f, uint32_t code)
{
	struct pdf_program *p = f->program;
	struct view name = f->names[code];
	if (pdf_program_cid_keyed(p))
		return code;
	if (name.n == 0 && f->fallback_names) {
		uint32_t glyph = pdf_program_built_in(p, code);
		name = pdf_encoding_name(PDF_ENCODING_STANDARD, (uint8_t)code);
		return glyph != 0 ? glyph : pdf_program_by_name(p, name);
	}
	uint32_t glyph = pdf_program_by_name(p, name);
	if (glyph != 0 || view_eq(name, VIEW(".notdef")))
		return glyph;
	struct pdf_text_of text = pdf_name_text(name);
	return text.n == 1 ? pdf_program_by_unicode(p, text.c[0]) : 0;
}

static struct pdf_text_of text_of(struct pdf_font *f, const struct pdf_glyph *g)
{
	struct pdf_text_of t = {0};
	char room[128];
	if (f->to_unicode)
		t = pdf_to_unicode(f->to_unicode, g->code);
	if (t.n == 0 && f->code_is_unicode)
		pdf_text_add(&t, g->code);
	if (t.n == 0 && f->fallback_names && f->names[g->code].n > 0)
		pdf_text_add(&t, pdf_program_unicode(f->program, g->glyph));
	if (t.n > 0 && t.c[0] != 0)
		return t;
	t = pdf_name_text(f->names[g->code]);
	if (t.n == 0 && f->program)
		t = pdf_name_text(pdf_program_name(f->program, g->glyph, room));
	if (t.n == 0 && f->program)
		pdf_text_add(&t, pdf_program_unicode(f->program, g->glyph));
	return t;
}

static double width_of(struct pdf_font *f, const struct pdf_glyph *g)
{
	struct pdf_program *p = f->program;
	uint32_t glyph = g->glyph;
	if (f->has_widths || f->type3)
		return f->widths[g->code];
	if (!p)
		glyph = pdf_font_stand_in_glyph(f, g, &p);
	return p ? pdf_program_width(p, glyph) : f->widths[g->code];
}

void pdf_font_simple_glyph(struct pdf_font *f, struct pdf_glyph *g)
{
	struct pdf_program *p = f->program;
	struct view name = f->names[g->code];
	if (p && pdf_program_kind(p) == PDF_PROGRAM_TRUETYPE)
		g->glyph = truetype_glyph(f, g->code);
	else if (p)
		g->glyph = named_glyph(f, g->code);
	struct pdf_text_of t = text_of(f, g);
	pdf_font_set_text(f, g, &t);
	g->width = width_of(f, g);
	if (f->type3 && name.n > 0) {
		const struct pdf_obj *proc = pdf_get_view(f->set->pdf, f->procs, name);
		g->proc = proc->kind == PDF_STREAM ? proc : NULL;
	}
}
