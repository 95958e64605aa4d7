/* SPDX-License-Identifier: Apache-2.0
 * web.c: escaping, addresses, multipart bodies cut at every byte, names of uploads, nginx's
 * configuration.
 */
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gate/upload.h"
#include "sys/file.h"
#include "tap.h"
#include "web/http.h"
#include "web/multipart.h"
#include "web/nginx.h"
#include "web/put.h"
#include "web/router.h"
#include "web/session.h"

static bool puts_as(enum put_context c, const char *in, const char *want)
{
	struct buf out scope_end(buf_free) = buf_new(4096);
	struct put o = {&out, LANG_JA};
	put_text(&o, c, in);
	return view_eq(buf_view(&out), view_str(want));
}

static void escaping(void)
{
	expect(puts_as(PUT_TEXT, "<script>\"&'", "&lt;script&gt;&quot;&amp;&#39;"));
	expect(puts_as(PUT_ATTR, "a\" onload=\"x", "a&quot; onload=&quot;x"));
	expect(
	    puts_as(PUT_URL, "a/../b?c=d&e#f 関\"", "a%2F..%2Fb%3Fc%3Dd%26e%23f%20%E9%96%A2%22"));
	expect(puts_as(PUT_TEXT, "関所 & 役所", "関所 &amp; 役所"));
	expect(puts_as(PUT_TEXT, "a\xFF\xC3(b", "a\xEF\xBF\xBD\xEF\xBF\xBD(b"));
	expect(puts_as(PUT_TEXT,
		       "invoice\xE2\x80\xAE"
		       "fdp.exe",
		       "invoice\xEF\xBF\xBD"
		       "fdp.exe"));
	expect(puts_as(PUT_TEXT,
		       "a\x01"
		       "b",
		       "a\xEF\xBF\xBD"
		       "b"));
	expect(puts_as(PUT_TEXT, NULL, ""));
}

#define PUTS(function, value, language, want)                        \
	do {                                                         \
		struct buf out_ scope_end(buf_free) = buf_new(4096); \
		struct put put_ = {&out_, language};                 \
		function(&put_, PUT_TEXT, value);                    \
		expect(view_eq(buf_view(&out_), view_str(want)));    \
	} while (0)

static void printing(void)
{
	PUTS(put_number, 1234567, LANG_JA, "1,234,567");
	PUTS(put_number, 999, LANG_JA, "999");
	PUTS(put_number, 1000, LANG_JA, "1,000");
	PUTS(put_size, 999, LANG_JA, "999 B");
	PUTS(put_size, 1500, LANG_JA, "1.5 KB");
	PUTS(put_size, 200000000, LANG_JA, "200 MB");
	PUTS(put_size, UINT64_MAX, LANG_JA, "18446744 TB");
	PUTS(put_date, 1795237500, LANG_JA, "令和8年11月21日 14:05");
	PUTS(put_date, 1795237500, LANG_EN, "2026-11-21 14:05");
	PUTS(put_date_day, 1795237500, LANG_JA, "令和8年11月21日");
	PUTS(put_date, 0, LANG_JA, "－");
	PUTS(put_state, STATE_REFUSED, LANG_JA, "取込不可");
	PUTS(put_state, (enum item_state)99, LANG_JA, "");
	PUTS(put_event, 4000, LANG_EN, "");
	PUTS(put_finding, FINDING_MACRO, LANG_JA, "マクロ");
	PUTS(put_err, E_EMPTY, LANG_EN, "the file is empty");
	PUTS(put_hash, NULL, LANG_JA, "－");
	PUTS(put_path, "//evil.example/", LANG_JA, "/");
	PUTS(put_path, "/items/0a", LANG_JA, "/items/0a");
	PUTS(put_path, "/a?b", LANG_JA, "/");
	PUTS(put_path, "javascript:x", LANG_JA, "/");
}

static void addresses(void)
{
	struct route_match m;
	const char *id = "/items/00112233445566778899aabbccddeeff/file";
	expect(route_matches("/", "/", &m));
	expect(!route_matches("/", "/x", &m));
	expect(!route_matches("/inbox", "/", &m));
	expect(route_matches("/inbox", "/inbox", &m));
	expect(!route_matches("/inbox", "/inbox/", &m));
	expect(!route_matches("/inbox", "//inbox", &m));
	expect(!route_matches("/inbox/rows", "/inbox", &m));
	expect(route_matches("/items/:id/file", id, &m) && m.id[1] == 0x11 && m.id[15] == 0xFF);
	expect(
	    !route_matches("/items/:id/file", "/items/00112233445566778899AABBCCDDEEFF/file", &m));
	expect(!route_matches("/items/:id/file", "/items/0011/file", &m));
	expect(!route_matches("/items/:id/file", "/items//file", &m));
	expect(route_matches("/assets/:file", "/assets/style.0a1b.css", &m) &&
	       !strcmp(m.file, "style.0a1b.css"));
	expect(!route_matches("/assets/:file", "/assets/../x", &m));
	expect(!route_matches("/assets/:file", "/assets/..", &m));
	expect(!route_matches("/assets/:file", "/assets/", &m));
	expect(!route_matches("/assets/:file", "inbox", &m));
}

/* Reads a whole body in steps of `step` bytes; a line an event, content in brackets. */
static void read_body(struct view body, size_t step, struct buf *out)
{
	struct multipart m;
	if (multipart_begin(&m, VIEW("multipart/form-data; boundary=XyZ")) != OK)
		return;
	for (size_t at = 0; at < body.n; at += step) {
		struct view in = view_sub(body, at, step), data;
		for (;;) {
			size_t used;
			enum multipart_event e = multipart_next(&m, in, &used, &data);
			in = view_sub(in, used, in.n);
			if (e == MULTIPART_PART)
				buf_fmt(out, "%s%s%s=", m.name, m.is_file ? ":" : "", m.file_name);
			else if (e == MULTIPART_DATA)
				buf_put(out, data);
			else if (e == MULTIPART_PART_END)
				buf_str(out, ";");
			else if (e == MULTIPART_END)
				buf_str(out, "END");
			else if (e == MULTIPART_BAD) {
				buf_str(out, "BAD");
				return;
			} else
				break;
		}
	}
}

static bool body_reads(struct view body, const char *want)
{
	for (size_t step = 1; step <= body.n; step++) {
		struct buf out scope_end(buf_free) = buf_new(65536);
		read_body(body, step, &out);
		if (!view_eq(buf_view(&out), view_str(want))) {
			printf("# step %zu: %.*s\n", step, (int)out.n, (const char *)out.p);
			return false;
		}
	}
	return true;
}

#define PART(headers, content) \
	"--XyZ\r\nContent-Disposition: form-data; " headers "\r\n\r\n" content "\r\n"

static void bodies(void)
{
	expect(body_reads(VIEW(PART("name=\"a\"", "1") "--XyZ--\r\n"), "a=1;END"));
	expect(body_reads(VIEW(PART("name=\"a\"", "") PART("name=\"b\"", "2") "--XyZ--"),
			  "a=;b=2;END"));
	expect(body_reads(VIEW(PART("name=\"f\"; filename=\"x.txt\"\r\nContent-Type: text/plain",
				    "\r\n--Xy\r\n\r\r\n--XyY--\r") "--XyZ--\r\n"),
			  "f:x.txt=\r\n--Xy\r\n\r\r\n--XyY--\r;END"));
	expect(body_reads(VIEW(PART("name=\"f\"; filename=\"a%22b%25 c;d=.txt\"", "x") "--XyZ--"),
			  "f:a\"b%25 c;d=.txt=x;END"));
	expect(body_reads(VIEW(PART("name=\"f\"; filename=\"見積書.docx\"", "x") "--XyZ--"),
			  "f:見積書.docx=x;END"));
	expect(body_reads(VIEW(PART("name=\"f\"; filename=\"\"", "") "--XyZ--"), "f:=;END"));
	expect(
	    body_reads(VIEW(PART("name=\"a\"", "1") "--XyZ--\r\ntrailing --XyZ\r\n"), "a=1;END"));
	expect(body_reads(VIEW("--XyZ--\r\n"), "END"));
	expect(body_reads(VIEW("preamble\r\n--XyZ\r\n"), "BAD"));
	expect(body_reads(VIEW("--XyZ \r\n"), "BAD"));
	expect(body_reads(VIEW("--XyZ\r\nContent-Type: text/plain\r\n\r\nx"), "BAD"));
	expect(body_reads(VIEW(PART("name=\"A B\"", "1")), "BAD"));
	expect(body_reads(VIEW(PART("filename=\"x\"", "1")), "BAD"));
	expect(body_reads(
	    VIEW(PART("name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"", "1")), "BAD"));
	expect(body_reads(VIEW(PART("name=a", "1")), "BAD"));
	struct buf big scope_end(buf_free) = buf_new(1 << 16),
		       out scope_end(buf_free) = buf_new(1 << 16);
	buf_str(&big, "--XyZ\r\nX: ");
	buf_fill(&big, 'x', 4000);
	buf_str(&big, "\r\n\r\n");
	read_body(buf_view(&big), 100, &out);
	expect(view_eq(buf_view(&out), VIEW("BAD")));
}

static void content_types(void)
{
	struct multipart m;
	expect(multipart_begin(&m, VIEW("multipart/form-data; boundary=\"a b\"")) == E_USAGE);
	expect(multipart_begin(&m, VIEW("multipart/form-data; boundary=\"ab\"")) == OK);
	expect(multipart_begin(
		   &m, VIEW("Multipart/Form-Data;boundary=----WebKitFormBoundary7MA")) == OK);
	expect(multipart_begin(&m, VIEW("multipart/form-data")) == E_USAGE);
	expect(multipart_begin(&m, VIEW("multipart/form-data; boundary=")) == E_USAGE);
	expect(multipart_begin(&m, VIEW("application/x-www-form-urlencoded")) == E_USAGE);
	expect(multipart_begin(&m, VIEW("multipart/form-data; boundary=a\r\nb")) == E_USAGE);
	expect(multipart_begin(&m, VIEW("")) == E_USAGE);
}

static bool named(const char *sent, const char *want)
{
	struct envelope e = {0};
	return want ? upload_name(sent, &e) == OK && !strcmp(e.name, want)
		    : upload_name(sent, &e) == E_NAME;
}

static void names(void)
{
	char longest[400], want[400];
	expect(named("見積書.docx", "見積書.docx"));
	expect(named("C:\\Users\\x\\a.txt", "a.txt"));
	expect(named("../../etc/passwd", "passwd"));
	expect(named("..", NULL));
	expect(named("a/", NULL));
	expect(named("", NULL));
	expect(named("a\nb.txt", NULL));
	expect(named("a\xFF.txt", NULL));
	expect(named("invoice\xE2\x80\xAE"
		     "txt.exe",
		     NULL));
	memset(longest, 'a', 300);
	memcpy(longest + 300, ".docx", 6);
	memset(want, 'a', 192);
	memcpy(want + 192, "….docx", 9);
	expect(named(longest, want));
	for (size_t i = 0; i < 100; i++)
		memcpy(longest + 3 * i, "関", 3);
	memcpy(longest + 300, ".csv", 5);
	struct envelope e = {0};
	expect(upload_name(longest, &e) == OK && strlen(e.name) <= 200 &&
	       body_text_ok(e.name, sizeof(e.name)));
}

static void writing(void)
{
	struct upload u = {.fd = memfd_create("t", MFD_CLOEXEC), .limit = 10};
	struct body_seal seal;
	upload_write(&u, VIEW("12345"));
	upload_write(&u, VIEW("67890"));
	expect(upload_finish(&u, &seal) == OK && seal.size == 10 && u.fd == -1);
	expect(upload_finish(&u, &seal) == E_GONE);
	u = (struct upload){.fd = -1, .err = E_NO_SPACE};
	expect(upload_finish(&u, &seal) == E_NO_SPACE);
}

static void sessions(void)
{
	uint8_t a[HASH_LEN] = {1}, b[HASH_LEN] = {2};
	struct body_ticket t = {.ticket = {.expires = 5000}, .name = "x"};
	(void)session_begin(a, 1000, &t);
	expect(session_find(a, 1010, 600) != NULL);
	expect(session_find(b, 1010, 600) == NULL);
	expect(session_find(a, 1610, 600) != NULL);  /* used at 1010 */
	expect(session_find(a, 2300, 600) == NULL);  /* idle */
	expect(session_find(a, 2301, 6000) == NULL); /* and gone */
	(void)session_begin(a, 4000, &t);
	expect(session_find(a, 5000, 6000) == NULL); /* the ticket is over */
	for (size_t i = 0; i < SESSIONS_MAX + 5; i++) {
		uint8_t h[HASH_LEN] = {3, (uint8_t)i, (uint8_t)(i >> 8)};
		(void)session_begin(h, 4000 + (int64_t)i / 100, &t);
	}
	session_end(session_begin(b, 4500, &t));
	expect(session_find(b, 4500, 600) == NULL);
}

static void nginx_text(void)
{
	struct buf out scope_end(buf_free) = buf_new(1 << 16);
	struct nginx_site s = {.half = 'I',
			       .listen = "127.0.0.1:8443",
			       .socket = "/run/x.sock",
			       .directory = "/var/lib/x",
			       .body_max = 1000};
	expect(nginx_config(&s, &out) == OK);
	s.listen = "127.0.0.1:8443; include /etc/passwd";
	expect(nginx_config(&s, &out) == E_CONFIG);
	s.listen = "127.0.0.1:8443";
	s.directory = "/tmp/$x";
	expect(nginx_config(&s, &out) == E_CONFIG);
	s.directory = "relative";
	expect(nginx_config(&s, &out) == E_CONFIG);
	expect(nginx_body_max(200) > 800 && nginx_body_max(UINT64_MAX) == UINT64_MAX >> 1);
}

static void certificates(void)
{
	char directory[] = "/tmp/web-unit.XXXXXX", path[64];
	struct stat before, after;
	expect(mkdtemp(directory) != NULL);
	struct nginx_site s = {.half = 'I',
			       .listen = "[::1]:8443",
			       .socket = "/run/x.sock",
			       .directory = directory,
			       .body_max = 1000};
	expect(nginx_prepare(&s) == OK);
	snprintf(path, sizeof(path), "%s/key.pem", directory);
	expect(stat(path, &before) == 0 && (before.st_mode & 0777) == 0600);
	expect(nginx_prepare(&s) == OK);
	expect(stat(path, &after) == 0 && after.st_ino == before.st_ino); /* a good one stays */
	struct buf key scope_end(buf_free) = buf_new(1 << 16),
		       cert scope_end(buf_free) = buf_new(1 << 16);
	expect(certificate_make("127.0.0.1", 1000000000, &key, &cert) == OK);
	int64_t left = certificate_left(buf_view(&cert), 1000000000);
	expect(left > 800 * 86400 && left <= 825 * 86400);
	expect(certificate_left(buf_view(&cert), 1000000000 + 900 * (int64_t)86400) < 0);
	expect(certificate_left(VIEW("no"), 0) < 0);
	static const char *const made[] = {"key.pem",	 "cert.pem",
					   "nginx.conf", "tmp/client_body",
					   "tmp/proxy",	 "tmp/fastcgi",
					   "tmp/uwsgi",	 "tmp/scgi",
					   "tmp",	 ""};
	for (size_t i = 0; i < array_len(made); i++) {
		snprintf(path, sizeof(path), "%s/%s", directory, made[i]);
		(void)remove(path);
	}
}

/* What a portal is told and has no handler for kills who told it: the store, by an ordinary visit.
 */
static void answers(void)
{
	static const struct {
		const char *name, *to;
		enum msg msg;
	} told[] = {
#define MSG(name, from, to, body, fds) {#name, #to, MSG_##name},
#include "tbl/messages.h"
#undef MSG
	};
	for (size_t i = 0; i < array_len(told); i++) {
		struct view to = view_str(told[i].to);
		bool handled = !view_eq(to, VIEW("portal")) && !view_eq(to, VIEW("gate"));
		for (size_t k = 0; k < server_handler_count; k++)
			handled = handled || server_handlers[k].msg == told[i].msg;
		(void)tap_result(handled, told[i].name, __FILE__, __LINE__);
	}
}

int main(void)
{
	answers();
	escaping();
	printing();
	addresses();
	bodies();
	content_types();
	names();
	writing();
	sessions();
	nginx_text();
	certificates();
	return tap_done();
}
