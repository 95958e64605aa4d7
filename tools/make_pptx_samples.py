#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes PowerPoint files (and a Word file with a chart) for the tests: good ones in good/, hostile ones in bad/.

    tools/make_pptx_samples.py FOLDER [STAMP]

Everything is made here; nothing is taken from another program's files. Each bad file has one trait. CANARY-nnnn-XXXX
words stand where no output may ever carry them from; canaries.txt lists them. want.txt says for every file what disarm
must answer and what its report must name.
"""
import os
import re
import struct
import sys
import zipfile
import zlib

NS = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "dsp": "http://schemas.microsoft.com/office/drawing/2008/diagram",
    "p14": "http://schemas.microsoft.com/office/powerpoint/2010/main",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "cx1": "http://schemas.microsoft.com/office/drawing/2015/9/8/chartex",
    "cdr": "http://schemas.openxmlformats.org/drawingml/2006/chartDrawing",
}
STRICT = {
    NS["a"]: "http://purl.oclc.org/ooxml/drawingml/main",
    NS["r"]: "http://purl.oclc.org/ooxml/officeDocument/relationships",
    NS["p"]: "http://purl.oclc.org/ooxml/presentationml/main",
    NS["c"]: "http://purl.oclc.org/ooxml/drawingml/chart",
}
XMLNS = " ".join('xmlns:%s="%s"' % n for n in NS.items())
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
REL = NS["r"] + "/"
MS = "http://schemas.microsoft.com/office/"
PKG = "http://schemas.openxmlformats.org/package/2006/relationships/"
PML = "application/vnd.openxmlformats-officedocument.presentationml."
MAIN = {"pptx": PML + "presentation.main+xml", "potx": PML + "template.main+xml", "ppsx": PML + "slideshow.main+xml",
        "pptm": "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml",
        "potm": "application/vnd.ms-powerpoint.template.macroEnabled.main+xml",
        "ppsm": "application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml"}

canaries = []


def canary(where):
    word = "CANARY-%04d-%s" % (len(canaries) + 1, where)
    canaries.append(word)
    return word


def png(width=8, height=8, rgb=(40, 90, 200)):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes(rgb) * width for _ in range(height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + \
        chunk(b"tEXt", b"Comment\0" + canary("pngtext").encode()) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


# ---- pieces of slides ----

def xfrm(x, y, cx, cy, tag="a"):
    return '<%s:xfrm><a:off x="%d" y="%d"/><a:ext cx="%d" cy="%d"/></%s:xfrm>' % (tag, x, y, cx, cy, tag)


def run(text, props=""):
    return '<a:r><a:rPr lang="ja-JP" sz="2400">%s</a:rPr><a:t>%s</a:t></a:r>' % (props, text)


def shape(number, text, x=600000, y=400000, cx=7000000, cy=900000, click="", ph="", props=""):
    place = '<p:ph type="%s"/>' % ph if ph else ""
    return ('<p:sp><p:nvSpPr><p:cNvPr id="%d" name="図形 %d">%s</p:cNvPr><p:cNvSpPr/><p:nvPr>%s</p:nvPr></p:nvSpPr><p:spPr>%s'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr/><a:lstStyle/><a:p>%s</a:p></p:txBody></p:sp>') % (
                number, number, click, place, xfrm(x, y, cx, cy), run(text, props))


def picture(number, rid, nv="", click=""):
    return ('<p:pic><p:nvPicPr><p:cNvPr id="%d" name="絵 %d" descr="説明">%s</p:cNvPr><p:cNvPicPr/><p:nvPr>%s</p:nvPr></p:nvPicPr>'
            '<p:blipFill><a:blip r:embed="%s"/><a:stretch><a:fillRect/></a:stretch></p:blipFill><p:spPr>%s<a:prstGeom prst="rect">'
            '<a:avLst/></a:prstGeom></p:spPr></p:pic>') % (number, number, click, nv, rid, xfrm(1000000, 2000000, 1800000, 1800000))


def frame(number, uri, inside, x=900000, y=1800000, cx=6000000, cy=3200000):
    return ('<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="%d" name="枠 %d"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr>'
            '%s<a:graphic><a:graphicData uri="%s">%s</a:graphicData></a:graphic></p:graphicFrame>') % (
                number, number, xfrm(x, y, cx, cy, "p"), uri, inside)


def table(number, rows):
    cells = "".join('<a:tr h="370840">%s</a:tr>' % "".join(
        '<a:tc><a:txBody><a:bodyPr/><a:lstStyle/><a:p>%s</a:p></a:txBody><a:tcPr/></a:tc>' % run(cell) for cell in row) for row in rows)
    grid = "".join('<a:gridCol w="1500000"/>' for _ in rows[0])
    return frame(number, NS["a"].replace("/main", "/table"),
                 '<a:tbl><a:tblPr firstRow="1" bandRow="1"><a:tableStyleId>{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}</a:tableStyleId>'
                 '</a:tblPr><a:tblGrid>%s</a:tblGrid>%s</a:tbl>' % (grid, cells))


def tree(*shapes):
    return ('<p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>%s'
            '</p:spTree></p:cSld>') % "".join(shapes)


def sld(*shapes, after="", attrs=""):
    return '<p:sld %s%s>%s<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr>%s</p:sld>' % (XMLNS, attrs, tree(*shapes), after)


COLOURS = "".join("<a:%s><a:srgbClr val=\"%s\"/></a:%s>" % (n, v, n) for n, v in (
    ("dk1", "000000"), ("lt1", "FFFFFF"), ("dk2", "1F497D"), ("lt2", "EEECE1"), ("accent1", "4F81BD"), ("accent2", "C0504D"),
    ("accent3", "9BBB59"), ("accent4", "8064A2"), ("accent5", "4BACC6"), ("accent6", "F79646"), ("hlink", "0000FF"),
    ("folHlink", "800080")))
FILL = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
THEME = ('<a:theme xmlns:a="%s" name="Office"><a:themeElements><a:clrScheme name="Office">%s</a:clrScheme><a:fontScheme name="Office">'
         '<a:majorFont><a:latin typeface="Calibri"/><a:ea typeface=""/><a:cs typeface=""/></a:majorFont><a:minorFont><a:latin typeface="Calibri"/>'
         '<a:ea typeface=""/><a:cs typeface=""/></a:minorFont></a:fontScheme><a:fmtScheme name="Office"><a:fillStyleLst>%s</a:fillStyleLst>'
         '<a:lnStyleLst>%s</a:lnStyleLst><a:effectStyleLst>%s</a:effectStyleLst><a:bgFillStyleLst>%s</a:bgFillStyleLst></a:fmtScheme>'
         '</a:themeElements></a:theme>') % (NS["a"], COLOURS, FILL * 3, ("<a:ln>%s</a:ln>" % FILL) * 3,
                                            "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3, FILL * 3)
MAP = ('<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" accent4="accent4" '
       'accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/>')
LEVEL = '<a:lvl1pPr><a:defRPr sz="2800"><a:solidFill><a:schemeClr val="tx1"/></a:solidFill></a:defRPr></a:lvl1pPr>'


class Deck:
    """A presentation with one master, two layouts and what is added."""

    def __init__(self, kind="pptx"):
        self.kind, self.parts, self.types, self.rels = kind, {}, {}, {}
        self.slides, self.extra, self.after = 0, "", ""
        self.part("ppt/theme/theme1.xml", THEME, "application/vnd.openxmlformats-officedocument.theme+xml")
        master = '<p:sldMaster %s>%s%s<p:sldLayoutIdLst>%s</p:sldLayoutIdLst><p:txStyles><p:titleStyle>%s</p:titleStyle><p:bodyStyle>%s</p:bodyStyle>' \
            '<p:otherStyle>%s</p:otherStyle></p:txStyles></p:sldMaster>' % (
                XMLNS, tree(shape(2, "題名の型", ph="title")), MAP,
                '<p:sldLayoutId id="2147483649" r:id="rId1"/><p:sldLayoutId id="2147483650" r:id="rId2"/>', LEVEL, LEVEL, LEVEL)
        self.part("ppt/slideMasters/slideMaster1.xml", master, PML + "slideMaster+xml")
        for i, name in ((1, "title"), (2, "blank")):
            self.part("ppt/slideLayouts/slideLayout%d.xml" % i,
                      '<p:sldLayout %s type="%s">%s<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sldLayout>' % (XMLNS, name, tree()),
                      PML + "slideLayout+xml")
            self.rel("ppt/slideLayouts/slideLayout%d.xml" % i, "rId1", REL + "slideMaster", "../slideMasters/slideMaster1.xml")
            self.rel("ppt/slideMasters/slideMaster1.xml", "rId%d" % i, REL + "slideLayout", "../slideLayouts/slideLayout%d.xml" % i)
        self.rel("ppt/slideMasters/slideMaster1.xml", "rId9", REL + "theme", "../theme/theme1.xml")
        self.rel("ppt/presentation.xml", "rIdM", REL + "slideMaster", "slideMasters/slideMaster1.xml")

    def part(self, name, text, kind):
        self.parts[name] = HEAD + text if isinstance(text, str) else text
        self.types[name] = kind

    def rel(self, source, rid, kind, target, external=False):
        self.rels.setdefault(source, []).append((rid, kind, target, external))

    def slide(self, *shapes, after="", attrs="", layout=1):
        self.slides += 1
        name = "ppt/slides/slide%d.xml" % self.slides
        self.part(name, sld(*shapes, after=after, attrs=attrs), PML + "slide+xml")
        self.rel(name, "rIdL", REL + "slideLayout", "../slideLayouts/slideLayout%d.xml" % layout)
        self.rel("ppt/presentation.xml", "rIdS%d" % self.slides, REL + "slide", "slides/slide%d.xml" % self.slides)
        return name

    def image(self, source, rid, data=None, name="image1.png"):
        self.part("ppt/media/" + name, data or png(), None)
        self.rel(source, rid, REL + "image", "../media/" + name)

    def presentation(self):
        ids = "".join('<p:sldId id="%d" r:id="rIdS%d"/>' % (256 + i, i + 1) for i in range(self.slides))
        return ('<p:presentation %s saveSubsetFonts="1"><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rIdM"/></p:sldMasterIdLst>%s'
                '<p:sldIdLst>%s</p:sldIdLst><p:sldSz cx="9144000" cy="6858000" type="screen4x3"/><p:notesSz cx="6858000" cy="9144000"/>%s</p:presentation>') % (
                    XMLNS, self.extra, ids, self.after)

    def write(self, path, strict=False):
        self.part("ppt/presentation.xml", self.presentation(), MAIN[self.kind])
        self.part("docProps/core.xml", '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
                  'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>%s</dc:creator></cp:coreProperties>' % canary("author"),
                  "application/vnd.openxmlformats-package.core-properties+xml")
        self.rel("", "rId1", REL + "officeDocument", "ppt/presentation.xml")
        self.rel("", "rId2", PKG + "metadata/core-properties", "docProps/core.xml")
        over = "".join('<Override PartName="/%s" ContentType="%s"/>' % (n, k) for n, k in self.types.items() if k)
        types = ('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType='
                 '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
                 '<Default Extension="png" ContentType="image/png"/><Default Extension="bin" ContentType="application/octet-stream"/>'
                 '<Default Extension="mp4" ContentType="video/mp4"/><Default Extension="wav" ContentType="audio/wav"/>%s</Types>') % over
        members = {"[Content_Types].xml": HEAD + types}
        for source, rows in self.rels.items():
            folder, base = os.path.split(source)
            members[(folder + "/" if folder else "") + "_rels/" + base + ".rels"] = HEAD + (
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>' % "".join(
                    '<Relationship Id="%s" Type="%s" Target="%s"%s/>' % (i, k, t, ' TargetMode="External"' if x else "")
                    for i, k, t, x in rows))
        members.update(self.parts)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
            for name, data in members.items():
                if strict and isinstance(data, str):
                    for old, new in STRICT.items():
                        data = data.replace(old, new)
                z.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data)


# ---- charts ----

def series(i, name, values, cats):
    pts = lambda rows: "".join('<c:pt idx="%d"><c:v>%s</c:v></c:pt>' % (n, v) for n, v in enumerate(rows))
    return ('<c:ser><c:idx val="%d"/><c:order val="%d"/><c:tx><c:strRef><c:f>%s!$B$1</c:f><c:strCache><c:ptCount val="1"/>%s</c:strCache></c:strRef></c:tx>'
            '<c:invertIfNegative val="0"/><c:cat><c:strRef><c:f>Sheet1!$A$2:$A$5</c:f><c:strCache><c:ptCount val="%d"/>%s</c:strCache></c:strRef></c:cat>'
            '<c:val><c:numRef><c:f>Sheet1!$B$2:$B$5</c:f><c:numCache><c:formatCode>#,##0_);[Red]\\(#,##0\\)</c:formatCode><c:ptCount val="%d"/>%s</c:numCache>'
            '</c:numRef></c:val></c:ser>') % (i, i, canary("sheetname"), pts([name]), len(cats), pts(cats), len(values), pts(values))


def chart_xml(extra="", data=""):
    body = data or "".join(series(i, n, v, ["四月", "五月", "六月"]) for i, (n, v) in enumerate((("歳入", (1, 2.5, 3)), ("歳出", (2, 1, 4)))))
    return ('<c:chartSpace %s><c:date1904 val="0"/><c:lang val="ja-JP"/><c:roundedCorners val="0"/><c:chart><c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p>%s</a:p>'
            '</c:rich></c:tx><c:overlay val="0"/></c:title><c:autoTitleDeleted val="0"/><c:plotArea><c:layout/><c:barChart><c:barDir val="col"/>'
            '<c:grouping val="clustered"/><c:varyColors val="0"/>%s<c:gapWidth val="150"/><c:axId val="-2068027336"/><c:axId val="-2113994440"/></c:barChart>'
            '<c:catAx><c:axId val="-2068027336"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="b"/>'
            '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
            '<c:crossAx val="-2113994440"/><c:crosses val="autoZero"/><c:auto val="1"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="0"/></c:catAx>'
            '<c:valAx><c:axId val="-2113994440"/><c:scaling><c:orientation val="minMax"/><c:max val="5.5"/><c:min val="0"/></c:scaling><c:delete val="0"/><c:axPos val="l"/><c:majorGridlines/>'
            '<c:numFmt formatCode="0.0" sourceLinked="0"/><c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
            '<c:crossAx val="-2068027336"/><c:crosses val="autoZero"/><c:crossBetween val="between"/></c:valAx></c:plotArea><c:legend><c:legendPos val="r"/>'
            '<c:overlay val="0"/></c:legend><c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>%s</c:chartSpace>') % (
                XMLNS, run("予算の推移"), body, extra)


CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"


def add_chart(deck, source, rid, folder="ppt", text=None):
    deck.part(folder + "/charts/chart1.xml", text or chart_xml('<c:externalData r:id="rIdW"><c:autoUpdate val="1"/></c:externalData>'), CHART)
    deck.part(folder + "/embeddings/book.xlsx", canary("workbook").encode(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    deck.rel(folder + "/charts/chart1.xml", "rIdW", REL + "package", "../embeddings/book.xlsx")
    deck.rel(source, rid, REL + "chart", ("../" if folder == "ppt" else "") + "charts/chart1.xml")


def click(kind, rid="", tag="hlinkClick", inside=""):
    return '<a:%s r:id="%s" action="%s">%s</a:%s>' % (tag, rid, kind, inside, tag)


def link(rid):
    return '<a:hlinkClick r:id="%s"/>' % rid


# ---- good files ----

def basic(kind="pptx"):
    d = Deck(kind)
    one = d.slide(shape(2, "関所の試験", ph="title"), shape(3, "鹿児島県の町", y=2000000), layout=1)
    two = d.slide(picture(2, "rIdP"), shape(3, "二枚目"), table(4, [["項目", "額"], ["歳入", "１２３"], ["歳出", "４５６"]]), layout=2)
    d.image(two, "rIdP")
    d.slide('<p:grpSp><p:nvGrpSpPr><p:cNvPr id="2" name="組"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm><a:off x="0" y="0"/>'
            '<a:ext cx="5000000" cy="3000000"/><a:chOff x="0" y="0"/><a:chExt cx="5000000" cy="3000000"/></a:xfrm></p:grpSpPr>%s%s</p:grpSp>' % (
                shape(3, "左", cx=1500000), shape(3, "右", x=3000000, cx=1500000)),  # one number twice, as programs do
            '<p:cxnSp><p:nvCxnSpPr><p:cNvPr id="5" name="線"/><p:cNvCxnSpPr><a:stCxn id="3" idx="3"/><a:endCxn id="77" idx="1"/></p:cNvCxnSpPr><p:nvPr/></p:nvCxnSpPr>'
            '<p:spPr>%s<a:prstGeom prst="line"><a:avLst/></a:prstGeom><a:ln w="25400"><a:solidFill><a:srgbClr val="FF0000"/></a:solidFill></a:ln></p:spPr></p:cxnSp>' %
            xfrm(1000000, 3000000, 3000000, 0), layout=2)
    d.part("ppt/tableStyles.xml", '<a:tblStyleLst xmlns:a="%s" def="{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}"/>' % NS["a"], PML + "tableStyles+xml")
    d.rel("ppt/presentation.xml", "rIdT", REL + "tableStyles", "tableStyles.xml")
    d.part("ppt/presProps.xml", '<p:presentationPr %s/>' % XMLNS, PML + "presProps+xml")
    d.rel("ppt/presentation.xml", "rIdPP", REL + "presProps", "presProps.xml")
    del one
    return d


def links():
    d = Deck()
    one = d.slide(shape(2, "外へ", props=link("rIdH")), shape(3, "三枚目へ", y=1500000, props=click("ppaction://hlinksldjump", "rIdJ")),
                  shape(4, "次へ", y=2500000, click=click("ppaction://hlinkshowjump?jump=nextslide")),
                  shape(5, "危ない", y=3500000, props=link("rIdB")))
    d.slide(shape(2, "二枚目"))
    three = d.slide(shape(2, "三枚目"), shape(3, "最初へ", y=1500000, click=click("ppaction://hlinksldjump", "rIdJ")))
    d.rel(one, "rIdH", REL + "hyperlink", "https://www.example.jp/a?b=1", True)
    d.rel(one, "rIdB", REL + "hyperlink", "file://server/%s" % canary("filelink"), True)
    d.rel(one, "rIdJ", REL + "slide", "slide3.xml")
    d.rel(three, "rIdJ", REL + "slide", "slide1.xml")
    return d


def actions():
    """Everything that a click can start."""
    d = Deck()
    kinds = ["ppaction://macro?name=%s" % canary("macroname"), "ppaction://program", "ppaction://ole?verb=0", "ppaction://hlinkfile",
             "ppaction://hlinkpres?slideindex=1", "ppaction://customshow?id=0", "ppaction://media", "javascript:alert(1)", "ppaction://hlinkshowjump?jump=%s" % canary("jump")]
    shapes = [shape(i + 2, "押す %d" % i, y=300000 + 600000 * i, cy=500000, click=click(k, "rIdX")) for i, k in enumerate(kinds)]
    shapes.append(shape(40, "音", props='<a:hlinkMouseOver r:id="" action="ppaction://program"><a:snd r:embed="rIdW" name="%s"/></a:hlinkMouseOver>' % canary("sound")))
    one = d.slide(*shapes)
    d.rel(one, "rIdX", REL + "hyperlink", "file:///C:/Windows/%s.exe" % canary("program"), True)
    d.part("ppt/media/a.wav", b"RIFF" + canary("wave").encode(), None)
    d.rel(one, "rIdW", REL + "audio", "../media/a.wav")
    return d


def media():
    d = Deck()
    one = d.slide(picture(2, "rIdP", nv='<a:videoFile r:link="rIdV"/><p:extLst><p:ext uri="{DAA4B4D4-6D71-4841-9C94-3DE7FCFB9230}"><p14:media r:embed="rIdM"/></p:ext></p:extLst>',
                          click=click("ppaction://media")), shape(3, "動画のある頁"),
                  after='<p:timing><p:tnLst><p:par><p:cTn id="1" dur="indefinite" restart="never" nodeType="tmRoot"><p:childTnLst><p:video>'
                        '<p:cMediaNode vol="80000"><p:cTn id="2" fill="hold" display="0"><p:stCondLst><p:cond delay="indefinite"/></p:stCondLst></p:cTn>'
                        '<p:tgtEl><p:spTgt spid="2"/></p:tgtEl></p:cMediaNode></p:video></p:childTnLst></p:cTn></p:par></p:tnLst></p:timing>')
    d.image(one, "rIdP")
    d.part("ppt/media/media1.mp4", b"\0\0\0\x18ftypmp42" + canary("video").encode(), None)
    d.rel(one, "rIdV", REL + "video", "../media/media1.mp4")
    d.rel(one, "rIdM", MS + "2007/relationships/media", "../media/media1.mp4")
    return d


def objects():
    d = Deck()
    ole = NS["p"].replace("/main", "/ole")
    one = d.slide(frame(2, ole, '<mc:AlternateContent><mc:Choice Requires="v"><p:oleObj spid="_x0000_s1026" name="表" r:id="rIdO" imgW="100" imgH="100" progId="%s"><p:embed/></p:oleObj></mc:Choice>'
                        '<mc:Fallback><p:oleObj name="表" r:id="rIdO" imgW="100" imgH="100" progId="Excel.Sheet.12"><p:embed/>%s</p:oleObj></mc:Fallback></mc:AlternateContent>' % (
                            canary("progid"), picture(0, "rIdP"))),
                  frame(3, ole, '<p:oleObj spid="_x0000_s1027" name="%s" r:id="rIdO" progId="Package"><p:link updateAutomatic="1"/></p:oleObj>' % canary("olename")),
                  shape(4, "埋め込み"), after='<p:controls><p:control spid="5" name="%s" r:id="rIdC"/></p:controls>' % canary("control"))
    d.parts[one] = d.parts[one].replace("</p:spTree></p:cSld><p:clrMapOvr>", "</p:spTree><p:controls/></p:cSld><p:clrMapOvr>")
    d.image(one, "rIdP")
    d.part("ppt/embeddings/oleObject1.bin", b"\xd0\xcf\x11\xe0" + canary("ole").encode(), "application/vnd.openxmlformats-officedocument.oleObject")
    d.rel(one, "rIdO", REL + "oleObject", "../embeddings/oleObject1.bin")
    d.part("ppt/activeX/activeX1.xml", "<x>%s</x>" % canary("activex"), "application/vnd.ms-office.activeX+xml")
    d.rel(one, "rIdC", REL + "control", "../activeX/activeX1.xml")
    d.part("ppt/drawings/vmlDrawing1.vml", '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
           '<v:shape id="_x0000_s1027" style="width:1pt"><v:imagedata o:relid="rId1" o:title="%s"/></v:shape></xml>' % canary("vml"),
           "application/vnd.openxmlformats-officedocument.vmlDrawing")
    d.rel(one, "rIdD", REL + "vmlDrawing", "../drawings/vmlDrawing1.vml")
    d.image("ppt/drawings/vmlDrawing1.vml", "rId1", png(rgb=(9, 9, 9)), "image2.png")
    return d


def diagram():
    d = Deck()
    one = d.slide(frame(2, NS["dgm"], '<dgm:relIds r:dm="rIdD" r:lo="rIdL2" r:qs="rIdQ" r:cs="rIdC"/>'), shape(3, "図解"))
    d.part("ppt/diagrams/data1.xml", '<dgm:dataModel %s><dgm:ptLst/><dgm:extLst><a:ext uri="http://schemas.microsoft.com/office/drawing/2008/diagram">'
           '<dsp:dataModelExt relId="rIdDr" minVer="x"/></a:ext></dgm:extLst></dgm:dataModel>' % XMLNS, "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml")
    d.rel(one, "rIdD", REL + "diagramData", "../diagrams/data1.xml")
    sp = ('<dsp:sp modelId="{%s}"><dsp:nvSpPr><dsp:cNvPr id="0" name=""/><dsp:cNvSpPr/></dsp:nvSpPr><dsp:spPr>%s<a:prstGeom prst="roundRect"><a:avLst/></a:prstGeom></dsp:spPr>'
          '<dsp:style><a:lnRef idx="2"><a:scrgbClr r="0" g="0" b="0"/></a:lnRef><a:fillRef idx="1"><a:schemeClr val="accent1"/></a:fillRef><a:effectRef idx="0"><a:scrgbClr r="0" g="0" b="0"/></a:effectRef>'
          '<a:fontRef idx="minor"><a:schemeClr val="lt1"/></a:fontRef></dsp:style><dsp:txBody><a:bodyPr/><a:lstStyle/><a:p>%s</a:p></dsp:txBody>%s</dsp:sp>')
    shapes = "".join(sp % ("1B4E28BA-2FA1-11D2-883F-B9A76" + str(i) * 7, xfrm(i * 2000000, 500000, 1800000, 1200000), run("段階%d" % i),
                           xfrm(i * 2000000, 500000, 1800000, 1200000, "dsp").replace("dsp:xfrm", "dsp:txXfrm")) for i in range(3))
    d.part("ppt/diagrams/drawing1.xml", '<dsp:drawing %s><dsp:spTree><dsp:nvGrpSpPr><dsp:cNvPr id="0" name=""/><dsp:cNvGrpSpPr/></dsp:nvGrpSpPr><dsp:grpSpPr/>%s</dsp:spTree></dsp:drawing>' % (
        XMLNS, shapes), "application/vnd.ms-office.drawingml.diagramDrawing+xml")
    d.rel(one, "rIdDr", MS + "2007/relationships/diagramDrawing", "../diagrams/drawing1.xml")
    for rid, kind in (("rIdL2", "Layout"), ("rIdQ", "QuickStyle"), ("rIdC", "Colors")):
        d.part("ppt/diagrams/%s1.xml" % kind, "<x>%s</x>" % canary("diagram"), "application/xml")
        d.rel(one, rid, REL + "diagram" + kind, "../diagrams/%s1.xml" % kind)
    return d


def animated():
    d = Deck()
    effect = ('<p:par><p:cTn id="5" presetID="2" presetClass="entr" presetSubtype="4" fill="hold" nodeType="clickEffect"><p:stCondLst><p:cond delay="0"/></p:stCondLst><p:childTnLst>'
              '<p:set><p:cBhvr><p:cTn id="6" dur="1" fill="hold"/><p:tgtEl><p:spTgt spid="2"/></p:tgtEl><p:attrNameLst><p:attrName>style.visibility</p:attrName></p:attrNameLst></p:cBhvr><p:to><p:strVal val="visible"/></p:to></p:set>'
              '<p:anim calcmode="lin" valueType="num"><p:cBhvr additive="base"><p:cTn id="7" dur="500" fill="hold"/><p:tgtEl><p:spTgt spid="2"/></p:tgtEl><p:attrNameLst><p:attrName>ppt_y</p:attrName></p:attrNameLst></p:cBhvr>'
              '<p:tavLst><p:tav tm="0"><p:val><p:strVal val="1+#ppt_h/2"/></p:val></p:tav><p:tav tm="100000"><p:val><p:strVal val="#ppt_y"/></p:val></p:tav></p:tavLst></p:anim>'
              '<p:cmd type="call" cmd="%s"><p:cBhvr><p:cTn id="8" dur="1"/><p:tgtEl><p:spTgt spid="2"/></p:tgtEl></p:cBhvr></p:cmd>'
              '<p:set><p:cBhvr><p:cTn id="9" dur="1"/><p:tgtEl><p:spTgt spid="99"/></p:tgtEl><p:attrNameLst><p:attrName>%s</p:attrName></p:attrNameLst></p:cBhvr><p:to><p:strVal val="%s()"/></p:to></p:set>'
              '</p:childTnLst></p:cTn></p:par>') % (canary("cmd"), canary("attrname"), canary("strval"))
    d.slide(shape(2, "動く"), after='<p:transition spd="med" advTm="3000"><p:wipe dir="r"/><p:sndAc><p:stSnd><p:snd r:embed="rIdW" name="%s"/></p:stSnd></p:sndAc></p:transition>'
            '<p:timing><p:tnLst><p:par><p:cTn id="1" dur="indefinite" restart="never" nodeType="tmRoot"><p:childTnLst><p:seq concurrent="1" nextAc="seek">'
            '<p:cTn id="2" dur="indefinite" nodeType="mainSeq"><p:childTnLst><p:par><p:cTn id="3" fill="hold"><p:stCondLst><p:cond delay="indefinite"/></p:stCondLst><p:childTnLst>'
            '<p:par><p:cTn id="4" fill="hold"><p:stCondLst><p:cond delay="0"/></p:stCondLst><p:childTnLst>%s</p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn>'
            '<p:prevCondLst><p:cond evt="onPrev" delay="0"><p:tgtEl><p:sldTgt/></p:tgtEl></p:cond></p:prevCondLst><p:nextCondLst><p:cond evt="onNext" delay="0"><p:tgtEl><p:sldTgt/></p:tgtEl></p:cond></p:nextCondLst>'
            '</p:seq></p:childTnLst></p:cTn></p:par></p:tnLst><p:bldLst><p:bldP spid="2" grpId="0"/><p:bldP spid="98" grpId="0"/></p:bldLst></p:timing>' % (canary("stsnd"), effect))
    return d


def noted():
    d = Deck()
    one = d.slide(shape(2, "発表者の頁"))
    two = d.slide(shape(2, "隠した頁"), attrs=' show="0"')
    d.slide(shape(2, "終わり"))
    d.part("ppt/theme/theme2.xml", THEME, "application/vnd.openxmlformats-officedocument.theme+xml")
    d.part("ppt/notesMasters/notesMaster1.xml", '<p:notesMaster %s>%s%s</p:notesMaster>' % (XMLNS, tree(shape(2, "ノートの型")), MAP), PML + "notesMaster+xml")
    d.rel("ppt/notesMasters/notesMaster1.xml", "rId1", REL + "theme", "../theme/theme2.xml")
    d.rel("ppt/presentation.xml", "rIdN", REL + "notesMaster", "notesMasters/notesMaster1.xml")
    d.extra = '<p:notesMasterIdLst><p:notesMasterId r:id="rIdN"/></p:notesMasterIdLst>'
    for i, slide in ((1, one), (2, two)):
        name = "ppt/notesSlides/notesSlide%d.xml" % i
        d.part(name, '<p:notes %s>%s<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:notes>' % (XMLNS, tree(shape(2, "覚え書き%d" % i, ph="body"))), PML + "notesSlide+xml")
        d.rel(name, "rId1", REL + "notesMaster", "../notesMasters/notesMaster1.xml")
        d.rel(name, "rId2", REL + "slide", "../slides/" + os.path.basename(slide))
        d.rel(slide, "rIdN", REL + "notesSlide", "../notesSlides/notesSlide%d.xml" % i)
    d.part("ppt/commentAuthors.xml", '<p:cmAuthorLst %s><p:cmAuthor id="3" name="総務課 山田" initials="山" lastIdx="1" clrIdx="0"/></p:cmAuthorLst>' % XMLNS, PML + "commentAuthors+xml")
    d.rel("ppt/presentation.xml", "rIdA", REL + "commentAuthors", "commentAuthors.xml")
    d.part("ppt/comments/comment1.xml", '<p:cmLst %s><p:cm authorId="3" dt="2026-04-01T09:00:00.000" idx="1"><p:pos x="10" y="10"/><p:text>確認してください</p:text></p:cm></p:cmLst>' % XMLNS, PML + "comments+xml")
    d.rel(one, "rIdC", REL + "comments", "../comments/comment1.xml")
    return d


def charted():
    d = Deck()
    one = d.slide(frame(2, NS["c"], '<c:chart r:id="rIdG"/>'), shape(3, "図表"))
    add_chart(d, one, "rIdG", text=chart_xml('<c:externalData r:id="rIdW"/><c:userShapes r:id="rIdU"/>'))
    d.part("ppt/drawings/drawing1.xml", '<c:userShapes %s><cdr:relSizeAnchor><cdr:from><cdr:x>0.1</cdr:x><cdr:y>0.2</cdr:y></cdr:from><cdr:to><cdr:x>0.4</cdr:x><cdr:y>0.3</cdr:y></cdr:to>'
           '<cdr:sp macro="%s" textlink="%s!$A$1"><cdr:nvSpPr><cdr:cNvPr id="2" name="注"/><cdr:cNvSpPr txBox="1"/></cdr:nvSpPr><cdr:spPr>%s<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></cdr:spPr>'
           '<cdr:txBody><a:bodyPr/><a:lstStyle/><a:p>%s</a:p></cdr:txBody></cdr:sp></cdr:relSizeAnchor></c:userShapes>' % (
               XMLNS, canary("chartmacro"), canary("textlink"), xfrm(0, 0, 1000, 1000), run("図中の注")), "application/vnd.openxmlformats-officedocument.drawingml.chartshapes+xml")
    d.rel("ppt/charts/chart1.xml", "rIdU", REL + "chartUserShapes", "../drawings/drawing1.xml")
    d.slide('<mc:AlternateContent><mc:Choice Requires="cx1">%s</mc:Choice><mc:Fallback>%s</mc:Fallback></mc:AlternateContent>' % (
        frame(2, "http://schemas.microsoft.com/office/drawing/2014/chartex", '<cx:chart xmlns:cx="http://schemas.microsoft.com/office/drawing/2014/chartex" r:id="rIdX"/>'),
        shape(4, "新しい図表の代わり")), shape(3, "新式"))
    return d


def chart_old():
    """A chart as Office 2007 left it: what is not written means no."""
    d = Deck()
    one = d.slide(frame(2, NS["c"], '<c:chart r:id="rIdG"/>'))
    text = chart_xml(data=series(0, "歳入", (1, 2.5, 3), ["四月", "五月", "六月"]).replace(
        '<c:invertIfNegative val="0"/>', '<c:dLbls><c:showVal val="1"/></c:dLbls>'))
    text = re.sub(r'<c:(overlay|roundedCorners|autoTitleDeleted|delete|minorTickMark|varyColors|dispBlanksAs) val="[a-z0-9]+"/>', "", text)
    add_chart(d, one, "rIdG", text=text.replace("barChart", "lineChart").replace('<c:barDir val="col"/>', "").replace('<c:gapWidth val="150"/>', ""))
    d.part("docProps/app.xml", '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><AppVersion>12.0000</AppVersion>'
           "</Properties>", "application/vnd.openxmlformats-officedocument.extended-properties+xml")
    d.rel("", "rId3", REL + "extended-properties", "docProps/app.xml")
    return d


def chart_levels():
    """Categories in two levels and a title from a cell."""
    d = Deck()
    one = d.slide(frame(2, NS["c"], '<c:chart r:id="rIdG"/>'))
    pt = lambda i, v: '<c:pt idx="%d"><c:v>%s</c:v></c:pt>' % (i, v)
    data = ('<c:ser><c:idx val="0"/><c:order val="0"/><c:cat><c:multiLvlStrRef><c:f>%s!A1</c:f><c:multiLvlStrCache><c:ptCount val="4"/><c:lvl>%s%s%s%s</c:lvl><c:lvl>%s%s</c:lvl></c:multiLvlStrCache></c:multiLvlStrRef></c:cat>'
            '<c:val><c:numRef><c:f>x</c:f><c:numCache><c:ptCount val="4"/>%s</c:numCache></c:numRef></c:val></c:ser>') % (
                canary("levels"), pt(0, "上期"), pt(1, "下期"), pt(2, "上期"), pt(3, "下期"), pt(0, "令和７年"), pt(2, "令和８年"), "".join(pt(i, i + 1) for i in range(4)))
    add_chart(d, one, "rIdG", text=chart_xml(data=data))
    return d


def sundry():
    """What hangs on a presentation and goes."""
    d = Deck("pptm")
    one = d.slide(shape(2, "いろいろ"))
    d.after = ('<p:custShowLst><p:custShow name="%s" id="0"><p:sldLst><p:sld r:id="rIdS1"/></p:sldLst></p:custShow></p:custShowLst><p:custDataLst><p:tags r:id="rIdG"/></p:custDataLst>'
               '<p:modifyVerifier cryptProviderType="rsaFull" spinCount="1" saltData="%s" hashData="x"/>') % (canary("show"), canary("salt"))
    d.extra = '<p:handoutMasterIdLst><p:handoutMasterId r:id="rIdHM"/></p:handoutMasterIdLst>'
    for rid, rel, name, kind in (
            ("rIdV", MS + "2006/relationships/vbaProject", "vbaProject.bin", "application/vnd.ms-office.vbaProject"),
            ("rIdG", REL + "tags", "tags/tag1.xml", PML + "tags+xml"), ("rIdPS", REL + "printerSettings", "printerSettings/p1.bin", "application/x"),
            ("rIdF", REL + "font", "fonts/font1.fntdata", "application/x-fontdata"), ("rIdHM", REL + "handoutMaster", "handoutMasters/handoutMaster1.xml", PML + "handoutMaster+xml"),
            ("rIdCX", REL + "customXml", "../customXml/item1.xml", "application/xml"), ("rIdVP", REL + "viewProps", "viewProps.xml", PML + "viewProps+xml")):
        d.part(os.path.normpath("ppt/" + name), "<x>%s</x>" % canary(rid), kind)
        d.rel("ppt/presentation.xml", rid, rel, name)
    d.rel(one, "rIdT", REL + "image", "http://127.0.0.1/%s.png" % canary("remoteimage"), True)
    d.parts[one] = d.parts[one].replace("</p:spTree>", picture(7, "rIdT").replace('r:embed="rIdT"', 'r:link="rIdT"') + "</p:spTree>")
    return d


def word_chart():
    """A Word file with a chart: the same chart parts below word/."""
    d = Deck()
    wml = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    text = ('<w:document %s %s><w:body><w:p><w:r><w:t>図表の前</w:t></w:r></w:p><w:p><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="5000000" cy="3000000"/>'
            '<wp:docPr id="1" name="図表"/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="%s"><c:chart r:id="rIdG"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'
            '<w:p><w:r><w:t>図表の後</w:t></w:r></w:p></w:body></w:document>') % (w, XMLNS, NS["c"])
    d.parts, d.types, d.rels = {}, {}, {}
    add_chart(d, "word/document.xml", "rIdG", "word")
    d.write_word = (text, wml)
    return d


def write_word(d, path):
    text, kind = d.write_word
    d.part("word/document.xml", text, kind)
    d.rel("", "rId1", REL + "officeDocument", "word/document.xml")
    d.presentation, d.kind = lambda: "<x/>", "pptx"
    types = d.types
    members = {"[Content_Types].xml": HEAD + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType='
               '"application/vnd.openxmlformats-package.relationships+xml"/>%s</Types>' % "".join('<Override PartName="/%s" ContentType="%s"/>' % t for t in types.items())}
    for source, rows in d.rels.items():
        folder, base = os.path.split(source)
        members[(folder + "/" if folder else "") + "_rels/" + base + ".rels"] = HEAD + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>' % "".join(
            '<Relationship Id="%s" Type="%s" Target="%s"/>' % row[:3] for row in rows)
    members.update(d.parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in members.items():
            z.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data)


# ---- bad files ----

def no_master():
    d = basic()
    d.rels["ppt/presentation.xml"] = [r for r in d.rels["ppt/presentation.xml"] if not r[1].endswith("slideMaster")]
    return d


def slide_root():
    d = Deck()
    name = d.slide(shape(2, "x"))
    d.parts[name] = HEAD + "<p:notSld %s/>" % XMLNS
    return d


def doctype():
    d = Deck()
    name = d.slide(shape(2, "x"))
    d.parts[name] = '<!DOCTYPE x [<!ENTITY a "b">]>' + d.parts[name].split("\n", 1)[1]
    return d


def deep():
    d = Deck()
    d.slide("<p:grpSp>" * 300 + "</p:grpSp>" * 300)
    return d


def cut_chart():
    d = Deck()
    one = d.slide(frame(2, NS["c"], '<c:chart r:id="rIdG"/>'))
    add_chart(d, one, "rIdG", text=chart_xml()[:-20])
    return d


def self_master():
    """A layout that says it is its own master: it gets the first."""
    d = basic()
    d.rels["ppt/slideLayouts/slideLayout1.xml"] = [("rId1", REL + "slideMaster", "slideLayout1.xml", False)]
    return d


GOOD = [("basic.pptx", basic, "PICTURE"), ("links.pptx", links, "LINK LINK_BAD"), ("actions.pptx", actions, "ACTION MACRO OLE"), ("media.pptx", media, "MEDIA"),
        ("objects.pptx", objects, "OLE OBJECT_PICTURE"), ("diagram.pptx", diagram, "DIAGRAM_SHAPES"), ("animated.pptx", animated, "TIMELINE"),
        ("noted.pptx", noted, "NOTES HIDDEN_SLIDE COMMENTS"), ("charted.pptx", charted, "CHART_DATA CHART"), ("levels.pptx", chart_levels, "CHART_DATA"),
        ("old-chart.pptx", chart_old, "CHART_DATA METADATA"),
        ("sundry.pptm", sundry, "MACRO FONT PRINTER CUSTOM_XML METADATA")]
BAD = [("no-master.pptx", no_master, "E_BROKEN"), ("slide-root.pptx", slide_root, "E_BROKEN"), ("doctype.pptx", doctype, "E_BROKEN"),
       ("deep.pptx", deep, "E_LIMIT_DEPTH"), ("cut-chart.pptx", cut_chart, "E_BROKEN"), ("self-master.pptx", self_master, "OK")]


def main():
    folder = sys.argv[1]
    for sub in ("good", "bad"):
        os.makedirs(os.path.join(folder, sub), exist_ok=True)
    wants = []
    for name, make, findings in GOOD:
        make().write(os.path.join(folder, "good", name))
        wants.append("good/%s OK %s" % (name, findings))
    basic().write(os.path.join(folder, "good/strict.pptx"), strict=True)
    wants.append("good/strict.pptx OK PICTURE")
    for kind in ("potx", "ppsx", "pptm", "potm", "ppsm"):
        basic(kind).write(os.path.join(folder, "good/basic." + kind))
        wants.append("good/basic.%s OK PICTURE" % kind)
    write_word(word_chart(), os.path.join(folder, "good/chart.docx"))
    wants.append("good/chart.docx OK CHART_DATA")
    for name, make, answer in BAD:
        make().write(os.path.join(folder, "bad", name))
        wants.append("bad/%s %s" % (name, answer))
    write = lambda name, lines: open(os.path.join(folder, name), "w", encoding="utf-8").write("\n".join(lines) + "\n")
    write("want.txt", wants)
    write("canaries.txt", canaries)
    if len(sys.argv) > 2:
        open(sys.argv[2], "w", encoding="utf-8").close()


if __name__ == "__main__":
    main()
