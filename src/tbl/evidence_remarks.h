/* SPDX-License-Identifier: Apache-2.0
 * evidence_remarks.h: what is to be said of a file of evidence that was read all the same.
 * EVIDENCE_REMARK(symbol, ja, en); a number stands behind it where there is one to tell
 */
EVIDENCE_REMARK(EVTX_OPEN,
		"Windows が書き込んでいる途中の写しです。書き終わっていた記録を読みました",
		"copied while Windows was writing to it: the records that were whole were read")
EVIDENCE_REMARK(EVTX_HEADER_SUM, "ファイルの見出しのチェックサムが合いません",
		"the checksum of the file's header is wrong")
EVIDENCE_REMARK(
    EVTX_CHUNK_SUM,
    "チェックサムの合わないチャンクがあります。その中では方針に反する記録だけを数えました",
    "chunks have wrong checksums: of their events only those against the policy were counted")
EVIDENCE_REMARK(EVTX_CHUNK_FIRST, "そのうち最初のチャンクの番号（0 から）",
		"number of the first of these chunks, from 0")
EVIDENCE_REMARK(EVTX_CUT, "ファイルが途中で切れています", "the file is cut off")
EVIDENCE_REMARK(EVTX_UNREADABLE, "読めなかった記録があります", "some records could not be read")
EVIDENCE_REMARK(EVTX_STEPS, "中身が複雑すぎるため途中までしか読んでいません",
		"too much in it: read in part only")
EVIDENCE_REMARK(EVTX_NONE, "イベントが1件もありません", "there is no event in it")
EVIDENCE_REMARK(RSOP_USER_ONLY,
		"gpresult の結果にコンピューターの部分がありません。管理者として gpresult /scope "
		"computer /x を実行してください",
		"this report of gpresult says nothing of the computer: run gpresult /scope "
		"computer /x as an administrator")
EVIDENCE_REMARK(RSOP_PLANNED,
		"適用された結果ではなく、グループ ポリシーのモデル作成（予測）の結果です",
		"this is what group policy would do (modelling), not what was applied")
EVIDENCE_REMARK(RSOP_FAILED,
		"グループ ポリシーの適用がエラーで終わっています。設定が効いているとは言えません",
		"applying group policy ended with an error: nothing can be taken to hold")
/* Told only where the policy wishes something of that part, in the order of enum terminal_part. */
EVIDENCE_REMARK(
    RSOP_NO_STORAGE,
    "gpresult "
    "から可搬媒体の方針を判断できません（方針の名前が、知っている日本語・英語の名前と合いません）",
    "nothing is concluded of removable storage: the names of its policies are not known in this "
    "language")
EVIDENCE_REMARK(RSOP_NO_DEVICES,
		"gpresult "
		"から機器の取付けの方針を判断できません（方針の名前が、知っている日本語・英語の名前"
		"と合いません）",
		"nothing is concluded of device installation: the names of its policies are not "
		"known in this language")
EVIDENCE_REMARK(RSOP_NO_REMOVABLE,
		"gpresult "
		"から可搬媒体の暗号化の方針を判断できません（方針の名前が、知っている日本語・英語の"
		"名前と合いません）",
		"nothing is concluded of encrypted drives: the names of its policies are not known "
		"in this language")
