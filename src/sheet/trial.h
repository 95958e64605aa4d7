/* SPDX-License-Identifier: Apache-2.0
 * trial.h: what a trial (試行) learns of a folder: counts, reasons and names, nothing of the
 * contents.
 *
 * The sheet says what a town asks before it starts: how many of our files pass as they are, how
 * many change and in what, which do not pass and why, which look suspicious, how long it takes.
 */
#ifndef SHEET_TRIAL_H
#define SHEET_TRIAL_H

#include "form/report.h"
#include "sheet/sheet.h"

#define TRIAL_NAMES 3	   /* examples shown of each reason */
#define TRIAL_KINDS 64	   /* extensions told apart; the rest is one row */
#define TRIAL_SUSPECTS 200 /* named one by one */

struct trial_reason {
	uint64_t files;
	const char *names[TRIAL_NAMES];
};

struct trial_kind {
	char ext[9]; /* lower-case; "" none */
	uint64_t files, same, changed, refused, failed;
};

struct trial_suspect {
	const char *name;
	const char *why_ja, *why_en;
};

struct trial {
	struct trial_kind all, kinds[TRIAL_KINDS];
	size_t n_kinds;
	uint64_t bytes, unread;
	struct trial_reason errors[ERR_COUNT]; /* files that did not pass, by reason */
	struct trial_reason
	    findings[FINDING_COUNT]; /* files with such a finding, of those that passed */
	struct trial_suspect suspects[TRIAL_SUSPECTS];
	uint64_t n_suspects; /* all of them */
	uint32_t *ms;	     /* of every file; owned */
	size_t n_ms, room_ms;
};

/* What became of one file. `codes`: the kinds of its findings, each as often as it likes. */
struct trial_result {
	enum err err;
	uint64_t size, us;
	const uint16_t *codes;
	size_t n;
};

/* `name` must live as long as the trial. */
void trial_take(struct trial *t, const struct trial_result *p, const char *name);
/* The one sheet of a trial done at `now`. Sorts the times: what each file took, `wall_us` all of
 * them together, or 0 where they are only what the processor was busy. */
void trial_print(struct trial *t, const char *folder, int64_t now, uint64_t wall_us,
		 struct sheet *to);
void trial_free(struct trial *t);

#endif
