#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""make_item_samples.py DIR: samples for fuzz/item.c, good ones and ones that must be refused."""
import os
import struct
import sys

out = sys.argv[1]
os.makedirs(out, exist_ok=True)


def save(name, data):
    with open(os.path.join(out, name), "wb") as f:
        f.write(data)


def text(s):
    raw = s if isinstance(s, bytes) else s.encode()
    return struct.pack("<H", len(raw)) + raw


def envelope(direction=1, kind=1, grade=0, size=5, name="見積書.docx", sender="", recipient="soumu", session=b"\1" * 32,
             version=1):
    return (b"eSKE1" + struct.pack("<IBBBQq", version, direction, kind, grade, size, 1795219200) + bytes(range(16)) +
            b"\2" * 32 + session + text(name) + text(sender) + text("") + text(recipient) + text("理由"))


def state(number=7, err=0):
    return b"sSKS1" + bytes(range(16)) + struct.pack("<IIq", number, err, 1795219200)


ITEM = "000102030405060708090a0b0c0d0e0f"
save("envelope-in", envelope())
save("envelope-out", envelope(2, 3, 2, sender="1001", recipient="a@example.jp", session=bytes(32)))
save("envelope-cut", envelope()[:-3])
save("envelope-more", envelope() + b"\0")
save("envelope-nul", envelope(name=b"a\0b.txt"))
save("envelope-bidi", envelope(name="a\u202eb.txt"))
save("envelope-long", envelope(name="あ" * 90))
save("envelope-empty", envelope(size=0))
save("envelope-sender", envelope(sender="1001"))
save("envelope-kind", envelope(kind=9))
save("envelope-version", envelope(version=2))
save("state", state())
save("state-unknown", state(99))
save("state-error", state(9, 60000))
save("journal", f"jA {ITEM} 1 1795219200 0101010101010101\nF {ITEM} 7 1795219300 0\n".encode())
save("journal-torn", f"jA {ITEM} 1 1795219200 0101010101010101\nF {ITEM}".encode())
save("journal-twice", f"jA {ITEM} 1 1 0101010101010101\nA {ITEM} 1 1 0101010101010101\n".encode())
save("journal-no-accept", f"jF {ITEM} 7 1795219300 0\n".encode())
save("journal-not-final", f"jA {ITEM} 1 1 0101010101010101\nF {ITEM} 8 1 0\n".encode())
save("journal-long-line", b"jA " + b"0" * 40000)
save("report-empty", b"r\0\0")
save("report-rubbish", b"r" + bytes(range(200)))
