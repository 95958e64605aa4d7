#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes src/form/document.tsv from published schema data: run by hand, its output is committed.

    tools/import_ooxml.py TABLES > src/form/document.tsv

TABLES holds ooxml-types.tsv and ooxml-text.tsv (value class per type and attribute) and
ooxml/schemas/*.json (Open-XML-SDK data, MIT, after ECMA-376 and MS-OE376: particles, required
attributes). Everything that a person had to decide stands in this file; a value class that is
neither taken from the schema nor decided here stops the script.

Keyed by schema *type*, not by element name: the same name has another meaning elsewhere, and
parent type + child name always give one child type (ECMA-376 part 1, annex A).
"""
import collections
import csv
import glob
import json
import os
import sys

# prefix, namespace that we write, namespace of ISO 29500 Strict that the reader maps to it
NAMESPACES = [
    ("w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
     "http://purl.oclc.org/ooxml/wordprocessingml/main"),
    ("r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
     "http://purl.oclc.org/ooxml/officeDocument/relationships"),
    ("m", "http://schemas.openxmlformats.org/officeDocument/2006/math",
     "http://purl.oclc.org/ooxml/officeDocument/math"),
    ("a", "http://schemas.openxmlformats.org/drawingml/2006/main",
     "http://purl.oclc.org/ooxml/drawingml/main"),
    ("pic", "http://schemas.openxmlformats.org/drawingml/2006/picture",
     "http://purl.oclc.org/ooxml/drawingml/picture"),
    ("wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
     "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing"),
    ("w14", "http://schemas.microsoft.com/office/word/2010/wordml", ""),
    ("w15", "http://schemas.microsoft.com/office/word/2012/wordml", ""),
    ("wp14", "http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing", ""),
    ("wps", "http://schemas.microsoft.com/office/word/2010/wordprocessingShape", ""),
    ("wpg", "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup", ""),
    ("wpc", "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas", ""),
    ("sk", "", ""),  # our own records: never written as elements
]

# kind of part: root type. Order is the number on the wire; the body comes first.
PARTS = [
    ("BODY", "w:CT_Document/w:document"), ("HEADER", "w:CT_HdrFtr/w:hdr"),
    ("FOOTER", "w:CT_HdrFtr/w:ftr"), ("FOOTNOTES", "w:CT_Footnotes/w:footnotes"),
    ("ENDNOTES", "w:CT_Endnotes/w:endnotes"), ("COMMENTS", "w:CT_Comments/w:comments"),
    ("STYLES", "w:CT_Styles/w:styles"), ("NUMBERING", "w:CT_Numbering/w:numbering"),
    ("FONTS", "w:CT_FontsList/w:fonts"), ("SETTINGS", "w:CT_Settings/w:settings"),
    ("THEME", "a:CT_OfficeStyleSheet/a:theme"),
]

# Elements outside the form, with the reason. Grouped: names may stand in any number.
DROP = {
    "foreign documents": "w:altChunk w:subDoc w:contentPart w14:contentPart w:docPartList",
    "objects, controls, VML": "w:object w:pict w:control w:movie w:numPicBullet w:lvlPicBulletId",
    "media": "a:audioCd a:wavAudioFile a:audioFile a:videoFile a:quickTimeFile a:snd",
    "fields are records of our own": "w:fldChar w:instrText w:delInstrText w:fldSimple",
    "macros of form fields": "w:entryMacro w:exitMacro w:helpText w:statusText",
    "custom XML": "w:customXml w:customXmlPr w:smartTag w:smartTagPr w:dataBinding w15:dataBinding "
        "w:customXmlInsRangeStart w:customXmlInsRangeEnd w:customXmlDelRangeStart "
        "w:customXmlDelRangeEnd w:customXmlMoveFromRangeStart w:customXmlMoveFromRangeEnd "
        "w:customXmlMoveToRangeStart w:customXmlMoveToRangeEnd w:citation w:bibliography "
        "w14:entityPicker w15:webExtensionLinked w15:webExtensionCreated",
    "editing sessions of two people at once": "w14:conflictIns w14:conflictDel "
        "w14:customXmlConflictInsRangeStart w14:customXmlConflictInsRangeEnd "
        "w14:customXmlConflictDelRangeStart w14:customXmlConflictDelRangeEnd",
    "marks of the checker and of editing rights": "w:proofErr w:permStart w:permEnd w:rsid "
        "w:lastRenderedPageBreak w:numberingChange",
    "glossary": "w:placeholder w:docPart",
    "printer": "w:printerSettings",
    "embedded fonts": "w:embedRegular w:embedBold w:embedItalic w:embedBoldItalic",
    "web layout": "w:divId w15:repeatingSection w15:repeatingSectionItem",
    "defaults for new shapes only": "a:objectDefaults a:custClrLst a:extraClrSchemeLst",
    "no such child in Word": "a:txBody a:tbl a:txSp a:effectDag wps:linkedTxbx wpg:contentPart "
        "wpg:graphicFrame wpc:contentPart wpc:graphicFrame wps:cNvFrPr wps:cNvCnPr_ a:hlinkMouseOver",
    "comment threads and people": "w15:commentEx w15:people",
    "mail merge": "w:mailMerge w:convMailMergeEsc w:dirty w:calcOnExit",
}

# Settings that change how the page looks or numbers; everything else in settings.xml goes.
SETTINGS = """w:zoom w:mirrorMargins w:alignBordersAndEdges w:bordersDoNotSurroundHeader
    w:bordersDoNotSurroundFooter w:gutterAtTop w:trackRevisions w:defaultTabStop w:autoHyphenation
    w:consecutiveHyphenLimit w:hyphenationZone w:doNotHyphenateCaps w:evenAndOddHeaders
    w:bookFoldPrinting w:bookFoldRevPrinting w:bookFoldPrintingSheets w:characterSpacingControl
    w:noPunctuationKerning w:printTwoOnOne w:strictFirstAndLastChars w:noLineBreaksAfter
    w:noLineBreaksBefore w:displayBackgroundShape w:doNotUseMarginsForDrawingGridOrigin
    w:drawingGridHorizontalSpacing w:drawingGridVerticalSpacing w:displayHorizontalDrawingGridEvery
    w:displayVerticalDrawingGridEvery w:drawingGridHorizontalOrigin w:drawingGridVerticalOrigin
    w:footnotePr w:endnotePr w:compat m:mathPr w:themeFontLang w:clrSchemeMapping
    w:decimalSymbol w:listSeparator w:doNotShadeFormData""".split()

# Children where the schema says "anything" or where we narrow it.
CHILDREN = {
    "a:CT_GraphicalObjectData/a:graphicData": [
        "pic:CT_Picture/pic:pic", "wps:CT_WordprocessingShape/wps:wsp",
        "wpg:CT_WordprocessingGroup/wpg:wgp", "wpc:CT_WordprocessingCanvas/wpc:wpc"],
}

# Children added to a schema type: our own records stand where Word has fields, VML and objects.
ADD = {
    "w:CT_R/w:r": ["sk:field", "sk:fieldEnd", "sk:picture", "sk:textBox", "sk:textPath"],
}

PLACE = [  # of a record that replaces VML: where it floats; inline when `float` is absent
    ("float", "bool", "", "", "", ""), ("x", "int", "emu", -51206400, 51206400, ""),
    ("y", "int", "emu", -51206400, 51206400, ""),
    ("fromH", "enum", "", "", "", "page|margin|column|character"),
    ("fromV", "enum", "", "", "", "page|margin|paragraph|line"),
    ("alignH", "enum", "", "", "", "left|center|right"),
    ("alignV", "enum", "", "", "", "top|center|bottom"),
    ("wrap", "enum", "", "", "", "none|behind|square|topAndBottom"),
    ("rotation", "int", "", 0, 21599999, ""),
]
EXTENT = [("cx", "int", "emu", 1, 51206400, "", "r"), ("cy", "int", "emu", 1, 51206400, "", "r")]

# Records of our own: attributes (name, class, dialect, min, max, enum, flags), children.
OWN = collections.OrderedDict([
    ("sk:field", ([("code", "field", "", "", "", "", "r")], ["w:CT_FFData/w:ffData"])),
    ("sk:fieldEnd", ([], [])),
    ("sk:picture", ([("image", "ref", "blob", "", "", "", "r")] + EXTENT +
                    [("title", "text", "name", "", "", "")] + PLACE, [])),
    ("sk:textBox", (EXTENT + PLACE + [("fill", "colour", "rgb", "", "", ""),
                                      ("line", "colour", "rgb", "", "", ""),
                                      ("vertical", "bool", "", "", "", "")],
                    ["w:CT_TxbxContent/w:txbxContent"])),
    ("sk:textPath", (EXTENT + PLACE + [("string", "text", "name", "", "", "", "r"),
                                       ("font", "text", "font", "", "", ""),
                                       ("fill", "colour", "rgb", "", "", ""),
                                       ("bold", "bool", "", "", "", ""),
                                       ("italic", "bool", "", "", "", "")], [])),
])

COMPAT_NAMES = "compatibilityMode|overrideTableStyleFontSizeAndJustification|enableOpenTypeFeatures|" \
    "doNotFlipMirrorIndents|differentiateMultirowTableHeaders|useWord2013TrackBottomHyphenation|" \
    "allowHyphenationAtTrackBottom|allowTextAfterFloatingTableBreak"

# element@attribute, or type@attribute: (class, dialect, min, max, enum). "auto" is numbered or
# named by rebuild and cannot be said on the wire; "drop" does not exist in the form.
VALUES = {
    "w:style@w:styleId": ("ident", "style+"),
    "w:bookmarkStart@w:id": ("ident", "bookmark+"), "w:bookmarkStart@w:name": ("auto", "bookmark"),
    "w:bookmarkEnd@w:id": ("ident", "bookmark"), "w:hyperlink@w:anchor": ("ident", "bookmark"),
    "w:comment@w:id": ("ident", "comment+"), "w:commentRangeStart@w:id": ("ident", "comment"),
    "w:commentRangeEnd@w:id": ("ident", "comment"), "w:commentReference@w:id": ("ident", "comment"),
    "w:CT_FtnEdn/w:footnote@w:id": ("ident", "footnote+"),
    "w:CT_FtnEdn/w:endnote@w:id": ("ident", "endnote+"),
    "w:CT_FtnEdnSepRef/w:footnote@w:id": ("ident", "footnote"),
    "w:CT_FtnEdnSepRef/w:endnote@w:id": ("ident", "endnote"),
    "w:footnoteReference@w:id": ("ident", "footnote"),
    "w:endnoteReference@w:id": ("ident", "endnote"),
    "w:abstractNum@w:abstractNumId": ("ident", "abstract+"),
    "w:abstractNumId@w:val": ("ident", "abstract"),
    "w:num@w:numId": ("ident", "num+"), "w:numId@w:val": ("ident", "num"),
    "w:moveFromRangeStart@w:id": ("ident", "move+"), "w:moveFromRangeEnd@w:id": ("ident", "move"),
    "w:moveToRangeStart@w:id": ("ident", "move+"), "w:moveToRangeEnd@w:id": ("ident", "move"),
    "w:moveFromRangeStart@w:name": ("text", "name"), "w:moveToRangeStart@w:name": ("text", "name"),
    "w:CT_DecimalNumber/w:id@w:val": ("auto", "number"),
    "w:background@w:color": ("colour", "auto"),
    "a:srgbClr@:val": ("colour", "rgb"), "w14:srgbClr@w14:val": ("colour", "rgb"),
    "a:sysClr@:lastClr": ("colour", "rgb"),
    "a:blip@r:embed": ("ref", "blob"), "a:blip@r:link": ("drop", ""), "a:blip@:cstate": ("drop", ""),
    "a:hlinkClick@r:id": ("ref", "link"), "a:hlinkHover@r:id": ("ref", "link"),
    "w:hyperlink@r:id": ("ref", "link"), "w:hyperlink@w:tgtFrame": ("drop", ""),
    "w:hyperlink@w:docLocation": ("drop", ""), "w:hyperlink@w:tooltip": ("text", "tip"),
    "a:hlinkClick@:invalidUrl": ("drop", ""), "a:hlinkClick@:action": ("drop", ""),
    "a:hlinkHover@:invalidUrl": ("drop", ""), "a:hlinkHover@:action": ("drop", ""),
    "a:hlinkClick@:tgtFrame": ("drop", ""), "a:hlinkHover@:tgtFrame": ("drop", ""),
    "a:hlinkClick@:tooltip": ("text", "tip"), "a:hlinkHover@:tooltip": ("text", "tip"),
    "w:headerReference@r:id": ("ref", "header"), "w:footerReference@r:id": ("ref", "footer"),
    "a:graphicData@:uri": ("drop", ""),  # follows from its child
    "w:numFmt@w:format": ("text", "name"), "w:format@w:val": ("text", "name"),
    "w:name@w:val": ("text", "name"), "w:lvlText@w:val": ("text", "name"),
    "w:compatSetting@w:name": ("enum", "", "", "", COMPAT_NAMES),
    "w:compatSetting@w:uri": ("auto", "compat"), "w:compatSetting@w:val": ("int", "", 0, 99),
    "w:cnfStyle@w:val": ("int", "bits12", 0, 4095),
    "w:p@w14:paraId": ("drop", ""), "w:tr@w14:paraId": ("drop", ""),
    "w:lvl@w:tplc": ("drop", ""),
    "a:theme@thm15:id": ("drop", ""), "a:buFont@:panose": ("hex", "10"),
    "a:gd@:name": ("text", "token"), "a:gd@:fmla": ("text", "guide"),
    "a:font@:script": ("text", "token"), "wps:txbx@:id": ("drop", ""),
    "w:sdtPr@w:id": ("drop", ""), "w:txbxContent@w:id": ("drop", ""),
    "a:rPr@:bmk": ("drop", ""), "a:endParaRPr@:bmk": ("drop", ""), "a:defRPr@:bmk": ("drop", ""),
    "w:sym@w:char": ("hex", "2"), "w14:checkedState@w14:val": ("hex", "2"),
    "w14:uncheckedState@w14:val": ("hex", "2"), "w:tblLook@w:val": ("hex", "2"),
    "w:charset@w:val": ("hex", "1"), "w:charset@w:characterSet": ("text", "token"),
    "w:panose1@w:val": ("hex", "10"), "w:nsid@w:val": ("hex", "4"), "w:tmpl@w:val": ("hex", "4"),
    "wp:docPr@:descr": ("text", "long"), "pic:cNvPr@:descr": ("text", "long"),
    "wps:cNvPr@:descr": ("text", "long"), "wpg:cNvPr@:descr": ("text", "long"),
    "w:docGrid@w:charSpace": ("int", "", -2147483648, 2147483647),
    "w:tblCaption@w:val": ("text", "long"), "w:tblDescription@w:val": ("text", "long"),
    "a:effect@:ref": ("drop", ""), "w:displacedByCustomXml": ("drop", ""),
    "w15:color@w15:val": ("colour", "auto"),
    "w:dateFormat@w:val": ("text", "name"), "w:lid@w:val": ("text", "lang"),
    "w:aliases@w:val": ("text", "long"),
    "w:document@w:conformance": ("drop", ""),
    "a:cxn@:ang": ("text", "coord"),
    "w:initials": ("text", "person"),
}

TEXTS = {"w:t": ("text", "run"), "w:delText": ("text", "run"), "m:t": ("text", "run"),
         "a:t": ("text", "run")}
TEXT_LISTS = {"wp:ST_AlignH/wp:align": "left|right|center|inside|outside",
              "wp:ST_AlignV/wp:align": "top|bottom|center|inside|outside"}

# Blocks that must end with a paragraph: Word calls a file without it unreadable.
END_WITH_P = """w:CT_Tc/w:tc w:CT_HdrFtr/w:hdr w:CT_HdrFtr/w:ftr w:CT_FtnEdn/w:footnote
    w:CT_FtnEdn/w:endnote w:CT_Comment/w:comment w:CT_TxbxContent/w:txbxContent""".split()
PARAGRAPH = "w:CT_P/w:p"
# Nothing without a child: Word refuses an empty drawing.
NEED_ANY = "a:CT_GraphicalObjectData/a:graphicData w:CT_Drawing/w:drawing".split()
# Stories: a field must end in the one it began in.
STORY = """w:CT_Body/w:body w:CT_HdrFtr/w:hdr w:CT_HdrFtr/w:ftr w:CT_FtnEdn/w:footnote
    w:CT_FtnEdn/w:endnote w:CT_Comment/w:comment w:CT_TxbxContent/w:txbxContent""".split()
# Required by the schema, not by any program; dropping the parent would lose text.
RELAX = "w:CT_RubyPr/w:rubyPr a:CT_Scene3D/a:scene3d".split()
# Required by use though the schema does not say so: an empty one makes Word refuse the file.
# One of these must be there; the first is added where it may stand empty, else the parent goes.
NEED_ONE = {"w:CT_Row/w:tr": ("w:CT_Tc/w:tc", "w:CT_SdtCell/w:sdt"),
            "w:CT_Tbl/w:tbl": ("w:CT_Row/w:tr", "w:CT_SdtRow/w:sdt")}


def occurs(item):
    """(at least, at most or None) of a particle; no entry means exactly one."""
    if "Occurs" not in item:
        return 1, 1
    o = item["Occurs"][0]
    return o.get("Min", 0), o.get("Max")


class Schema:
    def __init__(self, folder):
        self.types, self.enums = {}, {}
        for path in sorted(glob.glob(os.path.join(folder, "ooxml/schemas/*.json"))):
            with open(path, encoding="utf-8") as f:
                data = json.load(f)
            for t in data.get("Types", []):
                self.types[t["Name"]] = t
            for e in data.get("Enums", []):
                words = [f["Value"] for f in e.get("Facets", [])]
                self.enums.setdefault((e["Name"], len(words)), words)
        self.values = collections.OrderedDict()
        with open(os.path.join(folder, "ooxml-types.tsv"), encoding="utf-8") as f:
            for row in csv.DictReader(f, delimiter="\t"):
                self.values.setdefault(row["type"], []).append(row)
        self.texts = {}
        with open(os.path.join(folder, "ooxml-text.tsv"), encoding="utf-8") as f:
            for row in csv.DictReader(f, delimiter="\t"):
                self.texts[row["element"]] = (row["class"], row["dialect"], row["simple_type"])

    def base(self, name):
        """A derived type ("w:CT_TblWidth/w:tblW") has its attributes on "w:CT_TblWidth/"."""
        t = self.types[name]
        return self.types.get(name.split("/")[0] + "/", t) if t.get("IsDerived") else t

    def attributes(self, name):
        t, out = self.types[name], collections.OrderedDict()
        for source in (self.base(name), t):
            for a in source.get("Attributes", []):
                out[a["QName"]] = a
        return out

    def words(self, name, attribute, count):
        """A list that ooxml-types.tsv gives only the length of."""
        kind = self.attributes(name)[attribute]["Type"]
        return "|".join(self.enums[(kind.rstrip(">").split(".")[-1], count)])

    def particle(self, name):
        return self.types[name].get("Particle") or self.base(name).get("Particle")


def required(attribute):
    for v in attribute.get("Validators", []):
        if v["Name"] == "RequiredValidator" and "Version" not in v:
            return not any(a["Name"] == "IsRequired" and a["Value"] == "False"
                           for a in v.get("Arguments", []))
    return False


def element(name):
    return name.split("/")[-1]


class Importer:
    def __init__(self, folder):
        self.s = Schema(folder)
        self.drop = {n for names in DROP.values() for n in names.split()}
        self.prefixes = {n[0] for n in NAMESPACES}
        self.enums = collections.OrderedDict()
        self.problems = []

    def kept(self, parent, child):
        name = element(child)
        if name in self.drop or name.split(":")[0] not in self.prefixes or \
                "extLst" in name or "Extension/" in child:
            return False
        if parent == "w:CT_Settings/w:settings" and name not in SETTINGS:
            return False
        return child in self.s.types or child in OWN

    def children(self, name):
        """[(child type, rank, flags)]: ranks may not decrease; 'o' at most once at its rank,
        'r' required. Groups that repeat share one rank: any order, any number."""
        rows = collections.OrderedDict()

        def leaf(item, rank, repeated, must):
            low, high = occurs(item)
            flags = ("" if repeated or high != 1 else "o") + \
                ("r" if must and low >= 1 and name not in RELAX else "")
            if item["Name"] not in rows and self.kept(name, item["Name"]):
                rows[item["Name"]] = (rank, flags)

        def walk(item, rank, repeated, must):
            if "Name" in item:
                leaf(item, rank, repeated, must)
                return rank + 1
            low, high = occurs(item)
            repeated = repeated or high != 1
            must = must and low >= 1 and item["Kind"] != "Choice"
            end = at = rank
            for sub in item.get("Items", []):
                start = rank if repeated or item["Kind"] == "Choice" else at
                at = walk(sub, start, repeated, must)
                end = max(end, at)
            return rank + 1 if repeated else end

        if name in OWN:
            for i, c in enumerate(OWN[name][1]):
                rows[c] = (i, "or" if name == "sk:textBox" else "o")
        elif name in CHILDREN:
            for c in CHILDREN[name]:
                rows[c] = (0, "o")
        elif self.s.particle(name):
            walk(self.s.particle(name), 0, False, True)
        for c in ADD.get(name, []):
            rows[c] = (max(r for r, _ in rows.values()), "")
        for c in NEED_ONE.get(name, ()):
            if c not in rows:
                self.problems.append("no such child: " + c)
        return rows

    def enum(self, values):
        values = tuple(values.split("|"))
        return self.enums.setdefault(values, len(self.enums))

    def value(self, type_name, row):
        """(class, dialect, min, max, enum number or "") of one attribute; None when dropped."""
        where = element(type_name) + "@" + row["attribute"]
        decided = VALUES.get(type_name + "@" + row["attribute"]) or VALUES.get(where) \
            or VALUES.get(row["attribute"])
        if decided:
            cls, dialect, low, high, values = (tuple(decided) + ("", "", ""))[:5]
            return None if cls == "drop" else (cls, dialect, low, high, self.enum(values) if values else "")
        if type_name.startswith("w:CT_OnOffOnly/"):  # "on" and "off" there, 0 and 1 in files
            return "bool", "", "", "", ""
        cls, dialect, low, high = row["class"], row["dialect"], row["min"], row["max"]
        if cls == "drop":
            return None
        if row["basis"] == "hand":
            self.problems.append("nobody decided " + type_name + "@" + row["attribute"])
            return None
        return self.plain(type_name, row, cls, dialect, low, high)

    def plain(self, type_name, row, cls, dialect, low, high):
        name = row["attribute"]
        if cls == "enum":
            if not row["enum_values"]:
                self.problems.append("empty list: " + type_name + "@" + name)
                return None
            values = row["enum_values"]
            if values.startswith("("):
                values = self.s.words(type_name, name, int(values[1:].split()[0]))
            return cls, "", "", "", self.enum(values)
        if cls == "bool" or cls == "date":
            return cls, "", "", "", ""
        if cls == "int" or (cls == "measure" and dialect == ""):
            if low.startswith("union"):  # annotation ids, numbered anew
                return ("auto", "number", "", "", "")
            if name == ":id" and element(type_name).split(":")[1] in ("docPr", "cNvPr"):
                return ("auto", "number", "", "", "")
            if cls == "measure":
                unit = "hps" if low else "twip"
                return "int", unit, low or -1000000, high or 1000000, ""
            number = lambda s, step: int(s[1:]) + step if s[:1] in "<>" and s else int(s)
            low = number(low, 1) if low != "" else -2147483648
            high = number(high, -1) if high != "" else 2147483647
            return cls, "", low, high, ""
        if cls == "measure":
            return "text", "coord", "", "", ""
        if cls == "hex":
            length = {"themeTint": 1, "themeShade": 1, "themeFillTint": 1, "themeFillShade": 1,
                      "panose": 10}.get(name.split(":")[1], 4)
            return cls, str(length), "", "", ""
        if cls == "colour":
            return cls, "auto", "", "", ""
        if cls == "ident" and dialect == "style":
            return cls, dialect, "", "", ""
        if cls == "ident" and dialect == "lang":
            return "text", "lang", "", "", ""
        if cls == "ident" and dialect == "guide name":
            return "text", "token", "", "", ""
        if cls == "text":
            return cls, dialect or "name", "", "", ""
        self.problems.append("no rule: %s@%s %s %s" % (type_name, name, cls, dialect))
        return None

    def attributes(self, name):
        if name in OWN:
            for a in OWN[name][0]:
                a = tuple(a) + ("",) * (7 - len(a))
                yield (":" + a[0],) + a[1:5] + (self.enum(a[5]) if a[5] else "", a[6])
            return
        must = {q: required(a) for q, a in self.s.attributes(name).items()}
        for row in self.s.values.get(name, []):
            if not row["attribute"] or row["attribute"].split(":")[0] not in self.prefixes | {""}:
                continue
            v = self.value(name, row)
            if v:
                yield (row["attribute"],) + v + ("r" if must.get(row["attribute"]) else "",)

    def text(self, name):
        qname = element(name)
        if qname in TEXTS:
            return TEXTS[qname] + ("", "", "")
        if name in OWN or not self.s.types[name].get("IsLeafText"):
            return None
        cls = self.s.texts.get(qname, ("?",))[0]
        if name in TEXT_LISTS:
            return "enum", "", "", "", self.enum(TEXT_LISTS[name])
        if "Percentage/" in name:
            return "int", "percent", -10000000, 10000000, ""
        if cls == "int":
            return "int", "emu", -2147483648, 2147483647, ""
        self.problems.append("text of " + name + " " + cls)
        return None

    def reach(self):
        seen, queue = collections.OrderedDict(), [root for _, root in PARTS]
        while queue:
            name = queue.pop()
            if name not in seen:
                seen[name] = self.children(name)
                queue += list(seen[name])
        return collections.OrderedDict(sorted(seen.items()))

    def write(self, out):
        types = self.reach()
        rows = []
        for name, children in types.items():
            text = self.text(name)
            flags = ("p" if name in END_WITH_P else "") + ("c" if name in NEED_ONE else "") + \
                ("s" if name in STORY else "") + ("a" if name in NEED_ANY else "")
            rows.append(("type", name, flags) +
                        (tuple(text) if text else ("",) * 5))
            for a in self.attributes(name):
                rows.append(("attr",) + a)
            for child, (rank, cflags) in children.items():
                rows.append(("child", child, rank, cflags + ("n" if child in NEED_ONE.get(name, ()) else "")))
        if self.problems:
            sys.exit("\n".join(sorted(set(self.problems))))
        say = lambda *cells: out.write("\t".join(str(c) for c in cells) + "\n")
        out.write("# SPDX-License-Identifier: Apache-2.0\n"
                  "# Made by tools/import_ooxml.py; every decision is there. The document form's table:\n"
                  "# ns prefix uri strict-uri | part kind root-type | enum number values\n"
                  "# type name flags text-class dialect min max enum: flags p ends with a paragraph, c needs a child marked n, s story, a any child\n"
                  "# attr name class dialect min max enum flags: r required; its number is its place within the type\n"
                  "# child type rank flags: ranks never decrease; o once, r required, n needed\n")
        for n in NAMESPACES:
            say("ns", *n)
        for p in PARTS:
            say("part", *p)
        for values, number in self.enums.items():
            say("enum", number, "|".join(values))
        for row in rows:
            say(*row)


if __name__ == "__main__":
    Importer(sys.argv[1]).write(sys.stdout)
