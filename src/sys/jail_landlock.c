/* SPDX-License-Identifier: Apache-2.0
 * jail_landlock.c: Landlock (landlock(7)), up to ABI 7, with its structures written out here: the
 * headers of Debian 12 know ABI 2, the kernel below may know more.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sys/jail_parts.h"
#include "sys/wire.h"

struct ruleset_attr {
	uint64_t handled_access_fs;
	uint64_t handled_access_net; /* ABI 4 */
	uint64_t scoped;	     /* ABI 6 */
};

struct path_beneath_attr {
	uint64_t allowed_access;
	int32_t parent_fd;
} __attribute__((packed));

struct net_port_attr {
	uint64_t allowed_access, port;
};

#define CREATE_RULESET_VERSION 1u
#define RULE_PATH_BENEATH 1
#define RULE_NET_PORT 2

#define FS_EXECUTE 1u
#define FS_WRITE_FILE 2u
#define FS_READ 12u /* files, directories */
/* What each ABI taught the kernel to restrict: bits 0-12, then REFER, TRUNCATE, IOCTL_DEV. */
static const uint64_t fs_of_abi[] = {0, 0x1fff, 0x3fff, 0x7fff, 0x7fff, 0xffff};
#define NET_TCP 3u /* bind, connect */
#define NET_CONNECT 2u
#define SCOPE_ALL 3u /* abstract unix sockets, signals */

int landlock_abi(void)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_RULESET_VERSION);
	return abi > 0 ? (int)abi : 0;
}

static struct ruleset_attr everything(int abi)
{
	size_t known = min_of((size_t)abi, array_len(fs_of_abi) - 1);
	return (struct ruleset_attr){
	    .handled_access_fs = fs_of_abi[known],
	    .handled_access_net = abi >= 4 ? NET_TCP : 0,
	    .scoped = abi >= 6 ? SCOPE_ALL : 0,
	};
}

/* A ruleset that allows nothing yet; -1 on failure. */
static int new_ruleset(int abi, struct ruleset_attr *ret)
{
	*ret = everything(abi);
	size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
	return (int)syscall(SYS_landlock_create_ruleset, ret, size, 0);
}

static enum err allow(int ruleset, int directory, uint64_t access)
{
	struct path_beneath_attr below = {access, directory};
	return syscall(SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &below, 0) == 0
		   ? OK
		   : E_INTERNAL;
}

static enum err enter(int ruleset)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return E_INTERNAL;
	return syscall(SYS_landlock_restrict_self, ruleset, 0) == 0 ? OK : E_INTERNAL;
}

enum err landlock_confine(int root_fd, uint16_t port)
{
	struct ruleset_attr attr;
	int abi = landlock_abi();
	if (abi == 0)
		return OK;
	scope_end(close_fd) int ruleset = new_ruleset(abi, &attr);
	if (ruleset < 0)
		return E_INTERNAL;
	if (root_fd >= 0)
		try(allow(ruleset, root_fd, attr.handled_access_fs & ~(uint64_t)FS_EXECUTE));
	struct net_port_attr one = {NET_CONNECT, port};
	if (port && abi >= 4 &&
	    syscall(SYS_landlock_add_rule, ruleset, RULE_NET_PORT, &one, 0) != 0)
		return E_INTERNAL;
	return enter(ruleset);
}

/* Directories that are not there need no rule. */
static enum err allow_path(int ruleset, const char *path, uint64_t access)
{
	scope_end(close_fd) int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? OK : allow(ruleset, fd, access);
}

enum err landlock_places(const char *const *places)
{
	struct ruleset_attr attr;
	int abi = landlock_abi();
	if (abi == 0)
		return OK;
	scope_end(close_fd) int ruleset = new_ruleset(abi, &attr);
	if (ruleset < 0)
		return E_INTERNAL;
	for (; *places; places++) {
		struct stat st;
		scope_end(close_fd) int fd = open(*places, O_PATH | O_CLOEXEC);
		if (fd < 0 || fstat(fd, &st) != 0)
			continue;
		uint64_t file = FS_EXECUTE | (FS_READ & ~8u); /* 8 is of directories alone */
		try(allow(ruleset, fd, S_ISDIR(st.st_mode) ? FS_EXECUTE | FS_READ : file));
	}
	return enter(ruleset);
}

enum err landlock_nginx(const char *half)
{
	static const char *const readable[] = {"/usr", "/lib", "/lib64", "/bin", "/etc", "/dev"};
	struct ruleset_attr attr;
	char path[600];
	int abi = landlock_abi();
	if (abi == 0)
		return OK;
	scope_end(close_fd) int ruleset = new_ruleset(abi, &attr);
	if (ruleset < 0)
		return E_INTERNAL;
	for (size_t i = 0; i < array_len(readable); i++)
		try(allow_path(ruleset, readable[i], FS_EXECUTE | FS_READ));
	(void)snprintf(path, sizeof path, "%s/run", half);
	try(allow_path(ruleset, path, FS_READ));
	(void)snprintf(path, sizeof path, "%s/nginx", half);
	try(allow_path(ruleset, path, attr.handled_access_fs & ~(uint64_t)FS_EXECUTE));
	try(allow_path(ruleset, "/dev", FS_READ | FS_WRITE_FILE));
	return enter(ruleset);
}
