#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Looks for anything alive in a rebuilt docx or pptx. Shares no code and no table with the product.

    ooxml_check.py [--canary TEXT]... [--run PROGRAM] FILE|FOLDER...

With --run the program is called with a temporary folder, and what it leaves there is checked too.

Says what it found, a line each, and ends with 1 when that was anything. Standard library only:
zipfile and struct for the package, xml.etree for the parts, and lists written here from ECMA-376
and from what attacks on Office files have used (macros, OLE, ActiveX, DDE, fields that fetch,
templates, altChunk, outside relations, hidden data between and behind the members).
"""
import io
import os
import re
import struct
import sys
import urllib.parse
import xml.etree.ElementTree as ET
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import every  # noqa: E402

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/"

PART_NAMES = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(core|app)\.xml|"
    r"word/(document|styles|numbering|settings|fontTable|footnotes|endnotes|comments|header\d+|footer\d+)\.xml|"
    r"word/theme/theme1\.xml|word/(theme/)?_rels/[a-zA-Z]+\d*\.xml\.rels|(word|ppt)/media/image\d+\.(png|jpeg|jpg)|"
    r"(word|ppt)/(charts/chart|drawings/chartShapes)\d+\.xml|(word|ppt)/(charts|drawings)/_rels/[a-zA-Z]+\d+\.xml\.rels|"
    r"ppt/(presentation|tableStyles|commentAuthors)\.xml|ppt/_rels/(presentation|tableStyles)\.xml\.rels|"
    r"ppt/(slides/slide|slideLayouts/slideLayout|slideMasters/slideMaster|notesMasters/notesMaster|notesSlides/notesSlide|"
    r"theme/theme|comments/comment)\d+\.xml|"
    r"ppt/(slides|slideLayouts|slideMasters|notesMasters|notesSlides|theme|comments)/_rels/[a-zA-Z]+\d+\.xml\.rels")

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml."
DRAWING = "application/vnd.openxmlformats-officedocument.drawingml."
CONTENT_TYPES = {SLIDES + k + "+xml" for k in (
    "presentation.main", "slide", "slideLayout", "slideMaster", "notesMaster", "notesSlide", "tableStyles",
    "commentAuthors", "comments")} | {DRAWING + "chart+xml", DRAWING + "chartshapes+xml"} | {WORD + k + "+xml" for k in (
    "document.main", "styles", "numbering", "settings", "fontTable", "footnotes", "endnotes", "comments", "header",
    "footer")} | {
    "application/vnd.openxmlformats-officedocument.theme+xml", "application/xml", "image/png", "image/jpeg",
    "application/vnd.openxmlformats-package.relationships+xml",
    "application/vnd.openxmlformats-package.core-properties+xml",
    "application/vnd.openxmlformats-officedocument.extended-properties+xml"}

RELATIONS = {REL + k for k in (
    "officeDocument", "extended-properties", "styles", "numbering", "settings", "fontTable", "footnotes", "endnotes",
    "comments", "header", "footer", "theme", "image", "hyperlink", "slide", "slideLayout", "slideMaster",
    "notesMaster", "notesSlide", "tableStyles", "commentAuthors", "chart", "chartUserShapes")} | {
    PACKAGE + "relationships/metadata/core-properties"}

NAMESPACES = {
    "http://schemas.openxmlformats.org/presentationml/2006/main",
    "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "http://schemas.openxmlformats.org/drawingml/2006/chartDrawing",
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "http://schemas.openxmlformats.org/drawingml/2006/main",
    "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "http://schemas.microsoft.com/office/word/2010/wordml",
    "http://schemas.microsoft.com/office/word/2012/wordml",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas",
    "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "http://www.w3.org/XML/1998/namespace",
    "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties",
    PACKAGE + "content-types", PACKAGE + "relationships", PACKAGE + "metadata/core-properties"}

ALIVE = set("""altChunk altChunkPr object OLEObject OLELink control pict subDoc attachedTemplate mailMerge
    customXml customXmlPr smartTag smartTagPr dataBinding embedRegular embedBold embedItalic embedBoldItalic
    fldSimple frameset frame webVideoPr contentPart movie audioFile videoFile wavAudioFile quickTimeFile audioCd
    snd hlinkMouseOver docVars docVar entryMacro exitMacro macro script printerSettings saveThroughXslt
    linkStyles updateFields attachedSchema schemaLibrary externalData legacyDrawing background3D
    oleObj embeddedFontLst custDataLst modifyVerifier cmd audio video cMediaNode stSnd sndAc sndTgt inkTgt controls
    tags custShowLst htmlPubPr numRef strRef multiLvlStrRef pivotSource sldSyncPr handoutMasterIdLst smartTags
    relIds dataModel placeholder docPartBody fldData delInstrText recipients""".split())

FIELDS = set("""PAGE NUMPAGES SECTION SECTIONPAGES PAGEREF REF NOTEREF STYLEREF SEQ TOC TC XE INDEX TA TOA LISTNUM
    AUTONUM AUTONUMLGL AUTONUMOUT SYMBOL EQ ADVANCE DATE TIME FORMTEXT FORMCHECKBOX FORMDROPDOWN HYPERLINK =""".split())

# What a click on a slide may do besides opening a web address.
ACTIONS = re.compile(r"ppaction://(hlinksldjump|hlinkshowjump\?jump=(nextslide|previousslide|firstslide|lastslide|"
                     r"endshow|lastslideviewed))")
ANIMATED = re.compile(r"([#$]?[A-Za-z_][A-Za-z0-9_.]*|[-+*/^%(),;:$. 0-9]|#[0-9A-Fa-f]{6})*")
NAMED = set("""ppt_x ppt_y ppt_w ppt_h ppt_c ppt_r abs acos asin atan ceil cos cosh deg exp floor ln max min rad rand sin
    sinh sqrt tan tanh pi e true false on off visible hidden normal bold italic none solid underline inherit rgb hsl bg1
    tx1 bg2 tx2 accent1 accent2 accent3 accent4 accent5 accent6 hlink folHlink""".split())

SPEAKING = re.compile(r"^\s*(javascript|vbscript|file|data|ms-[a-z]+|search-ms|mhtml|shell|res|about|x-usc|"
                      r"ftp|ldap|dav|smb):|^\s*\\\\|^\s*//", re.I)
DESCRIPTIVE = {"descr", "title", "name", "tooltip", "string", "author", "initials", "displayText", "value",
               "lastValue", "format", "invalStChars", "invalEndChars"}


class Check:
    def __init__(self, path, canaries):
        self.path, self.canaries, self.found = path, canaries, []
        self.members, self.relations = {}, {}

    def say(self, what):
        self.found.append(what)

    def run(self):
        with open(self.path, "rb") as f:
            data = f.read()
        for canary in self.canaries:
            if canary.encode() in data or canary.encode("utf-16-le") in data:
                self.say("canary %r in the package" % canary)
        try:
            self.package(data)
        except (zipfile.BadZipFile, struct.error, NotImplementedError, RuntimeError) as e:
            self.say("not a sound zip: %s" % e)
            return self.found
        self.types()
        for name in self.members:
            if name.endswith(".rels"):
                root = self.xml(name)
                if root is not None:
                    self.rels(name, root)
        for name in self.members:
            if name.endswith(".xml"):
                self.part(name)
            elif "/media/" in name:
                self.picture(name)
        self.reached()
        return self.found

    # The package: every byte belongs to a member, no member twice, nothing before or behind.
    def package(self, data):
        with zipfile.ZipFile(io.BytesIO(data)) as z:
            infos = z.infolist()
            if z.comment:
                self.say("zip comment")
            for i in infos:
                if i.flag_bits & 0x9:
                    self.say("encrypted or streamed member " + i.filename)
                if i.extra or i.comment or i.create_system not in (0, 3):
                    self.say("extra field or comment at " + i.filename)
                if i.filename in self.members or i.filename.lower() in {m.lower() for m in self.members}:
                    self.say("member twice: " + i.filename)
                if not PART_NAMES.fullmatch(i.filename):
                    self.say("part outside the list: " + i.filename)
                self.members[i.filename] = z.read(i)
        at = 0
        for i in sorted(infos, key=lambda i: i.header_offset):
            if i.header_offset != at:
                self.say("gap or overlap before " + i.filename)
            name, extra = struct.unpack("<HH", data[at + 26:at + 30])
            if data[at + 30:at + 30 + name] != i.filename.encode() or extra:
                self.say("local header differs: " + i.filename)
            at = i.header_offset + 30 + name + extra + i.compress_size
        size, offset, comment = struct.unpack("<IIH", data[-10:])
        if data[-22:-18] != b"PK\x05\x06" or offset != at or offset + size + 22 != len(data) or comment:
            self.say("data between or behind the directory")
        for name, content in self.members.items():
            for canary in self.canaries:
                if canary.encode() in content or canary.encode("utf-16-le") in content:
                    self.say("canary %r in %s" % (canary, name))
            if re.search(rb"vbaProject|\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1|Ole10Native|MZ\x90\x00", content):
                self.say("program or OLE bytes in " + name)

    def xml(self, name):
        content = self.members[name]
        if re.search(rb"<!(DOCTYPE|ENTITY|ELEMENT)|<!--|<!\[CDATA", content):
            self.say("DTD, comment or CDATA in " + name)
        if len(re.findall(rb"<\?", content)) != 1:
            self.say("processing instruction in " + name)
        try:
            return ET.fromstring(content)
        except ET.ParseError as e:
            self.say("%s is not well-formed: %s" % (name, e))
            return None

    def types(self):
        root = self.xml("[Content_Types].xml") if "[Content_Types].xml" in self.members else None
        if root is None:
            self.say("no content types")
            return
        defaults, overrides = {}, {}
        for e in root:
            kind = e.get("ContentType")
            if kind not in CONTENT_TYPES:
                self.say("content type %s" % kind)
            if e.tag.endswith("Default"):
                defaults[e.get("Extension")] = kind
            else:
                overrides[e.get("PartName").lstrip("/")] = kind
        for name in overrides:
            if name not in self.members:
                self.say("content type of a part that is not there: " + name)
        for name in self.members:
            if name != "[Content_Types].xml" and name not in overrides and name.rsplit(".", 1)[-1] not in defaults:
                self.say("part without content type: " + name)
        mains = sum(v in (WORD + "document.main+xml", SLIDES + "presentation.main+xml") for v in overrides.values())
        if mains != 1:
            self.say("two main documents" if mains else "no main document")

    def part(self, name):
        root = self.xml(name)
        if root is None:
            return
        if root.tag.startswith((P, C)) or "tableStyles" in name:
            self.elements(name, root)
            self.slides(name, root)
        if root.tag.startswith(W) or "theme" in name:
            self.elements(name, root)
            self.fields(name, root)
            self.words(name, root)

    def rels(self, name, root):
        folder, base = os.path.split(name)
        source = os.path.join(os.path.dirname(folder), base[:-5]).lstrip("/")
        ids = self.relations.setdefault(source, {})
        for e in root:
            kind, target, mode = e.get("Type"), e.get("Target"), e.get("TargetMode")
            if e.get("Id") in ids:
                self.say("relation id twice in " + name)
            if kind not in RELATIONS:
                self.say("relation %s in %s" % (kind, name))
            if mode == "External":
                if not kind.endswith("/hyperlink") or not harmless(target):
                    self.say("outside relation %s -> %s in %s" % (kind, target, name))
                ids[e.get("Id")] = (kind, None)
                continue
            if mode not in (None, "Internal") or kind.endswith("/hyperlink"):
                self.say("relation mode %s in %s" % (mode, name))
            path = os.path.normpath(os.path.join(os.path.dirname(source), target))
            if path not in self.members:
                self.say("relation to nothing: %s in %s" % (target, name))
            ids[e.get("Id")] = (kind, path)

    def elements(self, name, root):
        for e in root.iter():
            space, local = split(e.tag)
            if space not in NAMESPACES:
                self.say("namespace %s in %s" % (space, name))
            if local in ALIVE:
                self.say("element %s in %s" % (local, name))
            for key, value in e.attrib.items():
                aspace, alocal = split(key)
                if aspace and aspace not in NAMESPACES:
                    self.say("attribute of namespace %s in %s" % (aspace, name))
                if R == "{%s}" % aspace and alocal not in ("id", "embed"):
                    self.say("relation attribute %s in %s" % (alocal, name))
                if alocal == "action" and ACTIONS.fullmatch(value):
                    continue
                if alocal == "macro" and value == "":
                    continue
                if re.match(r"on[a-z]{4,}$", alocal) or alocal in ("macro", "href", "src", "action", "dirty", "textlink"):
                    self.say("attribute %s in %s" % (alocal, name))
                if alocal not in DESCRIPTIVE and SPEAKING.match(value) and alocal != "val":
                    self.say("address %r in attribute %s of %s" % (value[:60], alocal, name))

    # Complex fields, put together over runs as Word does; nesting makes an instruction of its own.
    def fields(self, name, root):
        stack = []
        for e in root.iter():
            if e.tag == W + "fldChar":
                kind = e.get(W + "fldCharType")
                if kind == "begin":
                    stack.append(["", True])
                elif kind == "separate" and stack:
                    self.instruction(name, stack[-1][0])
                    stack[-1][1] = False
                elif kind == "end":
                    if not stack:
                        self.say("field end without beginning in " + name)
                        continue
                    text, open_ = stack.pop()
                    if open_:
                        self.instruction(name, text)
            elif e.tag == W + "instrText":
                if not stack or not stack[-1][1]:
                    self.say("instruction outside a field in " + name)
                    self.instruction(name, e.text or "")
                else:
                    stack[-1][0] += e.text or ""
        if stack:
            self.say("field never closed in " + name)

    def instruction(self, name, text):
        code = (text.split() or [""])[0].strip("\"").upper()
        if code not in FIELDS:
            self.say("field %r in %s" % (text[:60], name))
        if re.search(r"\b(DDE|DDEAUTO|INCLUDE\w*|IMPORT|LINK|EMBED|MACROBUTTON|DATABASE|QUOTE)\b", text) and \
                code not in ("TC", "XE", "SEQ", "TOC", "STYLEREF", "INDEX", "REF", "PAGEREF", "EQ"):
            self.say("field %r in %s" % (text[:60], name))
        if code == "HYPERLINK":
            words = re.findall(r'"([^"]*)"|(\S+)', text)[1:]
            first = words[0][0] or words[0][1] if words else ""
            if first and not first.startswith("\\") and not harmless(first):
                self.say("field link %r in %s" % (first[:60], name))
            if re.search(r"\\[tmn]\b", re.sub(r'"[^"]*"', "", text)):
                self.say("field link with target switch in " + name)

    # Slides: every reference holds, every shape's number is its own, nothing in the timeline speaks.
    def slides(self, name, root):
        relations = self.relations.get(name, {})
        ids = [e.get("id") for e in root.iter(P + "cNvPr")]
        if len(ids) != len(set(ids)):
            self.say("shape number twice in " + name)
        for e in root.iter():
            for key in (R + "id", R + "embed"):
                jump = (e.get("action") or "").startswith("ppaction://hlinkshowjump")
                if key in e.attrib and e.get(key) not in relations and not (jump and e.get(key) == ""):
                    self.say("%s refers to no relation in %s" % (split(e.tag)[1], name))
            if e.get("action") == "ppaction://hlinksldjump" and not relations.get(e.get(R + "id"), ("", ""))[0].endswith("/slide"):
                self.say("a jump to no slide in " + name)
            if e.tag == C + "f":
                self.say("formula in " + name)
            if e.tag in (P + "strVal", P + "anim", P + "tav", P + "cBhvr"):
                for key in ("val", "by", "from", "to", "fmla"):
                    self.animated(name, e.get(key) or "")
            if e.tag in (P + "childTnLst", P + "tgtEl", P + "bldLst", C + "val", C + "cat") and len(e) == 0:
                self.say("empty %s in %s" % (split(e.tag)[1], name))
            if e.tag == P + "attrName" and not re.fullmatch(r"[A-Za-z_]+(\.[A-Za-z0-9]+)*", e.text or ""):
                self.say("animated property %r in %s" % (e.text, name))
        if name == "ppt/presentation.xml":
            for tag, low in (("sldId", 256), ("sldMasterId", 2147483648)):
                numbers = [int(e.get("id")) for e in root.iter(P + tag)]
                if len(numbers) != len(set(numbers)) or any(n < low for n in numbers):
                    self.say("%s numbers" % tag)

    def animated(self, name, value):
        if not ANIMATED.fullmatch(value) or any(
                w.lstrip("#") not in NAMED for w in re.findall(r"[#$]?[A-Za-z_][A-Za-z0-9_.]*", re.sub(
                    r"#[0-9A-Fa-f]{6}(?![0-9A-Za-z])|[0-9.]+[eE][-+]?[0-9]+", "", value))):
            self.say("animated value %r in %s" % (value[:60], name))

    # What makes a file unreadable for Word although it is XML.
    def words(self, name, root):
        relations = self.relations.get(name, {})
        for e in root.iter():
            for key in (R + "id", R + "embed"):
                if key in e.attrib and e.get(key) not in relations:
                    self.say("%s refers to no relation in %s" % (split(e.tag)[1], name))
            blocks = [c.tag for c in e if c.tag in (W + "p", W + "tbl", W + "sdt")]
            if e.tag == W + "tc" and (not blocks or blocks[-1] == W + "tbl"):
                self.say("cell without a last paragraph in " + name)
            if e.tag == W + "tr" and not any(c.tag in (W + "tc", W + "sdt") for c in e):
                self.say("row without a cell in " + name)
        for tag in ("bookmarkStart", "comment", "footnote", "endnote", "abstractNum"):
            key = W + ("abstractNumId" if tag == "abstractNum" else "id")
            ids = [e.get(key) for e in root.iter(W + tag) if name != "word/settings.xml"]
            if len(ids) != len(set(ids)):
                self.say("%s id twice in %s" % (tag, name))
        ids = [e.get(W + "styleId") for e in root.iter(W + "style") if e.get(W + "styleId")]
        if len(ids) != len(set(ids)):
            self.say("style id twice in " + name)

    def picture(self, name):
        content = self.members[name]
        if name.endswith(".png"):
            at, last = 8, b""
            while at + 12 <= len(content):
                n, last = struct.unpack(">I4s", content[at:at + 8])
                if last not in (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"pHYs", b"sRGB", b"gAMA", b"cHRM"):
                    self.say("PNG chunk %r in %s" % (last, name))
                at += n + 12
            if content[:8] != b"\x89PNG\r\n\x1a\n" or last != b"IEND" or at != len(content):
                self.say("not a whole PNG: " + name)
        elif content[:2] != b"\xff\xd8" or content[-2:] != b"\xff\xd9":
            self.say("not a whole JPEG: " + name)

    def reached(self):
        seen = {"[Content_Types].xml", "_rels/.rels"}
        queue = [path for _, path in self.relations.get("", {}).values() if path]
        while queue:
            name = queue.pop()
            if name in seen or name not in self.members:
                continue
            seen.add(name)
            folder, base = os.path.split(name)
            rels = os.path.join(folder, "_rels", base + ".rels")
            if rels in self.members:
                seen.add(rels)
                queue += [path for _, path in self.relations.get(name, {}).values() if path]
        for name in set(self.members) - seen:
            self.say("part that nothing refers to: " + name)


def split(tag):
    return tag[1:].split("}", 1) if tag.startswith("{") else ("", tag)


def harmless(address):
    if re.search(r"[\x00-\x20\x7f\"<>\\^`{|}]", address) or len(address) > 2083 or not address.isascii():
        return False
    try:
        u = urllib.parse.urlsplit(address)
        if u.scheme in ("http", "https"):
            return bool(u.hostname) and "@" not in u.netloc
    except ValueError:
        return False
    return u.scheme == "mailto" and not u.netloc


if __name__ == "__main__":
    sys.exit(every.main(__doc__, (".docx", ".pptx"), Check))
