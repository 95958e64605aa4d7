#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""zone_lab.py SEKISHO POLICY [PREFIX]: a lab on this machine (./run --zones): a host for each network of the policy that has
an interface, in a network namespace of its own, and the boundary between them with the rules that the policy makes. Measures
what arrives, says what to try, shows what the watcher and the log of denials say, and removes everything on Ctrl-C.

Every address is of these namespaces alone; nothing of this machine's own network is touched. Needs root, ip and nft.
"""
import contextlib
import ctypes
import ipaddress
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import unicodedata

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET = 0x40000000
OUTSIDE = ("203.0.113.9", "2001:db8:9::9")
ALWAYS = (22, 80, 445)


def sh(*args, **kw):
    return subprocess.run(args, check=True, capture_output=True, text=True, **kw)


class Host:
    """One network's: its addresses, and those that the policy names within it."""

    def __init__(self, row, prefix):
        self.code, self.name, self.interface = row["code"], row["name"], row["interface"]
        self.space = prefix + self.code
        self.zone, self.mac = row["zone"], None
        self.nets = [ipaddress.ip_network(row[k], strict=False) for k in ("v4", "v6") if k in row]
        self.addresses = {}  # address -> name
        for net in self.nets:
            rest = net.prefixlen == 0
            own = ipaddress.ip_address(OUTSIDE[net.version == 6]) if rest else net.network_address + 9
            self.addresses[own] = self.name

    def gateway(self, version):
        for net in self.nets:
            if net.version == version:
                if net.prefixlen:
                    return net.network_address + 1
                return ipaddress.ip_address(OUTSIDE[version == 6]) - 8
        return None

    def bits(self, version):
        return next((n.prefixlen or (24 if version == 4 else 64)) for n in self.nets if n.version == version)


def rows(text, section):
    """The lists of a policy, one entry in braces each; it was checked before, so quotes and commas are where they should be."""
    found = re.search(rf"^{section}:.*\n((?:  .*\n|\s*#.*\n)*)", text, re.M)
    for entry in re.findall(r"- \{((?:[^{}]|\{[^{}]*\})*)\}", found.group(1) if found else ""):
        entry = re.sub(r"\{[^{}]*\}", "", entry)
        yield {k: v.strip().strip('"') for k, v in re.findall(r'(\w+):\s*("[^"]*"|[^,]*)', entry)}


def read(policy, prefix):
    with open(policy, encoding="utf-8") as f:
        text = f.read()
    networks = list(rows(text, "networks"))
    hosts = [Host(r, prefix) for r in networks if "interface" in r]
    for r in networks:
        for key in ("v4", "v6"):
            if "interface" in r or key not in r or r.get("role") == "service" or "/" in r[key]:
                continue
            address = ipaddress.ip_address(r[key])
            host = max((h for h in hosts if h.zone == r["zone"] and any(address in n for n in h.nets)),
                       key=lambda h: max(n.prefixlen for n in h.nets), default=None)
            if host:
                host.addresses[address] = r["name"]
                host.mac = r.get("mac", host.mac)
    ports = {int(p) for r in rows(text, "traffic") if r.get("protocol") == "tcp"
             for p in re.findall(r"\d+", r.get("ports", ""))}
    return hosts, sorted(ports | set(ALWAYS))[:16]


class Lab:
    def __init__(self, sekisho, policy, prefix):
        self.sekisho, self.policy, self.prefix = sekisho, policy, prefix
        self.hosts, self.ports = read(policy, prefix)
        self.gate = prefix + "boundary"

    def spaces(self):
        return [self.gate, *(h.space for h in self.hosts)]

    def remove(self):
        for space in self.spaces():
            subprocess.run(["ip", "netns", "del", space], capture_output=True)

    def build(self):
        for space in self.spaces():
            sh("ip", "netns", "add", space)
            settings = ["net.ipv6.conf.default.accept_dad=0", "net.ipv6.conf.all.accept_dad=0",
                        "net.ipv6.conf.default.router_solicitations=0"]
            if space == self.gate:
                settings += ["net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1"]
            sh("ip", "netns", "exec", space, "sysctl", "-qw", *settings)
            sh("ip", "-n", space, "link", "set", "lo", "up")
        for h in self.hosts:
            sh("ip", "link", "add", "name", h.interface, "netns", self.gate, "type", "veth", "peer", "name", "eth0", "netns", h.space)
            if h.mac:
                sh("ip", "-n", h.space, "link", "set", "eth0", "address", h.mac)
            for address in h.addresses:
                sh("ip", "-n", h.space, "addr", "add", f"{address}/{h.bits(address.version)}", "dev", "eth0",
                   *(["nodad"] if address.version == 6 else []))
            sh("ip", "-n", h.space, "link", "set", "eth0", "up")
            for net in h.nets:
                gateway = h.gateway(net.version)
                sh("ip", "-n", self.gate, "addr", "add", f"{gateway}/{h.bits(net.version)}", "dev", h.interface,
                   *(["nodad"] if net.version == 6 else []))
            sh("ip", "-n", self.gate, "link", "set", h.interface, "up")
            for net in h.nets:
                sh("ip", "-n", h.space, f"-{net.version}", "route", "add", "default", "via", str(h.gateway(net.version)))
        for h in self.hosts:
            for net in h.nets:
                if net.prefixlen == 0:
                    sh("ip", "-n", self.gate, f"-{net.version}", "route", "add", "default", "via", OUTSIDE[net.version == 6])

    def load(self):
        rules = sh(self.sekisho, "zone", "compile", self.policy).stdout
        sh("ip", "netns", "exec", self.gate, "nft", "-f", "-", input=rules)


# --- what arrives ---

@contextlib.contextmanager
def standing_in(space):
    """This thread's sockets are made there."""
    with open("/proc/thread-self/ns/net", "rb") as home, open(f"/run/netns/{space}", "rb") as there:
        if LIBC.setns(there.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")
        try:
            yield
        finally:
            LIBC.setns(home.fileno(), CLONE_NEWNET)


def serve(lab):
    """Every port of the table, at every host."""
    def answer(s):
        while True:
            one, _ = s.accept()
            with contextlib.suppress(OSError):
                one.sendall(b"sekisho zones lab\n")
            one.close()

    for h in lab.hosts:
        with standing_in(h.space):
            for port in lab.ports:
                s = socket.socket(socket.AF_INET6)
                s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                s.bind(("::", port))
                s.listen(64)
                threading.Thread(target=answer, args=(s,), daemon=True).start()


def arrives(space, source, destination, port):
    with standing_in(space):
        s = socket.socket(socket.AF_INET6 if source.version == 6 else socket.AF_INET)
    s.settimeout(0.5)
    try:
        s.bind((str(source), 0))
        s.connect((str(destination), port))
        return s.recv(1) != b""
    except OSError:
        return False
    finally:
        s.close()


def measure(lab, tries):
    """(source, destination) -> the ports that answered; how many were asked, and did. Neighbours have to find each other first:
    several tries."""
    asked = [(a, sa, sn, b, da, dn, port) for a in lab.hosts for sa, sn in a.addresses.items() for b in lab.hosts if a is not b
             for da, dn in b.addresses.items() if sa.version == da.version for port in lab.ports]
    answers = {}

    def part(some):
        for q in some:
            answers[q] = arrives(q[0].space, q[1], q[4], q[6])

    again = asked
    for _ in range(tries):
        threads = [threading.Thread(target=part, args=(again[i::32],)) for i in range(32)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        again = [q for q in asked if not answers[q]]
    for q in again if tries > 1 else []:
        print(f"  届きません / does not arrive: {q[1]} -> {q[4]} TCP {q[6]}")
    table = {}
    for q in asked:
        table.setdefault((f"{q[2]} {q[1]}", f"{q[5]} {q[4]}"), []).extend([q[6]] if answers[q] else [])
    return table, len(asked), sum(answers.values())


# --- words ---

def padded(text, width):
    return text + " " * max(1, width - sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text))


def show(lab, table, asked, got):
    print(f"\n届くもの / what arrives（TCP {', '.join(map(str, lab.ports))} を {asked} 通り試し、{got} 通り届きました）\n")
    width = 2 + max(sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in a) for a, _ in table)
    for (a, b), ports in table.items():
        if ports:
            print(f"  {padded(a, width)}→ {padded(b, width)} TCP {', '.join(map(str, ports))}")
    print("\n  ほかの組はどれも届きません / no other pair")


def commands(lab, table):
    e, sekisho, policy = "ip netns exec", os.path.relpath(lab.sekisho), os.path.relpath(lab.policy)
    print("\n別の端末で試す / to try in another terminal:")
    for h in lab.hosts:
        source = next(iter(h.addresses))  # what the kernel takes for itself
        for (a, b), ports in table.items():
            if ports and a == f"{h.addresses[source]} {source}":
                print(f"  {e} {h.space} timeout 2 bash -c 'head -1 </dev/tcp/{b.split()[-1]}/{ports[0]}'     … 届きます / arrives")
                break
    a, target = lab.hosts[0], next(iter(lab.hosts[-1].addresses))
    print(f"""  {e} {a.space} timeout 2 bash -c 'head -1 </dev/tcp/{target}/22'     … 止まり、下に記録が出ます / stopped, and told below
  {e} {lab.gate} nft insert rule inet sekisho b_forward tcp dport 22 accept     … 手で穴をあける / a hole made by hand
  {e} {lab.gate} nft -j list ruleset | {sekisho} zone prove {policy} -     … 証明する / prove
  {sekisho} zone compile {policy} | {e} {lab.gate} nft -f -     … もとに戻す / put right again
  {sekisho} zone prove --probe {policy}     … 全ポート・全プロトコルで確かめる / all ports, all protocols
  ホスト / hosts: {' '.join(h.space for h in lab.hosts)}   境界 / boundary: {lab.gate}

この実験室は、規則を nft で直接読み込んでいます。本番では、申請・別の人の承認・署名のあとで sekisho-zone だけが読み込みます（sekisho zone apply）
in this lab the rules were loaded by nft itself; on a real boundary sekisho-zone alone does, after a request, another person's approval and a signature
ここに見張り（zone watch）と止めた通信（zone log）が出ます。終わる: Ctrl-C（名前空間はすべて消します）
the watcher and what is stopped appear here; to end: Ctrl-C, which removes all namespaces
""", flush=True)


def follow(lab):
    children = [subprocess.Popen(["ip", "netns", "exec", lab.gate, lab.sekisho, "zone", what, lab.policy], start_new_session=True)
                for what in ("watch", "log")]
    try:
        signal.sigwait({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    finally:
        for c in children:
            c.kill()  # they were born with these signals blocked
            c.wait()


def main():
    lab = Lab(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "skz-")
    if os.geteuid() != 0:
        print("名前空間を作るので、root で実行してください: sudo ./run --zones / needs root, to make network namespaces")
        return 1
    if len(lab.hosts) < 2:
        print(f"{lab.policy} に、インターフェース（interface）のあるネットワークが二つ以上ありません / no two networks with an interface")
        return 1
    there = [s for s in lab.spaces() if os.path.exists(f"/run/netns/{s}")]
    if there and any(sh("ip", "netns", "pids", s).stdout.strip() for s in there):
        print(f"すでに動いています / already running: {' '.join(there)}")
        return 1
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, signal.SIG_DFL)  # a shell's background job is born ignoring some
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    lab.remove()  # what a run that was killed has left
    try:
        lab.build()
        serve(lab)
        print("規則のないとき / without rules:", flush=True)
        _, asked, got = measure(lab, 4)
        print(f"  {asked} 通りのうち {got} 通りが届きます（対照） / {got} of {asked} arrive, the control")
        lab.load()
        table, asked, got = measure(lab, 1)
        show(lab, table, asked, got)
        commands(lab, table)
        follow(lab)
    except subprocess.CalledProcessError as e:
        print(f"作れませんでした / could not be made: {' '.join(e.cmd)}\n{e.stderr}")
        return 1
    finally:
        lab.remove()
        print("\n消しました / removed:", " ".join(lab.spaces()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
