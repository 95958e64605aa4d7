/* SPDX-License-Identifier: Apache-2.0
 * evidence_table.c: tables as CSV (RFC 4180), TSV and JSON, and the text of manage-bde.
 */
#include <jansson.h>

#include "terminal/evidence_parts.h"

#define ROW_MAX ((size_t)1 << 20) /* bytes of one row */

static const struct {
	enum evidence_role role;
	const char *name;
} columns[] = {
#define EVIDENCE_COLUMN(role, name, whose, source) {ROLE_##role, name},
#include "tbl/evidence_columns.h"
#undef EVIDENCE_COLUMN
};

enum evidence_role evidence_role(struct view column, uint32_t *ret_rank)
{
	for (uint32_t i = 0; i < array_len(columns); i++)
		if (view_eq_nocase(view_trim(column), view_str(columns[i].name))) {
			*ret_rank = i;
			return columns[i].role;
		}
	return ROLE_COUNT;
}

/* Rows of events, of volumes, or of terminals; anything else says nothing to us. */
static bool is_known(uint32_t has)
{
	return has & (1u << ROLE_EVENT | 1u << ROLE_PROTECTION | 1u << ROLE_TERMINAL);
}

/* --- CSV --- */

struct table {
	struct cursor c;
	uint8_t between;
	struct buf cells; /* of the row, one after another */
	struct {
		size_t from, n;
	} at[EVIDENCE_COLUMNS_MAX];
	size_t n;
};

static enum err read_cell(struct table *t, bool *ret_last)
{
	size_t from = t->cells.n;
	bool quoted = cursor_left(&t->c) && t->c.v.p[t->c.at] == '"';
	if (quoted)
		t->c.at++;
	while (cursor_left(&t->c) > 0) {
		uint8_t x = t->c.v.p[t->c.at];
		bool twice =
		    quoted && x == '"' && t->c.at + 1 < t->c.v.n && t->c.v.p[t->c.at + 1] == '"';
		if (!quoted && (x == t->between || x == '\n'))
			break;
		t->c.at += twice ? 2 : 1;
		if (quoted && x == '"' && !twice) {
			quoted = false; /* what stands between it and the next comma is kept */
			continue;
		}
		buf_u8(&t->cells, x);
	}
	if (quoted)
		return E_BROKEN;
	*ret_last = cursor_left(&t->c) == 0 || t->c.v.p[t->c.at] == '\n';
	if (cursor_left(&t->c) > 0)
		t->c.at++;
	if (t->cells.err != OK)
		return E_LIMIT_SIZE;
	if (t->n == EVIDENCE_COLUMNS_MAX)
		return E_LIMIT_COUNT;
	t->at[t->n].from = from;
	t->at[t->n++].n = t->cells.n - from;
	return OK;
}

static enum err read_row(struct table *t)
{
	bool last = false;
	t->n = 0;
	buf_clear(&t->cells);
	while (!last)
		try(read_cell(t, &last));
	return OK;
}

static struct view cell(const struct table *t, size_t i)
{
	return i < t->n ? view_trim(view_sub(buf_view(&t->cells), t->at[i].from, t->at[i].n))
			: (struct view){0};
}

/* Which column has which role; of two for one role, the one that stands first in the table counts.
 */
static uint32_t read_head(const struct table *t, size_t ret_column[ROLE_COUNT])
{
	uint32_t has = 0, rank, best[ROLE_COUNT] = {0};
	for (size_t i = 0; i < t->n; i++) {
		enum evidence_role role = evidence_role(cell(t, i), &rank);
		if (role == ROLE_COUNT || (has & 1u << role && best[role] <= rank))
			continue;
		has |= 1u << role;
		best[role] = rank;
		ret_column[role] = i;
	}
	return has;
}

static enum err read_rows(struct evidence *e, const struct evidence_file *f, struct table *t)
{
	size_t column[ROLE_COUNT] = {0};
	struct evidence_row row = {0};
	uint32_t rows = 0;
	try(read_row(t));
	row.has = read_head(t, column);
	if (!is_known(row.has))
		return E_TYPE_UNKNOWN;
	while (cursor_left(&t->c) > 0) {
		try(read_row(t));
		if (t->n == 1 && cell(t, 0).n == 0)
			continue; /* an empty line */
		if (++rows > EVIDENCE_ROWS_MAX)
			return E_LIMIT_COUNT;
		for (unsigned r = 0; r < ROLE_COUNT; r++)
			row.cell[r] = row.has & 1u << r ? cell(t, column[r]) : (struct view){0};
		try(evidence_take_row(e, f, &row));
	}
	return OK;
}

enum err evidence_read_table(struct evidence *e, const struct evidence_file *f, struct view text)
{
	if (view_starts(text, VIEW("#TYPE"))) /* Export-Csv of Windows PowerShell */
		(void)view_take(&text, '\n');
	struct view head = view_sub(text, 0, view_find(text, 0, '\n'));
	bool tabs = view_find(head, 0, '\t') < head.n && view_find(head, 0, ',') == head.n;
	struct table *t = arena_alloc(&e->scratch, sizeof *t);
	if (!t)
		return E_NO_MEMORY;
	t->c = cursor_of(text);
	t->between = tabs ? '\t' : ',';
	t->cells = buf_new(ROW_MAX);
	enum err err = read_rows(e, f, t);
	buf_free(&t->cells);
	return err;
}

/* --- JSON --- */

static struct view json_cell(const json_t *value, struct arena *mem)
{
	char text[64];
	int n = 0;
	if (json_is_string(value))
		return view_of(json_string_value(value), json_string_length(value));
	if (json_is_integer(value))
		n = snprintf(text, sizeof text, "%lld", (long long)json_integer_value(value));
	else if (json_is_real(value))
		n = snprintf(text, sizeof text, "%.1f", json_real_value(value));
	else if (json_is_boolean(value))
		n = snprintf(text, sizeof text, "%s", json_is_true(value) ? "true" : "false");
	return n > 0 && (size_t)n < sizeof text ? arena_copy(mem, view_of(text, (size_t)n))
						: (struct view){0};
}

static enum err take_object(struct evidence *e, const struct evidence_file *f, json_t *object)
{
	struct evidence_row row = {0};
	uint32_t rank, best[ROLE_COUNT] = {0};
	const char *key;
	json_t *value;
	json_object_foreach(object, key, value)
	{
		enum evidence_role role = evidence_role(view_str(key), &rank);
		if (role == ROLE_COUNT || (row.has & 1u << role && best[role] <= rank))
			continue;
		row.has |= 1u << role;
		best[role] = rank;
		row.cell[role] = json_cell(value, &e->scratch);
	}
	return is_known(row.has) ? evidence_take_row(e, f, &row) : E_TYPE_UNKNOWN;
}

static void forget_json(json_t **json)
{
	json_decref(*json);
}

enum err evidence_read_json(struct evidence *e, const struct evidence_file *f, struct view text)
{
	json_error_t error;
	scope_end(forget_json) json_t *all =
	    json_loadb((const char *)text.p, text.n, JSON_REJECT_DUPLICATES, &error);
	if (!all)
		return E_BROKEN;
	if (json_is_object(all))
		return take_object(e, f, all);
	if (json_array_size(all) > EVIDENCE_ROWS_MAX)
		return E_LIMIT_COUNT;
	for (size_t i = 0; i < json_array_size(all); i++) {
		if (!json_is_object(json_array_get(all, i)))
			return E_TYPE_UNKNOWN;
		try(take_object(e, f, json_array_get(all, i)));
	}
	return OK;
}

/* --- manage-bde -status --- */

/* What stands behind one of two labels, if the line begins with it. */
static bool labelled(struct view line, const char *en, const char *ja, struct view *ret)
{
	const char *const labels[] = {en, ja};
	for (size_t i = 0; i < array_len(labels); i++)
		if (view_starts(line, view_str(labels[i]))) {
			struct view label = view_str(labels[i]);
			*ret = view_trim(view_sub(line, label.n, line.n));
			return true;
		}
	return false;
}

enum err evidence_read_manage_bde(struct evidence *e, const struct evidence_file *f,
				  struct view text)
{
	bool drive = false, full = false, on = false, said = false;
	struct view whose = f->name, value;
	while (text.n > 0) {
		struct view line = view_trim(view_take(&text, '\n'));
		if (labelled(line, "Computer Name:", "コンピューター名:", &value))
			whose = value;
		else if (labelled(line, "Volume ", "ボリューム ", &value))
			drive = view_starts(value, VIEW("C:"));
		else if (drive &&
			 labelled(line, "Percentage Encrypted:", "暗号化された割合:", &value))
			full = view_starts(value, VIEW("100"));
		else if (drive && labelled(line, "Protection Status:", "保護状態:", &value)) {
			said = true;
			on = view_eq(value, VIEW("Protection On")) ||
			     view_starts(value, VIEW("保護はオン"));
		}
	}
	if (!said)
		return E_TYPE_UNKNOWN;
	struct evidence_terminal *t;
	try(evidence_terminal(e, whose, &t));
	evidence_take_volume(t, on && full, f->time);
	return OK;
}
