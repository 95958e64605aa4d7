#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""mixed.py: everything at once: files of every format in and out, archives, passwords right and wrong, while every process and
each half is killed, and in the middle a backup, an accident and a restore (TAP).

usage: mixed.py BUILD [N] [--seed S] [--between SECONDS] [--pace SECONDS] [--keep]

N transfers. At the end the three counters balance, every file that was told "accepted" has the end that it should have, nothing
was delivered twice, what had been delivered before the accident is there unchanged, and the gap stands in the ledger;
tests/check/balance_check.py, which shares no code with the programs, looks at what is on disk.
"""
import argparse
import os
import random
import sqlite3
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import flow  # noqa: E402
import house as houses  # noqa: E402
import restore  # noqa: E402
from flow import IN, OUT, OUTSIDE, PERSON, SOURCE, UNIT, Gone, tap  # noqa: E402

STATES = {v: k for k, v in houses.STATES.items()}
WORD, KANA = "kanri-2026", "秘密2026"
LOCKED = {"locked/aes-2.zip": WORD, "locked/aes-3.zip": WORD, "locked/within.zip": WORD, "locked/two.zip": f"outer\n{WORD}", "office/agile.docx": KANA,
          "office/standard.docx": KANA, "office/in-zip.zip": KANA}
BAD = {"bad/42.zip", "bad/overlap.zip", "bad/slip.zip", "bad/nothing-left.zip", "bad/cut.zip"}


class Files:
    """(name, bytes, password or None, must it pass?)"""

    def __init__(self, build):
        units = os.path.join(build, "tests/unit")
        self.archives = os.path.join(units, "archive-samples")
        self.good = []
        for folder in ("docx-samples/good", "xlsx-samples/good", "pptx-samples/good", "pdf-samples/good", os.path.join(SOURCE, "tests/samples/good")):
            top = os.path.join(units, folder)
            self.good += [os.path.join(top, n) for n in sorted(os.listdir(top)) if n.endswith((".docx", ".xlsx", ".pptx", ".pdf", ".jpg", ".gif", ".png", ".tsv"))]
        self.zips = [os.path.join(self.archives, "good", n) for n in ("plain.zip", "sjis.zip", "nested.zip", "left-out.zip", "stored-office.zip", "same-names.zip")]

    def one(self, rng):
        n, roll = rng.randrange(10 ** 6), rng.random()
        if roll < 0.3:
            name, data = flow.sample(rng)
            return name, data, None, not name.startswith(("壊れた", "偽り"))
        if roll < 0.75:
            path = rng.choice(self.good)
            return f"資料{n}{os.path.splitext(path)[1]}", self.read(path), None, None
        if roll < 0.87:
            return f"一式{n}.zip", self.read(rng.choice(self.zips)), None, True
        if roll < 0.95:
            path = rng.choice(sorted(LOCKED))
            return f"鍵付き{n}{path[-5:] if path.endswith('docx') else '.zip'}", self.read(os.path.join(self.archives, path)), LOCKED[path], True
        path = rng.choice(sorted(BAD))
        return f"爆弾{n}.zip", self.read(os.path.join(self.archives, path)), None, False

    @staticmethod
    def read(path):
        with open(path, "rb") as f:
            return f.read()


class Clerk(threading.Thread):
    """Has the passwords, mistypes some of them, and every tenth one five times; decides what 送付前点検 found."""

    def __init__(self, house, rng):
        super().__init__(daemon=True)
        self.house, self.rng, self.stopped = house, rng, False
        self.open = {}  # item: [person, password, wrong tries to come]

    def add(self, item, person, password):
        self.open[item] = [person, password, rng_tries(self.rng)]

    def unknown(self):
        """What was accepted although nobody was told so (its half died with the word) waits for somebody, too."""
        for person, query, text in (("1002", "inbox", "unit"), ("1002", "sent", "-"), ("2003", "inbox", "unit"), ("2003", "inbox", "mine"), ("2003", "sent", "-")):
            for page in range(200):
                rows = self.house.list(person, query, text, page)
                for row in rows:
                    if houses.STATES[int(row[1])] in ("LOCKED", "CHECKING"):
                        self.open.setdefault(row[0], [person, f"outer\n{WORD}\n{KANA}", 0])
                if len(rows) < 50:
                    break

    def run(self):
        rounds = 0
        while not self.stopped:
            rounds += 1
            try:
                if rounds % 40 == 0:
                    self.unknown()
            except Gone:
                pass
            for item, row in list(self.open.items()):
                try:
                    self.type(item, row)
                except Gone as e:
                    if e.ticket():
                        try:
                            self.house.sign_in(row[0])
                        except (SystemExit, Gone):
                            pass
                except IndexError:
                    pass  # not adopted yet
                time.sleep(0.02)
            time.sleep(0.3)

    def type(self, item, row):
        person, password, wrong = row
        shown = self.house.list(person, "item", item=item)[0]
        state = houses.STATES[int(shown[1])]
        if state in ("REFUSED", "RELEASED", "EXPIRED", "RETURNED", "WITHDRAWN"):
            self.open.pop(item, None)
        if state == "CHECKING":  # 送付前点検 found something
            self.house.check(person, shown, self.rng.choice(["erase-all", "as-is", "withdraw"]), "確認しました")
        if state == "LOCKED" and self.house.password(person, item, f"nope-{wrong}" if wrong else password)[0] == "OK":
            row[2] -= wrong > 0


def rng_tries(rng):
    return rng.choice([0, 0, 0, 0, 0, 0, 1, 2, 3, 9])


def put(house, files, rng, told, clerk):
    name, data, password, good = files.one(rng)
    if rng.random() < 0.65:
        to, kind = rng.choice([("soumu", UNIT), ("kensetsu", UNIT), ("2003", PERSON)] * 4 + [("nobody", UNIT)])
        words, reader = house.put(IN, data, name, to, kind=kind), "1002" if to == "soumu" else "2003"
        if password and to == "nobody":
            password = None
    else:
        grade, sender, unit = rng.choice([(1, "2003", "kensetsu"), (2, "2003", "kensetsu"), (2, "1002", "soumu")])
        to, reader = rng.choice(["info@city.example.lg.jp", "who@example.com"]), sender
        words = house.put(OUT, data, name, to, kind=OUTSIDE, grade=grade, sender=sender, unit=unit, reason="照会の回答")
    told.append(words)
    if words[0] != "OK":
        return False
    told[-1] = words + [name, to, password, good, reader]
    if password or "@" in to:
        clerk.add(words[1], reader, password or "")
    return True


def transfers(house, files, rng, told, clerk, n, pace):
    accepted = 0
    while accepted < n:
        try:
            accepted += put(house, files, rng, told, clerk)
        except Gone:
            told.append(["GONE"])
            time.sleep(0.3)
        if told[-1][0] == "ERR" and told[-1][1] in ("E_GONE", "E_BUSY", "E_NO_SPACE"):
            time.sleep(0.1)
        time.sleep(rng.random() * pace)


def people(house, seed):
    office, clerk = flow.Office(house, random.Random(seed + 1)), Clerk(house, random.Random(seed + 2))
    office.sign_in()  # 1001, 2001 and 1002
    house.sign_in("2003")
    office.start()
    clerk.start()
    return office, clerk


def ends(house, told):
    """What the database says of every file that was told accepted."""
    db = sqlite3.connect(f"file:{house.state}/lgwan/store/store.db?mode=ro", uri=True)
    rows = {i.hex(): (houses.STATES[s], e) for i, s, e in db.execute("SELECT id, state, err FROM item")}
    db.close()
    wrong, tally = [], {}
    for words in told:
        if words[0] != "OK":
            continue
        item, name, to, password, good = words[1], *words[3:7]
        state, err = rows.get(item, ("LOST", 0))
        tally[state] = tally.get(state, 0) + 1
        inward = "@" not in to
        if to == "nobody" or good is False:
            fine = state == "REFUSED"
        elif password or good is None:
            fine = state in (("RELEASED", "REFUSED") if inward else ("RELEASED", "REFUSED", "RETURNED", "WITHDRAWN", "EXPIRED"))
        else:
            fine = state in (("RELEASED",) if inward else ("RELEASED", "RETURNED", "WITHDRAWN", "EXPIRED", "REFUSED"))
        if not fine:
            wrong.append((item, name, to, state, err))
    return wrong, tally


def main():
    p = argparse.ArgumentParser()
    p.add_argument("build")
    p.add_argument("n", nargs="?", type=int, default=60)
    p.add_argument("--seed", type=int, default=int(time.time()))
    p.add_argument("--between", type=float, default=1.0)
    p.add_argument("--pace", type=float, default=0.3)
    p.add_argument("--keep", action="store_true")
    args = p.parse_args()
    args.build = os.path.abspath(args.build)
    print(f"# seed {args.seed}", flush=True)
    rng, files, began = random.Random(args.seed), Files(args.build), time.time()
    house = flow.begin(args)
    dest, told = os.path.join(house.top, "backups"), []
    office, clerk = people(house, args.seed)
    killer = flow.Killer(house, random.Random(args.seed + 3), args.between)
    killer.start()
    transfers(house, files, rng, told, clerk, args.n * 2 // 5, args.pace)
    backup = restore.make_backup(house, dest, "mixed")
    transfers(house, files, rng, told, clerk, args.n // 10, args.pace)
    killer.stopped = office.stopped = clerk.stopped = True
    for thread in (killer, office, clerk):
        thread.join(60)
    house.stop()
    before, journals = restore.delivered(house.state), {h: restore.journal_lines(house.state, h) for h in ("lgwan", "internet")}
    restore.accident(house)
    ran = restore.sekisho(house, "restore", "--yes", "--state", house.state, backup)
    tap(ran.returncode == 0 and "戻しました" in ran.stdout, f"mixed: a restore after {len([w for w in told if w[0] == 'OK'])} transfers", ran.stdout + ran.stderr)
    house.start()
    house.sign_in("1101")
    still = clerk.open
    office, clerk = people(house, args.seed + 10)
    clerk.open = still
    for words in told:  # what was opened before the accident may have to be opened again
        if words[0] == "OK" and (words[5] or "@" in words[4]):
            clerk.open.setdefault(words[1], [words[7], words[5] or "", 0])
    first, killer = killer.killed, flow.Killer(house, random.Random(args.seed + 4), args.between)
    killer.start()
    transfers(house, files, rng, told, clerk, args.n - args.n * 2 // 5 - args.n // 10, args.pace)
    killer.stopped = True
    killer.join(60)
    killed = {k: first.get(k, 0) + killer.killed.get(k, 0) for k in sorted({*first, *killer.killed})}
    print(f"# {len([w for w in told if w[0] == 'OK'])} transfers in {time.time() - began:.0f} s, killed: " + " ".join(f"{k} {v}" for k, v in killed.items()), flush=True)
    tap(len(killed) >= 8 or args.n < 100, "mixed: every process and the halves were killed", killed)
    flow.finish(house, office, "mixed", told, 180 + args.n / 2)
    clerk.stopped = True
    wrong, tally = ends(house, told)
    tap(not wrong, f"mixed: each has the end that it should have ({', '.join(f'{k} {v}' for k, v in sorted(tally.items()))})", wrong[:20])
    after = restore.delivered(house.state)
    tap(all(after.get(k) == v for k, v in before.items()), f"mixed: the {len(before)} files delivered before the accident are there, unchanged",
        [k for k, v in before.items() if after.get(k) != v])
    for half, lines in journals.items():
        ids = restore.journal_lines(house.state, half)
        tap(ids[:len(lines)] == lines and len(ids) == len(set(ids)), f"mixed: {half}: release's journal goes on, no item is in it twice")
    ledger = restore.sekisho(house, "ledger", "show", f"{house.state}/lgwan/notary/ledger").stdout
    tap("控えからの復元" in ledger, "mixed: the gap stands in the ledger", ledger[-2000:])
    flow.leave(args, house)
    print(f"1..{flow.count}", flush=True)
    sys.exit(1 if flow.failed else 0)


if __name__ == "__main__":
    main()
