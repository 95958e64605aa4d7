#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""make_archive_samples.py FOLDER STAMP: archives, good and hostile, and protected files, made anew for every build.

Writes FOLDER/want.tsv: path, result, password, names that must be in the output (| between; "=" in front: exactly these).
Standard library only; the ciphers are written out here, so that they share nothing with the product.
"""
import hashlib
import hmac
import io
import os
import random
import struct
import sys
import unicodedata
import zipfile
import zlib

top, stamp = sys.argv[1:]
rows = []
noise = random.Random(20261121)
STAMP = (2026 - 1980) << 25 | 4 << 21 | 1 << 16 | 9 << 11 | 30 << 5


def want(path, data, result="OK", password="", names=()):
    full = os.path.join(top, path)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    with open(full, "wb") as f:
        f.write(data)
    rows.append("\t".join((path, result, password, "|".join(names))))


# --- AES (FIPS 197), encryption only ---

def make_sbox():
    p = q = 1
    box = [0x63] * 256
    while True:
        p ^= (p << 1) & 0xff ^ (0x1b if p & 0x80 else 0)
        q ^= q << 1
        q ^= q << 2
        q ^= q << 4
        q &= 0xff
        q ^= 0x09 if q & 0x80 else 0
        x = q ^ (q << 1 | q >> 7) ^ (q << 2 | q >> 6) ^ (q << 3 | q >> 5) ^ (q << 4 | q >> 4)
        box[p] = (x ^ 0x63) & 0xff
        if p == 1:
            return box


SBOX = make_sbox()
TWICE = [(x << 1) ^ (0x11b if x & 0x80 else 0) for x in range(256)]


class AES:
    def __init__(self, key):
        words, n = [list(key[i:i + 4]) for i in range(0, len(key), 4)], len(key) // 4
        self.rounds, rcon = n + 6, 1
        for i in range(n, 4 * (self.rounds + 1)):
            w = list(words[i - 1])
            if i % n == 0:
                w = [SBOX[x] for x in w[1:] + w[:1]]
                w[0] ^= rcon
                rcon = TWICE[rcon]
            elif n > 6 and i % n == 4:
                w = [SBOX[x] for x in w]
            words.append([a ^ b for a, b in zip(w, words[i - n])])
        self.keys = [sum(words[4 * i:4 * i + 4], []) for i in range(self.rounds + 1)]

    def block(self, data):
        s = [a ^ b for a, b in zip(data, self.keys[0])]
        for r in range(1, self.rounds + 1):
            s = [SBOX[s[(i + 4 * (i % 4)) % 16]] for i in range(16)]
            if r < self.rounds:
                t = []
                for c in range(0, 16, 4):
                    a, all_ = s[c:c + 4], s[c] ^ s[c + 1] ^ s[c + 2] ^ s[c + 3]
                    t += [a[i] ^ all_ ^ TWICE[a[i] ^ a[(i + 1) % 4]] for i in range(4)]
                s = t
            s = [a ^ b for a, b in zip(s, self.keys[r])]
        return bytes(s)

    def cbc(self, iv, data):
        out = b""
        for i in range(0, len(data), 16):
            iv = self.block(bytes(a ^ b for a, b in zip(iv, data[i:i + 16])))
            out += iv
        return out

    def ecb(self, data):
        return b"".join(self.block(data[i:i + 16]) for i in range(0, len(data), 16))

    def ctr(self, data):
        out = b""
        for i in range(0, len(data), 16):
            stream = self.block((i // 16 + 1).to_bytes(16, "little"))
            out += bytes(a ^ b for a, b in zip(data[i:i + 16], stream))
        return out


assert AES(bytes(range(16))).block(bytes.fromhex("00112233445566778899aabbccddeeff")).hex() == "69c4e0d86a7b0430d8cdb78070b4c55a"


# --- zips, every field in our hand ---

def deflate(data):
    c = zlib.compressobj(9, zlib.DEFLATED, -15)
    return c.compress(data) + c.flush()


def old_crypt(password, data, check):
    table = [0] * 256
    for i in range(256):
        c = i
        for _ in range(8):
            c = c >> 1 ^ (0xEDB88320 if c & 1 else 0)
        table[i] = c
    k = [0x12345678, 0x23456789, 0x34567890]

    def add(b):
        k[0] = k[0] >> 8 ^ table[(k[0] ^ b) & 255]
        k[1] = ((k[1] + (k[0] & 255)) * 134775813 + 1) & 0xffffffff
        k[2] = k[2] >> 8 ^ table[(k[2] ^ k[1] >> 24) & 255]
    for b in password:
        add(b)
    out = bytearray()
    for b in noise.randbytes(11) + bytes([check]) + data:
        t = k[2] & 0xffff | 2
        out.append(b ^ (t * (t ^ 1) >> 8 & 255))
        add(b)
    return bytes(out)


def aes_crypt(password, data, strength):
    size = 8 + 8 * strength
    salt = noise.randbytes(4 + 4 * strength)
    keys = hashlib.pbkdf2_hmac("sha1", password, salt, 1000, 2 * size + 2)
    body = AES(keys[:size]).ctr(data)
    return salt + keys[2 * size:] + body + hmac.new(keys[size:2 * size], body, "sha1").digest()[:10]


class Zip:
    """add() one member after the other, then end()."""

    def __init__(self):
        self.out, self.directory, self.n = bytearray(), bytearray(), 0

    def add(self, name, data=b"", method=8, flags=0, extra=b"", local_extra=None, local_name=None, made=20, attributes=0, crc=None,
            size=None, packed=None, descriptor=False, at=None, comment=b""):
        if isinstance(name, str):
            name, flags = name.encode(), flags | (0 if name.isascii() else 0x800)
        crc = zlib.crc32(data) if crc is None else crc
        if packed is None:
            packed = deflate(data) if method == 8 else data
        size = len(data) if size is None else size
        flags |= 8 if descriptor else 0
        local_name = name if local_name is None else local_name
        local_extra = extra if local_extra is None else local_extra
        told = (0, 0, 0) if descriptor else (crc, len(packed), size)
        if at is None:
            at = len(self.out)
            self.out += struct.pack("<IHHHIIIIHH", 0x04034b50, 20, flags, method, STAMP, *told, len(local_name), len(local_extra))
            self.out += local_name + local_extra + packed
            if descriptor:
                self.out += struct.pack("<IIII", 0x08074b50, crc, len(packed), size)
        self.directory += struct.pack("<IHHHHIIIIHHHHHII", 0x02014b50, made, 20, flags, method, STAMP, crc, len(packed), size,
                                      len(name), len(extra), len(comment), 0, 0, attributes, at) + name + extra + comment
        self.n += 1
        return at

    def protect(self, name, data, password, strength=0, version=2, method=8, descriptor=False):
        plain = deflate(data) if method == 8 else data
        crc = zlib.crc32(data)
        if not strength:
            check = STAMP >> 8 & 255 if descriptor else crc >> 24
            return self.add(name, data, method, 1, packed=old_crypt(password, plain, check), descriptor=descriptor)
        extra = struct.pack("<HHH2sBH", 0x9901, 7, version, b"AE", strength, method)
        return self.add(name, data, 99, 1, extra, packed=aes_crypt(password, plain, strength), crc=0 if version == 2 else crc)

    def end(self, comment=b"", suffix=b""):
        at = len(self.out)
        return bytes(self.out + self.directory + struct.pack("<IHHHHIIH", 0x06054b50, 0, 0, self.n, self.n, len(self.directory), at,
                                                             len(comment)) + comment + suffix)


def zip_of(*members):
    z = Zip()
    for name, data in members:
        z.add(name, data)
    return z.end()


TEXT, CSV = "お知らせ\r\n".encode(), "品名,数\r\n紙,3\r\n".encode()
KANA = "カタカナ、能力と表示①\r\n".encode()


def good():
    want("good/plain.zip", zip_of(("a.txt", TEXT), ("表.csv", CSV)), names=("=a.txt", "表.csv"))
    z = Zip()
    for name in ("表示/ソース①.txt", "表示/能力.txt", "十番.csv"):
        z.add(name.encode("cp932"), CSV if name.endswith("csv") else KANA)
    want("good/sjis.zip", z.end(), names=("=表示/ソース①.txt", "表示/能力.txt", "十番.csv"))
    z = Zip()
    raw, true = "Ka_na.txt".encode(), "かな髙﨑.txt".encode()
    z.add(raw, TEXT, extra=struct.pack("<HHBI", 0x7075, 5 + len(true), 1, zlib.crc32(raw)) + true)
    z.add(b"stale.txt", TEXT, extra=struct.pack("<HHBI", 0x7075, 5 + 4, 1, 7) + b"x.tx")
    want("good/unicode-field.zip", z.end(), names=("=かな髙﨑.txt", "stale.txt"))
    z = Zip()
    for name in ("が.txt", "__MACOSX/._が.txt", ".DS_Store"):
        z.add(unicodedata.normalize("NFD", name).encode(), TEXT)
    want("good/mac.zip", z.end(), names=("=が.txt",))
    z = Zip()
    z.add("フォルダ\\下\\文.txt".encode("cp932"), TEXT)
    want("good/backslash.zip", z.end(), names=("=フォルダ/下/文.txt",))
    z = Zip()
    z.add("空/", b"", 0)
    z.add("中/文.txt", TEXT)
    want("good/folders.zip", z.end(), names=("=空/", "中/文.txt"))
    want("good/same-names.zip", zip_of(("A.txt", b"1\n"), ("a.TXT", b"2\n"), ("a .txt", b"3\n"), ("a?.txt", b"4\n"), ("a*.txt", b"5\n")),
         names=("A.txt", "a (2).txt", "a_.txt", "a_ (2).txt"))
    inner = zip_of(("a.txt", TEXT), ("b.csv", CSV))
    want("good/nested.zip", zip_of(("中.zip", inner), ("c.txt", TEXT)), names=("=中.zip", "c.txt"))
    want("good/left-out.zip", zip_of(("a.txt", TEXT), ("道具/setup.exe", b"MZ" + bytes(200)), ("嘘.png", b"no picture"), ("0.txt", b"")),
         names=("=a.txt", "取込不可一覧.txt"))
    want("good/list-itself.zip", zip_of(("取込不可一覧.txt", TEXT), ("x.exe", b"MZ")), names=("取込不可一覧.txt", "取込不可一覧 (2).txt"))
    z = Zip()
    z.add("a.txt", TEXT, descriptor=True)
    z.add("b.txt", TEXT, 0, comment=b"hidden note")
    want("good/descriptor.zip", z.end(b"comment", b"trailing"), names=("=a.txt", "b.txt"))
    z = Zip()
    z.add("a.txt", TEXT)
    z.add("b.txt", TEXT, crc=1)
    z.add("c.txt", TEXT, 12, packed=b"BZh9")
    z.add("d.txt", b"/etc/passwd", 0, made=3 << 8 | 20, attributes=0o120777 << 16)
    want("good/some-broken.zip", z.end(), names=("=a.txt", "取込不可一覧.txt"))
    z = Zip()
    for i in range(1500):
        z.add(f"資料/{i:04}.txt", b"%d\n" % i)
    want("good/thousand.zip", z.end(), names=("資料/0000.txt", "資料/1499.txt"))
    long_name = "長い名前" * 30 + ".txt"
    want("good/long-name.zip", zip_of((long_name, TEXT)))
    z = Zip()
    for i in range(3):
        z.add(f"文書{i}.docx", docx(), 0)
    want("good/stored-office.zip", z.end(), names=("=文書0.docx", "文書1.docx", "文書2.docx"))
    want("good/dots.zip", zip_of(("./a/./b.txt", TEXT), ("a//c.txt", TEXT)), names=("=a/b.txt", "a/c.txt"))


def protected():
    word, other = b"kanri-2026", "合言葉①"
    z = Zip()
    z.protect("a.txt", TEXT, word)
    z.protect("b.csv", CSV, word, method=0)
    z.protect("c.txt", TEXT, word, descriptor=True)
    for name, password, result in (("none", "", "E_PASSWORD"), ("wrong", "wrong", "E_PASSWORD_WRONG"), ("right", "wrong,kanri-2026", "OK")):
        want(f"locked/old-{name}.zip", z.end(), result, password, ("a.txt",) if result == "OK" else ())
    z = Zip()
    z.protect("a.txt", TEXT, other.encode("cp932"))
    want("locked/old-sjis.zip", z.end(), "OK", other, ("a.txt",))
    for strength in (1, 2, 3):
        z = Zip()
        z.protect("a.txt", TEXT, word, strength, 1)
        z.protect("b.txt", TEXT * 300, word, strength, 2)
        z.protect("c.txt", TEXT, word, strength, 2, 0)
        want(f"locked/aes-{strength}.zip", z.end(), "OK", "kanri-2026", ("=a.txt", "b.txt", "c.txt"))
        want(f"locked/aes-{strength}-wrong.zip", z.end(), "E_PASSWORD_WRONG", "kanri-2027")
    data = bytearray(z.end())
    data[30 + 5 + 11 + 18 + 3] ^= 1
    want("locked/aes-mac.zip", bytes(data), "OK", "kanri-2026", ("=b.txt", "c.txt", "取込不可一覧.txt"))
    inner = Zip()
    inner.protect("a.txt", TEXT, word)
    within = zip_of(("見積.zip", inner.end()), ("b.txt", TEXT))
    want("locked/within.zip", within, "E_PASSWORD")
    want("locked/within-right.zip", within, "OK", "kanri-2026", ("=見積.zip", "b.txt"))
    z = Zip()
    z.protect("見積.zip", inner.end(), b"outer")
    want("locked/two.zip", z.end(), "E_PASSWORD_WRONG", "outer")
    want("locked/two-right.zip", z.end(), "OK", "outer,kanri-2026", ("=見積.zip",))
    z = Zip()
    z.add("a.txt", TEXT, flags=0x41)
    want("locked/strong.zip", z.end(), "E_ENCRYPTED", "x")
    z = Zip()
    z.add("a.txt", TEXT, 99, 1, struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", 9, 8))
    want("locked/aes-unknown.zip", z.end(), "E_ENCRYPTED", "x")
    z = Zip()
    z.add("a.txt", TEXT, 99, 1, struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", 3, 8), packed=b"short")
    want("locked/aes-short.zip", z.end(), "E_BROKEN", "x")


def nest(levels, name="in.zip", core=None):
    data = core or zip_of(("a.txt", TEXT))
    for _ in range(levels):
        data = zip_of((name, data))
    return data


def bombs():
    leaf = zip_of(("0.txt", bytes(8 << 20)))
    level = leaf
    for _ in range(5):
        level = zip_of(*((f"lib {i:x}.zip", level) for i in range(16)))
    want("bad/42.zip", level, "E_LIMIT_DEPTH")
    want("bad/deep.zip", nest(400), "E_LIMIT_DEPTH")
    want("bad/third.zip", nest(2), "E_LIMIT_DEPTH")
    z = Zip()
    big = deflate(bytes(100 << 20))
    for i in range(20):
        z.add(f"{i}.txt", b"", packed=big, size=100 << 20, crc=zlib.crc32(bytes(100 << 20)))
    want("bad/flat.zip", z.end(), "E_LIMIT_SIZE")
    z = Zip()
    at = z.add("0.txt", bytes(4 << 20))
    for i in range(1, 60):
        z.add(f"{i}.txt", bytes(4 << 20), at=at)
    want("bad/overlap-names.zip", z.end(), "E_BROKEN")
    # One kernel of data, shared by headers that quote each other (the trick of overlapping bombs).
    z = Zip()
    kernel = deflate(bytes(4 << 20))
    starts, names = [], [f"{i:03}.txt".encode() for i in range(40)]
    for i, name in enumerate(names):
        starts.append(len(z.out))
        quoted = (len(names) - 1 - i) * 35
        z.out += struct.pack("<IHHHIIIIHH", 0x04034b50, 20, 0, 0, STAMP, 0, quoted + len(kernel), quoted + len(kernel), len(name), 0) + name
    z.out += kernel
    for i, name in enumerate(names):
        body = bytes(z.out[starts[i] + 30 + len(name):])
        z.add(name, body, 0, at=starts[i])
    for i in range(len(names) - 1, -1, -1):
        body = bytes(z.out[starts[i] + 37:])
        struct.pack_into("<III", z.out, starts[i] + 14, zlib.crc32(body), len(body), len(body))
    z.directory = bytearray()
    for i in range(len(names) - 1, -1, -1):
        body = bytes(z.out[starts[i] + 37:])
        z.add(names[i], body, 0, at=starts[i])
    z.n = len(names)
    want("bad/overlap.zip", z.end(), "E_LIMIT_RATIO")
    z = Zip()
    z.add("a.txt", b"", packed=deflate(b"x"), size=3 << 20, crc=0)
    want("bad/ratio.zip", z.end(), "E_LIMIT_RATIO")
    z = Zip()
    for i in range(5000):
        z.add(f"{i}.txt", b"x\n")
    want("bad/many.zip", z.end(), "E_LIMIT_COUNT")
    half = Zip()
    for i in range(1100):
        half.add(f"{i}.txt", b"x\n")
    want("bad/many-within.zip", zip_of(("a.zip", half.end()), ("b.zip", half.end())), "E_LIMIT_COUNT")


def bad():
    for name, path in (("slip", "../evil.txt"), ("slip-inside", "a/../../evil.txt"), ("slip-windows", "..\\..\\evil.txt"),
                       ("absolute", "/etc/evil.txt"), ("unc", "\\\\host\\share\\evil.txt"), ("drive", "C:\\evil.txt"),
                       ("too-deep", "/".join("abcdefghijklmnopqrst") + ".txt")):
        want(f"bad/{name}.zip", zip_of(("a.txt", TEXT), (path, TEXT)), "E_NAME")
    want("bad/only-exe.zip", zip_of(("a.exe", b"MZ" + bytes(99))), "E_TYPE_UNKNOWN")
    want("bad/nothing-left.zip", zip_of(("a.exe", b"MZ" + bytes(99)), ("b.png", b"no")), "E_MEMBERS")
    want("bad/empty.zip", Zip().end(), "E_EMPTY")
    z = Zip()
    z.add("a/", b"", 0)
    want("bad/only-folders.zip", z.end(), "E_MEMBERS")
    z = Zip()
    z.add("a.txt", TEXT, local_name=b"b.txt")
    want("bad/two-names.zip", z.end(), "E_BROKEN")
    want("bad/twice.zip", zip_of(("a.txt", TEXT), ("a.txt", CSV)), "E_BROKEN")
    whole = zip_of(("a.txt", TEXT * 50), ("b.txt", TEXT))
    want("bad/cut.zip", whole[:-30], "E_BROKEN")
    want("bad/front.zip", whole[20:], "E_TYPE_MISMATCH")
    want("bad/no-zip.zip", b"hello\n", "E_TYPE_MISMATCH")
    want("bad/program.jar", zip_of(("META-INF/MANIFEST.MF", b"x"), ("A.class", b"\xca\xfe\xba\xbe")), "E_TYPE_UNKNOWN")
    z = Zip()
    z.add("a.txt", TEXT, flags=1, method=8, packed=b"0123456789")
    want("bad/short-header.zip", z.end(), "E_BROKEN", "x")
    z = Zip()
    z.add(b"\x81\xff\xfe\xfd\x82.txt", TEXT)
    want("bad/no-encoding.zip", z.end(), "E_NAME")


# --- compound files and protected Office files (MS-CFB, MS-OFFCRYPTO 2.3.4) ---

FREE, END, FAT = 0xffffffff, 0xfffffffe, 0xfffffffd


def compound(streams, version=3):
    """A compound file with these streams in its root; large ones in sectors, small ones in the mini stream."""
    sector = 512 if version == 3 else 4096
    sectors, chains, mini, mini_fat, entries = [], {}, b"", [], []

    def put(data):
        first = len(sectors)
        n = (len(data) + sector - 1) // sector
        for i in range(n):
            sectors.append(data[i * sector:(i + 1) * sector].ljust(sector, b"\0"))
            chains[first + i] = first + i + 1 if i + 1 < n else END
        return first if n else END

    for name, data in streams:
        if len(data) >= 4096:
            entries.append((name, put(data), len(data)))
            continue
        first, n = len(mini) // 64, (len(data) + 63) // 64
        mini += data.ljust(n * 64, b"\0")
        mini_fat += [first + i + 1 for i in range(n - 1)] + [END] * (n > 0)
        entries.append((name, first if n else END, len(data)))
    mini_at = put(mini)
    mini_fat_at = put(struct.pack(f"<{len(mini_fat)}I", *mini_fat) + b"\xff" * (-4 * len(mini_fat) % sector)) if mini_fat else END

    def entry(name, kind, first, size, child=FREE, right=FREE):
        wide = (name + "\0").encode("utf-16-le")
        return (wide.ljust(64, b"\0") + struct.pack("<HBBIII", len(wide), kind, 1, FREE, right, child) + bytes(16 + 4 + 16)
                + struct.pack("<IQ", first, size))
    root = entry("Root Entry", 5, mini_at, len(mini), 1 if entries else FREE)
    directory = root + b"".join(entry(n, 2, f, s, right=i + 2 if i + 1 < len(entries) else FREE) for i, (n, f, s) in enumerate(entries))
    directory_at = put(directory.ljust((len(directory) + sector - 1) // sector * sector, b"\0"))
    fats = 1
    while fats * (sector // 4) < len(sectors) + fats:
        fats += 1
    fat_at = len(sectors)
    for i in range(fats):
        chains[fat_at + i] = FAT
    table = [chains.get(i, FREE) for i in range(fats * (sector // 4))]
    flat = struct.pack(f"<{len(table)}I", *table)
    header = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3e, version, 0xfffe, 9 if version == 3 else 12, 6)
              + bytes(6) + struct.pack("<IIIIIIIIII", 0 if version == 3 else 1, fats, directory_at, 0, 4096, mini_fat_at,
                                       (len(mini_fat) * 4 + sector - 1) // sector, END, 0, *([fat_at]))
              + struct.pack("<108I", *[fat_at + i if i < fats else FREE for i in range(1, 109)]))
    return header.ljust(sector, b"\0") + b"".join(sectors) + flat


def docx():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                   '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                   '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
                   'wordprocessingml.document.main+xml"/></Types>')
        z.writestr("_rels/.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
                   'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
                   '</Relationships>')
        body = "".join(f"<w:p><w:r><w:t>{noise.randbytes(40).hex()}</w:t></w:r></w:p>" for _ in range(150))
        z.writestr("word/document.xml", '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
                   f"<w:p><w:r><w:t>見積書</w:t></w:r></w:p>{body}</w:body></w:document>")
    return out.getvalue()


def spun(h, salt, password, spins):
    x = h(salt + password.encode("utf-16-le")).digest()
    for i in range(spins):
        x = h(struct.pack("<I", i) + x).digest()
    return x


def padded(data):
    return data + bytes(-len(data) % 16)


def agile(package, password, hash_name="SHA512", bits=256, spins=1000):
    import base64
    h = getattr(hashlib, hash_name.lower())
    size, b64 = bits // 8, lambda b: base64.b64encode(b).decode()
    salt, key_salt, key, verifier = (noise.randbytes(n) for n in (16, 16, size, 16))
    base = spun(h, salt, password, spins)

    def wrapped(block, data):
        k = (h(base + bytes.fromhex(block)).digest() + b"\x36" * 64)[:size]
        return b64(AES(k).cbc(salt, padded(data)))
    info = (f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<encryption xmlns="http://schemas.microsoft.com/office/2006/encryption" '
            f'xmlns:p="http://schemas.microsoft.com/office/2006/keyEncryptor/password"><keyData saltSize="16" blockSize="16" keyBits="{bits}" '
            f'hashSize="{h().digest_size}" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="{hash_name}" '
            f'saltValue="{b64(key_salt)}"/><keyEncryptors><keyEncryptor uri="http://schemas.microsoft.com/office/2006/keyEncryptor/password">'
            f'<p:encryptedKey spinCount="{spins}" saltSize="16" blockSize="16" keyBits="{bits}" hashSize="{h().digest_size}" cipherAlgorithm="AES" '
            f'cipherChaining="ChainingModeCBC" hashAlgorithm="{hash_name}" saltValue="{b64(salt)}" '
            f'encryptedVerifierHashInput="{wrapped("fea7d2763b4b9e79", verifier)}" '
            f'encryptedVerifierHashValue="{wrapped("d7aa0f6d3061344e", h(verifier).digest())}" '
            f'encryptedKeyValue="{wrapped("146e0be7abacd0d6", key)}"/></keyEncryptor></keyEncryptors></encryption>')
    body = b"".join(AES(key).cbc(h(key_salt + struct.pack("<I", i)).digest()[:16], padded(package[at:at + 4096]))
                    for i, at in enumerate(range(0, len(package), 4096)))
    return struct.pack("<HHI", 4, 4, 0x40) + info.encode(), struct.pack("<Q", len(package)) + body


def standard(package, password, bits=128):
    salt, verifier = noise.randbytes(16), noise.randbytes(16)
    base = hashlib.sha1(spun(hashlib.sha1, salt, password, 50000) + bytes(4)).digest()

    def half(pad):
        return hashlib.sha1(bytes(a ^ pad for a in base + bytes(44))).digest()
    key = AES((half(0x36) + half(0x5c))[:bits // 8])
    header = struct.pack("<IIIIIIII", 0x24, 0, 0x660e + (bits - 128) // 64, 0x8004, bits, 0x18, 0, 0) + "AES\0".encode("utf-16-le")
    info = (struct.pack("<HHII", 4, 2, 0x24, len(header)) + header + struct.pack("<I", 16) + salt + key.ecb(verifier)
            + struct.pack("<I", 20) + key.ecb(hashlib.sha1(verifier).digest() + bytes(12)))
    return info, struct.pack("<Q", len(package)) + key.ecb(padded(package))


def office():
    package = docx()

    def wrap(pair, version=3):
        return compound([("EncryptionInfo", pair[0]), ("EncryptedPackage", pair[1])], version)
    new, old = wrap(agile(package, "秘密2026")), wrap(standard(package, "秘密2026"))
    for name, data in (("agile", new), ("standard", old)):
        want(f"office/{name}.docx", data, "OK", "nope,秘密2026")
        want(f"office/{name}-none.docx", data, "E_PASSWORD")
        want(f"office/{name}-wrong.docx", data, "E_PASSWORD_WRONG", "秘密2025,a,b")
    want("office/agile-sha1.docx", wrap(agile(package, "a", "SHA1", 128)), "OK", "a")
    want("office/agile-sha384.docx", wrap(agile(package, "a", "SHA384", 192)), "OK", "a")
    want("office/agile-sha256-v4.docx", wrap(agile(package, "a", "SHA256"), 4), "OK", "a")
    want("office/standard-256.docx", wrap(standard(package, "a", 256)), "OK", "a")
    want("office/excels-own.docx", wrap(agile(package, "VelvetSweatshop")))
    want("office/in-zip.zip", zip_of(("見積.docx", new), ("a.txt", TEXT)), "OK", "秘密2026", ("=見積.docx", "a.txt"))
    want("office/in-zip-none.zip", zip_of(("見積.docx", new), ("a.txt", TEXT)), "E_PASSWORD")
    want("office/spins.docx", wrap(agile(package, "a"), 3).replace(b'spinCount="1000"', b'spinCount="2000000000"'[:16] + b'"'), "E_BROKEN", "a")
    info, body = agile(package, "a")
    many = info.replace(b'spinCount="1000"', b'spinCount="2000000000"')
    want("office/many-spins.docx", wrap((many, body)), "E_LIMIT_TIME", "a")
    want("office/no-info.docx", compound([("EncryptedPackage", body)]), "E_ENCRYPTED", "a")
    want("office/two-packages.docx", compound([("EncryptionInfo", info), ("EncryptedPackage", body), ("EncryptedPackage", body)]), "E_BROKEN", "a")
    want("office/rc4.docx", compound([("EncryptionInfo", struct.pack("<HH", 1, 1) + bytes(60)), ("EncryptedPackage", body)]), "E_ENCRYPTED", "a")
    want("office/long-size.docx", wrap((info, struct.pack("<Q", 1 << 60) + body[8:])), "E_BROKEN", "a")
    want("office/not-a-package.docx", wrap(agile(b"hello" * 2000, "a")), "E_TYPE_MISMATCH", "a")
    broken = bytearray(new)
    fat = struct.unpack_from("<I", broken, 76)[0]
    for i in range(8):
        struct.pack_into("<I", broken, 512 * (fat + 1) + 4 * i, 1)
    want("office/loop.docx", bytes(broken), "E_BROKEN", "a")
    want("office/cut.docx", new[:4000], "E_TYPE_MISMATCH", "a")


good()
protected()
bombs()
bad()
office()
with open(os.path.join(top, "want.tsv"), "w", encoding="utf-8") as f:
    f.write("\n".join(rows) + "\n")
with open(stamp, "w", encoding="utf-8") as f:
    f.write(f"{len(rows)}\n")
