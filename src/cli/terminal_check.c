/* SPDX-License-Identifier: Apache-2.0
 * terminal_check.c: `sekisho terminal check`: evidence against the policy, a line for each
 * terminal.
 */
#include <errno.h>
#include <jansson.h>
#include <sys/stat.h>
#include <time.h>

#include "base/civil.h"
#include "cli/terminal.h"
#include "sheet/table.h"
#include "zone/evidence.h"

#define EVIDENCE_ARENA ((size_t)512 << 20)

struct check {
	const struct cli *cli;
	const struct policy_terminal *policy;
	struct evidence evidence;
	int64_t now;
	uint32_t count[VERDICT_COUNT];
	uint32_t unread, faults;
	json_t *rows;
};

/* --- files --- */

static void complain(struct check *c, const char *path, enum err e)
{
	c->unread++;
	c->faults += err_text(e)->kind == ERR_KIND_FAULT;
	if (e == E_IO)
		cli_complain(c->cli, "%s を読めません: %s", "cannot read %s: %s",
			     cli_shown(path).text, cli_errno(c->cli, errno));
	else if (e == E_TYPE_UNKNOWN)
		cli_complain(
		    c->cli,
		    "%s "
		    "は端末の記録として読めません（知っている列も値もありません。docs/terminals.md "
		    "に一覧があります）",
		    "%s holds no evidence that we know; docs/terminals.md lists what we do",
		    cli_shown(path).text);
	else if (e == E_NAME)
		cli_complain(
		    c->cli,
		    "%s "
		    "がどの端末の記録か分かりません。ファイル名を「端末名.元の名前」にしてください",
		    "cannot tell whose %s is; name it TERMINAL.name", cli_shown(path).text);
	else
		cli_complain_err(c->cli, path, e);
}

static void tell_remarks(const struct check *c, const char *path)
{
	for (uint32_t i = 0; i < c->evidence.remarks_n; i++) {
		const struct evidence_remark *r = &c->evidence.remarks[i];
		const struct evidence_remark_text *text = evidence_remark_text(r->code);
		char count[24] = "";
		if (r->count)
			(void)snprintf(count, sizeof count, ": %u", r->count);
		cli_complain(c->cli, "%s: %s%s", "%s: %s%s", cli_shown(path).text,
			     cli_text(c->cli, text->ja, text->en), count);
	}
}

static enum err read_file(struct check *c, const char *path)
{
	scope_end(arena_free) struct arena mem = arena_new(EVIDENCE_FILE_MAX + 4096);
	struct stat st;
	struct evidence_file f = {0};
	const char *slash = strrchr(path, '/');
	if (stat(path, &st) != 0)
		return E_IO;
	try(cli_read_file(path, EVIDENCE_FILE_MAX, &mem, &f.bytes));
	f.name = view_str(slash ? slash + 1 : path);
	f.time = st.st_mtime;
	enum err e = evidence_add(&c->evidence, &f);
	tell_remarks(c, path);
	return e;
}

/* --- verdicts --- */

static struct evidence_verdict worst_of(const struct check *c, const struct evidence_terminal *t,
					enum terminal_wish *ret_wish)
{
	struct evidence_verdict worst = {.reason = REASON_ENCRYPTED};
	bool any = false;
	for (unsigned w = 0; w < TERMINAL_WISH_COUNT; w++) {
		if (!terminal_wishes(c->policy, (enum terminal_wish)w))
			continue;
		struct evidence_verdict v =
		    evidence_judge(t, c->policy, (enum terminal_wish)w, c->now);
		if (!any || verdict_of(v.reason) < verdict_of(worst.reason)) {
			worst = v;
			*ret_wish = (enum terminal_wish)w;
		}
		any = true;
	}
	return worst;
}

static void put_day(struct buf *b, int64_t time)
{
	struct civil day = civil_japan(time);
	if (time > 0)
		buf_fmt(b, "%04d-%02d-%02d", day.year, day.month, day.day);
}

static void print_row(struct check *c, struct cli_table *t, const struct evidence_terminal *one)
{
	enum terminal_wish wish = TERMINAL_DENY_READ;
	struct evidence_verdict v = worst_of(c, one, &wish);
	const struct verdict_text *verdict = verdict_text(verdict_of(v.reason));
	const struct verdict_text *reason = verdict_reason_text(v.reason);
	const struct terminal_wish_text *what = terminal_wish_text(wish);
	scope_end(buf_free) struct buf why = buf_new(1024), day = buf_new(32);
	c->count[verdict_of(v.reason)]++;
	buf_fmt(&why, "%s%s%s", cli_text(c->cli, what->ja, what->en), cli_text(c->cli, "：", ": "),
		cli_text(c->cli, reason->ja, reason->en));
	if (v.detail.n) {
		buf_str(&why, cli_text(c->cli, "（", " ("));
		buf_put(&why, v.detail);
		buf_str(&why, cli_text(c->cli, "）", ")"));
	}
	put_day(&day, v.time);
	cli_table_cell(t, one->name);
	cli_table_cell(t, view_str(cli_text(c->cli, verdict->ja, verdict->en)));
	cli_table_cell(t, buf_view(&day));
	cli_table_cell(t, buf_view(&why));
}

static void print_counts(const struct check *c)
{
	cli_print(c->cli, "端末 %u 台", "%u terminals", c->evidence.n);
	for (unsigned v = 0; v < VERDICT_COUNT; v++)
		if (c->count[v])
			cli_print(c->cli, "、%s %u", ", %s %u",
				  cli_text(c->cli, verdict_text((enum verdict)v)->ja,
					   verdict_text((enum verdict)v)->en),
				  c->count[v]);
	putchar('\n');
}

static void print_table(struct check *c)
{
	struct cli_table t = cli_table_new(4);
	cli_table_cell(&t, view_str(cli_text(c->cli, "端末", "terminal")));
	cli_table_cell(&t, view_str(cli_text(c->cli, "判定", "verdict")));
	cli_table_cell(&t, view_str(cli_text(c->cli, "記録の日", "evidence of")));
	cli_table_cell(&t, view_str(cli_text(c->cli, "理由", "why")));
	for (uint32_t i = 0; i < c->evidence.n; i++)
		print_row(c, &t, &c->evidence.terminals[i]);
	cli_table_print(&t, stdout);
	print_counts(c);
}

/* --- as JSON --- */

static json_t *verdict_json(const struct evidence_verdict *v)
{
	return json_pack(
	    "{s:s, s:s, s:s, s:s%, s:I}", "verdict", verdict_text(verdict_of(v->reason))->name,
	    "reason", verdict_reason_text(v->reason)->name, "ja",
	    verdict_reason_text(v->reason)->ja, "value",
	    v->detail.n ? (const char *)v->detail.p : "", v->detail.n, "time", (json_int_t)v->time);
}

static json_t *terminal_json(struct check *c, const struct evidence_terminal *t)
{
	enum terminal_wish wish = TERMINAL_DENY_READ;
	struct evidence_verdict worst = worst_of(c, t, &wish);
	json_t *wishes = json_object();
	c->count[verdict_of(worst.reason)]++;
	for (unsigned w = 0; w < TERMINAL_WISH_COUNT; w++)
		if (terminal_wishes(c->policy, (enum terminal_wish)w)) {
			struct evidence_verdict v =
			    evidence_judge(t, c->policy, (enum terminal_wish)w, c->now);
			(void)json_object_set_new(wishes,
						  terminal_wish_text((enum terminal_wish)w)->name,
						  verdict_json(&v));
		}
	return json_pack("{s:s%, s:s, s:s, s:I, s:I, s:I, s:I, s:s%, s:I, s:o}", "terminal",
			 (const char *)t->name.p, t->name.n, "verdict",
			 verdict_text(verdict_of(worst.reason))->name, "because",
			 terminal_wish_text(wish)->name, "seen", (json_int_t)t->seen, "events",
			 (json_int_t)t->events, "attached", (json_int_t)t->attached, "forbidden",
			 (json_int_t)t->forbidden, "user", t->user.n ? (const char *)t->user.p : "",
			 t->user.n, "user_time", (json_int_t)t->user_time, "wishes", wishes);
}

static bool print_json(struct check *c)
{
	json_t *rows = json_array();
	bool ok = rows != NULL;
	for (uint32_t i = 0; i < c->evidence.n; i++)
		ok =
		    json_array_append_new(rows, terminal_json(c, &c->evidence.terminals[i])) == 0 &&
		    ok;
	json_t *all = json_pack("{s:I, s:o}", "unread", (json_int_t)c->unread, "terminals", rows);
	ok = ok && all && json_dumpf(all, stdout, JSON_INDENT(2)) == 0 && putchar('\n') != EOF;
	json_decref(all);
	return ok;
}

static bool wishes_any(const struct policy_terminal *t)
{
	for (unsigned w = 0; w < TERMINAL_WISH_COUNT; w++)
		if (terminal_wishes(t, (enum terminal_wish)w))
			return true;
	return false;
}

enum cli_exit cli_terminal_check(const struct cli *cli, struct terminal_policy *p)
{
	scope_end(arena_free) struct arena mem = arena_new(EVIDENCE_ARENA);
	struct check c = {.cli = cli, .policy = p->terminal, .now = time(NULL)};
	if (!wishes_any(c.policy)) {
		cli_complain(cli, "方針はこの系の端末に何も求めていません",
			     "the policy wishes nothing of these terminals");
		return CLI_NO;
	}
	if (evidence_begin(&mem, &c.evidence) != OK)
		return CLI_FAULT;
	for (int i = 2; i < cli->operand_count; i++) {
		enum err e = read_file(&c, cli->operand[i]);
		if (e != OK)
			complain(&c, cli->operand[i], e);
	}
	if (!cli->option[TERMINAL_OPTION_JSON])
		print_table(&c);
	else if (!print_json(&c))
		return CLI_FAULT;
	uint32_t good = c.count[VERDICT_ENFORCED] + c.count[VERDICT_CHECKED];
	if (c.faults)
		return CLI_FAULT;
	return !c.unread && good && good == c.evidence.n ? CLI_DONE : CLI_NO;
}
