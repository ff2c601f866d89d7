#!/usr/bin/env bash
# gdb-session.sh ROOT HEADING hardware|software PROGRAM [ARGUMENT]...: runs the commands of the gdb sessions that docs/debugging.md shows below a
# heading, with watchpoints of that kind. Every line that the document shows comes, in its order; between them gdb may say more. The exit code is 77,
# after a line that says why, where this machine cannot do it.
set -euo pipefail
root=$1 heading=$2 watchpoints=$3
shift 3
export LC_ALL=C # gdb's words are the document's
directory=$(mktemp -d)
trap 'rm -r "$directory"' EXIT
cd "$root"

# normalise FILE: without what differs from one run or build to the next. Where the segment is mapped differs too, but all of its addresses
# count from there.
normalise() {
    local segment
    segment=$(sed -nE 's/^.*(byte|void) \*\) 0x([0-9a-f]+)000.*/\2/p' "$1" | head -n 1)
    sed -E -e "s/0x${segment:-no segment}/SEGMENT+0x/g" -e "s|$root/||g" -e 's/0x0000[0-9a-f]{12} in/CODE in/' \
        -e 's/(Breakpoint [0-9]+ at) 0x[0-9a-f]+/\1 CODE/' -e 's/0x7ff[0-9a-f]{9}/STACK/g' -e 's/process [0-9]+/process N/' "$1" |
        tr -s ' \t' ' ' | sed -e 's/ $//' -e '/^$/d'
}

awk -v heading="## $heading" '
    /^## / { here = $0 == heading }
    /^```/ { session = here && /^```gdb$/; next }
    session' docs/debugging.md >"$directory/shown"
sed -n 's/^(gdb) //p' "$directory/shown" >"$directory/commands"
[[ -s $directory/commands ]] || { echo "docs/debugging.md has no session below '$heading'" >&2; exit 1; }

# The probe is the document's.
probe=$(grep -E '^gdb -nx -batch .*watched$' docs/debugging.md)
seen=$(eval "$probe" 2>&1) || true
[[ $seen == *'Hardware watchpoint 2: watched'* ]] || { printf 'skipped: gdb cannot run a program here\n%s\n' "$seen"; exit 77; }
if [[ $watchpoints == software ]]; then
    sed -i '1i set can-use-hw-watchpoints 0' "$directory/commands"
    sed -i 's/Hardware watchpoint/Watchpoint/' "$directory/shown"
elif grep -q '^watch ' "$directory/commands" && [[ $seen != *'New value = 1'* ]]; then
    echo "skipped: no hardware watchpoints here"
    exit 77
fi

gdb -nx -batch -ex 'set trace-commands on' -x "$directory/commands" --args "$@" >"$directory/output" 2>&1 || true
sed -i 's/^+/(gdb) /' "$directory/output"
normalise "$directory/shown" >"$directory/expected"
normalise "$directory/output" >"$directory/actual"
awk 'NR == FNR { wanted[++count] = $0; next }
    $0 == wanted[done + 1] { done++ }
    END {
        if (done == count) exit
        print "gdb did not say, in its place: " wanted[done + 1] > "/dev/stderr"
        exit 1
    }' "$directory/expected" "$directory/actual" || { cat "$directory/output" >&2; exit 1; }
