/* SPDX-License-Identifier: Apache-2.0
 * read_policy.h: the policy as a process is handed it: a sealed descriptor, read once before the
 * jail. What the keeper has judged is right; a mistake here is none of the process's own.
 */
#ifndef PROC_READ_POLICY_H
#define PROC_READ_POLICY_H

#include "base/buf.h"
#include "policy/policy.h"
#include "sys/file.h"

/* Makes *mem, in which the policy lives from then on. */
must_use static inline enum err read_policy(int fd, struct arena *mem, struct policy *ret)
{
	scope_end(buf_free) struct buf text = buf_new(POLICY_FILE_MAX);
	struct policy_mistakes mistakes;
	*mem = arena_new(POLICY_ARENA);
	try(file_read(fd, POLICY_FILE_MAX, &text));
	return policy_load(buf_view(&text), mem, ret, &mistakes);
}

#endif
