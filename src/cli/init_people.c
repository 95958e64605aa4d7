/* SPDX-License-Identifier: Apache-2.0
 * init_people.c: first passwords and one-time-code secrets, shown once.
 */
#include <openssl/crypto.h>

#include "cli/init.h"
#include "notary/sign.h"
#include "people/secret.h"
#include "policy/read/schema.h"

#define GROUPS 3
#define GROUP 4

struct password {
	char s[GROUPS * (GROUP + 1)];
};

/* Three groups of four of 32 characters that nobody mixes up when reading them aloud or copying
 * them from paper (no 0 o 1 l): 60 bits. */
static enum err new_password(struct password *ret)
{
	static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
	uint8_t noise[GROUPS * GROUP];
	_Static_assert(sizeof letters - 1 == 32, "a byte's five low bits choose one evenly");
	try(random_bytes(noise, sizeof noise));
	struct password p = {{0}};
	for (size_t i = 0, at = 0; i < sizeof noise; i++) {
		if (i > 0 && i % GROUP == 0)
			p.s[at++] = '-';
		p.s[at++] = letters[noise[i] & 31];
	}
	*ret = p;
	return OK;
}

/* Who it is, so that whoever tries the steps knows whom to sign in as. */
static void print_name(const struct init *in, const struct policy *p,
		       const struct policy_person *person)
{
	const struct policy_unit *unit = &p->units[person->units[0]];
	printf("  %s  %.*s (%.*s", person->number, (int)person->name.n,
	       (const char *)person->name.p, (int)unit->name.n, (const char *)unit->name.p);
	for (unsigned r = 0; r < PERSON_ROLE_COUNT; r++) {
		const struct policy_word *w = policy_word(WORDS_ROLE, r);
		if (w && policy_has_role(person, (enum person_role)r))
			printf("%s%s", cli_text(in->cli, "、", ", "),
			       cli_text(in->cli, w->ja, w->en));
	}
	puts(")");
}

static void print_person(const struct init *in, const struct policy *p,
			 const struct policy_person *person, const struct password *password,
			 const struct secret *s)
{
	print_name(in, p, person);
	printf("      %s: %s\n", cli_text(in->cli, "パスワード", "password"), password->s);
	if (!s->has_totp)
		return;
	scope_end(buf_free) struct buf secret = buf_new(TOTP_TEXT), uri = buf_new(2048);
	totp_secret_write(s->totp, &secret);
	totp_uri(p->body.name, view_str(person->number), s->totp, &uri);
	printf("      %s: %.*s\n      %.*s\n",
	       cli_text(in->cli, "確認コードの鍵 (TOTP)", "one-time-code secret (TOTP)"),
	       (int)secret.n, (const char *)secret.p, (int)uri.n, (const char *)uri.p);
}

/* Whoever approves anything, the operators and the CISO (証拠保全): they act with a second factor.
 */
static bool needs_totp(const struct policy *p, const struct policy_person *person)
{
	return policy_ever_approves(p, person) || policy_has_role(person, PERSON_OPERATOR) ||
	       policy_has_role(person, PERSON_CISO) || policy_has_role(person, PERSON_APPROVER);
}

static enum err make_person(struct init *in, const struct policy *p,
			    const struct policy_person *person, const char *path, bool renew)
{
	struct secret s = {.has_totp = needs_totp(p, person)};
	struct password password;
	scope_end(buf_free) struct buf text = buf_new(SECRET_TEXT_MAX);
	if (s.has_totp)
		try(random_bytes(s.totp, sizeof s.totp));
	try(new_password(&password));
	try(secret_set_password(&s, password.s, cost_default));
	secret_write(&s, &text);
	if (text.err != OK)
		return text.err;
	enum err e = renew ? init_file_renew(in, path, 'L', ROLE_auth, 0600, buf_view(&text))
			   : init_file(in, path, 'L', ROLE_auth, 0600, buf_view(&text));
	if (e == OK)
		print_person(in, p, person, &password, &s);
	OPENSSL_cleanse(&password, sizeof password);
	OPENSSL_cleanse(&s, sizeof s);
	return e;
}

enum err init_people(struct init *in, const struct policy *p, const char *renew)
{
	unsigned shown = 0;
	for (uint32_t i = 0; i < p->people_count; i++) {
		const struct policy_person *person = &p->people[i];
		bool again = renew && view_eq(view_str(renew), view_str(person->number));
		char path[64];
		if (!secret_number_ok(person->number))
			return E_CONFIG;
		(void)snprintf(path, sizeof path, "lgwan/auth/people/%s", person->number);
		if (init_has(in, path) && !again)
			continue;
		if (shown++ == 0)
			puts(cli_text(
			    in->cli,
			    "職員のパスワードと確認コードの鍵（この一度だけ表示します。控えて"
			    "ください）",
			    "passwords and one-time-code secrets (shown this once: keep "
			    "them)"));
		try(make_person(in, p, person, path, again));
		renew = again ? NULL : renew;
	}
	return renew ? E_NOT_FOUND : OK;
}
