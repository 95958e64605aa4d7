/* SPDX-License-Identifier: Apache-2.0
 * sense_document.c: what the published policy says, against itself. What it may lawfully say and is
 * unusual all the same is a note: the original has to be looked at, only people change it.
 */
#include "policy/sense/lint.h"

struct paper {
	const struct policy_document *d;
	const struct yaml_node *node; /* the key document */
	struct schema_reader *s;
};

/* 2026-04-01 or 2026-04. */
static bool day_ok(struct view day)
{
	int64_t end;
	char whole[10] = "";
	if (day.n != 7)
		return policy_day_end(day, &end) == OK;
	memcpy(whole, day.p, 7);
	memcpy(whole + 7, "-01", 3);
	return policy_day_end(view_of(whole, sizeof whole), &end) == OK;
}

/* As text they stand in the order of time; a month without a day comes before its days. */
static bool later(struct view a, struct view b)
{
	int order = memcmp(a.p, b.p, min_of(a.n, b.n));
	return order > 0 || (order == 0 && a.n > b.n);
}

static void check_versions(const struct paper *x)
{
	const struct yaml_node *list = yaml_member(x->node, "versions");
	const struct yaml_node *node = list ? list->first : NULL;
	const struct policy_version *before = NULL;
	for (uint32_t i = 0; i < x->d->versions_count && node; i++, node = node->next) {
		const struct policy_version *v = &x->d->versions[i];
		if (!day_ok(v->day)) {
			lint_complain(x->s, MISTAKE_BAD_MONTH, lint_below(node, "day"),
				      VALUES(v->day));
			continue;
		}
		if (before && later(before->day, v->day))
			lint_complain(x->s, MISTAKE_VERSION_ORDER, lint_below(node, "day"),
				      VALUES(v->day, before->day));
		before = v;
	}
}

static void check_cycle(const struct paper *x, const char *key, const struct policy_cycle *c)
{
	const struct yaml_node *node = yaml_member(x->node, key);
	bool needed = c->mode == POLICY_CYCLE_NEEDED || c->mode == POLICY_CYCLE_EITHER;
	if (node && needed && !c->triggers)
		lint_complain(
		    x->s, MISTAKE_CYCLE_TRIGGERS, node,
		    VALUES(lint_word_ja(WORDS_CYCLE, c->mode), lint_word_en(WORDS_CYCLE, c->mode)));
}

/* The clause of measures and the clause of audits each say when: they should agree. */
static void check_agreement(const struct paper *x, const char *key, const struct policy_cycle *c)
{
	const struct policy_cycle *e = &x->d->evaluation;
	if (e->mode != POLICY_CYCLE_UNSAID && c->mode != POLICY_CYCLE_UNSAID && e->mode != c->mode)
		lint_complain(x->s, MISTAKE_CYCLES_DIFFER, lint_below(x->node, key),
			      VALUES(e->clause, c->clause, lint_word_ja(WORDS_CYCLE, e->mode),
				     lint_word_ja(WORDS_CYCLE, c->mode)));
}

static void check_rules(const struct paper *x, const char *key, const struct policy_rules *r)
{
	const struct yaml_node *node = yaml_member(x->node, key);
	if (node && r->origin == POLICY_ORIGIN_REFERENCE && !r->host.n)
		lint_complain(x->s, MISTAKE_RULES_NO_HOST, node, VALUES(view_str(key)));
}

static void check_outsourcing(const struct paper *x)
{
	uint32_t open = ~x->d->outsourcing &
			(1u << POLICY_OUTSOURCING_CONTRACT | 1u << POLICY_OUTSOURCING_CONFIRM);
	const struct yaml_node *node = yaml_member(x->node, "outsourcing");
	for (unsigned i = 0; node && i <= POLICY_OUTSOURCING_ACT; i++)
		if (open & 1u << i)
			lint_complain(x->s, MISTAKE_OUTSOURCING_LIGHT, node,
				      VALUES(lint_word_ja(WORDS_OUTSOURCING, i),
					     lint_word_en(WORDS_OUTSOURCING, i)));
}

/* What a text says of its own words that a reader would stumble over. */
static void check_definitions(const struct paper *x)
{
	const struct yaml_node *list = yaml_member(x->node, "definitions");
	const struct yaml_node *node = list ? list->first : NULL;
	for (uint32_t i = 0; i < x->d->definitions_count && node; i++, node = node->next)
		if (!x->d->definitions[i].used)
			lint_complain(x->s, MISTAKE_TERM_UNUSED, node,
				      VALUES(x->d->definitions[i].term));
}

static void check_names(const struct paper *x, const struct policy *p)
{
	const struct yaml_node *list = yaml_member(x->node, "zones");
	const struct yaml_node *node = list ? list->first : NULL;
	for (uint32_t i = 0; i < x->d->zones_count && node; i++, node = node->next)
		if (x->d->zones[i].also.n)
			lint_complain(
			    x->s, MISTAKE_ZONE_ALIAS, lint_below(node, "also"),
			    VALUES(p->zones[x->d->zones[i].zone].name, x->d->zones[i].also));
}

void lint_document(const struct policy *p, const struct yaml_node *root, struct schema_reader *s)
{
	struct paper x = {.d = &p->document, .node = yaml_member(root, "document"), .s = s};
	if (!x.node)
		return;
	check_versions(&x);
	check_definitions(&x);
	check_names(&x, p);
	check_cycle(&x, "audit", &x.d->audit);
	check_cycle(&x, "self_check", &x.d->self_check);
	check_cycle(&x, "review", &x.d->review);
	check_agreement(&x, "audit", &x.d->audit);
	check_agreement(&x, "self_check", &x.d->self_check);
	check_rules(&x, "standards", &x.d->standards);
	check_rules(&x, "procedures", &x.d->procedures);
	check_outsourcing(&x);
	if (x.d->follow_procedures && x.d->procedures.origin == POLICY_ORIGIN_NONE)
		lint_complain(x.s, MISTAKE_PROCEDURES_NONE, lint_below(x.node, "procedures"),
			      VALUES({0}));
}
