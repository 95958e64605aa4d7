/* SPDX-License-Identifier: Apache-2.0
 * drive_form.c: what disarm made of an item (FORM), and what rebuild wrote from it (REBUILT).
 */
#include <sys/stat.h>

#include "flow/item.h"
#include "form/name.h"
#include "store/approve.h"
#include "store/check.h"
#include "store/drive.h"
#include "store/flight.h"
#include "store/password.h"
#include "store/trial.h"
#include "sys/file.h"
#include "sys/log.h"

#define REPORT_BYTES ((size_t)512 << 10)
#define FINDS_BYTES ((size_t)8 << 20) /* 200 rows, 32 pictures */

static const char *const formats[] = {
#define FORMAT(name, extensions, ja, en) #name,
#include "tbl/formats.h"
#undef FORMAT
};

enum {
#define FORMAT(name, extensions, ja, en) FORMAT_##name,
#include "tbl/formats.h"
#undef FORMAT
};

/* What disarm says it saw: checked like everything it says. On an error there may be none. */
enum err drive_read_report(int fd, struct report *ret)
{
	scope_end(buf_free) struct buf b = buf_new(REPORT_BYTES);
	enum err e = file_read(fd, REPORT_BYTES, &b);
	return e == E_LIMIT_SIZE ? E_FORM : e == OK ? report_read(buf_view(&b), ret) : e;
}

/* Whose fault the failure is decides where the item goes. */
static enum cause cause_of(enum err e)
{
	enum err_kind kind = err_text(e)->kind;
	return kind == ERR_KIND_REFUSE ? CAUSE_FAILED
	       : kind == ERR_KIND_HOLD ? CAUSE_HOLD
	       : kind == ERR_KIND_ASK  ? CAUSE_ASK_PASSWORD
				       : CAUSE_FAULT;
}

enum err drive_check_form(enum direction d, const uint8_t hash[HASH_LEN],
			  const struct body_form *form, int fd)
{
	struct stat st;
	struct limits limits;
	policy_limits_of(store.policy, d, &limits);
	if (fstat(fd, &st) != 0)
		return E_IO;
	uint64_t most = form->format == FORMAT_zip ? limits.archive : limits.output;
	if (form->err == OK && (uint64_t)st.st_size > most)
		return E_LIMIT_SIZE;
	if (form->err != OK)
		return form->err < ERR_COUNT ? (enum err)form->err : E_PROTOCOL;
	if (memcmp(form->hash, hash, HASH_LEN) != 0)
		return E_HASH;
	if (form->format >= array_len(formats) ||
	    !policy_format_allowed(store.policy, d, view_str(formats[form->format])))
		return E_POLICY;
	return OK;
}

/* Found, and gone on to the notary; or why not. `finds` NULL: none were looked for. */
static enum err take_form(struct item *i, const struct body_form *form, const struct report *report,
			  const struct finds *finds, enum err why)
{
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(db_tx_begin(store.db, &tx));
	i->format = form->format;
	i->cpu_us = form->cpu_us;
	try(item_findings(i, report));
	if (why == OK && finds)
		try(check_take(i, finds));
	if (why == OK && finds)
		try(check_findings(i));
	try(drive_move(i, why == OK ? CAUSE_FORMED : cause_of(why), why, "", ""));
	try(db_tx_commit(&tx));
	drive_after(i);
	return OK;
}

static enum err rebuild(const struct item *i, int form)
{
	struct check c;
	struct body_rebuild body;
	uint64_t tag = role_tag();
	try(check_get(i, &c));
	memcpy(body.id, i->envelope.id, ID_LEN);
	policy_limits_of(store.policy, (enum direction)i->envelope.direction, &body.limits);
	if (check_may_ask(i, &c))
		body.limits.options |= LIMITS_PREVIEW;
	try(role_send(ROLE_notary, MSG_REBUILD, tag, &body, &form));
	flight_asked(i->envelope.id, tag);
	return OK;
}

/* What the inspector found: of what goes out, and only from the belt beside us. */
static enum err read_finds(int fd, struct finds *ret, struct buf *bytes)
{
	enum err e = file_read(fd, FINDS_BYTES, bytes);
	return e == E_LIMIT_SIZE ? E_FORM : e == OK ? finds_read(buf_view(bytes), ret) : e;
}

/* What its sender chose is not there any more, under another edition of the inspector: it is
 * inspected as it is, and its sender chooses again. */
static enum err choose_again(struct item *i)
{
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(db_tx_begin(store.db, &tx));
	try(check_forget(i->envelope.id));
	try(db_tx_commit(&tx));
	return drive_restart(i);
}

static bool chosen(const struct item *i)
{
	uint32_t n;
	return check_chosen(i->envelope.id, &n) == OK && n > 0;
}

/* A fault of ours: from the original again, a few times, then a person. */
static enum err again(struct item *i, enum err why)
{
	if (++i->faults >= STORE_FAULTS)
		return drive_step(i, CAUSE_FAULT, why, "", "");
	unsigned wait = 1u << min_of(i->faults, 5u);
	try(item_set(i));
	flight_later(i->envelope.id, wait); /* then flight asks: REBUILDING means from the start */
	return OK;
}

/* The answer to an older WANT: what its sender chose since is still in that form. */
static bool of_older_list(const struct item *i, const struct finds *f)
{
	uint32_t n;
	return check_chosen(i->envelope.id, &n) != OK || f->erased != n;
}

static enum err form_came(struct item *i, const struct body_form *form, const struct incoming *in)
{
	static struct report report;
	static struct finds finds;
	scope_end(buf_free) struct buf bytes = buf_new(FINDS_BYTES);
	bool inspected = in->msg == MSG_INSPECTED;
	report.n = 0;
	enum err why = drive_check_form((enum direction)i->envelope.direction, i->envelope.hash,
					form, in->fds[0]),
		 seen = drive_read_report(in->fds[1], &report);
	if (seen != OK)
		report.n = 0;
	if (why == OK)
		why = seen;
	if (why == OK && !inspected && i->envelope.direction == DIRECTION_OUT)
		why = E_PROTOCOL; /* nothing goes out without 送付前点検 */
	if (why == OK && inspected)
		why = read_finds(in->fds[2], &finds, &bytes);
	if (why == E_ERASE && chosen(i))
		return choose_again(i);
	if (why == E_ERASE)
		why = E_PROTOCOL; /* nothing was to be erased */
	if (why == OK && inspected && of_older_list(i, &finds))
		return again(i, E_CHANGED);
	why = password_answer(i, why);
	try(take_form(i, form, &report, inspected ? &finds : NULL, why));
	if (i->state == STATE_REBUILDING && rebuild(i, in->fds[0]) != OK)
		flight_later(form->id, 1);
	return OK;
}

void on_form(struct incoming *in)
{
	struct body_form form;
	struct item i;
	memcpy(&form, in->body.bytes, sizeof form);
	for (unsigned k = 0; k < msg_fds(in->msg); k++)
		if (!memfd_is_sealed(in->fds[k])) {
			role_violation(in->from);
			return;
		}
	if (id_is_trial(form.id)) {
		if (in->msg == MSG_FORM)
			trial_form(in);
		return;
	}
	if (item_get(form.id, &i) != OK || i.state != STATE_DISARMING ||
	    drive_link((enum direction)i.envelope.direction)->peer != in->from)
		return; /* late, or not theirs */
	enum err e = form_came(&i, &form, in);
	if (e != OK)
		log_warn("item %s: its form could not be taken: %s", item_hex(form.id).s,
			 err_text(e)->name);
}

/* --- REBUILT --- */

static enum err output_name(struct item *i, const char *ext)
{
	scope_end(buf_free) struct buf b = buf_new(NAME_MAX_ - 1);
	bool changed;
	name_clean(view_str(i->envelope.name), ext, &b, &changed);
	if (b.err != OK || name_check(buf_view(&b)) != OK)
		return E_NAME;
	return item_set_text(i->output_name, sizeof i->output_name, buf_view(&b)) ? OK : E_NAME;
}

static enum err take_output(struct item *i, const struct body_rebuilt *r)
{
	char ext[sizeof r->ext + 1] = "";
	memcpy(ext, r->ext, sizeof r->ext);
	if (r->length == 0 || r->length > INT64_MAX || !body_text_ok(r->ext, sizeof r->ext))
		return E_PROTOCOL;
	memcpy(i->output, r->output, HASH_LEN);
	i->output_size = r->length;
	i->cpu_us += r->cpu_us;
	i->faults = 0;
	return output_name(i, ext);
}

static enum err rebuilt(struct item *i, struct view preview)
{
	struct check c;
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(check_get(i, &c));
	struct policy_demand demand = check_demand(i, &c);
	i->needs = check_needs(&demand);
	/* Its sender has said about this very output that it goes as it is; a kind that the policy
	 * never lets go by now does not go even so. */
	bool hold = c.never || (c.ask && !c.decided), ask = !hold && i->needs != 0;
	try(db_tx_begin(store.db, &tx));
	try(drive_move(i, hold ? CAUSE_FOUND : ask ? CAUSE_ASKED : CAUSE_REBUILT, OK, "", ""));
	if (hold || ask)
		try(item_preview(i->envelope.id, preview));
	if (hold)
		try(check_begin(i));
	if (ask)
		try(approve_ask(i, &demand));
	try(db_tx_commit(&tx));
	drive_after(i);
	return OK;
}

/* Clean text, or lock 2's own small PNG, which is only ever handed on as one. */
static bool preview_ok(struct view v)
{
	return view_starts(v, VIEW("\x89PNG\r\n\x1a\n")) || utf8_clean(v);
}

static enum err take_rebuilt(struct item *i, const struct body_rebuilt *r, int preview)
{
	scope_end(buf_free) struct buf text = buf_new(PREVIEW_MAX);
	enum err why = r->err < ERR_COUNT ? (enum err)r->err : E_PROTOCOL;
	if (why == OK)
		why = take_output(i, r);
	if (why == OK &&
	    (file_read(preview, PREVIEW_MAX, &text) != OK || !preview_ok(buf_view(&text))))
		buf_clear(&text); /* then nothing is shown of it */
	if (why == OK)
		return rebuilt(i, buf_view(&text));
	/* What lock 2 will not write is the file's. Anything else is ours, a hash that is not what
	 * was announced too: tried again, and held when it goes on. */
	if (err_text(why)->kind != ERR_KIND_REFUSE)
		return again(i, why);
	return drive_step(i, CAUSE_FAILED, why, "", "");
}

void on_rebuilt(struct incoming *in)
{
	struct body_rebuilt r;
	struct item i;
	memcpy(&r, in->body.bytes, sizeof r);
	if (id_is_trial(r.id)) {
		trial_rebuilt(in);
		return;
	}
	/* Of an older form of it nothing is taken: what its sender had erased may be in that. */
	if (item_get(r.id, &i) != OK || i.state != STATE_REBUILDING || in->tag != flight_tag(r.id))
		return;
	enum err e = take_rebuilt(&i, &r, in->fds[0]);
	if (e != OK)
		log_warn("item %s: its output could not be taken: %s", item_hex(r.id).s,
			 err_text(e)->name);
}
