#!/usr/bin/env bash
# channels.sh ROOT: examples/shell/channels.sh does what it says, and leaves nothing.
set -euo pipefail
cd "$1"
export PATH=$PWD/out/bin:$PATH
exec 9</dev/shm
flock 9 # the examples have fixed addresses
said=$(examples/shell/channels.sh)
[[ $said == $'1\n2\n3\nwarm' ]] || { echo "it says '$said'" >&2; exit 1; }
[[ ! -e /dev/shm/example ]] || { echo "it left /dev/shm/example behind" >&2; exit 1; }
