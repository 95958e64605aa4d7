/* SPDX-License-Identifier: Apache-2.0
 * clamd.c: whatever a scanner answers is one of the five opinions, and what it calls what it found
 * is printable.
 */
#include "post/clamd.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char name[CLAMD_NAME_MAX];
	enum scan_result s = clamd_answer(view_of(data, n), name);
	assert(s > SCAN_OFF && s < SCAN_COUNT);
	assert(s == SCAN_FOUND || name[0] == '\0');
	size_t end = strnlen(name, sizeof name);
	assert(end < sizeof name);
	for (size_t i = 0; i < end; i++)
		assert(name[i] >= 0x20 && name[i] <= 0x7e);
	return 0;
}
