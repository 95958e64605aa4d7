/* SPDX-License-Identifier: Apache-2.0
 * release_journal.c: two kinds of line, and an index by item.
 */
#include <stdarg.h>
#include <unistd.h>

#include "base/base64.h"
#include "flow/item.h"
#include "flow/release_journal.h"
#include "sys/file.h"

#define JOURNAL_MAX ((size_t)1 << 30)
#define LINE_MAX_ 256
#define FIRST_ROWS 1024

struct release_row *release_journal_find(const struct release_journal *j, const uint8_t id[ID_LEN])
{
	size_t row = id_index_find(&j->by_id, j->rows, sizeof *j->rows, id);
	return row == SIZE_MAX ? NULL : &j->rows[row];
}

static enum err make_room(struct release_journal *j)
{
	if (j->rows && j->n < j->room)
		return OK;
	size_t room = j->room ? j->room * 2 : FIRST_ROWS;
	struct release_row *rows = reallocarray(j->rows, room, sizeof *rows);
	if (!rows)
		return E_NO_MEMORY;
	j->rows = rows;
	try(id_index_grow(&j->by_id, room, rows, sizeof *rows, j->n));
	j->room = room;
	return OK;
}

static void add(struct release_journal *j, const struct release_row *row)
{
	j->rows[j->n] = *row;
	id_index_add(&j->by_id, j->rows, sizeof *row, j->n++);
}

static struct view word(struct view *line)
{
	return view_take(line, ' ');
}

static enum err take_line(struct release_journal *j, struct view line)
{
	struct release_row row = {0};
	struct view kind = word(&line);
	int64_t time, position;
	try(hex_read(word(&line), row.id, ID_LEN));
	try(view_int(word(&line), 0, INT64_MAX, &time));
	struct release_row *old = release_journal_find(j, row.id);
	if (view_eq(kind, VIEW("D"))) {
		if (line.n != 0 || !old || old->delivered != 0)
			return E_BROKEN;
		old->delivered = max_of(time, (int64_t)1);
		return OK;
	}
	try(view_int(word(&line), 0, INT64_MAX, &position));
	try(hex_read(word(&line), row.output, HASH_LEN));
	struct view destination = word(&line);
	if (!view_eq(kind, VIEW("J")) || line.n != 0 || old || destination.n == 0 ||
	    !item_set_text(row.destination, sizeof row.destination, destination))
		return E_BROKEN;
	row.journaled = time;
	row.position = (uint64_t)position;
	try(make_room(j));
	add(j, &row);
	return OK;
}

static enum err load(struct release_journal *j)
{
	size_t at = 0;
	scope_end(buf_free) struct buf all = buf_new(JOURNAL_MAX);
	try(file_read(j->fd, JOURNAL_MAX, &all));
	struct view text = buf_view(&all);
	for (;;) {
		size_t end = view_find(text, at, '\n');
		if (end >= text.n)
			break;
		try(take_line(j, view_sub(text, at, end - at)));
		at = end + 1;
	}
	if (at < text.n && (ftruncate(j->fd, (off_t)at) != 0 || fsync(j->fd) != 0))
		return E_IO;
	return OK;
}

enum err release_journal_open(int fd, struct release_journal *ret)
{
	struct release_journal j = {.fd = fd};
	enum err e = load(&j);
	if (e != OK) {
		release_journal_close(&j);
		return e;
	}
	*ret = j;
	return OK;
}

void release_journal_close(struct release_journal *j)
{
	if (j->fd >= 0)
		(void)close(j->fd);
	free(j->rows);
	id_index_free(&j->by_id);
	*j = (struct release_journal){.fd = -1};
}

enum err release_journal_will(struct release_journal *j, const struct release_row *row)
{
	if (release_journal_find(j, row->id))
		return E_REPLAY;
	try(make_room(j)); /* before the line: what is written must be counted */
	scope_end(buf_free) struct buf line = buf_new(LINE_MAX_);
	buf_fmt(&line, "J %s %lld %llu ", item_hex(row->id).s, (long long)row->journaled,
		(unsigned long long)row->position);
	buf_hex(&line, view_of(row->output, HASH_LEN));
	buf_fmt(&line, " %s\n", row->destination);
	if (line.err != OK)
		return line.err;
	try(file_append(j->fd, buf_view(&line)));
	add(j, row);
	return OK;
}

enum err release_journal_done(struct release_journal *j, struct release_row *row, int64_t now)
{
	scope_end(buf_free) struct buf line = buf_new(LINE_MAX_);
	if (row->delivered != 0)
		return OK;
	buf_fmt(&line, "D %s %lld\n", item_hex(row->id).s, (long long)now);
	if (line.err != OK)
		return line.err;
	try(file_append(j->fd, buf_view(&line)));
	row->delivered = max_of(now, (int64_t)1);
	return OK;
}

uint64_t release_journal_count(const struct release_journal *j, uint64_t day)
{
	uint64_t count = 0;
	for (size_t i = 0; i < j->n; i++)
		count += j->rows[i].delivered != 0 &&
			 (day == 0 || item_day(j->rows[i].delivered) == day);
	return count;
}
