/* SPDX-License-Identifier: Apache-2.0
 * watch_words.c: a report of the watcher as a person reads it.
 */
#include "zone/live/watch.h"

bool zone_watch_good(const struct zone_watch_report *r)
{
	return r->state == ZONE_WATCH_PROVED && r->table && r->mark_right && r->intact &&
	       r->others == 0;
}

static const struct {
	const char *ja, *en;
} states[] = {
    [ZONE_WATCH_UNREADABLE] =
	{"規則を読み出せないため、証明できません（守られていないものとして扱います）",
	 "the rules cannot be read, so nothing is proved (taken as not kept)"},
    [ZONE_WATCH_LEAK] = {"方針にない通信が通ります",
			 "traffic that the policy does not allow can pass"},
    [ZONE_WATCH_PROVED] = {"系をまたいで新しく通る通信は、すべて方針の範囲です（証明済み）",
			   "whatever new traffic passes between zones is allowed by the policy "
			   "(proved)"},
};

void zone_watch_words(const struct zone_watch_report *r, bool english, struct buf *ret)
{
	unsigned state = min_of((unsigned)r->state, (unsigned)array_len(states) - 1);
	buf_fmt(ret, "%s\n%s", english ? states[state].en : states[state].ja,
		english ? r->en : r->ja);
	if (r->state != ZONE_WATCH_UNREADABLE && !r->table)
		buf_str(ret, english
				 ? "the table made from the policy (inet sekisho) is not there\n"
				 : "方針から作ったテーブル（inet sekisho）がありません\n");
	if (r->state != ZONE_WATCH_UNREADABLE && r->table && !r->mark_right)
		buf_fmt(ret,
			english ? "the generation mark in the table (0x%08x) is not the one that "
				  "was applied\n"
				: "テーブルの世代の印（0x%08x）が、適用したものと違います\n",
			r->mark);
	if (r->state != ZONE_WATCH_UNREADABLE && r->table && !r->intact)
		buf_fmt(ret,
			english
			    ? "our table holds what the policy does not make, or lacks what it "
			      "does (the boundary's own input and output, forged sources, marks): "
			      "%s\n"
			    : "テーブルに、方針から作ったものでない規則があるか、足りません（境界の"
			      "機器そのものの"
			      "受信・送信、送信元の確認、世代の印）: %s\n",
			r->odd);
	if (r->others > 0)
		buf_fmt(ret,
			english ? "other programs' base chains: %u (%s)\n"
				: "ほかのプログラムの基本チェーンが%u個あります（%s）\n",
			r->others, r->other);
}
