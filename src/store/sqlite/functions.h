/* SPDX-License-Identifier: Apache-2.0
 * functions.h: what the expressions of registers (register/expression.h) call by name, for SQLite.
 *
 *   register_add(day, months, days)   '2027-03-31'; NULL of anything that is no day
 *   register_days(from, to)	       days between two of them
 *   register_fiscal(day)	       the year whose April it follows
 *   register_has(words, word)	       1 or 0: is it among ',a,b,'
 */
#ifndef STORE_SQLITE_FUNCTIONS_H
#define STORE_SQLITE_FUNCTIONS_H

#include <sqlite3.h>

#include "base/base.h"

enum err sqlite_functions(sqlite3 *db) must_use;

#endif
