/* SPDX-License-Identifier: Apache-2.0
 * main.c: `sekisho`: finds the subcommand, reads its options, runs it.
 */
#include "cli/cli.h"

#define COMMAND(name, usage_ja, usage_en, ja, en) extern const struct command command_##name;
#include "tbl/commands.h"
#undef COMMAND

struct row {
	const char *name, *usage_ja, *usage_en, *ja, *en;
	const struct command *command;
};

static const struct row rows[] = {
#define COMMAND(name, usage_ja, usage_en, ja, en) \
	{#name, usage_ja, usage_en, ja, en, &command_##name},
#include "tbl/commands.h"
#undef COMMAND
};

static const char *const version_text = "sekisho " SEKISHO_VERSION "\n";

static bool wants_english(void)
{
	static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	for (size_t i = 0; i < array_len(names); i++) {
		const char *value = getenv(names[i]);
		if (value && value[0])
			return view_starts(view_str(value), VIEW("en"));
	}
	return false;
}

static const struct row *row_of(const char *name)
{
	for (size_t i = 0; i < array_len(rows); i++)
		if (view_eq(view_str(rows[i].name), view_str(name)))
			return &rows[i];
	return NULL;
}

void cli_print_help(const struct cli *cli)
{
	puts(cli_text(cli, "使い方: sekisho コマンド [オプション] [引数]\n",
		      "usage: sekisho COMMAND [OPTION] [ARGUMENT]\n"));
	for (size_t i = 0; i < array_len(rows); i++)
		printf("  sekisho %s\n      %s\n",
		       cli_text(cli, rows[i].usage_ja, rows[i].usage_en),
		       cli_text(cli, rows[i].ja, rows[i].en));
	puts(cli_text(
	    cli,
	    "\n  --help、--version はどこでも使えます。\n"
	    "終了コード: 0 正常  1 取込不可や誤りがあった  2 使い方が違う  3 こちら側の失敗",
	    "\n  --help and --version work anywhere.\n"
	    "exit codes: 0 done  1 something was refused or wrong  2 usage  3 our side failed"));
}

bool cli_print_command_help(const struct cli *cli, const char *name)
{
	const struct row *row = row_of(name);
	if (!row)
		return false;
	printf("%s: sekisho %s\n\n%s\n", cli_text(cli, "使い方", "usage"),
	       cli_text(cli, row->usage_ja, row->usage_en), cli_text(cli, row->ja, row->en));
	const struct cli_option *option = row->command->options;
	for (; option && option->name; option++) {
		if (option->letter)
			printf("\n  -%c, --%s", option->letter, option->name);
		else
			printf("\n  --%s", option->name);
		printf("%s%s\n      %s\n", option->argument ? " " : "",
		       option->argument ? option->argument : "",
		       cli_text(cli, option->ja, option->en));
	}
	if (row->command->more_ja)
		printf("\n%s\n", cli_text(cli, row->command->more_ja, row->command->more_en));
	return true;
}

/* The row of `arg` ("--name", "--name=value", "-x", "-xvalue") and where its value begins. */
static int find_option(const struct command *command, const char *arg, const char **ret_value)
{
	for (int i = 0; command->options && command->options[i].name; i++) {
		const struct cli_option *o = &command->options[i];
		struct view text = view_str(arg), name = view_str(o->name);
		assert(i < CLI_OPTIONS_MAX);
		if (arg[1] != '-') {
			if (o->letter == '\0' || arg[1] != o->letter || (arg[2] && !o->argument))
				continue;
			*ret_value = arg[2] ? arg + 2 : NULL;
			return i;
		}
		struct view rest = view_sub(text, 2, SIZE_MAX);
		if (!view_starts(rest, name) || (arg[2 + name.n] != '\0' && arg[2 + name.n] != '='))
			continue;
		*ret_value = arg[2 + name.n] == '=' ? arg + 2 + name.n + 1 : NULL;
		return i;
	}
	return -1;
}

/* One option at argv[*at]; moves *at on to its argument. */
static bool take_option(struct cli *cli, int argc, char **argv, int *at)
{
	const char *value = NULL, *arg = argv[*at];
	int i = find_option(cli->command, arg, &value);
	if (i < 0) {
		cli_complain(cli, "%s というオプションはありません", "there is no option %s", arg);
		return false;
	}
	bool has_argument = cli->command->options[i].argument != NULL;
	if (value && !has_argument) {
		cli_complain(cli, "%s は値を取りません", "%s takes no value", arg);
		return false;
	}
	if (has_argument && !value) {
		if (*at + 1 >= argc) {
			cli_complain(cli, "%s には値が要ります", "%s needs a value", arg);
			return false;
		}
		value = argv[++*at];
	}
	cli->option[i] = has_argument ? value : "";
	return true;
}

/* Operands are gathered at the front of argv, which nobody else reads any more. */
static bool take_arguments(struct cli *cli, int argc, char **argv, bool *ret_help)
{
	bool only_operands = false;
	cli->operand = argv;
	for (int i = 0; i < argc; i++) {
		struct view arg = view_str(argv[i]);
		if (!only_operands && view_eq(arg, VIEW("--"))) {
			only_operands = true;
		} else if (!only_operands &&
			   (view_eq(arg, VIEW("--help")) || view_eq(arg, VIEW("-h")))) {
			*ret_help = true;
			return true;
		} else if (!only_operands && arg.n > 1 && arg.p[0] == '-') {
			if (!take_option(cli, argc, argv, &i))
				return false;
		} else {
			cli->operand[cli->operand_count++] = argv[i];
		}
	}
	return true;
}

static enum cli_exit run_command(struct cli *cli, const struct row *row, int argc, char **argv)
{
	bool help = false;
	cli->command = row->command;
	if (!take_arguments(cli, argc, argv, &help))
		return CLI_USAGE;
	if (help) {
		(void)cli_print_command_help(cli, row->name);
		return CLI_DONE;
	}
	if (cli->operand_count < row->command->operands_min ||
	    (row->command->operands_max != CLI_ANY &&
	     cli->operand_count > row->command->operands_max)) {
		cli_complain(
		    cli,
		    "引数が足りないか、多すぎます。使い方: sekisho %s（くわしくは sekisho help "
		    "%s）",
		    "too few or too many arguments; usage: sekisho %s (more: sekisho help %s)",
		    cli_text(cli, row->usage_ja, row->usage_en), row->name);
		return CLI_USAGE;
	}
	return row->command->run(cli);
}

int main(int argc, char **argv)
{
	struct cli cli = {.english = wants_english()};
	enum cli_exit code = CLI_DONE;
	const char *word = argc > 1 ? argv[1] : "";
	const struct row *row = row_of(word);
	if (row) {
		code = run_command(&cli, row, argc - 2, argv + 2);
	} else if (view_eq(view_str(word), VIEW("--version"))) {
		fputs(version_text, stdout);
	} else if (view_eq(view_str(word), VIEW("--help")) || view_eq(view_str(word), VIEW("-h"))) {
		cli_print_help(&cli);
	} else {
		if (word[0])
			cli_complain(&cli,
				     "%s というコマンドはありません。sekisho --help を見てください",
				     "there is no command %s; see sekisho --help", word);
		else
			cli_complain(&cli,
				     "コマンドを指定してください。sekisho --help を見てください",
				     "name a command; see sekisho --help");
		code = CLI_USAGE;
	}
	/* An answer that did not reach its reader (a full disk, a closed pipe) is no answer. */
	if (fflush(stdout) != 0 || ferror(stdout)) {
		cli_complain(&cli, "標準出力に書けません", "cannot write to standard output");
		code = CLI_FAULT;
	}
	return (int)code;
}
