/* SPDX-License-Identifier: Apache-2.0
 * db.c: the database face on SQLite: WAL, one exclusive opener, synchronous FULL.
 */
#include <sqlite3.h>
#include <stdio.h>

#include "store/db.h"

struct db {
	sqlite3 *sqlite;
	sqlite3_stmt *statements[SQL_COUNT];
	bool in_tx;
};

/* EXCLUSIVE keeps the WAL's index in our own memory: nobody else ever opens this database, and
 * readers that may not write have been seen to stop the writer. */
static const char pragmas[] = "PRAGMA locking_mode = EXCLUSIVE;"
			      "PRAGMA journal_mode = WAL;"
			      "PRAGMA synchronous = FULL;"
			      "PRAGMA foreign_keys = ON;"
			      "PRAGMA temp_store = MEMORY;"
			      "PRAGMA trusted_schema = OFF;"
			      "PRAGMA cell_size_check = ON;"
			      "PRAGMA secure_delete = ON;";

static enum err err_of(int code)
{
	switch (code & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return OK;
	case SQLITE_FULL:
		return E_NO_SPACE;
	case SQLITE_NOMEM:
		return E_NO_MEMORY;
	case SQLITE_CONSTRAINT:
		return E_CHANGED;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return E_BROKEN;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return E_BUSY;
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
		return E_IO;
	default:
		return E_INTERNAL;
	}
}

static enum err exec(struct db *db, const char *text)
{
	return err_of(sqlite3_exec(db->sqlite, text, NULL, NULL, NULL));
}

static enum err version_get(struct db *db, int *ret)
{
	sqlite3_stmt *s = NULL;
	int code = sqlite3_prepare_v2(db->sqlite, "PRAGMA user_version", -1, &s, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_step(s);
	if (code == SQLITE_ROW)
		*ret = sqlite3_column_int(s, 0);
	(void)sqlite3_finalize(s);
	return err_of(code);
}

static enum err migrate(struct db *db)
{
	int have = 0;
	char mark[48];
	try(version_get(db, &have));
	if (have < 0 || have > MIGRATION_COUNT)
		return E_CONFIG; /* made by a newer program */
	for (int i = have; i < MIGRATION_COUNT; i++) {
		struct db_tx tx scope_end(db_tx_end) = {0};
		(void)snprintf(mark, sizeof mark, "PRAGMA user_version = %d", i + 1);
		try(db_tx_begin(db, &tx));
		try(exec(db, migrations[i]));
		try(exec(db, mark));
		try(db_tx_commit(&tx));
	}
	return OK;
}

static enum err prepare(struct db *db)
{
	for (size_t i = 0; i < SQL_COUNT; i++) {
		int code = sqlite3_prepare_v3(db->sqlite, sql_texts[i].text, -1,
					      SQLITE_PREPARE_PERSISTENT, &db->statements[i], NULL);
		if (code != SQLITE_OK)
			return code == SQLITE_ERROR ? E_CONFIG : err_of(code);
		assert(sqlite3_bind_parameter_count(db->statements[i]) ==
		       (int)sql_texts[i].parameters);
	}
	return OK;
}

enum err db_open(const char *path, struct db **ret)
{
	scope_end(db_close) struct db *db = calloc(1, sizeof *db);
	if (!db)
		return E_NO_MEMORY;
	int code =
	    sqlite3_open_v2(path, &db->sqlite, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
	if (code != SQLITE_OK)
		return err_of(code);
	(void)sqlite3_extended_result_codes(db->sqlite, 1);
	try(exec(db, pragmas));
	try(migrate(db));
	try(prepare(db));
	*ret = db;
	db = NULL;
	return OK;
}

void db_close(struct db **db)
{
	if (!*db)
		return;
	for (size_t i = 0; i < SQL_COUNT; i++)
		(void)sqlite3_finalize((*db)->statements[i]);
	(void)sqlite3_close((*db)->sqlite);
	free(*db);
	*db = NULL;
}

struct db_value db_int(int64_t x)
{
	return (struct db_value){.kind = DB_INT, .number = x};
}

struct db_value db_uint(uint64_t x)
{
	assert(x <= INT64_MAX);
	return db_int((int64_t)x);
}

struct db_value db_text(const char *s)
{
	return db_view(view_str(s));
}

struct db_value db_view(struct view text)
{
	return (struct db_value){.kind = DB_TEXT, .bytes = text};
}

struct db_value db_bytes(const void *p, size_t n)
{
	return (struct db_value){.kind = DB_BYTES, .bytes = view_of(p, n)};
}

/* A NULL pointer would bind NULL: an empty text is "" all the same. */
static int bind_one(sqlite3_stmt *s, int at, const struct db_value *v)
{
	const char *bytes = v->bytes.n ? (const char *)v->bytes.p : "";
	switch (v->kind) {
	case DB_INT:
		return sqlite3_bind_int64(s, at, v->number);
	case DB_TEXT:
		return sqlite3_bind_text64(s, at, bytes, v->bytes.n, SQLITE_STATIC, SQLITE_UTF8);
	case DB_BYTES:
		return sqlite3_bind_blob64(s, at, bytes, v->bytes.n, SQLITE_STATIC);
	case DB_NULL:
		break;
	}
	return sqlite3_bind_null(s, at);
}

static enum err bind(struct db *db, enum sql q, const struct db_value *values, size_t n)
{
	sqlite3_stmt *s = db->statements[q];
	char name[16];
	assert(n == sql_texts[q].parameters && !sqlite3_stmt_busy(s));
	for (size_t i = 0; i < n; i++) {
		(void)snprintf(name, sizeof name, "$%u", (unsigned)i + 1);
		try(err_of(bind_one(s, sqlite3_bind_parameter_index(s, name), &values[i])));
	}
	return OK;
}

static enum err done(struct db *db, enum sql q)
{
	int code = sqlite3_reset(db->statements[q]);
	(void)sqlite3_clear_bindings(db->statements[q]);
	return err_of(code);
}

enum err db_run_all(struct db *db, enum sql q, const struct db_value *values, size_t n,
		    uint64_t *ret_changed)
{
	enum err e = bind(db, q, values, n);
	if (e == OK)
		(void)sqlite3_step(db->statements[q]);
	int64_t changed = sqlite3_changes64(db->sqlite);
	enum err end = done(db, q);
	e = e != OK ? e : end;
	if (e == OK && ret_changed)
		*ret_changed = (uint64_t)changed;
	return e;
}

struct db_rows db_ask_all(struct db *db, enum sql q, const struct db_value *values, size_t n)
{
	struct db_rows rows = {.db = db, .q = q};
	rows.err = bind(db, q, values, n);
	rows.open = rows.err == OK;
	return rows;
}

bool db_next(struct db_rows *rows)
{
	if (!rows->open || rows->err != OK)
		return false;
	int code = sqlite3_step(rows->db->statements[rows->q]);
	if (code == SQLITE_ROW)
		return true;
	db_rows_end(rows);
	rows->err = err_of(code);
	return false;
}

void db_rows_end(struct db_rows *rows)
{
	if (rows->open)
		(void)done(rows->db, rows->q);
	rows->open = false;
}

int64_t db_col_int(const struct db_rows *rows, int column)
{
	return sqlite3_column_int64(rows->db->statements[rows->q], column);
}

uint64_t db_col_uint(const struct db_rows *rows, int column)
{
	int64_t x = db_col_int(rows, column);
	return x < 0 ? 0 : (uint64_t)x;
}

struct view db_col(const struct db_rows *rows, int column)
{
	sqlite3_stmt *s = rows->db->statements[rows->q];
	const void *p = sqlite3_column_blob(s, column);
	int n = sqlite3_column_bytes(s, column);
	return view_of(p, p ? (size_t)n : 0);
}

void db_col_text(struct db_rows *rows, int column, char *field, size_t size)
{
	struct view v = db_col(rows, column);
	memset(field, 0, size);
	if (v.n >= size)
		rows->err = E_BROKEN;
	else if (v.n)
		memcpy(field, v.p, v.n);
}

void db_col_bytes(struct db_rows *rows, int column, void *field, size_t size)
{
	struct view v = db_col(rows, column);
	memset(field, 0, size);
	if (v.n != size)
		rows->err = E_BROKEN;
	else
		memcpy(field, v.p, v.n);
}

enum err db_number_all(struct db *db, enum sql q, const struct db_value *values, size_t n,
		       int64_t *ret)
{
	struct db_rows rows scope_end(db_rows_end) = db_ask_all(db, q, values, n);
	if (!db_next(&rows))
		return rows.err == OK ? E_NOT_FOUND : rows.err;
	*ret = db_col_int(&rows, 0);
	return OK;
}

enum err db_tx_begin(struct db *db, struct db_tx *ret)
{
	assert(!db->in_tx);
	try(exec(db, "BEGIN IMMEDIATE"));
	db->in_tx = true;
	ret->db = db;
	return OK;
}

enum err db_tx_commit(struct db_tx *tx)
{
	try(exec(tx->db, "COMMIT"));
	tx->db->in_tx = false;
	tx->db = NULL;
	return OK;
}

void db_tx_end(struct db_tx *tx)
{
	if (!tx->db)
		return;
	/* SQLite has undone some transactions by itself (a full disk): then this says so, no harm.
	 */
	(void)exec(tx->db, "ROLLBACK");
	tx->db->in_tx = false;
	tx->db = NULL;
}
