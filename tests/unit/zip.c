/* SPDX-License-Identifier: Apache-2.0
 * zip.c: the zip reader, on archives built here byte by byte and then bent.
 */
#include <libdeflate.h>

#include "disarm/zip.h"
#include "tap.h"

enum { METHOD_STORED = 0, METHOD_DEFLATED = 8 };

struct bent {
	uint16_t flags, method, local_flags;
	const char *local_name;
	uint32_t add_size, add_crc, add_packed;
	bool descriptor, unsigned_descriptor, wide_descriptor, bad_descriptor;
	const char *gap;  /* after this member */
	uint32_t same_as; /* local offset of member n - 1, for overlaps */
};

struct made {
	struct buf file, directory;
	uint32_t n;
	uint32_t offsets[8];
};

static uint32_t deflated(struct view v, uint8_t *to, size_t room)
{
	struct libdeflate_compressor *c = libdeflate_alloc_compressor(6);
	size_t n = libdeflate_deflate_compress(c, v.p, v.n, to, room);
	libdeflate_free_compressor(c);
	return (uint32_t)n;
}

static void header(struct buf *b, bool central, const struct bent *how, uint32_t crc,
		   uint32_t packed, uint32_t size, const char *name)
{
	bool zeroed = !central && how->descriptor;
	buf_u32(b, central ? 0x02014b50 : 0x04034b50);
	if (central)
		buf_u16(b, 20);
	buf_u16(b, 20);
	buf_u16(b, (uint16_t)((central ? how->flags : how->flags | how->local_flags) |
			      (how->descriptor ? 8 : 0)));
	buf_u16(b, how->method);
	buf_u32(b, 0x00210000);
	buf_u32(b, zeroed ? 0 : crc);
	buf_u32(b, zeroed ? 0 : packed);
	buf_u32(b, zeroed ? 0 : size);
	buf_u16(b, (uint16_t)strlen(name));
	buf_u16(b, 0);
}

static void descriptor(struct buf *b, const struct bent *how, uint32_t crc, uint32_t packed,
		       uint32_t size)
{
	if (!how->unsigned_descriptor)
		buf_u32(b, 0x08074b50);
	buf_u32(b, crc + (how->bad_descriptor ? 1 : 0));
	for (int i = 0; i < 2; i++) {
		buf_u32(b, i ? size : packed);
		if (how->wide_descriptor)
			buf_u32(b, 0);
	}
}

static void put(struct made *m, const char *name, struct view content, struct bent how)
{
	uint8_t packed[4096];
	uint32_t n = how.method == METHOD_DEFLATED ? deflated(content, packed, sizeof packed) : 0;
	struct view data = n ? view_of(packed, n) : content;
	uint32_t crc = libdeflate_crc32(0, content.p, content.n) + how.add_crc;
	uint32_t size = (uint32_t)content.n + how.add_size,
		 packed_n = (uint32_t)data.n + how.add_packed;
	m->offsets[m->n] = how.same_as ? m->offsets[how.same_as - 1] : (uint32_t)m->file.n;
	if (!how.same_as) {
		header(&m->file, false, &how, crc, packed_n, size,
		       how.local_name ? how.local_name : name);
		buf_str(&m->file, how.local_name ? how.local_name : name);
		buf_put(&m->file, data);
		if (how.descriptor)
			descriptor(&m->file, &how, crc, packed_n, size);
	}
	header(&m->directory, true, &how, crc, packed_n, size, name);
	buf_u32(&m->directory, 0); /* comment length, disk */
	buf_u16(&m->directory, 0);
	buf_u32(&m->directory, 0);
	buf_u32(&m->directory, m->offsets[m->n++]);
	buf_str(&m->directory, name);
	if (how.gap)
		buf_str(&m->file, how.gap);
}

static struct made begin(const char *prefix)
{
	struct made m = {.file = buf_new(1 << 20), .directory = buf_new(1 << 20)};
	buf_str(&m.file, prefix);
	return m;
}

static void finish(struct made *m, const char *comment, const char *suffix)
{
	uint32_t at = (uint32_t)m->file.n;
	buf_put(&m->file, buf_view(&m->directory));
	buf_u32(&m->file, 0x06054b50);
	buf_u32(&m->file, 0);
	buf_u16(&m->file, (uint16_t)m->n);
	buf_u16(&m->file, (uint16_t)m->n);
	buf_u32(&m->file, (uint32_t)m->directory.n);
	buf_u32(&m->file, at);
	buf_u16(&m->file, (uint16_t)strlen(comment));
	buf_str(&m->file, comment);
	buf_str(&m->file, suffix);
}

static void drop(struct made *m)
{
	buf_free(&m->file);
	buf_free(&m->directory);
}

static const struct limits limits = {.memory = 1 << 24, .parts = 6, .ratio = 100};

/* Opens the archive and reads all members. */
static enum err read_all(struct view in, struct zip *z, struct arena *mem)
{
	try(zip_open(in, &limits, mem, z));
	for (uint32_t i = 0; i < z->n; i++) {
		struct view content;
		try(zip_read(z, i, mem, &content));
	}
	return OK;
}

static enum err one(const char *name, struct bent how)
{
	struct arena mem = arena_new(1 << 24);
	struct made m = begin("");
	struct zip z;
	put(&m, "first.xml", VIEW("first first first first"),
	    (struct bent){.method = METHOD_DEFLATED});
	put(&m, name, VIEW("content content content"), how);
	finish(&m, "", "");
	enum err err = read_all(buf_view(&m.file), &z, &mem);
	drop(&m);
	arena_free(&mem);
	return err;
}

static void good(void)
{
	struct arena mem = arena_new(1 << 24);
	struct made m = begin("prefix");
	static struct report report;
	struct view content;
	struct zip z;
	put(&m, "a/", VIEW(""), (struct bent){0});
	put(&m, "a/b.xml", VIEW("bbbbbbbbbbbbbbbbbbbbbbb"),
	    (struct bent){.method = METHOD_DEFLATED, .gap = "gap"});
	put(&m, "c", VIEW("stored"), (struct bent){.gap = "gap2"});
	finish(&m, "comment", "suffix");
	expect_err(zip_open(buf_view(&m.file), &limits, &mem, &z), OK);
	expect(z.n == 3 && z.members[0].folder && z.prefix.n == 6 && z.suffix.n == 6);
	expect(z.gaps == 2 && z.comments == 1);
	expect(zip_find(&z, VIEW("A/B.XML")) == 1 && zip_find(&z, VIEW("a/b")) == ZIP_NONE);
	expect_err(zip_read(&z, 1, &mem, &content), OK);
	expect(view_eq(content, VIEW("bbbbbbbbbbbbbbbbbbbbbbb")));
	expect_err(zip_read(&z, 2, &mem, &content), OK);
	expect(view_eq(content, VIEW("stored")));
	zip_report(&z, &report);
	expect(report.n == 3 && report.rows[0].code == FINDING_TRAILING &&
	       report.rows[0].count == 2);
	drop(&m);
	arena_free(&mem);
}

static void members(void)
{
	const struct bent deflate = {.method = METHOD_DEFLATED};
	expect_err(one("ok", deflate), OK);
	expect_err(one("ok", (struct bent){.descriptor = true}), OK);
	expect_err(one("ok", (struct bent){.descriptor = true, .unsigned_descriptor = true}), OK);
	expect_err(one("ok", (struct bent){.descriptor = true, .wide_descriptor = true}), OK);
	expect_err(one("ok", (struct bent){.descriptor = true, .bad_descriptor = true}), E_BROKEN);
	expect_err(one("ok", (struct bent){.flags = 1}), E_ENCRYPTED);
	expect_err(one("ok", (struct bent){.local_flags = 1}), E_ENCRYPTED);
	expect_err(one("ok", (struct bent){.flags = 0x40}), E_ENCRYPTED);
	expect_err(one("ok", (struct bent){.method = 12}), E_BROKEN);
	expect_err(one("ok", (struct bent){.local_name = "other"}), E_BROKEN);
	expect_err(one("ok", (struct bent){.method = METHOD_DEFLATED, .add_size = 1}), E_BROKEN);
	expect_err(one("ok", (struct bent){.method = METHOD_DEFLATED, .add_packed = 1}), E_BROKEN);
	expect_err(one("ok", (struct bent){.add_crc = 1}), E_BROKEN);
	expect_err(one("ok", (struct bent){.method = METHOD_DEFLATED, .add_size = 2 << 20}),
		   E_LIMIT_RATIO);
	expect_err(one("ok", (struct bent){.add_size = 1}), E_BROKEN);
	expect_err(one("ok", (struct bent){.same_as = 1}), E_BROKEN);
	static const char *const names[] = {"../a", "a/../b", "/a",	   "a\\b", "a//b",
					    "./a",  "a/.",    "FIRST.xml", ".."};
	for (size_t i = 0; i < array_len(names); i++)
		expect_err(one(names[i], deflate), E_BROKEN);
}

/* Two members whose data is the same bytes, and one member counted twice. */
static void bombs(void)
{
	struct arena mem = arena_new(1 << 24);
	struct zip z;
	struct made m = begin("");
	put(&m, "a", VIEW("one two three"), (struct bent){0});
	put(&m, "a2", VIEW("one two three"), (struct bent){.same_as = 1, .local_name = "a"});
	finish(&m, "", "");
	expect_err(zip_open(buf_view(&m.file), &limits, &mem, &z), E_BROKEN);
	drop(&m);
	m = begin("");
	static const char *const names[] = {"1", "2", "3", "4", "5", "6", "7"};
	for (size_t i = 0; i < array_len(names); i++)
		put(&m, names[i], VIEW("x"), (struct bent){0});
	finish(&m, "", "");
	expect_err(zip_open(buf_view(&m.file), &limits, &mem, &z), E_LIMIT_COUNT);
	drop(&m);
	arena_free(&mem);
}

/* Cut anywhere, and with any one byte changed: an error or the same content, never a crash. */
static void every_byte(void)
{
	struct made m = begin("");
	put(&m, "a/b", VIEW("content content content"), (struct bent){.method = METHOD_DEFLATED});
	put(&m, "c", VIEW("second"), (struct bent){.descriptor = true});
	finish(&m, "", "");
	struct view in = buf_view(&m.file);
	size_t cut_ok = 0, changed = 0;
	for (size_t i = 0; i < in.n; i++) {
		struct arena mem = arena_new(1 << 24);
		struct zip z;
		cut_ok += read_all(view_sub(in, 0, i), &z, &mem) == OK;
		for (int bit = 0; bit < 8; bit++) {
			m.file.p[i] ^= (uint8_t)(1 << bit);
			struct view content;
			if (read_all(in, &z, &mem) == OK && z.n == 2)
				changed += zip_read(&z, 1, &mem, &content) != OK ||
					   !view_eq(content, VIEW("second"));
			m.file.p[i] ^= (uint8_t)(1 << bit);
		}
		arena_free(&mem);
	}
	expect(cut_ok == 0);
	expect(changed == 0);
	drop(&m);
}

int main(void)
{
	good();
	members();
	bombs();
	every_byte();
	return tap_done();
}
