/* SPDX-License-Identifier: Apache-2.0
 * evidence_xml.c: events as XML: `wevtutil qe /f:xml` (one <Event> after another) and Event
 * Viewer's file (<Events> around them).
 *
 * Of each Event/System we take EventID, Task, Computer and TimeCreated's SystemTime. A small strict
 * reader: elements close in order, no document type, no CDATA, at most 32 deep; words with entities
 * are left as they are, as none of ours has any.
 */
#include "zone/evidence_parts.h"

#define DEPTH_MAX 32u

struct xml {
	struct cursor c;
	struct view open[DEPTH_MAX];
	uint32_t depth;
	uint32_t events;
	struct evidence_row row;
};

/* Up to and behind `end`; what stood before it. */
static struct view up_to(struct cursor *c, struct view end)
{
	size_t from = c->at;
	for (; !c->bad && c->at < c->v.n; c->at++) {
		c->at = view_find(c->v, c->at, end.p[0]);
		if (view_starts(view_sub(c->v, c->at, end.n), end)) {
			struct view before = view_sub(c->v, from, c->at - from);
			c->at += end.n;
			return before;
		}
	}
	c->at = c->v.n;
	c->bad = true;
	return (struct view){0};
}

static bool at(const struct cursor *c, struct view what)
{
	return view_starts(view_sub(c->v, c->at, what.n), what);
}

static bool is_space(uint8_t x)
{
	return x == ' ' || x == '\t' || x == '\r' || x == '\n';
}

/* The next attribute of a start tag; false at its end, which may be bad. */
static bool next_attribute(struct cursor *c, struct view *ret_name, struct view *ret_value)
{
	while (c->at < c->v.n && is_space(c->v.p[c->at]))
		c->at++;
	if (c->bad || c->at >= c->v.n || at(c, VIEW(">")) || at(c, VIEW("/>")))
		return false;
	*ret_name = view_trim(up_to(c, VIEW("=")));
	while (c->at < c->v.n && is_space(c->v.p[c->at]))
		c->at++;
	uint8_t quote = cursor_u8(c);
	if (quote != '"' && quote != '\'')
		c->bad = true;
	*ret_value = up_to(c, view_of(&quote, 1));
	return !c->bad;
}

/* Where a word of the row stands: directly below Event/System. */
static bool in_system(const struct xml *x)
{
	return x->depth >= 2 && view_eq(x->open[x->depth - 1], VIEW("System")) &&
	       view_eq(x->open[x->depth - 2], VIEW("Event"));
}

static void take_text(struct xml *x, struct view name, struct view text)
{
	static const struct {
		const char *name;
		enum evidence_role role;
	} words[] = {{"EventID", ROLE_EVENT}, {"Task", ROLE_CATEGORY}, {"Computer", ROLE_TERMINAL}};
	for (size_t i = 0; i < array_len(words); i++)
		if (view_eq(name, view_str(words[i].name)) && view_trim(text).n)
			x->row.cell[words[i].role] = view_trim(text);
}

static enum err read_start(struct xml *x)
{
	struct view attribute = {0}, value = {0};
	size_t from = x->c.at;
	while (x->c.at < x->c.v.n && !is_space(x->c.v.p[x->c.at]) && x->c.v.p[x->c.at] != '>' &&
	       x->c.v.p[x->c.at] != '/')
		x->c.at++;
	struct view name = view_sub(x->c.v, from, x->c.at - from);
	bool time = in_system(x) && view_eq(name, VIEW("TimeCreated"));
	if (view_eq(name, VIEW("Event")))
		memset(x->row.cell, 0, sizeof x->row.cell);
	while (next_attribute(&x->c, &attribute, &value))
		if (time && view_eq(attribute, VIEW("SystemTime")))
			x->row.cell[ROLE_TIME] = value;
	bool empty = at(&x->c, VIEW("/>"));
	cursor_skip(&x->c, empty ? 2 : 1);
	if (x->c.bad || name.n == 0)
		return E_BROKEN;
	if (empty)
		return OK;
	if (x->depth == DEPTH_MAX)
		return E_LIMIT_DEPTH;
	if (in_system(x))
		take_text(x, name,
			  view_sub(x->c.v, x->c.at, view_find(x->c.v, x->c.at, '<') - x->c.at));
	x->open[x->depth++] = name;
	return OK;
}

static enum err read_end(struct xml *x, struct evidence *e, const struct evidence_file *f)
{
	struct view name = view_trim(up_to(&x->c, VIEW(">")));
	if (x->c.bad || x->depth == 0 || !view_eq(name, x->open[x->depth - 1]))
		return E_BROKEN;
	x->depth--;
	if (!view_eq(name, VIEW("Event")))
		return OK;
	if (++x->events > EVIDENCE_ROWS_MAX)
		return E_LIMIT_COUNT;
	return evidence_take_row(e, f, &x->row);
}

enum err evidence_read_xml(struct evidence *e, const struct evidence_file *f, struct view text)
{
	struct xml x = {.c = cursor_of(text)};
	x.row.has = 1u << ROLE_EVENT | 1u << ROLE_TIME | 1u << ROLE_CATEGORY | 1u << ROLE_TERMINAL;
	for (;;) {
		x.c.at = view_find(text, x.c.at, '<');
		if (x.c.at >= text.n)
			break;
		if (at(&x.c, VIEW("<?")))
			(void)up_to(&x.c, VIEW("?>"));
		else if (at(&x.c, VIEW("<!--")))
			(void)up_to(&x.c, VIEW("-->"));
		else if (at(&x.c, VIEW("<!")))
			return E_BROKEN;
		else if (at(&x.c, VIEW("</"))) {
			x.c.at += 2;
			try(read_end(&x, e, f));
		} else {
			x.c.at += 1;
			try(read_start(&x));
		}
		if (x.c.bad)
			return E_BROKEN;
	}
	if (x.depth)
		return E_BROKEN;
	return x.events ? OK : E_TYPE_UNKNOWN;
}
