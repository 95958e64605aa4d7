/* SPDX-License-Identifier: Apache-2.0
 * trial_parts.h: between the probe's passes (probe.c), what is to be asked (trial_plan.c), and the
 * batches in which it is sent and judged (trial_batch.c).
 */
#ifndef ZONE_TRIAL_PARTS_H
#define ZONE_TRIAL_PARTS_H

#include "zone/lab/probe.h"
#include "zone/proof/step.h"

#define TRIAL_BATCH 256

enum trial_wish {
	TRIAL_AS_ALLOWED, /* as policy and model say */
	TRIAL_STOPS,
	TRIAL_ARRIVES
};

struct trial_question {
	struct zone_packet packet; /* from ZONE_SELF, to ZONE_SELF: the boundary itself */
	enum zone_frame_kind kind;
	uint16_t source_port;
	enum trial_wish wish;
	bool *silent; /* of a single packet: did not arrive in the control. NULL: of a sweep */
	const char *ja, *en; /* why it must stop, or arrive */
};

struct trial_batch {
	struct trial_question questions[TRIAL_BATCH];
	struct zone_frame frames[TRIAL_BATCH];
	bool arrived[TRIAL_BATCH];
	uint32_t count;
	uint16_t base; /* number of the first */
};

struct trial {
	const struct zone_allowed *allowed;
	struct zone_lab *lab;
	struct zone_ruleset ruleset;
	struct zone_probe_result *result;
	struct zone_probe_count *where; /* what is counted now */
	bool control;
	struct trial_batch batch, before;
	struct buf ja, en;
	uint32_t told;
};

/* The two ends of a sweep. */
struct trial_ends {
	uint32_t from, to; /* or ZONE_SELF */
	bool v6;
	uint8_t source[16], destination[16], mac[6];
};

struct trial_plan {
	struct trial_ends *sweeps;
	uint32_t sweeps_count, sweeps_left_out, pairs_without, rules_left_out;
	struct trial_ends *own; /* to and from the boundary itself */
	uint32_t own_count;
	/* Single packets, and for each whether the control was silent. */
	struct zone_packet *edges;
	bool *edges_silent;
	uint32_t edges_count;
	/* One packet that each accepting rule lets begin. */
	struct zone_packet *flows;
	uint32_t flows_count;
};

enum err trial_plan(const struct zone_allowed *allowed, const struct zone_lab *lab,
		    struct arena *mem, struct trial_plan *ret) must_use;
/* It can be sent in this lab, and its ends are of different zones. */
bool trial_can_send(const struct zone_allowed *allowed, const struct zone_lab *lab,
		    const struct zone_packet *k);

/* Sends when a batch is full; trial_flush sends the rest and judges. */
void trial_ask(struct trial *p, const struct trial_question *q);
void trial_flush(struct trial *p);

#endif
