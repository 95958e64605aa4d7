/* SPDX-License-Identifier: Apache-2.0
 * names.c: any bytes as a file name: what name_clean makes of it passes name_check and stays
 * itself.
 */
#include "form/name.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct buf name = buf_new(1024), again = buf_new(1024);
	char ext[9];
	name_clean(view_of(data, n), "docx", &name, NULL);
	enum err e = name_check(buf_view(&name));
	assert(e == OK);
	name_clean(buf_view(&name), "docx", &again, NULL);
	assert(view_eq(buf_view(&name), buf_view(&again)));
	name_ext(view_of(data, n), ext);
	e = name_check(view_of(data, n));
	(void)e;
	buf_free(&name);
	buf_free(&again);
	return 0;
}
