/* SPDX-License-Identifier: Apache-2.0
 * approval.c: which rule an item falls under, what it asks, and whose approval that may be.
 *
 * A demand names seats: people who approve in their own right. A voice fills one seat: its own, or
 * that of somebody it stands in for. So nobody counts twice, and a deputy does not count beside the
 * one whose deputy they are; how many seats are filled is a matching of voices and seats.
 */
#include "policy/read/schema.h"

#define POLICY_TRIED 64 /* seats that are looked at for one voice */

enum policy_need policy_need(const struct policy *p, enum direction d, enum grade grade)
{
	if (d == DIRECTION_IN)
		return p->approvals.inbound;
	if (grade == GRADE_1)
		return p->approvals.outbound.grade1;
	if (grade == GRADE_2)
		return p->approvals.outbound.grade2;
	return p->approvals.outbound.grade3; /* an outbound file without a grade gets the most */
}

/* --- which rule --- */

static bool same_recipient(struct view pattern, struct view recipient)
{
	size_t at = view_find(recipient, 0, '@');
	if (view_find(pattern, 0, '@') < pattern.n)
		return view_eq_nocase(pattern, recipient);
	return policy_domain_matches(
	    pattern, at < recipient.n ? view_sub(recipient, at + 1, recipient.n) : recipient);
}

bool policy_recipient_in(const struct policy_rule *r, struct view recipient)
{
	for (uint32_t i = 0; i < r->recipients_count; i++)
		if (same_recipient(r->recipients[i].address, recipient))
			return true;
	return r->recipients_count == 0;
}

bool policy_grade_in(uint32_t grades, enum grade grade)
{
	return (grades & 1u << grade) != 0 ||
	       (grade > GRADE_3 && (grades & 1u << GRADE_3) != 0); /* "3" is all of 3 */
}

static uint32_t format_bit(struct view name)
{
	static const char *const exts[] = {
#define FORMAT(name, extensions, ja, en) [POLICY_FORMAT_##name] = (extensions),
#include "tbl/formats.h"
#undef FORMAT
	};
	size_t dot = name.n;
	while (dot > 0 && name.p[dot - 1] != '.')
		dot--;
	struct view ext = view_sub(name, dot, name.n);
	for (uint32_t i = 0; dot > 0 && i < array_len(exts); i++)
		for (struct view rest = view_str(exts[i]); rest.n;) {
			size_t end = view_find(rest, 0, ' ');
			if (view_eq_nocase(view_sub(rest, 0, end), ext))
				return 1u << i;
			rest = view_sub(rest, min_of(end + 1, rest.n), rest.n);
		}
	return 0;
}

static bool applies(const struct policy_rule *r, const struct policy_case *c)
{
	bool out = c->direction == DIRECTION_OUT;
	if (r->direction != DIRECTION_NONE && r->direction != c->direction)
		return false;
	if (r->grades && (!out || !policy_grade_in(r->grades, c->grade)))
		return false;
	if (r->formats && !(r->formats & format_bit(c->name)))
		return false;
	if (r->recipients_count && (!out || !policy_recipient_in(r, c->recipient)))
		return false;
	return c->length >= r->from_bytes;
}

struct policy_demand policy_asks(const struct policy *p, enum policy_need need)
{
	return (struct policy_demand){.need = need,
				      .rule = POLICY_NONE,
				      .count = need != POLICY_NEED_NONE,
				      .bulk = true,
				      .deputy_minutes = p->approvals.deputy_after_minutes};
}

struct policy_demand policy_demand(const struct policy *p, const struct policy_case *c)
{
	struct policy_demand d = policy_asks(p, policy_need(p, c->direction, c->grade));
	bool urgent = true;
	for (uint32_t i = 0; i < p->approvals.rules_count; i++) {
		const struct policy_rule *r = &p->approvals.rules[i];
		if (!applies(r, c))
			continue;
		d = policy_asks(p, r->need);
		d.rule = i;
		d.count = r->need == POLICY_NEED_ANY ? r->count : d.count;
		d.bulk = r->bulk;
		if (r->deputy_minutes <= POLICY_DEPUTY_MOST)
			d.deputy_minutes = r->deputy_minutes;
		urgent = r->afterwards;
		break;
	}
	d.urgent = urgent && p->approvals.urgent && c->direction == DIRECTION_OUT &&
		   grade_level(c->grade) < GRADE_3 && d.need == POLICY_NEED_APPROVER;
	return d;
}

void policy_demand_manager(const struct policy *p, struct policy_demand *d)
{
	d->urgent = false;
	if (d->need == POLICY_NEED_NONE || d->need == POLICY_NEED_APPROVER) {
		uint32_t rule = d->rule, minutes = d->deputy_minutes;
		bool bulk = d->bulk;
		*d = policy_asks(p, POLICY_NEED_MANAGER);
		d->rule = rule;
		d->bulk = bulk;
		d->deputy_minutes = minutes;
	}
	d->manager = true;
}

/* --- seats --- */

static bool is_manager(const struct policy *p, const struct policy_request *r,
		       const struct policy_person *person)
{
	return r->unit->manager != POLICY_NONE && &p->people[r->unit->manager] == person;
}

static bool is_listed(const struct policy *p, const struct policy_rule *rule,
		      const struct policy_person *person)
{
	for (uint32_t i = 0; i < rule->people_count; i++)
		if (&p->people[rule->people[i]] == person)
			return true;
	return false;
}

/* The role that makes people one of those; PERSON_ROLE_COUNT: none does. */
static enum person_role role_of(enum policy_among among)
{
	static const struct {
		enum policy_among among;
		enum person_role role;
	} rows[] = {{POLICY_AMONG_CISO, PERSON_CISO},
		    {POLICY_AMONG_OPERATORS, PERSON_OPERATOR},
		    {POLICY_AMONG_APPROVERS, PERSON_APPROVER}};
	for (size_t i = 0; i < array_len(rows); i++)
		if (rows[i].among == among)
			return rows[i].role;
	return PERSON_ROLE_COUNT;
}

/* Somebody that the rule names, by number or by role. */
static bool is_named(const struct policy *p, const struct policy_rule *rule,
		     const struct policy_person *person)
{
	enum person_role role = role_of(rule->among);
	return role == PERSON_ROLE_COUNT ? is_listed(p, rule, person)
					 : policy_has_role(person, role);
}

/* One of those who may approve, in their own right. A manager may do what an approver may. */
bool policy_is_seat(const struct policy *p, const struct policy_request *r,
		    const struct policy_person *person)
{
	const struct policy_demand *d = &r->demand;
	const struct policy_rule *rule =
	    d->rule != POLICY_NONE ? &p->approvals.rules[d->rule] : NULL;
	bool several = d->need == POLICY_NEED_ANY || d->need == POLICY_NEED_ALL;
	if (d->need == POLICY_NEED_MANAGER)
		return is_manager(p, r, person);
	if (several && rule && rule->among != POLICY_AMONG_UNIT)
		return is_named(p, rule, person);
	return is_manager(p, r, person) ||
	       (policy_has_role(person, PERSON_APPROVER) && policy_in_unit(p, person, r->unit));
}

/* May the deputy of this one decide instead? Once it has waited long enough; who asks, or is away,
 * cannot answer: then at once. */
static bool may_be_stood_in(const struct policy_request *r, const struct policy_person *absent)
{
	return r->waited_minutes >= r->demand.deputy_minutes || absent == r->applicant ||
	       (r->away && r->away(absent));
}

static bool fills(const struct policy *p, const struct policy_request *r,
		  const struct policy_person *voice, const struct policy_person *seat)
{
	if (voice == seat)
		return voice != r->applicant && policy_is_seat(p, r, seat);
	return policy_deputy(p, seat) == voice && policy_is_seat(p, r, seat) &&
	       may_be_stood_in(r, seat);
}

/* Whose seats: index into people, by voice. One augmenting path (Kuhn): is there a seat for voice
 * k, if need be by moving others to another of theirs? */
struct seating {
	const struct policy *p;
	const struct policy_request *r;
	const struct policy_person *voices[VOTES_MAX + 1];
	uint32_t seat[VOTES_MAX + 1];
	size_t n;
};

static bool find_seat(struct seating *s, size_t k, uint32_t tried[], size_t *ret_tried)
{
	for (uint32_t i = 0; i < s->p->people_count; i++) {
		bool before = false;
		size_t holder = s->n;
		if (!fills(s->p, s->r, s->voices[k], &s->p->people[i]))
			continue;
		for (size_t t = 0; t < *ret_tried; t++)
			before = before || tried[t] == i;
		if (before || *ret_tried == POLICY_TRIED)
			continue;
		tried[(*ret_tried)++] = i;
		for (size_t v = 0; v < s->n; v++)
			if (v != k && s->seat[v] == i)
				holder = v;
		if (holder < s->n && !find_seat(s, holder, tried, ret_tried))
			continue;
		s->seat[k] = i;
		return true;
	}
	return false;
}

/* How many seats these voices fill together. */
static uint32_t filled(const struct policy *p, const struct policy_request *r,
		       const struct policy_person *one_more)
{
	struct seating s = {.p = p, .r = r};
	uint32_t n = 0;
	for (size_t i = 0; i < r->voices_count && i < VOTES_MAX; i++)
		s.voices[s.n++] = r->voices[i];
	if (one_more)
		s.voices[s.n++] = one_more;
	for (size_t k = 0; k < s.n; k++)
		s.seat[k] = POLICY_NONE;
	for (size_t k = 0; k < s.n; k++) {
		uint32_t tried[POLICY_TRIED];
		size_t count = 0;
		n += s.voices[k] && s.voices[k] != r->applicant && find_seat(&s, k, tried, &count);
	}
	return n;
}

/* The manager, or who stands in for the manager. */
static bool is_managers_voice(const struct policy *p, const struct policy_request *r,
			      const struct policy_person *voice)
{
	struct policy_request manager = *r;
	if (!voice || voice == r->applicant || r->unit->manager == POLICY_NONE)
		return false;
	manager.demand.need = POLICY_NEED_MANAGER;
	return fills(p, &manager, voice, &p->people[r->unit->manager]);
}

static bool manager_spoke(const struct policy *p, const struct policy_request *r)
{
	for (size_t i = 0; i < r->voices_count; i++)
		if (is_managers_voice(p, r, r->voices[i]))
			return true;
	return false;
}

uint32_t policy_seats(const struct policy *p, const struct policy_request *r)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < p->people_count; i++)
		n += policy_is_seat(p, r, &p->people[i]);
	return n;
}

uint32_t policy_wanted(const struct policy *p, const struct policy_request *r)
{
	return r->demand.need == POLICY_NEED_ALL ? max_of(policy_seats(p, r), 1u) : r->demand.count;
}

uint32_t policy_given(const struct policy *p, const struct policy_request *r)
{
	return min_of(filled(p, r, NULL), policy_wanted(p, r));
}

bool policy_enough(const struct policy *p, const struct policy_request *r)
{
	return filled(p, r, NULL) >= policy_wanted(p, r) &&
	       (!r->demand.manager || manager_spoke(p, r));
}

/* Does this voice bring it nearer to enough? */
static bool counts(const struct policy *p, const struct policy_person *person,
		   const struct policy_request *r)
{
	if (r->voices_count >= VOTES_MAX) /* whatever the rule says: more are not kept */
		return false;
	if (r->voices_count == 0) { /* the usual case */
		for (uint32_t i = 0; i < p->people_count; i++)
			if (fills(p, r, person, &p->people[i]))
				return true;
	} else if (filled(p, r, NULL) < policy_wanted(p, r) &&
		   filled(p, r, person) > filled(p, r, NULL)) {
		return true;
	}
	return r->demand.manager && !manager_spoke(p, r) && is_managers_voice(p, r, person);
}

static bool has_spoken(const struct policy_request *r, const struct policy_person *person)
{
	for (size_t i = 0; i < r->voices_count; i++)
		if (r->voices[i] == person)
			return true;
	return false;
}

enum err policy_may_approve(const struct policy *p, const struct policy_person *person,
			    const struct policy_request *r)
{
	struct policy_request alone = *r;
	if (person == r->applicant)
		return E_SELF_APPROVAL;
	if (has_spoken(r, person))
		return E_SPOKEN;
	if (counts(p, person, r))
		return OK;
	alone.voices_count = 0;
	return counts(p, person, &alone) ? E_SPOKEN : E_FORBIDDEN;
}

static void add_once(const struct policy *p, const struct policy_person *one,
		     const struct policy_request *r, const struct policy_person **list, size_t most,
		     size_t *n)
{
	if (*n == most || (r->away && r->away(one)))
		return;
	for (size_t i = 0; i < *n; i++)
		if (list[i] == one)
			return;
	if (policy_may_approve(p, one, r) == OK)
		list[(*n)++] = one;
}

size_t policy_approvers(const struct policy *p, const struct policy_request *r,
			const struct policy_person **ret, size_t most)
{
	size_t n = 0;
	for (uint32_t i = 0; i < p->people_count; i++)
		if (policy_is_seat(p, r, &p->people[i]) ||
		    (r->demand.manager && is_manager(p, r, &p->people[i])))
			add_once(p, &p->people[i], r, ret, most, &n);
	for (uint32_t i = 0; i < p->people_count; i++) {
		const struct policy_person *one = &p->people[i], *deputy = policy_deputy(p, one);
		bool seat =
		    policy_is_seat(p, r, one) || (r->demand.manager && is_manager(p, r, one));
		if (deputy && seat && may_be_stood_in(r, one))
			add_once(p, deputy, r, ret, most, &n);
	}
	return n;
}

static bool approves_by_rule(const struct policy *p, const struct policy_person *person)
{
	for (uint32_t i = 0; i < p->approvals.rules_count; i++)
		if (is_named(p, &p->approvals.rules[i], person))
			return true;
	return false;
}

bool policy_asked(const struct policy *p, const struct policy_person *person)
{
	return policy_has_role(person, PERSON_APPROVER) || approves_by_rule(p, person);
}

static bool approves_at_all(const struct policy *p, const struct policy_person *person)
{
	if (policy_asked(p, person))
		return true;
	for (uint32_t i = 0; i < p->units_count; i++)
		if (p->units[i].manager != POLICY_NONE && &p->people[p->units[i].manager] == person)
			return true;
	return false;
}

bool policy_ever_approves(const struct policy *p, const struct policy_person *person)
{
	if (approves_at_all(p, person))
		return true;
	for (uint32_t i = 0; i < p->people_count; i++)
		if (policy_deputy(p, &p->people[i]) == person && approves_at_all(p, &p->people[i]))
			return true;
	return false;
}
