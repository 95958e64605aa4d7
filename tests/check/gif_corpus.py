#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""GIF files through both locks, compared pixel by pixel with what the original shows.

    gif_corpus.py LOCKS FOLDER...

LOCKS is the program of tests/locks.c. A moving one must show the same frames for the same times, a still one
the same picture as PNG. Both decoders here share no code with the project. A folder that is not there is
skipped, saying so.
"""
import glob
import os
import subprocess
import sys
import tempfile
import zlib

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import gif_check  # noqa: E402
import image_check  # noqa: E402


def unfilter(raw, row, step):
    rows, up = [], bytes(row)
    for at in range(0, len(raw), row + 1):
        kind, line = raw[at], bytearray(raw[at + 1 : at + 1 + row])
        for i in range(row):
            a, b, c = line[i - step] if i >= step else 0, up[i], up[i - step] if i >= step else 0
            p = a + b - c
            paeth = a if abs(p - a) <= abs(p - b) and abs(p - a) <= abs(p - c) else b if abs(p - b) <= abs(p - c) else c
            line[i] = line[i] + (0, a, b, (a + b) // 2, paeth)[kind] & 255
        rows.append(bytes(line))
        up = line
    return rows


def png_pixels(data):
    at, chunks = 8, {}
    while at < len(data):
        n, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        chunks[kind] = chunks.get(kind, b"") + data[at + 8 : at + 8 + n]
        at += 12 + n
    head = chunks[b"IHDR"]
    width, height, bits, colour = int.from_bytes(head[:4], "big"), int.from_bytes(head[4:8], "big"), head[8], head[9]
    channels = image_check.CHANNELS[colour]
    rows = unfilter(zlib.decompress(chunks[b"IDAT"]), (width * channels * bits + 7) // 8, max(1, channels * bits // 8))
    palette, alpha, out = chunks.get(b"PLTE", b""), chunks.get(b"tRNS", b""), bytearray()
    for line in rows:
        for x in range(width):
            if bits < 8:
                v = [line[x * bits // 8] >> (8 - bits - x * bits % 8) & ((1 << bits) - 1)]
            else:
                v = list(line[x * channels : x * channels + channels])
            if colour == 3:
                i = v[0]
                out += palette[3 * i : 3 * i + 3] + bytes([alpha[i] if i < len(alpha) else 255])
            else:
                v = [k * 255 // ((1 << bits) - 1) for k in v]
                out += bytes((v[:1] * 3 if channels < 3 else v[:3]) + (v[-1:] if channels % 2 == 0 else [255]))
    return (width, height), bytes(out)


def visible(pixels):
    """Transparent pixels have no colour."""
    return b"".join(pixels[i : i + 4] if pixels[i + 3] else b"\0\0\0\0" for i in range(0, len(pixels), 4))


def same(original, path):
    size, frames = gif_check.frames(original)
    with open(path, "rb") as f:
        data = f.read()
    if path.endswith(".gif"):
        outer, rebuilt = gif_check.frames(data)
        return not gif_check.check(data) and outer == size and (
            rebuilt == frames and gif_check.parse(data)[2] == gif_check.parse(original)[2])
    outer, rebuilt = png_pixels(data)
    return not image_check.check(data) and len(frames) == 1 and outer == size and visible(rebuilt) == visible(frames[0][0])


def main():
    locks, bad, done = sys.argv[1], 0, 0
    for folder in sys.argv[2:]:
        files = sorted(glob.glob(os.path.join(folder, "*.gif")))
        if not files:
            print(f"SKIP: no GIF in {folder}")
        for path in files:
            with open(path, "rb") as f:
                original = f.read()
            # A picture cut short shows what there is; where the rest is differs between viewers.
            if os.path.basename(path) in ("cut.gif", "outside.gif"):
                continue
            with tempfile.TemporaryDirectory() as work:
                subprocess.run([locks, "-o", work, path], stdout=subprocess.DEVNULL, check=False)
                outputs = [os.path.join(work, o) for o in os.listdir(work) if o.endswith((".gif", ".png"))]
                ok = len(outputs) == 1 and same(original, outputs[0])
            done += 1
            bad += not ok
            if not ok:
                print(f"{path}: not the same")
    print(f"{done} compared, {bad} differ")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
