#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# frame.py: the `sekisho` command behaves alike whatever it is asked. Usage: frame.py SEKISHO DEMO-POLICY.
# TAP on standard output.
import json
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import done, expect  # noqa: E402

sekisho, demo = sys.argv[1:]


def run(*args, lang="ja_JP.UTF-8", stdin=b"", stdout=subprocess.PIPE, **env):
    variables = {"PATH": os.environ.get("PATH", ""), "LANG": lang, **env}
    return subprocess.run([sekisho, *args], input=stdin, stdout=stdout, stderr=subprocess.PIPE, env=variables, timeout=30)


def japanese(data):
    return re.search("[ぁ-ん]", data.decode()) is not None


# Help, version, languages.
for args in (["--help"], ["-h"], ["help"], ["help", "policy"], ["policy", "--help"], ["policy", "check", "-h"]):
    ran = run(*args)
    expect(ran.returncode == 0 and japanese(ran.stdout) and not ran.stderr, f"{args}: Japanese help", ran)
    ran = run(*args, lang="en_GB.UTF-8")
    expect(ran.returncode == 0 and not japanese(ran.stdout.replace("ファイル".encode(), b"")), f"{args}: English help", ran)
expect(re.fullmatch(rb"sekisho \d+\.\d+\.\d+\n", run("--version").stdout), "--version", run("--version"))
expect(japanese(run("--help", lang="C").stdout), "neither ja nor en: Japanese")
expect(not japanese(run("--help", lang="ja_JP.UTF-8", LC_ALL="en_US.UTF-8").stdout), "LC_ALL before LANG")
expect(japanese(run("--help", lang="en_US.UTF-8", LC_ALL="").stdout) is False, "an empty LC_ALL counts as none")

# Usage mistakes: code 2, one line of complaint, nothing on standard output.
for args in ([], ["nosuch"], ["help", "nosuch"], ["policy"], ["policy", "check", "a", "b"], ["help", "a", "b"],
             ["policy", "check", "--nosuch", demo], ["policy", "check", "-x", demo], ["policy", "check", "--json=1", demo],
             ["policy", "show", "--json", demo], ["policy", "keys", "--json"], ["--nosuch"]):
    ran = run(*args)
    expect(ran.returncode == 2 and ran.stderr.count(b"\n") == 1 and not ran.stdout, f"{args}: usage", ran)
for args in (["policy", "nosuch", demo], ["policy", "check"], ["policy", "keys", demo], ["inspect", "--erase", "all", demo]):
    ran = run(*args)
    expect(ran.returncode == 2 and japanese(ran.stderr) and not ran.stdout, f"{args}: says what is missing", ran)

# Our side failing: code 3.
with tempfile.TemporaryDirectory() as top:
    missing = os.path.join(top, "missing.yaml")
    for what in ("check", "show", "public"):
        ran = run("policy", what, missing)
        expect(ran.returncode == 3 and missing.encode() in ran.stderr and not ran.stdout, f"policy {what} of no file", ran)
    ran = run("policy", "check", top)
    expect(ran.returncode == 3, "policy check of a folder", ran)
    for args in (["--help"], ["policy", "show", demo], ["policy", "check", "--json", demo], ["--version"]):
        with open("/dev/full", "wb") as full:
            ran = run(*args, stdout=full)
        expect(ran.returncode == 3 and ran.stderr, f"{args}: nowhere to write", ran)
    big = os.path.join(top, "big.yaml")
    open(big, "wb").write(b"#\n" * (2 << 20))
    for what in ("check", "show", "public"):
        ran = run("policy", what, big)
        expect(ran.returncode == 1 and b"1 MB" in ran.stderr + ran.stdout, f"policy {what} of a very large file", ran)
    bad = os.path.join(top, "b\x1b[31mad.yaml")
    open(bad, "wb").write(b"schema: 9\n")
    ran = run("policy", "check", bad)
    expect(ran.returncode == 1 and b"\x1b" not in ran.stdout + ran.stderr, "a file's name cannot steer the terminal", ran)
    odd = os.path.join(top, os.fsdecode(b"\x83\x74.yaml"))
    open(odd, "wb").write(b"schema: 9\n")
    ran = run("policy", "check", "--json", odd)
    expect(ran.returncode == 1 and json.loads(ran.stdout)["ok"] is False, "JSON of a name that is not UTF-8", ran)
    for what in ("show", "public"):
        ran = run("policy", what, bad)
        expect(ran.returncode == 1 and not ran.stdout and b"\x1b" not in ran.stderr and "policy check" in ran.stderr.decode(), f"policy {what} of a wrong file", ran)

# A state: where it can lie and what it can listen on is said before anything is made.
with tempfile.TemporaryDirectory() as top:
    os.chmod(top, 0o755)
    for name, more in (("状態", ()), ("a b", ()), ("x" * 100, ()), ("state", ("--internet", "foo")), ("state", ("--lgwan", "127.0.0.1:0"))):
        ran = run("init", "--state", os.path.join(top, name), "--profile", demo, *more)
        expect(ran.returncode in (2, 3) and ("--state" if not more else more[0]) in ran.stderr.decode() and not ran.stdout and not os.listdir(top),
               f"init at {name} {more}: refused, nothing made", (ran, os.listdir(top)))
    own = os.path.join(top, "own")
    os.mkdir(own)
    open(os.path.join(own, "letter.txt"), "w").close()
    ran = run("init", "--state", own, "--profile", demo)
    expect(ran.returncode == 2 and "--state" in ran.stderr.decode() and os.listdir(own) == ["letter.txt"], "no state among somebody's files", ran)
    ran = run("init", "--state", os.path.join(top, "state"), "--profile", demo)
    codes = [who for who, rest in re.findall(r"^  (\d{4}) (.*?)(?=^  \d{4} |\Z)", ran.stdout.decode(), re.M | re.S) if "TOTP" in rest]
    expect(ran.returncode == 0 and "0001" in codes and "1101" in codes and "2003" not in codes, "who acts with a second factor gets one", (ran, codes))
    ran = run("ledger", "verify", top)
    expect(ran.returncode == 3 and "--state" in ran.stderr.decode(), "a folder that is no ledger", ran)

# Standard input, options anywhere, "--".
text = open(demo, "rb").read()
expect(run("policy", "check", "-", stdin=text).returncode == 0, "policy check of standard input")
for args in (["--json", "check", demo], ["check", "--json", demo], ["check", demo, "--json"], ["--json", "--", "check", demo]):
    ran = run("policy", *args)
    expect(ran.returncode == 0 and json.loads(ran.stdout)["ok"] is True, f"policy {args}", ran)
expect(run("policy", "check", "--", "--json").returncode == 3, "after -- everything is an operand")
ran = run("policy", "check", "--json", "-", stdin=text.replace(b"schema: 1", b"schema: 9"))
answer = json.loads(ran.stdout)
expect(ran.returncode == 1 and answer["ok"] is False and answer["hash"] is None and answer["wrong"] == 1, "JSON of a wrong policy", ran)

# What it shows: every person and unit in show, nobody in public.
shown, public = run("policy", "show", demo).stdout.decode(), run("policy", "public", demo).stdout.decode()
people = re.findall(r'number: "(\d+)", name: ([^,]+),', text.decode())
expect(len(people) >= 8 and all(n in shown and name in shown for n, name in people), "show names everyone", shown)
expect(not any(name in public or f'"{n}"' in public for n, name in people), "public names nobody", public)
# The steps of ./run are those of the policy: its own units and people, of every profile.
profiles = os.path.dirname(demo)
for name in sorted(os.listdir(profiles)):
    ran = run("policy", "steps", os.path.join(profiles, name))
    has = run("policy", "show", os.path.join(profiles, name)).stdout.decode()
    said = re.findall(r"（(\d{4})）", ran.stdout.decode())
    unit = re.search(r"宛先の所属（(.*?)）", ran.stdout.decode())
    expect(ran.returncode == 0 and len(said) == 3 and all(re.search(f"^{n} ", has, re.M) for n in said) and unit and unit[1] in has,
           f"policy steps of {name}", ran)
# What a beginner mistypes: one line that names it and says what to write, and the exit code of bad usage.
listing = os.path.join(os.path.dirname(os.path.abspath(__file__)), "frame.py")
for args, code, words in (
        (("zone",), 2, ("sekisho help zone",)), (("zone", "aply", demo), 2, ("sekisho help zone", "apply")),
        (("policy", "chek", demo), 2, ("sekisho policy check", "sekisho help policy")), (("policy", "show"), 2, ("sekisho policy show",)),
        (("policy", "who", demo, "9999", "a@example.jp", "2", "a.docx", "10"), 2, ("9999",)),
        (("policy", "who", demo, "2003", "a@example.jp", "7", "a.docx", "10"), 2, ("7", "1・2・3")),
        (("policy", "who", demo, "2003", "a@example.jp", "2", "a.docx", "1MB"), 2, ("1MB", "1000000")),
        (("zone", "plan", demo, "--host", "my=10.1.0.9,lgwan=10.2.0.2"), 2, ("my", "mynumber")),
        (("zone", "plan", demo, "--host", "lgwan=10.9.9.9,inet=10.3.0.2"), 2, ("10.9.9.9", "lgwan")),
        (("zone", "prove", demo, listing), 1, ("iptables-save",)),
        (("terminal", "check", demo), 2, ("sekisho terminal check",)), (("terminal", "check", demo, listing), 1, ("terminals", "docs/terminals.md"))):
    ran = run(*args)
    said = ran.stderr.decode()
    expect(ran.returncode == code and all(w in said for w in words) and said.count("\n") == 1 and not said.rstrip().endswith((":", ": ?")), f"{args} is explained", ran)
ran = run("policy", "check", "-", stdin=text.replace(b"until: 2099-03-31", "until: 令和81年3月31日".encode()))
expect(ran.returncode == 1 and "2027-03-31" in ran.stdout.decode() and "令和81年3月31日" in ran.stdout.decode(), "a day written otherwise", ran)
ran = run("policy", "diff", demo, "-", stdin=text.replace(b"until: 2099-03-31", b"until: 2098-03-31"))
expect(ran.returncode == 1 and " 期限 (" in ran.stdout.decode(), "a key's name is not cut within brackets", ran)

widths = {sum(2 if ord(c) > 0x2e7f else 1 for c in l[:l.rindex(" ")]) for l in re.findall(r"^file_mb +\d+ |^megapixels +\d+ ", shown, re.M)}
expect(len(widths) == 1, "columns line up", shown)
done()
