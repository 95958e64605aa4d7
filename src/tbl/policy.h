/* SPDX-License-Identifier: Apache-2.0
 * policy.h: every key a policy file (schema 1) may hold. The loader, `policy check`, `policy keys`, the
 * public half's file and the manual page sekisho-policy(5) all read this table and nothing else.
 *
 * RECORD(struct, Japanese, English)                 a map of keys; its C struct (policy/policy.h)
 * KEY(struct, key, kind, of, need, min, max, fallback, Japanese, English)
 * LIST(struct, key, kind, of, need, min, max, Japanese, English)
 *
 *   kind   NUMBER min to max; YES true or false; TEXT min to max characters; CODE up to 31 of ASCII
 *          letters, digits, '-', '_'; CHOICE one word and WORDS several of a set (`of`,
 *          tbl/policy_words.h); REF the code of a zone, organ, unit or person; MAP a record
 *          LIST: RECORDS of that struct, REFS to such things; min to max entries
 *   need   MUST be there, MAY be; _PUBLIC: also in the file for the Internet half
 * The defaults of limits are those of form/limits.c. A key that is not there takes `fallback` (a number, or the value of the word).
 */
RECORD(policy, "方針ファイル全体", "the whole file")
KEY(policy, schema, NUMBER, NOTHING, MUST_PUBLIC, 1, 1, 0,
    "書式の版。1 と書く", "version of the layout: 1")
KEY(policy, public_of, TEXT, NOTHING, MAY_PUBLIC, 64, 64, 0,
    "インターネット側用のファイルだけにある、元の方針のハッシュ値（手で書かない）",
    "only in the Internet half's file: the hash of the policy it was made from; never written by hand")
KEY(policy, body, MAP, policy_body, MUST_PUBLIC, 0, 0, 0, "団体", "the body")
LIST(policy, organs, RECORDS, policy_organ, MUST_PUBLIC, 1, 64, "機関（執行機関・議会）", "its organs")
LIST(policy, units, RECORDS, policy_unit, MUST_PUBLIC, 1, 2000, "所属", "its units")
LIST(policy, people, RECORDS, policy_person, MUST, 1, 20000, "職員", "its people")
LIST(policy, zones, RECORDS, policy_zone, MUST_PUBLIC, 1, 64, "系", "network zones")
LIST(policy, flows, RECORDS, policy_flow, MUST_PUBLIC, 1, 64, "通信経路", "ways between zones")
KEY(policy, formats, MAP, policy_formats, MUST_PUBLIC, 0, 0, 0,
    "方向ごとに通す形式", "which formats pass, each way")
KEY(policy, limits, MAP, policy_limits, MAY_PUBLIC, 0, 0, 0, "上限と期間", "limits and periods")
KEY(policy, approvals, MAP, policy_approvals, MAY, 0, 0, 0, "承認", "approvals")
KEY(policy, inspection, MAP, policy_inspection, MAY, 0, 0, 0, "送付前点検", "the check before sending")
KEY(policy, reminders, MAP, policy_reminders, MAY, 0, 0, 0, "期限のお知らせ", "reminders")
KEY(policy, notices, MAP, policy_notices, MAY, 0, 0, 0, "お知らせメール", "notices by mail")
KEY(policy, classification, MAP, policy_classification, MAY, 0, 0, 0, "情報資産の分類", "grades of information")
KEY(policy, originals, MAP, policy_originals, MAY_PUBLIC, 0, 0, 0,
    "元ファイルの交付と確認方式。書かなければ、元ファイルは誰にも渡らない",
    "originals handed over; without it nobody gets one")

RECORD(policy_body, "団体", "the body")
KEY(policy_body, name, TEXT, NOTHING, MUST_PUBLIC, 1, 40, 0, "団体の名称", "its name")
KEY(policy_body, reading, TEXT, NOTHING, MAY_PUBLIC, 0, 40, 0, "よみがな", "its reading in kana")
KEY(policy_body, number, CODE, NOTHING, MAY_PUBLIC, 6, 6, 0,
    "全国地方公共団体コード（検査数字を含む6桁）", "local government code, six digits with check digit")
KEY(policy_body, kind, CHOICE, BODY, MAY_PUBLIC, 0, 0, POLICY_BODY_UNSAID, "団体の種類", "what it is")

RECORD(policy_organ, "機関", "an organ")
KEY(policy_organ, code, CODE, NOTHING, MUST_PUBLIC, 1, 31, 0, "機関の符号", "its code")
KEY(policy_organ, name, TEXT, NOTHING, MUST_PUBLIC, 1, 40, 0, "機関の名称", "its name")

RECORD(policy_unit, "所属", "a unit")
KEY(policy_unit, code, CODE, NOTHING, MUST_PUBLIC, 1, 31, 0, "所属の符号", "its code")
KEY(policy_unit, name, TEXT, NOTHING, MUST_PUBLIC, 1, 40, 0, "所属の名称", "its name")
KEY(policy_unit, organ, REF, ORGAN, MUST_PUBLIC, 0, 0, 0, "属する機関の符号", "code of its organ")
KEY(policy_unit, manager, REF, PERSON, MAY, 0, 0, 0,
    "管理者（所属長）の職員番号", "staff number of its manager")
KEY(policy_unit, mail, TEXT, NOTHING, MAY, 0, 80, 0,
    "所属あてのお知らせを送るアドレス。なければ所属の全員に送る",
    "where its notices go; without it, to each of its people")

RECORD(policy_person, "職員", "a person")
KEY(policy_person, number, CODE, NOTHING, MUST, 1, 31, 0, "職員番号", "staff number")
KEY(policy_person, name, TEXT, NOTHING, MUST, 1, 40, 0, "氏名", "name")
LIST(policy_person, units, REFS, UNIT, MUST, 1, 16,
     "所属の符号。兼務は並べて書き、先頭が本務", "codes of the units; the first is the main one")
KEY(policy_person, roles, WORDS, ROLE, MUST, 1, 5, 0, "役割", "roles")
KEY(policy_person, deputy, REF, PERSON, MAY, 0, 0, 0,
    "不在のときに代わって承認する職員の番号", "staff number of who approves in this person's absence")
KEY(policy_person, mail, TEXT, NOTHING, MAY, 0, 80, 0,
    "お知らせを送るアドレス。なければ送らない", "where notices go; without it, nowhere")

RECORD(policy_zone, "系", "a zone")
KEY(policy_zone, code, CODE, NOTHING, MUST_PUBLIC, 1, 31, 0, "系の符号", "its code")
KEY(policy_zone, name, TEXT, NOTHING, MUST_PUBLIC, 1, 40, 0, "団体での呼び名", "its local name")
KEY(policy_zone, kind, CHOICE, ZONE, MUST_PUBLIC, 0, 0, 0, "種類", "what it is")

#include "tbl/policy_network.h"
#include "tbl/policy_terminals.h"
#include "tbl/policy_gates.h"

#include "tbl/policy_document.h"

RECORD(policy_flow, "通信経路", "a way between zones")
KEY(policy_flow, code, CODE, NOTHING, MUST_PUBLIC, 1, 31, 0, "経路の符号", "its code")
KEY(policy_flow, name, TEXT, NOTHING, MUST_PUBLIC, 1, 40, 0, "経路の名称", "its name")
KEY(policy_flow, direction, CHOICE, DIRECTION, MUST_PUBLIC, 0, 0, 0, "方向", "direction")
KEY(policy_flow, from, REF, ZONE, MUST_PUBLIC, 0, 0, 0, "出る側の系の符号", "code of the zone it leaves")
KEY(policy_flow, to, REF, ZONE, MUST_PUBLIC, 0, 0, 0, "入る側の系の符号", "code of the zone it enters")
LIST(policy_flow, destinations, RECORDS, policy_destination, MAY, 0, 1000,
     "庁外送付の宛先の規則。上から順に見て、最初に当てはまる行に従う。どれにも当てはまらない宛先へは送れない",
     "where outbound files may go: the first row that matches decides, no row means no")

RECORD(policy_destination, "宛先の規則", "a rule for recipients")
KEY(policy_destination, domain, TEXT, NOTHING, MUST, 1, 80, 0,
    "宛先のドメイン。*.example.jp は下位のドメインすべて、* はすべて",
    "domain of the address; *.example.jp means every domain below it, * means all")
KEY(policy_destination, highest_grade, CHOICE, HIGHEST, MUST, 0, 0, 0,
    "送ってよい機密性区分の最大。0 は送付不可。3 は 3A・3B・3C のすべて", "highest grade that may go there; 0: nothing; 3: 3A, 3B and 3C")

RECORD(policy_formats, "形式", "formats")
KEY(policy_formats, inbound, MAP, policy_format_rules, MUST_PUBLIC, 0, 0, 0, "取込", "inbound")
KEY(policy_formats, outbound, MAP, policy_format_rules, MUST_PUBLIC, 0, 0, 0, "庁外送付", "outbound")

RECORD(policy_format_rules, "方向ごとの形式", "formats of one direction")
#define FORMAT(name, extensions, ja, en)                                                           \
	KEY(policy_format_rules, name, CHOICE, PERMIT, MAY_PUBLIC, 0, 0, POLICY_DENY, ja, en)
#include "tbl/formats.h"
#undef FORMAT
KEY(policy_format_rules, csv_guard, YES, NOTHING, MAY_PUBLIC, 0, 1, true,
    "CSV の、数式として働く文字列を無効にする", "neutralise text in CSV that would act as a formula")
KEY(policy_format_rules, comments, CHOICE, KEEP, MAY_PUBLIC, 0, 0, POLICY_KEEP,
    "文書のコメント", "comments in documents")
KEY(policy_format_rules, archive, CHOICE, INCOMPLETE, MAY_PUBLIC, 0, 0, POLICY_LEAVE_OUT,
    "中に通せないファイルがある書庫（zip）", "an archive (zip) that holds files which cannot pass")
KEY(policy_format_rules, persons, CHOICE, KEEP, MAY_PUBLIC, 0, 0, POLICY_KEEP,
    "コメントや変更履歴に残る氏名", "names of persons in comments and revisions")
KEY(policy_format_rules, hidden, CHOICE, KEEP, MAY_PUBLIC, 0, 0, POLICY_KEEP,
    "非表示のシートとスライド", "hidden sheets and slides")
KEY(policy_format_rules, notes, CHOICE, KEEP, MAY_PUBLIC, 0, 0, POLICY_KEEP,
    "発表者ノート", "speaker notes")

RECORD(policy_limits, "上限と期間", "limits and periods")
KEY(policy_limits, file_mb, NUMBER, NOTHING, MAY_PUBLIC, 1, 4096, 100,
    "1ファイルの大きさ（MB。1 MB は 1,000,000 バイト）", "size of a file in MB (1,000,000 bytes)")
KEY(policy_limits, output_mb, NUMBER, NOTHING, MAY_PUBLIC, 1, 8192, 300,
    "無害化後の大きさ（MB）", "size after disarming in MB")
KEY(policy_limits, memory_mb, NUMBER, NOTHING, MAY_PUBLIC, 128, 65536, 640,
    "無害化処理1件が使うメモリ（MB）", "memory of one disarm worker in MB")
KEY(policy_limits, megapixels, NUMBER, NOTHING, MAY_PUBLIC, 1, 2000, 100,
    "画像1枚の画素数（百万画素）", "megapixels of one picture")
KEY(policy_limits, seconds, NUMBER, NOTHING, MAY_PUBLIC, 1, 3600, 30,
    "無害化処理1件の CPU 時間（秒）", "CPU seconds of one disarm worker")
KEY(policy_limits, parts, NUMBER, NOTHING, MAY_PUBLIC, 1, 1000000, 4096,
    "文書ファイル内の部品の数", "members of a package")
KEY(policy_limits, thousand_elements, NUMBER, NOTHING, MAY_PUBLIC, 1, 1000000, 4000,
    "文書の要素の数（千）", "elements of a document, in thousands")
KEY(policy_limits, depth, NUMBER, NOTHING, MAY_PUBLIC, 8, 1000, 64, "入れ子の深さ", "depth of nesting")
KEY(policy_limits, ratio, NUMBER, NOTHING, MAY_PUBLIC, 10, 10000, 1032,
    "圧縮率（展開後÷圧縮後）", "unpacked to packed size of one member")
KEY(policy_limits, archive_mb, NUMBER, NOTHING, MAY_PUBLIC, 1, 8192, 1000,
    "書庫の中身の、無害化後の大きさの合計（MB）", "everything in an archive together, in MB, disarmed")
KEY(policy_limits, archive_files, NUMBER, NOTHING, MAY_PUBLIC, 1, 65000, 2000,
    "書庫の中のファイルの数（入れ子の書庫の中も数える）", "files in an archive, those of archives in it too")
KEY(policy_limits, archive_depth, NUMBER, NOTHING, MAY_PUBLIC, 1, 8, 2,
    "書庫の入れ子の段数。1 なら、書庫の中の書庫は通さない", "archives within archives; 1: none")
KEY(policy_limits, receipt_minutes, NUMBER, NOTHING, MAY, 1, 44640, 1440,
    "通過記録が有効な時間（分）。過ぎたものは引き渡さない", "minutes a receipt is good for delivery")
KEY(policy_limits, unfinished_hours, NUMBER, NOTHING, MAY_PUBLIC, 1, 720, 72,
    "途中で止まった送信を残しておく時間", "hours an interrupted upload is kept")
KEY(policy_limits, unfinished_mb, NUMBER, NOTHING, MAY_PUBLIC, 1, 1000000, 4000,
    "途中の送信が占めてよい大きさの合計（MB）", "all interrupted uploads together, in MB")
KEY(policy_limits, session, MAP, policy_session, MAY, 0, 0, 0, "サインインの期間", "sessions")
KEY(policy_limits, lockout, MAP, policy_lockout, MAY, 0, 0, 0, "サインインの失敗", "failed sign-ins")
KEY(policy_limits, retention, MAP, policy_retention, MAY_PUBLIC, 0, 0, 0, "保存期間", "how long files are kept")

RECORD(policy_session, "サインインの期間", "sessions")
KEY(policy_session, idle_minutes, NUMBER, NOTHING, MAY, 1, 1440, 30,
    "操作がないときに切れるまで（分）", "minutes without use")
KEY(policy_session, absolute_minutes, NUMBER, NOTHING, MAY, 5, 1440, 600,
    "使っていても切れるまで（分）", "minutes in all")
KEY(policy_session, step_up_minutes, NUMBER, NOTHING, MAY, 1, 60, 5,
    "確認コードの入力が有効な時間（分）", "minutes a one-time code stays good")

RECORD(policy_lockout, "サインインの失敗", "failed sign-ins")
KEY(policy_lockout, tries, NUMBER, NOTHING, MAY, 3, 20, 5, "続けて間違えてよい回数", "wrong tries in a row")
KEY(policy_lockout, minutes, NUMBER, NOTHING, MAY, 1, 1440, 15, "使えなくする時間（分）", "minutes locked")

RECORD(policy_retention, "保存期間", "how long files are kept")
KEY(policy_retention, inbox_days, NUMBER, NOTHING, MAY_PUBLIC, 1, 3650, 30,
    "受取一覧のファイル（日）", "files in the inbox, in days")
KEY(policy_retention, original_days, NUMBER, NOTHING, MAY_PUBLIC, 1, 3650, 90,
    "元ファイル（無害化前）（日）", "originals, in days")
KEY(policy_retention, trial_days, NUMBER, NOTHING, MAY, 1, 365, 14,
    "試行の結果（ファイル名と理由）（日）", "results of a trial (names and reasons), in days")

RECORD(policy_approvals, "承認", "approvals")
KEY(policy_approvals, inbound, CHOICE, NEED, MAY, 0, 0, POLICY_NEED_NONE,
    "取込（無害化したもの）", "inbound, disarmed")
KEY(policy_approvals, outbound, MAP, policy_grades, MAY, 0, 0, 0, "庁外送付", "outbound")
LIST(policy_approvals, rules, RECORDS, policy_rule, MAY, 0, 100,
     "承認の規則。上から順に見て、条件がすべて当てはまった最初の規則に従う。どれにも当てはまらなければ inbound と outbound に従う",
     "rules: the first whose conditions all hold decides; where none does, inbound and outbound")
KEY(policy_approvals, deputy_after_minutes, NUMBER, NOTHING, MAY, 0, 10080, 30,
    "代理承認者に回るまで（分）", "minutes until the deputy may approve")
KEY(policy_approvals, expire_after_minutes, NUMBER, NOTHING, MAY, 10, 44640, 4320,
    "承認されないまま期限切れになるまで（分）", "minutes until an unanswered request expires")

KEY(policy_approvals, urgent, YES, NOTHING, MAY, 0, 1, true,
    "緊急送付（同じ所属の職員が確認して送り、管理者が事後に承認する）を認める。承認者1名の区分だけで使え、区分3では使えない",
    "urgent sending: a colleague confirms, the manager approves afterwards; only where one approver is needed, never for grade 3")
KEY(policy_approvals, bulk_most, NUMBER, NOTHING, MAY, 1, 40, 40,
    "一括承認で一度に承認できる件数", "how many may be approved at once")

RECORD(policy_rule, "承認の規則", "a rule for approvals")
KEY(policy_rule, direction, CHOICE, DIRECTION, MAY, 0, 0, 0, "条件: 方向。書かなければ両方", "condition: direction; both where it is not written")
KEY(policy_rule, grades, WORDS, GRADE, MAY, 1, 6, 0, "条件: 機密性区分（庁外送付）。3 は 3A・3B・3C のすべて", "condition: grades, of what goes out; 3 means 3A, 3B and 3C")
KEY(policy_rule, formats, WORDS, FORMAT, MAY, 1, 16, 0, "条件: 渡すファイルの形式", "condition: formats of what is handed over")
KEY(policy_rule, from_bytes, NUMBER, NOTHING, MAY, 0, 4294967295, 0,
    "条件: 渡すファイルの大きさがこのバイト数以上", "condition: what is handed over has at least so many bytes")
LIST(policy_rule, recipients, RECORDS, policy_recipient, MAY, 0, 100, "条件: 送付先（庁外送付）", "condition: recipients, of what goes out")
KEY(policy_rule, need, CHOICE, ASKED, MUST, 0, 0, 0, "承認", "what it asks for")
KEY(policy_rule, count, NUMBER, NOTHING, MAY, 1, RULE_VOICES_MAX, 2, "need: any のとき、何人か", "need: any: how many")
KEY(policy_rule, among, CHOICE, AMONG, MAY, 0, 0, POLICY_AMONG_UNIT, "need: any・all のとき、誰のうちか", "need: any or all: of whom")
LIST(policy_rule, people, REFS, PERSON, MAY, 1, 64, "among: people のとき、職員番号", "among: people: staff numbers")
KEY(policy_rule, afterwards, YES, NOTHING, MAY, 0, 1, false,
    "緊急送付を認める（need: approver で、機密性3を含まない庁外送付だけ）", "urgent sending is allowed (need: approver, outbound, not grade 3)")
KEY(policy_rule, bulk, YES, NOTHING, MAY, 0, 1, true, "一括承認に含めてよい", "it may be approved in bulk")
KEY(policy_rule, deputy_minutes, NUMBER, NOTHING, MAY, 0, POLICY_DEPUTY_MOST, POLICY_NONE,
    "代理承認者に回るまで（分）。書かなければ deputy_after_minutes", "minutes until the deputy may approve; as deputy_after_minutes where it is not written")
KEY(policy_rule, clause, TEXT, NOTHING, MAY, 1, 20, 0, "根拠の条項", "the clause it rests on")

RECORD(policy_recipient, "送付先", "a recipient")
KEY(policy_recipient, address, TEXT, NOTHING, MUST, 1, 80, 0,
    "アドレス（a@example.jp）かドメイン（example.jp、*.example.jp、*）", "an address, or a domain: example.jp, *.example.jp, *")

RECORD(policy_reminders, "期限のお知らせ", "reminders")
KEY(policy_reminders, approval_minutes, NUMBER, NOTHING, MAY, 0, 44640, 1440,
    "承認期限の何分前に知らせるか。0 は知らせない", "minutes before a request expires; 0: never")
KEY(policy_reminders, inbox_days, NUMBER, NOTHING, MAY, 0, 3650, 3,
    "開かれていないファイルが受取一覧から消える何日前に知らせるか。0 は知らせない",
    "days before an unopened file leaves the inbox; 0: never")
KEY(policy_reminders, password_minutes, NUMBER, NOTHING, MAY, 0, 44640, 1440,
    "パスワードの入力を待つファイルを何分後に知らせるか。0 は知らせない",
    "minutes after which a file that waits for its password is told of; 0: never")

RECORD(policy_notices, "お知らせメール", "notices by mail")
KEY(policy_notices, relay, TEXT, NOTHING, MAY, 0, 40, 0,
    "お知らせを渡す中継サーバーの IPv4 アドレスとポート（127.0.0.1:25 など）。なければメールを送らない",
    "IPv4 address and port of the relay, such as 127.0.0.1:25; without it no mail is sent")
KEY(policy_notices, from, TEXT, NOTHING, MAY, 0, 80, 0, "差出人のアドレス", "address they come from")
KEY(policy_notices, portal, TEXT, NOTHING, MAY, 0, 80, 0,
    "本文で案内するポータルのアドレス（https://...）", "address of the portal, named in the text")
KEY(policy_notices, names, YES, NOTHING, MAY, 0, 1, false,
    "お知らせにファイル名を書く。書かないときは受付番号だけ", "name files in notices; otherwise only item numbers")

RECORD(policy_inspection, "送付前点検", "the check before sending")
KEY(policy_inspection, personal_number_grade, NUMBER, NOTHING, MAY, 1, 4, 3,
    "個人番号を残したまま送ってよい機密性区分の最小。4 はどの区分でも不可",
    "lowest grade in which a personal number may stay in a file; 4: in none")
KEY(policy_inspection, covered, CHOICE, FIND, MAY, 0, 0, POLICY_FIND_STOP,
    "塗りつぶしの下に文字があります", "text under a black box")
KEY(policy_inspection, personal_number, CHOICE, FIND, MAY, 0, 0, POLICY_FIND_STOP,
    "個人番号（マイナンバー）", "individual number (My Number)")
KEY(policy_inspection, number_like, CHOICE, FIND, MAY, 0, 0, POLICY_FIND_TELL,
    "個人番号に似た12桁の番号", "twelve digits that could be an individual number")
KEY(policy_inspection, hidden_sheet, CHOICE, FIND, MAY, 0, 0, POLICY_FIND_ASK,
    "非表示のシート", "hidden sheet")
KEY(policy_inspection, hidden_cells, CHOICE, FIND, MAY, 0, 0, POLICY_FIND_ASK,
    "非表示の行・列", "hidden rows or columns")
KEY(policy_inspection, hidden_slide, CHOICE, FIND, MAY, 0, 0, POLICY_FIND_ASK,
    "非表示スライド", "hidden slide")
KEY(policy_inspection, hidden_text, CHOICE, FIND, MAY, 0, 0, POLICY_FIND_ASK,
    "見えない文字（隠し文字・背景と同じ色・極小）", "text that cannot be seen (hidden, in the background's colour, tiny)")
KEY(policy_inspection, off_page, CHOICE, FIND, MAY, 0, 0, POLICY_FIND_ASK,
    "用紙やスライドの外に置かれたもの", "something placed outside the page or slide")
KEY(policy_inspection, invisible_text, CHOICE, FIND, MAY, 0, 0, POLICY_FIND_ASK,
    "ページにない透明な文字", "invisible text that the page does not show")
KEY(policy_inspection, tracked, CHOICE, FIND, MAY, 0, 0, POLICY_FIND_ASK,
    "変更履歴", "tracked changes")
KEY(policy_inspection, comments, CHOICE, FIND, MAY, 0, 0, POLICY_FIND_ASK,
    "コメント", "comment")
KEY(policy_inspection, notes, CHOICE, FIND, MAY, 0, 0, POLICY_FIND_ASK,
    "発表者ノート", "speaker notes")
KEY(policy_inspection, author, CHOICE, FIND, MAY, 0, 0, POLICY_FIND_TELL,
    "作成者・変更者の名前", "names of authors")
KEY(policy_inspection, hidden_data, CHOICE, FIND, MAY, 0, 0, POLICY_FIND_TELL,
    "非表示の値を使うグラフや数式の名前", "chart or name built on hidden values")
KEY(policy_inspection, cropped, CHOICE, FIND, MAY, 0, 0, POLICY_FIND_ASK,
    "トリミングで隠れている画像の部分", "part of a picture hidden by cropping")
KEY(policy_inspection, address_list, CHOICE, FIND, MAY, 0, 0, POLICY_FIND_ASK,
    "住所録・名簿と思われる一覧", "what looks like a list of people")
KEY(policy_inspection, grade_mark, CHOICE, FIND, MAY, 0, 0, POLICY_FIND_ASK,
    "機密性・取扱いの表示", "mark of confidentiality")

RECORD(policy_grades, "機密性区分ごとの承認", "approval by grade")
KEY(policy_grades, grade1, CHOICE, NEED, MAY, 0, 0, POLICY_NEED_NONE, "機密性1", "grade 1")
KEY(policy_grades, grade2, CHOICE, NEED, MAY, 0, 0, POLICY_NEED_APPROVER, "機密性2", "grade 2")
KEY(policy_grades, grade3, CHOICE, NEED, MAY, 0, 0, POLICY_NEED_MANAGER, "機密性3", "grade 3")

RECORD(policy_classification, "情報資産の分類", "grades of information")
KEY(policy_classification, scale, CHOICE, SCALE, MAY, 0, 0, POLICY_SCALE_THREE,
    "自治体機密性の段階。庁外送付で選ぶ区分になる", "which grades of confidentiality there are to choose from")
LIST(policy_classification, confidentiality, RECORDS, policy_confidentiality, MAY, 0, 6,
     "自治体機密性の区分の、団体での呼び名", "the body's own names of the grades of confidentiality")
LIST(policy_classification, integrity, RECORDS, policy_class, MAY, 0, 2, "自治体完全性の区分の呼び名", "names of the grades of integrity")
LIST(policy_classification, availability, RECORDS, policy_class, MAY, 0, 2, "自治体可用性の区分の呼び名", "names of the grades of availability")
KEY(policy_classification, clause, TEXT, NOTHING, MAY, 1, 20, 0, "分類の条項", "the clause of grades")

RECORD(policy_confidentiality, "機密性の区分", "a grade of confidentiality")
KEY(policy_confidentiality, grade, CHOICE, GRADE, MUST, 0, 0, 0, "区分", "which grade")
KEY(policy_confidentiality, label, TEXT, NOTHING, MUST, 1, 30, 0, "画面に出す呼び名", "its name in the portal")

RECORD(policy_class, "完全性・可用性の区分", "a grade of integrity or availability")
KEY(policy_class, grade, NUMBER, NOTHING, MUST, 1, 2, 0, "区分", "which grade")
KEY(policy_class, label, TEXT, NOTHING, MUST, 1, 30, 0, "画面に出す呼び名", "its name in the portal")

RECORD(policy_originals, "元ファイルの交付", "originals")
KEY(policy_originals, enabled, YES, NOTHING, MAY_PUBLIC, 0, 1, false,
    "元ファイルの交付を行う。sekisho init を実行し直し、起動し直すと有効になる",
    "hand originals over; takes effect after sekisho init and a restart")
KEY(policy_originals, meaning, CHOICE, MEANING, MAY, 0, 0, POLICY_MEANS_WIDER,
    "方針での「無害化」の定義", "what the policy means by disarming")
KEY(policy_originals, exception, MAP, policy_exception, MAY, 0, 0, 0,
    "例外措置。無害化を変換だけと定義する団体では、これが有効な間だけ交付できる",
    "an exception: where disarming means conversion alone, nothing is handed over without it")
KEY(policy_originals, approval, CHOICE, NEED, MAY, 0, 0, POLICY_NEED_MANAGER,
    "交付申請の承認（none は書けない）", "who approves a request (not none)")
KEY(policy_originals, confirm_approval, CHOICE, NEED, MAY, 0, 0, POLICY_NEED_APPROVER,
    "確認方式の確認者（none は書けない）", "who confirms under a standing rule (not none)")
KEY(policy_originals, scan, CHOICE, SCAN, MAY_PUBLIC, 0, 0, POLICY_SCAN_OPTIONAL,
    "ウイルス検査。確認方式では常に必須", "the scan; always demanded under a standing rule")
KEY(policy_originals, clamd, TEXT, NOTHING, MAY_PUBLIC, 0, 40, 0,
    "検査を頼む clamd のアドレスとポート（127.0.0.1:3310 など。このホストのものに限る）",
    "where clamd listens, such as 127.0.0.1:3310; on this host")
KEY(policy_originals, decide_minutes, NUMBER, NOTHING, MAY, 10, 44640, 1440,
    "承認されないまま期限切れになるまで（分）", "minutes until an unanswered request expires")
KEY(policy_originals, keep_hours, NUMBER, NOTHING, MAY, 1, 720, 24,
    "承認の後、受け取れる時間（時間）", "hours in which an approved one can be taken")
LIST(policy_originals, confirm, RECORDS, policy_confirm, MAY, 0, 200,
     "確認方式で受け取れる、所属と形式の組", "standing rules: units and formats")

RECORD(policy_exception, "例外措置", "an exception")
KEY(policy_exception, clause, TEXT, NOTHING, MUST, 1, 60, 0, "根拠の条項", "the clause it rests on")
KEY(policy_exception, approver, TEXT, NOTHING, MUST, 1, 40, 0, "承認した者", "who granted it")
KEY(policy_exception, until, TEXT, NOTHING, MUST, 10, 10, 0,
    "いつまで（2027-03-31 のように。その日を含む）", "until and including this day, such as 2027-03-31")

RECORD(policy_confirm, "確認方式の規則", "a standing rule")
KEY(policy_confirm, unit, REF, UNIT, MUST, 0, 0, 0, "所属の符号", "code of the unit")
KEY(policy_confirm, format, CHOICE, ORIGINAL, MUST, 0, 0, 0, "形式", "format")
KEY(policy_confirm, clause, TEXT, NOTHING, MUST, 1, 60, 0, "根拠の条項", "the clause it rests on")
