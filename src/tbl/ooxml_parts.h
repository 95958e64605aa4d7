/* SPDX-License-Identifier: Apache-2.0
 * ooxml_parts.h: kinds of parts of office packages, and how rebuild names them and says what they are.
 * PART(kind, folder, file, numbering, relation, content type)
 *   folder     below the form's own (word/, xl/, ppt/), with its "/"; "" for none
 *   numbering  ONE  its name has no number; EACH  1, 2, 3...
 *   relation   how the part is referred to; OFFICE and MICROSOFT are the two namespaces of them
 * Which part refers to which: the main part to every kind of which there is one at most and to the
 * kinds of MAIN_REFERS; any part to what its elements and relations name (form/document.tsv).
 */
#ifdef PART
PART(BODY, "", "document", ONE, OFFICE "officeDocument", WORD "document.main+xml")
PART(HEADER, "", "header", EACH, OFFICE "header", WORD "header+xml")
PART(FOOTER, "", "footer", EACH, OFFICE "footer", WORD "footer+xml")
PART(FOOTNOTES, "", "footnotes", ONE, OFFICE "footnotes", WORD "footnotes+xml")
PART(ENDNOTES, "", "endnotes", ONE, OFFICE "endnotes", WORD "endnotes+xml")
PART(COMMENTS, "", "comments", ONE, OFFICE "comments", WORD "comments+xml")
PART(STYLES, "", "styles", ONE, OFFICE "styles", WORD "styles+xml")
PART(NUMBERING, "", "numbering", ONE, OFFICE "numbering", WORD "numbering+xml")
PART(FONTS, "", "fontTable", ONE, OFFICE "fontTable", WORD "fontTable+xml")
PART(SETTINGS, "", "settings", ONE, OFFICE "settings", WORD "settings+xml")
PART(THEME, "theme/", "theme", EACH, OFFICE "theme", FORMATS "theme+xml")
PART(PRESENTATION, "", "presentation", ONE, OFFICE "officeDocument", POWERPOINT "presentation.main+xml")
PART(MASTER, "slideMasters/", "slideMaster", EACH, OFFICE "slideMaster", POWERPOINT "slideMaster+xml")
PART(LAYOUT, "slideLayouts/", "slideLayout", EACH, OFFICE "slideLayout", POWERPOINT "slideLayout+xml")
PART(SLIDE, "slides/", "slide", EACH, OFFICE "slide", POWERPOINT "slide+xml")
PART(NOTES_MASTER, "notesMasters/", "notesMaster", EACH, OFFICE "notesMaster", POWERPOINT "notesMaster+xml")
PART(NOTES, "notesSlides/", "notesSlide", EACH, OFFICE "notesSlide", POWERPOINT "notesSlide+xml")
PART(TABLE_STYLES, "", "tableStyles", ONE, OFFICE "tableStyles", POWERPOINT "tableStyles+xml")
PART(AUTHORS, "", "commentAuthors", ONE, OFFICE "commentAuthors", POWERPOINT "commentAuthors+xml")
PART(SLIDE_COMMENTS, "comments/", "comment", EACH, OFFICE "comments", POWERPOINT "comments+xml")
PART(CHART, "charts/", "chart", EACH, OFFICE "chart", DRAWING "chart+xml")
PART(CHART_SHAPES, "drawings/", "chartShapes", EACH, OFFICE "chartUserShapes", DRAWING "chartshapes+xml")
PART(WORKBOOK, "", "workbook", ONE, OFFICE "officeDocument", EXCEL "sheet.main+xml")
PART(SHEET, "worksheets/", "sheet", EACH, OFFICE "worksheet", EXCEL "worksheet+xml")
PART(CHARTSHEET, "chartsheets/", "sheet", EACH, OFFICE "chartsheet", EXCEL "chartsheet+xml")
PART(CELL_STYLES, "", "styles", ONE, OFFICE "styles", EXCEL "styles+xml")
PART(STRINGS, "", "sharedStrings", ONE, OFFICE "sharedStrings", EXCEL "sharedStrings+xml")
PART(DRAWING, "drawings/", "drawing", EACH, OFFICE "drawing", FORMATS "drawing+xml")
PART(SHEET_COMMENTS, "", "comments", EACH, OFFICE "comments", EXCEL "comments+xml")
PART(TABLE, "tables/", "table", EACH, OFFICE "table", EXCEL "table+xml")
#endif
/* MAIN_REFERS(kind): the main part refers to each of them, in this order, before all others. */
#ifdef MAIN_REFERS
MAIN_REFERS(HEADER)
MAIN_REFERS(FOOTER)
MAIN_REFERS(SHEET)
MAIN_REFERS(CHARTSHEET)
#endif
