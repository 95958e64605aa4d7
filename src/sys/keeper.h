/* SPDX-License-Identifier: Apache-2.0
 * keeper.h: starts, restarts and reaps everything; reads no data.
 *
 *   top         opens the two listening sockets and the cable, makes the halves, lets go of all of
 *               it; when one half ends, ends the other and makes both again
 *     half      pid 1 of a pid namespace with its own (empty) network, mount, ipc and uts
 * namespaces; cannot see the other half's directory; starts what tbl/procs.h lists for it, makes a
 *               wire for every row of tbl/wires.h between what is READY, restarts what ends
 *
 * State directory: policy.yaml, internet/policy.yaml (its part for that half), epoch, and per half
 * (internet/, lgwan/): one directory a role (tbl/procs.h), run/http.sock (portal or gate), nginx/,
 * log/. When the top process ends, everything ends.
 */
#ifndef SYS_KEEPER_H
#define SYS_KEEPER_H

#include "sys/wire.h"

#define KEEPER_SOCKET "http.sock" /* below STATE/HALF/run/ */

struct keeper_options {
	const char *state;	      /* absolute */
	const char *libexec;	      /* absolute: sekisho-NAME of every row */
	const char *internet, *lgwan; /* ADDR:PORT or [ADDR]:PORT; NULL: no nginx for that half */
	bool half_i, half_l;	      /* which to run; the cable needs both */
	/* The policy of the Internet half and of the LGWAN half, read once and sealed: whoever is
	 * started later gets what the others have, whatever stands in its place by then. */
	int policy[2];
	/* `ip netns` name of the network namespace whose rules between zones are ours; NULL: this
	 * host is no boundary. Root only. The halves are never in it. */
	const char *router;
	uint32_t uid_base; /* as root; JAIL_UID_BASE */
};

/* Returns the exit code when told to end (SIGTERM, SIGINT) or when it cannot begin. */
int keeper_run(const struct keeper_options *o);

#endif
