/* SPDX-License-Identifier: Apache-2.0
 * definition_parts.h: between the files that read a definition: what each adds, and how they
 * complain.
 */
#ifndef REGISTER_DEFINITION_PARTS_H
#define REGISTER_DEFINITION_PARTS_H

#include "register/definition.h"

#define VALUES(...) ((struct mistake_values){{__VA_ARGS__}})

struct def_reader {
	struct schema_reader *s;
	struct register_rules *r;
	const struct yaml_node *root;
};

void def_complain(struct def_reader *x, enum mistake_code code, const struct yaml_node *node,
		  struct mistake_values values);
/* The node of entry i of a list ("fields"), and of one of its keys; the nearest above it that is
 * there. */
const struct yaml_node *def_entry(const struct def_reader *x, const char *list, uint32_t i);
const struct yaml_node *def_member(const struct yaml_node *node, const char *key);
/* Memory that lives as long as the rules; NULL: noted as x->s->err. */
void *def_take(struct def_reader *x, size_t count, size_t size);
/* The field or state of that code; complains at `node` where there is none. */
uint32_t def_field(struct def_reader *x, struct view code, const struct yaml_node *node);
uint32_t def_state(struct def_reader *x, struct view code, const struct yaml_node *node);

/* What a field may and must say, by its type. */
void def_check_fields(struct def_reader *x);
/* Names of expressions, and every expression. */
void def_read_expressions(struct def_reader *x);
void def_complain_expression(struct def_reader *x, const struct expr_mistake *m,
			     const struct yaml_node *at);
/* Moves resolved; every state is reached and left. */
void def_check_moves(struct def_reader *x);

/* What an expression sees of a field or column. */
enum expr_type def_type_seen(enum register_type type, bool many);
struct view def_type_name(const struct def_reader *x, enum register_type type);

#endif
