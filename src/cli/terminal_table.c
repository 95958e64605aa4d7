/* SPDX-License-Identifier: Apache-2.0
 * terminal_table.c: the verdicts of `sekisho terminal check` as a table to read, and as CSV for a
 * spreadsheet.
 */
#include "base/civil.h"
#include "cli/terminal.h"
#include "sheet/table.h"

#define CSV_MAX ((size_t)64 << 20)

/* --- words of a row --- */

static const char *verdict_word(const struct terminal_check *c, enum verdict v)
{
	return cli_text(c->cli, verdict_text(v)->ja, verdict_text(v)->en);
}

static void put_reason(const struct terminal_check *c, const struct terminal_row *row,
		       struct buf *b)
{
	const struct verdict_text *reason = verdict_reason_text(row->worst.reason);
	const struct terminal_wish_text *wish = terminal_wish_text(row->because);
	/* What holds holds of all that is wished. */
	if (row->worst.reason != REASON_SILENT && verdict_of(row->worst.reason) < VERDICT_CHECKED)
		buf_fmt(b, "%s%s", cli_text(c->cli, wish->ja, wish->en),
			cli_text(c->cli, "：", ": "));
	buf_str(b, cli_text(c->cli, reason->ja, reason->en));
	if (row->worst.detail.n) {
		buf_str(b, cli_text(c->cli, "（", " ("));
		buf_put(b, row->worst.detail);
		buf_str(b, cli_text(c->cli, "）", ")"));
	}
	if (row->short_of > 1 && row->worst.reason != REASON_SILENT)
		buf_fmt(b, "%s%u%s", cli_text(c->cli, " ほか", ", and "), row->short_of - 1,
			cli_text(c->cli, "件", " more"));
}

static void put_note(const struct terminal_check *c, const struct terminal_row *row, struct buf *b)
{
	if (c->lists && !row->t->listed)
		buf_str(b, cli_text(c->cli, "一覧にない端末", "no list names it"));
	if (!row->worst.said_else)
		return;
	if (b->n)
		buf_str(b, cli_text(c->cli, "、", "; "));
	buf_str(b, cli_text(c->cli, "一覧の内容と違う", "a list says otherwise"));
}

static void put_day(struct buf *b, int64_t time)
{
	struct civil day = civil_japan(time);
	if (time > 0)
		buf_fmt(b, "%04d-%02d-%02d", day.year, day.month, day.day);
}

static void put_minute(struct buf *b, int64_t time)
{
	struct civil t = civil_japan(time);
	put_day(b, time);
	if (time > 0)
		buf_fmt(b, " %02d:%02d", t.hour, t.minute);
}

/* --- to read --- */

static void print_row(const struct terminal_check *c, struct cli_table *t,
		      const struct terminal_row *row, bool notes)
{
	scope_end(buf_free) struct buf why = buf_new(1024), day = buf_new(32), note = buf_new(256);
	put_reason(c, row, &why);
	put_note(c, row, &note);
	put_day(&day, row->worst.time);
	cli_table_cell(t, row->t->name);
	cli_table_cell(t, view_str(verdict_word(c, verdict_of(row->worst.reason))));
	cli_table_cell(t, buf_view(&day));
	cli_table_cell(t, buf_view(&why));
	if (notes)
		cli_table_cell(t, buf_view(&note));
}

static bool has_note(const struct terminal_check *c, const struct terminal_row *row)
{
	return row->worst.said_else || (c->lists && !row->t->listed);
}

static void print_title(const struct terminal_check *c)
{
	scope_end(buf_free) struct buf when = buf_new(64);
	put_minute(&when, c->now);
	buf_u8(&when, 0);
	struct cli_shown zone = cli_shown((const char *)c->zone.p);
	cli_print(c->cli, "%s の端末（%s 現在、記録が有効な日数 %u 日）\n\n",
		  "terminals of %s (as of %s, evidence stays good for %u days)\n\n", zone.text,
		  (const char *)when.p, (unsigned)c->policy->fresh_days);
}

static void print_counts(const struct terminal_check *c)
{
	cli_print(c->cli, "\n端末 %u 台", "\n%u terminals", c->evidence.n);
	for (unsigned v = 0; v < VERDICT_COUNT; v++)
		if (c->count[v])
			cli_print(c->cli, "、%s %u", ", %s %u", verdict_word(c, (enum verdict)v),
				  c->count[v]);
	putchar('\n');
	if (!c->lists && c->evidence.n)
		cli_print(
		    c->cli,
		    "端末の一覧（資産一覧、AD、WSUS など）がないため、記録の届いていない端末は"
		    "数えていません\n",
		    "without a list of terminals, those that sent nothing are not counted\n");
	else if (c->lists && c->unlisted)
		cli_print(c->cli, "一覧にない端末 %u 台\n", "%u of them stand in no list\n",
			  c->unlisted);
	if (c->unread)
		cli_print(c->cli, "読めなかったファイル %u 個\n", "%u files could not be read\n",
			  c->unread);
}

void cli_terminal_table(const struct terminal_check *c)
{
	static const char *const heads[][2] = {{"端末", "terminal"},
					       {"判定", "verdict"},
					       {"記録の日", "evidence of"},
					       {"理由", "why"},
					       {"備考", "note"}};
	bool notes = false;
	for (uint32_t i = 0; i < c->evidence.n; i++)
		notes = notes || has_note(c, &c->rows[i]);
	size_t columns = array_len(heads) - !notes;
	struct cli_table t = cli_table_new(columns);
	print_title(c);
	for (size_t i = 0; i < columns; i++)
		cli_table_cell(&t, view_str(cli_text(c->cli, heads[i][0], heads[i][1])));
	for (uint32_t i = 0; i < c->evidence.n; i++)
		print_row(c, &t, &c->rows[i], notes);
	cli_table_print(&t, stdout);
	print_counts(c);
}

/* --- for a spreadsheet --- */

/* What a spreadsheet would take for a formula gets an apostrophe in front. A Japanese one takes the
 * wide forms of these signs as well. */
static bool is_formula(struct view text)
{
	static const char starts[] = "=+-@\t\r\n";
	static const char *const wide[] = {"＝", "＋", "－", "＠"};
	bool is = text.n && memchr(starts, text.p[0], sizeof starts - 1);
	for (size_t i = 0; i < array_len(wide); i++)
		is = is || view_starts(text, view_str(wide[i]));
	return is;
}

static void put_cell(struct buf *b, struct view text, bool last)
{
	buf_u8(b, '"');
	if (is_formula(text))
		buf_u8(b, '\'');
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '"')
			buf_u8(b, '"');
		buf_u8(b, text.p[i]);
	}
	buf_str(b, last ? "\"\r\n" : "\",");
}

static void put_word(struct buf *b, const char *text)
{
	put_cell(b, view_str(text), false);
}

static void put_heads(const struct terminal_check *c, struct buf *b)
{
	static const char *const first[][2] = {{"端末", "terminal"},
					       {"判定", "verdict"},
					       {"理由", "why"},
					       {"記録の日時", "evidence of"},
					       {"備考", "note"}};
	static const char *const last[][2] = {
	    {"最後のイベント", "last event"},
	    {"最後にサインインした人", "last person signed in"},
	    {"その日時", "when"},
	    {"サインインした人の数", "people signed in"},
	    {"機器の取付け（6416）", "devices attached (6416)"},
	    {"禁止された取付け（6423）", "installations forbidden (6423)"},
	    {"適用された GPO", "group policy objects applied"}};
	for (size_t i = 0; i < array_len(first); i++)
		put_word(b, cli_text(c->cli, first[i][0], first[i][1]));
	for (unsigned w = 0; w < TERMINAL_WISH_COUNT; w++) {
		const struct terminal_wish_text *wish = terminal_wish_text((enum terminal_wish)w);
		if (terminal_wishes(c->policy, (enum terminal_wish)w))
			put_word(b, cli_text(c->cli, wish->ja, wish->en));
	}
	for (size_t i = 0; i < array_len(last); i++)
		put_cell(b, view_str(cli_text(c->cli, last[i][0], last[i][1])),
			 i + 1 == array_len(last));
}

static void put_row(const struct terminal_check *c, const struct terminal_row *row, struct buf *b)
{
	scope_end(buf_free) struct buf cell = buf_new(1024);
	put_cell(b, row->t->name, false);
	put_word(b, verdict_word(c, verdict_of(row->worst.reason)));
	put_reason(c, row, &cell);
	put_cell(b, buf_view(&cell), false);
	buf_clear(&cell);
	put_minute(&cell, row->worst.time);
	put_cell(b, buf_view(&cell), false);
	buf_clear(&cell);
	put_note(c, row, &cell);
	put_cell(b, buf_view(&cell), false);
	for (unsigned w = 0; w < TERMINAL_WISH_COUNT; w++)
		if (terminal_wishes(c->policy, (enum terminal_wish)w)) {
			struct evidence_verdict v =
			    evidence_judge(row->t, c->policy, (enum terminal_wish)w, c->now);
			put_word(b, verdict_word(c, verdict_of(v.reason)));
		}
	buf_clear(&cell);
	put_minute(&cell, row->t->seen);
	put_cell(b, buf_view(&cell), false);
	const struct evidence_person *last = evidence_last_person(row->t);
	put_cell(b, last ? last->user : VIEW(""), false);
	buf_clear(&cell);
	put_minute(&cell, last ? last->time : 0);
	put_cell(b, buf_view(&cell), false);
	buf_fmt(b, "\"%u%s\",", row->t->people_n, row->t->people_more ? "+" : "");
	buf_fmt(b, "%u,%u,", row->t->attached, row->t->forbidden);
	put_cell(b, row->t->gpos, true);
}

bool cli_terminal_csv(const struct terminal_check *c)
{
	scope_end(buf_free) struct buf b = buf_new(CSV_MAX);
	buf_str(&b, "\xEF\xBB\xBF");
	put_heads(c, &b);
	for (uint32_t i = 0; i < c->evidence.n; i++)
		put_row(c, &c->rows[i], &b);
	return b.err == OK && fwrite(b.p, 1, b.n, stdout) == b.n && fflush(stdout) == 0;
}
