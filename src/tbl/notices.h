/* SPDX-License-Identifier: Apache-2.0
 * notices.h: what people are told by mail, and what is kept to remind them.
 * NOTICE(name, number, Japanese subject, English subject, Japanese text, English text)
 * {0} is the item's number (the generation of a rule set between zones), with the file's name where the policy wants names in mails; {1} a date.
 */
NOTICE(NEW, 1, "ファイルが届きました", "A file has arrived",
       "受付番号 {0} のファイルが、受取一覧に届きました。{1}まで開けます。",
       "The file {0} is in your inbox. It can be opened until {1}.")
NOTICE(ASKED, 2, "承認のお願い", "An approval is asked for",
       "受付番号 {0} の庁外送付が、承認を待っています。期限は{1}です。",
       "The outbound file {0} waits for an approval until {1}.")
NOTICE(URGENT, 3, "緊急送付の確認のお願い", "Please confirm an urgent sending",
       "受付番号 {0} の緊急送付が、同じ所属の職員の確認を待っています。",
       "The urgent outbound file {0} waits for a colleague of the same section.")
NOTICE(RETURNED, 4, "差し戻されました", "It was returned",
       "受付番号 {0} が差し戻されました。理由は通過の記録にあります。",
       "The file {0} was returned. Its record says why.")
NOTICE(REFUSED, 5, "取込不可になりました", "A file could not be taken in",
       "受付番号 {0} のファイルは渡せませんでした。理由と対応は通過の記録にあります。",
       "The file {0} was not passed on. Its record says why and what to do.")
NOTICE(EXPIRED, 6, "期限が切れました", "It was not decided in time",
       "受付番号 {0} は、承認や点検がされないまま期限が切れました。必要なら送り直してください。",
       "Nobody decided about {0} in time. Send it again if it is still needed.")
NOTICE(HELD, 7, "保留になりました", "A file is on hold",
       "受付番号 {0} が保留になりました。今日の収支から確かめてください。",
       "The file {0} is on hold. See today's balance.")
NOTICE(DUE, 8, "承認の期限が近づいています", "An approval is due",
       "受付番号 {0} の承認の期限は{1}です。",
       "The request for {0} expires at {1}.")
NOTICE(UNOPENED, 9, "開かれていないファイルがあります", "A file has not been opened",
       "受付番号 {0} のファイルは、{1}に受取一覧から消えます。",
       "The file {0} leaves the inbox at {1}.")
NOTICE(AFTER, 10, "事後承認のお願い", "An approval afterwards is asked for",
       "受付番号 {0} が緊急送付されました。{1}までに事後承認をお願いします。",
       "The file {0} was sent urgently. Please approve it afterwards by {1}.")
NOTICE(OVERDUE, 11, "事後承認の期限が過ぎました", "An approval afterwards is overdue",
       "緊急送付 {0} の事後承認が、期限の{1}までにありませんでした。",
       "The urgent sending {0} was not approved afterwards by {1}.")
NOTICE(OBJECTED, 12, "事後承認されませんでした", "Not approved afterwards",
       "緊急送付 {0} は、事後に承認されませんでした。理由は通過の記録にあります。",
       "The urgent sending {0} was not approved afterwards. Its record says why.")
NOTICE(PASSWORD, 13, "パスワードの入力のお願い", "A password is needed",
       "受付番号 {0} のファイルは、パスワードの入力を待っています。",
       "The file {0} waits for its password.")
NOTICE(CHECK, 14, "送付前点検のお願い", "Please look at what was found before sending",
       "受付番号 {0} の庁外送付で、送る前に確かめていただきたいものが見つかりました。点検結果を見て、消すか、そのまま送るかを選んでください。",
       "In the outbound file {0} something was found that you should look at before it is sent.")
NOTICE(ORIGINAL_ASKED, 15, "元ファイルの交付の承認のお願い", "An original is asked for",
       "受付番号 {0} の元ファイル（無変換）の交付申請が、承認を待っています。期限は{1}です。",
       "The unconverted original of {0} waits for an approval until {1}.")
NOTICE(ORIGINAL_HERE, 16, "元ファイルを受け取れます", "An original can be taken",
       "受付番号 {0} の元ファイル（無変換）を、{1}までに一度だけ受け取れます。",
       "The unconverted original of {0} can be taken, once, until {1}.")
NOTICE(ORIGINAL_ENDED, 17, "元ファイルは交付されません", "An original is not handed over",
       "受付番号 {0} の元ファイルの交付申請が終わりました。理由は「元ファイル」の画面にあります。",
       "The request for the original of {0} has ended. The page of originals says why.")
NOTICE(ZONE_ASKED, 18, "系間の規則の変更の承認のお願い", "Rules between zones wait for approval",
       "系間の規則の変更（世代 {0}）の申請が、承認を待っています。変わる通信を「系間の規則」の画面で読んで、承認するか差し戻してください。",
       "A change of the rules between zones (generation {0}) waits. Read what it changes on the page of the rules, then approve or return it.")
