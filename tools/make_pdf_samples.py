#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""PDFs of our own, written object by object: good ones of every kind the reader knows, active ones
with a canary in everything that could act, bad ones that break a limit. usage: DIR [MADE]

DIR/good/*.pdf   rebuilt, one page each unless the name says otherwise
DIR/alive/*.pdf  rebuilt, and the word CANARY is nowhere in the output
DIR/bad/*.pdf    refused with the error in bad/want.tsv
"""
import os
import sys
import zlib


class Pdf:
    """Objects by number; streams are dictionaries with bytes."""

    def __init__(self, version="1.7"):
        self.objects, self.version, self.trailer = [], version, ""

    def add(self, text, stream=None):
        self.objects.append((text, stream))
        return len(self.objects)

    def reserve(self):
        return self.add(None)

    def set(self, number, text, stream=None):
        self.objects[number - 1] = (text, stream)

    def bytes(self, root, trailer=""):
        out = bytearray(b"%%PDF-%s\n%%\xe2\xe3\xcf\xd3\n" % self.version.encode())
        offsets = []
        for number, (text, stream) in enumerate(self.objects, 1):
            offsets.append(len(out))
            out += b"%d 0 obj\n" % number
            if stream is None:
                out += text.encode("latin-1") + b"\n"
            else:
                head = text.rstrip()
                assert head.endswith(">>")
                out += head[:-2].encode("latin-1") + b" /Length %d >>\nstream\n" % len(stream)
                out += stream + b"\nendstream\n"
            out += b"endobj\n"
        start = len(out)
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
        for offset in offsets:
            out += b"%010d 00000 n \n" % offset
        out += b"trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
            len(offsets) + 1, root, trailer.encode("latin-1"), start)
        return bytes(out)


def page_pdf(content, resources="", page="", catalog="", more=None, media="0 0 200 200", trailer=""):
    """One page; `more(pdf)` adds objects and returns texts for {0}, {1} ... in the others."""
    pdf = Pdf()
    names = more(pdf) if more else []

    def fill(text):
        for i, name in enumerate(names):
            text = text.replace("{%d}" % i, "%d 0 R" % name)
        return text

    data = content if isinstance(content, bytes) else fill(content).encode("latin-1")
    body = pdf.add("<< >>", data)
    pages = pdf.reserve()
    leaf = pdf.add("<< /Type /Page /Parent %d 0 R /MediaBox [%s] /Contents %d 0 R /Resources << %s >> %s >>" % (
        pages, media, body, fill(resources), fill(page)))
    pdf.set(pages, "<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % leaf)
    root = pdf.add("<< /Type /Catalog /Pages %d 0 R %s >>" % (pages, fill(catalog).replace("{page}", "%d 0 R" % leaf)))
    return pdf.bytes(root, fill(trailer))


HELVETICA = "/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
JAPANESE = ("/Font << /F << /Type /Font /Subtype /Type0 /BaseFont /Ryumin-Light /Encoding /90ms-RKSJ-H /DescendantFonts"
            " [ << /Type /Font /Subtype /CIDFontType0 /BaseFont /Ryumin-Light /CIDSystemInfo << /Registry (Adobe)"
            " /Ordering (Japan1) /Supplement 2 >> /DW 1000 >> ] >> >>")
GREY16 = bytes(range(0, 256))  # 16 x 16


def image(pdf, data, extra, width=16, height=16, space="/DeviceGray", bits=8):
    return pdf.add("<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace %s /BitsPerComponent %d %s >>" % (
        width, height, space, bits, extra), data)


def run_length(data):
    out = bytearray()
    for i in range(0, len(data), 128):
        part = data[i:i + 128]
        out += bytes([len(part) - 1]) + part
    return bytes(out) + b"\x80"


def lzw(data):
    """Codes of nine bits only: a clear before the table grows past it."""
    bits, n = 0, 0
    codes = []
    for i, byte in enumerate(data):
        if i % 200 == 0:
            codes.append(256)
        codes.append(byte)
    for code in codes + [257]:
        bits, n = bits << 9 | code, n + 9
    pad = -n % 8
    return (bits << pad).to_bytes((n + pad) // 8, "big")


def png_predicted(rows):
    return zlib.compress(b"".join(b"\x01" + bytes([r[0]]) + bytes((b - a) & 255 for a, b in zip(r, r[1:])) for r in rows))


def ours(name):
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tests/samples", name), "rb") as f:
        return f.read()


def jpeg_size(data):
    """Width and height as the frame header says them (ITU-T T.81 B.2.2)."""
    at = 2
    while data[at + 1] not in (0xC0, 0xC1, 0xC2):
        at += 2 + int.from_bytes(data[at + 2:at + 4], "big")
    return int.from_bytes(data[at + 7:at + 9], "big"), int.from_bytes(data[at + 5:at + 7], "big")


def pictures():
    import base64
    draw = "q 100 0 0 100 50 50 cm /I Do Q"

    def one(data, extra, **more):
        return page_pdf(draw, "/XObject << /I {0} >>", more=lambda p: [image(p, data, extra, **more)])

    rows = [GREY16[i:i + 16] for i in range(0, 256, 16)]
    yield "image-raw", one(GREY16, "")
    yield "image-flate", one(zlib.compress(GREY16), "/Filter /FlateDecode")
    yield "image-lzw", one(lzw(GREY16), "/Filter /LZWDecode")
    yield "image-run-length", one(run_length(GREY16), "/Filter /RunLengthDecode")
    yield "image-hex", one(GREY16.hex().encode() + b">", "/Filter /ASCIIHexDecode")
    yield "image-base85", one(base64.a85encode(GREY16) + b"~>", "/Filter /ASCII85Decode")
    yield "image-chain", one(base64.a85encode(zlib.compress(GREY16)) + b"~>", "/Filter [/ASCII85Decode /FlateDecode]")
    yield "image-predictor", one(png_predicted(rows),
                                 "/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 16 >>")
    yield "image-bits", one(bytes([0xaa, 0x55] * 8 * 2), "", bits=1)
    yield "image-indexed", one(bytes(range(16)) * 8, "", width=16, height=16, bits=4,
                               space="[/Indexed /DeviceRGB 15 <%s>]" % "".join("%02x%02x%02x" % (i * 16, 255 - i * 16, 128) for i in range(16)))
    yield "image-cmyk", one(bytes([0, 255, 0, 0] * 256), "", space="/DeviceCMYK")
    yield "image-sixteen", one(b"".join(bytes([b, 0]) for b in GREY16), "", bits=16)
    yield "image-decode", one(GREY16, "/Decode [1 0]")
    yield "image-key", one(GREY16, "/Mask [0 100]")
    yield "image-lab", one(bytes([128, 200, 60] * 256), "", space="[/Lab << /WhitePoint [0.95 1 1.09] >>]")
    yield "image-separation", one(GREY16, "", space="[/Separation /Red /DeviceRGB << /FunctionType 2 /Domain [0 1] /N 1 /C0 [1 1 1] /C1 [1 0 0] >>]")
    yield "image-fax", one(b"\xff\xff\x00\x10\x01", "/Decode [1 0] /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 16 /Rows 16 >>", bits=1)
    for name, space, extra in (("colour", "/DeviceRGB", ""), ("grey", "/DeviceGray", ""), ("inks", "/DeviceCMYK", "/Decode [1 0 1 0 1 0 1 0]"),
                               ("progressive", "/DeviceRGB", "")):
        data = ours("good/%s.jpg" % name)
        width, height = jpeg_size(data)
        yield "image-jpeg-" + name, one(data, "/Filter /DCTDecode " + extra, width=width, height=height, space=space)
    yield "image-jpx", one(ours("pdf-pictures/gradient.jp2"), "/Filter /JPXDecode", width=16, height=24, space="/DeviceRGB")
    yield "image-stencil", page_pdf("1 0 0 rg q 100 0 0 100 50 50 cm /I Do Q", "/XObject << /I {0} >>", more=lambda p: [
        p.add("<< /Subtype /Image /Width 16 /Height 16 /ImageMask true >>", bytes([0xf0, 0x0f] * 16))])
    yield "image-inline", page_pdf("q 100 0 0 100 50 50 cm BI /W 4 /H 4 /CS /G /BPC 8 ID 0123456789abcdef EI Q 0 0 10 10 re f")
    yield "image-soft", page_pdf("0 1 0 rg 0 0 200 200 re f " + draw, "/XObject << /I {1} >>", more=lambda p: [
        image(p, GREY16, ""), image(p, bytes(256 * 3), "/SMask 1 0 R", space="/DeviceRGB")])
    for name, matte in (("matte", ".5 .5 .5"), ("matte-huge", " ".join(["9" * 308] * 3))):
        yield "image-" + name, page_pdf(draw, "/XObject << /I {1} >>", more=lambda p, m=matte: [
            image(p, GREY16, "/Matte [%s]" % m), image(p, GREY16 * 3, "/SMask 1 0 R", space="/DeviceRGB")])
    yield "image-mask", page_pdf("0 1 0 rg 0 0 200 200 re f " + draw, "/XObject << /I {1} >>", more=lambda p: [
        p.add("<< /Subtype /Image /Width 16 /Height 16 /ImageMask true >>", bytes([0xf0, 0x0f] * 16)),
        image(p, bytes(256 * 3), "/Mask 1 0 R", space="/DeviceRGB")])


def drawings():
    yield "text", page_pdf("BT /F 18 Tf 20 100 Td 3 Tw (Hello two words) Tj 0 -20 Td [(A) -200 (WAY)] TJ T* (x) ' ET", HELVETICA)
    yield "text-japanese", page_pdf(b"BT /F 18 Tf 20 100 Td (" + "東京都の特別区".encode("cp932").replace(b"\\", b"\\\\") + b") Tj ET", JAPANESE)
    yield "text-invisible", page_pdf("BT 3 Tr /F 18 Tf 20 100 Td (under the scan) Tj ET", HELVETICA)
    yield "text-clip", page_pdf("q BT 7 Tr /F 60 Tf 20 100 Td (CUT) Tj ET 1 0 0 rg 0 0 200 200 re f Q", HELVETICA)
    yield "text-mixed", page_pdf("BT /F 18 Tf 20 100 Td (in) Tj q 1 0 0 rg 0 0 9 9 re f Q ( and out) Tj ET", HELVETICA)
    yield "text-state-font", page_pdf("BT /G gs 20 100 Td (by the state) Tj ET", "/ExtGState << /G << /Font [{0} 18] >> >>",
                                      more=lambda p: [p.add("<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>")])
    yield "text-type3", page_pdf("BT /F 20 Tf 20 100 Td 1 0 0 rg (aba) Tj ET", "/Font << /F {2} >>", more=lambda p: [
        p.add("<< >>", b"800 0 0 0 700 700 d1 0 0 700 700 re f"), p.add("<< >>", b"800 0 d0 0 1 0 rg 350 350 m 700 0 l 0 0 l f"),
        p.add("<< /Type /Font /Subtype /Type3 /FontBBox [0 0 700 700] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 97 /LastChar 98"
              " /Widths [800 800] /Encoding << /Differences [97 /box /peak] >> /CharProcs << /box 1 0 R /peak 2 0 R >> >>")])
    yield "paths", page_pdf("2 w [4 2] 1 d 1 J 1 j 10 10 m 100 10 l 100 100 50 150 10 100 c h B* q 20 20 50 50 re W n 0 0 1 RG 0 0 m 200 200 l S Q")
    yield "overlap", page_pdf("/P BMC q BT /F 12 Tf 10 10 Td (a) Tj EMC ET Q Q Q EMC q q", HELVETICA)
    yield "form", page_pdf("q 1 0 0 1 20 20 cm /X Do Q /X Do", "/XObject << /X {0} >>", more=lambda p: [
        p.add("<< /Subtype /Form /BBox [0 0 50 50] /Matrix [1 0 0 1 5 5] /Resources << >> >>", b"0 1 1 rg 0 0 50 50 re f")])
    yield "form-itself", page_pdf("/X Do", "/XObject << /X {0} >>", more=lambda p: [
        p.add("<< /Subtype /Form /BBox [0 0 50 50] /Resources << /XObject << /X 1 0 R >> >> >>", b"0 0 50 50 re f /X Do")])
    yield "form-inherits", page_pdf("BT /F 12 Tf 5 Tw ET q /X Do Q 1 0 0 1 0 40 cm BT /F 20 Tf ET /X Do", HELVETICA + "/XObject << /X {0} >>",
                                    more=lambda p: [p.add("<< /Subtype /Form /BBox [0 0 200 50] >>", b"BT 10 10 Td (inherits a font) Tj ET")])
    yield "group-soft", page_pdf("/G gs 1 0 0 rg 0 0 200 200 re f", "/ExtGState << /G << /ca .5 /BM /Multiply /SMask << /S /Luminosity /G {0} /BC [0] >> >> >>",
                                 more=lambda p: [p.add("<< /Subtype /Form /BBox [0 0 200 200] /Group << /S /Transparency /CS /DeviceGray /I true >> >>",
                                                       b"1 g 50 50 100 100 re f")])
    yield "tiling", page_pdf("/Pattern cs /P scn 0 0 200 200 re f /C cs 1 0 0 /U scn 50 50 50 50 re f",
                             "/ColorSpace << /C [/Pattern /DeviceRGB] >> /Pattern << /P {0} /U {1} >>", more=lambda p: [
        p.add("<< /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 10 10] /XStep 10 /YStep 10 /Resources << >> >>", b"0 0 1 rg 0 0 5 5 re f"),
        p.add("<< /PatternType 1 /PaintType 2 /TilingType 1 /BBox [0 0 10 10] /XStep 10 /YStep 10 /Resources << >> >>", b"0 0 5 5 re f")])
    two = "<< /FunctionType 2 /Domain [0 1] /N 1 /C0 [1 0 0] /C1 [0 0 1] >>"
    three = "<< /FunctionType 3 /Domain [0 1] /Bounds [.5] /Encode [0 1 1 0] /Functions [%s %s] >>" % (two, two)
    calculator = "<< /FunctionType 4 /Domain [0 1 0 1] /Range [0 1 0 1 0 1] >>"
    yield "shading-axis", page_pdf("/S sh", "/Shading << /S << /ShadingType 2 /ColorSpace /DeviceRGB /Coords [0 0 200 200] /Function %s /Extend [true true] >> >>" % three)
    yield "shading-circles", page_pdf("/S sh", "/Shading << /S << /ShadingType 3 /ColorSpace /DeviceRGB /Coords [100 100 0 100 100 80] /Function %s >> >>" % two)
    yield "shading-plane", page_pdf("/S sh", "/Shading << /S << /ShadingType 1 /ColorSpace /DeviceRGB /Matrix [200 0 0 200 0 0] /Function {0} >> >>",
                                    more=lambda p: [p.add(calculator, b"{ 2 copy add 2 div 3 1 roll 2 copy gt { exch } if pop dup }")])
    corner = lambda flag, x, y, rgb: bytes([flag, x, y]) + bytes(rgb)
    mesh = corner(0, 0, 0, (255, 0, 0)) + corner(0, 255, 0, (0, 255, 0)) + corner(0, 128, 255, (0, 0, 255)) + corner(1, 255, 255, (9, 9, 9))
    mesh_dict = ("<< /ShadingType 4 /ColorSpace /DeviceRGB /BitsPerCoordinate 8 /BitsPerComponent 8 /BitsPerFlag 8"
                 " /Decode [0 200 0 200 0 1 0 1 0 1] >>")
    yield "shading-triangles", page_pdf("/S sh", "/Shading << /S {0} >>", more=lambda p: [p.add(mesh_dict, mesh)])
    points = [(0, 0), (0, 85), (0, 170), (0, 255), (85, 200), (170, 255), (255, 255), (200, 170), (255, 85), (255, 0), (170, 50), (85, 0)]
    patch = b"\0" + b"".join(bytes(p) for p in points) + bytes([255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 0])
    yield "shading-patches", page_pdf("/S sh", "/Shading << /S {0} >>", more=lambda p: [p.add(mesh_dict.replace("/ShadingType 4", "/ShadingType 6"), patch)])
    yield "layers", page_pdf("/OC /A BDC 1 0 0 rg 0 0 100 100 re f EMC /OC /B BDC BT /F 12 Tf 10 150 Td (HIDDENLAYER) Tj ET EMC",
                             HELVETICA + "/Properties << /A {0} /B {1} >>", catalog="/OCProperties << /OCGs [{0} {1}] /D << /OFF [{1}] >> >>",
                             more=lambda p: [p.add("<< /Type /OCG /Name (on) >>"), p.add("<< /Type /OCG /Name (off) >>")])
    yield "turned", page_pdf("BT /F 18 Tf 20 100 Td (turned) Tj ET", HELVETICA, page="/Rotate 90 /CropBox [10 10 190 150] /UserUnit 2")


def documents():
    yield "annotations", page_pdf("", "", page="/Annots [{0} {1} << /Type /Annot /Subtype /Square /Rect [100 10 150 60] /C [0 0 1] /IC [1 1 0] >>"
                                  " << /Type /Annot /Subtype /Highlight /Rect [10 100 100 120] /QuadPoints [10 120 100 120 10 100 100 100] /C [1 1 0] >>"
                                  " << /Type /Annot /Subtype /Text /Rect [0 0 20 20] /F 2 /Contents (hidden) >>]", more=lambda p: [
        p.add("<< /Type /Annot /Subtype /Stamp /Rect [10 10 60 60] /AP << /N {1} >> >>".replace("{1}", "3 0 R")),
        p.add("<< /Type /Annot /Subtype /Widget /FT /Btn /Rect [70 10 90 30] /AS /On /AP << /N << /On 3 0 R >> >> >>"),
        p.add("<< /Subtype /Form /BBox [0 0 10 10] >>", b"1 0 0 rg 0 0 10 10 re f")])
    field = "<< /Type /Annot /Subtype /Widget /FT /Tx /T (%s) /Rect [%s] /DA (/Helv 0 Tf 0 g) %s >>"
    yield "fields", page_pdf("", "", page="/Annots [%s %s %s]" % (
        field % ("a", "10 150 190 170", "/V (a value that was typed)"),
        field % ("b", "10 110 190 130", "/V <FEFF6771 4EAC 90FD 7279 522B 533A>"),
        field % ("c", "10 20 190 100", "/Ff 4096 /V (one line and another that is much too long to fit into the box\\rlast)")),
        catalog="/AcroForm << /NeedAppearances true /Fields [] /DR << /Font << /Helv << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>")
    yield "links", page_pdf("", "", page="/Annots [<< /Subtype /Link /Rect [0 0 50 50] /Border [0 0 0] /A << /S /URI /URI (https://example.org/a?b=c) >> >>"
                            " << /Subtype /Link /Rect [60 0 90 50] /Border [0 0 0] /Dest [{page} /XYZ 10 100 0] >>"
                            " << /Subtype /Link /Rect [100 0 150 50] /Border [0 0 0] /A << /S /URI /URI (file:///etc/CANARY) >> >>]".replace("{page}", "3 0 R"),
                            catalog="/Outlines << /First << /Title (first) /Dest [{page} /Fit] /Count 1 /First << /Title (second) /A << /S /URI /URI (http://example.org/) >> >> >> >>"
                            " /PageLabels << /Nums [0 << /S /r /P (p-) /St 3 >>] >>")
    yield "tagged", page_pdf("/P << /MCID 0 >> BDC BT /F 18 Tf 20 100 Td (a paragraph) Tj ET EMC /Span << /ActualText (said) >> BDC BT 20 50 Td (shown) Tj ET EMC"
                             " /Artifact BMC 0 0 9 9 re f EMC", HELVETICA, page="/StructParents 0", catalog="/Lang (ja-JP) /MarkInfo << /Marked true >>"
                             " /StructTreeRoot << /Type /StructTreeRoot /RoleMap << /Absatz /P >> /K << /S /Document /K << /S /Absatz /Pg {page} /K 0 >> >> >>")


def alive():
    action = {
        "script": "<< /S /JavaScript /JS (app.alert\\('CANARY'\\)) >>",
        "launch": "<< /S /Launch /F (CANARY.exe) /Win << /F (cmd.exe) /P (/c CANARY) >> >>",
        "remote": "<< /S /GoToR /F (\\\\\\\\CANARY\\\\share\\\\a.pdf) /D [0 /Fit] >>",
        "embedded": "<< /S /GoToE /T << /R /C /N (CANARY) >> >>",
        "submit": "<< /S /SubmitForm /F << /FS /URL /F (http://CANARY/) >> >>",
        "import": "<< /S /ImportData /F (CANARY) >>",
        "named": "<< /S /Named /N /CANARY >>",
        "hide": "<< /S /Hide /T (CANARY) >>",
        "rendition": "<< /S /Rendition /JS (CANARY) /OP 0 >>",
        "sound": "<< /S /Sound /Sound {0} >>",
        "movie": "<< /S /Movie /T (CANARY) >>",
        "layers": "<< /S /SetOCGState /State [/ON] /CANARY 1 >>",
        "thread": "<< /S /Thread /F (CANARY) /D 0 >>",
        "bad-uri": "<< /S /URI /URI (javascript:CANARY) >>",
        "unc-uri": "<< /S /URI /URI (\\\\\\\\CANARY\\\\x) >>",
        "ms-uri": "<< /S /URI /URI (ms-msdt:/id CANARY) >>",
        "chain": "<< /S /GoTo /D [{page} /Fit] /Next << /S /JavaScript /JS (CANARY) >> >>",
    }
    box = "/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 100 100] /Border [0 0 0] %s >>]"
    sound = lambda p: [p.add("<< /Type /Sound /R 8000 >>", b"CANARY")]
    for name, text in action.items():
        yield name + "-open", page_pdf("", "", catalog="/OpenAction " + text, more=sound)
        yield name + "-link", page_pdf("", "", page=box % ("/A " + text.replace("{page}", "4 0 R")), more=sound)
        yield name + "-additional", page_pdf("", "", page="/AA << /O %s >> " % text.replace("{page}", "4 0 R") + box % ("/AA << /E %s /U %s >>" % ((text.replace("{page}", "4 0 R"),) * 2)), more=sound)
    yield "script-names", page_pdf("", "", catalog="/Names << /JavaScript << /Names [(CANARY) << /S /J#61vaScript /JS {0} >>] >> >>",
                                   more=lambda p: [p.add("<< >>", b"CANARY")])
    yield "script-field", page_pdf("", "", page="/Annots [<< /Type /Annot /Subtype /Widget /FT /Tx /Rect [0 0 99 20] /V (5) /DA (/H 9 Tf) /AA << /K << /S /JavaScript /JS (CANARY) >>"
                                   " /F << /S /JavaScript /JS (CANARY) >> /V << /S /JavaScript /JS (CANARY) >> /C << /S /JavaScript /JS (CANARY) >> >> >>]", catalog="/AcroForm << /Fields [] /CO [] >>")
    yield "attachment", page_pdf("", "", catalog="/Names << /EmbeddedFiles << /Names [(CANARY) {1}] >> >> /AF [{1}] /Collection << /View /D >>", more=lambda p: [
        p.add("<< /Type /EmbeddedFile >>", b"CANARY"), p.add("<< /Type /Filespec /F (CANARY.exe) /EF << /F 1 0 R >> >>")])
    yield "attachment-annotation", page_pdf("", "", page="/Annots [<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 20 20] /FS {1} /Contents (CANARY) >>]", more=lambda p: [
        p.add("<< /Type /EmbeddedFile >>", b"CANARY"), p.add("<< /Type /Filespec /F (CANARY.exe) /EF << /F 1 0 R >> >>")])
    for kind in ("RichMedia", "3D", "Screen", "Movie", "Sound", "Projection", "PrinterMark", "Watermark"):
        yield "annotation-" + kind.lower(), page_pdf("", "", page="/Annots [<< /Type /Annot /Subtype /%s /Rect [0 0 90 90] /Contents (CANARY) /T (CANARY)"
                                                     " /RichMediaContent << /Assets << /Names [(CANARY) {0}] >> >> /Movie << /F (CANARY) >> /Sound {0} /3DD {0} >>]" % kind, more=sound)
    yield "xfa", page_pdf("", "", catalog="/AcroForm << /Fields [] /XFA [(template) {0}] >>", more=lambda p: [
        p.add("<< >>", b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'><script contentType='application/x-formcalc'>Post('http://CANARY')</script></xdp:xdp>")])
    yield "outside-stream", page_pdf("q 100 0 0 100 0 0 cm /I Do Q", "/XObject << /I {0} >>", more=lambda p: [
        p.add("<< /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /F << /FS /URL /F (http://CANARY/) >> /FFilter /DCTDecode >>", b"")])
    yield "reference-form", page_pdf("/X Do", "/XObject << /X {0} >>", more=lambda p: [
        p.add("<< /Subtype /Form /BBox [0 0 9 9] /Ref << /F (CANARY.pdf) /Page 0 >> /OPI << /2.0 << /F (CANARY) >> >> /PS {1} >>", b"0 0 9 9 re f")])
    yield "postscript", page_pdf("/X Do", "/XObject << /X {0} >>", more=lambda p: [p.add("<< /Subtype /PS >>", b"(CANARY) run")])
    yield "font-matrix", page_pdf("BT /F 12 Tf 10 10 Td (a) Tj ET", "/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FontMatrix [1 2 3 4 5 (CANARY)] /ToUnicode {0} >> >>",
                                  more=lambda p: [p.add("<< >>", b"/CIDInit /ProcSet findresource begin CANARY (CANARY) run end")])
    yield "metadata", page_pdf("% CANARY\n0 0 9 9 re f", "", catalog="/Metadata {0} /PieceInfo << /CANARY << /Private (CANARY) >> >> /Lang (CANARY CANARY)",
                               more=lambda p: [p.add("<< /Type /Metadata /Subtype /XML >>", b"<x>CANARY</x>"), p.add("<< /Author (CANARY) >>")], trailer="/Info {1} /ID [(CANARY) (CANARY)]")
    yield "names-of-things", page_pdf("/CANARY gs /CANARY Do /CANARY sh BT /CANARY 9 Tf (x) Tj ET /CANARY BMC EMC /CANARY << /CANARY (CANARY) >> BDC EMC CANARY",
                                      "/ExtGState << /CANARY << /CANARY 1 /CA 1 >> >> /Font << /CANARY << /Type /Font /Subtype /Type1 /BaseFont /CANARY+CANARY >> >>")
    yield "layer-off", page_pdf("/OC /B BDC BT /F 12 Tf 10 150 Td (CANARY) Tj ET EMC", HELVETICA + "/Properties << /B {0} >>",
                                catalog="/OCProperties << /OCGs [{0}] /D << /OFF [{0}] >> >>", more=lambda p: [p.add("<< /Type /OCG /Name (CANARY) >>")])
    plain = page_pdf("0 0 9 9 re f")
    yield "tail", plain + b"\nCANARY\n"
    yield "head", b"CANARY\n" + plain


def bad():
    def chain(depth):
        pdf = Pdf()
        for i in range(depth):
            pdf.add("<< /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >> >>" % (i + 2), b"/X Do")
        pdf.add("<< /Subtype /Form /BBox [0 0 9 9] >>", b"0 0 9 9 re f")
        body = pdf.add("<< >>", b"/X Do")
        pages = pdf.reserve()
        leaf = pdf.add("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 9 9] /Contents %d 0 R /Resources << /XObject << /X 1 0 R >> >> >>" % (pages, body))
        pdf.set(pages, "<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % leaf)
        return pdf.bytes(pdf.add("<< /Type /Catalog /Pages %d 0 R >>" % pages))

    yield "forms-deep", chain(100), "E_LIMIT_DEPTH"
    # Each of thirty forms draws the next one twice, under another word spacing each time: 2^30 forms.
    pdf = Pdf()
    for i in range(28):
        pdf.add("<< /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >> >>" % (i + 2), b"1 Tw /X Do 2 Tw /X Do (a) Tj")
    pdf.add("<< /Subtype /Form /BBox [0 0 9 9] >>", b"BT (a) Tj ET " * 40)
    body, pages = pdf.add("<< >>", b"/X Do"), pdf.reserve()
    leaf = pdf.add("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 9 9] /Contents %d 0 R /Resources << /XObject << /X 1 0 R >> >> >>" % (pages, body))
    pdf.set(pages, "<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % leaf)
    yield "forms-doubled", pdf.bytes(pdf.add("<< /Type /Catalog /Pages %d 0 R >>" % pages)), "E_LIMIT_COUNT"

    def tree(pdf, depth):
        first = pdf.reserve()
        at = first
        for i in range(depth):
            kid = pdf.reserve()
            pdf.set(at, "<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % kid)
            at = kid
        pdf.set(at, "<< /Type /Page /MediaBox [0 0 9 9] >>")
        return first
    pdf = Pdf()
    top = tree(pdf, 10000)
    yield "pages-deep", pdf.bytes(pdf.add("<< /Type /Catalog /Pages %d 0 R >>" % top)), "E_LIMIT_DEPTH"
    pdf = Pdf()
    top = pdf.reserve()
    pdf.set(top, "<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % top)
    yield "pages-loop", pdf.bytes(pdf.add("<< /Type /Catalog /Pages %d 0 R >>" % top)), "E_BROKEN"
    huge = "<< /Subtype /Image /Width 50000 /Height 50000 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode >>"
    yield "image-huge", page_pdf("q 9 0 0 9 0 0 cm /I Do Q", "/XObject << /I {0} >>", more=lambda p: [p.add(huge, zlib.compress(bytes(1000)))]), "E_LIMIT_PIXELS"
    yield "content-bomb", page_pdf("", "").replace(b"<< >>", b"<< >>", 1), "OK"
    squeezed = zlib.compressobj(9)
    data = b"".join([squeezed.compress(b"0 0 1 1 re f\n" * 100000) for _ in range(800)] + [squeezed.flush()])
    pdf = Pdf()
    body, pages = pdf.add("<< /Filter /FlateDecode >>", data), pdf.reserve()
    leaf = pdf.add("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 9 9] /Contents %d 0 R >>" % (pages, body))
    pdf.set(pages, "<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % leaf)
    yield "content-gigabyte", pdf.bytes(pdf.add("<< /Type /Catalog /Pages %d 0 R >>" % pages)), "E_LIMIT_SIZE"
    twice = zlib.compress(zlib.compress(bytes(100 << 20), 9), 9)
    pdf = Pdf()
    body, pages = pdf.add("<< /Filter [/FlateDecode /FlateDecode] >>", twice), pdf.reserve()
    leaf = pdf.add("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 9 9] /Contents %d 0 R >>" % (pages, body))
    pdf.set(pages, "<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % leaf)
    yield "content-twice", pdf.bytes(pdf.add("<< /Type /Catalog /Pages %d 0 R >>" % pages)), "E_LIMIT_RATIO"
    yield "nested", page_pdf("", "", catalog="/X " + "[" * 10000 + "]" * 10000), "E_BROKEN"
    yield "marks-many", page_pdf("/X BMC\n" * 65536 + "/Span << /ActualText (a) >> BDC"), "E_LIMIT_DEPTH"
    yield "content-nested", page_pdf("[" * 10000 + " 0 d"), "E_LIMIT_DEPTH"
    # An object stream of a gigabyte.
    squeezed = zlib.compressobj(9)
    inner = b"10 0 11 40 "
    data = squeezed.compress(inner + b"<< /Type /Catalog /Pages 11 0 R >>      " + b"<< /Type /Pages /Kids [] /Count 0 >>")
    data += b"".join(squeezed.compress(bytes(10 << 20)) for _ in range(105)) + squeezed.flush()
    out = bytearray(b"%PDF-1.5\n")
    where = len(out)
    out += b"3 0 obj\n<< /Type /ObjStm /N 2 /First %d /Filter /FlateDecode /Length %d >>\nstream\n" % (len(inner), len(data)) + data + b"\nendstream\nendobj\n"
    table = len(out)
    entries = b"\x01" + where.to_bytes(4, "big") + b"\0\0" + b"\x01" + table.to_bytes(4, "big") + b"\0\0"
    entries += b"\x02" + (3).to_bytes(4, "big") + b"\0\0" + b"\x02" + (3).to_bytes(4, "big") + b"\0\1"
    out += b"4 0 obj\n<< /Type /XRef /Size 12 /W [1 4 2] /Index [3 2 10 2] /Root 10 0 R /Length %d >>\nstream\n" % len(entries) + entries + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % table
    yield "objects-gigabyte", bytes(out), "E_LIMIT_SIZE"
    yield "xref-loop", page_pdf("").replace(b"/Size", b"/Prev 400 /Size"), "OK"
    yield "empty", b"%PDF-1.7\n", "E_BROKEN"


def main():
    top = sys.argv[1]
    for folder, things in (("good", [pictures(), drawings(), documents()]), ("alive", [alive()])):
        os.makedirs(os.path.join(top, folder), exist_ok=True)
        for source in things:
            for name, data in source:
                with open(os.path.join(top, folder, name + ".pdf"), "wb") as f:
                    f.write(data)
    os.makedirs(os.path.join(top, "bad"), exist_ok=True)
    with open(os.path.join(top, "bad", "want.tsv"), "w") as want:
        for name, data, error in bad():
            with open(os.path.join(top, "bad", name + ".pdf"), "wb") as f:
                f.write(data)
            want.write("%s.pdf\t%s\n" % (name, error))
    if len(sys.argv) > 2:
        open(sys.argv[2], "w").close()


if __name__ == "__main__":
    main()
