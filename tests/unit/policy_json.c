/* SPDX-License-Identifier: Apache-2.0
 * policy_json.c: what `sekisho policy` writes as JSON is whole, or nothing: memory that runs out in
 * the middle of it drops no row.
 */
#include <jansson.h>
#include <unistd.h>

#include "cli/policy.h"
#include "tap.h"

extern const struct command command_policy;

static unsigned long asked, fail_at; /* 0: never */

static void *now_and_then(size_t n)
{
	return ++asked == fail_at ? NULL : malloc(n);
}

struct answer {
	enum cli_exit code;
	char text[256 << 10];
	size_t n;
};

/* Runs one subcommand with --json; what it writes is kept. */
static void run(char *operands[], int count, unsigned long fail, struct answer *ret)
{
	struct cli cli = {.command = &command_policy,
			  .option = {""},
			  .operand = operands,
			  .operand_count = count};
	char path[] = "/tmp/policy_json_XXXXXX";
	int keep = dup(STDOUT_FILENO), fd = mkstemp(path);
	assert(keep >= 0 && fd >= 0);
	(void)fflush(stdout);
	(void)dup2(fd, STDOUT_FILENO);
	asked = 0;
	fail_at = fail;
	ret->code = command_policy.run(&cli);
	fail_at = 0;
	(void)fflush(stdout);
	(void)dup2(keep, STDOUT_FILENO);
	ssize_t n = pread(fd, ret->text, sizeof ret->text - 1, 0);
	assert(n >= 0 && (size_t)n < sizeof ret->text - 1);
	ret->text[n] = '\0';
	ret->n = (size_t)n;
	(void)close(fd);
	(void)close(keep);
	(void)unlink(path);
}

/* Every so many allocations one fails: then the answer is empty and says so, or it is whole. */
static void all_or_nothing(const char *what, const char *const words[], int count,
			   enum cli_exit want)
{
	char *operands[3];
	static struct answer whole, some;
	unsigned long failed = 0, wrong = 0, all;
	for (int i = 0; i < count; i++)
		operands[i] = strdup(words[i]);
	run(operands, count, 0, &whole);
	all = asked;
	unsigned long step = all / 200 + 1;
	expect(whole.code == want && whole.n > 100);
	for (unsigned long at = 1; at <= all; at += step) {
		run(operands, count, at, &some);
		bool nothing = some.code == CLI_FAULT && some.n == 0;
		bool same = some.code == want && some.n == whole.n &&
			    memcmp(some.text, whole.text, whole.n) == 0;
		failed += nothing;
		wrong += !nothing && !same;
	}
	for (int i = 0; i < count; i++)
		free(operands[i]);
	expect(wrong == 0);
	expect(failed > 0);
	printf("# %s: %lu of %lu allocations, %lu refused, %lu wrong\n", what, all / step, all,
	       failed, wrong);
}

int main(void)
{
	/* Complaints about memory are what is wanted here: nobody need read them. */
	if (!freopen("/dev/null", "w", stderr))
		return 1;
	json_set_alloc_funcs(now_and_then, free);
	const char *const import[] = {"import", SOURCE_DIR "/tests/samples/clauses/wrapped.txt"};
	const char *const texts[] = {"diff", SOURCE_DIR "/tests/samples/clauses/wrapped.txt",
				     SOURCE_DIR "/tests/samples/clauses/pointed.txt"};
	const char *const files[] = {"diff", SOURCE_DIR "/share/profiles/demo.yaml",
				     SOURCE_DIR "/share/profiles/asaka.yaml"};
	const char *const check[] = {"check", SOURCE_DIR "/tests/samples/policy/assets.yaml"};
	all_or_nothing("import", import, 2, CLI_DONE);
	all_or_nothing("diff of texts", texts, 3, CLI_NO);
	all_or_nothing("diff of files", files, 3, CLI_NO);
	all_or_nothing("check", check, 2, CLI_NO);
	return tap_done();
}
