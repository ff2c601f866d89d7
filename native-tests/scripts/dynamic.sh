#!/usr/bin/env bash
# dynamic.sh LIBRARY: it has its SONAME, cannot be unloaded, and names no path of the build machine.
set -euo pipefail
dynamic=$(readelf -dW "$1")
grep -q 'SONAME.*\[libshmnative.so.1\]' <<<"$dynamic" || { echo "no SONAME libshmnative.so.1" >&2; exit 1; }
grep -q 'FLAGS_1.*NODELETE' <<<"$dynamic" || { echo "not marked nodelete" >&2; exit 1; }
if grep -q -e RPATH -e RUNPATH <<<"$dynamic"; then
    echo "carries a search path" >&2
    exit 1
fi
if strings "$(readlink -f "$1")" "$(dirname "$1")/libshmnative.so.dbg" | grep -F "$(cd "$(dirname "$1")/../.." && pwd)/"; then
    echo "names the directory it was built in" >&2
    exit 1
fi
