#!/usr/bin/env bash
# needs.sh FILE...: a program or library that needs libc and libm, and nothing else.
set -euo pipefail
for file in "$@"; do
    others=$(readelf -dW "$file" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | grep -v -e '^libc\.so' -e '^libm\.so' -e '^ld-linux') || continue
    echo "$file needs $others" >&2
    exit 1
done
