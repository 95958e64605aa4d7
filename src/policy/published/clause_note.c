/* SPDX-License-Identifier: Apache-2.0
 * clause_note.c: slips that a published text shows by its own words.
 */
#include "policy/published/clause_parts.h"

#define TERMS_MAX 200 /* definitions looked after: each is sought in the whole text */

struct noter {
	const struct clause_tree *t;
	const struct clause_fact *facts;
	struct clause_notes *out;
};

static void note(struct noter *w, enum clause_note_code code, uint32_t clause, struct view word)
{
	if (w->out->n == CLAUSE_NOTES_MAX) {
		w->out->more = true;
		return;
	}
	uint32_t line = clause == CLAUSE_NONE ? 0 : w->t->clauses[clause].line;
	w->out->rows[w->out->n++] = (struct clause_note){code, clause, line, word};
}

static uint32_t topic_at(const struct noter *w, enum clause_topic topic)
{
	const struct clause *c = clause_topic(w->t, topic);
	return c ? (uint32_t)(c - w->t->clauses) : CLAUSE_NONE;
}

/* The first clause that holds the word, but `but`. */
static uint32_t says(const struct noter *w, struct view word, uint32_t but)
{
	for (uint32_t i = 0; i < w->t->n; i++)
		if (i != but && (view_has(w->t->clauses[i].plain, word) ||
				 view_has(w->t->clauses[i].name, word)))
			return i;
	return CLAUSE_NONE;
}

/* A term with の is also used when its parts stand in one clause: 経路の分割, 経路を分割する. */
static bool parts_used(const struct noter *w, struct view term, uint32_t but)
{
	size_t at = clause_find(term, VIEW("の"));
	if (at == 0 || at + VIEW("の").n >= term.n)
		return false;
	struct view left = view_sub(term, 0, at), right = view_sub(term, at + VIEW("の").n, term.n);
	for (uint32_t i = 0; i < w->t->n; i++)
		if (i != but && view_has(w->t->clauses[i].plain, left) &&
		    view_has(w->t->clauses[i].plain, right))
			return true;
	return false;
}

static bool used(const struct noter *w, struct view term, uint32_t but)
{
	return says(w, term, but) != CLAUSE_NONE || parts_used(w, term, but);
}

static void terms(struct noter *w)
{
	uint32_t top = topic_at(w, TOPIC_DEFINITIONS), looked = 0;
	for (uint32_t i = top; top != CLAUSE_NONE && i < w->t->n && looked < TERMS_MAX; i++) {
		const struct clause *c = &w->t->clauses[i];
		if (c->parent != top || c->name.n == 0)
			continue;
		struct view names[2]; /* outer, inner */
		looked++;
		clause_names(c->name, names);
		bool first = names[0].n > 0 && used(w, names[0], i),
		     second = names[1].n > 0 && used(w, names[1], i);
		if (!first && !second)
			note(w, NOTE_TERM_UNUSED, i, c->heading);
		else if (!first && view_ends(names[0], VIEW("系")))
			note(w, NOTE_ZONE_OTHER_NAME, i, c->heading);
	}
}

static void standing(struct noter *w)
{
	const struct clause_fact *f = w->facts;
	uint32_t duty = topic_at(w, TOPIC_DUTY);
	bool asks = duty != CLAUSE_NONE && view_has(w->t->clauses[duty].plain, VIEW("実施手順"));
	if (asks && f[FACT_PROCEDURES].number == CLAUSE_WORD_NONE)
		note(w, NOTE_NO_PROCEDURES, duty, VIEW("実施手順"));
	uint32_t spoken = says(w, VIEW("対策基準"), CLAUSE_NONE);
	if (spoken != CLAUSE_NONE && f[FACT_STANDARDS].number == CLAUSE_WORD_NONE)
		note(w, NOTE_NO_STANDARDS, spoken, VIEW("対策基準"));
	if (f[FACT_STANDARDS].number == CLAUSE_WORD_REFERENCE)
		note(w, NOTE_BY_REFERENCE, f[FACT_STANDARDS].clause, VIEW("対策基準"));
	if (f[FACT_PROCEDURES].number == CLAUSE_WORD_REFERENCE)
		note(w, NOTE_BY_REFERENCE, f[FACT_PROCEDURES].clause, VIEW("実施手順"));
}

static void auditing(struct noter *w)
{
	uint32_t here = w->facts[FACT_AUDIT].number, there = w->facts[FACT_EVALUATION_AUDIT].number;
	uint32_t clause = w->facts[FACT_AUDIT].clause;
	bool both = here != CLAUSE_WORD_NONE && there != CLAUSE_WORD_NONE &&
		    here != CLAUSE_WORD_UNSAID && there != CLAUSE_WORD_UNSAID;
	if (both && here != there)
		note(w, NOTE_AUDIT_DIFFERS, clause, VIEW(""));
	if (here == CLAUSE_WORD_NEEDED)
		note(w, NOTE_AUDIT_AS_NEEDED, clause, VIEW(""));
}

static void measures(struct noter *w)
{
	const struct clause_fact *f = w->facts;
	uint32_t outsourcing = topic_at(w, TOPIC_OUTSOURCING);
	if (outsourcing != CLAUSE_NONE && !f[FACT_CONTRACT].number)
		note(w, NOTE_NO_CONTRACT, outsourcing, VIEW(""));
	if (outsourcing != CLAUSE_NONE && !f[FACT_CONFIRM].number)
		note(w, NOTE_NO_CONFIRM, outsourcing, VIEW(""));
	if (outsourcing != CLAUSE_NONE && !f[FACT_SNS].number)
		note(w, NOTE_NO_SNS, outsourcing, VIEW(""));
	uint32_t resilience = topic_at(w, TOPIC_RESILIENCE);
	if (view_has(f[FACT_ZONE_NAMES].text, VIEW("インターネット")) && !f[FACT_CLOUD].number)
		note(w, NOTE_NO_CLOUD,
		     resilience != CLAUSE_NONE ? resilience : f[FACT_ZONES].clause, VIEW(""));
	if (f[FACT_CLEANING].number == CLAUSE_WORD_CONVERSION)
		note(w, NOTE_CLEANING_CONVERSION, f[FACT_CLEANING].clause, VIEW(""));
}

/* Only a text that lists organs can forget one. */
static void organs(struct noter *w)
{
	static const char *const asked[] = {"教育委員会", "議会"};
	struct view list = w->facts[FACT_BODIES].text;
	uint32_t commas = 0;
	for (size_t i = 0; i < list.n; i++)
		commas += view_starts(view_sub(list, i, list.n), VIEW("、"));
	for (size_t i = 0; commas >= 2 && i < array_len(asked); i++)
		if (!view_has(list, view_str(asked[i])))
			note(w, NOTE_ORGAN_MISSING, w->facts[FACT_BODIES].clause,
			     view_str(asked[i]));
}

static bool matched(struct view v)
{
	static const char pairs[] = "()「」";
	int open[2] = {0, 0};
	for (struct cursor c = cursor_of(v); cursor_left(&c) > 0;) {
		uint32_t x = utf8_next(&c);
		struct cursor p = cursor_of(view_str(pairs));
		for (unsigned i = 0; cursor_left(&p) > 0; i++)
			if (utf8_next(&p) == x)
				open[i / 2] += i % 2 ? -1 : 1;
		if (open[0] < 0 || open[1] < 0)
			return false;
	}
	return open[0] == 0 && open[1] == 0;
}

static void words(struct noter *w)
{
	static const struct {
		const char *word, *both;
	} typos[] = {
#define CLAUSE_TYPO(word, likely) {word, word "→" likely},
#include "tbl/clause_typos.h"
#undef CLAUSE_TYPO
	};
	for (uint32_t i = 0; i < w->t->n; i++) {
		const struct clause *c = &w->t->clauses[i];
		if (c->gap)
			note(w, NOTE_GAP, i, c->number);
		for (size_t k = 0; k < array_len(typos); k++)
			if (view_has(c->plain, view_str(typos[k].word)) ||
			    view_has(c->name, view_str(typos[k].word)))
				note(w, NOTE_TYPO, i, view_str(typos[k].both));
		if (!matched(c->plain) || !matched(c->name))
			note(w, NOTE_BRACKETS, i, VIEW(""));
	}
}

enum err clause_notes(const struct clause_tree *t, const struct clause_fact facts[FACT_COUNT],
		      struct arena *mem, struct clause_notes *ret)
{
	struct clause_notes out = {.rows = arena_array(mem, CLAUSE_NOTES_MAX, sizeof *out.rows)};
	if (!out.rows)
		return E_NO_MEMORY;
	struct noter w = {t, facts, &out};
	if (t->title.n == 0)
		note(&w, NOTE_NO_TITLE, CLAUSE_NONE, VIEW(""));
	if (t->dates_count == 0)
		note(&w, NOTE_NO_DATE, CLAUSE_NONE, VIEW(""));
	if (t->unplaced) {
		note(&w, NOTE_UNPLACED, CLAUSE_NONE, VIEW(""));
		out.rows[out.n - 1].line = t->unplaced;
	}
	terms(&w);
	organs(&w);
	standing(&w);
	measures(&w);
	auditing(&w);
	words(&w);
	*ret = out;
	return OK;
}
