# SPDX-License-Identifier: Apache-2.0
"""uploads.py: uploads, whole and in pieces, from whichever door is captured (roles.py)."""
import hashlib
import struct

from twin import house, until

SESSION = b"\x07" * 32
OPERATOR = "1002"  # 総務


def sha(data):
    return hashlib.sha256(data).digest()


def seal(t, upload, size, name="a.txt", recipient="soumu", kind=1, direction=1, ticket=b"", **fields):
    body = t.put(b"", upload, "body_seal.upload")
    body = t.put(body, size, "body_seal.size")
    values = {"direction": direction, "recipient_kind": kind, "name": name, "recipient": recipient,
              "session": SESSION if direction == 1 else b"", **fields}
    for field, value in values.items():
        body = t.put(body, value, "body_seal.envelope", f"envelope.{field}")
    return t.put(body, ticket, "body_seal.ticket")


def upload(t, data, **more):
    """(error, item id, the write descriptor it kept)."""
    opened = t.ask("belt", "ITEM_OPEN", struct.pack("<Q", len(data)))
    if not opened or opened[-1].msg != "ITEM_FD":
        return t.err(opened), b"", None
    number, fd = struct.unpack("<Q", opened[-1].body[:8])[0], opened[-1].fds[0]
    t.write(fd, data)
    done = t.ask("belt", "ITEM_SEAL", seal(t, number, len(data), **more))
    return t.err(done), t.get(done[-1].body, "body_done.id") if done else b"", fd


def inbox_state(h, person, item):
    try:
        rows = h.list(person, "item", item=item.hex())
    except house.Gone as e:
        if e.args and e.args[0][-1] == "E_NOT_FOUND":
            return None
        raise
    return house.STATES[int(rows[0][1])] if rows else None


# --- in pieces ---

PIECE = 1 << 20


def part_open(t, size, session=SESSION, name="p.txt", ticket=b"", **more):
    body = b""
    for field, value in {"direction": 1, "recipient_kind": 1, "name": name, "recipient": "soumu", "session": session,
                         "size": size, **more}.items():
        body = t.put(body, value, "body_part_open.envelope", f"envelope.{field}")
    done = t.ask("belt", "PART_OPEN", t.put(body, ticket, "body_part_open.ticket"))
    return t.err(done), t.get(done[-1].body, "body_done.id")


def part(t, item, owner=SESSION, ticket=b""):
    return t.put(t.put(t.put(b"", owner, "body_part.owner"), item, "body_part.id"), ticket, "body_part.ticket")


def piece(t, item, data, offset=0, before=bytes(32), owner=SESSION, size=None, digest=None, ticket=b""):
    """(error, what stands, the descriptor it kept)."""
    opened = t.ask("belt", "ITEM_OPEN", struct.pack("<Q", len(data)))
    fd = opened[-1].fds[0]
    t.write(fd, data)
    body = b""
    for field, value in {"owner": owner, "id": item, "upload": struct.unpack("<Q", opened[-1].body[:8])[0],
                         "size": len(data) if size is None else size, "offset": offset, "before": before,
                         "hash": sha(data) if digest is None else digest, "ticket": ticket}.items():
        body = t.put(body, value, f"body_part_piece.{field}")
    done = t.ask("belt", "PART_PIECE", body)
    return t.err(done), int.from_bytes(t.get(done[-1].body, "body_done.count"), "little"), fd


def parts(h, t):
    data = b"in pieces, from a captured gate\n"
    e, item = part_open(t, len(data))
    h.ok(e == "OK", "parts: an honest one is opened", e)
    other = b"\x08" * 32
    for what, more in (("another session's", {"owner": other}), ("a gap", {"offset": 5}), ("an overlap", {"offset": 2 ** 63}),
                       ("another file's chain", {"before": b"\1" * 32}), ("bytes other than the hash", {"digest": b"\2" * 32}),
                       ("less than it says", {"size": len(data) + 1}), ("more than was declared", {"size": PIECE}),
                       ("an endless size", {"size": 2 ** 64 - 1})):
        e, have, _ = piece(t, item, data, **more)
        h.ok(e not in ("OK", "SILENCE") and have == 0, f"parts: {what}: nothing is taken ({e})", (e, have))
    e, have, _ = piece(t, b"\3" * 16, data)
    h.ok(e == "E_NOT_FOUND", "parts: a guessed number", e)
    e, have, _ = piece(t, item, data + b"!", size=len(data) + 1)
    h.ok(e == "E_LIMIT_SIZE" and have == 0, "parts: longer than declared", (e, have))
    h.ok(t.err(t.ask("belt", "PART_FINISH", part(t, item))) == "E_EMPTY", "parts: the end before the bytes")
    e, have, fd = piece(t, item, data)
    h.ok(e == "OK" and have == len(data), "parts: the piece itself", (e, have))
    t.write(fd, b"AFTERWARDS")
    h.ok(t.err(t.ask("belt", "PART_FINISH", part(t, item, other))) == "E_NOT_FOUND", "parts: finished by another session")
    listed = t.ask("belt", "PART_LIST", part(t, b"", other))
    h.ok(t.err(listed) == "OK" and len(listed) == 1, "parts: another session's are not told")
    first = t.ask("belt", "PART_FINISH", part(t, item))
    again = t.ask("belt", "PART_FINISH", part(t, item))
    h.ok(t.err(first) == "OK" and t.err(again) == "OK" and t.get(first[-1].body, "body_done.number") ==
         t.get(again[-1].body, "body_done.number"), "parts: finished twice is one item", (t.err(first), t.err(again)))
    h.ok(until(lambda: inbox_state(h, OPERATOR, item) == "RELEASED"), "parts: and delivered")
    got = h.portal.ask(f"FETCH {OPERATOR} {item.hex()}")
    h.ok(got.replace(b"\r\n", b"\n") == data, "parts: a write after the piece reaches nothing", got)
    errors = {}
    for i in range(2100):
        e, _ = part_open(t, 5, hashlib.sha256(str(i).encode()).digest())
        errors[e] = errors.get(e, 0) + 1
    h.ok(set(errors) == {"OK", "E_BUSY"} and errors["OK"] <= 2048, "parts: thousands are opened, and then no more", errors)
    e, item2, _ = upload(t, b"and meanwhile\n")
    h.ok(e == "OK" and until(lambda: inbox_state(h, OPERATOR, item2) == "RELEASED"), "parts: others are served meanwhile", e)
    e, _ = part_open(t, 10 ** 15)
    h.ok(e == "E_LIMIT_SIZE", "parts: larger than the policy allows", e)
    e, _ = part_open(t, 5, name="a\u202eb.txt")
    h.ok(e == "E_NAME", "parts: a disguised name", e)
