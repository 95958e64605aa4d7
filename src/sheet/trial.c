/* SPDX-License-Identifier: Apache-2.0
 * trial.c: counting what passed, and the sheet of it.
 */
#include "sheet/trial.h"

#include <stdlib.h>

#include "form/name.h"
#include "sys/log.h"

/* What makes a file that passed, or did not, worth a look by a person. A macro alone does not:
 * every second survey of a ministry has one. */
static const enum finding_code suspect_findings[] = {
    FINDING_FIELD, FINDING_ALTCHUNK, FINDING_TEMPLATE, FINDING_ACTIVEX, FINDING_WEB_EXTENSION,
};
static const enum err suspect_errors[] = {
    E_TYPE_MISMATCH,
    E_LIMIT_RATIO,
    E_WORKER_DIED,
    E_FORM,
};

/* Lost and said so, but nothing of it shows in the document. */
static bool unseen(enum finding_code code)
{
	return code == FINDING_SETTINGS || code == FINDING_GLOSSARY;
}

static void reason(struct trial_reason *r, const char *name)
{
	if (r->files < TRIAL_NAMES)
		r->names[r->files] = name;
	r->files++;
}

static void suspect(struct trial *t, const char *name, const char *ja, const char *en)
{
	if (t->n_suspects < TRIAL_SUSPECTS)
		t->suspects[t->n_suspects] = (struct trial_suspect){name, ja, en};
	t->n_suspects++;
}

/* The first reason that is on the list. */
static void look(struct trial *t, const struct trial_result *p, const bool *seen, const char *name)
{
	for (size_t i = 0; i < array_len(suspect_errors); i++)
		if (p->err == suspect_errors[i]) {
			suspect(t, name, err_text(p->err)->ja, err_text(p->err)->en);
			return;
		}
	for (size_t i = 0; i < array_len(suspect_findings); i++)
		if (seen[suspect_findings[i]]) {
			const struct finding_text *f = finding_text(suspect_findings[i]);
			suspect(t, name, f->ja, f->en);
			return;
		}
}

static struct trial_kind *kind_of(struct trial *t, const char *name)
{
	char ext[9] = "";
	name_ext(view_str(name), ext);
	for (size_t i = 0; i < t->n_kinds; i++)
		if (strcmp(t->kinds[i].ext, ext) == 0)
			return &t->kinds[i];
	if (t->n_kinds == TRIAL_KINDS)
		return &t->kinds[TRIAL_KINDS - 1];
	struct trial_kind *k = &t->kinds[t->n_kinds++];
	memcpy(k->ext, ext, sizeof ext);
	return k;
}

static void keep_time(struct trial *t, const struct trial_result *p)
{
	if (t->n_ms == t->room_ms) {
		size_t room = t->room_ms ? 2 * t->room_ms : 1024;
		uint32_t *more = reallocarray(t->ms, room, sizeof *more);
		if (!more)
			return; /* a sheet without all times is still a sheet */
		t->ms = more;
		t->room_ms = room;
	}
	t->ms[t->n_ms++] =
	    (uint32_t)min_of(p->us / 1000 + (p->us % 1000 != 0), (uint64_t)UINT32_MAX);
}

void trial_take(struct trial *t, const struct trial_result *p, const char *name)
{
	bool seen[FINDING_COUNT] = {false}, changed = false;
	struct trial_kind *k = kind_of(t, name);
	for (size_t i = 0; i < p->n; i++) {
		enum finding_code code = (enum finding_code)p->codes[i];
		changed |= finding_text(code)->kind == FINDING_KIND_LOST && !unseen(code);
		if (!seen[code] && p->err == OK)
			reason(&t->findings[code], name);
		seen[code] = true;
	}
	struct trial_kind *both[] = {&t->all, k};
	for (size_t i = 0; i < array_len(both); i++) {
		both[i]->files++;
		if (p->err == OK)
			*(changed ? &both[i]->changed : &both[i]->same) += 1;
		else
			*(err_text(p->err)->kind == ERR_KIND_FAULT ? &both[i]->failed
								   : &both[i]->refused) += 1;
	}
	if (p->err != OK)
		reason(&t->errors[p->err], name);
	t->bytes += p->size;
	look(t, p, seen, name);
	keep_time(t, p);
}

static void names(struct sheet *s, const struct trial_reason *r)
{
	char text[640];
	size_t at = 0;
	text[0] = 0;
	for (uint64_t i = 0; i < min_of(r->files, (uint64_t)TRIAL_NAMES); i++) {
		int n = snprintf(text + at, sizeof text - at, "%s%.180s",
				 i ? s->english ? ", " : "、" : "", r->names[i]);
		at += min_of((size_t)max_of(n, 0), sizeof text - at - 1);
	}
	sheet_cell(s, text, text);
}

static int by_files(const void *a, const void *b)
{
	const struct trial_kind *x = a, *y = b;
	return x->files == y->files ? strcmp(x->ext, y->ext) : x->files < y->files ? 1 : -1;
}

static void print_kinds(struct trial *t, struct sheet *s)
{
	qsort(t->kinds, t->n_kinds, sizeof *t->kinds, by_files);
	sheet_heading(s, "形式別", "By kind of file");
	sheet_table(s, 6);
	sheet_cell(s, "拡張子", "extension");
	sheet_cell(s, "件数", "files");
	sheet_cell(s, "そのまま", "as it was");
	sheet_cell(s, "一部変化", "changed in part");
	sheet_cell(s, "取込不可", "refused");
	sheet_cell(s, "当方の失敗", "failed on our side");
	for (size_t i = 0; i < t->n_kinds; i++) {
		const struct trial_kind *k = &t->kinds[i];
		sheet_cell(s, k->ext[0] ? k->ext : "（なし）", k->ext[0] ? k->ext : "(none)");
		sheet_number(s, k->files);
		sheet_number(s, k->same);
		sheet_number(s, k->changed);
		sheet_number(s, k->refused);
		sheet_number(s, k->failed);
	}
	sheet_table_end(s);
}

static void print_refused(const struct trial *t, struct sheet *s)
{
	if (t->all.refused + t->all.failed == 0)
		return;
	sheet_heading(s, "取り込めないもの（理由別）", "Not taken, by reason");
	sheet_table(s, 4);
	sheet_cell(s, "件数", "files");
	sheet_cell(s, "理由", "reason");
	sheet_cell(s, "どうすればよいか", "what to do");
	sheet_cell(s, "例", "for instance");
	for (unsigned i = 1; i < ERR_COUNT; i++) {
		const struct err_text *e = err_text((enum err)i);
		if (t->errors[i].files == 0)
			continue;
		sheet_number(s, t->errors[i].files);
		sheet_cell(s, e->ja, e->en);
		sheet_cell(s, e->todo_ja, e->todo_en);
		names(s, &t->errors[i]);
	}
	sheet_table_end(s);
}

static void print_findings(const struct trial *t, struct sheet *s, enum finding_kind kind,
			   const char *ja, const char *en)
{
	bool begun = false;
	for (unsigned i = 0; i < FINDING_COUNT; i++) {
		const struct finding_text *f = finding_text((enum finding_code)i);
		if (f->kind != kind || t->findings[i].files == 0)
			continue;
		if (!begun) {
			sheet_heading(s, ja, en);
			sheet_table(s, 3);
			sheet_cell(s, "件数", "files");
			sheet_cell(s, "内容", "what");
			sheet_cell(s, "例", "for instance");
			begun = true;
		}
		sheet_number(s, t->findings[i].files);
		sheet_cell(s, f->ja, f->en);
		names(s, &t->findings[i]);
	}
	if (begun)
		sheet_table_end(s);
}

static void print_suspects(const struct trial *t, struct sheet *s)
{
	if (t->n_suspects == 0)
		return;
	sheet_heading(s, "不審なもの（情報システム担当が確かめてください）",
		      "Suspicious (for the IT officer to look at)");
	sheet_table(s, 2);
	sheet_cell(s, "ファイル", "file");
	sheet_cell(s, "見つかったもの", "what was found");
	for (uint64_t i = 0; i < min_of(t->n_suspects, (uint64_t)TRIAL_SUSPECTS); i++) {
		sheet_cell(s, t->suspects[i].name, t->suspects[i].name);
		sheet_cell(s, t->suspects[i].why_ja, t->suspects[i].why_en);
	}
	sheet_table_end(s);
	if (t->n_suspects > TRIAL_SUSPECTS)
		sheet_say(s, SHEET_SMALL, "ほか %llu 件", "and %llu more",
			  (unsigned long long)(t->n_suspects - TRIAL_SUSPECTS));
}

struct sheet_size {
	char s[32];
};

static int by_ms(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return x < y ? -1 : x > y;
}

static void print_times(struct trial *t, uint64_t wall_us, struct sheet *s)
{
	sheet_heading(s, "かかった時間", "Time");
	if (t->n_ms == 0)
		return;
	qsort(t->ms, t->n_ms, sizeof *t->ms, by_ms);
	uint32_t half = t->ms[t->n_ms / 2], most = t->ms[(t->n_ms - 1) * 95 / 100],
		 longest = t->ms[t->n_ms - 1];
	if (wall_us > 0)
		sheet_say(
		    s, SHEET_PLAIN,
		    "全体 %.1f 秒。1件あたり 中央値 %u ミリ秒、95%% が %u ミリ秒以内、最長 %u "
		    "ミリ秒（この機械での実測）。",
		    "%.1f seconds in all; a file: median %u ms, 95%% within %u ms, longest %u "
		    "ms (measured on this machine).",
		    (double)wall_us / 1e6, half, most, longest);
	else
		sheet_say(
		    s, SHEET_PLAIN,
		    "処理に使った CPU 時間は、1件あたり 中央値 %u ミリ秒、95%% が %u "
		    "ミリ秒以内、最長 %u ミリ秒（この機械での実測。順番を待つ時間は含みません）。",
		    "Processor time of a file: median %u ms, 95%% within %u ms, longest %u ms "
		    "(measured on this machine, without waiting).",
		    half, most, longest);
}

/* "1.5 MB"; small folders in KB, so that nothing is "0.0 MB". */
static struct sheet_size size_text(uint64_t bytes)
{
	struct sheet_size ret;
	if (bytes < 1000000)
		(void)snprintf(ret.s, sizeof ret.s, "%llu KB",
			       (unsigned long long)(bytes / 1000 + (bytes % 1000 != 0)));
	else
		(void)snprintf(ret.s, sizeof ret.s, "%.1f MB", (double)bytes / 1e6);
	return ret;
}

void trial_print(struct trial *t, const char *folder, int64_t now, uint64_t wall_us,
		 struct sheet *s)
{
	const struct trial_kind *a = &t->all;
	sheet_say(s, SHEET_SMALL, "%s 実施　対象：%s（%s）　配送は一切していません",
		  "%s, %s (%s); nothing was delivered",
		  s->english ? clock_iso(now).s : clock_ja(now).s, folder, size_text(t->bytes).s);
	sheet_say(s, SHEET_BIG, "%llu件中 %llu件 取込可・%llu件 取込不可・不審 %llu件",
		  "Of %llu files: %llu can be taken in, %llu cannot, %llu are suspicious",
		  (unsigned long long)a->files, (unsigned long long)a->same + a->changed,
		  (unsigned long long)a->refused + a->failed, (unsigned long long)t->n_suspects);
	sheet_say(
	    s, SHEET_PLAIN,
	    "取込可のうち、そのまま利用可 %llu件、一部に変化があるもの %llu件（内容は下の表）。",
	    "Of those taken, %llu are as they were, %llu changed in part (listed below).",
	    (unsigned long long)a->same, (unsigned long long)a->changed);
	if (t->unread > 0)
		sheet_say(s, SHEET_PLAIN, "読めなかったファイル %llu件（上の件数に含みません）。",
			  "%llu files could not be read (not counted above).",
			  (unsigned long long)t->unread);
	print_kinds(t, s);
	print_refused(t, s);
	print_suspects(t, s);
	print_findings(t, s, FINDING_KIND_LOST, "変化するもの", "What changes");
	print_findings(t, s, FINDING_KIND_REMOVED, "取り除かれるもの", "What is removed");
	print_findings(t, s, FINDING_KIND_KEPT, "残るもの（知っておきたいこと）",
		       "What stays and is worth knowing");
	print_times(t, wall_us, s);
	sheet_heading(s, "この結果が示すこと", "What this shows");
	sheet_say(
	    s, SHEET_SMALL,
	    "取込可のファイルは、プログラム・外部参照・埋め込みオブジェクト・当方が書いていない"
	    "バイトを含みません。内容が送信元の意図どおりであること、閲覧ソフトに欠陥がないこと、"
	    "文章や画像に隠された意味がないことまでは示しません。",
	    "A file that can be taken in holds no code, outside reference, embedded object or "
	    "byte that we did not write. It does not show that its content is what the sender "
	    "meant, that a viewer has no fault, or that wording and pixels hide no message.");
}

void trial_free(struct trial *t)
{
	free(t->ms);
	t->ms = NULL;
}
