#!/bin/sh
exec shm-client posix:/hello --field string
