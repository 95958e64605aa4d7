/* SPDX-License-Identifier: Apache-2.0
 * mistakes.h: everything that can be wrong with a policy file, as a person reads it.
 * MISTAKE(code, severity, what (ja), what (en), what to write instead (ja), instead (en))
 *   severity  WRONG: the policy is not taken; NOTE (参考): it is, but somebody should know
 *   %1 to %5  what the finder filled in, cleaned; %1 is cut to 60 characters, %+1 to 600 (our own lists)
 */
/* The file as bytes and as YAML. */
MISTAKE(FILE_EMPTY, WRONG, "ファイルが空です", "the file is empty",
	"share/profiles/demo.yaml を写して書き換えてください", "start from a copy of share/profiles/demo.yaml")
MISTAKE(FILE_BIG, WRONG, "ファイルが 1 MB を超えています", "the file is larger than 1 MB",
	"1 MB 以内にしてください", "keep it within 1 MB")
MISTAKE(NOT_UTF8, WRONG, "UTF-8 ではない文字があります", "these bytes are not UTF-8",
	"エディターで文字コードを UTF-8 にして保存し直してください", "save the file as UTF-8")
MISTAKE(BAD_CHARACTER, WRONG, "使えない制御文字 %1 があります", "the control character %1 is not allowed",
	"その文字を消してください", "remove that character")
MISTAKE(SYNTAX_WIDE, WRONG, "全角の「%1」が YAML の記号や字下げの位置にあります",
	"the full-width character %1 stands where YAML needs a plain one",
	"半角の「%2」にしてください", "write a plain %2")
MISTAKE(SYNTAX_TAB, WRONG, "字下げにタブが使われています", "a tab is used for indentation",
	"半角の空白にしてください", "indent with spaces")
MISTAKE(SYNTAX_INDENT, WRONG, "字下げがそろっていないか、余分な文字があります", "the indentation does not line up, or something is left over",
	"同じ階層のキーや「- 」を同じ桁にそろえてください", "start keys and dashes of one level in the same column")
MISTAKE(SYNTAX_COLON, WRONG, "「キー: 値」の形になっていません", "this is not of the form 'key: value'",
	"コロンの後に半角の空白を置き、値にコロンがあれば引用符 \" で囲んでください",
	"put a space after the colon; quote a value that holds one")
MISTAKE(SYNTAX_OPEN, WRONG, "引用符や括弧が閉じていません", "a quote or bracket is not closed",
	"対応する引用符・括弧を補ってください", "close it")
MISTAKE(SYNTAX_START, WRONG, "値を「%1」で始めることはできません", "a value cannot begin with %1",
	"値全体を引用符 \" で囲んでください", "put the whole value in quotes")
MISTAKE(SYNTAX_ESCAPE, WRONG, "引用符 \" の中の「\\」の使い方が違います", "a backslash within double quotes means something else",
	"値を単一引用符 ' で囲むか、\\\\ と2つ書いてください", "use single quotes, or write two backslashes")
MISTAKE(SYNTAX, WRONG, "YAML として読めません（%1）", "this cannot be read as YAML (%1)",
	"この行と前の行の字下げ、コロン、引用符を確かめてください",
	"look at indentation, colons and quotes of this line and the one before")
MISTAKE(DUPLICATE_KEY, WRONG, "キー「%1」は %2 行目にもあります", "the key %1 is also on line %2",
	"どちらか一方を消してください", "remove one of the two")
MISTAKE(ANCHOR, WRONG, "アンカー（&%1）は使えません", "anchors (&%1) are not allowed",
	"「&%1」を消し、値をそのまま書いてください", "remove it and write the value out")
MISTAKE(ALIAS, WRONG, "エイリアス（*%1）は使えません", "aliases (*%1) are not allowed",
	"指している値をここにもそのまま書いてください。文字としての * は引用符で囲みます",
	"write the value here again; quote a * that is meant as text")
MISTAKE(TAG, WRONG, "タグ（%1）は使えません", "tags (%1) are not allowed",
	"タグを消してください。文字としての ! は引用符で囲みます", "remove it; quote a ! that is meant as text")
MISTAKE(DEPTH, WRONG, "入れ子が 32 段を超えています", "nested deeper than 32 levels",
	"sekisho policy keys で、書ける階層を確かめてください", "see the levels that sekisho policy keys shows")
MISTAKE(DOCUMENTS, WRONG, "2つ目の文書（---）があります", "there is a second document (---)",
	"1つのファイルに1つの方針だけを書いてください", "keep one policy in one file")
MISTAKE(KEY_KIND, WRONG, "キーの位置に一覧や組があります", "a list or map stands where a key should be",
	"キーは1つの語で書いてください", "write a single word as the key")
MISTAKE(TOO_MANY, WRONG, "要素が多すぎます（上限 %1）", "too many entries (at most %1)",
	"減らしてください", "have fewer")

/* Against the table of keys. */
MISTAKE(KEY_NEAR, WRONG, "「%1」というキーはありません", "there is no key %1 here",
	"「%2」と書いてください", "write %2")
MISTAKE(KEY_UNKNOWN, WRONG, "「%1」というキーはありません", "there is no key %1 here",
	"ここに書けるキー: %+2", "keys allowed here: %+2")
MISTAKE(MISSING, WRONG, "「%1」がありません（%2）", "%1 is missing (%3)",
	"「%1:」の行を補ってください", "add a line %1:")
MISTAKE(NO_VALUE, WRONG, "「%1」の値がありません", "%1 has no value",
	"%+2", "%+3")
MISTAKE(WANT_MAP, WRONG, "「%1」は「キー: 値」の組で書きます", "%1 takes keys with values",
	"次の行から字下げして、書けるキー（%+2）を書いてください", "write its keys (%+2) indented on the next lines")
MISTAKE(WANT_LIST, WRONG, "「%1」は一覧で書きます", "%1 takes a list",
	"各行を「- 」で始めるか、[値, 値] と書いてください", "begin each entry with '- ', or write [value, value]")
MISTAKE(WANT_TEXT, WRONG, "「%1」には値を1つだけ書きます", "%1 takes a single value",
	"%+2", "%+3")
MISTAKE(BAD_NUMBER, WRONG, "「%1」は数ではありません", "%1 is not a number",
	"%2 から %3 までの整数を半角で書いてください", "write a whole number from %2 to %3")
MISTAKE(OUT_OF_RANGE, WRONG, "%1 は範囲の外です", "%1 is out of range",
	"%2 から %3 までの整数にしてください", "write a whole number from %2 to %3")
MISTAKE(BAD_YES, WRONG, "「%1」は真偽の値ではありません", "%1 is neither true nor false",
	"true（する）か false（しない）と書いてください", "write true or false")
MISTAKE(BAD_WORD, WRONG, "「%1」は選べる語ではありません", "%1 is not one of the words",
	"次から選んでください: %+2", "choose from: %+2")
MISTAKE(REPEATED, WRONG, "「%1」が2回あります", "%1 is there twice",
	"1つにしてください", "keep one of them")
MISTAKE(TEXT_LENGTH, WRONG, "長さが %1 文字です", "it is %1 characters long",
	"%2 文字から %3 文字までにしてください", "write %2 to %3 characters")
MISTAKE(TEXT_CONTROL, WRONG, "改行や制御文字は使えません", "line breaks and control characters are not allowed",
	"1行の文字だけで書いてください", "write plain text on one line")
MISTAKE(BAD_CODE, WRONG, "「%1」は符号として使えません", "%1 cannot be a code",
	"半角の英数字・「-」・「_」で %2 文字以内にしてください",
	"use at most %2 of the letters a-z, A-Z, digits, '-' and '_'")
MISTAKE(LIST_SHORT, WRONG, "「%1」が空です", "%1 is empty",
	"%2 つ以上書いてください", "write at least %2")
MISTAKE(LIST_LONG, WRONG, "「%1」は %2 件まで書けます", "%1 takes at most %2 entries",
	"減らしてください", "have fewer")

MISTAKE(NOT_POLICY, WRONG, "方針ファイルではありません（「キー: 値」で書かれていません）", "this is no policy file: it is not of the form 'key: value'",
	"公表された方針の文章なら sekisho policy import で読めます。方針ファイルは share/profiles/demo.yaml を写して作ってください",
	"a published text is read by sekisho policy import; a policy file begins as a copy of share/profiles/demo.yaml")

/* What no single value shows. */
MISTAKE(CODE_TWICE, WRONG, "「%1」は %2 行目でも使われています", "%1 is also used on line %2",
	"別の符号・番号にしてください", "give it another code or number")
MISTAKE(REF_NEAR, WRONG, "「%1」という%2はありません", "there is no %3 %1",
	"「%4」と書いてください", "write %4")
MISTAKE(REF_UNKNOWN, WRONG, "「%1」という%2はありません", "there is no %3 %1",
	"このファイルに書いてある符号・番号にしてください", "write a code that this file defines")
MISTAKE(PUBLIC_HASH, WRONG, "public_of が 64 桁の16進数ではありません", "public_of is not 64 hexadecimal digits",
	"手で直さず、sekisho policy public で作り直してください", "make the file again with sekisho policy public")
MISTAKE(BODY_NUMBER, WRONG, "団体コード「%1」が6桁の数字ではありません", "%1 is not a six-digit body number",
	"検査数字を含む6桁を半角で書くか、この行を消してください", "write all six digits, or remove the line")
MISTAKE(CHECK_DIGIT, WRONG, "団体コード %1 の検査数字が合いません", "the check digit of %1 is wrong",
	"番号を確かめてください（先頭5桁が正しければ %2）", "look it up (if its first five digits are right: %2)")
MISTAKE(SELF_DEPUTY, WRONG, "%1 が自分自身の代理になっています", "%1 is their own deputy",
	"別の職員の番号にしてください", "name somebody else")
MISTAKE(NO_APPROVER, WRONG, "所属「%1」に承認者がいません（承認が要る庁外送付ができません）",
	"the unit %1 has nobody who can approve, but its outbound files need it",
	"この所属の職員の roles に approver を加えてください", "give somebody of this unit the role approver")
MISTAKE(NO_MANAGER, WRONG, "所属「%1」の管理者（manager）がありません（管理者の承認が要る区分があります）",
	"the unit %1 has no manager, but a grade needs the manager's approval",
	"units のこの所属に manager: 職員番号 を加えてください", "add manager: STAFF-NUMBER to this unit")
MISTAKE(FLOW_SAME, WRONG, "経路「%1」の from と to が同じ系です", "the flow %1 leaves and enters the same zone",
	"別の系にしてください", "name two zones")
MISTAKE(FLOW_ZONES, WRONG, "経路「%1」の向きと系の種類が合いません", "direction and zones of the flow %1 disagree",
	"取込は internet から、庁外送付は internet へ向かう経路にしてください",
	"inbound leaves an internet zone, outbound enters one")
MISTAKE(FLOW_TWICE, WRONG, "%1の経路が %2 行目にもあります", "there is another %3 flow on line %2",
	"方向ごとに1つにしてください", "keep one flow for each direction")
MISTAKE(DESTINATION_INBOUND, WRONG, "取込の経路に宛先の規則は書けません", "an inbound flow has no destinations",
	"destinations を庁外送付の経路に移してください", "move them to the outbound flow")
MISTAKE(NO_DESTINATION, WRONG, "庁外送付の経路「%1」に宛先の規則がありません", "the outbound flow %1 has no destinations",
	"destinations: に - {domain: \"*\", highest_grade: 3} のように書いてください",
	"write destinations: with rows such as - {domain: \"*\", highest_grade: 3}")
MISTAKE(BAD_DOMAIN, WRONG, "「%1」はドメインではありません", "%1 is not a domain",
	"example.jp、*.example.jp、* のどれかの形で書いてください", "write example.jp, *.example.jp or *")
MISTAKE(GRADE_ORDER, WRONG, "機密性%1の承認が機密性%2より軽くなっています", "grade %1 needs less than grade %2",
	"上の区分ほど重くなるよう none、approver、manager の順にしてください",
	"a higher grade never needs less: none, approver, manager")
MISTAKE(GRADE_NOT_HERE, WRONG, "区分「%1」は、この方針の機密性の段階（%2）にありません", "%1 is no grade of this policy's scale (%3)",
	"段階にある区分にするか、classification の scale を変えてください", "name a grade of the scale, or change scale under classification")
MISTAKE(GRADE_TWICE, WRONG, "区分「%1」の呼び名が2度書かれています", "the grade %1 is named twice",
	"どちらか一方を消してください", "remove one of them")
MISTAKE(RULE_INBOUND, WRONG, "取込の規則に、区分や送付先の条件は書けません", "a rule for inbound has no grades and no recipients",
	"direction: outbound にするか、この条件を消してください", "make it direction: outbound, or remove the condition")
MISTAKE(RULE_NO_FLOW, WRONG, "この方向の経路がないので、規則は使われません", "there is no flow in this direction: the rule is never used",
	"規則を消すか、flows に経路を書いてください", "remove the rule, or add the flow")
MISTAKE(APPROVAL_UNREACHED, WRONG, "この規則は、%1 行目の規則が先に当てはまるため使われません", "this rule is never reached: the one on line %1 holds first",
	"前に移すか、条件を見直すか、消してください", "move it up, look at the conditions, or remove it")
MISTAKE(RULE_UNUSED, WRONG, "%1 は、need: %2 では使われません", "%1 says nothing with need: %2",
	"この行を消すか、need を見直してください", "remove it, or look at need")
MISTAKE(RULE_PEOPLE, WRONG, "among: people と people: は、両方そろえて書きます", "among: people and people: go together",
	"among: people と、people: [職員番号, ...] の両方を書いてください", "write both among: people and people: [NUMBER, ...]")
MISTAKE(RULE_AFTERWARDS, WRONG, "この規則で緊急送付（afterwards）は認められません", "urgent sending (afterwards) cannot be allowed here",
	"need: approver で機密性3だけではない庁外送付の規則に書き、approvals の urgent を true にしてください",
	"write it to an outbound rule with need: approver that is not of grade 3 alone, with urgent: true under approvals")
MISTAKE(RULE_NONE_OPEN, WRONG, "区分を書かずに need: none とすると、どの機密性のファイルも承認なしで庁外に出ます", "need: none without grades lets files of every grade leave unapproved",
	"grades: [1] のように区分を書くか、direction: inbound にしてください", "write grades: [1] and so on, or direction: inbound")
MISTAKE(RULE_TOO_FEW, WRONG, "承認できる職員が足りません（%1: %2 人、必要 %3 人）", "there are too few people to approve it (%4: %2, wanted: %3)",
	"count を減らすか、承認者を増やすか、among を見直してください", "lower count, name more approvers, or look at among")
MISTAKE(RULE_TOO_MANY, WRONG, "全員の承認が要る職員が多すぎます（%1: %2 人、上限 %3 人）", "too many people would all have to approve it (%4: %2, at most %3)",
	"need: any と count にするか、among: people で選んでください", "write need: any with count, or choose with among: people")
MISTAKE(IDLE_OVER, WRONG, "idle_minutes が absolute_minutes を超えています", "idle_minutes is more than absolute_minutes",
	"%1 以下にしてください", "write at most %1")
MISTAKE(DEPUTY_LATE, WRONG, "代理承認者に回る前に期限が切れます", "a request expires before the deputy may approve",
	"deputy_after_minutes を expire_after_minutes（%1）より小さくしてください",
	"make deputy_after_minutes less than expire_after_minutes (%1)")
MISTAKE(BAD_ADDRESS, WRONG, "「%1」はメールアドレスではありません", "%1 is not a mail address",
	"tanto@example.lg.jp のように半角で書いてください", "write something like tanto@example.lg.jp")
MISTAKE(BAD_RELAY, WRONG, "「%1」は中継サーバーの書き方ではありません", "%1 is no relay",
	"127.0.0.1:25 のように IPv4 アドレスとポートを書いてください", "write an IPv4 address and a port, such as 127.0.0.1:25")
MISTAKE(NO_FROM, WRONG, "お知らせメールの差出人（from）がありません", "the notices have no sender (from)",
	"from: sekisho@example.lg.jp のように書いてください", "write something like from: sekisho@example.lg.jp")

MISTAKE(BAD_SCANNER, WRONG, "「%1」は clamd の書き方ではありません", "%1 is no address of clamd",
	"127.0.0.1:3310 のように、このホストのアドレスとポートを書いてください", "write an address of this host and a port, such as 127.0.0.1:3310")
MISTAKE(BAD_DAY, WRONG, "「%1」は日付の書き方ではありません", "%1 is no day",
	"西暦で、2027-03-31 のように書いてください", "write it like 2027-03-31")
MISTAKE(ORIGINAL_UNAPPROVED, WRONG, "元ファイルは、承認なしには交付できません", "no original is handed over without an approval",
	"approver か manager にしてください", "make it approver or manager")
MISTAKE(SCAN_NOWHERE, WRONG, "ウイルス検査が必須（scan: demanded か確認方式）なのに、clamd がありません",
	"a scan is demanded (scan: demanded or a standing rule), and there is no clamd",
	"clamd: 127.0.0.1:3310 のように書くか、検査の要らない決まりにしてください", "name a clamd, or demand none")
MISTAKE(CONFIRM_FORMAT, WRONG, "確認方式の形式「%1」は、中身から確かめられません", "the format %1 of a standing rule cannot be told from the file",
	"確かめられる形式を書いてください（sekisho policy keys）", "name a format that can be told (sekisho policy keys)")

/* Zones on cables. */
MISTAKE(BAD_PREFIX, WRONG, "「%1」はアドレスの範囲の書き方ではありません", "%1 is no address or prefix",
	"10.2.0.0/16 や fd00:2::/64 のように、範囲の先頭のアドレスと桁数を書いてください",
	"write the first address of the range and its length, such as 10.2.0.0/16 or fd00:2::/64")
MISTAKE(BAD_MAC, WRONG, "「%1」は MAC アドレスの書き方ではありません", "%1 is no MAC address",
	"02:00:5e:10:00:01 のように書いてください", "write it like 02:00:5e:10:00:01")
MISTAKE(BAD_PORTS, WRONG, "「%1」はポートの書き方ではありません", "%1 names no ports",
	"443、8000-8010、25,587 のように、小さい順に16組までで書いてください", "write 443, 8000-8010 or 25,587: rising, at most 16 of them")
MISTAKE(PORTS_MISSING, WRONG, "通信「%1」のポートがありません", "the traffic %1 names no ports",
	"ports: 443 のように書いてください", "write ports: 443 and so on")
MISTAKE(PORTS_UNWANTED, WRONG, "%1 にポートはありません", "%2 has no ports",
	"ports の行を消してください", "remove the line ports")
MISTAKE(NETWORK_EMPTY, WRONG, "ネットワーク「%1」のアドレスがありません", "the network %1 has no address",
	"v4: か v6: を書いてください", "write v4: or v6:")
MISTAKE(NETWORK_NO_INTERFACE, WRONG, "ネットワーク「%1」のインターフェース（interface）がありません", "the segment %1 has no interface",
	"interface: eth1 のように、境界の機器のどのインターフェースの先かを書いてください", "write interface: eth1 and so on: where the boundary meets it")
MISTAKE(INTERFACE_UNWANTED, WRONG, "「%1」にインターフェースは書けません", "%1 is behind no interface of its own",
	"interface の行を消すか、role: segment にしてください", "remove the line interface, or write role: segment")
MISTAKE(INTERFACE_SHARED, WRONG, "インターフェース「%1」は %2 行目で別の系のものです", "the interface %1 belongs to another zone on line %2",
	"系ごとに別のインターフェースにしてください", "give each zone interfaces of its own")
MISTAKE(HOST_OUTSIDE, WRONG, "「%1」のアドレスは、系「%2」のどのネットワークにも入っていません", "the address of %1 lies in no segment of its zone %2",
	"アドレスか系を確かめてください", "look at its address, or its zone")
MISTAKE(NETWORKS_OVERLAP, WRONG, "「%1」は、別の系の「%2」（%3 行目）と重なっています", "%1 overlaps %2 of another zone (line %3)",
	"系ごとに重ならない範囲にしてください", "make the ranges of zones apart from each other")
MISTAKE(TRAFFIC_WITHIN, WRONG, "通信「%1」は同じ系の中のものです", "the traffic %1 stays within one zone",
	"系をまたぐ通信だけを書いてください", "list only what passes between zones")
MISTAKE(TRAFFIC_FAMILY, WRONG, "通信「%1」の両端に、共通の種類のアドレス（IPv4 か IPv6）がありません", "both ends of the traffic %1 have no kind of address in common",
	"両端のネットワークの v4: か v6: を確かめてください", "look at v4: and v6: of both networks")
MISTAKE(TRAFFIC_NEVER, WRONG, "通信「%1」は認められません: %2と%3の間は、%4では通信しません", "the traffic %1 is not allowed by the model: nothing passes between these zones",
	"この通信を消してください", "remove this traffic")
MISTAKE(TRAFFIC_CLEAN, WRONG, "通信「%1」は認められません: %2と%3の間は、%4では無害化通信だけです", "the traffic %1 is not allowed by the model: only disarmed traffic passes between these zones",
	"無害化したものなら way: sanitized、画面転送なら way: screen と書き、そうでなければ消してください",
	"write way: sanitized or way: screen if it is that; remove it otherwise")
MISTAKE(TRAFFIC_SCREEN, WRONG, "通信「%1」は画面転送ですが、この方針の無害化は変換に限られています", "the traffic %1 is screen transfer, but this policy means conversion alone",
	"変換によるもの（way: sanitized）にするか、消してください", "make it way: sanitized if it is that, or remove it")
MISTAKE(TRAFFIC_SERVICE, WRONG, "通信「%1」は認められません: %2から外へ直接つなげるのは、ISMAP に登録されたサービスだけです",
	"the traffic %1 is not allowed: only listed services are reached directly",
	"宛先を role: service と listed: を書いたネットワークにしてください", "let it end at a network with role: service and listed:")
MISTAKE(SPECIAL_MISSING, WRONG, "通信「%1」は特定通信ですが、登録に足りないものがあります: %+2", "the traffic %1 is a special flow (特定通信), and its entry lacks: %+2",
	"special: {peer: closed, approver: 職員番号, approved: 2026-10-01, until: 2027-03-31}、purpose、clause を書いてください",
	"write special: {peer: closed, approver: NUMBER, approved: 2026-10-01, until: 2027-03-31}, purpose and clause")
MISTAKE(SPECIAL_OVER, WRONG, "特定通信「%1」の期限（%2）が過ぎています", "the special flow %1 ended on %2",
	"承認を取り直して期限を改めるか、消してください", "have it approved anew, or remove it")

MISTAKE(BAD_MONTH, WRONG, "「%1」は施行日の書き方ではありません", "%1 is no effective date",
	"2026-04-01 か、日がなければ 2026-04 のように書いてください", "write it like 2026-04-01, or 2026-04 where no day is given")
MISTAKE(VERSION_ORDER, WRONG, "施行日 %1 が、前の版の %2 より前です", "the effective date %1 is before %2 of the version above",
	"古い順に並べてください", "put the oldest first")
MISTAKE(RULES_NO_HOST, WRONG, "「%1」は準用ですが、準用する相手（host）がありません", "%1 follows another's, and host does not say whose",
	"host: 本庁 のように書いてください", "write host: and whose they are")
MISTAKE(TERMINAL_TWICE, WRONG, "系「%1」の端末の制御が2度書かれています（先は %2 行目）", "the terminals of %1 are given twice (first in line %2)",
	"1つにまとめてください", "make them one entry")
MISTAKE(BAD_DEVICE_ID, WRONG, "「%1」はハードウェア ID ではありません", "%1 is no hardware id",
	"デバイス マネージャーの「ハードウェア ID」を、空白・コンマ・引用符・全角文字なしで写してください（USB\\VID_0000&PID_0000 など）",
	"copy it from Device Manager: ASCII, without spaces, commas and quotes, such as USB\\VID_0000&PID_0000")

/* Ways in and out, kinds of assets. */
MISTAKE(GATE_TWICE, WRONG, "出入口「%1」（%2）は、同じ所属について %3 行目にもあります", "the gate %4 (%5) is also on line %3 for the same units",
	"units を分けるか、1つにしてください", "have different units, or one row")
MISTAKE(GATE_LIMIT, WRONG, "出入口の file_mb が limits の file_mb（%1）を超えています", "file_mb of the gate is more than that of limits (%1)",
	"%1 以下にするか、limits を増やしてください", "write at most %1, or raise limits")
MISTAKE(ASSET_TWICE, WRONG, "情報資産「%1」は %2 行目にもあります", "the assets %3 are also on line %2",
	"1つにするか、name で分けてください", "have one row, or different names")

/* An organ's policy and its host's. */
MISTAKE(HOST_FILE, WRONG, "「%1」は本体の方針ファイルの名前ではありません", "%1 is no name of a file beside this one",
	"同じフォルダーにあるファイルの名前だけを、半角で書いてください（../ などは書けません）", "write the plain ASCII name of a file in the same folder")
MISTAKE(HOST_MISSING, WRONG, "本体の方針「%1」がありません", "there is no host policy %1",
	"同じフォルダーに置いてください", "put it in the same folder")
MISTAKE(HOST_UNREADABLE, WRONG, "本体の方針「%1」を読めません", "the host policy %1 cannot be read",
	"ファイルであること、読み取りの権限、大きさ（1 MB 以内）を確かめてください", "make sure that it is a file, that it may be read, and that it is within 1 MB")
MISTAKE(HOST_PUBLIC, WRONG, "本体の方針「%1」は、インターネット側用のファイルです", "the host policy %1 is a file for the Internet half",
	"sekisho policy public で作る前の方針ファイルの名前を書いてください", "name the policy file that sekisho policy public made it from")
MISTAKE(HOST_WRONG, WRONG, "本体の方針「%1」に誤りが %2 件あります", "the host policy %1 has %2 mistakes",
	"先に sekisho policy check %1 で直してください", "mend it first: sekisho policy check %1")
MISTAKE(HOST_CYCLE, WRONG, "本体への参照が輪になっています（「%1」）", "the policies are each other's host (%1)",
	"系と所属を自分で書く方針を1つ決め、その host を消してください", "one of them has zones and units of its own and names no host")
MISTAKE(HOST_SHARED, WRONG, "「%1」は本体の方針のものを使うので、ここには書けません", "%1 comes from the host's policy",
	"この項目を消すか、host を消してください", "remove it here, or remove host")
MISTAKE(HOST_STYLE, WRONG, "本体のある方針は、最上位のキーを1行に1つずつ書きます", "with a host every top-level key stands on a line of its own",
	"全体を { } で囲まずに書いてください", "write it without { } around it")
MISTAKE(HOST_APART, WRONG, "本体の方針「%1」と合わせていないので、このままでは動かせません", "it has not been joined with its host policy %1",
	"sekisho policy join で合わせたものを使ってください", "use what sekisho policy join makes of it")
MISTAKE(HOST_CHANGED, WRONG, "本体の基本方針が、採用したもの（%1）から変わっています", "the host's document is no longer the one that was adopted (%1)",
	"変わったところを確かめて再採用し、host に version: \"%2\" と hash: %+3 を書いてください",
	"look at what changed, adopt it again, and write version: \"%2\" and hash: %+3 under host")

/* Not wrong, but worth a look (参考). */
MISTAKE(HOST_NOT_ADOPTED, NOTE, "採用した本体の基本方針の版が書かれていないので、変わっても分かりません", "nothing says which version of the host's document was adopted, so a change is not seen",
	"採用したら、host に version: \"%1\" と hash: %+2 を書いてください", "once it is adopted, write version: \"%1\" and hash: %+2 under host")
MISTAKE(GATE_NOT_BUILT, NOTE, "出入口「%1」（%2）は、この版にはまだありません。開けるとしても何も通りません", "the gate %3 (%4) is not built in this version: nothing passes there",
	"使えるようになるまで on: false としておくと、はっきりします", "on: false says so until it is there")
MISTAKE(GATE_NO_FLOW, NOTE, "%1の経路（flows）がないので、出入口「%2」は使われません", "there is no %3 flow: the gate %4 is not used",
	"経路を書くか、出入口を消してください", "write the flow, or remove the gate")
MISTAKE(GATE_NONE, NOTE, "%1の経路はありますが、開いている出入口がありません", "there is a flow %2, and no gate that is open",
	"gates に - {kind: portal, direction: %2} を書くと開きます", "- {kind: portal, direction: %2} under gates opens one")
MISTAKE(ASSET_NOT_COVERED, NOTE, "「%1」は、基本方針の対象（document の assets）にありません", "%2: not among what the document covers",
	"原文を確認してください。取扱いだけを定めることもできます", "look at the original; handling may be laid down all the same")
MISTAKE(ASSET_NO_HANDLING, NOTE, "基本方針の対象「%1」の取扱いが書かれていません", "%2: covered by the document, and nothing says how it is handled",
	"assets に kind: %3 を加えてください", "add kind: %3 under assets")
MISTAKE(NO_EXPORT_UNSET, NOTE, "方針は系「%1」の端末からの持ち出し不可を求めていますが、terminals に書き込み不可の定めがありません", "the document wants nothing carried out from terminals of %1, and terminals does not deny writing there",
	"terminals に zone: %2、write: deny の行を加えてください", "add a row with zone: %2 and write: deny under terminals")
MISTAKE(TERM_UNUSED, NOTE, "用語「%1」は、定義されていますが使われていません", "the term %1 is defined and not used",
	"原文を確認してください。使われていなければ、次の改正で検討してください", "look at the original; if it is so, consider it with the next revision")
MISTAKE(ZONE_ALIAS, NOTE, "系「%1」が、別の箇所では「%2」と呼ばれています", "the zone %1 is called %2 elsewhere",
	"原文を確認してください。同じものなら、次の改正でそろえることを検討してください", "look at the original; if they are the same, use one name with the next revision")
MISTAKE(DEVICES_NONE, NOTE, "listed_only ですが devices がなく、系「%1」の端末には新しい機器を何も取り付けられません",
	"listed_only without devices: nothing new can be installed on terminals of %1",
	"キーボードなど、取り替えに要る機器も devices に書いてください", "list what is needed, spare keyboards too")
MISTAKE(DEVICES_UNUSED, NOTE, "listed_only でないので、系「%1」の devices は使われません", "the devices of %1 are not used without listed_only",
	"listed_only: true と書くか、devices を消してください", "write listed_only: true, or remove them")
MISTAKE(REMOVABLE_UNUSED, NOTE, "系「%1」では書き込みが不可なので、removable_encrypted は効きません", "removable_encrypted changes nothing where writing is denied (%1)",
	"write: allow と書くか、removable_encrypted を消してください", "write write: allow, or remove it")
MISTAKE(MYNUMBER_WRITE, NOTE, "マイナンバー利用事務系「%1」の端末から可搬媒体に書き込めます", "terminals of the My Number zone %1 can write to removable storage",
	"持ち出しが業務に要る端末だけになっているか確かめてください", "make sure that only terminals that need it are in this zone")
MISTAKE(CYCLE_TRIGGERS, NOTE, "「%1」行うとしていますが、何があったときかが決まっていません", "this is done %2, but nothing says when",
	"triggers: [incident, reorganisation, system, law, finding] のように決めると、もれなく始められます",
	"with triggers: [incident, reorganisation, system, law, finding] none is missed")
MISTAKE(CYCLES_DIFFER, NOTE, "行う時期が条項で食い違っています: %1 は「%3」、%2 は「%4」", "two clauses (%1 and %2) say differently when this is done",
	"原文を確認してください。食い違っていれば、次の改正で直すことを検討してください", "look at the original; if they do differ, mend it with the next revision")
MISTAKE(PROCEDURES_NONE, NOTE, "実施手順の遵守を求めていますが、実施手順を定める条項がありません", "staff must follow the procedures, but no clause provides for any",
	"原文を確認してください。なければ、定める条項を次の改正で検討してください", "look at the original; if there is none, consider one with the next revision")
MISTAKE(OUTSOURCING_LIGHT, NOTE, "業務委託で「%1」が求められていません", "of outsourcing it is not asked that %2",
	"原文を確認してください。対策基準か契約の側で補うこともできます", "look at the original; standards or contracts may ask for it")
MISTAKE(MODEL_CONDITIONS, NOTE, "%1の条件のうち、満たしていると書かれていないものがあります: %+2", "of what %3 asks for, these are not said to be met: %+4",
	"満たしたら conditions に加えてください", "add them to conditions once they are met")
MISTAKE(NETWORK_NO_ZONE, NOTE, "系「%1」のネットワークが書かれていません", "no network of the zone %1 is listed",
	"networks に書くと、境界の規則を作り、確かめられます", "listed networks make rules that can be made and proved")
MISTAKE(SPECIAL_NO_MAC, NOTE, "特定通信「%1」の始める側が、MAC アドレスで限られていません", "the special flow %1 is not bound to a MAC address where it begins",
	"始める側のネットワーク（role: host）に mac: を書いてください", "write mac: at the network it begins at (role: host)")
MISTAKE(EXCEPTION_NEEDED, NOTE, "無害化を変換に限っているので、例外措置が有効な間しか元ファイルは交付されません",
	"disarming means conversion alone here: without an exception in force no original is handed over",
	"例外措置（exception）の期限を確かめてください", "look at the exception and its day")
MISTAKE(ONE_APPROVER, NOTE, "所属「%1」の承認者は %2 の1人だけで、代理がありません",
	"the unit %1 has one approver, %2, without a deputy",
	"承認者を増やすか deputy を決めると、不在のときや本人の申請でも止まりません",
	"a second approver or a deputy keeps work going, also for that person's own requests")
MISTAKE(MANAGER_ALONE, NOTE, "所属「%1」の管理者 %2 に代理がありません", "the manager of %1, %2, has no deputy",
	"deputy を決めると、不在でも止まりません", "a deputy keeps work going")
MISTAKE(UNIT_EMPTY, NOTE, "所属「%1」に職員がいません", "nobody belongs to the unit %1",
	"職員の units に加えるか、この所属を消してください", "add it to somebody's units or remove it")
MISTAKE(NO_ROLE, NOTE, "役割「%1」の職員がいません", "nobody has the role %2",
	"people の roles に %2 を加えてください", "give somebody the role %2")
MISTAKE(ONE_OPERATOR, NOTE, "情報システム担当は %1 の1人だけです", "%1 is the only IT officer",
	"もう1人の roles に operator を加えると、不在でも止まりません", "a second operator keeps work going")
MISTAKE(AUDITOR_MIXED, NOTE, "監査人 %1 が %2 を兼ねています", "the auditor %1 is also %3",
	"監査される側の役割とは分けてください", "keep the auditor apart from those audited")
MISTAKE(GRADE_WEAK, NOTE, "機密性%1の承認が標準（%2）より軽くなっています", "grade %1 needs less than usual (%3)",
	"意図したものか確かめてください", "make sure this is meant")
MISTAKE(RULE_WEAK, NOTE, "機密性3のファイルも、この規則では「%1」だけで庁外に出ます", "files of grade 3, too, leave under this rule with: %2",
	"意図したものか確かめてください（標準は管理者の承認と理由）", "make sure this is meant (usual: the manager, with a reason)")
MISTAKE(RULE_NO_DEPUTY, NOTE, "%1 の不在のときや本人の申請では、承認がそろいません（%2）", "when %1 is away, or asks, there are too few to approve it (%3)",
	"ほかに承認しない職員を deputy に決めるか、承認できる職員を増やすと止まりません", "a deputy who does not approve it already, or one more who may, keeps work going")
MISTAKE(ALL_DENIED, NOTE, "%1で通す形式が1つもありません", "no format at all passes %2",
	"formats に docx: allow などを書いてください", "write docx: allow and so on under formats")
MISTAKE(RULE_UNREACHED, NOTE, "この宛先の規則は、前の規則「%1」に当てはまるため使われません",
	"this rule is never reached: %1 before it matches first",
	"この行を前に移すか、消してください", "move this row up or remove it")
MISTAKE(DEPUTY_NO_ROLE, NOTE, "%1 は承認も管理もしないので、代理は使われません",
	"%1 approves nothing, so the deputy is never used",
	"roles に approver を加えるか、deputy を消してください", "add the role approver or remove the deputy")
MISTAKE(MEMORY_SMALL, NOTE, "memory_mb（%1）が file_mb と output_mb の合計（%2）より小さく、大きなファイルは取り込めません",
	"memory_mb (%1) is less than file_mb and output_mb together (%2): large files will be refused",
	"memory_mb を増やすか、ほかを減らしてください", "raise memory_mb or lower the others")
