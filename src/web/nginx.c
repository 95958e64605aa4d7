/* SPDX-License-Identifier: Apache-2.0
 * nginx.c: see nginx.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/log.h"
#include "sys/wire.h"
#include "web/nginx.h"

#define RENEW_SECONDS (30 * 86400)
#define PEM_MAX ((size_t)64 << 10)

static const char *const temp_paths[] = {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"};

uint64_t nginx_body_max(uint64_t file_max)
{
	uint64_t four, all;
	if (ckd_mul(&four, file_max, 4) || ckd_add(&all, four, (uint64_t)1 << 20))
		return UINT64_MAX >> 1;
	return all; /* several files without script; each is held to its own limit behind us */
}

/* Nothing that could end a directive or be a variable. */
bool nginx_plain(const char *s)
{
	return s && *s &&
	       strspn(s,
		      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._:[]-+@") ==
		   strlen(s);
}

static void put_main(const struct nginx_site *s, struct buf *out)
{
	buf_str(out, "# Written by Sekisho at every start; changes here are lost.\n");
	buf_str(out, "daemon off;\nworker_processes 2;\nworker_rlimit_nofile 4096;\n");
	buf_fmt(out, "pid %s/nginx.pid;\nerror_log stderr warn;\n", s->directory);
	buf_str(out, "events { worker_connections 1024; }\nhttp {\n");
	for (size_t i = 0; i < array_len(temp_paths); i++)
		buf_fmt(out, "\t%s_temp_path %s/tmp/%s;\n", temp_paths[i], s->directory,
			temp_paths[i]);
	buf_str(
	    out,
	    "\taccess_log off;\n\tserver_tokens off;\n\tdefault_type text/html;\n"
	    "\tcharset utf-8;\n\tsendfile off;\n\tetag off;\n\tmsie_padding off;\n"
	    "\tclient_header_timeout 20s;\n\tclient_body_timeout 60s;\n\tsend_timeout 60s;\n"
	    "\tkeepalive_timeout 60s;\n\treset_timedout_connection on;\n"
	    "\tclient_body_buffer_size 64k;\n\tlarge_client_header_buffers 4 8k;\n"
	    "\tlimit_conn_zone $binary_remote_addr zone=address:1m;\n\tlimit_conn address 256;\n");
	buf_fmt(out, "\tclient_max_body_size %lu;\n", s->body_max);
	buf_str(out, "\tssl_protocols TLSv1.2 TLSv1.3;\n"
		     "\tssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
		     "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
		     "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305;\n"
		     "\tssl_prefer_server_ciphers off;\n\tssl_session_tickets off;\n"
		     "\tssl_session_cache shared:tls:2m;\n\tssl_session_timeout 1h;\n");
	buf_fmt(out, "\tupstream portal {\n\t\tserver unix:%s;\n\t\tkeepalive 32;\n\t}\n",
		s->socket);
}

/* All of them again wherever one is added: nginx inherits the list or none of it. */
static void put_headers(struct buf *out)
{
	buf_str(out, "\t\tproxy_set_header Connection \"\";\n"
		     "\t\tproxy_set_header Host $host;\n"
		     "\t\tproxy_set_header X-Real-IP $remote_addr;\n"
		     "\t\tproxy_set_header X-Forwarded-For \"\";\n"
		     "\t\tproxy_set_header X-Forwarded-Proto https;\n");
}

static void put_proxy(struct buf *out)
{
	/* Bodies and answers stream: a gigabyte passes through, nothing is put down here. */
	buf_str(out, "\t\tproxy_http_version 1.1;\n\t\tproxy_request_buffering off;\n"
		     "\t\tproxy_max_temp_file_size 0;\n\t\tproxy_next_upstream off;\n"
		     "\t\tproxy_connect_timeout 5s;\n\t\tproxy_read_timeout 120s;\n"
		     "\t\tproxy_send_timeout 120s;\n\t\tproxy_intercept_errors off;\n");
	put_headers(out);
}

static void put_down(struct buf *out)
{
	buf_str(out, "\t\tlocation @down {\n\t\t\tinternal;\n"
		     "\t\t\tadd_header Cache-Control no-store always;\n\t\t\tadd_header "
		     "Retry-After 5 always;\n"
		     "\t\t\tadd_header X-Content-Type-Options nosniff always;\n"
		     "\t\t\tadd_header Content-Security-Policy \"default-src 'none'\" always;\n"
		     "\t\t\treturn 503 '<!DOCTYPE html><html lang=\"ja\"><meta charset=\"utf-8\">"
		     "<meta name=\"viewport\" content=\"width=device-width\"><title>関所</title>"
		     "<h1>いま応答できません</h1><p>受け付けたファイルは失われません。"
		     "しばらく待ってから、もう一度お試しください。</p>"
		     "<p lang=\"en\">Not available right now. Nothing accepted is lost. Please try "
		     "again in a moment.</p>"
		     "<p><a href=\"/\">もう一度開く / try again</a></p></html>';\n\t\t}\n");
}

enum err nginx_config(const struct nginx_site *s, struct buf *out)
{
	if (!nginx_plain(s->listen) || !nginx_plain(s->socket) || !nginx_plain(s->directory) ||
	    s->socket[0] != '/' || s->directory[0] != '/' || strlen(s->socket) > 107)
		return E_CONFIG;
	put_main(s, out);
	buf_fmt(out, "\tserver {\n\t\tlisten %s ssl http2;\n\t\tserver_name _;\n", s->listen);
	buf_fmt(out, "\t\tssl_certificate %s/cert.pem;\n\t\tssl_certificate_key %s/key.pem;\n",
		s->directory, s->directory);
	buf_str(out, "\t\tif ($request_method !~ ^(GET|HEAD|POST)$) { return 405; }\n");
	buf_str(out, "\t\terror_page 413 = @large;\n\t\terror_page 497 =308 "
		     "https://$http_host$request_uri;\n"
		     "\t\terror_page 502 503 504 = @down;\n");
	put_proxy(out);
	buf_str(out, "\t\tlocation / { proxy_pass http://portal; }\n");
	buf_str(out, "\t\tlocation /assets/ {\n\t\t\tproxy_pass http://portal;\n\t\t\tgzip on;\n"
		     "\t\t\tgzip_proxied any;\n\t\t\tgzip_types text/css text/javascript "
		     "image/svg+xml;\n\t\t}\n");
	buf_str(out, "\t\tlocation @large {\n\t\t\tinternal;\n\t\t\tproxy_method GET;\n"
		     "\t\t\tproxy_pass_request_body off;\n\t\t\trewrite ^ /too-large break;\n");
	put_headers(out);
	buf_str(out, "\t\t\tproxy_set_header Content-Length \"\";\n"
		     "\t\t\tproxy_pass http://portal;\n\t\t}\n");
	put_down(out);
	buf_str(out, "\t}\n}\n");
	return out->err;
}

static enum err make_directory(int at, const char *name, const struct nginx_site *s)
{
	if (mkdirat(at, name, 0700) != 0 && errno != EEXIST)
		return err_of_errno(errno);
	if (s->uid && fchownat(at, name, s->uid, s->gid, AT_SYMLINK_NOFOLLOW) != 0)
		return err_of_errno(errno);
	return OK;
}

/* Complete under another name first, so that nobody ever reads half a key. */
static enum err write_file(int dir, const char *name, struct view v, const struct nginx_site *s)
{
	int fd scope_end(close_fd) = -1;
	(void)unlinkat(dir, "new", 0);
	fd = openat(dir, "new", O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_of_errno(errno);
	try(file_write(fd, v));
	if (s->uid && fchown(fd, s->uid, s->gid) != 0)
		return err_of_errno(errno);
	if (fsync(fd) != 0 || renameat(dir, "new", dir, name) != 0)
		return err_of_errno(errno);
	return file_sync_dir(dir);
}

static bool has_certificate(int dir)
{
	struct buf pem scope_end(buf_free) = buf_new(PEM_MAX);
	int fd scope_end(close_fd) = openat(dir, "cert.pem", O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	return fd >= 0 && faccessat(dir, "key.pem", F_OK, 0) == 0 &&
	       file_read(fd, PEM_MAX, &pem) == OK &&
	       certificate_left(buf_view(&pem), clock_now()) > RENEW_SECONDS;
}

static void host_of(const char *listen, char ret[128])
{
	struct view v = view_str(listen);
	size_t end = v.n;
	for (size_t i = v.n; i > 0; i--) {
		if (v.p[i - 1] == ':') {
			end = i - 1;
			break;
		}
	}
	v = view_sub(v, 0, min_of(end, (size_t)127));
	if (v.n >= 2 && v.p[0] == '[' && v.p[v.n - 1] == ']')
		v = view_sub(v, 1, v.n - 2);
	memcpy(ret, v.p, v.n);
	ret[v.n] = '\0';
}

static enum err new_certificate(int dir, const struct nginx_site *s)
{
	char host[128];
	struct buf key scope_end(buf_free) = buf_new(PEM_MAX);
	struct buf cert scope_end(buf_free) = buf_new(PEM_MAX);
	host_of(s->listen, host);
	enum err e = certificate_make(host, clock_now(), &key, &cert);
	if (e == OK)
		e = write_file(dir, "key.pem", buf_view(&key), s);
	if (key.p)
		explicit_bzero(key.p, key.n);
	try(e);
	return write_file(dir, "cert.pem", buf_view(&cert), s);
}

enum err nginx_prepare(const struct nginx_site *s)
{
	struct buf text scope_end(buf_free) = buf_new((size_t)64 << 10);
	try(nginx_config(s, &text));
	try(make_directory(AT_FDCWD, s->directory, s));
	int dir scope_end(close_fd) =
	    open(s->directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (dir < 0)
		return err_of_errno(errno);
	try(make_directory(dir, "tmp", s));
	for (size_t i = 0; i < array_len(temp_paths); i++) {
		char name[32];
		snprintf(name, sizeof(name), "tmp/%s", temp_paths[i]);
		try(make_directory(dir, name, s));
	}
	if (!has_certificate(dir))
		try(new_certificate(dir, s));
	return write_file(dir, "nginx.conf", buf_view(&text), s);
}
