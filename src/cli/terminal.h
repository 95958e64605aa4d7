/* SPDX-License-Identifier: Apache-2.0
 * terminal.h: the parts of `sekisho terminal`, one file each.
 */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include "cli/cli.h"
#include "terminal/evidence.h"

enum {
	TERMINAL_OPTION_ZONE,
	TERMINAL_OPTION_AS,
	TERMINAL_OPTION_OUT,
	TERMINAL_OPTION_FORCE,
	TERMINAL_OPTION_JSON,
	TERMINAL_OPTION_CSV
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

/* A terminal, and of what the policy wishes of it the worst verdict. */
struct terminal_row {
	const struct evidence_terminal *t;
	struct evidence_verdict worst;
	enum terminal_wish because;
	uint32_t short_of; /* wishes of which it is neither 技術的に担保 nor 点検済 */
};
struct terminal_check {
	const struct cli *cli;
	const struct policy_terminal *policy;
	struct view zone; /* its name */
	struct evidence evidence;
	int64_t now;
	struct terminal_row *rows; /* the worst first, then by name */
	uint32_t count[VERDICT_COUNT];
	bool lists; /* some file said which terminals there are */
	uint32_t unlisted;
	uint32_t unread, faults;
};
void cli_terminal_table(const struct terminal_check *c);
/* UTF-8 with its mark and CRLF, as Excel opens it; false when it could not be written. */
bool cli_terminal_csv(const struct terminal_check *c);

/* `sekisho terminal check`: the operands behind the policy. */
enum cli_exit cli_terminal_check(const struct cli *cli, struct terminal_policy *p);

#endif
