#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""watch.py SEKISHO POLICY: `sekisho zone watch` finds what a hand or another program does to the kernel's rules (TAP). In a
network namespace of its own, without cables. Times are printed, not asserted."""
import os
import queue
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import own_space  # noqa: E402
from tap import done, expect  # noqa: E402

sekisho, policy = (os.path.abspath(a) for a in sys.argv[1:3])
SPACE = f"skw{os.getpid()}"
INSIDE = ["ip", "netns", "exec", SPACE]


def nft(text):
    subprocess.run([*INSIDE, "nft", "-f", "-"], input=text, check=True, capture_output=True, text=True)


class Watch:
    """Its reports, each as one text: a line with a year, and those below it."""

    def __init__(self):
        self.process = subprocess.Popen([*INSIDE, sekisho, "zone", "watch", policy], stdout=subprocess.PIPE, text=True,
                                        env={**os.environ, "LC_ALL": "C.UTF-8"})
        self.lines = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put(None)

    def until(self, *words, seconds=20):
        """All that it says until all of the words were said since the last change it told of, or the time is over."""
        text, end = "", time.monotonic() + seconds
        while not all(w in text for w in words):
            try:
                line = self.lines.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                return text, False
            if line is None:
                return text, False
            text = line if line.startswith("20") else text + line
        return text, True

    def end(self):
        self.process.terminate()
        return self.process.wait(timeout=10)


def found(watch, what, change, *words):
    begin = time.monotonic()
    nft(change)
    text, right = watch.until(*words)
    expect(right, what, text)
    print(f"# {what}: {time.monotonic() - begin:.3f} s from before the change to the words")


def run():
    rules = subprocess.run([sekisho, "zone", "compile", policy], check=True, capture_output=True, text=True).stdout
    mark = next(line for line in rules.splitlines() if "Generation" in line).rsplit(" ", 1)[1].rstrip(".")
    watch = Watch()
    text, right = watch.until("警報", "方針にない通信が通ります", "（inet sekisho）がありません")
    expect(right, "no rules at all are an alarm", text)
    found(watch, "the policy's rules are found and proved", rules, "正常", "証明済み", "nft、プロセス")
    found(watch, "an accept added by hand is found", "insert rule inet sekisho b_forward tcp dport 22 accept comment \"hogehoge\"",
          "警報", "ポート 22", "chain b_forward", "hogehoge")
    found(watch, "put right again", rules, "正常", "証明済み")
    found(watch, "a second base chain by another program is seen, though it lets nothing more pass",
          "table ip other { chain f { type filter hook forward priority -5; policy accept; }\n}", "警報", "証明済み", "（ip other, chain f）")
    nft("delete table ip other")
    for what, change, *words in (
            ("a port of the boundary itself is seen", "insert rule inet sekisho b_input tcp dport 22 accept", "chain b_input"),
            ("what the boundary sends itself is seen", "insert rule inet sekisho b_output udp dport 514 accept", "chain b_output"),
            ("an own chain that accepts by itself is seen", "add chain inet sekisho b_input { policy accept; }", "b_input"),
            ("a check of sources that is gone is seen", "flush chain inet sekisho b_source", "b_source"),
            ("answers without a mark are seen", "insert rule inet sekisho b_forward ct state established accept", "chain b_forward"),
            ("a base chain more in our own table is seen",
             "add chain inet sekisho more { type filter hook output priority 5; policy accept; }", "chain more")):
        found(watch, what, change, "警報", "証明済み", "方針から作ったものでない規則", *words)
        nft(rules)
        text, right = watch.until("正常")
        expect(right, "and it is put right again", text)
    found(watch, "another generation mark is seen", rules.replace(mark, "0x00c0ffee"), "警報", "世代の印（0x00c0ffee）")
    found(watch, "a deleted table is seen", "delete table inet sekisho", "警報", "（inet sekisho）がありません")
    found(watch, "what the model does not hold counts as not proved",
          rules + "table ip other { chain p { type nat hook postrouting priority srcnat; masquerade\n }\n}", "警報", "証明できません", "masquerade")
    nft("flush ruleset\n" + rules)
    for _ in range(50):
        nft(rules)
    text, right = watch.until("正常")
    expect(right, "and good again after 50 changes in a row", text)
    killed(watch)
    expect(watch.end() == -15, "a signal ends it")


def killed(watch):
    """The child that reads dies in the middle, as nft does on some rule sets."""
    many = "".join(f"add rule inet other c tcp dport {i % 60000 + 1} counter drop\n" for i in range(20000))
    nft("table inet other { chain c { }\n}\n" + many)
    children = f"/proc/{watch.process.pid}/task/{watch.process.pid}/children"
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with open(children, encoding="ascii") as f:
            child = f.read().split()
        if child:
            os.kill(int(child[0]), 9)
            break
    text, right = watch.until("警報", "途中で止まりました")
    expect(right, "a reader that dies is an alarm", text)
    nft("delete table inet other")
    text, right = watch.until("正常", "証明済み")
    expect(right, "and the watcher goes on", text)


own_space.needs_nft()
with own_space.kept(SPACE):
    run()
done()
