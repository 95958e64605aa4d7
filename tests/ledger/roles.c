/* SPDX-License-Identifier: Apache-2.0
 * roles.c: the real notary, both real releases and the real auth, confined as the keeper confines
 * them, with everybody else played here: keeper, store, rebuild, bridge, belt, portal.
 *
 *   ledger-roles SEKISHO PROC-DIRECTORY POLICY
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "flow/item.h"
#include "notary/receipt.h"
#include "people/ticket.h"
#include "people/totp.h"
#include "policy/policy.h"
#include "sys/file.h"
#include "sys/jail.h"
#include "sys/log.h"
#include "sys/wire.h"
#include "tap.h"

#define CONTENT "what rebuild wrote"

struct process {
	enum role role;
	char half;
	pid_t pid;
	struct wire keeper;
};

static const char *sekisho, *programs, *policy_file;
static char state[] = "/tmp/sekisho-roles-XXXXXX";
static char printed[256]; /* by init: beside its state, which begins empty */
static uint8_t policy[HASH_LEN];
static uint64_t tag = 100;

static const char *const roots[ROLE_COUNT] = {
#define PROC(name, halves, uid, root, promise, what) [ROLE_##name] = root,
#include "tbl/procs.h"
#undef PROC
};
static const uint32_t offsets[ROLE_COUNT] = {
#define PROC(name, halves, uid, root, promise, what) [ROLE_##name] = uid,
#include "tbl/procs.h"
#undef PROC
};

static void must(bool done, const char *what)
{
	if (done)
		return;
	printf("Bail out! %s\n", what);
	exit(1);
}

/* Runs a command of `sekisho`; its standard output goes to `out` below the state. */
static int run(const char *out, const char *const *args)
{
	int status = 0;
	pid_t pid = fork();
	if (pid == 0) {
		int fd = open(out, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
		char *argv[12] = {0};
		for (size_t i = 0; args[i] && i < 11; i++)
			argv[i] = strdup(args[i]);
		(void)dup2(fd, STDOUT_FILENO);
		(void)execv(sekisho, argv);
		_exit(127);
	}
	must(pid > 0 && waitpid(pid, &status, 0) == pid, "sekisho does not run");
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static struct wire wire_to(struct process *p, enum role as)
{
	int fds[2];
	struct body_wire body = {.peer = (uint32_t)as, .half = (uint32_t)p->half};
	must(wire_pair(fds) == OK, "no wire");
	const int given[] = {fds[1]};
	must(wire_send(&p->keeper, MSG_WIRE, 0, &body, given) == OK, "the wire is not taken");
	(void)close(fds[1]);
	return (struct wire){.fd = fds[0], .self = as, .peer = p->role};
}

static bool is_root(void)
{
	return geteuid() == 0;
}

static struct process begin(enum role role, char half)
{
	int fds[2];
	char program[512];
	struct process p = {.role = role, .half = half};
	struct incoming in;
	struct body_start start = {.half = (uint32_t)half, .evaluation = !is_root(), .epoch = 1};
	must(wire_pair(fds) == OK, "no wire");
	(void)snprintf(program, sizeof program, "%s/sekisho-%s", programs, role_name(role));
	p.pid = fork();
	if (p.pid == 0) {
		(void)dup2(fds[1], 3);
		(void)execl(program, program, (char *)NULL);
		_exit(127);
	}
	(void)close(fds[1]);
	p.keeper = (struct wire){.fd = fds[0], .self = ROLE_keeper, .peer = role};
	if (is_root())
		start.uid = start.gid =
		    JAIL_UID_BASE + (half == 'L' ? JAIL_UID_HALF : 0) + offsets[role];
	(void)snprintf(start.root, sizeof start.root, "%s/%s/%s", state,
		       half == 'L' ? "lgwan" : "internet", roots[role]);
	int fd = open(policy_file, O_RDONLY | O_CLOEXEC);
	const int given[] = {fd};
	must(wire_send(&p.keeper, MSG_START, 0, &start, given) == OK, "START is not taken");
	(void)close(fd);
	must(wire_recv(&p.keeper, &in) == OK && in.msg == MSG_READY, "it does not get ready");
	return p;
}

static void end(struct process *p)
{
	(void)kill(p->pid, SIGKILL);
	(void)waitpid(p->pid, NULL, 0);
	close_fd(&p->keeper.fd);
}

/* The next message on a wire, which must be that one; its body. */
static enum err receive(struct wire *w, enum msg want, void *body, size_t size, int *ret_fd)
{
	struct incoming in;
	try(wire_recv(w, &in));
	if (in.msg == want) {
		memcpy(body, in.body.bytes, size);
		if (ret_fd)
			*ret_fd = take_fd(&in.fds[0]);
	}
	incoming_close(&in);
	return in.msg == want ? OK : E_PROTOCOL;
}

static int sealed(const char *content)
{
	int fd = memfd_new("test");
	must(fd >= 0 && file_write(fd, view_str(content)) == OK && memfd_seal(fd) == OK,
	     "no memfd");
	return fd;
}

struct house {
	struct process notary, release_l, release_i;
	struct wire store_notary, rebuild, store_release, bridge, belt;
};

static void wire_notary_release(struct house *h)
{
	int fds[2];
	struct body_wire to_release = {.peer = ROLE_release, .half = 'L'},
			 to_notary = {.peer = ROLE_notary, .half = 'L'};
	must(wire_pair(fds) == OK, "no wire");
	must(wire_send(&h->notary.keeper, MSG_WIRE, 0, &to_release, &fds[0]) == OK &&
		 wire_send(&h->release_l.keeper, MSG_WIRE, 0, &to_notary, &fds[1]) == OK,
	     "the wire is not taken");
	(void)close(fds[0]);
	(void)close(fds[1]);
}

static void start_notary(struct house *h)
{
	h->notary = begin(ROLE_notary, 'L');
	h->store_notary = wire_to(&h->notary, ROLE_store);
	h->rebuild = wire_to(&h->notary, ROLE_rebuild);
}

static void start_release(struct house *h)
{
	h->release_l = begin(ROLE_release, 'L');
	h->store_release = wire_to(&h->release_l, ROLE_store);
	h->bridge = wire_to(&h->release_l, ROLE_bridge);
}

/* REBUILD: rebuild writes CONTENT, release stages it, the store hears of it. */
static struct body_rebuilt rebuild(struct house *h, uint8_t item, enum err verdict)
{
	struct body_rebuild ask = {0};
	struct body_rebuilt answer = {0};
	struct body_work_done done = {.err = verdict, .output = sizeof CONTENT - 1, .ext = "txt"};
	struct incoming in;
	int form = sealed("form"), preview = -1;
	const int fds[] = {form};
	memset(ask.id, item, ID_LEN);
	expect_err(wire_send(&h->store_notary, MSG_REBUILD, ++tag, &ask, fds), OK);
	(void)close(form);
	expect(wire_recv(&h->rebuild, &in) == OK && in.msg == MSG_WORK);
	if (verdict == OK)
		expect_err(file_write(in.fds[1], VIEW(CONTENT)), OK);
	expect_err(wire_send(&h->rebuild, MSG_WORK_DONE, in.tag, &done, NULL), OK);
	incoming_close(&in);
	expect_err(receive(&h->store_notary, MSG_REBUILT, &answer, sizeof answer, &preview), OK);
	expect(answer.err == verdict && memfd_is_sealed(preview));
	close_fd(&preview);
	return answer;
}

static struct body_sign wish(const struct body_rebuilt *r, const char *destination)
{
	struct body_sign s = {.life = 3600};
	struct binding *b = &s.binding;
	memcpy(b->id, r->id, ID_LEN);
	memcpy(b->output, r->output, HASH_LEN);
	memcpy(b->policy, policy, HASH_LEN);
	b->length = r->length;
	b->form_version = 1;
	b->direction = destination[0] == 'i' ? DIRECTION_IN : DIRECTION_OUT;
	(void)snprintf(b->name, sizeof b->name, "letter.txt");
	(void)snprintf(b->destination, sizeof b->destination, "%s", destination);
	(void)snprintf(b->recipient, sizeof b->recipient, "taro@example.jp");
	return s;
}

static struct body_signed sign(struct house *h, const struct body_sign *s)
{
	struct body_signed answer = {0};
	expect_err(wire_send(&h->store_notary, MSG_SIGN, ++tag, s, NULL), OK);
	expect_err(receive(&h->store_notary, MSG_SIGNED, &answer, sizeof answer, NULL), OK);
	return answer;
}

static struct body_delivered delivered(struct house *h)
{
	struct body_delivered d = {0};
	expect_err(receive(&h->store_release, MSG_DELIVERED, &d, sizeof d, NULL), OK);
	return d;
}

static void inbound(struct house *h)
{
	struct body_rebuilt r = rebuild(h, 1, OK), refused = rebuild(h, 9, E_FORM);
	struct body_sign s = wish(&r, "inbox"), bad = s;
	expect(r.length == sizeof CONTENT - 1 && view_eq(view_str(r.ext), VIEW("txt")));
	expect(refused.length == 0);
	bad.binding.output[0] ^= 1;
	expect(sign(h, &bad).err == E_HASH);
	struct body_signed first = sign(h, &s);
	expect(first.err == OK);
	struct body_delivered d = delivered(h);
	expect(d.err == OK && d.half == 'L' && d.position == first.position);

	/* Both die; the store asks again: the same position, a replay. */
	end(&h->notary);
	end(&h->release_l);
	start_release(h);
	start_notary(h);
	wire_notary_release(h);
	struct body_signed again = sign(h, &s);
	expect(again.err == OK && again.position == first.position && again.time == first.time);
	d = delivered(h);
	expect(d.err == E_REPLAY && d.position == first.position);

	/* The file, read-only. */
	struct body_item item = {0};
	int fd = -1;
	scope_end(buf_free) struct buf b = buf_new(100);
	memcpy(item.id, r.id, ID_LEN);
	expect_err(wire_send(&h->store_release, MSG_FETCH, ++tag, &item, NULL), OK);
	expect_err(receive(&h->store_release, MSG_FETCHED, &item, sizeof item, &fd), OK);
	expect(file_read(fd, 100, &b) == OK && view_eq(buf_view(&b), VIEW(CONTENT)));
	expect((fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDONLY);
	close_fd(&fd);
	struct body_done none = {0};
	item.id[0] ^= 1;
	expect_err(wire_send(&h->store_release, MSG_FETCH, ++tag, &item, NULL), OK);
	expect_err(receive(&h->store_release, MSG_DONE, &none, sizeof none, NULL), OK);
	expect(none.err == E_NOT_FOUND);
}

/* A receipt signed while release is away waits for it. */
static void release_away(struct house *h)
{
	struct body_rebuilt r = rebuild(h, 2, OK);
	struct body_sign s = wish(&r, "inbox");
	end(&h->release_l);
	struct body_signed done = sign(h, &s);
	expect(done.err == OK);
	start_release(h);
	wire_notary_release(h);
	struct body_delivered d = delivered(h);
	expect(d.err == OK && d.position == done.position);
}

static void outbound(struct house *h)
{
	struct body_rebuilt r = rebuild(h, 3, OK);
	struct body_sign s = wish(&r, "outbox");
	struct body_receipt out = {0}, twice = {0};
	struct body_delivered d = {0};
	struct body_counts counts = {0};
	struct body_day day = {0};
	int fd = -1, other = -1;
	/* The notary counts approvals for itself, and there is none. */
	s.binding.grade = GRADE_2;
	memset(s.binding.approval, 7, HASH_LEN);
	expect(sign(h, &s).err == E_FORBIDDEN); /* by nobody of this body */
	(void)snprintf(s.binding.sender, sizeof s.binding.sender, "2003");
	(void)snprintf(s.unit, sizeof s.unit, "kensetsu");
	expect(sign(h, &s).err == E_POLICY);
	s.binding.grade = GRADE_1;
	expect(sign(h, &s).err == OK);
	expect_err(receive(&h->bridge, MSG_OUT, &out, sizeof out, &fd), OK);
	expect(memfd_is_sealed(fd));
	/* The bridge dies before anybody heard of it: the new one is told again. */
	close_fd(&h->bridge.fd);
	h->bridge = wire_to(&h->release_l, ROLE_bridge);
	expect_err(receive(&h->bridge, MSG_OUT, &twice, sizeof twice, &other), OK);
	expect(memcmp(&out, &twice, sizeof out) == 0);
	close_fd(&other);
	for (int i = 0; i < 2; i++) {
		const int fds[] = {fd};
		expect_err(wire_send(&h->belt, MSG_OUT, ++tag, &out, fds), OK);
		expect_err(receive(&h->belt, MSG_OUT_DONE, &d, sizeof d, NULL), OK);
		expect(d.half == 'I' && d.err == (i ? E_REPLAY : OK));
	}
	out.receipt.binding.recipient[0] = 'j';
	const int fds[] = {fd};
	expect_err(wire_send(&h->belt, MSG_OUT, ++tag, &out, fds), OK);
	expect_err(receive(&h->belt, MSG_OUT_DONE, &d, sizeof d, NULL), OK);
	expect(d.err == E_SIGNATURE);
	close_fd(&fd);
	expect_err(wire_send(&h->belt, MSG_RELEASE_COUNT, ++tag, &day, NULL), OK);
	expect_err(receive(&h->belt, MSG_RELEASE_COUNTS, &counts, sizeof counts, NULL), OK);
	expect(counts.released == 1);
	expect_err(wire_send(&h->store_release, MSG_RELEASE_COUNT, ++tag, &day, NULL), OK);
	expect_err(receive(&h->store_release, MSG_RELEASE_COUNTS, &counts, sizeof counts, NULL),
		   OK);
	expect(counts.released == 2);
	char path[256];
	(void)snprintf(path, sizeof path, "%s/internet/release/outbox/taro@example.jp/letter.txt",
		       state);
	expect(access(path, F_OK) == 0);
}

static void logging(struct house *h)
{
	struct body_log ask = {.row = 5, .event = EVENT_SIGNIN};
	struct body_logged a = {0}, b = {0};
	struct incoming in;
	expect_err(wire_send(&h->store_notary, MSG_LOG, ++tag, &ask, NULL), OK);
	expect_err(receive(&h->store_notary, MSG_LOGGED, &a, sizeof a, NULL), OK);
	expect_err(wire_send(&h->store_notary, MSG_LOG, ++tag, &ask, NULL), OK);
	expect_err(receive(&h->store_notary, MSG_LOGGED, &b, sizeof b, NULL), OK);
	expect(a.position == b.position && a.row == 5 && memcmp(a.leaf, b.leaf, HASH_LEN) == 0);
	/* A store that would write the notary's own words is reported to the keeper. */
	ask.event = EVENT_RECEIPT;
	expect_err(wire_send(&h->store_notary, MSG_LOG, ++tag, &ask, NULL), OK);
	expect(wire_recv(&h->notary.keeper, &in) == OK && in.msg == MSG_VIOLATION);
}

/* What was left on disk, as an auditor sees it. */
static void audit(void)
{
	char ledger[256], out[256], item[2 * ID_LEN + 1];
	(void)snprintf(ledger, sizeof ledger, "%s/lgwan/notary/ledger", state);
	(void)snprintf(out, sizeof out, "%s/out", state);
	const char *verify[] = {"sekisho", "ledger", "verify", ledger, NULL};
	expect(run(out, verify) == 0);
	memset(item, '0', sizeof item - 1);
	for (size_t i = 1; i < sizeof item - 1; i += 2)
		item[i] = '1';
	item[sizeof item - 1] = '\0';
	const char *prove[] = {"sekisho", "ledger", "prove", item, "--state", state, NULL};
	expect(run(out, prove) == 0);
	const char *check[] = {"sekisho", "ledger",  "verify", "--proof",
			       out,	  "--state", state,    NULL};
	char other[256];
	(void)snprintf(other, sizeof other, "%s/out2", state);
	expect(run(other, check) == 0);
}

/* The password and secret that init printed for `number`. */
static void read_printed(const char *file, const char *number, char password[32],
			 uint8_t totp[TOTP_SECRET_LEN])
{
	scope_end(close_fd) int fd = open(file, O_RDONLY | O_CLOEXEC);
	scope_end(buf_free) struct buf b = buf_new(65536);
	char head[32];
	must(fd >= 0 && file_read(fd, 65536, &b) == OK, "init printed nothing");
	int n = snprintf(head, sizeof head, "  %s  ", number);
	struct view v = buf_view(&b);
	for (size_t at = 0; at < v.n; at = view_find(v, at, '\n') + 1) {
		if (!view_starts(view_sub(v, at, SIZE_MAX), view_of(head, (size_t)n)))
			continue;
		size_t line = view_find(v, at, '\n') + 1, colon = view_find(v, line, ':');
		(void)snprintf(password, 32, "%.14s", (const char *)v.p + colon + 2);
		line = view_find(v, line, '\n') + 1;
		colon = view_find(v, line, ':');
		must(totp_secret_read(view_sub(v, colon + 2, TOTP_TEXT), totp) == OK, "no secret");
		return;
	}
	must(false, "that number was not printed");
}

static void signing_in(void)
{
	struct process auth = begin(ROLE_auth, 'L');
	struct wire portal = wire_to(&auth, ROLE_portal);
	struct body_signin ask = {.person = "1001", .address = "192.0.2.7"};
	struct body_stepup step = {0};
	struct body_ticket t = {0};
	struct body_done done = {0};
	struct totp_code code;
	uint8_t totp[TOTP_SECRET_LEN];
	read_printed(printed, "1001", ask.password, totp);
	expect_err(wire_send(&portal, MSG_SIGNIN, ++tag, &ask, NULL), OK);
	expect_err(receive(&portal, MSG_TICKET, &t, sizeof t, NULL), OK);
	expect(t.name[0] != '\0' && t.ticket.stepped_up == 0);
	must(totp_begin() == OK && totp_of(totp, clock_now(), &code) == OK, "no code");
	step.ticket = t.ticket;
	(void)snprintf(step.code, sizeof step.code, "%s", code.s);
	expect_err(wire_send(&portal, MSG_STEPUP, ++tag, &step, NULL), OK);
	expect_err(receive(&portal, MSG_TICKET, &t, sizeof t, NULL), OK);
	expect(t.ticket.stepped_up > clock_now());
	ask.password[0] = '!';
	expect_err(wire_send(&portal, MSG_SIGNIN, ++tag, &ask, NULL), OK);
	expect_err(receive(&portal, MSG_DONE, &done, sizeof done, NULL), OK);
	expect(done.err == E_SIGNIN);
	end(&auth);
	close_fd(&portal.fd);
}

static void read_policy(void)
{
	scope_end(close_fd) int fd = open(policy_file, O_RDONLY | O_CLOEXEC);
	scope_end(buf_free) struct buf b = buf_new(1 << 20);
	static struct policy_mistakes mistakes;
	scope_end(arena_free) struct arena mem = arena_new(POLICY_ARENA);
	struct policy p = {0};
	must(fd >= 0 && file_read(fd, 1 << 20, &b) == OK &&
		 policy_load(buf_view(&b), &mem, &p, &mistakes) == OK,
	     "no policy");
	memcpy(policy, p.hash, HASH_LEN);
}

static void sweep(void)
{
	pid_t pid = fork();
	if (pid == 0) {
		(void)execl("/bin/rm", "rm", "-rf", state, printed, (char *)NULL);
		_exit(127);
	}
	(void)waitpid(pid, NULL, 0);
}

int main(int argc, char **argv)
{
	struct house h;
	must(argc == 4, "usage: ledger-roles SEKISHO PROC-DIRECTORY POLICY");
	sekisho = argv[1];
	programs = argv[2];
	policy_file = argv[3];
	(void)signal(SIGPIPE, SIG_IGN);
	must(mkdtemp(state) != NULL, "no directory");
	read_policy();
	(void)snprintf(printed, sizeof printed, "%s.printed", state);
	const char *init[] = {"sekisho", "init", "--state", state, "--profile", policy_file, NULL};
	must(run(printed, init) == 0, "init fails");
	start_release(&h);
	start_notary(&h);
	h.release_i = begin(ROLE_release, 'I');
	h.belt = wire_to(&h.release_i, ROLE_belt);
	wire_notary_release(&h);
	inbound(&h);
	release_away(&h);
	outbound(&h);
	logging(&h);
	end(&h.notary);
	end(&h.release_l);
	end(&h.release_i);
	start_notary(&h); /* its start signs a head over everything */
	end(&h.notary);
	audit();
	signing_in();
	sweep();
	return tap_done();
}
