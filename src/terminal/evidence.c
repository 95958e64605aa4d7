/* SPDX-License-Identifier: Apache-2.0
 * evidence.c: evidence gathered by terminal.
 */
#include "base/base64.h"
#include "base/utf8.h"
#include "terminal/evidence_parts.h"
#include "terminal/evidence_xml.h"

#define SCRATCH ((size_t)512 << 20)
#define SLOTS 32768u /* a power of two, four times the terminals */

enum {
	EVENT_CLEARED = 1102,
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

static const struct evidence_remark_text remarks[] = {
#define EVIDENCE_REMARK(symbol, ja, en) {#symbol, ja, en},
#include "tbl/evidence_remarks.h"
#undef EVIDENCE_REMARK
};

const struct evidence_remark_text *evidence_remark_text(enum evidence_remark_code code)
{
	assert(code < EVIDENCE_REMARK_COUNT);
	return &remarks[code];
}

void evidence_remark(struct evidence *e, enum evidence_remark_code code, uint32_t count)
{
	assert(e->remarks_n < EVIDENCE_REMARK_COUNT);
	e->remarks[e->remarks_n++] = (struct evidence_remark){code, count};
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
	name = bare_name(name);
	if (name.n == 0 || name.n > sizeof upper || !utf8_clean(name))
		return E_NAME;
	for (size_t i = 0; i < name.n; i++) {
		uint8_t c = name.p[i];
		if (c <= ' ' || c == 0x7F)
			return E_NAME;
		upper[i] = c >= 'a' && c <= 'z' ? (uint8_t)(c - 'a' + 'A') : c;
	}
	name.p = upper;
	uint32_t slot = view_hash(VIEW_HASH_BEGIN, name) % SLOTS;
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

enum evidence_role evidence_data_role(struct view name)
{
	static const struct {
		const char *name;
		enum evidence_role role;
	} words[] = {
	    {"TargetUserName", ROLE_USER}, {"LogonType", ROLE_LOGON}, {"AccessMask", ROLE_ACCESS}};
	for (size_t i = 0; i < array_len(words); i++)
		if (view_eq(name, view_str(words[i].name)))
			return words[i].role;
	return ROLE_COUNT;
}

/* The rights of a file that were used: Microsoft, "File and Directory Access Rights Constants": 0x1
 * data read or a folder listed, 0x2 and 0x4 data written, 0x20 executed, 0x40 and 0x10000 deleted.
 */
static void take_use(struct evidence_terminal *t, struct view mask, int64_t time)
{
	static const struct {
		uint32_t bits;
		enum evidence_use use;
	} rights[] = {{0x1, EVIDENCE_READ}, {0x10046, EVIDENCE_WRITTEN}, {0x20, EVIDENCE_EXECUTED}};
	uint32_t bits = 0;
	bool known = view_starts(mask, VIEW("0x")) && mask.n > 2 && mask.n <= 10;
	for (size_t i = 2; known && i < mask.n; i++) {
		int digit = hex_digit(mask.p[i]);
		known = digit >= 0;
		bits = bits << 4 | (uint32_t)(digit & 0xF);
	}
	if (!known)
		t->used[EVIDENCE_USE_UNKNOWN] = max_of(t->used[EVIDENCE_USE_UNKNOWN], time);
	for (size_t i = 0; known && i < array_len(rights); i++)
		if (bits & rights[i].bits)
			t->used[rights[i].use] = max_of(t->used[rights[i].use], time);
}

/* Their place among the people of the terminal; a new one takes that of whoever was there longest
 * ago. */
static struct evidence_person *place_of(struct evidence_terminal *t, struct view user)
{
	struct evidence_person *oldest = t->people;
	for (uint32_t i = 0; i < t->people_n; i++) {
		if (view_eq_nocase(t->people[i].user, user))
			return &t->people[i];
		if (t->people[i].time < oldest->time)
			oldest = &t->people[i];
	}
	return t->people_n < EVIDENCE_PEOPLE_MAX ? &t->people[t->people_n] : oldest;
}

static enum err take_person(struct evidence *e, struct evidence_terminal *t, struct view user,
			    int64_t time)
{
	if (!t->people)
		t->people = arena_array(e->mem, EVIDENCE_PEOPLE_MAX, sizeof *t->people);
	if (!t->people)
		return E_NO_MEMORY;
	struct evidence_person *p = place_of(t, user);
	if (view_eq_nocase(p->user, user)) {
		p->time = max_of(p->time, time);
		p->times++;
		return OK;
	}
	t->people_more = t->people_more || p->user.n > 0;
	if (p->user.n > 0 && time <= p->time)
		return OK; /* older than all that are kept */
	t->people_n += p->user.n == 0;
	*p = (struct evidence_person){arena_copy(e->mem, user), time, 1};
	return p->user.p ? OK : E_NO_MEMORY;
}

/* Somebody sat down at it: at the keyboard (2), unlocked it (7), from elsewhere (10), or with what
 * it remembered (11). Windows' own users of the screen are nobody. */
static enum err take_logon(struct evidence *e, struct evidence_terminal *t,
			   const struct evidence_row *row, int64_t time)
{
	static const char *const types[] = {"2", "7", "10", "11"};
	struct view user = row->cell[ROLE_USER];
	bool person = false;
	for (size_t i = 0; i < array_len(types); i++)
		person = person || view_eq(row->cell[ROLE_LOGON], view_str(types[i]));
	if (!person || !time || user.n == 0 || user.n > EVIDENCE_USER_MAX || !utf8_clean(user) ||
	    view_ends(user, VIEW("$")) || view_starts(user, VIEW("DWM-")) ||
	    view_starts(user, VIEW("UMFD-")))
		return OK;
	return take_person(e, t, user, time);
}

const struct evidence_person *evidence_last_person(const struct evidence_terminal *t)
{
	const struct evidence_person *last = NULL;
	for (uint32_t i = 0; i < t->people_n; i++)
		if (!last || t->people[i].time > last->time)
			last = &t->people[i];
	return last;
}

/* What is against the policy counts even without a time that can be read: as of its file. Numbers
 * of events are each provider's own. */
static enum err take_event(struct evidence *e, struct evidence_terminal *t,
			   const struct evidence_row *row, int64_t time, int64_t file_time)
{
	int64_t id, when = time ? time : file_time;
	struct view category = view_trim(row->cell[ROLE_CATEGORY]);
	struct view provider = view_trim(row->cell[ROLE_PROVIDER]);
	bool audit =
	    !provider.n || view_eq_nocase(provider, VIEW("Microsoft-Windows-Security-Auditing"));
	bool removable = view_eq_nocase(category, VIEW("Removable Storage")) ||
			 view_eq(category, VIEW("リムーバブル記憶域")) ||
			 view_eq(category, VIEW("12812"));
	if (view_int(view_trim(row->cell[ROLE_EVENT]), 0, 65535, &id) != OK)
		return OK;
	t->events++;
	if (!row->unsound)
		t->seen = max_of(t->seen, time);
	if (id == EVENT_CLEARED &&
	    (!provider.n || view_eq_nocase(provider, VIEW("Microsoft-Windows-Eventlog"))))
		t->cleared = max_of(t->cleared, when);
	if (!audit)
		return OK;
	if (id == EVENT_USED && removable)
		take_use(t, row->cell[ROLE_ACCESS], when);
	else if (id == EVENT_LET_IN)
		t->let_in = max_of(t->let_in, when);
	else if (id == EVENT_ATTACHED)
		t->attached++;
	else if (id == EVENT_FORBIDDEN)
		t->forbidden++;
	return id == EVENT_LOGON && !row->unsound ? take_logon(e, t, row, time) : OK;
}

void evidence_take_values(struct evidence_terminal *t, enum terminal_part part,
			  const struct registry *values, int64_t time)
{
	struct evidence_reading new = {.values = *values, .there = true, .time = time};
	struct evidence_reading *newest = &t->part[part], *before = &t->before[part];
	if (!newest->there || newest->time <= time) {
		*before = *newest;
		*newest = new;
	} else if (!before->there || before->time <= time) {
		*before = new;
	}
}

void evidence_take_volume(struct evidence_terminal *t, bool on, int64_t time)
{
	if (!on)
		t->unprotected_time = max_of(t->unprotected_time, time);
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
		return take_event(e, t, row, time, f->time);
	t->listed = t->listed || (named && !volume);
	if (!volume)
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
	struct view kept = pol ? arena_copy(e->mem, f->bytes) : f->bytes;
	if (!kept.p)
		return E_NO_MEMORY;
	try(pol ? registry_read_pol(kept, &values) : registry_read_reg(kept, &values));
	try(evidence_terminal(e, f->name, &t));
	bool any = false;
	for (unsigned i = 0; i < TERMINAL_PART_COUNT; i++) {
		bool says =
		    pol ? i != TERMINAL_PART_CARD : terminal_covers(&values, (enum terminal_part)i);
		any = any || says;
		if (says)
			evidence_take_values(t, (enum terminal_part)i, &values, f->time);
	}
	return any ? OK : E_TYPE_UNKNOWN;
}

static enum err add_xml(struct evidence *e, const struct evidence_file *f, struct view text)
{
	struct xml_reader x = xml_reader(text, &e->scratch);
	try(xml_next(&x));
	return x.kind == XML_START && xml_at(&x, 0, VIEW("Rsop"))
		   ? evidence_read_rsop(e, f, text)
		   : evidence_read_events(e, f, text);
}

static enum err add_text(struct evidence *e, const struct evidence_file *f)
{
	struct view text;
	if (f->bytes.n > EVIDENCE_TEXT_MAX)
		return E_LIMIT_SIZE;
	try(text_file_read_any(f->bytes, &e->scratch, &text));
	struct view head = view_trim(view_sub(text, 0, 256));
	if (view_starts(head, VIEW("Windows Registry Editor")))
		return add_registry(e, f, false);
	if (view_starts(head, VIEW("{")) || view_starts(head, VIEW("[")))
		return evidence_read_json(e, f, text);
	if (view_starts(head, VIEW("<")))
		return add_xml(e, f, text);
	if (view_has(text, VIEW("Protection Status:")) || view_has(text, VIEW("保護状態:")))
		return evidence_read_manage_bde(e, f, text);
	return evidence_read_table(e, f, text);
}

static enum err add_any(struct evidence *e, const struct evidence_file *f)
{
	if (f->bytes.n > EVIDENCE_FILE_MAX)
		return E_LIMIT_SIZE;
	if (f->bytes.n == 0)
		return E_EMPTY;
	if (view_starts(f->bytes, VIEW("PReg")))
		return add_registry(e, f, true);
	if (view_starts(f->bytes, VIEW("ElfFile")))
		return evidence_read_evtx(e, f);
	return add_text(e, f);
}

enum err evidence_add(struct evidence *e, const struct evidence_file *f)
{
	e->remarks_n = 0;
	e->scratch = arena_new(SCRATCH);
	enum err err = add_any(e, f);
	arena_free(&e->scratch);
	return err;
}
