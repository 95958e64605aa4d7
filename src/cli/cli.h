/* SPDX-License-Identifier: Apache-2.0
 * cli.h: the frame of the `sekisho` command: one subcommand is one file and one row.
 *
 *   cli/NAME.c         const struct command command_NAME = {.options = ..., .run = run};
 *   tbl/commands.h     COMMAND(NAME, usage, summary, in two languages)
 *
 * The frame reads the options by the command's table, answers --help, refuses what the table does
 * not know, counts the operands, and only then calls `run`. What a command was asked for goes to
 * standard output; progress and complaints to standard error. Japanese unless LC_ALL, LC_MESSAGES
 * or LANG (the first that is set) begins with "en".
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/arena.h"

/* The same meaning for every subcommand; man/sekisho.1 lists them. */
enum cli_exit {
	CLI_DONE = 0,  /* done, and the answer is yes */
	CLI_NO = 1,    /* done, and the answer is no: a file refused, a mistake found */
	CLI_USAGE = 2, /* the command line was not understood; nothing was done */
	CLI_FAULT = 3, /* our side failed: a file not readable, no memory, no space */
};

#define CLI_OPTIONS_MAX 16
#define CLI_ANY (-1)

struct cli_option {
	const char *name;     /* without the dashes */
	char letter;	      /* short form, or 0 */
	const char *argument; /* placeholder shown in the help; NULL: a switch */
	const char *ja, *en;
};

struct command;

struct cli {
	bool english;
	const struct command *command;
	/* By row of the command's options: NULL not given, "" a switch given, else its argument.
	 * An option given twice: the last one counts. */
	const char *option[CLI_OPTIONS_MAX];
	char **operand; /* what is neither option nor argument, in order */
	int operand_count;
};

struct command {
	const struct cli_option *options; /* ended by a row without a name; NULL: none */
	int operands_min, operands_max;	  /* CLI_ANY: no bound */
	const char *more_ja, *more_en;	  /* further lines of its help, or NULL */
	enum cli_exit (*run)(const struct cli *cli);
};

/* The text in the reader's language. */
const char *cli_text(const struct cli *cli, const char *ja, const char *en);
/* Printed to standard output in the reader's language; both formats take the same values. */
void cli_print(const struct cli *cli, const char *ja, const char *en, ...) print_like(2, 4)
    print_like(3, 4);
/* "sekisho: ..." and a line end on standard error. */
void cli_complain(const struct cli *cli, const char *ja, const char *en, ...) print_like(2, 4)
    print_like(3, 4);
/* To a file, in the reader's language; both formats take the same values. */
void cli_print_to(const struct cli *cli, FILE *to, const char *ja, const char *en, ...)
    print_like(3, 5) print_like(4, 5);
/* A path as it may be shown: one line, no control characters, not endless; the printers above clean
 * all but line ends themselves. Use: cli_print(cli, "%s", "%s", cli_shown(path).text). */
struct cli_shown {
	char text[1024];
};
struct cli_shown cli_shown(const char *path);
/* What an error of base/err.h means and what to do about it, after the thing it happened to. */
/* What errno says, for a reader: "ファイルがありません". Never NULL. */
const char *cli_errno(const struct cli *cli, int e);
void cli_complain_err(const struct cli *cli, const char *about, enum err e);

/* The whole file in the arena, at most `cap` bytes (E_LIMIT_SIZE); "-" is standard input.
 * E_IO leaves errno. */
enum err cli_read_file(const char *path, size_t cap, struct arena *mem, struct view *ret) must_use;

/* Used by help.c: the help of everything, and of one command. */
void cli_print_help(const struct cli *cli);
bool cli_print_command_help(const struct cli *cli, const char *name); /* false: no such command */

#endif
