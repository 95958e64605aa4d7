# SPDX-License-Identifier: Apache-2.0
"""bombs_pdf.py: PDFs: streams, objects, trees, fonts and pictures that go on without end or back to themselves."""
import struct
import zlib

from bomb_list import LIMIT, bomb, bombs, packed
from bombs_pictures import jpeg_huge
import make_pdf_samples as pdf


def pdf_tree(p, leaf):
    pages = p.reserve()
    number = p.add("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 200 200] %s >>" % (pages, leaf))
    p.set(pages, "<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % number)
    return p.bytes(p.add("<< /Type /Catalog /Pages %d 0 R >>" % pages))


def content_pdf(data, resources="", more=None):
    return pdf.page_pdf(data, resources, more=more)


@bomb("objects-gigabyte.pdf")
def objects_gigabyte():
    head = b"10 0 11 40 "
    first = head + b"<< /Type /Catalog /Pages 11 0 R >>      " + b"<< /Type /Pages /Kids [] /Count 0 >>"
    squeezed = zlib.compressobj(9)
    data = squeezed.compress(first + bytes((1 << 20) - len(first))) + squeezed.flush(zlib.Z_FULL_FLUSH)
    data += packed(bytes(1 << 20), 1050)[2:]
    out = bytearray(b"%PDF-1.5\n")
    where = len(out)
    out += b"3 0 obj\n<< /Type /ObjStm /N 2 /First %d /Filter /FlateDecode /Length %d >>\nstream\n" % (len(head), len(data)) + data + b"\nendstream\nendobj\n"
    table = len(out)
    rows = [(1, where, 0), (1, table, 0), (2, 3, 0), (2, 3, 1)]
    entries = b"".join(struct.pack(">BIH", *row) for row in rows)
    out += b"4 0 obj\n<< /Type /XRef /Size 12 /W [1 4 2] /Index [3 2 10 2] /Root 10 0 R /Length %d >>\nstream\n" % len(entries)
    return bytes(out + entries + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % table)


@bomb("xref-gigabyte.pdf", LIMIT + " E_BROKEN")
def xref_gigabyte():
    """A cross-reference stream of a gigabyte, for a hundred million objects."""
    data = packed(bytes(1 << 20), 1024)
    out = bytearray(b"%PDF-1.5\n")
    table = len(out)
    out += b"4 0 obj\n<< /Type /XRef /Size 107374182 /W [1 8 1] /Root 1 0 R /Filter /FlateDecode /Length %d >>\nstream\n" % len(data)
    return bytes(out + data + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % table)


@bomb("content-gigabyte.pdf")
def content_gigabyte():
    return pdf_tree_with(packed(b"0 0 1 1 re f\n" * 80000, 1000), "/Filter /FlateDecode")


def pdf_tree_with(data, extra):
    p = pdf.Pdf()
    p.add("<< %s >>" % extra, data)
    return pdf_tree(p, "/Contents 1 0 R")


@bomb("content-shared.pdf")
def content_shared():
    """Twenty thousand pages that draw the same ten megabytes."""
    p = pdf.Pdf()
    p.add("<< /Filter /FlateDecode >>", packed(b"0 0 1 1 re f\n" * 8000, 100))
    pages = p.reserve()
    kids = [p.add("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 9 9] /Contents 1 0 R >>" % pages) for _ in range(19000)]
    p.set(pages, "<< /Type /Pages /Kids [%s] /Count %d >>" % (" ".join("%d 0 R" % k for k in kids), len(kids)))
    return p.bytes(p.add("<< /Type /Catalog /Pages %d 0 R >>" % pages))


@bomb("content-listed.pdf")
def content_listed():
    """One page whose content is one stream ten thousand times."""
    p = pdf.Pdf()
    p.add("<< /Filter /FlateDecode >>", packed(b"0 0 1 1 re f\n" * 8000, 10))
    return pdf_tree(p, "/Contents [%s]" % ("1 0 R " * 10000))


@bomb("content-spaces.pdf")
def content_spaces():
    """A hundred megabytes of spaces in hexadecimal, which say nothing: as often as a page may name them."""
    p = pdf.Pdf()
    p.add("<< /Filter [/FlateDecode /ASCIIHexDecode] >>", packed(b" " * (1 << 20), 100))
    return pdf_tree(p, "/Contents [%s]" % ("1 0 R " * 10000))


@bomb("filters.pdf", LIMIT + " E_BROKEN")
def filters():
    data = bytes(1000)
    for _ in range(2000):
        data = zlib.compress(data)
    return pdf_tree_with(data, "/Filter [%s]" % ("/FlateDecode " * 2000))


@bomb("filters-three.pdf")
def filters_three():
    return pdf_tree_with(zlib.compress(zlib.compress(packed(bytes(1 << 20), 2048), 9), 9), "/Filter [/FlateDecode /FlateDecode /FlateDecode]")


@bomb("lzw.pdf", "OK E_BROKEN " + LIMIT)
def lzw():
    bits, at = [], 0
    size, code = 9, 258
    out = 0
    def put(v):
        nonlocal out, at
        out = out << size | v
        at += size
    blob = bytearray()
    for _ in range(400):
        size, code = 9, 258
        put(256)
        put(32)
        while code < 4094:
            put(code)
            code += 1
            if code + 1 >= 1 << size and size < 12:
                size += 1
        take = at // 8 * 8
        blob += (out >> (at - take)).to_bytes(take // 8, "big")
        out, at = out & ((1 << (at - take)) - 1), at - take
    blob += (out << (8 - at)).to_bytes(1, "big") if at else b""
    del bits
    return pdf_tree_with(zlib.compress(bytes(blob) * 1), "/Filter [/FlateDecode /LZWDecode]")


@bomb("arrays.pdf", "E_BROKEN " + LIMIT)
def arrays():
    return pdf.page_pdf("", "", catalog="/X " + "[" * 10000 + "]" * 10000)


@bomb("dictionaries.pdf", "E_BROKEN " + LIMIT)
def dictionaries():
    return pdf.page_pdf("", "", catalog="/X " + "<</X" * 10000 + " 0 " + ">>" * 10000)


@bomb("brackets.pdf", "OK E_BROKEN " + LIMIT)
def brackets():
    """Nothing but open brackets, thirty megabytes of them."""
    return b"%PDF-1.7\n1 0 obj\n" + b"[" * (30 << 20)


@bomb("objects.pdf", "OK E_BROKEN " + LIMIT)
def objects():
    """No cross-reference, and three million beginnings of objects to be found."""
    return b"%PDF-1.7\n" + b"1 0 obj\n" * 3000000 + b"trailer << /Root 1 0 R >>\n"


@bomb("forms.pdf")
def forms():
    p = pdf.Pdf()
    for i in range(10000):
        p.add("<< /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >> >>" % (i + 2), b"/X Do")
    p.add("<< /Subtype /Form /BBox [0 0 9 9] >>", b"0 0 9 9 re f")
    body = p.add("<< >>", b"/X Do")
    return pdf_tree(p, "/Contents %d 0 R /Resources << /XObject << /X 1 0 R >> >>" % body)


@bomb("forms-doubled.pdf")
def forms_doubled():
    p = pdf.Pdf()
    for i in range(28):
        p.add("<< /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >> >>" % (i + 2), b"1 Tw /X Do 2 Tw /X Do (a) Tj")
    p.add("<< /Subtype /Form /BBox [0 0 9 9] >>", b"BT (a) Tj ET " * 40)
    body = p.add("<< >>", b"/X Do")
    return pdf_tree(p, "/Contents %d 0 R /Resources << /XObject << /X 1 0 R >> >>" % body)


@bomb("forms-self.pdf", "OK E_BROKEN " + LIMIT)
def forms_self():
    p = pdf.Pdf()
    p.add("<< /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 1 0 R >> >> >>", b"/X Do /X Do")
    body = p.add("<< >>", b"/X Do")
    return pdf_tree(p, "/Contents %d 0 R /Resources << /XObject << /X 1 0 R >> >>" % body)


def deep_pages(depth):
    p = pdf.Pdf()
    first = at = p.reserve()
    for _ in range(depth):
        kid = p.reserve()
        p.set(at, "<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % kid)
        at = kid
    p.set(at, "<< /Type /Page /MediaBox [0 0 9 9] >>")
    return p.bytes(p.add("<< /Type /Catalog /Pages %d 0 R >>" % first))


@bomb("pages.pdf")
def pages():
    return deep_pages(10000)


@bomb("pages-loop.pdf", "E_BROKEN " + LIMIT)
def pages_loop():
    p = pdf.Pdf()
    top, other = p.reserve(), p.reserve()
    p.set(top, "<< /Type /Pages /Kids [%d 0 R %d 0 R] /Count 2 >>" % (other, other))
    p.set(other, "<< /Type /Pages /Kids [%d 0 R %d 0 R] /Count 2 >>" % (top, top))
    return p.bytes(p.add("<< /Type /Catalog /Pages %d 0 R >>" % top))


@bomb("pages-doubled.pdf", "OK E_BROKEN " + LIMIT)
def pages_doubled():
    """Each node names the next one twice: 2^40 pages."""
    p = pdf.Pdf()
    for i in range(40):
        p.add("<< /Type /Pages /Kids [%d 0 R %d 0 R] /Count 2 >>" % (i + 2, i + 2))
    p.add("<< /Type /Page /MediaBox [0 0 9 9] >>")
    return p.bytes(p.add("<< /Type /Catalog /Pages 1 0 R >>"))


@bomb("pages-same.pdf", "OK E_BROKEN " + LIMIT)
def pages_same():
    p = pdf.Pdf()
    top = p.reserve()
    leaf = p.add("<< /Type /Page /MediaBox [0 0 9 9] >>")
    p.set(top, "<< /Type /Pages /Kids [%s] /Count 1000000 >>" % (("%d 0 R " % leaf) * 1000000))
    return p.bytes(p.add("<< /Type /Catalog /Pages %d 0 R >>" % top))


@bomb("outlines-loop.pdf", "OK E_BROKEN " + LIMIT)
def outlines_loop():
    return pdf.page_pdf("", "", catalog="/Outlines << /First {0} /Last {0} >>", more=lambda p: [p.add("<< /Title (a) /Next 1 0 R /First 1 0 R /Dest [4 0 R /Fit] >>")])


@bomb("outlines.pdf", "OK E_BROKEN " + LIMIT)
def outlines():
    def more(p):
        for i in range(30000):
            p.add("<< /Title (a) /First %d 0 R /Next %d 0 R >>" % (i + 2, i + 2))
        p.add("<< /Title (a) >>")
        return [1]
    return pdf.page_pdf("", "", catalog="/Outlines << /First {0} /Last {0} >>", more=more)


@bomb("tags.pdf", "OK E_BROKEN " + LIMIT)
def tags():
    def more(p):
        for i in range(20000):
            p.add("<< /Type /StructElem /S /P /K [%d 0 R %d 0 R] >>" % (i + 2, i + 2))
        p.add("<< /Type /StructElem /S /P >>")
        return [1]
    return pdf.page_pdf("", "", catalog="/MarkInfo << /Marked true >> /StructTreeRoot << /Type /StructTreeRoot /K {0} >>", more=more)


@bomb("names-loop.pdf", "OK E_BROKEN " + LIMIT)
def names_loop():
    return pdf.page_pdf("", "", catalog="/Names << /Dests {0} >>", page="/Annots [<< /Subtype /Link /Rect [0 0 9 9] /Dest (a) >>]",
                        more=lambda p: [p.add("<< /Kids [1 0 R 1 0 R 1 0 R] /Limits [(a) (z)] >>")])


def link_to(name):
    return "<< /Subtype /Link /Rect [0 0 9 9] /Dest (%s) >>" % name


@bomb("names-flat.pdf", "OK E_BROKEN " + LIMIT)
def names_flat():
    """A hundred thousand names in one node, and twenty thousand links to the last one."""
    return pdf.page_pdf("", "", catalog="/Names << /Dests {0} >>", page="/Annots [%s]" % (link_to("zz") * 20000),
                        more=lambda p: [p.add("<< /Names [%s] >>" % "".join("(a%d) [0 /Fit]" % i for i in range(100000)))])


@bomb("destinations.pdf", "OK E_BROKEN " + LIMIT)
def destinations():
    return pdf.page_pdf("", "", catalog="/Dests {0}", page="/Annots [%s]" % (link_to("zz") * 20000),
                        more=lambda p: [p.add("<< %s >>" % "".join("/a%d [0 /Fit]" % i for i in range(100000)))])


@bomb("previous-loop.pdf", "OK E_BROKEN " + LIMIT)
def previous_loop():
    data = pdf.page_pdf("")
    start = int(data[data.rindex(b"startxref") + 10:].split()[0])
    return data.replace(b"/Size", b"/Prev %d /Size" % start)


@bomb("updates.pdf", "OK E_BROKEN " + LIMIT)
def updates():
    """Twenty thousand incremental updates."""
    data = bytearray(pdf.page_pdf("0 0 9 9 re f"))
    start = int(data[data.rindex(b"startxref") + 10:].split()[0])
    for _ in range(20000):
        at = len(data)
        data += b"xref\n0 0\ntrailer\n<< /Size 5 /Root 4 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (start, at)
        start = at
    return bytes(data)


def image_pdf(extra, data, width=50000, height=50000, space="/DeviceGray", bits=8):
    return content_pdf("q 9 0 0 9 0 0 cm /I Do Q", "/XObject << /I {0} >>", more=lambda p: [pdf.image(p, data, extra, width, height, space, bits)])


for name_, extra_, data_ in (("flate", "/Filter /FlateDecode", None), ("dct", "/Filter /DCTDecode", None), ("none", "", b"x")):
    bombs["image-%s.pdf" % name_] = (LIMIT + (" OK" if name_ == "dct" else ""), lambda e=extra_, d=data_, n=name_: image_pdf(
        e, d if d is not None else jpeg_huge() if n == "dct" else packed(bytes(50000), 50000)))


def boxes_jp2(width, height):
    siz = struct.pack(">HIIIIIIIIH", 0, width, height, 0, 0, width, height, 0, 0, 1) + b"\x07\x01\x01"
    stream = b"\xff\x4f\xff\x51" + struct.pack(">H", len(siz) + 2) + siz + b"\xff\x52\0\x0c\0\0\0\1\0\5\4\4\0\1" + b"\xff\x5c\0\x13" + bytes([0x40] * 17)
    stream += b"\xff\x90\0\x0a\0\0" + struct.pack(">I", 0) + b"\0\1\xff\x93" + bytes(100) + b"\xff\xd9"
    head = struct.pack(">I4sIIHBBBB", 22, b"ihdr", height, width, 1, 7, 7, 0, 0) + struct.pack(">I4sBBBI", 15, b"colr", 1, 0, 0, 17)
    return struct.pack(">I4sI", 12, b"jP  ", 0x0d0a870a) + struct.pack(">I4s4sI4s", 20, b"ftyp", b"jp2 ", 0, b"jp2 ") + \
        struct.pack(">I4s", 8 + len(head), b"jp2h") + head + struct.pack(">I4s", 8 + len(stream), b"jp2c") + stream


@bomb("image-jpx.pdf", "OK E_BROKEN " + LIMIT)
def image_jpx():
    return image_pdf("/Filter /JPXDecode", boxes_jp2(60000, 60000), 60000, 60000)


@bomb("image-jpx-tiles.pdf", "OK E_BROKEN " + LIMIT)
def image_jpx_tiles():
    """Said to be small in the dictionary, 60,000 x 60,000 in tiles of one in the stream."""
    return image_pdf("/Filter /JPXDecode", boxes_jp2(60000, 60000).replace(struct.pack(">II", 60000, 60000), struct.pack(">II", 1, 1), 3), 8, 8)


@bomb("image-fax.pdf", "OK E_BROKEN " + LIMIT)
def image_fax():
    return image_pdf("/Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 60000 /Rows 60000 >>", bytes(2000), 60000, 60000, bits=1)


@bomb("image-fax-wide.pdf", "OK E_BROKEN " + LIMIT)
def image_fax_wide():
    return image_pdf("/Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 2147483647 /Rows 2147483647 >>", bytes(2000), 16, 16, bits=1)


@bomb("image-jbig2.pdf", "OK E_BROKEN " + LIMIT)
def image_jbig2():
    page = struct.pack(">IBBBI", 0, 48, 0, 1, 19) + struct.pack(">IIIIBH", 60000, 60000, 0, 0, 0, 0)
    region = struct.pack(">IBBBI", 1, 38, 0, 1, 26) + struct.pack(">IIIIB", 60000, 60000, 0, 0, 0) + b"\x00\x03\xff\xfd\xff\x02\xfe\xfe\xfe"
    return image_pdf("/Filter /JBIG2Decode", page + region + bytes(1000), 60000, 60000, bits=1)


@bomb("image-jbig2-small.pdf", "OK E_BROKEN " + LIMIT)
def image_jbig2_small():
    """Small in the dictionary: the converter is asked, and draws a page that fills a plane."""
    page = struct.pack(">IBBBI", 0, 48, 0, 1, 19) + struct.pack(">IIIIBH", 0x7FFFFFFF, 0x7FFFFFFF, 0, 0, 0, 0)
    return image_pdf("/Filter /JBIG2Decode", page + bytes(1000), 16, 16, bits=1).replace(b"[0 0 200 200]", b"[0 0 14400 14400]")


@bomb("images-many.pdf", "OK " + LIMIT)
def images_many():
    """A picture of 9,999 x 9,999 drawn under a hundred names."""
    data = packed(bytes(9999), 9999)
    return content_pdf(" ".join("/I%d Do" % i for i in range(100)), "/XObject << %s >>" % " ".join("/I%d {%d}" % (i, i) for i in range(100)),
                       more=lambda p: [pdf.image(p, data, "/Filter /FlateDecode /X %d" % i, 9999, 9999) for i in range(100)])


@bomb("image-inline.pdf", "OK E_BROKEN " + LIMIT)
def image_inline():
    return content_pdf("BI /W 50000 /H 50000 /CS /G /BPC 8 /F /Fl ID " + "x" * 1000 + " EI")


@bomb("soft-masks.pdf", "OK E_BROKEN " + LIMIT)
def soft_masks():
    return content_pdf("q 9 0 0 9 0 0 cm /I Do Q", "/XObject << /I {0} >>", more=lambda p: [
        p.add("<< /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 8 /SMask 1 0 R >>", bytes(64))])


@bomb("sampled.pdf", "OK E_BROKEN " + LIMIT)
def sampled():
    """A function of ten inputs with a hundred samples each."""
    f = "<< /FunctionType 0 /Domain [%s] /Range [0 1 0 1 0 1] /Size [%s] /BitsPerSample 8 >>" % ("0 1 " * 10, "100 " * 10)
    space = "/ColorSpace << /C [/DeviceN [%s] /DeviceRGB {0}] >>" % " ".join("/N%d" % i for i in range(10))
    return content_pdf("/C cs %s scn 0 0 9 9 re f" % ("0.5 " * 10), space, more=lambda p: [p.add(f, bytes(1000))])


@bomb("calculator.pdf", "OK E_BROKEN " + LIMIT)
def calculator():
    """PostScript that doubles what it holds, thirty times; and one nested ten thousand deep."""
    f = "<< /FunctionType 4 /Domain [0 1] /Range [0 1 0 1 0 1] >>"
    code = b"{" + b" ".join(b"%d copy" % (2 ** i) for i in range(30)) + b"}"
    deep = b"{" + b"{" * 10000 + b"}" * 10000 + b"}"
    return content_pdf("/C cs 0.5 scn 0 0 9 9 re f /D cs 0.5 scn 0 0 9 9 re f", "/ColorSpace << /C [/Separation /A /DeviceRGB {0}] /D [/Separation /B /DeviceRGB {1}] >>",
                       more=lambda p: [p.add(f, code), p.add(f, deep)])


@bomb("stitched.pdf", "OK E_BROKEN " + LIMIT)
def stitched():
    return content_pdf("/C cs 0.5 scn 0 0 9 9 re f", "/ColorSpace << /C [/Separation /A /DeviceRGB {0}] >>", more=lambda p: [
        p.add("<< /FunctionType 3 /Domain [0 1] /Functions [1 0 R 1 0 R] /Bounds [0.5] /Encode [0 1 0 1] >>")])


@bomb("colours.pdf", "OK E_BROKEN " + LIMIT)
def colours():
    return content_pdf("/C cs 0 scn 0 0 9 9 re f", "/ColorSpace << /C {0} >>", more=lambda p: [p.add("[/Indexed 1 0 R 255 <00>]"), p.add("[/ICCBased 2 0 R]")])


@bomb("cmap.pdf", "OK E_BROKEN " + LIMIT)
def cmap():
    """A character map of eight million rows, and one that uses itself."""
    rows = packed(b"100 begincidrange\n" + b"<0000> <ffff> 0\n" * 100 + b"endcidrange\n", 80000)
    font = ("/Font << /F << /Type /Font /Subtype /Type0 /BaseFont /Ryumin-Light /Encoding {0} /ToUnicode {1} /DescendantFonts [ << /Type /Font"
            " /Subtype /CIDFontType0 /BaseFont /Ryumin-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> >> ] >> >>")
    return content_pdf("BT /F 9 Tf <00410042> Tj ET", font, more=lambda p: [
        p.add("<< /Type /CMap /CMapName /X /UseCMap 1 0 R /Filter /FlateDecode >>", rows), p.add("<< /UseCMap 2 0 R /Filter /FlateDecode >>", rows)])


@bomb("widths.pdf", "OK E_BROKEN " + LIMIT)
def widths():
    w = "[%s]" % ("0 65535 1000 " * 1000000)
    font = ("/Font << /F << /Type /Font /Subtype /Type0 /BaseFont /Ryumin-Light /Encoding /Identity-H /DescendantFonts [ << /Type /Font /Subtype /CIDFontType0"
            " /BaseFont /Ryumin-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> /W %s >> ] >> >>" % w)
    return content_pdf("BT /F 9 Tf <00410042> Tj ET", font)


@bomb("shading.pdf", "OK E_BROKEN " + LIMIT)
def shading():
    """A mesh of a gigabyte."""
    return content_pdf("/S sh", "/Shading << /S {0} >>", more=lambda p: [
        p.add("<< /ShadingType 4 /ColorSpace /DeviceRGB /BitsPerCoordinate 8 /BitsPerComponent 8 /BitsPerFlag 8 /Decode [0 9 0 9 0 1 0 1 0 1] /Filter /FlateDecode >>",
              packed(bytes(1 << 20), 1024))])


@bomb("lattice.pdf", "OK E_BROKEN " + LIMIT)
def lattice():
    return content_pdf("/S sh", "/Shading << /S {0} >>", more=lambda p: [
        p.add("<< /ShadingType 5 /VerticesPerRow 2147483647 /ColorSpace /DeviceRGB /BitsPerCoordinate 8 /BitsPerComponent 8 /Decode [0 9 0 9 0 1 0 1 0 1] /Filter /FlateDecode >>",
              packed(bytes(1 << 20), 60))])


@bomb("tiles.pdf", "OK E_BROKEN " + LIMIT)
def tiles():
    """Patterns within patterns, each drawn with the next."""
    def more(p):
        for i in range(200):
            p.add("<< /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 0.0001 /YStep 0.0001 /Resources << /Pattern << /P %d 0 R >> >> >>" % (i + 2),
                  b"/Pattern cs /P scn 0 0 1 1 re f /P scn 0 0 2 2 re f")
        p.add("<< /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 1 /YStep 1 /Resources << >> >>", b"0 0 1 1 re f")
        return [1]
    return content_pdf("/Pattern cs /P scn 0 0 9999 9999 re f", "/Pattern << /P {0} >>", more=more)


@bomb("glyphs.pdf", "OK E_BROKEN " + LIMIT)
def glyphs():
    """Type 3 glyphs that show themselves."""
    def more(p):
        return [p.add("<< >>", b"1000 0 0 0 9 9 d1 BT /F 1 Tf (aaaaaaaa) Tj ET")]
    font = ("/Font << /F << /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [0.001 0 0 0.001 0 0] /CharProcs << /a {0} >> /Encoding"
            " << /Differences [97 /a] >> /FirstChar 97 /LastChar 97 /Widths [1000] /Resources << /Font << /F {1} >> >> >> >>")
    return content_pdf("BT /F 1 Tf (aaaa) Tj ET", font.replace("{1}", "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] /CharProcs << /a {0} >>"
                       " /Encoding << /Differences [97 /a] >> /FirstChar 97 /LastChar 97 /Widths [1] >>"), more=more)


@bomb("operands.pdf", "OK E_BROKEN " + LIMIT)
def operands():
    return pdf_tree_with(packed(b"0 " * (1 << 19), 120), "/Filter /FlateDecode")


@bomb("states.pdf", "OK E_BROKEN " + LIMIT)
def states():
    return pdf_tree_with(packed(b"q " * (1 << 19), 100), "/Filter /FlateDecode")


@bomb("kids-million.pdf", "OK E_BROKEN " + LIMIT)
def kids_million():
    p = pdf.Pdf()
    top = p.reserve()
    leaves = [p.add("<< /Type /Page /MediaBox [0 0 9 9] >>") for _ in range(200000)]
    p.set(top, "<< /Type /Pages /Kids [%s] /Count 200000 >>" % " ".join("%d 0 R" % k for k in leaves))
    return p.bytes(p.add("<< /Type /Catalog /Pages %d 0 R >>" % top))


@bomb("annotations.pdf", "OK E_BROKEN " + LIMIT)
def annotations():
    one = "<< /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://example.jp/) >> >>"
    return pdf.page_pdf("", "", page="/Annots [%s]" % (one * 300000))


@bomb("fields-loop.pdf", "OK E_BROKEN " + LIMIT)
def fields_loop():
    return pdf.page_pdf("", "", catalog="/AcroForm << /Fields [{0}] >>", page="/Annots [{0}]", more=lambda p: [
        p.add("<< /Subtype /Widget /FT /Tx /Rect [0 0 99 20] /Parent 1 0 R /Kids [1 0 R 1 0 R] /V (a) /DA (/H 9 Tf) >>")])
