/* SPDX-License-Identifier: Apache-2.0
 * mutated.c: forms of every kind, changed as a captured lock 1 could, into lock 2; what it takes
 * and writes goes out for tests/check/mutated.py to look at.
 *
 *   mutated SEED COUNT FILE...
 *
 * A FILE is a form ("SKF1"), without a dot in its name a container's body, or something that lock 1
 * makes a form of. COUNT changed forms in all, the
 * files in turns, so that a run can be told by seed and number. Standard output: of each new
 * outcome u32 number, 8 bytes extension, u32 length, the bytes; at the end, a line a file on
 * standard error.
 */
#include <stdlib.h>

#include "disarm/disarm.h"
#include "disarm/hash.h"
#include "faces.h"
#include "forging.h"
#include "rebuild/rebuild.h"
#include "whole.h"

#define FILES_MAX 256
#define FORM_MOST ((size_t)512 << 10) /* of a larger one the changes would seldom meet a rule */
#define SEEN_ROOM ((size_t)1 << 22)

struct base {
	const char *name;
	struct buf form;
	struct form parts; /* into `form` */
	struct arena mem;
	unsigned long made, taken, new;
};

static struct base bases[FILES_MAX];
static size_t bases_n;

/* --- changes of one part's body --- */

static void change(struct view body, struct buf *to)
{
	static const uint8_t edges[] = {0, 1, 2, 3, 0x7f, 0x80, 0xff, '=', '/', '\\', '<', '"'};
	buf_put(to, body);
	for (uint32_t n = 1 + any(3); n > 0 && to->n > 0; n--) {
		uint8_t *p = &to->p[any((uint32_t)to->n)];
		switch (any(4)) {
		case 0:
			*p = (uint8_t)any(256);
			break;
		case 1:
			*p ^= (uint8_t)(1u << any(8));
			break;
		case 2:
			*p = (uint8_t)(*p + (any(2) ? 1 : 255));
			break;
		default:
			*p = edges[any(array_len(edges))];
		}
	}
}

/* A run of bytes taken out, said twice, or put in from elsewhere. */
static void move(struct view body, struct buf *to)
{
	size_t at = any((uint32_t)body.n), n = 1 + any(24), from = any((uint32_t)body.n);
	uint32_t how = any(4);
	buf_put(to, view_sub(body, 0, at));
	if (how == 0)
		buf_put(to, view_sub(body, at, n));
	if (how == 1 || how == 2)
		buf_put(to, view_sub(body, from, n));
	buf_put(to, view_sub(body, at + (how == 1 || how == 3 ? n : 0), body.n));
}

static void change_body(struct view body, struct buf *to)
{
	uint32_t how = any(8);
	if (body.n == 0)
		buf_u8(to, (uint8_t)any(256));
	else if (how < 3)
		forging_exchange(body, to, true);
	else if (how < 6)
		change(body, to);
	else
		move(body, to);
}

/* Of a form with pictures now and then a picture is changed, exchanged, or left out. */
static void forge(const struct base *b, struct buf *to)
{
	const struct form *f = &b->parts;
	struct form_writer w = form_begin(to);
	uint32_t which = f->n > 1 && any(5) == 0 ? any(f->n) : 0, drop = any(40);
	for (uint32_t i = 0; i < f->n; i++) {
		uint32_t part = drop == 1 && i == which && i > 0 ? any(f->n) : i;
		if (drop == 0 && i == which && i > 0)
			continue;
		form_part_begin(&w, f->parts[part].kind);
		if (i == which)
			change_body(f->parts[part].body, to);
		else
			buf_put(to, f->parts[part].body);
		form_part_end(&w);
	}
	if (any(200) == 0 && to->n > 0)
		to->p[any((uint32_t)min_of(to->n, (size_t)64))] ^= (uint8_t)(1u << any(8));
}

/* --- what comes out --- */

static bool is_new(struct view out)
{
	static uint64_t seen[SEEN_ROOM];
	uint8_t hash[32];
	uint64_t key;
	disarm_sha256(out, hash);
	memcpy(&key, hash, sizeof key);
	key |= 1;
	size_t at = (size_t)(key >> 13) & (SEEN_ROOM - 1);
	while (seen[at] && seen[at] != key)
		at = (at + 1) & (SEEN_ROOM - 1);
	bool fresh = seen[at] == 0;
	seen[at] = key;
	return fresh;
}

static void put_out(uint32_t number, const char ext[8], struct view out)
{
	uint32_t n = (uint32_t)out.n;
	if (fwrite(&number, sizeof number, 1, stdout) != 1 || fwrite(ext, 8, 1, stdout) != 1 ||
	    fwrite(&n, sizeof n, 1, stdout) != 1 || fwrite(out.p, 1, out.n, stdout) != out.n)
		abort();
}

static void one(struct base *b, uint32_t number)
{
	static struct buf to, out, preview;
	struct arena mem scope_end(arena_free) = arena_new((size_t)256 << 20);
	to.cap = out.cap = (size_t)64 << 20;
	preview.cap = 16384;
	buf_clear(&to);
	buf_clear(&out);
	buf_clear(&preview);
	struct rebuild r = {
	    .limits = &limits_default, .mem = &mem, .out = &out, .preview = &preview};
	forge(b, &to);
	b->made++;
	if (to.err != OK || rebuild_run(buf_view(&to), &r) != OK)
		return;
	b->taken++;
	if (!utf8_clean(buf_view(&preview)))
		abort(); /* an approver's page would show it */
	if (!is_new(buf_view(&out)))
		return;
	b->new ++;
	put_out(number, r.ext, buf_view(&out));
}

/* --- bases --- */

static bool disarm_base(struct base *b, struct view in, const char *path)
{
	static struct report report;
	struct arena mem scope_end(arena_free) = arena_new((size_t)1 << 30);
	const struct format *format;
	const char *dot = strrchr(path, '.');
	report.n = 0;
	struct disarm d = {.in = in,
			   .ext = view_str(dot ? dot + 1 : ""),
			   .limits = &limits_default,
			   .mem = &mem,
			   .out = &b->form,
			   .report = &report};
	return disarm_run(&d, &format) == OK && !d.members;
}

/* tests/samples/container: bodies only. */
static void wrap(struct base *b, struct view body)
{
	struct form_writer w = form_begin(&b->form);
	form_part_begin(&w, FORM_CONTAINER);
	buf_put(&b->form, body);
	form_part_end(&w);
}

static void add_base(const char *path)
{
	struct buf in scope_end(buf_free) = buf_new((size_t)64 << 20);
	struct base *b = &bases[bases_n];
	const char *slash = strrchr(path, '/');
	if (bases_n == FILES_MAX || !whole_read(path, &in))
		return;
	*b = (struct base){.name = slash ? slash + 1 : path,
			   .form = buf_new((size_t)64 << 20),
			   .mem = arena_new((size_t)1 << 20)};
	if (view_starts(buf_view(&in), VIEW("SKF1")))
		buf_put(&b->form, buf_view(&in));
	else if (!strchr(b->name, '.'))
		wrap(b, buf_view(&in));
	else if (!disarm_base(b, buf_view(&in), path))
		return;
	if (b->form.n <= FORM_MOST && form_open(buf_view(&b->form), &b->mem, &b->parts) == OK)
		bases_n++;
}

int main(int argc, char **argv)
{
	int64_t seed = 0, count = 0;
	if (argc < 4 || view_int(view_str(argv[1]), 0, INT32_MAX, &seed) != OK ||
	    view_int(view_str(argv[2]), 0, INT32_MAX, &count) != OK)
		return 2;
	chance_seed((uint64_t)seed);
	disarm_warm();
	(void)faces_give();
	for (int i = 3; i < argc; i++)
		add_base(argv[i]);
	if (bases_n == 0)
		return 2;
	for (uint32_t i = 0; i < (uint32_t)count; i++)
		one(&bases[i % bases_n], i);
	for (size_t i = 0; i < bases_n; i++)
		fprintf(stderr, "%s %u %lu %lu %lu\n", bases[i].name,
			(unsigned)bases[i].parts.parts[0].kind, bases[i].made, bases[i].taken,
			bases[i].new);
	return fflush(stdout) == 0 ? 0 : 1;
}
