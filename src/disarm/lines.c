/* SPDX-License-Identifier: Apache-2.0
 * lines.c: text as lines of clean UTF-8.
 */
#include "base/utf8.h"
#include "disarm/encoding.h"
#include "disarm/find.h"
#include "disarm/lines.h"
#include "form/class.h"

/* Formats whose first bytes could pass for some text. Others hold NUL bytes soon enough. */
static const char *const foreign[] = {"PK\x03\x04", "\x89PNG",		"\xff\xd8\xff",
				      "7z\xbc\xaf", "\xd0\xcf\x11\xe0", "\x1f\x8b"};

bool lines_probe(struct view in)
{
	size_t mark;
	for (size_t i = 0; i < array_len(foreign); i++)
		if (view_starts(in, view_str(foreign[i])))
			return false;
	if (class_foreign(in))
		return false;
	/* What has no NUL may be text in an encoding that we cannot tell: the reader says so. */
	return encoding_tell(in, &mark) != ENCODING_NONE ||
	       view_find(view_sub(in, 0, 65536), 0, 0) >= min_of(in.n, (size_t)65536);
}

/* CR LF wherever any line ends so, or in CR alone: what an office opens everywhere. */
static bool wants_crlf(struct view text)
{
	return view_find(text, 0, '\r') < text.n;
}

enum err lines_open(struct disarm *d, struct lines *ret)
{
	size_t mark;
	uint32_t bad = 0;
	enum encoding e = encoding_tell(d->in, &mark);
	struct view body = view_sub(d->in, mark, d->in.n);
	struct lines l = {.text = body};
	if (e == ENCODING_NONE)
		return E_ENCODING;
	if (e != ENCODING_UTF8 || !utf8_valid(body)) {
		l.own = buf_new(d->limits->output);
		enum err result = encoding_to_utf8(e, body, &l.own, &bad);
		if (result != OK) {
			buf_free(&l.own);
			return result;
		}
		l.text = buf_view(&l.own);
	}
	if (e != ENCODING_UTF8)
		disarm_found(d, FINDING_ENCODING, encoding_name(e), VIEW(""));
	report_add_many(d->report, FINDING_BAD_VALUE, PLACE_FILE, 0, view_str(encoding_name(e)),
			NULL, bad);
	if (l.text.n == 0) {
		buf_free(&l.own);
		return E_EMPTY; /* nothing but a byte order mark */
	}
	l.crlf = wants_crlf(l.text);
	*ret = l;
	return OK;
}

void lines_close(struct lines *l)
{
	buf_free(&l->own);
}

struct view lines_next(struct view text, size_t *at, bool *ret_ended)
{
	size_t from = *at, end = from;
	while (end < text.n && text.p[end] != '\n' && text.p[end] != '\r')
		end++;
	bool two = end + 1 < text.n && text.p[end] == '\r' && text.p[end + 1] == '\n';
	*ret_ended = end < text.n;
	*at = end + (end < text.n) + two;
	return view_sub(text, from, end - from);
}

uint32_t lines_clean(struct view v, struct buf *out)
{
	uint32_t left_out = 0;
	struct cursor c = cursor_of(v);
	if (view_find(v, 0, '\r') == v.n && utf8_clean(v)) {
		buf_put(out, v);
		return 0;
	}
	while (cursor_left(&c) > 0) {
		uint32_t x = utf8_next(&c);
		if (!utf8_forbidden(x))
			utf8_put(out, x);
		else
			left_out += x != '\r';
	}
	return left_out;
}
