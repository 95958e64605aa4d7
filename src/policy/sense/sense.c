/* SPDX-License-Identifier: Apache-2.0
 * sense.c: what no single value shows: nobody to approve, flows the wrong way, rules never reached.
 */
#include "policy/sense/lint.h"

struct sense {
	const struct policy *p;
	const struct yaml_node *root;
	struct schema_reader *s;
	bool needs_approver, needs_manager; /* some item that can occur needs it */
};

/* --- body, limits --- */

static void check_body(const struct sense *x)
{
	const char *text = x->p->body.number;
	const struct yaml_node *node = lint_below(yaml_member(x->root, "body"), "number");
	unsigned sum = 0;
	char right[8];
	if (text[0] == '\0')
		return;
	for (size_t i = 0; i < 6; i++)
		if (text[i] < '0' || text[i] > '9') {
			lint_complain(x->s, MISTAKE_BODY_NUMBER, node, VALUES(view_str(text)));
			return;
		}
	/* 全国地方公共団体コード仕様: weights 6 to 2, modulo 11; only the last digit of the rest
	 * counts. */
	for (unsigned i = 0; i < 5; i++)
		sum += (unsigned)(text[i] - '0') * (6 - i);
	unsigned digit = (11 - sum % 11) % 10;
	if ((unsigned)(text[5] - '0') == digit)
		return;
	int n = snprintf(right, sizeof right, "%.5s%u", text, digit);
	lint_complain(x->s, MISTAKE_CHECK_DIGIT, node,
		      VALUES(view_str(text), view_of(right, (size_t)n)));
}

static void check_limits(const struct sense *x)
{
	const struct policy_limits *l = &x->p->limits;
	const struct yaml_node *limits = lint_below(x->root, "limits");
	const struct yaml_node *session = lint_below(limits, "session");
	uint64_t held = (uint64_t)l->file_mb + l->output_mb;
	if (l->session.idle_minutes > l->session.absolute_minutes)
		lint_complain(x->s, MISTAKE_IDLE_OVER, lint_below(session, "idle_minutes"),
			      VALUES(lint_number(x->s, l->session.absolute_minutes)));
	if (l->memory_mb < held)
		lint_complain(x->s, MISTAKE_MEMORY_SMALL, lint_below(limits, "memory_mb"),
			      VALUES(lint_number(x->s, l->memory_mb), lint_number(x->s, held)));
}

/* --- flows --- */

static void check_destinations(const struct sense *x, const struct policy_flow *flow,
			       const struct yaml_node *node)
{
	const struct yaml_node *list = yaml_member(node, "destinations");
	const struct yaml_node *row = list ? list->first : NULL;
	if (flow->direction == DIRECTION_IN) {
		if (flow->destinations_count > 0)
			lint_complain(x->s, MISTAKE_DESTINATION_INBOUND, list, VALUES({0}));
		return;
	}
	if (flow->destinations_count == 0 && !x->p->is_public)
		lint_complain(x->s, MISTAKE_NO_DESTINATION, lint_below(node, "destinations"),
			      VALUES(view_str(flow->code)));
	for (uint32_t i = 0; i < flow->destinations_count && row; i++, row = row->next) {
		struct view domain = flow->destinations[i].domain;
		bool starred = view_starts(domain, VIEW("*."));
		struct view name = starred ? view_sub(domain, 2, domain.n) : domain;
		if (!view_eq(domain, VIEW("*")) && !policy_domain_ok(name)) {
			lint_complain(x->s, MISTAKE_BAD_DOMAIN, lint_below(row, "domain"),
				      VALUES(domain));
			continue;
		}
		/* "*.a" covers whatever "a label of a" would match, and "*" everything. */
		for (uint32_t k = 0; k < i; k++)
			if (policy_domain_matches(flow->destinations[k].domain, domain)) {
				lint_complain(x->s, MISTAKE_RULE_UNREACHED,
					      lint_below(row, "domain"),
					      VALUES(flow->destinations[k].domain));
				break;
			}
	}
}

static void check_flow(const struct sense *x, uint32_t i, const struct yaml_node *node,
		       const struct yaml_node *first_of[3])
{
	const struct policy_flow *flow = &x->p->flows[i];
	const struct policy_zone *zones = x->p->zones;
	struct view code = view_str(flow->code);
	bool from_outside = zones[flow->from].kind == POLICY_ZONE_INTERNET;
	bool to_outside = zones[flow->to].kind == POLICY_ZONE_INTERNET;
	bool in = flow->direction == DIRECTION_IN;
	/* Of a body with a single zone files come from outside into it, and leave it so. */
	bool only = x->p->zones_count == 1 && from_outside;
	if (flow->from == flow->to && !only)
		lint_complain(x->s, MISTAKE_FLOW_SAME, lint_below(node, "to"), VALUES(code));
	else if (!only && (from_outside != in || to_outside == in))
		lint_complain(x->s, MISTAKE_FLOW_ZONES, lint_below(node, "direction"),
			      VALUES(code));
	const struct yaml_node **first = &first_of[flow->direction];
	if (*first)
		lint_complain(x->s, MISTAKE_FLOW_TWICE, lint_below(node, "direction"),
			      VALUES(lint_word_ja(WORDS_DIRECTION, flow->direction),
				     lint_number(x->s, (*first)->line),
				     lint_word(WORDS_DIRECTION, flow->direction)));
	else
		*first = node;
	check_destinations(x, flow, node);
}

static void check_flows(const struct sense *x)
{
	const struct yaml_node *node = yaml_member(x->root, "flows")->first;
	const struct yaml_node *first_of[3] = {NULL, NULL, NULL}; /* by enum direction */
	for (uint32_t i = 0; i < x->p->flows_count; i++, node = node->next)
		check_flow(x, i, node, first_of);
}

static void check_formats(const struct sense *x)
{
	static const enum direction both[] = {DIRECTION_IN, DIRECTION_OUT};
	static const char *const names[] = {
#define FORMAT(name, extensions, ja, en) #name,
#include "tbl/formats.h"
#undef FORMAT
	};
	for (size_t d = 0; d < array_len(both); d++) {
		bool any = !policy_flows(x->p, both[d]);
		for (size_t i = 0; i < array_len(names); i++)
			any = any || policy_format_allowed(x->p, both[d], view_str(names[i]));
		const struct policy_word *w = policy_word(WORDS_DIRECTION, both[d]);
		if (!any)
			lint_complain(x->s, MISTAKE_ALL_DENIED,
				      lint_below(lint_below(x->root, "formats"), w->word),
				      VALUES(view_str(w->ja), view_str(w->word)));
	}
}

/* --- approvals --- */

static void check_approvals(const struct sense *x)
{
	const struct policy_approvals *a = &x->p->approvals;
	const enum policy_need needs[] = {a->outbound.grade1, a->outbound.grade2,
					  a->outbound.grade3};
	static const enum policy_need usual[] = {POLICY_NEED_NONE, POLICY_NEED_APPROVER,
						 POLICY_NEED_MANAGER};
	static const char *const keys[] = {"grade1", "grade2", "grade3"};
	const struct yaml_node *node = lint_below(x->root, "approvals");
	const struct yaml_node *grades = lint_below(node, "outbound");
	for (size_t i = 0; i < array_len(needs); i++) {
		const struct yaml_node *at = lint_below(grades, keys[i]);
		if (i > 0 && needs[i] < needs[i - 1])
			lint_complain(x->s, MISTAKE_GRADE_ORDER, at,
				      VALUES(lint_number(x->s, i + 1), lint_number(x->s, i)));
		else if (needs[i] < usual[i])
			lint_complain(x->s, MISTAKE_GRADE_WEAK, at,
				      VALUES(lint_number(x->s, i + 1),
					     lint_word_ja(WORDS_NEED, usual[i]),
					     lint_word(WORDS_NEED, usual[i])));
	}
	if (a->deputy_after_minutes >= a->expire_after_minutes)
		lint_complain(x->s, MISTAKE_DEPUTY_LATE, lint_below(node, "deputy_after_minutes"),
			      VALUES(lint_number(x->s, a->expire_after_minutes)));
}

static void find_needs(struct sense *x)
{
	static const enum grade grades[] = {GRADE_1, GRADE_2, GRADE_3};
	for (size_t i = 0; i < array_len(grades); i++) {
		enum policy_need out = policy_need(x->p, DIRECTION_OUT, grades[i]);
		enum policy_need in = policy_need(x->p, DIRECTION_IN, grades[i]);
		bool flows_out = policy_flows(x->p, DIRECTION_OUT);
		bool flows_in = policy_flows(x->p, DIRECTION_IN);
		x->needs_approver |= (flows_out && out == POLICY_NEED_APPROVER) ||
				     (flows_in && in == POLICY_NEED_APPROVER);
		x->needs_manager |= (flows_out && out == POLICY_NEED_MANAGER) ||
				    (flows_in && in == POLICY_NEED_MANAGER);
	}
}

/* The same of rules. */
static void find_rules_needs(struct sense *x)
{
	for (uint32_t i = 0; i < x->p->approvals.rules_count; i++) {
		x->needs_approver |= x->p->approvals.rules[i].need == POLICY_NEED_APPROVER;
		x->needs_manager |= x->p->approvals.rules[i].need == POLICY_NEED_MANAGER;
	}
}

/* --- units --- */

struct unit_facts {
	uint32_t members, clerks; /* clerks: who can ask for anything */
	uint32_t approvers;	  /* by role */
	uint32_t approver;	  /* one of them */
};

static struct unit_facts *count_units(const struct sense *x)
{
	struct unit_facts *facts = arena_array(x->s->mem, x->p->units_count, sizeof *facts);
	if (!facts) {
		x->s->err = E_NO_MEMORY;
		return NULL;
	}
	for (uint32_t i = 0; i < x->p->people_count; i++) {
		const struct policy_person *person = &x->p->people[i];
		for (uint32_t k = 0; k < person->units_count; k++) {
			struct unit_facts *f = &facts[person->units[k]];
			f->members++;
			f->clerks += policy_has_role(person, PERSON_CLERK);
			if (policy_has_role(person, PERSON_APPROVER)) {
				f->approvers++;
				f->approver = i;
			}
		}
	}
	return facts;
}

static void check_unit(const struct sense *x, const struct policy_unit *unit,
		       const struct unit_facts *f, const struct yaml_node *node)
{
	const struct policy_person *people = x->p->people;
	struct view code = view_str(unit->code);
	bool has_manager = unit->manager != POLICY_NONE;
	if (f->members == 0)
		lint_complain(x->s, MISTAKE_UNIT_EMPTY, node, VALUES(code));
	if (f->clerks == 0)
		return;
	if (x->needs_manager && !has_manager)
		lint_complain(x->s, MISTAKE_NO_MANAGER, node, VALUES(code));
	else if (x->needs_manager && people[unit->manager].deputy == POLICY_NONE)
		lint_complain(x->s, MISTAKE_MANAGER_ALONE, lint_below(node, "manager"),
			      VALUES(code, view_str(people[unit->manager].number)));
	if (!x->needs_approver)
		return;
	/* A manager may do what an approver may. */
	uint32_t sole = f->approvers > 0 ? f->approver : unit->manager;
	bool more = f->approvers > 1 || (f->approvers == 1 && has_manager && unit->manager != sole);
	if (sole == POLICY_NONE)
		lint_complain(x->s, MISTAKE_NO_APPROVER, node, VALUES(code));
	else if (!more && people[sole].deputy == POLICY_NONE && sole != unit->manager)
		lint_complain(x->s, MISTAKE_ONE_APPROVER, node,
			      VALUES(code, view_str(people[sole].number)));
	else if (!more && people[sole].deputy == POLICY_NONE && !x->needs_manager)
		lint_complain(x->s, MISTAKE_ONE_APPROVER, node,
			      VALUES(code, view_str(people[sole].number)));
}

static void check_units(const struct sense *x)
{
	const struct unit_facts *facts = count_units(x);
	const struct yaml_node *node = yaml_member(x->root, "units")->first;
	for (uint32_t i = 0; facts && i < x->p->units_count; i++, node = node->next)
		check_unit(x, &x->p->units[i], &facts[i], node);
}

/* --- people --- */

static void check_person(const struct sense *x, uint32_t i, const bool *manages,
			 const struct yaml_node *node)
{
	const struct policy_person *person = &x->p->people[i];
	struct view who = view_str(person->number);
	if (person->deputy == i)
		lint_complain(x->s, MISTAKE_SELF_DEPUTY, lint_below(node, "deputy"), VALUES(who));
	else if (person->deputy != POLICY_NONE && !manages[i] && !policy_asked(x->p, person))
		lint_complain(x->s, MISTAKE_DEPUTY_NO_ROLE, lint_below(node, "deputy"),
			      VALUES(who));
	static const enum person_role audited[] = {PERSON_APPROVER, PERSON_OPERATOR, PERSON_CISO};
	for (size_t k = 0; policy_has_role(person, PERSON_AUDITOR) && k < array_len(audited); k++)
		if (policy_has_role(person, audited[k])) {
			lint_complain(x->s, MISTAKE_AUDITOR_MIXED, lint_below(node, "roles"),
				      VALUES(who, lint_word_ja(WORDS_ROLE, audited[k]),
					     lint_word(WORDS_ROLE, audited[k])));
			break;
		}
}

static void check_people(const struct sense *x)
{
	const struct policy *p = x->p;
	const struct yaml_node *list = yaml_member(x->root, "people"), *node = list->first;
	uint32_t having[PERSON_ROLE_COUNT] = {0}, one = 0;
	bool *manages = arena_array(x->s->mem, p->people_count, sizeof *manages);
	if (!manages) {
		x->s->err = E_NO_MEMORY;
		return;
	}
	for (uint32_t i = 0; i < p->units_count; i++)
		if (p->units[i].manager != POLICY_NONE)
			manages[p->units[i].manager] = true;
	for (uint32_t i = 0; i < p->people_count; i++, node = node->next) {
		check_person(x, i, manages, node);
		for (unsigned r = 0; r < PERSON_ROLE_COUNT; r++)
			having[r] += policy_has_role(&p->people[i], r);
		if (policy_has_role(&p->people[i], PERSON_OPERATOR))
			one = i;
	}
	static const enum person_role wanted[] = {PERSON_OPERATOR, PERSON_CISO, PERSON_AUDITOR};
	for (size_t k = 0; k < array_len(wanted); k++)
		if (having[wanted[k]] == 0)
			lint_complain(x->s, MISTAKE_NO_ROLE, list,
				      VALUES(lint_word_ja(WORDS_ROLE, wanted[k]),
					     lint_word(WORDS_ROLE, wanted[k])));
	if (having[PERSON_OPERATOR] == 1)
		lint_complain(x->s, MISTAKE_ONE_OPERATOR, list,
			      VALUES(view_str(p->people[one].number)));
}

/* --- notices --- */

static void check_address(const struct sense *x, struct view address, const struct yaml_node *node)
{
	if (address.n && !policy_address_ok(address))
		lint_complain(x->s, MISTAKE_BAD_ADDRESS, node, VALUES(address));
}

static void check_notices(const struct sense *x)
{
	const struct policy *p = x->p;
	const struct yaml_node *node = lint_below(x->root, "notices"), *list;
	struct policy_relay relay;
	if (p->notices.relay.n && policy_relay(p, &relay) != OK)
		lint_complain(x->s, MISTAKE_BAD_RELAY, lint_below(node, "relay"),
			      VALUES(p->notices.relay));
	if (p->notices.relay.n && !p->notices.from.n)
		lint_complain(x->s, MISTAKE_NO_FROM, node, VALUES({0}));
	check_address(x, p->notices.from, lint_below(node, "from"));
	list = yaml_member(x->root, "people")->first;
	for (uint32_t i = 0; i < p->people_count; i++, list = list->next)
		check_address(x, p->people[i].mail, lint_below(list, "mail"));
	list = yaml_member(x->root, "units")->first;
	for (uint32_t i = 0; i < p->units_count; i++, list = list->next)
		check_address(x, p->units[i].mail, lint_below(list, "mail"));
}

/* --- 元ファイルの交付 --- */

static void check_exception(const struct sense *x, const struct yaml_node *node)
{
	const struct policy_originals *o = &x->p->originals;
	int64_t until;
	if (o->exception.until.n && policy_day_end(o->exception.until, &until) != OK)
		lint_complain(x->s, MISTAKE_BAD_DAY,
			      lint_below(lint_below(node, "exception"), "until"),
			      VALUES(o->exception.until));
	if (o->enabled && o->meaning == POLICY_MEANS_CONVERSION && !x->p->is_public)
		lint_complain(x->s, MISTAKE_EXCEPTION_NEEDED, lint_below(node, "meaning"),
			      VALUES({0}));
}

static void check_originals(const struct sense *x)
{
	const struct policy_originals *o = &x->p->originals;
	const struct yaml_node *node = yaml_member(x->root, "originals"), *row;
	struct policy_relay scanner;
	if (!node)
		return;
	bool there = policy_scanner(x->p, &scanner) == OK;
	if (o->clamd.n && (!there || scanner.address >> 24 != 127))
		lint_complain(x->s, MISTAKE_BAD_SCANNER, lint_below(node, "clamd"),
			      VALUES(o->clamd));
	if (o->approval == POLICY_NEED_NONE)
		lint_complain(x->s, MISTAKE_ORIGINAL_UNAPPROVED, lint_below(node, "approval"),
			      VALUES({0}));
	if (o->confirm_approval == POLICY_NEED_NONE)
		lint_complain(x->s, MISTAKE_ORIGINAL_UNAPPROVED,
			      lint_below(node, "confirm_approval"), VALUES({0}));
	if (!o->clamd.n && (o->confirm_count || o->scan == POLICY_SCAN_DEMANDED))
		lint_complain(x->s, MISTAKE_SCAN_NOWHERE,
			      lint_below(node, o->confirm_count ? "confirm" : "scan"), VALUES({0}));
	check_exception(x, node);
	row = o->confirm_count ? yaml_member(node, "confirm")->first : NULL;
	for (uint32_t i = 0; i < o->confirm_count && row; i++, row = row->next)
		if (o->confirm[i].format == ORIGINAL_FORMAT_unknown ||
		    o->confirm[i].format == ORIGINAL_FORMAT_program)
			lint_complain(x->s, MISTAKE_CONFIRM_FORMAT, lint_below(row, "format"),
				      VALUES(lint_word(WORDS_ORIGINAL, o->confirm[i].format)));
}

void lint_sense(const struct policy *p, const struct yaml_node *root, struct schema_reader *s)
{
	struct sense x = {.p = p, .root = root, .s = s};
	check_body(&x);
	check_limits(&x);
	check_flows(&x);
	check_formats(&x);
	if (p->is_public)
		return;
	check_approvals(&x);
	lint_classification(p, root, s);
	lint_rules(p, root, s);
	check_notices(&x);
	check_originals(&x);
	lint_networks(p, root, s);
	lint_terminals(p, root, s);
	lint_gates(p, root, s);
	lint_document(p, root, s);
	find_needs(&x);
	find_rules_needs(&x);
	check_units(&x);
	check_people(&x);
}
