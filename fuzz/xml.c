/* SPDX-License-Identifier: Apache-2.0
 * xml.c: any bytes as XML: every token, name and value; looking ahead and going back must give the
 * same tokens as going straight on.
 */
#include "base/utf8.h"
#include "disarm/office/xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct xml x; /* large: not on the stack */

static uint16_t namespace_of(struct view address)
{
	return address.n % 3 == 0 ? XML_NS_UNKNOWN : (uint16_t)(address.n % 3);
}

static enum err values(void)
{
	struct view v;
	if (x.kind == XML_TEXT) {
		try(xml_text(&x, &v));
		assert(utf8_valid(v));
	}
	for (uint32_t i = 0; x.kind == XML_OPEN && i < x.n_attrs; i++) {
		try(xml_attr_value(&x, &x.attrs[i], &v));
		assert(utf8_valid(v) && !memchr(v.p, '\n', v.n));
		assert(xml_find(&x, x.attrs[i].name.ns, x.attrs[i].name.local));
	}
	return OK;
}

static enum err ahead_and_back(uint32_t tokens)
{
	struct xml_mark mark = xml_mark(&x);
	for (uint32_t i = 0; i < tokens; i++) {
		try(xml_next(&x));
		if (x.kind == XML_CLOSE && x.depth == mark.depth)
			break;
	}
	xml_rewind(&x, &mark);
	return OK;
}

static enum err walk(struct view in, struct arena *mem, bool look, uint64_t *ret)
{
	uint64_t sum = 0;
	uint32_t n = 0;
	try(xml_open(&x, in, namespace_of, mem));
	while (x.kind != XML_END) {
		try(xml_next(&x));
		try(values());
		sum = sum * 31 + x.kind * 7u + x.depth + (x.kind == XML_OPEN ? x.name.ns : 0u);
		if (look && x.kind == XML_OPEN && ++n % 4 == 0)
			try(ahead_and_back(n % 7));
	}
	*ret = sum;
	return OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena mem = arena_new((size_t)64 << 20);
	uint64_t straight = 0, looking = 0;
	if (n <= 1 << 20 && walk(view_of(data, n), &mem, false, &straight) == OK) {
		enum err e = walk(view_of(data, n), &mem, true, &looking);
		assert(e == OK && straight == looking);
	}
	arena_free(&mem);
	return 0;
}
