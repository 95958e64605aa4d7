#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""reports.py BUILD: what the console proved and observed, kept in the ledger and shown on the portal, in a whole house (TAP).

Results of the probe program are written here by hand, from its plan: every try silent, every listener open. At the end the
store's database is changed behind its back: another verdict than the ledger's is not shown.
"""
import base64
import hashlib
import os
import sqlite3
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.dirname(HERE))
import apply  # noqa: E402
import tap  # noqa: E402
from apply import CISO, OPERATOR, POLICY, SOURCE, lab, until  # noqa: E402

SAMPLES = os.path.join(SOURCE, "tests/samples/boundary")
HOSTS = ("inet=203.0.113.2,inet=2001:db8::2,lgwan=10.2.0.2,lgwan=fd00:2::2,my=10.1.0.9,my=fd00:1::9,hoka=10.9.0.2")
ENSURED, NOT = "技術的に担保：", "技術的に担保、とは言えません"


def probed(h, place):
    """Files as sekisho-probe would leave them on a host of each zone."""
    code, plan = h.sekisho("zone", "plan", POLICY, "--host", HOSTS)
    lines = [line.split() for line in plan.split("\nend\n")[0].split("\n")]
    lab.tap(code == 0 and lines[0] == ["sekisho-plan", "1"], "a plan", plan[:400])
    head = {words[0]: words[1] for words in lines[1:4]}
    files = []
    for zone in sorted({w[1] for w in lines if w[0] == "listen"}):
        for role in ("send", "listen"):
            body = [" ".join(w) + " silent" for w in lines if w[0] == "try" and w[2] == zone and role == "send"]
            body += [" ".join(w) + " yes" for w in lines if w[0] == "listen" and w[1] == zone and role == "listen"]
            path = os.path.join(place, f"{zone}.{role}")
            with open(path, "w", encoding="utf-8") as f:
                f.write(f"sekisho-result 1\nplan {head['plan']}\npolicy {head['policy']}\nrole {role}\nzone {zone}\nhost pc-{zone}\n"
                        f"time {head['time']}\nended {int(head['time']) + 1}\nalive 4\nalive 6\n" + "\n".join([*body, "end", ""]))
            files.append(path)
    return files


def leaves(h):
    """(event, original) of each."""
    with open(os.path.join(h.state, "lgwan/notary/ledger/leaves"), "rb") as f:
        records = [base64.b64decode(line) for line in f.read().split(b"\n") if line]
    return [(int.from_bytes(r[4:8], "big"), r[56:88]) for r in records]


def refused(h):
    good = os.path.join(SAMPLES, "good.csv")
    code, said = h.sekisho("zone", "prove", "--keep", POLICY, good)
    lab.tap(code == 2 and "--state" in said, "--keep asks where the state is", said)
    code, said = h.zone("observe", "--keep", POLICY, good)
    lab.tap(code == 2 and "boundary" in said, "zone observe keeps nothing", said)
    code, said = h.zone("prove", "--keep", "--by", "2003", POLICY, good)
    lab.tap(code == 2 and "2003" in said, "nobody is named who is no operator", said)
    with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as f, open(POLICY, encoding="utf-8") as p:
        f.write(p.read().replace('ports: "25"', 'ports: "26"'))
        f.flush()
        code, said = h.zone("prove", "--keep", f.name, good)
    lab.tap(code == 1 and "適用中の方針" in said, "what is said of another policy is not kept", said)
    lab.tap(not [e for e, _ in leaves(h) if e in (78, 79)], "and nothing of it is in the ledger")


def nothing_yet(o):
    o.get("/zone/boundary")
    lab.tap(NOT in o.page and all(f"「{name}」" in o.page for name in ("外", "庁内", "住基", "設備")),
            "before anybody looked every segment is named as observed by nobody", o.page[-3000:])


def proofs(h, o):
    code, said = h.zone("prove", "--keep", "--by", OPERATOR, POLICY, os.path.join(SAMPLES, "good.csv"))
    lab.tap(code == 0 and "台帳に残りました" in said, "zone prove --keep", said)
    o.get("/zone")
    lab.tap("方針のとおり" in o.page, "the page of the rules has the proof", o.page[-3000:])
    code, said = h.zone("prove", "--keep", POLICY, os.path.join(SAMPLES, "open.iptables"))
    o.get("/zone/proof")
    lab.tap(code == 1 and "方針と違う" in o.page and "ポート 443" in o.page, "a leak is kept, too, with its words", said + o.page[-3000:])
    lab.tap("見ていないもの" in o.page and "同じ系の中の通信" in o.page, "and what was not looked at")
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as f:
        f.write("order,action,source,destination\n1,perhaps,10.1.0.0/16,10.2.0.0/16\n")
        f.flush()
        code, said = h.zone("prove", "--keep", POLICY, f.name)
    o.get("/zone/proof")
    lab.tap(code == 1 and "何も言えない" in o.page and "証明できません" in o.page, "that nothing could be proved is kept", said + o.page[-3000:])


def boundaries(h, o, files):
    code, said = h.zone("boundary", "--keep", POLICY, os.path.join(SAMPLES, "good.csv"))
    o.get("/zone/boundary")
    lab.tap(code == 1 and NOT in o.page and "設定の取込のみ" in o.page and ENSURED not in o.page,
            "an imported configuration alone ensures nothing", said + o.page[-3000:])
    code, said = h.zone("boundary", "--keep", POLICY, *files, os.path.join(SAMPLES, "good.csv"))
    lab.tap(code == 0 and "台帳に残りました" in said, "probes of every zone", said)
    o.get("/zone/boundary")
    lab.tap(ENSURED in o.page and "端末 pc-lgwan" in o.page and "good.csv" in o.page, "ensure it, and the page names who looked", o.page[-4000:])
    o.get("/zone/boundary/file")
    kept = hashlib.sha256(o.page.encode()).digest()
    lab.tap((79, kept) in leaves(h), "the file that the page hands out is what the ledger's leaf is of")
    o.get("/ledger")
    lab.tap("系の境界の観測の記録" in o.page and "系間の規則の証明の記録" in o.page, "the list of the ledger has both", o.page[-3000:])
    code, said = h.sekisho("ledger", "verify", os.path.join(h.state, "lgwan/notary/ledger"))
    lab.tap(code == 0, "the ledger verifies", said)
    code, said = h.zone("boundary", "--keep", POLICY, *files, os.path.join(SAMPLES, "open.iptables"))
    o.get("/zone/boundary")
    lab.tap(code == 1 and ENSURED not in o.page and "方針にない通信が通る" in o.page and "ポート 443" in o.page,
            "a leak beside good probes takes it back", said + o.page[-3000:])


def forged(h):
    """A store that says something else than the ledger."""
    h.stop()
    base = sqlite3.connect(os.path.join(h.state, "lgwan/store/store.db"))
    number, report = base.execute("SELECT number, report FROM zone_report WHERE event = 79 ORDER BY position DESC LIMIT 1").fetchone()
    lines = [line for line in report.decode().split("\n") if not line.startswith("leak\t")]
    text = "\n".join(lines).replace("verdict leaks", "verdict ensured").replace("\timported\t", "\tprobed\t")
    text = "\n".join("\t".join([*w[:5], "0", *w[6:]]) if (w := line.split("\t"))[0] == "pair" else line for line in text.split("\n"))
    base.execute("UPDATE zone_report SET report = ? WHERE number = ?", (text.encode(), number))
    base.commit()
    base.close()
    h.start()
    o = h.browser()
    lab.tap(until(lambda: o.sign_in(OPERATOR, h.people[OPERATOR][0])), "the house comes up with it")
    o.get("/zone/boundary")
    lab.tap("台帳の署名と合いません" in o.page and ENSURED not in o.page, "a changed verdict is not shown: the ledger has another one",
            o.page[-3000:])
    o.get("/zone/proof")
    lab.tap("何も言えない" in o.page, "what was not touched is", o.page[-2000:])


def main():
    build = os.path.abspath(sys.argv[1])
    if os.geteuid() != 0:
        print("1..0 # SKIP needs root: a house with user ids of its own")
        return 0
    h = apply.House(build)
    h.options = []
    try:
        h.init()
        h.start()
        o = h.browser()
        lab.tap(until(lambda: o.sign_in(OPERATOR, h.people[OPERATOR][0])), "the operator signs in")
        nothing_yet(o)
        refused(h)
        proofs(h, o)
        with tempfile.TemporaryDirectory() as place:
            boundaries(h, o, probed(h, place))
        forged(h)
        c = h.browser()
        lab.tap(until(lambda: c.sign_in(CISO, h.people[CISO][0])) and c.get("/zone/boundary") == 200, "the CISO may see it, too")
    finally:
        if tap.failed:
            print("# " + h.tail(15).replace("\n", "\n# "))
        h.remove()
    tap.done()


if __name__ == "__main__":
    sys.exit(main())
