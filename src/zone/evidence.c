/* SPDX-License-Identifier: Apache-2.0
 * evidence.c: evidence gathered by terminal.
 */
#include "base/utf8.h"
#include "zone/evidence_parts.h"

#define SLOTS 32768u /* a power of two, four times the terminals */

enum {
	EVENT_LOGON = 4624,
	EVENT_USED = 4663,
	EVENT_ATTACHED = 6416,
	EVENT_FORBIDDEN = 6423,
	EVENT_LET_IN = 6424
};

enum err evidence_begin(struct arena *mem, struct evidence *ret)
{
	struct evidence e = {.mem = mem};
	e.terminals = arena_array(mem, EVIDENCE_TERMINALS_MAX, sizeof *e.terminals);
	e.slots = arena_array(mem, SLOTS, sizeof *e.slots);
	if (!e.terminals || !e.slots)
		return E_NO_MEMORY;
	*ret = e;
	return OK;
}

/* --- whose --- */

/* "TOWN\pc01$" and "pc01.town.local" are PC01. */
static struct view bare_name(struct view name)
{
	name = view_trim(name);
	size_t slash = view_find(name, 0, '\\');
	if (slash < name.n)
		name = view_sub(name, slash + 1, name.n);
	name = view_sub(name, 0, view_find(name, 0, '.'));
	return view_ends(name, VIEW("$")) ? view_sub(name, 0, name.n - 1) : name;
}

enum err evidence_terminal(struct evidence *e, struct view name, struct evidence_terminal **ret)
{
	uint8_t upper[EVIDENCE_NAME_MAX];
	uint32_t hash = 2166136261u; /* FNV-1a */
	name = bare_name(name);
	if (name.n == 0 || name.n > sizeof upper || !utf8_clean(name))
		return E_NAME;
	for (size_t i = 0; i < name.n; i++) {
		uint8_t c = name.p[i];
		if (c <= ' ' || c == 0x7F)
			return E_NAME;
		upper[i] = c >= 'a' && c <= 'z' ? (uint8_t)(c - 'a' + 'A') : c;
		hash = (hash ^ upper[i]) * 16777619u;
	}
	name.p = upper;
	uint32_t slot = hash % SLOTS;
	for (; e->slots[slot]; slot = (slot + 1) % SLOTS)
		if (view_eq(e->terminals[e->slots[slot] - 1].name, name)) {
			*ret = &e->terminals[e->slots[slot] - 1];
			return OK;
		}
	if (e->n == EVIDENCE_TERMINALS_MAX)
		return E_LIMIT_COUNT;
	struct view kept = arena_copy(e->mem, name);
	if (!kept.p)
		return E_NO_MEMORY;
	e->terminals[e->n].name = kept;
	*ret = &e->terminals[e->n];
	e->slots[slot] = ++e->n;
	return OK;
}

/* --- rows --- */

/* What is against the policy counts even without a time that can be read: as of its file. */
static void take_event(struct evidence_terminal *t, const struct evidence_row *row, int64_t time,
		       int64_t file_time)
{
	int64_t id;
	struct view category = view_trim(row->cell[ROLE_CATEGORY]);
	bool removable = view_eq_nocase(category, VIEW("Removable Storage")) ||
			 view_eq(category, VIEW("リムーバブル記憶域")) ||
			 view_eq(category, VIEW("12812"));
	if (view_int(view_trim(row->cell[ROLE_EVENT]), 0, 65535, &id) != OK)
		return;
	t->events++;
	t->seen = max_of(t->seen, time);
	if (id == EVENT_USED && removable)
		t->used = max_of(t->used, time ? time : file_time);
	else if (id == EVENT_LET_IN)
		t->let_in = max_of(t->let_in, time ? time : file_time);
	else if (id == EVENT_ATTACHED)
		t->attached++;
	else if (id == EVENT_FORBIDDEN)
		t->forbidden++;
}

void evidence_take_volume(struct evidence_terminal *t, bool on, int64_t time)
{
	if (t->has_volume && (time < t->volume_time || (time == t->volume_time && on)))
		return;
	t->has_volume = true;
	t->protected = on;
	t->volume_time = time;
}

static void take_claim(struct evidence_terminal *t, enum terminal_wish wish, struct view cell,
		       struct evidence_claim claim)
{
	int yes = evidence_yes(cell);
	struct evidence_claim *old = &t->claims[wish];
	if (yes < 0 || (old->there && old->time > claim.time))
		return;
	claim.there = true;
	claim.yes = yes == 1;
	*old = claim;
}

static void take_asset(struct evidence_terminal *t, const struct evidence_row *row, int64_t time)
{
	struct evidence_claim claim = {.time = time};
	if (row->has & 1u << ROLE_DECLARED) {
		claim.declared = true;
		if (evidence_time(row->cell[ROLE_DECLARED], &claim.time) != OK)
			claim.time = 0;
	}
	take_claim(t, TERMINAL_BITLOCKER, row->cell[ROLE_ENCRYPTED], claim);
	take_claim(t, TERMINAL_CARD_LOCK, row->cell[ROLE_CARD], claim);
	for (unsigned w = TERMINAL_DENY_READ; w <= TERMINAL_DENY_EXECUTE; w++)
		take_claim(t, (enum terminal_wish)w, row->cell[ROLE_STORAGE], claim);
}

static bool is_on(struct view protection, struct view percent, bool has_percent)
{
	percent = view_trim(percent);
	bool on = view_eq_nocase(view_trim(protection), VIEW("On")) ||
		  view_eq(view_trim(protection), VIEW("1"));
	return on &&
	       (!has_percent || view_eq(percent, VIEW("100")) || view_eq(percent, VIEW("100.0")));
}

enum err evidence_take_row(struct evidence *e, const struct evidence_file *f,
			   const struct evidence_row *row)
{
	struct evidence_terminal *t;
	struct view whose = view_trim(row->cell[ROLE_TERMINAL]);
	bool named = row->has & 1u << ROLE_TERMINAL, volume = row->has & 1u << ROLE_PROTECTION;
	int64_t time = 0;
	if (evidence_time(row->cell[ROLE_TIME], &time) != OK)
		time = 0;
	if (named && !whose.n)
		return OK; /* a line of a list that is about no terminal */
	try(evidence_terminal(e, named ? whose : f->name, &t));
	if (row->has & 1u << ROLE_EVENT)
		take_event(t, row, time, f->time);
	else if (!volume)
		take_asset(t, row, time);
	else if (view_starts(view_trim(row->cell[ROLE_MOUNT]), VIEW("C:")))
		evidence_take_volume(t,
				     is_on(row->cell[ROLE_PROTECTION], row->cell[ROLE_PERCENT],
					   row->has & 1u << ROLE_PERCENT),
				     row->has & 1u << ROLE_TIME ? time : f->time);
	return OK;
}

/* --- files --- */

static enum err add_registry(struct evidence *e, const struct evidence_file *f, bool pol)
{
	struct evidence_terminal *t;
	struct registry values = registry_new(e->mem);
	try(pol ? registry_read_pol(f->bytes, &values) : registry_read_reg(f->bytes, &values));
	try(evidence_terminal(e, f->name, &t));
	bool any = false;
	for (unsigned i = 0; i < TERMINAL_PART_COUNT; i++) {
		bool says =
		    pol ? i != TERMINAL_PART_CARD : terminal_covers(&values, (enum terminal_part)i);
		any = any || says;
		if (!says || (t->part[i].there && t->part[i].time > f->time))
			continue;
		t->part[i].there = true;
		t->part[i].time = f->time;
		t->part[i].values = values;
	}
	return any ? OK : E_TYPE_UNKNOWN;
}

enum err evidence_add(struct evidence *e, const struct evidence_file *f)
{
	struct view text;
	if (f->bytes.n > EVIDENCE_FILE_MAX)
		return E_LIMIT_SIZE;
	if (f->bytes.n == 0)
		return E_EMPTY;
	if (view_starts(f->bytes, VIEW("PReg")))
		return add_registry(e, f, true);
	try(evidence_text(f->bytes, e->mem, &text));
	struct view head = view_trim(view_sub(text, 0, 256));
	if (view_starts(head, VIEW("Windows Registry Editor")))
		return add_registry(e, f, false);
	if (view_starts(head, VIEW("{")) || view_starts(head, VIEW("[")))
		return evidence_read_json(e, f, text);
	if (view_starts(head, VIEW("<")))
		return evidence_read_xml(e, f, text);
	if (view_has(text, VIEW("Protection Status:")) || view_has(text, VIEW("保護状態:")))
		return evidence_read_manage_bde(e, f, text);
	return evidence_read_table(e, f, text);
}
