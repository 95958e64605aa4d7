/* SPDX-License-Identifier: Apache-2.0
 * pdf/alive.c: what acts, reaches out, hides or signs. None of it has a name in the form; a person
 * is told that it was there. The whole file is walked, what nothing shows too.
 */
#include "disarm/pdf/page.h"

#define OBJECTS_MAX 500000
#define DEPTH_MAX 200

/* A key, or a value of one, and what it is in the report. */
static const struct sign {
	const char *key, *value; /* value NULL: any */
	enum finding_code code;
} signs[] = {
    {"OpenAction", NULL, FINDING_PDF_ACTION},
    {"AA", NULL, FINDING_PDF_ACTION},
    {"JS", NULL, FINDING_PDF_SCRIPT},
    {"JavaScript", NULL, FINDING_PDF_SCRIPT},
    {"S", "JavaScript", FINDING_PDF_SCRIPT},
    {"S", "Launch", FINDING_PDF_ACTION},
    {"S", "GoToR", FINDING_EXTERNAL},
    {"S", "GoToE", FINDING_EXTERNAL},
    {"S", "Thread", FINDING_PDF_ACTION},
    {"S", "SubmitForm", FINDING_PDF_ACTION},
    {"S", "ImportData", FINDING_PDF_ACTION},
    {"S", "ResetForm", FINDING_PDF_ACTION},
    {"S", "Named", FINDING_PDF_ACTION},
    {"S", "Hide", FINDING_PDF_ACTION},
    {"S", "SetOCGState", FINDING_PDF_ACTION},
    {"S", "Rendition", FINDING_PDF_MEDIA},
    {"S", "Sound", FINDING_PDF_MEDIA},
    {"S", "Movie", FINDING_PDF_MEDIA},
    {"S", "GoTo3DView", FINDING_PDF_MEDIA},
    {"S", "RichMediaExecute", FINDING_PDF_MEDIA},
    {"Subtype", "RichMedia", FINDING_PDF_MEDIA},
    {"Subtype", "3D", FINDING_PDF_MEDIA},
    {"Subtype", "Screen", FINDING_PDF_MEDIA},
    {"Subtype", "Movie", FINDING_PDF_MEDIA},
    {"Subtype", "Sound", FINDING_PDF_MEDIA},
    {"Subtype", "FileAttachment", FINDING_PDF_ATTACHMENT},
    {"EmbeddedFiles", NULL, FINDING_PDF_ATTACHMENT},
    {"EF", NULL, FINDING_PDF_ATTACHMENT},
    {"AF", NULL, FINDING_PDF_ATTACHMENT},
    {"Collection", NULL, FINDING_PDF_ATTACHMENT},
    {"XFA", NULL, FINDING_PDF_XFA},
    {"ByteRange", NULL, FINDING_SIGNATURE},
    {"Ref", NULL, FINDING_EXTERNAL},
    {"OPI", NULL, FINDING_EXTERNAL},
    {"PS", NULL, FINDING_PDF_SCRIPT},
    {"Subtype", "PS", FINDING_PDF_SCRIPT},
    {"FFilter", NULL, FINDING_EXTERNAL},
    {"Metadata", NULL, FINDING_METADATA},
    {"PieceInfo", NULL, FINDING_METADATA},
    {"Thumb", NULL, FINDING_THUMBNAIL},
    {"OutputIntents", NULL, FINDING_COLOUR_PROFILE},
};

struct walk {
	struct reader *r;
	uint32_t n;
};

static void look_at_entry(struct walk *w, struct view key, const struct pdf_obj *value)
{
	for (size_t i = 0; i < array_len(signs); i++) {
		if (!view_eq(key, view_str(signs[i].key)))
			continue;
		if (signs[i].value && !pdf_is(value, signs[i].value))
			continue;
		if (value->kind == PDF_NULL)
			continue;
		report_add(w->r->d->report, signs[i].code, PLACE_FILE, 0,
			   view_str(signs[i].value ? signs[i].value : signs[i].key), NULL);
	}
}

/* Every object once; deeper than any file is, the rest is not looked at (it is not passed on). */
static void look(struct walk *w, const struct pdf_obj *raw, unsigned depth)
{
	struct pdf *pdf = &w->r->pdf;
	const struct pdf_obj *o = pdf_resolve(pdf, raw);
	if (depth > DEPTH_MAX || pdf->err != OK)
		return;
	if (raw->kind == PDF_REF) {
		if (memo_get(&w->r->memo, o, MEMO_SEEN) || ++w->n > OBJECTS_MAX)
			return;
		memo_put(pdf, &w->r->memo, o, MEMO_SEEN, 1);
	}
	for (uint32_t i = 0; o->kind == PDF_ARRAY && i < o->n; i++)
		look(w, &o->items[i], depth + 1);
	for (uint32_t i = 0; pdf_is_dict(o) && i < o->n; i++) {
		look_at_entry(w, o->entries[i].key, pdf_resolve(pdf, &o->entries[i].value));
		look(w, &o->entries[i].value, depth + 1);
	}
}

void alive_report(struct reader *r)
{
	struct walk w = {.r = r};
	look(&w, pdf_get_raw(r->pdf.trailer, VIEW("Root")), 0);
	if (pdf_get(&r->pdf, r->pdf.trailer, "Info")->kind != PDF_NULL)
		report_add(r->d->report, FINDING_METADATA, PLACE_FILE, 0, VIEW("Info"), NULL);
	if (r->pdf.encrypted)
		report_add(r->d->report, FINDING_PROTECTION, PLACE_FILE, 0, VIEW("Encrypt"), NULL);
}
