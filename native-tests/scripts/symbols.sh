#!/usr/bin/env bash
# symbols.sh ROOT PROGRAM: gdb, started from the root of the checkout, stops in a function of the library, steps into its C# source, and shows line and arguments.
set -euo pipefail
cd "$1"
export LC_ALL=C
said=$(gdb -nx -batch -ex 'set breakpoint pending on' -ex 'break shm_server_put_string' -ex run -ex step -ex 'print offset' "$2" 2>&1)
source=src/ShmNative.Exports/ServerExports.cs
line=$(grep -n 'int PutString' "$source" | cut -d: -f1)
for wanted in "./$source:$line" "$(sed -n "${line}p" "$source")" '= 32'; do
    grep -qF -- "$wanted" <<<"$said" || { printf 'gdb does not say: %s\n%s\n' "$wanted" "$said" >&2; exit 1; }
done
