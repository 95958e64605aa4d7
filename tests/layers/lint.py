#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# lint.py: the measures of the house, over every C file that git knows or would add. Usage: lint.py TOP.
#   files <= 600 lines, headers of src <= 150 (tables in src/tbl as files), functions <= 60 told, > 80 refused,
#   words that have no place here, the two lines on top. TAP on standard output.
import os
import re
import subprocess
import sys

top = sys.argv[1]
FILE, HEADER, FUNCTION, FUNCTION_WORST = 600, 150, 60, 80

# word -> (why not, where it may stand all the same). Poisoned functions: src/base/banned.h.
WORDS = {
    r"\bgoto\b": ("cleanup attributes and early returns instead", ()),
    r"\b(TODO|FIXME|XXX)\b": ("done is done; what is not is an issue", ()),
    r"\balloca\b": ("arenas", ("src/base/banned.h",)),
    r"\bpthread_create\b": ("no threads: workers are processes", ()),
    r"\bgetenv\b": ("the environment is for the outermost frame", ("src/cli/", "src/proc/", "tests/", "fuzz/")),
    r"\b(strdupa|strndupa)\b": ("arenas", ()),
    r"\b(rand|srand)\s*\(": ("sys/ has random bytes", ("tests/", "fuzz/", "bench/")),
    r"\bnolint\b|NOLINT": ("mend it instead", ()),
}


def files():
    out = subprocess.run(["git", "-c", f"safe.directory={top}", "-C", top, "ls-files", "-co", "--exclude-standard", "--", "*.c", "*.h"],
                         capture_output=True, text=True)
    if out.returncode == 0:
        return sorted(set(out.stdout.split()))
    found = []  # an unpacked archive has no git
    for where, _, names in os.walk(top):
        if os.path.relpath(where, top).startswith("build"):
            continue
        found += [os.path.relpath(os.path.join(where, n), top) for n in names if n.endswith((".c", ".h"))]
    return sorted(found)


def functions(lines):
    """(name, first line, length) of every function: clang-format keeps their braces in column 0."""
    start, name = 0, ""
    for number, line in enumerate(lines, 1):
        if line == "{":
            start = number
            head = "\n".join(lines[max(0, number - 6):number - 1])
            names = re.findall(r"(\w+)\(", head.split("\n}\n")[-1].split(";\n")[-1])
            name = names[0] if names else "?"
        elif line == "}" and start:
            yield name, start, number - start + 1
            start = 0


def without_strings_and_comments(text):
    text = re.sub(r'"(\\.|[^"\\\n])*"', '""', text)
    text = re.sub(r"//[^\n]*", "", text)
    return re.sub(r"/\*.*?\*/", lambda m: "\n" * m.group(0).count("\n"), text, flags=re.S)


def main():
    long_files, long_functions, near, words, tops = [], [], [], [], []
    names = [n for n in files() if os.path.exists(os.path.join(top, n))]
    for name in names:
        text = open(os.path.join(top, name), encoding="utf-8").read()
        lines = text.split("\n")
        is_header = name.startswith("src/") and name.endswith(".h") and not name.startswith("src/tbl/")
        most = HEADER if is_header else FILE
        if len(lines) - 1 > most:
            long_files.append(f"{name}: {len(lines) - 1} lines (at most {most})")
        for function, line, length in functions(lines):
            if length > FUNCTION_WORST:
                long_functions.append(f"{name}:{line}: {function} has {length} lines (at most {FUNCTION_WORST})")
            elif length > FUNCTION:
                near.append(f"{name}:{line}: {function} has {length} lines (aim: {FUNCTION})")
        code = without_strings_and_comments(text)
        for word, (why, where) in WORDS.items():
            if name.startswith(tuple(where)):
                continue
            subject = text if "TODO" in word else code
            for m in re.finditer(word, subject):
                words.append(f"{name}:{subject.count(chr(10), 0, m.start()) + 1}: {m.group(0)}: {why}")
        if "SPDX-License-Identifier: Apache-2.0" not in lines[0]:
            tops.append(f"{name}:1: the first line is the SPDX line")
        elif not re.match(r" \* \S+: \S", lines[1] if len(lines) > 1 else ""):
            tops.append(f"{name}:2: the second line says 'NAME: what this file is for'")
    failed = 0
    groups = [("files and headers fit", long_files), (f"functions fit in {FUNCTION_WORST} lines", long_functions),
              ("no word that has no place here", words), ("the two lines on top", tops)]
    for number, (what, rows) in enumerate(groups, 1):
        for row in rows:
            print("#", row)
        print("not ok" if rows else "ok", number, "-", what)
        failed += bool(rows)
    for row in near:
        print("# told:", row)
    print("ok" if len(names) > 50 else "not ok", 5, f"- looked at {len(names)} files, {len(near)} functions over {FUNCTION} lines")
    print("1..5")
    return 1 if failed or len(names) <= 50 else 0


sys.exit(main())
