#!/usr/bin/env bash
# Limits under which the runtime cannot start (ulimit -v, -d, -u; mlockall(MCL_FUTURE) with a small ulimit -l): a status, or a line and an
# exit code, and never an abort. Whatever the value, the call succeeds or is refused, and is tried again when the limit was raised.
# shellcheck source=native-tests/hosts/common.sh
. "${0%/*}/common.sh"

# sweep KIND OUTCOME VALUE...: OUTCOME is a pattern for how many succeeded and how many were refused.
sweep() {
    local kind=$1 outcome=$2 said
    shift 2
    said=$("$PROGRAMS/starved" "$kind" "$@") || fail "$kind"
    # shellcheck disable=SC2053 # a pattern
    [[ $said == $outcome ]] || fail "$said"
}

mib() {
    local n
    for n in "$@"; do echo $((n << 20)); done
}

mapfile -t some < <(mib 0 1 4 16 32 48 60 64 66 68 69 70 71 72 73 74 75 76 77 78 79 80 81 82 84 88 96 100 112 128 150 200 300 400)
sweep address-space '*: *[1-9]* succeeded, *[1-9]* were refused' "${some[@]}"
mapfile -t some < <(mib 0 1 4 8 9 10 11 12 13 14 16 20 24 32 64)
sweep data '*: *[1-9]* succeeded, *[1-9]* were refused' "${some[@]}"
if ((EUID == 0)); then
    sweep processes '*: 0 succeeded, 2 were refused' 0 1
    sweep processes '*: 10 succeeded, 0 were refused' 2 2 2 2 2 2 2 2 2 2 # exactly one thread more than the host
    mapfile -t some < <(mib 1 8 32 64 68 72 76 80 84 88 92 96 100 112 128 256)
    sweep memory-locked '*: * succeeded, *[1-9]* were refused' "${some[@]}"
fi

for program in shm-server shm-client; do
    # shellcheck disable=SC2016 # for the inner shell
    expect 1 "$program: the .NET runtime needs more address space" bash -c 'ulimit -v 60000; exec "$@"' - "$BIN/$program" posix:/nothing
done
