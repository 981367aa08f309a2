#!/bin/sh
# Shows in some minutes, without any data folder, that training learns, and that a killed run goes on exactly where it was.
set -eu
cd "$(dirname "$0")"
exec nice -n 19 "${PYTHON:-/usr/bin/python3}" -W ignore selftest.py "$@"
