#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""pdf_check_selftest.py PROGRAM: does pdf_check.py find what it is there to find? (TAP)

PROGRAM is tests/unit/pages.c; its PDF is taken apart, spoilt in one place each time, and put together again.
"""
import os
import subprocess
import sys
import tempfile
import zlib

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import pdf_check  # noqa: E402


def rebuilt(data, old, new):
    """`data` with `old` replaced in whichever stream holds it; lengths and cross-reference made anew."""
    check, out, places = pdf_check.Check, bytearray(), {}
    whole = check.__new__(check)
    whole.data, whole.found, whole.objects, whole.streams, whole.canaries = data, [], {}, {}, []
    whole.scan()
    numbers = sorted((at, n) for n, at in whole.places.items() if isinstance(at, int))
    out += data[:numbers[0][0]]
    hit = False
    for (at, n), after in zip(numbers, numbers[1:] + [(data.rindex(b"startxref"), 0)]):
        piece = data[at:after[0]]
        head, body = piece.split(b"stream\n", 1)
        body = body[:-len(b"\nendstream\nendobj\n")]
        content = whole.streams[n] if b"/FlateDecode" in head else body
        places[n] = len(out)
        if b"/XRef" in head:
            content = b"".join(r if r[0] != 1 else b"\1" + places.get(i, len(out)).to_bytes(8, "big") + b"\0"
                               for i, r in enumerate(content[k:k + 10] for k in range(0, len(content), 10)))
        elif old in content and not hit:
            content, hit = content.replace(old, new, 1), True
        elif old in head and not hit:
            head, hit = head.replace(old, new, 1), True
        packed = zlib.compress(content) if b"/FlateDecode" in head else content
        head = head[:head.rindex(b"/Length")] + b"/Length %d>>" % len(packed)
        out += head + b"stream\n" + packed + b"\nendstream\nendobj\n"
    assert hit, old
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % places[max(places, key=places.get)]


# Same length within object streams, so that their index stays right.
CASES = [
    (b"/PageLayout/TwoPageRight", b"/OpenAction/TwoPageRight", "key /OpenAction"),
    (b"/S/URI/URI(https", b"/S/URI/URI(file:", "address"),
    (b"/S/URI/URI(", b"/S/Lau/URI(", "name /Lau"),
    (b"/Subtype/Link/F 4", b"/Subtype/Nope/F 4", "annotation"),
    (b"/Producer(Sekisho)", b"/Producer(Somebod)", "information"),
    (b" Td\n", b" Xx\n", "Xx"),
    (b"/X24 Do\n", b"/X99 Do\n", "X99"),
    (b"AdobeIdentity", b"AdobeIdentitz", "font tables"),
    (b"beginbfchar", b"beginbfRhar", "character map"),
]


def main():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.argv[1], folder], stdout=subprocess.DEVNULL, check=True)
        with open(os.path.join(folder, "whole.pdf"), "rb") as file:
            data = file.read()
        cases = [(None, rebuilt(data, b" Td\n", b" Td\n"), "")]
        cases += [(old, rebuilt(data, old, new), want) for old, new, want in CASES]
        cases += [("end", data + b"more", "end"), ("gap", data.replace(b"endobj\n", b"endobj\n ", 1), "")]
        print("1..%d" % len(cases))
        path = os.path.join(folder, "spoilt.pdf")
        for i, (what, spoilt, want) in enumerate(cases, 1):
            with open(path, "wb") as file:
                file.write(spoilt)
            found = pdf_check.Check(path, []).run()
            good = any(want in f for f in found) if what else not found
            print("%sok %d - %s: %s" % ("" if good else "not ", i, what, found[:1]))


if __name__ == "__main__":
    main()
