/* SPDX-License-Identifier: Apache-2.0
 * docx_shape.c: the records that stand for old drawings, each written from one template.
 *
 * VML is never written: picture, text box and text path (a watermark) become DrawingML, which
 * Word 2010 and later and LibreOffice read alike.
 */
#include "rebuild/ooxml.h"
#include "rebuild/markup.h"

static const char *word(const struct ooxml *x, unsigned attr, const char *otherwise)
{
	const struct doc_value *v = document_value(&x->in, attr);
	return v ? doc_enum_word(v->attr->list, (unsigned)v->n) : otherwise;
}

static struct view text(const struct ooxml *x, unsigned attr, struct view otherwise)
{
	const struct doc_value *v = document_value(&x->in, attr);
	return v ? v->view : otherwise;
}

/* The attributes of a place stand in the same order behind `first` in all three records. */
enum { FLOAT, X, Y, FROM_H, FROM_V, ALIGN_H, ALIGN_V, WRAP, ROTATION };

static void position(struct ooxml *x, const char *axis, const char *from, const char *align,
		     int64_t offset)
{
	buf_fmt(&x->xml, "<wp:position%s relativeFrom=\"%s\">", axis, from);
	if (align)
		buf_fmt(&x->xml, "<wp:align>%s</wp:align>", align);
	else
		buf_fmt(&x->xml, "<wp:posOffset>%lld</wp:posOffset>", (long long)offset);
	buf_fmt(&x->xml, "</wp:position%s>", axis);
}

/* Up to the graphic: inline, or an anchor with its place. */
static void begin(struct ooxml *x, unsigned first, int64_t cx, int64_t cy, struct view title)
{
	static const char *const wraps[] = {"wp:wrapNone", "wp:wrapNone",
					    "wp:wrapSquare wrapText=\"bothSides\"",
					    "wp:wrapTopAndBottom"};
	bool floats = ooxml_given(x, first + FLOAT, 0) != 0;
	int64_t wrap = ooxml_given(x, first + WRAP, 0);
	buf_str(&x->xml, "<w:drawing>");
	if (floats) {
		buf_fmt(&x->xml,
			"<wp:anchor distT=\"0\" distB=\"0\" distL=\"114300\" distR=\"114300\" "
			"simplePos=\"0\" "
			"relativeHeight=\"%u\" behindDoc=\"%d\" locked=\"0\" layoutInCell=\"1\" "
			"allowOverlap=\"1\"><wp:simplePos x=\"0\" y=\"0\"/>",
			251658240u + x->number, wrap == 1);
		position(x, "H", word(x, first + FROM_H, "column"), word(x, first + ALIGN_H, NULL),
			 ooxml_given(x, first + X, 0));
		position(x, "V", word(x, first + FROM_V, "paragraph"),
			 word(x, first + ALIGN_V, NULL), ooxml_given(x, first + Y, 0));
	} else {
		buf_str(&x->xml, "<wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\">");
	}
	buf_fmt(&x->xml, "<wp:extent cx=\"%lld\" cy=\"%lld\"/>", (long long)cx, (long long)cy);
	if (floats)
		buf_fmt(&x->xml, "<wp:effectExtent l=\"0\" t=\"0\" r=\"0\" b=\"0\"/><%s/>",
			wraps[wrap]);
	x->number++;
	buf_fmt(&x->xml, "<wp:docPr id=\"%u\" name=\"Shape %u\"", x->number, x->number);
	if (title.n > 0)
		markup_attr(&x->xml, "descr", title);
	buf_str(&x->xml, "/><wp:cNvGraphicFramePr/><a:graphic>");
}

static void transform(struct ooxml *x, unsigned first, int64_t cx, int64_t cy, const char *geometry)
{
	buf_str(&x->xml, "<a:xfrm");
	if (ooxml_given(x, first + ROTATION, 0) != 0)
		markup_attr_int(&x->xml, "rot", ooxml_given(x, first + ROTATION, 0));
	buf_fmt(&x->xml,
		"><a:off x=\"0\" y=\"0\"/><a:ext cx=\"%lld\" cy=\"%lld\"/></a:xfrm>"
		"<a:prstGeom prst=\"%s\"><a:avLst/></a:prstGeom>",
		(long long)cx, (long long)cy, geometry);
}

static void fill(struct ooxml *x, int64_t colour)
{
	if (colour < 0)
		buf_str(&x->xml, "<a:noFill/>");
	else
		buf_fmt(&x->xml, "<a:solidFill><a:srgbClr val=\"%06X\"/></a:solidFill>",
			(unsigned)colour);
}

static void picture(struct ooxml *x)
{
	int64_t cx = ooxml_given(x, DOC_A_sk_picture__cx, 1),
		cy = ooxml_given(x, DOC_A_sk_picture__cy, 1);
	uint32_t rel = ooxml_blob_rel(x, (uint32_t)ooxml_given(x, DOC_A_sk_picture__image, 0));
	begin(x, DOC_A_sk_picture__float, cx, cy, text(x, DOC_A_sk_picture__title, VIEW("")));
	buf_fmt(
	    &x->xml,
	    "<a:graphicData "
	    "uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic>"
	    "<pic:nvPicPr><pic:cNvPr id=\"%u\" name=\"Picture %u\"/><pic:cNvPicPr/></pic:nvPicPr>"
	    "<pic:blipFill><a:blip "
	    "r:embed=\"rId%u\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
	    "<pic:spPr>",
	    x->number, x->number, rel);
	transform(x, DOC_A_sk_picture__float, cx, cy, "rect");
	buf_str(&x->xml, "</pic:spPr></pic:pic></a:graphicData></a:graphic>");
	buf_str(&x->xml,
		ooxml_given(x, DOC_A_sk_picture__float, 0) ? "</wp:anchor>" : "</wp:inline>");
	buf_str(&x->xml, "</w:drawing>");
}

#define SHAPE_BEGIN                                                                  \
	"<a:graphicData "                                                            \
	"uri=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\">" \
	"<wps:wsp><wps:cNvSpPr txBox=\"1\"/><wps:spPr>"
#define ALTERNATE_BEGIN "<mc:AlternateContent><mc:Choice Requires=\"wps\">"
#define ALTERNATE_END "</mc:Choice></mc:AlternateContent>"

static void text_box(struct ooxml *x)
{
	int64_t cx = ooxml_given(x, DOC_A_sk_textBox__cx, 1),
		cy = ooxml_given(x, DOC_A_sk_textBox__cy, 1);
	int64_t line = ooxml_given(x, DOC_A_sk_textBox__line, -1);
	/* The close knows only the type: what it needs waits on the stack of drawings. */
	x->drawings[x->n_drawings++] =
	    (struct drawing){ooxml_given(x, DOC_A_sk_textBox__float, 0) ? 1 : 0,
			     ooxml_given(x, DOC_A_sk_textBox__vertical, 0) ? "eaVert" : "horz"};
	buf_str(&x->xml, ALTERNATE_BEGIN);
	begin(x, DOC_A_sk_textBox__float, cx, cy, VIEW(""));
	buf_str(&x->xml, SHAPE_BEGIN);
	transform(x, DOC_A_sk_textBox__float, cx, cy, "rect");
	fill(x, ooxml_given(x, DOC_A_sk_textBox__fill, -1));
	buf_str(&x->xml, line < 0 ? "<a:ln>" : "<a:ln w=\"9525\">");
	fill(x, line);
	buf_str(&x->xml, "</a:ln></wps:spPr><wps:txbx>");
}

static void text_box_end(struct ooxml *x)
{
	assert(x->n_drawings > 0);
	struct drawing d = x->drawings[--x->n_drawings];
	buf_fmt(&x->xml,
		"</wps:txbx><wps:bodyPr rot=\"0\" vert=\"%s\" wrap=\"square\" lIns=\"91440\" "
		"tIns=\"45720\" "
		"rIns=\"91440\" bIns=\"45720\" anchor=\"t\"><a:noAutofit/></wps:bodyPr></wps:wsp>"
		"</a:graphicData></a:graphic></wp:%s></w:drawing>" ALTERNATE_END,
		d.requires, d.start ? "anchor" : "inline");
}

/* The size in half points at which the text about fills its frame, for programs that do not stretch
 * it: an ideograph is one em wide, other letters six tenths. */
static int64_t fitting_size(struct view string, int64_t cx, int64_t cy)
{
	struct cursor c = cursor_of(string);
	int64_t tenths = 0;
	while (cursor_left(&c) > 0)
		tenths += utf8_next(&c) >= 0x2e80 ? 10 : 6;
	int64_t across = cx * 10 / 6350 / max_of(tenths, (int64_t)1), down = cy * 3 / 4 / 6350;
	return max_of((int64_t)2, min_of((int64_t)3276, min_of(across, down)));
}

/* A watermark: the text stretched over its frame (presetTextWarp textPlain). */
static void text_path(struct ooxml *x)
{
	int64_t cx = ooxml_given(x, DOC_A_sk_textPath__cx, 1),
		cy = ooxml_given(x, DOC_A_sk_textPath__cy, 1);
	struct view string = text(x, DOC_A_sk_textPath__string, VIEW(""));
	struct view font = text(x, DOC_A_sk_textPath__font, VIEW(""));
	int64_t colour = ooxml_given(x, DOC_A_sk_textPath__fill, 0xc0c0c0);
	int64_t half_points = fitting_size(string, cx, cy);
	buf_str(&x->xml, ALTERNATE_BEGIN);
	begin(x, DOC_A_sk_textPath__float, cx, cy, string);
	buf_str(&x->xml, SHAPE_BEGIN);
	transform(x, DOC_A_sk_textPath__float, cx, cy, "rect");
	buf_str(
	    &x->xml,
	    "<a:noFill/></wps:spPr><wps:txbx><w:txbxContent><w:p><w:pPr><w:jc w:val=\"center\"/>"
	    "</w:pPr><w:r><w:rPr>");
	if (font.n > 0) {
		buf_str(&x->xml, "<w:rFonts");
		markup_attr(&x->xml, "w:ascii", font);
		markup_attr(&x->xml, "w:hAnsi", font);
		markup_attr(&x->xml, "w:eastAsia", font);
		buf_str(&x->xml, "/>");
	}
	if (ooxml_given(x, DOC_A_sk_textPath__bold, 0))
		buf_str(&x->xml, "<w:b/>");
	if (ooxml_given(x, DOC_A_sk_textPath__italic, 0))
		buf_str(&x->xml, "<w:i/>");
	buf_fmt(
	    &x->xml,
	    "<w:color w:val=\"%06X\"/><w:sz w:val=\"%lld\"/></w:rPr><w:t xml:space=\"preserve\">",
	    (unsigned)colour, (long long)half_points);
	markup_text(&x->xml, string);
	buf_str(
	    &x->xml,
	    "</w:t></w:r></w:p></w:txbxContent></wps:txbx><wps:bodyPr wrap=\"square\" lIns=\"0\" "
	    "tIns=\"0\" rIns=\"0\" bIns=\"0\"><a:prstTxWarp prst=\"textPlain\"><a:avLst/>"
	    "</a:prstTxWarp></wps:bodyPr></wps:wsp></a:graphicData></a:graphic>");
	buf_str(&x->xml,
		ooxml_given(x, DOC_A_sk_textPath__float, 0) ? "</wp:anchor>" : "</wp:inline>");
	buf_str(&x->xml, "</w:drawing>" ALTERNATE_END);
}

void docx_shape_open(struct ooxml *x)
{
	if (x->in.type == DOC_T_sk_picture)
		picture(x);
	else if (x->in.type == DOC_T_sk_textBox)
		text_box(x);
	else if (x->in.type == DOC_T_sk_textPath)
		text_path(x);
}

void docx_shape_close(struct ooxml *x, unsigned type)
{
	if (type == DOC_T_sk_textBox)
		text_box_end(x);
}
