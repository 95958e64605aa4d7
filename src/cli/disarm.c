/* SPDX-License-Identifier: Apache-2.0
 * disarm.c: `sekisho disarm FILE...`: both locks on files, without a daemon.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/disarm_report.h"
#include "cli/locks.h"
#include "cli/save.h"
#include "cli/walk.h"
#include "form/name.h"
#include "policy/policy.h"
#include "sys/log.h"

enum { OPTION_OUT, OPTION_REPORT, OPTION_POLICY, OPTION_FORCE, OPTION_QUIET, OPTION_COUNT };

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
};

struct run {
	const struct cli *cli;
	struct walk files;
	struct locks locks;
	struct limits limits;
	struct arena mem;
	struct policy policy;
	bool has_policy, quiet, report, terminal;
	FILE *lines; /* standard error when the report has standard output */
	uint64_t begun_us, done, refused, faults;
	struct disarm_report json;
};

static bool load_policy(struct run *r, const char *path)
{
	struct view text;
	struct policy_mistakes mistakes = {0};
	r->mem = arena_new(POLICY_ARENA);
	enum err e = cli_read_file(path, POLICY_FILE_MAX, &r->mem, &text);
	if (e == OK)
		e = policy_load(text, &r->mem, &r->policy, &mistakes);
	if (e != OK) {
		cli_complain_err(r->cli, path, e);
		return false;
	}
	policy_limits_of(&r->policy, DIRECTION_IN, &r->limits);
	r->has_policy = true;
	return true;
}

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
	if (r->terminal)
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

static void progress(const struct run *r)
{
	if (r->terminal)
		fprintf(stderr, "\r[%llu/%zu]",
			(unsigned long long)(r->done + r->refused + r->faults), r->files.n);
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

static void take_result(struct run *r, struct passage *p)
{
	const struct walked *file = &r->files.files[p->number];
	scope_end(buf_free) struct buf path = buf_new(8192);
	bool policy_says_no =
	    p->err == OK && r->has_policy &&
	    !policy_format_allowed(&r->policy, DIRECTION_IN, view_str(format_name(p)));
	if (policy_says_no)
		p->err = E_POLICY;
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
	progress(r);
	passage_close(p);
}

static void begin(struct run *r, size_t i)
{
	const struct walked *file = &r->files.files[i];
	char ext[9] = "";
	bool standard = view_eq(view_str(file->path), VIEW("-"));
	scope_end(close_fd) int fd =
	    standard ? dup(STDIN_FILENO) : open(file->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0) {
		cli_complain(r->cli, "%s を読めません: %s", "cannot read %s: %s", file->path,
			     cli_errno(r->cli, errno));
		r->faults++;
		return;
	}
	name_ext(view_str(file->name), ext);
	/* Standard input has no name that could lie about the type. */
	struct view declared = standard ? VIEW("") : view_str(ext);
	enum err e = locks_begin(&r->locks, i, fd, declared, &r->limits);
	if (e != OK) {
		cli_complain_err(r->cli, file->path, e);
		r->faults++;
	}
}

static void tally(const struct run *r)
{
	if (r->files.n < 2)
		return;
	double s = (double)(clock_us() - r->begun_us) / 1e6;
	cli_print_to(r->cli, r->lines, "%zu 件：通過 %llu、取込不可 %llu、失敗 %llu（%.1f 秒）\n",
		     "%zu files: %llu passed, %llu refused, %llu failed (%.1f s)\n", r->files.n,
		     (unsigned long long)r->done, (unsigned long long)r->refused,
		     (unsigned long long)r->faults, s);
}

static bool collect(struct run *r)
{
	for (int i = 0; i < r->cli->operand_count; i++) {
		const char *path;
		enum err e = walk_add(&r->files, r->cli->operand[i], &path);
		if (e == E_IO)
			cli_complain(r->cli, "%s を読めません: %s", "cannot read %s: %s", path,
				     cli_errno(r->cli, errno));
		else if (e != OK)
			cli_complain_err(r->cli, path, e);
		if (e != OK)
			return false;
	}
	return true;
}

static enum cli_exit all_files(struct run *r)
{
	char libexec[4096];
	struct passage *p;
	if (!libexec_find(libexec, sizeof libexec) || locks_open(&r->locks, libexec) != OK) {
		cli_complain(
		    r->cli,
		    "無害化のプログラムが見つかりません（SEKISHO_LIBEXEC で場所を示せます）",
		    "the disarm programs are not found (SEKISHO_LIBEXEC says where)");
		return CLI_FAULT;
	}
	for (size_t i = 0; i < r->files.n; i++) {
		if (r->locks.count == LOCKS_AHEAD)
			take_result(r, locks_next(&r->locks));
		begin(r, i);
	}
	while ((p = locks_next(&r->locks)))
		take_result(r, p);
	locks_close(&r->locks);
	if (!r->quiet)
		tally(r);
	if (r->report && !disarm_report_print(&r->json, stdout))
		return CLI_FAULT;
	return r->faults ? CLI_FAULT : r->refused ? CLI_NO : CLI_DONE;
}

static enum cli_exit run(const struct cli *cli)
{
	struct run r = {.cli = cli,
			.files = walk_new(),
			.limits = limits_default,
			.quiet = cli->option[OPTION_QUIET] != NULL,
			.report = cli->option[OPTION_REPORT] != NULL,
			.begun_us = clock_us()};
	r.lines = r.report ? stderr : stdout;
	enum cli_exit code = CLI_FAULT;
	bool ok = !cli->option[OPTION_POLICY] || load_policy(&r, cli->option[OPTION_POLICY]);
	if (ok && collect(&r)) {
		r.terminal = !r.quiet && r.files.n > 1 && isatty(STDERR_FILENO);
		code = all_files(&r);
	}
	disarm_report_free(&r.json);
	walk_free(&r.files);
	arena_free(&r.mem);
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
