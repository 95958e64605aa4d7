/* SPDX-License-Identifier: Apache-2.0
 * probe_parts.h: between the probe's passes (probe.c), what is to be asked (probe_plan.c), and the
 * batches in which it is sent and judged (probe_batch.c).
 */
#ifndef ZONE_PROBE_PARTS_H
#define ZONE_PROBE_PARTS_H

#include "zone/lab/probe.h"
#include "zone/proof/step.h"

#define PROBE_BATCH 256

enum probe_wish {
	PROBE_AS_ALLOWED, /* as policy and model say */
	PROBE_STOPS,
	PROBE_ARRIVES
};

struct probe_question {
	struct zone_packet packet; /* from ZONE_SELF, to ZONE_SELF: the boundary itself */
	enum zone_frame_kind kind;
	uint16_t source_port;
	enum probe_wish wish;
	bool *silent; /* of a single packet: did not arrive in the control. NULL: of a sweep */
	const char *ja, *en; /* why it must stop, or arrive */
};

struct probe_batch {
	struct probe_question questions[PROBE_BATCH];
	struct zone_frame frames[PROBE_BATCH];
	bool arrived[PROBE_BATCH];
	uint32_t count;
	uint16_t base; /* number of the first */
};

struct probe {
	const struct zone_allowed *allowed;
	struct zone_lab *lab;
	struct zone_ruleset ruleset;
	struct zone_probe_result *result;
	struct zone_probe_count *where; /* what is counted now */
	bool control;
	struct probe_batch batch, before;
	struct buf ja, en;
	uint32_t told;
};

/* The two ends of a sweep. */
struct probe_ends {
	uint32_t from, to; /* or ZONE_SELF */
	bool v6;
	uint8_t source[16], destination[16], mac[6];
};

struct probe_plan {
	struct probe_ends *sweeps;
	uint32_t sweeps_count, sweeps_left_out, pairs_without;
	struct probe_ends *own; /* to and from the boundary itself */
	uint32_t own_count;
	/* Single packets, and for each whether the control was silent. */
	struct zone_packet *edges;
	bool *edges_silent;
	uint32_t edges_count;
	/* One packet that each accepting rule lets begin. */
	struct zone_packet *flows;
	uint32_t flows_count;
};

enum err probe_plan(const struct zone_allowed *allowed, const struct zone_lab *lab,
		    struct arena *mem, struct probe_plan *ret) must_use;
/* It can be sent in this lab, and its ends are of different zones. */
bool probe_can_send(const struct zone_allowed *allowed, const struct zone_lab *lab,
		    const struct zone_packet *k);

/* Sends when a batch is full; probe_flush sends the rest and judges. */
void probe_ask(struct probe *p, const struct probe_question *q);
void probe_flush(struct probe *p);

#endif
