#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Independent check of a rebuilt PNG or JPEG: shares no code or table with the project.

PNG (ISO/IEC 15948): only IHDR, pHYs of nine bytes, PLTE, tRNS, IDAT, IEND, right order and CRCs, pixel data
of exactly the right length, nothing after IEND. JPEG (ITU-T T.81): only SOI, APP0 "JFIF" without thumbnail,
APP14 "Adobe", DQT, SOF0 (SOF1 where a quantiser step needs sixteen bits), DHT, DRI, SOS, EOI, nothing after EOI. Prints one line a problem; exit 1 when there was one.
"""
import struct
import sys
import zlib

PNG_CHUNKS = [b"IHDR", b"pHYs", b"PLTE", b"tRNS", b"IDAT", b"IEND"]
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def check_png(data):
    problems, at, seen, idat = [], 8, [], b""
    width = height = bits = colour = 0
    while at < len(data):
        if at + 12 > len(data):
            return problems + ["chunk cut short"]
        (length,), kind = struct.unpack(">I", data[at : at + 4]), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + length]
        crc = data[at + 8 + length : at + 12 + length]
        if len(crc) != 4 or struct.unpack(">I", crc)[0] != zlib.crc32(kind + body):
            problems.append(f"bad CRC of {kind!r}")
        if kind not in PNG_CHUNKS:
            problems.append(f"chunk {kind!r} should not be there")
        else:
            if seen and PNG_CHUNKS.index(kind) < PNG_CHUNKS.index(seen[-1]):
                problems.append(f"chunk {kind!r} out of order")
            seen.append(kind)
        if kind == b"IHDR":
            width, height, bits, colour, comp, filt, lace = struct.unpack(">IIBBBBB", body)
            if comp or filt or lace:
                problems.append("unexpected compression, filter or interlace method")
        if kind == b"pHYs" and (length != 9 or body[8] != 1):
            problems.append("pHYs that is not a resolution")
        if kind == b"IDAT":
            idat += body
        at += 12 + length
        if kind == b"IEND":
            break
    if at != len(data):
        problems.append(f"{len(data) - at} bytes after IEND")
    if not seen or seen[0] != b"IHDR" or seen[-1] != b"IEND" or colour not in CHANNELS:
        return problems + ["no picture"]
    row = (width * CHANNELS[colour] * bits + 7) // 8 + 1
    inflater = zlib.decompressobj()
    raw = inflater.decompress(idat)
    if inflater.unused_data or not inflater.eof:
        problems.append("zlib stream cut short or followed by data")
    if len(raw) != row * height:
        problems.append(f"pixel data is {len(raw)} bytes, should be {row * height}")
    elif any(raw[i] > 4 for i in range(0, len(raw), row)):
        problems.append("unknown row filter")
    return problems


def check_jpeg(data):
    problems, at = [], 2
    allowed = {0xDB: "DQT", 0xC0: "SOF0", 0xC1: "SOF1", 0xC4: "DHT", 0xDD: "DRI", 0xDA: "SOS", 0xEE: "APP14", 0xE0: "APP0"}
    frames = scans = wide = 0
    while at + 2 <= len(data):
        if data[at] != 0xFF:
            return problems + [f"no marker at {at}"]
        marker = data[at + 1]
        if marker == 0xD9:
            at += 2
            break
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        if marker not in allowed:
            problems.append(f"marker {marker:02x} should not be there")
        if marker == 0xEE and (length != 14 or data[at + 4 : at + 9] != b"Adobe"):
            problems.append("APP14 that is not the Adobe transform flag")
        if marker == 0xE0 and (length != 16 or data[at + 4 : at + 9] != b"JFIF\0" or data[at + 16 : at + 18] != b"\0\0"):
            problems.append("APP0 that is not a plain JFIF header without thumbnail")
        wide |= marker == 0xDB and data[at + 4] >> 4
        frames += marker == (0xC1 if wide else 0xC0)
        at += 2 + length
        if marker == 0xDA:
            scans += 1
            while at + 1 < len(data) and not (data[at] == 0xFF and data[at + 1] not in (0, *range(0xD0, 0xD8))):
                at += 1
    else:
        problems.append("no EOI")
    if at != len(data):
        problems.append(f"{len(data) - at} bytes after EOI")
    if frames != 1 or scans < 1:
        problems.append(f"{frames} frames, {scans} scans")
    return problems


def check(data):
    try:
        if data[:8] == b"\x89PNG\r\n\x1a\n":
            return check_png(data)
        if data[:2] == b"\xff\xd8":
            return check_jpeg(data)
    except (struct.error, zlib.error, IndexError) as e:
        return [f"broken: {e}"]
    return ["neither PNG nor JPEG"]


def main():
    bad = 0
    for path in sys.argv[1:]:
        with open(path, "rb") as f:
            for problem in check(f.read()):
                print(f"{path}: {problem}")
                bad = 1
    return bad


if __name__ == "__main__":
    sys.exit(main())
