/* SPDX-License-Identifier: Apache-2.0
 * nginx.h: nginx in front of one half's portal: its configuration, directories and certificate.
 *
 * The keeper opens the listening socket, then starts nginx in an empty network namespace with that
 * socket inherited (NGINX="FD;" in its environment; `listen` names the same address) and talks to
 * the portal over a unix socket. nginx is started as an ordinary user from the first moment, so it
 * has no `user`, and everything it names lies in one directory of its own.
 */
#ifndef WEB_NGINX_H
#define WEB_NGINX_H

#include "base/buf.h"

struct nginx_site {
	uint32_t half;	    /* 'I' or 'L' */
	const char *listen; /* "127.0.0.1:8443" or "[::1]:8443": address and port of the socket */
	const char *socket; /* absolute path of the portal's unix socket; 107 bytes at most */
	const char *directory; /* absolute: nginx.conf, cert.pem, key.pem, tmp/ */
	uint64_t body_max;     /* bytes of one request, from the policy's limit of one file */
	uint32_t uid, gid;     /* who nginx will be; 0: whoever calls (evaluation) */
};

/* What one upload form may send when the policy allows `file_max` bytes a file. */
uint64_t nginx_body_max(uint64_t file_max);
/* No blank, quote or letter beyond ASCII: it can stand in the configuration. */
bool nginx_plain(const char *path);
/* The configuration's text. E_CONFIG: an address or a path that cannot stand in it. */
enum err nginx_config(const struct nginx_site *s, struct buf *out) must_use;
/* Makes the directory, what lies in it and, where there is none or it ends within 30 days, a key
 * (P-256) and a self-signed certificate for the address, this host's name and localhost. A town's
 * own certificate put there under the same names is left alone. Repeatable. */
enum err nginx_prepare(const struct nginx_site *s) must_use;

/* The same in a child that first becomes uid:gid, with body_max from that policy file. The
 * directory must be there and belong to uid. For `sekisho init` as root. */
enum err nginx_prepare_apart(const struct nginx_site *s, const char *policy) must_use;

/* certificate.c: PEM texts of a fresh key and its certificate for `host` (name or address). */
enum err certificate_make(const char *host, int64_t now, struct buf *ret_key,
			  struct buf *ret_cert) must_use;
/* Seconds until it ends; negative when it cannot be read. */
int64_t certificate_left(struct view pem, int64_t now);

#endif
