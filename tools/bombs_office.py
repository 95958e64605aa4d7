# SPDX-License-Identifier: Apache-2.0
"""bombs_office.py: Word files and workbooks: XML that grows, cells and relations without end."""
import io
import zipfile
import zlib

from bomb_list import LIMIT, bomb, packed, raw_packed
from bombs_pictures import png_of
from bombs_zip import raw_zip
import make_docx_samples as docx
import make_xlsx_samples as xlsx


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
