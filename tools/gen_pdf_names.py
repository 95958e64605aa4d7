#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""gen_pdf_names.py: glyph names, their Unicode and the encodings of simple fonts (ISO 32000-2 annex D) -> C tables.

usage: gen_pdf_names.py OTF-DIR AFM-DIR OUT.c

Made from facts that Debian ships: names and Unicode from the URW fonts (by FreeType, through ctypes), the Standard,
Symbol and ZapfDingbats encodings from their AFM files, WinAnsi and MacRoman from Python's codecs.
"""
import ctypes
import os
import sys
import unicodedata

otf_dir, afm_dir, out_path = sys.argv[1:]
SPACE_NAMES = {0xA0: "space", 0xAD: "hyphen"}
# Faces in the order in which they decide what a name means.
FACES = ["NimbusSans-Regular", "StandardSymbolsPS", "D050000L", "NimbusRoman-Regular", "C059-Roman", "P052-Roman",
         "URWBookman-Light", "URWGothic-Book", "NimbusMonoPS-Regular", "Z003-MediumItalic"]
# Names of other producers for the same characters; none of the faces has them.
ALSO = {"nbspace": 0x20, "sfthyphen": 0x2D, "middot": 0xB7, "increment": 0x2206, "Ohm": 0x2126, "overscore": 0xAF,
        "ff": "ff", "ffi": "ffi", "ffl": "ffl", "fi": "fi", "fl": "fl", "st": "st", "dotlessj": 0x237,
        "visiblespace": 0x2423, "nonbreakingspace": 0x20, "squaredot": 0x25AA, "mu1": 0xB5, "Euro": 0x20AC,
        "arrowhorizex": 0x23AF, "Tcedilla": 0x162, "tcedilla": 0x163, "Dcroat": 0x110, "dmacron": 0x111,
        "Dslash": 0x110, "kgreenlandic": 0x138, "slashmath": 0x2F, "vector": 0x20D7, "arrowright": 0x2192,
        "star": 0x2605, "circle": 0x25CB, "H22073": 0x25A1, "H18543": 0x25AA, "H18551": 0x25AB, "H18533": 0x25CF,
        "registerserif": 0xAE, "registersans": 0xAE, "copyrightserif": 0xA9, "copyrightsans": 0xA9, "trademarkserif": 0x2122,
        "trademarksans": 0x2122, "Omega": 0x2126, "sigma1": 0x3C2, "Upsilon1": 0x3D2, "similar": 0x223C, "dotmath": 0x22C5,
        "arrowvertex": 0x23D0, "circleplus": 0x2295, "logicaland": 0x2227, "logicalor": 0x2228, "integralex": 0x23AE,
        "braceex": 0x23AA}
# Pieces of tall brackets stand in a row in Unicode.
PIECES = """parenlefttp parenleftex parenleftbt parenrighttp parenrightex parenrightbt bracketlefttp bracketleftex bracketleftbt
bracketrighttp bracketrightex bracketrightbt bracelefttp braceleftmid braceleftbt""".split()
ALSO.update({name: 0x239B + i for i, name in enumerate(PIECES)})
ALSO.update({"bracerighttp": 0x23AB, "bracerightmid": 0x23AC, "bracerightbt": 0x23AD})
# Unicode's dingbats follow the font's encoding, but for characters that were there before.
DINGBATS = {0x25: 0x260E, 0x2A: 0x261B, 0x2B: 0x261E, 0x48: 0x2605, 0x6C: 0x25CF, 0x6E: 0x25A0, 0x73: 0x25B2, 0x74: 0x25BC,
            0x75: 0x25C6, 0x77: 0x25D7, 0xA8: 0x2663, 0xA9: 0x2666, 0xAA: 0x2665, 0xAB: 0x2660, 0xD5: 0x2192, 0xD6: 0x2194,
            0xD7: 0x2195}
DINGBATS.update({0xAC + i: 0x2460 + i for i in range(10)})
DINGBATS.update({0x80 + i: 0x2768 + i for i in range(14)})


def names_of_fonts():
    ft = ctypes.CDLL("libfreetype.so.6")
    ft.FT_Get_First_Char.restype = ft.FT_Get_Next_Char.restype = ctypes.c_ulong
    ft.FT_Get_Next_Char.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.POINTER(ctypes.c_uint)]
    ft.FT_Get_First_Char.argtypes = [ctypes.c_void_p, ctypes.POINTER(ctypes.c_uint)]
    ft.FT_Get_Glyph_Name.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_char_p, ctypes.c_uint]
    ft.FT_Select_Charmap.argtypes = [ctypes.c_void_p, ctypes.c_uint]
    lib, face, names = ctypes.c_void_p(), ctypes.c_void_p(), {}
    assert ft.FT_Init_FreeType(ctypes.byref(lib)) == 0
    for file in FACES:
        path = os.path.join(otf_dir, file + ".otf").encode()
        assert ft.FT_New_Face(lib, path, 0, ctypes.byref(face)) == 0, path
        assert ft.FT_Select_Charmap(face, int.from_bytes(b"unic", "big")) == 0
        glyph, name = ctypes.c_uint(), ctypes.create_string_buffer(64)
        char = ft.FT_Get_First_Char(face, ctypes.byref(glyph))
        while glyph.value:
            assert ft.FT_Get_Glyph_Name(face, glyph, name, 64) == 0
            text = name.value.decode()
            # The two pictorial faces also list the codes of their own encoding, which say nothing.
            plain = file in ("StandardSymbolsPS", "D050000L") and char < 0x100
            if not plain and not unicodedata.category(chr(char)).startswith("C"):
                names.setdefault(text, SPACE_CODES.get(char, char))
            char = ft.FT_Get_Next_Char(face, char, ctypes.byref(glyph))
    return names


SPACE_CODES = {0xA0: 0x20}


def afm_encoding(file):
    codes = [""] * 256
    for line in open(os.path.join(afm_dir, file + ".afm"), encoding="latin-1"):
        if line.startswith("C ") and not line.startswith("C -1"):
            parts = line.split(";")
            codes[int(parts[0].split()[1])] = parts[2].split()[1]
    return codes


def codec_encoding(codec, names, differ):
    """Names of a single-byte codec; `differ` is where annex D says otherwise."""
    by_char = {}
    for name, char in names.items():
        if isinstance(char, int) and "." not in name:
            by_char.setdefault(char, name)
    codes = [""] * 256
    for code in range(32, 256):
        try:
            char = ord(bytes([code]).decode(codec))
        except UnicodeDecodeError:
            continue
        codes[code] = SPACE_NAMES.get(char) or by_char.get(char, "")
    for code, name in differ.items():
        codes[code] = name
    return codes


def main():
    names = names_of_fonts()
    for name, char in ALSO.items():
        names.setdefault(name, char)
    standard, symbol, dingbats = (afm_encoding(f) for f in ("NimbusSans-Regular", "StandardSymbolsPS", "D050000L"))
    for code, name in enumerate(dingbats):
        if code > 0x20 and name:
            names[name] = DINGBATS.get(code, 0x2700 + code - 0x20)
    # Annex D.2, note 3 and 6: codes of WinAnsi without a character show a bullet; no maths in MacRoman.
    win = codec_encoding("cp1252", names, {c: "bullet" for c in (0x7F, 0x81, 0x8D, 0x8F, 0x90, 0x9D)})
    mac_os = codec_encoding("mac_roman", names, {0xBD: "Omega", 0xC6: "Delta", 0xB5: "mu"})
    mac = list(mac_os)
    for code in (0xAD, 0xB0, 0xB2, 0xB3, 0xB6, 0xB7, 0xB8, 0xB9, 0xBA, 0xBD, 0xC3, 0xC5, 0xC6, 0xD7, 0xF0):
        mac[code] = ""
    mac[0xDB] = "currency"
    for name in win + mac_os + standard + symbol + dingbats:
        assert name in names or name in ("", "apple", "radicalex"), name
    assert win[0x27] == "quotesingle" and win[0x60] == "grave" and standard[0x27] == "quoteright" and win[0xB7] == "periodcentered"
    assert mac[0xCA] == "space" and win[0xA0] == "space" and win[0xAD] == "hyphen" and symbol[0x61] == "alpha"
    with open(out_path, "w", encoding="ascii") as out:
        say = lambda s: print(s, file=out)
        say("/* Generated by tools/gen_pdf_names.py: do not edit. */")
        say('#include "disarm/pdf/names_table.h"')
        say("const struct pdf_name pdf_names[] = {")
        for name, char in sorted(names.items(), key=lambda x: x[0].encode()):
            text = [ord(c) for c in char] if isinstance(char, str) else [char]
            say('{"%s", {%s}},' % (name, ", ".join(map(hex, text))))
        say("};")
        say(f"const size_t pdf_names_n = {len(names)};")
        say("const char *const pdf_encodings[][256] = {")
        for label, codes in (("standard", standard), ("win", win), ("mac", mac), ("mac_os", mac_os), ("symbol", symbol),
                             ("dingbats", dingbats)):
            say(f"{{ /* {label} */")
            say(", ".join('"%s"' % c if c else "NULL" for c in codes))
            say("},")
        say("};")


if __name__ == "__main__":
    main()
