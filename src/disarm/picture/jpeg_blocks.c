/* SPDX-License-Identifier: Apache-2.0
 * jpeg_blocks.c: decoded coefficients -> the form's sparse blocks.
 *
 * A file of one scan is taken row by row: libjpeg asks its memory manager where to put the next
 * rows of blocks, and we answer with the same few rows every time, once their last content is in
 * the form. So an ordinary photograph is never unpacked as a whole. Other files need libjpeg's own
 * arrays.
 */
#include "disarm/picture/jpeg_job.h"
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* libjpeg holds coefficients and steps in natural order: 8 rows (v) of 8 columns (u). */
static void build_map(struct jpeg_job *j)
{
	for (unsigned k = 0; k < 64; k++) {
		unsigned u = image_zigzag[k] % 8, v = image_zigzag[k] / 8;
		bool minus = (j->turn.mirror_x && u % 2) != (j->turn.mirror_y && v % 2);
		j->map.from[k] = (uint8_t)(j->turn.transpose ? u * 8 + v : v * 8 + u);
		j->map.sign[k] = minus ? -1 : 1;
		j->map.place[j->map.from[k]] = (uint8_t)k;
	}
}

/* Bits of the coefficients that are not zero, in the order of rows. */
static uint64_t natural_mask(const JCOEF *block)
{
	uint64_t zeros = 0;
#ifdef __SSE2__
	const __m128i *at = (const void *)block, zero = _mm_setzero_si128();
	for (unsigned i = 0; i < 4; i++) {
		__m128i low = _mm_cmpeq_epi16(_mm_loadu_si128(at + 2 * i), zero);
		__m128i high = _mm_cmpeq_epi16(_mm_loadu_si128(at + 2 * i + 1), zero);
		zeros |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_packs_epi16(low, high))
			 << (16 * i);
	}
#else
	for (unsigned i = 0; i < 64; i++)
		zeros |= (uint64_t)(block[i] == 0) << i;
#endif
	return ~zeros;
}

/* A value pulled into its range if it is outside; libjpeg lets anything of sixteen bits through. */
static int16_t in_range(int x, int least)
{
	return (int16_t)(x > IMAGE_COEFFICIENT_MOST ? IMAGE_COEFFICIENT_MOST
			 : x < least		    ? least
						    : x);
}

/* One block as the form has it; returns the place after it and counts what was out of range. */
static uint8_t *put_block(const struct jpeg_map *map, const JCOEF *block, uint8_t *to,
			  uint32_t *faults)
{
	uint64_t zigzag = 0;
	int odd = 0;
	for (uint64_t mask = natural_mask(block); mask; mask &= mask - 1)
		zigzag |= (uint64_t)1 << map->place[__builtin_ctzll(mask)];
	memcpy(to, &zigzag, sizeof zigzag);
	to += sizeof zigzag;
	for (uint64_t mask = zigzag; mask; mask &= mask - 1, to += 2) {
		unsigned k = (unsigned)__builtin_ctzll(mask);
		int x = block[map->from[k]] * map->sign[k];
		int16_t y = in_range(x, k == 0 ? IMAGE_DC_LEAST : IMAGE_AC_LEAST);
		odd |= x ^ y;
		memcpy(to, &y, sizeof y);
	}
	*faults += odd != 0;
	return to;
}

/* Room for one row of blocks at most; give back with row_end what was not used. */
static uint8_t *row_begin(struct jpeg_job *j, struct buf *b, uint32_t across)
{
	uint8_t *to = buf_grow(b, (size_t)across * IMAGE_BLOCK_MOST);
	if (!to)
		jpeg_stop(j, b->err);
	return to;
}

static void row_end(struct buf *b, const uint8_t *to)
{
	b->n = (size_t)(to - b->p);
}

/* The blocks of a component in the order of the turned picture. */
static void put_turned(struct jpeg_job *j, jvirt_barray_ptr array, int i)
{
	const jpeg_component_info *c = &j->in.comp_info[i];
	struct turn turn = j->turn;
	uint32_t across = turn.transpose ? c->height_in_blocks : c->width_in_blocks;
	uint32_t down = turn.transpose ? c->width_in_blocks : c->height_in_blocks;
	for (uint32_t y = 0; y < down; y++) {
		uint8_t *to = row_begin(j, &j->blocks[i], across);
		JBLOCKROW row = NULL;
		for (uint32_t x = 0; x < across; x++) {
			uint32_t tx = turn.mirror_x ? across - 1 - x : x,
				 ty = turn.mirror_y ? down - 1 - y : y;
			uint32_t from_x = turn.transpose ? ty : tx,
				 from_y = turn.transpose ? tx : ty;
			if (!row || turn.transpose)
				row = *j->in.mem->access_virt_barray((j_common_ptr)&j->in, array,
								     from_y, 1, FALSE);
			to = put_block(&j->map, row[from_x], to, &j->faults);
		}
		row_end(&j->blocks[i], to);
	}
}

/* Takes the rows that libjpeg has filled, if any, into the form's blocks. */
static void flush(struct jpeg_job *j, int i)
{
	struct jpeg_rows *r = &j->rows[i];
	const jpeg_component_info *c = &j->in.comp_info[i];
	uint32_t there = min_of(r->n, c->height_in_blocks - min_of(r->start, c->height_in_blocks));
	for (uint32_t y = 0; y < there; y++) {
		uint8_t *to = row_begin(j, &j->blocks[i], c->width_in_blocks);
		for (uint32_t x = 0; x < c->width_in_blocks; x++)
			to = put_block(&j->map, r->at[y][x], to, &j->faults);
		row_end(&j->blocks[i], to);
	}
	r->start += r->n;
	r->n = 0;
}

/* Stand in for libjpeg's virtual arrays: asked for once a component, in their order. */
static jvirt_barray_ptr request(j_common_ptr common, unused_arg int pool, unused_arg boolean zero,
				JDIMENSION across, unused_arg JDIMENSION down, JDIMENSION n)
{
	struct jpeg_job *j = common->client_data;
	if (j->requested == 4 || n > 4)
		jpeg_stop(j, E_INTERNAL);
	struct jpeg_rows *r = &j->rows[j->requested++];
	JBLOCKROW blocks = arena_array(j->d->mem, (size_t)across * n, sizeof *blocks);
	if (!blocks)
		jpeg_stop(j, E_LIMIT_MEMORY);
	for (uint32_t y = 0; y < n; y++)
		r->at[y] = blocks + (size_t)y * across;
	r->across = across;
	return (void *)r; /* opaque to libjpeg */
}

/* Asked for in order from the top; the decoder expects zeros to write into. */
static JBLOCKARRAY access(j_common_ptr common, jvirt_barray_ptr array, JDIMENSION start,
			  JDIMENSION n, unused_arg boolean writable)
{
	struct jpeg_job *j = common->client_data;
	int i = 0;
	while (i < j->requested && (void *)array != &j->rows[i])
		i++;
	if (i == j->requested || n > 4)
		jpeg_stop(j, E_INTERNAL);
	flush(j, i);
	if (start != j->rows[i].start)
		jpeg_stop(j, E_INTERNAL);
	j->rows[i].n = n;
	memset(j->rows[i].at[0], 0, (size_t)j->rows[i].across * n * sizeof(JBLOCK));
	return j->rows[i].at;
}

void jpeg_blocks(struct jpeg_job *j)
{
	bool turned = j->turn.transpose || j->turn.mirror_x || j->turn.mirror_y;
	build_map(j);
	if (turned || jpeg_has_multiple_scans(&j->in)) { /* the whole picture at once */
		jvirt_barray_ptr *arrays = jpeg_read_coefficients(&j->in);
		for (int i = 0; i < j->in.num_components; i++)
			put_turned(j, arrays[i], i);
		return;
	}
	j->in.mem->request_virt_barray = request;
	j->in.mem->access_virt_barray = access;
	(void)jpeg_read_coefficients(&j->in);
	for (int i = 0; i < j->in.num_components; i++)
		flush(j, i);
}
