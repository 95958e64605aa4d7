#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""replaced.py BUILD: whatever is put in the policy's place, a house that runs keeps its own, also for processes that are
started again; none is started with what is no policy, and it says so (TAP).
"""
import os
import random
import re
import subprocess
import sys
import time

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")]
from house import Gone, House, IN  # noqa: E402
from tap import done, expect as tap  # noqa: E402

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RELEASED = 7


def bad_files(good):
    """What an administrator may put there by mistake, or somebody on purpose."""
    bomb = "a: &a [x, x]\n" + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(24))
    plain = re.sub(r"^(networks|traffic|terminals):\n(?:[ #].*\n)*", "", good, flags=re.M)
    assert "networks:" not in plain
    return {
        "a text that is no policy": "情報セキュリティ基本方針\n\n1 目的\n本方針は……\n",
        "an unknown key": good + "\nfirewall: off\n",
        "a duplicate": good + "\nschema: 1\n",
        "a cycle": "schema: 1\nhost: {file: bad.yaml, organ: audit}\nformats: {inbound: {text: allow}, outbound: {text: allow}}\n",
        "overlapping networks": plain + "\nnetworks:\n"
            "  - {code: a, name: 甲, zone: lgwan, v4: 10.0.0.0/8, interface: a}\n"
            "  - {code: b, name: 乙, zone: mynumber, v4: 10.1.0.0/16, interface: b}\n"
            "  - {code: c, name: 丙, zone: inet, v4: 0.0.0.0/0, interface: c}\n",
        "a flow that the model forbids": plain + "\nnetworks:\n"
            "  - {code: a, name: 甲, zone: lgwan, v4: 10.2.0.0/16, interface: a}\n"
            "  - {code: b, name: 乙, zone: mynumber, v4: 10.1.0.0/16, interface: b}\n"
            "  - {code: c, name: 丙, zone: inet, v4: 0.0.0.0/0, interface: c}\n"
            "traffic:\n  - {code: x, name: 直接, from: b, to: c, protocol: tcp, ports: \"443\"}\n",
        "10 MB": good + "# ........................................................................\n" * 140000,
        "an alias bomb": bomb,
        "nothing": "",
        "bytes": "\0\1\2\3" * 300,
    }


def checked(build, top, name, text):
    """One clear message, in Japanese, and the exit code."""
    path = os.path.join(top, "bad.yaml")
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    begun = time.monotonic()
    ran = subprocess.run([os.path.join(build, "src/cli/sekisho"), "policy", "check", path], capture_output=True, text=True,
                         env={"LC_ALL": "ja_JP.UTF-8", "LANG": "ja_JP.UTF-8"}, timeout=60)
    said = ran.stdout + ran.stderr
    first = said.splitlines()[0] if said else ""
    tap(ran.returncode == 1 and re.search("[ぁ-ん]", first) and len(said) < 30000, f"{name}: said in Japanese, exit code 1",
        f"{ran.returncode} {said[:600]}")
    print(f"# {first[first.find('bad.yaml'):][:160]} ({time.monotonic() - begun:.1f} s)")


def crosses(house, name):
    end = time.time() + 60
    while time.time() < end:
        try:
            words = house.put(IN, "取込の試し\n".encode(), "試し.txt", "kensetsu")
            while words[0] == "OK" and time.time() < end:
                rows = house.list("2003", "inbox", "unit")
                if any(r[0] == words[1] and int(r[1]) == RELEASED for r in rows):
                    return tap(True, name)
                time.sleep(0.3)
        except Gone:
            house.sign_in("2003")
        time.sleep(0.3)
    return tap(False, name, house.tail(15))


def epoch(house):
    with open(os.path.join(house.state, "epoch"), encoding="ascii") as f:
        return f.read()


def put_in_place(house, name, text, rng):
    """While it runs, under its processes' feet."""
    for path in ("policy.yaml", "internet/policy.yaml"):
        with open(os.path.join(house.state, path), "w", encoding="utf-8") as f:
            f.write(text)
    for role in ("store", "belt", "gate", "portal", "auth"):
        house.kill(role, rng)
    house.wait_up()
    house.sign_in("2003")
    crosses(house, f"{name} in the policy's place: what is started again has the policy that runs")


def refused(house, name, text):
    with open(os.path.join(house.state, "policy.yaml"), "w", encoding="utf-8") as f:
        f.write(text)
    before = epoch(house)
    ran = subprocess.run([os.path.join(house.libexec, "sekisho-keeper"), "--state", house.state, "--libexec", house.libexec],
                         capture_output=True, text=True, timeout=60)
    tap(ran.returncode == 1 and "起動しません" in ran.stderr and ran.stderr.count("\n") == 1 and epoch(house) == before,
        f"{name}: nothing is started, and it says so", f"{ran.returncode} {ran.stderr}")


def main():
    if os.geteuid() != 0:
        print("1..0 # SKIP needs root: two halves with user ids of their own")
        return 0
    build = os.path.abspath(sys.argv[1])
    rng = random.Random(4)
    house = House(build, SOURCE)
    try:
        house.init()
        with open(os.path.join(house.state, "policy.yaml"), encoding="utf-8") as f:
            good = f.read()
        with open(os.path.join(house.state, "internet/policy.yaml"), encoding="utf-8") as f:
            public = f.read()
        bad = bad_files(good)
        for name, text in bad.items():
            checked(build, house.top, name, text)
        house.start()
        house.sign_in("2003")
        crosses(house, "the house works")
        put_in_place(house, "a text that is no policy", bad["a text that is no policy"], rng)
        house.stop()
        with open(os.path.join(house.state, "internet/policy.yaml"), "w", encoding="utf-8") as f:
            f.write(public)
        for name, text in bad.items():
            refused(house, name, text)
        other = good.replace("seconds: 30", "seconds: 31", 1)
        with open(os.path.join(house.state, "policy.yaml"), "w", encoding="utf-8") as f:
            f.write(other)
        ran = subprocess.run([os.path.join(house.libexec, "sekisho-keeper"), "--state", house.state, "--libexec",
                              house.libexec], capture_output=True, text=True, timeout=60)
        tap(ran.returncode == 1 and "sekisho init" in ran.stderr, "two halves with different policies are not started",
            ran.stderr)
        with open(os.path.join(house.state, "policy.yaml"), "w", encoding="utf-8") as f:
            f.write(good)
        house.start()
        house.sign_in("2003")
        crosses(house, "with the right file again the house works")
    finally:
        house.remove()
    done()


if __name__ == "__main__":
    sys.exit(main())
