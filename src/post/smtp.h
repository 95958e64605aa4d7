/* SPDX-License-Identifier: Apache-2.0
 * smtp.h: one mail to one relay (RFC 5321), no more of the protocol than that.
 *
 * No TLS and no sign-in: the relay is on this host or in the LGWAN, and what goes there holds no
 * file and no name but by policy. Replies are outside bytes: lines of at most 512, at most 64 of
 * them, and only their three digits mean anything.
 */
#ifndef POST_SMTP_H
#define POST_SMTP_H

#include "base/buf.h"
#include "policy/policy.h"

#define SMTP_REPLY_MAX ((size_t)32 << 10)

/* Looks for one whole reply at the start of `in`. OK and *ret_code; E_BUSY: more must come;
 * E_PROTOCOL: no server writes that. */
enum err smtp_reply(struct view in, unsigned *ret_code) must_use;
/* What a reply to a command means: OK; E_BUSY try again later; E_RECIPIENT it never will. */
enum err smtp_meaning(unsigned code, unsigned good, bool recipient) must_use;

/* Connects that socket (and lets go of what it was connected to), sends the letter, disconnects.
 * Waits at most a minute in all. */
enum err smtp_send(int fd, const struct policy_relay *relay, struct view from, const char *to,
		   struct view letter) must_use;

#endif
