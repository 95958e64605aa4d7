/* SPDX-License-Identifier: Apache-2.0
 * inspect.c: `sekisho inspect FILE`: 送付前点検 on files, without a daemon: what would be given
 * away, and with --erase and -o the file without it.
 */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <unistd.h>

#include "cli/batch.h"
#include "cli/disarm_report.h"
#include "cli/save.h"
#include "sheet/table.h"
#include "form/finds.h"
#include "sys/file.h"

enum { OPTION_ERASE, OPTION_OUT, OPTION_JSON, OPTION_PICTURES, OPTION_FORCE, OPTION_COUNT };

static const struct cli_option options[OPTION_COUNT + 1] = {
    [OPTION_ERASE] =
	{.name = "erase",
	 .argument = "ID,...",
	 .ja = "この番号のもの（all なら消せるものすべて）を消す。ファイルは1つだけ、-o が必要",
	 .en = "erase these finds (all: every one that can be); one FILE only, needs -o"},
    [OPTION_OUT] = {.name = "output",
		    .letter = 'o',
		    .argument = "DIR",
		    .ja = "組み立て直したファイルをこのフォルダーに置く",
		    .en = "put the rebuilt file into this folder"},
    [OPTION_JSON] = {.name = "json",
		     .ja = "結果を JSON で書く（docs/inspection.md）",
		     .en = "write the finds as JSON (docs/inspection.md)"},
    [OPTION_PICTURES] = {.name = "pictures",
			 .argument = "DIR",
			 .ja = "見つかったものの画像（PNG）をこのフォルダーに置く",
			 .en = "put the finds' pictures (PNG) into this folder"},
    [OPTION_FORCE] = {.name = "force",
		      .letter = 'f',
		      .ja = "同じ名前のファイルがあれば置き換える",
		      .en = "replace a file of the same name"},
};

struct run {
	const struct cli *cli;
	struct buf bytes; /* of the finds */
	struct finds finds;
	bool quiet; /* the first of two passes: only what there is to erase */
	uint64_t found, refused, faults;
	json_t *items;
};

static const char *severity(const struct cli *cli, enum find_severity s)
{
	static const char *const ja[] = {"お知らせ", "要確認", "送付停止"}, *const en[] = {"tell",
											   "ask",
											   "stop"};
	return cli_text(cli, ja[s], en[s]);
}

static struct view word(const struct find_word *w)
{
	return view_of(w->text, w->n);
}

/* --- as a table --- */

static void cell_str(struct cli_table *t, const char *text)
{
	cli_table_cell(t, view_str(text));
}

static void print_row(const struct run *r, struct cli_table *t, const struct find *f)
{
	const struct find_text *text = find_text(f->kind);
	scope_end(buf_free) struct buf id = buf_new(32), where = buf_new(4096),
				       what = buf_new(1024);
	buf_fmt(&id, "%016llx", (unsigned long long)f->id);
	find_where(&f->place, r->cli->english, &where);
	buf_str(&what, cli_text(r->cli, text->ja, text->en));
	if (f->count > 1)
		buf_fmt(&what, " x%u", f->count);
	cli_table_cell(t, buf_view(&id));
	cell_str(t, severity(r->cli, f->severity));
	cli_table_cell(t, buf_view(&what));
	cli_table_cell(t, buf_view(&where));
	cell_str(t, f->erasable ? cli_text(r->cli, "消せる", "yes") : "-");
	cli_table_cell(t, word(&f->excerpt));
}

static void print_table(const struct run *r, const char *name)
{
	const struct finds *f = &r->finds;
	struct cli_table t = cli_table_new(6);
	uint32_t rest = finds_total(f) - f->n;
	if (f->erased)
		cli_print(r->cli, "%s：%u 件を消しました\n", "%s: %u erased\n",
			  cli_shown(name).text, f->erased);
	if (f->n == 0) {
		cli_print(r->cli,
			  f->erased ? "%s：ほかに見つかったものはありません\n"
				    : "%s：送付前点検で見つかったものはありません\n",
			  f->erased ? "%s: nothing else found\n" : "%s: nothing found\n",
			  cli_shown(name).text);
		return;
	}
	cli_print(r->cli, "%s：%u 件\n", "%s: %u\n", cli_shown(name).text, f->n);
	cell_str(&t, cli_text(r->cli, "番号", "id"));
	cell_str(&t, cli_text(r->cli, "扱い", "level"));
	cell_str(&t, cli_text(r->cli, "見つかったもの", "what"));
	cell_str(&t, cli_text(r->cli, "場所", "where"));
	cell_str(&t, cli_text(r->cli, "消去", "erasable"));
	cell_str(&t, cli_text(r->cli, "前後の文字", "words"));
	for (uint32_t i = 0; i < f->n; i++)
		print_row(r, &t, &f->rows[i]);
	cli_table_print(&t, stdout);
	if (rest)
		cli_print(r->cli, "ほかに %u 件\n", "and %u more\n", rest);
}

/* --- as JSON --- */

static json_t *text_of(struct view v)
{
	return json_stringn((const char *)v.p, v.n);
}

static json_t *json_of(const struct find *f)
{
	static const char *const severities[] = {"tell", "ask", "stop"};
	static const char *const places[] = {"file", "page", "sheet", "slide", "line", "paragraph"};
	const struct find_text *text = find_text(f->kind);
	char id[20];
	(void)snprintf(id, sizeof id, "%016llx", (unsigned long long)f->id);
	return json_pack("{s:s, s:s, s:s, s:{s:s, s:s}, s:b, s:I, s:{s:s, s:I, s:I, s:I, "
			 "s:[i,i,i,i], s:I, s:o, s:o}, s:o}",
			 "id", id, "kind", text->name, "level", severities[f->severity], "text",
			 "ja", text->ja, "en", text->en, "erasable", f->erasable, "count",
			 (json_int_t)f->count, "place", "kind", places[f->place.at], "number",
			 (json_int_t)f->place.number, "row", (json_int_t)f->place.row, "column",
			 (json_int_t)f->place.column, "box", f->place.box[0], f->place.box[1],
			 f->place.box[2], f->place.box[3], "member", (json_int_t)f->place.member,
			 "file", text_of(word(&f->place.file)), "name",
			 text_of(word(&f->place.name)), "words", text_of(word(&f->excerpt)));
}

static void add_json(struct run *r, const char *name, enum err e)
{
	json_t *finds = json_array(), *rest = json_object();
	for (uint32_t i = 0; i < r->finds.n; i++)
		(void)json_array_append_new(finds, json_of(&r->finds.rows[i]));
	for (unsigned i = 0; i < FIND_COUNT; i++)
		if (r->finds.rest[i])
			(void)json_object_set_new(rest, find_text((enum find_kind)i)->name,
						  json_integer(r->finds.rest[i]));
	json_t *item = json_pack("{s:s, s:s, s:I, s:o, s:o}", "file", cli_shown(name).text, "error",
				 err_text(e)->name, "erased", (json_int_t)r->finds.erased, "finds",
				 finds, "rest", rest);
	if (!item || json_array_append_new(r->items, item) != 0)
		r->faults++;
}

/* --- pictures, results --- */

static bool save_bytes(const struct cli *cli, const char *path, struct view bytes)
{
	scope_end(close_fd) int fd = memfd_new("picture");
	enum err e = fd < 0 ? E_NO_MEMORY : file_write(fd, bytes);
	if (e == OK)
		e = save_file(fd, path, cli->option[OPTION_FORCE] != NULL);
	if (e == E_NAME)
		cli_complain(cli, "%s はすでにあります", "%s is there already", path);
	else if (e != OK)
		cli_complain(cli, "%s に書けません: %s", "cannot write %s: %s", path,
			     cli_errno(cli, errno));
	return e == OK;
}

static void save_pictures(struct run *r)
{
	const char *directory = r->cli->option[OPTION_PICTURES];
	for (uint32_t i = 0; directory && i < r->finds.n; i++) {
		const struct find *f = &r->finds.rows[i];
		scope_end(buf_free) struct buf png = buf_new((size_t)1 << 20), path = buf_new(8192);
		if (f->width == 0)
			continue;
		find_png(f, &png);
		buf_fmt(&path, "%s/%016llx.png", directory, (unsigned long long)f->id);
		buf_u8(&path, 0);
		if (png.err != OK || path.err != OK ||
		    !save_bytes(r->cli, (const char *)path.p, buf_view(&png)))
			r->faults++;
	}
}

static void save_result(struct run *r, const struct passage *p, const struct walked *file)
{
	const char *directory = r->cli->option[OPTION_OUT];
	scope_end(buf_free) struct buf path = buf_new(8192);
	if (!directory)
		return;
	save_path(file, directory, p->rebuild.ext, &path);
	enum err e = path.err != OK ? path.err
				    : save_file(p->out, (const char *)path.p,
						r->cli->option[OPTION_FORCE] != NULL);
	if (e == E_NAME)
		cli_complain(r->cli, "%s はすでにあります。置き換えるには --force を付けてください",
			     "%s is there already; --force replaces it", (const char *)path.p);
	else if (e != OK)
		cli_complain(r->cli, "%s に書けません: %s", "cannot write %s: %s",
			     (const char *)path.p, cli_errno(r->cli, errno));
	else
		cli_print_to(r->cli, r->items ? stderr : stdout, "%s：%s に書きました\n",
			     "%s: written to %s\n", cli_shown(file->path).text,
			     cli_shown((const char *)path.p).text);
	r->faults += e != OK;
}

static enum err read_finds(struct run *r, const struct passage *p)
{
	memset(&r->finds, 0, sizeof r->finds);
	try(p->err);
	if (p->finds < 0)
		return E_INTERNAL;
	buf_clear(&r->bytes);
	try(file_read(p->finds, r->bytes.cap, &r->bytes));
	return finds_read(buf_view(&r->bytes), &r->finds);
}

static void take(struct batch *b, struct passage *p, const struct walked *file)
{
	struct run *r = b->owner;
	enum err e = read_finds(r, p);
	if (e != OK) {
		cli_complain_err(r->cli, file->path, e);
		*(err_text(e)->kind == ERR_KIND_FAULT ? &r->faults : &r->refused) += 1;
	}
	if (r->quiet)
		return;
	if (r->items)
		add_json(r, file->path, e);
	else if (e == OK)
		print_table(r, file->path);
	if (e != OK)
		return;
	r->found += r->finds.n;
	save_pictures(r);
	save_result(r, p, file);
}

/* --- what goes --- */

static enum err read_ids(struct view list, struct erase *ret)
{
	while (list.n > 0) {
		size_t comma = view_find(list, 0, ',');
		struct view one = view_trim(view_sub(list, 0, comma));
		uint64_t id = 0;
		if (one.n == 0 || one.n > 16)
			return E_USAGE;
		for (size_t i = 0; i < one.n; i++) {
			uint8_t c = one.p[i] | 0x20;
			if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
				return E_USAGE;
			unsigned digit = c;
			id = id << 4 | (digit >= 'a' ? digit - 'a' + 10 : digit - '0');
		}
		try(erase_add(ret, id));
		list = view_sub(list, comma + 1, list.n);
	}
	return OK;
}

static bool pass(struct run *r, int erase, bool only_form)
{
	struct batch b = batch_new(r->cli, take, r);
	b.inspected = true;
	b.erase = erase;
	b.only_form = only_form;
	bool ok = batch_collect(&b) && batch_run(&b);
	r->faults += b.unread;
	batch_free(&b);
	return ok;
}

/* Everything that can be erased: told by a first pass. */
static bool list_all(struct run *r, struct erase *ret)
{
	r->quiet = true;
	bool ok = pass(r, -1, true) && r->faults == 0 && r->refused == 0;
	r->quiet = false;
	for (uint32_t i = 0; ok && i < r->finds.n; i++)
		if (r->finds.rows[i].erasable)
			ok = erase_add(ret, r->finds.rows[i].id) == OK;
	return ok;
}

static int list_fd(const struct erase *e)
{
	scope_end(buf_free) struct buf b = buf_new(16 + 8 * ERASE_MAX);
	int fd = memfd_new("erase");
	erase_write(e, &b);
	if (fd >= 0 && (file_write(fd, buf_view(&b)) != OK || memfd_seal(fd) != OK))
		close_fd(&fd);
	return fd;
}

static enum cli_exit all(struct run *r)
{
	const char *ids = r->cli->option[OPTION_ERASE];
	struct erase e = {0};
	scope_end(close_fd) int list = -1;
	if (ids && r->cli->operand_count != 1) {
		cli_complain(r->cli, "--erase を使うときはファイルを1つだけ指定してください",
			     "--erase takes one FILE only");
		return CLI_USAGE;
	}
	if (ids && !r->cli->option[OPTION_OUT]) {
		cli_complain(
		    r->cli,
		    "--erase を使うときは、消したものを置くフォルダーを -o で指定してください",
		    "--erase needs -o, the folder for the file without them");
		return CLI_USAGE;
	}
	if (ids && strcmp(ids, "all") != 0 && read_ids(view_str(ids), &e) != OK) {
		cli_complain(r->cli, "消すものの番号が読めません: %s", "not a list of ids: %s",
			     cli_shown(ids).text);
		return CLI_USAGE;
	}
	if (ids && strcmp(ids, "all") == 0 && !list_all(r, &e))
		return r->refused ? CLI_NO : CLI_FAULT;
	if (e.n > 0)
		list = list_fd(&e);
	if ((e.n > 0 && list < 0) || !pass(r, list, r->cli->option[OPTION_OUT] == NULL))
		return CLI_FAULT;
	if (r->items && json_dumpf(r->items, stdout, JSON_INDENT(2)) == 0)
		putchar('\n');
	return r->faults ? CLI_FAULT : r->refused || r->found ? CLI_NO : CLI_DONE;
}

static enum cli_exit run(const struct cli *cli)
{
	struct run *r = calloc(1, sizeof *r);
	if (!r)
		return CLI_FAULT;
	r->cli = cli;
	r->bytes = buf_new(ZYGOTE_EXTRA_MAX);
	r->items = cli->option[OPTION_JSON] ? json_array() : NULL;
	enum cli_exit code = all(r);
	json_decref(r->items);
	buf_free(&r->bytes);
	free(r);
	return code;
}

const struct command command_inspect = {
    .options = options,
    .operands_min = 1,
    .operands_max = CLI_ANY,
    .more_ja = "FILE "
	       "にはファイル、フォルダー（中のファイルすべて）、-"
	       "（標準入力）を指定できます。元のファイルは変わりません。\n"
	       "終了コード: 0 何も見つからなかった  1 見つかった、または取込不可  3 こちら側の失敗",
    .more_en =
	"FILE is a file, a folder (all files in it) or - (standard input); it is not changed.\n"
	"Exit code: 0 nothing found, 1 something found or the file refused, 3 some failed "
	"on our side",
    .run = run};
