/* SPDX-License-Identifier: Apache-2.0
 * evidence_xml.c: XML tag by tag.
 */
#include "terminal/evidence_xml.h"

#include "base/base64.h"
#include "base/utf8.h"

static bool at(const struct cursor *c, struct view what)
{
	return view_starts(view_sub(c->v, c->at, what.n), what);
}

static bool is_space(uint8_t x)
{
	return x == ' ' || x == '\t' || x == '\r' || x == '\n';
}

static void skip_space(struct cursor *c)
{
	while (c->at < c->v.n && is_space(c->v.p[c->at]))
		c->at++;
}

/* Up to and behind `end`; what stood before it. */
static struct view up_to(struct cursor *c, struct view end)
{
	size_t from = c->at;
	for (; !c->bad && c->at < c->v.n; c->at++) {
		c->at = view_find(c->v, c->at, end.p[0]);
		if (at(c, end)) {
			struct view before = view_sub(c->v, from, c->at - from);
			c->at += end.n;
			return before;
		}
	}
	c->at = c->v.n;
	c->bad = true;
	return (struct view){0};
}

/* --- entities --- */

static uint32_t numbered(struct view digits)
{
	bool hex = view_starts(digits, VIEW("x"));
	uint32_t n = 0;
	for (size_t i = hex; i < digits.n && n <= 0x10FFFF; i++) {
		int d = hex_digit(digits.p[i]);
		if (d < 0 || (!hex && d > 9))
			return UTF8_BAD;
		n = n * (hex ? 16 : 10) + (uint32_t)d;
	}
	bool scalar = n > 0 && n <= 0x10FFFF && !(n >= 0xD800 && n < 0xE000);
	return scalar && digits.n > hex ? n : UTF8_BAD;
}

static uint32_t meant(struct view entity)
{
	static const struct {
		const char *name;
		uint32_t is;
	} known[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
	if (view_starts(entity, VIEW("#")))
		return numbered(view_sub(entity, 1, entity.n));
	for (size_t i = 0; i < array_len(known); i++)
		if (view_eq(entity, view_str(known[i].name)))
			return known[i].is;
	return UTF8_BAD;
}

static enum err resolve(struct view raw, struct arena *mem, struct view *ret)
{
	struct cursor c = cursor_of(raw);
	*ret = raw;
	if (view_find(raw, 0, '&') == raw.n)
		return OK;
	scope_end(buf_free) struct buf text = buf_new(raw.n + 4);
	while (cursor_left(&c) > 0) {
		size_t next = view_find(raw, c.at, '&');
		buf_put(&text, view_sub(raw, c.at, next - c.at));
		c.at = min_of(next + 1, raw.n);
		if (next == raw.n)
			break;
		uint32_t is = meant(up_to(&c, VIEW(";")));
		if (c.bad || is == UTF8_BAD)
			return E_BROKEN;
		utf8_put(&text, is);
	}
	try(text.err);
	*ret = arena_copy(mem, buf_view(&text));
	return ret->p ? OK : E_NO_MEMORY;
}

/* --- tags --- */

struct xml_reader xml_reader(struct view text, struct arena *mem)
{
	return (struct xml_reader){.c = cursor_of(text), .mem = mem};
}

/* The next attribute of a start tag; false at its end, which may be bad. */
static bool next_attribute(struct cursor *c, struct view *ret_name, struct view *ret_value)
{
	skip_space(c);
	if (c->bad || c->at >= c->v.n || at(c, VIEW(">")) || at(c, VIEW("/>")))
		return false;
	*ret_name = view_trim(up_to(c, VIEW("=")));
	skip_space(c);
	uint8_t quote = cursor_u8(c);
	if (quote != '"' && quote != '\'')
		c->bad = true;
	*ret_value = up_to(c, view_of(&quote, 1));
	return !c->bad;
}

static struct view without_prefix(struct view name)
{
	size_t colon = view_find(name, 0, ':');
	return colon < name.n ? view_sub(name, colon + 1, name.n) : name;
}

static enum err read_start(struct xml_reader *x)
{
	struct cursor *c = &x->c;
	struct view name, value;
	size_t from = c->at;
	while (c->at < c->v.n && !is_space(c->v.p[c->at]) && c->v.p[c->at] != '>' &&
	       c->v.p[c->at] != '/')
		c->at++;
	struct view element = view_sub(c->v, from, c->at - from);
	from = c->at;
	while (next_attribute(c, &name, &value))
		;
	x->attributes = view_sub(c->v, from, c->at - from);
	x->empty = at(c, VIEW("/>"));
	cursor_skip(c, x->empty ? 2 : 1);
	if (c->bad || element.n == 0)
		return E_BROKEN;
	if (x->depth == XML_DEPTH_MAX)
		return E_LIMIT_DEPTH;
	x->whole[x->depth] = element;
	x->open[x->depth++] = without_prefix(element);
	x->kind = XML_START;
	x->text = (struct view){0};
	return OK;
}

static enum err read_end(struct xml_reader *x)
{
	struct view name = view_trim(up_to(&x->c, VIEW(">")));
	if (x->c.bad || x->depth == 0 || !view_eq(name, x->whole[x->depth - 1]))
		return E_BROKEN;
	x->kind = XML_END;
	return OK;
}

static enum err take_text(struct xml_reader *x, struct view raw, bool plain)
{
	raw = view_trim(raw);
	if (!raw.n)
		return OK;
	x->text = raw;
	return plain ? OK : resolve(raw, x->mem, &x->text);
}

/* What is neither start nor end: passed over, but for marked text. */
static enum err pass_over(struct xml_reader *x, bool *ret_was)
{
	struct view marked = VIEW("<![CDATA[");
	*ret_was = true;
	if (at(&x->c, VIEW("<?")))
		(void)up_to(&x->c, VIEW("?>"));
	else if (at(&x->c, VIEW("<!--")))
		(void)up_to(&x->c, VIEW("-->"));
	else if (at(&x->c, marked) && x->depth > 0) {
		cursor_skip(&x->c, marked.n);
		try(take_text(x, up_to(&x->c, VIEW("]]>")), true));
	} else if (at(&x->c, VIEW("<!")))
		return E_BROKEN;
	else
		*ret_was = false;
	return x->c.bad ? E_BROKEN : OK;
}

enum err xml_next(struct xml_reader *x)
{
	bool was = true;
	if (x->kind == XML_START && x->empty && x->depth > 0) {
		x->kind = XML_END;
		x->empty = false;
		return OK;
	}
	if (x->kind == XML_END && x->depth > 0)
		x->depth--;
	while (was) {
		size_t next = view_find(x->c.v, x->c.at, '<');
		try(take_text(x, view_sub(x->c.v, x->c.at, next - x->c.at), x->depth == 0));
		x->c.at = next;
		if (next == x->c.v.n) {
			x->kind = XML_END_OF_FILE;
			return x->depth ? E_BROKEN : OK;
		}
		try(pass_over(x, &was));
	}
	bool end = at(&x->c, VIEW("</"));
	cursor_skip(&x->c, end ? 2 : 1);
	return end ? read_end(x) : read_start(x);
}

bool xml_at(const struct xml_reader *x, uint32_t n, struct view name)
{
	return n < x->depth && view_eq(x->open[x->depth - 1 - n], name);
}

enum err xml_attribute(const struct xml_reader *x, struct view name, struct view *ret)
{
	struct cursor c = cursor_of(x->attributes);
	struct view key, value;
	*ret = (struct view){0};
	while (next_attribute(&c, &key, &value))
		if (view_eq(without_prefix(key), name))
			return resolve(value, x->mem, ret);
	return OK;
}
