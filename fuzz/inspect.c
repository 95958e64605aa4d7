/* SPDX-License-Identifier: Apache-2.0
 * inspect.c: any bytes as a plain form of what is to go out: inspection ends, its finds can be
 * read, and what it makes of a form by erasing is a form that can be inspected again.
 */
#include "inspect/inspect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct finds finds, again;

static enum err look(struct view form, const struct erase *e, struct buf *out, struct finds *ret)
{
	struct limits limits = limits_default;
	struct arena mem = arena_new((size_t)512 << 20);
	scope_end(buf_free) struct buf b = buf_new((size_t)16 << 20);
	limits.memory = (uint64_t)256 << 20;
	limits.elements = 100;
	struct inspect i = {.limits = &limits, .mem = &mem, .erase = e, .out = out, .finds = ret};
	enum err err = inspect_run(form, &i);
	if (err == OK) {
		finds_write(ret, &b);
		assert(b.err == OK);
		err = finds_read(buf_view(&b), ret);
		assert(err == OK);
	}
	arena_free(&mem);
	return err;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct erase e = {0};
	struct buf one = buf_new((size_t)64 << 20), two = buf_new((size_t)64 << 20);
	if (look(view_of(data, size), NULL, &one, &finds) == OK) {
		assert(view_eq(buf_view(&one), view_of(data, size)));
		for (uint32_t i = 0; i < finds.n; i++)
			if (finds.rows[i].erasable)
				assert(erase_add(&e, finds.rows[i].id) == OK);
		buf_clear(&one);
		if (look(view_of(data, size), &e, &one, &again) == OK) {
			assert(again.erased == e.n);
			enum err err = look(buf_view(&one), NULL, &two, &finds);
			assert(err == OK);
		}
	}
	buf_free(&one);
	buf_free(&two);
	return 0;
}
