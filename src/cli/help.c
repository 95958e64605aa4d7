/* SPDX-License-Identifier: Apache-2.0
 * help.c: `sekisho help [COMMAND]`.
 */
#include "cli/cli.h"

static enum cli_exit run(const struct cli *cli)
{
	if (cli->operand_count == 0) {
		cli_print_help(cli);
		return CLI_DONE;
	}
	if (cli_print_command_help(cli, cli->operand[0]))
		return CLI_DONE;
	cli_complain(cli, "%s というコマンドはありません。sekisho --help を見てください",
		     "there is no command %s; see sekisho --help", cli->operand[0]);
	return CLI_USAGE;
}

const struct command command_help = {.operands_max = 1, .run = run};
