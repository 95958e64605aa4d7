# SPDX-License-Identifier: Apache-2.0
"""twin.py: talks to tests/captured/any.c, which stands in for one process of a house; and runs such houses in turn."""
import fcntl
import hashlib
import os
import queue
import shutil
import sys
import threading
import time

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(SOURCE, "tests/flow"))
import house  # noqa: E402

OK_ERR = 0


def errors():
    """Names of enum err by number, and back."""
    import re
    with open(os.path.join(SOURCE, "src/tbl/errors.h"), encoding="utf-8") as f:
        names = re.findall(r"^ERR\((\w+),", f.read(), re.M)
    return names


ERR = errors()


class Got:
    def __init__(self, words):
        self.peer, self.msg, self.tag = words[1], words[2], int(words[3])
        self.fds = [] if words[4] == "-" else words[4].split(",")
        self.body = b"" if words[5] == "-" else bytes.fromhex(words[5])


class Twin:
    """One captured process. Everything it hears waits in `heard`, unless a hook takes it."""

    def __init__(self, place, role, half):
        self.base = os.path.join(place, f"{role}-{half}")
        self.fields, self.others, self.heard, self.up = {}, queue.Queue(), [], set()
        self.lock = threading.Condition()
        self.hook = lambda got: None
        self.tag = 1000
        for end in ("in", "out"):
            os.mkfifo(f"{self.base}.{end}", 0o666)
            os.chmod(f"{self.base}.{end}", 0o666)
        self.to = os.open(f"{self.base}.in", os.O_RDWR)
        self.frm = os.open(f"{self.base}.out", os.O_RDWR)
        fcntl.fcntl(self.frm, 1031, 1 << 20)  # F_SETPIPE_SZ
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        with os.fdopen(os.dup(self.frm), "rb", buffering=0) as f:
            rest = b""
            while True:
                rest += f.read(65536) or b""
                *lines, rest = rest.split(b"\n")
                for line in lines:
                    self.take(line.decode().split())

    def take(self, words):
        if words[0] == "GOT":
            got = Got(words)
            self.hook(got)
            with self.lock:
                self.heard.append(got)
                self.lock.notify_all()
        elif words[0] == "FIELD":
            self.fields[words[1]] = (int(words[2]), int(words[3]))
        elif words[0] in ("UP", "DOWN"):
            with self.lock:
                (self.up.add if words[0] == "UP" else self.up.discard)(words[1])
                self.lock.notify_all()
        else:
            self.others.put(words)

    def say(self, line):
        os.write(self.to, line.encode() + b"\n")

    def layout(self):
        if not self.fields:
            self.say("LAYOUT")
            end = time.time() + 30
            while "body_stage.length" not in self.fields and time.time() < end:
                time.sleep(0.05)
        return self.fields

    def send(self, peer, msg, body=b"", fds="-", tag=None, exact=False):
        """The tag it was sent with."""
        with self.lock:
            self.lock.wait_for(lambda: peer in self.up, 20)
        if tag is None:
            self.tag += 1
            tag = self.tag
        self.say(f"SEND {peer} {msg} {tag} {fds} {'=' if exact else ''}{body.hex() or '-'}")
        try:
            self.others.get(timeout=20)
        except queue.Empty:
            pass
        return tag

    def wait(self, what, seconds=20):
        """The newest thing heard for which `what` holds, or None."""
        end = time.time() + seconds
        with self.lock:
            while True:
                for got in reversed(self.heard):
                    if what(got):
                        return got
                left = end - time.time()
                if left <= 0:
                    return None
                self.lock.wait(left)

    def ask(self, peer, msg, body=b"", fds="-", seconds=20, last=("DONE", "TICKET", "ITEM_FD", "SIGNED", "LOGGED",
                                                                    "REBUILT", "FETCHED", "CLEARED")):
        """Every answer up to the last one."""
        tag = self.send(peer, msg, body, fds)
        done = self.wait(lambda g: g.tag == tag and g.peer == peer and g.msg in last, seconds)
        with self.lock:
            return [g for g in self.heard if g.tag == tag and g.peer == peer] if done else []

    def err(self, answers):
        """What a DONE said."""
        done = [g for g in answers if g.msg == "DONE"]
        return ERR[int.from_bytes(self.get(done[-1].body, "body_done.err"), "little")] if done else \
            "OK" if answers else "SILENCE"

    def get(self, body, *path):
        at, size = self.at(*path)
        return body[at:at + size]

    def at(self, *path):
        place, size = 0, 0
        for name in path:
            offset, size = self.layout()[name]
            place += offset
        return place, size

    def put(self, body, value, *path):
        """The body with that field changed; a text is filled up with zeros, a number little-endian."""
        at, size = self.at(*path)
        if isinstance(value, str):
            value = value.encode()
        if isinstance(value, int):
            value = value.to_bytes(size, "little")
        body = body.ljust(at + size, b"\0")
        return body[:at] + value[:size].ljust(size, b"\0") + body[at + size:]

    def data(self, fd):
        self.say(f"READ {fd}")
        try:
            words = self.others.get(timeout=10)
        except queue.Empty:
            return None
        return b"" if words[1] == "-" else bytes.fromhex(words[1])

    def write(self, fd, data):
        self.say(f"WRITE {fd} {data.hex()}")
        try:
            return int(self.others.get(timeout=10)[1])
        except queue.Empty:
            return -1


class Captured(house.House):
    """A house of which the named processes are captured: {"store": "L"}. Gate and portal that are
    not captured are the twins of tests/flow, so that people can be played."""

    def __init__(self, build, roles):
        super().__init__(build, SOURCE)
        self.twins, self.number, self.bad, self.roles = {}, 0, 0, roles
        for role, half in roles.items():
            path = os.path.join(self.libexec, f"sekisho-{role}")
            os.unlink(path)
            shutil.copy(os.path.join(build, "tests/captured/captured-any"), path)
            self.twins[role] = Twin(self.libexec, role, half)
            # The same program runs in the other half of a process that both have.
            other = "L" if half == "I" else "I"
            if role in ("belt", "disarm", "release"):
                self.twins[f"{role}-{other}"] = Twin(self.libexec, role, other)

    def wait_up(self, seconds=60):
        end = time.time() + seconds
        for role in self.roles:
            twin = self.twins[role]
            with twin.lock:
                while not twin.up and time.time() < end:
                    twin.lock.wait(0.2)
        for role, talk, line in (("gate", self.gate, "OWN 00"), ("portal", self.portal, "LIST 0000 1 - 0 -")):
            while role not in self.roles and time.time() < end:
                try:
                    talk.ask(line)
                    break
                except house.Gone:
                    time.sleep(0.2)

    def ok(self, good, name, why=""):
        self.number += 1
        self.bad += not good
        print(f"{'ok' if good else 'not ok'} {self.number} - {name}", flush=True)
        for line in str(why).splitlines()[-30:] if not good else []:
            print(f"# {line}", flush=True)

    def said(self, text):
        found = 0
        for half in ("internet", "lgwan"):
            path = os.path.join(self.state, half, "log/sekisho.log")
            if os.path.exists(path):
                with open(path, encoding="utf-8", errors="replace") as f:
                    found += f.read().count(text)
        return found

    def policy_hash(self):
        """As policy/policy.h says: without a mark at its start, lines ended by a newline alone."""
        with open(os.path.join(self.state, "policy.yaml"), "rb") as f:
            return hashlib.sha256(f.read().removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")).digest()

    def others(self):
        """{role: pids} of everybody who is not captured and must not pay for it."""
        return {r: p for r, p in self.processes().items() if r not in self.roles and r not in ("half", "disarm", "rebuild",
                                                                                               "converter", "inspect")}

    def breaks(self, twin, peer, what, *message, **more):
        """A message that no table allows: the sender is ended, nobody else."""
        before, others = self.said("broke the rules") + self.said("violation by"), self.others()
        with twin.lock:
            twin.up.clear()
        twin.send(peer, *message, **more)
        end = time.time() + 15
        while self.said("broke the rules") + self.said("violation by") == before and time.time() < end:
            time.sleep(0.05)
        seen = self.said("broke the rules") + self.said("violation by") > before
        while peer not in twin.up and time.time() < end + 15:
            time.sleep(0.05)
        now = self.others()
        self.ok(seen and now == others, f"{what}: its sender is ended, and nobody else", f"{seen} {others} {now}")


def until(what, seconds=40):
    """Did it come true? What a house that is coming up or going down cannot answer counts as "not yet"."""
    end = time.time() + seconds
    while time.time() < end:
        try:
            if what():
                return True
        except (house.Gone, IndexError, TypeError):
            pass
        time.sleep(0.1)
    return False


def in_turn(houses):
    """A program's whole run: of each (house, what is tried in it) the house is started, tried and removed; all is one plan of
    TAP. `houses` makes each when its turn comes. The exit status."""
    if os.geteuid() != 0:
        print("1..0 # SKIP needs root: two halves with user ids of their own")
        return 0
    number = bad = 0
    for h, run in houses:
        h.number = number
        try:
            h.init()
            h.start()
            run(h)
        finally:
            if h.bad:
                print("# " + h.tail(12).replace("\n", "\n# "))
            h.remove()
        number, bad = h.number, bad + h.bad
    print(f"1..{number}")
    return 1 if bad else 0
