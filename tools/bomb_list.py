# SPDX-License-Identifier: Apache-2.0
"""bomb_list.py: the list that tools/bombs_*.py add to, each bomb by its name, and what several of them are made with."""
import struct
import zlib

LIMIT = "E_LIMIT_COUNT E_LIMIT_DEPTH E_LIMIT_MEMORY E_LIMIT_PIXELS E_LIMIT_RATIO E_LIMIT_SIZE E_LIMIT_TIME"
DATE = (2026, 11, 21, 0, 0, 0)
bombs = {}


def bomb(name, want=LIMIT):
    def keep(make):
        bombs[name] = (want, make)
        return make
    return keep


def packed(chunk, times, level=9):
    """`times` pieces of `chunk` as one zlib stream: two equal flushed pieces are made once and repeated."""
    squeezed = zlib.compressobj(level)
    first = squeezed.compress(chunk) + squeezed.flush(zlib.Z_FULL_FLUSH)
    again = squeezed.compress(chunk) + squeezed.flush(zlib.Z_FULL_FLUSH)
    sum1 = zlib.adler32(chunk)
    for _ in range(times - 1):
        sum1 = zlib.adler32(chunk, sum1)
    return first + again * (times - 1) + b"\x03\x00" + struct.pack(">I", sum1)


def raw_packed(chunk, times):
    """The same as raw deflate, with its length and CRC."""
    crc = 0
    for _ in range(times):
        crc = zlib.crc32(chunk, crc)
    return packed(chunk, times)[2:-4], len(chunk) * times, crc
