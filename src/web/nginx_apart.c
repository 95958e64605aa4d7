/* SPDX-License-Identifier: Apache-2.0
 * nginx_apart.c: what is made for nginx is made as nginx's own user, in a short-lived child: the
 * policy is parsed and files are written without a right that nginx itself would not have.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sys/wait.h>
#include <unistd.h>

#include "policy/policy.h"
#include "sys/file.h"
#include "sys/log.h"
#include "sys/wire.h"
#include "web/nginx.h"

static enum err file_limit(int policy_fd, enum direction d, uint64_t *ret)
{
	struct arena mem scope_end(arena_free) = arena_new(POLICY_ARENA);
	struct buf text scope_end(buf_free) = buf_new(POLICY_FILE_MAX);
	struct policy_mistakes mistakes;
	struct policy policy;
	struct limits limits;
	try(file_read(policy_fd, POLICY_FILE_MAX, &text));
	try(policy_load(buf_view(&text), &mem, &policy, &mistakes));
	policy_limits_of(&policy, d, &limits);
	*ret = limits.input;
	return OK;
}

static enum err become(const struct nginx_site *s)
{
	if (!s->uid)
		return OK;
	if (setgroups(0, NULL) != 0 || setresgid(s->gid, s->gid, s->gid) != 0 ||
	    setresuid(s->uid, s->uid, s->uid) != 0)
		return E_INTERNAL;
	return OK;
}

static enum err prepare(const struct nginx_site *s, int policy_fd)
{
	struct nginx_site own = *s;
	uint64_t limit;
	try(become(s));
	try(file_limit(policy_fd, s->half == 'I' ? DIRECTION_IN : DIRECTION_OUT, &limit));
	own.uid = own.gid = 0;
	own.body_max = nginx_body_max(limit);
	return nginx_prepare(&own);
}

enum err nginx_prepare_apart(const struct nginx_site *s, const char *policy)
{
	int status = 0;
	int fd scope_end(close_fd) = open(policy, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return err_of_errno(errno);
	pid_t pid = fork();
	if (pid == 0)
		_exit((int)prepare(s, fd));
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (pid < 0 || !WIFEXITED(status) || WEXITSTATUS(status) >= ERR_COUNT)
		return E_INTERNAL;
	return (enum err)WEXITSTATUS(status);
}
