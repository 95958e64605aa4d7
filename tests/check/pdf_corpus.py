#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""pdf_corpus.py SEKISHO FOLDER: every PDF of a folder through both locks, against itself.

Each output must satisfy pdf_check.py and `qpdf --check`; its pages are drawn by pdftocairo beside the original's, and its
text read by pdftotext beside the original's. Prints a line for each that differs, then the figures. Wants qpdf and
poppler-utils. --pages N: how many pages of each are drawn (6).
"""
import argparse
import os
import subprocess
import sys
import tempfile
import zlib

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import pdf_check  # noqa: E402

DPI, FAR = 40, 64  # a pixel is another one when a channel is off by more


def defilter(kind, row, up, step):
    if kind == 1:
        for i in range(step, len(row)):
            row[i] = (row[i] + row[i - step]) & 255
    elif kind == 2:
        for i, above in enumerate(up):
            row[i] = (row[i] + above) & 255
    elif kind:
        for i, above in enumerate(up):
            left, corner = (row[i - step], up[i - step]) if i >= step else (0, 0)
            if kind == 3:
                row[i] = (row[i] + (left + above) // 2) & 255
                continue
            far = [abs(above - corner), abs(left - corner), abs(left + above - 2 * corner)]
            row[i] = (row[i] + (left, above, corner)[far.index(min(far))]) & 255
    return row


def read_png(path):
    with open(path, "rb") as file:
        data = file.read()
    at, packed, head = 8, b"", b""
    while at < len(data):
        n, kind = int.from_bytes(data[at:at + 4], "big"), data[at + 4:at + 8]
        packed += data[at + 8:at + 8 + n] if kind == b"IDAT" else b""
        head = data[at + 8:at + 8 + n] if kind == b"IHDR" else head
        at += 12 + n
    width, step = int.from_bytes(head[:4], "big"), {0: 1, 2: 3, 6: 4}[head[9]]
    raw, row = zlib.decompress(packed), width * step
    rows, up = [], bytearray(row)
    for y in range(0, len(raw), row + 1):
        up = defilter(raw[y], bytearray(raw[y + 1:y + 1 + row]), up, step)
        rows.append(bytes(up))
    return head, b"".join(rows)


def draw(path, folder, pages):
    os.makedirs(folder)
    subprocess.run(["pdftocairo", "-png", "-gray", "-r", str(DPI), "-l", str(pages), path, folder + "/p"],
                   stderr=subprocess.DEVNULL, check=False, timeout=120)
    return [read_png(os.path.join(folder, name)) for name in sorted(os.listdir(folder))]


def difference(before, after):
    """The largest share of pixels of any page that are others; None when the pages do not even have the same size."""
    if [p[0] for p in before] != [p[0] for p in after]:
        return None
    return max((sum(abs(a - b) > FAR for a, b in zip(x[1], y[1])) / len(x[1]) for x, y in zip(before, after)), default=0)


def text(path):
    return subprocess.run(["pdftotext", path, "-"], capture_output=True, check=False, timeout=120).stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pages", type=int, default=6)
    parser.add_argument("sekisho")
    parser.add_argument("folder")
    args = parser.parse_args()
    names = sorted(n for n in os.listdir(args.folder) if n.endswith(".pdf"))
    passed = same = alike = words = bad = sizes = outputs = 0
    with tempfile.TemporaryDirectory() as base:
        subprocess.run([args.sekisho, "disarm", "--quiet", "-o", base + "/out", args.folder],
                       stderr=subprocess.DEVNULL, check=False)
        for name in names:
            old, new = os.path.join(args.folder, name), os.path.join(base, "out", name)
            if not os.path.exists(new):
                print("%s: refused" % name)
                continue
            passed += 1
            sizes, outputs = sizes + os.path.getsize(old), outputs + os.path.getsize(new)
            found = pdf_check.Check(new, []).run()
            qpdf = subprocess.run(["qpdf", "--check", new], capture_output=True, check=False)
            bad += bool(found) or qpdf.returncode != 0
            far = difference(draw(old, f"{base}/{name}.a", args.pages), draw(new, f"{base}/{name}.b", args.pages))
            same, alike = same + (far == 0), alike + (far is not None and far < 0.002)
            equal = text(old) == text(new)
            words += equal
            if found or qpdf.returncode or far != 0 or not equal:
                share = "pages differ" if far is None else "%.3f %% of pixels" % (far * 100)
                print("%s: %s%s%s" % (name, share, "" if equal else ", text differs", "; " + "; ".join(found) if found else ""))
    print("%d files: %d passed, %d with findings; pages the same %d, alike %d; text the same %d; %d -> %d bytes" %
          (len(names), passed, bad, same, alike, words, sizes, outputs))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
