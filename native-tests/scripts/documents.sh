#!/usr/bin/env bash
# documents.sh ROOT: a listing below a link to an example is that file's text, and no document has a relative link that leads nowhere.
set -euo pipefail
cd "$1"
status=0
directory=$(mktemp -d)
trap 'rm -r "$directory"' EXIT

# A line that is [FILE](FILE), an empty one, and the listing; or [FILE](FILE), in part: with some lines of it, indented less.
awk -v directory="$directory" '
    /^\[examples\/[^]]*\]\((\.\.\/)?examples\/[^)]*\)(, in part:)?$/ { split($0, part, /[][()]/); file = part[2]; if (/:$/) file = "part%" file; next }
    /^```/ { listing = !listing; if (!listing) file = ""; next }
    listing && file { copy = file; gsub("/", "%", copy); print > (directory "/" copy) }' README.md docs/tour.md
unindented() { sed 's/^ *//' "$1"; }
for copy in "$directory"/*; do
    file=${copy##*/}
    file=${file//%//}
    case $file in
        part/*)
            file=${file#part/}
            [[ $'\n'$(unindented "$file") == *$'\n'"$(unindented "$copy")"* ]] || { echo "README.md or docs/tour.md shows a part that is not in $file" >&2; status=1; }
            (($(wc -l <"$copy") < 10)) || { echo "README.md or docs/tour.md shows ten lines or more of $file as a part" >&2; status=1; } ;;
        *) diff "$copy" <(grep -v '^#!' "$file") || { echo "README.md or docs/tour.md shows another $file" >&2; status=1; } ;;
    esac
done
while read -r file; do
    grep -qF "examples/${file#examples/})" README.md docs/tour.md || { echo "neither README.md nor docs/tour.md leads to $file" >&2; status=1; }
done < <(find examples -name "*.c" -o -name "*.cpp" -o -name "*.cs" -o -name "*.sh")
(($(wc -l <README.md) <= 400)) || { echo "README.md has more than 400 lines" >&2; status=1; }

# The table of exit codes is that of the help.
while read -r code meaning; do
    grep -qxF "| $code | $meaning |" README.md || { echo "README.md has no exit code $code: $meaning" >&2; status=1; }
done < <(out/bin/shm-server --help | sed -n '/^Exit codes:/,$p' | grep '^  ')

for document in README.md docs/*.md; do
    while read -r target; do
        [[ -e $(dirname "$document")/$target ]] || { echo "$document links to $target, which is not there" >&2; status=1; }
    done < <(grep -oE '\]\([^)#]+' "$document" | sed 's/^](//' | grep -v '^https\?:')
done
exit $status
