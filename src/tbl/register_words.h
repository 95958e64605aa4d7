/* SPDX-License-Identifier: Apache-2.0
 * register_words.h: the words of register definitions; columns as in policy_words.h, which includes this.
 */
WORD(FIELD, REGISTER_TEXT, "text", "文字（1行）", "a line of text")
WORD(FIELD, REGISTER_LONG, "long", "文字（複数行）", "text")
WORD(FIELD, REGISTER_NUMBER, "number", "整数", "a whole number")
WORD(FIELD, REGISTER_MONEY, "money", "金額（円）", "yen")
WORD(FIELD, REGISTER_DATE, "date", "日付", "a day")
WORD(FIELD, REGISTER_TIME, "time", "日時", "a day and an hour")
WORD(FIELD, REGISTER_YES, "yes", "はい・いいえ", "yes or no")
WORD(FIELD, REGISTER_CHOICE, "choice", "1つ選ぶ", "one choice")
WORD(FIELD, REGISTER_CHOICES, "choices", "いくつも選ぶ", "several choices")
WORD(FIELD, REGISTER_UNIT, "unit", "所属", "a unit")
WORD(FIELD, REGISTER_PERSON, "person", "職員", "a person")
WORD(FIELD, REGISTER_RECORD, "record", "ほかの台帳の記録", "a record of a register")
WORD(FIELD, REGISTER_FILE, "file", "ファイル", "a file")
WORD(FIELD, REGISTER_URL, "url", "URL", "an address of the web")
WORD(FIELD, REGISTER_TABLE, "table", "表", "a table")
WORD(FIELD, REGISTER_JOURNAL, "journal", "経過の記録（追記のみ）", "a journal: rows are only added")
WORD(FIELD, REGISTER_SUM, "sum", "計算", "worked out")

/* Who, seen from a record. */
WORD(DUTY, REGISTER_OWNER, "owner", "所管課の職員", "people of its unit")
WORD(DUTY, REGISTER_MANAGER, "manager", "所管課の管理者", "its unit's manager")
WORD(DUTY, REGISTER_OFFICE, "office", "情報システム担当", "IT officers")
WORD(DUTY, REGISTER_CISO, "ciso", "最高情報セキュリティ責任者", "the CISO")
WORD(DUTY, REGISTER_CSIRT, "csirt", "CSIRT", "CSIRT")
WORD(DUTY, REGISTER_AUDITOR, "auditor", "監査人", "auditors")
WORD(DUTY, REGISTER_PUBLICITY, "publicity", "広報担当", "those in charge of publicity")
WORD(DUTY, REGISTER_EVERYBODY, "everybody", "全職員", "everybody")

WORD(LEVEL, REGISTER_WARN, "warn", "注意", "a warning")
WORD(LEVEL, REGISTER_ERROR, "error", "違反", "a breach")
