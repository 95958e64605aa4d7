/* SPDX-License-Identifier: Apache-2.0
 * preserve.h: 証拠保全. From its beginning to its end nothing that was sent, accepted or delivered
 * is deleted, in either half: no original leaves a vault, no envelope a spool, no file the inbox.
 *
 * All of these go on the store's word only (ORIGINAL_DROP, ORIGINAL_NOTED, CLEAR), so one row here
 * stops them all at once, and nothing has to be told to anybody. What can be made again from the
 * original (a staged output, a preview) is no evidence and still goes with its item.
 *
 * 情報システム担当 or CISO begins it, with a fresh second factor and a reason. Its end is asked for
 * by one of them and done by another one, each with the same; either may take the asking back.
 */
#ifndef STORE_PRESERVE_H
#define STORE_PRESERVE_H

#include "store/query.h"

/* True also when the database does not answer. */
bool preserve_on(void);

void query_preserved(struct incoming *in, const struct body_query *q,
		     const struct policy_person *p);

#endif
