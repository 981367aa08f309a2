#!/usr/bin/env python3
"""Writes a model's description into its ONNX file, where Machimichi.Vision reads it from.

    python3 training/describe.py MODEL.onnx DESCRIPTION.json [--out OTHER.onnx]
    python3 training/describe.py MODEL.onnx --show

The description is one JSON object, kept in the file's metadata under "machimichi"; the XML documentation of
ModelDescription.FromJson tells its parts. What contradicts the graph is refused. Needs Debian's python3-onnx.
"""
import argparse
import json
import os
import sys

import onnx

KEY = "machimichi"


def main():
    arguments = parse()
    model = onnx.load(arguments.model)
    if arguments.show:
        print(next((p.value for p in model.metadata_props if p.key == KEY), "no description"))
        return
    with open(arguments.description, encoding="utf-8") as file:
        description = json.load(file)
    check(description, model.graph)
    write(model, description)
    save(model, arguments.out or arguments.model)


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("description", nargs="?")
    parser.add_argument("--out", help="write there instead of over the model")
    parser.add_argument("--show", action="store_true", help="print what the file says of itself")
    arguments = parser.parse_args()
    if not arguments.show and not arguments.description:
        parser.error("a description file is needed")
    return arguments


def check(description, graph):
    missing = [part for part in ("name", "version", "classes", "input", "thresholds", "nms") if part not in description]
    if missing:
        sys.exit(f"the description lacks {', '.join(missing)}")
    classes = description["classes"]
    if len(description["thresholds"]) != len(classes):
        sys.exit(f"{len(classes)} classes and {len(description['thresholds'])} thresholds")
    wanted = [3, description["input"]["height"], description["input"]["width"]]
    actual = shape(graph.input[0])
    if actual[1:] != wanted and None not in actual[1:]:
        sys.exit(f"the graph's input is {actual}, the description says [1, {', '.join(map(str, wanted))}]")
    columns = shape(graph.output[0])[-1]
    if columns not in (None, 4 + len(classes)):
        sys.exit(f"the graph's output has {columns} columns; {len(classes)} classes need {4 + len(classes)}")


def shape(value):
    return [d.dim_value if d.HasField("dim_value") else None for d in value.type.tensor_type.shape.dim]


def write(model, description):
    kept = [p for p in model.metadata_props if p.key != KEY]
    del model.metadata_props[:]
    model.metadata_props.extend(kept)
    entry = model.metadata_props.add()
    entry.key, entry.value = KEY, json.dumps(description, ensure_ascii=False)


def save(model, path):
    # A half-written model must never stand where a program may load it.
    onnx.save(model, path + ".part")
    os.replace(path + ".part", path)


if __name__ == "__main__":
    main()
