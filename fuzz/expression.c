/* SPDX-License-Identifier: Apache-2.0
 * expression.c: any bytes as a condition of a register. What is taken is SQL that a real database
 * takes, and changes nothing there; what is not has a place and words.
 */
#include "expression_scope.h"

#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void ask(const struct expr *e, struct arena *mem)
{
	struct expr_sql sql;
	sqlite3_stmt *s = NULL;
	enum err err = expr_sql(e, mem, &sql);
	if (err == E_LIMIT_SIZE || err == E_NO_MEMORY)
		return;
	assert(err == OK);
	scope_end(buf_free) struct buf all = buf_new(1 << 20);
	buf_str(&all, "SELECT ");
	buf_put(&all, sql.text);
	buf_str(&all, " FROM c");
	int code = sqlite3_prepare_v2(db, (const char *)all.p, (int)all.n, &s, NULL);
	assert(code == SQLITE_OK && sqlite3_stmt_readonly(s));
	assert(sqlite3_bind_parameter_count(s) == (int)sql.count);
	bind_all(s, &sql);
	for (int row = 0; row < 3; row++) {
		code = sqlite3_step(s);
		assert(code == SQLITE_ROW);
	}
	(void)sqlite3_finalize(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena mem = arena_new((size_t)1 << 20);
	const struct expr *e;
	struct expr_mistake m = {0};
	if (!db)
		open_db();
	enum err err =
	    expr_read(view_of(data, n), &scope, n & 1 ? EXPR_YES : EXPR_TYPES, &mem, &e, &m);
	assert(err == OK ||
	       (err == E_CONFIG && m.at >= 1 && m.at <= n + 1 && m.ja[0] && m.todo_en[0] &&
		utf8_valid(view_str(m.ja)) && utf8_valid(view_str(m.todo_ja))));
	if (err == OK)
		ask(e, &mem);
	arena_free(&mem);
	return 0;
}
