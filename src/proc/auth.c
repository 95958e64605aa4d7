/* SPDX-License-Identifier: Apache-2.0
 * auth.c: the process that knows people's secrets: SIGNIN and STEPUP in, TICKET or DONE out.
 * One try at a time: a password costs 64 MiB and a tenth of a second, and nobody shall have more.
 */
#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>

#include "notary/key_file.h"
#include "people/signin.h"
#include "proc/read_policy.h"
#include "sys/file.h"
#include "sys/log.h"
#include "sys/role.h"

static struct signin signin;
static struct policy policy;
static struct arena policy_memory;

static void answer(struct incoming *in, enum err e, const struct body_ticket *t)
{
	OPENSSL_cleanse(in->body.bytes, sizeof in->body.bytes); /* a password or a code was in it */
	if (e == OK)
		role_reply(in, MSG_TICKET, t, NULL);
	else
		role_done(in, e);
}

static void on_signin(struct incoming *in)
{
	struct body_signin ask;
	struct body_ticket t;
	memcpy(&ask, in->body.bytes, sizeof ask);
	enum err e = signin_password(&signin, &ask, clock_now(), &t);
	OPENSSL_cleanse(ask.password, sizeof ask.password);
	if (e != OK)
		log_info("sign-in refused: %s", err_text(e)->name);
	answer(in, e, &t);
}

static void on_stepup(struct incoming *in)
{
	struct body_stepup ask;
	struct body_ticket t;
	memcpy(&ask, in->body.bytes, sizeof ask);
	enum err e = signin_code(&signin, &ask, clock_now(), &t);
	if (e != OK)
		log_info("second factor refused: %s", err_text(e)->name);
	answer(in, e, &t);
}

static void on_stepup_for(struct incoming *in)
{
	struct body_stepup_for ask;
	struct body_warrant w;
	memcpy(&ask, in->body.bytes, sizeof ask);
	enum err e = signin_warrant(&signin, &ask, clock_now(), &w.warrant);
	OPENSSL_cleanse(in->body.bytes, sizeof in->body.bytes);
	if (e != OK)
		log_info("second factor for one thing refused: %s", err_text(e)->name);
	if (e == OK)
		role_reply(in, MSG_WARRANT, &w, NULL);
	else
		role_done(in, e);
}

static enum err start(const struct role_start *s)
{
	struct signing_key k;
	int people = openat(s->root_fd, "people", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (people < 0)
		return errno == ENOENT ? E_CONFIG : err_of_errno(errno);
	try(key_file_read(s->root_fd, s->evaluation, &k));
	try(read_policy(s->policy_fd, &policy_memory, &policy));
	if (policy.is_public)
		return E_CONFIG;
	return signin_open(people, &policy, &k, cost_default, &signin);
}

/* As for OpenSSL: what is loaded on first use is loaded now. */
static enum err warm(const struct role_start *s unused_arg)
{
	try(totp_begin());
	return sign_warm();
}

static const struct handler handlers[] = {
    {MSG_SIGNIN, on_signin}, {MSG_STEPUP, on_stepup}, {MSG_STEPUP_FOR, on_stepup_for}};

static const struct role_def def = {.self = ROLE_auth,
				    .handlers = handlers,
				    .handler_count = array_len(handlers),
				    .open = warm,
				    .start = start};

int main(int argc, char **argv)
{
	return role_main(&def, argc, argv);
}
