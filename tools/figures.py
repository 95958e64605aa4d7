#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the tables and figures of ARCHITECTURE.md from src/tbl, between its markers.

tools/figures.py         rewrites the file
tools/figures.py --check exit 1 when the file is not what the tables say (a test)
"""
import os
import re
import sys

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DOCUMENT = os.path.join(TOP, "ARCHITECTURE.md")
HALVES = {"I": "Internet", "L": "LGWAN", "IL": "both"}


def rows(table, macro):
    """Arguments of each MACRO(...) row of a table; quoted strings without their quotes."""
    with open(os.path.join(TOP, "src/tbl", table + ".h"), encoding="utf-8") as f:
        text = re.sub(r"/\*.*?\*/", "", f.read(), flags=re.S)
    for body in re.findall(r"^%s\((.*?)\)\s*$" % macro, text, flags=re.M | re.S):
        yield [(quoted or plain).strip() for quoted, plain in re.findall(r'"([^"]*)"|([^",]*[^",\s][^",]*)', body)]


def processes():
    lines = ["| process | half | may | what it does |", "|---|---|---|---|"]
    for name, halves, _, root, promise, what in rows("procs", "PROC"):
        place = f"`{root}/`" if root else "an empty directory"
        lines.append(f"| {name} | {HALVES[halves]} | {promise}, {place} | {what} |")
    return "\n".join(lines)


def wires():
    lines = ["```mermaid", "flowchart LR"]
    for half, label in (("I", "Internet half"), ("L", "LGWAN half")):
        lines.append(f'  subgraph {half}["{label}"]')
        for h, a, b in rows("wires", "WIRED"):
            if h == half:
                lines.append(f"    {half}_{a}[{a}] --- {half}_{b}[{b}]")
        lines.append("  end")
    for a, b in rows("wires", "CABLE"):
        lines.append(f"  I_{a} ===|cable| L_{b}")
    return "\n".join(lines + ["```"])


def states():
    lines = ["```mermaid", "stateDiagram-v2"]
    final = []
    for name, _, is_final, ja, _ in rows("states", "STATE"):
        if name != "NONE":
            lines.append(f"  {name}: {name} {ja}")
        if is_final == "true":
            final.append(name)
    for start, event, end in rows("states", "STEP"):
        lines.append(f"  {'[*]' if start == 'NONE' else start} --> {end}: {event}")
    lines += [f"  {name} --> [*]" for name in final]
    return "\n".join(lines + ["```"])


def main():
    with open(DOCUMENT, encoding="utf-8") as f:
        old = f.read()
    new = old
    for name, make in (("processes", processes), ("wires", wires), ("states", states)):
        pattern = re.compile(r"(<!-- made by tools/figures.py: %s -->\n).*?(<!-- end -->)" % name, re.S)
        assert pattern.search(new), f"ARCHITECTURE.md has no marker for {name}"
        new = pattern.sub(lambda m: m.group(1) + make() + "\n" + m.group(2), new)
    if "--check" in sys.argv:
        if new != old:
            print("ARCHITECTURE.md differs from src/tbl: run tools/figures.py")
        return new != old
    with open(DOCUMENT, "w", encoding="utf-8") as f:
        f.write(new)
    return 0


if __name__ == "__main__":
    sys.exit(main())
