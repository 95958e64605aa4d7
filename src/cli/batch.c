/* SPDX-License-Identifier: Apache-2.0
 * batch.c: many files through both locks.
 */
#include "cli/batch.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "cli/disarm_report.h"
#include "cli/policy.h"
#include "form/name.h"
#include "sys/log.h"

static const char *const formats[] = {
#define FORMAT(name, extensions, ja, en) #name,
#include "tbl/formats.h"
#undef FORMAT
};

struct batch batch_new(const struct cli *cli, batch_take *take, void *owner)
{
	return (struct batch){.cli = cli,
			      .take = take,
			      .owner = owner,
			      .files = walk_new(),
			      .erase = -1,
			      .limits = limits_default,
			      .begun_us = clock_us()};
}

void batch_free(struct batch *b)
{
	walk_free(&b->files);
	arena_free(&b->mem);
}

bool batch_policy(struct batch *b, const char *path)
{
	struct view text;
	struct policy_mistakes mistakes = {0};
	struct policy_source beside = cli_policy_source(path);
	b->mem = arena_new(POLICY_ARENA);
	enum err e = cli_read_file(path, POLICY_FILE_MAX, &b->mem, &text);
	if (e == OK)
		e = policy_load_from(text, &beside, 0, &b->mem, &b->policy, &mistakes, NULL);
	if (e == E_IO)
		cli_complain(b->cli, "%s を読めません: %s", "cannot read %s: %s", path,
			     cli_errno(b->cli, errno));
	else if (e == E_CONFIG)
		cli_complain(b->cli, "%s に誤りがあります。sekisho policy check で確かめてください",
			     "%s has mistakes; see sekisho policy check", path);
	else if (e != OK)
		cli_complain_err(b->cli, path, e);
	if (e != OK)
		return false;
	policy_limits_of(&b->policy, DIRECTION_IN, &b->limits);
	b->limits.refused = 0; /* take() says which format it was, and that the policy refuses it */
	b->has_policy = true;
	for (size_t i = 0; i < array_len(formats); i++)
		b->allowed[i] =
		    policy_format_allowed(&b->policy, DIRECTION_IN, view_str(formats[i]));
	return true;
}

static enum err read_passwords(int fd, char ret[PASSWORD_LEN])
{
	scope_end(buf_free) struct buf b = buf_new(PASSWORD_LEN);
	uint8_t c;
	ssize_t n;
	while ((n = read(fd, &c, 1)) == 1) /* a pipe must not be read further than it may be */
		if (c != '\r')
			buf_u8(&b, c);
	enum err e = n < 0 ? E_IO : b.err == OK && b.n < PASSWORD_LEN ? OK : E_LIMIT_SIZE;
	if (e == OK && b.n)
		memcpy(ret, b.p, b.n);
	if (b.p)
		explicit_bzero(b.p, b.room);
	return e == OK && !body_text_ok(ret, PASSWORD_LEN) ? E_ENCODING : e;
}

bool batch_passwords(struct batch *b, const char *number)
{
	int64_t fd;
	if (view_int(view_str(number), 0, INT32_MAX, &fd) != OK) {
		cli_complain(b->cli, "--password-fd には記述子の番号を指定してください: %s",
			     "--password-fd takes the number of a descriptor, not %s",
			     cli_shown(number).text);
		return false;
	}
	enum err e = read_passwords((int)fd, b->password);
	if (e == E_IO)
		cli_complain(b->cli, "--password-fd の記述子 %s を読めません: %s",
			     "--password-fd: cannot read descriptor %s: %s", number,
			     cli_errno(b->cli, errno));
	else if (e == E_LIMIT_SIZE)
		cli_complain(b->cli, "--password-fd のパスワードは合わせて %zu バイトまでです",
			     "--password-fd: the passwords together are at most %zu bytes",
			     sizeof b->password - 1);
	else if (e != OK)
		cli_complain(b->cli, "--password-fd のパスワードは UTF-8 の行で渡してください",
			     "--password-fd: the passwords must be lines of UTF-8");
	return e == OK;
}

bool batch_collect(struct batch *b)
{
	for (int i = 0; i < b->cli->operand_count; i++) {
		const char *path;
		enum err e = walk_add(&b->files, b->cli->operand[i], &path);
		if (e == E_IO)
			cli_complain(b->cli, "%s を読めません: %s", "cannot read %s: %s", path,
				     cli_errno(b->cli, errno));
		else if (e != OK)
			cli_complain_err(b->cli, path, e);
		if (e != OK)
			return false;
	}
	if (b->files.n == 0)
		cli_complain(b->cli, "%s にファイルがありません", "there is no file in %s",
			     b->cli->operand[0]);
	return b->files.n > 0;
}

static void take(struct batch *b, struct passage *p)
{
	const char *format = disarm_report_format(p);
	if (p->err == OK && b->has_policy &&
	    !policy_format_allowed(&b->policy, DIRECTION_IN, view_str(format ? format : "-")))
		p->err = E_POLICY;
	b->take(b, p, &b->files.files[p->number]);
	passage_close(p);
	b->taken++;
	if (b->terminal)
		fprintf(stderr, "\r[%llu/%zu]", (unsigned long long)(b->taken + b->unread),
			b->files.n);
}

static void begin(struct batch *b, size_t i)
{
	const struct walked *file = &b->files.files[i];
	char ext[9] = "";
	bool standard = view_eq(view_str(file->path), VIEW("-"));
	scope_end(close_fd) int fd =
	    standard ? dup(STDIN_FILENO) : open(file->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0) {
		cli_complain(b->cli, "%s を読めません: %s", "cannot read %s: %s", file->path,
			     cli_errno(b->cli, errno));
		b->unread++;
		return;
	}
	name_ext(view_str(file->name), ext);
	/* Standard input has no name that could lie about the type. */
	struct view declared = standard ? VIEW("") : view_str(ext);
	enum err e = locks_begin(&b->locks, i, fd, declared, &b->limits);
	if (e != OK) {
		cli_complain_err(b->cli, file->path, e);
		b->unread++;
	}
}

bool batch_run(struct batch *b)
{
	char libexec[4096];
	struct passage *p;
	if (!libexec_find(libexec, sizeof libexec) || locks_open(&b->locks, libexec) != OK) {
		cli_complain(
		    b->cli,
		    "無害化のプログラムが見つかりません（SEKISHO_LIBEXEC で場所を示せます）",
		    "the disarm programs are not found (SEKISHO_LIBEXEC says where)");
		return false;
	}
	b->locks.inspected = b->inspected;
	b->locks.erase = b->erase;
	b->locks.only_form = b->only_form;
	b->locks.allowed = b->has_policy ? b->allowed : NULL;
	memcpy(b->locks.password, b->password, sizeof b->locks.password);
	explicit_bzero(b->password, sizeof b->password);
	for (size_t i = 0; i < b->files.n; i++) {
		if (b->locks.count == LOCKS_AHEAD)
			take(b, locks_next(&b->locks));
		begin(b, i);
	}
	while ((p = locks_next(&b->locks)))
		take(b, p);
	locks_close(&b->locks);
	if (b->terminal)
		fputs("\r\033[K", stderr);
	return true;
}
