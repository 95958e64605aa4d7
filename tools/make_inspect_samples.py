#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""make_inspect_samples.py FOLDER: files that would give something away, for tests of 送付前点検.

Each row of SAMPLES: name, bytes, {kind: count} that inspection must find (nothing else), words that must be gone after all that
can be erased was erased, and words that must have stayed. Numbers are made up, with the check digit of the ministerial ordinance.
"""
import os
import sys
import zipfile
import zlib

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
X = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
REL = R + "/"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
HIDDEN, SHOW = ' hidden="1"', ' show="0"'
OFFICE = "application/vnd.openxmlformats-officedocument."


def number(eleven):
    """Twelve digits of which the last is right."""
    d = [int(c) for c in eleven]
    total = sum(d[11 - n] * (n + 1 if n <= 6 else n - 5) for n in range(1, 12))
    rest = total % 11
    return eleven + str(0 if rest <= 1 else 11 - rest)


N = [number(x) for x in ("12345678901", "98765432109", "55512300077", "30201040506", "73737100204", "20881133550", "41414100010")]
WRONG = N[0][:11] + str((int(N[0][11]) + 1) % 10)


def wide(text):
    return "".join(chr(ord(c) + 0xfee0) if "0" <= c <= "9" else c for c in text)


def package(parts, rels, types):
    """{name: xml}, {part: [(id, type, target)]}, {name: content type}"""
    import io
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        over = "".join(f'<Override PartName="/{n}" ContentType="{t}"/>' for n, t in types.items())
        z.writestr("[Content_Types].xml", f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{PACKAGE}content-types"><Default Extension='
                   f'"rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
                   f'"application/xml"/><Default Extension="png" ContentType="image/png"/>{over}</Types>')
        for part, rows in rels.items():
            folder, name = os.path.split(part)
            z.writestr(f"{folder}/_rels/{name}.rels".lstrip("/"),
                       f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{PACKAGE}relationships">' +
                       "".join(f'<Relationship Id="{i}" Type="{REL}{t}" Target="{to}"/>' for i, t, to in rows) + "</Relationships>")
        for name, body in parts.items():
            z.writestr(name, body if isinstance(body, bytes) else '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + body)
    return out.getvalue()


def png(w, h, pixel):
    raw = b"".join(b"\0" + b"".join(bytes(pixel(x, y)) for x in range(w)) for y in range(h))

    def chunk(kind, data):
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", w.to_bytes(4, "big") + h.to_bytes(4, "big") + b"\x08\x02\0\0\0") +
            chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b""))


# --- Word ---

def run(text, look=""):
    look = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r>'


def para(*runs):
    return "<w:p>" + "".join(r if r.startswith("<") else run(r) for r in runs) + "</w:p>"


def docx(body, comments="", media=None, link=""):
    parts = {"word/document.xml": f'<w:document xmlns:w="{W}" xmlns:r="{R}" xmlns:a="{A}" xmlns:wp="http://schemas.openxmlformats.org/'
             f'drawingml/2006/wordprocessingDrawing" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>'
             f"{body}<w:sectPr/></w:body></w:document>"}
    rels = {"": [("r1", "officeDocument", "word/document.xml")], "word/document.xml": []}
    types = {"word/document.xml": OFFICE + "wordprocessingml.document.main+xml"}
    if comments:
        parts["word/comments.xml"] = f'<w:comments xmlns:w="{W}">{comments}</w:comments>'
        rels["word/document.xml"].append(("rc", "comments", "comments.xml"))
        types["word/comments.xml"] = OFFICE + "wordprocessingml.comments+xml"
    if media:
        parts["word/media/image1.png"] = media
        rels["word/document.xml"].append(("rp", "image", "media/image1.png"))
    if link:
        rels["word/document.xml"].append(("rl", "hyperlink", f'{link}" TargetMode="External'))
    return package(parts, rels, types)


def cropped():
    return ('<w:p><w:r><w:drawing><wp:inline><wp:extent cx="2000000" cy="1000000"/><wp:docPr id="1" name="p"/><a:graphic>'
            '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="1" '
            'name="p"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rp"/><a:srcRect l="25000" r="25000"/><a:stretch>'
            '<a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="2000000" cy="1000000"/></a:xfrm>'
            '<a:prstGeom prst="rect"/></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>')


def word_table(rows):
    cells = "".join("<w:tr>" + "".join(f"<w:tc>{para(c)}</w:tc>" for c in row) + "</w:tr>" for row in rows)
    return f'<w:tbl><w:tblPr/><w:tblGrid>{"<w:gridCol/>" * len(rows[0])}</w:tblGrid>{cells}</w:tbl>'


MARK = 'w:id="7" w:author="内部 花子" w:date="2026-11-01T00:00:00Z"'


def word():
    yield ("numbers.docx", docx(
        para("個人番号：" + N[0][:4] + " " + N[0][4:8] + " " + N[0][8:]) + para("長い段落の前置き") +
        para(run("マイナンバーは"), run(N[1][:5]), run(N[1][5:], "<w:b/>"), run("です")) + para("全角の個人番号 " + wide(N[2]))),
        {"PERSONAL_NUMBER": 3}, [N[0][8:], N[1][5:], wide(N[2])[4:], N[0][:4] + " "], ["個人番号", "です"])
    yield ("near.docx", docx(para("個人番号 " + WRONG) + "".join(para("空白の段落") for _ in range(20)) + para("口座番号 " + N[0]) +
                             para("") * 3 + para("お問い合わせ伝票 " + N[1]) + para("法人番号 1" + N[2]) + para("T1" + N[3]) + para("12" + N[4]) +
                             para("2026112118052 と 202611211805 と 000000000000")), {}, [], [WRONG, N[0], N[1], N[2], N[3]])
    yield ("table.docx", docx(word_table([["氏名", "番号", "備考"]] + [[f"山田{i}", N[i], ""] for i in range(4)])),
           {"PERSONAL_NUMBER": 1}, N[:4], ["山田1"])
    yield ("alone.docx", docx(para("作業の記録 " + N[5])), {"NUMBER_LIKE": 1}, [N[5]], ["作業の記録"])
    yield ("marks.docx", docx(
        para(run("見える"), f'<w:ins {MARK}>{run("挿入された")}</w:ins>', f'<w:del {MARK}><w:r><w:delText>CANARY-deleted</w:delText></w:r></w:del>')
        + para('<w:commentRangeStart w:id="3"/>', run("本文"), '<w:commentRangeEnd w:id="3"/><w:r><w:commentReference w:id="3"/></w:r>'),
        f'<w:comment w:id="3" w:author="内部 花子" w:initials="N">{para("CANARY-comment")}</w:comment>'),
        {"TRACKED": 1, "COMMENTS": 1, "AUTHOR": 1}, ["CANARY", "内部 花子"], ["見える", "挿入された", "本文"])
    yield ("hidden.docx", docx(para(run("見える"), run("CANARY-vanish", "<w:vanish/>"), run("も見える")) +
                               para(run("CANARY-white", '<w:color w:val="FFFFFF"/>')) + para(run("CANARY-tiny", '<w:sz w:val="2"/>')) +
                               para(run("白地に黒"), run("CANARY-black", '<w:highlight w:val="black"/>')) +
                               para(run("CANARY-shade", '<w:color w:val="000000"/><w:shd w:val="clear" w:color="auto" w:fill="000000"/>')) +
                               para(run("黒地に白", '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:color="auto" w:fill="000000"/>'))),
           {"HIDDEN_TEXT": 3, "COVERED": 2}, ["CANARY"], ["も見える", "白地に黒", "黒地に白"])
    yield ("crop.docx", docx(cropped() + para("図"), media=png(40, 20, lambda x, y: (x * 6, y * 12, 90))), {"CROPPED": 1}, [], ["図"])
    people = [para(f"〒950-{i:04d} 新潟県五泉市本町{i}丁目 0250-43-{i:04d} 鈴木{i}") for i in range(1, 9)]
    yield ("people.docx", docx("".join(people)), {"ADDRESS_LIST": 1}, [], ["鈴木8"])
    yield ("contact.docx", docx(para("お問い合わせ 〒959-1692 新潟県五泉市太田1094番地1 電話 0250-43-3911") + para("本文") * 12 +
                                para("新潟県五泉市の人口は4万人である")), {}, [], ["0250-43-3911"])
    yield ("grade.docx", docx(para("【機密性3】") + para("取扱注意のシールは貼らない") + para("企業秘密の話") + para("（秘）")),
           {"GRADE_MARK": 3}, [], ["企業秘密"])


# --- Excel ---

def cell(ref, value):
    if isinstance(value, tuple) and value[0] == "style":
        return f'<c r="{ref}" s="{value[1]}" t="inlineStr"><is><t>{value[2]}</t></is></c>'
    if isinstance(value, tuple):
        return f'<c r="{ref}"><f>{value[0]}</f><v>{value[1]}</v></c>'
    if isinstance(value, (int, float)):
        return f'<c r="{ref}"><v>{value}</v></c>'
    return f'<c r="{ref}" t="inlineStr"><is><t>{value}</t></is></c>' if not value.startswith("#") else f'<c r="{ref}" t="s"><v>{value[1:]}</v></c>'


def sheet(rows, hidden_rows=(), cols="", more=""):
    out = ""
    for i, row in enumerate(rows, 1):
        cells = "".join(cell(f"{chr(65 + k)}{i}", v) for k, v in enumerate(row) if v != "")
        out += f'<row r="{i}"{HIDDEN if i in hidden_rows else ""}>{cells}</row>'
    return f'<worksheet xmlns="{X}" xmlns:r="{R}">{cols}<sheetData>{out}</sheetData>{more}</worksheet>'


def xlsx(sheets, strings=(), names="", comments="", styles=""):
    parts, types = {}, {"xl/workbook.xml": OFFICE + "spreadsheetml.sheet.main+xml"}
    rels = {"": [("r1", "officeDocument", "xl/workbook.xml")], "xl/workbook.xml": []}
    book = ""
    for i, (name, state, body) in enumerate(sheets, 1):
        parts[f"xl/worksheets/sheet{i}.xml"] = body
        types[f"xl/worksheets/sheet{i}.xml"] = OFFICE + "spreadsheetml.worksheet+xml"
        rels["xl/workbook.xml"].append((f"s{i}", "worksheet", f"worksheets/sheet{i}.xml"))
        book += f'<sheet name="{name}" sheetId="{i}" r:id="s{i}" state="{state or "visible"}"/>'
    parts["xl/workbook.xml"] = f'<workbook xmlns="{X}" xmlns:r="{R}"><sheets>{book}</sheets>{names}</workbook>'
    if strings:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{X}">' + "".join(f"<si>{s}</si>" for s in strings) + "</sst>"
        types["xl/sharedStrings.xml"] = OFFICE + "spreadsheetml.sharedStrings+xml"
        rels["xl/workbook.xml"].append(("ss", "sharedStrings", "sharedStrings.xml"))
    if styles:
        parts["xl/styles.xml"] = styles
        types["xl/styles.xml"] = OFFICE + "spreadsheetml.styles+xml"
        rels["xl/workbook.xml"].append(("st", "styles", "styles.xml"))
    if comments:
        parts["xl/comments1.xml"] = f'<comments xmlns="{X}"><authors><author>内部 花子</author></authors><commentList>{comments}</commentList></comments>'
        types["xl/comments1.xml"] = OFFICE + "spreadsheetml.comments+xml"
        rels["xl/worksheets/sheet1.xml"] = [("cm", "comments", "../comments1.xml")]
    return package(parts, rels, types)


def excel():
    people = [["氏名", "個人番号", "口座番号"]] + [[f"山田{i}", int(N[i]) if i % 2 else N[i], int(N[6 - i])] for i in range(3)]
    yield ("numbers.xlsx", xlsx([("名簿", "", sheet(people))]), {"PERSONAL_NUMBER": 1}, N[:3], ["山田2", N[6], "口座番号"])
    yield ("strings.xlsx", xlsx([("名簿", "", sheet([["#0", "#1"], ["#2", "#3"]]))],
                                ["<t>個人番号</t>", "<t>備考</t>", f"<r><t>{N[0][:6]}</t></r><r><rPr><b/></rPr><t>{N[0][6:]}</t></r>", "<t>残る</t>"]),
           {"PERSONAL_NUMBER": 1}, [N[0][:6], N[0][6:]], ["残る", "個人番号"])
    yield ("boxes.xlsx", xlsx([("様式", "", sheet([["個人番号"], [c for c in N[0]], ["1", "2", "", "3"]]))]),
           {"PERSONAL_NUMBER": 1}, [], ["個人番号"])
    yield ("hidden.xlsx", xlsx([
        ("表", "", sheet([["合計", ("SUM(B2:B4)", 60), ("CANARYNAME", 5)], ["a", 10, "CANARY-column"], ["CANARY-row", 20, ""], ["c", 30, ""],
                          ["外", ("隠し!A1", 777), ""]], hidden_rows=(3,), cols='<cols><col min="3" max="3" width="9" hidden="1"/></cols>')),
        ("隠し", "hidden", sheet([[777, "CANARY-sheet", "#0"]])), ("深く", "veryHidden", sheet([["CANARY-very"]]))],
        ["<t>CANARY-string</t>"], '<definedNames><definedName name="CANARYNAME" hidden="1">隠し!$A$1</definedName></definedNames>'),
        {"HIDDEN_SHEET": 2, "HIDDEN_CELLS": 2, "HIDDEN_DATA": 1}, ["CANARY-", "隠し"], ["合計", "60", "777"])
    styles = (f'<styleSheet xmlns="{X}"><fonts><font/><font><color rgb="FFFFFFFF"/></font></fonts><fills><fill><patternFill patternType="none"/></fill>'
              '<fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FF003366"/></patternFill></fill></fills>'
              '<borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf fontId="0"/><xf fontId="1" fillId="0"/><xf fontId="1" fillId="2"/>'
              '</cellXfs></styleSheet>')
    yield ("white.xlsx", xlsx([("表", "", sheet([["見える", ("style", 1, "CANARY-white"), ("style", 2, "濃い地に白")]]))], styles=styles),
           {"HIDDEN_TEXT": 1}, ["CANARY"], ["見える", "濃い地に白"])
    yield ("comment.xlsx", xlsx([("表", "", sheet([["本文"]]))],
                                comments='<comment ref="A1" authorId="0"><text><t>CANARY-comment</t></text></comment>'),
           {"COMMENTS": 1, "AUTHOR": 1}, ["CANARY", "内部 花子"], ["本文"])
    yield ("people.xlsx", xlsx([("受給者", "", sheet([["氏名", "住所", "電話番号"]] + [[f"山田{i}", f"新潟県五泉市本町{i}", f"0250-43-{i:04d}"]
                                                                                    for i in range(9)]))]), {"ADDRESS_LIST": 1}, [], ["山田8"])
    yield ("plain.xlsx", xlsx([("表", "", sheet([["年度", "件数"], [2025, 123456789012], [2026, ("SUM(B2:B2)", 123456789012)]]))]), {}, [],
           ["123456789012"])


# --- PowerPoint ---

def shape(i, text, x=500000, y=500000, cx=3000000, cy=500000, fill="", size=""):
    body = f'<p:txBody><a:bodyPr/><a:p><a:r><a:rPr lang="ja-JP"{size}/><a:t>{text}</a:t></a:r></a:p></p:txBody>' if text else ""
    fill = f'<a:solidFill><a:srgbClr val="{fill}"/></a:solidFill>' if fill else ""
    return (f'<p:sp><p:nvSpPr><p:cNvPr id="{i}" name="s{i}"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{cx}" '
            f'cy="{cy}"/></a:xfrm><a:prstGeom prst="rect"/>{fill}</p:spPr>{body}</p:sp>')


def tree(shapes):
    return (f'<p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>{shapes}</p:spTree></p:cSld>')


def pptx(slides, notes=None):
    ns = f'xmlns:a="{A}" xmlns:r="{R}" xmlns:p="{P}"'
    kind = OFFICE + "presentationml."
    ids = "".join(f'<p:sldId id="{256 + i}" r:id="s{i}"/>' for i in range(len(slides)))
    colours = "".join(f'<a:{n}><a:srgbClr val="{v}"/></a:{n}>' for n, v in zip(
        "dk1 lt1 dk2 lt2 accent1 accent2 accent3 accent4 accent5 accent6 hlink folHlink".split(), ["000000", "FFFFFF"] + ["336699"] * 10))
    font = '<a:latin typeface="Arial"/><a:ea typeface=""/><a:cs typeface=""/>'
    fills = "<a:solidFill><a:schemeClr val=\"phClr\"/></a:solidFill>" * 3
    lines = "<a:ln><a:solidFill><a:schemeClr val=\"phClr\"/></a:solidFill></a:ln>" * 3
    theme = (f'<a:theme xmlns:a="{A}" name="t"><a:themeElements><a:clrScheme name="c">{colours}</a:clrScheme><a:fontScheme name="f"><a:majorFont>{font}'
             f'</a:majorFont><a:minorFont>{font}</a:minorFont></a:fontScheme><a:fmtScheme name="m"><a:fillStyleLst>{fills}</a:fillStyleLst><a:lnStyleLst>'
             f'{lines}</a:lnStyleLst><a:effectStyleLst>{"<a:effectStyle><a:effectLst/></a:effectStyle>" * 3}</a:effectStyleLst><a:bgFillStyleLst>{fills}'
             f'</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>')
    cmap = '<p:clrMap ' + " ".join(f'{a}="{b}"' for a, b in zip(
        "bg1 tx1 bg2 tx2 accent1 accent2 accent3 accent4 accent5 accent6 hlink folHlink".split(),
        "lt1 dk1 lt2 dk2 accent1 accent2 accent3 accent4 accent5 accent6 hlink folHlink".split())) + "/>"
    parts = {"ppt/presentation.xml": f'<p:presentation {ns}><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="m"/></p:sldMasterIdLst>'
             f'<p:sldIdLst>{ids}</p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/><p:notesSz cx="6858000" cy="9144000"/></p:presentation>',
             "ppt/slideMasters/slideMaster1.xml": f'<p:sldMaster {ns}>{tree("")}{cmap}<p:sldLayoutIdLst><p:sldLayoutId id="2147483649" r:id="l"/>'
             f'</p:sldLayoutIdLst></p:sldMaster>',
             "ppt/slideLayouts/slideLayout1.xml": f'<p:sldLayout {ns}>{tree("")}</p:sldLayout>', "ppt/theme/theme1.xml": theme}
    types = {"ppt/presentation.xml": kind + "presentation.main+xml", "ppt/slideMasters/slideMaster1.xml": kind + "slideMaster+xml",
             "ppt/slideLayouts/slideLayout1.xml": kind + "slideLayout+xml", "ppt/theme/theme1.xml": OFFICE + "theme+xml"}
    rels = {"": [("r1", "officeDocument", "ppt/presentation.xml")], "ppt/presentation.xml": [("m", "slideMaster", "slideMasters/slideMaster1.xml")],
            "ppt/slideMasters/slideMaster1.xml": [("l", "slideLayout", "../slideLayouts/slideLayout1.xml"), ("t", "theme", "../theme/theme1.xml")],
            "ppt/slideLayouts/slideLayout1.xml": [("m", "slideMaster", "../slideMasters/slideMaster1.xml")]}
    for i, (show, shapes) in enumerate(slides):
        name = f"ppt/slides/slide{i + 1}.xml"
        parts[name] = f'<p:sld {ns}{"" if show else SHOW}>{tree(shapes)}</p:sld>'
        types[name] = kind + "slide+xml"
        rels["ppt/presentation.xml"].append((f"s{i}", "slide", f"slides/slide{i + 1}.xml"))
        rels[name] = [("l", "slideLayout", "../slideLayouts/slideLayout1.xml")]
    if notes:
        parts["ppt/notesMasters/notesMaster1.xml"] = f"<p:notesMaster {ns}>{tree('')}{cmap}</p:notesMaster>"
        parts["ppt/theme/theme2.xml"] = theme
        parts["ppt/notesSlides/notesSlide1.xml"] = f"<p:notes {ns}>{tree(shape(2, notes))}</p:notes>"
        types.update({"ppt/notesMasters/notesMaster1.xml": kind + "notesMaster+xml", "ppt/theme/theme2.xml": OFFICE + "theme+xml",
                      "ppt/notesSlides/notesSlide1.xml": kind + "notesSlide+xml"})
        rels["ppt/notesMasters/notesMaster1.xml"] = [("t", "theme", "../theme/theme2.xml")]
        rels["ppt/notesSlides/notesSlide1.xml"] = [("n", "notesMaster", "../notesMasters/notesMaster1.xml"), ("s", "slide", "../slides/slide1.xml")]
        rels["ppt/slides/slide1.xml"].append(("n", "notesSlide", "../notesSlides/notesSlide1.xml"))
        rels["ppt/presentation.xml"].append(("nm", "notesMaster", "notesMasters/notesMaster1.xml"))
        parts["ppt/presentation.xml"] = parts["ppt/presentation.xml"].replace(
            "<p:sldIdLst>", '<p:notesMasterIdLst><p:notesMasterId r:id="nm"/></p:notesMasterIdLst><p:sldIdLst>')
    return package(parts, rels, types)


def powerpoint():
    yield ("deck.pptx", pptx([(True, shape(2, "見える") + shape(3, "CANARY-outside", x=20000000) + shape(4, "CANARY-tiny", y=1500000, size=' sz="100"')),
                              (False, shape(2, "CANARY-slide"))], "CANARY-notes"),
           {"HIDDEN_SLIDE": 1, "NOTES": 1, "OFF_PAGE": 1, "HIDDEN_TEXT": 1}, ["CANARY"], ["見える"])
    yield ("covered.pptx", pptx([(True, shape(2, "CANARY-covered", y=2000000) + shape(3, "", y=1900000, x=400000, cx=3300000, cy=700000, fill="000000") +
                                  shape(5, "", y=4000000, fill="000000") + shape(6, "上にある", y=4000000))]), {"COVERED": 1}, ["CANARY"], ["上にある"])
    yield ("numbers.pptx", pptx([(True, shape(2, "個人番号 " + N[0]))]), {"PERSONAL_NUMBER": 1}, [N[0]], ["個人番号"])


# --- PDF ---

def pdf(content, actual=""):
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
               b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</I 6 0 R/G 7 0 R>>>>>>",
               b"<</Length %d>>stream\n%s\nendstream" % (len(content), content), b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
               b"<</Type/XObject/Subtype/Image/Width 4/Height 4/ColorSpace/DeviceGray/BitsPerComponent 8/Length 16>>stream\n" +
               bytes(range(0, 256, 16)) + b"\nendstream",
               b"<</Type/XObject/Subtype/Form/BBox[0 0 400 40]/Resources<</Font<</F 5 0 R>>>>/Length 62>>stream\n"
               b"BT /F 12 Tf 10 10 Td (CANARY in a group) Tj ET            \n\nendstream"]
    out, places = b"%PDF-1.4\n", []
    for i, o in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (i, o)
    table = b"".join(b"%010d 00000 n \n" % p for p in places)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, table, len(objects) + 1, len(out))


def line(y, text, more=b""):
    return b"BT /F 12 Tf %s 72 %d Td (%s) Tj ET\n" % (more, y, text)


def pages():
    yield ("black.pdf", pdf(line(760, b"seen CANARY-covered seen") + b"0 g 100 755 105 16 re f\n" + line(700, b"CANARY-line") +
                            b"q 14 w 70 704 m 160 704 l S Q\n" + line(650, b"CANARY-image") + b"q 120 0 0 20 70 645 cm /I Do Q\n" +
                            b"/Span <</ActualText (CANARY-actual)>> BDC\n" + line(600, b"CANARY-span") + b"EMC 0 g 70 596 100 16 re f\n" +
                            b"q 1 0 0 1 60 500 cm /G Do Q 0 g 60 500 200 40 re f\n"),
           {"COVERED": 5}, ["CANARY"], ["seen"])
    yield ("look.pdf", pdf(b"1 g\n" + line(700, b"CANARY-white") + b"0 g\n" + line(660, b"CANARY-ghost", b"3 Tr") + b"BT 0 Tr ET\n" +
                           line(900, b"CANARY-outside") + b"BT /F 0.4 Tf 72 600 Td (CANARY-tiny) Tj ET\n0.5 g 60 540 200 30 re f\n0.5 g\n" +
                           line(550, b"CANARY-grey")),
           {"HIDDEN_TEXT": 3, "INVISIBLE_TEXT": 1, "OFF_PAGE": 1}, ["CANARY"], [])
    yield ("seen.pdf", pdf(b"0.8 0.9 1 rg 60 690 300 40 re f 0 g\n" + line(700, b"on a light box") + b"0 g 60 640 300 40 re f 1 g\n" +
                           line(650, b"white on black") + b"0 g q 200 0 0 100 72 400 cm /I Do Q\n1 g " + line(450, b"white on a picture") +
                           b"0 g q 595 0 0 842 0 0 cm /I Do Q\n" + line(300, b"searchable", b"3 Tr") + b"BT 0 Tr ET\n"),
           {}, [], ["on a light box", "white on black", "white on a picture", "searchable"])
    yield ("numbers.pdf", pdf(line(700, b"My Number: " + N[0][:4].encode() + b" " + N[0][4:8].encode() + b" " + N[0][8:].encode() + b" of A") +
                              line(500, b"Order " + N[1].encode()) + b"0 g q 2 0 0 2 10 10 cm\n"),
           {"PERSONAL_NUMBER": 1}, [N[0][4:8]], ["My Number", "of A", N[1]])


# --- text ---

KANJI = "〇一二三四五六七八九"
ALT = ('<w:p><w:r><w:drawing><wp:inline><wp:extent cx="900000" cy="900000"/><wp:docPr id="1" name="p" descr="個人番号 %s"/><a:graphic><a:graphicData '
       'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="0" name="p"/><pic:cNvPicPr/></pic:nvPicPr>'
       '<pic:blipFill><a:blip r:embed="rp"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" '
       'cy="900000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>')


def ways():
    """One number in every spelling, and where no page shows it."""
    groups = (N[0][:4], N[0][4:8], N[0][8:])
    spelt = ["".join(KANJI[int(c)] for c in N[0]), "".join("⓪①②③④⑤⑥⑦⑧⑨"[int(c)] for c in N[0]), "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(c)] for c in N[0]),
             "".join(chr(0x1d7ce + int(c)) for c in N[0]), "".join(chr(0x660 + int(c)) for c in N[0])]
    marks = [sep.join(groups) for sep in ("\u200d", "\u00ad", "\u2009", "\u2014", "\u2500", ".", "/", ",", "_", ":", "・", "\u3000")]
    loose = [f"No{N[0]}", f"個人番号は{N[0]}．", f"個人番号は{N[0]}."]
    body = "".join(para(f"個人番号 {s}") for s in spelt + marks + loose)
    yield ("ways.docx", docx(body), {"PERSONAL_NUMBER": len(spelt + marks + loose)}, spelt + [N[0]], ["個人番号は"])
    # Parts of longer ones: a card's, a version's, an amount's; a numeral before it.
    body = "".join(para(f"個人番号 {s}") for s in ("9876." + ".".join(groups), ".".join(groups) + ".9876", "1." + N[0] + "5", N[0] + ".5", "A" + N[0]))
    yield ("longer.docx", docx(body), {}, [], [])
    table = "<w:tbl><w:tr>" + "".join(f"<w:tc>{para(c)}</w:tc>" for c in N[0]) + "</w:tr></w:tbl>"
    yield ("boxes.docx", docx(para("個人番号") + table), {"PERSONAL_NUMBER": 1}, [], ["個人番号"])
    field = f'<w:sdt><w:sdtPr><w:alias w:val="個人番号 {N[1]}"/></w:sdtPr><w:sdtContent>{para("x")}</w:sdtContent></w:sdt>'
    yield ("aside.docx", docx(ALT % N[0] + field, media=png(8, 8, lambda x, y: (x * 30, y * 30, 0))), {"PERSONAL_NUMBER": 2}, N[:2], [])
    more = (f'<dataValidations count="1"><dataValidation type="whole" allowBlank="1" prompt="個人番号 {N[1]}" sqref="A1"><formula1>1</formula1></dataValidation>'
            f"</dataValidations><headerFooter><oddHeader>&amp;C個人番号 {N[0]}</oddHeader></headerFooter>")
    note = f'<comment ref="A1" authorId="0"><text><r><t>個人番号 {N[2]}</t></r></text></comment>'
    yield ("aside.xlsx", xlsx([("表", "", sheet([["一覧"]], more=more))], comments=note), {"PERSONAL_NUMBER": 3, "COMMENTS": 1, "AUTHOR": 1}, N[:3], ["一覧"])
    yield ("fixed.xlsx", xlsx([(f"個人番号{N[0]}", "", sheet([[(f'IF(A2="","個人番号 {N[1]}","x")', 1)]]))]), {"PERSONAL_NUMBER": 2}, [], [])
    yield ("aside.pptx", pptx([(True, shape(2, "表").replace('name="s2"', f'name="個人番号 {N[0]}" descr="個人番号 {N[1]}"'))]),
           {"PERSONAL_NUMBER": 2}, N[:2], ["表"])
    back = b"".join(b"BT /F 12 Tf %d 700 Td (%c) Tj ET\n" % (72 + 8 * i, N[0][i].encode()[0]) for i in reversed(range(12)))
    bold = b"".join(b"BT /F 12 Tf %d 640 Td (%c) Tj ET\n" % (72 + 8 * i, c) * 2 for i, c in enumerate(N[1].encode()))
    yield ("order.pdf", pdf(line(760, b"My Number") + back + line(670, b"My Number") + bold), {"PERSONAL_NUMBER": 3}, N[:2], ["My Number"])
    link = f'<w:p><w:bookmarkStart w:id="1" w:name="個人番号_{N[1]}"/><w:hyperlink r:id="rl"><w:r><w:t>頁</w:t></w:r></w:hyperlink><w:bookmarkEnd w:id="1"/></w:p>'
    yield ("links.docx", docx(link, link=f"https://example.jp/?MyNumber={N[0]}"), {"PERSONAL_NUMBER": 2}, [], ["頁"])
    yield ("wraps.pdf", pdf(line(700, b"My Number: " + N[0][:7].encode()) + line(684, N[0][7:].encode() + b" of A")),
           {"PERSONAL_NUMBER": 1}, [N[0][:7], N[0][7:]], ["My Number", "of A"])
    yield ("actual.pdf", pdf(b"/Span <</ActualText (My Number " + N[0].encode() + b")>> BDC\n" + line(600, b"seen") + b"EMC\n"),
           {"PERSONAL_NUMBER": 1}, [N[0]], ["My Number"])


def text():
    yield ("numbers.csv", ("氏名,個人番号,口座\n" + "".join(f"山田{i},{N[i]},{N[6 - i]}\n" for i in range(3))).encode(), {"PERSONAL_NUMBER": 1},
           N[:3], ["山田1", N[6]])
    yield ("note.txt", f"個人番号 {N[0]} です\n\n\n\n口座 {N[1]}\n".encode(), {"PERSONAL_NUMBER": 1}, [N[0]], [N[1], "です"])
    yield ("names.csv", ("氏名,住所,電話\n" + "".join(f"山田{i},新潟県五泉市本町{i},0250-43-{i:04d}\n" for i in range(9))).encode(),
           {"ADDRESS_LIST": 1}, [], ["山田8"])
    stacked = "\n".join(N[2])
    yield ("wraps.txt", f"個人番号は{N[0][:5]}\n{N[0][5:]}です\n\n{N[1][:4]}-\n{N[1][4:8]}-\n{N[1][8:]}\n本人\n{stacked}\n以上\n".encode(),
           {"PERSONAL_NUMBER": 3}, [N[0][5:], N[1][4:8], stacked], ["です", "本人", "以上"])
    yield ("no-wrap.txt", f"個人番号\n{N[0][:6]}\n{N[0][6:]}5\n整理 {N[1][:6]}\n{N[1][6:]}-7\n1\n2\n{N[2][:11]}\n".encode(), {}, [], ["整理"])
    yield ("plain.txt", "ふつうの文章です。\n電話は0250-43-3911へ。\n".encode(), {}, [], ["ふつう"])


def samples():
    for maker in (word, excel, powerpoint, pages, ways, text):
        yield from maker()


if __name__ == "__main__":
    os.makedirs(sys.argv[1], exist_ok=True)
    for name, data, *_ in samples():
        with open(os.path.join(sys.argv[1], name), "wb") as f:
            f.write(data)
