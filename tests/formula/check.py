#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Formulas through both locks against a tokenizer of this script's own, which shares no code with them.

  check.py LINES FUNCTIONS.tsv CORPUS [COUNT]

1. Formulas made here come back as this script says they must.
2. No function outside the list passes in any spelling.
3. Formulas of the corpus come back as they were (skipped where it is absent).
4. What lock 2 writes from forged tokens holds listed functions and nothing that reaches out.
TAP on standard output.
"""
import glob
import html
import os
import random
import re
import subprocess
import sys
import zipfile

lines, table, corpus = sys.argv[1:4]
count = int(sys.argv[4]) if len(sys.argv) > 4 else 20000
number = failed = 0


def result(ok, what, detail=""):
    global number, failed
    number += 1
    failed += not ok
    print("ok" if ok else "not ok", number, "-", what, flush=True)
    for line in str(detail).split("\n") if detail and not ok else []:
        print("#", line)


def load():
    allowed, never, prefix = {}, [], {"": "", "x": "_xlfn.", "w": "_xlfn._xlws."}
    for line in open(table, encoding="utf-8"):
        if line.startswith("#") or not line.strip():
            continue
        cells = line.rstrip("\n").split("\t")
        if cells[2] == "never":
            never.append(cells[0])
        else:
            allowed[cells[0]] = (prefix[cells[1]] + cells[0], int(cells[2]), int(cells[3]))
    return allowed, never


allowed, never = load()
spelled = {v[0] for v in allowed.values()}


def through(formulas, grammar=0):
    data = "".join(f.encode().hex() + "\n" for f in formulas)
    out = subprocess.run([lines, str(grammar)], input=data, capture_output=True, text=True, check=True).stdout
    out = out.split("\n")[:-1]
    assert len(out) == len(formulas), (len(out), len(formulas))
    return [None if o.startswith("-") else bytes.fromhex(o).decode() for o in out]


# --- a tokenizer: regular expressions over the text, in the order in which a spreadsheet reads it ---

PATTERN = re.compile(r'''
   (?P<string>"(?:[^"]|"")*")
 | (?P<own>\[0\]!)
 | (?P<sheet>'(?:[^']|'')+'!)
 | (?P<error>\#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|GETTING_DATA|SPILL!|CALC!))
 | (?P<bracket>\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\])
 | (?P<call>[^\W\d][\w.]*(?:\ |\n)*\()
 | (?P<on>[^\W\d][\w.]*(?::[^\W\d][\w.]*)?!)
 | (?P<number>\d+(?:\.\d*)?(?:E[+-]?\d+)?(?![\w.]))
 | (?P<word>\$?[\w.]+(?:\$\d+)?)
 | (?P<space>[\ \n]+)
 | (?P<mark><>|<=|>=|[-+*/^&=<>:,;(){}%])
''', re.X | re.S)


def tokens(text):
    at, found = 0, []
    while at < len(text):
        m = PATTERN.match(text, at)
        if not m:
            raise ValueError("no token at %d: %r" % (at, text[at:at + 40]))
        found.append((m.lastgroup, m.group()))
        at = m.end()
    return found


SCHEME = re.compile(r"^(?:https?://[^/\\\"'@\s]|mailto:[^\\\"'\s])")


def alive(text):
    """None, or what in a printed formula could call, fetch or start something."""
    try:
        found = tokens(text)
    except ValueError as e:
        return str(e)
    for i, (kind, word) in enumerate(found):
        before = found[i - 1] if i else ("", "")
        if kind == "call":
            name = word.rstrip("( \n")
            if name + "(" != word:
                return "blank before a bracket: " + word
            if name not in spelled:
                return "call of " + name
            if name == "HYPERLINK":
                j = i + 1
                while found[j][0] == "space":
                    j += 1
                target = found[j][1][1:-1].replace('""', '"') if found[j][0] == "string" else ""
                j += 1
                while found[j][0] == "space":
                    j += 1
                if found[j][1] not in (",", ")"):
                    return "computed target"
                if not SCHEME.match(target) and not re.match(r'#[^/\\\[\]|"\n\t]+$', target):
                    return "target " + target
        elif kind == "sheet":
            if re.search(r"[\[\]|\\/?*]", word) or word.count(":") > 1:
                return "sheet " + word
            if before[0] in ("word", "sheet", "on", "string"):
                return "sheet after " + before[1]
        elif kind == "bracket" and before[0] != "word":
            return "bracket " + word
        elif kind == "word" and "|" in word:
            return "word " + word
        elif kind == "mark" and word == "(" and before[0] in ("word", "string", "number", "bracket", "error", "sheet"):
            return "bracket after " + before[1]
        elif kind == "mark" and word == "(" and before[0] == "space" and i > 1 and found[i - 2][0] in (
                "word", "bracket", "string"):
            return "bracket after blank after " + found[i - 2][1]
    return None


# --- 1: formulas made here ---

rand = random.Random(20261121)
SHEETS = ["", "", "", "Sheet1!", "'a b'!", "売上!", "'it''s'!", "'4月'!", "Sheet1:Sheet9!"]


def place(depth=0):
    column = lambda: rand.choice(["", "$"]) + rand.choice(["A", "B", "Z", "AA", "XFD", "QZ"])
    row = lambda: rand.choice(["", "$"]) + str(rand.choice([1, 2, 99, 1048576]))
    sheet = rand.choice(SHEETS)
    kind = rand.randrange(9)
    if kind < 4:
        return sheet + column() + row()
    if kind < 6:
        return sheet + column() + row() + ":" + column() + row()
    if kind == 6:
        return sheet + column() + ":" + column()
    if kind == 7:
        return sheet + row() + ":" + row()
    return rand.choice(["rate", "税率", "Sheet1!rate", "Table1[列]", "Table1[[#This Row],[a b]]", "[0]!rate",
                        "Table1[[#Headers],[a]:[b]]", "#REF!", "Sheet1!#REF!", "表[#Totals]"])


def constant():
    return rand.choice(['"a"', '""', '"a""b"', '"=1+2"', '"改行\nあり"', "1", "0.5", "12.50", "1E+10", "2.5E-7", "TRUE",
                        "FALSE", "#N/A", "#DIV/0!", "100%"])


def blank():
    return rand.choice(["", "", "", "", "", " ", "  ", "\n", "\n    "])


def operand(depth):
    kind = rand.randrange(12)
    if depth > 4 or kind < 3:
        return place()
    if kind < 5:
        return constant()
    if kind < 6:
        return "(" + blank() + expression(depth + 1) + blank() + ")"
    if kind < 7:
        return rand.choice("+-") + operand(depth + 1)
    if kind < 8 and depth < 3:
        rows = rand.randrange(1, 4)
        width = rand.randrange(1, 4)
        cell = lambda: rand.choice(["1", "-2", '"x"', "TRUE", "#N/A", "0.25"])
        return "{" + ";".join(",".join(cell() for _ in range(width)) for _ in range(rows)) + "}"
    name = rand.choice(sorted(allowed))
    if name == "HYPERLINK":
        return name + '("' + rand.choice(["https://example.jp/a?b=c", "#Sheet1!A1", "mailto:a@example.jp"]) + '",' + \
            expression(depth + 1) + ")"
    text, least, most = allowed[name]
    n = rand.randrange(least, min(most, least + 3) + 1)
    args = [blank() + (expression(depth + 1) if rand.randrange(10) else "") + blank() for _ in range(n)]
    if n == 1 and not args[0].strip(" \n"):
        args = ["A1"]
    return text + "(" + ",".join(args) + ")"


def expression(depth=0):
    parts = [operand(depth)]
    for _ in range(rand.choice([0, 0, 0, 1, 1, 2])):
        parts += [blank(), rand.choice("+-*/^&=<>") if rand.randrange(4) else rand.choice(["<>", "<=", ">="]), blank(),
                  operand(depth)]
    return "".join(parts)


made = [blank() + expression() + blank() for _ in range(count)]
made = [m for m in made if len(m) <= 8192]
back = through(made)
wrong = [(m, b) for m, b in zip(made, back) if m != b]
result(not wrong, f"{len(made)} formulas made here come back as they were", "\n".join(map(repr, wrong[:3])))
odd = [(b, alive(b)) for b in back if b is not None and alive(b)]
result(not odd, "and the other tokenizer finds nothing alive in them", odd[:3])
again = through([b for b in back[:2000] if b])
result(again == [b for b in back[:2000] if b], "and twice is once")

# --- 2: no spelling of anything else ---


def full_width(s):
    return "".join(chr(ord(c) - 0x20 + 0xFF00) if "!" <= c <= "~" else c for c in s)


def spellings(name):
    for base in (name, name.lower(), name.title(), full_width(name), full_width(name[0]) + name[1:], name[:-1] + full_width(name[-1])):
        for p in ("", "_xlfn.", "_XLFN.", "_xlfn._xlws.", "_xlws.", "_xludf.", "_xll.", "_xlfn._xlfn.", "_xlpm.", "_xleta.",
                  "COM.MICROSOFT.", "ORG.OPENOFFICE.", "of:", "msoxl:", "[0]!", "[1]!", "Sheet1!", "'a b'!", "@", "+", "-", "="):
            yield p + base + "("
    for s in (name + " (", name + "\n(", name + "\t(", name + "\u3000(", name + "\u00a0(", " " + name + "(", "(" + name + ")(",
              "'" + name + "'(", '"' + name + '"(', name[0] + " " + name[1:] + "(", name[0] + "\n" + name[1:] + "(",
              name + "\u200b(", name + "（", name + "[](", name + "#(", "{" + name + "(", "INDEX(" + name + "(",
              name.replace(".", " . ") + " (", name + ".(", "." + name + "(", name + "!(", name + "!A1 ("):
        yield s


tries = []
for name in never + ["USERFUNCTION", "VBA.SHELL", "MYMACRO"]:
    for s in spellings(name):
        for tail in ('"http://a.jp/")', "A1)", ")"):
            tries.append(s + tail)
passed = [(t, b) for t, b in zip(tries, through(tries)) if b is not None]
# A blank and a call of a *listed* function is what is left of a name cut in two, say "S UM(": none of ours is one.
bad = [(t, b) for t, b in passed if alive(b) or any(re.search(r"(?i)(?<![\w.])" + re.escape(n) + r"\s*\(", b) for n in never)]
result(not bad, f"none of {len(tries)} spellings of {len(never) + 3} functions passes ({len(passed)} read as something else)", bad[:5])
dde = ["cmd|'/c calc'!A0", "cmd|' /c calc'!A0", "=cmd|'/c calc'!A0", "+cmd|'/c calc'!A0", "-cmd|'/c calc'!A0", "@cmd|'/c calc'!A0",
       "cmd|'/c calc'!'A0'", "'cmd'|'/c calc'!A0", "'cmd|/c calc'!A0", "cmd |'/c'!A0", "cmd|\n'/c'!A0", "CMD|'/c'!_xlbgnm.A1",
       "MSEXCEL|'\\..\\..\\Windows\\System32\\cmd.exe /c calc'!''", "rundll32|'URL.dll,OpenURL calc'!A", "SUM(1,cmd|'/c'!A0)",
       "cmd｜'/c calc'!A0", "cmd¦'/c'!A0", "ｃｍｄ|'/c'!A0", "DDE(\"soffice\",\"a\",\"b\")", "[1]!'!a'", "[2]Sheet1!A1", "[1]Sheet1:Sheet2!A1",
       "'[1]a'!A1", "'[b.xlsx]a'!A1", "'\\\\h\\s\\[b.xlsx]a'!A1", "'http://h/[b.xlsx]a'!A1", "'file:///a.ods'#$S.A1", "'C:\\a.xlsx'!n",
       "C:\\a.xlsx!n", "\\\\h\\s!n", "a.xlsx!n|m", "IF(1,[1]S!A1,2)", "A1:[1]S!A2", "[1]!T[a]", "[b.xlsx]S!A1", "S!A1|B1"]
passed = [(t, b) for t, b in zip(dde, through(dde)) if b is not None]
result(not passed, f"none of {len(dde)} DDE links and outside references passes", passed)

# --- 3: the corpus ---


def normal(text):
    """Without line end spellings and without the quotes of sheets that may stand without."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"'([^\W\d][\w\u30fb]*)'!", r"\1!", text)


formulas = set()
for path in sorted(glob.glob(os.path.join(corpus, "office", "xlsx", "*"))):
    try:
        package = zipfile.ZipFile(path)
        for name in package.namelist():
            if name.endswith(".xml"):
                text = package.read(name).decode("utf-8", "replace")
                for m in re.finditer(r"<(?:\w+:)?(?:f|formula|formula1|formula2|definedName|calculatedColumnFormula"
                                     r"|totalsRowFormula)(?:\s[^>]*[^/])?>([^<]+)</", text):
                    formulas.add(m.group(1))
    except zipfile.BadZipFile:
        pass
if formulas:
    formulas = sorted(formulas)
    got = through([html.unescape(f) for f in formulas])
    wrong = [(f, b) for f, b in zip(formulas, got) if b is None or normal(b) != normal(html.unescape(f))]
    result(not wrong, f"{len(formulas)} different formulas of the corpus come back as they were", "\n".join(map(repr, wrong[:9])))
else:
    print(f"ok {number + 1} - formulas of the corpus # SKIP not there")
    number += 1

# --- 4: forged tokens ---

for grammar, share in ((0, 4), (1, 1), (2, 1)):
    n = count * share
    out = subprocess.run([lines, str(grammar), "7", str(n)], capture_output=True, text=True, check=True).stdout.split("\n")[:-1]
    texts = [bytes.fromhex(o).decode() for o in out if not o.startswith("#")]
    bad = [(t, alive(t)) for t in texts if alive(t)]
    result(not bad and len(texts) >= n, f"{len(texts)} texts that lock 2 wrote from forged tokens, grammar {grammar}: nothing alive "
           f"({out[-1][2:]})", "\n".join(map(repr, bad[:5])))
    if grammar == 2:
        calls = [t for t in texts if any(k in ("call", "string") or (k == "mark" and w in "+-*/^&=<>{}%;")
                                           for k, w in tokens(t))]
        result(not calls, "and places only", calls[:3])

print(f"1..{number}")
sys.exit(failed > 0)
