/* SPDX-License-Identifier: Apache-2.0
 * zone_prove.c: `sekisho zone prove POLICY FILE`: what was proved of which kind of rules, how,
 * when, and what was not looked at.
 */
#include <errno.h>
#include <time.h>

#include "base/civil.h"
#include "cli/policy.h"
#include "cli/zone.h"
#include "sys/file.h"
#include "zone/import/import.h"
#include "zone/proof/prove.h"

struct task {
	struct arena mem;
	struct view json;
	struct zone_allowed allowed;
	struct zone_ruleset ruleset;
	struct zone_aliases aliases;
	enum zone_format format;
	struct zone_proof proof;
	int64_t now;
	double seconds;
	struct zone_problem problem; /* why nothing was proved */
	struct zone_keep keep;
};

static void task_free(struct task *t)
{
	cli_zone_keep_close(&t->keep);
	arena_free(&t->mem);
}

static enum cli_exit take_policy(const struct cli *cli, const struct policy *p, struct task *t)
{
	enum err e = zone_allowed(p, t->now, &t->mem, &t->allowed);
	if (e == OK && t->allowed.interfaces_count > 0)
		return CLI_DONE;
	if (e == OK) {
		cli_complain(cli,
			     "%s に networks（系ごとのネットワーク）がありません。"
			     "系ごとのアドレスの範囲を書いてください",
			     "%s has no networks: write the addresses of each zone",
			     cli_shown(cli->operand[1]).text);
		return CLI_NO;
	}
	cli_complain_err(cli, cli_shown(cli->operand[1]).text, e);
	return CLI_FAULT;
}

enum cli_exit cli_zone_aliases(const struct cli *cli, const struct zone_allowed *allowed,
			       struct arena *mem, struct zone_aliases *ret)
{
	struct view bad = {0};
	const char *text = cli->option[CLI_ZONE_INTERFACE];
	enum err e = zone_aliases(view_str(text ? text : ""), allowed, mem, ret, &bad);
	if (e == OK)
		return CLI_DONE;
	cli_complain(
	    cli,
	    "--interface の %.*s を読めません。「機器での名前=方針のインターフェース」をコンマで"
	    "並べてください",
	    "--interface: cannot read %.*s; write NAME=OURS, separated by commas", (int)bad.n,
	    (const char *)bad.p);
	return CLI_USAGE;
}

/* Where in the file, what, and why not. */
void cli_zone_problem(const struct cli *cli, const char *about, const struct zone_problem *problem)
{
	const struct zone_problem_text *text = zone_problem_text(problem->code);
	char line[48] = "";
	if (problem->line > 0)
		(void)snprintf(line, sizeof line, "%s%u%s: ", cli->english ? "line " : "",
			       problem->line, cli->english ? "" : " 行目");
	bool what = problem->what[0] && strcmp(problem->what, "?") != 0;
	cli_complain(cli, "%s%s%s%s%s%s%s", "%s%s%s%s%s%s%s", about, line,
		     cli_shown(problem->where).text, problem->where[0] ? ": " : "",
		     cli_text(cli, text->ja, text->en), what ? ": " : "",
		     what ? cli_shown(problem->what).text : "");
}

static void print_problem(const struct cli *cli, const void *task)
{
	const struct task *t = task;
	cli_zone_problem(cli, cli_text(cli, "証明できません。", "nothing can be proved. "),
			 &t->problem);
}

static enum cli_exit read_ruleset(const struct cli *cli, const char *file, struct task *t)
{
	enum err e = cli_read_file(file, ZONE_RULESET_FILE_MAX, &t->mem, &t->json);
	if (e == E_IO) {
		cli_complain(cli, "%s を読めません: %s", "cannot read %s: %s", cli_shown(file).text,
			     cli_errno(cli, errno));
		return CLI_FAULT;
	}
	if (e == OK)
		e = zone_import(t->json, &t->aliases, &t->allowed, &t->mem, &t->format, &t->ruleset,
				&t->problem);
	if (e == OK)
		return CLI_DONE;
	if (e != E_CONFIG) {
		cli_complain_err(cli, cli_shown(file).text, e);
		return CLI_FAULT;
	}
	print_problem(cli, t);
	return CLI_NO;
}

static void print_hash(const struct cli *cli, const char *ja, const char *en,
		       const uint8_t hash[HASH_LEN])
{
	scope_end(buf_free) struct buf hex = buf_new(128);
	buf_hex(&hex, view_of(hash, HASH_LEN));
	cli_print(cli, "%s %.*s\n", "%s %.*s\n", cli_text(cli, ja, en), (int)hex.n,
		  (const char *)hex.p);
}

static void print_chains(const struct cli *cli, const struct zone_ruleset *r)
{
	for (uint32_t i = 0; i < r->bases_count; i++) {
		const struct zone_chain *c = r->bases[i];
		cli_print(cli,
			  "  基本チェーン: table %.*s %.*s, chain %.*s（優先度 %lld、既定 %s）\n",
			  "  base chain: table %.*s %.*s, chain %.*s (priority %lld, policy %s)\n",
			  (int)c->family.n, (const char *)c->family.p, (int)c->table.n,
			  (const char *)c->table.p, (int)c->name.n, (const char *)c->name.p,
			  (long long)c->priority, c->drops ? "drop" : "accept");
	}
}

/* Which of the policy's interfaces the file speaks of: of the others it says nothing. */
static void print_named(const struct cli *cli, const struct task *t)
{
	const struct zone_allowed *a = &t->allowed;
	for (int named = 1; named >= 0 && t->ruleset.named; named--) {
		bool any = false;
		for (uint32_t i = 0; i < a->interfaces_count; i++) {
			struct view zone = a->policy->zones[a->interfaces[i].zone].name;
			if (t->ruleset.named[i] != (named == 1))
				continue;
			if (!any)
				cli_print(cli, "  %s: ", "  %s: ",
					  named
					      ? cli_text(cli,
							 "ファイルに出てくる方針のインターフェース",
							 "interfaces of the policy in the file")
					      : cli_text(cli, "出てこないインターフェース",
							 "interfaces that are not in it"));
			cli_print(cli, "%s%s（%.*s）", "%s%s (%.*s)", any ? ", " : "",
				  a->interfaces[i].name, (int)zone.n, (const char *)zone.p);
			any = true;
		}
		if (any)
			cli_print(cli, "\n", "\n");
	}
}

static void print_how(const struct cli *cli, const struct task *t)
{
	uint8_t hash[HASH_LEN];
	struct civil c = civil_japan(t->now);
	cli_print(cli, "\n■ 証明の対象と方法\n", "\n■ what was proved, and how\n");
	const struct zone_problem_text *format = zone_format_name(t->format);
	cli_print(cli, "  読んだもの: %s\n", "  what was read: %s\n",
		  cli_text(cli, format->ja, format->en));
	print_hash(cli, "  方針のハッシュ値", "  policy hash", t->allowed.policy->hash);
	hash_bytes(t->json, hash);
	print_hash(cli, "  読み出した規則のハッシュ値", "  hash of the ruleset", hash);
	if (t->format == ZONE_FORMAT_NFT || t->format == ZONE_FORMAT_IPTABLES)
		print_chains(cli, &t->ruleset);
	print_named(cli, t);
	cli_print(
	    cli,
	    "  規則 %u 件を、方針の許す通信 %u 件と、IPv4 と IPv6 "
	    "のすべてのアドレス、プロトコル、\n"
	    "  宛先ポート、インターフェースの組について、二分決定図（BDD）で比べました。\n"
	    "  比べるのに %.3f 秒\n"
	    "  日時 %04d-%02d-%02d %02d:%02d:%02d（日本時間）\n",
	    "  %u rules were compared with %u entries that the policy allows, over all IPv4 and "
	    "IPv6\n  addresses, protocols, destination ports and pairs of interfaces, as binary "
	    "decision diagrams.\n"
	    "  it took %.3f s\n"
	    "  at %04d-%02d-%02d %02d:%02d:%02d (Japan)\n",
	    t->ruleset.rules_count, t->allowed.rules_count, t->seconds, c.year, c.month, c.day,
	    c.hour, c.minute, c.second);
}

static void print_result(const struct cli *cli, const void *task)
{
	const struct task *t = task;
	scope_end(buf_free) struct buf words = buf_new(1 << 16);
	if (t->proof.holds) {
		cli_print(
		    cli,
		    "証明できました: 読み出した規則が新しく通す、系をまたぐ通信は、すべて方針の許す"
		    "範囲にあります。\n",
		    "proved: whatever new traffic between zones this ruleset lets pass is allowed "
		    "by the policy.\n");
	} else {
		cli_print(cli, "方針にない通信が通ります。反例:\n",
			  "traffic that the policy does not allow can pass. A counterexample:\n");
		zone_leak_words(&t->allowed, &t->ruleset, &t->proof.leak, cli->english, &words);
		cli_print(cli, "%.*s", "%.*s", (int)words.n, (const char *)words.p);
	}
	print_how(cli, t);
	cli_print(cli, "\n■ この証明が見ていないもの\n", "\n■ what this proof has not looked at\n");
	for (size_t i = 0; i < zone_unseen_count; i++)
		cli_print(cli, "  ・%s\n", "  - %s\n",
			  cli_text(cli, zone_unseen[i].ja, zone_unseen[i].en));
	const struct zone_problem_text *more;
	for (size_t i = 0; (more = zone_format_unseen(t->format, i)); i++)
		cli_print(cli, "  ・%s\n", "  - %s\n", cli_text(cli, more->ja, more->en));
}

/* --keep: also that nothing could be proved. */
static enum cli_exit keep(struct task *t, bool proved)
{
	const struct cli *cli = t->keep.cli;
	const char *file = cli->operand[2];
	struct view leaks[16];
	scope_end(buf_free) struct buf words = buf_new(1 << 16);
	struct zone_report_source source = {
	    .name = strcmp(file, "-") == 0 ? VIEW("標準入力") : view_str(file),
	    .what = view_str(proved ? zone_format_name(t->format)->ja : "読めないもの"),
	    .at = t->now,
	    .unread = !proved};
	struct zone_report r = {.kind = ZONE_REPORT_PROOF,
				.verdict = proved ? ZONE_REPORT_PROVED : ZONE_REPORT_UNPROVED,
				.about =
				    VIEW("読み出した規則が、方針の許す通信の範囲にあることの証明"),
				.sources = &source,
				.sources_count = 1,
				.leaks = leaks};
	memcpy(r.policy, t->allowed.policy->hash, HASH_LEN);
	hash_bytes(t->json, r.rules);
	if (proved && !t->proof.holds)
		zone_leak_words(&t->allowed, &t->ruleset, &t->proof.leak, false, &words);
	r.leaks_count = cli_zone_lines(buf_view(&words), leaks, array_len(leaks));
	return cli_zone_keep_report(&t->keep, &r, proved ? print_result : print_problem, t);
}

static double seconds_now(void)
{
	struct timespec t;
	(void)timespec_get(&t, TIME_UTC);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static enum cli_exit prove(const struct cli *cli, const struct policy *p)
{
	scope_end(task_free) struct task t = {.now = time(NULL),
					      .keep = {.house = {.state = -1, .zone = -1}}};
	t.mem = arena_new(POLICY_ARENA + ZONE_RULESET_FILE_MAX + ZONE_RULESET_ARENA);
	enum cli_exit code = take_policy(cli, p, &t);
	if (code == CLI_DONE)
		code = cli_zone_aliases(cli, &t.allowed, &t.mem, &t.aliases);
	if (code == CLI_DONE)
		code = cli_zone_keep(cli, p, &t.keep);
	if (code != CLI_DONE)
		return code;
	code = read_ruleset(cli, cli->operand[2], &t);
	if (code == CLI_NO && keep(&t, false) != CLI_DONE)
		return CLI_FAULT;
	if (code != CLI_DONE)
		return code;
	double begin = seconds_now();
	enum err e = zone_prove(&t.allowed, &t.ruleset, &t.proof);
	t.seconds = seconds_now() - begin;
	if (e != OK) {
		cli_complain_err(cli, cli_text(cli, "証明できません", "nothing can be proved"), e);
		return CLI_FAULT;
	}
	print_result(cli, &t);
	if (keep(&t, true) != CLI_DONE)
		return CLI_FAULT;
	return t.proof.holds ? CLI_DONE : CLI_NO;
}

enum cli_exit cli_zone_prove(const struct cli *cli)
{
	if (cli->option[CLI_ZONE_PROBE])
		return cli_zone_probe(cli);
	if (cli->operand_count == 3)
		return cli_with_policy(cli, cli->operand[1], prove);
	cli_complain(cli, "方針と、読み出した規則か機器の設定を指定してください（標準入力は -）",
		     "name a policy and a ruleset or configuration that was read out (- is "
		     "standard input)");
	return CLI_USAGE;
}
