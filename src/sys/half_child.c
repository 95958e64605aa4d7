/* SPDX-License-Identifier: Apache-2.0
 * half_child.c: one process of a half, from fork to START.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/half.h"
#include "sys/jail_parts.h"
#include "sys/log.h"

#define CHILD_FD 3 /* the keeper's wire; nginx: the listening socket */
#define NGINX "/usr/sbin/nginx"

extern int half_log_write; /* half.c */

static const char *const directories[ROLE_COUNT] = {
#define PROC(name, halves, uid, root, promise, what) [ROLE_##name] = root,
#include "tbl/procs.h"
#undef PROC
};

/* In the child: signals as they were, only the descriptors it shall have. */
static void settle(int fd)
{
	sigset_t none;
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0 ||
	    dup2(half_log_write, STDERR_FILENO) < 0)
		_exit(71);
	if (fd == CHILD_FD ? fcntl(fd, F_SETFD, 0) != 0 : dup2(fd, CHILD_FD) < 0)
		_exit(71);
	(void)close_range(CHILD_FD + 1, ~0U, 0);
	(void)umask(077);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (chdir("/") != 0)
		_exit(71);
}

no_return static void become_role(const struct half *h, enum role role, int wire)
{
	char path[4096], name[64];
	char *argv[] = {name, NULL}, *envp[] = {NULL};
	if (role == ROLE_zone && setns(h->router, CLONE_NEWNET) != 0)
		log_fatal("the router's network: error %d", errno);
	settle(wire);
	(void)snprintf(name, sizeof name, "sekisho-%s", role_name(role));
	(void)snprintf(path, sizeof path, "%s/%s", h->o->libexec, name);
	(void)execve(path, argv, envp);
	log_fatal("%s cannot be started: error %d", path, errno);
}

/* A fresh listening socket for the server behind nginx. Bound by its short name, because the path
 * of a unix socket has room for 107 bytes and the state directory may be deep. */
static enum err listen_unix(const struct half *h, int *ret)
{
	char path[600];
	struct sockaddr_un a = {.sun_family = AF_UNIX, .sun_path = KEEPER_SOCKET};
	uint32_t nginx = half_uid(h, ROLE_nginx);
	(void)snprintf(path, sizeof path, "%s/run", h->directory);
	scope_end(close_fd) int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || chdir(path) != 0)
		return E_INTERNAL;
	(void)unlink(KEEPER_SOCKET);
	bool ok = bind(fd, (const struct sockaddr *)&a, sizeof a) == 0 &&
		  chmod(KEEPER_SOCKET, 0600) == 0 &&
		  (nginx == 0 || lchown(KEEPER_SOCKET, nginx, nginx) == 0) && listen(fd, 128) == 0;
	ok = chdir("/") == 0 && ok;
	if (!ok)
		return E_INTERNAL;
	*ret = take_fd(&fd);
	return OK;
}

static enum err say_start(struct half *h, struct child *c)
{
	uint32_t uid = half_uid(h, c->role);
	struct body_start body = {.half = (uint32_t)h->letter,
				  .evaluation = !h->root,
				  .uid = uid,
				  .gid = uid,
				  .epoch = h->epoch};
	const char *directory = directories[c->role];
	if (directory[0] && (size_t)snprintf(body.root, sizeof body.root, "%s/%s", h->directory,
					     directory) >= sizeof body.root)
		return E_NAME;
	try(wire_try_send(&c->wire, MSG_START, 0, &body, &h->o->policy[h->letter == 'I' ? 0 : 1]));
	if (c->role == ROLE_mailer || c->role == ROLE_originals)
		return h->outside >= 0 ? wire_try_send(&c->wire, MSG_LISTEN, 0, NULL, &h->outside)
				       : E_CONFIG;
	if (c->role != ROLE_portal && c->role != ROLE_gate)
		return OK;
	scope_end(close_fd) int listener = -1;
	try(listen_unix(h, &listener));
	return wire_try_send(&c->wire, MSG_LISTEN, 0, NULL, &listener);
}

int child_start(struct half *h, struct child *c)
{
	int pair[2];
	if (wire_pair(pair) != OK)
		return -1;
	pid_t pid = fork();
	if (pid == 0)
		become_role(h, c->role, pair[1]);
	close_fd(&pair[1]);
	if (pid < 0) {
		close_fd(&pair[0]);
		return -1;
	}
	c->wire = (struct wire){.fd = pair[0], .self = ROLE_keeper, .peer = c->role};
	enum err e = say_start(h, c);
	if (e != OK) {
		log_warn("%s could not be told how to start: %s", role_name(c->role),
			 err_text(e)->name);
		(void)kill(pid, SIGKILL); /* reaped like any other that ends early */
	}
	return pid;
}

static void nginx_path(const struct half *h, const char *file, char *ret, size_t room)
{
	(void)snprintf(ret, room, "%s/nginx/%s", h->directory, file);
}

bool nginx_wanted(const struct half *h)
{
	char path[600];
	nginx_path(h, "nginx.conf", path, sizeof path);
	return h->listener >= 0 && access(path, R_OK) == 0;
}

/* Its own user from the first moment, so that it needs no name in passwd and no root master. */
no_return static void become_nginx(const struct half *h)
{
	char prefix[600], config[600], program[] = NGINX, inherited[] = "NGINX=3;";
	char e[] = "-e", to[] = "stderr", p[] = "-p", c[] = "-c";
	char *argv[] = {program, e, to, p, prefix, c, config, NULL};
	char zone[] = "TZ=JST-9"; /* one clock in the log */
	char *envp[] = {inherited, zone, NULL};
	uint32_t uid = half_uid(h, ROLE_nginx);
	settle(h->listener);
	nginx_path(h, "", prefix, sizeof prefix);
	nginx_path(h, "nginx.conf", config, sizeof config);
	if (jail_become(uid, uid) != OK || jail_drop_caps(0) != OK ||
	    landlock_nginx(h->directory) != OK)
		log_fatal("nginx: the jail failed");
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0); /* forgotten with the change of user */
	(void)execve(program, argv, envp);
	log_fatal("nginx cannot be started: error %d", errno);
}

/* In a pid namespace of its own: when its master is killed no worker keeps serving. */
int nginx_start(struct half *h)
{
#ifdef JAIL_OFF
	pid_t pid = fork();
#else
	pid_t pid = (pid_t)syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, NULL, NULL, NULL, NULL);
#endif
	if (pid == 0)
		become_nginx(h);
	return pid;
}
