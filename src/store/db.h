/* SPDX-License-Identifier: Apache-2.0
 * db.h: the face of the database. SQLite is behind it (store/sqlite/); nothing above this line
 * knows. Statements are named, live in store/sql/, are compiled in, and speak portable SQL.
 *
 *	struct db_rows rows scope_end(db_rows_end) = db_ask(db, SQL_ITEM_GET, db_bytes(id, ID_LEN));
 *	while (db_next(&rows))
 *		state = db_col_int(&rows, 0);
 *	try(rows.err);
 *
 * One database, one writer, one thread. A statement cannot be asked again while its rows are open.
 * Errors: E_NO_SPACE, E_NO_MEMORY, E_IO; E_CHANGED for a violated constraint; E_BROKEN for a
 * database that is not ours or is damaged. After an error inside a transaction: db_tx_end undoes
 *it.
 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include "base/view.h"
#include "sql.h"

struct db;

/* Opens or makes it and brings its tables up to date. ":memory:" for tests. */
enum err db_open(const char *path, struct db **ret) must_use;
void db_close(struct db **db); /* also as scope_end(db_close) */

struct db_value {
	enum { DB_NULL, DB_INT, DB_TEXT, DB_BYTES } kind;
	int64_t number;
	struct view bytes; /* lives until the statement ends */
};

struct db_value db_int(int64_t x);
struct db_value db_uint(uint64_t x); /* at most INT64_MAX, asserted */
struct db_value db_text(const char *s);
struct db_value db_view(struct view text); /* text */
struct db_value db_bytes(const void *p, size_t n);

/* Runs a statement without rows. */
#define db_run(db, q, ...)                                        \
	db_run_all(db, q, (const struct db_value[]){__VA_ARGS__}, \
		   sizeof((const struct db_value[]){__VA_ARGS__}) / sizeof(struct db_value), NULL)
/* The same; says how many rows it changed. */
#define db_change(db, ret_changed, q, ...)                                                   \
	db_run_all(db, q, (const struct db_value[]){__VA_ARGS__},                            \
		   sizeof((const struct db_value[]){__VA_ARGS__}) / sizeof(struct db_value), \
		   ret_changed)
enum err db_run_all(struct db *db, enum sql q, const struct db_value *values, size_t n,
		    uint64_t *ret_changed) must_use;

struct db_rows {
	struct db *db;
	enum sql q;
	enum err err; /* why db_next stopped: OK at the end */
	bool open;
};

#define db_ask(db, q, ...)                                        \
	db_ask_all(db, q, (const struct db_value[]){__VA_ARGS__}, \
		   sizeof((const struct db_value[]){__VA_ARGS__}) / sizeof(struct db_value))
#define db_ask_none(db, q) db_ask_all(db, q, NULL, 0)
struct db_rows db_ask_all(struct db *db, enum sql q, const struct db_value *values, size_t n);
bool db_next(struct db_rows *rows);
void db_rows_end(struct db_rows *rows);

int64_t db_col_int(const struct db_rows *rows, int column);
uint64_t db_col_uint(const struct db_rows *rows, int column);
struct view db_col(const struct db_rows *rows, int column); /* text or bytes, until db_next */
/* Into a NUL-padded field; a text too long for it, or bytes of another length, are rows->err
 * E_BROKEN and zeros. */
void db_col_text(struct db_rows *rows, int column, char *field, size_t size);
void db_col_bytes(struct db_rows *rows, int column, void *field, size_t size);

/* One number; E_NOT_FOUND when there is no row. */
#define db_number(db, ret, q, ...)                                                              \
	db_number_all(db, q, (const struct db_value[]){__VA_ARGS__},                            \
		      sizeof((const struct db_value[]){__VA_ARGS__}) / sizeof(struct db_value), \
		      ret)
enum err db_number_all(struct db *db, enum sql q, const struct db_value *values, size_t n,
		       int64_t *ret) must_use;

/* All or nothing, and durable when db_tx_commit says OK. Not nested. */
struct db_tx {
	struct db *db; /* NULL: nothing open */
};

enum err db_tx_begin(struct db *db, struct db_tx *ret) must_use;
enum err db_tx_commit(struct db_tx *tx) must_use;
void db_tx_end(struct db_tx *tx); /* as scope_end(db_tx_end): undoes what was not committed */

#endif
