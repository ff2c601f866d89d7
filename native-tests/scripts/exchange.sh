#!/usr/bin/env bash
# exchange.sh GOLDEN WRITER READER: one process writes the demo's message, another reads it; the bytes are those of the golden image.
# In both commands @ADDRESS@ is the segment's address, @PATH@ and @PROJECT@ its key file and project id.
# A writer prints "ready" when it has written, or is one of the programs, which wait to be read.
set -euo pipefail
golden=$1 raw=$RAW_PEER
directory=$(mktemp -d)
project=$((RANDOM % 255 + 1))
read -ra writer <<<"$2"
read -ra reader <<<"$3"
place() {
    local word
    for word in "$@"; do
        word=${word//@ADDRESS@/sysv:$directory#$project}
        word=${word//@PATH@/$directory}
        printf '%s\n' "${word//@PROJECT@/$project}"
    done
}
mapfile -t writer < <(place "${writer[@]}")
mapfile -t reader < <(place "${reader[@]}")

mkfifo "$directory/hold"
"${writer[@]}" <"$directory/hold" >"$directory/said" &
pid=$!
exec 3>"$directory/hold"
finish() {
    local status=$?
    exec 3>&- # the end of its standard input ends a test's writer; a program waits for a signal
    grep -q ready "$directory/said" || kill "$pid" 2>/dev/null || true
    wait "$pid" || true
    if "$raw" dump "$directory" "$project" >/dev/null 2>&1; then
        echo "the writer left its segment behind: ${writer[*]}" >&2
        status=1
    fi
    rm -r "$directory"
    exit "$status"
}
trap finish EXIT

for ((i = 0; i < 500; i++)); do
    grep -qi -e ready -e holding "$directory/said" && break
    kill -0 "$pid" 2>/dev/null || { echo "the writer ended: ${writer[*]}" >&2; exit 1; }
    sleep 0.02
done

"$raw" dump "$directory" "$project" | cmp - "$golden"
"${reader[@]}" | cmp - "$(dirname "$golden")/demo.txt"
