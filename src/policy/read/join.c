/* SPDX-License-Identifier: Apache-2.0
 * join.c: an organ's policy with its host's sections behind it; hosts that are missing, wrong,
 * changed since they were adopted, or each other's.
 */
#include "policy/read/join.h"

#include <openssl/evp.h>

#include "base/base64.h"
#include "policy/sense/lint.h"

#define HOST_KEY "host"
#define JOINED_KEY "joined_of"

/* What an organ shares with its host; the rest is its own. */
static const char *const shared[] = {
    "body",  "organs",	 "units",    "people",	"zones",     "flows",
    "gates", "boundary", "networks", "traffic", "terminals",
};

struct chain { /* the files on the way from the first to this one, by hash */
	uint8_t hash[POLICY_HOSTS_MAX][HASH_LEN];
	size_t n;
};

struct join {
	const struct policy_source *from;
	struct arena *mem;
	struct policy_mistakes *m;
	const struct yaml_node *root, *node; /* node: host */
	struct view name;
	const struct chain *above;
};

struct hash_text {
	char hex[2 * HASH_LEN];
	uint8_t bytes[HASH_LEN];
};

static enum err hash_of(struct view v, struct hash_text *ret)
{
	size_t n = HASH_LEN;
	scope_end(buf_free) struct buf hex = buf_new(sizeof ret->hex);
	if (EVP_Q_digest(NULL, "SHA256", NULL, v.p, v.n, ret->bytes, &n) != 1 || n != HASH_LEN)
		return E_INTERNAL;
	buf_hex(&hex, view_of(ret->bytes, HASH_LEN));
	if (hex.err == OK)
		memcpy(ret->hex, hex.p, sizeof ret->hex);
	return hex.err;
}

static void complain(struct join *j, enum mistake_code code, const struct yaml_node *node,
		     struct mistake_values values)
{
	mistake_add(j->m, code, node->line, node->column, yaml_path(node, j->mem), values);
}

bool join_ready(const struct yaml_node *root, struct policy_mistakes *m)
{
	const struct yaml_node *host = yaml_member(root, HOST_KEY);
	if (!host || yaml_member(root, JOINED_KEY))
		return true;
	const struct yaml_node *file = lint_below(host, "file");
	mistake_add(m, MISTAKE_HOST_APART, host->key_line, host->key_column, HOST_KEY,
		    VALUES(file->kind == YAML_SCALAR ? file->text : VIEW("?")));
	return false;
}

static bool name_ok(struct view v)
{
	bool ok = v.n > 0 && v.n <= 60 && v.p[0] != '.';
	for (size_t i = 0; ok && i < v.n; i++) {
		uint8_t c = v.p[i];
		ok = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		     c == '.' || c == '-' || c == '_';
	}
	return ok;
}

static enum err join_at(struct view file, const struct policy_source *from, struct arena *mem,
			struct policy_mistakes *m, const struct chain *above, struct view *ret);

/* The host's file as it would run, loaded. E_CONFIG: said why. */
static enum err load_host(struct join *j, struct arena *mem, struct policy *ret,
			  struct view *ret_text)
{
	char name[64] = "";
	struct view file = {0};
	scope_end(arena_free) struct arena room = arena_new(POLICY_ARENA);
	struct policy_mistakes *m = arena_alloc(&room, sizeof *m);
	const struct yaml_node *at = yaml_member(j->node, "file");
	if (!m)
		return E_NO_MEMORY;
	memcpy(name, j->name.p, j->name.n);
	enum err e = j->from->read(j->from, name, mem, &file);
	if (e != OK) {
		if (e == E_NO_MEMORY)
			return e;
		complain(j, e == E_NOT_FOUND ? MISTAKE_HOST_MISSING : MISTAKE_HOST_UNREADABLE, at,
			 VALUES(j->name));
		return E_CONFIG;
	}
	*m = (struct policy_mistakes){.mem = &room};
	e = join_at(file, j->from, mem, m, j->above, ret_text);
	for (uint32_t i = 0; i < m->n; i++)
		if (m->rows[i].code == MISTAKE_HOST_CYCLE) {
			complain(j, MISTAKE_HOST_CYCLE, at, VALUES(j->name));
			return E_CONFIG;
		}
	uint32_t wrong = m->wrong;
	if (e == OK && wrong == 0) {
		e = policy_load(*ret_text, mem, ret, m);
		wrong = m->wrong;
	}
	if (e != OK && e != E_CONFIG)
		return e;
	if (wrong == 0 && !ret->is_public)
		return OK;
	if (wrong == 0)
		complain(j, MISTAKE_HOST_PUBLIC, at, VALUES(j->name));
	else
		complain(j, MISTAKE_HOST_WRONG, at, VALUES(j->name, mistake_number(j->m, wrong)));
	return E_CONFIG;
}

/* Was the host's document adopted as it is now? */
static enum err check_adopted(struct join *j, const struct policy *host,
			      const struct yaml_node *root)
{
	const struct policy_document *d = &host->document;
	const struct policy_version *last =
	    d->versions_count ? &d->versions[d->versions_count - 1] : NULL;
	struct view now = !last ? VIEW("") : last->version.n ? last->version : last->day;
	const struct yaml_node *version = yaml_member(j->node, "version");
	const struct yaml_node *hash = yaml_member(j->node, "hash");
	const struct yaml_node *document = yaml_member(root, "document");
	struct hash_text is;
	scope_end(buf_free) struct buf text = buf_new(YAML_FILE_MAX * 2);
	if (document)
		yaml_write(document, 0, &text);
	try(text.err);
	try(hash_of(buf_view(&text), &is));
	struct view hex = view_of(is.hex, sizeof is.hex);
	if (!version && !hash) {
		complain(j, MISTAKE_HOST_NOT_ADOPTED, j->node, VALUES(now, hex));
		return OK;
	}
	const struct yaml_node *other = NULL;
	if (hash && !view_eq(hash->text, hex))
		other = hash;
	if (version && !view_eq(version->text, now))
		other = version;
	if (other)
		complain(j, MISTAKE_HOST_CHANGED, other, VALUES(other->text, now, hex));
	return OK;
}

/* The organ's text, and the host's sections in the same column. */
static void put_all(const struct join *j, struct view own, const struct yaml_node *root,
		    const struct hash_text *host, struct buf *out)
{
	unsigned indent = j->root->first->key_column - 1;
	buf_put(out, own);
	if (own.n && own.p[own.n - 1] != '\n')
		buf_str(out, "\n");
	buf_fmt(out, "\n# 本体の方針 %.*s から / from the host's policy\n", (int)j->name.n,
		(const char *)j->name.p);
	for (size_t i = 0; i < array_len(shared); i++) {
		const struct yaml_node *section = yaml_member(root, shared[i]);
		if (!section)
			continue;
		buf_fill(out, ' ', indent);
		buf_fmt(out, "%s:", shared[i]);
		yaml_write(section, indent + 2, out);
	}
	buf_fill(out, ' ', indent);
	buf_fmt(out, JOINED_KEY ": \"%.*s\"\n", (int)sizeof host->hex, host->hex);
}

static uint32_t lines_of(struct view v)
{
	uint32_t n = 1;
	for (size_t i = 0; i < v.n; i++)
		n += v.p[i] == '\n' && i + 1 < v.n;
	return n;
}

/* Every top-level key begins a line of its own, in the same column. */
static bool is_block(const struct yaml_node *root, struct view own)
{
	const struct yaml_node *first = root->first;
	size_t at = 0;
	for (uint32_t line = 1; line < first->key_line; line++)
		at = view_find(own, at, '\n') + 1;
	for (uint32_t i = 1; i < first->key_column && at < own.n; i++, at++)
		if (own.p[at] != ' ')
			return false;
	for (const struct yaml_node *n = first; n; n = n->next)
		if (n->key_column != first->key_column)
			return false;
	return true;
}

static enum err join_with(struct join *j, struct view own, struct view *ret)
{
	scope_end(arena_free) struct arena room = arena_new(POLICY_ARENA);
	struct policy *host = arena_alloc(&room, sizeof *host);
	struct policy_mistakes *m = arena_alloc(&room, sizeof *m);
	struct yaml_node *root;
	struct hash_text hash;
	struct view text;
	if (!host || !m)
		return E_NO_MEMORY;
	try(load_host(j, &room, host, &text));
	*m = (struct policy_mistakes){.mem = &room};
	try(yaml_read(text, &room, m, &root));
	try(check_adopted(j, host, root));
	try(hash_of(text, &hash));
	scope_end(buf_free) struct buf out = buf_new(YAML_FILE_MAX * 4);
	put_all(j, own, root, &hash, &out);
	try(out.err);
	*ret = arena_copy(j->mem, buf_view(&out));
	j->m->own = lines_of(own);
	j->m->host_line = j->node->key_line;
	j->m->host_column = j->node->key_column;
	return ret->p ? OK : E_NO_MEMORY;
}

/* What can be said before the host is looked at. */
static bool is_fit(struct join *j, struct view own)
{
	const struct yaml_node *file = yaml_member(j->node, "file");
	uint32_t before = j->m->wrong;
	if (j->node->kind != YAML_MAP || !file || file->kind != YAML_SCALAR)
		return false; /* the schema says what is wrong with it */
	j->name = file->text;
	if (!name_ok(j->name))
		complain(j, MISTAKE_HOST_FILE, file, VALUES(file->text));
	if (!is_block(j->root, own))
		complain(j, MISTAKE_HOST_STYLE, j->root->first, VALUES({0}));
	for (size_t i = 0; i < array_len(shared); i++) {
		const struct yaml_node *section = yaml_member(j->root, shared[i]);
		if (section)
			mistake_add(j->m, MISTAKE_HOST_SHARED, section->key_line,
				    section->key_column, shared[i], VALUES(view_str(shared[i])));
	}
	return j->m->wrong == before;
}

static enum err join_at(struct view file, const struct policy_source *from, struct arena *mem,
			struct policy_mistakes *m, const struct chain *above, struct view *ret)
{
	struct yaml_node *root;
	struct hash_text hash;
	struct chain chain = *above;
	*ret = file.n > YAML_FILE_MAX + 3 ? file : yaml_canonical(file, mem);
	if (!ret->p)
		return E_NO_MEMORY;
	/* What is wrong with it as YAML, its loader says; here it would be said twice. */
	scope_end(arena_free) struct arena room = arena_new(POLICY_ARENA);
	struct policy_mistakes *quiet = arena_alloc(&room, sizeof *quiet);
	if (!quiet)
		return E_NO_MEMORY;
	*quiet = (struct policy_mistakes){.mem = &room};
	enum err e = yaml_read(*ret, &room, quiet, &root);
	const struct yaml_node *node =
	    e == OK && quiet->wrong == 0 ? yaml_member(root, HOST_KEY) : NULL;
	if (e != OK && e != E_CONFIG)
		return e;
	if (!node || !from || yaml_member(root, JOINED_KEY))
		return OK;
	try(hash_of(*ret, &hash));
	struct join j = {.from = from, .mem = mem, .m = m, .root = root, .node = node};
	if (!is_fit(&j, *ret))
		return m->wrong ? E_CONFIG : OK;
	bool again = chain.n == POLICY_HOSTS_MAX;
	for (size_t i = 0; i < chain.n; i++)
		again = again || memcmp(chain.hash[i], hash.bytes, HASH_LEN) == 0;
	if (again) {
		complain(&j, MISTAKE_HOST_CYCLE, node, VALUES(j.name));
		return E_CONFIG;
	}
	memcpy(chain.hash[chain.n++], hash.bytes, HASH_LEN);
	j.above = &chain;
	return join_with(&j, *ret, ret);
}

enum err policy_join(struct view file, const struct policy_source *from, struct arena *mem,
		     struct policy_mistakes *m, struct view *ret)
{
	static const struct chain none = {.n = 0};
	return join_at(file, from, mem, m, &none, ret);
}
