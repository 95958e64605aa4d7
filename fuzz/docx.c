/* SPDX-License-Identifier: Apache-2.0
 * docx.c: Word files through both locks, whole or a part at a time (package.h).
 */
#include "package.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define W "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
#define PACKAGE "http://schemas.openxmlformats.org/package/2006"

static const struct package_part parts[] = {
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	return package_passage(data, n, "docx", parts, array_len(parts));
}
