/* SPDX-License-Identifier: Apache-2.0
 * watch_read.c: one reading of the kernel's rules and its proof, in a child that may die of it.
 */
#include <nftables/libnftables.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/jail.h"
#include "sys/log.h"
#include "zone/rules/compile.h"
#include "zone/proof/prove.h"
#include "zone/live/watch_parts.h"

static void say(struct zone_watch_report *r, const char *ja, const char *en)
{
	(void)snprintf(r->ja, sizeof r->ja, "%s\n", ja);
	(void)snprintf(r->en, sizeof r->en, "%s\n", en);
}

static void say_err(struct zone_watch_report *r, enum err e)
{
	say(r, err_text(e)->ja, err_text(e)->en);
}

static void keep_words(char *to, size_t room, const struct buf *words)
{
	size_t n = min_of(words->n, room - 1);
	while (n > 0 && n < words->n && (words->p[n] & 0xc0) == 0x80)
		n--;
	memcpy(to, words->p, n);
	to[n] = '\0';
}

static void prove(const struct zone_allowed *allowed, struct view json, struct arena *mem,
		  struct zone_watch_report *r)
{
	struct zone_ruleset ruleset;
	struct zone_problem problem;
	struct zone_proof proof;
	scope_end(buf_free) struct buf ja = buf_new(1 << 16), en = buf_new(1 << 16);
	enum err e = zone_read(json, allowed, mem, &ruleset, &problem);
	if (e == E_CONFIG) {
		const struct zone_problem_text *text = zone_problem_text(problem.code);
		(void)snprintf(r->ja, sizeof r->ja, "%s: %s: %s\n", problem.where, text->ja,
			       problem.what);
		(void)snprintf(r->en, sizeof r->en, "%s: %s: %s\n", problem.where, text->en,
			       problem.what);
		return;
	}
	if (e == OK)
		e = zone_prove(allowed, &ruleset, &proof);
	if (e != OK) {
		say_err(r, e);
		return;
	}
	r->state = proof.holds ? ZONE_WATCH_PROVED : ZONE_WATCH_LEAK;
	if (proof.holds)
		return;
	zone_leak_words(allowed, &ruleset, &proof.leak, false, &ja);
	zone_leak_words(allowed, &ruleset, &proof.leak, true, &en);
	keep_words(r->ja, sizeof r->ja, &ja);
	keep_words(r->en, sizeof r->en, &en);
}

static bool any_accepts(const struct zone_allowed *allowed)
{
	for (uint32_t i = 0; i < allowed->rules_count; i++)
		if (allowed->rules[i].accept)
			return true;
	return false;
}

static void judge(const struct policy *policy, struct view json, uint32_t generation,
		  struct zone_watch_report *r)
{
	struct zone_allowed allowed;
	scope_end(arena_free) struct arena mem = arena_new(ZONE_WATCH_MEMORY);
	/* Anew each time: what is allowed ends with its day. */
	enum err e = zone_allowed(policy, clock_now(), &mem, &allowed);
	if (e == OK)
		e = zone_watch_look(json, allowed.interfaces_count, r);
	if (e != OK) {
		say_err(r, e);
		return;
	}
	r->mark_right = r->table && (generation == 0 || r->mark == generation ||
				     (r->mark == 0 && !any_accepts(&allowed)));
	prove(&allowed, json, &mem, r);
}

static void read_rules(const struct policy *policy, uint32_t generation,
		       struct zone_watch_report *r)
{
	struct nft_ctx *nft = nft_ctx_new(NFT_CTX_DEFAULT);
	if (!nft || nft_ctx_buffer_output(nft) != 0 || nft_ctx_buffer_error(nft) != 0) {
		say(r, "libnftables を使えません", "libnftables cannot be used");
		return;
	}
	nft_ctx_output_set_flags(nft, NFT_CTX_OUTPUT_JSON);
	if (nft_run_cmd_from_buffer(nft, "list ruleset") != 0) {
		say(r, "カーネルの規則を読み出せません（権限がないか、読めない規則があります）",
		    "the kernel's rules cannot be read: no right to, or rules that nft cannot "
		    "read");
		return;
	}
	const char *out = nft_ctx_get_output_buffer(nft);
	struct view json = view_str(out ? out : "");
	if (json.n > ZONE_RULESET_FILE_MAX) {
		say_err(r, E_LIMIT_SIZE);
		return;
	}
	judge(policy, json, generation, r);
	nft_ctx_free(nft);
}

/* What is in force already may be narrower; then that counts. */
static bool limits(void)
{
	return jail_limit(RLIMIT_CORE, 0) == OK &&
	       jail_limit(RLIMIT_CPU, ZONE_WATCH_SECONDS) == OK &&
	       jail_limit(RLIMIT_AS, ZONE_WATCH_MEMORY) == OK;
}

no_return void zone_watch_child(const struct policy *policy, uint32_t generation, int fd)
{
	struct zone_watch_report r = {0};
	sigset_t none;
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)signal(SIGTERM, SIG_DFL);
	(void)signal(SIGINT, SIG_DFL);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (limits())
		read_rules(policy, generation, &r);
	else
		say_err(&r, E_INTERNAL);
	_exit(file_write(fd, view_of(&r, sizeof r)) == OK ? 0 : 1);
}
