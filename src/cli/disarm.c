/* SPDX-License-Identifier: Apache-2.0
 * disarm.c: `sekisho disarm FILE...`: both locks on files, without a daemon.
 */
#include <errno.h>
#include <unistd.h>

#include "cli/batch.h"
#include "cli/disarm_report.h"
#include "cli/save.h"
#include "sys/log.h"

enum {
	OPTION_OUT,
	OPTION_REPORT,
	OPTION_POLICY,
	OPTION_FORCE,
	OPTION_QUIET,
	OPTION_PASSWORD,
	OPTION_COUNT
};

static const struct cli_option options[OPTION_COUNT + 1] = {
    [OPTION_OUT] = {.name = "output",
		    .letter = 'o',
		    .argument = "DIR",
		    .ja = "結果を置くフォルダー（なければ作る。省くと元のファイルの隣）",
		    .en = "folder for the results (made if need be; else beside each file)"},
    [OPTION_REPORT] = {.name = "report",
		       .ja = "標準出力に JSON の報告を書く（docs/report.md）",
		       .en = "write a JSON report to standard output (docs/report.md)"},
    [OPTION_POLICY] = {.name = "policy",
		       .argument = "FILE",
		       .ja = "この方針ファイルの取込の上限と形式に従う",
		       .en = "obey the inbound limits and formats of this policy file"},
    [OPTION_FORCE] = {.name = "force",
		      .letter = 'f',
		      .ja = "同じ名前のファイルがあれば置き換える",
		      .en = "replace a file of the same name"},
    [OPTION_QUIET] = {.name = "quiet",
		      .letter = 'q',
		      .ja = "ファイルごとの行を出さない",
		      .en = "no line a file"},
    [OPTION_PASSWORD] = {.name = "password-fd",
			 .argument = "N",
			 .ja = "ファイルのパスワードの候補を記述子 N から読む（1行に1つ）",
			 .en = "read candidates for passwords from descriptor N, one a line"},
};

struct run {
	struct batch batch;
	const struct cli *cli;
	bool quiet, report;
	FILE *lines; /* standard error when the report has standard output */
	uint64_t done, refused, faults;
	struct disarm_report json;
};

/* Kinds of thing, not occurrences: thousands of revision numbers are one thing to a reader. */
static unsigned kinds(const struct report *report, enum finding_kind kind)
{
	bool seen[FINDING_COUNT] = {false};
	unsigned n = 0;
	for (uint32_t i = 0; i < report->n; i++) {
		enum finding_code code = (enum finding_code)report->rows[i].code;
		n += !seen[code] && finding_text(code)->kind == kind;
		seen[code] = true;
	}
	return n;
}

static const char *format_name(const struct passage *p)
{
	const char *name = disarm_report_format(p);
	return name ? name : "-";
}

/* `explained`: what went wrong is said already. */
static void say(const struct run *r, const struct passage *p, const char *from, const char *to,
		bool explained)
{
	if (r->batch.terminal)
		fputs("\r\033[K", stderr);
	if (r->quiet)
		return;
	const struct err_text *text = err_text(p->err);
	bool ours = text->kind == ERR_KIND_FAULT;
	double ms = (double)(p->ended_us - p->begun_us) / 1000;
	const char *word = p->err == OK ? cli_text(r->cli, "通過", "passed")
			   : ours	? cli_text(r->cli, "失敗", "failed")
					: cli_text(r->cli, "取込不可", "refused");
	cli_print_to(r->cli, r->lines, "%s  %s  除去 %u種 変化 %u種  %.0f ms  %s",
		     "%s  %s  removed %u, changed %u kinds  %.0f ms  %s", word, format_name(p),
		     kinds(&p->report, FINDING_KIND_REMOVED), kinds(&p->report, FINDING_KIND_LOST),
		     ms, cli_shown(from).text);
	if (p->err == OK)
		cli_print_to(r->cli, r->lines, " → %s\n", " → %s\n", cli_shown(to).text);
	else if (explained)
		fputc('\n', r->lines);
	else
		cli_print_to(r->cli, r->lines, "：%s。%s\n", ": %s; %s\n",
			     cli_text(r->cli, text->ja, text->en),
			     cli_text(r->cli, text->todo_ja, text->todo_en));
}

/* The directory may hold the name already: that is no fault of the file, but no result either. */
static enum err save(const struct run *r, const struct passage *p, const struct walked *file,
		     struct buf *path)
{
	const char *directory = r->cli->option[OPTION_OUT];
	save_path(file, directory, p->rebuild.ext, path);
	if (path->err != OK)
		return path->err;
	enum err e = save_file(p->out, (const char *)path->p, r->cli->option[OPTION_FORCE] != NULL);
	if (e == E_NAME)
		cli_complain(r->cli, "%s はすでにあります。置き換えるには --force を付けてください",
			     "%s is there already; --force replaces it", (const char *)path->p);
	else if (e != OK)
		cli_complain(r->cli, "%s に書けません: %s", "cannot write %s: %s",
			     (const char *)path->p, cli_errno(r->cli, errno));
	return e == OK ? OK : E_IO;
}

static void take(struct batch *b, struct passage *p, const struct walked *file)
{
	struct run *r = b->owner;
	scope_end(buf_free) struct buf path = buf_new(8192);
	bool passed = p->err == OK;
	if (passed)
		p->err = save(r, p, file, &path);
	if (p->err == OK)
		r->done++;
	else if (err_text(p->err)->kind == ERR_KIND_FAULT)
		r->faults++;
	else
		r->refused++;
	say(r, p, file->path, path.n ? (const char *)path.p : "", passed && p->err != OK);
	if (r->report && !disarm_report_add(&r->json, p, file->path,
					    path.n && p->err == OK ? (const char *)path.p : NULL))
		r->faults++;
}

static void tally(const struct run *r)
{
	size_t n = r->batch.files.n;
	if (n < 2)
		return;
	double s = (double)(clock_us() - r->batch.begun_us) / 1e6;
	cli_print_to(r->cli, r->lines, "%zu 件：通過 %llu、取込不可 %llu、失敗 %llu（%.1f 秒）\n",
		     "%zu files: %llu passed, %llu refused, %llu failed (%.1f s)\n", n,
		     (unsigned long long)r->done, (unsigned long long)r->refused,
		     (unsigned long long)r->faults, s);
}

static enum cli_exit all_files(struct run *r)
{
	if (!batch_run(&r->batch))
		return CLI_FAULT;
	r->faults += r->batch.unread;
	if (!r->quiet)
		tally(r);
	if (r->report && !disarm_report_print(&r->json, stdout))
		return CLI_FAULT;
	return r->faults ? CLI_FAULT : r->refused ? CLI_NO : CLI_DONE;
}

static enum cli_exit run(const struct cli *cli)
{
	struct run r = {.batch = batch_new(cli, take, &r),
			.cli = cli,
			.quiet = cli->option[OPTION_QUIET] != NULL,
			.report = cli->option[OPTION_REPORT] != NULL};
	r.lines = r.report ? stderr : stdout;
	enum cli_exit code = CLI_FAULT;
	const char *policy = cli->option[OPTION_POLICY];
	const char *passwords = cli->option[OPTION_PASSWORD];
	if ((!policy || batch_policy(&r.batch, policy)) &&
	    (!passwords || batch_passwords(&r.batch, passwords)) && batch_collect(&r.batch)) {
		r.batch.terminal = !r.quiet && r.batch.files.n > 1 && isatty(STDERR_FILENO);
		code = all_files(&r);
	}
	disarm_report_free(&r.json);
	batch_free(&r.batch);
	return code;
}

const struct command command_disarm = {
    .options = options,
    .operands_min = 1,
    .operands_max = CLI_ANY,
    .more_ja =
	"FILE にはファイル、フォルダー（中のファイルすべて）、-（標準入力）を指定できます。\n"
	"終了コード: 0 すべて通過  1 取込不可があった  3 こちら側の失敗があった",
    .more_en = "FILE is a file, a folder (all files in it) or - (standard input).\n"
	       "Exit code: 0 all passed, 1 some were refused, 3 some failed on our side",
    .run = run};
