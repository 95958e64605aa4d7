/* SPDX-License-Identifier: Apache-2.0
 * rebuild_document.c: any bytes as the body of an office form, through lock 2 and the printer.
 */
#include "form/document_read.h"
#include "rebuild/rebuild.h"

extern const struct target target_document, target_sheet, target_slides;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What the form calls parts of pictures are two that are not pictures: refused when reached. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena mem scope_end(arena_free) = arena_new(256u << 20);
	struct buf out scope_end(buf_free) = buf_new(64u << 20);
	struct buf text scope_end(buf_free) = buf_new(64u << 20);
	struct buf preview scope_end(buf_free) = buf_new(16384);
	const struct target *target = size > 0 && data[0] == FORM_SHEET	   ? &target_sheet
				      : size > 0 && data[0] == FORM_SLIDES ? &target_slides
									   : &target_document;
	struct form_part parts[2] = {{target->kind, view_of(data, size)},
				     {FORM_IMAGE, VIEW("\x01\x01")}};
	struct form form = {2, parts};
	struct rebuild r = {&form, &limits_default, &mem, &out, &preview, ""};
	enum err rebuilt = target->rebuild(&r);
	enum err printed = document_print(view_of(data, size), &mem, &text);
	/* Both read the same grammar; the printer asks for no pictures and has room for less. */
	if (rebuilt == OK && (!utf8_clean(buf_view(&preview)) || printed == E_FORM))
		abort();
	return 0;
}
