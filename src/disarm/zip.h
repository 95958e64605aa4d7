/* SPDX-License-Identifier: Apache-2.0
 * zip.h: a strict reader of zip packages (APPNOTE.TXT 6.3.10), for formats that are zips.
 *
 * One reading only: the central directory named by the last end record says what there is, every
 * local header must agree with it, and no byte may belong to two members. Refused: zip64,
 * encryption, split archives, methods other than stored and deflate, names that climb or collide.
 * Members are inflated only when asked for; each must have exactly the size and CRC-32 it declares
 * and use up exactly its packed bytes. Bytes that belong to nothing are found and reported.
 */
#ifndef DISARM_ZIP_H
#define DISARM_ZIP_H

#include "base/arena.h"
#include "form/limits.h"
#include "form/report.h"

#define ZIP_NONE UINT32_MAX
#define ZIP_NAME_MAX 512

struct zip_member {
	struct view name;   /* as stored: never empty, absolute, climbing, with backslash or NUL */
	struct view packed; /* bytes as stored in the archive */
	uint32_t size, crc;
	uint32_t from, to; /* local header, data and descriptor within the input */
	uint16_t method, flags;
	uint16_t host;	     /* which system's attributes; 3: Unix */
	uint32_t attributes; /* of that system */
	uint32_t modified;   /* MS-DOS date and time */
	struct view extra;   /* of the central directory */
	bool folder;	     /* name ends in "/", size 0 */
};

struct zip {
	uint32_t n;
	struct zip_member *members; /* in the order of the central directory */
	uint32_t *slots;	    /* hash of lower-case names: member number + 1, 0 is free */
	uint32_t slot_mask;
	uint64_t budget;	    /* bytes that zip_read may still unpack */
	bool archive;		    /* opened with zip_open_archive */
	struct view prefix, suffix; /* before the first member, after the end record */
	struct view first_gap;	    /* between members */
	uint32_t gaps;
	uint32_t comments; /* archive and member comments */
	struct view first_comment;
};

/* True when the input starts like a zip (or, with a prefix, ends like one). */
bool zip_probe(struct view in);

/* Reads the directory and checks everything that can be checked without inflating.
 * E_BROKEN, E_ENCRYPTED, E_LIMIT_COUNT, E_LIMIT_SIZE, E_LIMIT_RATIO. Members live in `mem`. */
enum err zip_open(struct view in, const struct limits *limits, struct arena *mem,
		  struct zip *ret) must_use;

/* The same for an archive that people made: names may be in any encoding, with backslashes, climb
 * and collide but for case; members may be protected or packed in ways we do not read. Whoever
 * takes a member out looks at all that. Everything together may be limits.output bytes. */
enum err zip_open_archive(struct view in, const struct limits *limits, struct arena *mem,
			  struct zip *ret) must_use;

#define ZIP_STORED 0
#define ZIP_DEFLATED 8
#define ZIP_AES 99 /* APPNOTE 7.3 and AE-x (WinZip): the true method is in the extra field */
#define ZIP_ENCRYPTED 0x0001u
#define ZIP_UTF8 0x0800u

/* Exactly `size` bytes from exactly `packed`, to `to`. E_BROKEN, E_NO_MEMORY. */
enum err zip_inflate(struct view packed, uint8_t *to, size_t size) must_use;

/* The field of that number in an extra area; {NULL, 0} when it is not there or does not fit. */
struct view zip_extra(struct view extra, uint16_t number);

/* Number of the member of that name, ASCII letters compared without case; ZIP_NONE if none. */
uint32_t zip_find(const struct zip *z, struct view name);

/* The content of a member, in `mem` (stored members: a view of the input). */
enum err zip_read(struct zip *z, uint32_t member, struct arena *mem, struct view *ret) must_use;

/* FINDING_TRAILING, FINDING_GAP, FINDING_COMMENT_BYTES for what zip_open saw. */
void zip_report(const struct zip *z, struct report *report);

#endif
