/* SPDX-License-Identifier: Apache-2.0
 * search.c: grams in, items out.
 */
#include "store/search.h"

#include "base/utf8.h"
#include "flow/item.h"
#include "store/people.h"
#include "store/query.h"

#define FOLDED_MAX 1024
#define LOOKED_AT 20000 /* rows of one question: then it is told that there may be more */

void search_fold(struct view text, struct buf *out)
{
	struct cursor c = {.v = text};
	for (uint32_t x; !c.bad && cursor_left(&c) && (x = utf8_next(&c)) != UTF8_BAD;) {
		if (x >= 0xFF01 && x <= 0xFF5E) /* full-width forms */
			x -= 0xFEE0;
		if (x == 0x3000)
			x = ' ';
		if (x >= 'A' && x <= 'Z')
			x += 'a' - 'A';
		utf8_put(out, x);
	}
}

/* The two characters that begin at `at`; empty at the end. */
static struct view gram_at(struct view v, size_t at)
{
	struct cursor c = {.v = view_sub(v, at, v.n)};
	size_t before = c.v.n;
	if (before == 0 || utf8_next(&c) == UTF8_BAD || cursor_left(&c) == 0)
		return view_of(NULL, 0);
	if (utf8_next(&c) == UTF8_BAD)
		return view_of(NULL, 0);
	return view_sub(v, at, before - cursor_left(&c));
}

static size_t next_at(struct view v, size_t at)
{
	do
		at++;
	while (at < v.n && (v.p[at] & 0xC0) == 0x80);
	return at;
}

enum err search_add(const struct item *i)
{
	const struct envelope *e = &i->envelope;
	scope_end(buf_free) struct buf name = buf_new(FOLDED_MAX);
	search_fold(view_str(e->name), &name);
	struct view v = buf_view(&name), gram;
	for (size_t at = 0; (gram = gram_at(v, at)).n; at = next_at(v, at))
		try(db_run(store.db, SQL_GRAM_PUT, db_view(gram), db_int(e->accepted),
			   db_bytes(e->id, ID_LEN)));
	return name.err;
}

/* --- the question --- */

struct search {
	const struct body_search *ask;
	const struct policy_person *person;
	struct buf words, party;
};

static bool holds_word(struct view in, const struct buf *word)
{
	scope_end(buf_free) struct buf folded = buf_new(FOLDED_MAX);
	search_fold(in, &folded);
	return folded.err == OK && view_has(buf_view(&folded), buf_view(word));
}

static bool is_party(const struct search *s, const struct envelope *e)
{
	char name[128];
	if (!s->party.n || holds_word(view_str(e->sender), &s->party) ||
	    holds_word(view_str(e->recipient), &s->party))
		return true;
	people_recipient(e, name);
	if (holds_word(view_str(name), &s->party))
		return true;
	if (!e->sender[0])
		return false;
	people_name(e->sender, name);
	return holds_word(view_str(name), &s->party);
}

/* "R8-通過第12号" is asked for by that text or by how it begins. */
static bool is_number(const struct search *s, const struct item *i)
{
	struct view want = view_trim(view_str(s->ask->number));
	return !want.n || view_starts(view_str(i->number), want) ||
	       (i->position >= 0 &&
		view_starts(view_str(item_receipt_number(i->position, i->signed_at).s), want));
}

static bool found(const struct search *s, const struct item *i)
{
	const struct body_search *q = s->ask;
	const struct envelope *e = &i->envelope;
	if ((q->state && (uint32_t)i->state != q->state) ||
	    (q->direction && e->direction != q->direction) || (q->from && e->accepted < q->from) ||
	    (q->to && e->accepted >= q->to))
		return false;
	if (s->words.n && !holds_word(view_str(e->name), &s->words) &&
	    !holds_word(view_str(i->output_name), &s->words))
		return false;
	return is_number(s, i) && is_party(s, e) && people_may_see(s->person, i);
}

/* Whatever may be it, newest first. */
static struct db_rows candidates(const struct search *s)
{
	const struct body_search *q = s->ask;
	struct view gram = gram_at(buf_view(&s->words), 0);
	struct db_value from = db_int(q->from), to = db_int(q->to ? q->to : INT64_MAX);
	if (gram.n)
		return db_ask(store.db, SQL_SEARCH_GRAM, db_view(gram), from, to,
			      db_int(LOOKED_AT));
	if (people_oversees(s->person))
		return db_ask(store.db, SQL_SEARCH_ALL, from, to, db_int(LOOKED_AT));
	return db_ask(store.db, SQL_SEARCH_OWN, db_text(s->person->number), from, to,
		      db_int(LOOKED_AT));
}

static enum err collect(const struct search *s, uint8_t (*ret)[ID_LEN], size_t *ret_n)
{
	static uint8_t ids[LOOKED_AT][ID_LEN];
	struct item i;
	size_t n, found_n = 0, skip = (size_t)s->ask->page * QUERY_PAGE;
	struct db_rows rows scope_end(db_rows_end) = candidates(s);
	try(item_list(&rows, ids, LOOKED_AT, &n));
	for (size_t k = 0; k < n && found_n < QUERY_PAGE; k++) {
		try(item_get(ids[k], &i));
		if (!found(s, &i))
			continue;
		if (skip > 0) {
			skip--;
			continue;
		}
		memcpy(ret[found_n++], ids[k], ID_LEN);
	}
	*ret_n = found_n;
	return OK;
}

static enum err search(struct incoming *in, const struct body_search *q)
{
	uint8_t ids[QUERY_PAGE][ID_LEN];
	size_t n = 0;
	struct search s = {.ask = q, .words = buf_new(FOLDED_MAX), .party = buf_new(FOLDED_MAX)};
	enum err e = people_of_ticket(&q->ticket, &s.person);
	search_fold(view_trim(view_str(q->words)), &s.words);
	search_fold(view_trim(view_str(q->party)), &s.party);
	if (e == OK)
		e = s.words.err != OK ? s.words.err : s.party.err;
	if (e == OK)
		e = collect(&s, ids, &n);
	if (e == OK)
		query_item_rows(in, s.person, ids, n);
	buf_free(&s.words);
	buf_free(&s.party);
	return e;
}

void on_search(struct incoming *in)
{
	static struct body_search q;
	memcpy(&q, in->body.bytes, sizeof q);
	bool clean = body_text_ok(q.words, sizeof q.words) &&
		     body_text_ok(q.number, sizeof q.number) &&
		     body_text_ok(q.party, sizeof q.party) && q.page <= 100000;
	role_done(in, clean ? search(in, &q) : E_PROTOCOL);
}
