/* SPDX-License-Identifier: Apache-2.0
 * main.c: sekisho-probe listen|send PLAN --zone CODE --out FILE [--seconds N]
 */
#include <errno.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "probe/probe.h"

#define ARENA ((size_t)256 << 20)

volatile int probe_over;

static void on_signal(int signal unused_arg)
{
	probe_over = 1;
}

static const char usage[] =
    "使い方 / usage: sekisho-probe listen|send PLAN --zone CODE --out FILE [--seconds N]\n"
    "  listen  計画にあるこの系のアドレスとポートで待ち、届いたものを書き残す（Ctrl-C で終わる）\n"
    "          wait at the plan's addresses and ports of this zone, write down what arrives\n"
    "  send    ほかの系へつないでみて、どうなったかを書き残す（N は一回に待つ秒、既定 2）\n"
    "          try those of the other zones, write down what came of it (N seconds each, 2)\n"
    "  計画は sekisho zone plan、結果の読み取りは sekisho zone observe。\n"
    "  1024 より小さいポートで待つには、root か net.ipv4.ip_unprivileged_port_start が要ります。\n";

struct options {
	const char *plan, *zone, *out, *seconds;
	bool listen;
};

static bool read_options(int argc, char **argv, struct options *ret)
{
	if (argc < 3)
		return false;
	ret->listen = strcmp(argv[1], "listen") == 0;
	ret->plan = argv[2];
	if (!ret->listen && strcmp(argv[1], "send") != 0)
		return false;
	for (int i = 3; i < argc; i += 2) {
		const char **to = strcmp(argv[i], "--zone") == 0      ? &ret->zone
				  : strcmp(argv[i], "--out") == 0     ? &ret->out
				  : strcmp(argv[i], "--seconds") == 0 ? &ret->seconds
								      : NULL;
		if (!to || i + 1 >= argc)
			return false;
		*to = argv[i + 1];
	}
	return ret->zone && ret->out && strlen(ret->zone) < OBSERVE_CODE_MAX;
}

static bool read_plan(const char *path, struct probe_task *t)
{
	FILE *f = fopen(path, "rb");
	uint8_t *bytes = arena_alloc(t->mem, OBSERVE_FILE_MAX + 1);
	size_t n = f && bytes ? fread(bytes, 1, OBSERVE_FILE_MAX + 1, f) : 0;
	uint32_t line = 0;
	if (!f || !bytes) {
		fprintf(stderr, "sekisho-probe: %s: %s\n", path, strerror(errno));
		if (f)
			(void)fclose(f);
		return false;
	}
	(void)fclose(f);
	if (observe_read(view_of(bytes, n), t->mem, &t->plan, &line) == OK && !t->plan.result)
		return true;
	fprintf(stderr, "sekisho-probe: %s: 計画として読めません / not a plan", path);
	if (line > 0)
		fprintf(stderr, " (%u 行目 / line %u)", line, line);
	fputs("\n", stderr);
	return false;
}

static bool write_result(const char *path, const struct observe_text *result)
{
	struct buf out = buf_new(OBSERVE_FILE_MAX);
	observe_write(result, &out);
	FILE *f = fopen(path, "wb");
	bool good = f && out.err == OK && fwrite(out.p, 1, out.n, f) == out.n;
	good = f && fclose(f) == 0 && good;
	if (!good)
		fprintf(stderr, "sekisho-probe: %s: %s\n", path, strerror(errno));
	buf_free(&out);
	return good;
}

static void describe(struct probe_task *t, const struct options *o)
{
	struct observe_text *r = &t->result;
	char host[65] = "";
	r->result = true;
	r->listener = o->listen;
	memcpy(r->plan, t->plan.plan, sizeof r->plan);
	memcpy(r->policy, t->plan.policy, sizeof r->policy);
	(void)snprintf(r->zone, sizeof r->zone, "%s", o->zone);
	if (gethostname(host, sizeof host - 1) != 0 || host[0] == '\0')
		(void)snprintf(host, sizeof host, "unnamed");
	for (char *p = host; *p; p++)
		if (!((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
		      (*p >= '0' && *p <= '9') || *p == '.'))
			*p = '-';
	memcpy(r->host, host, sizeof r->host);
	r->time = time(NULL);
}

static void complain(enum err e, const char *zone)
{
	if (e == E_NOT_FOUND)
		fprintf(stderr,
			"sekisho-probe: 計画に %s の行がありません / nothing in the plan for %s\n",
			zone, zone);
	else if (e == E_IO)
		fprintf(
		    stderr,
		    "sekisho-probe: 計画にある %s のアドレスがこの端末にあるか、そのポートをほかの"
		    "プログラムが使っていないかを確かめてください。結果は書いていません\n"
		    "  Does this host have the plan's address of %s, and are its ports free? "
		    "Nothing was written.\n",
		    zone, zone);
	else
		fputs("sekisho-probe: メモリーが足りません / out of memory\n", stderr);
}

int main(int argc, char **argv)
{
	struct options o = {0};
	struct arena mem = arena_new(ARENA);
	struct probe_task t = {.mem = &mem};
	int64_t seconds;
	if (!read_options(argc, argv, &o)) {
		fputs(usage, stderr);
		return 2;
	}
	seconds = o.listen ? 0 : 2;
	if (o.seconds && view_int(view_str(o.seconds), 1, 86400, &seconds) != OK) {
		fputs(usage, stderr);
		return 2;
	}
	t.seconds = (int)seconds;
	if (!read_plan(o.plan, &t))
		return 3;
	const struct sigaction act = {.sa_handler = on_signal};
	(void)sigaction(SIGINT, &act, NULL);
	(void)sigaction(SIGTERM, &act, NULL);
	describe(&t, &o);
	enum err e = o.listen ? probe_listen(&t) : probe_send(&t);
	t.result.ended = time(NULL);
	if (e != OK) {
		complain(e, o.zone);
		return 3;
	}
	bool written = write_result(o.out, &t.result);
	arena_free(&mem);
	return written ? 0 : 3;
}
