#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""archive.py: archives and passwords through the whole house (TAP).

usage: archive.py BUILD SAMPLES [N] [--only walk|crash] [--seed S] [--keep]

SAMPLES is what tools/make_archive_samples.py writes. walk: what arrives, who may type a password and how often, and that none is
left anywhere. crash: N archives, protected ones among them, while processes and halves are killed.
"""
import argparse
import io
import os
import random
import sys
import time
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../check"), os.path.join(HERE, "../../tools")]
import flow  # noqa: E402
import make_bombs  # noqa: E402
import zip_check  # noqa: E402
from flow import Killer, begin, leave, settle, tap  # noqa: E402
from house import IN, OUT, OUTSIDE, STATES, Gone  # noqa: E402

WORD, KANA = "kanri-2026", "秘密2026"


def sample(args, path):
    with open(os.path.join(args.samples, path), "rb") as f:
        return f.read()


def row_of(house, person, item):
    for query, text in (("inbox", "unit"), ("sent", "-"), ("inbox", "mine")):
        for page in range(6):
            rows = house.list(person, query, text, page)
            for row in rows:
                if row[0] == item:
                    return STATES[int(row[1])], row[2]
            if len(rows) < 50:
                break
    return None


def wait(house, person, item, *states, seconds=60):
    end, got = time.time() + seconds, None
    while time.time() < end:
        try:
            got = row_of(house, person, item)
            if got and (got[0] in states or (not states and got[0] not in ("ACCEPTED", "DISARMING", "REBUILDING", "SIGNING", "RELEASING"))):
                return got
        except Gone as e:
            if e.ticket():
                house.sign_in(person)
        time.sleep(0.1)
    return got


def names(data):
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        return z.namelist()


def put(house, args, path, **more):
    words = house.put(IN, sample(args, path), more.pop("name", os.path.basename(path)), "soumu", **more)
    assert words[0] == "OK", words
    return words[1]


def plain(house, args):
    for path, want in (("good/sjis.zip", ["表示/ソース①.txt", "表示/能力.txt", "十番.csv"]), ("good/left-out.zip", ["a.txt", "取込不可一覧.txt"]),
                       ("good/nested.zip", ["中.zip", "c.txt"])):
        item = put(house, args, path)
        got = wait(house, "1002", item)
        data = house.fetch("1002", item) or b""
        tap(got == ("RELEASED", "OK") and not zip_check.check(data) and sorted(names(data)) == sorted(want), f"walk: {path} arrives", (got, want))
    item = put(house, args, "good/thousand.zip")
    got = wait(house, "1002", item)
    data = house.fetch("1002", item) or b""
    tap(got == ("RELEASED", "OK") and len(names(data)) == 1500, "walk: 1,500 files in one archive arrive", got)
    for path, err in (("bad/42.zip", "E_LIMIT_DEPTH"), ("bad/flat.zip", "E_LIMIT_SIZE"), ("bad/overlap.zip", "E_LIMIT_RATIO"),
                      ("bad/slip.zip", "E_NAME"), ("bad/nothing-left.zip", "E_MEMBERS")):
        got = wait(house, "1002", put(house, args, path))
        tap(got == ("REFUSED", err), f"walk: {path} is refused with the limit named", got)
    for name, err in (("quine.zip", "E_LIMIT_DEPTH"), ("50000.png", "E_LIMIT_PIXELS"), ("markers.jpg", "E_LIMIT_COUNT"), ("laughs.docx", "E_BROKEN"),
                      ("shared-many.xlsx", "E_LIMIT_COUNT"), ("objects-gigabyte.pdf", "E_LIMIT_SIZE"), ("pages.pdf", "E_LIMIT_DEPTH")):
        words = house.put(IN, make_bombs.bombs[name][1](), name, "soumu")
        got = wait(house, "1002", words[1])
        tap(got == ("REFUSED", err), f"walk: {name} is refused with the limit named", got)
    words = house.put(OUT, sample(args, "good/left-out.zip"), "回答.zip", "info@city.example.lg.jp", kind=OUTSIDE, grade=1, sender="2003",
                      unit="kensetsu", reason="照会の回答")
    got = wait(house, "2003", words[1])
    tap(got == ("RELEASED", "OK"), "walk: an archive goes out, too", got)


def passwords(house, args):
    item = put(house, args, "locked/aes-3.zip")
    got = wait(house, "1002", item)
    tap(got == ("LOCKED", "E_PASSWORD"), "walk: a protected archive waits for its password", got)
    got = house.password("2003", item, WORD)
    tap(got in (["ERR", "E_NOT_FOUND"], ["ERR", "E_FORBIDDEN"]), "walk: somebody of another unit cannot type it", got)
    got = house.password("1101", item, WORD)
    tap(got == ["ERR", "E_FORBIDDEN"], "walk: nor the IT officer, who sees the item", got)
    tap(house.password("1002", item, "nope-2026") == ["OK"], "walk: a wrong one is tried")
    got = wait(house, "1002", item)
    tap(got == ("LOCKED", "E_PASSWORD_WRONG"), "walk: and asked for again", got)
    tap(house.password("1001", item, WORD) == ["OK"], "walk: anybody of the unit types the right one")
    got = wait(house, "1002", item)
    data = house.fetch("1002", item) or b""
    tap(got == ("RELEASED", "OK") and not zip_check.check(data) and names(data) == ["a.txt", "b.txt", "c.txt"], "walk: and the files arrive", got)
    tap(house.password("1002", item, WORD) == ["ERR", "E_CHANGED"], "walk: once is enough")

    item = put(house, args, "office/agile.docx", name="見積.docx")
    for i in range(5):
        wait(house, "1002", item, "LOCKED")
        house.password("1002", item, f"nope-{i}")
        got = wait(house, "1002", item)
    tap(got == ("REFUSED", "E_PASSWORD_TRIES"), "walk: five wrong ones end it", got)
    tap(house.password("1002", item, KANA) == ["ERR", "E_CHANGED"], "walk: and the right one comes too late")

    item = put(house, args, "locked/two.zip")
    wait(house, "1002", item)
    house.password("1002", item, "outer")
    got = wait(house, "1002", item)
    tap(got == ("LOCKED", "E_PASSWORD_WRONG"), "walk: an archive within has a password of its own", got)
    house.password("1002", item, f"outer\n{WORD}")
    got = wait(house, "1002", item)
    tap(got == ("RELEASED", "OK"), "walk: two candidates open both", got)

    item = put(house, args, "office/in-zip.zip")
    wait(house, "1002", item)
    tap(house.password("1002", item, "", leave_out=True) == ["OK"], "walk: or what is protected is left out")
    got = wait(house, "1002", item)
    data = house.fetch("1002", item) or b""
    tap(got == ("RELEASED", "OK") and sorted(names(data)) == ["a.txt", "取込不可一覧.txt"], "walk: and the rest arrives", got)

    words = house.put(OUT, sample(args, "office/standard.docx"), "回答.docx", "info@city.example.lg.jp", kind=OUTSIDE, grade=1, sender="2003",
                      unit="kensetsu", reason="照会の回答")
    got = wait(house, "2003", words[1])
    tap(got == ("LOCKED", "E_PASSWORD"), "walk: a protected file that goes out waits, too", got)
    got = house.password("1002", words[1], KANA)
    tap(got[0] == "ERR", "walk: only its sender may type it", got)
    tap(house.password("2003", words[1], KANA) == ["OK"], "walk: and does")
    got = wait(house, "2003", words[1])
    tap(got == ("RELEASED", "OK"), "walk: it goes out", got)


def left_anywhere(house):
    """Of what was typed nothing is on disk: journal, spool, database, log."""
    found = []
    for folder, _, files in os.walk(house.state):
        for name in files:
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                with open(path, "rb") as f:
                    data = f.read()
                found += [path for w in (WORD, KANA, "nope-2026", "nope-3") if w.encode() in data or w.encode("utf-16-le") in data]
    return found


def walk(args):
    house = begin(args)
    for person in ("1001", "1002", "2003"):
        house.sign_in(person)
    plain(house, args)
    passwords(house, args)
    seen = settle(house, 60)
    tap(seen is not None and seen["balanced"] and seen["cable"], "walk: the three counters balance", f"{seen}\n{house.tail()}")
    time.sleep(1.5)
    house.stop()
    found = left_anywhere(house)
    tap(not found, "walk: no password is left on any disk", found)
    flow.check_disk(house, "walk")
    leave(args, house)


CRASH = [("good/nested.zip", None), ("good/left-out.zip", None), ("good/sjis.zip", None), ("good/thousand.zip", None),
         ("locked/aes-2.zip", WORD), ("locked/within.zip", WORD), ("office/agile.docx", KANA), ("bad/42.zip", None)]


def type_all(house, open_, person="1002"):
    """One round of a clerk who has all the passwords."""
    for item, word in list(open_.items()):
        try:
            got = row_of(house, person, item)
            if got and got[0] == "LOCKED":
                house.password(person, item, word)
            elif got and got[0] in ("RELEASED", "REFUSED", "EXPIRED"):
                open_.pop(item)
        except Gone as e:
            if e.ticket():
                house.sign_in(person)
            return


def crash(args):
    house, rng = begin(args), random.Random(args.seed)
    house.sign_in("1002")
    killer = Killer(house, random.Random(args.seed + 1), args.between)
    killer.start()
    put_, locked = {}, {}
    while len(put_) < args.n:
        path, word = CRASH[len(put_) % len(CRASH)]
        try:
            words = house.put(IN, sample(args, path), os.path.basename(path), "soumu")
        except Gone:
            time.sleep(0.3)
            continue
        if words[0] != "OK":
            time.sleep(0.1)
            continue
        put_[words[1]] = path
        if word:
            locked[words[1]] = word
        type_all(house, locked)
        time.sleep(rng.random())
    killer.stopped = True
    killer.join(30)
    print("# killed:", " ".join(f"{k} {v}" for k, v in sorted(killer.killed.items())), flush=True)
    end = time.time() + 300
    while locked and time.time() < end:
        type_all(house, locked)
        time.sleep(0.5)
    seen = settle(house, 240)
    tap(seen is not None and seen["balanced"] and seen["cable"] and not seen["in"][1]["open"], "crash: counters balance, nothing is open",
        f"{seen}\n{house.tail()}")
    wrong = []
    for item, path in put_.items():
        state, err = row_of(house, "1002", item)
        good = (state, err) == (("REFUSED", "E_LIMIT_DEPTH") if path.startswith("bad/") else ("RELEASED", "OK"))
        data = house.fetch("1002", item) if good and state == "RELEASED" else b""
        if not good or (path.endswith(".zip") and state == "RELEASED" and (not data or zip_check.check(data))):
            wrong.append((path, state, err))
    tap(not wrong, f"crash: all {len(put_)} end as they should", f"{wrong}\n{house.tail() if wrong else ''}")
    flow.stop_and_check(house, "crash")
    leave(args, house)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("build")
    p.add_argument("samples")
    p.add_argument("n", nargs="?", type=int, default=24)
    p.add_argument("--only", choices=["walk", "crash"])
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--between", type=float, default=2.0)
    p.add_argument("--keep", action="store_true")
    args = p.parse_args()
    args.build = os.path.abspath(args.build)
    if args.only != "crash":
        walk(args)
    if args.only != "walk":
        crash(args)
    print(f"1..{flow.count}")
    sys.exit(1 if flow.failed else 0)


if __name__ == "__main__":
    main()
