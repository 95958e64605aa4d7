/* SPDX-License-Identifier: Apache-2.0
 * notary.c: the notary: has files rebuilt, signs receipts for them, appends to the ledger.
 *
 *   REBUILD -> WORK to rebuild, once or once a member of an archive -> WORK_DONE: seal, hash ->
 * STAGE to release -> STAGED -> REBUILT SIGN    -> SIGNED, and RECEIPT to release LOG     -> LOGGED
 *   ZONE_REPORT -> DONE: what the console left in `notes` (zone_report.h), with its leaf
 *
 * What is decided is in notary/desk.c; here are only the wires and what is under way.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "flow/bundle.h"
#include "form/name.h"
#include "notary/desk.h"
#include "notary/zone_report.h"
#include "proc/read_policy.h"
#include "sys/file.h"
#include "sys/log.h"
#include "sys/names.h"
#include "sys/role.h"

#define JOBS_MAX 64	      /* the store never has more under way; the 65th is E_BUSY */
#define HEAD_EVERY 10	      /* seconds between signed heads while the ledger grows */
#define HEAD_LEAVES 256	      /* or leaves */
#define RECEIPTS_WAITING 1024 /* while release is away */
#define NOTE_AGAIN 15000000   /* microseconds until an unanswered report is told again */

enum job_state { JOB_FREE, JOB_REBUILDING, JOB_STAGING };

struct job {
	enum job_state state;
	uint64_t asked, tag;  /* the store's tag; ours towards rebuild and release */
	int form;	      /* sealed */
	struct repack repack; /* one errand, or those of an archive */
	struct body_rebuilt answer;
};

static struct desk desk;
static struct job jobs[JOBS_MAX];
static struct receipt waiting[RECEIPTS_WAITING];
static size_t waiting_count;
static int64_t head_time;
static struct arena memory; /* the policy's */
static struct policy policy;
static int root_fd = -1;
static char note_name[64]; /* of the report that the store was given last; "": none */
static uint64_t note_tag, note_time;

static void free_job(struct job *j)
{
	repack_close(&j->repack);
	close_fd(&j->form);
	*j = (struct job){.form = -1, .repack = repack_none()};
}

static struct job *job_of(enum job_state state, uint64_t tag)
{
	for (size_t i = 0; i < JOBS_MAX; i++)
		if (jobs[i].state == state && (state == JOB_FREE || jobs[i].tag == tag))
			return &jobs[i];
	return NULL;
}

/* An empty, sealed preview, where there is none to give. */
static int no_preview(void)
{
	int fd = memfd_new("preview");
	if (fd >= 0 && memfd_seal(fd) != OK)
		close_fd(&fd);
	return fd;
}

static void answer_rebuilt(uint64_t tag, struct body_rebuilt *answer, enum err e, int preview)
{
	scope_end(close_fd) int none = preview >= 0 ? -1 : no_preview();
	const int fds[] = {preview >= 0 ? preview : none};
	answer->err = (uint32_t)e;
	if (e != OK) /* no hash is named that nobody stands for */
		memset(answer->output, 0, sizeof answer->output);
	if (fds[0] < 0 || role_send(ROLE_store, MSG_REBUILT, tag, answer, fds) != OK)
		log_warn("the store did not hear of a rebuilt item; it asks again");
}

static void end_job(struct job *j, enum err e)
{
	answer_rebuilt(j->asked, &j->answer, e, e == OK ? j->repack.preview : -1);
	free_job(j);
}

static enum err send_errand(struct job *j)
{
	const struct errand *e = &j->repack.next;
	j->tag = role_tag();
	return role_send(e->to, MSG_WORK, j->tag, &e->work, e->fds);
}

static void on_rebuild(struct incoming *in)
{
	struct body_rebuild ask;
	struct body_rebuilt answer = {0};
	memcpy(&ask, in->body.bytes, sizeof ask);
	memcpy(answer.id, ask.id, ID_LEN);
	struct job *j = job_of(JOB_FREE, 0);
	if (!memfd_is_sealed(in->fds[0])) {
		role_violation(in->from);
		return;
	}
	if (!j) {
		answer_rebuilt(in->tag, &answer, E_BUSY, -1);
		return;
	}
	*j = (struct job){.state = JOB_REBUILDING,
			  .asked = in->tag,
			  .form = take_fd(&in->fds[0]),
			  .repack = repack_none(),
			  .answer = answer};
	enum err e = repack_begin(&j->repack, &ask.limits, j->form);
	if (e == OK)
		e = send_errand(j);
	if (e != OK)
		end_job(j, e);
}

/* The last worker is dead; what it wrote is now ours: hashed, remembered, given to release. */
static enum err take_output(struct job *j)
{
	const struct body_work_done *done = &j->repack.done;
	struct body_stage stage = {0};
	uint64_t length;
	try(file_hash(j->repack.out, j->answer.output, &length));
	if (length == 0 || length != done->output || !body_text_ok(done->ext, sizeof done->ext) ||
	    !name_ext_written(view_str(done->ext)))
		return E_FORM;
	j->answer.length = length;
	memcpy(j->answer.ext, done->ext, sizeof j->answer.ext);
	j->answer.ext[sizeof j->answer.ext - 1] = '\0';
	if (id_is_trial(
		j->answer.id)) { /* it could be written; nobody gets it, nothing can be signed */
		end_job(j, OK);
		return OK;
	}
	try(desk_rebuilt(&desk, j->answer.id, j->answer.output, length, clock_now()));
	memcpy(stage.id, j->answer.id, ID_LEN);
	memcpy(stage.output, j->answer.output, HASH_LEN);
	stage.length = length;
	j->state = JOB_STAGING;
	const int fds[] = {j->repack.out};
	return role_send(ROLE_release, MSG_STAGE, j->tag, &stage, fds);
}

static void on_work_done(struct incoming *in)
{
	struct body_work_done done;
	struct job *j = job_of(JOB_REBUILDING, in->tag);
	memcpy(&done, in->body.bytes, sizeof done);
	if (!j) /* the store has gone meanwhile */
		return;
	bool more = repack_take(&j->repack, &done);
	j->answer.cpu_us = j->repack.done.cpu_us;
	enum err e = more ? send_errand(j) : j->repack.err;
	if (e == OK && !more)
		e = take_output(j);
	if (e != OK)
		end_job(j, e);
}

static void on_staged(struct incoming *in)
{
	struct body_staged staged;
	struct job *j = job_of(JOB_STAGING, in->tag);
	memcpy(&staged, in->body.bytes, sizeof staged);
	if (!j)
		return;
	enum err e = staged.err < ERR_COUNT ? (enum err)staged.err : E_PROTOCOL;
	if (e == OK && (memcmp(staged.id, j->answer.id, ID_LEN) != 0 ||
			memcmp(staged.output, j->answer.output, HASH_LEN) != 0))
		e = E_HASH;
	end_job(j, e);
}

/* E_NO_SPACE is an answer; a ledger that no longer fits is the end of this process. */
static void must_be_whole(enum err e)
{
	if (e == E_BROKEN)
		log_fatal(
		    "the ledger's files were changed; nothing is added: sekisho ledger verify");
}

static void send_receipt(const struct receipt *r)
{
	struct body_receipt body = {.receipt = *r};
	if (role_send(ROLE_release, MSG_RECEIPT, role_tag(), &body, NULL) == OK)
		return;
	if (waiting_count < RECEIPTS_WAITING)
		waiting[waiting_count++] = *r;
	/* Beyond that the store asks again: signing is idempotent. */
}

static void on_sign(struct incoming *in)
{
	struct body_sign ask;
	struct body_signed answer = {0};
	struct receipt r;
	memcpy(&ask, in->body.bytes, sizeof ask);
	enum err e = desk_clock(&desk, clock_now(), clock_us());
	if (e == OK)
		e = desk_sign(&desk, &ask, clock_now(), &answer, &r);
	must_be_whole(e);
	memcpy(answer.id, ask.binding.id, ID_LEN);
	answer.err = (uint32_t)e;
	if (e != OK)
		log_warn("refused to sign: %s", err_text(e)->name);
	role_reply(in, MSG_SIGNED, &answer, NULL);
	if (e == OK)
		send_receipt(&r);
}

static void on_order(struct incoming *in)
{
	struct body_order ask, answer;
	memcpy(&ask, in->body.bytes, sizeof ask);
	enum err e = desk_clock(&desk, clock_now(), clock_us());
	if (e == OK)
		e = desk_order(&desk, &ask.order, clock_now(), &answer.order);
	must_be_whole(e);
	if (e != OK)
		log_warn("refused to order an original: %s", err_text(e)->name);
	if (e == OK)
		role_reply(in, MSG_ORDERED, &answer, NULL);
	else
		role_done(in, e);
}

static void on_zone_sign(struct incoming *in)
{
	static struct body_zone_permit ask, answer;
	memcpy(&ask, in->body.bytes, sizeof ask);
	enum err e = desk_clock(&desk, clock_now(), clock_us());
	if (e == OK)
		e = desk_zone(&desk, &ask.permit, clock_now(), &answer.permit);
	must_be_whole(e);
	if (e != OK)
		log_warn("refused to sign rules between zones: %s", err_text(e)->name);
	if (e == OK)
		role_reply(in, MSG_ZONE_SIGNED, &answer, NULL);
	else
		role_done(in, e);
}

/* --- reports of the console --- */

/* A report waits as a file of `notes` until the store has it; the leaf is the same however often it
 * is told. One at a time. */
static void give_report(const char *name, struct view report)
{
	struct body_zone_report body;
	struct leaf leaf;
	scope_end(close_fd) int fd = memfd_new("report");
	enum err e = desk_clock(&desk, clock_now(), clock_us());
	if (e == OK)
		e = desk_zone_report(&desk, report, clock_now(), &leaf);
	must_be_whole(e);
	if (e == OK)
		e = fd < 0 ? E_NO_MEMORY : file_write(fd, report);
	if (e == OK)
		e = memfd_seal(fd);
	if (e == OK) {
		leaf_write(&leaf, body.leaf);
		note_tag = role_tag();
		note_time = clock_us();
		(void)snprintf(note_name, sizeof note_name, "%s", name);
		e = role_send(ROLE_store, MSG_ZONE_REPORT, note_tag, &body, &fd);
	}
	if (e != OK)
		log_warn("a report of the console waits: %s", err_text(e)->name);
}

static enum err read_report(int notes, const char *name, struct buf *ret)
{
	scope_end(close_fd) int fd = openat(notes, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return err_of_errno(errno);
	try(file_read(fd, ZONE_REPORT_MAX, ret));
	return zone_report_kind(buf_view(ret)) == ZONE_REPORT_NONE ? E_PROTOCOL : OK;
}

static void drop_note(const char *name)
{
	scope_end(close_fd) int notes =
	    openat(root_fd, "notes", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (notes < 0 || unlinkat(notes, name, 0) != 0)
		log_warn("a report of the console cannot be removed");
}

static void take_reports(void)
{
	if (!role_has(ROLE_store) || (note_name[0] && clock_us() - note_time < NOTE_AGAIN))
		return;
	scope_end(close_fd) int notes =
	    openat(root_fd, "notes", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (notes < 0)
		return;
	scope_end(buf_free) struct buf report = buf_new(ZONE_REPORT_MAX);
	scope_end(names_end) struct names in = names_in(notes);
	for (const char *name; (name = names_next(&in));) {
		if (!view_starts(view_str(name), VIEW("report-")) ||
		    strlen(name) >= sizeof note_name)
			continue;
		enum err e = read_report(notes, name, &report);
		if (e == OK) {
			give_report(name, buf_view(&report));
			return;
		}
		log_warn("a report of the console: %s", err_text(e)->name);
		if (e == E_PROTOCOL || e == E_LIMIT_SIZE)
			(void)unlinkat(notes, name, 0);
		buf_clear(&report);
	}
}

static void on_done(struct incoming *in)
{
	struct body_done done;
	memcpy(&done, in->body.bytes, sizeof done);
	if (in->from != ROLE_store || !note_name[0] || in->tag != note_tag)
		return;
	/* What the store cannot keep now it is told again; what it will never take is in the
	 * ledger. */
	if (done.err != E_NO_SPACE && done.err != E_IO && done.err != E_BUSY &&
	    done.err != E_NO_MEMORY) {
		drop_note(note_name);
		note_name[0] = '\0';
	}
}

static void on_log(struct incoming *in)
{
	struct body_log ask;
	struct body_logged answer;
	memcpy(&ask, in->body.bytes, sizeof ask);
	enum err e = desk_clock(&desk, clock_now(), clock_us());
	if (e == OK)
		e = desk_log(&desk, &ask, clock_now(), &answer);
	if (e == E_PROTOCOL) {
		role_violation(in->from);
		return;
	}
	must_be_whole(e);
	if (e == OK)
		role_reply(in, MSG_LOGGED, &answer, NULL);
	else
		role_done(in, e); /* a full disk: the store keeps the row and asks again */
}

static void peer_up(enum role peer)
{
	size_t n = waiting_count;
	if (peer != ROLE_release)
		return;
	waiting_count = 0;
	for (size_t i = 0; i < n; i++)
		send_receipt(&waiting[i]);
}

/* Whatever was under way with it will not come: the store hears so and asks again. */
static void peer_down(enum role peer)
{
	if (peer == ROLE_store)
		note_name[0] = '\0';
	for (size_t i = 0; i < JOBS_MAX; i++) {
		if (jobs[i].state == JOB_FREE)
			continue;
		if (peer == ROLE_store)
			free_job(&jobs[i]);
		else if ((peer == ROLE_rebuild && jobs[i].state == JOB_REBUILDING) ||
			 (peer == ROLE_release && jobs[i].state == JOB_STAGING))
			end_job(&jobs[i], E_GONE);
	}
}

static void tick(void)
{
	take_reports();
	uint64_t grown = desk.ledger.tree.size - desk.ledger.head_size;
	int64_t now = clock_now();
	if (grown == 0 || (grown < HEAD_LEAVES && now >= head_time && now - head_time < HEAD_EVERY))
		return;
	enum err e = ledger_head(&desk.ledger, &desk.key);
	if (e != OK)
		log_warn("no head could be signed: %s", err_text(e)->name);
	head_time = now;
}

static enum err start(const struct role_start *s)
{
	for (size_t i = 0; i < JOBS_MAX; i++)
		jobs[i] = (struct job){.form = -1, .repack = repack_none()};
	root_fd = s->root_fd;
	try(read_policy(s->policy_fd, &memory, &policy));
	enum err e = desk_open(s->root_fd, s->evaluation, &policy, clock_now(), clock_us(), &desk);
	must_be_whole(e == E_HASH ? E_BROKEN : e);
	try(e);
	if (!desk.has_auth)
		log_warn("there is no auth.pub: nothing that needs an approval is signed until "
			 "sekisho init has been run again");
	if (desk.ledger.cut > 0)
		log_warn("a torn last line of %llu bytes was cut off the ledger",
			 (unsigned long long)desk.ledger.cut);
	log_info("ledger: %llu leaves, epoch %llu", (unsigned long long)desk.ledger.tree.size,
		 (unsigned long long)desk.ledger.epoch);
	head_time = clock_now();
	return OK;
}

static enum err warm(const struct role_start *s unused_arg)
{
	return sign_warm();
}

static const struct handler handlers[] = {
    {MSG_REBUILD, on_rebuild},	   {MSG_WORK_DONE, on_work_done},
    {MSG_STAGED, on_staged},	   {MSG_SIGN, on_sign},
    {MSG_ORDER, on_order},	   {MSG_LOG, on_log},
    {MSG_ZONE_SIGN, on_zone_sign}, {MSG_DONE, on_done}};

static const struct role_def def = {.self = ROLE_notary,
				    .handlers = handlers,
				    .handler_count = array_len(handlers),
				    .open = warm,
				    .start = start,
				    .peer_up = peer_up,
				    .peer_down = peer_down,
				    .tick = tick};

int main(int argc, char **argv)
{
	return role_main(&def, argc, argv);
}
