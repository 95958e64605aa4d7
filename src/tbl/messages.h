/* SPDX-License-Identifier: Apache-2.0
 * messages.h: everything that may be said between processes.
 * MSG(name, from, to, body, descriptors)
 * The receiver knows the sender by the wire. A message whose sender, exact size or exact number of
 * descriptors is not in this table closes the wire and kills the sender. `ANY` in the `from` or `to` column
 * means every process that has a wire to the other. Bodies: tbl/bodies.h. Requests and
 * replies carry the same tag (struct msg_head).
 */
/* keeper -> each process: what it may touch. START comes first, READY answers it. */
MSG(START, keeper, ANY, body_start, 1)       /* fd: policy file, read-only */
MSG(WIRE, keeper, ANY, body_wire, 1)         /* fd: a new wire to that peer; replaces an older one */
MSG(LISTEN, keeper, ANY, body_none, 1)       /* fd: listening unix socket (portal, gate); TCP socket to connect (mailer) */
MSG(READY, ANY, keeper, body_none, 0)
MSG(VIOLATION, ANY, keeper, body_wire, 0)    /* that peer broke the rules: kill it */

/* uploads: gate or portal -> belt of the same half */
MSG(ITEM_OPEN, ANY, belt, body_open, 0)      /* -> ITEM_FD or DONE */
MSG(ITEM_FD, belt, ANY, body_upload, 1)      /* fd: write-only, unlinked */
MSG(ITEM_SEAL, ANY, belt, body_seal, 0)      /* -> DONE: OK means accepted = on disk */
MSG(ITEM_DROP, ANY, belt, body_upload, 0)    /* the browser hung up; no answer */
MSG(PART_OPEN, ANY, belt, body_part_open, 0)   /* an upload in pieces -> DONE with its id */
MSG(PART_PIECE, ANY, belt, body_part_piece, 0) /* what was written to ITEM_FD is its next piece -> DONE */
MSG(PART_FINISH, ANY, belt, body_part, 0)      /* -> DONE: OK means accepted = on disk; also said again */
MSG(PART_DROP, ANY, belt, body_part, 0)        /* its owner gives it up -> DONE */
MSG(PART_LIST, ANY, belt, body_part, 0)        /* an owner's unfinished ones -> PART_ROW*, DONE */
MSG(PART_ROW, belt, ANY, body_part_row, 0)
MSG(OWN_LIST, gate, belt, body_own, 0)       /* -> OWN_ROW*, DONE */
MSG(OWN_FIND, gate, belt, body_item, 0)      /* id: a link -> OWN_ROW without name and recipient, DONE */
MSG(OWN_ROW, belt, gate, body_own_row, 0)
MSG(ASK_COUNTS, store, belt, body_day, 0)    /* -> COUNTS */
MSG(COUNTS, belt, store, body_counts, 0)

/* work for a jailed worker: belt -> disarm, notary -> rebuild */
MSG(WORK, ANY, ANY, body_work, 3)            /* fds: input (ro), output, report or preview */
MSG(WORK_DONE, ANY, ANY, body_work_done, 0)

/* items: belt -> store (in the LGWAN half directly, from the Internet half by the bridge) */
MSG(HELLO, ANY, ANY, body_hello, 0)          /* first word over the cable, either way; resets both ends */
MSG(OFFER, ANY, ANY, body_offer, 0)          /* accepted and durable; repeated after every start */
MSG(WANT, ANY, ANY, body_item, 0)            /* store -> belt: disarm it now */
MSG(UNLOCK, ANY, ANY, body_unlock, 0)        /* store -> belt: disarm it now, with this password */
MSG(FORM, ANY, ANY, body_form, 2)            /* belt -> store: sealed form, sealed report */
MSG(INSPECTED, belt, store, body_form, 3)    /* the same of what goes out, with its sealed finds (form/finds.h) */
MSG(ERASE, store, belt, body_item, 1)        /* fd: sealed list of finds that go when it is wanted next */
MSG(ITEM_STATE, ANY, ANY, body_state, 0)     /* store -> belt; a final state lets the spool go */
MSG(ORIGINAL_OLD, ANY, ANY, body_item, 0)    /* belt -> store: its time in the vault is over; may it go? */
MSG(ORIGINAL_DROP, ANY, ANY, body_item, 0)   /* store -> belt: delete it now -> ORIGINAL_GONE */
MSG(ORIGINAL_GONE, ANY, ANY, body_item, 0)   /* belt -> store: its key is deleted; repeated until ORIGINAL_NOTED */
MSG(ORIGINAL_NOTED, ANY, ANY, body_item, 0)  /* store -> belt: the log has it; the envelope may go, too */
MSG(ORIGINAL_ORDER, ANY, ANY, body_order, 0) /* store -> bridge -> belt I: the notary's word about one original */
MSG(ORIGINAL_OPEN, belt, originals, body_order, 2) /* fds: the encrypted original, its wrapped key */
MSG(ORIGINAL_SAID, ANY, ANY, body_said, 0)   /* originals -> belt -> bridge -> store: what was found, signed */
MSG(ORIGINAL_NOT, ANY, ANY, body_handed, 0)  /* originals -> belt -> bridge -> store: it cannot be asked for, and why */
MSG(ORIGINAL_OUT, ANY, ANY, body_original, 1) /* originals -> belt -> bridge -> release: sealed original */
MSG(OUT, ANY, ANY, body_receipt, 1)          /* release L -> bridge -> belt I -> release I: sealed output */
MSG(OUT_DONE, ANY, ANY, body_delivered, 0)   /* release I -> belt I -> bridge -> store */
MSG(CABLE_COUNT, ANY, ANY, body_day, 0)      /* store -> bridge -> belt I: asks its counts and release I's */
MSG(CABLE_COUNTS, ANY, ANY, body_cable_counts, 0)

/* store <-> notary <-> release */
MSG(REBUILD, store, notary, body_rebuild, 1) /* fd: sealed form */
MSG(REBUILT, notary, store, body_rebuilt, 1) /* fd: sealed preview text */
MSG(STAGE, notary, release, body_stage, 1)   /* fd: sealed output; release makes its own durable copy */
MSG(STAGED, release, notary, body_staged, 0)
MSG(SIGN, store, notary, body_sign, 0)       /* -> SIGNED */
MSG(SIGNED, notary, store, body_signed, 0)
MSG(RECEIPT, notary, release, body_receipt, 0) /* -> DELIVERED to store */
MSG(DELIVERED, release, store, body_delivered, 0)
MSG(LOG, store, notary, body_log, 0)         /* -> LOGGED */
MSG(LOGGED, notary, store, body_logged, 0)
MSG(FETCH, store, release, body_item, 0)     /* -> FETCHED or DONE */
MSG(FETCHED, release, store, body_item, 1)   /* fd: read-only */
MSG(UNSTAGE, store, release, body_item, 0)   /* returned or refused: drop the staged copy */
MSG(CLEAR, store, release, body_item, 0)     /* its time in the inbox is over -> CLEARED */
MSG(CLEARED, release, store, body_item, 0)   /* the file is gone; the journal keeps it */
MSG(ORDER, store, notary, body_order, 0)     /* -> ORDERED or DONE */
MSG(ORDERED, notary, store, body_order, 0)
MSG(HANDED, release, store, body_handed, 0)  /* an original of ORIGINAL_OUT is on disk, or is not taken */
MSG(HAND, store, release, body_item, 0)      /* -> FETCHED or DONE: the original of that request */
MSG(HAND_CLEAR, store, release, body_item, 0) /* it was taken, or its time is over -> CLEARED */
MSG(RELEASE_COUNT, ANY, release, body_day, 0) /* store; belt of the Internet half */
MSG(RELEASE_COUNTS, release, ANY, body_counts, 0)
MSG(ZONE_SIGN, store, notary, body_zone_permit, 0)  /* its leaf is zero -> ZONE_SIGNED or DONE */
MSG(ZONE_SIGNED, notary, store, body_zone_permit, 0)
MSG(ZONE_LOAD, store, zone, body_zone_permit, 1)    /* fd: the sealed rule set -> ZONE_DONE */
MSG(ZONE_DONE, zone, store, body_zone_done, 0)
MSG(ZONE_STATE, zone, store, body_zone_state, 0)    /* at each start and change */
MSG(ZONE_REPORT, notary, store, body_zone_report, 1) /* fd: a sealed report, its leaf written -> DONE */
MSG(NOTICE, store, mailer, body_notice, 0)   /* -> NOTICED */
MSG(NOTICED, mailer, store, body_noticed, 0)

/* portal <-> auth, store */
MSG(SIGNIN, portal, auth, body_signin, 0)    /* -> TICKET or DONE */
MSG(STEPUP, portal, auth, body_stepup, 0)    /* -> TICKET or DONE */
MSG(STEPUP_FOR, portal, auth, body_stepup_for, 0) /* -> WARRANT or DONE */
MSG(WARRANT, auth, portal, body_warrant, 0)
MSG(TICKET, auth, portal, body_ticket, 0)
MSG(QUERY, portal, store, body_query, 0)     /* -> rows of its kind, then DONE */
MSG(ROW_ITEM, store, portal, body_row_item, 0)
MSG(ROW_FINDING, store, portal, body_row_finding, 0)
MSG(ROW_PERSON, store, portal, body_row_person, 0)
MSG(ROW_BALANCE, store, portal, body_row_balance, 0)
MSG(ROW_LOG, store, portal, body_row_log, 0)
MSG(ROW_FD, store, portal, body_item, 1)     /* fd: read-only file or preview */
MSG(ROW_STEP, store, portal, body_row_step, 0)
MSG(ROW_AWAY, store, portal, body_row_away, 0)
MSG(ROW_FIND, store, portal, body_row_find, 0)
MSG(ACT, portal, store, body_act, 0)         /* -> DONE */
MSG(PASSWORD, portal, store, body_password, 0) /* -> DONE: OK means it is being tried */
MSG(ROW_PRESERVED, store, portal, body_row_preserved, 0)
MSG(AWAY, portal, store, body_away, 0)       /* -> DONE */
MSG(PRESERVE, portal, store, body_preserve, 0) /* 証拠保全 -> DONE */
MSG(CHECK, portal, store, body_check, 0)     /* 送付前点検, decided by the sender -> DONE */
MSG(ORIGINAL_ACT, portal, store, body_original_act, 0) /* 元ファイルの交付 -> ROW_FD (taking it), DONE */
MSG(ROW_ORIGINAL, store, portal, body_row_original, 0)
MSG(ROW_VAULT, store, portal, body_row_vault, 0)
MSG(SEARCH, portal, store, body_search, 0)   /* -> ROW_ITEM*, DONE */
MSG(ROW_TRIAL, store, portal, body_row_trial, 0)
MSG(ROW_TRIAL_FILE, store, portal, body_row_trial_file, 0)
MSG(TRIAL_DROP, portal, store, body_query, 0)  /* id: a trial; all that is left of it -> DONE */
MSG(ZONE_ACT, portal, store, body_zone_act, 0) /* -> DONE */
MSG(ROW_ZONE, store, portal, body_row_zone, 0)
MSG(ROW_ZONE_REPORT, store, portal, body_zone_report, 1) /* fd: the same report */
MSG(DONE, ANY, ANY, body_done, 0)            /* the end of any answer: an enum err */
