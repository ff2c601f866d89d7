#!/usr/bin/env bash
# tour-steps.sh ROOT: the commands of docs/tour.md print what it shows. How far a server came before it was killed is as it comes.
set -euo pipefail
cd "$1"
export LC_ALL=C # messages of the shell are the document's
exec 9</dev/shm
flock 9 # the examples have fixed addresses
steps=$(awk '/^```/ { step = $0 == "```console"; next } step' docs/tour.md)

# Each command is shown before it is done, as in the document.
script=$(while IFS= read -r line; do
    [[ $line == '$ '* ]] || continue
    printf 'printf %%s\\\\n %q\n%s\n' "$line" "${line#\$ }"
done <<<"$steps")
said=$(bash -c "$script" 2>&1 9>&-) || { echo "$said" >&2; echo "a command of docs/tour.md failed" >&2; exit 1; }
numbers() { sed -E 's/[0-9]+ messages \([0-9]+ bytes\)/N messages (N bytes)/'; }
diff <(numbers <<<"$steps") <(numbers <<<"$said")
