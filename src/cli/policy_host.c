/* SPDX-License-Identifier: Apache-2.0
 * policy_host.c: the host of an organ's policy stands in the same folder.
 */
#include "cli/policy.h"

#include <errno.h>

static enum err read_beside(const struct policy_source *from, const char *name, struct arena *mem,
			    struct view *ret)
{
	const char *path = from->context, *slash = strrchr(path, '/');
	scope_end(buf_free) struct buf beside = buf_new(8192);
	buf_put(&beside, view_of(path, slash ? (size_t)(slash - path) + 1 : 0));
	buf_str(&beside, name);
	buf_u8(&beside, 0);
	try(beside.err);
	enum err e = cli_read_file((const char *)beside.p, POLICY_FILE_MAX, mem, ret);
	return e == E_IO && (errno == ENOENT || errno == ENOTDIR) ? E_NOT_FOUND : e;
}

struct policy_source cli_policy_source(const char *file)
{
	return (struct policy_source){.read = read_beside, .context = file};
}
