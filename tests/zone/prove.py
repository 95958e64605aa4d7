#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""prove.py SEKISHO POLICY: what the compiler writes, loaded into a kernel and read back from it, is proved; and what a
hand then changes there is found (TAP). In a network namespace of its own, without cables."""
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import own_space  # noqa: E402
from tap import done, expect  # noqa: E402

sekisho, policy = (os.path.abspath(a) for a in sys.argv[1:3])
SPACE = f"skp{os.getpid()}"


def nft(*args, text=None):
    return subprocess.run(["ip", "netns", "exec", SPACE, "nft", *args], input=text, check=True, capture_output=True, text=True).stdout


def prove():
    """Exit code and words of a proof of what the kernel holds now."""
    r = subprocess.run([sekisho, "zone", "prove", policy, "-"], input=nft("-j", "list", "ruleset"), capture_output=True, text=True,
                       env={"LC_ALL": "C.UTF-8"})
    return r.returncode, r.stdout + r.stderr


def load():
    rules = subprocess.run([sekisho, "zone", "compile", policy], check=True, capture_output=True, text=True).stdout
    nft("flush", "ruleset")
    nft("-f", "-", text=rules)


def hand(what, want, *words, fresh=True):
    """After a change by hand the proof ends with `want` and says the words."""
    if fresh:
        load()
    nft("-f", "-", text=what)
    code, text = prove()
    expect(code == want and all(w in text for w in words), what.splitlines()[0] if what else "as compiled", (code, text))


def run():
    code, text = prove()
    expect(code == 1 and "さえぎるものがありません" in text, "no rules at all: everything passes", (code, text))
    hand("", 0, "証明できました", "この証明が見ていないもの", "b_forward")
    hand("insert rule inet sekisho b_forward tcp dport 22 accept comment \"hogehoge\"", 1, "ポート 22", "hogehoge", "chain b_forward")
    hand("insert rule inet sekisho p_eth1.eth0 meta nfproto ipv6 accept", 1, "IPv6", "p_eth1.eth0")
    hand("add rule inet sekisho p_eth1.eth0 accept", 0, "証明できました")  # behind the chain's drop: never reached
    hand("delete chain inet sekisho b_forward\n", 1, "さえぎるものがありません")
    hand("table inet other { chain f { type filter hook forward priority -5; policy accept; }\n}", 0, "table inet other, chain f")
    hand("table ip other { chain p { type nat hook postrouting priority srcnat; masquerade\n }\n}", 1, "証明できません", "masquerade")
    hand("table ip other { chain p { type filter hook prerouting priority raw; notrack\n }\n}", 1, "証明できません", "notrack")
    hand("table inet sekisho { flags dormant;\n}", 1, "証明できません")


own_space.needs_nft()
with own_space.kept(SPACE):
    run()
done()
