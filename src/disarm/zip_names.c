/* SPDX-License-Identifier: Apache-2.0
 * zip_names.c: encodings of names, steps of paths.
 */
#include <libdeflate.h>

#include "base/utf8.h"
#include "disarm/encoding.h"
#include "disarm/zip_names.h"
#include "form/name.h"

#define EXTRA_UNICODE_PATH 0x7075 /* APPNOTE 4.6.9 */
#define RAW_MAX (ZIP_NAME_MAX * 4)

bool zip_names_utf8(const struct zip *z)
{
	for (uint32_t i = 0; i < z->n; i++)
		if (!(z->members[i].flags & ZIP_UTF8) && !utf8_valid(z->members[i].name))
			return false;
	return true;
}

/* The field names the name it stands for by its CRC: one that was renamed since does not count. */
static bool unicode_field(const struct zip_member *m, struct view *ret)
{
	struct cursor c = cursor_of(zip_extra(m->extra, EXTRA_UNICODE_PATH));
	uint8_t version = cursor_u8(&c);
	uint32_t crc = cursor_u32(&c);
	struct view name = cursor_take(&c, cursor_left(&c));
	if (c.bad || version != 1 || crc != libdeflate_crc32(0, m->name.p, m->name.n) ||
	    name.n == 0 || name.n > RAW_MAX || !utf8_valid(name))
		return false;
	*ret = name;
	return true;
}

static enum err decode(const struct zip_member *m, bool utf8, struct buf *out)
{
	struct view name = m->name;
	uint32_t bad;
	bool told = unicode_field(m, &name);
	if (told || ((utf8 || m->flags & ZIP_UTF8) && utf8_valid(name))) {
		buf_put(out, name);
		return out->err;
	}
	return encoding_to_utf8(ENCODING_WINDOWS_31J, name, out, &bad) == OK ? OK : E_NAME;
}

/* "C:" and the like; a colon elsewhere is only a character to be replaced. */
static bool drive(struct view v)
{
	return v.n >= 2 && v.p[1] == ':' && ((v.p[0] | 32) >= 'a' && (v.p[0] | 32) <= 'z');
}

static bool slash(uint8_t c)
{
	return c == '/' || c == '\\';
}

static enum err add_step(struct view step, bool first, struct buf *out, bool *ret_changed)
{
	bool changed;
	if (view_eq(step, VIEW("..")))
		return E_NAME;
	if (!first)
		buf_u8(out, '/');
	name_clean_step(step, out, &changed);
	*ret_changed |= changed;
	return OK;
}

enum err zip_path(const struct zip_member *m, bool utf8, struct buf *out, bool *ret_changed)
{
	scope_end(buf_free) struct buf raw = buf_new(RAW_MAX);
	size_t start = out->n;
	*ret_changed = false;
	try(decode(m, utf8, &raw));
	struct view v = buf_view(&raw);
	if (v.n == 0 || slash(v.p[0]) || drive(v))
		return E_NAME;
	for (size_t at = 0; at < v.n;) {
		size_t end = at;
		while (end < v.n && !slash(v.p[end]))
			end++;
		struct view step = view_sub(v, at, end - at);
		at = end + 1;
		if (step.n > 0 && !view_eq(step, VIEW(".")))
			try(add_step(step, out->n == start, out, ret_changed));
	}
	if (out->err != OK)
		return E_NAME;
	return name_check_path(view_sub(buf_view(out), start, out->n));
}

/* Cleaning took the first dot away from ".DS_Store". */
bool zip_litter(struct view path)
{
	static const char *const names[] = {"DS_Store", "Thumbs.db", "desktop.ini"};
	size_t at = 0, end;
	if (view_starts(path, VIEW("__MACOSX")) && (path.n == 8 || path.p[8] == '/'))
		return true;
	while ((end = view_find(path, at, '/')) < path.n)
		at = end + 1;
	struct view last = view_sub(path, at, path.n - at);
	for (size_t i = 0; i < array_len(names); i++)
		if (view_eq_nocase(last, view_str(names[i])))
			return true;
	return false;
}
