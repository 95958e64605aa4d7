/* SPDX-License-Identifier: Apache-2.0
 * evidence_rsop.c: `gpresult /x`: which group policies were applied to the terminal, as registry
 * values.
 *
 * Policies of administrative templates stand there by their title in the terminal's language
 * (tbl/terminal_titles.h), others by key and value; of several objects that set one, the winner has
 * precedence 1. What no policy sets is not applied, but that is only said where we would know the
 * title, and of a report without any policy. Shapes: reports of Windows in public test
 * data; the element names are the same in every language.
 */
#include "base/utf8.h"
#include "terminal/evidence_parts.h"
#include "terminal/evidence_xml.h"

#define EXTENSION "ComputerResults/ExtensionData/Extension/"

/* Words of the report, by where they stand below its root. */
enum word {
	WORD_READ_TIME,
	WORD_DATA_TYPE,
	WORD_NAME,
	WORD_STATUS_ID,
	WORD_STATUS_ERROR,
	WORD_GPO,
	WORD_GPO_ENABLED,
	WORD_GPO_VALID,
	WORD_GPO_ALLOWED,
	WORD_GPO_DENIED,
	WORD_TITLE,
	WORD_STATE,
	WORD_CATEGORY,
	WORD_LISTED,
	WORD_KEY,
	WORD_VALUE,
	WORD_NUMBER,
	WORD_STRING,
	WORD_OPTION,
	WORD_OPTION_STRING,
	WORD_PRECEDENCE,
	WORD_COUNT
};
static const struct {
	const char *path;
	enum word word;
} words[] = {
    {"ReadTime", WORD_READ_TIME},
    {"DataType", WORD_DATA_TYPE},
    {"ComputerResults/Name", WORD_NAME},
    {"ComputerResults/ExtensionStatus/Identifier", WORD_STATUS_ID},
    {"ComputerResults/ExtensionStatus/Error", WORD_STATUS_ERROR},
    {"ComputerResults/GPO/Name", WORD_GPO},
    {"ComputerResults/GPO/Enabled", WORD_GPO_ENABLED},
    {"ComputerResults/GPO/IsValid", WORD_GPO_VALID},
    {"ComputerResults/GPO/FilterAllowed", WORD_GPO_ALLOWED},
    {"ComputerResults/GPO/AccessDenied", WORD_GPO_DENIED},
    {EXTENSION "Policy/Precedence", WORD_PRECEDENCE},
    {EXTENSION "Policy/Name", WORD_TITLE},
    {EXTENSION "Policy/State", WORD_STATE},
    {EXTENSION "Policy/Category", WORD_CATEGORY},
    {EXTENSION "Policy/ListBox/Value/Element/Data", WORD_LISTED},
    {EXTENSION "RegistrySetting/Precedence", WORD_PRECEDENCE},
    {EXTENSION "RegistrySetting/KeyPath", WORD_KEY},
    {EXTENSION "RegistrySetting/Value/Name", WORD_VALUE},
    {EXTENSION "RegistrySetting/Value/Number", WORD_NUMBER},
    {EXTENSION "RegistrySetting/Value/String", WORD_STRING},
    {EXTENSION "SecurityOptions/Precedence", WORD_PRECEDENCE},
    {EXTENSION "SecurityOptions/KeyName", WORD_OPTION},
    {EXTENSION "SecurityOptions/SettingString", WORD_OPTION_STRING},
};

static const struct {
	enum terminal_part part;
	const char *key, *name, *en, *ja;
} titles[] = {
#define TERMINAL_TITLE(part, key, name, en, ja) {TERMINAL_PART_##part, key, name, en, ja},
#include "tbl/terminal_titles.h"
#undef TERMINAL_TITLE
};
static const struct {
	enum terminal_part part;
	const char *en, *ja;
} categories[] = {
#define TERMINAL_CATEGORY(part, en, ja) {TERMINAL_PART_##part, en, ja},
#include "tbl/terminal_titles.h"
#undef TERMINAL_CATEGORY
};

struct rsop {
	struct xml_reader x;
	struct registry values;
	struct view word[WORD_COUNT];
	bool computer; /* it has the part about the computer */
	bool failed;   /* group policy could not be applied whole */
	uint32_t policies;
	size_t language; /* one more than its row, or 0 */
	uint32_t known[TERMINAL_PART_COUNT], unknown[TERMINAL_PART_COUNT];
	uint32_t listed; /* of the policy that is being read */
	struct buf gpos; /* names of the objects that were applied */
};

static bool is_at(const struct xml_reader *x, const char *path)
{
	struct view rest = view_str(path);
	uint32_t i = 1;
	for (; rest.n > 0; i++) {
		struct view name = view_take(&rest, '/');
		if (i >= x->depth || !view_eq(x->open[i], name))
			return false;
	}
	return i == x->depth;
}

/* The same but for spaces and case. */
static bool is_title(struct view a, struct view b)
{
	size_t i = 0, j = 0;
	for (;;) {
		while (i < a.n && a.p[i] == ' ')
			i++;
		while (j < b.n && b.p[j] == ' ')
			j++;
		if (i == a.n || j == b.n)
			return i == a.n && j == b.n;
		if (!view_eq_nocase(view_sub(a, i++, 1), view_sub(b, j++, 1)))
			return false;
	}
}

static struct view keep(struct rsop *r, struct view v)
{
	return arena_copy(r->values.mem, v);
}

/* --- policies of administrative templates --- */

/* Languages by the roots of the tree of templates, and of which parts the titles are documented:
 * that a policy is not there can be told of these only. */
static const struct {
	const char *roots[6];
	bool told[TERMINAL_PART_COUNT];
} languages[] = {
    {{"System", "Windows Components", "Network", "Control Panel", "Printers", "Server"},
     {[TERMINAL_PART_STORAGE] = true,
      [TERMINAL_PART_DEVICES] = true,
      [TERMINAL_PART_REMOVABLE] = true}},
    {{"システム", "Windows コンポーネント", "ネットワーク", "コントロール パネル", "プリンター",
      "サーバー"},
     {[TERMINAL_PART_STORAGE] = true, [TERMINAL_PART_REMOVABLE] = true}},
};

static void take_language(struct rsop *r)
{
	struct view category = r->word[WORD_CATEGORY], root = view_take(&category, '/');
	for (size_t i = 0; i < array_len(languages); i++)
		for (size_t j = 0; j < array_len(languages[i].roots); j++)
			if (is_title(root, view_str(languages[i].roots[j])))
				r->language = i + 1;
}

static void take_unknown(struct rsop *r)
{
	for (size_t i = 0; i < array_len(categories); i++)
		if (is_title(r->word[WORD_CATEGORY], view_str(categories[i].en)) ||
		    is_title(r->word[WORD_CATEGORY], view_str(categories[i].ja)))
			r->unknown[categories[i].part]++;
}

static enum err take_policy(struct rsop *r)
{
	struct view title = r->word[WORD_TITLE], state = r->word[WORD_STATE];
	bool enabled = view_eq_nocase(state, VIEW("Enabled")), found = false;
	bool disabled = view_eq_nocase(state, VIEW("Disabled"));
	r->policies++;
	take_language(r);
	for (size_t i = 0; i < array_len(titles) && (enabled || disabled); i++) {
		if (!is_title(title, view_str(titles[i].en)) &&
		    !is_title(title, view_str(titles[i].ja)))
			continue;
		found = true;
		r->known[titles[i].part]++;
		try(registry_add_dword(&r->values, titles[i].key, titles[i].name, enabled));
	}
	if (!found)
		take_unknown(r);
	return OK;
}

/* A member of the list of devices: the only list among the titles. */
static enum err take_listed(struct rsop *r)
{
	bool ours = false;
	for (size_t i = 0; i < array_len(titles); i++)
		ours = ours || (view_eq(view_str(titles[i].name), VIEW("AllowDeviceIDs")) &&
				(is_title(r->word[WORD_TITLE], view_str(titles[i].en)) ||
				 is_title(r->word[WORD_TITLE], view_str(titles[i].ja))));
	if (!ours)
		return OK;
	char number[16];
	int n = snprintf(number, sizeof number, "%u", ++r->listed);
	struct view name = keep(r, view_of(number, (size_t)n));
	if (!name.p)
		return E_NO_MEMORY;
	return registry_add_text(
	    &r->values,
	    "Software\\Policies\\Microsoft\\Windows\\DeviceInstall\\Restrictions\\AllowDeviceIDs",
	    (const char *)name.p, r->word[WORD_LISTED]);
}

/* --- values by their keys --- */

static enum err take_value(struct rsop *r)
{
	struct view key = keep(r, r->word[WORD_KEY]), name = keep(r, r->word[WORD_VALUE]);
	int64_t number;
	if (!key.p || !name.p)
		return E_NO_MEMORY;
	if (view_int(r->word[WORD_NUMBER], 0, UINT32_MAX, &number) == OK)
		return registry_add_dword(&r->values, (const char *)key.p, (const char *)name.p,
					  (uint32_t)number);
	return registry_add_text(&r->values, (const char *)key.p, (const char *)name.p,
				 r->word[WORD_STRING]);
}

/* "MACHINE\Software\...\ScRemoveOption" */
static enum err take_option(struct rsop *r)
{
	struct view path = r->word[WORD_OPTION], hive = VIEW("MACHINE\\");
	if (!view_eq_nocase(view_sub(path, 0, hive.n), hive) || !r->word[WORD_OPTION_STRING].n)
		return OK;
	size_t slash = path.n;
	while (slash > hive.n && path.p[slash - 1] != '\\')
		slash--;
	if (slash == hive.n)
		return OK;
	struct view key = keep(r, view_sub(path, hive.n, slash - 1 - hive.n)),
		    name = keep(r, view_sub(path, slash, path.n));
	if (!key.p || !name.p)
		return E_NO_MEMORY;
	return registry_add_text(&r->values, (const char *)key.p, (const char *)name.p,
				 r->word[WORD_OPTION_STRING]);
}

/* Of an extension that did not end well nothing can be taken to be applied. */
static enum err take_status(struct rsop *r)
{
	struct view id = r->word[WORD_STATUS_ID], error = r->word[WORD_STATUS_ERROR];
	bool ours = view_eq_nocase(id, VIEW("{35378EAC-683F-11D2-A89A-00C04FBBCFA2}")) ||
		    view_eq(id, VIEW("{00000000-0000-0000-0000-000000000000}"));
	r->failed = r->failed || (ours && error.n && !view_eq(error, VIEW("0")));
	return OK;
}

/* Windows lists every object that it looked at; these were applied. */
static enum err take_gpo(struct rsop *r)
{
	struct view name = r->word[WORD_GPO], yes = VIEW("true");
	bool applied =
	    view_eq(r->word[WORD_GPO_ENABLED], yes) && view_eq(r->word[WORD_GPO_VALID], yes) &&
	    view_eq(r->word[WORD_GPO_ALLOWED], yes) && !view_eq(r->word[WORD_GPO_DENIED], yes);
	if (!applied || !name.n || !utf8_clean(name) || r->gpos.n + name.n + 2 > EVIDENCE_GPOS_MAX)
		return OK;
	buf_str(&r->gpos, r->gpos.n ? ", " : "");
	buf_put(&r->gpos, name);
	return r->gpos.err;
}

/* What ends, what to do then if its policy won, and from where its words are forgotten. */
static const struct {
	const char *path;
	enum err (*take)(struct rsop *r);
	enum word first, last;
} ends[] = {
    {"ComputerResults/ExtensionStatus", take_status, WORD_STATUS_ID, WORD_STATUS_ERROR},
    {"ComputerResults/GPO", take_gpo, WORD_GPO, WORD_GPO_DENIED},
    {EXTENSION "Policy/ListBox/Value/Element/Data", take_listed, WORD_LISTED, WORD_LISTED},
    {EXTENSION "Policy", take_policy, WORD_TITLE, WORD_PRECEDENCE},
    {EXTENSION "RegistrySetting/Value", take_value, WORD_VALUE, WORD_STRING},
    {EXTENSION "RegistrySetting", NULL, WORD_KEY, WORD_PRECEDENCE},
    {EXTENSION "SecurityOptions", take_option, WORD_OPTION, WORD_PRECEDENCE},
};

static enum err take_end(struct rsop *r)
{
	for (size_t i = 0; i < array_len(words); i++)
		if (is_at(&r->x, words[i].path))
			r->word[words[i].word] = r->x.text;
	struct view precedence = r->word[WORD_PRECEDENCE];
	bool won = !precedence.n || view_eq(precedence, VIEW("1"));
	for (size_t i = 0; i < array_len(ends); i++) {
		if (!is_at(&r->x, ends[i].path))
			continue;
		if (won && ends[i].take)
			try(ends[i].take(r));
		for (unsigned w = ends[i].first; w <= ends[i].last; w++)
			r->word[w] = (struct view){0};
	}
	return OK;
}

/* --- the report --- */

/* Does the report say what that part is? The lock on card removal only where it is set: it may be
 * set on the terminal itself, too. */
static bool says(const struct rsop *r, enum terminal_part part)
{
	bool told = r->language && languages[r->language - 1].told[part];
	bool all = told && r->language == 1; /* also titles that we need not know */
	if (part == TERMINAL_PART_CARD || r->known[part])
		return terminal_covers(&r->values, part) && (r->unknown[part] == 0 || all);
	return r->unknown[part] == 0 ? told || r->policies == 0 : all;
}

static enum err take_report(struct evidence *e, const struct evidence_file *f, struct rsop *r)
{
	struct evidence_terminal *t;
	int64_t time = f->time;
	static const enum evidence_remark_code silent[] = {
	    [TERMINAL_PART_STORAGE] = EVIDENCE_RSOP_NO_STORAGE,
	    [TERMINAL_PART_DEVICES] = EVIDENCE_RSOP_NO_DEVICES,
	    [TERMINAL_PART_REMOVABLE] = EVIDENCE_RSOP_NO_REMOVABLE,
	};
	if (!r->computer) {
		evidence_remark(e, EVIDENCE_RSOP_USER_ONLY, 0);
		return E_TYPE_UNKNOWN;
	}
	if (view_eq_nocase(r->word[WORD_DATA_TYPE], VIEW("PlannedData"))) {
		evidence_remark(e, EVIDENCE_RSOP_PLANNED, 0);
		return E_TYPE_UNKNOWN;
	}
	if (r->word[WORD_READ_TIME].n && evidence_time(r->word[WORD_READ_TIME], &time) != OK)
		time = 0;
	try(evidence_terminal(e, r->word[WORD_NAME].n ? r->word[WORD_NAME] : f->name, &t));
	if (!t->gpos.p || time >= t->gpos_time) {
		t->gpos = keep(r, buf_view(&r->gpos));
		t->gpos_time = time;
	}
	if (r->failed) {
		evidence_remark(e, EVIDENCE_RSOP_FAILED, 0);
		return OK;
	}
	for (unsigned i = 0; i < TERMINAL_PART_COUNT; i++) {
		if (says(r, (enum terminal_part)i))
			evidence_take_values(t, (enum terminal_part)i, &r->values, time);
		else if (i < array_len(silent))
			evidence_remark(e, silent[i], 0);
	}
	return OK;
}

static enum err read_report(struct evidence *e, const struct evidence_file *f, struct rsop *r)
{
	for (;;) {
		try(xml_next(&r->x));
		if (r->x.kind == XML_END_OF_FILE)
			return take_report(e, f, r);
		if (r->x.kind == XML_START) {
			r->computer = r->computer || is_at(&r->x, "ComputerResults");
			if (is_at(&r->x, EXTENSION "Policy"))
				r->listed = 0;
			continue;
		}
		try(take_end(r));
	}
}

enum err evidence_read_rsop(struct evidence *e, const struct evidence_file *f, struct view text)
{
	struct rsop r = {.x = xml_reader(text, &e->scratch),
			 .values = registry_new(e->mem),
			 .gpos = buf_new(EVIDENCE_GPOS_MAX)};
	enum err err = read_report(e, f, &r);
	buf_free(&r.gpos);
	return err;
}
