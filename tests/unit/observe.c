/* SPDX-License-Identifier: Apache-2.0
 * observe.c: plans and results as text; and the verdict on the separation in all its states:
 * nobody, our own rules only, an imported configuration only, a probe.
 */
#include "policy/read/schema.h"
#include "tap.h"
#include "zone/observe/observe.h"

#define NOW INT64_C(1790000000)
#define HEAD(role, zone) HEAD_AT(role, zone, "1789990000", "1789990060")
#define HEAD_AT(role, zone, time, ended)                                               \
	"sekisho-result 1\nplan 0123456789abcdef\npolicy "                             \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nrole " role \
	"\nzone " zone "\nhost pc\ntime " time "\nended " ended "\n"
#define SENT(from, body) HEAD("send", from) "alive 4\n" body "end\n"
#define HEARD(zone, body) HEAD("listen", zone) "alive 4\n" body "end\n"

static const char town[] =
    "schema: 1\n"
    "body: {name: 見本町}\n"
    "organs: [{code: o, name: 町}]\n"
    "units: [{code: u, name: 課, organ: o, manager: '1'}]\n"
    "people:\n"
    "  - {number: '1', name: 長, units: [u], roles: [clerk, approver], deputy: '2'}\n"
    "  - {number: '2', name: 代理, units: [u], roles: [clerk]}\n"
    "zones: [{code: lg, name: LGWAN接続系, kind: lgwan},\n"
    "        {code: my, name: マイナンバー利用事務系, kind: mynumber},\n"
    "        {code: in, name: インターネット接続系, kind: internet}]\n"
    "flows: [{code: a, name: 取込, direction: inbound, from: in, to: lg}]\n"
    "formats: {inbound: {text: allow}, outbound: {text: allow}}\n"
    "networks:\n"
    "  - {code: lg, name: 庁内, zone: lg, v4: 10.2.0.0/16, interface: eth1}\n"
    "  - {code: my, name: 住基, zone: my, v4: 10.1.0.0/16, interface: eth2}\n"
    "  - {code: pc, name: 連携, zone: my, role: host, v4: 10.1.0.5, mac: '02:00:5e:10:00:01'}\n"
    "  - {code: sv, name: 統合, zone: my, role: host, v4: 10.1.0.6}\n"
    "traffic:\n"
    "  - {code: a, name: 連携, from: pc, to: lg, protocol: tcp, ports: '443', clause: 6(3),\n"
    "     purpose: 宛名, special: {peer: public, approver: '1', approved: 2026-04-01,\n"
    "     until: 2099-03-31}}\n"
    "  - {code: b, name: 統合, from: sv, to: lg, protocol: tcp, ports: '8443', clause: 6(3),\n"
    "     purpose: 宛名, special: {peer: public, approver: '1', approved: 2026-04-01,\n"
    "     until: 2099-03-31}}\n";

static struct arena mem;
static struct policy policy;
static struct policy_mistakes mistakes;
static struct zone_allowed allowed;
static struct observe o;
static const struct zone_proof holds = {.holds = true};

static enum err add(const char *text)
{
	struct observe_text t;
	uint32_t line;
	enum err e = observe_read(view_str(text), &mem, &t, &line);
	return e == OK ? observe_result(&o, &t) : e;
}

static void begin(void)
{
	expect_err(observe_begin(&allowed, NOW, &mem, &o), OK);
}

#define MY_SILENT SENT("my", "try 1 my lg tcp 10.1.0.9 10.2.0.2 22 silent\n")
#define LG_OPEN HEARD("lg", "listen lg tcp 10.2.0.2 22 yes\n")
#define LG_SILENT SENT("lg", "try 2 lg my tcp 10.2.0.2 10.1.0.9 22 silent\n")
#define MY_OPEN HEARD("my", "listen my tcp 10.1.0.9 22 yes\n")

static void add_all_four(void)
{
	expect_err(add(MY_SILENT), OK);
	expect_err(add(LG_OPEN), OK);
	expect_err(add(LG_SILENT), OK);
	expect_err(add(MY_OPEN), OK);
}

/* The four states, one above the other. */
static void states(void)
{
	static const bool one[] = {true, false, false}, both[] = {true, true, false};
	const struct zone_ruleset own = {.bases_count = 0};
	const struct zone_ruleset half = {.named = one, .names_count = 2};
	const struct zone_ruleset whole = {.named = both, .names_count = 2};
	begin();
	expect(o.pairs_count == 2 && o.segments_count == 2 && o.days == OBSERVE_DAYS);
	observe_end(&o);
	expect(observe_weakest(&o) == OBSERVE_NOBODY && !observe_ensures(&o));
	begin();
	observe_rules(&o, ZONE_FORMAT_NFT, &own, &holds, NOW);
	observe_end(&o);
	expect(observe_weakest(&o) == OBSERVE_OWN && !observe_ensures(&o) && !observe_leaks(&o));
	observe_rules(&o, ZONE_FORMAT_FORTIGATE, &half, &holds, NOW);
	expect(observe_weakest(&o) == OBSERVE_OWN);
	observe_rules(&o, ZONE_FORMAT_FORTIGATE, &whole, &holds, NOW);
	expect(observe_weakest(&o) == OBSERVE_IMPORTED && !observe_ensures(&o));
	expect(o.segments[0].how == OBSERVE_IMPORTED);
	begin();
	add_all_four();
	observe_end(&o);
	expect(observe_weakest(&o) == OBSERVE_PROBED && observe_ensures(&o));
	expect(o.pairs[0].stopped == 1 && o.pairs[0].arrived == 0 && o.pairs[0].at == 1789990060);
	for (unsigned i = 0; i < OBSERVE_HOW_COUNT; i++)
		expect(observe_how_name((enum observe_how)i)->ja[0] != '\0');
}

/* What is not enough. */
static void not_enough(void)
{
	struct zone_proof leak = {.leak = {.packet = {.from = 0, .to = 1}}};
	begin();
	add_all_four();
	observe_rules(&o, ZONE_FORMAT_NFT, &(struct zone_ruleset){.bases_count = 0}, &leak, NOW);
	observe_end(&o);
	expect(observe_weakest(&o) == OBSERVE_PROBED && observe_leaks(&o) && !observe_ensures(&o));
	expect(o.pairs[0].leaks && !o.pairs[1].leaks);
	/* A deaf listener, a dead cable, a host that could not try. */
	begin();
	expect_err(add(MY_SILENT), OK);
	expect_err(add(HEARD("lg", "listen lg tcp 10.2.0.2 22 no\n")), OK);
	expect_err(add(HEAD("send", "lg") "try 2 lg my tcp 10.2.0.2 10.1.0.9 22 silent\nend\n"),
		   OK);
	expect_err(add(MY_OPEN), OK);
	observe_end(&o);
	expect(observe_weakest(&o) == OBSERVE_NOBODY && o.pairs[0].unclear == 1 &&
	       o.pairs[1].unclear == 1);
	begin();
	expect_err(add(SENT("my", "try 1 my lg tcp 10.1.0.9 10.2.0.2 22 failed\n")), OK);
	expect_err(add(LG_OPEN), OK);
	observe_end(&o);
	expect(observe_weakest(&o) == OBSERVE_NOBODY);
	/* Too old. */
	begin();
	o.fresh_since = 1789990061;
	add_all_four();
	observe_end(&o);
	expect(observe_weakest(&o) == OBSERVE_NOBODY && o.pairs[0].stale);
	/* What is allowed and arrives shows nothing of the rest. */
	begin();
	expect_err(add(SENT("my", "try 1 my lg tcp 10.1.0.6 10.2.0.2 8443 answered\n")), OK);
	expect_err(add(HEARD("lg", "listen lg tcp 10.2.0.2 8443 yes\ngot 1 10.1.0.6\n")), OK);
	observe_end(&o);
	expect(observe_weakest(&o) == OBSERVE_NOBODY && !observe_leaks(&o));
}

/* Who stopped listening before the other began, or began to when it was over, has heard nothing. */
static void another_time(void)
{
#define LG_AT(time, ended, open) \
	HEAD_AT("listen", "lg", time, ended) "alive 4\nlisten lg tcp 10.2.0.2 22 " open "\nend\n"
	static const struct {
		const char *listener;
		bool counts;
	} rows[] = {{LG_AT("1789980000", "1789990000", "yes"), true},
		    {LG_AT("1789980000", "1789989999", "yes"), false},
		    {LG_AT("1789990061", "1789999999", "yes"), false},
		    {LG_AT("1789990060", "1789999999", "yes"), true}};
	for (size_t i = 0; i < array_len(rows); i++) {
		begin();
		expect_err(add(MY_SILENT), OK);
		expect_err(add(rows[i].listener), OK);
		observe_end(&o);
		struct observe_pair *p =
		    &o.pairs[strcmp(policy.zones[o.pairs[0].from].code, "my") == 0 ? 0 : 1];
		expect(p->how == (rows[i].counts ? OBSERVE_PROBED : OBSERVE_NOBODY));
		expect(p->unclear == !rows[i].counts);
	}
	/* Of two listeners at one address, what either heard counts, and the one that was open. */
	begin();
	expect_err(add(MY_SILENT), OK);
	expect_err(add(LG_AT("1789990000", "1789990060", "no")), OK);
	expect_err(add(LG_OPEN), OK);
	observe_end(&o);
	expect(o.pairs[0].stopped + o.pairs[1].stopped == 1 && !observe_leaks(&o));
	begin();
	expect_err(add(MY_SILENT), OK);
	expect_err(add(LG_OPEN), OK);
	expect_err(add(HEARD("lg", "listen lg tcp 10.2.0.2 22 yes\ngot 1 10.1.0.9\n")), OK);
	observe_end(&o);
	expect(observe_leaks(&o));
}

static void leaks(void)
{
	begin();
	expect_err(add(SENT("my", "try 1 my lg tcp 10.1.0.9 10.2.0.2 443 answered\n")), OK);
	observe_end(&o);
	expect(observe_leaks(&o) && o.leaks_count == 1 && o.leak[0].answered &&
	       o.leak[0].port == 443);
	/* Heard and not answered; under another address, too. */
	begin();
	expect_err(add(SENT("my", "try 1 my lg udp 10.1.0.9 10.2.0.2 53 silent\n")), OK);
	expect_err(add(HEARD("lg", "listen lg udp 10.2.0.2 53 yes\ngot 1 translated\n")), OK);
	observe_end(&o);
	expect(observe_leaks(&o) && !o.leak[0].answered && o.leak[0].udp);
	/* Bound to a MAC address: may be it. */
	begin();
	expect_err(add(SENT("my", "try 1 my lg tcp 10.1.0.5 10.2.0.2 443 answered\n")), OK);
	observe_end(&o);
	expect(!observe_leaks(&o));
	/* Somebody else's addresses, zones and plans. */
	begin();
	expect_err(add(SENT("my", "try 1 my lg tcp 10.2.0.9 10.2.0.2 22 answered\n"
				  "try 2 lg my tcp 10.2.0.9 10.1.0.2 22 answered\n"
				  "try 3 my my tcp 10.1.0.9 10.1.0.2 22 answered\n"
				  "try 4 my lg tcp 10.1.0.9 fd00::1 22 answered\n"
				  "try 5 my xx tcp 10.1.0.9 10.2.0.2 22 answered\n")),
		   OK);
	observe_end(&o);
	expect(!observe_leaks(&o) && o.ignored == 5);
	expect_err(add(SENT("xx", "")), E_NOT_FOUND);
	o.now = 1789900000;
	expect_err(add(MY_SILENT), E_EXPIRED);
}

static void text(void)
{
	static const char *const broken[] = {
	    "sekisho-result 1\n",
	    SENT("my", "") "more\n",
	    HEAD("send", "my"),
	    SENT("my", "try 1 my lg tcp 10.1.0.9 10.2.0.2 65536 silent\n"),
	    SENT("my", "try 0 my lg tcp 10.1.0.9 10.2.0.2 1 silent\n"),
	    SENT("my", "try 1 my lg tcp 10.1.0.9 10.2.0.2 1 quiet\n"),
	    SENT("my", "try 1 my lg icmp 10.1.0.9 10.2.0.2 1 silent\n"),
	    SENT("my", "try 1 my lg tcp 10.1.0.9 10.2.0.2 1\n"),
	    SENT("my", "try 1  my lg tcp 10.1.0.9 10.2.0.2 1 silent\n"),
	    SENT("my", "try 1 my/ lg tcp 10.1.0.9 10.2.0.2 1 silent\n"),
	    SENT("my", "\n"),
	    SENT("my", "host \033[2J\n"),
	    SENT("my", "got 50001 10.1.0.9\n"),
	    SENT("my", "ended 5\n")};
	struct observe_text t;
	uint32_t line;
	for (size_t i = 0; i < array_len(broken); i++)
		expect_err(observe_read(view_str(broken[i]), &mem, &t, &line), E_BROKEN);
	expect_err(observe_read(VIEW("sekisho-plan 2\n"), &mem, &t, &line), E_TYPE_UNKNOWN);
	expect_err(observe_read(VIEW(""), &mem, &t, &line), E_TYPE_UNKNOWN);
	expect_err(observe_read(view_str(SENT("my", "x\n")), &mem, &t, &line), E_BROKEN);
	expect(line == 10);
}

static void plan(void)
{
	struct observe_host *hosts;
	struct observe_text t, again;
	struct view bad;
	uint32_t n, line;
	scope_end(buf_free) struct buf out = buf_new(1 << 20);
	expect_err(observe_hosts(VIEW("lg=10.2.0.2,my=10.1.0.5"), &allowed, &mem, &hosts, &n, &bad),
		   OK);
	expect(n == 2 && hosts[1].interface == 1);
	expect_err(observe_plan(&allowed, hosts, n, NOW, &mem, &t), OK);
	expect(t.tries_count > 50 && t.plan[0] && !t.result);
	observe_write(&t, &out);
	expect_err(observe_read(buf_view(&out), &mem, &again, &line), OK);
	expect(again.tries_count == t.tries_count && again.listens_count == t.listens_count);
	expect_err(observe_plan(&allowed, hosts, 1, NOW, &mem, &t), E_NOT_FOUND);
	expect_err(observe_hosts(VIEW("lg=10.1.0.2"), &allowed, &mem, &hosts, &n, &bad), E_NAME);
	expect(view_eq(bad, VIEW("lg=10.1.0.2")));
}

int main(void)
{
	mem = arena_new((size_t)512 << 20);
	if (!expect(policy_load(view_str(town), &mem, &policy, &mistakes) == OK)) {
		for (uint32_t i = 0; i < mistakes.n; i++)
			printf("# mistake %d at line %u\n", (int)mistakes.rows[i].code,
			       mistakes.rows[i].line);
		return tap_done();
	}
	policy.zones_count = 2; /* the third is there for the flow that a policy needs */
	expect_err(zone_allowed(&policy, NOW, &mem, &allowed), OK);
	states();
	not_enough();
	another_time();
	leaks();
	text();
	plan();
	arena_free(&mem);
	return tap_done();
}
