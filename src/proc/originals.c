/* SPDX-License-Identifier: Apache-2.0
 * originals.c: sekisho-originals: opens one original of the vault on a signed order and says what
 * it is. It is started only where `sekisho init` put the vault's private key into its directory.
 *
 *   ORIGINAL_OPEN -> ORIGINAL_SAID, and for an order to give, ORIGINAL_OUT with the sealed bytes
 */
#include "flow/item.h"
#include "flow/originals.h"
#include "policy/policy.h"
#include "post/clamd.h"
#include "proc/read_policy.h"
#include "sys/file.h"
#include "sys/log.h"
#include "sys/role.h"

static struct arena memory;
static struct policy policy;
static struct policy_relay scanner;
static struct originals originals;
static int outside = -1; /* a socket of the network outside, for the scanner */

static enum scan_result scan(int fd, uint64_t length, char name[CLAMD_NAME_MAX])
{
	return clamd_scan(outside, &scanner, fd, length, name);
}

static void on_open(struct incoming *in)
{
	struct body_order ask;
	struct body_original out = {0};
	scope_end(close_fd) int fd = -1;
	memcpy(&ask, in->body.bytes, sizeof ask);
	enum err e = policy.originals.enabled ? OK : E_POLICY;
	if (e == OK)
		e = originals_do(&originals, &ask.order, in->fds[0], in->fds[1], clock_now(),
				 &out.said, &fd);
	if (e != OK) {
		struct body_handed no = {.err = (uint32_t)e};
		memcpy(no.id, ask.order.id, ID_LEN);
		log_warn("an order was not followed: %s", err_text(e)->name);
		role_reply(in, MSG_ORIGINAL_NOT, &no, NULL);
		return;
	}
	struct body_said said = {.said = out.said};
	if (fd < 0) {
		role_reply(in, MSG_ORIGINAL_SAID, &said, NULL);
		return;
	}
	out.order = ask.order;
	role_reply(in, MSG_ORIGINAL_OUT, &out, &fd);
}

/* Before the jail: its keys, and OpenSSL loaded, which reads files when first used. */
static enum err open_all(const struct role_start *s)
{
	uint8_t scratch[VAULT_KEY_LEN];
	outside = s->listen_fd;
	try(read_policy(s->policy_fd, &memory, &policy));
	try(vault_warm(scratch));
	try(sign_warm());
	originals.most = (uint64_t)policy.limits.file_mb * 1000000;
	originals.scan_demanded = policy.originals.scan == POLICY_SCAN_DEMANDED;
	if (policy_scanner(&policy, &scanner) == OK) {
		originals.scan = scan;
		role_connects_to(scanner.port);
	}
	return originals_open(s->root_fd, s->evaluation, &originals);
}

static const struct handler handlers[] = {{MSG_ORIGINAL_OPEN, on_open}};

static const struct role_def def = {.self = ROLE_originals,
				    .handlers = handlers,
				    .handler_count = array_len(handlers),
				    .open = open_all,
				    .needs_listen = true};

int main(int argc, char **argv)
{
	return role_main(&def, argc, argv);
}
