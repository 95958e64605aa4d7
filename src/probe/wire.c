/* SPDX-License-Identifier: Apache-2.0
 * wire.c: addresses, the line that is sent, and the kernel's table of neighbours.
 */
#include <arpa/inet.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <time.h>
#include <unistd.h>

#include "probe/probe.h"

bool probe_address(const char *text, uint16_t port, struct sockaddr_storage *ret, socklen_t *ret_n)
{
	struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(port)};
	struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
	*ret = (struct sockaddr_storage){0};
	if (inet_pton(AF_INET, text, &four.sin_addr) == 1) {
		memcpy(ret, &four, sizeof four);
		*ret_n = sizeof four;
		return true;
	}
	memcpy(ret, &six, sizeof six);
	*ret_n = sizeof six;
	if (inet_pton(AF_INET6, text, &six.sin6_addr) != 1)
		return false;
	memcpy(ret, &six, sizeof six);
	return true;
}

size_t probe_words(const struct probe_task *t, uint32_t number, char to[PROBE_WORDS_MAX])
{
	return (size_t)snprintf(to, PROBE_WORDS_MAX, "sekisho-probe %s %u\n", t->plan.plan, number);
}

int64_t probe_clock(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void take_neighbour(const struct nlmsghdr *h, struct observe_text *result)
{
	struct ndmsg m;
	if (h->nlmsg_type != RTM_NEWNEIGH || h->nlmsg_len < NLMSG_LENGTH(sizeof m))
		return;
	memcpy(&m, (const uint8_t *)h + NLMSG_HDRLEN, sizeof m);
	/* It has answered at some time: not merely asked for, and not said to have failed. */
	bool known = m.ndm_state & (NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE);
	result->alive4 = result->alive4 || (known && m.ndm_family == AF_INET);
	result->alive6 = result->alive6 || (known && m.ndm_family == AF_INET6);
}

void probe_alive(struct observe_text *result)
{
	struct {
		struct nlmsghdr head;
		struct ndmsg body;
	} ask = {.head = {.nlmsg_len = sizeof ask,
			  .nlmsg_type = RTM_GETNEIGH,
			  .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP}};
	static union {
		struct nlmsghdr head;
		uint8_t bytes[65536];
	} answer;
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (fd < 0)
		return;
	const struct timeval wait = {.tv_sec = 2};
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
	bool more = send(fd, &ask, sizeof ask, 0) == (ssize_t)sizeof ask;
	while (more) {
		ssize_t n = recv(fd, &answer, sizeof answer, 0);
		size_t left = n > 0 ? (size_t)n : 0;
		const struct nlmsghdr *h = &answer.head;
		more = left > 0;
		for (; left >= sizeof *h && h->nlmsg_len >= sizeof *h && h->nlmsg_len <= left;
		     left -= min_of(left, (size_t)NLMSG_ALIGN(h->nlmsg_len)),
		     h = (const void *)((const uint8_t *)h + NLMSG_ALIGN(h->nlmsg_len))) {
			more = more && h->nlmsg_type != NLMSG_DONE && h->nlmsg_type != NLMSG_ERROR;
			take_neighbour(h, result);
		}
	}
	(void)close(fd);
}
