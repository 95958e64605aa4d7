/* SPDX-License-Identifier: Apache-2.0
 * init.h: the parts of `sekisho init`: the state tree, its keys, its people.
 *
 *   STATE/policy.yaml                 the policy; the LGWAN half's processes get it as a descriptor
 *   STATE/keys/originals.key          private half of the vault's key (32 bytes, X25519)
 *   STATE/internet/policy.yaml        what the Internet half may know of it
 *   STATE/{internet,lgwan}/ROLE       one directory a process that keeps files, owned by its uid
 *   STATE/lgwan/notary/key, ledger/   signing key, ledger with its public key
 *   STATE/lgwan/auth/key, people/     ticket key, one file a person
 *   internet/originals/               only where the policy hands originals over: its keys,
 *                                     vault.key too
 *   HALF/release/notary.pub, HALF/belt/vault.pub, lgwan/{store,belt}/auth.pub,
 *   lgwan/{zone,portal}/notary.pub, lgwan/zone/auth.pub, lgwan/notary/zone-auth.pub   public halves
 *
 * Everything is made once and then left alone; a second run only makes what is missing.
 */
#ifndef CLI_INIT_H
#define CLI_INIT_H

#include "cli/cli.h"
#include "policy/policy.h"
#include "sys/wire.h"

struct init {
	const struct cli *cli;
	const char *path; /* of the state */
	int dir;
	bool evaluation; /* not root: everything belongs to whoever runs this */
	uint32_t uid_base;
	unsigned made; /* files and directories that were not there before */
};

/* A path below the state, of fixed words of ours. Durable; owned by `role` of that half ('I', 'L';
 * ROLE_keeper: root). What is there already stays, with its content. */
enum err init_dir(struct init *in, const char *path, char half, enum role role,
		  unsigned mode) must_use;
enum err init_file(struct init *in, const char *path, char half, enum role role, unsigned mode,
		   struct view content) must_use;
/* The same, but other content replaces what is there. */
enum err init_file_renew(struct init *in, const char *path, char half, enum role role,
			 unsigned mode, struct view content) must_use;
bool init_has(const struct init *in, const char *path);
enum err init_read(const struct init *in, const char *path, size_t max, struct buf *ret) must_use;
/* Every directory; then the keys and the copies of their public halves. */
enum err init_tree(struct init *in) must_use;
enum err init_keys(struct init *in) must_use;
/* What sekisho-originals needs and others believe it by; where it is not enabled, taken away again.
 * E_NOT_FOUND: the vault's private key was sealed away; it has to be back for this. */
enum err init_originals(struct init *in, bool enabled) must_use;
/* Passwords and one-time-code secrets of those who have none yet, printed to standard output;
 * `renew` (or NULL) gets new ones. E_NOT_FOUND: nobody has that number. */
enum err init_people(struct init *in, const struct policy *p, const char *renew) must_use;
/* Can the state's place stand in nginx's configuration, and be walked to by its user? False: said
 * already. */
bool init_nginx_place(const struct init *in);
/* nginx's configuration and certificate of both halves, made again for these addresses
 * ("127.0.0.1:8443"); a certificate that is there and not about to end stays. */
enum err init_nginx(struct init *in, const char *const listen[2]) must_use;

#endif
