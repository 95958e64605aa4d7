#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""disarm.py SEKISHO LIBEXEC: disarm, form and status on the command line, as the present user (TAP)."""
import hashlib
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import done, expect  # noqa: E402

sekisho, libexec = sys.argv[1:]


def run(*args, lang="ja_JP.UTF-8", stdin=b"", where=libexec):
    variables = {"PATH": os.environ.get("PATH", ""), "LANG": lang, "SEKISHO_LIBEXEC": where}
    return subprocess.run([sekisho, *args], input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=variables, timeout=120)


def put(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data)


def get(path):
    with open(path, "rb") as f:
        return f.read()


def folders(base):
    inside, out = os.path.join(base, "in"), os.path.join(base, "out")
    put(f"{inside}/お知らせ.txt", "防災訓練のお知らせ\r\n".encode("cp932"))
    put(f"{inside}/課/表.csv", b"a,b\n1,=cmd\n")
    put(f"{inside}/empty.txt", b"")
    put(f"{inside}/lie.docx", b"no document")
    os.symlink("/etc/passwd", f"{inside}/link.txt")
    ran = run("disarm", inside, "-o", out)
    lines = ran.stdout.decode().splitlines()
    expect(ran.returncode == 1 and len(lines) == 5, "a line a file and a tally; 1 because some were refused", ran)
    expect(lines[-1].startswith("4 件：通過 2、取込不可 2、失敗 0"), "the tally counts them", lines)
    expect("防災訓練" in get(f"{out}/お知らせ.txt").decode(), "text is rebuilt under its name, as UTF-8")
    expect(get(f"{out}/課/表.csv").endswith(b"1,'=cmd\n"), "folders are kept, formulas are not", os.listdir(out))
    expect(sorted(os.listdir(out)) == ["お知らせ.txt", "課"], "nothing of a refused file, nothing behind a link", os.listdir(out))
    ran = run("disarm", f"{inside}/お知らせ.txt", "-o", out)
    expect(ran.returncode == 3 and "--force".encode() in ran.stderr, "what is there already is not overwritten", ran)
    put(f"{out}/お知らせ.txt", b"old")
    ran = run("disarm", "--force", "--quiet", f"{inside}/お知らせ.txt", "-o", out)
    expect(ran.returncode == 0 and not ran.stdout and get(f"{out}/お知らせ.txt") != b"old", "unless --force says so; --quiet is quiet", ran)
    ran = run("disarm", f"{inside}/課/表.csv")
    expect(ran.returncode == 0 and os.path.exists(f"{inside}/課/表.sekisho.csv"), "without -o the result lies beside the file", ran)
    expect(not [f for f in os.listdir(out) if f.endswith(".part")], "no unfinished file is left")


def named_wrong(base):
    """What is wrong with the command line is said, not that a document is broken."""
    file, empty = f"{base}/wrong/a.txt", f"{base}/wrong/empty"
    put(file, b"hello\n")
    os.makedirs(empty)
    for args, words in ((["--password-fd", "x"], "番号を指定"), (["--password-fd", "9"], "9 を読めません"),
                        (["--policy", f"{base}/none.yaml"], "読めません: 見つかりません"), (["--policy", file], "policy check")):
        ran = run("disarm", file, *args, "-o", f"{base}/wrong/out")
        expect(ran.returncode == 3 and words in ran.stderr.decode() and not os.path.exists(f"{base}/wrong/out"), f"{args[0]}: what is wrong", ran)
    for what in ("disarm", "try", "inspect"):
        ran = run(what, empty)
        expect(ran.returncode == 3 and "ファイルがありません" in ran.stderr.decode(), f"{what}: a folder without files is told", ran)
    ran = run("form", empty)
    expect(ran.returncode == 3 and "フォルダー" in ran.stderr.decode(), "form: a folder is no file", ran)
    ran = run("inspect", "--erase", "all", "-o", f"{base}/wrong/erased", file)
    expect(ran.returncode == 0 and f"{base}/wrong/erased/a.txt に書きました" in ran.stdout.decode(), "inspect: where the result is", ran)


def standard_input(base):
    ran = run("disarm", "-", "-o", f"{base}/std", stdin=b"hello\n")
    expect(ran.returncode == 0 and get(f"{base}/std/stdin.txt") == b"hello\n", "standard input", ran)


def report(base):
    data = b"a,b\n1,=cmd\n"
    put(f"{base}/r/表.csv", data)
    ran = run("disarm", "--report", f"{base}/r/表.csv", "-o", f"{base}/r/out")
    all_ = json.loads(ran.stdout)
    item = all_["items"][0]
    expect(all_["version"] == 1 and ran.stderr, "the report has standard output to itself", ran)
    expect(item["result"] == "passed" and item["format"] == "csv" and item["code"] == "OK", "what it was and what became of it", item)
    expect(item["original"]["sha256"] == hashlib.sha256(data).hexdigest(), "hash of the original", item)
    expect(item["output"]["sha256"] == hashlib.sha256(get(f"{base}/r/out/表.csv")).hexdigest(), "hash of the output", item)
    finding = item["findings"][0]
    expect(finding["code"] == "FORMULA_TEXT" and finding["place"] == {"kind": "line", "number": 2} and finding["count"] == 1,
           "code, place, count", finding)
    expect(item["stages"]["disarm"]["cpu_ms"] > 0 and item["stages"]["rebuild"]["memory_kb"] > 0, "time and memory of each stage", item)
    put(f"{base}/r/x.txt", b"")
    item = json.loads(run("disarm", "--report", f"{base}/r/x.txt", "-o", f"{base}/r/out").stdout)["items"][0]
    expect(item["result"] == "refused" and item["output"] is None and item["todo"]["ja"], "a refusal says what to do", item)


def many(base):
    for i in range(300):
        put(f"{base}/many/{i:03}.txt", b"x" * (i + 1))
    ran = run("disarm", "-o", f"{base}/many-out", f"{base}/many")
    lines = ran.stdout.decode().splitlines()
    same = all(get(f"{base}/many-out/{i:03}.txt") == b"x" * (i + 1) for i in range(300))
    expect(ran.returncode == 0 and len(lines) == 301 and same, "300 files, each its own", ran.stdout[-300:])
    expect([line.split("/")[-1] for line in lines[:-1]] == [f"{i:03}.txt" for i in range(300)], "told in the order of names")


def mistakes(base):
    expect(run("disarm").returncode == 2, "no file: usage")
    expect(run("disarm", f"{base}/nowhere").returncode == 3, "a file that is not there")
    ran = run("disarm", f"{base}/many", where="/nonexistent")
    expect(ran.returncode == 3 and b"SEKISHO_LIBEXEC" in ran.stderr, "programs that are not there", ran)
    put(f"{base}/bad.yaml", b"schema: 7\n")
    ran = run("disarm", "--policy", f"{base}/bad.yaml", f"{base}/many/001.txt")
    expect(ran.returncode == 3, "a policy with a mistake", ran)


def forms(base):
    put(f"{base}/f.csv", b"a,b\n1,2\n")
    ran = run("form", "--save", f"{base}/f.form", f"{base}/f.csv")
    expect(ran.returncode == 0 and b"TABLE" in ran.stdout and b'"a"' in ran.stdout, "a file's form is printed", ran)
    again = run("form", f"{base}/f.form")
    expect(again.returncode == 0 and again.stdout == ran.stdout, "and so is one that was saved", again)
    put(f"{base}/broken.form", get(f"{base}/f.form")[:-3])
    expect(run("form", f"{base}/broken.form").returncode == 1, "a form that is not whole")
    put(f"{base}/e.txt", b"")
    expect(run("form", f"{base}/e.txt").returncode == 1, "a file that is refused")


def status():
    ran = run("status")
    text = ran.stdout.decode()
    expect(ran.returncode == 0 and "seccomp" in text and "Landlock" in text, "what the jail has", ran)
    expect(("評価モード" in text) == (os.geteuid() != 0), "evaluation mode is said to an ordinary user", ran)
    faces = all(os.path.exists(f"/usr/share/fonts/{f}") for f in
                ("opentype/ipafont-mincho/ipam.ttf", "opentype/ipafont-gothic/ipagp.ttf", "truetype/ipamj/ipamjm.ttf"))
    expect(("代替書体: そろっています" in text) == faces, "missing stand-in fonts are told", ran)
    ran = run("status", where="/nonexistent")
    expect(ran.returncode == 1, "a jail that cannot be tried is no jail", ran)


with tempfile.TemporaryDirectory(prefix="sekisho-") as directory:
    folders(directory)
    standard_input(directory)
    named_wrong(directory)
    report(directory)
    many(directory)
    mistakes(directory)
    forms(directory)
    status()
done()
