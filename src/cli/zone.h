/* SPDX-License-Identifier: Apache-2.0
 * zone.h: the parts of `sekisho zone`, one file each.
 */
#ifndef CLI_ZONE_H
#define CLI_ZONE_H

#include "cli/cli.h"
#include "notary/zone_report.h"
#include "router/hold.h"
#include "zone/import/import.h"

/* Rows of the command's options. */
enum {
	CLI_ZONE_INTERFACE,
	CLI_ZONE_PROBE,
	CLI_ZONE_STATE,
	CLI_ZONE_BY,
	CLI_ZONE_REASON,
	CLI_ZONE_YES,
	CLI_ZONE_HOST,
	CLI_ZONE_KEEP
};

/* --- the words; operand 0 is the word itself --- */

enum cli_exit cli_zone_prove(const struct cli *cli); /* POLICY FILE */
enum cli_exit cli_zone_probe(const struct cli *cli); /* prove --probe POLICY [RULES] */
enum cli_exit cli_zone_watch(const struct cli *cli); /* POLICY; until a signal */
enum cli_exit cli_zone_log(const struct cli *cli);   /* POLICY; until a signal */
enum cli_exit cli_zone_status(const struct cli *cli);
enum cli_exit cli_zone_diff(const struct cli *cli);  /* [POLICY] */
enum cli_exit cli_zone_apply(const struct cli *cli); /* POLICY: asks; somebody else approves */
enum cli_exit cli_zone_plan(const struct cli *cli);  /* POLICY */
/* observe POLICY RESULT...: of the probe program alone; boundary POLICY FILE...: rules of equipment
 * as well. */
enum cli_exit cli_zone_observe(const struct cli *cli);

/* --- what they share --- */

/* A house whose host is the boundary, as its zone process left it. */
struct zone_house {
	struct arena mem;
	const char *path;
	int state, zone; /* directories */
	bool has;	 /* a rule set is in force; else what follows is empty */
	struct hold_head head;
	struct leaf leaf;
	struct view rules, flows;
};

/* What --state names. CLI_DONE, or it was said what is wrong. */
enum cli_exit cli_zone_house(const struct cli *cli, struct zone_house *ret);
void cli_zone_house_close(struct zone_house *h); /* also as scope_end */
/* The policy of that file: its rules, flows and what they change (zone/rules/flows.h). */
struct zone_draft {
	struct buf rules, flows, words;
	uint32_t generation;
	struct zone_change change;
	uint8_t policy[HASH_LEN];
};
void cli_zone_draft_free(struct zone_draft *d);
enum cli_exit cli_zone_draft(const struct cli *cli, const struct zone_house *h,
			     const struct policy *p, struct zone_draft *ret);

/* Is it the policy that this house runs with? */
enum err cli_zone_in_force(const struct zone_house *h, const struct policy *p, bool *ret) must_use;

/* --- --keep: zone_keep.c --- */

struct zone_keep {
	const struct cli *cli;
	bool wanted; /* else what follows is empty, and nothing is kept */
	struct zone_house house;
	const struct policy_person *by; /* NULL: nobody was named */
	char host[65];
	struct arena mem;
};
/* Asked before the work: CLI_DONE, or it was said why nothing could be kept. */
enum cli_exit cli_zone_keep(const struct cli *cli, const struct policy *p, struct zone_keep *ret);
void cli_zone_keep_close(struct zone_keep *k); /* also as scope_end */
/* After it. The report's kind, policy, rules, about and rows are the caller's, time, host, text and
 * verdict (but for UNPROVED) are made here; the text is what `print` prints in Japanese. */
typedef void (*zone_print)(const struct cli *cli, const void *context);
enum cli_exit cli_zone_keep_report(struct zone_keep *k, struct zone_report *r, zone_print print,
				   const void *context);
/* Lines that are not empty, without spaces around them. */
size_t cli_zone_lines(struct view text, struct view *ret, size_t most);

/* What --interface says; CLI_USAGE when it cannot be read. */
enum cli_exit cli_zone_aliases(const struct cli *cli, const struct zone_allowed *allowed,
			       struct arena *mem, struct zone_aliases *ret);
/* Why rules cannot be judged, behind what is said of it. */
void cli_zone_problem(const struct cli *cli, const char *about, const struct zone_problem *problem);

#endif
