/* SPDX-License-Identifier: Apache-2.0
 * init_nginx.c: nginx's directory of each half: configuration, certificate, temporary files.
 */
#include <errno.h>
#include <limits.h>
#include <sys/stat.h>

#include "cli/init.h"
#include "web/nginx.h"

static const struct {
	uint32_t half;
	const char *folder, *policy;
	uint32_t uid_offset; /* of nginx in that half: tbl/procs.h */
} sites[] = {{'I', "internet", "internet/policy.yaml", 1}, {'L', "lgwan", "policy.yaml", 101}};

#define PLACE_MAX 80 /* the sockets below it have 107 bytes for their names */

/* nginx runs as a user of its own and must be able to walk to its directory. */
static bool may_walk(const struct init *in, const char *top)
{
	char path[PATH_MAX];
	for (const char *slash = top; !in->evaluation && slash; slash = strchr(slash + 1, '/')) {
		struct stat st;
		(void)snprintf(path, sizeof path, "%.*s", (int)max_of(slash - top, 1), top);
		if (stat(path, &st) == 0 && (st.st_mode & S_IXOTH))
			continue;
		cli_complain(in->cli,
			     "%s はほかの利用者が通れません。/var/lib "
			     "の下など、通れる場所を --state に指定してください",
			     "%s cannot be entered by other users; choose a --state below /var/lib "
			     "or the like",
			     path);
		return false;
	}
	return true;
}

bool init_nginx_place(const struct init *in)
{
	char top[PATH_MAX];
	if (!realpath(in->path, top)) {
		cli_complain(in->cli, "%s: %s", "%s: %s", in->path, cli_errno(in->cli, errno));
		return false;
	}
	if (!nginx_plain(top) || strlen(top) > PLACE_MAX) {
		cli_complain(in->cli,
			     "状態は %s に置けません。空白や日本語を含まない、%d "
			     "文字までの場所を --state に指定してください",
			     "the state cannot live at %s; choose a --state without blanks, in "
			     "ASCII, of at most %d characters",
			     top, PLACE_MAX);
		return false;
	}
	return may_walk(in, top);
}

enum err init_nginx(struct init *in, const char *const listen[2])
{
	char top[PATH_MAX], socket[PATH_MAX + 32], directory[PATH_MAX + 32], policy[PATH_MAX + 32];
	if (!realpath(in->path, top))
		return E_IO;
	if (!in->evaluation && chmod(top, 0711) != 0)
		return E_IO;
	for (size_t i = 0; i < array_len(sites); i++) {
		(void)snprintf(socket, sizeof socket, "%s/%s/run/http.sock", top, sites[i].folder);
		(void)snprintf(directory, sizeof directory, "%s/%s/nginx", top, sites[i].folder);
		(void)snprintf(policy, sizeof policy, "%s/%s", top, sites[i].policy);
		uint32_t uid = in->evaluation ? 0 : in->uid_base + sites[i].uid_offset;
		struct nginx_site site = {.half = sites[i].half,
					  .listen = listen[i],
					  .socket = socket,
					  .directory = directory,
					  .uid = uid,
					  .gid = uid};
		try(nginx_prepare_apart(&site, policy));
	}
	return OK;
}
