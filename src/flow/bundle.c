/* SPDX-License-Identifier: Apache-2.0
 * bundle.c: what both walks need: errands, and containers written piece by piece.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "flow/bundle.h"
#include "form/name.h"
#include "sys/file.h"

static void close_outputs(struct errand *e)
{
	close_fd(&e->fds[1]);
	close_fd(&e->fds[2]);
}

static void drop_input(struct errand *e)
{
	if (e->own_input)
		close_fd(&e->fds[0]);
	e->fds[0] = -1;
	e->own_input = true;
}

void errand_take_input(struct errand *e, int fd)
{
	drop_input(e);
	e->fds[0] = fd;
}

int errand_give_input(struct errand *e)
{
	int fd = e->own_input ? e->fds[0] : fcntl(e->fds[0], F_DUPFD_CLOEXEC, 3);
	e->fds[0] = -1;
	e->own_input = true;
	return fd;
}

void errand_close(struct errand *e)
{
	drop_input(e);
	close_outputs(e);
}

enum err errand_outputs(struct errand *e, const char *out, const char *extra)
{
	close_outputs(e);
	e->fds[1] = memfd_new(out);
	e->fds[2] = memfd_new(extra);
	return e->fds[1] >= 0 && e->fds[2] >= 0 ? OK : err_of_errno(errno);
}

enum err errand_input(struct errand *e, struct view content)
{
	drop_input(e);
	e->fds[0] = memfd_new("member");
	if (e->fds[0] < 0)
		return err_of_errno(errno);
	try(file_write(e->fds[0], content));
	e->work.input = content.n;
	return memfd_seal(e->fds[0]);
}

static enum err put(struct bundle *b, struct view v)
{
	try(file_write(b->fd, v));
	b->length += v.n;
	return OK;
}

enum err bundle_begin(struct bundle *b, enum form_container_stage stage, uint32_t n)
{
	scope_end(buf_free) struct buf head = buf_new(256);
	*b = (struct bundle){.fd = memfd_new("bundle")};
	if (b->fd < 0)
		return err_of_errno(errno);
	container_begin(&head, stage, n, &b->length_at);
	try(head.err);
	return put(b, buf_view(&head));
}

enum err bundle_add(struct bundle *b, const struct form_container_member *m)
{
	scope_end(buf_free) struct buf head = buf_new(NAME_PATH_MAX + 64);
	container_member_begin(&head, m, m->content.n);
	try(head.err);
	try(put(b, buf_view(&head)));
	return put(b, m->content);
}

enum err bundle_end(struct bundle *b)
{
	uint8_t bytes[CONTAINER_PATCH_LENGTH];
	uint64_t length = b->length - b->length_at - CONTAINER_PATCH_LENGTH;
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (uint8_t)(length >> 8 * i);
	if (pwrite(b->fd, bytes, sizeof bytes, (off_t)b->length_at) != (ssize_t)sizeof bytes)
		return err_of_errno(errno);
	return memfd_seal(b->fd);
}
