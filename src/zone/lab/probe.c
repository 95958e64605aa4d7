/* SPDX-License-Identifier: Apache-2.0
 * probe.c: the passes: control, rules, stale flows; and the child in which they happen.
 */
#include "zone/lab/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/jail.h"
#include "sys/log.h"
#include "zone/proof/classes.h"
#include "zone/lab/trial_parts.h"

/* Begins with what a first base chain would, so that the kernel's path is the same. */
#define CONTROL                                                                       \
	"table inet probe_control {\n"                                                \
	"\tchain f {\n\t\ttype filter hook forward priority 0; policy accept;\n\t}\n" \
	"\tchain i {\n\t\ttype filter hook input priority 0; policy accept;\n\t}\n"   \
	"\tchain o {\n\t\ttype filter hook output priority 0; policy accept;\n\t}\n}\n"

bool zone_probe_good(const struct zone_probe_result *r)
{
	return r->err == OK && r->control.sent > 0 && r->control.arrived == r->control.sent &&
	       r->leaks == 0 && r->stopped == 0 && r->unlike == 0 && r->astray == 0;
}

static void sweep(struct trial *p, const struct trial_ends *e, const struct trial_question *like)
{
	struct trial_question q = *like;
	q.packet = (struct zone_packet){.v6 = e->v6, .from = e->from, .to = e->to};
	q.source_port = 20000;
	memcpy(q.packet.source, e->source, sizeof e->source);
	memcpy(q.packet.destination, e->destination, sizeof e->destination);
	memcpy(q.packet.mac, e->mac, sizeof e->mac);
	static const uint8_t with_ports[] = {6, 17};
	for (size_t i = 0; i < array_len(with_ports); i++) {
		q.packet.protocol = with_ports[i];
		for (unsigned port = 0; port <= UINT16_MAX; port++) {
			q.packet.port = (uint16_t)port;
			trial_ask(p, &q);
		}
	}
	q.packet.port = 0;
	for (unsigned protocol = 0; protocol <= UINT8_MAX; protocol++) {
		q.packet.protocol = (uint8_t)protocol;
		trial_ask(p, &q);
	}
	trial_flush(p);
}

static enum err sweeps(struct trial *p, const struct trial_plan *plan)
{
	struct zone_probe_result *r = p->result;
	const struct trial_question as_allowed = {.wish = TRIAL_AS_ALLOWED};
	const struct trial_question stops = {
	    .wish = TRIAL_STOPS,
	    .ja = "境界の機器そのものが受けるか出すかしました",
	    .en = "the boundary itself took it in or sent it",
	};
	p->where = p->control ? &r->control : &r->sweeps;
	for (uint32_t i = 0; i < plan->sweeps_count; i++) {
		sweep(p, &plan->sweeps[i], &as_allowed);
		try(zone_lab_forget(p->lab)); /* its table is not endless */
	}
	p->where = p->control ? &r->control : &r->own;
	for (uint32_t i = 0; i < plan->own_count; i++) {
		sweep(p, &plan->own[i], &stops);
		try(zone_lab_forget(p->lab));
	}
	return OK;
}

static enum err singles(struct trial *p, const struct zone_packet *packets, bool *silent,
			uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		struct trial_question q = {.packet = packets[i],
					   .source_port = (uint16_t)(30000 + i % 20000),
					   .wish = TRIAL_AS_ALLOWED,
					   .silent = &silent[i]};
		if (p->control || !silent[i])
			trial_ask(p, &q);
		else
			p->result->silent++;
		if (i % 8192 == 8191) {
			trial_flush(p);
			try(zone_lab_forget(p->lab));
		}
	}
	trial_flush(p);
	return zone_lab_forget(p->lab);
}

/* Of all flows one packet of a kind; each rule's flow has a source port of its own. */
static void all_flows(struct trial *p, const struct trial_plan *plan, enum zone_frame_kind kind,
		      enum trial_wish wish)
{
	static const char *const words[][2] = {
	    [TRIAL_AS_ALLOWED] = {"", ""},
	    [TRIAL_STOPS] = {"古い世代の通信が、規則が替わっても続きました",
			     "a flow of an older generation went on under new rules"},
	    [TRIAL_ARRIVES] = {"許された通信が続きません", "a flow that is allowed does not go on"},
	};
	for (uint32_t i = 0; i < plan->flows_count; i++) {
		struct trial_question q = {.packet = plan->flows[i],
					   .kind = kind,
					   .source_port = (uint16_t)(30000 + i),
					   .wish = wish,
					   .ja = words[wish][0],
					   .en = words[wish][1]};
		trial_ask(p, &q);
	}
	trial_flush(p);
}

/* The same rules as another generation would have them; NULL: they carry no such mark. */
static char *with_mark(const char *rules, uint32_t generation, struct arena *mem)
{
	char old[16], fresh[16];
	struct view copy = arena_copy(mem, view_str(rules));
	char *text = (char *)(uintptr_t)copy.p, *at = text;
	bool any = false;
	(void)snprintf(old, sizeof old, "0x%08x", generation);
	(void)snprintf(fresh, sizeof fresh, "0x%08x", generation ^ 2);
	while (text && generation && (at = strstr(at, old))) {
		memcpy(at, fresh, strlen(fresh));
		any = true;
	}
	return any ? text : NULL;
}

static enum err flows(struct trial *p, const struct trial_plan *plan, const char *rules,
		      uint32_t generation, struct arena *mem)
{
	char *other = with_mark(rules, generation, mem);
	if (!other || plan->flows_count == 0)
		return OK;
	p->result->stale_asked = true;
	p->where = &p->result->flows;
	all_flows(p, plan, ZONE_FRAME_BEGIN, TRIAL_ARRIVES);
	all_flows(p, plan, ZONE_FRAME_ANSWER, TRIAL_ARRIVES);
	all_flows(p, plan, ZONE_FRAME_LATER, TRIAL_ARRIVES);
	/* The control of what follows: connection tracking has not forgotten them. */
	try(zone_lab_load(p->lab, rules, &p->result->trouble));
	all_flows(p, plan, ZONE_FRAME_LATER, TRIAL_ARRIVES);
	try(zone_lab_load(p->lab, other, &p->result->trouble));
	p->where = &p->result->stale;
	all_flows(p, plan, ZONE_FRAME_LATER, TRIAL_STOPS);
	all_flows(p, plan, ZONE_FRAME_ANSWER, TRIAL_STOPS);
	return OK;
}

/* What the kernel made of the rules. */
static enum err read_back(struct trial *p, struct arena *mem)
{
	struct view json;
	struct zone_problem problem;
	try(zone_lab_list(p->lab, &json));
	enum err e = zone_read(json, p->allowed, mem, &p->ruleset, &problem);
	if (e == E_CONFIG)
		(void)snprintf(p->result->trouble.what, sizeof p->result->trouble.what,
			       "%.60s: %.60s (%.30s)", problem.where,
			       zone_problem_text(problem.code)->en, problem.what);
	p->result->rules = p->ruleset.rules_count;
	return e;
}

static enum err all_passes(struct trial *p, const char *rules, uint32_t generation,
			   struct arena *mem)
{
	struct zone_probe_result *r = p->result;
	struct trial_plan plan;
	struct zone_classes classes;
	try(zone_lab_open(p->allowed, &p->lab, &r->trouble));
	try(zone_lab_load(p->lab, rules, &r->trouble));
	try(read_back(p, mem));
	try(trial_plan(p->allowed, p->lab, mem, &plan));
	try(zone_classes(p->allowed, &p->ruleset, mem, ZONE_PROBE_CLASSES_MAX, &classes));
	uint32_t kept = 0;
	for (uint32_t i = 0; i < classes.count; i++)
		if (trial_can_send(p->allowed, p->lab, &classes.packets[i]))
			classes.packets[kept++] = classes.packets[i];
	r->classes_unsendable = classes.unsendable + classes.count - kept;
	r->classes_left_out = classes.left_out;
	r->sweeps_done = plan.sweeps_count;
	r->sweeps_left_out = plan.sweeps_left_out;
	r->rules_left_out = plan.rules_left_out;
	r->pairs_without = plan.pairs_without;
	bool *silent = arena_array(mem, (size_t)kept + 1, 1);
	if (!silent)
		return E_NO_MEMORY;
	for (int pass = 0; pass < 2; pass++) {
		struct zone_probe_count single = {0};
		p->control = pass == 0;
		try(zone_lab_load(p->lab, p->control ? CONTROL : rules, &r->trouble));
		try(zone_lab_forget(p->lab));
		p->where = p->control ? &single : &r->classes;
		try(singles(p, classes.packets, silent, kept));
		p->where = p->control ? &single : &r->edges;
		try(singles(p, plan.edges, plan.edges_silent, plan.edges_count));
		try(sweeps(p, &plan));
		if (p->control && r->control.arrived < r->control.sent)
			return OK; /* it would say nothing */
	}
	return flows(p, &plan, rules, generation, mem);
}

static no_return void child(const struct zone_allowed *allowed, const char *rules,
			    uint32_t generation, int fd)
{
	static struct zone_probe_result r;
	static struct trial p;
	struct arena mem = arena_new((size_t)1 << 30);
	uint64_t begin = clock_us();
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)signal(SIGINT, SIG_DFL);
	p.allowed = allowed;
	p.result = &r;
	p.ja = buf_new(ZONE_PROBE_WORDS - 1);
	p.en = buf_new(ZONE_PROBE_WORDS - 1);
	r.err = jail_limit(RLIMIT_CORE, 0);
	if (r.err == OK)
		r.err = jail_limit(RLIMIT_CPU, ZONE_PROBE_SECONDS);
	if (r.err == OK)
		r.err = all_passes(&p, rules, generation, &mem);
	r.seconds = (double)(clock_us() - begin) / 1e6;
	if (p.ja.n > 0)
		memcpy(r.ja, p.ja.p, p.ja.n);
	if (p.en.n > 0)
		memcpy(r.en, p.en.p, p.en.n);
	_exit(file_write(fd, view_of(&r, sizeof r)) == OK ? 0 : 1);
}

enum err zone_probe(const struct zone_allowed *allowed, const char *rules, uint32_t generation,
		    struct zone_probe_result *ret)
{
	struct zone_probe_result got;
	size_t done = 0;
	int fds[2];
	if (pipe2(fds, O_CLOEXEC) != 0)
		return E_IO;
	pid_t pid = fork();
	if (pid == 0) {
		close(fds[0]);
		child(allowed, rules, generation, fds[1]);
	}
	close(fds[1]);
	while (pid > 0 && done < sizeof got) {
		ssize_t n = read(fds[0], (char *)&got + done, sizeof got - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		done += (size_t)n;
	}
	close(fds[0]);
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	if (done < sizeof got)
		return E_IO;
	got.ja[sizeof got.ja - 1] = got.en[sizeof got.en - 1] = '\0';
	*ret = got;
	return OK;
}
