#!/usr/bin/env bash
# System calls that container managers refuse: everything works without them.
# shellcheck source=native-tests/hosts/common.sh
. "${0%/*}/common.sh"
need "$PROGRAMS/refuse" getrandom:EPERM -- true

for error in EPERM ENOSYS; do
    for refused in getrandom membarrier futex_waitv; do
        "$PROGRAMS/refuse" "$refused:$error" -- "$PROGRAMS/everything" || fail "a host to which $refused says $error"
        "$PROGRAMS/refuse" "$refused:$error" -- timeout 60 "$BIN/shm-server" "queue:$name" --lines <<<"hello" &
        message=$("$PROGRAMS/refuse" "$refused:$error" -- timeout 60 "$BIN/shm-client" "queue:$name" --wait 20)
        wait $! || fail "with $refused:$error the server fails"
        [[ $message == hello ]] || fail "with $refused:$error the client writes '$message'"
    done
done
