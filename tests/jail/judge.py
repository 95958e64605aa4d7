#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""judge.py BUILD FORK-TWIN: the keeper starts nothing where nobody could judge the policy, and says so in words (TAP)."""
import os
import re
import signal
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import done, expect as tap  # noqa: E402

build, twin = (os.path.abspath(a) for a in sys.argv[1:])
DEMO = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../share/profiles/demo.yaml")


def keeper(state, **more):
    """A relative libexec is complained about only once the policy has been judged, and before anything is touched."""
    return subprocess.run([os.path.join(build, "src/proc/sekisho-keeper"), "--state", state, "--half", "L", "--libexec", "relative"],
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=60, **more)


def main():
    with tempfile.TemporaryDirectory() as state:
        os.chmod(state, 0o755)
        with open(os.path.join(state, "policy.yaml"), "wb") as f, open(DEMO, "rb") as demo:
            f.write(demo.read())
        ran = keeper(state)
        tap(ran.returncode != 0 and "absolute paths" in ran.stderr, "a good policy is judged", ran)
        ran = keeper(state, preexec_fn=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN))
        tap("absolute paths" in ran.stderr, "also where nobody wanted to hear of children", ran)
        for how, words in (("none", "プロセスを作れない"), ("killed", "途中で終わった")):
            ran = keeper(state, env={"LD_PRELOAD": twin, "TWIN_FORK": how, "ASAN_OPTIONS": "verify_asan_link_order=0"})
            said = ran.stderr
            tap(ran.returncode == 1 and said.count("\n") == 1 and words in said and "起動しません" in said and "確かめて" in said
                and re.search("not started.*start again", said), f"judge: {how}", ran)
        tap(os.listdir(state) == ["policy.yaml"], "nothing of the state was touched", os.listdir(state))
    done()


if __name__ == "__main__":
    sys.exit(main())
