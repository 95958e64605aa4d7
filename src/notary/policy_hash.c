/* SPDX-License-Identifier: Apache-2.0
 * policy_hash.c: hashes a policy file as policy/read/yaml.c canonicalises it.
 */
#include "notary/policy_hash.h"
#include "notary/sign.h"

enum err policy_hash(struct view file, uint8_t ret[32])
{
	scope_end(buf_free) struct buf b = buf_new(file.n);
	struct view text = file;
	if (view_starts(file, VIEW("\xef\xbb\xbf")))
		text = view_sub(file, 3, SIZE_MAX);
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] != '\r' || i + 1 == text.n || text.p[i + 1] != '\n')
			buf_u8(&b, text.p[i]);
	if (b.err != OK)
		return b.err;
	sha256(buf_view(&b), ret);
	return OK;
}
