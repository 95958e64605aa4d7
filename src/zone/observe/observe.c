/* SPDX-License-Identifier: Apache-2.0
 * observe.c: rules, configurations and results of probes, put together pair by pair.
 */
#include "zone/import/import_parts.h"
#include "zone/observe/observe.h"

#define HEADS 8192
#define CLOCKS 60 /* seconds that two hosts' clocks may differ */

/* A listener's result, to be asked once for each try: what arrived, by number; its listens by a
 * hash of port and address, each with the next of the same hash, counted from 1. */
struct observe_heard {
	bool *got;
	uint16_t *head, *next;
};

const struct zone_problem_text *observe_how_name(enum observe_how how)
{
	static const struct zone_problem_text names[OBSERVE_HOW_COUNT] = {
	    {"誰も観測していない", "observed by nobody"},
	    {"自系統の規則だけ", "our own rules only"},
	    {"設定の取込のみ", "an imported configuration only"},
	    {"探査で確認", "confirmed by a probe"}};
	assert(how < OBSERVE_HOW_COUNT);
	return &names[how];
}

uint32_t observe_days(const struct policy *p)
{
	const struct policy_cycle *audit = &p->document.audit;
	bool cycle = audit->mode == POLICY_CYCLE_PERIODIC || audit->mode == POLICY_CYCLE_EITHER;
	return cycle && audit->months > 0 ? audit->months * 365 / 12 : OBSERVE_DAYS;
}

/* --- what there is to see --- */

/* Has the zone a segment of that family? */
static bool has_family(const struct policy *p, uint32_t zone, bool v6)
{
	for (uint32_t i = 0; i < p->networks_count; i++) {
		const struct policy_network *n = &p->networks[i];
		if (n->zone == zone && n->role == POLICY_NETWORK_SEGMENT &&
		    (v6 ? n->v6.n : n->v4.n) > 0)
			return true;
	}
	return false;
}

static enum err find_pairs(struct observe *o)
{
	const struct policy *p = o->allowed->policy;
	for (uint32_t a = 0; a < p->zones_count; a++)
		for (uint32_t b = 0; b < p->zones_count; b++) {
			bool four = has_family(p, a, false) && has_family(p, b, false);
			bool six = has_family(p, a, true) && has_family(p, b, true);
			bool any = (has_family(p, a, false) || has_family(p, a, true)) &&
				   (has_family(p, b, false) || has_family(p, b, true));
			if (a == b || !any)
				continue;
			if (o->pairs_count == OBSERVE_PAIRS_MAX)
				return E_LIMIT_COUNT;
			o->pairs[o->pairs_count++] = (struct observe_pair){
			    .from = a, .to = b, .wants4 = four, .wants6 = six};
		}
	return OK;
}

static void find_segments(struct observe *o)
{
	const struct policy *p = o->allowed->policy;
	for (uint32_t z = 0; z < p->zones_count; z++) {
		bool any = false;
		for (uint32_t i = 0; i < p->networks_count; i++) {
			if (p->networks[i].zone != z ||
			    p->networks[i].role != POLICY_NETWORK_SEGMENT)
				continue;
			any = true;
			o->segments[o->segments_count++] =
			    (struct observe_segment){.network = i, .zone = z};
		}
		if (!any)
			o->segments[o->segments_count++] =
			    (struct observe_segment){.network = POLICY_NONE, .zone = z};
	}
}

enum err observe_begin(const struct zone_allowed *allowed, int64_t now, struct arena *mem,
		       struct observe *ret)
{
	const struct policy *p = allowed->policy;
	struct observe o = {.allowed = allowed, .mem = mem, .now = now, .days = observe_days(p)};
	o.fresh_since = now - (int64_t)o.days * 86400;
	o.pairs = arena_array(mem, OBSERVE_PAIRS_MAX, sizeof *o.pairs);
	o.segments =
	    arena_array(mem, (size_t)p->zones_count + p->networks_count + 1, sizeof *o.segments);
	o.results = arena_array(mem, OBSERVE_RESULTS_MAX, sizeof *o.results);
	o.heard = arena_array(mem, OBSERVE_RESULTS_MAX, sizeof *o.heard);
	if (!o.pairs || !o.segments || !o.results || !o.heard)
		return E_NO_MEMORY;
	try(find_pairs(&o));
	find_segments(&o);
	*ret = o;
	return OK;
}

static struct observe_pair *pair_of(struct observe *o, uint32_t from, uint32_t to)
{
	for (uint32_t i = 0; i < o->pairs_count; i++)
		if (o->pairs[i].from == from && o->pairs[i].to == to)
			return &o->pairs[i];
	return NULL;
}

/* --- rules --- */

static bool names_interface(const struct zone_ruleset *r, uint32_t i)
{
	return !r->named || r->named[i];
}

static bool names_zone(const struct observe *o, const struct zone_ruleset *r, uint32_t zone)
{
	for (uint32_t i = 0; i < o->allowed->interfaces_count; i++)
		if (o->allowed->interfaces[i].zone == zone && !names_interface(r, i))
			return false;
	return true;
}

static void raise(enum observe_how *how, enum observe_how to)
{
	*how = max_of(*how, to);
}

bool observe_bit(const uint8_t *bits, uint32_t i)
{
	return bits[i / 8] >> i % 8 & 1;
}

static void set_bit(uint8_t *bits, uint32_t i)
{
	bits[i / 8] |= (uint8_t)(1u << i % 8);
}

/* Seen then, in this way. What is weaker is not what counts. */
static void see_at(struct observe_segment *s, enum observe_how how, int64_t at)
{
	s->at = how > s->how ? at : how == s->how ? max_of(s->at, at) : s->at;
	raise(&s->how, how);
}

static void see_segments(struct observe *o, const struct zone_ruleset *r, enum observe_how how,
			 int64_t at)
{
	for (uint32_t i = 0; i < o->segments_count; i++) {
		struct observe_segment *s = &o->segments[i];
		if (s->network == POLICY_NONE)
			continue;
		const char *name = o->allowed->policy->networks[s->network].interface;
		for (uint32_t k = 0; k < o->allowed->interfaces_count; k++)
			if (strcmp(o->allowed->interfaces[k].name, name) == 0 &&
			    names_interface(r, k)) {
				see_at(s, how, at);
				if (o->rules_count < OBSERVE_RULES_MAX)
					set_bit(s->rules, o->rules_count);
			}
	}
}

void observe_rules(struct observe *o, enum zone_format format, const struct zone_ruleset *ruleset,
		   const struct zone_proof *proof, int64_t at)
{
	enum observe_how how = format == ZONE_FORMAT_NFT ? OBSERVE_OWN : OBSERVE_IMPORTED;
	bool fresh = at >= o->fresh_since;
	for (uint32_t i = 0; i < o->pairs_count; i++) {
		struct observe_pair *p = &o->pairs[i];
		if (!names_zone(o, ruleset, p->from) || !names_zone(o, ruleset, p->to))
			continue;
		p->own = p->own || how == OBSERVE_OWN;
		p->imported = p->imported || how == OBSERVE_IMPORTED;
		p->stale = p->stale || !fresh;
		if (!fresh || how < p->how)
			continue;
		p->at = how > p->how ? at : max_of(p->at, at);
		p->how = how;
	}
	if (fresh)
		see_segments(o, ruleset, how, at);
	o->rules_count++;
	if (proof->holds)
		return;
	/* An interface that the policy does not know is nobody's zone: every pair may be meant. */
	uint32_t n = o->allowed->interfaces_count;
	const struct zone_packet *k = &proof->leak.packet;
	for (uint32_t i = 0; i < o->pairs_count; i++) {
		struct observe_pair *p = &o->pairs[i];
		bool from = k->from >= n || o->allowed->interfaces[k->from].zone == p->from;
		bool to = k->to >= n || o->allowed->interfaces[k->to].zone == p->to;
		p->leaks = p->leaks || (from && to);
	}
}

/* --- results --- */

static bool zone_of(const struct observe *o, const char *code, uint32_t *ret)
{
	const struct policy *p = o->allowed->policy;
	for (uint32_t i = 0; i < p->zones_count; i++)
		if (strcmp(p->zones[i].code, code) == 0) {
			*ret = i;
			return true;
		}
	return false;
}

static uint32_t hash_of(bool udp, uint16_t port, const char *address)
{
	const uint8_t head[] = {udp, (uint8_t)(port >> 8), (uint8_t)port};
	uint32_t so_far = view_hash(VIEW_HASH_BEGIN, view_of(head, sizeof head));
	return view_hash(so_far, view_str(address)) % HEADS;
}

static enum err index_result(struct observe *o, const struct observe_text *t,
			     struct observe_heard *ret)
{
	*ret = (struct observe_heard){
	    .got = arena_alloc(o->mem, OBSERVE_TRIES_MAX + 1),
	    .head = arena_array(o->mem, HEADS, sizeof *ret->head),
	    .next = arena_array(o->mem, t->listens_count + 1u, sizeof *ret->next)};
	if (!ret->got || !ret->head || !ret->next)
		return E_NO_MEMORY;
	for (uint32_t i = 0; i < t->got_count; i++)
		ret->got[t->got[i].number] = true;
	for (uint32_t i = 0; i < t->listens_count; i++) {
		const struct observe_listen *l = &t->listens[i];
		uint16_t *head = &ret->head[hash_of(l->udp, l->port, l->address)];
		ret->next[i] = *head;
		*head = (uint16_t)(i + 1);
	}
	return OK;
}

enum err observe_result(struct observe *o, const struct observe_text *t)
{
	uint32_t zone;
	if (!t->result)
		return E_TYPE_MISMATCH;
	if (!zone_of(o, t->zone, &zone))
		return E_NOT_FOUND;
	if (t->ended > o->now + 86400)
		return E_EXPIRED;
	if (o->results_count == OBSERVE_RESULTS_MAX)
		return E_LIMIT_COUNT;
	if (t->listener)
		try(index_result(o, t, &o->heard[o->results_count]));
	o->results[o->results_count++] = *t;
	return OK;
}

/* It listened as long as the other sent, but for what two clocks may differ. */
static bool listened_to(const struct observe_text *listener, const struct observe_text *sender)
{
	return listener->time <= sender->time + CLOCKS && sender->ended <= listener->ended + CLOCKS;
}

/* What the listeners of its plan say of a try; several may be of one address. */
struct witness {
	const struct observe_text *heard; /* it; NULL: none did */
	const struct observe_text *open;  /* heard itself there, all the while; NULL: none did */
};

static struct witness witness_of(const struct observe *o, const struct observe_text *sender,
				 const struct observe_try *x)
{
	struct witness w = {0};
	for (uint32_t i = 0; i < o->results_count; i++) {
		const struct observe_text *t = &o->results[i];
		if (!t->listener || strcmp(t->plan, sender->plan) != 0 ||
		    strcmp(t->zone, x->to) != 0)
			continue;
		const struct observe_heard *h = &o->heard[i];
		if (h->got[x->number])
			w.heard = t;
		uint16_t k = h->head[hash_of(x->udp, x->port, x->destination)];
		for (; k; k = h->next[k - 1]) {
			const struct observe_listen *l = &t->listens[k - 1];
			if (l->open && l->udp == x->udp && l->port == x->port &&
			    strcmp(l->address, x->destination) == 0 && listened_to(t, sender))
				w.open = t;
		}
	}
	return w;
}

/* Both ends as the policy knows them; false: not in its networks. */
static bool packet_of(const struct observe *o, const struct observe_try *x, uint32_t from,
		      uint32_t to, struct zone_packet *ret)
{
	bool six;
	*ret = (struct zone_packet){.protocol = x->udp ? 17 : 6, .port = x->port};
	return import_address(view_str(x->source), ret->source, &ret->v6) &&
	       import_address(view_str(x->destination), ret->destination, &six) && six == ret->v6 &&
	       observe_interface(o->allowed, from, ret->source, ret->v6, &ret->from) &&
	       observe_interface(o->allowed, to, ret->destination, ret->v6, &ret->to);
}

static void note_leak(struct observe *o, const struct observe_pair *p, const struct observe_try *x)
{
	if (o->leaks_count < array_len(o->leak)) {
		struct observe_leak *l = &o->leak[o->leaks_count];
		*l = (struct observe_leak){.from = p->from,
					   .to = p->to,
					   .udp = x->udp,
					   .answered = x->outcome == OBSERVE_ANSWERED,
					   .port = x->port};
		memcpy(l->source, x->source, sizeof l->source);
		memcpy(l->destination, x->destination, sizeof l->destination);
	}
	o->leaks_count++;
}

static void see_segment(struct observe *o, uint32_t interface, const struct observe_text *by,
			int64_t at)
{
	const struct policy *p = o->allowed->policy;
	for (uint32_t i = 0; i < o->segments_count; i++) {
		struct observe_segment *s = &o->segments[i];
		if (s->network != POLICY_NONE &&
		    strcmp(p->networks[s->network].interface,
			   o->allowed->interfaces[interface].name) == 0) {
			see_at(s, OBSERVE_PROBED, at);
			set_bit(s->results, (uint32_t)(by - o->results));
		}
	}
}

/* What one try says. Leaks count however old they are: nobody has shown since that they are gone,
 * unless the file is left out. */
static void judge(struct observe *o, const struct observe_text *sender, const struct observe_try *x)
{
	uint32_t from, to;
	struct zone_packet k;
	if (strcmp(x->from, sender->zone) != 0 || !zone_of(o, x->from, &from) ||
	    !zone_of(o, x->to, &to) || from == to || !packet_of(o, x, from, to, &k)) {
		o->ignored++;
		return;
	}
	struct observe_pair *p = pair_of(o, from, to);
	struct witness w = witness_of(o, sender, x);
	bool arrived = x->outcome == OBSERVE_ANSWERED || w.heard;
	enum observe_answer may = observe_allows(o->allowed, &k);
	int64_t at = w.open ? min_of(sender->ended, w.open->ended) : sender->ended;
	bool alive =
	    w.open && (k.v6 ? sender->alive6 && w.open->alive6 : sender->alive4 && w.open->alive4);
	bool seen = arrived || (alive && x->outcome != OBSERVE_FAILED);
	if (!p)
		return;
	if (arrived && may == OBSERVE_NO) {
		p->leaked++;
		p->leaks = true;
		note_leak(o, p, x);
	}
	p->arrived += arrived;
	p->missing += seen && !arrived && may == OBSERVE_YES;
	p->stopped += seen && !arrived && may != OBSERVE_YES;
	p->unclear += !seen;
	if (!seen)
		return;
	if (at < o->fresh_since) {
		p->stale = true;
		return;
	}
	/* Only what the policy does not allow shows that the two are apart. */
	if (may == OBSERVE_NO) {
		*(k.v6 ? &p->probed6 : &p->probed4) = true;
		p->at = p->how == OBSERVE_PROBED ? min_of(p->at, at) : at;
		p->how = OBSERVE_PROBED;
	}
	see_segment(o, k.from, sender, at);
	see_segment(o, k.to, w.open ? w.open : w.heard ? w.heard : sender, at);
}

void observe_end(struct observe *o)
{
	enum observe_how before[OBSERVE_PAIRS_MAX];
	int64_t at[OBSERVE_PAIRS_MAX];
	for (uint32_t i = 0; i < o->pairs_count; i++) {
		before[i] = o->pairs[i].how;
		at[i] = o->pairs[i].at;
	}
	for (uint32_t i = 0; i < o->results_count; i++)
		for (uint32_t k = 0; !o->results[i].listener && k < o->results[i].tries_count; k++)
			judge(o, &o->results[i], &o->results[i].tries[k]);
	/* Half of the families is not the pair. */
	for (uint32_t i = 0; i < o->pairs_count; i++) {
		struct observe_pair *p = &o->pairs[i];
		if (p->how == OBSERVE_PROBED &&
		    ((p->wants4 && !p->probed4) || (p->wants6 && !p->probed6))) {
			p->how = before[i];
			p->at = at[i];
		}
	}
}

/* --- the verdict --- */

enum observe_how observe_weakest(const struct observe *o)
{
	enum observe_how weakest = o->pairs_count ? OBSERVE_PROBED : OBSERVE_NOBODY;
	for (uint32_t i = 0; i < o->pairs_count; i++)
		weakest = min_of(weakest, o->pairs[i].how);
	return weakest;
}

bool observe_leaks(const struct observe *o)
{
	for (uint32_t i = 0; i < o->pairs_count; i++)
		if (o->pairs[i].leaks)
			return true;
	return false;
}

/* Our own rules, and what a configuration says, are what should be; only a packet that did not
 * arrive is what is. And only where every segment of every zone has been looked at. */
bool observe_ensures(const struct observe *o)
{
	for (uint32_t i = 0; i < o->segments_count; i++)
		if (o->segments[i].how != OBSERVE_PROBED)
			return false;
	return observe_weakest(o) == OBSERVE_PROBED && !observe_leaks(o);
}
