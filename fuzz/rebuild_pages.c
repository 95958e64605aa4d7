/* SPDX-License-Identifier: Apache-2.0
 * rebuild_pages.c: any bytes as the body of a pages form, through lock 2 and the printer.
 */
#include "base/utf8.h"
#include "form/forms_gen.h"
#include "rebuild/rebuild.h"

extern const struct target target_pages;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Its pictures are one black pixel each. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena mem scope_end(arena_free) = arena_new(256u << 20);
	struct buf out scope_end(buf_free) = buf_new(64u << 20);
	struct buf text scope_end(buf_free) = buf_new(64u << 20);
	struct buf preview scope_end(buf_free) = buf_new(16384);
	static const char pixel[8] = "\x01\x01\0\0\0\0\x01";
	struct form_part parts[4] = {{FORM_PAGES, view_of(data, size)}};
	for (unsigned i = 1; i < 4; i++)
		parts[i] = (struct form_part){FORM_IMAGE, view_of(pixel, sizeof pixel)};
	struct form form = {4, parts};
	struct rebuild r = {&form, &limits_default, &mem, &out, &preview, ""};
	enum err rebuilt = target_pages.rebuild(&r);
	enum err printed = form_specs[FORM_PAGES].print(view_of(data, size), &mem, &text);
	/* The printer reads the same records; lock 2 asks more of them. */
	if (rebuilt == OK && (!utf8_clean(buf_view(&preview)) || printed == E_FORM ||
			      !view_ends(buf_view(&out), VIEW("\n%%EOF\n"))))
		abort();
	return 0;
}
