/* SPDX-License-Identifier: Apache-2.0
 * smtp.c: whatever a relay answers is a code, more to come, or no reply; and a longer beginning of
 * the same bytes never takes a reply back.
 */
#include "post/smtp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	unsigned code = 0, first = 0;
	enum err e = smtp_reply(view_of(data, n), &code);
	assert(e == OK || e == E_BUSY || e == E_PROTOCOL);
	assert(e != OK || (code >= 100 && code <= 599));
	for (size_t i = 0; i < n && i < 600; i++)
		if (smtp_reply(view_of(data, i), &first) == OK)
			assert(e == OK && first == code);
	(void)!smtp_meaning(code, 250, true);
	return 0;
}
