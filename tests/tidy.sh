#!/bin/bash
# tests/tidy.sh BUILD: clang-tidy over src with the checks of .clang-tidy; BUILD is a clang build directory.
set -u
cd "$(dirname "$0")/.." || exit 1
build=$1
command -v clang-tidy >/dev/null || { echo "SKIP: clang-tidy is not installed"; exit 0; }
[ -f "$build/compile_commands.json" ] || { echo "no $build/compile_commands.json"; exit 1; }
log=$(mktemp)
ended=yes
git ls-files 'src/*.c' | xargs -P 2 -n 4 clang-tidy --quiet -p "$build" >"$log" 2>"$log.said" || ended=""
grep -E '(warning|error):' "$log" | sort -u
count=$(grep -cE '(warning|error):' "$log")
[ -n "$ended" ] || { echo "clang-tidy did not end as it should:"; grep -v 'warnings generated' "$log.said" | tail -5; }
rm -f "$log" "$log.said"
echo "clang-tidy: $count findings in $(git ls-files 'src/*.c' | wc -l) files"
[ "$count" -eq 0 ] && [ -n "$ended" ]
