/* SPDX-License-Identifier: Apache-2.0
 * expression.c: conditions of registers, read, made SQL, and asked of a real database; and what is
 * said of wrong ones.
 */
#include "expression_scope.h"
#include "tap.h"

static sqlite3_stmt *prepared(const char *head, const char *text, enum expr_type want,
			      const char *tail, struct arena *mem)
{
	const struct expr *e;
	struct expr_mistake m = {0};
	struct expr_sql sql;
	sqlite3_stmt *s = NULL;
	if (expr_read(view_str(text), &scope, want, mem, &e, &m) != OK) {
		printf("# %s: %u: %s\n", text, m.at, m.ja ? m.ja : "?");
		return NULL;
	}
	enum err err = expr_sql(e, mem, &sql);
	assert(err == OK && (want == EXPR_TYPES || expr_type_of(e) == want));
	scope_end(buf_free) struct buf all = buf_new(1 << 16);
	buf_str(&all, head);
	buf_put(&all, sql.text);
	buf_str(&all, tail);
	if (sqlite3_prepare_v2(db, (const char *)all.p, (int)all.n, &s, NULL) != SQLITE_OK) {
		printf("# %.*s: %s\n", (int)all.n, (const char *)all.p, sqlite3_errmsg(db));
		return NULL;
	}
	bind_all(s, &sql);
	return s;
}

/* Which records it is true of, as a set of bits; 99: it was not understood. */
static int found(const char *text)
{
	struct arena mem = arena_new(1 << 20);
	int bits = 0;
	sqlite3_stmt *s = prepared("SELECT c.id FROM c WHERE ", text, EXPR_YES, "", &mem);
	while (s && sqlite3_step(s) == SQLITE_ROW)
		bits |= 1 << sqlite3_column_int(s, 0);
	bits = s ? bits >> 1 : 99;
	(void)sqlite3_finalize(s);
	arena_free(&mem);
	return bits;
}

static bool gives(const char *text, int id, const char *want)
{
	struct arena mem = arena_new(1 << 20);
	char tail[40];
	(void)snprintf(tail, sizeof tail, " FROM c WHERE c.id = %d", id);
	sqlite3_stmt *s = prepared("SELECT ", text, EXPR_TYPES, tail, &mem);
	bool ok = s && sqlite3_step(s) == SQLITE_ROW;
	const char *got = ok ? (const char *)sqlite3_column_text(s, 0) : NULL;
	ok = ok && (want ? got && strcmp(got, want) == 0 : !got);
	if (!ok)
		printf("# %s gave %s\n", text, got ? got : "nothing");
	(void)sqlite3_finalize(s);
	arena_free(&mem);
	return ok;
}

static void test_conditions(void)
{
	expect(found("state = 'live'") == 5);
	expect(found("state='live' and not mfa") == 1);
	expect(found("conf in ('3A','3B') or name = 'it''s'") == 3);
	expect(found("conf not in ('3A', '3B')") == 2);
	expect(found("conf != '1'") == 1);
	expect(found("has(limits, 'enc')") == 3);
	expect(found("limits in ('nocopy')") == 2);
	expect(found("likely * loss >= 20") == 1);
	expect(found("likely + loss - 1 * 2 = 7") == 1);
	expect(found("(likely + loss - 1) * 2 = 16") == 1);
	expect(found("- likely < -3") == 1);
	expect(found("days(last) > 180") == 1);
	expect(found("last is null") == 6);
	expect(found("last is not null") == 1);
	expect(found("empty(last) and filled(conf)") == 2);
	expect(found("from + 1mo = '2026-02-28'") == 1);
	expect(found("from < today - 90d") == 1);
	expect(found("today = from") == 2);
	expect(found("hours(found) >= 24 and found < now - 1d + 1h") == 1);
	expect(found("inactive(chief)") == 6);
	expect(found("headless(dept)") == 6);
	expect(found("exists(report, at is null and due < now)") == 1);
	expect(found("exists(report)") == 3);
	expect(found("exists(report, to = name)") == 0);
	expect(found("count(report, due > now) = 1") == 2);
	expect(found("share(report.at) < 100") == 3);
	expect(found("fiscal(from) = 2025") == 1);
	expect(found("until(from) = 0") == 2);
	expect(found("true") == 7 && found("false") == 0);
	expect(found("not not not mfa") == 1);
}

static void test_values(void)
{
	expect(gives("likely * loss", 1, "20"));
	expect(gives("likely * loss", 3, NULL));
	expect(gives("from + 1y", 1, "2027-01-31"));
	expect(gives("from + 1mo - 1d", 1, "2026-02-27"));
	expect(gives("last(report.due)", 1, "1795300000"));
	expect(gives("last(report.due)", 3, NULL));
	expect(gives("share(report.at)", 1, "50"));
	expect(gives("share(report.at)", 3, NULL));
	expect(gives("today", 1, TODAY));
}

/* What is said, and at which character. */
static bool wrong(const char *text, enum expr_problem problem, uint32_t at)
{
	struct arena mem = arena_new(1 << 20);
	const struct expr *e = NULL;
	struct expr_mistake m = {0};
	bool ok = expr_read(view_str(text), &scope, EXPR_YES, &mem, &e, &m) == E_CONFIG && !e &&
		  m.problem == problem && m.at == at && m.ja[0] && m.en[0] && m.todo_ja[0] &&
		  m.todo_en[0];
	if (!ok)
		printf("# %s: problem %d at %u: %s\n", text, (int)m.problem, m.at,
		       m.ja ? m.ja : "none");
	arena_free(&mem);
	return ok;
}

static void test_mistakes(void)
{
	char deep[400] = "", lengthy[1100];
	for (int i = 0; i < 40; i++)
		deep[i] = '(';
	memset(lengthy, ' ', sizeof lengthy);
	lengthy[sizeof lengthy - 1] = 0;
	expect(wrong("", EXPR_PROBLEM_EMPTY, 1));
	expect(wrong("   ", EXPR_PROBLEM_EMPTY, 1));
	expect(wrong(lengthy, EXPR_PROBLEM_LONG, 1));
	expect(wrong(deep, EXPR_PROBLEM_DEEP, 33));
	expect(wrong("state ＝ 'live'", EXPR_PROBLEM_CHARACTER, 7));
	expect(wrong("state = 'live", EXPR_PROBLEM_QUOTE, 9));
	expect(wrong("(mfa", EXPR_PROBLEM_EXPECTED, 5));
	expect(wrong("mfa and", EXPR_PROBLEM_NO_VALUE, 8));
	expect(wrong("mfa and or mfa", EXPR_PROBLEM_NO_VALUE, 9));
	expect(wrong("mfa mfa", EXPR_PROBLEM_LEFT, 5));
	expect(wrong("mfa; DROP TABLE c", EXPR_PROBLEM_CHARACTER, 4));
	expect(wrong("nosuch = 1", EXPR_PROBLEM_NO_NAME, 1));
	expect(wrong("stat = 'live'", EXPR_PROBLEM_NAME_NEAR, 1));
	expect(wrong("dayz(last) > 1", EXPR_PROBLEM_NO_FUNCTION, 1));
	expect(wrong("conf = '3D'", EXPR_PROBLEM_NO_WORD, 6));
	expect(wrong("conf in ('3A', 'x')", EXPR_PROBLEM_NO_WORD, 16));
	expect(wrong("has(limits, 'x')", EXPR_PROBLEM_NO_WORD, 13));
	expect(wrong("from = '2026-02-30'", EXPR_PROBLEM_NO_DATE, 6));
	expect(wrong("likely = 1234567890123456", EXPR_PROBLEM_TOO_LARGE, 10));
	expect(wrong("from + 5q < today", EXPR_PROBLEM_NO_SPAN, 8));
	expect(wrong("from + 99999d < today", EXPR_PROBLEM_NO_SPAN, 8));
	expect(wrong("likely = 'x'", EXPR_PROBLEM_COMPARE, 8));
	expect(wrong("name < 'x'", EXPR_PROBLEM_COMPARE, 6));
	expect(wrong("from < now", EXPR_PROBLEM_COMPARE, 6));
	expect(wrong("limits = 'enc'", EXPR_PROBLEM_COMPARE, 8));
	expect(wrong("name + 1 = 2", EXPR_PROBLEM_SUM, 6));
	expect(wrong("from + 3h = today", EXPR_PROBLEM_SUM, 6));
	expect(wrong("found + 1mo < now", EXPR_PROBLEM_SUM, 7));
	expect(wrong("from + 1d * 2 < today", EXPR_PROBLEM_SUM, 11));
	expect(wrong("likely", EXPR_PROBLEM_CONDITION, 1));
	expect(wrong("not name", EXPR_PROBLEM_CONDITION, 1));
	expect(wrong("mfa or last", EXPR_PROBLEM_CONDITION, 8));
	expect(wrong("days(name) > 1", EXPR_PROBLEM_WANTED, 6));
	expect(wrong("report = 1", EXPR_PROBLEM_IS_TABLE, 1));
	expect(wrong("exists(name)", EXPR_PROBLEM_NO_TABLE, 8));
	expect(wrong("exists(report, exists(report))", EXPR_PROBLEM_NESTED, 23));
	expect(wrong("last(report.nosuch) < now", EXPR_PROBLEM_NO_NAME, 13));
	expect(wrong("days(last, last) > 1", EXPR_PROBLEM_ARGUMENTS, 10));
	expect(wrong("last is nothing", EXPR_PROBLEM_EXPECTED, 9));
	expect(wrong("conf not like 'x'", EXPR_PROBLEM_EXPECTED, 10));
	expect(wrong("1d", EXPR_PROBLEM_CONDITION, 1));
}

/* Nothing that stands between quotes is ever SQL. */
static void test_quotes(void)
{
	expect(found("name = '''; DROP TABLE c; --'") == 0);
	expect(found("name = 'it''s'") == 2);
	expect(found("true") == 7);
}

static void test_uses(void)
{
	struct arena mem = arena_new(1 << 20);
	const struct expr *e;
	struct expr_mistake m;
	enum err err = expr_read(VIEW("exists(report, at < found) and likely in (1, 2)"), &scope,
				 EXPR_YES, &mem, &e, &m);
	assert(err == OK);
	expect(expr_uses(e, &names[4]) && expr_uses(e, &names[12]) && expr_uses(e, &names[9]));
	expect(!expr_uses(e, &names[5]) && !expr_uses(e, &names[0]));
	arena_free(&mem);
}

int main(void)
{
	open_db();
	test_conditions();
	test_values();
	test_mistakes();
	test_quotes();
	test_uses();
	(void)sqlite3_close(db);
	return tap_done();
}
