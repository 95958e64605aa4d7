/* SPDX-License-Identifier: Apache-2.0
 * zone_probe.c: `sekisho zone prove --probe POLICY [RULES]`: real packets against the rules, and
 * how many of what came of it.
 */
#include <errno.h>
#include <unistd.h>

#include "cli/policy.h"
#include "cli/zone.h"
#include "sys/file.h"
#include "sys/log.h"
#include "zone/rules/compile.h"
#include "zone/lab/probe.h"

struct task {
	struct arena mem;
	struct zone_allowed allowed;
	struct view rules;
	uint32_t generation;
	struct zone_probe_result result;
	struct zone_keep keep;
};

static void task_free(struct task *t)
{
	cli_zone_keep_close(&t->keep);
	arena_free(&t->mem);
}

/* Of a file, or what the policy makes. */
static enum cli_exit take_rules(const struct cli *cli, struct task *t)
{
	scope_end(buf_free) struct buf made = buf_new(ZONE_TEXT_MAX);
	const char *file = cli->operand_count == 3 ? cli->operand[2] : NULL;
	enum err e = zone_compile(&t->allowed, &made, &t->generation);
	if (e == OK && file) {
		e = cli_read_file(file, ZONE_TEXT_MAX, &t->mem, &t->rules);
		if (e == E_IO) {
			cli_complain(cli, "%s を読めません: %s", "cannot read %s: %s",
				     cli_shown(file).text, cli_errno(cli, errno));
			return CLI_FAULT;
		}
		if (e == OK && view_trim(t->rules).n == 0) {
			cli_complain(cli, "%s: 規則がありません（ファイルが空です）",
				     "%s: no rules: the file is empty", cli_shown(file).text);
			return CLI_NO;
		}
	}
	if (e == OK) {
		t->rules = arena_copy(&t->mem, file ? t->rules : buf_view(&made));
		e = t->rules.p ? OK : E_NO_MEMORY;
	}
	if (e == OK)
		return CLI_DONE;
	cli_complain_err(cli, "zone prove", e);
	return CLI_FAULT;
}

static void print_count(const struct cli *cli, const char *ja, const char *en,
			const struct zone_probe_count *c)
{
	cli_print(cli, "  %s: %llu 個を送り、%llu 個が届きました\n",
		  "  %s: %llu sent, %llu arrived\n", cli_text(cli, ja, en),
		  (unsigned long long)c->sent, (unsigned long long)c->arrived);
}

static void print_counts(const struct cli *cli, const struct zone_probe_result *r)
{
	cli_print(cli, "\n■ 送ったもの（%.1f 秒）\n", "\n■ what was sent (%.1f s)\n", r->seconds);
	print_count(cli, "対照: すべて許す規則のもとで",
		    "control, under a rule set that accepts all", &r->control);
	print_count(cli, "系の組 × IPv4・IPv6 × TCP 65,536・UDP 65,536・256 プロトコル",
		    "pairs of zones x IPv4, IPv6 x 65,536 TCP, 65,536 UDP, 256 protocols",
		    &r->sweeps);
	print_count(cli, "境界の機器そのものへ、またはそこから（同じ数え方）",
		    "to and from the boundary itself, the same", &r->own);
	print_count(cli, "モデルの区分ごとに一つ", "one for each class of the model", &r->classes);
	print_count(cli, "各規則のすぐ隣（ポート、アドレス、MAC、偽った送信元）",
		    "beside each rule: ports, addresses, MAC addresses, forged sources", &r->edges);
	if (!r->stale_asked)
		return;
	print_count(cli, "許された通信の始まり・応答・続き",
		    "allowed flows: begun, answered, going on", &r->flows);
	print_count(cli, "世代が替わったあとの、その続き（届かないのが正しい）",
		    "the same after the generation changed (must not arrive)", &r->stale);
}

static void print_unseen(const struct cli *cli, const struct zone_probe_result *r)
{
	cli_print(cli, "\n■ 見ていないもの\n", "\n■ what was not looked at\n");
	cli_print(
	    cli,
	    "  ・この機器の外（実際の配線、ほかの機器）。実験室のインターフェースは仮のものです\n"
	    "  ・送信元ポート、断片、TCP のフラグの組合せ、マルチキャスト、ARP・近隣探索\n"
	    "  ・掃引は各組の代表のアドレスから。ほかのアドレスは、区分と規則の隣だけ\n"
	    "  ・IPv6 の 0、43、44、51、60 "
	    "は拡張ヘッダーなので、中身のない拡張ヘッダーとして送りました\n",
	    "  - what is outside of this machine: cables, other equipment; the laboratory's "
	    "interfaces stand for the real ones\n"
	    "  - source ports, fragments, combinations of TCP flags, multicast, ARP and "
	    "neighbour discovery\n"
	    "  - sweeps come from one address of each kind; others only in classes and beside "
	    "rules\n"
	    "  - IPv6's 0, 43, 44, 51 and 60 are extension headers: sent as such, with nothing "
	    "behind them\n");
	if (r->pairs_without > 0)
		cli_print(cli, "  ・宛先の系にその版の IP アドレスがない組: %u\n",
			  "  - pairs whose far end has no address of that family: %u\n",
			  r->pairs_without);
	if (r->classes_unsendable > 0)
		cli_print(
		    cli,
		    "  ・実験室では送れない区分: "
		    "%u（存在しないインターフェース、始まりでない状態など）\n",
		    "  - classes of which nothing can be sent here: %u (an interface that does "
		    "not exist, states of no first packet)\n",
		    r->classes_unsendable);
	if (r->silent > 0)
		cli_print(
		    cli, "  ・対照でも届かなかったので何も言えないパケット: %u\n",
		    "  - packets that did not arrive in the control either, so say nothing: %u\n",
		    r->silent);
	if (r->sweeps_left_out + r->classes_left_out > 0)
		cli_print(cli, "  ・多すぎて省いた掃引 %u、区分 %u\n",
			  "  - too many, left out: %u sweeps, %u classes\n", r->sweeps_left_out,
			  r->classes_left_out);
	if (r->rules_left_out > 0)
		cli_print(cli, "  ・隣と通信の続きを試さなかった方針の規則: %u（多すぎるため）\n",
			  "  - rules of the policy beside which nothing was tried: %u (too many)\n",
			  r->rules_left_out);
	if (!r->stale_asked)
		cli_print(cli, "  ・古い世代の通信（規則に世代の印がありません）\n",
			  "  - flows of an older generation: these rules have no mark of one\n");
}

static void print_result(const struct cli *cli, const void *result)
{
	const struct zone_probe_result *r = result;
	if (r->control.arrived < r->control.sent)
		cli_print(cli,
			  "何も言えません: 対照（すべて許す規則）で届かないパケットがあります。\n",
			  "this says nothing: not all packets arrived in the control, where "
			  "everything is allowed.\n");
	else if (zone_probe_good(r))
		cli_print(
		    cli,
		    "カーネルの判断は、送ったすべてのパケットについて、方針とも規則のモデルとも同じ"
		    "でした。\n",
		    "the kernel decided as the policy and the model of the ruleset do, on every "
		    "packet that was sent.\n");
	else
		cli_print(cli,
			  "違いがあります: 方針にないのに通った %llu、方針が許すのに通らない "
			  "%llu、規則のモデルと"
			  "違う %llu、出るはずのない所から出た %llu\n",
			  "there are differences: not allowed but passed %llu, allowed but stopped "
			  "%llu, not as the model says %llu, came out where it should not %llu\n",
			  (unsigned long long)r->leaks, (unsigned long long)r->stopped,
			  (unsigned long long)r->unlike, (unsigned long long)r->astray);
	cli_print(cli, "%s", "%s", cli_text(cli, r->ja, r->en));
	print_counts(cli, r);
	print_unseen(cli, r);
}

static enum cli_exit keep(struct task *t)
{
	const struct cli *cli = t->keep.cli;
	const struct zone_probe_result *p = &t->result;
	struct view leaks[16];
	struct zone_report_source source = {.name = VIEW("方針から作る規則"),
					    .what = VIEW("使い捨ての実験室での探査"),
					    .at = clock_now()};
	struct zone_report r = {.kind = ZONE_REPORT_PROOF,
				.verdict = ZONE_REPORT_PROVED,
				.about = VIEW("実験室のカーネルが、方針と同じ判断をすることの確認"),
				.sources = &source,
				.sources_count = 1,
				.leaks = leaks};
	memcpy(r.policy, t->allowed.policy->hash, HASH_LEN);
	hash_bytes(t->rules, r.rules);
	if (cli->operand_count == 3)
		source.name = view_str(cli->operand[2]);
	if (p->control.arrived < p->control.sent)
		r.verdict = ZONE_REPORT_UNPROVED;
	else if (!zone_probe_good(p))
		r.leaks_count = cli_zone_lines(view_str(p->ja), leaks, array_len(leaks));
	if (!zone_probe_good(p) && r.leaks_count == 0)
		leaks[r.leaks_count++] = VIEW("違いがあります");
	return cli_zone_keep_report(&t->keep, &r, print_result, p);
}

static enum cli_exit probe(const struct cli *cli, const struct policy *p)
{
	scope_end(task_free) struct task t = {.mem = arena_new(POLICY_ARENA + 2 * ZONE_TEXT_MAX),
					      .keep = {.house = {.state = -1, .zone = -1}}};
	enum err e = zone_allowed(p, clock_now(), &t.mem, &t.allowed);
	if (e == OK && t.allowed.interfaces_count < 2) {
		cli_complain(
		    cli,
		    "%s に、インターフェース（interface）のあるネットワークが二つ以上ありません",
		    "%s has no two networks with an interface", cli_shown(cli->operand[1]).text);
		return CLI_NO;
	}
	if (e != OK) {
		cli_complain_err(cli, cli_shown(cli->operand[1]).text, e);
		return CLI_FAULT;
	}
	enum cli_exit code = cli_zone_keep(cli, p, &t.keep);
	if (code == CLI_DONE)
		code = take_rules(cli, &t);
	if (code != CLI_DONE)
		return code;
	if (isatty(STDERR_FILENO))
		fputs(cli_text(cli, "パケットを送っています（数十秒から数分）\n",
			       "sending packets: this takes from seconds to minutes\n"),
		      stderr);
	e = zone_probe(&t.allowed, (const char *)t.rules.p, t.generation, &t.result);
	if (e == OK && t.result.err == OK) {
		print_result(cli, &t.result);
		if (keep(&t) != CLI_DONE)
			return CLI_FAULT;
		return zone_probe_good(&t.result) ? CLI_DONE : CLI_NO;
	}
	if (e == OK && t.result.trouble.what[0])
		cli_complain(cli, "実験室で試せません: %s", "the laboratory does not work: %s",
			     cli_shown(t.result.trouble.what).text);
	else
		cli_complain_err(cli, "zone prove --probe", e != OK ? e : t.result.err);
	return CLI_FAULT;
}

enum cli_exit cli_zone_probe(const struct cli *cli)
{
	if (cli->operand_count == 2 || cli->operand_count == 3)
		return cli_with_policy(cli, cli->operand[1], probe);
	cli_complain(cli, "方針ファイルを指定してください: sekisho zone prove --probe 方針 [規則]",
		     "name a policy: sekisho zone prove --probe POLICY [RULES]");
	return CLI_USAGE;
}
