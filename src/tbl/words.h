/* SPDX-License-Identifier: Apache-2.0
 * words.h: every phrase of the pages, Japanese and English in one row; here those that many pages
 * share, and the list of the other files.
 * WORD(key, "Japanese", "English"); {0}, {1} are fields the page puts in. Compiled into the pages by
 * tools/gen_pages.py, which refuses a key that is not here. Municipal words: never 拒否, 決裁, 関門.
 */
// clang-format off
WORD(lang_code, "ja", "en")
WORD(product, "関所", "Sekisho")
WORD(side_gate, "インターネット側 受付口", "Internet-side gate")
WORD(side_portal, "LGWAN接続系", "LGWAN side")
WORD(skip, "本文へ", "Skip to content")
WORD(nav, "メニュー", "Menu")
WORD(evaluation, "評価モード：利用者の分離が働いていません。実際の業務のファイルを通さないでください。ここで出した通過記録は本番環境では使えません。",
     "Evaluation mode: processes share one user id. Do not pass real files. Receipts made here are worthless in production.")
WORD(sign_out, "サインアウト・利用者の切替", "Sign out / switch person")
WORD(about_link, "この仕組みが証明すること・しないこと", "What this proves, and what it does not")
WORD(foot, "関所は、ファイルの中身を素の部品まで分け、こちらで組み立て直して渡します。届いたバイト列をそのまま渡すことはありません。",
     "Sekisho takes a file apart into plain values and builds a new one. No received byte is passed on.")
WORD(foot_originals, "関所は、ファイルの中身を素の部品まで分け、こちらで組み立て直して渡します。届いたバイト列をそのまま渡すのは、別の人が承認した元ファイルだけで、「無変換」と示します。",
     "Sekisho takes a file apart into plain values and builds a new one. A received byte is passed on only in an original that another person approved, and it says so.")
WORD(page_next, "次の50件", "Next 50")
WORD(page_prev, "前の50件", "Previous 50")
WORD(pages, "ページ送り", "Pages")
WORD(back_home, "最初の画面へ", "To the first page")
WORD(todo, "対応", "What to do")
WORD(none_dash, "－", "–")

/* columns and facts */
WORD(file_name, "ファイル名", "File name")
WORD(state, "状態", "State")
WORD(number, "受付番号", "Item number")
WORD(receipt, "通過記録番号", "Receipt number")
WORD(recipient, "宛先", "Recipient")
WORD(sender, "送り主", "Sender")
WORD(sender_outside, "インターネット側", "Internet side")
WORD(accepted, "受付日時", "Accepted")
WORD(changed, "更新日時", "Changed")
WORD(size, "大きさ", "Size")
WORD(size_after, "{0} → 無害化後 {1}", "{0} → {1} after disarm")
WORD(action, "操作", "Action")
WORD(direction, "種別", "Direction")
WORD(grade, "機密性区分", "Confidentiality grade")
WORD(reason, "理由", "Reason")
WORD(open, "開く", "Open")
WORD(open_named, "{0} を開く", "Open {0}")
WORD(why, "理由を見る", "See why")
WORD(why_named, "{0} の理由を見る", "See why: {0}")
WORD(details, "詳しく", "Details")
WORD(details_named, "{0} の詳しい記録", "Details of {0}")

/* sign-in */
WORD(signin_title, "サインイン", "Sign in")
WORD(signin_lead, "職員番号とパスワードを入力してください。", "Enter your staff number and password.")
WORD(password, "パスワード", "Password")
WORD(signin_button, "サインイン", "Sign in")
WORD(signin_again, "もう一度サインインしてください。", "Please sign in again.")
WORD(signin_shared, "共用の端末では、席を離れるときに右上の「サインアウト・利用者の切替」を押してください。",
     "On a shared PC, press “Sign out / switch person” before you leave.")
WORD(signed_out, "サインアウトしました。", "You are signed out.")

/* first screens */
WORD(screens, "最初の画面の切替", "First screens")
WORD(screen_clerk, "職員", "Clerk")
WORD(screen_head, "承認者", "Approver")
WORD(screen_officer, "情報システム担当", "IT officer")
WORD(desk_title, "マイページ", "My page")
WORD(desk_drop_hint, "庁外へ送るファイルを置いてください。送付先・理由・区分も書いてから「送る」を押します。", "Files that go outside. Recipient, reason and grade are below.")
WORD(desk_arrived, "届いたもの", "What has arrived")
WORD(desk_all, "受取一覧をすべて見る", "The whole inbox")
WORD(desk_side, "お知らせ", "Notes")
WORD(desk_confirm, "同じ所属の緊急送付の確認が {0} 件あります", "{0} urgent sendings of your section wait for a colleague")
WORD(desk_accident, "事故かなと思ったら", "If you think something went wrong")
WORD(desk_accident_1, "開いたあとに様子がおかしいときは、端末の通信を切り（LANケーブルを抜く・無線を切る）、電源は切らずにおいてください。",
     "If anything behaves oddly after you opened a file, unplug the network and leave the power on.")
WORD(desk_accident_2, "すぐに情報システム担当へ。早い連絡をとがめることはありません。", "Call the IT officer at once. Nobody is blamed for calling early.")

/* messages of the pages themselves */
WORD(error_title, "お知らせ", "Notice")
WORD(not_found, "このページは見つかりません。", "There is no such page.")
WORD(not_found_todo, "一覧から選び直してください。", "Choose it from the list again.")
WORD(too_large, "一度に送れる大きさを超えています。", "Too much for one request.")
WORD(too_large_todo, "ファイルを分けて送ってください。", "Please split it.")
WORD(stale_form, "画面の有効期限が切れました。送信はしていません。", "This form has expired. Nothing was sent.")
WORD(stale_form_todo, "前の画面を読み込み直して、もう一度お試しください。", "Load the page again and retry.")
WORD(bad_request, "送られた内容を読み取れませんでした。", "The request could not be read.")
WORD(bad_request_todo, "ブラウザーを更新してから、もう一度お試しください。", "Reload the page and try again.")
WORD(wrong_method, "この操作はできません。", "This cannot be done here.")
WORD(no_recipient, "宛先が選ばれていません。", "No recipient was chosen.")
WORD(no_recipient_todo, "所属を選ぶか、職員番号を入力してください。", "Choose a section or enter a staff number.")
WORD(bad_recipient, "宛先の書き方が正しくありません。", "The recipient is not written correctly.")
WORD(no_grade, "機密性区分が選ばれていません。", "No grade was chosen.")
WORD(no_grade_todo, "区分を選んでから送ってください。", "Choose a grade and send again.")
WORD(no_reason, "理由が入力されていません。", "No reason was given.")
WORD(no_reason_todo, "理由を入力してから、もう一度お試しください。", "Enter a reason and try again.")

#include "tbl/words_crossing.h"
#include "tbl/words_decide.h"
#include "tbl/words_gate.h"
#include "tbl/words_item.h"
#include "tbl/words_operate.h"
#include "tbl/words_originals.h"
#include "tbl/words_out.h"
#include "tbl/words_proof.h"
#include "tbl/words_send.h"
#include "tbl/words_zone.h"
