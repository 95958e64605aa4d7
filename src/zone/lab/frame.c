/* SPDX-License-Identifier: Apache-2.0
 * frame.c: headers by hand: Ethernet, IPv4, IPv6, and what 256 protocols begin with.
 */
#include "zone/lab/frame.h"

enum {
	ICMP = 1,
	TCP = 6,
	UDP = 17,
	DCCP = 33,
	ICMPV6 = 58,
	NO_NEXT = 59,
	SCTP = 132,
	UDPLITE = 136
};

static void put16(uint8_t *at, uint32_t x)
{
	at[0] = (uint8_t)(x >> 8);
	at[1] = (uint8_t)x;
}

static void put32(uint8_t *at, uint32_t x)
{
	put16(at, x >> 16);
	put16(at + 2, x);
}

/* --- checksums --- */

/* Of the Internet (RFC 1071): not yet folded. */
static uint32_t sum(const uint8_t *p, size_t n, uint32_t so_far)
{
	for (size_t i = 0; i < n; i++)
		so_far += i % 2 ? p[i] : (uint32_t)p[i] << 8;
	return so_far;
}

static uint16_t folded(uint32_t x)
{
	while (x >> 16)
		x = (x & 0xffff) + (x >> 16);
	return (uint16_t)~x;
}

/* CRC-32C (RFC 9260, appendix A): reflected, a bit at a time. */
static uint32_t crc32c(const uint8_t *p, size_t n)
{
	uint32_t x = UINT32_MAX;
	for (size_t i = 0; i < n; i++) {
		x ^= p[i];
		for (int bit = 0; bit < 8; bit++)
			x = x >> 1 ^ (x & 1 ? UINT32_C(0x82f63b78) : 0);
	}
	return ~x;
}

/* --- transports --- */

struct made {
	const struct zone_packet *k;
	enum zone_frame_kind kind;
	uint16_t source_port, number;
	uint8_t *t; /* the transport header, zeroed */
};

static void put_ports(const struct made *m)
{
	bool back = m->kind == ZONE_FRAME_ANSWER;
	put16(m->t, back ? m->k->port : m->source_port);
	put16(m->t + 2, back ? m->source_port : m->k->port);
}

static size_t make_tcp(const struct made *m)
{
	static const uint8_t flags[] = {
	    [ZONE_FRAME_BEGIN] = 0x02, [ZONE_FRAME_ANSWER] = 0x12, [ZONE_FRAME_LATER] = 0x10};
	bool back = m->kind == ZONE_FRAME_ANSWER;
	put_ports(m);
	put32(m->t + 4, back ? 9000 : m->kind == ZONE_FRAME_LATER ? 5001 : 5000);
	put32(m->t + 8, back ? 5001 : m->kind == ZONE_FRAME_LATER ? 9001 : 0);
	m->t[12] = 5 << 4;
	m->t[13] = flags[m->kind];
	put16(m->t + 14, 8192);
	return 20;
}

static size_t make_udp(const struct made *m)
{
	put_ports(m);
	put16(m->t + 4, m->k->protocol == UDPLITE ? 0 : 16);
	put16(m->t + 8, m->number);
	return 16;
}

static size_t make_echo(const struct made *m)
{
	bool six = m->k->protocol == ICMPV6;
	m->t[0] = (uint8_t)((six ? 128 : 8) + (m->kind != ZONE_FRAME_ANSWER ? 0 : six ? 1 : -8));
	put16(m->t + 4, m->source_port);
	put16(m->t + 6, m->number);
	return 16;
}

static size_t make_dccp(const struct made *m)
{
	put_ports(m);
	m->t[4] = 5;
	m->t[8] = 1; /* type 0, Request, with 48 bit sequence numbers */
	put32(m->t + 12, 5000);
	return 20;
}

static size_t make_sctp(const struct made *m)
{
	put_ports(m);
	m->t[12] = 1; /* INIT */
	put16(m->t + 14, 20);
	put32(m->t + 16, 77);	/* its tag */
	put32(m->t + 20, 8192); /* window */
	put16(m->t + 24, 1);
	put16(m->t + 26, 1);
	put32(m->t + 28, 5000);
	uint32_t crc = crc32c(m->t, 32); /* stands there little-endian */
	for (unsigned i = 0; i < 4; i++)
		m->t[8 + i] = (uint8_t)(crc >> 8 * i);
	return 32;
}

/* An extension header of IPv6, and nothing behind it (RFC 8200, 4.7). */
static size_t make_extension(const struct made *m)
{
	m->t[0] = NO_NEXT;
	if (m->k->protocol == 51) {
		m->t[1] = 1; /* AH counts four bytes, without two (RFC 4302) */
		return 12;
	}
	if (m->k->protocol != 43 && m->k->protocol != 44) {
		m->t[2] = 1; /* PadN */
		m->t[3] = 4;
	}
	return 8;
}

static size_t make_other(const struct made *m)
{
	put16(m->t + 2, m->k->port);
	put16(m->t + 6, m->number);
	return 16;
}

static bool is_extension(const struct zone_packet *k)
{
	uint8_t p = k->protocol;
	return k->v6 && (p == 0 || p == 43 || p == 44 || p == 51 || p == 60);
}

static size_t make_transport(const struct made *m)
{
	if (is_extension(m->k))
		return make_extension(m);
	switch (m->k->protocol) {
	case TCP:
		return make_tcp(m);
	case UDP:
	case UDPLITE:
		return make_udp(m);
	case ICMP:
	case ICMPV6:
		return make_echo(m);
	case DCCP:
		return make_dccp(m);
	case SCTP:
		return make_sctp(m);
	default:
		return make_other(m);
	}
}

/* Where the checksum stands; 0: there is none of this kind. */
static size_t checksum_at(const struct zone_packet *k)
{
	switch (k->protocol) {
	case TCP:
		return 16;
	case UDP:
	case UDPLITE:
	case DCCP:
		return 6;
	case ICMP:
	case ICMPV6:
		return 2;
	default:
		return 0;
	}
}

static void put_checksum(const struct zone_packet *k, const uint8_t *addresses, uint8_t *t,
			 size_t n)
{
	size_t at = checksum_at(k);
	if (at == 0)
		return;
	uint32_t x = 0;
	if (k->protocol != ICMP)
		x = sum(addresses, k->v6 ? 32 : 8, k->protocol + (uint32_t)n);
	uint16_t check = folded(sum(t, n, x));
	put16(t + at, check == 0 && k->protocol != ICMP ? 0xffff : check);
}

/* --- frames --- */

static void put_ends(const struct zone_packet *k, bool back, uint8_t *at)
{
	size_t n = k->v6 ? 16 : 4;
	memcpy(at, back ? k->destination : k->source, n);
	memcpy(at + n, back ? k->source : k->destination, n);
}

void zone_frame_make(const struct zone_packet *k, enum zone_frame_kind kind, uint16_t source_port,
		     uint16_t number, const uint8_t to[6], struct zone_frame *ret)
{
	uint8_t *ip = ret->bytes + ZONE_FRAME_IP, *t = ip + (k->v6 ? 40 : 20);
	const struct made m = {k, kind, source_port, number, t};
	bool back = kind == ZONE_FRAME_ANSWER;
	memset(ret, 0, sizeof *ret);
	memcpy(ret->bytes, to, 6);
	if (!back)
		memcpy(ret->bytes + 6, k->mac, 6);
	else
		ret->bytes[6] = 2; /* a locally administered address */
	put16(ret->bytes + 12, k->v6 ? 0x86dd : 0x0800);
	size_t n = make_transport(&m);
	if (k->v6) {
		put32(ip, UINT32_C(0x60000000) | number);
		put16(ip + 4, (uint32_t)n);
		ip[6] = k->protocol;
		ip[7] = 64;
		put_ends(k, back, ip + 8);
	} else {
		ip[0] = 0x45;
		put16(ip + 2, (uint32_t)n + 20);
		put16(ip + 4, number);
		ip[8] = 64;
		ip[9] = k->protocol;
		put_ends(k, back, ip + 12);
		put16(ip + 10, folded(sum(ip, 20, 0)));
	}
	put_checksum(k, ip + (k->v6 ? 8 : 12), t, n);
	ret->n = (size_t)(t - ret->bytes) + n;
}

struct zone_packet zone_frame_seen(const struct zone_packet *k)
{
	struct zone_packet seen = *k;
	if (is_extension(k))
		seen.protocol = NO_NEXT;
	/* nf_conntrack: what has no transport, and an echo request of the other family's kind. */
	if (seen.protocol == (k->v6 ? ICMP : ICMPV6) || (k->v6 && seen.protocol == NO_NEXT))
		seen.state = ZONE_STATE_INVALID;
	return seen;
}

bool zone_frame_same(const struct zone_frame *sent, const uint8_t *ip, size_t n)
{
	const uint8_t *mine = sent->bytes + ZONE_FRAME_IP;
	size_t all = sent->n - ZONE_FRAME_IP;
	if (n < all || ip[0] != mine[0])
		return false;
	if (mine[0] >> 4 == 6)
		return memcmp(ip, mine, 7) == 0 && memcmp(ip + 8, mine + 8, all - 8) == 0;
	return memcmp(ip, mine, 8) == 0 && ip[9] == mine[9] &&
	       memcmp(ip + 12, mine + 12, all - 12) == 0;
}

uint16_t zone_frame_number(const uint8_t *ip, size_t n)
{
	if (n < 20)
		return 0;
	const uint8_t *at = ip[0] >> 4 == 6 ? ip + 2 : ip + 4;
	return (uint16_t)(at[0] << 8 | at[1]);
}
