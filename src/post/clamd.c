/* SPDX-License-Identifier: Apache-2.0
 * clamd.c: INSTREAM over a socket that is used again and again.
 */
#include "post/clamd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sys/log.h"

#define PATIENCE_US ((uint64_t)60000000)
#define STEP_SECONDS 20
#define PIECE ((size_t)64 << 10)

static bool ends_with(struct view v, struct view end)
{
	return v.n >= end.n && view_eq(view_sub(v, v.n - end.n, end.n), end);
}

enum scan_result clamd_answer(struct view line, char ret_name[CLAMD_NAME_MAX])
{
	static const struct view before = {(const uint8_t *)"stream: ", 8};
	memset(ret_name, 0, CLAMD_NAME_MAX);
	if (line.n == 0 || line.p[line.n - 1] != '\0')
		return SCAN_UNREACHED;
	line.n--;
	if (view_eq(line, VIEW("INSTREAM size limit exceeded. ERROR")))
		return SCAN_TOO_LARGE;
	if (!view_starts(line, before))
		return SCAN_UNREACHED;
	line = view_sub(line, before.n, line.n);
	if (view_eq(line, VIEW("OK")))
		return SCAN_CLEAN;
	if (!ends_with(line, VIEW(" FOUND")))
		return SCAN_UNREACHED;
	line = view_sub(line, 0, line.n - 6);
	for (size_t i = 0; i < line.n && i < CLAMD_NAME_MAX - 1; i++)
		ret_name[i] = line.p[i] >= 0x20 && line.p[i] <= 0x7e ? (char)line.p[i] : '?';
	return SCAN_FOUND;
}

static bool say(int fd, struct view v, uint64_t until)
{
	while (v.n) {
		ssize_t n = send(fd, v.p, v.n, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0 || clock_us() > until)
			return false;
		v = view_sub(v, (size_t)n, v.n);
	}
	return true;
}

static bool say_file(int fd, int file, uint64_t length, uint64_t until)
{
	static uint8_t piece[4 + PIECE];
	static const uint8_t end[4];
	for (uint64_t at = 0; at < length;) {
		ssize_t n = pread(file, piece + 4, PIECE, (off_t)at);
		if (n <= 0)
			return false;
		uint32_t size = htonl((uint32_t)n);
		memcpy(piece, &size, sizeof size);
		if (!say(fd, view_of(piece, 4 + (size_t)n), until))
			return false;
		at += (uint64_t)n;
	}
	return say(fd, view_of(end, sizeof end), until);
}

static enum scan_result hear(int fd, uint64_t until, char ret_name[CLAMD_NAME_MAX])
{
	uint8_t line[CLAMD_ANSWER_MAX];
	size_t n = 0;
	while (n < sizeof line) {
		ssize_t r = recv(fd, line + n, sizeof line - n, 0);
		if (r < 0 && errno == EINTR)
			continue;
		if (r <= 0 || clock_us() > until)
			return SCAN_UNREACHED;
		n += (size_t)r;
		if (line[n - 1] == '\0')
			return clamd_answer(view_of(line, n), ret_name);
	}
	return SCAN_UNREACHED;
}

static void let_go(int fd)
{
	static const struct sockaddr none = {.sa_family = AF_UNSPEC};
	if (connect(fd, &none, sizeof none) != 0)
		log_info("the socket was not connected");
}

enum scan_result clamd_scan(int fd, const struct policy_relay *where, int file, uint64_t length,
			    char ret_name[CLAMD_NAME_MAX])
{
	struct sockaddr_in a = {.sin_family = AF_INET,
				.sin_port = htons(where->port),
				.sin_addr.s_addr = htonl(where->address)};
	struct timeval step = {.tv_sec = STEP_SECONDS};
	uint64_t until = clock_us() + PATIENCE_US;
	enum scan_result found = SCAN_UNREACHED;
	memset(ret_name, 0, CLAMD_NAME_MAX);
	let_go(fd);
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &step, sizeof step) != 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &step, sizeof step) != 0 ||
	    connect(fd, (const struct sockaddr *)&a, sizeof a) != 0)
		return SCAN_UNREACHED;
	bool sent = say(fd, view_of("zINSTREAM", 10), until) && say_file(fd, file, length, until);
	/* One that has heard enough answers and hangs up in the middle. */
	found = hear(fd, until, ret_name);
	let_go(fd);
	return sent || found != SCAN_CLEAN ? found : SCAN_UNREACHED;
}
