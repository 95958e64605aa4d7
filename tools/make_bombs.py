#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Bombs: small files that ask for a great deal, one a way that is known. usage: FOLDER [NAME...]

Written to FOLDER one by one; want.tsv says what `sekisho disarm` may answer to each. Most must be refused with the limit that
they broke; where the reader leaves out what went too far, OK is allowed and so written. tests/cli/bombs.py runs them.
"""
import io
import os
import struct
import sys
import zipfile
import zlib

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import make_docx_samples as docx  # noqa: E402
import make_pdf_samples as pdf  # noqa: E402
import make_samples as picture  # noqa: E402
import make_xlsx_samples as xlsx  # noqa: E402
import zip_quine  # noqa: E402

LIMIT = "E_LIMIT_COUNT E_LIMIT_DEPTH E_LIMIT_MEMORY E_LIMIT_PIXELS E_LIMIT_RATIO E_LIMIT_SIZE E_LIMIT_TIME"
DATE = (2026, 11, 21, 0, 0, 0)
bombs = {}


def bomb(name, want=LIMIT):
    def keep(make):
        bombs[name] = (want, make)
        return make
    return keep


def packed(chunk, times, level=9):
    """`times` pieces of `chunk` as one zlib stream: two equal flushed pieces are made once and repeated."""
    squeezed = zlib.compressobj(level)
    first = squeezed.compress(chunk) + squeezed.flush(zlib.Z_FULL_FLUSH)
    again = squeezed.compress(chunk) + squeezed.flush(zlib.Z_FULL_FLUSH)
    sum1 = zlib.adler32(chunk)
    for _ in range(times - 1):
        sum1 = zlib.adler32(chunk, sum1)
    return first + again * (times - 1) + b"\x03\x00" + struct.pack(">I", sum1)


def raw_packed(chunk, times):
    """The same as raw deflate, with its length and CRC."""
    crc = 0
    for _ in range(times):
        crc = zlib.crc32(chunk, crc)
    return packed(chunk, times)[2:-4], len(chunk) * times, crc


# --- zip ---

def zip_of(*members, store=False):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED if store else zipfile.ZIP_DEFLATED) as z:
        for name, data in members:
            z.writestr(zipfile.ZipInfo(name, DATE), data, zipfile.ZIP_STORED if store else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def local(name, crc, size, plain, method=8):
    return struct.pack("<IHHHHHIIIHH", 0x04034b50, 20, 0x800, method, 0, 0x5d75, crc, size, plain, len(name), 0) + name


def central(name, crc, size, plain, at, method=8):
    return struct.pack("<IHHHHHHIIIHHHHHII", 0x02014b50, 20, 20, 0x800, method, 0, 0x5d75, crc, size, plain, len(name), 0, 0, 0, 0, 0, at) + name


def end(n, size, at):
    return struct.pack("<IHHHHIIH", 0x06054b50, 0, 0, min(n, 65535), min(n, 65535), size, at, 0)


def raw_zip(rows):
    """rows: name, packed bytes, plain length, crc."""
    body, directory = bytearray(), bytearray()
    for name, data, plain, crc in rows:
        directory += central(name, crc, len(data), plain, len(body))
        body += local(name, crc, len(data), plain) + data
    return bytes(body + directory + end(len(rows), len(directory), len(body)))


@bomb("nested.zip")
def nested():
    """Sixteen archives in each of sixteen archives, five times, around four gigabytes of zeros (as 42.zip)."""
    data, plain, crc = raw_packed(bytes(1 << 20), 4096 - 1)
    level = raw_zip([(b"0.txt", data, plain, crc)])
    for _ in range(5):
        level = zip_of(*[("lib %x.zip" % i, level) for i in range(16)])
    return level


@bomb("nested-two.zip")
def nested_two():
    """No deeper than is allowed, but 512 times four gigabytes."""
    data, plain, crc = raw_packed(bytes(1 << 20), 4096 - 1)
    return zip_of(*[("%d.zip" % i, raw_zip([(b"0.txt", data, plain, crc)] * 1)) for i in range(512)])


@bomb("one-big.zip")
def one_big():
    return raw_zip([(b"0.txt",) + raw_packed(b" " * (1 << 20), 4095)])


@bomb("lying.zip", LIMIT + " E_BROKEN E_MEMBERS")
def lying():
    """A gigabyte that says it is a hundred bytes."""
    data, _, crc = raw_packed(b" " * (1 << 20), 1024)
    return raw_zip([(b"0.txt", data, 100, crc)])


@bomb("overlap.zip", "E_BROKEN")
def overlap():
    """Two thousand names for one member."""
    data, plain, crc = raw_packed(b" " * (1 << 20), 90)
    body = local(b"0.txt", crc, len(data), plain) + data
    directory = b"".join(central(b"0.txt" if i == 0 else b"%d.txt" % i, crc, len(data), plain, 0) for i in range(2000))
    return body + directory + end(2000, len(directory), len(body))


@bomb("overlap-quoted.zip", "E_BROKEN " + LIMIT)
def overlap_quoted():
    """Each member's data begins with a stored block that quotes the next one's header: every local header is its own."""
    kernel, plain, crc = raw_packed(b" " * (1 << 20), 90)
    names = [b"%04d.txt" % i for i in range(250)]
    tail, rows = kernel, []
    content_crc, length = crc, plain
    header = local(names[-1], content_crc, len(tail), length)
    rows.append((names[-1], content_crc, len(tail), length))
    blob = header + tail
    for name in reversed(names[:-1]):
        quoted = b"\0" + struct.pack("<HH", len(header), 0xFFFF ^ len(header)) + header
        tail = quoted[:5] + blob
        content_crc = crc_join(zlib.crc32(header), content_crc, length)
        length += len(header)
        header = local(name, content_crc, len(tail), length)
        rows.append((name, content_crc, len(tail), length))
        blob = header + quoted[:5] + blob
    at, directory = 0, b""
    for name, crc_, size, length in reversed(rows):
        directory += central(name, crc_, size, length, at)
        at += 30 + len(name) + 5
    return blob + directory + end(len(rows), len(directory), len(blob))


def crc_join(a, b, length):
    """CRC of x + y from those of x and y (length of y)."""
    def times(matrix, v):
        out, i = 0, 0
        while v:
            if v & 1:
                out ^= matrix[i]
            v, i = v >> 1, i + 1
        return out
    odd = [0xEDB88320] + [1 << i for i in range(31)]
    even = [times(odd, odd[i]) for i in range(32)]
    odd = [times(even, even[i]) for i in range(32)]
    while length:
        even = [times(odd, odd[i]) for i in range(32)]
        if length & 1:
            a = times(even, a)
        length >>= 1
        odd, even = even, odd
    return a ^ b


@bomb("quine.zip")
def quine():
    """Holds itself, for ever."""
    return zip_quine.make()


@bomb("members.zip")
def members():
    data, plain, crc = raw_packed(b"x", 1)
    body, directory = bytearray(), bytearray()
    for i in range(100000):
        name = b"%d" % i
        directory += central(name, crc, len(data), plain, len(body))
        body += local(name, crc, len(data), plain) + data
    at = len(body) + len(directory)
    big = struct.pack("<IQHHIIQQQQ", 0x06064b50, 44, 45, 45, 0, 0, 100000, 100000, len(directory), len(body))
    return bytes(body + directory) + big + struct.pack("<IIQI", 0x07064b50, 0, at, 1) + end(100000, len(directory), len(body))


@bomb("members-small.zip")
def members_small():
    return zip_of(*[("%d.txt" % i, b"x") for i in range(20000)])


@bomb("directories.zip", LIMIT + " E_MEMBERS E_BROKEN")
def directories():
    """Ten thousand folders within one another: a name of 20,000 bytes; and 255 within one another, as often as fits."""
    return zip_of(("a/" * 10000 + "x.txt", b"x"), *[("b/" * 250 + "%d.txt" % i, b"x") for i in range(10)])


# --- pictures ---

def png_of(width, height, data, depth=8, colour=2):
    return b"\x89PNG\r\n\x1a\n" + picture.chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)) + \
        picture.chunk(b"IDAT", data) + picture.chunk(b"IEND", b"")


@bomb("50000.png")
def png_huge():
    return png_of(50000, 50000, packed(bytes(150001), 50000))


@bomb("largest.png", "E_LIMIT_PIXELS")
def png_largest():
    return png_of(0x7FFFFFFF, 0x7FFFFFFF, packed(bytes(1 << 20), 64))


@bomb("overflow.png", "E_LIMIT_PIXELS")
def png_overflow():
    return png_of(0x10001, 0x10001, packed(bytes(1 << 20), 64), 16, 6)


@bomb("tall.png", "E_LIMIT_PIXELS")
def png_tall():
    return png_of(1, 0x7FFFFFFF, packed(bytes(1 << 20), 1024), 1, 0)


@bomb("more-than-said.png")
def png_more():
    return png_of(10, 10, packed(bytes(1 << 20), 4096))


@bomb("profile.png", "OK E_BROKEN " + LIMIT)
def png_profile():
    """A colour profile and texts that unpack to a gigabyte each."""
    squeezed = packed(b"a" * (1 << 20), 1024)
    one = png_of(4, 4, zlib.compress(bytes(52)))
    return one[:33] + picture.chunk(b"iCCP", b"x\0\0" + squeezed) + picture.chunk(b"zTXt", b"x\0\0" + squeezed) + one[33:]


@bomb("chunks.png", "OK E_LIMIT_COUNT")
def png_chunks():
    one = png_of(4, 4, zlib.compress(bytes(52)))
    return one[:33] + picture.chunk(b"tEXt", b"a\0b") * 400000 + one[33:]


def gif_codes(n):
    """n pixels of colour 0 as few codes as can be: each code one longer than the one before."""
    bits, at, size, table, left = 0, 0, 9, 258, n

    def put(code):
        nonlocal bits, at
        bits |= code << at
        at += size
    put(256)
    run = 1
    put(0)
    left -= 1
    while left > 0:
        code = table
        table += 1
        run += 1
        put(code)
        left -= run
        if table == 1 << size and size < 12:
            size += 1
        if table == 4095:
            put(256)
            size, table, run = 9, 258, 1
            put(0)
            left -= 1
    put(257)
    data = bits.to_bytes((at + 7) // 8, "little")
    out = b"\x08"
    for i in range(0, len(data), 255):
        out += bytes([len(data[i:i + 255])]) + data[i:i + 255]
    return out + b"\0"


def gif_of(width, height, frames, codes=b"\x08\x02\x00\x03\0"):
    frame = struct.pack("<BHHHHB", 0x2C, 0, 0, width, height, 0) + codes
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF7, 0, 0) + bytes(768) + frame * frames + b";"


@bomb("65535.gif")
def gif_huge():
    return gif_of(65535, 65535, 1)


@bomb("frames.gif")
def gif_frames():
    return gif_of(9000, 9000, 200)


@bomb("many-frames.gif")
def gif_many():
    return gif_of(8, 8, 1000000)


@bomb("full-frames.gif")
def gif_full():
    """Thirty whole frames of 4000 x 4000, each in some 30 kB."""
    return gif_of(4000, 4000, 30, gif_codes(16000000))


@bomb("small-screen.gif", LIMIT + " E_BROKEN OK")
def gif_small_screen():
    one = gif_of(1, 1, 0)[:-1]
    return one + struct.pack("<BHHHHB", 0x2C, 0, 0, 65535, 65535, 0) + b"\x08\x02\x00\x03\0;"


@bomb("blocks.gif")
def gif_blocks():
    return gif_of(4, 4, 0)[:-1] + b"!\xfe\x01a\0" * 2000000 + b";"


@bomb("65535.jpg")
def jpeg_huge():
    one = bytearray(picture.jpeg(16, 16, [(1, 1)]))
    at = one.index(b"\xff\xc0")
    one[at + 5:at + 9] = b"\xff\xff\xff\xff"
    return bytes(one)


@bomb("scans.jpg")
def jpeg_scans():
    """Progressive, 9000 x 9000, and a scan of every coefficient a thousand times."""
    head = b"\xff\xd8" + picture.segment(0xDB, b"\0" + bytes([1] * 64)) + \
        picture.segment(0xC2, struct.pack(">BHHB", 8, 9000, 9000, 1) + b"\x01\x11\0") + \
        picture.segment(0xC4, b"\x00" + bytes([1] + [0] * 15) + b"\0") + picture.segment(0xC4, b"\x10" + bytes([1] + [0] * 15) + b"\0")
    scan = picture.segment(0xDA, b"\x01\x01\x00" + bytes([0, 0, 0])) + bytes(9000 * 9000 // 64 // 8 // 40)
    refine = picture.segment(0xDA, b"\x01\x01\x00" + bytes([1, 63, 0])) + bytes(100)
    return head + scan + refine * 1000 + b"\xff\xd9"


@bomb("nine-thousand.jpg", "OK E_BROKEN " + LIMIT)
def jpeg_progressive():
    """Within the limit of pixels and of scans, all coefficients to be kept: how much memory that may take."""
    head = b"\xff\xd8" + picture.segment(0xDB, b"\0" + bytes([1] * 64)) + \
        picture.segment(0xC2, struct.pack(">BHHB", 8, 9900, 9900, 3) + b"\x01\x11\0\x02\x11\0\x03\x11\0") + \
        picture.segment(0xC4, b"\x00" + bytes([1] + [0] * 15) + b"\0") + picture.segment(0xC4, b"\x10" + bytes([1] + [0] * 15) + b"\0")
    scan = picture.segment(0xDA, b"\x03\x01\x00\x02\x00\x03\x00" + bytes([0, 0, 0])) + bytes(9900 * 9900 // 64 // 8 * 3)
    return head + scan + b"\xff\xd9"


@bomb("markers.jpg")
def jpeg_markers():
    one = picture.jpeg(16, 16, [(1, 1)])
    return one[:2] + picture.segment(0xFE, b"") * 1000000 + one[2:]


# --- Office ---

def doc_of(body):
    d = docx.Doc()
    d.part("word/document.xml", docx.HEAD + "<w:document %s><w:body>%s</w:body></w:document>" % (docx.XMLNS, body))
    return d.bytes()


@bomb("laughs.docx", "E_BROKEN")
def laughs():
    return docx.xxe(docx.BILLION, "&j;").bytes()


@bomb("quadratic.docx", "E_BROKEN")
def quadratic():
    return docx.xxe('<!DOCTYPE l [<!ENTITY a "%s">]>' % ("x" * 100000), "&a;" * 50000).bytes()


@bomb("outside.docx", "E_BROKEN")
def outside():
    return docx.xxe('<!DOCTYPE l SYSTEM "http://203.0.113.9/x.dtd">', "x").bytes()


@bomb("parameter.docx", "E_BROKEN")
def parameter():
    return docx.xxe('<!DOCTYPE l [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]>', "x").bytes()


@bomb("levels.docx")
def levels():
    return doc_of("<w:sdt><w:sdtContent>" * 10000 + "<w:p/>" + "</w:sdtContent></w:sdt>" * 10000)


@bomb("levels-unknown.docx", "OK " + LIMIT)
def levels_unknown():
    """Elements that the form does not know: skipped, but counted."""
    return doc_of('<x:a xmlns:x="urn:x">' + "<x:a>" * 10000 + "</x:a>" * 10000 + "</x:a><w:p/>")


@bomb("tables.docx")
def tables():
    return doc_of("<w:tbl><w:tr><w:tc>" * 10000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 10000)


@bomb("alternatives.docx", "OK " + LIMIT)
def alternatives():
    inner = "<w:r><w:t>x</w:t></w:r>"
    for _ in range(2000):
        inner = '<mc:AlternateContent><mc:Choice Requires="wps"></mc:Choice><mc:Fallback>%s</mc:Fallback></mc:AlternateContent>' % inner
    return doc_of("<w:p>%s</w:p>" % inner)


@bomb("attributes.docx", "OK E_BROKEN " + LIMIT)
def attributes():
    return doc_of("<w:p %s/>" % " ".join('w:a%d="1"' % i for i in range(200000)))


@bomb("namespaces.docx", "OK E_BROKEN " + LIMIT)
def namespaces():
    return doc_of("<w:p %s/>" % " ".join('xmlns:a%d="urn:%d"' % (i, i) for i in range(200000)))


@bomb("paragraphs.docx")
def paragraphs():
    d = docx.Doc()
    raw = docx.HEAD + "<w:document %s><w:body>" % docx.XMLNS
    d.part("word/document.xml", (raw + "<w:p/>" * 30000000 + "</w:body></w:document>").encode())
    return d.bytes()


@bomb("fields.docx", "OK " + LIMIT)
def fields():
    return doc_of("<w:p>%s</w:p>" % ('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 300000 + '<w:r><w:fldChar w:fldCharType="end"/></w:r>' * 300000))


@bomb("part-gigabyte.docx")
def part_gigabyte():
    d = docx.good_plain()
    good = d.bytes()
    with zipfile.ZipFile(io.BytesIO(good)) as z:
        rows = []
        for name in z.namelist():
            data = z.read(name)
            if name == "word/document.xml":
                at = data.index(b"</w:body>")
                squeezed = zlib.compressobj(9, zlib.DEFLATED, -15)
                head = squeezed.compress(data[:at]) + squeezed.flush(zlib.Z_FULL_FLUSH)
                middle, plain, _ = raw_packed(b" " * (1 << 20), 1024)
                crc = zlib.crc32(data[:at])
                for _ in range(1024):
                    crc = zlib.crc32(b" " * (1 << 20), crc)
                tail = zlib.compressobj(9, zlib.DEFLATED, -15)
                rest = tail.compress(data[at:]) + tail.flush()
                rows.append((name.encode(), head + middle[:-2] + rest, plain + len(data), zlib.crc32(data[at:], crc)))
            else:
                s = zlib.compressobj(9, zlib.DEFLATED, -15)
                rows.append((name.encode(), s.compress(data) + s.flush(), len(data), zlib.crc32(data)))
    return raw_zip(rows)


@bomb("pictures.docx", "OK " + LIMIT)
def pictures():
    """A hundred pictures, each as large as one may be."""
    data = png_of(9999, 9999, packed(bytes(1250 + 1), 9999), 1, 0)
    d = docx.Doc()
    rows = []
    for i in range(100):
        d.part("word/media/i%d.png" % i, data + bytes([i]), None, "image", "rIdP%d" % i)
        rows.append(docx.p(docx.drawing("rIdP%d" % i, i + 1)))
    return d.body(*rows).bytes()


@bomb("relations.docx", "OK " + LIMIT)
def relations():
    d = docx.good_plain()
    for i in range(100000):
        d.rel("word/document.xml", "rIdZ%d" % i, docx.REL + "hyperlink", "https://example.jp/%d" % i, True)
    return d.bytes()


@bomb("far.xlsx", "OK " + LIMIT)
def far():
    cells = "".join(xlsx.row(1 + i * 104857, xlsx.cell("XFD%d" % (1 + i * 104857), "5")) for i in range(10))
    return xlsx.plain(cells + xlsx.row(1048576, xlsx.cell("XFD1048576", "1"))).bytes()


@bomb("far-ranges.xlsx", "OK " + LIMIT)
def far_ranges():
    merge = "<mergeCells>%s</mergeCells>" % "".join('<mergeCell ref="A%d:XFD1048576"/>' % (i + 1) for i in range(1000))
    rules = "".join('<conditionalFormatting sqref="A1:XFD1048576"><cfRule type="expression" priority="%d"><formula>SUM($A$1:$XFD$1048576)&gt;%d</formula>'
                    "</cfRule></conditionalFormatting>" % (i + 1, i) for i in range(2000))
    return xlsx.plain(xlsx.row(1, xlsx.cell("A1", "1")), behind=merge + rules).bytes()


@bomb("shared.xlsx", "OK " + LIMIT)
def shared():
    """One shared formula, long, for a million cells."""
    text = "+".join("SUM(A1:B2)" for _ in range(700))
    rows = ['<row r="1"><c r="A1"><f t="shared" ref="A1:A1048576" si="0">%s</f><v>1</v></c></row>' % text]
    rows += ['<row r="%d"><c r="A%d"><f t="shared" si="0"/><v>1</v></c></row>' % (i, i) for i in range(2, 300000)]
    return xlsx.plain("".join(rows)).bytes()


@bomb("shared-many.xlsx", "OK " + LIMIT)
def shared_many():
    """A hundred thousand shared formulas, and as many cells that use the first one."""
    rows = ['<row r="%d"><c r="A%d"><f t="shared" ref="A%d:A1048576" si="%d">A1</f><v>1</v></c></row>' % (i, i, i, i) for i in range(1, 100001)]
    rows += ['<row r="%d"><c r="A%d"><f t="shared" si="1"/><v>1</v></c></row>' % (i, i) for i in range(100001, 200001)]
    return xlsx.plain("".join(rows)).bytes()


@bomb("names.xlsx", "OK " + LIMIT)
def names():
    book = xlsx.plain("".join('<row r="%d"><c r="A%d"><f>zz</f><v>1</v></c></row>' % (i, i) for i in range(1, 100001)))
    book.names = "".join('<definedName name="zz%d">1</definedName>' % i for i in range(60000))
    return book.bytes()


@bomb("formula.xlsx", "OK " + LIMIT)
def formula():
    return xlsx.plain(xlsx.row(1, *[xlsx.cell("%s1" % c, "1", "", "", "(" * 4000 + "1" + ")" * 4000) for c in "ABCDEFGH"],
                               xlsx.cell("I1", "1", "", "", "-" * 8000 + "1"), xlsx.cell("J1", "1", "", "", "IF(1," * 1600 + "1" + ")" * 1600))).bytes()


@bomb("styles.xlsx", "OK " + LIMIT)
def styles():
    book = xlsx.plain()
    fonts = '<font><sz val="11"/></font>' * 300000
    xfs = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' * 300000
    formats = "".join('<numFmt numFmtId="%d" formatCode="0"/>' % (164 + i) for i in range(100000))
    book.parts["xl/styles.xml"] = ('<styleSheet xmlns="%s"><numFmts>%s</numFmts><fonts>%s</fonts><fills><fill><patternFill patternType="none"/></fill></fills>'
                                   "<borders><border/></borders><cellStyleXfs>%s</cellStyleXfs><cellXfs>%s</cellXfs></styleSheet>" % (xlsx.X, formats, fonts, xfs, xfs)).encode()
    return book.bytes()


@bomb("strings.xlsx", "OK " + LIMIT)
def strings():
    """A string of a megabyte in half a million cells (by number: it is said once)."""
    book = xlsx.plain("".join('<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (i, i) for i in range(1, 500000)))
    book.parts["xl/sharedStrings.xml"] = ('<sst xmlns="%s"><si><t>%s</t></si></sst>' % (xlsx.X, "あ" * 330000)).encode()
    return book.bytes()


@bomb("sheets.xlsx", "OK " + LIMIT)
def sheets():
    book = xlsx.Book()
    for i in range(3000):
        book.sheet("S%d" % i, xlsx.row(1, xlsx.cell("A1", "1")))
    return book.bytes()


# --- PDF ---

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


# --- what we do not read ---

@bomb("65535.tif", "E_TYPE_UNKNOWN")
def tiff():
    rows = [(256, 4, 0xFFFFFFFF), (257, 4, 0xFFFFFFFF), (258, 3, 8), (259, 3, 5), (262, 3, 1), (273, 4, 8), (277, 3, 65535), (278, 4, 0xFFFFFFFF), (279, 4, 0xFFFFFFFF)]
    return b"II*\0" + struct.pack("<IH", 8, len(rows)) + b"".join(struct.pack("<HHII", tag, kind, 1, v) for tag, kind, v in rows) + struct.pack("<I", 8)


@bomb("65535.bmp", "E_TYPE_UNKNOWN")
def bitmap():
    return b"BM" + struct.pack("<IIIIiiHHIIIIII", 100, 0, 54, 40, 0x7FFFFFFF, 0x7FFFFFFF, 1, 24, 0, 0, 0, 0, 0, 0) + bytes(40)


# --- text ---

@bomb("cells.csv", "OK " + LIMIT)
def cells():
    return b"," * (60 << 20)


@bomb("quote.csv", "OK E_BROKEN " + LIMIT)
def quote():
    return b'"' + b"a" * (90 << 20)


@bomb("escapes.txt", "OK E_EMPTY E_ENCODING E_BROKEN " + LIMIT)
def escapes():
    return b"\x1b$B\x1b(B" * (10 << 20)


def main():
    folder, only = sys.argv[1], sys.argv[2:]
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "want.tsv"), "w", encoding="ascii") as want:
        for name, (codes, make) in bombs.items():
            if only and name not in only:
                continue
            with open(os.path.join(folder, name), "wb") as f:
                f.write(make())
            want.write("%s\t%s\n" % (name, codes))


if __name__ == "__main__":
    main()
