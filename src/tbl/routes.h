/* SPDX-License-Identifier: Apache-2.0
 * routes.h: every address of both portals; anything else is 404.
 * GATE(method, pattern, who, handler, upload) on the Internet side, PORTAL(...) on the LGWAN side.
 *   pattern  :id is an item, :file a plain name (web/router.h)
 *   who      ANYONE, SIGNED, APPROVER, OPERATOR, AUDITOR: checked before the handler and before any body
 *   upload   true: files may come with it
 * The Internet side has no sign-in, no approval, no download: there is no row for them.
 */
#ifdef GATE
GATE(GET, "/", ANYONE, gate_home, false)
GATE(POST, "/upload", ANYONE, gate_upload, true)
GATE(GET, "/own", ANYONE, gate_own, false)
GATE(GET, "/about", ANYONE, both_about, false)
GATE(GET, "/too-large", ANYONE, both_too_large, false)
GATE(GET, "/assets/:file", ANYONE, both_asset, false)
#endif
#ifdef PORTAL
PORTAL(GET, "/", SIGNED, portal_home, false)
PORTAL(GET, "/signin", ANYONE, portal_signin_form, false)
PORTAL(POST, "/signin", ANYONE, portal_signin, false)
PORTAL(POST, "/signout", ANYONE, portal_signout, false)
PORTAL(GET, "/desk", SIGNED, portal_desk, false)
PORTAL(GET, "/inbox", SIGNED, portal_inbox, false)
PORTAL(GET, "/inbox/rows", SIGNED, portal_inbox, false)
PORTAL(GET, "/items/:id", SIGNED, portal_item, false)
PORTAL(GET, "/items/:id/file", SIGNED, portal_file, false)
PORTAL(GET, "/items/:id/picture", SIGNED, portal_picture, false)
PORTAL(POST, "/items/:id/password", SIGNED, portal_password, false)
PORTAL(POST, "/items/:id/approve", APPROVER, portal_approve, false)
PORTAL(POST, "/items/:id/return", APPROVER, portal_return, false)
PORTAL(POST, "/items/:id/retry", OPERATOR, portal_retry, false)
PORTAL(POST, "/items/:id/refuse", OPERATOR, portal_refuse, false)
PORTAL(POST, "/items/:id/urgent", SIGNED, portal_ask_urgent, false)
PORTAL(POST, "/items/:id/confirm", SIGNED, portal_confirm, false)
PORTAL(POST, "/items/:id/afterwards", APPROVER, portal_after_yes, false)
PORTAL(POST, "/items/:id/objection", APPROVER, portal_after_no, false)
PORTAL(GET, "/urgent", SIGNED, portal_urgent, false)
PORTAL(GET, "/away", SIGNED, portal_away_form, false)
PORTAL(POST, "/away", SIGNED, portal_away, false)
PORTAL(POST, "/back", SIGNED, portal_back, false)
PORTAL(GET, "/search", SIGNED, portal_search, false)
PORTAL(GET, "/send", SIGNED, portal_send_form, false)
PORTAL(GET, "/send/rows", SIGNED, portal_send_form, false)
PORTAL(POST, "/send", SIGNED, portal_send, true)
PORTAL(GET, "/approvals", APPROVER, portal_approvals, false)
PORTAL(POST, "/approvals/bulk", APPROVER, portal_bulk, false)
PORTAL(GET, "/queue", OPERATOR, portal_queue, false)
PORTAL(GET, "/today", OPERATOR, portal_today, false)
PORTAL(GET, "/ledger", AUDITOR, portal_ledger, false)
PORTAL(GET, "/preservation", AUDITOR, portal_preservation, false)
PORTAL(POST, "/preservation", AUDITOR, portal_preserve, false)
PORTAL(GET, "/about", ANYONE, both_about, false)
PORTAL(GET, "/too-large", ANYONE, both_too_large, false)
PORTAL(GET, "/assets/:file", ANYONE, both_asset, false)
#endif
