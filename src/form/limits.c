/* SPDX-License-Identifier: Apache-2.0
 * limits.c: what an item may ask for when the policy says nothing.
 */
#include "form/limits.h"

#define MEGABYTE ((uint64_t)1000 * 1000)

const struct limits limits_default = {
    .input = 100 * MEGABYTE,
    .output = 300 * MEGABYTE,
    .memory = 640 * MEGABYTE, /* of addresses: some 500 of them are ever touched */
    .pixels = 100 * MEGABYTE,
    .seconds = 30,
    .parts = 4096,
    .elements = 4000,
    .depth = 64,
    .ratio = 1032, /* the most that deflate can reach */
    .options = LIMITS_CSV_GUARD,
    .archive = 1000 * MEGABYTE,
    .archive_members = 2000,
    .archive_depth = 2,
};
