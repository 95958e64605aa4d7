#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Opens rebuilt documents in LibreOffice and compares their text with that of the originals.

    office_open.py [--only-open] [--png FOLDER] [--recall 0.99] PAIRS

PAIRS is a file, or - for standard input, with a line a document: ORIGINAL <tab> REBUILT. Both are
converted to text by LibreOffice with a profile of its own in a temporary folder; recall is the
share of the original's pairs of characters that the rebuilt text has too. --only-open never opens
an original (hostile ones); --png also draws the first pages of both for people to look at.
Ends with 1 when a rebuilt document does not open or recalls too little, 77 without LibreOffice.
"""
import argparse
import collections
import os
import re
import shutil
import subprocess
import sys
import tempfile


def convert(profile, kind, files, folder):
    """One LibreOffice for all: names are made unique by the caller."""
    if not files:
        return
    subprocess.run(["soffice", "-env:UserInstallation=file://" + profile, "--headless", "--norestore",
                    "--convert-to", kind, "--outdir", folder] + files,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120 + 20 * len(files), check=False)


def words(path):
    with open(path, encoding="utf-8", errors="replace") as f:
        text = re.sub(r"\s+", "", f.read().lstrip("\ufeff"))
    return collections.Counter(text[i:i + 2] for i in range(len(text) - 1))


def recall(original, rebuilt):
    total = sum(original.values())
    return sum(min(n, rebuilt[k]) for k, n in original.items()) / total if total else 1.0


def draw(profile, files, folder, where):
    convert(profile, "pdf", files, folder)
    for path in files:
        pdf = os.path.join(folder, os.path.basename(path).rsplit(".", 1)[0] + ".pdf")
        if os.path.exists(pdf):
            subprocess.run(["pdftoppm", "-r", "60", "-l", "3", "-png", pdf,
                            os.path.join(where, os.path.basename(pdf)[:-4])], check=False)


def stage(pairs, folder, side):
    """Copies under numbers, so that no name is taken twice; returns the copies."""
    out = []
    for number, pair in enumerate(pairs):
        extension = "docx" if side else pair[0].rsplit(".", 1)[-1].lower()
        to = os.path.join(folder, "%03d-%s.%s" % (number, "after" if side else "before", extension))
        shutil.copyfile(pair[side], to)
        out.append(to)
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only-open", action="store_true")
    parser.add_argument("--png")
    parser.add_argument("--recall", type=float, default=0.99)
    parser.add_argument("pairs")
    args = parser.parse_args()
    if not shutil.which("soffice"):
        print("LibreOffice is not here: skipped")
        return 77
    with sys.stdin if args.pairs == "-" else open(args.pairs, encoding="utf-8") as f:
        pairs = [line.rstrip("\n").split("\t") for line in f if line.strip()]
    bad, values = 0, []
    with tempfile.TemporaryDirectory() as folder:
        profile = os.path.join(folder, "profile")
        before = [] if args.only_open else stage(pairs, folder, 0)
        after = stage(pairs, folder, 1)
        text = os.path.join(folder, "text")
        os.mkdir(text)
        convert(profile, "txt:Text (encoded):UTF8", before + after, text)
        for number, pair in enumerate(pairs):
            name = os.path.basename(pair[0])
            a = os.path.join(text, "%03d-before.txt" % number)
            b = os.path.join(text, "%03d-after.txt" % number)
            if not os.path.exists(b):
                print("%s: does not open" % name)
                bad += 1
            elif os.path.exists(a):
                value = recall(words(a), words(b))
                values.append(value)
                if value < args.recall:
                    print("%s: recall %.4f" % (name, value))
                    bad += 1
            elif not args.only_open:
                print("%s: the original does not open" % name)
        if args.png:
            os.makedirs(args.png, exist_ok=True)
            draw(profile, before + after, folder, args.png)
    print("%d documents, %d bad; recall least %.4f mean %.4f" % (
        len(pairs), bad, min(values, default=1), sum(values) / max(1, len(values))))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
