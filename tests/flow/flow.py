#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""flow.py: the way through the house with everything real, while processes are killed.

usage: flow.py BUILD [N] [--seed S] [--only TEST] [--keep] [--between SECONDS] [--pace SECONDS]

TAP on standard output. Tests: walk (a few transfers, nobody is killed), crash (N transfers while each
process and each half is killed at random), many (1,000 files at once), hangup, full (a full disk).
After each: tests/check/balance_check.py, which shares no code with the programs, over what is on disk.
"""
import argparse
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
import zlib
import struct

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import house as houses  # noqa: E402
from house import IN, OUT, PERSON, OUTSIDE, UNIT, Gone, House  # noqa: E402

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
count = failed = 0


def tap(ok, what, why=""):
    global count, failed
    count += 1
    failed += not ok
    print(f"{'ok' if ok else 'not ok'} {count} - {what}", flush=True)
    for line in str(why).splitlines() if not ok else []:
        print(f"# {line}", flush=True)
    return ok


def skip(what, why):
    global count
    count += 1
    print(f"ok {count} - {what} # SKIP {why}", flush=True)
    print(f"SKIP: {what}: {why}", file=sys.stderr)


# --- files ---

def png(rng):
    w, h = rng.randint(1, 40), rng.randint(1, 40)
    raw = b"".join(b"\0" + bytes(rng.randrange(256) for _ in range(3 * w)) for _ in range(h))

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, 8, 2, 0, 0, 0)) +
            chunk(b"tEXt", b"Author\0CANARY-7f3a") + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b""))


def text(rng):
    lines = "\r\n".join("".join(rng.choice("関所町の取込と庁外送付ABCabc0123 ") for _ in range(rng.randint(0, 60)))
                        for _ in range(rng.randint(1, 40))) + "\r\n関所"
    return lines.encode(rng.choice(["utf-8", "cp932"]))


def table(rng):
    rows = [",".join(rng.choice(["名前", "=1+1", "-1,000".replace(",", ""), "2026/11/21", '"a,b"', str(rng.random())])
                     for _ in range(4)) for _ in range(rng.randint(2, 30))]
    return ("項目,値,日付,備考\r\n" + "\r\n".join(rows) + "\r\n").encode("utf-8")


def sample(rng):
    """(name, bytes): mostly good, some that must be refused."""
    kind = rng.choice(["text", "text", "table", "png", "png", "bad", "lie"])
    n = rng.randrange(10 ** 6)
    if kind == "text":
        return f"お知らせ {n}.txt", text(rng)
    if kind == "table":
        return f"一覧{n}.csv", table(rng)
    if kind == "png":
        return f"図{n}.PNG", png(rng)
    if kind == "bad":
        good = png(rng)
        return f"壊れた図{n}.png", good[:len(good) // 2]
    return f"偽り{n}.png", text(rng)


# --- the people of the test ---

class Office(threading.Thread):
    """Approves or returns what waits, gives up what is held, as people would, until told to stop."""

    def __init__(self, house, rng):
        super().__init__(daemon=True)
        self.house, self.rng, self.stopped = house, rng, False
        self.approved, self.returned = set(), set()
        self.signed_at = 0

    def sign_in(self):
        self.house.sign_in("1001")
        self.house.sign_in("2001")
        self.house.sign_in("1002")
        self.signed_at = time.time()

    def told(self, those, row, words):
        if words[0] == "OK":
            those.add(row[0])
        elif words[1] in ("E_SIGNIN", "E_EXPIRED", "E_STEPUP", "E_SIGNATURE"):
            self.signed_at = 0

    def round(self):
        if time.time() - self.signed_at > 200:
            self.sign_in()
        for approver in ("1001", "2001"):
            if not self.house.may_try(approver):
                continue
            good = []
            for row in self.house.list(approver, "pending"):
                if self.rng.random() < 0.7:
                    good.append(row)
                else:
                    self.told(self.returned, row, self.house.act(approver, "return", row, "確認しました"))
            good = good[:10]  # 一括承認: as many as the policy lets one code approve
            for row, words in zip(good, self.house.approve(approver, good, "確認しました") if good else []):
                self.told(self.approved, row, words)
        for page in range(4):
            for row in self.house.list("1002", "stuck", page=page):
                if houses.STATES[int(row[1])] != "HELD":
                    return
                again = row[2] not in ("E_RECIPIENT", "E_POLICY")
                self.house.act("1002", "retry" if again else "refuse", row, "宛先がありません")

    def run(self):
        while not self.stopped:
            try:
                self.round()
            except Gone as e:
                if e.ticket():
                    self.signed_at = 0
            except SystemExit as e:
                print(f"# {e}", flush=True)
            time.sleep(0.3)


class Killer(threading.Thread):
    def __init__(self, house, rng, between):
        super().__init__(daemon=True)
        self.house, self.rng, self.between, self.stopped = house, rng, between, False
        self.killed = {}

    def run(self):
        roles = ["belt", "bridge", "store", "notary", "release", "disarm", "rebuild"] * 2 + ["half"]
        while not self.stopped:
            self.rng.shuffle(roles)  # every one of them in every round
            for role in roles:
                time.sleep(self.rng.uniform(0.3, 1.7) * self.between)
                if not self.stopped and self.house.kill(role, self.rng):
                    self.killed[role] = self.killed.get(role, 0) + 1


# --- tests ---

def one_transfer(house, rng, told):
    """Puts one file; what became of the word of it goes into told."""
    name, data = sample(rng)
    if rng.random() < 0.65:
        recipient, kind = rng.choice([("soumu", UNIT), ("kensetsu", UNIT), ("2003", PERSON), ("nobody", UNIT)])
        words = house.put(IN, data, name, recipient, kind=kind)
    else:
        grade, sender, unit = rng.choice([(1, "2003", "kensetsu"), (2, "2003", "kensetsu"), (2, "1002", "soumu"),
                                          (1, "3002", "jumin")])
        to = rng.choice(["info@city.example.lg.jp", "who@example.com"])
        words = house.put(OUT, data, name, to, kind=OUTSIDE, grade=grade, sender=sender, unit=unit, reason="照会の回答")
    told.append(words)
    return words[0] == "OK"


def settle(house, seconds):
    """Waits until nothing is open and the counters agree; the last balance seen."""
    end, seen = time.time() + seconds, None
    while time.time() < end:
        try:
            seen = house.balance("1101")
            if seen["balanced"] and not seen["in"][1]["open"] and not seen["out"][1]["open"]:
                return seen
        except Gone as e:
            if e.ticket():
                house.sign_in("1101")
        except IndexError:
            pass
        time.sleep(0.5)
    return seen


def check_disk(house, what):
    checker = os.path.join(SOURCE, "tests/check/balance_check.py")
    done = subprocess.run([sys.executable, checker, house.state], capture_output=True, text=True)
    return tap(done.returncode == 0, f"{what}: {done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ''}",
               done.stdout + done.stderr)


def stop_and_check(house, what):
    time.sleep(1.5)  # positions of the last log rows are kept once a second
    house.stop()
    return check_disk(house, what)


def finish(house, office, what, told, seconds=240):
    seen = settle(house, seconds)
    office.stopped = True
    office.join(60)
    ok = [w for w in told if w[0] == "OK"]
    tap(seen is not None and seen["balanced"] and seen["cable"], f"{what}: the three counters balance",
        f"{seen}\n{house.tail()}")
    if seen:
        accepted = seen["in"][1]["accepted"] + seen["out"][1]["accepted"]
        still = seen["in"][1]["open"] + seen["out"][1]["open"]
        tap(still == 0, f"{what}: nothing is left open", f"{seen}\n{house.tail()}")
        tap(accepted >= len(ok), f"{what}: {accepted} accepted, {len(ok)} told so, none lost", seen)
    stop_and_check(house, what)
    return ok


def begin(args, **more):
    house = House(args.build, SOURCE, **more)
    house.init()
    house.start()
    house.sign_in("1101")
    return house


def change(path, make):
    os.chmod(path, 0o600)  # what was delivered is read-only, also for its owner
    with open(path, "r+b") as f:
        data = make(f.read())
        f.seek(0)
        f.truncate()
        f.write(data)


def first(folder):
    return os.path.join(folder, sorted(os.listdir(folder))[0])


def sql(state, text):
    db = sqlite3.connect(f"{state}/lgwan/store/store.db")
    assert db.execute(text).rowcount > 0, text
    db.commit()
    db.close()


# What somebody could do to a stopped house; the check must find each.
FORGERIES = {
    "a delivered file with one byte changed": lambda s: change(
        first(f"{s}/lgwan/release/delivered"), lambda d: bytes([d[0] ^ 1]) + d[1:]),
    "a delivered file that is gone": lambda s: os.unlink(first(f"{s}/lgwan/release/delivered")),
    "a file delivered under a second name": lambda s: shutil.copy(
        first(f"{s}/lgwan/release/delivered"), f"{s}/lgwan/release/delivered/{'ab' * 16}"),
    "a delivery without its line": lambda s: change(
        f"{s}/lgwan/release/journal", lambda d: b"\n".join(d.split(b"\n")[2:])),
    "an acceptance without its line": lambda s: change(
        f"{s}/internet/belt/journal", lambda d: d[d.index(b"\n") + 1:]),
    "an item the store forgot": lambda s: sql(s, "UPDATE item SET id = randomblob(16) WHERE rowid = 1"),
    "a state that was changed": lambda s: sql(s, "UPDATE item SET state = 10 WHERE state = 7"),
    "a name that was changed": lambda s: sql(s, "UPDATE item SET output_name = 'other.txt' WHERE state = 7"),
    "a log row that was edited": lambda s: sql(s, "UPDATE log SET who = '9999' WHERE event = 13"),
    "an edited leaf": lambda s: change(
        f"{s}/lgwan/notary/ledger/leaves", lambda d: d[:900] + bytes([d[900] ^ 1]) + d[901:]),
    "a removed leaf": lambda s: change(
        f"{s}/lgwan/notary/ledger/leaves", lambda d: b"\n".join(d.split(b"\n")[:-2]) + b"\n"),
    "something left in tmp": lambda s: os.mkdir(f"{s}/internet/belt/tmp/7"),
    "an original the vault lost": lambda s: os.unlink(first(f"{s}/internet/belt/vault/keys")),
}


def forgeries(house):
    copy = os.path.join(house.top, "forged")
    checker = os.path.join(SOURCE, "tests/check/balance_check.py")
    for what, forge in FORGERIES.items():
        shutil.copytree(house.state, copy, symlinks=True, ignore=shutil.ignore_patterns("*.sock"))
        try:
            forge(copy)
            done = subprocess.run([sys.executable, checker, copy], capture_output=True, text=True)
            tap(done.returncode == 1 and "WRONG" in done.stdout, f"walk: the check finds {what}",
                done.stdout + done.stderr)
        finally:
            shutil.rmtree(copy)


def walk(args):
    house, rng = begin(args), random.Random(args.seed)
    told = []
    office = Office(house, random.Random(args.seed + 1))
    office.sign_in()
    office.start()
    for _ in range(12):
        one_transfer(house, rng, told)
    bad = house.put(IN, b"hello", "見\u202e積.txt", "soumu")
    tap(bad == ["ERR", "E_NAME"], "walk: a name with a direction mark is refused at once", bad)
    tap(house.put(IN, b"", "空.txt", "soumu") == ["ERR", "E_EMPTY"], "walk: an empty file is refused at once")
    tap(house.put(IN, b"x", "名無し", "soumu") == ["ERR", "E_TYPE_UNKNOWN"], "walk: a file without extension too")
    tap(house.put(OUT, b"x", "a.txt", "soumu")[0] == "ERR", "walk: nothing comes in by the portal of the LGWAN half")
    own = house.gate.ask("OWN " + "01" * 32)[1]
    tap(len(own) == sum(w[0] == "OK" and True for w in told) - house.balance("1101")["out"][0]["accepted"],
        "walk: a browser sees its own items", own)
    tap(house.gate.ask("OWN " + "02" * 32)[1] == [], "walk: and nobody else's")
    finish(house, office, "walk", told)
    forgeries(house)
    leave(args, house)


def crash(args):
    house, rng = begin(args), random.Random(args.seed)
    told, office = [], Office(house, random.Random(args.seed + 1))
    office.sign_in()
    office.start()
    killer = Killer(house, random.Random(args.seed + 2), args.between)
    killer.start()
    accepted, began = 0, time.time()
    while accepted < args.n:
        try:
            accepted += one_transfer(house, rng, told)
        except Gone:
            told.append(["GONE"])
            time.sleep(0.3)
        if told[-1][0] == "ERR" and told[-1][1] in ("E_GONE", "E_BUSY"):
            time.sleep(0.1)
        time.sleep(rng.random() * args.pace)
    killer.stopped = True
    killer.join(30)
    print(f"# {accepted} transfers in {time.time() - began:.0f} s, killed: "
          f"{' '.join(f'{k} {v}' for k, v in sorted(killer.killed.items()))}", flush=True)
    tap(sum(killer.killed.values()) > 0, "crash: somebody was killed")
    finish(house, office, "crash", told, 120 + args.n / 2)
    leave(args, house)


def many(args):
    house = begin(args)
    office = Office(house, random.Random(1))
    office.sign_in()
    office.start()
    began = time.time()
    words, _ = house.gate.ask(f"MANY 1000 {'07' * 32} {houses.word('soumu')}")
    tap(words == ["OK", "1000"], f"many: 1,000 files open at once are accepted ({time.time() - began:.1f} s)", words)
    one = house.put(IN, b"quick\n", "a.txt", "soumu", session=b"\2" * 32)
    began, state = time.time(), ""
    while one[0] == "OK" and state != "RELEASED" and time.time() - began < 60:
        state = houses.STATES[int(house.gate.ask("OWN " + "02" * 32)[1][0][1])]
        time.sleep(0.1)
    left = house.balance("1101")["in"][1]["open"]
    tap(state == "RELEASED" and left > 0, "many: another person's file does not wait for the thousand",
        f"{state}, {left} open")
    finish(house, office, "many", [["OK"]] * 1001, 400)
    leave(args, house)


def hangup(args):
    house, rng = begin(args), random.Random(args.seed)
    office = Office(house, random.Random(1))
    office.sign_in()
    told = []
    big = rng.randbytes(3 << 20)
    words = house.put(IN, big, "大きい.png", "soumu", send=1 << 20)
    tap(words == ["ERR", "E_CHANGED"], "hangup: the upload is dropped", words)
    talk = house.talk("internet")  # the uploader's process dies in the middle
    try:
        talk.sock = None
        talk.ask("OWN 00")
        talk.sock.sendall(f"PUT in 1 0 - - {houses.word('soumu')} {houses.word('a.txt')} - - {len(big)} {len(big)}\n".encode())
        talk.sock.sendall(big[:100000])
    finally:
        talk.close()
    house.kill("gate", rng)
    time.sleep(1)
    house.wait_up()
    told.append(house.put(IN, b"after\n", "後.txt", "soumu"))
    tap(told[-1][0] == "OK", "hangup: the next one is accepted", told)
    tmp = os.listdir(os.path.join(house.state, "internet/belt/tmp"))
    tap(tmp == [], "hangup: nothing is left in tmp", tmp)
    office.start()
    finish(house, office, "hangup", told)
    leave(args, house)


def full(args):
    """A state directory of 48 MB."""
    mount = os.path.join("/tmp", f"sekisho-full-{os.getpid()}")
    os.mkdir(mount)
    try:
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m,mode=0711", "sekisho", mount],
                              capture_output=True, text=True)
        if done.returncode != 0:
            skip("full", "no tmpfs can be mounted here: " + done.stderr.strip())
            return
        full_disk(args, os.path.join(mount, "state"))
    finally:
        subprocess.run(["umount", "-l", mount], capture_output=True)
        os.rmdir(mount)


def full_disk(args, state):
    house, rng = begin(args, state=state), random.Random(args.seed)
    office = Office(house, random.Random(1))
    office.sign_in()
    office.start()
    told = []
    # Somebody else's log. It has room of its own from the start: the files below may fill the disk by themselves, and
    # deleting it must free something.
    filler = os.path.join(state, "filler")
    with open(filler, "wb", buffering=0) as f:
        f.write(b"\0" * (4 << 20))
        for i in range(60):
            try:
                told.append(house.put(IN, text(rng) * 40, f"満杯{i}.txt", "soumu"))
            except Gone:
                continue
        try:
            while f.write(b"\0" * 65536):
                pass
        except OSError:
            pass
    for i in range(10):
        try:
            told.append(house.put(IN, text(rng), f"満杯の後{i}.txt", "soumu"))
        except Gone:
            told.append(["GONE"])
    late = told[-10:]
    tap(all(w[0] != "OK" for w in late) and any(w[1:] == ["E_NO_SPACE"] for w in late),
        "full: the disk is full: told so, nothing is accepted", late)
    os.unlink(filler)
    time.sleep(1)
    house.wait_up()
    told.append(house.put(IN, text(rng), "空いた後.txt", "soumu"))
    tap(told[-1][0] == "OK", "full: with room again it goes on", told[-1])
    finish(house, office, "full", told, 300)
    leave(args, house)


def leave(args, house):
    house.stop()
    if args.keep or failed:
        print(f"# state is left in {house.top} ({house.state})", flush=True)
    else:
        house.remove()


def main():
    tests = {"walk": walk, "hangup": hangup, "many": many, "full": full, "crash": crash}
    p = argparse.ArgumentParser()
    p.add_argument("build")
    p.add_argument("n", nargs="?", type=int, default=200)
    p.add_argument("--seed", type=int, default=int(time.time()))
    p.add_argument("--only", choices=tests)
    p.add_argument("--keep", action="store_true")
    p.add_argument("--between", type=float, default=0.5, help="seconds between kills, on average")
    p.add_argument("--pace", type=float, default=0.4, help="most seconds between transfers")
    args = p.parse_args()
    args.build = os.path.abspath(args.build)
    print(f"# seed {args.seed}", flush=True)
    for name, run in tests.items():
        if args.only in (None, name):
            run(args)
    print(f"1..{count}", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
