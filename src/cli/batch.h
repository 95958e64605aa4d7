/* SPDX-License-Identifier: Apache-2.0
 * batch.h: all files that a command names through both locks, several at a time, in order.
 *
 *   struct batch b = batch_new(cli, take, owner);
 *   if ((!policy || batch_policy(&b, policy)) && batch_collect(&b) && batch_run(&b)) ...
 *   batch_free(&b);
 */
#ifndef CLI_BATCH_H
#define CLI_BATCH_H

#include "cli/cli.h"
#include "cli/locks.h"
#include "cli/walk.h"
#include "policy/policy.h"

struct batch;

/* Called for every file that could be read, in the order of the files. The batch closes `p`. */
typedef void batch_take(struct batch *b, struct passage *p, const struct walked *file);

struct batch {
	const struct cli *cli;
	batch_take *take;
	void *owner; /* for take */
	struct walk files;
	struct limits limits;
	struct arena mem;
	struct policy policy;
	bool has_policy;
	bool allowed[64];	     /* by format, of the policy */
	bool terminal;		     /* shows its progress on standard error */
	uint64_t unread;	     /* files that our side could not read; said already */
	char password[PASSWORD_LEN]; /* wiped when the locks have it */
	uint64_t taken, begun_us;
	bool inspected; /* between the locks: 送付前点検 */
	bool only_form; /* stop before the second lock */
	int erase;	/* what inspection takes out; -1: nothing */
	struct locks locks;
};

struct batch batch_new(const struct cli *cli, batch_take *take, void *owner);
/* Limits and formats of this file are obeyed: a format that it does not take is E_POLICY. False:
 * said already. */
bool batch_policy(struct batch *b, const char *path);
/* Candidates for passwords from an open descriptor, one a line. False: said already. */
bool batch_passwords(struct batch *b, const char *number);
/* The files that the operands mean, one at least. False: said already. */
bool batch_collect(struct batch *b);
/* False: the programs of the locks are not there; said already. */
bool batch_run(struct batch *b);
void batch_free(struct batch *b);

#endif
