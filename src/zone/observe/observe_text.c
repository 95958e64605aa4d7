/* SPDX-License-Identifier: Apache-2.0
 * observe_text.c: plans and results, read and written.
 */
#include "zone/observe/observe_text.h"

#define LINE_MAX_BYTES 300
#define WORDS_MAX 9

static const char *const outcomes[OBSERVE_OUTCOME_COUNT] = {"untried",	   "answered", "refused",
							    "unreachable", "silent",   "failed"};

struct line {
	struct view words[WORDS_MAX];
	size_t n;
};

/* --- reading --- */

static bool split(struct view text, struct line *ret)
{
	ret->n = 0;
	while (text.n > 0) {
		struct view word = view_take(&text, ' ');
		if (word.n == 0 || ret->n == WORDS_MAX)
			return false;
		ret->words[ret->n++] = word;
	}
	return true;
}

/* Letters, digits and a few signs: codes, host names, addresses. */
static bool is_plain(struct view v)
{
	static const char signs[] = "-_.:";
	for (size_t i = 0; i < v.n; i++) {
		uint8_t x = v.p[i];
		bool letter = (x >= 'a' && x <= 'z') || (x >= 'A' && x <= 'Z');
		if (!letter && !(x >= '0' && x <= '9') && (x == 0 || !strchr(signs, x)))
			return false;
	}
	return v.n > 0;
}

static bool copy(struct view v, char *to, size_t room)
{
	if (v.n >= room || !is_plain(v))
		return false;
	memcpy(to, v.p, v.n);
	to[v.n] = '\0';
	return true;
}

static bool protocol(struct view v, bool *ret_udp)
{
	*ret_udp = view_eq(v, VIEW("udp"));
	return *ret_udp || view_eq(v, VIEW("tcp"));
}

static bool port(struct view v, uint16_t *ret)
{
	int64_t n;
	if (view_int(v, 1, 65535, &n) != OK)
		return false;
	*ret = (uint16_t)n;
	return true;
}

static bool number(struct view v, uint32_t *ret)
{
	int64_t n;
	if (view_int(v, 1, OBSERVE_TRIES_MAX, &n) != OK)
		return false;
	*ret = (uint32_t)n;
	return true;
}

static enum err read_listen(const struct line *l, struct observe_text *t)
{
	if (t->listens_count == OBSERVE_LISTENS_MAX)
		return E_LIMIT_COUNT;
	struct observe_listen *x = &t->listens[t->listens_count];
	size_t want = t->result ? 6 : 5;
	if (l->n != want || !copy(l->words[1], x->zone, sizeof x->zone) ||
	    !protocol(l->words[2], &x->udp) || !copy(l->words[3], x->address, sizeof x->address) ||
	    !port(l->words[4], &x->port))
		return E_BROKEN;
	x->open = t->result && view_eq(l->words[5], VIEW("yes"));
	t->listens_count++;
	return OK;
}

static enum err read_try(const struct line *l, struct observe_text *t)
{
	if (t->tries_count == OBSERVE_TRIES_MAX)
		return E_LIMIT_COUNT;
	struct observe_try *x = &t->tries[t->tries_count];
	size_t want = t->result ? 9 : 8;
	if (l->n != want || !number(l->words[1], &x->number) ||
	    !copy(l->words[2], x->from, sizeof x->from) ||
	    !copy(l->words[3], x->to, sizeof x->to) || !protocol(l->words[4], &x->udp) ||
	    !copy(l->words[5], x->source, sizeof x->source) ||
	    !copy(l->words[6], x->destination, sizeof x->destination) ||
	    !port(l->words[7], &x->port))
		return E_BROKEN;
	for (unsigned i = 0; t->result && i < OBSERVE_OUTCOME_COUNT; i++)
		if (view_eq(l->words[8], view_str(outcomes[i])))
			x->outcome = (enum observe_outcome)i;
	if (t->result && x->outcome == OBSERVE_UNTRIED)
		return E_BROKEN;
	t->tries_count++;
	return OK;
}

static enum err read_got(const struct line *l, struct observe_text *t)
{
	if (t->got_count == OBSERVE_TRIES_MAX)
		return E_LIMIT_COUNT;
	struct observe_got *x = &t->got[t->got_count];
	if (!t->result || l->n != 3 || !number(l->words[1], &x->number) ||
	    !copy(l->words[2], x->source, sizeof x->source))
		return E_BROKEN;
	t->got_count++;
	return OK;
}

static bool hex(struct view v, size_t n)
{
	for (size_t i = 0; i < v.n; i++)
		if (!((v.p[i] >= '0' && v.p[i] <= '9') || (v.p[i] >= 'a' && v.p[i] <= 'f')))
			return false;
	return v.n == n;
}

static bool read_pair(struct view key, struct view value, struct observe_text *t)
{
	const int64_t last = INT64_C(253402300799); /* the year 9999 */
	if (view_eq(key, VIEW("plan")))
		return hex(value, OBSERVE_ID_MAX - 1) && copy(value, t->plan, sizeof t->plan);
	if (view_eq(key, VIEW("policy")))
		return hex(value, 64) && copy(value, t->policy, sizeof t->policy);
	if (view_eq(key, VIEW("time")))
		return view_int(value, 0, last, &t->time) == OK;
	if (!t->result)
		return false;
	if (view_eq(key, VIEW("ended")))
		return view_int(value, 0, last, &t->ended) == OK;
	if (view_eq(key, VIEW("zone")))
		return copy(value, t->zone, sizeof t->zone);
	if (view_eq(key, VIEW("host")))
		return copy(value, t->host, sizeof t->host);
	if (view_eq(key, VIEW("alive"))) {
		t->alive4 = t->alive4 || view_eq(value, VIEW("4"));
		t->alive6 = t->alive6 || view_eq(value, VIEW("6"));
		return true;
	}
	t->listener = view_eq(value, VIEW("listen"));
	return view_eq(key, VIEW("role")) && (t->listener || view_eq(value, VIEW("send")));
}

static enum err read_line(struct view text, struct observe_text *t)
{
	struct line l;
	if (text.n > LINE_MAX_BYTES || !split(text, &l) || l.n == 0)
		return E_BROKEN;
	if (view_eq(l.words[0], VIEW("listen")))
		return read_listen(&l, t);
	if (view_eq(l.words[0], VIEW("try")))
		return read_try(&l, t);
	if (view_eq(l.words[0], VIEW("got")))
		return read_got(&l, t);
	return l.n == 2 && read_pair(l.words[0], l.words[1], t) ? OK : E_BROKEN;
}

static bool is_whole(const struct observe_text *t)
{
	return t->plan[0] && t->policy[0] && t->time > 0 &&
	       (!t->result || (t->zone[0] && t->host[0] && t->ended >= t->time));
}

/* As many as there are lines that begin so: one more than may be is refused when it is read. */
static size_t count(struct view text, struct view begin, size_t most)
{
	size_t n = 0;
	while (text.n > 0)
		n += view_starts(view_take(&text, '\n'), begin);
	return min_of(n, most) + 1;
}

static enum err rooms(struct view text, struct arena *mem, struct observe_text *t)
{
	t->listens =
	    arena_array(mem, count(text, VIEW("listen "), OBSERVE_LISTENS_MAX), sizeof *t->listens);
	t->tries = arena_array(mem, count(text, VIEW("try "), OBSERVE_TRIES_MAX), sizeof *t->tries);
	t->got = arena_array(mem, count(text, VIEW("got "), OBSERVE_TRIES_MAX), sizeof *t->got);
	return t->listens && t->tries && t->got ? OK : E_NO_MEMORY;
}

enum err observe_read(struct view text, struct arena *mem, struct observe_text *ret,
		      uint32_t *ret_line)
{
	struct observe_text t = {0};
	bool ended = false;
	*ret_line = 0;
	if (text.n > OBSERVE_FILE_MAX)
		return E_LIMIT_SIZE;
	struct view head = view_trim(view_take(&text, '\n'));
	t.result = view_eq(head, VIEW("sekisho-result 1"));
	if (!t.result && !view_eq(head, VIEW("sekisho-plan 1")))
		return E_TYPE_UNKNOWN;
	try(rooms(text, mem, &t));
	for (*ret_line = 2; text.n > 0; ++*ret_line) {
		struct view line = view_take(&text, '\n');
		if (line.n > 0 && line.p[line.n - 1] == '\r')
			line.n--;
		if (ended)
			return E_BROKEN;
		ended = view_eq(line, VIEW("end"));
		if (!ended)
			try(read_line(line, &t));
	}
	if (!ended || !is_whole(&t))
		return E_BROKEN;
	*ret = t;
	return OK;
}

/* --- writing --- */

void observe_write(const struct observe_text *t, struct buf *out)
{
	buf_fmt(out, "sekisho-%s 1\nplan %s\npolicy %s\n", t->result ? "result" : "plan", t->plan,
		t->policy);
	if (t->result)
		buf_fmt(out, "role %s\nzone %s\nhost %s\n", t->listener ? "listen" : "send",
			t->zone, t->host);
	buf_fmt(out, "time %lld\n", (long long)t->time);
	if (t->result)
		buf_fmt(out, "ended %lld\n%s%s", (long long)t->ended, t->alive4 ? "alive 4\n" : "",
			t->alive6 ? "alive 6\n" : "");
	for (uint32_t i = 0; i < t->listens_count; i++) {
		const struct observe_listen *x = &t->listens[i];
		buf_fmt(out, "listen %s %s %s %u%s\n", x->zone, x->udp ? "udp" : "tcp", x->address,
			x->port,
			!t->result ? ""
			: x->open  ? " yes"
				   : " no");
	}
	for (uint32_t i = 0; i < t->tries_count; i++) {
		const struct observe_try *x = &t->tries[i];
		buf_fmt(out, "try %u %s %s %s %s %s %u%s%s\n", x->number, x->from, x->to,
			x->udp ? "udp" : "tcp", x->source, x->destination, x->port,
			t->result ? " " : "", t->result ? outcomes[x->outcome] : "");
	}
	for (uint32_t i = 0; i < t->got_count; i++)
		buf_fmt(out, "got %u %s\n", t->got[i].number, t->got[i].source);
	buf_str(out, "end\n");
}
