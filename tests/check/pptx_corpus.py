#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""PowerPoint files of a corpus through both locks: as many slides as before, and how much of their text.

    pptx_corpus.py LOCKS CORPUS

LOCKS is the program of tests/locks.c. The check knows nothing of our code: it reads both packages with zipfile and ElementTree.
Recall is the share of the characters of slides, notes, comments, tables and charts (a:t, p:text, and c:v in cached values), of
alternatives without the Fallback, as pairs. Fails when fewer than 97 in 100 ordinary files are rebuilt, a slide is missing or a
recall is under 0.99. Exit 77: no corpus, skipped.
"""
import collections
import glob
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
import zipfile

STORIES = re.compile(r"ppt/(slides/slide|notesSlides/notesSlide|comments/comment|charts/chart)\d+\.xml$", re.I)
MUST_REFUSE = {"Divino_Revelado.pptx"}  # no zip


def pieces(node):
    if node.tag.endswith("}Fallback"):
        return
    if node.tag.endswith(("}t", "}text", "}v")) and node.text:
        yield node.text
    for child in node:
        yield from pieces(child)


def story(path):
    pairs, slides = collections.Counter(), 0
    with zipfile.ZipFile(path) as z:
        root = ET.fromstring(z.read("ppt/presentation.xml"))
        slides = sum(e.tag.endswith("}sldId") for e in root.iter())
        for name in z.namelist():
            if STORIES.match(name):
                for text in pieces(ET.fromstring(z.read(name))):
                    text = re.sub(r"\s+", "", text)
                    pairs.update(text[i:i + 2] for i in range(max(1, len(text) - 1)) if text)
    return pairs, slides


def recall(original, rebuilt):
    a, b = story(original)[0], story(rebuilt)[0]
    total = sum(a.values())
    return 1.0 if total == 0 else sum(min(k, b[p]) for p, k in a.items()) / total


def main():
    locks, corpus = sys.argv[1:3]
    files = sorted(glob.glob(os.path.join(corpus, "office/pptx/*"))) + sorted(glob.glob(os.path.join(corpus, "office-active/pptm/*")))
    if not files:
        print("no corpus at " + corpus)
        return 77
    problems, times, good = [], [], 0
    with tempfile.TemporaryDirectory() as folder:
        out = subprocess.run([locks, "-o", folder] + files, check=True, capture_output=True, text=True).stdout
        for line in out.splitlines():
            path, _, error, disarm, rebuild = line.split("\t")[:5]
            name = os.path.basename(path)
            if (error == "OK") == (name in MUST_REFUSE):
                problems.append("%s gives %s" % (name, error))
            if error != "OK":
                continue
            good += 1
            times.append(float(disarm) + float(rebuild))
            rebuilt = os.path.join(folder, name + ".pptx")
            n, m, value = story(path)[1], story(rebuilt)[1], recall(path, rebuilt)
            if n != m or value < 0.99:
                problems.append("%s: %d slides of %d, recall %.4f" % (name, m, n, value))
        alive = subprocess.run([sys.executable, os.path.join(os.path.dirname(__file__), "ooxml_check.py"), folder],
                               capture_output=True, text=True, check=False)
        if alive.returncode != 0:
            problems.append(alive.stdout)
    times.sort()
    print("%d of %d rebuilt; CPU of both locks: median %.1f ms, most %.1f ms" % (
        good, len(files) - len(MUST_REFUSE), times[len(times) // 2] / 1000, times[-1] / 1000))
    if good < 0.97 * (len(files) - len(MUST_REFUSE)):
        problems.append("too few are rebuilt")
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
