#!/usr/bin/env bash
# counts.sh check IMPLEMENTATION BASELINE COUNTER BINARY PROGRAM [ARGUMENT]...: what PROGRAM executes for a message is what the baseline says.
#   BINARY is the file with the .NET runtime in it, its symbols beside it.
# counts.sh notices ...: the same arguments; changes each number of the baseline, and the check has to say so.
# counts.sh document BASELINE DOCUMENT: the document's table is the baseline's.
# With COUNTS_RECORD=1 in the environment nothing is compared: the baseline, or the table, is written anew.
set -euo pipefail
command=$1
shift
directory=$(mktemp -d)
trap 'rm -r "$directory"' EXIT
export LC_ALL=C
columns=$'implementation\tchannel\toperation\tinstructions\tatomics\tfences\tsystem calls\tallocations'

# rows IMPLEMENTATION: its rows in the baseline, separated by tabs; no other lines.
rows() {
    sed -E -e '/^(#.*)?$/d' -e 's/ {2,}/\t/g' "$baseline" | awk -F '\t' -v wanted="$1" '$1 == wanted'
}

# allocators: the entries of the runtime's allocation helpers and of the C library's, for counter.c.
allocators() {
    local file libc
    file=$(readlink -f "$binary")
    nm "${binary%.so*}$([[ $binary != *.so* ]] || echo .so).dbg" | awk -v file="$file" '$3 ~ /^Rhp?(Gc)?(New|Alloc|Box)/ { print file, $1 }'
    libc=$(readlink -f "$(ldd "$file" | awk '$1 == "libc.so.6" { print $3 }')")
    nm -D "$libc" | awk -v file="$libc" '$3 ~ /^(malloc|calloc|realloc|aligned_alloc|posix_memalign)@/ { print file, $1 }'
}

# measure PROGRAM [ARGUMENT]...: rows as the baseline has them in $directory/measured.
measure() {
    local name="shmnative-counts-$$"
    allocators >"$directory/allocators"
    (($(grep -c '' "$directory/allocators") > 8)) || { echo "$binary: no symbols of the runtime's allocators" >&2; exit 1; }
    "$counter" "$directory/allocators" "$directory/places" "$@" "$name" >"$directory/counted" || {
        local status=$?
        rm -f "/dev/shm/$name"*
        exit $status
    }
    awk -F '\t' -v OFS='\t' -v implementation="$implementation" '
        function short(number) { sub(/\.?0+$/, "", number); return number }
        { print implementation, $1, $2, sprintf("%.1f", $3), short($4), short($5), short($6), short($7) }' \
        "$directory/counted" >"$directory/measured"
}

# compare EXPECTED: a line for everything in which what was measured differs from it.
compare() {
    awk -F '\t' -v columns="$columns" '
        BEGIN { split(columns, title) }
        { row = $1 ": " $2 ", " $3 }
        NR == FNR { for (i = 4; i <= 8; i++) expected[row, i] = $i; left[row]; next }
        !(row in left) { print row ": the baseline has no such row; record it: ./build.sh counts"; next }
        {
            delete left[row]
            # Compilers differ a little in the instructions that they choose.
            was = expected[row, 4]
            if ($4 > was * 1.05 + 2)
                print row ": " $4 " instructions per message, in the baseline " was
            else if ($4 < was / 1.05 - 2)
                print row ": " $4 " instructions per message, in the baseline " was ": if that is meant, record it: ./build.sh counts"
            for (i = 5; i <= 8; i++)
                if ($i != expected[row, i])
                    print row ": " $i " " title[i] " per message, in the baseline " expected[row, i]
        }
        END { for (row in left) print row ": in the baseline, but not measured" }' "$1" "$directory/measured"
}

# aligned: columns of equal width, at least two spaces apart.
aligned() {
    awk -F '\t' '
        { for (i = 1; i <= NF; i++) { cell[NR, i] = $i; if (length($i) > width[i]) width[i] = length($i) } }
        END {
            for (row = 1; row <= NR; row++) {
                for (i = 1; i < NF; i++) printf "%-" (width[i] + 2) "s", cell[row, i]
                print cell[row, NF]
            }
        }'
}

# record: puts the measured rows where the implementation had its own.
record() {
    {
        grep '^#' "$baseline"
        {
            echo "$columns"
            for other in csharp library inline; do
                if [[ $other == "$implementation" ]]; then cat "$directory/measured"; else rows "$other"; fi
            done
        } | aligned
    } >"$directory/baseline"
    cp "$directory/baseline" "$baseline"
}

# where_places: the instructions that are counted by themselves, of the rows that differ; their functions if there are symbols.
where_places() {
    while IFS=$'\t' read -r channel operation what path address times; do
        grep -qF ": $channel, $operation: " "$directory/differences" || continue
        local symbols=${path%.so.*}
        [[ $symbols == "$path" ]] || symbols+=.so
        [[ -e $symbols.dbg ]] && symbols+=.dbg || symbols=$path
        echo "  $channel, $operation: $what, executed $times times, in $(addr2line -C -f -e "$symbols" "$address" | paste -sd ' ') (${path##*/}+$address)"
    done <"$directory/places"
}

check() {
    measure "$@"
    if [[ ${COUNTS_RECORD:-} ]]; then
        record
        return
    fi
    rows "$implementation" >"$directory/expected"
    compare "$directory/expected" >"$directory/differences"
    [[ -s $directory/differences ]] || return 0
    { cat "$directory/differences"; where_places; } >&2
    return 1
}

# Each column one higher, one row less, and one more: as many differences as changes.
notices() {
    measure "$@"
    rows "$implementation" >"$directory/expected"
    local column
    for column in 4 5 6 7 8; do
        awk -F '\t' -v OFS='\t' -v column="$column" 'NR == 2 { $column = $column * 2 + 1 } { print }' "$directory/measured" >"$directory/changed"
        (($(compare "$directory/changed" | wc -l) == 1)) || { echo "a change of column $column goes unnoticed" >&2; return 1; }
    done
    sed 1d "$directory/measured" >"$directory/changed"
    [[ $(compare "$directory/changed") == *"no such row"* ]] || { echo "a new row goes unnoticed" >&2; return 1; }
    mv "$directory/measured" "$directory/expected"
    mv "$directory/changed" "$directory/measured"
    [[ $(compare "$directory/expected") == *"not measured"* ]] || { echo "a row that is gone goes unnoticed" >&2; return 1; }
}

# table: the baseline by channel and operation; a cell has the instructions, and what else is not 0.
table() {
    echo "| channel | operation | C#, ahead of time | C, library | C, inline |"
    echo "|---|---|---|---|---|"
    { rows library; rows csharp; rows inline; } | awk -F '\t' '
        $2 == "control" { next }
        {
            row = $2 " | " $3
            if (!(row in seen)) { seen[row]; order[++count] = row }
            cell = sprintf("%.0f", $4)
            if ($5 != 0) cell = cell ", " $5 " atomic"
            if ($6 != 0) cell = cell ", " $6 ($6 == 1 ? " fence" : " fences")
            if ($7 != 0) cell = cell ", " $7 " system calls"
            if ($8 != 0) cell = cell ", " $8 " allocations"
            cells[row, $1] = cell
        }
        END { for (i = 1; i <= count; i++) { row = order[i]; print "| " row " | " cells[row, "csharp"] " | " cells[row, "library"] " | " cells[row, "inline"] " |" } }'
}

document() {
    local start='<!-- counts: ./build.sh counts writes this table -->' end='<!-- counts: end -->'
    table >"$directory/table"
    sed -n "\\|^$start\$|,\\|^$end\$|p" "$1" | sed '1d;$d' >"$directory/shown"
    [[ -s $directory/shown ]] || { echo "$1 has no table of counts" >&2; return 1; }
    if [[ ${COUNTS_RECORD:-} ]]; then
        sed -i -e "\\|^$start\$|r $directory/table" -e "\\|^$start\$|,\\|^$end\$|{/^<!-- counts/!d}" "$1"
    else
        diff "$directory/shown" "$directory/table" || { echo "$1 shows other counts than the baseline: ./build.sh counts" >&2; return 1; }
    fi
}

if [[ $command == document ]]; then
    baseline=$1
    document "$2"
    exit
fi
[[ $(uname -m) == x86_64 ]] || { echo "skipped: instructions are counted on x86-64 only" >&2; exit 77; }
implementation=$1 baseline=$2 counter=$3 binary=$4
shift 4
"$command" "$@"
