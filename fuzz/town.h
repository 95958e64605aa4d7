/* SPDX-License-Identifier: Apache-2.0
 * town.h: two zones with a network each, and one flow between them: what the fuzz targets of rules,
 * of exports and of observations hold any bytes against.
 */
#ifndef FUZZ_TOWN_H
#define FUZZ_TOWN_H

#include "zone/rules/space.h"

static const struct policy_zone town_zones[] = {
    {.code = "in", .name = {(const uint8_t *)"in", 2}, .kind = POLICY_ZONE_INTERNET},
    {.code = "lg", .name = {(const uint8_t *)"lg", 2}, .kind = POLICY_ZONE_LGWAN}};
static const struct policy_network town_networks[] = {
    {.code = "in", .zone = 0, .v4 = {(const uint8_t *)"10.3.0.0/16", 11}, .interface = "eth0"},
    {.code = "lg", .zone = 1, .v4 = {(const uint8_t *)"10.2.0.0/16", 11}, .interface = "eth1"}};
static const struct policy town_policy = {
    .zones = town_zones, .networks = town_networks, .zones_count = 2, .networks_count = 2};
static const struct zone_interface town_interfaces[] = {{"eth0", 0}, {"eth1", 1}};
static const struct zone_rule town_rules[] = {{.from = 0,
					       .to = 1,
					       .source = {{10, 3, 0, 2}, 32, false},
					       .destination = {{10, 2, 0, 0}, 24, false},
					       .protocol = 6,
					       .port_first = 25,
					       .port_last = 25,
					       .accept = true}};
static const struct zone_allowed town = {&town_policy, town_interfaces, town_rules, 2, 1};

#endif
