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


RULES = """
  rules:
    - {direction: outbound, recipients: [{address: "*.lg.jp"}], need: none, grades: [1]}
    - {direction: outbound, recipients: [{address: a@example.com}, {address: b@example.com}], need: manager, grades: [1]}
    - {direction: outbound, from_bytes: 5000000, need: manager}
    - {need: approver}
"""


def rules(demo, text, other):
    """Rules that differ in their recipients alone are two rules; what nobody chose is not part of a name."""
    at = text.index("\n", text.index("  expire_after_minutes:"))
    with open(other, "w", encoding="utf-8") as f:
        f.write(text[:at] + RULES + text[at:])
    got = changes(demo, other)
    names = {f"approvals.rules[{n}]" for n in ("outbound 1 *.lg.jp", "outbound 1 a@example.com, b@example.com",
                                               "outbound from_bytes:5000000", "-")}
    tap(set(got) == names, "rules by what they are for", got)
    ran = diff(other, demo)
    words = "A 条件: 方向: 庁外送付、条件: 機密性区分（庁外送付）: 公開できる情報、承認: 承認不要\n"
    tap(words in ran.stdout, "no key's name in words, and no default", ran.stdout)


def long_names(demo, text, top):
    """Two rows of gates whose names differ at their very end, beyond any line that somebody would read."""
    units = "".join(f'  - {{code: u{i:04}-{"x" * 18}, name: 課{i}, organ: mayor}}\n' for i in range(1000))
    at = text.index("\n", text.index("\nunits:") + 1) + 1
    paths = []
    for which, last in enumerate(("0998", "0999")):
        listed = ", ".join(f'u{i:04}-{"x" * 18}' for i in [*range(998), int(last)])
        paths.append(os.path.join(top, f"long{which}.yaml"))
        with open(paths[-1], "w", encoding="utf-8") as f:
            f.write(text[:at] + units + text[at:] + "\ngates:\n  - {kind: portal, direction: inbound}\n  - {kind: portal, direction: outbound}\n"
                    + f"  - {{kind: portal, direction: inbound, file_mb: 5, units: [{listed}]}}\n")
    got = changes(*paths)
    tap(sorted(c[0] for c in got.values()) == ["added", "removed"] and all(len(p) > 20000 for p in got), "long names are whole",
        [(p[:60], len(p), c[0]) for p, c in got.items()])
    tap(diff(*paths).returncode == 1, "long names in words")


def piped(demo, text, other, published):
    """Standard input and pipes can be read once only; what they hold is told by their bytes."""
    with open(other, "w", encoding="utf-8") as f:
        f.write(text.replace("file_mb: 100", "file_mb: 101"))
    with open(other, "rb") as a, open(demo, "rb") as b:
        ran = subprocess.run(["sh", "-c", 'cat "$2" | "$0" policy diff --json - "$1"', sekisho, demo, other], capture_output=True, env=env, timeout=60)
        rows = json.loads(ran.stdout or b"{}")
        tap(ran.returncode == 1 and [r["path"] for r in rows["changes"]] == ["limits.file_mb"] and rows["a"] == "-", "standard input", ran)
        ends = [os.pipe(), os.pipe()]
        for (_, to), f in zip(ends, (a, b)):
            os.write(to, f.read())  # less than a pipe holds
            os.close(to)
        ran = subprocess.run([sekisho, "policy", "diff", "--json", *(f"/dev/fd/{r}" for r, _ in ends)], capture_output=True, env=env, timeout=60,
                             pass_fds=[r for r, _ in ends])
        tap(ran.returncode == 1 and [r["path"] for r in json.loads(ran.stdout or "{}").get("changes", [])] == ["limits.file_mb"], "two pipes", ran)
        for r, _ in ends:
            os.close(r)
    ran = subprocess.run([sekisho, "policy", "diff", "-", published], input=open(demo, "rb").read(), capture_output=True, env=env, timeout=60)
    tap(ran.returncode == 2 and "- は方針ファイル" in ran.stderr.decode(), "standard input and a text", ran)
    ran = subprocess.run([sekisho, "policy", "diff", "-", "-"], input=b"", capture_output=True, env=env, timeout=60)
    tap(ran.returncode == 2 and "片方だけ" in ran.stderr.decode(), "standard input twice", ran)
    ran = subprocess.run([sekisho, "policy", "diff", demo, "-"], input=b"\n", capture_output=True, env=env, timeout=60)
    tap(ran.returncode == 1 and "- に誤りが 1 件" in ran.stderr.decode(), "nothing beside a policy file is a policy file that says nothing", ran)
    for command in (["diff", "--json", demo, other], ["check", "--json", demo]):
        with open("/dev/full", "wb") as full:
            ran = subprocess.run([sekisho, "policy", *command], stdout=full, stderr=subprocess.PIPE, env=env, timeout=60)
        said = ran.stderr.decode()
        tap(ran.returncode == 3 and said.count("\n") == 1 and "標準出力に書けません" in said, f"{command[0]}: a full disk is no lack of memory", ran)


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
        rules(demo, text, other)
        long_names(demo, text, top)
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
        piped(demo, text, other, published)
        ran = diff(demo, os.path.join(top, "nothing.yaml"))
        tap(ran.returncode == 3 and ran.stderr, "a file that is not there", ran)
        ran = diff(demo, os.path.join(profiles, "asaka.yaml"))
        tap("サインインできなくなります" in ran.stdout and "方針ファイルどうし" in ran.stdout, "in words", ran.stdout[:500])
    done()


if __name__ == "__main__":
    sys.exit(main())
