#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""inspector.py BUILD: sekisho-inspect captured, everything else real (TAP).

It holds the form of one outgoing item at a time and may say of it what it likes: other words, any finds or none. It must not
be able to have anything written that lock 2 does not check, to answer for another item, to change a form that it has given
away, to say that something was erased which nobody chose, or to say anything else at all.
"""
import os
import re
import struct
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import twin as twins  # noqa: E402
from twin import Captured, house, until  # noqa: E402

CLERK, OPERATOR = "2003", "1002"
OK = 0


def spec_hash(build):
    """Of the finds' grammar, as their reader wants it."""
    with open(os.path.join(build, "src/form/forms_gen.c"), encoding="utf-8") as f:
        text = f.read()
    return bytes(int(x, 16) for x in re.findall(r"0x(\w\w)", text[text.index("form_spec form_finds_spec"):].split("}")[0]))


def varint(n):
    out = b""
    while n >= 0x80:
        out, n = out + bytes([n & 0x7f | 0x80]), n >> 7
    return out + bytes([n])


class Inspector:
    """What it is asked, and its answers."""

    def __init__(self, h):
        self.h, self.t, self.seen = h, h.twins["inspect"], set()
        self.none = b"SKN1" + spec_hash(h.build)

    def finds(self, erased=0):
        return self.none + varint(erased) + bytes(32) + varint(0)

    def next(self, mark, seconds=40):
        """The WORK whose form has that in it: (what was heard, the form). What is tried again after an earlier attempt ends."""
        end = time.time() + seconds
        while time.time() < end:
            got = self.t.wait(lambda g: g.msg == "WORK" and g.tag not in self.seen, end - time.time())
            if not got:
                break
            self.seen.add(got.tag)
            form = self.t.data(got.fds[0]) or b""
            if mark in form:
                return got, form
            self.done(got.tag, twins.ERR.index("E_BROKEN"))
        return None, b""

    def done(self, tag, err=OK, out=0, extra=0):
        self.t.send("belt", "WORK_DONE", struct.pack("<IIIIQQQQQ16s", err, 0, 0, 0, 1, 1, 1, out, extra, b""), tag=tag)

    def answer(self, got, form, finds):
        if form:
            self.t.write(got.fds[1], form)
        if finds:
            self.t.write(got.fds[2], finds)
        self.done(got.tag, OK, len(form), len(finds))


def state(h, item):
    rows = h.list(OPERATOR, "item", item=item)
    return house.STATES[int(rows[0][1])] if rows else None


def send(h, text, name="外.txt"):
    words = []
    until(lambda: words.append(h.put(house.OUT, text, name, "a@example.lg.jp", house.OUTSIDE, 1, CLERK, "kensetsu", "照会の回答"))
          or words[-1][0] == "OK")
    return words[-1][1]


def gone_out(h):
    """Everything that stands in the outbox: bytes."""
    place, found = os.path.join(h.state, "internet/release/outbox"), []
    for folder, _, names in os.walk(place):
        for n in names:
            with open(os.path.join(folder, n), "rb") as f:
                found.append(f.read())
    return found


def wrong(h, it, what, make):
    """One item, answered so: it does not go out, and no other output stands for it."""
    text = os.urandom(6).hex().encode()
    item = send(h, text + b"\r\n")
    got, form = it.next(text)
    if not got:
        h.ok(False, f"inspect: {what}: it was not asked")
        return
    make(got, form)
    time.sleep(2)
    h.ok(state(h, item) not in ("RELEASED", "RELEASING", "WAITING", "CHECKING") and not [x for x in gone_out(h) if text in x],
         f"inspect: {what} ({state(h, item)})")
    it.done(got.tag, twins.ERR.index("E_BROKEN"))


def same_length(form, old, new):
    assert len(old) == len(new) and old in form
    return form.replace(old, new)


def inspect(h):
    it = Inspector(h)
    t = it.t
    t.layout()
    h.sign_in(CLERK)
    h.sign_in(OPERATOR)

    wrong(h, it, "an empty form", lambda g, f: it.answer(g, b"", it.finds()))
    wrong(h, it, "junk for a form", lambda g, f: it.answer(g, os.urandom(len(f)), it.finds()))
    wrong(h, it, "the file itself for a form", lambda g, f: it.answer(g, b"MZ" + bytes(300), it.finds()))
    wrong(h, it, "half a form", lambda g, f: it.answer(g, f[:len(f) // 2], it.finds()))
    wrong(h, it, "no finds at all", lambda g, f: it.answer(g, f, b""))
    wrong(h, it, "junk for finds", lambda g, f: it.answer(g, f, os.urandom(80)))
    wrong(h, it, "finds of another edition", lambda g, f: it.answer(g, f, b"SKN1" + bytes(32) + varint(0) + bytes(33)))
    wrong(h, it, "an error that is none", lambda g, f: it.done(g.tag, 60000))
    # Nobody chose anything: what says that five were erased is of something else.
    wrong(h, it, "five finds erased that nobody chose", lambda g, f: it.answer(g, f, it.finds(5)))
    wrong(h, it, "an answer to what it was not asked", lambda g, f: (t.write(g.fds[1], f), t.write(g.fds[2], it.finds()),
                                                                     it.done(g.tag + 1000, OK, len(f), 40)))

    # Two at once: the answer for one with the words of the other.
    one = send(h, b"first 1111\r\n")
    a, _ = it.next(b"1111")
    two = send(h, b"other 2222\r\n")
    b, form_b = it.next(b"2222")
    t.write(b.fds[1], form_b)
    t.write(b.fds[2], it.finds())
    it.done(a.tag, OK, len(form_b), len(it.finds()))
    time.sleep(2)
    h.ok(state(h, one) != "RELEASED" and not [x for x in gone_out(h) if b"2222" in x], "inspect: one item's form for another", state(h, one))
    it.done(b.tag, OK, len(form_b), len(it.finds()))
    h.ok(until(lambda: state(h, two) == "RELEASED"), "inspect: the honest answer goes on", state(h, two))
    h.ok(t.write(b.fds[1], b"LATER") < 0 and t.write(b.fds[2], b"LATER") < 0, "inspect: what was given away cannot be written any more")
    it.done(b.tag, OK, 1, 1)
    h.ok([x for x in gone_out(h) if b"2222" in x] and len(gone_out(h)) == 1, "inspect: said twice, it goes out once", gone_out(h))

    # What the table says that it can: other words for its item, and no warning.
    item = send(h, "個人番号 123456789018\r\n".encode())
    got, form = it.next(b"123456789018")
    it.answer(got, same_length(form, b"123456789018", b"000000000000"), it.finds())
    h.ok(until(lambda: state(h, item) == "RELEASED") and [x for x in gone_out(h) if b"000000000000" in x],
         "inspect: it can change the words of its own item, as the table says", state(h, item))

    for what, message, more in (("a form", "FORM", {"fds": "p,p"}), ("a form with finds", "INSPECTED", {"fds": "p,p,p"}),
                                ("an offer", "OFFER", {}), ("a list of what goes", "ERASE", {"fds": "p"}),
                                ("an item of its own", "ITEM_OPEN", {}), ("an upload in pieces", "PART_OPEN", {}),
                                ("a password", "UNLOCK", {})):
        h.breaks(t, "belt", f"inspect: {what}", message, **more)


def main():
    return twins.in_turn([(Captured(os.path.abspath(sys.argv[1]), {"inspect": "L"}), inspect)])


if __name__ == "__main__":
    sys.exit(main())
