/* SPDX-License-Identifier: Apache-2.0
 * evidence_columns.h: the columns by which tables from elsewhere are known, and what we take from them.
 * EVIDENCE_COLUMN(role, name, whose, source); names are compared without case (ASCII), the first row that matches counts
 *   source  DOCUMENTED: its maker's published names; OURS: our own form; MEMORY: as remembered, not seen in a document
 *           of the maker: a table with other names is made known by one more row here
 */
/* Get-WinEvent | Export-Csv or ConvertTo-Json (EventLogRecord), Event Viewer's "save as CSV". */
EVIDENCE_COLUMN(TERMINAL, "MachineName", "Get-WinEvent", DOCUMENTED)
EVIDENCE_COLUMN(TIME, "TimeCreated", "Get-WinEvent", DOCUMENTED)
EVIDENCE_COLUMN(EVENT, "Id", "Get-WinEvent", DOCUMENTED)
EVIDENCE_COLUMN(CATEGORY, "TaskDisplayName", "Get-WinEvent", DOCUMENTED)
EVIDENCE_COLUMN(CATEGORY, "Task", "Get-WinEvent", DOCUMENTED)
EVIDENCE_COLUMN(PROVIDER, "ProviderName", "Get-WinEvent", DOCUMENTED)
EVIDENCE_COLUMN(TIME, "Date and Time", "Event Viewer", MEMORY)
EVIDENCE_COLUMN(EVENT, "Event ID", "Event Viewer", MEMORY)
EVIDENCE_COLUMN(CATEGORY, "Task Category", "Event Viewer", MEMORY)
EVIDENCE_COLUMN(TIME, "日付と時刻", "イベント ビューアー", MEMORY)
EVIDENCE_COLUMN(EVENT, "イベント ID", "イベント ビューアー", MEMORY)
EVIDENCE_COLUMN(CATEGORY, "タスクのカテゴリ", "イベント ビューアー", MEMORY)

/* Get-BitLockerVolume. */
EVIDENCE_COLUMN(TERMINAL, "ComputerName", "Get-BitLockerVolume", DOCUMENTED)
EVIDENCE_COLUMN(MOUNT, "MountPoint", "Get-BitLockerVolume", DOCUMENTED)
EVIDENCE_COLUMN(PROTECTION, "ProtectionStatus", "Get-BitLockerVolume", DOCUMENTED)
EVIDENCE_COLUMN(PERCENT, "EncryptionPercentage", "Get-BitLockerVolume", DOCUMENTED)

/* Lists of computers: which terminals there are. None of these was checked against an export of the product itself. */
EVIDENCE_COLUMN(TERMINAL, "FullDomainName", "WSUS (IComputerTarget)", DOCUMENTED)
EVIDENCE_COLUMN(TIME, "LastSyncTime", "WSUS (IComputerTarget)", DOCUMENTED)
EVIDENCE_COLUMN(TIME, "LastReportedStatusTime", "WSUS (IComputerTarget)", DOCUMENTED)
EVIDENCE_COLUMN(TERMINAL, "Name", "Get-ADComputer, csvde", DOCUMENTED)
EVIDENCE_COLUMN(TERMINAL, "DNSHostName", "Get-ADComputer, csvde", DOCUMENTED)
EVIDENCE_COLUMN(TERMINAL, "SamAccountName", "Get-ADComputer, csvde", DOCUMENTED)
EVIDENCE_COLUMN(TIME, "LastLogonDate", "Get-ADComputer", DOCUMENTED)
EVIDENCE_COLUMN(TIME, "lastLogonTimestamp", "Get-ADComputer, csvde", DOCUMENTED)
EVIDENCE_COLUMN(TERMINAL, "コンピューター名", "SKYSEA", MEMORY)
EVIDENCE_COLUMN(TIME, "最終ログオン日時", "SKYSEA", MEMORY)
EVIDENCE_COLUMN(ENCRYPTED, "ドライブ暗号化", "SKYSEA", MEMORY)
EVIDENCE_COLUMN(TERMINAL, "コンピュータ名", "LANSCOPE, Systemwalker Desktop Patrol", DOCUMENTED) /* of the second */
EVIDENCE_COLUMN(TERMINAL, "クライアント名", "LANSCOPE", DOCUMENTED)
EVIDENCE_COLUMN(TIME, "最終稼働日時", "LANSCOPE", MEMORY)
EVIDENCE_COLUMN(TIME, "最終起動日時(期間内)", "LANSCOPE", DOCUMENTED)
EVIDENCE_COLUMN(TERMINAL, "ホスト名", "JP1", DOCUMENTED)
EVIDENCE_COLUMN(TERMINAL, "ハードウェア名", "ISM CloudOne", DOCUMENTED)

/* A list the body keeps itself. */
EVIDENCE_COLUMN(TERMINAL, "端末名", "資産一覧", OURS)
EVIDENCE_COLUMN(TERMINAL, "端末", "資産一覧", OURS)
EVIDENCE_COLUMN(TIME, "点検日", "資産一覧", OURS)
EVIDENCE_COLUMN(DECLARED, "申告日", "申告の一覧", OURS)
EVIDENCE_COLUMN(ENCRYPTED, "暗号化", "資産一覧", OURS)
EVIDENCE_COLUMN(STORAGE, "可搬媒体の制御", "資産一覧", OURS)
EVIDENCE_COLUMN(CARD, "カード抜去でロック", "資産一覧", OURS)
