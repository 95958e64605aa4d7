/* SPDX-License-Identifier: Apache-2.0
 * zone_log.c: `sekisho zone log POLICY`: a line for each packet that the rules stopped, as they
 * stop it, until a signal ends it.
 */
#include <errno.h>
#include <poll.h>

#include "cli/policy.h"
#include "cli/zone.h"
#include "sys/log.h"
#include "zone/live/nflog.h"

struct reader {
	const struct cli *cli;
	struct zone_allowed allowed;
};

static void came(void *who, const struct zone_denial *d, uint64_t more)
{
	const struct reader *r = who;
	scope_end(buf_free) struct buf words = buf_new(1 << 14);
	struct civil c = civil_japan(clock_now());
	if (d)
		zone_denial_words(&r->allowed, d, r->cli->english, &words);
	else
		buf_fmt(&words, r->cli->english ? "and %llu more or so" : "ほかに約 %llu 件",
			(unsigned long long)more);
	cli_print(r->cli, "%04d-%02d-%02d %02d:%02d:%02d %.*s\n",
		  "%04d-%02d-%02d %02d:%02d:%02d %.*s\n", c.year, c.month, c.day, c.hour, c.minute,
		  c.second, (int)words.n, (const char *)words.p);
	fflush(stdout);
}

static enum cli_exit read_log(const struct cli *cli, const struct policy *p)
{
	struct zone_nflog *n;
	scope_end(arena_free) struct arena mem = arena_new(POLICY_ARENA);
	struct reader r = {.cli = cli};
	enum err e = zone_allowed(p, clock_now(), &mem, &r.allowed);
	if (e == OK)
		e = zone_nflog_open(&n);
	if (e == E_IO) {
		cli_complain(cli, "カーネルの記録（NFLOG）を読めません: %s",
			     "what the kernel logs (NFLOG) cannot be read: %s",
			     cli_errno(cli, errno));
		return CLI_FAULT;
	}
	if (e != OK) {
		cli_complain_err(cli, "zone log", e);
		return CLI_FAULT;
	}
	cli_print_to(cli, stderr, "規則が止めた通信を待っています（Ctrl-C で終わります）\n",
		     "waiting for what the rules stop (until Ctrl-C)\n");
	struct pollfd at = {.fd = zone_nflog_fd(n), .events = POLLIN};
	while (poll(&at, 1, 1000) >= 0 || errno == EINTR)
		zone_nflog_step(n, came, &r);
	zone_nflog_close(n);
	return CLI_FAULT;
}

enum cli_exit cli_zone_log(const struct cli *cli)
{
	if (cli->operand_count == 2)
		return cli_with_policy(cli, cli->operand[1], read_log);
	cli_complain(cli, "方針ファイルを指定してください: sekisho zone log ファイル",
		     "name a policy file: sekisho zone log FILE");
	return CLI_USAGE;
}
