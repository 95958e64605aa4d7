#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""try.py SEKISHO LIBEXEC: the trial of a folder: counts that add up, reasons, nothing written but the sheet (TAP)."""
import html.parser
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import done, expect  # noqa: E402

sekisho, libexec = sys.argv[1:]
HOSTILE = "<img src=x onerror=alert(1)>&'\".txt"


def run(*args, lang="ja_JP.UTF-8"):
    variables = {"PATH": os.environ.get("PATH", ""), "LANG": lang, "SEKISHO_LIBEXEC": libexec}
    return subprocess.run([sekisho, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=variables, timeout=120)


def put(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data)


def snapshot(top):
    return {os.path.join(d, f): open(os.path.join(d, f), "rb").read() for d, _, names in os.walk(top) for f in names}


class Cells(html.parser.HTMLParser):
    """Rows of every table, and every tag that occurs."""

    def __init__(self):
        super().__init__()
        self.rows, self.tags, self.inside = [], set(), False

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self.inside = True

    def handle_endtag(self, tag):
        self.inside = self.inside and tag not in ("td", "th")

    def handle_data(self, data):
        if self.inside:
            self.rows[-1][-1] += data


def sheet(base):
    inside = os.path.join(base, "先月の添付")
    put(f"{inside}/お知らせ.txt", "防災訓練のお知らせ\r\n".encode("cp932"))
    put(f"{inside}/課/表.csv", b"a,b\n1,=cmd\n")
    put(f"{inside}/empty.txt", b"")
    put(f"{inside}/偽り.png", b"this is text, not a picture")
    put(f"{inside}/図面\x1b[2J\u202e.jww", b"JwwData." + bytes(200))
    put(f"{inside}/{HOSTILE}", b"hello\n")
    before = snapshot(base)
    out, detail = os.path.join(base, "sheet.html"), os.path.join(base, "detail.json")
    ran = run("try", "-o", out, "--report", detail, inside)
    text = ran.stdout.decode()
    expect(ran.returncode == 0, "a trial that was done is 0, whatever it found", ran)
    expect("6件中 3件 取込可・3件 取込不可・不審 1件" in text, "the sum of it in one line", text)
    expect("偽り.png" in text and "拡張子と中身の形式が一致しません" in text, "the suspicious one is named, with the reason", text)
    expect("令和" in text and "配送は一切していません" in text, "when it was, and that nothing was delivered", text)
    expect("図面\ufffd[2J\ufffd.jww" in text and not {"\x1b", "\u202e"} & set(text), "nor can a name move the cursor", text)
    after = snapshot(base)
    expect(set(after) - set(before) == {out, detail} and all(after[k] == before[k] for k in before),
           "nothing is written but the sheet and the report", set(after) - set(before))
    page = Cells()
    page.feed(after[out].decode())
    kinds = page.rows[1:1 + next(i for i, r in enumerate(page.rows[1:]) if r and r[0] == "件数")]
    numbers = [[int(c.replace(",", "")) for c in r[1:]] for r in kinds]
    expect(sum(n[0] for n in numbers) == 6 and all(n[0] == sum(n[1:]) for n in numbers),
           "the columns add up to the files", kinds)
    expect("img" not in page.tags and "script" not in page.tags, "a name cannot put a tag into the page", page.tags)
    items = json.loads(after[detail])["items"]
    expect(len(items) == 6 and sum(i["result"] == "passed" for i in items) == 3, "the report has every file", items)
    again = run("try", "-o", out, inside)
    expect(again.returncode == 3 and "すでにあります" in again.stderr.decode(), "a sheet that is there is not overwritten", again)


def small(base):
    empty = os.path.join(base, "empty")
    os.mkdir(empty)
    ran = run("try", empty)
    expect(ran.returncode == 3 and "ファイルがありません" in ran.stderr.decode(), "an empty folder is said to be empty", ran)
    expect(run("try", f"{base}/nothing").returncode == 3, "a folder that is not there")
    put(f"{base}/one/a.txt", b"a\n")
    ran = run("try", f"{base}/one", lang="en_US.UTF-8")
    expect(b"Of 1 files: 1 can be taken in, 0 cannot" in ran.stdout, "in English too", ran)


with tempfile.TemporaryDirectory() as d:
    sheet(d)
with tempfile.TemporaryDirectory() as d:
    small(d)
done()
