/* SPDX-License-Identifier: Apache-2.0
 * clause.c: published policies as clause trees: samples of our own, and, where they are, the five
 * texts of ../shared/seeds with the figures that a person counted in them.
 */
#include "base/buf.h"
#include "policy/published/clause.h"
#include "tap.h"

struct read {
	struct clause_tree tree;
	struct clause_fact facts[FACT_COUNT];
	struct clause_notes notes;
	struct clause_problem problem;
	enum err err;
};

static void read_text(struct view text, struct arena *mem, struct read *ret)
{
	*ret = (struct read){0};
	ret->err = clause_read(text, mem, &ret->tree, &ret->problem);
	if (ret->err == OK)
		ret->err = clause_facts(&ret->tree, mem, ret->facts);
	if (ret->err == OK)
		ret->err = clause_notes(&ret->tree, ret->facts, mem, &ret->notes);
}

static bool read_file(const char *path, struct arena *mem, struct read *ret)
{
	FILE *f = fopen(path, "rb");
	if (!f)
		return false;
	uint8_t *p = arena_alloc(mem, CLAUSE_TEXT_MAX);
	size_t n = p ? fread(p, 1, CLAUSE_TEXT_MAX, f) : 0;
	(void)fclose(f);
	read_text(view_of(p, n), mem, ret);
	return true;
}

static void sample(const char *name, struct arena *mem, struct read *ret)
{
	char path[512];
	(void)snprintf(path, sizeof path, SOURCE_DIR "/tests/samples/clauses/%s", name);
	expect(read_file(path, mem, ret));
}

static const struct clause *clause(const struct read *r, const char *normal)
{
	for (uint32_t i = 0; i < r->tree.n; i++)
		if (view_eq(r->tree.clauses[i].normal, view_str(normal)))
			return &r->tree.clauses[i];
	return NULL;
}

static bool heads(const struct read *r, const char *normal, const char *heading)
{
	const struct clause *c = clause(r, normal);
	return c && view_eq(c->heading, view_str(heading));
}

static bool says(const struct read *r, const char *normal, const char *text)
{
	const struct clause *c = clause(r, normal);
	return c && view_eq(c->text, view_str(text));
}

static bool noted(const struct read *r, enum clause_note_code code, const char *normal,
		  const char *word)
{
	for (uint32_t i = 0; i < r->notes.n; i++) {
		const struct clause_note *n = &r->notes.rows[i];
		if (n->code == code && n->clause != CLAUSE_NONE &&
		    view_eq(r->tree.clauses[n->clause].normal, view_str(normal)) &&
		    n->line == r->tree.clauses[n->clause].line && view_eq(n->word, view_str(word)))
			return true;
	}
	return false;
}

static uint32_t notes_of(const struct read *r, enum clause_note_code code)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < r->notes.n; i++)
		n += r->notes.rows[i].code == code;
	return n;
}

/* Full width, lines cut by a printer, a table of contents with leaders, page numbers, two 附則. */
static void wrapped(void)
{
	struct arena mem = arena_new(CLAUSE_ARENA);
	struct read r;
	sample("wrapped.txt", &mem, &r);
	expect_err(r.err, OK);
	expect(view_eq(r.tree.title, VIEW("みほん町情報セキュリティ基本方針")));
	expect(r.tree.levels[0] == 10 && r.tree.levels[1] == 20 && r.tree.levels[2] == 6 &&
	       r.tree.n == 38);
	expect(r.tree.contents == 11 && r.tree.page_numbers == 3);
	expect(heads(&r, "2(2)", "住民番号系（個人番号の事務）"));
	expect(says(
	    &r, "1",
	    "この方針は、みほん町が扱う情報を守り、町民に約束したサービスを止めないために、情報"
	    "セキュリティについて町が行うことを決めるものである。"));
	expect(clause(&r, "2(2)") && view_eq(clause(&r, "2(2)")->number, VIEW("（２）")));
	expect(heads(&r, "3(2)", "") &&
	       says(&r, "3(2)", "職員の誤り、機器の設定の漏れ及び古い部品の故障"));
	expect(says(&r, "4(2)②", "機器に納めたデータ及び印刷した紙"));
	expect(heads(&r, "10", "実施手順") && heads(&r, "附則2", "附則"));
	expect(clause(&r, "10") && clause(&r, "10")->line == 103);
	expect(r.tree.dates_count == 4 && r.tree.dates[0].kind == DATE_MADE &&
	       r.tree.dates[1].kind == DATE_AMENDED && r.tree.dates[3].kind == DATE_EFFECTIVE &&
	       r.tree.dates[3].year == 2025 && r.tree.dates[3].month == 10 &&
	       r.tree.dates[3].day == 1);
	expect(r.facts[FACT_DEFINITIONS].number == 6 && r.facts[FACT_THREATS].number == 3 &&
	       r.facts[FACT_ZONES].number == 3 && r.facts[FACT_ASSETS].number == 3);
	expect(r.facts[FACT_CLEANING].number == CLAUSE_WORD_CONVERSION);
	expect(noted(&r, NOTE_TYPO, "6(8)", "営業委託→業務委託"));
	expect(noted(&r, NOTE_TERM_UNUSED, "2(6)", "見張り番") &&
	       notes_of(&r, NOTE_TERM_UNUSED) == 1);
	expect(noted(&r, NOTE_AUDIT_DIFFERS, "7", "") && noted(&r, NOTE_AUDIT_AS_NEEDED, "7", ""));
	expect(noted(&r, NOTE_ORGAN_MISSING, "4(1)", "教育委員会"));
	arena_free(&mem);
}

/* A page's source: # and -, 6.1. below 6., a bare table of contents, versions, standards by
 * reference. */
static void pointed(void)
{
	struct arena mem = arena_new(CLAUSE_ARENA);
	struct read r;
	sample("pointed.txt", &mem, &r);
	expect_err(r.err, OK);
	expect(r.tree.levels[0] == 9 && r.tree.levels[1] == 11 && r.tree.levels[2] == 2);
	expect(r.facts[FACT_VERSIONS].number == 2 && r.facts[FACT_EFFECTIVE].number == 1);
	expect(view_eq(r.tree.dates[1].version, VIEW("1.0版")));
	expect(heads(&r, "6(3)", "評価") && says(&r, "4(2)①", "機器"));
	expect(r.facts[FACT_STANDARDS].number == CLAUSE_WORD_REFERENCE);
	expect(r.facts[FACT_PROCEDURES].number == CLAUSE_WORD_NONE);
	expect(noted(&r, NOTE_NO_PROCEDURES, "5", "実施手順") &&
	       noted(&r, NOTE_NO_CONTRACT, "6(2)", "") && noted(&r, NOTE_NO_CONFIRM, "6(2)", "") &&
	       noted(&r, NOTE_BY_REFERENCE, "9", "対策基準"));
	arena_free(&mem);
}

/* 第1条, headings above, paragraphs, ア and (ア), 第3条の2, 附則 with paragraphs. */
static void articles(void)
{
	struct arena mem = arena_new(CLAUSE_ARENA);
	struct read r;
	sample("articles.txt", &mem, &r);
	expect_err(r.err, OK);
	expect(view_eq(r.tree.title, VIEW("いろは村情報セキュリティ方針規程")));
	expect(r.tree.levels[0] == 5 && heads(&r, "1", "目的") && heads(&r, "3の2", "適用範囲"));
	expect(says(&r, "2第2項", "前項にない用語は、辞書による。"));
	expect(r.facts[FACT_DEFINITIONS].number == 2 && r.facts[FACT_THREATS].number == 3);
	expect(heads(&r, "3(1)", "盗み") && says(&r, "3(1)①ア", "夜の盗み"));
	expect(heads(&r, "2(1)", "端末") && says(&r, "2(1)", "職員が使う機械をいう。"));
	expect(r.facts[FACT_EFFECTIVE].number == 1 && r.tree.dates[0].year == 2019);
	expect(clause(&r, "附則第2項") != NULL);
	arena_free(&mem);
}

static enum clause_problem_code problem_of(struct view text)
{
	struct arena mem = arena_new(CLAUSE_ARENA);
	struct read r;
	read_text(text, &mem, &r);
	enum clause_problem_code code = r.err == E_CONFIG ? r.problem.code : CLAUSE_FINE;
	arena_free(&mem);
	return code;
}

static void refused(void)
{
	struct arena mem = arena_new(CLAUSE_ARENA);
	struct read r;
	sample("bad-bytes.txt", &mem, &r);
	expect(r.err == E_CONFIG && r.problem.code == CLAUSE_NOT_UTF8 && r.problem.line == 2);
	sample("pdf.txt", &mem, &r);
	expect(r.err == E_CONFIG && r.problem.code == CLAUSE_NOT_TEXT);
	sample("tale.txt", &mem, &r);
	expect(r.err == E_CONFIG && r.problem.code == CLAUSE_NO_CLAUSES);
	arena_free(&mem);
	expect(problem_of(VIEW("")) == CLAUSE_NO_CLAUSES);
	expect(problem_of(VIEW("1 目的\0\n")) == CLAUSE_NOT_TEXT);
	expect(problem_of(VIEW("1 買い物\n人参を買う\n2 料理\n煮る\n")) == CLAUSE_NO_POLICY);
	struct buf b = buf_new(CLAUSE_TEXT_MAX + 1);
	buf_fill(&b, '\n', CLAUSE_LINES_MAX);
	expect(problem_of(buf_view(&b)) == CLAUSE_MANY_LINES);
	buf_fill(&b, 'a', CLAUSE_TEXT_MAX + 1 - b.n);
	expect(problem_of(buf_view(&b)) == CLAUSE_TOO_LARGE);
	buf_clear(&b);
	for (unsigned i = 0; i < 5; i++)
		for (unsigned k = 1; k < 1000; k++)
			buf_fmt(&b, "%s\n(%u) x\n", k == 1 ? "附則" : "", k);
	struct buf many = buf_new(CLAUSE_TEXT_MAX);
	buf_str(&many, "1 目的\n");
	buf_put(&many, buf_view(&b));
	expect(problem_of(buf_view(&many)) == CLAUSE_MANY_CLAUSES);
	buf_free(&many);
	buf_free(&b);
}

/* A number within a sentence opens no clause, wherever the line was cut. */
static void numbers_in_sentences(void)
{
	struct arena mem = arena_new(CLAUSE_ARENA);
	struct read r;
	read_text(VIEW("1 目的\n情報セキュリティのため、次の\n2 の定義による。\n2 定義\n(1) "
		       "甲\n乙をいう。前項の\n"
		       "(2)に当たるものを除く。\n(2) 丙\n丁をいう。\n3 脅威\n3 月\n4 日\n"),
		  &mem, &r);
	expect_err(r.err, OK);
	expect(r.tree.n == 5 && r.tree.levels[0] == 3 && r.tree.levels[1] == 2);
	expect(says(&r, "1", "情報セキュリティのため、次の2 の定義による。"));
	arena_free(&mem);
}

/* What editors leave: a byte order mark, CR LF, form feeds, characters that nobody sees. */
static void line_ends(void)
{
	struct arena mem = arena_new(CLAUSE_ARENA);
	struct read r;
	read_text(VIEW("\xef\xbb\xbf一村情報セキュリティ方針\r\n\r\n\f1\u3000目的\r\n守る。\r\n\f2"
		       "\u3000定\u200b義\r\n"
		       "（１）鍵\r\n戸を閉める\r\nものをいう。\r\n"),
		  &mem, &r);
	expect_err(r.err, OK);
	expect(view_eq(r.tree.title, VIEW("一村情報セキュリティ方針")) && r.tree.n == 3);
	expect(heads(&r, "2", "定義") && says(&r, "2(1)", "戸を閉めるものをいう。"));
	expect(clause(&r, "1") && clause(&r, "1")->line == 3);
	arena_free(&mem);
}

struct figures {
	const char *file;
	uint32_t articles, definitions, threats, assets, measures, steps, zones, dates, versions;
};

/* Counted by a person in each text. */
static const struct figures seeds[] = {
    {"000_6322a244ac98cecf.txt", 10, 12, 5, 4, 9, 3, 3, 9, 0},
    {"001_29809b8cbef9b672.txt", 9, 12, 5, 3, 9, 3, 3, 1, 0},
    {"002_b102670139c47bd4.txt", 10, 14, 12, 4, 9, 3, 3, 1, 11},
    {"003_1405966bb1b8986b.txt", 10, 12, 5, 3, 9, 3, 3, 0, 0},
    {"004_eb046f32487e3fc8.txt", 10, 9, 5, 3, 9, 0, 1, 2, 0},
};
enum { ASAKA, HEGURI, MUNAKATA, IMABARI, NIIGATA, SEEDS };

static bool figures_are(const struct read *r, const struct figures *f)
{
	const struct clause_fact *x = r->facts;
	return x[FACT_ARTICLES].number == f->articles &&
	       x[FACT_DEFINITIONS].number == f->definitions &&
	       x[FACT_THREATS].number == f->threats && x[FACT_ASSETS].number == f->assets &&
	       x[FACT_MEASURES].number == f->measures && x[FACT_STEPS].number == f->steps &&
	       x[FACT_ZONES].number == f->zones && x[FACT_EFFECTIVE].number == f->dates &&
	       x[FACT_VERSIONS].number == f->versions;
}

static void slips(const struct read r[SEEDS])
{
	expect(noted(&r[HEGURI], NOTE_NO_PROCEDURES, "5", "実施手順"));
	expect(notes_of(&r[HEGURI], NOTE_ZONE_OTHER_NAME) == 1 &&
	       notes_of(&r[ASAKA], NOTE_ZONE_OTHER_NAME) == 0);
	expect(noted(&r[IMABARI], NOTE_AUDIT_DIFFERS, "7", ""));
	expect(noted(&r[IMABARI], NOTE_TYPO, "6(8)", "営業委託→業務委託"));
	expect(noted(&r[NIIGATA], NOTE_TERM_UNUSED, "2(9)", "無害化通信"));
	expect(noted(&r[NIIGATA], NOTE_NO_CONTRACT, "6(8)", "") &&
	       noted(&r[NIIGATA], NOTE_NO_CONFIRM, "6(8)", ""));
	expect(noted(&r[NIIGATA], NOTE_NO_CLOUD, "6(3)", ""));
	expect(notes_of(&r[MUNAKATA], NOTE_TERM_UNUSED) == 2 &&
	       noted(&r[MUNAKATA], NOTE_ORGAN_MISSING, "4(1)", "教育委員会") &&
	       noted(&r[MUNAKATA], NOTE_CLEANING_CONVERSION, "2(12)", ""));
	expect(noted(&r[ASAKA], NOTE_NO_SNS, "6(8)", ""));
	for (unsigned i = 0; i < SEEDS; i++) {
		expect(notes_of(&r[i], NOTE_NO_PROCEDURES) == (i == HEGURI));
		expect(notes_of(&r[i], NOTE_AUDIT_DIFFERS) == (i == IMABARI));
		expect(notes_of(&r[i], NOTE_NO_CLOUD) == (i == NIIGATA));
		expect(notes_of(&r[i], NOTE_GAP) == 0 && notes_of(&r[i], NOTE_UNPLACED) == 0);
	}
}

/* How many clauses only the first has: by number, in the order of the text. */
static bool only_first(const struct read *a, const struct read *b, const char *want)
{
	struct arena mem = arena_new(CLAUSE_ARENA);
	struct clause_diff d;
	struct buf got = buf_new(4096);
	enum err e = clause_diff(&a->tree, &b->tree, &mem, &d);
	for (uint32_t i = 0; e == OK && i < d.n; i++)
		if (d.pairs[i].b == CLAUSE_NONE) {
			buf_str(&got, got.n ? " " : "");
			buf_put(&got, a->tree.clauses[d.pairs[i].a].normal);
		}
	bool same = e == OK && view_eq(buf_view(&got), view_str(want));
	if (!same)
		printf("# got %.*s\n# want %s\n", (int)got.n, (const char *)got.p, want);
	buf_free(&got);
	arena_free(&mem);
	return same;
}

#define FIVE "3(1) 3(2) 3(3) 3(4) 3(5)"
#define TWELVE FIVE " 3(6) 3(7) 3(8) 3(9) 3(10) 3(11) 3(12)"
#define ZONES "2(8) 2(9) 2(11)"
#define STEPS "6(3)① 6(3)② 6(3)③"

static void pairs(const struct read r[SEEDS])
{
	static const char *const only[SEEDS][SEEDS] = {
	    [ASAKA] = {"", "4(2)④ 10 附則", FIVE " 4(2)④ 附則", "4(2)④ 附則",
		       ZONES " 4(2)④ " STEPS " 附則"},
	    [HEGURI] = {"", "", FIVE, "", ZONES " " STEPS},
	    [MUNAKATA] = {"2(13) 2(14) " TWELVE " 4(2)④", "2(13) 2(14) " TWELVE " 4(2)④ 10", "",
			  "2(13) 2(14) " TWELVE " 4(2)④",
			  ZONES " 2(13) 2(14) " TWELVE " 4(2)④ " STEPS},
	    [IMABARI] = {"", "10", FIVE, "", ZONES " " STEPS},
	    [NIIGATA] = {"", "10", FIVE, "", ""},
	};
	for (unsigned i = 0; i < SEEDS; i++)
		for (unsigned k = 0; k < SEEDS; k++)
			expect(only_first(&r[i], &r[k], only[i][k]));
}

static void published(void)
{
	struct arena mem = arena_new(CLAUSE_ARENA * SEEDS);
	static struct read r[SEEDS];
	for (unsigned i = 0; i < SEEDS; i++) {
		char path[512];
		(void)snprintf(path, sizeof path, SOURCE_DIR "/../shared/seeds/%s", seeds[i].file);
		if (!read_file(path, &mem, &r[i])) {
			tap_skip("the five published texts", "../shared/seeds is not here");
			arena_free(&mem);
			return;
		}
		expect_err(r[i].err, OK);
		expect(figures_are(&r[i], &seeds[i]));
	}
	slips(r);
	pairs(r);
	arena_free(&mem);
}

/* One text with itself, and with another style: the same clauses stand against each other. */
static void compared(void)
{
	struct arena mem = arena_new(CLAUSE_ARENA * 2);
	struct read a, b;
	struct clause_diff d;
	sample("wrapped.txt", &mem, &a);
	sample("pointed.txt", &mem, &b);
	expect_err(clause_diff(&a.tree, &a.tree, &mem, &d), OK);
	bool same = d.n == a.tree.n;
	for (uint32_t i = 0; i < d.n; i++)
		same = same && d.pairs[i].a == d.pairs[i].b && d.pairs[i].alike == 100;
	expect(same);
	expect_err(clause_diff(&a.tree, &b.tree, &mem, &d), OK);
	bool zones = false, measures = false;
	for (uint32_t i = 0; i < d.n; i++) {
		const struct clause_pair *p = &d.pairs[i];
		zones = zones || (clause(&a, "2(4)") == a.tree.clauses + p->a &&
				  clause(&b, "2(2)") == b.tree.clauses + p->b);
		measures = measures || (clause(&a, "6(8)") == a.tree.clauses + p->a &&
					clause(&b, "6(2)") == b.tree.clauses + p->b);
	}
	expect(zones && measures);
	expect(only_first(&b, &a, "2(1) 3(1) 3(2) 3(3) 3(4) 4(2)① 4(2)②"));
	arena_free(&mem);
}

int main(void)
{
	wrapped();
	pointed();
	articles();
	refused();
	numbers_in_sentences();
	line_ends();
	compared();
	published();
	return tap_done();
}
