/* SPDX-License-Identifier: Apache-2.0
 * mailer.c: sekisho-mailer: notices of the store to the relay that the policy names. It keeps
 * nothing: what it does not say was taken is asked again.
 */
#include "post/letter.h"
#include "post/smtp.h"
#include "proc/read_policy.h"
#include "sys/file.h"
#include "sys/log.h"
#include "sys/role.h"

static struct arena memory;
static struct policy policy;
static struct policy_relay relay;
static bool has_relay;
static int outside = -1; /* a socket of the network outside */

static enum err deliver(const struct body_notice *n)
{
	const struct policy_notices *p = &policy.notices;
	scope_end(buf_free) struct buf letter = buf_new(LETTER_MAX);
	if (!has_relay || !body_text_ok(n->to, sizeof n->to) ||
	    !body_text_ok(n->item, sizeof n->item) || !body_text_ok(n->name, sizeof n->name))
		return E_CONFIG;
	if (!policy_address_ok(view_str(n->to)))
		return E_RECIPIENT;
	try(letter_write(n, p->from, p->portal, clock_now(), &letter));
	return smtp_send(outside, &relay, p->from, n->to, buf_view(&letter));
}

static void on_notice(struct incoming *in)
{
	struct body_notice n;
	struct body_noticed said;
	memcpy(&n, in->body.bytes, sizeof n);
	enum err e = deliver(&n);
	if (e != OK)
		log_info("notice %llu: %s", (unsigned long long)n.number, err_text(e)->name);
	said = (struct body_noticed){.number = n.number, .err = (uint32_t)e};
	role_reply(in, MSG_NOTICED, &said, NULL);
}

static enum err start(const struct role_start *s)
{
	outside = s->listen_fd;
	try(read_policy(s->policy_fd, &memory, &policy));
	has_relay = policy.notices.relay.n && policy_relay(&policy, &relay) == OK;
	if (has_relay)
		role_connects_to(relay.port);
	return policy.is_public ? E_CONFIG : OK;
}

static const struct handler handlers[] = {{MSG_NOTICE, on_notice}};

static const struct role_def def = {.self = ROLE_mailer,
				    .handlers = handlers,
				    .handler_count = array_len(handlers),
				    .open = start,
				    .needs_listen = true};

int main(int argc, char **argv)
{
	return role_main(&def, argc, argv);
}
