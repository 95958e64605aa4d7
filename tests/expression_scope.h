/* SPDX-License-Identifier: Apache-2.0
 * expression_scope.h: a small register in a real database, and names for its expressions: for the
 * unit test and the fuzz target.
 */
#ifndef TESTS_EXPRESSION_SCOPE_H
#define TESTS_EXPRESSION_SCOPE_H

#include <sqlite3.h>

#include "register/expression.h"
#include "store/sqlite/functions.h"

#define TODAY "2026-11-22"
#define NOW 1795305600 /* 2026-11-22 09:00 in Japan */

#define WORD(text)                                        \
	{                                                 \
		(const uint8_t *)(text), sizeof(text) - 1 \
	}
#define NAMED(n, t, s)                               \
	{                                            \
		.name = WORD(n), .type = t, .sql = s \
	}

static const struct view grades[] = {WORD("3A"), WORD("3B"), WORD("2"), WORD("1")};
static const struct view limits[] = {WORD("nocopy"), WORD("enc")};
static const struct view states[] = {WORD("draft"), WORD("live")};

static const struct expr_name report_columns[] = {
    NAMED("due", EXPR_TIME, "r.due"),
    NAMED("at", EXPR_TIME, "r.at"),
    NAMED("to", EXPR_TEXT, "r.addressee"),
};
static const struct expr_scope report = {report_columns, array_len(report_columns)};

static const struct expr_name names[] = {
    {.name = WORD("state"), .type = EXPR_WORD, .sql = "c.state", .words = states, .words_count = 2},
    {.name = WORD("conf"), .type = EXPR_WORD, .sql = "c.conf", .words = grades, .words_count = 4},
    {.name = WORD("limits"),
     .type = EXPR_WORDS,
     .sql = "c.limits",
     .words = limits,
     .words_count = 2},
    NAMED("name", EXPR_TEXT, "c.name"),
    NAMED("likely", EXPR_NUMBER, "c.likely"),
    NAMED("loss", EXPR_NUMBER, "c.loss"),
    NAMED("mfa", EXPR_YES, "c.mfa"),
    NAMED("from", EXPR_DATE, "c.begin_day"),
    NAMED("last", EXPR_DATE, "c.last"),
    NAMED("found", EXPR_TIME, "c.found"),
    NAMED("chief", EXPR_PERSON, "c.chief"),
    NAMED("dept", EXPR_UNIT, "c.dept"),
    {.name = WORD("report"),
     .type = EXPR_ROWS,
     .sql = "report AS r WHERE r.of = c.id",
     .rows = &report},
};
static const struct expr_scope scope = {names, array_len(names)};

static sqlite3 *db;

static inline void open_db(void)
{
	static const char rows[] =
	    "CREATE TABLE c(id, state, conf, limits, name, likely, loss, mfa, begin_day, last, "
	    "found, chief, dept);"
	    "CREATE TABLE report(of, due, at, addressee);"
	    "CREATE TABLE register_person(number, active, heads);"
	    "INSERT INTO c VALUES "
	    "(1,'live','3B',',enc,','台帳',4,5,0,'2026-01-31','2026-05-01',1795219200,'1001','"
	    "soumu');"
	    "INSERT INTO c VALUES "
	    "(2,'draft','1',',nocopy,enc,','it''s',1,1,1,'2026-11-22',NULL,NULL,'9999','zeimu');"
	    "INSERT INTO c VALUES "
	    "(3,'live',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);"
	    "INSERT INTO report VALUES (1,1795300000,NULL,'県'), (1,1795300000,1795300001,'国'), "
	    "(2,1795400000,NULL,'県');"
	    "INSERT INTO register_person VALUES ('1001',1,'soumu'), ('9999',0,'zeimu');";
	int code = sqlite3_open(":memory:", &db);
	assert(code == SQLITE_OK);
	enum err e = sqlite_functions(db);
	assert(e == OK);
	code = sqlite3_exec(db, rows, NULL, NULL, NULL);
	assert(code == SQLITE_OK);
}

static inline void bind_all(sqlite3_stmt *s, const struct expr_sql *sql)
{
	for (uint32_t i = 0; i < sql->count; i++) {
		const struct expr_bind *b = &sql->binds[i];
		int at = (int)i + 1, code = SQLITE_MISUSE;
		if (b->kind == EXPR_BIND_NUMBER)
			code = sqlite3_bind_int64(s, at, b->number);
		if (b->kind == EXPR_BIND_NOW)
			code = sqlite3_bind_int64(s, at, NOW);
		if (b->kind == EXPR_BIND_TODAY)
			code = sqlite3_bind_text(s, at, TODAY, -1, SQLITE_STATIC);
		if (b->kind == EXPR_BIND_TEXT)
			code = sqlite3_bind_text(s, at, (const char *)b->text.p, (int)b->text.n,
						 SQLITE_STATIC);
		assert(code == SQLITE_OK);
	}
}

#endif
