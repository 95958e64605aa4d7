#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tests/captured/captured.py BUILD: a captured belt of the Internet half against the real LGWAN half (TAP).

The Internet half's belt is tests/captured/belt.c, everything else is real, under the real keeper. Whatever it says, nothing is
delivered, no outbound item appears, the LGWAN half's processes live on and serve, and the cable works again afterwards.
"""
import os
import shutil
import sys
import time

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(SOURCE, "tests/flow"))
import house  # noqa: E402

BREAKS = ["number", "size", "descriptors", "sign", "state", "offer-out", "offer-sender", "offer-text", "offer-outside",
          "form-unsealed", "form-pipe"]
ENDS = {"form-hash": 8, "form-huge": 9, "form-junk": 9}  # HELD, REFUSED, REFUSED
CLERK, OPERATOR = "2003", "1002"


def uid_of(pid):
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as f:
            return int(next(line for line in f if line.startswith("Uid:")).split()[1])
    except OSError:
        return 0


class Captured(house.House):
    def __init__(self, build):
        super().__init__(build, SOURCE)
        self.number, self.bad = 0, 0
        os.mkdir(os.path.join(self.libexec, "real"))
        os.rename(os.path.join(self.libexec, "sekisho-belt"), os.path.join(self.libexec, "real/sekisho-belt"))
        shutil.copy(os.path.join(build, "tests/captured/captured-belt"), os.path.join(self.libexec, "sekisho-belt"))

    def wait_up(self, seconds=60):
        """The Internet half has no honest belt: only the other one is waited for."""
        self.until(lambda: self.portal.ask("LIST 0000 1 - 0 -"), seconds, "the house did not come up")

    def until(self, what, seconds, name):
        end = time.time() + seconds
        while True:
            try:
                if what():
                    return True
            except house.Gone:
                pass
            if time.time() > end:
                print(f"# {name}\n# " + self.tail(15).replace("\n", "\n# "))
                return False
            time.sleep(0.1)

    def ok(self, good, name):
        self.number += 1
        self.bad += not good
        print(f"{'ok' if good else 'not ok'} {self.number} - {name}", flush=True)

    def belts(self):
        """[of the Internet half, of the LGWAN half], by user id."""
        return sorted(self.processes().get("belt", []), key=uid_of)

    def seen(self):
        try:
            with open(os.path.join(self.state, "internet/belt/seen"), encoding="ascii") as f:
                words = [int(x) for x in f.read().split()]
        except (OSError, ValueError):
            words = []
        return words if len(words) == 3 else [0, 0, 0]

    def attack(self, word):
        place = os.path.join(self.state, "internet/belt")
        if os.path.exists(os.path.join(place, "seen")):
            os.unlink(os.path.join(place, "seen"))
        with open(os.path.join(place, "attack.new"), "w", encoding="ascii") as f:
            f.write(word)
        os.chmod(os.path.join(place, "attack.new"), 0o644)
        os.rename(os.path.join(place, "attack.new"), os.path.join(place, "attack"))

    def said(self, text):
        with open(os.path.join(self.state, "lgwan/log/sekisho.log"), encoding="utf-8", errors="replace") as f:
            return f.read().count(text)


def breaks(h, word):
    before, others = h.said("violation by"), {r: h.processes().get(r) for r in ("bridge", "store", "notary", "portal", "auth")}
    lgwan = h.belts()[-1]
    h.attack(word)
    seen = h.until(lambda: h.said("violation by") > before, 15, f"{word} was not seen as a violation")
    h.ok(seen and h.belts()[-1] == lgwan and {r: h.processes().get(r) for r in others} == others,
         f"{word}: a violation, and nobody of the LGWAN half pays for it")


def ends(h, word, state):
    h.attack(word)
    h.ok(h.until(lambda: h.seen()[2] == state, 30, f"{word}: {h.seen()}"),
         f"{word}: the item is {house.STATES[state]}, and the cable works")


def quick(h, seconds):
    begun = time.time()
    h.list(CLERK, "inbox")
    return time.time() - begun < seconds


def main():
    if os.geteuid() != 0:
        print("1..0 # SKIP needs root: two halves with user ids of their own")
        return 0
    h = Captured(os.path.abspath(sys.argv[1]))
    try:
        h.init()
        h.start()
        h.sign_in(CLERK)
        h.sign_in(OPERATOR)
        for word in BREAKS:
            breaks(h, word)
        for word, state in ENDS.items():
            ends(h, word, state)
        h.attack("silent")
        h.until(lambda: h.seen()[0] >= 4, 20, "nothing was wanted of the silent one")
        words = h.put(house.OUT, b"for outside\r\n", "out.txt", "a@example.lg.jp", house.OUTSIDE, 2, CLERK, "kensetsu", "why")
        h.ok(words[0] == "OK" and h.until(lambda: h.list(CLERK, "item", item=words[1])[0][1] == "4", 20, "outbound waits"),
             "200 items offered and never formed: outbound goes on")
        h.attack("flood")
        h.until(lambda: h.seen()[1] > 500, 30, "no flood")
        h.ok(h.until(lambda: quick(h, 5), 30, "slow"), "10,000 offers: the portal is answered meanwhile")
        h.attack("hello")
        time.sleep(2)
        h.ok(h.until(lambda: quick(h, 5), 30, "slow"), "a storm of HELLO: the portal is answered meanwhile")
        out = [r for r in h.list(CLERK, "sent")]
        inbox = os.listdir(os.path.join(h.state, "lgwan/release/delivered"))
        h.ok(len(out) == 1 and not inbox, "nothing was delivered, and the only outbound item is the clerk's own")
    finally:
        h.remove()
    print(f"1..{h.number}")
    return 1 if h.bad else 0


if __name__ == "__main__":
    sys.exit(main())
