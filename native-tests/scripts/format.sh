#!/usr/bin/env bash
# format.sh ROOT: the C and C++ sources are formatted as .clang-format says; the generated headers have a layout of their own.
set -euo pipefail
cd "$1"
find examples native-tests src include -name '*.[ch]' -o -name '*.[ch]pp' | grep -v -e '^include/.*\.h$' -e '/Prose/' -e '^native-tests/demo_message.h' |
    xargs clang-format --dry-run --Werror --style=file
