"""Makes the wire oddities: one small valid model spelled in unusual but legal ways.

    python tests/golden/make_wire.py

Writes tests/models/wire-*.mlmodel and wire.json beside this script. Each file must mean the same
as keras-mlp-updatable.mlmodel (checked here with coremltools' own messages).
"""

import hashlib
import pathlib

import numpy as np
import reference
import specs
from coremltools.proto import Model_pb2
from fixtures import write_json
from google.protobuf.descriptor import FieldDescriptor

GOLDEN = pathlib.Path(__file__).resolve().parent
MODELS = GOLDEN.parent / "models"
CANONICAL = "keras-mlp-updatable.mlmodel"
VARINT, FIXED64, BYTES, START, END, FIXED32 = 0, 1, 2, 3, 4, 5


def varint(value, padding=0):
    """`padding` extra bytes make the spelling longer than it needs to be."""
    groups = []
    while True:
        groups.append(value & 0x7F)
        value >>= 7
        if not value:
            break
    groups += [0] * padding
    return bytes([g | 0x80 for g in groups[:-1]] + [groups[-1]])


class Field:
    """One field on the wire: a number, a wire type and its payload, or the fields of a message."""

    def __init__(self, number, wire, payload, children=None, kind=None):
        self.number, self.wire, self.payload = number, wire, payload
        self.children, self.kind = children, kind  # kind: the descriptor's field, None if unknown

    def encode(self, padding=0):
        tag = varint(self.number << 3 | self.wire, padding)
        if self.wire == START:
            return tag + self.payload + varint(self.number << 3 | END)
        if self.children is not None:
            body = encode(self.children, padding)
            return tag + varint(len(body), padding) + body
        if self.wire == BYTES:
            return tag + varint(len(self.payload), padding) + self.payload
        if self.wire == VARINT:
            return tag + varint(self.payload, padding)
        return tag + self.payload


def encode(fields, padding=0):
    return b"".join(field.encode(padding) for field in fields)


def read_varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def decode(data, descriptor):
    fields, at = [], 0
    while at < len(data):
        tag, at = read_varint(data, at)
        number, wire = tag >> 3, tag & 7
        kind = descriptor.fields_by_number[number]
        if wire == VARINT:
            payload, at = read_varint(data, at)
        else:
            size = {FIXED64: 8, FIXED32: 4}.get(wire)
            if size is None:
                size, at = read_varint(data, at)
            payload, at = data[at:at + size], at + size
        children = None
        if kind.type == FieldDescriptor.TYPE_MESSAGE:
            children = decode(payload, kind.message_type)
        fields.append(Field(number, wire, payload, children, kind))
    return fields


def walk(fields, change):
    """Applies `change` to every list of fields, the innermost first."""
    for field in fields:
        if field.children is not None:
            field.children = walk(field.children, change)
    return change(fields)


def find(fields, *names):
    """The first field at a path of names; a message may come in parts."""
    for field in fields:
        if field.kind and field.kind.name == names[0]:
            found = find(field.children, *names[1:]) if len(names) > 1 else field
            if found:
                return found
    return None


def reversed_fields(fields):
    """Highest number first; elements of one repeated field keep their order."""
    numbers = sorted({f.number for f in fields}, reverse=True)
    return [f for n in numbers for f in fields if f.number == n]


def unpacked(fields):
    out = []
    for field in fields:
        kind = field.kind
        if field.children is None and kind.is_repeated and kind.type in (
                FieldDescriptor.TYPE_FLOAT, FieldDescriptor.TYPE_DOUBLE):
            size = 4 if kind.type == FieldDescriptor.TYPE_FLOAT else 8
            wire = FIXED32 if size == 4 else FIXED64
            for at in range(0, len(field.payload), size):
                out.append(Field(field.number, wire, field.payload[at:at + size], None, kind))
        elif field.children is None and kind.is_repeated and kind.type in (
                FieldDescriptor.TYPE_INT64, FieldDescriptor.TYPE_UINT64):
            at = 0
            while at < len(field.payload):
                value, at = read_varint(field.payload, at)
                out.append(Field(field.number, VARINT, value, None, kind))
        else:
            out.append(field)
    return out


def with_unknown(fields):
    """Four unknown fields at every level: one of each wire type, in front, between and behind."""
    middle = len(fields) // 2
    front = [Field(15000, BYTES, b"left by a newer version")]
    between = [Field(777, FIXED32, b"\x01\x02\x03\x04"), Field(778, FIXED64, b"\x05" * 8)]
    behind = [Field(536870911, VARINT, 2**64 - 1)]
    return front + fields[:middle] + between + fields[middle:] + behind


def with_group(fields):
    group = Field(1999, START, varint(8 | VARINT) + varint(5))
    return fields + [group]


def split_messages(fields):
    """Every message of two or more fields that is not an element of a list comes in two parts."""
    out = []
    for field in fields:
        children = field.children
        if children and len(children) > 1 and not field.kind.is_repeated:
            middle = len(children) // 2
            for part in (children[:middle], children[middle:]):
                out.append(Field(field.number, BYTES, None, part, field.kind))
        else:
            out.append(field)
    return out


def make_split(fields):
    fields = walk(fields, split_messages)
    weights = find(fields, "neuralNetwork", "layers", "innerProduct", "weights")
    values = weights.children[0]
    half = len(values.payload) // 8 * 4
    parts = [Field(1, BYTES, p, None, values.kind)
             for p in (values.payload[:half], values.payload[half:])]
    weights.children[:1] = parts
    return fields


def make_repeated(fields):
    """Wrong values first, the right ones last."""
    fields.insert(0, Field(1, VARINT, 3))
    layers = [f for f in find(fields, "neuralNetwork").children if f.kind.name == "layers"]
    layers[0].children.insert(0, Field(1, BYTES, b"wrong name"))
    params = find(layers[0].children, "innerProduct").children
    params[0:0] = [Field(1, VARINT, 77), Field(2, VARINT, 78)]
    shape = find(fields, "description", "input", "type", "multiArrayType").children
    shape.insert(0, Field(2, VARINT, specs.INT32))
    rate = find(fields, "neuralNetwork", "updateParams", "optimizer", "sgdOptimizer",
                "learningRate").children
    rate.insert(0, Field(1, FIXED64, np.float64(0.7).tobytes()))
    return fields


def make_oneof(fields):
    """Another member of the same oneof stands first; the last one holds."""
    layers = [f for f in find(fields, "neuralNetwork").children if f.kind.name == "layers"]
    at = next(i for i, f in enumerate(layers[0].children) if f.kind.name == "innerProduct")
    layers[0].children.insert(at, Field(175, BYTES, b""))
    relu = find(layers[1].children, "activation").children
    relu.insert(0, Field(30, BYTES, b""))
    output = find(fields, "description", "output", "type").children
    output.insert(0, Field(2, BYTES, b""))
    return fields


VARIANTS = {
    "wire-out-of-order": ("fields out of order at every level",
                          lambda f: encode(walk(f, reversed_fields))),
    "wire-unpacked": ("repeated floats and integers one by one", lambda f: encode(walk(f, unpacked))),
    "wire-unknown-fields": ("unknown fields of four wire types at every level; a written file keeps "
                            "them", lambda f: encode(walk(f, with_unknown))),
    "wire-unknown-group": ("an unknown group (wire types 3 and 4) at every level",
                           lambda f: encode(walk(f, with_group))),
    "wire-split-messages": ("sub-messages in two parts, which merge; a weight array in two parts",
                            lambda f: encode(make_split(f))),
    "wire-repeated-scalars": ("scalars given twice, the last one holds",
                              lambda f: encode(make_repeated(f))),
    "wire-oneof-last": ("two members of a oneof, the last one holds",
                        lambda f: encode(make_oneof(f))),
    "wire-long-varints": ("tags, lengths and values one byte longer than needed",
                          lambda f: encode(f, padding=1)),
}


def main():
    data = (MODELS / CANONICAL).read_bytes()
    canonical = specs.read_model(MODELS / CANONICAL)
    inputs = np.array([[3.0, 1.0, 4.0], [0.5, -2.0, 1.5]])
    outputs = reference.Network(canonical).predict({"input1": inputs})["output1"]
    entries = []
    for name, (what, make) in VARIANTS.items():
        variant = make(decode(data, Model_pb2.Model.DESCRIPTOR))
        model = Model_pb2.Model.FromString(variant)
        kept = model.SerializeToString(deterministic=True)
        model.DiscardUnknownFields()
        assert model == canonical, name
        assert variant != data, name
        (MODELS / f"{name}.mlmodel").write_bytes(variant)
        entries.append({
            "model": f"{name}.mlmodel", "what": what, "sameAs": CANONICAL,
            "sizeBytes": len(variant), "sha256": hashlib.sha256(variant).hexdigest(),
            "reserializedIsCanonical": kept == data, "reserializedSizeBytes": len(kept)})
        print(name, len(variant), kept == data)
    document = {"canonical": CANONICAL, "input": "input1", "output": "output1",
                "inputs": inputs.tolist(), "outputs": outputs.tolist(), "variants": entries}
    write_json(GOLDEN / "wire.json", document)


if __name__ == "__main__":
    main()
