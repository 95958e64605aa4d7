/* SPDX-License-Identifier: Apache-2.0
 * ticket.h: a signed statement of auth: who is at the browser, since when, until when.
 *
 * Signed (Ed25519, key store/auth.pub) are "sekisho ticket v1\n", then person and unit (u32 length
 * and bytes each), roles (u32), issued, expires, stepped_up (i64) and the session id, big-endian.
 * The portal carries tickets and cannot make one; whoever acts on one verifies it first.
 *
 * A ticket lives for the policy's absolute time. The idle time is the portal's to watch: it sees
 * what its browser does; a portal that lies about it could as well say that its browser is busy.
 */
#ifndef PEOPLE_TICKET_H
#define PEOPLE_TICKET_H

#include "notary/sign.h"
#include "tbl/bodies.h"

enum err ticket_sign(const struct signing_key *k, struct ticket *t) must_use;
/* OK; E_SIGNATURE (not auth's word, or malformed); E_EXPIRED. */
enum err ticket_verify(const struct public_key *k, const struct ticket *t, int64_t now) must_use;
/* Of a verified ticket: does a second factor count now? */
bool ticket_stepped_up(const struct ticket *t, int64_t now);

#endif
