/* SPDX-License-Identifier: Apache-2.0
 * init.c: `sekisho init --state DIR [--profile FILE]`: makes the state of one body, once.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/init.h"
#include "cli/policy.h"
#include "sys/file.h"
#include "sys/jail.h"

enum { OPTION_STATE, OPTION_PROFILE, OPTION_UID_BASE, OPTION_RENEW, OPTION_INTERNET, OPTION_LGWAN };

static const struct cli_option options[] = {
    [OPTION_STATE] = {.name = "state",
		      .argument = "DIR",
		      .ja = "状態を置くディレクトリ（必須）",
		      .en = "where the state lives (required)"},
    [OPTION_PROFILE] = {.name = "profile",
			.argument = "FILE",
			.ja = "方針ファイル。初回に DIR/policy.yaml へ写す",
			.en = "the policy file; copied to DIR/policy.yaml the first time"},
    [OPTION_UID_BASE] = {.name = "uid-base",
			 .argument = "N",
			 .ja = "root のとき、各プロセスの利用者番号の起点（既定 60800）",
			 .en = "as root: where the processes' user ids begin (60800)"},
    [OPTION_RENEW] = {.name = "renew",
		      .argument = "NUMBER",
		      .ja = "この職員のパスワードと確認コードの鍵を作り直す",
		      .en = "makes a new password and secret for this staff number"},
    [OPTION_INTERNET] = {.name = "internet",
			 .argument = "ADDR:PORT",
			 .ja = "インターネット側の画面（既定 127.0.0.1:8443）",
			 .en = "the Internet side's pages (127.0.0.1:8443)"},
    [OPTION_LGWAN] = {.name = "lgwan",
		      .argument = "ADDR:PORT",
		      .ja = "LGWAN側の画面（既定 127.0.0.1:9443）",
		      .en = "the LGWAN side's pages (127.0.0.1:9443)"},
    {.name = NULL},
};

static enum cli_exit fault(const struct cli *cli, const char *about, enum err e)
{
	if (e == E_IO) {
		cli_complain(cli, "%s: %s", "%s: %s", about, cli_errno(cli, errno));
		return CLI_FAULT;
	}
	cli_complain_err(cli, about, e);
	return CLI_FAULT;
}

/* Anything that somebody put there; what a file system itself makes does not count. */
static bool holds_any(const struct init *in, const char *folder)
{
	int at = openat(in->dir, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	DIR *d = at < 0 ? NULL : fdopendir(at);
	bool any = false;
	if (!d)
		close_fd(&at);
	for (struct dirent *one; d && !any && (one = readdir(d)) != NULL;)
		any = one->d_name[0] != '.' && strcmp(one->d_name, "lost+found") != 0;
	if (d)
		(void)closedir(d);
	return any;
}

/* Whose folder is it? A state is not mixed with files that somebody put there; one that broke off
 * in the middle has ours already. */
static bool is_foreign(const struct init *in)
{
	return holds_any(in, ".") && !init_has(in, "policy.yaml") && !init_has(in, "keys");
}

/* A vault whose private key is not here, as after a restore: with a new one its originals could
 * not be opened any more. Who has lost it for good removes vault.pub. */
static bool lacks_vault_key(const struct init *in)
{
	static const char *const halves[][2] = {
	    {"internet/belt/vault.pub", "internet/belt/vault/keys"},
	    {"lgwan/belt/vault.pub", "lgwan/belt/vault/keys"}};
	bool closed = false;
	for (size_t i = 0; i < array_len(halves); i++)
		closed = closed || (init_has(in, halves[i][0]) && holds_any(in, halves[i][1]));
	return closed && !init_has(in, "keys/originals.key");
}

/* The state directory, which must be ours. */
static enum cli_exit open_state(struct init *in)
{
	struct stat st;
	if (mkdir(in->path, 0711) != 0 && errno != EEXIST)
		return fault(in->cli, in->path, E_IO);
	if (!init_nginx_place(in)) {
		(void)rmdir(in->path); /* only if it is empty, as a new one is */
		return CLI_FAULT;
	}
	in->dir = open(in->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (in->dir < 0 || fstat(in->dir, &st) != 0)
		return fault(in->cli, in->path, E_IO);
	if (st.st_uid != geteuid()) {
		cli_complain(in->cli, "%s は別の利用者のものです。同じ利用者で実行してください",
			     "%s belongs to another user; run this as that user", in->path);
		return CLI_FAULT;
	}
	if (is_foreign(in)) {
		cli_complain(in->cli,
			     "%s にはほかのファイルがあるので、状態を作りません。"
			     "空のフォルダーか、新しい名前を --state で指定してください",
			     "%s holds other files: no state is made there; name an empty folder "
			     "or a new one with --state",
			     in->path);
		return CLI_USAGE;
	}
	if (lacks_vault_key(in)) {
		cli_complain(
		    in->cli,
		    "元ファイル保管庫の秘密鍵 %s/keys/originals.key がありません。"
		    "写しを戻してから、もう一度実行してください（失ったときは、今の元ファイルを"
		    "開けなくなることを承知のうえで internet/belt と lgwan/belt の vault.pub "
		    "を消す）",
		    "the private key of the vault is not there: put the copy of "
		    "%s/keys/originals.key back and run this again (if it is lost, remove "
		    "vault.pub in internet/belt and lgwan/belt: the originals there can "
		    "never be opened then)",
		    in->path);
		return CLI_NO;
	}
	return CLI_DONE;
}

static enum cli_exit read_policy(struct init *in, const char *profile, struct arena *mem,
				 struct view *ret_text, struct policy *ret)
{
	static struct policy_mistakes mistakes;
	scope_end(buf_free) struct buf text = buf_new(POLICY_FILE_MAX);
	bool there = init_has(in, "policy.yaml");
	const char *name = there ? "policy.yaml" : profile;
	enum err e;
	if (!name) {
		cli_complain(in->cli, "方針ファイルを --profile で指定してください",
			     "name a policy file with --profile");
		return CLI_USAGE;
	}
	if (there) {
		e = init_read(in, name, POLICY_FILE_MAX, &text);
		*ret_text = arena_copy(mem, buf_view(&text));
	} else {
		e = cli_read_file(profile, POLICY_FILE_MAX, mem, ret_text);
	}
	if (e != OK)
		return fault(in->cli, name, e);
	/* A profile is joined with its host once, here; what the state holds stands alone. */
	struct policy_source beside = cli_policy_source(name);
	e = policy_load_from(*ret_text, there ? NULL : &beside, 0, mem, ret, &mistakes, ret_text);
	if (e == E_CONFIG || (e == OK && ret->is_public)) {
		cli_complain(in->cli,
			     "%s に誤りがあります。sekisho policy check で確かめてください",
			     "%s has mistakes; see sekisho policy check", name);
		return CLI_NO;
	}
	return e == OK ? CLI_DONE : fault(in->cli, name, e);
}

static enum err make(struct init *in, const struct policy *p, struct view text)
{
	const char *internet = in->cli->option[OPTION_INTERNET];
	const char *lgwan = in->cli->option[OPTION_LGWAN];
	scope_end(buf_free) struct buf public_part = buf_new(POLICY_FILE_MAX);
	try(policy_public(p, &public_part));
	try(init_tree(in));
	try(init_keys(in));
	try(init_originals(in, p->originals.enabled));
	try(init_file(in, "policy.yaml", 'L', ROLE_keeper, 0600, text));
	try(init_file_renew(in, "internet/policy.yaml", 'I', ROLE_keeper, 0600,
			    buf_view(&public_part)));
	return init_nginx(in, (const char *const[2]){internet ? internet : "127.0.0.1:8443",
						     lgwan ? lgwan : "127.0.0.1:9443"});
}

/* The policy in force is the state's; another profile is not taken over silently. */
static void say_if_other(const struct init *in, const char *profile, struct view text,
			 struct arena *mem)
{
	static struct policy_mistakes mistakes;
	struct view other, joined;
	if (!profile || cli_read_file(profile, POLICY_FILE_MAX, mem, &other) != OK ||
	    view_eq(other, text))
		return;
	struct policy_source beside = cli_policy_source(profile);
	mistakes = (struct policy_mistakes){.mem = mem};
	if (policy_join(other, &beside, mem, &mistakes, &joined) == OK && view_eq(joined, text))
		return;
	cli_complain(
	    in->cli,
	    "%s/policy.yaml がすでにあるので、それを使います（--profile とは内容が違います）。"
	    "別の方針で始めるには、別の --state を指定してください",
	    "%s/policy.yaml is there and stays in force (--profile differs from it); to begin with "
	    "another policy, name another --state",
	    in->path);
}

static void say_done(const struct init *in, unsigned before_people)
{
	if (in->made == 0)
		printf("%s: %s\n", in->path,
		       cli_text(in->cli, "すでにそろっています。何も変えていません",
				"everything is there; nothing was changed"));
	else if (before_people > 0)
		printf("%s: %s\n", in->path, cli_text(in->cli, "状態を作りました", "state made"));
	if (in->made > 0 && in->evaluation)
		puts(cli_text(
		    in->cli, "評価モード（一般利用者）です。ここで作った鍵を本番は受け付けません",
		    "evaluation mode (ordinary user): production refuses keys made here"));
}

static enum cli_exit run_in(struct init *in, struct arena *mem)
{
	const struct cli *cli = in->cli;
	const char *profile = cli->option[OPTION_PROFILE];
	struct policy policy;
	struct view text = {NULL, 0};
	enum cli_exit code = open_state(in);
	if (code != CLI_DONE)
		return code;
	bool fresh = !init_has(in, "policy.yaml");
	code = read_policy(in, profile, mem, &text, &policy);
	if (code != CLI_DONE)
		return code;
	enum err e = make(in, &policy, text);
	unsigned before_people = in->made;
	if (e == E_CONFIG) {
		cli_complain(
		    cli, "%s の鍵は別の利用者区分（root と一般利用者）で作られたか、壊れています",
		    "the keys in %s were made in the other mode (root or not), or are broken",
		    in->path);
		return CLI_FAULT;
	}
	if (e == OK)
		e = init_people(in, &policy, cli->option[OPTION_RENEW]);
	if (e == E_NOT_FOUND) {
		cli_complain(cli, "方針に職員番号 %s はありません",
			     "the policy has no staff number %s", cli->option[OPTION_RENEW]);
		return CLI_NO;
	}
	if (e != OK)
		return fault(cli, in->path, e);
	if (!fresh)
		say_if_other(in, profile, text, mem);
	say_done(in, before_people);
	return CLI_DONE;
}

/* "127.0.0.1:8443", "[::1]:8443": what the keeper will listen on. */
static bool address_ok(const struct cli *cli, unsigned option)
{
	const char *address = cli->option[option];
	const char *colon = address ? strrchr(address, ':') : NULL;
	int64_t port;
	if (!address ||
	    (colon && colon > address && view_int(view_str(colon + 1), 1, 65535, &port) == OK &&
	     strspn(address, "0123456789abcdefABCDEF.:[]") == strlen(address)))
		return true;
	cli_complain(cli, "--%s には 127.0.0.1:8443 のようにアドレスとポートを指定してください: %s",
		     "--%s takes an address and a port such as 127.0.0.1:8443, not %s",
		     options[option].name, cli_shown(address).text);
	return false;
}

static enum cli_exit run(const struct cli *cli)
{
	scope_end(arena_free) struct arena mem = arena_new(POLICY_ARENA);
	struct init in = {.cli = cli,
			  .path = cli->option[OPTION_STATE],
			  .dir = -1,
			  .evaluation = geteuid() != 0,
			  .uid_base = JAIL_UID_BASE};
	int64_t base = JAIL_UID_BASE;
	if (!in.path) {
		cli_complain(cli, "--state で置き場所を指定してください", "say where with --state");
		return CLI_USAGE;
	}
	if (cli->option[OPTION_UID_BASE] &&
	    view_int(view_str(cli->option[OPTION_UID_BASE]), 1, 1 << 30, &base) != OK) {
		cli_complain(cli, "--uid-base は 1 以上の数です", "--uid-base is a number from 1");
		return CLI_USAGE;
	}
	if (!address_ok(cli, OPTION_INTERNET) || !address_ok(cli, OPTION_LGWAN))
		return CLI_USAGE;
	in.uid_base = (uint32_t)base;
	enum cli_exit code = run_in(&in, &mem);
	close_fd(&in.dir);
	return code;
}

const struct command command_init = {
    .options = options,
    .run = run,
    .more_ja = "何度実行しても、足りないものだけを作ります。方針に職員を足したあとに実行すると、\n"
	       "その職員のパスワードを作ります。",
    .more_en =
	"Run it as often as you like: it makes only what is missing. Run after a person was\n"
	"added to the policy, it makes that person's password."};
