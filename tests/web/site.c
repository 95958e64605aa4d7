/* SPDX-License-Identifier: Apache-2.0
 * site.c: nginx's directory for a test: site LISTEN SOCKET DIRECTORY FILE_BYTES
 */
#include "web/nginx.h"

int main(int argc, char **argv)
{
	int64_t most = 0;
	if (argc != 5 || view_int(view_str(argv[4]), 1, INT64_MAX, &most) != OK)
		return 2;
	struct nginx_site s = {.half = 'I',
			       .listen = argv[1],
			       .socket = argv[2],
			       .directory = argv[3],
			       .body_max = nginx_body_max((uint64_t)most)};
	enum err e = nginx_prepare(&s);
	if (e != OK)
		fprintf(stderr, "%s\n", err_text(e)->en);
	return e != OK;
}
