/* SPDX-License-Identifier: Apache-2.0
 * belt_work.c: an item and a disarm worker. Whose fault a failure was decides what follows: the
 * file's ends the item, our own is tried again, later each time, and then held.
 */
#include <unistd.h>

#include "flow/belt.h"
#include "flow/item.h"
#include "form/name.h"
#include "sys/file.h"
#include "sys/log.h"

#define SECOND ((uint64_t)1000000)
#define BACK_OFF_MAX 60 /* seconds */

static void free_job(struct belt_job *j)
{
	unpack_close(&j->unpack);
	close_fd(&j->original);
	j->tag = 0;
}

static struct belt_job *idle_job(void)
{
	for (size_t i = 0; i < BELT_WORKERS; i++)
		if (!belt.jobs[i].tag)
			return &belt.jobs[i];
	return NULL;
}

/* --- the answer to a WANT --- */

static int sealed_empty(const char *name)
{
	int fd = memfd_new(name);
	if (fd >= 0 && memfd_seal(fd) != OK)
		close_fd(&fd);
	return fd;
}

/* Here what goes out is inspected before the store hears of it (送付前点検). */
static bool inspects(void)
{
	return belt.half == 'L';
}

/* All must be sealed; NULL stands for an empty one. */
static void answer(const uint8_t id[ID_LEN], const struct envelope *e, enum err err,
		   const struct body_work_done *done, const struct unpack *u)
{
	struct body_form body = {.err = (uint32_t)err};
	scope_end(close_fd) int empty = sealed_empty("empty");
	int fds[3] = {u && u->err == OK ? u->form : empty,
		      u && u->report_fd >= 0 ? u->report_fd : empty,
		      u && u->finds >= 0 ? u->finds : empty};
	enum msg msg = u && u->finds >= 0 ? MSG_INSPECTED : MSG_FORM;
	memcpy(body.id, id, ID_LEN);
	if (e)
		memcpy(body.hash, e->hash, HASH_LEN);
	if (done) {
		body.format = done->format;
		body.cpu_us = done->cpu_us;
	}
	bool all = fds[0] >= 0 && fds[1] >= 0 && fds[2] >= 0;
	if (!all || role_send(belt.up, msg, role_tag(), &body, fds) != OK)
		log_warn("item %s: its form could not be sent; it will be asked for again",
			 item_hex(id).s);
}

/* Our own fault: later again, and after BELT_TRIES of them a person decides. */
static void fault(struct belt_item *item, enum err err)
{
	struct envelope e;
	uint64_t wait = min_of((uint64_t)1 << min_of(item->tries, 10u), (uint64_t)BACK_OFF_MAX);
	if (++item->tries < BELT_TRIES) {
		item->stage = BELT_QUEUED;
		item->due = clock_us() + wait * SECOND;
		return;
	}
	log_warn("item %s: given up after %u tries: %s", item_hex(item->id).s, item->tries,
		 err_text(err)->name);
	item->stage = BELT_IDLE;
	item->tries = 0;
	belt_forget_password(item);
	close_fd(&item->erase);
	bool have = spool_envelope(&belt.spool, item->id, &e) == OK;
	answer(item->id, have ? &e : NULL, err, NULL, NULL);
}

/* --- starting --- */

static enum err send_errand(struct belt_job *j)
{
	const struct errand *e = &j->unpack.next;
	j->tag = role_tag();
	j->since = clock_us();
	return role_send(e->to, MSG_WORK, j->tag, &e->work, e->fds);
}

static enum err send_work(struct belt_job *j, const struct belt_item *item,
			  const struct envelope *e)
{
	bool trial = e->direction == DIRECTION_TRIAL;
	struct body_work work = {.limits = trial ? belt.trial_limits : belt.limits,
				 .input = e->size};
	char ext[9];
	name_ext(view_str(e->name), ext);
	if (!item_set_text(work.ext, sizeof work.ext, view_str(ext)))
		return E_INTERNAL;
	memcpy(j->id, e->id, ID_LEN);
	if (item->password)
		memcpy(work.password, item->password, sizeof work.password);
	if (item->leave_out)
		work.limits.options |= LIMITS_LEAVE_LOCKED;
	if (role_has(ROLE_converter))
		work.limits.options |= LIMITS_CONVERT;
	enum err begun =
	    unpack_begin(&j->unpack, &work, j->original, trial ? belt.trial_allowed : belt.allowed);
	explicit_bzero(work.password, sizeof work.password);
	if (begun == OK && inspects() && !trial)
		begun = unpack_inspect(&j->unpack, item->erase);
	return begun == OK ? send_errand(j) : begun;
}

/* The vault has the original before anybody else gets to see it. */
static enum err start(struct belt_item *item, struct belt_job *j)
{
	struct envelope e;
	try(spool_envelope(&belt.spool, item->id, &e));
	try(spool_original(&belt.spool, item->id, &j->original));
	enum err err = e.direction == DIRECTION_TRIAL
			   ? OK
			   : vault_put(&belt.vault, item->id, e.hash, j->original);
	if (err == OK)
		err = send_work(j, item, &e);
	if (err != OK)
		free_job(j);
	return err;
}

static struct belt_item *next_due(void)
{
	struct belt_item *best = NULL;
	uint64_t now = clock_us();
	for (size_t i = 0; i < belt.n; i++) {
		struct belt_item *item = &belt.items[i];
		if (item->stage == BELT_QUEUED && item->due <= now &&
		    (!best || item->place < best->place))
			best = item;
	}
	return best;
}

void belt_work(void)
{
	while (role_has(ROLE_disarm) && (!inspects() || role_has(ROLE_inspect))) {
		struct belt_job *j = idle_job();
		struct belt_item *item = j ? next_due() : NULL;
		if (!item)
			return;
		enum err e = start(item, j);
		if (e == OK)
			item->stage = BELT_WORKING;
		else
			fault(item, e);
	}
}

/* Idle means that the store decides again: whatever was typed is used up. */
static void queue(struct belt_item *item)
{
	item->stage = BELT_QUEUED;
	item->due = 0;
	item->tries = 0;
	item->place = ++belt.next_place;
}

void belt_forget_password(struct belt_item *item)
{
	if (item->password)
		explicit_bzero(item->password, PASSWORD_LEN);
	free(item->password);
	item->password = NULL;
	item->leave_out = false;
}

void on_unlock(struct incoming *in)
{
	struct body_unlock body;
	if (!belt_from_up(in))
		return;
	memcpy(&body, in->body.bytes, sizeof body);
	explicit_bzero(in->body.bytes, sizeof body);
	struct belt_item *item = belt_find(body.id);
	bool ok = body_text_ok(body.password, sizeof body.password) && body.leave_out <= 1;
	if (ok && item && item->stage == BELT_IDLE) {
		belt_forget_password(item);
		item->password = malloc(PASSWORD_LEN); /* without it: the owner is asked again */
		if (item->password)
			memcpy(item->password, body.password, PASSWORD_LEN);
		item->leave_out = body.leave_out == 1;
		queue(item);
	}
	explicit_bzero(body.password, sizeof body.password);
	if (!ok)
		role_violation(in->from);
	else if (!item)
		answer(body.id, NULL, E_NOT_FOUND, NULL, NULL);
	belt_work();
}

/* Before the WANT or UNLOCK that it is for. One that is under way has its list already. */
void on_erase(struct incoming *in)
{
	struct body_item body;
	if (!belt_from_up(in))
		return;
	memcpy(&body, in->body.bytes, sizeof body);
	struct belt_item *item = belt_find(body.id);
	if (!memfd_is_sealed(in->fds[0]))
		role_violation(in->from);
	else if (item && item->stage == BELT_IDLE) {
		close_fd(&item->erase);
		item->erase = take_fd(&in->fds[0]);
	}
}

void on_want(struct incoming *in)
{
	struct body_item body;
	if (!belt_from_up(in))
		return;
	memcpy(&body, in->body.bytes, sizeof body);
	struct belt_item *item = belt_find(body.id);
	if (!item) {
		/* Ended here, or lost with a disk: the store has to know that it will never come.
		 */
		answer(body.id, NULL, E_NOT_FOUND, NULL, NULL);
		return;
	}
	if (item->stage == BELT_IDLE)
		queue(item);
	belt_work();
}

/* --- finishing --- */

static void finish(struct belt_item *item, struct belt_job *j)
{
	struct envelope e;
	const struct unpack *u = &j->unpack;
	enum err_kind kind = err_text(u->err)->kind;
	enum err read = spool_envelope(&belt.spool, item->id, &e);
	if (read != OK ||
	    (kind != ERR_KIND_NONE && kind != ERR_KIND_REFUSE && kind != ERR_KIND_ASK)) {
		fault(item, read != OK ? read : u->err);
		return;
	}
	item->stage = BELT_IDLE;
	item->tries = 0;
	belt_forget_password(item);
	close_fd(&item->erase);
	answer(item->id, &e, u->err, &u->done, u);
}

static void give_up(struct belt_job *j, enum err e)
{
	struct belt_item *item = belt_find(j->id);
	free_job(j);
	if (item && item->stage == BELT_WORKING)
		fault(item, e);
}

void on_work_done(struct incoming *in)
{
	struct body_work_done done;
	struct belt_job *j = NULL;
	memcpy(&done, in->body.bytes, sizeof done);
	for (size_t i = 0; i < BELT_WORKERS; i++)
		if (belt.jobs[i].tag && belt.jobs[i].tag == in->tag &&
		    belt.jobs[i].unpack.next.to == in->from) /* nobody ends another's errand */
			j = &belt.jobs[i];
	if (!j)
		return; /* given up meanwhile */
	if (unpack_take(&j->unpack, &done)) {
		enum err e = send_errand(j);
		if (e != OK)
			give_up(j, e);
		return;
	}
	struct belt_item *item = belt_find(j->id);
	if (item && item->stage == BELT_WORKING)
		finish(item, j);
	free_job(j);
	belt_work();
}

void belt_workers_died(enum role peer)
{
	for (size_t i = 0; i < BELT_WORKERS; i++)
		if (belt.jobs[i].tag && belt.jobs[i].unpack.next.to == peer)
			give_up(&belt.jobs[i], E_GONE);
}

/* A worker's limits end it long before this; it is for an answer that got lost. */
void belt_work_tick(void)
{
	uint64_t most = ((uint64_t)belt.limits.seconds * 8 + 60) * SECOND, now = clock_us();
	for (size_t i = 0; i < BELT_WORKERS; i++)
		if (belt.jobs[i].tag && now - belt.jobs[i].since > most)
			give_up(&belt.jobs[i], E_GONE);
	belt_work();
}
