#!/bin/sh
# A queue: two receivers share what is sent; nobody has to be first. What they got is put together again.
parts=$(mktemp -d)
shm-client queue:example --wait 5 --split "$parts" &
shm-client queue:example --wait 5 --split "$parts" &
shm-server queue:example --capacity 1000 --receivers 2 <README.md
wait
cat "$parts"/* | cmp - README.md && rm -r "$parts"

# A topic: every receiver gets every line, the end of the stream ends them.
shm-client topic:example --wait 5 &
seq 3 | shm-server topic:example --lines
wait

# A value: the newest line, for whoever asks.
printf 'cold\nwarm\n' | shm-server value:example &
shm-client value:example --wait 5 --follow | tail -n 1
wait
