/* SPDX-License-Identifier: Apache-2.0
 * policy_meanings.h: what a difference between two policies means for what runs, where that is known;
 * said by `sekisho policy diff`. The first row that fits is taken.
 * MEANING(record, key, change, Japanese, English): key ANY: any key of that record, or an entry of it
 * SET_MEANING(word set, change, Japanese, English): a choice of that set, whatever its key
 *   change  ADDED, REMOVED (entries of a list); MORE, LESS (numbers, yes and no, choices by their
 *           order, places of the day); OTHER (any other value); ANY (whatever)
 */
#ifdef MEANING
MEANING(policy_person, ANY, REMOVED,
    "サインインできなくなります。この職員あてで受取一覧に残っているものは開けなくなり、処理中のものは保留になります。受け取り・承認・差戻しを済ませてから外してください",
    "cannot sign in any more; what waits in their inbox cannot be opened, what is on its way to them is held: finish what is open first")
MEANING(policy_person, ANY, ADDED,
    "サインインには sekisho init を実行し直して、パスワードを作ります", "run sekisho init again: it makes their password")
MEANING(policy_person, deputy, ANY, "代わって承認する人が変わります", "somebody else approves in their absence")
MEANING(policy_person, roles, ANY, "できることが変わります。次のサインインから効きます", "what they may do changes from their next sign-in on")
MEANING(policy_unit, ANY, REMOVED,
    "この所属あてで受取一覧に残っているものは開けなくなり、処理中のものは保留になります。先に受け取ってください",
    "what waits for this unit cannot be opened any more, what is on its way is held: take it first")
MEANING(policy_unit, manager, ANY, "管理者の承認は、新しい管理者に回ります", "approvals of the manager go to the new one")
MEANING(policy_flow, ANY, REMOVED, "この方向のファイルは保留になります", "files in this direction are held")
MEANING(policy_destination, ANY, REMOVED,
    "ほかの規則に当てはまらなければ、この宛先へは送れなくなり、処理前のものは保留になります", "unless another rule matches, nothing goes there; what waits to be disarmed is held")
MEANING(policy_destination, highest_grade, LESS,
    "この宛先へ送れる区分が狭まります。処理前のもので超えるものは保留になります", "fewer grades go there; what waits to be disarmed and is above is held")
MEANING(policy_destination, highest_grade, MORE, "この宛先へ送れる区分が広がります", "more grades go there")
MEANING(policy_rule, ANY, ANY, "承認待ちのものは、B の規則で承認を取り直します", "what waits for an approval is asked for anew under B's rules")
MEANING(policy_limits, file_mb, LESS, "これより大きいものは受け付けなくなり、処理前のものは保留になります", "larger files are not taken; those that wait to be disarmed are held")
MEANING(policy_retention, inbox_days, LESS, "新しい日数を過ぎているものは、次の整理で受取一覧から消えます", "what is older than that leaves the inbox at the next clearing")
MEANING(policy_retention, original_days, LESS, "新しい日数を過ぎている元ファイルは、次の整理で消えます。戻せません", "originals older than that are deleted at the next clearing, for good")
MEANING(policy_gate, on, LESS, "受け付けなくなり、処理前のものは保留になります", "nothing more is taken; what waits to be disarmed is held")
MEANING(policy_gate, on, MORE, "受け付けるようになります", "it takes files from now on")
MEANING(policy_gate, ANY, REMOVED, "書いていない出入口は閉じます", "a gate that is not listed is closed")
MEANING(policy_gate, ANY, ADDED, "出入口の一覧が変わります。一覧にないものは閉じます", "the list of gates changes; what is not in it is closed")
MEANING(policy_traffic, ANY, REMOVED, "境界の規則を入れ替えると通らなくなり、続いている通信も切れます", "once the rules are replaced it passes no more, and what is under way is cut")
MEANING(policy_traffic, ANY, ADDED, "境界の規則を入れ替えると通るようになります", "once the rules are replaced it passes")
MEANING(policy_traffic, ANY, ANY, "境界の規則を作り直して入れ替えるまで、元のままです", "as before until the rules are made anew and replaced")
MEANING(policy_special, until, MORE, "特定通信の期限が延びます", "the special flow ends later")
MEANING(policy_special, until, LESS, "特定通信の期限が早まります", "the special flow ends earlier")
MEANING(policy_network, ANY, ANY, "境界の規則を作り直して入れ替えるまで、元のままです", "as before until the rules are made anew and replaced")
MEANING(policy_boundary, load_days, ANY, "承認済みで、まだ境界の機器に入っていない変更の期限が変わります", "approved changes that were not loaded yet lapse at another time")
MEANING(policy_boundary, model, ANY, "系の間で通してよいものの原則が変わります", "what may be between zones in principle changes")
MEANING(policy_terminal, ANY, ANY, "端末の設定を作り直して配ります（sekisho terminal policy）", "settings of terminals are made and handed out anew (sekisho terminal policy)")
MEANING(policy_device, ANY, ANY, "端末の設定を作り直して配ります（sekisho terminal policy）", "settings of terminals are made and handed out anew (sekisho terminal policy)")
MEANING(policy_originals, enabled, LESS, "元ファイルを渡さなくなります。sekisho init を実行し直し、起動し直します", "no original is handed over; run sekisho init again and restart")
MEANING(policy_originals, enabled, MORE, "元ファイルを渡せるようになります。sekisho init を実行し直し、起動し直します", "originals can be handed over; run sekisho init again and restart")
MEANING(policy_originals, meaning, ANY, "画面転送と元ファイルの扱いが、無害化の定義によって変わります", "what screen transfer and originals count as follows from the meaning of disarming")
MEANING(policy_document, ANY, ANY, "この方針を準用する機関では、再採用の確認が要ります", "organs that follow this policy have to adopt it again")
MEANING(policy_version, ANY, ANY, "この方針を準用する機関では、再採用の確認が要ります", "organs that follow this policy have to adopt it again")
#endif
#ifdef SET_MEANING
SET_MEANING(NEED, MORE, "承認が厳しくなります", "a stricter approval")
SET_MEANING(NEED, LESS, "承認が軽くなります。意図したものか確かめてください", "a lighter approval: make sure that it is meant")
SET_MEANING(PERMIT, LESS, "受け付けなくなります。処理前のものも通りません", "not accepted any more, nor what waits to be disarmed")
SET_MEANING(PERMIT, MORE, "受け付けるようになります", "accepted from now on")
SET_MEANING(FIND, MORE, "送付前点検が厳しくなります", "the check before sending is stricter")
SET_MEANING(FIND, LESS, "送付前点検が軽くなります。意図したものか確かめてください", "the check before sending is lighter: make sure that it is meant")
SET_MEANING(KEEP, MORE, "消えるようになります", "dropped from now on")
SET_MEANING(KEEP, LESS, "残るようになります", "kept from now on")
#endif
