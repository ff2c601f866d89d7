#!/bin/sh
exec shm-server posix:/hello --size 64 --field 'string:Hello, world' --until-read
