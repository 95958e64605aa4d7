/* SPDX-License-Identifier: Apache-2.0
 * flight.c: the window and asking again.
 */
#include "flow/item.h"
#include "store/drive.h"
#include "store/flight.h"
#include "sys/log.h"

#define SECOND ((uint64_t)1000000)

struct flight {
	uint8_t id[ID_LEN];
	enum item_state state;
	enum direction direction;
	uint64_t due; /* clock_us */
	uint64_t tag; /* of the REBUILD that is to be answered; 0: of none */
};

/* How long an answer may take before the question is repeated. Longer than the other side's own
 * limits and tries, for it is only there for what got lost. */
static const unsigned patience[STATE_COUNT] = {
    [STATE_DISARMING] = 300,
    [STATE_REBUILDING] = 600,
    [STATE_SIGNING] = 15,
    [STATE_RELEASING] = 15,
};

static unsigned patience_of(enum item_state s)
{
	return (size_t)s < STATE_COUNT ? patience[s] : 0;
}

static struct flight *flights;
static size_t count, room;

static struct flight *find(const uint8_t id[ID_LEN])
{
	for (size_t i = 0; i < count; i++)
		if (item_same(flights[i].id, id))
			return &flights[i];
	return NULL;
}

static struct flight *add(const uint8_t id[ID_LEN])
{
	if (count == room) {
		size_t more = room ? room * 2 : 64;
		struct flight *p = reallocarray(flights, more, sizeof *p);
		if (!p)
			return NULL;
		flights = p;
		room = more;
	}
	memcpy(flights[count].id, id, ID_LEN);
	return &flights[count++];
}

static void drop(struct flight *f)
{
	if (f)
		*f = flights[--count];
}

void flight_note(const struct item *i)
{
	struct flight *f = find(i->envelope.id);
	if (!patience_of(i->state)) {
		drop(f);
		return;
	}
	if (!f)
		f = add(i->envelope.id);
	if (!f) /* found in the database at the next start, or by its peer's next death */
		return;
	if (i->state != STATE_REBUILDING)
		f->tag = 0;
	f->state = i->state;
	f->direction = (enum direction)i->envelope.direction;
	f->due = clock_us() + patience_of(i->state) * SECOND;
}

void flight_asked(const uint8_t id[ID_LEN], uint64_t tag)
{
	struct flight *f = find(id);
	if (f)
		f->tag = tag;
}

uint64_t flight_tag(const uint8_t id[ID_LEN])
{
	const struct flight *f = find(id);
	return f ? f->tag : 0;
}

void flight_later(const uint8_t id[ID_LEN], unsigned seconds)
{
	struct flight *f = find(id);
	if (f)
		f->due = clock_us() + seconds * SECOND;
}

void flight_due(enum item_state state, enum direction d)
{
	for (size_t i = 0; i < count; i++)
		if (flights[i].state == state && (d == DIRECTION_NONE || flights[i].direction == d))
			flights[i].due = 0;
}

/* Rows of the database that are not here yet; due at once. */
static enum err add_state(enum item_state state)
{
	static uint8_t ids[4096][ID_LEN];
	struct item i;
	size_t n;
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_ITEMS_IN_STATE, db_int(state));
	try(item_list(&rows, ids, array_len(ids), &n));
	for (size_t k = 0; k < n; k++) {
		if (find(ids[k]))
			continue;
		try(item_get(ids[k], &i));
		flight_note(&i);
		flight_later(ids[k], 0);
	}
	return OK;
}

static enum err add_all(void)
{
	for (int s = 0; s < STATE_COUNT; s++)
		if (patience_of((enum item_state)s))
			try(add_state((enum item_state)s));
	return OK;
}

enum err flight_begin(void)
{
	flight_end();
	return add_all();
}

void flight_refresh(void)
{
	enum err e = add_all();
	if (e != OK)
		log_warn("what is under way cannot be read: %s", err_text(e)->name);
}

void flight_end(void)
{
	free(flights);
	flights = NULL;
	count = room = 0;
}

/* --- asking again --- */

static enum err ask(const uint8_t id[ID_LEN])
{
	struct item i;
	try(item_get(id, &i));
	switch (i.state) {
	case STATE_DISARMING:
		return drive_want(&i);
	case STATE_REBUILDING: /* its form is gone */
		return drive_restart(&i);
	case STATE_SIGNING:
	case STATE_RELEASING:
		return drive_sign(&i);
	case STATE_NONE:
	case STATE_ACCEPTED:
	case STATE_WAITING:
	case STATE_RELEASED:
	case STATE_HELD:
	case STATE_LOCKED:
	case STATE_CHECKING:
	case STATE_WITHDRAWN:
	case STATE_REFUSED:
	case STATE_RETURNED:
	case STATE_EXPIRED:
	case STATE_COUNT:
		break;
	}
	drop(find(id)); /* nobody is waited for */
	return OK;
}

static void ask_due(void)
{
	uint64_t now = clock_us();
	uint8_t id[ID_LEN];
	/* What is asked moves rows about: by number, and again from where we are. */
	for (size_t i = 0; i < count; i++) {
		if (flights[i].due > now)
			continue;
		enum item_state state = flights[i].state;
		memcpy(id, flights[i].id, ID_LEN);
		flights[i].due = now + patience_of(state) * SECOND;
		enum err e = ask(id);
		if (e == E_GONE || e == E_BUSY)
			flight_later(id, 1);
		else if (e != OK)
			log_warn("item %s: asking again: %s", item_hex(id).s, err_text(e)->name);
	}
}

/* --- the window --- */

/* One for each direction: a belt that never answers holds up its own items only. */
static bool window_open(enum direction d)
{
	size_t busy = 0;
	for (size_t i = 0; i < count; i++)
		busy += flights[i].direction == d && (flights[i].state == STATE_DISARMING ||
						      flights[i].state == STATE_REBUILDING);
	return busy < STORE_WINDOW;
}

/* The first in line of one direction; E_NOT_FOUND. */
static enum err first_waiting(enum direction d, uint8_t ret[ID_LEN], int64_t *ret_turn)
{
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_NEXT_WAITING, db_int(STATE_ACCEPTED), db_int(d));
	if (!db_next(&rows))
		return rows.err == OK ? E_NOT_FOUND : rows.err;
	db_col_bytes(&rows, 0, ret, ID_LEN);
	*ret_turn = db_col_int(&rows, 1);
	return rows.err;
}

static enum err start_one(void)
{
	uint8_t id[ID_LEN], best[ID_LEN];
	int64_t turn, least = INT64_MAX;
	struct item i;
	for (size_t l = 0; l < array_len(store.links); l++) {
		if (!store.links[l].ready || !window_open(store.links[l].direction))
			continue;
		enum err e = first_waiting(store.links[l].direction, id, &turn);
		if (e != OK && e != E_NOT_FOUND)
			return e;
		if (e == OK && turn < least) {
			least = turn;
			memcpy(best, id, ID_LEN);
		}
	}
	if (least == INT64_MAX)
		return E_NOT_FOUND;
	try(item_get(best, &i));
	store.turn = max_of(store.turn, least);
	enum err allowed = drive_allowed(&i.envelope);
	if (allowed != OK)
		return drive_step(&i, CAUSE_HOLD, allowed, "", "");
	return drive_restart(&i);
}

void flight_pump(void)
{
	static bool inside;
	if (inside)
		return;
	inside = true;
	ask_due();
	/* What is held at once takes no place in a window, and is not endless either. */
	for (size_t n = 0; n < 2 * (size_t)STORE_WINDOW; n++) {
		enum err e = start_one();
		if (e == OK)
			continue;
		if (e != E_NOT_FOUND)
			log_warn("nothing can be started: %s", err_text(e)->name);
		break;
	}
	inside = false;
}
