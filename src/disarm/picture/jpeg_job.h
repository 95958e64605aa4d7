/* SPDX-License-Identifier: Apache-2.0
 * jpeg_job.h: one JPEG in work: libjpeg's structs, our error path and what was learnt.
 *
 * libjpeg reports errors by a call that must not return: jpeg_stop jumps to the one setjmp of the
 * function that runs the job. Everything a job changes lies in it, so no local variable is lost.
 */
#ifndef DISARM_PICTURE_JPEG_JOB_H
#define DISARM_PICTURE_JPEG_JOB_H

/* Before anything of ours: jerror.h speaks of functions that base/banned.h forbids. */
#include <limits.h>
#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>
#include <jerror.h>

#include "disarm/picture/exif.h"
#include "disarm/picture/picture.h"
#include "form/image.h"

/* From libjpeg's blocks (rows) to the form's (zigzag), turned. */
struct jpeg_map {
	uint8_t from[64];  /* coefficient k of the form comes from here ... */
	int8_t sign[64];   /* ... times this */
	uint8_t place[64]; /* where coefficient i of libjpeg's block goes */
};

/* The rows of one component that libjpeg fills at the moment (jpeg_blocks.c). */
struct jpeg_rows {
	JBLOCKROW at[4];
	uint32_t across, start, n;
};

struct jpeg_job {
	struct jpeg_decompress_struct in;
	struct jpeg_error_mgr errors;
	struct jpeg_progress_mgr progress;
	jmp_buf fail;
	enum err err;
	struct disarm *d;
	struct view bytes;
	struct exif exif;
	struct turn turn;
	bool turn_pixels; /* the turn cannot be made on blocks */
	bool as_is;	  /* EXIF's orientation does not count */
	struct jpeg_map map;
	struct buf blocks[4]; /* of each component, as the form has them */
	struct jpeg_rows rows[4];
	int requested; /* of rows */
	uint32_t gaps, faults;
};

no_return void jpeg_stop(struct jpeg_job *j, enum err e);
/* An error manager whose errors end in jpeg_stop; client_data must be the job. */
struct jpeg_error_mgr *jpeg_errors(struct jpeg_job *j);
/* Creates the decompressor over `bytes`, keeping markers for the report. */
void jpeg_open(struct jpeg_job *j, struct view bytes);
/* After jpeg_read_header: what the first EXIF block says, if there is one. */
struct exif jpeg_exif(struct jpeg_job *j);
/* Reads every coefficient into j->blocks, turned. */
void jpeg_blocks(struct jpeg_job *j);
/* Once the picture is read: reads on to the end and reports what stays behind. To be called before
 * jpeg_finish_decompress, which forgets the markers. */
void jpeg_report(struct jpeg_job *j);

#endif
