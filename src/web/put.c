/* SPDX-License-Identifier: Apache-2.0
 * put.c: values to HTML.
 */
#include "base/html.h"
#include "base/utf8.h"
#include "web/put.h"

struct two {
	const char *text[2]; /* by enum lang */
};

static const struct two words[] = {
    {{"", ""}},
#define WORD(key, ja, en) {{ja, en}},
#include "tbl/words.h"
#undef WORD
};

static const struct {
	const char *code, *text[2];
} states[] = {
#define STATE(name, number, final, ja, en) [number] = {#name, {ja, en}},
#include "tbl/states.h"
#undef STATE
};

static const struct two findings[] = {
#define FINDING(name, kind, ja, en) {{ja, en}},
#include "tbl/findings.h"
#undef FINDING
};

static const struct two events[] = {
#define EVENT(name, number, ja, en) [number] = {{ja, en}},
#include "tbl/events.h"
#undef EVENT
};

static const struct two directions[] = {
    [DIRECTION_NONE] = {{"", ""}},
    [DIRECTION_IN] = {{"取込", "inbound"}},
    [DIRECTION_OUT] = {{"庁外送付", "outbound"}},
};

const char *word_text(enum word w, enum lang lang)
{
	return (size_t)w < array_len(words) ? words[w].text[lang] : "";
}

static bool unreserved(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       c == '-' || c == '.' || c == '_' || c == '~';
}

static void put_encoded(struct buf *out, struct view v)
{
	for (size_t i = 0; i < v.n; i++) {
		if (unreserved(v.p[i]))
			buf_u8(out, v.p[i]);
		else
			buf_fmt(out, "%%%02X", v.p[i]);
	}
}

void put_text(struct put *o, enum put_context context, const char *s)
{
	if (!s)
		return;
	if (context == PUT_URL) {
		put_encoded(o->out, view_str(s));
		return;
	}
	struct cursor c = cursor_of(view_str(s));
	while (cursor_left(&c) > 0)
		html_put(o->out, utf8_shown(&c));
}

void put_path(struct put *o, enum put_context context, const char *s)
{
	(void)context;
	bool ours = s && s[0] == '/' && s[1] != '/';
	for (const char *c = s; ours && *c; c++)
		ours = *c == '/' || unreserved((uint8_t)*c);
	buf_str(o->out, ours ? s : "/");
}

void put_plain(struct put *o, enum put_context context, uint64_t n)
{
	(void)context;
	buf_fmt(o->out, "%lu", n);
}

void put_number(struct put *o, enum put_context context, uint64_t n)
{
	if (context == PUT_URL || n < 1000) {
		put_plain(o, context, n);
		return;
	}
	put_number(o, context, n / 1000);
	buf_fmt(o->out, ",%03lu", n % 1000);
}

void put_date(struct put *o, enum put_context context, int64_t t)
{
	struct clock_text text = o->lang == LANG_JA ? clock_ja(t) : clock_iso(t);
	put_text(o, context, t ? text.s : word_text(WORD_none_dash, o->lang));
}

void put_date_iso(struct put *o, enum put_context context, int64_t t)
{
	put_text(o, context, t ? clock_iso(t).s : "");
}

void put_date_day(struct put *o, enum put_context context, int64_t t)
{
	struct clock_text text = o->lang == LANG_JA ? clock_ja(t) : clock_iso(t);
	char *space = strrchr(text.s, ' ');
	if (space)
		*space = '\0';
	put_text(o, context, text.s);
}

/* In steps of 1,000, as the limits of the policy count. */
void put_size(struct put *o, enum put_context context, uint64_t bytes)
{
	static const char *const units[] = {"B", "KB", "MB", "GB", "TB"};
	char text[32];
	size_t unit = 0;
	uint64_t whole = bytes, tenths = 0;
	for (; whole >= 1000 && unit + 1 < array_len(units); unit++) {
		tenths = whole % 1000 / 100;
		whole /= 1000;
	}
	if (whole < 10 && tenths)
		snprintf(text, sizeof(text), "%lu.%lu %s", whole, tenths, units[unit]);
	else
		snprintf(text, sizeof(text), "%lu %s", whole, units[unit]);
	put_text(o, context, text);
}

static void put_hex(struct put *o, const uint8_t *p, size_t n)
{
	if (p)
		buf_hex(o->out, view_of(p, n));
	else
		buf_str(o->out, word_text(WORD_none_dash, o->lang));
}

void put_hash(struct put *o, enum put_context context, const uint8_t *h)
{
	(void)context;
	put_hex(o, h, HASH_LEN);
}

void put_id(struct put *o, enum put_context context, const uint8_t *id)
{
	(void)context;
	put_hex(o, id, ID_LEN);
}

void put_word(struct put *o, enum put_context context, enum word w)
{
	put_text(o, context, word_text(w, o->lang));
}

void put_err(struct put *o, enum put_context context, enum err e)
{
	put_text(o, context, o->lang == LANG_JA ? err_text(e)->ja : err_text(e)->en);
}

void put_err_todo(struct put *o, enum put_context context, enum err e)
{
	put_text(o, context, o->lang == LANG_JA ? err_text(e)->todo_ja : err_text(e)->todo_en);
}

void put_state(struct put *o, enum put_context context, enum item_state s)
{
	if ((size_t)s < array_len(states))
		put_text(o, context, states[s].text[o->lang]);
}

void put_state_code(struct put *o, enum put_context context, enum item_state s)
{
	if ((size_t)s < array_len(states))
		put_text(o, context, states[s].code);
}

static void put_two(struct put *o, enum put_context context, const struct two *table, size_t n,
		    size_t i)
{
	if (i < n && table[i].text[o->lang])
		put_text(o, context, table[i].text[o->lang]);
}

void put_finding(struct put *o, enum put_context context, enum finding_code f)
{
	put_two(o, context, findings, array_len(findings), (size_t)f);
}

void put_event(struct put *o, enum put_context context, uint32_t event)
{
	put_two(o, context, events, array_len(events), event);
}

void put_direction(struct put *o, enum put_context context, uint32_t direction)
{
	put_two(o, context, directions, array_len(directions), direction);
}
