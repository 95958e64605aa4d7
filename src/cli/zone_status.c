/* SPDX-License-Identifier: Apache-2.0
 * zone_status.c: `sekisho zone status`: which rules the router's kernel runs, who approved them,
 * and whether they are still what was signed. 0: they run, are those, and were proved.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "cli/backup.h"
#include "cli/freeze.h"
#include "cli/policy.h"
#include "cli/zone.h"
#include "sys/file.h"
#include "sys/log.h"
#include "sys/wire.h"

#define LATE 30 /* seconds since the zone process last looked: it looks every five */

struct seen {
	struct body_zone_state state;
	int64_t looked; /* 0: never */
	bool running;
};

static enum err read_status(const struct zone_house *h, struct seen *ret)
{
	struct stat st;
	scope_end(buf_free) struct buf file = buf_new(sizeof ret->state);
	scope_end(close_fd) int fd = backup_open(h->zone, HOLD_STATUS, O_RDONLY, 0);
	*ret = (struct seen){0};
	if (fd < 0)
		return errno == ENOENT ? OK : err_of_errno(errno);
	try(file_read(fd, sizeof ret->state, &file));
	if (file.n != sizeof ret->state || fstat(fd, &st) != 0)
		return E_BROKEN;
	memcpy(&ret->state, file.p, sizeof ret->state);
	ret->looked = st.st_mtime;
	int64_t now = clock_now();
	ret->running = freeze_keeper(h->path) != 0 && now - ret->looked < LATE;
	return body_text_ok(ret->state.words, sizeof ret->state.words) ? OK : E_BROKEN;
}

static const char *name_of(const struct policy *p, const char *number)
{
	static char text[2][256];
	static size_t turn;
	const struct policy_person *who = policy_person(p, view_str(number));
	char *ret = text[turn++ % 2];
	(void)snprintf(ret, sizeof text[0], "%s %.*s", number, who ? (int)who->name.n : 0,
		       who ? (const char *)who->name.p : "");
	return ret;
}

static void print_set(const struct cli *cli, const struct zone_house *h, const struct policy *p,
		      const struct seen *s)
{
	const struct zone_permit *permit = &h->head.permit;
	if (!h->has) {
		cli_print(
		    cli,
		    "規則: 承認されたものはまだありません。系をまたぐ通信は何も通りません。"
		    "sekisho zone apply で変更を作り、ポータルの「系間の規則」（/zone）で"
		    "申請・承認します\n",
		    "rules: none was approved yet; nothing passes between zones. Make one "
		    "with sekisho zone apply; it is asked for and approved on the portal's page "
		    "/zone\n");
		return;
	}
	cli_print(cli, "規則: 世代 0x%08x（許す通信 %u 件）\n",
		  "rules: generation 0x%08x (%u flows)\n", permit->request.generation,
		  zone_flows_count(h->flows));
	cli_print(cli, "  適用: %s（このカーネルには %s から）\n",
		  "  in force since %s (in this kernel since %s)\n",
		  cli->english ? clock_iso(h->head.applied).s : clock_ja(h->head.applied).s,
		  cli->english ? clock_iso(s->state.loaded).s : clock_ja(s->state.loaded).s);
	cli_print(cli, "  申請: %s\n", "  asked for by %s\n",
		  name_of(p, permit->request.applicant));
	cli_print(cli, "  承認: %s\n", "  approved by %s\n", name_of(p, permit->warrant.person));
	cli_print(cli, "  台帳の記録番号: %llu\n", "  ledger position: %llu\n",
		  (unsigned long long)h->leaf.position);
	if (memcmp(permit->request.policy, p->hash, HASH_LEN) != 0)
		cli_print(cli,
			  "  注意: いまの方針ではなく、以前の方針から作られた規則です。"
			  "sekisho zone apply で申請してください\n",
			  "  note: made from an earlier policy, not the one in force; ask with "
			  "sekisho zone apply\n");
}

static bool print_kernel(const struct cli *cli, const struct policy *p, const struct seen *s,
			 bool none)
{
	const struct body_zone_state *k = &s->state;
	struct view c = p->boundary.clause;
	bool good = k->drifted == 0 && k->proved == ZONE_PROVED;
	if (k->drifted == 0 && none)
		cli_print(cli, "カーネル: 何も通さない規則のままです\n",
			  "kernel: holds the rules that let nothing pass\n");
	else if (k->drifted == 0)
		cli_print(cli, "カーネル: 署名された規則のままです\n",
			  "kernel: holds what was signed\n");
	else
		cli_print(cli, "カーネル: 署名された規則と違います（%s から）\n",
			  "kernel: does not hold what was signed (since %s)\n",
			  cli->english ? clock_iso(k->drifted).s : clock_ja(k->drifted).s);
	cli_print(cli, "証明: %s\n", "proof: %s\n",
		  k->proved == ZONE_PROVED ? cli_text(cli, "通すものはすべて方針の範囲にあります",
						      "whatever passes is allowed by the policy")
		  : k->proved == ZONE_LEAKS
		      ? cli_text(cli, "方針にない通信が通ります",
				 "traffic that the policy does not allow passes")
		      : cli_text(cli, "証明できません", "nothing could be proved"));
	if (k->words[0])
		cli_print(cli, "  %s\n", "  %s\n", cli_shown(k->words).text);
	if (!good)
		cli_print(cli, "FAIL 不適合: 系の分離%s%.*s%s\n",
			  "FAIL: separation of zones%s%.*s%s\n", c.n ? "（" : "", (int)c.n,
			  c.n ? (const char *)c.p : "", c.n ? "）" : "");
	return good;
}

static enum cli_exit status(const struct cli *cli, const struct policy *p)
{
	scope_end(cli_zone_house_close) struct zone_house h = {.state = -1, .zone = -1};
	struct seen s;
	enum cli_exit code = cli_zone_house(cli, &h);
	if (code != CLI_DONE)
		return code;
	enum err e = read_status(&h, &s);
	if (e != OK) {
		cli_complain_err(cli, "lgwan/zone/" HOLD_STATUS, e);
		return CLI_FAULT;
	}
	if (s.looked == 0) {
		cli_print(cli,
			  "このホストは境界の機器として動いていません"
			  "（sekisho-keeper --router-netns 名前）\n",
			  "this host does not run as the boundary (sekisho-keeper --router-netns "
			  "NAME)\n");
		return CLI_NO;
	}
	print_set(cli, &h, p, &s);
	bool good = print_kernel(cli, p, &s, !h.has);
	cli_print(cli, "最後に確かめた時刻: %s%s\n", "last looked at %s%s\n",
		  cli->english ? clock_iso(s.looked).s : clock_ja(s.looked).s,
		  s.running ? ""
			    : cli_text(cli, "。いまは動いていません。規則はカーネルに残っています",
				       "; it does not run now; the rules stay in the kernel"));
	return good && s.running ? CLI_DONE : CLI_NO;
}

enum cli_exit cli_zone_status(const struct cli *cli)
{
	char own[4096];
	const char *state = cli->option[CLI_ZONE_STATE];
	if (!state || cli->operand_count != 1) {
		cli_complain(
		    cli,
		    "状態のフォルダーを指定してください: sekisho zone status --state フォルダー",
		    "name the directory of the state: sekisho zone status --state DIR");
		return CLI_USAGE;
	}
	(void)snprintf(own, sizeof own, "%s/policy.yaml", state);
	return cli_with_policy(cli, own, status);
}
