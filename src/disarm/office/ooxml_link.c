/* SPDX-License-Identifier: Apache-2.0
 * ooxml_link.c: outside addresses. What is not plainly http, https or mailto is not a link.
 */
#include "disarm/office/ooxml_refer.h"
#include "disarm/hash.h"
#include "form/uri.h"

static void report_bad(struct ooxml *c, struct view target)
{
	uint8_t hash[32];
	disarm_sha256(target, hash);
	report_add(c->d->report, FINDING_LINK_BAD, PLACE_PART, c->part + 1,
		   opc_name(&c->opc, c->part), hash);
}

/* Word takes Japanese and blanks in an address as they are; RFC 3986 has them as %XX. Only behind
 * the host: a host of other letters may pretend to be another. */
static void put_escaped(struct buf *out, struct view v)
{
	static const char digits[] = "0123456789ABCDEF";
	for (size_t i = 0; i < v.n; i++) {
		uint8_t b = v.p[i];
		if (b >= 0x80 || b == ' ' || b == '"' || b == '<' || b == '>' || b == '^' ||
		    b == '`' || b == '{' || b == '|' || b == '}') {
			buf_u8(out, '%');
			buf_u8(out, (uint8_t)digits[b >> 4]);
			buf_u8(out, (uint8_t)digits[b & 15]);
		} else {
			buf_u8(out, b);
		}
	}
}

/* Where the host ends: behind "//", at the next "/", "?" or "#". */
static size_t host_end(struct view v)
{
	size_t at = view_find(v, 0, ':');
	if (!view_starts(view_sub(v, at, v.n), VIEW("://")))
		return min_of(at + 1, v.n);
	for (at += 3; at < v.n; at++)
		if (v.p[at] == '/' || v.p[at] == '?' || v.p[at] == '#')
			break;
	return at;
}

static uint32_t link_of(struct ooxml *c, struct view target, struct view fragment)
{
	struct view v = view_trim(target);
	size_t end = host_end(v);
	struct buf uri scope_end(buf_free) = buf_new(URI_MAX);
	buf_put(&uri, view_sub(v, 0, end));
	put_escaped(&uri, view_sub(v, end, v.n));
	if (fragment.n && view_find(v, 0, '#') == v.n) {
		buf_u8(&uri, '#');
		put_escaped(&uri, fragment);
	}
	uint32_t number = uri.err == OK ? document_link(c->w, buf_view(&uri)) : DOC_NO;
	if (number == DOC_NO)
		report_bad(c, target);
	else
		ooxml_count(c, FINDING_LINK);
	return number;
}

uint32_t ooxml_link(struct ooxml *c, struct view target)
{
	return link_of(c, target, VIEW(""));
}

uint32_t ooxml_link_by_id(struct ooxml *c, struct view id, struct view fragment)
{
	const struct opc_relation *r = opc_by_id(&c->relations, id);
	if (!r || r->kind != REL_HYPERLINK || !r->external) {
		if (id.n)
			report_bad(c, r ? r->target : id);
		return DOC_NO;
	}
	return link_of(c, r->target, fragment);
}
