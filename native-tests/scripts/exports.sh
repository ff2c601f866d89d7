#!/usr/bin/env bash
# exports.sh LIBRARY LIST: the library defines exactly the symbols of the list.
set -euo pipefail
diff -u "$2" <(nm -D --defined-only "$1" | sed -n 's/.* T \(.*\)@@SHMNATIVE_1$/\1/p' | LC_ALL=C sort)
others=$(nm -D --defined-only "$1" | grep -v -e ' T shm_' -e ' A SHMNATIVE_1$') || exit 0
echo "symbols that are not of this library: $others" >&2
exit 1
