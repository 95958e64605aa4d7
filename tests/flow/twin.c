/* SPDX-License-Identifier: Apache-2.0
 * twin.c: stands in for sekisho-gate and sekisho-portal under the real keeper and does over its
 * wires what a test asks for by lines on its socket (run/http.sock). One request at a time.
 *
 *   PUT in|out KIND GRADE SENDER UNIT RECIPIENT NAME REASON SESSION SIZE SENT\n bytes
 *   -> OK id number                     SENT < SIZE: hangs up after so many bytes
 *   MANY COUNT SIZE SESSION RECIPIENT   opens all, writes all, seals all
 *   -> OK accepted
 *   SIGNIN person password code
 *   -> OK
 *   LIST query text page id
 *   -> I, B or R rows, DONE count
 *   ACT person act id original output reason
 *   -> OK
 *   APPROVE person code reason PICKS    id:original:output, by commas
 *   -> OK name...
 *   OWN SESSION
 *   -> O id state err number ... rows, DONE count
 *   CHECK person id output choice reason ids   ids: "-" or 16 hex digits each, by commas
 *   -> OK
 *   FETCH id
 *   -> OK size\n bytes
 *   ORIGINAL person act id original reason code what
 *   -> OK
 *   TAKE person id
 *   -> OK size\n bytes
 *
 * Or ERR name. Words are hex where they may hold anything; "-" is an empty one. The half decides
 * which of the two it is.
 */
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "flow/item.h"
#include "notary/picks.h"
#include "sys/file.h"
#include "sys/log.h"
#include "sys/role.h"
#include "twin_lines.h"

#define MANY_MAX 1500
#define PATIENCE 60 /* seconds */

static int listener;
static uint32_t half;
static struct body_ticket tickets[32]; /* by person, as they signed in */
static size_t ticket_count;

/* --- answers --- */

struct answer {
	enum err err;
	enum msg msg;
	struct body_done done;
	uint64_t upload;
	int fd;
	struct body_ticket ticket;
	struct body_warrant warrant;
	struct client *to;
	uint64_t rows;
};

static void item_row(struct answer *a, struct incoming *in)
{
	static struct body_row_item item;
	memcpy(&item, in->body.bytes, sizeof item);
	struct buf b = buf_new(2048);
	buf_hex(&b, view_of(item.envelope.hash, HASH_LEN));
	buf_u8(&b, ' ');
	buf_hex(&b, view_of(item.output, HASH_LEN));
	buf_u8(&b, ' ');
	buf_hex(&b, view_str(item.output_name));
	if (!item.output_name[0])
		buf_u8(&b, '-');
	uint8_t terms[HASH_LEN];
	picks_terms(&item.envelope, item.output_name, terms);
	buf_u8(&b, ' ');
	buf_hex(&b, view_of(terms, HASH_LEN));
	buf_fmt(&b, " %u %u", item.wanted, item.given);
	say(a->to, "I %s %u %s %u %s %.*s\n", item_hex(item.envelope.id).s, item.state,
	    err_text((enum err)item.err)->name, item.needs, item.number, (int)b.n,
	    (const char *)b.p);
	buf_free(&b);
}

static void row(struct answer *a, struct incoming *in)
{
	static struct body_own_row own;
	a->rows++;
	if (in->msg == MSG_ROW_ITEM) {
		item_row(a, in);
	} else if (in->msg == MSG_OWN_ROW) {
		memcpy(&own, in->body.bytes, sizeof own);
		say(a->to, "O %s %u %s %s\n", item_hex(own.id).s, own.state,
		    err_text((enum err)own.err)->name, own.number);
	} else if (in->msg == MSG_ROW_ORIGINAL) {
		struct body_row_original o;
		memcpy(&o, in->body.bytes, sizeof o);
		struct buf b = buf_new(2048);
		buf_hex(&b, view_of(o.what, HASH_LEN));
		buf_u8(&b, ' ');
		buf_hex(&b, view_of(o.original, HASH_LEN));
		buf_u8(&b, ' ');
		buf_hex(&b, view_str(o.name));
		say(a->to, "R %s %s %u %s %u %u %u %.*s\n", item_hex(o.id).s, item_hex(o.item).s,
		    o.state, err_text((enum err)o.err)->name, o.scan, o.format, o.may, (int)b.n,
		    (const char *)b.p);
		buf_free(&b);
	} else if (in->msg == MSG_ROW_FIND) {
		struct body_row_find find;
		memcpy(&find, in->body.bytes, sizeof find);
		struct buf b = buf_new(2048);
		buf_hex(&b, view_str(find.text));
		say(a->to, "F %016llx %u %u %u %u %u %.*s\n", (unsigned long long)find.id,
		    find.kind, find.weight, find.erasable, find.erased, find.picture,
		    b.n ? (int)b.n : 1, b.n ? (const char *)b.p : "-");
		buf_free(&b);
	} else if (in->msg == MSG_ROW_BALANCE) {
		struct body_row_balance b;
		memcpy(&b, in->body.bytes, sizeof b);
		say(a->to, "B %u %u", b.balanced, b.cable);
		for (size_t i = 0; i < 6; i++) {
			const struct body_counts *c = i < 3 ? &b.in[i] : &b.out[i - 3];
			say(a->to, " %llu %llu %llu %llu %llu %llu %llu %llu",
			    (unsigned long long)c->accepted, (unsigned long long)c->released,
			    (unsigned long long)c->refused, (unsigned long long)c->returned,
			    (unsigned long long)c->expired, (unsigned long long)c->withdrawn,
			    (unsigned long long)c->held, (unsigned long long)c->open);
		}
		say(a->to, "\n");
	}
}

static bool each(struct incoming *in, void *context)
{
	struct answer *a = context;
	struct body_upload upload;
	a->msg = in->msg;
	if (in->msg == MSG_ITEM_FD || in->msg == MSG_ROW_FD)
		a->fd = take_fd(&in->fds[0]);
	if (in->msg == MSG_ITEM_FD) {
		memcpy(&upload, in->body.bytes, sizeof upload);
		a->upload = upload.upload;
	} else if (in->msg == MSG_DONE) {
		memcpy(&a->done, in->body.bytes, sizeof a->done);
	} else if (in->msg == MSG_TICKET) {
		memcpy(&a->ticket, in->body.bytes, sizeof a->ticket);
	} else if (in->msg == MSG_WARRANT) {
		memcpy(&a->warrant, in->body.bytes, sizeof a->warrant);
	} else {
		row(a, in);
	}
	return true;
}

static struct answer call(struct client *c, enum role to, enum msg m, const void *body)
{
	struct answer a = {.fd = -1, .to = c};
	a.err = role_call(to, m, body, NULL, PATIENCE, each, &a);
	return a;
}

/* --- uploads --- */

static enum err open_upload(struct client *c, uint64_t size, uint64_t *ret, int *ret_fd)
{
	struct body_open open = {.size_hint = size};
	struct answer a = call(c, ROLE_belt, MSG_ITEM_OPEN, &open);
	if (a.err == OK && a.msg != MSG_ITEM_FD)
		a.err = E_PROTOCOL;
	*ret = a.upload;
	*ret_fd = a.fd;
	return a.err;
}

/* From the socket into the upload; all of it is read in any case. */
static enum err pump(struct client *c, int to, uint64_t n)
{
	static uint8_t bytes[65536];
	enum err e = OK;
	while (n > 0) {
		ssize_t r = read(c->fd, bytes, (size_t)min_of(n, (uint64_t)sizeof bytes));
		if (r <= 0)
			return E_GONE;
		if (e == OK && to >= 0)
			e = file_write(to, view_of(bytes, (size_t)r));
		n -= (uint64_t)r;
	}
	return e;
}

static void set(char *field, size_t size, const char *hex)
{
	bytes_of(hex, field, size - 1);
	field[size - 1] = '\0';
}

/* The newest ticket of the person. */
static struct ticket ticket_of(const char *person)
{
	struct ticket best = {0};
	for (size_t i = 0; i < array_len(tickets); i++)
		if (view_eq(view_str(tickets[i].ticket.person), view_str(person)) &&
		    tickets[i].ticket.issued >= best.issued)
			best = tickets[i].ticket;
	return best;
}

static void envelope_of(char **w, struct body_seal *seal)
{
	struct envelope *e = &seal->envelope;
	e->direction = w[1][0] == 'i' ? DIRECTION_IN : DIRECTION_OUT;
	e->recipient_kind = (uint8_t)number(w[2]);
	e->grade = (uint8_t)number(w[3]);
	set(e->sender, sizeof e->sender, w[4]);
	if (e->sender[0])
		seal->ticket = ticket_of(e->sender);
	set(e->unit, sizeof e->unit, w[5]);
	set(e->recipient, sizeof e->recipient, w[6]);
	set(e->name, sizeof e->name, w[7]);
	set(e->reason, sizeof e->reason, w[8]);
	bytes_of(w[9], e->session, HASH_LEN);
	seal->size = number(w[10]);
}

static void put(struct client *c)
{
	static struct body_seal seal;
	scope_end(close_fd) int fd = -1;
	if (c->words != 12) {
		say_err(c, E_USAGE);
		return;
	}
	seal = (struct body_seal){0};
	envelope_of(c->word, &seal);
	uint64_t part = number(c->word[11]);
	enum err e = open_upload(c, seal.size, &seal.upload, &fd);
	enum err got = pump(c, e == OK ? fd : -1, part);
	if (e == OK)
		e = got;
	close_fd(&fd);
	if (e == OK && part < seal.size) {
		struct body_upload drop = {.upload = seal.upload};
		e = role_send(ROLE_belt, MSG_ITEM_DROP, 0, &drop, NULL);
		say_err(c, e == OK ? E_CHANGED : e);
		return;
	}
	if (e != OK) {
		say_err(c, e);
		return;
	}
	struct answer a = call(c, ROLE_belt, MSG_ITEM_SEAL, &seal);
	if (a.err != OK) {
		say_err(c, a.err);
		return;
	}
	say(c, "OK %s %s\n", item_hex(a.done.id).s, a.done.number);
}

/* So many files open at the same time. */
static void many(struct client *c)
{
	static struct body_seal seal;
	static uint64_t uploads[MANY_MAX];
	static int fds[MANY_MAX];
	size_t n = min_of((size_t)number(c->word[1]), (size_t)MANY_MAX), opened = 0, accepted = 0;
	struct view text = VIEW("一度に千件\n");
	while (opened < n && open_upload(c, text.n, &uploads[opened], &fds[opened]) == OK)
		opened++;
	for (size_t i = 0; i < opened; i++)
		if (file_write(fds[i], text) != OK)
			uploads[i] = 0;
	for (size_t i = 0; i < opened; i++) {
		close_fd(&fds[i]);
		seal = (struct body_seal){.upload = uploads[i], .size = text.n};
		seal.envelope.direction = DIRECTION_IN;
		seal.envelope.recipient_kind = RECIPIENT_UNIT;
		bytes_of(c->word[2], seal.envelope.session, HASH_LEN);
		set(seal.envelope.recipient, TEXT_MAX_, c->word[3]);
		(void)snprintf(seal.envelope.name, NAME_MAX_, "千件の%zu.txt", i);
		accepted += call(c, ROLE_belt, MSG_ITEM_SEAL, &seal).err == OK;
	}
	say(c, "OK %zu\n", accepted);
}

static void own(struct client *c)
{
	struct body_own body = {.most = 2000};
	bytes_of(c->word[1], body.session, HASH_LEN);
	struct answer a = call(c, ROLE_belt, MSG_OWN_LIST, &body);
	if (a.err != OK) {
		say_err(c, a.err);
		return;
	}
	say(c, "DONE %llu\n", (unsigned long long)a.done.count);
}

/* --- people --- */

static void sign_in(struct client *c)
{
	struct body_signin in = {0};
	struct body_stepup up = {0};
	(void)item_set_text(in.person, sizeof in.person, view_str(c->word[1]));
	(void)item_set_text(in.password, sizeof in.password, view_str(c->word[2]));
	(void)item_set_text(in.address, sizeof in.address, VIEW("127.0.0.1"));
	struct answer a = call(c, ROLE_auth, MSG_SIGNIN, &in);
	if (a.err == OK && c->word[3][0] != '-') {
		up.ticket = a.ticket.ticket;
		(void)item_set_text(up.code, sizeof up.code, view_str(c->word[3]));
		a = call(c, ROLE_auth, MSG_STEPUP, &up);
	}
	if (a.err != OK || a.msg != MSG_TICKET) {
		say_err(c, a.err == OK ? E_PROTOCOL : a.err);
		return;
	}
	tickets[ticket_count++ % array_len(tickets)] = a.ticket;
	say(c, "OK\n");
}

static void list(struct client *c)
{
	struct body_query q = {.ticket = ticket_of(c->word[1]),
			       .query = (uint32_t)number(c->word[2]),
			       .page = (uint32_t)number(c->word[4])};
	if (c->word[3][0] != '-')
		(void)item_set_text(q.text, sizeof q.text, view_str(c->word[3]));
	bytes_of(c->word[5], q.id, ID_LEN);
	struct answer a = call(c, ROLE_store, MSG_QUERY, &q);
	if (a.err != OK) {
		say_err(c, a.err);
		return;
	}
	say(c, "DONE %llu\n", (unsigned long long)a.rows);
}

static void act(struct client *c)
{
	static struct body_act body;
	body =
	    (struct body_act){.ticket = ticket_of(c->word[1]), .act = (uint32_t)number(c->word[2])};
	bytes_of(c->word[3], body.pick.id, ID_LEN);
	bytes_of(c->word[4], body.pick.original, HASH_LEN);
	bytes_of(c->word[5], body.pick.output, HASH_LEN);
	set(body.reason, sizeof body.reason, c->word[6]);
	struct answer a = call(c, ROLE_store, MSG_ACT, &body);
	if (a.err != OK) {
		say_err(c, a.err);
		return;
	}
	say(c, "OK\n");
}

static size_t picks_of(char *list, struct pick ret[PICKS_MAX])
{
	const size_t id = 2 * ID_LEN, hash = 2 * HASH_LEN, one = id + 3 * (hash + 1);
	size_t n = 0;
	for (size_t left = strlen(list); left >= one && n < PICKS_MAX; n++) {
		bytes_of(list, ret[n].id, ID_LEN);
		bytes_of(list + id + 1, ret[n].original, HASH_LEN);
		bytes_of(list + id + hash + 2, ret[n].output, HASH_LEN);
		bytes_of(list + id + 2 * hash + 3, ret[n].terms, HASH_LEN);
		list += min_of(left, one + 1);
		left -= min_of(left, one + 1);
	}
	return n;
}

/* One code, for all of these and nothing else. */
static void approve(struct client *c)
{
	struct pick picks[PICKS_MAX];
	char told[LINE_MAX_] = "OK";
	struct body_stepup_for up = {.ticket = ticket_of(c->word[1])};
	size_t n = picks_of(c->word[4], picks);
	if (n == 0) {
		say_err(c, E_USAGE);
		return;
	}
	(void)item_set_text(up.code, sizeof up.code, view_str(c->word[2]));
	picks_subject(ACT_APPROVE, picks, n, up.what);
	struct answer w = call(c, ROLE_auth, MSG_STEPUP_FOR, &up);
	if (w.err != OK) {
		say_err(c, w.err);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		struct body_act body = {.ticket = up.ticket,
					.act = ACT_APPROVE,
					.pick = picks[i],
					.warrant = w.warrant.warrant};
		picks_place(picks, n, i, &body.among);
		set(body.reason, sizeof body.reason, c->word[3]);
		struct answer a = call(c, ROLE_store, MSG_ACT, &body);
		size_t at = strlen(told);
		(void)snprintf(told + at, sizeof told - at, " %s", err_text(a.err)->name);
	}
	say(c, "%s\n", told);
}

static void check(struct client *c)
{
	static struct body_check body;
	body = (struct body_check){.ticket = ticket_of(c->word[1]),
				   .choice = (uint32_t)number(c->word[4])};
	bytes_of(c->word[2], body.id, ID_LEN);
	bytes_of(c->word[3], body.output, HASH_LEN);
	set(body.reason, sizeof body.reason, c->word[5]);
	for (char *at = c->word[6]; at && *at != '-' && body.n < CHECK_FINDS;) {
		body.finds[body.n++] = strtoull(at, &at, 16);
		at = *at == ',' ? at + 1 : NULL;
	}
	struct answer a = call(c, ROLE_store, MSG_CHECK, &body);
	if (a.err != OK) {
		say_err(c, a.err);
		return;
	}
	say(c, "OK\n");
}

/* PASSWORD person item password leave-out */
static void password(struct client *c)
{
	struct body_password body = {.ticket = ticket_of(c->word[1]),
				     .leave_out = (uint32_t)number(c->word[4])};
	bytes_of(c->word[2], body.id, ID_LEN);
	set(body.password, sizeof body.password, c->word[3]);
	struct answer a = call(c, ROLE_store, MSG_PASSWORD, &body);
	if (a.err != OK) {
		say_err(c, a.err);
		return;
	}
	say(c, "OK\n");
}

static void say_file(struct client *c, struct answer a)
{
	scope_end(buf_free) struct buf b = buf_new((size_t)64 << 20);
	enum err e = a.err == OK && a.fd < 0 ? E_NOT_FOUND : a.err;
	if (e == OK)
		e = file_read(a.fd, b.cap, &b);
	close_fd(&a.fd);
	if (e != OK) {
		say_err(c, e);
		return;
	}
	say(c, "OK %zu\n", b.n);
	if (file_write(c->fd, buf_view(&b)) != OK)
		log_info("the test is gone");
}

static void fetch(struct client *c)
{
	struct body_query q = {.ticket = ticket_of(c->word[1]), .query = QUERY_FILE};
	bytes_of(c->word[2], q.id, ID_LEN);
	say_file(c, call(c, ROLE_store, MSG_QUERY, &q));
}

/* --- originals --- */

static void original(struct client *c)
{
	static struct body_original_act body;
	struct body_stepup_for up = {.ticket = ticket_of(c->word[1])};
	body = (struct body_original_act){.ticket = up.ticket, .act = (uint32_t)number(c->word[2])};
	bytes_of(c->word[3], body.id, ID_LEN);
	bytes_of(c->word[4], body.original, HASH_LEN);
	set(body.reason, sizeof body.reason, c->word[5]);
	if (c->word[6][0] != '-') {
		(void)item_set_text(up.code, sizeof up.code, view_str(c->word[6]));
		bytes_of(c->word[7], up.what, HASH_LEN);
		struct answer w = call(c, ROLE_auth, MSG_STEPUP_FOR, &up);
		if (w.err != OK) {
			say_err(c, w.err);
			return;
		}
		body.warrant = w.warrant.warrant;
	}
	struct answer a = call(c, ROLE_store, MSG_ORIGINAL_ACT, &body);
	if (a.err != OK) {
		say_err(c, a.err);
		return;
	}
	say(c, "OK\n");
}

static void take(struct client *c)
{
	static struct body_original_act body;
	body =
	    (struct body_original_act){.ticket = ticket_of(c->word[1]), .act = ORIGINAL_ACT_TAKE};
	bytes_of(c->word[2], body.id, ID_LEN);
	say_file(c, call(c, ROLE_store, MSG_ORIGINAL_ACT, &body));
}

/* --- the loop --- */

static const struct {
	const char *word;
	size_t words;
	void (*run)(struct client *c);
} commands[] = {{"PUT", 12, put},	 {"MANY", 4, many},	    {"OWN", 2, own},
		{"SIGNIN", 4, sign_in},	 {"LIST", 6, list},	    {"ACT", 7, act},
		{"APPROVE", 5, approve}, {"FETCH", 3, fetch},	    {"PASSWORD", 5, password},
		{"TAKE", 3, take},	 {"ORIGINAL", 8, original}, {"CHECK", 7, check}};

static void serve(void *context)
{
	struct client *c = context;
	bool known = false, alive = read_line(c);
	for (size_t i = 0; alive && !known && i < array_len(commands); i++) {
		known = view_eq(view_str(c->word[0]), view_str(commands[i].word)) &&
			c->words == commands[i].words;
		if (known)
			commands[i].run(c);
	}
	if (alive && known)
		return;
	role_watch_with(c->fd, NULL, NULL);
	close(c->fd);
	free(c);
}

static void visit(void)
{
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	struct client *c = fd >= 0 ? calloc(1, sizeof *c) : NULL;
	if (!c) {
		close_fd(&fd);
		return;
	}
	c->fd = fd;
	role_watch_with(fd, serve, c);
}

static enum err more_descriptors(const struct role_start *s unused_arg)
{
	struct rlimit r;
	if (getrlimit(RLIMIT_NOFILE, &r) != 0)
		return E_IO;
	r.rlim_cur = min_of(r.rlim_max, (rlim_t)8192);
	return setrlimit(RLIMIT_NOFILE, &r) == 0 ? OK : E_IO;
}

static enum err start(const struct role_start *s)
{
	listener = s->listen_fd;
	half = s->half;
	role_watch(listener, visit);
	return OK;
}

int main(int argc, char **argv)
{
	static struct role_def def = {
	    .open = more_descriptors, .start = start, .needs_listen = true};
	const char *slash = strrchr(argv[0], '/');
	struct view name = view_str(slash ? slash + 1 : argv[0]);
	def.self = view_eq(name, VIEW("sekisho-gate")) ? ROLE_gate : ROLE_portal;
	return role_main(&def, argc, argv);
}
