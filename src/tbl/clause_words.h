/* SPDX-License-Identifier: Apache-2.0
 * clause_words.h: what a WORD of clause_facts.h may be.
 * CLAUSE_WORD(name, ja, en)
 */
CLAUSE_WORD(NONE, "なし", "none")
CLAUSE_WORD(CONVERSION, "安全な形式への変換", "conversion into a safe form")
CLAUSE_WORD(WIDER, "画面転送等を含む", "wider: screen transfer and the like")
CLAUSE_WORD(OTHER, "その他の定め方", "defined otherwise")
CLAUSE_WORD(UNSAID, "時期の定めなし", "no word on when")
CLAUSE_WORD(PERIODIC, "定期的", "periodic")
CLAUSE_WORD(NEEDED, "必要に応じて", "as needed")
CLAUSE_WORD(BOTH, "定期的又は必要に応じて", "periodic or as needed")
CLAUSE_WORD(OWN, "自ら策定", "made by itself")
CLAUSE_WORD(REFERENCE, "他の団体・機関のものを適用", "another's, by reference")
CLAUSE_WORD(IN_CLAUSE, "条文に明記", "in a clause")
CLAUSE_WORD(IN_TITLE, "表題のみ", "by its title")
CLAUSE_WORD(IN_VERSIONS, "改訂履歴のみ", "only in the table of versions")
