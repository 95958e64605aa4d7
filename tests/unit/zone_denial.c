/* SPDX-License-Identifier: Apache-2.0
 * zone_denial.c: what the kernel logs of denied packets, read and in words; hostile ones, too.
 */
#include "tap.h"
#include "zone/live/nflog.h"

static const struct policy_zone zones[] = {
    {.code = "in", .name = {(const uint8_t *)"inet", 4}, .kind = POLICY_ZONE_INTERNET},
    {.code = "my", .name = {(const uint8_t *)"number", 6}, .kind = POLICY_ZONE_MYNUMBER}};
static const struct policy_network networks[] = {{.code = "a",
						  .name = {(const uint8_t *)"desk", 4},
						  .zone = 0,
						  .v4 = {(const uint8_t *)"10.2.0.0/16", 11},
						  .interface = "eth1"}};
static const struct policy policy = {
    .zones = zones, .zones_count = 2, .networks = networks, .networks_count = 1};
static const struct zone_interface interfaces[] = {{"eth1", 0}, {"eth2", 1}};
static const struct zone_allowed allowed = {&policy, interfaces, NULL, 2, 0};

#define FOUR                                                                 \
	"\x45\0\0\x28\0\1\0\0\x40\6\0\0\x0a\2\0\5\x0a\1\0\x09\xc3\x50\0\x16" \
	"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"

static bool says(struct view prefix, struct view packet, const char *want)
{
	scope_end(buf_free) struct buf words = buf_new(1 << 14);
	struct zone_denial d = {.from = "eth1", .to = "eth2"};
	zone_denial_read(prefix, packet, VIEW("\2\0\0\0\0\1"), &d);
	zone_denial_words(&allowed, &d, true, &words);
	bool same = view_eq(buf_view(&words), view_str(want));
	if (!same)
		printf("# %.*s\n", (int)words.n, (const char *)words.p);
	return same;
}

static void ours(void)
{
	expect(says(VIEW("sekisho:deny:eth1>eth2 6(3) "), VIEW(FOUR),
		    "stopped, not allowed: IPv4 TCP port 22 from inet, desk (10.2.0.5, eth1) to "
		    "number, an address of none of its networks (10.1.0.9, eth2) (clause 6(3))"));
	expect(says(VIEW("sekisho:deny:?>? "), VIEW(FOUR),
		    "stopped, nothing may pass between these: IPv4 TCP port 22 from inet, desk "
		    "(10.2.0.5, eth1) to number, an address of none of its networks (10.1.0.9, "
		    "eth2)"));
	expect(says(VIEW("sekisho:deny:input>own "), VIEW(FOUR),
		    "stopped, for the boundary itself: IPv4 TCP port 22 from inet, desk (10.2.0.5, "
		    "eth1) to the boundary itself (10.1.0.9)"));
	struct zone_denial d = {0};
	zone_denial_read(VIEW("sekisho:forged:eth7 6(3)"), VIEW(FOUR), VIEW(""), &d);
	expect(d.kind == ZONE_DENIAL_FORGED && strcmp(d.from, "eth7") == 0 &&
	       d.source_port == 50000);
	expect(strcmp(d.rest, "6(3)") == 0);
}

static void hostile(void)
{
	struct zone_denial d = {0};
	expect(says(VIEW("sekisho:deny:eth1>eth2 "), VIEW("\x45\0"),
		    "stopped, not allowed: eth1 to eth2, a packet that cannot be read"));
	zone_denial_read(VIEW("sekisho:deny:eth1>eth2 "),
			 VIEW("\x4f\0\0\x28\0\1\0\0\x40\6\0\0\x0a\2\0\5\x0a\1\0\x09\xc3"), VIEW(""),
			 &d);
	expect(d.has_packet && !d.has_ports); /* the header says it is longer than what is there */
	d = (struct zone_denial){0};
	zone_denial_read(VIEW("\x1b[2Jhi\xff"), VIEW(""), VIEW(""), &d);
	expect(d.kind == ZONE_DENIAL_FOREIGN && !strchr(d.rest, 0x1b) && !d.has_packet);
	d = (struct zone_denial){0};
	zone_denial_read(VIEW("sekisho:deny:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa>b "), VIEW(""),
			 VIEW(""), &d);
	expect(strlen(d.from) == ZONE_INTERFACE_MAX - 1 && strcmp(d.to, "b") == 0);
	uint8_t loop[200] = {0x60, [6] = 0}; /* hop-by-hop headers without end */
	d = (struct zone_denial){0};
	zone_denial_read(VIEW("sekisho:deny:a>b "), view_of(loop, sizeof loop), VIEW(""), &d);
	expect(d.has_packet && d.packet.v6 && !d.has_ports);
}

int main(void)
{
	ours();
	hostile();
	return tap_done();
}
