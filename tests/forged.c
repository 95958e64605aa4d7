/* SPDX-License-Identifier: Apache-2.0
 * forged.c: forms as a captured lock 1 would make them: those of real files, with strings of theirs
 * exchanged for what starts or fetches something, or bytes changed; what lock 2 takes is kept.
 *
 *   forged DIR SEED COUNT FILE...
 *
 * Of each file COUNT forms. What comes out goes to DIR; tests/check/forged.py looks at it.
 */
#include <stdlib.h>

#include "disarm/disarm.h"
#include "forging.h"
#include "rebuild/rebuild.h"
#include "whole.h"

static void change(struct view body, struct buf *out)
{
	buf_put(out, body);
	for (uint32_t n = 1 + any(3); n > 0 && out->err == OK && out->n > 0; n--)
		out->p[any((uint32_t)out->n)] = (uint8_t)any(any(2) ? 16 : 256);
}

static void forge(const struct form *form, struct buf *to)
{
	struct form_writer w = form_begin(to);
	struct buf body scope_end(buf_free) = buf_new(16u << 20);
	for (uint32_t i = 0; i < form->n; i++) {
		form_part_begin(&w, form->parts[i].kind);
		buf_clear(&body);
		if (i > 0 || form->parts[i].body.n == 0)
			buf_put(&body, form->parts[i].body);
		else if (any(4))
			forging_exchange(form->parts[i].body, &body, false);
		else
			change(form->parts[i].body, &body);
		buf_put(to, buf_view(&body));
		form_part_end(&w);
	}
}

static bool keep(const char *dir, unsigned long number, const char *ext, struct view v)
{
	char path[4096];
	(void)snprintf(path, sizeof path, "%s/%lu.%s", dir, number, ext);
	return whole_write(path, v);
}

static unsigned long forge_all(const char *dir, unsigned long count, struct view form_bytes,
			       const char *ext, unsigned long *kept)
{
	unsigned long accepted = 0;
	for (unsigned long k = 0; k < count; k++) {
		struct arena mem scope_end(arena_free) = arena_new(256u << 20);
		struct buf to scope_end(buf_free) = buf_new(64u << 20);
		struct buf out scope_end(buf_free) = buf_new(64u << 20);
		struct buf preview scope_end(buf_free) = buf_new(16384);
		struct form form;
		struct rebuild r = {
		    .limits = &limits_default, .mem = &mem, .out = &out, .preview = &preview};
		if (form_open(form_bytes, &mem, &form) != OK)
			abort();
		forge(&form, &to);
		if (rebuild_run(buf_view(&to), &r) != OK)
			continue;
		accepted++;
		if (strcmp(r.ext, ext) != 0 || !keep(dir, (*kept)++, r.ext, buf_view(&out)))
			abort();
	}
	return accepted;
}

static struct report report;

int main(int argc, char **argv)
{
	int64_t seed = 0, count = 0;
	unsigned long kept = 0;
	if (argc < 5 || view_int(view_str(argv[2]), 0, INT32_MAX, &seed) != OK ||
	    view_int(view_str(argv[3]), 0, INT32_MAX, &count) != OK)
		return 2;
	chance_seed((uint64_t)seed);
	disarm_warm();
	for (int i = 4; i < argc; i++) {
		struct arena mem scope_end(arena_free) = arena_new(256u << 20);
		struct buf in scope_end(buf_free) = buf_new(64u << 20);
		struct buf form scope_end(buf_free) = buf_new(64u << 20);
		const struct format *format;
		const char *dot = strrchr(argv[i], '.');
		report = (struct report){0};
		if (!whole_read(argv[i], &in))
			return 2;
		struct disarm d = {.in = buf_view(&in),
				   .ext = view_str(dot ? dot + 1 : ""),
				   .limits = &limits_default,
				   .mem = &mem,
				   .out = &form,
				   .report = &report};
		if (disarm_run(&d, &format) != OK)
			return 2;
		unsigned long accepted = forge_all(argv[1], (unsigned long)count, buf_view(&form),
						   dot ? dot + 1 : "", &kept);
		printf("%s: %ld forged, %lu taken\n", argv[i], (long)count, accepted);
	}
	return 0;
}
