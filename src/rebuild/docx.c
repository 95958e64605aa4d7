/* SPDX-License-Identifier: Apache-2.0
 * docx.c: what is special about Word: fields, records that stand for old drawings, the preview.
 */
#include "rebuild/markup.h"
#include "rebuild/ooxml.h"
#include "rebuild/preview.h"

/* What the preview shows of a record: paragraphs as lines, cells and tabs as tabs. */
static void show(struct ooxml *x)
{
	unsigned type = x->in.type;
	bool open = x->in.event == DOC_OPEN;
	if (x->in.kind != DOC_PART_BODY)
		return;
	if (x->in.event == DOC_STRING && type == DOC_T_w_t)
		preview_put(x->r, x->in.text.view);
	else if (open && type == DOC_T_w_CT_Empty_w_tab)
		preview_put(x->r, VIEW("\t"));
	else if ((open && type == DOC_T_w_br) ||
		 (!open && type == DOC_T_w_p && x->in.event == DOC_CLOSE))
		preview_put(x->r, VIEW("\n"));
}

static void field_close(struct ooxml *x)
{
	buf_str(&x->xml, x->tag_open ? "/>" : "</w:fldChar>");
	buf_str(&x->xml, "<w:instrText xml:space=\"preserve\">");
	docx_instruction(x, &x->field, &x->xml);
	buf_str(&x->xml, "</w:instrText><w:fldChar w:fldCharType=\"separate\"/>");
}

static void own_open(struct ooxml *x)
{
	if (x->in.type == DOC_T_sk_field) {
		x->field = x->in.field;
		buf_str(&x->xml, "<w:fldChar w:fldCharType=\"begin\"");
		x->tag_open = true;
	} else if (x->in.type == DOC_T_sk_fieldEnd) {
		buf_str(&x->xml, "<w:fldChar w:fldCharType=\"end\"/>");
	} else {
		docx_shape_open(x);
	}
}

static void own_close(struct ooxml *x)
{
	if (x->in.type == DOC_T_sk_field)
		field_close(x);
	else
		docx_shape_close(x, x->in.type);
}

static uint64_t uses(unsigned type)
{
	const uint64_t one = 1, shape = one << DOC_NS_WP | one << DOC_NS_A;
	if (type == DOC_T_sk_picture)
		return shape | one << DOC_NS_PIC | one << DOC_NS_R;
	if (type == DOC_T_sk_textBox || type == DOC_T_sk_textPath)
		return shape | one << DOC_NS_WPS;
	return 0;
}

static const struct ooxml_target word = {.folder = "word",
					 .ext = "docx",
					 .program = "Sekisho",
					 .uses = uses,
					 .own_open = own_open,
					 .own_close = own_close,
					 .show = show};

static enum err document_rebuild(struct rebuild *r)
{
	return ooxml_rebuild(r, FORM_DOCUMENT, &word, NULL);
}

const struct target target_document = {"document", FORM_DOCUMENT, document_rebuild};
