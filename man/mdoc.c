/* SPDX-License-Identifier: Apache-2.0
 * mdoc.c: the lists of the manual pages, made from the tables. Usage: mdoc
 * commands|keys|register_keys|functions|mistakes|register_mistakes|processes|states
 */
#include "policy/read/keys.h"

static void put(const char *s, struct buf *out)
{
	for (bool first = true; *s; s++, first = false) {
		if (s[0] == '%' && (s[1] == '+' || (s[1] >= '1' && s[1] <= '4'))) {
			buf_str(out, "…"); /* what a mistake fills in */
			s += s[1] == '+' ? 2 : 1;
			continue;
		}
		if (first && (*s == '.' || *s == '\''))
			buf_str(out, "…");
		if (*s == '\\')
			buf_str(out, "…");
		else if (*s == '"')
			buf_str(out, "\\(dq");
		else
			buf_u8(out, (uint8_t)*s);
	}
}

/* ".It Sy "name"" and lines below it. */
static void item(const char *name, const char *en, const char *ja, struct buf *out)
{
	buf_str(out, ".It Sy \"");
	put(name, out);
	buf_str(out, "\"\n");
	put(en, out);
	buf_str(out, "\n");
	if (ja && ja[0]) {
		buf_str(out, ".br\n");
		put(ja, out);
		buf_str(out, "\n");
	}
}

static void commands(struct buf *out)
{
#define COMMAND(name, usage_ja, usage_en, ja, en) item("sekisho " usage_en, en, ja, out);
#include "tbl/commands.h"
#undef COMMAND
}

static void key(const struct policy_key *k, struct buf *out)
{
	scope_end(buf_free) struct buf kind = buf_new(1024);
	policy_key_describe(k, true, &kind);
	buf_u8(&kind, 0);
	buf_fmt(out, ".It Sy %s : No ", k->name);
	put(kind.err == OK ? (const char *)kind.p : "", out);
	buf_str(out, policy_key_is_must(k) ? "; required\n" : "\n");
	put(k->en, out);
	buf_str(out, "\n.br\n");
	put(k->ja, out);
	buf_str(out, "\n");
}

static void keys_of(enum policy_record file, struct buf *out)
{
	struct policy_key_list list = policy_keys_of(file);
	for (size_t i = 0; i < list.n; i++) {
		const struct policy_key *k = &list.keys[i];
		if (i == 0 || k[-1].record != k->record) {
			buf_str(out, i == 0 ? ".Ss " : ".El\n.Ss ");
			put(policy_records[k->record].en, out);
			buf_str(out, "…");
			put(policy_records[k->record].ja, out);
			buf_str(out, "\n.Bl -tag -width Ds\n");
		}
		key(k, out);
	}
	buf_str(out, ".El\n");
}

static void keys(struct buf *out)
{
	keys_of(RECORD_policy, out);
}

static void register_keys(struct buf *out)
{
	keys_of(RECORD_register_definition, out);
}

static void functions(struct buf *out)
{
#define FUNCTION(name, takes, of, gives, sql, ja, en) item(#name, en, ja, out);
#include "tbl/expression_functions.h"
#undef FUNCTION
}

static void mistakes(struct buf *out)
{
#define MISTAKE(code, severity, what_ja, what_en, instead_ja, instead_en) \
	item(#code, what_en, what_ja, out);
#include "tbl/mistakes.h"
#undef MISTAKE
}

static void register_mistakes(struct buf *out)
{
#define MISTAKE(code, severity, what_ja, what_en, instead_ja, instead_en) \
	item(#code, what_en, what_ja, out);
#include "tbl/register_mistakes.h"
#undef MISTAKE
}

static void processes(struct buf *out)
{
#define PROC(name, halves, uid, root, promise, what) \
	item("sekisho-" #name " (" halves ")", what, "", out);
#include "tbl/procs.h"
#undef PROC
}

static void states(struct buf *out)
{
#define STATE(name, number, final, ja, en) item(en, #name, ja, out);
#include "tbl/states.h"
#undef STATE
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*write)(struct buf *out);
	} lists[] = {{"commands", commands},	       {"keys", keys},
		     {"register_keys", register_keys}, {"functions", functions},
		     {"mistakes", mistakes},	       {"register_mistakes", register_mistakes},
		     {"processes", processes},	       {"states", states}};
	struct buf out = buf_new(4 << 20);
	for (size_t i = 0; argc == 2 && i < array_len(lists); i++)
		if (view_eq(view_str(argv[1]), view_str(lists[i].name)))
			lists[i].write(&out);
	bool ok = out.n > 0 && out.err == OK && fwrite(out.p, 1, out.n, stdout) == out.n;
	buf_free(&out);
	return ok ? 0 : 1;
}
