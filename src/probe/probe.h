/* SPDX-License-Identifier: Apache-2.0
 * probe.h: the parts of sekisho-probe. One host in each zone runs it twice: once listening at its
 * own addresses, once trying those of the other zones. It asks no rights; a port below 1024 can
 * only be listened at where the host lets it, and the result says where it could not.
 *
 * A try sends "sekisho-probe PLAN NUMBER\n"; the listener writes the number down and gives the line
 * back. Over UDP it is sent twice.
 */
#ifndef PROBE_PROBE_H
#define PROBE_PROBE_H

#include <netinet/in.h>
#include <sys/socket.h>

#include "zone/observe/observe_text.h"

#define PROBE_WORDS_MAX 64 /* bytes of the line */
#define PROBE_AT_ONCE 64

struct probe_task {
	struct arena *mem;
	struct observe_text plan, result;
	int seconds; /* send: for each try; listen: altogether, 0 without end */
};

/* E_NOT_FOUND: the plan has nothing for this zone. E_IO: this host has none of its addresses,
 * or none of its ports can be had. */
enum err probe_listen(struct probe_task *t) must_use;
enum err probe_send(struct probe_task *t) must_use;

/* False: no address. */
bool probe_address(const char *text, uint16_t port, struct sockaddr_storage *ret, socklen_t *ret_n);
size_t probe_words(const struct probe_task *t, uint32_t number, char to[PROBE_WORDS_MAX]);
/* Milliseconds of a clock that nobody sets. */
int64_t probe_clock(void);
/* Does a neighbour on some cable answer (RTM_GETNEIGH)? Without one, silence says nothing. */
void probe_alive(struct observe_text *result);

/* Set by a signal: end and write down what there is. */
extern volatile int probe_over;

#endif
