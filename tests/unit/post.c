/* SPDX-License-Identifier: Apache-2.0
 * post.c: a notice as a mail, and what a relay's replies mean.
 */
#include "post/letter.h"
#include "post/smtp.h"
#include "tap.h"

static struct body_notice notice(uint32_t kind)
{
	struct body_notice n = {.number = 7, .kind = kind, .due = 1795402800};
	(void)snprintf(n.item, sizeof n.item, "R8-1121-7K3QF2");
	(void)snprintf(n.to, sizeof n.to, "soumu@town.example.lg.jp");
	memset(n.id, 0xa5, ID_LEN);
	return n;
}

static void letters(void)
{
	struct body_notice n = notice(1);
	struct view from = VIEW("sekisho@town.example.lg.jp"), none = VIEW("");
	scope_end(buf_free) struct buf a = buf_new(LETTER_MAX), b = buf_new(LETTER_MAX);
	expect_err(letter_write(&n, from, none, 1795402800, &a), OK);
	expect_err(letter_write(&n, from, none, 1795402800, &b), OK);
	expect(view_eq(buf_view(&a), buf_view(&b)));
	expect(view_starts(buf_view(&a), VIEW("Date: ")));
	expect(view_has(buf_view(&a),
			VIEW("\r\nTo: soumu@town.example.lg.jp\r\nSubject: =?UTF-8?B?")));
	expect(view_has(buf_view(&a),
			VIEW("\r\nMessage-ID: <sekisho.7.a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5@"
			     "town.example.lg.jp>\r\n")));
	size_t line = 0, longest = 0, bare = 0;
	for (size_t i = 0; i < a.n; i++) {
		line++;
		bare += a.p[i] == '\n' && (i == 0 || a.p[i - 1] != '\r');
		bare += a.p[i] >= 0x80;
		if (a.p[i] == '\n') {
			longest = max_of(longest, line);
			line = 0;
		}
	}
	expect(bare == 0 && line == 0 && longest <= 100);
	buf_clear(&b);
	n = notice(99);
	expect_err(letter_write(&n, from, none, 0, &b), E_PROTOCOL);
	n = notice(0);
	expect_err(letter_write(&n, from, none, 0, &b), E_PROTOCOL);
}

static void replies(void)
{
	unsigned code = 0;
	expect_err(smtp_reply(VIEW("250 ok\r\n"), &code), OK);
	expect(code == 250);
	expect_err(smtp_reply(VIEW("250-a\r\n250-b\r\n250 c\r\n"), &code), OK);
	expect_err(smtp_reply(VIEW("250-a\r\n"), &code), E_BUSY);
	expect_err(smtp_reply(VIEW("250-a\r\n251 b\r\n"), &code), E_PROTOCOL);
	expect_err(smtp_reply(VIEW("hello\r\n"), &code), E_PROTOCOL);
	expect_err(smtp_reply(VIEW(""), &code), E_BUSY);
	expect_err(smtp_meaning(250, 250, true), OK);
	expect_err(smtp_meaning(251, 250, true), OK);
	expect_err(smtp_meaning(550, 250, true), E_RECIPIENT);
	expect_err(smtp_meaning(550, 250, false), E_BUSY); /* of the sender or the text: ours */
	expect_err(smtp_meaning(451, 250, true), E_BUSY);
	expect_err(smtp_meaning(354, 250, true), E_BUSY);
}

int main(void)
{
	letters();
	replies();
	return tap_done();
}
