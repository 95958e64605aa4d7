#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Excel files of a corpus through both locks: every cell as it was, and how much of the other text.

    xlsx_corpus.py LOCKS CORPUS [--soffice]

LOCKS is the program of tests/locks.c. The check knows nothing of our code: it reads both packages with zipfile and ElementTree.
Sheets must have the same names in the same order, every cell the same value (shared and rich text put together, escapes
resolved). Recall is the share of the text of comments, shapes and charts as pairs of characters. With --soffice LibreOffice also
writes every sheet of both files as CSV, and the bytes must be the same. Fails when fewer than 97 in 100 ordinary files are
rebuilt, a cell differs or a recall is under 0.99. Exit 77: no corpus, skipped.
"""
import collections
import glob
import os
import posixpath
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
import zipfile

MUST_REFUSE = {}


def local(e):
    return e.tag.split("}")[-1]


def plain(text):
    text = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m.group(1), 16)), text or "")
    return re.sub(r"\r\n?", "\n", text)


def words(e):
    """The text of a string item without its reading aids."""
    return "" if local(e) in ("rPh", "Fallback") else (plain(e.text) if local(e) == "t" else "") + "".join(words(c) for c in e)


class Book:
    def __init__(self, path):
        self.z = zipfile.ZipFile(path)
        self.names = {n.lower(): n for n in self.z.namelist()}
        root = self.rels("")
        self.main = next(t for k, t in root.values() if k.endswith("/officeDocument"))
        self.main_rels = self.rels(self.main)
        self.strings = []
        for kind, target in self.main_rels.values():
            if kind.endswith("/sharedStrings") and target.lower() in self.names:
                self.strings = [words(si) for si in self.xml(target)]

    def xml(self, name):
        return ET.fromstring(self.z.read(self.names[name.lower()]))

    def rels(self, source):
        folder, base = posixpath.split(source)
        name = posixpath.join(folder, "_rels", base + ".rels")
        if name.lower() not in self.names:
            return {}
        return {e.get("Id"): (e.get("Type"), posixpath.normpath(posixpath.join("/", folder, e.get("Target"))).lstrip("/"))
                for e in self.xml(name) if e.get("TargetMode") != "External"}

    def sheets(self):
        for e in self.xml(self.main).iter():
            if local(e) != "sheet":
                continue
            kind, part = next((self.main_rels.get(v, ("", "")) for k, v in e.attrib.items() if k.endswith("}id")), ("", ""))
            if kind.endswith("/worksheet") and part.lower() in self.names:
                yield e.get("name"), dict(self.cells(part)), self.around(part)

    def cells(self, part):
        row = 0
        for r in self.xml(part).iter():
            if local(r) != "row":
                continue
            row, at = int(r.get("r", row + 1)), 0
            for c in r:
                if local(c) != "c":
                    continue
                ref = c.get("r")
                at = at + 1 if ref is None else ref
                value = self.value(c)
                if value is not None:
                    yield (row, at), value

    def value(self, c):
        v = next((e for e in c if local(e) == "v"), None)
        inline = next((e for e in c if local(e) == "is"), None)
        kind = c.get("t", "n")
        if inline is not None:
            return words(inline)
        if v is None or (v.text or "") == "" and kind != "str":
            return None
        if kind == "s":
            return self.strings[int(v.text)] if int(v.text) < len(self.strings) else None
        return plain(v.text)

    def around(self, part):
        """Text of what hangs on a sheet: comments, shapes, charts."""
        out, queue, seen = [], [part], set()
        while queue:
            name = queue.pop()
            if name in seen or name.lower() not in self.names:
                continue
            seen.add(name)
            if name != part and name.endswith(".xml"):
                out += [plain(e.text) for e in walk(self.xml(name)) if local(e) in ("t", "v") and e.text]
            queue += [t for k, t in self.rels(name).values() if re.search(r"/(drawing|chart|comments)$", k)]
        return out


def walk(e):
    if local(e) in ("Fallback", "extLst"):
        return
    yield e
    for c in e:
        yield from walk(c)


def pairs(texts):
    return collections.Counter(t[i:i + 2] for t in texts for i in range(len(t) - 1))


def compare(original, rebuilt):
    a, b = list(Book(original).sheets()), list(Book(rebuilt).sheets())
    if [n for n, _, _ in a] != [n for n, _, _ in b]:
        return "sheets %s became %s" % ([n for n, _, _ in a], [n for n, _, _ in b])
    for (name, cells, text), (_, after, text_after) in zip(a, b):
        wrong = [k for k in cells.keys() | after.keys() if cells.get(k) != after.get(k)]
        if wrong:
            k = min(wrong, key=str)
            return "%s %s: %r became %r (%d cells)" % (name, k, cells.get(k), after.get(k), len(wrong))
        want, have = pairs(text), pairs(text_after)
        total = sum(want.values())
        if total and sum(min(n, have[k]) for k, n in want.items()) < 0.99 * total:
            return "%s: text around the cells is missing: %s" % (name, list((want - have).elements())[:8])
    return None


def csv(files, folder, home):
    os.makedirs(folder)
    subprocess.run(["soffice", "-env:UserInstallation=file://" + home, "--headless", "--convert-to",
                    "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1", "--outdir", folder] + files,
                   capture_output=True, check=False)
    return {os.path.basename(p): open(p, "rb").read() for p in glob.glob(folder + "/*.csv")}


def by_soffice(done, folder):
    for kind in (0, 1):
        os.makedirs("%s/in%d" % (folder, kind))
        for i, pair in enumerate(done):
            shutil.copy(pair[kind], "%s/in%d/f%03d.xlsx" % (folder, kind, i))
    first, second = (csv(sorted(glob.glob("%s/in%d/*" % (folder, k))), "%s/csv%d" % (folder, k), folder + "/home") for k in (0, 1))
    print("LibreOffice: %d tables" % len(first))
    return ["%s: CSV of %s differs" % (os.path.basename(done[int(n[1:4])][0]), n) for n in sorted(first.keys() | second.keys())
            if first.get(n) != second.get(n)]


def main():
    locks, corpus = sys.argv[1:3]
    files = [f for p in ("office/xlsx/*", "office-active/xlsm/*") for f in sorted(glob.glob(os.path.join(corpus, p)))]
    if not files:
        print("no corpus at " + corpus)
        return 77
    problems, done, times = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        out = subprocess.run([locks, "-o", folder] + files, check=True, capture_output=True, text=True)
        for line in out.stdout.splitlines():
            path, _, error, disarm, rebuild = line.split("\t")[:5]
            if error != "OK":
                print("%s: %s" % (os.path.basename(path), error))
                continue
            times.append(float(disarm) + float(rebuild))
            done.append((path, os.path.join(folder, os.path.basename(path) + ".xlsx")))
            problem = compare(*done[-1])
            if problem:
                problems.append("%s: %s" % (os.path.basename(path), problem))
        alive = subprocess.run([sys.executable, os.path.join(os.path.dirname(__file__), "xlsx_check.py"), folder],
                               capture_output=True, text=True, check=False)
        if alive.returncode != 0:
            problems.append(alive.stdout)
        if "--soffice" in sys.argv:
            problems += by_soffice(done, folder)
    times.sort()
    print("%d of %d rebuilt; CPU of both locks: median %.1f ms, most %.1f ms" % (
        len(done), len(files), times[len(times) // 2] / 1000, times[-1] / 1000))
    if len(done) < 0.97 * len(files):
        problems.append("too few are rebuilt")
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
