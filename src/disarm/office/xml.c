/* SPDX-License-Identifier: Apache-2.0
 * xml.c: tokens, names and namespaces (XML 1.0 fifth edition, Namespaces in XML 1.0).
 */
#include "base/utf8.h"
#include "disarm/office/xml.h"
#include "disarm/office/xml_text.h"

/* Bytes that end a name; everything above 0x7f counts as a letter: our tables decide. */
static const bool name_end[256] = {
    ['\t'] = true, ['\n'] = true, ['\r'] = true, [' '] = true,	['/'] = true, ['>'] = true,
    ['='] = true,  ['<'] = true,  ['"'] = true,	 ['\''] = true, ['&'] = true, ['!'] = true,
    ['?'] = true,  ['['] = true,  [']'] = true,	 [';'] = true,	['('] = true, [0] = true,
};

static bool is_blank(uint8_t b)
{
	return b == ' ' || b == '\t' || b == '\r' || b == '\n';
}

static uint8_t peek(const struct cursor *c)
{
	return c->at < c->v.n ? c->v.p[c->at] : 0;
}

static bool skip_blanks(struct cursor *c)
{
	size_t from = c->at;
	while (c->at < c->v.n && is_blank(c->v.p[c->at]))
		c->at++;
	return c->at > from;
}

static bool starts(const struct cursor *c, struct view literal)
{
	return view_starts(view_sub(c->v, c->at, c->v.n), literal);
}

/* Everything up to the literal, moving behind it; bad when it is not there. */
static struct view take_to(struct cursor *c, struct view literal)
{
	struct view rest = view_sub(c->v, c->at, c->v.n);
	const uint8_t *hit = memmem(rest.p, rest.n, literal.p, literal.n);
	if (!hit) {
		c->bad = true;
		return (struct view){NULL, 0};
	}
	struct view got = view_of(rest.p, (size_t)(hit - rest.p));
	c->at += got.n + literal.n;
	return got;
}

/* prefix:local; the namespace is looked up when all declarations of the element are known. */
static enum err take_name(struct cursor *c, struct xml_name *ret)
{
	size_t from = c->at, colon = SIZE_MAX;
	for (; c->at < c->v.n && !name_end[c->v.p[c->at]]; c->at++) {
		if (c->v.p[c->at] != ':')
			continue;
		if (colon != SIZE_MAX)
			return E_BROKEN;
		colon = c->at;
	}
	struct view whole = view_sub(c->v, from, c->at - from);
	if (whole.n == 0 || (whole.p[0] >= '0' && whole.p[0] <= '9') || whole.p[0] == '-' ||
	    whole.p[0] == '.')
		return E_BROKEN;
	ret->prefix = view_of(whole.p, 0);
	ret->local = whole;
	if (colon == SIZE_MAX)
		return OK;
	ret->prefix = view_of(whole.p, colon - from);
	ret->local = view_sub(whole, colon - from + 1, whole.n);
	return ret->prefix.n && ret->local.n ? OK : E_BROKEN;
}

/* ---- namespaces ---- */

static void forget_cache(struct xml *x)
{
	for (size_t i = 0; i < XML_CACHE; i++)
		x->cache[i].set = false;
}

static size_t cache_slot(struct view prefix)
{
	size_t h = prefix.n;
	if (prefix.n)
		h += (size_t)prefix.p[0] * 3 + prefix.p[prefix.n - 1];
	return h & (XML_CACHE - 1);
}

static const struct xml_binding *binding_of(const struct xml *x, struct view prefix)
{
	for (uint32_t i = x->n_bindings; i > 0; i--)
		if (view_eq(x->bindings[i - 1].prefix, prefix))
			return &x->bindings[i - 1];
	return NULL;
}

static enum err resolve(struct xml *x, struct view prefix, uint16_t *ret)
{
	size_t slot = cache_slot(prefix);
	if (!x->cache[slot].set || !view_eq(x->cache[slot].prefix, prefix)) {
		const struct xml_binding *b = binding_of(x, prefix);
		if (!b && prefix.n)
			return E_BROKEN;
		x->cache[slot].prefix = prefix;
		x->cache[slot].ns = b ? b->ns : (uint16_t)XML_NS_NONE;
		x->cache[slot].set = true;
	}
	*ret = x->cache[slot].ns;
	return OK;
}

uint16_t xml_prefix(const struct xml *x, struct view prefix)
{
	const struct xml_binding *b = binding_of(x, prefix);
	return b ? b->ns : XML_NS_UNKNOWN;
}

static enum err declare(struct xml *x, struct view prefix, const struct xml_attr *a)
{
	struct view address;
	try(xml_attr_value(x, a, &address));
	if (x->n_bindings == XML_BINDINGS_MAX)
		return E_LIMIT_COUNT;
	if (prefix.n && address.n == 0)
		return E_BROKEN; /* undeclaring a prefix is XML 1.1 */
	if (view_eq(prefix, VIEW("xmlns")) || view_eq(prefix, VIEW("xml")))
		return E_BROKEN;
	uint16_t ns = address.n ? x->namespace_of(address) : (uint16_t)XML_NS_NONE;
	x->bindings[x->n_bindings++] =
	    (struct xml_binding){prefix, address, ns, (uint16_t)x->depth};
	forget_cache(x);
	return OK;
}

static void leave_scope(struct xml *x)
{
	bool changed = false;
	while (x->n_bindings && x->bindings[x->n_bindings - 1].depth >= x->depth) {
		x->n_bindings--;
		changed = true;
	}
	if (changed)
		forget_cache(x);
}

/* ---- elements ---- */

static enum err take_attr(struct xml *x, struct xml_attr *ret)
{
	struct cursor *c = &x->c;
	try(take_name(c, &ret->name));
	skip_blanks(c);
	if (peek(c) != '=')
		return E_BROKEN;
	c->at++;
	skip_blanks(c);
	uint8_t quote = peek(c);
	if (quote != '"' && quote != '\'')
		return E_BROKEN;
	size_t from = ++c->at;
	ret->plain = true;
	for (; c->at < c->v.n && c->v.p[c->at] != quote; c->at++) {
		uint8_t b = c->v.p[c->at];
		if (b == '<')
			return E_BROKEN;
		if (b == '&' || b < ' ')
			ret->plain = false;
	}
	if (c->at >= c->v.n)
		return E_BROKEN;
	ret->raw = view_sub(c->v, from, c->at - from);
	c->at++;
	return OK;
}

static bool same_name(const struct xml *x, const struct xml_name *a, const struct xml_name *b)
{
	if (!view_eq(a->local, b->local) || a->ns != b->ns)
		return false;
	if (a->ns != XML_NS_UNKNOWN)
		return true;
	const struct xml_binding *p = binding_of(x, a->prefix), *q = binding_of(x, b->prefix);
	return p && q && view_eq(p->address, q->address);
}

static enum err resolve_attrs(struct xml *x)
{
	for (uint32_t i = 0; i < x->n_attrs; i++) {
		struct xml_name *name = &x->attrs[i].name;
		name->ns = XML_NS_NONE; /* the default namespace is not for attributes */
		if (name->prefix.n)
			try(resolve(x, name->prefix, &name->ns));
		for (uint32_t j = 0; j < i; j++)
			if (same_name(x, name, &x->attrs[j].name))
				return E_BROKEN;
	}
	return OK;
}

static enum err take_attrs(struct xml *x)
{
	struct cursor *c = &x->c;
	x->n_attrs = 0;
	while (true) {
		bool blank = skip_blanks(c);
		uint8_t b = peek(c);
		if (b == '>' || b == '/')
			break;
		if (!blank)
			return E_BROKEN;
		if (x->n_attrs == XML_ATTRS_MAX)
			return E_LIMIT_COUNT;
		struct xml_attr *a = &x->attrs[x->n_attrs];
		try(take_attr(x, a));
		if (view_eq(a->name.prefix, VIEW("xmlns")))
			try(declare(x, a->name.local, a));
		else if (a->name.prefix.n == 0 && view_eq(a->name.local, VIEW("xmlns")))
			try(declare(x, VIEW(""), a));
		else
			x->n_attrs++;
	}
	x->empty = peek(c) == '/';
	c->at += x->empty ? 1 : 0;
	if (peek(c) != '>')
		return E_BROKEN;
	c->at++;
	return OK;
}

static enum err open_element(struct xml *x)
{
	if (x->depth == 0 && x->rooted)
		return E_BROKEN; /* a second root */
	if (x->depth == XML_DEPTH_MAX)
		return E_LIMIT_DEPTH;
	x->rooted = true;
	x->depth++;
	try(take_name(&x->c, &x->name));
	try(take_attrs(x));
	try(resolve(x, x->name.prefix, &x->name.ns));
	try(resolve_attrs(x));
	x->open[x->depth - 1] = x->name;
	x->kind = XML_OPEN;
	return OK;
}

static enum err close_element(struct xml *x)
{
	x->empty = false;
	if (x->depth == 0)
		return E_BROKEN;
	x->name = x->open[x->depth - 1];
	x->kind = XML_CLOSE;
	leave_scope(x);
	return OK;
}

static enum err end_tag(struct xml *x)
{
	struct xml_name name;
	try(take_name(&x->c, &name));
	skip_blanks(&x->c);
	if (peek(&x->c) != '>' || x->depth == 0)
		return E_BROKEN;
	x->c.at++;
	const struct xml_name *open = &x->open[x->depth - 1];
	if (!view_eq(name.prefix, open->prefix) || !view_eq(name.local, open->local))
		return E_BROKEN;
	return close_element(x);
}

/* ---- what stands between elements ---- */

static void count_skipped(struct xml *x, struct view what)
{
	if (x->skipped++ == 0)
		x->first_skipped = what;
}

/* "<!": a comment, a CDATA section, or a DOCTYPE, which nobody may send. */
static enum err markup(struct xml *x, bool *ret_token)
{
	if (starts(&x->c, VIEW("<!--"))) {
		x->c.at += 4;
		count_skipped(x, take_to(&x->c, VIEW("-->")));
	} else if (x->depth > 0 && starts(&x->c, VIEW("<![CDATA["))) {
		x->c.at += 9;
		x->raw = take_to(&x->c, VIEW("]]>"));
		x->plain =
		    memchr(x->raw.p ? x->raw.p : (const uint8_t *)"", '\r', x->raw.n) == NULL;
		x->cdata = true;
		x->kind = XML_TEXT;
		*ret_token = true;
	} else {
		return E_BROKEN;
	}
	return x->c.bad ? E_BROKEN : OK;
}

static enum err instruction(struct xml *x)
{
	x->c.at += 2;
	struct view what = take_to(&x->c, VIEW("?>"));
	if (x->c.bad || view_eq_nocase(view_sub(what, 0, 4), VIEW("xml ")))
		return E_BROKEN; /* the declaration stands at the very start only */
	count_skipped(x, what);
	return OK;
}

static enum err text(struct xml *x, bool *ret_token)
{
	size_t from = x->c.at;
	x->c.at = view_find(x->c.v, from, '<');
	x->raw = view_sub(x->c.v, from, x->c.at - from);
	if (x->depth == 0)
		return view_trim(x->raw).n ? E_BROKEN : OK;
	if (x->c.at == x->c.v.n)
		return E_BROKEN;
	x->plain = !memchr(x->raw.p, '&', x->raw.n) && !memchr(x->raw.p, '\r', x->raw.n);
	x->cdata = false;
	x->kind = XML_TEXT;
	*ret_token = true;
	return OK;
}

static enum err step(struct xml *x, bool *ret_token)
{
	if (peek(&x->c) != '<')
		return text(x, ret_token);
	uint8_t next = x->c.at + 1 < x->c.v.n ? x->c.v.p[x->c.at + 1] : 0;
	if (next == '!')
		return markup(x, ret_token);
	if (next == '?')
		return instruction(x);
	*ret_token = true;
	x->c.at += next == '/' ? 2 : 1;
	return next == '/' ? end_tag(x) : open_element(x);
}

enum err xml_next(struct xml *x)
{
	if (x->kind == XML_CLOSE)
		x->depth--;
	if (x->empty)
		return close_element(x);
	for (bool token = false; !token;) {
		if (x->c.at == x->c.v.n) {
			x->kind = XML_END;
			return x->depth == 0 && x->rooted ? OK : E_BROKEN;
		}
		try(step(x, &token));
	}
	return OK;
}

enum err xml_skip(struct xml *x)
{
	assert(x->kind == XML_OPEN);
	uint32_t depth = x->depth;
	do {
		try(xml_next(x));
	} while (x->kind != XML_CLOSE || x->depth != depth);
	return OK;
}

struct xml_mark xml_mark(const struct xml *x)
{
	assert(x->kind == XML_OPEN);
	return (struct xml_mark){x->c.at, x->name, x->depth, x->n_bindings, x->skipped, x->empty};
}

void xml_rewind(struct xml *x, const struct xml_mark *mark)
{
	/* What was declared and opened further in stands above these marks and is forgotten; what
	 * the element itself declares may be closed already, but nothing took its place. */
	assert(x->depth >= mark->depth);
	x->c.at = mark->at;
	x->kind = XML_OPEN;
	x->name = mark->name;
	x->depth = mark->depth;
	x->n_bindings = mark->n_bindings;
	x->skipped = mark->skipped;
	x->empty = mark->empty;
	x->n_attrs = 0;
	forget_cache(x);
}

const struct xml_attr *xml_find(const struct xml *x, uint16_t ns, struct view local)
{
	for (uint32_t i = 0; i < x->n_attrs; i++)
		if (x->attrs[i].name.ns == ns && view_eq(x->attrs[i].name.local, local))
			return &x->attrs[i];
	return NULL;
}

enum err xml_attr_value(struct xml *x, const struct xml_attr *a, struct view *ret)
{
	*ret = a->raw;
	return a->plain ? OK : xml_decode(x->mem, a->raw, XML_DECODE_ATTR, ret);
}

enum err xml_text(struct xml *x, struct view *ret)
{
	*ret = x->raw;
	return x->plain ? OK : xml_decode(x->mem, x->raw, x->cdata ? XML_DECODE_CDATA : 0, ret);
}

enum err xml_open(struct xml *x, struct view bytes, xml_namespace *namespace_of, struct arena *mem)
{
	struct view utf8;
	try(xml_to_utf8(bytes, mem, &utf8));
	/* The big arrays are written before they are read: no need to clear them. */
	x->c = cursor_of(utf8);
	x->mem = mem;
	x->namespace_of = namespace_of;
	x->kind = XML_TEXT;
	x->depth = x->n_attrs = x->skipped = 0;
	x->first_skipped = (struct view){NULL, 0};
	x->empty = x->rooted = false;
	x->bindings[0] = (struct xml_binding){VIEW("xml"), VIEW("xml"), XML_NS_XML, 0};
	x->n_bindings = 1;
	forget_cache(x);
	return OK;
}
