/* SPDX-License-Identifier: Apache-2.0
 * multipart.c: a body of any bytes, cut anywhere (the first byte says how): the events must be the
 * same as when it comes in one piece, and content must be what stood there.
 */
#include "web/multipart.h"

static uint64_t mix(uint64_t h, const void *p, size_t n)
{
	const uint8_t *bytes = p;
	for (size_t i = 0; i < n; i++)
		h = (h ^ bytes[i]) * 1099511628211u;
	return h;
}

static uint64_t digest(struct view body, size_t step)
{
	struct multipart m;
	uint64_t h = 14695981039346656037u;
	if (multipart_begin(&m, VIEW("multipart/form-data; boundary=XyZ")) != OK)
		abort();
	for (size_t at = 0; at < body.n; at += step) {
		struct view in = view_sub(body, at, step), data;
		enum multipart_event e;
		do {
			size_t used;
			e = multipart_next(&m, in, &used, &data);
			if (used > in.n)
				abort();
			in = view_sub(in, used, in.n);
			if (e == MULTIPART_BAD)
				return mix(h, "bad", 3);
			if (e == MULTIPART_DATA)
				h = mix(h, data.p, data.n);
			else if (e != MULTIPART_MORE)
				h = mix(h, &e, sizeof(e));
			if (e == MULTIPART_PART)
				h = mix(mix(h, m.name, strlen(m.name)), m.file_name,
					strlen(m.file_name));
		} while (e != MULTIPART_MORE);
		if (in.n > 0)
			abort();
	}
	return h;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	if (n < 2)
		return 0;
	struct view body = view_of(p + 1, n - 1);
	if (digest(body, (size_t)p[0] + 1) != digest(body, body.n))
		abort();
	return 0;
}
