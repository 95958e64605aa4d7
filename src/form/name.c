/* SPDX-License-Identifier: Apache-2.0
 * name.c: file names checked, and made.
 */
#include "form/name.h"
#include "form/class.h"
#include "form/nfc.h"

#define EXT_MAX 8

/* Win32 device names, in any case and before any extension ("Naming Files, Paths, and Namespaces");
 * superscript digits count as digits there. */
static const char *const reserved[] = {"con", "prn", "aux", "nul", "conin$", "conout$", "clock$"};

static bool path_char(uint32_t x)
{
	return x < 0x80 && x > 0 && strchr("\\/:*?\"<>|", (int)x) != NULL;
}

static bool device(struct view stem)
{
	stem = view_trim(view_sub(stem, 0, view_find(stem, 0, '.')));
	for (size_t i = 0; i < array_len(reserved); i++)
		if (view_eq_nocase(stem, view_str(reserved[i])))
			return true;
	struct view port = view_sub(stem, 0, 3), digit = view_sub(stem, 3, stem.n);
	if (!view_eq_nocase(port, VIEW("com")) && !view_eq_nocase(port, VIEW("lpt")))
		return false;
	return (digit.n == 1 && digit.p[0] >= '0' && digit.p[0] <= '9') ||
	       view_eq(digit, VIEW("¹")) || view_eq(digit, VIEW("²")) || view_eq(digit, VIEW("³"));
}

static bool ext_char(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Offset of the dot before the extension; v.n when the name has none. */
static size_t ext_dot(struct view v)
{
	for (size_t i = v.n; i > 0 && v.n - i <= EXT_MAX; i--) {
		uint8_t c = v.p[i - 1];
		if (c == '.')
			return v.n - i >= 1 ? i - 1 : v.n;
		if (!ext_char(c) && !(c >= 'A' && c <= 'Z'))
			break;
	}
	return v.n;
}

void name_ext(struct view raw, char ret[9])
{
	struct view ext = view_sub(raw, ext_dot(raw) + 1, EXT_MAX);
	memset(ret, 0, EXT_MAX + 1); /* all of it: it crosses wires */
	for (size_t i = 0; i < ext.n; i++) {
		uint8_t c = ext.p[i];
		ret[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
}

static bool edge(uint32_t x)
{
	return x == ' ' || x == '.' || x == 0x3000 || x == 0xa0;
}

static bool normal(struct view v)
{
	struct buf b = buf_new(NAME_MAX_BYTES * 4);
	bool same = nfc_put(&b, v) && b.err == OK && view_eq(buf_view(&b), v);
	buf_free(&b);
	return same;
}

/* What holds for every name; `stem` is what stands before its extension, if it must have one. */
static enum err check_stem(struct view name, struct view stem)
{
	if (name.n > NAME_MAX_BYTES || stem.n == 0 || !class_word(name))
		return E_NAME;
	struct cursor c = cursor_of(stem);
	uint32_t x = 0;
	for (bool first = true; cursor_left(&c) > 0; first = false) {
		x = utf8_next(&c);
		if (path_char(x) || (first && edge(x)))
			return E_NAME;
	}
	return edge(x) || device(stem) || !normal(name) ? E_NAME : OK;
}

enum err name_check(struct view name)
{
	size_t dot = ext_dot(name);
	if (dot == name.n)
		return E_NAME;
	for (size_t i = dot + 1; i < name.n; i++)
		if (!ext_char(name.p[i]))
			return E_NAME;
	return check_stem(name, view_sub(name, 0, dot));
}

enum err name_check_step(struct view step)
{
	return check_stem(step, step);
}

enum err name_check_path(struct view path)
{
	unsigned steps = 0;
	if (path.n > NAME_PATH_MAX)
		return E_NAME;
	for (size_t at = 0; at <= path.n; steps++) {
		size_t end = view_find(path, at, '/');
		if (steps == NAME_STEPS_MAX)
			return E_NAME;
		try(name_check_step(view_sub(path, at, end - at)));
		at = end + 1;
	}
	return OK;
}

/* What the sender called it, without folders and extension. Browsers and archives may send paths.
 */
static struct view stem_of(struct view raw)
{
	for (size_t i = raw.n; i > 0; i--)
		if (raw.p[i - 1] == '/' || raw.p[i - 1] == '\\') {
			raw = view_sub(raw, i, raw.n);
			break;
		}
	return view_sub(raw, 0, ext_dot(raw));
}

/* Keeps what may stay, at most `most` bytes; true when something was replaced or left out. */
static bool keep(struct view stem, size_t most, struct buf *out)
{
	bool touched = false;
	struct cursor c = cursor_of(stem);
	while (cursor_left(&c) > 0) {
		struct cursor before = c;
		uint32_t x = utf8_next(&c);
		size_t n = c.at - before.at;
		if (c.bad) {
			c = before;
			cursor_skip(&c, 1);
			x = '_';
			n = 1;
		}
		if (out->n + n > most)
			return true;
		if (out->n == 0 && edge(x)) {
			touched = true;
		} else if (utf8_forbidden(x) || x == '\n' || x == '\t' || path_char(x)) {
			buf_u8(out, '_');
			touched = true;
		} else {
			utf8_put(out, x);
		}
	}
	return touched;
}

static void trim_end(struct buf *b)
{
	size_t good = 0;
	struct cursor c = cursor_of(buf_view(b));
	while (cursor_left(&c) > 0)
		if (!edge(utf8_next(&c)))
			good = c.at;
	b->n = good;
}

/* `stem` as it may stay, at most `most` bytes; empty when nothing of it may. */
static bool clean_stem(struct view stem, size_t most, struct buf *kept)
{
	struct buf normal_form = buf_new((size_t)NFC_MOST * 16);
	bool normalised = nfc_put(&normal_form, stem) && normal_form.err == OK;
	bool touched = keep(normalised ? buf_view(&normal_form) : stem, most, kept) || !normalised;
	trim_end(kept);
	buf_free(&normal_form);
	return touched || !view_eq(buf_view(kept), stem);
}

void name_clean(struct view raw, const char *ext, struct buf *out, bool *changed)
{
	size_t most = NAME_MAX_BYTES - 1 - strlen(ext), start = out->n;
	scope_end(buf_free) struct buf kept = buf_new(NAME_MAX_BYTES);
	bool touched = clean_stem(stem_of(raw), most, &kept);
	buf_put(out, buf_view(&kept));
	buf_fmt(out, ".%s", ext);
	struct view made = view_sub(buf_view(out), start, out->n);
	if (kept.n == 0 || (out->err == OK && name_check(made) != OK)) {
		if (out->err == OK)
			out->n = start;
		buf_fmt(out, "file-%08x.%s", view_hash(VIEW_HASH_BEGIN, raw), ext);
		touched = true;
	}
	if (changed)
		*changed = touched;
}

void name_clean_step(struct view raw, struct buf *out, bool *changed)
{
	scope_end(buf_free) struct buf kept = buf_new(NAME_MAX_BYTES);
	bool touched = clean_stem(raw, NAME_MAX_BYTES, &kept);
	if (kept.n > 0 && name_check_step(buf_view(&kept)) == OK) {
		buf_put(out, buf_view(&kept));
	} else {
		buf_fmt(out, "file-%08x", view_hash(VIEW_HASH_BEGIN, raw));
		touched = true;
	}
	if (changed)
		*changed = touched;
}

bool name_ext_written(struct view ext)
{
	static const char *const exts[] = {"txt", "csv",  "tsv",  "png",  "jpg", "gif",
					   "pdf", "docx", "xlsx", "pptx", "zip"};
	for (size_t i = 0; i < array_len(exts); i++)
		if (view_eq(ext, view_str(exts[i])))
			return true;
	return false;
}
