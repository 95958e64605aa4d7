/* SPDX-License-Identifier: Apache-2.0
 * half_place.c: what a half can see, and the directories its roles own.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/half.h"
#include "sys/log.h"
#include "sys/names.h"

struct place {
	enum role role;
	const char *directory;
};

static const struct place places[] = {
#define PROC(name, halves, uid, root, promise, what) {ROLE_##name, root},
#include "tbl/procs.h"
#undef PROC
};

/* A new network takes over IPv4's settings from the host's, which may be a router. */
static enum err forward_nothing(void)
{
	static const char *const settings[] = {"/proc/sys/net/ipv4/ip_forward",
					       "/proc/sys/net/ipv6/conf/all/forwarding"};
	for (size_t i = 0; i < array_len(settings); i++) {
		scope_end(close_fd) int fd = open(settings[i], O_WRONLY | O_CLOEXEC);
		if (fd < 0 && errno == ENOENT)
			continue; /* a kernel without that protocol */
		if (fd < 0 || file_write(fd, VIEW("0\n")) != OK)
			log_warn("%s cannot be set to 0: error %d", settings[i], errno);
	}
	return OK;
}

/* Nothing of the other half can be named from here, whatever the user id. */
enum err half_namespace_ready(const struct half *h)
{
	char path[600];
	const unsigned long quiet = MS_NOSUID | MS_NODEV | MS_NOEXEC;
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
		return E_INTERNAL;
	(void)snprintf(path, sizeof path, "%s/%s", h->o->state,
		       h->letter == 'I' ? "lgwan" : "internet");
	if (access(path, F_OK) == 0 &&
	    mount("none", path, "tmpfs", quiet | MS_RDONLY, "size=4k,mode=0555") != 0)
		return E_INTERNAL;
	(void)snprintf(path, sizeof path, "%s/policy.yaml", h->o->state);
	if (h->letter == 'I' && access(path, F_OK) == 0 &&
	    mount("/dev/null", path, NULL, MS_BIND, NULL) != 0)
		return E_INTERNAL;
	/* The zygotes are given their user ids through a /proc that shows this half's processes. An
	 * ordinary user's zygotes map themselves, and may not mount one. */
	if (h->root && mount("proc", "/proc", "proc", quiet, NULL) != 0)
		return E_INTERNAL;
	return h->root ? forward_nothing() : OK;
}

static enum err own(int fd, uint32_t uid, unsigned depth);

/* What an earlier version or `sekisho init` made as root belongs to the role from now on. */
static enum err own_below(int fd, uint32_t uid, unsigned depth)
{
	scope_end(names_end) struct names in = names_in(fd);
	for (const char *name; (name = names_next(&in));) {
		struct stat st;
		if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		if (S_ISDIR(st.st_mode)) {
			scope_end(close_fd) int below =
			    openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
			try(below >= 0 ? own(below, uid, depth + 1) : E_IO);
		} else if (st.st_uid != uid &&
			   st.st_nlink == 1 && /* not what has a name elsewhere */
			   fchownat(fd, name, uid, uid, AT_SYMLINK_NOFOLLOW) != 0) {
			return err_of_errno(errno);
		}
	}
	return in.err;
}

static enum err own(int fd, uint32_t uid, unsigned depth)
{
	struct stat st;
	if (depth > 16 || fstat(fd, &st) != 0)
		return E_IO;
	if (st.st_uid != uid && fchown(fd, uid, uid) != 0)
		return err_of_errno(errno);
	return own_below(fd, uid, depth);
}

/* `uid` 0: whoever we are. Nothing in it is followed by name: see own(). */
static enum err make(const char *path, mode_t mode, uint32_t uid)
{
	if (mkdir(path, mode) != 0 && errno != EEXIST)
		return err_of_errno(errno);
	scope_end(close_fd) int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || fchmod(fd, mode) != 0)
		return err_of_errno(errno);
	/* What a captured role left in its directory may stop that role, never the half. */
	if (uid && own(fd, uid, 0) != OK)
		log_warn("%s: not everything in it could be given to its role", path);
	return OK;
}

bool originals_wanted(const struct half *h)
{
	char path[600];
	(void)snprintf(path, sizeof path, "%s/originals/vault.key", h->directory);
	return access(path, F_OK) == 0;
}

enum err half_directories(const struct half *h)
{
	char path[600];
	uint32_t nginx = half_uid(h, ROLE_nginx);
	/* Passed through by every role of the half, read by none. */
	try(make(h->directory, 0711, 0));
	(void)snprintf(path, sizeof path, "%s/log", h->directory);
	try(make(path, 0750, 0));
	(void)snprintf(path, sizeof path, "%s/run", h->directory);
	try(make(path, 0711, 0));
	(void)snprintf(path, sizeof path, "%s/nginx", h->directory);
	try(make(path, 0700, nginx));
	for (size_t i = 0; i < array_len(places); i++) {
		const struct place *p = &places[i];
		if (p->directory[0] == '\0' || !half_runs(h->letter, p->role) ||
		    (p->role == ROLE_originals && !originals_wanted(h)) ||
		    (p->role == ROLE_zone && h->router < 0))
			continue;
		(void)snprintf(path, sizeof path, "%s/%s", h->directory, p->directory);
		try(make(path, 0700, half_uid(h, p->role)));
	}
	return OK;
}
