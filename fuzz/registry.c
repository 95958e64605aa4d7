/* SPDX-License-Identifier: Apache-2.0
 * registry.c: any bytes as Registry.pol and as .reg; what is read and written again is the same.
 */
#include "terminal/registry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static bool same(const struct registry *a, const struct registry *b)
{
	bool ok = a->n == b->n;
	for (uint32_t i = 0; ok && i < a->n; i++)
		ok = view_eq(a->values[i].key, b->values[i].key) &&
		     view_eq(a->values[i].name, b->values[i].name) &&
		     a->values[i].type == b->values[i].type &&
		     view_eq(a->values[i].data, b->values[i].data);
	return ok;
}

static void pol(struct view file, struct arena *mem)
{
	struct registry r = registry_new(mem);
	struct buf out = buf_new(REGISTRY_FILE_MAX);
	if (registry_read_pol(file, &r) == OK) {
		enum err e = registry_write_pol(&r, &out);
		assert(e == OK && view_eq(buf_view(&out), file));
	}
	buf_free(&out);
}

static void reg(struct view file, struct arena *mem)
{
	struct registry r = registry_new(mem), again = registry_new(mem);
	struct buf out = buf_new(REGISTRY_FILE_MAX);
	/* Escapes may make it longer than a file that is read. */
	if (registry_read_reg(file, &r) == OK && registry_write_reg(&r, &out) == OK) {
		enum err e = registry_read_reg(buf_view(&out), &again);
		assert(e == OK && same(&r, &again));
	}
	buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena mem = arena_new((size_t)256 << 20);
	pol(view_of(data, n), &mem);
	reg(view_of(data, n), &mem);
	arena_free(&mem);
	return 0;
}
