/* SPDX-License-Identifier: Apache-2.0
 * hold_look.c: what the kernel holds, read back: is it still what was signed, and does it let
 * nothing pass that the policy does not allow?
 */
#include <fcntl.h>
#include <sys/stat.h>

#include "base/utf8.h"
#include "router/hold_parts.h"
#include "sys/file.h"
#include "sys/log.h"
#include "zone/proof/prove.h"

/* One line of a text, cut between characters. */
static void one_line(struct view text, char ret[ZONE_SENTENCE])
{
	size_t n = min_of(view_find(text, 0, '\n'), (size_t)ZONE_SENTENCE - 1);
	while (n > 0 && n < text.n && (text.p[n] & 0xc0) == 0x80)
		n--;
	memset(ret, 0, ZONE_SENTENCE);
	if (n > 0 && utf8_clean(view_of(text.p, n)))
		memcpy(ret, text.p, n);
}

static void not_modelled(const struct zone_problem *p, char ret[ZONE_SENTENCE])
{
	const struct zone_problem_text *text = zone_problem_text(p->code);
	scope_end(buf_free) struct buf b = buf_new(2 * ZONE_SENTENCE + 512);
	buf_fmt(&b, "%s%s%s（%s）", p->where, p->where[0] ? "：" : "", text->ja, p->what);
	one_line(buf_view(&b), ret);
}

static void prove(const struct zone_allowed *allowed, struct view json, struct arena *mem,
		  struct zone_view_result *ret)
{
	static struct zone_problem problem;
	struct zone_ruleset ruleset;
	struct zone_proof proof = {0};
	scope_end(buf_free) struct buf words = buf_new((size_t)1 << 16);
	ret->err = zone_read(json, allowed, mem, &ruleset, &problem);
	if (ret->err == E_CONFIG)
		not_modelled(&problem, ret->words);
	if (ret->err == OK)
		ret->err = zone_prove(allowed, &ruleset, &proof);
	if (ret->err != OK)
		return;
	ret->proved = proof.holds ? ZONE_PROVED : ZONE_LEAKS;
	if (proof.holds)
		return;
	zone_leak_words(allowed, &ruleset, &proof.leak, false, &words);
	one_line(buf_view(&words), ret->words);
}

void hold_check(const struct zone_allowed *allowed, struct zone_view_result *ret)
{
	struct arena mem scope_end(arena_free) = arena_new(ZONE_RULESET_ARENA);
	scope_end(buf_free) struct buf json = buf_new(ZONE_RULESET_FILE_MAX);
	*ret = (struct zone_view_result){.err = kernel_list(&json)};
	if (ret->err == OK)
		prove(allowed, buf_view(&json), &mem, ret);
	if (ret->err != OK && !ret->words[0])
		one_line(view_str(err_text(ret->err)->ja), ret->words);
}

void hold_prove(struct hold *h, int64_t now)
{
	struct zone_view_result seen;
	struct arena mem scope_end(arena_free) = arena_new(POLICY_ARENA);
	struct zone_allowed allowed;
	enum err e = zone_allowed(h->policy, now, &mem, &allowed);
	if (e == OK)
		hold_check(&allowed, &seen);
	else
		seen = (struct zone_view_result){.err = e};
	h->state.proved = seen.proved;
	h->state.err = (uint32_t)seen.err;
	h->state.checked = now;
	memcpy(h->state.words, seen.words, sizeof h->state.words);
}

void hold_note(const struct hold *h)
{
	enum err e = file_replace(h->dir, HOLD_STATUS, view_of(&h->state, sizeof h->state));
	if (e != OK)
		log_warn("the status cannot be written: %s", err_text(e)->name);
}

/* `status` says by its own time when the kernel was last looked at. */
void hold_alive(const struct hold *h)
{
	const struct timespec now[2] = {{.tv_nsec = UTIME_NOW}, {.tv_nsec = UTIME_NOW}};
	if (utimensat(h->dir, HOLD_STATUS, now, AT_SYMLINK_NOFOLLOW) != 0)
		hold_note(h);
}

/* The watcher's lines as one, and who made the change. */
static void watch_words(const struct zone_watch_report *r, bool same, char ret[ZONE_SENTENCE])
{
	scope_end(buf_free) struct buf b = buf_new(2 * sizeof r->ja);
	if (!same)
		buf_str(&b, "カーネルの規則が、署名された規則のままではありません");
	if (!same && r->by[0])
		buf_fmt(&b, "（%s）", r->by);
	if (!same)
		buf_str(&b, zone_watch_good(r) ? "。通るものは方針の範囲です。" : "。");
	/* The counterexample says more than that there is one. */
	if (r->state == ZONE_WATCH_LEAK)
		buf_str(&b, r->ja);
	else if (!zone_watch_good(r))
		zone_watch_words(r, false, &b);
	for (size_t i = 0; i + 1 < b.n; i++)
		if (b.p[i] == '\n')
			b.p[i] = ' ';
	one_line(buf_view(&b), ret);
}

bool hold_stale(struct hold *h, const struct zone_watch_report *r)
{
	uint8_t print[HASH_LEN];
	if (kernel_print(print) != OK)
		return false;
	bool other = memcmp(print, h->seen, HASH_LEN) != 0;
	memcpy(h->seen, print, HASH_LEN);
	return other && !r->changed;
}

bool hold_seen(struct hold *h, const struct zone_watch_report *r, int64_t now)
{
	static const enum zone_proved proved[] = {[ZONE_WATCH_UNREADABLE] = ZONE_NOT_PROVED,
						  [ZONE_WATCH_LEAK] = ZONE_LEAKS,
						  [ZONE_WATCH_PROVED] = ZONE_PROVED};
	struct body_zone_state before = h->state;
	uint8_t print[HASH_LEN];
	bool same =
	    kernel_print(print) == OK && h->printed && memcmp(print, h->print, HASH_LEN) == 0;
	bool good = same && zone_watch_good(r);
	memset(h->state.words, 0, sizeof h->state.words);
	h->state.checked = now;
	h->state.proved = proved[min_of((unsigned)r->state, (unsigned)ZONE_WATCH_PROVED)];
	h->state.err = h->state.proved == ZONE_NOT_PROVED ? E_BROKEN : OK;
	h->state.drifted = good ? 0 : before.drifted ? before.drifted : now;
	if (!good)
		watch_words(r, same, h->state.words);
	before.checked = now;
	if (memcmp(&before, &h->state, sizeof before) == 0)
		return false;
	hold_note(h);
	if ((before.drifted == 0) != good)
		log_warn("the kernel's rules are %s those that were signed",
			 good ? "again" : "not");
	return true;
}

/* What the kernel held right after loading is what was signed, and whatever other tables there
 * were; from then on any other rule of any table is a difference. */
bool hold_look(struct hold *h, int64_t now)
{
	uint8_t print[HASH_LEN];
	struct body_zone_state before = h->state;
	enum err e = kernel_print(print);
	bool same = e == OK && h->printed && memcmp(print, h->print, HASH_LEN) == 0;
	before.checked = h->state.checked = now;
	if (same && !before.drifted) {
		hold_alive(h);
		return false;
	}
	/* Behind a harmless difference another one may come: each is proved. */
	h->state.drifted = same ? 0 : before.drifted ? before.drifted : now;
	hold_prove(h, now);
	if (!same && !h->state.words[0])
		one_line(view_str("カーネルの規則が、署名された規則のままではありません（通す範囲は"
				  "方針の内）"),
			 h->state.words);
	if (memcmp(&before, &h->state, sizeof before) == 0) {
		hold_alive(h);
		return false;
	}
	hold_note(h);
	log_warn("the kernel's rules are %s those that were signed", same ? "again" : "not");
	return true;
}
