/* SPDX-License-Identifier: Apache-2.0
 * functions.c: days and choices for the expressions of registers.
 */
#include "store/sqlite/functions.h"

#include "register/date.h"

#define MOVE_MAX 40000 /* months or days that a day is moved by */

static bool day_of(sqlite3_value *value, int64_t *ret)
{
	const void *text = sqlite3_value_text(value);
	return text && date_read_plain(view_of(text, (size_t)sqlite3_value_bytes(value)), ret);
}

static void add(sqlite3_context *c, int n, sqlite3_value **v)
{
	int64_t day, months = sqlite3_value_int64(v[1]), days = sqlite3_value_int64(v[2]);
	scope_end(buf_free) struct buf out = buf_new(32);
	assert(n == 3);
	if (!day_of(v[0], &day) || months < -MOVE_MAX || months > MOVE_MAX || days < -MOVE_MAX ||
	    days > MOVE_MAX)
		return;
	/* Moved beyond what is a date: nothing, as nothing follows from it. */
	date_write_plain(&out, date_add(day, months, days));
	if (out.err == OK && date_read_plain(buf_view(&out), &day))
		sqlite3_result_text(c, (const char *)out.p, (int)out.n, SQLITE_TRANSIENT);
}

static void days(sqlite3_context *c, int n, sqlite3_value **v)
{
	int64_t from, to;
	assert(n == 2);
	if (day_of(v[0], &from) && day_of(v[1], &to))
		sqlite3_result_int64(c, to - from);
}

static void fiscal(sqlite3_context *c, int n, sqlite3_value **v)
{
	int64_t day;
	assert(n == 1);
	if (day_of(v[0], &day))
		sqlite3_result_int64(c, date_fiscal_year(day));
}

static void has(sqlite3_context *c, int n, sqlite3_value **v)
{
	const void *list = sqlite3_value_text(v[0]), *word = sqlite3_value_text(v[1]);
	scope_end(buf_free) struct buf mark = buf_new(1024);
	assert(n == 2);
	if (!list || !word)
		return;
	buf_u8(&mark, ',');
	buf_put(&mark, view_of(word, (size_t)sqlite3_value_bytes(v[1])));
	buf_u8(&mark, ',');
	if (mark.err == OK)
		sqlite3_result_int(
		    c, view_has(view_of(list, (size_t)sqlite3_value_bytes(v[0])), buf_view(&mark)));
}

enum err sqlite_functions(sqlite3 *db)
{
	static const struct {
		const char *name;
		int arguments;
		void (*call)(sqlite3_context *, int, sqlite3_value **);
	} all[] = {
	    {"register_add", 3, add},
	    {"register_days", 2, days},
	    {"register_fiscal", 1, fiscal},
	    {"register_has", 2, has},
	};
	for (size_t i = 0; i < array_len(all); i++)
		if (sqlite3_create_function_v2(db, all[i].name, all[i].arguments,
					       SQLITE_UTF8 | SQLITE_DETERMINISTIC |
						   SQLITE_INNOCUOUS,
					       NULL, all[i].call, NULL, NULL, NULL) != SQLITE_OK)
			return E_INTERNAL;
	return OK;
}
