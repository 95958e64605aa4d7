/* SPDX-License-Identifier: Apache-2.0
 * clause_notes.h: what somebody should look at in a published text (参考; 原文を確認してください follows each).
 * CLAUSE_NOTE(code, why (ja), why (en))
 */
CLAUSE_NOTE(NO_TITLE, "表題が見当たりません", "no title was found")
CLAUSE_NOTE(NO_DATE, "施行日・制定日・改正日が見当たりません", "no date in force, made or amended was found")
CLAUSE_NOTE(GAP, "番号が前の条項から続いていません", "its number does not follow the one before")
CLAUSE_NOTE(UNPLACED, "番号らしい行ですが、前から続かないため本文として読みました",
	"this line has a number that continues nothing: it was read as text")
CLAUSE_NOTE(NO_PROCEDURES, "実施手順の遵守を求めていますが、実施手順を策定する条項がありません",
	"obliges to follow procedures, but no clause makes any")
CLAUSE_NOTE(NO_STANDARDS, "対策基準に触れていますが、対策基準を策定する条項がありません",
	"speaks of standards, but no clause makes any")
CLAUSE_NOTE(AUDIT_DIFFERS, "監査・自己点検の時期が、評価・見直しの条項と監査の条項とで異なります",
	"when to audit is said differently in the clauses on evaluation and on audit")
CLAUSE_NOTE(AUDIT_AS_NEEDED, "監査・自己点検は「必要に応じて」だけです。何があれば行うか（契機の一覧）を決めておく必要があります",
	"audit only as needed: a list of what calls for one has to be kept")
CLAUSE_NOTE(TERM_UNUSED, "定義した用語が、ほかの条項で使われていません", "the term is defined but not used in any other clause")
CLAUSE_NOTE(ZONE_OTHER_NAME, "系の名称が定義と本文とで異なります（本文は括弧内の名称）",
	"the body of the text calls the zone by the name in brackets, not by the one defined")
CLAUSE_NOTE(CLEANING_CONVERSION, "無害化通信を変換とだけ定義しています。画面転送や元ファイルの交付は定義に当たりません",
	"無害化 is conversion only: screen transfer and originals do not fit the definition")
CLAUSE_NOTE(NO_CONTRACT, "業務委託の契約に要件を明記する定めがありません", "nothing says that contracts state the requirements")
CLAUSE_NOTE(NO_CONFIRM, "委託先で対策が確保されていることを確認する定めがありません", "nothing says that contractors' measures are confirmed")
CLAUSE_NOTE(NO_SNS, "ソーシャルメディアサービスの利用の定めがありません", "no rule on the use of social media")
CLAUSE_NOTE(NO_CLOUD, "インターネット接続系がありますが、自治体情報セキュリティクラウドの定めがありません",
	"there is an Internet zone, but nothing on the prefecture's security cloud")
CLAUSE_NOTE(ORGAN_MISSING, "適用される機関に名指しされていません（総称に含むのか確かめてください）",
	"this organ is not named among the bodies: is it meant by a general word?")
CLAUSE_NOTE(BY_REFERENCE, "他の団体・機関のものを適用しています。相手が改めたときは再採用の確認が要ります",
	"adopts another's: when that changes, adopting it again is a decision")
CLAUSE_NOTE(TYPO, "誤字と思われる語です", "this looks like a slip of the pen")
CLAUSE_NOTE(BRACKETS, "括弧の対応がとれていません", "its brackets do not match")
