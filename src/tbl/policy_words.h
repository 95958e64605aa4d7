/* SPDX-License-Identifier: Apache-2.0
 * policy_words.h: the words a policy file may use where it chooses from a closed set.
 * WORD(set, value, word, Japanese, English): `value` is a constant of policy/policy.h or tbl/bodies.h.
 */
WORD(PERMIT, POLICY_DENY, "deny", "不可", "not allowed")
WORD(PERMIT, POLICY_ALLOW, "allow", "可", "allowed")

WORD(KEEP, POLICY_KEEP, "keep", "残す", "kept")
WORD(KEEP, POLICY_DROP, "drop", "消す", "dropped")

WORD(INCOMPLETE, POLICY_LEAVE_OUT, "leave_out", "除いて通し、一覧を添える", "left out, with a list of them")
WORD(INCOMPLETE, POLICY_REFUSE_ALL, "refuse", "書庫ごと通さない", "the whole archive is refused")

WORD(NEED, POLICY_NEED_NONE, "none", "承認不要", "no approval")
WORD(NEED, POLICY_NEED_APPROVER, "approver", "承認者1名", "one approver")
WORD(NEED, POLICY_NEED_MANAGER, "manager", "所属の管理者（理由必須）", "the unit's manager, with a reason")

WORD(GRADE, GRADE_1, "1", "公開できる情報", "may be public")
WORD(GRADE, GRADE_2, "2", "公開を予定しない情報", "not for the public")
WORD(GRADE, GRADE_3, "3", "個人情報など特に守る情報", "personal or sensitive")
WORD(GRADE, GRADE_3C, "3C", "職員の個人情報、予定価格など", "such as data of staff, planned prices")
WORD(GRADE, GRADE_3B, "3B", "住民の個人情報など", "such as data of residents")
WORD(GRADE, GRADE_3A, "3A", "秘密文書に当たる情報", "equal to secret documents")

WORD(HIGHEST, GRADE_NONE, "0", "送付不可", "nothing")
WORD(HIGHEST, GRADE_1, "1", "機密性1 まで", "up to grade 1")
WORD(HIGHEST, GRADE_2, "2", "機密性2 まで", "up to grade 2")
WORD(HIGHEST, GRADE_3, "3", "機密性3 まで", "up to grade 3")
WORD(HIGHEST, GRADE_3C, "3C", "機密性3C まで", "up to grade 3C")
WORD(HIGHEST, GRADE_3B, "3B", "機密性3B まで", "up to grade 3B")
WORD(HIGHEST, GRADE_3A, "3A", "機密性3A まで", "up to grade 3A")

WORD(SCALE, POLICY_SCALE_THREE, "three", "3・2・1", "3, 2, 1")
WORD(SCALE, POLICY_SCALE_FIVE, "five", "3A・3B・3C・2・1", "3A, 3B, 3C, 2, 1")

WORD(ASKED, POLICY_NEED_NONE, "none", "承認不要", "no approval")
WORD(ASKED, POLICY_NEED_APPROVER, "approver", "承認者1名", "one approver")
WORD(ASKED, POLICY_NEED_MANAGER, "manager", "所属の管理者（理由必須）", "the unit's manager, with a reason")
WORD(ASKED, POLICY_NEED_ANY, "any", "決めた人数の承認", "so many of them")
WORD(ASKED, POLICY_NEED_ALL, "all", "全員の承認", "all of them")

WORD(AMONG, POLICY_AMONG_UNIT, "unit", "申請者の所属の承認者と管理者", "approvers and manager of the applicant's unit")
WORD(AMONG, POLICY_AMONG_PEOPLE, "people", "people に書いた職員", "those listed under people")
WORD(AMONG, POLICY_AMONG_APPROVERS, "approvers", "団体の承認者", "every approver of the body")
WORD(AMONG, POLICY_AMONG_OPERATORS, "operators", "情報システム担当", "IT officers")
WORD(AMONG, POLICY_AMONG_CISO, "ciso", "最高情報セキュリティ責任者", "the CISO")

#define FORMAT(name, extensions, ja, en) WORD(FORMAT, POLICY_FORMAT_##name, #name, ja, en)
#include "tbl/formats.h"
#undef FORMAT

WORD(FIND, POLICY_FIND_TELL, "tell", "知らせるだけ", "only shown")
WORD(FIND, POLICY_FIND_ASK, "ask", "送る人が、消すか残すかを決める", "the sender erases it or leaves it")
WORD(FIND, POLICY_FIND_STOP, "stop", "消すか、理由を付けて管理者の承認を受ける", "erased, or left with a reason and a manager's approval")
WORD(FIND, POLICY_FIND_NEVER, "never", "残したままでは送れない", "never leaves in a file")

WORD(ROLE, PERSON_CLERK, "clerk", "職員", "clerk")
WORD(ROLE, PERSON_APPROVER, "approver", "承認者", "approver")
WORD(ROLE, PERSON_OPERATOR, "operator", "情報システム担当", "IT officer")
WORD(ROLE, PERSON_CISO, "ciso", "最高情報セキュリティ責任者", "CISO")
WORD(ROLE, PERSON_AUDITOR, "auditor", "監査人", "auditor")

WORD(ZONE, POLICY_ZONE_INTERNET, "internet", "インターネット接続系", "Internet-connected")
WORD(ZONE, POLICY_ZONE_LGWAN, "lgwan", "LGWAN接続系", "LGWAN-connected")
WORD(ZONE, POLICY_ZONE_MYNUMBER, "mynumber", "マイナンバー利用事務系", "My Number business")
WORD(ZONE, POLICY_ZONE_OTHER, "other", "その他", "other")

WORD(DIRECTION, DIRECTION_IN, "inbound", "取込", "inbound")
WORD(DIRECTION, DIRECTION_OUT, "outbound", "庁外送付", "outbound")

WORD(MEANING, POLICY_MEANS_WIDER, "wider", "変換のほか、規則による無変換も含む", "conversion, and passing unconverted by rule")
WORD(MEANING, POLICY_MEANS_CONVERSION, "conversion", "変換に限る", "conversion alone")

WORD(SCAN, POLICY_SCAN_OPTIONAL, "optional", "あれば行う", "where there is a scanner")
WORD(SCAN, POLICY_SCAN_DEMANDED, "demanded", "必須", "demanded")

#define ORIGINAL_FORMAT(name, number, extensions, ja, en) WORD(ORIGINAL, ORIGINAL_FORMAT_##name, #name, ja, en)
#include "tbl/original_formats.h"
#undef ORIGINAL_FORMAT

/* The guideline's models: where business systems stand, and what may go out directly. */
WORD(MODEL, POLICY_MODEL_ALPHA, "alpha", "αモデル", "alpha")
WORD(MODEL, POLICY_MODEL_ALPHA2, "alpha_dash", "α′モデル", "alpha dash")
WORD(MODEL, POLICY_MODEL_BETA, "beta", "βモデル", "beta")
WORD(MODEL, POLICY_MODEL_BETA2, "beta_dash", "β′モデル", "beta dash")

WORD(CONDITION, POLICY_CONDITION_ISMAP, "ismap", "ISMAP に登録されたサービスに限る", "services of the ISMAP list only")
WORD(CONDITION, POLICY_CONDITION_DESTINATIONS, "destinations", "接続先制限", "destinations restricted")
WORD(CONDITION, POLICY_CONDITION_ENCRYPTION, "encryption", "通信経路の暗号化", "the path encrypted")
WORD(CONDITION, POLICY_CONDITION_TENANT, "tenant", "テナントアクセス制御", "own tenant only")
WORD(CONDITION, POLICY_CONDITION_MAIL, "mail", "メールの無害化", "mail disarmed")
WORD(CONDITION, POLICY_CONDITION_FILES, "files", "ファイルの無害化", "files disarmed")
WORD(CONDITION, POLICY_CONDITION_ENDPOINT, "endpoint", "EDR などの端末の対策", "EDR or equal on terminals")
WORD(CONDITION, POLICY_CONDITION_READINESS, "readiness", "緊急時の即応体制と、組織的・人的対策の確実な実施",
     "emergency readiness, organisational and human measures surely done")
WORD(CONDITION, POLICY_CONDITION_SCREEN, "screen", "LGWAN接続系の利用は画面転送による", "LGWAN reached by screen transfer")
WORD(CONDITION, POLICY_CONDITION_MONITORING, "monitoring", "24時間365日の監視", "watched day and night")
WORD(CONDITION, POLICY_CONDITION_PER_ASSET, "per_asset", "情報資産単位のアクセス制御", "access control for each asset")
WORD(CONDITION, POLICY_CONDITION_BASELINE, "baseline", "組織のベースラインへの準拠", "an organisational baseline kept")
WORD(CONDITION, POLICY_CONDITION_DETECTION, "detection", "継続的な検知・監視", "continuous detection")
WORD(CONDITION, POLICY_CONDITION_LOGS, "logs", "業務システムのログの収集・分析", "logs of business systems collected and analysed")
WORD(CONDITION, POLICY_CONDITION_AUDIT, "audit", "外部監査と J-LIS への報告", "external audit, reported to J-LIS")

WORD(NETWORK, POLICY_NETWORK_SEGMENT, "segment", "境界の機器の先のネットワーク", "a network behind the boundary")
WORD(NETWORK, POLICY_NETWORK_HOST, "host", "その中の機器", "a host within one")
WORD(NETWORK, POLICY_NETWORK_ROUTER, "router", "境界の機器自身", "the boundary itself")
WORD(NETWORK, POLICY_NETWORK_GUARD, "guard", "関所の受付口", "Sekisho itself")
WORD(NETWORK, POLICY_NETWORK_SERVICE, "service", "外部のサービス", "a service outside")

WORD(PROTOCOL, POLICY_TCP, "tcp", "TCP", "TCP")
WORD(PROTOCOL, POLICY_UDP, "udp", "UDP", "UDP")
WORD(PROTOCOL, POLICY_ICMP, "icmp", "ICMP（IPv4）", "ICMP (IPv4)")
WORD(PROTOCOL, POLICY_ICMPV6, "icmpv6", "ICMPv6", "ICMPv6")
WORD(PROTOCOL, POLICY_ESP, "esp", "ESP（IPsec）", "ESP (IPsec)")
WORD(PROTOCOL, POLICY_GRE, "gre", "GRE", "GRE")

WORD(WAY, POLICY_WAY_PLAIN, "plain", "そのまま", "as it is")
WORD(WAY, POLICY_WAY_SANITIZED, "sanitized", "無害化通信（本文のテキスト化・無害化したもの）", "disarmed (mail as text, files rebuilt)")
WORD(WAY, POLICY_WAY_SCREEN, "screen", "画面転送", "screen transfer")

WORD(PEER, POLICY_PEER_NONE, "none", "未記入", "not said")
WORD(PEER, POLICY_PEER_CLOSED, "closed", "① インターネットに接続していない相手先", "1: not connected to the Internet")
WORD(PEER, POLICY_PEER_PUBLIC, "public", "② 公的機関が構築したシステム", "2: a system built by a public body")

/* What a published policy may say. */
WORD(THREAT, POLICY_THREAT_ATTACK, "attack", "不正アクセス・攻撃", "illegal access and attacks")
WORD(THREAT, POLICY_THREAT_INSIDER, "insider", "内部の者の不正", "insiders")
WORD(THREAT, POLICY_THREAT_MISTAKE, "mistake", "誤り・設定の不備・管理の不備", "mistakes, wrong settings, poor management")
WORD(THREAT, POLICY_THREAT_LOSS, "loss", "機器・媒体の紛失・盗難", "loss or theft of devices and media")
WORD(THREAT, POLICY_THREAT_FAILURE, "failure", "システムの障害", "failure of systems")
WORD(THREAT, POLICY_THREAT_SERVICE, "service", "外部サービスの障害", "failure of outside services")
WORD(THREAT, POLICY_THREAT_DATA, "data", "データの破壊・改ざん・消失", "destruction, alteration, loss of data")
WORD(THREAT, POLICY_THREAT_DISASTER, "disaster", "災害", "disasters")
WORD(THREAT, POLICY_THREAT_SUPPLIER, "supplier", "委託先・供給網", "contractors and supply chain")
WORD(THREAT, POLICY_THREAT_SOCIETY, "society", "社会・外部の情勢、偽の情報", "the situation outside, false information")
WORD(THREAT, POLICY_THREAT_DEVICES, "devices", "IoT 機器", "IoT devices")
WORD(THREAT, POLICY_THREAT_PHISHING, "phishing", "フィッシング", "phishing")
WORD(THREAT, POLICY_THREAT_STAFF, "staff", "感染症などによる要員の不足", "shortage of staff, as by an epidemic")
WORD(THREAT, POLICY_THREAT_UTILITIES, "utilities", "電力・通信・水道などの途絶の波及", "outage of power, telecommunication, water")

WORD(ASSET, POLICY_ASSET_SYSTEMS, "systems", "ネットワーク・情報システム", "networks and information systems")
WORD(ASSET, POLICY_ASSET_DATA, "data", "それらで取り扱う情報（印刷した文書を含む）", "the information handled in them, printed too")
WORD(ASSET, POLICY_ASSET_PAPERS, "papers", "仕様書・構成図などの関連文書", "specifications and diagrams")
WORD(ASSET, POLICY_ASSET_RECORDS, "records", "公文書", "public records")
WORD(ASSET, POLICY_ASSET_PUBLIC, "public", "公開している Web サイトの情報と外部のクラウド", "public web information and outside clouds")

WORD(TRIGGER, POLICY_TRIGGER_INCIDENT, "incident", "事故・インシデント", "an incident")
WORD(TRIGGER, POLICY_TRIGGER_REORGANISATION, "reorganisation", "機構改革", "a reorganisation")
WORD(TRIGGER, POLICY_TRIGGER_SYSTEM, "system", "システムの新設・更新", "a new or renewed system")
WORD(TRIGGER, POLICY_TRIGGER_LAW, "law", "法令・ガイドラインの改正", "a change of law or guideline")
WORD(TRIGGER, POLICY_TRIGGER_FINDING, "finding", "監査・点検の指摘", "a finding")

WORD(OUTSOURCING, POLICY_OUTSOURCING_SELECT, "select", "委託先を選ぶ", "the contractor is chosen")
WORD(OUTSOURCING, POLICY_OUTSOURCING_CONTRACT, "contract", "契約に要件を明記する", "the contract states requirements")
WORD(OUTSOURCING, POLICY_OUTSOURCING_CONFIRM, "confirm", "対策を確かめる", "measures are confirmed")
WORD(OUTSOURCING, POLICY_OUTSOURCING_ACT, "act", "契約に基づき措置する", "action is taken under the contract")

WORD(SERVICE, POLICY_SERVICE_RULES, "rules", "利用の規定", "rules for its use")
WORD(SERVICE, POLICY_SERVICE_PROCEDURE, "procedure", "運用手順", "an operating procedure")
WORD(SERVICE, POLICY_SERVICE_CONTENT, "content", "発信できる情報", "what may be posted")
WORD(SERVICE, POLICY_SERVICE_PERSON, "person", "サービスごとの責任者", "a person in charge of each service")

WORD(CYCLE, POLICY_CYCLE_UNSAID, "unsaid", "書いていない", "not said")
WORD(CYCLE, POLICY_CYCLE_PERIODIC, "periodic", "定期に", "on a cycle")
WORD(CYCLE, POLICY_CYCLE_NEEDED, "as_needed", "必要に応じて", "as needed")
WORD(CYCLE, POLICY_CYCLE_EITHER, "periodic_or_needed", "定期又は必要に応じて", "on a cycle or as needed")

WORD(ORIGIN, POLICY_ORIGIN_OWN, "own", "自ら定める", "their own")
WORD(ORIGIN, POLICY_ORIGIN_REFERENCE, "reference", "他の機関のものを準用する", "another's are followed")
WORD(ORIGIN, POLICY_ORIGIN_NONE, "none", "規定がない", "not provided for")

WORD(MEASURE, POLICY_MEASURE_SEPARATE, "separate", "原則として他の領域と通信できない", "no communication with other zones in principle")
WORD(MEASURE, POLICY_MEASURE_NO_EXPORT, "no_export", "端末からの情報持ち出し不可設定", "terminals set so that nothing is carried out")
WORD(MEASURE, POLICY_MEASURE_MFA, "mfa", "端末への多要素認証", "multi-factor authentication at terminals")
WORD(MEASURE, POLICY_MEASURE_SPLIT, "split", "通信経路の分割", "paths split")
WORD(MEASURE, POLICY_MEASURE_SANITIZED, "sanitized", "通信する場合は無害化通信", "disarmed where they communicate")
WORD(MEASURE, POLICY_MEASURE_ILLICIT, "illicit", "不正通信対策の強化", "stronger measures against illicit traffic")
WORD(MEASURE, POLICY_MEASURE_MONITORING, "monitoring", "監視機能の強化等の高度な対策", "advanced measures such as stronger monitoring")
WORD(MEASURE, POLICY_MEASURE_CLOUD, "cloud", "自治体情報セキュリティクラウド", "the prefecture's security cloud")

WORD(PURPOSE, POLICY_PURPOSE_CIA, "cia", "機密性・完全性・可用性", "confidentiality, integrity, availability")
WORD(PURPOSE, POLICY_PURPOSE_RESIDENTS, "residents", "住民の個人情報と行政運営上の重要情報", "residents' personal data and vital records")
WORD(PURPOSE, POLICY_PURPOSE_SERVICE, "service", "行政サービスの安定", "stable services")
WORD(PURPOSE, POLICY_PURPOSE_TRUST, "trust", "住民の信頼", "residents' trust")
WORD(PURPOSE, POLICY_PURPOSE_PRIVACY, "privacy", "住民の財産・プライバシー", "citizens' property and privacy")
WORD(PURPOSE, POLICY_PURPOSE_EFFICIENCY, "efficiency", "行政サービスの向上と効率", "better and more efficient services")

WORD(SCOPE, POLICY_SCOPE_ORGANS, "organs", "執行機関・議会を挙げる", "organs are named")
WORD(SCOPE, POLICY_SCOPE_OFFICES, "offices", "部局・事務局を挙げる", "offices are named")
WORD(SCOPE, POLICY_SCOPE_NETWORK, "network", "行政ネットワークを使う部局", "whoever uses the administrative network")

WORD(PERSONS, POLICY_PERSONS_STAFF, "staff", "職員", "staff")
WORD(PERSONS, POLICY_PERSONS_FISCAL_YEAR, "fiscal_year", "会計年度任用職員", "staff appointed by fiscal year")
WORD(PERSONS, POLICY_PERSONS_TEMPORARY, "temporary", "臨時の職員", "temporary staff")
WORD(PERSONS, POLICY_PERSONS_PART_TIME, "part_time", "非常勤職員", "part-time staff")

WORD(ORGANISATION, POLICY_ORGANISATION_WHOLE, "whole", "全庁的", "the whole body")
WORD(ORGANISATION, POLICY_ORGANISATION_OWN, "own", "その機関", "the organ alone")

WORD(BY_CLASS, POLICY_BY_CLASS_ACT, "act", "対策を実施する", "measures are taken")
WORD(BY_CLASS, POLICY_BY_CLASS_MANAGE, "manage", "管理する", "they are managed")

WORD(PHYSICAL, POLICY_PHYSICAL_SERVERS, "servers", "サーバ", "servers")
WORD(PHYSICAL, POLICY_PHYSICAL_ROOM, "room", "情報システム室・電算室", "the machine room")
WORD(PHYSICAL, POLICY_PHYSICAL_LINES, "lines", "通信回線", "lines")
WORD(PHYSICAL, POLICY_PHYSICAL_EQUIPMENT, "equipment", "通信設備・情報機器", "communication equipment and devices")
WORD(PHYSICAL, POLICY_PHYSICAL_TERMINALS, "terminals", "職員等の端末", "staff's terminals")
WORD(PHYSICAL, POLICY_PHYSICAL_INTRUSION, "intrusion", "目的: 不正な立ち入りの防止", "aim: no intrusion")
WORD(PHYSICAL, POLICY_PHYSICAL_THEFT, "theft", "目的: 盗難の防止", "aim: no theft")

WORD(TRAINING, POLICY_TRAINING_RULES, "rules", "遵守事項を定める", "rules are made")
WORD(TRAINING, POLICY_TRAINING_SUFFICIENT, "sufficient", "十分な教育・啓発", "sufficient training")
WORD(TRAINING, POLICY_TRAINING_CONTINUAL, "continual", "継続的な教育・啓発", "continual training")
WORD(TRAINING, POLICY_TRAINING_REGULAR, "regular", "定期の研修を必須とする", "regular training is compulsory")
WORD(TRAINING, POLICY_TRAINING_LATEST, "latest", "最新の脅威に基づく教材", "material on the latest threats")

WORD(TECHNICAL, POLICY_TECHNICAL_MANAGEMENT, "management", "コンピュータ等の管理", "management of computers")
WORD(TECHNICAL, POLICY_TECHNICAL_ACCESS, "access", "アクセス制御", "access control")
WORD(TECHNICAL, POLICY_TECHNICAL_MALWARE, "malware", "不正プログラム対策", "against malware")
WORD(TECHNICAL, POLICY_TECHNICAL_INTRUSION, "intrusion", "不正アクセス対策", "against illegal access")

WORD(OPERATIONS, POLICY_OPERATIONS_MONITORING, "monitoring", "情報システムの監視", "monitoring of systems")
WORD(OPERATIONS, POLICY_OPERATIONS_COMPLIANCE, "compliance", "遵守状況の確認", "compliance is checked")
WORD(OPERATIONS, POLICY_OPERATIONS_OUTSOURCING, "outsourcing", "業務委託の際の確保", "security of outsourcing")
WORD(OPERATIONS, POLICY_OPERATIONS_EMERGENCY, "emergency", "緊急時対応計画", "a plan for emergencies")

/* What a grade usually asks of whoever handles the asset. */
WORD(HANDLING, POLICY_HANDLING_TERMINALS, "terminals", "支給以外の端末で扱わない", "no work on terminals not supplied")
WORD(HANDLING, POLICY_HANDLING_COPIES, "copies", "必要以上に複製・配付しない", "no needless copies")
WORD(HANDLING, POLICY_HANDLING_PLACE, "place", "保管場所を限り、不要な媒体を置かない", "a limited place, no needless media there")
WORD(HANDLING, POLICY_HANDLING_ENCRYPT, "encrypt", "送る・運ぶ・提供するときは暗号化や施錠", "encrypted or locked when sent, carried or provided")
WORD(HANDLING, POLICY_HANDLING_DISPOSE, "dispose", "復元できない方法で廃棄", "disposed of beyond recovery")
WORD(HANDLING, POLICY_HANDLING_LINE, "line", "信頼できる回線を使う", "trusted lines")
WORD(HANDLING, POLICY_HANDLING_OUTSIDE, "outside", "庁外で扱うときの規定", "rules for work outside")
WORD(HANDLING, POLICY_HANDLING_STORE, "store", "施錠できる場所に保管", "kept under lock")
WORD(HANDLING, POLICY_HANDLING_BACKUP, "backup", "バックアップ", "backups")
WORD(HANDLING, POLICY_HANDLING_SIGN, "sign", "電子署名の付与", "digital signature")
WORD(HANDLING, POLICY_HANDLING_RECOVER, "recover", "定めた時間内の復旧", "recovery within a set time")

/* Ways in and out. */
WORD(GATE, POLICY_GATE_PORTAL, "portal", "ポータル（ブラウザー）", "portal (browser)")
WORD(GATE, POLICY_GATE_MAIL, "mail", "メール", "mail")
WORD(GATE, POLICY_GATE_FOLDER, "folder", "共有フォルダー", "shared folder")
WORD(GATE, POLICY_GATE_WEB, "web", "Web の閲覧", "web browsing")
WORD(GATE, POLICY_GATE_MEDIA, "media", "可搬媒体", "removable media")

WORD(BODY, POLICY_BODY_CITY, "city", "市", "a city")
WORD(BODY, POLICY_BODY_TOWN, "town", "町", "a town")
WORD(BODY, POLICY_BODY_VILLAGE, "village", "村", "a village")
WORD(BODY, POLICY_BODY_WARD, "ward", "特別区", "a special ward")
WORD(BODY, POLICY_BODY_PREFECTURE, "prefecture", "都道府県", "a prefecture")
WORD(BODY, POLICY_BODY_UNION, "union", "一部事務組合・広域連合", "a union of bodies")
WORD(BODY, POLICY_BODY_UNSAID, "unsaid", "未記入", "not said")

#include "tbl/register_words.h"
