#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""zip_check.py FILE...: looks at zips that rebuild wrote. Shares no code and no table with the product.

Says what it found, a line each, and ends with 1 when that was anything. One reading only: local headers one behind the other from
the first byte, each as the directory says, nothing between, nothing behind; no extra field, comment, attribute or descriptor; names
UTF-8 and said to be so, harmless on Windows and told apart there; contents of the kind that their extension says; archives within
looked at the same way.
"""
import re
import struct
import sys
import unicodedata
import zlib

KINDS = {"txt": None, "csv": None, "tsv": None, "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "gif": b"GIF89a", "pdf": b"%PDF-1.",
         "docx": b"PK\x03\x04", "xlsx": b"PK\x03\x04", "pptx": b"PK\x03\x04", "zip": b"PK\x03\x04"}
DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.I)


def bad_step(step):
    return (not step or step in (".", "..") or step != unicodedata.normalize("NFC", step) or step[0] in " ." or step[-1] in " ."
            or re.search(r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f]', step) or DEVICE.match(step) or len(step.encode()) > 200
            or any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Cn") for c in step))


def check(data, where="", depth=0):
    found, seen, at = [], set(), 0
    if depth > 8 or len(data) < 22 or data[-22:-18] != b"PK\x05\x06":
        return [f"{where}: no end record at the very end"]
    disk, cd_disk, here, n, size, offset, comment = struct.unpack("<HHHHIIH", data[-18:])
    if disk or cd_disk or here != n or comment or offset + size + 22 != len(data):
        return [f"{where}: end record"]
    c = offset
    for _ in range(n):
        (sig, made, need, flags, method, stamp, crc, packed, full, name_n, extra, comment, disk, text, attributes,
         local) = struct.unpack_from("<IHHHHIIIIHHHHHII", data, c)
        raw = data[c + 46:c + 46 + name_n]
        c += 46 + name_n
        head = struct.unpack_from("<IHHHIIIIHH", data, at)
        if sig != 0x02014b50 or (made, extra, comment, disk, text, attributes) != (20, 0, 0, 0, 0, 0):
            return found + [f"{where}: directory row {raw!r}"]
        if local != at or head != (0x04034b50, need, flags, method, stamp, crc, packed, full, name_n, 0) or data[at + 30:at + 30 + name_n] != raw:
            return found + [f"{where}: local header {raw!r}"]
        body = data[at + 30 + name_n:at + 30 + name_n + packed]
        at += 30 + name_n + packed
        found += member(raw, flags, method, crc, full, body, where, depth, seen)
    if c != len(data) - 22 or at != offset:
        found.append(f"{where}: bytes that belong to nothing")
    return found


def member(raw, flags, method, crc, full, body, where, depth, seen):
    found, name = [], raw.decode("utf-8", "strict")
    place = f"{where}/{name}"
    if flags not in (0, 0x800) or (not raw.isascii() and flags != 0x800) or method not in (0, 8):
        found.append(f"{place}: flags or method")
    content = zlib.decompressobj(-15).decompress(body) if method == 8 else body
    if len(content) != full or zlib.crc32(content) != crc:
        found.append(f"{place}: content")
    if name.casefold() in seen:
        found.append(f"{place}: twice")
    seen.add(name.casefold())
    folder = name.endswith("/")
    if any(bad_step(s) for s in name.rstrip("/").split("/")):
        found.append(f"{place}: name")
    if folder:
        return found + ([f"{place}: a folder with content"] if content else [])
    ext = name.rsplit(".", 1)[-1]
    if ext not in KINDS:
        return found + [f"{place}: kind"]
    if KINDS[ext] is None:
        text = content.decode("utf-8", "replace")
        if "\ufffd" in text or "\0" in text:
            found.append(f"{place}: no text")
    elif not content.startswith(KINDS[ext]):
        found.append(f"{place}: begins otherwise")
    return found + (check(content, place, depth + 1) if ext == "zip" else [])


def main():
    all_ = []
    for path in sys.argv[1:]:
        with open(path, "rb") as f:
            all_ += check(f.read(), path)
    print("\n".join(all_), end="\n" if all_ else "")
    sys.exit(1 if all_ else 0)


if __name__ == "__main__":
    main()
