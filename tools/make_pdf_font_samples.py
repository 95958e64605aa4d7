#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""make_pdf_font_samples.py DIR [STAMP]: PDFs whose fonts are of every kind lock 1 must know, each with the text it shows.

NAME.pdf and NAME.txt: the text, one line for each Tj. Japanese fonts are only named in some and embedded in others; what is
embedded is cut out of Debian's IPA fonts at the time (nothing of them is in the tree). Without them those samples are left out.
"""
import os
import struct
import sys
import zlib

IPA = "/usr/share/fonts/opentype/ipafont-mincho/ipam.ttf"
out_dir = sys.argv[1]


class Pdf:
    def __init__(self):
        self.objects = []

    def add(self, text, stream=None):
        body = text.encode("latin-1") if isinstance(text, str) else text
        if stream is not None:
            packed = zlib.compress(stream)
            body = body[:-2] + b" /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed) + packed + b"\nendstream"
        self.objects.append(body)
        return len(self.objects)

    def write(self, name, content, fonts, lines):
        content_id = self.add("<< >>", content)
        names = " ".join(f"/{k} {v} 0 R" for k, v in fonts.items())
        kids = len(self.objects) + 2
        page = self.add(f"<< /Type /Page /Parent {kids} 0 R /MediaBox [0 0 420 300] /Contents {content_id} 0 R"
                        f" /Resources << /Font << {names} >> >> >>")
        pages = self.add(f"<< /Type /Pages /Count 1 /Kids [{page} 0 R] >>")
        root = self.add(f"<< /Type /Catalog /Pages {pages} 0 R >>")
        data, places = b"%PDF-1.7\n", []
        for i, body in enumerate(self.objects, 1):
            places.append(len(data))
            data += b"%d 0 obj\n" % i + body + b"\nendobj\n"
        start = len(data)
        data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
        data += b"".join(b"%010d 00000 n \n" % p for p in places)
        data += b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, root, start)
        with open(os.path.join(out_dir, name + ".pdf"), "wb") as f:
            f.write(data)
        with open(os.path.join(out_dir, name + ".txt"), "w", encoding="utf-8") as f:
            f.write("".join(line + "\n" for line in lines))


def shows(strings, font="F1", size=20, vertical=False, mode=0):
    """Each string on a line (or in a column) of its own."""
    parts = [f"BT /{font} {size} Tf {mode} Tr".encode()]
    for i, s in enumerate(strings):
        x, y = (380 - 30 * i, 280) if vertical else (20, 260 - 30 * i)
        parts.append(b"1 0 0 1 %d %d Tm <%s> Tj" % (x, y, s.hex().encode()))
    return b"\n".join(parts) + b"\nET\n"


def system_info(ordering="Japan1", supplement=6):
    return f"<< /Registry (Adobe) /Ordering ({ordering}) /Supplement {supplement} >>"


def named(pdf, base, cmap, ordering="Japan1", extra="", flags=4):
    """A composite font that is only named."""
    descriptor = pdf.add(f"<< /Type /FontDescriptor /FontName /{base} /Flags {flags} /FontBBox [0 -141 1000 859] /ItalicAngle 0"
                         " /Ascent 859 /Descent -141 /CapHeight 709 /StemV 78 >>")
    cid = pdf.add(f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{base} /CIDSystemInfo {system_info(ordering)}"
                  f" /FontDescriptor {descriptor} 0 R {extra} >>")
    return pdf.add(f"<< /Type /Font /Subtype /Type0 /BaseFont /{base} /Encoding /{cmap} /DescendantFonts [{cid} 0 R] >>")


HALF = "/DW 1000 /W [1 94 500 231 632 500]"
H_LINES = ["東京都千代田区霞が関１・２・３", "ABC 123 abc (税込)", "ｱｲｳ 令和５年度　予算書"]
V_LINES = ["「縦書き」の、文書。", "（別紙１）ー：…", "ちょっと、待って！？"]


def japanese_named():
    for name, base, cmap, codec, lines in [
            ("rksj-h", "MS-Mincho", "90ms-RKSJ-H", "cp932", H_LINES),
            ("rksj-v", "MS-Gothic", "90ms-RKSJ-V", "cp932", V_LINES),
            ("rksjp-h", "MS-PGothic", "90msp-RKSJ-H", "cp932", H_LINES),
            ("rksj-pv", "HeiseiKakuGo-W5", "90pv-RKSJ-H", "cp932", H_LINES[:1]),
            ("euc-h", "Ryumin-Light", "EUC-H", "euc_jp", H_LINES),
            ("euc-v", "Ryumin-Light", "EUC-V", "euc_jp", V_LINES),
            ("ucs2-h", "HeiseiMin-W3", "UniJIS-UCS2-H", "utf-16-be", H_LINES),
            ("ucs2-hw-v", "KozMinPro-Regular", "UniJIS-UCS2-HW-V", "utf-16-be", V_LINES),
            ("utf16-h", "KozGoPr6N-Medium", "UniJIS-UTF16-H", "utf-16-be", H_LINES + ["𠮷野家　髙﨑"]),
            ("utf16-v", "Meiryo,Bold", "UniJIS2004-UTF16-V", "utf-16-be", V_LINES),
            ("utf8-h", "YuGothic-Regular", "UniJIS-UTF8-H", "utf-8", H_LINES),
            ("add-h", "GothicBBB-Medium", "Add-RKSJ-H", "shift_jis", H_LINES[:1]),
            ("ext-v", "FutoMinA101-Bold", "Ext-RKSJ-V", "shift_jis", V_LINES[:1])]:
        pdf = Pdf()
        font = named(pdf, base, cmap, extra=HALF)
        pdf.write(name, shows([x.encode(codec) for x in lines], vertical=cmap.endswith("V")), {"F1": font}, lines)
    pdf = Pdf()
    jis = [x.encode("iso2022_jp")[3:-3] for x in ["東京都千代田区霞が関", "令和五年度予算書"]]
    font = named(pdf, "#82l#82r#96#be#92#a9", "H", extra=HALF)
    pdf.write("jis-h", shows(jis), {"F1": font}, ["東京都千代田区霞が関", "令和五年度予算書"])
    pdf = Pdf()
    lines = ["中华人民共和国", "简体字"]
    pdf.write("gb-h", shows([x.encode("gbk") for x in lines]), {"F1": named(pdf, "STSong-Light", "GBK-EUC-H", "GB1")}, lines)
    pdf = Pdf()
    lines = ["대한민국"]
    pdf.write("ks-h", shows([x.encode("utf-16-be") for x in lines]), {"F1": named(pdf, "HYSMyeongJo-Medium", "UniKS-UCS2-H", "Korea1")},
              lines)
    pdf = Pdf()
    font = named(pdf, "MS-Mincho", "90ms-RKSJ-H", extra=HALF)
    pdf.write("ghost", shows([x.encode("cp932") for x in H_LINES], mode=3), {"F1": font}, H_LINES)


class TrueType:
    """A subset of a TrueType font: glyph numbers stay, outlines of others go."""

    def __init__(self, path):
        self.data = open(path, "rb").read()
        n = struct.unpack(">H", self.data[4:6])[0]
        self.tables = {}
        for i in range(n):
            tag, _, at, size = struct.unpack(">4sLLL", self.data[12 + 16 * i:28 + 16 * i])
            self.tables[tag.decode()] = self.data[at:at + size]
        self.glyphs = struct.unpack(">H", self.tables["maxp"][4:6])[0]
        self.cmap = self.read_cmap()

    def read_cmap(self):
        table, found = self.tables["cmap"], {}
        for i in range(struct.unpack(">H", table[2:4])[0]):
            platform, encoding, at = struct.unpack(">HHL", table[4 + 8 * i:12 + 8 * i])
            if (platform, encoding) != (3, 1) or struct.unpack(">H", table[at:at + 2])[0] != 4:
                continue
            segments = struct.unpack(">H", table[at + 6:at + 8])[0] // 2
            read = lambda k: struct.unpack(f">{segments}H", table[k:k + 2 * segments])
            ends, starts = read(at + 14), read(at + 16 + 2 * segments)
            deltas, offsets = read(at + 16 + 4 * segments), read(at + 16 + 6 * segments)
            for s in range(segments):
                for c in range(starts[s], ends[s] + 1):
                    if offsets[s] == 0:
                        g = c + deltas[s] & 0xFFFF
                    else:
                        k = at + 16 + 6 * segments + 2 * s + offsets[s] + 2 * (c - starts[s])
                        g = struct.unpack(">H", table[k:k + 2])[0]
                        g = g + deltas[s] & 0xFFFF if g else 0
                    if g and c != 0xFFFF:
                        found[c] = g
        return found

    def width(self, glyph):
        n = struct.unpack(">H", self.tables["hhea"][34:36])[0]
        return struct.unpack(">H", self.tables["hmtx"][4 * min(glyph, n - 1):4 * min(glyph, n - 1) + 2])[0] * 1000 // 2048

    def subset(self, glyphs, cmap=None):
        wide = struct.unpack(">h", self.tables["head"][50:52])[0]
        loca = struct.unpack(f">{self.glyphs + 1}{'L' if wide else 'H'}", self.tables["loca"])
        loca = loca if wide else [x * 2 for x in loca]
        glyf, places = b"", [0]
        for g in range(self.glyphs):
            if g in glyphs or g == 0:
                glyf += self.tables["glyf"][loca[g]:loca[g + 1]]
                glyf += b"\0" * (-len(glyf) % 4)
            places.append(len(glyf))
        head = self.tables["head"][:50] + struct.pack(">h", 1) + self.tables["head"][52:]
        tables = {"head": head, "glyf": glyf, "loca": struct.pack(f">{self.glyphs + 1}L", *places)}
        for tag in ("hhea", "hmtx", "maxp", "cvt ", "fpgm", "prep"):
            if tag in self.tables:
                tables[tag] = self.tables[tag]
        if cmap:
            tables["cmap"] = cmap
        out, body = struct.pack(">LHHHH", 0x00010000, len(tables), 0, 0, 0), b""
        start = 12 + 16 * len(tables)
        for tag, data in sorted(tables.items()):
            out += struct.pack(">4sLLL", tag.encode(), 0, start + len(body), len(data))
            body += data + b"\0" * (-len(data) % 4)
        return out + body


def one_cmap(platform, encoding, pairs):
    """A cmap with one subtable of format 4, one segment a code."""
    rows = sorted(pairs.items()) + [(0xFFFF, 0)]
    n = len(rows)
    table = struct.pack(">HHHHHHH", 4, 16 + 8 * n, 0, 2 * n, 0, 0, 0)
    table += b"".join(struct.pack(">H", c) for c, _ in rows) + b"\0\0" + b"".join(struct.pack(">H", c) for c, _ in rows)
    table += b"".join(struct.pack(">H", g - c & 0xFFFF) for c, g in rows) + b"\0\0" * n
    return struct.pack(">HHHHL", 0, 1, platform, encoding, 12) + table


def mac_cmap(pairs):
    """A Macintosh cmap of format 6."""
    first, last = min(pairs), max(pairs)
    body = b"".join(struct.pack(">H", pairs.get(c, 0)) for c in range(first, last + 1))
    return struct.pack(">HHHHL", 0, 1, 1, 0, 12) + struct.pack(">HHHHH", 6, 10 + len(body), 0, first, last - first + 1) + body


def to_unicode(pdf, pairs):
    rows = "\n".join(f"<{code:04x}> <{text.encode('utf-16-be').hex()}>" for code, text in sorted(pairs.items()))
    return pdf.add("<< >>", ("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n1 begincodespacerange\n"
                             f"<0000> <ffff>\nendcodespacerange\n{len(pairs)} beginbfchar\n{rows}\nendbfchar\nendcmap end end\n").encode())


def embedded(pdf, font, glyphs, encoding, extra="", unicode_id=None, cmap=None):
    program = pdf.add("<< >>", font.subset(glyphs, cmap))
    descriptor = pdf.add("<< /Type /FontDescriptor /FontName /ABCDEF+IPAMincho /Flags 4 /FontBBox [0 -120 1000 880] /ItalicAngle 0"
                         f" /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 /FontFile2 {program} 0 R >>")
    widths = " ".join(f"{g} [{font.width(g)}]" for g in sorted(glyphs))
    if "/W " not in extra:
        extra += f" /W [{widths}]"
    cid = pdf.add(f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /ABCDEF+IPAMincho /CIDSystemInfo {system_info('Identity', 0)}"
                  f" /FontDescriptor {descriptor} 0 R {extra} >>")
    uni = f"/ToUnicode {unicode_id} 0 R" if unicode_id else ""
    return pdf.add(f"<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+IPAMincho /Encoding {encoding} /DescendantFonts [{cid} 0 R] {uni} >>")


def japanese_embedded():
    font = TrueType(IPA)
    glyphs_of = lambda lines: {font.cmap[ord(c)] for line in lines for c in line}
    code = lambda text: b"".join(struct.pack(">H", font.cmap[ord(c)]) for c in text)
    both = {font.cmap[ord(c)]: c for line in H_LINES + V_LINES for c in line}
    pdf = Pdf()
    uni = to_unicode(pdf, both)
    pdf.write("embedded-h", shows([code(x) for x in H_LINES]),
              {"F1": embedded(pdf, font, glyphs_of(H_LINES), "/Identity-H", "/CIDToGIDMap /Identity", uni)}, H_LINES)
    # Per-glyph vertical metrics: the first column loose, the second by range.
    pdf = Pdf()
    used = sorted(glyphs_of(V_LINES))
    w2 = " ".join(f"{g} [{-600 - 50 * (i % 9)} {400 + 20 * (i % 7)} {800 + 10 * (i % 5)}]" for i, g in enumerate(used[::2]))
    w2 += "".join(f" {g} {g} -1200 500 880" for g in used[1::2])
    pdf.write("embedded-v-w2", shows([code(x) for x in V_LINES], vertical=True),
              {"F1": embedded(pdf, font, set(used), "/Identity-V", f"/CIDToGIDMap /Identity /DW2 [860 -900] /W2 [{w2}]",
                              to_unicode(pdf, both))}, V_LINES)
    # Shift_JIS codes, CIDs of the file's own (through a CMap inside), glyphs by a map: one- and two-byte codes.
    pdf = Pdf()
    text = sorted({c for line in H_LINES for c in line})
    cids = {c: i + 1 for i, c in enumerate(text)}
    rows = "\n".join(f"<{c.encode('cp932').hex()}> {cids[c]}" for c in text)
    cmap = pdf.add("<< /Type /CMap /CMapName /Own /CIDSystemInfo << /Registry (Own) /Ordering (Own) /Supplement 0 >> >>",
                   ("begincmap 2 begincodespacerange <00> <80> <a0> <df> endcodespacerange 1 begincodespacerange <8140> <fcfc>"
                    f" endcodespacerange {len(text)} begincidchar\n{rows}\nendcidchar endcmap").encode())
    to_glyph = pdf.add("<< >>", b"\0\0" + b"".join(struct.pack(">H", font.cmap[ord(c)]) for c in text))
    widths = "/W [1 [" + " ".join(str(font.width(font.cmap[ord(c)])) for c in text) + "]]"
    rows = "\n".join(f"<{c.encode('cp932').hex()}> <{c.encode('utf-16-be').hex()}>" for c in text)
    uni = pdf.add("<< >>", f"begincmap {len(text)} beginbfchar\n{rows}\nendbfchar endcmap".encode())
    pdf.write("embedded-mixed", shows([x.encode("cp932") for x in H_LINES]),
              {"F1": embedded(pdf, font, glyphs_of(H_LINES), f"{cmap} 0 R", f"/CIDToGIDMap {to_glyph} 0 R {widths}", uni)}, H_LINES)
    # A predefined CMap over an embedded program: CIDs are Japan1's.
    simple_truetype(font)


def simple_truetype(font):
    """One-byte codes: the three ways symbolic and other TrueType fonts find their glyphs."""
    line = "Sekisho 2026"
    glyphs = {font.cmap[ord(c)] for c in line}
    pairs = {ord(c): font.cmap[ord(c)] for c in line}
    for name, cmap, flags, encoding in [
            ("simple-symbolic", one_cmap(3, 0, {0xF000 + c: g for c, g in pairs.items()}), 4, ""),
            ("simple-mac", mac_cmap(pairs), 4, ""),
            ("simple-unicode", one_cmap(3, 1, pairs), 32, "/Encoding /WinAnsiEncoding")]:
        pdf = Pdf()
        program = pdf.add("<< >>", font.subset(glyphs, cmap))
        descriptor = pdf.add(f"<< /Type /FontDescriptor /FontName /ABCDEF+IPAMincho /Flags {flags} /FontBBox [0 -120 1000 880]"
                             f" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 /FontFile2 {program} 0 R >>")
        widths = " ".join(str(font.width(font.cmap.get(c, 0))) for c in range(32, 127))
        f1 = pdf.add(f"<< /Type /Font /Subtype /TrueType /BaseFont /ABCDEF+IPAMincho /FirstChar 32 /LastChar 126 /Widths [{widths}]"
                     f" /FontDescriptor {descriptor} 0 R {encoding} >>")
        pdf.write(name, shows([line.encode()]), {"F1": f1}, [line])


def simple_named():
    """The standard 14 without widths, and encodings."""
    pdf = Pdf()
    fonts, content, lines = {}, b"", []
    for i, base in enumerate(["Helvetica", "Times-BoldItalic", "Courier-Oblique", "Helvetica-Bold"]):
        fonts[f"F{i}"] = pdf.add(f"<< /Type /Font /Subtype /Type1 /BaseFont /{base} /Encoding /WinAnsiEncoding >>")
        text = f"{base} caf\u00e9 \u20ac 100"
        content += b"BT /F%d 18 Tf 20 %d Td <%s> Tj ET\n" % (i, 260 - 30 * i, text.encode("cp1252").hex().encode())
        lines.append(text)
    fonts["S"] = pdf.add("<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>")
    fonts["Z"] = pdf.add("<< /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >>")
    fonts["D"] = pdf.add("<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding << /BaseEncoding /MacRomanEncoding"
                         " /Differences [65 /Aacute /uni00DF /fi /Euro] >> >>")
    content += b"BT /S 18 Tf 20 140 Td (abGD) Tj ET BT /Z 18 Tf 20 110 Td (4Hn) Tj ET BT /D 18 Tf 20 80 Td (ABCDz\\216) Tj ET\n"
    pdf.write("standard", content, fonts, lines + ["\u03b1\u03b2\u0393\u2206", "\u2714\u2605\u25a0", "\u00c1\u00dffi\u20acz\u00e9"])


def drawn():
    """Type 3: a square and a bar drawn by operators."""
    pdf = Pdf()
    square = pdf.add("<< >>", b"700 0 50 0 650 600 d1 50 0 600 600 re f")
    bar = pdf.add("<< >>", b"400 0 0 0 400 800 d0 1 0 0 rg 150 0 100 800 re f")
    font = pdf.add("<< /Type /Font /Subtype /Type3 /FontBBox [0 0 750 800] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 97 /LastChar 98"
                   f" /Widths [700 400] /CharProcs << /square {square} 0 R /bar {bar} 0 R >> /Resources << >>"
                   " /Encoding << /Type /Encoding /Differences [97 /square /bar] >> >>")
    pdf.write("drawn", shows([b"abba", b"b"]), {"F1": font}, [])


def main():
    os.makedirs(out_dir, exist_ok=True)
    simple_named()
    japanese_named()
    drawn()
    if os.path.exists(IPA):
        japanese_embedded()
    if len(sys.argv) > 2:
        open(sys.argv[2], "w").close()


main()
