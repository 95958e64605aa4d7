/* SPDX-License-Identifier: Apache-2.0
 * backup.h: a copy of the whole state of both halves, and its list.
 *
 *   DEST/sekisho-20261121-030000/   one backup: `manifest`, `state/` with every file under its path
 *
 * The copy is what kill -9 of everything at one moment would have left: files are copied while all
 * runs, then every process stands still for a moment, and what changed meanwhile is copied again.
 * From such a state the programs are known to take everything up. Files that never change are hard
 * links to the backup before, where that lies in the same DEST.
 *
 * `manifest`, lines of text:
 *
 *   sekisho-backup/1
 *   time SECONDS          when everything stood still, since 1970
 *   mode production|evaluation
 *   leaves N              whole lines of the ledger
 *   d MODE OWNER PATH     directory; OWNER: user id above the base, or - for whoever runs it
 *   f MODE OWNER SIZE MTIME SHA256 PATH     MTIME in nanoseconds
 *   end COUNT             rows above; without this line it is no backup
 */
#ifndef CLI_BACKUP_H
#define CLI_BACKUP_H

#include "cli/cli.h"

#define BACKUP_WORD "sekisho-backup/1"
#define BACKUP_PATH_MAX 1000 /* bytes, below the state */
#define BACKUP_ARENA ((size_t)2 << 30)
#define BACKUP_NOBODY UINT32_MAX /* owner: whoever runs it */

struct backup_entry {
	const char *path; /* below the state, no component "." or ".." */
	bool dir;
	unsigned mode;
	uint32_t owner; /* above the base */
	uint64_t size;
	int64_t mtime, ctime; /* nanoseconds; ctime of the source, not in the manifest */
	uint64_t inode;	      /* of the source, not in the manifest */
	uint8_t hash[32];
	bool hashed;
};

struct backup {
	struct arena mem;
	struct backup_entry *entries; /* ascending by path: a directory before what is in it */
	size_t n, room;
	int64_t time;
	bool evaluation;
	uint64_t leaves;
	uint64_t bytes; /* of all files */
};

/* Opens what lies at `path` below `root`; no component may be a link. -1 and errno. */
int backup_open(int root, const char *path, int flags, unsigned mode);

/* Lists everything that belongs into a backup. Sockets, links, what is of another owner than
 * its directory, temporary places and, unless wanted, the vault's private key are not in it. */
enum err backup_scan(int root, uint32_t uid_base, bool with_originals_key,
		     struct backup *ret) must_use;
struct backup_entry *backup_find(const struct backup *b, const char *path); /* NULL: not in it */
void backup_free(struct backup *b);

/* One file, hashed on its way. The target must not be there. */
enum err backup_copy(int from, int to, struct backup_entry *e) must_use;

enum err backup_write_manifest(int dir, const struct backup *b) must_use;
/* E_BROKEN: not a manifest, or not whole. */
enum err backup_read_manifest(int dir, struct backup *ret) must_use;

#endif
