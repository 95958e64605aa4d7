/* SPDX-License-Identifier: Apache-2.0
 * restore_ledger.c: what the ledger that is kept says of deletions and of 証拠保全, and the
 * restored vaults and database may not know.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "cli/restore.h"
#include "flow/item.h"
#include "notary/leaf.h"
#include "sys/file.h"
#include "sys/wire.h"

typedef enum err (*leaf_each)(struct restore *r, const struct leaf *l);

static enum err walk(struct restore *r, leaf_each each)
{
	uint8_t line[LEAF_LINE];
	struct leaf l;
	scope_end(close_fd) int fd =
	    backup_open(r->made, "lgwan/notary/ledger/leaves", O_RDONLY, 0);
	if (fd < 0)
		return errno == ENOENT ? OK : err_of_errno(errno);
	/* A torn last line is the notary's to cut off. */
	for (off_t at = 0; pread(fd, line, LEAF_LINE, at) == LEAF_LINE; at += LEAF_LINE) {
		try(leaf_line_read(view_of(line, sizeof line), &l));
		try(each(r, &l));
	}
	return OK;
}

static enum err look(struct restore *r, const struct leaf *l)
{
	if (l->event == EVENT_PRESERVED)
		r->head.preserved = l->time;
	if (l->event == EVENT_UNPRESERVED)
		r->head.preserved = 0;
	return OK;
}

/* The key of an original whose deletion stands in the ledger does not come back with a backup. */
static enum err delete_again(struct restore *r, const struct leaf *l)
{
	static const char *const places[] = {"internet/belt/vault/keys", "internet/belt/vault/data",
					     "lgwan/belt/vault/keys", "lgwan/belt/vault/data"};
	char path[128];
	for (size_t i = 0; l->event == EVENT_DELETED && i < array_len(places); i++) {
		(void)snprintf(path, sizeof path, "%s/%s", places[i], item_hex(l->item).s);
		if (unlinkat(r->made, path, 0) == 0)
			r->deleted_again += i % 2 == 0;
		else if (errno != ENOENT)
			return err_of_errno(errno);
	}
	return OK;
}

enum err restore_by_ledger(struct restore *r)
{
	try(walk(r, look));
	r->head.unsure = !r->ledger_continues;
	/* 証拠保全 stops this deletion, too: what came back stays until it ends. */
	return r->head.preserved || r->head.unsure ? OK : walk(r, delete_again);
}
