/* SPDX-License-Identifier: Apache-2.0
 * terminal.c: a zone's wishes as registry values, and values that were read back against them.
 */
#include "terminal/terminal.h"
#include "terminal/text_file.h"

#define RESTRICTIONS "Software\\Policies\\Microsoft\\Windows\\DeviceInstall\\Restrictions"
#define WINLOGON "Software\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon"
#define STORAGE_ALL "Software\\Policies\\Microsoft\\Windows\\RemovableStorageDevices"

static const struct terminal_wish_text wishes[] = {
#define TERMINAL_WISH(symbol, ja, en) {#symbol, ja, en},
#include "tbl/terminal_settings.h"
#undef TERMINAL_WISH
};

static const struct {
	enum terminal_wish wish;
	const char *key, *name;
	uint32_t on;
} rows[] = {
#define REGISTRY(wish, key, name, on) {TERMINAL_##wish, key, name, on},
#include "tbl/terminal_settings.h"
#undef REGISTRY
};

const struct terminal_wish_text *terminal_wish_text(enum terminal_wish wish)
{
	assert(wish < TERMINAL_WISH_COUNT);
	return &wishes[wish];
}

const struct policy_terminal *terminal_of(const struct policy *p, struct view zone)
{
	for (uint32_t i = 0; i < p->terminals_count; i++)
		if (view_eq(view_str(p->zones[p->terminals[i].zone].code), zone))
			return &p->terminals[i];
	return NULL;
}

bool terminal_wishes(const struct policy_terminal *t, enum terminal_wish wish)
{
	switch (wish) {
	case TERMINAL_DENY_READ:
		return t->read == POLICY_DENY;
	case TERMINAL_DENY_WRITE:
		return t->write == POLICY_DENY;
	case TERMINAL_DENY_EXECUTE:
		return t->execute == POLICY_DENY;
	case TERMINAL_LISTED:
		return t->listed_only;
	case TERMINAL_REMOVABLE:
		return t->removable_encrypted;
	case TERMINAL_BITLOCKER:
		return t->bitlocker;
	case TERMINAL_CARD_LOCK:
		return t->card_lock;
	case TERMINAL_WISH_COUNT:
		break;
	}
	return false;
}

/* A group policy list begins by taking away what the key held before. */
static enum err add_devices(const struct policy_terminal *t, enum terminal_file file,
			    struct registry *r)
{
	if (t->listed_only && file == TERMINAL_POL)
		try(registry_add_text(r, RESTRICTIONS "\\AllowDeviceIDs", "**delvals.", VIEW(" ")));
	for (uint32_t i = 0; t->listed_only && i < t->devices_count; i++) {
		char number[16];
		int n = snprintf(number, sizeof number, "%u", i + 1);
		struct view name = arena_copy(r->mem, view_of(number, (size_t)n));
		if (!name.p)
			return E_NO_MEMORY;
		try(registry_add_text(r, RESTRICTIONS "\\AllowDeviceIDs", (const char *)name.p,
				      t->devices[i].id));
	}
	return OK;
}

enum err terminal_registry(const struct policy_terminal *t, enum terminal_file file,
			   struct registry *ret)
{
	struct registry r = registry_new(ret->mem);
	for (size_t i = 0; i < array_len(rows); i++)
		try(registry_add_dword(&r, rows[i].key, rows[i].name,
				       terminal_wishes(t, rows[i].wish) ? rows[i].on : 0));
	try(add_devices(t, file, &r));
	if (t->card_lock && file == TERMINAL_REG)
		try(registry_add_text(&r, WINLOGON, "ScRemoveOption", VIEW("1")));
	*ret = r;
	return OK;
}

/* --- read back --- */

static const char *const parts[] = {
    [TERMINAL_PART_STORAGE] = STORAGE_ALL,
    [TERMINAL_PART_DEVICES] = RESTRICTIONS,
    [TERMINAL_PART_REMOVABLE] = "System\\CurrentControlSet\\Policies\\Microsoft\\FVE",
    [TERMINAL_PART_CARD] = WINLOGON,
};

enum terminal_part terminal_part(enum terminal_wish wish)
{
	static const enum terminal_part of[] = {[TERMINAL_DENY_READ] = TERMINAL_PART_STORAGE,
						[TERMINAL_DENY_WRITE] = TERMINAL_PART_STORAGE,
						[TERMINAL_DENY_EXECUTE] = TERMINAL_PART_STORAGE,
						[TERMINAL_LISTED] = TERMINAL_PART_DEVICES,
						[TERMINAL_REMOVABLE] = TERMINAL_PART_REMOVABLE,
						[TERMINAL_BITLOCKER] = TERMINAL_PART_COUNT,
						[TERMINAL_CARD_LOCK] = TERMINAL_PART_CARD};
	assert(wish < TERMINAL_WISH_COUNT);
	return of[wish];
}

/* `key` is `above` or lies below it. */
static bool is_below(struct view key, struct view above)
{
	return key.n >= above.n && view_eq_nocase(view_sub(key, 0, above.n), above) &&
	       (key.n == above.n || key.p[above.n] == '\\');
}

bool terminal_covers(const struct registry *read, enum terminal_part part)
{
	struct view key = view_str(parts[part]);
	if (read->root.n && is_below(key, read->root))
		return true;
	for (uint32_t i = 0; i < read->n; i++)
		if (is_below(read->values[i].key, key))
			return true;
	return false;
}

/* "All Removable Storage classes: Deny all access" stands above each class. */
static bool all_denied(const struct registry *read, enum terminal_wish wish)
{
	return (wish == TERMINAL_DENY_READ || wish == TERMINAL_DENY_WRITE) &&
	       registry_is_dword(registry_find(read, VIEW(STORAGE_ALL), VIEW("Deny_All")), 1);
}

static bool is_listed(const struct policy_terminal *t, struct view id)
{
	for (uint32_t i = 0; i < t->devices_count; i++) {
		scope_end(buf_free) struct buf units = buf_new(2 * POLICY_DEVICE_ID_MAX + 4);
		if (utf16le_write(t->devices[i].id, &units) == OK) {
			buf_u16(&units, 0);
			if (view_eq_nocase(buf_view(&units), id))
				return true;
		}
	}
	return false;
}

/* A device that the terminal allows and the policy does not list. */
static bool allows_others(const struct policy_terminal *t, const struct registry *read)
{
	for (uint32_t i = 0; i < read->n; i++) {
		const struct registry_value *v = &read->values[i];
		if (view_eq_nocase(v->key, VIEW(RESTRICTIONS "\\AllowDeviceIDs")) &&
		    !view_starts(v->name, VIEW("**")) && v->type == REGISTRY_SZ &&
		    registry_find(read, v->key, v->name) == v && !is_listed(t, v->data))
			return true;
	}
	return false;
}

/* Other ways by which the same restrictions let devices in. */
static bool allows_more(const struct registry *read, struct view *ret_name)
{
	static const char *const names[] = {"AllowDeviceClasses", "AllowInstanceIDs",
					    "AllowDenyLayered"};
	for (size_t i = 0; i < array_len(names); i++)
		if (registry_is_dword(registry_find(read, VIEW(RESTRICTIONS), view_str(names[i])),
				      1)) {
			*ret_name = view_str(names[i]);
			return true;
		}
	return false;
}

static enum terminal_state compare_card(const struct registry *read, struct view *ret_name)
{
	const struct registry_value *v =
	    registry_find(read, VIEW(WINLOGON), VIEW("ScRemoveOption"));
	*ret_name = VIEW("ScRemoveOption");
	bool held = registry_is_text(v, VIEW("1")) || registry_is_text(v, VIEW("2")) ||
		    registry_is_text(v, VIEW("3")); /* lock, log off, disconnect */
	return held ? TERMINAL_HELD : TERMINAL_OPEN;
}

enum terminal_state terminal_compare(const struct policy_terminal *t, const struct registry *read,
				     enum terminal_wish wish, struct view *ret_name)
{
	if (wish == TERMINAL_BITLOCKER)
		return TERMINAL_UNKNOWN;
	if (wish == TERMINAL_CARD_LOCK)
		return compare_card(read, ret_name);
	if (all_denied(read, wish))
		return TERMINAL_HELD;
	for (size_t i = 0; i < array_len(rows); i++) {
		struct view key = view_str(rows[i].key), name = view_str(rows[i].name);
		if (rows[i].wish == wish &&
		    !registry_is_dword(registry_find(read, key, name), rows[i].on)) {
			*ret_name = name;
			return TERMINAL_OPEN;
		}
	}
	if (wish == TERMINAL_LISTED && allows_others(t, read)) {
		*ret_name = VIEW("AllowDeviceIDs");
		return TERMINAL_OPEN;
	}
	if (wish == TERMINAL_LISTED && allows_more(read, ret_name))
		return TERMINAL_OPEN;
	return TERMINAL_HELD;
}
