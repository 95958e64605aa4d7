#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""zone.py BUILD [store|zone]: rules between zones with store and portal captured, the rest and the router real; then with portal
and zone captured and the store real (TAP).

Nothing is loaded but what another person of the right role approved, once, in its order, and what the zone process makes of
the policy by itself. The guard's own networks forward nothing; the rules outlive the process that loaded them.
"""
import base64
import base64
import hashlib
import os
import re
import signal
import struct
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "zone"))
import lab  # noqa: E402
from roles import query, sign_in, warrant  # noqa: E402
from twin import ERR, SOURCE, Captured, in_turn, until  # noqa: E402

POLICY = os.path.join(SOURCE, "tests/samples/policy/network-good.yaml")
CISO, OPERATOR, OTHER = "1001", "1002", "1003"
PERMIT = struct.Struct("<16s32s32s32sQQqII32s")  # struct zone_request
TCP = lab.socket.SOCK_STREAM
with open(os.path.join(SOURCE, "src/tbl/bodies_ask.h"), encoding="utf-8") as asks:
    QUERY_ZONE = re.findall(r"^\tQUERY_(\w+),", asks.read(), re.M).index("ZONE")


def sha(b):
    return hashlib.sha256(b).digest()


class Request:
    """struct zone_request, and what a warrant for it names (src/notary/zone_permit.h)."""

    def __init__(self, rules, words, policy, base=0, applicant=OPERATOR, generation=None):
        found = int(rules.split(b"Generation 0x")[1][:8], 16) if b"Generation 0x" in rules else 1
        self.rules, self.id = rules, os.urandom(16)
        self.words, self.policy, self.base, self.applicant = sha(words), policy, base, applicant.encode()
        self.generation = found if generation is None else generation
        self.made = int(time.time())

    def body(self):
        return PERMIT.pack(self.id, sha(self.rules), self.words, self.policy, len(self.rules), self.base, self.made,
                           self.generation, 0, self.applicant)

    def subject(self):
        return sha(b"sekisho zone request v1\n" + self.id + sha(self.rules) + self.words + self.policy +
                   struct.pack(">QQqI", len(self.rules), self.base, self.made, self.generation) +
                   struct.pack(">I", len(self.applicant)) + self.applicant)


class House(Captured):
    def __init__(self, build, captured):
        super().__init__(build, {role: "L" for role in captured})
        self.policy = POLICY
        self.words_of = {}
        self.options = ["--router-netns", f"{lab.P}gw"]

    def sekisho(self, *args):
        return subprocess.run([os.path.join(self.build, "src/cli/sekisho"), *args], capture_output=True, text=True)

    def words(self):
        return self.sekisho("zone", "diff", "--state", self.state).stdout.split("\n\n", 1)[1].encode()


def err(t, got):
    """What the zone process or the notary answered."""
    if got and got[-1].msg == "ZONE_DONE":
        return ERR[struct.unpack_from("<I", got[-1].body, 16)[0]]
    return t.err(got)


def ask(t, peer, msg, body, fds="-"):
    return t.ask(peer, msg, body, fds, last=("DONE", "ZONE_SIGNED", "ZONE_DONE"))


def approved(h, r, person=CISO, subject=None):
    """auth's word that this person typed a code for it; once for each thing, since a code counts once in thirty seconds."""
    t, what = h.twins["portal"], subject or r.subject()
    if (person, what) in h.words_of:
        return h.words_of[person, what]
    until(lambda: "auth" in t.up, 90)
    if person not in h.tickets:
        until(lambda: h.tickets.update({person: sign_in(h, t, person, step=False)}) or h.tickets[person], 90)
    return h.words_of.setdefault((person, what), warrant(h, t, person, h.tickets[person], what))


def signed(h, r, person=CISO, subject=None, asked=None):
    """The notary's permit, or what it says instead."""
    t = h.twins["store"]
    word = approved(h, r, person, subject)
    if asked is None:
        asked = approved(h, r, r.applicant.decode(), subject)
    got = ask(t, "notary", "ZONE_SIGN", r.body() + word + bytes(368) + asked)
    return (got[-1].body, "OK") if got and got[-1].msg == "ZONE_SIGNED" else (b"", err(t, got))


def load(h, permit, rules, kind="s"):
    t = h.twins["store"]
    return err(t, ask(t, "zone", "ZONE_LOAD", permit, f"{kind}:{rules.hex()}"))


def state(h, what, seconds=30):
    """The newest ZONE_STATE for which `what` holds: (id, position, drifted, generation, proved, words)."""
    def fits(g):
        return g.msg == "ZONE_STATE" and what(parts(g.body))
    got = h.twins["store"].wait(fits, seconds)
    return got and parts(got.body)


def parts(b):
    f = struct.unpack_from("<16sQqqqqIIII32s512s", b)
    return {"id": f[0], "position": f[1], "loaded": f[3], "drifted": f[5], "generation": f[6], "flows": f[7], "proved": f[8],
            "words": f[11].split(b"\0")[0].decode()}


def forwarding(pid):
    got = subprocess.run(["nsenter", "-t", str(pid), "-n", "sysctl", "-n", "net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding"],
                         capture_output=True, text=True).stdout.split()
    return got


def arrives(port=25, source="inet", to="lgwan"):
    return lab.arrives(source, lab.ZONES[to][2], TCP, port)


def refusals(h, rules, words, policy):
    """Nothing but the right thing, approved by the right person."""
    t = h.twins["store"]
    good = Request(rules, words, policy)
    permit, e = signed(h, good)
    h.ok(e == "OK" and len(permit) == 688 + 144, "the notary signs what the CISO approved", e)
    for what, at in (("the notary's signature", 176 + 144 + 272), ("the approval in the leaf", 176 + 144 + 168),
                     ("auth's signature", 176 + 80), ("the applicant's code", 688 + 80), ("the position", 176 + 144 + 23), ("the hash of the rules", 16)):
        bad = permit[:at] + bytes([permit[at] ^ 1]) + permit[at + 1:]
        e = load(h, bad, rules)
        h.ok(e in ("E_SIGNATURE", "E_CHANGED", "E_BROKEN"), f"changed: {what}: not taken ({e})", e)
    e = load(h, permit, rules.replace(b"counter drop", b"counter accept"))
    h.ok(e == "E_HASH", "another rule set under the same permit is not taken", e)
    other = Request(rules, words, policy)
    e = signed(h, other, subject=good.subject())[1]
    h.ok(e == "E_CHANGED", "the notary signs nothing with an approval of another hash", e)
    e = signed(h, Request(rules, words, policy, applicant=CISO))[1]
    h.ok(e == "E_SELF_APPROVAL", "nobody approves their own request", e)
    e = signed(h, good, asked=bytes(144))[1]
    h.ok(e == "E_SIGNATURE", "nor one that bears a colleague's name and no code of theirs", e)
    e = signed(h, good, asked=approved(h, good, CISO))[1]
    h.ok(e == "E_FORBIDDEN", "nor with the approver's own code for both", e)
    e = signed(h, good, asked=approved(h, other, OPERATOR))[1]
    h.ok(e == "E_CHANGED", "nor with the colleague's code for something else", e)
    e = signed(h, Request(rules, words, b"\5" * 32))[1]
    h.ok(e == "E_CHANGED", "no rules for another policy than the one in force", e)
    for what, want, r, person in (
            ("approved by somebody without the role", "E_FORBIDDEN", Request(rules, words, policy), OTHER),
            ("with other words than its change", "E_CHANGED", Request(rules, b"nothing changes\n", policy), CISO),
            ("for another base", "E_CHANGED", Request(rules, words, policy, base=7), CISO),
            ("not what the policy makes", "E_POLICY",
             Request(rules.replace(b"policy drop", b"policy accept"), words, policy), CISO),
            ("with a file to read", "E_POLICY", Request(b'include "/policy.yaml"\n' + rules, words, policy), CISO)):
        one, e = signed(h, r, person)
        e = load(h, one, r.rules) if one else e
        h.ok(e == want, f"{what}: signed, and not taken ({e})", e)
    h.ok(not arrives(), "and after all that nothing arrives")
    h.breaks(t, "zone", "an unsealed rule set", "ZONE_LOAD", permit, fds=f"u:{rules.hex()}")
    return permit


class Key:
    """A process's own signing key, for openssl."""

    def __init__(self, h, role):
        with open(os.path.join(h.state, "lgwan", role, "key"), encoding="ascii") as f:
            seed = base64.b64decode(f.read().split()[2])
        der = bytes.fromhex("302e020100300506032b657004220420") + seed
        self.pem = b"-----BEGIN PRIVATE KEY-----\n" + base64.b64encode(der) + b"\n-----END PRIVATE KEY-----\n"

    def openssl(self, *args, data=b""):
        with tempfile.TemporaryDirectory() as d:
            for name, what in (("key", self.pem), ("data", data)):
                with open(os.path.join(d, name), "wb") as f:
                    f.write(what)
            return subprocess.run(["openssl", *args], cwd=d, check=True, capture_output=True).stdout

    def sign(self, data):
        return self.openssl("pkeyutl", "-sign", "-rawin", "-inkey", "key", "-in", "data", data=data)

    def log_id(self):
        return sha(self.openssl("pkey", "-in", "key", "-pubout", "-outform", "DER")[-32:])


def text(field):
    field = bytes(field).split(b"\0")[0]
    return struct.pack(">I", len(field)) + field


def late(h, rules, words, policy):
    """A permit that was good in its time and never loaded, offered when that is over: auth's and notary's keys are lent for it, since no
    code can be typed last week."""
    auth, notary = Key(h, "auth"), Key(h, "notary")

    r = Request(rules, words, policy)
    fresh = signed(h, r)[0]

    def aged(days):
        """The notary's own permit, with all its times so much earlier."""
        permit = bytearray(fresh)
        back = int(days * 86400)
        approval = b"sekisho zone approval v2\n" + r.subject()
        for at in (176, 688):  # struct warrant: person 32, issued, expires, what 32, signature 64
            issued, expires = (x - back for x in struct.unpack_from("<qq", permit, at + 32))
            struct.pack_into("<qq", permit, at + 32, issued, expires)
            said = text(permit[at:at + 32]) + struct.pack(">qq", issued, expires)
            permit[at + 80:at + 144] = auth.sign(b"sekisho warrant v1\n" + said + permit[at + 48:at + 80])
            approval += said + permit[at + 80:at + 144]
        leaf = permit[320:688]  # notary/leaf.h: time at 24, approval at 168, signature at 272
        struct.pack_into(">q", leaf, 24, struct.unpack_from(">q", leaf, 24)[0] - back)
        leaf[168:200] = sha(approval)
        leaf[272:336] = notary.sign(b"sekisho zone v1\n" + notary.log_id() + leaf[:272])
        permit[320:688] = leaf
        return bytes(permit)

    for days, want in ((6.9, "E_HASH"), (7.1, "E_EXPIRED"), (400, "E_EXPIRED")):
        e = load(h, aged(days), rules + b"#")
        h.ok(e == want, f"approved {days} days ago and not loaded: {e}", e)
    h.ok(not arrives(), "and nothing of it is in force")


def reports(h):
    """What the console left goes to the notary: a captured store has it told, and none made, changed or lost."""
    t = h.twins["store"]
    notes = os.path.join(h.state, "lgwan/notary/notes")
    ours = lambda g: g.msg == "ZONE_REPORT"  # noqa: E731
    said = h.sekisho("zone", "prove", "--keep", "--state", h.state, "--by", OPERATOR, POLICY,
                     os.path.join(SOURCE, "tests/samples/boundary/good.csv"))
    got = t.wait(ours)
    h.ok(said.returncode == 0 and got, "a report of the console is told", said.stdout + said.stderr)
    if not got:
        return
    report = t.data(got.fds[0])
    leaf = lambda g: (int.from_bytes(g.body[4:8], "big"), g.body[56:88], g.body[16:24])  # noqa: E731
    h.ok(leaf(got)[:2] == (78, sha(report)) and b"\nverdict proved\n" in report, "with the leaf that it has", leaf(got))
    h.ok(len(os.listdir(notes)) == 1, "and stays at the notary until the store has it")
    with t.lock:
        t.heard.remove(got)
    for what, tag, answer in (("to another question", got.tag + 7, b""),
                              ("that it cannot now", got.tag, struct.pack("<I", ERR.index("E_NO_SPACE")))):
        t.send("notary", "DONE", answer, tag=tag)
        time.sleep(1)
        h.ok(len(os.listdir(notes)) == 1, f"store: an answer {what} does not end it")
    h.breaks(t, "notary", "store: a report of its own", "ZONE_REPORT", got.body, fds=f"s:{report.hex()}")
    for event in (78, 79):
        body = t.put(t.put(b"", 1, "body_log.row"), event, "body_log.event")
        h.breaks(t, "notary", f"store: a leaf of event {event} by LOG", "LOG", body)
    again = t.wait(ours, 40)
    h.ok(again and leaf(again) == leaf(got), "told again after all that, it has the same leaf", again and leaf(again))

    def taken():  # it may have been told once more meanwhile
        newest = t.wait(ours, 1)
        if newest:
            t.send("notary", "DONE", b"", tag=newest.tag)
        time.sleep(0.5)
        return not os.listdir(notes)

    h.ok(until(taken), "and with the store's word it is done")
    with open(os.path.join(h.state, "lgwan/notary/ledger/leaves"), "rb") as f:
        events = [int.from_bytes(base64.b64decode(line)[4:8], "big") for line in f.read().split()]
    h.ok(events.count(78) == 1 and events.count(79) == 0, "the ledger has it once, and no other", events)
    with open(os.path.join(notes, "report-junk"), "wb") as f:
        f.write(b"sekisho zone set 1\n")
    h.ok(until(lambda: not os.listdir(notes), 20), "what is no report is thrown away")


def main_part(h):
    h.tickets = {}
    reports(h)
    first = state(h, lambda s: True)
    h.ok(first and first["id"] == bytes(16) and first["proved"] == 1, "at first nothing is in force, and that is proved", first)
    h.ok(not arrives() and not arrives(443, "lgwan", "inet"), "nothing arrives before a rule set is approved")
    rules = h.sekisho("zone", "compile", POLICY).stdout.encode()
    words, policy = h.words(), h.policy_hash()
    permit = refusals(h, rules, words, policy)
    late(h, rules, words, policy)
    e = load(h, permit, rules)
    h.ok(e == "OK", "the right one is taken", e)
    answers = lab.everything()
    wrong = [lab.words(q) for q in answers if answers[q] != lab.may(q)]
    h.ok(not wrong and any(answers.values()), "what the policy allows arrives, and nothing else", "\n".join(wrong))
    h.ok(load(h, permit, rules) == "OK", "the same again is the same")
    guards(h)
    lives_on(h, permit)
    position = struct.unpack_from(">Q", permit, 176 + 144 + 16)[0]
    again = Request(rules, h.words(), policy, base=position + 1)
    second, e = signed(h, again)
    h.ok(e == "OK" and load(h, second, rules) == "OK", "a second one that changes nothing", e)
    e = load(h, permit, rules)
    h.ok(e == "E_REPLAY", "the first one is not taken a second time", e)
    drift(h)
    ledger = subprocess.run([sys.executable, os.path.join(SOURCE, "tests/check/ledger_check.py"),
                             os.path.join(h.state, "lgwan/notary/ledger")], capture_output=True, text=True)
    h.ok(ledger.returncode == 0, "the ledger verifies with its rule sets", ledger.stdout)


def guards(h):
    """Forwarding is on in the router's network and nowhere in the house."""
    seen = {}
    for role, pids in h.processes().items():
        for pid in pids:
            seen.setdefault("zone" if role == "zone" else "house", set()).add(tuple(forwarding(pid)))
    h.ok(seen.get("zone") == {("1", "1")} and seen.get("house") == {("0", "0")}, "forwarding: the router's alone", seen)
    pid = h.processes()["zone"][0]
    with open(f"/proc/{pid}/status", encoding="ascii") as f:
        status = dict(line.rstrip("\n").split(":\t", 1) for line in f if ":\t" in line)
    h.ok(int(status["CapEff"], 16) == 1 << 12 == int(status["CapPrm"], 16) and status["Seccomp"] == "2"
         and status["NoNewPrivs"] == "1", "the zone process holds CAP_NET_ADMIN alone", status)
    h.ok(status["Uid"].split()[0] == str(60800 + 100 + 12), "under a user id of its own", status["Uid"])


def forget(h, up=False):
    for t in h.twins.values():
        with t.lock:
            t.heard.clear()
            if up:
                t.up.clear()


def lives_on(h, permit):
    forget(h)
    os.kill(h.processes()["zone"][0], signal.SIGKILL)
    h.ok(arrives() and not arrives(443, "inet", "lgwan"), "kill -9: the rules go on")
    after = state(h, lambda s: s["id"] == permit[:16])
    h.ok(after and after["proved"] == 1 and after["drifted"] == 0 and arrives(), "it comes back with the same rules", after)
    h.stop()
    lab.inside("gw", "nft", "flush", "ruleset")
    h.ok(arrives(443, "inet", "lgwan"), "control: a host that comes up without rules forwards everything")
    forget(h, up=True)
    h.tickets = {}
    h.start()
    after = state(h, lambda s: s["id"] == permit[:16])
    h.ok(after and arrives() and not arrives(443, "inet", "lgwan"), "at the next start they are loaded before anything else", after)


def drift(h):
    status = h.sekisho("zone", "status", "--state", h.state)
    h.ok(status.returncode == 0 and "1001" in status.stdout, "zone status: all is as it was signed", status.stdout + status.stderr)
    lab.inside("gw", "nft", "insert", "rule", "inet", "sekisho", "b_forward", "accept")
    bad = state(h, lambda s: s["drifted"])
    h.ok(bad and bad["proved"] == 2 and bad["words"], f"a rule put in by hand is found: {bad and bad['words']}", bad)
    status = h.sekisho("zone", "status", "--state", h.state)
    h.ok(status.returncode == 1 and "FAIL" in status.stdout, "zone status says so", status.stdout)
    handle = lab.inside("gw", "nft", "-a", "list", "chain", "inet", "sekisho", "b_forward").stdout
    number = handle.split("accept # handle ")[1].split()[0]
    time.sleep(1)
    forget(h)
    lab.inside("gw", "nft", "delete", "rule", "inet", "sekisho", "b_forward", "handle", number)
    good = state(h, lambda s: not s["drifted"])
    h.ok(good and good["proved"] == 1, "and that it is gone again", good)
    forget(h)
    lab.inside("gw", "nft", "add", "table", "ip", "andere")
    bad = state(h, lambda s: s["drifted"])
    h.ok(bad and bad["proved"] == 1, f"another program's table is seen, too: {bad and bad['words']}", bad)
    forget(h)
    lab.inside("gw", "nft", "insert", "rule", "inet", "sekisho", "b_forward", "accept")
    bad = state(h, lambda s: s["proved"] == 2)
    h.ok(bad and bad["drifted"], f"and what leaks behind a harmless difference: {bad and bad['words']}", bad)


def run(h):
    try:
        main_part(h)
    finally:
        h.stop()


# --- the store real; portal and zone captured ---

def row(h, ticket):
    """(stage, id, what) of the newest request, as the store tells the portal."""
    t = h.twins["portal"]
    got = [g for g in query(t, ticket, QUERY_ZONE) if g.msg == "ROW_ZONE"]
    if not got:
        return None
    field = lambda name: t.get(got[0].body, f"body_row_zone.{name}")  # noqa: E731
    return field("stage")[0], field("request")[:16], field("what")


def act(h, ticket, number, ident, w=b"", reason=""):
    t = h.twins["portal"]
    body = t.put(ticket, number, "body_zone_act.act")
    for name, value in {"id": ident, "warrant": w, "reason": reason}.items():
        body = t.put(body, value, f"body_zone_act.{name}")
    return t.err(t.ask("store", "ZONE_ACT", body))


def decisions(h):
    """A captured portal approves nothing that nobody typed a code for; a captured zone process, nothing at all."""
    p, z = h.twins["portal"], h.twins["zone"]
    h.tickets = {who: sign_in(h, p, who, step=False) for who in (CISO, OPERATOR, OTHER)}
    said = h.sekisho("zone", "apply", "--state", h.state, "--by", OPERATOR, "--yes", POLICY)
    h.ok(said.returncode == 0 and until(lambda: row(h, h.tickets[CISO])), "a request of the console is taken", said.stdout + said.stderr)
    stage, ident, what = row(h, h.tickets[CISO])
    h.ok(stage == 7, "and waits for the one it names", stage)
    good = warrant(h, p, CISO, h.tickets[CISO], what)
    e = act(h, h.tickets[CISO], 1, ident, good)
    h.ok(e == "E_FORBIDDEN", "portal: what nobody has asked for is not approved", e)
    own = warrant(h, p, OTHER, h.tickets[OTHER], what)
    for who, word, want in ((OPERATOR, b"", "E_STEPUP"), (OTHER, own, "E_FORBIDDEN"), (OPERATOR, own, "E_FORBIDDEN"), (OPERATOR, good, "E_FORBIDDEN")):
        e = act(h, h.tickets[who], 3, ident, word)
        h.ok(e == want and row(h, h.tickets[CISO])[0] == 7, f"portal: nor asked for in another's name ({e})", e)
    e = act(h, h.tickets[OPERATOR], 3, ident, warrant(h, p, OPERATOR, h.tickets[OPERATOR], what))
    h.ok(e == "OK" and row(h, h.tickets[CISO])[0] == 1, "portal: the one it names asks for it", e)
    for claim in (bytes(16), ident):
        z.send("store", "ZONE_DONE", claim)
    time.sleep(1)
    h.ok(row(h, h.tickets[CISO])[0] == 1, "zone: that a waiting one is in force counts for nothing")
    e = act(h, h.tickets[CISO], 1, ident)
    h.ok(e == "E_STEPUP", "portal: no approval without a second factor", e)
    other = warrant(h, p, CISO, h.tickets[CISO], sha(b"something else"))
    e = act(h, h.tickets[CISO], 1, ident, other)
    h.ok(e == "E_CHANGED", "portal: none with one for something else", e)
    good = warrant(h, p, CISO, h.tickets[CISO], what)
    e = act(h, h.tickets[OTHER], 1, ident, good)
    h.ok(e == "E_FORBIDDEN", "portal: none by who has not that role", e)
    e = act(h, h.tickets[CISO], 1, b"\1" * 16, good)
    h.ok(e == "E_NOT_FOUND", "portal: none of what nobody asked for", e)
    forged = p.put(h.tickets[OPERATOR], CISO, "ticket.person")
    e = act(h, forged, 1, ident, good)
    h.ok(e in ("E_SIGNATURE", "E_SIGNIN"), "portal: none with a forged ticket", e)
    e = act(h, h.tickets[CISO], 2, ident)
    h.ok(e == "E_REASON", "portal: nothing is returned without a reason", e)
    changed = good[:-1] + bytes([good[-1] ^ 1])
    e = act(h, h.tickets[CISO], 1, ident, changed)
    h.ok(e == "E_STEPUP", "portal: none with a forged warrant", e)
    e = act(h, h.tickets[CISO], 1, ident, good)
    h.ok(e == "OK", "portal: the right one is taken", e)
    e = act(h, h.tickets[CISO], 1, ident, good)
    h.ok(e == "E_DECIDED", "portal: once", e)
    heard = z.wait(lambda g: g.msg == "ZONE_LOAD")
    h.ok(heard and heard.body[:16] == ident and row(h, h.tickets[CISO])[0] == 2, "zone: it is told to load it, with its permit")
    refused = ident + struct.pack("<II", ERR.index("E_FORM"), 0)
    z.send("store", "ZONE_DONE", refused)
    h.ok(until(lambda: row(h, h.tickets[CISO])[0] == 5), "zone: what it refuses is refused, and said")
    for what, msg, body in (("words without an end", "ZONE_STATE", z.put(b"", b"x" * 512, "body_zone_state.words")),
                            ("a leaf of the notary's", "ZONE_SIGNED", b""), ("a rule set", "ZONE_LOAD", b""),
                            ("an order", "ORDERED", b""), ("a report", "ZONE_REPORT", b"")):
        h.breaks(z, "store", f"zone: {what}", msg, body, fds="s:00" if msg in ("ZONE_LOAD", "ZONE_REPORT") else "-")
    h.breaks(p, "store", "portal: a report", "ROW_ZONE_REPORT", fds="s:00")
    forged = p.put(h.tickets[OPERATOR], CISO, "ticket.person")
    got = query(p, forged, QUERY_ZONE + 1, text="boundary")
    h.ok(got and p.err(got) in ("E_SIGNATURE", "E_SIGNIN"), "portal: no report for a forged ticket", p.err(got))
    got = query(p, h.tickets[CISO], QUERY_ZONE + 1, text="boundary")
    h.ok(p.err(got) == "OK" and not [g for g in got if g.msg == "ROW_ZONE_REPORT"], "portal: where none was kept, there is none")


def main():
    build = os.path.abspath(sys.argv[1])
    if os.geteuid() != 0 or not os.path.exists("/usr/sbin/nft"):
        print("1..0 # SKIP needs root and nft")
        return 0
    try:
        lab.build()
        for zone in (*lab.ZONES, "gw"):
            lab.serve(zone)
        turns = {"store": run, "zone": decisions}
        return in_turn((House(build, [who, "portal"]), turns[who]) for who in sys.argv[2:] or turns)
    finally:
        lab.remove()


if __name__ == "__main__":
    sys.exit(main())
