/* SPDX-License-Identifier: Apache-2.0
 * restore.c: the database of a backup catches up with what is known to have happened since.
 */
#include <errno.h>
#include <fcntl.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/utf8.h"
#include "flow/item.h"
#include "flow/restored.h"
#include "store/item.h"
#include "store/preserve.h"
#include "store/record.h"
#include "store/restore.h"
#include "store/zone.h"
#include "sys/file.h"
#include "sys/log.h"
#include "sys/names.h"

#define NOTE_MAX 200

/* What a file of that name leaves as: the name that was signed is not known any more. */
static void likely_name(struct item *i)
{
	static const char *const ways[][2] = {
	    {".docm", ".docx"}, {".dotx", ".docx"}, {".dotm", ".docx"}, {".xlsm", ".xlsx"},
	    {".xltx", ".xlsx"}, {".xltm", ".xlsx"}, {".pptm", ".pptx"}, {".potx", ".pptx"},
	    {".potm", ".pptx"}, {".ppsx", ".pptx"}, {".ppsm", ".pptx"},
	};
	memcpy(i->output_name, i->envelope.name, sizeof i->output_name);
	size_t n = strlen(i->output_name);
	for (size_t k = 0; k < array_len(ways); k++)
		if (n > 5 && strcasecmp(i->output_name + n - 5, ways[k][0]) == 0)
			memcpy(i->output_name + n - 5, ways[k][1], 5);
}

/* Not by the table of states: the item went through it before the accident, and this is where it
 * came to. Its belt was told so, and the other counters have it. */
static enum err take_row(const struct restored_row *row, uint64_t *ret_new)
{
	struct item i;
	bool is_new;
	if (!envelope_ok(&row->envelope) || !state_known(row->state.state) ||
	    !state_final((enum item_state)row->state.state) || row->state.err >= ERR_COUNT ||
	    !item_same(row->state.id, row->envelope.id))
		return E_BROKEN;
	try(item_put(&row->envelope, STATE_ACCEPTED, &is_new));
	try(item_get(row->envelope.id, &i));
	if (state_final(i.state))
		return OK;
	/* A row is a belt's word, and a captured belt may know the number of an item of the other
	 * direction: what it says of that one counts for nothing. */
	if (i.envelope.direction != row->envelope.direction ||
	    memcmp(i.envelope.hash, row->envelope.hash, HASH_LEN) != 0) {
		log_warn("item %s: what was restored is of another file",
			 item_hex(i.envelope.id).s);
		return OK;
	}
	i.state = (enum item_state)row->state.state;
	i.err = (enum err)row->state.err;
	i.changed = row->state.changed;
	if (row->delivered) {
		i.position = (int64_t)row->position;
		i.signed_at = row->delivered_at;
		i.output_size = row->length;
		i.form_version = row->form_version;
		memcpy(i.output, row->output, HASH_LEN);
		memcpy(i.policy, row->policy, HASH_LEN);
		memcpy(i.approval, row->approval, HASH_LEN);
		if (!i.output_name[0])
			likely_name(&i);
	}
	try(db_run(store.db, SQL_APPROVAL_VOID, db_bytes(i.envelope.id, ID_LEN),
		   db_int(clock_now())));
	*ret_new += is_new;
	try(record_add(EVENT_RESTORED, i.envelope.id, "", "控えより後に終わっていた"));
	return item_set(&i);
}

/* 証拠保全 that the backup does not know of, or cannot rule out, is in force from the start; it
 * ends as any other, by two persons. */
static enum err keep_preserved(const struct restored_head *head)
{
	static const uint8_t nobody[ID_LEN];
	const char *why = head->preserved
			      ? "復元：控えの後に始まった証拠保全を続ける"
			      : "復元：控えの後に証拠保全が始まったかどうか、台帳で確かめられない";
	if ((!head->preserved && !head->unsure) || preserve_on())
		return OK;
	try(db_run(store.db, SQL_PRESERVATION_PUT, db_int(clock_now()), db_text(""), db_text(why)));
	return record_add(EVENT_PRESERVED, nobody, "", why);
}

static enum err take_all(const struct restored_head *head, struct view rows)
{
	static const uint8_t nobody[ID_LEN];
	char text[TEXT_MAX_];
	uint64_t added = 0;
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(db_tx_begin(store.db, &tx));
	for (uint32_t k = 0; k < head->rows; k++) {
		struct restored_row row;
		memcpy(&row, rows.p + k * sizeof row, sizeof row);
		try(take_row(&row, &added));
	}
	uint64_t lost = head->leaves_now - head->leaves_then;
	(void)snprintf(
	    text, sizeof text,
	    "%s の控えから復元。控えの後：受付 %llu 件を引き継ぎ、終了 %u 件を登録し直した。"
	    "台帳に %llu 件",
	    clock_ja(head->backup).s, (unsigned long long)head->carried, head->rows,
	    (unsigned long long)lost);
	try(record_add(EVENT_RESTORED, nobody, "", text));
	/* Whether one was taken since is not known here: whoever still needs it asks anew. */
	try(db_run(store.db, SQL_HANDOVER_RESTORED, db_int(clock_now())));
	try(keep_preserved(head));
	return db_tx_commit(&tx);
}

static enum err read_restored(int dir, struct buf *file)
{
	scope_end(close_fd) int fd = openat(dir, "restored", O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? E_NOT_FOUND : err_of_errno(errno);
	return file_read(fd, file->cap, file);
}

enum err restore_take(int dir)
{
	struct restored_head head;
	scope_end(buf_free) struct buf file =
	    buf_new(sizeof head + (size_t)RESTORED_MOST * sizeof(struct restored_row));
	enum err e = read_restored(dir, &file);
	if (e == E_NOT_FOUND)
		return OK;
	try(e);
	if (file.n < sizeof head)
		return E_BROKEN;
	memcpy(&head, file.p, sizeof head);
	struct view rows = view_sub(buf_view(&file), sizeof head, SIZE_MAX);
	if (head.magic != RESTORED_MAGIC || head.rows > RESTORED_MOST ||
	    rows.n != head.rows * sizeof(struct restored_row) || head.leaves_now < head.leaves_then)
		return E_BROKEN;
	try(take_all(&head, rows));
	/* Taken twice is taken once: rows that are final stay as they are. */
	if (unlinkat(dir, "restored", 0) != 0)
		return err_of_errno(errno);
	log_warn("restored from a backup: %u items had ended since", head.rows);
	return file_sync_dir(dir);
}

/* --- notes --- */

static const struct {
	const char *kind;
	enum event event;
} kinds[] = {
    {"backup-", EVENT_BACKUP},
    {"restore-test-", EVENT_RESTORE_TEST},
};

static enum err take_note(int notes, const char *name, enum event event)
{
	static const uint8_t nobody[ID_LEN];
	char text[NOTE_MAX + 1] = "";
	scope_end(buf_free) struct buf b = buf_new(NOTE_MAX);
	scope_end(close_fd) int fd = openat(notes, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct db_tx tx scope_end(db_tx_end) = {0};
	if (fd < 0)
		return err_of_errno(errno);
	try(file_read(fd, NOTE_MAX, &b));
	if (!utf8_clean(buf_view(&b)))
		return E_BROKEN;
	memcpy(text, b.p, b.n);
	try(db_tx_begin(store.db, &tx));
	try(record_add(event, nobody, "", text));
	return db_tx_commit(&tx);
}

static void take_notes_of(int notes, const char *name)
{
	for (size_t i = 0; i < array_len(kinds); i++) {
		if (!view_starts(view_str(name), view_str(kinds[i].kind)))
			continue;
		enum err e = take_note(notes, name, kinds[i].event);
		if (e != OK && e != E_BROKEN && e != E_LIMIT_SIZE)
			log_warn("a note of the console is kept for later: %s", err_text(e)->name);
		else
			(void)unlinkat(notes, name, 0);
	}
}

void notes_take(int dir)
{
	scope_end(close_fd) int notes =
	    openat(dir, "notes", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (notes < 0)
		return;
	scope_end(names_end) struct names in = names_in(notes);
	for (const char *name; (name = names_next(&in));) {
		take_notes_of(notes, name);
		zone_take_note(notes, name);
	}
	if (in.err != OK)
		log_warn("notes of the console: %s", err_text(in.err)->name);
}
