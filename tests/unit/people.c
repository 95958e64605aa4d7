/* SPDX-License-Identifier: Apache-2.0
 * people.c: passwords, one-time codes, locking and tickets.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "people/signin.h"
#include "sys/file.h"
#include "tap.h"

#define NOW 1795237445

static const char policy_text[] =
    "schema: 1\n"
    "body: {name: 町, reading: まち}\n"
    "organs: [{code: mayor, name: 町長部局}]\n"
    "units: [{code: soumu, name: 総務課, organ: mayor, manager: \"1001\"}]\n"
    "people:\n"
    "  - {number: \"1001\", name: 石田 和子, units: [soumu], roles: [clerk, approver]}\n"
    "  - {number: \"1002\", name: 大西 健, units: [soumu], roles: [clerk, operator]}\n"
    "  - {number: \"1003\", name: 藤井 直樹, units: [soumu], roles: [clerk]}\n"
    "zones: [{code: inet, name: i, kind: internet}, {code: lgwan, name: l, kind: lgwan}]\n"
    "flows: [{code: in, name: 取込, direction: inbound, from: inet, to: lgwan}]\n"
    "formats: {inbound: {text: allow}, outbound: {text: allow}}\n"
    "limits:\n"
    "  session: {idle_minutes: 30, absolute_minutes: 60, step_up_minutes: 5}\n"
    "  lockout: {tries: 5, minutes: 15}\n";

static struct arena mem;
static struct policy policy;
static struct signing_key key;
static int dir;
static char dir_name[] = "/tmp/sekisho-people-XXXXXX";

static void set_up(void)
{
	static struct policy_mistakes m;
	struct secret s = {.has_totp = true};
	mem = arena_new(POLICY_ARENA);
	bool done = policy_load(view_str(policy_text), &mem, &policy, &m) == OK &&
		    signing_key_new("auth", true, &key) == OK && mkdtemp(dir_name) &&
		    totp_begin() == OK;
	dir = open(dir_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	memcpy(s.totp, "12345678901234567890", TOTP_SECRET_LEN);
	done = done && dir >= 0 && secret_set_password(&s, "correct horse", cost_test) == OK &&
	       secret_save(dir, "1001", &s) == OK;
	s.has_totp = false;
	done = done && secret_save(dir, "1003", &s) == OK;
	assert(done);
}

static void sweep(void)
{
	static const char *const names[] = {"1001", "1003", ".nobody"};
	for (size_t i = 0; i < array_len(names); i++)
		(void)unlinkat(dir, names[i], 0);
	(void)close(dir);
	(void)rmdir(dir_name);
	arena_free(&mem);
}

/* RFC 6238 appendix B: eight digits there, the last six here. */
static void codes(void)
{
	static const struct {
		int64_t time;
		const char *code;
	} rows[] = {{59, "287082"},	    {1111111109, "081804"}, {1111111111, "050471"},
		    {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
	uint8_t secret[TOTP_SECRET_LEN], back[TOTP_SECRET_LEN];
	struct totp_code c;
	uint64_t step = 0;
	memcpy(secret, "12345678901234567890", sizeof secret);
	for (size_t i = 0; i < array_len(rows); i++) {
		expect(totp_of(secret, rows[i].time, &c) == OK &&
		       view_eq(view_str(c.s), view_str(rows[i].code)));
		expect_err(totp_check(secret, rows[i].code, rows[i].time, 0, &step), OK);
		expect(step == (uint64_t)rows[i].time / TOTP_STEP);
		expect_err(totp_check(secret, rows[i].code, rows[i].time, step, &step), E_SIGNIN);
		expect_err(totp_check(secret, rows[i].code, rows[i].time + 30, 0, &step), OK);
		expect_err(totp_check(secret, rows[i].code, rows[i].time + 60, 0, &step), E_SIGNIN);
	}
	expect_err(totp_check(secret, "28708", 59, 0, &step), E_SIGNIN);
	expect_err(totp_check(secret, "", 59, 0, &step), E_SIGNIN);

	scope_end(buf_free) struct buf b = buf_new(256);
	totp_secret_write(secret, &b);
	expect(view_eq(buf_view(&b), VIEW("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")));
	expect(totp_secret_read(VIEW("gezd gnbv gy3t qojq GEZDGNBVGY3TQOJQ"), back) == OK &&
	       memcmp(secret, back, sizeof back) == 0);
	expect_err(totp_secret_read(VIEW("GEZD"), back), E_BROKEN);
	expect_err(totp_secret_read(VIEW("1EZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), back), E_BROKEN);
	buf_clear(&b);
	totp_uri(VIEW("\xe7\x94\xba"), VIEW("1001"), secret, &b);
	expect(view_eq(buf_view(&b),
		       VIEW("otpauth://totp/%E7%94%BA:1001?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
			    "&issuer=%E7%94%BA")));
}

static void records(void)
{
	struct secret s = {.failed = 3, .until = 99, .codes = 2, .step = 7, .has_totp = true}, back;
	size_t older = VIEW("codes 2\n").n;
	scope_end(buf_free) struct buf b = buf_new(SECRET_TEXT_MAX);
	expect_err(secret_set_password(&s, "pass", cost_test), OK);
	secret_write(&s, &b);
	scope_end(buf_free) struct buf again = buf_new(SECRET_TEXT_MAX);
	expect_err(secret_read(buf_view(&b), &back), OK);
	secret_write(&back, &again);
	expect(view_eq(buf_view(&b), buf_view(&again)));
	bool refused = true;
	for (size_t i = 0; i < b.n; i++)
		refused &=
		    i == b.n - older || secret_read(view_sub(buf_view(&b), 0, i), &back) != OK;
	expect(refused);
	expect(secret_read(view_sub(buf_view(&b), 0, b.n - older), &back) == OK && back.codes == 0);
	expect_err(secret_check_password(&s, "pass"), OK);
	expect_err(secret_check_password(&s, "Pass"), E_SIGNIN);
	expect_err(secret_check_password(&s, ""), E_SIGNIN);
	expect(!secret_number_ok("../1001") && !secret_number_ok("") && !secret_number_ok(".x") &&
	       secret_number_ok("a-Z_9"));
	expect_err(secret_load(dir, "../key", &back), E_NOT_FOUND);
}

static enum err sign_in(struct signin *s, const char *number, const char *password, int64_t now,
			struct body_ticket *t)
{
	struct body_signin ask = {0};
	(void)snprintf(ask.person, sizeof ask.person, "%s", number);
	(void)snprintf(ask.password, sizeof ask.password, "%s", password);
	(void)snprintf(ask.address, sizeof ask.address, "192.0.2.1");
	return signin_password(s, &ask, now, t);
}

/* A right one before, so that all begin alike; then the answers to wrong tries, one each second. */
static void locks_alike(struct signin *s)
{
	static const char *const numbers[] = {"1001", "1002", "nobody", "9999"};
	enum err answers[array_len(numbers)][30];
	struct body_ticket t;
	for (size_t n = 0; n < array_len(numbers); n++) {
		memset(s->tries, 0, sizeof s->tries);
		for (int i = 0; i < 30; i++)
			answers[n][i] = sign_in(s, numbers[n], "wrong", NOW + i, &t);
	}
	bool alike = true;
	for (size_t n = 1; n < array_len(numbers); n++)
		alike &= memcmp(answers[n], answers[0], sizeof answers[0]) == 0;
	expect(alike);
	expect(answers[0][0] == E_SIGNIN && answers[0][1] == E_SIGNIN && answers[0][2] == E_SIGNIN);
	expect(answers[0][3] == E_LOCKED && answers[0][4] == E_SIGNIN); /* two seconds */
	expect(answers[0][7] == E_LOCKED &&
	       answers[0][8] == E_SIGNIN); /* four, and that was five */
	expect(answers[0][9] == E_LOCKED && answers[0][29] == E_LOCKED); /* fifteen minutes */
	expect_err(sign_in(s, "1001", "correct horse", NOW + 8 + 899, &t), E_LOCKED);
	expect_err(sign_in(s, "1001", "correct horse", NOW + 8 + 900, &t), OK);
	/* An address that fails often is stopped whatever the number. */
	memset(s->tries, 0, sizeof s->tries);
	char number[16];
	for (int i = 0; i < 20; i++) {
		(void)snprintf(number, sizeof number, "x%d", i);
		if (sign_in(s, number, "wrong", NOW, &t) != E_SIGNIN)
			tap_result(false, "twenty numbers may be tried once each", __FILE__,
				   __LINE__);
	}
	expect_err(sign_in(s, "1003", "correct horse", NOW, &t), E_LOCKED);
	expect_err(sign_in(s, "1003", "correct horse", NOW + 900, &t), OK);
	memset(s->tries, 0, sizeof s->tries);
}

static void tickets(struct signin *s)
{
	struct body_ticket t, u;
	struct body_stepup ask = {0};
	struct signing_key other;
	struct secret secret;
	struct totp_code code;
	expect_err(sign_in(s, "1001", "correct horse", NOW, &t), OK);
	expect(view_eq(view_str(t.ticket.unit), VIEW("soumu")) && t.ticket.expires == NOW + 3600 &&
	       t.ticket.stepped_up == 0 &&
	       t.ticket.roles == (1U << PERSON_CLERK | 1U << PERSON_APPROVER));
	expect_err(ticket_verify(&key.public, &t.ticket, NOW + 3599), OK);
	expect_err(ticket_verify(&key.public, &t.ticket, NOW + 3600), E_EXPIRED);
	expect_err(ticket_verify(&key.public, &t.ticket, NOW - 1), E_EXPIRED);
	expect_err(signing_key_new("auth", true, &other), OK);
	expect_err(ticket_verify(&other.public, &t.ticket, NOW), E_SIGNATURE);
	bool refused = true;
	for (size_t i = 0; i < sizeof t.ticket; i++) {
		u = t;
		((uint8_t *)&u.ticket)[i] ^= 1;
		refused &= ticket_verify(&key.public, &u.ticket, NOW) == E_SIGNATURE;
	}
	expect(refused);

	ask.ticket = t.ticket; /* no code is no code */
	expect_err(signin_code(s, &ask, NOW, &u), E_SIGNIN);
	/* The second factor: once, for five minutes. */
	ask.ticket = t.ticket;
	expect_err(secret_load(dir, "1001", &secret), OK);
	expect_err(totp_of(secret.totp, NOW, &code), OK);
	(void)snprintf(ask.code, sizeof ask.code, "%s", code.s);
	expect_err(signin_code(s, &ask, NOW, &u), OK);
	expect(ticket_stepped_up(&u.ticket, NOW + 299) && !ticket_stepped_up(&u.ticket, NOW + 300));
	expect(!ticket_stepped_up(&t.ticket, NOW));
	expect_err(signin_code(s, &ask, NOW, &u), E_SIGNIN); /* the same code again */
	ask.ticket.roles |= 1U << PERSON_CISO;
	expect_err(signin_code(s, &ask, NOW, &u), E_SIGNATURE);
	expect_err(sign_in(s, "1003", "correct horse", NOW, &t), OK);
	ask.ticket = t.ticket;
	expect_err(signin_code(s, &ask, NOW, &u), E_FORBIDDEN);
}

/* Whoever has a password guesses codes: signing in again begins no new count. */
static void guessed_codes(struct signin *s)
{
	struct body_ticket t, u;
	struct body_stepup ask = {.code = "000000"};
	int64_t now = NOW + 7200;
	unsigned tried = 0;
	for (int i = 0; i < 3600; i++) {
		if (sign_in(s, "1001", "correct horse", now + i, &t) != OK)
			continue;
		ask.ticket = t.ticket;
		for (int k = 0; k < 2; k++)
			tried += signin_code(s, &ask, now + i, &u) == E_SIGNIN;
	}
	expect(tried >= 5 && tried <= 20 + 5); /* five, then a quarter of an hour each time */
}

int main(void)
{
	static struct signin s;
	set_up();
	codes();
	records();
	expect_err(signin_open(dir, &policy, &key, cost_test, &s), OK);
	locks_alike(&s);
	tickets(&s);
	guessed_codes(&s);
	sweep();
	return tap_done();
}
