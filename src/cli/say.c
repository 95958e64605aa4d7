/* SPDX-License-Identifier: Apache-2.0
 * say.c: what the command tells its reader: in one language, and nothing that moves a terminal's
 * cursor.
 */
#include <errno.h>
#include <stdarg.h>

#include "base/utf8.h"
#include "cli/cli.h"

#define MESSAGE_MAX ((size_t)1 << 20)

const char *cli_text(const struct cli *cli, const char *ja, const char *en)
{
	return cli->english ? en : ja;
}

static const struct {
	int e;
	const char *ja;
} causes[] = {
    {ENOENT, "見つかりません"},
    {EACCES, "権限がありません"},
    {EPERM, "権限がありません"},
    {EISDIR, "フォルダーです"},
    {ENOTDIR, "フォルダーではありません"},
    {EEXIST, "すでにあります"},
    {ENOSPC, "ディスクの空きが足りません"},
    {EDQUOT, "ディスクの割当てを超えています"},
    {EROFS, "書き込めない場所です"},
    {ENAMETOOLONG, "名前が長すぎます"},
    {ELOOP, "シンボリックリンクはたどりません"},
    {EBADF, "開いていません"},
    {EMFILE, "開いているファイルが多すぎます"},
};

const char *cli_errno(const struct cli *cli, int e)
{
	for (size_t i = 0; !cli->english && i < array_len(causes); i++)
		if (causes[i].e == e)
			return causes[i].ja;
	return strerror(e);
}

/* Names of files are anybody's: whatever they hold, only text and line ends reach the terminal. */
static void put_clean(FILE *to, struct view text)
{
	struct cursor c = cursor_of(text);
	while (cursor_left(&c) > 0) {
		uint8_t piece[4];
		size_t n = utf8_encode(piece, utf8_shown(&c));
		fwrite(piece, 1, n, to);
	}
}

static void say(FILE *to, const char *format, va_list ap) print_like(2, 0);

static void say(FILE *to, const char *format, va_list ap)
{
	scope_end(buf_free) struct buf text = buf_new(MESSAGE_MAX);
	va_list again;
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, format, again);
	va_end(again);
	uint8_t *at = n > 0 ? buf_grow(&text, (size_t)n + 1) : NULL;
	if (!at)
		return;
	(void)vsnprintf((char *)at, (size_t)n + 1, format, ap);
	put_clean(to, view_of(at, (size_t)n));
}

void cli_print(const struct cli *cli, const char *ja, const char *en, ...)
{
	va_list ap;
	va_start(ap, en);
	if (cli->english)
		say(stdout, en, ap);
	else
		say(stdout, ja, ap);
	va_end(ap);
}

void cli_print_to(const struct cli *cli, FILE *to, const char *ja, const char *en, ...)
{
	va_list ap;
	va_start(ap, en);
	if (cli->english)
		say(to, en, ap);
	else
		say(to, ja, ap);
	va_end(ap);
}

void cli_complain(const struct cli *cli, const char *ja, const char *en, ...)
{
	va_list ap;
	va_start(ap, en);
	fputs("sekisho: ", stderr);
	if (cli->english)
		say(stderr, en, ap);
	else
		say(stderr, ja, ap);
	fputc('\n', stderr);
	va_end(ap);
}

void cli_complain_err(const struct cli *cli, const char *about, enum err e)
{
	const struct err_text *text = err_text(e);
	cli_complain(cli, "%s: %s。%s", "%s: %s; %s", about, cli_text(cli, text->ja, text->en),
		     cli_text(cli, text->todo_ja, text->todo_en));
}

struct cli_shown cli_shown(const char *path)
{
	struct cli_shown shown = {.text = ""};
	struct cursor c = cursor_of(view_str(path));
	size_t n = 0;
	while (cursor_left(&c) > 0) {
		uint8_t piece[4];
		size_t more = utf8_encode(piece, utf8_shown_in_line(&c));
		if (n + more + sizeof "…" > sizeof shown.text) {
			memcpy(shown.text + n, "…", sizeof "…");
			break;
		}
		memcpy(shown.text + n, piece, more);
		n += more;
	}
	return shown;
}
