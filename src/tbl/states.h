/* SPDX-License-Identifier: Apache-2.0
 * states.h: the life of an item, as the store knows it; anything else is fatal to whoever asks for it.
 * STATE(name, number, final, Japanese, English), CAUSE(name, what happened), STEP(from, cause, to).
 * The model test, the daily balance and the figure in ARCHITECTURE.md are made from this.
 */
#ifdef STATE
STATE(NONE, 0, false, "なし", "none")
STATE(ACCEPTED, 1, false, "受付済", "accepted")
STATE(DISARMING, 2, false, "無害化中", "being disarmed")
STATE(REBUILDING, 3, false, "組立・検査中", "being rebuilt and checked")
STATE(WAITING, 4, false, "承認待ち", "waiting for approval")
STATE(SIGNING, 5, false, "引渡し準備中", "being signed")
STATE(RELEASING, 6, false, "引渡し中", "being delivered")
STATE(RELEASED, 7, true, "引渡し済", "delivered")
STATE(HELD, 8, false, "保留", "held")
STATE(REFUSED, 9, true, "取込不可", "refused")
STATE(RETURNED, 10, true, "差戻し", "returned by the approver")
STATE(EXPIRED, 11, true, "期限切れ", "expired")
STATE(LOCKED, 12, false, "パスワード待ち", "waiting for its password")
STATE(CHECKING, 13, false, "点検待ち", "waiting for its check before sending")
STATE(WITHDRAWN, 14, true, "取下げ", "withdrawn by its sender")
#endif
#ifdef CAUSE
CAUSE(OFFERED, "the belt says it is on disk")
CAUSE(WANTED, "the store asks the belt for its plain form")
CAUSE(FORMED, "the plain form arrived")
CAUSE(FAILED, "the file is the reason")
CAUSE(FAULT, "we are the reason, several times")
CAUSE(HOLD, "a person has to look: recipient unknown, policy says no")
CAUSE(REBUILT, "the output is staged and needs no approval")
CAUSE(ASKED, "the output is staged and needs an approval")
CAUSE(APPROVED, "an approver said yes to these hashes")
CAUSE(CONFIRMED, "a colleague let an urgent file go; the manager approves afterwards")
CAUSE(RETURN, "an approver sent it back")
CAUSE(EXPIRE, "nobody decided in time")
CAUSE(SIGNED, "the notary signed its receipt")
CAUSE(DELIVERED, "release wrote its journal and delivered")
CAUSE(RETRY, "an operator tries it again")
CAUSE(ASK_PASSWORD, "it is protected, and no password that was typed opens it")
CAUSE(PASSWORD, "its owner typed a password")
CAUSE(FOUND, "the output is staged, and something in it is for its sender to decide")
CAUSE(ERASE, "its sender has finds erased from it")
CAUSE(LEFT, "its sender sends it as it is, with a reason, and it needs no approval")
CAUSE(LEFT_ASKED, "the same, and it needs an approval")
CAUSE(WITHDRAW, "its sender takes it back")
#endif
#ifdef STEP
STEP(NONE, OFFERED, ACCEPTED)
STEP(ACCEPTED, WANTED, DISARMING)
STEP(DISARMING, WANTED, DISARMING)    /* asked again after a restart */
STEP(DISARMING, FORMED, REBUILDING)
STEP(DISARMING, FAILED, REFUSED)
STEP(DISARMING, FAULT, HELD)
STEP(DISARMING, HOLD, HELD)           /* the format found is not one the policy takes */
STEP(REBUILDING, WANTED, DISARMING)   /* the form is gone after a restart: again from the original */
STEP(REBUILDING, REBUILT, SIGNING)    /* no approval needed */
STEP(REBUILDING, ASKED, WAITING)
STEP(REBUILDING, FOUND, CHECKING)     /* 送付前点検 */
STEP(CHECKING, ERASE, DISARMING)      /* from the original again, with the list of what goes */
STEP(CHECKING, LEFT, SIGNING)
STEP(CHECKING, LEFT_ASKED, WAITING)
STEP(CHECKING, WITHDRAW, WITHDRAWN)
STEP(CHECKING, EXPIRE, EXPIRED)
STEP(CHECKING, WANTED, DISARMING)     /* policy or form version changed */
STEP(REBUILDING, FAILED, REFUSED)
STEP(REBUILDING, FAULT, HELD)
STEP(WAITING, APPROVED, SIGNING)
STEP(WAITING, CONFIRMED, SIGNING)     /* 緊急送付 */
STEP(WAITING, RETURN, RETURNED)
STEP(WAITING, WITHDRAW, WITHDRAWN)    /* its sender, before anybody decided */
STEP(WAITING, EXPIRE, EXPIRED)
STEP(WAITING, WANTED, DISARMING)      /* policy or form version changed: disarmed again */
STEP(SIGNING, SIGNED, RELEASING)
STEP(SIGNING, WANTED, DISARMING)
STEP(SIGNING, FAULT, HELD)
STEP(RELEASING, DELIVERED, RELEASED)
STEP(RELEASING, FAULT, HELD)
STEP(RELEASING, WANTED, DISARMING)    /* the staged output or the receipt is no longer good */
STEP(ACCEPTED, HOLD, HELD)            /* recipient unknown, policy says no... */
STEP(DISARMING, ASK_PASSWORD, LOCKED)
STEP(LOCKED, PASSWORD, DISARMING)
STEP(LOCKED, WITHDRAW, WITHDRAWN)
STEP(LOCKED, FAILED, REFUSED)         /* an operator gives up, with a reason */
STEP(LOCKED, EXPIRE, EXPIRED)         /* nobody typed one in time */
STEP(HELD, RETRY, ACCEPTED)
STEP(HELD, DELIVERED, RELEASED)       /* it had gone out before we gave it up */
STEP(HELD, FAILED, REFUSED)           /* an operator gives up, with a reason */
#endif
