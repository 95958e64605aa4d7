/* SPDX-License-Identifier: Apache-2.0
 * events.h: kinds of ledger leaf. EVENT(name, number, Japanese, English). Numbers are for ever.
 */
EVENT(START, 1, "起動", "start")
EVENT(POLICY, 2, "方針の適用", "policy in force")
EVENT(ACCEPTED, 3, "受付", "accepted")
EVENT(RECEIPT, 4, "通過記録", "receipt")
EVENT(RELEASED, 5, "引渡し", "delivered")
EVENT(REFUSED, 6, "取込不可", "refused")
EVENT(HELD, 7, "保留", "held")
EVENT(APPROVED, 8, "承認", "approved")
EVENT(RETURNED, 9, "差戻し", "returned")
EVENT(EXPIRED, 10, "期限切れ", "expired")
EVENT(RETRIED, 11, "再処理", "retried")
EVENT(FETCHED, 12, "受取", "downloaded")
EVENT(SIGNIN, 13, "サインイン", "sign-in")
EVENT(CLOCK, 14, "時計の変更", "clock jump")
EVENT(CLEARED, 15, "保存期間の終了", "left the inbox")
EVENT(LOOKED, 16, "承認前の確認", "looked at before a decision")
