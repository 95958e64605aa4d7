/* SPDX-License-Identifier: Apache-2.0
 * policy_host.c: the host of an organ's policy stands in the same folder; `sekisho policy join`.
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

enum cli_exit cli_policy_join(const struct cli *cli, const char *file)
{
	scope_end(cli_policy_free) struct cli_policy l = {0};
	enum cli_exit code = cli_policy_load(cli, file, 0, &l);
	if (code != CLI_DONE)
		return cli_policy_untaken(cli, file, code, &l);
	if (l.policy.is_public) {
		cli_complain(cli, "%s はインターネット側用のファイルです",
			     "%s is for the Internet half", cli_shown(file).text);
		return CLI_NO;
	}
	fwrite(l.text.p, 1, l.text.n, stdout);
	return CLI_DONE;
}
