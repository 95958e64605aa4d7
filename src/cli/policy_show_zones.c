/* SPDX-License-Identifier: Apache-2.0
 * policy_show_zones.c: what may cross between zones, and what the published policy says.
 */
#include "cli/policy.h"

#include <time.h>

#include "policy/ask/crossing.h"
#include "sheet/table.h"
#include "terminal/terminal.h"

static uint32_t listed(const struct policy *p, uint32_t from, uint32_t to)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < p->traffic_count; i++)
		n += p->networks[p->traffic[i].from].zone == from &&
		     p->networks[p->traffic[i].to].zone == to;
	return n;
}

static void put_between(const struct cli *cli, struct cli_table *t, const struct policy *p,
			uint32_t from, uint32_t to)
{
	const struct policy_zone *z = p->zones;
	const struct crossing_text *rule =
	    between_text(policy_between(p, z[from].kind, z[to].kind));
	scope_end(buf_free) struct buf text = buf_new(128);
	buf_str(&text, cli_text(cli, rule->ja, rule->en));
	uint32_t n = listed(p, from, to);
	if (n)
		buf_fmt(&text, cli->english ? ": %u" : "：%u件", n);
	cli_table_cell(t, from == to ? VIEW("-") : buf_view(&text));
}

/* Rows leave, columns enter. */
static void show_matrix(const struct cli *cli, const struct policy *p)
{
	if (p->zones_count < 2 || p->zones_count > 6)
		return;
	struct view model = cli_policy_word(cli, WORDS_MODEL, p->boundary.model);
	cli_print(cli, "\n■ 系の間（%.*s）\n", "\n■ between zones (%.*s)\n", (int)model.n,
		  (const char *)model.p);
	struct cli_table t = cli_table_new(p->zones_count + 1);
	cli_policy_cell(&t, cli_text(cli, "出る側＼入る側", "from \\ to"));
	for (uint32_t to = 0; to < p->zones_count; to++)
		cli_table_cell(&t, p->zones[to].name);
	for (uint32_t from = 0; from < p->zones_count; from++) {
		cli_table_cell(&t, p->zones[from].name);
		for (uint32_t to = 0; to < p->zones_count; to++)
			put_between(cli, &t, p, from, to);
	}
	cli_table_print(&t, stdout);
}

static void put_crossing(const struct cli *cli, struct cli_table *t, const struct policy *p,
			 const struct crossing *c)
{
	const struct crossing_text *kind = crossing_kind_text(c->kind);
	const struct crossing_text *state = crossing_state_text(c->state);
	const struct policy_traffic *x = c->traffic;
	scope_end(buf_free) struct buf ports = buf_new(256);
	if (x) {
		crossing_ports(x, cli->english, &ports);
		cli_table_cell(t, x->name);
		cli_table_cell(t, p->networks[x->from].name);
		cli_table_cell(t, p->networks[x->to].name);
	} else {
		buf_put(&ports, cli_policy_word(cli, WORDS_GATE, c->gate));
		cli_table_cell(t, cli_policy_word(cli, WORDS_DIRECTION, c->direction));
		cli_table_cell(t, p->zones[c->from].name);
		cli_table_cell(t, p->zones[c->to].name);
	}
	cli_table_cell(t, buf_view(&ports));
	cli_policy_cell(t, cli_text(cli, kind->ja, kind->en));
	cli_table_cell(t, x && x->special.until.n ? x->special.until : VIEW("-"));
	cli_table_cell(t, c->clause.n ? c->clause : VIEW("-"));
	cli_policy_cell(t, cli_text(cli, state->ja, state->en));
}

/* The same as the portal shows (policy/ask/crossing.h). */
static void show_crossings(const struct cli *cli, const struct policy *p)
{
	static const char *const names[][2] = {{"通してよいもの", "what may cross"},
					       {"出る側", "from"},
					       {"入る側", "to"},
					       {"ポート・出入口", "ports, gate"},
					       {"通し方", "how"},
					       {"期限", "until"},
					       {"条項", "clause"},
					       {"状態", "state"}};
	size_t n;
	scope_end(arena_free) struct arena mem = arena_new(POLICY_ARENA);
	const struct crossing *list = policy_crossings(p, time(NULL), &mem, &n);
	struct cli_table t = cli_table_new(array_len(names));
	if (!list || n == 0)
		return;
	printf("\n■ %s\n", cli_text(cli, "系の間で通してよいもの", "what may cross between zones"));
	cli_policy_headings(cli, &t, names, array_len(names));
	for (size_t i = 0; i < n; i++)
		put_crossing(cli, &t, p, &list[i]);
	cli_table_print(&t, stdout);
}

/* What the zone's Windows terminals are to be like: docs/terminals.md. */
static void show_terminals(const struct cli *cli, const struct policy *p)
{
	static const char *const names[][2] = {
	    {"系の端末", "terminals of"}, {"求めること", "what is wished"}, {"日数", "days"}};
	struct cli_table t = cli_table_new(3);
	if (!p->terminals_count)
		return;
	printf("\n■ %s\n", cli_text(cli, "端末の制御", "Windows terminals"));
	cli_policy_headings(cli, &t, names, array_len(names));
	for (uint32_t i = 0; i < p->terminals_count; i++) {
		const struct policy_terminal *x = &p->terminals[i];
		scope_end(buf_free) struct buf wishes = buf_new(1024), days = buf_new(16);
		for (unsigned w = 0; w < TERMINAL_WISH_COUNT; w++)
			if (terminal_wishes(x, (enum terminal_wish)w)) {
				const struct terminal_wish_text *text =
				    terminal_wish_text((enum terminal_wish)w);
				buf_fmt(&wishes, "%s%s", wishes.n ? cli_text(cli, "、", ", ") : "",
					cli_text(cli, text->ja, text->en));
				if (w == TERMINAL_LISTED)
					buf_fmt(&wishes, cli->english ? " (%u)" : "（%u種）",
						x->devices_count);
			}
		buf_fmt(&days, "%u", x->fresh_days);
		cli_table_cell(&t, p->zones[x->zone].name);
		cli_table_cell(&t, wishes.n ? buf_view(&wishes) : VIEW("-"));
		cli_table_cell(&t, buf_view(&days));
	}
	cli_table_print(&t, stdout);
}

/* --- the published policy --- */

/* What it is; its clause or version; what is said. */
static void put_row(const struct cli *cli, struct cli_table *t, const char *ja, const char *en,
		    struct view clause, struct view text)
{
	cli_policy_cell(t, cli_text(cli, ja, en));
	cli_table_cell(t, clause.n ? clause : VIEW("-"));
	cli_table_cell(t, text);
}

static void put_cycle(const struct cli *cli, struct cli_table *t, const char *ja, const char *en,
		      const struct policy_cycle *c)
{
	scope_end(buf_free) struct buf text = buf_new(512);
	buf_put(&text, cli_policy_word(cli, WORDS_CYCLE, c->mode));
	for (unsigned i = 0, n = 0; i <= POLICY_TRIGGER_FINDING; i++)
		if (c->triggers & 1u << i) {
			buf_str(&text, n++ ? cli_text(cli, "、", ", ") : cli_text(cli, "：", ": "));
			buf_put(&text, cli_policy_word(cli, WORDS_TRIGGER, i));
		}
	put_row(cli, t, ja, en, c->clause, buf_view(&text));
}

static void put_rules(const struct cli *cli, struct cli_table *t, const char *ja, const char *en,
		      const struct policy_rules *r)
{
	scope_end(buf_free) struct buf text = buf_new(256);
	buf_put(&text, cli_policy_word(cli, WORDS_ORIGIN, r->origin));
	if (r->host.n) {
		buf_str(&text, cli_text(cli, "：", ": "));
		buf_put(&text, r->host);
	}
	put_row(cli, t, ja, en, r->clause, buf_view(&text));
}

static void show_document(const struct cli *cli, const struct policy *p)
{
	const struct policy_document *d = &p->document;
	struct cli_table t = cli_table_new(3);
	if (!d->title.n)
		return;
	printf("\n■ %.*s\n", (int)d->title.n, (const char *)d->title.p);
	for (uint32_t i = 0; i < d->versions_count; i++)
		put_row(cli, &t, "施行", "in force", d->versions[i].version, d->versions[i].day);
	for (uint32_t i = 0; i < d->threats_count; i++)
		put_row(cli, &t, "脅威", "threat", d->threats[i].clause, d->threats[i].name);
	put_cycle(cli, &t, "監査", "audits", &d->audit);
	put_cycle(cli, &t, "自己点検", "self-checks", &d->self_check);
	put_cycle(cli, &t, "見直し", "review", &d->review);
	put_rules(cli, &t, "対策基準", "standards", &d->standards);
	put_rules(cli, &t, "実施手順", "procedures", &d->procedures);
	cli_table_print(&t, stdout);
}

void cli_policy_show_zones(const struct cli *cli, const struct policy *p)
{
	show_matrix(cli, p);
	show_crossings(cli, p);
	show_terminals(cli, p);
	show_document(cli, p);
}
