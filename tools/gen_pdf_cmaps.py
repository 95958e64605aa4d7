#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""gen_pdf_cmaps.py: the predefined CMaps of PDF and the Unicode of their CIDs, from Debian's poppler-data -> C.

usage: gen_pdf_cmaps.py /usr/share/poppler OUT.c

The tables are packed (disarm/pdf/cmap_table.h says how). UTF-8 and UTF-16 CMaps are the UTF-32 ones with another
coding of the same numbers, so they are rows, not tables.
"""
import os
import re
import sys

JAPAN1, GB1, CNS1, KOREA1 = 1, 2, 3, 4
FOLDERS = {JAPAN1: "Adobe-Japan1", GB1: "Adobe-GB1", CNS1: "Adobe-CNS1", KOREA1: "Adobe-Korea1"}
CODINGS = {"UTF8": 1, "UTF16": 2, "UTF32": 0}
# ISO 32000-2 table 116 and the older ones that producers still name.
NAMES = {
    JAPAN1: """83pv-RKSJ 90ms-RKSJ 90msp-RKSJ 90pv-RKSJ 78ms-RKSJ 78-RKSJ 78-EUC 78 Add-RKSJ Add EUC Ext-RKSJ Ext RKSJ
UniJIS-UCS2 UniJIS-UCS2-HW UniJIS-UTF UniJIS2004-UTF UniJISX0213-UTF32 UniJISX02132004-UTF32""",
    GB1: "GB-EUC GBpc-EUC GBK-EUC GBKp-EUC GBK2K UniGB-UCS2 UniGB-UTF",
    CNS1: "B5pc HKscs-B5 ETen-B5 ETenms-B5 CNS-EUC UniCNS-UCS2 UniCNS-UTF",
    KOREA1: "KSC-EUC KSCms-UHC KSCms-UHC-HW KSCpc-EUC UniKS-UCS2 UniKS-UTF",
}
TOKEN = re.compile(r"<[0-9A-Fa-f]+>|/[^\s<>/\[\]()]+|-?\d+|[A-Za-z]+")


class CMap:
    def __init__(self):
        self.use, self.wmode, self.spaces, self.ranges = None, 0, [], []


def parse(path):
    """A CMap file of poppler-data: PostScript, but always in the same few phrases."""
    cmap, stack, section = CMap(), [], None
    text = re.sub(r"%[^\n]*", "", open(path, encoding="latin-1").read())
    for word in TOKEN.findall(text):
        if word == "usecmap":
            cmap.use = stack[-1][1:]
        elif word == "def" and len(stack) >= 2 and stack[-2] == "/WMode":
            cmap.wmode = int(stack[-1])
        elif word.startswith("begin") and word[5:] in ("codespacerange", "cidrange", "cidchar", "notdefrange", "notdefchar"):
            section, stack = word[5:], []
        elif word.startswith("end") and word[3:] == section:
            take(cmap, section, stack)
            section, stack = None, []
        else:
            stack.append(word)
    return cmap


def take(cmap, section, items):
    code = lambda t: (len(t) // 2 - 1, int(t[1:-1], 16))
    step = 2 if section in ("codespacerange", "cidchar", "notdefchar") else 3
    for i in range(0, len(items), step):
        n, low = code(items[i])
        high = low if section in ("cidchar", "notdefchar") else code(items[i + 1])[1]
        if section == "codespacerange":
            cmap.spaces.append((n, low, high))
        elif section.startswith("notdef"):
            cmap.ranges += [(n, x, x, int(items[i + step - 1])) for x in range(low, high + 1)]
        else:
            cmap.ranges.append((n, low, high, int(items[i + step - 1])))


def varint(x):
    out = bytearray()
    while x > 127:
        out.append(x & 127 | 128)
        x >>= 7
    out.append(x)
    return bytes(out)


def zigzag(x):
    return varint(x * 2 if x >= 0 else -x * 2 - 1)


def pack(ranges):
    """Sorted by code length and code; neighbours that go on in both code and CID are one."""
    merged = []
    for n, low, high, cid in sorted(set(ranges)):
        last = merged[-1] if merged else None
        if last and last[0] == n and last[2] + 1 == low and last[3] + last[2] - last[1] + 1 == cid:
            last[2] = high
        else:
            merged.append([n, low, high, cid])
    out, length, at, next_cid = bytearray(), 0, 0, 0
    for n, low, high, cid in merged:
        while length < n:
            out += varint(0)  # an empty gap before nothing: the next longer codes follow
            length, at = length + 1, 0
        assert low >= at, "codes overlap"
        out += varint(low - at + 1) + varint(high - low) + zigzag(cid - next_cid)
        at, next_cid = high + 1, cid + high - low + 1
    return bytes(out)


def literal(data):
    rows = ["".join("\\%03o" % b for b in data[i:i + 24]) for i in range(0, len(data), 24)]
    return "\n".join(f'\t"{r}"' for r in rows) or '\t""'


def wanted():
    """(name, collection, name of the file, coding)."""
    for collection, names in NAMES.items():
        for name in names.split():
            for way in "HV":
                if name.endswith("-UTF"):
                    for coding, number in CODINGS.items():
                        yield f"{name}{CODINGS and coding[3:]}-{way}", collection, f"{name}32-{way}", number
                else:
                    yield f"{name}-{way}", collection, f"{name}-{way}", 0
    for way in "HV":
        yield way, JAPAN1, way, 0


def main():
    top, out_path = sys.argv[1:]
    tables, rows = {}, []

    def table(collection, file):
        """Number of a packed table, those it uses first; None when there is no such file."""
        if file in tables:
            return tables[file][0]
        path = os.path.join(top, "cMap", FOLDERS[collection], file)
        if not os.path.exists(path):
            return None
        cmap = parse(path)
        use = table(collection, cmap.use) if cmap.use else None
        assert cmap.use is None or use is not None, cmap.use
        tables[file] = (len(tables), cmap, -1 if use is None else use)
        return tables[file][0]

    for name, collection, file, coding in wanted():
        number = table(collection, file)
        if number is not None:
            rows.append((name, collection, number, coding))
    with open(out_path, "w", encoding="ascii") as out:
        say = lambda s: print(s, file=out)
        say("/* Generated by tools/gen_pdf_cmaps.py from poppler-data: do not edit. */")
        say('#include "disarm/pdf/cmap_table.h"')
        say("const struct pdf_cmap_table pdf_cmap_tables[] = {")
        for file, (_, cmap, use) in tables.items():
            spaces = b"".join(bytes([n]) + low.to_bytes(4, "big") + high.to_bytes(4, "big") for n, low, high in cmap.spaces)
            data = pack(cmap.ranges)
            say(f"{{ /* {file} */ .use = {use}, .vertical = {cmap.wmode}, .spaces_n = {len(spaces)}, .ranges_n = {len(data)},")
            say(f".spaces =\n{literal(spaces)},\n.ranges =\n{literal(data)}}},")
        say("};")
        say("const struct pdf_cmap_row pdf_cmap_rows[] = {")
        for row in sorted(rows):
            say('{"%s", %d, %d, %d},' % row)
        say("};")
        say(f"const size_t pdf_cmap_rows_n = {len(rows)};")
        say("const struct pdf_cid_unicode pdf_cid_unicodes[] = {{0, 0, NULL},")
        for folder in FOLDERS.values():
            codes = [int(line.split()[0], 16) for line in open(os.path.join(top, "cidToUnicode", folder)) if line.strip()]
            data, before = bytearray(), 0
            for c in codes:
                data += zigzag(c - before - 1)
                before = c
            say(f"{{{len(codes)}, {len(data)}, /* {folder} */\n{literal(bytes(data))}}},")
        say("};")


if __name__ == "__main__":
    main()
