# SPDX-License-Identifier: Apache-2.0
"""Decisions for WordprocessingML and what all three forms share (DrawingML, theme); read by tools/import_ooxml.py, which says what the names mean."""

# prefix, namespace that we write, namespace of ISO 29500 Strict that the reader maps to it; "i":
# a reader that does not know it may ignore it (mc:Ignorable)
NAMESPACES = [
    ("w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
     "http://purl.oclc.org/ooxml/wordprocessingml/main"),
    ("r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
     "http://purl.oclc.org/ooxml/officeDocument/relationships"),
    ("m", "http://schemas.openxmlformats.org/officeDocument/2006/math",
     "http://purl.oclc.org/ooxml/officeDocument/math"),
    ("a", "http://schemas.openxmlformats.org/drawingml/2006/main",
     "http://purl.oclc.org/ooxml/drawingml/main"),
    ("pic", "http://schemas.openxmlformats.org/drawingml/2006/picture",
     "http://purl.oclc.org/ooxml/drawingml/picture"),
    ("wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
     "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing"),
    ("w14", "http://schemas.microsoft.com/office/word/2010/wordml", "", "i"),
    ("w15", "http://schemas.microsoft.com/office/word/2012/wordml", "", "i"),
    ("wp14", "http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing", "", "i"),
    ("wps", "http://schemas.microsoft.com/office/word/2010/wordprocessingShape", ""),
    ("wpg", "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup", ""),
    ("wpc", "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas", ""),
]

# kind of part, root type, forms. Order is the number on the wire. Forms: d document, s sheet, p
# slides, each with "!" the main part (exactly one), "*" any number, "" at most one.
PARTS = [
    ("BODY", "w:CT_Document/w:document", "d!"), ("HEADER", "w:CT_HdrFtr/w:hdr", "d*"),
    ("FOOTER", "w:CT_HdrFtr/w:ftr", "d*"), ("FOOTNOTES", "w:CT_Footnotes/w:footnotes", "d"),
    ("ENDNOTES", "w:CT_Endnotes/w:endnotes", "d"), ("COMMENTS", "w:CT_Comments/w:comments", "d"),
    ("STYLES", "w:CT_Styles/w:styles", "d"), ("NUMBERING", "w:CT_Numbering/w:numbering", "d"),
    ("FONTS", "w:CT_FontsList/w:fonts", "d"), ("SETTINGS", "w:CT_Settings/w:settings", "d"),
    ("THEME", "a:CT_OfficeStyleSheet/a:theme", "d s p*"),
]
# Relations between parts that no element carries. Nothing here is known by its place alone.
RELATIONS = []
DEFINES = {}

# Elements outside the form, with the reason. Grouped: names may stand in any number.
DROP = {
    "foreign documents": "w:altChunk w:subDoc w:contentPart w14:contentPart w:docPartList",
    "objects, controls, VML": "w:object w:pict w:control w:movie w:numPicBullet w:lvlPicBulletId",
    "media": "a:audioCd a:wavAudioFile a:audioFile a:videoFile a:quickTimeFile a:snd",
    "fields are records of our own": "w:fldChar w:instrText w:delInstrText w:fldSimple",
    "macros of form fields": "w:entryMacro w:exitMacro w:helpText w:statusText",
    "custom XML": "w:customXml w:customXmlPr w:smartTag w:smartTagPr w:dataBinding w15:dataBinding "
        "w:customXmlInsRangeStart w:customXmlInsRangeEnd w:customXmlDelRangeStart "
        "w:customXmlDelRangeEnd w:customXmlMoveFromRangeStart w:customXmlMoveFromRangeEnd "
        "w:customXmlMoveToRangeStart w:customXmlMoveToRangeEnd w:citation w:bibliography "
        "w14:entityPicker w15:webExtensionLinked w15:webExtensionCreated",
    "editing sessions of two people at once": "w14:conflictIns w14:conflictDel "
        "w14:customXmlConflictInsRangeStart w14:customXmlConflictInsRangeEnd "
        "w14:customXmlConflictDelRangeStart w14:customXmlConflictDelRangeEnd",
    "marks of the checker and of editing rights": "w:proofErr w:permStart w:permEnd w:rsid "
        "w:lastRenderedPageBreak w:numberingChange",
    "glossary": "w:placeholder w:docPart",
    "printer": "w:printerSettings",
    "embedded fonts": "w:embedRegular w:embedBold w:embedItalic w:embedBoldItalic",
    "web layout": "w:divId w15:repeatingSection w15:repeatingSectionItem",
    "defaults for new shapes only": "a:objectDefaults a:custClrLst a:extraClrSchemeLst",
    "no such child in Word": "a:txSp a:effectDag wps:linkedTxbx wpg:contentPart "
        "wpg:graphicFrame wpc:contentPart wpc:graphicFrame wps:cNvFrPr wps:cNvCnPr_ a:hlinkMouseOver",
    "comment threads and people": "w15:commentEx w15:people",
    "mail merge": "w:mailMerge w:convMailMergeEsc w:dirty w:calcOnExit",
}

# Of these parents only these children. Settings that change how the page looks or numbers; everything else in settings.xml goes.
ONLY = {"w:CT_Settings/w:settings": """w:zoom w:mirrorMargins w:alignBordersAndEdges w:bordersDoNotSurroundHeader
    w:bordersDoNotSurroundFooter w:gutterAtTop w:trackRevisions w:defaultTabStop w:autoHyphenation
    w:consecutiveHyphenLimit w:hyphenationZone w:doNotHyphenateCaps w:evenAndOddHeaders
    w:bookFoldPrinting w:bookFoldRevPrinting w:bookFoldPrintingSheets w:characterSpacingControl
    w:noPunctuationKerning w:printTwoOnOne w:strictFirstAndLastChars w:noLineBreaksAfter
    w:noLineBreaksBefore w:displayBackgroundShape w:doNotUseMarginsForDrawingGridOrigin
    w:drawingGridHorizontalSpacing w:drawingGridVerticalSpacing w:displayHorizontalDrawingGridEvery
    w:displayVerticalDrawingGridEvery w:drawingGridHorizontalOrigin w:drawingGridVerticalOrigin
    w:footnotePr w:endnotePr w:compat m:mathPr w:themeFontLang w:clrSchemeMapping
    w:decimalSymbol w:listSeparator w:doNotShadeFormData""".split()}

# Children where the schema says "anything" or where we narrow it.
CHILDREN = {
    "a:CT_GraphicalObjectData/a:graphicData": [
        "pic:CT_Picture/pic:pic", "wps:CT_WordprocessingShape/wps:wsp",
        "wpg:CT_WordprocessingGroup/wpg:wgp", "wpc:CT_WordprocessingCanvas/wpc:wpc"],
}

# Children added to a schema type: our own records stand where Word has fields, VML and objects.
ADD = {
    "w:CT_R/w:r": ["sk:field", "sk:fieldEnd", "sk:picture", "sk:textBox", "sk:textPath"],
}

PLACE = [  # of a record that replaces VML: where it floats; inline when `float` is absent
    ("float", "bool", "", "", "", ""), ("x", "int", "emu", -51206400, 51206400, ""),
    ("y", "int", "emu", -51206400, 51206400, ""),
    ("fromH", "enum", "", "", "", "page|margin|column|character"),
    ("fromV", "enum", "", "", "", "page|margin|paragraph|line"),
    ("alignH", "enum", "", "", "", "left|center|right"),
    ("alignV", "enum", "", "", "", "top|center|bottom"),
    ("wrap", "enum", "", "", "", "none|behind|square|topAndBottom"),
    ("rotation", "int", "", 0, 21599999, ""),
]
EXTENT = [("cx", "int", "emu", 1, 51206400, "", "r"), ("cy", "int", "emu", 1, 51206400, "", "r")]

# Records of our own: attributes (name, class, dialect, min, max, enum, flags), children.
OWN = dict([
    ("sk:field", ([("code", "field", "", "", "", "", "r")], ["w:CT_FFData/w:ffData"])),
    ("sk:fieldEnd", ([], [])),
    ("sk:picture", ([("image", "ref", "blob", "", "", "", "r")] + EXTENT +
                    [("title", "text", "name", "", "", "")] + PLACE, [])),
    ("sk:textBox", (EXTENT + PLACE + [("fill", "colour", "rgb", "", "", ""),
                                      ("line", "colour", "rgb", "", "", ""),
                                      ("vertical", "bool", "", "", "", "")],
                    ["w:CT_TxbxContent/w:txbxContent"])),
    ("sk:textPath", (EXTENT + PLACE + [("string", "text", "name", "", "", "", "r"),
                                       ("font", "text", "font", "", "", ""),
                                       ("fill", "colour", "rgb", "", "", ""),
                                       ("bold", "bool", "", "", "", ""),
                                       ("italic", "bool", "", "", "", "")], [])),
])

COMPAT_NAMES = "compatibilityMode|overrideTableStyleFontSizeAndJustification|enableOpenTypeFeatures|" \
    "doNotFlipMirrorIndents|differentiateMultirowTableHeaders|useWord2013TrackBottomHyphenation|" \
    "allowHyphenationAtTrackBottom|allowTextAfterFloatingTableBreak"

# element@attribute, or type@attribute: (class, dialect, min, max, enum). "auto" is numbered or
# named by rebuild and cannot be said on the wire; "drop" does not exist in the form.
VALUES = {
    "w:style@w:styleId": ("ident", "style+"),
    "w:bookmarkStart@w:id": ("ident", "bookmark+"), "w:bookmarkStart@w:name": ("auto", "bookmark"),
    "w:bookmarkEnd@w:id": ("ident", "bookmark"), "w:hyperlink@w:anchor": ("ident", "bookmark"),
    "w:comment@w:id": ("ident", "comment+"), "w:commentRangeStart@w:id": ("ident", "comment"),
    "w:commentRangeEnd@w:id": ("ident", "comment"), "w:commentReference@w:id": ("ident", "comment"),
    "w:CT_FtnEdn/w:footnote@w:id": ("ident", "footnote+"),
    "w:CT_FtnEdn/w:endnote@w:id": ("ident", "endnote+"),
    "w:CT_FtnEdnSepRef/w:footnote@w:id": ("ident", "footnote"),
    "w:CT_FtnEdnSepRef/w:endnote@w:id": ("ident", "endnote"),
    "w:footnoteReference@w:id": ("ident", "footnote"),
    "w:endnoteReference@w:id": ("ident", "endnote"),
    "w:abstractNum@w:abstractNumId": ("ident", "abstract+"),
    "w:abstractNumId@w:val": ("ident", "abstract"),
    "w:num@w:numId": ("ident", "num+"), "w:numId@w:val": ("ident", "num"),
    "w:moveFromRangeStart@w:id": ("ident", "move+"), "w:moveFromRangeEnd@w:id": ("ident", "move"),
    "w:moveToRangeStart@w:id": ("ident", "move+"), "w:moveToRangeEnd@w:id": ("ident", "move"),
    "w:moveFromRangeStart@w:name": ("text", "name"), "w:moveToRangeStart@w:name": ("text", "name"),
    "w:CT_DecimalNumber/w:id@w:val": ("auto", "number"),
    "w:background@w:color": ("colour", "auto"),
    "a:srgbClr@:val": ("colour", "rgb"), "w14:srgbClr@w14:val": ("colour", "rgb"),
    "a:sysClr@:lastClr": ("colour", "rgb"),
    "a:blip@r:embed": ("ref", "blob"), "a:blip@r:link": ("drop", ""), "a:blip@:cstate": ("drop", ""),
    "a:hlinkClick@r:id": ("ref", "link", "", "", "", "r"), "a:hlinkHover@r:id": ("ref", "link", "", "", "", "r"),
    "w:hyperlink@r:id": ("ref", "link"), "w:hyperlink@w:tgtFrame": ("drop", ""),
    "w:hyperlink@w:docLocation": ("drop", ""), "w:hyperlink@w:tooltip": ("text", "tip"),
    "a:hlinkClick@:invalidUrl": ("drop", ""), "a:hlinkClick@:action": ("drop", ""),
    "a:hlinkHover@:invalidUrl": ("drop", ""), "a:hlinkHover@:action": ("drop", ""),
    "a:hlinkClick@:tgtFrame": ("drop", ""), "a:hlinkHover@:tgtFrame": ("drop", ""),
    "a:hlinkClick@:tooltip": ("text", "tip"), "a:hlinkHover@:tooltip": ("text", "tip"),
    "w:headerReference@r:id": ("ref", "header"), "w:footerReference@r:id": ("ref", "footer"),
    "a:graphicData@:uri": ("drop", ""),  # follows from its child
    "w:numFmt@w:format": ("text", "name"), "w:format@w:val": ("text", "name"),
    "w:name@w:val": ("text", "name"), "w:lvlText@w:val": ("text", "name"),
    "w:compatSetting@w:name": ("enum", "", "", "", COMPAT_NAMES),
    "w:compatSetting@w:uri": ("auto", "compat"), "w:compatSetting@w:val": ("int", "", 0, 99),
    "w:cnfStyle@w:val": ("int", "bits12", 0, 4095),
    "w:p@w14:paraId": ("drop", ""), "w:tr@w14:paraId": ("drop", ""),
    "w:lvl@w:tplc": ("drop", ""),
    "a:theme@thm15:id": ("drop", ""), "a:buFont@:panose": ("hex", "10"),
    "a:gd@:name": ("text", "token"), "a:gd@:fmla": ("text", "guide"),
    "a:font@:script": ("text", "token"), "wps:txbx@:id": ("drop", ""),
    "w:sdtPr@w:id": ("drop", ""), "w:txbxContent@w:id": ("drop", ""),
    "a:rPr@:bmk": ("drop", ""), "a:endParaRPr@:bmk": ("drop", ""), "a:defRPr@:bmk": ("drop", ""),
    "w:sym@w:char": ("hex", "2"), "w14:checkedState@w14:val": ("hex", "2"),
    "w14:uncheckedState@w14:val": ("hex", "2"), "w:tblLook@w:val": ("hex", "2"),
    "w:charset@w:val": ("hex", "1"), "w:charset@w:characterSet": ("text", "token"),
    "w:panose1@w:val": ("hex", "10"), "w:nsid@w:val": ("hex", "4"), "w:tmpl@w:val": ("hex", "4"),
    "wp:docPr@:descr": ("text", "long"), "pic:cNvPr@:descr": ("text", "long"),
    "wps:cNvPr@:descr": ("text", "long"), "wpg:cNvPr@:descr": ("text", "long"),
    "w:docGrid@w:charSpace": ("int", "", -2147483648, 2147483647),
    "w:tblCaption@w:val": ("text", "long"), "w:tblDescription@w:val": ("text", "long"),
    "a:effect@:ref": ("drop", ""), "w:displacedByCustomXml": ("drop", ""),
    "w15:color@w15:val": ("colour", "auto"),
    "w:dateFormat@w:val": ("text", "name"), "w:lid@w:val": ("text", "lang"),
    "w:aliases@w:val": ("text", "long"),
    "w:document@w:conformance": ("drop", ""),
    "a:cxn@:ang": ("text", "coord"),
    "w:initials": ("text", "person"),
}

TEXTS = {"w:t": ("text", "run"), "w:delText": ("text", "run"), "m:t": ("text", "run"),
         "a:t": ("text", "run")}
TEXT_LISTS = {"wp:ST_AlignH/wp:align": "left|right|center|inside|outside",
              "wp:ST_AlignV/wp:align": "top|bottom|center|inside|outside"}

# Blocks that must end with a paragraph: Word calls a file without it unreadable.
END_WITH_P = """w:CT_Tc/w:tc w:CT_HdrFtr/w:hdr w:CT_HdrFtr/w:ftr w:CT_FtnEdn/w:footnote
    w:CT_FtnEdn/w:endnote w:CT_Comment/w:comment w:CT_TxbxContent/w:txbxContent""".split()
PARAGRAPH = "w:CT_P/w:p"
# Nothing without a child: Word refuses an empty drawing.
NEED_ANY = "a:CT_GraphicalObjectData/a:graphicData w:CT_Drawing/w:drawing".split()
# Stories: a field must end in the one it began in.
STORY = """w:CT_Body/w:body w:CT_HdrFtr/w:hdr w:CT_HdrFtr/w:ftr w:CT_FtnEdn/w:footnote
    w:CT_FtnEdn/w:endnote w:CT_Comment/w:comment w:CT_TxbxContent/w:txbxContent""".split()
# Required by the schema, not by any program; dropping the parent would lose text.
RELAX = "w:CT_RubyPr/w:rubyPr a:CT_Scene3D/a:scene3d".split()
# Required by use though the schema does not say so: an empty one makes Word refuse the file.
# One of these must be there; the first is added where it may stand empty, else the parent goes.
NEED_ONE = {"w:CT_Row/w:tr": ("w:CT_Tc/w:tc", "w:CT_SdtCell/w:sdt"),
            "w:CT_Tbl/w:tbl": ("w:CT_Row/w:tr", "w:CT_SdtRow/w:sdt")}
