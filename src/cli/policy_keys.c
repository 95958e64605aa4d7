/* SPDX-License-Identifier: Apache-2.0
 * policy_keys.c: `sekisho policy keys`: the table of keys for a reader.
 */
#include "cli/policy.h"

#include "policy/read/keys.h"

void cli_policy_keys(const struct cli *cli, enum policy_record file)
{
	puts(cli_text(cli, "書けるキー（* は必須。括弧内は書かないときの値）",
		      "keys (* must be there; in brackets: the value when it is not)"));
	struct policy_key_list list = policy_keys_of(file);
	for (size_t i = 0; i < list.n; i++) {
		const struct policy_key *key = &list.keys[i];
		scope_end(buf_free) struct buf kind = buf_new(1024);
		if (i == 0 || key[-1].record != key->record)
			printf("\n■ %s\n", cli_text(cli, policy_records[key->record].ja,
						    policy_records[key->record].en));
		policy_key_describe(key, cli->english, &kind);
		printf("  %s%s: %.*s\n      %s\n", policy_key_is_must(key) ? "*" : "", key->name,
		       (int)kind.n, (const char *)kind.p, cli_text(cli, key->ja, key->en));
	}
}
