/* SPDX-License-Identifier: Apache-2.0
 * pdf/open.c: qpdf as the reader of objects: each is asked for once and kept as our own struct.
 *
 * The only file that knows qpdf. Its C face catches every exception, so running out of memory in it
 * is an error return; its own memory is bounded by the worker's address space alone.
 */
#include <qpdf/qpdf-c.h>

#include "disarm/pdf/lex.h"

#define SCRATCH_MAX ((size_t)512 << 20) /* of the parser: 32 bytes a value */
#define CACHE_FIRST 256

struct slot {
	uint32_t number, gen; /* number 0: free */
	const struct pdf_obj *object;
};

/* Open addressing, at most half full. */
struct pdf_cache {
	uint32_t n, room; /* room: a power of two */
	struct slot *slots;
};

const struct pdf_obj pdf_null = {.kind = PDF_NULL};

bool pdf_fail(struct pdf *pdf, enum err e)
{
	if (pdf->err == OK)
		pdf->err = e;
	return false;
}

static struct slot *find(const struct pdf_cache *cache, uint32_t number, uint32_t gen)
{
	uint32_t i = (number * 2654435761u ^ gen) & (cache->room - 1);
	while (cache->slots[i].number != 0 &&
	       (cache->slots[i].number != number || cache->slots[i].gen != gen))
		i = (i + 1) & (cache->room - 1);
	return &cache->slots[i];
}

static bool cache_make(struct pdf *pdf, struct pdf_cache *cache, uint32_t room)
{
	*cache = (struct pdf_cache){.room = room,
				    .slots = arena_array(pdf->mem, room, sizeof(struct slot))};
	return cache->slots || pdf_fail(pdf, E_NO_MEMORY);
}

static bool cache_put(struct pdf *pdf, uint32_t number, uint32_t gen, const struct pdf_obj *o)
{
	struct pdf_cache *cache = pdf->cache;
	if ((cache->n + 1) * 2 > cache->room) {
		struct pdf_cache wider;
		if (!cache_make(pdf, &wider, cache->room * 2))
			return false;
		wider.n = cache->n;
		for (uint32_t i = 0; i < cache->room; i++)
			if (cache->slots[i].number != 0)
				*find(&wider, cache->slots[i].number, cache->slots[i].gen) =
				    cache->slots[i];
		*cache = wider;
	}
	*find(cache, number, gen) = (struct slot){number, gen, o};
	cache->n++;
	return true;
}

static bool says_memory(const char *text)
{
	return text && (strstr(text, "bad_alloc") || strstr(text, "length_error") ||
			strstr(text, "Cannot allocate"));
}

/* qpdf's last error, if there is one, as ours. What it could not read for want of memory it calls a
 * damaged object and goes on: a warning. */
static enum err reader_error(qpdf_data reader)
{
	bool memory = false;
	while (qpdf_more_warnings(reader))
		memory |= says_memory(qpdf_get_error_full_text(reader, qpdf_next_warning(reader)));
	if (memory)
		return E_LIMIT_MEMORY;
	if (!qpdf_has_error(reader))
		return OK;
	qpdf_error error = qpdf_get_error(reader);
	enum qpdf_error_code_e code = qpdf_get_error_code(reader, error);
	const char *text = qpdf_get_error_full_text(reader, error);
	if (code == qpdf_e_password)
		return E_ENCRYPTED;
	if (code == qpdf_e_unsupported)
		return E_BROKEN;
	return says_memory(text) ? E_LIMIT_MEMORY : E_BROKEN;
}

/* The text of an object (of a stream: of its dictionary) becomes `ret`. */
static enum err parse_handle(struct pdf *pdf, qpdf_oh handle, struct pdf_obj *ret)
{
	qpdf_data reader = pdf->reader;
	bool stream = qpdf_oh_is_stream(reader, handle);
	qpdf_oh dict = stream ? qpdf_oh_get_dict(reader, handle) : handle;
	const char *text = qpdf_oh_unparse_resolved(reader, dict);
	size_t n = qpdf_get_last_string_length(reader);
	enum err e = reader_error(reader);
	if (e == OK)
		e = pdf_parse(view_of(text, n), pdf->mem, &pdf->scratch, ret);
	if (stream)
		qpdf_oh_release(reader, dict);
	if (e == OK && stream)
		ret->kind = ret->kind == PDF_DICT ? PDF_STREAM : PDF_NULL;
	return e;
}

static const struct pdf_obj *read_object(struct pdf *pdf, uint32_t number, uint32_t gen)
{
	qpdf_data reader = pdf->reader;
	struct pdf_obj *o = arena_alloc(pdf->mem, sizeof *o);
	if (!o) {
		pdf_fail(pdf, E_NO_MEMORY);
		return &pdf_null;
	}
	if (++pdf->objects > (uint64_t)pdf->d->limits->elements * 1000) {
		pdf_fail(pdf, E_LIMIT_COUNT);
		return &pdf_null;
	}
	/* Known before it is read: what comes back here while reading finds null, not a loop. */
	if (!cache_put(pdf, number, gen, &pdf_null))
		return &pdf_null;
	qpdf_oh handle = qpdf_get_object_by_id(reader, (int)number, (int)gen);
	enum err e = reader_error(reader);
	if (e == OK)
		e = parse_handle(pdf, handle, o);
	if (e == OK && o->kind == PDF_STREAM) {
		o->number = number;
		o->gen = gen;
	}
	qpdf_oh_release(reader, handle);
	if (e != OK && e != E_BROKEN)
		pdf_fail(pdf, e);
	if (e != OK)
		return &pdf_null;
	find(pdf->cache, number, gen)->object = o;
	return o;
}

const struct pdf_obj *pdf_resolve(struct pdf *pdf, const struct pdf_obj *o)
{
	for (int hops = 0; o->kind == PDF_REF; hops++) {
		if (hops == 16 || pdf->err != OK)
			return &pdf_null;
		const struct slot *slot = find(pdf->cache, o->number, o->gen);
		o = slot->number != 0 ? slot->object : read_object(pdf, o->number, o->gen);
	}
	return o;
}

/* A reader over the file; a fresh one for every password, for a second reading by the same one
 * takes whatever it was given. On an error there is none. */
static enum err read_file(const struct disarm *d, const char *password, qpdf_data *ret)
{
	qpdf_data reader = qpdf_init();
	if (!reader)
		return E_NO_MEMORY;
	qpdf_set_suppress_warnings(reader, QPDF_TRUE);
	qpdf_silence_errors(reader);
	(void)qpdf_read_memory(reader, "", (const char *)d->in.p, d->in.n, password);
	enum err e = reader_error(reader);
	if (e != OK)
		qpdf_cleanup(&reader);
	else
		*ret = reader;
	return e;
}

/* With no password first: most protected files open so. Then with each candidate. */
static enum err read_with_password(const struct disarm *d, qpdf_data *ret)
{
	struct view candidate;
	enum err e = read_file(d, NULL, ret);
	for (size_t at = 0; e == E_ENCRYPTED && disarm_password(d, &at, &candidate);) {
		struct view word = arena_copy(d->mem, candidate); /* with a NUL after it */
		if (!word.p)
			return E_NO_MEMORY;
		e = read_file(d, (const char *)word.p, ret);
	}
	if (e == E_ENCRYPTED)
		return d->password.n > 0 ? E_PASSWORD_WRONG : E_PASSWORD;
	return e;
}

enum err pdf_open(struct disarm *d, struct pdf *ret)
{
	struct pdf pdf = {.d = d, .mem = d->mem, .scratch = buf_new(SCRATCH_MAX)};
	struct pdf_obj *trailer = arena_alloc(d->mem, sizeof *trailer);
	qpdf_data reader = NULL;
	pdf.cache = arena_alloc(d->mem, sizeof *pdf.cache);
	if (!trailer || !pdf.cache || !cache_make(&pdf, pdf.cache, CACHE_FIRST))
		return E_NO_MEMORY;
	try(pdf_survey(d));
	try(read_with_password(d, &reader));
	pdf.reader = reader;
	pdf.encrypted = qpdf_is_encrypted(reader);
	qpdf_oh handle = qpdf_get_trailer(reader);
	enum err e = reader_error(reader);
	if (e == OK)
		e = parse_handle(&pdf, handle, trailer);
	qpdf_oh_release(reader, handle);
	if (e == OK && trailer->kind != PDF_DICT)
		e = E_BROKEN;
	pdf.trailer = trailer;
	if (e != OK) {
		pdf_close(&pdf);
		return e;
	}
	*ret = pdf;
	return OK;
}

void pdf_close(struct pdf *pdf)
{
	qpdf_data reader = pdf->reader;
	if (reader)
		qpdf_cleanup(&reader);
	pdf->reader = NULL;
	buf_free(&pdf->scratch);
}

/* The packed bytes of a stream, decrypted. */
static enum err packed(struct pdf *pdf, const struct pdf_obj *stream, uint8_t **ret, size_t *ret_n)
{
	qpdf_data reader = pdf->reader;
	qpdf_oh handle = qpdf_get_object_by_id(reader, (int)stream->number, (int)stream->gen);
	unsigned char *p = NULL;
	size_t n = 0;
	if (qpdf_oh_is_stream(reader, handle))
		(void)qpdf_oh_get_stream_data(reader, handle, qpdf_dl_none, NULL, &p, &n);
	enum err e = reader_error(reader);
	qpdf_oh_release(reader, handle);
	if (e != OK || !p) {
		free(p);
		return e == OK ? E_BROKEN : e;
	}
	*ret = p;
	*ret_n = n;
	return OK;
}

static void free_bytes(uint8_t **p)
{
	free(*p);
}

enum err pdf_stream_picture(struct pdf *pdf, const struct pdf_obj *stream, struct buf *out,
			    enum pdf_codec *ret_codec, const struct pdf_obj **ret_parms)
{
	uint8_t *p scope_end(free_bytes) = NULL;
	size_t n = 0;
	/* A stream whose bytes lie in another file (key F) has none here: nothing is fetched. */
	if (stream->kind != PDF_STREAM || pdf_get(pdf, stream, "F")->kind != PDF_NULL)
		return E_BROKEN;
	try(packed(pdf, stream, &p, &n));
	return pdf_unpack(pdf, stream, view_of(p, n), out, ret_codec, ret_parms);
}

enum err pdf_stream_data(struct pdf *pdf, const struct pdf_obj *stream, struct buf *out)
{
	enum pdf_codec codec = PDF_CODEC_NONE;
	const struct pdf_obj *parms = &pdf_null;
	try(pdf_stream_picture(pdf, stream, out, &codec, &parms));
	return codec == PDF_CODEC_NONE ? OK : E_BROKEN;
}
