/* SPDX-License-Identifier: Apache-2.0
 * keeper.c: sekisho-keeper: reads the command line, has the policy looked at, then keeps
 * (sys/keeper.h). A policy with mistakes starts nothing.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "policy/policy.h"
#include "sys/file.h"
#include "sys/jail.h"
#include "sys/keeper.h"

static const char *const usage =
    "usage: sekisho-keeper --state DIR [--libexec DIR] [--half I|L|both]\n"
    "                      [--internet ADDR:PORT] [--lgwan ADDR:PORT] [--uid-base N]\n"
    "                      [--router-netns NAME]\n";

static bool take(struct keeper_options *o, const char *name, const char *value)
{
	struct view option = view_str(name), v = view_str(value);
	int64_t n = 0;
	if (view_eq(option, VIEW("--state")))
		o->state = value;
	else if (view_eq(option, VIEW("--libexec")))
		o->libexec = value;
	else if (view_eq(option, VIEW("--internet")))
		o->internet = value;
	else if (view_eq(option, VIEW("--lgwan")))
		o->lgwan = value;
	else if (view_eq(option, VIEW("--router-netns")))
		o->router = value;
	else if (view_eq(option, VIEW("--uid-base")) && view_int(v, 1000, INT32_MAX, &n) == OK)
		o->uid_base = (uint32_t)n;
	else if (view_eq(option, VIEW("--half")) && view_eq(v, VIEW("I")))
		o->half_l = false;
	else if (view_eq(option, VIEW("--half")) && view_eq(v, VIEW("L")))
		o->half_i = false;
	else
		return view_eq(option, VIEW("--half")) && view_eq(v, VIEW("both"));
	return true;
}

/* In the build tree and where it is installed the other programs lie beside this one. */
static const char *own_directory(char *ret, size_t room)
{
	ssize_t n = readlink("/proc/self/exe", ret, room - 1);
	if (n <= 0)
		return "";
	ret[n] = '\0';
	char *slash = strrchr(ret, '/');
	if (slash)
		*slash = '\0';
	return ret;
}

/* --- the policy --- */

static const char *const policy_names[] = {"internet/policy.yaml", "policy.yaml"};

no_return static void refuse(const char *name, const char *ja, const char *en)
{
	fprintf(stderr, "sekisho-keeper: %s: %s / %s\n", name, ja, en);
	_exit(1);
}

/* The file as it is now, sealed. */
static int policy_sealed(const char *state, const char *name)
{
	char path[5000];
	struct buf text scope_end(buf_free) = buf_new(POLICY_FILE_MAX);
	(void)snprintf(path, sizeof path, "%s/%s", state, name);
	scope_end(close_fd) int from = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	enum err e = from < 0 ? E_IO : file_read(from, POLICY_FILE_MAX, &text);
	if (e != OK)
		refuse(name,
		       e == E_LIMIT_SIZE ? "方針ファイルが大きすぎます（上限 1 MB）。起動しません"
					 : "方針ファイルを読めません。起動しません",
		       e == E_LIMIT_SIZE ? "the policy is too large (at most 1 MB); not started"
					 : "the policy cannot be read; not started");
	int fd = memfd_new("policy");
	if (fd < 0 || file_write(fd, buf_view(&text)) != OK || memfd_seal(fd) != OK)
		refuse(name, "メモリが足りません", "out of memory");
	return fd;
}

static void policy_look(int fd, bool internet, struct arena *mem, struct policy *ret)
{
	static struct policy_mistakes mistakes;
	const char *name = policy_names[internet ? 0 : 1];
	struct buf text scope_end(buf_free) = buf_new(POLICY_FILE_MAX);
	enum err e = file_read(fd, POLICY_FILE_MAX, &text);
	if (e == OK)
		e = policy_load(arena_copy(mem, buf_view(&text)), mem, ret, &mistakes);
	if (e == E_CONFIG)
		refuse(name,
		       "方針ファイルに誤りがあるので起動しません。sekisho policy check "
		       "で確かめてください",
		       "the policy has mistakes, nothing is started; see sekisho policy check");
	if (e != OK)
		refuse(name, err_text(e)->ja, err_text(e)->en);
	if (ret->is_public != internet)
		refuse(name, "もう一方の側の方針ファイルです。起動しません",
		       "this is the other half's policy; not started");
}

/* In a process of its own, as nobody of ours: it parses. */
no_return static void policy_judge(const struct keeper_options *o)
{
	struct policy p[2] = {0};
	struct arena mem = arena_new(POLICY_ARENA * 2);
	if (geteuid() == 0 &&
	    (setgroups(0, NULL) != 0 || setresgid(o->uid_base, o->uid_base, o->uid_base) != 0 ||
	     setresuid(o->uid_base, o->uid_base, o->uid_base) != 0))
		_exit(0); /* keeper_run says what is wrong with the ids */
	for (size_t i = 0; i < 2; i++)
		if (o->policy[i] >= 0)
			policy_look(o->policy[i], i == 0, &mem, &p[i]);
	if (o->policy[0] >= 0 && o->policy[1] >= 0 &&
	    memcmp(p[0].hash, p[1].hash, sizeof p[0].hash) != 0)
		refuse(policy_names[0],
		       "policy.yaml とは別の方針から作られています。sekisho init "
		       "を実行し直してください",
		       "made from another policy.yaml; run sekisho init again");
	_exit(0);
}

/* What is wrong with a policy the judge says itself; that there was no judgement, nobody else can.
 */
static bool is_good(const struct keeper_options *o, pid_t pid, int status)
{
	const char *name = policy_names[o->half_l ? 1 : 0];
	if (pid < 0)
		refuse(name,
		       "方針ファイルを調べるプロセスを作れないので起動しません。メモリの空きと"
		       "プロセス数の上限を確かめて、もう一度起動してください",
		       "no process can be made to look at the policy; not started. Make sure that "
		       "there is memory and room for processes, and start again");
	if (!WIFEXITED(status) || WEXITSTATUS(status) > 1)
		refuse(
		    name,
		    "方針ファイルを調べるプロセスが途中で終わったので起動しません。メモリの空きを"
		    "確かめて、もう一度起動してください。繰り返すときは sekisho policy check で"
		    "方針ファイルを確かめてください",
		    "the process that looks at the policy ended half-way; not started. Make "
		    "sure that there is memory, and start again; if it happens again, try "
		    "sekisho policy check");
	return WEXITSTATUS(status) == 0;
}

/* What runs keeps its policy whatever is put in its place; what is put there is judged here, once,
 * before anything of the state is touched. */
static bool take_policy(struct keeper_options *o)
{
	int status = 0;
	if (o->half_i)
		o->policy[0] = policy_sealed(o->state, policy_names[0]);
	if (o->half_l)
		o->policy[1] = policy_sealed(o->state, policy_names[1]);
	pid_t pid = fork();
	if (pid == 0)
		policy_judge(o);
	while (pid > 0 && waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			pid = -1;
	return is_good(o, pid, status);
}

int main(int argc, char **argv)
{
	static char state[4096], libexec[4096];
	struct keeper_options o = {
	    .half_i = true, .half_l = true, .uid_base = JAIL_UID_BASE, .policy = {-1, -1}};
	bool ok = argc % 2 == 1;
	for (int i = 1; ok && i + 1 < argc; i += 2)
		ok = take(&o, argv[i], argv[i + 1]);
	if (!ok || !o.state) {
		fputs(usage, stderr);
		return 2;
	}
	/* Whoever ignores it (and starts us so) would leave us without news of our children. */
	(void)signal(SIGCHLD, SIG_DFL);
	if (!o.libexec)
		o.libexec = own_directory(libexec, sizeof libexec);
	if (!realpath(o.state, state)) {
		fprintf(stderr, "sekisho-keeper: %s: no such directory\n", o.state);
		return 2;
	}
	o.state = state;
	return take_policy(&o) ? keeper_run(&o) : 1;
}
