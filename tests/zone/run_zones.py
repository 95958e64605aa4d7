#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""run_zones.py SEKISHO POLICY TOOL: the lab of ./run --zones: what it measures is what the demo policy says, a hole made by
hand is told, and Ctrl-C removes everything (TAP)."""
import os
import queue
import re
import signal
import subprocess
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import own_space  # noqa: E402
from tap import done, expect  # noqa: E402

sekisho, policy, tool = (os.path.abspath(a) for a in sys.argv[1:4])
PREFIX = f"skr{os.getpid()}-"
ALLOWED = {("10.3.0.25", "10.2.0.25", "25"), ("fd00:3::25", "fd00:2::25", "25"), ("10.1.0.5", "10.2.0.25", "8443"),
           *((a, "10.3.0.25", "443") for a in ("10.2.0.9", "10.2.0.25")),
           *((a, "fd00:3::25", "443") for a in ("fd00:2::9", "fd00:2::25"))}


def spaces():
    return [s for s in os.listdir("/run/netns") if s.startswith(PREFIX)] if os.path.isdir("/run/netns") else []


def run():
    lab = subprocess.Popen([sys.executable, tool, sekisho, policy, PREFIX], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                           env={**os.environ, "LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": "1"})
    lines = queue.Queue()
    threading.Thread(target=lambda: [lines.put(line) for line in lab.stdout], daemon=True).start()
    text = ""

    def until(word, seconds=60):
        nonlocal text
        while word not in text:
            try:
                text += lines.get(timeout=seconds)
            except queue.Empty:
                return False
        return True

    try:
        expect(until("Ctrl-C, which removes"), "it starts", text)
        control = re.search(r"(\d+) 通りのうち (\d+) 通り", text)
        expect(control and control.group(1) == control.group(2) and int(control.group(1)) > 300, "without rules everything arrives", text)
        found = {(a, b, p.strip()) for a, b, ports in re.findall(r"^  \S+ (\S+) +→ \S+ (\S+) +TCP (.+)$", text, re.M) for p in ports.split(",")}
        expect(found == ALLOWED, "what arrives is what the policy says", found ^ ALLOWED)
        expect(len(spaces()) == 5, "four hosts and the boundary", spaces())
        expect(until("正常"), "the watcher proves the rules", text)
        text = ""
        subprocess.run(["ip", "netns", "exec", PREFIX + "boundary", "nft", "insert", "rule", "inet", "sekisho", "b_forward", "tcp", "dport", "22",
                        "accept"], check=True)
        expect(until("ポート 22が、方針にないのに"), "a hole made by hand is told", text)
        text = ""
        subprocess.run(["ip", "netns", "exec", PREFIX + "internet", "timeout", "1", "bash", "-c", "</dev/tcp/10.1.0.9/80"], stderr=subprocess.DEVNULL,
                       check=False)
        expect(until("TCP ポート 80、インターネット接続系の「インターネット」（203.0.113.9"), "what is stopped is told", text)
    finally:
        lab.send_signal(signal.SIGINT)
        lab.wait(timeout=30)
    expect(not spaces(), "and everything is removed", spaces())


own_space.needs_nft()
run()
done()
