#!/usr/bin/env bash
# refused.sh FILE COMPILER [OPTION]...: FILE compiles, and its mistakes do not. A mistake is the line below "#ifdef CASE", behind which a comment says
#   "REFUSED CASE: TEXT": with CASE defined, the compiler has an error for that line that says TEXT.
set -euo pipefail
file=$1
shift
export LC_ALL=C # the compiler's own words, without curly quotes
compile() { "$@" -c -o /dev/null "$file" 2>&1; }

output=$(compile "$@") || { echo "$file does not compile: $output" >&2; exit 1; }
mapfile -t mistakes < <(grep -nE '^#ifdef [A-Z_]+ .*REFUSED' "$file" | sed -E 's/^([0-9]+):#ifdef ([A-Z_]+) .*REFUSED [A-Z_]+: ([^*]*[^* ]).*/\1:\2:\3/')
((${#mistakes[@]} > 10)) || { echo "$file has ${#mistakes[@]} mistakes" >&2; exit 1; }

# All at once. A compiler that has found an error does not look for everything any more: what it passed is tried again alone.
definitions=()
for mistake in "${mistakes[@]}"; do
    IFS=: read -r _ name _ <<<"$mistake"
    definitions+=("-D$name")
done
everything=$(compile "$@" "${definitions[@]}" || true)
status=0
for mistake in "${mistakes[@]}"; do
    IFS=: read -r line name text <<<"$mistake"
    grep -qE "$(basename "$file"):$((line + 1)):[0-9]+: error: .*($text)" <<<"$everything" && continue
    output=$(compile "$@" "-D$name" || true) # or the error stands where a macro or a template does
    grep -qE "error: .*($text)" <<<"$output" || { echo "$file: $name is not refused with '$text': $output" >&2; status=1; }
done
exit $status
