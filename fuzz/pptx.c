/* SPDX-License-Identifier: Apache-2.0
 * pptx.c: PowerPoint files through both locks: whole ones, or one part of a package that is
 * otherwise in order (package.h).
 */
#include "package.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006"
#define NAMES                                                                     \
	"xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\" " \
	"xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" "      \
	"xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" "     \
	"xmlns:r=\"" REL "\""
#define TREE                                                                          \
	"<p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id=\"1\" name=\"\"/><p:cNvGrpSpPr/>" \
	"<p:nvPr/></p:nvGrpSpPr><p:grpSpPr/></p:spTree></p:cSld>"
#define MAP                                                                              \
	"<p:clrMap bg1=\"lt1\" tx1=\"dk1\" bg2=\"lt2\" tx2=\"dk2\" accent1=\"accent1\" " \
	"accent2=\"accent2\" accent3=\"accent3\" accent4=\"accent4\" "                   \
	"accent5=\"accent5\" accent6=\"accent6\" hlink=\"hlink\" folHlink=\"folHlink\"/>"
#define FILL "<a:noFill/><a:noFill/><a:noFill/>"
#define SIX(n) "<a:" n "><a:srgbClr val=\"000000\"/></a:" n ">"
#define FONT(n) \
	"<a:" n "><a:latin typeface=\"\"/><a:ea typeface=\"\"/><a:cs typeface=\"\"/></a:" n ">"
#define RELS(rows) "<Relationships xmlns=\"" PACKAGE "/relationships\">" rows "</Relationships>"
#define ROW(id, type, target) \
	"<Relationship Id=\"" id "\" Type=\"" REL "/" type "\" Target=\"" target "\"/>"

static const struct package_part parts[] = {
    {"ppt/slides/slide1.xml", "<p:sld " NAMES ">" TREE "</p:sld>"},
    {"ppt/presentation.xml",
     "<p:presentation " NAMES "><p:sldMasterIdLst><p:sldMasterId id=\"2147483648\" r:id=\"m\"/>"
     "</p:sldMasterIdLst><p:sldIdLst><p:sldId id=\"256\" r:id=\"s\"/></p:sldIdLst>"
     "<p:notesSz cx=\"1\" cy=\"1\"/></p:presentation>"},
    {"ppt/slideMasters/slideMaster1.xml", "<p:sldMaster " NAMES ">" TREE MAP "</p:sldMaster>"},
    {"ppt/slideLayouts/slideLayout1.xml", "<p:sldLayout " NAMES ">" TREE "</p:sldLayout>"},
    {"ppt/charts/chart1.xml",
     "<c:chartSpace " NAMES "><c:chart><c:plotArea/></c:chart></c:chartSpace>"},
    {"ppt/notesSlides/notesSlide1.xml", "<p:notes " NAMES ">" TREE "</p:notes>"},
    {"ppt/notesMasters/notesMaster1.xml", "<p:notesMaster " NAMES ">" TREE MAP "</p:notesMaster>"},
    {"ppt/comments/comment1.xml", "<p:cmLst " NAMES "/>"},
    {"ppt/commentAuthors.xml", "<p:cmAuthorLst " NAMES "/>"},
    {"ppt/diagrams/drawing1.xml",
     "<dsp:drawing xmlns:dsp=\"http://schemas.microsoft.com/office/drawing/2008/diagram\"/>"},
    {"ppt/diagrams/data1.xml", "<d><dataModelExt relId=\"dr\"/></d>"},
    {"ppt/slides/_rels/slide1.xml.rels",
     RELS(ROW("l", "slideLayout", "../slideLayouts/slideLayout1.xml")
	      ROW("g", "chart", "../charts/chart1.xml") ROW("n", "notesSlide",
							    "../notesSlides/notesSlide1.xml")
		  ROW("c", "comments", "../comments/comment1.xml") ROW("s", "slide", "slide1.xml")
		      ROW("d", "diagramData", "../diagrams/data1.xml")
			  ROW("i", "image", "../media/a.emf"))},
    {"ppt/theme/theme1.xml",
     "<a:theme " NAMES " name=\"\"><a:themeElements><a:clrScheme name=\"\">" SIX("dk1") SIX("lt1")
	 SIX("dk2") SIX("lt2") SIX("accent1") SIX("accent2") SIX("accent3") SIX("accent4")
	     SIX("accent5") SIX("accent6") SIX("hlink")
		 SIX("folHlink") "</a:clrScheme><a:fontScheme name=\"\">" FONT("majorFont") FONT(
		     "minorFont") "</a:fontScheme><a:fmtScheme><a:fillStyleLst>" FILL
				  "</a:fillStyleLst><a:lnStyleLst><a:ln/>"
				  "<a:ln/><a:ln/></a:lnStyleLst><a:effectStyleLst/"
				  "><a:bgFillStyleLst>" FILL
				  "</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"},
    {"ppt/_rels/presentation.xml.rels",
     RELS(ROW("m", "slideMaster", "slideMasters/slideMaster1.xml") ROW(
	 "s", "slide", "slides/slide1.xml") ROW("a", "commentAuthors", "commentAuthors.xml")
	      ROW("n", "notesMaster", "notesMasters/notesMaster1.xml"))},
    {"ppt/slideMasters/_rels/slideMaster1.xml.rels",
     RELS(ROW("t", "theme", "../theme/theme1.xml")
	      ROW("l", "slideLayout", "../slideLayouts/slideLayout1.xml"))},
    {"ppt/notesMasters/_rels/notesMaster1.xml.rels",
     RELS(ROW("t", "theme", "../theme/theme1.xml"))},
    {"ppt/notesSlides/_rels/notesSlide1.xml.rels",
     RELS(ROW("m", "notesMaster", "../notesMasters/notesMaster1.xml")
	      ROW("s", "slide", "../slides/slide1.xml"))},
    {"ppt/slideLayouts/_rels/slideLayout1.xml.rels",
     RELS(ROW("m", "slideMaster", "../slideMasters/slideMaster1.xml"))},
    {"_rels/.rels", RELS(ROW("r", "officeDocument", "ppt/presentation.xml"))},
    {"[Content_Types].xml", "<Types xmlns=\"" PACKAGE "/content-types\"/>"},
    {"ppt/media/a.emf", "no picture"},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	return package_passage(data, n, "pptx", parts, array_len(parts));
}
