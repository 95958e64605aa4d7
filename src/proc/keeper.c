/* SPDX-License-Identifier: Apache-2.0
 * keeper.c: sekisho-keeper: reads the command line, then keeps (sys/keeper.h).
 */
#include <unistd.h>

#include "sys/jail.h"
#include "sys/keeper.h"

static const char *const usage =
    "usage: sekisho-keeper --state DIR [--libexec DIR] [--half I|L|both]\n"
    "                      [--internet ADDR:PORT] [--lgwan ADDR:PORT] [--uid-base N]\n";

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

int main(int argc, char **argv)
{
	static char state[4096], libexec[4096];
	struct keeper_options o = {.half_i = true, .half_l = true, .uid_base = JAIL_UID_BASE};
	bool ok = argc % 2 == 1;
	for (int i = 1; ok && i + 1 < argc; i += 2)
		ok = take(&o, argv[i], argv[i + 1]);
	if (!ok || !o.state) {
		fputs(usage, stderr);
		return 2;
	}
	if (!o.libexec)
		o.libexec = own_directory(libexec, sizeof libexec);
	if (!realpath(o.state, state)) {
		fprintf(stderr, "sekisho-keeper: %s: no such directory\n", o.state);
		return 2;
	}
	o.state = state;
	return keeper_run(&o);
}
