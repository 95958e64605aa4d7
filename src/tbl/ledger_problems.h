/* SPDX-License-Identifier: Apache-2.0
 * ledger_problems.h: what can be wrong with a copy of the ledger. PROBLEM(name, Japanese, English);
 * every text takes the two numbers of struct problem_found, from and to.
 */
PROBLEM(LINE, "この行は記録として読めません（書き換えられたか、途中で切れています）。記録番号 %llu",
	"this line is no record (edited or cut short); position %llu")
PROBLEM(EDITED, "この行は書き換えられています。記録番号 %llu", "this line was edited; position %llu")
PROBLEM(EDITED_EITHER, "記録番号 %llu か %llu の行が書き換えられています",
	"the line of position %llu or of %llu was edited")
PROBLEM(RECEIPT, "この行の通過記録の署名が正しくありません（書き換えまたは偽造）。記録番号 %llu",
	"the signature of this receipt does not verify (edited or forged); position %llu")
PROBLEM(ZONE_SET, "この行の系間の規則の署名が正しくありません（書き換えまたは偽造）。記録番号 %llu",
	"the signature of this rule set between zones does not verify (edited or forged); position %llu")
PROBLEM(ZONE_REPORT, "系間の規則の証明・観測の記録 %llu の署名が正しくありません（書き換えられたか、偽造されています）",
	"the signature of this report of the rules between zones does not verify (edited or forged); position %llu")
PROBLEM(MISSING, "この行の前で、記録番号 %llu から %llu までの行が取り除かれています",
	"the lines of positions %llu to %llu were removed before this one")
PROBLEM(MOVED, "この行は順番が入れ替えられています。記録番号 %llu、あるべき番号 %llu",
	"this line was moved: position %llu where %llu belongs")
PROBLEM(EXTRA, "この行は余分です（同じ記録番号 %llu の行がほかにもあります）",
	"this line is one too many: position %llu is there twice")
PROBLEM(TIME, "この行の時刻または起動回数が前の行より戻っています。記録番号 %llu",
	"the time or epoch of this line goes back; position %llu")
PROBLEM(HEAD_BROKEN, "この署名付き先頭が読めません（書き換えられたか、途中で切れています）",
	"this signed head cannot be read (edited or cut short)")
PROBLEM(HEAD_SIGNATURE, "この署名付き先頭の署名が正しくありません", "the signature of this head does not verify")
PROBLEM(HEAD_ORDER, "この署名付き先頭（%llu 件）は前の先頭（%llu 件）より小さいか、食い違っています",
	"this head (%llu leaves) goes back behind or contradicts the one before it (%llu)")
PROBLEM(HEAD_ROOT, "署名付き先頭と一致しません。記録番号 %llu から %llu までのどこかが変更されています",
	"a signed head does not match: something from position %llu to %llu was changed")
PROBLEM(CUT, "末尾が切り取られています。署名付き先頭は %llu 件、残っている行は %llu 件です",
	"the end was cut off: a signed head counts %llu leaves, %llu lines are left")
PROBLEM(NO_HEAD, "署名付き先頭が1つもありません。一度も起動していない台帳か、先頭が取り除かれた台帳です",
	"there is no signed head: a ledger that was never started, or one whose heads were removed")
