/* SPDX-License-Identifier: Apache-2.0
 * zone_permit.c: the permit for rules between zones, the notary's leaf for it, and what a change of
 * rules is in words.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "notary/desk.h"
#include "notary/zone_permit.h"
#include "sys/file.h"
#include "sys/wire.h"
#include "tap.h"
#include "zone/rules/flows.h"

#define NOW 1795237445

static struct signing_key notary, auth;
static const uint8_t policy[HASH_LEN] = {7};
#define DAYS 7
static const struct policy rules = {.hash = {7}, .boundary = {.load_days = DAYS}},
			   other_rules = {.hash = {6}, .boundary = {.load_days = DAYS}};

static void word_of(const char *person, int64_t issued, const struct zone_request *r,
		    struct warrant *ret)
{
	*ret = (struct warrant){.issued = issued, .expires = issued + 300};
	(void)snprintf(ret->person, CODE_MAX, "%s", person);
	zone_subject(r, ret->what);
	bool ok = warrant_sign(&auth, ret) == OK;
	assert(ok);
}

static struct zone_permit wish(const char *applicant, const char *approver)
{
	struct zone_permit p = {.request = {.length = 5, .made = NOW, .generation = 0x1234567}};
	memset(p.request.id, 9, ID_LEN);
	memset(p.request.rules, 8, HASH_LEN);
	memcpy(p.request.policy, policy, HASH_LEN);
	(void)snprintf(p.request.applicant, CODE_MAX, "%s", applicant);
	word_of(approver, NOW, &p.request, &p.warrant);
	word_of(applicant, NOW - 60, &p.request, &p.asked);
	return p;
}

static void put(int dir, const char *name, const struct signing_key *k, bool public)
{
	scope_end(buf_free) struct buf b = buf_new(KEY_TEXT_MAX);
	if (public)
		public_key_write(&k->public, &b);
	else
		signing_key_write(k, &b);
	expect_err(file_replace(dir, name, buf_view(&b)), OK);
}

static int fresh(void)
{
	char path[] = "/tmp/sekisho-permit-XXXXXX";
	int dir = open(mkdtemp(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	expect(dir >= 0 && mkdirat(dir, "ledger", 0700) == 0);
	put(dir, "key", &notary, false);
	return dir;
}

static void sweep(int dir)
{
	static const char *const names[] = {"key", "zone-auth.pub", "rebuilt", "ledger/leaves",
					    "ledger/heads"};
	char path[64], name[128] = {0};
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", dir);
	ssize_t n = readlink(path, name, sizeof name - 1);
	for (size_t i = 0; i < array_len(names); i++)
		(void)unlinkat(dir, names[i], 0);
	(void)unlinkat(dir, "ledger", AT_REMOVEDIR);
	(void)close(dir);
	if (n > 0)
		(void)rmdir(name);
}

static void checks(const struct zone_permit *good)
{
	struct leaf l;
	const struct public_key *n = &notary.public, *a = &auth.public;
	expect_err(zone_permit_check(n, a, true, good, &l), OK);
	expect(l.value == good->request.generation && l.event == EVENT_ZONE_SET);
	expect_err(zone_permit_check(n, a, false, good, &l), E_CHANGED);
	expect_err(zone_permit_check(a, a, true, good, &l), E_SIGNATURE);
	expect_err(zone_permit_check(n, n, true, good, &l), E_SIGNATURE);
	/* Whatever byte is another one, it is no permit: nothing of it is there for nobody. */
	size_t taken = 0;
	for (size_t at = 0; at < sizeof *good; at++) {
		struct zone_permit p = *good;
		((uint8_t *)&p)[at] ^= 0x40;
		taken += zone_permit_check(n, a, true, &p, &l) == OK;
	}
	/* but `previous` of the leaf, which the ledger's chain vouches for */
	expect(taken == HASH_LEN);
}

/* Nobody asks in another's name, and nobody's asking counts for ever. */
static void asking(void)
{
	struct zone_permit p = wish("1002", "1001"), q = p;
	expect_err(zone_asked(&auth.public, &p), OK);
	expect_err(zone_approved(&auth.public, &p, NOW), OK);
	memset(&q.asked, 0, sizeof q.asked);
	expect(zone_asked(&auth.public, &q) != OK && zone_approved(&auth.public, &q, NOW) != OK);
	word_of("1003", NOW - 60, &p.request, &q.asked);
	expect_err(zone_approved(&auth.public, &q, NOW), E_FORBIDDEN);
	q.asked = p.warrant; /* the approver's own code for both */
	expect_err(zone_approved(&auth.public, &q, NOW), E_FORBIDDEN);
	q = p;
	q.warrant = p.asked;
	expect_err(zone_approved(&auth.public, &q, NOW), E_SELF_APPROVAL);
	struct zone_permit other = wish("1002", "1001");
	other.request.words[0] ^= 1;
	q = p;
	word_of("1002", NOW - 60, &other.request, &q.asked);
	expect_err(zone_approved(&auth.public, &q, NOW), E_CHANGED);
	word_of("1002", NOW - ZONE_ASKED_LIFE + 1, &p.request, &q.asked);
	expect_err(zone_approved(&auth.public, &q, NOW), OK);
	word_of("1002", NOW - ZONE_ASKED_LIFE, &p.request, &q.asked);
	expect_err(zone_approved(&auth.public, &q, NOW), E_EXPIRED);
}

static void desk(void)
{
	int dir = fresh();
	struct desk d;
	struct zone_permit p = wish("1002", "1001"), done, again;
	expect_err(desk_open(dir, true, &rules, NOW, 0, &d), OK);
	expect_err(desk_zone(&d, &p, NOW, &done), E_POLICY); /* whose word would count? */
	desk_close(&d);
	put(dir, "zone-auth.pub", &auth, true);
	expect_err(desk_open(dir, true, &rules, NOW, 0, &d), OK);
	expect(!d.has_auth);
	uint64_t before = d.ledger.tree.size;
	struct zone_permit self = wish("1001", "1001");
	expect_err(desk_zone(&d, &self, NOW, &done), E_SELF_APPROVAL);
	struct zone_permit other = p;
	other.request.words[0] ^= 1;
	expect_err(desk_zone(&d, &other, NOW, &done), E_CHANGED);
	other = p;
	other.request.length = ZONE_SET_MAX + 1;
	expect_err(desk_zone(&d, &other, NOW, &done), E_PROTOCOL);
	other = p;
	memset(other.request.applicant, 'a', CODE_MAX);
	expect_err(desk_zone(&d, &other, NOW, &done), E_PROTOCOL);
	expect_err(desk_zone(&d, &p, NOW + ZONE_APPROVAL_LIFE, &done), E_EXPIRED);
	expect_err(desk_zone(&d, &p, NOW - 10, &done), OK); /* the ledger's time is not before it */
	expect(d.ledger.tree.size == before + 1);
	checks(&done);
	int64_t until = zone_until(&p, DAYS);
	expect(until == NOW + (int64_t)DAYS * 86400);
	expect_err(desk_zone(&d, &p, until - 1, &again), OK);
	expect(d.ledger.tree.size == before + 1 && memcmp(&done, &again, sizeof done) == 0);
	expect_err(desk_zone(&d, &p, until, &again), E_EXPIRED); /* nobody would load it */
	struct body_log log = {.row = 1, .event = EVENT_ZONE_SET};
	struct body_logged logged;
	expect_err(desk_log(&d, &log, NOW, &logged), E_PROTOCOL);
	desk_close(&d);
	expect_err(desk_open(dir, true, &other_rules, NOW, 0, &d), OK);
	struct zone_permit late = wish("1002", "1003");
	expect_err(desk_zone(&d, &late, NOW + 10, &done), E_CHANGED);
	desk_close(&d);
	sweep(dir);
}

static void changes(void)
{
	static const char *const before =
	    "インターフェース / interface eth0 = 外\na 1: IPv4 x\nb: IPv4 y\nb: IPv4 y\n";
	static const char *const after = "インターフェース / interface eth0 = 外\nb: IPv4 y\nc: "
					 "IPv4 z\n除外 / except d: IPv4 w\n";
	scope_end(buf_free) struct buf out = buf_new(4096), none = buf_new(4096);
	struct zone_change c;
	expect_err(zone_flows_change(view_str(before), view_str(after), &out, &c), OK);
	expect(c.gained == 2 && c.lost == 2);
	expect(view_eq(
	    buf_view(&out),
	    VIEW("増えるもの / gained: 2 (通信 / flows: 1)\n  + c: IPv4 z\n"
		 "  + 除外 / except d: IPv4 w\n"
		 "なくなるもの / lost: 2 (通信 / flows: 2)\n  - a 1: IPv4 x\n  - b: IPv4 y\n")));
	expect_err(zone_flows_change(view_str(after), view_str(after), &none, &c), OK);
	expect(c.gained == 0 && c.lost == 0);
	expect(zone_flows_count(view_str(after)) == 2 && zone_flows_count(view_str(before)) == 3);
	expect_err(zone_flows_change(view_of(NULL, 0), view_of(NULL, 0), &none, &c), OK);
}

int main(void)
{
	const uint8_t a[KEY_LEN] = {1}, b[KEY_LEN] = {2};
	expect_err(signing_key_from_seed("sekisho.evaluation/ledger/t", a, &notary), OK);
	expect_err(signing_key_from_seed("sekisho.evaluation/auth/t", b, &auth), OK);
	asking();
	desk();
	changes();
	return tap_done();
}
