#!/bin/sh
# tools/build.sh DIR [MESON OPTIONS...]: configures once, builds; quiet when all goes well, but for one line of progress
# on a terminal. TARGET=programs in the environment builds what runs, without tests and fuzz targets.
set -u
dir=$1
shift
log=$(mktemp)
if [ ! -f "$dir/build.ninja" ]; then
	meson setup "$dir" "$@" >"$log" 2>&1 || { tail -30 "$log"; rm -f "$log"; exit 1; }
fi
if [ -t 1 ]; then
	rm -f "$log"
	NINJA_STATUS="    %f/%t " exec ninja -C "$dir" ${TARGET:-}
fi
if ninja -C "$dir" ${TARGET:-} >"$log" 2>&1; then
	rm -f "$log"
	exit 0
fi
grep -E 'error|warning|FAILED' "$log" | head -40
tail -5 "$log"
rm -f "$log"
exit 1
