#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""archive.py SEKISHO LIBEXEC FOLDER: archives and protected files through both locks on the command line (TAP).

FOLDER is what tools/make_archive_samples.py wrote. Each outcome is as its want.tsv says; every archive that comes out is looked at by
tests/check/zip_check.py.
"""
import json
import os
import resource
import subprocess
import sys
import tempfile
import zipfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../check"))
import zip_check  # noqa: E402

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import done, expect  # noqa: E402

sekisho, libexec, top = sys.argv[1:]


def run(path, out, password="", *more):
    read, write = os.pipe()
    os.write(write, password.replace(",", "\n").encode())
    os.close(write)
    environment = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "SEKISHO_LIBEXEC": libexec}
    given = ["--password-fd", str(read)] if password else []
    ran = subprocess.run([sekisho, "disarm", "--report", "--force", "-o", out, *given, *more, path], stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, env=environment, timeout=120, pass_fds=[read])
    os.close(read)
    return json.loads(ran.stdout)["items"][0], ran


def names_of(path):
    with zipfile.ZipFile(path) as z:
        return z.namelist()


def outcome(row, out):
    path, result, password, names = row
    item, ran = run(os.path.join(top, path), out, password)
    if item["code"] != result:
        expect(False, f"{path} gives {result}", (item["code"], ran.stderr))
        return
    written = os.path.join(out, os.path.basename(path))
    if result != "OK":
        expect(not os.path.exists(written), f"{path} gives {result}, and nothing is written")
        return
    ok, detail = os.path.exists(written), os.listdir(out)
    if ok and path.endswith(".zip"):
        got, detail = names_of(written), zip_check.check(open(written, "rb").read(), path)
        wanted = names.replace("=", "", 1).split("|") if names else []
        ok = not detail and (sorted(wanted) == sorted(got) if names.startswith("=") else set(wanted) <= set(got))
        detail = detail or got
    expect(ok, f"{path} passes as it should", detail)
    secrets = [p for p in password.split(",") if len(p) > 3]
    said = json.dumps(item, ensure_ascii=False) + ran.stderr.decode()
    if secrets:
        expect(not any(s in said for s in secrets), f"{path}: no password in what is said")


def details(out):
    item, _ = run(f"{top}/good/left-out.zip", out)
    found = {(f["code"], f.get("detail")) for f in item["findings"]}
    left = [d for c, d in found if c == "LEFT_OUT"]
    expect(len(left) == 3 and any(d.startswith("道具/setup.exe：") for d in left), "what is left out is named, with the reason", found)
    with zipfile.ZipFile(f"{out}/left-out.zip") as z:
        notice = z.read("取込不可一覧.txt").decode()
    expect("・道具/setup.exe\r\n　理由：" in notice and "・嘘.png" in notice and "・0.txt" in notice, "and listed in the archive", notice)
    item, _ = run(f"{top}/good/nested.zip", out)
    expect(all(f["place"]["kind"] in ("part", "file") for f in item["findings"]), "findings name the member", item["findings"])
    with zipfile.ZipFile(f"{out}/same-names.zip") as z:
        expect(sorted(z.read(n) for n in z.namelist()) == [b"%d\n" % i for i in range(1, 6)], "no member hides another", z.namelist())
    item, _ = run(f"{top}/good/sjis.zip", out)
    expect(not [f for f in item["findings"] if f["code"] == "NAME"], "Shift_JIS names are kept whole", item["findings"])
    item, _ = run(f"{top}/good/descriptor.zip", out)
    codes = {f["code"] for f in item["findings"]}
    expect({"COMMENT_BYTES", "TRAILING"} <= codes, "comments and what is behind the end are reported", codes)
    item, _ = run(f"{top}/locked/aes-3.zip", out, "kanri-2026")
    expect([f for f in item["findings"] if f["code"] == "LOCKED"], "that it was protected is said", item["findings"])


def policy(out):
    with open(os.path.join(os.path.dirname(__file__), "../../share/profiles/demo.yaml"), encoding="utf-8") as f:
        text = f.read()

    def with_policy(name, sample, old, new):
        path = os.path.join(out, f"{name}.yaml")
        with open(path, "w", encoding="utf-8") as f:
            f.write(text.replace(old, new))
        return run(f"{top}/{sample}", out, "", "--policy", path)[0]
    item = with_policy("whole", "good/left-out.zip", "archive: leave_out", "archive: refuse")
    expect(item["code"] != "OK" and item["output"] is None, "archive: refuse refuses the whole", item["code"])
    item = with_policy("no-zip", "good/plain.zip", "zip: allow", "zip: deny")
    expect(item["code"] == "E_POLICY", "a policy that takes no archives", item["code"])
    item = with_policy("no-csv", "good/plain.zip", "csv: allow", "csv: deny")
    left = [f["detail"] for f in item["findings"] if f["code"] == "LEFT_OUT"]
    expect(item["code"] == "OK" and len(left) == 1 and left[0].startswith("表.csv"), "a format it does not take is left out", left)
    item = with_policy("deep", "bad/third.zip", "limits:", "limits:\n  archive_depth: 3")
    expect(item["code"] == "OK", "a policy that takes three levels", item["code"])
    item = with_policy("flat", "good/nested.zip", "limits:", "limits:\n  archive_depth: 1")
    expect(item["code"] == "E_LIMIT_DEPTH", "a policy that takes no archive in an archive", item["code"])
    item = with_policy("few", "good/thousand.zip", "limits:", "limits:\n  archive_files: 1000")
    expect(item["code"] == "E_LIMIT_COUNT", "a policy that takes a thousand files", item["code"])


def main():
    with open(f"{top}/want.tsv", encoding="utf-8") as f:
        rows = [line.split("\t") for line in f.read().splitlines()]
    with tempfile.TemporaryDirectory(prefix="sekisho-archive-") as out:
        for row in rows:
            outcome(row, out)
        details(out)
        policy(out)
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    expect(most < 512 * 1024, "no process took 512 MB", most)
    done()


main()
