#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Verifies a copy of a Sekisho ledger, sharing no code with it: docs/ledger.md, RFC 6962, RFC 8032, C2SP.

usage: ledger_check.py FILE|DIR [--key VKEY-FILE]      a copy (exported file or ledger directory)
       ledger_check.py --proof FILE --key VKEY-FILE     one tlog-proof
Exit: 0 all verified, 1 something is wrong, 2 usage.
"""
import base64
import hashlib
import os
import re
import struct
import sys

# --- Ed25519 verification, RFC 8032 section 5.1, affine-free (extended coordinates) ---
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def recover_x(y, sign):
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if x2 == 0:
        return None if sign else 0
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * ROOT % P
    if (x * x - x2) % P:
        return None
    return P - x if x & 1 != sign else x


def add(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def mul(s, p):
    q = (0, 1, 1, 0)
    while s:
        if s & 1:
            q = add(q, p)
        p = add(p, p)
        s >>= 1
    return q


def same(p, q):
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0


def point(b):
    y = int.from_bytes(b, "little")
    x = recover_x(y & ((1 << 255) - 1), y >> 255)
    y &= (1 << 255) - 1
    return None if x is None else (x, y, 1, x * y % P)


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recover_x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def ed25519_ok(key, message, signature):
    if len(signature) != 64:
        return False
    a, r = point(key), point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    return same(mul(s, BASE), add(r, mul(h, a)))


# --- RFC 6962 ---
def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def leaf_hash(record):
    return sha(b"\0", record)


def node(a, b):
    return sha(b"\1", a, b)


class Tree:
    def __init__(self):
        self.size, self.full = 0, {}

    def push(self, h):
        level = 0
        while self.size >> level & 1:
            h = node(self.full[level], h)
            level += 1
        self.full[level] = h
        self.size += 1

    def root(self):
        h = None
        for level in range(64):
            if self.size >> level & 1:
                h = self.full[level] if h is None else node(self.full[level], h)
        return sha() if h is None else h


def inclusion_root(h, index, size, path):
    """RFC 9162 section 2.1.3.2"""
    fn, sn = index, size - 1
    for p in path:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            h = node(p, h)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            h = node(h, p)
        fn, sn = fn >> 1, sn >> 1
    return h if sn == 0 else None


# --- keys, notes, leaves ---
def strict_b64(text):
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw) != text:
        raise ValueError("base64")
    return raw


class Key:
    def __init__(self, text):
        name, number, body = text.strip().split(b"+", 2)
        raw = strict_b64(body)
        if len(raw) != 33 or raw[0] != 1:
            raise ValueError("not an Ed25519 verifier key")
        self.name, self.key = name, raw[1:]
        self.id = sha(name, b"\n\1", self.key)[:4]
        if self.id.hex().encode() != number:
            raise ValueError("key id")


def read_note(note, key):
    """(size, root) of a checkpoint signed by `key`; ValueError else."""
    text, _, signatures = note.rpartition(b"\n\n")
    text += b"\n"
    lines = text.split(b"\n")
    if len(lines) != 4 or lines[3] or lines[0] != key.name or not lines[1].isdigit():
        raise ValueError("form of a checkpoint")
    if lines[1] != str(int(lines[1])).encode():
        raise ValueError("leading zero")
    root = strict_b64(lines[2])
    ours = False
    if not signatures.endswith(b"\n"):
        raise ValueError("cut short")
    for line in signatures[:-1].split(b"\n"):
        dash, name, body = line.split(b" ")
        if dash != "\u2014".encode():
            raise ValueError("form of a signature")
        raw = base64.b64decode(body)
        if name == key.name and raw[:4] == key.id:
            if not ed25519_ok(key.key, text, raw[4:]):
                raise ValueError("signature of a head")
            ours = True
    if not ours or len(root) != 32:
        raise ValueError("not signed by this key")
    return int(lines[1]), root


FIELDS = struct.Struct(">IIQQqQ16s32s32sQIBBBB32s32s32sq32s64s32s")
def events():
    """The numbers that docs/ledger.md gives to events."""
    page = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../docs/ledger.md")
    with open(page, encoding="utf-8") as f:
        row = next(line for line in f if line.startswith("| 4 | 4 | event |"))
    return {int(n) for n in re.findall(r"(\d+) [A-Z_]+", row)}


EVENTS = events()
NAMES = ("version event epoch position time value item original output length form_version direction "
         "recipient_kind grade type policy approval destination expires commitment signature previous").split()
RECEIPT, ZONE_SET, REPORTS = 4, 70, (78, 79)
CONTEXT = {RECEIPT: b"sekisho receipt v1\n", ZONE_SET: b"sekisho zone v1\n"} | {e: b"sekisho zone report v1\n" for e in REPORTS}
assert FIELDS.size == 368


class Leaf:
    def __init__(self, record):
        if len(record) != FIELDS.size:
            raise ValueError("length of a record")
        self.record = record
        for name, value in zip(NAMES, FIELDS.unpack(record)):
            setattr(self, name, value)
        if self.version != 1 or self.event not in EVENTS:
            raise ValueError("version or event")

    def signed_ok(self, key):
        return ed25519_ok(key.key, CONTEXT[self.event] + sha(key.key) + self.record[:272], self.signature)


def read_copy(path):
    if os.path.isdir(path):
        def part(name):
            with open(os.path.join(path, name), "rb") as f:
                return f.read()
        heads, leaves = part("heads"), part("leaves")
        return leaves, heads, part("public") if os.path.exists(os.path.join(path, "public")) else b""
    with open(path, "rb") as f:
        data = f.read()
    word, public, mark, rest = data.split(b"\n", 3)
    if word != b"sekisho-ledger/1" or not public.startswith(b"public ") or mark != b"leaves":
        raise ValueError("not a copy of a ledger")
    leaves, found, heads = rest.partition(b"heads\n")
    if not found:
        raise ValueError("no heads")
    return leaves, heads, public[7:]


def notes(heads):
    """Each note is two blocks: text, signatures; each ended by an empty line."""
    blocks = heads.split(b"\n\n")
    if blocks.pop() != b"" or len(blocks) % 2:
        raise ValueError("heads: cut short")
    return [a + b"\n\n" + b + b"\n" for a, b in zip(blocks[::2], blocks[1::2])]


def verify(path, key_file):
    problems = []
    leaves, heads, public = read_copy(path)
    key = Key(open(key_file, "rb").read() if key_file else public)
    lines = leaves.split(b"\n")
    if lines.pop() != b"":
        problems.append("the last line is cut short")
    tree, roots, previous, time, epoch, receipts = Tree(), {}, bytes(32), None, 0, 0
    for number, line in enumerate(lines, 1):
        try:
            leaf = Leaf(strict_b64(line))
        except ValueError as e:
            problems.append(f"line {number}: {e}")
            continue
        if leaf.position != number - 1:
            problems.append(f"line {number}: position {leaf.position}")
        if leaf.previous != previous:
            problems.append(f"line {number}: does not follow the line before it")
        if (time is not None and leaf.time < time) or leaf.epoch < epoch:
            problems.append(f"line {number}: goes back in time or epoch")
        if leaf.event == RECEIPT:
            receipts += 1
            if not leaf.signed_ok(key):
                problems.append(f"line {number}: signature of a receipt")
        elif leaf.event == ZONE_SET or leaf.event in REPORTS:
            if not leaf.signed_ok(key):
                problems.append(f"line {number}: signature of a rule set between zones, or of a report of them")
        elif leaf.signature != bytes(64):
            problems.append(f"line {number}: a signature on what is no receipt")
        previous, time, epoch = leaf_hash(leaf.record), leaf.time, leaf.epoch
        tree.push(previous)
        roots[tree.size] = tree.root()
    last, count = (0, None), 0
    try:
        for note in notes(heads):
            count += 1
            size, root = read_note(note, key)
            if size < last[0] or (size == last[0] and root != last[1]):
                problems.append(f"head {count}: contradicts the one before it")
            if roots.get(size) != root:
                problems.append(f"head {count}: not the root of the first {size} leaves")
            last = size, root
    except ValueError as e:
        problems.append(f"head {count}: {e}")
    if count == 0:
        problems.append("no signed head: nothing here is vouched for")
    for p in problems:
        print(p)
    print(f"{len(lines)} leaves, {receipts} receipts, {count} heads: {'WRONG' if problems else 'verified'}")
    return 1 if problems else 0


def verify_proof(path, key_file):
    key = Key(open(key_file, "rb").read())
    with open(path, "rb") as f:
        proof, _, note = f.read().partition(b"\n\n")
    lines = proof.split(b"\n")
    if lines[0] != b"c2sp.org/tlog-proof@v1" or not lines[1].startswith(b"extra ") or not lines[2].startswith(b"index "):
        raise ValueError("not a tlog-proof with its record")
    leaf = Leaf(strict_b64(lines[1][6:]))
    size, root = read_note(note, key)
    index = int(lines[2][6:])
    path_hashes = [strict_b64(h) for h in lines[3:]]
    if leaf.position != index or index >= size or inclusion_root(leaf_hash(leaf.record), index, size, path_hashes) != root:
        raise ValueError("the proof does not lead to the head")
    print(f"leaf {index} is in the ledger of {size} leaves signed by {key.name.decode()}")
    return 0


def self_test():
    """RFC 8032 section 7.1 TEST 2 and the roots of the Certificate Transparency test vectors."""
    key = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    sig = bytes.fromhex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")
    assert ed25519_ok(key, b"\x72", sig) and not ed25519_ok(key, b"\x73", sig)
    tree = Tree()
    for text in ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]:
        tree.push(leaf_hash(bytes.fromhex(text)))
    assert tree.root().hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def main(argv):
    self_test()
    options = {argv[i]: argv[i + 1] for i in range(len(argv) - 1) if argv[i].startswith("--")}
    operands = [a for i, a in enumerate(argv) if not a.startswith("--") and (i == 0 or not argv[i - 1].startswith("--"))]
    try:
        if "--proof" in options and "--key" in options:
            return verify_proof(options["--proof"], options["--key"])
        if len(operands) == 1:
            return verify(operands[0], options.get("--key"))
    except (ValueError, KeyError, IndexError, struct.error) as e:
        print(f"WRONG: {e}")
        return 1
    print(__doc__.strip())
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
