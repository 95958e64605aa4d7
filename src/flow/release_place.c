/* SPDX-License-Identifier: Apache-2.0
 * release_place.c: names in the outbox, and a rename that overwrites nothing.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/utf8.h"
#include "flow/item.h"
#include "flow/release_place.h"
#include "sys/file.h"

#define NAME_BYTES 200
#define TRIES_MAX 99

static bool plain(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       c == '.' || c == '-' || c == '_' || c == '@';
}

struct place_name place_of_recipient(const char recipient[TEXT_MAX_])
{
	struct place_name ret = {{0}};
	struct view v = view_of(recipient, strnlen(recipient, TEXT_MAX_));
	bool changed = v.n == 0 || v.n > NAME_BYTES;
	size_t n = 0;
	for (size_t i = 0; i < v.n && n < NAME_BYTES; i++) {
		bool keep = plain(v.p[i]) && !(n == 0 && v.p[i] == '.');
		ret.s[n++] = keep ? (char)v.p[i] : '_';
		changed |= !keep;
	}
	if (changed) { /* two recipients never share a directory */
		uint8_t digest[HASH_LEN];
		hash_bytes(v, digest);
		n = min_of(n, (size_t)NAME_BYTES - 17);
		(void)snprintf(ret.s + n, sizeof ret.s - n, "-%.16s", item_hex(digest).s);
	}
	return ret;
}

static bool file_name_ok(struct view name)
{
	if (name.n == 0 || name.n > NAME_BYTES || name.p[0] == '.' || !utf8_clean(name))
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] < ' ' || name.p[i] == 0x7f || name.p[i] == '/' || name.p[i] == '\\')
			return false;
	return true;
}

struct place_name place_of_file(const char name[NAME_MAX_], const uint8_t id[ID_LEN],
				unsigned attempt)
{
	struct place_name ret = {{0}};
	struct view v = view_of(name, strnlen(name, NAME_MAX_));
	size_t dot = v.n;
	if (!file_name_ok(v) || attempt > TRIES_MAX) { /* the item's number is always free */
		(void)snprintf(ret.s, sizeof ret.s, "%s", item_hex(id).s);
		return ret;
	}
	while (dot > 0 && v.p[dot - 1] != '.')
		dot--;
	size_t stem = dot > 1 ? dot - 1 : v.n;
	if (attempt <= 1)
		(void)snprintf(ret.s, sizeof ret.s, "%.*s", (int)v.n, name);
	else
		(void)snprintf(ret.s, sizeof ret.s, "%.*s (%u)%.*s", (int)stem, name, attempt,
			       (int)(v.n - stem), name + stem);
	return ret;
}

enum err place_move(int from, const char *old, int to, const char *new, int fd)
{
	struct stat want, got;
	if (renameat2(from, old, to, new, RENAME_NOREPLACE) != 0)
		return errno == EEXIST ? E_REPLAY : err_of_errno(errno);
	try(file_sync_dir(to));
	try(file_sync_dir(from));
	if (fstat(fd, &want) != 0 || fstatat(to, new, &got, AT_SYMLINK_NOFOLLOW) != 0)
		return err_of_errno(errno);
	if (want.st_ino == got.st_ino && want.st_dev == got.st_dev)
		return OK;
	/* Somebody changed the file between our look and our move: it was not delivered. */
	(void)renameat2(to, new, from, old, RENAME_NOREPLACE);
	return E_HASH;
}
