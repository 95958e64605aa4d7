#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# published.py: `sekisho policy import` and `policy diff` of published texts. Usage: published.py SEKISHO SAMPLES SEEDS.
# TAP on standard output; the five texts of SEEDS are skipped where they are not.
import itertools
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import done, expect, skip  # noqa: E402

sekisho, samples, seeds = sys.argv[1:]
wrapped, pointed = f"{samples}/wrapped.txt", f"{samples}/pointed.txt"


def run(*args, lang="ja_JP.UTF-8", stdin=b""):
    return subprocess.run([sekisho, "policy", *args], input=stdin, capture_output=True, env={"LANG": lang}, timeout=60)


# As text, in two languages; as JSON; from standard input.
ran = run("import", wrapped)
text = ran.stdout.decode()
expect(ran.returncode == 0 and not ran.stderr, "import", ran)
for words in ("第1階層 10、第2階層 20、第3階層 6", "103: 10  実施手順", "2025-10-01 改正", "営業委託→業務委託", "原文を確認してください"):
    expect(words in text, f"import says {words}", ran)
expect(f"{wrapped}:88: 参考: 6(8) 「営業委託→業務委託」" in text, "a note names file, line, clause and why", ran)
ran = run("import", wrapped, lang="en_GB.UTF-8")
expect(ran.returncode == 0 and "level 1: 10, level 2: 20" in ran.stdout.decode(), "import in English", ran)
ran = run("import", "--json", wrapped)
told = json.loads(ran.stdout)
expect(told["levels"] == [10, 20, 6] and told["count"] == len(told["clauses"]) == 38, "import --json", ran)
expect(told["facts"]["THREATS"] == 3 and told["facts"]["CLEANING"] == "CONVERSION", "its facts", ran)
expect(any(n["code"] == "TYPO" and n["clause"] == "6(8)" and n["line"] == 88 for n in told["notes"]), "its notes", ran)
expect(told["clauses"][0]["topic"] == "PURPOSE" and told["clauses"][0]["written"] == "１", "its clauses", ran)
with open(wrapped, "rb") as f:
    again = json.loads(run("import", "--json", "-", stdin=f.read()).stdout)
expect({**again, "file": ""} == {**told, "file": ""}, "import of standard input")

# The difference of two: exit code 1, and 0 with itself.
ran = run("diff", wrapped, wrapped)
expect(ran.returncode == 0 and "文の異なる条項 0、Aだけ 0、Bだけ 0" in ran.stdout.decode(), "diff with itself", ran)
ran = run("diff", wrapped, pointed)
expect(ran.returncode == 1 and "Aだけ: 2(6) 見張り番" in ran.stdout.decode(), "diff of two", ran)
ran = run("diff", "--json", wrapped, pointed)
told = json.loads(ran.stdout)
expect(ran.returncode == 1 and told["facts"]["THREATS"] == [3, 4] and "SNS" not in told["facts"], "diff --json", ran)
expect({"a": None, "b": "2(1)"}.items() <= next(c for c in told["clauses"] if c["a"] is None).items(), "only in B", ran)

# A full disk is no lack of memory; each operand is read once.
for args in (("import", "--json", wrapped), ("import", wrapped), ("diff", "--json", wrapped, pointed)):
    with open("/dev/full", "wb") as full:
        ran = subprocess.run([sekisho, "policy", *args], stdout=full, stderr=subprocess.PIPE, env={"LANG": "ja_JP.UTF-8"}, timeout=60)
    expect(ran.returncode == 3 and ran.stderr.decode() == "sekisho: 標準出力に書けません\n", f"{args[0]}: a full disk", ran)
with open(pointed, "rb") as f:
    again = json.loads(run("diff", "--json", wrapped, "-", stdin=f.read()).stdout)
expect({**again, "b": ""} == {**told, "b": ""}, "diff with standard input")

# What is no policy: one line, code 1, nothing on standard output.
with tempfile.TemporaryDirectory() as top:
    with open(f"{top}/big", "wb") as f:
        f.write("1 目的\n".encode() * (1 << 17))
    with open(f"{top}/escape\x1b[31m", "wb") as f:
        f.write(b"\x1b[2J")
    for name, words in ((f"{samples}/tale.txt", "条項が見つかりません"), (f"{samples}/pdf.txt", "文章ではありません"),
                        (f"{samples}/bad-bytes.txt", ":2: UTF-8 ではない"), (f"{top}/big", "1 MB"), (f"{top}/escape\x1b[31m", ":1: 文章ではありません")):
        for args in (("import", name), ("import", "--json", name), ("diff", wrapped, name)):
            ran = run(*args)
            ok = ran.returncode == 1 and not ran.stdout and ran.stderr.count(b"\n") == 1 and b"\x1b" not in ran.stderr
            expect(ok and words in ran.stderr.decode(), f"{args[0]} of {os.path.basename(name)!r}", ran)
    ran = run("import", f"{top}/none")
    expect(ran.returncode == 3 and "none" in ran.stderr.decode(), "import of no file", ran)
for args in (("import",), ("diff", wrapped), ("import", wrapped, pointed), ("check", wrapped, pointed), ("diff",)):
    ran = run(*args)
    expect(ran.returncode == 2 and ran.stderr.count(b"\n") == 1 and not ran.stdout, f"{args}: usage", ran)

# The five: whichever two are compared, their figures differ as a person's table says.
TABLE = {  # ARTICLES, DEFINITIONS, THREATS, ASSETS, ZONES, CLEANING, CLOUD, CONTRACT, SNS, AUDIT, RISK, STANDARDS, PROCEDURES
    "000_6322a244ac98cecf.txt": (10, 12, 5, 4, 3, "WIDER", True, True, False, "BOTH", True, "OWN", "OWN"),
    "001_29809b8cbef9b672.txt": (9, 12, 5, 3, 3, "WIDER", True, True, True, "NEEDED", False, "OWN", "NONE"),
    "002_b102670139c47bd4.txt": (10, 14, 12, 4, 3, "CONVERSION", True, True, True, "BOTH", False, "OWN", "OWN"),
    "003_1405966bb1b8986b.txt": (10, 12, 5, 3, 3, "WIDER", True, True, True, "NEEDED", True, "REFERENCE", "REFERENCE"),
    "004_eb046f32487e3fc8.txt": (10, 9, 5, 3, 1, "WIDER", False, False, True, "BOTH", False, "OWN", "OWN"),
}
NAMES = ("ARTICLES DEFINITIONS THREATS ASSETS ZONES CLEANING CLOUD CONTRACT SNS AUDIT RISK STANDARDS PROCEDURES").split()
if os.path.isdir(seeds):
    for a, b in itertools.permutations(TABLE, 2):
        ran = run("diff", "--json", f"{seeds}/{a}", f"{seeds}/{b}")
        got = {k: v for k, v in json.loads(ran.stdout)["facts"].items() if k in NAMES}
        want = {k: [x, y] for k, x, y in zip(NAMES, TABLE[a], TABLE[b]) if x != y}
        expect(ran.returncode == 1 and got == want, f"diff {a[:3]} {b[:3]}", ran)
else:
    skip("the five published texts", "../shared/seeds is not here")
done()
