# SPDX-License-Identifier: Apache-2.0
"""bombs_zip.py: archives that are more than they look."""
import io
import struct
import zipfile
import zlib

from bomb_list import DATE, LIMIT, bomb, raw_packed
import zip_quine


def zip_of(*members, store=False):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED if store else zipfile.ZIP_DEFLATED) as z:
        for name, data in members:
            z.writestr(zipfile.ZipInfo(name, DATE), data, zipfile.ZIP_STORED if store else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def local(name, crc, size, plain, method=8):
    return struct.pack("<IHHHHHIIIHH", 0x04034b50, 20, 0x800, method, 0, 0x5d75, crc, size, plain, len(name), 0) + name


def central(name, crc, size, plain, at, method=8):
    return struct.pack("<IHHHHHHIIIHHHHHII", 0x02014b50, 20, 20, 0x800, method, 0, 0x5d75, crc, size, plain, len(name), 0, 0, 0, 0, 0, at) + name


def end(n, size, at):
    return struct.pack("<IHHHHIIH", 0x06054b50, 0, 0, min(n, 65535), min(n, 65535), size, at, 0)


def raw_zip(rows):
    """rows: name, packed bytes, plain length, crc."""
    body, directory = bytearray(), bytearray()
    for name, data, plain, crc in rows:
        directory += central(name, crc, len(data), plain, len(body))
        body += local(name, crc, len(data), plain) + data
    return bytes(body + directory + end(len(rows), len(directory), len(body)))


@bomb("nested.zip")
def nested():
    """Sixteen archives in each of sixteen archives, five times, around four gigabytes of zeros (as 42.zip)."""
    data, plain, crc = raw_packed(bytes(1 << 20), 4096 - 1)
    level = raw_zip([(b"0.txt", data, plain, crc)])
    for _ in range(5):
        level = zip_of(*[("lib %x.zip" % i, level) for i in range(16)])
    return level


@bomb("nested-two.zip")
def nested_two():
    """No deeper than is allowed, but 512 times four gigabytes."""
    data, plain, crc = raw_packed(bytes(1 << 20), 4096 - 1)
    return zip_of(*[("%d.zip" % i, raw_zip([(b"0.txt", data, plain, crc)] * 1)) for i in range(512)])


@bomb("one-big.zip")
def one_big():
    return raw_zip([(b"0.txt",) + raw_packed(b" " * (1 << 20), 4095)])


@bomb("lying.zip", LIMIT + " E_BROKEN E_MEMBERS")
def lying():
    """A gigabyte that says it is a hundred bytes."""
    data, _, crc = raw_packed(b" " * (1 << 20), 1024)
    return raw_zip([(b"0.txt", data, 100, crc)])


@bomb("overlap.zip", "E_BROKEN")
def overlap():
    """Two thousand names for one member."""
    data, plain, crc = raw_packed(b" " * (1 << 20), 90)
    body = local(b"0.txt", crc, len(data), plain) + data
    directory = b"".join(central(b"0.txt" if i == 0 else b"%d.txt" % i, crc, len(data), plain, 0) for i in range(2000))
    return body + directory + end(2000, len(directory), len(body))


@bomb("overlap-quoted.zip", "E_BROKEN " + LIMIT)
def overlap_quoted():
    """Each member's data begins with a stored block that quotes the next one's header: every local header is its own."""
    kernel, plain, crc = raw_packed(b" " * (1 << 20), 90)
    names = [b"%04d.txt" % i for i in range(250)]
    tail, rows = kernel, []
    content_crc, length = crc, plain
    header = local(names[-1], content_crc, len(tail), length)
    rows.append((names[-1], content_crc, len(tail), length))
    blob = header + tail
    for name in reversed(names[:-1]):
        quoted = b"\0" + struct.pack("<HH", len(header), 0xFFFF ^ len(header)) + header
        tail = quoted[:5] + blob
        content_crc = crc_join(zlib.crc32(header), content_crc, length)
        length += len(header)
        header = local(name, content_crc, len(tail), length)
        rows.append((name, content_crc, len(tail), length))
        blob = header + quoted[:5] + blob
    at, directory = 0, b""
    for name, crc_, size, length in reversed(rows):
        directory += central(name, crc_, size, length, at)
        at += 30 + len(name) + 5
    return blob + directory + end(len(rows), len(directory), len(blob))


def crc_join(a, b, length):
    """CRC of x + y from those of x and y (length of y)."""
    def times(matrix, v):
        out, i = 0, 0
        while v:
            if v & 1:
                out ^= matrix[i]
            v, i = v >> 1, i + 1
        return out
    odd = [0xEDB88320] + [1 << i for i in range(31)]
    even = [times(odd, odd[i]) for i in range(32)]
    odd = [times(even, even[i]) for i in range(32)]
    while length:
        even = [times(odd, odd[i]) for i in range(32)]
        if length & 1:
            a = times(even, a)
        length >>= 1
        odd, even = even, odd
    return a ^ b


@bomb("quine.zip")
def quine():
    """Holds itself, for ever."""
    return zip_quine.make()


@bomb("members.zip")
def members():
    data, plain, crc = raw_packed(b"x", 1)
    body, directory = bytearray(), bytearray()
    for i in range(100000):
        name = b"%d" % i
        directory += central(name, crc, len(data), plain, len(body))
        body += local(name, crc, len(data), plain) + data
    at = len(body) + len(directory)
    big = struct.pack("<IQHHIIQQQQ", 0x06064b50, 44, 45, 45, 0, 0, 100000, 100000, len(directory), len(body))
    return bytes(body + directory) + big + struct.pack("<IIQI", 0x07064b50, 0, at, 1) + end(100000, len(directory), len(body))


@bomb("members-small.zip")
def members_small():
    return zip_of(*[("%d.txt" % i, b"x") for i in range(20000)])


@bomb("directories.zip", LIMIT + " E_MEMBERS E_BROKEN")
def directories():
    """Ten thousand folders within one another: a name of 20,000 bytes; and 255 within one another, as often as fits."""
    return zip_of(("a/" * 10000 + "x.txt", b"x"), *[("b/" * 250 + "%d.txt" % i, b"x") for i in range(10)])
