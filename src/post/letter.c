/* SPDX-License-Identifier: Apache-2.0
 * letter.c: headers and text of one notice.
 */
#include "post/letter.h"

#include "base/base64.h"
#include "sys/log.h"

#define LINE_BYTES 45 /* of text in one encoded word or line: 60 characters of base64 */

struct wording {
	const char *subject[2], *text[2]; /* Japanese, English */
};

static const struct wording wordings[] = {
#define NOTICE(name, number, subject_ja, subject_en, ja, en) \
	[number] = {{subject_ja, subject_en}, {ja, en}},
#include "tbl/notices.h"
#undef NOTICE
};

static void put_date(struct buf *out, int64_t time)
{
	static const char days[] = "SunMonTueWedThuFriSat",
			  months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct civil c = civil_japan(time);
	buf_fmt(out, "Date: %.3s, %d %.3s %d %02d:%02d:%02d +0900\r\n", &days[3 * c.weekday], c.day,
		&months[3 * (c.month - 1)], c.year, c.hour, c.minute, c.second);
}

/* How many bytes of the first `most` end with a whole character. */
static size_t whole(struct view v, size_t most)
{
	size_t n = min_of(v.n, most);
	while (n > 0 && n < v.n && (v.p[n] & 0xC0) == 0x80)
		n--;
	return n;
}

/* RFC 2047: encoded words of whole characters, each on a line of its own. */
static void put_subject(struct buf *out, struct view text)
{
	buf_str(out, "Subject:");
	while (text.n) {
		size_t n = whole(text, 39);
		buf_str(out, " =?UTF-8?B?");
		base64_put(out, view_sub(text, 0, n));
		buf_str(out, "?=\r\n");
		text = view_sub(text, n, text.n);
	}
}

static void put_body(struct buf *out, struct view text)
{
	while (text.n) {
		size_t n = min_of(text.n, (size_t)LINE_BYTES);
		base64_put(out, view_sub(text, 0, n));
		buf_str(out, "\r\n");
		text = view_sub(text, n, text.n);
	}
}

/* {0} the item, {1} the date. */
static void fill(struct buf *out, const char *text, const struct body_notice *n, bool english)
{
	for (const char *p = text; *p; p++) {
		if (p[0] == '{' && p[1] == '0') {
			buf_str(out, n->item);
			if (n->name[0])
				buf_fmt(out, english ? " (%s)" : "（%s）", n->name);
			p += 2;
		} else if (p[0] == '{' && p[1] == '1') {
			if (!n->due)
				buf_str(out, english ? "its date" : "期限");
			else
				buf_str(out, (english ? clock_iso(n->due) : clock_ja(n->due)).s);
			p += 2;
		} else {
			buf_u8(out, (uint8_t)*p);
		}
	}
}

static void put_text(struct buf *out, const struct wording *w, const struct body_notice *n,
		     struct view portal)
{
	scope_end(buf_free) struct buf text = buf_new(LETTER_MAX / 2);
	fill(&text, w->text[0], n, false);
	if (portal.n) {
		buf_str(&text, "\r\n\r\n");
		buf_put(&text, portal);
		if (portal.p[portal.n - 1] != '/')
			buf_u8(&text, '/');
		buf_str(&text, n->page == NOTICE_PAGE_ZONE ? "zone" : "items/");
		if (n->page == NOTICE_PAGE_ITEM)
			buf_hex(&text, view_of(n->id, ID_LEN));
	}
	buf_str(&text, "\r\n\r\n");
	fill(&text, w->text[1], n, true);
	buf_str(&text,
		"\r\n\r\n--\r\n関所 Sekisho（このメールには返信できません / do not reply）\r\n");
	if (text.err != OK)
		out->err = text.err;
	else
		put_body(out, buf_view(&text));
}

enum err letter_write(const struct body_notice *n, struct view from, struct view portal,
		      int64_t now, struct buf *out)
{
	scope_end(buf_free) struct buf subject = buf_new(256);
	if (n->page >= NOTICE_PAGE_COUNT || n->kind >= array_len(wordings) ||
	    !wordings[n->kind].subject[0])
		return E_PROTOCOL;
	const struct wording *w = &wordings[n->kind];
	struct view domain = view_sub(from, view_find(from, 0, '@') + 1, from.n);
	buf_fmt(&subject, "【関所】%s / %s", w->subject[0], w->subject[1]);
	put_date(out, now);
	buf_str(out, "From: ");
	buf_put(out, from);
	buf_fmt(out, "\r\nTo: %s\r\n", n->to);
	put_subject(out, buf_view(&subject));
	/* The same for every try: a relay or mailbox that sees it twice can tell. */
	buf_fmt(out, "Message-ID: <sekisho.%llu.", (unsigned long long)n->number);
	buf_hex(out, view_of(n->id, ID_LEN));
	buf_u8(out, '@');
	buf_put(out, domain);
	buf_str(out, ">\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
		     "Content-Type: text/plain; charset=UTF-8\r\n"
		     "Content-Transfer-Encoding: base64\r\n\r\n");
	put_text(out, w, n, portal);
	return subject.err != OK ? subject.err : out->err;
}
