#!/usr/bin/env bash
# demo.sh ROOT: ./build.sh demo prints what README.md shows, in the order in which two processes happen to print; then nothing is left.
set -euo pipefail
cd "$1"
exec 9</tmp
flock 9 # the demo has one address
# Key, id and address differ from machine to machine.
fields() { sed -E -e '/^(key|id|address) /s/0x[0-9a-f]+|[0-9]+/N/' -e '/^$/d' | sort; }
shown=$(awk '/^```/ { demo = 0 } demo; /^\$ .*build\.sh demo$/ { demo = 1 }' README.md | fields)
said=$(./build.sh demo | fields)
diff <(echo "$shown") <(echo "$said")
if out/bin/shm-client 2>/dev/null; then
    echo "the demo left its segment behind" >&2
    exit 1
fi
