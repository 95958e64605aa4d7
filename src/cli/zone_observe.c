/* SPDX-License-Identifier: Apache-2.0
 * zone_observe.c: `sekisho zone plan`, `zone observe` and `zone boundary`: what to try between the
 * zones, and who has seen that they are apart.
 */
#include <errno.h>
#include <sys/stat.h>
#include <time.h>

#include "base/civil.h"
#include "cli/policy.h"
#include "cli/zone_look.h"
#include "sheet/table.h"

#define UNKNOWN_SHOWN 12 /* names of a device */
#define ARENA (POLICY_ARENA + ZONE_RULESET_FILE_MAX + ZONE_RULESET_ARENA + ((size_t)512 << 20))

/* --- the plan --- */

static void complain_host(const struct cli *cli, const struct policy *p, struct view bad)
{
	scope_end(buf_free) struct buf codes = buf_new(4096);
	struct view code = view_take(&bad, '=');
	bool known = false;
	for (uint32_t i = 0; i < p->zones_count; i++) {
		known = known || view_eq(code, view_str(p->zones[i].code));
		buf_fmt(&codes, "%s%s", i ? cli_text(cli, "、", ", ") : "", p->zones[i].code);
	}
	if (known && bad.n == 0)
		cli_complain(cli,
			     "--host の「%.*s」に、その系のアドレスがありません（%.*s=アドレス）",
			     "--host %.*s names no address of that zone (%.*s=ADDRESS)",
			     (int)code.n, (const char *)code.p, (int)code.n, (const char *)code.p);
	else if (known)
		cli_complain(cli,
			     "--host の「%.*s」は、系 %.*s の networks にあるアドレスではないか、"
			     "2回あります",
			     "--host: %.*s is no address of the networks of zone %.*s, or is "
			     "there twice",
			     (int)bad.n, (const char *)bad.p, (int)code.n, (const char *)code.p);
	else
		cli_complain(cli,
			     "--host の「%.*s」は、この方針の系の符号ではありません（符号: %.*s）。"
			     "「系の符号=その系のアドレス」をコンマで並べてください",
			     "--host: %.*s is no zone's code of this policy (they are %.*s); write "
			     "ZONE=ADDRESS, separated by commas",
			     (int)code.n, (const char *)code.p, (int)codes.n,
			     (const char *)codes.p);
}

static enum cli_exit plan(const struct cli *cli, const struct policy *p)
{
	struct arena mem scope_end(arena_free) = arena_new(ARENA);
	scope_end(buf_free) struct buf out = buf_new(OBSERVE_FILE_MAX);
	const char *text = cli->option[CLI_ZONE_HOST];
	struct zone_allowed allowed;
	struct observe_host *hosts = NULL;
	struct observe_text made;
	struct view bad = {0};
	uint32_t n = 0;
	enum err e = zone_allowed(p, time(NULL), &mem, &allowed);
	if (e == OK)
		e = observe_hosts(view_str(text ? text : ""), &allowed, &mem, &hosts, &n, &bad);
	if (e == E_NAME) {
		complain_host(cli, p, bad);
		return CLI_USAGE;
	}
	if (e == OK)
		e = observe_plan(&allowed, hosts, n, time(NULL), &mem, &made);
	if (e == E_NOT_FOUND) {
		cli_complain(cli,
			     "--host に、同じ IP の版で、違う系の端末を二つ以上指定してください",
			     "name hosts of at least two zones and one version of IP with --host");
		return CLI_USAGE;
	}
	if (e == OK)
		observe_write(&made, &out);
	if (e != OK || out.err != OK) {
		cli_complain_err(cli, "zone plan", e != OK ? e : out.err);
		return CLI_FAULT;
	}
	fwrite(out.p, 1, out.n, stdout);
	cli_print_to(cli, stderr,
		     "%u 件の試行と %u 件の待受です。各系の端末で、先に sekisho-probe listen、次に "
		     "send を動かしてください\n",
		     "%u tries, %u listeners; on the host of each zone run sekisho-probe listen "
		     "first, then send\n",
		     made.tries_count, made.listens_count);
	return CLI_DONE;
}

enum cli_exit cli_zone_plan(const struct cli *cli)
{
	if (cli->operand_count == 2)
		return cli_with_policy(cli, cli->operand[1], plan);
	cli_complain(cli, "方針ファイルを一つ指定してください", "name one policy file");
	return CLI_USAGE;
}

/* --- what was observed --- */

static void look_free(struct zone_look *l)
{
	cli_zone_keep_close(&l->keep);
	arena_free(&l->mem);
}

static struct view name_of(const struct zone_look *l, uint32_t zone)
{
	return l->allowed.policy->zones[zone].name;
}

static void put_day(struct buf *out, int64_t at)
{
	struct civil c = civil_japan(at);
	buf_fmt(out, "%04d-%02d-%02d", c.year, c.month, c.day);
}

/* In Japanese, whatever is printed: the report is. */
static void take_leak(struct zone_look *l, const char *path, const struct zone_ruleset *ruleset,
		      const struct zone_leak *leak)
{
	scope_end(buf_free) struct buf words = buf_new(1 << 16), line = buf_new(1 << 17);
	zone_leak_words(&l->allowed, ruleset, leak, false, &words);
	buf_fmt(&line, "%s: %.*s", path, (int)words.n, (const char *)words.p);
	look_leak(l, buf_view(&line));
}

/* Names of a device that nobody has said which of ours they are: what it says of them counts for
 * nobody's segment. */
static void print_unknown(const struct zone_look *l, enum zone_format format,
			  const struct zone_ruleset *r)
{
	scope_end(buf_free) struct buf names = buf_new(1 << 16);
	uint32_t ours = l->allowed.interfaces_count,
		 n = r->names_count > ours ? r->names_count - ours : 0;
	for (uint32_t i = 0; i < n && i < UNKNOWN_SHOWN; i++)
		buf_fmt(&names, "%s%s", i ? ", " : "", cli_shown(r->names[ours + i]).text);
	if (n > UNKNOWN_SHOWN)
		buf_str(&names, ", ...");
	if (n == 0 || format == ZONE_FORMAT_NFT || names.err != OK)
		return;
	cli_print(l->cli,
		  "  方針にないインターフェースの名前: %.*s。方針のインターフェースのことなら "
		  "--interface %s=%s,... と書いて"
		  "ください\n",
		  "  interfaces that the policy does not name: %.*s; if they are the policy's, say "
		  "--interface %s=%s,...\n",
		  (int)names.n, (const char *)names.p, cli_shown(r->names[ours]).text,
		  l->allowed.interfaces[0].name);
}

static enum cli_exit take_rules(struct zone_look *l, const char *path, struct view bytes,
				int64_t at)
{
	struct zone_ruleset ruleset;
	struct zone_problem problem;
	struct zone_proof proof;
	enum zone_format format;
	enum err e =
	    zone_import(bytes, &l->aliases, &l->allowed, &l->mem, &format, &ruleset, &problem);
	if (e == OK)
		e = zone_prove(&l->allowed, &ruleset, &proof);
	look_source(l, path, e == OK ? zone_format_name(format)->ja : "読めないもの", at, e != OK);
	if (e == E_CONFIG) {
		char about[1100];
		(void)snprintf(about, sizeof about, "%s: ", cli_shown(path).text);
		cli_zone_problem(l->cli, about, &problem);
		return CLI_NO;
	}
	if (e != OK) {
		cli_complain_err(l->cli, cli_shown(path).text, e);
		return CLI_NO;
	}
	const struct zone_problem_text *name = zone_format_name(format);
	cli_print(l->cli, "  %s: %s、%s\n", "  %s: %s, %s\n", cli_shown(path).text,
		  cli_text(l->cli, name->ja, name->en),
		  proof.holds ? cli_text(l->cli, "方針の範囲にある", "within the policy")
			      : cli_text(l->cli, "方針にない通信が通る", "lets more pass"));
	print_unknown(l, format, &ruleset);
	if (!proof.holds) {
		scope_end(buf_free) struct buf words = buf_new(1 << 16);
		zone_leak_words(&l->allowed, &ruleset, &proof.leak, l->cli->english, &words);
		cli_print(l->cli, "  %.*s", "  %.*s", (int)words.n, (const char *)words.p);
		take_leak(l, path, &ruleset, &proof.leak);
	}
	if (l->observe.rules_count < OBSERVE_RULES_MAX)
		l->of_rules[l->observe.rules_count] = (uint32_t)(l->sources_count - 1);
	observe_rules(&l->observe, format, &ruleset, &proof, at);
	return CLI_DONE;
}

static enum cli_exit take_result(struct zone_look *l, const char *path,
				 const struct observe_text *t)
{
	scope_end(buf_free) struct buf day = buf_new(64);
	char hash[65], what[256];
	enum err e = observe_result(&l->observe, t);
	(void)snprintf(what, sizeof what, "探査の結果（%s、系 %s、端末 %s）",
		       t->listener ? "待受" : "送信", t->zone, t->host);
	look_source(l, path, e == OK ? what : "探査の結果ではないもの", t->ended, e != OK);
	if (e == E_TYPE_MISMATCH) {
		cli_complain(l->cli, "%s は計画です。sekisho-probe の結果を渡してください",
			     "%s is a plan; give what sekisho-probe wrote", cli_shown(path).text);
		return CLI_NO;
	}
	if (e == E_NOT_FOUND || e == E_EXPIRED) {
		cli_complain(l->cli, "%s: %s", "%s: %s", cli_shown(path).text,
			     e == E_EXPIRED
				 ? cli_text(l->cli, "これから先の時刻の結果です", "from the future")
				 : cli_text(l->cli, "方針にない系の結果です",
					    "of a zone that the policy does not have"));
		return CLI_NO;
	}
	if (e != OK) {
		cli_complain_err(l->cli, cli_shown(path).text, e);
		return CLI_NO;
	}
	for (size_t i = 0; i < HASH_LEN; i++)
		(void)snprintf(hash + i * 2, 3, "%02x", l->allowed.policy->hash[i]);
	put_day(&day, t->ended);
	cli_print(l->cli, "  %s: 探査の結果（%s、系 %s、端末 %s、%.*s）%s\n",
		  "  %s: result of a probe (%s, zone %s, host %s, %.*s)%s\n", cli_shown(path).text,
		  t->listener ? cli_text(l->cli, "待受", "listener")
			      : cli_text(l->cli, "送信", "sender"),
		  t->zone, t->host, (int)day.n, (const char *)day.p,
		  strcmp(hash, t->policy) == 0
		      ? ""
		      : cli_text(l->cli, "。計画のときの方針とは版が違う",
				 "; planned from another version of the policy"));
	return CLI_DONE;
}

static enum cli_exit take_file(struct zone_look *l, const char *path)
{
	struct view bytes = {0};
	struct stat st = {0};
	struct observe_text t;
	uint32_t line = 0;
	bool input = strcmp(path, "-") == 0;
	enum err e = cli_read_file(path, ZONE_RULESET_FILE_MAX, &l->mem, &bytes);
	if (e == E_IO || (e == OK && !input && stat(path, &st) != 0)) {
		cli_complain(l->cli, "%s を読めません: %s", "cannot read %s: %s",
			     cli_shown(path).text, cli_errno(l->cli, errno));
		return CLI_FAULT;
	}
	if (e == OK)
		e = observe_read(bytes, &l->mem, &t, &line);
	if (e == OK)
		return take_result(l, path, &t);
	if (e == E_TYPE_UNKNOWN || (e == E_LIMIT_SIZE && l->rules_too)) {
		if (l->rules_too)
			return take_rules(l, path, bytes, input ? l->observe.now : st.st_mtime);
		cli_complain(
		    l->cli,
		    "%s は sekisho-probe の結果ではありません（機器の設定は zone boundary）",
		    "%s is no result of sekisho-probe (configurations: zone boundary)",
		    cli_shown(path).text);
		return CLI_NO;
	}
	if (e == E_BROKEN)
		cli_complain(l->cli, "%s: %u 行目を読めません", "%s: cannot read line %u",
			     cli_shown(path).text, line);
	else
		cli_complain_err(l->cli, cli_shown(path).text, e);
	return CLI_NO;
}

/* --- the page --- */

static void cell(const struct zone_look *l, struct cli_table *t, const char *ja, const char *en)
{
	cli_table_cell(t, view_str(cli_text(l->cli, ja, en)));
}

static void print_pair(const struct zone_look *l, struct cli_table *t, const struct observe_pair *p)
{
	scope_end(buf_free) struct buf who = buf_new(512), day = buf_new(64), tries = buf_new(128);
	const struct zone_problem_text *how = observe_how_name(p->how);
	buf_put(&who, name_of(l, p->from));
	buf_str(&who, " → ");
	buf_put(&who, name_of(l, p->to));
	if (p->at > 0)
		put_day(&day, p->at);
	if (p->arrived + p->stopped + p->missing + p->unclear > 0)
		buf_fmt(&tries, "%u / %u / %u / %u", p->arrived, p->stopped, p->missing,
			p->unclear);
	cli_table_cell(t, buf_view(&who));
	cell(l, t, how->ja, how->en);
	cli_table_cell(t, day.n ? buf_view(&day) : VIEW("-"));
	cli_table_cell(t, tries.n ? buf_view(&tries) : VIEW("-"));
	if (p->leaks)
		cell(l, t, "漏れあり", "leaks");
	else if (p->stale)
		cell(l, t, "期限切れの観測あり", "some of it too old");
	else if (p->how == OBSERVE_NOBODY)
		cell(l, t, "分からない", "not known");
	else
		cell(l, t, "漏れは見つかっていない", "no leak seen");
}

static void print_pairs(const struct zone_look *l)
{
	const struct observe *o = &l->observe;
	struct cli_table t = cli_table_new(5);
	cli_print(l->cli, "\n■ 系の組ごとの観測（有効期間 %u 日）\n",
		  "\n■ what was observed between zones (counts for %u days)\n", o->days);
	cell(l, &t, "送る側 → 受ける側", "from → to");
	cell(l, &t, "根拠", "observed by");
	cell(l, &t, "観測の日", "on");
	cell(l, &t, "探査：届いた/止まった/届くはずが届かない/不明",
	     "probe: arrived/stopped/missing/unclear");
	cell(l, &t, "結果", "outcome");
	for (uint32_t i = 0; i < o->pairs_count; i++)
		print_pair(l, &t, &o->pairs[i]);
	cli_table_print(&t, stdout);
}

static void print_leaks(const struct zone_look *l)
{
	const struct observe *o = &l->observe;
	if (o->leaks_count > 0)
		cli_print(l->cli, "\n■ 探査が届いた、方針にない通信（%u 件）\n",
			  "\n■ tries that arrived and that the policy does not allow (%u)\n",
			  o->leaks_count);
	for (uint32_t i = 0; i < min_of(o->leaks_count, (uint32_t)array_len(o->leak)); i++) {
		const struct observe_leak *k = &o->leak[i];
		scope_end(buf_free) struct buf words = buf_new(4096);
		look_leak_words(l, k, l->cli->english, &words);
		cli_print(l->cli, "  ・%.*s\n", "  - %.*s\n", (int)words.n, (const char *)words.p);
	}
	if (o->ignored > 0)
		cli_print(
		    l->cli, "  方針のネットワークにないアドレスの試行 %u 件は数えていません\n",
		    "  %u tries with addresses outside of the policy's networks do not count\n",
		    o->ignored);
}

static void print_segments(const struct zone_look *l)
{
	const struct policy *p = l->allowed.policy;
	bool any = false;
	cli_print(l->cli, "\n■ 誰も観測していないセグメント\n",
		  "\n■ segments that nobody observed\n");
	for (uint32_t i = 0; i < l->observe.segments_count; i++) {
		const struct observe_segment *s = &l->observe.segments[i];
		struct view zone = name_of(l, s->zone);
		if (s->how != OBSERVE_NOBODY)
			continue;
		any = true;
		if (s->network == POLICY_NONE) {
			cli_print(l->cli, "  ・%.*s（方針の networks にセグメントがない）\n",
				  "  - %.*s (no segment in the policy's networks)\n", (int)zone.n,
				  (const char *)zone.p);
			continue;
		}
		const struct policy_network *n = &p->networks[s->network];
		cli_print(l->cli, "  ・%.*s「%.*s」（%s、%.*s %.*s）\n",
			  "  - %.*s, \"%.*s\" (%s, %.*s %.*s)\n", (int)zone.n, (const char *)zone.p,
			  (int)n->name.n, (const char *)n->name.p, n->interface, (int)n->v4.n,
			  (const char *)n->v4.p, (int)n->v6.n, (const char *)n->v6.p);
	}
	if (!any)
		cli_print(l->cli, "  ありません\n", "  none\n");
}

static void print_verdict(const struct zone_look *l)
{
	const struct observe *o = &l->observe;
	const struct zone_problem_text *weakest = observe_how_name(observe_weakest(o));
	cli_print(l->cli, "\n■ 系の分離（6(3)）の判定\n", "\n■ the separation, clause 6(3)\n");
	if (observe_ensures(o))
		cli_print(
		    l->cli,
		    "  すべての組とセグメントが、有効期間内の探査で確認されています。技術的に担保、"
		    "と言えます\n",
		    "  every pair and segment was confirmed by a probe that still counts: it may "
		    "be called ensured by technical means\n");
	else if (observe_leaks(o))
		cli_print(l->cli, "  技術的に担保、とは言えません。方針にない通信が通ります\n",
			  "  it may not be called ensured by technical means: more passes than the "
			  "policy allows\n");
	else
		cli_print(
		    l->cli,
		    "  技術的に担保、とは言えません。根拠が最も弱い組は「%s」です。自分で作った規則"
		    "の表や\n  取り込んだ設定だけでは、担保と呼びません。各系の端末での探査が要りま"
		    "す\n",
		    "  it may not be called ensured by technical means: the weakest pair is "
		    "\"%s\".\n  A table that we made ourselves, or an imported configuration, is "
		    "never enough: it takes\n  a probe from a host in each zone\n",
		    cli_text(l->cli, weakest->ja, weakest->en));
}

static void print_unseen(const struct zone_look *l)
{
	static const struct zone_problem_text rows[] = {
	    {"計画にないポートとアドレス、ほかのプロトコル、計画にない端末",
	     "ports and addresses that are not in the plan, other protocols, other hosts"},
	    {"片道だけ通る TCP（最初のパケットだけが届くもの）",
	     "TCP in one direction alone: a first packet that arrives and no answer"},
	    {"結果のファイルが本物であること（署名はない。信頼できる経路で受け取ること）",
	     "that result files are true: they are not signed; take them from a way you trust"},
	    {"方針の networks に書かれていない経路、無線、仮設の回線",
	     "ways that are not in the policy's networks: radio, lines put up for a while"},
	    {"設定のファイルが、今の機器の設定であること（日付はファイルの更新日時）",
	     "that a configuration is what the device holds now; its day is the file's"}};
	cli_print(l->cli, "\n■ この観測が見ていないもの\n", "\n■ what this has not looked at\n");
	for (size_t i = 0; i < array_len(rows); i++)
		cli_print(l->cli, "  ・%s\n", "  - %s\n", cli_text(l->cli, rows[i].ja, rows[i].en));
}

static void print_all(const struct zone_look *l)
{
	print_pairs(l);
	print_leaks(l);
	print_segments(l);
	print_verdict(l);
	print_unseen(l);
}

/* For a report: in the language of `cli`, with what was read before it. */
static void print_again(const struct cli *cli, const void *context)
{
	struct zone_look l = *(const struct zone_look *)context;
	l.cli = cli;
	cli_print(cli, "■ 読んだもの\n", "■ what was read\n");
	for (size_t i = 0; i < l.sources_count; i++) {
		const struct zone_report_source *s = &l.sources[i];
		cli_print(cli, "  %.*s: %.*s\n", "  %.*s: %.*s\n", (int)s->name.n,
			  (const char *)s->name.p, (int)s->what.n, (const char *)s->what.p);
	}
	print_all(&l);
}

static enum cli_exit observe(const struct cli *cli, const struct policy *p)
{
	scope_end(look_free) struct zone_look l = {
	    .cli = cli,
	    .rules_too = view_eq(view_str(cli->operand[0]), VIEW("boundary")),
	    .keep = {.house = {.state = -1, .zone = -1}}};
	int64_t now = time(NULL);
	l.mem = arena_new(ARENA);
	enum err e = zone_allowed(p, now, &l.mem, &l.allowed);
	if (e == OK)
		e = observe_begin(&l.allowed, now, &l.mem, &l.observe);
	if (e != OK) {
		cli_complain_err(cli, cli_shown(cli->operand[1]).text, e);
		return CLI_FAULT;
	}
	enum cli_exit code = cli_zone_aliases(cli, &l.allowed, &l.mem, &l.aliases);
	if (code == CLI_DONE)
		code = cli_zone_keep(cli, p, &l.keep);
	if (code != CLI_DONE)
		return code;
	cli_print(cli, "■ 読んだもの\n", "■ what was read\n");
	for (int i = 2; i < cli->operand_count; i++) {
		size_t named = l.sources_count;
		if (take_file(&l, cli->operand[i]) == CLI_DONE)
			continue;
		l.unread++;
		if (l.sources_count == named)
			look_source(&l, cli->operand[i], "読めないもの", now, true);
	}
	if (cli->operand_count == 2)
		cli_print(cli, "  ありません\n", "  nothing\n");
	observe_end(&l.observe);
	print_all(&l);
	if (look_keep(&l, print_again) != CLI_DONE)
		return CLI_FAULT;
	return observe_ensures(&l.observe) && l.unread == 0 ? CLI_DONE : CLI_NO;
}

enum cli_exit cli_zone_observe(const struct cli *cli)
{
	bool rules_too = view_eq(view_str(cli->operand[0]), VIEW("boundary"));
	if (cli->option[CLI_ZONE_KEEP] && cli->operand_count - 2 > LOOK_SOURCES) {
		cli_complain(cli, "--keep では、ファイルは %d 件までです", "--keep takes %d files",
			     LOOK_SOURCES);
		return CLI_USAGE;
	}
	if (cli->option[CLI_ZONE_KEEP] && !rules_too) {
		cli_complain(cli, "--keep は prove と boundary のものです",
			     "--keep belongs to prove and boundary");
		return CLI_USAGE;
	}
	if (cli->operand_count >= (rules_too ? 2 : 3))
		return cli_with_policy(cli, cli->operand[1], observe);
	cli_complain(cli, "方針と、結果のファイルを指定してください",
		     "name a policy and files of results");
	return CLI_USAGE;
}
