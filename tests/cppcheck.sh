#!/bin/bash
# tests/cppcheck.sh: cppcheck over src; a finding fails.
set -u
cd "$(dirname "$0")/.." || exit 1
command -v cppcheck >/dev/null || { echo "SKIP: cppcheck is not installed"; exit 0; }
log=$(mktemp)
cppcheck -j 2 --quiet --std=c11 --enable=warning,portability,performance --inline-suppr --error-exitcode=0 \
	--suppress=missingIncludeSystem --suppress=unknownMacro --suppress=normalCheckLevelMaxBranches \
	-D_GNU_SOURCE '-D__attribute__(x)=' --library=tests/cppcheck.cfg -Isrc --template='{file}:{line}: {severity}: {id}: {message}' src 2>"$log"
ended=$?
sort -u "$log"
count=$(grep -cE ': (error|warning|portability|performance): ' "$log")
rm -f "$log"
echo "cppcheck: $count findings"
[ "$count" -eq 0 ] && [ "$ended" -eq 0 ]
