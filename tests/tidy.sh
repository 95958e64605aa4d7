#!/bin/bash
# tests/tidy.sh BUILD: clang-tidy over src with the checks of .clang-tidy; BUILD is a clang build directory.
set -u
cd "$(dirname "$0")/.." || exit 1
build=$1
[ -f "$build/compile_commands.json" ] || { echo "no $build/compile_commands.json"; exit 1; }
log=$(mktemp)
git ls-files 'src/*.c' | xargs -P 2 -n 8 clang-tidy --quiet -p "$build" >"$log" 2>/dev/null
grep -E '(warning|error):' "$log" | sort -u
count=$(grep -cE '(warning|error):' "$log")
rm -f "$log"
echo "clang-tidy: $count findings in $(git ls-files 'src/*.c' | wc -l) files"
[ "$count" -eq 0 ]
