/* SPDX-License-Identifier: Apache-2.0
 * policy_network.h: the part of tbl/policy.h that draws zones on cables: networks, what may pass between
 * them, 特定通信. Same columns as there.
 */
KEY(policy, boundary, MAP, policy_boundary, MAY, 0, 0, 0, "境界の構成", "how the zones are set against each other")
LIST(policy, networks, RECORDS, policy_network, MAY, 0, 512,
     "ネットワークと機器。系ごとのアドレスの範囲", "networks and hosts: the addresses of each zone")
LIST(policy, traffic, RECORDS, policy_traffic, MAY, 0, 4096,
     "系をまたいで許可する通信。書いていない通信は通さない", "what may pass between zones; nothing else does")

RECORD(policy_boundary, "境界の構成", "the boundary")
KEY(policy_boundary, model, CHOICE, MODEL, MAY, 0, 0, POLICY_MODEL_ALPHA, "三層の対策のモデル", "the model of separation")
KEY(policy_boundary, conditions, WORDS, CONDITION, MAY, 0, 20, 0,
    "そのモデルの条件のうち、満たしているもの", "which of the model's conditions are met")
KEY(policy_boundary, approver, CHOICE, ROLE, MAY, 0, 0, PERSON_CISO,
    "系間の規則の変更を承認する役割（申請した本人は承認できない）", "who approves a change of the rules between zones (never who asked for it)")
KEY(policy_boundary, load_days, NUMBER, NOTHING, MAY, 1, 90, 7,
    "承認された変更が境界の機器に入らないまま失効するまでの日数", "days after which an approved change that was not loaded lapses")
KEY(policy_boundary, clause, TEXT, NOTHING, MAY, 1, 40, 0, "系の分離を定めた条項（6(3) など）", "the clause that keeps the zones apart, such as 6(3)")
KEY(policy_boundary, security_cloud, YES, NOTHING, MAY, 0, 1, true,
    "自治体情報セキュリティクラウドを通してインターネットにつながる", "the Internet is reached through the prefecture's security cloud")

RECORD(policy_network, "ネットワーク", "a network or host")
KEY(policy_network, code, CODE, NOTHING, MUST, 1, 20, 0, "ネットワークの符号", "its code")
KEY(policy_network, name, TEXT, NOTHING, MUST, 1, 40, 0, "名称", "its name")
KEY(policy_network, zone, REF, ZONE, MUST, 0, 0, 0, "属する系の符号", "code of its zone")
KEY(policy_network, role, CHOICE, NETWORK, MAY, 0, 0, POLICY_NETWORK_SEGMENT, "役目", "what it is")
KEY(policy_network, v4, TEXT, NOTHING, MAY, 7, 18, 0, "IPv4 の範囲（10.2.0.0/16 など）", "IPv4 prefix, such as 10.2.0.0/16")
KEY(policy_network, v6, TEXT, NOTHING, MAY, 2, 43, 0, "IPv6 の範囲（fd00:2::/64 など）", "IPv6 prefix, such as fd00:2::/64")
KEY(policy_network, interface, CODE, NOTHING, MAY, 1, 15, 0,
    "その先にこのネットワークがある、境界の機器のインターフェース（role: segment だけ）",
    "the boundary's interface behind which it lies (role: segment only)")
KEY(policy_network, mac, TEXT, NOTHING, MAY, 17, 17, 0,
    "機器の MAC アドレス（02:00:5e:10:00:01 など）", "MAC address of a host, such as 02:00:5e:10:00:01")
KEY(policy_network, listed, TEXT, NOTHING, MAY, 1, 40, 0,
    "外部サービスの、ISMAP クラウドサービスリストの登録番号など（role: service だけ）",
    "an outside service's number in the ISMAP list (role: service only)")

RECORD(policy_traffic, "許可する通信", "traffic that may pass")
KEY(policy_traffic, code, CODE, NOTHING, MUST, 1, 20, 0, "通信の符号", "its code")
KEY(policy_traffic, name, TEXT, NOTHING, MUST, 1, 40, 0, "名称", "its name")
KEY(policy_traffic, from, REF, NETWORK, MUST, 0, 0, 0, "始める側のネットワークの符号", "code of the network that begins it")
KEY(policy_traffic, to, REF, NETWORK, MUST, 0, 0, 0, "受ける側のネットワークの符号", "code of the network that answers")
KEY(policy_traffic, protocol, CHOICE, PROTOCOL, MUST, 0, 0, 0, "プロトコル", "protocol")
KEY(policy_traffic, ports, TEXT, NOTHING, MAY, 1, 200, 0,
    "受ける側のポート（443、8000-8010、25,587 など。tcp と udp では必要）",
    "ports of the answering side: 443, 8000-8010, 25,587 (needed for tcp and udp)")
KEY(policy_traffic, way, CHOICE, WAY, MAY, 0, 0, POLICY_WAY_PLAIN, "通し方", "how it passes")
KEY(policy_traffic, clause, TEXT, NOTHING, MAY, 1, 40, 0, "根拠の条項", "the clause it rests on")
KEY(policy_traffic, purpose, TEXT, NOTHING, MAY, 1, 80, 0, "目的", "what it is for")
KEY(policy_traffic, special, MAP, policy_special, MAY, 0, 0, 0,
    "特定通信としての登録（マイナンバー利用事務系の通信では必要）", "its entry as 特定通信 (needed where the My Number zone is an end)")

RECORD(policy_special, "特定通信", "a special flow")
KEY(policy_special, peer, CHOICE, PEER, MAY, 0, 0, POLICY_PEER_NONE, "相手先の種別", "what kind of peer")
KEY(policy_special, approver, REF, PERSON, MAY, 0, 0, 0, "承認した職員の番号", "staff number of who approved it")
KEY(policy_special, approved, TEXT, NOTHING, MAY, 10, 10, 0, "承認した日（2026-10-01 など）", "when, such as 2026-10-01")
KEY(policy_special, until, TEXT, NOTHING, MAY, 10, 10, 0,
    "期限（その日を含む。過ぎると通さない）", "until and including this day; then it passes no more")
