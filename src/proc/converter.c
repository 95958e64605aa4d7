/* SPDX-License-Identifier: Apache-2.0
 * converter.c: sekisho-converter: draws the pages of a PDF that no rule expresses, with poppler's
 * pdftoppm, run as a program of its own and never linked.
 *
 * One item a life, as everywhere. Each page is one run: the original comes in by a memory file, the
 * picture goes out by a pipe. A worker sees the program, its libraries and fonts, read-only, and
 * nothing else: no network, no other process, nothing to write to. What poppler may have been made
 * to say is only ever a picture, and hostile input again (disarm/drawn.h has both formats).
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/wire.h"
#include "sys/zygote.h"

#define PROGRAM "/usr/bin/pdftoppm"
#define PAGES_MOST 4096u
#define DPI_LEAST 36u
#define DPI_MOST 1200u

static const char *const places[] = {PROGRAM,
				     "/usr/lib",
				     "/usr/lib64",
				     "/usr/share/poppler",
				     "/usr/share/fonts",
				     "/usr/share/fontconfig",
				     "/usr/share/ghostscript",
				     "/usr/local/share/fonts",
				     "/etc/fonts",
				     "/etc/ld.so.cache",
				     "/var/cache/fontconfig",
				     NULL};

struct page {
	uint32_t number;
	uint16_t dpi;
	uint8_t depth; /* bits, grey, colour */
};

/* In the child: only the three standard descriptors go along. Its messages go nowhere. */
no_return static void become(const struct page *page, int original, int picture)
{
	static const char *const depths[] = {"-mono", "-gray", "-q"};
	char number[16], dpi[16];
	char *envp[] = {NULL};
	(void)snprintf(number, sizeof number, "%u", page->number);
	(void)snprintf(dpi, sizeof dpi, "%u", page->dpi);
	const char *const argv[] = {"pdftoppm", "-q",	"-cropbox", "-r",   dpi,
				    "-f",	number, "-l",	    number, depths[page->depth],
				    "-",	NULL};
	if (dup2(original, STDIN_FILENO) < 0 || dup2(picture, STDOUT_FILENO) < 0)
		_exit(127);
	(void)execve(PROGRAM, (char *const *)(uintptr_t)argv, envp);
	_exit(127);
}

/* All of what it says, up to the room there is; false when it was more. */
static bool drain(int from, struct buf *to)
{
	static uint8_t chunk[256 * 1024];
	ssize_t n;
	while ((n = read(from, chunk, sizeof chunk)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		buf_put(to, view_of(chunk, (size_t)n));
		if (to->err != OK)
			return false;
	}
	return true;
}

/* Appends the picture; nothing when it could not be drawn. E_LIMIT_SIZE: it does not fit. */
static enum err draw(const struct page *page, int original, struct buf *to)
{
	int pipe_fds[2], status = 0;
	size_t before = to->n;
	if (lseek(original, 0, SEEK_SET) != 0 || pipe2(pipe_fds, O_CLOEXEC) != 0)
		return E_INTERNAL;
	pid_t pid = fork();
	if (pid == 0)
		become(page, original, pipe_fds[1]);
	close_fd(&pipe_fds[1]);
	bool fits = pid > 0 && drain(pipe_fds[0], to);
	close_fd(&pipe_fds[0]);
	if (pid < 0)
		return E_NO_MEMORY;
	if (!fits)
		(void)kill(pid, SIGKILL);
	while (wait4(pid, &status, 0, NULL) < 0 && errno == EINTR)
		;
	if (fits && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return OK;
	to->n = before;
	enum err e = to->err;
	to->err = OK;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
		return E_LIMIT_TIME;
	return e;
}

static uint32_t root_of(uint64_t x)
{
	uint32_t root = 0;
	for (uint32_t bit = 1u << 15; bit; bit >>= 1)
		if ((uint64_t)(root + bit) * (root + bit) <= x)
			root += bit;
	return root;
}

/* A page may take its share of the room; one that takes more is drawn again, coarser. */
static enum err draw_within(struct page *page, int original, uint64_t share, struct buf *to)
{
	for (unsigned tries = 0; tries < 3; tries++) {
		struct buf one scope_end(buf_free) = buf_new((size_t)min_of(share * 64, to->cap));
		enum err e = draw(page, original, &one);
		if (e != OK && e != E_LIMIT_SIZE)
			return e;
		if (e == OK && one.n == 0)
			return OK; /* there is no such page, or it does not open */
		if (e == OK && one.n <= share) {
			buf_u32(to, page->number);
			buf_u16(to, page->dpi);
			buf_u8(to, page->depth);
			buf_u8(to, 0);
			buf_u64(to, one.n);
			buf_put(to, buf_view(&one));
			return to->err;
		}
		uint64_t size = e == OK ? one.n : share * 64;
		page->dpi =
		    (uint16_t)((uint64_t)page->dpi * 250 / (root_of(size * 65536 / share) + 1));
		if (page->dpi < DPI_LEAST)
			return OK;
	}
	return OK;
}

static enum err read_page(struct cursor *c, struct page *ret)
{
	ret->number = cursor_u32(c);
	ret->dpi = cursor_u16(c);
	ret->depth = cursor_u8(c);
	uint8_t zero = cursor_u8(c);
	bool bad = c->bad || ret->number == 0 || ret->number > INT32_MAX || ret->dpi < DPI_LEAST ||
		   ret->dpi > DPI_MOST || ret->depth > 2 || zero != 0;
	return bad ? E_PROTOCOL : OK;
}

static enum err run(struct worker *w)
{
	struct cursor c = cursor_of(w->aside);
	if (!view_eq(cursor_take(&c, 4), VIEW("SKL1")))
		return E_PROTOCOL;
	uint64_t n = cursor_left(&c) / 8;
	if (n == 0 || n > PAGES_MOST)
		return E_LIMIT_COUNT;
	scope_end(close_fd) int original = memfd_new("original");
	if (original < 0)
		return E_NO_MEMORY;
	try(file_write(original, w->in));
	buf_str(w->out, "SKP1");
	for (; cursor_left(&c) > 0; n--) {
		struct page page;
		try(read_page(&c, &page));
		uint64_t room = w->out->cap - w->out->n;
		if (room / n < 4096)
			return E_LIMIT_SIZE;
		try(draw_within(&page, original, room / n - 16, w->out));
	}
	return OK;
}

int main(int argc, char **argv)
{
	static const struct zygote z = {
	    .self = ROLE_converter, .run = run, .pool = 1, .places = places};
	return zygote_main(&z, argc, argv);
}
