/* SPDX-License-Identifier: Apache-2.0
 * wires.h: which pairs may speak at all. WIRED(half, a, b); the keeper makes one socket pair for each
 * and again whenever either end restarts. CABLE is the one wire between the halves.
 */
WIRED(I, gate, belt)
WIRED(I, belt, disarm)
WIRED(I, belt, converter)
WIRED(I, belt, release)
WIRED(I, belt, originals)
WIRED(L, portal, auth)
WIRED(L, portal, store)
WIRED(L, portal, belt)
WIRED(L, belt, disarm)
WIRED(L, belt, converter)
WIRED(L, belt, inspect)
WIRED(L, belt, store)
WIRED(L, bridge, store)
WIRED(L, bridge, release)
WIRED(L, store, notary)
WIRED(L, store, release)
WIRED(L, store, mailer)
WIRED(L, notary, rebuild)
WIRED(L, notary, release)
CABLE(belt, bridge)
