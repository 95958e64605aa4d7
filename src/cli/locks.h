/* SPDX-License-Identifier: Apache-2.0
 * locks.h: both locks on the command line, jailed, without a daemon; several files at a time.
 *
 * locks_open starts the two programs; locks_begin gives them a file, up to LOCKS_AHEAD of them;
 * locks_next waits for one to be ready, in the order they were begun.
 */
#ifndef CLI_LOCKS_H
#define CLI_LOCKS_H

#include "flow/bundle.h"
#include "form/report.h"
#include "sys/zygote.h"

#define LOCKS_AHEAD 8

/* What became of one file. */
struct passage {
	uint64_t number; /* as given to locks_begin */
	enum err err;
	bool by_rebuild;		       /* the second lock refused it */
	struct body_work_done disarm, rebuild; /* zero where it did not come so far */
	uint64_t begun_us, ended_us;
	uint64_t size;
	uint8_t hash[HASH_LEN]; /* of the original */
	struct report report;
	int form, out, finds; /* sealed memfds, owned: passage_close; -1 where there is none */
	/* Inside locks.c. */
	bool ready;
	int input;
	struct unpack unpack;
	struct repack repack;
};

struct locks {
	struct zygote_client disarm, rebuild, converter, inspect;
	bool inspected;		 /* between the locks: 送付前点検; set before the first file */
	int erase;		 /* what it takes out (form/finds.h); -1: nothing; the caller's */
	char inspect_path[4096]; /* started when it is first needed */
	char converter_path[4096];	   /* started when it is first needed; "": there is none */
	struct passage *ring[LOCKS_AHEAD]; /* in order of beginning */
	size_t first, count;
	bool only_form;		     /* stop after the first lock */
	const bool *allowed;	     /* formats that may pass within an archive; NULL: every one */
	char password[PASSWORD_LEN]; /* candidates for all files, one a line; wiped at the end */
};

/* Where the programs of this build or installation are: SEKISHO_LIBEXEC, beside the binary, or
 * the installed place. False: not found. */
bool libexec_find(char *ret, size_t room);

enum err locks_open(struct locks *l, const char *libexec) must_use;
void locks_close(struct locks *l);
/* Copies the file into sealed memory first. E_BUSY: LOCKS_AHEAD are under way; take one out. Errors
 * of the file itself become a passage that is ready at once. */
enum err locks_begin(struct locks *l, uint64_t number, int file, struct view ext,
		     const struct limits *limits) must_use;
/* The oldest one, when it is done; NULL when none is under way. Owned by the caller. */
struct passage *locks_next(struct locks *l);
void passage_close(struct passage *p); /* and frees */

#endif
