#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""restore.py: a backup of a running house, an accident, a restore; nothing lost, nothing twice (TAP).

usage: restore.py BUILD [N] [--seed S]

N transfers with kills go on while the backup is made, and on after it; then the database is destroyed and the
backup restored. Afterwards every file that was told "accepted" has an end, the counters agree, what had been
delivered was not delivered again, and the gap stands in the ledger.
"""
import argparse
import os
import random
import shutil
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import flow  # noqa: E402
import house as houses  # noqa: E402
from flow import tap  # noqa: E402


def sekisho(house, *args):
    env = dict(os.environ, LANG="ja_JP.UTF-8", LC_ALL="ja_JP.UTF-8")
    return subprocess.run([os.path.join(house.build, "src/cli/sekisho"), *args], capture_output=True, text=True, env=env)


def transfers(house, rng, told, n, ids=None):
    accepted = 0
    while accepted < n:
        try:
            accepted += flow.one_transfer(house, rng, told)
        except houses.Gone:
            told.append(["GONE"])
            time.sleep(0.3)
        if told[-1][0] == "ERR" and told[-1][1] in ("E_GONE", "E_BUSY"):
            time.sleep(0.1)


def delivered(state):
    """{(half, name): bytes} of everything that was ever handed over and is still there."""
    found = {}
    for top in ("lgwan/release/delivered", "internet/release/outbox"):
        for folder, _, names in os.walk(os.path.join(state, top)):
            for name in names:
                path = os.path.join(folder, name)
                with open(path, "rb") as f:
                    found[os.path.relpath(path, state)] = f.read()
    return found


def journal_lines(state, half):
    with open(os.path.join(state, half, "release/journal"), encoding="ascii") as f:
        return [line.split()[1] for line in f if line.startswith("J ")]


def make_backup(house, dest, what):
    made = sekisho(house, "backup", "--state", house.state, "-o", dest)
    tap(made.returncode == 0, f"{what}: a backup while everything runs", made.stdout + made.stderr)
    newest = os.path.join(dest, sorted(d for d in os.listdir(dest) if d.startswith("sekisho-"))[-1])
    tested = sekisho(house, "restore", "--test", newest)
    tap(tested.returncode == 0, f"{what}: it is whole and its ledger verifies", tested.stdout + tested.stderr)
    return newest


def spoilt(house, backup):
    """A backup that somebody changed is refused, and nothing is touched."""
    copy = backup + "-spoilt"
    before = sorted(os.listdir(house.state))
    for what, change in {
        "one byte of the database": lambda: flip(f"{copy}/state/lgwan/store/store.db"),
        "a missing file": lambda: os.unlink(f"{copy}/state/lgwan/notary/key"),
        "a cut manifest": lambda: cut(f"{copy}/manifest"),
        "a manifest that leads elsewhere": lambda: lead(f"{copy}/manifest"),
    }.items():
        shutil.copytree(backup, copy)
        change()
        ran = sekisho(house, "restore", "--yes", "--state", house.state, copy)
        tap(ran.returncode in (1, 2) and sorted(os.listdir(house.state)) == before,
            f"spoilt: {what} is refused before anything is touched", ran.stdout + ran.stderr)
        shutil.rmtree(copy)


def flip(path):
    with open(path, "r+b") as f:
        f.seek(100)
        byte = f.read(1)[0]
        f.seek(100)
        f.write(bytes([byte ^ 1]))


def cut(path):
    with open(path, "r+b") as f:
        data = f.read()
        f.truncate(data.rindex(b"end "))


def lead(path):
    with open(path, "r+b") as f:
        data = f.read().replace(b" policy.yaml\n", b" ../policy.yaml\n")
        f.seek(0)
        f.write(data)


def accident(house):
    for name in os.listdir(f"{house.state}/lgwan/store"):
        if name.startswith("store.db"):
            with open(f"{house.state}/lgwan/store/{name}", "wb") as f:
                f.write(b"the disk ate it")


def main():
    p = argparse.ArgumentParser()
    p.add_argument("build")
    p.add_argument("n", nargs="?", type=int, default=60)
    p.add_argument("--seed", type=int, default=int(time.time()))
    args = p.parse_args()
    args.build = os.path.abspath(args.build)
    print(f"# seed {args.seed}", flush=True)
    rng = random.Random(args.seed)
    house = flow.begin(args)
    dest = os.path.join(house.top, "backups")
    told, office = [], flow.Office(house, random.Random(args.seed + 1))
    office.sign_in()
    office.start()
    killer = flow.Killer(house, random.Random(args.seed + 2), 0.4)
    killer.start()
    transfers(house, rng, told, args.n // 3)
    make_backup(house, dest, "first")
    transfers(house, rng, told, args.n // 3)
    backup = make_backup(house, dest, "second")
    same = [p for p in delivered(backup + "/state") if os.stat(f"{backup}/state/{p}").st_nlink > 1]
    tap(len(same) > 0, f"second: {len(same)} delivered files are shared with the first")
    transfers(house, rng, told, args.n // 3)
    killer.stopped = office.stopped = True
    killer.join(30)
    office.join(60)
    running = sekisho(house, "restore", "--yes", "--state", house.state, backup)
    tap(running.returncode == 1 and "動いています" in running.stderr, "a running house is not restored over",
        running.stdout + running.stderr)
    house.stop()
    before, journals = delivered(house.state), {h: journal_lines(house.state, h) for h in ("lgwan", "internet")}
    spoilt(house, backup)
    accident(house)
    asked = sekisho(house, "restore", "--state", house.state, backup)
    tap(asked.returncode == 1 and "確認" in asked.stderr, "without a terminal and --yes nothing is done", asked.stderr)
    ran = sekisho(house, "restore", "--yes", "--state", house.state, backup)
    tap(ran.returncode == 0 and "戻しました" in ran.stdout, "the restore", ran.stdout + ran.stderr)
    print("".join(f"# {line}\n" for line in ran.stdout.splitlines()), end="", flush=True)
    house.start()
    house.sign_in("1101")
    office = flow.Office(house, random.Random(args.seed + 3))
    office.sign_in()
    office.start()
    transfers(house, rng, told, 10)
    flow.finish(house, office, "restored", told, 240)
    after = delivered(house.state)
    tap(all(after.get(k) == v for k, v in before.items()), "what had been delivered is there, unchanged",
        [k for k, v in before.items() if after.get(k) != v])
    for half in journals:
        ids = journal_lines(house.state, half)
        tap(ids[:len(journals[half])] == journals[half] and len(ids) == len(set(ids)),
            f"{half}: release's journal goes on, and no item is in it twice")
    ledger = sekisho(house, "ledger", "show", f"{house.state}/lgwan/notary/ledger").stdout
    tap("控えからの復元" in ledger and "控えの取得" in ledger, "backup and restore stand in the ledger", ledger[-2000:])
    house.stop()
    if flow.failed:
        print(f"# state is left in {house.top} ({house.state})", flush=True)
    else:
        house.remove()
    print(f"1..{flow.count}", flush=True)
    sys.exit(1 if flow.failed else 0)


if __name__ == "__main__":
    main()
