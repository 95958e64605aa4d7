#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""lab.py SEKISHO POLICY: what the compiler writes, in a lab of network namespaces (TAP).

A boundary with one cable to each zone, a host in each. First the control without rules: everything arrives, so that what does
not arrive afterwards was stopped. Then what the policy allows arrives and nothing else; a connection dies with its rule; a
forged source and the boundary's own ports are closed. Every address is of these namespaces alone.
"""
import contextlib
import os
import queue
import re
import socket
import subprocess
import sys
import tempfile
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, ".."), os.path.join(HERE, "../../tools")]
import zone_lab  # noqa: E402
import own_space  # noqa: E402
from tap import done, expect as tap  # noqa: E402

P = f"sk{os.getpid()}"
# zone: interface of the boundary, IPv4 and IPv6 of boundary and host, MAC of the host
ZONES = {
    "inet": ("eth0", "203.0.113.1", "203.0.113.2", "2001:db8:f::1", "2001:db8:f::2", "02:00:5e:10:00:f2", 24),
    "lgwan": ("eth1", "10.2.0.1", "10.2.0.2", "fd00:2::1", "fd00:2::2", "02:00:5e:10:00:22", 16),
    "my": ("eth2", "10.1.0.1", "10.1.0.5", "fd00:1::1", "fd00:1::5", "02:00:5e:10:00:01", 16),
    "hoka": ("eth3", "10.9.0.1", "10.9.0.2", "fd00:9::1", "fd00:9::2", "02:00:5e:10:00:92", 16),
}
TCP = [22, 25, 80, 443, 8000, 8005, 8010, 8011]
UDP = [53, 123]


def sh(*args, **kw):
    return subprocess.run(args, check=True, capture_output=True, text=True, **kw)


def standing_in(zone):
    return zone_lab.standing_in(P + zone)


def inside(zone, *args, **kw):
    return sh("ip", "netns", "exec", f"{P}{zone}", *args, **kw)


def build():
    sh("ip", "netns", "add", f"{P}gw")
    for key in ("net.ipv6.conf.default.accept_dad=0", "net.ipv6.conf.all.accept_dad=0", "net.ipv4.ip_forward=1",
                "net.ipv6.conf.all.forwarding=1"):
        inside("gw", "sysctl", "-qw", key)
    for zone, (dev, gw4, host4, gw6, host6, mac, bits) in ZONES.items():
        sh("ip", "netns", "add", f"{P}{zone}")
        inside(zone, "sysctl", "-qw", "net.ipv6.conf.default.accept_dad=0", "net.ipv6.conf.all.accept_dad=0")
        sh("ip", "link", "add", "name", dev, "netns", f"{P}gw", "type", "veth", "peer", "name", "eth0", "netns", f"{P}{zone}")
        for ns, name, four, six in (("gw", dev, gw4, gw6), (zone, "eth0", host4, host6)):
            if ns == zone:
                sh("ip", "-n", f"{P}{ns}", "link", "set", name, "address", mac)
            sh("ip", "-n", f"{P}{ns}", "addr", "add", f"{four}/{bits}", "dev", name)
            sh("ip", "-n", f"{P}{ns}", "-6", "addr", "add", f"{six}/64", "dev", name, "nodad")
            sh("ip", "-n", f"{P}{ns}", "link", "set", name, "up")
            sh("ip", "-n", f"{P}{ns}", "link", "set", "lo", "up")
        sh("ip", "-n", f"{P}{zone}", "route", "add", "default", "via", gw4)
        sh("ip", "-n", f"{P}{zone}", "-6", "route", "add", "default", "via", gw6)
    sh("ip", "-n", f"{P}gw", "route", "add", "default", "via", ZONES["inet"][2])
    sh("ip", "-n", f"{P}gw", "-6", "route", "add", "default", "via", ZONES["inet"][4])


def remove():
    for ns in ("gw", *ZONES):
        subprocess.run(["ip", "netns", "del", f"{P}{ns}"], capture_output=True)


def serve(zone):
    """Every port of the test, both kinds, on everything of that namespace."""
    with standing_in(zone):
        for port in TCP:
            s = socket.socket(socket.AF_INET6)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            s.bind(("::", port))
            s.listen(64)
            threading.Thread(target=accept, args=(s,), daemon=True).start()
        for port in UDP:
            s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
            s.bind(("::", port))
            threading.Thread(target=echo, args=(s,), daemon=True).start()


def accept(s):
    while True:
        one, _ = s.accept()
        threading.Thread(target=talk, args=(one,), daemon=True).start()


def talk(one):
    with contextlib.suppress(OSError):
        while data := one.recv(100):
            one.sendall(data)
    one.close()


def echo(s):
    while True:
        data, who = s.recvfrom(100)
        s.sendto(data, who)


def arrives(zone, address, kind, port, source=None):
    """One word there and back."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with standing_in(zone):
        s = socket.socket(family, kind)
    s.settimeout(0.4)
    try:
        if source:
            s.bind((source, 0))
        s.connect((address, port))
        s.send(b"a")
        return s.recv(1) == b"a"
    except OSError:
        return False
    finally:
        s.close()


def everything():
    """(from, to, IPv6?, kind, port) of every question, and whether it was answered; asked all at once."""
    asked = [(a, b, six, kind, port) for a in ZONES for b in ZONES if a != b for six in (False, True)
             for kind, ports in ((socket.SOCK_STREAM, TCP), (socket.SOCK_DGRAM, UDP)) for port in ports]
    answers = {}

    def one(part):
        for q in part:
            answers[q] = arrives(q[0], ZONES[q[1]][4 if q[2] else 2], q[3], q[4])

    threads = [threading.Thread(target=one, args=(asked[i::24],)) for i in range(24)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return answers


def words(q):
    return f"{q[0]} -> {q[1]} {'IPv6' if q[2] else 'IPv4'} {'tcp' if q[3] == socket.SOCK_STREAM else 'udp'}/{q[4]}"


def may(q):
    """What network-good.yaml says, read by a person; IPv6 where both ends have it there."""
    a, b, six, kind, port = q
    tcp = kind == socket.SOCK_STREAM
    return (a == "my" and b == "lgwan" and not six and tcp and port == 443) \
        or (a == "inet" and b == "lgwan" and tcp and port == 25) \
        or (a == "lgwan" and b == "inet" and tcp and (port == 443 or 8000 <= port <= 8010)) \
        or (a == "hoka" and b == "lgwan" and not six and not tcp and port == 123)


def compiled(sekisho, policy):
    return sh(sekisho, "zone", "compile", policy).stdout


def load(rules):
    inside("gw", "nft", "-f", "-", input=rules)


def only_the_allowed(sekisho, policy):
    rules = compiled(sekisho, policy)
    inside("gw", "nft", "-c", "-f", "-", input=rules)
    load(rules)
    load(rules)
    tap(rules == compiled(sekisho, policy), "the same policy is the same rules")
    answers = everything()
    wrong = [words(q) for q in answers if answers[q] != may(q)]
    tap(not wrong and any(answers.values()), "what the policy allows arrives, and nothing else", "\n".join(wrong))
    own = [p for p in TCP for z, at in ZONES.items() if arrives(z, at[1], socket.SOCK_STREAM, p)]
    tap(not own, "the boundary itself answers nobody", own)


def forged(sekisho, policy):
    sh("ip", "-n", f"{P}hoka", "addr", "add", "10.1.0.5/32", "dev", "eth0")
    sh("ip", "-n", f"{P}hoka", "addr", "add", "10.9.0.7/16", "dev", "eth0")
    tap(not arrives("hoka", "10.2.0.2", socket.SOCK_STREAM, 443, "10.1.0.5"), "an address of another zone opens nothing")
    tap(arrives("hoka", "10.2.0.2", socket.SOCK_DGRAM, 123, "10.9.0.7"), "one of the zone's own does")
    sh("ip", "-n", f"{P}my", "link", "set", "eth0", "address", "02:00:5e:10:00:77")
    tap(not arrives("my", "10.2.0.2", socket.SOCK_STREAM, 443), "another machine with the special flow's address does not pass")
    sh("ip", "-n", f"{P}my", "link", "set", "eth0", "address", ZONES["my"][5])
    tap(arrives("my", "10.2.0.2", socket.SOCK_STREAM, 443), "the right one does")


def logged(sekisho, policy):
    """What is stopped is told in words, as it is stopped; of a flood only some, and how many more."""
    log = subprocess.Popen(["ip", "netns", "exec", f"{P}gw", sekisho, "zone", "log", policy], stdout=subprocess.PIPE, text=True,
                           env={**os.environ, "LC_ALL": "C.UTF-8"})
    lines = queue.Queue()
    threading.Thread(target=lambda: [lines.put(line) for line in log.stdout], daemon=True).start()

    def until(*words):
        seen = []
        with contextlib.suppress(queue.Empty):
            while not seen or not all(w in seen[-1] for w in words):
                seen.append(lines.get(timeout=5))
            return "", len(seen)
        return "".join(seen[-5:]) or "nothing", len(seen)

    def denied(what, a, b, kind, port, *words):
        for _ in range(20):  # until it listens
            arrives(a, b, kind, port)
            if not lines.empty():
                break
        why, _ = until(*words)
        tap(not why, f"logged in words: {what}", why)

    denied("a port that is not allowed", "inet", ZONES["lgwan"][2], socket.SOCK_STREAM, 22,
           "許可のない", "TCP ポート 22、インターネット接続系の", "からLGWAN接続系の「庁内」（10.2.0.2、eth1）へ")
    denied("zones between which nothing may pass", "inet", ZONES["my"][4], socket.SOCK_DGRAM, 53, "許可のない系の間", "IPv6 UDP ポート 53")
    denied("the boundary itself", "my", ZONES["my"][1], socket.SOCK_STREAM, 25, "境界の機器あて", "へ", "eth2")
    with standing_in("my"):
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for i in range(2000):
        s.sendto(b"x", (ZONES["inet"][2], 1000 + i))
    s.close()
    why, told = until("ほかに約")
    tap(not why and told < 200, "of a flood some are told, and how many more", (why, told))
    log.terminate()
    log.wait(timeout=10)


def dies_with_its_rule(sekisho, policy):
    with open(policy, encoding="utf-8") as f:
        text = f.read()
    without = re.sub(r"\n  - \{code: gamen,[^\n]*", "", text)
    with standing_in("lgwan"):
        s = socket.socket()
    s.settimeout(2)
    s.connect((ZONES["inet"][2], 443))
    s.sendall(b"1")
    tap(s.recv(1) == b"1", "a connection goes on under its rule")
    load(compiled(sekisho, policy))
    s.sendall(b"2")
    tap(s.recv(1) == b"2", "and over a reload of the same rules")
    with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as f:
        f.write(without)
        f.flush()
        load(compiled(sekisho, f.name))
    s.sendall(b"3")
    try:
        got = s.recv(1)
    except OSError:
        got = b""
    tap(got == b"", "it dies when its rule is taken away", got)
    s.close()
    tap(arrives("inet", ZONES["lgwan"][2], socket.SOCK_STREAM, 25), "others begin as before")


def over(sekisho, policy):
    """A special flow whose time is over is not in the rules that are made; that day everything else goes on."""
    with open(policy, encoding="utf-8") as f:
        text = f.read()
    with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as f:
        f.write(text.replace("until: 2099-03-31", "until: 2026-03-31"))
        f.flush()
        rules = compiled(sekisho, f.name)
    tap('comment "sync' not in rules and 'comment "mail' in rules and 'comment "sync' in compiled(sekisho, policy),
        "a special flow that is over is not in the rules", rules)


class Flood(threading.Thread):
    """As many packets as go, from My Number to the Internet and the other way round, and how many of them arrived."""

    def __init__(self):
        super().__init__(daemon=True)
        self.sent = self.arrived = 0
        self.on = True
        self.pairs = []
        for port, (a, b) in enumerate((("my", "inet"), ("inet", "my"), ("lgwan", "my")), 9000):
            with standing_in(b):
                to = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            to.bind((ZONES[b][2], port))
            to.setblocking(False)
            with standing_in(a):
                source = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            source.setblocking(False)
            self.pairs.append((source, to, (ZONES[b][2], port)))

    def run(self):
        while self.on:
            for source, to, where in self.pairs:
                with contextlib.suppress(OSError):
                    source.sendto(b"leak", where)
                    self.sent += 1
                with contextlib.suppress(BlockingIOError):
                    while to.recv(16):
                        self.arrived += 1


def reloads(sekisho, policy, times):
    """The same rules and others by turns: no packet meets half a rule set."""
    with open(policy, encoding="utf-8") as f:
        text = f.read()
    other = re.sub(r"\n  - \{code: mail,[^\n]*", "", text)
    with tempfile.TemporaryDirectory() as d:
        files = []
        for name, what in (("a", text), ("b", other)):
            with open(f"{d}/{name}.yaml", "w", encoding="utf-8") as f:
                f.write(what)
            with open(f"{d}/{name}.nft", "w", encoding="utf-8") as f:
                f.write(compiled(sekisho, f"{d}/{name}.yaml"))
            files.append(f"{d}/{name}.nft")
        inside("gw", "nft", "delete", "table", "inet", "sekisho")
        control = Flood()
        control.start()
        while control.arrived < 100 and control.sent < 10 ** 6:
            pass
        control.on = False
        control.join()
        tap(control.arrived >= 100, "control: without rules the flood arrives", (control.sent, control.arrived))
        for _, to, _ in control.pairs:
            to.close()
        inside("gw", "nft", "-f", files[0])
        flood = Flood()
        flood.start()
        script = f"for i in $(seq {times // 2}); do nft -f {files[1]} && nft -f {files[0]} || exit 1; done"
        inside("gw", "sh", "-c", script)
        flood.on = False
        flood.join()
        tap(flood.sent > times and flood.arrived == 0, f"{times} reloads under traffic leak nothing", (flood.sent, flood.arrived))


def main():
    sekisho, policy = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    own_space.needs_nft()
    try:
        build()
        for zone in (*ZONES, "gw"):
            serve(zone)
        control = everything()
        silent = [words(q) for q in control if not control[q]]
        tap(not silent, f"control: without rules all {len(control)} arrive", "\n".join(silent))
        own = [p for p in TCP for z, at in ZONES.items() if not arrives(z, at[1], socket.SOCK_STREAM, p)]
        tap(not own, "control: the boundary's own ports answer", own)
        only_the_allowed(sekisho, policy)
        logged(sekisho, policy)
        forged(sekisho, policy)
        dies_with_its_rule(sekisho, policy)
        over(sekisho, policy)
        reloads(sekisho, policy, 1000)
    finally:
        remove()
    done()


if __name__ == "__main__":
    sys.exit(main())
