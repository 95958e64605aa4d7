/* SPDX-License-Identifier: Apache-2.0
 * jail_parts.h: inside sys/: the single steps of the jail. jail.h is the face.
 */
#ifndef SYS_JAIL_PARTS_H
#define SYS_JAIL_PARTS_H

#include <linux/filter.h>

#include "base/buf.h"
#include "sys/jail.h"

/* --- jail_ns.c ------------------------------------------------------------------------------ */

bool jail_is_root(void);   /* effective uid 0 of this user namespace */
bool jail_can_admin(void); /* CAP_SYS_ADMIN in this user namespace */
/* New namespaces; where CAP_SYS_ADMIN is missing also a user namespace that maps this one uid. */
enum err jail_unshare(int flags) must_use;
/* The caller's new user namespace maps this one id, as itself. */
enum err jail_map_self(uint32_t uid, uint32_t gid) must_use;
/* Root only: ids 0 to count - 1 of the child's new user namespace are `uid` and its successors.
 * Needs a /proc that shows the child under this pid. */
enum err jail_map_child(int pid, uint32_t uid, uint32_t count) must_use;
/* "/" becomes this directory ("" = an empty read-only one) and nothing else is mounted. */
enum err jail_new_root(const char *directory) must_use;
/* "/" holds these files and folders (NULL at the end; what is not there is left out), read-only,
 * and the links by which this system finds its programs and libraries. */
enum err jail_places_root(const char *const *places) must_use;
enum err jail_become(uint32_t uid, uint32_t gid) must_use; /* both 0: stays who it is */
enum err jail_drop_caps(uint64_t keep) must_use; /* bits of CAP_*; the rest is gone for good */

/* --- jail_landlock.c ------------------------------------------------------------------------ */

int landlock_abi(void); /* 0: none */
/* Nothing in the file system but what is below `root_fd` (-1: nothing at all), no TCP, no signals
 * and no abstract sockets outside. OK where the kernel has no Landlock: that is reported, not
 * fatal. */
enum err landlock_confine(int root_fd, uint16_t port) must_use;
/* Nothing but these files and folders, to be read and run. */
enum err landlock_places(const char *const *places) must_use;
/* For nginx of the half with this directory: programs and libraries read-only, its own directory.
 */
enum err landlock_nginx(const char *half) must_use;

/* --- jail_seccomp.c ------------------------------------------------------------------------- */

#define FILTER_MAX 4096 /* instructions: the kernel's BPF_MAXINSNS */

struct filter {
	struct sock_filter *code; /* owned; free() */
	unsigned short n;
};

/* `self`: the process id that tgkill may name. */
enum err filter_build(enum promise p, uint32_t self, struct filter *ret) must_use;
enum err filter_enter(const struct filter *f) must_use;
void filter_say_why(void); /* roles: log the refused call, then die */

#endif
