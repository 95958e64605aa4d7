/* SPDX-License-Identifier: Apache-2.0
 * zone.c: sekisho-zone: the rules between zones of the router's network. It runs only where the
 * keeper was told which network that is, holds CAP_NET_ADMIN there and nothing anywhere else, and
 * loads nothing but what router/hold.h takes.
 *
 *   ZONE_LOAD  -> ZONE_DONE     ZONE_STATE: at each start, and whenever the kernel's rules changed
 *
 * The kernel tells of every change of its rules; a child reads and proves them (zone/live/watch.h).
 */
#include "proc/read_policy.h"
#include "router/hold.h"
#include "sys/file.h"
#include "sys/log.h"
#include "sys/role.h"

#define LOOK_EVERY 5 /* seconds */

static struct hold hold;
static struct arena memory;
static struct policy policy;
static int64_t looked, loaded;
static struct zone_watch *watch; /* NULL: none could be had, and we look ourselves */

static void tell_state(void)
{
	if (role_has(ROLE_store) &&
	    role_send(ROLE_store, MSG_ZONE_STATE, role_tag(), &hold.state, NULL) != OK)
		log_warn("the store did not hear of the rules; it hears at the next change");
}

static void expect(void)
{
	loaded = clock_now();
	if (watch)
		zone_watch_expect(watch, hold.state.generation);
}

static void on_watch(void)
{
	static struct zone_watch_report report;
	int64_t now = clock_now();
	if (!zone_watch_step(watch, &report))
		return;
	bool stale = hold_stale(&hold, &report);
	if (stale || (!report.mark_right && hold_settling(loaded, now)))
		zone_watch_expect(watch, hold.state.generation);
	else if (hold_seen(&hold, &report, now))
		tell_state();
}

static void on_load(struct incoming *in)
{
	static struct body_zone_permit ask;
	struct body_zone_done said;
	memcpy(&ask, in->body.bytes, sizeof ask);
	if (!memfd_is_sealed(in->fds[0])) {
		role_violation(in->from);
		return;
	}
	enum err e = hold_take(&hold, &ask.permit, in->fds[0], clock_now());
	if (e == OK)
		log_info("rules of generation %08x are in force", hold.state.generation);
	else
		log_warn("a rule set is not taken: %s", err_text(e)->name);
	said = (struct body_zone_done){.err = (uint32_t)e};
	memcpy(said.id, ask.permit.request.id, ID_LEN);
	role_reply(in, MSG_ZONE_DONE, &said, NULL);
	tell_state();
	if (hold.lost) /* the next life begins with what was in force, or with nothing */
		log_fatal("what is in force is not known: starting again");
	expect();
}

static void peer_up(enum role peer)
{
	if (peer == ROLE_store)
		tell_state();
}

static void tick(void)
{
	int64_t now = clock_now();
	if (now >= looked && now - looked < LOOK_EVERY)
		return;
	looked = now;
	if (watch)
		hold_alive(&hold);
	else if (hold_look(&hold, now))
		tell_state();
}

/* Before the jail: its keys, and OpenSSL loaded, which reads files when first used. */
static enum err open_all(const struct role_start *s)
{
	try(read_policy(s->policy_fd, &memory, &policy));
	try(sign_warm());
	return hold_open(s->root_fd, s->evaluation, &policy, &hold);
}

/* Inside it: what is asked of the kernel is worth what its asker may do. */
static enum err start(const struct role_start *s unused_arg)
{
	try(hold_begin(&hold, clock_now()));
	if (hold.has && !hold.closed)
		log_info("rules of generation %08x are loaded again", hold.state.generation);
	else if (!hold.has)
		log_info("no rules were approved yet: nothing is forwarded");
	if (zone_watch_open(&policy, &watch) == OK)
		role_watch(zone_watch_fd(watch), on_watch);
	else
		log_warn("the kernel's changes are not told: it is looked at every few seconds");
	expect();
	return OK;
}

static const struct handler handlers[] = {{MSG_ZONE_LOAD, on_load}};

static const struct role_def def = {.self = ROLE_zone,
				    .handlers = handlers,
				    .handler_count = array_len(handlers),
				    .open = open_all,
				    .start = start,
				    .peer_up = peer_up,
				    .tick = tick};

int main(int argc, char **argv)
{
	return role_main(&def, argc, argv);
}
