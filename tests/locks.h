/* SPDX-License-Identifier: Apache-2.0
 * locks.h: both locks in one process, for tests: bytes -> form -> file, with report and errors.
 */
#ifndef TESTS_LOCKS_H
#define TESTS_LOCKS_H

#include "disarm/disarm.h"
#include "rebuild/rebuild.h"

struct locks {
	struct limits limits;
	struct buf form, out, preview;
	struct report report;
	char ext[8];
	enum err disarmed, rebuilt;
};

static inline void locks_rebuild(struct locks *l)
{
	struct arena mem scope_end(arena_free) = arena_new((size_t)1 << 30);
	buf_free(&l->out);
	buf_free(&l->preview);
	l->out = buf_new(l->limits.output);
	l->preview = buf_new(l->limits.options & LIMITS_PREVIEW ? (size_t)2 << 20 : 4096);
	struct rebuild r = {
	    .limits = &l->limits, .mem = &mem, .out = &l->out, .preview = &l->preview};
	l->rebuilt = rebuild_run(buf_view(&l->form), &r);
	memcpy(l->ext, r.ext, sizeof l->ext);
}

/* Frees with locks_free. `rebuilt` is E_INTERNAL when disarm already refused. */
static inline struct locks *locks_run(struct view in, const char *ext, const struct limits *limits)
{
	struct arena mem scope_end(arena_free) = arena_new((size_t)1 << 30);
	struct locks *l = calloc(1, sizeof *l);
	const struct format *format = NULL;
	if (!l)
		abort();
	l->limits = limits ? *limits : limits_default;
	l->form = buf_new(l->limits.output);
	struct disarm d = {.in = in,
			   .ext = view_str(ext),
			   .limits = &l->limits,
			   .mem = &mem,
			   .out = &l->form,
			   .report = &l->report};
	l->rebuilt = E_INTERNAL;
	l->disarmed = disarm_run(&d, &format);
	if (l->disarmed == OK)
		locks_rebuild(l);
	return l;
}

static inline void locks_free(struct locks *l)
{
	buf_free(&l->form);
	buf_free(&l->out);
	buf_free(&l->preview);
	free(l);
}

static inline uint32_t locks_found(const struct locks *l, enum finding_code code)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < l->report.n; i++)
		n += l->report.rows[i].code == code ? l->report.rows[i].count : 0;
	return n;
}

/* A second passage of what came out must give the same form and the same file. */
static inline bool locks_stable(const struct locks *l)
{
	struct locks *again = locks_run(buf_view(&l->out), l->ext, &l->limits);
	bool same = again->disarmed == OK && again->rebuilt == OK &&
		    view_eq(buf_view(&l->form), buf_view(&again->form)) &&
		    view_eq(buf_view(&l->out), buf_view(&again->out));
	locks_free(again);
	return same;
}

/* Forms with a few bytes changed at random: never a crash, and what rebuild takes it writes whole.
 */
static inline size_t locks_mutate(const struct locks *l, size_t rounds)
{
	uint32_t seed = 7;
	size_t refused = 0;
	struct locks *m = calloc(1, sizeof *m);
	if (!m)
		abort();
	m->limits = l->limits;
	for (size_t round = 0; round < rounds; round++) {
		m->form = buf_new(l->form.n);
		buf_put(&m->form, buf_view(&l->form));
		for (size_t i = 0; i <= round % 3; i++) {
			seed = seed * 1664525u + 1013904223u;
			size_t at = (seed >> 4) % m->form.n;
			m->form.p[round % 2 ? at : 12 + at % 120 % (m->form.n - 12)] ^=
			    (uint8_t)(1u << (seed >> 28 & 7));
		}
		locks_rebuild(m);
		refused += m->rebuilt != OK;
		buf_free(&m->form);
	}
	m->form = buf_new(1);
	locks_free(m);
	return refused;
}

#endif
