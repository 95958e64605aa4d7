/* SPDX-License-Identifier: Apache-2.0
 * ledger_load.c: a copy of the ledger from a directory or a file.
 */
#include <errno.h>
#include <sys/stat.h>

#include "cli/ledger.h"

static enum cli_exit cannot_read(const struct cli *cli, const char *path, enum err e)
{
	if (e == E_IO)
		cli_complain(cli, "%s を読めません: %s", "cannot read %s: %s", path,
			     cli_errno(cli, errno));
	else
		cli_complain_err(cli, path, e);
	return CLI_FAULT;
}

enum cli_exit ledger_load_key(const struct cli *cli, const char *file, struct arena *mem,
			      struct public_key *ret)
{
	struct view text;
	enum err e = cli_read_file(file, KEY_TEXT_MAX, mem, &text);
	if (e == OK && public_key_read(text, ret) == OK)
		return CLI_DONE;
	if (e != OK && e != E_LIMIT_SIZE)
		return cannot_read(cli, file, e);
	cli_complain(cli, "%s は公開鍵ではありません（名前+番号+base64 の1行）",
		     "%s is no public key (one line: name+id+base64)", file);
	return CLI_FAULT;
}

/* Heads before leaves: while the notary is running, a head never counts more than what is read
 * after it. */
static enum err load_directory(const char *path, struct arena *mem, struct ledger_copy *ret)
{
	static const char *const names[] = {"heads", "leaves", "public"};
	struct view *const parts[] = {&ret->heads, &ret->leaves, &ret->public};
	for (size_t i = 0; i < array_len(names); i++) {
		char name[4096];
		int n = snprintf(name, sizeof name, "%s/%s", path, names[i]);
		if (n < 0 || (size_t)n >= sizeof name)
			return E_NAME;
		enum err e = cli_read_file(name, LEDGER_FILE_MAX, mem, parts[i]);
		if (e != OK && i < 2)
			return e;
	}
	ret->leaves_line = ret->heads_line = 1;
	return OK;
}

enum cli_exit ledger_load(const struct cli *cli, const char *path, const char *key_file,
			  struct arena *mem, struct ledger_source *ret)
{
	struct stat st;
	struct view file;
	enum err e;
	*ret = (struct ledger_source){.path = path, .own_key = key_file == NULL};
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
		e = load_directory(path, mem, &ret->copy);
		if (e == E_IO && errno == ENOENT) {
			cli_complain(cli,
				     "%s は証跡台帳のフォルダーではありません（状態の置き場所なら "
				     "--state で指定してください）",
				     "%s is no folder of a ledger (a state is named with --state)",
				     path);
			return CLI_FAULT;
		}
	} else {
		e = cli_read_file(path, LEDGER_FILE_MAX, mem, &file);
		if (e == OK && ledger_copy_read(file, &ret->copy) != OK) {
			cli_complain(cli, "%s は証跡台帳の写しではありません",
				     "%s is no copy of a ledger", path);
			return CLI_NO;
		}
	}
	if (e != OK)
		return cannot_read(cli, path, e);
	if (key_file)
		return ledger_load_key(cli, key_file, mem, &ret->key);
	if (public_key_read(ret->copy.public, &ret->key) == OK)
		return CLI_DONE;
	cli_complain(cli, "写しの中に公開鍵がありません。--key で指定してください",
		     "the copy holds no public key; name one with --key");
	return CLI_USAGE;
}
