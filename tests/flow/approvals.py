#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""approvals.py: several people's approvals through the whole house, counted again by the real notary (TAP).

usage: approvals.py BUILD [--keep]

What goes to *.lg.jp needs two of the unit's people, grade 3B all of a list; each gives a code of their own. One person twice
is not two, a third is late, a text file needs none, and what is approved is delivered after store and notary were killed.
"""
import argparse
import os
import random
import shutil
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import flow  # noqa: E402
from archive import wait  # noqa: E402
from flow import begin, leave, settle, stop_and_check, tap  # noqa: E402
from house import OUT, OUTSIDE, Gone  # noqa: E402

CLERK, MANAGER, SECOND, CISO, OFFICER = "2003", "2001", "2004", "0001", "1002"
GRADE_3B = 5
RULES = """  rules:
    - {grades: [2], recipients: [{address: '*.lg.jp'}], need: any, count: 2, bulk: false, clause: 6(2)}
    - {grades: [3B], need: all, among: people, people: ['0001', '1002'], clause: 6(3)}
    - {grades: [1], formats: [text], need: none}
    - {grades: [1], from_bytes: 10, need: approver, afterwards: true}
"""


def policy_of(top):
    with open(os.path.join(flow.SOURCE, "share/profiles/demo.yaml"), encoding="utf-8") as f:
        text = f.read()
    people = "".join(f'  - {{number: "{n}", name: {name}, units: [{unit}], roles: [approver]}}\n'
                     for n, name, unit in (("2004", "森 あゆみ", "kensetsu"), ("1005", "南 直子", "soumu"),
                                           ("1105", "北 光", "joho"), ("3005", "東 薫", "jumin")))
    text = text.replace("\npeople:\n", "\npeople:\n" + people).replace("\napprovals:\n", "\napprovals:\n" + RULES)
    path = os.path.join(top, "policy.yaml")
    with open(path, "w", encoding="utf-8") as f:
        f.write(text + "classification:\n  scale: five\n")
    return path


def send(house, data, name, grade, to="info@city.example.lg.jp"):
    end, words = time.time() + 60, ["", ""]
    while words[0] != "OK" and time.time() < end:  # whoever was killed comes back
        try:
            words = house.put(OUT, data, name, to, kind=OUTSIDE, grade=grade, sender=CLERK, unit="kensetsu", reason="照会の回答")
        except Gone:
            pass
        time.sleep(0 if words[0] == "OK" else 0.5)
    assert words[0] == "OK", words
    return words[1]


def row_of(house, item, person=CLERK):
    return house.list(person, "item", item=item)[0]


def approves(house, person, item):
    """What the store said to this person's code for this item."""
    return house.approve(person, [row_of(house, item, person)], "確認しました")[0][-1]


def state(house, item, want, seconds=60):
    end, got = time.time() + seconds, None
    while time.time() < end:
        try:
            got = wait(house, CLERK, item)
        except (Gone, IndexError):
            got = None
        if got and got[0] == want:
            return True
        time.sleep(0.3)
    return got


def two(house):
    item = send(house, "二人で見る\n".encode(), "回答.txt", 2)
    tap(state(house, item, "WAITING") is True, "two: it waits")
    row = row_of(house, item)
    tap(row[9:11] == ["2", "0"], "two: for two people", row)
    tap(approves(house, MANAGER, item) == "OK", "two: the first approves")
    row = row_of(house, item)
    tap(row[9:11] == ["2", "1"] and flow.houses.STATES[int(row[1])] == "WAITING", "two: one of two, and it waits still", row)
    tap(approves(house, MANAGER, item) == "E_SPOKEN", "two: the same person again is not the second")
    tap(not any(r[0] == item for r in house.list(MANAGER, "pending")) and
        any(r[0] == item for r in house.list(SECOND, "pending")), "two: it waits for the other alone")
    for role in ("store", "notary"):
        house.kill(role, random.Random(1))
    time.sleep(1)
    house.wait_up()
    house.sign_in(SECOND)
    tap(approves(house, SECOND, item) == "OK", "two: the second approves, after store and notary were killed")
    tap(state(house, item, "RELEASED") is True, "two: the notary counts two, and it is delivered")


def all_of_list(house):
    item = send(house, "住民の情報\n".encode(), "一覧.txt", GRADE_3B)
    tap(state(house, item, "WAITING") is True, "list: it waits")
    tap(not any(r[0] == item for r in house.list(MANAGER, "pending")), "list: not for the manager, who is not on it")
    tap(approves(house, CISO, item) == "OK", "list: the CISO approves")
    tap(row_of(house, item)[9:11] == ["2", "1"], "list: one of two")
    tap(approves(house, OFFICER, item) == "OK", "list: the IT officer approves")
    tap(state(house, item, "RELEASED") is True, "list: it is delivered")
    item = send(house, "住民の情報二\n".encode(), "一覧二.txt", GRADE_3B)
    tap(state(house, item, "WAITING") is True and house.act(OFFICER, "return", row_of(house, item, OFFICER), "宛先違い")[0] == "OK" and
        state(house, item, "RETURNED") is True, "list: one of them sends another back")


def others(house):
    item = send(house, "公表\n".encode(), "公表.txt", 1)
    tap(state(house, item, "RELEASED") is True, "none: a text of grade 1 needs nobody")
    item = send(house, b"a,b,c\r\n1,2,3\r\n", "表.csv", 1)
    tap(state(house, item, "WAITING") is True and row_of(house, item)[9:11] == ["1", "0"], "one: a table of ten bytes and more needs one")
    tap(approves(house, MANAGER, item) == "OK" and state(house, item, "RELEASED") is True, "one: and is delivered with it")
    item = send(house, "区分3\n".encode(), "区分3.txt", 3)
    tap(state(house, item, "HELD") is True, "a grade that is not of this body's scale is held")
    tap(house.act(OFFICER, "refuse", row_of(house, item, OFFICER), "区分の書き方が違います")[0] == "OK" and state(house, item, "REFUSED") is True,
        "and ends when an operator gives it up")


def main():
    p = argparse.ArgumentParser()
    p.add_argument("build")
    p.add_argument("--keep", action="store_true")
    args = p.parse_args()
    args.build = os.path.abspath(args.build)
    top = tempfile.mkdtemp(prefix="sekisho-approvals-")
    house = begin(args, policy=policy_of(top))
    try:
        for person in (CLERK, MANAGER, SECOND, CISO, OFFICER):
            house.sign_in(person)
        two(house)
        all_of_list(house)
        others(house)
        seen = settle(house, 60)
        tap(seen is not None and seen["balanced"], "the counters balance", seen)
        stop_and_check(house, "on disk")
    finally:
        leave(args, house)
        shutil.rmtree(top)
    print(f"1..{flow.count}")
    sys.exit(1 if flow.failed else 0)


if __name__ == "__main__":
    main()
