#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""pdf_check.py: is a PDF what lock 2 may write? Shares nothing with it: parses the file from its end and from its start.

    pdf_check.py [--canary TEXT]... [--run PROGRAM [--tools]] FILE|FOLDER...

Everything is an allow list: a key, name, filter, operator or kind of annotation that is not below is a finding. Every
byte of the file belongs to the header, an object or the end; nothing stands after the end.
With --run the program is called with a temporary folder, and what it leaves there is checked too; with --tools
its whole.pdf is shown to qpdf and poppler.
"""
import os
import re
import shutil
import subprocess
import sys
import urllib.parse
import zlib

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import every  # noqa: E402

KEYS = set("""
Type Subtype Pages Kids Count Parent MediaBox CropBox Rotate UserUnit Contents Resources Group Annots Tabs StructParents
StructParent Outlines StructTreeRoot MarkInfo Marked PageLabels Nums Lang ViewerPreferences Direction PageLayout Producer
Font XObject Pattern Shading ExtGState ColorSpace S CS I K P St Title Prev Next First Last F C A URI Dest Rect Border
BaseFont Encoding DescendantFonts ToUnicode CIDSystemInfo Registry Ordering Supplement FontDescriptor DW W DW2 W2 FontName
Flags FontBBox ItalicAngle Ascent Descent CapHeight StemV FontFile3 FontMatrix CharProcs Differences FirstChar LastChar
Widths Width Height BitsPerComponent Filter DecodeParms Predictor Colors Columns Decode Interpolate SMask Mask ImageMask
FunctionType Domain Range C0 C1 N Functions Bounds Encode BitsPerSample Size ShadingType Function Coords Extend Background
BBox Matrix BitsPerCoordinate BitsPerFlag PatternType PaintType TilingType XStep YStep G BC TR ca CA BM OP op OPM Pg Obj
MCID Alt ActualText O ColSpan RowSpan Scope ParentTree ParentTreeNextKey Length Index Root Info ID
""".split())
# Names that our resources and procedures are given: a letter and a number.
OURS = re.compile(r"[FXPSBMOg]\d+|U(gray|rgb|cmyk)|SK\d{6}")
NAMES = set("""
Catalog Pages Page Outlines StructTreeRoot StructElem MCR OBJR Annot Link URI Font FontDescriptor XObject Image Form ObjStm XRef
Type0 Type3 CIDFontType0 CIDFontType0C Encoding Identity-H Identity-V DeviceGray DeviceRGB DeviceCMYK Indexed Pattern
FlateDecode DCTDecode Transparency Alpha Luminosity Fit FitH FitV XYZ S R2L SinglePage OneColumn TwoPageLeft TwoPageRight
None D R r A a Table Row Column Both Normal Multiply Screen Overlay Darken Lighten ColorDodge ColorBurn HardLight SoftLight
Difference Exclusion Hue Saturation Color Luminosity
Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR
TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP Figure Formula Form
""".split())
OPERATORS = {op: n for n, ops in {
    0: "q Q h f f* S B B* n W W* BT ET EMC", 1: "w J j M gs g G Tc Tz Ts Tr TJ sh Do BMC cs CS", 2: "m l Td d Tf BDC d0",
    3: "rg RG", 4: "k K re", 6: "c cm Tm d1"}.items() for op in ops.split()}

DELIMITERS = b"()<>[]{}/%"
WHITE = b"\0\t\n\f\r "


class Name(str):
    pass


class Ref(tuple):
    pass


class Broken(Exception):
    pass


class Reader:
    """Objects out of bytes; `refs` as in a file, words as in a content stream."""

    def __init__(self, data, at=0):
        self.data, self.at = data, at

    def white(self):
        while self.at < len(self.data) and self.data[self.at] in WHITE:
            self.at += 1

    def regular(self):
        start = self.at
        while self.at < len(self.data) and self.data[self.at] not in DELIMITERS + WHITE:
            self.at += 1
        return self.data[start:self.at].decode("latin-1")

    def string(self):
        out, depth = bytearray(), 1
        self.at += 1
        while True:
            c = self.data[self.at]
            self.at += 1
            if c == 0x5c:
                c = {0x72: 13}.get(self.data[self.at], self.data[self.at])
                self.at += 1
            elif c == 0x28:
                depth += 1
            elif c == 0x29:
                depth -= 1
                if depth == 0:
                    return bytes(out)
            out.append(c)

    def value(self):
        self.white()
        if self.at >= len(self.data):
            raise Broken("ends in mid-air")
        c = self.data[self.at:self.at + 1]
        if self.data[self.at:self.at + 2] == b"<<":
            return self.dictionary()
        if c == b"<":
            end = self.data.index(b">", self.at)
            text = self.data[self.at + 1:end].decode("ascii")
            self.at = end + 1
            return bytes.fromhex(text)
        if c == b"(":
            return self.string()
        if c == b"/":
            self.at += 1
            return Name(self.regular())
        if c == b"[":
            self.at += 1
            return self.array()
        return self.word()

    def array(self):
        out = []
        while True:
            self.white()
            if self.data[self.at:self.at + 1] == b"]":
                self.at += 1
                return out
            out.append(self.value())

    def dictionary(self):
        out = {}
        self.at += 2
        while True:
            self.white()
            if self.data[self.at:self.at + 2] == b">>":
                self.at += 2
                return out
            key = self.value()
            if not isinstance(key, Name) or key in out:
                raise Broken("key %r" % (key,))
            out[key] = self.value()

    def word(self):
        m = re.compile(rb"(\d+) (\d+) R(?![A-Za-z0-9])").match(self.data, self.at)
        if m:
            self.at = m.end()
            return Ref((int(m.group(1)), int(m.group(2))))
        word = self.regular()
        if re.fullmatch(r"-?\d+", word):
            return int(word)
        if re.fullmatch(r"-?\d*\.\d+", word):
            return float(word)
        if word in ("true", "false"):
            return word == "true"
        if not word:
            raise Broken("byte %r" % self.data[self.at:self.at + 1])
        return "op:" + word


class Check:
    def __init__(self, path, canaries):
        with open(path, "rb") as file:
            self.data = file.read()
        self.found, self.objects, self.streams, self.canaries = [], {}, {}, canaries

    def say(self, what):
        self.found.append(what)

    def run(self):
        try:
            self.scan()
            self.crossref()
            for number, value in self.objects.items():
                self.walk(value, "object %d" % number)
            self.roles()
        except (Broken, IndexError, ValueError, KeyError, TypeError, zlib.error) as e:
            self.say("cannot be read: %s %s" % (type(e).__name__, e))
        for canary in self.canaries:
            for blob in [self.data] + list(self.streams.values()):
                if canary.encode() in blob:
                    self.say("canary %s" % canary)
        return self.found

    def scan(self):
        """From the start: header, then objects without a gap, then the end."""
        head = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
        if not self.data.startswith(head):
            raise Broken("header")
        r, self.places = Reader(self.data, len(head)), {}
        while True:
            m = re.compile(rb"(\d+) 0 obj\n").match(self.data, r.at)
            if not m:
                break
            number = int(m.group(1))
            if number in self.places:
                raise Broken("object %d twice" % number)
            self.places[number] = r.at
            r.at = m.end()
            value = r.value()
            if self.data[r.at:r.at + 7] != b"stream\n":
                raise Broken("an object outside of a stream")
            start = r.at + 7
            end = start + value["Length"]
            if self.data[end:end + 18] != b"\nendstream\nendobj\n":
                raise Broken("length of %d" % number)
            self.stream(number, value, self.data[start:end])
            r.at = end + 18
        m = re.fullmatch(rb"startxref\n(\d+)\n%%EOF\n", self.data[r.at:])
        if not m:
            raise Broken("end")
        self.start = int(m.group(1))

    def stream(self, number, value, content):
        self.objects[number] = value
        if value.get("Filter") == "FlateDecode":
            d = zlib.decompressobj()
            content = d.decompress(content)
            if d.unused_data or not d.eof:
                self.say("object %d: bytes behind its stream" % number)
        self.streams[number] = content
        if value.get("Type") != "ObjStm":
            return
        index, at = Reader(content), value["First"]
        rows = [(index.value(), index.value()) for _ in range(value["N"])]
        self.places.update({n: (number, i) for i, (n, _) in enumerate(rows)})
        end = 0
        for n, offset in rows:
            if offset != end or n in self.objects:
                self.say("object stream %d: a gap before %d" % (number, n))
            r = Reader(content, at + offset)
            self.objects[n] = r.value()
            end = r.at + 1 - at
        if at + end != len(content):
            self.say("object stream %d: bytes behind its objects" % number)

    def crossref(self):
        by_place = {at: n for n, at in self.places.items()}
        head = self.objects[by_place[self.start]]
        rows = self.streams[by_place[self.start]]
        if head["W"] != [1, 8, 1] or len(rows) != head["Size"] * 10 or head["Type"] != "XRef":
            raise Broken("cross-reference")
        for n in range(1, head["Size"]):
            row = rows[n * 10:n * 10 + 10]
            a, b = int.from_bytes(row[1:9], "big"), row[9]
            want = a if row[0] == 1 else (a, b)
            if row[0] not in (1, 2) or self.places.get(n) != want:
                raise Broken("cross-reference of %d" % n)
        if set(self.places) != set(range(1, head["Size"])):
            raise Broken("objects outside of the cross-reference")
        self.trailer = head

    def walk(self, value, where, key=None):
        if isinstance(value, dict):
            for k, v in value.items():
                if k not in KEYS and not OURS.fullmatch(k):
                    self.say("%s: key /%s" % (where, k))
                self.walk(v, where, k)
        elif isinstance(value, list):
            for v in value:
                self.walk(v, where, key)
        elif isinstance(value, Name):
            if value not in NAMES and not OURS.fullmatch(value):
                self.say("%s: name /%s" % (where, value))
        elif isinstance(value, Ref):
            if value[0] not in self.objects or value[1] != 0:
                self.say("%s: refers to %s" % (where, value))
        elif isinstance(value, str):
            self.say("%s: word %s" % (where, value))
        if isinstance(value, dict) and value.get("S") == "URI" and not address_ok(value["URI"].decode("latin-1")):
            self.say("%s: address %r" % (where, value["URI"]))

    def get(self, value):
        return self.objects[value[0]] if isinstance(value, Ref) else value

    def roles(self):
        root = self.get(self.trailer["Root"])
        if root["Type"] != "Catalog" or self.get(self.trailer["Info"]) != {"Producer": b"Sekisho"}:
            self.say("catalogue or information")
        if self.trailer["ID"] != [bytes(16), bytes(16)]:
            self.say("identifier")
        seen = 0
        for ref in self.get(root["Pages"])["Kids"]:
            page = self.get(ref)
            seen += page["Type"] == "Page"
            self.content(page["Contents"][0], self.get(page["Resources"]), "page %d" % seen)
            for annot in page.get("Annots", []):
                annot = self.get(annot)
                if annot["Subtype"] != "Link" or ("A" in annot) == ("Dest" in annot):
                    self.say("page %d: annotation" % seen)
        if seen != self.get(root["Pages"])["Count"]:
            self.say("count of pages")
        for number, value in self.objects.items():
            if not isinstance(value, dict):
                continue
            if value.get("Subtype") == "Form" or value.get("PatternType") == 1:
                self.content(number, value["Resources"], "object %d" % number)
            if value.get("Subtype") == "Type3":
                for name, ref in value["CharProcs"].items():
                    self.content(ref[0], value["Resources"], "glyph %s of %d" % (name, number))
            if "ToUnicode" in value:
                self.cmap(value["ToUnicode"][0])
            if "FontFile3" in value:
                self.cff(self.streams[value["FontFile3"][0]], number)

    def content(self, number, resources, where):
        """Operators with their operands; names only of resources."""
        r, operands = Reader(self.streams[number]), []
        kinds = {"gs": "ExtGState", "Do": "XObject", "sh": "Shading", "Tf": "Font"}
        while True:
            r.white()
            if r.at >= len(r.data):
                break
            value = r.value()
            if not (isinstance(value, str) and value.startswith("op:")):
                operands.append(value)
                continue
            op = value[3:]
            names = [v for v in operands if isinstance(v, Name)]
            if op in ("scn", "SCN"):
                ok = names and names[-1] in resources["Pattern"]
            elif op in ("cs", "CS"):
                ok = names[0] == "Pattern" or names[0] in resources["ColorSpace"]
            elif op in kinds:
                ok = len(operands) == OPERATORS[op] and names[0] in resources[kinds[op]]
            elif op in ("BMC", "BDC"):
                ok = names[0] in ("Artifact", "Span", "C")
            else:
                ok = OPERATORS.get(op) == len(operands) and not names
            if not ok:
                self.say("%s: %s %s" % (where, operands, op))
            operands = []
        if operands:
            self.say("%s: operands left over" % where)

    def cmap(self, number):
        text = self.streams[number].decode("ascii")
        head = text.index("endcodespacerange\n") + 18
        body = text[head:]
        if not re.fullmatch(r"(\d+ beginbfchar\n(<[0-9A-F]{2,4}><[0-9A-F]{4,}>\n)+endbfchar\n)+"
                            r"endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n", body):
            self.say("object %d: character map" % number)

    def cff(self, data, number):
        """Header, the four first indexes, then charstrings: operators of outlines only."""
        def index(at):
            count = int.from_bytes(data[at:at + 2], "big")
            if count == 0:
                return [], at + 2
            size, base = data[at + 2], at + 3
            ends = [int.from_bytes(data[base + i * size:base + (i + 1) * size], "big") for i in range(count + 1)]
            start = base + (count + 1) * size - 1
            return [data[start + a:start + b] for a, b in zip(ends, ends[1:])], start + ends[-1]
        names, at = index(4)
        tops, at = index(at)
        strings, at = index(at)
        subroutines, at = index(at)
        if names != [b"SK"] or strings != [b"Adobe", b"Identity"] or subroutines or len(tops) != 1:
            self.say("object %d: font tables" % number)
        glyphs, at = index(at + 5 + 8)
        fonts, at = index(at)
        if data[at:] != bytes([139, 20]) or len(fonts) != 1:
            self.say("object %d: end of the font" % number)
        for i, glyph in enumerate(glyphs):
            if not outline_ok(glyph):
                self.say("object %d: glyph %d" % (number, i))


def outline_ok(glyph):
    held, at, moved, width = 0, 0, False, True
    while at < len(glyph):
        b = glyph[at]
        if b >= 32 and b != 255 or b == 28:
            at += 3 if b == 28 else 2 if b >= 247 else 1
            held += 1
            continue
        at += 1
        wants = {21: 2, 22: 1, 4: 1, 14: 0}
        if b in wants:
            if held - wants[b] not in ((0, 1) if width else (0,)):
                return False
            width, moved = False, True
        elif not moved or held > 48 or held == 0 or b not in (5, 8) or held % (2 if b == 5 else 6):
            return False
        held = 0
        if b == 14:
            return at == len(glyph)
    return False


def address_ok(address):
    try:
        u = urllib.parse.urlsplit(address)
    except ValueError:
        return False
    if re.search(r"[^\x21-\x7e]|[\"\\<>]", address):
        return False
    if u.scheme in ("http", "https"):
        return bool(u.hostname) and "@" not in u.netloc
    return u.scheme == "mailto" and not u.netloc


def tools(folder):
    """Other people's readers: none may complain, and the text must be there."""
    path, bad = os.path.join(folder, "whole.pdf"), 0
    for command, want in ((["qpdf", "--check", path], "No syntax or stream encoding errors"),
                          (["pdffonts", path], "CID Type 0C"), (["pdftotext", path, "-"], "関所"),
                          (["pdftocairo", "-svg", "-l", "1", path, "-"], "<svg"), (["pdfinfo", "-struct", path], "TH")):
        if not shutil.which(command[0]):
            print("SKIP %s is not installed" % command[0])
            continue
        ran = subprocess.run(command, capture_output=True, text=True, timeout=60)
        if ran.returncode or ran.stderr or want not in ran.stdout:
            bad += 1
            print("%s: %d %s" % (" ".join(command[:2]), ran.returncode, ran.stderr[:300]))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(every.main(__doc__, (".pdf",), Check, tools=tools))
