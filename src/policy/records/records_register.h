/* SPDX-License-Identifier: Apache-2.0
 * records_register.h: the definition of a register as it is written, one struct for each RECORD of
 * tbl/register.h. What follows from it (expressions read, codes found): register/definition.h.
 */
#ifndef POLICY_RECORDS_REGISTER_H
#define POLICY_RECORDS_REGISTER_H

#include "policy/records/records.h"

enum register_type {
	REGISTER_TEXT,
	REGISTER_LONG,
	REGISTER_NUMBER,
	REGISTER_MONEY,
	REGISTER_DATE,
	REGISTER_TIME,
	REGISTER_YES,
	REGISTER_CHOICE,
	REGISTER_CHOICES,
	REGISTER_UNIT,
	REGISTER_PERSON,
	REGISTER_RECORD,
	REGISTER_FILE,
	REGISTER_URL,
	REGISTER_TABLE,
	REGISTER_JOURNAL,
	REGISTER_SUM,
	REGISTER_TYPES
};

/* As bits: 1u << REGISTER_OWNER. */
enum register_duty {
	REGISTER_OWNER,
	REGISTER_MANAGER,
	REGISTER_OFFICE,
	REGISTER_CISO,
	REGISTER_CSIRT,
	REGISTER_AUDITOR,
	REGISTER_PUBLICITY,
	REGISTER_EVERYBODY,
	REGISTER_DUTIES
};

enum register_level { REGISTER_WARN, REGISTER_ERROR };

struct register_review {
	struct view every, warn, also;
	uint32_t by;
};

struct register_keep {
	uint32_t years;
	struct view from;
};

struct register_choice {
	char code[CODE_MAX];
	struct view title, english;
};

struct register_column {
	char code[CODE_MAX];
	struct view title, english, to;
	enum register_type type;
	bool required;
	const struct register_choice *choices;
	uint32_t choices_count;
};

struct register_field {
	char code[CODE_MAX];
	struct view title, english, to, when, min, max, initial, sum, help;
	enum register_type type;
	bool required, list, many, secret;
	uint32_t length, edit;
	const struct register_choice *choices;
	const struct register_column *columns;
	const struct view *also;
	uint32_t choices_count, columns_count, also_count;
};

struct register_state {
	char code[CODE_MAX];
	struct view title, english;
	uint32_t edit;
	bool live, end;
};

struct register_move {
	char code[CODE_MAX];
	struct view title, english, to, within, automatic;
	const struct view *from, *need;
	uint32_t from_count, need_count, by, tell;
	bool other, note;
};

struct register_check {
	char code[CODE_MAX];
	struct view clause, when, text, english;
	enum register_level level;
};

struct register_definition {
	uint32_t schema, version;
	char code[CODE_MAX];
	struct view title, english, number, unit;
	bool secret;
	struct register_review review;
	struct register_keep keep;
	const struct view *clauses, *public_fields, *key_fields;
	const struct register_field *fields;
	const struct register_state *states;
	const struct register_move *moves;
	const struct register_check *checks;
	uint32_t clauses_count, public_fields_count, key_fields_count;
	uint32_t fields_count, states_count, moves_count, checks_count;
};

#endif
