# SPDX-License-Identifier: Apache-2.0
"""Decisions for SpreadsheetML; read by tools/import_ooxml.py, which says what the names mean."""

NAMESPACES = [
    ("x", "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
     "http://purl.oclc.org/ooxml/spreadsheetml/main"),
    ("xdr", "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
     "http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing"),
]

PARTS = [
    ("WORKBOOK", "x:CT_Workbook/x:workbook", "s!"), ("SHEET", "x:CT_Worksheet/x:worksheet", "s*"),
    ("CHARTSHEET", "x:CT_Chartsheet/x:chartsheet", "s*"),
    ("CELL_STYLES", "x:CT_Stylesheet/x:styleSheet", "s"), ("STRINGS", "x:CT_Sst/x:sst", "s"),
    ("DRAWING", "xdr:CT_Drawing/xdr:wsDr", "s*"),
    ("SHEET_COMMENTS", "x:CT_Comments/x:comments", "s*"), ("TABLE", "x:CT_Table/x:table", "s*"),
]
# The list of names and boxes of a sheet's comments hang on it without an element of the table.
RELATIONS = []

DROP = {
    "workbook: who, where, which program, how shared, where from": "x:fileVersion x:fileSharing "
        "x15ac:absPath x:functionGroups x:externalReferences x:oleSize x:customWorkbookViews "
        "x:pivotCaches x:webPublishing x:fileRecoveryPr x:webPublishObjects x:workbookProtection",
    "sheet: protection, what-if, sessions, printers, objects": "x:sheetCalcPr x:sheetProtection "
        "x:protectedRanges x:scenarios x:dataConsolidate x:customSheetViews x:customProperties "
        "x:cellWatches x:smartTags x:legacyDrawingHF x:drawingHF x:picture x:oleObjects x:controls "
        "x:webPublishItems x:pivotSelection",
    "records of our own": ("x:sheets > x:sheet", "x:row > x:c", "x:definedNames > x:definedName"),
    "protection of cells": "x:protection",
    "the box of a comment comes from a template": "x:commentPr",
    "data maps": "x:xmlColumnPr",
    "ink": "xdr14:contentPart xdr:contentPart",
}

CHILDREN = {}

# A sheet names its part by kind and number; worksheets and chart sheets are two kinds.
SHEET = [("name", "text", "sheet", "", "", "", "r"),
         ("state", "enum", "", "", "", "visible|hidden|veryHidden")]
OWN = {
    "sk:sheet": (SHEET + [("part", "ref", "sheet", "", "", "", "r")], []),
    "sk:chartSheet": (SHEET + [("part", "ref", "chartsheet", "", "", "", "r")], []),
    # One cell. Of number, truth, error, string, text and date one at most (rebuild checks it).
    "sk:c": ([("col", "int", "", 0, 16383, "", "ra"), ("style", "ident", "xf", "", "", ""),
              ("number", "text", "decimal", "", "", ""), ("truth", "bool", "", "", "", ""),
              ("error", "enum", "", "", "",
               "#NULL!|#DIV/0!|#VALUE!|#REF!|#NAME?|#NUM!|#N/A|#GETTING_DATA|#SPILL!|#CALC!|"
               "#FIELD!|#BLOCKED!|#UNKNOWN!|#CONNECT!|#BUSY!|#EXTERNAL!|#PYTHON!"),
              ("string", "ident", "string", "", "", ""), ("text", "text", "xstring", "", "", ""),
              ("date", "text", "isodate", "", "", ""), ("phonetic", "bool", "", "", "", "")],
             ["sk:f", "x:CT_Rst/x:is"]),
    # The formula of a cell; `over`: of an array of cells. Shared ones are written out.
    "sk:f": ([("over", "text", "area", "", "", "")], []),
    # The box of a comment: corners as column, pixels, row, pixels (the fourth record in place of VML).
    "sk:box": ([("shown", "bool", "", "", "", "")] +
               [(n, "int", "", 0, most, "", "r") for n, most in (
                   ("left", 16383), ("leftBy", 65535), ("top", 1048575), ("topBy", 65535), ("right", 16383),
                   ("rightBy", 65535), ("bottom", 1048575), ("bottomBy", 65535))], []),
    # A defined name: its own, or one that programs know.
    "sk:name": ([("id", "ident", "name+", "", "", "", "r"), ("name", "text", "definedname", "", "", ""),
                 ("builtIn", "enum", "", "", "", "Print_Area|Print_Titles|_FilterDatabase"),
                 ("scope", "ident", "sheet", "", "", ""), ("hidden", "bool", "", "", "", "")], []),
}
ADD = {
    "x:CT_Sheets/x:sheets": ["sk:sheet", "sk:chartSheet"],
    "x:CT_Row/x:row": ["sk:c"],
    "x:CT_DefinedNames/x:definedNames": ["sk:name"],
    "x:CT_Comment/x:comment": ["sk:box"],
}
# Known by their place: formats, strings, sheets, authors.
DEFINES = {
    ("x:CT_Fonts/x:fonts", "x:CT_Font/x:font"): "font",
    ("x:CT_Fills/x:fills", "x:CT_Fill/x:fill"): "fill",
    ("x:CT_Borders/x:borders", "x:CT_Border/x:border"): "border",
    ("x:CT_CellStyleXfs/x:cellStyleXfs", "x:CT_Xf/x:xf"): "stylexf",
    ("x:CT_CellXfs/x:cellXfs", "x:CT_Xf/x:xf"): "xf",
    ("x:CT_Dxfs/x:dxfs", "x:CT_Dxf/x:dxf"): "dxf",
    ("x:CT_Sst/x:sst", "x:CT_Rst/x:si"): "string",
    ("x:CT_Sheets/x:sheets", "sk:sheet"): "sheet",
    ("x:CT_Sheets/x:sheets", "sk:chartSheet"): "sheet",
    ("x:CT_Authors/x:authors", "x:CT_Xstring/x:author"): "noteauthor",
}

ARGB, DXF, GONE, NAME = ("hex", "4"), ("ident", "dxf"), ("drop", ""), ("text", "name")
VALUES = {
    "x:*@:count": GONE, "x:sst@:uniqueCount": GONE, "x:rowBreaks@:count": GONE,
    "x:workbook@:conformance": GONE, "x:workbookPr@:codeName": GONE, "x:sheetPr@:codeName": GONE,
    "x:workbookPr@:updateLinks": GONE, "x:workbookPr@:saveExternalLinkValues": GONE,
    "x:workbookPr@:refreshAllConnections": GONE, "x:workbookPr@:allowRefreshQuery": GONE,
    "x:workbookPr@:publishItems": GONE, "x:workbookPr@:promptedSolutions": GONE,
    "x:workbookPr@:backupFile": GONE, "x:workbookPr@:filterPrivacy": GONE,
    "x:workbookPr@:hidePivotFieldList": GONE, "x:workbookPr@:showPivotChartFilter": GONE,
    "x:workbookPr@:checkCompatibility": GONE, "x:workbookPr@:showInkAnnotation": GONE,
    "x:calcPr@:calcId": GONE, "x:calcPr@:fullCalcOnLoad": GONE, "x:calcPr@:calcCompleted": GONE,
    "x:calcPr@:calcOnSave": GONE, "x:calcPr@:concurrentCalc": GONE, "x:calcPr@:forceFullCalc": GONE,
    "x:calcPr@:concurrentManualCount": GONE,
    "x:sheetPr@:published": GONE, "x:sheetPr@:syncRef": GONE, "x:sheetPr@:syncHorizontal": GONE,
    "x:sheetPr@:syncVertical": GONE, "x:sheetPr@:transitionEvaluation": GONE,
    "x:sheetPr@:transitionEntry": GONE, "x:sheetPr@:enableFormatConditionsCalculation": GONE,
    # There is one window; a view names it.
    "x:sheetView@:workbookViewId": ("auto", "zero"), "x:sheetView@:windowProtection": GONE,
    "x:workbookView@:activeTab": ("int", "", 0, 65535), "x:workbookView@:firstSheet": ("int", "", 0, 65535),
    "x:color@:rgb": ARGB, "x:bgColor@:rgb": ARGB, "x:fgColor@:rgb": ARGB, "x:tabColor@:rgb": ARGB,
    "x:rgbColor@:rgb": ARGB,
    "x:numFmt@:formatCode": ("text", "numfmt"), "x:numFmt@:numFmtId": ("int", "", 0, 1000000),
    "x:xf@:numFmtId": ("int", "", 0, 1000000), "x:xf@:fontId": ("ident", "font"),
    "x:xf@:fillId": ("ident", "fill"), "x:xf@:borderId": ("ident", "border"),
    "x:xf@:xfId": ("ident", "stylexf"), "x:xf@:pivotButton": GONE,
    "x:cellStyle@:xfId": ("ident", "stylexf"), "x:alignment@:mergeCell": GONE,
    "x:tableStyle@:pivot": ("bool", ""), "x:tableStyleElement@:dxfId": DXF,
    "x:phoneticPr@:fontId": ("ident", "font"),
    "x:row@:r": ("int", "", 1, 1048576, "", "ra"), "x:row@:spans": GONE, "x:row@:s": ("ident", "xf"),
    "x:col@:style": ("ident", "xf"), "x:col@:min": ("int", "", 1, 16384, "", "ra"),
    "x:col@:max": ("int", "", 1, 16384),
    "x:drawing@r:id": ("ref", "drawing"), "x:legacyDrawing@r:id": ("ref", "sheet_comments"),
    "x:tablePart@r:id": ("ref", "table"), "x:pageSetup@r:id": GONE,
    "x:pageSetup@:usePrinterDefaults": GONE,
    "x:hyperlink@r:id": ("ref", "link"), "x:hyperlink@:location": ("formula", "areas"),
    "x:hyperlink@:tooltip": ("text", "tip"), "x:hyperlink@:display": ("text", "long"),
    "x:cfRule@:dxfId": DXF, "x:cfRule@:priority": ("int", "", -2147483648, 2147483647),
    "x:cfRule@:text": ("text", "long"), "x:cfvo@:val": ("formula", "rule"),
    "x:conditionalFormatting@:pivot": GONE,
    "x:colorFilter@:dxfId": DXF, "x:sortCondition@:dxfId": DXF,
    "x:customFilter@:val": NAME, "x:filter@:val": NAME,
    "x:dataValidation@:error": ("text", "long"), "x:dataValidation@:prompt": ("text", "long"),
    "x:comment@:authorId": ("ident", "noteauthor"), "x:comment@:guid": GONE, "x:comment@:shapeId": GONE,
    "x:comment@:ref": ("text", "cell"),
    "x:table@:id": ("ident", "table+"), "x:table@:name": ("text", "definedname"),
    "x:table@:displayName": ("text", "definedname"), "x:table@:comment": ("text", "long"),
    "x:table@:tableType": GONE, "x:table@:insertRow": GONE, "x:table@:insertRowShift": GONE,
    "x:table@:published": GONE, "x:table@:connectionId": GONE,
    "x:table@:headerRowDxfId": DXF, "x:table@:dataDxfId": DXF, "x:table@:totalsRowDxfId": DXF,
    "x:table@:headerRowBorderDxfId": DXF, "x:table@:tableBorderDxfId": DXF,
    "x:table@:totalsRowBorderDxfId": DXF,
    "x:tableColumn@:uniqueName": GONE, "x:tableColumn@:queryTableFieldId": GONE,
    "x:tableColumn@:name": ("text", "long"), "x:tableColumn@:totalsRowLabel": ("text", "long"),
    "x:tableColumn@:headerRowDxfId": DXF, "x:tableColumn@:dataDxfId": DXF,
    "x:tableColumn@:totalsRowDxfId": DXF,
    "x:font@:val": ("text", "font"), "x:sz@:val": ("text", "decimal"),
    "xdr:cNvPr@:descr": ("text", "long"),
    "xdr:sp@:textlink": GONE, "xdr:sp@:macro": ("auto", "empty"), "xdr:pic@:macro": ("auto", "empty"),
    "xdr:cxnSp@:macro": ("auto", "empty"), "xdr:graphicFrame@:macro": ("auto", "empty"),
    "a:*@:dirty": GONE,  # the spelling has to be looked at
    "x:phoneticPr@:type": ("enum", "", "", "", "halfwidthKatakana|fullwidthKatakana|Hiragana|noConversion"),
}

HF = ("text", "headfoot")
TEXTS = {
    "x:t": ("text", "xstring"), "x:author": ("text", "person"),
    "x:oddHeader": HF, "x:oddFooter": HF, "x:evenHeader": HF, "x:evenFooter": HF, "x:firstHeader": HF,
    "x:firstFooter": HF, "xdr:colOff": ("int", "emu", -2147483648, 2147483647),
    "x:formula": ("formula", "rule"), "x:formula1": ("formula", "rule"), "x:formula2": ("formula", "rule"),
    "x:calculatedColumnFormula": ("formula", "cell"), "x:totalsRowFormula": ("formula", "cell"),
    "sk:f": ("formula", "cell"), "sk:name": ("formula", "cell"),
    "xdr:rowOff": ("int", "emu", -2147483648, 2147483647),
}

# Excel calls a file unreadable that has one of these without anything in it.
NEED_ONE = {a: ("xdr:CT_Shape/xdr:sp", "xdr:CT_GroupShape/xdr:grpSp", "xdr:CT_GraphicalObjectFrame/xdr:graphicFrame",
                "xdr:CT_Connector/xdr:cxnSp", "xdr:CT_Picture/xdr:pic")
            for a in ("xdr:CT_TwoCellAnchor/xdr:twoCellAnchor", "xdr:CT_OneCellAnchor/xdr:oneCellAnchor",
                      "xdr:CT_AbsoluteAnchor/xdr:absoluteAnchor")}
NEED_ANY = """x:CT_DefinedNames/x:definedNames x:CT_Hyperlinks/x:hyperlinks x:CT_MergeCells/x:mergeCells
    x:CT_DataValidations/x:dataValidations x:CT_Cols/x:cols x:CT_TableParts/x:tableParts
    x:CT_BookViews/x:bookViews x:CT_IgnoredErrors/x:ignoredErrors x:CT_NumFmts/x:numFmts
    x:CT_ConditionalFormatting/x:conditionalFormatting x:CT_SheetViews/x:sheetViews
    x:CT_IndexedColors/x:indexedColors x:CT_Fonts/x:fonts x:CT_Fills/x:fills x:CT_Borders/x:borders
    x:CT_CellStyleXfs/x:cellStyleXfs x:CT_CellXfs/x:cellXfs x:CT_CellStyles/x:cellStyles
    x:CT_CustomFilters/x:customFilters x:CT_MRUColors/x:mruColors x:CT_Sheets/x:sheets
    x:CT_TableColumns/x:tableColumns""".split()
