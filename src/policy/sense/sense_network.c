/* SPDX-License-Identifier: Apache-2.0
 * sense_network.c: whether networks and traffic make sense: addresses that are some, zones apart,
 * nothing that the model forbids, 特定通信 registered whole.
 */
#include "policy/sense/lint.h"
#include "policy/ask/network.h"

struct net {
	const struct policy *p;
	const struct yaml_node *root;
	struct schema_reader *s;
	struct ends *ends; /* of each network */
	int64_t now;
};

/* What could be read of a network's addresses. */
struct ends {
	struct policy_prefix v4, v6;
	bool has4, has6;
	bool unread; /* what is wrong was said: nothing follows from it */
	const struct yaml_node *node;
};

/* --- networks --- */

static void read_ends(const struct net *x, uint32_t i, const struct yaml_node *node)
{
	const struct policy_network *n = &x->p->networks[i];
	struct ends *e = &x->ends[i];
	uint8_t mac[6];
	e->node = node;
	e->has4 = n->v4.n && policy_prefix4(n->v4, &e->v4) == OK;
	e->has6 = n->v6.n && policy_prefix6(n->v6, &e->v6) == OK;
	e->unread = (n->v4.n && !e->has4) || (n->v6.n && !e->has6) || (!n->v4.n && !n->v6.n);
	if (n->v4.n && !e->has4)
		lint_complain(x->s, MISTAKE_BAD_PREFIX, lint_below(node, "v4"), VALUES(n->v4));
	if (n->v6.n && !e->has6)
		lint_complain(x->s, MISTAKE_BAD_PREFIX, lint_below(node, "v6"), VALUES(n->v6));
	if (!n->v4.n && !n->v6.n)
		lint_complain(x->s, MISTAKE_NETWORK_EMPTY, node, VALUES(view_str(n->code)));
	if (n->mac.n && policy_mac(n->mac, mac) != OK)
		lint_complain(x->s, MISTAKE_BAD_MAC, lint_below(node, "mac"), VALUES(n->mac));
}

static void check_interface(const struct net *x, uint32_t i)
{
	const struct policy_network *n = &x->p->networks[i];
	const struct yaml_node *node = x->ends[i].node;
	bool segment = n->role == POLICY_NETWORK_SEGMENT;
	if (segment && !n->interface[0])
		lint_complain(x->s, MISTAKE_NETWORK_NO_INTERFACE, node, VALUES(view_str(n->code)));
	if (!segment && n->interface[0])
		lint_complain(x->s, MISTAKE_INTERFACE_UNWANTED, lint_below(node, "interface"),
			      VALUES(view_str(n->code)));
	for (uint32_t k = 0; segment && n->interface[0] && k < i; k++)
		if (strcmp(x->p->networks[k].interface, n->interface) == 0 &&
		    x->p->networks[k].zone != n->zone) {
			lint_complain(
			    x->s, MISTAKE_INTERFACE_SHARED, lint_below(node, "interface"),
			    VALUES(view_str(n->interface), lint_line(x->s, x->ends[k].node)));
			return;
		}
}

/* "0.0.0.0/0" of an internet zone: whatever is in no other network. */
static bool is_rest(const struct net *x, uint32_t i, const struct policy_prefix *p)
{
	return p->bits == 0 && x->p->zones[x->p->networks[i].zone].kind == POLICY_ZONE_INTERNET;
}

static bool meets(const struct net *x, uint32_t i, uint32_t k)
{
	const struct ends *a = &x->ends[i], *b = &x->ends[k];
	bool four = a->has4 && b->has4 && !is_rest(x, i, &a->v4) && !is_rest(x, k, &b->v4) &&
		    policy_prefix_meets(&a->v4, &b->v4);
	bool six = a->has6 && b->has6 && !is_rest(x, i, &a->v6) && !is_rest(x, k, &b->v6) &&
		   policy_prefix_meets(&a->v6, &b->v6);
	return four || six;
}

static void check_overlaps(const struct net *x, uint32_t i)
{
	const struct policy_network *list = x->p->networks;
	for (uint32_t k = 0; k < i; k++)
		if (list[k].zone != list[i].zone && meets(x, i, k)) {
			lint_complain(x->s, MISTAKE_NETWORKS_OVERLAP, x->ends[i].node,
				      VALUES(view_str(list[i].code), view_str(list[k].code),
					     lint_line(x->s, x->ends[k].node)));
			return;
		}
}

static bool lies_in(const struct ends *inner, const struct ends *outer)
{
	bool four = !inner->has4 || (outer->has4 && policy_prefix_inside(&inner->v4, &outer->v4));
	bool six = !inner->has6 || (outer->has6 && policy_prefix_inside(&inner->v6, &outer->v6));
	return four && six;
}

/* A router's or host's address is one of a segment of its zone. */
static void check_host(const struct net *x, uint32_t i)
{
	const struct policy_network *list = x->p->networks, *n = &list[i];
	if (n->role == POLICY_NETWORK_SEGMENT || x->ends[i].unread)
		return;
	for (uint32_t k = 0; k < x->p->networks_count; k++)
		if (list[k].role == POLICY_NETWORK_SEGMENT && list[k].zone == n->zone &&
		    lies_in(&x->ends[i], &x->ends[k]))
			return;
	lint_complain(x->s, MISTAKE_HOST_OUTSIDE, x->ends[i].node,
		      VALUES(view_str(n->code), x->p->zones[n->zone].name));
}

static void check_networks(const struct net *x)
{
	const struct yaml_node *list = yaml_member(x->root, "networks");
	const struct yaml_node *node = list ? list->first : NULL;
	for (uint32_t i = 0; i < x->p->networks_count && node; i++, node = node->next)
		read_ends(x, i, node);
	for (uint32_t i = 0; i < x->p->networks_count; i++) {
		check_interface(x, i);
		check_overlaps(x, i);
		check_host(x, i);
	}
	node = yaml_member(x->root, "zones")->first;
	for (uint32_t z = 0; x->p->networks_count && z < x->p->zones_count; z++) {
		bool any = false;
		for (uint32_t i = 0; i < x->p->networks_count; i++)
			any = any || x->p->networks[i].zone == z;
		if (!any)
			lint_complain(x->s, MISTAKE_NETWORK_NO_ZONE, node,
				      VALUES(view_str(x->p->zones[z].code)));
		node = node->next;
	}
}

/* --- 特定通信 --- */

static void check_special(const struct net *x, const struct policy_traffic *t,
			  const struct yaml_node *node)
{
	scope_end(buf_free) struct buf lacks = buf_new(256);
	const struct policy_special *s = &t->special;
	int64_t day;
	const struct {
		bool there;
		const char *key;
	} wanted[] = {
	    {s->peer != POLICY_PEER_NONE, "peer"}, {s->approver != POLICY_NONE, "approver"},
	    {s->approved.n > 0, "approved"},	   {s->until.n > 0, "until"},
	    {t->purpose.n > 0, "purpose"},	   {t->clause.n > 0, "clause"}};
	for (size_t i = 0; i < array_len(wanted); i++)
		if (!wanted[i].there)
			buf_fmt(&lacks, "%s%s", lacks.n ? ", " : "", wanted[i].key);
	if (lacks.n)
		lint_complain(x->s, MISTAKE_SPECIAL_MISSING, lint_below(node, "special"),
			      VALUES(view_str(t->code), arena_copy(x->s->mem, buf_view(&lacks))));
	if (s->approved.n && policy_day_end(s->approved, &day) != OK)
		lint_complain(x->s, MISTAKE_BAD_DAY,
			      lint_below(lint_below(node, "special"), "approved"),
			      VALUES(s->approved));
	if (!x->p->networks[t->from].mac.n)
		lint_complain(x->s, MISTAKE_SPECIAL_NO_MAC, lint_below(node, "from"),
			      VALUES(view_str(t->code)));
}

static void check_until(const struct net *x, const struct policy_traffic *t,
			const struct yaml_node *node)
{
	int64_t end;
	const struct yaml_node *until = lint_below(lint_below(node, "special"), "until");
	if (!t->special.until.n)
		return;
	if (policy_day_end(t->special.until, &end) != OK)
		lint_complain(x->s, MISTAKE_BAD_DAY, until, VALUES(t->special.until));
	else if (x->now > end)
		lint_complain(x->s, MISTAKE_SPECIAL_OVER, until,
			      VALUES(view_str(t->code), t->special.until));
}

/* --- traffic --- */

static void check_ports(const struct net *x, const struct policy_traffic *t,
			const struct yaml_node *node)
{
	struct policy_ports ports;
	bool has = t->protocol == POLICY_TCP || t->protocol == POLICY_UDP;
	if (has && !t->ports.n)
		lint_complain(x->s, MISTAKE_PORTS_MISSING, node, VALUES(view_str(t->code)));
	else if (!has && t->ports.n)
		lint_complain(x->s, MISTAKE_PORTS_UNWANTED, lint_below(node, "ports"),
			      VALUES(lint_word_ja(WORDS_PROTOCOL, t->protocol),
				     lint_word_en(WORDS_PROTOCOL, t->protocol)));
	else if (has && policy_ports(t->ports, &ports) != OK)
		lint_complain(x->s, MISTAKE_BAD_PORTS, lint_below(node, "ports"), VALUES(t->ports));
}

static void check_family(const struct net *x, const struct policy_traffic *t,
			 const struct yaml_node *node)
{
	const struct ends *from = &x->ends[t->from], *to = &x->ends[t->to];
	bool four = from->has4 && to->has4 && t->protocol != POLICY_ICMPV6;
	bool six = from->has6 && to->has6 && t->protocol != POLICY_ICMP;
	if (!four && !six && !from->unread && !to->unread)
		lint_complain(x->s, MISTAKE_TRAFFIC_FAMILY, node, VALUES(view_str(t->code)));
}

static bool is_clean(const struct net *x, const struct policy_traffic *t,
		     const struct yaml_node *node)
{
	if (t->way == POLICY_WAY_SCREEN && x->p->originals.meaning == POLICY_MEANS_CONVERSION)
		lint_complain(x->s, MISTAKE_TRAFFIC_SCREEN, lint_below(node, "way"),
			      VALUES(view_str(t->code)));
	return t->way != POLICY_WAY_PLAIN;
}

static void check_model(const struct net *x, const struct policy_traffic *t,
			const struct yaml_node *node)
{
	const struct policy_zone *from = &x->p->zones[x->p->networks[t->from].zone];
	const struct policy_zone *to = &x->p->zones[x->p->networks[t->to].zone];
	const struct policy_network *end = &x->p->networks[t->to];
	bool service = end->role == POLICY_NETWORK_SERVICE && end->listed.n > 0 &&
		       to->kind == POLICY_ZONE_INTERNET;
	struct mistake_values who = VALUES(view_str(t->code), from->name, to->name,
					   lint_word_ja(WORDS_MODEL, x->p->boundary.model));
	switch (policy_between(x->p, from->kind, to->kind)) {
	case POLICY_BETWEEN_ANY:
		return;
	case POLICY_BETWEEN_NEVER:
		lint_complain(x->s, MISTAKE_TRAFFIC_NEVER, node, who);
		return;
	case POLICY_BETWEEN_SPECIAL:
		check_special(x, t, node);
		return;
	case POLICY_BETWEEN_CLEAN:
		if (!is_clean(x, t, node))
			lint_complain(x->s, MISTAKE_TRAFFIC_CLEAN, node, who);
		return;
	case POLICY_BETWEEN_SERVICE:
		if (!is_clean(x, t, node) && !service)
			lint_complain(x->s, MISTAKE_TRAFFIC_SERVICE, node, who);
		return;
	}
}

static void check_traffic(const struct net *x)
{
	const struct yaml_node *list = yaml_member(x->root, "traffic");
	const struct yaml_node *node = list ? list->first : NULL;
	for (uint32_t i = 0; i < x->p->traffic_count && node; i++, node = node->next) {
		const struct policy_traffic *t = &x->p->traffic[i];
		check_ports(x, t, node);
		check_until(x, t, node);
		if (x->p->networks[t->from].zone == x->p->networks[t->to].zone) {
			lint_complain(x->s, MISTAKE_TRAFFIC_WITHIN, node,
				      VALUES(view_str(t->code)));
			continue;
		}
		check_family(x, t, node);
		check_model(x, t, node);
	}
}

static void check_conditions(const struct net *x)
{
	const struct policy_boundary *b = &x->p->boundary;
	uint32_t open = policy_model_conditions(b->model) & ~b->conditions;
	const struct policy_word *model = policy_word(WORDS_MODEL, b->model);
	scope_end(buf_free) struct buf ja = buf_new(2048);
	scope_end(buf_free) struct buf en = buf_new(2048);
	for (unsigned i = 0; i < POLICY_CONDITION_COUNT; i++) {
		const struct policy_word *w = policy_word(WORDS_CONDITION, i);
		if (!(open & 1u << i) || !w)
			continue;
		buf_fmt(&ja, "%s%s（%s）", ja.n ? "、" : "", w->ja, w->word);
		buf_fmt(&en, "%s%s (%s)", en.n ? ", " : "", w->en, w->word);
	}
	if (open)
		lint_complain(x->s, MISTAKE_MODEL_CONDITIONS,
			      lint_below(lint_below(x->root, "boundary"), "conditions"),
			      VALUES(view_str(model->ja), arena_copy(x->s->mem, buf_view(&ja)),
				     view_str(model->en), arena_copy(x->s->mem, buf_view(&en))));
}

void lint_networks(const struct policy *p, const struct yaml_node *root, struct schema_reader *s)
{
	struct net x = {.p = p, .root = root, .s = s, .now = s->now};
	x.ends = arena_array(s->mem, max_of(p->networks_count, 1u), sizeof *x.ends);
	if (!x.ends) {
		s->err = E_NO_MEMORY;
		return;
	}
	check_networks(&x);
	check_traffic(&x);
	check_conditions(&x);
}
