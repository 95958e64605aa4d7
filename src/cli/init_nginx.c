/* SPDX-License-Identifier: Apache-2.0
 * init_nginx.c: nginx's directory of each half: configuration, certificate, temporary files.
 */
#include <limits.h>
#include <sys/stat.h>

#include "cli/init.h"
#include "web/nginx.h"

static const struct {
	uint32_t half;
	const char *folder, *policy;
	uint32_t uid_offset; /* of nginx in that half: tbl/procs.h */
} sites[] = {{'I', "internet", "internet/policy.yaml", 1}, {'L', "lgwan", "policy.yaml", 101}};

/* nginx runs as a user of its own and must be able to walk to its directory. */
static enum err check_walk(const struct init *in, const char *top)
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
		return E_FORBIDDEN;
	}
	return OK;
}

enum err init_nginx(struct init *in, const char *const listen[2])
{
	char top[PATH_MAX], socket[PATH_MAX + 32], directory[PATH_MAX + 32], policy[PATH_MAX + 32];
	if (!realpath(in->path, top))
		return E_IO;
	if (!in->evaluation && chmod(top, 0711) != 0)
		return E_IO;
	try(check_walk(in, top));
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
