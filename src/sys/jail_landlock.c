/* SPDX-License-Identifier: Apache-2.0
 * jail_landlock.c: Landlock (landlock(7)), up to ABI 7, with its structures written out here: the
 * headers of Debian 12 know ABI 2, the kernel below may know more.
 */
#include <errno.h>
#include <sys/prctl.h>
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

#define CREATE_RULESET_VERSION 1u
#define RULE_PATH_BENEATH 1

#define FS_EXECUTE 1u
/* What each ABI taught the kernel to restrict: bits 0-12, then REFER, TRUNCATE, IOCTL_DEV. */
static const uint64_t fs_of_abi[] = {0, 0x1fff, 0x3fff, 0x7fff, 0x7fff, 0xffff};
#define NET_TCP 3u   /* bind, connect */
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

enum err landlock_confine(int root_fd)
{
	int abi = landlock_abi();
	if (abi == 0)
		return OK;
	struct ruleset_attr attr = everything(abi);
	size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
	scope_end(close_fd) int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, size, 0);
	if (ruleset < 0)
		return E_INTERNAL;
	struct path_beneath_attr below = {attr.handled_access_fs & ~(uint64_t)FS_EXECUTE, root_fd};
	if (root_fd >= 0 &&
	    syscall(SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &below, 0) != 0)
		return E_INTERNAL;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return E_INTERNAL;
	return syscall(SYS_landlock_restrict_self, ruleset, 0) == 0 ? OK : E_INTERNAL;
}
