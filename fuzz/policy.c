/* SPDX-License-Identifier: Apache-2.0
 * policy.c: any bytes as a policy file; what loads must also be written and load again as the same.
 */
#include "base/buf.h"
#include "policy/compare/compare.h"
#include "policy/read/join.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct policy_mistakes mistakes; /* large: not on the stack */

static void ask(const struct policy *p)
{
	struct limits limits;
	policy_limits_of(p, DIRECTION_IN, &limits);
	(void)policy_need(p, DIRECTION_OUT, GRADE_2);
	(void)!policy_destination(p, VIEW("a@example.lg.jp"), GRADE_1);
	for (uint32_t i = 0; i < p->people_count && i < 8; i++) {
		struct policy_case c = {.direction = i % 2 ? DIRECTION_OUT : DIRECTION_IN,
					.grade = (enum grade)(i % GRADE_COUNT),
					.name = VIEW("a.docx"),
					.length = 1000000,
					.recipient = VIEW("a@example.lg.jp")};
		struct policy_request r = {.unit = &p->units[p->people[i].units[0]],
					   .applicant = &p->people[0],
					   .demand = policy_demand(p, &c),
					   .waited_minutes = 60};
		if (i % 3 == 0)
			policy_demand_manager(p, &r.demand);
		r.voices_count = i % VOTES_MAX;
		for (size_t k = 0; k < r.voices_count; k++)
			r.voices[k] = &p->people[k];
		assert(policy_given(p, &r) <= policy_wanted(p, &r));
		(void)policy_enough(p, &r);
		const struct policy_person *some[4];
		(void)policy_approvers(p, &r, some, array_len(some));
		(void)!policy_may_approve(p, &p->people[i], &r);
		assert(policy_person(p, view_str(p->people[i].number)) == &p->people[i]);
	}
}

static void round_trip(const struct policy *p, struct arena *mem)
{
	struct policy again = {0};
	struct buf out = buf_new((size_t)8 << 20);
	enum err e = policy_public(p, &out);
	/* Defaults are written out: a file just within the limit may come back too large. */
	assert(e == OK || e == E_LIMIT_SIZE);
	if (e == OK) {
		e = policy_load(buf_view(&out), mem, &again, &mistakes);
		assert(e == OK && again.is_public);
		assert(memcmp(again.hash, p->hash, sizeof p->hash) == 0);
	}
	buf_free(&out);
}

/* Whatever stands behind the first NUL is the host's file, whatever its name. */
static enum err read_rest(const struct policy_source *from, const char *name, struct arena *mem,
			  struct view *ret)
{
	const struct view *all = from->context;
	size_t cut = view_find(*all, 0, 0);
	(void)mem;
	assert(name[0] && name[0] != '.' && !strchr(name, '/'));
	*ret = view_sub(*all, min_of(cut + 1, all->n), all->n);
	return cut < all->n ? OK : E_NOT_FOUND;
}

static void join(struct view all, struct arena *mem)
{
	struct policy_source from = {.read = read_rest, .context = &all};
	struct policy p = {0}, again = {0};
	struct view text;
	struct view own = view_sub(all, 0, view_find(all, 0, 0));
	enum err e = policy_load_from(own, &from, 0, mem, &p, &mistakes, &text);
	assert((e == OK) == (mistakes.wrong == 0));
	if (e != OK)
		return;
	e = policy_load(text, mem, &again, &mistakes);
	assert(e == OK && memcmp(again.hash, p.hash, sizeof p.hash) == 0);
	struct policy_changes none;
	e = policy_compare(&p, &again, mem, &none);
	assert(e == OK && none.n == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena mem = arena_new(POLICY_ARENA * 2);
	struct policy p = {0};
	enum err e = policy_load(view_of(data, n), &mem, &p, &mistakes);
	assert((e == OK) == (mistakes.wrong == 0));
	assert(e == OK || e == E_CONFIG);
	if (e == OK) {
		ask(&p);
		round_trip(&p, &mem);
	}
	arena_free(&mem);
	mem = arena_new(POLICY_ARENA * 4);
	join(view_of(data, n), &mem);
	arena_free(&mem);
	return 0;
}
