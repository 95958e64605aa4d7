#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""make_samples.py FOLDER: writes the small files of tests/samples: good/, bad/, forms/ and want.tsv.

Everything is made here, from the standards, without any code of ours or of a codec: so the samples are also a
second opinion. want.tsv says for each file what disarm must answer and which findings it must report. Running it
again writes the same bytes.
"""
import os
import struct
import sys
import zlib

CANARY = b"CANARY-7f3a"
rows = []


def put(top, path, data, result="OK", findings=()):
    full = os.path.join(top, path)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    with open(full, "wb") as f:
        f.write(data)
    if path.startswith(("good/", "bad/")):
        rows.append(f"{path}\t{result}\t{','.join(sorted(findings))}")


# PNG (ISO/IEC 15948)

def chunk(kind, data, crc=None):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data) if crc is None else crc)


def png(width, height, depth, colour, rows_of_bytes, before=b"", after=b"", lace=0):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, lace))
    data = zlib.compress(b"".join(b"\0" + r for r in rows_of_bytes), 9)
    return b"\x89PNG\r\n\x1a\n" + head + before + chunk(b"IDAT", data) + after + chunk(b"IEND", b"")


def pngs(top):
    grey = [bytes((x * 16 + y) & 255 for x in range(16)) for y in range(16)]
    rgb = [bytes(v for x in range(16) for v in (x * 16, y * 16, 255 - x * y)) for y in range(16)]
    deep = [bytes(v for x in range(8) for v in (x * 32, 7, y * 32, 9, 0, 1)) for y in range(8)]
    palette = chunk(b"PLTE", bytes(range(48)))
    nibbles = [bytes((x * 17) & 255 for x in range(8)) for _ in range(16)]
    put(top, "good/grey.png", png(16, 16, 8, 0, grey))
    put(top, "good/rgb.png", png(16, 16, 8, 2, rgb, chunk(b"sRGB", b"\0") + chunk(b"pHYs", struct.pack(">IIB", 11811, 11811, 1))))
    put(top, "good/palette.png", png(16, 16, 4, 3, nibbles, palette + chunk(b"tRNS", b"\x80\x40")))
    put(top, "good/sixteen.png", png(8, 8, 16, 2, deep), findings=["DEPTH16"])
    told = (chunk(b"gAMA", struct.pack(">I", 55555)) + chunk(b"iCCP", b"p\0\0" + zlib.compress(CANARY)) + chunk(b"tEXt", b"Author\0" + CANARY)
            + chunk(b"zTXt", b"k\0\0" + zlib.compress(CANARY)) + chunk(b"eXIf", exif(1)) + chunk(b"caNy", CANARY))
    put(top, "good/told.png", png(16, 16, 8, 0, grey, told) + CANARY,
        findings=["COLOUR_PROFILE", "GPS", "METADATA", "TRAILING", "UNKNOWN_PART"])
    moving = chunk(b"acTL", struct.pack(">II", 2, 0)) + chunk(b"fcTL", struct.pack(">IIIIIHHBB", 0, 16, 16, 0, 0, 1, 1, 0, 0))
    put(top, "good/moving.png", png(16, 16, 8, 0, grey, moving, chunk(b"fdAT", b"\0\0\0\1" + CANARY)), findings=["ANIMATION"])

    whole = png(16, 16, 8, 0, grey)
    put(top, "bad/cut.png", whole[:-30], "E_BROKEN")
    put(top, "bad/crc.png", whole.replace(b"IDAT", b"IDAT", 1)[:41] + bytes([whole[41] ^ 1]) + whole[42:], "E_BROKEN")
    put(top, "bad/short.png", png(16, 16, 8, 0, grey[:3]), "E_BROKEN")
    put(top, "bad/huge.png", png(40000, 40000, 8, 0, grey), "E_LIMIT_PIXELS")
    put(top, "bad/wide.png", png(0x7fffffff, 1, 8, 0, grey), "E_LIMIT_PIXELS")
    put(top, "bad/zero.png", png(0, 16, 8, 0, grey), "E_BROKEN")
    put(top, "bad/long-chunk.png", whole[:33] + struct.pack(">I", 0xffffffff) + b"tEXt" + CANARY, "E_BROKEN")
    put(top, "bad/no-palette.png", png(16, 16, 4, 3, nibbles), "E_BROKEN")
    put(top, "bad/called-picture.png", b"hello", "E_TYPE_MISMATCH")
    put(top, "bad/picture-called.txt", whole, "E_TYPE_MISMATCH")
    put(top, "bad/picture-called.jpg", whole, "E_TYPE_MISMATCH")


# GIF 89a (CompuServe, 1990)

def lzw(indices, bits, cut=None):
    """Codes without compression: a clear before every second index, so that their width never changes."""
    held = count = 0
    out = bytearray()
    codes = []
    for i, index in enumerate(indices):
        codes += ([1 << bits] if i % 2 == 0 else []) + [index]
    for code in codes[:cut] + ([] if cut else [(1 << bits) + 1]):
        held |= code << count
        count += bits + 1
        while count >= 8:
            out.append(held & 255)
            held, count = held >> 8, count - 8
    if count:
        out.append(held)
    return bytes([bits]) + b"".join(bytes([len(out[i:i + 255])]) + out[i:i + 255] for i in range(0, len(out), 255)) + b"\0"


def gif_frame(width, height, indices, left=0, top=0, delay=None, clear=None, after=0, lace=0, table=b"", bits=4, cut=None):
    control = b""
    if delay is not None:
        control = b"\x21\xf9\4" + struct.pack("<BHBB", after << 2 | (clear is not None), delay, clear or 0, 0)
    size = (len(table) // 3).bit_length() - 2 if table else 0
    flags = (0x80 | size if table else 0) | lace
    return control + b"," + struct.pack("<HHHHB", left, top, width, height, flags) + table + lzw(indices, bits, cut)


def gif(width, height, *blocks, table=bytes(range(0, 240, 5)), end=b";"):
    flags = 0xF0 | ((len(table) // 3).bit_length() - 2) if table else 0x70
    return b"GIF89a" + struct.pack("<HHBBB", width, height, flags, 0, 0) + table + b"".join(blocks) + end


def gif_block(label, *data):
    return b"\x21" + bytes([label]) + b"".join(bytes([len(d)]) + d for d in data) + b"\0"


def gifs(top):
    dots = [(x + y) % 16 for y in range(16) for x in range(16)]
    still = gif_frame(16, 16, dots)
    loop = gif_block(0xFF, b"NETSCAPE2.0", b"\1\0\0")
    steps = [gif_frame(16, 16, dots, delay=10), gif_frame(5, 4, [1] * 20, 3, 2, delay=10, clear=2, after=2),
             gif_frame(8, 8, [0, 1, 2, 3] * 16, 8, 8, delay=20, clear=3, after=3, table=bytes(range(12)), bits=2)]
    put(top, "good/still.gif", gif(16, 16, still))
    put(top, "good/clear.gif", gif(20, 18, gif_frame(16, 16, dots, 2, 1, delay=0, clear=5)))
    put(top, "good/laced.gif", gif(16, 16, gif_frame(16, 16, dots, lace=0x40)))
    put(top, "good/wide-codes.gif", gif(16, 16, gif_frame(16, 16, dots, bits=11)))
    put(top, "good/moving.gif", gif(16, 16, loop, *steps))
    put(top, "good/moving-once.gif", gif(16, 16, *steps))
    told = [gif_block(0xFE, CANARY), gif_block(0xFF, b"XMP DataXMP", CANARY), gif_block(0xFF, b"ICCRGBG1012", CANARY),
            gif_block(0xFF, b"OTHERAPP1.0", CANARY), gif_block(1, bytes(12), CANARY)]
    put(top, "good/told.gif", gif(16, 16, *told, still) + CANARY,
        findings=["COLOUR_PROFILE", "COMMENT_BYTES", "METADATA", "TRAILING", "UNKNOWN_PART"])
    put(top, "good/moving-told.gif", gif(16, 16, loop, told[0], steps[0], told[3], steps[1]) + CANARY,
        findings=["COMMENT_BYTES", "TRAILING", "UNKNOWN_PART"])
    put(top, "good/no-end.gif", gif(16, 16, still, end=b""), findings=["BAD_VALUE"])
    put(top, "good/cut.gif", gif(16, 16, gif_frame(16, 16, dots, cut=100)), findings=["BAD_VALUE"])
    put(top, "good/no-colours.gif", gif(16, 16, still, table=b""), findings=["BAD_VALUE"])
    put(top, "good/outside.gif", gif(16, 16, *steps[:2], gif_frame(16, 16, dots, 12, 12, delay=1), gif_frame(4, 4, dots[:16], 16, 0)),
        findings=["BAD_VALUE"])
    put(top, "good/larger-than-said.gif", gif(4, 4, still))
    put(top, "bad/head-only.gif", gif(16, 16)[:-1], "E_BROKEN")
    put(top, "bad/no-picture.gif", gif(16, 16, told[0]), "E_BROKEN")
    put(top, "bad/no-codes.gif", gif(16, 16, gif_frame(16, 16, [], bits=4)[:-4] + b"\4\0"), "E_BROKEN")
    put(top, "bad/code-size.gif", gif(16, 16, gif_frame(16, 16, dots, bits=12)), "E_BROKEN")
    put(top, "bad/zero.gif", gif(0, 0, gif_frame(0, 0, [])), "E_BROKEN")
    put(top, "bad/huge.gif", gif(50000, 50000, still), "E_LIMIT_PIXELS")
    put(top, "bad/huge-frame.gif", gif(16, 16, gif_frame(50000, 50000, dots)), "E_LIMIT_PIXELS")
    put(top, "bad/many-huge-frames.gif", gif(5000, 5000, *[gif_frame(5000, 5000, dots)] * 5), "E_LIMIT_PIXELS")
    put(top, "bad/many-frames.gif", gif(1, 1, *[gif_frame(1, 1, [0], bits=2)] * 4097), "E_LIMIT_COUNT")
    put(top, "bad/picture-called.gif", png(1, 1, 8, 0, [b"\0"]), "E_TYPE_MISMATCH")
    put(top, "bad/moving-called.png", gif(16, 16, loop, *steps), "E_TYPE_MISMATCH")


# JPEG (ITU-T T.81): DC values only, in codes of four bits; AC is one code of one bit, the end of block

def segment(marker, data):
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def exif(orientation):
    return (b"II*\0" + struct.pack("<IH", 8, 2) + struct.pack("<HHIHH", 0x112, 3, 1, orientation, 0)
            + struct.pack("<HHII", 0x8825, 4, 1, 64) + struct.pack("<I", 96) + CANARY)


class Bits:
    def __init__(self):
        self.text = ""

    def dc(self, difference):
        size = abs(difference).bit_length()
        self.text += f"{size:04b}"
        if size:
            self.text += f"{difference if difference > 0 else difference + (1 << size) - 1:0{size}b}"

    def bytes(self):
        padded = self.text + "1" * (-len(self.text) % 8)
        return bytes(int(padded[i:i + 8], 2) for i in range(0, len(padded), 8)).replace(b"\xff", b"\xff\0")


def jpeg(width, height, factors, before=b"", sof=0xC0, after=b"", more_scans=0, precision=8):
    n = len(factors)
    most_x, most_y = max(f[0] for f in factors), max(f[1] for f in factors)
    steps = segment(0xDB, b"\0" + bytes([16] * 64))
    parts = b"".join(bytes([i + 1, f[0] << 4 | f[1], 0]) for i, f in enumerate(factors))
    frame = segment(sof, struct.pack(">BHHB", precision, height, width, n) + parts)
    dc = segment(0xC4, b"\0" + bytes([0, 0, 0, 12] + [0] * 12) + bytes(range(12)))
    ac = segment(0xC4, b"\x10" + bytes([1] + [0] * 15) + b"\0")
    progressive = sof == 0xC2
    scan = segment(0xDA, bytes([n]) + b"".join(bytes([i + 1, 0]) for i in range(n)) + bytes([0, 0 if progressive else 63, 0]))
    bits, last, value = Bits(), [0] * n, 0
    units = -(-width // (8 * most_x)) * -(-height // (8 * most_y))
    if n == 1:
        units = -(-width // 8) * -(-height // 8)
    for _ in range(units):
        for i, f in enumerate(factors):
            for _ in range(f[0] * f[1] if n > 1 else 1):
                value = (value * 29 + 7) % 101 - 50
                bits.dc(value - last[i])
                last[i] = value
                bits.text += "" if progressive else "0"
    extra = b"".join(segment(0xDA, bytes([1, 1, 0, 1, 63, 0])) + b"\0" for _ in range(more_scans))
    return b"\xff\xd8" + before + steps + frame + dc + ac + scan + bits.bytes() + extra + b"\xff\xd9" + after


JFIF = segment(0xE0, b"JFIF\0\1\1\1\1\x2c\1\x2c\0\0")


def jpegs(top):
    one, three = [(1, 1)], [(2, 2), (1, 1), (1, 1)]
    put(top, "good/grey.jpg", jpeg(30, 20, one, JFIF))
    put(top, "good/colour.jpg", jpeg(40, 30, three, JFIF))
    put(top, "good/progressive.jpg", jpeg(40, 30, three, JFIF, sof=0xC2))
    put(top, "good/inks.jpg", jpeg(24, 24, [(1, 1)] * 4, segment(0xEE, b"Adobe\0\x64\0\0\0\0\2")))
    put(top, "good/turned.jpg", jpeg(32, 16, three, JFIF + segment(0xE1, b"Exif\0\0" + exif(6))),
        findings=["GPS", "METADATA", "THUMBNAIL"])
    put(top, "good/turned-odd.jpg", jpeg(31, 17, three, JFIF + segment(0xE1, b"Exif\0\0" + exif(3))),
        findings=["GPS", "METADATA", "THUMBNAIL"])
    told = (JFIF + segment(0xFE, CANARY) + segment(0xE2, b"ICC_PROFILE\0\1\1" + CANARY) + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + CANARY)
            + segment(0xED, b"Photoshop 3.0\0" + CANARY) + segment(0xE7, CANARY))
    put(top, "good/told.jpg", jpeg(40, 30, three, told, after=CANARY),
        findings=["COLOUR_PROFILE", "COMMENT_BYTES", "METADATA", "TRAILING", "UNKNOWN_PART"])

    whole = jpeg(40, 30, three, JFIF)
    put(top, "good/cut.jpg", whole[:-12], findings=["BAD_VALUE"])
    put(top, "bad/head-only.jpg", whole[:40], "E_BROKEN")
    put(top, "bad/huge.jpg", jpeg(16, 16, one).replace(struct.pack(">HH", 16, 16), struct.pack(">HH", 60000, 60000), 1), "E_LIMIT_PIXELS")
    put(top, "bad/zero-wide.jpg", jpeg(16, 16, one).replace(struct.pack(">HH", 16, 16), struct.pack(">HH", 16, 0), 1), "E_BROKEN")
    put(top, "bad/zero-step.jpg", whole.replace(bytes([16] * 64), bytes([16] * 63 + [0]), 1), "E_BROKEN")
    turned = jpeg(31, 17, three, JFIF + segment(0xE1, b"Exif\0\0" + exif(3)))
    put(top, "bad/turned-zero-step.jpg", turned.replace(bytes([16] * 64), bytes([16] * 63 + [0]), 1), "E_BROKEN")
    wide = segment(0xDB, b"\x10" + struct.pack(">64H", *[8192] * 64))
    put(top, "good/turned-wide-steps.jpg", turned.replace(segment(0xDB, b"\0" + bytes([16] * 64)), wide, 1),
        findings=["GPS", "METADATA", "THUMBNAIL"])
    put(top, "bad/many-scans.jpg", jpeg(16, 16, one, JFIF, sof=0xC2, more_scans=150), "E_LIMIT_COUNT")
    put(top, "bad/lossless.jpg", jpeg(16, 16, one, sof=0xC3), "E_TYPE_UNKNOWN")
    put(top, "bad/twelve-bits.jpg", jpeg(16, 16, one, sof=0xC1, precision=12), "E_TYPE_UNKNOWN")
    put(top, "bad/five-components.jpg", jpeg(16, 16, [(1, 1)] * 5), "E_BROKEN")
    put(top, "bad/jpeg-called.png", whole, "E_TYPE_MISMATCH")


def texts(top):
    line = "①㈱髙橋ｶﾅ 表示～\r\n関所の手形\r\n"
    put(top, "good/utf8.txt", line.encode())
    put(top, "good/mark.txt", b"\xef\xbb\xbf" + line.encode())
    put(top, "good/sjis.txt", line.encode("cp932"), findings=["ENCODING"])
    put(top, "good/utf16.txt", b"\xff\xfe" + line.encode("utf-16-le"), findings=["ENCODING"])
    put(top, "good/jis.txt", "関所の手形\n".encode("iso2022_jp"), findings=["ENCODING"])
    put(top, "good/euc.txt", "関所の手形を検める\n".encode("euc_jp"), findings=["ENCODING"])
    put(top, "good/gaiji.txt", "山\ue000川\r\n".encode("cp932"), findings=["ENCODING"])
    put(top, "good/cut-column.txt", "山田太郎".encode("cp932") + b"\x82\r\n" + "東京都\r\n".encode("cp932"), findings=["BAD_VALUE", "ENCODING"])
    put(top, "good/controls.txt", "a\x1b[2Jb\u202egpj.exe\x07\n".encode(), findings=["FORBIDDEN_CHAR"])
    put(top, "good/amounts.csv", "科目,金額,電話,担当\r\n委託料,\"-1,000\",+81-3-1234-5678,@総務\r\n00123,-5,2026/11/21,- なし\r\n".encode("cp932"),
        findings=["ENCODING"])
    put(top, "good/formulas.csv", "=1+1,\"=cmd|' /C calc'!A0\",+A1!B2,\"@SUM(1)\",＝ＨＹＰＥＲＬＩＮＫ（1）\n".encode(), findings=["FORMULA_TEXT"])
    put(top, "good/ragged.csv", b'a,b,c\n1\n\n"x ""y""",z\n,,,,\n')
    put(top, "good/tabs.tsv", b"a\tb\n1,5\t2\n")
    put(top, "good/semicolons.csv", b"a;b\n1,5;2\n2,5;3\n")
    put(top, "good/open-quote.csv", b'a,"b\nc')
    put(top, "bad/empty.txt", b"", "E_EMPTY")
    put(top, "bad/only-mark.txt", b"\xef\xbb\xbf", "E_EMPTY")
    put(top, "bad/latin.txt", "déjà vu à la façon ÿþý".encode("latin-1"), "E_ENCODING")
    put(top, "bad/program.txt", b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0", "E_TYPE_MISMATCH")
    put(top, "bad/page.html", b"<script>1</script>", "E_TYPE_UNKNOWN")
    put(top, "bad/portable.pdf", b"%PDF-1.7\n", "E_BROKEN")
    put(top, "bad/portable.txt", b"%PDF-1.7\n", "E_TYPE_MISMATCH")
    put(top, "bad/hidden-rich.txt", b"\1{\\rtf1 a}", "E_TYPE_MISMATCH")
    put(top, "bad/marked-portable.txt", b"\xef\xbb\xbf%PDF-1.7\n", "E_TYPE_MISMATCH")
    put(top, "bad/rich.txt", b"{\\rtf1 a}", "E_TYPE_MISMATCH")
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(32)
    put(top, "bad/locked.docx", locked, "E_BROKEN")
    put(top, "bad/old.doc", locked[:512], "E_TYPE_UNKNOWN")


# Bodies of plain forms (docs/plain-forms.md), as fuzz/forms.c takes them: kind, length of part 0, bodies

def leb(n):
    out = b""
    while n >= 0x80:
        out += bytes([n & 0x7F | 0x80])
        n >>= 7
    return out + bytes([n])


def string(text):
    return leb(len(text.encode())) + text.encode()


def form(kind, body, rest=b""):
    return bytes([kind]) + struct.pack("<I", len(body)) + body + rest


def forms(top):
    put(top, "forms/text", form(1, b"\0\1" + leb(2) + string("one") + string("二")))
    cells = b"\0" + string("a,b") + b"\1" + string("-1,000") + b"\2" + string("2026-11-21") + b"\0" + string("")
    put(top, "forms/table", form(2, b"\0\0\1\0" + leb(2) + leb(4) + cells + leb(0)))
    samples = leb(4) + leb(3) + leb(300) + leb(300) + b"\0\2" + leb(36) + bytes(range(36))
    put(top, "forms/samples", form(3, samples))
    steps = struct.pack("<64H", *range(1, 65))
    block = struct.pack("<Q3h", 1 | 1 << 1 | 1 << 40, -1024, 1023, -1023)
    component = b"\1\1" + steps + leb(28) + block * 2
    put(top, "forms/grey", form(3, leb(9) + leb(8) + leb(72) + leb(72) + b"\1\0" + leb(1) + component))
    three = b"\2\2" + steps + leb(56) + block * 4 + (b"\1\1" + steps + leb(14) + block) * 2
    put(top, "forms/colour", form(3, leb(16) + leb(16) + leb(0) + leb(0) + b"\1\1" + leb(3) + three))
    frame = leb(0) + leb(0) + leb(2) + leb(2) + leb(5) + b"\0" + leb(2) + leb(6) + bytes(range(6)) + leb(4) + b"\0\1\1\0"
    put(top, "forms/moving", form(9, leb(2) + leb(2) + b"\1" + leb(0) + leb(2) + frame * 2))
    put(top, "forms/index-without-colour", form(9, leb(2) + leb(2) + b"\1" + leb(0) + leb(2) + frame + frame[:-1] + b"\2"))
    put(top, "forms/two-parts", form(1, b"\1\0" + leb(1) + string("x"), samples))
    put(top, "forms/formula", form(2, b"\0\0\1\0" + leb(1) + leb(1) + b"\0" + string("=1+1")))
    put(top, "forms/too-large", form(3, leb(4) + leb(3) + leb(0) + leb(0) + b"\1\0" + leb(1) + b"\1\1" + steps + leb(10)
                                     + struct.pack("<Qh", 2, 1024)))


def names(top):
    for i, name in enumerate(["報告書.docx", "CON.txt", "../a\u202egpj.exe", "か\u3099.txt", "a" * 300, ".", "a:b|c.csv"]):
        put(top, f"names/{i}", name.encode())


def main():
    top = sys.argv[1]
    pngs(top)
    jpegs(top)
    gifs(top)
    texts(top)
    forms(top)
    names(top)
    with open(os.path.join(top, "want.tsv"), "w", encoding="utf-8") as f:
        f.write("# file\tanswer of disarm\tfindings (written by tools/make_samples.py)\n")
        f.write("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
