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

struct civil {
	int64_t year;
	int month, day, hour, minute;
};

/* Gregorian date of a day number, by eras of 400 years that begin on 1 March. */
static struct civil japan_time(int64_t t)
{
	struct civil r;
	int64_t seconds = t + (int64_t)9 * 3600;
	int64_t days = seconds / 86400, in_day = seconds % 86400;
	if (in_day < 0) {
		in_day += 86400;
		days--;
	}
	days += 719468;
	int64_t era = (days >= 0 ? days : days - 146096) / 146097;
	int64_t day_of_era = days - era * 146097;
	int64_t year_of_era =
	    (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year =
	    day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t shifted = (5 * day_of_year + 2) / 153;
	r.day = (int)(day_of_year - (153 * shifted + 2) / 5 + 1);
	r.month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
	r.year = year_of_era + era * 400 + (r.month <= 2 ? 1 : 0);
	r.hour = (int)(in_day / 3600);
	r.minute = (int)(in_day % 3600 / 60);
	return r;
}

struct clock_text clock_iso(int64_t t)
{
	struct clock_text r;
	struct civil c = japan_time(t);
	(void)snprintf(r.s, sizeof r.s, "%04lld-%02d-%02d %02d:%02d", (long long)c.year, c.month,
		       c.day, c.hour, c.minute);
	return r;
}

/* 令和 began on 1 May 2019; what is older is written in the western calendar. */
struct clock_text clock_ja(int64_t t)
{
	struct clock_text r;
	struct civil c = japan_time(t);
	long long era_year = (long long)c.year - 2018;
	if (c.year < 2019 || (c.year == 2019 && c.month < 5))
		(void)snprintf(r.s, sizeof r.s, "%lld年%d月%d日 %02d:%02d", (long long)c.year,
			       c.month, c.day, c.hour, c.minute);
	else if (era_year == 1)
		(void)snprintf(r.s, sizeof r.s, "令和元年%d月%d日 %02d:%02d", c.month, c.day,
			       c.hour, c.minute);
	else
		(void)snprintf(r.s, sizeof r.s, "令和%lld年%d月%d日 %02d:%02d", era_year, c.month,
			       c.day, c.hour, c.minute);
	return r;
}
