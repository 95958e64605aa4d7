#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Two verifiers that share no code, on good and on spoilt copies of a ledger: both must agree.

usage: run.py SEKISHO TEST-VERIFY LEDGER_CHECK.PY
"""
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import done, expect  # noqa: E402

sekisho, maker, checker = sys.argv[1:4]


def run(*args):
    return subprocess.run(args, capture_output=True, env={"LC_ALL": "en_US.UTF-8", "PATH": "/usr/bin:/bin"})


def spoilt(lines):
    """(name, lines) of copies with one thing wrong; lines 3 to 14 are leaves, heads from 16."""
    yield "edited", lines[:5] + [lines[5][:100] + (b"B" if lines[5][100:101] == b"A" else b"A") + lines[5][101:]] + lines[6:]
    yield "removed", lines[:6] + lines[7:]
    yield "swapped", lines[:6] + [lines[8], lines[7], lines[6]] + lines[9:]
    yield "doubled", lines[:6] + [lines[6]] + lines[6:]
    yield "end cut off", lines[:11] + lines[15:]
    yield "first removed", lines[:3] + lines[4:]
    yield "head edited", [line.replace(b"\n", b"") if i != 17 else b"11" for i, line in enumerate(lines)]
    yield "last head cut", lines[:-3] + [lines[-3][:40]]
    yield "receipt's signature", lines[:7] + [lines[7][:400] + bytes([lines[7][400] ^ 1]) + lines[7][401:]] + lines[8:]


with tempfile.TemporaryDirectory() as folder:
    good = run(maker, "export").stdout
    path, key, proof = (os.path.join(folder, n) for n in ("copy", "key", "proof"))

    def write(name, data):
        with open(name, "wb") as f:
            f.write(data)

    write(path, good)
    write(key, good.split(b"\n")[1][len(b"public "):] + b"\n")
    expect(run(sekisho, "ledger", "verify", path).returncode == 0, "sekisho verifies the good copy")
    expect(run(sys.executable, checker, path, "--key", key).returncode == 0, "the independent one too")
    for name, lines in spoilt(good.split(b"\n")):
        write(path, b"\n".join(lines))
        ours, theirs = run(sekisho, "ledger", "verify", path), run(sys.executable, checker, path)
        expect(ours.returncode == 1, f"{name}: sekisho finds it")
        expect(theirs.returncode == 1, f"{name}: the independent one finds it")
    write(path, good)
    for position in range(12):
        made = run(sekisho, "ledger", "prove", str(position), "--ledger", path)
        if position >= 10:
            expect(made.returncode == 1, f"leaf {position} is under no head yet")
            continue
        write(proof, made.stdout)
        expect(run(sekisho, "ledger", "verify", "--proof", proof, "--key", key).returncode == 0,
               f"proof of leaf {position}: sekisho")
        expect(run(sys.executable, checker, "--proof", proof, "--key", key).returncode == 0,
               f"proof of leaf {position}: the independent one")
    lines = made.stdout and made.stdout.split(b"\n") or open(proof, "rb").read().split(b"\n")
    lines[2] = b"index 3"
    write(proof, b"\n".join(lines))
    expect(run(sekisho, "ledger", "verify", "--proof", proof, "--key", key).returncode == 1, "another index")
    expect(run(sys.executable, checker, "--proof", proof, "--key", key).returncode == 1, "another index, independent")
done()
