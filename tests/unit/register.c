/* SPDX-License-Identifier: Apache-2.0
 * register.c: definitions of registers: those we ship have no mistake and their expressions are SQL
 * that a real database takes; each kind of mistake is found where it stands.
 */
#include "register/definition.h"

#include <dirent.h>
#include <sqlite3.h>
#include <unistd.h>

#include "store/sqlite/functions.h"
#include "tap.h"

static sqlite3 *db;

static void open_db(void)
{
	static const char tables[] =
	    "CREATE TABLE record(id INTEGER, state TEXT, unit TEXT, live INTEGER, data TEXT);"
	    "CREATE TABLE record_row(record INTEGER, field TEXT, n INTEGER, data TEXT);"
	    "CREATE TABLE register_person(number TEXT, active INTEGER, heads TEXT);";
	int code = sqlite3_open(":memory:", &db);
	assert(code == SQLITE_OK);
	enum err e = sqlite_functions(db);
	assert(e == OK);
	code = sqlite3_exec(db, tables, NULL, NULL, NULL);
	assert(code == SQLITE_OK);
}

static bool is_sql(const struct expr *e, struct arena *mem)
{
	struct expr_sql sql;
	sqlite3_stmt *s = NULL;
	scope_end(buf_free) struct buf all = buf_new(1 << 17);
	if (!e)
		return true;
	if (expr_sql(e, mem, &sql) != OK)
		return false;
	buf_str(&all, "SELECT ");
	buf_put(&all, sql.text);
	buf_str(&all, " FROM record");
	int code = sqlite3_prepare_v2(db, (const char *)all.p, (int)all.n, &s, NULL);
	if (code != SQLITE_OK)
		printf("# %.*s: %s\n", (int)all.n, (const char *)all.p, sqlite3_errmsg(db));
	bool ok = code == SQLITE_OK && (uint32_t)sqlite3_bind_parameter_count(s) == sql.count;
	(void)sqlite3_finalize(s);
	return ok;
}

static bool all_sql(const struct register_rules *r, struct arena *mem)
{
	bool ok = is_sql(r->review_also, mem) && is_sql(r->keep_from, mem);
	for (uint32_t i = 0; i < r->d.fields_count; i++)
		ok = ok && is_sql(r->fields[i].when, mem) && is_sql(r->fields[i].min, mem) &&
		     is_sql(r->fields[i].max, mem) && is_sql(r->fields[i].sum, mem);
	for (uint32_t i = 0; i < r->d.moves_count; i++)
		ok = ok && is_sql(r->moves[i].automatic, mem);
	for (uint32_t i = 0; i < r->d.checks_count; i++)
		ok = ok && is_sql(r->checks[i], mem);
	return ok;
}

static struct view read_file(const char *path, struct arena *mem)
{
	FILE *f = fopen(path, "rb");
	uint8_t *p = arena_alloc(mem, REGISTER_FILE_MAX);
	assert(f && p);
	size_t n = fread(p, 1, REGISTER_FILE_MAX, f);
	(void)fclose(f);
	return view_of(p, n);
}

static void print_mistakes(const struct policy_mistakes *m)
{
	for (uint32_t i = 0; i < m->n; i++)
		printf("# %u:%u %s: %s\n", m->rows[i].line, m->rows[i].column,
		       mistake_name(m->rows[i].code), m->rows[i].what_ja);
}

static bool is_shipped(struct view code)
{
	char path[1024];
	(void)snprintf(path, sizeof path, "%s/registers/%.*s.yaml", SHARE_DIR, (int)code.n,
		       (const char *)code.p);
	return code.n == 0 || access(path, R_OK) == 0;
}

/* What it points into is there. */
static bool points_right(const struct register_rules *r)
{
	bool ok = true;
	for (uint32_t i = 0; i < r->d.fields_count; i++) {
		const struct register_field *f = &r->d.fields[i];
		ok = ok && is_shipped(f->to);
		for (uint32_t k = 0; k < f->columns_count; k++)
			ok = ok && is_shipped(f->columns[k].to);
	}
	return ok;
}

static bool file_is_right(const char *name)
{
	char path[1024];
	struct arena mem = arena_new(REGISTER_ARENA * 2);
	struct register_rules r;
	static struct policy_mistakes m;
	(void)snprintf(path, sizeof path, "%s/registers/%s", SHARE_DIR, name);
	bool ok = register_load(read_file(path, &mem), &mem, &r, &m) == OK;
	print_mistakes(&m);
	ok = ok && all_sql(&r, &mem) && points_right(&r) &&
	     strncmp(name, r.d.code, strlen(r.d.code)) == 0 &&
	     strcmp(name + strlen(r.d.code), ".yaml") == 0;
	arena_free(&mem);
	return ok;
}

static void test_shipped(void)
{
	int n = 0;
	DIR *dir = opendir(SHARE_DIR "/registers");
	assert(dir);
	for (struct dirent *e = readdir(dir); e; e = readdir(dir)) {
		if (!strstr(e->d_name, ".yaml"))
			continue;
		n++;
		if (!expect(file_is_right(e->d_name)))
			printf("# %s\n", e->d_name);
	}
	(void)closedir(dir);
	expect(n > 0);
}

/* A small register; one of its lines is replaced by another. */
static const char *const lines[] = {
    "schema: 1",								       /* 1 */
    "code: loan",								       /* 2 */
    "title: 媒体の貸出",							       /* 3 */
    "version: 2",								       /* 4 */
    "number: M{era}-{seq:3}",							       /* 5 */
    "unit: dept",								       /* 6 */
    "review: {every: 1y, by: [owner], warn: 30d, also: back - 7d}",		       /* 7 */
    "keep: {years: 3, from: back}",						       /* 8 */
    "public_fields: [name]",							       /* 9 */
    "key_fields: [name]",							       /* 10 */
    "fields:",									       /* 11 */
    "  - {code: name, title: 媒体, type: text, required: true, list: true}",	       /* 12 */
    "  - {code: dept, title: 所属, type: unit, required: true}",		       /* 13 */
    "  - {code: kind, title: 種別, type: choice, choices: [{code: usb, title: USB}]}", /* 14 */
    "  - {code: begin, title: 貸出日, type: date, max: today}",			       /* 15 */
    "  - {code: back, title: 返却期限, type: date, min: begin, max: begin + 1y}",      /* 16 */
    "  - {code: days, title: 日数, type: number, min: '1', when: kind = 'usb'}",       /* 17 */
    "  - {code: twice, title: 倍, type: sum, sum: days * 2}",			       /* 18 */
    "  - {code: four, title: 四倍, type: sum, sum: twice * 2}",			       /* 19 */
    "  - {code: log, title: 経過, type: journal, columns: [{code: at, title: 日時, type: "
    "time}]}",							  /* 20 */
    "states:",							  /* 21 */
    "  - {code: open, title: 貸出中, edit: [owner], live: true}", /* 22 */
    "  - {code: done, title: 返却済, end: true}",		  /* 23 */
    "moves:",							  /* 24 */
    "  - {code: give, title: 返却, from: [open], to: done, by: [office], need: [back], within: "
    "3d}",     /* 25 */
    "checks:", /* 26 */
    "  - {code: late, when: live and back < today, level: error, text: 期限を過ぎています}", /* 27
											      */
};

static enum err load(uint32_t line, const char *with, struct arena *mem, struct register_rules *ret,
		     struct policy_mistakes *m)
{
	scope_end(buf_free) struct buf text = buf_new(1 << 16);
	for (uint32_t i = 0; i < array_len(lines); i++)
		buf_fmt(&text, "%s\n", i + 1 == line ? with : lines[i]);
	return register_load(buf_view(&text), mem, ret, m);
}

static bool wrong(uint32_t line, const char *with, enum mistake_code code)
{
	struct arena mem = arena_new(REGISTER_ARENA);
	struct register_rules r;
	static struct policy_mistakes m;
	enum err e = load(line, with, &mem, &r, &m);
	bool ok = e == E_CONFIG && m.wrong == 1 && m.rows[0].code == code &&
		  m.rows[0].line == line && m.rows[0].what_ja[0] && m.rows[0].instead_ja[0] &&
		  m.rows[0].what_en[0] && m.rows[0].instead_en[0];
	if (!ok) {
		printf("# line %u: %s\n", line, with);
		print_mistakes(&m);
	}
	arena_free(&mem);
	return ok;
}

/* The mistake stands elsewhere than the line that was changed, or more follows from it. */
static bool among(uint32_t line, const char *with, enum mistake_code code, uint32_t at)
{
	struct arena mem = arena_new(REGISTER_ARENA);
	struct register_rules r;
	static struct policy_mistakes m;
	bool found = false;
	enum err e = load(line, with, &mem, &r, &m);
	for (uint32_t i = 0; i < m.n; i++)
		found = found || (m.rows[i].code == code && m.rows[i].line == at);
	if (!found)
		print_mistakes(&m);
	arena_free(&mem);
	return e == E_CONFIG && found;
}

static void test_small(void)
{
	struct arena mem = arena_new(REGISTER_ARENA);
	struct register_rules r;
	static struct policy_mistakes m;
	scope_end(buf_free) struct buf number = buf_new(64);
	bool ok = load(0, "", &mem, &r, &m) == OK;
	print_mistakes(&m);
	expect(ok && all_sql(&r, &mem));
	expect(r.unit_field == 1 && r.sums_count == 2 && r.sums[0] == 6 && r.sums[1] == 7);
	expect(r.moves[0].from == 1 && r.moves[0].to == 1 && r.moves[0].need[0] == 4 &&
	       r.moves[0].within == 3 * 86400);
	expect(r.fields[0].most == 200 && r.review_every.months == 12 && r.review_warn.days == 30);
	register_number_put(&r, 2026, 7, &number);
	expect(view_eq(buf_view(&number), VIEW("MR8-007")));
	arena_free(&mem);
}

static void test_fields(void)
{
	expect(among(13, "  - {code: Dept, title: 所属, type: unit, required: true}",
		     MISTAKE_FIELD_CODE, 13));
	expect(wrong(
	    14, "  - {code: today, title: 種別, type: choice, choices: [{code: usb, title: U}]}",
	    MISTAKE_FIELD_CODE));
	expect(wrong(12, "  - {code: name, title: 媒体, type: text, list: true, to: asset}",
		     MISTAKE_FIELD_NOT_TAKEN));
	expect(wrong(14, "  - {code: kind, title: 種別, type: choice}", MISTAKE_FIELD_WANTS));
	expect(wrong(14,
		     "  - {code: kind, title: 種別, type: choice, choices: [{code: usb, title: "
		     "USB}, {code: b, title: ＵＳＢ}]}",
		     MISTAKE_CHOICE_ALIKE));
	expect(wrong(
	    14,
	    "  - {code: kinds, title: 種別, type: choices, choices: [{code: usb, title: 'a,b'}]}",
	    MISTAKE_CHOICE_SIGN));
	expect(wrong(14, "  - {code: kind, title: 種別, type: colour}", MISTAKE_BAD_WORD));
	expect(wrong(12, "  - {code: name, title: 媒体, type: text, list: true, min: '1'}",
		     MISTAKE_FIELD_LIMIT));
	expect(wrong(18, "  - {code: twice, title: 倍, type: sum, sum: days, required: true}",
		     MISTAKE_FIELD_NOT_TAKEN));
	expect(wrong(20,
		     "  - {code: log, title: 経過, type: journal, columns: [{code: at, title: "
		     "日時, type: sum}]}",
		     MISTAKE_FIELD_COLUMN));
	expect(wrong(17, "  - {code: days, title: 日数, type: number, wen: kind = 'usb'}",
		     MISTAKE_KEY_NEAR));
	expect(among(13, "  - {code: name, title: 所属, type: unit, required: true}",
		     MISTAKE_CODE_TWICE, 13));
	expect(wrong(27, "  - {code: late, when: live, level: grave, text: x}", MISTAKE_BAD_WORD));
	expect(among(12, "  - {code: name, title: 媒体, type: text}", MISTAKE_NO_LIST_FIELD, 12));
}

static void test_expressions(void)
{
	expect(wrong(17, "  - {code: days, title: 日数, type: number, when: kind = 'usc'}",
		     MISTAKE_EXPRESSION));
	expect(wrong(17, "  - {code: days, title: 日数, type: number, min: begin}",
		     MISTAKE_EXPRESSION));
	expect(wrong(27, "  - {code: late, when: nosuch < today, level: error, text: x}",
		     MISTAKE_EXPRESSION));
	expect(wrong(7, "review: {every: 1y, by: [owner], also: name}", MISTAKE_EXPRESSION));
	expect(wrong(18, "  - {code: twice, title: 倍, type: sum, sum: days(begin)}",
		     MISTAKE_SUM_DAY));
	expect(among(18, "  - {code: twice, title: 倍, type: sum, sum: twice * 2}",
		     MISTAKE_SUM_CYCLE, 18));
	expect(wrong(25, "  - {code: give, title: 返却, from: [open], to: done, automatic: back <}",
		     MISTAKE_EXPRESSION));
}

static void test_moves(void)
{
	expect(wrong(25, "  - {code: give, title: 返却, from: [opn], to: done, by: [office]}",
		     MISTAKE_REF_NEAR));
	expect(among(25, "  - {code: give, title: 返却, from: [open], to: elsewhere, by: [office]}",
		     MISTAKE_REF_UNKNOWN, 25));
	expect(wrong(25, "  - {code: give, title: 返却, from: [open], to: done}",
		     MISTAKE_MOVE_NOBODY));
	expect(wrong(25,
		     "  - {code: give, title: 返却, from: [open, done], to: done, by: [office]}",
		     MISTAKE_MOVE_STAYS));
	expect(wrong(
	    25, "  - {code: give, title: 返却, from: [open], to: done, by: [office], need: [bak]}",
	    MISTAKE_REF_NEAR));
	expect(wrong(
	    25, "  - {code: give, title: 返却, from: [open], to: done, by: [office], within: 1mo}",
	    MISTAKE_SPAN_TEXT));
	expect(wrong(23, "  - {code: done, title: 返却済}", MISTAKE_STATE_NO_EXIT));
	expect(among(23,
		     "  - {code: done, title: 返却済, end: true}\n  - {code: lost, title: 紛失}",
		     MISTAKE_STATE_UNREACHED, 24));
}

static void test_whole(void)
{
	expect(wrong(5, "number: M-{seq}", MISTAKE_NUMBER_FORM));
	expect(wrong(5, "number: M-{seq:4}-{dept}", MISTAKE_NUMBER_FORM));
	expect(wrong(5, "number: M{seq:4}{seq:4}", MISTAKE_NUMBER_FORM));
	expect(wrong(6, "unit: kind", MISTAKE_UNIT_FIELD));
	expect(wrong(6, "unit: dpt", MISTAKE_REF_NEAR));
	expect(wrong(7, "review: {every: often, by: [owner]}", MISTAKE_SPAN_TEXT));
	expect(wrong(9, "public_fields: [nam]", MISTAKE_REF_NEAR));
	expect(wrong(10, "key_fields: [log]", MISTAKE_KEY_FIELD));
	expect(wrong(1, "schema: 2", MISTAKE_OUT_OF_RANGE));
	expect(among(12, "  - {code: name, title: 媒体, type: text, list: true, secret: true}",
		     MISTAKE_PUBLIC_SECRET, 9));
}

int main(void)
{
	open_db();
	test_shipped();
	test_small();
	test_fields();
	test_expressions();
	test_moves();
	test_whole();
	(void)sqlite3_close(db);
	return tap_done();
}
