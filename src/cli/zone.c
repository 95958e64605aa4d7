/* SPDX-License-Identifier: Apache-2.0
 * zone.c: `sekisho zone`: which word is done by which file, and `zone compile`: the policy's
 * traffic as rules of nftables.
 */
#include <time.h>

#include "cli/policy.h"
#include "cli/zone.h"
#include "zone/rules/compile.h"

static enum cli_exit compile(const struct cli *cli, const struct policy *p)
{
	struct arena mem scope_end(arena_free) = arena_new(POLICY_ARENA);
	scope_end(buf_free) struct buf out = buf_new(ZONE_TEXT_MAX);
	struct zone_allowed allowed;
	uint32_t generation;
	if (p->networks_count == 0) {
		cli_complain(cli,
			     "この方針には networks がありません。系ごとのアドレスの範囲を書くと、"
			     "規則を作れます",
			     "this policy lists no networks; list the addresses of each zone, and "
			     "rules can be made");
		return CLI_NO;
	}
	enum err e = zone_allowed(p, time(NULL), &mem, &allowed);
	if (e == OK)
		e = zone_compile(&allowed, &out, &generation);
	if (e != OK) {
		cli_complain_err(cli, "zone compile", e);
		return CLI_FAULT;
	}
	fwrite(out.p, 1, out.n, stdout);
	return CLI_DONE;
}

static enum cli_exit compile_file(const struct cli *cli)
{
	if (cli->operand_count == 2)
		return cli_with_policy(cli, cli->operand[1], compile);
	cli_complain(cli, "方針ファイルを指定してください: sekisho zone compile ファイル",
		     "name a policy file: sekisho zone compile FILE");
	return CLI_USAGE;
}

static const struct {
	const char *word;
	enum cli_exit (*run)(const struct cli *cli);
} parts[] = {
    {"compile", compile_file},	    {"prove", cli_zone_prove}, {"watch", cli_zone_watch},
    {"log", cli_zone_log},	    {"apply", cli_zone_apply}, {"status", cli_zone_status},
    {"diff", cli_zone_diff},	    {"plan", cli_zone_plan},   {"observe", cli_zone_observe},
    {"boundary", cli_zone_observe},
};

static enum cli_exit run(const struct cli *cli)
{
	struct view word = view_str(cli->operand[0]);
	for (size_t i = 0; i < array_len(parts); i++)
		if (view_eq(word, view_str(parts[i].word)))
			return parts[i].run(cli);
	cli_complain(cli,
		     "使い方は sekisho help zone にあります: "
		     "compile、prove、watch、log、apply、status、diff、plan、observe、boundary",
		     "say compile, prove, watch, log, apply, status, diff, plan, observe or "
		     "boundary");
	return CLI_USAGE;
}

static const struct cli_option options[] = {
    [CLI_ZONE_INTERFACE] =
	{.name = "interface",
	 .argument = "A=B,...",
	 .ja = "prove、boundary: 機器の設定でのインターフェースの名前 A は、方針のインターフェース "
	       "B のこと",
	 .en = "prove, boundary: what the file calls A is the policy's interface B"},
    [CLI_ZONE_PROBE] = {"probe", 0, NULL,
			"prove: 捨ててよい名前空間で、実際のパケットを送って確かめる",
			"prove: send real packets in a network namespace that is thrown away"},
    [CLI_ZONE_STATE] = {.name = "state",
			.argument = "DIR",
			.ja = "apply、status、diff、--keep: 状態のフォルダー",
			.en = "apply, status, diff, --keep: directory of the state"},
    [CLI_ZONE_BY] =
	{.name = "by",
	 .argument = "NUMBER",
	 .ja = "apply、--keep: 申請や確認をする人の職員番号（情報システム担当。1人だけなら省ける）",
	 .en = "apply, --keep: staff number of who does it (an operator; not needed if there is "
	       "one)"},
    [CLI_ZONE_REASON] = {.name = "reason",
			 .argument = "TEXT",
			 .ja = "apply: 理由（承認する人が読む）",
			 .en = "apply: why, for who approves"},
    [CLI_ZONE_YES] = {.name = "yes",
		      .ja = "apply: 確認せずに進む",
		      .en = "apply: without confirming"},
    [CLI_ZONE_HOST] =
	{"host", 0, "ZONE=ADDRESS,...",
	 "plan: 系の符号と、その系で sekisho-probe を動かす端末のアドレス",
	 "plan: a zone's code and an address of the host there that runs sekisho-probe"},
    [CLI_ZONE_KEEP] = {.name = "keep",
		       .ja = "prove、boundary: 結果を台帳に残し、ポータルに出す（--state が要る）",
		       .en = "prove, boundary: keep what came of it in the ledger, for the portal "
			     "to show (needs --state)"},
    {.name = NULL},
};

const struct command command_zone = {
    .options = options,
    .operands_min = 1,
    .operands_max = CLI_ANY,
    .more_ja =
	"  compile  系をまたいで許可する通信を、nftables の規則として標準出力に書く。\n"
	"           読み込むには（境界の機器で）: sekisho zone compile 方針 | nft -f -\n"
	"  prove    カーネルから読み出した規則が新しく通す、系をまたぐ通信のすべてが、方針の許す\n"
	"           範囲にあることを証明する。なければ反例を示す（証明できたときだけ 0）。\n"
	"           nft -j list ruleset | sekisho zone prove 方針 -\n"
	"           FortiGate の設定、iptables-save の出力、CSV（docs/zones.md "
	"の列）も同じように読む。\n"
	"           --probe を付けると、使い捨ての実験室（名前空間）で、すべての系の組、IPv4 と\n"
	"           IPv6、TCP・UDP "
	"の全ポート、全プロトコルのパケットを送り、カーネルの判断が方針と\n"
	"           同じことを確かめる: sekisho zone prove --probe 方針 [nft の規則のファイル]\n"
	"  watch    この機器のカーネルの規則を見張る。変わるたびに読み直して証明し、結果を書く\n"
	"           （Ctrl-C で終わる）: sekisho zone watch 方針\n"
	"  log      規則が止めた通信を、止めるたびに言葉で書く（同上）: sekisho zone log 方針\n"
	"  status   "
	"このホストの境界で動いている規則：世代、いつから、誰が承認したか、署名のままか、\n"
	"           方針の範囲にあることの証明（すべてよければ 0）\n"
	"  apply    "
	"方針から作る規則への変更を作る。申請する人がポータルの「系間の規則」で申請し、\n"
	"           別の人が承認すると、署名されて動きはじめる\n"
	"  diff     動いている規則と、方針から作る規則の違いを言葉で（違いがなければ 0）。\n"
	"           方針を省くと、いま適用中の方針\n"
	"  plan     各系の端末で動かす sekisho-probe のための計画を書く:\n"
	"           sekisho zone plan 方針 --host lgwan=10.2.0.2,mynumber=10.1.0.9\n"
	"  observe  sekisho-probe の結果を読み、どの系の組が確かめられたかを示す:\n"
	"           sekisho zone observe 方針 結果...\n"
	"  boundary 結果に、機器の設定や規則も合わせて示す。誰も観測していないセグメントを名前で\n"
	"           挙げる（すべて探査で確認できたときだけ 0）: sekisho zone boundary 方針 "
	"ファイル...",
    .more_en =
	"  compile  write what may pass between zones as rules of nftables to standard output;\n"
	"           to load them (on the boundary): sekisho zone compile POLICY | nft -f -\n"
	"  prove    prove that whatever new traffic the ruleset read back from the kernel lets "
	"pass\n"
	"           between zones is allowed by the policy, or show a counterexample (0: proved);\n"
	"           nft -j list ruleset | sekisho zone prove POLICY -\n"
	"           A FortiGate's configuration, what iptables-save prints and CSV (columns: "
	"docs/zones.md)\n"
	"           are read in the same way.\n"
	"           With --probe: in a laboratory (a network namespace) send packets of every pair "
	"of\n"
	"           zones, IPv4 and IPv6, all TCP and UDP ports, all protocols, and see that the\n"
	"           kernel decides as the policy does: sekisho zone prove --probe POLICY [RULES]\n"
	"  watch    watch the rules in this machine's kernel: at each change read and prove them\n"
	"           anew and say what came out (until Ctrl-C): sekisho zone watch POLICY\n"
	"  log      a line for each packet that the rules stop, as they do: sekisho zone log "
	"POLICY\n"
	"  status   the rules that run on this host's boundary: which, since when, approved by "
	"whom,\n"
	"           still as they were signed, proved to keep within the policy (0: all of it)\n"
	"  apply    make a change to the rules that the policy makes; in force once its applicant "
	"has\n"
	"           asked for it, and somebody else approved it, on the portal's page /zone\n"
	"  diff     what the policy would change of the rules that run, in words (0: nothing);\n"
	"           without POLICY: the one in force\n"
	"  plan     write the plan for sekisho-probe, which runs on a host in each zone:\n"
	"           sekisho zone plan POLICY --host lgwan=10.2.0.2,mynumber=10.1.0.9\n"
	"  observe  read what sekisho-probe wrote, and say which pairs of zones were confirmed:\n"
	"           sekisho zone observe POLICY RESULT...\n"
	"  boundary the same with configurations and rules of equipment beside it; names the "
	"segments\n"
	"           that nobody observed (0: all confirmed by a probe): sekisho zone boundary "
	"POLICY "
	"FILE...",
    .run = run};
