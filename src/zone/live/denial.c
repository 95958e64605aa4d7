/* SPDX-License-Identifier: Apache-2.0
 * denial.c: a prefix of ours and a packet of anybody's, read and put into words.
 */
#include "base/utf8.h"
#include "zone/live/nflog.h"

#define EXTENSIONS_MAX 8

/* --- the prefix --- */

/* Text for a person: no control characters, whole characters only. */
static void keep_text(struct view v, char *ret, size_t room)
{
	struct cursor c = cursor_of(v);
	size_t n = 0;
	while (cursor_left(&c) > 0) {
		uint8_t piece[4];
		size_t length = utf8_encode(piece, utf8_shown(&c));
		if (n + length >= room)
			break;
		memcpy(ret + n, piece, length);
		n += length;
	}
	ret[n] = '\0';
}

static void read_prefix(struct view prefix, struct zone_denial *ret)
{
	const struct view deny = VIEW("sekisho:deny:"), forged = VIEW("sekisho:forged:");
	if (view_starts(prefix, forged)) {
		struct view clause = view_sub(prefix, forged.n, SIZE_MAX);
		ret->kind = ZONE_DENIAL_FORGED;
		keep_text(view_take(&clause, ' '), ret->from, sizeof ret->from);
		keep_text(view_trim(clause), ret->rest, sizeof ret->rest);
		return;
	}
	ret->kind = ZONE_DENIAL_FOREIGN;
	if (!view_starts(prefix, deny)) {
		keep_text(view_trim(prefix), ret->rest, sizeof ret->rest);
		return;
	}
	struct view rest = view_sub(prefix, deny.n, SIZE_MAX), pair = view_take(&rest, ' ');
	struct view from = view_take(&pair, '>');
	keep_text(view_trim(rest), ret->rest, sizeof ret->rest);
	if (view_eq(pair, VIEW("own"))) {
		ret->kind = view_eq(from, VIEW("output")) ? ZONE_DENIAL_OUTPUT : ZONE_DENIAL_INPUT;
		return;
	}
	ret->kind = view_eq(from, VIEW("?")) ? ZONE_DENIAL_NOWHERE : ZONE_DENIAL_PAIR;
	if (ret->kind == ZONE_DENIAL_NOWHERE)
		return;
	keep_text(from, ret->from, sizeof ret->from);
	keep_text(pair, ret->to, sizeof ret->to);
}

/* --- the packet --- */

/* The transport's protocol; `c` stands at its header. False: none that is there. */
static bool skip_extensions(struct cursor *c, uint8_t protocol, uint8_t *ret)
{
	for (int i = 0; i < EXTENSIONS_MAX; i++) {
		*ret = protocol;
		if (protocol != 0 && protocol != 43 && protocol != 44 && protocol != 60)
			return true;
		bool fragment = protocol == 44;
		protocol = cursor_u8(c);
		size_t more = cursor_u8(c);
		uint16_t offset = cursor_u16be(c);
		cursor_skip(c, fragment ? 4 : 4 + more * 8);
		if (c->bad || (fragment && offset >> 3 != 0))
			return false;
	}
	return false;
}

static void read_ports(struct cursor *c, struct zone_denial *ret)
{
	if (!zone_has_ports(ret->packet.protocol))
		return;
	uint16_t source = cursor_u16be(c), port = cursor_u16be(c);
	if (c->bad)
		return;
	ret->has_ports = true;
	ret->source_port = source;
	ret->packet.port = port;
}

static void read_four(struct cursor *c, struct zone_denial *ret)
{
	size_t length = (size_t)(cursor_u8(c) & 15) * 4;
	cursor_skip(c, 5);
	uint16_t fragment = cursor_u16be(c);
	cursor_skip(c, 1);
	ret->packet.protocol = cursor_u8(c);
	cursor_skip(c, 2);
	struct view source = cursor_take(c, 4), destination = cursor_take(c, 4);
	if (c->bad || length < 20)
		return;
	memcpy(ret->packet.source, source.p, 4);
	memcpy(ret->packet.destination, destination.p, 4);
	ret->has_packet = true;
	cursor_skip(c, length - 20);
	if ((fragment & 0x1fff) == 0)
		read_ports(c, ret);
}

static void read_six(struct cursor *c, struct zone_denial *ret)
{
	cursor_skip(c, 6);
	uint8_t next = cursor_u8(c);
	cursor_skip(c, 1);
	struct view source = cursor_take(c, 16), destination = cursor_take(c, 16);
	if (c->bad)
		return;
	memcpy(ret->packet.source, source.p, 16);
	memcpy(ret->packet.destination, destination.p, 16);
	ret->packet.v6 = ret->has_packet = true;
	if (skip_extensions(c, next, &ret->packet.protocol))
		read_ports(c, ret);
}

void zone_denial_read(struct view prefix, struct view packet, struct view hw,
		      struct zone_denial *ret)
{
	struct cursor c = cursor_of(packet);
	read_prefix(prefix, ret);
	if (hw.n >= 6)
		memcpy(ret->packet.mac, hw.p, 6);
	if (packet.n > 0 && packet.p[0] >> 4 == 4)
		read_four(&c, ret);
	else if (packet.n > 0 && packet.p[0] >> 4 == 6)
		read_six(&c, ret);
}

/* --- words --- */

static uint32_t index_of(const struct zone_allowed *a, const char *name)
{
	for (uint32_t i = 0; i < a->interfaces_count; i++)
		if (strcmp(a->interfaces[i].name, name) == 0)
			return i;
	return ZONE_ANY;
}

static const struct {
	const char *ja, *en;
} what[] = {
    [ZONE_DENIAL_PAIR] = {"許可のない通信を止めました", "stopped, not allowed"},
    [ZONE_DENIAL_NOWHERE] = {"許可のない系の間の通信を止めました",
			     "stopped, nothing may pass between these"},
    [ZONE_DENIAL_FORGED] = {"送信元を偽った通信を止めました", "stopped, forged source"},
    [ZONE_DENIAL_INPUT] = {"境界の機器あての通信を止めました", "stopped, for the boundary itself"},
    [ZONE_DENIAL_OUTPUT] = {"境界の機器からの通信を止めました",
			    "stopped, begun by the boundary itself"},
    [ZONE_DENIAL_FOREIGN] = {"ほかの規則の記録", "logged by another rule"},
};

void zone_denial_words(const struct zone_allowed *allowed, const struct zone_denial *d,
		       bool english, struct buf *ret)
{
	char names[ZONE_INTERFACES_MAX][ZONE_INTERFACE_MAX];
	struct zone_ruleset interfaces = {.names = (const char(*)[ZONE_INTERFACE_MAX])names,
					  .names_count = allowed->interfaces_count};
	for (uint32_t i = 0; i < allowed->interfaces_count; i++)
		memcpy(names[i], allowed->interfaces[i].name, sizeof names[i]);
	buf_str(ret, english ? what[d->kind].en : what[d->kind].ja);
	buf_str(ret, ": ");
	if (d->has_packet) {
		struct zone_packet k = d->packet;
		k.from = d->kind == ZONE_DENIAL_OUTPUT ? ZONE_SELF : index_of(allowed, d->from);
		k.to = d->kind == ZONE_DENIAL_INPUT ? ZONE_SELF : index_of(allowed, d->to);
		/* Stopped before it was routed: to what is behind no interface yet. */
		if (d->kind == ZONE_DENIAL_FORGED && k.to == ZONE_ANY)
			k.to = ZONE_UNROUTED;
		zone_packet_words(allowed, &interfaces, &k, english, ret);
	} else {
		buf_fmt(ret,
			english ? "%s to %s, a packet that cannot be read"
				: "%sから%sへ、読めないパケット",
			d->from[0] ? d->from : "?", d->to[0] ? d->to : "?");
	}
	if (!d->rest[0])
		return;
	bool clause = d->kind != ZONE_DENIAL_FOREIGN;
	if (english)
		buf_fmt(ret, clause ? " (clause %s)" : " (\"%s\")", d->rest);
	else
		buf_fmt(ret, clause ? "（条項 %s）" : "（「%s」）", d->rest);
}
