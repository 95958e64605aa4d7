/* SPDX-License-Identifier: Apache-2.0
 * policy.c: a file becomes a policy: hash, tree, keys, references, sense.
 */
#include "policy/read/schema.h"

#include <openssl/evp.h>

#include "base/base64.h"
#include "policy/read/join.h"
#include "policy/sense/lint.h"

#define PUBLIC_KEY "public_of"
#define ENOUGH 10 /* mistakes in its YAML: what its keys say is not asked any more */

static enum err hash_file(struct view file, uint8_t ret[HASH_LEN])
{
	size_t n = HASH_LEN;
	return EVP_Q_digest(NULL, "SHA256", NULL, file.p, file.n, ret, &n) == 1 && n == HASH_LEN
		   ? OK
		   : E_INTERNAL;
}

/* A public file carries the hash of the policy it was made from: items name that one. */
static void take_hash(struct policy *p, const struct yaml_node *root, struct policy_mistakes *m)
{
	const struct yaml_node *node = yaml_member(root, PUBLIC_KEY);
	if (node && p->public_of.n > 0 && hex_read(p->public_of, p->hash, HASH_LEN) != OK)
		mistake_add(m, MISTAKE_PUBLIC_HASH, node->line, node->column, PUBLIC_KEY,
			    (struct mistake_values){0});
}

static enum err read_policy(struct view file, struct schema_reader *s, struct policy *p)
{
	struct yaml_node *root;
	/* Its size is complained about before it is copied. */
	struct view text = file.n > YAML_FILE_MAX + 3 ? file : yaml_canonical(file, s->mem);
	if (!text.p)
		return E_NO_MEMORY;
	try(yaml_read(text, s->mem, s->m, &root));
	try(hash_file(text, p->hash));
	if (root->kind != YAML_MAP && !root->absent) {
		lint_complain(s, MISTAKE_NOT_POLICY, root, VALUES({0}));
		return E_CONFIG;
	}
	if (s->m->wrong > ENOUGH)
		return E_CONFIG;
	s->is_public = yaml_member(root, PUBLIC_KEY) != NULL;
	if (!join_ready(root, s->m))
		return E_CONFIG;
	p->is_public = s->is_public;
	schema_load(s, RECORD_policy, root, p);
	if (s->err != OK)
		return s->err;
	take_hash(p, root, s->m);
	try(lint_references(p, root, s));
	/* Whether it makes sense is asked only of what could be read: no complaint follows from
	 * another. */
	if (s->m->wrong == 0)
		lint_sense(p, root, s);
	return s->err;
}

static enum err load(struct view file, int64_t now, struct arena *mem, struct policy *ret,
		     struct policy_mistakes *m)
{
	struct policy p = {0};
	struct schema_reader s = {.mem = mem, .m = m, .now = now};
	s.refs_end = &s.refs;
	enum err e = read_policy(file, &s, &p);
	mistakes_sort(m);
	if (e != OK)
		return e;
	if (m->wrong > 0)
		return E_CONFIG;
	*ret = p;
	return OK;
}

enum err policy_load(struct view file, struct arena *mem, struct policy *ret,
		     struct policy_mistakes *m)
{
	*m = (struct policy_mistakes){.mem = mem};
	return load(file, 0, mem, ret, m);
}

enum err policy_load_from(struct view file, const struct policy_source *from, int64_t now,
			  struct arena *mem, struct policy *ret, struct policy_mistakes *m,
			  struct view *ret_text)
{
	struct view text;
	*m = (struct policy_mistakes){.mem = mem};
	enum err e = policy_join(file, from, mem, m, &text);
	if (e == OK)
		e = load(text, now, mem, ret, m);
	else
		mistakes_sort(m);
	if (e == OK && ret_text)
		*ret_text = text;
	return e;
}

enum err policy_public(const struct policy *p, struct buf *out)
{
	struct policy copy = *p;
	scope_end(buf_free) struct buf hex = buf_new((size_t)HASH_LEN * 2);
	buf_hex(&hex, view_of(p->hash, sizeof p->hash));
	if (hex.err != OK)
		return hex.err;
	copy.public_of = buf_view(&hex);
	buf_str(out, "# Made by 'sekisho policy public'; not edited by hand.\n");
	schema_write_public(&copy, out);
	if (out->err == OK && out->n > YAML_FILE_MAX) /* nobody would read it again */
		return E_LIMIT_SIZE;
	return out->err;
}
