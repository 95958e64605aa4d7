/* SPDX-License-Identifier: Apache-2.0
 * libexec.c: where the other programs of this build or installation are.
 */
#include <unistd.h>

#include "cli/locks.h"

static bool holds_the_locks(const char *directory)
{
	char path[4096];
	int n = snprintf(path, sizeof path, "%s/sekisho-disarm", directory);
	return n > 0 && (size_t)n < sizeof path && access(path, X_OK) == 0;
}

static bool use(const char *directory, char *ret, size_t room)
{
	int n = snprintf(ret, room, "%s", directory);
	return n > 0 && (size_t)n < room && holds_the_locks(ret);
}

bool libexec_find(char *ret, size_t room)
{
	const char *told = getenv("SEKISHO_LIBEXEC");
	if (told && told[0])
		return use(told, ret, room);
	char self[4096], beside[4200];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	if (n > 0) {
		self[n] = '\0';
		char *slash = strrchr(self, '/');
		if (slash)
			*slash = '\0';
		/* In the build tree the commands are in src/cli, the programs in src/proc. */
		(void)snprintf(beside, sizeof beside, "%s/../proc", self);
		if (use(beside, ret, room) || use(self, ret, room))
			return true;
	}
	return use(SEKISHO_LIBEXEC_DIR, ret, room);
}
