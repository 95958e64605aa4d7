/* SPDX-License-Identifier: Apache-2.0
 * try.c: `sekisho try FOLDER`: the trial mode (試行). Both locks over real files, nothing
 * delivered.
 */
#include <errno.h>
#include <unistd.h>

#include "cli/batch.h"
#include "cli/disarm_report.h"
#include "sheet/trial.h"
#include "sys/log.h"

enum { OPTION_OUT, OPTION_REPORT, OPTION_POLICY, OPTION_COUNT };

static const struct cli_option options[OPTION_COUNT + 1] = {
    [OPTION_OUT] = {.name = "output",
		    .letter = 'o',
		    .argument = "FILE.html",
		    .ja = "結果の1枚（A4 で印刷できる HTML）をこのファイルに書く",
		    .en = "write the sheet to this file (HTML, prints on A4)"},
    [OPTION_REPORT] = {.name = "report",
		       .argument = "FILE.json",
		       .ja = "ファイルごとの詳しい報告（JSON、docs/report.md）をこのファイルに書く",
		       .en = "write the report of every file (JSON, docs/report.md) to this file"},
    [OPTION_POLICY] = {.name = "policy",
		       .argument = "FILE",
		       .ja = "この方針ファイルの取込の上限と形式に従う",
		       .en = "obey the inbound limits and formats of this policy file"},
};

struct run {
	struct batch batch;
	struct trial trial;
	struct disarm_report json;
	bool no_memory, report;
};

/* As the folder has it; lives as long as the list of files. */
static const char *name_of(struct batch *b, const struct walked *file)
{
	size_t room = strlen(file->relative) + strlen(file->name) + 2;
	char *name = file->relative[0] ? arena_alloc(&b->files.mem, room) : NULL;
	if (!name)
		return file->name;
	(void)snprintf(name, room, "%s/%s", file->relative, file->name);
	return name;
}

static void take(struct batch *b, struct passage *p, const struct walked *file)
{
	struct run *r = b->owner;
	uint16_t codes[REPORT_MAX];
	for (uint32_t i = 0; i < p->report.n; i++)
		codes[i] = p->report.rows[i].code;
	trial_take(&r->trial,
		   &(struct trial_result){.err = p->err,
					  .size = p->size,
					  .us = p->disarm.wall_us + p->rebuild.wall_us,
					  .codes = codes,
					  .n = p->report.n},
		   name_of(b, file));
	if (r->report && !disarm_report_add(&r->json, p, file->path, NULL))
		r->no_memory = true;
}

/* Opened before the long work, so that a mistyped folder is told at once. */
static bool open_out(const struct cli *cli, unsigned option, FILE **ret)
{
	const char *path = cli->option[option];
	*ret = path ? fopen(path, "wxe") : NULL;
	if (path && !*ret)
		cli_complain(cli, "%s に書けません: %s", "cannot write %s: %s", path,
			     cli_errno(cli, errno));
	return !path || *ret;
}

static bool print_sheet(struct run *r, FILE *to, bool html)
{
	const struct cli *cli = r->batch.cli;
	struct sheet s = sheet_begin(
	    to, html, cli->english, cli_text(cli, "関所 試行の結果", "Sekisho: result of a trial"));
	trial_print(&r->trial, cli->operand[0], clock_now(), clock_us() - r->batch.begun_us, &s);
	return sheet_end(&s);
}

static enum cli_exit all_files(struct run *r, FILE *sheet, FILE *json)
{
	const struct cli *cli = r->batch.cli;
	if (!batch_run(&r->batch))
		return CLI_FAULT;
	r->trial.unread = r->batch.unread;
	bool ok = print_sheet(r, stdout, false) && (!sheet || print_sheet(r, sheet, true)) &&
		  (!json || disarm_report_print(&r->json, json)) && !r->no_memory;
	if (!ok)
		cli_complain(cli, "結果を書けませんでした: %s", "could not write the result: %s",
			     cli_errno(cli, errno));
	else if (sheet)
		cli_print(cli, "\n1枚の結果: %s\n", "\nthe sheet: %s\n", cli->option[OPTION_OUT]);
	return !ok || r->batch.unread || r->trial.all.failed ? CLI_FAULT : CLI_DONE;
}

static enum cli_exit run(const struct cli *cli)
{
	struct run *r = calloc(1, sizeof *r);
	FILE *sheet = NULL, *json = NULL;
	enum cli_exit code = CLI_FAULT;
	if (!r)
		return CLI_FAULT;
	r->batch = batch_new(cli, take, r);
	r->report = cli->option[OPTION_REPORT] != NULL;
	const char *policy = cli->option[OPTION_POLICY];
	if ((!policy || batch_policy(&r->batch, policy)) && batch_collect(&r->batch) &&
	    open_out(cli, OPTION_OUT, &sheet) && open_out(cli, OPTION_REPORT, &json)) {
		r->batch.terminal = r->batch.files.n > 1 && isatty(STDERR_FILENO);
		code = all_files(r, sheet, json);
	}
	if (sheet && fclose(sheet) != 0)
		code = CLI_FAULT;
	if (json && fclose(json) != 0)
		code = CLI_FAULT;
	/* An empty sheet of a trial that was not done would only stand in the way of the next. */
	if (sheet && r->batch.taken == 0)
		(void)unlink(cli->option[OPTION_OUT]);
	if (json && r->batch.taken == 0)
		(void)unlink(cli->option[OPTION_REPORT]);
	disarm_report_free(&r->json);
	trial_free(&r->trial);
	batch_free(&r->batch);
	free(r);
	return code;
}

const struct command command_try = {
    .options = options,
    .operands_min = 1,
    .operands_max = CLI_ANY,
    .more_ja = "先月届いた添付ファイルのフォルダーなどで試してください。元のファイルには触れず、\n"
	       "どこにも配送しません。結果はこの画面に出ます。\n"
	       "終了コード: 0 試行が終わった  3 読めないファイルや当方の失敗があった",
    .more_en =
	"Try it on a folder of last month's attachments. The files are not touched, nothing\n"
	"is delivered; the result is printed here.\n"
	"Exit code: 0 the trial was done, 3 files could not be read or failed on our side",
    .run = run};
