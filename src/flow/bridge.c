/* SPDX-License-Identifier: Apache-2.0
 * bridge.c: one table of what may cross.
 */
#include <sys/stat.h>

#include "flow/bridge.h"
#include "flow/item.h"
#include "flow/states.h"
#include "sys/file.h"
#include "sys/log.h"

static bool hello_ok(const uint8_t *body)
{
	struct body_hello hello;
	memcpy(&hello, body, sizeof hello);
	return hello.nonce != 0;
}

/* From the Internet half only inbound items come. */
static bool offer_ok(const uint8_t *body)
{
	struct body_offer offer;
	memcpy(&offer, body, sizeof offer);
	return envelope_ok(&offer.envelope) && offer.envelope.direction == DIRECTION_IN;
}

static bool form_ok(const uint8_t *body)
{
	struct body_form form;
	memcpy(&form, body, sizeof form);
	return form.err < ERR_COUNT;
}

static bool state_ok(const uint8_t *body)
{
	struct body_state state;
	memcpy(&state, body, sizeof state);
	return state_known(state.state) && state.err < ERR_COUNT;
}

static bool out_ok(const uint8_t *body)
{
	struct body_receipt out;
	memcpy(&out, body, sizeof out);
	return out.receipt.binding.direction == DIRECTION_OUT;
}

static bool delivered_ok(const uint8_t *body)
{
	struct body_delivered done;
	memcpy(&done, body, sizeof done);
	return done.err < ERR_COUNT && done.half == 'I';
}

static bool unlock_ok(const uint8_t *body)
{
	struct body_unlock unlock;
	memcpy(&unlock, body, sizeof unlock);
	bool ok = body_text_ok(unlock.password, sizeof unlock.password) && unlock.leave_out <= 1;
	explicit_bzero(&unlock, sizeof unlock);
	return ok;
}

/* The bridge has no key: whose word it is, others look at. */
static bool order_ok(const uint8_t *body)
{
	struct body_order b;
	memcpy(&b, body, sizeof b);
	return b.order.version == 1 && b.order.kind != ORDER_NONE &&
	       b.order.kind < ORDER_KIND_COUNT;
}

static bool said_ok(const uint8_t *body)
{
	struct body_said b;
	memcpy(&b, body, sizeof b);
	return b.said.err < ERR_COUNT && b.said.scan < SCAN_COUNT &&
	       b.said.format < ORIGINAL_FORMAT_COUNT &&
	       body_text_ok(b.said.scanner, sizeof b.said.scanner);
}

static bool original_ok(const uint8_t *body)
{
	struct body_original b;
	memcpy(&b, body, sizeof b);
	return b.order.kind == ORDER_GIVE && b.said.kind == ORDER_GIVE && b.said.err == OK &&
	       body_text_ok(b.order.name, sizeof b.order.name);
}

static bool not_ok(const uint8_t *body)
{
	struct body_handed b;
	memcpy(&b, body, sizeof b);
	return b.err != OK && b.err < ERR_COUNT;
}

static bool anything(const uint8_t *body unused_arg)
{
	return true;
}

static const struct {
	enum msg msg;
	enum role from, to;
	size_t fds;
	bool (*ok)(const uint8_t *body);
} ways[] = {
    {MSG_HELLO, ROLE_belt, ROLE_store, 0, hello_ok},
    {MSG_OFFER, ROLE_belt, ROLE_store, 0, offer_ok},
    {MSG_FORM, ROLE_belt, ROLE_store, 2, form_ok},
    {MSG_OUT_DONE, ROLE_belt, ROLE_store, 0, delivered_ok},
    {MSG_CABLE_COUNTS, ROLE_belt, ROLE_store, 0, anything},
    {MSG_ORIGINAL_OLD, ROLE_belt, ROLE_store, 0, anything},
    {MSG_ORIGINAL_GONE, ROLE_belt, ROLE_store, 0, anything},
    {MSG_ORIGINAL_SAID, ROLE_belt, ROLE_store, 0, said_ok},
    {MSG_ORIGINAL_NOT, ROLE_belt, ROLE_store, 0, not_ok},
    {MSG_ORIGINAL_OUT, ROLE_belt, ROLE_release, 1, original_ok},
    {MSG_ORIGINAL_ORDER, ROLE_store, ROLE_belt, 0, order_ok},
    {MSG_HELLO, ROLE_store, ROLE_belt, 0, hello_ok},
    {MSG_WANT, ROLE_store, ROLE_belt, 0, anything},
    {MSG_UNLOCK, ROLE_store, ROLE_belt, 0, unlock_ok},
    {MSG_ITEM_STATE, ROLE_store, ROLE_belt, 0, state_ok},
    {MSG_CABLE_COUNT, ROLE_store, ROLE_belt, 0, anything},
    {MSG_ORIGINAL_DROP, ROLE_store, ROLE_belt, 0, anything},
    {MSG_ORIGINAL_NOTED, ROLE_store, ROLE_belt, 0, anything},
    {MSG_OUT, ROLE_release, ROLE_belt, 1, out_ok},
};

/* Whoever holds a descriptor that can still change what was checked breaks the rule of the cable.
 */
static bool sealed(const struct incoming *in, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!memfd_is_sealed(in->fds[i]))
			return false;
	return true;
}

void bridge_pass(struct incoming *in)
{
	for (size_t i = 0; i < array_len(ways); i++) {
		if (ways[i].msg != in->msg || ways[i].from != in->from)
			continue;
		if (!sealed(in, ways[i].fds) || !ways[i].ok(in->body.bytes))
			break;
		enum err e = role_send(ways[i].to, in->msg, in->tag, in->body.bytes, in->fds);
		explicit_bzero(in->body.bytes, msg_size(in->msg)); /* it may be a password */
		if (e != OK && e != E_GONE)
			log_warn("%s to %s was dropped: %s", msg_name(in->msg),
				 role_name(ways[i].to), err_text(e)->name);
		return;
	}
	log_warn("%s from %s does not cross", msg_name(in->msg), role_name(in->from));
	role_violation(in->from);
}
