/* SPDX-License-Identifier: Apache-2.0
 * value.c: any bytes as a cell of every type; what is taken is shown, and read as the same again.
 */
#include "base/utf8.h"
#include "register/value.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const struct register_choice choices[] = {
    {"a", {(const uint8_t *)"\xe7\x94\xb2", 3}, {(const uint8_t *)"first", 5}},
    {"b", {(const uint8_t *)"\xe4\xb9\x99", 3}, {(const uint8_t *)"second", 6}},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	for (unsigned type = 0; type < REGISTER_TYPES; type++)
		for (int many = 0; many < 2; many++) {
			struct value_kind k = {(enum register_type)type, many, choices,
					       array_len(choices), 200};
			struct value_mistake m = {0};
			scope_end(buf_free) struct buf kept = buf_new(1 << 20);
			scope_end(buf_free) struct buf shown = buf_new(1 << 21);
			scope_end(buf_free) struct buf again = buf_new(1 << 20);
			enum err e = value_read(&k, view_of(data, n), &kept, &m);
			assert(e == OK || e == E_LIMIT_SIZE ||
			       (e == E_CONFIG && m.ja[0] && m.todo_en[0] &&
				utf8_valid(view_str(m.ja))));
			if (e != OK)
				continue;
			value_show(&k, buf_view(&kept), n & 1, &shown);
			e = value_read(&k, buf_view(&shown), &again, &m);
			assert(e == OK && view_eq(buf_view(&kept), buf_view(&again)));
		}
	return 0;
}
