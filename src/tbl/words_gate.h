/* SPDX-License-Identifier: Apache-2.0
 * words_gate.h: the phrases of words.h that only the Internet side shows.
 */
// clang-format off
/* Internet side */
WORD(gate_title, "ファイルを役所へ送る", "Send files to the office")
WORD(gate_lead, "ここに置いたファイルは、無害化（動くものを取り除いて組み立て直すこと）をしてから職員に届きます。",
     "Files placed here are disarmed and rebuilt before they reach the staff.")
WORD(gate_step_to, "宛先を選ぶ", "Choose the recipient")
WORD(gate_to_unit, "所属あて", "To a section")
WORD(gate_to_person, "職員あて（職員番号が分かるとき）", "To a person (if you know the staff number)")
WORD(gate_unit, "所属", "Section")
WORD(gate_unit_choose, "所属を選んでください", "Choose a section")
WORD(gate_person, "職員番号", "Staff number")
WORD(gate_step_file, "ファイルを置く", "Place the files")
WORD(drop_here, "ここにファイルを置く", "Drop files here")
WORD(drop_choose, "またはファイルを選ぶ（いくつでも）", "or choose files (as many as you like)")
WORD(drop_kinds, "通せる形式：{0}。1ファイル {1} まで。", "Accepted: {0}. Up to {1} each.")
WORD(and_next, "、", ", ")
WORD(send_button, "送る", "Send")
WORD(gate_own_title, "送ったファイル", "Files you sent")
WORD(gate_own_lead, "このブラウザーから送ったものだけが表示されます。", "Only what was sent from this browser is shown.")
WORD(gate_own_none, "まだ送ったファイルはありません。上の枠にファイルを置くと、ここに受付番号と状態が出ます。",
     "Nothing sent yet. Place a file above; its number and state will appear here.")
WORD(result_title, "送信の結果", "Result of sending")
WORD(result_ok, "受け付けました（受付番号 {0}）", "Accepted (number {0})")
WORD(result_failed, "送れませんでした", "Not sent")
WORD(result_none, "ファイルが選ばれていません。", "No file was chosen.")
WORD(result_back, "続けて送る", "Send more")
WORD(notice_sent, "{0} 件を受け付けました。状態は下の一覧で確かめられます。", "{0} accepted. The list below shows their state.")
WORD(job_waiting, "順番待ち", "Waiting")
WORD(job_sending, "送信中", "Sending")
WORD(job_checking, "確認中", "Checking")
WORD(job_lost, "通信が切れました。もう一度送ってください。", "The connection was lost. Please send it again.")
WORD(job_too_large, "大きさの上限を超えています。分けて送ってください。", "Over the size limit. Please split it.")
WORD(job_summary, "送信の状況", "Progress")
WORD(gate_closed, "この受付口は、方針により閉じられています。ここからは送れません。", "The policy keeps this gate closed. Nothing can be sent from here.")
WORD(gate_closed_todo, "ほかの方法は情報システム担当に相談してください。", "Ask the IT officer for another way.")
