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
list=$(git -c safe.directory="$PWD" ls-files -co --exclude-standard -- '*.c' '*.h' | grep -v '^src/tbl/')
[ -n "$list" ] || { echo "no files"; exit 1; }
if [ "${1:-}" = --fix ]; then
	# shellcheck disable=SC2086 # names of ours hold no blanks
	exec "$tool" -i $list
fi
bad=0 all=0
for file in $list; do
	[ -f "$file" ] || continue
	all=$((all + 1))
	"$tool" --dry-run --Werror "$file" >/dev/null 2>&1 || { echo "$file"; bad=$((bad + 1)); }
done
echo "$((all - bad)) passed, $bad failed: clang-format"
[ "$bad" -eq 0 ]
