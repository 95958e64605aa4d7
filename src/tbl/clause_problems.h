/* SPDX-License-Identifier: Apache-2.0
 * clause_problems.h: why a published text is not read (policy/published/clause.h).
 * CLAUSE_PROBLEM(code, ja, en)
 */
CLAUSE_PROBLEM(FINE, "", "")
CLAUSE_PROBLEM(TOO_LARGE, "方針の文章には大きすぎます（上限 1 MB）", "too large for the text of a policy (at most 1 MB)")
CLAUSE_PROBLEM(NOT_TEXT, "文章ではありません（PDF や Word は、文字だけを UTF-8 のテキストに取り出してください）",
	"not a text: take the words out of a PDF or Word file first, as UTF-8")
CLAUSE_PROBLEM(NOT_UTF8, "UTF-8 ではない文字があります（文字コードを UTF-8 にして保存し直してください）",
	"these bytes are not UTF-8: save the text as UTF-8")
CLAUSE_PROBLEM(MANY_LINES, "行が多すぎます（上限 20,000 行）", "too many lines (at most 20,000)")
CLAUSE_PROBLEM(MANY_CLAUSES, "条項が多すぎます（上限 4,000）", "too many clauses (at most 4,000)")
CLAUSE_PROBLEM(NO_CLAUSES, "条項が見つかりません（「1 目的」「第1条」のような番号のある文章が要ります）",
	"no clauses found: numbers such as \"1\", \"1.\" or 第1条 are needed")
CLAUSE_PROBLEM(NO_POLICY, "情報セキュリティの方針の文章ではありません（目的・定義・脅威・適用範囲・対策の見出しがありません）",
	"not an information security policy: no clause on purpose, terms, threats, scope or measures")
