/* SPDX-License-Identifier: Apache-2.0
 * zone_house.c: `sekisho zone diff` and what it shares with `zone status` and `zone apply`: the
 * rule set in force, as the zone process keeps it, and what a policy would change of it.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "cli/backup.h"
#include "cli/policy.h"
#include "cli/zone.h"
#include "sys/file.h"
#include "sys/log.h"
#include "sys/wire.h"
#include "zone/rules/compile.h"

void cli_zone_house_close(struct zone_house *h)
{
	close_fd(&h->zone);
	close_fd(&h->state);
	arena_free(&h->mem);
}

static enum err read_applied(struct zone_house *h)
{
	scope_end(close_fd) int fd = backup_open(h->zone, HOLD_APPLIED, O_RDONLY, 0);
	scope_end(buf_free) struct buf file = buf_new(HOLD_FILE_MAX);
	if (fd < 0)
		return errno == ENOENT ? OK : err_of_errno(errno);
	try(file_read(fd, HOLD_FILE_MAX, &file));
	struct view copy = arena_copy(&h->mem, buf_view(&file));
	if (!copy.p)
		return E_NO_MEMORY;
	try(hold_read(copy, &h->head, &h->rules, &h->flows));
	try(leaf_read(view_of(h->head.permit.leaf, LEAF_LEN), &h->leaf));
	h->has = true;
	return OK;
}

enum cli_exit cli_zone_house(const struct cli *cli, struct zone_house *ret)
{
	const char *path = cli->option[CLI_ZONE_STATE];
	*ret = (struct zone_house){
	    .mem = arena_new(HOLD_FILE_MAX + (1 << 16)), .path = path, .state = -1, .zone = -1};
	if (!path) {
		cli_complain(cli, "--state で状態のフォルダーを指定してください",
			     "say with --state which directory the state is in");
		return CLI_USAGE;
	}
	ret->state = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (ret->state >= 0)
		ret->zone = backup_open(ret->state, "lgwan/zone", O_RDONLY | O_DIRECTORY, 0);
	if (ret->zone < 0) {
		cli_complain(cli, "%s: %s（sekisho init で作られる lgwan/zone が要ります）",
			     "%s: %s (it needs lgwan/zone, which sekisho init makes)",
			     cli_shown(path).text, cli_errno(cli, errno));
		return CLI_FAULT;
	}
	enum err e = read_applied(ret);
	if (e == OK)
		return CLI_DONE;
	cli_complain_err(cli, "lgwan/zone/" HOLD_APPLIED, e);
	return CLI_FAULT;
}

void cli_zone_draft_free(struct zone_draft *d)
{
	buf_free(&d->rules);
	buf_free(&d->flows);
	buf_free(&d->words);
}

enum cli_exit cli_zone_draft(const struct cli *cli, const struct zone_house *h,
			     const struct policy *p, struct zone_draft *ret)
{
	struct arena mem scope_end(arena_free) = arena_new(POLICY_ARENA);
	struct zone_allowed allowed;
	*ret = (struct zone_draft){.rules = buf_new(ZONE_SET_MAX),
				   .flows = buf_new(ZONE_FLOWS_MAX),
				   .words = buf_new(ZONE_WORDS_MAX)};
	memcpy(ret->policy, p->hash, HASH_LEN);
	if (p->networks_count == 0) {
		cli_complain(cli, "この方針には networks がありません",
			     "this policy lists no networks");
		return CLI_NO;
	}
	enum err e = zone_allowed(p, clock_now(), &mem, &allowed);
	if (e == OK)
		e = zone_compile(&allowed, &ret->rules, &ret->generation);
	if (e == OK)
		e = zone_flows(&allowed, &ret->flows);
	if (e == OK)
		e = zone_flows_change(h->flows, buf_view(&ret->flows), &ret->words, &ret->change);
	if (e == OK)
		return CLI_DONE;
	cli_complain_err(cli, "zone", e);
	return CLI_FAULT;
}

/* --- diff --- */

static enum cli_exit diff(const struct cli *cli, const struct policy *p)
{
	scope_end(cli_zone_house_close) struct zone_house h = {.state = -1, .zone = -1};
	scope_end(cli_zone_draft_free) struct zone_draft d = {0};
	enum cli_exit code = cli_zone_house(cli, &h);
	if (code == CLI_DONE)
		code = cli_zone_draft(cli, &h, p, &d);
	if (code != CLI_DONE)
		return code;
	if (h.has)
		cli_print(cli, "いま動いている規則: 世代 0x%08x、記録番号 %llu\n",
			  "in force: generation 0x%08x, ledger position %llu\n",
			  h.head.permit.request.generation, (unsigned long long)h.leaf.position);
	else
		cli_print(cli, "いま動いている規則: なし（系をまたぐ通信は何も通りません）\n",
			  "in force: nothing (nothing passes between zones)\n");
	cli_print(cli, "この方針から作る規則: 世代 0x%08x\n\n",
		  "what this policy makes: generation 0x%08x\n\n", d.generation);
	fwrite(d.words.p, 1, d.words.n, stdout);
	return d.change.gained || d.change.lost ? CLI_NO : CLI_DONE;
}

enum cli_exit cli_zone_diff(const struct cli *cli)
{
	char own[4096];
	const char *state = cli->option[CLI_ZONE_STATE];
	if (!state || cli->operand_count > 2) {
		cli_complain(cli,
			     "状態のフォルダーを指定してください: sekisho zone diff --state "
			     "フォルダー [方針]",
			     "name the directory of the state: sekisho zone diff --state DIR "
			     "[POLICY]");
		return CLI_USAGE;
	}
	if (cli->operand_count == 2)
		return cli_with_policy(cli, cli->operand[1], diff);
	(void)snprintf(own, sizeof own, "%s/policy.yaml", state);
	return cli_with_policy(cli, own, diff);
}
