/* SPDX-License-Identifier: Apache-2.0
 * body.c: a body as it arrives: small fields into the arena, files straight to belt's descriptor.
 *
 * The order is the form's: fields first (the token, recipient...), then files. A file part asks
 * belt for a descriptor and suspends the request until it has one; what nginx sends meanwhile waits
 * in the socket.
 */
#include "web/http.h"

static struct sent_file *add_file(struct request *r, const char *name)
{
	if (!r->files) {
		r->files = arena_array(&r->arena, FILES_MAX, sizeof(*r->files));
		r->seals = arena_array(&r->arena, FILES_MAX, sizeof(struct ask *));
	}
	if (!r->files || !r->seals || r->file_count == FILES_MAX)
		return NULL;
	struct sent_file *f = &r->files[r->file_count++];
	*f = (struct sent_file){.name = request_text(r, view_str(name))};
	return f;
}

static void end_field(struct request *r)
{
	struct view text = buf_view(&r->value);
	char token[2 * HASH_LEN + 1];
	struct view copy = arena_copy(&r->arena, view_trim(text));
	if (r->value.err != OK || !copy.p || r->field_count == FIELDS_MAX ||
	    strlen((const char *)copy.p) != copy.n) {
		r->refused = MHD_HTTP_BAD_REQUEST;
		return;
	}
	struct field *f = &r->fields[r->field_count++];
	memcpy(f->name, r->multipart->name, sizeof(f->name));
	f->value = (char *)(uintptr_t)copy.p;
	if (!strcmp(f->name, "csrf")) {
		request_csrf(r, token);
		r->csrf_ok = !strcmp(token, f->value);
	}
}

static void ask_descriptor(struct request *r, struct upload *u)
{
	struct body_open body = {0};
	r->upload = u;
	r->ask_count = 0; /* answers of earlier files are used up */
	r->asks[0] = NULL;
	(void)ask_peer(r, ROLE_belt, MSG_ITEM_OPEN, &body);
}

/* One piece of a file: belt knows already whose, and of which. */
static void begin_piece(struct request *r)
{
	struct upload *u = arena_alloc(&r->arena, sizeof(*u));
	if (!u || r->piece || r->upload) {
		r->refused = MHD_HTTP_BAD_REQUEST;
		return;
	}
	*u = (struct upload){.fd = -1, .limit = PART_PIECE};
	ask_descriptor(r, u);
}

static void end_piece(struct request *r)
{
	struct body_seal seal;
	if (!r->upload)
		return;
	r->trouble.err = upload_finish(r->upload, &seal);
	r->upload = NULL;
	if (r->trouble.err == OK) {
		r->piece = seal.upload;
		r->piece_size = seal.size;
	}
}

/* A file begins: does the form allow it, and where is it to go? */
static void begin_file(struct request *r)
{
	r->in_file = true;
	if (!r->route->upload || !r->csrf_ok) {
		r->refused = r->csrf_ok ? MHD_HTTP_BAD_REQUEST : MHD_HTTP_CONFLICT;
		return;
	}
	if (!r->multipart->file_name[0])
		return; /* nothing was chosen */
	if (r->route->upload == TAKES_PIECE) {
		begin_piece(r);
		return;
	}
	struct sent_file *f = add_file(r, r->multipart->file_name);
	struct upload *u = arena_alloc(&r->arena, sizeof(*u));
	if (!f || !u) {
		r->refused = MHD_HTTP_CONTENT_TOO_LARGE;
		return;
	}
	*u = (struct upload){.fd = -1, .limit = server->site->limit};
	if (!server->envelope(r, &u->envelope)) {
		f->err = r->trouble.err;
		f->what = r->trouble.what;
		f->todo = r->trouble.todo;
		return;
	}
	u->limit = site_limit(server->site, &u->envelope);
	f->err = upload_name(r->multipart->file_name, &u->envelope);
	if (f->err != OK)
		return;
	ask_descriptor(r, u);
}

/* Belt's answer to ITEM_OPEN is there. */
static void take_descriptor(struct request *r)
{
	struct ask *a = r->ask_count ? r->asks[0] : NULL;
	struct upload *u = r->upload;
	if (!u || u->fd >= 0 || u->err != OK)
		return;
	const struct body_upload *body = a ? ask_first(a, MSG_ITEM_FD) : NULL;
	if (a && a->err == OK && body && a->fd >= 0) {
		upload_opened(u, body, a->fd);
		a->fd = -1;
	} else {
		u->err = a && a->err != OK ? a->err : E_GONE;
	}
}

static void end_file(struct request *r)
{
	struct body_seal seal;
	struct sent_file *f = r->file_count ? &r->files[r->file_count - 1] : NULL;
	r->in_file = false;
	if (r->route->upload == TAKES_PIECE) {
		end_piece(r);
		return;
	}
	if (!r->upload || !f)
		return;
	f->err = upload_finish(r->upload, &seal);
	r->upload = NULL;
	if (f->err == OK && r->session)
		seal.ticket = r->session->ticket;
	if (f->err == OK)
		r->seals[r->file_count - 1] = ask_peer(r, ROLE_belt, MSG_ITEM_SEAL, &seal);
}

static void part_event(struct request *r, enum multipart_event e, struct view data)
{
	bool file = r->multipart->is_file;
	switch (e) {
	case MULTIPART_PART:
		buf_clear(&r->value);
		if (file)
			begin_file(r);
		break;
	case MULTIPART_DATA:
		if (!file)
			buf_put(&r->value, data);
		else if (r->upload)
			upload_write(r->upload, data);
		break;
	case MULTIPART_PART_END:
		if (file)
			end_file(r);
		else
			end_field(r);
		break;
	case MULTIPART_MORE:
	case MULTIPART_END:
	case MULTIPART_BAD:
		break;
	}
}

size_t body_read(struct request *r, struct view in)
{
	size_t at = 0, used;
	struct view data;
	if (!r->value.cap)
		r->value = buf_new(FIELD_VALUE_MAX);
	while (at < in.n && !r->refused) {
		if (r->in_file)
			take_descriptor(r);
		enum multipart_event e =
		    multipart_next(r->multipart, view_sub(in, at, in.n), &used, &data);
		at += used;
		if (e == MULTIPART_MORE)
			break;
		if (e == MULTIPART_BAD)
			r->refused = MHD_HTTP_BAD_REQUEST;
		part_event(r, e, data);
		if (e != MULTIPART_DATA && r->waiting)
			return at; /* the caller suspends */
	}
	if (r->refused) {
		body_hang_up(r);
		return in
		    .n; /* read and let go: an answer before the end would be lost on the way */
	}
	return at;
}

static void file_ended(struct request *r, struct sent_file *f, const struct ask *a)
{
	f->err = a->err;
	if (a->err == OK) {
		f->number = request_text(r, view_str(a->end.number));
	} else if (a->err == E_EXPIRED || a->err == E_SIGNATURE) {
		f->err = OK; /* not the file: the ticket ended while it came */
		f->what = WORD_upload_signin;
		f->todo = WORD_upload_signin_todo;
	}
}

/* Everything came: what became of the files, and was the form ours? */
void body_end(struct request *r)
{
	if (!r->multipart || r->refused)
		return;
	if (r->in_file || r->upload)
		r->refused = MHD_HTTP_BAD_REQUEST;
	else if (!r->csrf_ok)
		r->refused = MHD_HTTP_CONFLICT;
	for (size_t i = 0; i < r->file_count; i++)
		if (r->seals[i])
			file_ended(r, &r->files[i], r->seals[i]);
	r->ask_count = 0;
}

void body_hang_up(struct request *r)
{
	if (r->upload)
		upload_drop(r->upload);
	r->upload = NULL;
	if (r->piece) {
		struct body_upload body = {r->piece};
		(void)!role_send(ROLE_belt, MSG_ITEM_DROP, role_tag(), &body, NULL);
	}
	r->piece = 0;
}
