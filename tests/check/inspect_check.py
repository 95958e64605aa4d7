#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""inspect_check.py PROGRAM: 送付前点検 of the samples of tools/make_inspect_samples.py, looked at from outside (TAP).

For each: what is found, and nothing else; after erasing all that can be, no word that was to go stands anywhere in the rebuilt
file (every part of a package, every object and text of a PDF), what was to stay does; erasing one find leaves the others with
their ids; an id that is not there is an error. Shares no code with the product but the samples.
"""
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
spec = importlib.util.spec_from_file_location("samples", os.path.join(SOURCE, "tools/make_inspect_samples.py"))
made = importlib.util.module_from_spec(spec)
spec.loader.exec_module(made)
count = bad = 0


def tap(good, name, why=""):
    global count, bad
    count += 1
    bad += not good
    print(f"{'ok' if good else 'not ok'} {count} - {name}")
    for row in str(why).splitlines() if not good else []:
        print(f"# {row}")


def call(program, path, out, *ids):
    p = subprocess.run([program, path, out, *ids], capture_output=True, timeout=120, check=False)
    rows = p.stdout.decode("utf-8", "replace").split("\n")
    finds = [r.split("\t") for r in rows if "\t" in r]
    return finds, next((r[6:] for r in rows if r.startswith("error ")), f"died {p.returncode} {p.stderr.decode(errors='replace')[-500:]}")


def kinds(finds):
    out = {}
    for f in finds:
        out[f[1]] = out.get(f[1], 0) + 1
    return out


def everything(path):
    """All that a reader of the file could find, as one text; runs of one paragraph stand together."""
    with open(path, "rb") as f:
        data = f.read()
    if path.endswith(("docx", "xlsx", "pptx")):
        text = ""
        with zipfile.ZipFile(path) as z:
            for name in z.namelist():
                part = z.read(name)
                xml = part.decode("utf-8", "replace")
                text += name + "\n" + xml + "\n" + re.sub(r"<[^>]*>", "", xml) + "\n"
        return text
    if path.endswith("pdf"):
        text = data.decode("latin-1")
        if shutil.which("qpdf"):
            text += subprocess.run(["qpdf", "--qdf", "--object-streams=disable", path, "-"], capture_output=True, check=False).stdout.decode("latin-1")
        if shutil.which("pdftotext"):
            text += subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=False).stdout.decode("utf-8", "replace")
            text += subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=False).stdout.decode("utf-8", "replace")
        return text
    return data.decode("utf-8")


def one(program, folder, name, data, want, gone, stay):
    path, ext = os.path.join(folder, name), name.rsplit(".", 1)[1]
    with open(path, "wb") as f:
        f.write(data)
    before, after = os.path.join(folder, "before." + ext), os.path.join(folder, "after." + ext)
    finds, error = call(program, path, before, "NONE")
    tap(error == "OK" and kinds(finds) == want, f"{name}: finds what there is", f"{error} {kinds(finds)} not {want}\n" + "\n".join("\t".join(f) for f in finds))
    whole = everything(before) if error == "OK" else ""
    words = everything(path) if ext in ("docx", "xlsx", "pptx") else whole
    tap(all(w in words for w in gone), f"{name}: what is to go is there before", [w for w in gone if w not in words])
    tap(not any(re.search(made.N[0], f[11]) for f in finds), f"{name}: no excerpt says a whole number")
    left, error = call(program, path, after, "ALL")
    erasable = [f for f in finds if f[3] == "1"]
    tap(error == "OK" and not any(f[3] == "1" for f in left) and {f[0] for f in left} <= {f[0] for f in finds}, f"{name}: all that can be is erased", f"{error}\n" + "\n".join("\t".join(f) for f in left))
    if error != "OK":
        return
    text = everything(after)
    tap(not any(w in text for w in gone), f"{name}: nothing of it is left anywhere", [w for w in gone if w in text])
    tap(all(w in text for w in stay), f"{name}: the rest has stayed", [w for w in stay if w not in text])
    if ext == "pdf" and shutil.which("qpdf"):
        p = subprocess.run(["qpdf", "--check", after], capture_output=True, check=False)
        tap(p.returncode == 0, f"{name}: qpdf has nothing against it", p.stdout.decode(errors="replace"))
    if erasable:
        others, error = call(program, path, after, erasable[0][0])
        kept = {f[0] for f in finds} - {erasable[0][0]}
        tap(error == "OK" and kept == {f[0] for f in others}, f"{name}: one erased, the others keep their ids", f"{error} {kept} {others}")
    _, error = call(program, path, after, "0000000000000001")
    tap(error == "E_ERASE", f"{name}: an id that is not there", error)


def crop(program, folder):
    """What a crop hid is not in the picture any more; what it shows is, sample by sample."""
    path = os.path.join(folder, "after.docx")
    data = next(d for n, d, *_ in made.samples() if n == "crop.docx")
    with open(os.path.join(folder, "crop.docx"), "wb") as f:
        f.write(data)
    call(program, os.path.join(folder, "crop.docx"), path, "ALL")
    with zipfile.ZipFile(path) as z:
        picture = z.read(next(n for n in z.namelist() if n.endswith(".png")))
    import zlib
    at, packed = 8, b""
    while at < len(picture):
        n = int.from_bytes(picture[at:at + 4], "big")
        if picture[at + 4:at + 8] == b"IDAT":
            packed += picture[at + 8:at + 8 + n]
        at += n + 12
    raw, rows, last = zlib.decompress(packed), [], bytes(120)
    for y in range(20):
        kind, row = raw[y * 121], bytearray(raw[y * 121 + 1:(y + 1) * 121])
        for i in range(120):
            a, b, c = row[i - 3] if i >= 3 else 0, last[i], last[i - 3] if i >= 3 else 0
            p = a + b - c
            paeth = a if abs(p - a) <= abs(p - b) and abs(p - a) <= abs(p - c) else b if abs(p - b) <= abs(p - c) else c
            row[i] = (row[i] + [0, a, b, (a + b) // 2, paeth][kind]) & 255
        rows.append(bytes(row))
        last = rows[-1]
    seen = all(tuple(rows[y][x * 3:x * 3 + 3]) == (x * 6, y * 12, 90) for y in range(20) for x in range(10, 30))
    hidden = {tuple(rows[y][x * 3:x * 3 + 3]) for y in range(20) for x in list(range(10)) + list(range(30, 40))}
    tap(seen and hidden == {(255, 255, 255)}, "crop.docx: only what is seen is left of the picture", hidden)


def main():
    with tempfile.TemporaryDirectory() as folder:
        for row in made.samples():
            one(sys.argv[1], folder, *row)
        crop(sys.argv[1], folder)
    print(f"1..{count}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
