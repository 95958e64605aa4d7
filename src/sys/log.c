/* SPDX-License-Identifier: Apache-2.0
 * log.c: lines to standard error, and the clocks.
 */
#include <stdarg.h>
#include <time.h>
#include <unistd.h>

#include "base/utf8.h"
#include "sys/log.h"

/* Below PIPE_BUF, so that lines of several processes never mix. */
#define LINE_MAX_ 1024

static char process_name[32] = "sekisho";

void log_name(const char *process)
{
	(void)snprintf(process_name, sizeof process_name, "%s", process);
}

/* Malformed and forbidden characters as \xNN, a byte at a time. */
static void put_escaped(struct buf *out, struct view text)
{
	while (text.n) {
		struct cursor c = cursor_of(text);
		uint32_t code_point = utf8_next(&c);
		bool plain = code_point != UTF8_BAD && !utf8_forbidden(code_point) &&
			     code_point != '\n' && code_point != '\t';
		size_t n = plain ? c.at : 1;
		if (plain)
			buf_put(out, view_sub(text, 0, n));
		else
			buf_fmt(out, "\\x%02x", text.p[0]);
		text = view_sub(text, n, SIZE_MAX);
	}
}

print_like(2, 0) static void line(const char *level, const char *fmt, va_list ap)
{
	char text[LINE_MAX_ / 2];
	int n = vsnprintf(text, sizeof text, fmt, ap);
	if (n < 0)
		return;
	scope_end(buf_free) struct buf out = buf_new(LINE_MAX_);
	buf_fmt(&out, "%s %s: %s", clock_iso(clock_now()).s, process_name, level);
	put_escaped(&out, view_of(text, min_of((size_t)n, sizeof text - 1)));
	buf_u8(&out, '\n');
	ssize_t ignored = write(STDERR_FILENO, out.p, out.n); /* nobody left to tell */
	(void)ignored;
}

void log_info(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	line("", fmt, ap);
	va_end(ap);
}

void log_warn(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	line("warning: ", fmt, ap);
	va_end(ap);
}

void log_fatal(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	line("fatal: ", fmt, ap);
	va_end(ap);
	_exit(70);
}

int64_t clock_now(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec;
}

uint64_t clock_us(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000u + (uint64_t)t.tv_nsec / 1000u;
}

struct clock_text clock_iso(int64_t t)
{
	struct clock_text r;
	struct civil c = civil_japan(t);
	(void)snprintf(r.s, sizeof r.s, "%04d-%02d-%02d %02d:%02d", c.year, c.month, c.day, c.hour,
		       c.minute);
	return r;
}

/* 令和 began on 1 May 2019; what is older is written in the western calendar. */
struct clock_text clock_ja(int64_t t)
{
	struct clock_text r;
	struct civil c = civil_japan(t);
	int era_year = c.year - 2018;
	if (c.year < 2019 || (c.year == 2019 && c.month < 5))
		(void)snprintf(r.s, sizeof r.s, "%d年%d月%d日 %02d:%02d", c.year, c.month, c.day,
			       c.hour, c.minute);
	else if (era_year == 1)
		(void)snprintf(r.s, sizeof r.s, "令和元年%d月%d日 %02d:%02d", c.month, c.day,
			       c.hour, c.minute);
	else
		(void)snprintf(r.s, sizeof r.s, "令和%d年%d月%d日 %02d:%02d", era_year, c.month,
			       c.day, c.hour, c.minute);
	return r;
}
