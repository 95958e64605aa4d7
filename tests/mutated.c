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
#include "rebuild/rebuild.h"

#define FILES_MAX 256
#define FORM_MOST ((size_t)512 << 10) /* of a larger one the changes would seldom meet a rule */
#define SEEN_ROOM ((size_t)1 << 22)

static uint64_t state;

static uint32_t any(uint32_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 11) % below;
}

static const char *const evil[] = {
    "cmd|'/c calc'!A0",
    "=cmd|'/c calc'!A0",
    "=1+1",
    "@SUM(1)",
    "+cmd|x!A1",
    "-2+3+cmd|' /C calc'!A0",
    "WEBSERVICE(\"http://203.0.113.9/\")",
    "DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe \"/k calc\"",
    "a\" \\d INCLUDEPICTURE \"http://203.0.113.9/a",
    "ppaction://program",
    "ppaction://macro?name=a",
    "\\\\203.0.113.9\\share\\a.exe",
    "file:///C:/Windows/System32/calc.exe",
    "http://203.0.113.9@evil/",
    "javascript:alert(1)",
    "mhtml:http://203.0.113.9/!x-usc:http://203.0.113.9/",
    "'\\\\203.0.113.9\\[a.xlsx]S'!A1",
    "Auto_Open",
    "_xlnm.Auto_Open",
    "a\"/><script>x</script><a b=\"",
    "]]><!DOCTYPE a>",
    "../../vbaProject.bin",
    "a/../../b.txt",
    "CON.txt",
    "a\xe2\x80\xaegpj.exe",
    "x' onclick='y",
    ") /OpenAction << /S /JavaScript /JS (x) >> (",
    "/AA << /O 1 0 R >>",
    "endstream endobj 9 0 obj",
};

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

/* A length and then that many clean characters, without controls. */
static bool string_at(struct view body, size_t at, size_t *ret_n)
{
	uint8_t n = body.p[at];
	struct view v = view_sub(body, at + 1, n);
	if (n < 1 || n > 120 || v.n != n || !utf8_clean(v))
		return false;
	for (size_t i = 0; i < v.n; i++)
		if (v.p[i] < 0x20)
			return false;
	*ret_n = n;
	return true;
}

static void exchange(struct view body, struct buf *to)
{
	size_t at = 0, n = 0;
	for (unsigned tries = 0; tries < 400 && n == 0; tries++) {
		at = any((uint32_t)body.n);
		if (!string_at(body, at, &n))
			n = 0;
	}
	struct view with = n ? view_str(evil[any(array_len(evil))]) : view_sub(body, at, 1);
	if (n > 1 && any(4) == 0) /* as long as what was there: lengths around it stay right */
		with = view_sub(with, 0, n);
	buf_put(to, view_sub(body, 0, at));
	if (n)
		buf_varint(to, with.n);
	buf_put(to, with);
	buf_put(to, view_sub(body, at + n + 1, body.n));
}

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
		exchange(body, to);
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

static bool load(const char *path, struct buf *to)
{
	uint8_t block[4096];
	FILE *f = fopen(path, "rb");
	if (!f)
		return false;
	for (size_t n; (n = fread(block, 1, sizeof block, f)) > 0;)
		buf_put(to, view_of(block, n));
	(void)fclose(f);
	return to->err == OK;
}

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
	if (bases_n == FILES_MAX || !load(path, &in))
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
	state = (uint64_t)seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
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
