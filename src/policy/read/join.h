/* SPDX-License-Identifier: Apache-2.0
 * join.h: an organ's policy (host: in the file) and the sections of its host that it uses.
 *
 * An organ with a policy of its own says itself what it accepts, decides and publishes. Body,
 * organs, units, people, zones, flows, gates and the cables are its host's and stand in one place
 * only: in the host's file. Whoever runs a house for the organ runs the two joined: the organ's
 * text as it is, the host's sections behind it, and joined_of, the hash of the host's file. Hosts
 * may have hosts.
 */
#ifndef POLICY_JOIN_H
#define POLICY_JOIN_H

#include "policy/policy.h"
#include "policy/read/yaml.h"

#define POLICY_HOSTS_MAX 8 /* a host of a host of ... */

/* Where files named by `host: {file: NAME}` are found. */
struct policy_source {
	/* NAME is of ASCII letters, digits, '.', '-', '_' and begins with no '.'. E_NOT_FOUND:
	 * there is none; E_NO_MEMORY; any other: it cannot be read. The text lives in mem. */
	enum err (*read)(const struct policy_source *from, const char *name, struct arena *mem,
			 struct view *ret);
	const void *context;
};

/* The file as it would run. One without a host, or joined already, is itself. E_CONFIG: mistakes in
 * m, as far as they are about the host; m is added to. */
enum err policy_join(struct view file, const struct policy_source *from, struct arena *mem,
		     struct policy_mistakes *m, struct view *ret) must_use;

/* False, and said so: it names a host and has not been joined with it. */
bool join_ready(const struct yaml_node *root, struct policy_mistakes *m);

#endif
