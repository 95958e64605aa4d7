/* SPDX-License-Identifier: Apache-2.0
 * yaml_write.c: a tree as text again.
 */
#include "policy/read/yaml.h"

static void put_scalar(const struct yaml_node *node, struct buf *out)
{
	bool broken = view_find(node->text, 0, '\n') < node->text.n;
	if (node->plain && !broken) {
		buf_put(out, node->text);
		return;
	}
	buf_str(out, "\"");
	for (size_t i = 0; i < node->text.n; i++) {
		uint8_t c = node->text.p[i];
		if (c < ' ') {
			buf_fmt(out, "\\x%02x", c);
			continue;
		}
		if (c == '"' || c == '\\')
			buf_str(out, "\\");
		buf_u8(out, c);
	}
	buf_str(out, "\"");
}

/* What stands behind "key:" or "-", to the end of its line or lines. At most YAML_DEPTH_MAX deep.
 */
void yaml_write(const struct yaml_node *node, unsigned indent, struct buf *out)
{
	if (node->kind == YAML_SCALAR) {
		buf_str(out, " ");
		put_scalar(node, out);
		buf_str(out, "\n");
		return;
	}
	if (!node->first) {
		buf_str(out, node->kind == YAML_LIST ? " []\n" : " {}\n");
		return;
	}
	buf_str(out, "\n");
	for (const struct yaml_node *n = node->first; n; n = n->next) {
		buf_fill(out, ' ', indent);
		if (node->kind == YAML_MAP) {
			buf_put(out, n->key);
			buf_str(out, ":");
		} else {
			buf_str(out, "-");
		}
		yaml_write(n, indent + 2, out);
	}
}
