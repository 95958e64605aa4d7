/* SPDX-License-Identifier: Apache-2.0
 * docx.c: Word files through both locks. Bytes that start like a zip are taken as one; any others
 * are one XML part, chosen by the first byte, of a package that is otherwise in order: a changed
 * byte would hardly ever get past the checksums of a real one.
 */
#include <libdeflate.h>

#include "passage.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define W "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
#define PACKAGE "http://schemas.openxmlformats.org/package/2006"

static const struct {
	const char *name, *content;
} parts[] = {
    {"word/document.xml", "<w:document " W "><w:body><w:p/></w:body></w:document>"},
    {"word/styles.xml", "<w:styles " W "/>"},
    {"word/numbering.xml", "<w:numbering " W "/>"},
    {"word/header1.xml", "<w:hdr " W "><w:p/></w:hdr>"},
    {"word/footnotes.xml", "<w:footnotes " W "/>"},
    {"word/comments.xml", "<w:comments " W "/>"},
    {"word/settings.xml", "<w:settings " W "/>"},
    {"word/theme/theme1.xml", "<a:theme xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/"
			      "main\" name=\"\"/>"},
    {"word/_rels/document.xml.rels",
     "<Relationships xmlns=\"" PACKAGE "/relationships\">"
     "<Relationship Id=\"rId1\" Type=\"" REL "/styles\" Target=\"styles.xml\"/>"
     "<Relationship Id=\"rId2\" Type=\"" REL "/numbering\" Target=\"numbering.xml\"/>"
     "<Relationship Id=\"rId3\" Type=\"" REL "/header\" Target=\"header1.xml\"/>"
     "<Relationship Id=\"rId4\" Type=\"" REL "/footnotes\" Target=\"footnotes.xml\"/>"
     "<Relationship Id=\"rId5\" Type=\"" REL "/comments\" Target=\"comments.xml\"/>"
     "<Relationship Id=\"rId6\" Type=\"" REL "/settings\" Target=\"settings.xml\"/>"
     "<Relationship Id=\"rId7\" Type=\"" REL "/theme\" Target=\"theme/theme1.xml\"/>"
     "<Relationship Id=\"rId8\" Type=\"" REL "/hyperlink\" Target=\"https://example.jp/\" "
     "TargetMode=\"External\"/>"
     "<Relationship Id=\"rId9\" Type=\"" REL "/image\" Target=\"media/a.emf\"/></Relationships>"},
    {"_rels/.rels",
     "<Relationships xmlns=\"" PACKAGE "/relationships\"><Relationship Id=\"r\" "
     "Type=\"" REL "/officeDocument\" Target=\"word/document.xml\"/></Relationships>"},
    {"[Content_Types].xml", "<Types xmlns=\"" PACKAGE "/content-types\"/>"},
    {"word/media/a.emf", "no picture"},
};

static void header(struct buf *b, bool central, const char *name, struct view content)
{
	buf_u32(b, central ? 0x02014b50 : 0x04034b50);
	if (central)
		buf_u16(b, 20);
	buf_u16(b, 20);
	buf_u32(b, 0); /* flags, method: stored */
	buf_u32(b, 0x00210000);
	buf_u32(b, libdeflate_crc32(0, content.p, content.n));
	buf_u32(b, (uint32_t)content.n);
	buf_u32(b, (uint32_t)content.n);
	buf_u16(b, (uint16_t)strlen(name));
	buf_u16(b, 0);
}

static void package(struct buf *out, size_t chosen, struct view content)
{
	struct buf directory = buf_new(1 << 16);
	for (size_t i = 0; i < array_len(parts); i++) {
		struct view v = i == chosen ? content : view_str(parts[i].content);
		uint32_t at = (uint32_t)out->n;
		header(out, false, parts[i].name, v);
		buf_str(out, parts[i].name);
		buf_put(out, v);
		header(&directory, true, parts[i].name, v);
		buf_fill(&directory, 0, 10);
		buf_u32(&directory, at);
		buf_str(&directory, parts[i].name);
	}
	uint32_t at = (uint32_t)out->n;
	buf_put(out, buf_view(&directory));
	buf_u32(out, 0x06054b50);
	buf_u32(out, 0);
	buf_u16(out, array_len(parts));
	buf_u16(out, array_len(parts));
	buf_u32(out, (uint32_t)directory.n);
	buf_u32(out, at);
	buf_u16(out, 0);
	buf_free(&directory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct view in = view_of(data, n);
	if (n < 2 || n > 1 << 19 || view_starts(in, VIEW("PK")))
		return passage(data, n, "docx");
	struct buf b = buf_new(2 << 20);
	package(&b, data[0] % array_len(parts), view_sub(in, 1, n));
	int result = passage(b.p, b.n, "docx");
	buf_free(&b);
	return result;
}
