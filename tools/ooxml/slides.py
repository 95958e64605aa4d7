# SPDX-License-Identifier: Apache-2.0
"""Decisions for PresentationML and charts; read by tools/import_ooxml.py, which says what the names mean."""

NAMESPACES = [
    ("p", "http://schemas.openxmlformats.org/presentationml/2006/main",
     "http://purl.oclc.org/ooxml/presentationml/main"),
    ("c", "http://schemas.openxmlformats.org/drawingml/2006/chart",
     "http://purl.oclc.org/ooxml/drawingml/chart"),
    ("cdr", "http://schemas.openxmlformats.org/drawingml/2006/chartDrawing",
     "http://purl.oclc.org/ooxml/drawingml/chartDrawing"),
]

PARTS = [
    ("PRESENTATION", "p:CT_Presentation/p:presentation", "p!"),
    ("MASTER", "p:CT_SlideMaster/p:sldMaster", "p*"), ("LAYOUT", "p:CT_SlideLayout/p:sldLayout", "p*"),
    ("SLIDE", "p:CT_Slide/p:sld", "p*"), ("NOTES_MASTER", "p:CT_NotesMaster/p:notesMaster", "p"),
    ("NOTES", "p:CT_NotesSlide/p:notes", "p*"), ("TABLE_STYLES", "a:CT_TableStyleList/a:tblStyleLst", "p"),
    ("AUTHORS", "p:CT_CommentAuthorList/p:cmAuthorLst", "p"),
    ("SLIDE_COMMENTS", "p:CT_CommentList/p:cmLst", "p*"),
    ("CHART", "c:CT_ChartSpace/c:chartSpace", "d* s* p*"),
    ("CHART_SHAPES", "cdr:CT_Drawing/c:userShapes", "d* s* p*"),
]
RELATIONS = [
    ("PRESENTATION", "THEME", ""),
    ("MASTER", "THEME", "r"), ("LAYOUT", "MASTER", "r"),
    ("SLIDE", "LAYOUT", "r"), ("SLIDE", "NOTES", ""), ("SLIDE", "SLIDE_COMMENTS", ""),
    ("NOTES_MASTER", "THEME", "r"), ("NOTES", "NOTES_MASTER", "r"), ("NOTES", "SLIDE", "r"),
]

DROP = {
    "objects and controls; their picture is a p:pic": "p:oleObj p:controls p:contentPart",
    "nodes of the timeline that call verbs or programs, and media": "p:cmd p:audio p:video p:sndAc "
        "p:sndTgt p:inkTgt p:oleChartEl p:bldOleChart",
    "diagrams become groups of shapes": "p:bldDgm",
    "data of other programs": "p:custDataLst p:smartTags p:sldSyncPr p:htmlPubPr p:webPr",
    "embedded fonts of slides": "p:embeddedFontLst",
    "protection": "p:modifyVerifier c:protection",
    "other ways through the slides, and the album maker's marks": "p:custShowLst p:photoAlbum",
    "handout master: a sheet to print on; PowerPoint makes its own": "p:handoutMasterIdLst",
    "the workbook behind a chart": "c:externalData c:pivotSource c:pivotFmts",
    "printing a chart alone": "c:printSettings",
}

# A jump to another slide, or to the next, is a record: it names a slide, never an address.
OWN = {
    "sk:slideJump": ([("slide", "ref", "slide", "", "", "", "r")], []),
    "sk:showJump": ([("jump", "enum", "", "", "",
                      "nextslide|previousslide|firstslide|lastslide|endshow|lastslideviewed", "r")], []),
}
JUMPS = [(jump, "a:CT_Hyperlink/a:hlinkClick", "o") for jump in OWN]
ADD = {
    "a:CT_GraphicalObjectData/a:graphicData": [("a:CT_Table/a:tbl", None, "o"), ("c:CT_RelId/c:chart", None, "o")],
    "a:CT_TextCharacterProperties/a:rPr": JUMPS, "a:CT_TextCharacterProperties/a:endParaRPr": JUMPS,
    "a:CT_NonVisualDrawingProps/p:cNvPr": JUMPS,
}
# What was inside may be gone; PowerPoint calls the empty ones unreadable.
NEED_ANY = """p:CT_TimeNodeList/p:childTnLst p:CT_TimeNodeList/p:subTnLst p:CT_RootTimeNode/p:tnLst
    p:CT_TLTimeTargetElement/p:tgtEl p:CT_BuildList/p:bldLst p:CT_SlideTiming/p:timing
    p:CT_TLBehaviorAttributeNameList/p:attrNameLst""".split()

FIELDS = "slidenum|datetime|datetimeFigureOut|footer|header|" + \
    "|".join("datetime%d" % i for i in range(1, 14)) + \
    "|SERIESNAME|CATEGORYNAME|VALUE|XVALUE|YVALUE|PERCENTAGE|BUBBLESIZE"

# The filters and the properties that PowerPoint animates (ECMA-376 part 1, 19.5; MS-OE376).
FILTERS = "|".join(["dissolve", "fade", "wedge", "image"] + [
    "%s(%s)" % (name, way) for name, ways in (
        ("blinds", "horizontal vertical"), ("box", "in out"), ("checkerboard", "across down"),
        ("circle", "in out"), ("diamond", "in out"), ("plus", "in out"),
        ("barn", "inVertical inHorizontal outVertical outHorizontal"),
        ("randombar", "horizontal vertical"), ("slide", "fromTop fromBottom fromLeft fromRight"),
        ("strips", "downLeft downRight upLeft upRight"), ("wheel", "1 2 3 4 8"),
        ("wipe", "up down left right")) for way in ways.split()])
PROPERTIES = "|".join("""ppt_x ppt_y ppt_w ppt_h ppt_c ppt_r xshear yshear image ScaleX ScaleY r
    fillcolor fillColor style.opacity style.rotation style.visibility style.color style.fontSize
    style.fontWeight style.fontStyle style.fontFamily style.textEffectEmboss style.textShadow
    style.textTransform style.textDecorationUnderline style.textEffectOutline
    style.textDecorationLineThrough style.sRotation imageData.cropTop imageData.cropBottom
    imageData.cropLeft imageData.cropRight imageData.gain imageData.blacklevel imageData.gamma
    imageData.grayscale imageData.chromakey fill.on fill.type fill.color fill.opacity fill.color2
    fill.method fill.opacity2 fill.angle fill.focus fill.focusposition.x fill.focusposition.y
    fill.focussize.x fill.focussize.y stroke.on stroke.color stroke.weight stroke.opacity
    stroke.linestyle stroke.dashstyle stroke.filltype stroke.src stroke.color2 stroke.imagesize.x
    stroke.imagesize.y stroke.startArrow stroke.endArrow stroke.startArrowWidth
    stroke.startArrowLength stroke.endArrowWidth stroke.endArrowLength shadow.on shadow.type
    shadow.color shadow.color2 shadow.opacity shadow.offset.x shadow.offset.y shadow.offset2.x
    shadow.offset2.y shadow.origin.x shadow.origin.y shadow.matrix.xtox shadow.matrix.ytox
    shadow.matrix.xtoy shadow.matrix.ytoy shadow.matrix.perspective.x shadow.matrix.perspective.y
    skew.on skew.offset.x skew.offset.y skew.origin.x skew.origin.y skew.matrix.xtox
    skew.matrix.ytox skew.matrix.xtoy skew.matrix.ytoy skew.matrix.perspective.x
    skew.matrix.perspective.y extrusion.on extrusion.type extrusion.render
    extrusion.viewpointorigin.x extrusion.viewpointorigin.y extrusion.viewpoint.x
    extrusion.viewpoint.y extrusion.viewpoint.z extrusion.plane extrusion.skewangle
    extrusion.skewamt extrusion.backdepth extrusion.foredepth extrusion.orientation.x
    extrusion.orientation.y extrusion.orientation.z extrusion.orientationangle extrusion.color
    extrusion.rotationangle.x extrusion.rotationangle.y extrusion.lockrotationcenter
    extrusion.autorotationcenter extrusion.rotationcenter.x extrusion.rotationcenter.y
    extrusion.rotationcenter.z extrusion.colormode""".split())

SHAPE = ("ident", "shape")
VALUES = {
    # What the speller thought of it.
    **{"a:%s@:%s" % (e, a): ("drop", "") for e in ("rPr", "endParaRPr", "defRPr")
       for a in ("dirty", "err", "smtClean", "smtId")},
    "p:presentation@:embedTrueTypeFonts": ("drop", ""), "p:presentation@:saveSubsetFonts": ("drop", ""),
    "p:presentation@:bookmarkIdSeed": ("drop", ""), "p:presentation@:conformance": ("drop", ""),
    "p:presentation@:removePersonalInfoOnSave": ("drop", ""),
    # Numbers of masters and layouts share one range, those of slides have another.
    "p:sldMasterId@:id": ("auto", "master"), "p:sldLayoutId@:id": ("auto", "master"),
    "p:sldId@:id": ("auto", "slide"),
    "p:sldMasterId@r:id": ("ref", "master"), "p:sldLayoutId@r:id": ("ref", "layout"),
    "p:sldId@r:id": ("ref", "slide"), "p:notesMasterId@r:id": ("ref", "notes_master"),
    "p:cNvPr@:id": ("ident", "shape+"), "p:cNvPr@:descr": ("text", "long"),
    "cdr:cNvPr@:descr": ("text", "long"),
    "p:bldP@:spid": SHAPE, "p:bldGraphic@:spid": SHAPE, "p:spTgt@:spid": SHAPE,
    "p:subSp@:spid": SHAPE,
    "p:cm@:authorId": ("ident", "author"), "p:cmAuthor@:id": ("ident", "author+"),
    "p:cmAuthor@:name": ("text", "person"), "p:cmAuthor@:initials": ("text", "person"),
    "c:chart@r:id": ("ref", "chart"), "c:userShapes@r:id": ("ref", "chart_shapes"),
    "p:CT_SlideTransition/p:transition@:advTm": ("int", "", 0, 4294967295),
    "p:bldP@:advAuto": ("text", "time"), "p:tmAbs@:val": ("text", "time"),
    "p:cond@:delay": ("text", "time"), "p:endSync@:delay": ("text", "time"),
    "p:cTn@:dur": ("text", "time"), "p:cTn@:repeatCount": ("text", "time"),
    "p:cTn@:repeatDur": ("text", "time"), "p:tav@:tm": ("text", "time"),
    # What happens on a key or a verb is not ours to say.
    "p:cTn@:presetClass": ("enum", "", "", "", "entr|exit|emph|path"),
    "p:cTn@:tmFilter": ("text", "animation"), "p:cTn@:evtFilter": ("enum", "", "", "", "cancelBubble"),
    "p:cond@:evt": ("enum", "", "", "", "onBegin|onEnd|begin|end|onClick|onDblClick|onMouseOver|"
                    "onMouseOut|onNext|onPrev"),
    "p:endSync@:evt": ("enum", "", "", "", "onBegin|onEnd|begin|end|onClick|onDblClick|onMouseOver|"
                       "onMouseOut|onNext|onPrev"),
    "p:strVal@:val": ("text", "animation"), "p:anim@:by": ("text", "animation"),
    "p:anim@:from": ("text", "animation"), "p:anim@:to": ("text", "animation"),
    "p:tav@:fmla": ("text", "animation"), "p:cBhvr@:from": ("text", "animation"),
    "p:cBhvr@:to": ("text", "animation"), "p:cBhvr@:by": ("text", "animation"),
    "p:cBhvr@:rctx": ("enum", "", "", "", "PPT|IE"),
    "p:fltVal@:val": ("text", "decimal"),
    "p:animEffect@:filter": ("enum", "", "", "", FILTERS), "p:animEffect@:prLst": ("drop", ""),
    "p:animMotion@:path": ("text", "motion"), "p:animMotion@:ptsTypes": ("text", "token"),
    "p:sldSz@:cx": ("int", "emu", 914400, 51206400), "p:sldSz@:cy": ("int", "emu", 914400, 51206400),
    "p:kinsoku@:invalStChars": ("text", "name"), "p:kinsoku@:invalEndChars": ("text", "name"),
    "a:fld@:id": ("auto", "guid"), "a:fld@:type": ("enum", "", "", "", FIELDS),
    "a:CT_Connection/a:stCxn@:id": SHAPE, "a:CT_Connection/a:endCxn@:id": SHAPE,
    "a:tblStyle@:styleId": ("text", "guid"), "a:tblStyleLst@:def": ("text", "guid"),
    "a:tblStyle@:styleName": ("text", "name"),
    "c:chartSpace@:fallbackImg": ("drop", ""),
    "c:numFmt@:formatCode": ("text", "numfmt"), "c:pt@:formatCode": ("text", "numfmt"),
    # Programs write these as signed numbers too; the reader keeps their bits.
    "c:axId@:val": ("int", "", -2147483648, 4294967295),
    "c:crossAx@:val": ("int", "", -2147483648, 4294967295),
    "cdr:sp@:macro": ("drop", ""), "cdr:sp@:textlink": ("drop", ""), "cdr:pic@:macro": ("drop", ""),
    "cdr:cxnSp@:macro": ("drop", ""), "cdr:graphicFrame@:macro": ("drop", ""),
}

TEXTS = {
    # In a workbook what a series refers to; the readers of the other two make literals of it.
    "c:f": ("formula", "areas"),
    "c:v": ("text", "run"), "c:name": ("text", "name"), "c:separator": ("text", "run"),
    "c:formatCode": ("text", "numfmt"), "p:text": ("text", "run"), "a:tableStyleId": ("text", "guid"),
    "cdr:x": ("text", "decimal"), "cdr:y": ("text", "decimal"),
}
TEXT_LISTS = {"xsd:string/p:attrName": PROPERTIES}
