/* SPDX-License-Identifier: Apache-2.0
 * router.c: the kernel's rules in a network namespace of the test's own: a command on which nft
 * ends with a failed assertion costs nothing; what was not proved never stays in force.
 */
#include "router/hold.h"

#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "router/hold_parts.h"
#include "sys/file.h"
#include "sys/log.h"
#include "sys/wire.h"
#include "tap.h"

#define NOW 1795237445
#define DAY ((int64_t)86400)
/* nft 1.0.6: expr_evaluate_bits, "Assertion `masklen <= ...' failed" */
#define FATAL \
	"table inet t { chain c { type filter hook forward priority 0; @nh,0,129 0x1 accept; }; }"

static struct signing_key notary, auth;
static struct policy policy;
static struct arena mem;

static size_t descriptors(void)
{
	size_t n = 0;
	DIR *d = opendir("/proc/self/fd");
	while (d && readdir(d))
		n++;
	if (d)
		closedir(d);
	return n;
}

static void questions(void)
{
	char why[KERNEL_WHY];
	uint8_t a[HASH_LEN], b[HASH_LEN];
	struct buf json = buf_new((size_t)1 << 20), tiny = buf_new(8);
	struct sigaction before, after;
	(void)sigaction(SIGABRT, NULL, &before);
	expect_err(kernel_print(a), OK);
	size_t open = descriptors();
	for (int i = 0; i < 20; i++)
		expect_err(kernel_load(VIEW(FATAL), why), E_INTERNAL);
	expect(descriptors() == open); /* no socket of netlink is left behind */
	(void)sigaction(SIGABRT, NULL, &after);
	expect(memcmp(&before.sa_handler, &after.sa_handler, sizeof before.sa_handler) == 0);
	expect_err(kernel_print(b), OK);
	expect(memcmp(a, b, HASH_LEN) == 0);
	expect_err(kernel_load(VIEW("nonsense\n"), why), E_CONFIG);
	expect(strstr(why, "nonsense") != NULL || strstr(why, "yntax") != NULL);
	expect_err(kernel_load(VIEW("add table ip t\n"), why), OK);
	expect_err(kernel_print(b), OK);
	expect(memcmp(a, b, HASH_LEN) != 0);
	expect_err(kernel_list(&json), OK);
	expect(json.n > 0 && json.p[0] == '{');
	expect_err(kernel_list(&tiny), E_LIMIT_SIZE);
	expect_err(kernel_load(VIEW("delete table ip t\n"), why), OK);
	buf_free(&json);
	buf_free(&tiny);
}

static void settling(void)
{
	expect(hold_settling(NOW, NOW) && hold_settling(NOW, NOW + HOLD_SETTLING - 1));
	expect(!hold_settling(NOW, NOW + HOLD_SETTLING));
	expect(!hold_settling(NOW, NOW - 1) && !hold_settling(NOW, NOW - 7 * DAY)); /* set back */
}

/* --- a rule set in force --- */

static void put_key(int dir, const char *name, const struct signing_key *k)
{
	scope_end(buf_free) struct buf b = buf_new(KEY_TEXT_MAX);
	public_key_write(&k->public, &b);
	expect_err(file_replace(dir, name, buf_view(&b)), OK);
}

/* As notary and auth would sign it for what `made` holds. */
static struct zone_permit permit(const struct hold *h, const struct hold_made *made,
				 uint64_t position, int64_t approved)
{
	struct zone_permit p = {.request = {.length = made->rules.n,
					    .made = NOW,
					    .generation = made->generation,
					    .base = position,
					    .applicant = "1002"}};
	struct zone_change change;
	struct buf words = buf_new(ZONE_WORDS_MAX);
	struct leaf leaf;
	memset(p.request.id, (int)position + 1, ID_LEN);
	expect_err(zone_flows_change(h->has ? buf_view(&h->flows) : view_of(NULL, 0),
				     buf_view(&made->flows), &words, &change),
		   OK);
	hash_bytes(buf_view(&made->rules), p.request.rules);
	hash_bytes(buf_view(&words), p.request.words);
	memcpy(p.request.policy, policy.hash, HASH_LEN);
	p.warrant =
	    (struct warrant){.person = "1001", .issued = approved, .expires = approved + 300};
	zone_subject(&p.request, p.warrant.what);
	expect_err(warrant_sign(&auth, &p.warrant), OK);
	p.asked = p.warrant;
	memcpy(p.asked.person, "1002", 5);
	expect_err(warrant_sign(&auth, &p.asked), OK);
	zone_to_leaf(&p, true, &leaf);
	leaf.position = position;
	leaf.time = approved + 10;
	expect_err(zone_leaf_sign(&notary, &leaf), OK);
	leaf_write(&leaf, p.leaf);
	buf_free(&words);
	return p;
}

static enum err take(struct hold *h, const struct zone_permit *p, const struct hold_made *made,
		     int64_t now)
{
	int fd = memfd_new("rules");
	expect(fd >= 0 && file_write(fd, buf_view(&made->rules)) == OK && memfd_seal(fd) == OK);
	enum err e = hold_take(h, p, fd, now);
	close(fd);
	return e;
}

/* Is this in a rule of our table? */
static bool holds(const char *text)
{
	struct buf json = buf_new((size_t)4 << 20);
	expect_err(kernel_list(&json), OK);
	buf_u8(&json, 0);
	bool found = strstr((const char *)json.p, text) != NULL;
	buf_free(&json);
	return found;
}

/* What was approved and not loaded within the days of the policy is not loaded any more; by the
 * later of the clock and the ledger's time. */
static void lapsing(struct hold *h, const struct hold_made *made)
{
	int64_t days = policy.boundary.load_days;
	expect(days == 7);
	struct zone_permit p = permit(h, made, 0, NOW - days * DAY);
	expect_err(take(h, &p, made, NOW), E_EXPIRED);
	expect_err(take(h, &p, made, NOW + 90 * DAY), E_EXPIRED);
	expect(!h->has && !holds("mail"));
	struct leaf leaf;
	p = permit(h, made, 0, NOW - days * DAY);
	expect_err(leaf_read(view_of(p.leaf, LEAF_LEN), &leaf), OK);
	leaf.time = NOW; /* a captured notary's, hours too late: no permit at all */
	expect_err(zone_leaf_sign(&notary, &leaf), OK);
	leaf_write(&leaf, p.leaf);
	expect_err(take(h, &p, made, NOW - days * DAY), E_EXPIRED);
}

/* And what is in force is loaded at every start, however old. */
static void without_limit(int dir, const struct hold_made *made)
{
	char why[KERNEL_WHY];
	struct hold h;
	expect_err(kernel_load(VIEW("flush ruleset\n"), why), OK);
	expect_err(hold_open(dir, true, &policy, &h), OK);
	expect_err(hold_begin(&h, NOW + 4000 * DAY), OK);
	expect(h.has && h.state.generation == made->generation && holds("mail"));
	buf_free(&h.rules);
	buf_free(&h.flows);
}

static void never_unproved(int dir)
{
	char why[KERNEL_WHY];
	struct hold h;
	struct hold_made made = hold_made_new();
	expect_err(hold_open(dir, true, &policy, &h), OK);
	expect_err(hold_begin(&h, NOW), OK);
	expect(!h.has && h.state.proved == ZONE_PROVED && !holds("mail"));
	expect_err(hold_make(&h, NOW, &made), OK);
	lapsing(&h, &made);
	struct zone_permit first = permit(&h, &made, 0, NOW - 7 * DAY + 1); /* just in time */
	expect_err(take(&h, &first, &made, NOW), OK);
	expect(h.has && h.state.generation == made.generation && holds("mail"));
	/* A table that is not modelled: the next set is read back and not proved. And what was in
	 * force before is not taken by the kernel any more. */
	struct zone_permit second = permit(&h, &made, 1, NOW + 5);
	expect_err(kernel_load(VIEW("add table ip t { flags dormant; }\n"), why), OK);
	buf_clear(&h.rules);
	buf_str(&h.rules, "table inet sekisho { nonsense }\n");
	expect_err(take(&h, &second, &made, NOW + 6), E_FORM);
	expect(!holds("mail") && holds("\"sekisho\"")); /* then nothing passes */
	expect(h.closed && !h.lost && h.state.generation == 0 && h.state.applied == 0);
	/* And its place in the ledger is not forgotten with it. */
	expect_err(kernel_load(VIEW("delete table ip t\n"), why), OK);
	expect_err(take(&h, &first, &made, NOW + 7), E_REPLAY);
	expect_err(take(&h, &second, &made, NOW + 8), OK);
	expect(!h.closed && holds("mail"));
	without_limit(dir, &made);
	buf_free(&h.rules);
	buf_free(&h.flows);
	hold_made_free(&made);
}

/* How long a question takes; nothing is expected of it. */
static void times(void)
{
	char why[KERNEL_WHY];
	struct hold h = {.policy = &policy};
	struct hold_made made = hold_made_new();
	struct buf json = buf_new((size_t)4 << 20);
	expect_err(hold_make(&h, NOW, &made), OK);
	uint64_t begin = clock_us();
	for (int i = 0; i < 20; i++) {
		buf_clear(&json);
		expect_err(kernel_load(buf_view(&made.rules), why), OK);
		expect_err(kernel_list(&json), OK);
	}
	printf("# loading and listing %zu bytes of rules: %.1f ms\n", made.rules.n,
	       (double)(clock_us() - begin) / 20000.0);
	buf_free(&json);
	hold_made_free(&made);
}

static bool own_network(void)
{
	return unshare(CLONE_NEWNET) == 0 || unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0;
}

int main(void)
{
	const uint8_t a[KEY_LEN] = {1}, b[KEY_LEN] = {2};
	char path[] = "/tmp/sekisho-router-XXXXXX";
	uint8_t print[HASH_LEN];
	struct buf text = buf_new(1 << 20);
	int dir = open(mkdtemp(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int fd = open(SOURCE_DIR "/tests/samples/policy/network-good.yaml", O_RDONLY | O_CLOEXEC);
	expect_err(file_read(fd, 1 << 20, &text), OK);
	close(fd);
	mem = arena_new(POLICY_ARENA);
	struct policy_mistakes problems;
	expect_err(policy_load(buf_view(&text), &mem, &policy, &problems), OK);
	expect_err(signing_key_from_seed("sekisho.evaluation/ledger/t", a, &notary), OK);
	expect_err(signing_key_from_seed("sekisho.evaluation/auth/t", b, &auth), OK);
	put_key(dir, "notary.pub", &notary);
	put_key(dir, "auth.pub", &auth);
	settling();
	if (own_network() && kernel_print(print) == OK) {
		questions();
		never_unproved(dir);
		times();
	} else {
		printf("# no network namespace of its own, or no nftables: skipped\n");
	}
	static const char *const names[] = {"notary.pub", "auth.pub", HOLD_APPLIED, HOLD_STATUS};
	for (size_t i = 0; i < array_len(names); i++)
		(void)unlinkat(dir, names[i], 0);
	(void)rmdir(path);
	close(dir);
	arena_free(&mem);
	buf_free(&text);
	return tap_done();
}
