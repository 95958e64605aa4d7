/* SPDX-License-Identifier: Apache-2.0
 * trial.h: 試行: real files through both locks, and nothing else.
 *
 *   OFFER (an id with the mark of a trial) -> WANT -> FORM -> REBUILD -> REBUILT -> the result's
 * row
 *
 * Rows of their own (sqlite/0007-trial.sql): no item, no receipt, no inbox, no balance. The notary
 * gives what was rebuilt to nobody and signs nothing for such an id; the belt deletes the original
 * as soon as the result is there. What is left are names, reasons and kinds of finding, until the
 * policy's days are over or an operator deletes them. Few at once, so that real files do not wait.
 */
#ifndef STORE_TRIAL_H
#define STORE_TRIAL_H

#include "store/query.h"
#include "store/store.h"

#define TRIAL_FILES_MAX 12000 /* of one batch */

void trial_offer(const struct envelope *e);
void trial_form(struct incoming *in);	 /* FORM of such an id */
void trial_rebuilt(struct incoming *in); /* REBUILT of one */
void trial_again(void);			 /* the belt or the notary is a new one */
void trial_tick(void);
void query_trials(struct incoming *in, const struct body_query *q, const struct policy_person *p);
void query_trial_files(struct incoming *in, const struct body_query *q,
		       const struct policy_person *p);

#endif
