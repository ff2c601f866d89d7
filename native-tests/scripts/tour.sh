#!/usr/bin/env bash
# tour.sh ROOT: examples/shell/tour.sh does what it says.
set -euo pipefail
cd "$1"
export PATH=$PWD/out/bin:$PATH
exec 9</dev/shm
flock 9 # the examples have fixed addresses
said=$(examples/shell/tour.sh)
[[ $said == $'22\n/\n3.25' ]] || { echo "it says '$said'" >&2; exit 1; }
