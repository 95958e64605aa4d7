/* SPDX-License-Identifier: Apache-2.0
 * zone_boundary.c: what `sekisho zone boundary` observed, as a report for ledger and portal.
 */
#include "cli/zone_look.h"

void look_source(struct zone_look *l, const char *path, const char *what, int64_t at, bool unread)
{
	const char *slash = strrchr(path, '/');
	struct view name =
	    strcmp(path, "-") == 0 ? VIEW("標準入力") : view_str(slash ? slash + 1 : path);
	if (l->sources_count == LOOK_SOURCES)
		return;
	l->sources[l->sources_count++] =
	    (struct zone_report_source){.name = arena_copy(&l->mem, name),
					.what = arena_copy(&l->mem, view_str(what)),
					.at = at,
					.unread = unread};
}

void look_leak(struct zone_look *l, struct view sentence)
{
	if (l->leaks_count < LOOK_LEAKS)
		l->leaks[l->leaks_count++] = arena_copy(&l->mem, sentence);
}

static struct view name_of(const struct zone_look *l, uint32_t zone)
{
	return l->allowed.policy->zones[zone].name;
}

void look_leak_words(const struct zone_look *l, const struct observe_leak *k, bool english,
		     struct buf *ret)
{
	struct view from = name_of(l, k->from), to = name_of(l, k->to);
	const char *way = k->answered ? ""
			  : english   ? " (the answer did not come back)"
				      : "（応答は戻らない）";
	buf_fmt(ret,
		english ? "from %.*s %s to %.*s %s, %s port %u%s"
			: "%.*s %s から %.*s %s へ、%s ポート %u%s",
		(int)from.n, (const char *)from.p, k->source, (int)to.n, (const char *)to.p,
		k->destination, k->udp ? "UDP" : "TCP", k->port, way);
}

static void put_addresses(const struct policy_network *n, struct buf *ret)
{
	buf_put(ret, n->v4);
	if (n->v4.n > 0 && n->v6.n > 0)
		buf_u8(ret, ' ');
	buf_put(ret, n->v6);
}

/* Hosts of probes, then files of rules: whoever has seen it, each once. */
static struct view seen_by(struct zone_look *l, const struct observe_segment *s)
{
	scope_end(buf_free) struct buf by = buf_new(1 << 14);
	const struct observe *o = &l->observe;
	const char *last = "";
	for (uint32_t i = 0; s->how == OBSERVE_PROBED && i < o->results_count; i++) {
		if (!observe_bit(s->results, i) || strcmp(o->results[i].host, last) == 0)
			continue;
		last = o->results[i].host;
		buf_fmt(&by, "%s端末 %s", by.n ? "、" : "", last);
	}
	for (uint32_t i = 0; i < min_of(o->rules_count, (uint32_t)OBSERVE_RULES_MAX); i++) {
		if (!observe_bit(s->rules, i))
			continue;
		struct view name = l->sources[l->of_rules[i]].name;
		buf_fmt(&by, "%s%.*s", by.n ? "、" : "", (int)name.n, (const char *)name.p);
	}
	return arena_copy(&l->mem, buf_view(&by));
}

static const struct zone_report_segment *segments(struct zone_look *l)
{
	const struct observe *o = &l->observe;
	const struct policy *p = l->allowed.policy;
	struct zone_report_segment *rows =
	    arena_array(&l->mem, max_of(o->segments_count, 1u), sizeof *rows);
	for (uint32_t i = 0; rows && i < o->segments_count; i++) {
		const struct observe_segment *s = &o->segments[i];
		scope_end(buf_free) struct buf where = buf_new(1 << 12);
		rows[i] = (struct zone_report_segment){.zone = name_of(l, s->zone),
						       .how = (enum zone_report_how)s->how,
						       .at = s->at,
						       .by = seen_by(l, s)};
		if (s->network == POLICY_NONE)
			continue;
		const struct policy_network *n = &p->networks[s->network];
		rows[i].name = n->name;
		buf_fmt(&where, "%s ", n->interface);
		put_addresses(n, &where);
		rows[i].where = arena_copy(&l->mem, buf_view(&where));
	}
	return rows;
}

static const struct zone_report_pair *pairs(struct zone_look *l)
{
	const struct observe *o = &l->observe;
	struct zone_report_pair *rows =
	    arena_array(&l->mem, max_of(o->pairs_count, 1u), sizeof *rows);
	for (uint32_t i = 0; rows && i < o->pairs_count; i++) {
		const struct observe_pair *p = &o->pairs[i];
		rows[i] = (struct zone_report_pair){.from = name_of(l, p->from),
						    .to = name_of(l, p->to),
						    .how = (enum zone_report_how)p->how,
						    .at = p->at,
						    .leaks = p->leaks,
						    .stale = p->stale,
						    .arrived = p->arrived,
						    .stopped = p->stopped,
						    .missing = p->missing,
						    .unclear = p->unclear};
	}
	return rows;
}

enum cli_exit look_keep(struct zone_look *l, zone_print print)
{
	static_assert((int)ZONE_REPORT_PROBED == (int)OBSERVE_PROBED &&
			  (int)ZONE_REPORT_OWN == (int)OBSERVE_OWN &&
			  (int)ZONE_REPORT_IMPORTED == (int)OBSERVE_IMPORTED,
		      "one order of both");
	const struct observe *o = &l->observe;
	if (!l->keep.wanted)
		return CLI_DONE;
	for (uint32_t i = 0; i < min_of(o->leaks_count, (uint32_t)array_len(o->leak)); i++) {
		scope_end(buf_free) struct buf words = buf_new(4096);
		look_leak_words(l, &o->leak[i], false, &words);
		look_leak(l, buf_view(&words));
	}
	struct zone_report r = {.kind = ZONE_REPORT_BOUNDARY,
				.days = o->days,
				.about = VIEW("系の境界を、誰がいつ観測したか"),
				.sources = l->sources,
				.sources_count = l->sources_count,
				.segments = segments(l),
				.segments_count = o->segments_count,
				.pairs = pairs(l),
				.pairs_count = o->pairs_count,
				.leaks = l->leaks,
				.leaks_count = l->leaks_count};
	memcpy(r.policy, l->allowed.policy->hash, HASH_LEN);
	if (r.segments && r.pairs)
		return cli_zone_keep_report(&l->keep, &r, print, l);
	cli_complain_err(l->cli, "--keep", E_NO_MEMORY);
	return CLI_FAULT;
}
