#!/usr/bin/env bash
# first-program.sh RECEIVE SEND: the two programs at the beginning of shmnative.h pass their message, and leave nothing.
set -euo pipefail
exec 9</dev/shm
flock 9 # the examples have one name
rm -f /dev/shm/greetings # of a run that was killed

said=$(mktemp)
"$1" >"$said" 2>&1 &
pid=$!
trap 'kill "$pid" 2>/dev/null || true; rm "$said"' EXIT
until [[ -e /dev/shm/greetings ]]; do
    kill -0 "$pid" 2>/dev/null || { cat "$said" >&2; exit 1; }
    sleep 0.02
done
"$2"
wait "$pid" || { cat "$said" >&2; exit 1; }
diff "$said" - <<<"Hello, world"
[[ ! -e /dev/shm/greetings ]] || { echo "/dev/shm/greetings was left behind" >&2; exit 1; }
