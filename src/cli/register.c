/* SPDX-License-Identifier: Apache-2.0
 * register.c: `sekisho register check|show FILE...`, `register keys`: definitions of registers.
 */
#include <errno.h>

#include "cli/policy.h"
#include "register/definition.h"

struct loaded {
	struct arena mem;
	struct register_rules rules;
	struct policy_mistakes mistakes;
};

static void loaded_free(struct loaded *l)
{
	arena_free(&l->mem);
}

static enum cli_exit load(const struct cli *cli, const char *file, struct loaded *ret)
{
	struct view text;
	ret->mem = arena_new(REGISTER_ARENA);
	enum err e = cli_read_file(file, REGISTER_FILE_MAX, &ret->mem, &text);
	if (e == E_IO) {
		cli_complain(cli, "%s を読めません: %s", "cannot read %s: %s", file,
			     cli_errno(cli, errno));
		return CLI_FAULT;
	}
	if (e == E_LIMIT_SIZE) {
		cli_complain(cli, "%s は台帳の定義には大きすぎます（上限 1 MB）",
			     "%s is too large for a register's definition (at most 1 MB)",
			     cli_shown(file).text);
		return CLI_NO;
	}
	if (e == OK)
		e = register_load(text, &ret->mem, &ret->rules, &ret->mistakes);
	if (e == OK || e == E_CONFIG)
		return e == OK ? CLI_DONE : CLI_NO;
	cli_complain_err(cli, file, e);
	return CLI_FAULT;
}

static enum cli_exit check(const struct cli *cli, const char *file)
{
	scope_end(loaded_free) struct loaded l = {0};
	const struct cli_shown shown = cli_shown(file);
	const struct register_definition *d = &l.rules.d;
	enum cli_exit code = load(cli, file, &l);
	cli_mistakes_print(cli, shown.text, &l.mistakes);
	if (code == CLI_DONE)
		cli_print(
		    cli, "%s: 誤りはありません。%.*s（第%u版）: 欄 %u、状態 %u、操作 %u、点検 %u\n",
		    "%s: nothing wrong. %.*s (version %u): %u fields, %u states, %u moves, %u "
		    "checks\n",
		    shown.text, (int)d->title.n, (const char *)d->title.p, d->version,
		    d->fields_count, d->states_count, d->moves_count, d->checks_count);
	else if (l.mistakes.wrong > 0)
		cli_print(cli, "%s: 誤り %u 件\n", "%s: %u wrong\n", shown.text, l.mistakes.wrong);
	return code;
}

/* The gravest of them: one file that cannot be read does not hide what is wrong with the next. */
static enum cli_exit check_all(const struct cli *cli)
{
	enum cli_exit worst = CLI_DONE;
	for (int i = 1; i < cli->operand_count; i++) {
		enum cli_exit code = check(cli, cli->operand[i]);
		worst = max_of(worst, code);
	}
	return worst;
}

static void cell(struct cli_table *t, struct view ja, struct view en, bool english)
{
	cli_table_cell(t, english && en.n > 0 ? en : ja);
}

static struct view duties(const struct cli *cli, uint32_t bits, struct buf *out)
{
	buf_clear(out);
	for (uint32_t i = 0; i < REGISTER_DUTIES; i++)
		if (bits & 1u << i) {
			buf_str(out, out->n ? cli_text(cli, "、", ", ") : "");
			buf_put(out, cli_policy_word(cli, WORDS_DUTY, i));
		}
	return buf_view(out);
}

static void show_fields(const struct cli *cli, const struct register_rules *r)
{
	static const char *const heads[][2] = {
	    {"欄", "field"}, {"見出し", "heading"}, {"種類", "type"}, {"", ""}};
	struct cli_table t = cli_table_new(array_len(heads));
	cli_policy_headings(cli, &t, heads, array_len(heads));
	for (uint32_t i = 0; i < r->d.fields_count; i++) {
		const struct register_field *f = &r->d.fields[i];
		scope_end(buf_free) struct buf marks = buf_new(256);
		buf_str(&marks, f->required ? cli_text(cli, "必須 ", "required ") : "");
		buf_str(&marks, f->list ? cli_text(cli, "一覧 ", "listed ") : "");
		buf_str(&marks, f->secret ? cli_text(cli, "限定 ", "secret ") : "");
		cli_policy_cell(&t, f->code);
		cell(&t, f->title, f->english, cli->english);
		cli_table_cell(&t, cli_policy_word(cli, WORDS_FIELD, f->type));
		cli_table_cell(&t, view_trim(buf_view(&marks)));
	}
	cli_table_print(&t, stdout);
}

static void put_from(const struct cli *cli, const struct register_rules *r, uint32_t move,
		     struct buf *out)
{
	for (uint32_t i = 0; i < r->d.states_count; i++)
		if (r->moves[move].from & (uint64_t)1 << i) {
			const struct register_state *s = &r->d.states[i];
			buf_str(out, out->n ? cli_text(cli, "、", ", ") : "");
			buf_put(out, cli->english && s->english.n ? s->english : s->title);
		}
}

static void show_moves(const struct cli *cli, const struct register_rules *r)
{
	static const char *const heads[][2] = {
	    {"操作", "move"}, {"前", "from"}, {"後", "to"}, {"できる人", "by"}, {"", ""}};
	struct cli_table t = cli_table_new(array_len(heads));
	cli_policy_headings(cli, &t, heads, array_len(heads));
	for (uint32_t i = 0; i < r->d.moves_count; i++) {
		const struct register_move *m = &r->d.moves[i];
		const struct register_state *to = &r->d.states[r->moves[i].to];
		scope_end(buf_free) struct buf text = buf_new(4096);
		cell(&t, m->title, m->english, cli->english);
		put_from(cli, r, i, &text);
		cli_table_cell(&t, buf_view(&text));
		cell(&t, to->title, to->english, cli->english);
		cli_table_cell(&t, m->by ? duties(cli, m->by, &text)
					 : view_str(cli_text(cli, "自動", "automatic")));
		buf_clear(&text);
		buf_str(&text, m->other ? cli_text(cli, "別の人が ", "another person ") : "");
		buf_str(&text, m->note ? cli_text(cli, "理由が必要", "wants a reason") : "");
		cli_table_cell(&t, view_trim(buf_view(&text)));
	}
	cli_table_print(&t, stdout);
}

static enum cli_exit show(const struct cli *cli, const char *file)
{
	scope_end(loaded_free) struct loaded l = {0};
	enum cli_exit code = load(cli, file, &l);
	const struct register_rules *r = &l.rules;
	if (code == CLI_NO && l.mistakes.wrong > 0)
		cli_complain(cli,
			     "%s に誤りが %u 件あります。sekisho register check で確かめてください",
			     "%s has %u mistakes; see sekisho register check", cli_shown(file).text,
			     l.mistakes.wrong);
	if (code != CLI_DONE)
		return code;
	scope_end(buf_free) struct buf number = buf_new(128);
	register_number_put(r, 2026, 1, &number);
	cli_print(cli, "■ %.*s（第%u版、番号の例 %.*s）\n",
		  "%.*s (version %u, numbered like %.*s)\n", (int)r->d.title.n,
		  (const char *)r->d.title.p, r->d.version, (int)number.n, (const char *)number.p);
	show_fields(cli, r);
	puts("");
	show_moves(cli, r);
	return CLI_DONE;
}

static enum cli_exit run(const struct cli *cli)
{
	struct view word = view_str(cli->operand[0]);
	if (view_eq(word, VIEW("check")) && cli->operand_count >= 2)
		return check_all(cli);
	if (view_eq(word, VIEW("show")) && cli->operand_count == 2)
		return show(cli, cli->operand[1]);
	if (view_eq(word, VIEW("keys")) && cli->operand_count == 1) {
		cli_policy_keys(cli, RECORD_register_definition);
		return CLI_DONE;
	}
	cli_complain(cli,
		     "sekisho register check 定義...、register show 定義、register keys "
		     "のどれかを書いてください",
		     "write sekisho register check FILE..., register show FILE or register keys");
	return CLI_USAGE;
}

const struct command command_register = {
    .operands_min = 1,
    .operands_max = CLI_ANY,
    .more_ja = "  check  誤りを、行・桁・直し方とともに示す。誤りがあれば終了コード 1\n"
	       "  show   欄と操作を表で示す\n"
	       "  keys   書けるキーと既定値の一覧",
    .more_en = "  check  mistakes, with line, column and what to write; exit code 1 if wrong\n"
	       "  show   its fields and moves, in tables\n"
	       "  keys   every key there is, and its default",
    .run = run,
};
