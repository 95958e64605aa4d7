/* SPDX-License-Identifier: Apache-2.0
 * originals.c: no original leaves without order, warrant and word that fit, once, and a death
 * between any two steps changes nothing of that; what a file and a scanner say of it.
 */
#include "flow/originals.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "flow/item.h"
#include "flow/probe.h"
#include "flow/release_original.h"
#include "post/clamd.h"
#include "sys/file.h"
#include "sys/wire.h"
#include "tap.h"

#define NOW ((int64_t)1795237445)

static const char content[] = "JwwData.\1\2the drawing as it came";
static struct signing_key notary, auth, program, stranger;
static struct originals originals;
static struct vault vault;
static uint8_t item[ID_LEN] = {7}, hash[HASH_LEN];
static char place[] = "/tmp/sekisho-originals-XXXXXX";
static int root = -1;
static enum scan_result opinion = SCAN_CLEAN;

static enum scan_result scan(int fd unused_arg, uint64_t length unused_arg, char name[64])
{
	(void)snprintf(name, 64, "%s", opinion == SCAN_FOUND ? "Sample.Bad" : "");
	return opinion;
}

static struct order order_of(enum order_kind kind, uint8_t id)
{
	struct order o = {.version = ORDER_VERSION,
			  .kind = kind,
			  .way = ORIGINAL_WAY_ASKED,
			  .length = sizeof content - 1,
			  .time = NOW,
			  .expires = NOW + 3600,
			  .destination = ORDER_DESTINATION,
			  .recipient = "2003",
			  .name = "無変換_平面図.jww"};
	o.id[0] = id;
	memcpy(o.item, item, ID_LEN);
	memcpy(o.original, hash, HASH_LEN);
	return o;
}

static void warrant(struct order *o, const struct signing_key *by, const char *person)
{
	o->warrant = (struct warrant){.issued = NOW - 10, .expires = NOW + 290};
	(void)snprintf(o->warrant.person, sizeof o->warrant.person, "%s", person);
	order_subject(o, o->warrant.what);
	expect_err(warrant_sign(by, &o->warrant), OK);
}

static struct order give(uint8_t id)
{
	struct order o = order_of(ORDER_GIVE, id);
	warrant(&o, &auth, "2001");
	expect_err(order_sign(&notary, &o), OK);
	return o;
}

static enum err checked(const struct order *o)
{
	return order_check(&notary.public, &auth.public, o, NOW);
}

/* --- orders --- */

static void orders(void)
{
	struct order good = give(1), o = good, look = order_of(ORDER_LOOK, 1);
	expect_err(checked(&good), OK);
	expect_err(order_sign(&notary, &look), OK);
	expect_err(checked(&look), OK);
	look.warrant = good.warrant; /* looking needs none, and carries none */
	expect_err(checked(&look), E_PROTOCOL);
	look = order_of(ORDER_LOOK, 1);
	expect_err(order_sign(&notary, &look), OK);
	look.kind = ORDER_GIVE; /* an order to look is none to give */
	expect_err(checked(&look), E_SIGNATURE);
	expect_err(order_check(&notary.public, &auth.public, &good, NOW + 3600), E_EXPIRED);
	expect_err(order_check(&stranger.public, &auth.public, &good, NOW), E_SIGNATURE);
	expect_err(order_check(&notary.public, &stranger.public, &good, NOW), E_SIGNATURE);
	o.item[0]++; /* the warrant is for another file */
	expect_err(checked(&o), E_CHANGED);
	o = good, o.original[3] ^= 1;
	expect_err(checked(&o), E_CHANGED);
	o = good, memcpy(o.recipient, "2002", 4);
	expect_err(checked(&o), E_CHANGED);
	o = good, o.name[9] = '-';
	expect_err(checked(&o), E_CHANGED);
	o = good, o.expires++; /* past the approval, by nobody's word */
	expect_err(checked(&o), E_SIGNATURE);
	o = good, o.warrant.expires++;
	expect_err(checked(&o), E_SIGNATURE);
	o = good, o.destination[0] = 'i';
	expect_err(checked(&o), E_PROTOCOL);
	o = good, memset(o.name, 'x', sizeof o.name);
	expect_err(checked(&o), E_PROTOCOL);
	o = order_of(ORDER_GIVE, 1); /* without anybody's second factor */
	expect_err(order_sign(&notary, &o), OK);
	expect_err(checked(&o), E_SIGNATURE);
	warrant(&o, &stranger, "2001");
	expect_err(order_sign(&notary, &o), OK);
	expect_err(checked(&o), E_SIGNATURE);
	warrant(&o, &auth, "2003");
	expect_err(order_sign(&notary, &o), OK);
	expect_err(checked(&o), E_SELF_APPROVAL);
	warrant(&o, &auth, "2001");
	o.time = NOW + 290; /* the second factor was no longer fresh */
	expect_err(order_sign(&notary, &o), OK);
	expect_err(checked(&o), E_EXPIRED);
	o = give(1), o.expires = o.time + ORDER_LIFE_MAX + 1;
	expect_err(order_sign(&notary, &o), OK);
	expect_err(checked(&o), E_PROTOCOL);
}

/* --- the program --- */

static enum err follow(const struct order *o, const uint8_t from[ID_LEN], struct said *ret,
		       int *ret_fd)
{
	int fds[2] = {-1, -1};
	expect_err(vault_lend(&vault, from, fds), OK);
	enum err e = originals_do(&originals, o, fds[0], fds[1], NOW, ret, ret_fd);
	close_fd(&fds[0]);
	close_fd(&fds[1]);
	return e;
}

static bool holds(int fd)
{
	scope_end(buf_free) struct buf b = buf_new(4096);
	return file_read(fd, 4096, &b) == OK &&
	       view_eq(buf_view(&b), view_of(content, sizeof content - 1));
}

static void looking(void)
{
	struct order o = order_of(ORDER_LOOK, 2);
	struct said s;
	int fd;
	expect_err(order_sign(&notary, &o), OK);
	expect_err(follow(&o, item, &s, &fd), OK);
	expect(fd < 0 && s.err == OK && s.scan == SCAN_CLEAN && s.format == ORIGINAL_FORMAT_jww);
	expect_err(said_check(&program.public, &s), OK);
	expect(said_of(&s, &o));
	opinion = SCAN_FOUND;
	expect_err(follow(&o, item, &s, &fd), OK);
	expect(s.err == E_BROKEN && view_eq(view_str(s.scanner), VIEW("Sample.Bad")));
	opinion = SCAN_UNREACHED; /* a second opinion that is not there stops nothing by itself */
	expect_err(follow(&o, item, &s, &fd), OK);
	expect(s.err == OK && s.scan == SCAN_UNREACHED);
	originals.scan_demanded = true;
	expect_err(follow(&o, item, &s, &fd), OK);
	expect(s.err == E_POLICY);
	originals.scan_demanded = false;
	originals.scan = NULL;
	expect_err(follow(&o, item, &s, &fd), OK);
	expect(s.err == OK && s.scan == SCAN_OFF);
	originals.scan = scan;
	/* 確認方式: both inspections, and the format of the rule. */
	o.way = ORIGINAL_WAY_RULE, o.format = ORIGINAL_FORMAT_jww;
	expect_err(order_sign(&notary, &o), OK);
	expect_err(follow(&o, item, &s, &fd), OK);
	expect(s.err == E_POLICY);
	opinion = SCAN_CLEAN;
	expect_err(follow(&o, item, &s, &fd), OK);
	expect(s.err == OK);
	o.format = ORIGINAL_FORMAT_pdf_signed;
	expect_err(order_sign(&notary, &o), OK);
	expect_err(follow(&o, item, &s, &fd), OK);
	expect(s.err == E_TYPE_MISMATCH);
}

static void giving(void)
{
	struct order o = give(3);
	struct said s;
	const uint8_t other[ID_LEN] = {8};
	int fd;
	expect_err(follow(&o, item, &s, &fd), OK);
	expect(fd >= 0 && memfd_is_sealed(fd) && holds(fd));
	close_fd(&fd);
	/* Files of another item, swapped by a captured belt. */
	expect_err(follow(&o, other, &s, &fd), OK);
	expect(s.err == E_SIGNATURE && fd < 0);
	int fds[2] = {-1, -1};
	expect_err(vault_lend(&vault, item, fds), OK);
	expect_err(originals_do(&originals, &o, fds[1], fds[0], NOW, &s, &fd), OK);
	expect(s.err == E_SIGNATURE && fd < 0);
	expect_err(originals_do(&originals, &o, fds[0], fds[1], NOW + 3600, &s, &fd), E_EXPIRED);
	close_fd(&fds[0]);
	close_fd(&fds[1]);
	originals.most = 3;
	expect_err(follow(&o, item, &s, &fd), OK);
	expect(s.err == E_LIMIT_SIZE && fd < 0);
	originals.most = 1000;
	o = order_of(ORDER_GIVE, 3);
	expect_err(order_sign(&notary, &o), OK);
	expect_err(follow(&o, item, &s, &fd), E_SIGNATURE);
	expect(fd < 0);
	o.original[0] ^= 1; /* an order for another hash, with all signatures */
	warrant(&o, &auth, "2001");
	expect_err(order_sign(&notary, &o), OK);
	expect_err(follow(&o, item, &s, &fd), OK);
	expect(s.err == E_SIGNATURE && fd < 0);
}

static void words(void)
{
	struct order o = give(4);
	struct said s, t;
	int fd;
	expect_err(follow(&o, item, &s, &fd), OK);
	close_fd(&fd);
	expect_err(said_check(&stranger.public, &s), E_SIGNATURE);
	t = s, t.scan = SCAN_OFF;
	expect_err(said_check(&program.public, &t), E_SIGNATURE);
	t = s, t.err = E_BROKEN;
	expect_err(said_check(&program.public, &t), E_SIGNATURE);
	t = s, t.scanner[0] = '\n';
	expect_err(said_check(&program.public, &t), E_PROTOCOL);
	t = s, t.format = ORIGINAL_FORMAT_COUNT;
	expect_err(said_check(&program.public, &t), E_PROTOCOL);
	t = s, t.id[0]++;
	expect(said_of(&s, &o) && !said_of(&t, &o));
}

/* --- release --- */

static struct release release;

static int sealed(const char *text, size_t n, bool seal)
{
	int fd = memfd_new("test");
	expect(fd >= 0 && file_write(fd, view_of(text, n)) == OK &&
	       (!seal || memfd_seal(fd) == OK));
	return fd;
}

static struct body_original given(uint8_t id)
{
	struct body_original b = {.order = give(id)};
	int fd;
	expect_err(follow(&b.order, item, &b.said, &fd), OK);
	close_fd(&fd);
	return b;
}

static enum err keep(struct release_original *r, const struct body_original *b, const char *text,
		     bool seal)
{
	scope_end(close_fd) int fd = sealed(text, sizeof content - 1, seal);
	return release_original_keep(r, b, fd, NOW);
}

static void keeping(void)
{
	struct release_original r;
	struct body_original good = given(5), b;
	int fd = -1;
	expect_err(release_original_open(&release, NOW, &r), OK);
	expect(r.enabled);
	b = good, b.said.kind = ORDER_LOOK;
	expect_err(keep(&r, &b, content, true), E_SIGNATURE);
	b = good, b.order.signature[0] ^= 1;
	expect_err(keep(&r, &b, content, true), E_SIGNATURE);
	b = good, b.said = given(6).said; /* the word about another request */
	expect_err(keep(&r, &b, content, true), E_CHANGED);
	expect_err(keep(&r, &good, content, false), E_PROTOCOL); /* it can still be changed */
	expect_err(keep(&r, &good, "JwwData.\1\2another drawing...........", true), E_HASH);
	expect_err(release_original_fetch(&r, good.order.id, &fd), E_NOT_FOUND);
	expect_err(keep(&r, &good, content, true), OK);
	expect_err(release_original_fetch(&r, good.order.id, &fd), OK);
	expect(holds(fd) && write(fd, "x", 1) < 0);
	close_fd(&fd);
	expect_err(keep(&r, &good, content, true), E_REPLAY);
	expect_err(release_original_clear(&r, good.order.id), OK);
	expect_err(release_original_fetch(&r, good.order.id, &fd), E_NOT_FOUND);
	expect_err(keep(&r, &good, content, true), E_REPLAY); /* not again, for ever */
	expect_err(release_original_fetch(&r, good.order.id, &fd), E_NOT_FOUND);
	b = given(6);
	b.order.expires = NOW;
	expect_err(keep(&r, &b, content, true), E_PROTOCOL);
	release_original_close(&r);
	expect_err(release_original_open(&release, NOW, &r), OK);
	expect_err(keep(&r, &good, content, true), E_REPLAY);
	release_original_close(&r);
}

static int steps_left;

static void die(void)
{
	if (steps_left-- == 0)
		_exit(9);
}

/* Killed after each durable step: it is there once, or comes again whole. */
static void killed_between(void)
{
	for (int after = 0; after < 3; after++) {
		struct release_original r;
		struct body_original b = given((uint8_t)(20 + after));
		int fd = -1, status = 0;
		pid_t pid = fork();
		if (pid == 0) {
			if (!freopen("/dev/null", "w", stdout)) /* it counts nothing */
				_exit(1);
			steps_left = after;
			if (release_original_open(&release, NOW, &r) == OK) {
				r.step = die;
				(void)!keep(&r, &b, content, true);
			}
			_exit(0);
		}
		expect(waitpid(pid, &status, 0) == pid && WEXITSTATUS(status) == 9);
		expect_err(release_original_open(&release, NOW, &r), OK);
		expect_err(keep(&r, &b, content, true), after == 0 ? OK : E_REPLAY);
		expect_err(release_original_fetch(&r, b.order.id, &fd), OK);
		expect(holds(fd));
		close_fd(&fd);
		release_original_close(&r);
	}
}

/* One bad block must not keep release, and with it every delivery, from starting. */
static void a_copy_that_spoiled(void)
{
	struct release_original r;
	struct body_original b = given(30), other = given(31);
	char name[128];
	int fd = -1, status = 0;
	pid_t pid = fork();
	if (pid == 0) {
		if (!freopen("/dev/null", "w", stdout))
			_exit(1);
		steps_left = 1; /* the journal has it, the copy not yet its name */
		if (release_original_open(&release, NOW, &r) == OK) {
			r.step = die;
			(void)!keep(&r, &b, content, true);
		}
		_exit(0);
	}
	expect(waitpid(pid, &status, 0) == pid && WEXITSTATUS(status) == 9);
	(void)snprintf(name, sizeof name, "handed/.new.%s", item_hex(b.order.id).s);
	expect(fchmodat(release.root, name, 0600, 0) == 0);
	fd = openat(release.root, name, O_WRONLY | O_CLOEXEC);
	expect(fd >= 0 && pwrite(fd, "X", 1, 3) == 1);
	close_fd(&fd);
	expect_err(release_original_open(&release, NOW, &r), OK);
	expect(r.enabled);
	expect_err(release_original_fetch(&r, b.order.id, &fd), E_NOT_FOUND);
	expect_err(keep(&r, &other, content, true), OK);
	release_original_close(&r);
}

/* --- probe and scanner --- */

static void probing(void)
{
	static const struct {
		const char *head;
		enum original_format format;
	} files[] = {
	    {"JwwData.", ORIGINAL_FORMAT_jww},
	    {"JwwDat", ORIGINAL_FORMAT_unknown},
	    {"%PDF-1.7 nothing", ORIGINAL_FORMAT_pdf},
	    {"MZ\x90", ORIGINAL_FORMAT_program},
	    {"%PDF-1.7 /ByteRange [0 1] /Contents <00>", ORIGINAL_FORMAT_pdf_signed},
	    {"PK\3\4", ORIGINAL_FORMAT_package},
	    {"ISO-10303-21;\n", ORIGINAL_FORMAT_step},
	    {"", ORIGINAL_FORMAT_unknown},
	};
	for (size_t i = 0; i < array_len(files); i++) {
		enum original_format f;
		scope_end(close_fd) int fd = sealed(files[i].head, strlen(files[i].head), false);
		expect_err(probe_file(fd, &f), OK);
		expect(f == files[i].format);
	}
}

static void answers(void)
{
	char name[CLAMD_NAME_MAX];
#define ANSWER(text) clamd_answer(view_of(text, sizeof text), name)
	expect(ANSWER("stream: OK") == SCAN_CLEAN);
	expect(ANSWER("stream: Eicar FOUND") == SCAN_FOUND &&
	       view_eq(view_str(name), VIEW("Eicar")));
	expect(ANSWER("stream: a\nb FOUND") == SCAN_FOUND && view_eq(view_str(name), VIEW("a?b")));
	expect(ANSWER("INSTREAM size limit exceeded. ERROR") == SCAN_TOO_LARGE);
	expect(ANSWER("OK") == SCAN_UNREACHED && ANSWER("") == SCAN_UNREACHED);
	expect(ANSWER("stream: OK\nstream: OK") == SCAN_UNREACHED);
	expect(clamd_answer(VIEW("stream: OK"), name) == SCAN_UNREACHED); /* cut off */
	expect(clamd_answer(VIEW(""), name) == SCAN_UNREACHED);
}

/* --- the house --- */

static void put_public(const char *name, const struct signing_key *k)
{
	scope_end(buf_free) struct buf b = buf_new(KEY_TEXT_MAX);
	public_key_write(&k->public, &b);
	expect_err(file_replace(root, name, buf_view(&b)), OK);
}

static void begin(void)
{
	uint8_t public_key[VAULT_KEY_LEN], secret[VAULT_KEY_LEN];
	const uint8_t other[ID_LEN] = {8};
	scope_end(buf_free) struct buf own = buf_new(KEY_TEXT_MAX);
	root = mkdtemp(place) ? open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	expect(root >= 0 && signing_key_new("ledger", false, &notary) == OK &&
	       signing_key_new("auth", false, &auth) == OK &&
	       signing_key_new("originals", false, &program) == OK &&
	       signing_key_new("other", false, &stranger) == OK);
	put_public("notary.pub", &notary);
	put_public("auth.pub", &auth);
	put_public("originals.pub", &program);
	signing_key_write(&program, &own);
	expect_err(file_replace(root, "key", buf_view(&own)), OK);
	expect_err(originals_open(root, false, &originals), E_CONFIG); /* no vault.key */
	expect_err(vault_new_key(secret, public_key), OK);
	expect_err(file_replace(root, "vault.pub", view_of(public_key, sizeof public_key)), OK);
	expect_err(file_replace(root, "vault.key", view_of(secret, sizeof secret)), OK);
	expect_err(originals_open(root, true, &originals), E_CONFIG); /* keys of production */
	expect_err(originals_open(root, false, &originals), OK);
	originals.most = 1000;
	originals.scan = scan;
	expect_err(vault_open(root, &vault), OK);
	hash_bytes(view_of(content, sizeof content - 1), hash);
	scope_end(close_fd) int fd = sealed(content, sizeof content - 1, false);
	expect_err(vault_put(&vault, item, hash, fd), OK);
	expect_err(vault_put(&vault, other, hash, fd), OK);
	expect_err(release_open(root, 'L', false, NOW, &release), OK);
}

static void empty(int dir)
{
	DIR *d = fdopendir(dup(dir));
	if (!d)
		return;
	rewinddir(d);
	for (struct dirent *e; (e = readdir(d));) {
		if (view_eq(view_str(e->d_name), VIEW(".")) ||
		    view_eq(view_str(e->d_name), VIEW("..")))
			continue;
		if (unlinkat(dir, e->d_name, 0) == 0)
			continue;
		scope_end(close_fd) int below = openat(dir, e->d_name, O_RDONLY | O_DIRECTORY);
		if (below >= 0)
			empty(below);
		(void)unlinkat(dir, e->d_name, AT_REMOVEDIR);
	}
	(void)closedir(d);
}

int main(void)
{
	begin();
	orders();
	looking();
	giving();
	words();
	keeping();
	killed_between();
	a_copy_that_spoiled();
	probing();
	answers();
	release_close(&release);
	vault_close(&vault);
	originals_wipe(&originals);
	empty(root);
	expect(rmdir(place) == 0);
	return tap_done();
}
