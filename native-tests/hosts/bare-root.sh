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

# traced COMMAND...: runs it in the root; its opened files are in $directory/opened. Neither libraries nor configuration, nor devices
# but the random one, in case that getrandom(2) is refused.
traced() {
    # shellcheck disable=SC2016 # for the inner shell
    unshare -m bash -euc 'root=$1
        shift
        mount -t proc proc "$root/proc"
        mount -t tmpfs tmpfs "$root/dev/shm"
        exec strace -f -qq -e trace=open,openat,openat2 -o "$root/../trace" chroot "$root" "$@"' - "$directory/root" "$@" ||
        fail "'$*' failed in a root with nothing but libc and libm"
    sed -n 's/.*open[a-z0-9]*(.*"\([^"]*\)".*/\1/p' "$directory/trace" | sort -u >"$directory/opened"
    # What chroot itself opens comes before its exec and is not the program's: the loader's cache and libc's locale.
    if grep -v -E -e '^/?(lib|lib64|usr/lib)(/[a-z0-9_]+-linux-gnu)?/(libc|libm|libshmnative|ld-linux)' -e '^(/proc|/sys|/dev/shm)(/|$)' \
        -e '^/etc/ld\.so\.cache$' -e '^/usr/lib/locale/' -e '^/dev/u?random$' -e '^/tmp$' "$directory/opened" >"$directory/others"; then
        fail "'$*' opened or looked for: $(tr '\n' ' ' <"$directory/others")"
    fi
}

traced /bin/everything
traced /bin/shm-server "topic:$name" --lines --no-wait <<<"hello"
traced /bin/shm-server posix:/segment --for 0.01
# shellcheck disable=SC2016 # for the inner shell
OPENSSL_CONF=/dev/null/nowhere "$PROGRAMS/everything"
