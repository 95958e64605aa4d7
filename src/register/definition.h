/* SPDX-License-Identifier: Apache-2.0
 * definition.h: the definition of a register: read, checked, and what follows from it.
 *
 * A definition (share/registers/, tbl/register.h, sekisho-register(5)) is YAML that the body's own
 * staff change. Everything else is derived: storage, list, form, moves, checks. One with a mistake
 * is not taken; every mistake has its line and column.
 *
 * Its expressions speak of a row `record` whose fields are members of the JSON object record.data
 * under their codes, beside record.state, record.unit and record.live; the rows of a table or
 * journal are `record_row` with record_row.record, .field and .data. What a field holds there:
 *
 *   text long url unit person record choice   text        number money   number
 *   date '2027-03-31'                         time        seconds since 1970
 *   yes  true or false                        choices, several units, persons, records, files
 * ',a,b,'
 */
#ifndef REGISTER_DEFINITION_H
#define REGISTER_DEFINITION_H

#include "policy/read/schema.h"
#include "register/expression.h"

#define REGISTER_ARENA ((size_t)16 << 20)
#define REGISTER_FILE_MAX ((size_t)1 << 20)
#define REGISTER_SEQ_MAX 9 /* digits of a record's number */

/* Of the field with the same index; NULL where it has none. */
struct register_field_rules {
	const struct expr *when, *min, *max, *sum;
	uint32_t most; /* characters of text and long */
};

struct register_move_rules {
	uint64_t from;	      /* states, as bits */
	uint32_t to;	      /* a state */
	const uint32_t *need; /* fields; d.moves[].need_count of them */
	int64_t within;	      /* seconds; 0: no limit */
	const struct expr *automatic;
};

/* "A{fy}-{seq:5}": what stands before and behind the digits, with {fy} and {era} in it. */
struct register_number {
	struct view before, after;
	uint32_t digits;
};

struct register_rules {
	struct register_definition d;
	uint8_t hash[HASH_LEN]; /* of its canonical text (yaml_canonical) */
	struct register_number number;
	struct expr_scope scope; /* fields in their order, then state, unit, live */
	struct register_field_rules *fields;
	const uint32_t *sums; /* fields that are worked out, each behind those it needs */
	uint32_t sums_count;
	struct register_move_rules *moves;
	const struct expr **checks;
	const struct expr *review_also, *keep_from; /* a day, or NULL */
	struct expr_span review_every, review_warn;
	uint32_t unit_field; /* POLICY_NONE: the main unit of who made the record */
	const uint32_t *public_fields, *key_fields; /* counts: as in d */
};

/* E_CONFIG: it has mistakes, which are in m, and *ret is untouched. Everything lives in `mem`. */
enum err register_load(struct view file, struct arena *mem, struct register_rules *ret,
		       struct policy_mistakes *m) must_use;

/* POLICY_NONE when there is no such field or state. */
uint32_t register_field(const struct register_rules *r, struct view code);
uint32_t register_state(const struct register_rules *r, struct view code);
/* The number of its n-th record in a fiscal year: "A2026-00012". */
void register_number_put(const struct register_rules *r, int64_t fiscal_year, uint64_t n,
			 struct buf *out);

#endif
