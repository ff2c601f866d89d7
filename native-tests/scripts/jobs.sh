#!/usr/bin/env bash
# jobs.sh CONSUMER PRODUCER: the producer's jobs arrive at the consumer, in whatever languages they are, and the queue is gone afterwards.
set -euo pipefail
read -ra consumer <<<"$1"
read -ra producer <<<"$2"
exec 9</dev/shm
flock 9 # the examples have one name
rm -f /dev/shm/jobs # of a run that was killed: the producer would take it for the consumer's

said=$(mktemp)
"${consumer[@]}" >"$said" 2>&1 &
pid=$!
finish() {
    kill "$pid" 2>/dev/null || true
    rm "$said"
}
trap finish EXIT
until [[ -e /dev/shm/jobs ]]; do
    kill -0 "$pid" 2>/dev/null || { cat "$said" >&2; exit 1; }
    sleep 0.02
done
"${producer[@]}"
wait "$pid" || { cat "$said" >&2; exit 1; }
diff "$said" - <<'END'
job 1 weighs 0.5
job 2 weighs 1
job 3 weighs 1.5
END
[[ ! -e /dev/shm/jobs ]] || { echo "/dev/shm/jobs was left behind" >&2; exit 1; }
