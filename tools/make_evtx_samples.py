#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""make_evtx_samples.py FOLDER: event logs for tests/samples/evtx, whole and broken (fuzz/evtx.c, tests/unit/evtx.c)."""
import os
import struct
import sys
import zlib

import evtx

WHEN = 1795219200.1234567  # 2026-11-21T00:00:00Z and a bit


def three():
    return [evtx.event(4624, "pc1.town.local", WHEN, 12544, [("TargetUserName", "text", "1001"), ("LogonType", "u32", 2),
                                                             ("TargetUserSid", "sid", bytes([1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0]))]),
            evtx.event(4663, "pc1.town.local", WHEN + 60, 12812, [("ObjectName", "text", "\\Device\\HarddiskVolume9\\表 & <1>.csv"),
                                                                  ("AccessMask", "hex32", 2)]),
            evtx.event(6416, "PC2", WHEN + 120, 13316, [("DeviceId", "text", "USB\\VID_0000&PID_0001"), ("ClassName", "text", "\U0001F5A8")])]


def file(*chunks, dirty=False, short=True):
    """Chunks as bytes; the last one cut behind its last record, so that samples stay small."""
    end = -(-len(chunks[-1].rstrip(b"\0")) // 8) * 8
    last = chunks[-1][:end] if short else chunks[-1]
    return evtx.header(len(chunks), 3, dirty) + b"".join(chunks[:-1]) + last


def chunk(events=None, **how):
    return evtx.chunks_of(events or three(), **how)[0]


def summed(b):
    """The sums made right again after something was changed."""
    b = bytearray(b)
    free = struct.unpack_from("<I", b, 48)[0]
    struct.pack_into("<I", b, 52, zlib.crc32(b[evtx.FIRST:free]))
    struct.pack_into("<I", b, 124, zlib.crc32(b[128:evtx.FIRST], zlib.crc32(b[:120])))
    return bytes(b)


def by_hand(write, number=1):
    """A chunk of one record whose XML `write` puts there."""
    c = evtx.Chunk()
    start = len(c.b)
    c.b += struct.pack("<IIQQ", 0x2A2A, 0, number, evtx.filetime(WHEN)) + b"\x0f\x01\x01\0"
    write(c)
    c.b += b"\0"
    c.b += bytes(-(len(c.b) + 4) % 8)
    size = len(c.b) + 4 - start
    c.b += struct.pack("<I", size)
    struct.pack_into("<I", c.b, start + 4, size)
    c.last = number
    return c.done()


def loop(c):
    """A definition that is an instance of itself."""
    at = len(c.b) + 10
    c.b += struct.pack("<BBII", 0x0C, 1, 0, at)
    body = b"\x0f\x01\x01\0" + struct.pack("<BBII", 0x0C, 1, 0, at) + struct.pack("<I", 0) + b"\0"
    c.b += struct.pack("<IQQI", 0, 1, 2, len(body)) + body + struct.pack("<I", 0)


def bomb(c):
    """Values that are binary XML with many substitutions, eight deep."""
    at = 0
    for depth in range(8):
        here = len(c.b) + 10
        body = b"\x0f\x01\x01\0" + (b"\x0e\0\0\x21" * 200 if depth else b"\x0e\0\0\x01" * 200) + b"\0"
        c.b += struct.pack("<BBII", 0x0C, 1, 0, here) + struct.pack("<IQQI", 0, 1, 2, len(body)) + body
        if depth == 0:
            c.b += struct.pack("<IHBBH", 1, 2, 1, 0, 65)
        else:
            value = struct.pack("<BBII", 0x0C, 1, 0, at) + struct.pack("<IHBB", 1, 0, 0, 0) + b"\0"
            c.b += struct.pack("<IHBB", 1, len(value), 33, 0) + value
        at = here


def nested(depth):
    def write(c):
        def inner(left):
            c.element("x", (), (lambda: inner(left - 1)) if left else (lambda: None), False)
        inner(depth)
    return write


def samples():
    yield "good.evtx", file(chunk().done(), short=False)
    yield "plain.evtx", file(chunk(shape="plain").done())
    yield "apart.evtx", file(chunk(share=False).done())
    two = evtx.chunks_of(three(), room=2600)
    yield "two.evtx", file(*[c.done() for c in two])
    # Copied while the third record had not been counted in yet.
    b = chunk()
    first = evtx.chunks_of(three()[:2])[0]
    open_chunk = bytearray(b.done())
    open_chunk[:evtx.FIRST] = first.done()[:evtx.FIRST]
    yield "open.evtx", file(bytes(open_chunk), dirty=True)
    yield "open-clean.evtx", file(bytes(open_chunk))
    stale = bytearray(open_chunk)
    struct.pack_into("<Q", stale, b.last_at + 8, 99)
    yield "stale.evtx", file(bytes(stale), dirty=True)
    wrong = bytearray(b.done())
    wrong[60] ^= 1
    yield "sum.evtx", file(bytes(wrong))
    middle = bytearray(b.done())
    struct.pack_into("<I", middle, evtx.FIRST + 4, 40)
    yield "size.evtx", file(summed(middle))
    # An archive: the free space at the chunk's end, the sum to the end of the last record.
    archive = bytearray(b.done())
    struct.pack_into("<I", archive, 48, evtx.CHUNK)
    struct.pack_into("<I", archive, 124, zlib.crc32(archive[128:evtx.FIRST], zlib.crc32(archive[:120])))
    yield "archive.evtx", file(bytes(archive), short=False)
    yield "cut.evtx", file(b.done())[:-40]
    yield "unknown-sum.evtx", b"ElfFile\0" + file(b.done())[8:124] + bytes(4) + file(b.done())[128:]
    yield "head-only.evtx", evtx.header(0, 0)
    yield "short-head.evtx", evtx.header(0, 0)[:200]
    version = bytearray(file(b.done()))
    version[38] = 4
    yield "version.evtx", bytes(version)
    yield "no-chunk.evtx", evtx.header(1, 3) + b"x" * 600
    yield "loop.evtx", file(by_hand(loop))
    yield "bomb.evtx", file(by_hand(bomb))
    yield "deep.evtx", file(by_hand(nested(40)))
    yield "unclosed.evtx", file(by_hand(lambda c: c.b.extend(b"\x01" + bytes(4) + struct.pack("<I", 600) + b"\x02")))
    yield "values.evtx", file(by_hand(lambda c: c.instance("x", lambda: None, [("null", b"")] * 600)))
    yield "number.evtx", file(by_hand(lambda c: c.instance("x", lambda: c.put(7, "text"), [("text", b"")])))
    yield "name.evtx", file(by_hand(lambda c: c.b.extend(b"\x01" + bytes(4) + struct.pack("<I", 65530))))
    yield "token.evtx", file(by_hand(lambda c: c.b.extend(b"\x1f")))
    yield "no-event.evtx", file(by_hand(lambda c: c.element("Event", (), lambda: c.text("x"), False)))
    kinds = [("a", "ansi", "PC"), ("b", "i8", -1), ("c", "i16", -2), ("d", "i32", -3), ("e", "i64", -4), ("f", "u64", 2 ** 64 - 1), ("g", "size", 16),
             ("h", "hex64", 255), ("i", "filetime", WHEN), ("j", "systime", WHEN), ("k", "binary", b"\1\2"), ("l", "null", None),
             ("m", "texts", b"a\0\0\0b\0\0\0"), ("n", "text", "half \ud800"), ("o", "u16", 7)]
    def half(kind, value):
        return value.encode("utf-16-le", "surrogatepass") if kind == "text" else pack(kind, value)
    pack, evtx.packed = evtx.packed, half
    yield "kinds.evtx", file(chunk([evtx.event(4624, "PC1", WHEN, 1, kinds)]).done())
    evtx.packed = pack


def main():
    os.makedirs(sys.argv[1], exist_ok=True)
    for name, data in samples():
        with open(os.path.join(sys.argv[1], name), "wb") as f:
            f.write(data)


if __name__ == "__main__":
    main()
