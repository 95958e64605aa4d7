#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The vectors of tools/make_pdf_vectors.py through both locks: nothing of them is in any output.

    pdf_vectors.py LOCKS FOLDER [--tools]

LOCKS is the program of tests/locks.c. Every file is answered, with an output or an error that a file can have; every output
satisfies tests/check/pdf_check.py (an allow list of keys, names, operators, addresses; every byte accounted for), and holds the
planted word in no stream, however written. Shares no code and no table with the product. At least two thirds of the files
must be rebuilt: nothing is proved by refusing everything. --tools: qpdf must find no fault with what comes out.
"""
import collections
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import every  # noqa: E402
import pdf_check  # noqa: E402

WORD = re.compile(rb"V\0?E\0?C\0?T\0?O\0?R\0?-\0?\d|(?i:56 ?(?:00)?45 ?(?:00)?43 ?(?:00)?54 ?(?:00)?4f ?(?:00)?52 ?(?:00)?2d)|\\126\\105\\103\\124")
ALIVE = re.compile(rb"/(?:#4[aA]|J)(?:#[46]1|a)?\w*(?:#[57]3|S)\w*\s|/OpenAction|/AA\b|/Launch|/EmbeddedFile|/XFA|/SubmitForm|/GoToR|/RichMedia|203\.0\.113\.9|javascript:", re.I)
ENDS = {"E_BROKEN", "E_TYPE_UNKNOWN", "E_TYPE_MISMATCH", "E_ENCRYPTED", "E_PASSWORD", "E_LIMIT_COUNT", "E_LIMIT_SIZE", "E_LIMIT_DEPTH", "E_LIMIT_RATIO",
        "E_LIMIT_PIXELS", "E_LIMIT_MEMORY"}


def check(path, qpdf):
    job = pdf_check.Check(path, [])
    found = list(job.run())
    for blob in [job.data] + list(job.streams.values()):
        for pattern in (WORD, ALIVE):
            m = pattern.search(blob)
            if m:
                found.append("%r at %r" % (m.group(), blob[max(m.start() - 20, 0):m.end() + 30]))
    if qpdf and subprocess.run([qpdf, "--check", path], capture_output=True, check=False).returncode != 0:
        found.append("qpdf --check")
    return found


def main():
    locks, folder = sys.argv[1:3]
    qpdf = shutil.which("qpdf") if "--tools" in sys.argv else None
    names = sorted(n for n in os.listdir(folder) if n.endswith(".pdf"))
    passed, refused, problems, kinds = 0, collections.Counter(), [], collections.Counter()
    for name, lock, error, work in every.through(locks, folder, names, problems):
        kinds[name.split("-")[0] + (" rebuilt" if error == "OK" else " refused")] += 1
        if error != "OK":
            refused[error] += 1
            if lock == "rebuild" or error not in ENDS:
                problems.append(f"{name}: {lock} says {error}")
            continue
        passed += 1
        problems += [f"{name}: {p}" for p in check(os.path.join(work, name + ".pdf"), qpdf)]
    for p in problems[:40]:
        print("not ok", p)
    print(", ".join(f"{k} {n}" for k, n in sorted(kinds.items())))
    print(f"{len(names)} PDF vectors: {passed} rebuilt, {sum(refused.values())} refused ({', '.join(f'{k} {n}' for k, n in sorted(refused.items()))}), {len(problems)} problems")
    return 1 if problems or passed * 3 < len(names) * 2 else 0


if __name__ == "__main__":
    sys.exit(main())
