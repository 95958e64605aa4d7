/* SPDX-License-Identifier: Apache-2.0
 * clause_fact.c: the figures and switches of a published policy, read off its clauses.
 *
 * Words decide, not understanding: each rule below names the words it looks for, and the fact says
 * in which clause it looked.
 */
#include "policy/published/clause_parts.h"

struct facts {
	const struct clause_tree *t;
	struct clause_fact *out;
	struct arena *mem;
};

static uint32_t index_of(const struct facts *f, const struct clause *c)
{
	return c ? (uint32_t)(c - f->t->clauses) : CLAUSE_NONE;
}

/* In the clause or below it. */
static bool holds(const struct facts *f, const struct clause *c, const char *word)
{
	if (!c)
		return false;
	const struct clause *end = f->t->clauses + f->t->n;
	for (const struct clause *at = c; at < end && (at == c || at->depth > c->depth); at++)
		if (view_has(at->plain, view_str(word)) || view_has(at->name, view_str(word)))
			return true;
	return false;
}

static const struct clause *anywhere(const struct facts *f, const char *word)
{
	for (uint32_t i = 0; i < f->t->n; i++)
		if (view_has(f->t->clauses[i].plain, view_str(word)))
			return &f->t->clauses[i];
	return NULL;
}

static void set(struct facts *f, enum clause_fact_code code, const struct clause *c,
		uint32_t number)
{
	f->out[code] =
	    (struct clause_fact){.number = number, .clause = index_of(f, c), .text = VIEW("")};
}

static void count(struct facts *f, enum clause_fact_code code, enum clause_topic topic)
{
	const struct clause *c = clause_topic(f->t, topic);
	set(f, code, c, c ? clause_children(f->t, c) : 0);
}

static size_t find(struct view v, const char *word)
{
	return clause_find(v, view_str(word));
}

static struct view before(struct view v, const char *word)
{
	return view_sub(v, 0, find(v, word));
}

static struct view after(struct view v, const char *word)
{
	size_t at = find(v, word);
	return at == v.n ? v : view_sub(v, at + view_str(word).n, v.n);
}

static enum err zones(struct facts *f)
{
	const struct clause *terms = clause_topic(f->t, TOPIC_DEFINITIONS);
	scope_end(buf_free) struct buf names = buf_new(CLAUSE_TEXT_MAX * 2);
	uint32_t n = 0, at = index_of(f, terms);
	for (uint32_t i = at; terms && i < f->t->n; i++) {
		const struct clause *c = &f->t->clauses[i];
		if (c->parent != at || !view_ends(before(c->name, "("), VIEW("系")))
			continue;
		if (n++ > 0)
			buf_str(&names, "、");
		buf_put(&names, c->name);
	}
	set(f, FACT_ZONES, terms, n);
	set(f, FACT_ZONE_NAMES, terms, 0);
	if (names.err != OK)
		return names.err;
	f->out[FACT_ZONE_NAMES].text = arena_copy(f->mem, buf_view(&names));
	return f->out[FACT_ZONE_NAMES].text.p ? OK : E_NO_MEMORY;
}

static void cleaning(struct facts *f)
{
	const struct clause *terms = clause_topic(f->t, TOPIC_DEFINITIONS), *found = NULL;
	uint32_t at = index_of(f, terms);
	for (uint32_t i = at; terms && i < f->t->n && !found; i++)
		if (f->t->clauses[i].parent == at &&
		    view_has(f->t->clauses[i].name, VIEW("無害化")))
			found = &f->t->clauses[i];
	enum clause_word word = !found					   ? CLAUSE_WORD_NONE
				: view_has(found->plain, VIEW("画面転送")) ? CLAUSE_WORD_WIDER
				: view_has(found->plain, VIEW("変換"))	   ? CLAUSE_WORD_CONVERSION
									   : CLAUSE_WORD_OTHER;
	set(f, FACT_CLEANING, found, word);
}

/* What stands between は and とする. */
static void persons_and_bodies(struct facts *f)
{
	const struct clause *bodies = clause_topic(f->t, TOPIC_SCOPE_BODIES);
	const struct clause *duty = clause_topic(f->t, TOPIC_DUTY);
	set(f, FACT_BODIES, bodies, 0);
	set(f, FACT_PERSONS, duty, 0);
	if (bodies) {
		struct view v = bodies->plain;
		v = after(v, find(v, "は、") < v.n ? "は、" : "は");
		f->out[FACT_BODIES].text = before(before(v, "。"), "とする");
	}
	if (duty && find(duty->plain, "(以下") < duty->plain.n)
		f->out[FACT_PERSONS].text = before(duty->plain, "(以下");
	set(f, FACT_CONTRACTORS, duty, holds(f, duty, "委託"));
}

/* What the sentence says before its first 監査. */
static enum clause_word audit_when(const struct clause *c)
{
	if (!c || find(c->plain, "監査") == c->plain.n)
		return CLAUSE_WORD_NONE;
	struct view v = before(c->plain, "監査");
	while (find(v, "。") < v.n)
		v = after(v, "。");
	bool regular =
	    view_has(v, VIEW("定期")) || view_has(v, VIEW("毎年")) || view_has(v, VIEW("年1回"));
	bool needed = view_has(v, VIEW("必要に応じ")) || view_has(v, VIEW("随時"));
	return regular && needed ? CLAUSE_WORD_BOTH
	       : regular	 ? CLAUSE_WORD_PERIODIC
	       : needed		 ? CLAUSE_WORD_NEEDED
				 : CLAUSE_WORD_UNSAID;
}

static void made_or_adopted(struct facts *f, enum clause_fact_code code, enum clause_topic topic,
			    const char *adopted)
{
	const struct clause *c = clause_topic(f->t, topic);
	set(f, code, c,
	    !c			   ? CLAUSE_WORD_NONE
	    : holds(f, c, adopted) ? CLAUSE_WORD_REFERENCE
				   : CLAUSE_WORD_OWN);
}

static void ordinance(struct facts *f)
{
	const struct clause *c = anywhere(f, "地方自治法");
	enum clause_word word = c ? CLAUSE_WORD_IN_CLAUSE : CLAUSE_WORD_NONE;
	if (!c && view_has(f->t->title, VIEW("サイバーセキュリティを確保するための方針")))
		word = CLAUSE_WORD_IN_TITLE;
	for (uint32_t i = 0; i < f->t->dates_count && word == CLAUSE_WORD_NONE; i++)
		if (f->t->dates[i].kind == DATE_VERSION &&
		    view_has(f->t->dates[i].text, VIEW("地方自治法")))
			word = CLAUSE_WORD_IN_VERSIONS;
	set(f, FACT_ORDINANCE, c, word);
}

static void dates(struct facts *f)
{
	uint32_t versions = 0;
	for (uint32_t i = 0; i < f->t->dates_count; i++)
		versions += f->t->dates[i].kind == DATE_VERSION;
	set(f, FACT_VERSIONS, NULL, versions);
	set(f, FACT_EFFECTIVE, NULL, f->t->dates_count - versions);
}

enum err clause_facts(const struct clause_tree *t, struct arena *mem,
		      struct clause_fact ret[FACT_COUNT])
{
	struct facts f = {t, ret, mem};
	const struct clause *outsourcing = clause_topic(t, TOPIC_OUTSOURCING);
	const struct clause *review = clause_topic(t, TOPIC_REVIEW);
	const struct clause *procedures = clause_topic(t, TOPIC_PROCEDURES);
	const struct clause *organisation = clause_topic(t, TOPIC_ORGANISATION);
	const struct clause *evaluation = clause_topic(t, TOPIC_EVALUATION);
	const struct clause *audit = clause_topic(t, TOPIC_AUDIT);
	set(&f, FACT_ARTICLES, NULL, t->levels[0]);
	count(&f, FACT_DEFINITIONS, TOPIC_DEFINITIONS);
	count(&f, FACT_THREATS, TOPIC_THREATS);
	count(&f, FACT_ASSETS, TOPIC_SCOPE_ASSETS);
	count(&f, FACT_MEASURES, TOPIC_MEASURES);
	count(&f, FACT_STEPS, TOPIC_RESILIENCE);
	try(zones(&f));
	cleaning(&f);
	persons_and_bodies(&f);
	set(&f, FACT_WHOLE_BODY, organisation, holds(&f, organisation, "全庁"));
	const struct clause *cloud = anywhere(&f, "セキュリティクラウド");
	set(&f, FACT_CLOUD, cloud, cloud != NULL);
	set(&f, FACT_CONTRACT, outsourcing, holds(&f, outsourcing, "要件を明記"));
	set(&f, FACT_CONFIRM, outsourcing, holds(&f, outsourcing, "確認"));
	const struct clause *sns = anywhere(&f, "ソーシャルメディア");
	set(&f, FACT_SNS, sns ? sns : outsourcing, sns != NULL);
	set(&f, FACT_EVALUATION_AUDIT, evaluation, audit_when(evaluation));
	set(&f, FACT_AUDIT, audit, audit_when(audit));
	set(&f, FACT_RISK, review, holds(&f, review, "リスク"));
	made_or_adopted(&f, FACT_STANDARDS, TOPIC_STANDARDS, "対策基準とする");
	made_or_adopted(&f, FACT_PROCEDURES, TOPIC_PROCEDURES, "実施手順とする");
	set(&f, FACT_CLOSED, procedures,
	    holds(&f, procedures, "非公開") || holds(&f, procedures, "公開しない") ||
		holds(&f, procedures, "公表しない"));
	ordinance(&f);
	dates(&f);
	return OK;
}
