/* SPDX-License-Identifier: Apache-2.0
 * upload.c: see upload.h.
 */
#include <errno.h>
#include <unistd.h>

#include "base/utf8.h"
#include "gate/upload.h"
#include "sys/file.h"

#define NAME_BYTES 200 /* rule 5 of the design */
#define EXTENSION_BYTES 16

/* A long name keeps its beginning and its extension. */
static void shorten(struct view v, char ret[NAME_MAX_])
{
	const struct view dots = VIEW("…");
	size_t dot = v.n;
	for (size_t i = v.n; i > 0 && v.n - i < EXTENSION_BYTES; i--) {
		if (v.p[i - 1] == '.') {
			dot = i - 1;
			break;
		}
	}
	struct view extension = view_sub(v, dot, v.n);
	size_t stem = NAME_BYTES - dots.n - extension.n;
	while (stem > 0 && (v.p[stem] & 0xC0) == 0x80)
		stem--;
	memcpy(ret, v.p, stem);
	memcpy(ret + stem, dots.p, dots.n);
	memcpy(ret + stem + dots.n, extension.p, extension.n);
}

enum err upload_name(const char *sent, struct envelope *ret)
{
	struct view v = view_str(sent);
	for (size_t i = v.n; i > 0; i--) { /* some browsers send the whole path */
		if (v.p[i - 1] == '/' || v.p[i - 1] == '\\') {
			v = view_sub(v, i, v.n);
			break;
		}
	}
	v = view_trim(v);
	if (v.n == 0 || !utf8_clean(v) || view_find(v, 0, '\n') < v.n ||
	    view_find(v, 0, '\t') < v.n || view_eq(v, VIEW(".")) || view_eq(v, VIEW("..")))
		return E_NAME;
	memset(ret->name, 0, sizeof(ret->name));
	if (v.n <= NAME_BYTES)
		memcpy(ret->name, v.p, v.n);
	else
		shorten(v, ret->name);
	return OK;
}

void upload_opened(struct upload *u, const struct body_upload *body, int fd)
{
	u->number = body->upload;
	u->fd = fd;
}

void upload_write(struct upload *u, struct view v)
{
	if (u->err != OK || u->fd < 0)
		return;
	if (v.n > u->limit || u->envelope.size > u->limit - v.n) {
		u->err = E_LIMIT_SIZE;
		upload_drop(u);
		return;
	}
	while (v.n > 0) {
		ssize_t n = write(u->fd, v.p, v.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			u->err = err_of_errno(n < 0 ? errno : ENOSPC);
			upload_drop(u);
			return;
		}
		u->envelope.size += (uint64_t)n;
		v = view_sub(v, (size_t)n, v.n);
	}
}

enum err upload_finish(struct upload *u, struct body_seal *ret)
{
	try(u->err);
	if (u->fd < 0)
		return E_GONE;
	if (u->envelope.size == 0) {
		upload_drop(u);
		return E_EMPTY;
	}
	close_fd(&u->fd);
	*ret = (struct body_seal){
	    .upload = u->number, .size = u->envelope.size, .envelope = u->envelope};
	return OK;
}

void upload_drop(struct upload *u)
{
	if (u->fd < 0)
		return;
	struct body_upload body = {u->number};
	close_fd(&u->fd);
	/* A belt that is gone has dropped it already. */
	(void)!role_send(ROLE_belt, MSG_ITEM_DROP, role_tag(), &body, NULL);
}
