/* SPDX-License-Identifier: Apache-2.0
 * terminal_write.c: a zone's wishes as a file: the registry's formats, and SyncML.
 *
 * SyncML: Microsoft, "Understanding ADMX-backed policies": the data of a policy is XML of its own,
 * escaped, of format chr; lists are number and value in turn, kept apart by U+F000.
 */
#include "base/html.h"
#include "base/utf8.h"
#include "terminal/terminal.h"

static const char device_list[] = "";
#define TERMINAL_DEVICE_LIST device_list

static const struct {
	enum terminal_wish wish;
	const char *uri, *format, *on, *off;
} rows[] = {
#define SYNCML(wish, uri, format, on, off) {TERMINAL_##wish, uri, format, on, off},
#include "tbl/terminal_settings.h"
#undef SYNCML
};

static void put_escaped(struct buf *out, struct view text)
{
	struct cursor c = cursor_of(text);
	while (cursor_left(&c) > 0)
		html_put(out, utf8_next(&c));
}

/* The ids as the value of one element. */
static enum err put_devices(const struct policy_terminal *t, struct buf *out)
{
	scope_end(buf_free) struct buf data = buf_new(TERMINAL_FILE_MAX);
	buf_str(&data, "<enabled/><data id=\"DeviceInstall_IDs_Allow_List\" value=\"");
	for (uint32_t i = 0; i < t->devices_count; i++) {
		buf_fmt(&data, "%s%u&#xF000;", i ? "&#xF000;" : "", i + 1);
		put_escaped(&data, t->devices[i].id);
	}
	buf_str(&data, "\"/>");
	try(data.err);
	put_escaped(out, buf_view(&data));
	return out->err;
}

static enum err put_command(const struct policy_terminal *t, size_t row, uint32_t number,
			    struct buf *out)
{
	bool on = terminal_wishes(t, rows[row].wish);
	buf_fmt(out,
		"<Replace><CmdID>%u</CmdID><Item><Target><LocURI>%s</LocURI></Target>"
		"<Meta><Format xmlns=\"syncml:metinf\">%s</Format></Meta><Data>",
		number, rows[row].uri, rows[row].format);
	if (on && rows[row].on == device_list)
		try(put_devices(t, out));
	else
		put_escaped(out, view_str(on ? rows[row].on : rows[row].off));
	buf_str(out, "</Data></Item></Replace>\n");
	return out->err;
}

static enum err write_syncml(const struct policy_terminal *t, struct buf *out)
{
	uint32_t number = 0;
	buf_str(out, "<SyncML xmlns=\"SYNCML:SYNCML1.2\">\n<SyncBody>\n");
	for (size_t i = 0; i < array_len(rows); i++) {
		bool on = terminal_wishes(t, rows[i].wish);
		if (rows[i].on == device_list && on && !t->devices_count)
			continue; /* nothing to allow */
		if (on || *rows[i].off)
			try(put_command(t, i, ++number, out));
	}
	buf_str(out, "<Final/>\n</SyncBody>\n</SyncML>\n");
	return out->err;
}

enum err terminal_write(const struct policy_terminal *t, enum terminal_file file, struct arena *mem,
			struct buf *out)
{
	struct registry r = registry_new(mem);
	if (file == TERMINAL_SYNCML)
		return write_syncml(t, out);
	try(terminal_registry(t, file, &r));
	return file == TERMINAL_POL ? registry_write_pol(&r, out) : registry_write_reg(&r, out);
}
