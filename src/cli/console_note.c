/* SPDX-License-Identifier: Apache-2.0
 * console_note.c: a file for the store to find.
 */
#include "cli/console_note.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/backup.h"
#include "sys/file.h"
#include "sys/jail.h"
#include "sys/log.h"
#include "sys/wire.h"

static const uint32_t store_offset =
#define PROC(name, halves, uid, root, promise, what) +(ROLE_##name == ROLE_store ? (uid) : 0)
#include "tbl/procs.h"
#undef PROC
    ;

enum err console_note(int state, uint32_t uid_base, const char *kind, const char *text)
{
	uid_t owner = geteuid() == 0 ? uid_base + JAIL_UID_HALF + store_offset : geteuid();
	char name[64];
	scope_end(close_fd) int store =
	    backup_open(state, "lgwan/store", O_RDONLY | O_DIRECTORY, 0);
	if (store < 0)
		return err_of_errno(errno);
	if (mkdirat(store, "notes", 0700) != 0 && errno != EEXIST)
		return err_of_errno(errno);
	scope_end(close_fd) int notes = backup_open(store, "notes", O_RDONLY | O_DIRECTORY, 0);
	if (notes < 0 || fchown(notes, owner, owner) != 0)
		return err_of_errno(errno);
	(void)snprintf(name, sizeof name, ".%s-%lld", kind, (long long)clock_now());
	scope_end(close_fd) int fd = backup_open(notes, name, O_WRONLY | O_CREAT | O_EXCL, 0600);
	if (fd < 0)
		return err_of_errno(errno);
	try(file_write(fd, view_str(text)));
	if (fchown(fd, owner, owner) != 0 || fsync(fd) != 0)
		return err_of_errno(errno);
	/* Its name without the dot is the note: the store never sees half of one. */
	return renameat(notes, name, notes, name + 1) == 0 ? file_sync_dir(notes)
							   : err_of_errno(errno);
}
