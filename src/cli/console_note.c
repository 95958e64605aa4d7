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
#include "sys/log.h"
#include "sys/names.h"
#include "sys/wire.h"

#define STORE "lgwan/store"

static int open_notes(int state, const char *role, struct stat *ret_owner)
{
	scope_end(close_fd) int place = backup_open(state, role, O_RDONLY | O_DIRECTORY, 0);
	if (place < 0 || fstat(place, ret_owner) != 0 ||
	    (mkdirat(place, "notes", 0700) != 0 && errno != EEXIST))
		return -1;
	return backup_open(place, "notes", O_RDONLY | O_DIRECTORY, 0);
}

enum err console_note_for(int state, const char *role, const char *kind, struct view content)
{
	struct stat owner = {0};
	char name[64];
	scope_end(close_fd) int notes = open_notes(state, role, &owner);
	if (notes < 0 || fchown(notes, owner.st_uid, owner.st_gid) != 0)
		return err_of_errno(errno);
	(void)snprintf(name, sizeof name, ".%s-%lld", kind, (long long)clock_now());
	scope_end(close_fd) int fd = backup_open(notes, name, O_WRONLY | O_CREAT | O_EXCL, 0600);
	if (fd < 0)
		return err_of_errno(errno);
	try(file_write(fd, content));
	if (fchown(fd, owner.st_uid, owner.st_gid) != 0 || fsync(fd) != 0)
		return err_of_errno(errno);
	/* Its name without the dot is the note: the store never sees half of one. */
	return renameat(notes, name, notes, name + 1) == 0 ? file_sync_dir(notes)
							   : err_of_errno(errno);
}

enum err console_note(int state, const char *kind, struct view content)
{
	return console_note_for(state, STORE, kind, content);
}

bool console_notes_taken(int state, const char *kind)
{
	return console_notes_taken_by(state, STORE, kind);
}

bool console_notes_taken_by(int state, const char *role, const char *kind)
{
	struct stat owner;
	scope_end(close_fd) int notes = open_notes(state, role, &owner);
	if (notes < 0)
		return false;
	scope_end(names_end) struct names in = names_in(notes);
	for (const char *name; (name = names_next(&in));)
		if (view_starts(view_str(name), view_str(kind)))
			return false;
	return in.err == OK;
}
