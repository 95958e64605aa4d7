#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Bombs: small files that ask for a great deal, one a way that is known. usage: FOLDER [NAME...]

Written to FOLDER one by one; want.tsv says what `sekisho disarm` may answer to each. Most must be refused with the limit that
they broke; where the reader leaves out what went too far, OK is allowed and so written. tests/cli/bombs.py runs them. Most
stand in bombs_zip, bombs_pictures, bombs_office and bombs_pdf; here is what is left.
"""
import os
import struct
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from bomb_list import LIMIT, bomb, bombs  # noqa: E402
import bombs_zip  # noqa: E402, F401
import bombs_pictures  # noqa: E402, F401
import bombs_office  # noqa: E402, F401
import bombs_pdf  # noqa: E402, F401


# --- what we do not read ---

@bomb("65535.tif", "E_TYPE_UNKNOWN")
def tiff():
    rows = [(256, 4, 0xFFFFFFFF), (257, 4, 0xFFFFFFFF), (258, 3, 8), (259, 3, 5), (262, 3, 1), (273, 4, 8), (277, 3, 65535), (278, 4, 0xFFFFFFFF), (279, 4, 0xFFFFFFFF)]
    return b"II*\0" + struct.pack("<IH", 8, len(rows)) + b"".join(struct.pack("<HHII", tag, kind, 1, v) for tag, kind, v in rows) + struct.pack("<I", 8)


@bomb("65535.bmp", "E_TYPE_UNKNOWN")
def bitmap():
    return b"BM" + struct.pack("<IIIIiiHHIIIIII", 100, 0, 54, 40, 0x7FFFFFFF, 0x7FFFFFFF, 1, 24, 0, 0, 0, 0, 0, 0) + bytes(40)


# --- text ---

@bomb("cells.csv", "OK " + LIMIT)
def cells():
    return b"," * (60 << 20)


@bomb("quote.csv", "OK E_BROKEN " + LIMIT)
def quote():
    return b'"' + b"a" * (90 << 20)


@bomb("escapes.txt", "OK E_EMPTY E_ENCODING E_BROKEN " + LIMIT)
def escapes():
    return b"\x1b$B\x1b(B" * (10 << 20)


def main():
    folder, only = sys.argv[1], sys.argv[2:]
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "want.tsv"), "w", encoding="ascii") as want:
        for name, (codes, make) in bombs.items():
            if only and name not in only:
                continue
            with open(os.path.join(folder, name), "wb") as f:
                f.write(make())
            want.write("%s\t%s\n" % (name, codes))


if __name__ == "__main__":
    main()
