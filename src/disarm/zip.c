/* SPDX-License-Identifier: Apache-2.0
 * zip.c: end record, central directory, local headers, overlap check, inflate.
 */
#include <libdeflate.h>

#include "disarm/hash.h"
#include "disarm/zip.h"

#define SIG_LOCAL 0x04034b50u
#define SIG_CENTRAL 0x02014b50u
#define SIG_END 0x06054b50u
#define SIG_DESCRIPTOR 0x08074b50u

#define END_SIZE 22u
#define CRYPT_HEADER 12u /* APPNOTE 6.1.3 */

#define FLAG_DESCRIPTOR 0x0008u
#define FLAG_PATCH 0x0020u
#define FLAG_STRONG 0x0040u
#define FLAG_MASKED 0x2000u

/* Below this a member may have any ratio: blank tables and styles pack very well. */
#define RATIO_FLOOR (1u << 20)

struct end_record {
	size_t at;	  /* of the end record */
	size_t base;	  /* what is to be added to every offset: length of an unaccounted prefix */
	uint32_t central; /* offset of the directory, with base */
	uint32_t size;	  /* of the directory */
	uint32_t n;
};

/* Everything about a member that the central directory says. */
struct central {
	struct zip_member m;
	uint32_t packed_size;
	uint32_t local; /* offset, with base */
};

static bool end_record_at(struct view in, size_t at, struct end_record *ret, enum err *ret_err)
{
	struct cursor c = cursor_of(view_sub(in, at, END_SIZE));
	if (cursor_u32(&c) != SIG_END || c.bad)
		return false;
	uint16_t disk = cursor_u16(&c), central_disk = cursor_u16(&c);
	uint16_t here = cursor_u16(&c), n = cursor_u16(&c);
	uint32_t size = cursor_u32(&c), offset = cursor_u32(&c);
	uint16_t comment = cursor_u16(&c);
	if (c.bad || comment > in.n - at - END_SIZE || (uint64_t)size + offset > at)
		return false;
	if (disk != 0 || central_disk != 0 || here != n) {
		*ret_err = E_BROKEN;
		return true;
	}
	size_t base = at - size - offset;
	*ret = (struct end_record){at, base, (uint32_t)(offset + base), size, n};
	return true;
}

/* The last end record wins: data behind it is a suffix, an end record inside a comment is a lie
 * that only makes the rest unreadable. */
static enum err find_end(struct view in, struct end_record *ret)
{
	if (in.n < END_SIZE)
		return E_BROKEN;
	size_t lowest = in.n > END_SIZE + 2 * 65536u ? in.n - END_SIZE - 2 * 65536u : 0;
	for (size_t at = in.n - END_SIZE + 1; at-- > lowest;) {
		enum err err = OK;
		if (in.p[at] == 'P' && end_record_at(in, at, ret, &err))
			return err;
	}
	return E_BROKEN;
}

static bool name_ok(struct view name)
{
	if (name.n == 0 || name.n > ZIP_NAME_MAX || name.p[0] == '/')
		return false;
	size_t from = 0;
	while (from < name.n) {
		size_t to = view_find(name, from, '/');
		struct view segment = view_sub(name, from, to - from);
		if (segment.n == 0 || view_eq(segment, VIEW(".")) || view_eq(segment, VIEW("..")))
			return false;
		from = to + 1;
	}
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] < 0x20 || name.p[i] == '\\' || name.p[i] == 0x7f)
			return false;
	return true;
}

/* What it means is for disarm/zip_names.c to find out. */
static bool archive_name_ok(struct view name)
{
	return name.n > 0 && name.n <= ZIP_NAME_MAX && view_find(name, 0, 0) == name.n;
}

static enum err check_flags(uint16_t flags, bool archive)
{
	unsigned refused = FLAG_STRONG | FLAG_MASKED | (archive ? 0 : ZIP_ENCRYPTED);
	if (flags & refused)
		return E_ENCRYPTED;
	return flags & FLAG_PATCH ? E_BROKEN : OK;
}

static enum err check_sizes(const struct central *c, const struct limits *limits, bool archive)
{
	if (!archive && c->m.method != ZIP_STORED && c->m.method != ZIP_DEFLATED)
		return E_BROKEN;
	if (c->packed_size == UINT32_MAX || c->m.size == UINT32_MAX || c->local == UINT32_MAX)
		return E_BROKEN; /* zip64 */
	uint32_t header = c->m.flags & ZIP_ENCRYPTED ? CRYPT_HEADER : 0;
	if (c->m.method == ZIP_STORED &&
	    (c->packed_size < header || c->packed_size - header != c->m.size))
		return E_BROKEN;
	if (c->m.folder && c->m.size != 0)
		return E_BROKEN;
	if (c->m.size > RATIO_FLOOR && c->m.size / max_of(limits->ratio, 1u) > c->packed_size)
		return E_LIMIT_RATIO;
	return OK;
}

static enum err read_central(struct cursor *c, const struct limits *limits, struct zip *z,
			     struct central *ret)
{
	struct central r = {0};
	if (cursor_u32(c) != SIG_CENTRAL)
		return E_BROKEN;
	r.m.host = cursor_u16(c) >> 8;
	cursor_skip(c, 2); /* version needed: says nothing we rely on */
	r.m.flags = cursor_u16(c);
	r.m.method = cursor_u16(c);
	r.m.modified = cursor_u32(c);
	r.m.crc = cursor_u32(c);
	r.packed_size = cursor_u32(c);
	r.m.size = cursor_u32(c);
	uint16_t name = cursor_u16(c), extra = cursor_u16(c), comment = cursor_u16(c);
	uint16_t disk = cursor_u16(c);
	cursor_skip(c, 2); /* is it text: a guess */
	r.m.attributes = cursor_u32(c);
	r.local = cursor_u32(c);
	r.m.name = cursor_take(c, name);
	r.m.extra = cursor_take(c, extra);
	struct view comment_bytes = cursor_take(c, comment);
	bool named = z->archive ? archive_name_ok(r.m.name) : name_ok(r.m.name);
	if (c->bad || disk != 0 || !named)
		return E_BROKEN;
	try(check_flags(r.m.flags, z->archive));
	r.m.folder = r.m.name.p[r.m.name.n - 1] == '/';
	try(check_sizes(&r, limits, z->archive));
	if (comment_bytes.n && z->comments++ == 0)
		z->first_comment = comment_bytes;
	*ret = r;
	return OK;
}

/* A data descriptor comes with or without signature, and from some writers with 64-bit sizes. */
static enum err skip_descriptor(struct cursor *c, const struct zip_member *m)
{
	static const struct {
		bool signature, wide;
	} shapes[] = {{true, false}, {false, false}, {true, true}};
	for (size_t i = 0; i < array_len(shapes); i++) {
		struct cursor t = *c;
		if (shapes[i].signature && cursor_u32(&t) != SIG_DESCRIPTOR)
			continue;
		uint32_t crc = cursor_u32(&t);
		uint64_t packed = shapes[i].wide ? cursor_u64(&t) : cursor_u32(&t);
		uint64_t size = shapes[i].wide ? cursor_u64(&t) : cursor_u32(&t);
		if (t.bad || crc != m->crc || packed != m->packed.n || size != m->size)
			continue;
		*c = t;
		return OK;
	}
	return E_BROKEN;
}

static enum err read_local(struct view in, size_t base, size_t end, bool archive, struct central *m)
{
	size_t at;
	if (ckd_add(&at, base, (size_t)m->local) || at >= end)
		return E_BROKEN;
	struct cursor c = cursor_of(view_sub(in, 0, end));
	c.at = at;
	if (cursor_u32(&c) != SIG_LOCAL)
		return E_BROKEN;
	cursor_skip(&c, 2);
	uint16_t flags = cursor_u16(&c), method = cursor_u16(&c);
	cursor_skip(&c, 4);
	uint32_t crc = cursor_u32(&c), packed = cursor_u32(&c), size = cursor_u32(&c);
	uint16_t name_n = cursor_u16(&c), extra = cursor_u16(&c);
	struct view name = cursor_take(&c, name_n);
	cursor_skip(&c, extra);
	m->m.packed = cursor_take(&c, m->packed_size);
	if (c.bad || !view_eq(name, m->m.name) || method != m->m.method)
		return E_BROKEN;
	try(check_flags(flags, archive));
	if ((flags ^ m->m.flags) & ZIP_ENCRYPTED)
		return E_BROKEN;
	/* With a descriptor the sizes may stand behind the data only. */
	bool later = (flags & FLAG_DESCRIPTOR) && packed == 0 && size == 0 && crc == 0;
	if (!later && (crc != m->m.crc || packed != m->packed_size || size != m->m.size))
		return E_BROKEN;
	if (flags & FLAG_DESCRIPTOR)
		try(skip_descriptor(&c, &m->m));
	m->m.from = (uint32_t)at;
	m->m.to = (uint32_t)c.at;
	return OK;
}

static uint32_t name_hash(struct view name)
{
	uint32_t h = 2166136261u; /* FNV-1a */
	for (size_t i = 0; i < name.n; i++) {
		uint8_t c = name.p[i];
		h = (h ^ (uint32_t)(c >= 'A' && c <= 'Z' ? c + 32 : c)) * 16777619u;
	}
	return h ^ h >> 15;
}

/* In Shift_JIS the second byte of a character may be a letter of ASCII. */
static bool same_name(const struct zip *z, struct view a, struct view b)
{
	return z->archive ? view_eq(a, b) : view_eq_nocase(a, b);
}

/* The slot that holds the name, or the free one where it would go. */
static uint32_t slot_of(const struct zip *z, struct view name)
{
	uint32_t slot = name_hash(name) & z->slot_mask;
	while (z->slots[slot] && !same_name(z, z->members[z->slots[slot] - 1].name, name))
		slot = (slot + 1) & z->slot_mask;
	return slot;
}

uint32_t zip_find(const struct zip *z, struct view name)
{
	uint32_t found = z->slots ? z->slots[slot_of(z, name)] : 0;
	return found ? found - 1 : ZIP_NONE;
}

struct span {
	uint32_t from, to;
};

static int by_offset(const void *a, const void *b)
{
	const struct span *x = a, *y = b;
	return (x->from > y->from) - (x->from < y->from);
}

/* No byte twice; bytes of nobody are counted. */
static enum err check_layout(struct view in, const struct end_record *end, struct arena *mem,
			     struct zip *z)
{
	struct span *order = arena_array(mem, z->n + 1u, sizeof *order);
	if (!order)
		return E_LIMIT_MEMORY;
	for (uint32_t i = 0; i < z->n; i++)
		order[i] = (struct span){z->members[i].from, z->members[i].to};
	order[z->n] = (struct span){end->central, end->central};
	qsort(order, z->n, sizeof *order, by_offset);
	size_t at = order[0].from;
	z->prefix = view_sub(in, 0, at);
	for (uint32_t i = 0; i <= z->n; i++) {
		if (order[i].from < at) /* the same bytes over and over: a bomb's trick */
			return z->archive ? E_LIMIT_RATIO : E_BROKEN;
		if (order[i].from > at && z->gaps++ == 0)
			z->first_gap = view_sub(in, at, order[i].from - at);
		at = order[i].to;
	}
	return OK;
}

static enum err read_directory(struct view in, const struct limits *limits,
			       const struct end_record *end, struct zip *z)
{
	struct cursor c = cursor_of(view_sub(in, end->central, end->size));
	uint64_t total = 0;
	for (uint32_t i = 0; i < end->n; i++) {
		struct central m = {0};
		try(read_central(&c, limits, z, &m));
		try(read_local(in, end->base, end->central, z->archive, &m));
		uint32_t slot = slot_of(z, m.m.name);
		if (z->slots[slot])
			return E_BROKEN; /* the same name twice, or differing in case only */
		z->members[z->n++] = m.m;
		z->slots[slot] = z->n;
		total += m.m.size;
		if (total > z->budget)
			return E_LIMIT_SIZE;
	}
	return cursor_done(&c) ? OK : E_BROKEN;
}

static enum err make_room(struct arena *mem, uint32_t n, struct zip *z)
{
	uint32_t slots = 16;
	while (slots < n * 2)
		slots *= 2;
	z->members = arena_array(mem, max_of(n, 1u), sizeof *z->members);
	z->slots = arena_array(mem, slots, sizeof *z->slots);
	z->slot_mask = slots - 1;
	return z->members && z->slots ? OK : E_LIMIT_MEMORY;
}

bool zip_probe(struct view in)
{
	struct end_record end;
	return view_starts(in, VIEW("PK\x03\x04")) || view_starts(in, VIEW("PK\x05\x06")) ||
	       find_end(in, &end) == OK;
}

static enum err open_as(struct view in, const struct limits *limits, struct zip z,
			struct arena *mem, struct zip *ret)
{
	struct end_record end;
	if (in.n > UINT32_MAX)
		return E_LIMIT_SIZE;
	try(find_end(in, &end));
	if (end.n > (z.archive ? limits->archive_members : limits->parts))
		return E_LIMIT_COUNT;
	try(make_room(mem, end.n, &z));
	try(read_directory(in, limits, &end, &z));
	try(check_layout(in, &end, mem, &z));
	struct cursor c = cursor_of(view_sub(in, end.at, in.n));
	cursor_skip(&c, END_SIZE - 2);
	struct view comment = cursor_take(&c, cursor_u16(&c));
	if (comment.n && z.comments++ == 0)
		z.first_comment = comment;
	z.suffix = cursor_take(&c, cursor_left(&c));
	*ret = z;
	return OK;
}

enum err zip_open(struct view in, const struct limits *limits, struct arena *mem, struct zip *ret)
{
	return open_as(in, limits, (struct zip){.budget = limits->memory}, mem, ret);
}

enum err zip_open_archive(struct view in, const struct limits *limits, struct arena *mem,
			  struct zip *ret)
{
	return open_as(in, limits, (struct zip){.budget = limits->output, .archive = true}, mem,
		       ret);
}

struct view zip_extra(struct view extra, uint16_t number)
{
	struct cursor c = cursor_of(extra);
	while (cursor_left(&c) >= 4) {
		uint16_t id = cursor_u16(&c);
		struct view field = cursor_take(&c, cursor_u16(&c));
		if (!c.bad && id == number)
			return field;
	}
	return (struct view){NULL, 0};
}

static void free_decompressor(struct libdeflate_decompressor **d)
{
	if (*d)
		libdeflate_free_decompressor(*d);
}

enum err zip_inflate(struct view packed, uint8_t *to, size_t size)
{
	scope_end(free_decompressor) struct libdeflate_decompressor *d =
	    libdeflate_alloc_decompressor();
	if (!d)
		return E_NO_MEMORY;
	size_t used = 0, made = 0;
	enum libdeflate_result got =
	    libdeflate_deflate_decompress_ex(d, packed.p, packed.n, to, size, &used, &made);
	return got == LIBDEFLATE_SUCCESS && used == packed.n && made == size ? OK : E_BROKEN;
}

enum err zip_read(struct zip *z, uint32_t member, struct arena *mem, struct view *ret)
{
	assert(member < z->n);
	const struct zip_member *m = &z->members[member];
	struct view content = m->packed;
	if (m->size > z->budget)
		return E_LIMIT_SIZE;
	z->budget -= m->size;
	if (m->method == ZIP_DEFLATED) {
		uint8_t *to = arena_alloc(mem, max_of(m->size, 1u));
		if (!to)
			return E_LIMIT_MEMORY;
		try(zip_inflate(m->packed, to, m->size));
		content = view_of(to, m->size);
	}
	if (libdeflate_crc32(0, content.p, content.n) != m->crc)
		return E_BROKEN;
	*ret = content;
	return OK;
}

static void add(struct report *report, enum finding_code code, struct view bytes)
{
	uint8_t hash[32];
	disarm_sha256(bytes, hash);
	report_add(report, code, PLACE_FILE, 0, VIEW(""), hash);
}

void zip_report(const struct zip *z, struct report *report)
{
	if (z->prefix.n)
		add(report, FINDING_TRAILING, z->prefix);
	if (z->suffix.n)
		add(report, FINDING_TRAILING, z->suffix);
	if (z->comments)
		add(report, FINDING_COMMENT_BYTES, z->first_comment);
	for (uint32_t i = 0; i < z->gaps; i++)
		add(report, FINDING_GAP, z->first_gap);
}
