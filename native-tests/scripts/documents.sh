#!/usr/bin/env bash
# documents.sh ROOT: a listing below a link to an example is that file's text, and no document has a relative link that leads nowhere.
set -euo pipefail
cd "$1"
status=0
directory=$(mktemp -d)
trap 'rm -r "$directory"' EXIT

# A line that is [FILE](FILE), an empty one, and the listing.
awk -v directory="$directory" '
    /^\[examples\/[^]]*\]\((\.\.\/)?examples\/[^)]*\)$/ { split($0, part, /[][()]/); file = part[2]; next }
    /^```/ { listing = !listing; if (!listing) file = ""; next }
    listing && file { copy = file; gsub("/", "%", copy); print > (directory "/" copy) }' README.md docs/tour.md
found=0
for copy in "$directory"/*; do
    file=${copy##*/}
    file=${file//%//}
    diff "$copy" <(grep -v '^#!' "$file") || { echo "README.md or docs/tour.md shows another $file" >&2; status=1; }
    found=$((found + 1))
done
((found == $(find examples -name "*.c" -o -name "*.cpp" -o -name "*.cs" -o -name "*.sh" | wc -l))) || { echo "README.md and docs/tour.md show $found examples" >&2; status=1; }

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
