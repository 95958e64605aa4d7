/* SPDX-License-Identifier: Apache-2.0
 * crossing.c: the list of what may cross, and the drawing made of it: nothing more, nothing less.
 */
#include "tap.h"
#include "web/crossing_draw.h"

static struct policy_mistakes mistakes;

static const char town[] =
    "schema: 1\n"
    "body: {name: 見本町}\n"
    "organs: [{code: o, name: 町}]\n"
    "units: [{code: u, name: 課, organ: o, manager: '1'}]\n"
    "people: [{number: '1', name: 長, units: [u], roles: [clerk, approver]}]\n"
    "zones:\n"
    "  - {code: my, name: マイナンバー利用事務系, kind: mynumber}\n"
    "  - {code: i, name: 外, kind: internet}\n"
    "  - {code: x, name: 学校, kind: other}\n"
    "  - {code: l, name: LGWAN接続系（とても長い名前でも収まること）, kind: "
    "lgwan}\n"
    "flows:\n"
    "  - {code: a, name: 取込, direction: inbound, from: i, to: l}\n"
    "formats: {inbound: {text: allow}, outbound: {text: allow}}\n"
    "networks:\n"
    "  - {code: i, name: 外, zone: i, v4: 0.0.0.0/0, interface: i}\n"
    "  - {code: x, name: 学校, zone: x, v4: 10.9.0.0/16, interface: x}\n"
    "  - {code: l, name: 内, zone: l, v4: 10.2.0.0/16, interface: l}\n"
    "  - {code: m, name: 基幹, zone: my, v4: 10.1.0.0/16, interface: m}\n"
    "traffic:\n"
    "  - {code: a, name: 甲, from: m, to: x, protocol: tcp, ports: '443', purpose: p, clause: c,\n"
    "     special: {peer: public, approver: '1', approved: 2026-01-01, until: 2026-03-31}}\n"
    "  - {code: b, name: 乙, from: m, to: x, protocol: tcp, ports: '80', purpose: p, clause: c,\n"
    "     special: {peer: public, approver: '1', approved: 2026-01-01, until: 2027-03-31}}\n"
    "  - {code: c, name: 丙, from: m, to: l, protocol: tcp, ports: '80', purpose: p, clause: c,\n"
    "     special: {peer: closed, approver: '1', approved: 2026-01-01, until: 2027-03-31}}\n"
    "  - {code: d, name: 丁, from: m, to: l, protocol: tcp, ports: '81', purpose: p, clause: c,\n"
    "     special: {peer: closed, approver: '1', approved: 2026-01-01, until: 2027-03-31}}\n"
    "  - {code: e, name: 戊, from: l, to: i, protocol: tcp, ports: '82', way: screen}\n";

#define IN_2026_MAY ((int64_t)1777600000)

static void crossings(void)
{
	static struct draw_plan plan;
	struct arena mem = arena_new(POLICY_ARENA);
	struct policy p = {0};
	struct drawing d;
	uint32_t mark[16];
	size_t n = 0;
	expect_err(policy_load(view_str(town), &mem, &p, &mistakes), OK);
	const struct crossing *list = policy_crossings(&p, IN_2026_MAY, &mem, &n);
	expect(list && n == 6);
	expect(list && list[0].kind == CROSSING_FILES && list[0].state == CROSSING_STATE_OPEN);
	expect(list && list[1].kind == CROSSING_SPECIAL && list[1].state == CROSSING_STATE_OVER);
	expect(list && list[2].state == CROSSING_STATE_OPEN && list[5].kind == CROSSING_SCREEN);
	draw_plan_make(&p, list, n, &plan, mark);
	/* What is over has no arrow; two of one kind between the same zones share one. */
	expect(plan.n == 4 && mark[1] == 0 && mark[3] == mark[4] && plan.zones == 4);
	expect(plan.order[0] == 1 && plan.order[1] == 2 && plan.order[2] == 3 &&
	       plan.order[3] == 0);
	static const uint32_t widths[] = {316, 1040};
	for (size_t w = 0; w < 2; w++) {
		expect(draw_make(&p, &plan, false, widths[w], &mem, &d));
		bool inside = d.boxes_count == 4 && d.arrows_count == 4;
		for (size_t i = 0; i < d.arrows_count; i++)
			inside = inside && d.arrows[i].x >= 12 && d.arrows[i].x + 12 <= d.width &&
				 d.arrows[i].y + 12 < d.height && d.arrows[i].line;
		for (size_t i = 0; i < d.boxes_count; i++) {
			inside = inside && d.boxes[i].y + d.boxes[i].height <= d.height;
			for (size_t k = 0; k < d.boxes[i].lines_count; k++)
				inside = inside &&
					 d.boxes[i].lines[k].y < d.boxes[i].y + d.boxes[i].height;
		}
		expect(inside);
	}
	expect(d.boxes[2].lines_count == 1); /* wide: one line; a phone breaks it */
	/* My Number to the schools passes behind the LGWAN zone: a lane of its own. */
	expect(d.arrows[1].x != d.arrows[0].x && d.arrows[1].x != d.arrows[2].x);
	arena_free(&mem);
}

/* A lone zone's files go to and from outside; too many arrows for a width are not drawn at all. */
static void few_and_many(void)
{
	static struct draw_plan plan;
	static struct crossing many[64];
	struct arena mem = arena_new(POLICY_ARENA);
	struct policy p = {0};
	struct drawing d;
	uint32_t mark[64];
	expect_err(policy_load(view_str(town), &mem, &p, &mistakes), OK);
	struct crossing both[] = {{.from = 1, .to = 1, .direction = DIRECTION_IN},
				  {.from = 1, .to = 1, .direction = DIRECTION_OUT}};
	draw_plan_make(&p, both, 2, &plan, mark);
	expect(plan.zones == 5 && plan.order[0] == POLICY_NONE && plan.n == 2);
	expect(plan.groups[0].from == 0 && plan.groups[1].to == 0);
	for (size_t i = 0; i < array_len(many); i++)
		many[i] = (struct crossing){.kind = (enum crossing_kind)(i % 5),
					    .from = i / 5 % 2 ? 1 : 0,
					    .to = i / 5 % 2 ? 0 : 1};
	draw_plan_make(&p, many, array_len(many), &plan, mark);
	expect(plan.n == 10 && draw_make(&p, &plan, true, 316, &mem, &d));
	expect(!draw_make(&p, &plan, true, 200, &mem, &d));
	/* However wide: of a plan that is full nobody knows whether an arrow is missing. */
	draw_plan_make(&p, many, array_len(many), &plan, mark);
	while (plan.n < DRAW_ARROWS - 1) {
		plan.groups[plan.n] = plan.groups[plan.n - 1];
		plan.n++;
	}
	expect(draw_make(&p, &plan, true, 100000, &mem, &d));
	plan.groups[plan.n] = plan.groups[plan.n - 1];
	plan.n++;
	expect(plan.n == DRAW_ARROWS && !draw_make(&p, &plan, true, 100000, &mem, &d));
	draw_plan_make(&p, many, 0, &plan, mark);
	expect(plan.n == 0 && draw_make(&p, &plan, false, 316, &mem, &d) && d.arrows_count == 0);
	arena_free(&mem);
}

int main(void)
{
	crossings();
	few_and_many();
	return tap_done();
}
