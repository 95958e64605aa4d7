/* SPDX-License-Identifier: Apache-2.0
 * policy.h: the parts of `sekisho policy`, one file each.
 */
#ifndef CLI_POLICY_H
#define CLI_POLICY_H

#include "cli/cli.h"
#include "policy/read/join.h"
#include "policy/read/schema.h"
#include "sheet/table.h"

struct cli_policy {
	struct arena mem;
	struct policy policy;
	struct policy_mistakes mistakes;
	struct view text; /* as it would run, joined with its host */
	bool ok;	  /* policy may be used */
};
void cli_policy_free(struct cli_policy *l);
/* A policy file or a published text, read once: standard input and pipes are gone then. */
struct cli_policy_bytes {
	const char *file;
	struct view text;
};
/* At most POLICY_FILE_MAX; what it is, its readers say. Says why not: CLI_NO, CLI_FAULT. */
enum cli_exit cli_policy_read(const struct cli *cli, const char *file, struct arena *mem,
			      struct cli_policy_bytes *ret) must_use;
/* CLI_NO when it has mistakes: they are in ret->mistakes. What is over at `now` is one only for
 * check; a policy in use goes on without it (0). */
enum cli_exit cli_policy_load(const struct cli *cli, const struct cli_policy_bytes *from,
			      int64_t now, struct cli_policy *ret) must_use;
/* Says that it has mistakes, where that is why it was not taken; gives `code` back. */
enum cli_exit cli_policy_untaken(const struct cli *cli, const char *file, enum cli_exit code,
				 const struct cli_policy *l);
/* The folder of that file, for hosts; `file` lives as long. */
struct policy_source cli_policy_source(const char *file);
enum cli_exit cli_policy_differ(const struct cli *cli, const char *a, const char *b, bool json);

/* Each as file:line:column, what, what to write instead; `file` may be shown. */
void cli_mistakes_print(const struct cli *cli, const char *file, const struct policy_mistakes *m);
/* Every mistake as file:line:column, what, what to write instead; then one line of summary. */
void cli_policy_print(const struct cli *cli, const char *path, const struct policy *p,
		      const struct policy_mistakes *m);
/* The same for programs; `p` is NULL where there is no policy. False when out of memory. */
bool cli_policy_print_json(const char *file, const struct policy *p,
			   const struct policy_mistakes *m);
/* What the policy says, in tables. */
void cli_policy_show(const struct cli *cli, const struct policy *p);
void cli_policy_show_zones(const struct cli *cli, const struct policy *p); /* its part for zones */
void cli_policy_show_rules(const struct cli *cli,
			   const struct policy *p); /* and for approval rules */
/* Five steps to try it, with its own people. */
enum cli_exit cli_policy_steps(const struct cli *cli, const struct policy *p);
/* Who has to approve it: operands APPLICANT TO GRADE NAME BYTES after the file. */
enum cli_exit cli_policy_who(const struct cli *cli, const struct policy *p);
/* For its tables: a word of a closed set, a cell, a row of headings in two languages. */
struct view cli_policy_word(const struct cli *cli, enum policy_word_set set, uint32_t value);
void cli_policy_cell(struct cli_table *t, const char *text);
void cli_policy_headings(const struct cli *cli, struct cli_table *t, const char *const names[][2],
			 size_t n);
/* Every key there is in such a file: RECORD_policy, RECORD_register_definition. */
void cli_policy_keys(const struct cli *cli, enum policy_record file);
/* For what needs a policy without mistakes; that it has some goes to standard error. */
enum cli_exit cli_with_policy(const struct cli *cli, const char *file,
			      enum cli_exit (*then)(const struct cli *, const struct policy *));

#endif
