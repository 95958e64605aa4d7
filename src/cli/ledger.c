/* SPDX-License-Identifier: Apache-2.0
 * ledger.c: `sekisho ledger verify|prove|head|show|export`: the ledger for who does not run it.
 */
#include "cli/ledger.h"

#define LEDGER_BELOW "lgwan/notary/ledger"

enum { OPTION_KEY, OPTION_PROOF, OPTION_LEDGER, OPTION_STATE };

static const struct cli_option options[] = {
    [OPTION_KEY] = {.name = "key",
		    .argument = "PUB",
		    .ja = "公開鍵のファイル（既定: 写しに付いているもの）",
		    .en = "the public key (default: the one in the copy)"},
    [OPTION_PROOF] = {.name = "proof",
		      .argument = "FILE",
		      .ja = "verify: prove が書いた証明を検証する",
		      .en = "verify: a proof that prove wrote"},
    [OPTION_LEDGER] = {.name = "ledger",
		       .argument = "DIR|FILE",
		       .ja = "台帳または写しの場所",
		       .en = "the ledger, or a copy of it"},
    [OPTION_STATE] = {.name = "state",
		      .argument = "DIR",
		      .ja = "状態の置き場所（その中の台帳を使う）",
		      .en = "a state; its ledger is used"},
    {.name = NULL},
};

/* The ledger meant: the operand, --ledger, or below --state. */
static enum cli_exit load(const struct cli *cli, const char *operand, struct arena *mem,
			  struct ledger_source *ret)
{
	static char below[4096];
	const char *path = operand ? operand : cli->option[OPTION_LEDGER];
	if (!path && cli->option[OPTION_STATE]) {
		int n =
		    snprintf(below, sizeof below, "%s/" LEDGER_BELOW, cli->option[OPTION_STATE]);
		path = n > 0 && (size_t)n < sizeof below ? below : NULL;
	}
	if (!path) {
		cli_complain(cli, "台帳の場所を --ledger か --state で指定してください",
			     "say which ledger with --ledger or --state");
		return CLI_USAGE;
	}
	return ledger_load(cli, path, cli->option[OPTION_KEY], mem, ret);
}

static enum cli_exit verify_proof(const struct cli *cli, struct arena *mem)
{
	const char *file = cli->option[OPTION_PROOF];
	struct ledger_source source;
	struct proof proof;
	struct checkpoint head;
	struct leaf leaf;
	struct view text;
	enum cli_exit code = cli->option[OPTION_KEY]
				 ? ledger_load_key(cli, cli->option[OPTION_KEY], mem, &source.key)
				 : load(cli, NULL, mem, &source);
	if (code != CLI_DONE)
		return code;
	enum err e = cli_read_file(file, PROOF_MAX, mem, &text);
	if (e == OK)
		e = proof_read(text, &source.key, &proof, &head);
	if (e == OK)
		e = leaf_read(view_of(proof.record, proof.record_len), &leaf);
	if (e == OK && leaf.position != proof.index)
		e = E_BROKEN;
	if (e != OK) {
		cli_complain(cli, "%s: 証明は成り立ちません: %s", "%s: the proof does not hold: %s",
			     file, cli_text(cli, err_text(e)->ja, err_text(e)->en));
		return e == E_IO ? CLI_FAULT : CLI_NO;
	}
	printf("%s: %s\n", file,
	       cli_text(cli, "検証しました。次の記録は署名された台帳に含まれています",
			"verified: this leaf is in the signed ledger"));
	ledger_print_leaf(cli, &leaf);
	printf("  %-12s %s, %llu leaves\n", "ledger", source.key.name,
	       (unsigned long long)head.size);
	return CLI_DONE;
}

static enum cli_exit verify(const struct cli *cli, const char *path, struct arena *mem)
{
	static struct verdict verdict;
	struct ledger_source source;
	if (!path && cli->option[OPTION_PROOF])
		return verify_proof(cli, mem);
	enum cli_exit code = load(cli, path, mem, &source);
	if (code != CLI_DONE)
		return code;
	enum err e = ledger_verify(&source.copy, &source.key, &verdict);
	if (e != OK) {
		cli_complain_err(cli, source.path, e);
		return CLI_FAULT;
	}
	ledger_print_verdict(cli, &source, &verdict);
	return verdict.problems ? CLI_NO : CLI_DONE;
}

/* Leaf at that line of the copy. */
static enum err leaf_at(const struct ledger_copy *c, uint64_t position, struct leaf *ret)
{
	if (position >= c->leaves.n / LEAF_LINE)
		return E_NOT_FOUND;
	return leaf_line_read(view_sub(c->leaves, (size_t)position * LEAF_LINE, LEAF_LINE), ret);
}

/* A position, or an item: its newest receipt, else its newest leaf. */
static enum err find_leaf(const struct ledger_copy *c, const char *which, struct leaf *ret)
{
	int64_t position;
	uint8_t id[ID_LEN];
	bool any = false;
	if (hex_read(view_str(which), id, ID_LEN) != OK) {
		if (view_int(view_str(which), 0, INT64_MAX, &position) != OK)
			return E_USAGE;
		return leaf_at(c, (uint64_t)position, ret);
	}
	for (uint64_t i = c->leaves.n / LEAF_LINE; i > 0; i--) {
		struct leaf l;
		if (leaf_at(c, i - 1, &l) != OK || memcmp(l.item, id, ID_LEN) != 0 ||
		    (any && l.event != EVENT_RECEIPT))
			continue;
		*ret = l;
		any = true;
		if (l.event == EVENT_RECEIPT)
			break;
	}
	return any ? OK : E_NOT_FOUND;
}

/* Leaf hashes of the first `n` lines. */
static enum err hash_leaves(const struct ledger_copy *c, uint64_t n, struct arena *mem,
			    struct merkle_hash **ret)
{
	struct merkle_hash *hash = arena_array(mem, (size_t)n, sizeof *hash);
	if (!hash)
		return E_NO_MEMORY;
	for (uint64_t i = 0; i < n; i++) {
		struct leaf l;
		if (leaf_at(c, i, &l) != OK)
			return E_HASH;
		hash[i] = leaf_hash(&l);
	}
	*ret = hash;
	return OK;
}

static enum err make_proof(const struct ledger_source *s, const struct leaf *leaf,
			   const struct checkpoint *head, struct arena *mem, struct proof *ret)
{
	struct merkle_hash *hash;
	try(hash_leaves(&s->copy, head->size, mem, &hash));
	struct merkle_hash root = merkle_root_of(hash, head->size);
	if (!merkle_same(&root, &head->root))
		return E_HASH;
	ret->index = leaf->position;
	ret->record_len = LEAF_LEN;
	leaf_write(leaf, ret->record);
	merkle_inclusion(hash, head->size, leaf->position, &ret->path);
	return OK;
}

static enum cli_exit prove(const struct cli *cli, const char *which, struct arena *mem)
{
	struct ledger_source source;
	struct leaf leaf;
	struct checkpoint head;
	struct view note;
	struct proof proof = {0};
	enum cli_exit code = which ? load(cli, NULL, mem, &source) : CLI_USAGE;
	if (!which)
		cli_complain(cli, "何を証明するか（受付の識別子か記録番号）を指定してください",
			     "say what to prove: an item's id or a position");
	if (code != CLI_DONE)
		return code;
	enum err e = find_leaf(&source.copy, which, &leaf);
	if (e == OK &&
	    ledger_copy_head(&source.copy, &source.key, leaf.position, &head, &note) != OK) {
		cli_complain(cli,
			     "この記録を含む署名付き先頭がまだありません。十数秒後にもう一度どうぞ",
			     "no signed head covers that leaf yet; try again in some seconds");
		return CLI_NO;
	}
	if (e == OK)
		e = make_proof(&source, &leaf, &head, mem, &proof);
	if (e == E_NOT_FOUND) {
		cli_complain(cli, "%s の記録は台帳にありません（記録番号は 0 から、全 %llu 件）",
			     "the ledger has no leaf of %s (positions from 0, %llu in all)",
			     cli_shown(which).text,
			     (unsigned long long)(source.copy.leaves.n / LEAF_LINE));
		return CLI_NO;
	}
	if (e == E_USAGE) {
		cli_complain(cli, "%s は記録番号でも受付の識別子（16進32桁）でもありません",
			     "%s is neither a position nor an item's id (32 hex digits)",
			     cli_shown(which).text);
		return CLI_USAGE;
	}
	if (e != OK) {
		cli_complain_err(cli, which, e);
		return e == E_NO_MEMORY ? CLI_FAULT : CLI_NO;
	}
	scope_end(buf_free) struct buf text = buf_new(PROOF_MAX);
	proof_write(&proof, note, &text);
	(void)fwrite(text.p, 1, text.n, stdout);
	return CLI_DONE;
}

static enum cli_exit print_head(const struct cli *cli, const char *path, struct arena *mem)
{
	struct ledger_source source;
	struct checkpoint head;
	struct view note;
	enum cli_exit code = load(cli, path, mem, &source);
	if (code != CLI_DONE)
		return code;
	if (ledger_copy_head(&source.copy, &source.key, 0, &head, &note) != OK) {
		cli_complain(cli, "署名付き先頭がまだありません", "there is no signed head yet");
		return CLI_NO;
	}
	(void)fwrite(note.p, 1, note.n, stdout);
	return CLI_DONE;
}

static enum cli_exit show(const struct cli *cli, const char *path, struct arena *mem)
{
	struct ledger_source source;
	enum cli_exit code = load(cli, path, mem, &source);
	for (uint64_t i = 0;
	     code != CLI_USAGE && code != CLI_FAULT && i < source.copy.leaves.n / LEAF_LINE; i++) {
		struct leaf l;
		if (leaf_at(&source.copy, i, &l) == OK) {
			ledger_print_line(cli, &l);
			continue;
		}
		printf("%8llu  %s\n", (unsigned long long)i,
		       cli_text(cli, "読めません（ledger verify で確かめてください）",
				"unreadable (see ledger verify)"));
		code = CLI_NO;
	}
	return code;
}

static enum cli_exit export_file(const struct cli *cli, const char *path, struct arena *mem)
{
	struct ledger_source source;
	enum cli_exit code = load(cli, path, mem, &source);
	if (code != CLI_DONE)
		return code;
	/* A line that is just being written is not part of the ledger yet. */
	source.copy.leaves.n -= source.copy.leaves.n % LEAF_LINE;
	scope_end(buf_free) struct buf b =
	    buf_new(source.copy.leaves.n + source.copy.heads.n + KEY_TEXT_MAX + 64);
	ledger_copy_write(&source.copy, &b);
	if (b.err != OK) {
		cli_complain_err(cli, source.path, b.err);
		return CLI_FAULT;
	}
	(void)fwrite(b.p, 1, b.n, stdout);
	return CLI_DONE;
}

static const struct {
	const char *word;
	enum cli_exit (*run)(const struct cli *cli, const char *operand, struct arena *mem);
} acts[] = {{"verify", verify},
	    {"prove", prove},
	    {"head", print_head},
	    {"show", show},
	    {"export", export_file}};

static enum cli_exit run(const struct cli *cli)
{
	scope_end(arena_free) struct arena mem = arena_new(LEDGER_ARENA);
	for (size_t i = 0; i < array_len(acts); i++)
		if (view_eq(view_str(cli->operand[0]), view_str(acts[i].word)))
			return acts[i].run(cli, cli->operand_count > 1 ? cli->operand[1] : NULL,
					   &mem);
	cli_complain(cli, "verify、prove、head、show、export のどれかを指定してください",
		     "say verify, prove, head, show or export");
	return CLI_USAGE;
}

const struct command command_ledger = {
    .options = options,
    .operands_min = 1,
    .operands_max = 2,
    .run = run,
    .more_ja = "  verify DIR|FILE         台帳または写しを検証する（データベースは要りません）\n"
	       "  verify --proof FILE     証明を1件検証する（--key か --ledger も指定）\n"
	       "  prove ID|POSITION       その記録が台帳に含まれる証明を書き出す\n"
	       "  head [DIR|FILE]         最新の署名付き先頭（報告書に刷る）\n"
	       "  show [DIR|FILE]         記録を1行ずつ読める形で表示する\n"
	       "  export [DIR]            第三者に渡す1ファイルの写しを標準出力に書く\n"
	       "書式は docs/ledger.md にあり、別の道具でも検証できます。",
    .more_en = "  verify DIR|FILE         check a ledger or a copy; needs no database\n"
	       "  verify --proof FILE     check one proof (with --key or --ledger)\n"
	       "  prove ID|POSITION       write the proof that a leaf is in the ledger\n"
	       "  head [DIR|FILE]         the newest signed head, to print on reports\n"
	       "  show [DIR|FILE]         the leaves, one readable line each\n"
	       "  export [DIR]            a copy in one file, to standard output\n"
	       "The formats are in docs/ledger.md, so that other tools can check them too."};
