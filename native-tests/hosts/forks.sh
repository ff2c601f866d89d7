#!/usr/bin/env bash
# Children forked while other threads are inside the library, which use it: each is told SHM_FORKED_CHILD at once, none hangs. One that was
# forked before the first call, or that execs a program, uses the library as any other.
# shellcheck source=native-tests/hosts/common.sh
. "${0%/*}/common.sh"
"$PROGRAMS/forks"
# Without MADV_WIPEONFORK (before Linux 4.14), by pthread_atfork(3); not the children of a bare clone(2).
if "$PROGRAMS/refuse" wipeonfork:EINVAL -- true; then
    "$PROGRAMS/refuse" wipeonfork:EINVAL -- "$PROGRAMS/forks" only-fork
fi
