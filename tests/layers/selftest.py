#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# selftest.py: the two checkers catch what they are there for. Usage: selftest.py. TAP on standard output.
import os
import subprocess
import sys
import tempfile

here = os.path.dirname(os.path.abspath(__file__))
TOP = "/* SPDX-License-Identifier: Apache-2.0\n * x.c: a sample.\n */\n"
BROKEN = {
    "includes.py": [
        ("src/rebuild/x.c", TOP + '#include "disarm/disarm.h"\n', "rebuild may not include"),
        ("src/disarm/x.c", TOP + '#include "rebuild/rebuild.h"\n', "disarm may not include"),
        ("src/disarm/x.c", TOP + "#  include <sys/socket.h>\n", "disarm may not include <sys/socket.h>"),
        ("src/rebuild/x.c", TOP + "#include <png.h>\n", "rebuild may not include <png.h>"),
        ("src/form/x.c", TOP + "#include <unistd.h>\n", "form may not include"),
        ("src/notary/x.c", TOP + '#include "store/db.h"\n', "notary may not include"),
        ("src/newfolder/x.c", TOP, "no line in tests/layers/edges.txt"),
    ],
    "lint.py": [
        ("src/flow/x.c", TOP + "int x;\n" * 600, "at most 600"),
        ("src/flow/x.h", TOP + "int x;\n" * 150, "at most 150"),
        ("src/flow/x.c", TOP + "void f(void)\n{\n" + "\tx();\n" * 79 + "}\n", "f has 81 lines"),
        ("src/flow/x.c", TOP + "void f(void)\n{\n" + "\tx();\n" * 60 + "}\n", "told: src/flow/x.c:5: f has 62"),
        ("src/flow/x.c", TOP + "void f(void)\n{\n\tgoto out;\n}\n", "goto"),
        ("src/flow/x.c", TOP + "/* TO" + "DO: later */\n", "done is done"),
        ("src/flow/x.c", TOP + 'int x = !getenv("A");\n', "getenv"),
        ("src/flow/x.c", "int x;\n", "the first line is the SPDX line"),
        ("src/flow/x.c", TOP.replace("x.c: a", "a"), "the second line says"),
    ],
}
count = failed = 0
for script, cases in BROKEN.items():
    for path, text, want in cases:
        with tempfile.TemporaryDirectory() as top:
            os.makedirs(os.path.join(top, os.path.dirname(path)))
            open(os.path.join(top, path), "w", encoding="utf-8").write(text)
            ran = subprocess.run([sys.executable, os.path.join(here, script), top], capture_output=True, text=True)
            ok = want in ran.stdout and ran.returncode != 0
        count += 1
        failed += not ok
        print("ok" if ok else "not ok", count, f"- {script} says: {want}")
        if not ok:
            print("#", (ran.stdout + ran.stderr).replace("\n", "\n# "))
print(f"1..{count}")
sys.exit(1 if failed else 0)
