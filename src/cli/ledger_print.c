/* SPDX-License-Identifier: Apache-2.0
 * ledger_print.c: verdicts and leaves as a person reads them.
 */
#include "cli/ledger.h"
#include "policy/read/schema.h"
#include "sys/log.h"

struct problem_row {
	const char *ja, *en;
};

static const struct problem_row problem_rows[] = {
    [PROBLEM_NONE] = {"%llu %llu", "%llu %llu"},
#define PROBLEM(name, ja, en) [PROBLEM_##name] = {ja, en},
#include "tbl/ledger_problems.h"
#undef PROBLEM
};

/* The two numbers in place of the text's %llu, the second time the second. */
static void put_problem(const char *text, uint64_t from, uint64_t to, struct buf *b)
{
	struct view v = view_str(text);
	bool first = true;
	for (size_t i = 0; i < v.n; i++) {
		if (!view_starts(view_sub(v, i, SIZE_MAX), VIEW("%llu"))) {
			buf_u8(b, v.p[i]);
			continue;
		}
		buf_fmt(b, "%llu", (unsigned long long)(first ? from : to));
		first = false;
		i += 3;
	}
}

static void print_problem(const struct cli *cli, const struct ledger_source *s,
			  const struct problem_found *p)
{
	scope_end(buf_free) struct buf b = buf_new(1024);
	put_problem(cli_text(cli, problem_rows[p->what].ja, problem_rows[p->what].en), p->from,
		    p->to, &b);
	bool one_file = s->copy.leaves_line > 1;
	const char *part = one_file ? "" : p->in_heads ? "/heads" : "/leaves";
	if (p->line)
		printf("%s%s:%zu: %.*s\n", s->path, part, p->line, (int)b.n, (const char *)b.p);
	else
		printf("%s%s: %.*s\n", s->path, part, (int)b.n, (const char *)b.p);
}

static void print_hex(const void *p, size_t n)
{
	scope_end(buf_free) struct buf b = buf_new(2 * n);
	buf_hex(&b, view_of(p, n));
	printf("%.*s", (int)b.n, (const char *)b.p);
}

static struct clock_text when(const struct cli *cli, int64_t t)
{
	return cli->english ? clock_iso(t) : clock_ja(t);
}

static void print_counts(const struct cli *cli, const struct ledger_source *s,
			 const struct verdict *v)
{
	printf("  %s %s%s\n", cli_text(cli, "署名した台帳    ", "ledger          "), s->key.name,
	       public_key_is_evaluation(&s->key) ? cli_text(cli, "（評価モード）", " (evaluation)")
						 : "");
	printf("  %s %llu%s\n", cli_text(cli, "記録            ", "leaves          "),
	       (unsigned long long)v->leaves, cli_text(cli, " 件", ""));
	printf("  %s %llu%s\n", cli_text(cli, "通過記録の署名  ", "receipts        "),
	       (unsigned long long)v->receipts, cli_text(cli, " 件", ""));
	printf("  %s %llu%s\n", cli_text(cli, "署名付き先頭    ", "signed heads    "),
	       (unsigned long long)v->heads, cli_text(cli, " 個", ""));
	if (v->leaves > 0)
		printf("  %s %s - %s\n", cli_text(cli, "期間            ", "period          "),
		       when(cli, v->first_time).s, when(cli, v->last_time).s);
	if (v->head_size == 0)
		return;
	printf("  %s %llu%s\n                   ",
	       cli_text(cli, "一致した先頭    ", "head that fits  "),
	       (unsigned long long)v->head_size, cli_text(cli, " 件の根ハッシュ", " leaves, root"));
	print_hex(v->head_root.b, TREE_HASH);
	putchar('\n');
}

void ledger_print_verdict(const struct cli *cli, const struct ledger_source *s,
			  const struct verdict *v)
{
	for (size_t i = 0; i < min_of(v->problems, (size_t)PROBLEMS_MAX); i++)
		print_problem(cli, s, &v->problem[i]);
	printf("%s: %s\n", s->path,
	       v->problems
		   ? cli_text(cli, "異常があります", "something is wrong")
		   : cli_text(cli, "検証しました。異常はありません", "verified; nothing is wrong"));
	print_counts(cli, s, v);
	if (v->problems == 0 && v->leaves > v->head_size)
		printf("  %s %llu%s\n", cli_text(cli, "先頭のあとの記録", "not under a head"),
		       (unsigned long long)(v->leaves - v->head_size),
		       cli_text(cli, " 件は前後のつながりだけを確かめました",
				" leaves: only their chain was checked"));
	if (s->own_key)
		puts(cli_text(cli,
			      "  公開鍵はこの写しに付いていたものです。別に受け取った鍵を --key で"
			      "指定すると、\n  台帳まるごとの差し替えも分かります",
			      "  The key came with this copy. With a key got elsewhere (--key) a "
			      "wholly replaced\n  ledger is found too"));
}

static bool is_zero(const void *p, size_t n)
{
	const uint8_t *b = p;
	for (size_t i = 0; i < n; i++)
		if (b[i])
			return false;
	return true;
}

static void print_hash(const char *label, const void *p, size_t n)
{
	if (is_zero(p, n))
		return;
	printf("  %-12s ", label);
	print_hex(p, n);
	putchar('\n');
}

static const char *grade_code(uint8_t grade)
{
	const struct policy_word *w = policy_word(WORDS_GRADE, grade);
	return w ? w->word : "-";
}

void ledger_print_leaf(const struct cli *cli, const struct leaf *l)
{
	const char *name = "", *ja = "", *en = "";
	(void)event_text(l->event, &name, &ja, &en);
	printf("  %-12s %llu\n  %-12s %s (%s)\n  %-12s %s\n  %-12s %llu\n", "position",
	       (unsigned long long)l->position, "event", cli_text(cli, ja, en), name, "time",
	       clock_iso(l->time).s, "epoch", (unsigned long long)l->epoch);
	if (l->value != 0)
		printf("  %-12s %lld\n", "value", (long long)l->value);
	print_hash("item", l->item, ID_LEN);
	if (l->event == EVENT_RECEIPT) {
		print_hash("original", l->original, HASH_LEN);
		print_hash("output", l->output, HASH_LEN);
		printf("  %-12s %llu\n  %-12s %s\n  %-12s %s\n  %-12s %s\n", "length",
		       (unsigned long long)l->length, "destination", l->destination, "grade",
		       grade_code(l->grade), "expires", clock_iso(l->expires).s);
		print_hash("approval", l->approval, HASH_LEN);
	}
	print_hash("policy", l->policy, HASH_LEN);
	print_hash("commitment", l->commitment, HASH_LEN);
}

void ledger_print_line(const struct cli *cli, const struct leaf *l)
{
	const char *name = "", *ja = "", *en = "";
	(void)event_text(l->event, &name, &ja, &en);
	printf("%8llu  %s  %-10s ", (unsigned long long)l->position, clock_iso(l->time).s,
	       cli->english ? en : name);
	if (is_zero(l->item, ID_LEN))
		printf("%-32s", "-");
	else
		print_hex(l->item, ID_LEN);
	if (l->event == EVENT_RECEIPT) {
		printf("  %s  ", l->destination);
		print_hex(l->output, HASH_LEN);
	}
	if (!cli->english)
		printf("  %s", ja);
	putchar('\n');
}
