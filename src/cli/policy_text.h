/* SPDX-License-Identifier: Apache-2.0
 * policy_text.h: a published policy text, read for `sekisho policy import` and `sekisho policy
 * diff`.
 */
#ifndef CLI_POLICY_TEXT_H
#define CLI_POLICY_TEXT_H

#include <jansson.h>

#include "cli/policy.h"
#include "policy/published/clause.h"

struct policy_text {
	const char *file;
	struct clause_tree tree;
	struct clause_fact facts[FACT_COUNT];
	struct clause_notes notes;
};

/* CLI_DONE; CLI_NO (said why: no policy, too large) or CLI_FAULT. */
enum cli_exit cli_policy_text(const struct cli *cli, const struct cli_policy_bytes *from,
			      struct arena *mem, struct policy_text *ret);

/* A fact as a reader is told it, in the arena or static; never NULL. */
struct view cli_policy_fact(const struct cli *cli, enum clause_fact_code code,
			    const struct clause_fact *f, struct arena *mem);
/* What the fact is called; its name in JSON. */
const char *cli_policy_fact_title(const struct cli *cli, enum clause_fact_code code);
const char *cli_policy_fact_name(enum clause_fact_code code);
bool cli_policy_fact_same(const struct clause_fact *a, const struct clause_fact *b,
			  enum clause_fact_code code);
json_t *cli_policy_fact_json(enum clause_fact_code code, const struct clause_fact *f);
/* Clean text of a view: what JSON cannot carry is not in a clause tree. */
json_t *cli_policy_string(struct view v);
/* The file's name where JSON can say it. */
json_t *cli_policy_file(const char *file);
/* An array of JSON that is whole, or none at all. */
struct cli_policy_rows {
	json_t *list;
	bool lost; /* memory was out for one of them */
};
struct cli_policy_rows cli_policy_rows(void);
void cli_policy_add(struct cli_policy_rows *r, json_t *row); /* which may be NULL: lost */
json_t *cli_policy_whole(struct cli_policy_rows *r);	     /* NULL: one was lost */
/* Writes and frees; false when memory was out on the way (`all` is NULL then, or it shows here):
 * nothing was written. What standard output does not take, main() says. */
bool cli_policy_json(json_t *all) must_use;

/* The two subcommands. */
enum cli_exit cli_policy_import(const struct cli *cli, const char *file, bool json);
enum cli_exit cli_policy_diff(const struct cli *cli, const struct cli_policy_bytes *a,
			      const struct cli_policy_bytes *b, bool json);

#endif
