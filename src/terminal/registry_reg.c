/* SPDX-License-Identifier: Apache-2.0
 * registry_reg.c: .reg files, written whole, and read for the texts and numbers in them.
 */
#include "base/base64.h"
#include "base/utf8.h"
#include "terminal/registry.h"
#include "terminal/text_file.h"

#define HIVE "HKEY_LOCAL_MACHINE\\"
#define HEAD "Windows Registry Editor Version 5.00"

/* --- writing --- */

static void put_quoted(struct buf *text, struct view v)
{
	buf_u8(text, '"');
	for (size_t i = 0; i < v.n; i++) {
		if (v.p[i] == '\\' || v.p[i] == '"')
			buf_u8(text, '\\');
		buf_u8(text, v.p[i]);
	}
	buf_u8(text, '"');
}

static enum err put_data(struct buf *text, const struct registry_value *v, struct arena *mem)
{
	if (v->type == REGISTRY_DWORD && v->data.n == 4) {
		struct cursor c = cursor_of(v->data);
		buf_fmt(text, "dword:%08x\r\n", cursor_u32(&c));
		return OK;
	}
	if (v->type == REGISTRY_SZ && v->data.n >= 2) {
		struct view value;
		try(utf16le_read(view_sub(v->data, 0, v->data.n - 2), mem, &value));
		put_quoted(text, value);
		buf_str(text, "\r\n");
		return OK;
	}
	return E_TYPE_UNKNOWN; /* we make no others */
}

enum err registry_write_reg(const struct registry *r, struct buf *out)
{
	scope_end(buf_free) struct buf text = buf_new(out->cap);
	struct view key = {0};
	buf_str(&text, HEAD "\r\n");
	for (uint32_t i = 0; i < r->n; i++) {
		const struct registry_value *v = &r->values[i];
		if (!view_eq(key, v->key)) {
			buf_str(&text, "\r\n[" HIVE);
			buf_put(&text, v->key);
			buf_str(&text, "]\r\n");
			key = v->key;
		}
		put_quoted(&text, v->name);
		buf_u8(&text, '=');
		try(put_data(&text, v, r->mem));
	}
	try(text.err);
	buf_u16(out, 0xFEFF);
	return utf16le_write(buf_view(&text), out);
}

/* --- reading --- */

/* A quoted text at the cursor's place, its escapes undone. */
static enum err read_quoted(struct cursor *c, struct arena *mem, struct view *ret)
{
	scope_end(buf_free) struct buf text = buf_new(REGISTRY_DATA_MAX);
	if (cursor_u8(c) != '"')
		return E_BROKEN;
	for (;;) {
		uint8_t x = cursor_u8(c);
		if (c->bad)
			return E_BROKEN;
		if (x == '"')
			break;
		if (x == '\\')
			x = cursor_u8(c);
		buf_u8(&text, x);
	}
	try(text.err);
	struct view copy = arena_copy(mem, buf_view(&text));
	if (!copy.p)
		return E_NO_MEMORY;
	*ret = copy;
	return OK;
}

static enum err read_dword(struct view digits, uint32_t *ret)
{
	uint32_t x = 0;
	if (digits.n == 0 || digits.n > 8)
		return E_BROKEN;
	for (size_t i = 0; i < digits.n; i++) {
		int d = hex_digit(digits.p[i]);
		if (d < 0)
			return E_BROKEN;
		x = x << 4 | (uint32_t)d;
	}
	*ret = x;
	return OK;
}

/* "name"=dword:00000001 or "name"="text"; other kinds are passed over. */
static enum err read_line(struct view line, struct view key, struct registry *ret)
{
	struct cursor c = cursor_of(line);
	struct view name, text, dword = VIEW("dword:");
	uint32_t number;
	try(read_quoted(&c, ret->mem, &name));
	if (cursor_u8(&c) != '=')
		return E_BROKEN;
	struct view rest = view_sub(line, c.at, line.n);
	uint8_t *bytes = arena_alloc(ret->mem, 4);
	if (!bytes)
		return E_NO_MEMORY;
	if (view_starts(rest, dword)) {
		try(read_dword(view_sub(rest, dword.n, rest.n), &number));
		for (unsigned i = 0; i < 4; i++)
			bytes[i] = (uint8_t)(number >> 8 * i);
		return registry_add(ret, key, name, REGISTRY_DWORD, view_of(bytes, 4));
	}
	if (!view_starts(rest, VIEW("\"")))
		return OK;
	try(read_quoted(&c, ret->mem, &text));
	scope_end(buf_free) struct buf units = buf_new(REGISTRY_DATA_MAX);
	try(utf16le_write(text, &units));
	buf_u16(&units, 0);
	try(units.err);
	struct view data = arena_copy(ret->mem, buf_view(&units));
	return data.p ? registry_add(ret, key, name, REGISTRY_SZ, data) : E_NO_MEMORY;
}

static bool take_key(struct view line, struct view *ret_key)
{
	struct view hive = VIEW(HIVE);
	struct view path = view_sub(line, 1, line.n - 2);
	bool ours = path.n > hive.n && view_eq_nocase(view_sub(path, 0, hive.n), hive);
	*ret_key = ours ? view_sub(path, hive.n, path.n) : (struct view){0};
	return ours && ret_key->n <= REGISTRY_NAME_MAX;
}

enum err registry_read_reg(struct view file, struct registry *ret)
{
	struct registry r = registry_new(ret->mem);
	struct view text, key = {0};
	bool ours = false;
	if (file.n > REGISTRY_FILE_MAX)
		return E_LIMIT_SIZE;
	try(text_file_read(file, r.mem, &text));
	if (!view_eq(view_trim(view_take(&text, '\n')), VIEW(HEAD)))
		return E_TYPE_UNKNOWN;
	while (text.n > 0) {
		struct view line = view_trim(view_take(&text, '\n'));
		bool heading = view_starts(line, VIEW("[")) && view_ends(line, VIEW("]"));
		if (heading)
			ours = take_key(line, &key);
		if (heading && ours && !r.root.n)
			r.root = key;
		if (ours && !heading && view_starts(line, VIEW("\"")))
			try(read_line(line, key, &r));
		/* comments, empty lines, the key's own value, lines that go on: passed over */
	}
	*ret = r;
	return OK;
}
