/* SPDX-License-Identifier: Apache-2.0
 * words_proof.h: the phrases of words.h about what is proved, and the ledger that proves it.
 */
// clang-format off
/* what it proves: the words of the design, not to be softened */
WORD(proves_yes, "引渡しファイルには、関所が生成していないコード、外部参照、埋め込みオブジェクト、バイトは含まれていません。",
     "The file holds no code, outside reference, embedded object or byte that we did not generate.")
WORD(proves_not, "内容が送り主の書いたとおりであること、正しいデータを表示するソフトに欠陥がないこと、文面・画素・時刻に伝言が隠されていないことは証明しません。",
     "It does not prove that the content is what the sender wrote, that a viewer has no fault in valid data, or that wording, pixels or timing hide no message.")
WORD(proves_host, "1台構成は、アプリケーションが乗っ取られた場合に備えるもので、カーネルの乗っ取りは防げません。それには2台構成が要りますが、この版にはありません。",
     "One host protects against the capture of applications, not of its kernel; that takes two hosts, which this version does not have.")
WORD(about_title, "この仕組みが証明すること・しないこと", "What this proves, and what it does not")
WORD(about_yes, "証明すること", "What it proves")
WORD(about_no, "証明しないこと", "What it does not prove")
WORD(about_how, "しくみ", "How it works")
WORD(about_how_1, "インターネット側で、届いたファイルを隔離した場所で読み、文字・数・画素などの素の部品（素形）だけを取り出します。",
     "On the Internet side, a jailed process reads the file and takes out only plain values: text, numbers, pixels.")
WORD(about_how_2, "LGWAN側では、素形だけを受け取り、一つずつ規則で確かめてから、新しいファイルを自分で書きます。組み立てる部品は、外部の形式を読む機能を持ちません。",
     "The LGWAN side receives only those values, checks each one and writes a new file itself. What writes has no reader of any outside format.")
WORD(about_how_3, "引渡しの前に、署名つきの通過記録を証跡台帳に残します。記録のないファイルは渡しません。",
     "Before delivery a signed receipt enters the ledger. Without a receipt nothing is delivered.")
WORD(about_cannot, "できないこと", "What it cannot do")
WORD(about_cannot_1, "電子署名とマクロは残りません。必要なときは送り主に署名の確認結果や値だけの版を依頼してください。",
     "Digital signatures and macros do not survive. Ask the sender for the verified result or a values-only copy.")
WORD(about_cannot_2, "図（EMF・WMF・TIFF など）は同じ大きさの枠に置き換わります。何が変わったかは、ファイルごとの記録に出ます。",
     "EMF, WMF and TIFF pictures become a frame of the same size. Each file’s record says what changed.")
WORD(about_cannot_3, "メール、zip 以外の圧縮ファイル（LZH など）、古い形式の Office 文書（doc・xls・ppt）、CAD 図面は取り込めません。取込不可の理由と、送信元に何を頼めばよいかを示します。",
     "Mail, archives other than zip, the older Office formats (doc, xls, ppt) and CAD drawings are refused, with the reason and what to ask the sender for.")

/* ledger */
WORD(ledger_title, "証跡台帳", "Ledger")
WORD(ledger_lead, "すべての受付・承認・引渡しは、後から書き換えると分かる形で台帳に残ります。", "Every acceptance, approval and delivery stays in a tamper-evident log.")
WORD(ledger_head, "台帳の先頭", "Ledger head")
WORD(ledger_size, "記録の数", "Records")
WORD(ledger_time, "署名した日時", "Signed at")
WORD(ledger_verify, "検証のしかた", "How to verify")
WORD(ledger_verify_hint, "DIR は状態の置き場所、PUB は前もって別に受け取った公開鍵のファイルです。システムに頼らず、書き出した台帳だけで検証できます。", "DIR is where the state lives, PUB the public key as you were handed it before. An export verifies without this system.")
WORD(ledger_entries, "新しい記録", "Newest records")
WORD(ledger_gaps, "番号が抜けているところは、台帳自身の記録（起動・方針の適用・時計の変更）です。", "Missing numbers are the ledger's own records: start, policy in force, clock jump.")
WORD(ledger_position, "番号", "Position")
WORD(ledger_when, "日時", "Time")
WORD(ledger_event, "できごと", "Event")
WORD(ledger_who, "だれが", "Who")
WORD(ledger_text, "内容", "What")
WORD(ledger_item, "この件の記録", "the item")
WORD(ledger_item_named, "記録 {0} の件", "Item of record {0}")
WORD(ledger_none, "記録はまだありません。", "No records yet.")
