#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Word files of a corpus through both locks: how many are rebuilt, and with how much of their text.

    docx_corpus.py LOCKS CORPUS

LOCKS is the program of tests/locks.c. The check itself knows nothing of our code: it reads both
packages with zipfile and ElementTree. Recall is the share of the original's characters (w:t,
w:delText, m:t, a:t of body, headers, footers, notes and comments; of alternatives the Fallback is
left out) that the rebuilt file has too, counted as words of two characters. Fails when fewer than
97 in 100 ordinary files are rebuilt (encrypted ones, ones cut short and ones with a DTD are not
ordinary: they must be refused) or a recall is under 0.99. Exit 77: no corpus, skipped.
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

STORIES = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml$", re.I)
TEXT = re.compile(r"\}(t|delText)$")


def paragraphs(node):
    if node.tag.endswith("}Fallback"):
        return
    if node.tag.endswith("}p"):
        yield node
    for child in node:
        yield from paragraphs(child)


def pieces(node, in_text=False):
    if node.tag.endswith("}Fallback") or node.tag.endswith("}instrText"):
        return
    if TEXT.search(node.tag) and node.text:
        yield node.text
    for child in node:
        yield from pieces(child)


def text_of(path):
    out = []
    with zipfile.ZipFile(path) as z:
        for name in sorted(z.namelist()):
            if STORIES.match(name):
                root = ET.fromstring(z.read(name))
                out += [re.sub(r"\s+", "", "".join(pieces(p))) for p in paragraphs(root)]
    return out


def pairs(blocks):
    return collections.Counter(text[i:i + 2] for text in blocks for i in range(len(text) - 1))


def recall(original, rebuilt):
    a, b = pairs(text_of(original)), pairs(text_of(rebuilt))
    total = sum(a.values())
    return 1.0 if total == 0 else sum(min(n, b[k]) for k, n in a.items()) / total


MUST_REFUSE = {"bug53475-password-is-pass.docx": "E_PASSWORD", "truncated62886.docx": "E_BROKEN",
               "ExternalEntityInText.docx": "E_BROKEN"}


def run(locks, files, folder):
    out = subprocess.run([locks, "-o", folder] + files, check=True, capture_output=True, text=True)
    for line in out.stdout.splitlines():
        path, _, error, disarm, rebuild = line.split("\t")[:5]
        yield path, error, float(disarm) + float(rebuild)


def check_ordinary(locks, files, folder):
    good, ordinary, times, problems = 0, 0, [], []
    for path, error, cpu in run(locks, files, folder):
        name = os.path.basename(path)
        if name in MUST_REFUSE:
            if error != MUST_REFUSE[name]:
                problems.append("%s gives %s" % (name, error))
            continue
        ordinary += 1
        if error != "OK":
            print("%s: %s" % (name, error))
            continue
        good += 1
        times.append(cpu)
        value = recall(path, os.path.join(folder, name + ".docx"))
        if value < 0.99:
            problems.append("%s: recall %.4f" % (name, value))
    times.sort()
    print("%d of %d rebuilt; CPU of both locks: median %.1f ms, most %.1f ms" % (
        good, ordinary, times[len(times) // 2] / 1000, times[-1] / 1000))
    if good < 0.97 * ordinary:
        problems.append("too few are rebuilt")
    return problems


def main():
    locks, corpus = sys.argv[1:3]
    files = sorted(glob.glob(os.path.join(corpus, "office/docx/*"))) + \
        sorted(glob.glob(os.path.join(corpus, "office-active/docm/*")))
    malformed = sorted(glob.glob(os.path.join(corpus, "office-malformed/*")))
    if not files:
        print("no corpus at " + corpus)
        return 77
    with tempfile.TemporaryDirectory() as folder:
        problems = check_ordinary(locks, files, folder)
        alive = subprocess.run([sys.executable, os.path.join(os.path.dirname(__file__), "ooxml_check.py"), folder],
                               capture_output=True, text=True, check=False)
        if alive.returncode != 0:
            problems.append(alive.stdout)
        answers = collections.Counter(error for _, error, _ in run(locks, malformed, folder))
    print("malformed:", dict(answers))
    if sum(answers.values()) != len(malformed):
        problems.append("an answer is missing")
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
