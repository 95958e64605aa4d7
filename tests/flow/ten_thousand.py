#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""ten_thousand.py BUILD [N]: very many small files at once through a running house (default 10,000), TAP.

All of them are accepted and delivered, each accounted for three times; another person's single file that
comes in the middle does not stand behind them; lists answer page by page meanwhile; the memory of every
process is bounded. How long it took and how much memory each process had at most is printed, never asserted.
"""
import os
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import house as houses  # noqa: E402
from house import IN, Gone, House  # noqa: E402

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
OFFICER, CLERK, UNIT = "1101", "2003", "kensetsu"
DOORS = 4
# Of a small town's machine: what no process may come near, whatever waits.
MOST = {"belt": 160, "store": 160, "notary": 160, "release": 120, "bridge": 80, "gate": 120, "portal": 120, "auth": 400,
        "mailer": 80}
number = bad = 0


def tap(good, what, why=""):
    global number, bad
    number += 1
    bad += not good
    print(f"{'ok' if good else 'not ok'} {number} - {what}", flush=True)
    for line in str(why).splitlines()[-20:] if not good else []:
        print(f"# {line}", flush=True)


def memory(pid):
    """(now, most so far) in MB."""
    with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as f:
        rows = dict(line.split(":", 1) for line in f if ":" in line)
    return tuple(int(rows[k].split()[0]) / 1024 for k in ("VmRSS", "VmHWM"))


class Watch(threading.Thread):
    """The most memory of every process of the house, workers added up."""

    def __init__(self, house):
        super().__init__(daemon=True)
        self.house, self.peak, self.going = house, {}, True

    def look(self):
        for role, pids in self.house.processes().items():
            total = 0
            for pid in pids:
                try:
                    total = max(total, memory(pid)[1])
                except (OSError, KeyError, ValueError):
                    pass
            self.peak[role] = max(self.peak.get(role, 0), total)

    def run(self):
        while self.going:
            self.look()
            time.sleep(0.5)


def send(house, first, last, told, session):
    talk = house.talk("internet")
    for i in range(first, last):
        text = f"{i} 件め\n".encode()
        for _ in range(50):
            try:
                words = house.put(IN, text, f"{i:05d}.txt", UNIT, session=session, talk=talk)
            except Gone:
                words = ["GONE"]
            if words[0] == "OK":
                break
            time.sleep(0.2)
        told[i] = words
    talk.close()


def states(house, session):
    rows = house.gate.ask("OWN " + session.hex())[1]
    return [houses.STATES[int(r[1])] for r in rows]


def figures(house):
    return house.balance(OFFICER)["in"][1]


def pages(house, person, query, text="-", most=400):
    """(pages asked for, rows seen, the longest that one took)."""
    rows, page, longest = 0, 0, 0.0
    while page < most:
        began = time.time()
        got = len(house.list(person, query, text, page))
        longest = max(longest, time.time() - began)
        rows += got
        page += 1
        if got < 50:
            break
    return page, rows, longest


def single(house, n):
    """Another sender's file while thousands wait: how many of them went first?"""
    before = figures(house)
    words = house.put(IN, b"one\n", "one.txt", "soumu", session=b"\2" * 32)
    began = time.time()
    while time.time() - began < 300:
        if states(house, b"\2" * 32)[:1] == ["RELEASED"]:
            break
        time.sleep(0.05)
    after = figures(house)
    passed = after["released"] - before["released"] - 1
    tap(words[0] == "OK" and states(house, b"\2" * 32) == ["RELEASED"], "another sender's file arrives meanwhile", words)
    tap(after["open"] > 0 or n < 500, "while the others still wait", after)
    # The window of what is under way, what was told before, and what ended while we looked.
    tap(passed <= 100, f"and does not stand behind them ({passed} of them went before, {before['open']} waited)", passed)
    print(f"# another sender's file: {time.time() - began:.1f} s", flush=True)


def through(house, n):
    session, told, watch = b"\7" * 32, [None] * n, Watch(house)
    watch.start()
    began = time.time()
    doors = [threading.Thread(target=send, args=(house, k * n // DOORS, (k + 1) * n // DOORS, told, session))
             for k in range(DOORS)]
    for d in doors:
        d.start()
    while sum(t is not None for t in told) < n // 2:
        time.sleep(0.1)
    single(house, n)
    for d in doors:
        d.join()
    print(f"# {n} accepted in {time.time() - began:.0f} s", flush=True)
    tap(all(t[0] == "OK" for t in told), f"all {n} are accepted", {str(t) for t in told if t[0] != "OK"})
    tap(len({t[1] for t in told}) == n, "each under a number of its own")
    asked = pages(house, OFFICER, "stuck", "waiting")
    tap(asked[0] >= 1, f"the operator's queue answers page by page ({asked[1]} rows on {asked[0]} pages)", asked)
    own = house.gate.ask("OWN " + session.hex())[1]
    tap(len(own) == min(n, 500), f"the sender's own list answers ({len(own)} rows)", len(own))
    last = time.time()
    while time.time() - last < 300:  # as long as anything moves
        now = figures(house)
        if now["open"] == 0:
            break
        time.sleep(1)
        if figures(house)["released"] > now["released"]:
            last = time.time()
    took = time.time() - began
    watch.going = False
    watch.look()
    after_all(house, n, took, watch.peak)


def after_all(house, n, took, peak):
    balance = house.balance(OFFICER)
    counters = balance["in"]
    tap(all(c["accepted"] == n + 1 and c["released"] == n + 1 and c["open"] == 0 for c in counters[:2]) and
        counters[2]["released"] == n + 1 and balance["balanced"], "intake, store and release agree: all delivered, none twice",
        balance)
    asked = pages(house, CLERK, "inbox", "unit")
    tap(asked[1] == n, f"受取一覧 shows all of them, 50 a page ({asked[0]} pages, at most {asked[2]:.2f} s)", asked)
    for role, most in MOST.items():
        tap(peak.get(role, 0) < most, f"{role} stays below {most} MB ({peak.get(role, 0):.0f})", peak)
    print(f"# {n} files: {took:.0f} s, {n / took:.1f} a second; peak MB: " +
          ", ".join(f"{r} {m:.0f}" for r, m in sorted(peak.items()) if r != "half"), flush=True)


def main():
    n = int(sys.argv[2]) if len(sys.argv) > 2 else 10000
    house = House(os.path.abspath(sys.argv[1]), SOURCE)
    try:
        house.init()
        house.start()
        house.sign_in(OFFICER)
        house.sign_in(CLERK)
        through(house, n)
    finally:
        if bad:
            print("\n".join("# " + line for line in house.tail(10).splitlines()), flush=True)
        house.remove()
    print(f"1..{number}")
    print(f"{number - bad} passed, {bad} failed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
