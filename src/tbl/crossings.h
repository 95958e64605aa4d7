/* SPDX-License-Identifier: Apache-2.0
 * crossings.h: the ways in which something may cross between zones, and how each stands today; the same
 * words on the portal's page and in `sekisho policy show`.
 * CROSSING(kind, class in share/style, Japanese, English, as a label: Japanese, English)
 * CROSSING_STATE(state, Japanese, English)
 * BETWEEN(rule of policy/ask/network.h, Japanese, English)
 */
#ifdef CROSSING
CROSSING(FILES, "files", "ファイル（関所で無害化）", "files (disarmed by Sekisho)", "ファイル", "files")
CROSSING(SANITIZED, "sanitized", "無害化通信", "disarmed traffic", "無害化通信", "disarmed")
CROSSING(SCREEN, "screen", "画面転送", "screen transfer", "画面転送", "screen")
CROSSING(SPECIAL, "special", "特定通信", "special flow (特定通信)", "特定通信", "special")
CROSSING(PLAIN, "plain", "そのままの通信", "traffic as it is", "そのまま", "as it is")
#endif
#ifdef CROSSING_STATE
CROSSING_STATE(OPEN, "通る", "passes")
CROSSING_STATE(CLOSED, "閉じている", "closed")
CROSSING_STATE(OVER, "期限切れ（通らない）", "over: passes no more")
CROSSING_STATE(NOT_BUILT, "この版にはない（通らない）", "not built in this version: nothing passes")
#endif
#ifdef BETWEEN
BETWEEN(ANY, "書いたものを通す", "what is listed")
BETWEEN(NEVER, "通さない", "nothing")
BETWEEN(SPECIAL, "特定通信だけ", "special flows only")
BETWEEN(CLEAN, "無害化通信だけ", "disarmed only")
BETWEEN(SERVICE, "無害化通信と登録サービス", "disarmed, or to listed services")
#endif
