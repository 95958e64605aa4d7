/* SPDX-License-Identifier: Apache-2.0
 * register_mistakes.h: what can be wrong with the definition of a register, beside what can be wrong with any file of
 * keys. Columns as in tbl/mistakes.h, which this continues.
 */
MISTAKE(NOT_REGISTER, WRONG, "台帳の定義ではありません（「キー: 値」で書かれていません）", "this is no definition of a register: it is not of the form 'key: value'",
	"share/registers の定義を写して作ってください", "begin with a copy of one in share/registers")
MISTAKE(FIELD_CODE, WRONG, "「%1」は欄の符号に使えません", "%1 cannot be the code of a field",
	"英小文字で始め、英小文字・数字・_ だけにし、and、or、not、in、is、null、true、false、today、now、state、unit、live は避けてください",
	"begin with a to z, use only a to z, digits and _, and none of and, or, not, in, is, null, true, false, today, now, state, unit, live")
MISTAKE(FIELD_NOT_TAKEN, WRONG, "種類 %1 には「%2」を書けません", "%1 takes no %2",
	"この行を消すか、type を変えてください", "remove the line, or change type")
MISTAKE(FIELD_WANTS, WRONG, "種類 %1 には「%2」が必要です", "%1 wants %2",
	"「%2:」の行を補ってください", "add a line %2:")
MISTAKE(CHOICE_ALIKE, WRONG, "選択肢「%1」と「%2」を見分けられません", "the choices %1 and %2 cannot be told apart",
	"符号・表示・英語の表示のどれも、ほかの選択肢と違うものにしてください", "give each a code, title and English title that no other has")
MISTAKE(CHOICE_SIGN, WRONG, "選択肢「%1」の表示に、区切りの記号（、 , ;）があります", "the title of the choice %1 holds a sign that parts choices",
	"いくつも選ぶ欄では、ほかの記号にしてください", "where several may be chosen, use another sign")
MISTAKE(FIELD_COLUMN, WRONG, "種類 %1 は表の列に使えません", "%1 cannot be a column",
	"別の種類にするか、欄にしてください", "choose another type, or make it a field")
MISTAKE(FIELD_LIMIT, WRONG, "種類 %1 の欄に最小・最大はありません", "%1 has no least or most",
	"数・金額・日付・日時の欄だけに書けます", "only number, money, date and time have")
MISTAKE(EXPRESSION, WRONG, "%+1", "%+2", "%+3", "%+4")
MISTAKE(SUM_CYCLE, WRONG, "計算「%1」が、自分自身をもとにしています", "the sum %1 depends on itself",
	"ほかの欄だけから計算してください", "work it out from other fields")
MISTAKE(SUM_DAY, WRONG, "計算「%1」が、今日の日付や在籍で変わります", "the sum %1 changes with the day or with who is in service",
	"today、now、days、hours、until、inactive、headless は、点検（checks）の条件に書いてください", "write these in the condition of a check")
MISTAKE(NUMBER_FORM, WRONG, "記録番号の形「%1」が正しくありません", "%1 is no form of a number",
	"A{fy}-{seq:4} のように、連番 {seq:桁数} をちょうど1つ入れてください（{fy}、{era} も使えます）", "write it as A{fy}-{seq:4}, with {seq:digits} once; {fy} and {era} may stand there, too")
MISTAKE(SPAN_TEXT, WRONG, "「%1」は期間として読めません", "%1 is no span of time",
	"1y（年）、6mo（月）、30d（日）、24h（時間）のように書いてください", "write 1y, 6mo, 30d or 24h")
MISTAKE(STATE_NO_EXIT, WRONG, "状態「%1」から出る操作がありません", "no move leaves the state %1",
	"from に %1 を含む操作を加えるか、終わりの状態なら end: true と書いてください", "add a move from it, or write end: true where it is an end")
MISTAKE(STATE_UNREACHED, WRONG, "状態「%1」になる操作がありません", "no move leads to the state %1",
	"to が %1 の操作を加えるか、この状態を消してください", "add a move to it, or remove it")
MISTAKE(MOVE_NOBODY, WRONG, "操作「%1」をできる人がいません", "nobody can do the move %1",
	"by に人を、または automatic に条件を書いてください", "say who under by, or when under automatic")
MISTAKE(MOVE_STAYS, WRONG, "操作「%1」は、同じ状態「%2」に移します", "the move %1 stays in the state %2",
	"from から除くか、to を変えてください", "take it out of from, or change to")
MISTAKE(UNIT_FIELD, WRONG, "欄「%1」は、記録を持つ所属になれません", "the field %1 cannot say whose a record is",
	"type: unit、required: true の欄にしてください", "name a field with type: unit and required: true")
MISTAKE(KEY_FIELD, WRONG, "欄「%1」では、同じ記録かどうかを見分けられません", "records cannot be told apart by the field %1",
	"文字・数・日付・選択肢・所属・職員の欄にしてください", "name a field of text, number, date, choice, unit or person")
MISTAKE(PUBLIC_SECRET, WRONG, "欄「%1」は secret なので、公表できません", "the field %1 is secret and cannot be published",
	"public_fields から除くか、secret を消してください", "take it out of public_fields, or remove secret")
MISTAKE(NO_LIST_FIELD, WRONG, "一覧に出す欄がありません", "no field is a column of the list",
	"欄のどれかに list: true を書いてください", "write list: true at one of the fields")
