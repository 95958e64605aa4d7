/* SPDX-License-Identifier: Apache-2.0
 * terminal_check.c: `sekisho terminal check`: evidence gathered, and a verdict for each terminal.
 */
#include <errno.h>
#include <jansson.h>
#include <sys/stat.h>
#include <time.h>

#include "cli/terminal.h"
#include "cli/walk.h"

#define EVIDENCE_ARENA ((size_t)512 << 20)

/* --- files --- */

static void complain(struct terminal_check *c, const char *path, enum err e)
{
	static const struct {
		enum err e;
		const char *ja, *en;
	} words[] = {
	    {E_TYPE_UNKNOWN,
	     "端末の記録として読めません（知っている列も値もありません。docs/terminals.md "
	     "に一覧があります）",
	     "holds no evidence that we know; docs/terminals.md lists what we do"},
	    {E_NAME, "どの端末の記録か分かりません。ファイル名を「端末名.元の名前」にしてください",
	     "does not say whose it is; name it TERMINAL.name"},
	    {E_BROKEN, "中身が壊れているか、途中で切れています。端末から取り直してください",
	     "is broken or cut off; fetch it from the terminal again"},
	    {E_EMPTY, "ファイルが空です。端末から取り直してください",
	     "is empty; fetch it from the terminal again"},
	    {E_ENCODING, "文字コードが UTF-8、UTF-16、シフト JIS のどれでもありません",
	     "is text in none of UTF-8, UTF-16 and Shift_JIS"},
	    {E_LIMIT_SIZE,
	     "大きすぎます（32 MB まで、.evtx は 64 MB まで）。期間を区切って取り直してください",
	     "is too large (32 MB, .evtx 64 MB): fetch it by shorter periods"},
	};
	struct cli_shown shown = cli_shown(path);
	c->unread++;
	c->faults += err_text(e)->kind == ERR_KIND_FAULT;
	if (e == E_TYPE_UNKNOWN && c->evidence.remarks_n)
		return; /* has been said better */
	for (size_t i = 0; i < array_len(words); i++)
		if (words[i].e == e) {
			cli_complain(c->cli, "%s: %s", "%s: %s", shown.text,
				     cli_text(c->cli, words[i].ja, words[i].en));
			return;
		}
	if (e == E_IO)
		cli_complain(c->cli, "%s を読めません: %s", "cannot read %s: %s", shown.text,
			     cli_errno(c->cli, errno));
	else
		cli_complain_err(c->cli, path, e);
}

/* What could not be concluded matters only where the policy wishes something of it. */
static bool is_wished(const struct terminal_check *c, enum evidence_remark_code code)
{
	if (code < EVIDENCE_RSOP_NO_STORAGE || code > EVIDENCE_RSOP_NO_REMOVABLE)
		return true;
	unsigned part = (unsigned)code - EVIDENCE_RSOP_NO_STORAGE + TERMINAL_PART_STORAGE;
	for (unsigned w = 0; w < TERMINAL_WISH_COUNT; w++)
		if (terminal_part((enum terminal_wish)w) == part &&
		    terminal_wishes(c->policy, (enum terminal_wish)w))
			return true;
	return false;
}

static void tell_remarks(const struct terminal_check *c, const char *path)
{
	for (uint32_t i = 0; i < c->evidence.remarks_n; i++) {
		const struct evidence_remark *r = &c->evidence.remarks[i];
		const struct evidence_remark_text *text = evidence_remark_text(r->code);
		char count[24] = "";
		if (!is_wished(c, r->code))
			continue;
		if (r->count)
			(void)snprintf(count, sizeof count, ": %u", r->count);
		cli_complain(c->cli, "%s: %s%s", "%s: %s%s", cli_shown(path).text,
			     cli_text(c->cli, text->ja, text->en), count);
	}
}

/* A Registry.pol with the name that Windows gives it is about the terminal that its folder is
 * called, unless that is one of Windows' own. */
static struct view whose_name(const char *path, const char *name)
{
	static const char *const windows[] = {"Machine", "User", "GroupPolicy", ".", ".."};
	struct view file = view_str(name), folder = view_str(path);
	if (!view_eq_nocase(file, VIEW("Registry.pol")))
		return file;
	folder = folder.n > file.n ? view_sub(folder, 0, folder.n - file.n - 1) : (struct view){0};
	for (size_t i = folder.n; i > 0; i--)
		if (folder.p[i - 1] == '/') {
			folder = view_sub(folder, i, folder.n);
			break;
		}
	for (size_t i = 0; i < array_len(windows); i++)
		if (view_eq_nocase(folder, view_str(windows[i])))
			return (struct view){0};
	return folder;
}

static enum err read_file(struct terminal_check *c, const struct walked *file)
{
	scope_end(arena_free) struct arena mem = arena_new(EVIDENCE_FILE_MAX + 4096);
	struct stat st;
	struct evidence_file f = {.name = whose_name(file->path, file->name)};
	if (stat(file->path, &st) != 0)
		return E_IO;
	try(cli_read_file(file->path, EVIDENCE_FILE_MAX, &mem, &f.bytes));
	f.time = st.st_mtime;
	c->evidence.remarks_n = 0;
	enum err e = evidence_add(&c->evidence, &f);
	tell_remarks(c, file->path);
	return e;
}

static void read_files(struct terminal_check *c)
{
	scope_end(walk_free) struct walk walk = walk_new();
	for (int i = 2; i < c->cli->operand_count; i++) {
		const char *where = c->cli->operand[i];
		enum err e = walk_add(&walk, where, &where);
		if (e != OK)
			complain(c, where, e);
	}
	for (size_t i = 0; i < walk.n; i++) {
		enum err e = read_file(c, &walk.files[i]);
		if (e != OK)
			complain(c, walk.files[i].path, e);
	}
}

/* --- verdicts --- */

static struct terminal_row row_of(const struct terminal_check *c, const struct evidence_terminal *t)
{
	struct terminal_row row = {.t = t};
	bool any = false;
	for (unsigned w = 0; w < TERMINAL_WISH_COUNT; w++) {
		if (!terminal_wishes(c->policy, (enum terminal_wish)w))
			continue;
		struct evidence_verdict v =
		    evidence_judge(t, c->policy, (enum terminal_wish)w, c->now);
		row.short_of += verdict_of(v.reason) < VERDICT_CHECKED;
		if (!any || verdict_of(v.reason) < verdict_of(row.worst.reason)) {
			row.worst = v;
			row.because = (enum terminal_wish)w;
		}
		any = true;
	}
	return row;
}

static int by_verdict(const void *one, const void *other)
{
	const struct terminal_row *a = one, *b = other;
	enum verdict va = verdict_of(a->worst.reason), vb = verdict_of(b->worst.reason);
	size_t n = min_of(a->t->name.n, b->t->name.n);
	int names = memcmp(a->t->name.p, b->t->name.p, n);
	if (va != vb)
		return va < vb ? -1 : 1;
	if (names)
		return names;
	return a->t->name.n < b->t->name.n ? -1 : a->t->name.n > b->t->name.n;
}

static bool judge(struct terminal_check *c)
{
	uint32_t n = c->evidence.n;
	c->rows = arena_array(c->evidence.mem, max_of(n, 1u), sizeof *c->rows);
	if (!c->rows)
		return false;
	for (uint32_t i = 0; i < n; i++) {
		c->rows[i] = row_of(c, &c->evidence.terminals[i]);
		c->count[verdict_of(c->rows[i].worst.reason)]++;
		c->lists = c->lists || c->evidence.terminals[i].listed;
		c->unlisted += !c->evidence.terminals[i].listed;
	}
	qsort(c->rows, n, sizeof *c->rows, by_verdict);
	return true;
}

/* --- as JSON --- */

static json_t *verdict_json(const struct evidence_verdict *v)
{
	return json_pack("{s:s, s:s, s:s, s:s%, s:I, s:b}", "verdict",
			 verdict_text(verdict_of(v->reason))->name, "reason",
			 verdict_reason_text(v->reason)->name, "ja",
			 verdict_reason_text(v->reason)->ja, "value",
			 v->detail.n ? (const char *)v->detail.p : "", v->detail.n, "time",
			 (json_int_t)v->time, "list_says_otherwise", (int)v->said_else);
}

static json_t *people_json(const struct evidence_terminal *t)
{
	json_t *people = json_array();
	for (uint32_t i = 0; i < t->people_n; i++) {
		const struct evidence_person *p = &t->people[i];
		(void)json_array_append_new(people, json_pack("{s:s%, s:I, s:I}", "user",
							      (const char *)p->user.p, p->user.n,
							      "time", (json_int_t)p->time, "times",
							      (json_int_t)p->times));
	}
	return people;
}

static json_t *terminal_json(const struct terminal_check *c, const struct terminal_row *row)
{
	const struct evidence_terminal *t = row->t;
	json_t *wishes = json_object();
	for (unsigned w = 0; w < TERMINAL_WISH_COUNT; w++)
		if (terminal_wishes(c->policy, (enum terminal_wish)w)) {
			struct evidence_verdict v =
			    evidence_judge(t, c->policy, (enum terminal_wish)w, c->now);
			(void)json_object_set_new(wishes,
						  terminal_wish_text((enum terminal_wish)w)->name,
						  verdict_json(&v));
		}
	return json_pack("{s:s%, s:s, s:s, s:b, s:I, s:I, s:I, s:I, s:o, s:b, s:s%, s:o}",
			 "terminal", (const char *)t->name.p, t->name.n, "verdict",
			 verdict_text(verdict_of(row->worst.reason))->name, "because",
			 terminal_wish_text(row->because)->name, "listed", (int)t->listed, "seen",
			 (json_int_t)t->seen, "events", (json_int_t)t->events, "attached",
			 (json_int_t)t->attached, "forbidden", (json_int_t)t->forbidden, "people",
			 people_json(t), "more_people", (int)t->people_more, "gpos",
			 t->gpos.n ? (const char *)t->gpos.p : "", t->gpos.n, "wishes", wishes);
}

static bool print_json(const struct terminal_check *c)
{
	json_t *rows = json_array();
	bool ok = rows != NULL;
	for (uint32_t i = 0; i < c->evidence.n; i++)
		ok = json_array_append_new(rows, terminal_json(c, &c->rows[i])) == 0 && ok;
	json_t *all = json_pack("{s:I, s:b, s:o}", "unread", (json_int_t)c->unread, "lists",
				(int)c->lists, "terminals", rows);
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

static bool print_all(const struct terminal_check *c)
{
	if (c->cli->option[TERMINAL_OPTION_JSON])
		return print_json(c);
	if (c->cli->option[TERMINAL_OPTION_CSV])
		return cli_terminal_csv(c);
	cli_terminal_table(c);
	return true;
}

enum cli_exit cli_terminal_check(const struct cli *cli, struct terminal_policy *p)
{
	scope_end(arena_free) struct arena mem = arena_new(EVIDENCE_ARENA);
	struct terminal_check c = {.cli = cli,
				   .policy = p->terminal,
				   .zone = p->policy.zones[p->terminal->zone].name,
				   .now = time(NULL)};
	if (!wishes_any(c.policy)) {
		cli_complain(cli, "方針はこの系の端末に何も求めていません",
			     "the policy wishes nothing of these terminals");
		return CLI_NO;
	}
	if (evidence_begin(&mem, &c.evidence) != OK)
		return CLI_FAULT;
	read_files(&c);
	if (!judge(&c) || !print_all(&c))
		return CLI_FAULT;
	uint32_t good = c.count[VERDICT_ENFORCED] + c.count[VERDICT_CHECKED];
	if (c.faults)
		return CLI_FAULT;
	return !c.unread && good && good == c.evidence.n ? CLI_DONE : CLI_NO;
}
