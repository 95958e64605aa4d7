#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""balance_check.py: what is on disk after a house was stopped, sharing no code with the programs.

usage: balance_check.py STATE [--open]

Reads the three counters where they are kept (intake's journals, the store's database, release's
journals), the spools, the vaults, the files delivered and the ledger, and says every way in which they
disagree: an item lost, counted twice or delivered twice, a file that is not the one its receipt names, a
receipt or head that does not verify, a log row without its leaf, an approval that names something else,
something temporary left over. --open: items that have not ended are no mistake.
"""
import hashlib
import os
import shutil
import sqlite3
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import ledger_check  # noqa: E402

RELEASED, REFUSED, RETURNED, EXPIRED, WITHDRAWN = 7, 9, 10, 11, 14
RESTORED = 32  # event
FINAL = {RELEASED, REFUSED, RETURNED, EXPIRED, WITHDRAWN}
DIRECTIONS = {"internet": 1, "lgwan": 2}
CANARY = b"CANARY-7f3a"
problems = []


def wrong(text):
    problems.append(text)


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def length_text(text):
    raw = text.encode()
    return len(raw).to_bytes(4, "big") + raw


def lines_of(path):
    if not os.path.exists(path):
        return []
    with open(path, encoding="ascii") as f:
        text = f.read()
    if text and not text.endswith("\n"):
        wrong(f"{path}: the last line is cut short")
    return [line.split(" ") for line in text.splitlines()]


def intake(state, half):
    """{id: state or None} of a belt's journal."""
    items = {}
    for line in lines_of(os.path.join(state, half, "belt/journal")):
        kind, item = line[0], line[1]
        if kind == "A":
            if item in items:
                wrong(f"{half} intake: {item} accepted twice")
            if int(line[2]) != DIRECTIONS[half]:
                wrong(f"{half} intake: {item} goes the other way")
            items[item] = None
        elif kind == "F":
            if items.get(item, 0) is not None:
                wrong(f"{half} intake: {item} ended twice or was never accepted")
            items[item] = int(line[2])
        else:
            wrong(f"{half} intake: a line of kind {kind}")
    return items


def spool(state, half, items, may_be_open):
    belt = os.path.join(state, half, "belt")
    fresh, done = set(os.listdir(f"{belt}/new")), set(os.listdir(f"{belt}/done"))
    if os.listdir(f"{belt}/tmp"):
        wrong(f"{half} spool: tmp holds {os.listdir(f'{belt}/tmp')}")
    if fresh | done != set(items) or fresh & done:
        wrong(f"{half} spool: {len(fresh)} new and {len(done)} done are not the {len(items)} of the journal")
    for item, ended in items.items():
        if (ended is None) != (item in fresh):
            wrong(f"{half} spool: {item} is in the wrong place")
        if ended is None and not may_be_open:
            wrong(f"{half} intake: {item} is still open")
        where = f"{belt}/{'new' if item in fresh else 'done'}/{item}"
        names = set(os.listdir(where)) if os.path.isdir(where) else set()
        if names != ({"original", "envelope"} if item in fresh else {"envelope", "state"}):
            wrong(f"{half} spool: {item} holds {sorted(names)}")
        for part in ("data", "keys") if ended is not None else ():
            if not os.path.exists(f"{belt}/vault/{part}/{item}"):
                wrong(f"{half} vault: {item} has no {part}")


def released(state, half):
    """{id: (position, output, destination)} of a release's journal, each with its D."""
    will, done = {}, set()
    for line in lines_of(os.path.join(state, half, "release/journal")):
        if line[0] == "J":
            if line[1] in will:
                wrong(f"{half} release: {line[1]} delivered twice")
            will[line[1]] = (int(line[3]), line[4], line[5])
        elif line[0] == "D":
            if line[1] not in will or line[1] in done:
                wrong(f"{half} release: {line[1]} has a D without its J")
            done.add(line[1])
    for item in set(will) - done:
        wrong(f"{half} release: {item} was to be delivered and was not")
    return will


def rows_of(state):
    """The store's tables as lists of dicts, from a copy (the WAL is taken in)."""
    copy = tempfile.mkdtemp(prefix="sekisho-balance-")
    try:
        for name in os.listdir(f"{state}/lgwan/store"):
            if name.startswith("store.db"):
                shutil.copy(f"{state}/lgwan/store/{name}", copy)
        db = sqlite3.connect(f"{copy}/store.db")
        db.row_factory = sqlite3.Row
        if db.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            wrong("store: the database is damaged")
        if db.execute("PRAGMA foreign_key_check").fetchall():
            wrong("store: a row points to nothing")
        return {t: [dict(r) for r in db.execute(f"SELECT * FROM {t}")] for t in ("item", "approval", "log")}
    finally:
        shutil.rmtree(copy)


def ledger(state):
    """Every leaf by position; heads, chain and signatures are checked on the way."""
    path = f"{state}/lgwan/notary/ledger"
    if ledger_check.verify(path, None) != 0:
        wrong("the ledger does not verify")
    with open(f"{path}/leaves", "rb") as f:
        return [ledger_check.Leaf(ledger_check.strict_b64(line)) for line in f.read().split(b"\n")[:-1]]


def check_receipt(item, row, delivered, leaves, restored):
    position, output, destination = delivered
    leaf = leaves[position] if position < len(leaves) else None
    if leaf is None or leaf.event != ledger_check.RECEIPT:
        return wrong(f"{item}: delivered without a receipt")
    want = "inbox" if row["direction"] == 1 else "outbox"
    if leaf.item.hex() != item or leaf.output.hex() != output or leaf.destination.rstrip(b"\0").decode() != want \
            or destination != want:
        wrong(f"{item}: its receipt is of something else")
    if leaf.original != row["original"] or leaf.output != row["output"] or leaf.length != row["output_size"]:
        wrong(f"{item}: the receipt names other hashes than the store")
    if row["position"] != position:
        wrong(f"{item}: the store knows receipt {row['position']}, release took {position}")
    if restored:  # its texts and its approval went with a database that was lost; the log says so
        return None
    commitment = sha(row["salt"], length_text(row["output_name"]), length_text(row["sender"]),
                     length_text(row["recipient"]))
    if leaf.commitment != commitment:
        wrong(f"{item}: name, sender or recipient are not those of its receipt")
    if leaf.approval != row["approval"] or (row["needs"] > 0) != (leaf.approval != bytes(32)):
        wrong(f"{item}: the receipt's approval")
    return None


def check_approval(row, rows):
    """An item that needed one has exactly one, of its hashes, by somebody else."""
    yes = [a for a in rows if a["verdict"] == 1]
    if len(yes) != 1 or yes[0]["hash"] != row["approval"] or sha(yes[0]["statement"]) != yes[0]["hash"]:
        return wrong(f"{row['id'].hex()}: {len(yes)} approvals, or not the one of its receipt")
    fields = dict(line.split(": ", 1) for line in yes[0]["statement"].decode().splitlines()[1:])
    if fields["original"] != row["original"].hex() or fields["output"] != row["output"].hex() or \
            fields["name"] != row["output_name"] or fields["recipient"] != row["recipient"] or \
            fields["applicant"] != row["sender"] or fields["approver"] == row["sender"]:
        wrong(f"{row['id'].hex()}: its approval names something else")
    return None


def check_files(state, inbox, outbox):
    """What lies delivered is what the journals say, byte for byte, once."""
    where = f"{state}/lgwan/release/delivered"
    found = set(os.listdir(where))
    if found != set(inbox):
        wrong(f"inbox: {len(found)} files, {len(inbox)} delivered")
    files = [(f"{where}/{item}", inbox[item][1]) for item in found & set(inbox)]
    wanted = sorted(output for _, output, _ in outbox.values())
    sent = []
    for top, _, names in os.walk(f"{state}/internet/release/outbox"):
        for name in names:
            with open(os.path.join(top, name), "rb") as f:
                sent.append(hashlib.sha256(f.read()).hexdigest())
            files.append((os.path.join(top, name), sent[-1]))
    if sorted(sent) != wanted:
        wrong(f"outbox: {len(sent)} files, {len(wanted)} delivered, or other ones")
    for path, output in files:
        with open(path, "rb") as f:
            data = f.read()
        if hashlib.sha256(data).hexdigest() != output:
            wrong(f"{path}: not the file of its receipt")
        if CANARY in data:
            wrong(f"{path}: carries the canary")


def check_log(rows, leaves):
    for row in rows:
        if row["position"] < 0 or row["position"] >= len(leaves):
            wrong(f"log row {row['number']} has no leaf")
            continue
        leaf = leaves[row["position"]]
        commitment = sha(row["salt"], length_text(row["who"]), length_text(row["text"]))
        if (leaf.event, leaf.value, leaf.item) != (row["event"], row["number"], row["item"]) or \
                leaf.commitment != commitment or commitment != row["commitment"] or \
                ledger_check.leaf_hash(leaf.record) != row["leaf"]:
            wrong(f"log row {row['number']}: its leaf says something else")


def check_left_over(state):
    for half in DIRECTIONS:
        for name in ("staged", "forward"):
            path = f"{state}/{half}/release/{name}"
            if os.path.isdir(path) and os.listdir(path):
                wrong(f"{half} release: {name} holds {os.listdir(path)}")
        for top, _, names in os.walk(f"{state}/{half}"):
            for name in names:
                if name.startswith(".new.") or name == "making" or name.endswith(".tmp"):
                    wrong(f"left over: {os.path.join(top, name)}")


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    state, may_be_open = sys.argv[1], "--open" in sys.argv
    journals = {half: intake(state, half) for half in DIRECTIONS}
    deliveries = {"internet": released(state, "internet"), "lgwan": released(state, "lgwan")}
    tables, leaves = rows_of(state), ledger(state)
    restored = {r["item"].hex() for r in tables["log"] if r["event"] == RESTORED}
    approvals = {}
    for a in tables["approval"]:
        approvals.setdefault(a["item"], []).append(a)
    for half, items in journals.items():
        spool(state, half, items, may_be_open)
        direction = DIRECTIONS[half]
        mine = {r["id"].hex(): r for r in tables["item"] if r["direction"] == direction}
        delivered = deliveries["lgwan" if direction == 1 else "internet"]
        if set(mine) - set(items) or (set(items) - set(mine) and not may_be_open):
            wrong(f"{half}: {len(items)} accepted, the store has {len(mine)}")
        for item, row in mine.items():
            ended = row["state"] if row["state"] in FINAL else None
            if items.get(item) != ended:
                wrong(f"{item}: the store says {row['state']}, intake {items.get(item)}")
            if (row["state"] == RELEASED) != (item in delivered):
                wrong(f"{item}: the store says {row['state']}, release {'delivered' if item in delivered else 'nothing'}")
            if item in delivered:
                check_receipt(item, row, delivered[item], leaves, item in restored)
                if row["needs"] and item not in restored:
                    check_approval(row, approvals.get(row["id"], []))
        if set(delivered) - set(mine):
            wrong(f"{half}: delivered and unknown to the store: {set(delivered) - set(mine)}")
    cleared = {r["id"].hex() for r in tables["item"] if r["cleared"]}
    check_files(state, {i: d for i, d in deliveries["lgwan"].items() if i not in cleared}, deliveries["internet"])
    check_log(tables["log"], leaves)
    check_left_over(state)
    for text in problems:
        print(text)
    by = {s: sum(r["state"] == s for r in tables["item"]) for s in FINAL}
    print(f"{len(tables['item'])} items: {by[RELEASED]} delivered, {by[REFUSED]} refused, {by[RETURNED]} returned, "
          f"{by[EXPIRED]} expired, {by[WITHDRAWN]} withdrawn; {len(leaves)} leaves: {'WRONG' if problems else 'all agree'}")
    sys.exit(1 if problems else 0)


main()
