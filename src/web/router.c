/* SPDX-License-Identifier: Apache-2.0
 * router.c: see router.h.
 */
#include "base/base64.h"
#include "web/router.h"

static struct view segment(const char **at)
{
	const char *end = strchr(*at, '/');
	struct view v = view_of(*at, end ? (size_t)(end - *at) : strlen(*at));
	*at += v.n + (end ? 1 : 0);
	return v;
}

static bool take_file(struct view v, char ret[64])
{
	if (v.n == 0 || v.n >= 64 || v.p[0] == '.')
		return false;
	for (size_t i = 0; i < v.n; i++) {
		uint8_t c = v.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-'))
			return false;
	}
	memcpy(ret, v.p, v.n);
	ret[v.n] = '\0';
	return true;
}

static bool take_id(struct view v, uint8_t ret[ID_LEN])
{
	return hex_read(v, ret, ID_LEN) == OK;
}

bool route_matches(const char *pattern, const char *path, struct route_match *ret)
{
	struct route_match m = {.file = ""};
	if (*pattern != '/' || *path != '/')
		return false;
	for (pattern++, path++; *pattern || *path;) {
		/* A trailing or doubled slash makes an empty segment, which only equals itself. */
		bool slash_p = strchr(pattern, '/') != NULL, slash_a = strchr(path, '/') != NULL;
		struct view want = segment(&pattern), have = segment(&path);
		bool fits = view_eq(want, VIEW(":id"))	   ? take_id(have, m.id)
			    : view_eq(want, VIEW(":file")) ? take_file(have, m.file)
							   : view_eq(want, have);
		if (!fits || slash_p != slash_a)
			return false;
	}
	*ret = m;
	return true;
}
