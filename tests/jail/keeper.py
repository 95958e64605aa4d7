#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tests/jail/keeper.py BUILD [--user]: the keeper with stand-ins for the roles (tests/jail/role.c) and the real zygotes (TAP).

Everything becomes ready; /proc shows two halves that share nothing; whoever is killed comes back and is wired again; when one
half ends both begin again; when the top process ends everything ends. --user: as an ordinary user (needs root to become one).
"""
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import sockets  # noqa: E402

NOBODY = 65534
ROLES = ("gate", "portal", "belt", "bridge", "notary", "store", "mailer", "auth", "release")
TAP = sockets.Tap()


def prepare(build, base, user):
    os.chmod(base, 0o755)
    libexec, state = os.path.join(base, "libexec"), os.path.join(base, "state")
    os.makedirs(libexec)
    os.makedirs(os.path.join(state, "internet"))
    shutil.copy(os.path.join(build, "tests/jail/jail-role"), libexec)
    for role in ROLES:
        os.symlink("jail-role", os.path.join(libexec, f"sekisho-{role}"))
    for name in ("disarm", "converter", "inspect", "rebuild"):
        shutil.copy(os.path.join(build, f"src/proc/sekisho-{name}"), libexec)
    demo = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../share/profiles/demo.yaml")
    shutil.copy(demo, os.path.join(state, "policy.yaml"))
    with open(os.path.join(state, "internet/policy.yaml"), "wb") as f:
        subprocess.run([os.path.join(build, "src/cli/sekisho"), "policy", "public", demo], stdout=f, check=True)
    ports = {}
    if os.path.exists("/usr/sbin/nginx"):
        for half in ("internet", "lgwan"):
            ports[half] = free_port()
            nginx_conf(state, half, ports[half])
    else:
        TAP.skip("nginx in a network namespace with nothing in it", "nginx is not installed")
    if user:
        for top, _, files in os.walk(state):
            for path in [top] + [os.path.join(top, f) for f in files]:
                os.chown(path, NOBODY, NOBODY)
    return libexec, state, ports


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def nginx_conf(state, half, port):
    """The least that nginx needs here; the product's own is written by web/nginx.c."""
    place = os.path.join(state, half, "nginx")
    os.makedirs(place, exist_ok=True)
    temp = "".join(f"{kind}_temp_path {place}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    with open(os.path.join(place, "nginx.conf"), "w", encoding="ascii") as f:
        f.write(f"daemon off; worker_processes 1; pid {place}/pid; error_log stderr; events {{}}\n"
                f"http {{ access_log off; {temp} server {{ listen 127.0.0.1:{port}; return 200 '{half}'; }} }}\n")


def fetch(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
            return answer.read().decode()
    except OSError as e:
        return str(e)


def start(build, libexec, state, user, ports):
    as_user = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if user and os.geteuid() == 0 else {}
    addresses = [a for half, port in ports.items() for a in (f"--{half}", f"127.0.0.1:{port}")]
    return subprocess.Popen([os.path.join(build, "src/proc/sekisho-keeper"), "--state", state, "--libexec", libexec,
                             *addresses], stdout=subprocess.PIPE, text=True, **as_user)


def wait_for(condition, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def log(state, half):
    try:
        with open(os.path.join(state, half, "log", "sekisho.log"), encoding="utf-8") as f:
            return f.read()
    except OSError:
        return ""


def processes(top):
    found = {}
    for pid in sockets.below(top, sockets.parents()):
        found.setdefault(sockets.name_of(pid), []).append(pid)
    return found


def half_of(pid):
    tree = sockets.parents()
    while tree.get(tree.get(pid)) and sockets.name_of(tree[pid]) != "sekisho-keeper":
        pid = tree[pid]
    return tree.get(pid)


def killed_come_back(top, state):
    for name in sorted(n for n in processes(top) if n != "sekisho-keeper"):
        wait_for(lambda name=name: name in processes(top))  # a role may begin again when its peer did
        before = processes(top)[name]
        victim = min(before)
        lines = log(state, "internet").count("\n") + log(state, "lgwan").count("\n")
        os.kill(victim, signal.SIGKILL)

        def another(name=name, victim=victim, count=len(before)):
            now = processes(top).get(name, [])  # one look: the victim may go between two
            return len(now) == count and victim not in now

        back = wait_for(another)
        told = wait_for(lambda n=lines: log(state, "internet").count("\n") + log(state, "lgwan").count("\n") > n)
        TAP.ok(back and told, f"{name} comes back after kill -9")
    TAP.ok(wait_for(lambda: log(state, "lgwan").count("store: peer notary is up") >= 3), "peers are wired again each time one of them came back")
    TAP.ok(wait_for(lambda: log(state, "lgwan").count("hello from belt came back") >= 2), "the cable is heard again")


def halves_restart(top, state, everything, user):
    """Also over what a captured role left in its directory to stop whoever walks through it as root."""
    if not user:
        os.makedirs(os.path.join(state, "internet", "release", *["deeper"] * 40))
    children = [p for p, parent in sockets.parents().items() if parent == top]
    os.kill(children[0], signal.SIGKILL)
    again = wait_for(lambda: len([p for p, parent in sockets.parents().items()
                                  if parent == top and p not in children]) == 2)
    TAP.ok(again, "when one half ends both begin again")
    TAP.ok(wait_for(lambda: sum(map(len, processes(top).values())) >= everything), "and everything in them")


def all_end(keeper, how):
    inside = [p for pids in processes(keeper.pid).values() for p in pids]
    keeper.send_signal(how)
    keeper.wait(20)
    gone = wait_for(lambda: not [p for p in inside if os.path.exists(f"/proc/{p}")])
    TAP.ok(len(inside) > 20 and gone, f"{how.name} of the top process ends all {len(inside)}")


def stands_still(top, state):
    victim = processes(top)["sekisho-auth"][0]
    os.kill(victim, signal.SIGSTOP)
    time.sleep(0.3)
    os.kill(victim, signal.SIGCONT)
    TAP.ok(os.path.exists(f"/proc/{victim}"), "a process that stood still goes on")
    TAP.ok("fatal" not in log(state, "lgwan") + log(state, "internet"), "nothing fatal in the logs")


def violators_die(state, user):
    """Release says garbage to belt; belt tells the keeper; release is killed, comes back and says no more of it."""
    path = os.path.join(state, "internet", "release", "misbehave")
    with open(path, "w", encoding="ascii"):
        pass
    if user and os.geteuid() == 0:
        os.chown(path, NOBODY, NOBODY)
    ended = wait_for(lambda: "release ended (signal 9)" in log(state, "internet"))
    os.unlink(path)
    text = log(state, "internet")
    TAP.ok("?]0;owned?" in text and "\033" not in text, "its log cannot command a terminal")
    TAP.ok(ended and "belt reports a violation by release" in text, "who breaks the rules of a wire is killed")
    TAP.ok(wait_for(lambda: log(state, "internet").rfind("belt: peer release is up") >
                    log(state, "internet").find("release ended (signal 9)")), "and comes back")


def served(ports):
    for half, port in ports.items():
        TAP.ok(wait_for(lambda h=half, p=port: fetch(p) == h, 10), f"nginx of {half} answers over its inherited socket")


def run(build, base, user):
    libexec, state, ports = prepare(build, base, user)
    keeper = start(build, libexec, state, user, ports)
    try:
        line = keeper.stdout.readline()
        if not TAP.ok(line.startswith("sekisho-keeper: ready"), f"one line when everything is ready: {line.strip()}"):
            return
        TAP.ok(("evaluation" in line) == (user or os.geteuid() != 0), "evaluation mode is said exactly where it is")
        sockets.look(keeper.pid, state, TAP)
        stands_still(keeper.pid, state)
        served(ports)
        violators_die(state, user)
        everything = sum(map(len, processes(keeper.pid).values()))
        killed_come_back(keeper.pid, state)
        sockets.look(keeper.pid, state, TAP)
        halves_restart(keeper.pid, state, everything, user)
        served(ports)
        all_end(keeper, signal.SIGTERM)
        keeper = start(build, libexec, state, user, ports)
        keeper.stdout.readline()
        all_end(keeper, signal.SIGKILL)
        with open(os.path.join(state, "epoch"), encoding="ascii") as f:
            TAP.ok(f.read() == "2\n", "starts are counted")
    finally:
        keeper.kill()
        if TAP.bad:
            print("# " + "\n# ".join((log(state, "internet") + log(state, "lgwan")).splitlines()[-60:]))


def main():
    user = "--user" in sys.argv
    if not user and os.geteuid() != 0:
        TAP.skip("the keeper as root", "not root")
    else:
        with tempfile.TemporaryDirectory(prefix="sekisho-") as base:
            run(os.path.abspath(sys.argv[1]), base, user)
    print(f"1..{TAP.n}")
    sys.exit(1 if TAP.bad else 0)


main()
