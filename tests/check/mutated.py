#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A great many forms, changed as a captured lock 1 could (tests/mutated.c): whatever lock 2 takes becomes an inert file.

    mutated.py MUTATED COUNT SEED FOLDER|FILE...

Every new outcome is looked at by the independent checker of its kind: pdf_check, image_check, gif_check, zip_check, and for Office
the rules of vectors.py (texts that a person reads left out, as in forged.py); a text holds no control, a table no cell that a
spreadsheet would run. A member of a package that was seen before, byte for byte, is not looked at again.
"""
import collections
import csv
import hashlib
import io
import os
import re
import struct
import subprocess
import sys
import time
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
program, count, seed = sys.argv[1:4]
sources = sys.argv[4:]
import forged  # noqa: E402
import vectors  # noqa: E402
import gif_check  # noqa: E402
import image_check  # noqa: E402
import pdf_check  # noqa: E402
import zip_check  # noqa: E402


good = set()
COLUMN = re.compile(r"表\d+(?:\[[^\[\]<]*\]|\[\[[^<\]]*\](?:,\[[^<\]]*\])*\])")  # of a table: may be called anything that needs no bracket
STRING = re.compile(r"(?<=[>(,;=&+ ])&quot;(?:(?!&quot;)[^<])*&quot;(?=[<),;&+= ])")  # in a formula: a text


def office(data, depth=0):
    if not data.startswith(b"PK\3\4"):
        yield "no package"
        return
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        if len(set(z.namelist())) != len(z.namelist()) or z.comment:
            yield "a name twice, or a comment"
        for name in z.namelist():
            raw = z.read(name)
            key = hashlib.sha256(name.encode() + b"\0" + raw).digest()
            if key in good:
                continue
            found = []
            if not vectors.MEMBER.match(name):
                found.append(f"member {name}")
            if name.endswith((".xml", ".rels", ".vml")):
                text = raw.decode("utf-8")
                if name.endswith(".rels"):
                    found += vectors.check_relations(name, re.sub(r'Target="(?i:http)(?i:s?)://', 'Target="https://', text))
                else:
                    text = COLUMN.sub("t[c]", STRING.sub("&quot;&quot;", text))
                    found += vectors.check_text(name, forged.SHEET.sub("s!", forged.SHOWN.sub("", forged.TEXT.sub(r"<\1></", text))))
            elif name.endswith((".png", ".jpeg", ".jpg")):
                found += [f"{name}: {p}" for p in image_check.check(raw)]
            yield from found
            if not found:
                good.add(key)


def pdf(data):
    job = pdf_check.Check.__new__(pdf_check.Check)
    job.data, job.found, job.objects, job.streams, job.canaries = data, [], {}, {}, []
    return job.run()


def archive(data):
    """Its contents are what the notary put in: files that others wrote and these checks know; names, times and layout are the form's."""
    return [f for f in zip_check.check(data) if not f.endswith(("begins otherwise", "no text"))]


def text_of(data):
    text = data.decode("utf-8-sig")
    m = re.search("[\0-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]", text.replace("\r\n", "\n"))
    if m and m.group() != "\r":
        yield f"control {m.group()!r}"


def table(data):
    yield from text_of(data)
    text = data.decode("utf-8-sig")
    for separator in ",;\t":
        if data.count(separator.encode()) == max(data.count(s) for s in (b",", b";", b"\t")):
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
                for cell in row:  # a name before the bracket calls; a number, as in +81-3-1234(, does not
                    if re.match(r"\s*[=＝]+[^=＝－ -]", cell) or re.match(r"\s*[-+@＝＋－＠=].*([|!｜！]|[^\W\d][\w. ]*[(（])", cell):
                        yield f"cell {cell!r}"
            return


CHECKS = {"docx": office, "xlsx": office, "pptx": office, "pdf": pdf, "png": image_check.check, "jpg": image_check.check, "gif": gif_check.check, "zip": archive,
          "txt": text_of, "csv": table, "tsv": table}


def exactly(f, n):
    data = f.read(n)
    if len(data) != n:
        raise EOFError
    return data


def main():
    files = []
    for source in sources:
        files += sorted(os.path.join(source, n) for n in os.listdir(source)) if os.path.isdir(source) else [source]
    files = [f for f in files if os.path.isfile(f)]
    began, problems, looked = time.time(), [], collections.Counter()
    run = subprocess.Popen([program, seed, count, *files], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        while True:
            number, ext, n = struct.unpack("<I8sI", exactly(run.stdout, 16))
            data = exactly(run.stdout, n)
            ext = ext.rstrip(b"\0").decode("ascii")
            looked[ext] += 1
            try:
                found = list(CHECKS[ext](data))
            except Exception as e:  # a checker that cannot read it has found something
                found = [f"cannot be read: {type(e).__name__} {e}"]
            if found:
                problems.append(f"seed {seed} form {number}: {ext}: {found[:2]}")
                if len(problems) <= 20 and os.environ.get("MUTATED_KEEP"):
                    with open(os.path.join(os.environ["MUTATED_KEEP"], f"{number}.{ext}"), "wb") as f:
                        f.write(data)
    except (EOFError, struct.error):
        pass
    said = run.stderr.read().decode()
    rows = [line.split() for line in said.strip().split("\n") if line.count(" ") >= 4]
    kinds = collections.defaultdict(lambda: [0, 0, 0])
    for row in rows:
        for i in range(3):
            kinds[row[-4]][i] += int(row[-3 + i])
    if run.wait() != 0 or sum(k[0] for k in kinds.values()) != int(count):
        problems.append(f"the program ended with {run.returncode}: {said[-400:]}")
    names = dict(zip("123456789", "text table image document sheet slides pages container animation".split()))
    for kind, (made, taken, new) in sorted(kinds.items()):
        print(f"# {names.get(kind, kind)}: {made} forms, {taken} taken, {new} different outcomes")
    for p in problems[:30]:
        print("not ok", p)
    print(f"seed {seed}: {count} changed forms of {len(rows)} files, {sum(k[1] for k in kinds.values())} taken, {sum(looked.values())} outcomes looked at "
          f"({', '.join(f'{k} {n}' for k, n in sorted(looked.items()))}), {len(problems)} problems, {time.time() - began:.0f} s")
    missing = set(names) - {k for k, v in kinds.items() if v[1]}
    if missing:
        print("not ok no form taken of kind", sorted(missing))
    return 1 if problems or missing else 0


if __name__ == "__main__":
    sys.exit(main())
