/* SPDX-License-Identifier: Apache-2.0
 * twin_zone.c: what the store says of the rules between zones, one story a person:
 *   1101  a proof, and a boundary of which one segment nobody observed
 *   0001  every pair and segment confirmed by a probe
 *   1002  the same, of rules that do not run any more
 *   9001  a store that changed the verdict after the ledger had it
 */
#include "notary/zone_report.h"
#include "sys/file.h"
#include "sys/log.h"
#include "tests/web/twin.h"

#define GENERATION 0x5e41c0de

static struct signing_key key;

void twin_zone_key(void)
{
	const uint8_t seed[KEY_LEN] = {9};
	if (signing_key_from_seed("sekisho.evaluation/ledger/twin", seed, &key) != OK)
		abort();
	twin_site.ledger = key.public;
	twin_site.has_ledger = true;
}

/* The same in each answer: a page and the file of it are one report. */
static int64_t today(void)
{
	static int64_t first;
	if (!first)
		first = clock_now();
	return first;
}

static bool is(const struct body_query *q, const char *person)
{
	return !strcmp(q->ticket.person, person);
}

void twin_zone(uint64_t tag)
{
	int64_t now = clock_now();
	struct body_row_zone row = {.heard = 1,
				    .state = {.applied = now - 86400,
					      .loaded = now - 3600,
					      .checked = now,
					      .position = 311,
					      .generation = GENERATION,
					      .flows = 6,
					      .proved = ZONE_PROVED}};
	memcpy(row.running_by, "中山 一郎", sizeof("中山 一郎"));
	twin_answer(tag, ROLE_store, MSG_ROW_ZONE, &row, -1);
}

void twin_zone_drift(uint64_t tag)
{
	static const char words[] =
	    "TCP ポート 22 が、方針にないのに、インターネットから庁内へ通ります（nft）";
	for (int k = 0; k < 2; k++) {
		struct body_row_log row = {.position = 402 - (uint64_t)k,
					   .time = clock_now() - 7000 - 300 * k,
					   .event = k ? EVENT_ZONE_DRIFT : EVENT_ZONE_DRIFT_OVER};
		if (k)
			memcpy(row.text, words, min_of(sizeof(words), sizeof(row.text) - 1));
		twin_answer(tag, ROLE_store, MSG_ROW_LOG, &row, -1);
	}
}

static void give(uint64_t tag, const struct zone_report *r, bool forged)
{
	struct body_zone_report row;
	struct leaf l;
	scope_end(buf_free) struct buf out = buf_new(ZONE_REPORT_MAX);
	zone_report_write(r, &out);
	if (out.err != OK || zone_report_leaf(buf_view(&out), true, &l) != OK)
		abort();
	l.position = 420;
	l.time = r->made + 1;
	if (zone_leaf_sign(&key, &l) != OK)
		abort();
	leaf_write(&l, row.leaf);
	if (forged) {
		struct zone_report other = *r;
		other.pairs_count = 1; /* the pair that a probe has seen */
		other.segments_count = 1;
		other.verdict = zone_report_judge(&other);
		buf_clear(&out);
		zone_report_write(&other, &out);
	}
	int fd = memfd_new("report");
	if (fd < 0 || file_write(fd, buf_view(&out)) != OK || memfd_seal(fd) != OK)
		abort();
	twin_answer(tag, ROLE_store, MSG_ROW_ZONE_REPORT, &row, fd);
}

static void head(const struct body_query *q, struct zone_report *r)
{
	bool old = is(q, "1002");
	r->made = today() - (old ? 3 : 1) * 86400;
	r->generation = old ? GENERATION - 1 : GENERATION;
	r->host = VIEW("kyoukai-1");
	r->by = VIEW("1101");
	memcpy(r->policy, twin_site.policy.hash, HASH_LEN);
}

static void proof(uint64_t tag, const struct body_query *q)
{
	const struct zone_report_source sources[] = {
	    {.name = VIEW("標準入力"), .what = VIEW("nftables の一覧"), .at = 1795000000}};
	const struct view unseen[] = {VIEW("庁内の他の機器（既存のファイアウォール、スイッチ）"),
				      VIEW("送信元ポート、断片化したパケット")};
	struct zone_report r = {
	    .kind = ZONE_REPORT_PROOF,
	    .verdict = ZONE_REPORT_PROVED,
	    .about = VIEW("読み出した規則が、方針の許す通信の範囲にあることの証明"),
	    .sources = sources,
	    .sources_count = 1,
	    .unseen = unseen,
	    .unseen_count = 2,
	    .text = VIEW(
		"証明できました: 読み出した規則が新しく通す通信は、すべて方針の範囲にあります。\n"
		"\n■ この証明が見ていないもの\n  ・庁内の他の機器\n")};
	head(q, &r);
	give(tag, &r, false);
}

static void boundary(uint64_t tag, const struct body_query *q)
{
	int64_t now = today();
	bool all = is(q, "0001") || is(q, "1002");
	enum zone_report_how second = all ? ZONE_REPORT_PROBED : ZONE_REPORT_IMPORTED;
	enum zone_report_how third = all ? ZONE_REPORT_PROBED : ZONE_REPORT_OWN;
	enum zone_report_how last = all ? ZONE_REPORT_PROBED : ZONE_REPORT_NOBODY;
	const struct zone_report_segment segments[] = {
	    {VIEW("LGWAN接続系"), VIEW("LGWAN接続系"), VIEW("z-lgwan 10.2.0.0/16"),
	     ZONE_REPORT_PROBED, now - 90000, VIEW("端末 lg-pc-12")},
	    {VIEW("インターネット接続系"), VIEW("インターネット接続系"), VIEW("z-inet 10.3.0.0/16"),
	     second, now - 90000, VIEW("fortigate.conf")},
	    {VIEW("インターネット接続系"), VIEW("インターネット"), VIEW("z-internet 0.0.0.0/0"),
	     third, now - 90000, VIEW("標準入力")},
	    {VIEW("マイナンバー利用事務系"), VIEW("基幹"), VIEW("z-my 10.1.0.0/16"), last,
	     all ? now - 90000 : 0, all ? VIEW("端末 my-pc-2") : VIEW("")}};
	const struct zone_report_pair pairs[] = {{.from = VIEW("LGWAN接続系"),
						  .to = VIEW("インターネット接続系"),
						  .how = ZONE_REPORT_PROBED,
						  .at = now - 90000,
						  .arrived = 1,
						  .stopped = 44},
						 {.from = VIEW("インターネット接続系"),
						  .to = VIEW("LGWAN接続系"),
						  .how = second,
						  .at = now - 90000},
						 {.from = VIEW("マイナンバー利用事務系"),
						  .to = VIEW("インターネット接続系"),
						  .how = last}};
	const struct zone_report_source sources[] = {
	    {.name = VIEW("lg.send"),
	     .what = VIEW("探査の結果（送信、系 lgwan、端末 lg-pc-12）"),
	     .at = now - 90000},
	    {.name = VIEW("fortigate.conf"), .what = VIEW("FortiGate の設定"), .at = now - 180000}};
	const struct view unseen[] = {
	    VIEW("計画にないポートとアドレス、ほかのプロトコル、計画にない端末")};
	struct zone_report r = {.kind = ZONE_REPORT_BOUNDARY,
				.days = 90,
				.about = VIEW("系の境界を、誰がいつ観測したか"),
				.sources = sources,
				.sources_count = 2,
				.segments = segments,
				.segments_count = 4,
				.pairs = pairs,
				.pairs_count = 3,
				.unseen = unseen,
				.unseen_count = 1,
				.text = VIEW("■ 読んだもの\n  lg.send: 探査の結果\n")};
	r.verdict = zone_report_judge(&r);
	head(q, &r);
	give(tag, &r, is(q, "9001"));
}

void twin_zone_report(uint64_t tag, const struct body_query *q)
{
	if (!strcmp(q->text, "proof"))
		proof(tag, q);
	else
		boundary(tag, q);
}
