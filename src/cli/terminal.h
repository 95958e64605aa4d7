/* SPDX-License-Identifier: Apache-2.0
 * terminal.h: the parts of `sekisho terminal`, one file each.
 */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include "cli/cli.h"
#include "zone/terminal.h"

enum {
	TERMINAL_OPTION_ZONE,
	TERMINAL_OPTION_AS,
	TERMINAL_OPTION_OUT,
	TERMINAL_OPTION_FORCE,
	TERMINAL_OPTION_JSON
};

/* A policy without mistakes, and of it the zone asked for with --zone, or the only one. */
struct terminal_policy {
	struct arena mem;
	struct policy policy;
	const struct policy_terminal *terminal;
};
enum cli_exit cli_terminal_load(const struct cli *cli, const char *file,
				struct terminal_policy *ret);
void terminal_policy_free(struct terminal_policy *p);

/* `sekisho terminal check`: the operands behind the policy. */
enum cli_exit cli_terminal_check(const struct cli *cli, struct terminal_policy *p);

#endif
