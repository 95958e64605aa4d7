/* SPDX-License-Identifier: Apache-2.0
 * votes.c: which rule an item falls under, whose voice counts, and what the notary makes of votes
 * that a captured store or portal brings it.
 */
#include "notary/desk.h"
#include "notary/picks.h"
#include "notary/votes.h"
#include "people/ticket.h"
#include "sys/log.h"
#include "tap.h"

#define NOW 1795237445

static const char text[] =
    "schema: 1\n"
    "body: {name: 見本町}\n"
    "organs: [{code: o, name: 町}]\n"
    "units: [{code: u, name: 課, organ: o, manager: '1'}, {code: v, name: 別の課, organ: o, "
    "manager: '4'}]\n"
    "people:\n"
    "  - {number: '1', name: 長, units: [u], roles: [clerk], deputy: '2'}\n"
    "  - {number: '2', name: 代理, units: [v], roles: [clerk, approver]}\n"
    "  - {number: '3', name: 承認者, units: [u], roles: [clerk, approver], deputy: '2'}\n"
    "  - {number: '4', name: 別の長, units: [v], roles: [clerk, approver]}\n"
    "  - {number: '5', name: 職員, units: [u], roles: [clerk]}\n"
    "  - {number: '6', name: 承認者二, units: [u], roles: [clerk, approver]}\n"
    "  - {number: '7', name: 最高責任者, units: [v], roles: [clerk, ciso], deputy: '8'}\n"
    "  - {number: '8', name: 情報, units: [v], roles: [clerk, operator], deputy: '7'}\n"
    "  - {number: '9', name: 情報二, units: [v], roles: [clerk, operator]}\n"
    "zones: [{code: i, name: 外, kind: internet}, {code: l, name: 内, kind: lgwan}]\n"
    "flows:\n"
    "  - {code: a, name: 取込, direction: inbound, from: i, to: l}\n"
    "  - {code: b, name: 送付, direction: outbound, from: l, to: i,\n"
    "     destinations: [{domain: '*', highest_grade: 3}]}\n"
    "formats: {inbound: {text: allow, zip: allow}, outbound: {text: allow, csv: allow}}\n"
    "approvals:\n"
    "  bulk_most: 5\n"
    "  rules:\n"
    "    - {direction: inbound, formats: [zip], need: approver}\n"
    "    - {grades: [2], formats: [csv], need: any, count: 2, clause: 6(2)}\n"
    "    - {grades: [3], recipients: [{address: '*.lg.jp'}], need: all, among: people, people: "
    "['7', '8']}\n"
    "    - {direction: outbound, from_bytes: 1000000, need: any, count: 2, among: operators, "
    "bulk: false}\n"
    "    - {grades: [1], recipients: [{address: A@example.com}], need: approver, afterwards: true, "
    "deputy_minutes: 5}\n";

static struct policy p;
static struct signing_key auth, other;

static struct policy_demand asks(enum direction d, enum grade g, const char *name, uint64_t length,
				 const char *to)
{
	struct policy_case c = {d, g, view_str(name), length, view_str(to)};
	return policy_demand(&p, &c);
}

static void rules(void)
{
	const enum direction in = DIRECTION_IN, out = DIRECTION_OUT;
	struct policy_demand d = asks(in, GRADE_NONE, "a.zip", 5, "u");
	expect(d.rule == 0 && d.need == POLICY_NEED_APPROVER && d.count == 1 && !d.urgent);
	expect(asks(in, GRADE_NONE, "a.txt", 5, "u").need == POLICY_NEED_NONE);
	expect(asks(in, GRADE_NONE, "zip", 5, "u").rule == POLICY_NONE); /* no extension */
	d = asks(out, GRADE_2, "A.CSV", 5, "x@example.com");
	expect(d.rule == 1 && d.need == POLICY_NEED_ANY && d.count == 2 && d.bulk && !d.urgent);
	expect(asks(out, GRADE_2, "a.tsv", 5, "x@example.com").rule == 1);
	/* the short form is what no rule speaks of */
	d = asks(out, GRADE_2, "a.txt", 999999, "x@example.com");
	expect(d.rule == POLICY_NONE && d.need == POLICY_NEED_APPROVER && d.urgent);
	d = asks(out, GRADE_2, "a.txt", 1000000, "x@example.com");
	expect(d.rule == 3 && d.need == POLICY_NEED_ANY && !d.bulk);
	d = asks(out, GRADE_3B, "a.txt", 2000000, "x@town.lg.jp"); /* the first that holds */
	expect(d.rule == 2 && d.need == POLICY_NEED_ALL);
	expect(asks(out, GRADE_3, "a.txt", 5, "x@lg.jp").need == POLICY_NEED_MANAGER);
	d = asks(out, GRADE_1, "a.txt", 5, "a@EXAMPLE.com");
	expect(d.rule == 4 && d.urgent && d.deputy_minutes == 5);
	expect(asks(out, GRADE_1, "a.txt", 5, "b@example.com").need == POLICY_NEED_NONE);
	/* What was found in it wants the manager, whatever a rule says. */
	policy_demand_manager(&p, &d);
	expect(d.need == POLICY_NEED_MANAGER && !d.urgent && d.rule == 4);
	d = asks(out, GRADE_2, "a.csv", 5, "x@example.com");
	policy_demand_manager(&p, &d);
	expect(d.need == POLICY_NEED_ANY && d.count == 2 && d.manager);
}

/* "3 6": who has spoken; "-": somebody who has left. */
static struct policy_request request(const char *applicant, struct policy_demand d,
				     const char *voices, uint32_t waited)
{
	struct policy_request r = {.unit = policy_unit(&p, VIEW("u")),
				   .applicant = policy_person(&p, view_str(applicant)),
				   .demand = d,
				   .waited_minutes = waited};
	for (; *voices; voices += voices[1] ? 2 : 1)
		r.voices[r.voices_count++] = policy_person(&p, view_of(voices, 1));
	return r;
}

static enum err may(const char *who, struct policy_request r)
{
	return policy_may_approve(&p, policy_person(&p, view_str(who)), &r);
}

static bool enough(struct policy_request r)
{
	return policy_enough(&p, &r);
}

static uint32_t given(struct policy_request r)
{
	return policy_given(&p, &r);
}

static void any_two(void)
{
	struct policy_demand d = asks(DIRECTION_OUT, GRADE_2, "a.csv", 5, "x@example.com");
	const struct policy_person *some[8];
	struct policy_request r = request("5", d, "", 0);
	expect(policy_seats(&p, &r) == 3 && policy_wanted(&p, &r) == 2 && !enough(r));
	expect(policy_approvers(&p, &r, some, 8) == 3);
	expect_err(may("5", r), E_SELF_APPROVAL);
	expect_err(may("4", r), E_FORBIDDEN);
	expect_err(may("2", r), E_FORBIDDEN); /* deputy of two, and nobody has waited */
	expect_err(may("3", r), OK);
	r = request("5", d, "3", 0);
	expect(given(r) == 1 && !enough(r));
	expect_err(may("3", r), E_SPOKEN);
	expect_err(may("6", r), OK);
	expect(policy_approvers(&p, &r, some, 8) == 2);
	expect(!enough(request("5", d, "3 3", 0)) && given(request("5", d, "3 3", 0)) == 1);
	expect(enough(request("5", d, "3 6", 0)) && enough(request("5", d, "1 6", 0)));
	expect_err(may("1", request("5", d, "3 6", 0)), E_SPOKEN); /* there are enough */
	/* The deputy of two is one voice, and fills the seat that is free. */
	expect_err(may("2", request("5", d, "", 30)), OK);
	expect_err(may("2", request("5", d, "3", 30)), OK);
	expect(enough(request("5", d, "3 2", 30)) && enough(request("5", d, "2 3", 30)));
	expect(!enough(request("5", d, "3 2", 0)));
	/* Who asks fills no seat; their deputy does, at once. */
	expect(!enough(request("3", d, "3 6", 0)) && enough(request("3", d, "2 6", 0)));
	/* Somebody who has left, or is asked no more, counts no more. */
	expect(!enough(request("5", d, "3 -", 0)) && !enough(request("5", d, "3 4", 0)));
	expect(enough(request("5", d, "- 3 6", 0)));
	/* Two, and one of them the manager. */
	policy_demand_manager(&p, &d);
	expect(!enough(request("5", d, "3 6", 0)) && enough(request("5", d, "3 1", 0)));
	expect_err(may("1", request("5", d, "3 6", 0)), OK);
	expect(enough(request("5", d, "3 6 1", 0)) && enough(request("5", d, "6 2", 30)));
}

static void all_of_list(void)
{
	struct policy_demand d = asks(DIRECTION_OUT, GRADE_3, "a.txt", 5, "x@town.lg.jp");
	struct policy_request r = request("5", d, "", 0);
	expect(policy_wanted(&p, &r) == 2);
	expect_err(may("1", r), E_FORBIDDEN); /* the manager is not on the list */
	expect(!enough(request("5", d, "7", 0)) && enough(request("5", d, "7 8", 0)));
	/* They are each other's deputies: after half an hour one still does not count as both. */
	expect(!enough(request("5", d, "7", 60)) && enough(request("5", d, "8 7", 60)));
	expect(!enough(request("7", d, "8", 60))); /* the CISO's own: their deputy, and one more */
	expect_err(may("9", request("7", d, "8", 60)), E_FORBIDDEN);
}

/* --- the notary --- */

static struct body_sign ask(enum grade grade, const char *name, const char *sender, const char *to)
{
	struct body_sign s = {.life = 60};
	struct binding *b = &s.binding;
	memset(b->id, 1, ID_LEN);
	memset(b->original, 2, HASH_LEN);
	memset(b->output, 3, HASH_LEN);
	memset(b->approval, 4, HASH_LEN);
	b->length = 5;
	b->direction = DIRECTION_OUT;
	b->recipient_kind = RECIPIENT_OUTSIDE;
	b->grade = (uint8_t)grade;
	(void)snprintf(b->name, sizeof b->name, "%s", name);
	(void)snprintf(b->sender, sizeof b->sender, "%s", sender);
	(void)snprintf(b->destination, sizeof b->destination, "outbox");
	(void)snprintf(b->recipient, sizeof b->recipient, "%s", to);
	(void)snprintf(s.unit, sizeof s.unit, "u");
	return s;
}

/* What a portal shows of it, and what auth signs for a list of `n` with it at the end. */
static void vote(struct body_sign *s, const struct signing_key *k, enum act act, const char *who,
		 size_t n)
{
	struct pick picks[PICKS_MAX] = {0};
	struct envelope e = {.direction = s->binding.direction,
			     .recipient_kind = s->binding.recipient_kind,
			     .grade = s->binding.grade};
	struct vote *v = &s->vote[s->votes++];
	struct pick *pick = &picks[n - 1];
	memcpy(e.sender, s->binding.sender, sizeof e.sender);
	memcpy(e.unit, s->unit, sizeof e.unit);
	memcpy(e.recipient, s->binding.recipient, sizeof e.recipient);
	memcpy(pick->id, s->binding.id, ID_LEN);
	memcpy(pick->original, s->binding.original, HASH_LEN);
	memcpy(pick->output, s->binding.output, HASH_LEN);
	picks_terms(&e, s->binding.name, pick->terms);
	v->warrant = (struct warrant){.issued = NOW - 5, .expires = NOW + 60};
	(void)snprintf(v->warrant.person, sizeof v->warrant.person, "%s", who);
	picks_subject(act, picks, n, v->warrant.what);
	picks_place(picks, n, n - 1, &v->among);
	expect_err(warrant_sign(k, &v->warrant), OK);
}

static enum err count(const struct body_sign *s)
{
	return votes_count(&p, &auth.public, s, NOW);
}

static void counted(void)
{
	struct body_sign s = ask(GRADE_2, "a.csv", "5", "x@example.com"), t;
	expect_err(count(&s), E_POLICY); /* a hash that the store calls an approval */
	vote(&s, &auth, ACT_APPROVE, "3", 1);
	expect_err(count(&s), E_POLICY);
	t = s;
	vote(&t, &auth, ACT_APPROVE, "3", 2); /* the same person, another code */
	expect_err(count(&t), E_POLICY);
	t = s;
	t.vote[1] = t.vote[0];
	t.votes = 2;
	expect_err(count(&t), E_POLICY);
	t = s;
	vote(&t, &auth, ACT_APPROVE, "5", 1); /* the applicant */
	expect_err(count(&t), E_POLICY);
	t = s;
	vote(&t, &auth, ACT_APPROVE, "4", 1); /* somebody else's approver */
	expect_err(count(&t), E_POLICY);
	t = s;
	vote(&t, &auth, ACT_APPROVE, "0", 1); /* nobody */
	expect_err(count(&t), E_POLICY);
	t = s;
	vote(&t, &other, ACT_APPROVE, "6", 1); /* not auth's word */
	expect_err(count(&t), E_SIGNATURE);
	t = s;
	vote(&t, &auth, ACT_AFTER_YES, "6", 1); /* a code for something else */
	expect_err(count(&t), E_CHANGED);
	t = s;
	vote(&t, &auth, ACT_APPROVE, "6", 6); /* more at once than the policy lets */
	expect_err(count(&t), E_POLICY);
	t.votes = VOTES_MAX + 1;
	expect_err(count(&t), E_PROTOCOL);
	vote(&s, &auth, ACT_APPROVE, "6", 5);
	expect_err(count(&s), OK);
	expect_err(votes_count(&p, NULL, &s, NOW), E_POLICY);
	expect_err(votes_count(&p, &auth.public, &s, NOW + (int64_t)70 * 86400), E_EXPIRED);
	expect_err(votes_count(&p, &auth.public, &s, NOW - 600), E_EXPIRED);
	memset(s.binding.approval, 0, HASH_LEN);
	expect_err(count(&s), E_POLICY);
}

/* What was approved goes nowhere else, under no other name, grade or sender. */
static void bound(void)
{
	struct body_sign s = ask(GRADE_2, "a.csv", "5", "x@example.com"), t;
	vote(&s, &auth, ACT_APPROVE, "3", 1);
	vote(&s, &auth, ACT_APPROVE, "6", 1);
	expect_err(count(&s), OK);
	t = s;
	(void)snprintf(t.binding.recipient, sizeof t.binding.recipient, "y@example.com");
	expect_err(count(&t), E_CHANGED);
	t = s;
	(void)snprintf(t.binding.name, sizeof t.binding.name, "b.csv");
	expect_err(count(&t), E_CHANGED);
	t = s;
	(void)snprintf(t.binding.sender, sizeof t.binding.sender, "3");
	expect_err(count(&t), E_CHANGED);
	t = s;
	t.binding.output[0] ^= 1;
	expect_err(count(&t), E_CHANGED);
	t = s;
	t.binding.id[0] ^= 1;
	expect_err(count(&t), E_CHANGED);
	t = s;
	(void)snprintf(t.unit, sizeof t.unit, "v"); /* the sender is not of that unit */
	expect_err(count(&t), E_FORBIDDEN);
	memset(t.unit, 'u', sizeof t.unit);
	expect_err(count(&t), E_PROTOCOL);
	/* No bulk where the rule says so. */
	s = ask(GRADE_2, "a.txt", "5", "x@example.com");
	s.binding.length = 1000000;
	vote(&s, &auth, ACT_APPROVE, "8", 1);
	t = s;
	vote(&t, &auth, ACT_APPROVE, "9", 2);
	expect_err(count(&t), E_POLICY);
	vote(&s, &auth, ACT_APPROVE, "9", 1);
	expect_err(count(&s), OK);
	/* Nothing is asked: no vote is needed; and all of a list. */
	s = ask(GRADE_1, "a.txt", "5", "b@example.com");
	memset(s.binding.approval, 0, HASH_LEN);
	expect_err(count(&s), OK);
	s = ask(GRADE_3, "a.txt", "5", "x@town.lg.jp");
	vote(&s, &auth, ACT_APPROVE, "7", 1);
	expect_err(count(&s), E_POLICY);
	vote(&s, &auth, ACT_APPROVE, "8", 1);
	expect_err(count(&s), OK);
	/* Inbound the recipient's approvers are asked. */
	s = ask(GRADE_NONE, "a.zip", "", "u");
	s.binding.direction = DIRECTION_IN;
	s.binding.recipient_kind = RECIPIENT_UNIT;
	memset(s.unit, 0, sizeof s.unit);
	vote(&s, &auth, ACT_APPROVE, "3", 1);
	expect_err(count(&s), OK);
}

static void urgent(void)
{
	struct body_sign s = ask(GRADE_1, "a.txt", "5", "a@example.com"), t;
	struct ticket k = {.issued = NOW - 5, .expires = NOW + 60};
	(void)snprintf(k.person, sizeof k.person, "6");
	(void)snprintf(k.unit, sizeof k.unit, "u");
	expect_err(ticket_sign(&auth, &k), OK);
	s.colleague = k;
	expect_err(count(&s), OK);
	t = s;
	(void)snprintf(t.binding.sender, sizeof t.binding.sender, "6"); /* the applicant's own */
	expect_err(count(&t), E_POLICY);
	t = s;
	t.colleague.roles ^= 1;
	expect_err(count(&t), E_POLICY);
	t = ask(GRADE_2, "a.csv", "5", "x@example.com"); /* where two are wanted, and for grade 3 */
	t.colleague = k;
	expect_err(count(&t), E_POLICY);
	t = ask(GRADE_3, "a.txt", "5", "x@example.com");
	t.colleague = k;
	expect_err(count(&t), E_POLICY);
	(void)snprintf(k.person, sizeof k.person, "4"); /* of another unit */
	expect_err(ticket_sign(&auth, &k), OK);
	s.colleague = k;
	expect_err(count(&s), E_POLICY);
}

int main(void)
{
	static struct policy_mistakes mistakes;
	struct arena mem = arena_new(POLICY_ARENA);
	expect_err(policy_load(view_str(text), &mem, &p, &mistakes), OK);
	for (uint32_t i = 0; i < mistakes.n; i++)
		printf("# %s: %s\n", mistakes.rows[i].path, mistakes.rows[i].what_en);
	expect_err(signing_key_new("auth", true, &auth), OK);
	expect_err(signing_key_new("auth", true, &other), OK);
	rules();
	any_two();
	all_of_list();
	counted();
	bound();
	urgent();
	arena_free(&mem);
	return tap_done();
}
