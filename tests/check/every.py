# SPDX-License-Identifier: Apache-2.0
"""every.py: what the checkers of rebuilt files have in common: their command line, and what they say of every file."""
import argparse
import os
import subprocess
import tempfile


def look(paths, ends, check, canaries=(), noun="files"):
    """Every file below the paths whose name ends so: `check(path, canaries).run()` lists what is wrong, said a line each. 1: anything
    was, or there was nothing to look at."""
    files, bad = [], 0
    for path in paths:
        if os.path.isdir(path):
            files += [os.path.join(d, f) for d, _, fs in os.walk(path) for f in fs if f.endswith(ends)]
        else:
            files.append(path)
    for path in sorted(files):
        found = check(path, canaries).run()
        bad += bool(found)
        for what in dict.fromkeys(found):
            print("%s: %s" % (path, what))
    print("%d %s, %d with findings" % (len(files), noun, bad))
    return 1 if bad or not files else 0


def main(about, ends, check, noun="files", tools=None):
    """[--canary TEXT]... [--run PROGRAM] FILE|FOLDER...; with `tools`, --tools hands it the folder that the program filled."""
    parser = argparse.ArgumentParser(description=about.split("\n")[0])
    parser.add_argument("--canary", action="append", default=[])
    parser.add_argument("--run")
    if tools:
        parser.add_argument("--tools", action="store_true")
    parser.add_argument("paths", nargs="*")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if args.run:
            subprocess.run([args.run, folder], stdout=subprocess.DEVNULL, check=True)
        found = look(args.paths + [folder], ends, check, args.canary, noun)
        return found or (tools(folder) if tools and args.tools else 0)


def through(locks, folder, names, problems):
    """Files through both locks (tests/locks.c), a hundred at a time: (name, the lock that spoke, its error, where its output is) of
    each answer. A file without an answer is a problem."""
    for at in range(0, len(names), 100):
        some = names[at:at + 100]
        with tempfile.TemporaryDirectory() as work:
            out = subprocess.run([locks, "-o", work, *[os.path.join(folder, n) for n in some]], capture_output=True, text=True, check=False)
            answers = [line.split("\t") for line in out.stdout.split("\n") if line]
            if len(answers) != len(some):
                problems.append(f"{len(answers)} answers for {len(some)} files from {some[min(len(answers), 99)]} on: {out.stderr[-200:]}")
            for path, lock, error, *_ in answers:
                yield os.path.basename(path), lock, error, work
