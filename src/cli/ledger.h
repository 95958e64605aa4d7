/* SPDX-License-Identifier: Apache-2.0
 * ledger.h: the parts of `sekisho ledger`.
 */
#ifndef CLI_LEDGER_H
#define CLI_LEDGER_H

#include "cli/cli.h"
#include "notary/verify.h"

#define LEDGER_FILE_MAX ((size_t)4 << 30)
#define LEDGER_ARENA (LEDGER_FILE_MAX + ((size_t)64 << 20))

/* A copy of the ledger on disk: a directory with leaves, heads and public, or one exported file. */
struct ledger_source {
	const char *path;
	struct ledger_copy copy;
	struct public_key key;
	bool own_key; /* the key came with the copy, not from --key */
};

/* Complains itself; CLI_DONE when there is a copy and a key. `key_file` may be NULL. */
enum cli_exit ledger_load(const struct cli *cli, const char *path, const char *key_file,
			  struct arena *mem, struct ledger_source *ret);
enum cli_exit ledger_load_key(const struct cli *cli, const char *file, struct arena *mem,
			      struct public_key *ret);

void ledger_print_verdict(const struct cli *cli, const struct ledger_source *s,
			  const struct verdict *v);
/* One leaf, a field a line; and all on one line. */
void ledger_print_leaf(const struct cli *cli, const struct leaf *l);
void ledger_print_line(const struct cli *cli, const struct leaf *l);

#endif
