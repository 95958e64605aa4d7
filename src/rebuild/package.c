/* SPDX-License-Identifier: Apache-2.0
 * package.c: local headers, data, central directory.
 */
#include <libdeflate.h>

#include "rebuild/package.h"

#define LEVEL 6
#define NEEDED 20	 /* version to extract: deflate */
#define DOS_DATE 0x0021u /* 1980-01-01 */
#define MEMBERS_MAX 65534u
#define FLAG_UTF8 0x0800u

void package_begin(struct package *p, struct buf *out)
{
	*p = (struct package){.out = out, .start = out->n};
	p->directory = buf_new(16u << 20);
	p->deflate = libdeflate_alloc_compressor(LEVEL);
	if (!p->deflate)
		p->err = E_NO_MEMORY;
}

struct header {
	const struct package_member *m;
	unsigned flags, method;
	uint32_t crc;
	size_t packed;
};

/* The fields that local header and central directory share, from "version needed" on. */
static void put_common(struct buf *b, const struct header *h)
{
	buf_u16(b, NEEDED);
	buf_u16(b, (uint16_t)h->flags);
	buf_u16(b, (uint16_t)h->method);
	buf_u32(b, h->m->modified);
	buf_u32(b, h->crc);
	buf_u32(b, (uint32_t)h->packed);
	buf_u32(b, (uint32_t)h->m->content.n);
	buf_u16(b, (uint16_t)h->m->name.n);
	buf_u16(b, 0);
}

/* Compresses behind the room left for the local header; 0 when storing is no longer. */
static size_t pack(struct package *p, struct view content, size_t header)
{
	size_t before = p->out->n, bound = libdeflate_deflate_compress_bound(p->deflate, content.n);
	uint8_t *at = buf_grow(p->out, header + bound);
	if (!at)
		return 0;
	size_t n =
	    libdeflate_deflate_compress(p->deflate, content.p, content.n, at + header, bound);
	bool worth = n > 0 && n < content.n;
	p->out->n = before + (worth ? header + n : 0);
	return worth ? n : 0;
}

static void add(struct package *p, const struct package_member *m, unsigned flags)
{
	size_t at = p->out->n - p->start, size = 30 + m->name.n;
	if (p->err == OK &&
	    (p->n == MEMBERS_MAX || at > UINT32_MAX - size || m->content.n > UINT32_MAX / 2))
		p->err = E_LIMIT_SIZE;
	if (p->err != OK)
		return;
	struct header h = {.m = m, .flags = flags};
	h.crc = libdeflate_crc32(0, m->content.p, m->content.n);
	h.packed = m->compress && m->content.n > 0 ? pack(p, m->content, size) : 0;
	h.method = h.packed > 0 ? 8 : 0;
	if (h.method == 0)
		h.packed = m->content.n;
	/* The local header goes where it was left room for, so it is put together apart. */
	struct buf b scope_end(buf_free) = buf_new(30 + PACKAGE_NAME_MAX);
	assert(m->name.n <= PACKAGE_NAME_MAX);
	buf_u32(&b, 0x04034b50);
	put_common(&b, &h);
	buf_put(&b, m->name);
	if (h.method == 0) {
		buf_put(p->out, buf_view(&b));
		buf_put(p->out, m->content);
	} else if (b.err == OK && p->out->err == OK) {
		memcpy(p->out->p + p->start + at, b.p, b.n);
	}
	if (b.err != OK)
		p->err = b.err;
	buf_u32(&p->directory, 0x02014b50);
	buf_u16(&p->directory, NEEDED);
	put_common(&p->directory, &h);
	buf_fill(&p->directory, 0, 10); /* comment, disk, attributes */
	buf_u32(&p->directory, (uint32_t)at);
	buf_put(&p->directory, m->name);
	p->n++;
}

void package_add(struct package *p, const char *name, struct view content, bool compress)
{
	struct package_member m = {.name = view_str(name),
				   .content = content,
				   .modified = (uint32_t)DOS_DATE << 16,
				   .compress = compress};
	add(p, &m, 0);
}

void package_put(struct package *p, const struct package_member *m)
{
	struct package_member dated = *m;
	if (!dated.modified)
		dated.modified = (uint32_t)DOS_DATE << 16;
	add(p, &dated, FLAG_UTF8);
}

enum err package_end(struct package *p)
{
	size_t at = p->out->n - p->start, n = p->directory.n;
	if (p->err == OK && at > UINT32_MAX)
		p->err = E_LIMIT_SIZE;
	buf_put(p->out, buf_view(&p->directory));
	buf_u32(p->out, 0x06054b50);
	buf_u32(p->out, 0); /* disks */
	buf_u16(p->out, (uint16_t)p->n);
	buf_u16(p->out, (uint16_t)p->n);
	buf_u32(p->out, (uint32_t)n);
	buf_u32(p->out, (uint32_t)at);
	buf_u16(p->out, 0);
	if (p->err == OK)
		p->err = p->directory.err != OK ? p->directory.err : p->out->err;
	libdeflate_free_compressor(p->deflate);
	buf_free(&p->directory);
	return p->err;
}
