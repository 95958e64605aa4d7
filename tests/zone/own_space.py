# SPDX-License-Identifier: Apache-2.0
"""own_space.py: a network namespace that a test has for itself, without cables, and that goes away with it.

    with own_space.kept(NAME):
        ...   # ip netns exec NAME
"""
import contextlib
import os
import subprocess
import sys


def needs(path, what):
    """The whole test is skipped where this is not root's or `path` is not there."""
    if os.geteuid() != 0 or not os.path.exists(path):
        print(f"1..0 # SKIP needs root and {what}")
        sys.exit(0)


def needs_nft():
    needs("/usr/sbin/nft", "nft")


@contextlib.contextmanager
def kept(name):
    subprocess.run(["ip", "netns", "add", name], check=True)
    try:
        yield
    finally:
        subprocess.run(["ip", "netns", "del", name], check=False)
