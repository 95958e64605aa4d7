#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tests/jail/sockets.py KEEPER_PID STATE: looks at every process of a running system through /proc (TAP).

No process has sockets or open files of both halves; the top process has none; every network namespace of the halves is
empty (not even loopback up); only nginx and the half that restarts it hold a socket of the host's network. Needs root for
processes that nobody may look into; what it could not see it counts and says.
"""
import os
import sys

NAMESPACES = ("net", "pid", "mnt", "ipc", "uts", "user")


def status(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8", errors="replace") as f:
        return dict(line.rstrip("\n").split(":\t", 1) for line in f if ":\t" in line)


def parents():
    found = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                found[int(name)] = int(status(name)["PPid"])
            except (OSError, KeyError):
                continue
    return found


def below(pid, tree):
    out, queue = [], [pid]
    while queue:
        p = queue.pop()
        children = sorted(c for c, parent in tree.items() if parent == p)
        out += children
        queue += children
    return out


def name_of(pid):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as f:
            first = f.read().split(b"\0")[0].decode(errors="replace")
        return os.path.basename(first.split(" ")[0].rstrip(":"))
    except OSError:
        return "?"


class Process:
    def __init__(self, pid):
        self.pid, self.name, self.hidden = pid, name_of(pid), False
        self.sockets, self.files, self.ns = set(), set(), {}
        self.uid = status(pid)["Uid"].split()[0]
        try:
            for fd in os.listdir(f"/proc/{pid}/fd"):
                link = f"/proc/{pid}/fd/{fd}"
                try:
                    target = os.readlink(link)
                    if target.startswith("socket:["):
                        self.sockets.add(int(target[8:-1]))
                    elif target.startswith("/"):
                        st = os.stat(link)
                        self.files.add((st.st_dev, st.st_ino))
                except FileNotFoundError:
                    continue
            self.ns = {n: os.readlink(f"/proc/{pid}/ns/{n}") for n in NAMESPACES}
        except PermissionError:
            self.hidden = True

    def net_is_empty(self):
        """Only a loopback that never carried anything, and no socket of the internet families."""
        with open(f"/proc/{self.pid}/net/dev", encoding="ascii") as f:
            devices = [line.split() for line in f.readlines()[2:]]
        quiet = all(d[0] == "lo:" and d[1] == "0" and d[9] == "0" for d in devices)
        rows = 0
        for table in ("tcp", "tcp6", "udp", "udp6", "raw", "packet"):
            try:
                with open(f"/proc/{self.pid}/net/{table}", encoding="ascii") as f:
                    rows += len(f.readlines()) - 1
            except OSError:
                continue
        return quiet and rows == 0


def inodes(directory):
    found = set()
    for top, _, files in os.walk(directory):
        for name in [top] + [os.path.join(top, f) for f in files]:
            try:
                st = os.lstat(name)
                found.add((st.st_dev, st.st_ino))
            except OSError:
                continue
    return found


class Tap:
    def __init__(self):
        self.n, self.bad = 0, 0

    def ok(self, good, what):
        self.n += 1
        self.bad += not good
        print(f"{'ok' if good else 'not ok'} {self.n} - {what}", flush=True)
        return good

    def skip(self, what, why):
        self.n += 1
        print(f"ok {self.n} - {what} # SKIP {why}", flush=True)


def look(top_pid, state, tap):
    tree = parents()
    top, halves = Process(top_pid), {}
    for child in (c for c, parent in tree.items() if parent == top_pid):
        group = [Process(p) for p in [child] + below(child, tree)]
        names = {p.name for p in group}
        letter = "I" if "sekisho-gate" in names else "L" if "sekisho-portal" in names else "?"
        halves[letter] = group
    if not tap.ok(set(halves) == {"I", "L"}, f"both halves run below process {top_pid}"):
        return
    for letter, group in halves.items():
        for p in group:
            net, pids, user = (p.ns.get(n, "hidden") for n in ("net", "pid", "user"))
            print(f"# {letter} {p.pid:7} uid {p.uid:6} {p.name:18} {len(p.sockets):2} sockets  {net} {pids} {user}")
    hidden = [p for g in halves.values() for p in g if p.hidden]
    if hidden:
        tap.skip(f"{len(hidden)} processes could not be looked into", "not dumpable, and this is not root")
    seen = {letter: [p for p in g if not p.hidden] for letter, g in halves.items()}
    tap.ok(not top.sockets, "the top process holds no socket")
    both = {letter: set().union(*(p.sockets for p in g)) for letter, g in seen.items()}
    tap.ok(not both["I"] & both["L"], "no socket is held in both halves")
    own = {"I": inodes(os.path.join(state, "internet")), "L": inodes(os.path.join(state, "lgwan"))}
    own["L"] |= inodes(os.path.join(state, "policy.yaml"))
    for letter, other in (("I", "L"), ("L", "I")):
        names = [p.name for p in seen[letter] if p.files & own[other]]
        tap.ok(not names, f"half {letter} has no file of half {other} open {names or ''}")
    host = {n: os.readlink(f"/proc/self/ns/{n}") for n in NAMESPACES}
    for kind in ("net", "pid", "mnt", "ipc"):
        spaces = {letter: {p.ns[kind] for p in g} for letter, g in seen.items()}
        tap.ok(not spaces["I"] & spaces["L"], f"no {kind} namespace is shared by the halves")
        tap.ok(host[kind] not in spaces["I"] | spaces["L"], f"no process is in the host's {kind} namespace")
    for letter, group in halves.items():
        full = [p.name for p in group if not p.net_is_empty()]
        tap.ok(not full, f"every network of half {letter} is empty {full or ''}")
    listening = set()
    for table in ("tcp", "tcp6"):
        with open(f"/proc/net/{table}", encoding="ascii") as f:
            listening |= {int(line.split()[9]) for line in f.readlines()[1:]}
    for letter, group in seen.items():
        names = {p.name for p in group[1:] if p.sockets & listening}
        tap.ok(names <= {"nginx"}, f"half {letter}: only nginx serves a socket of the host {sorted(names)}")


def main():
    if len(sys.argv) != 3 or not sys.argv[1].isdigit():
        sys.exit("usage: sockets.py KEEPER_PID STATE")
    tap = Tap()
    look(int(sys.argv[1]), sys.argv[2], tap)
    print(f"1..{tap.n}")
    sys.exit(1 if tap.bad else 0)


if __name__ == "__main__":
    main()
