#!/usr/bin/env bash
# hello.sh BIN SERVER CLIENT: the server's text arrives at the client, and the server removes its segment when it ends.
set -euo pipefail
export PATH=$1:$PATH
read -ra server <<<"$2"
read -ra client <<<"$3"
exec 9</dev/shm
flock 9 # the examples have one address

directory=$(mktemp -d)
mkfifo "$directory/hold"
"${server[@]}" <"$directory/hold" >"$directory/said" 2>&1 &
pid=$!
exec 3>"$directory/hold"
finish() {
    kill "$pid" 2>/dev/null || true
    rm -r "$directory"
}
trap finish EXIT

said=
for ((i = 0; i < 3000; i++)); do
    said=$("${client[@]}" 2>&1) && [[ $said == "Hello, world" ]] && break
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.02
done
[[ $said == "Hello, world" ]] || { echo "the client says '$said', the server '$(<"$directory/said")'" >&2; exit 1; }

echo >&3 # Enter
wait "$pid"
[[ ! -e /dev/shm/hello ]] || { echo "the server left /dev/shm/hello behind" >&2; exit 1; }
