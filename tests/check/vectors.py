#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The vectors of tools/make_vectors.py through both locks: nothing of them is in any output.

    vectors.py LOCKS FOLDER

LOCKS is the program of tests/locks.c. Every file is answered, with an output or an error; no output holds, in any
member and in any of three encodings, the word planted in it, an address but http, https and mailto in a hyperlink,
a relationship or content type outside a short list, an element that acts, a DTD, a member that is not a part. Shares no
code and no table with the product. At least half of the files must be rebuilt: nothing is proved by refusing everything.
"""
import collections
import os
import re
import sys
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import every  # noqa: E402

WORD = re.compile(b"V\0?E\0?C\0?T\0?O\0?R\0?-\0?[0-9]")

RELATIONS = set("""officeDocument extended-properties core-properties styles numbering settings fontTable footnotes endnotes comments header
    footer theme image hyperlink worksheet chartsheet sharedStrings drawing vmlDrawing table chart chartUserShapes slide slideLayout
    slideMaster notesSlide notesMaster presProps viewProps tableStyles commentAuthors""".split())
MEMBER = re.compile(r"(\[Content_Types\]\.xml|_rels/\.rels|docProps/(core|app)\.xml|(word|xl|ppt)/[A-Za-z/_]*[A-Za-z]+\d*\.(xml|xml\.rels|vml|vml\.rels"
                    r"|png|jpeg|jpg))$")
RELATION = re.compile(r'<Relationship\b([^>]*)>')
ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
# As text of any part: what starts, fetches or embeds. Case does not matter.
ALIVE = re.compile(r"""<!DOCTYPE|<!ENTITY|xml-stylesheet|XInclude|vbaProject|macroEnabled|ms-office\.activeX|oleObject|<o:OLEObject|altChunk
    |attachedTemplate|<w:subDoc|<w:control\b|<p:control|<control\b|externalLink|externalReference|ddeLink|<connection|webExtension|<a:videoFile|<a:audioFile
    |ppaction://(?!hlinksldjump"|hlinkshowjump\?jump=(nextslide|previousslide|firstslide|lastslide|endshow)")|file:/|\\\\\\\\203|\\\\\\\\h\\\\|203\.0\.113
    |javascript:|vbscript:|mhtml:|ms-msdt|search-ms|shell:|onclick|onload=|<script|entryMacro|dataBinding|r:link=|r:href=|<w:movie|contentPart
    |WEBSERVICE\s*\(|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|MACROBUTTON|cmd\|""", re.I | re.X)
INSTR = re.compile(r"<w:instrText[^>]*>([^<]*)<")
FORMULA = re.compile(r"<(?:f|formula|formula1|formula2|definedName|calculatedColumnFormula)(?:\s[^>]*[^/])?>([^<]*)<|<cfvo[^>]*val=\"([^\"]*)\"")
CODES = set("""PAGE NUMPAGES SECTION SECTIONPAGES PAGEREF REF NOTEREF STYLEREF SEQ TOC TC XE INDEX TA TOA LISTNUM AUTONUM AUTONUMLGL AUTONUMOUT
    SYMBOL EQ ADVANCE DATE TIME FORMTEXT FORMCHECKBOX FORMDROPDOWN HYPERLINK =""".split())


def check_text(name, text):
    """Found in the text of a part, strings that a person reads left out."""
    shown = re.sub(r"<(w:t|a:t|t)(\s[^>]*)?>[^<]*</\1>", "", text)
    m = ALIVE.search(shown)
    if m:
        yield f"{name}: {m.group()!r}"
    for code in INSTR.findall(text):
        if code.split() and code.split()[0].upper() not in CODES and not code.strip().startswith("="):
            yield f"{name}: field {code!r}"
    for a, b in FORMULA.findall(text):
        formula = re.sub(r'&quot;(?:(?!&quot;).)*&quot;|"(?:[^"]|"")*"', '""', a or b)
        if re.search(r"\[\d*[1-9]\d*\]|\||\\|://|(?i:_xll|_xludf|DDE|RTD|CALL|REGISTER|EXEC|EVALUATE|GET\.|FILES|INDIRECT|FILTERXML|ENCODEURL|IMAGE"
                     r"|STOCKHISTORY|SQL\.REQUEST|CUBE\w*|PY)\s*\(", formula):
            yield f"{name}: formula {a or b!r}"


def check_relations(name, text):
    for row in RELATION.findall(text):
        at = dict(ATTRIBUTE.findall(row))
        kind = at.get("Type", "").rsplit("/", 1)[-1]
        if kind not in RELATIONS:
            yield f"{name}: relation {at.get('Type')}"
        if at.get("TargetMode") == "External":
            if kind != "hyperlink" or not re.match(r"(https?://[^/@\\\s]+|mailto:)", at["Target"]):
                yield f"{name}: outside {kind} {at['Target']}"
        elif re.search(r":|\\|//", at.get("Target", "")):
            yield f"{name}: target {at.get('Target')}"


def check(path):
    with open(path, "rb") as f:
        whole = f.read()
    if not whole.startswith(b"PK\3\4") or WORD.search(whole):
        yield "a word, or something else, beside the members"
    with zipfile.ZipFile(path) as z:
        if z.testzip() or z.comment or len(set(z.namelist())) != len(z.namelist()):
            yield "not a sound zip"
        for name in z.namelist():
            data = z.read(name)
            if not MEMBER.match(name):
                yield f"member {name}"
            if WORD.search(data):
                yield f"{name}: {WORD.search(data).group()!r} {data[WORD.search(data).start():][:60]!r}"
            if name.endswith((".xml", ".rels", ".vml")):
                text = data.decode("utf-8")
                yield from check_text(name, text)
                if name.endswith(".rels"):
                    yield from check_relations(name, text)


def main():
    locks, folder = sys.argv[1:3]
    names = sorted(n for n in os.listdir(folder) if n.endswith((".docx", ".xlsx", ".pptx")))
    passed, refused, problems = 0, collections.Counter(), []
    by_kind = collections.Counter()
    for name, lock, error, work in every.through(locks, folder, names, problems):
        if error != "OK":
            refused[error + (" by rebuild" if lock == "rebuild" else "")] += 1
            if lock == "rebuild":
                problems.append(f"{name}: lock 2 refuses what lock 1 says: {error}")
            continue
        passed += 1
        by_kind[name.rsplit(".", 1)[1]] += 1
        outputs = [o for o in os.listdir(work) if o.startswith(name) and not o.endswith((".form", ".report"))]
        if len(outputs) != 1:
            problems.append(f"{name}: {len(outputs)} outputs")
        problems += [f"{name}: {p}" for o in outputs for p in check(os.path.join(work, o))]
    for p in problems[:40]:
        print("not ok", p)
    print(f"{len(names)} vectors: {passed} rebuilt ({', '.join(f'{k} {n}' for k, n in sorted(by_kind.items()))}), "
          f"{sum(refused.values())} refused ({', '.join(f'{k} {n}' for k, n in sorted(refused.items()))}), {len(problems)} problems")
    return 1 if problems or passed * 2 < len(names) else 0


if __name__ == "__main__":
    sys.exit(main())
