#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# decoders.py: rebuild contains no decoder. Usage: decoders.py NM LIB... -- PROGRAM. TAP on standard output.
# Includes may lie, symbols do not: neither what our libraries ask for nor what the program imports may be
# an entry point of a decoder, an inflater, a converter of encodings or a parser.
import os
import re
import subprocess
import sys

DECODERS = re.compile(r"""^(
    jpeg_(read_|start_decompress|finish_decompress|CreateDecompress|destroy_decompress|consume_|mem_src|stdio_src|input_|save_markers).* |
    tj(3?Decompress|DecompressHeader).* | png_.* | libdeflate_\w*decompress\w* | inflate\w* | uncompress2? | gz\w+ |
    BZ2_\w+ | lzma_\w+ | ZSTD_d\w+ | XML_\w+ | xml\w+ | zip_\w+ | archive_\w+ | u(cnv|csdet|norm2?)_\w+ | iconv\w* |
    yaml_\w+ | json_\w+ | FT_\w+ | qpdf_\w+ | gif\w* | DGif\w+ | WebP\w+ | TIFF\w+ | opj_\w+ | heif_\w+ | sqlite3_\w+
)$""", re.X)

nm, rest = sys.argv[1], sys.argv[2:]
split = rest.index("--")
looks = [(lib, ["-u"]) for lib in rest[:split]] + [(program, ["-D", "-u"]) for program in rest[split + 1 :]]
failed = 0


def symbols(path, flags):
    out = subprocess.run([nm, *flags, "--format=just-symbols", path], capture_output=True, text=True, check=True)
    return {line.split("@")[0] for line in out.stdout.split("\n") if line and not line.endswith(":")}


for number, (path, flags) in enumerate(looks, 1):
    own = set() if "-D" in flags else symbols(path, ["--defined-only"])
    names = symbols(path, flags) - own
    bad = sorted(n for n in names if DECODERS.match(n))
    for name in bad:
        print(f"# {os.path.basename(path)} asks for {name}")
    ok = len(names) > 3 and not bad
    failed += not ok
    print("ok" if ok else "not ok", number, f"- {os.path.basename(path)} has no decoder ({len(names)} symbols)")
print(f"1..{len(looks)}")
sys.exit(1 if failed else 0)
