#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# format.sh: is every C file as clang-format would have it? With --fix: make it so. Tables in src/tbl are laid
# out by hand. Exit 0: all are; 1: some are not (named); clang-format 14 is Debian 12's and the one that counts.
set -u
cd "$(dirname "$0")/.." || exit 1
tool=$(command -v clang-format-14 || command -v clang-format) || { echo "SKIP: clang-format is not installed"; exit 0; }
case $("$tool" --version) in
*"version 14."*) ;;
*) echo "SKIP: $("$tool" --version) would lay files out in another way than version 14"; exit 0 ;;
esac
list=$(git -c safe.directory="$PWD" ls-files -co --exclude-standard -- '*.c' '*.h' | grep -v '^src/tbl/' |
	while read -r file; do [ -f "$file" ] && echo "$file"; done)
[ -n "$list" ] || { echo "no files"; exit 1; }
if [ "${1:-}" = --fix ]; then
	# shellcheck disable=SC2086 # names of ours hold no blanks
	exec "$tool" -i $list
fi
# One run over all of them; what it says begins with the file's name.
all=$(echo "$list" | wc -l)
# shellcheck disable=SC2086
said=$("$tool" --dry-run --Werror $list 2>&1)
ended=$?
named=$(echo "$said" | sed -n 's/^\([^: ]*\.[ch]\):[0-9].*/\1/p' | sort -u)
bad=0
if [ "$ended" -ne 0 ]; then
	echo "${named:-$said}"
	bad=$(echo "$named" | wc -l)
fi
echo "$((all - bad)) passed, $bad failed: clang-format"
[ "$bad" -eq 0 ]
