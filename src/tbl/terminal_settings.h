/* SPDX-License-Identifier: Apache-2.0
 * terminal_settings.h: what a terminal's policy (tbl/policy_terminals.h) is in Windows' own words.
 *
 * REGISTRY(wish, key, name, on): a REG_DWORD below HKEY_LOCAL_MACHINE, `on` where the wish holds, else 0
 * SYNCML(wish, uri, format, on, off): an OMA-URI with its data; off "" leaves it out where nothing is wished
 *   wish  one of TERMINAL_WISH below; DENY_* hold where the policy says deny
 *
 * Sources, read for this table: Microsoft's Policy CSP pages ADMX_RemovableStorage, Storage, DeviceInstallation and
 * LocalPoliciesSecurityOptions, and BitLocker CSP (windows-itpro-docs, 2024-08): each names policy, key and value.
 * Not on those pages: the second class of portable devices (F33FDC04...), which public scripts beside the ADMX name; and
 * that values set for "allowed" are 0 (ADMX's disabled value). docs/terminals.md says both.
 * Writing to removable disks has no Device policy in ADMX_RemovableStorage: Storage/RemovableDiskDenyWriteAccess is it.
 */
#ifdef TERMINAL_WISH
/* TERMINAL_WISH(symbol, ja, en), in the order of reports. */
TERMINAL_WISH(DENY_READ, "可搬媒体の読み取り不可", "no reading from removable storage")
TERMINAL_WISH(DENY_WRITE, "可搬媒体への書き込み不可", "no writing to removable storage")
TERMINAL_WISH(DENY_EXECUTE, "可搬媒体からの実行不可", "nothing run from removable storage")
TERMINAL_WISH(LISTED, "登録した機器だけを取り付け", "only listed devices installed")
TERMINAL_WISH(REMOVABLE, "暗号化した可搬媒体にだけ書き込み", "only encrypted removable drives written to")
TERMINAL_WISH(BITLOCKER, "端末の暗号化", "the terminal encrypted")
TERMINAL_WISH(CARD_LOCK, "カードを抜くとロック", "locked on card removal")
#endif

#define TS_STORAGE "Software\\Policies\\Microsoft\\Windows\\RemovableStorageDevices\\"
#define TS_RESTRICTIONS "Software\\Policies\\Microsoft\\Windows\\DeviceInstall\\Restrictions"
#define TS_CONFIG "./Device/Vendor/MSFT/Policy/Config/"

#ifdef REGISTRY
REGISTRY(DENY_READ, TS_STORAGE "{53f56308-b6bf-11d0-94f2-00a0c91efb8b}", "Deny_Read", 1)	/* CD and DVD */
REGISTRY(DENY_WRITE, TS_STORAGE "{53f56308-b6bf-11d0-94f2-00a0c91efb8b}", "Deny_Write", 1)
REGISTRY(DENY_EXECUTE, TS_STORAGE "{53f56308-b6bf-11d0-94f2-00a0c91efb8b}", "Deny_Execute", 1)
REGISTRY(DENY_READ, TS_STORAGE "{53f56311-b6bf-11d0-94f2-00a0c91efb8b}", "Deny_Read", 1)	/* floppy */
REGISTRY(DENY_WRITE, TS_STORAGE "{53f56311-b6bf-11d0-94f2-00a0c91efb8b}", "Deny_Write", 1)
REGISTRY(DENY_EXECUTE, TS_STORAGE "{53f56311-b6bf-11d0-94f2-00a0c91efb8b}", "Deny_Execute", 1)
REGISTRY(DENY_READ, TS_STORAGE "{53f5630d-b6bf-11d0-94f2-00a0c91efb8b}", "Deny_Read", 1)	/* removable disks */
REGISTRY(DENY_WRITE, TS_STORAGE "{53f5630d-b6bf-11d0-94f2-00a0c91efb8b}", "Deny_Write", 1)
REGISTRY(DENY_EXECUTE, TS_STORAGE "{53f5630d-b6bf-11d0-94f2-00a0c91efb8b}", "Deny_Execute", 1)
REGISTRY(DENY_READ, TS_STORAGE "{53f5630b-b6bf-11d0-94f2-00a0c91efb8b}", "Deny_Read", 1)	/* tape */
REGISTRY(DENY_WRITE, TS_STORAGE "{53f5630b-b6bf-11d0-94f2-00a0c91efb8b}", "Deny_Write", 1)
REGISTRY(DENY_EXECUTE, TS_STORAGE "{53f5630b-b6bf-11d0-94f2-00a0c91efb8b}", "Deny_Execute", 1)
REGISTRY(DENY_READ, TS_STORAGE "{6AC27878-A6FA-4155-BA85-F98F491D4F33}", "Deny_Read", 1)	/* portable: phones, players */
REGISTRY(DENY_WRITE, TS_STORAGE "{6AC27878-A6FA-4155-BA85-F98F491D4F33}", "Deny_Write", 1)
REGISTRY(DENY_READ, TS_STORAGE "{F33FDC04-D1AC-4E8E-9A30-19BBD4B108AE}", "Deny_Read", 1)
REGISTRY(DENY_WRITE, TS_STORAGE "{F33FDC04-D1AC-4E8E-9A30-19BBD4B108AE}", "Deny_Write", 1)
REGISTRY(LISTED, TS_RESTRICTIONS, "DenyUnspecified", 1)
REGISTRY(LISTED, TS_RESTRICTIONS, "AllowDeviceIDs", 1) /* and the ids as "1", "2"... below AllowDeviceIDs */
REGISTRY(REMOVABLE, "System\\CurrentControlSet\\Policies\\Microsoft\\FVE", "RDVDenyWriteAccess", 1)
#endif

#ifdef SYNCML
#define ADMX TS_CONFIG "ADMX_RemovableStorage/"
#define ON "<enabled/>"
#define OFF "<disabled/>"
SYNCML(DENY_READ, ADMX "CDandDVD_DenyRead_Access_2", "chr", ON, OFF)
SYNCML(DENY_WRITE, ADMX "CDandDVD_DenyWrite_Access_2", "chr", ON, OFF)
SYNCML(DENY_EXECUTE, ADMX "CDandDVD_DenyExecute_Access_2", "chr", ON, OFF)
SYNCML(DENY_READ, ADMX "FloppyDrives_DenyRead_Access_2", "chr", ON, OFF)
SYNCML(DENY_WRITE, ADMX "FloppyDrives_DenyWrite_Access_2", "chr", ON, OFF)
SYNCML(DENY_EXECUTE, ADMX "FloppyDrives_DenyExecute_Access_2", "chr", ON, OFF)
SYNCML(DENY_READ, ADMX "RemovableDisks_DenyRead_Access_2", "chr", ON, OFF)
SYNCML(DENY_WRITE, TS_CONFIG "Storage/RemovableDiskDenyWriteAccess", "int", "1", "0")
SYNCML(DENY_EXECUTE, ADMX "RemovableDisks_DenyExecute_Access_2", "chr", ON, OFF)
SYNCML(DENY_READ, ADMX "TapeDrives_DenyRead_Access_2", "chr", ON, OFF)
SYNCML(DENY_WRITE, ADMX "TapeDrives_DenyWrite_Access_2", "chr", ON, OFF)
SYNCML(DENY_EXECUTE, ADMX "TapeDrives_DenyExecute_Access_2", "chr", ON, OFF)
SYNCML(DENY_READ, ADMX "WPDDevices_DenyRead_Access_2", "chr", ON, OFF)
SYNCML(DENY_WRITE, ADMX "WPDDevices_DenyWrite_Access_2", "chr", ON, OFF)
SYNCML(LISTED, TS_CONFIG "DeviceInstallation/PreventInstallationOfDevicesNotDescribedByOtherPolicySettings", "chr", ON, OFF)
SYNCML(LISTED, TS_CONFIG "DeviceInstallation/AllowInstallationOfMatchingDeviceIDs", "chr", TERMINAL_DEVICE_LIST, OFF)
SYNCML(REMOVABLE, "./Device/Vendor/MSFT/BitLocker/RemovableDrivesRequireEncryption", "chr",
       "<enabled/><data id=\"RDVCrossOrg\" value=\"false\"/>", OFF)
SYNCML(BITLOCKER, "./Device/Vendor/MSFT/BitLocker/RequireDeviceEncryption", "int", "1", "")
SYNCML(CARD_LOCK, TS_CONFIG "LocalPoliciesSecurityOptions/InteractiveLogon_SmartCardRemovalBehavior", "chr", "1", "")
#undef ADMX
#undef ON
#undef OFF
#endif
#undef TS_STORAGE
#undef TS_RESTRICTIONS
#undef TS_CONFIG
