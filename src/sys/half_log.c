/* SPDX-License-Identifier: Apache-2.0
 * half_log.c: one log a half, bounded.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/half.h"

#define LOG_MAX ((off_t)8 << 20)
#define LOG_FILES 4
#define LOG_NAME "sekisho.log"

static int directory = -1, current = -1;

static enum err open_current(void)
{
	close_fd(&current);
	current = openat(directory, LOG_NAME,
			 O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
	if (current < 0)
		return err_of_errno(errno);
	/* Our own lines go the same way. */
	return dup2(current, STDERR_FILENO) == STDERR_FILENO ? OK : E_INTERNAL;
}

static void rotate(void)
{
	char from[32], to[32];
	for (int i = LOG_FILES - 1; i > 0; i--) {
		(void)snprintf(to, sizeof to, LOG_NAME ".%d", i);
		(void)snprintf(from, sizeof from, i > 1 ? LOG_NAME ".%d" : LOG_NAME, i - 1);
		(void)renameat(directory, from, directory, to);
	}
	(void)open_current();
}

enum err half_log_open(const struct half *h, int *ret_read, int *ret_write)
{
	char path[600];
	int pipe_fds[2];
	(void)snprintf(path, sizeof path, "%s/log", h->directory);
	directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory < 0)
		return err_of_errno(errno);
	try(open_current());
	if (pipe2(pipe_fds, O_CLOEXEC) != 0)
		return err_of_errno(errno);
	/* Only our end does not wait: a child that writes more than we read waits, not we. */
	if (fcntl(pipe_fds[0], F_SETFL, O_NONBLOCK) != 0)
		return E_INTERNAL;
	*ret_read = pipe_fds[0];
	*ret_write = pipe_fds[1];
	return OK;
}

/* Whoever reads the log reads it in a terminal: no line of a captured role commands that. */
static void harmless(uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool c1 = p[i] >= 0x80 && p[i] < 0xa0 && i > 0 && p[i - 1] == 0xc2;
		if ((p[i] < ' ' && p[i] != '\n' && p[i] != '\t') || p[i] == 0x7f || c1)
			p[i] = '?';
	}
}

void half_log_copy(int from)
{
	static uint8_t chunk[65536];
	struct stat st;
	ssize_t n = read(from, chunk, sizeof chunk);
	if (n <= 0)
		return;
	harmless(chunk, (size_t)n);
	/* A full disk loses log lines, nothing else. */
	if (file_write(current, view_of(chunk, (size_t)n)) != OK)
		return;
	if (fstat(current, &st) == 0 && st.st_size > LOG_MAX)
		rotate();
}
