/* SPDX-License-Identifier: Apache-2.0
 * drive.c: from OFFER to DELIVERED. Each handler: look, one transaction, then speak.
 */
#include <sys/stat.h>

#include "flow/item.h"
#include "form/form.h"
#include "form/name.h"
#include "store/approve.h"
#include "store/drive.h"
#include "store/flight.h"
#include "store/record.h"
#include "sys/file.h"
#include "sys/log.h"

#define REPORT_BYTES ((size_t)512 << 10)

static const char *const formats[] = {
#define FORMAT(name, extensions, ja, en) #name,
#include "tbl/formats.h"
#undef FORMAT
};

/* What the log calls the outcome of a step; the others are not remembered one by one. */
static const enum event told[CAUSE_COUNT] = {
    [CAUSE_OFFERED] = EVENT_ACCEPTED,  [CAUSE_FAILED] = EVENT_REFUSED,
    [CAUSE_FAULT] = EVENT_HELD,	       [CAUSE_HOLD] = EVENT_HELD,
    [CAUSE_APPROVED] = EVENT_APPROVED, [CAUSE_RETURN] = EVENT_RETURNED,
    [CAUSE_EXPIRE] = EVENT_EXPIRED,    [CAUSE_DELIVERED] = EVENT_RELEASED,
    [CAUSE_RETRY] = EVENT_RETRIED,
};

static bool is_zero(const uint8_t *p, size_t n)
{
	uint8_t any = 0;
	for (size_t i = 0; i < n; i++)
		any |= p[i];
	return any == 0;
}

/* --- one step --- */

enum err drive_move(struct item *i, enum cause cause, enum err why, const char *who,
		    const char *text)
{
	enum item_state next;
	try(state_step(i->state, cause, &next));
	i->state = next;
	i->err = why;
	i->changed = clock_now();
	if (told[cause])
		try(record_add(told[cause], i->envelope.id, who,
			       text[0] || why == OK ? text : err_text(why)->name));
	return item_set(i);
}

enum err drive_step(struct item *i, enum cause cause, enum err why, const char *who,
		    const char *text)
{
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(db_tx_begin(store.db, &tx));
	try(drive_move(i, cause, why, who, text));
	try(db_tx_commit(&tx));
	drive_after(i);
	return OK;
}

static struct store_link *link_to(enum direction d)
{
	return &store.links[d == DIRECTION_IN ? 0 : 1];
}

static void tell(const struct item *i)
{
	struct body_state state = {
	    .state = (uint32_t)i->state, .err = (uint32_t)i->err, .changed = i->changed};
	memcpy(state.id, i->envelope.id, ID_LEN);
	/* While it is away nothing is lost: it offers everything again and is told then. */
	enum role belt = link_to((enum direction)i->envelope.direction)->peer;
	enum err e = role_send(belt, MSG_ITEM_STATE, role_tag(), &state, NULL);
	if (e != OK && e != E_GONE)
		log_warn("item %s: its state was not told", item_hex(state.id).s);
}

/* Release has nothing to keep of it: held (tried again from the original), refused, returned,
 * expired, or gone out by the other half. */
static bool is_over(const struct item *i)
{
	if (i->state == STATE_RELEASED)
		return i->envelope.direction == DIRECTION_OUT;
	return i->state == STATE_HELD || state_final(i->state);
}

void drive_unstage(const uint8_t id[ID_LEN])
{
	struct body_item body;
	memcpy(body.id, id, ID_LEN);
	enum err e = role_send(ROLE_release, MSG_UNSTAGE, role_tag(), &body, NULL);
	if (e != OK && e != E_GONE) /* told again when release comes up */
		log_warn("item %s: still staged", item_hex(id).s);
}

void drive_after(const struct item *i)
{
	flight_note(i);
	record_send();
	tell(i);
	enum err e = OK;
	if (i->state == STATE_DISARMING)
		e = drive_want(i);
	else if (i->state == STATE_SIGNING)
		e = drive_sign(i);
	else if (is_over(i))
		drive_unstage(i->envelope.id);
	if (e != OK)
		flight_later(i->envelope.id, 1);
	flight_pump();
}

/* --- asking --- */

enum err drive_want(const struct item *i)
{
	struct body_item body;
	const struct store_link *link = link_to((enum direction)i->envelope.direction);
	memcpy(body.id, i->envelope.id, ID_LEN);
	return link->ready ? role_send(link->peer, MSG_WANT, role_tag(), &body, NULL) : E_GONE;
}

enum err drive_restart(struct item *i)
{
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(db_tx_begin(store.db, &tx));
	if (i->state == STATE_WAITING || !is_zero(i->approval, HASH_LEN))
		try(approve_void(i->envelope.id)); /* it named an output that is no more */
	memset(i->approval, 0, HASH_LEN);
	memcpy(i->policy, store.policy->hash, HASH_LEN);
	i->form_version = form_edition();
	try(drive_move(i, CAUSE_WANTED, OK, "", ""));
	try(db_tx_commit(&tx));
	drive_after(i);
	return OK;
}

static void binding_of(const struct item *i, struct binding *b)
{
	const struct envelope *e = &i->envelope;
	*b = (struct binding){.length = i->output_size,
			      .form_version = i->form_version,
			      .direction = e->direction,
			      .recipient_kind = e->recipient_kind,
			      .grade = e->grade};
	memcpy(b->id, e->id, ID_LEN);
	memcpy(b->original, e->hash, HASH_LEN);
	memcpy(b->output, i->output, HASH_LEN);
	memcpy(b->policy, i->policy, HASH_LEN);
	memcpy(b->approval, i->approval, HASH_LEN);
	memcpy(b->name, i->output_name, sizeof b->name);
	memcpy(b->sender, e->sender, sizeof b->sender);
	memcpy(b->recipient, e->recipient, sizeof b->recipient);
	bool fits =
	    item_set_text(b->destination, sizeof b->destination, view_str(approve_destination(e)));
	assert(fits);
}

/* While RELEASING too: the notary finds the same receipt and release hears of it again. */
enum err drive_sign(const struct item *i)
{
	struct body_sign sign = {.life = store.policy->limits.receipt_minutes * 60};
	binding_of(i, &sign.binding);
	memcpy(sign.salt, i->salt, HASH_LEN);
	return role_send(ROLE_notary, MSG_SIGN, role_tag(), &sign, NULL);
}

/* --- may it pass at all? --- */

static enum err allowed_in(const struct envelope *e)
{
	const struct policy *p = store.policy;
	struct view to = view_str(e->recipient);
	bool known = e->recipient_kind == RECIPIENT_UNIT ? policy_unit(p, to) != NULL
							 : policy_person(p, to) != NULL;
	return known ? OK : E_RECIPIENT;
}

static enum err allowed_out(const struct envelope *e)
{
	const struct policy *p = store.policy;
	const struct policy_person *sender = policy_person(p, view_str(e->sender));
	const struct policy_unit *unit = policy_unit(p, view_str(e->unit));
	if (!sender || !unit || !policy_in_unit(p, sender, unit))
		return E_FORBIDDEN;
	return policy_destination(p, view_str(e->recipient), (enum grade)e->grade);
}

enum err drive_allowed(const struct envelope *e)
{
	struct limits limits;
	enum direction d = (enum direction)e->direction;
	if (!policy_flows(store.policy, d))
		return E_POLICY;
	policy_limits_of(store.policy, d, &limits);
	if (e->size > limits.input)
		return E_LIMIT_SIZE;
	return d == DIRECTION_IN ? allowed_in(e) : allowed_out(e);
}

/* --- OFFER --- */

static enum err adopt(const struct envelope *e, struct item *ret)
{
	bool fresh;
	struct db_tx tx scope_end(db_tx_end) = {0};
	enum item_state first;
	try(state_step(STATE_NONE, CAUSE_OFFERED, &first));
	try(db_tx_begin(store.db, &tx));
	try(item_put(e, first, &fresh));
	if (fresh)
		try(record_add(EVENT_ACCEPTED, e->id, e->sender, ""));
	try(db_tx_commit(&tx));
	try(item_get(e->id, ret));
	/* The same id with another file: not the item that we know. */
	return memcmp(ret->envelope.hash, e->hash, HASH_LEN) == 0 ? OK : E_HASH;
}

void on_offer(struct incoming *in)
{
	static struct body_offer offer;
	struct item i;
	memcpy(&offer, in->body.bytes, sizeof offer);
	enum direction d = in->from == ROLE_bridge ? DIRECTION_IN : DIRECTION_OUT;
	if (!envelope_ok(&offer.envelope) || offer.envelope.direction != d) {
		role_violation(in->from);
		return;
	}
	enum err e = adopt(&offer.envelope, &i);
	if (e != OK) { /* offered again at the next meeting, at the latest */
		log_warn("item %s cannot be adopted: %s", item_hex(offer.envelope.id).s,
			 err_text(e)->name);
		return;
	}
	record_send();
	tell(&i);
	flight_pump();
}

/* --- FORM --- */

/* What disarm says it saw: checked like everything it says. On an error there may be none. */
static enum err read_report(int fd, struct report *ret)
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
				       : CAUSE_FAULT;
}

static enum err check_form(const struct item *i, const struct body_form *form, int fd)
{
	struct stat st;
	struct limits limits;
	policy_limits_of(store.policy, (enum direction)i->envelope.direction, &limits);
	if (fstat(fd, &st) != 0)
		return E_IO;
	if (form->err == OK && (uint64_t)st.st_size > limits.output)
		return E_LIMIT_SIZE;
	if (form->err != OK)
		return form->err < ERR_COUNT ? (enum err)form->err : E_PROTOCOL;
	if (memcmp(form->hash, i->envelope.hash, HASH_LEN) != 0)
		return E_HASH;
	if (form->format >= array_len(formats) ||
	    !policy_format_allowed(store.policy, (enum direction)i->envelope.direction,
				   view_str(formats[form->format])))
		return E_POLICY;
	return OK;
}

/* Found, and gone on to the notary; or why not. */
static enum err take_form(struct item *i, const struct body_form *form, const struct report *report,
			  enum err why)
{
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(db_tx_begin(store.db, &tx));
	i->format = form->format;
	i->cpu_us = form->cpu_us;
	try(item_findings(i, report));
	try(drive_move(i, why == OK ? CAUSE_FORMED : cause_of(why), why, "", ""));
	try(db_tx_commit(&tx));
	drive_after(i);
	return OK;
}

static enum err rebuild(const struct item *i, int form)
{
	struct body_rebuild body;
	memcpy(body.id, i->envelope.id, ID_LEN);
	policy_limits_of(store.policy, (enum direction)i->envelope.direction, &body.limits);
	if (policy_need(store.policy, (enum direction)i->envelope.direction,
			(enum grade)i->envelope.grade) != POLICY_NEED_NONE)
		body.limits.options |= LIMITS_PREVIEW;
	return role_send(ROLE_notary, MSG_REBUILD, role_tag(), &body, &form);
}

void on_form(struct incoming *in)
{
	static struct report report;
	struct body_form form;
	struct item i;
	memcpy(&form, in->body.bytes, sizeof form);
	if (!memfd_is_sealed(in->fds[0]) || !memfd_is_sealed(in->fds[1])) {
		role_violation(in->from);
		return;
	}
	if (item_get(form.id, &i) != OK || i.state != STATE_DISARMING ||
	    link_to((enum direction)i.envelope.direction)->peer != in->from)
		return; /* late, or not theirs */
	report.n = 0;
	enum err why = check_form(&i, &form, in->fds[0]), seen = read_report(in->fds[1], &report);
	if (seen != OK)
		report.n = 0;
	if (why == OK)
		why = seen;
	enum err e = take_form(&i, &form, &report, why);
	if (e == OK && i.state == STATE_REBUILDING && rebuild(&i, in->fds[0]) != OK)
		flight_later(form.id, 1);
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
	i->needs = (uint32_t)policy_need(store.policy, (enum direction)i->envelope.direction,
					 (enum grade)i->envelope.grade);
	i->faults = 0;
	return output_name(i, ext);
}

static enum err rebuilt(struct item *i, struct view preview)
{
	struct db_tx tx scope_end(db_tx_end) = {0};
	bool ask = i->needs != POLICY_NEED_NONE;
	try(db_tx_begin(store.db, &tx));
	try(drive_move(i, ask ? CAUSE_ASKED : CAUSE_REBUILT, OK, "", ""));
	if (ask) {
		try(item_preview(i->envelope.id, preview));
		try(approve_ask(i, (enum policy_need)i->needs));
	}
	try(db_tx_commit(&tx));
	drive_after(i);
	return OK;
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
	if (err_text(why)->kind == ERR_KIND_FAULT)
		return again(i, why);
	/* Rebuild has no HOLD of its own: what it will not write is the file's. */
	return drive_step(i, CAUSE_FAILED, why, "", "");
}

void on_rebuilt(struct incoming *in)
{
	struct body_rebuilt r;
	struct item i;
	memcpy(&r, in->body.bytes, sizeof r);
	if (item_get(r.id, &i) != OK || i.state != STATE_REBUILDING)
		return;
	enum err e = take_rebuilt(&i, &r, in->fds[0]);
	if (e != OK)
		log_warn("item %s: its output could not be taken: %s", item_hex(r.id).s,
			 err_text(e)->name);
}

/* --- SIGNED, DELIVERED --- */

static enum err take_signed(struct item *i, const struct body_signed *s)
{
	enum err why = s->err < ERR_COUNT ? (enum err)s->err : E_PROTOCOL;
	if (why == OK) {
		if (s->tree_size > store.tree_size) {
			store.tree_size = s->tree_size;
			store.tree_time = s->time;
		}
		if (i->state == STATE_RELEASING && i->position == (int64_t)s->position)
			return OK; /* asked again, the same receipt */
		i->position = (int64_t)s->position;
		i->signed_at = s->time;
		return i->state == STATE_SIGNING ? drive_step(i, CAUSE_SIGNED, OK, "", "")
						 : item_set(i);
	}
	/* Another policy by now, or an output the notary does not remember: from the original. */
	if (why == E_CHANGED || why == E_HASH)
		return ++i->faults < STORE_FAULTS ? drive_restart(i)
						  : drive_step(i, CAUSE_FAULT, why, "", "");
	if (err_text(why)->kind != ERR_KIND_FAULT || ++i->faults >= STORE_FAULTS)
		return drive_step(i, CAUSE_FAULT, why, "", "");
	try(item_set(i));
	flight_later(s->id, 1u << min_of(i->faults, 5u));
	return OK;
}

void on_signed(struct incoming *in)
{
	struct body_signed s;
	struct item i;
	memcpy(&s, in->body.bytes, sizeof s);
	if (item_get(s.id, &i) != OK || (i.state != STATE_SIGNING && i.state != STATE_RELEASING))
		return;
	enum err e = s.position <= INT64_MAX ? take_signed(&i, &s) : E_PROTOCOL;
	if (e != OK)
		log_warn("item %s: its receipt could not be noted: %s", item_hex(s.id).s,
			 err_text(e)->name);
}

/* Delivered, now or before. Its word may overtake the notary's SIGNED. */
static enum err delivered(struct item *i, const struct body_delivered *d)
{
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(db_tx_begin(store.db, &tx));
	/* The receipt it took: a replay names the one that it was delivered under. */
	if (i->position != (int64_t)d->position) {
		i->position = (int64_t)d->position;
		i->signed_at = d->time;
	}
	if (i->state == STATE_SIGNING)
		try(drive_move(i, CAUSE_SIGNED, OK, "", ""));
	try(drive_move(i, CAUSE_DELIVERED, OK, "", ""));
	try(item_preview(i->envelope.id, (struct view){NULL, 0}));
	try(db_tx_commit(&tx));
	drive_after(i);
	return OK;
}

static enum err take_delivered(struct item *i, const struct body_delivered *d)
{
	enum err why = d->err < ERR_COUNT ? (enum err)d->err : E_PROTOCOL;
	if (why == OK || why == E_REPLAY)
		return delivered(i, d);
	if (i->state != STATE_RELEASING)
		return OK; /* of an older receipt: the newer one is on its way, or it is held */
	/* Nothing staged any more, or too late: from the original, with a new receipt. */
	if (why == E_NOT_FOUND || why == E_HASH || why == E_EXPIRED)
		return ++i->faults < STORE_FAULTS ? drive_restart(i)
						  : drive_step(i, CAUSE_FAULT, why, "", "");
	if (err_text(why)->kind != ERR_KIND_FAULT)
		return drive_step(i, CAUSE_FAULT, why, "", "");
	flight_later(i->envelope.id, 5); /* a cut cable, a full disk: for as long as it takes */
	return OK;
}

/* DELIVERED of our own release; OUT_DONE of the other half's, by the bridge. */
void on_delivered(struct incoming *in)
{
	struct body_delivered d;
	struct item i;
	memcpy(&d, in->body.bytes, sizeof d);
	if (d.position > INT64_MAX || item_get(d.id, &i) != OK ||
	    (i.state != STATE_SIGNING && i.state != STATE_RELEASING && i.state != STATE_HELD))
		return;
	bool out = i.envelope.direction == DIRECTION_OUT, good = d.err == OK || d.err == E_REPLAY;
	/* Only who delivers into that destination can say that it did, and the other half has no
	 * word about what comes in. */
	if ((in->msg == MSG_OUT_DONE) != out && (good || !out)) {
		role_violation(in->from);
		return;
	}
	enum err e = take_delivered(&i, &d);
	if (e != OK)
		log_warn("item %s: its delivery could not be noted: %s", item_hex(d.id).s,
			 err_text(e)->name);
}
