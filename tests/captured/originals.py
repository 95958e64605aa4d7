#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""originals.py BUILD: 元ファイルの交付 with the bridge captured, then with the store captured (TAP).

The bridge sees every order and every original: it may hold them back, and get nothing that nobody approved, nothing twice,
nothing changed. The store decides and signs nothing: without a second factor of a person it gets no order to give.
"""
import os
import struct
import sys
import time

HERE_DIR = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE_DIR)
sys.path.insert(0, os.path.join(os.path.dirname(HERE_DIR), "flow"))
import originals as flow  # noqa: E402
from twin import Captured, in_turn, until  # noqa: E402

CLERK, MANAGER = flow.CLERK, flow.MANAGER


def handed(h):
    place = os.path.join(h.state, "lgwan/release/handed")
    return sorted(n for n in os.listdir(place) if n != "journal") if os.path.isdir(place) else []


class Relay:
    """An honest bridge, but for what is held back: every word goes on as it came."""

    def __init__(self, t):
        self.t, self.hold, self.held = t, set(), []
        self.to = {"store": "belt", "belt": "store"}
        t.hook = self.take

    def take(self, got):
        if got.msg in self.hold:
            self.held.append(got)
            return
        peer = "release" if got.msg == "ORIGINAL_OUT" else self.to.get(got.peer)
        if got.peer == "release":
            peer = "belt"
        if peer:
            self.t.say(f"SEND {peer} {got.msg} {got.tag} {','.join(got.fds) or '-'} {got.body.hex() or '-'}")

    def wait(self, msg, seconds=40):
        until(lambda: [g for g in self.held if g.msg == msg], seconds)
        found = [g for g in self.held if g.msg == msg]
        return found[-1] if found else None


def order_with(t, body, **fields):
    for name, value in fields.items():
        body = t.put(body, value, "body_order.order", f"order.{name}")
    return body


def to_belt(h, t, relay, what, body):
    """An order that is not the notary's: the program opens nothing for it."""
    relay.held.clear()
    t.say(f"SEND belt ORIGINAL_ORDER 77 - {body.hex()}")
    until(lambda: relay.held, 6)
    out = [g.msg for g in relay.held if g.msg in ("ORIGINAL_OUT", "ORIGINAL_SAID")]
    h.ok(not out, f"bridge: {what}: nothing is opened ({relay.held[0].msg if relay.held else 'no answer'})", out)


def to_release(h, t, what, body, fds):
    t.say(f"SEND release ORIGINAL_OUT 78 {fds} {body.hex()}")
    time.sleep(0.5)
    h.ok(not handed(h), f"bridge: {what}: nothing is kept", handed(h))


def bridge(h):
    t = h.twins["bridge"]
    t.layout()
    relay = Relay(t)
    for got in list(t.heard):
        relay.take(got)
    h.people_in()
    data = os.urandom(300)
    item = flow.deliver(h, b"%PDF-" + data, "契約.pdf")
    until(lambda: flow.ask(h, item) == "OK")
    h.ok(until(lambda: flow.state(h, item) == flow.WAITING), "bridge: an honest one lets a request through")
    relay.hold = {"ORIGINAL_ORDER", "ORIGINAL_OUT", "ORIGINAL_SAID", "ORIGINAL_NOT"}
    # Before anybody approved: the order to look, made one to give.
    h.ok(flow.approve(h, item, flow.APPROVERS[0]) == "OK", "bridge: it is approved")
    give = relay.wait("ORIGINAL_ORDER")
    h.ok(give is not None and t.get(give.body, "body_order.order", "order.kind") == struct.pack("<I", 2), "bridge: an order to give")
    if not give:
        return
    honest = give.body[:]
    to_belt(h, t, relay, "an order for another item", order_with(t, honest, item=os.urandom(16)))
    to_belt(h, t, relay, "an order for another hash", order_with(t, honest, original=os.urandom(32)))
    to_belt(h, t, relay, "an order that lasts longer", order_with(t, honest, expires=int(time.time()) + 20 * 86400))
    to_belt(h, t, relay, "an order to another person", order_with(t, honest, recipient="2002"))
    to_belt(h, t, relay, "an order that nobody signed", order_with(t, honest, signature=bytes(64)))
    to_belt(h, t, relay, "an order without a second factor", order_with(t, honest, warrant=bytes(144)))
    relay.held.clear()
    t.say(f"SEND belt ORIGINAL_ORDER 79 - {honest.hex()}")
    out = relay.wait("ORIGINAL_OUT")
    h.ok(out is not None, "bridge: the honest order gives the original")
    if not out:
        return
    body, fd = out.body, out.fds[0]
    size = len(data) + 5
    to_release(h, t, "other bytes of that length", body, "s:" + "00" * size)
    to_release(h, t, "bytes that can still change", body, "u:" + (b"%PDF-" + data).hex())
    to_release(h, t, "the word about another request",
               t.put(body, os.urandom(16), "body_original.said", "said.id"), fd)
    to_release(h, t, "another request", t.put(body, os.urandom(16), "body_original.order", "order.id"), fd)
    to_release(h, t, "another recipient", t.put(body, "2002", "body_original.order", "order.recipient"), fd)
    to_release(h, t, "an order nobody signed", t.put(body, bytes(64), "body_original.order", "order.signature"), fd)
    time.sleep(0.5)
    while not t.others.empty():  # what became of all that was sent
        t.others.get()
    h.ok(t.write(fd, b"XX") < 0, "bridge: it cannot change what it carries")
    relay.held.clear()
    t.say(f"SEND belt ORIGINAL_ORDER 80 - {honest.hex()}")
    again = relay.wait("ORIGINAL_OUT")
    t.say(f"SEND release ORIGINAL_OUT 81 {again.fds[0]} {again.body.hex()}")
    h.ok(until(lambda: flow.state(h, item) == flow.HERE), "bridge: the honest one arrives", h.tail(10))
    got = flow.take(h, CLERK, flow.row(h, item)[0])
    h.ok(got == b"%PDF-" + data, "bridge: and is taken, whole", got)
    until(lambda: not handed(h), 10)
    relay.held.clear()
    t.say(f"SEND belt ORIGINAL_ORDER 82 - {honest.hex()}")
    third = relay.wait("ORIGINAL_OUT")
    if third:
        t.say(f"SEND release ORIGINAL_OUT 83 {third.fds[0]} {third.body.hex()}")
    time.sleep(1)
    h.ok(not handed(h) and flow.take(h, CLERK, flow.row(h, item)[0]) == "E_REPLAY", "bridge: an order sent again gives nothing again")
    h.breaks(t, "release", "bridge: that an original is on disk", "HANDED", bytes(24))
    h.breaks(t, "store", "bridge: an order to the store", "ORDERED", honest)


def store(h):
    t = h.twins["store"]
    t.layout()
    now = int(time.time())
    policy = h.policy_hash()

    def order(**more):
        body = b""
        values = {"version": 1, "kind": 2, "way": 1, "id": os.urandom(16), "item": os.urandom(16), "original": os.urandom(32),
                  "length": 10, "time": now, "expires": now + 3600, "policy": policy, "destination": "originals",
                  "recipient": "2003", "name": "x.pdf", **more}
        for name, value in values.items():
            body = t.put(body, value, "body_order.order", f"order.{name}")
        return t.ask("notary", "ORDER", body, last=("ORDERED", "DONE"), seconds=15)

    def told(got):
        return "OK" if got and got[-1].msg == "ORDERED" else t.err(got)
    e = told(order(kind=1))
    h.ok(e == "OK", f"store: an order to look, with which nothing leaves ({e})")
    for what, more in {
        "without a second factor": {},
        "with a second factor of its own making": {"warrant": b"2001".ljust(32, b"\0") + struct.pack("<qq", now - 5, now + 300) +
                                                   bytes(32) + os.urandom(64)},
        "to look, for ten years": {"kind": 1, "expires": now + 3650 * 86400},
        "under another policy": {"kind": 1, "policy": os.urandom(32)},
        "to another place": {"kind": 1, "destination": "inbox"},
        "of no kind": {"kind": 7},
    }.items():
        e = told(order(**more))
        h.ok(e not in ("OK", "SILENCE"), f"store: an order {what} ({e})", e)
    e = t.err(t.ask("notary", "LOG", struct.pack("<QII", 1, 54, 0) + bytes(16) + bytes(32), seconds=6))
    h.ok(e != "OK", f"store: an order as its own leaf ({e})")
    until(lambda: "notary" in t.up, 20)
    h.ok(t.err(t.ask("release", "HAND", os.urandom(16))) == "E_NOT_FOUND", "store: an original that is not there")
    h.breaks(t, "release", "store: an original of its own making", "ORIGINAL_OUT", fds="s:00")


class Enabled(Captured):
    def __init__(self, build, roles, port):
        super().__init__(build, roles)
        self.policy = flow.policy_of(self.top, port)

    def people_in(self):
        for person in (CLERK, MANAGER, flow.APPROVERS[0]):
            flow.sign_in(self, person)


def main():
    build, clamd = os.path.abspath(sys.argv[1]), flow.Clamd()
    clamd.start()
    chosen = {role: run for role, run in {"bridge": bridge, "store": store}.items() if not sys.argv[2:] or role in sys.argv[2:]}
    bad = in_turn((Enabled(build, {role: "L"}, clamd.port), run) for role, run in chosen.items())
    return 1 if bad or flow.failed else 0


if __name__ == "__main__":
    sys.exit(main())
