/* SPDX-License-Identifier: Apache-2.0
 * zone_report.c: reports of the console: written, read as hostile bytes, judged anew, and bound to
 * their leaf.
 */
#include "notary/zone_report.h"
#include "tap.h"

#define NOW INT64_C(1790000000)
#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"
#define HEAD(kind, verdict)                                                         \
	"sekisho zone " kind " 1\nmade 1790000000\nhost gw\nby 1002\npolicy " ZEROS \
	"\nrules " ZEROS "\ngeneration 7\ndays 90\nabout 系の境界\nverdict " verdict "\n"
#define SEGMENT(how) "segment\tLGWAN接続系\t庁内\teth1 10.2.0.0/16\t" how "\t1789990000\t端末 a\n"
#define PAIR(how, leaks) "pair\tA\tB\t" how "\t1789990000\t" leaks "\t0\t1\t20\t0\t0\n"
#define TEXT "text\n■ 判定\n"

static struct arena mem;

static enum err read_text(const char *text, struct zone_report *ret)
{
	return zone_report_read(view_str(text), &mem, ret);
}

static void refused(const char *text)
{
	struct zone_report r;
	expect_err(read_text(text, &r), E_BROKEN);
}

static void reading(void)
{
	struct zone_report r;
	expect_err(
	    read_text(HEAD("boundary", "ensured") SEGMENT("probed") PAIR("probed", "0") TEXT, &r),
	    OK);
	expect(r.kind == ZONE_REPORT_BOUNDARY && r.verdict == ZONE_REPORT_ENSURED &&
	       r.generation == 7 && r.days == 90 && r.made == NOW && view_eq(r.by, VIEW("1002")));
	expect(r.segments_count == 1 && view_eq(r.segments[0].by, VIEW("端末 a")) &&
	       r.pairs_count == 1 && r.pairs[0].stopped == 20);
	expect(view_eq(r.text, VIEW("■ 判定\n")));
	expect_err(read_text(HEAD("proof", "unproved") "source\tx\ty\t0\t1\n" TEXT, &r), OK);
	expect(r.sources_count == 1 && r.sources[0].unread);
}

/* Whatever its verdict says, it is what its rows say. */
static void judged(void)
{
	struct zone_report r;
	refused(HEAD("boundary", "ensured") TEXT);
	refused(HEAD("boundary", "ensured") SEGMENT("probed") TEXT);
	refused(HEAD("boundary", "ensured") PAIR("probed", "0") TEXT);
	refused(HEAD("boundary", "ensured") SEGMENT("own") PAIR("probed", "0") TEXT);
	refused(HEAD("boundary", "ensured") SEGMENT("probed") PAIR("own", "0") TEXT);
	refused(HEAD("boundary", "ensured") SEGMENT("probed") PAIR("imported", "0") TEXT);
	refused(HEAD("boundary", "ensured") SEGMENT("nobody") PAIR("probed", "0") TEXT);
	refused(HEAD("boundary", "ensured") SEGMENT("probed") PAIR("probed", "1") TEXT);
	refused(HEAD("boundary", "ensured") SEGMENT("probed") PAIR("probed", "0") "leak\tx\n" TEXT);
	refused(HEAD("boundary", "ensured") "source\tx\ty\t0\t1\n" SEGMENT("probed")
		    PAIR("probed", "0") TEXT);
	refused(HEAD("boundary", "proved") SEGMENT("probed") PAIR("probed", "0") TEXT);
	expect_err(read_text(HEAD("boundary", "weak") SEGMENT("own") PAIR("own", "0") TEXT, &r),
		   OK);
	expect_err(read_text(HEAD("boundary", "leaks") SEGMENT("own") PAIR("own", "1") TEXT, &r),
		   OK);
	refused(HEAD("boundary", "weak") SEGMENT("own") PAIR("own", "1") TEXT);
	refused(HEAD("proof", "proved") "leak\tx\n" TEXT);
	refused(HEAD("proof", "ensured") TEXT);
	expect_err(read_text(HEAD("proof", "differs") "leak\tx\n" TEXT, &r), OK);
}

static void broken(void)
{
	refused("");
	refused("sekisho zone proof 2\n");
	refused(HEAD("proof", "proved"));
	refused(HEAD("proof", "proved") "text");
	refused(HEAD("proof", "proved") "text\nno end");
	refused(HEAD("proof", "proved") "text\na\tb\n");
	refused(HEAD("proof", "proved") "text\n\x1b[31m\n");
	refused(HEAD("proof", "proved") "text\n\xff\n");
	refused(HEAD("proof", "sure") TEXT);
	refused(HEAD("proof", "proved") SEGMENT("probed") TEXT);
	refused(HEAD("proof", "proved") "leak\n" TEXT);
	refused(HEAD("proof", "proved") "leak\ta\tb\n" TEXT);
	refused(HEAD("proof", "proved") "other\ta\n" TEXT);
	refused(HEAD("proof", "differs") "unseen\ta\nleak\tb\n" TEXT);
	refused(HEAD("boundary", "weak") PAIR("probed", "2") TEXT);
	refused(HEAD("boundary", "weak") PAIR("seen", "0") TEXT);
	refused("sekisho zone proof 1\nmade -1\n");
	refused("sekisho zone proof 1\nmade 01790000000\nhost gw\n");
	refused("sekisho zone proof 1\nhost gw\nmade 1790000000\n");
}

static void written(void)
{
	scope_end(buf_free) struct buf out = buf_new(ZONE_REPORT_MAX),
				       again = buf_new(ZONE_REPORT_MAX);
	struct view leaks[] = {VIEW("a\tb\nc\x1b[31m"), VIEW("\xff")};
	struct zone_report r = {.kind = ZONE_REPORT_PROOF,
				.verdict = ZONE_REPORT_DIFFERS,
				.made = NOW,
				.host = VIEW("gw"),
				.about = VIEW("証明"),
				.leaks = leaks,
				.leaks_count = 2,
				.text = VIEW("one\n\ntwo\tx")};
	struct zone_report got;
	zone_report_write(&r, &out);
	expect_err(out.err, OK);
	expect_err(zone_report_read(buf_view(&out), &mem, &got), OK);
	expect(got.leaks_count == 2 && view_eq(got.leaks[0], VIEW("a b c [31m")) &&
	       got.leaks[1].n == 0);
	expect(view_eq(got.text, VIEW("one\n\ntwo x\n")) && got.by.n == 0);
	zone_report_write(&got, &again);
	expect(view_eq(buf_view(&again), buf_view(&out)));
}

static void counted(void)
{
	struct zone_report r;
	uint8_t policy[HASH_LEN] = {0};
	expect_err(read_text(HEAD("proof", "proved") TEXT, &r), OK);
	expect_err(zone_report_counts(&r, policy, 7, NOW), OK);
	expect_err(zone_report_counts(&r, policy, 8, NOW), E_CHANGED);
	expect_err(zone_report_counts(&r, policy, 7, NOW + 30 * 86400), E_EXPIRED);
	expect_err(zone_report_counts(&r, policy, 7, NOW - 1), E_EXPIRED);
	policy[0] = 1;
	expect_err(zone_report_counts(&r, policy, 7, NOW), E_POLICY);
}

static void bound(void)
{
	static const char text[] = HEAD("proof", "proved") TEXT;
	static const char other[] = HEAD("proof", "differs") "leak\tx\n" TEXT;
	uint8_t seed[KEY_LEN] = {7}, record[LEAF_LEN];
	struct signing_key key, stranger;
	struct leaf l, got;
	expect_err(signing_key_from_seed("sekisho/ledger/test", seed, &key), OK);
	seed[0] = 8;
	expect_err(signing_key_from_seed("sekisho/ledger/test", seed, &stranger), OK);
	expect_err(zone_report_leaf(VIEW("sekisho zone set 1\n"), false, &l), E_PROTOCOL);
	expect_err(zone_report_leaf(view_str(text), false, &l), OK);
	expect(l.event == EVENT_ZONE_PROVED);
	l.position = 9;
	l.time = NOW;
	expect_err(zone_leaf_sign(&key, &l), OK);
	leaf_write(&l, record);
	struct view v = view_of(record, sizeof record);
	expect_err(zone_report_check(&key.public, false, v, view_str(text), &got), OK);
	expect(got.position == 9);
	expect_err(zone_report_check(&key.public, false, v, view_str(other), &got), E_HASH);
	expect_err(zone_report_check(&key.public, true, v, view_str(text), &got), E_HASH);
	expect_err(zone_report_check(&stranger.public, false, v, view_str(text), &got),
		   E_SIGNATURE);
	/* As an observation, or as a rule set: the signature is of neither. */
	l.event = EVENT_ZONE_OBSERVED;
	leaf_write(&l, record);
	expect_err(zone_report_check(&key.public, false, v, view_str(text), &got), E_HASH);
	expect_err(zone_leaf_check(&key.public, &l), E_SIGNATURE);
	for (size_t i = 0; i < LEAF_SIGNED; i++) {
		l.event = EVENT_ZONE_PROVED;
		leaf_write(&l, record);
		record[i] ^= 1;
		expect(zone_report_check(&key.public, false, v, view_str(text), &got) != OK);
	}
}

int main(void)
{
	mem = arena_new((size_t)64 << 20);
	reading();
	judged();
	broken();
	written();
	counted();
	bound();
	arena_free(&mem);
	return tap_done();
}
