/* SPDX-License-Identifier: Apache-2.0
 * sense_rules.c: approval rules that say nothing, too little, or more than there are people for.
 */
#include "policy/sense/lint.h"

#define LEVEL_3 (1u << GRADE_3 | 1u << GRADE_3C | 1u << GRADE_3B | 1u << GRADE_3A)

struct looking {
	const struct policy *p;
	const struct policy_rule *rule;
	const struct yaml_node *row;
	struct schema_reader *s;
	const bool *clerks; /* by unit: somebody there can ask for something */
};

static void complain(const struct looking *x, enum mistake_code code, const char *key,
		     struct mistake_values values)
{
	lint_complain(x->s, code, lint_below(x->row, key), values);
}

/* --- conditions --- */

static bool may_be(const struct policy_rule *rule, enum direction d)
{
	return rule->direction == DIRECTION_NONE || rule->direction == d;
}

static void check_recipients(const struct looking *x)
{
	const struct yaml_node *list = yaml_member(x->row, "recipients");
	const struct yaml_node *row = list ? list->first : NULL;
	for (uint32_t i = 0; i < x->rule->recipients_count && row; i++, row = row->next) {
		struct view a = x->rule->recipients[i].address;
		struct view name = view_starts(a, VIEW("*.")) ? view_sub(a, 2, a.n) : a;
		bool address = view_find(a, 0, '@') < a.n;
		if (address ? !policy_address_ok(a)
			    : !view_eq(a, VIEW("*")) && !policy_domain_ok(name))
			lint_complain(x->s, address ? MISTAKE_BAD_ADDRESS : MISTAKE_BAD_DOMAIN,
				      lint_below(row, "address"), VALUES(a));
	}
}

static void check_conditions(const struct looking *x)
{
	const struct policy_rule *r = x->rule;
	const struct yaml_node *list = yaml_member(x->row, "grades");
	check_recipients(x);
	if (r->direction == DIRECTION_IN && (r->grades || r->recipients_count))
		complain(x, MISTAKE_RULE_INBOUND, r->grades ? "grades" : "recipients", VALUES({0}));
	if (r->direction != DIRECTION_NONE && !policy_flows(x->p, r->direction))
		complain(x, MISTAKE_RULE_NO_FLOW, "direction", VALUES({0}));
	for (const struct yaml_node *n = list ? list->first : NULL; n; n = n->next)
		if (policy_grade(x->p, n->text) == GRADE_NONE && !view_eq(n->text, VIEW("3")))
			lint_grade(x->p, n->text, n, x->s);
}

/* --- reached at all? --- */

static bool grades_covered(uint32_t by, uint32_t grades)
{
	bool all = by == 0 || grades != 0;
	for (enum grade g = GRADE_1; by && g < GRADE_COUNT; g++)
		all = all && (!policy_grade_in(grades, g) || policy_grade_in(by, g));
	return all;
}

/* Whatever falls under `one` falls under `before`, which comes first. */
static bool covers(const struct policy_rule *before, const struct policy_rule *one)
{
	bool outbound = one->direction == DIRECTION_OUT || one->grades || one->recipients_count;
	bool same = before->direction == DIRECTION_NONE || before->direction == one->direction ||
		    (before->direction == DIRECTION_OUT && outbound);
	bool named = before->recipients_count == 0 || one->recipients_count > 0;
	for (uint32_t i = 0; i < one->recipients_count; i++)
		named = named && policy_recipient_in(before, one->recipients[i].address);
	return same && named && grades_covered(before->grades, one->grades) &&
	       (before->formats == 0 ||
		(one->formats != 0 && (one->formats & ~before->formats) == 0)) &&
	       before->from_bytes <= one->from_bytes;
}

static void check_reached(const struct looking *x, uint32_t i)
{
	const struct yaml_node *row = x->row->parent->first;
	for (uint32_t k = 0; k < i; k++, row = row->next)
		if (covers(&x->p->approvals.rules[k], x->rule)) {
			lint_complain(x->s, MISTAKE_APPROVAL_UNREACHED, x->row,
				      VALUES(lint_number(x->s, row->line)));
			return;
		}
}

/* --- keys that would say nothing --- */

static void check_unused(const struct looking *x)
{
	const struct policy_rule *r = x->rule;
	static const struct {
		const char *key;
		uint32_t needs; /* of which it says something: sum of 1u << enum policy_need */
	} keys[] = {
	    {"count", 1u << POLICY_NEED_ANY},
	    {"among", 1u << POLICY_NEED_ANY | 1u << POLICY_NEED_ALL},
	    {"people", 1u << POLICY_NEED_ANY | 1u << POLICY_NEED_ALL},
	    {"bulk", ~(1u << POLICY_NEED_NONE)},
	    {"deputy_minutes", ~(1u << POLICY_NEED_NONE)},
	};
	const struct policy_word *need = policy_word(WORDS_ASKED, r->need);
	for (size_t i = 0; i < array_len(keys); i++)
		if (yaml_member(x->row, keys[i].key) && !(keys[i].needs & 1u << r->need))
			complain(x, MISTAKE_RULE_UNUSED, keys[i].key,
				 VALUES(view_str(keys[i].key), view_str(need->word)));
	bool several = r->need == POLICY_NEED_ANY || r->need == POLICY_NEED_ALL;
	if (several && (r->among == POLICY_AMONG_PEOPLE) != (r->people_count > 0))
		complain(x, MISTAKE_RULE_PEOPLE, "among", VALUES({0}));
	bool outbound = may_be(r, DIRECTION_OUT) && (!r->grades || (r->grades & ~LEVEL_3));
	if (r->afterwards &&
	    (r->need != POLICY_NEED_APPROVER || !outbound || !x->p->approvals.urgent))
		complain(x, MISTAKE_RULE_AFTERWARDS, "afterwards", VALUES({0}));
	if (r->deputy_minutes <= POLICY_DEPUTY_MOST &&
	    r->deputy_minutes >= x->p->approvals.expire_after_minutes)
		complain(x, MISTAKE_DEPUTY_LATE, "deputy_minutes",
			 VALUES(lint_number(x->s, x->p->approvals.expire_after_minutes)));
}

/* What goes out with less than a town usually asks for. */
static void check_weight(const struct looking *x)
{
	const struct policy_rule *r = x->rule;
	if (!may_be(r, DIRECTION_OUT) || !policy_flows(x->p, DIRECTION_OUT))
		return;
	if (r->need == POLICY_NEED_NONE && !r->grades)
		complain(x, MISTAKE_RULE_NONE_OPEN, "need", VALUES({0}));
	else if ((!r->grades || (r->grades & LEVEL_3)) &&
		 (r->need == POLICY_NEED_NONE || r->need == POLICY_NEED_APPROVER))
		complain(x, MISTAKE_RULE_WEAK, "need",
			 VALUES(view_str(policy_word(WORDS_ASKED, r->need)->ja),
				view_str(policy_word(WORDS_ASKED, r->need)->en)));
}

/* --- people enough? --- */

/* Whoever can ever speak: those who are asked, and their deputies. Of a town's five thousand these
 * are a few, and only they are looked at for each who might be away. */
struct voices {
	const struct policy_person *seats[VOTES_MAX], *deputies[VOTES_MAX];
	size_t n;
};

/* False: there are more seats than voices can be counted. */
static bool find_voices(const struct policy *p, const struct policy_request *r, struct voices *ret)
{
	ret->n = 0;
	for (uint32_t i = 0; i < p->people_count; i++) {
		if (!policy_is_seat(p, r, &p->people[i]))
			continue;
		if (ret->n == VOTES_MAX)
			return false;
		ret->deputies[ret->n] = policy_deputy(p, &p->people[i]);
		ret->seats[ret->n++] = &p->people[i];
	}
	return true;
}

static void speak(const struct policy *p, const struct policy_person *one, struct policy_request *r)
{
	if (one && r->voices_count < VOTES_MAX && policy_may_approve(p, one, r) == OK)
		r->voices[r->voices_count++] = one;
}

static bool can_be_enough(const struct policy *p, const struct voices *v, struct policy_request *r)
{
	for (size_t i = 0; i < v->n; i++)
		speak(p, v->seats[i], r);
	for (size_t i = 0; i < v->n; i++)
		speak(p, v->deputies[i], r);
	return policy_enough(p, r);
}

/* Somebody whose own requests, or absence, leave too few; or NULL. */
static const struct policy_person *missed(const struct policy *p, const struct policy_request *r)
{
	struct voices v;
	if (!find_voices(p, r, &v))
		return NULL;
	for (size_t i = 0; i < v.n; i++) {
		struct policy_request own = *r;
		own.applicant = v.seats[i];
		own.waited_minutes = UINT32_MAX;
		if (!can_be_enough(p, &v, &own))
			return v.seats[i];
	}
	return NULL;
}

/* False: that was complained about. */
static bool check_seats(const struct looking *x, const struct policy_unit *unit, bool units)
{
	struct policy_request r = {.unit = unit, .demand = policy_asks(x->p, x->rule->need)};
	struct view where = units ? view_str(unit->code) : VIEW("団体全体");
	struct view in = units ? where : VIEW("the whole body");
	r.demand.rule = (uint32_t)(x->rule - x->p->approvals.rules);
	r.demand.count = x->rule->count;
	uint32_t seats = policy_seats(x->p, &r);
	uint32_t wanted = x->rule->need == POLICY_NEED_ALL ? 1 : x->rule->count;
	const struct policy_person *alone = NULL;
	bool all = x->rule->need == POLICY_NEED_ALL;
	if (seats < wanted)
		complain(x, MISTAKE_RULE_TOO_FEW, "need",
			 VALUES(where, lint_number(x->s, seats), lint_number(x->s, wanted), in));
	else if (all && seats > RULE_VOICES_MAX)
		complain(x, MISTAKE_RULE_TOO_MANY, "need",
			 VALUES(where, lint_number(x->s, seats), lint_number(x->s, RULE_VOICES_MAX),
				in));
	else if ((all || seats == wanted) && (alone = missed(x->p, &r)) != NULL)
		complain(x, MISTAKE_RULE_NO_DEPUTY, "need",
			 VALUES(view_str(alone->number), where, in));
	else
		return true;
	return false;
}

/* Units in which somebody can ask for anything, by their number; NULL: out of memory. */
static const bool *find_clerks(const struct policy *p, struct arena *mem)
{
	bool *clerks = arena_array(mem, max_of(p->units_count, 1u), sizeof *clerks);
	for (uint32_t i = 0; clerks && i < p->people_count; i++)
		for (uint32_t k = 0; k < p->people[i].units_count; k++)
			if (policy_has_role(&p->people[i], PERSON_CLERK))
				clerks[p->people[i].units[k]] = true;
	return clerks;
}

static void check_people(const struct looking *x)
{
	const struct policy *p = x->p;
	if (x->rule->need != POLICY_NEED_ANY && x->rule->need != POLICY_NEED_ALL)
		return;
	if (x->rule->among == POLICY_AMONG_PEOPLE && x->rule->people_count == 0)
		return; /* that was complained about */
	bool units = x->rule->among == POLICY_AMONG_UNIT;
	for (uint32_t i = 0; i < p->units_count; i++)
		if ((!units || x->clerks[i]) && (!check_seats(x, &p->units[i], units) || !units))
			return; /* the first is enough */
}

void lint_rules(const struct policy *p, const struct yaml_node *root, struct schema_reader *s)
{
	const struct yaml_node *list = yaml_member(lint_below(root, "approvals"), "rules");
	struct looking x = {
	    .p = p, .row = list ? list->first : NULL, .s = s, .clerks = find_clerks(p, s->mem)};
	if (!x.clerks) {
		s->err = E_NO_MEMORY;
		return;
	}
	for (uint32_t i = 0; i < p->approvals.rules_count && x.row; i++, x.row = x.row->next) {
		x.rule = &p->approvals.rules[i];
		check_conditions(&x);
		check_reached(&x, i);
		check_unused(&x);
		check_weight(&x);
		check_people(&x);
	}
}
