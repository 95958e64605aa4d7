/* SPDX-License-Identifier: Apache-2.0
 * init_tree.c: directories, files, owners and keys of the state.
 */
#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/init.h"
#include "flow/vault.h"
#include "notary/sign.h"
#include "sys/file.h"
#include "sys/jail.h"

#define OPEN_DIR (O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)

static const uint32_t offsets[ROLE_COUNT] = {
#define PROC(name, halves, uid, root, promise, what) [ROLE_##name] = uid,
#include "tbl/procs.h"
#undef PROC
};

static uint32_t uid_of(const struct init *in, char half, enum role role)
{
	if (in->evaluation || role == ROLE_keeper)
		return geteuid();
	return in->uid_base + (half == 'L' ? JAIL_UID_HALF : 0) + offsets[role];
}

static enum err own(const struct init *in, int fd, char half, enum role role, unsigned mode)
{
	uint32_t uid = uid_of(in, half, role);
	if (fchmod(fd, mode) != 0)
		return err_of_errno(errno);
	if (uid != geteuid() && fchown(fd, uid, uid) != 0)
		return err_of_errno(errno);
	return OK;
}

/* Opens the directory that holds the last component of `path`; no component is a link. */
static enum err open_above(const struct init *in, const char *path, int *ret, const char **ret_name)
{
	scope_end(close_fd) int at = openat(in->dir, ".", OPEN_DIR);
	struct view v = view_str(path);
	size_t from = 0, slash;
	while (at >= 0 && (slash = view_find(v, from, '/')) < v.n) {
		char name[64] = {0};
		assert(slash - from < sizeof name);
		memcpy(name, path + from, slash - from);
		int next = openat(at, name, OPEN_DIR);
		close_fd(&at);
		at = next;
		from = slash + 1;
	}
	if (at < 0)
		return err_of_errno(errno);
	*ret = take_fd(&at);
	*ret_name = path + from;
	return OK;
}

bool init_has(const struct init *in, const char *path)
{
	struct stat st;
	return fstatat(in->dir, path, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

enum err init_read(const struct init *in, const char *path, size_t max, struct buf *ret)
{
	scope_end(close_fd) int fd = openat(in->dir, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return errno == ENOENT ? E_NOT_FOUND : err_of_errno(errno);
	return file_read(fd, max, ret);
}

enum err init_dir(struct init *in, const char *path, char half, enum role role, unsigned mode)
{
	const char *name = "";
	scope_end(close_fd) int above = -1, fd = -1;
	try(open_above(in, path, &above, &name));
	if (mkdirat(above, name, 0700) != 0)
		return errno == EEXIST ? OK : err_of_errno(errno);
	fd = openat(above, name, OPEN_DIR);
	if (fd < 0)
		return err_of_errno(errno);
	try(own(in, fd, half, role, mode));
	in->made++;
	return file_sync_dir(above);
}

enum err init_file_renew(struct init *in, const char *path, char half, enum role role,
			 unsigned mode, struct view content)
{
	const char *name = "";
	scope_end(close_fd) int above = -1, fd = -1;
	scope_end(buf_free) struct buf old = buf_new(content.n + 1);
	if (init_read(in, path, content.n + 1, &old) == OK && view_eq(buf_view(&old), content))
		return OK;
	try(open_above(in, path, &above, &name));
	try(file_replace(above, name, content));
	fd = openat(above, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return err_of_errno(errno);
	in->made++;
	return own(in, fd, half, role, mode);
}

enum err init_file(struct init *in, const char *path, char half, enum role role, unsigned mode,
		   struct view content)
{
	return init_has(in, path) ? OK : init_file_renew(in, path, half, role, mode, content);
}

struct place {
	const char *path;
	char half;
	enum role role;
	unsigned mode;
};

/* Parents first. run/ and what leads to it may be passed through: nginx's worker reaches its
 * socket below. */
static const struct place places[] = {
    {"keys", 'L', ROLE_keeper, 0700},
    {"internet", 'I', ROLE_keeper, 0711},
    {"internet/belt", 'I', ROLE_belt, 0700},
    {"internet/release", 'I', ROLE_release, 0700},
    {"internet/nginx", 'I', ROLE_nginx, 0700},
    {"internet/log", 'I', ROLE_keeper, 0750},
    {"internet/run", 'I', ROLE_keeper, 0711},
    {"lgwan", 'L', ROLE_keeper, 0711},
    {"lgwan/belt", 'L', ROLE_belt, 0700},
    {"lgwan/release", 'L', ROLE_release, 0700},
    {"lgwan/store", 'L', ROLE_store, 0700},
    {"lgwan/auth", 'L', ROLE_auth, 0700},
    {"lgwan/auth/people", 'L', ROLE_auth, 0700},
    {"lgwan/notary", 'L', ROLE_notary, 0700},
    {"lgwan/notary/ledger", 'L', ROLE_notary, 0700},
    {"lgwan/portal", 'L', ROLE_portal, 0700},
    {"lgwan/zone", 'L', ROLE_zone, 0700},
    {"lgwan/nginx", 'L', ROLE_nginx, 0700},
    {"lgwan/log", 'L', ROLE_keeper, 0750},
    {"lgwan/run", 'L', ROLE_keeper, 0711},
};

enum err init_tree(struct init *in)
{
	for (size_t i = 0; i < array_len(places); i++)
		try(init_dir(in, places[i].path, places[i].half, places[i].role, places[i].mode));
	return OK;
}

/* A signing key that is there, or a new one; and the text of its public half. */
static enum err signing_key(struct init *in, const char *path, const char *what, char half,
			    enum role role, struct buf *ret_public)
{
	scope_end(signing_key_wipe) struct signing_key k = {0};
	scope_end(buf_free) struct buf text = buf_new(KEY_TEXT_MAX);
	enum err e = init_read(in, path, KEY_TEXT_MAX, &text);
	if (e == OK) {
		e = signing_key_read(buf_view(&text), &k);
	} else if (e == E_NOT_FOUND) {
		e = signing_key_new(what, in->evaluation, &k);
		if (e == OK) {
			signing_key_write(&k, &text);
			e = init_file(in, path, half, role, 0400, buf_view(&text));
		}
	}
	if (text.p)
		OPENSSL_cleanse(text.p, text.n);
	try(e);
	if (public_key_is_evaluation(&k.public) != in->evaluation)
		return E_CONFIG;
	public_key_write(&k.public, ret_public);
	return ret_public->err;
}

/* --- 元ファイルの交付 --- */

static enum err copy_private(struct init *in)
{
	scope_end(buf_free) struct buf key = buf_new(VAULT_KEY_LEN);
	enum err e = init_read(in, "keys/originals.key", VAULT_KEY_LEN, &key);
	if (e == E_NOT_FOUND && init_has(in, "internet/originals/vault.key"))
		return OK; /* it was sealed away since */
	if (e == OK && key.n != VAULT_KEY_LEN)
		e = E_CONFIG;
	if (e == OK)
		e = init_file_renew(in, "internet/originals/vault.key", 'I', ROLE_originals, 0400,
				    buf_view(&key));
	if (key.p)
		OPENSSL_cleanse(key.p, key.n);
	return e;
}

static enum err forget(struct init *in, const char *path)
{
	const char *name = "";
	scope_end(close_fd) int above = -1;
	if (!init_has(in, path))
		return OK;
	try(open_above(in, path, &above, &name));
	if (unlinkat(above, name, 0) != 0)
		return err_of_errno(errno);
	in->made++;
	return file_sync_dir(above);
}

/* What makes the program start, sign and be believed goes where the policy does not want it. */
static enum err originals_off(struct init *in)
{
	static const char *const paths[] = {"internet/originals/vault.key",
					    "lgwan/release/auth.pub"};
	for (size_t i = 0; i < array_len(paths); i++)
		try(forget(in, paths[i]));
	return OK;
}

enum err init_originals(struct init *in, bool enabled)
{
	scope_end(buf_free) struct buf notary = buf_new(KEY_TEXT_MAX), auth = buf_new(KEY_TEXT_MAX),
				       own = buf_new(KEY_TEXT_MAX);
	if (!enabled)
		return originals_off(in);
	try(init_dir(in, "internet/originals", 'I', ROLE_originals, 0700));
	try(signing_key(in, "lgwan/notary/key", "ledger", 'L', ROLE_notary, &notary));
	try(signing_key(in, "lgwan/auth/key", "auth", 'L', ROLE_auth, &auth));
	try(signing_key(in, "internet/originals/key", "originals", 'I', ROLE_originals, &own));
	const struct {
		const char *path;
		char half;
		enum role role;
		struct view text;
	} files[] = {
	    {"internet/originals/notary.pub", 'I', ROLE_originals, buf_view(&notary)},
	    {"internet/originals/auth.pub", 'I', ROLE_originals, buf_view(&auth)},
	    {"lgwan/release/auth.pub", 'L', ROLE_release, buf_view(&auth)},
	    {"lgwan/release/originals.pub", 'L', ROLE_release, buf_view(&own)},
	    {"lgwan/store/originals.pub", 'L', ROLE_store, buf_view(&own)},
	};
	for (size_t i = 0; i < array_len(files); i++)
		try(init_file_renew(in, files[i].path, files[i].half, files[i].role, 0444,
				    files[i].text));
	return copy_private(in);
}

static enum err vault_key(struct init *in)
{
	uint8_t private_key[VAULT_KEY_LEN], public_key[VAULT_KEY_LEN];
	struct view text = view_of(public_key, sizeof public_key);
	if (init_has(in, "keys/originals.key"))
		return OK;
	try(vault_new_key(private_key, public_key));
	/* Public halves first: a belt never waits for a key whose private half exists nowhere. */
	enum err e = init_file_renew(in, "internet/belt/vault.pub", 'I', ROLE_belt, 0444, text);
	if (e == OK)
		e = init_file_renew(in, "lgwan/belt/vault.pub", 'L', ROLE_belt, 0444, text);
	if (e == OK)
		e = init_file(in, "keys/originals.key", 'L', ROLE_keeper, 0400,
			      view_of(private_key, sizeof private_key));
	OPENSSL_cleanse(private_key, sizeof private_key);
	return e;
}

enum err init_keys(struct init *in)
{
	scope_end(buf_free) struct buf notary = buf_new(KEY_TEXT_MAX), auth = buf_new(KEY_TEXT_MAX);
	try(signing_key(in, "lgwan/notary/key", "ledger", 'L', ROLE_notary, &notary));
	try(signing_key(in, "lgwan/auth/key", "auth", 'L', ROLE_auth, &auth));
	struct view pub = buf_view(&notary);
	try(init_file(in, "internet/release/notary.pub", 'I', ROLE_release, 0444, pub));
	try(init_file(in, "lgwan/release/notary.pub", 'L', ROLE_release, 0444, pub));
	try(init_file(in, "lgwan/notary/ledger/public", 'L', ROLE_notary, 0444, pub));
	try(init_file(in, "lgwan/notary/auth.pub", 'L', ROLE_notary, 0444, buf_view(&auth)));
	try(init_file(in, "lgwan/store/auth.pub", 'L', ROLE_store, 0444, buf_view(&auth)));
	try(init_file(in, "lgwan/belt/auth.pub", 'L', ROLE_belt, 0444, buf_view(&auth)));
	try(init_file(in, "lgwan/portal/notary.pub", 'L', ROLE_portal, 0444, pub));
	try(init_file(in, "lgwan/zone/notary.pub", 'L', ROLE_zone, 0444, pub));
	try(init_file(in, "lgwan/zone/auth.pub", 'L', ROLE_zone, 0444, buf_view(&auth)));
	try(init_file(in, "lgwan/notary/zone-auth.pub", 'L', ROLE_notary, 0444, buf_view(&auth)));
	return vault_key(in);
}
