# shellcheck shell=bash
# Sourced by every situation. LIBRARY_DIR has libshmnative.so, BIN shm-server and shm-client, PROGRAMS what is built of *.c.
set -euo pipefail
: "${LIBRARY_DIR:?run it by ctest}" "${BIN:?}" "${PROGRAMS:?}"
# shellcheck disable=SC2034 # for the situations
name=shmnative-hosts-$$ # a channel's or segment's, that no other run has
directory=$(mktemp -d) # gone at the end, and so are all mounts in it that were made in a namespace
trap 'rm -rf "$directory"' EXIT

# skip REASON: this machine cannot make the situation.
skip() {
    echo "skipped: $*"
    exit 77
}

# fail WHAT: what did not hold.
fail() {
    echo "$*" >&2
    exit 1
}

need_root() {
    ((EUID == 0)) || skip "only root can make this"
}

# need_program NAME...
need_program() {
    local program
    for program in "$@"; do
        command -v "$program" >/dev/null || skip "there is no $program here"
    done
}

# need COMMAND...: a trial that succeeds where the situation can be made.
need() {
    "$@" >"$directory/trial" 2>&1 || skip "'$*' fails here: $(tail -n 1 "$directory/trial")"
}

# expect STATUS TEXT COMMAND...: how a command ends, and what it says among other things.
expect() {
    local wanted=$1 text=$2 said status=0
    shift 2
    said=$("$@" 2>&1) || status=$?
    [[ $status == "$wanted" && $said == *"$text"* ]] || fail "'$*' ended with $status, not $wanted, or did not say '$text'; it said: $said"
}

# new_root DIRECTORY: a root file system with libc, libm, the loader, the library, both programs and those of the tests; empty beside.
new_root() {
    local root=$1 file
    mkdir -p "$root"/{bin,lib,dev/shm,proc,tmp}
    cp "$BIN/shm-server" "$BIN/shm-client" "$root/bin/"
    find "$PROGRAMS" -maxdepth 1 -type f -executable -exec cp -t "$root/bin" {} +
    cp "$(readlink -f "$LIBRARY_DIR/libshmnative.so")" "$root/lib/libshmnative.so.1"
    while read -r file; do
        mkdir -p "$root$(dirname "$file")"
        cp -L "$file" "$root$file"
    done < <(ldd "$LIBRARY_DIR/libshmnative.so" "$BIN/shm-server" | grep -o '/[^ :]*\(libc\.\|libm\.\|ld-linux\)[^ :]*' | sort -u)
}
