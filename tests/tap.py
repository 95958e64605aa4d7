# SPDX-License-Identifier: Apache-2.0
"""tap.py: what tests in Python say, as tap.h does for those in C: TAP, one line an expectation.

    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    from tap import done, expect
"""
import sys

count = failed = 0


def expect(ok, what, detail=""):
    global count, failed
    count += 1
    failed += not ok
    print("ok" if ok else "not ok", count, "-", what, flush=True)
    lines = detail.splitlines()[-20:] if isinstance(detail, str) else [repr(detail)[:2000]]
    for line in lines if not ok else []:
        print("#", line, flush=True)
    return ok


def skip(what, why):
    global count
    count += 1
    print("ok", count, "-", what, "# SKIP", why, flush=True)


def done():
    print(f"1..{count}", flush=True)
    sys.exit(1 if failed else 0)
