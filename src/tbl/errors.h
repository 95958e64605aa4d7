/* SPDX-License-Identifier: Apache-2.0
 * errors.h: every failure, as a person reads it.
 * ERR(name, kind, Japanese, English, what to do (ja), what to do (en))
 * A new row goes at the end of its block; reports carry the name, the wire and the database the number,
 * so rows are never reordered or removed once released.
 */
ERR(OK, ERR_KIND_NONE, "正常", "ok", "", "")

/* The item's own bytes: refused (取込不可). */
ERR(E_EMPTY, ERR_KIND_REFUSE, "ファイルが空です", "the file is empty",
    "送信元に、内容のあるファイルの再送を依頼してください", "ask the sender for a file with content")
ERR(E_TYPE_UNKNOWN, ERR_KIND_REFUSE, "取り込みに対応していない形式です",
    "this kind of file is not supported",
    "PDF、docx、xlsx、pptx、PNG、JPEG、zip などでの再送を送信元に依頼してください",
    "ask the sender for PDF, docx, xlsx, pptx, PNG, JPEG or zip")
ERR(E_TYPE_MISMATCH, ERR_KIND_REFUSE, "拡張子と中身の形式が一致しません",
    "the file's name and its content disagree on the type",
    "送信元に正しい拡張子での再送を依頼してください", "ask the sender to send it under its right extension")
ERR(E_BROKEN, ERR_KIND_REFUSE, "ファイルの構造が壊れています", "the file's structure is broken",
    "元のアプリケーションで保存し直したものの再送を依頼してください",
    "ask for a copy saved again by the program that made it")
ERR(E_ENCRYPTED, ERR_KIND_REFUSE, "開くことのできない方式で暗号化されています",
    "the file is encrypted in a way that cannot be opened here",
    "暗号化やパスワードを外したファイルの再送を依頼してください", "ask for the file without encryption or password")
ERR(E_LIMIT_SIZE, ERR_KIND_REFUSE, "大きさの上限を超えています", "the file is over the size limit",
    "分割して送ってもらうか、情報システム担当に上限を相談してください",
    "have it split, or ask the IT officer about the limit")
ERR(E_LIMIT_MEMORY, ERR_KIND_REFUSE, "処理に必要なメモリが上限を超えました",
    "processing needed more memory than the limit",
    "画像を小さくするか分割したファイルの再送を依頼してください", "ask for a smaller or split file")
ERR(E_LIMIT_TIME, ERR_KIND_REFUSE, "処理時間が上限を超えました", "processing took longer than the limit",
    "内容を減らしたファイルの再送を依頼してください", "ask for a file with less content")
ERR(E_LIMIT_COUNT, ERR_KIND_REFUSE, "要素の数が上限を超えています", "the file holds too many parts",
    "内容を減らしたファイルの再送を依頼してください", "ask for a file with less content")
ERR(E_LIMIT_DEPTH, ERR_KIND_REFUSE, "入れ子の深さが上限を超えています", "the file is nested too deeply",
    "元のアプリケーションで保存し直したものの再送を依頼してください",
    "ask for a copy saved again by the program that made it")
ERR(E_LIMIT_RATIO, ERR_KIND_REFUSE, "圧縮率が異常です（圧縮爆弾の疑い）",
    "the compression ratio is abnormal (a suspected bomb)",
    "送信元に確認し、情報システム担当に連絡してください", "check with the sender and tell the IT officer")
ERR(E_LIMIT_PIXELS, ERR_KIND_REFUSE, "画像の画素数が上限を超えています", "the picture has too many pixels",
    "縮小した画像の再送を依頼してください", "ask for a smaller picture")
ERR(E_WORKER_DIED, ERR_KIND_REFUSE, "無害化処理が異常終了しました（不正なファイルの疑い）",
    "the disarm worker died on this file (it may be malformed on purpose)",
    "送信元に確認し、元のアプリケーションで保存し直したものの再送を依頼してください",
    "check with the sender and ask for a copy saved again")
ERR(E_FORM, ERR_KIND_REFUSE, "無害化後の検査で規則に合わない記録が見つかりました",
    "the check after disarm found a record that the plain form does not allow",
    "情報システム担当に受付番号を連絡してください", "tell the IT officer the item number")
ERR(E_ENCODING, ERR_KIND_REFUSE, "文字コードを判別できません", "the text's encoding cannot be told",
    "UTF-8 または Shift_JIS で保存したファイルの再送を依頼してください", "ask for UTF-8 or Shift_JIS")
ERR(E_NAME, ERR_KIND_REFUSE, "ファイル名に使えない文字が含まれています", "the file's name is not allowed",
    "ファイル名を変えて送り直してください", "send it under another name")
ERR(E_PASSWORD_TRIES, ERR_KIND_REFUSE, "パスワードを5回間違えました", "the password was wrong five times",
    "送信元にパスワードを確かめ、ファイルの再送を依頼してください",
    "check the password with the sender and ask for the file again")
ERR(E_MEMBERS, ERR_KIND_REFUSE, "書庫の中に取り込めるファイルがありません", "nothing in the archive can be taken in",
    "中のファイルの理由を確かめ、対応する形式での再送を依頼してください",
    "look at the reasons of its files and ask for supported kinds")

/* The owner has the answer: the item waits for it. */
ERR(E_PASSWORD, ERR_KIND_ASK, "パスワードが必要です", "a password is needed",
    "送信元から知らされたパスワードを入力してください", "type the password that the sender told you")
ERR(E_PASSWORD_WRONG, ERR_KIND_ASK, "パスワードが違います", "the password is wrong",
    "大文字と小文字、全角と半角を確かめて、もう一度入力してください",
    "mind upper and lower case and the width of letters, and type it again")
ERR(E_ERASE, ERR_KIND_ASK, "消す指定が、点検で見つかったものと合いません", "what is to be erased is not what inspection finds, or cannot be",
    "点検の結果を見直し、消すものを選び直してください", "look at the finds again and choose anew")

/* Policy and people: held (保留) or told at once. */
ERR(E_POLICY, ERR_KIND_HOLD, "この団体の方針では許可されていません", "the policy does not allow this",
    "情報システム担当に相談してください", "ask the IT officer")
ERR(E_RECIPIENT, ERR_KIND_HOLD, "宛先が見つかりません", "the recipient is not known",
    "宛先を確かめて送り直してください", "check the recipient and send it again")
ERR(E_FORBIDDEN, ERR_KIND_HOLD, "この操作の権限がありません", "you may not do this",
    "所属の管理者に確認してください", "ask your section's manager")
ERR(E_SIGNIN, ERR_KIND_HOLD, "職員番号またはパスワードが違います", "the staff number or the password is wrong",
    "入力を確かめて、もう一度お試しください", "check what you typed and try again")
ERR(E_LOCKED, ERR_KIND_HOLD, "続けて間違えたため、一時的に使えなくなっています",
    "too many wrong tries: locked for a while", "しばらく待ってからお試しください", "wait and try again")
ERR(E_STEPUP, ERR_KIND_HOLD, "正しい確認コードの入力が必要です", "a right and fresh one-time code is needed",
    "認証アプリにいま出ている6桁を入力してください。一度使ったコードは使えません", "type the six digits your authenticator shows now; each counts once")
ERR(E_SELF_APPROVAL, ERR_KIND_HOLD, "申請した本人は承認できません", "the applicant cannot approve",
    "別の承認者に依頼してください", "ask another approver")
ERR(E_CHANGED, ERR_KIND_HOLD, "承認の対象が変わっています", "what was approved is no longer the same",
    "画面を読み込み直し、内容を確かめてください", "load the page again and look at it")
ERR(E_NOT_FOUND, ERR_KIND_HOLD, "見つかりません", "not found", "一覧から選び直してください", "choose it from the list again")
ERR(E_EXPIRED, ERR_KIND_HOLD, "期限が過ぎています", "it has expired", "もう一度やり直してください", "start again")
ERR(E_REASON, ERR_KIND_HOLD, "理由が書かれていません", "no reason was given", "理由を書いてください", "write a reason")
ERR(E_DECIDED, ERR_KIND_HOLD, "ほかの人がすでに承認または差戻しをしています", "somebody else has already decided it",
    "二重には処理していません。結果はその件の記録で確かめられます", "nothing was done twice; its record shows the outcome")
ERR(E_FIND_NEVER, ERR_KIND_HOLD, "そのまま送れないものが残っています", "something is left in it that never leaves as it is",
    "消して送るか、取り下げてください", "erase it, or withdraw the file")
ERR(E_NOTHING_CHOSEN, ERR_KIND_HOLD, "消すものが選ばれていません", "nothing was chosen",
    "消すものに印を付けてください", "tick what is to be erased")
ERR(E_GATE, ERR_KIND_HOLD, "この出入口は、この団体の方針により閉じられています", "the policy keeps this gate closed",
    "ほかの方法は情報システム担当に相談してください", "ask the IT officer for another way")
ERR(E_SPOKEN, ERR_KIND_HOLD, "この件のあなたの分の承認は済んでいます。ほかの人の承認を待っています", "your part of the approvals is given; it waits for somebody else",
    "そのままお待ちください", "nothing is to be done")

/* Receipts and the ledger: never passed, told to the operator. */
ERR(E_SIGNATURE, ERR_KIND_HOLD, "署名を確認できません", "the signature does not verify",
    "情報システム担当は証跡台帳を検証してください", "verify the ledger")
ERR(E_HASH, ERR_KIND_HOLD, "内容のハッシュ値が一致しません", "the content's hash does not match",
    "情報システム担当は証跡台帳を検証してください", "verify the ledger")
ERR(E_REPLAY, ERR_KIND_HOLD, "すでに引渡し済みです", "it has already been delivered",
    "受取一覧を確認してください", "look at the inbox")
ERR(E_DESTINATION, ERR_KIND_HOLD, "通過記録の引渡し先が異なります", "the receipt names another destination",
    "情報システム担当に連絡してください", "tell the IT officer")

/* Our own side: the item is kept and tried again. */
ERR(E_NO_SPACE, ERR_KIND_FAULT, "ディスクの空きが足りません", "the disk is full",
    "情報システム担当に連絡してください。受け付けたファイルは失われません",
    "tell the IT officer; nothing accepted is lost")
ERR(E_NO_MEMORY, ERR_KIND_FAULT, "メモリが足りません", "out of memory", "しばらく待ってからお試しください", "wait and try again")
ERR(E_IO, ERR_KIND_FAULT, "読み書きに失敗しました", "reading or writing failed",
    "情報システム担当に連絡してください", "tell the IT officer")
ERR(E_BUSY, ERR_KIND_FAULT, "混み合っています", "too busy", "しばらく待ってからお試しください", "wait and try again")
ERR(E_GONE, ERR_KIND_FAULT, "内部の接続が切れました", "an internal connection was lost",
    "自動で再開します。続く場合は情報システム担当に連絡してください", "it resumes by itself; if not, tell the IT officer")
ERR(E_PROTOCOL, ERR_KIND_FAULT, "内部の通信規則に反する知らせを受けました", "a message broke the internal rules",
    "情報システム担当に連絡してください", "tell the IT officer")
ERR(E_USAGE, ERR_KIND_FAULT, "使い方が違います", "wrong usage", "--help を見てください", "see --help")
ERR(E_CONFIG, ERR_KIND_FAULT, "設定に誤りがあります", "the configuration has a mistake",
    "sekisho policy check で確かめてください", "run sekisho policy check")
ERR(E_INTERNAL, ERR_KIND_FAULT, "内部エラーです", "internal error",
    "情報システム担当に連絡してください", "tell the IT officer")
