/* SPDX-License-Identifier: Apache-2.0
 * inspect.c: the last errand of what goes out: its form through 送付前点検. Here no answer is no
 * form: what could not be inspected does not leave.
 */
#include <fcntl.h>
#include <unistd.h>

#include "flow/bundle.h"
#include "sys/file.h"

enum err unpack_inspect(struct unpack *u, int erase)
{
	u->inspected = true;
	if (erase < 0)
		return OK;
	u->erase = fcntl(erase, F_DUPFD_CLOEXEC, 3);
	return u->erase < 0 ? E_NO_MEMORY : OK;
}

/* One input of two: the form, and behind it the list. */
enum err unpack_inspect_send(struct unpack *u)
{
	struct errand *e = &u->next;
	uint64_t form = 0, list = 0;
	scope_end(close_fd) int both = memfd_new("form and list");
	if (both < 0)
		return E_NO_MEMORY;
	try(errand_copy(u->form, both, &form));
	if (u->erase >= 0)
		try(errand_copy(u->erase, both, &list));
	try(memfd_seal(both));
	close_fd(&u->form);
	errand_take_input(e, take_fd(&both));
	e->to = ROLE_inspect;
	e->work = (struct body_work){.limits = u->limits, .input = form + list, .aside = list};
	e->work.limits.input = max_of(u->limits.input, form + list);
	e->work.limits.output = max_of(u->limits.output, form + form / 8 + (1 << 20));
	u->step = UNPACK_INSPECTING;
	return errand_outputs(e, "form", "finds");
}

enum err unpack_inspect_take(struct unpack *u, const struct body_work_done *done)
{
	enum err e = done->err < ERR_COUNT ? (enum err)done->err : E_PROTOCOL;
	u->done.cpu_us += done->cpu_us;
	u->done.wall_us += done->wall_us;
	u->done.memory_kb = max_of(u->done.memory_kb, done->memory_kb);
	try(e);
	try(memfd_seal(u->next.fds[1]));
	try(memfd_seal(u->next.fds[2]));
	u->form = take_fd(&u->next.fds[1]);
	u->finds = take_fd(&u->next.fds[2]);
	return OK;
}
