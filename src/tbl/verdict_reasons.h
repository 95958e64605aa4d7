/* SPDX-License-Identifier: Apache-2.0
 * verdict_reasons.h: the states of evidence about a terminal, worst first, and why it is in one.
 * VERDICT(symbol, ja, en)   VERDICT_REASON(symbol, verdict, ja, en)
 */
#ifdef VERDICT
VERDICT(FAIL, "不適合", "fails")
VERDICT(NONE, "未確認", "nothing known")
VERDICT(STALE, "期限切れ", "stale")
VERDICT(ATTESTED, "申告済", "attested")
VERDICT(CHECKED, "点検済", "checked")
VERDICT(ENFORCED, "技術的に担保", "enforced")
#endif
#ifdef VERDICT_REASON
VERDICT_REASON(OPEN, FAIL, "読み戻した設定が方針と違います", "a setting that was read back is not as wished")
VERDICT_REASON(USED, FAIL, "使えないはずの可搬媒体が使われました（イベント 4663）", "removable storage was used (event 4663)")
VERDICT_REASON(LET_IN, FAIL, "禁止された機器の取付けが後から許可されました（イベント 6424）", "a forbidden device was let in later (event 6424)")
VERDICT_REASON(UNPROTECTED, FAIL, "BitLocker の保護がオフか、暗号化が終わっていません", "BitLocker is off or not finished")
VERDICT_REASON(SAID_NO, FAIL, "一覧に「していない」とあります", "a list says it is not so")
VERDICT_REASON(CONTRADICT, NONE, "同じ日の記録が食い違います。どちらが今の状態か確かめてください",
	       "two records of the same day contradict one another: see which is so now")
VERDICT_REASON(NOTHING, NONE, "記録がありません", "there is no evidence")
VERDICT_REASON(SILENT, NONE, "一覧に名前があるだけで、この端末の記録は1件もありません", "a list names it, and nothing else is known of it")
VERDICT_REASON(UNDATED, STALE, "記録の日時が読めないか、先の日付です", "the evidence has no date, or one to come")
VERDICT_REASON(OLD, STALE, "記録が有効な日数を過ぎています", "the evidence is too old")
VERDICT_REASON(DECLARED, ATTESTED, "申告によります", "somebody said so")
VERDICT_REASON(LISTED, CHECKED, "資産一覧によります", "a list of assets says so")
VERDICT_REASON(READ, CHECKED, "設定を読み戻しました。端末で働いている記録はまだありません", "the setting was read back; nothing shows the terminal at work since")
VERDICT_REASON(CLEARED, CHECKED, "設定を読み戻しましたが、監査ログが消去されています（イベント 1102）。それ以前に反する記録があったかは分かりません",
	       "the setting was read back, but the audit log was cleared (event 1102): nothing can be said of the time before")
VERDICT_REASON(HELD, ENFORCED, "設定を読み戻し、端末の新しい記録に反するものがありません", "the setting was read back, and fresh events hold nothing against it")
VERDICT_REASON(ENCRYPTED, ENFORCED, "暗号化の状態を端末から読みました", "the state was read from the terminal")
#endif
