/* SPDX-License-Identifier: Apache-2.0
 * policy.c: the demo town loads, its rules answer, and nothing half-read is ever taken.
 * What each mistake is told as: tests/samples/policy.
 */
#include <openssl/evp.h>

#include "base/buf.h"
#include "policy/read/join.h"
#include "policy/read/schema.h"
#include "tap.h"

static struct policy_mistakes mistakes;

static struct view read_whole(const char *path, struct arena *mem)
{
	FILE *f = fopen(path, "rb");
	uint8_t *p = arena_alloc(mem, POLICY_FILE_MAX);
	size_t n = f && p ? fread(p, 1, POLICY_FILE_MAX, f) : 0;
	if (f)
		(void)fclose(f);
	return view_of(p, n);
}

static enum err load_text(const char *text, struct arena *mem, struct policy *ret)
{
	return policy_load(view_str(text), mem, ret, &mistakes);
}

static bool has(enum mistake_code code)
{
	for (uint32_t i = 0; i < mistakes.n; i++)
		if (mistakes.rows[i].code == code)
			return true;
	return false;
}

/* The least that is a policy: every default shows. */
static const char least[] =
    "schema: 1\n"
    "body: {name: 見本町}\n"
    "organs: [{code: o, name: 町}]\n"
    "units: [{code: u, name: 課, organ: o, manager: '1'}, {code: v, name: 別の課, organ: o, "
    "manager: '4'}]\n"
    "people:\n"
    "  - {number: '1', name: 長, units: [u], roles: [clerk], deputy: '2'}\n"
    "  - {number: '2', name: 代理, units: [v], roles: [clerk]}\n"
    "  - {number: '3', name: 承認者, units: [u], roles: [clerk, approver], deputy: '5'}\n"
    "  - {number: '4', name: 別の長, units: [v], roles: [clerk, approver]}\n"
    "  - {number: '5', name: 職員, units: [u], roles: [clerk]}\n"
    "zones: [{code: i, name: 外, kind: internet}, {code: l, name: 内, kind: lgwan}]\n"
    "flows:\n"
    "  - {code: a, name: 取込, direction: inbound, from: i, to: l}\n"
    "  - {code: b, name: 送付, direction: outbound, from: l, to: i,\n"
    "     destinations: [{domain: '*.lg.jp', highest_grade: 3}, {domain: bad.example, "
    "highest_grade: 0},\n"
    "                    {domain: '*', highest_grade: 1}]}\n"
    "formats: {inbound: {text: allow, csv: allow}, outbound: {text: allow, persons: drop}}\n";

static void demo_town(void)
{
	struct arena mem = arena_new(POLICY_ARENA);
	struct policy p = {0};
	struct view file = read_whole(SHARE_DIR "/profiles/demo.yaml", &mem);
	expect_err(policy_load(file, &mem, &p, &mistakes), OK);
	expect(mistakes.wrong == 0 && mistakes.notes == 0);
	uint8_t hash[HASH_LEN];
	size_t n = sizeof hash;
	expect(EVP_Q_digest(NULL, "SHA256", NULL, file.p, file.n, hash, &n) == 1);
	expect(memcmp(hash, p.hash, sizeof hash) == 0);
	expect(!p.is_public && p.units_count == 5 && p.people_count == 10);
	const struct policy_person *clerk = policy_person(&p, VIEW("2002"));
	const struct policy_person *other = policy_person(&p, VIEW("2003"));
	const struct policy_unit *unit = policy_unit(&p, VIEW("kensetsu"));
	expect(clerk && other && unit && policy_in_unit(&p, clerk, unit) &&
	       policy_in_unit(&p, other, unit));
	bool all = true;
	for (uint32_t i = 0; i < p.people_count; i++)
		all = all && policy_person(&p, view_str(p.people[i].number)) == &p.people[i];
	for (uint32_t i = 0; i < p.units_count; i++)
		all = all && policy_unit(&p, view_str(p.units[i].code)) == &p.units[i];
	expect(all);
	/* Whoever adds a format says in the demo town whether it passes. */
#define FORMAT(name, extensions, ja, en)                               \
	expect(policy_format_allowed(&p, DIRECTION_IN, VIEW(#name)) && \
	       policy_format_allowed(&p, DIRECTION_OUT, VIEW(#name)));
#include "tbl/formats.h"
#undef FORMAT
	expect(!policy_person(&p, VIEW("")) && !policy_person(&p, VIEW("200")) &&
	       !policy_person(&p, VIEW("20022")) && !policy_person(&p, VIEW("2002\0")));
	arena_free(&mem);
}

/* DESIGN 7: inbound nothing; outbound by grade: nothing, an approver, the manager. */
static void defaults(void)
{
	struct arena mem = arena_new(POLICY_ARENA);
	struct policy p = {0};
	struct limits in = {0}, out = {0};
	expect_err(load_text(least, &mem, &p), OK);
	expect(policy_need(&p, DIRECTION_IN, GRADE_NONE) == POLICY_NEED_NONE);
	expect(policy_need(&p, DIRECTION_OUT, GRADE_1) == POLICY_NEED_NONE);
	expect(policy_need(&p, DIRECTION_OUT, GRADE_2) == POLICY_NEED_APPROVER);
	expect(policy_need(&p, DIRECTION_OUT, GRADE_3) == POLICY_NEED_MANAGER);
	expect(policy_need(&p, DIRECTION_OUT, GRADE_NONE) == POLICY_NEED_MANAGER);
	expect(p.approvals.deputy_after_minutes == 30 && p.limits.lockout.tries == 5);
	expect(p.limits.session.idle_minutes == 30 && p.limits.retention.original_days == 90);
	policy_limits_of(&p, DIRECTION_IN, &in);
	policy_limits_of(&p, DIRECTION_OUT, &out);
	/* What the policy does not say is what everybody else takes for granted. */
	expect(in.refused == ~(1u << 1 | 1u << 2)); /* text and table alone, by tbl/forms.h */
	expect(out.refused == ~(1u << 1));
	in.refused = 0;
	expect(memcmp(&in, &limits_default, sizeof in) == 0);
	expect(out.options == (LIMITS_CSV_GUARD | LIMITS_DROP_PERSON | LIMITS_OUTBOUND));
	expect(policy_format_allowed(&p, DIRECTION_IN, VIEW("csv")));
	expect(
	    !policy_format_allowed(&p, DIRECTION_OUT, VIEW("csv"))); /* not written: not allowed */
	expect(!policy_format_allowed(&p, DIRECTION_IN, VIEW("exe")));
	arena_free(&mem);
}

static void grades(void)
{
	struct arena mem = arena_new(POLICY_ARENA);
	struct policy p = {0};
	expect_err(load_text(least, &mem, &p), OK);
	expect(policy_grade(&p, VIEW("3")) == GRADE_3 && policy_grade(&p, VIEW("1")) == GRADE_1);
	expect(policy_grade(&p, VIEW("3A")) == GRADE_NONE &&
	       policy_grade(&p, VIEW("")) == GRADE_NONE);
	/* A row that says 3 means all of 3, in either scale. */
	expect_err(policy_destination(&p, VIEW("a@town.lg.jp"), GRADE_3A), OK);
	expect_err(policy_destination(&p, VIEW("a@example.com"), GRADE_2), E_POLICY);
	p.classification.scale = POLICY_SCALE_FIVE;
	expect(policy_grade(&p, VIEW("3")) == GRADE_NONE &&
	       policy_grade(&p, VIEW("3B")) == GRADE_3B);
	expect(policy_grade(&p, VIEW("2")) == GRADE_2 &&
	       policy_grade(&p, VIEW("3b")) == GRADE_NONE);
	for (enum grade g = GRADE_3; g < GRADE_COUNT; g++) {
		expect(policy_need(&p, DIRECTION_OUT, g) == POLICY_NEED_MANAGER);
		expect(policy_find_wanted(&p, 1 /* personal number */, g) == POLICY_FIND_STOP);
	}
	arena_free(&mem);
}

static enum err asks(const struct policy *p, const char *who, const char *applicant,
		     const char *unit, enum policy_need need, uint32_t waited)
{
	struct policy_request r = {.unit = policy_unit(p, view_str(unit)),
				   .applicant = policy_person(p, view_str(applicant)),
				   .demand = policy_asks(p, need),
				   .waited_minutes = waited};
	return policy_may_approve(p, policy_person(p, view_str(who)), &r);
}

static void approval(void)
{
	struct arena mem = arena_new(POLICY_ARENA);
	struct policy p = {0};
	expect_err(load_text(least, &mem, &p), OK);
	const enum policy_need one = POLICY_NEED_APPROVER, manager = POLICY_NEED_MANAGER;
	expect_err(asks(&p, "3", "5", "u", one, 0), OK);
	expect_err(asks(&p, "1", "5", "u", one, 0),
		   OK); /* the manager may do what an approver may */
	expect_err(asks(&p, "1", "5", "u", manager, 0), OK);
	expect_err(asks(&p, "3", "5", "u", manager, 0), E_FORBIDDEN);
	expect_err(asks(&p, "4", "5", "u", one, UINT32_MAX), E_FORBIDDEN); /* another unit's */
	expect_err(asks(&p, "3", "3", "u", one, UINT32_MAX), E_SELF_APPROVAL);
	expect_err(asks(&p, "1", "1", "u", manager, UINT32_MAX), E_SELF_APPROVAL);
	/* 2 stands for 1 after thirty minutes; 5 stands for 3, but never for the manager. */
	expect_err(asks(&p, "2", "5", "u", manager, 29), E_FORBIDDEN);
	expect_err(asks(&p, "2", "5", "u", manager, 30), OK);
	expect_err(asks(&p, "5", "1", "u", one, 30), OK);
	expect_err(asks(&p, "5", "1", "u", manager, UINT32_MAX), E_FORBIDDEN);
	expect_err(asks(&p, "5", "5", "u", one, UINT32_MAX), E_SELF_APPROVAL);
	/* Who asks cannot answer: their deputy may at once. */
	expect_err(asks(&p, "2", "1", "u", manager, 0), OK);
	expect(policy_ever_approves(&p, policy_person(&p, VIEW("2"))));
	expect(policy_ever_approves(&p, policy_person(&p, VIEW("1"))));
	struct view alone = VIEW("5");
	expect(policy_ever_approves(&p, policy_person(&p, alone))); /* as 3's deputy */
	arena_free(&mem);
}

static void destinations(void)
{
	struct arena mem = arena_new(POLICY_ARENA);
	struct policy p = {0};
	expect_err(load_text(least, &mem, &p), OK);
	expect_err(policy_destination(&p, VIEW("a@pref.lg.jp"), GRADE_3), OK);
	expect_err(policy_destination(&p, VIEW("a@PREF.LG.JP"), GRADE_3), OK);
	expect_err(policy_destination(&p, VIEW("a@lg.jp"), GRADE_3), E_POLICY);
	expect_err(policy_destination(&p, VIEW("a@evil-lg.jp"), GRADE_2), E_POLICY);
	expect_err(policy_destination(&p, VIEW("a@example.co.jp"), GRADE_1), OK);
	expect_err(policy_destination(&p, VIEW("a@bad.example"), GRADE_1), E_POLICY);
	expect_err(policy_destination(&p, VIEW("a@example.co.jp"), GRADE_NONE), E_POLICY);
	static const char *const no[] = {
	    "",		"a",	   "@x.jp",	"a@",		"a@jp",	     "a@x..jp",	 "a@-x.jp",
	    "a@x-.jp",	"a@x.jp.", "a b@x.jp",	".a@x.jp",	"a..b@x.jp", "a@b@x.jp", "a\n@x.jp",
	    "<a@x.jp>", "あ@x.jp", "a@関所.jp", "a@[10.0.0.1]", "a,b@x.jp"};
	bool all = true;
	for (size_t i = 0; i < array_len(no); i++)
		all = all && policy_destination(&p, view_str(no[i]), GRADE_1) == E_RECIPIENT;
	expect(all);
	arena_free(&mem);
}

static bool contains(struct view v, struct view part)
{
	for (size_t i = 0; i + part.n <= v.n; i++)
		if (view_eq(view_sub(v, i, part.n), part))
			return true;
	return false;
}

static void public_half(void)
{
	struct arena mem = arena_new(POLICY_ARENA);
	struct policy p = {0}, q = {0};
	struct buf out = buf_new(1 << 20);
	struct view file = read_whole(SHARE_DIR "/profiles/demo.yaml", &mem);
	expect_err(policy_load(file, &mem, &p, &mistakes), OK);
	expect_err(policy_public(&p, &out), OK);
	/* A hash has digits of its own, and one day those of somebody's number. */
	struct view rest = buf_view(&out), of = VIEW("public_of:");
	while (rest.n > 0 && !view_starts(rest, of))
		rest = view_sub(rest, 1, rest.n);
	struct view before = view_sub(buf_view(&out), 0, out.n - rest.n);
	rest = view_sub(rest, view_find(rest, 0, '\n'), rest.n);
	bool told = before.n == 0 && rest.n == 0;
	for (uint32_t i = 0; i < p.people_count; i++)
		told = told || contains(before, p.people[i].name) ||
		       contains(rest, p.people[i].name) ||
		       contains(before, view_str(p.people[i].number)) ||
		       contains(rest, view_str(p.people[i].number));
	expect(!told);
	expect(!contains(buf_view(&out), VIEW("lg.jp"))); /* nor where files go */
	expect_err(policy_load(buf_view(&out), &mem, &q, &mistakes), OK);
	expect(mistakes.wrong == 0 && mistakes.notes == 0);
	expect(q.is_public && q.people_count == 0 && q.units_count == p.units_count);
	expect(memcmp(p.hash, q.hash, sizeof p.hash) == 0);
	expect(memcmp(&p.formats, &q.formats, sizeof p.formats) == 0);
	struct limits a, b;
	policy_limits_of(&p, DIRECTION_IN, &a);
	policy_limits_of(&q, DIRECTION_IN, &b);
	expect(memcmp(&a, &b, sizeof a) == 0);
	expect(!policy_person(&q, VIEW("1001")));
	buf_free(&out);
	arena_free(&mem);
}

/* Names with quotes and backslashes come back the same. */
static void quoting(void)
{
	struct arena mem = arena_new(POLICY_ARENA);
	struct policy p = {0}, q = {0};
	struct buf text = buf_new(1 << 16), out = buf_new(1 << 16);
	struct view all = view_str(least), name = VIEW("{name: 見本町}");
	size_t at = 0;
	while (!view_starts(view_sub(all, at, all.n), name))
		at++;
	buf_put(&text, view_sub(all, 0, at));
	buf_str(&text, "{name: 'a\"b\\c: #{}[]&*!|>%@`-?''　'}");
	buf_put(&text, view_sub(all, at + name.n, all.n));
	expect_err(policy_load(buf_view(&text), &mem, &p, &mistakes), OK);
	expect(view_eq(p.body.name, VIEW("a\"b\\c: #{}[]&*!|>%@`-?'　")));
	expect_err(policy_public(&p, &out), OK);
	expect_err(policy_load(buf_view(&out), &mem, &q, &mistakes), OK);
	expect(view_eq(p.body.name, q.body.name));
	buf_free(&text);
	buf_free(&out);
	arena_free(&mem);
}

static void too_much(void)
{
	struct arena mem = arena_new(POLICY_ARENA);
	struct policy p = {.schema = 7};
	struct buf b = buf_new(4 << 20);
	while (b.n <= YAML_FILE_MAX)
		buf_str(&b, "# much\n");
	expect_err(policy_load(buf_view(&b), &mem, &p, &mistakes), E_CONFIG);
	expect(has(MISTAKE_FILE_BIG) && p.schema == 7);
	buf_clear(&b);
	buf_str(&b, "a: [");
	for (size_t i = 0; i <= YAML_NODES_MAX; i++)
		buf_str(&b, "1,");
	buf_str(&b, "]\n");
	expect_err(policy_load(buf_view(&b), &mem, &p, &mistakes), E_CONFIG);
	expect(has(MISTAKE_TOO_MANY));
	buf_clear(&b);
	for (unsigned i = 0; i <= YAML_KEYS_MAX; i++)
		buf_fmt(&b, "k%u: 1\n", i);
	expect_err(policy_load(buf_view(&b), &mem, &p, &mistakes), E_CONFIG);
	expect(has(MISTAKE_TOO_MANY));
	buf_clear(&b);
	for (unsigned i = 0; i < YAML_KEYS_MAX; i++)
		buf_fmt(&b, "k%u: 1\n", i);
	expect_err(policy_load(buf_view(&b), &mem, &p, &mistakes), E_CONFIG);
	expect(mistakes.n == POLICY_MISTAKES_MAX && mistakes.wrong > YAML_KEYS_MAX);
	buf_free(&b);
	arena_free(&mem);
}

/* The largest body there is: 5,000 people and more. */
static void many_people(void)
{
	struct arena mem = arena_new(POLICY_ARENA);
	struct policy p = {0};
	struct buf b = buf_new(4 << 20);
	struct view all = view_str(least), people = VIEW("people:\n");
	size_t at = 0;
	while (!view_starts(view_sub(all, at, all.n), people))
		at++;
	buf_put(&b, view_sub(all, 0, at + people.n));
	for (unsigned i = 10; i < 12010; i++)
		buf_fmt(&b, "  - {number: '%u', name: 職員%u, units: [v], roles: [clerk]}\n", i, i);
	buf_put(&b, view_sub(all, at + people.n, all.n));
	expect_err(policy_load(buf_view(&b), &mem, &p, &mistakes), OK);
	expect(p.people_count == 12005 && policy_person(&p, VIEW("12009")) != NULL);
	buf_free(&b);
	arena_free(&mem);
}

/* Every beginning of a policy is either a policy or has mistakes; so is every one with a byte
 * changed. */
static void cut_and_bent(void)
{
	bool sane = true, any_ok = false;
	char text[sizeof least];
	for (size_t n = 0; n < sizeof least; n++) {
		struct arena mem = arena_new(POLICY_ARENA);
		struct policy p = {0};
		enum err e = policy_load(view_of(least, n), &mem, &p, &mistakes);
		sane =
		    sane && (e == OK ? mistakes.wrong == 0 : e == E_CONFIG && mistakes.wrong > 0);
		any_ok = any_ok || e == OK;
		memcpy(text, least, sizeof text);
		text[n] = "\0:-{[\"'&*#%\t\n"[n % 13];
		e = policy_load(view_of(text, sizeof text - 1), &mem, &p, &mistakes);
		sane =
		    sane && (e == OK ? mistakes.wrong == 0 : e == E_CONFIG && mistakes.wrong > 0);
		arena_free(&mem);
	}
	expect(sane && any_ok);
}

static void no_memory(void)
{
	bool sane = true;
	enum err e = E_NO_MEMORY;
	for (size_t cap = 0; cap < 400000 && e != OK; cap += 97) {
		struct arena mem = arena_new(cap);
		struct policy p = {.schema = 7};
		e = load_text(least, &mem, &p);
		sane = sane && (e == OK || (e == E_NO_MEMORY && p.schema == 7));
		arena_free(&mem);
	}
	expect(e == OK);
	expect(sane);
}

/* A closed list; a row that names a unit counts before one that names none. */
static void gates(void)
{
	struct arena mem = arena_new(POLICY_ARENA);
	struct policy p = {0}, q = {0};
	struct buf text = buf_new(1 << 16), out = buf_new(1 << 16);
	const enum policy_gate_kind portal = POLICY_GATE_PORTAL;
	expect_err(load_text(least, &mem, &p), OK);
	const struct policy_unit *u = policy_unit(&p, VIEW("u")), *v = policy_unit(&p, VIEW("v"));
	expect(policy_gate_open(&p, portal, DIRECTION_IN, u) &&
	       policy_gate_open(&p, portal, DIRECTION_OUT, NULL));
	expect(!policy_gate_open(&p, POLICY_GATE_MAIL, DIRECTION_IN, u));
	expect(policy_gate_limit(&p, portal, DIRECTION_IN, u) == 100000000);
	buf_str(&text, least);
	buf_str(&text, "gates:\n"
		       "  - {kind: portal, direction: inbound, file_mb: 7}\n"
		       "  - {kind: portal, direction: inbound, on: false, units: [v]}\n"
		       "  - {kind: mail, direction: outbound}\n");
	expect_err(policy_load(buf_view(&text), &mem, &p, &mistakes), OK);
	expect_err(policy_public(&p, &out), OK); /* the Internet half knows them, too */
	expect_err(policy_load(buf_view(&out), &mem, &q, &mistakes), OK);
	const struct policy *both[] = {&p, &q};
	for (size_t i = 0; i < 2; i++) {
		u = policy_unit(both[i], VIEW("u"));
		v = policy_unit(both[i], VIEW("v"));
		expect(policy_gate_open(both[i], portal, DIRECTION_IN, u) &&
		       policy_gate_open(both[i], portal, DIRECTION_IN, NULL));
		expect(!policy_gate_open(both[i], portal, DIRECTION_IN, v));
		expect(!policy_gate_open(both[i], portal, DIRECTION_OUT, u) &&
		       !policy_gate_open(both[i], portal, DIRECTION_OUT, NULL));
		expect(!policy_gate_open(both[i], POLICY_GATE_MAIL, DIRECTION_OUT, u));
		expect(policy_gate_limit(both[i], portal, DIRECTION_IN, u) == 7000000 &&
		       policy_gate_limit(both[i], portal, DIRECTION_IN, NULL) == 7000000);
	}
	buf_free(&text);
	buf_free(&out);
	arena_free(&mem);
}

/* Files by name: "least" is that policy, "N" an organ's whose host is N - 1, "0" least's. */
static enum err read_named(const struct policy_source *from, const char *name, struct arena *mem,
			   struct view *ret)
{
	char text[300];
	int64_t n;
	(void)from;
	if (strcmp(name, "least") == 0) {
		*ret = view_str(least);
		return OK;
	}
	if (view_int(view_str(name), 0, 99, &n) != OK)
		return E_NOT_FOUND;
	int len = snprintf(text, sizeof text,
			   "schema: 1\nhost: {file: %s%.0lld, organ: o}\n"
			   "formats: {inbound: {text: allow}, outbound: {text: allow}}\n",
			   n ? "" : "least", (long long)(n ? n - 1 : 0));
	*ret = arena_copy(mem, view_of(text, (size_t)len));
	if (n == 1) /* %.0lld prints no 0 */
		*ret = VIEW("schema: 1\nhost: {file: '0', organ: o}\n"
			    "formats: {inbound: {text: allow}, outbound: {text: allow}}\n");
	return OK;
}

static void hosts(void)
{
	struct arena mem = arena_new(POLICY_ARENA);
	struct policy_source from = {.read = read_named};
	struct policy p = {0}, q = {0};
	struct view file, text;
	expect_err(read_named(&from, "2", &mem, &file), OK);
	expect_err(policy_load(file, &mem, &p, &mistakes), E_CONFIG);
	expect(mistakes.n == 1 && has(MISTAKE_HOST_APART));
	expect_err(policy_load_from(file, &from, 0, &mem, &p, &mistakes, &text), OK);
	expect(p.units_count == 2 && p.people_count == 5 && p.host.organ == 0);
	/* What runs is one file, which needs its host no more. */
	expect_err(policy_load(text, &mem, &q, &mistakes), OK);
	expect(memcmp(p.hash, q.hash, HASH_LEN) == 0 && q.joined_of.n == 64);
	expect_err(policy_load_from(text, &from, 0, &mem, &q, &mistakes, NULL), OK);
	expect_err(read_named(&from, "50", &mem, &file), OK);
	expect_err(policy_load_from(file, &from, 0, &mem, &p, &mistakes, NULL), E_CONFIG);
	expect(has(MISTAKE_HOST_CYCLE));
	arena_free(&mem);
}

int main(void)
{
	demo_town();
	defaults();
	grades();
	approval();
	destinations();
	public_half();
	quoting();
	too_much();
	many_people();
	cut_and_bent();
	no_memory();
	gates();
	hosts();
	return tap_done();
}
