/* SPDX-License-Identifier: Apache-2.0
 * finds.h: what 送付前点検 may find in a file before it leaves, in one table.
 * FIND(name, severity, erased, Japanese, English, what to do (ja), what to do (en))
 *   severity  unless the policy says otherwise (inspection:)
 *     STOP  does not leave as it is: erased, or a manager takes it on with a reason
 *     ASK   the sender looks at it and says: erase or leave
 *     TELL  shown, nothing is asked
 *   erased    what 消して送る does: GONE (the thing itself), BLANKED (its text), CUT (the picture's
 *             samples), NOT (a person has to)
 * Rows are never reordered or removed once released: number and name travel.
 */
/* clang-format off */
FIND(COVERED, STOP, GONE, "塗りつぶしの下に文字があります", "text under a black box",
     "塗りつぶしても下の文字は読み取れます。消して送るか、元の文書から削除してください",
     "the text below can still be read: erase it or take it out of the original")
FIND(PERSONAL_NUMBER, STOP, BLANKED, "個人番号（マイナンバー）", "individual number (My Number)",
     "送付の根拠がなければ消して送ってください", "erase it unless the law lets it be sent")
FIND(NUMBER_LIKE, TELL, BLANKED, "個人番号に似た12桁の番号", "twelve digits that could be an individual number",
     "検査用数字は個人番号の規則に合います。何の番号か確かめてください", "its check digit fits: look what number it is")
FIND(HIDDEN_SHEET, ASK, GONE, "非表示のシート", "hidden sheet",
     "相手は再表示できます。不要なら消して送ってください", "the recipient can show it: erase it if it is not meant")
FIND(HIDDEN_CELLS, ASK, BLANKED, "非表示の行・列", "hidden rows or columns",
     "相手は再表示できます。不要なら消して送ってください", "the recipient can show them: erase them if they are not meant")
FIND(HIDDEN_SLIDE, ASK, GONE, "非表示スライド", "hidden slide",
     "相手は再表示できます。不要なら消して送ってください", "the recipient can show it: erase it if it is not meant")
FIND(HIDDEN_TEXT, ASK, BLANKED, "見えない文字（隠し文字・背景と同じ色・極小）", "text that cannot be seen (hidden, in the background's colour, tiny)",
     "見えなくても読み取れます。不要なら消して送ってください", "it can be read all the same: erase it if it is not meant")
FIND(OFF_PAGE, ASK, BLANKED, "用紙やスライドの外に置かれたもの", "something placed outside the page or slide",
     "印刷や表示には出なくても残っています", "it is not printed or shown, but it is there")
FIND(INVISIBLE_TEXT, ASK, GONE, "ページにない透明な文字", "invisible text that the page does not show",
     "検索や複写で読み取れます。不要なら消して送ってください", "searching and copying show it: erase it if it is not meant")
FIND(TRACKED, ASK, GONE, "変更履歴", "tracked changes",
     "消すと、挿入は確定し、削除された文字はなくなります", "erasing accepts insertions and drops what was deleted")
FIND(COMMENTS, ASK, GONE, "コメント", "comment",
     "内部のやりとりが含まれていないか確かめてください", "see that it is not of the inside only")
FIND(NOTES, ASK, BLANKED, "発表者ノート", "speaker notes",
     "読み上げ原稿や内部のメモが含まれていないか確かめてください", "see that they are not of the inside only")
FIND(AUTHOR, TELL, BLANKED, "作成者・変更者の名前", "names of authors",
     "コメントや変更履歴に残る名前です。消すと「-」になります", "kept by comments and tracked changes; erasing leaves \"-\"")
FIND(HIDDEN_DATA, TELL, NOT, "非表示の値を使うグラフや数式の名前", "chart or name built on hidden values",
     "表示中の値から元の値が分かることがあります", "what is shown may tell the values behind it")
FIND(CROPPED, ASK, CUT, "トリミングで隠れている画像の部分", "part of a picture hidden by cropping",
     "相手はトリミングを戻せます。消すと見えている部分だけになります", "the recipient can undo the crop; erasing leaves what is seen")
FIND(ADDRESS_LIST, ASK, NOT, "住所録・名簿と思われる一覧", "what looks like a list of people",
     "送る相手と範囲を確かめ、不要な列や行は元のファイルで削除してください",
     "check to whom it goes; take columns and rows that are not needed out of the original")
FIND(GRADE_MARK, ASK, NOT, "機密性・取扱いの表示", "mark of confidentiality",
     "機密性区分と送付先が合っているか確かめてください", "see that grade and recipient fit")
/* clang-format on */
