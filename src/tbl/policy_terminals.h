/* SPDX-License-Identifier: Apache-2.0
 * policy_terminals.h: the part of tbl/policy.h that says what a zone's Windows terminals may do. Only
 * what tbl/terminal_settings.h can make or what evidence can show. Same columns as there.
 */
LIST(policy, terminals, RECORDS, policy_terminal, MAY, 0, 64,
     "端末の制御。系ごとに1つ", "what the Windows terminals of a zone may do; one entry a zone")

RECORD(policy_terminal, "端末の制御", "what a zone's terminals may do")
KEY(policy_terminal, zone, REF, ZONE, MUST, 0, 0, 0, "系の符号", "code of the zone")
KEY(policy_terminal, read, CHOICE, PERMIT, MAY, 0, 0, POLICY_DENY,
    "可搬媒体からの読み取り", "reading from removable storage")
KEY(policy_terminal, write, CHOICE, PERMIT, MAY, 0, 0, POLICY_DENY,
    "可搬媒体への書き込み", "writing to removable storage")
KEY(policy_terminal, execute, CHOICE, PERMIT, MAY, 0, 0, POLICY_DENY,
    "可搬媒体にあるプログラムの実行", "running programs from removable storage")
KEY(policy_terminal, listed_only, YES, NOTHING, MAY, 0, 1, false,
    "devices に書いた機器だけを新しく取り付けられる", "only devices listed here can newly be installed")
LIST(policy_terminal, devices, RECORDS, policy_device, MAY, 0, 256,
     "取り付けてよい機器", "devices that may be installed")
KEY(policy_terminal, bitlocker, YES, NOTHING, MAY, 0, 1, false,
    "BitLocker による端末の暗号化を求める", "the terminal's drive is encrypted by BitLocker")
KEY(policy_terminal, removable_encrypted, YES, NOTHING, MAY, 0, 1, false,
    "BitLocker で保護された可搬媒体にだけ書き込める", "only removable drives under BitLocker are written to")
KEY(policy_terminal, card_lock, YES, NOTHING, MAY, 0, 1, false,
    "スマートカードを抜くと画面をロックする", "the screen locks when the smart card is removed")
KEY(policy_terminal, fresh_days, NUMBER, NOTHING, MAY, 1, 400, 35,
    "確認の記録が有効な日数。過ぎると期限切れ", "days that evidence stays good")

RECORD(policy_device, "取り付けてよい機器", "a device that may be installed")
KEY(policy_device, id, TEXT, NOTHING, MUST, 1, 199, 0,
    "ハードウェア ID か互換 ID（USB\\VID_0000&PID_0000 など）", "hardware or compatible id, such as USB\\VID_0000&PID_0000")
KEY(policy_device, name, TEXT, NOTHING, MAY, 1, 80, 0, "名称", "what it is")
