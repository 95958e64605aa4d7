/* SPDX-License-Identifier: Apache-2.0
 * xlsx.c: Excel files through both locks, whole or a part at a time (package.h).
 */
#include "package.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define X "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"" REL "\""
#define PACKAGE "http://schemas.openxmlformats.org/package/2006"
#define LINK(id, type, target) \
	"<Relationship Id=\"" id "\" Type=\"" REL "/" type "\" Target=\"" target "\"/>"

static const struct package_part parts[] = {
    {"xl/workbook.xml",
     "<workbook " X "><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r1\"/></sheets><definedNames>"
     "<definedName name=\"n\">a!$A$1</definedName></definedNames></workbook>"},
    {"xl/worksheets/sheet1.xml",
     "<worksheet " X
     "><sheetData><row r=\"1\"><c r=\"A1\" s=\"0\" t=\"s\"><f>n+1</f><v>0</v></c></row>"
     "</sheetData><drawing r:id=\"r1\"/><tableParts><tablePart "
     "r:id=\"r3\"/></tableParts></worksheet>"},
    {"xl/styles.xml", "<styleSheet " X "><cellXfs><xf/></cellXfs></styleSheet>"},
    {"xl/sharedStrings.xml", "<sst " X "><si><t>a</t></si></sst>"},
    {"xl/comments1.xml",
     "<comments " X "><authors><author/></authors><commentList><comment ref=\"A1\" "
     "authorId=\"0\"><text><t>x</t></text></comment></commentList></comments>"},
    {"xl/drawings/vmlDrawing1.vml",
     "<xml><d><ClientData ObjectType=\"Note\"><Anchor>1,0,1,0,3,0,3,0</Anchor><Row>0</Row>"
     "<Column>0</Column><Visible/></ClientData></d></xml>"},
    {"xl/tables/table1.xml",
     "<table " X " id=\"1\" displayName=\"t\" ref=\"A1:A2\"><tableColumns><tableColumn id=\"1\" "
     "name=\"a\"/></tableColumns></table>"},
    {"xl/drawings/drawing1.xml",
     "<d:wsDr xmlns:d=\"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing\"/>"},
    {"xl/worksheets/_rels/sheet1.xml.rels",
     "<Relationships xmlns=\"" PACKAGE
     "/relationships\">" LINK("r1", "drawing", "../drawings/drawing1.xml")
	 LINK("r2", "comments", "../comments1.xml") LINK("r3", "table", "../tables/table1.xml")
	     LINK("r4", "vmlDrawing",
		  "../drawings/vmlDrawing1.vml") "<Relationship Id=\"r8\" Type=\"" REL
						 "/hyperlink\" Target=\"https://example.jp/\" "
						 "TargetMode=\"External\"/></Relationships>"},
    {"xl/_rels/workbook.xml.rels",
     "<Relationships xmlns=\"" PACKAGE "/relationships\">" LINK(
	 "r1", "worksheet", "worksheets/sheet1.xml") LINK("r2", "styles", "styles.xml")
	 LINK("r3", "sharedStrings", "sharedStrings.xml") "</Relationships>"},
    {"_rels/.rels", "<Relationships xmlns=\"" PACKAGE "/relationships\">" LINK(
			"r", "officeDocument", "xl/workbook.xml") "</Relationships>"},
    {"[Content_Types].xml", "<Types xmlns=\"" PACKAGE "/content-types\"/>"},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	return package_passage(data, n, "xlsx", parts, array_len(parts));
}
