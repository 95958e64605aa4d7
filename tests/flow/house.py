# SPDX-License-Identifier: Apache-2.0
"""house.py: a whole Sekisho for a test: state, keeper, twins of gate and portal, people signed in.

Everything below one temporary directory; only processes that descend from our own keeper are
touched; the twins (twin.c) do over the real wires what this asks of them by lines.
"""
import base64
import hashlib
import hmac
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time

ROLES = ["belt", "bridge", "store", "notary", "release", "disarm", "converter", "inspect", "rebuild", "auth", "mailer", "originals", "zone", "gate", "portal"]
STATES = {1: "ACCEPTED", 2: "DISARMING", 3: "REBUILDING", 4: "WAITING", 5: "SIGNING", 6: "RELEASING",
          7: "RELEASED", 8: "HELD", 9: "REFUSED", 10: "RETURNED", 11: "EXPIRED", 12: "LOCKED",
          13: "CHECKING", 14: "WITHDRAWN"}
IN, OUT = "in", "out"
UNIT, PERSON, OUTSIDE = 1, 2, 3
QUERY = {"inbox": 1, "sent": 2, "pending": 3, "stuck": 4, "item": 5, "balance": 10, "checking": 18, "finds": 19,
         "picture": 20, "originals": 21, "vault": 22}
CHOICE = {"erase": 1, "erase-all": 2, "as-is": 3, "withdraw": 4}
ACT = {"approve": 1, "return": 2, "retry": 3, "refuse": 4}


class Gone(Exception):
    """The twin's half is down, or answered with an error; try again later."""

    def ticket(self):
        """It is the ticket that is no longer good: sign in again."""
        return bool(self.args) and self.args[0][-1] in ("E_SIGNIN", "E_EXPIRED", "E_STEPUP", "E_SIGNATURE")


def code_now(secret):
    """RFC 6238 with SHA-1 and six digits."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7fffffff) % 1000000:06d}"


def word(text):
    return (text if isinstance(text, bytes) else text.encode()).hex() or "-"


class Talk:
    """One connection to a twin."""

    def __init__(self, path):
        self.path = path
        self.sock = None
        self.lock = threading.Lock()

    def ask(self, line, payload=b""):
        with self.lock:
            return self.ask_alone(line, payload)

    def ask_alone(self, line, payload):
        try:
            if self.sock is None:
                self.sock = socket.socket(socket.AF_UNIX)
                self.sock.settimeout(90)
                self.sock.connect(self.path)
                self.file = self.sock.makefile("rb")
            self.sock.sendall(line.encode() + b"\n" + payload)
            rows = []
            while True:
                got = self.file.readline()
                if not got.endswith(b"\n"):
                    raise Gone()
                words = got.decode().split()
                if words[0] in ("I", "O", "B", "R", "F"):
                    rows.append(words[1:])
                    continue
                if words[0] == "OK" and line.startswith(("FETCH", "TAKE")):
                    return self.file.read(int(words[1]))
                return words, rows
        except (OSError, ValueError) as error:
            self.close()
            raise Gone() from error
        except Gone:
            self.close()
            raise

    def close(self):
        if self.sock:
            self.sock.close()
        self.sock = None


class House:
    def __init__(self, build, source, policy=None, state=None):
        self.build, self.source = build, source
        self.top = tempfile.mkdtemp(prefix="sekisho-flow-")
        os.chmod(self.top, 0o711)
        self.state = state or os.path.join(self.top, "state")
        self.policy = policy or os.path.join(source, "share/profiles/demo.yaml")
        self.libexec = os.path.join(self.top, "libexec")
        self.keeper = None
        self.options = []  # of the keeper
        self.people = {}
        self.tried = {}
        os.mkdir(self.libexec)
        for name in os.listdir(os.path.join(build, "src/proc")):
            path = os.path.join(build, "src/proc", name)
            if name.startswith("sekisho-") and os.path.isfile(path):
                os.symlink(path, os.path.join(self.libexec, name))
        for name in ("sekisho-gate", "sekisho-portal"):
            if os.path.lexists(os.path.join(self.libexec, name)):
                os.unlink(os.path.join(self.libexec, name))
            os.symlink(os.path.join(build, "tests/flow/flow-twin"), os.path.join(self.libexec, name))

    def init(self):
        said = subprocess.run([os.path.join(self.build, "src/cli/sekisho"), "init", "--state", self.state,
                               "--profile", self.policy], capture_output=True, text=True, check=True).stdout
        person = None
        for line in said.splitlines():
            head = re.match(r"  (\d{4})  ", line)
            if head:
                person = head.group(1)
                self.people[person] = [None, None]
            elif person and re.search(r"パスワード|[Pp]assword", line):
                self.people[person][0] = line.split()[-1]
            elif person and "otpauth:" in line:
                self.people[person][1] = re.search(r"secret=([A-Z2-7]+)", line).group(1)

    def start(self):
        self.log = open(os.path.join(self.top, "keeper.log"), "ab")
        self.keeper = subprocess.Popen([os.path.join(self.libexec, "sekisho-keeper"), "--state", self.state,
                                        "--libexec", self.libexec, *self.options], stdout=self.log, stderr=self.log)
        self.gate = self.talk("internet")
        self.portal = self.talk("lgwan")
        self.wait_up()

    def talk(self, half):
        return Talk(os.path.join(self.state, half, "run/http.sock"))

    def wait_up(self, seconds=60):
        end = time.time() + seconds
        while True:
            try:
                self.gate.ask("OWN 00")
                self.portal.ask("LIST 0000 1 - 0 -")
                return
            except Gone:
                if time.time() > end or self.keeper.poll() is not None:
                    raise SystemExit("the house did not come up:\n" + self.tail())
                time.sleep(0.2)

    def tail(self, lines=40):
        out = []
        for half in ("internet", "lgwan"):
            logs = os.path.join(self.state, half, "log")
            for name in sorted(os.listdir(logs)) if os.path.isdir(logs) else []:
                with open(os.path.join(logs, name), encoding="utf-8", errors="replace") as f:
                    out += [f"{half}: {line}" for line in f.read().splitlines()[-lines:]]
        return "\n".join(out)

    def stop(self):
        if self.keeper and self.keeper.poll() is None:
            self.keeper.send_signal(signal.SIGTERM)
            try:
                self.keeper.wait(20)
            except subprocess.TimeoutExpired:
                self.keeper.kill()
                self.keeper.wait()
        self.keeper = None
        for talk in (getattr(self, "gate", None), getattr(self, "portal", None)):
            if talk:
                talk.close()

    def remove(self):
        self.stop()
        shutil.rmtree(self.top, ignore_errors=True)

    # --- processes ---

    def processes(self):
        """{role or "half": [pid]} of everything below our keeper; of a zygote its first process only."""
        parents, names = {}, {}
        for entry in os.listdir("/proc"):
            if not entry.isdigit():
                continue
            try:
                with open(f"/proc/{entry}/stat", encoding="latin-1") as f:
                    stat = f.read()
            except OSError:
                continue
            names[int(entry)] = stat[stat.index("(") + 1:stat.rindex(")")]
            parents[int(entry)] = int(stat[stat.rindex(")") + 2:].split()[1])
        halves = [pid for pid, parent in parents.items() if self.keeper and parent == self.keeper.pid]
        found = {"half": halves}
        for pid, parent in parents.items():
            name = names[pid]
            if parent in halves and name.startswith("sekisho-"):
                role = name[len("sekisho-"):]  # the kernel keeps 15 bytes of a name
                role = next((r for r in ROLES if r == role or len(name) == 15 and r.startswith(role)), role)
                found.setdefault(role, []).append(pid)
        return found

    def kill(self, role, rng):
        pids = self.processes().get(role, [])
        if not pids:
            return False
        try:
            os.kill(rng.choice(pids), signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    # --- what people do ---

    def put(self, way, data, name, recipient, kind=UNIT, grade=0, sender="", unit="", reason="", session=b"\1" * 32,
            send=None, talk=None):
        talk = talk or (self.gate if way == IN else self.portal)
        send = len(data) if send is None else send
        line = (f"PUT {way} {kind} {grade} {word(sender)} {word(unit)} {word(recipient)} {word(name)} "
                f"{word(reason)} {word(session) if way == IN else '-'} {len(data)} {send}")
        words, _ = talk.ask(line, data[:send])
        # Nothing goes out without its sender's ticket.
        if words[1:] in (["E_SIGNATURE"], ["E_EXPIRED"]) and sender in self.people:
            self.sign_in(sender)
            words, _ = talk.ask(line, data[:send])
        return words

    def may_try(self, person):
        """A code counts once, and five wrong tries lock: one try in each half minute."""
        return self.tried.get(person) != int(time.time()) // 30

    def fresh_code(self, person):
        if not self.may_try(person):
            time.sleep(30.2 - time.time() % 30)
        self.tried[person] = int(time.time()) // 30
        return code_now(self.people[person][1])

    def sign_in(self, person, seconds=150):
        """The password alone: a code is for what it is typed for."""
        password, _ = self.people[person]
        end, words = time.time() + seconds, []
        while True:
            try:
                words, _ = self.portal.ask(f"SIGNIN {person} {password} -")
                if words[0] == "OK":
                    return
            except Gone:
                pass
            if time.time() > end:
                raise SystemExit(f"{person} cannot sign in: {words}\n" + self.tail())
            time.sleep(1)

    def list(self, person, query, text="-", page=0, item="-"):
        words, rows = self.portal.ask(f"LIST {person} {QUERY[query]} {text} {page} {item}")
        if words[0] != "DONE":
            raise Gone(words)
        return rows

    def approve(self, person, rows, reason=""):
        """One code for all of them: what became of each."""
        picks = ",".join(f"{r[0]}:{r[5]}:{r[6]}:{r[8]}" for r in rows)
        words, _ = self.portal.ask(f"APPROVE {person} {self.fresh_code(person)} {word(reason)} {picks}")
        if words[0] != "OK":
            return [words] * len(rows)
        return [["OK"] if e == "OK" else ["ERR", e] for e in words[1:]]

    def act(self, person, act, row, reason=""):
        if act == "approve":
            return self.approve(person, [row], reason)[0]
        words, _ = self.portal.ask(f"ACT {person} {ACT[act]} {row[0]} {row[5]} {row[6]} {word(reason)}")
        return words

    def finds(self, person, item):
        """Each: (id, kind, weight, erasable, erased, picture, text)."""
        rows = self.list(person, "finds", item=item)
        return [(r[0], *map(int, r[1:6]), bytes.fromhex(r[6]).decode() if r[6] != "-" else "") for r in rows]

    def check(self, person, row, choice, reason="", finds=()):
        """送付前点検, about the output that this row names."""
        words, _ = self.portal.ask(f"CHECK {person} {row[0]} {row[6]} {CHOICE[choice]} {word(reason)} {','.join(finds) or '-'}")
        return words

    def password(self, person, item, password, leave_out=False):
        return self.portal.ask(f"PASSWORD {person} {item} {word(password)} {int(leave_out)}")[0]

    def fetch(self, person, item):
        """The file's bytes, or None while it is not there."""
        got = self.portal.ask(f"FETCH {person} {item}")
        return got if isinstance(got, bytes) else None

    def balance(self, person):
        row = self.list(person, "balance")[0]
        numbers = [int(x) for x in row[2:]]
        keys = ["accepted", "released", "refused", "returned", "expired", "withdrawn", "held", "open"]
        counts = [dict(zip(keys, numbers[i:i + 8])) for i in range(0, 48, 8)]
        return {"balanced": row[0] == "1", "cable": row[1] == "1", "in": counts[:3], "out": counts[3:]}
