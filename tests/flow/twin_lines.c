/* SPDX-License-Identifier: Apache-2.0
 * twin_lines.c: a line in, a line out, hex.
 */
#include "twin_lines.h"

#include <stdarg.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/log.h"

void say(struct client *c, const char *fmt, ...)
{
	char text[LINE_MAX_];
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (n > 0 && file_write(c->fd, view_of(text, min_of((size_t)n, sizeof text - 1))) != OK)
		log_info("the test is gone");
}

void say_err(struct client *c, enum err e)
{
	say(c, "ERR %s\n", err_text(e)->name);
}

bool read_line(struct client *c)
{
	size_t n = 0;
	while (n < sizeof c->line - 1) {
		ssize_t r = read(c->fd, c->line + n, 1);
		if (r != 1)
			return false;
		if (c->line[n] == '\n')
			break;
		n++;
	}
	c->line[n] = '\0';
	c->words = 0;
	char *at = c->line;
	while (*at && c->words < WORDS_MAX) {
		c->word[c->words++] = at;
		while (*at && *at != ' ')
			at++;
		if (*at)
			*at++ = '\0';
	}
	return c->words > 0;
}

uint64_t number(const char *s)
{
	int64_t n = 0;
	return view_int(view_str(s), 0, INT64_MAX, &n) == OK ? (uint64_t)n : 0;
}

void bytes_of(const char *hex, void *ret, size_t size)
{
	uint8_t *out = ret;
	memset(out, 0, size);
	for (size_t i = 0; i < size && hex[2 * i] && hex[2 * i] != '-' && hex[2 * i + 1]; i++) {
		char pair[3] = {hex[2 * i], hex[2 * i + 1], '\0'};
		out[i] = (uint8_t)strtoul(pair, NULL, 16);
	}
}
