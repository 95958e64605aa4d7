/* SPDX-License-Identifier: Apache-2.0
 * commands.h: the subcommands of `sekisho`, in the order of its help.
 * COMMAND(name, usage (ja), usage (en), summary (ja), summary (en)):
 * cli/NAME.c holds `const struct command command_NAME`; the build compiles what is listed here.
 */
COMMAND(help, "help [コマンド]", "help [COMMAND]", "コマンドの使い方を表示する", "say how a command is used")
