/* SPDX-License-Identifier: Apache-2.0
 * values.c: protocols by name and number, prefixes as ranges.
 */
#include "zone/rules/ruleset.h"

/* As /etc/protocols of Debian names them: nft lists names, not numbers. */
static const struct {
	const char *text;
	uint8_t number;
} protocols[] = {
    {"ip", 0},		 {"hopopt", 0},
    {"icmp", 1},	 {"igmp", 2},
    {"ggp", 3},		 {"ipencap", 4},
    {"st", 5},		 {"tcp", 6},
    {"egp", 8},		 {"igp", 9},
    {"pup", 12},	 {"udp", 17},
    {"hmp", 20},	 {"xns-idp", 22},
    {"rdp", 27},	 {"iso-tp4", 29},
    {"dccp", 33},	 {"xtp", 36},
    {"ddp", 37},	 {"idpr-cmtp", 38},
    {"ipv6", 41},	 {"ipv6-route", 43},
    {"ipv6-frag", 44},	 {"idrp", 45},
    {"rsvp", 46},	 {"gre", 47},
    {"esp", 50},	 {"ah", 51},
    {"skip", 57},	 {"ipv6-icmp", 58},
    {"icmpv6", 58},	 {"ipv6-nonxt", 59},
    {"ipv6-opts", 60},	 {"rspf", 73},
    {"vmtp", 81},	 {"eigrp", 88},
    {"ospf", 89},	 {"ax.25", 93},
    {"ipip", 94},	 {"etherip", 97},
    {"encap", 98},	 {"pim", 103},
    {"ipcomp", 108},	 {"comp", 108},
    {"vrrp", 112},	 {"l2tp", 115},
    {"isis", 124},	 {"sctp", 132},
    {"fc", 133},	 {"udplite", 136},
    {"mpls-in-ip", 137}, {"manet", 138},
    {"hip", 139},	 {"shim6", 140},
    {"wesp", 141},	 {"rohc", 142},
    {"ethernet", 143},	 {"mobility-header", 135},
};

bool zone_protocol(struct view name, uint8_t *ret)
{
	for (size_t i = 0; i < array_len(protocols); i++)
		if (view_eq_nocase(name, view_str(protocols[i].text))) {
			*ret = protocols[i].number;
			return true;
		}
	return false;
}

const char *zone_protocol_name(unsigned number)
{
	static const struct {
		uint8_t number;
		const char *name;
	} names[] = {{POLICY_ICMP, "ICMP"}, {POLICY_TCP, "TCP"}, {POLICY_UDP, "UDP"},
		     {POLICY_GRE, "GRE"},   {POLICY_ESP, "ESP"}, {POLICY_ICMPV6, "ICMPv6"}};
	for (size_t i = 0; i < array_len(names); i++)
		if (names[i].number == number)
			return names[i].name;
	return NULL;
}

bool zone_has_ports(uint8_t protocol)
{
	static const uint8_t with[] = {POLICY_TCP, POLICY_UDP, 33, 132, 136};
	return memchr(with, protocol, sizeof with) != NULL;
}

struct zone_range zone_range_of(const uint8_t *address, unsigned bits, bool v6)
{
	struct zone_range r = {0};
	memcpy(r.first, address, v6 ? 16 : 4);
	memcpy(r.last, r.first, sizeof r.last);
	for (unsigned i = bits; i < (v6 ? 128u : 32u); i++) {
		uint8_t bit = (uint8_t)(0x80u >> i % 8);
		r.first[i / 8] &= (uint8_t)~bit;
		r.last[i / 8] |= bit;
	}
	return r;
}

bool zone_prefix_has(const struct policy_prefix *p, const uint8_t *address)
{
	for (unsigned i = 0; i < p->bits; i++)
		if ((p->address[i / 8] ^ address[i / 8]) & 0x80u >> i % 8)
			return false;
	return true;
}
