/* SPDX-License-Identifier: Apache-2.0
 * journal.c: lines on disk, an open-addressing index in memory.
 */
#include <stdarg.h>
#include <unistd.h>

#include "flow/item.h"
#include "flow/journal.h"
#include "flow/states.h"
#include "sys/file.h"

#define LINE_MAX_ 128
#define READ_SIZE ((size_t)32 * 1024)

/* Ids are random bytes: any eight of them are a hash. */
static size_t first_slot(const struct journal *j, const uint8_t id[ID_LEN])
{
	uint64_t x;
	memcpy(&x, id, sizeof x);
	return (size_t)x & (j->slot_count - 1);
}

static struct journal_row *find(const struct journal *j, const uint8_t id[ID_LEN])
{
	if (!j->slot_count)
		return NULL;
	for (size_t i = first_slot(j, id); j->slots[i]; i = (i + 1) & (j->slot_count - 1))
		if (item_same(j->rows[j->slots[i] - 1].id, id))
			return &j->rows[j->slots[i] - 1];
	return NULL;
}

static void place(struct journal *j, size_t row)
{
	size_t i = first_slot(j, j->rows[row].id);
	while (j->slots[i])
		i = (i + 1) & (j->slot_count - 1);
	j->slots[i] = (uint32_t)row + 1;
}

static enum err grow(struct journal *j)
{
	size_t room = j->room ? j->room * 2 : 1024, slots = room * 2;
	struct journal_row *rows =
	    room < UINT32_MAX / 2 ? realloc(j->rows, room * sizeof *rows) : NULL;
	if (!rows)
		return E_NO_MEMORY;
	j->rows = rows;
	uint32_t *index = calloc(slots, sizeof *index);
	if (!index)
		return E_NO_MEMORY;
	free(j->slots);
	j->slots = index;
	j->slot_count = slots;
	j->room = room;
	for (size_t i = 0; i < j->n; i++)
		place(j, i);
	return OK;
}

static enum err add(struct journal *j, const struct journal_row *row)
{
	if (j->n == j->room)
		try(grow(j));
	j->rows[j->n] = *row;
	place(j, j->n++);
	return OK;
}

uint64_t journal_owner(const uint8_t session[HASH_LEN])
{
	uint64_t owner = 0;
	for (size_t i = 0; i < 8; i++)
		owner = owner << 8 | session[i];
	return owner;
}

/* One word up to the next space; empty at the end. */
static struct view word(struct view *line)
{
	size_t end = view_find(*line, 0, ' ');
	struct view w = view_sub(*line, 0, end);
	*line = view_sub(*line, end + 1, SIZE_MAX);
	return w;
}

static enum err word_hex(struct view w, uint64_t *ret)
{
	uint64_t x = 0;
	if (w.n != 16)
		return E_BROKEN;
	for (size_t i = 0; i < w.n; i++) {
		uint8_t c = w.p[i];
		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
			return E_BROKEN;
		x = x << 4 | (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10);
	}
	*ret = x;
	return OK;
}

static enum err word_id(struct view w, uint8_t ret[ID_LEN])
{
	char hex[2 * ID_LEN + 1] = "";
	if (w.n != sizeof hex - 1)
		return E_BROKEN;
	memcpy(hex, w.p, w.n);
	return item_from_hex(hex, ret);
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
	try(word_id(word(&line), row.id));
	try(view_int(word(&line), 1, STATE_COUNT, &number));
	try(view_int(word(&line), 0, INT64_MAX, &time));
	struct journal_row *old = find(j, row.id);
	if (view_eq(kind, VIEW("A"))) {
		try(word_hex(word(&line), &row.owner));
		row.direction = (uint8_t)number;
		row.accepted = row.changed = time;
		return line.n || old || number > DIRECTION_OUT ? E_BROKEN : add(j, &row);
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
	free(j->slots);
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
	if (j->n == j->room)
		try(grow(j)); /* before the line: what is written must be counted */
	try(append(j, "A %s %u %lld %016llx\n", item_hex(row.id).s, (unsigned)row.direction,
		   (long long)row.accepted, (unsigned long long)row.owner));
	return add(j, &row);
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
