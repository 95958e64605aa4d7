/* SPDX-License-Identifier: Apache-2.0
 * gif.c: any bytes as GIF pictures, through both locks.
 */
#include "passage.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	return passage(data, n, "gif");
}
