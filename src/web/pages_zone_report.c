/* SPDX-License-Identifier: Apache-2.0
 * pages_zone_report.c: what the console proved and observed of the rules between zones, and what
 * nobody has. Nothing of a report is shown that the notary did not sign: the store only keeps it.
 */
#include "notary/zone_report.h"

#include <unistd.h>

#include "sys/file.h"
#include "web/pages_both.h"

#define DRIFTS_MAX 20

struct kept {
	enum err err;	 /* E_NOT_FOUND: there is none; E_GONE: no key to check it with */
	enum err counts; /* as zone_report_counts */
	struct zone_report report;
	struct leaf leaf;
	struct view bytes;
};

static const enum word verdicts[ZONE_REPORT_VERDICT_COUNT] = {
    [ZONE_REPORT_UNPROVED] = WORD_zone_report_unproved,
    [ZONE_REPORT_DIFFERS] = WORD_zone_report_differs,
    [ZONE_REPORT_PROVED] = WORD_zone_report_proved,
    [ZONE_REPORT_WEAK] = WORD_zone_report_weak,
    [ZONE_REPORT_LEAKS] = WORD_zone_report_leaks,
    [ZONE_REPORT_ENSURED] = WORD_zone_report_ensured,
};
static const enum word hows[ZONE_REPORT_HOW_COUNT] = {
    [ZONE_REPORT_NOBODY] = WORD_zone_seen_nobody,
    [ZONE_REPORT_OWN] = WORD_zone_seen_own,
    [ZONE_REPORT_IMPORTED] = WORD_zone_seen_imported,
    [ZONE_REPORT_PROBED] = WORD_zone_seen_probed,
};

/* --- what the store gave --- */

/* A copy: what a descriptor holds may change under whoever looks twice. */
static struct view copy_of(struct request *r, int fd)
{
	uint8_t *p = arena_alloc(&r->arena, ZONE_REPORT_MAX + 1);
	size_t n = 0;
	while (p && fd >= 0 && n <= ZONE_REPORT_MAX) {
		ssize_t more = pread(fd, p + n, ZONE_REPORT_MAX + 1 - n, (off_t)n);
		if (more <= 0)
			break;
		n += (size_t)more;
	}
	return view_of(p, n);
}

static enum err take(struct request *r, const struct ask *a, enum zone_report_kind kind,
		     struct kept *k)
{
	const struct site *site = server->site;
	struct body_zone_report row;
	const void *p = ask_first(a, MSG_ROW_ZONE_REPORT);
	if (a->err != OK || !p)
		return a->err != OK ? a->err : E_NOT_FOUND;
	if (!site->has_ledger)
		return E_GONE;
	memcpy(&row, p, sizeof(row));
	k->bytes = copy_of(r, a->fd);
	try(zone_report_check(&site->ledger, site->evaluation, view_of(row.leaf, sizeof(row.leaf)),
			      k->bytes, &k->leaf));
	try(zone_report_read(k->bytes, &r->arena, &k->report));
	/* Nothing can be found before it is kept; a clock may be a little behind. */
	bool fits = k->report.kind == kind && k->report.made <= k->leaf.time + 60;
	return fits ? OK : E_BROKEN;
}

static struct kept kept_of(struct request *r, const struct ask *a, enum zone_report_kind kind,
			   const struct body_row_zone *now)
{
	struct kept k = {.counts = OK};
	k.err = take(r, a, kind, &k);
	if (k.err == OK)
		k.counts = zone_report_counts(&k.report, server->site->policy.hash,
					      now->heard ? now->state.generation : 0, clock_now());
	return k;
}

static enum word old_of(enum err counts)
{
	return counts == E_POLICY    ? WORD_zone_old_policy
	       : counts == E_CHANGED ? WORD_zone_old_rules
	       : counts == E_EXPIRED ? WORD_zone_old_days
				     : WORD_none;
}

/* 技術的に担保 is said of now, or of nothing. */
static bool ensured(const struct kept *k, const struct body_row_zone *now)
{
	bool same = !now->heard || (now->state.drifted == 0 && now->state.proved == ZONE_PROVED);
	return k->err == OK && k->counts == OK && k->report.verdict == ZONE_REPORT_ENSURED && same;
}

static struct zone_report_box box_of(struct request *r, const struct kept *k,
				     const struct body_row_zone *now)
{
	const struct zone_report *z = &k->report;
	struct zone_report_box box = {
	    .there = k->err != E_NOT_FOUND, .kept = k->err == OK, .no_key = k->err == E_GONE};
	if (k->err != OK)
		return box;
	bool good = z->verdict == ZONE_REPORT_PROVED || ensured(k, now);
	box.verdict = verdicts[z->verdict];
	if (z->verdict == ZONE_REPORT_ENSURED && !ensured(k, now))
		box.verdict = WORD_zone_report_was;
	box.old = old_of(k->counts);
	box.good = good && k->counts == OK;
	box.bad = z->verdict == ZONE_REPORT_LEAKS || z->verdict == ZONE_REPORT_DIFFERS;
	box.made = z->made;
	box.noted = k->leaf.time;
	box.position = k->leaf.position;
	box.host = request_text(r, z->host);
	box.about = request_text(r, z->about);
	const struct policy_person *by = policy_person(&server->site->policy, z->by);
	box.by = request_text(r, by ? by->name : z->by);
	return box;
}

/* --- on the page of the rules --- */

static const struct drift_row *drifts(struct request *r, const struct ask *a, size_t *ret_n)
{
	struct drift_row *rows = arena_array(&r->arena, DRIFTS_MAX, sizeof(*rows));
	struct body_row_log b;
	size_t n = 0;
	for (const struct row *at = a->rows;
	     rows && n < DRIFTS_MAX && ask_row(&at, MSG_ROW_LOG, &b);)
		rows[n++] = (struct drift_row){.time = b.time,
					       .position = b.position,
					       .event = b.event,
					       .text = TEXT(r, b.text)};
	*ret_n = n;
	return rows;
}

void zone_reports_ask(struct request *r)
{
	(void)ask_store(r, QUERY_ZONE_REPORT, NULL, 0, "proof");
	(void)ask_store(r, QUERY_ZONE_REPORT, NULL, 0, "boundary");
	(void)ask_store(r, QUERY_ZONE_DRIFT, NULL, 0, NULL);
}

void zone_reports_fill(struct request *r, size_t first, const struct body_row_zone *now,
		       struct page_zone *page)
{
	struct kept proof = kept_of(r, r->asks[first], ZONE_REPORT_PROOF, now);
	struct kept boundary = kept_of(r, r->asks[first + 1], ZONE_REPORT_BOUNDARY, now);
	page->proof = box_of(r, &proof, now);
	page->boundary = box_of(r, &boundary, now);
	page->drifts = drifts(r, r->asks[first + 2], &page->drifts_count);
}

/* --- one of them --- */

static struct zone_segment_row segment_row(struct request *r, const struct zone_report_segment *s)
{
	return (struct zone_segment_row){.zone = request_text(r, s->zone),
					 .name = request_text(r, s->name),
					 .where = request_text(r, s->where),
					 .how = hows[s->how],
					 .nobody = s->how == ZONE_REPORT_NOBODY,
					 .at = s->at,
					 .by = request_text(r, s->by)};
}

/* As the report has it; what it does not name, nobody observed. */
static struct zone_report_segment found(const struct kept *k, const struct policy *p, uint32_t zone,
					const struct policy_network *n)
{
	struct zone_report_segment none = {.zone = p->zones[zone].name};
	if (n) {
		none.name = n->name;
		none.where = n->v4.n ? n->v4 : n->v6;
	}
	for (size_t i = 0; k->err == OK && i < k->report.segments_count; i++) {
		const struct zone_report_segment *s = &k->report.segments[i];
		if (view_eq(s->zone, none.zone) && view_eq(s->name, none.name))
			return *s;
	}
	return none;
}

/* The segments of the policy, whatever a report says there are. */
static void put_segments(struct request *r, const struct kept *k, struct page_zone_report *page)
{
	const struct policy *p = &server->site->policy;
	size_t most = (size_t)p->zones_count + p->networks_count + 1, n = 0, nobody = 0;
	struct zone_segment_row *rows = arena_array(&r->arena, most, sizeof(*rows));
	struct zone_segment_row *unseen = arena_array(&r->arena, most, sizeof(*unseen));
	for (uint32_t z = 0; rows && unseen && z < p->zones_count; z++) {
		size_t before = n;
		for (uint32_t i = 0; i < p->networks_count; i++)
			if (p->networks[i].zone == z &&
			    p->networks[i].role == POLICY_NETWORK_SEGMENT) {
				struct zone_report_segment s = found(k, p, z, &p->networks[i]);
				rows[n++] = segment_row(r, &s);
			}
		if (n == before) {
			struct zone_report_segment s = found(k, p, z, NULL);
			rows[n++] = segment_row(r, &s);
		}
	}
	for (size_t i = 0; i < n; i++)
		if (rows[i].nobody)
			unseen[nobody++] = rows[i];
	page->segments = rows;
	page->segments_count = n;
	page->nobody = unseen;
	page->nobody_count = nobody;
}

static void put_pairs(struct request *r, const struct zone_report *z, struct page_zone_report *page)
{
	struct zone_pair_row *rows = arena_array(&r->arena, z->pairs_count + 1, sizeof(*rows));
	for (size_t i = 0; rows && i < z->pairs_count; i++) {
		const struct zone_report_pair *p = &z->pairs[i];
		rows[i] = (struct zone_pair_row){
		    .from = request_text(r, p->from),
		    .to = request_text(r, p->to),
		    .how = hows[p->how],
		    .at = p->at,
		    .leaks = p->leaks,
		    .tried = p->arrived || p->stopped || p->missing || p->unclear,
		    .arrived = p->arrived,
		    .stopped = p->stopped,
		    .missing = p->missing,
		    .unclear = p->unclear,
		    .outcome = p->leaks			      ? WORD_zone_pair_leaks
			       : p->stale		      ? WORD_zone_pair_stale
			       : p->how == ZONE_REPORT_NOBODY ? WORD_zone_pair_unknown
							      : WORD_zone_pair_none};
	}
	page->pairs = rows;
	page->pairs_count = rows ? z->pairs_count : 0;
}

static void put_sources(struct request *r, const struct zone_report *z,
			struct page_zone_report *page)
{
	struct zone_source_row *rows = arena_array(&r->arena, z->sources_count + 1, sizeof(*rows));
	for (size_t i = 0; rows && i < z->sources_count; i++)
		rows[i] = (struct zone_source_row){.name = request_text(r, z->sources[i].name),
						   .what = request_text(r, z->sources[i].what),
						   .at = z->sources[i].at,
						   .unread = z->sources[i].unread};
	page->sources = rows;
	page->sources_count = rows ? z->sources_count : 0;
}

static const struct zone_line *lines_of(struct request *r, const struct view *lines, size_t n,
					size_t *ret_n)
{
	struct zone_line *rows = arena_array(&r->arena, n + 1, sizeof(*rows));
	for (size_t i = 0; rows && i < n; i++)
		rows[i].line = request_text(r, lines[i]);
	*ret_n = rows ? n : 0;
	return rows;
}

static void put_report(struct request *r, const struct kept *k, struct page_zone_report *page)
{
	const struct zone_report *z = &k->report;
	put_pairs(r, z, page);
	put_sources(r, z, page);
	page->leaks = lines_of(r, z->leaks, z->leaks_count, &page->leaks_count);
	page->unseen = lines_of(r, z->unseen, z->unseen_count, &page->unseen_count);
	page->days = z->days;
	page->hash = request_bytes(r, k->leaf.original, HASH_LEN);
	page->text = request_text(r, z->text);
}

static void show(struct request *r, enum zone_report_kind kind)
{
	bool boundary = kind == ZONE_REPORT_BOUNDARY;
	struct page_zone_report page = {.is_boundary = boundary};
	struct body_row_zone now = {.heard = 0};
	if (r->step == 0) {
		(void)ask_store(r, QUERY_ZONE_REPORT, NULL, 0, boundary ? "boundary" : "proof");
		(void)ask_store(r, QUERY_ZONE, NULL, 0, NULL);
		return;
	}
	const void *row = ask_first(r->asks[1], MSG_ROW_ZONE);
	if (respond_if_failed(r, r->asks[0]))
		return;
	if (row)
		memcpy(&now, row, sizeof(now));
	struct kept k = kept_of(r, r->asks[0], kind, &now);
	page.report = box_of(r, &k, &now);
	page.ensured = ensured(&k, &now);
	page.clause = request_text(r, server->site->policy.boundary.clause);
	page.drifted = now.heard && (now.state.drifted != 0 || now.state.proved != ZONE_PROVED);
	if (boundary)
		put_segments(r, &k, &page);
	if (k.err == OK)
		put_report(r, &k, &page);
	respond_head(r, &page.head, boundary ? WORD_zone_boundary_title : WORD_zone_proof_title,
		     WORD_zone_title);
	respond_page(r, MHD_HTTP_OK, zone_report, &page);
}

void portal_zone_boundary(struct request *r)
{
	show(r, ZONE_REPORT_BOUNDARY);
}

void portal_zone_proof(struct request *r)
{
	show(r, ZONE_REPORT_PROOF);
}

/* The very bytes that the leaf is of, for sha256sum. */
static void save(struct request *r, enum zone_report_kind kind, const char *word, const char *name)
{
	struct body_row_zone now = {.heard = 0};
	if (r->step == 0) {
		(void)ask_store(r, QUERY_ZONE_REPORT, NULL, 0, word);
		return;
	}
	if (respond_if_failed(r, r->asks[0]))
		return;
	struct kept k = kept_of(r, r->asks[0], kind, &now);
	if (k.err == OK)
		respond_bytes(r, k.bytes, name);
	else
		respond_error(r, E_NOT_FOUND);
}

void portal_zone_boundary_file(struct request *r)
{
	save(r, ZONE_REPORT_BOUNDARY, "boundary", "sekisho-zone-boundary.txt");
}

void portal_zone_proof_file(struct request *r)
{
	save(r, ZONE_REPORT_PROOF, "proof", "sekisho-zone-proof.txt");
}
