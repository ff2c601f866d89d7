#!/usr/bin/env bash
# A host with LeakSanitizer: nothing of the library is reported, whether handles are closed or left open, and the installed suppressions can be named.
# shellcheck source=native-tests/hosts/common.sh
. "${0%/*}/common.sh"
trial=$("$PROGRAMS/leaks" 2>&1) || {
    [[ $trial != *"LeakSanitizer has encountered a fatal error"* ]] || skip "LeakSanitizer does not run here"
    fail "$trial"
}
expect 0 "" "$PROGRAMS/leaks" open
LSAN_OPTIONS=suppressions=${0%/*}/../../src/ShmNative.Exports/package/lsan.supp:print_suppressions=0 expect 0 "" "$PROGRAMS/leaks" open
