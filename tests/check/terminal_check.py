#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# terminal_check.py: what `sekisho terminal policy` writes, read by another hand, and `terminal check` on evidence made here.
# Usage: terminal_check.py SEKISHO POLICY (with terminals of the zones lgwan, my and inet). TAP on standard output.
import csv
import io
import json
import os
import random
import re
import struct
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools"))
sys.dont_write_bytecode = True
import evtx

sekisho, policy = sys.argv[1], sys.argv[2]
env = {"LC_ALL": "C.UTF-8", "LANG": "ja_JP.UTF-8", "PATH": os.environ.get("PATH", "")}
count = failed = 0
STORAGE = r"Software\Policies\Microsoft\Windows\RemovableStorageDevices"
DEVICES = r"Software\Policies\Microsoft\Windows\DeviceInstall\Restrictions"
FVE = r"System\CurrentControlSet\Policies\Microsoft\FVE"
WINLOGON = r"Software\Microsoft\Windows NT\CurrentVersion\Winlogon"
DISK = STORAGE + r"\{53f5630d-b6bf-11d0-94f2-00a0c91efb8b}"


def result(ok, what, detail=""):
    global count, failed
    count += 1
    failed += not ok
    print(("ok" if ok else "not ok"), count, "-", what)
    if not ok and detail:
        print("#", str(detail).replace("\n", "\n# "))


def run(*args):
    return subprocess.run([sekisho, "terminal", *args], capture_output=True, env=env, timeout=60)


def made(kind, zone):
    ran = run("policy", policy, "--zone", zone, "--as", kind, "-o", "-")
    result(ran.returncode == 0, f"{kind} of {zone} is made", ran.stderr.decode())
    return ran.stdout


def read_pol(data):
    """[MS-GPREG] 2.2.1, by a regular expression over code units where C counts."""
    assert data[:8] == b"PReg\x01\0\0\0"
    at, values = 8, []
    while at < len(data):
        head = re.compile(rb"\[\0((?:[^\0].|\0[^\0])+?)\0\0;\0((?:[^\0].|\0[^\0])*?)\0\0;\0(.{4});\0(.{4});\0", re.S)
        m = head.match(data, at)
        assert m, at
        size = struct.unpack("<I", m[4])[0]
        end = m.end() + size
        assert data[end:end + 2] == b"]\0", at
        values.append((m[1].decode("utf-16-le"), m[2].decode("utf-16-le"), struct.unpack("<I", m[3])[0],
                       data[m.end():end]))
        at = end + 2
    return values


def read_reg(data):
    text = data.decode("utf-16")
    assert data[:2] == b"\xff\xfe" and not re.search(r"(?<!\r)\n", text)
    lines = text.split("\r\n")
    assert lines[0] == "Windows Registry Editor Version 5.00"
    key, values = None, {}
    for line in lines[1:]:
        if line.startswith("["):
            key = re.fullmatch(r"\[HKEY_LOCAL_MACHINE\\(.+)\]", line)[1]
        elif line:
            name, value = re.fullmatch(r'"((?:[^"\\]|\\.)*)"=(.+)', line).groups()
            undo = lambda s: re.sub(r"\\(.)", r"\1", s)
            values[key, undo(name)] = int(value[6:], 16) if value.startswith("dword:") else undo(value[1:-1])
    return values


def plain(values):
    return {(k, n): struct.unpack("<I", d)[0] if t == 4 else d.decode("utf-16-le").rstrip("\0")
            for k, n, t, d in values if not n.startswith("**")}


def commands(data):
    root = ET.fromstring(data)
    ns, meta = "{SYNCML:SYNCML1.2}", "{syncml:metinf}"
    found = {}
    for i, c in enumerate(root.find(ns + "SyncBody").findall(ns + "Replace"), 1):
        assert c.find(ns + "CmdID").text == str(i)
        item = c.find(ns + "Item")
        form, text = item.find(f"{ns}Meta/{meta}Format").text, item.find(ns + "Data").text
        found[item.find(f"{ns}Target/{ns}LocURI").text] = (form, text)
        if form == "chr" and text.startswith("<"):
            ET.fromstring(f"<x>{text}</x>")  # XML of its own
        assert form != "int" or text in "01"
    return found


# --- what is made ---
pol = {z: made("pol", z) for z in ("lgwan", "my", "inet")}
ids = ["USB\\VID_0000&PID_0001", "USB\\Class_03"]
values = plain(read_pol(pol["lgwan"]))
result(values[DISK, "Deny_Write"] == 1 and values[DISK, "Deny_Execute"] == 1 and values[DISK, "Deny_Read"] == 0,
       "pol: write and execute denied, reading not", values)
result(values[DEVICES, "DenyUnspecified"] == 1 and values[DEVICES, "AllowDeviceIDs"] == 1 and
       [values[DEVICES + r"\AllowDeviceIDs", n] for n in "12"] == ids, "pol: the listed devices")
result(any(n == "**delvals." and k.endswith("AllowDeviceIDs") for k, n, t, d in read_pol(pol["lgwan"])),
       "pol: what was listed before goes")
result(len([1 for k, n in values if k.startswith(STORAGE)]) == 16, "pol: six classes; portable devices have no Deny_Execute")
result(plain(read_pol(pol["inet"]))[FVE, "RDVDenyWriteAccess"] == 1 and values[FVE, "RDVDenyWriteAccess"] == 0,
       "pol: only encrypted drives written to, where wished")
for zone in pol:
    reg = read_reg(made("reg", zone))
    card = reg.pop((WINLOGON, "ScRemoveOption"), None)
    result(reg == plain(read_pol(pol[zone])), f"reg says what pol says ({zone})")
    result(card == ("1" if zone == "lgwan" else None), f"reg: lock on card removal where wished ({zone})")
sync = commands(made("syncml", "lgwan"))
config = "./Device/Vendor/MSFT/Policy/Config/"
result(sync[config + "ADMX_RemovableStorage/RemovableDisks_DenyRead_Access_2"] == ("chr", "<disabled/>") and
       sync[config + "Storage/RemovableDiskDenyWriteAccess"] == ("int", "1"), "SyncML: disks", sync)
listed = ET.fromstring("<x>" + sync[config + "DeviceInstallation/AllowInstallationOfMatchingDeviceIDs"][1] + "</x>")
result(listed.find("data").get("value").split("\uf000") == ["1", ids[0], "2", ids[1]], "SyncML: the listed devices")
result(sync["./Device/Vendor/MSFT/BitLocker/RequireDeviceEncryption"] == ("int", "1"), "SyncML: BitLocker")
result("./Device/Vendor/MSFT/BitLocker/RequireDeviceEncryption" not in commands(made("syncml", "inet")),
       "SyncML: what is not wished of BitLocker is left alone")

shown = subprocess.run([sekisho, "policy", "show", policy], capture_output=True, env=env, timeout=60).stdout.decode()
result("端末の制御" in shown and "登録した機器だけを取り付け（2種）" in shown, "policy show names what is wished", shown)

# --- what is refused ---
for args, code, what in [
        (["policy", policy, "--zone", "hoka", "--as", "pol", "-o", "-"], 1, "a zone without terminals"),
        (["policy", policy, "--as", "pol", "-o", "-"], 2, "no zone where there are several"),
        (["policy", policy, "--zone", "my", "--as", "gpo", "-o", "-"], 2, "another form"),
        (["policy", policy, "--zone", "my", "--as", "pol"], 2, "no output"),
        (["check", policy, "--zone", "my"], 2, "no evidence"),
        (["check", policy, "--zone", "my", "/nonexistent"], 3, "evidence that is not there")]:
    ran = run(*args)
    result(ran.returncode == code and ran.stderr and b"Segm" not in ran.stderr, f"{what}: exit {code}", ran)

# --- evidence ---
now = time.time()
day = lambda ago: time.strftime("%Y/%m/%d %H:%M:%S", time.gmtime(now - ago * 86400 + 9 * 3600))


def check(zone, files, old=0):
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name, data in files.items():
            path = os.path.join(folder, name)
            with open(path, "wb") as f:
                f.write(data if isinstance(data, bytes) else data.encode())
            os.utime(path, (now - old * 86400, now - old * 86400))
            paths.append(path)
        ran = run("check", policy, "--zone", zone, "--json", *paths)
        plain_ran = run("check", policy, "--zone", zone, *paths)
    global warned
    warned = ran.stderr.decode()
    answer = json.loads(ran.stdout)
    rows = {t["terminal"]: t for t in answer["terminals"]}
    good = not answer["unread"] and rows and all(t["verdict"] in ("ENFORCED", "CHECKED") for t in rows.values())
    result(ran.returncode == plain_ran.returncode and (ran.returncode == 0) == bool(good), "exit code as the verdicts", ran)
    result(all(name in plain_ran.stdout.decode() for name in rows), "the table names every terminal")
    return rows, answer["unread"]


def verdicts(rows, terminal):
    return {w: (v["verdict"], v["reason"]) for w, v in rows[terminal]["wishes"].items()}


events = lambda *rows: "\r\n".join(["TimeCreated,Id,MachineName,TaskDisplayName,Message"] + list(rows)) + "\r\n"
logon = lambda pc, ago=1: f'"{day(ago)}",4624,{pc}.town.local,Logon,"a ""long"" message\r\nof two lines, with a comma"'
bitlocker = lambda pc, on=1: json.dumps([{"ComputerName": pc, "MountPoint": "C:", "ProtectionStatus": on,
                                         "EncryptionPercentage": 100, "KeyProtector": [{"a": 1}]}])

rows, _ = check("my", {"pc1.Registry.pol": pol["my"]})
result(verdicts(rows, "PC1")["DENY_WRITE"] == ("CHECKED", "READ") and verdicts(rows, "PC1")["BITLOCKER"] == ("NONE", "NOTHING")
       and rows["PC1"]["verdict"] == "NONE", "read back alone is 点検済, and what nothing shows 未確認", rows)
full = {"pc1.Registry.pol": pol["my"], "log.csv": events(logon("pc1")), "pc1.bde.json": bitlocker("PC1")}
rows, _ = check("my", full)
result(rows["PC1"]["verdict"] == "ENFORCED" and len(rows) == 1, "read back, fresh events, BitLocker on: 技術的に担保", rows)
rows, _ = check("my", full, old=60)
result(rows["PC1"]["verdict"] == "STALE", "the same read-back of 60 days ago: 期限切れ", rows)
rows, _ = check("my", {**full, "log.csv": events(logon("pc1", 90))})
result(verdicts(rows, "PC1")["DENY_READ"] == ("CHECKED", "READ"), "events of 90 days ago do not make it enforced", rows)
rows, _ = check("my", {**full, "pc1.Registry.pol": pol["inet"]})
result(verdicts(rows, "PC1")["DENY_WRITE"] == ("FAIL", "OPEN") and rows["PC1"]["wishes"]["DENY_WRITE"]["value"] == "Deny_Write",
       "another zone's values: 不適合, with the value's name", rows)
rows, _ = check("my", {**full, "log.csv": events(logon("pc1"), f"{day(2)},4663,PC1,Removable Storage,x")})
result(verdicts(rows, "PC1")["DENY_READ"] == ("FAIL", "USED"), "removable storage was used: 不適合", rows)
rows, _ = check("my", {**full, "log.csv": events(logon("pc1"), "12/11/2026,4663,PC1,12812,x")})
result(verdicts(rows, "PC1")["DENY_READ"] == ("FAIL", "USED"), "also where its time cannot be read", rows)
rows, _ = check("my", {**full, "log.csv": events(logon("pc1"), f"{day(2)},4663,PC1,File System,x")})
result(rows["PC1"]["verdict"] == "ENFORCED", "a file elsewhere is none of our business", rows)
rows, _ = check("lgwan", {"pc2.pol": pol["lgwan"], "e.csv": events(logon("pc2"), f"{day(2)},6424,PC2,x,x",
                f"{day(2)},6423,PC2,x,x", f"{day(2)},6416,PC2,x,x")})
result(verdicts(rows, "PC2")["LISTED"] == ("FAIL", "LET_IN") and rows["PC2"]["forbidden"] == 1 and
       rows["PC2"]["attached"] == 1, "a device let in after it was forbidden: 不適合", rows)
reg = made("reg", "lgwan")
rows, _ = check("lgwan", {"pc3.reg": reg, "e.csv": events(logon("pc3")), "pc3.json": bitlocker("pc3")})
result(rows["PC3"]["verdict"] == "ENFORCED" and verdicts(rows, "PC3")["CARD_LOCK"] == ("ENFORCED", "HELD"),
       ".reg with the card's value: 技術的に担保", rows)
more = reg.decode("utf-16").replace('"2"="USB\\\\Class_03"', '"2"="USB\\\\Class_03"\r\n"3"="USB\\\\Class_08"')
rows, _ = check("lgwan", {"pc3.reg": more.encode("utf-16")})
result(verdicts(rows, "PC3")["LISTED"] == ("FAIL", "OPEN"), "a device beyond the list: 不適合", rows)
root = "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies]\r\n"
rows, _ = check("lgwan", {"pc3.reg": root})
result(verdicts(rows, "PC3")["DENY_WRITE"] == ("FAIL", "OPEN"), "an export that has none of the values: 不適合", rows)
bde = {"en": "Computer Name: PC4\r\nVolume C: [x]\r\n  Percentage Encrypted: 100.0%\r\n  Protection Status:    Protection On\r\n",
       "ja": "ボリューム C: [x]\r\n  暗号化された割合:       100.0%\r\n  保護状態:               保護はオンです\r\n",
       "off": "ボリューム C: [x]\r\n  暗号化された割合:       100.0%\r\n  保護状態:               保護はオフです\r\n",
       "half": "Volume C: [x]\r\n  Percentage Encrypted: 57.1%\r\n  Protection Status:    Protection On\r\n"}
for name, text in bde.items():
    for code in ("utf-8", "utf-16", "cp932"):
        rows, _ = check("my", {"pc4.txt": text.encode(code)})
        want = ("FAIL", "UNPROTECTED") if name in ("off", "half") else ("ENFORCED", "ENCRYPTED")
        result(verdicts(rows, "PC4")["BITLOCKER"] == want, f"manage-bde, {name}, {code}", rows)
volume = '#TYPE Microsoft.BitLocker.Structures.BitLockerVolume\r\n"ComputerName","MountPoint","EncryptionMethod","VolumeStatus","ProtectionStatus",' \
         '"LockStatus","EncryptionPercentage","VolumeType","KeyProtector"\r\n"PC4","D:","None","FullyDecrypted","Off","Unlocked","0","Data",""\r\n' \
         '"PC4","C:","XtsAes128","FullyEncrypted","%s","Unlocked","%s","OperatingSystem","System.Collections.ObjectModel.ReadOnlyCollection`1[x]"\r\n'
for on, percent, want in (("On", "100", ("ENFORCED", "ENCRYPTED")), ("Off", "100", ("FAIL", "UNPROTECTED")), ("On", "99", ("FAIL", "UNPROTECTED")),
                          ("Unknown", "100", ("FAIL", "UNPROTECTED"))):
    rows, _ = check("my", {"v.csv": volume % (on, percent)})
    result(verdicts(rows, "PC4")["BITLOCKER"] == want, f"Get-BitLockerVolume as CSV: {on}, {percent} %", rows)
assets = "端末名,点検日,暗号化,可搬媒体の制御\n" + "".join(f"PC{i},{day(1)},{a},{b}\n" for i, (a, b) in
          enumerate([("はい", "有効"), ("いいえ", "有効"), ("", ""), ("はい", "?")]))
rows, _ = check("my", {"list.csv": assets.encode("cp932")})
result([rows[f"PC{i}"]["verdict"] for i in range(4)] == ["CHECKED", "FAIL", "NONE", "NONE"], "a list of assets", rows)
rows, _ = check("my", {"list.csv": f"端末名\t申告日\t暗号化\t可搬媒体の制御\nPC1\t{day(1)}\t済\t済\nPC2\t{day(99)}\t済\t済\nPC3\t先日\t済\t済\n"})
result([rows[f"PC{i}"]["verdict"] for i in (1, 2, 3)] == ["ATTESTED", "STALE", "STALE"], "declarations: 申告済, 期限切れ", rows)
rows, _ = check("my", {"ad.csv": '"DNSHostName","LastLogonDate","Name"\n"a.x","2026/11/01 9:00:00","PC9$"\n'})
result(rows["PC9"]["verdict"] == "NONE", "a computer of the directory that nothing is known of: 未確認", rows)
stamp = str((int(now) + 11644473600) * 10000000)
for name, heads, row in (("csvde", "DN,objectClass,name,dNSHostName,lastLogonTimestamp", f'"CN=PC9,DC=x",computer,PC9,pc9.x,{stamp}'),
                         ("WSUS", "FullDomainName,IPAddress,LastSyncTime", f"pc9.x,10.0.0.1,{day(1)}"),
                         ("LANSCOPE", "管理サーバーNo,登録No,クライアント名,最終起動日時(期間内)", f"1,7,PC9,{day(1)}"),
                         ("SKYSEA", "コンピューター名,最終ログオン日時,ドライブ暗号化", f"PC9,{day(1)},はい"), ("JP1", "資産番号,ホスト名", "1,pc9")):
    rows, unread = check("my", {"list.csv": f"{heads}\r\n{row}\r\n".encode("cp932")})
    result(not unread and rows["PC9"]["listed"] and (name != "SKYSEA" or verdicts(rows, "PC9")["BITLOCKER"] == ("CHECKED", "LISTED")), f"a list of {name}", rows)
ps = json.dumps({"Id": 4624, "MachineName": "TOWN\\pc1", "TimeCreated": f"/Date({int(now * 1000)})/"}).replace("/", "\\/")
rows, _ = check("my", {"pc1.Registry.pol": pol["my"], "e.json": ps, "b.json": bitlocker("pc1")})
result(rows["PC1"]["verdict"] == "ENFORCED", "an event as Windows PowerShell writes JSON", rows)
xml = lambda *events: "".join(
    f"""<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Security-Auditing'/><EventID>{i}</EventID>
    <Task>{task}</Task><TimeCreated SystemTime='{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(now - 3600))}.8185699Z'/>
    <Computer>{pc}.town.local</Computer></System><EventData><Data Name='EventID'>4663</Data></EventData></Event>""" for i, task, pc in events)
for shape, around in (("wevtutil", "%s"), ("Event Viewer", '<?xml version="1.0" encoding="utf-8"?><!-- x --><Events>%s</Events>')):
    for code in ("utf-8", "utf-16"):
        rows, _ = check("my", {"pc1.Registry.pol": pol["my"], "b.json": bitlocker("pc1"),
                               "e.xml": (around % xml((4624, 12544, "pc1"), (4663, 12812, "pc2"), (4663, 12800, "pc1"))).encode(code)})
        result(rows["PC1"]["verdict"] == "ENFORCED" and rows["PC1"]["events"] == 2 and
               verdicts(rows, "PC2")["DENY_READ"] == ("FAIL", "USED"), f"events as XML, {shape}, {code}", rows)

# --- event logs: what the same events say as XML they say as .evtx ---
dice = random.Random(4)
PCS = ["pc1.town.local", "PC2", "pc3.town.local"]


def happened():
    """An event that a terminal logs, or one that looks like it."""
    number = dice.choice([4624, 4624, 4663, 4663, 6416, 6423, 6424, 5156])
    when = now - dice.choice([3600, 2 * 86400, 60 * 86400]) + dice.random()
    data = {4624: [("TargetUserName", "text", dice.choice(["1001", "PC1$", "DWM-1", "甲 & 乙", ""])), ("LogonType", "u32", dice.choice([2, 3, 5, 7, 10]))],
            4663: [("ObjectName", "text", "\\Device\\<表>.csv"), ("AccessMask", "hex32", dice.choice([1, 2, 4, 0x20, 0x80, 0x10000]))],
            6416: [("DeviceId", "text", "USB\\VID_0000&PID_0001"), ("ClassId", "guid", bytes(16))]}.get(number, [])
    return evtx.event(number, dice.choice(PCS), when, dice.choice([12812, 12812, 12800, 12544]), data,
                      dice.choice([evtx.AUDIT] * 4 + ["Elsewhere"]))


same = seen = 0
for round in range(40):
    some = [happened() for _ in range(dice.choice([1, 3, 20, 200]))]
    rest = {**full, **{f"pc{i}.Registry.pol": pol["lgwan" if i == 2 else "my"] for i in (1, 2, 3)}}
    del rest["log.csv"]
    zone = dice.choice(["my", "lgwan"])
    how = dice.choice([{}, {"share": False}, {"shape": "plain"}, {"room": 3000}])
    rows = [check(zone, {**rest, name: data})[0] for name, data in (("e.xml", evtx.xml(some)), ("e.evtx", evtx.log(some, **how)))]
    same += rows[0] == rows[1]
    seen += len({t["verdict"] for t in rows[0].values()}) > 1
result(same == 40 and seen > 10, "events as XML and as .evtx give the same verdicts", (same, seen))
use = lambda mask: evtx.log([evtx.event(4663, "pc2", now - 60, 12812, [("AccessMask", "hex32", mask)])])
for mask, name, wish in ((1, "read", None), (2, "written", "DENY_WRITE"), (0x20, "run", "DENY_EXECUTE"), (0x80, "its attributes read", None)):
    rows, _ = check("lgwan", {"pc2.pol": pol["lgwan"], "e.evtx": use(mask)})
    against = [w for w, v in verdicts(rows, "PC2").items() if v == ("FAIL", "USED")]
    result(against == ([wish] if wish else []), f"4663 of a file {name}, where only reading is allowed", rows)
somebody = lambda user, kind, ago: evtx.event(4624, "pc1", now - ago, 12544, [("TargetUserName", "text", user), ("LogonType", "u32", kind)])
rows, _ = check("my", {"e.evtx": evtx.log([somebody("1001", 2, 99), somebody("1002", 11, 50), somebody("1003", 3, 20), somebody("PC1$", 2, 10),
                                          somebody("UMFD-0", 2, 5)])})
result([(p["user"], p["time"], p["times"]) for p in rows["PC1"]["people"]] == [("1001", int(now - 99), 1), ("1002", int(now - 50), 1)] and
       not rows["PC1"]["more_people"], "who signed in at the terminal", rows)
crowd = [somebody(str(n), 2, 1000 - n) for n in range(30)] + [somebody("29", 7, 5), somebody("3", 2, 2000)]
rows, _ = check("my", {"e.evtx": evtx.log(crowd)})
result({p["user"] for p in rows["PC1"]["people"]} == {str(n) for n in range(14, 30)} and rows["PC1"]["more_people"] and
       [p for p in rows["PC1"]["people"] if p["user"] == "29"][0] == {"user": "29", "time": int(now - 5), "times": 2}, "of many people the newest sixteen", rows)
clear = lambda ago, who: evtx.log([somebody("1001", 2, 60), evtx.event(1102, "pc1", now - ago * 86400, 104, [], who)])
for ago, who, want in ((2, "Microsoft-Windows-Eventlog", ("CHECKED", "CLEARED")), (99, "Microsoft-Windows-Eventlog", ("ENFORCED", "HELD")),
                       (2, "Elsewhere", ("ENFORCED", "HELD"))):
    rows, _ = check("my", {"pc1.Registry.pol": pol["my"], "e.evtx": clear(ago, who)})
    result(verdicts(rows, "PC1")["DENY_WRITE"] == want, f"the audit log was cleared {ago} days ago, says {who}", rows)
top = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
with tempfile.TemporaryDirectory() as folder:
    subprocess.run([sys.executable, "-B", os.path.join(top, "tools", "make_evtx_samples.py"), folder], check=True)
    kept = os.path.join(top, "tests", "samples", "evtx")
    read = lambda where: {n: open(os.path.join(where, n), "rb").read() for n in os.listdir(where)}
    result(read(folder) == read(kept), "tests/samples/evtx is what tools/make_evtx_samples.py writes")
# A damaged part: what is against the policy counts, what speaks for it does not.
for number, task, want in ((4624, 12544, ("CHECKED", "READ")), (4663, 12812, ("FAIL", "USED"))):
    data = bytearray(evtx.log([evtx.event(number, "pc1", now - 60, task, [("AccessMask", "hex32", 2)])]))
    data[4096 + 60] ^= 1
    rows, _ = check("my", {"pc1.Registry.pol": pol["my"], "e.evtx": bytes(data)})
    result(verdicts(rows, "PC1")["DENY_WRITE"] == want and "e.evtx" in warned and "チェックサム" in warned, f"{number} in a damaged chunk", (rows, warned))

# --- gpresult /x ---
BASE = "http://www.microsoft.com/GroupPolicy/Settings"
KINDS = {"CD and DVD": "CD および DVD", "Floppy Drives": "フロッピー ドライブ", "Removable Disks": "リムーバブル ディスク", "Tape Drives": "テープ ドライブ",
         "WPD Devices": "WPD デバイス"}
RIGHTS = {"read": "読み取り", "write": "書き込み", "execute": "実行"}
TITLES = {f"{en}: Deny {right} access": f"{ja}: {RIGHTS[right]}アクセス権の拒否" for en, ja in KINDS.items() for right in RIGHTS
          if (en, right) != ("WPD Devices", "execute")}
TITLES.update({"All Removable Storage classes: Deny all access": "すべてのリムーバブル記憶域クラス: すべてのアクセスを拒否",
               "System/Removable Storage Access": "システム/リムーバブル記憶域へのアクセス", "System/Logon": "システム/ログオン",
               "Prevent installation of devices not described by other policy settings": "他のポリシー設定で記述されていないデバイスのインストールを禁止する",
               "Allow installation of devices that match any of these device IDs": "これらのデバイス ID と一致するデバイスのインストールを許可する",
               "System/Device Installation/Device Installation Restrictions": "システム/デバイスのインストール/デバイスのインストールの制限",
               "Deny write access to removable drives not protected by BitLocker":
               "BitLocker で保護されていないリムーバブル ドライブへの書き込みアクセスを拒否する"})
ACCESS, INSTALL = "System/Removable Storage Access", "System/Device Installation/Device Installation Restrictions"


def policy_xml(title, category, state="Enabled", precedence=1, listed=()):
    items = "".join(f"<q1:Element><q1:Data>{i.replace('&', '&amp;')}</q1:Data></q1:Element>" for i in listed)
    box = f"<q1:ListBox><q1:Name>x</q1:Name><q1:State>Enabled</q1:State><q1:Value>{items}</q1:Value></q1:ListBox>" if listed else ""
    return (f'<q1:Policy><GPO xmlns="{BASE}/Base"><Identifier>{{1}}</Identifier></GPO><Precedence xmlns="{BASE}/Base">{precedence}</Precedence>'
            f"<q1:Name>{title}</q1:Name><q1:State>{state}</q1:State><q1:Explain>&lt;b&gt; x</q1:Explain><q1:Category>{category}</q1:Category>{box}</q1:Policy>")


def gpo(name, but=""):
    return f"<GPO><Name>{name}</Name><Path><Identifier>{{1}}</Identifier></Path>" + "".join(
        f"<{tag}>{'false' if (tag == 'AccessDenied') != (tag == but) else 'true'}</{tag}>" for tag in ("Enabled", "IsValid", "FilterAllowed", "AccessDenied")
    ) + "<Link><Enabled>true</Enabled></Link></GPO>"


def rsop(policies, computer="TOWN\\PC1$", more="", error=0, ago=3600, kind="LoggedData", security="", code="utf-16", ja=False):
    when = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now - ago))
    text = (f'<?xml version="1.0" encoding="utf-16"?>\r\n<Rsop xmlns:xsd="http://www.w3.org/2001/XMLSchema" '
            f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://www.microsoft.com/GroupPolicy/Rsop">'
            f"<ReadTime>{when}.3134475Z</ReadTime><DataType>{kind}</DataType><UserResults><Name>TOWN\\1001</Name><ExtensionData>"
            f"<Extension>{policy_xml('Removable Disks: Deny write access', ACCESS)}</Extension></ExtensionData></UserResults>")
    if computer:
        text += (f"<ComputerResults><Version>1</Version><Name>{computer}</Name><Domain>town.local</Domain><ExtensionStatus><Name>Registry</Name>"
                 f"<Identifier>{{35378EAC-683F-11D2-A89A-00C04FBBCFA2}}</Identifier><Error>{error}</Error></ExtensionStatus>{gpo('端末の制御')}{gpo('Default Domain Policy')}{gpo('拒否', 'AccessDenied')}{gpo('対象外', 'FilterAllowed')}"
                 f'<ExtensionData><Extension xmlns:q1="{BASE}/Registry" xsi:type="q1:RegistrySettings" xmlns="{BASE}">{"".join(policies)}{more}'
                 f'<q1:Blocked>false</q1:Blocked></Extension></ExtensionData><ExtensionData><Extension xmlns:q2="{BASE}/Security" '
                 f'xsi:type="q2:SecuritySettings">{security}</Extension></ExtensionData></ComputerResults>')
    text += "</Rsop>"
    for english, japanese in TITLES.items() if ja else ():
        text = text.replace(f">{english}<", f">{japanese}<")
    return text.encode(code)


denied = [policy_xml(t, ACCESS) for t in TITLES if ": Deny" in t and "All" not in t]
other = policy_xml("Always wait for the network", "System/Logon")
listed = lambda *ids: [policy_xml("Prevent installation of devices not described by other policy settings", INSTALL),
                       policy_xml("Allow installation of devices that match any of these device IDs", INSTALL, listed=ids)]
for ja in (False, True):
    for code in ("utf-16", "utf-8"):
        rows, _ = check("my", {"gp.xml": rsop(denied + [other], code=code, ja=ja), "e.csv": events(logon("pc1")), "b.json": bitlocker("pc1")})
        result(rows["PC1"]["verdict"] == "ENFORCED" and verdicts(rows, "PC1")["DENY_WRITE"] == ("ENFORCED", "HELD") and
               abs(rows["PC1"]["wishes"]["DENY_WRITE"]["time"] - now + 3600) < 2, f"gpresult, all denied ({code}, ja {ja})", rows)
    result(rows["PC1"]["gpos"] == "端末の制御, Default Domain Policy", f"gpresult: the objects that were applied (ja {ja})", rows)
    rows, _ = check("my", {"gp.xml": rsop([other], ja=ja)})
    result(verdicts(rows, "PC1")["DENY_WRITE"] == ("FAIL", "OPEN"), f"gpresult without these policies: not as wished (ja {ja})", rows)
    rows, _ = check("my", {"gp.xml": rsop([p for p in denied if "Floppy Drives: Deny write" not in p], ja=ja)})
    result(verdicts(rows, "PC1")["DENY_WRITE"] == ("FAIL", "OPEN") and verdicts(rows, "PC1")["DENY_READ"] == ("CHECKED", "READ"),
           f"gpresult with one of them missing (ja {ja})", rows)
    rows, _ = check("lgwan", {"gp.xml": rsop(listed(*ids), ja=ja)})
    result(verdicts(rows, "PC1")["LISTED"] == ("CHECKED", "READ"), f"gpresult, the listed devices (ja {ja})", rows)
    rows, _ = check("lgwan", {"gp.xml": rsop(listed(*ids, "USB\\Class_08"), ja=ja)})
    result(verdicts(rows, "PC1")["LISTED"] == ("FAIL", "OPEN"), f"gpresult, a device beyond the list (ja {ja})", rows)
    rows, _ = check("inet", {"gp.xml": rsop([policy_xml("Deny write access to removable drives not protected by BitLocker", "Windows Components/x")],
                                            ja=ja)})
    result(verdicts(rows, "PC1")["REMOVABLE"] == ("CHECKED", "READ"), f"gpresult, encrypted drives only (ja {ja})", rows)
rows, _ = check("my", {"gp.xml": rsop([policy_xml("All Removable Storage classes: Deny all access", ACCESS)])})
result([verdicts(rows, "PC1")[w] for w in ("DENY_READ", "DENY_WRITE", "DENY_EXECUTE")] == [("CHECKED", "READ")] * 2 + [("FAIL", "OPEN")],
       "gpresult, all classes denied", rows)
rows, _ = check("my", {"gp.xml": rsop([policy_xml(t, ACCESS, "Disabled") for t in TITLES if ": Deny" in t])})
result(verdicts(rows, "PC1")["DENY_WRITE"] == ("FAIL", "OPEN"), "gpresult, the policies disabled", rows)
lost = [p.replace(">1</Precedence>", ">2</Precedence>") for p in denied]
rows, _ = check("my", {"gp.xml": rsop(lost + [policy_xml("Removable Disks: Deny write access", ACCESS, "Disabled")])})
result(verdicts(rows, "PC1")["DENY_WRITE"] == ("FAIL", "OPEN"), "gpresult: the policy that won counts", rows)
rows, _ = check("my", {"gp.xml": rsop([policy_xml("Wechselmedien: Schreibzugriff verweigern", "System/Wechselmedienzugriff".replace("System", "Sistema"))])})
result(verdicts(rows, "PC1")["DENY_WRITE"] == ("NONE", "NOTHING") and "判断できません" in warned, "gpresult in a language we do not know: nothing is said", (rows, warned))
rows, _ = check("my", {"gp.xml": rsop(denied + [policy_xml("読めない名前", TITLES[ACCESS])], ja=True)})
result(verdicts(rows, "PC1")["DENY_WRITE"] == ("NONE", "NOTHING"), "gpresult in Japanese with an unknown title there: nothing is said", rows)
setting = f'<q1:RegistrySetting><Precedence xmlns="{BASE}/Base">1</Precedence><q1:KeyPath>{DISK}</q1:KeyPath><q1:AdmSetting>false</q1:AdmSetting>'\
          "<q1:Value><q1:Name>Deny_Write</q1:Name><q1:Number>0</q1:Number></q1:Value></q1:RegistrySetting>"
rows, _ = check("my", {"gp.xml": rsop(denied, more=setting)})
result(verdicts(rows, "PC1")["DENY_WRITE"] == ("FAIL", "OPEN"), "gpresult: a value by its key", rows)
card = r"<q2:SecurityOptions><q2:KeyName>MACHINE\Software\Microsoft\Windows NT\CurrentVersion\Winlogon\ScRemoveOption</q2:KeyName>"\
       "<q2:SettingString>%s</q2:SettingString></q2:SecurityOptions>"
for value, want in (("1", ("CHECKED", "READ")), ("0", ("FAIL", "OPEN")), ("", ("NONE", "NOTHING"))):
    rows, _ = check("lgwan", {"gp.xml": rsop([other], security=card % value)})
    result(verdicts(rows, "PC1")["CARD_LOCK"] == want, f"gpresult: card removal {value or 'not set'}", rows)
rows, unread = check("my", {"gp.xml": rsop(denied, error=2147500037)})
result(verdicts(rows, "PC1")["DENY_WRITE"] == ("NONE", "NOTHING") and "エラー" in warned, "gpresult: policies that could not be applied", rows)
for name, data, word in (("the user's part only", rsop([], computer=""), "管理者"), ("a plan", rsop(denied, kind="PlannedData"), "予測")):
    rows, unread = check("my", {"gp.xml": data})
    result(unread == 1 and word in warned, f"gpresult: {name}", (rows, warned))
both = {"gp.xml": rsop(denied), "pc1.reg": (root + "\r\n").encode("utf-16")}
rows, _ = check("my", both, old=0.5)
result(verdicts(rows, "PC1")["DENY_WRITE"] == ("NONE", "CONTRADICT") and rows["PC1"]["wishes"]["DENY_WRITE"]["value"] == "Deny_Write",
       "two readings of one day that contradict one another", rows)
rows, _ = check("my", both)
result(verdicts(rows, "PC1")["DENY_WRITE"] == ("FAIL", "OPEN"), "the newer of them is not as wished: that counts", rows)
rows, _ = check("my", both, old=3)
result(verdicts(rows, "PC1")["DENY_WRITE"] == ("CHECKED", "READ"), "an older one that was mended since does not count", rows)
off = json.dumps([{"ComputerName": "PC1", "MountPoint": "C:", "ProtectionStatus": 0, "EncryptionPercentage": 100}])
rows, _ = check("my", {"a.json": bitlocker("PC1"), "b.json": off})
result(verdicts(rows, "PC1")["BITLOCKER"] == ("FAIL", "UNPROTECTED"), "BitLocker on and off at one time: off", rows)

# --- a folder of all that there is ---
def page(files, *options, zone="my"):
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as f:
                f.write(data if isinstance(data, bytes) else data.encode())
        return run("check", policy, "--zone", zone, *options, folder)


mixed = {"PC021/Registry.pol": pol["my"], "log/Security.evtx": evtx.log([somebody("1001", 2, 99), evtx.event(4624, "pc99", now - 60, 12544)]),
         "PC021.json": bitlocker("pc021"), "gp.xml": rsop(denied, computer="PC1"), "bde.json": off, "memo.txt": "a note\n",
         "list.csv": f"端末名,点検日,暗号化,可搬媒体の制御\nPC021,{day(1)},,\nPC1,{day(1)},はい,\nPC30,2026/01/01,はい,有効\n=PC31,,,\n"}
ran = page(mixed)
text = ran.stdout.decode()
lines = {name: next(line for line in text.split("\n") if line.startswith(name + " ")) for name in ("PC1", "PC021", "PC99", "PC30", "=PC31")}
result("不適合" in lines["PC1"] and "一覧の内容と違う" in lines["PC1"], "page: BitLocker off, where the list says yes", text)
result("点検済" in lines["PC021"] and "一覧にない" not in lines["PC021"], "page: Registry.pol in a folder called as its terminal", text)
result("一覧にない端末" in lines["PC99"] and "期限切れ" in lines["PC30"] and "1件もありません" in lines["=PC31"],
       "page: a terminal no list names, one with old evidence, one with none", text)
result(text.index("PC1 ") < text.index("=PC31") < text.index("PC30") < text.index("PC021") and "端末 5 台" in text and "読めなかったファイル 1" in text,
       "page: the worst first, and what was counted", text)
result("マイナンバー利用事務系" in text and "memo.txt" in ran.stderr.decode() and "記録の届いていない" not in text, "page: of which zone, and what was no evidence", text)
result("記録の届いていない" in page({"b.json": off}).stdout.decode(), "page: without a list the silent ones are not known, and it says so")
sheet = page(mixed, "--csv").stdout
table = list(csv.reader(io.StringIO(sheet.decode("utf-8-sig"), newline="")))
result(sheet[:3] == b"\xef\xbb\xbf" and sheet.count(b"\r\n") == sheet.count(b"\n") == 6 and len({len(r) for r in table}) == 1, "CSV: its mark, line ends, columns")
cell = {r[0]: dict(zip(table[0], r)) for r in table[1:]}
result(cell["PC1"]["判定"] == "不適合" and cell["PC1"]["端末の暗号化"] == "不適合" and cell["PC1"]["最後にサインインした人"] == "1001" and
       "'=PC31" in cell and cell["PC99"]["備考"] == "一覧にない端末", "CSV: the same verdicts; no cell begins as a formula", table)
for at in (r"Machine/Registry.pol", "Registry.pol"):
    ran = page({at: pol["my"]}) if "/" in at else None
    result(ran is None or (ran.returncode == 1 and "端末名" in ran.stderr.decode()), f"{at}: whose it is cannot be told", ran)

# --- evidence that is none ---
for name, data in {"empty.csv": "", "a.csv": "x,y\n1,2\n", "b.pol": pol["my"][:-3], "c.pol": b"PReg\x02\0\0\0", "d.json": "{",
                   "e.json": "[1]", "f.csv": b"\xff\xff\xff", "g.csv": "MachineName,Id\n\"PC1", "h.csv": "端末名\n" + "x" * 80,
                   "i.pol": pol["my"][:8] + pol["my"][9:], "j.json": "[" * 100000, "k.csv": "," * 5000 + "\n", "l.xml": "<Event><System></Event>",
                   "m.xml": "<!DOCTYPE x><Event/>", "n.xml": "<a>" * 100, "o.xml": "<Rsop></Rsop>", "p.xml": "<Event x='1></Event>",
                   "q.evtx": b"ElfFile\0" + bytes(200), "r.evtx": evtx.header(1, 1) + b"x" * 4000}.items():
    rows, unread = check("my", {name: data, "pc1.Registry.pol": pol["my"]})
    result(unread == 1 and "PC1" in rows, f"{name}: refused, and the others are read", (rows, unread))
print(f"1..{count}")
sys.exit(1 if failed else 0)
