/* SPDX-License-Identifier: Apache-2.0
 * watch_look.c: what notifications say, and what stands in a listing: our table, its marks,
 * others' base chains. Bytes in, numbers out; any bytes.
 */
#include <jansson.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <openssl/evp.h>

#include "zone/rules/compile.h"
#include "zone/live/watch_parts.h"

/* --- notifications --- */

/* Messages and attributes are padded to 4. */
static size_t padded(size_t n)
{
	return (n + 3) & ~(size_t)3;
}

/* Attributes are in the byte order of the machine, their numbers big-endian. */
static void hear_attributes(struct view v, struct zone_watch_heard *ret)
{
	while (v.n >= sizeof(struct nlattr)) {
		struct nlattr a;
		memcpy(&a, v.p, sizeof a);
		if (a.nla_len < sizeof a || a.nla_len > v.n)
			return;
		struct cursor c = cursor_of(view_sub(v, sizeof a, a.nla_len - sizeof a));
		switch (a.nla_type & NLA_TYPE_MASK) {
		case NFTA_GEN_ID:
			ret->generation = cursor_u32be(&c);
			break;
		case NFTA_GEN_PROC_PID:
			ret->pid = cursor_u32be(&c);
			break;
		case NFTA_GEN_PROC_NAME:
			memset(ret->name, 0, sizeof ret->name);
			for (size_t i = 0; i + 1 < sizeof ret->name && i < c.v.n && c.v.p[i]; i++)
				ret->name[i] =
				    c.v.p[i] > ' ' && c.v.p[i] < 0x7f ? (char)c.v.p[i] : '?';
			break;
		default:
			break;
		}
		v = view_sub(v, padded(a.nla_len), v.n);
	}
}

void zone_watch_hear(struct view datagram, struct zone_watch_heard *ret)
{
	struct nlmsghdr h;
	while (datagram.n >= sizeof h) {
		memcpy(&h, datagram.p, sizeof h);
		if (h.nlmsg_len < sizeof h || h.nlmsg_len > datagram.n)
			return;
		if (h.nlmsg_type == (NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWGEN)) {
			ret->change = true;
			size_t head = sizeof h + sizeof(struct nfgenmsg);
			hear_attributes(
			    view_sub(view_sub(datagram, 0, h.nlmsg_len), head, SIZE_MAX), ret);
		}
		datagram = view_sub(datagram, padded(h.nlmsg_len), datagram.n);
	}
}

/* --- a listing --- */

/* What changes while the rules stay the same. */
static void forget_counts(json_t *x, bool counter)
{
	const char *key;
	json_t *value;
	size_t i;
	if (json_is_object(x)) {
		(void)json_object_del(x, "handle");
		(void)json_object_del(x, "expires");
		if (counter) {
			(void)json_object_del(x, "packets");
			(void)json_object_del(x, "bytes");
		}
		json_object_foreach(x, key, value)
		    forget_counts(value, strcmp(key, "counter") == 0);
	} else if (json_is_array(x)) {
		json_array_foreach(x, i, value) forget_counts(value, false);
	}
}

bool zone_watch_is_mark(const json_t *x)
{
	const char *key = json_string_value(json_object_get(json_object_get(x, "ct"), "key"));
	return key && strcmp(key, "mark") == 0;
}

struct marks {
	uint32_t mark;
	bool any, mixed;
};

static void see_mark(const json_t *value, struct marks *m)
{
	json_int_t n = json_is_integer(value) ? json_integer_value(value) : 0;
	uint32_t mark = n > 0 && n <= UINT32_MAX ? (uint32_t)n : 0;
	m->mixed = m->mixed || mark == 0 || (m->any && m->mark != mark);
	m->any = true;
	m->mark = mark;
}

static void see_marks(const json_t *rule, struct marks *m)
{
	const json_t *statement, *x;
	size_t i;
	json_array_foreach(json_object_get(rule, "expr"), i, statement)
	{
		x = json_object_get(statement, "mangle");
		if (zone_watch_is_mark(json_object_get(x, "key")))
			see_mark(json_object_get(x, "value"), m);
		x = json_object_get(statement, "match");
		if (zone_watch_is_mark(json_object_get(x, "left")))
			see_mark(json_object_get(x, "right"), m);
	}
}

static const char *word(const json_t *x, const char *key)
{
	const char *s = json_string_value(json_object_get(x, key));
	return s ? s : "";
}

static bool is_ours(const json_t *x, const char *table)
{
	return strcmp(word(x, "family"), "inet") == 0 && strcmp(word(x, table), ZONE_TABLE) == 0;
}

void zone_watch_clean(char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			*text = '?';
}

static void see_other(const json_t *chain, struct zone_watch_report *ret)
{
	if (ret->others++ > 0)
		return;
	(void)snprintf(ret->other, sizeof ret->other, "%s %s, chain %s", word(chain, "family"),
		       word(chain, "table"), word(chain, "name"));
	zone_watch_clean(ret->other);
}

static enum err hash_of(json_t *all, uint8_t ret[32])
{
	size_t n = 32;
	forget_counts(all, false);
	char *text = json_dumps(all, JSON_COMPACT | JSON_SORT_KEYS);
	if (!text)
		return E_NO_MEMORY;
	int ok = EVP_Q_digest(NULL, "SHA256", NULL, text, strlen(text), ret, &n);
	free(text);
	return ok == 1 ? OK : E_INTERNAL;
}

enum err zone_watch_look(struct view json, uint32_t interfaces, struct zone_watch_report *ret)
{
	struct marks m = {0};
	const json_t *object;
	size_t i;
	json_t *all = json_loadb((const char *)json.p, json.n, JSON_REJECT_DUPLICATES, NULL);
	json_t *list = json_object_get(all, "nftables");
	enum err e = json_is_array(list) ? OK : E_CONFIG;
	json_array_foreach(list, i, object)
	{
		const json_t *chain = json_object_get(object, "chain");
		const json_t *rule = json_object_get(object, "rule");
		if (is_ours(json_object_get(object, "table"), "name"))
			ret->table = true;
		if (json_object_get(chain, "hook") && !is_ours(chain, "table"))
			see_other(chain, ret);
		if (rule && is_ours(rule, "table"))
			see_marks(rule, &m);
	}
	zone_watch_look_own(list, interfaces, ret);
	ret->mark = m.mixed ? 0 : m.mark;
	if (e == OK)
		e = hash_of(list, ret->hash);
	json_decref(all);
	return e;
}
