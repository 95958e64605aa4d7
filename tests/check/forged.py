#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What lock 2 makes of forms that a captured lock 1 could send (tests/forged.c): nothing alive.

    forged.py FORGED VECTORS [COUNT]

The forms are those of our own good Word, Excel and PowerPoint files. A text that a person reads may say anything: runs,
cells, names and descriptions are left out before looking; all else is looked at as tests/check/vectors.py does.
"""
import glob
import os
import re
import subprocess
import sys
import tempfile
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import vectors  # noqa: E402

# Attributes and elements whose text is shown and never read by a program as more than text.
SHOWN = re.compile(r'\s(?:name|descr|title|tooltip|author|initials|prompt|promptTitle|error|errorTitle|altText|w:author|w:initials|typeface|'
                   r'displayName|w:title|comment|caption|[a-z]*Caption|userInterfaceName|w:val|w:tooltip|formatCode|display|defaultTableStyle|defaultPivotStyle|styleName|tableStyleId|val|script|panose|w:ascii|w:hAnsi|'
                   r'w:eastAsia|w:cs|m:val|lastClr|totalsRowLabel|w:name|string|w14:val|w:lvlText|spid)="[^"]*"')
TEXT = re.compile(r"<((?:w:t|w:delText|a:t|t|m:t|c:v|c:f|oddHeader|oddFooter|evenHeader|evenFooter|firstHeader|firstFooter|author|v|p:text|c:formatCode|s)\b)"
                  r"[^>]*>[^<]*</")
# A sheet may be called anything that its quotes hold.
SHEET = re.compile(r"(?:'|&apos;)(?:[^'&<>\[\]|\\/]|''|&(?:apos;){2}|&(?!apos;)\w+;)*(?:'|&apos;)!")


def main():
    program, folder = sys.argv[1:3]
    count = sys.argv[3] if len(sys.argv) > 3 else "400"
    problems, lines = [], []
    with tempfile.TemporaryDirectory() as work:
        bases = sorted(glob.glob(os.path.join(folder, "base.*")))
        run = subprocess.run([program, work, "20261121", count, *bases], capture_output=True, text=True, check=False)
        if run.returncode != 0 or len(bases) != 3:
            print("not ok", len(bases), run.returncode, run.stderr[-300:])
            return 1
        lines = [line.split(": ", 1)[1] for line in run.stdout.strip().split("\n")]
        for name in sorted(os.listdir(work)):
            path = os.path.join(work, name)
            with zipfile.ZipFile(path) as z:
                for member in z.namelist():
                    if not vectors.MEMBER.match(member):
                        problems.append(f"{name}: member {member}")
                    if member.endswith((".xml", ".rels", ".vml")):
                        text = z.read(member).decode("utf-8")
                        if member.endswith(".rels"):
                            problems += vectors.check_relations(f"{name}:{member}", text)
                        else:
                            problems += vectors.check_text(f"{name}:{member}", SHEET.sub("s!", SHOWN.sub("", TEXT.sub(r"<\1></", text))))
    for p in problems[:30]:
        print("not ok", p)
    print("; ".join(lines) + f"; {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
