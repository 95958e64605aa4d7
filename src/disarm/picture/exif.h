/* SPDX-License-Identifier: Apache-2.0
 * exif.h: the few facts of an EXIF block that matter before it is dropped (CIPA DC-008, 4.6).
 */
#ifndef DISARM_PICTURE_EXIF_H
#define DISARM_PICTURE_EXIF_H

#include "base/view.h"

struct exif {
	uint8_t orientation; /* 1 to 8; 1 where absent or nonsense */
	bool gps, thumbnail;
	uint32_t dpi_x, dpi_y; /* 0 where absent */
};

/* `tiff` starts with its byte order ("II", "MM"). Never fails: what cannot be read is absent. */
struct exif exif_read(struct view tiff);

#endif
