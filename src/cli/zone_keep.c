/* SPDX-License-Identifier: Apache-2.0
 * zone_keep.c: `--keep` of `sekisho zone prove` and `zone boundary`: what came of it goes to the
 * notary, which has it in the ledger before the portal shows it (notary/zone_report.h).
 */
#include <fcntl.h>
#include <unistd.h>

#include "cli/backup.h"
#include "cli/console_note.h"
#include "cli/freeze.h"
#include "cli/policy.h"
#include "cli/zone.h"
#include "notary/policy_hash.h"
#include "sys/file.h"
#include "sys/log.h"
#include "sys/wire.h"

#define TAKEN_WITHIN 20 /* seconds; the notary looks every one, and waits for the store */
#define UNSEEN_MAX 64

/* --- may it be kept? --- */

enum err cli_zone_in_force(const struct zone_house *h, const struct policy *p, bool *ret)
{
	uint8_t own[HASH_LEN];
	scope_end(buf_free) struct buf text = buf_new(POLICY_FILE_MAX);
	scope_end(close_fd) int fd = backup_open(h->state, "policy.yaml", O_RDONLY, 0);
	if (fd < 0)
		return E_NOT_FOUND;
	try(file_read(fd, POLICY_FILE_MAX, &text));
	try(policy_hash(buf_view(&text), own));
	*ret = memcmp(own, p->hash, HASH_LEN) == 0;
	return OK;
}

static enum cli_exit under_this_policy(const struct zone_keep *k, const struct policy *p)
{
	bool same = false;
	enum err e = cli_zone_in_force(&k->house, p, &same);
	if (e != OK) {
		cli_complain_err(k->cli, "policy.yaml", e);
		return CLI_FAULT;
	}
	if (same)
		return CLI_DONE;
	cli_complain(
	    k->cli,
	    "%s は、適用中の方針（%s/policy.yaml）と違います。適用中の方針についての結果だけ"
	    "を残せます",
	    "%s is not the policy in force (%s/policy.yaml); only what is said of that one "
	    "is kept",
	    cli_shown(k->cli->operand[1]).text, cli_shown(k->house.path).text);
	return CLI_NO;
}

/* --by, or the only operator; or nobody: a job that runs by itself. */
static enum cli_exit by_whom(struct zone_keep *k, const struct policy *p)
{
	const char *by = k->cli->option[CLI_ZONE_BY];
	uint32_t found = 0;
	for (uint32_t i = 0; i < p->people_count; i++) {
		const struct policy_person *one = &p->people[i];
		if (!policy_has_role(one, PERSON_OPERATOR) ||
		    (by && !view_eq(view_str(by), view_str(one->number))))
			continue;
		k->by = found++ ? NULL : one;
	}
	if (!by || found > 0)
		return CLI_DONE;
	cli_complain(k->cli, "%s は情報システム担当（operator）ではありません",
		     "%s is no operator of this policy", cli_shown(by).text);
	return CLI_USAGE;
}

enum cli_exit cli_zone_keep(const struct cli *cli, const struct policy *p, struct zone_keep *ret)
{
	*ret = (struct zone_keep){.cli = cli,
				  .wanted = cli->option[CLI_ZONE_KEEP] != NULL,
				  .house = {.state = -1, .zone = -1},
				  .mem = arena_new(2 * ZONE_REPORT_MAX + ZONE_REPORT_ARENA)};
	if (!ret->wanted)
		return CLI_DONE;
	if (gethostname(ret->host, sizeof ret->host - 1) != 0)
		ret->host[0] = '\0';
	enum cli_exit code = cli_zone_house(cli, &ret->house);
	if (code == CLI_DONE)
		code = under_this_policy(ret, p);
	return code == CLI_DONE ? by_whom(ret, p) : code;
}

void cli_zone_keep_close(struct zone_keep *k)
{
	cli_zone_house_close(&k->house);
	arena_free(&k->mem);
}

/* --- its text --- */

static enum err captured(const struct zone_keep *k, zone_print print, const void *context,
			 struct buf *ret)
{
	struct cli japanese = *k->cli;
	char *text = NULL;
	size_t n = 0;
	FILE *to = open_memstream(&text, &n), *out = stdout, *complaints = stderr;
	if (!to)
		return E_NO_MEMORY;
	japanese.english = false;
	stdout = stderr = to; /* lvalues in glibc */
	print(&japanese, context);
	stdout = out;
	stderr = complaints;
	bool whole = fclose(to) == 0;
	if (whole)
		buf_put(ret, view_of(text, n));
	free(text);
	return whole ? ret->err : E_NO_MEMORY;
}

/* The points below a headline that says 見ていないもの. */
static void take_unseen(struct view text, struct view *ret, size_t *ret_n)
{
	bool within = false;
	while (text.n > 0 && *ret_n < UNSEEN_MAX) {
		struct view line = view_take(&text, '\n');
		if (view_starts(line, VIEW("■")))
			within = view_has(line, VIEW("見ていないもの"));
		else if (within && view_starts(line, VIEW("  ・")))
			ret[(*ret_n)++] = view_sub(line, strlen("  ・"), SIZE_MAX);
	}
}

/* --- handing it over --- */

static enum cli_exit hand_over(const struct zone_keep *k, struct view report)
{
	enum err e = console_note_for(k->house.state, "lgwan/notary", "report", report);
	if (e != OK) {
		cli_complain_err(k->cli, "lgwan/notary/notes", e);
		return CLI_FAULT;
	}
	bool runs = freeze_keeper(k->house.path) != 0;
	for (int i = 0; runs && i < TAKEN_WITHIN * 10; i++) {
		if (console_notes_taken_by(k->house.state, "lgwan/notary", "report-")) {
			cli_print(
			    k->cli,
			    "\nこの結果は台帳に残りました。ポータルの「系間の規則」に出ます\n",
			    "\nThis is in the ledger now, and on the portal's page of the "
			    "rules between zones\n");
			return CLI_DONE;
		}
		(void)usleep(100000);
	}
	cli_print(k->cli, "\nこの結果を置きました。%s\n", "\nThis was left. %s\n",
		  cli_text(k->cli, "Sekisho が動くと台帳に残ります",
			   "It goes into the ledger when Sekisho runs"));
	return CLI_DONE;
}

static enum err finish(struct zone_keep *k, struct zone_report *r, zone_print print,
		       const void *context, struct buf *out)
{
	struct view unseen[UNSEEN_MAX];
	size_t n = 0;
	struct zone_report again;
	scope_end(buf_free) struct buf text = buf_new(ZONE_REPORT_MAX);
	try(captured(k, print, context, &text));
	take_unseen(buf_view(&text), unseen, &n);
	r->made = clock_now();
	r->generation = k->house.has ? k->house.head.permit.request.generation : 0;
	r->host = view_str(k->host);
	r->by = k->by ? view_str(k->by->number) : VIEW("");
	r->text = buf_view(&text);
	r->unseen = unseen;
	r->unseen_count = n;
	r->verdict = zone_report_judge(r);
	zone_report_write(r, out);
	try(out->err);
	return zone_report_read(buf_view(out), &k->mem, &again); /* as everybody else reads it */
}

enum cli_exit cli_zone_keep_report(struct zone_keep *k, struct zone_report *r, zone_print print,
				   const void *context)
{
	scope_end(buf_free) struct buf out = buf_new(2 * ZONE_REPORT_MAX);
	if (!k->wanted)
		return CLI_DONE;
	enum err e = finish(k, r, print, context, &out);
	if (e == OK)
		return hand_over(k, buf_view(&out));
	cli_complain_err(k->cli, "--keep", e);
	return CLI_FAULT;
}

size_t cli_zone_lines(struct view text, struct view *ret, size_t most)
{
	size_t n = 0;
	while (text.n > 0 && n < most) {
		struct view line = view_trim(view_take(&text, '\n'));
		if (line.n > 0)
			ret[n++] = line;
	}
	return n;
}
