/* SPDX-License-Identifier: Apache-2.0
 * registry.c: registry values, and Registry.pol.
 */
#include "terminal/registry.h"

#include "terminal/text_file.h"

static const uint8_t signature[8] = {'P', 'R', 'e', 'g', 1, 0, 0, 0};

/* --- values --- */

struct registry registry_new(struct arena *mem)
{
	return (struct registry){.mem = mem};
}

enum err registry_add(struct registry *r, struct view key, struct view name, uint32_t type,
		      struct view data)
{
	if (r->n == REGISTRY_VALUES_MAX)
		return E_LIMIT_COUNT;
	if (r->n == r->room) {
		uint32_t room = r->room ? r->room * 2 : 32;
		struct registry_value *more = arena_array(r->mem, room, sizeof *more);
		if (!more)
			return E_NO_MEMORY;
		if (r->n)
			memcpy(more, r->values, r->n * sizeof *more);
		r->values = more;
		r->room = room;
	}
	r->values[r->n++] = (struct registry_value){key, name, type, data};
	return OK;
}

enum err registry_add_dword(struct registry *r, const char *key, const char *name, uint32_t value)
{
	uint8_t *p = arena_alloc(r->mem, sizeof value);
	if (!p)
		return E_NO_MEMORY;
	for (unsigned i = 0; i < sizeof value; i++)
		p[i] = (uint8_t)(value >> 8 * i);
	return registry_add(r, view_str(key), view_str(name), REGISTRY_DWORD,
			    view_of(p, sizeof value));
}

enum err registry_add_text(struct registry *r, const char *key, const char *name, struct view value)
{
	scope_end(buf_free) struct buf units = buf_new(REGISTRY_DATA_MAX);
	try(utf16le_write(value, &units));
	buf_u16(&units, 0);
	try(units.err);
	struct view data = arena_copy(r->mem, buf_view(&units));
	return data.p ? registry_add(r, view_str(key), view_str(name), REGISTRY_SZ, data)
		      : E_NO_MEMORY;
}

/* "**del.NAME", "**delvals." and "**deletevalues" (which names them in its data) of [MS-GPREG]
 * 3.2.5.1; "**deletekeys" we do not follow: what it names is no key of ours. */
static bool takes_away(const struct registry_value *v, struct view name)
{
	struct view del = VIEW("**del.");
	if (view_eq_nocase(v->name, VIEW("**delvals.")) ||
	    view_eq_nocase(v->name, VIEW("**delvals")) ||
	    view_eq_nocase(v->name, VIEW("**deletevalues")))
		return true;
	return v->name.n > del.n && view_eq_nocase(view_sub(v->name, 0, del.n), del) &&
	       view_eq_nocase(view_sub(v->name, del.n, v->name.n), name);
}

const struct registry_value *registry_find(const struct registry *r, struct view key,
					   struct view name)
{
	const struct registry_value *found = NULL;
	for (uint32_t i = 0; i < r->n; i++) {
		const struct registry_value *v = &r->values[i];
		if (!view_eq_nocase(v->key, key))
			continue;
		if (view_eq_nocase(v->name, name))
			found = v;
		else if (takes_away(v, name))
			found = NULL;
	}
	return found;
}

bool registry_is_dword(const struct registry_value *v, uint32_t value)
{
	if (!v || v->type != REGISTRY_DWORD || v->data.n != sizeof value)
		return false;
	struct cursor c = cursor_of(v->data);
	return cursor_u32(&c) == value;
}

bool registry_is_text(const struct registry_value *v, struct view value)
{
	scope_end(buf_free) struct buf units = buf_new(REGISTRY_DATA_MAX);
	if (!v || v->type != REGISTRY_SZ || utf16le_write(value, &units) != OK)
		return false;
	if (view_eq(v->data, buf_view(&units))) /* without its NUL, as some writers leave it */
		return true;
	buf_u16(&units, 0);
	return units.err == OK && view_eq(v->data, buf_view(&units));
}

/* --- Registry.pol --- */

static void expect_unit(struct cursor *c, char want)
{
	if (cursor_u16(c) != (uint16_t)want)
		c->bad = true;
}

static enum err read_name(struct cursor *c, struct arena *mem, struct view *ret)
{
	size_t from = c->at;
	for (size_t n = 0; n <= REGISTRY_NAME_MAX; n++) {
		uint16_t u = cursor_u16(c);
		if (c->bad)
			return E_BROKEN;
		if (u == 0)
			return utf16le_read(view_sub(c->v, from, 2 * n), mem, ret);
	}
	return E_LIMIT_SIZE;
}

static enum err read_value(struct cursor *c, struct registry *ret)
{
	struct view key = {0}, name = {0};
	expect_unit(c, '[');
	try(read_name(c, ret->mem, &key));
	expect_unit(c, ';');
	try(read_name(c, ret->mem, &name));
	expect_unit(c, ';');
	uint32_t type = cursor_u32(c);
	expect_unit(c, ';');
	uint32_t size = cursor_u32(c);
	expect_unit(c, ';');
	if (!c->bad && size > REGISTRY_DATA_MAX)
		return E_LIMIT_SIZE;
	struct view data = cursor_take(c, size);
	expect_unit(c, ']');
	if (c->bad || key.n == 0)
		return E_BROKEN;
	return registry_add(ret, key, name, type, data);
}

enum err registry_read_pol(struct view file, struct registry *ret)
{
	struct registry r = registry_new(ret->mem);
	if (file.n > REGISTRY_FILE_MAX)
		return E_LIMIT_SIZE;
	if (!view_starts(file, view_of(signature, 4)))
		return E_TYPE_UNKNOWN;
	if (!view_starts(file, view_of(signature, sizeof signature)))
		return E_BROKEN;
	struct cursor c = cursor_of(file);
	cursor_skip(&c, sizeof signature);
	while (cursor_left(&c) > 0)
		try(read_value(&c, &r));
	*ret = r;
	return OK;
}

static void put_name(struct buf *out, struct view name, enum err *e)
{
	enum err one = utf16le_write(name, out);
	if (one != OK)
		*e = one;
	buf_u16(out, 0);
}

enum err registry_write_pol(const struct registry *r, struct buf *out)
{
	enum err e = OK;
	buf_put(out, view_of(signature, sizeof signature));
	for (uint32_t i = 0; i < r->n; i++) {
		const struct registry_value *v = &r->values[i];
		buf_u16(out, '[');
		put_name(out, v->key, &e);
		buf_u16(out, ';');
		put_name(out, v->name, &e);
		buf_u16(out, ';');
		buf_u32(out, v->type);
		buf_u16(out, ';');
		buf_u32(out, (uint32_t)v->data.n);
		buf_u16(out, ';');
		buf_put(out, v->data);
		buf_u16(out, ']');
	}
	return e != OK ? e : out->err;
}
