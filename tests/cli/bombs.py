#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""bombs.py SEKISHO LIBEXEC POLICY [NAME...]: what asks for a great deal gets little (TAP).

Each file of tools/make_bombs.py through `sekisho disarm` with the default limits: the answer is one of those allowed for it, a
limit is named in Japanese, nothing is written, and no worker ever held more than 512 MB. CPU time is told, not asserted; what
took more than a second goes again under POLICY with `seconds: 2`, which the jail holds: there is an answer even so.
"""
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../../tools"))
import make_bombs  # noqa: E402

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import done, expect  # noqa: E402

sekisho, libexec, profile = sys.argv[1:4]
only = sys.argv[4:]
MEMORY_KB = 512 * 1024
WORDS = {  # of src/tbl/errors.h, as a person must see them
    "E_LIMIT_SIZE": "大きさの上限", "E_LIMIT_MEMORY": "メモリが上限", "E_LIMIT_TIME": "処理時間が上限", "E_LIMIT_COUNT": "要素の数が上限",
    "E_LIMIT_DEPTH": "入れ子の深さが上限", "E_LIMIT_RATIO": "圧縮爆弾の疑い", "E_LIMIT_PIXELS": "画素数が上限"}


def run(path, out, *more):
    env = {"PATH": os.environ.get("PATH", ""), "LANG": "ja_JP.UTF-8", "SEKISHO_LIBEXEC": libexec}
    ran = subprocess.run([sekisho, "disarm", "--report", "--force", *more, "-o", out, path], capture_output=True, env=env, timeout=600, check=False)
    return json.loads(ran.stdout)["items"][0], ran.stderr.decode()


def cost(item):
    stages = item["stages"].values()
    return max(s["memory_kb"] for s in stages), sum(s["cpu_ms"] for s in stages)


def one(name, want, folder):
    path, out = os.path.join(folder, name), os.path.join(folder, "out")
    with open(path, "wb") as f:
        f.write(make_bombs.bombs[name][1]())
    item, said = run(path, out)
    code = item["code"]
    memory, cpu = cost(item)
    written = os.path.exists(os.path.join(out, name))
    named = code not in WORDS or (WORDS[code] in said and WORDS[code] in item["text"]["ja"] and item["limits_met"] == [code])
    expect(code in want and named and written == (code == "OK") and memory <= MEMORY_KB, f"{name}: {code}, {cpu:.0f} ms, {memory // 1024} MB",
           (want, memory, item["limits_met"], said))
    if cpu > 1000:
        again, _ = run(path, out, "--policy", os.path.join(folder, "two.yaml"))
        expect(again["code"] in want + ["E_LIMIT_TIME"], f"{name}: two seconds are enough for an answer: {again['code']}", again)
    os.unlink(path)
    return cpu, memory // 1024, name


with tempfile.TemporaryDirectory(prefix="sekisho-bombs-") as folder_:
    with open(profile, encoding="utf-8") as f_:
        text = f_.read()
    assert "  seconds: 30\n" in text
    with open(os.path.join(folder_, "two.yaml"), "w", encoding="utf-8") as f_:
        f_.write(text.replace("  seconds: 30\n", "  seconds: 2\n"))
    costs = [one(name, want.split(), folder_) for name, (want, _) in make_bombs.bombs.items() if not only or name in only]
print("# most time: " + ", ".join(f"{n} {c:.0f} ms" for c, _, n in sorted(costs, reverse=True)[:5]))
print("# most memory: " + ", ".join(f"{n} {m} MB" for _, m, n in sorted(costs, key=lambda c: -c[1])[:5]))
done()
