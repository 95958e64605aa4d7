#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""restore.py BUILD: a restore neither ends a preservation of evidence nor brings back a key that was deleted (TAP).

The store is a twin, so that leaves of the ledger can be made without waiting for years; notary, belt, backup and restore are real.
"""
import os
import shutil
import struct
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from twin import Captured, house, in_turn, until  # noqa: E402

DELETED, PRESERVED, UNPRESERVED = 33, 34, 35


def sekisho(h, *args):
    env = dict(os.environ, LANG="ja_JP.UTF-8", LC_ALL="ja_JP.UTF-8")
    return subprocess.run([os.path.join(h.build, "src/cli/sekisho"), *args], capture_output=True, text=True, env=env)


def log(t, row, event, item=bytes(16)):
    return t.err(t.ask("notary", "LOG", struct.pack("<QII", row, event, 0) + item + os.urandom(32)))


def head_of(state):
    with open(os.path.join(state, "lgwan/store/restored"), "rb") as f:
        words = struct.unpack("<IIqqQQQqII", f.read(64))
    return {"preserved": words[7], "unsure": words[8]}


def restored(h, backup, name, change):
    """A copy of the stopped house, changed, and restored onto."""
    state = os.path.join(h.top, name)
    subprocess.run(["cp", "-a", h.state, state], check=True)
    change(state)
    ran = sekisho(h, "restore", "--yes", "--state", state, backup)
    h.ok(ran.returncode == 0, f"{name}: restored", ran.stdout + ran.stderr)
    return state, ran.stdout


def spoil(state):
    """The belt's own story does not continue the backup's any more: the backup's vault stands."""
    with open(os.path.join(state, "internet/belt/journal"), "r+b") as f:
        f.write(b"X")


def key_of(state, item):
    return os.path.join(state, "internet/belt/vault/keys", item.hex())


def run(h):
    t = h.twins["store"]
    t.layout()
    hello = t.wait(lambda g: g.msg == "HELLO" and g.peer == "bridge", 30)
    t.send("bridge", "HELLO", b"\5" * 8 + t.get(hello.body, "body_hello.nonce") + t.get(hello.body, "body_hello.policy"))
    item = bytes.fromhex(h.put(house.IN, b"an original", "a.txt", "soumu")[1])
    t.wait(lambda g: g.msg == "OFFER" and item in g.body, 20)
    t.send("bridge", "WANT", item)
    t.wait(lambda g: g.msg == "FORM" and g.body[:16] == item, 30)
    h.ok(os.path.exists(key_of(h.state, item)), "an original is in the vault")
    dest = os.path.join(h.top, "backups")
    made = sekisho(h, "backup", "--state", h.state, "-o", dest)
    h.ok(made.returncode == 0, "a backup", made.stdout + made.stderr)
    backup = os.path.join(dest, [d for d in os.listdir(dest) if d.startswith("sekisho-")][0])
    h.ok(log(t, 1, DELETED, item) == "OK", "its deletion stands in the ledger")
    h.stop()
    state, said = restored(h, backup, "deleted", spoil)
    h.ok(not os.path.exists(key_of(state, item)) and "消去済み" in said, "deleted: its key does not come back", said)
    h.ok(head_of(state) == {"preserved": 0, "unsure": 0}, "deleted: nothing is preserved", head_of(state))
    h.start_again()
    h.ok(log(t, 2, PRESERVED) == "OK", "then evidence is preserved")
    h.stop()
    state, said = restored(h, backup, "preserved", spoil)
    h.ok(os.path.exists(key_of(state, item)), "preserved: what the backup brought back stays", said)
    h.ok(head_of(state)["preserved"] > 0 and "証拠保全：継続" in said, "preserved: the store is told, and who restores", said)
    h.start_again()
    h.ok(log(t, 3, UNPRESERVED) == "OK", "then it is ended")
    h.stop()
    state, said = restored(h, backup, "ended", lambda s: None)
    h.ok(head_of(state) == {"preserved": 0, "unsure": 0} and "証拠保全" not in said, "ended: nothing is preserved", said)
    state, said = restored(h, backup, "nothing", shutil.rmtree)
    h.ok(head_of(state)["unsure"] == 1 and "証拠保全：始めます" in said, "onto nothing: it begins, for nobody can know", said)


class Restored(Captured):
    def start_again(self):
        for twin in self.twins.values():
            with twin.lock:
                twin.up.clear()
        self.start()
        until(lambda: "notary" in self.twins["store"].up, 30)


def houses():
    yield Restored(os.path.abspath(sys.argv[1]), {"store": "L"}), run


if __name__ == "__main__":
    sys.exit(in_turn(houses()))
