#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""backup.py SEKISHO PROFILE: what a captured role, or another user of the host, can do to a backup (TAP)."""
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import done, expect, skip  # noqa: E402

sekisho, profile = sys.argv[1:]


def run(*args):
    return subprocess.run([sekisho, *args], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)


def made(ran, dest):
    names = [n for n in os.listdir(dest) if n.startswith("sekisho-")] if os.path.isdir(dest) else []
    return ran.returncode == 0 and len(names) == 1 and os.path.join(dest, names[0])


def poisoned_directory(base, state):
    """Whoever runs as a belt owns its directory."""
    belt = os.path.join(state, "internet/belt")
    deep = os.path.join(belt, *["d"] * 40)
    os.makedirs(deep)
    fd = os.open(belt, os.O_RDONLY | os.O_DIRECTORY)
    for n in (240, 240, 240, 240, 20, 3, 200):  # and paths longer than any of ours, by a little and by much
        name = "n" * n
        os.mkdir(name, dir_fd=fd)
        fd = os.open(name, os.O_RDONLY | os.O_DIRECTORY, dir_fd=fd)
    os.close(fd)
    owner = os.stat(belt)
    for name, time in (("early", -10**18 + 1), ("late", 2**33 * 10**9 + 7)):  # before 1970; as late as a disk can say
        with open(os.path.join(belt, name), "wb") as f:
            os.fchown(f.fileno(), owner.st_uid, owner.st_gid)
        os.utime(os.path.join(belt, name), ns=(time, time))
    os.mkfifo(os.path.join(belt, "pipe"))
    os.symlink("/etc/shadow", os.path.join(belt, "link"))
    os.symlink("/etc", os.path.join(belt, "links"))
    ran = run("backup", "--state", state, "-o", os.path.join(base, "out"))
    backup = made(ran, os.path.join(base, "out"))
    expect(backup, "directories without end stop no backup", ran)
    if not backup:
        return
    manifest = open(os.path.join(backup, "manifest"), encoding="utf-8").read()
    expect("policy.yaml" in manifest and "/link" not in manifest and "/pipe" not in manifest and "shadow" not in manifest,
           "no link is followed, no pipe is read", manifest)
    expect(run("restore", "--test", backup).returncode == 0, "and it can be restored")


def strange_keeper(base, state):
    """A command line is a claim: a process of another user that makes it stands in nobody's way."""
    if os.geteuid() != 0:
        skip("a stranger's command line", "needs a second user")
        return
    claim = subprocess.Popen(["sekisho-keeper", "-c", "import time; time.sleep(100)", "--state", state],
                             executable="/usr/bin/python3", user=65534, group=65534, cwd="/")
    try:
        ran = run("restore", "--state", state, "--yes", made_before(base))
        expect(ran.returncode == 0, "a stranger's command line is not the keeper's", ran)
    finally:
        claim.kill()
        claim.wait()


def made_before(base):
    out = os.path.join(base, "out")
    return os.path.join(out, sorted(os.listdir(out))[0])


def key_that_is_not_here(base):
    """A backup has no key of the originals: a new one would shut those that are there."""
    state = os.path.join(base, "other")
    run("init", "--state", state, "--profile", profile)
    key, pub = os.path.join(state, "keys/originals.key"), os.path.join(state, "internet/belt/vault.pub")
    before = open(pub, "rb").read()
    os.rename(key, key + ".kept")
    made = run("init", "--state", state)
    expect(made.returncode == 0 and open(pub, "rb").read() != before, "an empty vault gets a new key", made)
    os.rename(key + ".kept", key)
    open(pub, "wb").write(before)
    os.makedirs(os.path.join(state, "internet/belt/vault/keys"))
    open(os.path.join(state, "internet/belt/vault/keys", "00" * 16), "wb").close()
    os.rename(key, key + ".kept")
    refused = run("init", "--state", state)
    expect(refused.returncode == 1 and "originals.key".encode() in refused.stdout, "one with originals does not", refused)
    expect(open(pub, "rb").read() == before and not os.path.exists(key), "and nothing was changed")
    os.rename(key + ".kept", key)
    expect(run("init", "--state", state).returncode == 0, "with its key back it goes on")


with tempfile.TemporaryDirectory(prefix="sekisho-backup-") as top:
    os.chmod(top, 0o755)
    place = os.path.join(top, "state")
    begun = run("init", "--state", place, "--profile", profile)
    expect(begun.returncode == 0, "a state", begun)
    poisoned_directory(top, place)
    strange_keeper(top, place)
    key_that_is_not_here(top)
done()
