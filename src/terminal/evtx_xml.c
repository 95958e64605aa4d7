/* SPDX-License-Identifier: Apache-2.0
 * evtx_xml.c: the binary XML of one record: a walk over tokens that keeps what is asked for.
 */
#include "base/civil.h"
#include "base/utf8.h"
#include "terminal/evtx.h"

#define EVENT_STEPS_MAX (UINT32_C(1) << 14)
#define RECORDS_FROM 512u /* in a chunk */
#define DEFINITION_HEAD 24u
#define FROM_1601 INT64_C(11644473600)

/* Names that mean something here: elements, attributes, entities. */
enum name {
	NAME_NONE,
	NAME_OTHER,
	NAME_EVENT,
	NAME_SYSTEM,
	NAME_PROVIDER,
	NAME_NAME,
	NAME_EVENT_ID,
	NAME_TASK,
	NAME_TIME_CREATED,
	NAME_SYSTEM_TIME,
	NAME_COMPUTER,
	NAME_EVENT_DATA,
	NAME_DATA,
	NAME_AMP,
	NAME_LT,
	NAME_GT,
	NAME_QUOT,
	NAME_APOS
};
static const char *const names[] = {
    [NAME_NONE] = "",
    [NAME_OTHER] = "",
    [NAME_EVENT] = "Event",
    [NAME_SYSTEM] = "System",
    [NAME_PROVIDER] = "Provider",
    [NAME_NAME] = "Name",
    [NAME_EVENT_ID] = "EventID",
    [NAME_TASK] = "Task",
    [NAME_TIME_CREATED] = "TimeCreated",
    [NAME_SYSTEM_TIME] = "SystemTime",
    [NAME_COMPUTER] = "Computer",
    [NAME_EVENT_DATA] = "EventData",
    [NAME_DATA] = "Data",
    [NAME_AMP] = "amp",
    [NAME_LT] = "lt",
    [NAME_GT] = "gt",
    [NAME_QUOT] = "quot",
    [NAME_APOS] = "apos",
};

/* Where text goes: the third element from the root, or an attribute of it. */
enum { TARGET_DATA_NAME = EVTX_FIELD_COUNT, TARGET_DATA_VALUE, TARGET_NONE };
static const struct {
	enum name second, third, attribute;
	unsigned target;
} targets[] = {
    {NAME_SYSTEM, NAME_PROVIDER, NAME_NAME, EVTX_PROVIDER},
    {NAME_SYSTEM, NAME_EVENT_ID, NAME_NONE, EVTX_EVENT_ID},
    {NAME_SYSTEM, NAME_TASK, NAME_NONE, EVTX_TASK},
    {NAME_SYSTEM, NAME_TIME_CREATED, NAME_SYSTEM_TIME, EVTX_TIME},
    {NAME_SYSTEM, NAME_COMPUTER, NAME_NONE, EVTX_COMPUTER},
    {NAME_EVENT_DATA, NAME_DATA, NAME_NAME, TARGET_DATA_NAME},
    {NAME_EVENT_DATA, NAME_DATA, NAME_NONE, TARGET_DATA_VALUE},
};

struct frame {
	struct cursor c; /* over the chunk, up to this frame's end */
	bool defined;	 /* a template's definition */
	uint32_t depth;	 /* elements that were open when it began */
	/* What its substitutions mean: one word of four bytes each, and the values behind them. */
	uint32_t values;
	size_t words, data;
	uint16_t at[EVTX_VALUES_MAX]; /* from `data` */
};

struct xml {
	struct evtx *e;
	struct frame frame[EVTX_FRAMES_MAX];
	uint32_t frames;
	enum name open[EVTX_DEPTH_MAX];
	uint32_t depth;
	enum name attribute; /* whose value comes now */
	bool in_start;	     /* between an element's name and the end of its start tag */
	unsigned target;     /* of the text that grows */
	size_t from;
	struct evtx_span field[EVTX_FIELD_COUNT];
	struct evtx_span data_name[EVTX_DATA_MAX], data_value[EVTX_DATA_MAX];
	uint32_t data; /* begun so far */
};

static struct frame *top(struct xml *x)
{
	return &x->frame[x->frames - 1];
}

/* --- text --- */

static unsigned target_now(const struct xml *x)
{
	if (x->depth != 3 || x->open[0] != NAME_EVENT || (x->in_start && x->attribute == NAME_NONE))
		return TARGET_NONE;
	for (size_t i = 0; i < array_len(targets); i++)
		if (targets[i].second == x->open[1] && targets[i].third == x->open[2] &&
		    targets[i].attribute == x->attribute)
			return targets[i].target;
	return TARGET_NONE;
}

/* Text of one attribute or element is over: it is kept where there was any. */
static void end_text(struct xml *x)
{
	struct evtx_span span = {x->from, x->e->text.n - x->from};
	bool in_data = x->data > 0 && x->data <= EVTX_DATA_MAX;
	if (x->target < EVTX_FIELD_COUNT && span.n)
		x->field[x->target] = span;
	if (x->target == TARGET_DATA_NAME && in_data)
		x->data_name[x->data - 1] = span;
	if (x->target == TARGET_DATA_VALUE && in_data)
		x->data_value[x->data - 1] = span;
	x->target = TARGET_NONE;
}

/* Is text wanted now? Then it goes to the end of the buffer. */
static bool begin_text(struct xml *x)
{
	unsigned target = target_now(x);
	if (target == TARGET_NONE)
		return false;
	if (x->target != target) {
		x->target = target;
		x->from = x->e->text.n;
	}
	return true;
}

static void put(struct xml *x, uint32_t code_point)
{
	if (x->e->text.n - x->from + 4 <= EVTX_TEXT_MAX)
		utf8_put(&x->e->text, code_point);
}

/* Half a surrogate pair becomes U+FFFD; a NUL at the end is none of the text. */
static void put_units(struct xml *x, struct view units)
{
	struct cursor c = cursor_of(units);
	if (!begin_text(x))
		return;
	while (cursor_left(&c) >= 2) {
		uint32_t u = cursor_u16(&c);
		struct cursor next = c;
		uint32_t low = cursor_left(&c) >= 2 ? cursor_u16(&next) : 0;
		if (u >= 0xD800 && u < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
			u = 0x10000 + ((u - 0xD800) << 10) + (low - 0xDC00);
			c = next;
		} else if (u >= 0xD800 && u < 0xE000) {
			u = 0xFFFD;
		}
		if (u == 0 && low == 0)
			break;
		put(x, u);
	}
}

static void put_ascii(struct xml *x, struct view text)
{
	if (!begin_text(x))
		return;
	for (size_t i = 0; i < text.n && text.p[i]; i++)
		put(x, text.p[i] < 0x80 ? text.p[i] : 0xFFFD);
}

static void put_time(struct xml *x, int64_t seconds, unsigned part, int digits)
{
	char text[64];
	struct civil t = civil_utc(seconds);
	int n = snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%0*uZ", t.year, t.month,
			 t.day, t.hour, t.minute, t.second, digits, part);
	put_ascii(x, view_of(text, (size_t)n));
}

/* --- values --- */

static uint64_t number(struct view v)
{
	uint64_t n = 0;
	for (size_t i = min_of(v.n, (size_t)8); i > 0; i--)
		n = n << 8 | v.p[i - 1];
	return n;
}

static void put_unsigned(struct xml *x, struct view v)
{
	char text[32];
	int n = snprintf(text, sizeof text, "%llu", (unsigned long long)number(v));
	put_ascii(x, view_of(text, (size_t)n));
}

static void put_hex(struct xml *x, struct view v)
{
	char text[32];
	int n = snprintf(text, sizeof text, "0x%llx", (unsigned long long)number(v));
	put_ascii(x, view_of(text, (size_t)n));
}

static void put_signed(struct xml *x, struct view v)
{
	char text[32];
	uint64_t n = number(v);
	unsigned bits = (unsigned)(8 * min_of(v.n, (size_t)8));
	if (bits > 0 && bits < 64 && n >> (bits - 1) & 1)
		n |= ~UINT64_C(0) << bits;
	int length = snprintf(text, sizeof text, "%lld", (long long)n);
	put_ascii(x, view_of(text, (size_t)length));
}

static void put_system_time(struct xml *x, struct view v)
{
	struct cursor c = cursor_of(v);
	uint16_t part[8];
	for (size_t i = 0; i < array_len(part); i++)
		part[i] = cursor_u16(&c);
	if (part[0] < 1601 || part[1] < 1 || part[1] > 12 || part[3] < 1 || part[3] > 31 ||
	    part[4] > 23 || part[5] > 59 || part[6] > 59 || part[7] > 999)
		return;
	put_time(x,
		 civil_days(part[0], part[1], part[3]) * DAY + part[4] * HOUR + part[5] * 60 +
		     part[6],
		 part[7], 3);
}

enum kind { KIND_OTHER, KIND_UNITS, KIND_BYTES, KIND_SIGNED, KIND_UNSIGNED, KIND_HEX };
/* By value type: how its text is made, and its size where it has one. */
static const struct {
	enum kind kind;
	size_t size;
} kinds[] = {
    [0x01] = {KIND_UNITS, 0},	 [0x02] = {KIND_BYTES, 0},    [0x03] = {KIND_SIGNED, 1},
    [0x04] = {KIND_UNSIGNED, 1}, [0x05] = {KIND_SIGNED, 2},   [0x06] = {KIND_UNSIGNED, 2},
    [0x07] = {KIND_SIGNED, 4},	 [0x08] = {KIND_UNSIGNED, 4}, [0x09] = {KIND_SIGNED, 8},
    [0x0A] = {KIND_UNSIGNED, 8}, [0x10] = {KIND_HEX, 0},      [0x14] = {KIND_HEX, 4},
    [0x15] = {KIND_HEX, 8},
};
enum { TYPE_FILE_TIME = 0x11, TYPE_SYSTEM_TIME = 0x12, TYPE_XML = 0x21 };

static void put_value(struct xml *x, uint8_t type, struct view v)
{
	if (type == TYPE_FILE_TIME && v.n == 8)
		put_time(x, (int64_t)(number(v) / 10000000) - FROM_1601,
			 (unsigned)(number(v) % 10000000), 7);
	else if (type == TYPE_SYSTEM_TIME && v.n == 16)
		put_system_time(x, v);
	/* Other sorts, lists, and what has another size than its type: passed over. */
	if (type >= array_len(kinds) || (kinds[type].size && kinds[type].size != v.n))
		return;
	switch (kinds[type].kind) {
	case KIND_UNITS:
		put_units(x, v);
		break;
	case KIND_BYTES:
		put_ascii(x, v);
		break;
	case KIND_SIGNED:
		put_signed(x, v);
		break;
	case KIND_UNSIGNED:
		put_unsigned(x, v);
		break;
	case KIND_HEX:
		put_hex(x, v);
		break;
	case KIND_OTHER:
		break;
	}
}

/* --- frames and names --- */

static enum err push(struct xml *x, size_t from, size_t end, bool defined)
{
	if (x->frames == EVTX_FRAMES_MAX)
		return E_LIMIT_DEPTH;
	if (from > end || end > x->e->chunk.n)
		return E_BROKEN;
	struct frame *f = &x->frame[x->frames++];
	f->c = cursor_of(view_sub(x->e->chunk, 0, end));
	f->c.at = from;
	f->defined = defined;
	f->depth = x->depth;
	f->values = 0;
	return OK;
}

/* The name that is meant here, and where it stands: in place, or earlier in the chunk. */
static enum err read_name(struct xml *x, enum name *ret)
{
	struct cursor *c = &top(x)->c;
	size_t offset = cursor_u32(c);
	bool here = offset == c->at;
	struct cursor n = here ? *c : cursor_of(x->e->chunk);
	n.at = min_of(offset, n.v.n);
	cursor_skip(&n, 6); /* the next of its sort, and a hash */
	size_t count = cursor_u16(&n);
	struct view units = cursor_take(&n, 2 * count);
	cursor_skip(&n, 2);
	if (c->bad || n.bad || offset < RECORDS_FROM)
		return E_BROKEN;
	if (here)
		*c = n;
	*ret = NAME_OTHER;
	for (unsigned i = NAME_EVENT; i < array_len(names); i++) {
		size_t same = 0;
		while (same < count && names[i][same] &&
		       units.p[2 * same] == (uint8_t)names[i][same] && !units.p[2 * same + 1])
			same++;
		if (same == count && !names[i][same])
			*ret = (enum name)i;
	}
	return OK;
}

/* --- tokens: each has read its first byte --- */

static enum err end_frame(struct xml *x, bool more unused_arg)
{
	if (x->depth != top(x)->depth || x->in_start)
		return E_BROKEN;
	x->frames--;
	return OK;
}

static enum err open_element(struct xml *x, bool more)
{
	struct cursor *c = &top(x)->c;
	if (x->in_start)
		return E_BROKEN;
	if (x->depth == EVTX_DEPTH_MAX)
		return E_LIMIT_DEPTH;
	end_text(x);
	cursor_skip(c, top(x)->defined ? 6 : 4); /* whom it depends on, and its size */
	try(read_name(x, &x->open[x->depth]));
	cursor_skip(c, more ? 4 : 0); /* the size of its attributes */
	x->depth++;
	x->in_start = true;
	if (x->depth == 3 && x->open[1] == NAME_EVENT_DATA && x->open[2] == NAME_DATA)
		x->data = min_of(x->data + 1, EVTX_DATA_MAX + 1);
	return OK;
}

static enum err attribute(struct xml *x, bool more unused_arg)
{
	end_text(x);
	return x->in_start ? read_name(x, &x->attribute) : E_BROKEN;
}

static enum err close_start(struct xml *x, bool more unused_arg)
{
	end_text(x);
	if (!x->in_start)
		return E_BROKEN;
	x->in_start = false;
	x->attribute = NAME_NONE;
	return OK;
}

static enum err end_element(struct xml *x, bool more unused_arg)
{
	end_text(x);
	if (x->in_start || x->depth == top(x)->depth)
		return E_BROKEN;
	x->depth--;
	return OK;
}

static enum err close_empty(struct xml *x, bool more)
{
	try(close_start(x, more));
	return end_element(x, more);
}

static struct view counted(struct cursor *c)
{
	return cursor_take(c, (size_t)2 * cursor_u16(c));
}

static enum err text(struct xml *x, bool more unused_arg)
{
	put_units(x, counted(&top(x)->c));
	return OK;
}

static enum err value(struct xml *x, bool more)
{
	return cursor_u8(&top(x)->c) == 1 ? text(x, more) : E_BROKEN; /* text is all there is */
}

static enum err character(struct xml *x, bool more unused_arg)
{
	put_units(x, cursor_take(&top(x)->c, 2));
	return OK;
}

static enum err entity(struct xml *x, bool more unused_arg)
{
	static const char meant[] = "&<>\"'";
	enum name name;
	try(read_name(x, &name));
	if (begin_text(x))
		put(x, name >= NAME_AMP ? (uint32_t)meant[name - NAME_AMP] : 0xFFFD);
	return OK;
}

static enum err instruction(struct xml *x, bool more unused_arg)
{
	enum name name;
	return read_name(x, &name);
}

static enum err instruction_data(struct xml *x, bool more unused_arg)
{
	(void)counted(&top(x)->c);
	return OK;
}

/* The values of an instance: their words, then they themselves. */
static enum err read_values(struct cursor *c, struct frame *ret)
{
	ret->values = cursor_u32(c);
	if (ret->values > EVTX_VALUES_MAX)
		return E_LIMIT_COUNT;
	ret->words = c->at;
	struct cursor words = cursor_of(cursor_take(c, (size_t)4 * ret->values));
	ret->data = c->at;
	for (uint32_t i = 0; i < ret->values; i++) {
		ret->at[i] = (uint16_t)(c->at - ret->data);
		cursor_skip(c, cursor_u16(&words));
		cursor_skip(&words, 2);
	}
	return c->bad || words.bad ? E_BROKEN : OK;
}

static enum err instance(struct xml *x, bool more unused_arg)
{
	struct cursor *c = &top(x)->c, head = cursor_of(x->e->chunk);
	cursor_skip(c, 5); /* 1, and the template's number */
	size_t definition = cursor_u32(c);
	bool here = definition == c->at;
	head.at = min_of(definition, head.v.n);
	cursor_skip(&head, 20); /* the next of its sort, and a GUID */
	size_t size = cursor_u32(&head);
	if (c->bad || head.bad || definition < RECORDS_FROM || size > head.v.n)
		return E_BROKEN;
	if (here)
		cursor_skip(c, DEFINITION_HEAD + size);
	try(push(x, head.at, head.at + size, true));
	return read_values(c, top(x));
}

static enum err substitution(struct xml *x, bool more unused_arg)
{
	struct frame *f = top(x);
	uint32_t i = cursor_u16(&f->c);
	cursor_skip(&f->c, 1); /* the type that the definition expects; the value brings its own */
	if (f->c.bad)
		return E_BROKEN;
	if (i >= f->values) /* as if it were null */
		return OK;
	struct cursor word = cursor_of(view_sub(x->e->chunk, f->words + 4 * (size_t)i, 4));
	size_t size = cursor_u16(&word), from = f->data + f->at[i];
	uint8_t type = cursor_u8(&word);
	if (type != TYPE_XML) {
		put_value(x, type, view_sub(x->e->chunk, from, size));
		return OK;
	}
	end_text(x);
	if (x->in_start)
		return E_BROKEN;
	return size ? push(x, from, from + size, false) : OK;
}

static enum err fragment(struct xml *x, bool more unused_arg)
{
	cursor_skip(&top(x)->c, 3);
	return OK;
}

static enum err (*const tokens[])(struct xml *x, bool more) = {
    end_frame, open_element, close_start,  close_empty, end_element, value,
    attribute, text,	     character,	   entity,	instruction, instruction_data,
    instance,  substitution, substitution, fragment,
};

/* --- one record --- */

static enum err step(struct xml *x)
{
	struct frame *f = top(x);
	if (++x->e->steps > EVTX_STEPS_MAX) {
		x->e->report.steps_out = true;
		return E_LIMIT_TIME;
	}
	uint8_t token = cursor_left(&f->c) ? cursor_u8(&f->c) : 0;
	bool more = token & 0x40;
	token &= (uint8_t)~0x40u;
	if (token >= array_len(tokens))
		return E_BROKEN;
	try(tokens[token](x, more));
	return f->c.bad ? E_BROKEN : x->e->text.err;
}

static struct view span_view(const struct xml *x, struct evtx_span s)
{
	return view_sub(buf_view(&x->e->text), s.from, s.n);
}

enum err evtx_read_xml(struct evtx *e, size_t from, size_t end, struct evtx_event *ret)
{
	struct xml x = {.e = e, .target = TARGET_NONE};
	buf_clear(&e->text);
	try(push(&x, from, end, false));
	for (uint32_t steps = 0; x.frames > 0; steps++) {
		if (steps == EVENT_STEPS_MAX)
			return E_LIMIT_COUNT;
		try(step(&x));
	}
	if (!x.field[EVTX_EVENT_ID].n)
		return E_BROKEN;
	for (unsigned i = 0; i < EVTX_FIELD_COUNT; i++)
		ret->field[i] = span_view(&x, x.field[i]);
	ret->data_n = min_of(x.data, EVTX_DATA_MAX);
	for (uint32_t i = 0; i < ret->data_n; i++)
		ret->data[i] = (struct evtx_data){span_view(&x, x.data_name[i]),
						  span_view(&x, x.data_value[i])};
	return OK;
}
