/* SPDX-License-Identifier: Apache-2.0
 * policy_steps.c: `sekisho policy steps FILE`: five steps to walk through the pages, with this
 * policy's own units and staff numbers. Both languages at once: ./run shows it to whoever tries.
 */
#include "cli/policy.h"

/* Who walks, what is sent, and who is asked for it. */
struct walk {
	const struct policy_person *clerk, *operator, * approver; /* NULL: the policy has none */
	enum grade grade; /* of what goes out; NONE: no file may */
};

static const struct policy_person *first_of(const struct policy *p, enum person_role wanted,
					    bool alone)
{
	for (uint32_t i = 0; i < p->people_count; i++) {
		const struct policy_person *one = &p->people[i];
		if (policy_has_role(one, wanted) && (!alone || one->roles == 1U << wanted))
			return one;
	}
	return NULL;
}

/* The lowest grade that somebody has to approve; else the lowest that may go out at all. */
static void choose_grade(const struct policy *p, struct walk *w)
{
	struct policy_case c = {.direction = DIRECTION_OUT,
				.name = VIEW("a.docx"),
				.length = 100000,
				.recipient = VIEW("someone@example.jp")};
	for (enum grade g = GRADE_1; g < GRADE_COUNT; g++) {
		if (!policy_grade_used(p, g) || policy_destination(p, c.recipient, g) != OK)
			continue;
		c.grade = g;
		w->grade = w->grade == GRADE_NONE ? g : w->grade;
		struct policy_request r = {.applicant = w->clerk,
					   .unit = &p->units[w->clerk->units[0]],
					   .demand = policy_demand(p, &c)};
		if (r.demand.need == POLICY_NEED_NONE ||
		    policy_approvers(p, &r, &w->approver, 1) == 0)
			continue;
		w->grade = g;
		return;
	}
}

static void say_sending(const struct policy *p, const struct walk *w)
{
	if (w->grade == GRADE_NONE) {
		puts("   4. この方針では、庁外（例: someone@example.jp）へファイルを送れません\n"
		     "      This policy lets no file go to an ordinary outside address");
		return;
	}
	struct view ja = policy_grade_label(p, w->grade, false), code = policy_grade_code(w->grade);
	printf(
	    "   4. 「庁外送付」でファイルと「%.*s」を選び、宛先に someone@example.jp と入れて送る。"
	    "点検で何か見つかれば消して送る",
	    (int)ja.n, (const char *)ja.p);
	if (w->approver)
		printf(
		    "。\n      承認者（%s）でサインインし直し、「承認待ち」から確認コードで承認する"
		    "\n      Send a file outside (grade %.*s); sign in as its approver %s and "
		    "approve with a one-time code\n",
		    w->approver->number, (int)code.n, (const char *)code.p, w->approver->number);
	else
		printf("（承認は要らない）\n      Send a file outside (grade %.*s); nobody has to "
		       "approve it\n",
		       (int)code.n, (const char *)code.p);
}

enum cli_exit cli_policy_steps(const struct cli *cli, const struct policy *p)
{
	struct walk w = {.clerk = first_of(p, PERSON_CLERK, true),
			 .operator= first_of(p, PERSON_OPERATOR, false)};
	if (!w.clerk)
		w.clerk = first_of(p, PERSON_CLERK, false);
	if (!w.clerk || !w.operator) {
		cli_complain(cli, "この方針には、試す職員（職員と情報システム担当）がいません",
			     "this policy has no clerk and no IT officer to try it as");
		return CLI_NO;
	}
	choose_grade(p, &w);
	struct view unit = p->units[w.clerk->units[0]].name;
	printf("   1. インターネット側を開き、宛先の所属（%.*s）を選び、Word ファイル（.docx）を"
	       "「ここにファイルを置く」に入れて「送る」を押す\n"
	       "      Internet side: choose the section %.*s, drop a Word file, send it\n",
	       (int)unit.n, (const char *)unit.p, (int)unit.n, (const char *)unit.p);
	printf("   2. LGWAN側にその所属の職員（%s）でサインインし、「所属あて」に届いたことを見る\n"
	       "      LGWAN side: sign in as %s; it has arrived for the section\n",
	       w.clerk->number, w.clerk->number);
	puts("   3. ファイル名を押して「除去したもの」を見て、「ファイルを開く」で受け取る"
	     "（マクロや外部参照がないことを確かめる）\n"
	     "      See what was removed, and open the rebuilt file");
	say_sending(p, &w);
	printf("   5. 情報システム担当（%s）でサインインし、「今日の収支」の差が0であることを見る\n"
	       "      As the IT officer %s: today's balance is even\n",
	       w.operator->number, w.operator->number);
	return CLI_DONE;
}
