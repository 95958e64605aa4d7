/* SPDX-License-Identifier: Apache-2.0
 * convert.c: an errand on its way over the converter (disarm/drawn.h): first life, drawing, second
 * life. What the converter could not do is no failure of the item: its second life makes do
 * without.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "flow/bundle.h"
#include "sys/file.h"

enum err errand_copy(int from, int to, uint64_t *ret_size)
{
	static uint8_t chunk[256 * 1024];
	uint64_t at = 0;
	ssize_t n;
	while ((n = pread(from, chunk, sizeof chunk, (off_t)at)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_of_errno(errno);
		try(file_write(to, view_of(chunk, (size_t)n)));
		at += (uint64_t)n;
	}
	*ret_size = at;
	return OK;
}

/* One input of two: what was asked about, and behind it what another worker wrote. */
static enum err join(struct errand *e, int asked, int aside)
{
	uint64_t first = 0, second = 0;
	scope_end(close_fd) int both = memfd_new("both");
	if (both < 0)
		return err_of_errno(errno);
	try(errand_copy(asked, both, &first));
	if (aside >= 0)
		try(errand_copy(aside, both, &second));
	try(memfd_seal(both));
	errand_take_input(e, take_fd(&both));
	e->work.aside = second;
	e->work.input = first + second;
	e->work.limits.input = max_of(e->work.limits.input, e->work.input);
	return OK;
}

static enum err send(struct unpack *u, enum role to, enum unpack_step step, int aside)
{
	struct errand *e = &u->next;
	try(join(e, u->asked, aside));
	try(errand_outputs(e, "form", "report"));
	e->to = to;
	e->work.limits.options &= ~LIMITS_CONVERT;
	/* Poppler's program would have to be given it where other programs can see it. */
	explicit_bzero(e->work.password, sizeof e->work.password);
	if (step == UNPACK_AGAIN)
		memcpy(e->work.password, u->password, sizeof e->work.password);
	u->step = step;
	return OK;
}

bool unpack_convert(struct unpack *u, const struct body_work_done *done, enum err *ret)
{
	struct errand *e = &u->next;
	bool may = e->work.limits.options & LIMITS_CONVERT;
	if (u->step == UNPACK_AGAIN || (u->step == UNPACK_FIRST && done->next != WORK_CONVERT)) {
		u->step = UNPACK_FIRST;
		close_fd(&u->asked);
		return false;
	}
	u->drawn = u->step == UNPACK_DRAWING ? (enum err)done->err : OK;
	scope_end(close_fd) int aside = -1;
	if (done->err == OK)
		aside = fcntl(e->fds[1], F_DUPFD_CLOEXEC, 3);
	if (u->step == UNPACK_FIRST) {
		if (done->err != OK)
			return false;
		if (!may || aside < 0) { /* nobody asked it to ask */
			*ret = may ? E_NO_MEMORY : E_PROTOCOL;
			return false;
		}
		u->asked = errand_give_input(e);
		*ret = u->asked < 0 ? E_NO_MEMORY : send(u, ROLE_converter, UNPACK_DRAWING, aside);
	} else {
		*ret = send(u, ROLE_disarm, UNPACK_AGAIN, aside);
	}
	return *ret == OK;
}
