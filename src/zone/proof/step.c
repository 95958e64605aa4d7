/* SPDX-License-Identifier: Apache-2.0
 * step.c: what decides of one packet.
 */
#include "zone/proof/step.h"

/* --- the policy's list --- */

bool zone_rule_meets(const struct zone_rule *r, const struct zone_packet *k)
{
	return r->v6 == k->v6 && (r->from == ZONE_ANY || r->from == k->from) &&
	       (r->to == ZONE_ANY || r->to == k->to) &&
	       (r->protocol == ZONE_ANY_PROTOCOL || r->protocol == k->protocol) &&
	       r->port_first <= k->port && k->port <= r->port_last &&
	       zone_prefix_has(&r->source, k->source) &&
	       zone_prefix_has(&r->destination, k->destination);
}

static bool rule_has(const struct zone_rule *r, const struct zone_packet *k)
{
	return zone_rule_meets(r, k) && (!r->has_mac || memcmp(r->mac, k->mac, sizeof r->mac) == 0);
}

const struct zone_rule *zone_decides(const struct zone_allowed *allowed,
				     const struct zone_packet *packet)
{
	for (uint32_t i = 0; i < allowed->rules_count; i++)
		if (rule_has(&allowed->rules[i], packet))
			return &allowed->rules[i];
	return NULL;
}

/* --- a ruleset --- */

/* least: it matches for certain; most: it may. */
struct both_ends {
	bool least, most;
};

static size_t value_of(const struct zone_packet *k, enum zone_field field, uint8_t ret[16])
{
	switch (field) {
	case ZONE_FIELD_FAMILY:
		ret[0] = k->v6 ? 6 : 4;
		return 1;
	case ZONE_FIELD_PROTOCOL:
		ret[0] = k->protocol;
		return 1;
	case ZONE_FIELD_PORT:
		ret[0] = (uint8_t)(k->port >> 8);
		ret[1] = (uint8_t)k->port;
		return 2;
	case ZONE_FIELD_DESTINATION:
		memcpy(ret, k->destination, 16);
		return k->v6 ? 16 : 4;
	case ZONE_FIELD_SOURCE:
		memcpy(ret, k->source, 16);
		return k->v6 ? 16 : 4;
	case ZONE_FIELD_FROM:
		ret[0] = (uint8_t)min_of(k->from, 255u);
		return 1;
	case ZONE_FIELD_TO:
		ret[0] = (uint8_t)min_of(k->to, 255u);
		return 1;
	case ZONE_FIELD_MAC:
		memcpy(ret, k->mac, 6);
		return 6;
	case ZONE_FIELD_STATE:
		ret[0] = (uint8_t)k->state;
		return 1;
	case ZONE_FIELD_COUNT:
		break;
	}
	return 0;
}

static bool any_element(const struct zone_match *m, const struct zone_packet *k)
{
	uint8_t value[ZONE_COLUMNS_MAX][16];
	size_t n[ZONE_COLUMNS_MAX];
	for (size_t c = 0; c < m->columns; c++)
		n[c] = value_of(k, m->field[c], value[c]);
	for (size_t i = 0; i < m->elements; i++) {
		const struct zone_range *row = &m->ranges[i * m->columns];
		size_t c = 0;
		while (c < m->columns && memcmp(value[c], row[c].first, n[c]) >= 0 &&
		       memcmp(value[c], row[c].last, n[c]) <= 0)
			c++;
		if (c == m->columns)
			return true;
	}
	return false;
}

static struct both_ends holds(const struct zone_match *m, const struct zone_packet *k)
{
	if ((m->family != 0 && m->family != (k->v6 ? 6 : 4)) ||
	    (m->protocol != ZONE_ANY_PROTOCOL && m->protocol != k->protocol))
		return (struct both_ends){false, false};
	if (m->unknown)
		return (struct both_ends){false, true};
	bool x = (m->columns == 0 || any_element(m, k)) != m->negated;
	return (struct both_ends){x && !m->loose, x};
}

struct way {
	const struct zone_packet *k;
	bool accepted, perhaps;
	uint32_t steps;
};

/* Whether it may come back to whoever sent it here: `most` of it. */
static bool along(struct way *w, const struct zone_chain *c, unsigned depth);

/* The outcome for what is left: a match without columns (see prove.c). */
static bool is_rest(const struct zone_outcome *o)
{
	return o->when && o->when->columns == 0 && !o->when->unknown;
}

struct place {
	bool here, returned;
};

static void take(struct way *w, const struct zone_outcome *o, struct both_ends on, struct place *at,
		 unsigned depth)
{
	if (o->verdict == ZONE_VERDICT_NONE || !on.most)
		return;
	w->perhaps = w->perhaps || !on.least;
	at->here = at->here && !on.least;
	if (o->verdict == ZONE_VERDICT_ACCEPT)
		w->accepted = true;
	else if (o->verdict == ZONE_VERDICT_RETURN)
		at->returned = true;
	else if (o->verdict == ZONE_VERDICT_JUMP)
		at->here = along(w, o->to, depth + 1) || at->here;
	else if (o->verdict == ZONE_VERDICT_GOTO)
		at->returned = along(w, o->to, depth + 1) || at->returned;
}

static void one_step(struct way *w, const struct zone_step *s, struct place *at, unsigned depth)
{
	struct both_ends here = {true, true}, taken = {false, false};
	w->steps++;
	for (uint32_t i = 0; i < s->matches_count && here.most; i++) {
		struct both_ends x = holds(&s->matches[i], w->k);
		here = (struct both_ends){here.least && x.least, here.most && x.most};
	}
	for (uint32_t i = 0; i < s->outcomes_count && here.most; i++) {
		const struct zone_outcome *o = &s->outcomes[i];
		struct both_ends when = {true, true};
		if (o->when) {
			when = holds(o->when, w->k);
			if (is_rest(o))
				when = (struct both_ends){when.least && !taken.most,
							  when.most && !taken.least};
			else
				taken = (struct both_ends){taken.least || when.least,
							   taken.most || when.most};
		}
		when = (struct both_ends){when.least && here.least, when.most && here.most};
		take(w, o, when, at, depth);
	}
}

static bool along(struct way *w, const struct zone_chain *c, unsigned depth)
{
	struct place at = {true, false};
	assert(depth <= ZONE_JUMPS_MAX);
	for (uint32_t i = 0; i < c->steps_count && at.here && w->steps < ZONE_STEPS_MAX; i++)
		one_step(w, &c->steps[i], &at, depth);
	return at.here || at.returned;
}

enum zone_answer zone_forwards(const struct zone_ruleset *ruleset, const struct zone_packet *packet)
{
	struct way w = {.k = packet};
	for (uint32_t i = 0; i < ruleset->bases_count; i++) {
		const struct zone_chain *c = ruleset->bases[i];
		if (c->only && c->only != (packet->v6 ? 6 : 4))
			continue;
		w.accepted = false;
		bool end = along(&w, c, 0);
		if (!w.accepted && (c->drops || !end))
			return ZONE_NO; /* whatever else may be: no accept is on its way here */
	}
	return w.perhaps || w.steps >= ZONE_STEPS_MAX ? ZONE_PERHAPS : ZONE_YES;
}
