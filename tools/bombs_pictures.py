# SPDX-License-Identifier: Apache-2.0
"""bombs_pictures.py: PNG, GIF and JPEG that ask for more pixels, frames or chunks than anybody draws."""
import struct
import zlib

from bomb_list import LIMIT, bomb, packed
import make_samples as picture


def png_of(width, height, data, depth=8, colour=2):
    return b"\x89PNG\r\n\x1a\n" + picture.chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)) + \
        picture.chunk(b"IDAT", data) + picture.chunk(b"IEND", b"")


@bomb("50000.png")
def png_huge():
    return png_of(50000, 50000, packed(bytes(150001), 50000))


@bomb("largest.png", "E_LIMIT_PIXELS")
def png_largest():
    return png_of(0x7FFFFFFF, 0x7FFFFFFF, packed(bytes(1 << 20), 64))


@bomb("overflow.png", "E_LIMIT_PIXELS")
def png_overflow():
    return png_of(0x10001, 0x10001, packed(bytes(1 << 20), 64), 16, 6)


@bomb("tall.png", "E_LIMIT_PIXELS")
def png_tall():
    return png_of(1, 0x7FFFFFFF, packed(bytes(1 << 20), 1024), 1, 0)


@bomb("more-than-said.png")
def png_more():
    return png_of(10, 10, packed(bytes(1 << 20), 4096))


@bomb("profile.png", "OK E_BROKEN " + LIMIT)
def png_profile():
    """A colour profile and texts that unpack to a gigabyte each."""
    squeezed = packed(b"a" * (1 << 20), 1024)
    one = png_of(4, 4, zlib.compress(bytes(52)))
    return one[:33] + picture.chunk(b"iCCP", b"x\0\0" + squeezed) + picture.chunk(b"zTXt", b"x\0\0" + squeezed) + one[33:]


@bomb("chunks.png", "OK E_LIMIT_COUNT")
def png_chunks():
    one = png_of(4, 4, zlib.compress(bytes(52)))
    return one[:33] + picture.chunk(b"tEXt", b"a\0b") * 400000 + one[33:]


def gif_codes(n):
    """n pixels of colour 0 as few codes as can be: each code one longer than the one before."""
    bits, at, size, table, left = 0, 0, 9, 258, n

    def put(code):
        nonlocal bits, at
        bits |= code << at
        at += size
    put(256)
    run = 1
    put(0)
    left -= 1
    while left > 0:
        code = table
        table += 1
        run += 1
        put(code)
        left -= run
        if table == 1 << size and size < 12:
            size += 1
        if table == 4095:
            put(256)
            size, table, run = 9, 258, 1
            put(0)
            left -= 1
    put(257)
    data = bits.to_bytes((at + 7) // 8, "little")
    out = b"\x08"
    for i in range(0, len(data), 255):
        out += bytes([len(data[i:i + 255])]) + data[i:i + 255]
    return out + b"\0"


def gif_of(width, height, frames, codes=b"\x08\x02\x00\x03\0"):
    frame = struct.pack("<BHHHHB", 0x2C, 0, 0, width, height, 0) + codes
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF7, 0, 0) + bytes(768) + frame * frames + b";"


@bomb("65535.gif")
def gif_huge():
    return gif_of(65535, 65535, 1)


@bomb("frames.gif")
def gif_frames():
    return gif_of(9000, 9000, 200)


@bomb("many-frames.gif")
def gif_many():
    return gif_of(8, 8, 1000000)


@bomb("full-frames.gif")
def gif_full():
    """Thirty whole frames of 4000 x 4000, each in some 30 kB."""
    return gif_of(4000, 4000, 30, gif_codes(16000000))


@bomb("small-screen.gif", LIMIT + " E_BROKEN OK")
def gif_small_screen():
    one = gif_of(1, 1, 0)[:-1]
    return one + struct.pack("<BHHHHB", 0x2C, 0, 0, 65535, 65535, 0) + b"\x08\x02\x00\x03\0;"


@bomb("blocks.gif")
def gif_blocks():
    return gif_of(4, 4, 0)[:-1] + b"!\xfe\x01a\0" * 2000000 + b";"


@bomb("65535.jpg")
def jpeg_huge():
    one = bytearray(picture.jpeg(16, 16, [(1, 1)]))
    at = one.index(b"\xff\xc0")
    one[at + 5:at + 9] = b"\xff\xff\xff\xff"
    return bytes(one)


@bomb("scans.jpg")
def jpeg_scans():
    """Progressive, 9000 x 9000, and a scan of every coefficient a thousand times."""
    head = b"\xff\xd8" + picture.segment(0xDB, b"\0" + bytes([1] * 64)) + \
        picture.segment(0xC2, struct.pack(">BHHB", 8, 9000, 9000, 1) + b"\x01\x11\0") + \
        picture.segment(0xC4, b"\x00" + bytes([1] + [0] * 15) + b"\0") + picture.segment(0xC4, b"\x10" + bytes([1] + [0] * 15) + b"\0")
    scan = picture.segment(0xDA, b"\x01\x01\x00" + bytes([0, 0, 0])) + bytes(9000 * 9000 // 64 // 8 // 40)
    refine = picture.segment(0xDA, b"\x01\x01\x00" + bytes([1, 63, 0])) + bytes(100)
    return head + scan + refine * 1000 + b"\xff\xd9"


@bomb("nine-thousand.jpg", "OK E_BROKEN " + LIMIT)
def jpeg_progressive():
    """Within the limit of pixels and of scans, all coefficients to be kept: how much memory that may take."""
    head = b"\xff\xd8" + picture.segment(0xDB, b"\0" + bytes([1] * 64)) + \
        picture.segment(0xC2, struct.pack(">BHHB", 8, 9900, 9900, 3) + b"\x01\x11\0\x02\x11\0\x03\x11\0") + \
        picture.segment(0xC4, b"\x00" + bytes([1] + [0] * 15) + b"\0") + picture.segment(0xC4, b"\x10" + bytes([1] + [0] * 15) + b"\0")
    scan = picture.segment(0xDA, b"\x03\x01\x00\x02\x00\x03\x00" + bytes([0, 0, 0])) + bytes(9900 * 9900 // 64 // 8 * 3)
    return head + scan + b"\xff\xd9"


@bomb("markers.jpg")
def jpeg_markers():
    one = picture.jpeg(16, 16, [(1, 1)])
    return one[:2] + picture.segment(0xFE, b"") * 1000000 + one[2:]
