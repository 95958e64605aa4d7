#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Independent check of a rebuilt GIF (CompuServe, 1990), and a decoder to compare two of them: shares no code
or table with the project.

A rebuilt GIF has a header, global colours, perhaps one NETSCAPE2.0 block, then per frame a graphic control
and an image, and the trailer as its last byte: no comment, text or other block. Prints one line a problem;
exit 1 when there was one. frames() gives every frame of any GIF as a browser shows it.
"""
import struct
import sys


def blocks(data, at):
    out = b""
    while at < len(data) and data[at]:
        out += data[at + 1 : at + 1 + data[at]]
        at += 1 + data[at]
    return out, at + 1


def lzw(data, bits, want):
    """Indices, at most `want` of them."""
    clear, out, table, width, prev = 1 << bits, bytearray(), None, bits + 1, None
    held = count = 0
    table = [bytes([i if i < 256 else 0]) for i in range(clear)] + [b"", b""]
    for byte in data:
        held |= byte << count
        count += 8
        while count >= width:
            code = held & ((1 << width) - 1)
            held >>= width
            count -= width
            if code == clear:
                table, width, prev = table[: clear + 2], bits + 1, None
                continue
            if code == clear + 1:
                return bytes(out[:want]), True
            if code < len(table):
                word = table[code]
            elif prev is not None and code == len(table):
                word = prev + prev[:1]
            else:
                return bytes(out[:want]), False
            if prev is not None and len(table) < 4096:
                table.append(prev + word[:1])
                if len(table) == 1 << width and width < 12:
                    width += 1
            out += word
            prev = word
            if len(out) > want + 4096:
                return bytes(out[:want]), False
    return bytes(out[:want]), False


def parse(data):
    """(width, height, repeats or None, [frame], problems)"""
    problems, found, repeats, control = [], [], None, None
    width, height, flags = struct.unpack("<HHB", data[6:11])
    at, table = 13, None
    if flags & 0x80:
        n = 3 << ((flags & 7) + 1)
        table, at = data[at : at + n], at + n
    while at < len(data):
        kind, at = data[at], at + 1
        if kind == 0x3B:
            if at != len(data):
                problems.append(f"{len(data) - at} bytes after the trailer")
            return width, height, repeats, found, problems
        if kind == 0x21:
            label = data[at]
            body, at = blocks(data, at + 1)
            if label == 0xF9 and len(body) == 4:
                control = (body[0] >> 2 & 7, struct.unpack("<H", body[1:3])[0], body[3] if body[0] & 1 else None)
            elif label == 0xFF and body[:11] == b"NETSCAPE2.0" and len(body) == 14:
                repeats = struct.unpack("<H", body[12:14])[0]
            else:
                problems.append(f"block {label:#x} {body[:11]!r} should not be there")
        elif kind == 0x2C:
            x, y, w, h, flags = struct.unpack("<HHHHB", data[at : at + 9])
            at += 9
            colours = table
            if flags & 0x80:
                n = 3 << ((flags & 7) + 1)
                colours, at = data[at : at + n], at + n
            bits = data[at]
            body, at = blocks(data, at + 1)
            indices, ended = lzw(body, bits, w * h)
            if flags & 0x40:
                rows, k = [None] * h, 0
                for start, step in ((0, 8), (4, 8), (2, 4), (1, 2)):
                    for row in range(start, h, step):
                        rows[row] = indices[k * w : k * w + w]
                        k += 1
                indices = b"".join(r or b"" for r in rows)
            if len(indices) != w * h or not ended:
                problems.append(f"picture data is {len(indices)} of {w * h}")
            found.append((x, y, w, h, colours, indices, control or (0, 0, None)))
            control = None
        elif kind:
            problems.append(f"unknown block {kind:#x}")
            break
    problems.append("no trailer")
    return width, height, repeats, found, problems


def frames(data):
    """[(rgba of the canvas, delay)] as shown."""
    width, height, _, found, _ = parse(data)
    if found:
        width = max(width, found[0][0] + found[0][2])
        height = max(height, found[0][1] + found[0][3])
    canvas, out = bytearray(width * height * 4), []
    for x, y, w, h, colours, indices, (after, delay, clear) in found:
        before = bytes(canvas)
        colours = colours or bytes(c for i in range(256) for c in (i, i, i))
        for row in range(min(h, max(0, height - y))):
            for column in range(min(w, max(0, width - x))):
                k = row * w + column
                if k >= len(indices) or indices[k] == clear:
                    continue
                i, at = indices[k], ((y + row) * width + x + column) * 4
                i = i if 3 * i < len(colours) else 0
                canvas[at : at + 4] = colours[3 * i : 3 * i + 3] + b"\xff"
        out.append((bytes(canvas), delay))
        if after == 2:
            for row in range(min(h, max(0, height - y))):
                at = ((y + row) * width + x) * 4
                n = min(w, max(0, width - x)) * 4
                canvas[at : at + n] = bytes(n)
        elif after == 3:
            canvas = bytearray(before)
    return (width, height), out


def check(data):
    if data[:6] != b"GIF89a" or len(data) < 14:
        return ["not a GIF of ours"]
    width, height, _, found, problems = parse(data)
    if not found:
        problems.append("no picture")
    for x, y, w, h, colours, indices, _ in found:
        if not w or not h or x + w > width or y + h > height:
            problems.append("frame outside of the picture")
        if colours is None or max(indices, default=0) * 3 >= len(colours):
            problems.append("index without a colour")
    return problems


if __name__ == "__main__":
    bad = 0
    for path in sys.argv[1:]:
        with open(path, "rb") as f:
            for problem in check(f.read()):
                print(f"{path}: {problem}")
                bad += 1
    sys.exit(1 if bad else 0)
