/* SPDX-License-Identifier: Apache-2.0
 * belt_house.c: the folder, the policy and the key that a belt finds when it begins.
 */
#include <fcntl.h>
#include <ftw.h>

#include "belt_house.h"
#include "sys/file.h"

int root;
static char place[] = "/tmp/sekisho-belt-XXXXXX";
static int policy_fd;

static const char policy_text[] =
    "schema: 1\n"
    "body: {name: 関所町}\n"
    "organs: [{code: mayor, name: 町長部局}]\n"
    "units: [{code: soumu, name: 総務課, organ: mayor, manager: '1001'}]\n"
    "people: [{number: '1001', name: 石田 和子, units: [soumu], roles: [clerk, approver, "
    "operator]}]\n"
    "zones: [{code: inet, name: イ, kind: internet}, {code: lgwan, name: エ, kind: lgwan}]\n"
    "flows: [{code: in, name: 取込, direction: inbound, from: inet, to: lgwan}]\n"
    "formats: {inbound: {text: allow}, outbound: {}}\n";

bool house_new(const char *limits)
{
	char text[1024];
	uint8_t secret[VAULT_KEY_LEN], public_key[VAULT_KEY_LEN];
	if (!mkdtemp(place))
		return false;
	root = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	policy_fd = memfd_new("policy");
	(void)snprintf(text, sizeof text, "%slimits: {%s}\n", policy_text, limits);
	return file_write(policy_fd, view_str(text)) == OK &&
	       vault_new_key(secret, public_key) == OK &&
	       file_replace(root, "vault.pub", view_of(public_key, sizeof public_key)) == OK;
}

enum err house_start(enum role other)
{
	struct role_start s = {
	    .half = 'I', .policy_fd = policy_fd, .root_fd = root, .listen_fd = -1};
	try(belt_begin(&s));
	there[ROLE_gate] = there[other] = true;
	return OK;
}

enum err house_start_lgwan(bool evaluation)
{
	struct role_start s = {.half = 'L',
			       .evaluation = evaluation,
			       .policy_fd = policy_fd,
			       .root_fd = root,
			       .listen_fd = -1};
	try(belt_begin(&s));
	there[ROLE_portal] = true;
	return OK;
}

void house_kill(void)
{
	spool_close(&belt.spool);
	vault_close(&belt.vault);
	journal_close(&belt.journal);
	parts_close(&belt.parts);
	free(belt.items);
	memset(&belt, 0, sizeof belt);
	memset(there, 0, ROLE_COUNT * sizeof there[0]);
	sent_clear();
}

static int remove_one(const char *path, const struct stat *st unused_arg, int kind unused_arg,
		      struct FTW *walk unused_arg)
{
	return remove(path);
}

bool house_end(void)
{
	sent_clear();
	return nftw(place, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0;
}

struct body_done done_last(void)
{
	struct body_done d = {.err = E_INTERNAL};
	struct sent *m = sent_last(ROLE_gate, MSG_DONE);
	if (m)
		memcpy(&d, m->body, sizeof d);
	return d;
}
