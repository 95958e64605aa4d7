/* SPDX-License-Identifier: Apache-2.0
 * zone_watch.c: what notifications and listings say to the watcher, and its words.
 */
#include "tap.h"
#include "zone/live/watch_parts.h"

#define OURS "{\"table\":{\"family\":\"inet\",\"name\":\"sekisho\",\"handle\":%d}},"
#define RULE                                                                              \
	"{\"rule\":{\"family\":\"inet\",\"table\":\"sekisho\",\"chain\":\"c\",\"expr\":[" \
	"{\"counter\":{\"packets\":%d,\"bytes\":7}},"                                     \
	"{\"mangle\":{\"key\":{\"ct\":{\"key\":\"mark\"}},\"value\":%lld}},"              \
	"{\"match\":{\"op\":\"==\",\"left\":{\"ct\":{\"key\":\"mark\"}},\"right\":%s}}]}}"

static struct zone_watch_report looked(int handle, int packets, long long set, const char *asked)
{
	char text[1024];
	struct zone_watch_report r = {0};
	(void)snprintf(text, sizeof text, "{\"nftables\":[" OURS RULE "]}", handle, packets, set,
		       asked);
	expect_err(zone_watch_look(view_str(text), 0, &r), OK);
	return r;
}

static void listings(void)
{
	struct zone_watch_report a = looked(1, 0, 4660, "4660"), b = looked(2, 99, 4660, "4660");
	expect(a.table && a.mark == 4660 && a.others == 0);
	expect(memcmp(a.hash, b.hash, sizeof a.hash) == 0); /* counters and handles do not count */
	b = looked(1, 0, 4661, "4661");
	expect(b.mark == 4661 && memcmp(a.hash, b.hash, sizeof a.hash) != 0);
	expect(looked(1, 0, 1, "2").mark == 0);
	expect(looked(1, 0, 1, "{\"set\":[1,2]}").mark == 0);
	expect(looked(1, 0, 4294967296, "4294967296").mark == 0);
	struct zone_watch_report r = {0};
	expect_err(zone_watch_look(VIEW("[]"), 0, &r), E_CONFIG);
	expect_err(zone_watch_look(VIEW(""), 0, &r), E_CONFIG);
	expect_err(zone_watch_look(
		       VIEW("{\"nftables\":[{\"chain\":{\"family\":\"ip\",\"table\":\"a\\u001b["
			    "2J\",\"name\":\"f\",\"hook\":\"input\"}},{\"chain\":{\"hook\":1}}]}"),
		       0, &r),
		   OK);
	expect(!r.table && r.others == 2 && strcmp(r.other, "ip a?[2J, chain f") == 0);
}

/* A rule of a chain that pairs go through: is it one that the compiler writes? */
static bool intact(const char *expr)
{
	char text[2048];
	struct zone_watch_report r = {0};
	(void)snprintf(
	    text, sizeof text,
	    "{\"nftables\":[{\"chain\":{\"family\":\"inet\",\"table\":\"sekisho\",\"name\":\"b_"
	    "input\","
	    "\"hook\":\"input\",\"policy\":\"drop\"}},{\"chain\":{\"family\":\"inet\",\"table\":"
	    "\"sekisho\",\"name\":\"b_output\",\"hook\":\"output\",\"policy\":\"drop\"}},"
	    "{\"rule\":{\"family\":\"inet\",\"table\":\"sekisho\",\"chain\":\"p_a.b\",\"handle\":9,"
	    "\"expr\":[%s]}}]}",
	    expr);
	expect_err(zone_watch_look(view_str(text), 0, &r), OK);
	expect(r.intact || strcmp(r.odd, "chain p_a.b, handle 9") == 0);
	return r.intact;
}

static void own(void)
{
#define CT(key, op, right)                                                                       \
	"{\"match\":{\"op\":\"" op "\",\"left\":{\"ct\":{\"key\":\"" key "\"}},\"right\":" right \
	"}},"
#define OLD CT("state", "in", "[\"established\",\"related\"]")
#define NEW CT("state", "in", "\"new\"")
#define SET "{\"mangle\":{\"key\":{\"ct\":{\"key\":\"mark\"}},\"value\":7}},"
#define YES "{\"accept\":null}"
	expect(intact(OLD CT("mark", "==", "7") YES));
	expect(intact(NEW SET YES));
	expect(intact("{\"counter\":null},{\"drop\":null}"));
	/* What an older rule set let in goes on, or is taken for ours. */
	expect(!intact(OLD YES));
	expect(!intact(OLD CT("mark", "!=", "7") YES));
	expect(!intact(OLD SET YES));
	expect(!intact(OLD SET "{\"counter\":null}"));
	expect(!intact(SET "{\"counter\":null}"));
	expect(!intact(CT("state", "!=", "\"new\"") SET YES));
	expect(!intact("{\"reject\":null}"));
	expect(!intact("{\"jump\":{\"target\":\"p_a.b\"}}"));
}

static void words(void)
{
	scope_end(buf_free) struct buf text = buf_new(1 << 14);
	struct zone_watch_report r = {
	    .state = ZONE_WATCH_PROVED, .table = true, .mark_right = true, .intact = true};
	expect(zone_watch_good(&r));
	zone_watch_words(&r, true, &text);
	expect(view_eq(buf_view(&text), VIEW("whatever new traffic passes between zones is allowed "
					     "by the policy (proved)\n")));
	r.mark_right = false;
	r.mark = 0xc0ffee;
	expect(!zone_watch_good(&r));
	zone_watch_words(&r, true, &text);
	expect(view_has(buf_view(&text), VIEW("(0x00c0ffee) is not")));
	r.table = false;
	zone_watch_words(&r, false, &text);
	expect(view_has(buf_view(&text), VIEW("（inet sekisho）がありません")));
	r = (struct zone_watch_report){.table = true, .mark_right = true, .intact = true};
	expect(!zone_watch_good(&r)); /* UNREADABLE is where everything begins */
}

int main(void)
{
	listings();
	own();
	words();
	return tap_done();
}
