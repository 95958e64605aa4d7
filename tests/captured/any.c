/* SPDX-License-Identifier: Apache-2.0
 * any.c: in place of any process of ours, under the real keeper, in its real jail, with its real
 * wires: says on them whatever a test writes into a pipe, and shows the test all that it hears.
 *
 * Which process it is its name says (sekisho-ROLE). The pipes lie beside the program: ROLE-H.in
 * and ROLE-H.out, H the half; opened before the jail closes, which is all that is not real.
 *
 *   SEND peer MSG tag FDS BODY   BODY in hex, the rest zeros; "=" before it: exactly these bytes.
 *                                FDS: "-", or a comma list of kN (a descriptor it heard), s:HEX and
 *                                u:HEX (memory, sealed or not), p (a pipe)
 *   READ kN, WRITE kN HEX        of a descriptor it heard
 *   LAYOUT                       offsets of the fields that tests change
 * and from it:
 *   UP peer, DOWN peer, GOT peer MSG tag FDS BODY, DATA HEX, WROTE n, FIELD struct.field at size
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/base64.h"
#include "sys/file.h"
#include "sys/log.h"
#include "sys/peers.h"

#define LINE ((size_t)64 << 10)
#define KEPT 256

static int in_fd = -1, out_fd = -1;
static int spare[2] = {-1, -1}; /* a pipe: the jail lets nobody make one */
static int kept[KEPT];
static size_t kept_count;
static char line[LINE];
static size_t line_len;

static const struct {
	const char *name;
	size_t at, size;
} fields[] = {
#define F(type, field)                                                                            \
	{                                                                                         \
#type "." #field, offsetof(struct type, field), sizeof(((struct type *)0)->field) \
	}
    F(ticket, person),
    F(ticket, unit),
    F(ticket, roles),
    F(ticket, issued),
    F(ticket, expires),
    F(ticket, stepped_up),
    F(ticket, session),
    F(ticket, signature),
    F(body_ticket, ticket),
    F(body_query, ticket),
    F(body_query, query),
    F(body_query, id),
    F(body_query, text),
    F(body_act, ticket),
    F(body_act, act),
    F(body_act, pick),
    F(body_act, warrant),
    F(body_act, among),
    F(pick, id),
    F(pick, original),
    F(pick, output),
    F(pick, terms),
    F(place_among, index),
    F(place_among, count),
    F(place_among, depth),
    F(place_among, root),
    F(place_among, path),
    F(body_stepup_for, ticket),
    F(body_stepup_for, code),
    F(body_stepup_for, what),
    F(body_check, ticket),
    F(body_check, choice),
    F(body_check, id),
    F(body_check, output),
    F(body_check, n),
    F(body_check, finds),
    F(body_check, reason),
    F(body_act, reason),
    F(body_signin, person),
    F(body_signin, password),
    F(body_signin, address),
    F(body_stepup, ticket),
    F(body_stepup, code),
    F(body_part_open, envelope),
    F(body_part_open, ticket),
    F(body_part, owner),
    F(body_part, id),
    F(body_part, ticket),
    F(body_part_piece, owner),
    F(body_part_piece, id),
    F(body_part_piece, upload),
    F(body_part_piece, size),
    F(body_part_piece, offset),
    F(body_part_piece, before),
    F(body_part_piece, hash),
    F(body_part_piece, ticket),
    F(body_part_row, have),
    F(body_done, count),
    F(body_done, number),
    F(body_seal, upload),
    F(body_seal, size),
    F(body_seal, envelope),
    F(body_seal, ticket),
    F(envelope, version),
    F(envelope, direction),
    F(envelope, recipient_kind),
    F(envelope, grade),
    F(envelope, size),
    F(envelope, id),
    F(envelope, accepted),
    F(envelope, hash),
    F(envelope, session),
    F(envelope, name),
    F(envelope, sender),
    F(envelope, unit),
    F(envelope, recipient),
    F(envelope, reason),
    F(body_done, err),
    F(body_done, id),
    F(body_form, id),
    F(body_form, hash),
    F(body_form, err),
    F(body_form, format),
    F(body_rebuild, id),
    F(body_rebuild, limits),
    F(body_rebuilt, id),
    F(body_rebuilt, err),
    F(body_rebuilt, length),
    F(body_rebuilt, output),
    F(binding, id),
    F(binding, original),
    F(binding, output),
    F(binding, length),
    F(binding, form_version),
    F(binding, direction),
    F(binding, recipient_kind),
    F(binding, grade),
    F(binding, policy),
    F(binding, approval),
    F(binding, name),
    F(binding, sender),
    F(binding, destination),
    F(binding, recipient),
    F(body_sign, binding),
    F(body_sign, salt),
    F(body_sign, life),
    F(body_sign, votes),
    F(body_sign, unit),
    F(body_sign, vote),
    F(body_sign, colleague),
    F(body_signed, err),
    F(body_log, row),
    F(body_log, event),
    F(body_log, id),
    F(body_staged, id),
    F(body_staged, output),
    F(body_staged, err),
    F(body_delivered, id),
    F(body_delivered, err),
    F(body_delivered, half),
    F(body_delivered, position),
    F(body_delivered, time),
    F(body_hello, nonce),
    F(body_hello, answer),
    F(body_hello, policy),
    F(body_row_item, envelope),
    F(body_row_item, state),
    F(body_row_item, output),
    F(body_row_item, output_name),
    F(order, kind),
    F(order, way),
    F(order, id),
    F(order, item),
    F(order, original),
    F(order, length),
    F(order, time),
    F(order, expires),
    F(order, policy),
    F(order, destination),
    F(order, recipient),
    F(order, name),
    F(order, warrant),
    F(order, signature),
    F(order, version),
    F(warrant, person),
    F(warrant, issued),
    F(warrant, expires),
    F(warrant, what),
    F(body_order, order),
    F(body_original, order),
    F(body_original, said),
    F(said, err),
    F(said, scan),
    F(said, id),
    F(said, kind),
    F(body_said, said),
    F(body_handed, id),
    F(body_handed, err),
    F(said, original),
    F(body_zone_act, ticket),
    F(body_zone_act, act),
    F(body_zone_act, id),
    F(body_zone_act, warrant),
    F(body_zone_act, reason),
    F(body_row_zone, state),
    F(body_row_zone, stage),
    F(body_row_zone, request),
    F(body_row_zone, what),
    F(body_zone_state, words),
    F(body_zone_state, applied),
    F(body_stage, id),
    F(body_stage, output),
    F(body_stage, length),
#undef F
};

static void tell(const char *fmt, ...) print_like(1, 2);

static void tell(const char *fmt, ...)
{
	static char text[LINE];
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (n > 0 && file_write(out_fd, view_of(text, min_of((size_t)n, sizeof text - 1))) != OK)
		log_warn("the test is gone");
}

static const char *hex(const void *p, size_t n)
{
	static struct buf b;
	if (!b.cap)
		b = buf_new(LINE);
	buf_clear(&b);
	buf_hex(&b, view_of(p, n));
	buf_u8(&b, 0);
	return b.n > 1 ? (const char *)b.p : "-";
}

static void on_any(struct incoming *in)
{
	char fds[64] = "";
	for (unsigned i = 0; i < msg_fds(in->msg) && kept_count < KEPT; i++) {
		kept[kept_count] = take_fd(&in->fds[i]);
		size_t n = strlen(fds);
		(void)snprintf(fds + n, sizeof fds - n, "%sk%zu", n ? "," : "", kept_count++);
	}
	tell("GOT %s %s %llu %s %s\n", role_name(in->from), msg_name(in->msg),
	     (unsigned long long)in->tag, fds[0] ? fds : "-",
	     hex(in->body.bytes, msg_size(in->msg)));
}

static int memory_of(const char *text, bool seal)
{
	static uint8_t bytes[LINE];
	size_t n = strlen(text) / 2;
	int fd = memfd_new("captured");
	if (hex_read(view_str(text), bytes, n) != OK || file_write(fd, view_of(bytes, n)) != OK ||
	    (seal && memfd_seal(fd) != OK))
		log_warn("no memory for a descriptor");
	return fd;
}

/* The next word; NULL at the end. */
static char *cut(char **rest, char separator)
{
	char *at = *rest;
	if (!at || !*at)
		return NULL;
	char *end = strchr(at, separator);
	*rest = end ? end + 1 : NULL;
	if (end)
		*end = 0;
	return at;
}

static uint64_t number(const char *s)
{
	int64_t n = 0;
	return view_int(view_str(s), 0, INT64_MAX, &n) == OK ? (uint64_t)n : 0;
}

static int kept_at(const char *name)
{
	return kept[number(name + 1) % KEPT];
}

static size_t descriptors(char *list, int fds[MSG_FDS_MAX])
{
	size_t n = 0;
	for (char *w; n < MSG_FDS_MAX && (w = cut(&list, ','));) {
		if (w[0] == 'k')
			fds[n++] = kept_at(w);
		else if (w[0] == 's' || w[0] == 'u')
			fds[n++] = memory_of(w + 2, w[0] == 's');
		else if (w[0] == 'p')
			fds[n++] = spare[0];
	}
	return n;
}

static enum role role_of(const char *name)
{
	for (enum role r = ROLE_NONE; r < ROLE_COUNT; r++)
		if (strcmp(role_name(r), name) == 0)
			return r;
	return ROLE_NONE;
}

static enum msg msg_of(const char *name)
{
	for (enum msg m = MSG_NONE; m < MSG_COUNT; m++)
		if (strcmp(msg_name(m), name) == 0)
			return m;
	return MSG_NONE;
}

static void send_raw(char **w)
{
	static uint8_t body[MSG_BODY_MAX];
	union {
		struct cmsghdr align;
		uint8_t bytes[CMSG_SPACE(sizeof(int) * MSG_FDS_MAX)];
	} control = {0};
	int fds[MSG_FDS_MAX];
	enum msg m = msg_of(w[2]);
	bool exact = w[5][0] == '=';
	const char *text = w[5] + exact;
	size_t given = text[0] == '-' ? 0 : min_of(strlen(text) / 2, sizeof body);
	size_t size = exact ? given : max_of(given, msg_size(m)), n = 0;
	memset(body, 0, sizeof body);
	if (given && hex_read(view_of((const uint8_t *)text, 2 * given), body, given) != OK)
		log_warn("not hex");
	if (w[4][0] != '-')
		n = descriptors(w[4], fds);
	struct msg_head head = {.msg = (uint32_t)m, .size = (uint32_t)size, .tag = number(w[3])};
	struct iovec iov[2] = {{&head, sizeof head}, {body, size}};
	struct msghdr h = {.msg_iov = iov, .msg_iovlen = 2};
	if (n) {
		h.msg_control = control.bytes;
		h.msg_controllen = CMSG_SPACE(n * sizeof(int));
		struct cmsghdr *c = CMSG_FIRSTHDR(&h);
		*c = (struct cmsghdr){.cmsg_level = SOL_SOCKET,
				      .cmsg_type = SCM_RIGHTS,
				      .cmsg_len = CMSG_LEN(n * sizeof(int))};
		memcpy(CMSG_DATA(c), fds, n * sizeof(int));
	}
	int fd = peer_of(role_of(w[1]))->wire.fd;
	tell("SENT %d\n", fd >= 0 && sendmsg(fd, &h, MSG_NOSIGNAL) >= 0 ? 0 : errno);
}

static void read_kept(char **w)
{
	static uint8_t bytes[LINE / 2 - 64];
	ssize_t n = pread(kept_at(w[1]), bytes, sizeof bytes, 0);
	tell("DATA %s\n", hex(bytes, n > 0 ? (size_t)n : 0));
}

static void write_kept(char **w)
{
	static uint8_t bytes[LINE];
	size_t n = strlen(w[2]) / 2;
	if (hex_read(view_str(w[2]), bytes, n) != OK)
		log_warn("not hex");
	tell("WROTE %lld\n", (long long)pwrite(kept_at(w[1]), bytes, n, 0));
}

static void run(char *text)
{
	char *w[6] = {0};
	size_t n = 0;
	for (char *at; n < array_len(w) && (at = cut(&text, ' '));)
		w[n++] = at;
	if (n == 6 && strcmp(w[0], "SEND") == 0)
		send_raw(w);
	else if (n == 2 && strcmp(w[0], "READ") == 0)
		read_kept(w);
	else if (n == 3 && strcmp(w[0], "WRITE") == 0)
		write_kept(w);
	else if (n == 1 && strcmp(w[0], "LAYOUT") == 0)
		for (size_t i = 0; i < array_len(fields); i++)
			tell("FIELD %s %zu %zu\n", fields[i].name, fields[i].at, fields[i].size);
}

static void hear(void)
{
	ssize_t n = read(in_fd, line + line_len, sizeof line - 1 - line_len);
	if (n <= 0)
		return;
	line_len += (size_t)n;
	for (char *end; (end = memchr(line, '\n', line_len));) {
		size_t used = (size_t)(end - line) + 1;
		*end = 0;
		run(line);
		memmove(line, line + used, line_len - used);
		line_len -= used;
	}
}

static void up(enum role peer)
{
	tell("UP %s\n", role_name(peer));
}

static void down(enum role peer)
{
	tell("DOWN %s\n", role_name(peer));
}

static struct role_def def = {.peer_up = up, .peer_down = down};

static enum err open_pipes(const struct role_start *s)
{
	char exe[4096], path[4200];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
	if (n <= 0)
		return E_IO;
	exe[n] = 0;
	*strrchr(exe, '/') = 0;
	if (pipe2(spare, O_CLOEXEC) != 0)
		return E_IO;
	int *const ends[] = {&in_fd, &out_fd};
	for (size_t i = 0; i < 2; i++) {
		(void)snprintf(path, sizeof path, "%s/%s-%c.%s", exe, role_name(def.self),
			       (char)s->half, i ? "out" : "in");
		*ends[i] = open(path, O_RDWR | O_CLOEXEC);
		if (*ends[i] < 0)
			return E_IO;
	}
	return OK;
}

static enum err start(const struct role_start *s unused_arg)
{
	role_watch(in_fd, hear);
	return OK;
}

int main(int argc, char **argv)
{
	static struct handler handlers[MSG_COUNT];
	size_t n = 0;
	for (enum msg m = MSG_NONE + 1; m < MSG_COUNT; m++)
		handlers[n++] = (struct handler){m, on_any};
	const char *slash = strrchr(argv[0], '/');
	def.self = role_of((slash ? slash + 1 : argv[0]) + strlen("sekisho-"));
	def.handlers = handlers;
	def.handler_count = n;
	def.open = open_pipes;
	def.start = start;
	def.needs_listen = def.self == ROLE_gate || def.self == ROLE_portal;
	return role_main(&def, argc, argv);
}
