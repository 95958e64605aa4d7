/* SPDX-License-Identifier: Apache-2.0
 * cfb.c: sectors, chains, directory. No chain may come back to a sector it had.
 */
#include "disarm/office/cfb.h"

#define HEADER 512
#define DIFAT_IN_HEADER 109
#define FREE_FROM 0xfffffffau /* what is no sector number */
#define MINI 64
#define ENTRY 128
#define TYPE_STREAM 2
#define TYPE_ROOT 5

struct header {
	uint16_t version, shift;
	uint32_t fats, directory, cutoff, mini_fat, mini_fats, difat, difats;
	uint32_t first[DIFAT_IN_HEADER];
};

bool cfb_probe(struct view in)
{
	return view_starts(in, VIEW("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"));
}

static enum err read_header(struct view in, struct header *h)
{
	struct cursor c = cursor_of(in);
	cursor_skip(&c, 8 + 16 + 2);
	h->version = cursor_u16(&c);
	uint16_t order = cursor_u16(&c);
	h->shift = cursor_u16(&c);
	uint16_t mini_shift = cursor_u16(&c);
	cursor_skip(&c, 6 + 4);
	h->fats = cursor_u32(&c);
	h->directory = cursor_u32(&c);
	cursor_skip(&c, 4);
	h->cutoff = cursor_u32(&c);
	h->mini_fat = cursor_u32(&c);
	h->mini_fats = cursor_u32(&c);
	h->difat = cursor_u32(&c);
	h->difats = cursor_u32(&c);
	for (size_t i = 0; i < DIFAT_IN_HEADER; i++)
		h->first[i] = cursor_u32(&c);
	bool shape = (h->version == 3 && h->shift == 9) || (h->version == 4 && h->shift == 12);
	if (c.bad || !shape || order != 0xfffe || mini_shift != 6 || h->cutoff != 4096)
		return E_BROKEN;
	return OK;
}

/* Sector n, whole; the last one of a file may be cut. */
static bool sector_of(const struct cfb *c, uint32_t n, struct view *ret)
{
	*ret = view_sub(c->in, ((size_t)n + 1) * c->sector, c->sector);
	return n < c->sectors && ret->n > 0;
}

static enum err add_fat(struct cfb *c, uint32_t n, uint32_t *at)
{
	struct view v;
	if (!sector_of(c, n, &v) || v.n != c->sector)
		return E_BROKEN;
	struct cursor k = cursor_of(v);
	for (uint32_t i = 0; i < c->sector / 4; i++) {
		uint32_t next = cursor_u32(&k);
		if (*at < c->sectors)
			c->next[(*at)++] = next;
	}
	return OK;
}

/* The FAT's own sectors are listed in the header and then in a chain of DIFAT sectors. */
static enum err read_fat(struct cfb *c, const struct header *h)
{
	uint32_t at = 0, left = h->fats, difat = h->difat;
	for (uint32_t i = 0; i < DIFAT_IN_HEADER && left > 0; i++, left--)
		try(add_fat(c, h->first[i], &at));
	for (uint32_t i = 0; i < h->difats && left > 0; i++) {
		struct view v;
		if (!sector_of(c, difat, &v) || v.n != c->sector)
			return E_BROKEN;
		struct cursor k = cursor_of(v);
		for (uint32_t n = 0; n < c->sector / 4 - 1 && left > 0; n++, left--)
			try(add_fat(c, cursor_u32(&k), &at));
		k.at = c->sector - 4;
		difat = cursor_u32(&k);
	}
	for (; at < c->sectors; at++)
		c->next[at] = FREE_FROM;
	return left == 0 ? OK : E_BROKEN;
}

/* How many bytes the chain holds, up to `size`; no sector may be in it twice. */
static enum err measure(const struct cfb *c, uint32_t first, uint64_t size, struct arena *mem,
			uint64_t *ret)
{
	uint64_t n = 0;
	uint8_t *seen = arena_alloc(mem, c->sectors / 8 + 1);
	if (!seen)
		return E_LIMIT_MEMORY;
	for (uint32_t s = first; s < FREE_FROM && n < size; s = c->next[s]) {
		if (s >= c->sectors || seen[s / 8] & 1u << s % 8)
			return E_BROKEN;
		seen[s / 8] |= (uint8_t)(1u << s % 8);
		n += c->sector;
	}
	*ret = n;
	return OK;
}

/* `size` bytes of the chain that begins with `first`, copied. UINT64_MAX: all of it. */
static enum err chain(const struct cfb *c, uint32_t first, uint64_t size, struct arena *mem,
		      struct view *ret)
{
	uint64_t n;
	try(measure(c, first, size, mem, &n));
	if (size == UINT64_MAX)
		size = n;
	if (size > n)
		return E_BROKEN;
	uint8_t *to = arena_alloc(mem, (size_t)max_of(size, (uint64_t)1));
	if (!to)
		return E_LIMIT_MEMORY;
	uint64_t at = 0;
	for (uint32_t s = first; at < size; s = c->next[s]) {
		struct view v;
		size_t part = (size_t)min_of(size - at, (uint64_t)c->sector);
		if (!sector_of(c, s, &v) || v.n < part)
			return E_BROKEN;
		memcpy(to + at, v.p, part);
		at += part;
	}
	*ret = view_of(to, (size_t)size);
	return OK;
}

static enum err mini_chain(const struct cfb *c, uint32_t first, uint64_t size, struct arena *mem,
			   struct view *ret)
{
	if (size > c->mini.n)
		return E_BROKEN;
	uint8_t *to = arena_alloc(mem, (size_t)max_of(size, (uint64_t)1));
	if (!to)
		return E_LIMIT_MEMORY;
	uint64_t at = 0; /* grows with every step, so a circle ends, too */
	for (uint32_t s = first; at < size; s = c->mini_next[s]) {
		size_t part = (size_t)min_of(size - at, (uint64_t)MINI);
		struct view v = view_sub(c->mini, (size_t)s * MINI, part);
		if (s >= c->minis || v.n < part)
			return E_BROKEN;
		memcpy(to + at, v.p, part);
		at += part;
	}
	*ret = view_of(to, (size_t)size);
	return OK;
}

/* --- the directory --- */

struct entry {
	uint8_t type;
	uint32_t first;
	uint64_t size;
};

static struct entry entry_of(const struct cfb *c, uint32_t n)
{
	struct cursor k = cursor_of(view_sub(c->entries, (size_t)n * ENTRY, ENTRY));
	struct entry e = {0};
	k.at = 66;
	e.type = cursor_u8(&k);
	k.at = 116;
	e.first = cursor_u32(&k);
	e.size = c->large ? cursor_u64(&k) : cursor_u32(&k);
	return e;
}

/* Names are UTF-16LE with a zero behind, and their length counts it. */
static bool is_named(const struct cfb *c, uint32_t n, const char *name)
{
	struct cursor k = cursor_of(view_sub(c->entries, (size_t)n * ENTRY, ENTRY));
	size_t length = strlen(name);
	for (size_t i = 0; i <= length; i++)
		if (cursor_u16(&k) != (uint8_t)name[i])
			return false;
	k.at = 64;
	return cursor_u16(&k) == 2 * (length + 1);
}

static uint32_t entry_count(const struct cfb *c)
{
	return (uint32_t)(c->entries.n / ENTRY);
}

/* The first entry is the root, and its stream is the one that small streams share. */
static enum err read_mini(struct cfb *c, const struct header *h, struct arena *mem)
{
	struct entry root = entry_of(c, 0);
	struct view fat = {NULL, 0};
	if (root.type != TYPE_ROOT)
		return E_BROKEN;
	if (root.size == 0 || h->mini_fats == 0)
		return OK;
	try(chain(c, root.first, root.size, mem, &c->mini));
	try(chain(c, h->mini_fat, UINT64_MAX, mem, &fat));
	c->minis = (uint32_t)(fat.n / 4);
	c->mini_next = arena_array(mem, max_of(c->minis, 1u), sizeof *c->mini_next);
	if (!c->mini_next)
		return E_LIMIT_MEMORY;
	struct cursor k = cursor_of(fat);
	for (uint32_t i = 0; i < c->minis; i++)
		c->mini_next[i] = cursor_u32(&k);
	return OK;
}

enum err cfb_open(struct view in, struct arena *mem, struct cfb *ret)
{
	struct header h;
	struct cfb c = {.in = in};
	if (!cfb_probe(in) || in.n < HEADER || in.n > UINT32_MAX)
		return E_BROKEN;
	try(read_header(in, &h));
	c.sector = 1u << h.shift;
	c.cutoff = h.cutoff;
	c.large = h.version == 4;
	/* The header takes the place of one sector. */
	c.sectors = (uint32_t)((in.n + c.sector - 1) / c.sector);
	c.sectors = c.sectors > 0 ? c.sectors - 1 : 0;
	c.next = arena_array(mem, max_of(c.sectors, 1u), sizeof *c.next);
	if (!c.next)
		return E_LIMIT_MEMORY;
	try(read_fat(&c, &h));
	try(chain(&c, h.directory, UINT64_MAX, mem, &c.entries));
	if (entry_count(&c) == 0)
		return E_BROKEN;
	if (entry_count(&c) > CFB_ENTRIES_MAX)
		return E_LIMIT_COUNT;
	try(read_mini(&c, &h, mem));
	*ret = c;
	return OK;
}

enum err cfb_stream(const struct cfb *c, const char *name, struct arena *mem, struct view *ret)
{
	uint32_t found = 0;
	for (uint32_t i = 1; i < entry_count(c); i++) {
		if (entry_of(c, i).type != TYPE_STREAM || !is_named(c, i, name))
			continue;
		if (found)
			return E_BROKEN;
		found = i;
	}
	if (!found)
		return E_NOT_FOUND;
	struct entry e = entry_of(c, found);
	return e.size < c->cutoff ? mini_chain(c, e.first, e.size, mem, ret)
				  : chain(c, e.first, e.size, mem, ret);
}
