/* SPDX-License-Identifier: Apache-2.0
 * words.c: a leak as a person reads it, and what a proof of the ruleset has not looked at.
 */
#include "zone/proof/prove.h"

const struct zone_unseen zone_unseen[] = {
    {"庁内の他の機器（この境界の機器を通らない経路、既存のファイアウォール、スイッチ、無線）",
     "other equipment: ways round this boundary, the town's own firewall, switches, radio"},
    {"境界の機器そのものが受ける通信・出す通信（input、output）と、その管理用の接続",
     "what the boundary itself receives and sends (input, output), and how it is administered"},
    {"すでに開いている通信への応答（established、related）。開かれたときの規則で通ったものとみなす"
     "。"
     "方針が変わる前に開いた通信が残っていないかは、接続の一覧で確かめること",
     "answers within open connections (established, related): taken as let in by these rules when "
     "they "
     "were opened; whether any is left from an older policy is for the table of connections to "
     "say"},
    {"同じ系の中の通信", "traffic within a zone"},
    {"IP でないもの（ARP、近隣探索、LLDP、ブリッジを渡るフレーム、VLAN の設定）",
     "what is not IP: ARP, neighbour discovery, LLDP, bridged frames, VLANs"},
    {"送信元ポート、断片化したパケット、IPv6 の拡張ヘッダー、TCP のフラグ、マルチキャスト",
     "source ports, fragments, IPv6 extension headers, TCP flags, multicast"},
    {"nft の一覧に出ない規則（iptables-legacy、eBPF の XDP と tc、IPVS）",
     "rules that nft does not list: iptables-legacy, eBPF (XDP, tc), IPVS"},
    {"経路表、forwarding などのカーネルの設定、別の名前空間、許可した通信の中に作られたトンネル",
     "routes, forwarding and other settings of the kernel, other namespaces, tunnels inside what "
     "is allowed"},
    {"実際のパケット（試験用の通信は送っていない）。カーネルがモデルと同じ判断をすることは、"
     "sekisho zone prove --probe で確かめる",
     "real packets: no probe was sent; that the kernel decides as the model does is for "
     "sekisho zone prove --probe to see"},
    {"読み出した後の変更", "changes after it was read"},
};
const size_t zone_unseen_count = array_len(zone_unseen);

static void put_address(struct buf *out, const uint8_t *a, bool v6)
{
	if (!v6) {
		buf_fmt(out, "%u.%u.%u.%u", a[0], a[1], a[2], a[3]);
		return;
	}
	/* The longest row of zero groups is left out (RFC 5952, 4.2). */
	unsigned best = 8, length = 1;
	for (unsigned i = 0; i < 8; i++) {
		unsigned n = 0;
		while (i + n < 8 && !a[(i + n) * 2] && !a[(i + n) * 2 + 1])
			n++;
		if (n > length) {
			best = i;
			length = n;
		}
	}
	for (unsigned i = 0; i < 8; i++) {
		if (i == best) {
			buf_str(out, "::");
			i += length - 1;
			continue;
		}
		buf_fmt(out, "%s%x", i > 0 && i != best + length ? ":" : "",
			(unsigned)a[i * 2] << 8 | a[i * 2 + 1]);
	}
}

static void put_view(struct buf *out, struct view v)
{
	buf_put(out, v);
}

struct speak {
	const struct zone_allowed *allowed;
	const struct zone_ruleset *ruleset;
	bool english;
	struct buf *out;
};

static void put_end(const struct speak *s, uint32_t interface, const uint8_t *address, bool v6)
{
	const struct policy *p = s->allowed->policy;
	if (interface == ZONE_SELF) {
		buf_str(s->out, s->english ? "the boundary itself (" : "境界の機器そのもの（");
		put_address(s->out, address, v6);
		buf_str(s->out, s->english ? ")" : "）");
		return;
	}
	if (interface == ZONE_UNROUTED) {
		put_address(s->out, address, v6);
		return;
	}
	const char *name = interface < s->ruleset->names_count ? s->ruleset->names[interface] : "*";
	if (interface >= s->allowed->interfaces_count) {
		buf_str(s->out, s->english ? "an interface that is not in the policy"
					   : "方針にないインターフェース");
	} else {
		uint32_t zone = s->allowed->interfaces[interface].zone;
		uint32_t network = zone_network_at(p, zone, address, v6);
		put_view(s->out, p->zones[zone].name);
		buf_str(s->out, s->english ? ", " : "の");
		if (network != POLICY_NONE) {
			buf_str(s->out, s->english ? "" : "「");
			put_view(s->out, p->networks[network].name);
			buf_str(s->out, s->english ? "" : "」");
		} else {
			buf_str(s->out, s->english ? "an address of none of its networks"
						   : "どのネットワークにもないアドレス");
		}
	}
	buf_str(s->out, s->english ? " (" : "（");
	put_address(s->out, address, v6);
	buf_fmt(s->out, s->english ? ", %s)" : "、%s）", name);
}

static void put_protocol(const struct speak *s, const struct zone_packet *k)
{
	const char *name = zone_protocol_name(k->protocol);
	buf_str(s->out, k->v6 ? "IPv6 " : "IPv4 ");
	if (name)
		buf_str(s->out, name);
	else
		buf_fmt(s->out, s->english ? "protocol %u" : "プロトコル %u", k->protocol);
	if (zone_has_ports(k->protocol))
		buf_fmt(s->out, s->english ? " port %u" : " ポート %u", k->port);
}

static void put_extras(const struct speak *s, const struct zone_packet *k)
{
	bool macs = false;
	for (uint32_t i = 0; i < s->allowed->rules_count; i++)
		macs =
		    macs || (s->allowed->rules[i].has_mac && s->allowed->rules[i].from == k->from);
	if (macs)
		buf_fmt(s->out,
			s->english ? ", from the MAC address %02x:%02x:%02x:%02x:%02x:%02x"
				   : "、送信元 MAC %02x:%02x:%02x:%02x:%02x:%02x",
			k->mac[0], k->mac[1], k->mac[2], k->mac[3], k->mac[4], k->mac[5]);
	if (k->state != ZONE_STATE_NEW)
		buf_fmt(s->out, s->english ? ", state %s" : "、状態 %s",
			k->state == ZONE_STATE_INVALID ? "invalid" : "untracked");
}

/* Of an imported file: its line, and what the file calls the rule. */
static void put_line(const struct speak *s, const struct zone_chain *c,
		     const struct zone_step *step)
{
	buf_fmt(s->out, s->english ? "  let through by line %u: " : "  通しているもの: %u 行目、",
		step->line);
	put_view(s->out, step->label.n > 0 ? step->label : c->name);
	if (step->comment.n > 0) {
		buf_str(s->out, s->english ? " (" : "（");
		put_view(s->out, step->comment);
		buf_str(s->out, s->english ? ")" : "）");
	}
	buf_str(s->out, "\n");
}

static void put_through(const struct speak *s, const struct zone_leak *leak, uint32_t i)
{
	const struct zone_chain *c = leak->through[i].chain;
	const struct zone_step *step = leak->through[i].step;
	if (step && step->line > 0) {
		put_line(s, c, step);
		return;
	}
	buf_str(s->out, s->english ? "  let through by table " : "  通しているもの: table ");
	put_view(s->out, c->family);
	buf_str(s->out, " ");
	put_view(s->out, c->table);
	buf_str(s->out, ", chain ");
	put_view(s->out, c->name);
	if (!step) {
		buf_str(s->out, s->english ? ", its policy (accept)" : " の既定（policy accept）");
	} else {
		buf_fmt(s->out, ", handle %llu", (unsigned long long)step->handle);
		if (step->comment.n > 0) {
			buf_str(s->out, s->english ? " (" : "（");
			put_view(s->out, step->comment);
			buf_str(s->out, s->english ? ")" : "）");
		}
	}
	buf_str(s->out, "\n");
}

void zone_packet_words(const struct zone_allowed *allowed, const struct zone_ruleset *ruleset,
		       const struct zone_packet *packet, bool english, struct buf *ret)
{
	const struct speak s = {allowed, ruleset, english, ret};
	put_protocol(&s, packet);
	put_extras(&s, packet);
	buf_str(ret, english ? " from " : "、");
	put_end(&s, packet->from, packet->source, packet->v6);
	buf_str(ret, english ? " to " : "から");
	put_end(&s, packet->to, packet->destination, packet->v6);
	buf_str(ret, english ? "" : "へ");
}

void zone_leak_words(const struct zone_allowed *allowed, const struct zone_ruleset *ruleset,
		     const struct zone_leak *leak, bool english, struct buf *ret)
{
	const struct speak s = {allowed, ruleset, english, ret};
	const struct zone_packet *k = &leak->packet;
	if (english)
		buf_str(ret, "not allowed by the policy, yet ");
	put_protocol(&s, k);
	put_extras(&s, k);
	buf_str(ret, english ? " passes from " : "が、方針にないのに、");
	put_end(&s, k->from, k->source, k->v6);
	buf_str(ret, english ? " to " : "から");
	put_end(&s, k->to, k->destination, k->v6);
	buf_str(ret, english ? ".\n" : "へ通ります。\n");
	for (uint32_t i = 0; i < leak->through_count; i++)
		put_through(&s, leak, i);
	if (leak->through_count == 0)
		buf_str(ret,
			english
			    ? "  nothing stands in its way: there is no base chain of the "
			      "hook forward for it\n"
			    : "  さえぎるものがありません: forward の基本チェーンがありません\n");
	if (leak->perhaps)
		buf_str(ret,
			english
			    ? "  (a rule on its way asks what this model does not know: it may "
			      "be stopped after all)\n"
			    : "  （途中の規則に、このモデルが判断できない条件があります。実際には"
			      "止まる場合があります）\n");
}
