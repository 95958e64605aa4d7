/* SPDX-License-Identifier: Apache-2.0
 * forms.c: what a captured lock 1 could send. The first byte is the kind of part 0; its body
 * follows, up to a picture's part when the length in the next four bytes says so. The frame is
 * ours, so that samples survive a change of tables; the raw bytes are tried as a whole file too.
 */
#include "passage.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void try_file(struct view file)
{
	struct arena mem = arena_new((size_t)256 << 20);
	struct buf text = buf_new(1 << 20);
	struct form form;
	enum err e = form_open(file, &mem, &form);
	if (e == OK) {
		e = form_print(file, &mem, &text);
		passage_rebuild(file, &mem, false);
	}
	buf_free(&text);
	arena_free(&mem);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct cursor c = cursor_of(view_of(data, n));
	uint8_t kind = cursor_u8(&c);
	uint32_t first = cursor_u32(&c);
	struct view rest = view_sub(c.v, c.at, n);
	try_file(view_of(data, n));
	if (c.bad || kind < FORM_TEXT || kind > FORM_DOCUMENT)
		return 0;
	struct buf file = buf_new(n + 256);
	struct form_writer w = form_begin(&file);
	form_part_begin(&w, (enum form_kind)kind);
	buf_put(&file, view_sub(rest, 0, first));
	form_part_end(&w);
	if (first < rest.n) {
		form_part_begin(&w, FORM_IMAGE);
		buf_put(&file, view_sub(rest, first, rest.n));
		form_part_end(&w);
	}
	try_file(buf_view(&file));
	buf_free(&file);
	return 0;
}
