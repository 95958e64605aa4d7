/* SPDX-License-Identifier: Apache-2.0
 * office.c: any bytes as a compound file and a protected Office file; after a first byte of 'I', as
 * the description of its protection alone, inside a compound file that is whole.
 */
#include "disarm/office/cfb.h"
#include "disarm/office/office_crypt.h"

#define SECTOR 512u
#define SMALL 4096u /* smaller streams lie elsewhere */
#define INFO_MOST 32768u
#define END 0xfffffffeu

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct report report; /* large: not on the stack */

static void set16(uint8_t *p, unsigned x)
{
	p[0] = (uint8_t)x;
	p[1] = (uint8_t)(x >> 8);
}

static void set32(uint8_t *p, uint32_t x)
{
	set16(p, x & 0xffff);
	set16(p + 2, x >> 16);
}

static void entry(uint8_t *p, const char *name, uint8_t type, uint32_t first, uint32_t size)
{
	size_t length = strlen(name);
	for (size_t i = 0; i < length; i++)
		p[2 * i] = (uint8_t)name[i];
	set16(p + 64, (unsigned)(2 * length + 2));
	p[66] = type;
	set32(p + 116, first);
	set32(p + 120, size);
}

/* Sectors: 0 the FAT, 1 the directory, then the description, then a package of SMALL bytes. */
static struct view compound(struct view info, uint8_t *to)
{
	uint32_t padded = (uint32_t)max_of(info.n, (size_t)SMALL);
	uint32_t sectors = (padded + SECTOR - 1) / SECTOR, package = 2 + sectors;
	uint8_t *fat = to + SECTOR, *directory = fat + SECTOR;
	memset(to, 0, 3 * SECTOR + (size_t)sectors * SECTOR + SMALL);
	memcpy(to, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
	set16(to + 26, 3);
	set16(to + 28, 0xfffe);
	set16(to + 30, 9);
	set16(to + 32, 6);
	set32(to + 44, 1); /* FAT sectors */
	set32(to + 48, 1); /* the directory's first */
	set32(to + 56, SMALL);
	set32(to + 60, END);
	set32(to + 68, END);
	memset(fat, 0xff, SECTOR);
	set32(fat + 4, END);
	for (uint32_t i = 2; i < package + SMALL / SECTOR; i++) {
		bool last = i + 1 == package || i + 1 == package + SMALL / SECTOR;
		set32(fat + (size_t)4 * i, last ? END : i + 1);
	}
	entry(directory, "Root Entry", 5, END, 0);
	entry(directory + 128, "EncryptionInfo", 2, 2, padded);
	entry(directory + 256, "EncryptedPackage", 2, package, SMALL);
	uint8_t *at = to + 3 * SECTOR;
	memset(at, ' ', padded);
	if (info.n)
		memcpy(at, info.p, info.n);
	set32(at + (size_t)sectors * SECTOR, SMALL - 16); /* of the package */
	return view_of(to, 3 * SECTOR + (size_t)sectors * SECTOR + SMALL);
}

static void streams(struct view in, struct arena *mem)
{
	static const char *const names[] = {"EncryptionInfo", "EncryptedPackage", "WordDocument"};
	struct cfb c;
	struct view v;
	if (cfb_open(in, mem, &c) != OK)
		return;
	for (size_t i = 0; i < array_len(names); i++)
		if (cfb_stream(&c, names[i], mem, &v) == OK)
			assert(v.n <= in.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static uint8_t made[4 * SECTOR + INFO_MOST + SMALL];
	struct view in = view_of(data, n), package;
	struct limits limits = limits_default;
	limits.seconds = 0; /* few spins */
	if (n > 1 << 20)
		return 0;
	if (n > 1 && data[0] == 'I' && n < INFO_MOST)
		in = compound(view_of(data + 1, n - 1), made);
	struct arena mem = arena_new((size_t)64 << 20);
	report = (struct report){0};
	struct disarm d = {
	    .in = in, .limits = &limits, .mem = &mem, .password = VIEW("a\nb"), .report = &report};
	streams(in, &mem);
	if (office_is_protected(in) && office_open(&d, &package) == OK)
		assert(package.n <= in.n);
	arena_free(&mem);
	return 0;
}
