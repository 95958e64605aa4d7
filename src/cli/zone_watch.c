/* SPDX-License-Identifier: Apache-2.0
 * zone_watch.c: `sekisho zone watch POLICY`: says of each change of the kernel's rules what it was
 * and whether they still keep within the policy, until a signal ends it.
 */
#include <errno.h>
#include <poll.h>

#include "cli/policy.h"
#include "cli/zone.h"
#include "sys/log.h"
#include "zone/rules/compile.h"
#include "zone/live/watch.h"

static void print(const struct cli *cli, const struct zone_watch_report *r)
{
	scope_end(buf_free) struct buf words = buf_new(1 << 16);
	bool good = zone_watch_good(r);
	struct civil c = civil_japan(clock_now());
	cli_print(cli, "%04d-%02d-%02d %02d:%02d:%02d %s", "%04d-%02d-%02d %02d:%02d:%02d %s",
		  c.year, c.month, c.day, c.hour, c.minute, c.second,
		  good ? cli_text(cli, "正常", "GOOD") : cli_text(cli, "警報", "ALARM"));
	if (r->by[0])
		cli_print(cli, "（変更したのは %s、プロセス %u）", " (changed by %s, process %u)",
			  r->by, r->by_pid);
	cli_print(cli, " %.3f 秒\n", " %.3f s\n", (double)r->microseconds / 1e6);
	zone_watch_words(r, cli->english, &words);
	for (struct view rest = buf_view(&words), line; rest.n > 0;) {
		line = view_take(&rest, '\n');
		cli_print(cli, "  %.*s\n", "  %.*s\n", (int)line.n, (const char *)line.p);
	}
	fflush(stdout);
}

/* The mark of the rules that this policy makes today. */
static enum err generation_of(const struct policy *p, uint32_t *ret)
{
	scope_end(arena_free) struct arena mem = arena_new(POLICY_ARENA);
	scope_end(buf_free) struct buf rules = buf_new(ZONE_TEXT_MAX);
	struct zone_allowed allowed;
	try(zone_allowed(p, clock_now(), &mem, &allowed));
	return zone_compile(&allowed, &rules, ret);
}

static enum cli_exit watch(const struct cli *cli, const struct policy *p)
{
	struct zone_watch *w;
	struct zone_watch_report now;
	bool good = true, any = false;
	uint32_t generation = 0;
	enum err e = generation_of(p, &generation);
	if (e != OK) {
		cli_complain_err(cli, "zone watch", e);
		return CLI_FAULT;
	}
	e = zone_watch_open(p, &w);
	if (e != OK) {
		cli_complain(cli, "カーネルの規則を見張れません: %s",
			     "the kernel's rules cannot be watched: %s", cli_errno(cli, errno));
		return CLI_FAULT;
	}
	zone_watch_expect(w, generation);
	struct pollfd at = {.fd = zone_watch_fd(w), .events = POLLIN};
	while (poll(&at, 1, -1) >= 0 || errno == EINTR) {
		if (!zone_watch_step(w, &now))
			continue;
		if (!any || now.changed || good != zone_watch_good(&now))
			print(cli, &now);
		any = true;
		good = zone_watch_good(&now);
	}
	zone_watch_close(w);
	return CLI_FAULT;
}

enum cli_exit cli_zone_watch(const struct cli *cli)
{
	if (cli->operand_count == 2)
		return cli_with_policy(cli, cli->operand[1], watch);
	cli_complain(cli, "方針ファイルを指定してください: sekisho zone watch ファイル",
		     "name a policy file: sekisho zone watch FILE");
	return CLI_USAGE;
}
