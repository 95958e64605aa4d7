/* SPDX-License-Identifier: Apache-2.0
 * expression_problems.h: what can be wrong with a condition or sum in a register's definition.
 * PROBLEM(code, what (ja), what (en), what to do (ja), what to do (en)); %1 and %2: words of the text.
 */
PROBLEM(EMPTY, "式がありません", "there is no expression", "条件か計算を書いてください", "write a condition or a sum")
PROBLEM(LONG, "式が長すぎます（1,000 バイトまで）", "the expression is too long (at most 1,000 bytes)",
	"短くするか、2つに分けてください", "shorten it or make two of it")
PROBLEM(DEEP, "括弧や not が深すぎます", "parentheses or nots are nested too deeply", "式を2つに分けてください", "make two of it")
PROBLEM(CHARACTER, "「%1」は式に使えません", "%1 has no place in an expression",
	"半角で書き、文字の値は ' で囲んでください", "use plain characters; put texts between ' '")
PROBLEM(QUOTE, "' が閉じていません", "a quote is not closed", "文字の値の後に ' を置いてください", "put a ' behind the text")
PROBLEM(EXPECTED, "「%1」の位置に「%2」が必要です", "%2 is wanted where %1 stands", "「%2」を書いてください", "write %2")
PROBLEM(NO_VALUE, "「%1」の位置に値が必要です", "a value is wanted where %1 stands",
	"欄の符号、'文字'、数、関数のどれかを書いてください", "write a field, a 'text', a number or a function")
PROBLEM(LEFT, "「%1」から先が余っています", "from %1 on it is not understood",
	"前との間に and か or を置くか、消してください", "put 'and' or 'or' before it, or remove it")
PROBLEM(NO_NAME, "「%1」という欄はありません", "there is no field %1", "欄の符号を確かめてください。文字の値は ' で囲みます",
	"look at the codes of the fields; a text stands between ' '")
PROBLEM(NAME_NEAR, "「%1」という欄はありません", "there is no field %1", "「%2」と書いてください", "write %2")
PROBLEM(NO_FUNCTION, "「%1」という関数はありません", "there is no function %1", "使える関数: %2", "functions: %2")
PROBLEM(NO_WORD, "「%1」はこの欄の選択肢にありません", "%1 is no choice of this field", "選択肢: %2", "choices: %2")
PROBLEM(NO_DATE, "「%1」は日付ではありません", "%1 is no date", "'2027-03-31' のように書いてください", "write it as '2027-03-31'")
PROBLEM(TOO_LARGE, "「%1」は数として大きすぎます", "%1 is too large", "15 桁までにしてください", "at most 15 digits")
PROBLEM(NO_SPAN, "「%1」は期間として読めません", "%1 is no span of time", "1y（年）、6mo（月）、30d（日）、24h（時間）のように書いてください",
	"write 1y, 6mo, 30d or 24h")
PROBLEM(COMPARE, "%1と%2は比べられません", "%1 and %2 cannot be compared", "同じ種類の値を比べてください", "compare values of one kind")
PROBLEM(SUM, "%1と%2の計算はできません", "there is no such sum of %1 and %2",
	"数と数、または日付と期間を計算してください", "add numbers, or a date and a span")
PROBLEM(CONDITION, "ここには条件が必要ですが、%1です", "a condition is wanted here, and this is %1",
	"= などで比べるか、filled(欄) のように書いてください", "compare it, or write filled(field)")
PROBLEM(WANTED, "%1が必要ですが、%2です", "%1 is wanted, and this is %2", "式の結果の種類を確かめてください", "look at what the expression gives")
PROBLEM(IS_TABLE, "「%1」は表です。1つの値としては使えません", "%1 is a table and no single value",
	"exists(表, 条件)、count(表)、last(表.列) を使ってください", "use exists(table, condition), count(table), last(table.column)")
PROBLEM(NO_TABLE, "「%1」は表ではありません", "%1 is no table", "表か記録の欄を書いてください", "name a field that is a table or journal")
PROBLEM(NESTED, "表の中で、さらに表「%1」を数えることはできません", "a table %1 cannot be looked into from within another",
	"外に出して and でつないでください", "take it outside and join the two with 'and'")
PROBLEM(ARGUMENTS, "関数 %1 に渡す値の数が違います", "%1 takes another number of values", "関数の書き方を確かめてください", "look at how it is written")
