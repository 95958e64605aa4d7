/* SPDX-License-Identifier: Apache-2.0
 * value_problems.h: why what somebody wrote into a field of a register is not taken.
 * PROBLEM(code, what (ja), what (en), what to do (ja), what to do (en)); %1: what was written, %2: what may be.
 */
PROBLEM(CHARACTERS, "使えない文字があります", "there are characters that cannot be used", "制御文字や見えない文字を消してください", "remove control and invisible characters")
PROBLEM(LENGTH, "%2 文字を超えています", "it is longer than %2 characters", "短くしてください", "shorten it")
PROBLEM(LINES, "改行があります", "there is a line break", "1行で書いてください", "write it on one line")
PROBLEM(NUMBER, "「%1」は数として読めません", "%1 is no number", "1200 や 1,200、△300 のように整数で書いてください", "write a whole number such as 1200, 1,200 or -300")
PROBLEM(DATE, "「%1」は日付として読めません", "%1 is no day", "令和9年3月31日、R9.3.31、2027/3/31 のように書いてください", "write it as 2027-03-31")
PROBLEM(TIME, "「%1」は日時として読めません", "%1 is no day and hour", "令和9年3月31日 14:05、2027/3/31 14:05 のように書いてください", "write it as 2027-03-31 14:05")
PROBLEM(YES, "「%1」は、はい・いいえのどちらでもありません", "%1 is neither yes nor no", "はい か いいえ（○ か ×、有 か 無）と書いてください", "write yes or no")
PROBLEM(CHOICE, "「%1」は選択肢にありません", "%1 is none of the choices", "次から選んでください: %2", "choose from: %2")
PROBLEM(TWICE, "「%1」が2回あります", "%1 is there twice", "1つにしてください", "keep one of them")
PROBLEM(URL, "「%1」は URL として読めません", "%1 is no address of the web", "https:// から書いてください", "begin with https://")
PROBLEM(CODE, "「%1」は符号・番号として読めません", "%1 is no code or number", "職員番号、所属の符号、記録番号のどれかを半角で書いてください", "write a staff number, the code of a unit or the number of a record")
PROBLEM(NOT_WRITTEN, "計算や表の欄には書けません", "nothing is written into sums and tables here", "この列を空にしてください", "leave the column empty")
