/* SPDX-License-Identifier: Apache-2.0
 * policy_show.c: a policy, and the keys a policy may hold, as tables.
 */
#include "cli/policy.h"
#include "sheet/table.h"

struct view cli_policy_word(const struct cli *cli, enum policy_word_set set, uint32_t value)
{
	const struct policy_word *w = policy_word(set, value);
	return view_str(w ? cli_text(cli, w->ja, w->en) : "");
}

static void heading(const struct cli *cli, const char *ja, const char *en)
{
	printf("\n■ %s\n", cli_text(cli, ja, en));
}

void cli_policy_cell(struct cli_table *t, const char *text)
{
	cli_table_cell(t, view_str(text));
}

void cli_policy_headings(const struct cli *cli, struct cli_table *t, const char *const names[][2],
			 size_t n)
{
	assert(n == t->columns);
	for (size_t i = 0; i < n; i++)
		cli_policy_cell(t, cli_text(cli, names[i][0], names[i][1]));
}

static void show_body(const struct cli *cli, const struct policy *p)
{
	printf("%.*s %s%s\n%s ", (int)p->body.name.n, (const char *)p->body.name.p, p->body.number,
	       p->is_public ? cli_text(cli, "（インターネット側用）", " (for the Internet half)")
			    : "",
	       cli_text(cli, "方針のハッシュ値", "policy hash"));
	for (size_t i = 0; i < HASH_LEN; i++)
		printf("%02x", p->hash[i]);
	putchar('\n');
}

static void show_units(const struct cli *cli, const struct policy *p)
{
	static const char *const names[][2] = {
	    {"符号", "code"}, {"所属", "unit"}, {"機関", "organ"}, {"管理者", "manager"}};
	struct cli_table t = cli_table_new(4);
	heading(cli, "所属", "units");
	cli_policy_headings(cli, &t, names, array_len(names));
	for (uint32_t i = 0; i < p->units_count; i++) {
		const struct policy_unit *u = &p->units[i];
		cli_policy_cell(&t, u->code);
		cli_table_cell(&t, u->name);
		cli_table_cell(&t, p->organs[u->organ].name);
		cli_table_cell(&t,
			       u->manager == POLICY_NONE ? VIEW("-") : p->people[u->manager].name);
	}
	cli_table_print(&t, stdout);
}

static void show_people(const struct cli *cli, const struct policy *p)
{
	static const char *const names[][2] = {{"職員番号", "number"},
					       {"氏名", "name"},
					       {"所属", "units"},
					       {"代理承認者", "deputy"},
					       {"役割", "roles"}};
	struct cli_table t = cli_table_new(5);
	heading(cli, "職員", "people");
	cli_policy_headings(cli, &t, names, array_len(names));
	for (uint32_t i = 0; i < p->people_count; i++) {
		const struct policy_person *person = &p->people[i];
		const struct policy_person *deputy = policy_deputy(p, person);
		scope_end(buf_free) struct buf list = buf_new(8192);
		cli_policy_cell(&t, person->number);
		cli_table_cell(&t, person->name);
		for (uint32_t k = 0; k < person->units_count; k++) {
			buf_str(&list, k ? cli_text(cli, "、", ", ") : "");
			buf_put(&list, p->units[person->units[k]].name);
		}
		cli_table_cell(&t, buf_view(&list));
		cli_table_cell(&t, deputy ? deputy->name : VIEW("-"));
		buf_clear(&list);
		for (unsigned r = 0; r < PERSON_ROLE_COUNT; r++)
			if (policy_has_role(person, r)) {
				buf_str(&list, list.n ? cli_text(cli, "、", ", ") : "");
				buf_put(&list, cli_policy_word(cli, WORDS_ROLE, r));
			}
		cli_table_cell(&t, buf_view(&list));
	}
	cli_table_print(&t, stdout);
}

static void show_flows(const struct cli *cli, const struct policy *p)
{
	static const char *const names[][2] = {
	    {"経路", "flow"}, {"方向", "direction"}, {"出る側", "from"}, {"入る側", "to"}};
	struct cli_table t = cli_table_new(4);
	heading(cli, "通信経路", "flows");
	cli_policy_headings(cli, &t, names, array_len(names));
	for (uint32_t i = 0; i < p->flows_count; i++) {
		cli_table_cell(&t, p->flows[i].name);
		cli_table_cell(&t, cli_policy_word(cli, WORDS_DIRECTION, p->flows[i].direction));
		cli_table_cell(&t, p->zones[p->flows[i].from].name);
		cli_table_cell(&t, p->zones[p->flows[i].to].name);
	}
	cli_table_print(&t, stdout);
	for (uint32_t i = 0; i < p->flows_count; i++)
		for (uint32_t k = 0; k < p->flows[i].destinations_count; k++) {
			const struct policy_destination *d = &p->flows[i].destinations[k];
			struct view grade = cli_policy_word(cli, WORDS_HIGHEST, d->highest_grade);
			cli_print(cli, "  宛先 %.*s: %.*s\n", "  to %.*s: %.*s\n", (int)d->domain.n,
				  (const char *)d->domain.p, (int)grade.n, (const char *)grade.p);
		}
}

static void show_formats(const struct cli *cli, const struct policy *p)
{
	static const char *const names[][2] = {
	    {"形式", "format"}, {"取込", "inbound"}, {"庁外送付", "outbound"}};
	struct cli_table t = cli_table_new(3);
	heading(cli, "形式", "formats");
	cli_policy_headings(cli, &t, names, array_len(names));
#define FORMAT(name, extensions, ja, en)                                                 \
	cli_policy_cell(&t, cli_text(cli, ja, en));                                      \
	cli_table_cell(&t, cli_policy_word(cli, WORDS_PERMIT, p->formats.inbound.name)); \
	cli_table_cell(&t, cli_policy_word(cli, WORDS_PERMIT, p->formats.outbound.name));
#include "tbl/formats.h"
#undef FORMAT
	const struct policy_format_rules *in = &p->formats.inbound, *out = &p->formats.outbound;
	cli_policy_cell(&t, cli_text(cli, "CSV の数式化を防ぐ", "CSV guard"));
	cli_policy_cell(&t, in->csv_guard ? cli_text(cli, "する", "yes")
					  : cli_text(cli, "しない", "no"));
	cli_policy_cell(&t, out->csv_guard ? cli_text(cli, "する", "yes")
					   : cli_text(cli, "しない", "no"));
	cli_policy_cell(&t, cli_text(cli, "コメント", "comments"));
	cli_table_cell(&t, cli_policy_word(cli, WORDS_KEEP, in->comments));
	cli_table_cell(&t, cli_policy_word(cli, WORDS_KEEP, out->comments));
	cli_policy_cell(&t, cli_text(cli, "コメント等の氏名", "names in comments"));
	cli_table_cell(&t, cli_policy_word(cli, WORDS_KEEP, in->persons));
	cli_table_cell(&t, cli_policy_word(cli, WORDS_KEEP, out->persons));
	cli_policy_cell(&t, cli_text(cli, "通せないものを含む書庫", "incomplete archives"));
	cli_table_cell(&t, cli_policy_word(cli, WORDS_INCOMPLETE, in->archive));
	cli_table_cell(&t, cli_policy_word(cli, WORDS_INCOMPLETE, out->archive));
	cli_table_print(&t, stdout);
}

static void show_approvals(const struct cli *cli, const struct policy *p)
{
	const struct policy_approvals *a = &p->approvals;
	const enum policy_need needs[] = {a->inbound, a->outbound.grade1, a->outbound.grade2,
					  a->outbound.grade3};
	static const char *const names[][2] = {{"取込", "inbound"},
					       {"庁外送付 機密性1", "outbound, grade 1"},
					       {"庁外送付 機密性2", "outbound, grade 2"},
					       {"庁外送付 機密性3", "outbound, grade 3"}};
	struct cli_table t = cli_table_new(2);
	heading(cli, "承認", "approvals");
	cli_policy_show_rules(cli, p);
	for (size_t i = 0; i < array_len(needs); i++) {
		cli_policy_cell(&t, cli_text(cli, names[i][0], names[i][1]));
		cli_table_cell(&t, cli_policy_word(cli, WORDS_NEED, needs[i]));
	}
	cli_table_print(&t, stdout);
	cli_print(cli, "代理承認者に回るまで %u 分、期限切れまで %u 分\n",
		  "deputy after %u minutes, expires after %u minutes\n", a->deputy_after_minutes,
		  a->expire_after_minutes);
}

static void show_classes(const struct cli *cli, const char *ja, const char *en,
			 const struct policy_class *list, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		printf("  %s%u  %.*s\n", cli_text(cli, ja, en), list[i].grade, (int)list[i].label.n,
		       (const char *)list[i].label.p);
}

static void show_grades(const struct cli *cli, const struct policy *p)
{
	const struct policy_classification *c = &p->classification;
	heading(cli, "機密性区分", "grades");
	for (enum grade g = GRADE_COUNT - 1; g > GRADE_NONE; g--) {
		struct view code = policy_grade_code(g);
		struct view label = policy_grade_label(p, g, cli->english);
		if (policy_grade_used(p, g))
			printf("  %s%.*s  %.*s\n", cli_text(cli, "機密性", "confidentiality "),
			       (int)code.n, (const char *)code.p, (int)label.n,
			       (const char *)label.p);
	}
	show_classes(cli, "完全性", "integrity ", c->integrity, c->integrity_count);
	show_classes(cli, "可用性", "availability ", c->availability, c->availability_count);
}

/* Every number of a record, by the table: limits and what is below them. */
static void show_numbers(const struct cli *cli, struct cli_table *t, enum policy_record record,
			 const uint8_t *at)
{
	for (size_t i = 0; i < policy_keys_count; i++) {
		const struct policy_key *key = &policy_keys[i];
		if (key->record != record)
			continue;
		if (key->kind == KIND_MAP) {
			show_numbers(cli, t, (enum policy_record)key->of, at + key->at);
		} else if (key->kind == KIND_NUMBER) {
			uint32_t x;
			char text[16];
			memcpy(&x, at + key->at, sizeof x);
			int n = snprintf(text, sizeof text, "%u", x);
			cli_policy_cell(t, key->name);
			cli_table_cell(t, view_of(text, (size_t)n));
			cli_policy_cell(t, cli_text(cli, key->ja, key->en));
		}
	}
}

void cli_policy_show(const struct cli *cli, const struct policy *p)
{
	show_body(cli, p);
	show_units(cli, p);
	if (!p->is_public)
		show_people(cli, p);
	show_flows(cli, p);
	if (!p->is_public)
		cli_policy_show_zones(cli, p);
	show_formats(cli, p);
	if (!p->is_public) {
		show_grades(cli, p);
		show_approvals(cli, p);
	}
	struct cli_table t = cli_table_new(3);
	heading(cli, "上限と期間", "limits and periods");
	show_numbers(cli, &t, RECORD_policy_limits, (const uint8_t *)&p->limits);
	cli_table_print(&t, stdout);
}
