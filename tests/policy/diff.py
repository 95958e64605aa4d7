#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""diff.py SEKISHO PROFILES: `sekisho policy diff` of two policy files, and what it makes of a text beside one (TAP)."""
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import done, expect as tap  # noqa: E402

sekisho, profiles = sys.argv[1], sys.argv[2]
env = {"LC_ALL": "C.UTF-8", "LANG": "ja_JP.UTF-8", "PATH": os.environ.get("PATH", "")}


def diff(*args):
    return subprocess.run([sekisho, "policy", "diff", *args], capture_output=True, text=True, env=env, timeout=120)


def changes(a, b):
    """{path: (change, a, b, is something said of it)}"""
    ran = diff("--json", a, b)
    rows = json.loads(ran.stdout)["changes"]
    tap(ran.returncode == (1 if rows else 0), "exit code", ran.returncode)
    return {r["path"]: (r["change"], r["a"], r["b"], r["meaning"]["ja"] is not None) for r in rows}


EDITS = [  # in the sample policy: what, by what; what must be told
    ('  - {number: "2003", name: 小川 美咲, units: [kensetsu], roles: [clerk]}\n', "", {
        "people[2003]": ("removed", "number: 2003, name: 小川 美咲, units: kensetsu, roles: clerk", None, True)}),
    ('name: 藤井 直樹, units: [kensetsu], roles: [clerk]', 'name: 藤井 直樹, units: [kensetsu], roles: [approver, clerk]', {
        "people[2002].roles": ("changed", "clerk", "clerk, approver", True)}),
    ("grade2: approver ", "grade2: manager ", {"approvals.outbound.grade2": ("changed", "approver", "manager", True)}),
    ("    gif: allow\n", "", {"formats.inbound.gif": ("changed", "allow", "deny", True)}),
    ("file_mb: 100", "file_mb: 101", {"limits.file_mb": ("changed", "100", "101", False)}),
    ("  seconds: 30\n", "", {}),  # its default
    ('      - {domain: "*.lg.jp", highest_grade: 3}\n      - {domain: "*.go.jp", highest_grade: 3}\n',
     '      - {domain: "*.go.jp", highest_grade: 3}\n      - {domain: "*.lg.jp", highest_grade: 3}\n',
     {"flows[out].destinations": ("order", None, None, True)}),
    ('  - {code: joho, name: 総務課情報政策係, organ: mayor, manager: "1001"}\n'
     '  - {code: kensetsu, name: 建設課, organ: mayor, manager: "2001"}\n',
     '  - {code: kensetsu, name: 建設課, organ: mayor, manager: "2001"}\n'
     '  - {code: joho, name: 総務課情報政策係, organ: mayor, manager: "1001"}\n', {}),  # where an entry stands is no difference
]


def main():
    demo = os.path.join(profiles, "demo.yaml")
    with open(demo, encoding="utf-8") as f:
        text = f.read()
    with tempfile.TemporaryDirectory() as top:
        other = os.path.join(top, "other.yaml")
        for old, new, want in EDITS:
            assert old in text, old
            with open(other, "w", encoding="utf-8") as f:
                f.write(text.replace(old, new, 1))
            got = changes(demo, other)
            tap(got == want, f"{list(want) or old.strip()[:40]}", got)
        got = changes(other, demo)
        tap(got == {}, "the other way round", got)
        names = sorted(n for n in os.listdir(profiles) if n.endswith(".yaml"))
        for name in names:
            tap(changes(os.path.join(profiles, name), os.path.join(profiles, name)) == {}, f"{name} and itself")
        for a, b in zip(names, names[1:]):
            there, back = (changes(os.path.join(profiles, x), os.path.join(profiles, y)) for x, y in ((a, b), (b, a)))
            turn = {"added": "removed", "removed": "added"}
            tap(there and {p: (turn.get(c, c), y, x) for p, (c, x, y, _) in there.items()}
                == {p: (c, x, y) for p, (c, x, y, _) in back.items()}, f"{a} and {b}, both ways", (there, back))
        published = os.path.join(top, "text.txt")
        with open(published, "w", encoding="utf-8") as f:
            f.write("1 目的\n本方針は、町の情報資産を守る。\n2 定義\n(1) ネットワーク\n")
        for pair in ((demo, published), (published, demo)):
            ran = diff(*pair)
            tap(ran.returncode == 2 and "同じ種類" in ran.stderr and not ran.stdout, "a policy file and a text", ran)
        with open(other, "w", encoding="utf-8") as f:
            f.write("schema: 1\n")
        ran = diff(demo, other)
        tap(ran.returncode == 1 and "誤りが" in ran.stderr and not ran.stdout, "a policy file with mistakes", ran)
        ran = diff(demo, os.path.join(top, "nothing.yaml"))
        tap(ran.returncode == 3 and ran.stderr, "a file that is not there", ran)
        ran = diff(demo, os.path.join(profiles, "asaka.yaml"))
        tap("サインインできなくなります" in ran.stdout and "方針ファイルどうし" in ran.stdout, "in words", ran.stdout[:500])
    done()


if __name__ == "__main__":
    sys.exit(main())
