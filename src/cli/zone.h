/* SPDX-License-Identifier: Apache-2.0
 * zone.h: the parts of `sekisho zone`, one file each.
 */
#ifndef CLI_ZONE_H
#define CLI_ZONE_H

#include "cli/cli.h"

/* Rows of the command's options. */
enum { CLI_ZONE_INTERFACE, CLI_ZONE_PROBE };

/* `sekisho zone prove POLICY FILE`: operands 1 and 2. */
enum cli_exit cli_zone_prove(const struct cli *cli);
/* `sekisho zone prove --probe POLICY [RULES]`: operands 1 and 2. */
enum cli_exit cli_zone_probe(const struct cli *cli);
/* `sekisho zone watch POLICY`: operand 1. */
enum cli_exit cli_zone_watch(const struct cli *cli);

#endif
