/* SPDX-License-Identifier: Apache-2.0
 * policy.h: the parts of `sekisho policy`, one file each.
 */
#ifndef CLI_POLICY_H
#define CLI_POLICY_H

#include "cli/cli.h"
#include "policy/schema.h"
#include "sheet/table.h"

/* Every mistake as file:line:column, what, what to write instead; then one line of summary. */
void cli_policy_print(const struct cli *cli, const char *path, const struct policy *p,
		      const struct policy_mistakes *m);
/* The same for programs; `p` is NULL where there is no policy. False when out of memory. */
bool cli_policy_print_json(const char *file, const struct policy *p,
			   const struct policy_mistakes *m);
/* What the policy says, in tables. */
void cli_policy_show(const struct cli *cli, const struct policy *p);
void cli_policy_show_zones(const struct cli *cli, const struct policy *p); /* its part for zones */
/* For its tables: a word of a closed set, a cell, a row of headings in two languages. */
struct view cli_policy_word(const struct cli *cli, enum policy_word_set set, uint32_t value);
void cli_policy_cell(struct cli_table *t, const char *text);
void cli_policy_headings(const struct cli *cli, struct cli_table *t, const char *const names[][2],
			 size_t n);
/* Every key there is. */
void cli_policy_keys(const struct cli *cli);
/* For what needs a policy without mistakes; that it has some goes to standard error. */
enum cli_exit cli_with_policy(const struct cli *cli, const char *file,
			      enum cli_exit (*then)(const struct cli *, const struct policy *));

#endif
