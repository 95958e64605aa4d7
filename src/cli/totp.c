/* SPDX-License-Identifier: Apache-2.0
 * totp.c: `sekisho totp SECRET`: the present one-time code, to try things out without a phone.
 */
#include <openssl/crypto.h>

#include "cli/cli.h"
#include "people/totp.h"
#include "sys/log.h"

static enum cli_exit run(const struct cli *cli)
{
	uint8_t secret[TOTP_SECRET_LEN];
	struct totp_code code;
	if (totp_secret_read(view_str(cli->operand[0]), secret) != OK) {
		cli_complain(cli, "確認コードの鍵は base32 の32文字です",
			     "a secret is 32 characters of base32");
		return CLI_USAGE;
	}
	int64_t now = clock_now();
	enum err e = totp_begin();
	if (e == OK)
		e = totp_of(secret, now, &code);
	OPENSSL_cleanse(secret, sizeof secret);
	if (e != OK) {
		cli_complain_err(cli, "totp", e);
		return CLI_FAULT;
	}
	puts(code.s);
	cli_complain(
	    cli,
	    "あと %d 秒有効。お試し専用です: 本番では鍵を端末に置かず、認証アプリを使ってください",
	    "good for %d more seconds. For trying only: in production the secret lives in an "
	    "authenticator, never on this machine",
	    (int)(TOTP_STEP - now % TOTP_STEP));
	return CLI_DONE;
}

const struct command command_totp = {.operands_min = 1, .operands_max = 1, .run = run};
