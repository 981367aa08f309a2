#!/bin/sh
# Starts or resumes a run in the background, at the lowest priority: ./start.sh runs/NAME [options of train.py]
set -eu
cd "$(dirname "$0")"
run=$1
mkdir -p "$run"
# An allocator that keeps its memory is worth a third of the speed here.
if [ -e "$(ldconfig -p | sed -n 's/.*libjemalloc\.so\.2.*=> //p' | head -1)" ]; then
    export LD_PRELOAD=libjemalloc.so.2
    export MALLOC_CONF=oversize_threshold:0,dirty_decay_ms:-1,muzzy_decay_ms:-1,thp:always,metadata_thp:auto
fi
# Beside other work a thread that spins at a barrier only takes the time that its partner waits for.
export OMP_WAIT_POLICY=PASSIVE GOMP_SPINCOUNT=0
setsid nice -n 19 /usr/bin/python3 -W ignore train.py --run "$@" >> "$run/output.txt" 2>&1 &
echo "$!"
