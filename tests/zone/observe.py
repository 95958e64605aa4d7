#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""observe.py SEKISHO PROBE POLICY: the probe program on a host in each zone of a lab of network namespaces, and what is made of
its results (TAP). Without rules everything arrives and is found; with the compiled rules every pair is confirmed; what is
missing, old or one-way is said. Every address is of these namespaces alone."""
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import own_space  # noqa: E402
from tap import done, expect  # noqa: E402

sekisho, probe, policy = (os.path.abspath(a) for a in sys.argv[1:4])
P = f"sko{os.getpid()}"
# zone: interface of the boundary, IPv4 and IPv6 of boundary and host, bits
ZONES = {
    "inet": ("eth0", "203.0.113.1", "203.0.113.2", "2001:db8:f::1", "2001:db8:f::2", 24),
    "lgwan": ("eth1", "10.2.0.1", "10.2.0.2", "fd00:2::1", "fd00:2::2", 16),
    "my": ("eth2", "10.1.0.1", "10.1.0.9", "fd00:1::1", "fd00:1::9", 16),
    "hoka": ("eth3", "10.9.0.1", "10.9.0.2", None, None, 16),
}


def sh(*args, **kw):
    return subprocess.run(args, check=True, capture_output=True, text=True, **kw)


def inside(zone, *args, **kw):
    return sh("ip", "netns", "exec", f"{P}{zone}", *args, **kw)


def build():
    quiet = ["net.ipv6.conf.default.accept_dad=0", "net.ipv6.conf.all.accept_dad=0"]
    sh("ip", "netns", "add", f"{P}gw")
    inside("gw", "sysctl", "-qw", *quiet, "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1")
    for zone, (dev, gw4, host4, gw6, host6, bits) in ZONES.items():
        sh("ip", "netns", "add", f"{P}{zone}")
        inside(zone, "sysctl", "-qw", *quiet)
        sh("ip", "link", "add", "name", dev, "netns", f"{P}gw", "type", "veth", "peer", "name", "eth0", "netns", f"{P}{zone}")
        for ns, name, four, six in (("gw", dev, gw4, gw6), (zone, "eth0", host4, host6)):
            sh("ip", "-n", f"{P}{ns}", "addr", "add", f"{four}/{bits}", "dev", name)
            if six:
                sh("ip", "-n", f"{P}{ns}", "-6", "addr", "add", f"{six}/64", "dev", name, "nodad")
            for link in (name, "lo"):
                sh("ip", "-n", f"{P}{ns}", "link", "set", link, "up")
        sh("ip", "-n", f"{P}{zone}", "route", "add", "default", "via", gw4)
        if gw6:
            sh("ip", "-n", f"{P}{zone}", "-6", "route", "add", "default", "via", gw6)


def remove():
    for ns in ("gw", *ZONES):
        subprocess.run(["ip", "netns", "del", f"{P}{ns}"], capture_output=True)


def rules(text=None, extra=""):
    if text is None:
        text = sh(sekisho, "zone", "compile", policy).stdout
    inside("gw", "nft", "flush", "ruleset")
    inside("gw", "nft", "-f", "-", input=text + extra)


def result(zone, role):
    return os.path.join(work, f"{zone}.{role}")


def run_probes(zones=tuple(ZONES), deaf=(), user=()):
    """Both roles in every zone; the files are left in the folder."""
    for zone in ZONES:
        for role in ("listen", "send"):
            if os.path.exists(result(zone, role)):
                os.unlink(result(zone, role))
    ears = {}
    for zone in zones:
        if zone not in deaf:
            ears[zone] = subprocess.Popen(["ip", "netns", "exec", f"{P}{zone}", *user, probe, "listen", plan, "--zone", zone, "--out", result(zone, "listen")],
                                          stderr=subprocess.PIPE, text=True)
    said = {zone: ear.stderr.readline() for zone, ear in ears.items()}
    mouths = [subprocess.Popen(["ip", "netns", "exec", f"{P}{zone}", *user, probe, "send", plan, "--zone", zone, "--out", result(zone, "send"), "--seconds", "1"])
              for zone in zones]
    codes = [m.wait(timeout=120) for m in mouths]
    time.sleep(0.3)
    for ear in ears.values():
        ear.send_signal(signal.SIGTERM)
    codes += [ear.wait(timeout=20) for ear in ears.values()]
    return said, codes


def results():
    return sorted(os.path.join(work, f) for f in os.listdir(work) if f.endswith((".listen", ".send")))


def look(*files, word="observe"):
    r = subprocess.run([sekisho, "zone", word, policy, *files], capture_output=True, text=True, env={"LC_ALL": "C.UTF-8"})
    return r.returncode, r.stdout + r.stderr


def of_pair(text, a, b):
    return next((line for line in text.splitlines() if line.startswith(f"{a} → {b}")), "")


NAMES = {"inet": "インターネット接続系", "lgwan": "LGWAN接続系", "my": "マイナンバー利用事務系", "hoka": "その他"}


def figures(text, a, b):
    found = re.search(r"(\d+) / (\d+) / (\d+) / (\d+)", of_pair(text, NAMES[a], NAMES[b]))
    return tuple(int(x) for x in found.groups()) if found else ()


def make_plan():
    hosts = ",".join(f"{z}={a}" for z, row in ZONES.items() for a in (row[2], row[4]) if a)
    r = subprocess.run([sekisho, "zone", "plan", policy, "--host", hosts], capture_output=True, text=True)
    expect(r.returncode == 0 and r.stdout.startswith("sekisho-plan 1\n"), "a plan", r.stderr)
    with open(plan, "w", encoding="ascii") as f:
        f.write(r.stdout)
    tries = [line.split() for line in r.stdout.splitlines() if line.startswith("try ")]
    ports = {t[7] for t in tries if t[2:5] == ["lgwan", "inet", "tcp"]}
    expect({"443", "442", "444", "8000", "8010", "7999", "8011", "22", "3389"} <= ports, "what the policy names, beside it, and others", ports)
    for bad in ("nobody=10.2.0.2", "lgwan=10.1.0.2", "inet=10.2.0.2", "lgwan=10.2.0.999", "lgwan=10.2.0.2,lgwan=10.2.0.2", "lgwan"):
        r = subprocess.run([sekisho, "zone", "plan", policy, "--host", bad], capture_output=True, text=True)
        wrong = {"nobody=10.2.0.2": "「nobody」"}.get(bad, f"「{bad.split('=')[-1]}」")
        expect(r.returncode == 2 and wrong in r.stderr, f"no host: {bad}", r.stderr)
    r = subprocess.run([sekisho, "zone", "plan", policy, "--host", "lgwan=10.2.0.2"], capture_output=True, text=True)
    expect(r.returncode == 2, "one zone is no pair", r.stderr)


def without_rules():
    rules("")
    said, codes = run_probes()
    expect(not any(codes) and all("of" in s for s in said.values()), "every host has both roles", (said, codes))
    code, text = look(*results())
    arrived, stopped, missing, unclear = figures(text, "my", "lgwan")
    expect(code == 1 and arrived > 50 and (stopped, missing, unclear) == (0, 0, 0), "without rules everything arrives", text)
    expect("漏れあり" in of_pair(text, NAMES["my"], NAMES["lgwan"]) and "方針にない通信が通ります" in text and "TCP ポート 22" in text, "and is called a leak", text)


def elsewhere():
    """A host that has none of the zone's addresses says so, and writes nothing down."""
    out = os.path.join(work, "elsewhere")
    for role in ("listen", "send"):
        r = subprocess.run(["ip", "netns", "exec", f"{P}hoka", probe, role, plan, "--zone", "lgwan", "--out", out], capture_output=True, text=True)
        expect(r.returncode == 3 and "計画にある lgwan のアドレスがこの端末に" in r.stderr and not os.path.exists(out), f"{role} on another host", r.stderr)


def with_rules():
    rules()
    run_probes()
    code, text = look(*results())
    expect(code == 0 and "技術的に担保、と言えます" in text, "with the compiled rules every pair is confirmed", text)
    expect(figures(text, "lgwan", "inet")[0] == 6 and figures(text, "my", "inet")[0] == 0 and figures(text, "hoka", "lgwan")[0] == 1,
           "what is allowed arrives, and nothing else", text)
    expect(all("探査で確認" in of_pair(text, NAMES[a], NAMES[b]) for a in NAMES for b in NAMES if a != b), "each by a probe", text)
    text2 = look(result("my", "send"), result("lgwan", "listen"))[1]
    expect("探査で確認" in of_pair(text2, NAMES["my"], NAMES["lgwan"]) and "誰も観測していない" in of_pair(text2, NAMES["lgwan"], NAMES["my"]), "two files, one pair", text2)
    text3 = look(result("my", "send"))[1]
    expect("誰も観測していない" in of_pair(text3, NAMES["my"], NAMES["lgwan"]) and figures(text3, "my", "lgwan")[3] > 50, "silence without a listener says nothing", text3)
    expect("技術的に担保、とは言えません" in text3 and "その他「設備」（eth3" in text3, "segments that nobody observed, by name", text3)
    old(text)


def old(whole):
    """The same results, a year ago; and from tomorrow."""
    for name, change, want in (("old", -400 * 86400, "期限切れ"), ("future", 3 * 86400, "これから先")):
        files = []
        for path in results():
            with open(path, encoding="ascii") as f:
                text = re.sub(r"^(time|ended) (\d+)$", lambda m: f"{m[1]} {int(m[2]) + change}", f.read(), flags=re.M)
            files.append(f"{path}.{name}")
            with open(files[-1], "w", encoding="ascii") as f:
                f.write(text)
        code, text = look(*files)
        expect(code == 1 and want in text and "技術的に担保、と言えます" not in text, f"results that are {name}", text)
    code, text = look(result("my", "send") + ".old", *results())
    expect(code == 0, "beside fresh ones old ones do no harm", text)
    expect("90 日" in whole, "for as long as the default says", whole)


def faults():
    rules(extra="insert rule inet sekisho b_forward ip saddr 10.1.0.9 udp dport 161 accept\n")
    run_probes()
    code, text = look(*results())
    expect(code == 1 and "応答は戻らない" in text and "UDP ポート 161" in text, "a way in one direction alone", text)
    rules(extra="insert rule inet sekisho b_forward ip6 saddr fd00:1::9 tcp dport 3389 accept\ninsert rule inet sekisho b_forward ct state established accept\n")
    run_probes()
    code, text = look(*results())
    expect(code == 1 and "fd00:1::9" in text and "TCP ポート 3389" in text, "IPv6 alone", text)
    rules(extra="insert rule inet sekisho b_forward tcp dport 22 reject with tcp reset\n")
    run_probes()
    code, text = look(*results())
    expect(code == 0, "a reset by the boundary is no answer by the host", text)
    rules()
    run_probes(deaf=("my",))
    code, text = look(*results())
    expect(code == 1 and "誰も観測していない" in of_pair(text, NAMES["lgwan"], NAMES["my"]) and "探査で確認" in of_pair(text, NAMES["my"], NAMES["lgwan"]), "no listener in one zone", text)
    sh("ip", "-n", f"{P}gw", "link", "set", "eth2", "down")
    for zone in ("gw", "my"):
        sh("ip", "-n", f"{P}{zone}", "neigh", "flush", "all")
    run_probes()
    sh("ip", "-n", f"{P}gw", "link", "set", "eth2", "up")
    sh("ip", "-n", f"{P}gw", "-6", "addr", "add", "fd00:1::1/64", "dev", "eth2", "nodad")
    code, text = look(*results())
    expect(code == 1 and "誰も観測していない" in of_pair(text, NAMES["my"], NAMES["lgwan"]), "a cable that is out stops everything and proves nothing", text)


def with_rights_of_nobody():
    rules()
    user = ("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups")
    os.chmod(work, 0o777)
    said, codes = run_probes(user=user)
    code, text = look(*results())
    expect(not any(codes) and figures(text, "my", "lgwan")[3] > 0, "as nobody: the low ports are not heard, and it says so", (said, codes, text))
    expect("探査で確認" in of_pair(text, NAMES["my"], NAMES["lgwan"]), "the others are", text)


def rules_beside():
    rules()
    read_back = os.path.join(work, "own.json")
    with open(read_back, "w", encoding="utf-8") as f:
        f.write(inside("gw", "nft", "-j", "list", "ruleset").stdout)
    code, text = look(word="boundary")
    expect(code == 1 and text.count("誰も観測していない") >= 13, "nothing at all: nobody observed anything", text)
    code, text = look(read_back, word="boundary")
    expect(code == 1 and "自系統の規則だけ" in of_pair(text, NAMES["my"], NAMES["lgwan"]) and "自分で作った規則の表" in text, "our own rules alone", text)
    table = os.path.join(work, "fw.csv")
    with open(table, "w", encoding="utf-8") as f:
        f.write("action,from,to,source,destination,protocol,ports\nallow,eth3,eth1,10.9.0.0/16,lgwan,udp,123\n")
    code, text = look(read_back, table, word="boundary")
    expect("設定の取込のみ" in of_pair(text, NAMES["hoka"], NAMES["lgwan"]) and "自系統の規則だけ" in of_pair(text, NAMES["my"], NAMES["lgwan"]), "a configuration for two of the zones", text)
    with open(table, "a", encoding="utf-8") as f:
        f.write("allow,eth1,eth3,any,any,any,any\n")
    code, text = look(read_back, table, word="boundary")
    expect(code == 1 and "漏れあり" in of_pair(text, NAMES["lgwan"], NAMES["hoka"]) and "漏れあり" not in of_pair(text, NAMES["hoka"], NAMES["lgwan"]), "its leak is of its pair", text)
    code, text = look(table)
    expect(code == 1 and "zone boundary" in text, "observe reads results alone", text)
    code, text = look(plan)
    expect(code == 1 and "計画です" in text, "a plan is no result", text)


own_space.needs_nft()
with tempfile.TemporaryDirectory() as work:
    plan = os.path.join(work, "plan")
    os.chmod(work, 0o755)
    build()
    try:
        make_plan()
        without_rules()
        elsewhere()
        with_rules()
        faults()
        with_rights_of_nobody()
        rules_beside()
    finally:
        remove()
done()
