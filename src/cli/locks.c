/* SPDX-License-Identifier: Apache-2.0
 * locks.c: files through disarm and rebuild, pipelined.
 */
#include "cli/locks.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/log.h"

static enum err open_one(const char *libexec, const char *name, enum role role,
			 struct zygote_client *ret)
{
	char path[4096];
	int n = snprintf(path, sizeof path, "%s/%s", libexec, name);
	if (n < 0 || (size_t)n >= sizeof path)
		return E_NAME;
	return zygote_spawn(path, role, ret);
}

enum err locks_open(struct locks *l, const char *libexec)
{
	*l = (struct locks){.disarm = {.wire = {.fd = -1}}, .rebuild = {.wire = {.fd = -1}}};
	try(open_one(libexec, "sekisho-disarm", ROLE_disarm, &l->disarm));
	return open_one(libexec, "sekisho-rebuild", ROLE_rebuild, &l->rebuild);
}

void passage_close(struct passage *p)
{
	close_fd(&p->input);
	close_fd(&p->form);
	close_fd(&p->report_fd);
	close_fd(&p->out);
	close_fd(&p->preview);
	free(p);
}

void locks_close(struct locks *l)
{
	zygote_stop(&l->disarm);
	zygote_stop(&l->rebuild);
	for (; l->count; l->count--)
		passage_close(l->ring[l->first++ % LOCKS_AHEAD]);
}

static void end(struct passage *p, enum err e)
{
	p->err = e;
	p->ready = true;
	p->ended_us = clock_us();
	/* Of a failure nothing may be taken for a result. */
	if (e != OK)
		close_fd(&p->out);
}

/* A pipe or a file, whole, into memory that cannot change any more. */
static enum err copy_in(int file, struct passage *p)
{
	static uint8_t chunk[256 * 1024];
	ssize_t n;
	while ((n = read(file, chunk, sizeof chunk)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_of_errno(errno);
		p->size += (uint64_t)n;
		if (p->size > p->work.limits.input)
			return E_LIMIT_SIZE;
		try(file_write(p->input, view_of(chunk, (size_t)n)));
	}
	try(memfd_seal(p->input));
	return file_hash(p->input, p->hash, &p->size);
}

enum err locks_begin(struct locks *l, uint64_t number, int file, struct view ext,
		     const struct limits *limits)
{
	if (l->count == LOCKS_AHEAD)
		return E_BUSY;
	struct passage *p = calloc(1, sizeof *p);
	if (!p)
		return E_NO_MEMORY;
	p->number = number;
	p->begun_us = clock_us();
	p->work.limits = *limits;
	memcpy(p->work.ext, ext.p, min_of(ext.n, sizeof p->work.ext - 1));
	p->input = memfd_new("input");
	p->form = memfd_new("form");
	p->report_fd = memfd_new("report");
	p->out = memfd_new("output");
	p->preview = memfd_new("preview");
	l->ring[(l->first + l->count++) % LOCKS_AHEAD] = p;
	enum err e = p->preview < 0 ? E_NO_MEMORY : copy_in(file, p);
	p->work.input = p->size;
	if (e == OK)
		e = zygote_send(&l->disarm, number, &p->work,
				(int[]){p->input, p->form, p->report_fd});
	if (e != OK)
		end(p, e);
	return OK;
}

static struct passage *find(struct locks *l, uint64_t number)
{
	for (size_t i = 0; i < l->count; i++) {
		struct passage *p = l->ring[(l->first + i) % LOCKS_AHEAD];
		if (p->number == number && !p->ready)
			return p;
	}
	return NULL;
}

/* The report is as little trusted as the form; one that does not hold to its rules is none. */
static enum err take_report(struct passage *p)
{
	scope_end(buf_free) struct buf b = buf_new(ZYGOTE_EXTRA_MAX);
	try(file_read(p->report_fd, b.cap, &b));
	return b.n ? report_read(buf_view(&b), &p->report) : OK;
}

static enum err after_disarm(struct locks *l, struct passage *p)
{
	enum err e = (enum err)p->disarm.err;
	enum err e_report = take_report(p);
	close_fd(&p->input);
	try(e);
	try(e_report);
	try(memfd_seal(p->form));
	if (l->only_form) {
		end(p, OK);
		return OK;
	}
	p->work.input = p->disarm.output;
	p->work.limits.input = p->work.limits.output; /* a form may be as large as an output */
	return zygote_send(&l->rebuild, p->number, &p->work, (int[]){p->form, p->out, p->preview});
}

static enum err after_rebuild(struct passage *p)
{
	try((enum err)p->rebuild.err);
	return memfd_seal(p->out);
}

/* One answer of one lock. False: the lock is gone. */
static bool take_answer(struct locks *l, bool second)
{
	uint64_t number;
	struct body_work_done done;
	if (zygote_wait(second ? &l->rebuild : &l->disarm, &number, &done) != OK)
		return false;
	struct passage *p = find(l, number);
	if (!p)
		return false;
	*(second ? &p->rebuild : &p->disarm) = done;
	enum err e = second ? after_rebuild(p) : after_disarm(l, p);
	if (e != OK || second) {
		p->by_rebuild = second && e != OK;
		end(p, e);
	}
	return true;
}

struct passage *locks_next(struct locks *l)
{
	if (l->count == 0)
		return NULL;
	struct passage *p = l->ring[l->first];
	while (!p->ready) {
		struct pollfd fds[2] = {{.fd = l->disarm.wire.fd, .events = POLLIN},
					{.fd = l->rebuild.wire.fd, .events = POLLIN}};
		int n = poll(fds, 2, -1);
		if (n < 0 && errno == EINTR)
			continue;
		bool ok = n > 0;
		for (size_t i = 0; i < 2; i++)
			ok = ok && (!fds[i].revents || take_answer(l, i == 1));
		if (!ok)
			end(p, E_GONE);
	}
	l->first = (l->first + 1) % LOCKS_AHEAD;
	l->count--;
	return p;
}
