#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compiles src/form/formula_functions.tsv at build time: the functions that a formula may call, by number.
Rows marked "never" are for whoever reads the list, and for the tests: they have no number.

    gen_formula.py FUNCTIONS.tsv --header H --source C --dict FUZZ
"""
import argparse
import re
import sys

PREFIXES = {"": "", "x": "_xlfn.", "w": "_xlfn._xlws."}


def load(path):
    rows, seen = [], set()
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        line = line.rstrip("\n")
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t") + [""] * 5
        name, prefix, least, most = cells[:4]
        never = least == "never"
        if not re.fullmatch(r"[A-Z][A-Z0-9.]*", name) or name in seen or prefix not in PREFIXES:
            sys.exit(f"{path}:{number}: bad or double name: {line}")
        if not never and not (0 <= int(least) <= int(most) <= 255):
            sys.exit(f"{path}:{number}: bad count: {line}")
        if never and not cells[4]:
            sys.exit(f"{path}:{number}: no reason given")
        seen.add(name)
        rows.append((name, prefix, never, 0 if never else int(least), 0 if never else int(most)))
    return rows


def main():
    a = argparse.ArgumentParser()
    a.add_argument("functions")
    for name in ("header", "source", "dict"):
        a.add_argument("--" + name)
    a = a.parse_args()
    rows = load(a.functions)
    callable_ = [r for r in rows if not r[2]]
    note = "/* SPDX-License-Identifier: Apache-2.0\n * Made by tools/gen_formula.py from formula_functions.tsv.\n */\n"
    with open(a.header, "w", encoding="utf-8") as f:
        f.write(note + "#ifndef FORM_FORMULA_TABLE_H\n#define FORM_FORMULA_TABLE_H\n\n#include <stdint.h>\n\n")
        f.write("struct formula_function {\n\tconst char *name, *prefix; /* as files spell it */\n"
                "\tuint8_t least, most;       /* arguments */\n};\n\n")
        f.write(f"#define FORMULA_FUNCTIONS {len(callable_)}u\n")
        f.write("extern const struct formula_function formula_functions[FORMULA_FUNCTIONS];\n"
                "/* Places in formula_functions, by ascending name. */\n"
                "extern const uint16_t formula_functions_sorted[FORMULA_FUNCTIONS];\n\n")
        f.write("enum {\n")
        for i, r in enumerate(callable_):
            if r[0] in ("HYPERLINK", "ANCHORARRAY", "SINGLE", "LET", "LAMBDA"):
                f.write(f"\tFORMULA_F_{r[0]} = {i},\n")
        f.write("};\n\n#endif\n")
    with open(a.source, "w", encoding="utf-8") as f:
        f.write(note + '#include "form/formula.h"\n\nconst struct formula_function formula_functions[FORMULA_FUNCTIONS] = {\n')
        for name, prefix, _, least, most in callable_:
            f.write(f'\t{{"{name}", "{PREFIXES[prefix]}", {least}, {most}}},\n')
        f.write("};\nconst uint16_t formula_functions_sorted[FORMULA_FUNCTIONS] = {\n")
        for i in sorted(range(len(callable_)), key=lambda i: callable_[i][0].encode()):
            f.write(f"\t{i},\n")
        f.write("};\n")
    with open(a.dict, "w", encoding="utf-8") as f:
        for name, prefix, *_ in rows:
            f.write(f'"{PREFIXES[prefix]}{name}("\n')
        for word in ("Sheet1!", "'a b'!", "[1]S!A1", "$A$1", "A1:B2", "A:C", "1:3", "#REF!", "#N/A", "{1,2;3,4}",
                     "T[[#This Row],[c]]", "\\\"\\\"", "cmd|'/c'!A0", "_xlpm.x", "1E+10", "<>", "TRUE"):
            f.write(f'"{word}"\n')


if __name__ == "__main__":
    main()
