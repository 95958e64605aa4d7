/* SPDX-License-Identifier: Apache-2.0
 * restore.h: the parts of `sekisho restore`.
 *
 *   restore.c        the act: check, ask, make, put in place
 *   restore_check.c  is the backup whole, does its ledger verify
 *   restore_carry.c  what the state that is replaced still holds and the backup does not
 *   restore_ledger.c what the ledger says of deletions and 証拠保全
 */
#ifndef CLI_RESTORE_H
#define CLI_RESTORE_H

#include "cli/backup.h"
#include "flow/restored.h"

struct restore {
	const struct cli *cli;
	const char *from_path, *state_path;
	int from;  /* the backup's directory; its files are below state/ */
	int files; /* that "state" */
	int made;  /* the new state, under a name of its own until all is well */
	int old;   /* the state that is replaced; -1: there is none */
	uint32_t uid_base;
	struct backup list; /* the backup's manifest */
	struct restored_head head;
	uint64_t kept_ledger, kept_inbox, kept_spool; /* files of the old state taken over */
	bool ledger_continues;	/* the old state's is kept: nothing can have happened unseen */
	uint64_t deleted_again; /* keys of originals that the backup still had */
	char refused[256]; /* what of the old state did not continue the backup, for a person */
};

/* Every file of the manifest has its size and hash; the ledger verifies. False: said already. */
bool restore_check(struct restore *r);
/* Copies every file of the backup into r->made, with mode and owner. */
enum err restore_files(struct restore *r) must_use;
/* Takes over from r->old what continues the backup: ledger, journals, spools, vault, inbox; then
 * writes what the store has to know (flow/restored.h). */
enum err restore_carry(struct restore *r) must_use;
/* Fills what `head` says of 証拠保全; takes away again what was deleted before the accident. */
enum err restore_by_ledger(struct restore *r) must_use;
/* The owner of a path, as root: that of the directory of the backup that holds it. */
enum err restore_own(struct restore *r, int fd, uint32_t owner, unsigned mode) must_use;

#endif
