/* SPDX-License-Identifier: Apache-2.0
 * ask.c: who is who, what passes, within which limits, and what is wanted of what is found.
 */
#include "policy/read/schema.h"

#define MEGA ((uint64_t)1000 * 1000)

const struct policy_unit *policy_unit(const struct policy *p, struct view code)
{
	uint32_t i = policy_find(p, REF_UNIT, p->units_sorted, code);
	return i == POLICY_NONE ? NULL : &p->units[i];
}

const struct policy_person *policy_person(const struct policy *p, struct view number)
{
	uint32_t i = policy_find(p, REF_PERSON, p->people_sorted, number);
	return i == POLICY_NONE ? NULL : &p->people[i];
}

bool policy_in_unit(const struct policy *p, const struct policy_person *person,
		    const struct policy_unit *unit)
{
	for (uint32_t i = 0; i < person->units_count; i++)
		if (&p->units[person->units[i]] == unit)
			return true;
	return false;
}

bool policy_has_role(const struct policy_person *person, enum person_role role)
{
	return (person->roles & 1u << role) != 0;
}

const struct policy_person *policy_deputy(const struct policy *p,
					  const struct policy_person *person)
{
	return person->deputy == POLICY_NONE ? NULL : &p->people[person->deputy];
}

bool policy_flows(const struct policy *p, enum direction d)
{
	for (uint32_t i = 0; i < p->flows_count; i++)
		if (p->flows[i].direction == d)
			return true;
	return false;
}

static const struct policy_format_rules *rules_of(const struct policy *p, enum direction d)
{
	return d == DIRECTION_OUT ? &p->formats.outbound : &p->formats.inbound;
}

bool policy_format_allowed(const struct policy *p, enum direction d, struct view format)
{
	static const struct {
		const char *name;
		size_t at;
	} formats[] = {
#define FORMAT(name, extensions, ja, en) {#name, offsetof(struct policy_format_rules, name)},
#include "tbl/formats.h"
#undef FORMAT
	};
	for (size_t i = 0; i < array_len(formats); i++)
		if (view_eq(format, view_str(formats[i].name))) {
			enum policy_permit permit;
			memcpy(&permit, (const uint8_t *)rules_of(p, d) + formats[i].at,
			       sizeof permit);
			return permit == POLICY_ALLOW && policy_flows(p, d);
		}
	return false;
}

enum {
#define FORM(name, number, ja, en) FORM_##name = 1 << (number),
#include "tbl/forms.h"
#undef FORM
};

/* What a format's files become. Lock 2 asks by this, for the word of lock 1's half about a format
 * is only a word. */
static uint32_t forms_of(struct view format)
{
	static const struct {
		const char *format;
		uint32_t forms;
	} rows[] = {
	    {"zip", FORM_CONTAINER}, {"docx", FORM_DOCUMENT},
	    {"pptx", FORM_SLIDES},   {"xlsx", FORM_SHEET},
	    {"pdf", FORM_PAGES},     {"png", FORM_IMAGE},
	    {"jpeg", FORM_IMAGE},    {"gif", FORM_IMAGE | FORM_ANIMATION},
	    {"csv", FORM_TABLE},     {"text", FORM_TEXT},
	};
	for (size_t i = 0; i < array_len(rows); i++)
		if (view_eq(format, view_str(rows[i].format)))
			return rows[i].forms;
	return UINT32_MAX; /* not known here: it may become anything */
}

static uint32_t refused_forms(const struct policy *p, enum direction d)
{
	static const char *const formats[] = {
#define FORMAT(name, extensions, ja, en) #name,
#include "tbl/formats.h"
#undef FORMAT
	};
	uint32_t taken = 0;
	for (size_t i = 0; i < array_len(formats); i++)
		if (policy_format_allowed(p, d, view_str(formats[i])))
			taken |= forms_of(view_str(formats[i]));
	return ~taken;
}

void policy_limits_of(const struct policy *p, enum direction d, struct limits *ret)
{
	const struct policy_limits *l = &p->limits;
	const struct policy_format_rules *rules = rules_of(p, d);
	*ret = (struct limits){
	    .input = l->file_mb * MEGA,
	    .output = l->output_mb * MEGA,
	    .memory = l->memory_mb * MEGA,
	    .pixels = l->megapixels * MEGA,
	    .seconds = l->seconds,
	    .parts = l->parts,
	    .elements = l->thousand_elements,
	    .depth = l->depth,
	    .ratio = l->ratio,
	    .archive = l->archive_mb * MEGA,
	    .archive_members = l->archive_files,
	    .archive_depth = l->archive_depth,
	    .options = (rules->csv_guard ? LIMITS_CSV_GUARD : 0) |
		       (rules->comments == POLICY_DROP ? LIMITS_DROP_COMMENTS : 0) |
		       (rules->hidden == POLICY_DROP ? LIMITS_DROP_HIDDEN : 0) |
		       (rules->notes == POLICY_DROP ? LIMITS_DROP_NOTES : 0) |
		       (rules->persons == POLICY_DROP ? LIMITS_DROP_PERSON : 0) |
		       (rules->archive == POLICY_REFUSE_ALL ? LIMITS_WHOLE_ARCHIVE : 0) |
		       (d == DIRECTION_OUT ? LIMITS_OUTBOUND : 0),
	    .refused = refused_forms(p, d),
	};
}

/* --- 送付前点検 --- */

enum {
#define FIND(name, severity, erased, ja, en, todo_ja, todo_en) FIND_##name,
#include "tbl/finds.h"
#undef FIND
	FIND_COUNT
};

#define AT(name) offsetof(struct policy_inspection, name)
/* In the order of tbl/finds.h. */
static const size_t finds[] = {
    [FIND_COVERED] = AT(covered),
    [FIND_PERSONAL_NUMBER] = AT(personal_number),
    [FIND_NUMBER_LIKE] = AT(number_like),
    [FIND_HIDDEN_SHEET] = AT(hidden_sheet),
    [FIND_HIDDEN_CELLS] = AT(hidden_cells),
    [FIND_HIDDEN_SLIDE] = AT(hidden_slide),
    [FIND_HIDDEN_TEXT] = AT(hidden_text),
    [FIND_OFF_PAGE] = AT(off_page),
    [FIND_INVISIBLE_TEXT] = AT(invisible_text),
    [FIND_TRACKED] = AT(tracked),
    [FIND_COMMENTS] = AT(comments),
    [FIND_NOTES] = AT(notes),
    [FIND_AUTHOR] = AT(author),
    [FIND_HIDDEN_DATA] = AT(hidden_data),
    [FIND_CROPPED] = AT(cropped),
    [FIND_ADDRESS_LIST] = AT(address_list),
    [FIND_GRADE_MARK] = AT(grade_mark),
};
#undef AT
_Static_assert(array_len(finds) == FIND_COUNT, "every kind of find needs its key");

enum policy_find policy_find_wanted(const struct policy *p, uint32_t kind, enum grade grade)
{
	enum policy_find wanted;
	if (kind >= array_len(finds))
		return POLICY_FIND_NEVER;
	memcpy(&wanted, (const uint8_t *)&p->inspection + finds[kind], sizeof wanted);
	if (kind == FIND_PERSONAL_NUMBER &&
	    (uint32_t)grade_level(grade) < p->inspection.personal_number_grade)
		return POLICY_FIND_NEVER;
	return wanted;
}
