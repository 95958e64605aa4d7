/* SPDX-License-Identifier: Apache-2.0
 * expression_functions.h: what an expression of a register's definition may ask.
 * FUNCTION(name, takes, gives, SQL, Japanese, English)
 *   takes  ONE value of the type behind it (EXPR_TYPES: any); WORDS_TEXT a choice field and one of its words;
 *          COLUMN a column of a table; ROWS a table and, where it wants one, a condition about its rows
 *   SQL    %1 the value, %2 the second; %T today, %N now; of COLUMN and ROWS: %R what its rows are read from, %C the condition
 */
FUNCTION(days, ONE, EXPR_DATE, EXPR_NUMBER, "register_days(%1, %T)", "その日から今日までの日数", "days from that day until today")
FUNCTION(until, ONE, EXPR_DATE, EXPR_NUMBER, "register_days(%T, %1)", "今日からその日までの日数", "days from today until that day")
FUNCTION(hours, ONE, EXPR_TIME, EXPR_NUMBER, "((%N - %1) / 3600)", "その時から今までの時間数", "hours from then until now")
FUNCTION(fiscal, ONE, EXPR_DATE, EXPR_NUMBER, "register_fiscal(%1)", "その日の年度（西暦）", "the fiscal year of that day")
FUNCTION(empty, ONE, EXPR_TYPES, EXPR_YES, "coalesce(%1, '') = ''", "空である", "nothing was entered")
FUNCTION(filled, ONE, EXPR_TYPES, EXPR_YES, "coalesce(%1, '') <> ''", "記入がある", "something was entered")
FUNCTION(inactive, ONE, EXPR_PERSON, EXPR_YES,
	 "NOT EXISTS (SELECT 1 FROM register_person AS p WHERE p.number = %1 AND p.active = 1)",
	 "その職員は在籍していない", "that person is not in service")
FUNCTION(headless, ONE, EXPR_UNIT, EXPR_YES,
	 "NOT EXISTS (SELECT 1 FROM register_person AS p WHERE p.heads = %1 AND p.active = 1)",
	 "その所属に在籍する管理者がいない", "that unit has no manager in service")
FUNCTION(has, WORDS_TEXT, EXPR_WORDS, EXPR_YES, "register_has(%1, %2)", "その選択肢が選ばれている", "that choice was made")
FUNCTION(exists, ROWS, EXPR_ROWS, EXPR_YES, "EXISTS (SELECT 1 FROM %R AND (%C))", "条件に合う行がある", "there is a row of which the condition is true")
FUNCTION(count, ROWS, EXPR_ROWS, EXPR_NUMBER, "(SELECT count(*) FROM %R AND (%C))", "（条件に合う）行の数", "how many rows there are")
FUNCTION(last, COLUMN, EXPR_TYPES, EXPR_TYPES, "(SELECT max(%1) FROM %R)", "列の最も新しい（大きい）値", "the newest (largest) value of a column")
FUNCTION(share, COLUMN, EXPR_TYPES, EXPR_NUMBER, "(SELECT 100 * count(%1) / nullif(count(*), 0) FROM %R)",
	 "列に記入がある行の割合（%）", "per cent of rows with something in that column")
