/* SPDX-License-Identifier: Apache-2.0
 * pages_crossing.c: 通してよい通信と持ち出し: the policy in force as a drawing and as tables that
 * say the same. Whoever signs in as IT officer, CISO or auditor sees it; nothing is asked of
 * anybody.
 */
#include "policy/read/schema.h"
#include "web/crossing_draw.h"
#include "web/pages_both.h"

#define WIDE 1040
#define NARROW 316     /* a phone of 360 without its margins */
#define ROWS_MOST 500  /* of the table */
#define BETWEEN_MOST 6 /* zones whose pairs are listed */
#define CLAUSES_MOST 200

struct crossings {
	struct request *r;
	const struct policy *p;
	const struct crossing *list;
	uint32_t *mark; /* of each: its arrow */
	size_t n;
	bool english;
};

static const char *either(const struct crossings *x, const char *ja, const char *en)
{
	return x->english ? en : ja;
}

static const char *word(const struct crossings *x, enum policy_word_set set, uint32_t value)
{
	const struct policy_word *w = policy_word(set, value);
	return w ? either(x, w->ja, w->en) : "";
}

static const char *printed(const struct crossings *x, const struct buf *b)
{
	return b->err == OK ? request_text(x->r, buf_view(b)) : NULL;
}

/* --- rows --- */

/* Files go between zones, traffic between networks; a lone zone's files go to and from outside. */
static void put_ends(const struct crossings *x, const struct crossing *c, struct crossing_row *ret)
{
	const struct policy *p = x->p;
	const struct policy_traffic *t = c->traffic;
	const char *outside = either(x, "庁外", "outside the body");
	bool alone = c->from == c->to, in = c->direction == DIRECTION_IN;
	ret->from = request_text(x->r, t ? p->networks[t->from].name : p->zones[c->from].name);
	ret->to = request_text(x->r, t ? p->networks[t->to].name : p->zones[c->to].name);
	if (alone && in)
		ret->from = outside;
	else if (alone)
		ret->to = outside;
}

static struct crossing_row row_of(const struct crossings *x, size_t i)
{
	const struct crossing *c = &x->list[i];
	const struct policy_traffic *t = c->traffic;
	const struct crossing_text *kind = crossing_kind_text(c->kind);
	const struct crossing_text *state = crossing_state_text(c->state);
	scope_end(buf_free) struct buf ports = buf_new(512);
	struct crossing_row row = {
	    .mark = x->mark[i],
	    .name = t ? request_text(x->r, t->name) : word(x, WORDS_DIRECTION, c->direction),
	    .how = either(x, kind->ja, kind->en),
	    .style = kind->style,
	    .state = either(x, state->ja, state->en),
	    .passes = c->state == CROSSING_STATE_OPEN,
	    .clause = request_text(x->r, c->clause),
	};
	if (t && t->special.until.n && policy_day_end(t->special.until, &row.until) != OK)
		row.until = 0; /* nothing that was loaded */
	if (t)
		crossing_ports(t, x->english, &ports);
	else
		buf_str(&ports, word(x, WORDS_GATE, c->gate));
	row.ports = printed(x, &ports);
	put_ends(x, c, &row);
	return row;
}

static void put_rows(const struct crossings *x, struct page_crossing *page)
{
	size_t n = min_of(x->n, (size_t)ROWS_MOST);
	struct crossing_row *rows = arena_array(&x->r->arena, max_of(n, (size_t)1), sizeof(*rows));
	for (size_t i = 0; rows && i < n; i++)
		rows[i] = row_of(x, i);
	page->rows = rows;
	page->rows_count = rows ? n : 0;
	page->more = x->n - n;
}

static const char *units_of(const struct crossings *x, const struct policy_gate *g)
{
	bool others = false;
	scope_end(buf_free) struct buf names = buf_new(64 << 10);
	for (uint32_t i = 0; i < x->p->gates_count; i++)
		others = others || (x->p->gates[i].kind == g->kind &&
				    x->p->gates[i].direction == g->direction &&
				    x->p->gates[i].units_count > 0);
	if (g->units_count == 0)
		return word_text(others ? WORD_crossing_other_units : WORD_crossing_all_units,
				 x->r->lang);
	for (uint32_t i = 0; i < g->units_count; i++) {
		buf_str(&names, i ? either(x, "、", ", ") : "");
		buf_put(&names, x->p->units[g->units[i]].name);
	}
	return printed(x, &names);
}

static void put_gates(const struct crossings *x, struct page_crossing *page)
{
	struct gate_row *rows = arena_array(&x->r->arena, max_of(x->n, (size_t)1), sizeof(*rows));
	size_t n = 0;
	for (size_t i = 0; rows && i < x->n; i++) {
		const struct crossing *c = &x->list[i];
		if (c->kind != CROSSING_FILES)
			continue;
		const struct crossing_text *state = crossing_state_text(c->state);
		uint64_t mb = c->row && c->row->file_mb ? c->row->file_mb : x->p->limits.file_mb;
		rows[n++] = (struct gate_row){
		    .kind = word(x, WORDS_GATE, c->gate),
		    .direction = word(x, WORDS_DIRECTION, c->direction),
		    .units = c->row ? units_of(x, c->row)
				    : word_text(WORD_crossing_all_units, x->r->lang),
		    .limit = mb * 1000 * 1000,
		    .state = either(x, state->ja, state->en),
		    .passes = c->state == CROSSING_STATE_OPEN,
		};
	}
	page->gates = rows;
	page->gates_count = n;
}

static void put_between(const struct crossings *x, struct page_crossing *page)
{
	const struct policy *p = x->p;
	size_t most = (size_t)BETWEEN_MOST * BETWEEN_MOST, n = 0;
	struct between_row *rows = arena_array(&x->r->arena, most, sizeof(*rows));
	bool few = p->zones_count <= BETWEEN_MOST;
	for (uint32_t i = 0; rows && few && i < p->zones_count; i++)
		for (uint32_t k = 0; k < p->zones_count; k++) {
			if (i == k)
				continue;
			const struct crossing_text *rule =
			    between_text(policy_between(p, p->zones[i].kind, p->zones[k].kind));
			rows[n++] = (struct between_row){
			    .from = request_text(x->r, p->zones[i].name),
			    .to = request_text(x->r, p->zones[k].name),
			    .rule = either(x, rule->ja, rule->en),
			};
		}
	page->between = rows;
	page->between_count = n;
}

static void put_removable(const struct crossings *x, struct page_crossing *page)
{
	const struct policy *p = x->p;
	struct removable_row *rows =
	    arena_array(&x->r->arena, max_of(p->terminals_count, 1u), sizeof(*rows));
	for (uint32_t i = 0; rows && i < p->terminals_count; i++)
		rows[i] = (struct removable_row){
		    .zone = request_text(x->r, p->zones[p->terminals[i].zone].name),
		    .read = word(x, WORDS_PERMIT, p->terminals[i].read),
		    .write = word(x, WORDS_PERMIT, p->terminals[i].write),
		    .execute = word(x, WORDS_PERMIT, p->terminals[i].execute),
		};
	page->removable = rows;
	page->removable_count = rows ? p->terminals_count : 0;
}

/* --- by clause --- */

/* Names of what rests on the same clause as row i, which is the first that does. */
static const char *resting_on(const struct crossings *x, size_t i)
{
	scope_end(buf_free) struct buf names = buf_new(256 << 10);
	for (size_t k = i; k < x->n && k < ROWS_MOST; k++) {
		const struct crossing *c = &x->list[k];
		if (!view_eq(c->clause, x->list[i].clause))
			continue;
		buf_str(&names, k > i ? either(x, "、", ", ") : "");
		if (c->traffic)
			buf_put(&names, c->traffic->name);
		else
			buf_fmt(&names, "%s %s", word(x, WORDS_DIRECTION, c->direction),
				word(x, WORDS_GATE, c->gate));
	}
	return printed(x, &names);
}

static bool is_first(const struct crossings *x, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (view_eq(x->list[k].clause, x->list[i].clause))
			return false;
	return true;
}

static void put_clauses(const struct crossings *x, struct page_crossing *page)
{
	struct clause_row *rows = arena_array(&x->r->arena, CLAUSES_MOST, sizeof(*rows));
	size_t n = 0;
	for (size_t i = 0; rows && i < x->n && i < ROWS_MOST && n < CLAUSES_MOST; i++)
		if (x->list[i].clause.n && is_first(x, i))
			rows[n++] =
			    (struct clause_row){.clause = request_text(x->r, x->list[i].clause),
						.names = resting_on(x, i)};
	page->clauses = rows;
	page->clauses_count = n;
}

/* --- the page --- */

static void put_legend(const struct crossings *x, const struct draw_plan *plan,
		       struct page_crossing *page)
{
	struct legend_row *rows = arena_array(&x->r->arena, CROSSING_KIND_COUNT, sizeof(*rows));
	size_t n = 0;
	for (unsigned k = 0; rows && k < CROSSING_KIND_COUNT; k++) {
		const struct crossing_text *text = crossing_kind_text((enum crossing_kind)k);
		bool there = false;
		for (size_t i = 0; i < plan->n; i++)
			there = there || plan->groups[i].kind == k;
		if (there)
			rows[n++] = (struct legend_row){.style = text->style,
							.name = either(x, text->ja, text->en)};
	}
	page->legend = rows;
	page->legend_count = n;
}

/* One for wide screens and one for a phone; the style sheet shows one of them. */
static const struct {
	const char *style;
	uint32_t width;
} screens[] = {{"crossing-wide", WIDE}, {"crossing-narrow", NARROW}};

static void put_drawings(const struct crossings *x, struct page_crossing *page)
{
	static struct draw_plan plan; /* large, and one request is served at a time */
	struct arena *mem = &x->r->arena;
	draw_plan_make(x->p, x->list, x->n, &plan, x->mark);
	page->arrows = plan.n;
	struct drawing *drawings = arena_array(mem, array_len(screens), sizeof(*drawings));
	for (size_t i = 0; drawings && i < array_len(screens); i++) {
		struct drawing *d = &drawings[i];
		bool drawn = draw_make(x->p, &plan, x->english, screens[i].width, mem, d);
		if (!drawn)
			*d = (struct drawing){.width = 0};
		d->drawn = drawn;
		d->style = screens[i].style;
	}
	page->drawings = drawings;
	page->drawings_count = drawings ? array_len(screens) : 0;
	put_legend(x, &plan, page);
}

void portal_crossing(struct request *r)
{
	struct crossings x = {.r = r, .p = &server->site->policy, .english = r->lang == LANG_EN};
	struct page_crossing page = {.model = word(&x, WORDS_MODEL, x.p->boundary.model),
				     .document = request_text(r, x.p->document.title)};
	x.list = policy_crossings(x.p, clock_now(), &r->arena, &x.n);
	x.mark = arena_array(&r->arena, max_of(x.n, (size_t)1), sizeof(*x.mark));
	if (!x.list || !x.mark) {
		respond_error(r, E_NO_MEMORY);
		return;
	}
	respond_head(r, &page.head, WORD_crossing_title, WORD_none);
	put_drawings(&x, &page);
	put_rows(&x, &page);
	put_between(&x, &page);
	put_gates(&x, &page);
	put_removable(&x, &page);
	put_clauses(&x, &page);
	respond_page(r, MHD_HTTP_OK, crossing, &page);
}
