/* SPDX-License-Identifier: Apache-2.0
 * ask.c: look-ups and the rules of approval.
 */
#include "policy/schema.h"

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

/* --- where outbound files may go --- */

/* RFC 5321 4.1.2, without quoted local parts, source routes and address literals. */
static bool local_ok(struct view v)
{
	static const char specials[] = "!#$%&'*+-/=?^_`{|}~.";
	if (v.n == 0 || v.n > 64 || v.p[0] == '.' || v.p[v.n - 1] == '.')
		return false;
	for (size_t i = 0; i < v.n; i++) {
		uint8_t c = v.p[i];
		bool plain =
		    (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (!plain && (c == 0 || !strchr(specials, c)))
			return false;
		if (c == '.' && v.p[i - 1] == '.')
			return false;
	}
	return true;
}

/* RFC 1123 2.1: labels of letters, digits and inner hyphens; at least two here. */
bool policy_domain_ok(struct view v)
{
	size_t label = 0, labels = 0;
	if (v.n == 0 || v.n > 253)
		return false;
	for (size_t i = 0; i <= v.n; i++) {
		uint8_t c = i < v.n ? v.p[i] : '.';
		if (c == '.') {
			if (label == 0 || label > 63 || v.p[i - 1] == '-')
				return false;
			labels++;
			label = 0;
			continue;
		}
		bool plain =
		    (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (!plain && (c != '-' || label == 0))
			return false;
		label++;
	}
	return labels >= 2;
}

bool policy_domain_matches(struct view rule, struct view domain)
{
	if (view_eq(rule, VIEW("*")))
		return true;
	if (!view_starts(rule, VIEW("*.")))
		return view_eq_nocase(rule, domain);
	struct view suffix = view_sub(rule, 1, rule.n); /* ".example.jp" */
	return domain.n > suffix.n &&
	       view_eq_nocase(suffix, view_sub(domain, domain.n - suffix.n, suffix.n));
}

bool policy_address_ok(struct view address)
{
	size_t at = view_find(address, 0, '@');
	return address.n <= 254 && local_ok(view_sub(address, 0, at)) &&
	       policy_domain_ok(view_sub(address, at + 1, address.n));
}

enum err policy_destination(const struct policy *p, struct view address, enum grade grade)
{
	struct view domain = view_sub(address, view_find(address, 0, '@') + 1, address.n);
	if (!policy_address_ok(address))
		return E_RECIPIENT;
	for (uint32_t i = 0; i < p->flows_count; i++) {
		const struct policy_flow *flow = &p->flows[i];
		if (flow->direction != DIRECTION_OUT)
			continue;
		for (uint32_t k = 0; k < flow->destinations_count; k++)
			if (policy_domain_matches(flow->destinations[k].domain, domain))
				return grade != GRADE_NONE &&
					       (uint32_t)grade <=
						   flow->destinations[k].highest_grade
					   ? OK
					   : E_POLICY;
	}
	return E_POLICY;
}

/* --- approval --- */

enum policy_need policy_need(const struct policy *p, enum direction d, enum grade grade)
{
	if (d == DIRECTION_IN)
		return p->approvals.inbound;
	switch (grade) {
	case GRADE_1:
		return p->approvals.outbound.grade1;
	case GRADE_2:
		return p->approvals.outbound.grade2;
	case GRADE_NONE:
	case GRADE_3:
		break;
	}
	return p->approvals.outbound.grade3; /* an outbound file without a grade gets the most */
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
	if (kind == FIND_PERSONAL_NUMBER && (uint32_t)grade < p->inspection.personal_number_grade)
		return POLICY_FIND_NEVER;
	return wanted;
}

/* In their own right, not as a deputy. A manager may do what an approver may. */
static bool approves_for(const struct policy *p, const struct policy_person *person,
			 const struct policy_unit *unit, enum policy_need need)
{
	if (unit->manager != POLICY_NONE && &p->people[unit->manager] == person)
		return true;
	return need == POLICY_NEED_APPROVER && policy_has_role(person, PERSON_APPROVER) &&
	       policy_in_unit(p, person, unit);
}

enum err policy_may_approve(const struct policy *p, const struct policy_person *person,
			    const struct policy_request *r)
{
	if (person == r->applicant)
		return E_SELF_APPROVAL;
	if (approves_for(p, person, r->unit, r->need))
		return OK;
	bool waited = r->waited_minutes >= p->approvals.deputy_after_minutes;
	for (uint32_t i = 0; i < p->people_count; i++) {
		const struct policy_person *absent = &p->people[i];
		if (policy_deputy(p, absent) != person ||
		    !approves_for(p, absent, r->unit, r->need))
			continue;
		/* Who asks, or is away, cannot answer: their deputy need not wait. */
		if (waited || absent == r->applicant || (r->away && r->away(absent)))
			return OK;
	}
	return E_FORBIDDEN;
}

static void add_once(const struct policy_person *one, const struct policy_request *r,
		     const struct policy_person **list, size_t most, size_t *n)
{
	if (one == r->applicant || *n == most || (r->away && r->away(one)))
		return;
	for (size_t i = 0; i < *n; i++)
		if (list[i] == one)
			return;
	list[(*n)++] = one;
}

size_t policy_approvers(const struct policy *p, const struct policy_request *r,
			const struct policy_person **ret, size_t most)
{
	bool waited = r->waited_minutes >= p->approvals.deputy_after_minutes;
	size_t n = 0;
	for (uint32_t i = 0; i < p->people_count; i++)
		if (approves_for(p, &p->people[i], r->unit, r->need))
			add_once(&p->people[i], r, ret, most, &n);
	for (uint32_t i = 0; i < p->people_count; i++) {
		const struct policy_person *one = &p->people[i], *deputy = policy_deputy(p, one);
		if (!deputy || !approves_for(p, one, r->unit, r->need))
			continue;
		if (waited || one == r->applicant || (r->away && r->away(one)))
			add_once(deputy, r, ret, most, &n);
	}
	return n;
}

static bool approves_at_all(const struct policy *p, const struct policy_person *person)
{
	if (policy_has_role(person, PERSON_APPROVER))
		return true;
	for (uint32_t i = 0; i < p->units_count; i++)
		if (p->units[i].manager != POLICY_NONE && &p->people[p->units[i].manager] == person)
			return true;
	return false;
}

bool policy_ever_approves(const struct policy *p, const struct policy_person *person)
{
	if (approves_at_all(p, person))
		return true;
	for (uint32_t i = 0; i < p->people_count; i++)
		if (policy_deputy(p, &p->people[i]) == person && approves_at_all(p, &p->people[i]))
			return true;
	return false;
}

const struct policy_person *policy_deputy(const struct policy *p,
					  const struct policy_person *person)
{
	return person->deputy == POLICY_NONE ? NULL : &p->people[person->deputy];
}

/* 127.0.0.1:25 */
static enum err read_relay(struct view rest, struct policy_relay *ret)
{
	struct policy_relay relay = {0};
	int64_t n;
	for (int i = 0; i < 4; i++) {
		size_t end = view_find(rest, 0, i < 3 ? '.' : ':');
		if (end >= rest.n || end > 3 || view_int(view_sub(rest, 0, end), 0, 255, &n) != OK)
			return E_CONFIG;
		relay.address = relay.address << 8 | (uint32_t)n;
		rest = view_sub(rest, end + 1, rest.n);
	}
	if (view_int(rest, 1, 65535, &n) != OK)
		return E_CONFIG;
	relay.port = (uint16_t)n;
	*ret = relay;
	return OK;
}

enum err policy_relay(const struct policy *p, struct policy_relay *ret)
{
	return read_relay(p->notices.relay, ret);
}

enum err policy_scanner(const struct policy *p, struct policy_relay *ret)
{
	return p->originals.clamd.n ? read_relay(p->originals.clamd, ret) : E_CONFIG;
}
