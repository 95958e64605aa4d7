#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# check.py: every policy in the folder says on its first line what `sekisho policy check` must find in it:
#   # want: CODE line:column, CODE line:column      or      # want: nothing
# The first line counts as line 1. Usage: check.py SEKISHO FOLDER. TAP on standard output.
import json
import os
import re
import subprocess
import sys
import tempfile

sekisho, folder = sys.argv[1], sys.argv[2]
env = {"LC_ALL": "C.UTF-8", "LANG": "ja_JP.UTF-8", "PATH": os.environ.get("PATH", "")}
count = failed = 0


def result(ok, what, detail=""):
    global count, failed
    count += 1
    failed += not ok
    print(("ok" if ok else "not ok"), count, "-", what)
    if not ok and detail:
        print("#", detail.replace("\n", "\n# "))


def run(*args):
    return subprocess.run([sekisho, "policy", *args], capture_output=True, env=env, timeout=30)


def wanted(path):
    first = open(path, "rb").read().split(b"\n")[0].decode("utf-8-sig").strip()
    assert first.startswith("# want: "), path
    text = first[len("# want: "):]
    return [] if text == "nothing" else sorted(text.split(", "))


codes = set()
for name in sorted(os.listdir(folder)):
    path = os.path.join(folder, name)
    if not name.endswith(".yaml"):
        continue
    want = wanted(path)
    ran = run("check", "--json", path)
    try:
        answer = json.loads(ran.stdout)
    except ValueError:
        result(False, name, f"exit {ran.returncode}: {ran.stdout!r} {ran.stderr!r}")
        continue
    rows = answer["mistakes"]
    got = sorted(f'{m["code"]} {m["line"]}:{m["column"]}' for m in rows)
    result(got == want, name, f"want {want}\ngot  {got}")
    wrong = [m for m in rows if m["kind"] == "wrong"]
    codes.update(m["code"] for m in rows)
    result(answer["ok"] == (not wrong) and ran.returncode == (1 if wrong else 0), f"{name}: exit code")
    texts = [m[a][b] for m in rows for a in ("what", "instead") for b in ("ja", "en")]
    result(all(texts) and not any(re.search(r"%[+1-4]", t) for t in texts),
           f"{name}: every text filled in", str(texts))
    # What an English text quotes in Japanese is the file's own, or the name of a legal term beside its translation.
    own = open(path, "rb").read().decode("utf-8", "replace").split("\n", 1)[-1] + "特定通信"
    foreign = [w for m in rows for a in ("what", "instead") for w in re.findall(r"[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]+", m[a]["en"])
               if w not in own]
    result(not foreign, f"{name}: English in English", str(foreign))
    plain = run("check", path).stdout.decode()
    result(all(f'{path}:{m["line"]}:{m["column"]}: ' in plain for m in rows), f"{name}: as text", plain)

rules = os.path.join(folder, "rules.yaml")
shown = run("show", rules).stdout.decode()
result("区分 2、形式 xlsx・csv、1000000 バイト以上" in shown and "全員: 乙・丙" in shown, "show: rules as a table", shown)
for words, code, want in ((("1003", "x@example.com", "2", "a.csv", "1000000"), 0, ["規則: 3 / 6(3)", "2 人", "1002 乙"]),
                          (("1003", "x@example.com", "2", "a.txt", "1000000"), 0, ["規則: 4", "1001 甲", "緊急送付: 可"]),
                          (("1003", "a@town.lg.jp", "1", "a.txt", "5"), 0, ["規則: 2", "承認不要"]),
                          (("1003", "x@example.com", "3", "a.txt", "5"), 1, ["送付できません: この区分のもの"]),
                          (("1003", "x", "2", "a.txt", "5"), 1, ["送付できません: 送付先がメールアドレスではありません"]),
                          (("1003", "x@example.com", "3A", "a.txt", "5"), 2, ["区分「3A」は"]),
                          (("7", "x@example.com", "2", "a.txt", "5"), 2, ["職員番号「7」"]),
                          (("1003", "x@example.com", "2", "a.txt", "5 MB"), 2, ["「5 MB」はバイト数"]), (("1003",), 2, ["使い方"])):
    ran = run("who", rules, *words)
    said = ran.stdout.decode() + ran.stderr.decode()
    result(ran.returncode == code and all(w in said for w in want), f"who: {' '.join(words)}", f"{ran.returncode} {said} {ran.stderr.decode()}")

# A host that is there and cannot be read is not one that is missing.
with tempfile.TemporaryDirectory() as top:
    with open(os.path.join(folder, "host-missing.yaml"), "rb") as f, open(f"{top}/organ.yaml", "wb") as to:
        to.write(f.read())
    for make in (lambda host: os.mkdir(host), lambda host: (os.rmdir(host), os.truncate(os.open(host, os.O_CREAT | os.O_WRONLY), 3 << 20))):
        make(f"{top}/host-nowhere.yaml")
        ran = run("check", "--json", f"{top}/organ.yaml")
        rows = json.loads(ran.stdout)["mistakes"]
        codes.update(m["code"] for m in rows)
        result([m["code"] for m in rows] == ["HOST_UNREADABLE"] and "を読めません" in rows[0]["what"]["ja"], "a host that cannot be read", str(rows))

# A town of 5,000 with 400 units, and deputies everywhere: read in the time that one waits for an answer (it once took ten minutes).
with tempfile.TemporaryDirectory() as top, open(f"{top}/large.yaml", "w+", encoding="utf-8") as f:
    demo = open(os.path.join(folder, "host-town.yaml"), encoding="utf-8").read()
    units = "".join(f"  - {{code: u{i}, name: 課{i}, organ: mayor}}\n" for i in range(400))
    roles = ["[approver, clerk]"] * 800 + ["[clerk]"] * 4200
    deputies = [f', deputy: "{20800 + i}"' if i < 800 else "" for i in range(5000)]
    people = "".join(f'  - {{number: "{20000 + i}", name: 職{i}, units: [u{i % 400}], roles: {roles[i]}{deputies[i]}}}\n' for i in range(5000))
    rules = "\n  rules:\n" + "".join(f"    - {{direction: outbound, grades: [2], from_bytes: {9 - i}, need: any, among: unit, count: 2}}\n" for i in range(2))
    text = demo.replace("units:\n", "units:\n" + units, 1).replace("people:\n", "people:\n" + people, 1)
    f.write(text.replace("  expire_after_minutes: 4320", "  expire_after_minutes: 4320" + rules).replace("grade3: manager", "grade3: approver"))
    f.flush()
    ran = subprocess.run([sekisho, "policy", "check", "--json", f.name], capture_output=True, env=env, timeout=180)
    got = {(m["code"], m["path"]) for m in json.loads(ran.stdout)["mistakes"]}
    want = {("RULE_TOO_FEW", f"approvals.rules[{i}].need") for i in range(2)}  # in the town's own small unit
    result(want <= got, "a large town", str(got)[:300])

# What would be too large for the Internet half is not written.
with tempfile.TemporaryDirectory() as top, open(f"{top}/wide.yaml", "w+", encoding="utf-8") as f:
    codes_of = [f"u{i:04}-" + "x" * 24 for i in range(2000 - 2)]
    kinds = ("portal", "mail", "folder", "web", "media")
    gates = "".join(f"  - {{kind: {k}, direction: {d}, units: [{','.join(codes_of)}]}}\n" for k in kinds for d in ("inbound", "outbound"))
    units = "".join(f"  - {{code: {c}, name: {'課' * 40}, organ: mayor}}\n" for c in codes_of)
    f.write(demo.replace("units:\n", "units:\n" + units, 1) + "\ngates:\n" + gates)
    f.flush()
    ran = run("check", f.name)
    result(os.stat(f.name).st_size < 1 << 20 and ran.returncode == 0, "a wide policy", ran.stdout.decode()[:400])
    ran = run("public", f.name)
    result(ran.returncode == 1 and not ran.stdout and "1 MB を超えます" in ran.stderr.decode(), "public: too large", f"{ran.returncode} {len(ran.stdout)} {ran.stderr.decode()}")

# Codes that a small file cannot show, or that the unit test shows.
elsewhere = {"FILE_BIG", "TOO_MANY", "HOST_APART"}
table = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "src", "tbl", "mistakes.h")
known = {l.split("(")[1].split(",")[0] for l in open(table, encoding="utf-8") if l.startswith("MISTAKE(")}
result(known - codes == elsewhere, "every mistake of the table has its sample", str(sorted(known - codes - elsewhere)))
print(f"1..{count}")
sys.exit(1 if failed else 0)
