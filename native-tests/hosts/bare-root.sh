#!/usr/bin/env bash
# A root file system with libc, libm and the loader: every call and both programs work there, and nothing else was looked for. What the
# runtime loads late (OpenSSL, ICU, zlib, Kerberos) is not there; in a host that has it, it would be opened.
# shellcheck source=native-tests/hosts/common.sh
. "${0%/*}/common.sh"
need_root
need_program strace unshare
need strace -f -o "$directory/trace" true
need unshare -m mount -t proc proc "$directory"

[[ $(nm -D --undefined-only "$PROGRAMS/everything" | sed -n 's/.* U \(shm_[a-z0-9_]*\).*/\1/p' | LC_ALL=C sort) \
    == "$(<"${0%/*}/../exported-symbols.txt")" ]] || fail "everything.c does not call every function"
new_root "$directory/root"

# traced COMMAND...: runs it in the root, and looks at what it opened after its start, or looked for.
traced() {
    # shellcheck disable=SC2016 # for the inner shell
    unshare -m bash -euc 'root=$1
        shift
        mount -t proc proc "$root/proc"
        mount -t tmpfs tmpfs "$root/dev/shm"
        exec timeout 60 strace -f -qq -e trace=execve,open,openat,openat2 -o "$root/../trace" chroot "$root" "$@"' - "$directory/root" "$@" ||
        fail "'$*' failed in a root with nothing but libc and libm"
    # Before the program's own execve, the lines are those of chroot.
    sed -e "1,/execve(\"${1//\//\\/}\"/d" -e 's/.*open[a-z0-9]*(.*"\([^"]*\)".*/\1/' "$directory/trace" | sort -u >"$directory/opened"
    [[ -s $directory/opened ]] || fail "no opened file of '$*' was seen"
    # The runtime's seed of hash codes is /dev/urandom; both devices may be missing.
    if grep -v -E -e '/(libc|libm|libshmnative)\.so\.[0-9]+$' -e '^/etc/ld\.so\.cache$' -e '^(/proc|/sys|/dev/shm)(/|$)' \
        -e '^/dev/(urandom|null)$' "$directory/opened" >"$directory/others"; then
        fail "'$*' opened or looked for: $(tr '\n' ' ' <"$directory/others")"
    fi
}

traced /bin/everything
traced /bin/shm-server "topic:$name" --lines --no-wait <<<"hello"
traced /bin/shm-server posix:/segment --for 0.01
OPENSSL_CONF=/dev/null/nowhere "$PROGRAMS/everything" || fail "OPENSSL_CONF matters"
