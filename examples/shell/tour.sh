#!/bin/sh
# Values: natural C alignment, and the last one exactly at offset 40.
shm-server posix:/tour --field int:22 --field char:/ --field 40@double:3.25 --until-read >/dev/null &
shm-client posix:/tour --wait 5 --field int --field char --field 40@double
wait

# A file, byte for byte.
shm-server posix:/tour --size 65536 --from README.md --until-read >/dev/null &
shm-client posix:/tour --wait 5 --to - | cmp - README.md && wait
