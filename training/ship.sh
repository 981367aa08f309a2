#!/bin/sh
# A finished run becomes what ships, in one command: ./ship.sh NAME VERSION [options of export.py]
# weights/NAME (half precision), runs/NAME/road-damage.onnx with its description, runs/NAME/figures.txt
set -eu
cd "$(dirname "$0")"
name=$1
version=$2
shift 2
export OMP_WAIT_POLICY=PASSIVE GOMP_SPINCOUNT=0
/usr/bin/python3 -W ignore export.py "runs/$name" "runs/$name/road-damage.onnx" --version "$version" --weights "weights/$name" --figures "runs/$name/figures.txt" "$@"
