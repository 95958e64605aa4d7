#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""full_disk.py BUILD [--seed S] [--keep]: each directory that a process writes is a small disk of its own, and is full for a while (TAP).

Spool and vault of either belt, the store's database, the notary's ledger, release of either half: one after the other is
filled to its last byte while files go in and out. Whoever cannot be served is told so at once; what was accepted is not lost, ends as
it should when there is room again, and is delivered once. Needs root, for the mounts.
"""
import argparse
import os
import random
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import flow  # noqa: E402
import house as houses  # noqa: E402
from flow import IN, OUT, OUTSIDE, UNIT, Gone, tap  # noqa: E402

DISKS = ["internet/belt", "lgwan/belt", "lgwan/store", "lgwan/notary", "lgwan/release", "internet/release"]


def mount(house):
    for name in DISKS:
        at, new = os.path.join(house.state, name), os.path.join(house.top, "new")
        os.mkdir(new)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "sekisho", new], check=True)
        subprocess.run(["cp", "-a", at + "/.", new], check=True)
        subprocess.run(["mount", "--bind", new, at], check=True)
        subprocess.run(["umount", new], check=True)
        os.rmdir(new)


def unmount(house):
    for name in DISKS:
        subprocess.run(["umount", "-l", os.path.join(house.state, name)], capture_output=True, check=False)


def fill(house, name):
    with open(os.path.join(house.state, name, "filler"), "wb", buffering=0) as f:
        for size in (1 << 20, 4096, 1):
            try:
                while f.write(b"\0" * size):
                    pass
            except OSError:
                pass


def some(house, rng, told, n):
    for i in range(n):
        try:
            if i % 2:
                words = house.put(OUT, flow.text(rng), f"満杯{i}.txt", "info@city.example.lg.jp", kind=OUTSIDE, grade=1, sender="2003", unit="kensetsu", reason="照会の回答")
            else:
                words = house.put(IN, flow.png(rng), f"満杯{i}.png", "soumu", kind=UNIT)
        except Gone:
            words = ["GONE"]
            time.sleep(0.5)
        told.append(words)


def ended(house, told, since):
    """{state: how many} of those told accepted since then."""
    tally = {}
    for words in told[since:]:
        if words[0] == "OK":
            try:
                state = houses.STATES[int(house.list("1101", "item", item=words[1])[0][1])]
            except (IndexError, Gone):
                state = "?"
            tally[state] = tally.get(state, 0) + 1
    return tally


def one_disk(house, rng, told, name):
    since = len(told)
    fill(house, name)
    some(house, rng, told, 6)
    time.sleep(3)
    some(house, rng, told, 2)
    during = told[since:]
    print(f"# {name} full: " + ", ".join(" ".join(w if w[0] != "OK" else ["OK"]) for w in during), flush=True)
    if name.endswith("belt"):
        mine = during[0::2] if name.startswith("internet") else during[1::2]
        tap(all(w[0] != "OK" for w in mine) and any(w[1:] == ["E_NO_SPACE"] for w in mine), f"{name} full: its half says so, and accepts nothing", during)
    os.unlink(os.path.join(house.state, name, "filler"))
    time.sleep(1)
    house.wait_up(120)
    some(house, rng, told, 2)
    end = time.time() + 30
    while told[-1][0] != "OK" and time.time() < end:  # a half that is just coming back
        told.pop()
        some(house, rng, told, 2)
    seen, tally = flow.settle(house, 180), {}
    tally = ended(house, told, since)
    tap(seen is not None and seen["balanced"] and not seen["in"][1]["open"] and not seen["out"][1]["open"] and set(tally) == {"RELEASED"},
        f"{name}: with room again all go on to their end: {tally}", f"{seen}\n{house.tail(15)}")


def main():
    p = argparse.ArgumentParser()
    p.add_argument("build")
    p.add_argument("--seed", type=int, default=int(time.time()))
    p.add_argument("--only", choices=DISKS)
    p.add_argument("--keep", action="store_true")
    args = p.parse_args()
    args.build = os.path.abspath(args.build)
    print(f"# seed {args.seed}", flush=True)
    if os.geteuid() != 0:
        flow.skip("full_disk", "no tmpfs can be mounted by an ordinary user")
        print(f"1..{flow.count}")
        return
    rng = random.Random(args.seed)
    house = houses.House(args.build, flow.SOURCE)
    house.init()
    mount(house)
    try:
        house.start()
        house.sign_in("1101")
        office = flow.Office(house, random.Random(args.seed + 1))
        office.sign_in()
        office.start()
        told = []
        some(house, rng, told, 2)
        for name in [args.only] if args.only else DISKS:
            one_disk(house, rng, told, name)
        flow.finish(house, office, "full_disk", told)
    finally:
        house.stop()
        unmount(house)
    flow.leave(args, house)
    print(f"1..{flow.count}", flush=True)
    sys.exit(1 if flow.failed else 0)


if __name__ == "__main__":
    main()
