#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Looks for anything alive, hidden or unreadable in a rebuilt xlsx. Shares no code and no table with the product.

    xlsx_check.py [--canary TEXT]... [--run PROGRAM] FILE|FOLDER...

The package (members, relations, pictures) is looked at as ooxml_check.py does for Word; here are the lists of a workbook
(ECMA-376 part 1, 18) and what attacks on workbooks have used: DDE, outside books, functions that fetch or call, names that
run when a book is opened, macro sheets, connections, objects, boxes of comments with addresses in them.
"""
import re
import sys

import every
import ooxml_check as base

X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = base.R
OFFICE = "application/vnd.openxmlformats-officedocument."

base.PART_NAMES = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(core|app)\.xml|xl/(workbook|styles|sharedStrings|comments\d+)\.xml|"
    r"xl/theme/theme1\.xml|xl/(worksheets|chartsheets)/sheet\d+\.xml|xl/tables/table\d+\.xml|xl/charts/chart\d+\.xml|"
    r"xl/drawings/(drawing|chartShapes)\d+\.xml|xl/drawings/vmlDrawing\d+\.vml|xl/media/image\d+\.(png|jpeg|jpg)|"
    r"xl/((worksheets|chartsheets|drawings|charts|theme)/)?_rels/[a-zA-Z]+\d*\.xml\.rels")
base.CONTENT_TYPES = {OFFICE + "spreadsheetml." + k + "+xml" for k in (
    "sheet.main", "worksheet", "chartsheet", "styles", "sharedStrings", "comments", "table")} | {
    OFFICE + k for k in ("theme+xml", "drawing+xml", "vmlDrawing", "extended-properties+xml", "drawingml.chart+xml",
                         "drawingml.chartshapes+xml")} | {
    "application/xml", "image/png", "image/jpeg", "application/vnd.openxmlformats-package.relationships+xml",
    "application/vnd.openxmlformats-package.core-properties+xml"}
base.RELATIONS = {base.REL + k for k in (
    "officeDocument", "extended-properties", "worksheet", "chartsheet", "styles", "sharedStrings", "theme", "drawing", "image",
    "hyperlink", "comments", "vmlDrawing", "table", "chart", "chartUserShapes")} | {
    base.PACKAGE + "relationships/metadata/core-properties"}
base.NAMESPACES = base.NAMESPACES | {X[1:-1], "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
                                     "http://schemas.openxmlformats.org/drawingml/2006/chart",
                                     "http://schemas.openxmlformats.org/drawingml/2006/chartDrawing"}
base.ALIVE = set("""externalReference externalBook oleObject oleObjects control controls ddeLink ddeItem connection webPr dbPr queryTable
    pivotCache pivotCaches cacheSource customPr smartTag webPublishItem webPublishObject scenario cellWatch fileSharing protectedRange
    workbookProtection sheetProtection customWorkbookView dataConsolidate functionGroup macrosheet xmlColumnPr externalData extLst
    AlternateContent contentPart cmd audioFile videoFile wavAudioFile hlinkMouseOver snd legacyDrawingHF picture""".split())

NEVER = set("""WEBSERVICE RTD CALL REGISTER REGISTER.ID UNREGISTER EXEC EVALUATE FORMULA RUN OPEN FOPEN FWRITE SQL.REQUEST DDE
    DDE.INITIATE IMAGE STOCKHISTORY PY TRANSLATE DETECTLANGUAGE COPILOT FIELDVALUE CUBEVALUE CUBEMEMBER CUBESET CUBESETCOUNT
    CUBERANKEDMEMBER CUBEMEMBERPROPERTY CUBEKPIMEMBER GETPIVOTDATA FILTERXML INFO GET.CELL GET.WORKSPACE HALT ALERT DIRECTORY FILES
    INITIATE POKE REQUEST TERMINATE SEND.KEYS EXECUTE APP.ACTIVATE VBA.INSERT.FILE WORKBOOK.INSERT""".split())
FORMULAS = {X + k for k in ("f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula", "totalsRowFormula")}
AUTO = re.compile(r"(_xlnm\.)?auto_?(open|close|activate|deactivate)", re.I)
VML = set("xml shapelayout idmap shapetype stroke path shape fill shadow textbox ClientData MoveWithCells SizeWithCells Anchor AutoFill "
          "Row Column Visible".split())


def column(ref):
    n = 0
    for c in re.match(r"[A-Z]+", ref).group():
        n = n * 26 + ord(c) - 64
    return n


class Book(base.Check):
    def types(self):
        base.WORD, keep = "\0", base.WORD
        super().types()
        base.WORD = keep
        self.found = [f for f in self.found if f != "no main document"]
        content = self.members.get("[Content_Types].xml", b"")
        if b'PartName="/xl/workbook.xml" ContentType="' + (OFFICE + "spreadsheetml.sheet.main+xml").encode() not in content:
            self.say("no plain workbook")

    def run(self):
        super().run()
        for name in self.members:
            if name.endswith(".vml"):
                self.boxes(name)
        self.workbook()
        return self.found

    def part(self, name):
        root = self.xml(name)
        if root is None or name.startswith("docProps") or name.startswith("["):
            return
        self.elements(name, root)
        for e in root.iter():
            if e.tag in FORMULAS:
                self.formula(name, e.text or "")
            for key in ("id", "embed"):
                if R + key in e.attrib and e.get(R + key) not in self.relations.get(name, {}):
                    self.say("%s refers to no relation in %s" % (e.tag, name))
        if root.tag == X + "worksheet":
            self.sheet(name, root)

    def elements(self, name, root):
        """macro="" is written on every shape; anything in it is not."""
        for e in root.iter():
            if e.get("macro") == "":
                del e.attrib["macro"]
        values, base.DESCRIPTIVE = base.DESCRIPTIVE, base.DESCRIPTIVE | {"val", "error", "prompt", "errorTitle", "promptTitle",
                                                                          "display", "formatCode", "totalsRowLabel", "text"}
        super().elements(name, root)
        base.DESCRIPTIVE = values

    def formula(self, name, text):
        bare = re.sub(r'"(?:[^"]|"")*"', '""', text)
        plain = re.sub(r"'(?:[^']|'')*'", "''", bare)
        if "|" in plain or "\\" in plain or re.search(r"(^|[^\w\]])\[\d+\]|\[[^\]]*\.(xls|csv)", plain, re.I):
            self.say("formula %r in %s" % (text[:60], name))
        for quoted in re.findall(r"'(?:[^']|'')*'(?=!)", bare):
            if re.search(r"[\[\]|\\:/]", quoted):
                self.say("formula %r in %s" % (text[:60], name))
        for call in re.findall(r"([\w.]+)\(", plain):
            if re.sub(r"^(_xlfn\.|_xlws\.|_xlfn\._xlws\.)", "", call).upper() in NEVER:
                self.say("function %s in %s" % (call, name))
        for address in re.findall(r'HYPERLINK\("((?:[^"]|"")*)"', text):
            if not base.harmless(address):
                self.say("HYPERLINK %r in %s" % (address[:60], name))

    def sheet(self, name, root):
        last_row = 0
        styles, strings = self.count("xl/styles.xml", "cellXfs", "xf"), self.count("xl/sharedStrings.xml", None, "si")
        for row in root.iter(X + "row"):
            n, last = int(row.get("r")), 0
            if n <= last_row:
                self.say("rows out of order in " + name)
            last_row = n
            for c in row.iter(X + "c"):
                at = column(c.get("r"))
                if at <= last or not c.get("r").endswith(str(n)):
                    self.say("cell %s out of order in %s" % (c.get("r"), name))
                last = at
                if int(c.get("s", 0)) >= max(styles, 1):
                    self.say("cell %s has style %s in %s" % (c.get("r"), c.get("s"), name))
                v = c.find(X + "v")
                if c.get("t") == "s" and (v is None or int(v.text) >= strings):
                    self.say("cell %s has no such string in %s" % (c.get("r"), name))
                if c.get("t") in (None, "n") and v is not None and not re.fullmatch(r"-?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", v.text or ""):
                    self.say("cell %s is no number in %s" % (c.get("r"), name))

    def count(self, part, parent, child):
        root = self.xml(part) if part in self.members else None
        if root is None:
            return 0
        of = root if parent is None else root.find(X + parent)
        return 0 if of is None else len(of.findall(X + child))

    def workbook(self):
        root = self.xml("xl/workbook.xml") if "xl/workbook.xml" in self.members else None
        if root is None:
            self.say("no workbook")
            return
        sheets = root.find(X + "sheets")
        names = [s.get("name").lower() for s in sheets]
        parts = [self.relations.get("xl/workbook.xml", {}).get(s.get(R + "id"), ("", None))[1] for s in sheets]
        if len(set(names)) != len(names) or len(set(parts)) != len(parts) or None in parts:
            self.say("sheets listed twice or nowhere")
        if all(s.get("state", "visible") != "visible" for s in sheets):
            self.say("no sheet can be seen")
        for name in self.members:
            if re.match(r"xl/(work|chart)sheets/sheet\d+\.xml", name) and name not in parts:
                self.say("sheet outside the list: " + name)
        for n in root.iter(X + "definedName"):
            if AUTO.fullmatch(n.get("name")) or set(n.attrib) - {"name", "localSheetId", "hidden"}:
                self.say("name %s" % n.attrib)

    def boxes(self, name):
        root = self.xml_bare(name)
        for e in root.iter() if root is not None else ():
            local = e.tag.split("}")[-1]
            if local not in VML:
                self.say("element %s in %s" % (local, name))
            for key, value in e.attrib.items():
                if key.split("}")[-1] in ("href", "src", "althref", "title") or re.search(r"[:/\\]{2}|url\(|script", value, re.I):
                    self.say("attribute %s=%r in %s" % (key, value[:40], name))

    def xml_bare(self, name):
        try:
            return base.ET.fromstring(self.members[name])
        except base.ET.ParseError as e:
            self.say("%s is not well-formed: %s" % (name, e))
            return None


if __name__ == "__main__":
    sys.exit(every.main(__doc__, (".xlsx",), Book, "workbooks"))
