/* SPDX-License-Identifier: Apache-2.0
 * belt_lend.c: an order for an original goes to the program that can open it, with the two files
 * that only it can read; what it says goes up. The belt judges neither.
 */
#include "flow/belt.h"
#include "flow/item.h"
#include "sys/log.h"

static enum err lend(const struct body_order *b)
{
	int fds[2] = {-1, -1};
	if (!role_has(ROLE_originals))
		return E_GONE;
	try(vault_lend(&belt.vault, b->order.item, fds));
	enum err e = role_send(ROLE_originals, MSG_ORIGINAL_OPEN, role_tag(), b, fds);
	close_fd(&fds[0]);
	close_fd(&fds[1]);
	return e;
}

void on_original_order(struct incoming *in)
{
	struct body_order b;
	struct body_handed no = {.err = OK};
	if (!belt_from_up(in))
		return;
	memcpy(&b, in->body.bytes, sizeof b);
	enum err e = lend(&b);
	if (e == OK)
		return;
	no.err = (uint32_t)e;
	memcpy(no.id, b.order.id, ID_LEN);
	log_warn("item %s: its original cannot be opened: %s", item_hex(b.order.item).s,
		 err_text(e)->name);
	if (role_send(belt.up, MSG_ORIGINAL_NOT, role_tag(), &no, NULL) != OK)
		log_warn("that it cannot be opened was not heard; it is asked again");
}

void on_original_said(struct incoming *in)
{
	if (in->from != ROLE_originals) {
		role_violation(in->from);
		return;
	}
	enum err e =
	    role_send(belt.up, in->msg, in->tag, in->body.bytes, msg_fds(in->msg) ? in->fds : NULL);
	if (e != OK)
		log_warn("%s was not heard; it is asked again", msg_name(in->msg));
}
