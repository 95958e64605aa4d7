/* SPDX-License-Identifier: Apache-2.0
 * pdf/calculator.c: PostScript calculator functions (ISO 32000-2 7.10.5), compiled to a list of
 * steps. There are no loops in the language: every run ends.
 */
#include <math.h>

#include "disarm/pdf/function.h"
#include "disarm/pdf/lex.h"

#define STACK 100
#define STEPS_MAX 20000
#define NESTED_MAX 32

enum op {
	PUSH,
	JUMP,	     /* to `to` */
	JUMP_UNLESS, /* pops; to `to` when false */
	ABS,
	ADD,
	AND,
	ATAN,
	BITSHIFT,
	CEILING,
	COPY,
	COS,
	CVI,
	CVR,
	DIV,
	DUP,
	EQ,
	EXCH,
	EXP,
	FLOOR,
	GE,
	GT,
	IDIV,
	INDEX,
	LE,
	LN,
	LOG,
	LT,
	MOD,
	MUL,
	NE,
	NEG,
	NOT,
	OR,
	POP,
	ROLL,
	ROUND,
	SIN,
	SQRT,
	SUB,
	TRUNCATE,
	XOR,
};

/* How many values a step takes from the stack; it is skipped when there are fewer. */
static const struct word {
	const char *name;
	uint8_t op, takes;
} words[] = {
    {"abs", ABS, 1},
    {"add", ADD, 2},
    {"and", AND, 2},
    {"atan", ATAN, 2},
    {"bitshift", BITSHIFT, 2},
    {"ceiling", CEILING, 1},
    {"copy", COPY, 1},
    {"cos", COS, 1},
    {"cvi", CVI, 1},
    {"cvr", CVR, 1},
    {"div", DIV, 2},
    {"dup", DUP, 1},
    {"eq", EQ, 2},
    {"exch", EXCH, 2},
    {"exp", EXP, 2},
    {"floor", FLOOR, 1},
    {"ge", GE, 2},
    {"gt", GT, 2},
    {"idiv", IDIV, 2},
    {"index", INDEX, 1},
    {"le", LE, 2},
    {"ln", LN, 1},
    {"log", LOG, 1},
    {"lt", LT, 2},
    {"mod", MOD, 2},
    {"mul", MUL, 2},
    {"ne", NE, 2},
    {"neg", NEG, 1},
    {"not", NOT, 1},
    {"or", OR, 2},
    {"pop", POP, 1},
    {"roll", ROLL, 2},
    {"round", ROUND, 1},
    {"sin", SIN, 1},
    {"sqrt", SQRT, 1},
    {"sub", SUB, 2},
    {"truncate", TRUNCATE, 1},
    {"xor", XOR, 2},
};

struct step {
	uint8_t op, takes;
	uint32_t to;
	double value;
};

struct calculator {
	uint32_t n;
	struct step *steps;
};

struct compiler {
	struct pdf_lex lex;
	struct calculator *c;
};

static struct step *add_step(struct compiler *k, uint8_t op)
{
	if (k->c->n == STEPS_MAX)
		return NULL;
	k->c->steps[k->c->n].op = op;
	return &k->c->steps[k->c->n++];
}

static bool add_word(struct compiler *k, struct view name)
{
	static const char *const truths[] = {"false", "true"};
	for (size_t i = 0; i < array_len(words); i++) {
		if (!view_eq(name, view_str(words[i].name)))
			continue;
		struct step *s = add_step(k, words[i].op);
		if (s)
			s->takes = words[i].takes;
		return s != NULL;
	}
	for (size_t i = 0; i < array_len(truths); i++) {
		struct step *s = view_eq(name, view_str(truths[i])) ? add_step(k, PUSH) : NULL;
		if (s) {
			s->value = (double)i;
			return true;
		}
	}
	return false;
}

/* Up to the closing brace. { a } if: jump over a unless true. { a } { b } ifelse: the end of a
 * jumps over b. The jump stands before a, where room is kept for it. */
static bool compile(struct compiler *k, unsigned depth)
{
	uint32_t first = 0, second = 0, blocks = 0; /* where the last two blocks start */
	struct pdf_obj o;
	for (;;) {
		enum pdf_token t = pdf_lex_token(&k->lex, &o);
		if (t == PDF_TOKEN_VALUE && pdf_is_number(&o)) {
			struct step *s = add_step(k, PUSH);
			if (!s)
				return false;
			s->value = pdf_number(&o, 0);
			blocks = 0;
		} else if (t != PDF_TOKEN_WORD) {
			return false;
		} else if (view_eq(o.bytes, VIEW("}"))) {
			return blocks == 0;
		} else if (view_eq(o.bytes, VIEW("{"))) {
			first = blocks == 0 ? k->c->n : first;
			second = blocks == 1 ? k->c->n : second;
			if (++blocks > 2 || depth == NESTED_MAX || !add_step(k, JUMP) ||
			    !compile(k, depth + 1))
				return false;
		} else if (view_eq(o.bytes, VIEW("if")) && blocks == 1) {
			k->c->steps[first].op = JUMP_UNLESS;
			k->c->steps[first].takes = 1;
			k->c->steps[first].to = k->c->n;
			blocks = 0;
		} else if (view_eq(o.bytes, VIEW("ifelse")) && blocks == 2) {
			k->c->steps[first].op = JUMP_UNLESS;
			k->c->steps[first].takes = 1;
			k->c->steps[first].to = second + 1;
			k->c->steps[second].to = k->c->n;
			blocks = 0;
		} else if (blocks != 0 || !add_word(k, o.bytes)) {
			return false;
		}
	}
}

const void *calculator_read(struct pdf *pdf, struct view text)
{
	struct calculator *c = arena_alloc(pdf->mem, sizeof *c);
	struct compiler k = {.lex = {.in = text, .mem = pdf->mem}, .c = c};
	struct pdf_obj o;
	if (!c)
		return NULL;
	c->steps = arena_array(pdf->mem, min_of(text.n + 1, (size_t)STEPS_MAX), sizeof *c->steps);
	if (!c->steps || pdf_lex_token(&k.lex, &o) != PDF_TOKEN_WORD ||
	    !view_eq(o.bytes, VIEW("{")) || !compile(&k, 1))
		return NULL;
	return c;
}

struct machine {
	double v[STACK];
	uint32_t n;
};

static int64_t whole(double x)
{
	return x >= -2147483648.0 && x <= 2147483647.0 ? (int64_t)x : 0;
}

static double shifted(double value, double by)
{
	int64_t x = whole(value), n = whole(by);
	uint32_t bits = (uint32_t)x;
	if (n <= -32 || n >= 32)
		return 0;
	return (double)(int32_t)(n >= 0 ? bits << n : bits >> -n);
}

static double in_degrees(double y, double x)
{
	double angle = atan2(y, x) * 180 / 3.14159265358979323846;
	return angle < 0 ? angle + 360 : angle;
}

/* x op y */
static double two(enum op op, double x, double y)
{
	int64_t a = whole(x), b = whole(y);
	int64_t quotient = b == 0 ? 0 : a / b; /* idiv cuts off */
	double radians = 3.14159265358979323846 / 180;
	switch ((int)op) {
	case ADD:
		return x + y;
	case SUB:
		return x - y;
	case MUL:
		return x * y;
	case DIV:
		return x / y;
	case IDIV:
		return (double)quotient;
	case MOD:
		return b == 0 ? 0 : (double)(a % b);
	case ATAN:
		return in_degrees(x, y);
	case EXP:
		return pow(x, y);
	case BITSHIFT:
		return shifted(x, y);
	case AND:
		return (double)(a & b);
	case OR:
		return (double)(a | b);
	case XOR:
		return (double)(a ^ b);
	case EQ:
		return x == y;
	case NE:
		return x != y;
	case GE:
		return x >= y;
	case GT:
		return x > y;
	case LE:
		return x <= y;
	case LT:
		return x < y;
	case SIN:
		return sin(y * radians);
	case COS:
		return cos(y * radians);
	default:
		return 0;
	}
}

static double one(enum op op, double x)
{
	switch ((int)op) {
	case ABS:
		return fabs(x);
	case NEG:
		return -x;
	case CEILING:
		return ceil(x);
	case FLOOR:
		return floor(x);
	case ROUND:
		return floor(x + 0.5);
	case TRUNCATE:
	case CVI:
		return trunc(x);
	case SQRT:
		return sqrt(x);
	case LN:
		return log(x);
	case LOG:
		return log10(x);
	case NOT: /* of truths only: 0 and 1; of other numbers all bits */
		return x == 0 || x == 1 ? 1 - x : (double)~whole(x);
	case SIN:
	case COS:
		return two(op, 0, x);
	default:
		return x;
	}
}

static void roll(struct machine *m, int64_t n, int64_t by)
{
	double some[STACK];
	if (n < 1 || n > m->n)
		return;
	double *from = m->v + m->n - n;
	memcpy(some, from, (size_t)n * sizeof *some);
	for (int64_t i = 0; i < n; i++)
		from[((i + by) % n + n) % n] = some[i];
}

/* Steps that move values about; false when `s` is not one of them. */
static bool moved(struct machine *m, const struct step *s)
{
	double top = m->n > 0 ? m->v[m->n - 1] : 0;
	int64_t n = whole(top);
	switch (s->op) {
	case POP:
		m->n--;
		return true;
	case DUP:
		if (m->n < STACK)
			m->v[m->n++] = top;
		return true;
	case EXCH:
		m->v[m->n - 1] = m->v[m->n - 2];
		m->v[m->n - 2] = top;
		return true;
	case COPY:
		m->n--;
		if (n > 0 && n <= m->n && m->n + n <= STACK) {
			memmove(m->v + m->n, m->v + m->n - n, (size_t)n * sizeof *m->v);
			m->n += (uint32_t)n;
		}
		return true;
	case INDEX:
		m->v[m->n - 1] = n >= 0 && n + 1 < m->n ? m->v[m->n - 2 - n] : 0;
		return true;
	case ROLL:
		m->n -= 2;
		roll(m, whole(m->v[m->n]), n);
		return true;
	default:
		return false;
	}
}

void calculator_eval(const struct function *f, const double *in, double *out)
{
	const struct calculator *c = f->data;
	struct machine m = {.n = f->inputs};
	memcpy(m.v, in, f->inputs * sizeof *in);
	for (uint32_t at = 0; at < c->n;) {
		const struct step *s = &c->steps[at++];
		if (m.n < s->takes)
			return;
		if (s->op == PUSH) {
			if (m.n == STACK)
				return;
			m.v[m.n++] = s->value;
		} else if (s->op == JUMP) {
			at = max_of(s->to, at);
		} else if (s->op == JUMP_UNLESS) {
			at = m.v[--m.n] == 0 ? max_of(s->to, at) : at;
		} else if (moved(&m, s)) {
			continue;
		} else if (s->takes == 2) {
			m.n--;
			m.v[m.n - 1] = two(s->op, m.v[m.n - 1], m.v[m.n]);
		} else {
			m.v[m.n - 1] = one(s->op, m.v[m.n - 1]);
		}
	}
	uint32_t n = min_of(m.n, f->outputs);
	memcpy(out + f->outputs - n, m.v + m.n - n, n * sizeof *out);
}
