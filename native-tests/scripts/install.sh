#!/usr/bin/env bash
# install.sh BUILD OUTSIDE VERSION cmake|pkg-config: installs into a prefix, moves it, and builds a project outside against it.
set -euo pipefail
build=$1 outside=$2 expected="$3 3.14286 success" how=$4
directory=$(mktemp -d)
trap 'rm -r "$directory"' EXIT
prefix=$directory/moved

cmake --install "$build" --prefix "$directory/first" >/dev/null
mv "$directory/first" "$prefix"
if [[ $how == cmake ]]; then
    cmake -S "$outside" -B "$directory/build" -DCMAKE_PREFIX_PATH="$prefix" >/dev/null
    cmake --build "$directory/build" >/dev/null
    said=$("$directory/build/outside")
else
    PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name shmnative.pc)")
    export PKG_CONFIG_PATH
    read -ra flags < <(pkg-config --cflags --libs shmnative)
    [[ -f $(pkg-config --variable=lsan_suppressions shmnative) ]] || { echo "no suppressions for LeakSanitizer" >&2; exit 1; }
    cc -o "$directory/outside" "$outside/main.c" "${flags[@]}"
    said=$(LD_LIBRARY_PATH=$(pkg-config --variable=libdir shmnative) "$directory/outside")
fi
[[ $said == "$expected" ]] || { echo "it says '$said', not '$expected'" >&2; exit 1; }

links=$(find "$prefix" -name 'libshmnative.so*' -printf '%f %l\n' | sort)
[[ $links == "libshmnative.so libshmnative.so.1
libshmnative.so.1 libshmnative.so.1.0.0
libshmnative.so.1.0.0 " ]] || { echo "installed: $links" >&2; exit 1; }
