/* SPDX-License-Identifier: Apache-2.0
 * status.c: `sekisho status`: what the jail has and lacks on this kernel, for this user.
 */
#include <unistd.h>

#include "cli/cli.h"
#include "cli/locks.h"
#include "sheet/table.h"
#include "sys/file.h"
#include "sys/jail.h"

/* Landlock ABI: 1 files, 2 moving, 3 truncating, 4 TCP, 5 devices, 6 signals and abstract sockets
 */
#define LANDLOCK_BEST 6

struct line {
	const char *ja, *en;
	bool has;
	bool floor; /* nobody may do without */
	const char *lack_ja, *lack_en;
};

#define LINES 9

static void lines_of(const struct jail_probe *p, struct line ret[LINES])
{
	const struct line lines[LINES] = {
	    {"システムコールの制限（seccomp）", "system call filter (seccomp)", p->seccomp, true,
	     "動かせません", "nothing may run"},
	    {"権限昇格の禁止（no_new_privs）", "no new privileges", p->no_new_privs, true,
	     "動かせません", "nothing may run"},
	    {"封印できるメモリ（memfd）", "sealed memory (memfd)", p->memfd_seal, true,
	     "動かせません", "nothing may run"},
	    {"専用のネットワーク名前空間", "own network namespaces", p->net_ns, false,
	     "通信は seccomp だけで止めます", "the network is kept away by seccomp alone"},
	    {"専用のプロセス名前空間", "own pid namespaces", p->pid_ns, false,
	     "隣のプロセスは seccomp だけで守ります", "siblings are kept apart by seccomp alone"},
	    {"専用のマウント名前空間", "own mount namespaces", p->mount_ns, false,
	     "ファイルは seccomp と Landlock だけで隠します",
	     "files are kept away by seccomp and Landlock alone"},
	    {"専用のIPC名前空間", "own ipc namespaces", p->ipc_ns, false,
	     "共有メモリは seccomp だけで止めます", "shared memory is kept away by seccomp alone"},
	    {"ユーザー名前空間", "user namespaces", p->user_ns, false,
	     "一般ユーザーでは名前空間を作れません", "an ordinary user gets no namespaces"},
	    {"プロセスごとの利用者番号", "a user id for each process", p->root, false,
	     "評価モード：全プロセスが同じ利用者で動きます",
	     "evaluation mode: all processes run as one user"},
	};
	memcpy(ret, lines, sizeof lines);
}

/* One empty file through lock 1: it is refused as empty only by a jailed worker that works. */
static bool self_test(uint64_t *ret_us)
{
	char libexec[4096];
	struct locks l;
	if (!libexec_find(libexec, sizeof libexec) || locks_open(&l, libexec) != OK)
		return false;
	scope_end(close_fd) int empty = memfd_new("empty");
	enum err e = locks_begin(&l, 0, empty, VIEW("txt"), &limits_default);
	struct passage *p = e == OK ? locks_next(&l) : NULL;
	bool ok = p && p->err == E_EMPTY;
	if (p) {
		*ret_us = p->disarm.wall_us;
		passage_close(p);
	}
	locks_close(&l);
	return ok;
}

static void print_landlock(const struct cli *cli, int abi)
{
	if (abi == 0)
		cli_print(cli, "Landlock: なし（ファイルは名前空間だけで隠します）\n",
			  "Landlock: none (files are kept away by namespaces alone)\n");
	else if (abi < LANDLOCK_BEST)
		cli_print(cli, "Landlock: ABI %d（%d で使える制限の一部がありません）\n",
			  "Landlock: ABI %d (some of what %d restricts is missing)\n", abi,
			  LANDLOCK_BEST);
	else
		cli_print(cli, "Landlock: ABI %d\n", "Landlock: ABI %d\n", abi);
}

static bool print_lines(const struct cli *cli, const struct jail_probe *p)
{
	struct line lines[LINES];
	struct cli_table t = cli_table_new(3);
	bool floor = true;
	lines_of(p, lines);
	cli_table_cell(&t, view_str(cli_text(cli, "仕組み", "mechanism")));
	cli_table_cell(&t, view_str(cli_text(cli, "有無", "there")));
	cli_table_cell(&t, view_str(cli_text(cli, "ないとき", "without it")));
	for (size_t i = 0; i < LINES; i++) {
		const struct line *l = &lines[i];
		const char *lack = cli_text(cli, l->lack_ja, l->lack_en);
		cli_table_cell(&t, view_str(cli_text(cli, l->ja, l->en)));
		cli_table_cell(&t, view_str(l->has ? cli_text(cli, "あり", "yes")
						   : cli_text(cli, "なし", "no")));
		cli_table_cell(&t, l->has ? VIEW("") : view_str(lack));
		floor = floor && (l->has || !l->floor);
	}
	cli_table_print(&t, stdout);
	return floor;
}

/* Fonts for PDFs that bring none; each package is told once. */
static void print_faces(const struct cli *cli)
{
	static const struct {
		const char *file, *package;
	} faces[] = {
#define FACE(name, file, package) {file, package},
#include "tbl/faces.h"
#undef FACE
	};
	const char *told = "";
	for (size_t i = 0; i < array_len(faces); i++) {
		const char *package = faces[i].package;
		if (access(faces[i].file, R_OK) == 0 || strcmp(package, told) == 0)
			continue;
		told = package;
		cli_print(
		    cli,
		    "代替書体: %s がありません（書体を含まない PDF のページは画像になります）\n",
		    "stand-in fonts: %s is missing (pages of PDFs without their fonts become "
		    "pictures)\n",
		    package);
	}
	if (told[0] == 0)
		cli_print(cli, "代替書体: そろっています\n", "stand-in fonts: all there\n");
}

static enum cli_exit run(const struct cli *cli)
{
	struct jail_probe p;
	uint64_t us = 0;
	(void)fflush(stdout); /* the probe forks */
	jail_probe(&p);
	if (p.evaluation)
		cli_print(
		    cli,
		    "*** 評価モード：一般ユーザーで動いています。本番の受領証には使えません "
		    "***\n\n",
		    "*** evaluation mode: this is an ordinary user; no receipt made here counts "
		    "in production ***\n\n");
#ifdef JAIL_OFF
	cli_print(cli, "*** -Djail=off で作られています：隔離はありません ***\n\n",
		  "*** built with -Djail=off: nothing is jailed ***\n\n");
#endif
	bool floor = print_lines(cli, &p);
	print_landlock(cli, p.landlock_abi);
	print_faces(cli);
	double gb = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE) / 1e9;
	cli_print(cli, "メモリ: %.1f GB\n", "memory: %.1f GB\n", gb);
	bool works = self_test(&us);
	if (works)
		cli_print(cli, "自己点検: 隔離した処理が動きます（%.1f ms）\n",
			  "self-test: a jailed worker works (%.1f ms)\n", (double)us / 1000);
	else
		cli_print(cli, "自己点検: 隔離した処理が動きません\n",
			  "self-test: a jailed worker does not work\n");
	return floor && works ? CLI_DONE : CLI_NO;
}

const struct command command_status = {.run = run};
