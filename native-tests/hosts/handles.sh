#!/usr/bin/env bash
# A host that opens handles until no more are given; also with a heap that is full before the library refuses by itself.
# shellcheck source=native-tests/hosts/common.sh
. "${0%/*}/common.sh"
"$PROGRAMS/handles"
DOTNET_GCHeapHardLimit=1000000 "$PROGRAMS/handles" full # hexadecimal
