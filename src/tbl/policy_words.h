/* SPDX-License-Identifier: Apache-2.0
 * policy_words.h: the words a policy file may use where it chooses from a closed set.
 * WORD(set, value, word, Japanese, English): `value` is a constant of policy/policy.h or tbl/bodies.h.
 */
WORD(PERMIT, POLICY_DENY, "deny", "不可", "not allowed")
WORD(PERMIT, POLICY_ALLOW, "allow", "可", "allowed")

WORD(KEEP, POLICY_KEEP, "keep", "残す", "kept")
WORD(KEEP, POLICY_DROP, "drop", "消す", "dropped")

WORD(INCOMPLETE, POLICY_LEAVE_OUT, "leave_out", "除いて通し、一覧を添える", "left out, with a list of them")
WORD(INCOMPLETE, POLICY_REFUSE_ALL, "refuse", "書庫ごと通さない", "the whole archive is refused")

WORD(NEED, POLICY_NEED_NONE, "none", "承認不要", "no approval")
WORD(NEED, POLICY_NEED_APPROVER, "approver", "承認者1名", "one approver")
WORD(NEED, POLICY_NEED_MANAGER, "manager", "所属の管理者（理由必須）", "the unit's manager, with a reason")

WORD(FIND, POLICY_FIND_TELL, "tell", "知らせるだけ", "only shown")
WORD(FIND, POLICY_FIND_ASK, "ask", "送る人が、消すか残すかを決める", "the sender erases it or leaves it")
WORD(FIND, POLICY_FIND_STOP, "stop", "消すか、理由を付けて管理者の承認を受ける", "erased, or left with a reason and a manager's approval")
WORD(FIND, POLICY_FIND_NEVER, "never", "残したままでは送れない", "never leaves in a file")

WORD(ROLE, PERSON_CLERK, "clerk", "職員", "clerk")
WORD(ROLE, PERSON_APPROVER, "approver", "承認者", "approver")
WORD(ROLE, PERSON_OPERATOR, "operator", "情報システム担当", "IT officer")
WORD(ROLE, PERSON_CISO, "ciso", "最高情報セキュリティ責任者", "CISO")
WORD(ROLE, PERSON_AUDITOR, "auditor", "監査人", "auditor")

WORD(ZONE, POLICY_ZONE_INTERNET, "internet", "インターネット接続系", "Internet-connected")
WORD(ZONE, POLICY_ZONE_LGWAN, "lgwan", "LGWAN接続系", "LGWAN-connected")
WORD(ZONE, POLICY_ZONE_MYNUMBER, "mynumber", "マイナンバー利用事務系", "My Number business")
WORD(ZONE, POLICY_ZONE_OTHER, "other", "その他", "other")

WORD(DIRECTION, DIRECTION_IN, "inbound", "取込", "inbound")
WORD(DIRECTION, DIRECTION_OUT, "outbound", "庁外送付", "outbound")

WORD(MEANING, POLICY_MEANS_WIDER, "wider", "変換のほか、規則による無変換も含む", "conversion, and passing unconverted by rule")
WORD(MEANING, POLICY_MEANS_CONVERSION, "conversion", "変換に限る", "conversion alone")

WORD(SCAN, POLICY_SCAN_OPTIONAL, "optional", "あれば行う", "where there is a scanner")
WORD(SCAN, POLICY_SCAN_DEMANDED, "demanded", "必須", "demanded")

#define ORIGINAL_FORMAT(name, number, extensions, ja, en) WORD(ORIGINAL, ORIGINAL_FORMAT_##name, #name, ja, en)
#include "tbl/original_formats.h"
#undef ORIGINAL_FORMAT
