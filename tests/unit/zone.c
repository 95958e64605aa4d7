/* SPDX-License-Identifier: Apache-2.0
 * zone.c: the policy's list of what may pass, and rulesets made by hand against it: allowed, with
 * one accept too many, with a second base chain, with what is not modelled, leaking in IPv6 alone.
 */
#include "policy/read/schema.h"
#include "tap.h"
#include "zone/proof/prove.h"

#define NOW INT64_C(1790000000)
#define META "{\"metainfo\":{\"version\":\"1.0.6\",\"json_schema_version\":1}},"
#define TABLE(name) "{\"table\":{\"family\":\"inet\",\"name\":\"" name "\",\"handle\":1}},"
#define BASE(table, policy)                                                                     \
	"{\"chain\":{\"family\":\"inet\",\"table\":\"" table "\",\"name\":\"fwd\","             \
	"\"handle\":1,\"type\":\"filter\",\"hook\":\"forward\",\"prio\":0,\"policy\":\"" policy \
	"\"}},"
#define CHAIN(name) \
	"{\"chain\":{\"family\":\"inet\",\"table\":\"t\",\"name\":\"" name "\",\"handle\":2}},"
#define RULE_OF(table, chain, handle, expr)                                         \
	"{\"rule\":{\"family\":\"inet\",\"table\":\"" table "\",\"chain\":\"" chain \
	"\",\"handle\":" handle ",\"comment\":\"c" handle "\",\"expr\":[" expr "]}},"
#define RULE(chain, handle, expr) RULE_OF("t", chain, handle, expr)
#define LEFT(kind, a, b) "{\"" kind "\":{" a b "}}"
#define PAYLOAD(p, f) LEFT("payload", "\"protocol\":\"" p "\",", "\"field\":\"" f "\"")
#define KEY(kind, k) LEFT(kind, "\"key\":\"" k "\"", "")
#define MATCH(op, left, right) \
	"{\"match\":{\"op\":\"" op "\",\"left\":" left ",\"right\":" right "}},"
#define IIF(name) MATCH("==", KEY("meta", "iifname"), "\"" name "\"")
#define OIF(name) MATCH("==", KEY("meta", "oifname"), "\"" name "\"")
#define ACCEPT "{\"accept\":null}"
#define DROP "{\"drop\":null}"
#define COUNT "{\"counter\":{\"packets\":0,\"bytes\":0}},"
#define MAIL                                                                                   \
	MATCH("==", PAYLOAD("ip", "saddr"), "\"10.3.0.2\"")                                    \
	MATCH("==", PAYLOAD("ip", "daddr"), "{\"prefix\":{\"addr\":\"10.2.0.0\",\"len\":24}}") \
	MATCH("==", PAYLOAD("tcp", "dport"), "25")
/* The last object stands without a comma. */
#define WHOLE(body) "{\"nftables\":[" META body "{\"counter\":{}}]}"

static struct policy_mistakes mistakes;

static const char town[] =
    "schema: 1\n"
    "body: {name: 見本町}\n"
    "organs: [{code: o, name: 町}]\n"
    "units: [{code: u, name: 課, organ: o, manager: '1'}]\n"
    "people:\n"
    "  - {number: '1', name: 長, units: [u], roles: [clerk, approver], deputy: '2'}\n"
    "  - {number: '2', name: 代理, units: [u], roles: [clerk]}\n"
    "zones: [{code: in, name: インターネット接続系, kind: internet},\n"
    "        {code: lg, name: LGWAN接続系, kind: lgwan},\n"
    "        {code: my, name: マイナンバー利用事務系, kind: mynumber}]\n"
    "flows:\n"
    "  - {code: a, name: 取込, direction: inbound, from: in, to: lg}\n"
    "formats: {inbound: {text: allow}, outbound: {text: allow}}\n"
    "networks:\n"
    "  - {code: rest, name: 外, zone: in, v4: 0.0.0.0/0, v6: '::/0', interface: z-in}\n"
    "  - {code: mx, name: 無害化装置, zone: in, role: host, v4: 10.3.0.2, v6: 'fd00:3::2'}\n"
    "  - {code: lg, name: 庁内, zone: lg, v4: 10.2.0.0/16, v6: 'fd00:2::/64', interface: z-lg}\n"
    "  - {code: mail, name: メール, zone: lg, role: host, v4: 10.2.0.0/24, v6: 'fd00:2::25'}\n"
    "  - {code: my, name: 住基, zone: my, v4: 10.1.0.0/16, interface: z-my}\n"
    "  - {code: pc, name: 連携端末, zone: my, role: host, v4: 10.1.0.5, mac: '02:00:5e:10:00:01'}\n"
    "traffic:\n"
    "  - {code: mail, name: メール, from: mx, to: mail, protocol: tcp, ports: '25', way: "
    "sanitized,\n"
    "     clause: 6(3)}\n"
    "  - {code: web, name: 画面転送, from: lg, to: rest, protocol: tcp, ports: '443,8000-8010',\n"
    "     way: screen}\n"
    "  - {code: sync, name: 連携, from: pc, to: lg, protocol: tcp, ports: '443', clause: 6(3)ア,\n"
    "     purpose: 宛名, special: {peer: public, approver: '1', approved: 2026-04-01,\n"
    "     until: 2026-10-31}}\n";

static struct arena mem;
static struct policy policy;
static struct zone_allowed allowed;
static struct zone_ruleset ruleset;
static struct zone_problem problem;
static struct zone_proof proof;

static void the_list(void)
{
	struct zone_allowed later;
	enum err e = policy_load(view_str(town), &mem, &policy, &mistakes);
	for (uint32_t i = 0; i < mistakes.n; i++)
		printf("# mistake %d at line %u\n", (int)mistakes.rows[i].code,
		       mistakes.rows[i].line);
	if (!expect(e == OK))
		return;
	expect_err(zone_allowed(&policy, NOW, &mem, &allowed), OK);
	expect(allowed.interfaces_count == 3);
	expect(strcmp(allowed.interfaces[1].name, "z-lg") == 0 && allowed.interfaces[1].zone == 1);
	/* mail in both families, web's two ranges in both, sync in IPv4, and what the rest is not:
	 * mx, lg, mail, my, pc in IPv4, mx, lg, mail in IPv6, each as source and as destination. */
	expect(allowed.rules_count == 2 + 4 + 1 + 16);
	const struct zone_rule *mail = &allowed.rules[0];
	expect(mail->accept && !mail->v6 && mail->from == 0 && mail->to == 1);
	expect(mail->source.bits == 32 && mail->destination.bits == 24);
	expect(mail->port_first == 25 && mail->port_last == 25 && mail->protocol == 6);
	expect(view_eq(mail->text, VIEW("mail 6(3)")));
	const struct zone_rule *sync = &allowed.rules[1];
	expect(sync->has_mac && sync->mac[5] == 1 && sync->from == 2 && sync->to == 1);
	expect(!allowed.rules[3].accept && allowed.rules[3].traffic == POLICY_NONE);
	expect(allowed.rules[allowed.rules_count - 1].port_last == 8010);
	/* 特定通信 ends with its day. */
	expect_err(zone_allowed(&policy, NOW + 60 * 86400, &mem, &later), OK);
	expect(later.rules_count == allowed.rules_count - 1);
}

static bool holds(const char *json)
{
	enum err e = zone_read(view_str(json), &allowed, &mem, &ruleset, &problem);
	if (e != OK) {
		printf("# %s: %s (%s)\n", problem.where, zone_problem_text(problem.code)->en,
		       problem.what);
		return false;
	}
	e = zone_prove(&allowed, &ruleset, &proof);
	return expect(e == OK) && proof.holds;
}

/* It does not hold, and the words say so. */
static bool leaks(const char *json, const char *word)
{
	scope_end(buf_free) struct buf words = buf_new(1 << 16);
	proof.holds = true;
	if (holds(json) || proof.holds)
		return false;
	zone_leak_words(&allowed, &ruleset, &proof.leak, false, &words);
	zone_leak_words(&allowed, &ruleset, &proof.leak, true, &words);
	bool has = view_has(buf_view(&words), view_str(word));
	if (!has)
		printf("# %.*s\n", (int)words.n, (const char *)words.p);
	return has;
}

static bool refused(const char *json, enum zone_problem_code code, const char *what)
{
	enum err e = zone_read(view_str(json), &allowed, &mem, &ruleset, &problem);
	bool right = e == E_CONFIG && problem.code == code && strcmp(problem.what, what) == 0;
	if (!right)
		printf("# %d %s: %d (%s)\n", (int)e, problem.where, (int)problem.code,
		       problem.what);
	return right;
}

static void plain(void)
{
	expect(holds(WHOLE(TABLE("t") BASE("t", "drop"))));
	expect(holds(WHOLE(TABLE("t") BASE("t", "drop")
			       RULE("fwd", "5", IIF("z-in") OIF("z-lg") MAIL COUNT ACCEPT))));
	/* 10.2.0.0/24 is a part of 10.2.0.0/16, but mail is only for the former. */
	expect(leaks(
	    WHOLE(TABLE("t") BASE("t", "drop") RULE(
		"fwd", "6",
		IIF("z-in") OIF("z-lg") MATCH("==", PAYLOAD("ip", "saddr"), "\"10.3.0.2\"")
		    MATCH("==", PAYLOAD("tcp", "dport"), "25") ACCEPT)),
	    "TCP ポート "
	    "25が、方針にないのに、インターネット接続系の「無害化装置」（10.3.0.2、z-in）から"));
	/* The rest is what is in no other network: another's address behind z-in is a lie. */
	expect(leaks(WHOLE(TABLE("t") BASE("t", "drop")
			       RULE("fwd", "7",
				    IIF("z-lg") OIF("z-in")
					MATCH("==", PAYLOAD("ip", "saddr"),
					      "{\"prefix\":{\"addr\":\"10.2.0.0\",\"len\":16}}")
					    MATCH("==", PAYLOAD("tcp", "dport"), "443") ACCEPT)),
		     "handle 7（c7）"));
	expect(holds(WHOLE(TABLE("t") BASE("t", "drop") RULE(
	    "fwd", "8",
	    IIF("z-lg") OIF("z-in") MATCH("==", PAYLOAD("ip", "saddr"),
					  "{\"prefix\":{\"addr\":\"10.2.0.0\",\"len\":16}}")
		MATCH("!=", PAYLOAD("ip", "daddr"),
		      "{\"set\":[{\"prefix\":{\"addr\":\"10.0.0.0\",\"len\":8}}]}")
		    MATCH("==", PAYLOAD("tcp", "dport"), "{\"set\":[443,{\"range\":[8001,8009]}]}")
			ACCEPT))));
	expect(leaks(WHOLE(TABLE("t") BASE("t", "accept")), "policy accept"));
	expect(leaks(WHOLE(TABLE("t")), "no base chain"));
}

static void by_hand(void)
{
	/* One accept that nobody knows of, in front. */
	expect(leaks(WHOLE(TABLE("t") BASE("t", "drop") RULE("fwd", "9", ACCEPT)
			       RULE("fwd", "10", IIF("z-in") OIF("z-lg") MAIL ACCEPT)),
		     "handle 9"));
	/* The same behind a drop of everything: never reached. */
	expect(holds(WHOLE(TABLE("t") BASE("t", "drop")
			       RULE("fwd", "10", IIF("z-in") OIF("z-lg") MAIL ACCEPT)
				   RULE("fwd", "11", COUNT DROP) RULE("fwd", "12", ACCEPT))));
	/* IPv6 alone. */
	expect(leaks(WHOLE(TABLE("t") BASE("t", "drop") RULE(
			 "fwd", "13", MATCH("==", KEY("meta", "nfproto"), "\"ipv6\"") ACCEPT)),
		     "IPv6 TCP"));
	/* Of the MAC address that 特定通信 is bound to, and of another. */
#define SYNC                                                                                   \
	IIF("z-my")                                                                            \
	OIF("z-lg")                                                                            \
	MATCH("==", PAYLOAD("ip", "saddr"), "\"10.1.0.5\"")                                    \
	MATCH("==", PAYLOAD("ip", "daddr"), "{\"prefix\":{\"addr\":\"10.2.0.0\",\"len\":16}}") \
	MATCH("==", PAYLOAD("tcp", "dport"), "443")
	expect(holds(WHOLE(TABLE("t") BASE("t", "drop") RULE(
	    "fwd", "14",
	    SYNC MATCH("==", PAYLOAD("ether", "saddr"), "\"02:00:5e:10:00:01\"") ACCEPT))));
	expect(leaks(WHOLE(TABLE("t") BASE("t", "drop") RULE("fwd", "15", SYNC ACCEPT)),
		     "送信元 MAC 00:00:00:00:00:00"));
	/* What comes by no Ethernet is not stopped by asking for another address. */
	expect(leaks(WHOLE(TABLE("t") BASE("t", "drop")
			       RULE("fwd", "50",
				    MATCH("!=", PAYLOAD("ether", "saddr"), "\"02:00:5e:10:00:01\"")
					DROP) RULE("fwd", "51", SYNC ACCEPT)),
		     "handle 51"));
	/* Answers are not new traffic; what connection tracking finds invalid is. */
	expect(holds(WHOLE(TABLE("t") BASE("t", "drop") RULE(
	    "fwd", "16",
	    MATCH("in", KEY("ct", "state"), "[\"established\",\"related\"]") ACCEPT))));
	expect(leaks(WHOLE(TABLE("t") BASE("t", "drop") RULE(
			 "fwd", "17", MATCH("in", KEY("ct", "state"), "\"invalid\"") ACCEPT)),
		     "状態 invalid"));
	expect(leaks(
	    WHOLE(TABLE("t") BASE("t", "drop") RULE("fwd", "18", IIF("eth9") OIF("z-my") ACCEPT)),
	    "方針にないインターフェース"));
	/* Within a zone nothing crosses. */
	expect(holds(
	    WHOLE(TABLE("t") BASE("t", "drop") RULE("fwd", "19", IIF("z-my") OIF("z-my") ACCEPT))));
}

static void chains(void)
{
#define PAIRS(rest)                                                                       \
	"{\"vmap\":{\"key\":{\"concat\":[" KEY("meta", "iifname") "," KEY(                \
	    "meta", "oifname") "]},\"data\":{\"set\":[[{\"concat\":[\"z-in\",\"z-lg\"]}," \
			       "{\"jump\":{\"target\":\"in_lg\"}}]" rest "]}}}"
	expect(holds(WHOLE(TABLE("t") BASE("t", "drop") CHAIN("in_lg") RULE("fwd", "20", PAIRS(""))
			       RULE("in_lg", "21", MAIL ACCEPT))));
	expect(
	    leaks(WHOLE(TABLE("t") BASE("t", "drop") CHAIN("in_lg") RULE("fwd", "20", PAIRS(""))
			    RULE("in_lg", "22", MATCH("==", PAYLOAD("tcp", "dport"), "25") ACCEPT)),
		  "chain in_lg, handle 22"));
	/* What a chain gives back goes on: here into an accept. */
	expect(leaks(WHOLE(TABLE("t") BASE("t", "drop") CHAIN("in_lg") RULE("fwd", "20", PAIRS(""))
			       RULE("in_lg", "23", "{\"return\":null}") RULE("fwd", "24", ACCEPT)),
		     "handle 24"));
	/* Of a goto it does not. */
	expect(holds(WHOLE(TABLE("t") BASE("t", "drop") CHAIN("in_lg") RULE(
	    "fwd", "25", "{\"goto\":{\"target\":\"in_lg\"}}") RULE("fwd", "26", ACCEPT))));
	/* A second base chain can only take away... */
	expect(holds(WHOLE(TABLE("t") BASE("t", "drop") TABLE("u") BASE("u", "accept")
			       RULE_OF("u", "fwd", "27", ACCEPT))));
	expect(ruleset.bases_count == 2);
	expect(holds(WHOLE(TABLE("t") BASE("t", "accept") TABLE("u") BASE("u", "drop"))));
	/* ... but what stands only in it counts for IPv4 alone where its table does. */
	expect(leaks(WHOLE("{\"chain\":{\"family\":\"ip\",\"table\":\"v\",\"name\":\"f\",\"type\":"
			   "\"filter\",\"hook\":\"forward\",\"prio\":0,\"policy\":\"drop\"}},"),
		     "IPv6"));
	/* A map's rest, and what is left of it. */
	expect(holds(WHOLE(TABLE("t") BASE("t", "accept") CHAIN("in_lg")
			       RULE("fwd", "28", PAIRS(",[\"*\"," DROP "]"))
				   RULE("in_lg", "29", MAIL ACCEPT) RULE("in_lg", "30", DROP))));
	expect(leaks(WHOLE(TABLE("t") BASE("t", "drop") CHAIN("in_lg")
			       RULE("fwd", "31", PAIRS(",[\"*\"," ACCEPT "]"))),
		     "handle 31"));
	/* Named sets and ranges. */
	expect(holds(WHOLE(TABLE(
	    "t") "{\"set\":{\"family\":\"inet\",\"table\":\"t\",\"name\":\"s\",\"type\":["
		 "\"ipv4_addr\",\"inet_service\"],\"elem\":[{\"concat\":[{\"range\":["
		 "\"10.2.0.1\",\"10.2.0.9\"]},25]}]}}," BASE("t", "drop") RULE(
		     "fwd", "32",
		     IIF("z-in") OIF("z-lg") MATCH("==", PAYLOAD("ip", "saddr"), "\"10.3.0.2\"")
			 MATCH("==",
			       "{\"concat\":[" PAYLOAD("ip", "daddr") "," PAYLOAD("tcp",
										  "dport") "]}",
			       "\"@s\"") ACCEPT))));
}

static void unknown(void)
{
	/* In an accept it may match, in a drop it may not. */
	expect(leaks(WHOLE(TABLE("t") BASE("t", "drop")
			       RULE("fwd", "40", MATCH("==", KEY("meta", "mark"), "7") ACCEPT)),
		     "may be stopped after all"));
	expect(leaks(WHOLE(TABLE("t") BASE("t", "accept")
			       RULE("fwd", "41", MATCH("==", KEY("meta", "mark"), "7") DROP)),
		     "may be stopped after all"));
	expect(holds(WHOLE(TABLE("t") BASE("t", "drop") RULE(
	    "fwd", "42",
	    IIF("z-in") OIF("z-lg") MAIL MATCH("==", KEY("meta", "mark"), "7") ACCEPT))));
	expect(leaks(WHOLE(TABLE("t") BASE("t", "accept") RULE(
			 "fwd", "43", "{\"limit\":{\"rate\":5,\"per\":\"second\"}}," DROP)),
		     "policy accept"));
	expect(leaks(WHOLE(TABLE("t") BASE("t", "drop") RULE("fwd", "44", IIF("z*") ACCEPT)),
		     "handle 44"));
#define ONE(statement) WHOLE(TABLE("t") BASE("t", "drop") RULE("fwd", "45", statement))
	expect(refused(ONE("{\"queue\":{\"num\":1}}"), ZONE_PROBLEM_STATEMENT, "queue"));
	expect(strcmp(problem.where, "table inet t, chain fwd, handle 45") == 0);
	expect(refused(ONE("{\"notrack\":null}"), ZONE_PROBLEM_STATEMENT, "notrack"));
	expect(refused(ONE("{\"flow\":{\"op\":\"add\",\"flowtable\":\"@f\"}}"),
		       ZONE_PROBLEM_STATEMENT, "flow"));
	expect(refused(ONE("{\"tproxy\":{\"port\":80}}"), ZONE_PROBLEM_STATEMENT, "tproxy"));
	expect(refused(ONE("{\"dup\":{\"addr\":\"1.2.3.4\"}}"), ZONE_PROBLEM_STATEMENT, "dup"));
	expect(refused(ONE("{\"xt\":null}"), ZONE_PROBLEM_STATEMENT, "xt"));
	expect(
	    refused(ONE("{\"mangle\":{\"key\":" PAYLOAD("ip", "daddr") ",\"value\":\"10.1.0.1\"}}"),
		    ZONE_PROBLEM_STATEMENT, "mangle"));
	expect(holds(ONE("{\"mangle\":{\"key\":" KEY("ct", "mark") ",\"value\":7}}")));
	/* NAT in another hook of another table. */
	expect(refused(
	    WHOLE("{\"chain\":{\"family\":\"ip\",\"table\":\"n\",\"name\":\"post\",\"type\":"
		  "\"nat\",\"hook\":\"postrouting\",\"prio\":100,\"policy\":\"accept\"}},"
		  "{\"rule\":{\"family\":\"ip\",\"table\":\"n\",\"chain\":\"post\",\"handle\":2,"
		  "\"expr\":[{\"masquerade\":null}]}},"),
	    ZONE_PROBLEM_STATEMENT, "masquerade"));
	/* The boundary's own traffic is not asked about. */
	expect(holds(WHOLE(TABLE("t") BASE(
	    "t", "drop") "{\"chain\":{\"family\":\"inet\",\"table\":\"t\",\"name\":\"in\",\"type\":"
			 "\"filter\",\"hook\":\"input\",\"prio\":0,\"policy\":\"accept\"}}," RULE(
			     "in", "46", "{\"queue\":{\"num\":1}}"))));
	expect(
	    refused(WHOLE("{\"flowtable\":{\"family\":\"inet\",\"name\":\"f\",\"table\":\"t\"}},"),
		    ZONE_PROBLEM_OBJECT, "flowtable"));
	expect(refused(WHOLE("{\"table\":{\"family\":\"inet\",\"name\":\"t\",\"flags\":\"ip\"}},"),
		       ZONE_PROBLEM_TABLE_FLAGS, "t"));
}

/* What nft 1.0.6 lists, each tried against the kernel: a drop that is narrower than it reads. */
static void unsaid(void)
{
#define OPEN(rules) WHOLE(TABLE("t") BASE("t", "accept") rules RULE("fwd", "79", DROP))
#define NARROW(expr) OPEN(RULE("fwd", "60", expr) RULE("fwd", "61", ACCEPT))
	/* The family stands in no listing. */
	expect(leaks(NARROW("{\"reject\":{\"type\":\"icmpv6\",\"expr\":\"addr-unreachable\"}}"),
		     "IPv4 TCP"));
	expect(leaks(NARROW("{\"reject\":{\"type\":\"icmp\",\"expr\":\"host-unreachable\"}}"),
		     "IPv6 TCP"));
	expect(leaks(NARROW("{\"reject\":{\"type\":\"tcp reset\"}}"), "UDP"));
	expect(holds(NARROW("{\"reject\":{\"type\":\"icmpx\",\"expr\":\"port-unreachable\"}}")));
	expect(holds(NARROW("{\"reject\":null}")));
	expect(refused(NARROW("{\"reject\":{\"type\":\"icmpv7\"}}"), ZONE_PROBLEM_VALUE, "icmpv7"));
#define L4(value) MATCH("==", KEY("meta", "l4proto"), value)
#define ONLY(value) OPEN(RULE("fwd", "62", L4(value) DROP) RULE("fwd", "63", L4(value) ACCEPT))
	expect(leaks(ONLY("\"icmp\""), "may be stopped after all"));
	expect(leaks(ONLY("\"ipv6-icmp\""), "may be stopped after all"));
	expect(holds(ONLY("\"tcp\"")));
	expect(holds(ONLY("{\"set\":[\"icmp\",\"igmp\"]}")));
	/* A rule ends where a value cannot be had. */
#define MARK(value) "{\"mangle\":{\"key\":" KEY("meta", "mark") ",\"value\":" value "}},"
	expect(leaks(NARROW(MARK("{\"map\":{\"key\":" PAYLOAD(
			 "ip", "saddr") ",\"data\":{\"set\":[[\"10.0.0.1\",1]]}}}") DROP),
		     "handle 61"));
	expect(leaks(NARROW(MARK(KEY("ct", "mark")) DROP), "handle 61"));
	expect(holds(NARROW(MARK("5") DROP)));
	expect(leaks(NARROW("{\"counter\":{\"map\":{\"key\":" PAYLOAD(
			 "ip", "saddr") ",\"data\":\"@m\"}}}," DROP),
		     "handle 61"));
	expect(holds(NARROW("{\"counter\":\"a\"}," DROP)));
	expect(leaks(
	    NARROW(MATCH("!=", KEY("ct", "state"), "{\"|\":[\"established\",\"related\"]}") DROP),
	    "handle 61"));
	/* Of a packet within a packet. */
	expect(leaks(
	    WHOLE(TABLE("t") BASE("t", "drop") RULE(
		"fwd", "64",
		IIF("z-in") OIF("z-lg") MATCH(
		    "==",
		    "{\"payload\":{\"tunnel\":\"vxlan\",\"protocol\":\"ip\",\"field\":\"saddr\"}}",
		    "\"10.3.0.2\"") MATCH("==", PAYLOAD("ip", "daddr"),
					  "{\"prefix\":{\"addr\":\"10.2.0.0\",\"len\":24}}")
		    MATCH("==", PAYLOAD("tcp", "dport"), "25") ACCEPT)),
	    "handle 64"));
}

/* Sets whose elements match by amount, and one that packets fill without any flag. */
static void moods(void)
{
#define SET(elements)                                                                          \
	"{\"set\":{\"family\":\"inet\",\"table\":\"t\",\"name\":\"s\",\"type\":\"ipv4_addr\"," \
	"\"size\":65535" elements "}},"
#define IN_SET MATCH("==", PAYLOAD("ip", "saddr"), "\"@s\"")
#define ALL_BUT(last) "{\"elem\":{\"val\":{\"prefix\":{\"addr\":\"0.0.0.0\",\"len\":0}}" last "}}"
#define V6_DROP RULE("fwd", "70", MATCH("==", KEY("meta", "nfproto"), "\"ipv6\"") DROP)
#define LIMITED(last)                                                             \
	WHOLE(TABLE("t") SET(",\"elem\":[" ALL_BUT(last) "]") BASE("t", "accept") \
		  V6_DROP RULE("fwd", "71", IN_SET DROP))
	expect(holds(LIMITED("")));
	expect(holds(LIMITED(",\"comment\":\"x\",\"counter\":{\"packets\":0,\"bytes\":0}")));
	expect(leaks(LIMITED(",\"limit\":{\"rate\":1,\"per\":\"second\",\"inv\":true}"), "IPv4"));
	expect(leaks(LIMITED(",\"quota\":{\"val\":10,\"val_unit\":\"mbytes\"}"), "IPv4"));
	expect(leaks(LIMITED(",\"timeout\":60"), "IPv4"));
	expect(holds(WHOLE(TABLE("t") SET("") BASE("t", "drop") RULE("fwd", "72", IN_SET ACCEPT))));
	/* In any chain of the table: knock at the boundary's own port, and be let through. */
	expect(leaks(WHOLE(TABLE("t") SET("") BASE("t", "drop") CHAIN("knock") RULE(
			 "knock", "73",
			 "{\"set\":{\"op\":\"add\",\"elem\":" PAYLOAD(
			     "ip", "saddr") ",\"set\":\"@s\"}}") RULE("fwd", "74", IN_SET ACCEPT)),
		     "handle 74"));
}

static void hostile(void)
{
	expect(refused("", ZONE_PROBLEM_NOT_JSON, problem.what));
	expect(refused("{}", ZONE_PROBLEM_NOT_JSON, "nftables"));
	expect(refused("{\"nftables\":[]}", ZONE_PROBLEM_NOT_JSON, "nftables"));
	expect(refused("{\"nftables\":[{\"metainfo\":{\"json_schema_version\":2}}]}",
		       ZONE_PROBLEM_NOT_JSON, "json_schema_version"));
	expect(refused(WHOLE(TABLE("t") BASE("t", "drop") BASE("t", "drop")), ZONE_PROBLEM_TWICE,
		       "fwd"));
	expect(refused(ONE("{\"jump\":{\"target\":\"none\"}}"), ZONE_PROBLEM_NAME, "none"));
	expect(refused(WHOLE(TABLE("t") BASE("t", "drop") CHAIN("a") CHAIN("b")
				 RULE("fwd", "1", "{\"jump\":{\"target\":\"a\"}}")
				     RULE("a", "2", "{\"jump\":{\"target\":\"b\"}}")
					 RULE("b", "3", "{\"goto\":{\"target\":\"a\"}}")),
		       ZONE_PROBLEM_LOOP, problem.what));
	expect(refused(ONE(MATCH("==", PAYLOAD("ip", "saddr"), "\"10.2.0.256\"") ACCEPT),
		       ZONE_PROBLEM_VALUE, "10.2.0.256"));
	expect(refused(ONE(MATCH("==", PAYLOAD("tcp", "dport"), "65536") ACCEPT),
		       ZONE_PROBLEM_VALUE, "number"));
	expect(refused(ONE(MATCH("==", PAYLOAD("ip", "saddr"), "\"@none\"") ACCEPT),
		       ZONE_PROBLEM_NAME, "@none"));
	/* What nft 1.0.6 makes of a list of names with "*". */
	expect(refused(
	    ONE(MATCH("==", KEY("meta", "iifname"), "{\"set\":[{\"range\":[\"\",\"\"]}]}") ACCEPT),
	    ZONE_PROBLEM_SHAPE, "range"));
	expect(refused(ONE(ACCEPT "," ACCEPT), ZONE_PROBLEM_SHAPE, "accept"));
	expect(refused(ONE("\"notrack\""), ZONE_PROBLEM_STATEMENT, "notrack"));
}

int main(void)
{
	mem = arena_new((size_t)256 << 20);
	the_list();
	plain();
	by_hand();
	chains();
	unknown();
	unsaid();
	moods();
	hostile();
	arena_free(&mem);
	return tap_done();
}
