/* SPDX-License-Identifier: Apache-2.0
 * multipart.c: the reader of forms and uploads.
 *
 * A delimiter starts with CR, and CR stands nowhere else in it (boundaries have none): when a match
 * breaks off after k bytes, those k bytes are content, and only the byte at hand can start another.
 */
#include "web/multipart.h"

enum state { START, AFTER_DELIMITER, AFTER_CR, AFTER_DASH, HEADERS, CONTENT, ENDED, BROKEN };

static bool boundary_char(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c && strchr("'()+_,-./:=?", c));
}

enum err multipart_begin(struct multipart *m, struct view type)
{
	const struct view kind = VIEW("multipart/form-data"), key = VIEW("boundary=");
	*m = (struct multipart){.state = BROKEN};
	if (!view_eq_nocase(view_sub(type, 0, kind.n), kind))
		return E_USAGE;
	size_t at = view_find(type, 0, ';');
	struct view rest = view_trim(view_sub(type, at + 1, type.n));
	if (at == type.n || !view_eq_nocase(view_sub(rest, 0, key.n), key))
		return E_USAGE;
	struct view boundary = view_sub(rest, key.n, rest.n);
	if (boundary.n >= 2 && boundary.p[0] == '"' && boundary.p[boundary.n - 1] == '"')
		boundary = view_sub(boundary, 1, boundary.n - 2);
	if (boundary.n < 1 || boundary.n > 70)
		return E_USAGE;
	for (size_t i = 0; i < boundary.n; i++)
		if (!boundary_char(boundary.p[i]))
			return E_USAGE;
	memcpy(m->delimiter, "\r\n--", 4);
	memcpy(m->delimiter + 4, boundary.p, boundary.n);
	m->delimiter_n = boundary.n + 4;
	m->matched = 2; /* the first delimiter has no line before it */
	m->state = START;
	return OK;
}

/* name="..." of a Content-Disposition; false when there is none. */
static bool parameter(struct view line, const char *name, struct view *ret)
{
	struct view key = view_str(name);
	size_t at = view_find(line, 0, ';');
	while (at < line.n) {
		struct view rest = view_sub(line, at + 1, line.n);
		size_t skip = 0;
		while (skip < rest.n && rest.p[skip] == ' ')
			skip++;
		rest = view_sub(rest, skip, rest.n);
		size_t equals = view_find(rest, 0, '=');
		if (equals + 1 >= rest.n || rest.p[equals + 1] != '"')
			return false;
		size_t end = view_find(rest, equals + 2, '"');
		if (end == rest.n)
			return false;
		if (view_eq_nocase(view_sub(rest, 0, equals), key)) {
			*ret = view_sub(rest, equals + 2, end - equals - 2);
			return true;
		}
		size_t next = view_find(rest, end + 1, ';');
		at = next == rest.n ? line.n : (size_t)(rest.p - line.p) + next;
	}
	return false;
}

/* Browsers write %22, %0D and %0A for what would break the header (HTML, multipart encoding). */
static bool copy_file_name(struct multipart *m, struct view v)
{
	size_t n = 0;
	for (size_t i = 0; i < v.n; i++) {
		uint8_t c = v.p[i];
		struct view code = view_sub(v, i, 3);
		if (view_eq_nocase(code, VIEW("%22")) || view_eq_nocase(code, VIEW("%0d")) ||
		    view_eq_nocase(code, VIEW("%0a"))) {
			c = code.p[1] == '2'			   ? '"'
			    : code.p[2] == 'a' || code.p[2] == 'A' ? '\n'
								   : '\r';
			i += 2;
		}
		if (c == 0 || n + 1 >= sizeof(m->file_name))
			return false;
		m->file_name[n++] = (char)c;
	}
	m->file_name[n] = '\0';
	return true;
}

static bool copy_name(struct multipart *m, struct view v)
{
	if (v.n == 0 || v.n >= sizeof(m->name))
		return false;
	for (size_t i = 0; i < v.n; i++) {
		uint8_t c = v.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'))
			return false;
		m->name[i] = (char)c;
	}
	m->name[v.n] = '\0';
	return true;
}

/* The headers of a part are complete, without their last CR LF. */
static bool read_headers(struct multipart *m)
{
	const struct view wanted = VIEW("content-disposition:");
	struct view all = view_of(m->header, m->header_n), name, file;
	bool found = false;
	for (size_t at = 0; at < all.n;) {
		size_t end = view_find(all, at, '\n');
		struct view line = view_trim(view_sub(all, at, end - at));
		at = end + 1;
		if (!view_eq_nocase(view_sub(line, 0, wanted.n), wanted))
			continue;
		struct view value = view_trim(view_sub(line, wanted.n, line.n));
		struct view kind = view_sub(value, 0, view_find(value, 0, ';'));
		if (found || !view_eq_nocase(view_trim(kind), VIEW("form-data")) ||
		    !parameter(value, "name", &name) || !copy_name(m, name))
			return false;
		found = true;
		m->is_file = parameter(value, "filename", &file);
		m->file_name[0] = '\0';
		if (m->is_file && !copy_file_name(m, file))
			return false;
	}
	return found;
}

static enum multipart_event bad(struct multipart *m)
{
	m->state = BROKEN;
	return MULTIPART_BAD;
}

/* One byte of a header block; PART when it ends it. */
static enum multipart_event header_byte(struct multipart *m, uint8_t c)
{
	if (m->header_n == sizeof(m->header) || c == 0)
		return bad(m);
	m->header[m->header_n++] = c;
	if (!view_ends(view_of(m->header, m->header_n), VIEW("\r\n\r\n")))
		return MULTIPART_MORE;
	m->header_n -= 2;
	if (!read_headers(m))
		return bad(m);
	m->state = CONTENT;
	m->matched = 0;
	return MULTIPART_PART;
}

/* One byte outside content: delimiters and headers. */
static enum multipart_event frame_byte(struct multipart *m, uint8_t c)
{
	switch ((enum state)m->state) {
	case START:
		if (c != m->delimiter[m->matched])
			return bad(m);
		if (++m->matched == m->delimiter_n)
			m->state = AFTER_DELIMITER;
		return MULTIPART_MORE;
	case AFTER_DELIMITER:
		m->state = c == '\r' ? AFTER_CR : c == '-' ? AFTER_DASH : BROKEN;
		break;
	case AFTER_CR:
		m->state = c == '\n' ? HEADERS : BROKEN;
		m->header_n = 0;
		break;
	case AFTER_DASH:
		m->state = c == '-' ? ENDED : BROKEN;
		break;
	case HEADERS:
		return header_byte(m, c);
	case CONTENT:
	case ENDED:
	case BROKEN:
		break;
	}
	if (m->state == BROKEN)
		return MULTIPART_BAD;
	return m->state == ENDED ? MULTIPART_END : MULTIPART_MORE;
}

/* Content up to a delimiter or to the end of what came. */
static enum multipart_event content(struct multipart *m, struct view in, size_t *ret_used,
				    struct view *ret_data)
{
	size_t i = 0;
	if (m->matched == 0) { /* the common case: nothing pending */
		size_t cr = view_find(in, 0, '\r');
		if (cr > 0) {
			*ret_data = view_sub(in, 0, cr);
			*ret_used = cr;
			return MULTIPART_DATA;
		}
	}
	for (; i < in.n; i++) {
		if (in.p[i] != m->delimiter[m->matched]) {
			*ret_data = view_of(m->delimiter, m->matched);
			*ret_used = i;
			m->matched = 0;
			return MULTIPART_DATA;
		}
		if (++m->matched == m->delimiter_n) {
			*ret_used = i + 1;
			m->state = AFTER_DELIMITER;
			return MULTIPART_PART_END;
		}
	}
	*ret_used = in.n;
	return MULTIPART_MORE;
}

enum multipart_event multipart_next(struct multipart *m, struct view in, size_t *ret_used,
				    struct view *ret_data)
{
	*ret_used = 0;
	*ret_data = view_of(NULL, 0);
	if (m->state == BROKEN)
		return MULTIPART_BAD;
	if (m->state == ENDED) {
		*ret_used = in.n;
		return MULTIPART_MORE;
	}
	if (m->state == CONTENT)
		return in.n ? content(m, in, ret_used, ret_data) : MULTIPART_MORE;
	for (size_t i = 0; i < in.n; i++) {
		enum multipart_event e = frame_byte(m, in.p[i]);
		*ret_used = i + 1;
		if (e != MULTIPART_MORE)
			return e;
	}
	return MULTIPART_MORE;
}
