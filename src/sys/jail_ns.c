/* SPDX-License-Identifier: Apache-2.0
 * jail_ns.c: namespaces, mounts, identities (namespaces(7), user_namespaces(7), capabilities(7)).
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/jail_parts.h"
#include "sys/log.h"
#include "sys/wire.h"

bool jail_is_root(void)
{
	return geteuid() == 0;
}

static bool get_caps(struct __user_cap_data_struct ret[2])
{
	struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
	return syscall(SYS_capget, &head, ret) == 0;
}

bool jail_can_admin(void)
{
	struct __user_cap_data_struct data[2];
	return get_caps(data) && (data[0].effective >> CAP_SYS_ADMIN & 1u);
}

static enum err write_proc(const char *path, const char *text)
{
	scope_end(close_fd) int fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return err_of_errno(errno);
	return file_write(fd, view_str(text));
}

/* A user namespace made by an ordinary user maps that one id, and setgroups has to go first. */
enum err jail_map_self(uint32_t uid, uint32_t gid)
{
	char text[64];
	try(write_proc("/proc/self/setgroups", "deny"));
	(void)snprintf(text, sizeof text, "%u %u 1", uid, uid);
	try(write_proc("/proc/self/uid_map", text));
	(void)snprintf(text, sizeof text, "%u %u 1", gid, gid);
	return write_proc("/proc/self/gid_map", text);
}

enum err jail_map_child(int pid, uint32_t uid, uint32_t count)
{
	char path[64], text[64];
	(void)snprintf(text, sizeof text, "0 %u %u", uid, count);
	(void)snprintf(path, sizeof path, "/proc/%d/uid_map", pid);
	try(write_proc(path, text));
	(void)snprintf(path, sizeof path, "/proc/%d/gid_map", pid);
	return write_proc(path, text);
}

enum err jail_unshare(int flags)
{
	uint32_t uid = getuid(), gid = getgid();
	if (jail_can_admin())
		return unshare(flags) == 0 ? OK : E_INTERNAL;
	if (unshare(flags | CLONE_NEWUSER) != 0)
		return E_INTERNAL;
	return jail_map_self(uid, gid);
}

/* Swaps "/" for the current directory, which must be a mount of its own, and lets go of the rest.
 */
static enum err pivot_here(void)
{
	if (syscall(SYS_pivot_root, ".", ".") != 0 || umount2(".", MNT_DETACH) != 0 ||
	    chdir("/") != 0)
		return E_INTERNAL;
	return OK;
}

enum err jail_new_root(const char *directory)
{
	const unsigned long quiet = MS_NOSUID | MS_NODEV | MS_NOEXEC;
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
		return E_INTERNAL;
	if (directory[0] == '\0') {
		/* Any directory that exists on every system serves as the place to mount it. */
		if (mount("none", "/tmp", "tmpfs", quiet | MS_RDONLY, "size=4k,mode=0555") != 0 ||
		    chdir("/tmp") != 0)
			return E_INTERNAL;
		return pivot_here();
	}
	/* MS_REC: below a user namespace a mount that hides others cannot be copied without them.
	 */
	if (mount(directory, directory, NULL, MS_BIND | MS_REC, NULL) != 0 || chdir(directory) != 0)
		return E_INTERNAL;
	if (mount(NULL, ".", NULL, MS_REMOUNT | MS_BIND | quiet, NULL) != 0)
		log_warn("its directory could not be mounted without devices and programs");
	return pivot_here();
}

/* A bind mount may take flags away from nothing that its origin has. */
static unsigned long locked_flags(const char *path)
{
	struct statvfs v;
	if (statvfs(path, &v) != 0)
		return 0;
	return (v.f_flag & ST_NOEXEC ? MS_NOEXEC : 0u) | (v.f_flag & ST_NOATIME ? MS_NOATIME : 0u) |
	       (v.f_flag & ST_NODIRATIME ? MS_NODIRATIME : 0u) |
	       (v.f_flag & ST_RELATIME ? MS_RELATIME : 0u);
}

/* Makes the folders that lead to `path` (which begins with "/tmp/"). */
static bool make_way(char *path)
{
	for (char *slash = strchr(path + 5, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		bool made = mkdir(path, 0755) == 0 || errno == EEXIST;
		*slash = '/';
		if (!made)
			return false;
	}
	return true;
}

static enum err place(const char *path)
{
	const unsigned long quiet = MS_RDONLY | MS_NOSUID | MS_NODEV | locked_flags(path);
	char to[512];
	struct stat st;
	int n = snprintf(to, sizeof to, "/tmp%s", path);
	if (stat(path, &st) != 0)
		return OK;
	if (n < 0 || (size_t)n >= sizeof to || !make_way(to))
		return E_INTERNAL;
	if (S_ISDIR(st.st_mode)) {
		if (mkdir(to, 0755) != 0 && errno != EEXIST)
			return E_INTERNAL;
	} else {
		scope_end(close_fd) int fd = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
		if (fd < 0)
			return E_INTERNAL;
	}
	if (mount(path, to, NULL, MS_BIND | MS_REC, NULL) != 0 ||
	    mount(NULL, to, NULL, MS_REMOUNT | MS_BIND | quiet, NULL) != 0)
		return E_INTERNAL;
	return OK;
}

/* /lib and /lib64 are links into /usr where the system is merged, folders where it is not. */
static enum err place_link(const char *path)
{
	char target[256] = "", to[64];
	(void)snprintf(to, sizeof to, "/tmp%s", path);
	if (readlink(path, target, sizeof target - 1) <= 0)
		return place(path);
	return symlink(target, to) == 0 ? OK : E_INTERNAL;
}

enum err jail_places_root(const char *const *places)
{
	const unsigned long quiet = MS_NOSUID | MS_NODEV;
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("none", "/tmp", "tmpfs", quiet, "size=64k,mode=0755") != 0)
		return E_INTERNAL;
	for (; *places; places++)
		try(place(*places));
	try(place_link("/lib"));
	try(place_link("/lib64"));
	if (mount(NULL, "/tmp", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | quiet, NULL) != 0 ||
	    chdir("/tmp") != 0)
		return E_INTERNAL;
	return pivot_here();
}

enum err jail_become(uint32_t uid, uint32_t gid)
{
	if (uid == 0 && gid == 0)
		return OK;
	if (setgroups(0, NULL) != 0 || setresgid(gid, gid, gid) != 0 ||
	    setresuid(uid, uid, uid) != 0)
		return E_INTERNAL;
	/* It must not be able to go back. */
	return setresuid(0, 0, 0) != 0 ? OK : E_INTERNAL;
}

enum err jail_drop_caps(uint64_t keep)
{
	for (int cap = 0; cap <= CAP_LAST_CAP; cap++)
		if (!(keep >> cap & 1u) && prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) != 0 &&
		    errno != EINVAL && errno != EPERM) /* EPERM: had none to begin with */
			return E_INTERNAL;
	struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2] = {0};
	struct __user_cap_data_struct has[2];
	if (!get_caps(has))
		return E_INTERNAL;
	for (size_t i = 0; i < 2; i++) {
		data[i].permitted = has[i].permitted & (uint32_t)(keep >> (32 * i));
		data[i].effective = data[i].permitted;
	}
	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0)
		return E_INTERNAL;
	return syscall(SYS_capset, &head, data) == 0 ? OK : E_INTERNAL;
}
