/* SPDX-License-Identifier: Apache-2.0
 * samples.c: samples FOLDER: every row of its want.tsv: the answer, the findings, and no canary in
 * what comes out.
 */
#include <dirent.h>

#include "locks.h"
#include "tap.h"
#include "whole.h"

static struct buf load(const char *folder, const char *name)
{
	char path[1024];
	struct buf b = buf_new((size_t)4 << 20);
	(void)snprintf(path, sizeof path, "%s/%s", folder, name);
	if (!whole_read(path, &b))
		printf("# cannot read %s\n", path);
	return b;
}

static bool named(const char *list, const char *name)
{
	for (const char *at = list; (at = strstr(at, name)) != NULL; at++)
		if ((at == list || at[-1] == ',') &&
		    (at[strlen(name)] == ',' || at[strlen(name)] == '\0'))
			return true;
	return false;
}

/* Exactly the findings of the list, each once or more. */
static bool findings_are(const struct locks *l, const char *list)
{
	size_t wanted = *list != '\0', seen = 0;
	for (const char *at = list; *at; at++)
		wanted += *at == ',';
	for (unsigned code = 0; code < FINDING_COUNT; code++)
		if (locks_found(l, (enum finding_code)code) > 0) {
			if (!named(list, finding_text((enum finding_code)code)->name))
				return false;
			seen++;
		}
	return seen == wanted;
}

static void sample(const char *folder, const char *name, const char *want, const char *findings)
{
	struct buf in = load(folder, name);
	const char *dot = strrchr(name, '.');
	struct locks *l = locks_run(buf_view(&in), dot ? dot + 1 : "", NULL);
	bool clean = !view_has(buf_view(&l->out), VIEW("CANARY")) &&
		     !view_has(buf_view(&l->form), VIEW("CANARY"));
	bool passed = l->disarmed != OK || (l->rebuilt == OK && locks_stable(l));
	bool ok = strcmp(err_text(l->disarmed)->name, want) == 0 &&
		  (l->disarmed != OK || findings_are(l, findings)) && clean && passed;
	if (!ok) {
		printf("# %s: disarm %s, rebuild %s, canary %s\n", name,
		       err_text(l->disarmed)->name, err_text(l->rebuilt)->name,
		       clean ? "gone" : "THERE");
		for (uint32_t i = 0; i < l->report.n; i++)
			printf("#   found %s x %u (%.*s)\n",
			       finding_text((enum finding_code)l->report.rows[i].code)->name,
			       l->report.rows[i].count, (int)l->report.rows[i].text_len,
			       l->report.rows[i].text);
	}
	tap_result(ok, name, __FILE__, __LINE__);
	locks_free(l);
	buf_free(&in);
}

int main(int argc, char **argv)
{
	const char *folder = argc > 1 ? argv[1] : "tests/samples";
	struct buf list = load(folder, "want.tsv");
	buf_u8(&list, 0);
	disarm_warm();
	char *rest = (char *)list.p;
	for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
		char *name = strsep(&line, "\t"), *want = strsep(&line, "\t");
		if (name && want && line && *name != '#')
			sample(folder, name, want, line);
	}
	expect(tap_count > 0);
	buf_free(&list);
	return tap_done();
}
