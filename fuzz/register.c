/* SPDX-License-Identifier: Apache-2.0
 * register.c: any bytes as the definition of a register. What is taken holds together; what is not
 * says why and where.
 */
#include "register/definition.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check(const struct register_rules *r, struct arena *mem)
{
	const struct register_definition *d = &r->d;
	uint64_t states = ((uint64_t)1 << d->states_count) - 1;
	scope_end(buf_free) struct buf number = buf_new(256);
	struct expr_sql sql;
	register_number_put(r, 2026, 12, &number);
	assert(number.err == OK && number.n > 0);
	for (uint32_t i = 0; i < d->fields_count; i++) {
		const struct register_field_rules *f = &r->fields[i];
		assert(register_field(r, view_str(d->fields[i].code)) == i && f->most > 0);
		assert((d->fields[i].type == REGISTER_SUM) == (f->sum != NULL));
		enum err e = f->sum ? expr_sql(f->sum, mem, &sql) : OK;
		assert(e == OK || e == E_LIMIT_SIZE || e == E_NO_MEMORY);
	}
	for (uint32_t i = 0; i < d->moves_count; i++) {
		const struct register_move_rules *m = &r->moves[i];
		assert(m->from && !(m->from & ~states) && m->to < d->states_count);
		assert(!(m->from & (uint64_t)1 << m->to) && (d->moves[i].by || m->automatic));
		for (uint32_t k = 0; k < d->moves[i].need_count; k++)
			assert(m->need[k] < d->fields_count);
	}
	assert(r->unit_field == POLICY_NONE || r->unit_field < d->fields_count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct policy_mistakes m;
	struct arena mem = arena_new(REGISTER_ARENA * 2);
	struct register_rules r;
	enum err e = register_load(view_of(data, n), &mem, &r, &m);
	assert(e == OK || e == E_NO_MEMORY || (e == E_CONFIG && m.wrong > 0));
	for (uint32_t i = 0; i < m.n; i++)
		assert(m.rows[i].line >= 1 && m.rows[i].what_ja && m.rows[i].instead_en);
	if (e == OK)
		check(&r, &mem);
	arena_free(&mem);
	return 0;
}
