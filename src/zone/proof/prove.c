/* SPDX-License-Identifier: Apache-2.0
 * prove.c: packets through the chains, all at once; what comes out against what the policy allows.
 *
 * The set that walks is the most that can be there: an accept takes the most that its rule matches,
 * a drop only takes away the least.
 *
 * First quickly: is whatever each accept of one base chain matches allowed, by itself or without
 * what was dropped before it? Then what passes all of them is. That spares the large sets: what is
 * left behind each rule, and all that was accepted. Only where the answer is no they are made.
 */
#include "zone/proof/diagram.h"

struct walk {
	bool v6;
	BDD accepted;
	uint64_t steps;
	bool too_long;
	/* Quickly: `may` instead of `accepted`. */
	bool quick, leaks;
	BDD may;
	/* For a single packet: where it was let pass. */
	const struct zone_chain *by_chain;
	const struct zone_step *by_step;
	bool perhaps;
	zone_seen_set *seen; /* or NULL */
	void *who;
};

static BDD through(struct walk *w, const struct zone_chain *c, BDD active, unsigned depth);

/* Quickly: `path` is what came to this chain, small, and `after` at least what of it is left. */
struct flow {
	BDD after, returned, path;
};

static BDD quick_through(struct walk *w, const struct zone_chain *c, BDD path, BDD after,
			 unsigned depth);

static void quick_take(struct walk *w, const struct zone_outcome *o, struct span on, struct flow *f,
		       unsigned depth)
{
	BDD left;
	switch (o->verdict) {
	case ZONE_VERDICT_ACCEPT:
		left = less(on.most, keep(w->may));
		if (left != bddfalse)
			left = both(left, keep(f->after));
		w->leaks = w->leaks || left != bddfalse;
		drop(left);
		break;
	case ZONE_VERDICT_JUMP:
	case ZONE_VERDICT_GOTO:
		left = both(keep(on.most), keep(f->after));
		drop(quick_through(w, o->to, on.most, left, depth + 1));
		break;
	case ZONE_VERDICT_DROP:
	case ZONE_VERDICT_RETURN: /* the sender still holds it for its own */
		f->after = less(f->after, keep(on.least));
		drop(on.most);
		break;
	case ZONE_VERDICT_NONE:
		drop(on.most);
		break;
	}
	drop(on.least);
}

static void take(struct walk *w, const struct zone_chain *c, const struct zone_step *s,
		 const struct zone_outcome *o, struct span on, struct flow *f, unsigned depth)
{
	BDD back;
	if (w->quick) {
		quick_take(w, o, on, f, depth);
		return;
	}
	if (o->verdict == ZONE_VERDICT_NONE) {
		drop(on.least);
		drop(on.most);
		return;
	}
	if (w->seen && (o->verdict == ZONE_VERDICT_ACCEPT || o->verdict == ZONE_VERDICT_DROP))
		w->seen(w->who, on.most);
	w->perhaps = w->perhaps || (on.most != bddfalse && on.least != on.most);
	f->after = less(f->after, on.least);
	switch (o->verdict) {
	case ZONE_VERDICT_ACCEPT:
		if (on.most != bddfalse && !w->by_chain) {
			w->by_chain = c;
			w->by_step = s;
		}
		w->accepted = either(w->accepted, on.most);
		return;
	case ZONE_VERDICT_RETURN:
		f->returned = either(f->returned, on.most);
		return;
	case ZONE_VERDICT_JUMP:
	case ZONE_VERDICT_GOTO:
		back = through(w, o->to, on.most, depth + 1);
		if (o->verdict == ZONE_VERDICT_JUMP)
			f->after = either(f->after, back);
		else
			f->returned = either(f->returned, back);
		return;
	case ZONE_VERDICT_DROP:
	case ZONE_VERDICT_NONE:
		break;
	}
	drop(on.most);
}

/* The outcome for what is left has a match without columns: what no other takes. */
static bool is_rest(const struct zone_outcome *o)
{
	return o->when && o->when->columns == 0 && !o->when->unknown;
}

static void step(struct walk *w, const struct zone_chain *c, const struct zone_step *s,
		 struct flow *f, unsigned depth)
{
	struct span here = {keep(bddtrue), keep(bddtrue)};
	struct span taken = {keep(bddfalse), keep(bddfalse)};
	bool many = s->outcomes_count > 1;
	w->steps++;
	for (uint32_t i = 0; i < s->matches_count && here.most != bddfalse; i++)
		here = span_matching(here, &s->matches[i], w->v6);
	/* Only now: what has come so far is large, and what one rule takes of it small. */
	BDD came = w->quick ? f->path : f->after;
	here = span_met(here, (struct span){keep(came), keep(came)});
	for (uint32_t i = 0; i < s->outcomes_count && here.most != bddfalse; i++) {
		const struct zone_outcome *o = &s->outcomes[i];
		struct span on = span_kept(here);
		if (o->when) {
			struct span when = span_matching(
			    (struct span){keep(bddtrue), keep(bddtrue)}, o->when, w->v6);
			if (is_rest(o)) {
				when.least = less(when.least, keep(taken.most));
				when.most = less(when.most, keep(taken.least));
			} else if (many) {
				taken.least = either(taken.least, keep(when.least));
				taken.most = either(taken.most, keep(when.most));
			}
			on = span_met(on, when);
		}
		take(w, c, s, o, on, f, depth);
	}
	drop(here.least);
	drop(here.most);
	drop(taken.least);
	drop(taken.most);
}

static void walk_steps(struct walk *w, const struct zone_chain *c, struct flow *f, unsigned depth)
{
	assert(depth <= ZONE_JUMPS_MAX);
	for (uint32_t i = 0; i < c->steps_count && f->after != bddfalse && !w->leaks; i++) {
		if (w->steps > ZONE_STEPS_MAX || diagram_failed()) {
			w->too_long = true;
			break;
		}
		step(w, c, &c->steps[i], f, depth);
	}
}

/* Takes the packets; gives those that come back to whoever sent them here. */
static BDD through(struct walk *w, const struct zone_chain *c, BDD active, unsigned depth)
{
	struct flow f = {active, keep(bddfalse), bddfalse};
	walk_steps(w, c, &f, depth);
	return either(f.after, f.returned);
}

static BDD quick_through(struct walk *w, const struct zone_chain *c, BDD path, BDD after,
			 unsigned depth)
{
	struct flow f = {after, bddfalse, path};
	walk_steps(w, c, &f, depth);
	drop(path);
	return f.after;
}

/* true: certain. false: it has to be looked at with care. */
static bool quickly(const struct zone_ruleset *ruleset, BDD may, BDD crossing_set, bool v6)
{
	for (uint32_t i = 0; i < ruleset->bases_count; i++) {
		const struct zone_chain *c = ruleset->bases[i];
		struct walk w = {.v6 = v6, .quick = true, .may = may};
		if (!c->drops || (c->only && c->only != (v6 ? 6 : 4)))
			continue;
		drop(quick_through(&w, c, keep(bddtrue), keep(crossing_set), 0));
		if (!w.leaks && !w.too_long && !diagram_failed())
			return true;
	}
	return false;
}

/* One base chain: takes what comes, gives what it accepts. */
static BDD base_chain(struct walk *w, const struct zone_chain *c, BDD active)
{
	if (c->only && c->only != (w->v6 ? 6 : 4))
		return active;
	w->accepted = keep(bddfalse);
	w->by_chain = NULL;
	w->by_step = NULL;
	BDD end = through(w, c, active, 0);
	if (w->seen)
		w->seen(w->who, end);
	if (c->drops) {
		drop(end);
		return w->accepted;
	}
	if (end != bddfalse && !w->by_chain)
		w->by_chain = c;
	return either(w->accepted, end);
}

void walk_bases(const struct zone_ruleset *ruleset, bool v6, BDD start, zone_seen_set *seen,
		void *who)
{
	struct walk w = {.v6 = v6, .seen = seen, .who = who};
	for (uint32_t i = 0; i < ruleset->bases_count; i++)
		start = base_chain(&w, ruleset->bases[i], start);
	drop(start);
}

static void explain(const struct zone_ruleset *ruleset, struct zone_leak *leak)
{
	struct walk w = {.v6 = leak->packet.v6};
	for (uint32_t i = 0; i < ruleset->bases_count; i++) {
		drop(base_chain(&w, ruleset->bases[i], packet_set(&leak->packet)));
		if (w.by_chain && leak->through_count < ZONE_THROUGH_MAX) {
			leak->through[leak->through_count].chain = w.by_chain;
			leak->through[leak->through_count++].step = w.by_step;
		}
		w.by_chain = NULL;
	}
	leak->perhaps = w.perhaps;
}

static enum err one_family(const struct zone_allowed *allowed, const struct zone_ruleset *ruleset,
			   bool v6, struct zone_proof *proof)
{
	struct walk w = {.v6 = v6};
	BDD passed = crossing(allowed, ruleset), may = allowed_set(allowed, v6);
	if (quickly(ruleset, may, passed, v6)) {
		drop(passed);
		drop(may);
		return OK;
	}
	for (uint32_t i = 0; i < ruleset->bases_count; i++)
		passed = base_chain(&w, ruleset->bases[i], passed);
	BDD leaks = less(passed, may);
	enum err e = diagram_failed() ? E_LIMIT_MEMORY : w.too_long ? E_LIMIT_COUNT : OK;
	if (e == OK && leaks != bddfalse) {
		proof->holds = false;
		pick(leaks, v6, allowed, &proof->leak.packet);
		explain(ruleset, &proof->leak);
	}
	drop(leaks);
	return e == OK && diagram_failed() ? E_LIMIT_MEMORY : e;
}

enum err zone_prove(const struct zone_allowed *allowed, const struct zone_ruleset *ruleset,
		    struct zone_proof *ret)
{
	struct zone_proof proof = {.holds = true};
	if (ruleset->names_count > ZONE_INTERFACES_MAX)
		return E_LIMIT_COUNT;
	try(diagram_open(min_of(allowed->rules_count + ruleset->rules_count, 100000u)));
	enum err e = one_family(allowed, ruleset, false, &proof);
	if (e == OK && proof.holds)
		e = one_family(allowed, ruleset, true, &proof);
	diagram_close();
	if (e == OK)
		*ret = proof;
	return e;
}
