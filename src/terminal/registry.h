/* SPDX-License-Identifier: Apache-2.0
 * registry.h: values of HKEY_LOCAL_MACHINE as a Registry.pol or a .reg file holds them.
 *
 * Registry.pol: Microsoft, [MS-GPREG] 2.2.1. "PReg", version 1, then [key;value;type;size;data] one
 * after another: brackets, semicolons, key and value name in UTF-16LE, both names ended by NUL,
 * type and size 32 bits little-endian, data at most 65,535 bytes. Keys stand without the hive's
 * name. .reg: "Windows Registry Editor Version 5.00", UTF-16LE with its mark, or UTF-8; CRLF. Of
 * what an export holds, REG_SZ and REG_DWORD of HKEY_LOCAL_MACHINE are kept, the rest is passed
 * over.
 *
 * Names are UTF-8 here and compared without case (ASCII). Everything lives in the arena.
 */
#ifndef TERMINAL_REGISTRY_H
#define TERMINAL_REGISTRY_H

#include "base/arena.h"
#include "base/buf.h"

#define REGISTRY_FILE_MAX ((size_t)8 << 20)
#define REGISTRY_VALUES_MAX 4000u
#define REGISTRY_NAME_MAX 1024u /* code units of a key or value name */
#define REGISTRY_DATA_MAX 65535u

enum { REGISTRY_SZ = 1, REGISTRY_DWORD = 4 };

struct registry_value {
	struct view key, name; /* UTF-8; the name "" is the key's own value */
	uint32_t type;
	struct view data; /* as it is: text in UTF-16LE with its NUL */
};

struct registry {
	struct arena *mem;
	struct registry_value *values;
	uint32_t n, room;
	struct view root; /* a .reg file: its first key, below which an export holds everything */
};

struct registry registry_new(struct arena *mem);
/* E_LIMIT_COUNT, E_NO_MEMORY. */
enum err registry_add(struct registry *r, struct view key, struct view name, uint32_t type,
		      struct view data) must_use;
enum err registry_add_dword(struct registry *r, const char *key, const char *name,
			    uint32_t value) must_use;
enum err registry_add_text(struct registry *r, const char *key, const char *name,
			   struct view value) must_use;

/* E_TYPE_UNKNOWN: it begins as another thing. E_BROKEN, E_ENCODING (half a surrogate pair),
 * E_LIMIT_SIZE, E_LIMIT_COUNT. What is read and written again is the same bytes. */
enum err registry_read_pol(struct view file, struct registry *ret) must_use;
enum err registry_write_pol(const struct registry *r, struct buf *out) must_use;
enum err registry_read_reg(struct view file, struct registry *ret) must_use;
enum err registry_write_reg(const struct registry *r, struct buf *out) must_use;

/* The last word on a value: "**del.NAME" and "**delvals." before the end take it away; NULL when it
 * is not there. */
const struct registry_value *registry_find(const struct registry *r, struct view key,
					   struct view name);
bool registry_is_dword(const struct registry_value *v, uint32_t value);
bool registry_is_text(const struct registry_value *v, struct view value);

#endif
