/* SPDX-License-Identifier: Apache-2.0
 * zone_apply.c: `sekisho zone apply POLICY`: says what would change, and leaves it in the name of
 * whoever shall ask for it. Nothing is asked for here, since a console proves nobody: that person
 * does so on the portal with a second factor. And nothing is loaded: that is the zone process's,
 * after somebody else's approval and the notary's leaf.
 */
#include <fcntl.h>
#include <unistd.h>

#include "cli/backup.h"
#include "cli/console_note.h"
#include "cli/freeze.h"
#include "cli/policy.h"
#include "cli/zone.h"
#include "sys/file.h"
#include "sys/log.h"
#include "sys/wire.h"

#define TAKEN_WITHIN 10 /* seconds; the store looks every one */

static const char *role_word(const struct cli *cli, const struct policy *p)
{
	static char text[128];
	struct view v = cli_policy_word(cli, WORDS_ROLE, p->boundary.approver);
	(void)snprintf(text, sizeof text, "%.*s", (int)v.n, (const char *)v.p);
	return text;
}

/* Who asks: --by, or the only operator. */
static const struct policy_person *applicant(const struct cli *cli, const struct policy *p)
{
	const char *by = cli->option[CLI_ZONE_BY];
	const struct policy_person *found = NULL;
	for (uint32_t i = 0; i < p->people_count; i++) {
		const struct policy_person *one = &p->people[i];
		if (!policy_has_role(one, PERSON_OPERATOR) ||
		    (by && !view_eq(view_str(by), view_str(one->number))))
			continue;
		if (found && !by) {
			cli_complain(cli, "申請する人の職員番号を --by で指定してください",
				     "say with --by whose request it is");
			return NULL;
		}
		found = one;
	}
	if (!found)
		cli_complain(cli, "%s は情報システム担当（operator）ではありません",
			     "%s is no operator of this policy",
			     by ? cli_shown(by).text : cli_text(cli, "この方針に、誰も", "nobody"));
	return found;
}

/* Somebody else has to be there to approve it. */
static bool print_approvers(const struct cli *cli, const struct policy *p,
			    const struct policy_person *who)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < p->people_count; i++) {
		const struct policy_person *one = &p->people[i];
		if (one == who || !policy_has_role(one, p->boundary.approver))
			continue;
		if (n++ == 0)
			cli_print(cli, "承認できる人（%s）:\n", "who can approve it (%s):\n",
				  role_word(cli, p));
		cli_print(cli, "  %s %.*s\n", "  %s %.*s\n", one->number, (int)one->name.n,
			  (const char *)one->name.p);
	}
	if (n == 0)
		cli_complain(cli,
			     "承認できる人（申請する人のほかの%s）がいません。方針の people か "
			     "boundary の approver を見直してください",
			     "nobody else has the role that approves it (%s): see people and "
			     "boundary: approver: in the policy",
			     role_word(cli, p));
	return n > 0;
}

/* The house follows the policy it was started with: rules of another one would be refused. */
static enum cli_exit same_policy(const struct cli *cli, const struct zone_house *h,
				 const struct policy *p)
{
	bool same = false;
	enum err e = cli_zone_in_force(h, p, &same);
	if (e != OK) {
		cli_complain_err(cli, "policy.yaml", e);
		return CLI_FAULT;
	}
	if (same)
		return CLI_DONE;
	cli_complain(cli,
		     "%s は、適用中の方針（%s/policy.yaml）と違います。規則は適用中の方針からだけ"
		     "作れます。方針を置き換えて起動し直してから、もう一度申請してください",
		     "%s is not the policy in force (%s/policy.yaml), and rules are made from that "
		     "one alone: put it in its place, start again, then ask",
		     cli_shown(cli->operand[1]).text, cli_shown(h->path).text);
	return CLI_NO;
}

static bool confirmed(const struct cli *cli)
{
	char answer[8] = "";
	if (cli->option[CLI_ZONE_YES])
		return true;
	if (!isatty(STDIN_FILENO)) {
		cli_complain(cli, "確認できないので、やめました。--yes を付けると確認を省きます",
			     "nobody to ask: left as it is; --yes does not ask");
		return false;
	}
	cli_print(cli, "\nこの変更を申請に出しますか [y/N] ",
		  "\nLeave this change to be asked for? [y/N] ");
	(void)fflush(stdout);
	if (fgets(answer, sizeof answer, stdin) && (answer[0] == 'y' || answer[0] == 'Y'))
		return true;
	cli_print(cli, "やめました\n", "left as it is\n");
	return false;
}

static enum err make_note(const struct cli *cli, const struct zone_house *h,
			  const struct zone_draft *d, const struct policy_person *who,
			  struct buf *out)
{
	struct zone_note n = {.magic = ZONE_NOTE_MAGIC, .words = d->words.n};
	struct zone_request *r = &n.request;
	const char *reason = cli->option[CLI_ZONE_REASON];
	*r = (struct zone_request){.length = d->rules.n,
				   .base = h->has ? h->leaf.position + 1 : 0,
				   .made = clock_now(),
				   .generation = d->generation};
	try(random_bytes(r->id, ID_LEN));
	hash_bytes(buf_view(&d->rules), r->rules);
	hash_bytes(buf_view(&d->words), r->words);
	memcpy(r->policy, d->policy, HASH_LEN);
	memcpy(r->applicant, who->number, CODE_MAX);
	if (reason && strlen(reason) >= sizeof n.reason)
		return E_LIMIT_SIZE;
	if (reason)
		memcpy(n.reason, reason, strlen(reason));
	buf_put(out, view_of(&n, sizeof n));
	buf_put(out, buf_view(&d->rules));
	buf_put(out, buf_view(&d->words));
	return out->err;
}

static enum cli_exit leave(const struct cli *cli, const struct zone_house *h,
			   const struct policy_person *who, struct view note)
{
	enum err e = console_note(h->state, "zone", note);
	if (e != OK) {
		cli_complain_err(cli, "lgwan/store/notes", e);
		return CLI_FAULT;
	}
	bool runs = freeze_keeper(h->path) != 0;
	for (int i = 0; runs && i < TAKEN_WITHIN * 10; i++) {
		if (console_notes_taken(h->state, "zone-")) {
			cli_print(
			    cli,
			    "変更を作りました。次に: 申請する人（%s）が、ポータルの「系間の規則」"
			    "（/zone）で違いを読み、確認コードで申請します。\n"
			    "そのあと承認できる人が、同じページで承認します。承認されると署名され"
			    "て動きはじめます。確かめるには: sekisho zone status --state %s\n",
			    "The change was made. Next: its applicant (%s) reads the difference on "
			    "the portal's page /zone and asks for it with a one-time code.\n"
			    "Then who can approve it does so on the same page, and it is signed "
			    "and "
			    "comes into force: sekisho zone status --state %s\n",
			    who->number, cli_shown(h->path).text);
			return CLI_DONE;
		}
		(void)usleep(100000);
	}
	cli_print(
	    cli, "変更を置きました。%s\n", "The change was left. %s\n",
	    cli_text(cli, "Sekisho が動くと登録されます", "It is taken up when Sekisho runs"));
	return CLI_DONE;
}

static enum cli_exit ask(const struct cli *cli, const struct policy *p, struct zone_house *h,
			 struct zone_draft *d)
{
	scope_end(buf_free) struct buf note =
	    buf_new(sizeof(struct zone_note) + ZONE_SET_MAX + ZONE_WORDS_MAX);
	const struct zone_request *now = &h->head.permit.request;
	if (h->has && now->generation == d->generation &&
	    memcmp(now->policy, d->policy, HASH_LEN) == 0) {
		cli_print(cli, "この方針の規則は、もう動いています。申請は要りません\n",
			  "The rules of this policy are in force; there is nothing to ask for\n");
		return CLI_DONE;
	}
	fwrite(d->words.p, 1, d->words.n, stdout);
	const struct policy_person *who = applicant(cli, p);
	if (!who)
		return CLI_USAGE;
	cli_print(cli, "\n申請する人: %s %.*s\n", "\nasked for by %s %.*s\n", who->number,
		  (int)who->name.n, (const char *)who->name.p);
	if (!print_approvers(cli, p, who))
		return CLI_NO;
	if (!confirmed(cli))
		return CLI_NO;
	enum err e = make_note(cli, h, d, who, &note);
	if (e == OK)
		return leave(cli, h, who, buf_view(&note));
	cli_complain_err(cli, "zone apply", e);
	return CLI_FAULT;
}

static enum cli_exit apply(const struct cli *cli, const struct policy *p)
{
	scope_end(cli_zone_house_close) struct zone_house h = {.state = -1, .zone = -1};
	scope_end(cli_zone_draft_free) struct zone_draft d = {0};
	enum cli_exit code = cli_zone_house(cli, &h);
	if (code == CLI_DONE)
		code = same_policy(cli, &h, p);
	if (code == CLI_DONE)
		code = cli_zone_draft(cli, &h, p, &d);
	return code == CLI_DONE ? ask(cli, p, &h, &d) : code;
}

enum cli_exit cli_zone_apply(const struct cli *cli)
{
	if (cli->operand_count == 2 && cli->option[CLI_ZONE_STATE])
		return cli_with_policy(cli, cli->operand[1], apply);
	cli_complain(cli,
		     "状態のフォルダーと方針を指定してください: sekisho zone apply --state "
		     "フォルダー 方針",
		     "name the directory of the state and a policy: sekisho zone apply --state DIR "
		     "POLICY");
	return CLI_USAGE;
}
