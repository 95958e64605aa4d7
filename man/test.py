#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# test.py: the manual pages are clean mdoc and leave nothing out. Usage: test.py SEKISHO PAGE... TAP on standard output.
import os
import re
import shutil
import subprocess
import sys

sekisho, pages = sys.argv[1], sys.argv[2:]
env = {"LC_ALL": "en_US.UTF-8", "PATH": os.environ.get("PATH", "")}
count = failed = 0


def result(ok, what, detail=""):
    global count, failed
    count += 1
    failed += not ok
    print(("ok" if ok else "not ok"), count, "-", what)
    if not ok and detail:
        print("#", detail.replace("\n", "\n# "))


def skip(what, why):
    global count
    count += 1
    print("ok", count, "-", what, "# SKIP", why)


def said(*args):
    return subprocess.run([sekisho, *args], capture_output=True, text=True, env=env, timeout=30).stdout


texts = {os.path.basename(p): open(p, encoding="utf-8").read() for p in pages}
for page, text in texts.items():
    result(not re.search(r"^@\w+@$", text, re.M), f"{page}: every list is filled in")
    if not shutil.which("mandoc"):
        skip(f"{page}: mandoc -T lint", "mandoc is not installed")
        continue
    path = [p for p in pages if p.endswith(page)][0]
    lint = subprocess.run(["mandoc", "-T", "lint", "-W", "style", path], capture_output=True, text=True)
    # Lists made from tables have lines as long as the tables', and Japanese ends in what mandoc takes for brackets.
    fine = ("longer than 80 bytes", "trailing delimiter", "operating system explicitly", "referenced manual not found")
    rows = [r for r in lint.stdout.split("\n") if r and not any(f in r for f in fine)]
    result(not rows, f"{page}: mandoc -T lint", "\n".join(rows[:20]))

# Every command and every option that the program knows is in its page.
commands = re.findall(r"^  sekisho (\w+)", said("--help"), re.M)
result(len(commands) >= 2, "sekisho --help lists commands")
page = texts["sekisho.1"]
for name in commands:
    options = re.findall(r"^  (?:-\w, )?--([\w-]+)", said("help", name), re.M)
    missing = [o for o in options if f"Fl -{o}" not in page]
    result(f"sekisho {name}" in page and not missing, f"sekisho.1 has {name} and its options", str(missing))
def as_page(text):
    """A text of the tables as man/mdoc.c writes it."""
    return text.replace("\\", "…").replace('"', "\\(dq")


def told_keys(command):
    """What `policy keys` or `register keys` tells: headings, and (key, what it takes, must it be there, what it is)."""
    rows, lines = [], said(command, "keys").split("\n")
    for i, line in enumerate(lines):
        key = re.match(r"  (\*?)(\w+): (.*)$", line)
        if line.startswith("■ "):
            rows.append(as_page(line[2:]))
        elif key:
            rows.append((key.group(2), as_page(key.group(3)), key.group(1) == "*", as_page(lines[i + 1].strip())))
    return rows


def page_keys(text):
    """The same of the section KEYS."""
    begin = text.index(".Sh KEYS")
    rows, lines = [], text[begin:text.index("\n.Sh", begin)].split("\n")
    for i, line in enumerate(lines):
        key = re.match(r"\.It Sy (\w+) : No (.*)$", line)
        if line.startswith(".Ss "):
            rows.append(line[4:].split("…")[0])
        elif key:
            kind = key.group(2)
            rows.append((key.group(1), kind.removesuffix("; required"), kind.endswith("; required"), lines[i + 1]))
    return rows


for command, page, least, sections in (("policy", "sekisho-policy.5", 150, ("DIAGNOSTICS", "SEE ALSO")),
                                       ("register", "sekisho-register.5", 40, ("EXPRESSIONS", "SEE ALSO"))):
    told, there = told_keys(command), page_keys(texts[page])
    keys = {row[0] for row in told if isinstance(row, tuple)}
    other = next((pair for pair in zip(told + [None], there + [None]) if pair[0] != pair[1]), "")
    result(len(keys) > least and told == there, f"{page} has every key of the table ({len(keys)} names), what it takes, and no other",
           str(other))
    if not shutil.which("mandoc"):
        skip(f"{page} is rendered to its end", "mandoc is not installed")
        continue
    path = [p for p in pages if p.endswith(page)][0]
    shown = subprocess.run(["mandoc", "-T", "utf8", path], capture_output=True, text=True, errors="replace").stdout
    shown = re.sub(".\b", "", shown)  # bold is printed twice
    missing = [k for k in sorted(keys) if not re.search(rf"\b{k}\b", shown)]
    result(not missing and all(name in shown for name in sections), f"{page} is rendered to its end", str(missing))
print(f"1..{count}")
sys.exit(1 if failed else 0)
