/* SPDX-License-Identifier: Apache-2.0
 * policy_gates.h: the part of tbl/policy.h that says which ways in and out there are, and whose network
 * an organ uses. Same columns as there.
 */
LIST(policy, gates, RECORDS, policy_gate, MAY_PUBLIC, 0, 200,
     "出入口。書かなければポータルの取込と庁外送付。書いたら、ここにないものは閉じる",
     "ways in and out; without it the portal, both ways; with it, nothing that it does not list")
KEY(policy, host, MAP, policy_host, MAY, 0, 0, 0,
    "機関だけの方針で、系・所属・職員などを借りる本体の方針",
    "for an organ's own policy: the body's policy whose zones, units and people it uses")
KEY(policy, joined_of, TEXT, NOTHING, MAY, 64, 64, 0,
    "sekisho policy join が書く、本体の方針のハッシュ値（手で書かない）",
    "written by sekisho policy join: the hash of the host's policy; never by hand")

RECORD(policy_gate, "出入口", "a way in or out")
KEY(policy_gate, kind, CHOICE, GATE, MUST_PUBLIC, 0, 0, 0, "種類", "what kind")
KEY(policy_gate, direction, CHOICE, DIRECTION, MUST_PUBLIC, 0, 0, 0, "方向", "direction")
KEY(policy_gate, on, YES, NOTHING, MAY_PUBLIC, 0, 1, true, "開ける", "it is open")
LIST(policy_gate, units, REFS, UNIT, MAY_PUBLIC, 1, 2000,
     "所属の符号。なければ、同じ出入口のほかの行にない所属すべて",
     "codes of units; without it, all that no other row of this gate names")
KEY(policy_gate, file_mb, NUMBER, NOTHING, MAY_PUBLIC, 0, 4096, 0,
    "1ファイルの大きさ（MB）。0 は limits のとおり", "size of a file in MB; 0: as in limits")
KEY(policy_gate, clause, TEXT, NOTHING, MAY, 1, 40, 0, "根拠の条項", "the clause it rests on")

RECORD(policy_host, "本体の方針", "the host's policy")
KEY(policy_host, file, TEXT, NOTHING, MUST, 1, 60, 0,
    "本体の方針ファイルの名前（同じフォルダーにあるもの）", "its file, in the same folder")
KEY(policy_host, organ, REF, ORGAN, MUST, 0, 0, 0,
    "この方針の機関（本体の方針にある符号）", "whose policy this is: an organ of the host's")
KEY(policy_host, version, TEXT, NOTHING, MAY, 1, 12, 0,
    "採用した本体の基本方針の版（版の番号、なければ施行日）", "the version of the host's document that was adopted (its number, or its day)")
KEY(policy_host, hash, TEXT, NOTHING, MAY, 64, 64, 0,
    "採用した本体の document のハッシュ値（sekisho policy check が示す）", "hash of the host's document as adopted (policy check tells it)")
