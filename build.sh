#!/usr/bin/env bash
# Builds, runs and tests everything; see usage() below. Whatever it makes is under out/.
set -euo pipefail
cd "$(dirname "$0")"

usage() {
    cat <<'EOF'
Usage: ./build.sh [COMMAND]

  build     (default) everything: assemblies, headers checked, out/lib, out/bin, native tests
  demo      run shm-server and shm-client: the message on screen
  test      [NAME...] all tests, or those with one of the names, or a part of one, in theirs; the last line is "N passed, N failed".
            For example: test ConformanceTests, test docs.gdb package
  faults    participants die at every point of every operation, on every backend, loads included (the tests run a part of it)
  soak      [SECONDS] workers of all roles are killed, stopped and restarted at random; 600 seconds unless told
  bench     measure against a floor written in C++ and against peers; options after it, for example --quick;
            --peers installs the peers that Debian packages
  counts    count instructions, atomic operations and so on for each message, and record them as the tests' baseline
  mutants   [WHICH] weaken one place of the algorithms at a time and ask whether a test notices: those with a text in their name, or so many of
            all, evenly spread; what was found is kept, and a run goes on where the last one was stopped
  malice    try corrupted channels, a million unless a number is given
  fuzz      explore the attach path with afl-fuzz, 60 seconds unless a number is given
  headers   write include/*.h and examples/c/job.h again from the C# sources
  gdb       open gdb -tui on shm-server where it writes the double: the session of docs/debugging.md
  clean     remove out/
EOF
}

case "$(uname -m)" in
    x86_64) rid=linux-x64 ;;
    aarch64) rid=linux-arm64 ;;
    *)
        echo "build.sh: no Native AOT compiler for $(uname -m); use x86_64 or aarch64" >&2
        exit 1
        ;;
esac
bin=$PWD/out/bin native=$PWD/out/native results=$PWD/out/test-results
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 # without it the SDK wants libicu

# need PACKAGE:PROGRAM|PACKAGE...: installs the Debian packages whose program is missing, or that are.
need() {
    local missing=() item
    for item in "$@"; do
        case $item in
            *:*) command -v "${item#*:}" >/dev/null || missing+=("${item%%:*}") ;;
            *) dpkg-query -W -f '${db:Status-Status}' "$item" 2>/dev/null | grep -qx installed || missing+=("$item") ;;
        esac
    done
    ((${#missing[@]})) || return 0
    local sudo=()
    if ((EUID != 0)); then
        sudo -n true 2>/dev/null || { echo "build.sh: missing; run: sudo apt-get install -y ${missing[*]}" >&2; exit 1; }
        sudo=(sudo -n)
    fi
    command -v apt-get >/dev/null || { echo "build.sh: please install: ${missing[*]}" >&2; exit 1; }
    echo "Installing ${missing[*]}"
    "${sudo[@]}" apt-get update -qq
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

need_dotnet() {
    local wanted
    wanted=$(sed -n 's/.*"version": "\(.*\)".*/\1/p' global.json)
    dotnet --version >/dev/null 2>&1 && return
    cat >&2 <<EOF
build.sh: the .NET SDK $wanted (or a later ${wanted%.*.*}.0) is missing, and Debian does not carry it. Get it with Microsoft's script:
  curl -sSL https://dot.net/v1/dotnet-install.sh | bash -s -- --version $wanted
  export PATH="\$HOME/.dotnet:\$PATH"
EOF
    exit 1
}

# quiet NAME COMMAND...: one line of progress, the whole output when it fails.
quiet() {
    local name=$1 log
    shift
    log=$(mktemp)
    echo "$name"
    if ! "$@" >"$log" 2>&1; then
        cat "$log" >&2
        rm -f "$log"
        echo "build.sh: failed: $name" >&2
        exit 1
    fi
    rm -f "$log"
}

generate_headers() {
    local generator=out/dotnet/bin/ShmNative.HeaderGenerator/release/ShmNative.HeaderGenerator.dll
    dotnet "$generator" "$@" && dotnet "$generator" "$@" --assembly out/dotnet/bin/JobProducer/release/JobProducer.dll --output examples/c/job.h
}

# Whether anything that the SDK builds from is newer than its last complete build; a directory is when a file of it was removed.
is_stale() {
    [[ ! -e out/.built || ! -e out/lib/libshmnative.so || ! -e out/bin/shm-client ]] ||
        [[ -n $(find src include examples native-tests/exported-symbols.txt Directory.* global.json -newer out/.built -print -quit) ]]
}

build_dotnet() {
    need_dotnet
    is_stale || return 0
    need g++:g++ # links what the SDK compiles ahead of time
    mkdir -p out
    touch out/.building # what is edited while the build runs is newer than it
    quiet "Assemblies" dotnet build -c Release
    generate_headers --check
    for project in Exports Server Client; do
        quiet "ShmNative.$project, compiled ahead of time" dotnet publish "src/ShmNative.$project" -c Release -r "$rid"
    done
    mv out/.building out/.built
}

configure_and_make() {
    cmake -S . -B "$native" -DCMAKE_BUILD_TYPE=RelWithDebInfo && cmake --build "$native" --parallel
}

build_native() {
    need g++:g++ cmake:cmake make:make
    quiet "C and C++" configure_and_make
}

build() {
    build_dotnet
    build_native
}

demo() {
    build_dotnet
    "$bin/shm-server" --until-read &
    local server=$!
    "$bin/shm-client" --wait 5 || { kill "$server" || true; exit 1; }
    wait "$server"
}

# count FILE PATTERN: lines of a result file; 0 when a runner did not write it.
count() {
    grep -cE "$2" "$1" 2>/dev/null || true
}

# The tests' second process: compiled ahead of time, and as a Debug build, which watches its callers.
build_test_hosts() {
    [[ out/test-bin/ShmNative.TestHost -nt out/.built ]] && return
    quiet "ShmNative.TestHost, Debug" dotnet build src/ShmNative.TestHost -c Debug
    quiet "ShmNative.TestHost, compiled ahead of time" dotnet publish src/ShmNative.TestHost -c Release -r "$rid"
    touch out/test-bin/ShmNative.TestHost
}

# The same program, built so that it can die at a chosen access.
build_faults() {
    [[ out/test-bin/faults/ShmNative.TestHost -nt out/.built ]] && return
    quiet "ShmNative.TestHost, with places to die at" dotnet publish src/ShmNative.TestHost -c Faults -r "$rid"
    touch out/test-bin/faults/ShmNative.TestHost
}

faults() {
    build
    build_faults
    out/test-bin/faults/ShmNative.TestHost faults all loads "jobs=$(($(nproc) * 2))" "$@"
}

# any_of SPECIAL BEFORE NAME...: BEFORE and each name, with | between them; characters of the set SPECIAL in a name mean themselves.
any_of() {
    printf '%s\n' "${@:3}" | sed -e "s/[$1]/\\\\&/g" -e "s/^/$2/" | paste -sd '|'
}

run_tests() {
    build
    build_test_hosts
    build_faults
    need valgrind:valgrind gdb:gdb clang-format:clang-format pkg-config:pkg-config shellcheck:shellcheck strace:strace
    local status=0 managed=$results/managed.trx native_results=$results/native.xml passed_managed passed_native failed
    local managed_filter=() native_filter=()
    if (($#)); then
        # shellcheck disable=SC1003 # backslashes, not quotes
        managed_filter=(--filter "$(any_of '()&|=!~\\' FullyQualifiedName~ "$@")")
        # shellcheck disable=SC1003
        native_filter=(-R "$(any_of '][()|.*+?^$\\' '' "$@")")
    fi
    rm -rf "$results"
    mkdir -p "$results"
    # The time limits end what hangs, also on a machine that is ten times as slow as usual.
    dotnet test src/ShmNative.Tests -c Release --no-build --blame-hang-timeout 20m "${managed_filter[@]}" \
        --logger "trx;LogFileName=${managed##*/}" --results-directory "$results" || status=1
    ctest --test-dir "$native" --output-on-failure --timeout 1200 "${native_filter[@]}" --output-junit "$native_results" || status=1

    passed_managed=$(count "$managed" '<UnitTestResult .*outcome="Passed"')
    passed_native=$(count "$native_results" '<testcase .*status="run"')
    failed=$(($(count "$managed" '<UnitTestResult .*outcome="Failed"') + $(count "$native_results" '<testcase .*status="fail"')))
    # A runner that did not come to its end, or that found nothing to run, is a failure too. Tests asked for by name may be in one of them only.
    if ((status != 0 || passed_managed + passed_native == 0 || ($# == 0 && (passed_managed == 0 || passed_native == 0)))); then
        failed=$((failed > 0 ? failed : 1))
    fi
    echo "$((passed_managed + passed_native)) passed, $failed failed"
    ((failed == 0))
}

soak() {
    build_dotnet
    build_test_hosts
    out/test-bin/ShmNative.TestHost soak "${1:-600}"
}

bench() {
    local options=() option
    for option in "$@"; do
        case $option in
            --peers) need libboost-dev iceoryx libiceoryx-posh-dev libiceoryx-hoofs-dev libnng-dev libzmq3-dev pkg-config ;;
            *) options+=("$option") ;;
        esac
    done
    build
    quiet "ShmNative.BenchContender, compiled ahead of time" dotnet publish src/ShmNative.BenchContender -c Release -r "$rid"
    dotnet out/dotnet/bin/ShmNative.Bench/release/shm-bench.dll --contenders out/bench "${options[@]}"
}

# The tests that compare with the baseline write it instead, and the table of docs/performance.md.
counts() {
    build
    build_test_hosts
    COUNTS_RECORD=1 ctest --test-dir "$native" --output-on-failure --no-tests=error -R '^counts\.(csharp|library|inline|document)$'
}

mutants() {
    build
    build_test_hosts
    dotnet out/dotnet/bin/ShmNative.Mutants/release/ShmNative.Mutants.dll "$@"
}

malice() {
    build_dotnet
    build_test_hosts
    out/test-bin/ShmNative.TestHost malice "$@"
}

fuzz() {
    local seconds=${1:-60} bin=out/fuzz/bin findings=out/fuzz/findings corpus=src/ShmNative.Tests/Malice/Corpus
    need_dotnet
    need afl++:afl-fuzz
    rm -rf out/fuzz
    mkdir -p out/fuzz
    quiet "ShmNative.Fuzz" dotnet build src/ShmNative.Fuzz -c Release
    cp -r out/dotnet/bin/ShmNative.Fuzz/release "$bin"
    dotnet "$bin/ShmNative.Fuzz.dll" instrument "$bin/ShmNative.Core.dll"
    # No binary to check for instrumentation: it is in the assembly. Core dumps and the clock rate of the machine are left as they are.
    AFL_SKIP_BIN_CHECK=1 AFL_NO_UI=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 \
        afl-fuzz -V "$seconds" -t 10000 -m none -i "$corpus" -o "$findings" -- dotnet "$bin/ShmNative.Fuzz.dll" >out/fuzz/log ||
        { tail -n 30 out/fuzz/log >&2; exit 1; }
    grep -E '^(run_time|execs_done|corpus_count|edges_found|saved_crashes|saved_hangs) ' "$findings/default/fuzzer_stats"
    # Inputs that ended badly stay in the findings, to be replayed and kept in the corpus.
    grep -qE '^saved_crashes +: 0$' "$findings/default/fuzzer_stats" && grep -qE '^saved_hangs +: 0$' "$findings/default/fuzzer_stats"
}

case "${1:-build}" in
    build) build ;;
    bench) bench "${@:2}" ;;
    counts) counts ;;
    demo) demo ;;
    mutants) mutants "${@:2}" ;;
    malice) malice "${2:-1000000}" "${@:3}" ;;
    fuzz) fuzz "${@:2}" ;;
    test) run_tests "${@:2}" ;;
    faults) faults "${@:2}" ;;
    soak) soak "${@:2}" ;;
    headers)
        need_dotnet
        quiet "Header generator" dotnet build src/ShmNative.HeaderGenerator -c Release
        quiet "The example's structs" dotnet build examples/csharp/JobProducer -c Release
        generate_headers
        ;;
    gdb)
        build_dotnet
        need gdb:gdb
        # The document's commands up to the first stop, each as an option.
        mapfile -t commands < <(sed -n 's/^(gdb) //p' docs/debugging.md | sed '/^run$/q')
        exec gdb -q -tui "${commands[@]/#/-ex=}" --args "$bin/shm-server" sysv:private
        ;;
    clean) rm -rf out ;;
    -h | --help | help) usage ;;
    *) usage >&2; exit 2 ;;
esac
