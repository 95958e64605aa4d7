/* SPDX-License-Identifier: Apache-2.0
 * request.c: what a request is before its body: address, browser, language, person.
 */
#include <sys/random.h>

#include "base/base64.h"
#include "sys/file.h"
#include "web/http.h"
#include "web/router.h"

#define REQUEST_MEMORY ((size_t)32 << 20)

const char *request_query(struct request *r, const char *name, const char *otherwise)
{
	const char *v = MHD_lookup_connection_value(r->connection, MHD_GET_ARGUMENT_KIND, name);
	return v ? v : otherwise;
}

uint64_t request_page(struct request *r)
{
	int64_t page = 0;
	if (view_int(view_str(request_query(r, "page", "0")), 0, 10000, &page) != OK)
		return 0;
	return (uint64_t)page;
}

const char *request_field(struct request *r, const char *name)
{
	for (size_t i = 0; i < r->field_count; i++)
		if (!strcmp(r->fields[i].name, name))
			return r->fields[i].value;
	return "";
}

/* A hash of the cookie: nobody who cannot read the cookie can make it, and nothing is to be kept.
 */
void request_csrf(const struct request *r, char ret[2 * HASH_LEN + 1])
{
	char text[16 + COOKIE_HEX + 1];
	uint8_t hash[HASH_LEN];
	snprintf(text, sizeof(text), "sekisho csrf 1 %s", r->cookie);
	hash_bytes(view_str(text), hash);
	for (size_t i = 0; i < HASH_LEN; i++)
		snprintf(ret + 2 * i, 3, "%02x", hash[i]);
}

void request_new_cookie(struct request *r)
{
	uint8_t bytes[COOKIE_HEX / 2];
	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		log_fatal("no random bytes");
	for (size_t i = 0; i < sizeof(bytes); i++)
		snprintf(r->cookie + 2 * i, 3, "%02x", bytes[i]);
	r->has_cookie = true;
	r->new_cookie = true;
	hash_bytes(view_str(r->cookie), r->cookie_hash);
}

static const char *header(struct request *r, const char *name)
{
	const char *v = MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, name);
	return v ? v : "";
}

static void read_cookie(struct request *r)
{
	const char *name = r->tls ? "__Host-sekisho" : "sekisho";
	const char *v = MHD_lookup_connection_value(r->connection, MHD_COOKIE_KIND, name);
	uint8_t bytes[COOKIE_HEX / 2];
	if (!v || strlen(v) != COOKIE_HEX || hex_read(view_str(v), bytes, sizeof(bytes)) != OK)
		return;
	memcpy(r->cookie, v, COOKIE_HEX + 1);
	r->has_cookie = true;
	hash_bytes(view_str(v), r->cookie_hash);
}

static void read_language(struct request *r)
{
	const char *asked = request_query(r, "lang", NULL);
	const char *kept = MHD_lookup_connection_value(r->connection, MHD_COOKIE_KIND, "lang");
	const char *v = asked ? asked : kept ? kept : "ja";
	r->lang = !strcmp(v, "en") ? LANG_EN : LANG_JA;
	r->set_lang = asked != NULL;
}

static void read_session(struct request *r)
{
	if (server->gate || !r->has_cookie)
		return;
	int64_t idle = 60 * (int64_t)server->site->policy.limits.session.idle_minutes;
	const struct session *s = session_find(r->cookie_hash, clock_now(), idle);
	struct session *copy = s ? arena_alloc(&r->arena, sizeof(*copy)) : NULL;
	if (copy)
		*copy = *s;
	r->session = copy;
}

static void find_route(struct request *r, enum method method)
{
	struct route_match m;
	r->refused = MHD_HTTP_NOT_FOUND;
	for (const struct route *route = server->routes; route->pattern; route++) {
		if (!route_matches(route->pattern, r->path, &m))
			continue;
		if (route->method != method) {
			r->refused = MHD_HTTP_METHOD_NOT_ALLOWED;
			continue;
		}
		r->refused = 0;
		r->route = route;
		memcpy(r->id, m.id, ID_LEN);
		memcpy(r->file, m.file, sizeof(r->file));
		return;
	}
}

bool request_may(const struct request *r, enum who who)
{
	if (who == WHO_ANYONE)
		return true;
	if (!r->session)
		return false;
	const struct policy *p = &server->site->policy;
	uint32_t roles = r->session->ticket.roles;
	switch (who) {
	case WHO_ANYONE:
	case WHO_SIGNED:
		return true;
	case WHO_APPROVER: {
		const struct policy_person *person =
		    policy_person(p, view_str(r->session->ticket.person));
		return person && policy_ever_approves(p, person);
	}
	case WHO_OPERATOR:
		return roles & 1u << PERSON_OPERATOR;
	case WHO_AUDITOR:
		return roles & (1u << PERSON_OPERATOR | 1u << PERSON_AUDITOR | 1u << PERSON_CISO);
	}
	return false;
}

/* What can be refused before the body is read. */
static void check(struct request *r, bool post)
{
	if (r->refused)
		return;
	if (!request_may(r, r->route->who)) {
		r->refused = r->session ? MHD_HTTP_FORBIDDEN : MHD_HTTP_UNAUTHORIZED;
		return;
	}
	if (!post)
		return;
	const char *site = header(r, "Sec-Fetch-Site");
	if (!r->has_cookie || (*site && strcmp(site, "same-origin") != 0)) {
		r->refused = MHD_HTTP_CONFLICT;
		return;
	}
	r->multipart = arena_alloc(&r->arena, sizeof(*r->multipart));
	if (!r->multipart ||
	    multipart_begin(r->multipart, view_str(header(r, "Content-Type"))) != OK)
		r->refused = MHD_HTTP_BAD_REQUEST;
}

/* A visit that another site caused comes without our cookie (SameSite=Strict); a new one would
 * overwrite it and sign the person out. It is sent round once more, as a visit of our own. */
static void give_cookie(struct request *r, bool get)
{
	if (!get || r->has_cookie)
		return;
	if (!strcmp(header(r, "Sec-Fetch-Site"), "cross-site"))
		r->bounce = true;
	else if (!r->refused && r->route->who == WHO_ANYONE && !strstr(r->route->pattern, ":file"))
		request_new_cookie(r);
}

struct request *request_new(struct MHD_Connection *c, const char *url, const char *method)
{
	struct request *r = calloc(1, sizeof(*r));
	if (!r)
		return NULL;
	bool post = !strcmp(method, "POST"),
	     get = !strcmp(method, "GET") || !strcmp(method, "HEAD");
	r->connection = c;
	r->arena = arena_new(REQUEST_MEMORY);
	snprintf(r->path, sizeof(r->path), "%s", strlen(url) < sizeof(r->path) ? url : "/?");
	r->tls = !strcmp(header(r, "X-Forwarded-Proto"), "https");
	r->script = !strcmp(header(r, "X-Sekisho"), "script");
	read_cookie(r);
	read_language(r);
	read_session(r);
	if (get || post)
		find_route(r, post ? METHOD_POST : METHOD_GET);
	else
		r->refused = MHD_HTTP_METHOD_NOT_ALLOWED;
	check(r, post);
	give_cookie(r, get);
	return r;
}

const char *request_text(struct request *r, struct view text)
{
	return (const char *)arena_copy(&r->arena, text).p;
}

const uint8_t *request_bytes(struct request *r, const uint8_t *p, size_t n)
{
	return arena_copy(&r->arena, view_of(p, n)).p;
}

void request_free(struct request *r)
{
	body_hang_up(r);
	ask_drop_all(r);
	buf_free(&r->value);
	arena_free(&r->arena);
	explicit_bzero(r, sizeof(*r));
	free(r);
}
