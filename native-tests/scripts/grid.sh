#!/usr/bin/env bash
# grid.sh ROOT: docs/images/demo-grid.svg is what shm-client draws of the demo message.
set -euo pipefail
cd "$1"
address=posix:/shmnative-grid-$$
out/bin/shm-server "$address" --for 60 >/dev/null &
trap 'kill $!; wait' EXIT
out/bin/shm-client "$address" --wait 30 --svg - | cmp - docs/images/demo-grid.svg ||
    { echo "draw it again: out/bin/shm-server & out/bin/shm-client --wait 1 --svg docs/images/demo-grid.svg; kill %1" >&2; exit 1; }
