/* SPDX-License-Identifier: Apache-2.0
 * worker.c: the whole life of a jailed worker: one message, one item, one verdict.
 */
#include <unistd.h>

#include "sys/file.h"
#include "sys/zygote_parts.h"

static enum err work(const struct zygote *z, struct incoming *in, struct body_work_done *done)
{
	struct body_work work;
	memcpy(&work, in->body.bytes, sizeof work);
	if (!body_text_ok(work.ext, sizeof work.ext) ||
	    !body_text_ok(work.password, sizeof work.password))
		return E_PROTOCOL;
	struct buf input = buf_new((size_t)min_of(work.limits.input, (uint64_t)SIZE_MAX));
	struct buf out = buf_new((size_t)min_of(work.limits.output, (uint64_t)SIZE_MAX));
	struct buf extra = buf_new(ZYGOTE_EXTRA_MAX);
	try(file_read(in->fds[0], input.cap, &input));
	if (work.aside > input.n)
		return E_PROTOCOL;
	size_t original = input.n - (size_t)work.aside;
	struct worker w = {.work = &work,
			   .in = view_of(input.p, original),
			   .aside = view_sub(buf_view(&input), original, input.n),
			   .out = &out,
			   .extra = &extra,
			   .done = done};
	enum err e = z->run(&w);
	/* The form or file of a failure is worthless; its report still says what was seen. */
	if (e == OK)
		e = file_write(in->fds[1], buf_view(&out));
	enum err e_extra = file_write(in->fds[2], buf_view(&extra));
	return e == OK ? e_extra : e;
}

void worker_main(const struct zygote *z)
{
	struct wire wire = {.fd = WORKER_WIRE, .self = z->self, .peer = z->self};
	struct incoming in;
	struct body_work_done done = {0};
	if (wire_recv(&wire, &in) != OK || in.msg != MSG_WORK)
		_exit(0);
	enum err e = work(z, &in, &done);
	done.err = (uint32_t)(e == E_NO_MEMORY ? E_LIMIT_MEMORY : e);
	_exit(wire_send(&wire, MSG_WORK_DONE, in.tag, &done, NULL) == OK ? 0 : 1);
}
