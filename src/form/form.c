/* SPDX-License-Identifier: Apache-2.0
 * form.c: the frame around the parts of a plain form.
 */
#include "form/form.h"
#include "form/forms_gen.h"

#define FILE_VERSION 1

static const struct form_spec *table_of(unsigned kind)
{
	return kind < FORM_SPECS && form_specs[kind].name ? &form_specs[kind] : NULL;
}

static bool part_read(struct cursor *c, struct form_part *ret)
{
	uint16_t kind = cursor_u16(c), version = cursor_u16(c);
	struct view hash = cursor_take(c, 32);
	uint64_t length = cursor_u64(c);
	const struct form_spec *table = table_of(kind);
	if (c->bad || !table || version != table->version ||
	    !view_eq(hash, view_of(table->hash, 32)))
		return false;
	struct view body = cursor_take(c, length > SIZE_MAX ? SIZE_MAX : (size_t)length);
	*ret = (struct form_part){(enum form_kind)kind, body};
	return !c->bad;
}

enum err form_open(struct view bytes, struct arena *mem, struct form *ret)
{
	struct cursor c = cursor_of(bytes);
	struct view magic = cursor_take(&c, 4);
	uint16_t version = cursor_u16(&c), zero = cursor_u16(&c);
	uint32_t n = cursor_u32(&c);
	if (c.bad || !view_eq(magic, VIEW("SKF1")) || version != FILE_VERSION || zero != 0 ||
	    n == 0 || n > FORM_PARTS_MAX)
		return E_FORM;
	struct form_part *parts = arena_array(mem, n, sizeof *parts);
	if (!parts)
		return E_NO_MEMORY;
	for (uint32_t i = 0; i < n; i++) {
		if (!part_read(&c, &parts[i]))
			return E_FORM;
		if (i > 0 && parts[i].kind != FORM_IMAGE)
			return E_FORM; /* further parts are pictures */
	}
	if (!cursor_done(&c))
		return E_FORM;
	*ret = (struct form){n, parts};
	return OK;
}

uint32_t form_edition(void)
{
	uint32_t edition = FILE_VERSION;
	for (unsigned kind = 0; kind < FORM_SPECS; kind++)
		for (size_t i = 0; i < 4 && table_of(kind); i++)
			edition ^= (uint32_t)form_specs[kind].hash[i] << (8 * i);
	return edition;
}

struct form_writer form_begin(struct buf *out)
{
	buf_put(out, VIEW("SKF1"));
	buf_u16(out, FILE_VERSION);
	buf_u16(out, 0);
	struct form_writer w = {.out = out, .count_at = out->n};
	buf_u32(out, 0);
	return w;
}

void form_part_begin(struct form_writer *w, enum form_kind kind)
{
	const struct form_spec *table = table_of(kind);
	assert(table);
	buf_u16(w->out, (uint16_t)kind);
	buf_u16(w->out, table->version);
	buf_put(w->out, view_of(table->hash, sizeof table->hash));
	w->length_at = w->out->n;
	buf_u64(w->out, 0);
}

void form_part_end(struct form_writer *w)
{
	uint64_t length = w->out->n - w->length_at - 8;
	if (w->n == FORM_PARTS_MAX && w->out->err == OK)
		w->out->err = E_LIMIT_COUNT;
	buf_set_u32(w->out, w->length_at, (uint32_t)length);
	buf_set_u32(w->out, w->length_at + 4, (uint32_t)(length >> 32));
	buf_set_u32(w->out, w->count_at, ++w->n);
}

enum err form_print(struct view bytes, struct arena *mem, struct buf *out)
{
	struct form form;
	try(form_open(bytes, mem, &form));
	buf_fmt(out, "plain form, %u part%s, %zu bytes\n", form.n, form.n == 1 ? "" : "s", bytes.n);
	for (uint32_t i = 0; i < form.n; i++) {
		const struct form_spec *table = &form_specs[form.parts[i].kind];
		buf_fmt(out, "part %u: %s version %u, table ", i, table->name, table->version);
		buf_hex(out, view_of(table->hash, 8));
		buf_fmt(out, ", %zu bytes\n", form.parts[i].body.n);
		if (table->print)
			try(table->print(form.parts[i].body, mem, out));
	}
	return out->err;
}
