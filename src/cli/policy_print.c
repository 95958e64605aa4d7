/* SPDX-License-Identifier: Apache-2.0
 * policy_print.c: mistakes for people and for programs.
 */
#include "cli/policy_text.h"

static void put_hash(const struct policy *p, struct buf *out)
{
	buf_hex(out, view_of(p->hash, sizeof p->hash));
	buf_u8(out, 0);
}

void cli_mistakes_print(const struct cli *cli, const char *file, const struct policy_mistakes *m)
{
	for (uint32_t i = 0; i < m->n; i++) {
		const struct policy_mistake *row = &m->rows[i];
		printf("%s:%u:%u: %s: %s%s%s%s\n    → %s\n", file, row->line, row->column,
		       row->note ? cli_text(cli, "参考", "note") : cli_text(cli, "誤り", "wrong"),
		       cli_text(cli, row->what_ja, row->what_en), row->path[0] ? " [" : "",
		       row->path, row->path[0] ? "]" : "",
		       cli_text(cli, row->instead_ja, row->instead_en));
	}
	if (m->wrong + m->notes > m->n)
		cli_print(cli, "（ほか %u 件）\n", "(%u more)\n", m->wrong + m->notes - m->n);
}

void cli_policy_print(const struct cli *cli, const char *path, const struct policy *p,
		      const struct policy_mistakes *m)
{
	const struct cli_shown shown = cli_shown(path);
	const char *file = shown.text;
	cli_mistakes_print(cli, file, m);
	if (!p) {
		cli_print(cli, "%s: 誤り %u 件、参考 %u 件\n", "%s: %u wrong, %u notes\n", file,
			  m->wrong, m->notes);
		return;
	}
	scope_end(buf_free) struct buf hash = buf_new((size_t)HASH_LEN * 2 + 1);
	put_hash(p, &hash);
	cli_print(cli, "%s: 誤りはありません（参考 %u 件）。方針のハッシュ値 %s\n",
		  "%s: nothing wrong (%u notes); policy hash %s\n", file, m->notes,
		  hash.err == OK ? (const char *)hash.p : "");
}

static json_t *mistake_json(const struct policy_mistake *row)
{
	return json_pack("{s:i, s:i, s:s, s:s, s:s, s:{s:s, s:s}, s:{s:s, s:s}}", "line",
			 (int)row->line, "column", (int)row->column, "path", row->path, "code",
			 mistake_name(row->code), "kind", row->note ? "note" : "wrong", "what",
			 "ja", row->what_ja, "en", row->what_en, "instead", "ja", row->instead_ja,
			 "en", row->instead_en);
}

bool cli_policy_print_json(const char *file, const struct policy *p,
			   const struct policy_mistakes *m)
{
	scope_end(buf_free) struct buf hash = buf_new((size_t)HASH_LEN * 2 + 1);
	struct cli_policy_rows rows = cli_policy_rows();
	if (p)
		put_hash(p, &hash);
	for (uint32_t i = 0; i < m->n; i++)
		cli_policy_add(&rows, mistake_json(&m->rows[i]));
	return cli_policy_json(
	    json_pack("{s:o, s:b, s:s?, s:i, s:i, s:o}", "file", cli_policy_file(file), "ok",
		      p != NULL, "hash", p && hash.err == OK ? (const char *)hash.p : NULL, "wrong",
		      (int)m->wrong, "notes", (int)m->notes, "mistakes", cli_policy_whole(&rows)));
}
