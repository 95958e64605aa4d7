/* SPDX-License-Identifier: Apache-2.0
 * kernel.c: libnftables, one command at a time, and its abort caught.
 */
#include "router/kernel.h"

#include <nftables/libnftables.h>
#include <setjmp.h>
#include <signal.h>

#include "sys/file.h"
#include "sys/log.h"

static sigjmp_buf before_abort;

static void on_abort(int sig unused_arg)
{
	siglongjmp(before_abort, 1);
}

enum err kernel_open(struct kernel *ret)
{
	struct nft_ctx *nft = nft_ctx_new(NFT_CTX_DEFAULT);
	if (!nft)
		return E_INTERNAL;
	nft_ctx_clear_include_paths(nft);
	if (nft_ctx_buffer_output(nft) != 0 || nft_ctx_buffer_error(nft) != 0) {
		nft_ctx_free(nft);
		return E_NO_MEMORY;
	}
	ret->nft = nft;
	return OK;
}

/* What an assertion left behind is not touched again: a new one in its place. */
static enum err again(struct kernel *k)
{
	k->nft = NULL;
	log_warn("libnftables failed an assertion");
	try(kernel_open(k));
	return E_INTERNAL;
}

static enum err run(struct kernel *k, const char *command, unsigned flags)
{
	const struct sigaction ours = {.sa_handler = on_abort};
	struct sigaction old;
	if (!k->nft)
		try(kernel_open(k));
	(void)sigaction(SIGABRT, &ours, &old);
	if (sigsetjmp(before_abort, 1) != 0) {
		(void)sigaction(SIGABRT, &old, NULL);
		return again(k);
	}
	nft_ctx_output_set_flags(k->nft, flags);
	int bad = nft_run_cmd_from_buffer(k->nft, command);
	(void)sigaction(SIGABRT, &old, NULL);
	return bad ? E_CONFIG : OK;
}

/* The first line of what it complained about, as far as it is plain. */
static void say_why(struct kernel *k, char ret[KERNEL_WHY])
{
	const char *text = k->nft ? nft_ctx_get_error_buffer(k->nft) : "";
	size_t n = 0;
	for (; text && text[n] && text[n] != '\n' && n + 1 < KERNEL_WHY; n++)
		ret[n] = text[n] >= ' ' && text[n] <= '~' ? text[n] : '?';
	ret[n] = '\0';
}

enum err kernel_load(struct kernel *k, struct view rules, char ret_why[KERNEL_WHY])
{
	scope_end(buf_free) struct buf text = buf_new(rules.n + 1);
	ret_why[0] = '\0';
	buf_put(&text, rules);
	buf_u8(&text, 0);
	try(text.err);
	enum err e = run(k, (const char *)text.p, 0);
	if (e != OK)
		say_why(k, ret_why);
	return e;
}

static enum err list(struct kernel *k, unsigned flags, struct view *ret)
{
	try(run(k, "list ruleset\n", flags));
	*ret = view_str(nft_ctx_get_output_buffer(k->nft));
	return OK;
}

enum err kernel_list(struct kernel *k, struct buf *ret_json)
{
	struct view text;
	try(list(k, NFT_CTX_OUTPUT_JSON | NFT_CTX_OUTPUT_HANDLE, &text));
	buf_put(ret_json, text);
	return ret_json->err;
}

enum err kernel_print(struct kernel *k, uint8_t ret[HASH_LEN])
{
	struct view text;
	try(list(k, NFT_CTX_OUTPUT_STATELESS | NFT_CTX_OUTPUT_NUMERIC_ALL, &text));
	hash_bytes(text, ret);
	return OK;
}
