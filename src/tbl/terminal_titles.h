/* SPDX-License-Identifier: Apache-2.0
 * terminal_titles.h: what Windows calls its own policies, in the language of the terminal: gpresult names them so.
 *
 * TERMINAL_TITLE(part, key, name, en, ja): a policy that is one REG_DWORD; compared without spaces and case
 * TERMINAL_CATEGORY(part, en, ja): where such policies stand. A policy there that no title names makes a part unknown,
 *     but in English, whose titles are all documented
 *
 * English: "Friendly Name" and "Path" of Microsoft's Policy CSP pages ADMX_RemovableStorage, DeviceInstallation and the BitLocker CSP
 * (windows-itpro-docs). Japanese: Microsoft's own Japanese texts name リムーバブル ディスク (read, write), すべてのリムーバブル記憶域
 * クラス, the category リムーバブル記憶域へのアクセス and the one of BitLocker; the others follow their pattern or are from memory,
 * so where nothing in Japanese is found, nothing is said (docs/terminals.md).
 */
#define TT_STORAGE "Software\\Policies\\Microsoft\\Windows\\RemovableStorageDevices"
#define TT_CD TT_STORAGE "\\{53f56308-b6bf-11d0-94f2-00a0c91efb8b}"
#define TT_FLOPPY TT_STORAGE "\\{53f56311-b6bf-11d0-94f2-00a0c91efb8b}"
#define TT_DISK TT_STORAGE "\\{53f5630d-b6bf-11d0-94f2-00a0c91efb8b}"
#define TT_TAPE TT_STORAGE "\\{53f5630b-b6bf-11d0-94f2-00a0c91efb8b}"
#define TT_WPD TT_STORAGE "\\{6AC27878-A6FA-4155-BA85-F98F491D4F33}"
#define TT_WPD_TOO TT_STORAGE "\\{F33FDC04-D1AC-4E8E-9A30-19BBD4B108AE}"
#define TT_RESTRICTIONS "Software\\Policies\\Microsoft\\Windows\\DeviceInstall\\Restrictions"

#ifdef TERMINAL_TITLE
TERMINAL_TITLE(STORAGE, TT_STORAGE, "Deny_All", "All Removable Storage classes: Deny all access", "すべてのリムーバブル記憶域クラス: すべてのアクセスを拒否")
TERMINAL_TITLE(STORAGE, TT_CD, "Deny_Read", "CD and DVD: Deny read access", "CD および DVD: 読み取りアクセス権の拒否")
TERMINAL_TITLE(STORAGE, TT_CD, "Deny_Write", "CD and DVD: Deny write access", "CD および DVD: 書き込みアクセス権の拒否")
TERMINAL_TITLE(STORAGE, TT_CD, "Deny_Execute", "CD and DVD: Deny execute access", "CD および DVD: 実行アクセス権の拒否")
TERMINAL_TITLE(STORAGE, TT_FLOPPY, "Deny_Read", "Floppy Drives: Deny read access", "フロッピー ドライブ: 読み取りアクセス権の拒否")
TERMINAL_TITLE(STORAGE, TT_FLOPPY, "Deny_Write", "Floppy Drives: Deny write access", "フロッピー ドライブ: 書き込みアクセス権の拒否")
TERMINAL_TITLE(STORAGE, TT_FLOPPY, "Deny_Execute", "Floppy Drives: Deny execute access", "フロッピー ドライブ: 実行アクセス権の拒否")
TERMINAL_TITLE(STORAGE, TT_DISK, "Deny_Read", "Removable Disks: Deny read access", "リムーバブル ディスク: 読み取りアクセス権の拒否")
TERMINAL_TITLE(STORAGE, TT_DISK, "Deny_Write", "Removable Disks: Deny write access", "リムーバブル ディスク: 書き込みアクセス権の拒否")
TERMINAL_TITLE(STORAGE, TT_DISK, "Deny_Execute", "Removable Disks: Deny execute access", "リムーバブル ディスク: 実行アクセス権の拒否")
TERMINAL_TITLE(STORAGE, TT_TAPE, "Deny_Read", "Tape Drives: Deny read access", "テープ ドライブ: 読み取りアクセス権の拒否")
TERMINAL_TITLE(STORAGE, TT_TAPE, "Deny_Write", "Tape Drives: Deny write access", "テープ ドライブ: 書き込みアクセス権の拒否")
TERMINAL_TITLE(STORAGE, TT_TAPE, "Deny_Execute", "Tape Drives: Deny execute access", "テープ ドライブ: 実行アクセス権の拒否")
TERMINAL_TITLE(STORAGE, TT_WPD, "Deny_Read", "WPD Devices: Deny read access", "WPD デバイス: 読み取りアクセス権の拒否")
TERMINAL_TITLE(STORAGE, TT_WPD_TOO, "Deny_Read", "WPD Devices: Deny read access", "WPD デバイス: 読み取りアクセス権の拒否")
TERMINAL_TITLE(STORAGE, TT_WPD, "Deny_Write", "WPD Devices: Deny write access", "WPD デバイス: 書き込みアクセス権の拒否")
TERMINAL_TITLE(STORAGE, TT_WPD_TOO, "Deny_Write", "WPD Devices: Deny write access", "WPD デバイス: 書き込みアクセス権の拒否")
TERMINAL_TITLE(DEVICES, TT_RESTRICTIONS, "DenyUnspecified", "Prevent installation of devices not described by other policy settings",
	       "他のポリシー設定で記述されていないデバイスのインストールを禁止する")
TERMINAL_TITLE(DEVICES, TT_RESTRICTIONS, "AllowDeviceIDs", "Allow installation of devices that match any of these device IDs",
	       "これらのデバイス ID と一致するデバイスのインストールを許可する")
TERMINAL_TITLE(DEVICES, TT_RESTRICTIONS, "AllowDeviceClasses",
	       "Allow installation of devices using drivers that match these device setup classes",
	       "これらのデバイス セットアップ クラスと一致するドライバーを使用したデバイスのインストールを許可する")
TERMINAL_TITLE(DEVICES, TT_RESTRICTIONS, "AllowInstanceIDs", "Allow installation of devices that match any of these device instance IDs",
	       "これらのデバイス インスタンス ID と一致するデバイスのインストールを許可する")
TERMINAL_TITLE(DEVICES, TT_RESTRICTIONS, "AllowDenyLayered",
	       "Apply layered order of evaluation for Allow and Prevent device installation policies across all device match criteria",
	       "すべてのデバイス一致条件にわたってデバイスのインストール ポリシーの許可と禁止の評価の階層化された順序を適用する")
TERMINAL_TITLE(REMOVABLE, "System\\CurrentControlSet\\Policies\\Microsoft\\FVE", "RDVDenyWriteAccess",
	       "Deny write access to removable drives not protected by BitLocker",
	       "BitLocker で保護されていないリムーバブル ドライブへの書き込みアクセスを拒否する")
#endif
#ifdef TERMINAL_CATEGORY
TERMINAL_CATEGORY(STORAGE, "System/Removable Storage Access", "システム/リムーバブル記憶域へのアクセス")
TERMINAL_CATEGORY(DEVICES, "System/Device Installation/Device Installation Restrictions", "システム/デバイスのインストール/デバイスのインストールの制限")
TERMINAL_CATEGORY(REMOVABLE, "Windows Components/BitLocker Drive Encryption/Removable Data Drives",
		  "Windows コンポーネント/BitLocker ドライブ暗号化/リムーバブル データ ドライブ")
#endif
#undef TT_STORAGE
#undef TT_CD
#undef TT_FLOPPY
#undef TT_DISK
#undef TT_TAPE
#undef TT_WPD
#undef TT_WPD_TOO
#undef TT_RESTRICTIONS
