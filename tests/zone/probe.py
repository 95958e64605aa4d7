#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""probe.py SEKISHO POLICY: `sekisho zone prove --probe`: the compiled rules decide of every packet as the policy does, and
rules with one thing wrong are found (TAP). The command makes its own namespaces."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import own_space  # noqa: E402
from tap import done, expect  # noqa: E402

sekisho, policy = (os.path.abspath(a) for a in sys.argv[1:3])
ENV = {"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]}


def run(*args, text=None):
    r = subprocess.run([sekisho, "zone", *args], input=text, capture_output=True, text=True, env=ENV)
    return r.returncode, r.stdout + r.stderr


def counts(text):
    return {line.split(":")[0].strip(): [int(n) for n in re.findall(r"(\d+) 個", line)] for line in text.splitlines() if "個を送り" in line}


def whole():
    code, text = run("prove", "--probe", policy)
    n = counts(text)
    control, pairs, own, classes, edges, flows, stale = n.values() if len(n) == 7 else [[0, 0]] * 7
    print(*("# " + line for line in text.splitlines() if "送" in line), sep="\n")
    expect(code == 0 and "方針とも規則のモデルとも同じ" in text, "every packet is decided as the policy and the model say", text)
    expect(control[0] == control[1] > 4_000_000 and control[0] == pairs[0] + own[0], "the control let all of them arrive", n)
    # Of 12 pairs 3 have no IPv6 at the far end; each rule has its own ends, too.
    expect(pairs[0] % (2 * 65536 + 256) == 0 and pairs[0] // (2 * 65536 + 256) >= 21 and 0 < pairs[1] < 100, "all ports, all protocols", n)
    expect(own[0] == 14 * (2 * 65536 + 256) and own[1] == 0, "the boundary takes nothing in and sends nothing", n)
    expect(classes[0] > 30 and classes[1] > 5 and edges[0] > 100, "classes of the model, and what is beside each rule", n)
    expect(flows[0] == flows[1] > 0 and stale[0] > 0 and stale[1] == 0, "flows of an older generation die", n)


def small():
    """Two zones, mail and screen transfer: so much faster."""
    with open(policy, encoding="utf-8") as f:
        text = f.read()
    return re.sub(r"\n  - \{code: (my|hoka|kura|sync|ntp),[^}]*(\{[^}]*\})?\}(?=\n|$)", lambda m: m.group(0) if "kind:" in m.group(0) else "", text)


def with_line(rules, chain, line):
    """A line in front of a chain's own, or behind what declares it a base chain."""
    return re.sub(rf"(\tchain {chain} {{\n(\t\ttype [^\n]*\n)?)", lambda m: m.group(1) + "\t\t" + line + "\n", rules)


def mutated(town, rules):
    many = rules
    for chain, line in (("b_forward", "tcp dport 31337 accept"), ("p_eth1.eth0", "meta nfproto ipv6 udp dport 5 accept"),
                        ("b_forward", "meta l4proto 143 accept"), ("b_forward", "ip saddr 10.2.77.4 ip daddr 11.9.7.7 tcp dport 6 accept"),
                        ("b_input", "tcp dport 22 accept"), ("b_output", "udp dport 514 accept")):
        more = with_line(many, chain, line)
        assert more != many, line
        many = more
    code, text = run("prove", "--probe", town, "-", text=many)
    for what, line in (
            ("one TCP port too many", r"方針にないのに通りました: IPv4 TCP ポート 31337、.*eth0）から.*eth1）へ"),
            ("the other way, too", r"方針にないのに通りました: IPv6 TCP ポート 31337、.*eth1）から.*eth0）へ"),
            ("one UDP port of IPv6, one way", r"方針にないのに通りました: IPv6 UDP ポート 5、.*eth1）から.*eth0）へ"),
            ("one protocol", r"方針にないのに通りました: IPv4 プロトコル 143、"),
            ("one host's port, where no sweep comes by", r"方針にないのに通りました: IPv4 TCP ポート 6、.*10\.2\.77\.4"),
            ("the boundary's own port", r"受けるか出すかしました: IPv4 TCP ポート 22、.*から境界の機器そのもの"),
            ("what the boundary sends itself", r"受けるか出すかしました: IPv6 UDP ポート 514、境界の機器そのもの")):
        expect(code == 1 and re.search(line, text), what, (code, text))
    expect("IPv4 UDP ポート 5、" not in text, "and nothing else", text)
    stopped = re.sub(r"ct state established,related ct mark 0x[0-9a-f]+", "ct state established,related", rules.replace("th dport 25-25", "th dport 26-26"))
    code, text = run("prove", "--probe", town, "-", text=stopped)
    expect(code == 1 and re.search("方針が許すのに通りません: IPv4 TCP ポート 25、", text) and
           re.search("方針にないのに通りました: IPv4 TCP ポート 26、", text), "an allowed port is stopped, its neighbour is open", (code, text))
    expect("古い世代の通信が、規則が替わっても続きました" in text, "answers of any generation", text)
    code, text = run("prove", "--probe", town, "-", text="table inet x { chain fwd {")
    expect(code == 3 and "nft:" in text, "rules that are none", (code, text))


ODD = """table inet odd {
	set s {
		type ipv4_addr
	}
	chain f {
		type filter hook forward priority 0; policy drop;
		meta nfproto ipv4 meta l4proto icmp drop
		meta nfproto ipv6 meta l4proto ipv6-icmp drop
		tcp dport 22 reject with icmpv6 type addr-unreachable
		tcp dport 23 reject with icmp type host-unreachable
		udp dport 5 meta mark set ip saddr map { 10.9.9.9 : 1 } drop
		udp dport 7 add @s { ip saddr } drop
		ip saddr @s udp dport 9 accept
		meta l4proto { icmp, ipv6-icmp } accept
		tcp dport 22-23 accept
		udp dport 5 accept
	}
}
"""


def unsaid(town):
    """Rules that nft lists with less than they are: the model of the listing never says less passes than the kernel lets."""
    code, text = run("prove", "--probe", town, "-", text=ODD)
    passed = {f"IPv{v} {what}" for v, what in re.findall(r"方針にないのに通りました: IPv([46]) ((?:TCP|UDP) ポート \d+)", text)}
    expect(code == 1 and "規則のモデルと違う 0、" in text, "the model of a listing is the kernel's", text)
    expect(passed == {"IPv4 TCP ポート 22", "IPv6 TCP ポート 23", "IPv4 UDP ポート 5", "IPv6 UDP ポート 5", "IPv4 UDP ポート 9"}, "and what passes was sent", passed)


def narrow(text):
    """A segment of four addresses, two of them hosts: what is left is the boundary's own."""
    more = "".join(f"  - {{code: {code}, name: {code}, zone: lgwan, {rest}}}\n" for code, rest in (
        ("t", "v4: 10.9.0.0/30, interface: eth5"), ("t1", "role: host, v4: 10.9.0.1"), ("t2", "role: host, v4: 10.9.0.2")))
    with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as f:
        f.write(re.sub(r"(?m)^traffic:", more + "traffic:", text))
        f.flush()
        code, said = run("prove", "--probe", f.name)
    n = counts(said)
    # From the Internet to two segments in IPv4 and one in IPv6, and back; the rules' ends once more.
    expect(code == 0 and list(n.values())[0][0] > 13 * (2 * 65536 + 256) and "IP アドレスがない組: 1" in said,
           "a segment of four addresses", (code, said))


def as_nobody(town):
    """Whoever is not root has the laboratory, too. Debian's udev lets everybody open /dev/net/tun; some machines do not."""
    tun = ("mount -t tmpfs -o mode=755 none /mnt && mknod /mnt/tun c 10 200 && chmod 666 /mnt/tun && mount --bind /mnt/tun /dev/net/tun && "
           "exec setpriv --reuid=65534 --regid=65534 --clear-groups \"$@\"")
    with tempfile.TemporaryDirectory() as at:
        os.chmod(at, 0o755)
        for source, name in ((sekisho, "sekisho"), (town, "town.yaml")):
            shutil.copy(source, os.path.join(at, name))
            os.chmod(os.path.join(at, name), 0o755)
        r = subprocess.run(["unshare", "-m", "sh", "-c", tun, "sh", at + "/sekisho", "zone", "prove", "--probe", at + "/town.yaml"],
                           capture_output=True, text=True, env=ENV, cwd="/")
    if "unshare: " in r.stderr:
        print("# SKIP: this kernel gives nobody a network namespace of their own: " + r.stderr.strip())
        return
    expect(r.returncode == 0 and "方針とも規則のモデルとも同じ" in r.stdout, "an ordinary user's laboratory", (r.stdout, r.stderr))


own_space.needs("/dev/net/tun", "/dev/net/tun")
whole()
with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as f:
    f.write(small())
    f.flush()
    code, made = run("compile", f.name)
    expect(code == 0 and "eth2" not in made, "a small town", made)
    mutated(f.name, made)
    unsaid(f.name)
    narrow(small())
    as_nobody(f.name)
done()
