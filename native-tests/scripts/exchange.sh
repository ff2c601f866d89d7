#!/usr/bin/env bash
# One process writes the demo's message, another reads it; the bytes are those of the golden image.
# exchange.sh GOLDEN WRITER READER. In both commands @SYSV@ and @POSIX@ are the segment's address, @PATH@ and @PROJECT@ the key file and
# project id of the former. A writer prints "ready" when it has written, or is one of the programs, which say what they hold.
set -euo pipefail
golden=$1
directory=$(mktemp -d)
project=$((RANDOM % 255 + 1))
place() {
    local word
    for word in $1; do
        word=${word//@SYSV@/sysv:$directory#$project}
        word=${word//@POSIX@/posix:/shmnative-exchange-$$}
        word=${word//@PATH@/$directory}
        printf '%s\n' "${word//@PROJECT@/$project}"
    done
}
mapfile -t writer < <(place "$2")
mapfile -t reader < <(place "$3")
bytes() {
    if [[ ${writer[*]} == *posix:* ]]; then
        cat "/dev/shm/shmnative-exchange-$$"
    else
        "$RAW_PEER" dump "$directory" "$project"
    fi
}

mkfifo "$directory/hold"
"${writer[@]}" <"$directory/hold" >"$directory/said" &
pid=$!
exec 3>"$directory/hold"
finish() {
    local status=$?
    exec 3>&- # the end of its standard input ends a test's writer; a program waits for a signal
    grep -q ready "$directory/said" || kill "$pid" 2>/dev/null || true
    wait "$pid" || true
    if bytes >/dev/null 2>&1; then
        echo "the writer left its segment behind: ${writer[*]}" >&2
        status=1
    fi
    rm -r "$directory"
    exit "$status"
}
trap finish EXIT

for ((i = 0; i < 3000; i++)); do
    grep -qi -e ready -e holding "$directory/said" && break
    kill -0 "$pid" 2>/dev/null || { echo "the writer ended: ${writer[*]}" >&2; exit 1; }
    sleep 0.02
done

bytes | cmp - "$golden"
"${reader[@]}" | cmp - "$(dirname "$golden")/demo.txt"
