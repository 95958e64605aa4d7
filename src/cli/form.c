/* SPDX-License-Identifier: Apache-2.0
 * form.c: `sekisho form FILE`: a plain form as readable lines.
 */
#include "form/form.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/locks.h"
#include "cli/save.h"
#include "form/name.h"
#include "sys/file.h"
#include "sys/jail.h"

#define TEXT_MAX_BYTES ((size_t)1 << 30)

enum { OPTION_SAVE, OPTION_COUNT };

static const struct cli_option options[OPTION_COUNT + 1] = {
    [OPTION_SAVE] = {.name = "save",
		     .argument = "FORM",
		     .ja = "素形をこのファイルに書く",
		     .en = "write the plain form to this file"},
};

static bool is_form(int fd)
{
	char magic[4];
	return pread(fd, magic, sizeof magic, 0) == (ssize_t)sizeof magic &&
	       view_eq(view_of(magic, sizeof magic), VIEW("SKF1"));
}

/* Only now, with everything open that is needed: what reads the form cannot do anything else. */
static enum err print_jailed(int fd)
{
	struct confine c = {.promise = PROMISE_STDIO, .root_fd = -1};
	scope_end(buf_free) struct buf bytes = buf_new((size_t)limits_default.output);
	scope_end(buf_free) struct buf text = buf_new(TEXT_MAX_BYTES);
	try(file_read(fd, bytes.cap, &bytes));
	(void)fflush(stdout);
	try(jail_confine(&c));
	struct arena mem = arena_new((size_t)limits_default.memory);
	enum err e = form_print(buf_view(&bytes), &mem, &text);
	if (e == OK)
		e = text.err;
	if (text.n)
		e = file_write(STDOUT_FILENO, buf_view(&text)) != OK ? E_IO : e;
	arena_free(&mem);
	return e;
}

static bool save(const struct cli *cli, int fd)
{
	const char *path = cli->option[OPTION_SAVE];
	enum err e = path ? save_file(fd, path, false) : OK;
	if (e == E_NAME)
		cli_complain(cli, "%s はすでにあります", "%s is there already", path);
	else if (e != OK)
		cli_complain(cli, "%s に書けません: %s", "cannot write %s: %s", path,
			     cli_errno(cli, errno));
	return e == OK;
}

static enum cli_exit print(const struct cli *cli, const char *file, int fd)
{
	if (!save(cli, fd))
		return CLI_FAULT;
	enum err e = print_jailed(fd);
	if (e == OK)
		return CLI_DONE;
	cli_complain_err(cli, file, e);
	return err_text(e)->kind == ERR_KIND_FAULT ? CLI_FAULT : CLI_NO;
}

static enum cli_exit disarm_first(const struct cli *cli, const char *file, int fd)
{
	char libexec[4096], ext[9];
	struct locks l;
	if (!libexec_find(libexec, sizeof libexec) || locks_open(&l, libexec) != OK) {
		cli_complain(
		    cli, "無害化のプログラムが見つかりません（SEKISHO_LIBEXEC で場所を示せます）",
		    "the disarm programs are not found (SEKISHO_LIBEXEC says where)");
		return CLI_FAULT;
	}
	l.only_form = true;
	name_ext(view_str(file), ext);
	enum err e = locks_begin(&l, 0, fd, view_str(ext), &limits_default);
	struct passage *p = e == OK ? locks_next(&l) : NULL;
	if (p)
		e = p->err;
	locks_close(&l);
	enum cli_exit code = err_text(e)->kind == ERR_KIND_FAULT ? CLI_FAULT : CLI_NO;
	if (e == OK && p)
		code = print(cli, file, p->form);
	else
		cli_complain_err(cli, file, e);
	if (p)
		passage_close(p);
	return code;
}

static enum cli_exit run(const struct cli *cli)
{
	const char *file = cli->operand[0];
	scope_end(close_fd) int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0) {
		cli_complain(cli, "%s を読めません: %s", "cannot read %s: %s", file,
			     cli_errno(cli, errno));
		return CLI_FAULT;
	}
	struct stat st;
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		cli_complain(cli, "%s を読めません: %s", "cannot read %s: %s", file,
			     cli_errno(cli, EISDIR));
		return CLI_FAULT;
	}
	return is_form(fd) ? print(cli, file, fd) : disarm_first(cli, file, fd);
}

const struct command command_form = {
    .options = options, .operands_min = 1, .operands_max = 1, .run = run};
