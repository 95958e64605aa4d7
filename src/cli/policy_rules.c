/* SPDX-License-Identifier: Apache-2.0
 * policy_rules.c: approval rules as a table; and `sekisho policy who`: who has to approve this?
 */
#include "cli/policy.h"

#define PEOPLE_SHOWN 64

static void put_list(const struct cli *cli, struct buf *b, size_t from, struct view word)
{
	if (b->n > from)
		buf_str(b, cli_text(cli, "・", ", "));
	buf_put(b, word);
}

static void put_between(const struct cli *cli, struct buf *b, const char *ja, const char *en)
{
	buf_str(b, b->n ? cli_text(cli, "、", "; ") : "");
	buf_str(b, cli_text(cli, ja, en));
}

/* "庁外送付、区分 2・3、形式 csv、送付先 *.lg.jp、1000000 バイト以上" */
static void put_conditions(const struct cli *cli, const struct policy_rule *r, struct cli_table *t)
{
	scope_end(buf_free) struct buf b = buf_new(16384);
	if (r->direction != DIRECTION_NONE)
		buf_put(&b, cli_policy_word(cli, WORDS_DIRECTION, r->direction));
	if (r->grades)
		put_between(cli, &b, "区分 ", "grades ");
	size_t from = b.n;
	for (enum grade g = GRADE_1; g < GRADE_COUNT; g++)
		if (r->grades & 1u << g)
			put_list(cli, &b, from, policy_grade_code(g));
	if (r->formats)
		put_between(cli, &b, "形式 ", "formats ");
	from = b.n;
	for (size_t i = 0; i < policy_words_count; i++)
		if (policy_words[i].set == WORDS_FORMAT &&
		    (r->formats & 1u << policy_words[i].value))
			put_list(cli, &b, from, view_str(policy_words[i].word));
	if (r->recipients_count)
		put_between(cli, &b, "送付先 ", "to ");
	from = b.n;
	for (uint32_t i = 0; i < r->recipients_count; i++)
		put_list(cli, &b, from, r->recipients[i].address);
	if (r->from_bytes) {
		put_between(cli, &b, "", "from ");
		buf_int(&b, r->from_bytes);
		buf_str(&b, cli_text(cli, " バイト以上", " bytes"));
	}
	cli_table_cell(t, b.n ? buf_view(&b) : view_str(cli_text(cli, "すべて", "everything")));
}

/* "2人: 申請者の所属の承認者と管理者" */
static void put_need(const struct cli *cli, const struct policy *p, const struct policy_rule *r,
		     struct buf *b)
{
	bool any = r->need == POLICY_NEED_ANY;
	if (!any && r->need != POLICY_NEED_ALL) {
		buf_put(b, cli_policy_word(cli, WORDS_ASKED, r->need));
		return;
	}
	if (any) {
		buf_int(b, r->count);
		buf_str(b, cli_text(cli, " 人: ", " of: "));
	} else {
		buf_str(b, cli_text(cli, "全員: ", "all of: "));
	}
	if (r->among != POLICY_AMONG_PEOPLE)
		buf_put(b, cli_policy_word(cli, WORDS_AMONG, r->among));
	for (uint32_t i = 0; i < r->people_count; i++) {
		buf_str(b, i ? cli_text(cli, "・", ", ") : "");
		buf_put(b, p->people[r->people[i]].name);
	}
}

static void put_result(const struct cli *cli, const struct policy *p, const struct policy_rule *r,
		       struct cli_table *t)
{
	scope_end(buf_free) struct buf b = buf_new(16384);
	bool asks = r->need != POLICY_NEED_NONE;
	put_need(cli, p, r, &b);
	cli_table_cell(t, buf_view(&b));
	cli_policy_cell(t, r->afterwards ? cli_text(cli, "可", "yes") : "-");
	cli_policy_cell(t, !asks     ? "-"
			   : r->bulk ? cli_text(cli, "可", "yes")
				     : cli_text(cli, "不可", "no"));
	buf_clear(&b);
	if (asks && r->deputy_minutes <= POLICY_DEPUTY_MOST) {
		buf_int(&b, r->deputy_minutes);
		buf_str(&b, cli_text(cli, " 分", " min"));
	}
	cli_table_cell(t, b.n ? buf_view(&b) : VIEW("-"));
	cli_table_cell(t, r->clause.n ? r->clause : VIEW("-"));
}

void cli_policy_show_rules(const struct cli *cli, const struct policy *p)
{
	static const char *const names[][2] = {
	    {"規則", "rule"}, {"条件", "conditions"}, {"承認", "approval"}, {"緊急送付", "urgent"},
	    {"一括", "bulk"}, {"代理", "deputy"},     {"条項", "clause"}};
	if (p->approvals.rules_count == 0)
		return;
	struct cli_table t = cli_table_new(array_len(names));
	cli_policy_headings(cli, &t, names, array_len(names));
	for (uint32_t i = 0; i < p->approvals.rules_count; i++) {
		scope_end(buf_free) struct buf number = buf_new(16);
		buf_int(&number, i + 1);
		cli_table_cell(&t, buf_view(&number));
		put_conditions(cli, &p->approvals.rules[i], &t);
		put_result(cli, p, &p->approvals.rules[i], &t);
	}
	cli_table_print(&t, stdout);
	cli_print(cli, "上の規則のどれにも当てはまらないときは:\n", "where none of these holds:\n");
}

/* --- who --- */

static void print_people(const struct cli *cli, const struct policy *p,
			 const struct policy_request *r)
{
	const struct policy_person *some[PEOPLE_SHOWN + 1];
	size_t n = policy_approvers(p, r, some, array_len(some));
	for (size_t i = 0; i < n && i < PEOPLE_SHOWN; i++)
		cli_print(cli, "%s%s %.*s", "%s%s %.*s", i ? cli_text(cli, "、", ", ") : "",
			  some[i]->number, (int)some[i]->name.n, (const char *)some[i]->name.p);
	if (n > PEOPLE_SHOWN)
		cli_print(cli, "、ほか", " and others");
	puts(n ? "" : cli_text(cli, "いません", "nobody"));
}

static void print_demand(const struct cli *cli, const struct policy *p,
			 const struct policy_request *r)
{
	const struct policy_demand *d = &r->demand;
	struct view need = cli_policy_word(cli, WORDS_ASKED, d->need);
	if (d->rule == POLICY_NONE)
		cli_print(cli, "規則: どれにも当てはまらない\n", "rule: none of them applies\n");
	else
		cli_print(cli, "規則: %u%s%.*s\n", "rule: %u%s%.*s\n", d->rule + 1,
			  p->approvals.rules[d->rule].clause.n ? " / " : "",
			  (int)p->approvals.rules[d->rule].clause.n,
			  (const char *)p->approvals.rules[d->rule].clause.p);
	cli_print(cli, "承認: %.*s", "approval: %.*s", (int)need.n, (const char *)need.p);
	if (d->need != POLICY_NEED_NONE)
		cli_print(cli, "（%u 人）", " (%u)", policy_wanted(p, r));
	putchar('\n');
	if (d->need == POLICY_NEED_NONE)
		return;
	cli_print(cli, "承認できる職員: ", "may approve: ");
	print_people(cli, p, r);
	struct policy_request later = *r;
	later.waited_minutes = UINT32_MAX;
	cli_print(cli, "%u 分後から承認できる職員: ", "may approve after %u minutes: ",
		  d->deputy_minutes);
	print_people(cli, p, &later);
	cli_print(cli, "緊急送付: %s、一括承認: %s\n", "urgent sending: %s, in bulk: %s\n",
		  d->urgent ? cli_text(cli, "可", "yes") : cli_text(cli, "不可", "no"),
		  d->bulk ? cli_text(cli, "可", "yes") : cli_text(cli, "不可", "no"));
}

static void complain_case(const struct cli *cli, const struct policy *p, bool person)
{
	scope_end(buf_free) struct buf grades = buf_new(1024);
	if (person) {
		cli_complain(cli,
			     "職員番号「%s」は、この方針にありません（sekisho policy show で一覧）",
			     "no such staff number in this policy: %s (sekisho policy show)",
			     cli_shown(cli->operand[2]).text);
		return;
	}
	for (enum grade g = GRADE_1; g < GRADE_COUNT; g++)
		if (policy_grade_used(p, g))
			put_list(cli, &grades, 0, policy_grade_code(g));
	cli_complain(cli, "区分「%s」は、この方針にありません（%.*s のどれか）",
		     "no such grade in this policy: %s (one of %.*s)",
		     cli_shown(cli->operand[4]).text, (int)grades.n, (const char *)grades.p);
}

enum cli_exit cli_policy_who(const struct cli *cli, const struct policy *p)
{
	struct view applicant = view_str(cli->operand[2]), to = view_str(cli->operand[3]);
	struct view grade = view_str(cli->operand[4]);
	struct policy_case c = {.direction = DIRECTION_OUT,
				.grade = policy_grade(p, grade),
				.name = view_str(cli->operand[5]),
				.recipient = to};
	struct policy_request r = {.applicant = policy_person(p, applicant)};
	int64_t length = 0;
	if (!r.applicant || c.grade == GRADE_NONE) {
		complain_case(cli, p, !r.applicant);
		return CLI_USAGE;
	}
	if (view_int(view_str(cli->operand[6]), 0, INT64_MAX, &length) != OK) {
		cli_complain(cli, "「%s」はバイト数ではありません。1000000 のように書いてください",
			     "%s is no number of bytes; write something like 1000000",
			     cli_shown(cli->operand[6]).text);
		return CLI_USAGE;
	}
	c.length = (uint64_t)length;
	r.unit = &p->units[r.applicant->units[0]];
	enum err e = policy_destination(p, to, c.grade);
	if (e != OK) {
		cli_print(cli, "送付できません: %s\n", "cannot be sent: %s\n",
			  e == E_RECIPIENT
			      ? cli_text(cli, "送付先がメールアドレスではありません",
					 "the recipient is no mail address")
			      : cli_text(cli, "この区分のものを送ってよい送付先ではありません",
					 "nothing of this grade may be sent to that recipient"));
		return CLI_NO;
	}
	r.demand = policy_demand(p, &c);
	cli_print(cli, "所属: %s %.*s\n", "unit: %s %.*s\n", r.unit->code, (int)r.unit->name.n,
		  (const char *)r.unit->name.p);
	print_demand(cli, p, &r);
	return CLI_DONE;
}
