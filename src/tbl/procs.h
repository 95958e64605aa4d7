/* SPDX-License-Identifier: Apache-2.0
 * procs.h: who runs what. One row a program (src/proc/NAME.c, installed as sekisho-NAME).
 * PROC(name, halves, uid offset, root directory below the half's state, promise, what it does)
 *   halves   I: Internet half, L: LGWAN half, IL: one in each
 *   uid      base (option --uid-base) + 100 for the LGWAN half + offset; a worker slot adds its number
 *   root     the only directory it can name after dropping privileges; "" = an empty one
 *   promise  which system calls stay (src/tbl/promises.h)
 * What each could do if captured: ARCHITECTURE.md.
 */
PROC(keeper, "IL", 0, "", KEEPER, "starts, restarts, reaps, drops privileges; reads no data")
PROC(nginx, "IL", 1, "", NONE, "TLS and HTTP in front of the portal; no file of ours")
PROC(gate, "I", 2, "", SERVER, "Internet-side portal: uploads in, own item numbers and states out")
PROC(portal, "L", 3, "portal", SERVER, "LGWAN-side portal: pages; asks auth, store and belt by message")
PROC(belt, "IL", 4, "belt", FILES, "intake, spool, vault, passing work on; parses nothing")
PROC(originals, "I", 11, "originals", MAILER, "decrypts one original on a signed order; only where the policy enables it")
PROC(disarm, "IL", 20, "", ZYGOTE, "lock 1: hostile bytes to plain form, one item per worker")
PROC(converter, "IL", 70, "", ZYGOTE, "draws the pages that no rule expresses: poppler, one item per worker")
PROC(inspect, "L", 90, "", ZYGOTE, "finds what an outgoing form would give away, and erases it; one item per worker")
PROC(bridge, "L", 5, "", STDIO, "LGWAN end of the cable: forms in, item states out")
PROC(rebuild, "L", 50, "", ZYGOTE, "lock 2: plain form to file, one item per worker")
PROC(notary, "L", 6, "notary", FILES, "starts rebuild, signs receipts, appends ledger leaves; holds the signing key")
PROC(store, "L", 7, "store", FILES, "the one database writer: items, approvals, log; answers fixed queries")
PROC(mailer, "L", 10, "", MAILER, "hands notices to the configured mail relay; holds none of them")
PROC(auth, "L", 8, "auth", FILES, "password hashes, one-time codes, tickets")
PROC(zone, "L", 12, "zone", ROUTER, "loads the signed rules between zones into the router's network; only where this host is the boundary")
PROC(release, "IL", 9, "release", FILES, "copies, checks the receipt, journals, delivers")
