/* SPDX-License-Identifier: Apache-2.0
 * commands.h: the subcommands of `sekisho`, in the order of its help.
 * COMMAND(name, usage (ja), usage (en), summary (ja), summary (en)):
 * cli/NAME.c holds `const struct command command_NAME`; the build compiles what is listed here.
 */
COMMAND(disarm, "disarm [-o DIR] [--report] [--policy FILE] FILE...", "disarm [-o DIR] [--report] [--policy FILE] FILE...",
	"ファイルを無害化して組み立て直す（常駐プログラムなし、隔離あり）",
	"disarm files and rebuild them, jailed, without a daemon")
COMMAND(inspect, "inspect [--erase ID,...|all] [-o DIR] [--json] [--pictures DIR] FILE...",
	"inspect [--erase ID,...|all] [-o DIR] [--json] [--pictures DIR] FILE...",
	"送付前点検：送る前に、隠れた内容・個人番号・塗りつぶしの下の文字などを調べ、消す",
	"look for what a file to be sent would give away, and erase it")
COMMAND(try, "try [-o 結果.html] フォルダー", "try [-o SHEET.html] FOLDER",
	"試行：フォルダーのファイルで試し、配送せずに結果を1枚にまとめる",
	"trial: run a folder's files, deliver nothing, sum up the result on one sheet")
COMMAND(form, "form [--save FORM] FILE", "form [--save FORM] FILE",
	"素形（無害化した中身の記録）を読める形で表示する", "print a plain form, or the one a file is disarmed to")
COMMAND(status, "status", "status", "隔離の仕組みの有無をこのカーネルで確かめる",
	"say what the jail has and lacks on this kernel")
COMMAND(policy, "policy check|show|public|join|steps ファイル、policy who ファイル 職員番号 送付先 区分 ファイル名 バイト数、policy keys、policy import 文章、policy diff A B",
	"policy check|show|public|join|steps FILE, policy who FILE STAFF-NUMBER RECIPIENT GRADE NAME BYTES, policy keys, policy import TEXT, policy diff A B",
	"方針ファイルを点検・表示し、インターネット側に渡す分を書き出す。公表された方針の文章を読み、比べる",
	"check and show a policy file, write its part for the Internet half; read and compare published texts")
COMMAND(register, "register check 定義...、register show 定義、register keys", "register check FILE..., register show FILE, register keys",
	"台帳の定義（欄・状態・操作・点検）を点検し、表示する", "check and show definitions of registers: fields, states, moves, checks")
COMMAND(zone, "zone compile|watch|log 方針、zone prove [--interface A=B,...] 方針 規則、zone prove --probe 方針、zone apply --state DIR 方針、zone status|diff --state DIR [方針]、zone plan|observe|boundary 方針 [ファイル...]",
	"zone compile|watch|log POLICY, zone prove [--interface A=B,...] POLICY RULES, zone prove --probe POLICY, zone apply --state DIR POLICY, zone status|diff --state DIR [POLICY], zone plan|observe|boundary POLICY [FILE...]",
	"系をまたぐ通信の規則（nftables）を方針から作る。カーネルや機器の規則が方針の範囲にあることを証明し、見張り、誰が確かめたかを示す",
	"make the rules of nftables between zones from the policy; prove and watch that the kernel's or a device's keep within it, and who has seen it")
COMMAND(terminal, "terminal policy 方針 --as pol|reg|syncml -o 出力、terminal check 方針 記録...",
	"terminal policy POLICY --as pol|reg|syncml -o OUT, terminal check POLICY EVIDENCE...",
	"端末の制御を Windows の設定ファイルにし、端末から集めた記録を方針と照らす",
	"make Windows' settings from the policy, and hold what terminals say against it")
COMMAND(init, "init --state DIR [--profile FILE]", "init --state DIR [--profile FILE]",
	"団体の状態（鍵・職員のパスワード・置き場所）を作る。二度目からは足りないものだけ",
	"make the state of a body: keys, passwords, directories; again: only what is missing")
COMMAND(ledger, "ledger verify|prove|head|show|export ...", "ledger verify|prove|head|show|export ...",
	"証跡台帳を検証・証明・表示・書き出しする（データベース不要）",
	"verify, prove, show and export the ledger, without the database")
COMMAND(backup, "backup --state DIR -o 控えのフォルダー", "backup --state DIR -o FOLDER",
	"両側の状態の控えを、動かしたまま取る", "back up both halves while they run")
COMMAND(restore, "restore --state DIR 控え、restore --test 控え", "restore --state DIR BACKUP, restore --test BACKUP",
	"控えから両側を戻す。--test は戻さずに確かめる", "restore both halves from a backup; --test only checks it")
COMMAND(totp, "totp 鍵", "totp SECRET", "今の確認コードを表示する（お試し専用）",
	"print the present one-time code (for trying only)")
COMMAND(help, "help [コマンド]", "help [COMMAND]", "コマンドの使い方を表示する", "say how a command is used")
