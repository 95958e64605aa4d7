/* SPDX-License-Identifier: Apache-2.0
 * journal.c: lines on disk, rows in memory.
 */
#include <stdarg.h>
#include <unistd.h>

#include "base/base64.h"
#include "flow/item.h"
#include "flow/journal.h"
#include "flow/states.h"
#include "sys/file.h"

#define LINE_MAX_ 128
#define FIRST_ROWS 1024
#define READ_SIZE ((size_t)32 * 1024)

static struct journal_row *find(const struct journal *j, const uint8_t id[ID_LEN])
{
	size_t row = id_index_find(&j->by_id, j->rows, sizeof *j->rows, id);
	return row == SIZE_MAX ? NULL : &j->rows[row];
}

static enum err make_room(struct journal *j)
{
	if (j->rows && j->n < j->room)
		return OK;
	size_t room = j->room ? j->room * 2 : FIRST_ROWS;
	struct journal_row *rows = reallocarray(j->rows, room, sizeof *rows);
	if (!rows)
		return E_NO_MEMORY;
	j->rows = rows;
	try(id_index_grow(&j->by_id, room, rows, sizeof *rows, j->n));
	j->room = room;
	return OK;
}

static void add(struct journal *j, const struct journal_row *row)
{
	j->rows[j->n] = *row;
	id_index_add(&j->by_id, j->rows, sizeof *row, j->n++);
}

uint64_t journal_owner(const uint8_t session[HASH_LEN])
{
	uint64_t owner = 0;
	for (size_t i = 0; i < 8; i++)
		owner = owner << 8 | session[i];
	return owner;
}

static struct view word(struct view *line)
{
	return view_take(line, ' ');
}

static enum err read_owner(struct view w, uint64_t *ret)
{
	uint8_t session[HASH_LEN] = {0};
	try(hex_read(w, session, sizeof *ret));
	*ret = journal_owner(session);
	return OK;
}

static void set(struct journal_row *row, uint32_t state, uint32_t err, int64_t changed)
{
	row->state = (uint8_t)state;
	row->err = err;
	row->changed = changed;
}

static enum err take_line(struct journal *j, struct view line)
{
	struct view kind = word(&line);
	struct journal_row row = {.state = STATE_ACCEPTED};
	int64_t number, time, err;
	try(hex_read(word(&line), row.id, ID_LEN));
	try(view_int(word(&line), 1, STATE_COUNT, &number));
	try(view_int(word(&line), 0, INT64_MAX, &time));
	struct journal_row *old = find(j, row.id);
	if (view_eq(kind, VIEW("A"))) {
		try(read_owner(word(&line), &row.owner));
		row.direction = (uint8_t)number;
		row.accepted = row.changed = time;
		if (line.n || old || number > DIRECTION_OUT)
			return E_BROKEN;
		try(make_room(j));
		add(j, &row);
		return OK;
	}
	try(view_int(word(&line), 0, ERR_COUNT - 1, &err));
	if (!view_eq(kind, VIEW("F")) || line.n || !old || !state_final((enum item_state)number))
		return E_BROKEN;
	set(old, (uint32_t)number, (uint32_t)err, time);
	return OK;
}

/* Whole lines of `text`; returns how many bytes they are. */
static enum err take_lines(struct journal *j, struct view text, size_t *ret_used)
{
	size_t at = 0;
	for (;;) {
		size_t end = view_find(text, at, '\n');
		if (end == text.n)
			break;
		try(take_line(j, view_sub(text, at, end - at)));
		at = end + 1;
	}
	*ret_used = at;
	return OK;
}

static enum err load(struct journal *j)
{
	uint8_t bytes[READ_SIZE];
	size_t have = 0, used;
	off_t whole = 0;
	for (;;) {
		ssize_t n = pread(j->fd, bytes + have, sizeof bytes - have, whole + (off_t)have);
		if (n < 0)
			return E_IO;
		have += (size_t)n;
		try(take_lines(j, view_of(bytes, have), &used));
		memmove(bytes, bytes + used, have - used);
		have -= used;
		whole += (off_t)used;
		if (n == 0 && used == 0)
			break;
		if (have > LINE_MAX_)
			return E_BROKEN;
	}
	/* What is left has no newline: a crash tore it, and nobody was told of that event. */
	if (have && (ftruncate(j->fd, whole) != 0 || fsync(j->fd) != 0))
		return E_IO;
	return OK;
}

enum err journal_open(int fd, struct journal *ret)
{
	struct journal j = {.fd = fd};
	enum err e = load(&j);
	if (e != OK) {
		journal_close(&j);
		return e;
	}
	*ret = j;
	return OK;
}

void journal_close(struct journal *j)
{
	if (j->fd >= 0)
		close(j->fd);
	free(j->rows);
	id_index_free(&j->by_id);
	*j = (struct journal){.fd = -1};
}

static enum err append(struct journal *j, const char *fmt, ...) print_like(2, 3);

static enum err append(struct journal *j, const char *fmt, ...)
{
	char line[LINE_MAX_];
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	assert(n > 0 && (size_t)n < sizeof line);
	return file_append(j->fd, view_of(line, (size_t)n));
}

enum err journal_accepted(struct journal *j, const struct envelope *e)
{
	struct journal_row row = {.owner = journal_owner(e->session),
				  .accepted = e->accepted,
				  .changed = e->accepted,
				  .direction = e->direction,
				  .state = STATE_ACCEPTED};
	memcpy(row.id, e->id, ID_LEN);
	if (find(j, row.id))
		return OK;
	try(make_room(j)); /* before the line: what is written must be counted */
	try(append(j, "A %s %u %lld %016llx\n", item_hex(row.id).s, (unsigned)row.direction,
		   (long long)row.accepted, (unsigned long long)row.owner));
	add(j, &row);
	return OK;
}

enum err journal_ended(struct journal *j, const struct body_state *s)
{
	struct journal_row *row = find(j, s->id);
	if (!row || !state_known(s->state) || !state_final((enum item_state)s->state) ||
	    s->err >= ERR_COUNT)
		return E_NOT_FOUND;
	if (state_final(row->state))
		return OK;
	try(append(j, "F %s %u %lld %u\n", item_hex(s->id).s, s->state, (long long)s->changed,
		   s->err));
	set(row, s->state, s->err, s->changed);
	return OK;
}

void journal_note(struct journal *j, const struct body_state *s)
{
	struct journal_row *row = find(j, s->id);
	if (row && state_known(s->state) && !state_final(row->state) &&
	    !state_final((enum item_state)s->state))
		set(row, s->state, s->err, s->changed);
}

const struct journal_row *journal_find(const struct journal *j, const uint8_t id[ID_LEN])
{
	return find(j, id);
}

struct body_counts journal_counts(const struct journal *j, uint64_t day)
{
	struct body_counts c = {.day = day};
	uint64_t by_state[STATE_COUNT] = {0};
	for (size_t i = 0; i < j->n; i++) {
		if (day && item_day(j->rows[i].accepted) != day)
			continue;
		c.accepted++;
		by_state[j->rows[i].state]++;
	}
	c.released = by_state[STATE_RELEASED];
	c.refused = by_state[STATE_REFUSED];
	c.returned = by_state[STATE_RETURNED];
	c.expired = by_state[STATE_EXPIRED];
	c.withdrawn = by_state[STATE_WITHDRAWN];
	c.held = by_state[STATE_HELD];
	c.open = c.accepted - c.released - c.refused - c.returned - c.expired - c.withdrawn;
	return c;
}
