/* SPDX-License-Identifier: Apache-2.0
 * signin.c: the decisions of auth.
 */
#include "base/utf8.h"
#include "people/signin.h"
#include "sys/wire.h"

#define FREE_TRIES 2 /* typing errors cost nothing */
#define NOBODY ".nobody"

enum err signin_open(int people, const struct policy *p, const struct signing_key *k,
		     struct cost cost, struct signin *ret)
{
	uint8_t noise[16];
	char password[2 * sizeof noise + 1] = {0};
	struct signin s = {.people = people, .policy = p, .key = *k};
	scope_end(buf_free) struct buf hex = buf_new(sizeof password - 1);
	try(random_bytes(noise, sizeof noise));
	buf_hex(&hex, view_of(noise, sizeof noise));
	if (hex.err != OK)
		return hex.err;
	memcpy(password, hex.p, hex.n);
	try(secret_set_password(&s.nobody, password, cost));
	*ret = s;
	return OK;
}

/* The entry of this key; a new one takes the place of what was quiet longest. */
static struct tries *tries_of(struct signin *s, char kind, const char *key, int64_t now)
{
	char name[sizeof s->tries[0].key];
	struct tries *oldest = &s->tries[0];
	(void)snprintf(name, sizeof name, "%c:%.64s", kind, key);
	for (size_t i = 0; i < TRIES_KEPT; i++) {
		struct tries *t = &s->tries[i];
		if (view_eq(view_str(t->key), view_str(name)))
			return t;
		if (max_of(t->until, t->last) < max_of(oldest->until, oldest->last))
			oldest = t;
	}
	*oldest = (struct tries){.last = now};
	memcpy(oldest->key, name, sizeof name);
	return oldest;
}

/* One more wrong try: how long nothing counts. After the last one the count begins again. */
static void count_failure(const struct policy *p, uint32_t factor, int64_t now, uint32_t *failed,
			  int64_t *until)
{
	uint32_t most = max_of(p->limits.lockout.tries, 1U) * factor;
	if (++*failed >= most) {
		*failed = 0;
		*until = now + (int64_t)max_of(p->limits.lockout.minutes, 1U) * 60;
	} else if (factor == 1 && *failed > FREE_TRIES) {
		*until = now + ((int64_t)1 << min_of(*failed - FREE_TRIES, 10U));
	}
}

static enum err give_ticket(struct signin *s, const struct policy_person *person, struct ticket *t,
			    struct body_ticket *ret)
{
	const struct policy_session *limit = &s->policy->limits.session;
	struct body_ticket body = {.ticket = *t};
	memcpy(body.ticket.person, person->number, CODE_MAX);
	memset(body.ticket.unit, 0, CODE_MAX);
	memcpy(body.ticket.unit, s->policy->units[person->units[0]].code, CODE_MAX);
	body.ticket.roles = person->roles;
	body.ticket.expires = body.ticket.issued + (int64_t)limit->absolute_minutes * 60;
	memcpy(body.name, person->name.p, min_of(person->name.n, sizeof body.name - 1));
	try(ticket_sign(&s->key, &body.ticket));
	*ret = body;
	return OK;
}

/* A wrong try of a person, or of a number nobody has: the same steps, the same file operations. */
static enum err fail(struct signin *s, const char *number, bool known, struct secret *secret,
		     const char *address, int64_t now)
{
	struct tries *a = tries_of(s, 'a', address, now), *n = NULL;
	count_failure(s->policy, ADDRESS_FACTOR, now, &a->failed, &a->until);
	a->last = now;
	if (known) {
		count_failure(s->policy, 1, now, &secret->failed, &secret->until);
		try(secret_save(s->people, number, secret));
	} else {
		n = tries_of(s, 'n', number, now);
		count_failure(s->policy, 1, now, &n->failed, &n->until);
		n->last = now;
		try(secret_save(s->people, NOBODY, &s->nobody));
	}
	return E_SIGNIN;
}

static int64_t locked_until(struct signin *s, const char *number, bool known,
			    const struct secret *secret, const char *address, int64_t now)
{
	int64_t a = tries_of(s, 'a', address, now)->until;
	int64_t n = known ? secret->until : tries_of(s, 'n', number, now)->until;
	return max_of(a, n);
}

enum err signin_password(struct signin *s, const struct body_signin *ask, int64_t now,
			 struct body_ticket *ret)
{
	struct secret secret = {0};
	struct ticket t = {.issued = now};
	if (!body_text_ok(ask->person, sizeof ask->person) ||
	    !body_text_ok(ask->password, sizeof ask->password) ||
	    !body_text_ok(ask->address, sizeof ask->address))
		return E_SIGNIN;
	const struct policy_person *person = policy_person(s->policy, view_str(ask->person));
	enum err loaded = secret_load(s->people, ask->person, &secret);
	if (loaded != OK && loaded != E_NOT_FOUND)
		return loaded;
	bool known = person && loaded == OK;
	if (locked_until(s, ask->person, known, &secret, ask->address, now) > now)
		return E_LOCKED;
	enum err e = secret_check_password(known ? &secret : &s->nobody, ask->password);
	if (e == E_SIGNIN || (e == OK && !known))
		return fail(s, ask->person, known, &secret, ask->address, now);
	try(e);
	if (secret.failed != 0 || secret.until != 0) {
		secret.failed = 0;
		secret.until = 0;
		try(secret_save(s->people, ask->person, &secret));
	}
	try(random_bytes(t.session, sizeof t.session));
	return give_ticket(s, person, &t, ret);
}

/* The code counts once: its step is on disk before anybody hears that it was right. */
static enum err use_code(struct signin *s, const struct body_stepup *ask, int64_t now)
{
	struct secret secret;
	uint64_t used;
	enum err e = secret_load(s->people, ask->ticket.person, &secret);
	if (e == E_NOT_FOUND || (e == OK && !secret.has_totp))
		return E_FORBIDDEN;
	try(e);
	if (secret.until > now)
		return E_LOCKED;
	e = totp_check(secret.totp, ask->code, now, secret.step, &used);
	if (e == E_SIGNIN) {
		count_failure(s->policy, 1, now, &secret.codes, &secret.until);
		try(secret_save(s->people, ask->ticket.person, &secret));
		return E_SIGNIN;
	}
	try(e);
	secret.step = used;
	secret.codes = 0;
	secret.until = 0;
	return secret_save(s->people, ask->ticket.person, &secret);
}

enum err signin_code(struct signin *s, const struct body_stepup *ask, int64_t now,
		     struct body_ticket *ret)
{
	struct ticket t = ask->ticket;
	try(ticket_verify(&s->key.public, &t, now));
	const struct policy_person *person = policy_person(s->policy, view_str(t.person));
	if (!person)
		return E_FORBIDDEN;
	if (!body_text_ok(ask->code, sizeof ask->code))
		return E_SIGNIN;
	try(use_code(s, ask, now));
	t.stepped_up = now + (int64_t)s->policy->limits.session.step_up_minutes * 60;
	return give_ticket(s, person, &t, ret);
}

enum err signin_warrant(struct signin *s, const struct body_stepup_for *ask, int64_t now,
			struct warrant *ret)
{
	struct body_stepup code = {.ticket = ask->ticket};
	struct body_ticket stepped;
	struct warrant w = {.issued = now};
	memcpy(code.code, ask->code, sizeof code.code);
	enum err e = signin_code(s, &code, now, &stepped);
	explicit_bzero(&code, sizeof code);
	try(e);
	w.expires = now + (int64_t)s->policy->limits.session.step_up_minutes * 60;
	memcpy(w.person, ask->ticket.person, sizeof w.person);
	memcpy(w.what, ask->what, HASH_LEN);
	try(warrant_sign(&s->key, &w));
	*ret = w;
	return OK;
}
