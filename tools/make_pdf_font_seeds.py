#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""make_pdf_font_seeds.py TESTS/SAMPLES: small fonts and CMaps drawn by us, and broken ones, as seeds of the fuzz targets."""
import os
import struct
import sys

top = sys.argv[1]


def put(folder, name, data):
    path = os.path.join(top, folder)
    os.makedirs(path, exist_ok=True)
    with open(os.path.join(path, name), "wb") as f:
        f.write(data if isinstance(data, bytes) else data.encode())


def sfnt(tables, tag=0x00010000):
    head, body, start = struct.pack(">LHHHH", tag, len(tables), 0, 0, 0), b"", 12 + 16 * len(tables)
    for name, data in sorted(tables.items()):
        head += struct.pack(">4sLLL", name.encode(), 0, start + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    return head + body


def glyph(points, ends, off=()):
    """A simple glyph; numbers in `off` are control points."""
    flags = bytes(0 if i in off else 1 for i in range(len(points)))
    xs, ys, at = b"", b"", (0, 0)
    for x, y in points:
        xs += struct.pack(">h", x - at[0])
        ys += struct.pack(">h", y - at[1])
        at = (x, y)
    box = [min(p[0] for p in points), min(p[1] for p in points), max(p[0] for p in points), max(p[1] for p in points)]
    data = struct.pack(">hhhhh", len(ends), *box) + b"".join(struct.pack(">H", e) for e in ends) + b"\0\0" + flags + xs + ys
    return data + b"\0" * (-len(data) % 4)


def composite(parts):
    data = struct.pack(">hhhhh", -1, 0, 0, 600, 600)
    for i, (number, x, y) in enumerate(parts):
        data += struct.pack(">HHhh", 0x0003 | (0x0020 if i + 1 < len(parts) else 0), number, x, y)
    return data + b"\0" * (-len(data) % 4)


def truetype(glyphs, cmap, depth=2):
    loca, glyf = [0], b""
    for g in glyphs:
        glyf += g
        loca.append(len(glyf))
    n = len(glyphs)
    return {
        "head": struct.pack(">LLLLHHQQhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, 1000, 0, 0, 0, 0, 600, 600, 0, 8, 2, 1, 0),
        "hhea": struct.pack(">LhhhHhhhhhhhhhhhH", 0x10000, 800, -200, 0, 700, 0, 0, 600, 1, 0, 0, 0, 0, 0, 0, 0, n),
        "maxp": struct.pack(">LHHHHHHHHHHHHHH", 0x10000, n, 8, 2, 16, 4, 1, 0, 0, 0, 0, 0, 0, 4, depth),
        "hmtx": b"".join(struct.pack(">Hh", 700, 0) for _ in glyphs),
        "loca": struct.pack(f">{n + 1}L", *loca),
        "glyf": glyf,
        "cmap": cmap,
    }


def cmap4(platform, encoding, pairs):
    rows = sorted(pairs.items()) + [(0xFFFF, 0)]
    n, word = len(rows), lambda xs: b"".join(struct.pack(">H", x & 0xFFFF) for x in xs)
    table = struct.pack(">HHHHHHH", 4, 16 + 8 * n, 0, 2 * n, 0, 0, 0) + word(c for c, _ in rows) + b"\0\0"
    table += word(c for c, _ in rows) + word(g - c for c, g in rows) + b"\0\0" * n
    return struct.pack(">HHHHL", 0, 1, platform, encoding, 12) + table


def vert():
    """GSUB with one feature "vert": glyph 1 becomes 2."""
    coverage = struct.pack(">HHH", 1, 1, 1)
    single = struct.pack(">HHHH", 2, 8, 1, 2)
    lookups = struct.pack(">HH", 1, 4) + struct.pack(">HHHH", 1, 0, 1, 8) + single + coverage
    features = struct.pack(">H4sH", 1, b"vert", 8) + struct.pack(">HHH", 0, 1, 0)
    return struct.pack(">HHHHH", 1, 0, 10, 10, 10 + len(features)) + features + lookups


def crypt(data, key, lead=4):
    out, data = bytearray(), b"\0" * lead + data
    for b in data:
        c = b ^ key >> 8
        key = (c + key) * 52845 + 22719 & 0xFFFF
        out.append(c)
    return bytes(out)


def t1_number(x):
    if -107 <= x <= 107:
        return bytes([x + 139])
    if 108 <= x <= 1131:
        return bytes([247 + (x - 108 >> 8), x - 108 & 255])
    if -1131 <= x <= -108:
        return bytes([251 + (-x - 108 >> 8), -x - 108 & 255])
    return b"\xff" + struct.pack(">l", x)


def charstring(words):
    ops = {"hsbw": b"\x0d", "rmoveto": b"\x15", "rlineto": b"\x05", "closepath": b"\x09", "endchar": b"\x0e", "rrcurveto": b"\x08",
           "seac": b"\x0c\x06", "callsubr": b"\x0a", "return": b"\x0b", "div": b"\x0c\x0c"}
    return crypt(b"".join(ops[w] if w in ops else t1_number(int(w)) for w in words.split()), 4330)


def type1(matrix="0.001 0 0 0.001 0 0", glyphs=None, subrs=()):
    glyphs = glyphs or {".notdef": "0 500 hsbw endchar",
                        "A": "50 600 hsbw 0 0 rmoveto 500 0 rlineto 0 500 rlineto -500 0 rlineto closepath endchar",
                        "acute": "0 300 hsbw 100 600 rmoveto 100 50 50 50 50 100 rrcurveto -50 0 rlineto closepath endchar",
                        "Aacute": "0 600 hsbw 0 100 200 65 194 seac"}
    clear = (f"%!PS-AdobeFont-1.0: Ours\n12 dict begin /FontName /Ours def /FontType 1 def /PaintType 0 def /FontMatrix [{matrix}] def\n"
             "/FontBBox {0 0 700 800} def /Encoding 256 array 0 1 255 {1 index exch /.notdef put} for\ndup 65 /A put dup 66 /Aacute put\n"
             "readonly def currentdict end\ncurrentfile eexec\n").encode()
    private = b"dup /Private 8 dict dup begin /RD {string currentfile exch readstring pop} executeonly def /ND {def} def /NP {put} def\n"
    private += b"/BlueValues [] def /password 5839 def /lenIV 4 def\n/Subrs %d array\n" % len(subrs)
    for i, s in enumerate(subrs):
        c = charstring(s)
        private += b"dup %d %d RD " % (i, len(c)) + c + b" NP\n"
    private += b"ND\n2 index /CharStrings %d dict dup begin\n" % len(glyphs)
    for name, words in glyphs.items():
        c = charstring(words)
        private += b"/%s %d RD " % (name.encode(), len(c)) + c + b" ND\n"
    private += b"end end readonly put noaccess put dup /FontName get exch definefont pop mark currentfile closefile\n"
    return clear + crypt(private, 55665) + b"\n" + b"0" * 64 + b"\ncleartomark\n"


def cff_index(items):
    if not items:
        return b"\0\0"
    at, offsets = 1, b""
    for i in [b""] + items:
        at += len(i)
        offsets += struct.pack(">H", at)
    return struct.pack(">HB", len(items), 2) + offsets + b"".join(items)


def cff(charstrings, cid=False):
    """A bare CFF font; integers always five bytes, so that offsets are known beforehand."""
    number = lambda x: b"\x1d" + struct.pack(">l", x)
    names, strings = cff_index([b"Ours"]), cff_index([b"Adobe", b"Identity"])
    private = number(0) + b"\x14"
    def top(charset, fds, select, chars, private_at):
        d = number(391) + number(392) + number(0) + b"\x0c\x1e" if cid else b""
        d += number(charset) + b"\x0f" + number(chars) + b"\x11"
        return d + (number(fds) + b"\x0c\x24" + number(select) + b"\x0c\x25" if cid else number(len(private)) + number(private_at) + b"\x12")
    charset = b"\0" + b"".join(struct.pack(">H", (10 * (i + 1)) if cid else 34 + i) for i in range(len(charstrings) - 1))
    chars = cff_index(charstrings)
    start = 4 + len(names) + len(cff_index([top(0, 0, 0, 0, 0)])) + len(strings) + 2
    at_chars = start + len(charset)
    at_private = at_chars + len(chars)
    fd = cff_index([number(len(private)) + number(at_private) + b"\x12"])
    at_fd = at_private + len(private)
    select = b"\0" + b"\0" * len(charstrings)
    data = b"\1\0\4\2" + names + cff_index([top(start, at_fd, at_fd + len(fd), at_chars, at_private)]) + strings + b"\0\0"
    return data + charset + chars + private + (fd + select if cid else b"")


def t2(words):
    ops = {"rmoveto": b"\x15", "rlineto": b"\x05", "rrcurveto": b"\x08", "endchar": b"\x0e", "callsubr": b"\x0a", "callgsubr": b"\x1d"}
    num = lambda x: b"\x1c" + struct.pack(">h", x)
    return b"".join(ops[w] if w in ops else num(int(w)) for w in words.split())


def main():
    square = glyph([(0, 0), (600, 0), (600, 600), (0, 600)], [3])
    round_ = glyph([(300, 0), (600, 0), (600, 300), (600, 600), (300, 600), (0, 600), (0, 300), (0, 0)], [7], off=(1, 3, 5, 7))
    symbol = cmap4(3, 0, {0xF041: 1, 0xF042: 2})
    whole = truetype([square, round_, composite([(0, 0, 0), (1, 50, 50)])], symbol)
    put("pdf_font", "square.ttf", sfnt(whole))
    put("pdf_font", "vert.ttf", sfnt({**whole, "GSUB": vert()}))
    put("pdf_font", "type1.pfa", type1())
    put("pdf_font", "matrix.pfa", type1("0.0005 0 0.0001 0.0005 0 0"))
    box = t2("100 100 rmoveto 400 0 rlineto 0 400 rlineto -400 0 rlineto endchar")
    put("pdf_font", "name.cff", cff([t2("endchar"), box, box]))
    put("pdf_font", "cid.cff", cff([t2("endchar"), box, t2("0 0 rmoveto 100 200 300 400 500 600 rrcurveto endchar")], cid=True))
    put("pdf_font", "wrapped.otf", sfnt({"CFF ": cff([t2("endchar"), box]), "cmap": symbol}, 0x4F54544F))
    # What is to be refused or to end: glyphs that hold themselves, doubled 30 times over, calls without end, no tables, cut off.
    put("pdf_font", "bad-itself.ttf", sfnt(truetype([square, composite([(1, 0, 0), (1, 9, 9)])], symbol)))
    # Deep enough to tell, not deep enough to take long: each level doubles the work.
    deep = [square] + [composite([(i, 0, 0), (i, 1, 1)]) for i in range(12)]
    put("pdf_font", "bad-doubled.ttf", sfnt(truetype(deep, symbol, depth=12)))
    put("pdf_font", "bad-cut.ttf", sfnt(whole)[:200])
    put("pdf_font", "bad-loca.ttf", sfnt({**whole, "loca": struct.pack(">4L", 0, 0xFFFFFFF0, 5, 1)}))
    put("pdf_font", "bad-far.pfa", type1(glyphs={".notdef": "0 500 hsbw 2000000 2000000 rmoveto 9 9 rlineto closepath endchar"}))
    put("pdf_font", "bad-subrs.pfa", type1(subrs=["0 callsubr return"], glyphs={".notdef": "0 500 hsbw 0 callsubr endchar"}))
    put("pdf_font", "bad-ttc.ttc", b"ttcf\0\1\0\0\0\0\0\1\0\0\0\x10")
    put("pdf_font", "bad-empty.cff", b"\1\0\4\1\0\0\0\0\0\0\0\0")
    put("pdf_cmap", "own", "/CIDInit /ProcSet findresource begin begincmap /90ms-RKSJ-H usecmap /WMode 1 def 1 begincodespacerange <00> <7f>"
        " <8140> <fcfc> endcodespacerange 2 begincidrange <20> <7e> 1 <8140> <8150> 633 endcidrange 1 begincidchar <82a0> 843"
        " endcidchar endcmap AB\x82")
    put("pdf_cmap", "text", "begincmap 1 beginbfrange <0001> <0003> <3042> <10> <12> [<0041> <d842dfb7> <00660069>] endbfrange 1 beginbfchar"
        " <20> <fb03> <21> <d800> endbfchar endcmap")
    put("pdf_cmap", "bad-nested", "begincidrange " + "[" * 300 + " <00> <ff> 1")
    put("pdf_cmap", "bad-wide", "begincidrange <00000000> <ffffffff> 0 <ffffffff> <ffffffff> 65535 endcidrange beginbfrange <00000000>"
        " <ffffffff> <0010ffff> endbfrange \xff\xff\xff\xff")
    put("pdf_cmap", "name", "uni30423044_f_i.alt")


main()
