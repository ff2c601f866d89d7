#!/usr/bin/env bash
# valgrind.sh LIBRARY PROGRAM [ARGUMENT]...: no error and no definite leak, on a copy of the library: valgrind 3.19 aborts when it
# meets the compiler's .dbg file beside it.
set -euo pipefail
library=$1
shift
directory=$(mktemp -d)
trap 'rm -r "$directory"' EXIT
cp "$(readlink -f "$library")" "$directory/libshmnative.so.1"
LD_LIBRARY_PATH=$directory valgrind --quiet --error-exitcode=99 --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite "$@"
